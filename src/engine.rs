//! The pipeline over one document: no I/O, no clock, no failure.

use crate::base::Span;
use crate::deal::part::{self, Lost};
use crate::deal::{Deal, Reading, assemble};
use crate::entity::cast::{CastFinder, SentenceIn};
use crate::entity::{Entities, reference::Discourse};
use crate::matcher::prefilter::Which;
use crate::matcher::{Prefilter, Skeleton, run};
use crate::mention::names::NameFinder;
use crate::mention::{Mention, What, kind_index};
use crate::rule::Pack;
use crate::text::{DateSource, Document, Sentence, sentence};
use crate::value::{Kind, Valued, article_date};
use jiff::civil::Date;

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
    /// Matches that another one was preferred to.
    pub lost: Vec<Lost>,
    /// The article's date, where it was given or could be inferred.
    pub date: Option<(Date, DateSource)>,
}

/// Title and first sentence introduce who the article is about; they are read for names even where no rule may match.
const LEAD: usize = 2;

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
        x.date = document.date.or_else(|| article_date::infer(&self.pack.values, plain));
        let all = self.prefilter.all();
        for i in 0..x.sentences.len() {
            if depth != Depth::Deals || active.contains_key(&i) || i < LEAD {
                x.readings.push(Reading { sentence: i, span: x.sentences[i].span, ..Reading::default() });
            }
        }
        let values: Vec<Vec<Mention>> =
            x.readings.iter().map(|r| self.values(plain, x.sentences[r.sentence].span, x.date.map(|d| d.0), scratch)).collect();
        let sentences: Vec<SentenceIn> = x
            .readings
            .iter()
            .zip(values)
            .map(|(r, values)| SentenceIn {
                span: x.sentences[r.sentence].span,
                evidence: depth == Depth::Mentions || active.contains_key(&r.sentence) || r.sentence < LEAD,
                values,
            })
            .collect();
        let cast = self.cast.find(plain, sentences);
        x.entities = cast.entities;
        for (reading, s) in x.readings.iter_mut().zip(cast.sentences) {
            (reading.mentions, reading.names, reading.dropped) = (s.mentions, s.names, s.dropped);
        }
        let mut discourse = Discourse::new(&self.pack.lexicons);
        let mut parts: Vec<Deal> = Vec::new();
        for i in 0..x.readings.len() {
            let index = x.readings[i].sentence;
            let span = x.sentences[index].span;
            let reading = &mut x.readings[i];
            let placed = |e: Option<usize>| e.and_then(|e| Some((e, discourse.last_mention(e)?)));
            let before = part::Before { speaker: placed(discourse.speaker), target: placed(discourse.target) };
            let mentions = std::mem::take(&mut reading.mentions);
            (reading.mentions, reading.entities) =
                discourse.resolve_all(plain, mentions, &reading.dropped, &x.entities, &self.pack.references);
            let which: &[Which] = match active.get(&index) {
                Some(w) if depth != Depth::Exhaustive => w,
                _ if depth == Depth::Exhaustive => all,
                _ => continue,
            };
            let reading = &mut x.readings[i];
            // The name of a currency stays text: rules name 美元基金 by its letters.
            let slot = |m: &Mention| if m.kind == kind_index(Kind::Currency) { Span::new(m.span.start, m.span.start) } else { m.span };
            let slots: Vec<(Span, u8)> = reading.mentions.iter().map(|m| (slot(m), m.kind)).collect();
            scratch.skeleton.build(plain, span, &slots, &reading.dropped, &self.pack.alphabet);
            let (found, contexts) = run::run(&self.pack, &scratch.skeleton, which);
            reading.effects = found.iter().map(|m| run::effect(&self.pack, plain, m, &contexts)).collect();
            (reading.matches, reading.contexts) = (found, contexts);
            let told = part::parts(&self.pack, plain, &x.readings[i], before, &mut x.lost);
            told.iter().for_each(|p| part::remember(&mut discourse, p));
            parts.extend(told);
        }
        x.deals = assemble::assemble(parts, &self.pack.types);
        x
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
}
