//! What a headline tells, the body tells: a deal of the headline that the body tells by other names is that of the body. So it is
//! with the heading of a brief in a round-up.

use super::assemble::{agree, alike, fold};
use super::deals::Deals;
use super::model::Deal;
use super::story::Story;
use super::words::Types;
use crate::base::Span;
use crate::rule::file::Makes;
use crate::rule::pack::DealType;
use crate::text::brief;
use std::collections::BTreeSet;
use std::ops::Range;

/// The sentences of a headline, among those of its document.
#[derive(Debug)]
struct Headline<'d> {
    story: Story<'d>,
    told: BTreeSet<usize>,
}

/// Joins each deal that the headline alone tells with the deal of the body that it must be: one with the same target, or
/// one of the same buyer whose target the headline alone calls so. Then each that the heading of a brief alone tells with the one deal
/// of its type that the rest of the brief tells: 【海川股份：子公司中标2亿元项目】海川股份公告，子公司江州路桥中标….
pub fn join(story: Story<'_>, deals: &mut Deals, types: &Types) {
    if deals.numbers().len() < 2 {
        return;
    }
    let headline = Headline::new(story);
    let strip = |told: &mut Deal, deal: &Deal| strip(told, deal, types);
    let which: BTreeSet<usize> = headline.told.iter().flat_map(|&s| deals.told_in(s..s + 1)).collect();
    fold(deals, which, story.plain, |deals, told, _| headline.body(deals, told, types), strip);
    for (n, &first) in story.briefs.iter().enumerate() {
        let sentence = story.sentences[first].span;
        if let Some(length) = brief::heading(sentence.of(story.plain)) {
            let heading = Span::new(sentence.start, sentence.start + length);
            let sentences = first..story.briefs.get(n + 1).copied().unwrap_or(story.sentences.len());
            let which = deals.told_in(sentences.clone());
            fold(deals, which, story.plain, |deals, told, i| brief_of(&sentences, heading, deals, told, i, types), strip);
        }
    }
}

/// The deal of a brief of these sentences that its heading tells as `told`, that at `i`.
fn brief_of(sentences: &Range<usize>, heading: Span, deals: &Deals, told: &Deal, i: usize, types: &Types) -> Option<usize> {
    let here = |d: &Deal| d.makes == Makes::Deal && d.kind == told.kind && d.told_in.iter().all(|s| sentences.contains(s));
    let in_heading = |d: &Deal| d.triggers.iter().all(|t| heading.contains(*t));
    if !here(told) || !in_heading(told) {
        return None;
    }
    let others = deals.told_in(sentences.clone()).into_iter().filter(|&j| j != i).filter_map(|j| Some((j, deals.get(j)?)));
    let mut others = others.filter(|(_, d)| here(d));
    let alone = others.next().filter(|_| others.next().is_none());
    let fits = |d: &Deal| !in_heading(d) && types.get(&told.kind).is_some_and(|t| alike(told, d, t));
    alone.filter(|(_, d)| fits(d)).map(|(j, _)| j)
}

/// Leaves out of what a headline tells the parties that the deal of the body names; of those on one footing the body must name two.
fn strip(told: &mut Deal, deal: &Deal, types: &Types) {
    let Some(t) = types.get(&deal.kind) else { return };
    for key in &t.key {
        if key.split('|').any(|r| !deal.role(r).is_empty()) {
            key.split('|').for_each(|r| drop(told.roles.remove(r)));
        }
    }
    for role in t.together.iter().filter(|r| deal.role(r).len() >= 2) {
        told.roles.remove(role);
    }
}

impl<'d> Headline<'d> {
    /// Finds the headline: the title, or the first line where no sentence ends in it; and its repetitions in the body.
    fn new(story: Story<'d>) -> Self {
        let Story { plain, sentences, .. } = story;
        let paragraph = sentences.first().map_or(0, |s| s.paragraph);
        let line: Vec<&str> = sentences.iter().take_while(|s| s.paragraph == paragraph).map(|s| s.span.of(plain)).collect();
        let ends = |s: &&str| s.trim_end().ends_with(['。', '！', '？', '”']);
        let mut told = BTreeSet::new();
        if line.len() < sentences.len() && (paragraph == 0 || !line.iter().any(ends)) {
            let titles: Vec<String> = line.iter().map(|s| bare(s)).filter(|t| t.chars().count() >= SHORTEST).collect();
            let repeats = |s: String| titles.iter().any(|t| s.len() < 3 * t.len() && s.contains(t.as_str()));
            let near = sentences.iter().enumerate().take(REPEATED_WITHIN.max(line.len()));
            told.extend(near.filter(|(_, s)| s.paragraph == paragraph || repeats(bare(s.span.of(plain)))).map(|(i, _)| i));
        }
        Headline { story, told }
    }

    /// Whether the body names an entity.
    fn body_names(&self, entity: usize) -> bool {
        let Story { plain, sentences, entities, .. } = self.story;
        let texts = &entities.list[entity].texts;
        let mut body = (0..sentences.len()).filter(|i| !self.told.contains(i)).map(|i| sentences[i].span.of(plain));
        body.any(|s| texts.iter().any(|t| s.contains(t.as_str())))
    }

    /// The deal of the body that is one which the headline alone tells.
    fn body(&self, deals: &Deals, told: &Deal, types: &Types) -> Option<usize> {
        let here = |d: &Deal| d.told_in.iter().all(|s| self.told.contains(s));
        if !here(told) {
            return None;
        }
        let parties = types.get(&told.kind).into_iter().flat_map(DealType::parties);
        let mut sharing = deals.sharing(told, parties).into_iter();
        sharing.find(|&j| deals.get(j).is_some_and(|d| !here(d) && self.same(told, d, types)))
    }

    fn same(&self, told: &Deal, deal: &Deal, types: &Types) -> bool {
        let Some(t) = types.get(&told.kind) else { return false };
        let [thing, .., buyer] = &t.key[..] else { return false };
        if told.makes != Makes::Deal || told.kind != deal.kind || told.cumulative != deal.cumulative || !alike(told, deal, t) {
            return false;
        }
        let both = |roles: &str| roles.split('|').find_map(|r| agree(told.role(r), deal.role(r)));
        let unnamed = || thing.split('|').flat_map(|r| told.role(r)).all(|f| f.entity.is_none_or(|e| !self.body_names(e)));
        both(thing) == Some(true) || both(buyer) == Some(true) && unnamed()
    }
}

/// Characters of a headline by which it is known again.
const SHORTEST: usize = 8;

/// Sentences within which a headline is repeated.
const REPEATED_WITHIN: usize = 8;

/// A text without brackets and spacing.
fn bare(text: &str) -> String {
    let mut depth = 0;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = 0.max(depth - 1),
            c if depth == 0 && !c.is_whitespace() && !matches!(c, '，' | ',') => out.push(c),
            _ => {}
        }
    }
    out
}
