//! What leaves the program: wire records and the writers of each format.

pub mod record;
