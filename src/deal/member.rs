//! Whom a company stands for whose part does the deed: where one report says 海川股份子公司 and another one names the subsidiary, the
//! deal is that of the subsidiary.

use super::model::{Deal, Filler};
use super::reading::Reading;
use super::story::Story;
use super::words::Words;
use crate::base::Span;
use crate::mention::kind_named;

/// Sentences between a report that names the part, and one that does not.
const NEAR: usize = 3;

/// Characters between a company, its part and what that does.
const WITHIN: usize = 40;

/// Puts the part that another report of the same type names near by in the place of the company that a report names instead of it. What
/// such a report calls in words of its own (工程项目) the other one calls more exactly.
pub fn name(words: &Words, story: Story<'_>, readings: &[Reading], parts: &mut [Deal]) {
    let mut named: Vec<(usize, String, Filler, Filler, Vec<String>)> = Vec::new();
    for (i, told) in parts.iter().enumerate() {
        let Some(t) = words.types.get(&told.kind) else { continue };
        let near = |d: &&Deal| d.kind == told.kind && d.triggers != told.triggers;
        // Parts are in the order of the text.
        let from = parts.partition_point(|d| d.sentence + NEAR < told.sentence);
        let ahead = parts[from..].iter().take_while(|d| d.sentence <= told.sentence + NEAR);
        let others: Vec<&Deal> = ahead.filter(near).filter(|d| story.one_brief(d.sentence, told.sentence)).collect();
        if others.is_empty() {
            continue;
        }
        for (role, f) in t.parties().flat_map(|role| told.role(role).iter().map(move |f| (role, f))) {
            if !stands_for_a_part(words, story.plain, readings, told, f) {
                continue;
            }
            let mut members = others.iter().flat_map(|d| d.role(role));
            let Some(member) = members.find(|g| is_part(words, story.plain, g) && !told.holds(g)) else { continue };
            let of_member = others.iter().filter(|d| d.role(role).iter().any(|g| g.agrees(member)));
            let exact = of_member.flat_map(|d| d.roles.iter()).filter(|(_, fillers)| in_words(fillers)).map(|(role, _)| role.clone());
            named.push((i, role.to_owned(), f.clone(), member.clone(), exact.collect()));
        }
    }
    for (i, role, company, member, exact) in named {
        if let Some(told) = parts[i].roles.get_mut(&role).and_then(|fillers| fillers.iter_mut().find(|f| **f == company)) {
            *told = member;
        }
        parts[i].roles.retain(|role, fillers| !(in_words(fillers) && exact.contains(role)));
    }
}

/// Whether stretches of text fill a role.
fn in_words(fillers: &[Filler]) -> bool {
    fillers.iter().all(|f| f.text.is_some())
}

/// Whether a report tells what a part of a company does that it does not name: 海川股份：子公司中标….
fn stands_for_a_part(words: &Words, plain: &str, readings: &[Reading], told: &Deal, f: &Filler) -> bool {
    let (from, to) = (f.span.end, told.triggers[0].start);
    let Some(between) = plain.get(from..to).filter(|b| f.entity.is_some() && b.chars().nth(WITHIN).is_none()) else { return false };
    if words.member[0].first_in(between).is_none() {
        return false;
    }
    let reading = readings.binary_search_by_key(&told.sentence, |r| r.sentence).map(|i| &readings[i]);
    let another = |r: &Reading| r.mentions.iter().any(|m| m.kind == kind_named("Company") && Span::new(from, to).contains(m.span));
    reading.is_ok_and(|r| r.span.contains(f.span) && !another(r))
}

/// Whether a company is named as a part of another one: 海川股份子公司明远科技.
fn is_part(words: &Words, plain: &str, f: &Filler) -> bool {
    let ahead = plain[..f.span.start].trim_end_matches(['“', '—']);
    f.entity.is_some() && words.member[1].fit(ahead)
}
