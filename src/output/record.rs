//! The wire types: one line of `deals.jsonl`, `facts.jsonl`, `mentions.jsonl`, `entities.jsonl`, and a gold file.
//!
//! Offsets are Unicode characters in the field as read, unless the run chose other units.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version tag of a deal line.
pub const DEAL_SCHEMA: &str = "dealex/deal/1";
/// The version tag of a fact line.
pub const FACT_SCHEMA: &str = "dealex/fact/1";
/// The version tag of a gold document.
pub const GOLD_SCHEMA: &str = "dealex/gold/1";
/// The version tag of `run.json`.
pub const RUN_SCHEMA: &str = "dealex/run/1";

/// A deal or a fact: one line of `deals.jsonl` or `facts.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DealRecord {
    /// `dealex/deal/1` or `dealex/fact/1`.
    pub schema: String,
    /// Stable identifier: a hash of document, type and fillers; after `merge` that of the earliest report.
    pub id: String,
    /// The document that reports it.
    pub doc_id: String,
    /// The day of that document, ISO 8601, where it is given or can be inferred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc_date: Option<String>,
    /// Deal or fact type, such as `investment`.
    #[serde(rename = "type")]
    pub kind: String,
    /// How far it has come; absent on facts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// The states it went through before `status`, oldest first, where the article tells them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Status>,
    /// Role name to fillers, best first.
    pub roles: BTreeMap<String, Vec<Filler>>,
    /// Identifier of the deal that this is a tranche of; after `merge` that deal may be one of the `sources` of another.
    pub part_of: Option<String>,
    /// The amount adds up several deals (累计, 已投资).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cumulative: bool,
    /// The share of deals of the bundled corpus that are right where as much speaks for them; 0 to 1, three decimals.
    pub confidence: f64,
    /// Sentences that say so.
    pub evidence: Vec<Evidence>,
    /// After `merge`: what each document says that reports this deal, the earliest first; absent where only one does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// How far a deal has come, in the words of the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Intended, under negotiation, awaiting approval.
    Planned,
    /// Stated as agreed or public, completion not stated.
    Announced,
    /// Stated as done.
    Completed,
    /// Known from hearsay only.
    Rumoured,
    /// Given up, failed or ended.
    Terminated,
}

impl Status {
    /// The name that rules and records give it.
    pub fn name(self) -> &'static str {
        match self {
            Status::Planned => "planned",
            Status::Announced => "announced",
            Status::Completed => "completed",
            Status::Rumoured => "rumoured",
            Status::Terminated => "terminated",
        }
    }
}

/// What fills a role: a mention in the document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filler {
    /// Exactly the document between `start` and `end`.
    pub text: String,
    /// The best name of the entity; for values the text without wraps and markup.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Entity of the document (`entities.jsonl`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    /// The entity's other names in the document; after `merge` in all documents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The entity's identifiers, such as tickers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<String>,
    /// After `merge`: the document that `entity` and the offsets are of, where it is not that of the deal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc_id: Option<String>,
    /// The field that the offsets point into.
    #[serde(default, rename = "in", skip_serializing_if = "Field::is_text")]
    pub field: Field,
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// The typed value (see [`ValueRecord`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<ValueRecord>,
}

/// The field that offsets point into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The document's text.
    #[default]
    Text,
    /// The document's title field.
    Title,
}

impl Field {
    fn is_text(&self) -> bool {
        *self == Field::Text
    }
}

/// A typed value. Decimals are strings; which fields are present depends on the kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ValueRecord {
    /// The number, in units of one (yuan, shares, a fraction for percentages).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Lower bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<String>,
    /// Upper bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
    /// ISO 4217 code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// The text names no currency.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub currency_inferred: bool,
    /// `points` for a difference of proportions (0.3个百分点), which is no proportion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// `exact`, `about`, `nearly`, `over`, `at_least`, `at_most`, `range`, `several`, `undisclosed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualifier: Option<String>,
    /// The same amount in another currency, as the text states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equivalent: Option<Box<ValueRecord>>,
    /// First day or month or year, ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begin: Option<String>,
    /// Last day, ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// `day`, `month`, `quarter`, `half`, `year`, `range`, `vague` …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<String>,
    /// Whether the article's date was needed to complete the date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved: Option<bool>,
    /// Where that date was found: `metadata`, `file_name`, `lede` (a dateline or dated line), `inferred` (running text).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_source: Option<String>,
    /// Canonical code, for rounds and identifiers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// A sentence that says so, and the rule that read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The field that the offsets point into.
    #[serde(default, rename = "in", skip_serializing_if = "Field::is_text")]
    pub field: Field,
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// Exactly the document between `start` and `end`.
    pub text: String,
    /// Identifier of the rule.
    pub rule: String,
}

/// What one document says of a merged deal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Why it was joined to the others; absent on the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<Because>,
    /// Where it says something else than the merged deal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<Difference>,
    /// Its own deal, as it was before.
    pub deal: Box<DealRecord>,
}

/// Why two reports are of one deal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Because {
    /// The report that this one agrees with best: the `id` of its deal.
    pub with: String,
    /// What the two have in common.
    pub agree: Vec<Agreement>,
}

/// Something that two reports have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// A role, or `time`.
    pub field: String,
    /// As this report says it.
    pub here: String,
    /// As the other one says it.
    pub there: String,
}

/// A disagreement of a report with the merged deal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// A role, `type` or `status`.
    pub field: String,
    /// What this report says.
    pub here: Vec<String>,
    /// What the merged deal says.
    pub merged: Vec<String>,
}

/// One line of `mentions.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MentionRecord {
    /// The document.
    pub doc_id: String,
    /// `money`, `percent`, `number`, `date`, `shares`, `round`, `company`, `person` …
    pub kind: String,
    /// Exactly the document between `start` and `end`.
    pub text: String,
    /// The field that the offsets point into.
    #[serde(default, rename = "in", skip_serializing_if = "Field::is_text")]
    pub field: Field,
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// Entity of the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    /// The typed value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<ValueRecord>,
}

/// One line of `entities.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntityRecord {
    /// The document.
    pub doc_id: String,
    /// Identifier inside the document, such as `e1`.
    pub id: String,
    /// `company`, `person` or `organisation`.
    pub kind: String,
    /// Best name.
    pub name: String,
    /// Other names in the document.
    pub aliases: Vec<String>,
    /// Identifiers, such as tickers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<String>,
}

/// The gold annotation of one document: a `.json` file, or a line of a `.jsonl` file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GoldDocument {
    /// `dealex/gold/1`.
    pub schema: String,
    /// The document that is annotated.
    pub doc_id: String,
    /// Every deal of the document; empty says that there is none.
    pub deals: Vec<GoldDeal>,
    /// Every fact of the document.
    #[serde(default)]
    pub facts: Vec<GoldDeal>,
    /// Mentions, where they were annotated; absent says nothing about them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mentions: Option<Vec<GoldMention>>,
}

/// A deal or fact as annotated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GoldDeal {
    /// Name inside the document, such as `d1`.
    pub id: String,
    /// Deal or fact type.
    #[serde(rename = "type")]
    pub kind: String,
    /// How far it has come; absent on facts, and where it was not annotated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Role name to fillers.
    pub roles: BTreeMap<String, Vec<Filler>>,
    /// Name of the deal that this is a tranche of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<String>,
    /// The amount adds up several deals.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cumulative: bool,
    /// A word of the annotator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A mention as annotated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GoldMention {
    /// `money`, `date`, `company` …
    pub kind: String,
    /// Exactly the document between `start` and `end`.
    pub text: String,
    /// The field that the offsets point into.
    #[serde(default, rename = "in", skip_serializing_if = "Field::is_text")]
    pub field: Field,
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// The typed value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<ValueRecord>,
}

/// `run.json`: what a run did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunRecord {
    /// `dealex/run/1`.
    pub schema: String,
    /// The version of dealex.
    pub version: String,
    /// Hash of all rule files.
    pub rules: String,
    /// The paths that were given.
    pub corpus: Vec<String>,
    /// The unit of offsets: `byte`, `char` or `utf16`.
    pub offsets: String,
    /// Hash of what was to be done: inputs by name and size, rules, version and options.
    #[serde(default)]
    pub job: String,
    /// The files beside this one that the run wrote.
    pub files: Vec<String>,
    /// What was read and found.
    pub counts: RunCounts,
    /// Documents that could not be read; where they are very many, the first of them.
    pub skipped: Vec<SkippedRecord>,
    /// When the run began, ISO 8601.
    pub started: String,
    /// How long it took, in seconds.
    pub seconds: f64,
}

/// Numbers of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunCounts {
    /// Documents read.
    pub documents: usize,
    /// Their bytes, as UTF-8.
    pub bytes: usize,
    /// Deals by type.
    pub deals: BTreeMap<String, usize>,
    /// Facts by type.
    pub facts: BTreeMap<String, usize>,
    /// Deals and facts that several documents tell; 0 where they were not merged.
    #[serde(default)]
    pub merged: usize,
    /// Mentions; 0 where they were not asked for.
    pub mentions: usize,
    /// Entities; 0 where they were not asked for.
    pub entities: usize,
    /// Documents that could not be read.
    pub skipped: usize,
    /// Documents whose id an earlier one has.
    pub duplicate_ids: usize,
    /// Files in the folders that are of no format that dealex reads.
    pub other_files: usize,
}

/// A document that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SkippedRecord {
    /// The file.
    pub name: String,
    /// One-based line, for JSONL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// What is wrong, and what to do.
    pub reason: String,
}
