//! Where the words and mentions of one sentence stand that programs need, and whether they stand in the order of a program.

use super::prefilter::{Demand, Wanted};
use crate::rule::pattern::Across;

/// The words and mentions of one sentence; reused from sentence to sentence. Whoever fills it says what a place is.
#[derive(Debug, Default)]
pub struct Found {
    /// For each set of words, begin and end of each, by their ends.
    words: Vec<Vec<(u32, u32)>>,
    /// Sets that have any.
    sets: Vec<u32>,
    /// For each set of words, whether a program that is asked for needs it, and which these are.
    wanted: (Vec<bool>, Vec<u32>),
    /// Begin, end and type of each mention, the type as a bit, ascending.
    pub(super) mentions: Vec<(u32, u32, u64)>,
    /// Where what a program needs begins, ascending, and the same of the need before it.
    begins: (Vec<u32>, Vec<u32>),
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
    /// Forgets the sentence before; there are so many sets of words.
    pub(super) fn clear(&mut self, sets: usize) {
        self.sets.drain(..).for_each(|set| self.words[set as usize].clear());
        self.words.resize(sets, Vec::new());
        self.wanted.1.drain(..).for_each(|set| self.wanted.0[set as usize] = false);
        self.wanted.0.resize(sets, false);
        self.mentions.clear();
    }

    /// Notes that a program needs a set of words.
    pub(super) fn want(&mut self, set: u32) {
        if !std::mem::replace(&mut self.wanted.0[set as usize], true) {
            self.wanted.1.push(set);
        }
    }

    /// Notes a word that belongs to these sets; words come by their ends.
    pub(super) fn see(&mut self, sets: &[u32], begin: u32, end: u32) {
        sets.iter().for_each(|&set| self.note(set, begin, end));
    }

    /// Notes it for those of its sets that a program needs.
    pub(super) fn see_wanted(&mut self, sets: &[u32], begin: u32, end: u32) {
        for &set in sets {
            if self.wanted.0[set as usize] {
                self.note(set, begin, end);
            }
        }
    }

    fn note(&mut self, set: u32, begin: u32, end: u32) {
        let places = &mut self.words[set as usize];
        if places.is_empty() {
            self.sets.push(set);
        }
        places.push((begin, end));
    }

    /// The sets of words that have any, by the first.
    pub(super) fn sets(&self) -> &[u32] {
        &self.sets
    }

    /// Whether a word of a set stands anywhere.
    pub(super) fn has(&self, set: u32) -> bool {
        !self.words[set as usize].is_empty()
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
                    before.sort_unstable();
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
