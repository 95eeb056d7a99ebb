//! Data that every stage shares: spans, sets of numbers and diagnostics.

pub mod bits;
pub mod diagnostic;
pub mod span;

pub use bits::Bits;
pub use diagnostic::{Diagnostic, Severity};
pub use span::Span;
