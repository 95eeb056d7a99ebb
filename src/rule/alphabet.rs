//! The symbols that skeletons are written in and that programs match.
//!
//! A symbol is two bytes. The first says what class the symbol is of, so that "any character of the clause" is one
//! range of first bytes; the second is always in 0x80..=0xFF and never a first byte, so that a match cannot begin in
//! the middle of a symbol.

use super::pattern::Across;
use regex_syntax::hir::{Class, ClassBytes, ClassBytesRange, Hir};
use rustc_hash::FxHashMap;

/// A two-byte symbol.
pub type Symbol = [u8; 2];

/// All symbols have numbers below this.
pub const SYMBOLS: usize = 1 << 14;

/// The number of a symbol: neither of its bytes needs all its bits.
#[inline]
pub fn number(symbol: Symbol) -> u16 {
    u16::from(symbol[0] & 0x7f) << 7 | u16::from(symbol[1] & 0x7f)
}

/// Whether a text begins with these symbols. Most end the question with their first, which takes no call to compare memory.
#[inline]
pub fn stands(symbols: &[Symbol], text: &[Symbol]) -> bool {
    symbols.len() <= text.len() && symbols.iter().zip(text).all(|(a, b)| a == b)
}

/// First byte of characters that no pattern speaks of.
const OTHER: u8 = 0x01;
/// First byte of what ends a clause.
const CLAUSE_END: u8 = 0x02;
/// First byte of what ends a sentence.
const SENTENCE_END: u8 = 0x03;
/// First bytes of mentions, one per type.
const FIRST_KIND: u8 = 0x04;
/// As many types of mention as there are first bytes for them.
pub const MOST_KINDS: usize = 43;
/// First byte of what parts the statements of a sentence.
const PART_END: u8 = 0x2f;
/// First bytes of characters that patterns speak of.
const FIRST_CHAR: u8 = 0x30;
const LAST_CHAR: u8 = 0x7f;

/// Punctuation that ends a clause. A Chinese literal in code: the definition of a clause is not a matter of taste of a rule.
const CLAUSE_ENDS: [char; 4] = ['，', '：', ',', ':'];
/// Punctuation that ends a clause, and parts what is told of one thing from what is told of the next.
const PART_ENDS: [char; 2] = ['；', ';'];
/// Punctuation that ends a sentence.
const SENTENCE_ENDS: [char; 7] = ['。', '！', '？', '!', '?', '\n', '…'];
/// Characters that skeletons leave out: quotation marks and spaces never change what a sentence says.
const SKIPPED: [char; 8] = ['“', '”', '‘', '’', '"', '\'', ' ', '\u{3000}'];

/// Whether skeletons leave a character out.
pub fn is_skipped(c: char) -> bool {
    SKIPPED.contains(&c)
}

/// Whether a character ends a clause or a sentence.
pub fn is_boundary(c: char) -> bool {
    CLAUSE_ENDS.contains(&c) || PART_ENDS.contains(&c) || SENTENCE_ENDS.contains(&c)
}

/// Gives every character and every type of mention its symbol.
#[derive(Debug, Default)]
pub struct Alphabet {
    chars: FxHashMap<char, Symbol>,
    kinds: Vec<String>,
}

impl Alphabet {
    /// An alphabet of these types; characters are added by [`Alphabet::learn`].
    pub fn new(kinds: Vec<String>) -> Self {
        let mut chars = FxHashMap::default();
        let sets = [(&CLAUSE_ENDS[..], CLAUSE_END), (&PART_ENDS[..], PART_END), (&SENTENCE_ENDS[..], SENTENCE_END)];
        for (set, first) in sets {
            for (i, &c) in set.iter().enumerate() {
                chars.insert(c, [first, 0x80 + i as u8]);
            }
        }
        Alphabet { chars, kinds }
    }

    /// Gives `c` a symbol of its own; false when there are no more.
    pub fn learn(&mut self, c: char) -> bool {
        if SKIPPED.contains(&c) || self.chars.contains_key(&c) {
            return true;
        }
        let n = self.chars.len();
        let (first, second) = (FIRST_CHAR as usize + n / 128, 0x80 + n % 128);
        if first > LAST_CHAR as usize {
            return false;
        }
        self.chars.insert(c, [first as u8, second as u8]);
        true
    }

    /// The symbol of a character that has one of its own.
    pub fn own_symbol(&self, c: char) -> Option<Symbol> {
        self.chars.get(&c).copied()
    }

    /// The symbol of a character; `None` for those that skeletons leave out.
    pub fn symbol(&self, c: char) -> Option<Symbol> {
        self.own_symbol(c).or_else(|| (!SKIPPED.contains(&c)).then_some([OTHER, 0x80]))
    }

    /// The symbols of a text.
    pub fn symbols(&self, text: &str) -> impl Iterator<Item = Symbol> {
        text.chars().filter_map(|c| self.symbol(c))
    }

    /// The index of a type, written as in patterns (`Company`).
    pub fn kind(&self, name: &str) -> Option<u8> {
        self.kinds.iter().position(|k| k == name).map(|i| i as u8)
    }

    /// The names of all types.
    pub fn kinds(&self) -> &[String] {
        &self.kinds
    }

    /// The symbol of a mention.
    pub fn mention(&self, kind: u8) -> Symbol {
        [FIRST_KIND + kind, 0x80]
    }

    /// Whether a symbol that begins with this byte stands for a mention of the type.
    #[inline]
    pub fn is_mention(first: u8, kind: u8) -> bool {
        first == FIRST_KIND + kind
    }

    /// Types as bits.
    pub fn bits<'k>(kinds: impl IntoIterator<Item = &'k u8>) -> u64 {
        kinds.into_iter().fold(0, |bits, kind| bits | 1 << kind)
    }

    /// The type of mention that a symbol stands for.
    #[inline]
    pub fn kind_of(symbol: Symbol) -> Option<u8> {
        let kind = symbol[0].checked_sub(FIRST_KIND)?;
        ((kind as usize) < MOST_KINDS).then_some(kind)
    }

    /// Whether a gap may skip a symbol: any of its clause, or of what a sentence tells of one thing, but for mentions of the types
    /// `without`, a bit each.
    #[inline]
    pub fn may_be_skipped(symbol: Symbol, across: Across, without: u64) -> bool {
        match symbol[0] {
            OTHER | FIRST_CHAR..=LAST_CHAR => true,
            CLAUSE_END => across == Across::Sentence,
            _ => Self::kind_of(symbol).is_some_and(|kind| without & 1 << kind == 0),
        }
    }

    /// Whether a symbol ends a clause or a sentence.
    #[inline]
    pub fn ends_clause(symbol: Symbol) -> bool {
        [CLAUSE_END, PART_END, SENTENCE_END].contains(&symbol[0])
    }
}

/// A regular expression over bytes for one symbol.
pub fn exactly(symbol: Symbol) -> Hir {
    Hir::literal(symbol)
}

/// A regular expression for any symbol inside a clause, but for mentions of the given types.
pub fn inside_clause(without: &[u8]) -> Hir {
    class(&[OTHER], without)
}

/// A regular expression for any symbol inside what a sentence tells of one thing, but for mentions of the given types.
pub fn inside_sentence(without: &[u8]) -> Hir {
    class(&[OTHER, CLAUSE_END], without)
}

/// A regular expression for the punctuation that ends a clause or a sentence.
pub fn boundary() -> Hir {
    symbols([CLAUSE_END, PART_END, SENTENCE_END].map(|b| ClassBytesRange::new(b, b)))
}

fn class(low: &[u8], without: &[u8]) -> Hir {
    let kinds = (0..MOST_KINDS as u8).filter(|kind| !without.contains(kind)).map(|kind| FIRST_KIND + kind);
    let firsts = low.iter().copied().chain(kinds).map(|b| ClassBytesRange::new(b, b));
    symbols(firsts.chain([ClassBytesRange::new(FIRST_CHAR, LAST_CHAR)]))
}

/// Symbols by their first bytes.
fn symbols(firsts: impl IntoIterator<Item = ClassBytesRange>) -> Hir {
    let bytes = |ranges| Hir::class(Class::Bytes(ClassBytes::new(ranges)));
    Hir::concat(vec![bytes(firsts.into_iter().collect::<Vec<_>>()), bytes(vec![ClassBytesRange::new(0x80, 0xff)])])
}
