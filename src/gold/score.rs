//! Aligning what was found with the gold, and counting.

use super::align::{Align, align};
use super::equal::{By, Key};
use super::fault::{self, Class, Fault};
use crate::output::record::{DealRecord, Field, GoldDeal, GoldDocument, GoldMention, MentionRecord, Status};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Deals or facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Table {
    /// Deals.
    Deal,
    /// Facts.
    Fact,
}

/// What is scored, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// How deals are aligned.
    pub align: Align,
    /// The types that count; empty for all.
    pub types: BTreeSet<String>,
    /// Roles and types that the gold nowhere has do not count.
    pub annotated_only: bool,
}

/// Right, found and gold; precision, recall and F1 follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Found and in the gold.
    pub right: usize,
    /// Found.
    pub found: usize,
    /// In the gold.
    pub gold: usize,
}

impl Count {
    /// Right of those found; 1 when nothing was found and nothing is there.
    pub fn precision(&self) -> f64 {
        ratio(self.right, self.found, self.gold == 0)
    }

    /// Found of those in the gold.
    pub fn recall(&self) -> f64 {
        ratio(self.right, self.gold, self.found == 0)
    }

    /// The harmonic mean of the two: 2·right / (found + gold).
    pub fn f1(&self) -> f64 {
        ratio(2 * self.right, self.found + self.gold, true)
    }

    /// Adds another count.
    pub fn add(&mut self, other: Count) {
        self.right += other.right;
        self.found += other.found;
        self.gold += other.gold;
    }
}

fn ratio(a: usize, b: usize, when_empty: bool) -> f64 {
    match b {
        0 => f64::from(u8::from(when_empty)),
        b => a as f64 / b as f64,
    }
}

/// The counts of deals or facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Fillers, by value where both sides have one.
    pub fields: Count,
    /// Fillers, by text and names.
    pub text: Count,
    /// Deals that were aligned with one of the gold.
    pub aligned: Count,
    /// Deals with every filler and the status right, and nothing else.
    pub whole: Count,
}

impl Counts {
    fn add(&mut self, other: &Counts) {
        self.fields.add(other.fields);
        self.text.add(other.text);
        self.aligned.add(other.aligned);
        self.whole.add(other.whole);
    }
}

/// The counts of mentions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MentionCounts {
    /// Same place and kind.
    pub exact: Count,
    /// Same kind, places that overlap.
    pub partial: Count,
    /// Same place, whatever the kind.
    pub place: Count,
}

impl MentionCounts {
    fn add(&mut self, other: &MentionCounts) {
        self.exact.add(other.exact);
        self.partial.add(other.partial);
        self.place.add(other.place);
    }
}

/// Deals of one document, found or gold, that were aligned: index of the gold deal, index of the found one.
pub type Pair = (usize, usize);

/// The counts of one document, or of several.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// All deals; all facts.
    pub tables: BTreeMap<Table, Counts>,
    /// By type.
    pub types: BTreeMap<(Table, String), Counts>,
    /// By type and role; only fields are counted.
    pub roles: BTreeMap<(Table, String, String), Counts>,
    /// By rule: of what it found, how much is right. No rule is to blame for what nobody found.
    pub rules: BTreeMap<String, Counts>,
    /// Status in the gold and as found, of deals that were aligned.
    pub status: BTreeMap<(Status, Status), usize>,
    /// Mentions, of documents that annotate them.
    pub mentions: Option<MentionCounts>,
    /// Mentions by kind.
    pub kinds: BTreeMap<String, MentionCounts>,
    /// Errors.
    pub faults: BTreeMap<Class, usize>,
}

impl Tally {
    /// Adds the counts of another document.
    pub fn add(&mut self, other: &Tally) {
        other.tables.iter().for_each(|(k, v)| self.tables.entry(*k).or_default().add(v));
        other.types.iter().for_each(|(k, v)| self.types.entry(k.clone()).or_default().add(v));
        other.roles.iter().for_each(|(k, v)| self.roles.entry(k.clone()).or_default().add(v));
        other.rules.iter().for_each(|(k, v)| self.rules.entry(k.clone()).or_default().add(v));
        other.status.iter().for_each(|(k, v)| *self.status.entry(*k).or_default() += v);
        if let Some(m) = &other.mentions {
            self.mentions.get_or_insert_default().add(m);
        }
        other.kinds.iter().for_each(|(k, v)| self.kinds.entry(k.clone()).or_default().add(v));
        other.faults.iter().for_each(|(k, v)| *self.faults.entry(*k).or_default() += v);
    }

    /// The counts of a table.
    pub fn table(&self, table: Table) -> Counts {
        self.tables.get(&table).copied().unwrap_or_default()
    }
}

/// What was found in one document.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Deals.
    pub deals: Vec<DealRecord>,
    /// Facts.
    pub facts: Vec<DealRecord>,
    /// Mentions.
    pub mentions: Vec<MentionRecord>,
}

/// One document scored.
#[derive(Clone, Debug)]
pub struct Scored {
    /// The document.
    pub doc_id: String,
    /// Its counts.
    pub tally: Tally,
    /// Its errors.
    pub faults: Vec<Fault>,
    /// Aligned deals.
    pub deals: Vec<Pair>,
    /// Aligned facts.
    pub facts: Vec<Pair>,
}

impl Scored {
    /// Nothing is missing, wrong or too much.
    pub fn right(&self) -> bool {
        self.faults.is_empty()
    }
}

/// All documents scored.
#[derive(Clone, Debug, Default)]
pub struct Evaluation {
    /// In the order of the gold.
    pub documents: Vec<Scored>,
    /// Their sum.
    pub total: Tally,
}

/// Scores what was found against the gold. Facts count when the gold has any, mentions where they are annotated.
pub fn evaluate(documents: &[(&GoldDocument, &Found)], scope: &Scope) -> Evaluation {
    let filter = Filter::new(documents.iter().map(|d| d.0), scope);
    let mut out = Evaluation::default();
    for (gold, found) in documents {
        let scored = document(gold, found, scope, &filter);
        out.total.add(&scored.tally);
        out.documents.push(scored);
    }
    out
}

/// What counts, as read from the whole gold.
struct Filter<'g> {
    facts: bool,
    types: &'g BTreeSet<String>,
    /// Types with their roles, when only annotated ones count.
    annotated: Option<BTreeSet<(Table, &'g str, &'g str)>>,
    /// Kinds of mentions that are annotated.
    kinds: BTreeSet<&'g str>,
}

impl<'g> Filter<'g> {
    fn new(gold: impl Iterator<Item = &'g GoldDocument> + Clone, scope: &'g Scope) -> Self {
        let mut annotated = BTreeSet::new();
        for g in gold.clone() {
            for (table, deals) in [(Table::Deal, &g.deals), (Table::Fact, &g.facts)] {
                for d in deals {
                    annotated.extend(d.roles.keys().map(|r| (table, d.kind.as_str(), r.as_str())));
                }
            }
        }
        Filter {
            facts: gold.clone().any(|g| !g.facts.is_empty()),
            types: &scope.types,
            annotated: scope.annotated_only.then_some(annotated),
            kinds: gold.flat_map(|g| g.mentions.iter().flatten()).map(|m| m.kind.as_str()).collect(),
        }
    }

    fn kind(&self, table: Table, kind: &str) -> bool {
        (self.types.is_empty() || self.types.contains(kind))
            && self.annotated.as_ref().is_none_or(|a| a.iter().any(|(t, k, _)| *t == table && *k == kind))
    }

    fn role(&self, table: Table, kind: &str, role: &str) -> bool {
        self.annotated.as_ref().is_none_or(|a| a.contains(&(table, kind, role)))
    }
}

/// A deal of either side, ready to be compared.
#[derive(Clone, Debug)]
pub struct Side<'a> {
    pub(super) id: &'a str,
    pub(super) kind: &'a str,
    pub(super) status: Option<Status>,
    pub(super) fillers: Vec<(&'a str, Key<'a>)>,
    pub(super) rules: BTreeSet<&'a str>,
}

impl<'a> Side<'a> {
    fn gold(d: &'a GoldDeal, table: Table, filter: &Filter) -> Self {
        let roles = d.roles.iter().filter(|(r, _)| filter.role(table, &d.kind, r));
        let fillers = roles.flat_map(|(r, fs)| fs.iter().map(|f| (r.as_str(), Key::new(f)))).collect();
        Side { id: &d.id, kind: &d.kind, status: d.status, fillers, rules: BTreeSet::new() }
    }

    fn found(d: &'a DealRecord, table: Table, filter: &Filter) -> Self {
        let roles = d.roles.iter().filter(|(r, _)| filter.role(table, &d.kind, r));
        let fillers = roles.flat_map(|(r, fs)| fs.iter().map(|f| (r.as_str(), Key::new(f)))).collect();
        Side { id: &d.id, kind: &d.kind, status: d.status, fillers, rules: d.evidence.iter().map(|e| e.rule.as_str()).collect() }
    }

    /// For each filler of this side the index of the equal filler on the other, one to one, in the same role.
    fn partners(&self, other: &Side, by: By) -> Vec<Option<usize>> {
        let weight = |(r, k): &(&str, Key), (s, l): &(&str, Key)| {
            let same_place = (k.filler.field, k.filler.start) == (l.filler.field, l.filler.start);
            if r == s && k.equal(l, by) { 1000 + i64::from(same_place) } else { 0 }
        };
        let weights: Vec<Vec<i64>> = self.fillers.iter().map(|a| other.fillers.iter().map(|b| weight(a, b)).collect()).collect();
        align(&weights, Align::Optimal)
    }

    fn shared(&self, other: &Side, by: By) -> usize {
        self.partners(other, by).iter().flatten().count()
    }

    /// The fillers of both sides that have no equal on the other.
    pub(super) fn unequal<'s>(&'s self, other: &'s Side<'a>, by: By) -> (Vec<(&'s str, &'s Key<'a>)>, Vec<(&'s str, &'s Key<'a>)>) {
        let partners = self.partners(other, by);
        let mine = self.fillers.iter().zip(&partners).filter(|(_, p)| p.is_none()).map(|((r, k), _)| (*r, k)).collect();
        let theirs = other.fillers.iter().enumerate().filter(|(i, _)| !partners.contains(&Some(*i))).map(|(_, (r, k))| (*r, k)).collect();
        (mine, theirs)
    }

    /// This side without the fillers that `other` has, too.
    pub(super) fn beyond(&self, other: &Side) -> Side<'a> {
        let partners = self.partners(other, By::Value);
        let fillers = self.fillers.iter().zip(partners).filter(|(_, p)| p.is_none()).map(|(f, _)| f.clone()).collect();
        Side { fillers, rules: self.rules.clone(), ..*self }
    }

    /// The deal in one line.
    pub(super) fn line(&self) -> String {
        let parts: Vec<String> = self.fillers.iter().map(|(r, k)| format!("{r} {}", k.filler.text)).collect();
        parts.join(", ")
    }
}

fn document(gold: &GoldDocument, found: &Found, scope: &Scope, filter: &Filter) -> Scored {
    let mut out = Scored { doc_id: gold.doc_id.clone(), tally: Tally::default(), faults: Vec::new(), deals: Vec::new(), facts: Vec::new() };
    out.deals = table(Table::Deal, &gold.deals, &found.deals, scope, filter, &mut out.tally, &mut out.faults);
    if filter.facts {
        out.facts = table(Table::Fact, &gold.facts, &found.facts, scope, filter, &mut out.tally, &mut out.faults);
    }
    for f in &out.faults {
        *out.tally.faults.entry(f.class).or_default() += 1;
    }
    if let Some(g) = &gold.mentions {
        mentions(g, &found.mentions, filter, &mut out.tally);
    }
    out
}

fn table(
    table: Table,
    gold: &[GoldDeal],
    found: &[DealRecord],
    scope: &Scope,
    filter: &Filter,
    tally: &mut Tally,
    faults: &mut Vec<Fault>,
) -> Vec<Pair> {
    // Indexes of `pairs` are those of the unfiltered lists.
    let gold_index: Vec<usize> = (0..gold.len()).filter(|&i| filter.kind(table, &gold[i].kind)).collect();
    let found_index: Vec<usize> = (0..found.len()).filter(|&i| filter.kind(table, &found[i].kind)).collect();
    let gold: Vec<Side> = gold_index.iter().map(|&i| Side::gold(&gold[i], table, filter)).collect();
    let found: Vec<Side> = found_index.iter().map(|&i| Side::found(&found[i], table, filter)).collect();
    let pairs = pairs(&gold, &found, scope.align);
    let mut counts = Counting { table, tally };
    for side in &gold {
        counts.deal(side, |c| &mut c.gold);
    }
    for side in &found {
        counts.deal(side, |c| &mut c.found);
    }
    for &(g, f) in &pairs {
        let (gold, found) = (&gold[g], &found[f]);
        counts.pair(gold, found);
        fault::between(table, gold, found, faults);
    }
    fault::alone(table, &gold, &found, &pairs, faults);
    pairs.into_iter().map(|(g, f)| (gold_index[g], found_index[f])).collect()
}

/// Aligns deals of one type by the fillers that they share; status and the number of other fillers decide ties.
fn pairs(gold: &[Side], found: &[Side], how: Align) -> Vec<Pair> {
    let kinds: BTreeSet<&str> = gold.iter().map(|s| s.kind).collect();
    let mut out = Vec::new();
    for kind in kinds {
        let of = |sides: &[Side]| (0..sides.len()).filter(|&i| sides[i].kind == kind).collect::<Vec<usize>>();
        let (g, f) = (of(gold), of(found));
        let weight = |a: &Side, b: &Side| {
            let shared = a.shared(b, By::Value) as i64;
            let texts = a.shared(b, By::Text) as i64;
            match how {
                Align::Greedy => shared,
                Align::Optimal if shared == 0 => 0,
                Align::Optimal => shared * 1_000_000 + texts.min(99) * 10 + i64::from(a.status == b.status),
            }
        };
        let weights: Vec<Vec<i64>> = g.iter().map(|&g| f.iter().map(|&f| weight(&gold[g], &found[f])).collect()).collect();
        let aligned = align(&weights, how);
        out.extend(g.iter().zip(aligned).filter_map(|(&g, a)| a.map(|a| (g, f[a]))));
    }
    out.sort_unstable();
    out
}

/// Where counts go.
struct Counting<'t> {
    table: Table,
    tally: &'t mut Tally,
}

impl Counting<'_> {
    /// Counts a deal and its fillers as found or as gold.
    fn deal(&mut self, side: &Side, which: impl Fn(&mut Count) -> &mut usize) {
        let n = side.fillers.len();
        let to = |c: &mut Counts| {
            for (count, by) in [(&mut c.fields, n), (&mut c.text, n), (&mut c.aligned, 1), (&mut c.whole, 1)] {
                *which(count) += by;
            }
        };
        to(self.tally.tables.entry(self.table).or_default());
        to(self.tally.types.entry((self.table, side.kind.to_owned())).or_default());
        for rule in &side.rules {
            to(self.tally.rules.entry((*rule).to_owned()).or_default());
        }
        for (role, _) in &side.fillers {
            let c = self.tally.roles.entry((self.table, side.kind.to_owned(), (*role).to_owned())).or_default();
            *which(&mut c.fields) += 1;
            *which(&mut c.text) += 1;
        }
    }

    /// Counts what is right in an aligned pair.
    fn pair(&mut self, gold: &Side, found: &Side) {
        let fields = gold.partners(found, By::Value);
        let text = gold.partners(found, By::Text);
        let right = |partners: &[Option<usize>]| partners.iter().flatten().count();
        let whole = right(&fields) == gold.fillers.len()
            && gold.fillers.len() == found.fillers.len()
            && (gold.status.is_none() || gold.status == found.status);
        let to = |c: &mut Counts| {
            c.fields.right += right(&fields);
            c.text.right += right(&text);
            c.aligned.right += 1;
            c.whole.right += usize::from(whole);
        };
        to(self.tally.tables.entry(self.table).or_default());
        to(self.tally.types.entry((self.table, gold.kind.to_owned())).or_default());
        for rule in &found.rules {
            to(self.tally.rules.entry((*rule).to_owned()).or_default());
        }
        for (i, (role, _)) in gold.fillers.iter().enumerate() {
            let c = self.tally.roles.entry((self.table, gold.kind.to_owned(), (*role).to_owned())).or_default();
            c.fields.right += usize::from(fields[i].is_some());
            c.text.right += usize::from(text[i].is_some());
        }
        if let (Some(g), Some(f)) = (gold.status, found.status) {
            *self.tally.status.entry((g, f)).or_default() += 1;
        }
    }
}

fn mentions(gold: &[GoldMention], found: &[MentionRecord], filter: &Filter, tally: &mut Tally) {
    type Place<'a> = (Field, usize, usize, &'a str);
    let gold: BTreeSet<Place> = gold.iter().map(|m| (m.field, m.start, m.end, m.kind.as_str())).collect();
    let found: BTreeSet<Place> =
        found.iter().filter(|m| filter.kinds.contains(m.kind.as_str())).map(|m| (m.field, m.start, m.end, m.kind.as_str())).collect();
    let mut all = MentionCounts::default();
    for kind in filter.kinds.iter().copied() {
        let g: Vec<Place> = gold.iter().copied().filter(|m| m.3 == kind).collect();
        let f: Vec<Place> = found.iter().copied().filter(|m| m.3 == kind).collect();
        let sizes = Count { right: 0, found: f.len(), gold: g.len() };
        let mut c = MentionCounts { exact: sizes, partial: sizes, place: sizes };
        c.exact.right = g.iter().filter(|m| found.contains(m)).count();
        c.partial.right = overlaps(&g, &f);
        c.place.right = g.iter().filter(|m| found.iter().any(|x| (x.0, x.1, x.2) == (m.0, m.1, m.2))).count();
        all.add(&c);
        if g.len() + f.len() > 0 {
            tally.kinds.entry(kind.to_owned()).or_default().add(&c);
        }
    }
    tally.mentions = Some(all);
}

/// Pairs of overlapping places, one to one; both lists are in order.
fn overlaps(gold: &[(Field, usize, usize, &str)], found: &[(Field, usize, usize, &str)]) -> usize {
    let (mut g, mut f, mut n) = (0, 0, 0);
    while let (Some(a), Some(b)) = (gold.get(g), found.get(f)) {
        if a.0 == b.0 && a.1 < b.2 && b.1 < a.2 {
            n += 1;
            g += 1;
            f += 1;
        } else if (a.0, a.2) <= (b.0, b.2) {
            g += 1;
        } else {
            f += 1;
        }
    }
    n
}
