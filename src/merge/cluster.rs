//! From pairs that are one deal to clusters in which nothing contradicts.

use super::same::compare;
use super::view::{View, What};
use crate::deal::assemble::APART_DAYS;
use std::collections::{BTreeMap, HashSet};

/// Reports of one deal.
#[derive(Debug)]
pub struct Cluster {
    /// Their indices, ascending.
    pub members: Vec<usize>,
    /// For each the member that it agrees with best; `None` where it stands alone.
    pub partners: Vec<Option<usize>>,
}

/// A pair that is one deal.
struct Edge {
    points: u32,
    a: usize,
    b: usize,
}

/// The clusters, in the order of their first members.
pub fn clusters(views: &[View]) -> Vec<Cluster> {
    let mut edges = edges(views);
    edges.sort_by_key(|e| (std::cmp::Reverse(e.points), e.a, e.b));
    let mut root: Vec<usize> = (0..views.len()).collect();
    let mut members: Vec<Vec<usize>> = root.iter().map(|&i| vec![i]).collect();
    // Clusters that contradict each other still do when they have grown.
    let mut refused: HashSet<(usize, usize)> = HashSet::new();
    for e in &edges {
        let (a, b) = (root[e.a].min(root[e.b]), root[e.a].max(root[e.b]));
        if a == b || refused.contains(&(a, b)) {
            continue;
        }
        if members[a].iter().all(|&i| members[b].iter().all(|&j| compare(&views[i], &views[j]).is_some())) {
            let moved = std::mem::take(&mut members[b]);
            moved.iter().for_each(|&i| root[i] = a);
            members[a].extend(moved);
        } else {
            refused.insert((a, b));
        }
    }
    let mut partners: Vec<Option<usize>> = vec![None; views.len()];
    // The best pair comes first.
    for e in edges.iter().filter(|e| root[e.a] == root[e.b]) {
        partners[e.a].get_or_insert(e.b);
        partners[e.b].get_or_insert(e.a);
    }
    let clusters = members.into_iter().filter(|m| !m.is_empty()).map(|mut members| {
        members.sort_unstable();
        let partners = members.iter().map(|&i| partners[i]).collect();
        Cluster { members, partners }
    });
    let mut clusters: Vec<Cluster> = clusters.collect();
    clusters.sort_by_key(|c| c.members[0]);
    clusters
}

/// Pairs that are one deal. Only reports that name the same main party are compared, and of these only those that are
/// not too far apart in time, so that the cost is nearly linear in the number of reports.
fn edges(views: &[View]) -> Vec<Edge> {
    let mut blocks: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    let mut names: Vec<Vec<u32>> = Vec::with_capacity(views.len());
    for (i, v) in views.iter().enumerate() {
        let mut own = block_names(v);
        own.sort_unstable();
        own.dedup();
        own.iter().for_each(|n| blocks.entry(*n).or_default().push(i));
        names.push(own);
    }
    // A pair that shares several names is compared under the first.
    let first_shared = |i: usize, j: usize| names[i].iter().find(|n| names[j].binary_search(n).is_ok()).copied();
    let mut edges: Vec<Edge> = Vec::new();
    for (name, block) in &mut blocks {
        block.sort_by_key(|&i| (views[i].days, i));
        for (n, &i) in block.iter().enumerate() {
            for &j in &block[n + 1..] {
                // Days ascend, those without come first.
                if let (Some((first, last)), Some((day, _))) = (views[i].days, views[j].days)
                    && day.since(last.max(first)).is_ok_and(|s| s.get_days() > APART_DAYS)
                {
                    break;
                }
                if first_shared(i, j) != Some(*name) {
                    continue;
                }
                if let Some((verdict, true)) = compare(&views[i], &views[j]) {
                    edges.push(Edge { points: verdict.points, a: i.min(j), b: i.max(j) });
                }
            }
        }
    }
    edges
}

/// The names, long and short, of a report's main parties.
fn block_names(v: &View) -> Vec<u32> {
    let of = |roles: &[&str]| -> Vec<u32> {
        let items = roles.iter().flat_map(|r| v.roles.get(r).into_iter().flatten());
        let names = items.filter_map(|i| match &i.what {
            What::Name(n) => Some(n.stated.iter().chain(&n.short).copied()),
            _ => None,
        });
        names.flatten().collect()
    };
    let groups = v.rules.key.iter().map(Vec::as_slice).chain(std::iter::once(v.rules.together.as_slice()));
    groups.map(of).find(|names| !names.is_empty()).unwrap_or_default()
}
