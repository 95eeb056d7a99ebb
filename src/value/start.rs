//! The characters that a match of a set of patterns may begin with.

use regex_syntax::hir::{Class, Hir, HirKind};

/// A set of characters to skip to.
#[derive(Clone, Debug)]
pub struct Starts {
    /// A bit for each character of the basic plane.
    basic: Vec<u64>,
    /// Whether a match may begin with any character beyond it.
    beyond: bool,
}

impl Default for Starts {
    fn default() -> Self {
        Starts { basic: vec![0; 0x10000 / 64], beyond: false }
    }
}

impl Starts {
    /// Adds the characters that matches of a pattern begin with.
    ///
    /// # Errors
    /// The pattern is no regular expression, or may match nothing at all.
    pub fn add(&mut self, pattern: &str) -> Result<(), String> {
        let hir = regex_syntax::parse(pattern).map_err(|e| format!("this is no regular expression: {e}"))?;
        if self.first(&hir) {
            return Err("this pattern matches the empty text".into());
        }
        Ok(())
    }

    /// The first place from `at` on at which a match may begin: a character of the set, but no ASCII letter behind a letter or
    /// digit, and no digit behind a digit.
    pub fn next(&self, text: &str, at: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        let mut i = at;
        while let Some(&lead) = bytes.get(i) {
            let (c, length) = match lead {
                0..0x80 => (u32::from(lead), 1),
                0xe0..0xf0 => {
                    // Three bytes: `text` is valid UTF-8, so that two more follow.
                    let (b, c) = (bytes.get(i + 1).copied().unwrap_or(0), bytes.get(i + 2).copied().unwrap_or(0));
                    (u32::from(lead & 0xf) << 12 | u32::from(b & 0x3f) << 6 | u32::from(c & 0x3f), 3)
                }
                0xc0..0xe0 => (u32::from(lead & 0x1f) << 6 | u32::from(bytes.get(i + 1).copied().unwrap_or(0) & 0x3f), 2),
                _ => (0x10000, 4),
            };
            let before = if i > 0 { bytes[i - 1] } else { b' ' };
            let inside = lead.is_ascii_alphabetic() && before.is_ascii_alphanumeric() || lead.is_ascii_digit() && before.is_ascii_digit();
            if self.contains(c) && !inside {
                return Some(i);
            }
            i += length;
        }
        None
    }

    fn contains(&self, c: u32) -> bool {
        match self.basic.get(c as usize / 64) {
            Some(bits) => bits >> (c % 64) & 1 == 1,
            None => self.beyond,
        }
    }

    fn insert(&mut self, from: char, to: char) {
        self.beyond |= to as u32 > 0xffff;
        for c in from as u32..=(to as u32).min(0xffff) {
            self.basic[c as usize / 64] |= 1 << (c % 64);
        }
    }

    /// Adds the first characters of an expression; returns whether it may match nothing.
    fn first(&mut self, hir: &Hir) -> bool {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => true,
            HirKind::Literal(l) => {
                // Patterns are Unicode, so that a literal is valid UTF-8.
                if let Some(c) = std::str::from_utf8(&l.0).ok().and_then(|s| s.chars().next()) {
                    self.insert(c, c);
                }
                false
            }
            HirKind::Class(Class::Unicode(class)) => {
                class.iter().for_each(|r| self.insert(r.start(), r.end()));
                false
            }
            HirKind::Class(Class::Bytes(class)) => {
                class.iter().for_each(|r| self.insert(char::from(r.start()), char::from(r.end())));
                false
            }
            HirKind::Repetition(r) => self.first(&r.sub) || r.min == 0,
            HirKind::Capture(c) => self.first(&c.sub),
            HirKind::Concat(parts) => parts.iter().all(|p| self.first(p)),
            HirKind::Alternation(parts) => {
                // Each part adds its first characters, so all are looked at.
                let mut empty = false;
                parts.iter().for_each(|p| empty |= self.first(p));
                empty
            }
        }
    }
}
