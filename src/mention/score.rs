//! The score of a candidate: every sign of the rule files that it shows, with its points.

use crate::lexicon::Lexicons;
use crate::rule::pack::{Names, Sign, Test};
use std::collections::HashMap;

/// A candidate is a name from this score on.
pub const THRESHOLD: i64 = 5;
/// A candidate of at least this score counts when it occurs again.
pub const WEAK: i64 = 3;

/// The signs, indexed for look-up.
#[derive(Debug, Default)]
pub struct Scorer {
    /// For each test, word to the signs that it shows.
    words: HashMap<(Test, String), Vec<usize>>,
    /// Most characters of a word, by test.
    longest: HashMap<Test, usize>,
    shapes: HashMap<String, Vec<usize>>,
    signs: Vec<(String, Names, i64)>,
}

/// What is known of a candidate.
#[derive(Debug)]
pub struct Features<'a> {
    /// The candidate.
    pub text: &'a str,
    /// Its words.
    pub words: &'a [&'a str],
    /// The clause before it.
    pub before: &'a str,
    /// The text after it, to the end of the sentence.
    pub after: &'a str,
    /// Names of its shapes.
    pub shapes: &'a [&'static str],
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
            for word in lexicons.get(&sign.words).map_or(&[][..], |l| &l.words) {
                let longest = s.longest.entry(sign.test).or_default();
                *longest = (*longest).max(word.text.chars().count());
                s.words.entry((sign.test, word.text.clone())).or_default().push(i);
            }
        }
        s
    }

    /// Points for each kind of name: company, person. `shown` receives the signs.
    pub fn score(&self, f: &Features, shown: &mut Vec<usize>) -> [i64; 2] {
        shown.clear();
        self.look(Test::Is, f.text, shown);
        for (test, text) in [(Test::Ends, f.text), (Test::Before, f.before)] {
            let longest = self.longest.get(&test).copied().unwrap_or(0);
            for (n, (i, _)) in text.char_indices().rev().enumerate() {
                if n >= longest {
                    break;
                }
                // The whole is no ending of itself: 集团 alone is no name.
                if test == Test::Before || i > 0 {
                    self.look(test, &text[i..], shown);
                }
            }
        }
        for (test, text) in [(Test::Starts, f.text), (Test::After, f.after)] {
            let longest = self.longest.get(&test).copied().unwrap_or(0);
            for (n, (i, c)) in text.char_indices().enumerate() {
                if n >= longest {
                    break;
                }
                self.look(test, &text[..i + c.len_utf8()], shown);
            }
        }
        for word in f.words {
            self.look(Test::Contains, word, shown);
        }
        for shape in f.shapes {
            if let Some(signs) = self.shapes.get(*shape) {
                shown.extend(signs);
            }
        }
        shown.sort_unstable();
        shown.dedup();
        let mut points = [0, 0];
        for &i in shown.iter() {
            let (_, names, weight) = &self.signs[i];
            points[usize::from(*names == Names::Person)] += weight;
        }
        points
    }

    /// Identifier and points of a sign.
    pub fn sign(&self, index: usize) -> (&str, i64) {
        let (id, _, weight) = &self.signs[index];
        (id, *weight)
    }

    fn look(&self, test: Test, word: &str, shown: &mut Vec<usize>) {
        // The key must be owned to be looked up; candidates are few.
        if let Some(signs) = self.words.get(&(test, word.to_owned())) {
            shown.extend(signs);
        }
    }
}
