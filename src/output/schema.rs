//! JSON Schemas of the records.

use super::record::{DEAL_SCHEMA, DealRecord, EntityRecord, FACT_SCHEMA, GOLD_SCHEMA, GoldDocument, MentionRecord, RUN_SCHEMA, RunRecord};
use schemars::{JsonSchema, Schema, SchemaGenerator};

/// What has a schema: lines of the files that a run writes, `run.json`, and gold documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Record {
    /// A line of deals.jsonl
    Deal,
    /// A line of facts.jsonl
    Fact,
    /// A line of mentions.jsonl
    Mention,
    /// A line of entities.jsonl
    Entity,
    /// A gold annotation of one document
    Gold,
    /// run.json
    Run,
    /// A rule file
    Rule,
}

impl Record {
    /// All of them.
    pub const ALL: [Record; 7] = [Record::Deal, Record::Fact, Record::Mention, Record::Entity, Record::Gold, Record::Run, Record::Rule];

    /// Its name on the command line and in `schemas/`.
    pub fn name(self) -> &'static str {
        match self {
            Record::Deal => "deal",
            Record::Fact => "fact",
            Record::Mention => "mention",
            Record::Entity => "entity",
            Record::Gold => "gold",
            Record::Run => "run",
            Record::Rule => "rule",
        }
    }

    /// Its schema.
    pub fn schema(self) -> Schema {
        match self {
            Record::Deal => of::<DealRecord>("DealRecord", Some(DEAL_SCHEMA)),
            Record::Fact => of::<DealRecord>("FactRecord", Some(FACT_SCHEMA)),
            Record::Mention => of::<MentionRecord>("MentionRecord", None),
            Record::Entity => of::<EntityRecord>("EntityRecord", None),
            Record::Gold => of::<GoldDocument>("GoldDocument", Some(GOLD_SCHEMA)),
            Record::Run => of::<RunRecord>("RunRecord", Some(RUN_SCHEMA)),
            // Rule files are read with their places and not through serde; their schema is written by hand, and tests hold
            // it to the reader. It is part of the program, so that reading it cannot fail.
            Record::Rule => serde_json::from_str(include_str!("../../schemas/rule.json")).unwrap_or_default(),
        }
    }
}

/// The schema of a type, whose field `schema` has the value `tag`.
fn of<T: JsonSchema>(title: &str, tag: Option<&str>) -> Schema {
    let mut schema = SchemaGenerator::default().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    if let (Some(tag), Some(serde_json::Value::Object(field))) = (tag, schema.pointer_mut("/properties/schema")) {
        field.insert("const".to_owned(), tag.into());
    }
    schema
}
