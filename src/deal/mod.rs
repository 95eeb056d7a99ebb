//! From matches to deals.

pub mod assemble;
pub mod model;

pub use model::{Deal, Filler};
