//! The score of a candidate: the signs of the rule files that it shows, with their points.
//!
//! Signs speak of the left end, the right end, the words inside or the whole, so that the ends of a chunk are looked
//! at once and not for each pair of them.

use crate::lexicon::Lexicons;
use crate::rule::pack::{Names, Sign, Test};
use std::collections::HashMap;

/// A candidate is a name from this score on.
pub const THRESHOLD: i64 = 5;
/// A candidate of at least this score counts when it occurs again or stands beside a name.
pub const WEAK: i64 = 3;

/// Points for being a company and for being a person.
pub type Points = [i64; 2];

/// Signs and what they add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Their sum.
    pub points: Points,
    /// The signs, as indexes into the pack's.
    pub signs: Vec<usize>,
}

impl Shown {
    /// Adds the signs of `other`.
    pub fn add(&mut self, other: &Shown) {
        self.points[0] += other.points[0];
        self.points[1] += other.points[1];
        self.signs.extend(&other.signs);
    }
}

/// Words with the signs that each shows.
#[derive(Debug, Default)]
struct Words {
    signs: HashMap<String, Vec<usize>>,
    /// Most characters of a word.
    longest: usize,
}

/// The signs, indexed for look-up.
#[derive(Debug, Default)]
pub struct Scorer {
    words: HashMap<Test, Words>,
    shapes: HashMap<String, Vec<usize>>,
    signs: Vec<(String, Names, i64)>,
}

impl Scorer {
    /// Indexes the signs.
    pub fn new(signs: &[Sign], lexicons: &Lexicons) -> Self {
        let mut s = Scorer::default();
        for (i, sign) in signs.iter().enumerate() {
            s.signs.push((sign.id.clone(), sign.names, sign.weight));
            if sign.test == Test::Shape {
                s.shapes.entry(sign.words.clone()).or_default().push(i);
                continue;
            }
            let words = s.words.entry(sign.test).or_default();
            for word in lexicons.get(&sign.words).map_or(&[][..], |l| &l.words) {
                words.longest = words.longest.max(word.text.chars().count());
                words.signs.entry(word.text.clone()).or_default().push(i);
            }
        }
        s
    }

    /// What the text before a candidate shows.
    pub fn before(&self, text: &str, shown: &mut Shown) {
        self.endings(Test::Before, text, 0, shown);
    }

    /// What the text after a candidate shows.
    pub fn after(&self, text: &str, shown: &mut Shown) {
        self.beginnings(Test::After, text, text.len(), shown);
    }

    /// What a word inside shows.
    pub fn inside(&self, word: &str, shown: &mut Shown) {
        self.look(Test::Contains, word, shown);
    }

    /// What the first and the last of several words show.
    pub fn edges(&self, first: &str, last: &str, shown: &mut Shown) {
        self.look(Test::First, first, shown);
        self.look(Test::Last, last, shown);
    }

    /// What a candidate as a whole shows.
    pub fn whole(&self, text: &str, shown: &mut Shown) {
        self.look(Test::Is, text, shown);
        // The whole is no ending of itself: 集团 alone is no name.
        self.endings(Test::Ends, text, 1, shown);
        self.beginnings(Test::Starts, text, text.len().saturating_sub(1), shown);
    }

    /// What a shape shows.
    pub fn shape(&self, shape: &str, shown: &mut Shown) {
        if let Some(signs) = self.shapes.get(shape) {
            self.show(signs, shown);
        }
    }

    /// Identifier and points of a sign.
    pub fn sign(&self, index: usize) -> (&str, i64) {
        let (id, _, weight) = &self.signs[index];
        (id, *weight)
    }

    /// The longest word that `text` ends with from byte `from` on, for each sign.
    fn endings(&self, test: Test, text: &str, from: usize, shown: &mut Shown) {
        let Some(words) = self.words.get(&test) else { return };
        let starts: Vec<usize> = text.char_indices().rev().take(words.longest).map(|(i, _)| i).filter(|&i| i >= from).collect();
        self.longest(words, starts.iter().rev().map(|&i| &text[i..]), shown);
    }

    /// The longest word that `text` begins with up to byte `to`, for each sign.
    fn beginnings(&self, test: Test, text: &str, to: usize, shown: &mut Shown) {
        let Some(words) = self.words.get(&test) else { return };
        let ends: Vec<usize> = text.char_indices().take(words.longest).map(|(i, c)| i + c.len_utf8()).filter(|&i| i <= to).collect();
        self.longest(words, ends.iter().rev().map(|&i| &text[..i]), shown);
    }

    /// Each sign counts once, however many of its words stand there.
    fn longest<'t>(&self, words: &Words, texts: impl Iterator<Item = &'t str>, shown: &mut Shown) {
        let first = shown.signs.len();
        for text in texts {
            for &s in words.signs.get(text).map_or(&[][..], Vec::as_slice) {
                if !shown.signs[first..].contains(&s) {
                    self.show(&[s], shown);
                }
            }
        }
    }

    fn look(&self, test: Test, word: &str, shown: &mut Shown) {
        if let Some(signs) = self.words.get(&test).and_then(|w| w.signs.get(word)) {
            self.show(signs, shown);
        }
    }

    fn show(&self, signs: &[usize], shown: &mut Shown) {
        for &i in signs {
            let (_, names, weight) = &self.signs[i];
            shown.points[usize::from(*names == Names::Person)] += weight;
            shown.signs.push(i);
        }
    }
}
