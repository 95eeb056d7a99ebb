//! What went wrong, sorted into classes.

use super::equal::{By, Key, difference};
use super::score::{Side, Table};
use crate::output::record::{Field, Filler, ValueRecord};
use serde::{Deserialize, Serialize};

/// A class of errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// The same place, but too much or too little of it.
    Boundary,
    /// The right filler in the wrong role of the deal.
    Role,
    /// Another number.
    Value,
    /// The right number in another currency.
    Currency,
    /// The right number with other bounds (至多40亿美元 read as 40亿美元).
    Qualifier,
    /// Another date.
    Date,
    /// The deal was found with another status.
    Status,
    /// The deal was found as one of another type.
    Type,
    /// One deal of the gold was found as two.
    Split,
    /// Two deals of the gold were found as one.
    Merged,
    /// Not found.
    Missed,
    /// Found, and not in the gold.
    Spurious,
}

impl Class {
    /// All classes, in the order of tables.
    pub const ALL: [Class; 12] = [
        Class::Boundary,
        Class::Role,
        Class::Value,
        Class::Currency,
        Class::Qualifier,
        Class::Date,
        Class::Status,
        Class::Type,
        Class::Split,
        Class::Merged,
        Class::Missed,
        Class::Spurious,
    ];

    /// Its name in JSON and tables.
    pub fn name(self) -> &'static str {
        match self {
            Class::Boundary => "boundary",
            Class::Role => "role",
            Class::Value => "value",
            Class::Currency => "currency",
            Class::Qualifier => "qualifier",
            Class::Date => "date",
            Class::Status => "status",
            Class::Type => "type",
            Class::Split => "split",
            Class::Merged => "merged",
            Class::Missed => "missed",
            Class::Spurious => "spurious",
        }
    }
}

/// One error.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// Its class.
    pub class: Class,
    /// Deals or facts.
    pub table: Table,
    /// Type of the deal, the gold's where there is one.
    #[serde(rename = "type")]
    pub kind: String,
    /// The role, when a filler is wrong and not a whole deal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// What the gold says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gold: Option<Shown>,
    /// What was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<Shown>,
    /// The gold deal's name in its document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gold_deal: Option<String>,
    /// The found deal's identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found_deal: Option<String>,
    /// The rules that found it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
}

/// One side of an error.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// The filler's text, the status, or a whole deal in one line.
    pub text: String,
    /// The role on this side, where it is another than the error's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The filler's value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<ValueRecord>,
    /// The filler's place: field, first character, one past the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<(Field, usize, usize)>,
}

impl Shown {
    fn filler(f: &Filler) -> Shown {
        Shown { text: f.text.clone(), role: None, value: f.value.clone(), place: Some((f.field, f.start, f.end)) }
    }

    fn plain(text: String) -> Shown {
        Shown { text, role: None, value: None, place: None }
    }
}

/// The errors between a gold deal and the found deal that it was aligned with.
pub(super) fn between(table: Table, gold: &Side, found: &Side, out: &mut Vec<Fault>) {
    let fault = |class, role: Option<&str>, g: Option<Shown>, f: Option<Shown>| Fault {
        class,
        table,
        kind: gold.kind.to_owned(),
        role: role.map(str::to_owned),
        gold: g,
        found: f,
        gold_deal: Some(gold.id.to_owned()),
        found_deal: Some(found.id.to_owned()),
        rules: found.rules.iter().map(|r| (*r).to_owned()).collect(),
    };
    if gold.status.is_some() && gold.status != found.status {
        let shown =
            |s: Option<crate::output::record::Status>| Some(Shown::plain(s.map_or("none", crate::output::record::Status::name).to_owned()));
        out.push(fault(Class::Status, None, shown(gold.status), shown(found.status)));
    }
    let (mut missing, mut extra) = gold.unequal(found, By::Value);
    // The more telling class first: each filler is in one error.
    for pass in [same_role as fn(&Open, &Open) -> Option<Class>, other_role, overlapping] {
        missing.retain(|g| {
            let hit = extra.iter().position(|f| pass(g, f).is_some());
            let Some(i) = hit else { return true };
            let f = extra.remove(i);
            let class = pass(g, &f).unwrap_or(Class::Value);
            let mut shown = Shown::filler(f.1.filler);
            shown.role = (f.0 != g.0).then(|| f.0.to_owned());
            out.push(fault(class, Some(g.0), Some(Shown::filler(g.1.filler)), Some(shown)));
            false
        });
    }
    for (role, g) in missing {
        out.push(fault(Class::Missed, Some(role), Some(Shown::filler(g.filler)), None));
    }
    for (role, f) in extra {
        out.push(fault(Class::Spurious, Some(role), None, Some(Shown::filler(f.filler))));
    }
}

/// A filler without a partner, and its role.
type Open<'a, 'f> = (&'a str, &'a Key<'f>);

fn same_role(g: &Open, f: &Open) -> Option<Class> {
    let (a, b) = (g.1.filler.value.as_ref()?, f.1.filler.value.as_ref()?);
    if g.0 != f.0 {
        return None;
    }
    difference(a, b)
}

fn other_role(g: &Open, f: &Open) -> Option<Class> {
    (g.0 != f.0 && g.1.equal(f.1, By::Value)).then_some(Class::Role)
}

fn overlapping(g: &Open, f: &Open) -> Option<Class> {
    (g.0 == f.0 && g.1.overlaps(f.1)).then_some(Class::Boundary)
}

/// The errors of deals that were aligned with nothing. `pairs` are the aligned deals of both sides.
pub(super) fn alone(table: Table, gold: &[Side], found: &[Side], pairs: &[(usize, usize)], out: &mut Vec<Fault>) {
    let whole = |class, g: Option<&Side>, f: Option<&Side>| Fault {
        class,
        table,
        kind: g.or(f).map_or_else(String::new, |s| s.kind.to_owned()),
        role: None,
        gold: g.map(|s| Shown::plain(s.line())),
        found: f.map(|s| Shown::plain(s.line())),
        gold_deal: g.map(|s| s.id.to_owned()),
        found_deal: f.map(|s| s.id.to_owned()),
        rules: f.map_or_else(Vec::new, |s| s.rules.iter().map(|r| (*r).to_owned()).collect()),
    };
    let lone_gold = (0..gold.len()).filter(|g| !pairs.iter().any(|p| p.0 == *g));
    let mut lone_found: Vec<usize> = (0..found.len()).filter(|f| !pairs.iter().any(|p| p.1 == *f)).collect();
    for g in lone_gold {
        let g = &gold[g];
        // A deal of another type with half of the fillers is this deal, misnamed.
        let misnamed = lone_found.iter().position(|&f| found[f].kind != g.kind && holds_half(g, &found[f], false));
        if let Some(i) = misnamed {
            let f = lone_found.remove(i);
            let mut fault = whole(Class::Type, Some(g), Some(&found[f]));
            fault.found.iter_mut().for_each(|s| s.text = format!("{}: {}", found[f].kind, s.text));
            out.push(fault);
            continue;
        }
        // The found deal of another gold deal that says what this one says, and the other does not.
        let merged = pairs.iter().find(|(other, f)| {
            let f = &found[*f];
            f.kind == g.kind && holds_half(g, f, true) && held(g, &f.beyond(&gold[*other]), true) > 0
        });
        out.push(match merged {
            Some((_, f)) => whole(Class::Merged, Some(g), Some(&found[*f])),
            None => whole(Class::Missed, Some(g), None),
        });
    }
    for f in lone_found {
        let f = &found[f];
        let split = pairs.iter().find(|(g, _)| gold[*g].kind == f.kind && holds_half(f, &gold[*g], true));
        out.push(match split {
            Some((g, _)) => whole(Class::Split, Some(&gold[*g]), Some(f)),
            None => whole(Class::Spurious, None, Some(f)),
        });
    }
}

/// Whether `other` holds at least half of the fillers of `side`.
fn holds_half(side: &Side, other: &Side, same_roles: bool) -> bool {
    let held = held(side, other, same_roles);
    held > 0 && 2 * held >= side.fillers.len()
}

/// How many fillers of `side` are among those of `other`, in the same roles or in any.
fn held(side: &Side, other: &Side, same_roles: bool) -> usize {
    let among = |role: &str, key: &Key| other.fillers.iter().any(|(o, x)| (!same_roles || role == *o) && key.equal(x, By::Value));
    side.fillers.iter().filter(|(role, key)| among(role, key)).count()
}
