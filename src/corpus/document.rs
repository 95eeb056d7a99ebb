//! From the bytes of a piece to its documents.

use super::reader::{Format, Raw};
use crate::text::decode::decode;
use crate::text::{DateSource, Document, Fold, Markup};
use crate::value::date::parse_metadata;
use jiff::civil::Date;
use serde_json::Value;

/// A document that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Skipped {
    /// The file.
    pub name: String,
    /// One-based line, for JSONL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// What is wrong, and what to do.
    pub reason: String,
}

/// Which fields of JSON records hold what; the first that is there is taken.
#[derive(Clone, Debug)]
pub struct FieldMap {
    /// Identifier.
    pub id: Vec<String>,
    /// Title.
    pub title: Vec<String>,
    /// Text.
    pub text: Vec<String>,
    /// Date.
    pub date: Vec<String>,
    /// Publisher.
    pub source: Vec<String>,
}

impl Default for FieldMap {
    fn default() -> Self {
        let names = |s: &[&str]| s.iter().map(|s| s.to_string()).collect();
        FieldMap {
            id: names(&["id", "doc_id", "_id"]),
            title: names(&["title", "headline"]),
            text: names(&["text", "content", "body"]),
            date: names(&["date", "publish_date", "published", "pub_date", "publish_time", "time"]),
            source: names(&["source", "publisher", "site"]),
        }
    }
}

impl FieldMap {
    /// Puts other names first: `text=article,title=head`.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn map(&mut self, spec: &str) -> Result<(), String> {
        for pair in spec.split(',') {
            let (field, name) = pair.split_once('=').ok_or_else(|| format!("`{pair}` is no mapping; write `text=article`"))?;
            let list = match field.trim() {
                "id" => &mut self.id,
                "title" => &mut self.title,
                "text" => &mut self.text,
                "date" => &mut self.date,
                "source" => &mut self.source,
                other => return Err(format!("there is no field `{other}`; fields are id, title, text, date, source")),
            };
            list.insert(0, name.trim().to_owned());
        }
        Ok(())
    }
}

impl Raw {
    /// The documents of the piece.
    pub fn documents(&self, fields: &FieldMap, fold: &Fold) -> Vec<Result<Document, Skipped>> {
        let skip = |reason: String| Skipped { name: self.name.to_string(), line: self.line, reason };
        let text = match decode(&self.bytes) {
            Ok(d) => d.text,
            Err(e) => return vec![Err(skip(e.to_string()))],
        };
        let markup = match self.format {
            Format::Text => Markup::Plain,
            Format::Markdown => Markup::Markdown,
            Format::Html => Markup::Html,
            Format::Json | Format::JsonLine => return self.records(&text, fields, fold),
        };
        let (mut document, metadata) = Document::new(&*self.name, None, text, markup, fold);
        document.source = metadata.source;
        let stated = metadata.date.as_deref().and_then(parse_metadata).map(|d| (d, DateSource::Metadata));
        document.date = stated.or_else(|| self.file_date());
        vec![Ok(document)]
    }

    fn records(&self, text: &str, fields: &FieldMap, fold: &Fold) -> Vec<Result<Document, Skipped>> {
        let skip = |reason: String| Skipped { name: self.name.to_string(), line: self.line, reason };
        let value: Value = match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
            Ok(v) => v,
            Err(e) => return vec![Err(skip(format!("this is no JSON: {e}")))],
        };
        let items = match value {
            Value::Array(items) => items,
            Value::Object(mut o) if o.get("documents").is_some_and(Value::is_array) => match o.remove("documents") {
                Some(Value::Array(items)) => items,
                _ => Vec::new(),
            },
            other => vec![other],
        };
        let single = items.len() == 1;
        items.iter().enumerate().map(|(i, item)| self.record(item, i, single, fields, fold).map_err(skip)).collect()
    }

    fn record(&self, item: &Value, index: usize, single: bool, fields: &FieldMap, fold: &Fold) -> Result<Document, String> {
        let Value::Object(object) = item else { return Err("a record must be a JSON object".into()) };
        let find = |names: &[String]| names.iter().find_map(|n| object.get(n)).filter(|v| !v.is_null());
        let string = |names: &[String]| find(names).and_then(Value::as_str).map(str::to_owned);
        let text = string(&fields.text)
            .ok_or_else(|| format!("the record has no text; name its field with --map text=… (looked for {})", fields.text.join(", ")))?;
        let id = match find(&fields.id) {
            Some(Value::String(s)) => s.clone(),
            Some(Value::Number(n)) => n.to_string(),
            _ => match self.line {
                Some(line) => format!("{}#{line}", self.name),
                None if single => self.name.to_string(),
                None => format!("{}#{}", self.name, index + 1),
            },
        };
        let (mut document, _) = Document::new(id, string(&fields.title), text, Markup::Plain, fold);
        document.source = string(&fields.source);
        document.date = find(&fields.date).and_then(date).map(|d| (d, DateSource::Metadata)).or_else(|| self.file_date());
        Ok(document)
    }

    /// A date in the name of a file of one document: 2023-09-25-deal.txt.
    fn file_date(&self) -> Option<(Date, DateSource)> {
        if self.line.is_some() {
            return None;
        }
        let name = self.name.rsplit('/').next()?;
        parse_metadata(name).map(|d| (d, DateSource::FileName))
    }
}

/// A date string, or seconds or milliseconds since 1970.
fn date(value: &Value) -> Option<Date> {
    match value {
        Value::String(s) => parse_metadata(s),
        Value::Number(n) => {
            let n = n.as_i64()?;
            let days = (if n > 100_000_000_000 { n / 1000 } else { n }).div_euclid(86_400);
            Date::new(1970, 1, 1).ok()?.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
        }
        _ => None,
    }
}
