//! Names that belong to one company or person, and words that stand for them.

pub mod alias;
pub mod cast;
pub mod reference;

use crate::rule::pack::Names;
use std::collections::{BTreeMap, HashMap};

/// A company or a person of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// What it is.
    pub names: Names,
    /// Its names as the plain text writes them, best first.
    pub texts: Vec<String>,
    /// Its identifiers, such as tickers.
    pub identifiers: Vec<String>,
}

/// The entities of one document.
#[derive(Clone, Debug, Default)]
pub struct Entities {
    /// In the order of their first mention.
    pub list: Vec<Entity>,
    by_text: HashMap<String, usize>,
}

impl Entities {
    /// The entity of a name as the plain text writes it.
    pub fn of(&self, text: &str) -> Option<usize> {
        self.by_text.get(text).copied()
    }

    /// Groups the names of a document. `names`: each name with how often it occurs, in the order of first mention;
    /// `defined`: pairs that the document itself equates; `identifiers`: name and ticker.
    pub fn group(
        names: &[(String, Names, usize)],
        defined: &[(String, String)],
        identifiers: &[(String, String)],
        forms: &alias::Forms,
    ) -> Entities {
        let mut parent: Vec<usize> = (0..names.len()).collect();
        let index: HashMap<&str, usize> = names.iter().enumerate().map(|(i, n)| (n.0.as_str(), i)).collect();
        for (a, b) in defined {
            if let (Some(&a), Some(&b)) = (index.get(a.as_str()), index.get(b.as_str())) {
                join(&mut parent, a, b);
            }
        }
        // Long names first, so that a short name goes to the fullest name that it can stand for.
        let mut order: Vec<usize> = (0..names.len()).collect();
        order.sort_by_key(|&i| (std::cmp::Reverse(names[i].0.chars().count()), i));
        for &short in &order {
            if find(&parent, short) != short && defined.iter().any(|(_, b)| *b == names[short].0) {
                continue;
            }
            let full = order
                .iter()
                .copied()
                .filter(|&f| f != short && names[f].1 == names[short].1)
                .find(|&f| forms.stands_for(&names[short].0, &names[f].0));
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
        let mut out = Entities::default();
        for mut group in groups {
            // The name used most, and of those the longest, is the best.
            group.sort_by_key(|&i| (std::cmp::Reverse(names[i].2), std::cmp::Reverse(names[i].0.len()), i));
            let texts: Vec<String> = group.iter().map(|&i| names[i].0.clone()).collect();
            let kind = names[group[0]].1;
            let mut ids: Vec<String> = identifiers.iter().filter(|(n, _)| texts.contains(n)).map(|(_, id)| id.clone()).collect();
            ids.sort();
            ids.dedup();
            for t in &texts {
                out.by_text.insert(t.clone(), out.list.len());
            }
            out.list.push(Entity { names: kind, texts, identifiers: ids });
        }
        out
    }
}

fn find(parent: &[usize], mut i: usize) -> usize {
    while parent[i] != i {
        i = parent[i];
    }
    i
}

fn join(parent: &mut [usize], a: usize, b: usize) {
    let (a, b) = (find(parent, a), find(parent, b));
    let (low, high) = (a.min(b), a.max(b));
    parent[high] = low;
}
