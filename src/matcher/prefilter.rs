//! One pass over the text for the words that rules require: decides which sentences can match, and which rules.

use crate::base::Span;
use crate::rule::Pack;
use crate::rule::program::Program;
use crate::text::Sentence;
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::BTreeMap;

/// A program of the pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Which {
    /// Rule and pattern.
    Rule(usize, usize),
    /// Context and pattern.
    Context(usize, usize),
    /// Context and exception.
    Except(usize, usize),
}

/// Finds the required words of all programs at once.
#[derive(Debug)]
pub struct Prefilter {
    words: Option<AhoCorasick>,
    /// For each word, the programs that may match where it stands.
    programs: Vec<Vec<u32>>,
    which: Vec<Which>,
    /// Programs without a required word of their own: they may match anywhere.
    always: Vec<u32>,
}

/// The programs that may match in each sentence that a rule may match in.
pub type Active = BTreeMap<usize, Vec<Which>>;

impl Prefilter {
    /// Indexes the required words of all programs.
    pub fn new(pack: &Pack) -> Self {
        let mut which = Vec::new();
        let mut by_word: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        let mut always = Vec::new();
        let mut add = |w: Which, program: &'_ Program| -> Vec<(String, u32)> {
            let id = which.len() as u32;
            which.push(w);
            program.literals.iter().map(|l| (l.clone(), id)).collect()
        };
        let mut all: Vec<(String, u32)> = Vec::new();
        for (i, rule) in pack.rules.iter().enumerate() {
            for (j, p) in rule.programs.iter().enumerate() {
                all.extend(add(Which::Rule(i, j), p));
            }
        }
        for (i, context) in pack.contexts.iter().enumerate() {
            for (j, p) in context.programs.iter().enumerate() {
                all.extend(add(Which::Context(i, j), p));
            }
            for (j, p) in context.except.iter().enumerate() {
                all.extend(add(Which::Except(i, j), p));
            }
        }
        let covered: std::collections::BTreeSet<u32> = all.iter().filter(|(w, _)| !w.is_empty()).map(|(_, id)| *id).collect();
        always.extend((0..which.len() as u32).filter(|id| !covered.contains(id)));
        for (word, id) in &all {
            if !word.is_empty() {
                by_word.entry(word).or_default().push(*id);
            }
        }
        let programs: Vec<Vec<u32>> = by_word.values().cloned().collect();
        // Building fails only beyond the automaton's state limit; then nothing is skipped.
        let words = AhoCorasick::builder().match_kind(MatchKind::Standard).build(by_word.keys()).ok();
        if words.is_none() {
            always = (0..which.len() as u32).collect();
        }
        Prefilter { words, programs, which, always }
    }

    /// The sentences of `plain` that a rule may match in, with the programs that may match there.
    pub fn active(&self, plain: &str, sentences: &[Sentence]) -> Active {
        let mut hits: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        if let Some(words) = &self.words {
            let mut sentence = 0;
            for m in words.find_overlapping_iter(plain) {
                while sentence < sentences.len() && sentences[sentence].span.end < m.end() {
                    sentence += 1;
                }
                let Some(s) = sentences.get(sentence) else { break };
                if s.span.contains(Span::new(m.start(), m.end())) {
                    hits.entry(sentence).or_default().extend(&self.programs[m.pattern().as_usize()]);
                }
            }
        }
        if !self.always.is_empty() {
            for i in 0..sentences.len() {
                hits.entry(i).or_default().extend(&self.always);
            }
        }
        let mut out = Active::new();
        for (sentence, mut ids) in hits {
            ids.sort_unstable();
            ids.dedup();
            let which: Vec<Which> = ids.iter().map(|&i| self.which[i as usize]).collect();
            if which.iter().any(|w| matches!(w, Which::Rule(..))) {
                out.insert(sentence, which);
            }
        }
        out
    }

    /// All programs, for a sentence that must not be skipped.
    pub fn all(&self) -> &[Which] {
        &self.which
    }
}
