//! Words to be found at one end of a text.
//!
//! The character at that end says how long the words are that have it there, so that a text without any costs one look-up.

use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;

/// The end of a text at which words are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// They begin the text.
    Start,
    /// They end it.
    End,
}

/// Words with what is known of each; immutable and shared.
#[derive(Debug)]
pub struct Affixes<T> {
    at: At,
    words: FxHashMap<Box<str>, T>,
    /// For each character at that end, the lengths in bytes of the words that have it there, longest first.
    lengths: FxHashMap<char, Vec<usize>>,
    /// The low bytes of those characters, a bit each: most characters of a text are none of them, which this tells sooner.
    edges: [u64; 4],
}

impl<T> Affixes<T> {
    /// No words yet.
    pub fn new(at: At) -> Self {
        Affixes { at, words: FxHashMap::default(), lengths: FxHashMap::default(), edges: [0; 4] }
    }

    /// These words, each with what is known of it.
    pub fn of_words<'w>(at: At, words: impl IntoIterator<Item = (&'w str, T)>) -> Self {
        let mut all = Affixes::new(at);
        for (word, known) in words {
            all.entry(word).insert_entry(known);
        }
        all
    }

    /// The place of a word, whether it is known or not; the empty word is not found at any end.
    pub fn entry(&mut self, word: &str) -> Entry<'_, Box<str>, T> {
        if let Some(c) = self.edge(word) {
            let (word_at, bit) = place(c);
            self.edges[word_at] |= bit;
            let lengths = self.lengths.entry(c).or_default();
            if let Err(place) = lengths.binary_search_by(|l| word.len().cmp(l)) {
                lengths.insert(place, word.len());
            }
        }
        self.words.entry(word.into())
    }

    /// What is known of `word`.
    pub fn get(&self, word: &str) -> Option<&T> {
        self.words.get(word)
    }

    /// The words at the end of `text`, longest first: length in bytes and what is known of each.
    pub fn of<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, &'a T)> {
        let known = self.edge(text).filter(|c| self.may_stand(*c));
        let lengths = known.and_then(|c| self.lengths.get(&c)).map_or(&[][..], Vec::as_slice);
        lengths.iter().filter_map(move |&length| {
            let word = match self.at {
                At::Start => text.get(..length)?,
                At::End => text.get(text.len().checked_sub(length)?..)?,
            };
            Some((length, self.words.get(word)?))
        })
    }

    /// Whether there are no words.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether a word stands at that end of `text`.
    pub fn fit(&self, text: &str) -> bool {
        self.of(text).next().is_some()
    }

    /// The first byte of `text` at which a word begins, for words that are looked for at the start.
    pub fn first_in(&self, text: &str) -> Option<usize> {
        debug_assert_eq!(self.at, At::Start);
        text.char_indices().find(|&(i, c)| self.may_stand(c) && self.fit(&text[i..])).map(|(i, _)| i)
    }

    /// The last byte of `text` at which a word begins, for words that are looked for at the start.
    pub fn last_in(&self, text: &str) -> Option<usize> {
        debug_assert_eq!(self.at, At::Start);
        text.char_indices().map(|(i, _)| i).rfind(|&i| self.fit(&text[i..]))
    }

    /// Whether a word may have this character at that end.
    #[inline]
    fn may_stand(&self, c: char) -> bool {
        let (word_at, bit) = place(c);
        self.edges[word_at] & bit != 0
    }

    fn edge(&self, text: &str) -> Option<char> {
        match self.at {
            At::Start => text.chars().next(),
            At::End => text.chars().next_back(),
        }
    }
}

/// Where the low byte of a character has its bit.
#[inline]
fn place(c: char) -> (usize, u64) {
    let low = c as usize & 0xff;
    (low / 64, 1 << (low % 64))
}

impl Affixes<()> {
    /// A set of words.
    pub fn set<'w>(at: At, words: impl IntoIterator<Item = &'w str>) -> Self {
        Affixes::of_words(at, words.into_iter().map(|w| (w, ())))
    }

    /// Whether `word` is one of them.
    pub fn contains(&self, word: &str) -> bool {
        self.words.contains_key(word)
    }

    /// The length in bytes of the longest word that is shorter than `text` and stands at its end.
    pub fn longest_in(&self, text: &str) -> Option<usize> {
        self.of(text).map(|(length, ())| length).find(|&length| length < text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_at_their_end_longest_first() {
        let words = ["公司", "有限公司", "司", "公"];
        let ends = Affixes::set(At::End, words);
        assert_eq!(ends.of("海川有限公司").map(|(n, ())| n).collect::<Vec<_>>(), [12, 6, 3]);
        assert_eq!(ends.of("公司海川").count(), 0);
        assert_eq!(ends.longest_in("有限公司"), Some(6));
        assert_eq!(ends.longest_in("司"), None);
        let starts = Affixes::set(At::Start, words);
        assert_eq!(starts.of("公司海川").map(|(n, ())| n).collect::<Vec<_>>(), [6, 3]);
        assert_eq!(starts.of("").count(), 0);
        assert!(starts.fit("公司海川") && !starts.fit("海川公司") && ends.fit("海川公司"));
        assert_eq!((starts.first_in("海川公司"), starts.first_in("海川")), (Some(6), None));
        assert_eq!((starts.last_in("公司海川公司"), starts.last_in("海川")), (Some(15), None));
        // A length may end inside a character of the text.
        assert_eq!(starts.of("公ab").map(|(n, ())| n).collect::<Vec<_>>(), [3]);
    }
}
