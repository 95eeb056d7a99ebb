//! `dealex schema`: JSON Schemas of what the program writes and reads.

use super::Exit;
use crate::output::record::{DealRecord, EntityRecord, GoldDocument, MentionRecord};
use clap::{Args, ValueEnum};

/// Arguments of `schema`.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// The record
    #[arg(value_enum, default_value_t = Record::Deal)]
    record: Record,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Record {
    Deal,
    Fact,
    Mention,
    Entity,
    Gold,
}

/// Prints a schema.
///
/// # Errors
/// When standard output is closed.
pub fn schema(args: &SchemaArgs) -> anyhow::Result<Exit> {
    use std::io::Write;
    let schema = match args.record {
        Record::Deal | Record::Fact => schemars::schema_for!(DealRecord),
        Record::Mention => schemars::schema_for!(MentionRecord),
        Record::Entity => schemars::schema_for!(EntityRecord),
        Record::Gold => schemars::schema_for!(GoldDocument),
    };
    writeln!(std::io::stdout(), "{}", serde_json::to_string_pretty(&schema)?)?;
    Ok(Exit::Done)
}
