//! The deals of a document, found by what fills their roles and by the sentences that tell of them: a document may tell of thousands,
//! few of which can be the one that is looked for. Whoever looks for one asks each of those found here himself.

use super::model::{Deal, Filler};
use crate::value::Value;
use rustc_hash::FxBuildHasher;
use std::collections::BTreeSet;
use std::hash::{BuildHasher, Hash};
use std::ops::Range;

/// So many deals are gone through sooner than looked up.
const FEW: usize = 8;

/// Deals by number, in the order in which they were told.
#[derive(Debug, Default)]
pub struct Deals {
    /// `None` for one that was joined to another one.
    list: Vec<Option<Deal>>,
    /// What fills roles, as hashes, each with the deals that have it; once there are more than [`FEW`] deals.
    fillers: BTreeSet<(u64, usize)>,
    /// Sentences, each with the deals that it may tell of; likewise.
    sentences: BTreeSet<(usize, usize)>,
}

impl Deals {
    /// Adds a deal behind all others.
    pub fn push(&mut self, deal: Deal) {
        self.list.push(Some(deal));
        let unknown = if self.list.len() == FEW + 1 { 0 } else { self.list.len() - 1 };
        for i in unknown..self.list.len() {
            if let Some(deal) = self.list[i].take() {
                self.note(i, &deal);
                self.list[i] = Some(deal);
            }
        }
    }

    /// A deal, unless it was joined to another one.
    pub fn get(&self, i: usize) -> Option<&Deal> {
        self.list.get(i)?.as_ref()
    }

    /// Numbers given so far.
    pub fn numbers(&self) -> Range<usize> {
        0..self.list.len()
    }

    /// A deal that is to take over what `other` tells, and nothing else.
    pub fn to_join(&mut self, i: usize, other: &Deal) -> Option<&mut Deal> {
        self.note(i, other);
        self.list.get_mut(i)?.as_mut()
    }

    /// Takes a deal out, to join it to another one.
    pub fn take(&mut self, i: usize) -> Option<Deal> {
        self.list.get_mut(i)?.take()
    }

    /// The deals that may have something in common with what fills these roles of a deal, ascending.
    pub fn sharing<'r>(&self, deal: &Deal, roles: impl IntoIterator<Item = &'r str>) -> Vec<usize> {
        if self.are_few() {
            return self.there(self.numbers().collect());
        }
        let marks = roles.into_iter().flat_map(|role| deal.role(role)).flat_map(marks);
        self.there(marks.flat_map(|mark| self.fillers.range((mark, 0)..=(mark, usize::MAX))).map(|(_, i)| *i).collect())
    }

    /// The deals that one of these sentences may tell of, ascending.
    pub fn told_in(&self, sentences: Range<usize>) -> Vec<usize> {
        if self.are_few() {
            return self.there(self.numbers().collect());
        }
        self.there(self.sentences.range((sentences.start, 0)..(sentences.end, 0)).map(|(_, i)| *i).collect())
    }

    /// All deals that were not joined to others.
    pub fn into_list(self) -> Vec<Deal> {
        self.list.into_iter().flatten().collect()
    }

    fn there(&self, mut numbers: Vec<usize>) -> Vec<usize> {
        numbers.sort_unstable();
        numbers.dedup();
        numbers.retain(|&i| self.list[i].is_some());
        numbers
    }

    fn are_few(&self) -> bool {
        self.list.len() <= FEW
    }

    /// Notes what a deal tells, or takes over from what is `told`.
    fn note(&mut self, i: usize, told: &Deal) {
        if self.are_few() {
            return;
        }
        self.fillers.extend(told.roles.values().flatten().flat_map(marks).map(|mark| (mark, i)));
        self.sentences.extend(told.told_in.iter().map(|&sentence| (sentence, i)));
    }
}

impl FromIterator<Deal> for Deals {
    fn from_iter<I: IntoIterator<Item = Deal>>(list: I) -> Self {
        let mut deals = Deals::default();
        list.into_iter().for_each(|deal| deals.push(deal));
        deals
    }
}

/// Hashes of which two fillers that agree ([`Filler::agrees`]) have one in common.
fn marks(filler: &Filler) -> impl Iterator<Item = u64> + use<> {
    let marks = match filler.entity {
        Some(entity) => [Some(hash(entity)), None, None],
        None => [Some(hash(filler.span)), filler.value.as_ref().map(hash::<&Value>), filler.text.as_ref().map(hash)],
    };
    marks.into_iter().flatten()
}

fn hash<T: Hash>(of: T) -> u64 {
    FxBuildHasher.hash_one(of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Span;
    use crate::value::{Qualifier, Quantity};
    use rust_decimal::Decimal;

    fn filler(start: usize, entity: Option<usize>, percent: Option<Decimal>, text: Option<&str>) -> Filler {
        let none = (None, None, None, None);
        let (min, max, currency, equivalent) = none;
        let quantity = |value| Quantity {
            value: Some(value),
            min,
            max,
            currency,
            currency_inferred: false,
            points: false,
            qualifier: Qualifier::Exact,
            equivalent,
        };
        let value = percent.map(|p| Value::Quantity(quantity(p)));
        Filler { span: Span::new(start, start + 1), entity, value, text: text.map(str::to_owned), by_reference: false }
    }

    #[test]
    fn fillers_that_agree_have_a_mark_in_common() {
        let percent = |mantissa, scale| Some(Decimal::new(mantissa, scale));
        let all = [
            filler(0, Some(1), None, None),
            filler(1, Some(1), None, None),
            filler(2, Some(2), None, None),
            filler(3, None, percent(51, 2), None),
            filler(4, None, percent(5100, 4), None),
            filler(5, None, percent(52, 2), None),
            filler(3, None, None, Some("a")),
            filler(6, None, None, Some("a")),
            filler(7, None, None, Some("b")),
        ];
        let mut agreeing = 0;
        for (i, a) in all.iter().enumerate() {
            for b in &all[i + 1..] {
                let common = marks(a).any(|mark| marks(b).any(|other| mark == other));
                assert_eq!(a.agrees(b), common, "{a:?} {b:?}");
                agreeing += usize::from(common);
            }
        }
        assert_eq!(agreeing, 4);
    }
}
