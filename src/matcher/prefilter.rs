//! What programs need, and where the words and mentions that one needs stand in a skeleton: in their order, no further apart
//! than the pattern allows.
//!
//! What is asked here is necessary for a match and never sufficient: skipping changes no result. [`super::active`] asks the same
//! of a text whose names are not known yet.

use super::finder::{Finder, Letter};
use super::found::{Found, Link, Next};
use super::skeleton::Skeleton;
use crate::base::bits::Part;
use crate::base::{Bits, Lists};
use crate::lexicon;
use crate::rule::Pack;
use crate::rule::alphabet::{self, Alphabet};
use crate::rule::pack::{KINDS, Reach};
use crate::rule::pattern::Across;
use crate::rule::program::{Need, Needed, Program, Way};
use crate::value::Kind;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
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
    /// The words.
    pub(super) words: Finder,
    /// For each symbol of skeletons, by its number, the letter of the finder that it is.
    letters: Vec<Letter>,
    /// For each word, the sets of words that it is one of.
    pub(super) sets: Lists<Part>,
    /// For each set, the ways that it tells most of: they can be taken only where one of its words stands.
    pub(super) keyed: Lists<Keyed>,
    /// The sets that any way is keyed by.
    pub(super) keys: Bits,
    /// Ways that are not keyed: they may be taken anywhere.
    pub(super) always: Vec<u32>,
    /// What each way needs; those of rules first, then those of contexts, those of a program one behind the other.
    pub(super) demands: Vec<Demand>,
    /// For each way, the sets beside its key of which a word must stand in the sentence, the rarest first.
    pub(super) required: Lists<u32>,
    /// For each way, the words that it needs in their order.
    pub(super) order: Lists<Next>,
    /// The program of each way.
    which: Vec<Which>,
    /// What its matches come to.
    pub(super) standing: Vec<Standing>,
    /// The set of words of [`INTRODUCES`].
    pub(super) introduces: u32,
}

/// A way that a set of words tells most of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keyed {
    pub(super) way: u32,
    /// The first of the sets that it requires, which answers most questions; where it requires none, its key.
    pub(super) rarest: u32,
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
}

impl Demand {
    /// Whether words are all that it needs beside mentions of `unknown` types, a bit each.
    pub(super) fn is_words(&self, unknown: u64) -> bool {
        self.steps.iter().all(|s| matches!(s.what, Wanted::Word(_)) || s.what.kinds() & unknown != 0)
    }

    /// The words that it needs.
    fn order(&self) -> impl Iterator<Item = Next> {
        let mut behind_word = false;
        self.steps.iter().filter_map(move |step| {
            let Wanted::Word(set) = step.what else {
                behind_word = false;
                return None;
            };
            Some(Next { set, adjoins: std::mem::replace(&mut behind_word, true) && step.within == Some(0) })
        })
    }

    /// Whether it may be met where there are mentions of these types only, a bit each.
    pub(super) fn has_mentions(&self, kinds: u64) -> bool {
        self.steps.iter().all(|step| match step.what {
            Wanted::Mention(one) | Wanted::List(one) => one & kinds != 0,
            Wanted::Word(_) | Wanted::Either(..) => true,
        })
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
        let mut ways = Ways { sure: None, sets: Sets::default(), which: Vec::new(), demands: Vec::new(), asked: Vec::new() };
        ways.sure = pack.sure_words(SURE.1).map(|words| ways.sets.number(&words.into()));
        let introduces: BTreeSet<&str> = lexicon::texts(&pack.lexicons, INTRODUCES).collect();
        let introduces = ways.sets.number(&introduces.into_iter().map(str::to_owned).collect());
        for (i, rule) in pack.rules.iter().enumerate() {
            rule.programs.iter().enumerate().for_each(|(j, program)| ways.add(Which::Rule(i, j), program));
        }
        for (i, context) in pack.contexts.iter().enumerate() {
            context.programs.iter().enumerate().for_each(|(j, program)| ways.add(Which::Context(i, j), program));
            context.except.iter().enumerate().for_each(|(j, program)| ways.add(Which::Except(i, j), program));
        }
        let introduces = ways.renumber()[introduces as usize];
        let Ways { sets, which, demands, asked, .. } = ways;
        let standing = |which: &Which| match *which {
            Which::Rule(rule, _) => {
                let rule = &pack.rules[rule];
                let day = rule.attach && rule.programs.iter().all(|p| p.fills_only(DAY));
                rule.adds(&pack.types).map_or(Standing::Tells, |(back, ahead)| Standing::Adds { back, ahead, day })
            }
            Which::Context(context, _) | Which::Except(context, _) if pack.contexts[context].reach == Reach::Story => Standing::Judges,
            Which::Context(..) | Which::Except(..) => Standing::Minor,
        };
        let mut words: BTreeMap<&str, Bits> = BTreeMap::new();
        for (set, &id) in &sets.of_words {
            set.iter().for_each(|w| words.entry(w).or_default().insert(id as usize));
        }
        let finder = Finder::new(words.keys().copied());
        let mut letters = vec![0; alphabet::SYMBOLS];
        for c in words.keys().flat_map(|w| w.chars()) {
            pack.alphabet.own_symbol(c).into_iter().for_each(|symbol| letters[alphabet::number(symbol) as usize] = finder.letter(c));
        }
        let (mut keyed, mut always) = (vec![Vec::new(); sets.of_words.len()], Vec::new());
        for (asked, way) in asked.iter().zip(0..) {
            match asked.key {
                Some(key) => keyed[key as usize].push(Keyed { way, rarest: asked.others.first().copied().unwrap_or(key) }),
                None => always.push(way),
            }
        }
        Prefilter {
            words: finder,
            letters,
            sets: words.values().map(Bits::parts).collect(),
            keys: keyed.iter().enumerate().filter(|(_, ways)| !ways.is_empty()).map(|(set, _)| set).collect(),
            keyed: keyed.into_iter().collect(),
            always,
            required: asked.into_iter().map(|asked| asked.others).collect(),
            order: demands.iter().map(Demand::order).collect(),
            demands,
            standing: which.iter().map(standing).collect(),
            which,
            introduces,
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
                [first, ..] => {
                    let mut next = 0;
                    for &at in places.first_needs(demand) {
                        next = first.within.map_or(next, |n| next.max(at.saturating_sub(n)));
                        starts.extend(next..=at);
                        next = at + 1;
                    }
                }
                [] => starts.extend(0..places.clauses.len() as u32 - 1),
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

/// The ways through programs while they are indexed.
struct Ways {
    sets: Sets,
    /// The set of words of which every sentence with a value of the kind [`SURE`] holds one.
    sure: Option<u32>,
    which: Vec<Which>,
    demands: Vec<Demand>,
    asked: Vec<Asked>,
}

/// Which sets of words must be there for a way to be worth asking for.
struct Asked {
    /// The one that tells most.
    key: Option<u32>,
    /// The rarest first.
    others: Vec<u32>,
}

impl Ways {
    fn add(&mut self, which: Which, program: &Program) {
        program.ways.iter().for_each(|way| self.add_way(which, way));
    }

    fn add_way(&mut self, which: Which, way: &Way) {
        let mut step = |need: &Need| Step {
            what: match &need.what {
                Needed::Words(words) => Wanted::Word(self.sets.number(words)),
                Needed::Mention(kinds) => Wanted::Mention(Alphabet::bits(kinds)),
                Needed::List(kinds) => Wanted::List(Alphabet::bits(kinds)),
                Needed::Either(words, kinds) => Wanted::Either(self.sets.number(words), Alphabet::bits(kinds)),
            },
            within: need.within.map(|n| n as u32),
            across: need.across,
        };
        let demand = Demand { steps: way.needs.iter().map(&mut step).collect() };
        let bit = KINDS.iter().position(|k| *k == SURE.0).map_or(0, |i| 1 << i);
        let is_sure = |s: &Step| matches!(s.what, Wanted::Mention(kinds) | Wanted::List(kinds) if kinds == bit);
        let sure = self.sure.filter(|_| demand.steps.iter().any(is_sure));
        // A single character tells less than a value.
        let weak = way.literals.iter().all(|w| w.chars().nth(1).is_none());
        let literals = (!way.literals.is_empty()).then(|| self.sets.number(&way.literals));
        let key = sure.filter(|_| weak).or(literals);
        let mut others: Vec<u32> = demand.order().map(|word| word.set).chain(sure).filter(|&set| Some(set) != key).collect();
        others.sort_unstable_by_key(|&set| (self.sets.rarity[set as usize], set));
        others.dedup();
        self.which.push(which);
        self.asked.push(Asked { key, others });
        self.demands.push(demand);
    }

    /// Numbers the sets anew, so that most sets of a frequent word are neighbours: their bits are set together. Gives the new number of
    /// each.
    fn renumber(&mut self) -> Vec<u32> {
        let numbers = self.sets.together();
        let new = |set: &mut u32| *set = numbers[*set as usize];
        self.sets.of_words.values_mut().for_each(new);
        for step in self.demands.iter_mut().flat_map(|d| &mut d.steps) {
            if let Wanted::Word(set) | Wanted::Either(set, _) = &mut step.what {
                new(set);
            }
        }
        self.asked.iter_mut().flat_map(|asked| asked.key.iter_mut().chain(&mut asked.others)).for_each(new);
        numbers
    }
}

/// The numbers of sets of words.
#[derive(Default)]
struct Sets {
    of_words: BTreeMap<Arc<[String]>, u32>,
    /// The same by where a set lies in memory, for most programs share the sets of lexicons.
    of_place: FxHashMap<usize, u32>,
    /// How rare the words of each set may be, the less the rarer: single characters are frequent, and of many words one is there sooner.
    rarity: Vec<(bool, usize)>,
}

impl Sets {
    /// The number of a set, which is sorted and lives as long as the programs do.
    fn number(&mut self, words: &Arc<[String]>) -> u32 {
        let Sets { of_words, of_place, rarity } = self;
        *of_place.entry(words.as_ptr() as usize).or_insert_with(|| {
            *of_words.entry(words.clone()).or_insert_with(|| {
                rarity.push((words.iter().any(|w| w.chars().nth(1).is_none()), words.len()));
                rarity.len() as u32 - 1
            })
        })
    }

    /// The sets by their most frequent words: what becomes of the number of each.
    fn together(&self) -> Vec<u32> {
        let mut frequency: FxHashMap<&str, usize> = FxHashMap::default();
        self.of_words.keys().flat_map(|set| set.iter()).for_each(|word| *frequency.entry(word).or_default() += 1);
        let mut words: Vec<(Reverse<usize>, &str)> = frequency.into_iter().map(|(word, n)| (Reverse(n), word)).collect();
        words.sort_unstable();
        let ranks: FxHashMap<&str, u32> = words.iter().map(|(_, word)| *word).zip(0..).collect();
        let by_rank = |words: &Arc<[String]>| {
            let mut ranks: Vec<u32> = words.iter().map(|w| ranks[w.as_str()]).collect();
            ranks.sort_unstable();
            ranks
        };
        let mut order: Vec<(Vec<u32>, u32)> = self.of_words.iter().map(|(words, set)| (by_rank(words), *set)).collect();
        order.sort_unstable();
        let mut numbers = vec![0; order.len()];
        order.iter().zip(0..).for_each(|((_, set), number)| numbers[*set as usize] = number);
        numbers
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
        let Found { text, .. } = &mut self.found;
        text.clear();
        text.extend(skeleton.symbols().iter().map(|symbol| prefilter.letters[alphabet::number(*symbol) as usize]));
        let text = std::mem::take(text);
        prefilter.words.find(&text, |word, begin, end| self.found.see(prefilter.sets.get(word as usize), begin, end));
        self.found.text = text;
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
