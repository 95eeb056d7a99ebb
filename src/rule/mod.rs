//! Rule files: from TOML text to checked rules.
//!
//! `file` reads the tables with their places, `pattern` parses the pattern language to a tree, `compile` turns a tree into a
//! `machine` over skeleton symbols (which knows what its steps may begin with: `first`), `program` adds what every match holds, and
//! `load` checks all files and joins them into one [`pack::Pack`].

pub mod alphabet;
pub mod compile;
pub mod expression;
pub mod file;
pub mod first;
pub mod lint;
mod load;
pub mod machine;
pub mod pack;
pub mod pattern;
pub mod program;
pub mod shape;
pub mod syntax;
pub mod table;
pub mod words;

pub use file::RuleFile;
pub use pack::Pack;
