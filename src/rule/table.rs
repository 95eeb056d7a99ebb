//! Reading TOML tables without losing places: every value knows its bytes, every unknown key is reported.

use crate::base::{Diagnostic, Severity, Span};
use std::collections::BTreeSet;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value with the file and the bytes it came from.
#[derive(Clone, Debug)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Its bytes in the file; for strings those between the quotes.
    pub span: Span,
}

/// Collects findings about one file.
pub struct Findings<'a> {
    file: Arc<str>,
    source: Arc<str>,
    out: &'a mut Vec<Diagnostic>,
}

impl<'a> Findings<'a> {
    /// Findings about `file`, appended to `out`.
    pub fn new(file: Arc<str>, source: Arc<str>, out: &'a mut Vec<Diagnostic>) -> Self {
        Findings { file, source, out }
    }

    /// The text of the file.
    pub fn source(&self) -> Arc<str> {
        self.source.clone()
    }

    /// How many findings there are so far: two counts differ when something was found between them.
    pub fn count(&self) -> usize {
        self.out.len()
    }

    /// Adds an error.
    pub fn error(&mut self, code: &'static str, span: Span, message: String, label: &str, help: Option<String>) {
        self.push(Severity::Error, code, span, message, label, help);
    }

    /// Adds a warning.
    pub fn warning(&mut self, code: &'static str, span: Span, message: String, label: &str, help: Option<String>) {
        self.push(Severity::Warning, code, span, message, label, help);
    }

    fn push(&mut self, severity: Severity, code: &'static str, span: Span, message: String, label: &str, help: Option<String>) {
        self.out.push(Diagnostic {
            severity,
            code,
            message,
            file: self.file.clone(),
            source: self.source.clone(),
            span,
            label: label.to_owned(),
            help,
        });
    }
}

/// One table being read; [`Fields::finish`] reports the keys that nobody asked for.
pub struct Fields<'t, 'i> {
    table: &'t DeTable<'i>,
    span: Span,
    what: &'static str,
    asked: BTreeSet<&'static str>,
}

impl<'t, 'i> Fields<'t, 'i> {
    /// Reads `table`, which messages call `what`.
    pub fn new(table: &'t DeTable<'i>, span: Span, what: &'static str) -> Self {
        Fields { table, span, what, asked: BTreeSet::new() }
    }

    /// The bytes of the table.
    pub fn span(&self) -> Span {
        self.span
    }

    /// What messages call the table.
    pub fn what(&self) -> &'static str {
        self.what
    }

    /// The raw value of a key.
    pub fn get(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'i>>> {
        self.asked.insert(key);
        self.table.get(key)
    }

    /// An optional string.
    pub fn string(&mut self, key: &'static str, f: &mut Findings) -> Option<Located<String>> {
        let value = self.get(key)?;
        let out = located_string(value, &f.source);
        if out.is_none() {
            wrong_type(f, value, key, "a string");
        }
        out
    }

    /// A string that must be there.
    pub fn required(&mut self, key: &'static str, f: &mut Findings) -> Option<Located<String>> {
        if self.table.get(key).is_none() {
            self.asked.insert(key);
            let message = format!("this {} has no `{key}`", self.what);
            f.error("missing-key", self.span, message, "in this table", Some(format!("add a line `{key} = '…'`")));
            return None;
        }
        self.string(key, f)
    }

    /// A string or an array of strings.
    pub fn strings(&mut self, key: &'static str, f: &mut Findings) -> Vec<Located<String>> {
        match self.get(key) {
            Some(value) => strings_of(value, key, f),
            None => Vec::new(),
        }
    }

    /// A boolean, false when absent.
    pub fn flag(&mut self, key: &'static str, f: &mut Findings) -> bool {
        match self.get(key) {
            None => false,
            Some(value) => match value.get_ref() {
                DeValue::Boolean(b) => *b,
                _ => {
                    wrong_type(f, value, key, "true or false");
                    false
                }
            },
        }
    }

    /// A whole number between `low` and `high`.
    pub fn integer(&mut self, key: &'static str, low: i64, high: i64, f: &mut Findings) -> Option<i64> {
        let value = self.get(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(i) => i64::from_str_radix(i.as_str(), i.radix()).ok(),
            _ => None,
        };
        match number {
            Some(n) if (low..=high).contains(&n) => Some(n),
            number => {
                let label = if number.is_some() { "out of range" } else { named(value) };
                f.error("wrong-type", span_of(value), format!("`{key}` must be a whole number from {low} to {high}"), label, None);
                None
            }
        }
    }

    /// A table of strings to strings.
    pub fn map(&mut self, key: &'static str, f: &mut Findings) -> Vec<(String, String)> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let DeValue::Table(table) = value.get_ref() else {
            wrong_type(f, value, key, "a table of words and meanings");
            return Vec::new();
        };
        let mut out = Vec::new();
        for (word, meaning) in table {
            match meaning.get_ref().as_str() {
                Some(s) => out.push((word.get_ref().to_string(), s.to_owned())),
                None => wrong_type(f, meaning, key, "a string"),
            }
        }
        out
    }

    /// A table of meanings, each with the words that have it; returns pairs of word and meaning.
    pub fn meanings(&mut self, key: &'static str, f: &mut Findings) -> Vec<(Located<String>, String)> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let DeValue::Table(table) = value.get_ref() else {
            wrong_type(f, value, key, "a table of meanings, each with a list of words");
            return Vec::new();
        };
        let mut out = Vec::new();
        for (meaning, words) in table {
            for word in strings_of(words, meaning.get_ref(), f) {
                out.push((word, meaning.get_ref().to_string()));
            }
        }
        out
    }

    /// The tables of an array of tables.
    pub fn tables(&mut self, key: &'static str, what: &'static str, f: &mut Findings) -> Vec<Fields<'t, 'i>> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            let head = if self.what == "file" { format!("[[{key}]]") } else { format!("[[{}.{key}]]", self.what) };
            f.error(
                "wrong-type",
                span_of(value),
                format!("there may be several of `{key}`"),
                named(value),
                Some(format!("write `{head}`")),
            );
            return Vec::new();
        };
        let mut out = Vec::new();
        for item in items.iter() {
            match item.get_ref() {
                DeValue::Table(t) => out.push(Fields::new(t, span_of(item), what)),
                _ => wrong_type(f, item, key, "a table"),
            }
        }
        out
    }

    /// Every key that was not asked for, with its strings: the roles of an example.
    pub fn rest(&mut self, f: &mut Findings) -> Vec<(Located<String>, Vec<Located<String>>)> {
        let mut out = Vec::new();
        for (key, value) in self.table {
            if !self.asked.contains(key.get_ref().as_ref()) {
                let name = Located { value: key.get_ref().to_string(), span: Span::new(key.span().start, key.span().end) };
                let values = strings_of(value, "a role", f);
                out.push((name, values));
            }
        }
        out.sort_by_key(|(k, _)| k.span.start);
        out
    }

    /// Reports unknown keys.
    pub fn finish(self, f: &mut Findings) {
        for (key, _) in self.table {
            let name = key.get_ref().as_ref();
            if !self.asked.contains(name) {
                let help = match nearest(name, self.asked.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the keys of a {} are {}", self.what, list(self.asked.iter().copied())),
                };
                let span = Span::new(key.span().start, key.span().end);
                let article = if self.what.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
                f.error("unknown-key", span, format!("{article} {} has no key `{name}`", self.what), "unknown key", Some(help));
            }
        }
    }
}

/// The name among `known` that differs from `name` by the fewest edits, if it is near enough to be meant.
pub fn nearest<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let length = name.chars().count();
    // No name is so long; comparing would only take time.
    if length > 80 {
        return None;
    }
    let limit = 1 + length / 4;
    known
        .filter(|k| k.chars().count().abs_diff(length) <= limit)
        .map(|k| (edits(name, k), k))
        .filter(|(d, _)| *d <= limit && *d < length)
        .min()
        .map(|(_, k)| k)
}

/// Names in backquotes, joined by commas; of many only the first.
pub fn list<'k>(names: impl Iterator<Item = &'k str>) -> String {
    const MOST: usize = 20;
    let all: Vec<String> = names.map(|n| format!("`{n}`")).collect();
    match all.len().checked_sub(MOST) {
        None | Some(0) => all.join(", "),
        Some(more) => format!("{} and {more} more", all[..MOST].join(", ")),
    }
}

fn edits(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = (diagonal + usize::from(x != y)).min(above + 1).min(row[j] + 1);
            diagonal = above;
        }
    }
    row[b.len()]
}

fn strings_of(value: &Spanned<DeValue>, key: &str, f: &mut Findings) -> Vec<Located<String>> {
    if let Some(one) = located_string(value, &f.source) {
        return vec![one];
    }
    let DeValue::Array(items) = value.get_ref() else {
        wrong_type(f, value, key, "a string or a list of strings");
        return Vec::new();
    };
    let mut out = Vec::new();
    for item in items.iter() {
        match located_string(item, &f.source) {
            Some(s) => out.push(s),
            None => {
                let message = format!("everything in `{key}` must be a string");
                f.error("wrong-type", span_of(item), message, named(item), Some("put it between quotation marks".into()));
            }
        }
    }
    out
}

fn located_string(value: &Spanned<DeValue>, source: &str) -> Option<Located<String>> {
    let s = value.get_ref().as_str()?;
    let whole = span_of(value);
    let raw = source.get(whole.start..whole.end).unwrap_or("");
    // The text between the quotes; where escapes make it differ from the value, the whole literal is underlined.
    let quotes = ["'''\r\n", "'''\n", "'''", "\"\"\"\n", "\"\"\"", "'", "\""].iter().find(|q| raw.starts_with(**q)).map_or(0, |q| q.len());
    let start = whole.start + quotes;
    let span = match source.get(start..start + s.len()) {
        Some(text) if text == s => Span::new(start, start + s.len()),
        _ => whole,
    };
    Some(Located { value: s.to_owned(), span })
}

fn wrong_type(f: &mut Findings, value: &Spanned<DeValue>, key: &str, wanted: &str) {
    f.error("wrong-type", span_of(value), format!("`{key}` must be {wanted}"), named(value), None);
}

/// What a value is, for the label under it.
fn named(value: &Spanned<DeValue>) -> &'static str {
    match value.get_ref() {
        DeValue::String(_) => "this is a string",
        DeValue::Integer(_) => "this is a whole number",
        DeValue::Float(_) => "this is a number with a fraction",
        DeValue::Boolean(_) => "this is true or false",
        DeValue::Datetime(_) => "this is a date",
        DeValue::Array(_) => "this is a list",
        DeValue::Table(_) => "this is a table",
    }
}

fn span_of<T>(value: &Spanned<T>) -> Span {
    Span::new(value.span().start, value.span().end)
}
