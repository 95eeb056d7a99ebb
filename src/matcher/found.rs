//! Where the words and mentions of one sentence stand that programs need, and whether they stand in the order of a program.

use super::finder::Letter;
use super::prefilter::{Demand, Wanted};
use crate::base::Bits;
use crate::base::bits::Part;
use crate::rule::pattern::Across;

/// The words and mentions of one sentence; reused from sentence to sentence. Whoever fills it says what a place is.
#[derive(Debug, Default)]
pub struct Found {
    /// The sentence as the finder of words reads it.
    pub(super) text: Vec<Letter>,
    /// Sets of words of which one stands in it.
    pub(super) sets: Bits,
    /// Sets of words of which places are noted.
    wanted: Bits,
    /// For each set of words, begin and end of each that was noted, by their beginnings.
    words: Vec<Vec<(u32, u32)>>,
    /// Sets of which any was noted.
    noted: Vec<u32>,
    /// Begin, end and type of each mention, the type as a bit, ascending.
    pub(super) mentions: Vec<(u32, u32, u64)>,
    /// Where what a program needs begins, ascending, and the same of the need before it.
    begins: (Vec<u32>, Vec<u32>),
}

/// A word that must stand behind others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Next {
    /// The set that it is of.
    pub(super) set: u32,
    /// Whether nothing may stand before it and behind the word before it.
    pub(super) adjoins: bool,
}

/// How two needs of a program must stand to each other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    /// How many symbols at most lie between them; `None` for any number.
    pub(super) within: Option<u32>,
    /// Whether commas may be among these.
    pub(super) across: Across,
    /// Whether both are words.
    pub(super) words: bool,
}

impl Found {
    /// Forgets where words and mentions stood; there are so many sets of words.
    pub(super) fn clear(&mut self, sets: usize) {
        self.noted.drain(..).for_each(|set| self.words[set as usize].clear());
        self.words.resize(sets, Vec::new());
        self.wanted.clear();
        self.mentions.clear();
    }

    /// Has the places of a set of words noted.
    #[inline]
    pub(super) fn want(&mut self, set: u32) {
        self.wanted.insert(set as usize);
    }

    /// Notes a word for those of its sets that are wanted; words come by their beginnings.
    pub(super) fn see(&mut self, sets: &[Part], begin: u32, end: u32) {
        let Found { wanted, words, noted, .. } = self;
        for part in sets {
            part.common(wanted, |set| {
                let places = &mut words[set];
                if places.is_empty() {
                    noted.push(set as u32);
                }
                places.push((begin, end));
            });
        }
    }

    /// Whether words stand one behind another, all their sets having been wanted.
    pub(super) fn stand(&self, words: &[Next]) -> bool {
        let places = |word: &Next| self.words[word.set as usize].iter();
        let mut from = 0;
        for run in words.chunk_by(|_, next| next.adjoins) {
            let (first, rest) = (&run[0], &run[1..]);
            let begun = places(first).filter(|(begin, _)| *begin >= from).map(|(_, end)| *end);
            // What ends first leaves most room for what stands behind it.
            let end = if rest.is_empty() {
                begun.min()
            } else {
                let goes_on = |mut ends: Vec<u32>, word: &Next| {
                    ends.sort_unstable();
                    places(word).filter(|(begin, _)| ends.binary_search(begin).is_ok()).map(|(_, end)| *end).collect()
                };
                rest.iter().fold(begun.collect(), goes_on).into_iter().min()
            };
            let Some(end) = end else { return false };
            from = end;
        }
        true
    }

    /// Where the first need of a program stands, of those places from which all its needs stand in their order, ascending.
    pub(super) fn begins(&self) -> &[u32] {
        &self.begins.0
    }

    /// Whether what a program needs stands in its order, and `near` one another: asked with how a need must stand to the one
    /// behind it, where it ends and where that begins. Mentions of `unknown` types, a bit each, may be anywhere. From the last
    /// need to the first; leaves in [`Found::begins`] where the first stands.
    pub(super) fn in_order(&mut self, demand: &Demand, unknown: u64, near: impl Fn(Link, u32, u32) -> bool) -> bool {
        let (begins, before) = (&mut self.begins.0, &mut self.begins.1);
        begins.clear();
        // How the step at hand must stand to the one behind it, once there is one whose places are known.
        let mut behind: Option<Link> = None;
        for step in demand.steps.iter().rev() {
            let is_word = matches!(step.what, Wanted::Word(_));
            let fits = |end: u32| {
                let Some(link) = behind else { return true };
                // What begins first behind a place is nearest to it, and in its clause if anything is.
                let next = begins.get(begins.partition_point(|&b| b < end));
                next.is_some_and(|&begin| near(Link { words: link.words && is_word, ..link }, end, begin))
            };
            before.clear();
            match step.what {
                Wanted::Mention(kinds) | Wanted::List(kinds) | Wanted::Either(_, kinds) if kinds & unknown != 0 => {
                    behind = behind.map(|link| Link { within: None, across: link.across.max(step.across), ..link });
                    continue;
                }
                Wanted::Word(set) => {
                    before.extend(self.words[set as usize].iter().filter(|(_, end)| fits(*end)).map(|(begin, _)| begin));
                    before.dedup();
                }
                Wanted::Mention(kinds) => {
                    before.extend(self.mentions.iter().filter(|(_, end, k)| k & kinds != 0 && fits(*end)).map(|(begin, ..)| begin));
                }
                Wanted::Either(set, kinds) => {
                    let mentions = self.mentions.iter().filter(|(.., k)| k & kinds != 0).map(|(begin, end, _)| (*begin, *end));
                    let all = self.words[set as usize].iter().copied().chain(mentions);
                    before.extend(all.filter(|(_, end)| fits(*end)).map(|(begin, _)| begin));
                    before.sort_unstable();
                    before.dedup();
                }
                Wanted::List(kinds) => {
                    let members = || self.mentions.iter().filter(|(.., k)| k & kinds != 0);
                    let last = members().rev().find(|(_, end, _)| fits(*end)).map(|(begin, ..)| *begin);
                    before.extend(last.into_iter().flat_map(|last| members().map(|(b, ..)| *b).take_while(move |b| *b <= last)));
                }
            }
            std::mem::swap(begins, before);
            if begins.is_empty() {
                return false;
            }
            behind = Some(Link { within: step.within, across: step.across, words: is_word });
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_side_by_side_however_many_ways_there_are() {
        let bits: Bits = (0..3).collect();
        let sets: Vec<Part> = bits.parts().collect();
        let mut found = Found::default();
        found.clear(3);
        (0..3).for_each(|set| found.want(set));
        // Words of one and of two characters everywhere.
        for begin in 0..80 {
            (1..=2).for_each(|length| found.see(&sets, begin, begin + length));
        }
        let run = |n: u32| (0..n).map(|i| Next { set: i % 3, adjoins: i > 0 }).collect::<Vec<_>>();
        assert!(found.stand(&run(80)) && !found.stand(&run(81)));
        let parted: Vec<Next> = run(3).into_iter().map(|word| Next { adjoins: false, ..word }).collect();
        assert!(found.stand(&parted));
    }
}
