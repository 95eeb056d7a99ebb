//! The only reader of the file system: folders, files, globs and standard input to documents.

pub mod annotation;
pub mod document;
pub mod reader;
pub mod rules;
pub mod walk;

pub use document::{FieldMap, Skipped};
pub use reader::{Limits, Raw, Reader};
pub use walk::{Found, Input, WalkError, find, inputs};
