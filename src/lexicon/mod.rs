//! Named word lists, as rule files write them.

pub mod gazetteer;

pub use gazetteer::Gazetteer;

use std::collections::BTreeMap;

/// A word of a lexicon, with what it stands for where the lexicon is a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word, folded like the plain text.
    pub text: String,
    /// What it stands for, such as `USD` for 美元.
    pub meaning: Option<String>,
}

/// One named word list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lexicon {
    /// The words in the order of the file.
    pub words: Vec<Word>,
}

/// All word lists by name.
pub type Lexicons = BTreeMap<String, Lexicon>;

/// Lexicons that the program reads by name; all others are read by patterns and signs.
pub const READ_BY_NAME: [&str; 15] = [
    "define_cue",
    "department",
    "equivalent_cue",
    "gazetteer",
    "generic_name",
    "industry_suffix",
    "legal_suffix",
    "list_end",
    "list_prefix",
    "list_separator",
    "name_bracket",
    "name_break",
    "name_head",
    "region",
    "trade_verb",
];
