//! What a headline tells, the body tells: a deal of the headline that the body tells by other names is that of the body. So it is
//! with the heading of a brief in a round-up.

use super::assemble::{Types, agree, alike, unite};
use super::model::Deal;
use crate::base::Span;
use crate::entity::Entities;
use crate::rule::file::Makes;
use crate::text::{Sentence, brief};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A document whose headline may tell what its body tells.
#[derive(Clone, Copy, Debug)]
pub struct Story<'d> {
    /// Its plain text.
    pub plain: &'d str,
    /// All its sentences.
    pub sentences: &'d [Sentence],
    /// The day it is of, where that is known.
    pub date: Option<Date>,
    /// Whom it names.
    pub entities: &'d Entities,
    /// The sentences with which briefs of a round-up begin, ascending; none in a text that tells one story.
    pub briefs: &'d [usize],
}

/// The sentences of a headline, among those of its document.
#[derive(Debug)]
struct Headline<'d> {
    story: Story<'d>,
    told: BTreeSet<usize>,
}

impl Story<'_> {
    /// Whether no brief begins between two sentences.
    pub fn one_brief(self, a: usize, b: usize) -> bool {
        let brief = |sentence: usize| self.briefs.partition_point(|&start| start <= sentence);
        brief(a) == brief(b)
    }

    /// Joins each deal that the headline alone tells with the deal of the body that it must be: one with the same target, or
    /// one of the same buyer whose target the headline alone calls so.
    pub fn join(self, mut deals: Vec<Deal>, types: &Types) -> Vec<Deal> {
        if deals.len() > 1 {
            deals = Headline::new(self).join(deals, types);
            self.join_headings(&mut deals, types);
        }
        deals
    }

    /// Joins each deal that the heading of a brief alone tells with the one deal of its type that the rest of the brief tells:
    /// 【海川股份：子公司中标2亿元项目】海川股份公告，子公司江州路桥中标….
    fn join_headings(self, deals: &mut Vec<Deal>, types: &Types) {
        for &first in self.briefs {
            let sentence = self.sentences[first].span;
            let Some(length) = brief::heading(sentence.of(self.plain)) else { continue };
            let heading = Span::new(sentence.start, sentence.start + length);
            let here = |d: &Deal| d.makes == Makes::Deal && d.told_in.iter().all(|&s| self.one_brief(s, first));
            let in_heading = |d: &Deal| d.triggers.iter().all(|t| heading.contains(*t));
            let mut i = 0;
            while i < deals.len() {
                let kind = deals[i].kind.clone();
                let mut alone = here(&deals[i]) && in_heading(&deals[i]);
                let mut body = None;
                for (j, d) in deals.iter().enumerate().filter(|(j, d)| *j != i && d.kind == kind && here(d)) {
                    alone &= !in_heading(d) && body.replace(j).is_none();
                }
                let fits = |j: usize| types.get(&kind).is_some_and(|t| alike(&deals[i], &deals[j], t));
                match body.filter(|&j| alone && fits(j)) {
                    Some(j) => self.fold(deals, i, j, types),
                    None => i += 1,
                }
            }
        }
    }

    /// Joins the deal at `i`, told by a headline, with that at `j`, whose names of the parties stand.
    fn fold(self, deals: &mut Vec<Deal>, i: usize, j: usize, types: &Types) {
        let mut told = deals.remove(i);
        let deal = &mut deals[if j > i { j - 1 } else { j }];
        for key in types.get(&deal.kind).into_iter().flat_map(|t| &t.key) {
            if key.split('|').any(|r| !deal.role(r).is_empty()) {
                key.split('|').for_each(|r| drop(told.roles.remove(r)));
            }
        }
        unite(deal, told, self.plain);
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

    fn join(&self, mut deals: Vec<Deal>, types: &Types) -> Vec<Deal> {
        let mut i = 0;
        while i < deals.len() {
            let here = |d: &Deal| d.told_in.iter().all(|s| self.told.contains(s));
            let one = |d: &Deal| !here(d) && self.same(&deals[i], d, types);
            let body = if here(&deals[i]) { deals.iter().position(one) } else { None };
            let Some(j) = body else {
                i += 1;
                continue;
            };
            self.story.fold(&mut deals, i, j, types);
        }
        deals
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
