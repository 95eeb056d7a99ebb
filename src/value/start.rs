//! Where a match of a set of patterns may begin: the first two characters of each, read off the patterns.

use crate::base::Bits;
use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// Places to skip to.
#[derive(Clone, Debug, Default)]
pub struct Starts {
    /// The characters of the basic plane that a match may begin with.
    first: Bits,
    /// The same for those that may begin a match whatever stands behind them.
    alone: Bits,
    /// The hashes of the pairs of characters that a match may begin with.
    pairs: Bits,
}

/// Hashes of pairs are below this.
const PAIRS: u32 = 1 << 17;
/// A second character of more kinds than these is as good as any.
const MANY: u32 = 1024;

/// Characters, as ranges.
type Chars = Vec<(u32, u32)>;

/// How matches of an expression begin.
#[derive(Clone, Debug, Default)]
struct Prefix {
    /// It may match nothing.
    empty: bool,
    /// The first characters.
    firsts: Chars,
    /// The characters that it may match alone.
    ones: Chars,
    /// The first two characters of longer matches.
    pairs: Vec<(Chars, Chars)>,
}

impl Starts {
    /// Adds the beginnings of a pattern's matches.
    ///
    /// # Errors
    /// The pattern may match nothing at all.
    pub fn add(&mut self, pattern: &Hir) -> Result<(), String> {
        let prefix = prefix(pattern);
        if prefix.empty {
            return Err("this pattern matches the empty text".into());
        }
        insert(&mut self.first, &prefix.firsts);
        insert(&mut self.alone, &prefix.ones);
        for (a, b) in &prefix.pairs {
            let (many, of) = (count(a), count(b));
            if of > MANY || many.saturating_mul(of) > PAIRS {
                insert(&mut self.alone, a);
                continue;
            }
            for x in characters(a) {
                characters(b).for_each(|y| self.pairs.insert(pair(x, y)));
            }
        }
        Ok(())
    }

    /// The first place from `at` on at which a match may begin, and the place behind its character. An ASCII letter behind a
    /// letter or digit begins none, nor does a digit behind a digit.
    pub fn next(&self, text: &str, at: usize) -> Option<(usize, usize)> {
        let bytes = text.as_bytes();
        let mut i = at;
        while let Some((c, length)) = decode(&bytes[i..]) {
            if begins(&self.first, c) && !inside(bytes, i) && self.tells(c, &bytes[i + length..]) {
                return Some((i, i + length));
            }
            i += length;
        }
        None
    }

    /// Whether a match may begin where `text` does.
    pub fn may_begin(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        decode(bytes).is_some_and(|(c, length)| begins(&self.first, c) && self.tells(c, &bytes[length..]))
    }

    /// Whether a match may begin with a character that is one of the first, by the text behind it.
    fn tells(&self, first: u32, behind: &[u8]) -> bool {
        begins(&self.alone, first) || decode(behind).is_none_or(|(c, _)| c > 0xffff || self.pairs.contains(pair(first, c)))
    }
}

/// Whether a place lies inside a word of letters or digits.
fn inside(bytes: &[u8], at: usize) -> bool {
    let (Some(c), Some(before)) = (bytes.get(at), at.checked_sub(1).and_then(|i| bytes.get(i))) else { return false };
    c.is_ascii_alphabetic() && before.is_ascii_alphanumeric() || c.is_ascii_digit() && before.is_ascii_digit()
}

/// The first character of a text, and its length.
#[inline]
fn decode(text: &[u8]) -> Option<(u32, usize)> {
    let low = |b: u8| u32::from(b & 0x3f);
    // The text is valid UTF-8, so that the bytes that a character needs are there.
    Some(match *text {
        [a @ 0..0x80, ..] => (u32::from(a), 1),
        [a @ 0xe0..0xf0, b, c, ..] => (u32::from(a & 0xf) << 12 | low(b) << 6 | low(c), 3),
        [a @ 0xc0..0xe0, b, ..] => (u32::from(a & 0x1f) << 6 | low(b), 2),
        [a, b, c, d, ..] => (u32::from(a & 0x7) << 18 | low(b) << 12 | low(c) << 6 | low(d), 4),
        _ => return None,
    })
}

fn pair(a: u32, b: u32) -> usize {
    ((a.wrapping_mul(0x9e37_79b1) ^ b.wrapping_mul(0x85eb_ca6b)) >> 15) as usize
}

/// Whether a character is one of these; beyond the basic plane anything may begin.
#[inline]
fn begins(bits: &Bits, c: u32) -> bool {
    c > 0xffff || bits.contains(c as usize)
}

fn insert(bits: &mut Bits, chars: &Chars) {
    characters(chars).for_each(|c| bits.insert(c as usize));
}

fn count(chars: &Chars) -> u32 {
    chars.iter().map(|(from, to)| to - from + 1).sum()
}

/// Adds characters; ranges stay in order and apart, so that their number is bounded by that of characters.
fn unite(chars: &mut Chars, more: &Chars) {
    chars.extend(more);
    chars.sort_unstable();
    chars.dedup_by(|next, last| {
        let joined = next.0 <= last.1.saturating_add(1);
        if joined {
            last.1 = last.1.max(next.1);
        }
        joined
    });
}

/// The characters of the basic plane.
fn characters(chars: &Chars) -> impl Iterator<Item = u32> {
    chars.iter().flat_map(|&(from, to)| from..=to.min(0xffff))
}

fn prefix(hir: &Hir) -> Prefix {
    let one = |chars: Chars| Prefix { firsts: chars.clone(), ones: chars, ..Prefix::default() };
    match hir.kind() {
        // At the end of the text every first character is tried.
        HirKind::Look(Look::End) => Prefix::default(),
        HirKind::Empty | HirKind::Look(_) => Prefix { empty: true, ..Prefix::default() },
        HirKind::Literal(l) => {
            // Patterns are Unicode, so that a literal is valid UTF-8.
            let mut chars = std::str::from_utf8(&l.0).unwrap_or("").chars().map(|c| vec![(c as u32, c as u32)]);
            match (chars.next(), chars.next()) {
                (Some(a), Some(b)) => Prefix { firsts: a.clone(), pairs: vec![(a, b)], ..Prefix::default() },
                (Some(a), None) => one(a),
                _ => Prefix { empty: true, ..Prefix::default() },
            }
        }
        HirKind::Class(Class::Unicode(class)) => one(class.iter().map(|r| (r.start() as u32, r.end() as u32)).collect()),
        HirKind::Class(Class::Bytes(class)) => one(class.iter().map(|r| (u32::from(r.start()), u32::from(r.end()))).collect()),
        HirKind::Repetition(r) => {
            let sub = prefix(&r.sub);
            let mut out = if r.max == Some(1) { sub } else { then(sub.clone(), &Prefix { empty: true, ..sub }) };
            out.empty |= r.min == 0;
            out
        }
        HirKind::Capture(c) => prefix(&c.sub),
        HirKind::Concat(parts) => {
            let mut out = Prefix { empty: true, ..Prefix::default() };
            for part in parts {
                if !out.empty && out.ones.is_empty() {
                    break;
                }
                out = then(out, &prefix(part));
            }
            out
        }
        HirKind::Alternation(parts) => parts.iter().map(prefix).fold(Prefix::default(), |mut out, p| {
            out.empty |= p.empty;
            unite(&mut out.firsts, &p.firsts);
            unite(&mut out.ones, &p.ones);
            out.pairs.extend(p.pairs);
            out
        }),
    }
}

/// How matches of one expression behind another begin.
fn then(mut a: Prefix, b: &Prefix) -> Prefix {
    let ones = std::mem::take(&mut a.ones);
    if b.empty {
        unite(&mut a.ones, &ones);
    }
    if !ones.is_empty() && !b.firsts.is_empty() {
        a.pairs.push((ones, b.firsts.clone()));
    }
    if a.empty {
        unite(&mut a.firsts, &b.firsts);
        unite(&mut a.ones, &b.ones);
        a.pairs.extend(b.pairs.iter().cloned());
    }
    a.empty &= b.empty;
    a
}
