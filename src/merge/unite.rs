//! One record from the reports of one deal.
//!
//! - In roles that companies and people fill, whoever a report names is there; who most reports name is first, then who the
//!   earliest names.
//! - Of values and texts, what most reports say is there, then what the earliest says. A value that says nothing (近日)
//!   counts only where none says more.
//! - Of types, too, the one that most reports give is there, then that of the earliest.
//! - Of states, the furthest is there; the others are its history.
//! - `id`, `doc_id`, `evidence`, offsets without a document of their own, and `cumulative` are those of the earliest report.
//! - The confidence is the highest.

use super::cluster::Cluster;
use super::same::{compare, equal};
use super::view::{Item, View, What};
use crate::deal::assemble::finality;
use crate::output::record::{Agreement, Because, DealRecord, Difference, Filler, Source, Status};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The record of a cluster; the report itself where there is only one.
pub fn unite(cluster: &Cluster, views: &[View]) -> DealRecord {
    let first = views[cluster.members[0]].record;
    if cluster.members.len() == 1 {
        return first.clone();
    }
    let told: Vec<&View> = cluster.members.iter().map(|&i| &views[i]).collect();
    let roles: BTreeSet<&str> = told.iter().flat_map(|v| v.roles.keys().copied()).collect();
    let mut merged = DealRecord {
        roles: roles.iter().map(|role| ((*role).to_owned(), fillers(role, &told))).collect(),
        kind: kind(&told),
        confidence: told.iter().map(|v| v.record.confidence).fold(0.0, f64::max),
        part_of: told.iter().filter_map(|v| v.record.part_of.clone()).find(|whole| told.iter().all(|v| v.record.id != *whole)),
        ..first.clone()
    };
    states(&mut merged, &told);
    let sources = told.iter().zip(&cluster.partners).enumerate().map(|(i, (v, partner))| Source {
        because: partner.filter(|_| i > 0).map(|p| because(v, &views[p])),
        differs: differences(v, &told, &merged),
        deal: Box::new(v.record.clone()),
    });
    merged.sources = sources.collect();
    merged
}

/// The type that most reports give, then that of the earliest.
fn kind(told: &[&View]) -> String {
    let votes = |kind: &str| told.iter().filter(|v| v.record.kind == kind).count();
    let chosen = told.iter().enumerate().min_by_key(|(i, v)| (Reverse(votes(&v.record.kind)), *i));
    chosen.map_or_else(String::new, |(_, v)| v.record.kind.clone())
}

/// Of states the furthest, with all others as its history.
fn states(merged: &mut DealRecord, told: &[&View]) {
    let all: BTreeSet<(u8, Status)> =
        told.iter().flat_map(|v| v.record.status.iter().chain(&v.record.history)).map(|s| (finality(s.name()), *s)).collect();
    let mut states: Vec<Status> = all.into_iter().map(|(_, s)| s).collect();
    merged.status = states.pop();
    merged.history = states;
}

/// Fillers that say the same.
struct Group<'r> {
    items: Vec<&'r Item<'r>>,
    /// The reports that say it.
    views: BTreeSet<usize>,
}

fn fillers(role: &str, told: &[&View]) -> Vec<Filler> {
    let mut out: Vec<Filler> = Vec::new();
    let mut names = groups(role, told);
    names.sort_by_key(|g| Reverse(g.views.len()));
    out.extend(names.iter().map(|g| named(g, told)));
    let lists: Vec<(usize, Vec<&Item>)> = (0..told.len()).map(|i| (i, list(told[i], role))).filter(|(_, l)| !l.is_empty()).collect();
    let says = |l: &[&Item]| l.iter().any(|i| says_something(i));
    let some = lists.iter().any(|(_, l)| says(l));
    let lists: Vec<(usize, Vec<&Item>)> = lists.into_iter().filter(|(_, l)| says(l) == some).collect();
    let votes = |l: &[&Item]| lists.iter().filter(|(_, o)| same_list(l, o)).count();
    if let Some((i, chosen)) = lists.iter().min_by_key(|(i, l)| (Reverse(votes(l)), *i)) {
        out.extend(chosen.iter().map(|item| placed(item.filler, told[*i], told[0])));
    }
    out
}

fn is_name(i: &Item) -> bool {
    matches!(i.what, What::Name(_))
}

fn says_something(i: &Item) -> bool {
    !matches!(i.what, What::Quantity(None) | What::Days(None))
}

fn list<'r>(v: &'r View<'r>, role: &str) -> Vec<&'r Item<'r>> {
    v.roles.get(role).into_iter().flatten().filter(|i| !is_name(i)).collect()
}

fn same_list(x: &[&Item], y: &[&Item]) -> bool {
    let within = |x: &[&Item], y: &[&Item]| x.iter().all(|f| y.iter().any(|g| equal(f, g) || f.filler.text == g.filler.text));
    within(x, y) && within(y, x)
}

/// The names that fill a role.
fn groups<'r>(role: &str, told: &[&'r View<'r>]) -> Vec<Group<'r>> {
    let mut groups: Vec<Group> = Vec::new();
    for (i, v) in told.iter().enumerate() {
        for item in v.roles.get(role).into_iter().flatten().filter(|i| is_name(i)) {
            let same = |g: &&mut Group| {
                g.items.iter().any(|other| equal(item, other) || item.filler.name == other.filler.name && item.filler.name.is_some())
            };
            match groups.iter_mut().find(same) {
                Some(g) => {
                    g.items.push(item);
                    g.views.insert(i);
                }
                None => groups.push(Group { items: vec![item], views: BTreeSet::from([i]) }),
            }
        }
    }
    groups
}

/// The earliest filler of a group, with the names and identifiers of all.
fn named(group: &Group, told: &[&View]) -> Filler {
    let first = group.views.first().copied().unwrap_or(0);
    let mut out = placed(group.items[0].filler, told[first], told[0]);
    let own = out.name.clone().unwrap_or_else(|| out.text.clone());
    for item in &group.items {
        let f = item.filler;
        for name in f.name.iter().chain(&f.aliases).filter(|n| **n != own) {
            if !out.aliases.contains(name) {
                out.aliases.push(name.clone());
            }
        }
        for id in &f.identifiers {
            if !out.identifiers.contains(id) {
                out.identifiers.push(id.clone());
            }
        }
    }
    out
}

/// A filler as the merged record holds it: with its document where that is another one than the record's.
fn placed(f: &Filler, of: &View, record: &View) -> Filler {
    Filler { doc_id: (of.document != record.document).then(|| of.record.doc_id.clone()), ..f.clone() }
}

fn text(f: &Filler) -> String {
    f.name.as_ref().unwrap_or(&f.text).clone()
}

fn because(here: &View, there: &View) -> Because {
    let (mut agree, close) = compare(here, there).map_or_else(Default::default, |(v, _)| (v.agree, v.close));
    agree.sort_by_key(|(role, ..)| *role);
    let mut agree: Vec<Agreement> =
        agree.into_iter().map(|(role, f, g)| Agreement { field: role.to_owned(), here: text(f.filler), there: text(g.filler) }).collect();
    if let Some((a, b)) = here.days.zip(there.days).filter(|_| close) {
        let days = |d: (jiff::civil::Date, jiff::civil::Date)| if d.0 == d.1 { d.0.to_string() } else { format!("{}/{}", d.0, d.1) };
        agree.push(Agreement { field: "time".to_owned(), here: days(a), there: days(b) });
    }
    Because { with: there.record.id.clone(), agree }
}

/// Where a report says something else than the merged deal: another value, nobody whom another report names, another state.
/// To say less is no disagreement.
fn differences(v: &View, told: &[&View], merged: &DealRecord) -> Vec<Difference> {
    let mut out = Vec::new();
    if v.record.kind != merged.kind {
        out.push(Difference { field: "type".to_owned(), here: vec![v.record.kind.clone()], merged: vec![merged.kind.clone()] });
    }
    if v.record.status != merged.status {
        let word = |s: Option<Status>| s.map(|s| s.name().to_owned()).into_iter().collect();
        out.push(Difference { field: "status".to_owned(), here: word(v.record.status), merged: word(merged.status) });
    }
    for (role, items) in &v.roles {
        let kept: BTreeMap<bool, Vec<&Filler>> = merged.roles.get(*role).into_iter().flatten().fold(BTreeMap::new(), |mut m, f| {
            m.entry(f.value.is_none() && f.entity.is_some()).or_default().push(f);
            m
        });
        let texts = |fs: &mut dyn Iterator<Item = &Filler>| fs.map(text).collect::<Vec<String>>();
        let names: Vec<&Item> = items.iter().filter(|i| is_name(i)).collect();
        let apart = |o: &&&View| {
            let others: Vec<&Item> = o.roles.get(role).into_iter().flatten().filter(|i| is_name(i)).collect();
            !others.is_empty() && !names.iter().any(|f| others.iter().any(|g| equal(f, g) || text(f.filler) == text(g.filler)))
        };
        if !names.is_empty() && told.iter().any(|o| apart(&o)) {
            let merged = texts(&mut kept.get(&true).into_iter().flatten().copied());
            out.push(Difference { field: (*role).to_owned(), here: texts(&mut names.iter().map(|i| i.filler)), merged });
        }
        let own: Vec<&Item> = items.iter().filter(|i| !is_name(i) && says_something(i)).collect();
        let chosen = told.iter().map(|o| list(o, role)).find(|l| {
            let kept = kept.get(&false).into_iter().flatten();
            kept.clone().count() == l.len() && kept.zip(l).all(|(k, i)| k.text == i.filler.text && k.value == i.filler.value)
        });
        if let Some(chosen) = chosen.filter(|c| !own.is_empty() && !same_list(&own, c)) {
            let merged = texts(&mut chosen.iter().map(|i| i.filler));
            out.push(Difference { field: (*role).to_owned(), here: texts(&mut own.iter().map(|i| i.filler)), merged });
        }
    }
    out
}
