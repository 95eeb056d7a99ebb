//! dealex reads Chinese financial news and writes the deals it reports as structured records.
//!
//! The modules stand in the order of the flow; each may use those above it, none those below (a test holds
//! them to it). [`engine::Engine`] is the pipeline; everything that touches a file is in [`corpus`] and [`cli`].

pub mod base;
pub mod text;
pub mod lexicon;
pub mod value;
pub mod rule;
pub mod matcher;
pub mod mention;
pub mod entity;
pub mod deal;
pub mod engine;
pub mod output;
pub mod merge;
pub mod gold;
pub mod example;
pub mod explain;
pub mod corpus;
pub mod cli;
