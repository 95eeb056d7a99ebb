//! An evaluation as JSON, and how it compares with an earlier one.

use super::fault::{Class, Fault};
use super::interval;
use super::score::{Count, Counts, Evaluation, Scope, Scored, Table};
use crate::output::record::Status;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The version tag of an evaluation.
pub const EVAL_SCHEMA: &str = "dealex/eval/1";

/// What `eval --json` writes.
#[derive(Debug, Serialize)]
pub struct EvalRecord<'e> {
    schema: &'static str,
    scope: &'e Scope,
    documents: usize,
    deals: TableRecord,
    #[serde(skip_serializing_if = "Option::is_none")]
    facts: Option<TableRecord>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    mentions: BTreeMap<&'e str, MentionRow>,
    types: Vec<Row<'e>>,
    roles: Vec<Row<'e>>,
    rules: Vec<RuleRow<'e>>,
    status: Vec<StatusRow>,
    errors: BTreeMap<Class, usize>,
    by_document: Vec<DocumentRow<'e>>,
}

#[derive(Debug, Serialize)]
struct TableRecord {
    fields: Measure,
    text: Measure,
    aligned: Measure,
    whole: Measure,
}

/// Counts with the figures that follow, to four decimals.
#[derive(Debug, Serialize)]
pub struct Measure {
    #[serde(flatten)]
    count: Count,
    precision: f64,
    recall: f64,
    f1: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    f1_interval: Option<(f64, f64)>,
}

impl Measure {
    fn new(count: Count) -> Self {
        let r = rounded;
        Measure { count, precision: r(count.precision()), recall: r(count.recall()), f1: r(count.f1()), f1_interval: None }
    }

    fn over(count: Count, documents: impl Iterator<Item = Count>) -> Self {
        let documents: Vec<Count> = documents.collect();
        let f1_interval = interval::f1(&documents).map(|(a, b)| (rounded(a), rounded(b)));
        Measure { f1_interval, ..Measure::new(count) }
    }
}

fn rounded(x: f64) -> f64 {
    (x * 10_000.0).round() / 10_000.0
}

#[derive(Debug, Serialize)]
struct Row<'e> {
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<Table>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'e str>,
    fields: Measure,
    text: Measure,
    #[serde(skip_serializing_if = "Option::is_none")]
    aligned: Option<Measure>,
    #[serde(skip_serializing_if = "Option::is_none")]
    whole: Option<Measure>,
}

/// What a rule had a part in finding, and how much of it is right.
#[derive(Debug, Serialize)]
struct RuleRow<'e> {
    rule: &'e str,
    deals: usize,
    aligned: usize,
    whole: usize,
    fields: usize,
    fields_right: usize,
    precision: f64,
}

impl<'e> RuleRow<'e> {
    fn new(rule: &'e str, c: &Counts) -> Self {
        RuleRow {
            rule,
            deals: c.aligned.found,
            aligned: c.aligned.right,
            whole: c.whole.right,
            fields: c.fields.found,
            fields_right: c.fields.right,
            precision: rounded(c.fields.precision()),
        }
    }
}

#[derive(Debug, Serialize)]
struct MentionRow {
    exact: Measure,
    partial: Measure,
    place: Measure,
}

#[derive(Debug, Serialize)]
struct StatusRow {
    gold: Status,
    found: Status,
    deals: usize,
}

#[derive(Debug, Serialize)]
struct DocumentRow<'e> {
    doc_id: &'e str,
    right: bool,
    fields: Count,
    whole: Count,
    errors: &'e [Fault],
}

impl<'e> EvalRecord<'e> {
    /// The record of an evaluation.
    pub fn new(e: &'e Evaluation, scope: &'e Scope) -> Self {
        let table = |t: Table| {
            let c = e.total.table(t);
            let over =
                |total: Count, which: fn(&Counts) -> Count| Measure::over(total, e.documents.iter().map(|d| which(&d.tally.table(t))));
            TableRecord {
                fields: over(c.fields, |c| c.fields),
                text: over(c.text, |c| c.text),
                aligned: over(c.aligned, |c| c.aligned),
                whole: over(c.whole, |c| c.whole),
            }
        };
        let row = |c: &Counts| Row {
            table: None,
            kind: None,
            role: None,
            fields: Measure::new(c.fields),
            text: Measure::new(c.text),
            aligned: Some(Measure::new(c.aligned)),
            whole: Some(Measure::new(c.whole)),
        };
        let mut mentions = BTreeMap::new();
        let kinds = e.total.kinds.iter().map(|(k, m)| (k.as_str(), m));
        for (kind, m) in kinds.chain(e.total.mentions.as_ref().map(|m| ("all", m))) {
            let row = MentionRow { exact: Measure::new(m.exact), partial: Measure::new(m.partial), place: Measure::new(m.place) };
            mentions.insert(kind, row);
        }
        EvalRecord {
            schema: EVAL_SCHEMA,
            scope,
            documents: e.documents.len(),
            deals: table(Table::Deal),
            facts: e.total.tables.contains_key(&Table::Fact).then(|| table(Table::Fact)),
            mentions,
            types: e.total.types.iter().map(|((t, k), c)| Row { table: Some(*t), kind: Some(k), ..row(c) }).collect(),
            roles: e
                .total
                .roles
                .iter()
                .map(|((t, k, r), c)| Row { table: Some(*t), kind: Some(k), role: Some(r), aligned: None, whole: None, ..row(c) })
                .collect(),
            rules: e.total.rules.iter().map(|(r, c)| RuleRow::new(r, c)).collect(),
            status: e.total.status.iter().map(|((gold, found), deals)| StatusRow { gold: *gold, found: *found, deals: *deals }).collect(),
            errors: e.total.faults.clone(),
            by_document: e
                .documents
                .iter()
                .map(|d| {
                    let c = d.tally.table(Table::Deal);
                    DocumentRow { doc_id: &d.doc_id, right: d.right(), fields: c.fields, whole: c.whole, errors: &d.faults }
                })
                .collect(),
        }
    }
}

/// What a comparison needs of an earlier evaluation.
#[derive(Debug, Deserialize)]
pub struct Baseline {
    schema: String,
    scope: Scope,
    by_document: Vec<BaselineRow>,
}

#[derive(Debug, Deserialize)]
struct BaselineRow {
    doc_id: String,
    right: bool,
    fields: Count,
}

/// Why a baseline cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// Not the output of `eval --json`.
    #[error("this is not what `dealex eval --json` wrote: {0}")]
    Json(#[from] serde_json::Error),
    /// The output of another version.
    #[error("its schema is `{0}`; this version compares with `{EVAL_SCHEMA}`")]
    Schema(String),
    /// Scored another way.
    #[error("it was scored with other options (--align, --types, --annotated-only)")]
    Scope,
    /// Nothing in common.
    #[error("it has no document of this gold")]
    Disjoint,
}

/// The same documents, earlier and now.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// Documents that both have.
    pub documents: usize,
    /// F1 of fields then, on these documents.
    pub before: f64,
    /// F1 of fields now, on these documents.
    pub now: f64,
    /// 95 % interval of the difference.
    pub interval: Option<(f64, f64)>,
    /// Documents without an error now, and with one then.
    pub newly_right: Vec<String>,
    /// The reverse.
    pub newly_wrong: Vec<String>,
    /// Documents that only one of the two has.
    pub apart: usize,
}

impl Comparison {
    /// Whether the figure fell.
    pub fn worse(&self) -> bool {
        self.now < self.before
    }
}

impl Baseline {
    /// Reads what `eval --json` wrote.
    ///
    /// # Errors
    /// When it is something else, or of another version.
    pub fn parse(text: &str) -> Result<Baseline, BaselineError> {
        let baseline: Baseline = serde_json::from_str(text)?;
        if baseline.schema == EVAL_SCHEMA { Ok(baseline) } else { Err(BaselineError::Schema(baseline.schema)) }
    }

    /// Compares, document by document.
    ///
    /// # Errors
    /// When the two were scored differently or have no document in common.
    pub fn compare(&self, e: &Evaluation, scope: &Scope) -> Result<Comparison, BaselineError> {
        if self.scope != *scope {
            return Err(BaselineError::Scope);
        }
        let earlier: BTreeMap<&str, &BaselineRow> = self.by_document.iter().map(|d| (d.doc_id.as_str(), d)).collect();
        let both: Vec<(&BaselineRow, &Scored)> = e.documents.iter().filter_map(|d| Some((*earlier.get(d.doc_id.as_str())?, d))).collect();
        if both.is_empty() {
            return Err(BaselineError::Disjoint);
        }
        let counts: Vec<(Count, Count)> = both.iter().map(|(b, d)| (b.fields, d.tally.table(Table::Deal).fields)).collect();
        let (mut before, mut now) = (Count::default(), Count::default());
        for (b, n) in &counts {
            before.add(*b);
            now.add(*n);
        }
        let turned = |right: bool| {
            let turned = both.iter().filter(|(b, d)| b.right != d.right() && d.right() == right);
            turned.map(|(_, d)| d.doc_id.clone()).collect()
        };
        let ids: BTreeSet<&str> = e.documents.iter().map(|d| d.doc_id.as_str()).collect();
        let apart = ids.len() - both.len() + earlier.keys().filter(|id| !ids.contains(*id)).count();
        Ok(Comparison {
            documents: both.len(),
            before: before.f1(),
            now: now.f1(),
            interval: interval::difference(&counts),
            newly_right: turned(true),
            newly_wrong: turned(false),
            apart,
        })
    }
}
