//! A document as annotation tools hold it: one text, labelled regions, links between them, and what the tool only carries.
//!
//! A filler is a region with the label `type:role` (`fact.type:role` in facts), a mention one with `mention:kind`; links join
//! the fillers of one deal. A title stands as the first line of the text.

use super::article::{Article, slice};
use super::check::Problem;
use crate::output::record::{Field, Filler, GOLD_SCHEMA, GoldDeal, GoldDocument, GoldMention, Status, ValueRecord};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A document in a tool.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Title line, where there is one, and text.
    pub text: String,
    /// Regions in order: those of a deal together, deals in order, mentions last.
    pub regions: Vec<Region>,
    /// Pairs of regions of one deal.
    pub links: Vec<(String, String)>,
    /// What the regions do not say.
    pub carried: Carried,
}

/// A labelled stretch of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Region {
    /// Identifier in the page.
    pub id: String,
    /// `type:role`, `fact.type:role` or `mention:kind`.
    pub label: String,
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// What the tool says stands there, where it does.
    pub text: Option<String>,
}

/// What a tool carries along for dealex and does not show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Carried {
    /// The document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doc_id: Option<String>,
    /// Characters of the title, which is the first line of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<usize>,
    /// Date of the article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Mentions are annotated, even where there are none.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub mentions: bool,
    /// By the first region of each deal.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub deals: BTreeMap<String, CarriedDeal>,
    /// By region.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fillers: BTreeMap<String, CarriedFiller>,
}

/// What the regions of a deal do not say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CarriedDeal {
    /// Name inside the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Name of the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part_of: Option<String>,
    /// Adds up several deals.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cumulative: bool,
    /// A word of the annotator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// What the region of a filler or mention does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CarriedFiller {
    /// Best name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Entity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    /// Other names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Identifiers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<String>,
    /// Value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<ValueRecord>,
}

/// Before the type in the label of a fact's filler.
const FACT: &str = "fact.";
/// Before the kind in the label of a mention.
const MENTION: &str = "mention:";

/// A document with its annotation as a page; `region` names the regions, counted from 1.
///
/// # Errors
/// When a deal has no filler, so that no region could stand for it.
pub fn page(article: &Article, gold: &GoldDocument, region: impl Fn(usize) -> String) -> Result<Page, Problem> {
    let title = article.title.as_deref();
    let shift = title.map_or(0, |t| t.chars().count() + 1);
    let mut out = Page { text: title.map_or(article.text.clone(), |t| format!("{t}\n{}", article.text)), ..Page::default() };
    out.carried = Carried {
        doc_id: Some(gold.doc_id.clone()),
        title: title.map(|t| t.chars().count()),
        date: article.date.clone(),
        mentions: gold.mentions.is_some(),
        ..Carried::default()
    };
    let add = |out: &mut Page, label: String, field: Field, span: (usize, usize), text: &str| {
        let by = if field == Field::Text { shift } else { 0 };
        let id = region(out.regions.len() + 1);
        out.regions.push(Region { id: id.clone(), label, start: span.0 + by, end: span.1 + by, text: Some(text.to_owned()) });
        id
    };
    for (prefix, deal) in gold.deals.iter().map(|d| ("", d)).chain(gold.facts.iter().map(|d| (FACT, d))) {
        let mut first: Option<String> = None;
        for (role, f) in deal.roles.iter().flat_map(|(r, fs)| fs.iter().map(move |f| (r, f))) {
            let id = add(&mut out, format!("{prefix}{}:{role}", deal.kind), f.field, (f.start, f.end), &f.text);
            let (name, entity, aliases, identifiers) = (f.name.clone(), f.entity.clone(), f.aliases.clone(), f.identifiers.clone());
            let carried = CarriedFiller { name, entity, aliases, identifiers, value: f.value.clone() };
            if carried != CarriedFiller::default() {
                out.carried.fillers.insert(id.clone(), carried);
            }
            match &first {
                None => first = Some(id),
                Some(first) => out.links.push((first.clone(), id)),
            }
        }
        let Some(first) = first else {
            let message = format!("the deal {} has no filler, and no region could stand for it", deal.id);
            return Err(Problem { file: gold.doc_id.clone(), line: None, at: String::new(), message });
        };
        let carried = CarriedDeal {
            id: Some(deal.id.clone()),
            status: deal.status,
            part_of: deal.part_of.clone(),
            cumulative: deal.cumulative,
            comment: deal.comment.clone(),
        };
        out.carried.deals.insert(first, carried);
    }
    for m in gold.mentions.iter().flatten() {
        let id = add(&mut out, format!("{MENTION}{}", m.kind), m.field, (m.start, m.end), &m.text);
        if m.value.is_some() {
            out.carried.fillers.insert(id, CarriedFiller { value: m.value.clone(), ..CarriedFiller::default() });
        }
    }
    Ok(out)
}

impl Page {
    /// The page as a document with its annotation. `id` is its name where the page carries none; `problem` makes a problem
    /// with the place of a region.
    ///
    /// # Errors
    /// When a region does not fit the text, or linked regions are of two deals.
    pub fn gold(&self, id: &str, problem: impl Fn(&str, String) -> Problem) -> Result<(Article, GoldDocument), Vec<Problem>> {
        let mut problems = Vec::new();
        let title = self.carried.title.and_then(|n| slice(&self.text, 0, n));
        let shift = self.carried.title.map_or(0, |n| n + 1);
        let text = slice(&self.text, shift, self.text.chars().count()).unwrap_or("");
        let article = Article {
            id: self.carried.doc_id.clone().unwrap_or_else(|| id.to_owned()),
            title: title.map(str::to_owned),
            text: text.to_owned(),
            date: self.carried.date.clone(),
        };
        let mut fillers: Vec<Option<Filler>> = Vec::new();
        for r in &self.regions {
            let place = self.place(r, title.is_some(), shift);
            problems.extend(place.as_ref().err().map(|message| problem(&r.id, message.clone())));
            let carried = self.carried.fillers.get(&r.id).cloned().unwrap_or_default();
            fillers.push(place.ok().map(|(field, start, end, text)| Filler {
                text,
                name: carried.name,
                entity: carried.entity,
                aliases: carried.aliases,
                identifiers: carried.identifiers,
                doc_id: None,
                field,
                start,
                end,
                value: carried.value,
            }));
        }
        let group = self.groups(&mut problems, &problem);
        let mut gold = GoldDocument {
            schema: GOLD_SCHEMA.to_owned(),
            doc_id: article.id.clone(),
            deals: Vec::new(),
            facts: Vec::new(),
            mentions: self.carried.mentions.then(Vec::new),
        };
        let mut deals: BTreeMap<usize, (bool, GoldDeal)> = BTreeMap::new();
        for (i, (r, f)) in self.regions.iter().zip(fillers).enumerate() {
            let Some(f) = f else { continue };
            match label(&r.label) {
                Label::Mention(kind) => {
                    let m = GoldMention { kind: kind.to_owned(), text: f.text, field: f.field, start: f.start, end: f.end, value: f.value };
                    gold.mentions.get_or_insert_default().push(m);
                }
                Label::Filler { fact, kind, role } => {
                    let first = group[i];
                    let n = deals.values().filter(|d| d.0 == fact).count() + 1;
                    let (_, deal) = deals.entry(first).or_insert_with(|| {
                        let c = self.carried.deals.get(&self.regions[first].id).cloned().unwrap_or_default();
                        let id = c.id.unwrap_or_else(|| format!("{}{n}", if fact { "f" } else { "d" }));
                        let roles = BTreeMap::new();
                        let (status, part_of, cumulative, comment) = (c.status, c.part_of, c.cumulative, c.comment);
                        (fact, GoldDeal { id, kind: kind.to_owned(), status, roles, part_of, cumulative, comment })
                    });
                    deal.roles.entry(role.to_owned()).or_default().push(f);
                }
            }
        }
        for (fact, deal) in deals.into_values() {
            if fact { gold.facts.push(deal) } else { gold.deals.push(deal) }
        }
        if problems.is_empty() { Ok((article, gold)) } else { Err(problems) }
    }

    /// Field and offsets of a region, and what stands there.
    fn place(&self, r: &Region, titled: bool, shift: usize) -> Result<(Field, usize, usize, String), String> {
        if r.end <= r.start {
            return Err(format!("the offsets {} to {} hold nothing", r.start, r.end));
        }
        let Some(there) = slice(&self.text, r.start, r.end) else {
            let (n, text) = (self.text.chars().count(), r.text.as_deref().unwrap_or(""));
            return Err(format!("the offsets {} to {} (“{text}”) lie outside the text, which has {n} characters", r.start, r.end));
        };
        if let Some(said) = &r.text
            && said != there
        {
            return Err(format!("the text has “{there}” at {} to {}, not “{said}”", r.start, r.end));
        }
        match (titled, r.end < shift, r.start >= shift) {
            (true, true, _) => Ok((Field::Title, r.start, r.end, there.to_owned())),
            (_, _, true) => Ok((Field::Text, r.start - shift, r.end - shift, there.to_owned())),
            _ => Err(format!("“{there}” at {} to {} reaches from the title into the text", r.start, r.end)),
        }
    }

    /// For each region the first region of its deal.
    fn groups(&self, problems: &mut Vec<Problem>, problem: &impl Fn(&str, String) -> Problem) -> Vec<usize> {
        let index: BTreeMap<&str, usize> = self.regions.iter().enumerate().map(|(i, r)| (r.id.as_str(), i)).collect();
        let mut first: Vec<usize> = (0..self.regions.len()).collect();
        for (a, b) in &self.links {
            let (Some(&i), Some(&j)) = (index.get(a.as_str()), index.get(b.as_str())) else {
                let unknown = if index.contains_key(a.as_str()) { b } else { a };
                problems.push(problem(unknown, "a link leads to this region, which does not exist".into()));
                continue;
            };
            let kind = |i: usize| self.regions[i].label.rsplit_once(':').map_or("", |(kind, _)| kind);
            if kind(i) != kind(j) {
                problems.push(problem(b, format!("it is linked with {a}, but one is of a {}, the other of a {}", kind(j), kind(i))));
                continue;
            }
            let (x, y) = (first[i].min(first[j]), first[i].max(first[j]));
            first.iter_mut().filter(|f| **f == y).for_each(|f| *f = x);
        }
        first
    }
}

/// What a label says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label<'l> {
    /// A mention.
    Mention(&'l str),
    /// A filler.
    Filler {
        /// Of a fact.
        fact: bool,
        /// Type of deal or fact.
        kind: &'l str,
        /// Its role.
        role: &'l str,
    },
}

/// Reads a label; one without a colon is a kind of mention.
pub fn label(label: &str) -> Label<'_> {
    if let Some(kind) = label.strip_prefix(MENTION) {
        return Label::Mention(kind);
    }
    match label.split_once(':') {
        None => Label::Mention(label),
        Some((kind, role)) => match kind.strip_prefix(FACT) {
            Some(kind) => Label::Filler { fact: true, kind, role },
            None => Label::Filler { fact: false, kind, role },
        },
    }
}
