//! From pattern tree to regular expression: what a pattern means, said in the terms of a regex engine.
//!
//! Machines (`rule::machine`) find the same, faster; tests hold them to it. `explain` builds expressions out of parts of patterns, to
//! say how far one gets.

use super::alphabet::{self, Alphabet};
use super::compile::{kinds_of, neighbours};
use super::pattern::{Across, Node, Slot};
use super::program::{EMPLOYER, FORMER, LIST_END, LIST_PREFIX, LIST_SEPARATOR, PERSON_TITLE};
use crate::lexicon::{self, Lexicons};
use regex_syntax::hir::{Capture, Hir, Look, Repetition};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// The expression of a node over the bytes of skeletons; `left` and `right` are the types of slots that may stand beside it.
/// `trigger` is a part of it that becomes a group of its own. Groups are in the order of those of the machine.
pub fn expression(
    node: &Node,
    (left, right): (&BTreeSet<u8>, &BTreeSet<u8>),
    trigger: Option<&Node>,
    alphabet: &Alphabet,
    lexicons: &Lexicons,
) -> Hir {
    Emitter { alphabet, lexicons, trigger, groups: 0 }.emit(node, left, right)
}

struct Emitter<'a> {
    alphabet: &'a Alphabet,
    lexicons: &'a Lexicons,
    trigger: Option<&'a Node>,
    groups: usize,
}

impl Emitter<'_> {
    /// The expression of `node`; `left` and `right` are the types of slots that may stand beside it.
    fn emit(&mut self, node: &Node, left: &BTreeSet<u8>, right: &BTreeSet<u8>) -> Hir {
        if self.trigger.is_some_and(|t| std::ptr::eq(t, node)) {
            self.trigger = None;
            let group = self.group();
            let inner = self.emit(node, left, right);
            return captured(group, inner);
        }
        match node {
            Node::Literal(text, _) => self.text(text),
            Node::Lexicon(name, _) => self.words(name),
            Node::Slot(slot) => self.slot(slot),
            Node::Gap { chars, across, .. } => {
                let without: Vec<u8> = left.union(right).copied().collect();
                let any = match across {
                    Across::Clause => alphabet::inside_clause(&without),
                    Across::Sentence => alphabet::inside_sentence(&without),
                };
                let max = u32::try_from(*chars).ok();
                Hir::repetition(Repetition { min: 0, max, greedy: false, sub: Box::new(any) })
            }
            Node::Start(_) => Hir::alternation(vec![Hir::look(Look::Start), alphabet::boundary()]),
            Node::End(_) => Hir::alternation(vec![Hir::look(Look::End), alphabet::boundary()]),
            Node::Optional(inner) => times(0, Some(1), self.emit(inner, left, right)),
            Node::Capture { inner, .. } => {
                let group = self.group();
                captured(group, self.emit(inner, left, right))
            }
            Node::Choice(branches) => Hir::alternation(branches.iter().map(|b| self.emit(b, left, right)).collect()),
            Node::Sequence(items) => {
                let part = |(i, item): (usize, &Node)| {
                    let (l, r) = neighbours(items, i, self.alphabet, left, right);
                    self.emit(item, &l, &r)
                };
                Hir::concat(items.iter().enumerate().map(part).collect())
            }
        }
    }

    fn group(&mut self) -> usize {
        self.groups += 1;
        self.groups
    }

    fn text(&self, text: &str) -> Hir {
        Hir::literal(self.alphabet.symbols(text).flatten().collect::<Vec<u8>>())
    }

    /// Longest words first, so that the leftmost-first choice is the longest. An empty lexicon matches nowhere.
    fn words(&self, name: &str) -> Hir {
        let mut words: Vec<&str> = lexicon::texts(self.lexicons, name).collect();
        words.sort_by_cached_key(|w| (Reverse(w.chars().filter(|c| !alphabet::is_skipped(*c)).count()), *w));
        words.dedup();
        Hir::alternation(words.iter().map(|w| self.text(w)).collect())
    }

    /// What may stand before a person in a list: 前松果智能和云岭集团联合创始人.
    fn employers(&self) -> Hir {
        let Some(kind) = self.alphabet.kind(EMPLOYER) else { return Hir::empty() };
        let employer = alphabet::exactly(self.alphabet.mention(kind));
        let second = Hir::concat(vec![self.words(LIST_SEPARATOR), employer.clone()]);
        let all = vec![times(0, Some(1), self.words(FORMER)), employer, times(0, Some(1), second), self.words(PERSON_TITLE)];
        times(0, Some(1), Hir::concat(all))
    }

    fn slot(&mut self, slot: &Slot) -> Hir {
        let kinds: Vec<u8> = kinds_of(slot, self.alphabet).into_iter().collect();
        let one = Hir::alternation(kinds.iter().map(|&k| alphabet::exactly(self.alphabet.mention(k))).collect());
        let group = slot.role.as_ref().map(|_| self.group());
        let filled = |inner: Hir| match group {
            Some(group) => captured(group, inner),
            None => inner,
        };
        if !slot.list {
            return filled(one);
        }
        let separators = times(1, Some(2), self.words(LIST_SEPARATOR));
        let more = vec![separators, times(0, Some(2), self.words(LIST_PREFIX)), self.employers(), one.clone()];
        let list = Hir::concat(vec![one, times(0, None, Hir::concat(more))]);
        Hir::concat(vec![filled(list), times(0, Some(1), self.words(LIST_END))])
    }
}

fn captured(group: usize, inner: Hir) -> Hir {
    Hir::capture(Capture { index: group as u32, name: None, sub: Box::new(inner) })
}

/// As many of `inner` as there can be.
fn times(min: u32, max: Option<u32>, inner: Hir) -> Hir {
    Hir::repetition(Repetition { min, max, greedy: true, sub: Box::new(inner) })
}
