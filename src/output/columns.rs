//! Deals, facts, fillers, mentions and entities as rows and columns, for CSV and Parquet.

use super::convert::{Emit, Records};
use super::record::{DealRecord, EntityRecord, Filler, MentionRecord, ValueRecord};
use serde_json::{Value, json};

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// Several texts.
    Texts,
    /// A decimal number.
    Decimal,
    /// A day.
    Date,
    /// A whole number.
    Integer,
    /// A fraction of small precision.
    Float,
    /// Yes or no.
    Flag,
    /// The fillers as a list of structs; not in CSV, whose `fillers.csv` has them.
    Fillers,
    /// The evidence as a list of structs; not in CSV.
    Evidence,
}

/// A column: its name, its type, and its cell of a record.
pub struct Column<T> {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
    /// The cell; `Null` is empty.
    pub cell: fn(&T) -> Value,
}

const fn column<T>(name: &'static str, kind: Kind, cell: fn(&T) -> Value) -> Column<T> {
    Column { name, kind, cell }
}

/// The columns of deals, one row each.
pub static DEALS: [Column<DealRecord>; 38] = [
    column("id", Kind::Text, |d| json!(d.id)),
    column("doc_id", Kind::Text, |d| json!(d.doc_id)),
    column("doc_date", Kind::Date, |d| json!(d.doc_date)),
    column("type", Kind::Text, |d| json!(d.kind)),
    column("status", Kind::Text, |d| json!(d.status)),
    column("investor", Kind::Texts, |d| names(d, "investor")),
    column("lead_investor", Kind::Texts, |d| names(d, "lead_investor")),
    column("acquirer", Kind::Texts, |d| names(d, "acquirer")),
    column("seller", Kind::Texts, |d| names(d, "seller")),
    column("target", Kind::Texts, |d| names(d, "target")),
    column("subject", Kind::Texts, |d| names(d, "subject")),
    column("party", Kind::Texts, |d| names(d, "party")),
    column("adviser", Kind::Texts, |d| names(d, "adviser")),
    column("amount", Kind::Decimal, |d| value(d, "amount", |v| json!(v.value))),
    column("amount_min", Kind::Decimal, |d| value(d, "amount", |v| json!(v.min))),
    column("amount_max", Kind::Decimal, |d| value(d, "amount", |v| json!(v.max))),
    column("amount_qualifier", Kind::Text, |d| value(d, "amount", |v| json!(v.qualifier))),
    column("currency", Kind::Text, |d| value(d, "amount", |v| json!(v.currency))),
    column("currency_inferred", Kind::Flag, |d| value(d, "amount", |v| json!(v.currency_inferred))),
    column("amount_text", Kind::Text, |d| text(d, "amount")),
    column("valuation", Kind::Decimal, |d| value(d, "valuation", |v| json!(v.value.as_ref().or(v.min.as_ref()).or(v.max.as_ref())))),
    column("valuation_currency", Kind::Text, |d| value(d, "valuation", |v| json!(v.currency))),
    column("stake", Kind::Decimal, |d| value(d, "stake", |v| json!(v.value.as_ref().or(v.max.as_ref()).or(v.min.as_ref())))),
    column("stake_text", Kind::Text, |d| text(d, "stake")),
    column("shares", Kind::Decimal, |d| value(d, "shares", |v| json!(v.value.as_ref().or(v.max.as_ref()).or(v.min.as_ref())))),
    column("round", Kind::Text, |d| value(d, "round", |v| json!(v.code))),
    column("round_text", Kind::Text, |d| text(d, "round")),
    column("date", Kind::Date, |d| value(d, "date", |v| json!(v.begin))),
    column("announced", Kind::Date, |d| value(d, "announced", |v| json!(v.begin))),
    column("closed", Kind::Date, |d| value(d, "closed", |v| json!(v.begin))),
    column("part_of", Kind::Text, |d| json!(d.part_of)),
    column("sources", Kind::Texts, |d| distinct(d.sources.iter().map(|s| s.deal.doc_id.as_str()))),
    column("cumulative", Kind::Flag, |d| json!(d.cumulative)),
    column("confidence", Kind::Float, |d| json!(d.confidence)),
    column("rules", Kind::Texts, |d| distinct(d.evidence.iter().map(|e| e.rule.as_str()))),
    column("evidence_text", Kind::Texts, |d| distinct(d.evidence.iter().map(|e| e.text.as_str()))),
    column("fillers", Kind::Fillers, fillers),
    column("evidence", Kind::Evidence, evidence),
];

/// The columns of facts, one row each.
pub static FACTS: [Column<DealRecord>; 23] = [
    column("id", Kind::Text, |d| json!(d.id)),
    column("doc_id", Kind::Text, |d| json!(d.doc_id)),
    column("doc_date", Kind::Date, |d| json!(d.doc_date)),
    column("type", Kind::Text, |d| json!(d.kind)),
    column("company", Kind::Texts, |d| names(d, "company")),
    column("holder", Kind::Texts, |d| names(d, "holder")),
    column("parent", Kind::Texts, |d| names(d, "parent")),
    column("founder", Kind::Texts, |d| names(d, "founder")),
    column("amount", Kind::Decimal, |d| value(d, "amount", |v| json!(v.value))),
    column("amount_min", Kind::Decimal, |d| value(d, "amount", |v| json!(v.min))),
    column("amount_max", Kind::Decimal, |d| value(d, "amount", |v| json!(v.max))),
    column("amount_qualifier", Kind::Text, |d| value(d, "amount", |v| json!(v.qualifier))),
    column("currency", Kind::Text, |d| value(d, "amount", |v| json!(v.currency))),
    column("stake", Kind::Decimal, |d| value(d, "stake", |v| json!(v.value.as_ref().or(v.max.as_ref()).or(v.min.as_ref())))),
    column("shares", Kind::Decimal, |d| value(d, "shares", |v| json!(v.value.as_ref().or(v.max.as_ref()).or(v.min.as_ref())))),
    column("date", Kind::Date, |d| value(d, "date", |v| json!(v.begin))),
    column("as_of", Kind::Date, |d| value(d, "as_of", |v| json!(v.begin))),
    column("sources", Kind::Texts, |d| distinct(d.sources.iter().map(|s| s.deal.doc_id.as_str()))),
    column("confidence", Kind::Float, |d| json!(d.confidence)),
    column("rules", Kind::Texts, |d| distinct(d.evidence.iter().map(|e| e.rule.as_str()))),
    column("evidence_text", Kind::Texts, |d| distinct(d.evidence.iter().map(|e| e.text.as_str()))),
    column("fillers", Kind::Fillers, fillers),
    column("evidence", Kind::Evidence, evidence),
];

/// One filler of one deal or fact.
pub struct FillerRow<'a> {
    deal: &'a DealRecord,
    role: &'a str,
    filler: &'a Filler,
}

/// The fillers of deals and facts, one row each.
pub fn filler_rows<'a>(records: &'a Records, emit: Emit) -> impl Iterator<Item = FillerRow<'a>> {
    let deals = records.deals.iter().filter(move |_| emit.deals);
    let all = deals.chain(records.facts.iter().filter(move |_| emit.facts));
    all.flat_map(|deal| deal.roles.iter().flat_map(move |(role, fs)| fs.iter().map(move |filler| FillerRow { deal, role, filler })))
}

/// The columns of fillers.
pub fn filler_columns<'a>() -> [Column<FillerRow<'a>>; 22] {
    [
        column("deal_id", Kind::Text, |r| json!(r.deal.id)),
        column("doc_id", Kind::Text, |r| json!(r.filler.doc_id.as_ref().unwrap_or(&r.deal.doc_id))),
        column("type", Kind::Text, |r| json!(r.deal.kind)),
        column("status", Kind::Text, |r| json!(r.deal.status)),
        column("role", Kind::Text, |r| json!(r.role)),
        column("text", Kind::Text, |r| json!(r.filler.text)),
        column("name", Kind::Text, |r| json!(r.filler.name)),
        column("entity", Kind::Text, |r| json!(r.filler.entity)),
        column("aliases", Kind::Texts, |r| json!(r.filler.aliases)),
        column("identifiers", Kind::Texts, |r| json!(r.filler.identifiers)),
        column("in", Kind::Text, |r| json!(r.filler.field)),
        column("start", Kind::Integer, |r| json!(r.filler.start)),
        column("end", Kind::Integer, |r| json!(r.filler.end)),
        column("value", Kind::Decimal, |r| of(&r.filler.value, |v| json!(v.value))),
        column("min", Kind::Decimal, |r| of(&r.filler.value, |v| json!(v.min))),
        column("max", Kind::Decimal, |r| of(&r.filler.value, |v| json!(v.max))),
        column("currency", Kind::Text, |r| of(&r.filler.value, |v| json!(v.currency))),
        column("qualifier", Kind::Text, |r| of(&r.filler.value, |v| json!(v.qualifier))),
        column("first_day", Kind::Date, |r| of(&r.filler.value, |v| json!(v.begin))),
        column("last_day", Kind::Date, |r| of(&r.filler.value, |v| json!(v.end))),
        column("precision", Kind::Text, |r| of(&r.filler.value, |v| json!(v.precision))),
        column("code", Kind::Text, |r| of(&r.filler.value, |v| json!(v.code))),
    ]
}

/// The columns of mentions.
pub static MENTIONS: [Column<MentionRecord>; 16] = [
    column("doc_id", Kind::Text, |m| json!(m.doc_id)),
    column("kind", Kind::Text, |m| json!(m.kind)),
    column("text", Kind::Text, |m| json!(m.text)),
    column("in", Kind::Text, |m| json!(m.field)),
    column("start", Kind::Integer, |m| json!(m.start)),
    column("end", Kind::Integer, |m| json!(m.end)),
    column("entity", Kind::Text, |m| json!(m.entity)),
    column("value", Kind::Decimal, |m| of(&m.value, |v| json!(v.value))),
    column("min", Kind::Decimal, |m| of(&m.value, |v| json!(v.min))),
    column("max", Kind::Decimal, |m| of(&m.value, |v| json!(v.max))),
    column("currency", Kind::Text, |m| of(&m.value, |v| json!(v.currency))),
    column("qualifier", Kind::Text, |m| of(&m.value, |v| json!(v.qualifier))),
    column("first_day", Kind::Date, |m| of(&m.value, |v| json!(v.begin))),
    column("last_day", Kind::Date, |m| of(&m.value, |v| json!(v.end))),
    column("precision", Kind::Text, |m| of(&m.value, |v| json!(v.precision))),
    column("code", Kind::Text, |m| of(&m.value, |v| json!(v.code))),
];

/// The columns of entities.
pub static ENTITIES: [Column<EntityRecord>; 6] = [
    column("doc_id", Kind::Text, |e| json!(e.doc_id)),
    column("id", Kind::Text, |e| json!(e.id)),
    column("kind", Kind::Text, |e| json!(e.kind)),
    column("name", Kind::Text, |e| json!(e.name)),
    column("aliases", Kind::Texts, |e| json!(e.aliases)),
    column("identifiers", Kind::Texts, |e| json!(e.identifiers)),
];

fn role<'a>(d: &'a DealRecord, role: &str) -> &'a [Filler] {
    d.roles.get(role).map_or(&[], Vec::as_slice)
}

fn names(d: &DealRecord, name: &str) -> Value {
    distinct(role(d, name).iter().map(|f| f.name.as_deref().unwrap_or(&f.text)))
}

fn distinct<'a>(all: impl Iterator<Item = &'a str>) -> Value {
    let mut out: Vec<&str> = Vec::new();
    all.for_each(|s| {
        if !out.contains(&s) {
            out.push(s);
        }
    });
    json!(out)
}

/// Of the first filler; all are in the rows of fillers.
fn value(d: &DealRecord, name: &str, part: fn(&ValueRecord) -> Value) -> Value {
    role(d, name).first().map_or(Value::Null, |f| of(&f.value, part))
}

fn of(value: &Option<ValueRecord>, part: fn(&ValueRecord) -> Value) -> Value {
    value.as_ref().map_or(Value::Null, part)
}

fn text(d: &DealRecord, name: &str) -> Value {
    json!(role(d, name).first().map(|f| f.name.as_ref().unwrap_or(&f.text)))
}

/// The parts of the struct of a filler, and their types.
pub const FILLER_PARTS: [(&str, Kind); 18] = [
    ("role", Kind::Text),
    ("text", Kind::Text),
    ("name", Kind::Text),
    ("entity", Kind::Text),
    ("aliases", Kind::Texts),
    ("identifiers", Kind::Texts),
    ("doc_id", Kind::Text),
    ("in", Kind::Text),
    ("start", Kind::Integer),
    ("end", Kind::Integer),
    ("value", Kind::Decimal),
    ("min", Kind::Decimal),
    ("max", Kind::Decimal),
    ("currency", Kind::Text),
    ("qualifier", Kind::Text),
    ("first_day", Kind::Date),
    ("last_day", Kind::Date),
    ("code", Kind::Text),
];

fn fillers(d: &DealRecord) -> Value {
    let columns = filler_columns();
    let row = |(role, filler)| {
        let row = FillerRow { deal: d, role, filler };
        let cell = |name: &str| columns.iter().find(|c| c.name == name).map_or(Value::Null, |c| (c.cell)(&row));
        Value::Object(FILLER_PARTS.iter().map(|(name, _)| ((*name).to_owned(), cell(name))).collect())
    };
    d.roles.iter().flat_map(|(role, fs)| fs.iter().map(move |f| (role.as_str(), f))).map(row).collect()
}

/// The parts of the struct of a piece of evidence, and their types.
pub const EVIDENCE_PARTS: [(&str, Kind); 5] =
    [("in", Kind::Text), ("start", Kind::Integer), ("end", Kind::Integer), ("text", Kind::Text), ("rule", Kind::Text)];

fn evidence(d: &DealRecord) -> Value {
    let row = |e: &super::record::Evidence| json!({ "in": e.field, "start": e.start, "end": e.end, "text": e.text, "rule": e.rule });
    d.evidence.iter().map(row).collect()
}
