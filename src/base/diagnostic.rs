//! What went wrong, where, and what to do, as data; `cli` draws it for a person.

use super::Span;
use std::sync::Arc;

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Works, but is probably not what was meant.
    Warning,
    /// Nothing is loaded until this is mended.
    Error,
}

/// One finding about one place of one source file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// A stable kebab-case name, such as `unknown-lexicon`.
    pub code: &'static str,
    /// What is wrong, one sentence without a full stop.
    pub message: String,
    /// The file as it was named to the program.
    pub file: Arc<str>,
    /// The file's text; empty when it could not be read.
    pub source: Arc<str>,
    /// Byte range in `source`.
    pub span: Span,
    /// Words for the underlined place.
    pub label: String,
    /// What to write instead, if it is known.
    pub help: Option<String>,
}

impl Diagnostic {
    /// One-based line and column (in characters) of the place.
    pub fn line_column(&self) -> (usize, usize) {
        let at = self.span.start.min(self.source.len());
        let before = self.source.get(..at).unwrap_or("");
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (line, column)
    }
}
