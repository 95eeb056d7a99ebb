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
use std::collections::{BTreeMap, HashMap};

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
        let (reports, merged_before) = reports(records);
        let views = view::views(&reports, self.types, &self.forms);
        let clusters = cluster::clusters(&views);
        // The final identifier of every report, and of every record that was merged before.
        let mut ids: HashMap<String, String> = HashMap::new();
        for c in &clusters {
            let members: Vec<&str> = c.members.iter().map(|&i| reports[i].id.as_str()).collect();
            let id = unite::id(&members);
            ids.extend(members.into_iter().map(|m| (m.to_owned(), id.clone())));
        }
        let before: Vec<_> = merged_before.into_iter().filter_map(|(old, first)| Some((old, ids.get(&first)?.clone()))).collect();
        ids.extend(before);
        let mut out: Vec<DealRecord> = clusters.iter().map(|c| unite::unite(c, &reports, &views)).collect();
        for deal in &mut out {
            let whole = |part_of: &mut Option<String>| *part_of = part_of.take().map(|p| ids.get(&p).cloned().unwrap_or(p));
            deal.sources.iter_mut().for_each(|s| whole(&mut s.deal.part_of));
            whole(&mut deal.part_of);
            // A tranche that was joined with its whole is no part of itself.
            deal.part_of = deal.part_of.take().filter(|p| *p != deal.id);
        }
        out
    }
}

/// Single reports in the order of day, document and place, each once; and, for records that were merged before, their
/// identifier with that of their first report.
fn reports(records: Vec<DealRecord>) -> (Vec<DealRecord>, Vec<(String, String)>) {
    let mut merged_before = Vec::new();
    let mut reports: Vec<DealRecord> = Vec::new();
    for mut record in records {
        let sources = std::mem::take(&mut record.sources);
        match sources.first() {
            Some(first) => {
                merged_before.push((record.id, first.deal.id.clone()));
                reports.extend(sources.into_iter().map(|s| *s.deal));
            }
            None => reports.push(record),
        }
    }
    reports.sort_by(|a, b| order(a).cmp(&order(b)));
    // The results of one article, read twice. Should other rules have read it, either record will do, but always the same.
    let bytes = |r: &DealRecord| serde_json::to_string(r).unwrap_or_default();
    let mut once: Vec<DealRecord> = Vec::with_capacity(reports.len());
    for r in reports {
        match once.last_mut() {
            Some(last) if last.id == r.id => {
                if bytes(&r) < bytes(last) {
                    *last = r;
                }
            }
            _ => once.push(r),
        }
    }
    (once, merged_before)
}

/// Documents without a day come last.
fn order(r: &DealRecord) -> (bool, Option<&str>, &str, Option<(bool, usize)>, &str) {
    let place = r.evidence.first().map(|e| (e.field == Field::Text, e.start));
    (r.doc_date.is_none(), r.doc_date.as_deref(), &r.doc_id, place, &r.id)
}
