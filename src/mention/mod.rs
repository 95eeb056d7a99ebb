//! From a sentence to its mentions: values, companies, people and words that stand for them.

pub mod bounds;
pub mod candidate;
pub mod chunk;
pub mod definition;
pub mod names;
pub mod score;
pub mod token;

use crate::base::Span;
use crate::rule::pack::KINDS;
use crate::value::{Kind, Value};

/// Something that a sentence mentions.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Index of its type in the alphabet.
    pub kind: u8,
    /// Its bytes in the plain text.
    pub span: Span,
    /// What is mentioned.
    pub what: What,
}

/// What a mention mentions.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A typed value.
    Value(Value),
    /// A company or a person by a name.
    Name,
    /// A company by what looks like its name with a character left out.
    NearName,
    /// A company by a word that stands for it: index into the pack's references.
    Reference(usize),
}

/// Index of a type in the alphabet; the names are those of [`KINDS`].
pub const fn kind_named(name: &str) -> u8 {
    let mut i = 0;
    while i < KINDS.len() {
        if same(KINDS[i].as_bytes(), name.as_bytes()) {
            return i as u8;
        }
        i += 1;
    }
    0
}

/// `==` of strings does not work at compile time.
const fn same(a: &[u8], b: &[u8]) -> bool {
    let mut i = 0;
    while i < a.len() && i < b.len() && a[i] == b[i] {
        i += 1;
    }
    i == a.len() && i == b.len()
}

/// Index of a kind of value in the alphabet.
pub const fn kind_index(kind: Kind) -> u8 {
    match kind {
        Kind::Money => const { kind_named("Money") },
        Kind::Currency => const { kind_named("Currency") },
        Kind::Price => const { kind_named("Price") },
        Kind::Percent => const { kind_named("Percent") },
        Kind::Points => const { kind_named("Points") },
        Kind::Number => const { kind_named("Number") },
        Kind::Shares => const { kind_named("Shares") },
        Kind::Stake => const { kind_named("Stake") },
        Kind::Date => const { kind_named("Date") },
        Kind::Round => const { kind_named("Round") },
        Kind::Ticker => const { kind_named("Ticker") },
    }
}
