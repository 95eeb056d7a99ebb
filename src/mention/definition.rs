//! Names that the document itself gives to a company: 杭州青岚智能科技有限公司（以下简称“青岚智能”）.

use crate::base::Span;
use crate::lexicon::{self, Lexicons};
use crate::text::fold::is_ideograph;
use std::collections::BTreeSet;

/// The words that introduce a name.
#[derive(Debug, Default)]
pub struct Definer {
    cues: Vec<String>,
    /// What brackets behind a name say that is no name: 领投, IPO.
    notes: BTreeSet<String>,
    /// Words at which a name ends that stands behind a cue without quotes: 证券代码, 或公司.
    ends: Vec<String>,
}

/// What a bracket behind a name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Defined {
    /// Another name: its bytes in the plain text.
    Name(Span),
    /// A bracket that says nothing about names.
    Nothing,
}

/// Longest bracket that is read, in bytes.
const LONGEST: usize = 360;

impl Definer {
    /// Reads the lexicons `define_cue`, `define_end` and `bracket_note`.
    pub fn new(lexicons: &Lexicons) -> Self {
        let mut cues: Vec<String> = lexicon::texts(lexicons, "define_cue").map(str::to_owned).collect();
        cues.sort_by_key(|w| (std::cmp::Reverse(w.chars().count()), w.clone()));
        let set = |name: &str| lexicon::texts(lexicons, name).map(str::to_owned);
        Definer { cues, notes: set("bracket_note").collect(), ends: set("define_end").collect() }
    }

    /// Where the brackets end that open at `at` and behind each other; `at` where none does. The text ends at `end`.
    pub fn end_of_brackets(plain: &str, at: usize, end: usize) -> usize {
        Definer::brackets(plain, at, end).last().map_or(at, |b| b.end)
    }

    /// The bracket that opens right at `at`, brackets included.
    pub fn bracket(plain: &str, at: usize, limit: usize) -> Option<Span> {
        let text = plain.get(at..limit)?;
        let mut depth = 0usize;
        for (i, c) in text.char_indices() {
            match c {
                '（' => depth += 1,
                '）' => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        return Some(Span::new(at, at + i + c.len_utf8()));
                    }
                }
                _ if depth == 0 => return None,
                _ => {}
            }
            if i > LONGEST {
                return None;
            }
        }
        None
    }

    /// The brackets that follow `at`, one right behind the other: （600999.SH）（以下简称“海川”）.
    pub fn brackets(plain: &str, at: usize, limit: usize) -> Vec<Span> {
        let mut out: Vec<Span> = Vec::new();
        // A quoted name ends before its closing quotation mark.
        let at = if plain[at..].starts_with('”') { at + '”'.len_utf8() } else { at };
        while let Some(b) = Self::bracket(plain, out.last().map_or(at, |b| b.end), limit) {
            out.push(b);
        }
        out
    }

    /// The names in a bracket: after a cue, quoted or not; without one where the bracket translates the name before it.
    pub fn names(&self, plain: &str, bracket: Span) -> Vec<Span> {
        let mut out = Vec::new();
        let inner = Span::new(bracket.start + '（'.len_utf8(), bracket.end - '）'.len_utf8());
        let text = inner.of(plain);
        let foreign = plain[..bracket.start].trim_end_matches(is_quote).ends_with(|c: char| c.is_ascii_alphanumeric());
        let mut piece_start = 0;
        let mut after_cue = false;
        let mut pieces: Vec<(usize, usize)> = Vec::new();
        for (i, c) in text.char_indices() {
            if matches!(c, '，' | '；' | ',' | ';' | '、' | '/' | '|') {
                pieces.push((piece_start, i));
                piece_start = i + c.len_utf8();
            }
        }
        pieces.push((piece_start, text.len()));
        // （“海川科技”） needs no cue.
        let quotes = text.chars().filter(|&c| is_quote(c)).count();
        after_cue |= quotes == 2 && text.starts_with(is_open) && text.ends_with(is_quote);
        for (start, end) in pieces {
            let piece = &text[start..end];
            let mut rest = piece;
            let mut cue = false;
            while let Some(c) = self.cues.iter().find(|c| rest.starts_with(c.as_str())) {
                rest = rest[c.len()..].trim_start_matches(['：', ':', ' ', '为', '是']);
                cue = true;
            }
            after_cue |= cue;
            // 或 joins two quoted names; each is read.
            for part in quoted(rest) {
                // What a bracket inside adds is no part of the name: “海川（上海）” is called 海川.
                let name = part.trim_matches(is_quote);
                let name = name.find('（').filter(|&at| at > 0 && name.ends_with('）')).map_or(name, |at| &name[..at]);
                let ends = self.ends.iter().filter_map(|w| name.find(w.as_str())).filter(|&at| at > 0);
                let name = ends.min().map_or(name, |at| name[..at].trim_end());
                let translated = latin_name(name) || foreign && ideographs(name);
                if name.is_empty() || !(after_cue || translated && !self.notes.contains(name)) {
                    continue;
                }
                let at = inner.start + start + (name.as_ptr() as usize - piece.as_ptr() as usize);
                out.push(Span::new(at, at + name.len()));
            }
        }
        out
    }
}

fn quoted(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find(is_open) {
        let width = rest[open..].chars().next().map_or(1, char::len_utf8);
        let inside = &rest[open + width..];
        let Some(close) = inside.find(is_quote) else { break };
        out.push(&inside[..close]);
        let closed = inside[close..].chars().next().map_or(1, char::len_utf8);
        rest = &inside[close + closed..];
    }
    if out.is_empty() && text.chars().count() <= 20 {
        out.push(text);
    }
    out
}

fn is_open(c: char) -> bool {
    matches!(c, '“' | '‘' | '"' | '\'')
}

fn is_quote(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’' | '"' | '\'')
}

/// Whether a bracket behind a Latin name may be its Chinese name.
fn ideographs(name: &str) -> bool {
    (2..=10).contains(&name.chars().count()) && name.chars().all(is_ideograph)
}

/// A foreign name in brackets needs no cue.
fn latin_name(name: &str) -> bool {
    name.len() >= 3
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphabetic() || " .&-'".contains(c))
}
