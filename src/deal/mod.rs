//! From matches to deals.

pub mod actor;
pub mod akin;
pub mod assemble;
pub mod carry;
pub mod confidence;
pub mod deals;
pub mod headline;
pub mod hearsay;
pub mod member;
pub mod model;
pub mod part;
pub mod pronoun;
pub mod reading;
pub mod story;
pub mod words;

pub use model::{Deal, Filler};
pub use reading::Reading;
