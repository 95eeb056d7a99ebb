//! How a value is written: a `[[mention]]` table of a rule file, checked.

/// One way of writing a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueSpec {
    /// Identifier, such as `money.arabic`.
    pub id: String,
    /// The kind it makes, such as `money`.
    pub kind: String,
    /// A regular expression (syntax of the regex crate) in which `@name` stands for any word of a lexicon and `%name` for
    /// a named fragment. Its named groups are the normaliser's input; the group `mention`, if there is one, is the
    /// mention, the rest is context.
    pub pattern: String,
    /// The function that reads the match.
    pub normaliser: String,
    /// Where several patterns match at one place, the higher is taken.
    pub priority: i64,
}

/// A named piece of regular expression that patterns share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// Its name.
    pub name: String,
    /// The expression; it may use `@lexicon` and `%fragment`.
    pub pattern: String,
}

/// A value pattern that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ValueError {
    /// The spec or fragment.
    pub spec: String,
    /// What is wrong, one sentence.
    pub message: String,
}
