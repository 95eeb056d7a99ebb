//! The text that an annotation speaks of.

use crate::output::record::Field;
use crate::text::Document;
use serde::{Deserialize, Serialize};

/// A document as `dealex run` reads it from JSONL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Identifier.
    pub id: String,
    /// Title, where it is a field of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Text.
    pub text: String,
    /// Date, ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}

impl From<&Document> for Article {
    fn from(d: &Document) -> Self {
        Article { id: d.id.clone(), title: d.title.clone(), text: d.text.clone(), date: d.date.map(|(date, _)| date.to_string()) }
    }
}

impl Article {
    /// A field; an absent title is empty.
    pub fn field(&self, field: Field) -> &str {
        match field {
            Field::Text => &self.text,
            Field::Title => self.title.as_deref().unwrap_or(""),
        }
    }

    /// What stands between two character offsets; `None` when they lie outside the field.
    pub fn slice(&self, field: Field, start: usize, end: usize) -> Option<&str> {
        slice(self.field(field), start, end)
    }

    /// The first place of a text, in the text before the title.
    pub fn find(&self, needle: &str) -> Option<(Field, usize, usize)> {
        [Field::Text, Field::Title].into_iter().find_map(|field| {
            let text = self.field(field);
            let at = text.find(needle).filter(|_| !needle.is_empty())?;
            let start = text[..at].chars().count();
            Some((field, start, start + needle.chars().count()))
        })
    }
}

/// The characters `start..end` of a text; `None` when there are fewer, or `end` comes before `start`.
pub fn slice(text: &str, start: usize, end: usize) -> Option<&str> {
    let length = end.checked_sub(start)?;
    let mut bounds = text.char_indices().map(|(i, _)| i).chain([text.len()]).skip(start);
    let from = bounds.next()?;
    let to = if length == 0 { from } else { bounds.nth(length - 1)? };
    text.get(from..to)
}
