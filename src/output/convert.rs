//! From what the engine found to wire records.

use super::offsets::{Offsets, Unit};
use super::record::{DEAL_SCHEMA, DealRecord, EntityRecord, Evidence, FACT_SCHEMA, Field, Filler, MentionRecord, Status, ValueRecord};
use crate::base::Span;
use crate::deal::Deal;
use crate::deal::confidence::Rated;
use crate::engine::Extraction;
use crate::mention::What;
use crate::rule::Pack;
use crate::rule::file::Makes;
use crate::rule::pack::Names;
use crate::text::{Document, Place};
use crate::value::{DateValue, Qualifier, Quantity, Value};
use aho_corasick::AhoCorasick;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// The records of one document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Records {
    /// Deals.
    pub deals: Vec<DealRecord>,
    /// Facts.
    pub facts: Vec<DealRecord>,
    /// Mentions.
    pub mentions: Vec<MentionRecord>,
    /// Entities.
    pub entities: Vec<EntityRecord>,
}

/// Which records a run writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Emit {
    /// `deals`
    pub deals: bool,
    /// `facts`
    pub facts: bool,
    /// `mentions`
    pub mentions: bool,
    /// `entities`
    pub entities: bool,
}

impl Emit {
    /// The names of the files of records, and whether each is wanted.
    pub fn names(self) -> [(&'static str, bool); 4] {
        [("deals", self.deals), ("facts", self.facts), ("mentions", self.mentions), ("entities", self.entities)]
    }
}

/// The records of what was found in `document`.
pub fn records(document: &Document, x: &Extraction, pack: &Pack, emit: Emit, unit: Unit) -> Records {
    let (names, more) = if x.deals.is_empty() && !emit.entities { Default::default() } else { names(document, x) };
    let c = Converter {
        document,
        x,
        pack,
        names,
        more,
        title: Offsets::new(document.read(Place::Title), unit),
        text: Offsets::new(document.read(Place::Text), unit),
    };
    let mut out = Records::default();
    let all: Vec<DealRecord> = x.deals.iter().zip(&x.rated).map(|(d, rated)| c.deal(d, rated)).collect();
    let ids: Vec<String> = all.iter().map(|r| r.id.clone()).collect();
    for (d, mut record) in x.deals.iter().zip(all) {
        record.part_of = d.part_of.and_then(|i| ids.get(i).cloned());
        match d.makes {
            Makes::Deal => out.deals.push(record),
            Makes::Fact => out.facts.push(record),
        }
    }
    if emit.mentions {
        out.mentions = c.mentions();
    }
    if emit.entities {
        out.entities = c.entities();
    }
    out
}

struct Converter<'a> {
    document: &'a Document,
    x: &'a Extraction,
    pack: &'a Pack,
    /// The names of each entity as the article writes them, best first.
    names: Vec<Vec<String>>,
    /// Names that each has only in sentences that tell of no deal.
    more: Vec<Vec<String>>,
    title: Offsets<'a>,
    text: Offsets<'a>,
}

/// The names of each entity as the article writes them where it does so first: those of deals, and the others.
fn names(document: &Document, x: &Extraction) -> (Vec<Vec<String>>, Vec<Vec<String>>) {
    let list = &x.entities.list;
    let all: Vec<&str> = list.iter().flat_map(|e| e.texts.iter().chain(&e.more)).map(String::as_str).collect();
    let written = |(name, at): (&str, Option<usize>)| match at {
        Some(at) => without_ticker(&document.written(Span::new(at, at + name.len()))),
        None => name.to_owned(),
    };
    let places = places(document.plain(), &all);
    let mut all = all.into_iter().zip(places).map(written);
    let mut take = |names: &[String]| all.by_ref().take(names.len()).collect::<Vec<String>>();
    list.iter().map(|e| (take(&e.texts), take(&e.more))).unzip()
}

/// A name without the ticker that a site puts behind each listed company: 海川股份(行情600999,诊股)有限公司.
fn without_ticker(name: &str) -> String {
    let brackets = [('(', ')'), ('（', '）')];
    let ticker = |inner: &str| inner.as_bytes().windows(TICKER).any(|w| w.iter().all(u8::is_ascii_digit));
    let found = brackets.into_iter().find_map(|(open, close)| {
        let start = name.find(open)?;
        let inner = start + open.len_utf8();
        let end = inner + name[inner..].find(close)?;
        ticker(&name[inner..end]).then(|| format!("{}{}", &name[..start], &name[end + close.len_utf8()..]))
    });
    found.unwrap_or_else(|| name.to_owned())
}

/// Digits of a ticker.
const TICKER: usize = 6;

/// Names are looked for one by one while that reads no more bytes than this; building an automaton takes longer.
const ONE_BY_ONE: usize = 16 << 20;

/// Where each name stands first.
fn places(plain: &str, names: &[&str]) -> Vec<Option<usize>> {
    let automaton = if names.len().saturating_mul(plain.len()) > ONE_BY_ONE { AhoCorasick::new(names).ok() } else { None };
    let Some(automaton) = automaton else { return names.iter().map(|n| plain.find(n)).collect() };
    let mut places = vec![None; names.len()];
    for m in automaton.find_overlapping_iter(plain) {
        places[m.pattern().as_usize()].get_or_insert(m.start());
    }
    places
}

/// A span as records state it.
struct Located {
    field: Field,
    start: usize,
    end: usize,
    text: String,
}

impl Converter<'_> {
    fn locate(&self, span: Span) -> Located {
        let (place, bytes) = self.document.locate(span);
        let (field, offsets) = match place {
            Place::Title => (Field::Title, &self.title),
            Place::Text => (Field::Text, &self.text),
        };
        let text = self.document.read(place).get(bytes.start..bytes.end).unwrap_or("").to_owned();
        Located { field, start: offsets.at(bytes.start), end: offsets.at(bytes.end), text }
    }

    fn deal(&self, d: &Deal, rated: &Rated) -> DealRecord {
        let mut roles: BTreeMap<String, Vec<Filler>> = BTreeMap::new();
        for (role, fillers) in d.roles.iter().filter(|(_, fillers)| !fillers.is_empty()) {
            roles.insert(role.clone(), fillers.iter().map(|f| self.filler(f)).collect());
        }
        let evidence = d.evidence.iter().map(|(span, rule)| {
            let l = self.locate(*span);
            Evidence { field: l.field, start: l.start, end: l.end, text: l.text, rule: self.pack.rules[*rule].id.clone() }
        });
        let (schema, status) = match d.makes {
            Makes::Deal => (DEAL_SCHEMA, Some(d.status.map_or(Status::Announced, status))),
            Makes::Fact => (FACT_SCHEMA, None),
        };
        DealRecord {
            schema: schema.to_owned(),
            id: self.id(schema, d),
            doc_id: self.document.id.clone(),
            doc_date: self.x.date.map(|(date, _)| date.to_string()),
            kind: d.kind.clone(),
            status,
            history: d.history.iter().map(|s| self::status(s)).collect(),
            roles,
            part_of: None,
            cumulative: d.cumulative,
            confidence: rated.permille as f64 / 1000.0,
            evidence: evidence.collect(),
            sources: Vec::new(),
        }
    }

    /// A hash of document, type and fillers; the unit of offsets does not change it.
    fn id(&self, schema: &str, d: &Deal) -> String {
        let mut all: Vec<u8> = Vec::new();
        let mut part = |bytes: &[u8]| {
            all.extend((bytes.len() as u64).to_le_bytes());
            all.extend(bytes);
        };
        [schema, &self.document.id, &d.kind].into_iter().for_each(|p| part(p.as_bytes()));
        for (role, fillers) in &d.roles {
            for f in fillers {
                let (place, at) = self.document.locate(f.span);
                part(role.as_bytes());
                part(self.document.read(place).get(at.start..at.end).unwrap_or("").as_bytes());
                part(&[place as u8]);
                part(&(at.start as u64).to_le_bytes());
            }
        }
        blake3::hash(&all).to_hex()[..16].to_owned()
    }

    /// A value; a date that the article's own date completed says where that came from.
    fn value(&self, v: &Value) -> ValueRecord {
        let record = value(v);
        let date_source = self.x.date.filter(|_| record.resolved == Some(true)).map(|(_, source)| source.name().to_owned());
        ValueRecord { date_source, ..record }
    }

    fn filler(&self, f: &crate::deal::Filler) -> Filler {
        let l = self.locate(f.span);
        let mut names = f.entity.and_then(|e| self.names.get(e)).cloned().unwrap_or_default().into_iter();
        // A value has a name only where markup or a wrap disturbs its text.
        let name = names.next().or_else(|| Some(self.document.written(f.span)).filter(|w| f.entity.is_none() && *w != l.text));
        Filler {
            text: l.text,
            name,
            entity: f.entity.map(|e| format!("e{}", e + 1)),
            aliases: names.collect(),
            identifiers: f.entity.and_then(|e| self.x.entities.list.get(e)).map_or_else(Vec::new, |e| e.identifiers.clone()),
            doc_id: None,
            field: l.field,
            start: l.start,
            end: l.end,
            value: f.value.as_ref().map(|v| self.value(v)),
        }
    }

    fn mentions(&self) -> Vec<MentionRecord> {
        let mut out = Vec::new();
        for reading in &self.x.readings {
            for (m, entities) in reading.mentions.iter().zip(&reading.entities) {
                let l = self.locate(m.span);
                out.push(MentionRecord {
                    doc_id: self.document.id.clone(),
                    kind: self.pack.alphabet.kinds().get(m.kind as usize).map_or_else(String::new, |k| mention_kind(k)),
                    text: l.text,
                    field: l.field,
                    start: l.start,
                    end: l.end,
                    entity: entities.first().map(|e| format!("e{}", e + 1)),
                    value: match &m.what {
                        What::Value(v) => Some(self.value(v)),
                        _ => None,
                    },
                });
            }
        }
        out
    }

    fn entities(&self) -> Vec<EntityRecord> {
        let mut out = Vec::new();
        for (i, ((e, names), more)) in self.x.entities.list.iter().zip(&self.names).zip(&self.more).enumerate() {
            let mut names = names.iter().cloned();
            let Some(name) = names.next() else { continue };
            let kind = if e.names == Names::Person { "person" } else { "company" };
            out.push(EntityRecord {
                doc_id: self.document.id.clone(),
                id: format!("e{}", i + 1),
                kind: kind.to_owned(),
                name,
                aliases: names.chain(more.iter().cloned()).collect(),
                identifiers: BTreeSet::from_iter(e.identifiers.iter().chain(&e.more_identifiers).cloned()).into_iter().collect(),
            });
        }
        out
    }
}

/// A status by the name that rules give it.
pub fn status(name: &str) -> Status {
    match name {
        "planned" => Status::Planned,
        "completed" => Status::Completed,
        "rumoured" => Status::Rumoured,
        "terminated" => Status::Terminated,
        _ => Status::Announced,
    }
}

/// A value as records write it.
pub fn value(v: &Value) -> ValueRecord {
    match v {
        Value::Quantity(q) => quantity(q),
        Value::Date(d) => date(d),
        Value::Code(c) => ValueRecord { code: Some(c.clone()), ..ValueRecord::default() },
    }
}

/// The kind that records state for a type of the rules. Points are percentages with a unit, names of currencies money
/// without a figure, employers companies.
fn mention_kind(kind: &str) -> String {
    match kind {
        "Points" => "percent".to_owned(),
        "Currency" => "money".to_owned(),
        "Employer" => "company".to_owned(),
        kind => kind.to_lowercase(),
    }
}

fn quantity(q: &Quantity) -> ValueRecord {
    let text = |d: Option<Decimal>| d.map(|d| d.normalize().to_string());
    let qualifier = match q.qualifier {
        Qualifier::Exact => "exact",
        Qualifier::About => "about",
        Qualifier::Nearly => "nearly",
        Qualifier::Over => "over",
        Qualifier::AtLeast => "at_least",
        Qualifier::AtMost => "at_most",
        Qualifier::Range => "range",
        Qualifier::Several => "several",
        Qualifier::Undisclosed => "undisclosed",
    };
    ValueRecord {
        value: text(q.value),
        min: text(q.min),
        max: text(q.max),
        currency: q.currency.clone(),
        currency_inferred: q.currency_inferred,
        unit: q.points.then(|| "points".to_owned()),
        qualifier: Some(qualifier.to_owned()),
        equivalent: q.equivalent.as_deref().map(|e| Box::new(quantity(e))),
        ..ValueRecord::default()
    }
}

fn date(d: &DateValue) -> ValueRecord {
    ValueRecord {
        begin: d.begin.map(|b| b.to_string()),
        end: d.end.map(|e| e.to_string()),
        precision: Some(d.precision.to_owned()),
        resolved: Some(d.resolved),
        ..ValueRecord::default()
    }
}
