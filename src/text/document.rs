//! One article.

use super::plain::{PlainBuilder, PlainText};
use crate::base::Span;
use jiff::civil::Date;

/// Where the article's date was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateSource {
    /// A field of the record or the front matter.
    Metadata,
    /// The name of the file.
    FileName,
    /// The opening of the text, such as 格隆汇11月3日丨.
    Lede,
    /// Dates in the running text.
    Inferred,
}

/// Which field of a document a span lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// The title of its own, where the source has one.
    Title,
    /// The text.
    Text,
}

/// One article as read, and the plain text that the engine works on.
#[derive(Clone, Debug)]
pub struct Document {
    /// Identifier: the record's own, or the path below the corpus folder.
    pub id: String,
    /// The title field, as read.
    pub title: Option<String>,
    /// The text, as read: offsets in records point here.
    pub text: String,
    /// The publisher, as read.
    pub source: Option<String>,
    /// The article's date with where it came from; never the clock.
    pub date: Option<(Date, DateSource)>,
    plain_title: PlainText,
    plain_text: PlainText,
    plain: String,
}

impl Document {
    /// A document of plain text.
    pub fn new(id: impl Into<String>, title: Option<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let fold = |s: &str| {
            let mut b = PlainBuilder::default();
            for (i, c) in s.char_indices() {
                b.push(c, c, i);
            }
            b.finish()
        };
        let plain_title = fold(title.as_deref().unwrap_or(""));
        let plain_text = fold(&text);
        let plain = format!("{}\n{}", plain_title.as_str(), plain_text.as_str());
        Document {
            id: id.into(),
            title,
            text,
            source: None,
            date: None,
            plain_title,
            plain_text,
            plain,
        }
    }

    /// Title, a line break, and text: what spans inside the engine refer to.
    pub fn plain(&self) -> &str {
        &self.plain
    }

    /// The field that a span of the plain text lies in, and the span in that field as read (bytes).
    pub fn locate(&self, span: Span) -> (Place, Span) {
        let title_end = self.plain_title.as_str().len();
        if span.start < title_end {
            let span = Span::new(span.start, span.end.min(title_end));
            (
                Place::Title,
                self.plain_title
                    .origin_span(span, self.title.as_deref().unwrap_or("")),
            )
        } else {
            let shift = title_end + 1;
            let span = Span::new(span.start.max(shift) - shift, span.end.max(shift) - shift);
            (Place::Text, self.plain_text.origin_span(span, &self.text))
        }
    }

    /// What the article wrote at a span of the plain text, without markup, wraps and folding.
    pub fn written(&self, span: Span) -> String {
        let title_end = self.plain_title.as_str().len();
        if span.start < title_end {
            let span = Span::new(span.start, span.end.min(title_end));
            self.plain_title
                .unfolded(span, self.title.as_deref().unwrap_or(""))
        } else {
            let shift = title_end + 1;
            let span = Span::new(span.start.max(shift) - shift, span.end.max(shift) - shift);
            self.plain_text.unfolded(span, &self.text)
        }
    }
}
