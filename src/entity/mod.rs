//! Names that belong to one company or person, and words that stand for them.

pub mod alias;
pub mod apart;
pub mod beside;
pub mod cast;
pub mod reference;

use crate::rule::pack::Names;
use apart::Apart;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A company or a person of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// What it is.
    pub names: Names,
    /// Its names as the plain text writes them, best first.
    pub texts: Vec<String>,
    /// Names that it has only in sentences that tell of no deal.
    pub more: Vec<String>,
    /// Its identifiers, such as tickers.
    pub identifiers: Vec<String>,
    /// Identifiers that only sentences give it that tell of no deal.
    pub more_identifiers: Vec<String>,
}

/// The entities of one document.
#[derive(Clone, Debug, Default)]
pub struct Entities {
    /// In the order of their first mention.
    pub list: Vec<Entity>,
    by_text: FxHashMap<String, usize>,
}

impl Entities {
    /// The entity of a name as the plain text writes it.
    pub fn of(&self, text: &str) -> Option<usize> {
        self.by_text.get(text).copied()
    }

    /// Takes in the entities of a wider reading of the document: new ones, and names and identifiers that those here lack.
    /// Returns the place of each.
    pub fn take_in(&mut self, others: &Entities) -> Vec<usize> {
        let mut places = Vec::with_capacity(others.list.len());
        for other in &others.list {
            let place = other.texts.iter().find_map(|t| self.of(t));
            places.push(place.unwrap_or(self.list.len()));
            match place {
                Some(i) => {
                    let new = other.texts.iter().filter(|t| !self.by_text.contains_key(*t)).cloned();
                    self.list[i].more = new.collect();
                    let Entity { identifiers, more_identifiers, .. } = &mut self.list[i];
                    more_identifiers.extend(other.identifiers.iter().filter(|id| !identifiers.contains(id)).cloned());
                }
                None => self.list.push(other.clone()),
            }
            for t in &other.texts {
                self.by_text.entry(t.clone()).or_insert(places[places.len() - 1]);
            }
        }
        places
    }

    /// Groups the names of a document. `names`: each name with how often it occurs, in the order of first mention;
    /// `defined`: pairs that the document itself equates; `apart`: pairs that it tells apart; `identifiers`: name and ticker.
    pub fn group(
        names: &[(String, Names, usize)],
        defined: &[(String, String)],
        apart: &Apart,
        identifiers: &[(String, String)],
        forms: &alias::Forms,
    ) -> Entities {
        let mut parent: Vec<usize> = (0..names.len()).collect();
        let index: FxHashMap<&str, usize> = names.iter().enumerate().map(|(i, n)| (n.0.as_str(), i)).collect();
        for (a, b) in defined {
            if let (Some(&a), Some(&b)) = (index.get(a.as_str()), index.get(b.as_str())) {
                join(&mut parent, a, b);
            }
        }
        let apart: Vec<(usize, usize)> =
            apart.iter().filter_map(|(a, b)| Some((*index.get(a.as_str())?, *index.get(b.as_str())?))).collect();
        // Long names first, so that a short name goes to the fullest name that it can stand for.
        let mut order: Vec<usize> = (0..names.len()).collect();
        order.sort_by_key(|&i| (std::cmp::Reverse(names[i].0.chars().count()), i));
        let parts: Vec<alias::Parts> = names.iter().map(|n| forms.parts(&n.0)).collect();
        // A document may have thousands of names, and each is compared only with those that begin like it.
        let places = || order.iter().enumerate().map(|(place, &i)| (place, &parts[i]));
        let mut beginnings: Vec<(Cow<str>, usize)> = places().flat_map(|(place, p)| p.beginnings().map(move |b| (b, place))).collect();
        beginnings.sort_unstable();
        let mut abbreviations: FxHashMap<(char, char), Vec<usize>> = FxHashMap::default();
        for (place, pair) in places().flat_map(|(place, p)| p.abbreviations().map(move |pair| (place, pair))) {
            abbreviations.entry(pair).or_default().push(place);
        }
        let defined: FxHashSet<&str> = defined.iter().map(|(_, b)| b.as_str()).collect();
        for &short in &order {
            if find(&parent, short) != short && defined.contains(names[short].0.as_str()) {
                continue;
            }
            let abbreviated = parts[short].abbreviates().and_then(|pair| abbreviations.get(&pair));
            let mut alike: Vec<usize> = beginning_with(&beginnings, &parts[short].own()).iter().map(|(_, place)| *place).collect();
            alike.extend(abbreviated.into_iter().flatten());
            alike.sort_unstable();
            alike.dedup();
            let full = alike
                .into_iter()
                .map(|place| order[place])
                .filter(|&f| f != short && names[f].1 == names[short].1)
                .find(|&f| forms.stands_for(&parts[short], &parts[f]) && !told_apart(&parent, &apart, f, short));
            if let Some(full) = full {
                join(&mut parent, full, short);
            }
        }
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for i in 0..names.len() {
            groups.entry(find(&parent, i)).or_default().push(i);
        }
        let mut groups: Vec<Vec<usize>> = groups.into_values().collect();
        groups.sort_by_key(|g| g[0]);
        let mut codes: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        identifiers.iter().for_each(|(name, id)| codes.entry(name).or_default().push(id));
        let mut out = Entities::default();
        for mut group in groups {
            // The name used most, and of those the longest, is the best.
            group.sort_by_key(|&i| (std::cmp::Reverse(names[i].2), std::cmp::Reverse(names[i].0.len()), i));
            let texts: Vec<String> = group.iter().map(|&i| names[i].0.clone()).collect();
            let kind = names[group[0]].1;
            let mut ids: Vec<String> = texts.iter().flat_map(|t| codes.get(t.as_str())).flatten().map(|id| (*id).to_owned()).collect();
            ids.sort();
            ids.dedup();
            for t in &texts {
                out.by_text.insert(t.clone(), out.list.len());
            }
            out.list.push(Entity { names: kind, texts, more: Vec::new(), identifiers: ids, more_identifiers: Vec::new() });
        }
        out
    }
}

/// Those of a sorted list that begin with a text.
fn beginning_with<'l, T>(list: &'l [(Cow<str>, T)], text: &str) -> &'l [(Cow<'l, str>, T)] {
    let list = &list[list.partition_point(|(b, _)| &**b < text)..];
    &list[..list.partition_point(|(b, _)| b.starts_with(text))]
}

fn find(parent: &[usize], mut i: usize) -> usize {
    while parent[i] != i {
        i = parent[i];
    }
    i
}

/// Whether a name of one group is told apart from a name of the other.
fn told_apart(parent: &[usize], apart: &[(usize, usize)], a: usize, b: usize) -> bool {
    let (a, b) = (find(parent, a), find(parent, b));
    apart.iter().any(|&(x, y)| find(parent, x) == a && find(parent, y) == b)
}

fn join(parent: &mut [usize], a: usize, b: usize) {
    let (a, b) = (find(parent, a), find(parent, b));
    let (low, high) = (a.min(b), a.max(b));
    parent[high] = low;
}
