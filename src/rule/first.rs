//! What the next symbol of a skeleton must be for a step of a machine to succeed: necessary, not sufficient.

use super::alphabet::{Alphabet, Symbol};

/// Symbols that a step may begin with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct First {
    /// Types of mention, a bit each.
    mentions: u64,
    /// Hashes of other symbols, a bit each.
    others: u64,
    /// Whether it may stand at the end of the skeleton.
    end: bool,
}

impl First {
    /// Any symbol, or none.
    pub const ANY: First = First { mentions: u64::MAX, others: u64::MAX, end: true };
    /// No symbol: the end of the skeleton.
    pub const END: First = First { mentions: 0, others: 0, end: true };
    /// Any symbol but a mention.
    pub const NO_MENTION: First = First { mentions: 0, others: u64::MAX, end: false };

    /// One symbol that is no mention.
    pub fn symbol(symbol: Symbol) -> First {
        First { others: bit(symbol), ..First::default() }
    }

    /// A mention of one of these types, a bit each.
    pub fn mention(kinds: u64) -> First {
        First { mentions: kinds, ..First::default() }
    }

    /// What one of two may begin with.
    pub fn or(self, other: First) -> First {
        First { mentions: self.mentions | other.mentions, others: self.others | other.others, end: self.end || other.end }
    }

    /// Whether this may be the next symbol; `None` at the end of the skeleton.
    #[inline]
    pub fn may_be(self, next: Option<&Symbol>) -> bool {
        let Some(&symbol) = next else { return self.end };
        match Alphabet::kind_of(symbol) {
            Some(kind) => self.mentions & 1 << kind != 0,
            None => self.others & bit(symbol) != 0,
        }
    }
}

/// The bit of a symbol; several share one.
#[inline]
fn bit(symbol: Symbol) -> u64 {
    1 << (symbol[1].wrapping_add(symbol[0].wrapping_mul(37)) % 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_begin_is_found() {
        let alphabet = Alphabet::new(vec!["Company".to_owned(), "Money".to_owned()]);
        let (company, money, comma) = (alphabet.mention(0), alphabet.mention(1), [2, 0x80]);
        let first = First::mention(1 << 1).or(First::symbol(comma));
        assert!(first.may_be(Some(&money)) && first.may_be(Some(&comma)));
        assert!(!first.may_be(Some(&company)) && !first.may_be(None));
        assert!(First::END.may_be(None) && !First::END.may_be(Some(&comma)));
        assert!(First::NO_MENTION.may_be(Some(&comma)) && !First::NO_MENTION.may_be(Some(&money)));
    }
}
