//! The machine of a pattern: whether the pattern matches at a given place of a skeleton, and what its groups hold there.
//!
//! It goes back to the last choice whenever it fails, and remembers where it failed: at a point of the pattern where ways
//! meet it passes each place of the skeleton once, however it came there. What follows such a point does not depend on the way, so a second
//! visit would fail like the first. The time of a pattern is therefore linear in the skeleton, for all places where a match may
//! begin together. That a gap looks for what stands behind it, symbol by symbol, without taking the rest of the pattern up, is what
//! makes this faster than an automaton of the same expression (`rule::expression`), which tests hold it to.

use super::alphabet::{Alphabet, Symbol, stands};
use super::first::First;
use super::pattern::Across;
use super::words::Words;
use std::sync::Arc;

/// A step of a machine; the next one follows it unless it says otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// These symbols.
    Text(Box<[Symbol]>),
    /// A word of a lexicon, the longest first, or of a choice, in its order.
    Words(Arc<Words>),
    /// A mention of one of these types, a bit each.
    Mention(u64),
    /// As few symbols as lead to a match.
    Gap {
        /// The most.
        most: u32,
        /// Whether commas may be among them.
        across: Across,
        /// Types of mention that may not, a bit each.
        without: u64,
        /// The point behind it.
        point: u32,
        /// What may stand behind it.
        next: First,
    },
    /// The start of the skeleton.
    Start,
    /// The end of the skeleton.
    End,
    /// Punctuation that ends a clause or a sentence.
    Boundary,
    /// What follows, if it may begin so, or else what stands at a step.
    Either(First, u32),
    /// On with this step.
    Jump(u32),
    /// A point where ways meet.
    Point(u32),
    /// A group begins (2n) or ends (2n + 1).
    Mark(u32),
    /// The pattern matches.
    Match,
}

/// The steps of a pattern; immutable and shared.
#[derive(Debug, PartialEq, Eq)]
pub struct Machine {
    /// The last is [`Op::Match`].
    ops: Vec<Op>,
    /// What a match may begin with.
    begins: First,
    /// Points, numbered from 0.
    points: u32,
    /// Groups, numbered from 0.
    groups: u32,
}

/// What one thread needs to run machines, one at a time.
#[derive(Debug, Default)]
pub struct Memory {
    /// For each point and place, whether it was passed; a bit each.
    passed: Vec<u64>,
    /// The words of `passed` that are not 0.
    touched: Vec<u32>,
    /// Places of the skeleton, its end among them.
    places: usize,
    /// Ways not taken yet, and marks to restore on the way back to them.
    back: Vec<Back>,
    /// Where groups begin and end; [`NOWHERE`] for those that took no part.
    marks: Vec<u32>,
}

const NOWHERE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
enum Back {
    /// Goes on with a step at a place.
    Way { op: u32, at: u32 },
    /// A later word of a lexicon or a choice.
    Word { op: u32, at: u32, from: u32 },
    /// A gap that goes on to a place, from which so many symbols may be skipped.
    Longer { op: u32, at: u32, left: u32 },
    /// A mark as it was.
    Mark { mark: u32, was: u32 },
}

impl Memory {
    /// Begins with a machine and a skeleton of so many symbols.
    pub fn begin(&mut self, machine: &Machine, symbols: usize) {
        self.touched.drain(..).for_each(|i| self.passed[i as usize] = 0);
        self.places = symbols + 1;
        let words = (machine.points as usize * self.places).div_ceil(64);
        if self.passed.len() < words {
            self.passed.resize(words, 0);
        }
    }

    /// The symbols that a group of the last match covers.
    pub fn group(&self, group: usize) -> Option<(usize, usize)> {
        let (begin, end) = (*self.marks.get(2 * group)?, *self.marks.get(2 * group + 1)?);
        (begin != NOWHERE && end != NOWHERE).then_some((begin as usize, end as usize))
    }

    /// Whether a point has not been passed at this place; from now on it has.
    fn pass(&mut self, point: u32, at: usize) -> bool {
        let bit = point as usize * self.places + at;
        let (word, bit) = (&mut self.passed[bit / 64], 1 << (bit % 64));
        if *word & bit != 0 {
            return false;
        }
        if *word == 0 {
            self.touched.push(((point as usize * self.places + at) / 64) as u32);
        }
        *word |= bit;
        true
    }

    /// As if none of so many points had been passed at this place.
    fn forget(&mut self, points: u32, at: usize) {
        for point in 0..points as usize {
            let bit = point * self.places + at;
            self.passed[bit / 64] &= !(1 << (bit % 64));
        }
    }

    fn has_passed(&self, point: u32, at: usize) -> bool {
        let bit = point as usize * self.places + at;
        self.passed[bit / 64] & 1 << (bit % 64) != 0
    }
}

impl Machine {
    /// A machine of these steps, of which it has so many points and groups. It finds out itself what steps may begin with.
    pub fn new(mut ops: Vec<Op>, points: u32, groups: u32) -> Machine {
        ops.push(Op::Match);
        let firsts = firsts(&ops);
        for (op, behind) in ops.iter_mut().zip(&firsts[1..]) {
            if let Op::Gap { next, .. } | Op::Either(next, _) = op {
                *next = *behind;
            }
        }
        Machine { begins: firsts[0], ops, points, groups }
    }

    /// Number of groups.
    pub fn groups(&self) -> usize {
        self.groups as usize
    }

    /// Where the match that begins at symbol `start` ends: the one that the order of choices prefers. Between two calls of
    /// [`Memory::begin`] it is asked of one skeleton, and of no place that a match before it covers.
    ///
    /// What was passed in vain is passed in vain from any start. What was passed on the way to a match lies inside it, where no further
    /// match begins, or at its end, which is forgotten.
    pub fn end(&self, memory: &mut Memory, text: &[Symbol], start: usize) -> Option<usize> {
        if !self.begins.may_be(text.get(start)) {
            return None;
        }
        memory.marks.clear();
        memory.marks.resize(2 * self.groups(), NOWHERE);
        memory.back.clear();
        let (mut op, mut at) = (0, start);
        loop {
            if let Some(next) = self.step(memory, text, op, at) {
                if matches!(self.ops[next.0], Op::Match) {
                    memory.forget(self.points, next.1);
                    return Some(next.1);
                }
                (op, at) = next;
                continue;
            }
            (op, at) = self.go_back(memory, text)?;
        }
    }

    /// Takes a step: the next one, and where. `None` where it fails.
    fn step(&self, memory: &mut Memory, text: &[Symbol], op: usize, at: usize) -> Option<(usize, usize)> {
        let stays = |fits: bool| fits.then_some((op + 1, at));
        match &self.ops[op] {
            Op::Text(symbols) => stands(symbols, &text[at..]).then(|| (op + 1, at + symbols.len())),
            Op::Words(words) => word(memory, words, text, op, at, 0),
            Op::Mention(kinds) => text.get(at).is_some_and(|s| is_mention(*s, *kinds)).then_some((op + 1, at + 1)),
            Op::Gap { most, .. } => self.gap(memory, text, op, at, *most),
            Op::Start => stays(at == 0),
            Op::End => stays(at == text.len()),
            Op::Boundary => text.get(at).is_some_and(|s| Alphabet::ends_clause(*s)).then_some((op + 1, at + 1)),
            Op::Either(first, other) if first.may_be(text.get(at)) => {
                memory.back.push(Back::Way { op: *other, at: at as u32 });
                Some((op + 1, at))
            }
            Op::Either(_, other) => Some((*other as usize, at)),
            Op::Jump(to) => Some((*to as usize, at)),
            Op::Point(point) => stays(memory.pass(*point, at)),
            Op::Mark(mark) => {
                let was = std::mem::replace(&mut memory.marks[*mark as usize], at as u32);
                memory.back.push(Back::Mark { mark: *mark, was });
                Some((op + 1, at))
            }
            Op::Match => Some((op, at)),
        }
    }

    /// Skips symbols up to the next place where what stands behind a gap may begin.
    fn gap(&self, memory: &mut Memory, text: &[Symbol], op: usize, mut at: usize, mut left: u32) -> Option<(usize, usize)> {
        let Op::Gap { across, without, point, next, .. } = self.ops[op] else { return None };
        let goes_on = |at: usize, left: u32| left > 0 && text.get(at).is_some_and(|s| Alphabet::may_be_skipped(*s, across, without));
        loop {
            if next.may_be(text.get(at)) && self.may_begin(op + 1, &text[at..]) && !memory.has_passed(point, at) {
                memory.pass(point, at);
                if goes_on(at, left) {
                    memory.back.push(Back::Longer { op: op as u32, at: at as u32 + 1, left: left - 1 });
                }
                return Some((op + 1, at));
            }
            if !goes_on(at, left) {
                return None;
            }
            (at, left) = (at + 1, left - 1);
        }
    }

    /// Whether a step whose first symbol is there may succeed at the beginning of a text, as far as that is told at once.
    fn may_begin(&self, op: usize, text: &[Symbol]) -> bool {
        match &self.ops[op] {
            Op::Text(symbols) => stands(symbols, text),
            Op::Words(words) => words.may_begin(text),
            Op::Mark(_) => self.may_begin(op + 1, text),
            _ => true,
        }
    }

    /// Goes back to the last choice, and takes the next way from there.
    fn go_back(&self, memory: &mut Memory, text: &[Symbol]) -> Option<(usize, usize)> {
        loop {
            let next = match memory.back.pop()? {
                Back::Way { op, at } => Some((op as usize, at as usize)),
                Back::Word { op, at, from } => match &self.ops[op as usize] {
                    Op::Words(words) => word(memory, words, text, op as usize, at as usize, from),
                    _ => None,
                },
                Back::Longer { op, at, left } => self.gap(memory, text, op as usize, at as usize, left),
                Back::Mark { mark, was } => {
                    memory.marks[mark as usize] = was;
                    None
                }
            };
            if next.is_some() {
                return next;
            }
        }
    }
}

/// What each step, with those behind it, may begin with.
fn firsts(ops: &[Op]) -> Vec<First> {
    // Of a step that is not known yet, to which a list jumps back, anything is supposed.
    let mut firsts = vec![First::ANY; ops.len()];
    for (i, op) in ops.iter().enumerate().rev() {
        firsts[i] = match op {
            Op::Text(symbols) => symbols.first().map_or(First::ANY, |s| First::symbol(*s)),
            Op::Words(words) => words.first(),
            Op::Mention(kinds) => First::mention(*kinds),
            Op::Gap { .. } | Op::Start | Op::Match => First::ANY,
            Op::End => First::END,
            Op::Boundary => First::NO_MENTION,
            Op::Either(_, other) => firsts[i + 1].or(firsts[*other as usize]),
            Op::Jump(to) => firsts[*to as usize],
            Op::Point(_) | Op::Mark(_) => firsts[i + 1],
        };
    }
    firsts
}

/// Takes the next word of a lexicon or a choice that stands at a place.
fn word(memory: &mut Memory, words: &Words, text: &[Symbol], op: usize, at: usize, from: u32) -> Option<(usize, usize)> {
    let (length, from) = words.next(&text[at..], from)?;
    memory.back.push(Back::Word { op: op as u32, at: at as u32, from });
    Some((op + 1, at + length))
}

fn is_mention(symbol: Symbol, kinds: u64) -> bool {
    Alphabet::kind_of(symbol).is_some_and(|kind| kinds & 1 << kind != 0)
}
