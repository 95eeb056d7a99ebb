//! The one test binary: what is tested across modules, through the library's face or the command line.

mod exchange;
mod gold;
mod imports;
mod names;
mod rules;
