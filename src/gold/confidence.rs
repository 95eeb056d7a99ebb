//! Whether confidence means something: how many deals of a confidence are right, and what points are worth.

use super::score::{Evaluation, Found, Scope, Table};
use crate::output::record::GoldDocument;
use std::collections::{BTreeMap, BTreeSet};

/// A found deal: where it is, and whether the gold has a deal of its type that shares a filler with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Index of the document.
    pub document: usize,
    /// Index of the deal (or fact) in what was found there.
    pub index: usize,
    /// Whether it has a partner in the gold.
    pub right: bool,
}

/// The found deals (or facts) that count, with the gold's verdict.
pub fn verdicts(documents: &[(&GoldDocument, &Found)], e: &Evaluation, scope: &Scope, table: Table) -> Vec<Judged> {
    let gold = documents.iter().flat_map(|(g, _)| if table == Table::Deal { &g.deals } else { &g.facts });
    let annotated: BTreeSet<&str> = gold.map(|d| d.kind.as_str()).collect();
    let counts = |kind: &String| {
        (scope.types.is_empty() || scope.types.contains(kind))
            && (!scope.annotated_only || annotated.contains(kind.as_str()))
            && !annotated.is_empty()
    };
    let mut out = Vec::new();
    for (document, ((_, found), scored)) in documents.iter().zip(&e.documents).enumerate() {
        let (found, pairs) = match table {
            Table::Deal => (&found.deals, &scored.deals),
            Table::Fact => (&found.facts, &scored.facts),
        };
        let aligned: BTreeSet<usize> = pairs.iter().map(|p| p.1).collect();
        for (index, _) in found.iter().enumerate().filter(|(_, d)| counts(&d.kind)) {
            out.push(Judged { document, index, right: aligned.contains(&index) });
        }
    }
    out
}

/// Deals of about one confidence.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// How many there are.
    pub found: usize,
    /// How many of them are right.
    pub right: usize,
    /// The sum of their confidences.
    pub confidence: f64,
}

/// Ten bins of confidence, by tenth.
pub fn reliability(rated: impl Iterator<Item = (f64, bool)>) -> BTreeMap<usize, Bin> {
    let mut out: BTreeMap<usize, Bin> = BTreeMap::new();
    for (confidence, right) in rated {
        let bin = out.entry(((confidence * 10.0) as usize).min(9)).or_default();
        bin.found += 1;
        bin.right += usize::from(right);
        bin.confidence += confidence;
    }
    out
}

/// The expected calibration error: how far confidence and share are apart, over all deals.
pub fn calibration_error(bins: &BTreeMap<usize, Bin>) -> f64 {
    let all: usize = bins.values().map(|b| b.found).sum();
    bins.values().map(|b| (b.right as f64 - b.confidence).abs()).sum::<f64>() / all.max(1) as f64
}

/// Deals that a step is measured on, at least.
const LEAST: usize = 15;
/// Steps that a scale has at most.
const MOST_STEPS: usize = 12;

/// What points are worth: the shares of right deals in a thousand, rising with the points (pool adjacent violators).
///
/// Deals are taken in groups of neighbouring points, large enough to measure a share on; each group counts as if it had one
/// right and one wrong deal more, so that no share is 0 or 1.
pub fn steps(rated: &[(i64, bool)]) -> Vec<(i64, i64)> {
    let mut by_points: BTreeMap<i64, (usize, usize)> = BTreeMap::new();
    for (points, right) in rated {
        let (found, rights) = by_points.entry(*points).or_default();
        *found += 1;
        *rights += usize::from(*right);
    }
    let least = LEAST.max(rated.len() / MOST_STEPS);
    // From, found, right.
    let mut groups: Vec<(i64, usize, usize)> = Vec::new();
    for (points, (found, right)) in by_points {
        match groups.last_mut() {
            Some(last) if last.1 < least => (last.1, last.2) = (last.1 + found, last.2 + right),
            _ => groups.push((points, found, right)),
        }
    }
    // A rest that is too small to measure belongs to the group before it.
    if groups.len() > 1
        && let Some((_, found, right)) = groups.pop_if(|g| g.1 < least)
        && let Some(last) = groups.last_mut()
    {
        (last.1, last.2) = (last.1 + found, last.2 + right);
    }
    let mut pooled: Vec<(i64, usize, usize)> = Vec::new();
    for (from, found, right) in groups {
        pooled.push((from, found + 2, right + 1));
        while let [.., a, b] = &mut pooled[..]
            && a.2 * b.1 >= b.2 * a.1
        {
            (a.1, a.2) = (a.1 + b.1, a.2 + b.2);
            pooled.pop();
        }
    }
    pooled.into_iter().map(|(from, found, right)| (from, (1000 * right / found) as i64)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `n` deals of these points, `right` of them right.
    fn deals(points: i64, n: usize, right: usize) -> Vec<(i64, bool)> {
        (0..n).map(|i| (points, i < right)).collect()
    }

    #[test]
    fn steps_rise() {
        assert_eq!(steps(&[]), []);
        assert_eq!(steps(&[deals(70, 20, 5), deals(80, 20, 15), deals(90, 20, 18)].concat()), [(70, 272), (80, 727), (90, 863)]);
        // A dip is pooled with what stands before it.
        assert_eq!(steps(&[deals(70, 20, 5), deals(80, 20, 18), deals(90, 20, 12)].concat()), [(70, 272), (80, 727)]);
        // Few deals make no step of their own.
        assert_eq!(steps(&[deals(70, 20, 10), deals(95, 3, 3)].concat()), [(70, 560)]);
    }

    #[test]
    fn the_error_is_none_where_confidence_is_the_share() {
        let told = |confidence: f64, n, right| deals(0, n, right).into_iter().map(move |(_, r)| (confidence, r));
        let exact = reliability(told(0.5, 10, 5).chain(told(0.9, 10, 9)));
        assert!(calibration_error(&exact) < 1e-9 && exact.len() == 2);
        assert!((calibration_error(&reliability(told(0.9, 10, 5))) - 0.4).abs() < 1e-9);
        assert_eq!(calibration_error(&reliability(std::iter::empty())), 0.0);
    }
}
