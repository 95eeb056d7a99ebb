//! The same deal told by several documents becomes one record.
//!
//! Two reports are of one deal when their types and main parties agree, nothing that the type calls its own contradicts,
//! and enough agrees besides ([`same`]). Reports that are one deal by pairs are joined, the surest pair first, as long as
//! no two of a cluster contradict each other ([`cluster`]). A merged record holds each report whole ([`unite`]), so that
//! nothing is lost, and merging it again, alone or with more, starts from the reports: the result depends neither on the
//! order of the records nor on the steps in which they were merged.

mod cluster;
mod same;
mod unite;
mod view;

use crate::entity::alias::Forms;
use crate::output::record::{DealRecord, Field};
use crate::rule::Pack;
use crate::rule::pack::DealType;
use std::collections::{BTreeMap, HashSet};

/// Joins reports after what the rule files say of types and names.
#[derive(Debug)]
pub struct Merger<'p> {
    types: &'p BTreeMap<String, DealType>,
    forms: Forms,
}

impl<'p> Merger<'p> {
    /// A merger after these rules.
    pub fn new(pack: &'p Pack) -> Self {
        Merger { types: &pack.types, forms: Forms::new(&pack.lexicons) }
    }

    /// The deals (or facts) of all records, each once; in the order of their first reports by day, document and place.
    pub fn merge(&self, records: Vec<DealRecord>) -> Vec<DealRecord> {
        let mut out = Vec::new();
        let taken: Result<(), std::convert::Infallible> = self.each(records, |record| {
            out.push(record);
            Ok(())
        });
        let Ok(()) = taken;
        out
    }

    /// As [`Merger::merge`], one after the other: what is merged takes no memory beside the reports.
    ///
    /// # Errors
    /// Those of `take`.
    pub fn each<E>(&self, records: Vec<DealRecord>, take: impl FnMut(DealRecord) -> Result<(), E>) -> Result<(), E> {
        let reports = reports(records);
        let views = view::views(&reports, self.types, &self.forms);
        cluster::clusters(&views).iter().map(|c| unite::unite(c, &views)).try_for_each(take)
    }
}

/// Single reports in the order of day, document and place, each once.
fn reports(records: Vec<DealRecord>) -> Vec<DealRecord> {
    let single = |mut record: DealRecord| match std::mem::take(&mut record.sources) {
        sources if sources.is_empty() => vec![record],
        sources => sources.into_iter().map(|s| *s.deal).collect(),
    };
    let mut reports: Vec<DealRecord> = records.into_iter().flat_map(single).collect();
    // The results of one article, read twice. Should other rules have read it, either record will do, but always the same.
    let bytes = |r: &DealRecord| serde_json::to_string(r).unwrap_or_default();
    reports.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| bytes(a).cmp(&bytes(b))));
    let mut ids: HashSet<String> = HashSet::with_capacity(reports.len());
    reports.retain(|r| ids.insert(r.id.clone()));
    reports
}

/// Documents without a day come last.
fn order(r: &DealRecord) -> (bool, Option<&str>, &str, Option<(bool, usize)>, &str) {
    let place = r.evidence.first().map(|e| (e.field == Field::Text, e.start));
    (r.doc_date.is_none(), r.doc_date.as_deref(), &r.doc_id, place, &r.id)
}
