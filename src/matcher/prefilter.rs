//! What programs need, and where the words and mentions that one needs stand in a skeleton: in their order, no further apart
//! than the pattern allows.
//!
//! What is asked here is necessary for a match and never sufficient: skipping changes no result. [`super::active`] asks the same
//! of a text whose names are not known yet.

use super::found::{Found, Link};
use super::skeleton::Skeleton;
use crate::lexicon;
use crate::rule::Pack;
use crate::rule::alphabet::Alphabet;
use crate::rule::pack::{KINDS, Reach};
use crate::rule::pattern::Across;
use crate::rule::program::{Need, Needed, Program, Way};
use crate::value::Kind;
use daachorse::{CharwiseDoubleArrayAhoCorasick, DoubleArrayAhoCorasick};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

/// A program of the pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Which {
    /// Rule and pattern.
    Rule(usize, usize),
    /// Context and pattern.
    Context(usize, usize),
    /// Context and exception.
    Except(usize, usize),
}

/// Finds the words that programs need, all at once.
pub struct Prefilter {
    /// The words as the text writes them.
    pub(super) in_text: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// The same words as skeletons write them.
    in_skeleton: Option<DoubleArrayAhoCorasick<u32>>,
    /// For each word, the sets of words that it is one of.
    pub(super) sets: Vec<Vec<u32>>,
    /// For each set, the ways that it tells most of: they can be taken only where one of its words stands.
    pub(super) keyed: Vec<Vec<u32>>,
    /// Ways that are not keyed: they may be taken anywhere.
    pub(super) always: Vec<u32>,
    /// What each way needs; those of rules first, then those of contexts, those of a program one behind the other.
    pub(super) demands: Vec<Demand>,
    /// The program of each way.
    which: Vec<Which>,
    /// What its matches come to.
    pub(super) standing: Vec<Standing>,
    /// The set of words of which every sentence with a value of the kind [`SURE`] holds one.
    pub(super) sure: Option<u32>,
    /// The set of words of [`INTRODUCES`].
    pub(super) introduces: u32,
}

/// What a match of a program comes to where no other program matches in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// A deal or fact, or a part of one.
    Tells,
    /// An addition to what a sentence tells that is at most so many before or behind. One of a day alone makes its own sentence
    /// none that a deal is told in, to which more could be added.
    Adds { back: usize, ahead: usize, day: bool },
    /// A judgement of what any sentence before tells.
    Judges,
    /// Nothing.
    Minor,
}

/// What a way through a program needs, in the order of a match.
#[derive(Debug)]
pub(super) struct Demand {
    pub(super) steps: Vec<Step>,
    /// Whether one of [`Prefilter::sure`] must stand in a sentence.
    pub(super) sure: bool,
}

impl Demand {
    /// Whether one word is all that it needs beside mentions of `unknown` types, a bit each: where that word stands it has no order
    /// to keep.
    pub(super) fn is_one_word(&self, unknown: u64) -> bool {
        let mut known = self.steps.iter().filter(|s| s.what.kinds() & unknown == 0);
        known.next().is_some_and(|s| matches!(s.what, Wanted::Word(_))) && known.next().is_none()
    }
}

impl Wanted {
    /// The types of mention that it may be, a bit each.
    fn kinds(&self) -> u64 {
        match *self {
            Wanted::Word(_) => 0,
            Wanted::Mention(kinds) | Wanted::List(kinds) | Wanted::Either(_, kinds) => kinds,
        }
    }
}

/// The kind of value that patterns look for with hardly a word beside it: 2020年4月的A轮为1800万元. Its own words are looked for.
const SURE: (&str, Kind) = ("Round", Kind::Round);

/// The lexicon of words of sentences that introduce companies.
const INTRODUCES: &str = "introduces_name";

/// The type of mention that a day is.
const DAY: &str = "Date";

/// A need, with how far it may be from the one before it.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) what: Wanted,
    pub(super) within: Option<u32>,
    pub(super) across: Across,
}

#[derive(Debug)]
pub(super) enum Wanted {
    /// A word of a set.
    Word(u32),
    /// A mention of one of these types, a bit each.
    Mention(u64),
    /// A list of such mentions.
    List(u64),
    /// A word of a set, or such a mention.
    Either(u32, u64),
}

impl fmt::Debug for Prefilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prefilter").field("which", &self.which).finish_non_exhaustive()
    }
}

impl Prefilter {
    /// Indexes the words of all programs.
    pub fn new(pack: &Pack) -> Self {
        let mut p = Prefilter {
            in_text: None,
            in_skeleton: None,
            sets: Vec::new(),
            keyed: Vec::new(),
            always: Vec::new(),
            demands: Vec::new(),
            which: Vec::new(),
            standing: Vec::new(),
            sure: None,
            introduces: 0,
        };
        let mut sets = Sets::default();
        p.sure = pack.sure_words(SURE.1).map(|words| sets.number(&words.into()));
        let introduces: BTreeSet<&str> = lexicon::texts(&pack.lexicons, INTRODUCES).collect();
        p.introduces = sets.number(&introduces.into_iter().map(str::to_owned).collect());
        for (i, rule) in pack.rules.iter().enumerate() {
            rule.programs.iter().enumerate().for_each(|(j, program)| p.add(Which::Rule(i, j), program, &mut sets));
        }
        for (i, context) in pack.contexts.iter().enumerate() {
            context.programs.iter().enumerate().for_each(|(j, program)| p.add(Which::Context(i, j), program, &mut sets));
            context.except.iter().enumerate().for_each(|(j, program)| p.add(Which::Except(i, j), program, &mut sets));
        }
        let standing = |which: &Which| match *which {
            Which::Rule(rule, _) => {
                let rule = &pack.rules[rule];
                let day = rule.attach && rule.programs.iter().all(|p| p.fills_only(DAY));
                rule.adds(&pack.types).map_or(Standing::Tells, |(back, ahead)| Standing::Adds { back, ahead, day })
            }
            Which::Context(context, _) | Which::Except(context, _) if pack.contexts[context].reach == Reach::Story => Standing::Judges,
            Which::Context(..) | Which::Except(..) => Standing::Minor,
        };
        p.standing = p.which.iter().map(standing).collect();
        let mut words: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (set, &id) in &sets.of_words {
            set.iter().for_each(|w| words.entry(w).or_default().push(id));
        }
        // What no program needs is written in characters that skeletons may not tell apart.
        let needed = words.iter().zip(0..).filter(|((_, sets), _)| **sets != [p.introduces]);
        let symbols = needed.map(|((w, _), i)| (pack.alphabet.symbols(w).flatten().collect::<Vec<u8>>(), i));
        // Building fails only where there are no words, or more than the automaton has room for; then nothing is skipped.
        let automata =
            rayon::join(|| CharwiseDoubleArrayAhoCorasick::new(words.keys()).ok(), || DoubleArrayAhoCorasick::with_values(symbols).ok());
        if let (Some(in_text), Some(in_skeleton)) = automata {
            (p.in_text, p.in_skeleton) = (Some(in_text), Some(in_skeleton));
        }
        p.sets = words.into_values().collect();
        p.keyed.resize(sets.of_words.len(), Vec::new());
        p
    }

    fn add(&mut self, which: Which, program: &Program, sets: &mut Sets) {
        program.ways.iter().for_each(|way| self.add_way(which, way, sets));
    }

    fn add_way(&mut self, which: Which, way: &Way, sets: &mut Sets) {
        let id = self.which.len() as u32;
        self.which.push(which);
        let mut step = |need: &Need| Step {
            what: match &need.what {
                Needed::Words(words) => Wanted::Word(sets.number(words)),
                Needed::Mention(kinds) => Wanted::Mention(Alphabet::bits(kinds)),
                Needed::List(kinds) => Wanted::List(Alphabet::bits(kinds)),
                Needed::Either(words, kinds) => Wanted::Either(sets.number(words), Alphabet::bits(kinds)),
            },
            within: need.within.map(|n| n as u32),
            across: need.across,
        };
        let steps: Vec<Step> = way.needs.iter().map(&mut step).collect();
        let bit = KINDS.iter().position(|k| *k == SURE.0).map_or(0, |i| 1 << i);
        let sure = steps.iter().any(|s| matches!(s.what, Wanted::Mention(kinds) | Wanted::List(kinds) if kinds == bit));
        self.demands.push(Demand { steps, sure });
        let key = sets.number(&way.literals);
        self.keyed.resize(sets.of_words.len(), Vec::new());
        // A single character tells less than a value.
        let weak = way.literals.iter().all(|w| w.chars().nth(1).is_none());
        match self.sure.filter(|_| sure && weak) {
            Some(sure) => self.keyed[sure as usize].push(id),
            None if way.literals.is_empty() => self.always.push(id),
            None => self.keyed[key as usize].push(id),
        }
    }

    /// Whether a match by this way means something where nothing else matches in its sentence.
    pub fn tells(&self, way: u32) -> bool {
        self.standing[way as usize] != Standing::Minor
    }

    /// The program of a way.
    pub fn which(&self, way: u32) -> Which {
        self.which[way as usize]
    }

    /// All ways of all programs, for a sentence that must not be skipped.
    pub fn all(&self) -> Vec<u32> {
        (0..self.which.len() as u32).collect()
    }

    /// Finds where the words of these ways stand in a skeleton.
    pub fn places(&self, skeleton: &Skeleton, ways: &[u32], places: &mut Places) {
        places.find(self, skeleton, ways);
    }

    /// Has the words of these ways noted.
    pub(super) fn want(&self, ways: &[u32], found: &mut Found) {
        for step in ways.iter().flat_map(|&way| &self.demands[way as usize].steps) {
            if let Wanted::Word(set) | Wanted::Either(set, _) = step.what {
                found.want(set);
            }
        }
    }

    /// The symbols of the skeleton at which a match by one of these ways may begin, ascending.
    pub fn starts<'p>(&self, ways: &[u32], places: &'p mut Places) -> &'p [u32] {
        let mut starts = std::mem::take(&mut places.starts);
        starts.clear();
        for demand in ways.iter().map(|&way| &self.demands[way as usize]) {
            match &demand.steps[..] {
                [first, ..] if self.in_skeleton.is_some() => {
                    let mut next = 0;
                    for &at in places.first_needs(demand) {
                        next = first.within.map_or(next, |n| next.max(at.saturating_sub(n)));
                        starts.extend(next..=at);
                        next = at + 1;
                    }
                }
                _ => starts.extend(0..places.clauses.len() as u32 - 1),
            }
        }
        if ways.len() > 1 {
            starts.sort_unstable();
            starts.dedup();
        }
        places.starts = starts;
        &places.starts
    }
}

/// The numbers of sets of words.
#[derive(Default)]
struct Sets {
    of_words: BTreeMap<Arc<[String]>, u32>,
    /// The same by where a set lies in memory, for most programs share the sets of lexicons.
    of_place: FxHashMap<usize, u32>,
}

impl Sets {
    /// The number of a set, which is sorted and lives as long as the programs do.
    fn number(&mut self, words: &Arc<[String]>) -> u32 {
        let next = self.of_words.len() as u32;
        let of_words = || *self.of_words.entry(words.clone()).or_insert(next);
        *self.of_place.entry(words.as_ptr() as usize).or_insert_with(of_words)
    }
}

/// Where the words and mentions of a skeleton stand, in symbols; reused from sentence to sentence.
#[derive(Debug, Default)]
pub struct Places {
    found: Found,
    /// For each place, how many ends of clauses are before it.
    clauses: Vec<u32>,
    /// Where matches may begin.
    starts: Vec<u32>,
}

impl Places {
    fn find(&mut self, prefilter: &Prefilter, skeleton: &Skeleton, ways: &[u32]) {
        self.found.clear(prefilter.keyed.len());
        prefilter.want(ways, &mut self.found);
        self.clauses.clear();
        let mut clause = 0;
        for (i, symbol) in skeleton.symbols().iter().enumerate() {
            self.clauses.push(clause);
            clause += u32::from(Alphabet::ends_clause(*symbol));
            if let Some(kind) = Alphabet::kind_of(*symbol) {
                self.found.mentions.push((i as u32, i as u32 + 1, 1 << kind));
            }
        }
        self.clauses.push(clause);
        for m in prefilter.in_skeleton.iter().flat_map(|words| words.find_overlapping_iter(&skeleton.bytes)) {
            self.found.see_wanted(&prefilter.sets[m.value() as usize], (m.start() / 2) as u32, (m.end() / 2) as u32);
        }
    }

    /// Where the first need of a way stands, of those places from which all its needs stand in their order, near enough to
    /// each other.
    fn first_needs(&mut self, demand: &Demand) -> &[u32] {
        let clauses = &self.clauses;
        let near = |link: Link, end: u32, begin: u32| {
            link.within.is_none_or(|n| begin - end <= n)
                && (link.across == Across::Sentence || clauses[end as usize] == clauses[begin as usize])
        };
        if self.found.in_order(demand, 0, near) { self.found.begins() } else { &[] }
    }
}
