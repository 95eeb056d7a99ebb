//! What leaves the program: wire records and the writers of each format.

pub mod convert;
pub mod jsonl;
pub mod offsets;
pub mod record;
pub mod schema;
pub mod writer;
