//! One deal that a document tells by two types, as a purchase and as a merger: the type that absorbs the other stands.

use super::assemble::{agree, alike, fold, has_ended, near, same_figures};
use super::deals::Deals;
use super::model::{Deal, Filler};
use super::words::Types;
use crate::rule::file::Makes;
use crate::rule::pack::DealType;
use std::cmp::Reverse;

/// Joins each deal with one of a type that absorbs its own, where both are of the same parties.
pub fn absorb(deals: &mut Deals, types: &Types, plain: &str) {
    let other = |deals: &Deals, told: &Deal, _| {
        let parties = types.get(&told.kind).into_iter().flat_map(DealType::parties);
        let sharing = deals.sharing(told, parties).into_iter().filter_map(|j| Some((j, deals.get(j)?)));
        let same = sharing.filter(|(_, d)| one(d, told, types));
        let apart = |d: &Deal| told.told_in.iter().flat_map(|a| d.told_in.iter().map(|b| a.abs_diff(*b))).min();
        same.min_by_key(|(j, d)| (apart(d), Reverse(*j))).map(|(j, _)| j)
    };
    fold(deals, deals.numbers(), plain, other, |told, deal| strip(told, deal, types));
}

/// Whether a deal of a type that another one absorbs is that other one: no role names others, and they have two parties, or one and a
/// figure, in common.
fn one(deal: &Deal, told: &Deal, types: &Types) -> bool {
    let (Some(t), Some(of)) = (types.get(&deal.kind), types.get(&told.kind)) else { return false };
    let kinds = deal.makes == Makes::Deal && told.makes == Makes::Deal && t.absorbs.contains(&told.kind);
    if !kinds || deal.cumulative != told.cumulative || deal.part != told.part {
        return false;
    }
    if same_buyer(deal, told, t, of) {
        return true;
    }
    let differs = of.parties().any(|role| agree(deal.role(role), told.role(role)) == Some(false));
    let (both, others): (Vec<_>, Vec<_>) = of.parties().partition(|role| !deal.role(role).is_empty());
    // What a listing that was called off was to raise is its sum still.
    let apart = both.is_empty() && !of.key.is_empty();
    if !apart && !alike(deal, told, t) {
        return false;
    }
    let shared = both.into_iter().filter(|role| agree(deal.role(role), told.role(role)) == Some(true)).count();
    let footing = of.key.is_empty();
    let others: Vec<&Filler> = if footing { of.parties().collect() } else { others }.into_iter().flat_map(|role| told.role(role)).collect();
    let held = others.iter().filter(|f| party(deal, t, f)).count();
    // Parties on the same footing, and those of roles that the other type does not have, have no roles that could differ: all of them
    // must be there.
    let (same, all) = if footing || apart { (held, held == others.len()) } else { (shared, held == 0) };
    !differs && all && (same > 1 || same == 1 && same_figures(deal, told, t))
}

/// Sentences within which a deal told without figures is the one told with them.
const NEAR: usize = 2;

/// Whether a report without figures (入股夏海) tells of the purchase told beside it, of the same thing by the same buyer, whatever the two
/// types call that: what is planned there may have come to an end here.
fn same_buyer(deal: &Deal, told: &Deal, t: &DealType, of: &DealType) -> bool {
    let (Some(buyer), Some(own)) = (t.key.last(), of.key.last()) else { return false };
    let plain = of.agree.iter().chain(&t.agree).all(|role| told.role(role).is_empty());
    let things = of.things().any(|role| agree(deal.role(role), told.role(role)) == Some(true));
    let whole = t.agree.iter().any(|role| !deal.role(role).is_empty());
    let one = buyer != own
        && plain
        && near(deal, told, NEAR, |_, _| true)
        && things
        && whole
        && agree(deal.role(buyer), told.role(own)) == Some(true);
    one && (alike(deal, told, t) || has_ended(deal) && told.status == Some("planned"))
}

/// Whether a filler is a party of a deal.
fn party(deal: &Deal, t: &DealType, filler: &Filler) -> bool {
    t.parties().flat_map(|role| deal.role(role)).any(|f| f.agrees(filler))
}

/// Leaves out of a report those who are parties of the deal that it tells of by roles of its own type.
fn strip(told: &mut Deal, deal: &Deal, types: &Types) {
    if let Some(t) = types.get(&deal.kind) {
        let named = |f: &Filler| f.entity.is_some() && party(deal, t, f);
        told.roles.iter_mut().filter(|(role, _)| deal.role(role).is_empty()).for_each(|(_, fillers)| fillers.retain(|f| !named(f)));
        told.roles.retain(|_, fillers| !fillers.is_empty());
    }
}
