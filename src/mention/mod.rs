//! From a sentence to its mentions: values, companies, people and words that stand for them.

pub mod candidate;
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
    /// A company by a word that stands for it: index into the pack's references.
    Reference(usize),
}

/// Index of a type in the alphabet; the names are those of [`KINDS`].
pub fn kind_named(name: &str) -> u8 {
    KINDS.iter().position(|k| *k == name).unwrap_or(0) as u8
}

/// Index of a kind of value in the alphabet.
pub fn kind_index(kind: Kind) -> u8 {
    kind_named(match kind {
        Kind::Money => "Money",
        Kind::Currency => "Currency",
        Kind::Price => "Price",
        Kind::Percent => "Percent",
        Kind::Points => "Points",
        Kind::Number => "Number",
        Kind::Shares => "Shares",
        Kind::Stake => "Stake",
        Kind::Date => "Date",
        Kind::Round => "Round",
        Kind::Ticker => "Ticker",
    })
}
