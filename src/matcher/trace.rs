//! How far a pattern that does not match gets: which of its elements the sentence has, and which stops it.

use super::skeleton::Skeleton;
use crate::base::Span;
use crate::rule::alphabet;
use crate::rule::program::Element;
use regex::bytes::{Regex, RegexBuilder};

/// How far a pattern got in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// Required elements that were found, in one stretch from the beginning or to the end of the pattern.
    pub matched: usize,
    /// Required elements of the pattern.
    pub of: usize,
    /// The plain text that they cover.
    pub reached: Option<Span>,
    /// Index of the element that stopped it.
    pub failed: usize,
    /// Why.
    pub hint: Hint,
}

/// What is known about the element that stopped a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// It is not there.
    Absent,
    /// All the rest of the pattern is there: only this element is missing.
    OnlyThis,
    /// It stands in the sentence, but further away than the pattern allows, or in another clause.
    Farther,
}

/// Longest automaton that is built to look into one pattern, in bytes; larger patterns are not traced.
const SIZE_LIMIT: usize = 16 << 20;

/// Traces a pattern over a sentence. `None` when it matches, or cannot be traced.
pub fn trace(elements: &[Element], skeleton: &Skeleton) -> Option<Trace> {
    let find = |parts: &[&str]| -> Option<Option<Span>> {
        let m = compile(&parts.concat())?.find(&skeleton.bytes)?;
        Some(skeleton.span_of(m.start() / 2, m.end() / 2))
    };
    let sources: Vec<&str> = elements.iter().map(|e| e.source.as_str()).collect();
    let n = elements.len();
    let required = |from: usize, to: usize| elements[from..to].iter().filter(|e| !e.optional).count();
    // What a longer beginning matches, a shorter one does, too.
    let (mut prefix, mut reached) = (0, None);
    for k in 1..=n {
        match find(&sources[..k]) {
            Some(span) => (prefix, reached) = (k, span.or(reached)),
            None => break,
        }
    }
    if prefix == n {
        return None;
    }
    let mut suffix = n;
    let mut reached_back = None;
    for k in (0..n).rev() {
        match find(&sources[k..]) {
            Some(span) => (suffix, reached_back) = (k, span.or(reached_back)),
            None => break,
        }
    }
    let any = format!("(?:{}){{0,60}}?", alphabet::inside_sentence(&[]));
    let without = |k: usize| -> bool {
        let mut parts = sources[..k].to_vec();
        parts.push(&any);
        parts.extend(&sources[k + 1..]);
        k > 0 && k + 1 < n && find(&parts).is_some() || k == 0 && suffix == 1 || k + 1 == n && prefix == k
    };
    let farther = |k: usize| -> bool {
        let mut before = sources[..k].to_vec();
        while before.last().is_some_and(|_| elements[before.len() - 1].optional) {
            before.pop();
        }
        if before.is_empty() {
            return false;
        }
        before.push(&any);
        before.push(sources[k]);
        find(&before).is_some()
    };
    let of = required(0, n);
    let (from_start, from_end) = (required(0, prefix), required(suffix, n));
    let (failed, matched, reached) =
        if from_start >= from_end { (prefix, from_start, reached) } else { (suffix - 1, from_end, reached_back) };
    let hint = if farther(failed) {
        Hint::Farther
    } else if without(failed) {
        Hint::OnlyThis
    } else {
        Hint::Absent
    };
    let matched = if hint == Hint::OnlyThis { of - 1 } else { matched };
    Some(Trace { matched, of, reached, failed, hint })
}

fn compile(source: &str) -> Option<Regex> {
    RegexBuilder::new(source).unicode(false).size_limit(SIZE_LIMIT).build().ok()
}
