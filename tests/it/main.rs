//! The one test binary: what is tested across modules, through the library's face or the command line.

mod reading;

mod cli;
mod confidence;
mod corpus;
mod exchange;
mod formats;
mod gold;
mod hostile;
mod imports;
mod machines;
mod merge;
mod names;
mod outputs;
mod readme;
mod rules;
mod schemas;
mod stories;
mod text;
mod values;
mod values_random;
