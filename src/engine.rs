//! The pipeline over one document: no I/O, no clock, no failure.

use crate::base::Span;
use crate::deal::carry::{Before, Subjects};
use crate::deal::confidence::{self, Rated};
use crate::deal::part::{self, Lost};
use crate::deal::story::Story;
use crate::deal::words::Words;
use crate::deal::{Deal, Reading, assemble, hearsay, member};
use crate::entity::Entities;
use crate::entity::cast::{CastFinder, SentenceIn, SentenceOut};
use crate::entity::reference::{self, Discourse, Opening};
use crate::matcher::active::LEAD;
use crate::matcher::found::Found;
use crate::matcher::run::{self, Extent, Runner};
use crate::matcher::{Prefilter, Skeleton};
use crate::mention::names::NameFinder;
use crate::mention::{Mention, What, kind_index, kind_named};
use crate::rule::Pack;
use crate::rule::program::EMPLOYER;
use crate::text::{DateSource, Document, Sentence, brief, sentence};
use crate::value::{Kind, Valued, article_date};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, OnceLock};
use std::thread;

/// Extracts deals; immutable, shared by all threads.
#[derive(Debug)]
pub struct Engine {
    pack: Pack,
    prefilter: Prefilter,
    /// Made when a document first needs it.
    cast: OnceLock<CastFinder>,
    /// Likewise.
    words: OnceLock<Words>,
}

/// What one thread needs; reused from document to document, for it remembers what the automata of rules went through.
#[derive(Debug, Default)]
pub struct Scratch {
    skeleton: Skeleton,
    runner: Runner,
    values: Vec<Valued>,
    found: Found,
}

/// A scratch for each thread of a pool.
#[derive(Debug)]
pub struct Scratches(Vec<Mutex<Scratch>>);

impl Scratches {
    /// For so many threads.
    pub fn new(threads: usize) -> Self {
        Scratches((0..threads.max(1)).map(|_| Mutex::default()).collect())
    }

    /// That of the calling thread of a rayon pool, which waits for no other unless the pool has more threads.
    pub fn own(&self) -> MutexGuard<'_, Scratch> {
        let scratch = &self.0[rayon::current_thread_index().unwrap_or(0) % self.0.len()];
        // After a panic the scratch may be in any state.
        scratch.lock().unwrap_or_else(|poisoned| {
            let mut scratch = poisoned.into_inner();
            *scratch = Scratch::default();
            scratch
        })
    }
}

/// How much of a document is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Only sentences that a rule may match in.
    Deals,
    /// Mentions of every sentence, and all contexts of those that a rule may match in, too.
    Mentions,
    /// Every rule and context on every sentence, too; what tests compare with.
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
    /// How sure each of them is.
    pub rated: Vec<Rated>,
    /// Matches that another one was preferred to.
    pub lost: Vec<Lost>,
    /// The article's date, where it was given or could be inferred.
    pub date: Option<(Date, DateSource)>,
}

/// The types of mention that a sentence may have before its names are looked for, a bit each: companies, people and employers.
const NAMES: u64 = 1 << kind_named("Company") | 1 << kind_named("Person") | 1 << kind_named(EMPLOYER);
/// The type of mention that is told by the article's own date, too, as a bit.
const DATE: u64 = 1 << kind_named("Date");

impl Engine {
    /// An engine over checked rules.
    pub fn new(pack: Pack) -> Self {
        Engine { prefilter: Prefilter::new(&pack), cast: OnceLock::new(), words: OnceLock::new(), pack }
    }

    fn cast(&self) -> &CastFinder {
        self.cast.get_or_init(|| CastFinder::new(&self.pack))
    }

    fn words(&self) -> &Words {
        self.words.get_or_init(|| Words::new(&self.pack))
    }

    /// Makes what reading sentences takes, side by side, where it was not needed before. A thread of its own does it: one of rayon's
    /// pool that waited here might be given a document to work on.
    fn make_ready(&self) {
        if self.cast.get().is_none() {
            thread::scope(|scope| {
                // Without a thread it is made when it is used.
                let _ = thread::Builder::new().spawn_scoped(scope, || _ = self.cast());
                self.pack.values();
            });
        }
    }

    /// The rules.
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// The name finder, for `explain`.
    pub fn names(&self) -> &NameFinder {
        self.cast().names()
    }

    /// Reads a document. What is told in it, and of whom, does not depend on `depth`.
    pub fn extract(&self, document: &Document, depth: Depth, scratch: &mut Scratch) -> Extraction {
        let plain = document.plain();
        let mut x = Extraction { sentences: sentence::sentences(plain), ..Extraction::default() };
        let mut active = self.prefilter.active(plain, &x.sentences, &mut scratch.found);
        if active.sentences().next().is_some() {
            self.make_ready();
        }
        // The day that the article is of is not known yet: it may tell where a date ends.
        let undated = |i: usize, scratch: &mut Scratch| self.values(plain, x.sentences[i].span, None, scratch);
        let mut values: BTreeMap<usize, Vec<Mention>> = active.sentences().map(|i| (i, undated(i, scratch))).collect();
        let kinds = |i: usize| values.get(&i).into_iter().flatten().map(|v| (v.span, 1 << v.kind)).collect();
        self.prefilter.narrow(&mut active, plain, &x.sentences, kinds, (NAMES, DATE), &mut scratch.found);
        if depth == Depth::Deals && active.is_empty() {
            return x;
        }
        x.date = document.date.or_else(|| article_date::infer(self.pack.values(), plain));
        let mut read: Vec<usize> = active.sentences().chain(0..LEAD.min(x.sentences.len())).collect();
        let mut openings = Openings::of(plain, &x.sentences);
        for begins in [&openings.heads, &openings.sections] {
            read.extend(active.sentences().filter_map(|i| begins[..begins.partition_point(|&h| h <= i)].last()));
        }
        read.extend(&openings.titles);
        read.extend(active.introducing());
        // What a sentence speaks of without a name is named in the one before it.
        let before = |i: usize| i.checked_sub(1).filter(|&b| x.sentences[b].paragraph == x.sentences[i].paragraph);
        read.extend(active.told().filter_map(before));
        read.sort_unstable();
        read.dedup();
        values.retain(|_, v| x.date.is_none() || v.iter().all(|v| 1 << v.kind != DATE));
        let sentences = self.sentences(plain, &x, &read, values, scratch);
        let cast = self.cast().find(plain, sentences);
        x.entities = cast.entities;
        x.readings = read.iter().zip(cast.sentences).map(|(&i, s)| reading(i, &x.sentences[i], s)).collect();
        openings.keep_titles(plain, &x.readings, &x.entities);
        let words = self.words();
        let mut discourse = Discourse::new(&words.references);
        discourse.look_ahead(plain, companies(plain, &x.readings, &x.entities));
        let mut parts: Vec<Deal> = Vec::new();
        let mut briefs: Vec<usize> = Vec::new();
        let mut begun = 0;
        for i in 0..x.readings.len() {
            let (earlier, ahead) = x.readings.split_at_mut(i);
            let reading = &mut ahead[0];
            let opening = openings.opening(&x.sentences, reading.sentence);
            if discourse.begins_brief(plain, reading.span, &reading.mentions, &x.entities, opening) {
                briefs.push(reading.sentence);
                begun = i;
            }
            let placed = |e: Option<usize>| e.and_then(|e| Some((e, discourse.last_mention(e)?)));
            let before = Before { speaker: placed(discourse.speaker), target: placed(discourse.target), last: discourse.last() };
            self.resolve(plain, &mut discourse, &x.entities, reading);
            let ways = active.ways(reading.sentence);
            self.matches(plain, reading, ways, depth, scratch);
            hearsay::judge(&self.pack, reading, &mut earlier[begun..], &mut parts);
            let of_brief = parts.partition_point(|p| Some(&p.sentence) < briefs.last());
            let subjects = Subjects { pack: &self.pack, words, plain, reading, before, told: &parts[of_brief..] };
            let told = part::parts(subjects, &mut x.lost);
            told.iter().for_each(|p| part::remember(&mut discourse, p));
            parts.extend(told);
        }
        let story = Story { plain, sentences: &x.sentences, entities: &x.entities, kin: &[], briefs: &briefs, date: x.date.map(|d| d.0) };
        member::name(words, story, &x.readings, &mut parts);
        x.deals = assemble::assemble(parts, &words.types, story);
        x.rated = confidence::rate(&x.deals, &self.pack, &x.readings, &x.entities, plain);
        if depth != Depth::Deals && x.readings.len() < x.sentences.len() {
            self.rest(plain, &mut x, &openings, depth, scratch);
        }
        x
    }

    /// Reads the sentences that tell of no deal. They see the names of all sentences; the others do not see theirs, so that what
    /// is told does not depend on what is written.
    fn rest(&self, plain: &str, x: &mut Extraction, openings: &Openings, depth: Depth, scratch: &mut Scratch) {
        let all: Vec<usize> = (0..x.sentences.len()).collect();
        let cast = self.cast().find(plain, self.sentences(plain, x, &all, BTreeMap::new(), scratch));
        let mut discourse = Discourse::new(&self.words().references);
        let mut told = std::mem::take(&mut x.readings).into_iter().peekable();
        let place = x.entities.take_in(&cast.entities);
        for (i, s) in cast.sentences.into_iter().enumerate() {
            let mut reading = reading(i, &x.sentences[i], s);
            let opening = openings.opening(&x.sentences, i);
            discourse.begins_brief(plain, reading.span, &reading.mentions, &cast.entities, opening);
            self.resolve(plain, &mut discourse, &cast.entities, &mut reading);
            reading.entities.iter_mut().flatten().for_each(|e| *e = place[*e]);
            if let Some(told) = told.next_if(|t| t.sentence == i) {
                reading = told;
            } else if depth == Depth::Exhaustive {
                self.matches(plain, &mut reading, &[], depth, scratch);
            }
            x.readings.push(reading);
        }
    }

    /// Sentences with their values, of which some are known.
    fn sentences(
        &self,
        plain: &str,
        x: &Extraction,
        which: &[usize],
        mut known: BTreeMap<usize, Vec<Mention>>,
        scratch: &mut Scratch,
    ) -> Vec<SentenceIn> {
        let mut one = |&i: &usize| {
            let span = x.sentences[i].span;
            SentenceIn { span, values: known.remove(&i).unwrap_or_else(|| self.values(plain, span, x.date.map(|d| d.0), scratch)) }
        };
        which.iter().map(&mut one).collect()
    }

    /// Finds the entities that the mentions of a sentence stand for.
    fn resolve(&self, plain: &str, discourse: &mut Discourse<'_>, entities: &Entities, reading: &mut Reading) {
        let mentions = std::mem::take(&mut reading.mentions);
        (reading.mentions, reading.entities) = discourse.resolve_all(plain, mentions, &reading.dropped, entities, &self.pack.references);
    }

    /// Runs rules and contexts over a sentence; `ways` are those through programs that its text has the words for.
    fn matches(&self, plain: &str, reading: &mut Reading, ways: &[u32], depth: Depth, scratch: &mut Scratch) {
        if ways.is_empty() && depth != Depth::Exhaustive {
            return;
        }
        // The name of a currency stays text: rules name 美元基金 by its letters.
        let slot = |m: &Mention| if m.kind == kind_index(Kind::Currency) { Span::new(m.span.start, m.span.start) } else { m.span };
        let slots: Vec<(Span, u8)> = reading.mentions.iter().map(|m| (slot(m), m.kind)).collect();
        let Scratch { skeleton, runner, .. } = scratch;
        skeleton.build(plain, reading.span, &slots, &reading.dropped, &self.pack.alphabet);
        let extent = match depth {
            Depth::Deals => Extent::Matches,
            Depth::Mentions => Extent::Contexts,
            Depth::Exhaustive => Extent::Everywhere,
        };
        (reading.matches, reading.contexts) = runner.run(&self.pack, &self.prefilter, skeleton, ways, extent);
        let ends = run::ClauseEnds::of(plain, skeleton);
        reading.effects = reading.matches.iter().map(|m| run::effect(&self.pack, &ends, m, &reading.contexts)).collect();
    }

    fn values(&self, plain: &str, sentence: Span, date: Option<Date>, scratch: &mut Scratch) -> Vec<Mention> {
        scratch.values.clear();
        self.pack.values().recognise(sentence.of(plain), date, &mut scratch.values);
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

/// The sentences that may begin a brief or a section, ascending.
struct Openings {
    /// Those that a mark of a brief opens.
    heads: Vec<usize>,
    /// The lines that are nothing but the name of a company; before the names are known, those that may be.
    titles: Vec<usize>,
    /// The numbered headings of sections.
    sections: Vec<usize>,
}

impl Openings {
    fn of(plain: &str, sentences: &[Sentence]) -> Openings {
        let (heads, titles) = (brief::heads(plain, sentences), brief::titles(plain, sentences));
        Openings { heads, titles, sections: brief::sections(plain, sentences) }
    }

    /// Keeps of the titles those that are nothing but the name of a company, where several companies stand so.
    fn keep_titles(&mut self, plain: &str, readings: &[Reading], entities: &Entities) {
        let mut first = None;
        let mut several = false;
        self.titles.retain(|i| {
            let reading = readings.binary_search_by_key(i, |r| r.sentence).ok().map(|at| &readings[at]);
            let company = reading.and_then(|r| reference::title_of(plain, r.span, &r.mentions, entities));
            several |= company.is_some() && first.is_some_and(|f| Some(f) != company);
            first = first.or(company);
            company.is_some()
        });
        if !several {
            self.titles.clear();
        }
    }

    /// How a sentence stands among the others.
    fn opening(&self, sentences: &[Sentence], i: usize) -> Opening {
        let among = |list: &[usize]| list.binary_search(&i).is_ok();
        if among(&self.sections) {
            Opening::Section
        } else if among(&self.titles) {
            Opening::Title
        } else if among(&self.heads) {
            Opening::Mark
        } else if i > 0 && sentences[i].paragraph != sentences[i - 1].paragraph {
            Opening::Line
        } else {
            Opening::None
        }
    }
}

/// The companies that sentences name, and where.
fn companies<'x>(plain: &'x str, readings: &'x [Reading], entities: &'x Entities) -> impl Iterator<Item = (usize, Span)> + use<'x> {
    let company = kind_named("Company");
    let names = readings.iter().flat_map(|r| &r.mentions).filter(move |m| m.kind == company && m.what == What::Name);
    names.filter_map(|m| Some((entities.of(m.span.of(plain))?, m.span)))
}

fn reading(i: usize, sentence: &Sentence, s: SentenceOut) -> Reading {
    Reading { sentence: i, span: sentence.span, mentions: s.mentions, names: s.names, dropped: s.dropped, ..Reading::default() }
}
