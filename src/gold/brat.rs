//! brat standoff: a text file and a file of annotations beside it.
//!
//! A deal is an event (`E`); its trigger stands at its first filler, as gold marks no triggers. Values, names and aliases are
//! notes in JSON; status and `cumulative` are attributes; facts have types such as `fact-valuation`. A title is the first line of
//! the text, marked as `Title`. Offsets are characters.

use super::article::Article;
use super::check::Problem;
use super::page::{Carried, CarriedDeal, CarriedFiller, Label, Page, Region, label, page};
use crate::output::record::{GoldDocument, Status};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The text and the annotation file of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// What the `.txt` file holds.
    pub text: String,
    /// What the `.ann` file holds.
    pub annotation: String,
}

/// Before the type of a fact.
const FACT: &str = "fact-";
/// The type of the title's region.
const TITLE: &str = "Title";
/// The kind of note that brat writes.
const NOTE: &str = "AnnotatorNotes";

/// One document as two files.
///
/// # Errors
/// When a deal has no filler, or a name holds what the format uses itself.
pub fn export(article: &Article, gold: &GoldDocument) -> Result<Files, Problem> {
    let p = page(article, gold, |n| format!("T{n}"))?;
    let mut out = String::new();
    let mut lines = Lines::default();
    let mut next = p.regions.len();
    let mut text_bound = |kind: &str, start: usize, end: usize, id: Option<&str>| {
        let id = id.map_or_else(
            || {
                next += 1;
                format!("T{next}")
            },
            str::to_owned,
        );
        let text: String = p.text.chars().skip(start).take(end - start).map(|c| if c == '\n' { ' ' } else { c }).collect();
        let _ = writeln!(out, "{id}\t{kind} {start} {end}\t{text}");
        id
    };
    if let Some(end) = p.carried.title.filter(|n| *n > 0) {
        text_bound(TITLE, 0, end, None);
    }
    // The event of each deal, by the name of the deal.
    let mut events: BTreeMap<&str, usize> = BTreeMap::new();
    for r in &p.regions {
        if let Some(id) = p.carried.deals.get(&r.id).and_then(|d| d.id.as_deref()) {
            events.insert(id, events.len() + 1);
        }
    }
    let mut event = 0;
    let mut arguments = String::new();
    // How often the event has each role so far: brat numbers those after the first.
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (i, r) in p.regions.iter().enumerate() {
        let name = |s: &str| {
            let bad = s.is_empty() || s.contains([':', ' ', '\t', '\n']);
            let message = format!("brat cannot hold the name “{s}”");
            if bad { Err(Problem { file: gold.doc_id.clone(), line: None, at: String::new(), message }) } else { Ok(s.to_owned()) }
        };
        let (kind, role) = match label(&r.label) {
            Label::Mention(kind) => (name(kind)?, None),
            Label::Filler { fact, kind, role } => (name(&format!("{}{kind}", if fact { FACT } else { "" }))?, Some(name(role)?)),
        };
        text_bound(role.as_deref().unwrap_or(&kind), r.start, r.end, Some(&r.id));
        if let Some(c) = p.carried.fillers.get(&r.id) {
            lines.note(&r.id, serde_json::to_value(c));
        }
        let Some(role) = role else { continue };
        if let Some(deal) = p.carried.deals.get(&r.id) {
            event += 1;
            let trigger = text_bound(&kind, r.start, r.end, None);
            arguments = format!("E{event}\t{kind}:{trigger}");
            counts.clear();
            lines.deal(event, deal);
            if let Some(whole) = deal.part_of.as_deref().and_then(|w| events.get(w)) {
                lines.parts.push((event, *whole));
            }
        }
        let n = counts.entry(role.clone()).or_insert(0usize);
        *n += 1;
        let number = if *n == 1 { String::new() } else { n.to_string() };
        let _ = write!(arguments, " {role}{number}:{}", r.id);
        let last = p.regions.get(i + 1).is_none_or(|n| p.carried.deals.contains_key(&n.id) || matches!(label(&n.label), Label::Mention(_)));
        if last {
            let part = lines.parts.iter().find(|(e, _)| *e == event).map_or(String::new(), |(_, whole)| format!(" part_of:E{whole}"));
            lines.events.push(format!("{arguments}{part}"));
        }
    }
    for line in lines.events.iter().chain(&lines.attributes).chain(&lines.notes) {
        out.push_str(line);
        out.push('\n');
    }
    let _ = writeln!(out, "#{}\t{NOTE} document\t{}", lines.notes.len() + 1, document_note(&p.carried));
    Ok(Files { text: p.text, annotation: out })
}

/// What belongs to the document as a whole; brat ignores notes on things that it does not know.
fn document_note(c: &Carried) -> Value {
    serde_json::json!({ "doc_id": c.doc_id, "date": c.date, "title": c.title, "mentions": c.mentions })
}

#[derive(Default)]
struct Lines {
    events: Vec<String>,
    parts: Vec<(usize, usize)>,
    attributes: Vec<String>,
    notes: Vec<String>,
}

impl Lines {
    fn note(&mut self, on: &str, value: serde_json::Result<Value>) {
        self.notes.push(format!("#{}\t{NOTE} {on}\t{}", self.notes.len() + 1, value.unwrap_or_default()));
    }

    fn deal(&mut self, event: usize, d: &CarriedDeal) {
        let mut attribute = |text: String| self.attributes.push(format!("A{}\t{text}", self.attributes.len() + 1));
        if let Some(s) = d.status {
            attribute(format!("status E{event} {}", s.name()));
        }
        if d.cumulative {
            attribute(format!("cumulative E{event}"));
        }
        self.note(&format!("E{event}"), Ok(serde_json::json!({ "id": d.id, "comment": d.comment })));
    }
}

/// Two files as a document. `file` is the name of the annotation file, for messages.
///
/// # Errors
/// For a line that is none of brat's, a discontinuous region, or offsets that do not fit the text; each with its line.
pub fn import(id: &str, file: &str, files: &Files) -> Result<(Article, GoldDocument), Vec<Problem>> {
    let mut read = Annotation::default();
    let mut problems = Vec::new();
    for (i, line) in files.annotation.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        if let Err(message) = read.line(i + 1, line) {
            problems.push(Problem { file: file.to_owned(), line: Some(i + 1), at: String::new(), message });
        }
    }
    let (page, lines) = read.page(&files.text, &mut problems, file);
    let made = page.gold(id, |region, message| {
        let at = region.split('@').next().unwrap_or(region);
        Problem { file: file.to_owned(), line: lines.get(at).copied(), at: at.to_owned(), message }
    });
    match made {
        Ok(document) if problems.is_empty() => Ok(document),
        Ok(_) => Err(problems),
        Err(more) => {
            problems.extend(more);
            Err(problems)
        }
    }
}

/// An annotation file as read.
#[derive(Default)]
struct Annotation {
    regions: Vec<TextBound>,
    events: Vec<Event>,
    status: BTreeMap<String, Status>,
    cumulative: Vec<String>,
    notes: BTreeMap<String, String>,
}

struct TextBound {
    line: usize,
    id: String,
    kind: String,
    start: usize,
    end: usize,
    text: String,
}

struct Event {
    line: usize,
    id: String,
    kind: String,
    trigger: String,
    /// Role and identifier of a region or another event.
    arguments: Vec<(String, String)>,
}

impl Annotation {
    fn line(&mut self, number: usize, line: &str) -> Result<(), String> {
        let mut parts = line.splitn(3, '\t');
        let (id, what, text) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""), parts.next());
        let mut words = what.split(' ');
        let kind = words.next().unwrap_or("").to_owned();
        match id.chars().next() {
            Some('T') => {
                if what.contains(';') {
                    return Err(format!("{id} is discontinuous ({what}); dealex has no such regions"));
                }
                let mut offset = || words.next().and_then(|w| w.parse().ok()).ok_or_else(|| format!("{id} has no offsets"));
                let (start, end) = (offset()?, offset()?);
                let text = text.ok_or_else(|| format!("{id} has no text"))?.to_owned();
                self.regions.push(TextBound { line: number, id: id.to_owned(), kind, start, end, text });
            }
            Some('E') => {
                let (kind, trigger) = kind.split_once(':').ok_or_else(|| format!("{id} has no trigger"))?;
                let pair = |w: &str| w.split_once(':').map(|(r, t)| (r.to_owned(), t.to_owned()));
                let arguments: Option<Vec<(String, String)>> = words.filter(|w| !w.is_empty()).map(pair).collect();
                let arguments = arguments.ok_or_else(|| format!("an argument of {id} has no role"))?;
                self.events.push(Event { line: number, id: id.to_owned(), kind: kind.into(), trigger: trigger.into(), arguments });
            }
            Some('A' | 'M') => {
                let of = words.next().unwrap_or("").to_owned();
                match kind.as_str() {
                    "status" => {
                        let name = words.next().unwrap_or("");
                        let status =
                            serde_json::from_value(Value::String(name.to_owned())).map_err(|_| format!("there is no status `{name}`"))?;
                        self.status.insert(of, status);
                    }
                    "cumulative" => self.cumulative.push(of),
                    other => return Err(format!("dealex has no attribute `{other}`; it has status and cumulative")),
                }
            }
            Some('#') => {
                let of = words.next().unwrap_or("").to_owned();
                self.notes.insert(of, text.unwrap_or("").to_owned());
            }
            _ => return Err(format!("dealex reads T, E, A, M and # lines, not “{}”", id.chars().take(20).collect::<String>())),
        }
        Ok(())
    }

    /// The annotation as a page, and the line of each region.
    fn page(self, text: &str, problems: &mut Vec<Problem>, file: &str) -> (Page, BTreeMap<String, usize>) {
        let mut problem =
            |line: usize, message: String| problems.push(Problem { file: file.to_owned(), line: Some(line), at: String::new(), message });
        let mut page = Page { text: text.to_owned(), ..Page::default() };
        let lines = self.regions.iter().map(|t| (t.id.clone(), t.line)).collect();
        let known: BTreeMap<&str, &TextBound> = self.regions.iter().map(|t| (t.id.as_str(), t)).collect();
        let note = |of: &str| self.notes.get(of).and_then(|n| serde_json::from_str::<Value>(n).ok()).unwrap_or_default();
        let document = note("document");
        page.carried.doc_id = document["doc_id"].as_str().map(str::to_owned);
        page.carried.date = document["date"].as_str().map(str::to_owned);
        page.carried.mentions = document["mentions"].as_bool().unwrap_or(false);
        page.carried.title = document["title"].as_u64().and_then(|n| usize::try_from(n).ok());
        if page.carried.title.is_none() {
            let line_end = text.chars().position(|c| c == '\n');
            let title = self.regions.iter().find(|t| t.kind == TITLE && t.start == 0 && Some(t.end) == line_end);
            page.carried.title = title.map(|t| t.end);
        }
        let name_of = |event: &str| note(event)["id"].as_str().map_or_else(|| event.to_owned(), str::to_owned);
        let mut used: Vec<&str> = self.events.iter().map(|e| e.trigger.as_str()).collect();
        let add = |page: &mut Page, t: &TextBound, id: String, label: String| {
            let there: String = text.chars().skip(t.start).take(t.end.saturating_sub(t.start)).collect();
            // brat writes a line break inside a region as a space.
            let said = if there.replace('\n', " ") == t.text { there } else { t.text.clone() };
            if let Ok(c) = serde_json::from_value::<CarriedFiller>(note(&t.id)) {
                page.carried.fillers.insert(id.clone(), c);
            }
            page.regions.push(Region { id, label, start: t.start, end: t.end, text: Some(said) });
        };
        for e in &self.events {
            let kind = e.kind.strip_prefix(FACT).map_or_else(|| e.kind.clone(), |k| format!("fact.{k}"));
            let mut first: Option<String> = None;
            let mut part_of = None;
            for (role, of) in &e.arguments {
                if role == "part_of" && of.starts_with('E') {
                    part_of = Some(name_of(of));
                    continue;
                }
                let Some(t) = known.get(of.as_str()) else {
                    problem(e.line, format!("{} names {of}, which is no region", e.id));
                    continue;
                };
                used.push(&t.id);
                let base = role.trim_end_matches(|c: char| c.is_ascii_digit());
                let further = base != role && e.arguments.iter().any(|(r, _)| r == base || r == &format!("{base}1"));
                let id = format!("{}@{}", t.id, e.id);
                add(&mut page, t, id.clone(), format!("{kind}:{}", if further { base } else { role.as_str() }));
                match &first {
                    None => first = Some(id),
                    Some(first) => page.links.push((first.clone(), id)),
                }
            }
            let Some(first) = first else {
                problem(e.line, format!("{} has no argument that is a region", e.id));
                continue;
            };
            let said = note(&e.id);
            let plain = self.notes.get(&e.id).filter(|_| !said.is_object()).cloned();
            let deal = CarriedDeal {
                id: Some(name_of(&e.id)),
                status: self.status.get(&e.id).copied(),
                part_of,
                cumulative: self.cumulative.contains(&e.id),
                comment: said["comment"].as_str().map(str::to_owned).or(plain),
            };
            page.carried.deals.insert(first, deal);
        }
        for t in self.regions.iter().filter(|t| !used.contains(&t.id.as_str()) && t.kind != TITLE) {
            add(&mut page, t, t.id.clone(), format!("mention:{}", t.kind));
        }
        (page, lines)
    }
}

/// A document's name as a file name without ending: what is no letter, digit, `-`, `_` or `.` is written as `%XX`.
pub fn file_name(id: &str) -> String {
    let mut out = String::new();
    for c in id.chars() {
        if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') {
            out.push(c);
        } else {
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes).bytes().for_each(|b| {
                let _ = write!(out, "%{b:02X}");
            });
        }
    }
    out
}
