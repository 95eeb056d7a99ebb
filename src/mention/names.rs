//! The names of a document: what is certain in one sentence is found in all.

use super::candidate::{self, Bounds, Candidate};
use super::score::{Scorer, THRESHOLD};
use super::token::{Class, Segmenter, Token};
use crate::base::Span;
use crate::lexicon::Lexicons;
use crate::rule::pack::Names;
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::BTreeMap;

/// A mention of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameMention {
    /// Its bytes in the plain text.
    pub span: Span,
    /// What it names.
    pub names: Names,
    /// The candidate's points where it was found by its signs; 0 where it was found again.
    pub points: i64,
    /// The signs.
    pub signs: Vec<usize>,
}

/// Finds names; immutable and shared.
#[derive(Debug)]
pub struct NameFinder {
    segmenter: Segmenter,
    scorer: Scorer,
    bounds: Bounds,
    gazetteer: Option<AhoCorasick>,
}

/// The lexicon of names that need no proof.
pub const GAZETTEER: &str = "gazetteer";

impl NameFinder {
    /// A finder over checked signs and lexicons.
    pub fn new(signs: &[crate::rule::pack::Sign], lexicons: &Lexicons) -> Self {
        let words: Vec<&str> = lexicons.get(GAZETTEER).map(|l| l.words.iter().map(|w| w.text.as_str()).collect()).unwrap_or_default();
        // Building fails only beyond the automaton's state limit; names are then found by their other signs.
        let gazetteer = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words).ok();
        NameFinder { segmenter: Segmenter::default(), scorer: Scorer::new(signs, lexicons), bounds: Bounds::new(lexicons), gazetteer }
    }

    /// The scorer, for `explain`.
    pub fn scorer(&self) -> &Scorer {
        &self.scorer
    }

    /// The words of a sentence; `values` are its values, ascending.
    pub fn tokens(&self, plain: &str, sentence: Span, values: &[Span], out: &mut Vec<Token>) {
        let mut fixed: Vec<(Span, Class)> = values.iter().map(|&v| (v, Class::Value)).collect();
        if let Some(ac) = &self.gazetteer {
            for m in ac.find_iter(sentence.of(plain)) {
                let span = Span::new(sentence.start + m.start(), sentence.start + m.end());
                if whole_word(plain, span) && !values.iter().any(|v| v.overlaps(span)) {
                    fixed.push((span, Class::Proper));
                }
            }
            fixed.sort_by_key(|f| f.0);
        }
        self.segmenter.tokens(plain, sentence, &fixed, out);
    }

    /// The names of the sentences of one document. `tokens` are theirs, sentence by sentence.
    pub fn find(&self, plain: &str, sentences: &[Span], tokens: &[&[Token]]) -> Vec<Vec<NameMention>> {
        let mut found: Vec<Vec<Candidate>> = Vec::with_capacity(sentences.len());
        for (sentence, tokens) in sentences.iter().zip(tokens) {
            let mut out = Vec::new();
            candidate::candidates(plain, *sentence, tokens, &self.bounds, &self.scorer, &mut out);
            found.push(out);
        }
        // The same text in several places adds up: a weak name that occurs again is a name.
        let mut totals: BTreeMap<&str, (i64, i64, usize)> = BTreeMap::new();
        for c in found.iter().flatten() {
            let entry = totals.entry(c.span.of(plain)).or_insert((i64::MIN, i64::MIN, 0));
            entry.0 = entry.0.max(c.points[0]);
            entry.1 = entry.1.max(c.points[1]);
            entry.2 += 1;
        }
        let certain: BTreeMap<&str, Names> = totals
            .iter()
            .filter_map(|(text, &(company, person, count))| {
                let bonus = (count as i64 - 1).min(2);
                let names = if person > company { Names::Person } else { Names::Company };
                (company.max(person) + bonus >= THRESHOLD).then_some((*text, names))
            })
            .collect();
        let texts: Vec<&str> = certain.keys().copied().collect();
        let again = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&texts).ok();
        let mut out = Vec::with_capacity(sentences.len());
        for (s, sentence) in sentences.iter().enumerate() {
            let mut mentions: Vec<NameMention> = found[s]
                .iter()
                .filter_map(|c| {
                    let names = *certain.get(c.span.of(plain))?;
                    Some(NameMention { span: c.span, names, points: c.best(), signs: c.signs.clone() })
                })
                .collect();
            let taken: Vec<Span> = tokens[s].iter().filter(|t| t.class == Class::Value).map(|t| t.span).collect();
            for m in again.iter().flat_map(|ac| ac.find_iter(sentence.of(plain))) {
                let span = Span::new(sentence.start + m.start(), sentence.start + m.end());
                let free = |m: &NameMention| !m.span.overlaps(span);
                if mentions.iter().all(free)
                    && taken.iter().all(|v| !v.overlaps(span))
                    && whole_word(plain, span)
                    && on_words(tokens[s], span)
                {
                    mentions.push(NameMention { span, names: certain[span.of(plain)], points: 0, signs: Vec::new() });
                }
            }
            mentions.sort_by_key(|m| m.span);
            out.push(mentions);
        }
        out
    }
}

/// Whether a Latin end of `span` is also the end of a Latin word.
pub fn whole_word(plain: &str, span: Span) -> bool {
    let text = span.of(plain);
    let word = |c: char| c.is_ascii_alphanumeric();
    let left = !(text.starts_with(word) && plain[..span.start].ends_with(word));
    let right = !(text.ends_with(word) && plain[span.end..].starts_with(word));
    left && right
}

/// Whether no word of the dictionary of two and more characters sticks out of `span` at either end.
pub fn on_words(tokens: &[Token], span: Span) -> bool {
    tokens
        .iter()
        .filter(|t| t.span.overlaps(span))
        .all(|t| span.contains(t.span) || t.span.contains(span) && t.class == Class::Latin || t.class == Class::Unknown)
}
