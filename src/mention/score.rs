//! The score of a candidate: the signs of the rule files that it shows, with their points.
//!
//! Signs speak of the left end, the right end, the words inside or the whole, so that the ends of a chunk are looked
//! at once and not for each pair of them.

use super::token::Class;
use crate::lexicon::affixes::{Affixes, At};
use crate::lexicon::{self, Lexicons};
use crate::rule::pack::{Names, Sign, Test};
use crate::rule::shape::Shape;
use rustc_hash::FxHashMap;

/// A candidate is a name from this score on.
pub const THRESHOLD: i64 = 5;
/// A company from this score on, where no sign with `proof` is shown.
pub const UNPROVEN: i64 = 6;
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

/// What takes the signs that a candidate shows: their sum alone, or each of them.
pub trait Sink {
    /// Takes one sign.
    fn sign(&mut self, s: &Shows);

    /// Takes what a word or a shape shows.
    fn show(&mut self, signs: &Signs);

    /// Takes what several words show; each sign counts once, however many of the words show it.
    fn show_once<'s>(&mut self, words: impl Iterator<Item = &'s Signs>) {
        let mut words = words.peekable();
        let Some(first) = words.next() else { return };
        if words.peek().is_none() && first.distinct {
            return self.show(first);
        }
        let mut seen: Vec<usize> = Vec::new();
        for s in std::iter::once(first).chain(words).flat_map(|w| &w.all) {
            if !seen.contains(&s.index) {
                seen.push(s.index);
                self.sign(s);
            }
        }
    }
}

impl Sink for Points {
    fn sign(&mut self, s: &Shows) {
        self[usize::from(s.names == Names::Person)] += s.weight;
    }

    fn show(&mut self, signs: &Signs) {
        plus(self, signs.points);
    }
}

impl Sink for Shown {
    fn sign(&mut self, s: &Shows) {
        self.points.sign(s);
        self.signs.push(s.index);
    }

    fn show(&mut self, signs: &Signs) {
        signs.all.iter().for_each(|s| self.sign(s));
    }
}

/// Adds points.
pub fn plus(to: &mut Points, points: Points) {
    to[0] += points[0];
    to[1] += points[1];
}

/// A sign: its index, and what it adds.
#[derive(Clone, Debug)]
pub struct Shows {
    index: usize,
    names: Names,
    weight: i64,
}

/// The signs that a word or a shape shows.
#[derive(Clone, Debug)]
pub struct Signs {
    all: Vec<Shows>,
    points: Points,
    /// Whether no sign is there twice.
    distinct: bool,
}

impl Default for Signs {
    fn default() -> Self {
        Signs { all: Vec::new(), points: Points::default(), distinct: true }
    }
}

impl Signs {
    fn push(&mut self, index: usize, sign: &Sign) {
        let shows = Shows { index, names: sign.names, weight: sign.weight };
        self.points.sign(&shows);
        self.distinct &= self.all.iter().all(|s| s.index != index);
        self.all.push(shows);
    }
}

/// No signs.
static NONE: Signs = Signs { all: Vec::new(), points: [0, 0], distinct: true };

/// Where a word stands that shapes speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// Before the candidate, in its chunk.
    Left,
    /// Before the chunk.
    LeftBreak,
    /// Behind the candidate, in its chunk.
    Right,
    /// Behind the chunk.
    RightBreak,
    /// Inside.
    In,
    /// The first of several words.
    First,
    /// The last of several words.
    Last,
    /// The only word.
    Sole,
}

impl Beside {
    const NAMED: [(Beside, &'static str); 8] = [
        (Beside::Left, "left"),
        (Beside::LeftBreak, "left_break"),
        (Beside::Right, "right"),
        (Beside::RightBreak, "right_break"),
        (Beside::In, "in"),
        (Beside::First, "first"),
        (Beside::Last, "last"),
        (Beside::Sole, "sole"),
    ];
}

/// The signs, indexed for look-up.
#[derive(Debug)]
pub struct Scorer {
    /// The words of each test but [`Test::Shape`].
    words: [Affixes<Signs>; Test::Shape as usize],
    shapes: [Signs; Shape::NAMED.len()],
    /// For each place, class, and whether the word has a single character.
    classes: [[[Signs; 2]; Class::NAMED.len()]; Beside::NAMED.len()],
    signs: Vec<(String, i64)>,
    /// For each sign, whether it says more than that something is named.
    proofs: Vec<bool>,
}

impl Scorer {
    /// Indexes the signs.
    pub fn new(signs: &[Sign], lexicons: &Lexicons) -> Self {
        let mut s = Scorer {
            words: std::array::from_fn(|test| {
                let end = [Test::Ends, Test::Before].iter().any(|t| *t as usize == test);
                Affixes::new(if end { At::End } else { At::Start })
            }),
            shapes: std::array::from_fn(|_| Signs::default()),
            classes: Default::default(),
            signs: signs.iter().map(|s| (s.id.clone(), s.weight)).collect(),
            proofs: signs.iter().map(|s| s.proof).collect(),
        };
        let mut by_class: FxHashMap<&str, Signs> = FxHashMap::default();
        for (i, sign) in signs.iter().enumerate() {
            if sign.test == Test::Shape {
                let shape = Shape::NAMED.iter().find(|(_, name)| *name == sign.words).map(|(shape, _)| &mut s.shapes[*shape as usize]);
                shape.unwrap_or_else(|| by_class.entry(&sign.words).or_default()).push(i, sign);
                continue;
            }
            for word in lexicon::texts(lexicons, &sign.words) {
                s.words[sign.test as usize].entry(word).or_default().push(i, sign);
            }
        }
        for (place, name) in Beside::NAMED {
            for (class, class_name) in Class::NAMED {
                for (single, ending) in ["", "_1"].into_iter().enumerate() {
                    // A break is told by its class alone.
                    let ending = if matches!(place, Beside::LeftBreak | Beside::RightBreak) { "" } else { ending };
                    let shown = &mut s.classes[place as usize][class as usize][single];
                    let shape = format!("{name}_{class_name}{ending}");
                    *shown = by_class.get(shape.as_str()).cloned().unwrap_or_default();
                }
            }
        }
        s
    }

    /// What the text before a candidate shows.
    pub fn before(&self, text: &str, shown: &mut impl Sink) {
        shown.show_once(self.words[Test::Before as usize].of(text).map(|(_, s)| s));
    }

    /// What the text after a candidate shows.
    pub fn after(&self, text: &str, shown: &mut impl Sink) {
        shown.show_once(self.words[Test::After as usize].of(text).map(|(_, s)| s));
    }

    /// What a word inside shows.
    pub fn inside(&self, word: &str, shown: &mut impl Sink) {
        shown.show(self.look(Test::Contains, word));
    }

    /// What the first of several words shows.
    pub fn first(&self, word: &str) -> &Signs {
        self.look(Test::First, word)
    }

    /// What the last of several words shows.
    pub fn last(&self, word: &str) -> &Signs {
        self.look(Test::Last, word)
    }

    /// What a candidate as a whole shows.
    pub fn whole(&self, text: &str) -> &Signs {
        self.look(Test::Is, text)
    }

    /// The words that `text` ends with, longest first.
    pub fn endings<'a>(&'a self, text: &'a str) -> Vec<(usize, &'a Signs)> {
        self.words[Test::Ends as usize].of(text).collect()
    }

    /// The words that `text` begins with, longest first.
    pub fn beginnings<'a>(&'a self, text: &'a str) -> Vec<(usize, &'a Signs)> {
        self.words[Test::Starts as usize].of(text).collect()
    }

    /// What a shape shows.
    pub fn shape(&self, shape: Shape, shown: &mut impl Sink) {
        shown.show(&self.shapes[shape as usize]);
    }

    /// What a word of a class shows by its place.
    pub fn class(&self, place: Beside, class: Class, single: bool, shown: &mut impl Sink) {
        shown.show(&self.classes[place as usize][class as usize][usize::from(single)]);
    }

    /// Identifier and points of a sign.
    pub fn sign(&self, index: usize) -> (&str, i64) {
        let (id, weight) = &self.signs[index];
        (id, *weight)
    }

    /// Whether one of the signs is a proof.
    pub fn proves(&self, shown: &Shown) -> bool {
        shown.signs.iter().any(|&s| self.proofs[s])
    }

    fn look(&self, test: Test, word: &str) -> &Signs {
        self.words[test as usize].get(word).unwrap_or(&NONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::shape;

    #[test]
    fn every_class_and_place_may_be_asked_for() {
        let shapes: Vec<String> = shape::all().collect();
        for (_, place) in Beside::NAMED {
            for (class, class_name) in Class::NAMED {
                let inside = !(place.starts_with("left") || place.starts_with("right"));
                let wanted = !(class.is_value() && inside);
                assert_eq!(shapes.contains(&format!("{place}_{class_name}")), wanted, "{place}_{class_name}");
            }
        }
        let distinct: std::collections::HashSet<&String> = shapes.iter().collect();
        assert_eq!(distinct.len(), shapes.len());
    }
}
