//! The report: one HTML file that needs no network, for gold beside what was found, or for what was found alone.
//!
//! Every document is a JSON `script` element of its own, read by the page when it is looked at; so documents are
//! written as they come, and a long report opens at once.

use super::record::{DealRecord, GoldDeal, GoldDocument};
use super::writer::PendingFile;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const STYLE: &str = include_str!("report/report.css");
const SCRIPT: &str = include_str!("report/report.js");
const OPENING: &str = include_str!("report/opening.html");
const FILTERS: &str = include_str!("report/filters.html");

/// Roles whose fillers buy or invest; the graph runs from them.
const BUYERS: [&str; 3] = ["investor", "lead_investor", "acquirer"];
/// Roles whose fillers are bought or invested in; the graph runs to them.
const TARGETS: [&str; 1] = ["target"];
/// Roles whose value dates a deal, the better first.
const DATES: [&str; 3] = ["date", "announced", "closed"];

/// One document of a report. Offsets in its records are characters.
#[derive(Debug, Serialize)]
pub struct Sheet<'a> {
    /// Identifier.
    pub id: &'a str,
    /// Title, where it is a field of its own.
    pub title: Option<&'a str>,
    /// Date, ISO 8601.
    pub date: Option<&'a str>,
    /// Text.
    pub text: &'a str,
    /// Deals found.
    pub deals: &'a [DealRecord],
    /// Facts found.
    pub facts: &'a [DealRecord],
    /// The gold and how it compares.
    #[serde(flatten)]
    pub judged: Option<Judged<'a>>,
}

/// The gold of a document beside what was found.
#[derive(Debug, Serialize)]
pub struct Judged<'a> {
    /// The gold.
    pub gold: &'a GoldDocument,
    /// Aligned deals and facts: index in the gold, index in what was found.
    pub pairs: Pairs<'a>,
    /// Errors as `eval --json` writes them.
    pub faults: serde_json::Value,
    /// How many errors of each class there are.
    #[serde(skip)]
    pub errors: BTreeMap<String, usize>,
}

/// Aligned deals and facts.
#[derive(Debug, Serialize)]
pub struct Pairs<'a> {
    /// Deals.
    pub deals: &'a [(usize, usize)],
    /// Facts.
    pub facts: &'a [(usize, usize)],
}

/// A rule as the page shows it.
#[derive(Clone, Debug, Serialize)]
pub struct RuleText {
    /// The rule file.
    pub file: String,
    /// One-based line.
    pub line: usize,
    /// The rule's table in that file.
    pub text: String,
}

/// What the page knows of a document before it is looked at.
#[derive(Debug, Serialize)]
struct IndexRow {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    types: BTreeSet<String>,
    rules: BTreeSet<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    errors: BTreeMap<String, usize>,
    deals: Vec<DealRow>,
}

#[derive(Debug, Serialize)]
struct DealRow {
    #[serde(rename = "type")]
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<super::record::Status>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    from: BTreeSet<String>,
    to: BTreeSet<String>,
    with: BTreeSet<String>,
}

impl DealRow {
    fn new(d: &DealRecord, date: Option<&str>) -> Self {
        let names = |wanted: &dyn Fn(&str) -> bool| {
            let fillers = d.roles.iter().filter(|(role, _)| wanted(role)).flat_map(|(_, fs)| fs);
            fillers.filter(|f| f.value.is_none()).map(|f| f.name.as_ref().unwrap_or(&f.text).clone()).collect()
        };
        let told = DATES.iter().find_map(|role| d.roles.get(*role)?.iter().find_map(|f| f.value.as_ref()?.begin.clone()));
        DealRow {
            kind: d.kind.clone(),
            status: d.status,
            date: told.or(date.map(str::to_owned)),
            from: names(&|r| BUYERS.contains(&r)),
            to: names(&|r| TARGETS.contains(&r)),
            with: names(&|r| !BUYERS.contains(&r) && !TARGETS.contains(&r)),
        }
    }
}

#[derive(Serialize)]
struct Closing<'a> {
    index: &'a [IndexRow],
    rules: BTreeMap<&'a str, &'a RuleText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evaluation: Option<&'a serde_json::Value>,
}

/// Writes a report, document by document.
pub struct ReportWriter {
    out: PendingFile,
    index: Vec<IndexRow>,
}

impl ReportWriter {
    /// Begins a report under a temporary name.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn create(path: &Path, title: &str, about: &str) -> io::Result<Self> {
        if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
            fs::create_dir_all(folder)?;
        }
        let mut out = PendingFile::create(path.to_owned())?;
        let opening = OPENING.replace("{style}", STYLE).replace("{title}", &escaped(title)).replace("{about}", &escaped(about));
        out.write_all(opening.as_bytes())?;
        Ok(ReportWriter { out, index: Vec::new() })
    }

    /// Adds a document.
    ///
    /// # Errors
    /// When the disk is full or the file is gone.
    pub fn document(&mut self, sheet: &Sheet) -> io::Result<()> {
        let gold = sheet.judged.as_ref().map(|j| j.gold.deals.iter().chain(&j.gold.facts)).into_iter().flatten();
        let found = || sheet.deals.iter().chain(sheet.facts);
        self.index.push(IndexRow {
            id: sheet.id.to_owned(),
            title: sheet.title.map(str::to_owned),
            date: sheet.date.map(str::to_owned),
            types: found().map(|d| &d.kind).chain(gold.map(|d: &GoldDeal| &d.kind)).cloned().collect(),
            rules: found().flat_map(|d| &d.evidence).map(|e| e.rule.clone()).collect(),
            errors: sheet.judged.as_ref().map(|j| j.errors.clone()).unwrap_or_default(),
            deals: sheet.deals.iter().map(|d| DealRow::new(d, sheet.date)).collect(),
        });
        self.out.write_all(b"<script type=\"application/json\" class=\"sheet\">")?;
        self.json(sheet)?;
        self.out.write_all(b"</script>\n")
    }

    /// Ends the report: its index, the rules that found something, the figures of an evaluation.
    ///
    /// # Errors
    /// As above.
    pub fn finish(mut self, rules: &BTreeMap<String, RuleText>, evaluation: Option<&serde_json::Value>) -> io::Result<PathBuf> {
        let index = std::mem::take(&mut self.index);
        let used: BTreeSet<&str> = index.iter().flat_map(|d| &d.rules).map(String::as_str).collect();
        let rules = rules.iter().map(|(id, text)| (id.as_str(), text)).filter(|(id, _)| used.contains(id)).collect();
        let closing = Closing { index: &index, rules, evaluation };
        self.out.write_all(b"<script type=\"application/json\" id=\"report\">")?;
        self.json(&closing)?;
        let errors = if evaluation.is_some() { ERROR_FILTER } else { "" };
        write!(self.out, "</script>\n{}<script>\n{SCRIPT}</script>\n</body>\n</html>\n", FILTERS.replace("{errors}", errors))?;
        self.out.finish()
    }

    /// JSON that cannot end the element it stands in: `<` occurs only in strings, where it may be written as an escape.
    fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        let text = serde_json::to_string(value)?;
        self.out.write_all(text.replace('<', "\\u003c").as_bytes())
    }
}

const ERROR_FILTER: &str = r#"<label>errors <select id="error"><option value="">all documents</option><option value="any">any error</option><option value="none">none</option></select></label>"#;

/// Text as HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
