//! How sure a deal is: points for what speaks for it, and the share of deals with as many points that are right.
//!
//! The points stand in the rule files; the shares are measured on gold annotation (`dealex eval --calibrate`) and never fall
//! as the points rise.

use super::model::Deal;
use super::reading::Reading;
use crate::entity::Entities;
use crate::rule::Pack;
use crate::rule::file::Makes;
use crate::rule::pack::DealType;
use std::collections::{BTreeMap, BTreeSet};

/// Points of a deal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rated {
    /// What the points are for; without parts that give none.
    pub parts: Vec<(&'static str, i64)>,
    /// Right ones in a thousand deals with as many points.
    pub permille: i64,
}

impl Rated {
    /// The sum of all parts.
    pub fn points(&self) -> i64 {
        self.parts.iter().map(|(_, p)| p).sum()
    }
}

/// Parties and values that count; more of them tell a longer story, no surer one.
const MOST: usize = 3;
/// Further rules that count.
const MOST_RULES: usize = 4;
/// Most confidence, in a thousand, of a deal whose party is told by what is nearly its name: a guess.
const MOST_NEAR: i64 = 400;
/// Points of such a name; they show in `explain` why the confidence is low.
const NEAR_NAME: i64 = -100;
/// A name with so many points of its own, found by its signs, is clear.
const CLEAR: i64 = 8;

/// Rates the deals and facts of a document.
pub fn rate(deals: &[Deal], pack: &Pack, readings: &[Reading], entities: &Entities, plain: &str) -> Vec<Rated> {
    if deals.is_empty() {
        return Vec::new();
    }
    let mut names: BTreeMap<usize, i64> = BTreeMap::new();
    for m in readings.iter().flat_map(|r| &r.names) {
        if let Some(e) = entities.of(m.span.of(plain)) {
            let best = names.entry(e).or_default();
            *best = m.points.max(*best);
        }
    }
    let clear = |e: usize| names.get(&e).is_some_and(|p| *p >= CLEAR) || entities.list.get(e).is_some_and(|e| !e.identifiers.is_empty());
    deals.iter().map(|d| one(d, pack, &clear)).collect()
}

fn one(deal: &Deal, pack: &Pack, clear: &dyn Fn(usize) -> bool) -> Rated {
    let scale = match deal.makes {
        Makes::Deal => &pack.confidence.deal,
        Makes::Fact => &pack.confidence.fact,
    };
    let none = DealType::default();
    let t = pack.types.get(&deal.kind).unwrap_or(&none);
    // Of roles that stand in for each other one counts; of those on the same footing the first two.
    let keyed = t.key.iter().filter_map(|k| k.split('|').map(|r| deal.role(r)).find(|fs| !fs.is_empty())).map(|fs| &fs[..1]);
    let joint = t.together.iter().flat_map(|r| deal.role(r).iter().take(2)).map(std::slice::from_ref);
    let parties: Vec<_> = keyed.chain(joint).flatten().take(MOST).collect();
    let clear = parties.iter().filter(|f| f.entity.is_some_and(clear)).count();
    let values = t.agree.iter().filter(|r| !deal.role(r).is_empty()).count().min(MOST);
    let rules: BTreeSet<usize> = deal.evidence.iter().map(|(_, rule)| *rule).collect();
    let again = rules.len().saturating_sub(1).min(MOST_RULES);
    let hearsay = usize::from(deal.status == Some("rumoured"));
    let times = |n: usize, points: i64| n as i64 * points;
    let mut parts = vec![
        ("rule", deal.confidence),
        ("parties", times(parties.len(), scale.party)),
        ("values", times(values, scale.value)),
        ("further rules", times(again, scale.again)),
        ("names", times(clear, scale.name)),
        ("hearsay", times(hearsay, scale.hearsay)),
        ("near name", times(usize::from(deal.near_name), NEAR_NAME)),
    ];
    parts.retain(|(_, p)| *p != 0);
    let mut rated = Rated { parts, permille: 0 };
    rated.permille = scale.permille(rated.points());
    if deal.near_name {
        rated.permille = rated.permille.min(MOST_NEAR);
    }
    rated
}

#[cfg(test)]
mod tests {
    use crate::rule::pack::Scale;

    #[test]
    fn more_points_are_never_worth_less() {
        let scale = Scale { steps: vec![(60, 310), (80, 520), (95, 900)], ..Scale::default() };
        let worth: Vec<i64> = [-5, 59, 60, 79, 80, 94, 95, 500].map(|p| scale.permille(p)).to_vec();
        assert_eq!(worth, [310, 310, 310, 310, 520, 520, 900, 900]);
        assert_eq!([-1, 80, 300].map(|p| Scale::default().permille(p)), [0, 800, 1000]);
    }
}
