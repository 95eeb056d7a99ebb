//! From the bytes of an article to sentences, with a way back to the text as read.

pub mod brief;
pub mod decode;
pub mod document;
pub mod fold;
pub mod html;
pub mod markup;
pub mod plain;
pub mod sentence;

pub use document::{DateSource, Document, Markup, Place};
pub use fold::Fold;
pub use plain::PlainText;
pub use sentence::Sentence;
