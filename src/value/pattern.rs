//! The expressions of value patterns, lexicons and fragments put in.
//!
//! Patterns share most of what they are made of, so that a lexicon, and a fragment where it stands for itself, is parsed once: a
//! pattern is parsed with two characters of private use in its place, and what was parsed takes their place in the expression.

use super::spec::Fragment;
use crate::lexicon::{self, Lexicons};
use regex_syntax::hir::{Capture, Hir, HirKind, Repetition};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Most bytes of one pattern with its lexicons and fragments put in.
const LONGEST: usize = 1 << 16;
/// Fragments that use each other deeper than this do so in a circle.
const DEEPEST: usize = 8;
/// The character of private use before the one that says which piece stands there, counted from the second.
const MARK: char = '\u{e000}';
const FIRST: u32 = 0xe100;
const LAST: u32 = 0xf8ff;
/// What repeats the group, class or character before it.
const REPEATS: [char; 4] = ['?', '*', '+', '{'];

/// Reads patterns.
#[derive(Debug)]
pub struct Patterns<'r> {
    fragments: BTreeMap<&'r str, &'r str>,
    lexicons: &'r Lexicons,
    /// The pieces by sign and name; `None` for fragments that do not stand for themselves.
    known: FxHashMap<(u8, &'r str), Option<Piece>>,
    /// Their expressions by number.
    pieces: Vec<Hir>,
}

/// A lexicon or a fragment.
#[derive(Clone, Copy, Debug)]
struct Piece {
    number: usize,
    /// Its length when written out.
    length: usize,
    /// Whether what stands behind it repeats all of it.
    is_atom: bool,
}

impl<'r> Patterns<'r> {
    /// For these fragments and lexicons.
    pub fn new(fragments: &'r [Fragment], lexicons: &'r Lexicons) -> Self {
        let fragments = fragments.iter().map(|f| (f.name.as_str(), f.pattern.as_str())).collect();
        Patterns { fragments, lexicons, known: FxHashMap::default(), pieces: Vec::new() }
    }

    /// The expression of a pattern.
    ///
    /// # Errors
    /// A sentence that says why there is none.
    pub fn parse(&mut self, pattern: &'r str) -> Result<Hir, String> {
        self.pieced(pattern).map_or_else(|| self.written_out(pattern), Ok)
    }

    /// The same by the text of all its pieces, which says what is wrong with it.
    fn written_out(&self, pattern: &str) -> Result<Hir, String> {
        regex_syntax::parse(&expand(pattern, &self.fragments, self.lexicons, 0)?).map_err(|e| {
            let what = match &e {
                regex_syntax::Error::Parse(e) => e.kind().to_string(),
                regex_syntax::Error::Translate(e) => e.kind().to_string(),
                // The type is open; there is no other.
                _ => e.to_string(),
            };
            format!("this is no regular expression: {what}")
        })
    }

    /// The expression of a pattern from its pieces; `None` where it must be written out to be read.
    fn pieced(&mut self, pattern: &'r str) -> Option<Hir> {
        let mut marked = Marked::default();
        self.mark(pattern, &mut marked, false, 0)?;
        self.read(&marked)
    }

    fn read(&self, marked: &Marked) -> Option<Hir> {
        let mut found = 0;
        let hir = self.put_in(regex_syntax::parse(&marked.text).ok()?, &mut found);
        (found == marked.pieces).then_some(hir)
    }

    /// Appends a pattern with marks for its pieces; `repeated` says that what stands behind the pattern repeats its end.
    fn mark(&mut self, pattern: &'r str, out: &mut Marked, repeated: bool, depth: usize) -> Option<()> {
        // Flags would hold for pieces, too.
        let flags = |(i, _)| !pattern[i + 2..].starts_with([':', 'P', '<']);
        let is_mark = |c: char| c == MARK || (FIRST..=LAST).contains(&u32::from(c));
        if depth > DEEPEST
            || pattern.is_empty()
            || pattern.starts_with(REPEATS)
            || pattern.contains(is_mark)
            || pattern.match_indices("(?").any(flags)
        {
            return None;
        }
        for part in parts(pattern) {
            match part {
                Part::Text(text) => out.push(text),
                Part::Piece { sign, name, behind } => {
                    let repeated = if behind.is_empty() { repeated } else { behind.starts_with(REPEATS) };
                    match self.piece(sign, name, depth)? {
                        Some(piece) if piece.is_atom || !repeated => {
                            let which = char::from_u32(FIRST + u32::try_from(piece.number).ok()?).filter(|c| u32::from(*c) <= LAST)?;
                            out.text.extend(['(', '?', ':', MARK, which, ')']);
                            out.length += piece.length;
                            out.pieces += 1;
                            out.are_atoms &= piece.is_atom;
                        }
                        _ => self.mark(self.fragments.get(name)?, out, repeated, depth + 1)?,
                    }
                }
            }
            if out.length > LONGEST {
                return None;
            }
        }
        Some(())
    }

    /// A lexicon or fragment; the outer `None` where there is none, the inner one for a fragment that does not stand for itself.
    fn piece(&mut self, sign: u8, name: &'r str, depth: usize) -> Option<Option<Piece>> {
        if let Some(known) = self.known.get(&(sign, name)) {
            return Some(*known);
        }
        let read = if sign == b'@' {
            let words = words(self.lexicons, name)?;
            Some((regex_syntax::parse(&words).ok()?, words.len(), true))
        } else {
            let mut marked = Marked::default();
            self.mark(self.fragments.get(name)?, &mut marked, false, depth + 1)?;
            // Groups are numbered in each pattern anew, and a choice would take in what stands beside it.
            match atoms(&marked.text).filter(|_| !has_groups(&marked.text)) {
                Some(atoms) => Some((self.read(&marked)?, marked.length, atoms == 1 && marked.are_atoms)),
                None => None,
            }
        };
        let piece = read.map(|(hir, length, is_atom)| {
            self.pieces.push(hir);
            Piece { number: self.pieces.len() - 1, length, is_atom }
        });
        self.known.insert((sign, name), piece);
        Some(piece)
    }

    /// Puts the pieces in the place of their marks, and counts them.
    fn put_in(&self, hir: Hir, found: &mut usize) -> Hir {
        match hir.into_kind() {
            HirKind::Literal(l) => {
                // Patterns are Unicode, so that a literal is valid UTF-8.
                let text = std::str::from_utf8(&l.0).unwrap_or("");
                let mut parts = Vec::new();
                for (i, stretch) in text.split(MARK).enumerate() {
                    let mut chars = stretch.chars();
                    if i > 0 {
                        let number = chars.next().and_then(|c| u32::from(c).checked_sub(FIRST));
                        parts.extend(number.and_then(|n| self.pieces.get(n as usize)).cloned());
                        *found += 1;
                    }
                    parts.push(Hir::literal(chars.as_str().as_bytes()));
                }
                Hir::concat(parts)
            }
            HirKind::Repetition(r) => Hir::repetition(Repetition { sub: Box::new(self.put_in(*r.sub, found)), ..r }),
            HirKind::Capture(c) => Hir::capture(Capture { sub: Box::new(self.put_in(*c.sub, found)), ..c }),
            HirKind::Concat(parts) => Hir::concat(parts.into_iter().map(|p| self.put_in(p, found)).collect()),
            HirKind::Alternation(parts) => Hir::alternation(parts.into_iter().map(|p| self.put_in(p, found)).collect()),
            HirKind::Class(class) => Hir::class(class),
            HirKind::Look(look) => Hir::look(look),
            HirKind::Empty => Hir::empty(),
        }
    }
}

/// A pattern with marks for its pieces.
#[derive(Debug)]
struct Marked {
    text: String,
    /// Its pieces.
    pieces: usize,
    /// Its length with them written out.
    length: usize,
    /// Whether each of them is one.
    are_atoms: bool,
}

impl Default for Marked {
    fn default() -> Self {
        Marked { text: String::new(), pieces: 0, length: 0, are_atoms: true }
    }
}

impl Marked {
    fn push(&mut self, text: &str) {
        self.text += text;
        self.length += text.len();
    }
}

/// A lexicon as an expression; longer words first, for the first that fits is taken.
fn words(lexicons: &Lexicons, name: &str) -> Option<String> {
    lexicons.get(name)?;
    let mut words: Vec<String> = lexicon::texts(lexicons, name).map(regex::escape).collect();
    words.sort_by_key(|w| (std::cmp::Reverse(w.len()), w.clone()));
    Some(format!("(?:{})", words.join("|")))
}

/// Whether a pattern has groups that are captured.
fn has_groups(pattern: &str) -> bool {
    // A bracket in a class or behind a backslash only looks like one; then the pattern is written out.
    pattern.match_indices('(').any(|(i, _)| !pattern[i..].starts_with("(?:"))
}

/// How many groups, classes and characters a pattern is made of; `None` where it is a choice between several patterns.
fn atoms(pattern: &str) -> Option<usize> {
    let (mut atoms, mut depth, mut class) = (0, 0usize, false);
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                chars.next();
                // An escape may be longer than one character: count it as no atom.
                atoms += 2 * usize::from(depth == 0 && !class);
            }
            ']' if class => class = false,
            _ if class => {}
            '[' => {
                class = true;
                atoms += usize::from(depth == 0);
            }
            '(' => {
                atoms += usize::from(depth == 0);
                depth += 1;
            }
            ')' => depth = depth.checked_sub(1)?,
            '|' if depth == 0 => return None,
            _ => atoms += usize::from(depth == 0),
        }
    }
    Some(atoms)
}

/// Replaces `@lexicon`, `%fragment` and `%%`. What comes out is at most [`LONGEST`] bytes long.
fn expand(pattern: &str, fragments: &BTreeMap<&str, &str>, lexicons: &Lexicons, depth: usize) -> Result<String, String> {
    if depth > DEEPEST {
        return Err("fragments use each other in a circle".into());
    }
    let mut out = String::new();
    for part in parts(pattern) {
        match part {
            Part::Text(text) => out += text,
            Part::Piece { sign: b'@', name, .. } => {
                out += &words(lexicons, name).ok_or_else(|| format!("there is no lexicon `@{name}`"))?;
            }
            Part::Piece { name, .. } => {
                let fragment = fragments.get(name).ok_or_else(|| format!("there is no fragment `%{name}`"))?;
                // Else fragments could be nested without end and without ever growing too long.
                if fragment.is_empty() {
                    return Err(format!("the fragment `%{name}` is empty"));
                }
                out += &expand(fragment, fragments, lexicons, depth + 1)?;
            }
        }
        if out.len() > LONGEST {
            return Err(format!("this pattern is longer than {LONGEST} bytes with its lexicons and fragments"));
        }
    }
    Ok(out)
}

/// What a pattern is made of.
enum Part<'p> {
    /// What stands for itself.
    Text(&'p str),
    /// A lexicon (`@`) or a fragment (`%`), and the text behind it.
    Piece { sign: u8, name: &'p str, behind: &'p str },
}

/// The parts of a pattern; `%%` stands for a percent sign.
fn parts(pattern: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = pattern;
    std::iter::from_fn(move || {
        let length = rest.find(['@', '%']).unwrap_or(rest.len());
        if length > 0 {
            let text;
            (text, rest) = rest.split_at(length);
            return Some(Part::Text(text));
        }
        let sign = *rest.as_bytes().first()?;
        rest = &rest[1..];
        if sign == b'%' && rest.starts_with('%') {
            let text;
            (text, rest) = rest.split_at(1);
            return Some(Part::Text(text));
        }
        let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
        let name;
        (name, rest) = rest.split_at(length);
        Some(Part::Piece { sign, name, behind: rest })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::{Lexicon, Word};

    #[test]
    fn what_pieces_make_is_what_is_written_out() {
        let word = |w: &str| Word { text: w.to_owned(), meaning: None };
        let lexicon = |words: &str| Lexicon { words: words.split(' ').map(word).collect() };
        let lexicons = Lexicons::from([("unit".to_owned(), lexicon("元 美元 港元")), ("one".to_owned(), lexicon("甲 乙"))]);
        let fragment = |(name, pattern): (&str, &str)| Fragment { name: name.to_owned(), pattern: pattern.to_owned() };
        let fragments = [
            ("d", "[0-9]"),
            ("number", "(?:%d+|[一二]{1,2})"),
            ("pair", "%number,?%number"),
            ("choice", "a|b"),
            ("named", "(?P<n>%number)"),
            ("inner", "x%named"),
            ("many", "%pair"),
            ("choices", "%choice?c"),
            ("circle", "%circle"),
            ("escaped", r"\d"),
        ]
        .map(fragment);
        let mut patterns = Patterns::new(&fragments, &lexicons);
        for pattern in [
            "%number@unit",
            "(?P<a>%number)(?:@one|丙)?%%",
            "@unit{2}|%pair+|%many?",
            "%choice@one",
            "%d%choices(?:%choice)",
            "%inner%d(?P<b>@one)",
            "[^%%@]",
            "甲%d?乙@one*?",
            "%escaped+x",
            "(?i)%number@unit",
            "[@one]",
        ] {
            assert_eq!(patterns.parse(pattern), patterns.written_out(pattern), "{pattern}");
        }
        assert!(patterns.pieced("%number@unit%inner").is_some());
        for pattern in ["%circle", "%nothing", "@nothing", "%d("] {
            assert!(patterns.parse(pattern).is_err_and(|e| Err(e) == patterns.written_out(pattern)), "{pattern}");
        }
    }
}
