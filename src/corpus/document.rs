//! From the bytes of a piece to its documents.

use super::reader::{Format, Raw};
use crate::text::decode::decode_as;
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
        let text = match decode_as(self.encoding, &self.bytes) {
            Ok(d) => d.text,
            Err(e) => return vec![Err(self.skipped(e.to_string()))],
        };
        let markup = match self.format {
            Format::Text => Markup::Plain,
            Format::Markdown => Markup::Markdown,
            Format::Html => Markup::Html,
            Format::Json | Format::JsonLine => return self.records(&text, fields, fold),
        };
        if text.trim().is_empty() {
            return vec![Err(self.skipped("the file is empty".to_owned()))];
        }
        let (mut document, metadata) = Document::new(&*self.name, None, text, markup, fold);
        document.source = metadata.source;
        let stated = metadata.date.as_deref().and_then(parse_metadata).map(|d| (d, DateSource::Metadata));
        document.date = stated.or_else(|| self.file_date());
        vec![Ok(document)]
    }

    /// The documents of JSON: objects one after the other, in arrays, or under `documents`.
    fn records(&self, text: &str, fields: &FieldMap, fold: &Fold) -> Vec<Result<Document, Skipped>> {
        let mut items = Vec::new();
        let mut broken = None;
        for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
            match value {
                Ok(Value::Array(list)) => items.extend(list),
                Ok(Value::Object(mut o)) => match o.remove("documents") {
                    Some(Value::Array(list)) => items.extend(list),
                    Some(other) => {
                        o.insert("documents".to_owned(), other);
                        items.push(Value::Object(o));
                    }
                    None => items.push(Value::Object(o)),
                },
                Ok(other) => items.push(other),
                Err(e) => broken = Some(self.skipped(no_json(&e, self.line.is_some()))),
            }
        }
        let numbered = items.len() > 1;
        let read = items.iter().enumerate().map(|(i, item)| {
            let index = numbered.then_some(i);
            self.record(item, index, fields, fold)
                .map_err(|reason| self.skipped(if numbered { format!("record {}: {reason}", i + 1) } else { reason }))
        });
        let mut out: Vec<_> = read.collect();
        out.extend(broken.map(Err));
        if out.is_empty() {
            out.push(Err(self.skipped("the file is empty, or an empty list".to_owned())));
        }
        out
    }

    fn record(&self, item: &Value, index: Option<usize>, fields: &FieldMap, fold: &Fold) -> Result<Document, String> {
        let Value::Object(object) = item else { return Err(format!("a record must be a JSON object, such as {EXAMPLE}")) };
        let find = |names: &[String]| names.iter().find_map(|n| object.get_key_value(n)).filter(|(_, v)| !v.is_null());
        let string = |names: &[String]| find(names).and_then(|(_, v)| v.as_str()).map(str::to_owned);
        let title = string(&fields.title).filter(|t| !t.trim().is_empty());
        let text = match find(&fields.text) {
            Some((_, Value::String(text))) if !text.trim().is_empty() || title.is_some() => text.clone(),
            Some((name, Value::String(_))) => return Err(format!("its field `{name}` is empty")),
            Some((name, _)) => return Err(format!("its field `{name}` is no string; a record is such as {EXAMPLE}")),
            None => {
                let has: Vec<&str> = object.keys().map(String::as_str).take(SHOWN_FIELDS).collect();
                let has = if has.is_empty() { "nothing".to_owned() } else { format!("`{}`", has.join("`, `")) };
                return Err(format!(
                    "it has no text; name its field with --map text=NAME (looked for `{}`; it has {has})",
                    fields.text.join("`, `")
                ));
            }
        };
        let id = match find(&fields.id) {
            Some((_, Value::String(s))) if !s.is_empty() => s.clone(),
            Some((_, Value::Number(n))) => n.to_string(),
            _ => match (self.line, index) {
                (Some(line), None) => format!("{}#{line}", self.name),
                (Some(line), Some(i)) => format!("{}#{line}.{}", self.name, i + 1),
                (None, Some(i)) => format!("{}#{}", self.name, i + 1),
                (None, None) => self.name.to_string(),
            },
        };
        let markup = if is_html(&text) { Markup::Html } else { Markup::Plain };
        let (mut document, metadata) = Document::new(id, title, text, markup, fold);
        document.source = string(&fields.source).or(metadata.source);
        let stated = find(&fields.date).and_then(|(_, v)| date(v)).or_else(|| metadata.date.as_deref().and_then(parse_metadata));
        let named = || if index.is_none() { self.file_date() } else { None };
        document.date = stated.map(|d| (d, DateSource::Metadata)).or_else(named);
        Ok(document)
    }

    fn skipped(&self, reason: String) -> Skipped {
        Skipped { name: self.name.to_string(), line: self.line, reason }
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

/// What a record looks like, for messages.
const EXAMPLE: &str = r#"{"id": "1", "title": "…", "text": "…", "date": "2023-09-25"}"#;
/// Fields of a record that a message names.
const SHOWN_FIELDS: usize = 12;
/// Seconds that China's clocks are ahead of the count of seconds since 1970.
const CHINA: i64 = 8 * 3600;

fn no_json(e: &serde_json::Error, one_line: bool) -> String {
    let message = e.to_string();
    let what = message.split(" at line ").next().unwrap_or(&message);
    let place = if one_line { format!("column {}", e.column()) } else { format!("line {}, column {}", e.line(), e.column()) };
    let advice = if what.contains("surrogate") || what.contains("hex escape") {
        "; half a character was written there, write it whole or leave it out"
    } else if e.is_eof() {
        "; it was cut off, write it again"
    } else {
        ""
    };
    format!("this is no JSON: {what} ({place}){advice}")
}

/// Whether the text of a record is a piece of a page.
fn is_html(text: &str) -> bool {
    let opening = text.trim_start();
    let tags = ["</p>", "</div>", "<br>", "<br/>", "<br />"];
    text.contains('<') && (opening.starts_with('<') && opening.contains("</") || tags.iter().any(|t| text.contains(t)))
}

/// A date string, a number such as 20230925, or seconds or milliseconds since 1970, read as a day in China.
fn date(value: &Value) -> Option<Date> {
    match value {
        Value::String(s) => parse_metadata(s),
        Value::Number(n) => {
            let n = n.as_i64()?;
            if (19_000_101..=21_001_231).contains(&n) {
                return parse_metadata(&n.to_string());
            }
            // A year alone says too little.
            if n < 100_000 {
                return None;
            }
            let seconds = if n > 100_000_000_000 { n / 1000 } else { n };
            let days = seconds.checked_add(CHINA)?.div_euclid(86_400);
            Date::new(1970, 1, 1).ok()?.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
        }
        _ => None,
    }
}
