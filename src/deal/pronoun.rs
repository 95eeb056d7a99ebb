//! 其 and 该公司 stand for none of those whom their clause names in another role: in A宣布B将收购其60%股权 B buys, and so 其 is A.

use super::model::{Deal, Filler};
use super::reading::Reading;
use super::words::Words;
use crate::mention::{What, kind_named};
use crate::rule::Pack;
use crate::rule::pack::Refers;

/// Whom a word fills a role with, and whom it should.
struct Change {
    part: usize,
    role: String,
    filler: Filler,
    other: Option<usize>,
}

/// Gives words that stand for the company named last another antecedent where that one plays another role in the match or, of what
/// a deal is about, in another match at the trigger: the company named last before them that plays none. Where there is none, the
/// word fills nothing.
pub fn resolve(pack: &Pack, words: &Words, plain: &str, reading: &Reading, parts: &mut [Deal]) {
    let mut changes: Vec<Change> = Vec::new();
    for (i, part) in parts.iter().enumerate() {
        for (role, filler) in part.roles.iter().flat_map(|(role, fillers)| fillers.iter().map(move |f| (role, f))) {
            let Some(mention) = stands_for_the_last(pack, reading, filler) else { continue };
            let is_thing = words.types.get(&part.kind).is_some_and(|t| t.is_thing(role));
            if (is_thing || pack.is_held(&part.kind, role)) && holds(words, plain, filler) {
                changes.push(Change { part: i, role: role.clone(), filler: filler.clone(), other: None });
                continue;
            }
            let readings = parts.iter().enumerate().filter(|(j, p)| i == *j || is_thing && p.kind == part.kind && p.shares_trigger(part));
            let named: Vec<&Filler> = readings.flat_map(|(_, p)| named_besides(pack, reading, p, role)).collect();
            if named.iter().any(|n| n.entity == filler.entity && one_clause(plain, n, filler)) {
                let free = |e: usize| !named.iter().any(|n| n.entity == Some(e));
                let other = if holds(words, plain, filler) { None } else { before(reading, mention, free) };
                changes.push(Change { part: i, role: role.clone(), filler: filler.clone(), other });
            }
        }
    }
    for Change { part, role, filler, other } in changes {
        let Some(fillers) = parts[part].roles.get_mut(&role) else { continue };
        match other {
            Some(entity) => fillers.iter_mut().filter(|f| **f == filler).for_each(|f| f.entity = Some(entity)),
            None => fillers.retain(|f| *f != filler),
        }
        parts[part].roles.retain(|_, fillers| !fillers.is_empty());
    }
}

/// Takes out of a list whom 前者 or 后者 gives another role: in A与B签署协议，将股份转让给后者 B does not sell.
pub fn one_of_two(pack: &Pack, reading: &Reading, parts: &mut [Deal]) {
    let of_two = |f: &Filler| matches!(refers(pack, reading, f)?, Refers::Former | Refers::Latter).then_some(f.entity)?;
    let fillers = parts.iter().flat_map(|p| p.roles.iter().flat_map(move |(role, fillers)| fillers.iter().map(move |f| (p, role, f))));
    let told = fillers.filter_map(|(p, role, f)| Some((of_two(f)?, p.kind.clone(), p.triggers.clone(), role.clone())));
    for (entity, kind, triggers, role) in told.collect::<Vec<_>>() {
        for part in parts.iter_mut().filter(|p| p.kind == kind && p.triggers.iter().any(|t| triggers.iter().any(|o| t.overlaps(*o)))) {
            let lists = part.roles.iter_mut().filter(|(r, fillers)| **r != role && fillers.len() > 1);
            lists.for_each(|(_, fillers)| fillers.retain(|f| f.by_reference || f.entity != Some(entity)));
        }
    }
}

/// The mention of a filler, where it is a word that stands for the company named last.
fn stands_for_the_last(pack: &Pack, reading: &Reading, filler: &Filler) -> Option<usize> {
    let mention = reading.mentions.iter().position(|m| filler.by_reference && m.span == filler.span)?;
    let What::Reference(r) = reading.mentions[mention].what else { return None };
    matches!(pack.references[r].refers, Refers::Last | Refers::Topic).then_some(mention)
}

/// Who fills other roles by name, or by a word for one or both of two: 二者认购其新增股份, 后者收购其75%股权.
fn named_besides<'p>(pack: &Pack, reading: &Reading, part: &'p Deal, role: &str) -> impl Iterator<Item = &'p Filler> {
    let of_two = |f: &Filler| matches!(refers(pack, reading, f), Some(Refers::Both | Refers::Former | Refers::Latter));
    let others = part.roles.iter().filter(move |(r, _)| *r != role).flat_map(|(_, fillers)| fillers);
    others.filter(move |f| f.entity.is_some() && (!f.by_reference || of_two(f)))
}

/// How the word stands for others by which a filler is named.
fn refers(pack: &Pack, reading: &Reading, filler: &Filler) -> Option<Refers> {
    let mention = reading.mentions.iter().find(|m| filler.by_reference && m.span == filler.span)?;
    if let What::Reference(r) = mention.what { Some(pack.references[r].refers) } else { None }
}

/// Whether the word says who holds something (其持有的股份, 其一致行动人), and so is not what is held.
fn holds(words: &Words, plain: &str, filler: &Filler) -> bool {
    words.holds.fit(&plain[filler.span.end..])
}

/// Whether no comma stands between two fillers.
fn one_clause(plain: &str, a: &Filler, b: &Filler) -> bool {
    let (from, to) = (a.span.end.min(b.span.end), a.span.start.max(b.span.start));
    !plain.get(from..to).unwrap_or("").contains('，')
}

/// The company that a sentence mentions last before a mention, of those that fit.
fn before(reading: &Reading, mention: usize, fits: impl Fn(usize) -> bool) -> Option<usize> {
    let company = kind_named("Company");
    let earlier = reading.mentions[..mention].iter().zip(&reading.entities).rev().filter(|(m, _)| m.kind == company);
    earlier.filter_map(|(_, entities)| if let [one] = entities[..] { Some(one) } else { None }).find(|e| fits(*e))
}
