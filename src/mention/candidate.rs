//! Stretches of a sentence that could be a name, with their scores.
//!
//! A sentence falls into chunks between words that no name holds (punctuation, values, prepositions, the words of the
//! lexicon `name_break`). Every run of whole words inside a chunk is a candidate; signs decide.

use super::score::{Features, Scorer, WEAK};
use super::token::{Class, Token, is_han};
use crate::base::Span;
use crate::lexicon::Lexicons;
use std::collections::HashSet;

/// A stretch that could be a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its bytes in the plain text.
    pub span: Span,
    /// Points for being a company and for being a person.
    pub points: [i64; 2],
    /// The signs it shows.
    pub signs: Vec<usize>,
}

impl Candidate {
    /// The better of its scores.
    pub fn best(&self) -> i64 {
        self.points[0].max(self.points[1])
    }
}

/// Most words and characters of a name.
const MOST_WORDS: usize = 16;
const MOST_CHARS: usize = 40;
/// Most words of a chunk that are looked at; longer chunks are no prose.
const LONGEST_CHUNK: usize = 48;

/// Words that bound names.
#[derive(Debug, Default)]
pub struct Bounds {
    breaks: HashSet<String>,
    heads: HashSet<String>,
    keeps: HashSet<String>,
}

impl Bounds {
    /// Reads the lexicons `name_break` (never inside a name), `name_head` (公司, 平台: a name may start after them) and
    /// `name_keep` (function words of the dictionary that names do hold).
    pub fn new(lexicons: &Lexicons) -> Self {
        let set = |name: &str| lexicons.get(name).map(|l| l.words.iter().map(|w| w.text.clone()).collect()).unwrap_or_default();
        Bounds { breaks: set("name_break"), heads: set("name_head"), keeps: set("name_keep") }
    }

    fn breaks(&self, token: &Token, text: &str) -> bool {
        match token.class {
            Class::Mark => !matches!(text, "·" | "&" | "-"),
            Class::Value => true,
            Class::Function => !self.keeps.contains(text),
            _ => self.breaks.contains(text),
        }
    }
}

/// Appends the best non-overlapping candidates of a sentence that reach the weak threshold.
pub fn candidates(plain: &str, sentence: Span, tokens: &[Token], bounds: &Bounds, scorer: &Scorer, out: &mut Vec<Candidate>) {
    let mut start = 0;
    while start < tokens.len() {
        let word = |t: &Token| t.span.of(plain);
        if bounds.breaks(&tokens[start], word(&tokens[start])) {
            start += 1;
            continue;
        }
        let mut end = start + 1;
        while end < tokens.len()
            && end - start < LONGEST_CHUNK
            && !bounds.breaks(&tokens[end], word(&tokens[end]))
            && adjoin(plain, &tokens[end - 1], &tokens[end])
        {
            end += 1;
        }
        chunk(plain, sentence, tokens, start, end, bounds, scorer, out);
        start = end;
    }
}

/// Whether nothing but a space lies between two tokens.
fn adjoin(plain: &str, a: &Token, b: &Token) -> bool {
    plain.get(a.span.end..b.span.start).is_some_and(|s| s.trim().is_empty())
}

#[allow(clippy::too_many_arguments)]
fn chunk(
    plain: &str,
    sentence: Span,
    tokens: &[Token],
    start: usize,
    end: usize,
    bounds: &Bounds,
    scorer: &Scorer,
    out: &mut Vec<Candidate>,
) {
    let mut found: Vec<Candidate> = Vec::new();
    let (mut words, mut shapes, mut shown) = (Vec::new(), Vec::new(), Vec::new());
    for i in start..end {
        for j in i + 1..=end.min(i + MOST_WORDS) {
            let span = tokens[i].span.join(tokens[j - 1].span);
            let text = span.of(plain);
            if text.len() > MOST_CHARS * 3 {
                break;
            }
            words.clear();
            words.extend(tokens[i..j].iter().map(|t| t.span.of(plain)));
            shape(text, &tokens[i..j], &words, bounds, &mut shapes);
            let head_before = i > start && bounds.heads.contains(tokens[i - 1].span.of(plain));
            shapes.push(match (i == start, head_before) {
                (true, _) => "chunk_start",
                (false, true) => "after_head",
                (false, false) => "inner_left",
            });
            shapes.push(if j == end { "chunk_end" } else { "inner_right" });
            let before = plain[sentence.start..span.start].trim_end_matches(quote);
            let after = plain[span.end..sentence.end].trim_start_matches(quote);
            let f = Features { text, words: &words, before, after, shapes: &shapes };
            let points = scorer.score(&f, &mut shown);
            if points[0].max(points[1]) >= WEAK {
                found.push(Candidate { span, points, signs: shown.clone() });
            }
        }
    }
    found.sort_by_key(|c| (-c.best(), std::cmp::Reverse(c.span.len()), c.span.start));
    let first = out.len();
    for c in found {
        if !out[first..].iter().any(|o| o.span.overlaps(c.span)) {
            out.push(c);
        }
    }
    out[first..].sort_by_key(|c| c.span);
}

/// Quotation marks stand between a name and its context without a meaning here.
fn quote(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’' | '"' | ' ')
}

/// The names of the shapes that signs may ask for are documented in `docs/rules.md`.
fn shape(text: &str, tokens: &[Token], words: &[&str], bounds: &Bounds, out: &mut Vec<&'static str>) {
    out.clear();
    let count = text.chars().count();
    let han = text.chars().filter(|&c| is_han(c)).count();
    let all = |class: fn(Class) -> bool| tokens.iter().all(|t| class(t.class));
    let any = |class: fn(Class) -> bool| tokens.iter().any(|t| class(t.class));
    if count == 1 {
        out.push("one_char");
    }
    if han == 0 {
        out.push(if any(|c| c == Class::Latin) { "latin" } else { "no_letters" });
        if count <= 4 && !text.chars().any(|c| c.is_lowercase()) {
            out.push("latin_caps");
        }
        if !text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) {
            out.push("latin_lower");
        }
    } else if any(|c| c == Class::Latin) {
        out.push("mixed");
    }
    if han > 0 && han == count {
        match count {
            2 => out.push("two_chars"),
            3..=6 => out.push("short"),
            _ => {}
        }
    }
    if count > 20 && han == count {
        out.push("long");
    }
    if tokens.len() == 1 {
        out.push("one_word");
    }
    if all(|c| matches!(c, Class::Noun | Class::Verb | Class::Word | Class::Numeral | Class::Function)) {
        out.push("common");
    }
    if all(|c| matches!(c, Class::Place)) {
        out.push("place_only");
    }
    if tokens.len() > 1 && matches!(tokens[0].class, Class::Place) {
        out.push("place_first");
    }
    if any(|c| c == Class::Proper) {
        out.push("proper");
    }
    if all(|c| c == Class::Person) && tokens.len() == 1 {
        out.push("person_word");
    }
    if any(|c| c == Class::Verb) {
        out.push("verb_inside");
    }
    if any(|c| matches!(c, Class::Digits | Class::Numeral)) {
        out.push("number_inside");
    }
    if tokens[0].class == Class::Digits {
        out.push("number_first");
    }
    if any(|c| c == Class::Unknown) && han > 1 {
        out.push("coined");
    }
    if text.contains('·') {
        out.push("dotted");
    }
    if words.iter().take(words.len().saturating_sub(1)).any(|w| bounds.heads.contains(*w)) {
        out.push("head_inside");
    }
    if words.last().is_some_and(|w| bounds.heads.contains(*w)) {
        out.push("head_last");
    }
    if matches!(tokens[0].class, Class::Mark) || matches!(tokens[tokens.len() - 1].class, Class::Mark) {
        out.push("mark_at_edge");
    }
}
