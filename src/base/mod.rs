//! Data that every stage shares: spans, sets of numbers, lists by number and diagnostics.

pub mod bits;
pub mod diagnostic;
pub mod lists;
pub mod span;

pub use bits::Bits;
pub use diagnostic::{Diagnostic, Severity};
pub use lists::Lists;
pub use span::Span;
