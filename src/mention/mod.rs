//! From a sentence to its mentions: values, companies, people and words that stand for them.

pub mod candidate;
pub mod names;
pub mod score;
pub mod token;

use crate::base::Span;
use crate::value::Value;

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
