//! The pipeline over one document: no I/O, no clock, no failure.

use crate::base::Span;
use crate::deal::{Deal, Filler, assemble};
use crate::entity::cast::{CastFinder, SentenceIn};
use crate::entity::{Entities, reference::Discourse};
use crate::matcher::prefilter::Which;
use crate::matcher::{ContextHit, FilledWith, Prefilter, RuleMatch, Skeleton, run};
use crate::mention::names::{NameFinder, NameMention};
use crate::mention::{Mention, What, kind_index, kind_named};
use crate::rule::Pack;
use crate::rule::pack::Effect;
use crate::text::{Document, Sentence, sentence};
use crate::value::Valued;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Extracts deals; immutable, shared by all threads.
#[derive(Debug)]
pub struct Engine {
    pack: Pack,
    prefilter: Prefilter,
    cast: CastFinder,
}

/// What one thread needs; reused from document to document.
#[derive(Debug, Default)]
pub struct Scratch {
    skeleton: Skeleton,
    values: Vec<Valued>,
}

/// How much of a document is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Only sentences that a rule may match in.
    Deals,
    /// Mentions of every sentence, too.
    Mentions,
    /// Every rule on every sentence: the same deals as [`Depth::Deals`], slower; what tests compare with.
    Exhaustive,
}

/// Everything found in a document.
#[derive(Debug, Default)]
pub struct Extraction {
    /// All sentences.
    pub sentences: Vec<Sentence>,
    /// The sentences that were read, in order.
    pub readings: Vec<Reading>,
    /// Companies and people.
    pub entities: Entities,
    /// Deals and facts, in the order of the text.
    pub deals: Vec<Deal>,
    /// The article's date, where it was given or could be inferred.
    pub date: Option<Date>,
}

/// One sentence as read.
#[derive(Debug, Default)]
pub struct Reading {
    /// Ordinal of the sentence.
    pub sentence: usize,
    /// Its mentions, ascending, not overlapping.
    pub mentions: Vec<Mention>,
    /// For each mention the entities it stands for.
    pub entities: Vec<Vec<usize>>,
    /// Brackets that the skeleton leaves out.
    pub dropped: Vec<Span>,
    /// Matches of rules, those that a context dropped included.
    pub matches: Vec<RuleMatch>,
    /// For each match, the context that decided over it.
    pub effects: Vec<Option<(Effect, usize)>>,
    /// Contexts found.
    pub contexts: Vec<ContextHit>,
    /// The signs that made each name, by its span.
    pub names: Vec<NameMention>,
}

impl Engine {
    /// An engine over checked rules.
    pub fn new(pack: Pack) -> Self {
        Engine { prefilter: Prefilter::new(&pack), cast: CastFinder::new(&pack), pack }
    }

    /// The rules.
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// The name finder, for `explain`.
    pub fn names(&self) -> &NameFinder {
        self.cast.names()
    }

    /// Reads a document.
    pub fn extract(&self, document: &Document, depth: Depth, scratch: &mut Scratch) -> Extraction {
        let plain = document.plain();
        let mut x = Extraction { sentences: sentence::sentences(plain), ..Extraction::default() };
        let active = self.prefilter.active(plain, &x.sentences);
        if active.is_empty() && depth == Depth::Deals {
            return x;
        }
        x.date = self.date(document, scratch);
        let all = self.prefilter.all();
        for i in 0..x.sentences.len() {
            if depth != Depth::Deals || active.contains_key(&i) {
                x.readings.push(Reading { sentence: i, ..Reading::default() });
            }
        }
        let values: Vec<Vec<Mention>> =
            x.readings.iter().map(|r| self.values(plain, x.sentences[r.sentence].span, x.date, scratch)).collect();
        let sentences: Vec<SentenceIn> = x
            .readings
            .iter()
            .zip(values)
            .map(|(r, values)| SentenceIn {
                span: x.sentences[r.sentence].span,
                evidence: depth == Depth::Mentions || active.contains_key(&r.sentence),
                values,
            })
            .collect();
        let cast = self.cast.find(plain, sentences);
        x.entities = cast.entities;
        for (reading, s) in x.readings.iter_mut().zip(cast.sentences) {
            (reading.mentions, reading.names, reading.dropped) = (s.mentions, s.names, s.dropped);
        }
        let mut discourse = Discourse::default();
        let mut matches: Vec<Deal> = Vec::new();
        for i in 0..x.readings.len() {
            let index = x.readings[i].sentence;
            let span = x.sentences[index].span;
            let reading = &mut x.readings[i];
            let mentions = std::mem::take(&mut reading.mentions);
            (reading.mentions, reading.entities) =
                discourse.resolve_all(plain, mentions, &reading.dropped, &x.entities, &self.pack.references);
            let which: &[Which] = match active.get(&index) {
                Some(w) if depth != Depth::Exhaustive => w,
                _ if depth == Depth::Exhaustive => all,
                _ => continue,
            };
            let reading = &mut x.readings[i];
            let slots: Vec<(Span, u8)> = reading.mentions.iter().map(|m| (m.span, m.kind)).collect();
            scratch.skeleton.build(plain, span, &slots, &reading.dropped, &self.pack.alphabet);
            let (found, contexts) = run::run(&self.pack, &scratch.skeleton, which);
            reading.effects = found.iter().map(|m| run::effect(&self.pack, plain, m, &contexts)).collect();
            (reading.matches, reading.contexts) = (found, contexts);
            let reading = &x.readings[i];
            for (m, effect) in reading.matches.iter().zip(&reading.effects) {
                if let Some(deal) = self.deal(m, *effect, reading, span, &discourse) {
                    let first = |roles: &[&str]| roles.iter().find_map(|r| deal.role(r).first()?.entity);
                    // The roles that 标的公司, 收购方 and 卖方 speak of; a story has one of each at a time.
                    discourse.target = first(&["target"]).or(discourse.target);
                    discourse.buyer = first(&["acquirer", "investor"]).or(discourse.buyer);
                    discourse.seller = first(&["seller"]).or(discourse.seller);
                    matches.push(deal);
                }
            }
        }
        x.deals = assemble::assemble(matches, &self.pack.types);
        x
    }

    fn date(&self, document: &Document, _scratch: &mut Scratch) -> Option<Date> {
        document.date.map(|d| d.0)
    }

    fn values(&self, plain: &str, sentence: Span, date: Option<Date>, scratch: &mut Scratch) -> Vec<Mention> {
        scratch.values.clear();
        self.pack.values.recognise(sentence.of(plain), date, &mut scratch.values);
        let mut out: Vec<Mention> = Vec::new();
        scratch.values.sort_by_key(|v| (v.span.start, std::cmp::Reverse(v.span.end)));
        for v in scratch.values.drain(..) {
            let span = v.span.shift(sentence.start);
            if out.last().is_none_or(|l| l.span.end <= span.start) {
                out.push(Mention { kind: kind_index(v.kind), span, what: What::Value(v.value) });
            }
        }
        out
    }

    /// A match as a deal of its own, unless a context drops it.
    fn deal(
        &self,
        m: &RuleMatch,
        effect: Option<(Effect, usize)>,
        reading: &Reading,
        sentence: Span,
        discourse: &Discourse,
    ) -> Option<Deal> {
        let rule = &self.pack.rules[m.rule];
        let status = match effect {
            Some((Effect::Drop, _)) => return None,
            Some((Effect::Status(s), _)) => Some(s),
            None => rule.status,
        };
        let mut deal = Deal {
            makes: rule.makes,
            kind: rule.kind.clone(),
            status,
            history: Vec::new(),
            roles: BTreeMap::new(),
            evidence: vec![(sentence, m.rule)],
            confidence: rule.confidence,
            cumulative: rule.cumulative,
            attach: rule.attach.then_some(rule.back),
            priority: rule.priority,
            span: m.span,
            sentence: reading.sentence,
            told_in: BTreeSet::from([reading.sentence]),
            trigger: m.trigger,
            part_of: None,
        };
        for fill in &m.fills {
            let plainly = |span, value| Filler { span, entity: None, value, by_reference: false };
            match fill.with {
                FilledWith::Text(span) => deal.add(&fill.role, plainly(span, None)),
                FilledWith::Mention(i) => {
                    let mention = &reading.mentions[i];
                    if let What::Value(v) = &mention.what {
                        deal.add(&fill.role, plainly(mention.span, Some(v.clone())));
                    }
                    for &e in &reading.entities[i] {
                        let by_reference = mention.what != What::Name;
                        deal.add(&fill.role, Filler { span: mention.span, entity: Some(e), value: None, by_reference });
                    }
                }
            }
        }
        for role in &rule.carry {
            let together = self.pack.types.get(&rule.kind).is_some_and(|t| t.together.contains(role));
            if deal.role(role).len() < if together { 2 } else { 1 }
                && let Some((span, e)) = subject(m, reading).or(discourse.speaker.map(|e| (m.trigger, e)))
                && !deal.roles.values().flatten().any(|f| f.entity == Some(e))
            {
                deal.add(role, Filler { span, entity: Some(e), value: None, by_reference: true });
            }
        }
        Some(deal)
    }
}

/// The company that the sentence begins with, before the match.
fn subject(m: &RuleMatch, reading: &Reading) -> Option<(Span, usize)> {
    let company = kind_named("Company");
    let i = reading.mentions.iter().position(|x| x.kind == company && x.span.end <= m.trigger.start)?;
    Some((reading.mentions[i].span, *reading.entities[i].first()?))
}
