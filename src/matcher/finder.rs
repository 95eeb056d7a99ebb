//! Finds all words of a list in a text, those inside others among them.
//!
//! Words are short and most characters begin none, so that a walk from each character is over at once; an automaton that keeps what
//! it has read makes fewer steps, but each must wait for the one before it.

use crate::rule::alphabet;

/// A character by its number among those that words are written in, from 1; what no word holds is 0.
pub type Letter = u32;

/// The letter of characters that texts are read without.
pub const SKIPPED: Letter = Letter::MAX;

/// Characters up to which it is known at least whether they are skipped.
const FEWEST: u32 = 0x3001;

/// The words of a list as a tree whose branches lie in one another's gaps: a double array.
#[derive(Debug)]
pub struct Finder {
    /// For each character, its letter; those that words begin with come first.
    letters: Vec<Letter>,
    /// The last letter that a word begins with.
    last_head: Letter,
    /// The first is the root.
    nodes: Vec<Node>,
}

/// What words begin with.
#[derive(Clone, Copy, Debug)]
struct Node {
    /// What goes on with a letter stands so far behind this.
    base: u32,
    /// What it goes on from; [`NONE`] in a gap.
    from: u32,
    /// The word that ends here; [`NONE`] if there is none.
    word: u32,
}

/// The letters of a word, and its number.
type Spelt = (Vec<Letter>, u32);

const NONE: u32 = u32::MAX;
const GAP: Node = Node { base: 0, from: NONE, word: NONE };

impl Finder {
    /// A finder of these words, none of which is empty or there twice; they are numbered in their order. Words that hold what texts
    /// are read without are nowhere.
    pub fn new<'w>(words: impl Iterator<Item = &'w str>) -> Finder {
        let words: Vec<(&str, u32)> = words.zip(0..).filter(|(word, _)| !word.chars().any(alphabet::is_skipped)).collect();
        let highest = words.iter().flat_map(|(word, _)| word.chars()).max().map_or(0, u32::from);
        let mut letters = vec![0; FEWEST.max(highest + 1) as usize];
        let mut next = 1;
        let mut spelt = |c: char| {
            let letter = &mut letters[c as usize];
            if *letter == 0 {
                (*letter, next) = (next, next + 1);
            }
            *letter
        };
        words.iter().flat_map(|(word, _)| word.chars().next()).for_each(|c| _ = spelt(c));
        let mut words: Vec<Spelt> = words.iter().map(|(word, i)| (word.chars().map(&mut spelt).collect(), *i)).collect();
        words.sort_unstable();
        (0..FEWEST).filter(|&c| char::from_u32(c).is_some_and(alphabet::is_skipped)).for_each(|c| letters[c as usize] = SKIPPED);
        let last_head = words.last().map_or(0, |(word, _)| word[0]);
        let mut finder = Finder { letters, last_head, nodes: vec![GAP] };
        // A tree is as deep as its longest word, which may be longer than a stack is deep.
        let (mut left, mut free) = (vec![(0, &words[..], 0)], 1);
        while let Some((at, words, depth)) = left.pop() {
            finder.branch(at, words, depth, &mut free, &mut left);
        }
        finder
    }

    /// Whether there are no words.
    pub fn is_empty(&self) -> bool {
        self.nodes.len() == 1
    }

    /// The letter of a character.
    #[inline]
    pub fn letter(&self, c: char) -> Letter {
        self.letters.get(c as usize).copied().unwrap_or(0)
    }

    /// Calls `found` with each word of the text, where it begins and where it ends: by their beginnings, the shortest first.
    #[inline]
    pub fn find(&self, text: &[Letter], mut found: impl FnMut(u32, u32, u32)) {
        for (&head, begin) in text.iter().zip(0..) {
            if head == 0 || head > self.last_head {
                continue;
            }
            // What words begin with stands behind the root, letter by letter.
            let (mut at, mut end) = (head, begin + 1);
            let mut node = &self.nodes[at as usize];
            loop {
                if node.word != NONE {
                    found(node.word, begin, end);
                }
                let Some(&letter) = text.get(end as usize) else { break };
                let next = node.base + letter;
                let Some(behind) = self.nodes.get(next as usize).filter(|behind| behind.from == at) else { break };
                (node, at, end) = (behind, next, end + 1);
            }
        }
    }

    /// Takes words in that share what a node stands for, so many letters; what goes on from there is added to `left`. No node before
    /// `free` is a gap.
    fn branch<'w>(&mut self, at: usize, words: &'w [Spelt], depth: usize, free: &mut usize, left: &mut Vec<(usize, &'w [Spelt], usize)>) {
        let ends = usize::from(words.first().is_some_and(|(word, _)| word.len() == depth));
        if let Some((_, word)) = words[..ends].first() {
            self.nodes[at].word = *word;
        }
        let branches: Vec<&[Spelt]> = words[ends..].chunk_by(|a, b| a.0[depth] == b.0[depth]).collect();
        let letter = |branch: &[Spelt]| branch[0].0[depth] as usize;
        let Some(first) = branches.first().map(|b| letter(b)) else { return };
        while self.nodes.get(*free).is_some_and(|node| node.from != NONE) {
            *free += 1;
        }
        let is_gap = |place: usize| self.nodes.get(place).is_none_or(|node| node.from == NONE);
        let mut base = free.saturating_sub(first);
        while !branches.iter().all(|b| is_gap(base + letter(b))) {
            base += 1;
        }
        self.nodes[at].base = base as u32;
        for branch in &branches {
            let place = base + letter(branch);
            if self.nodes.len() <= place {
                self.nodes.resize(place + 1, GAP);
            }
            self.nodes[place].from = at as u32;
        }
        left.extend(branches.iter().rev().map(|branch| (base + letter(branch), *branch, depth + 1)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn find(finder: &Finder, text: &str) -> Vec<(u32, u32, u32)> {
        let letters: Vec<Letter> = text.chars().map(|c| finder.letter(c)).filter(|&l| l != SKIPPED).collect();
        let mut out = Vec::new();
        finder.find(&letters, |word, begin, end| out.push((word, begin, end)));
        out
    }

    #[test]
    fn words_are_found_inside_others_and_across_what_is_skipped() {
        let words = ["ab", "b", "bcd", "\u{20000}c", "a b"];
        let finder = Finder::new(words.into_iter());
        assert_eq!(find(&finder, "a\u{3000}bcd\u{20000}\"c"), [(0, 0, 2), (1, 1, 2), (2, 1, 4), (3, 4, 6)]);
        assert!(Finder::new(["a b"].into_iter()).is_empty());
        assert_eq!(find(&Finder::new(std::iter::empty()), "ab"), []);
    }

    #[test]
    fn a_word_may_be_longer_than_a_stack_is_deep() {
        let long = "ab".repeat(500_000);
        assert_eq!(find(&Finder::new([long.as_str(), "ba"].into_iter()), &long[..5]), [(1, 1, 3), (1, 3, 5)]);
    }

    proptest! {
        #[test]
        fn it_finds_what_comparing_each_word_at_each_place_finds(
            words in proptest::collection::btree_set("[a-dx\u{4e00}]{1,4}", 0..40),
            text in "[a-ex\u{4e00}\u{4e01} ]{0,60}",
        ) {
            let finder = Finder::new(words.iter().map(String::as_str));
            let kept: Vec<char> = text.chars().filter(|&c| !alphabet::is_skipped(c)).collect();
            let mut expected = Vec::new();
            for begin in 0..kept.len() {
                for end in begin + 1..=kept.len() {
                    let piece: String = kept[begin..end].iter().collect();
                    expected.extend(words.iter().position(|w| *w == piece).map(|i| (i as u32, begin as u32, end as u32)));
                }
            }
            prop_assert_eq!(find(&finder, &text), expected);
        }
    }
}
