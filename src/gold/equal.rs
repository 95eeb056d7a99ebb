//! When a filler that was found is the filler of the gold.

use super::fault::Class;
use crate::output::record::{Filler, ValueRecord};
use crate::text::fold::folded;
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::str::FromStr;

/// What two fillers are compared by, prepared once.
#[derive(Clone, Debug)]
pub struct Key<'f> {
    /// The filler.
    pub filler: &'f Filler,
    text: String,
    /// Text, name and aliases, folded.
    names: BTreeSet<String>,
}

/// What a comparison looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Values where both have one, else names.
    Value,
    /// Names and texts only.
    Text,
}

impl<'f> Key<'f> {
    /// The key of a filler.
    pub fn new(filler: &'f Filler) -> Self {
        let names = [Some(&filler.text), filler.name.as_ref()].into_iter().flatten().chain(&filler.aliases);
        let names = names.map(|n| folded(n)).filter(|n| !n.is_empty()).collect();
        Key { filler, text: folded(&filler.text), names }
    }

    /// Whether text, name or an alias of the two is the same.
    pub fn shares_name(&self, other: &Key) -> bool {
        !self.names.is_disjoint(&other.names)
    }

    /// Whether the two are the same filler.
    pub fn equal(&self, other: &Key, by: By) -> bool {
        match (by, &self.filler.value, &other.filler.value) {
            // Dates such as 近日 carry nothing to compare but their wording.
            (By::Value, Some(a), Some(b)) if a.begin.is_some() || b.begin.is_some() || !is_date(a) => difference(a, b).is_none(),
            _ => self.shares_name(other),
        }
    }

    /// Whether the two share a place in the article, or one text holds the other.
    pub fn overlaps(&self, other: &Key) -> bool {
        let (a, b) = (self.filler, other.filler);
        let at_one_place = a.field == b.field && a.start < b.end && b.start < a.end;
        let inside = |x: &str, y: &str| !x.is_empty() && y.contains(x);
        at_one_place || inside(&self.text, &other.text) || inside(&other.text, &self.text)
    }
}

/// How a value that was found differs from the gold value; `None` when it is the same.
///
/// Trailing zeros, `currency_inferred`, `equivalent`, `resolved` and `precision` make no difference; an absent qualifier is `exact`.
pub fn difference(gold: &ValueRecord, found: &ValueRecord) -> Option<Class> {
    if is_date(gold) || is_date(found) {
        let same = (&gold.begin, &gold.end) == (&found.begin, &found.end);
        return (!same || is_date(gold) != is_date(found)).then_some(Class::Date);
    }
    if gold.code.is_some() || found.code.is_some() {
        return (gold.code != found.code).then_some(Class::Value);
    }
    let bounds = |v: &ValueRecord| [number(&v.value), number(&v.min), number(&v.max)];
    let (g, f) = (bounds(gold), bounds(found));
    let some = |b: &[Option<Decimal>; 3]| b.iter().flatten().copied().collect::<BTreeSet<Decimal>>();
    let shared = !some(&g).is_disjoint(&some(&f)) || some(&g).is_empty() && some(&f).is_empty();
    if gold.currency != found.currency {
        let converted = |a: &ValueRecord, b: &ValueRecord| a.equivalent.as_deref().is_some_and(|e| difference(e, b).is_none());
        return Some(if shared || converted(gold, found) || converted(found, gold) { Class::Currency } else { Class::Value });
    }
    if !shared {
        return Some(Class::Value);
    }
    match (g == f, qualifier(gold) == qualifier(found)) {
        (true, true) => None,
        (false, true) => Some(Class::Value),
        (_, false) => Some(Class::Qualifier),
    }
}

fn is_date(v: &ValueRecord) -> bool {
    v.begin.is_some() || v.end.is_some() || v.precision.is_some()
}

fn qualifier(v: &ValueRecord) -> &str {
    v.qualifier.as_deref().unwrap_or("exact")
}

fn number(s: &Option<String>) -> Option<Decimal> {
    s.as_deref().and_then(|s| Decimal::from_str(s).ok()).map(|d| d.normalize())
}
