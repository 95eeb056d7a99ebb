//! Which sentences of a document can tell of a deal, asked before names are known: those in which the words of a rule stand in
//! the order of its pattern, its values among them, and those near enough to one of these that can add to what it tells.
//!
//! A name is one symbol of a skeleton, however long it is, so how far words are apart is not asked here.

use super::finder::SKIPPED;
use super::found::{Found, Link};
use super::prefilter::{Prefilter, Standing};
use crate::base::Span;
use crate::rule::alphabet;
use crate::rule::pattern::Across;
use crate::text::Sentence;
use std::ops::Range;

/// Title and first sentence introduce who the article is about; they are read for names even where no rule may match.
pub const LEAD: usize = 2;

/// The sentences of a document that a rule may match in, ascending.
#[derive(Debug, Default)]
pub struct Active {
    sentences: Vec<Possible>,
    /// The ways by which programs may match in these sentences.
    ways: Vec<u32>,
    /// The words that were found in these sentences.
    words: Vec<Word>,
    /// Where the characters of these sentences are in the plain text, but for what skeletons leave out.
    chars: Vec<u32>,
    /// The sentences that introduce companies, ascending.
    introducing: Vec<usize>,
}

/// A sentence that a rule may match in.
#[derive(Debug)]
struct Possible {
    /// Its place among the sentences of the document.
    sentence: usize,
    /// All ways through programs by which they may match in it, ascending: a range of [`Active::ways`].
    ways: Range<usize>,
    /// Its words, a range of [`Active::words`].
    words: Range<usize>,
    /// Its characters, a range of [`Active::chars`].
    chars: Range<usize>,
    /// Whether it tells something, or stands near enough to what it adds to.
    told: bool,
    /// Whether more than a day may be told in it, to which other sentences add.
    deal: bool,
}

/// A word that a program needs, and its place in the sentence: so many characters before it, and up to its end.
#[derive(Clone, Copy, Debug)]
struct Word {
    word: u32,
    begin: u32,
    end: u32,
}

impl Active {
    /// Whether no sentence can tell of a deal.
    pub fn is_empty(&self) -> bool {
        !self.sentences.iter().any(|p| p.told)
    }

    /// The sentences that a rule may match in, ascending.
    pub fn sentences(&self) -> impl Iterator<Item = usize> {
        self.sentences.iter().map(|p| p.sentence)
    }

    /// The sentences that tell something, or stand near enough to what they add to, ascending.
    pub fn told(&self) -> impl Iterator<Item = usize> {
        self.sentences.iter().filter(|p| p.told).map(|p| p.sentence)
    }

    /// The sentences that introduce companies, ascending: they say whom others mean by a short name or by 公司.
    pub fn introducing(&self) -> &[usize] {
        &self.introducing
    }

    /// The ways by which programs may match in a sentence, ascending; none in one that no rule may match in.
    pub fn ways(&self, sentence: usize) -> &[u32] {
        let found = self.sentences.binary_search_by_key(&sentence, |p| p.sentence);
        found.map_or(&[][..], |i| &self.ways[self.sentences[i].ways.clone()])
    }

    /// Keeps the sentences that tell something by themselves, those near enough to add to what they tell, and those that
    /// are read in any case.
    fn keep_told(&mut self, prefilter: &Prefilter) {
        let ways = |p: &Possible| self.ways[p.ways.clone()].iter().map(|&way| prefilter.standing[way as usize]);
        let mut last: Option<usize> = None;
        for p in &mut self.sentences {
            (p.told, p.deal) = (false, false);
            for standing in ways(p) {
                let (told, deal) = match standing {
                    Standing::Tells => (true, true),
                    Standing::Adds { back, day, .. } => (last.is_some_and(|l| p.sentence - l <= back), !day),
                    Standing::Judges | Standing::Minor => (false, false),
                };
                p.told |= told;
                p.deal |= told && deal;
                if p.deal {
                    break;
                }
            }
            // What only adds here may itself be what the next sentence adds to.
            last = if p.deal { Some(p.sentence) } else { last };
        }
        let mut next: Option<usize> = None;
        for p in self.sentences.iter_mut().rev() {
            if p.deal {
                next = Some(p.sentence);
            } else if let Some(next) = next {
                let reaches = |s: Standing| matches!(s, Standing::Adds { ahead, .. } if next - p.sentence <= ahead);
                p.told = p.told || ways(p).any(reaches);
            }
        }
        // A judgement gives nothing to add to.
        let mut judged = false;
        for p in &mut self.sentences {
            judged |= p.told;
            p.told = p.told || judged && ways(p).any(|standing| standing == Standing::Judges);
        }
        // The sentence before what tells is read for its names.
        let told: Vec<usize> = self.told().collect();
        self.sentences.retain(|p| p.told || p.sentence < LEAD || told.binary_search(&(p.sentence + 1)).is_ok());
    }
}

impl Prefilter {
    /// The sentences of `plain` in which the words of a rule stand in the order of its pattern.
    pub fn active(&self, plain: &str, sentences: &[Sentence], found: &mut Found) -> Active {
        let mut active = Active::default();
        if self.words.is_empty() || self.always.iter().any(|&way| self.tells(way)) {
            active.ways = self.all();
            let possible = |sentence| Possible { sentence, ways: 0..active.ways.len(), words: 0..0, chars: 0..0, told: true, deal: true };
            active.sentences = (0..sentences.len()).map(possible).collect();
            return active;
        }
        for (i, sentence) in sentences.iter().enumerate() {
            let (ways, words, chars) = (active.ways.len(), active.words.len(), active.chars.len());
            found.text.clear();
            for (at, c) in sentence.span.of(plain).char_indices() {
                let letter = self.words.letter(c);
                if letter != SKIPPED {
                    found.text.push(letter);
                    active.chars.push((sentence.span.start + at) as u32);
                }
            }
            self.words.find(&found.text, |word, begin, end| active.words.push(Word { word, begin, end }));
            found.sets.clear();
            for w in &active.words[words..] {
                self.sets.get(w.word as usize).iter().for_each(|part| found.sets.take_in(*part));
            }
            if found.sets.contains(self.introduces as usize) {
                active.introducing.push(i);
            }
            if active.words.len() > words && self.possible(&active.words[words..], &mut active.ways, found) {
                let (ways, words, chars) = (ways..active.ways.len(), words..active.words.len(), chars..active.chars.len());
                active.sentences.push(Possible { sentence: i, ways, words, chars, told: false, deal: false });
            } else {
                active.ways.truncate(ways);
                active.words.truncate(words);
                active.chars.truncate(chars);
            }
        }
        active.keep_told(self);
        active
    }

    /// Adds the ways by which programs may match in a sentence of these words, whose sets are found. False where they come to nothing;
    /// then some may be added all the same.
    fn possible(&self, words: &[Word], ways: &mut Vec<u32>, found: &mut Found) -> bool {
        let first = ways.len();
        let has = |set: u32| found.sets.contains(set as usize);
        let mut tells = false;
        let mut ask = |way: u32| {
            if self.required.get(way as usize).iter().all(|&set| has(set)) {
                ways.push(way);
                tells |= self.tells(way);
            }
        };
        self.always.iter().for_each(|&way| ask(way));
        found.sets.common(&self.keys, |set| self.keyed.get(set).iter().filter(|k| has(k.rarest)).for_each(|k| ask(k.way)));
        if !tells {
            return false;
        }
        found.clear(self.keyed.len());
        let order = |way: u32| self.order.get(way as usize);
        for &way in &ways[first..] {
            // One word by itself has no order to keep.
            if let words @ [_, _, ..] = order(way) {
                words.iter().for_each(|word| found.want(word.set));
            }
        }
        words.iter().for_each(|w| found.see(self.sets.get(w.word as usize), w.begin, w.end));
        let all = first..ways.len();
        let end = keep(ways, all, |way| order(way).len() < 2 || found.stand(order(way)));
        ways.truncate(end);
        ways[first..].sort_unstable();
        ways[first..].iter().any(|&way| self.tells(way))
    }

    /// Takes out what cannot match for want of a value, or of one in its place. `values` gives those of a sentence, ascending, each
    /// with its type as a bit. Mentions of other types, `unknown`, may be anywhere, and where there is one of the types `unsure`, so
    /// may others of these.
    pub fn narrow(
        &self,
        active: &mut Active,
        plain: &str,
        sentences: &[Sentence],
        values: impl Fn(usize) -> Vec<(Span, u64)>,
        (unknown, unsure): (u64, u64),
        found: &mut Found,
    ) {
        let Active { sentences: possible, ways, words, chars, .. } = &mut *active;
        if words.is_empty() {
            return;
        }
        possible.retain_mut(|p| {
            let values = values(p.sentence);
            let kinds = values.iter().fold(0, |kinds, (_, kind)| kinds | kind);
            let unknown = if kinds & unsure != 0 { unknown | unsure } else { unknown };
            let demand = |way: u32| &self.demands[way as usize];
            p.ways.end = keep(ways, p.ways.clone(), |way| demand(way).has_mentions(kinds | unknown));
            if !ways[p.ways.clone()].iter().any(|&way| self.tells(way)) {
                return false;
            }
            found.clear(self.keyed.len());
            self.want(&ways[p.ways.clone()], found);
            words[p.words.clone()].iter().for_each(|w| found.see(self.sets.get(w.word as usize), w.begin, w.end));
            let chars = &chars[p.chars.clone()];
            let place = |at: usize| chars.partition_point(|&c| (c as usize) < at) as u32;
            found.mentions.extend(values.iter().map(|(s, kind)| (place(s.start), place(s.end), *kind)));
            let ends = sure_clause_ends(plain, sentences[p.sentence].span, &values);
            let ends: Vec<u32> = ends.into_iter().map(place).collect();
            let clause = |at: u32| ends.partition_point(|&end| end < at);
            let near = |link: Link, end: u32, begin: u32| {
                adjoin(link, end, begin) && (link.across == Across::Sentence || clause(end) == clause(begin))
            };
            // Nothing more is known of words that one clause holds, or of one alone.
            let is_known = |way: u32| (ends.is_empty() || self.order.get(way as usize).len() < 2) && demand(way).is_words(unknown);
            p.ways.end = keep(ways, p.ways.clone(), |way| is_known(way) || found.in_order(demand(way), unknown, near));
            ways[p.ways.clone()].iter().any(|&way| self.tells(way))
        });
        active.keep_told(self);
    }
}

/// Moves those of some ways that something holds for to the front of them, and says where they end.
fn keep(ways: &mut [u32], among: Range<usize>, mut holds: impl FnMut(u32) -> bool) -> usize {
    let mut end = among.start;
    for i in among {
        if holds(ways[i]) {
            ways[end] = ways[i];
            end += 1;
        }
    }
    end
}

/// Whether two words stand side by side where a pattern lets nothing stand between them. Of what is not a word that cannot be asked
/// before names are known.
fn adjoin(link: Link, end: u32, begin: u32) -> bool {
    !(link.words && link.within == Some(0)) || begin == end
}

/// The punctuation of a sentence that ends a clause for certain: none in brackets, which skeletons may leave out, none inside
/// a value, and none that a Latin name may hold (Example Systems, Inc.).
fn sure_clause_ends(plain: &str, sentence: Span, values: &[(Span, u64)]) -> Vec<usize> {
    let (mut out, mut depth, mut next) = (Vec::new(), 0usize, 0);
    for (i, c) in sentence.of(plain).char_indices().map(|(i, c)| (sentence.start + i, c)) {
        match c {
            '（' => depth += 1,
            '）' => depth = depth.saturating_sub(1),
            _ if depth == 0 && alphabet::is_boundary(c) => {
                while values.get(next).is_some_and(|(s, _)| s.end <= i) {
                    next += 1;
                }
                let in_value = values.get(next).is_some_and(|(s, _)| s.start <= i);
                let behind = plain[i + c.len_utf8()..].trim_start();
                if !in_value && !behind.starts_with(|c: char| c.is_ascii_alphanumeric()) {
                    out.push(i);
                }
            }
            _ => {}
        }
    }
    out
}
