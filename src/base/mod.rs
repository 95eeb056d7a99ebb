//! Data that every stage shares: spans and diagnostics.

pub mod diagnostic;
pub mod span;

pub use diagnostic::{Diagnostic, Severity};
pub use span::Span;
