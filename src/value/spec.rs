//! How a value is written: a `[[mention]]` table of a rule file, checked.

/// One way of writing a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueSpec {
    /// Identifier, such as `money.arabic`.
    pub id: String,
    /// The kind it makes, such as `money`.
    pub kind: String,
    /// A regular expression (syntax of the regex crate) in which `@name` stands for any word of a lexicon.
    pub pattern: String,
    /// The function that reads the match.
    pub normaliser: String,
}
