//! Rule files: from TOML text to checked rules.
//!
//! `file` reads the tables with their places, `pattern` parses the pattern language to a tree, `program` turns a tree
//! into an automaton over skeleton symbols, and `pack` joins all files into one checked [`pack::Pack`].

pub mod alphabet;
pub mod automaton;
pub mod file;
pub mod lint;
pub mod pack;
pub mod pattern;
pub mod program;
pub mod shape;
pub mod syntax;
pub mod table;

pub use file::RuleFile;
pub use pack::Pack;
