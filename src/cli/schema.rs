//! `dealex schema`: JSON Schemas of what the program writes and reads.

use super::Exit;
use crate::output::schema::Record;
use clap::Args;
use std::io::Write;

/// Arguments of `schema`.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// The record
    #[arg(value_enum, default_value_t = Record::Deal)]
    record: Record,
}

/// Prints a schema.
///
/// # Errors
/// When standard output is closed.
pub fn schema(args: &SchemaArgs) -> anyhow::Result<Exit> {
    writeln!(std::io::stdout(), "{}", serde_json::to_string_pretty(&args.record.schema())?)?;
    Ok(Exit::Done)
}
