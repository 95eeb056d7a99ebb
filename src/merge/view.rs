//! What of a record is compared, prepared once.

use crate::entity::alias::Forms;
use crate::output::record::{DealRecord, Filler, ValueRecord};
use crate::rule::pack::DealType;
use crate::text::Fold;
use crate::text::fold::folded;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::str::FromStr;

/// A report as it is compared.
#[derive(Debug)]
pub struct View<'r> {
    /// The report.
    pub record: &'r DealRecord,
    /// Its document.
    pub document: u32,
    /// What tells deals of its type apart.
    pub rules: Rules<'r>,
    /// Types that another document may give the same deal.
    pub akin: &'r [String],
    /// Role to fillers.
    pub roles: BTreeMap<&'r str, Vec<Item<'r>>>,
    /// First and last day of what dates the deal, else of its document.
    pub days: Option<(Date, Date)>,
}

/// Which roles are compared, and how.
#[derive(Clone, Debug)]
pub struct Rules<'r> {
    /// Parties, the main one first; of roles that stand in for each other the first that both fill is compared.
    pub key: Vec<Vec<&'r str>>,
    /// Parties on the same footing.
    pub together: Vec<&'r str>,
    /// Values that one deal has once.
    pub agree: Vec<&'r str>,
}

/// A filler as it is compared.
#[derive(Debug)]
pub struct Item<'r> {
    /// The filler.
    pub filler: &'r Filler,
    /// What it is.
    pub what: What,
}

/// What a filler is.
#[derive(Debug)]
pub enum What {
    /// A company or person.
    Name(Name),
    /// A number; `None` where its value says nothing (金额未披露).
    Quantity(Option<Figure>),
    /// Days; `None` where the text names none (近日).
    Days(Option<(Date, Date)>),
    /// A code, such as that of a round.
    Code(String),
    /// Other text, folded.
    Text(String),
}

/// The names of a company, as numbers of one table.
#[derive(Debug, Default)]
pub struct Name {
    /// As documents write them, and identifiers.
    pub stated: BTreeSet<u32>,
    /// Short forms of these.
    pub short: BTreeSet<u32>,
    /// Full legal names without their legal form, and without place.
    pub stems: BTreeSet<u32>,
}

/// A number with its bounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The figure that the text names.
    pub named: Decimal,
    /// Least and most that it may mean.
    pub bounds: (Decimal, Decimal),
    /// Currency or unit, where stated.
    pub unit: Option<String>,
    /// Whether the text states a definite figure (not 数亿元).
    pub definite: bool,
    /// The same amount in another currency.
    pub equivalent: Option<Box<Figure>>,
}

/// The views of reports; names of all are numbered in one table.
pub fn views<'r>(reports: &'r [DealRecord], types: &'r BTreeMap<String, DealType>, forms: &Forms) -> Vec<View<'r>> {
    let mut table = Table { forms, fold: Fold::default(), numbers: HashMap::new(), known: HashMap::new() };
    let mut documents: HashMap<&str, u32> = HashMap::new();
    let views = reports.iter().map(|record| {
        let next = documents.len() as u32;
        let document = *documents.entry(record.doc_id.as_str()).or_insert(next);
        let roles: BTreeMap<&str, Vec<Item>> =
            record.roles.iter().map(|(role, fs)| (role.as_str(), fs.iter().map(|f| item(f, &mut table)).collect())).collect();
        let deal_type = types.get(&record.kind);
        let days = days(record, &roles, deal_type);
        let akin = deal_type.map_or(&[][..], |t| &t.akin);
        View { record, document, rules: rules(deal_type, &roles), akin, roles, days }
    });
    views.collect()
}

/// Of a type that no file describes, or without a key, all parties tell a deal from others.
fn rules<'r>(deal_type: Option<&'r DealType>, roles: &BTreeMap<&'r str, Vec<Item<'r>>>) -> Rules<'r> {
    let strs = |l: &'r [String]| l.iter().map(String::as_str).collect::<Vec<&str>>();
    let (key, together, agree) = deal_type.map_or_else(Default::default, |t| {
        (t.key.iter().map(|k| k.split('|').collect()).collect::<Vec<Vec<&str>>>(), strs(&t.together), strs(&t.agree))
    });
    if !key.is_empty() || !together.is_empty() {
        return Rules { key, together, agree };
    }
    let parties = roles.iter().filter(|(_, items)| items.iter().any(|i| matches!(i.what, What::Name(_))));
    Rules { key: parties.map(|(role, _)| vec![*role]).collect(), together, agree }
}

fn days(record: &DealRecord, roles: &BTreeMap<&str, Vec<Item>>, deal_type: Option<&DealType>) -> Option<(Date, Date)> {
    let time = deal_type.map_or(&[][..], |t| &t.time);
    let told = time.iter().flat_map(|role| roles.get(role.as_str()).into_iter().flatten()).filter_map(|i| match i.what {
        What::Days(days) => days,
        _ => None,
    });
    let day = record.doc_date.as_deref().and_then(|d| d.parse::<Date>().ok()).map(|d| (d, d));
    told.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).or(day)
}

/// Numbers of names.
struct Table<'f> {
    forms: &'f Forms,
    fold: Fold,
    numbers: HashMap<String, u32>,
    /// Number, short forms, and stems of a full legal name, by name as written.
    known: HashMap<String, Option<(u32, Vec<u32>, Vec<u32>)>>,
}

impl Table<'_> {
    fn number(&mut self, name: String) -> u32 {
        let next = self.numbers.len() as u32;
        *self.numbers.entry(name).or_insert(next)
    }

    /// `None` for words that name nobody in particular (公司).
    fn name(&mut self, written: &str) -> Option<(u32, Vec<u32>, Vec<u32>)> {
        if let Some(known) = self.known.get(written) {
            return known.clone();
        }
        // Legal forms are told by case and spaces, too (PBC, Inc.).
        let plain = self.fold.word(written);
        let found = (plain.chars().count() > 1 && !self.forms.is_generic(&plain)).then(|| {
            let shorts = self.forms.shorts(&plain).iter().map(|s| self.number(folded(s))).collect();
            let stems = self.forms.stems(&plain).iter().flatten().map(|s| self.number(folded(s))).collect();
            (self.number(folded(&plain)), shorts, stems)
        });
        self.known.insert(written.to_owned(), found.clone());
        found
    }
}

fn item<'r>(f: &'r Filler, table: &mut Table) -> Item<'r> {
    let what = match &f.value {
        Some(v) => value(v),
        None if f.entity.is_some() => {
            let mut name = Name::default();
            // Where the entity has a name, the text may be a word that stands for it.
            let written = f.name.as_ref().unwrap_or(&f.text);
            for (number, shorts, stems) in std::iter::once(written).chain(&f.aliases).filter_map(|w| table.name(w)).collect::<Vec<_>>() {
                name.stated.insert(number);
                name.short.extend(shorts);
                name.stems.extend(stems);
            }
            name.stated.extend(f.identifiers.iter().map(|i| table.number(i.to_lowercase())));
            What::Name(name)
        }
        None => What::Text(folded(f.name.as_ref().unwrap_or(&f.text))),
    };
    Item { filler: f, what }
}

fn value(v: &ValueRecord) -> What {
    let date = |s: &Option<String>| s.as_deref().and_then(|s| s.parse::<Date>().ok());
    if v.begin.is_some() || v.end.is_some() || v.precision.is_some() {
        return What::Days(date(&v.begin).zip(date(&v.end)));
    }
    match &v.code {
        Some(code) => What::Code(code.clone()),
        None => What::Quantity(figure(v)),
    }
}

fn figure(v: &ValueRecord) -> Option<Figure> {
    let number = |s: &Option<String>| s.as_deref().and_then(|s| Decimal::from_str(s).ok());
    let (value, min, max) = (number(&v.value), number(&v.min), number(&v.max));
    let named = value.or(min).or(max)?;
    // What a bound that is open on one side may mean, in percent of the figure: 逾3亿元 is not 5亿元.
    let of = |percent: i64| named.checked_mul(Decimal::new(percent, 2)).unwrap_or(named);
    let bounds = match (v.qualifier.as_deref().unwrap_or("exact"), min, max) {
        (_, Some(min), Some(max)) => (min, max),
        ("about", ..) => (of(95), of(105)),
        ("nearly", ..) => (of(90), named),
        (_, Some(min), None) => (min, of(120)),
        (_, None, Some(max)) => (of(80), max),
        _ => (named, named),
    };
    Some(Figure {
        named,
        bounds,
        unit: v.currency.clone().filter(|_| !v.currency_inferred).or_else(|| v.unit.clone()),
        definite: v.qualifier.as_deref() != Some("several"),
        equivalent: v.equivalent.as_deref().and_then(figure).map(Box::new),
    })
}
