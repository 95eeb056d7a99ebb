//! Whether two reports are of one deal.

use super::view::{Figure, Item, Name, View, What};
use crate::deal::assemble::{APART_DAYS, days_between};
use rust_decimal::Decimal;

/// Days within which the same parties alone make one deal.
const NEAR: i32 = 10;
/// Days within which the time counts as agreement.
const CLOSE: i32 = 3;
/// Points that make one deal where both reports are dated.
const ENOUGH: u32 = 2;
/// Points of a further party, or of a value.
const PARTY: u32 = 2;
/// Points of those who have another part in the deal.
const OTHER: u32 = 1;

/// What two reports have in common.
#[derive(Debug, Default)]
pub struct Verdict<'r> {
    /// How much agrees beside the main party.
    pub points: u32,
    /// The roles that agree, with one filler of each.
    pub agree: Vec<(&'r str, &'r Item<'r>, &'r Item<'r>)>,
    /// The reports are of (almost) the same day.
    pub close: bool,
}

/// What two reports have in common; `None` when they contradict each other and cannot be of one deal.
pub fn compare<'r>(a: &'r View<'r>, b: &'r View<'r>) -> Option<(Verdict<'r>, bool)> {
    let (x, y) = (a.record, b.record);
    if a.document == b.document || !akin(a, b) || x.schema != y.schema || x.cumulative != y.cumulative {
        return None;
    }
    let apart = a.days.zip(b.days).map(|(a, b)| days_between(a, b));
    if apart.is_some_and(|d| d > APART_DAYS) {
        return None;
    }
    // Of two types the first by name says what is compared.
    let rules = if x.kind <= y.kind { &a.rules } else { &b.rules };
    let mut v = Verdict::default();
    let mut values = false;
    for role in &rules.agree {
        let (x, y) = (|| telling(a, role), || telling(b, role));
        if x().next().is_none() || y().next().is_none() {
            continue;
        }
        let pairs = || x().flat_map(|f| y().map(move |g| (f, g)));
        let (f, g) = pairs().find(|(f, g)| equal(f, g)).or_else(|| pairs().find(|(f, g)| compatible(f, g)))?;
        if definite(f) && definite(g) {
            values = true;
            v.points += PARTY;
            v.agree.push((role, f, g));
        }
    }
    let mut party = false;
    for roles in &rules.key {
        let both = roles.iter().find_map(|role| Some((*role, names(a, role)?, names(b, role)?)));
        let Some((role, x, y)) = both else {
            v.texts(a, b, roles);
            continue;
        };
        match common(x, y).next() {
            Some((f, g)) => {
                // The main party only says that the two may be one deal.
                v.points += if party { PARTY } else { 0 };
                party = true;
                v.agree.push((role, f, g));
            }
            None => return None,
        }
    }
    for role in &rules.together {
        let (Some(x), Some(y)) = (names(a, role), names(b, role)) else { continue };
        let shared: Vec<_> = common(x, y).collect();
        // Half a report may belong to a whole one; two whole ones share two parties, or are two deals.
        if shared.len() < x.len().min(y.len()).min(2) {
            return None;
        }
        party |= !shared.is_empty();
        v.points += PARTY * (shared.len() as u32).saturating_sub(1).min(1);
        v.agree.extend(shared.into_iter().map(|(f, g)| (*role, f, g)));
    }
    // The seller, an adviser: to name others is no contradiction, but to name the same tells more.
    let compared = |role: &str| rules.key.iter().flatten().chain(&rules.together).any(|r| *r == role);
    for role in a.roles.keys().copied().filter(|r| !compared(r)) {
        let both = names(a, role).zip(names(b, role));
        if let Some((f, g)) = both.and_then(|(x, y)| common(x, y).next()) {
            v.points += OTHER;
            v.agree.push((role, f, g));
        }
    }
    v.close = apart.is_some_and(|d| d <= CLOSE);
    let same = party
        && match apart {
            Some(d) => v.points >= ENOUGH && (values || d <= NEAR),
            // Without days the same two parties may well have dealt twice.
            None => v.points > ENOUGH,
        };
    v.points += u32::from(v.close);
    Some((v, same))
}

impl<'r> Verdict<'r> {
    /// A project or subject in the same words. Other words are no contradiction: they may describe the same.
    fn texts(&mut self, a: &'r View<'r>, b: &'r View<'r>, roles: &[&'r str]) {
        for role in roles {
            let texts = |v: &'r View<'r>| v.roles.get(role).into_iter().flatten().filter(|i| matches!(i.what, What::Text(_)));
            if let Some((f, g)) = texts(a).find_map(|f| Some((f, texts(b).find(|g| equal(f, g))?))) {
                // 55%股权 is said of many companies.
                if f.filler.text.chars().count() >= LONG {
                    self.points += PARTY;
                }
                self.agree.push((role, f, g));
                return;
            }
        }
    }
}

/// Characters from which on the same words for a subject are telling.
const LONG: usize = 8;

/// Whether the types are the same, or one says that documents may give the other.
fn akin(a: &View, b: &View) -> bool {
    let says = |v: &View, other: &View| v.akin.contains(&other.record.kind);
    a.record.kind == b.record.kind || says(a, b) || says(b, a)
}

/// The names that fill a role, unless there is none.
fn names<'r>(v: &'r View<'r>, role: &str) -> Option<&'r [Item<'r>]> {
    let items = v.roles.get(role)?;
    items.iter().any(|i| matches!(&i.what, What::Name(n) if !n.stated.is_empty())).then_some(items)
}

/// Fillers of the one that agree with fillers of the other, each once.
fn common<'r>(x: &'r [Item<'r>], y: &'r [Item<'r>]) -> impl Iterator<Item = (&'r Item<'r>, &'r Item<'r>)> {
    x.iter().filter_map(|f| Some((f, y.iter().find(|g| equal(f, g))?)))
}

/// Fillers whose value says something.
fn telling<'r>(v: &'r View<'r>, role: &str) -> impl Iterator<Item = &'r Item<'r>> {
    let says = |i: &&Item| !matches!(i.what, What::Quantity(None) | What::Days(None) | What::Text(_));
    v.roles.get(role).into_iter().flatten().filter(says)
}

fn definite(i: &Item) -> bool {
    !matches!(&i.what, What::Quantity(Some(f)) if !f.definite)
}

/// Whether two fillers say the same.
pub fn equal(a: &Item, b: &Item) -> bool {
    match (&a.what, &b.what) {
        (What::Name(x), What::Name(y)) => one_company(x, y),
        (What::Quantity(Some(x)), What::Quantity(Some(y))) => x.named == y.named && x.bounds == y.bounds && units(x, y),
        (What::Days(x), What::Days(y)) => x.is_some() && x == y,
        (What::Code(x), What::Code(y)) => x == y,
        (What::Text(x), What::Text(y)) => within(x, y) || within(y, x),
        _ => false,
    }
}

/// Whether the characters of one text stand in the other, in their order: 60%股权, 60%的股权.
fn within(short: &str, long: &str) -> bool {
    let mut chars = long.chars();
    short.chars().all(|c| chars.any(|l| l == c))
}

/// Whether two values may mean the same: 近3亿元 and 2.98亿元.
fn compatible(a: &Item, b: &Item) -> bool {
    match (&a.what, &b.what) {
        (What::Quantity(Some(x)), What::Quantity(Some(y))) => figures(x, y),
        (What::Days(Some(x)), What::Days(Some(y))) => x.0 <= y.1 && y.0 <= x.1,
        _ => equal(a, b),
    }
}

fn one_company(x: &Name, y: &Name) -> bool {
    let meet = |x: &Name, y: &Name| !x.stated.is_disjoint(&y.stated) || !x.short.is_disjoint(&y.stated) || !x.stated.is_disjoint(&y.short);
    // 海川新材料有限公司 and 海川物流有限公司 may both be called 海川, and are two companies.
    let two = !x.stems.is_empty() && !y.stems.is_empty() && x.stems.is_disjoint(&y.stems);
    meet(x, y) && !two
}

fn units(x: &Figure, y: &Figure) -> bool {
    x.unit.is_none() || y.unit.is_none() || x.unit == y.unit
}

fn figures(x: &Figure, y: &Figure) -> bool {
    if !units(x, y) {
        let other = |x: &Figure, y: &Figure| x.equivalent.as_deref().is_some_and(|e| units(e, y) && figures(e, y));
        return other(x, y) || other(y, x);
    }
    x.bounds.0 <= y.bounds.1 && y.bounds.0 <= x.bounds.1 || rounded(x.named, y.named) || rounded(y.named, x.named)
}

/// Whether `coarse` is `fine`, rounded to as many digits as `coarse` has, and not far from it.
fn rounded(coarse: Decimal, fine: Decimal) -> bool {
    let digits = |d: Decimal| d.normalize().mantissa().unsigned_abs().to_string().trim_end_matches('0').len().max(1) as u32;
    let near = (coarse - fine).abs().checked_mul(Decimal::from(ROUNDING)).is_some_and(|d| d <= coarse.abs());
    near && digits(coarse) < digits(fine) && fine.round_sf(digits(coarse)).is_some_and(|r| r == coarse)
}

/// Rounding changes a figure by at most one part in so many: 3亿元 is not 2.6亿元.
const ROUNDING: i64 = 20;
