//! What leaves the program: wire records and the writers of each format.

pub mod columns;
pub mod convert;
pub mod csv;
pub mod html;
pub mod journal;
pub mod json;
pub mod jsonl;
pub mod offsets;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod record;
pub mod schema;
pub mod tables;
pub mod writer;
