//! From the bytes of an article to sentences, with a way back to the text as read.

pub mod document;
pub mod plain;
pub mod sentence;

pub use document::{DateSource, Document, Place};
pub use plain::PlainText;
pub use sentence::Sentence;
