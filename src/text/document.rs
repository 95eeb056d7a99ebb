//! One article.

use super::fold::Fold;
use super::markup::{self, Metadata};
use super::plain::PlainText;
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

/// How a text is marked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Markup {
    /// Not at all.
    Plain,
    /// Markdown.
    Markdown,
    /// HTML.
    Html,
}

/// One article as read, and the plain text that the engine works on.
#[derive(Clone, Debug)]
pub struct Document {
    /// Identifier: the record's own, or the path below the corpus folder.
    pub id: String,
    /// The title field, as read. Markdown and HTML have their title in the text.
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
    /// A document; also returns what its markup says about it.
    pub fn new(id: impl Into<String>, title: Option<String>, text: impl Into<String>, markup: Markup, fold: &Fold) -> (Self, Metadata) {
        let text = text.into();
        let plain_title = markup::plain(title.as_deref().unwrap_or(""), fold);
        let (plain_text, metadata) = match markup {
            Markup::Plain => (markup::plain(&text, fold), Metadata::default()),
            Markup::Markdown => markup::markdown(&text, fold),
            Markup::Html => markup::html(&text, fold),
        };
        let plain = format!("{}\n{}", plain_title.as_str(), plain_text.as_str());
        let document = Document { id: id.into(), title, text, source: None, date: None, plain_title, plain_text, plain };
        (document, metadata)
    }

    /// Title, a line break, and text: what spans inside the engine refer to.
    pub fn plain(&self) -> &str {
        &self.plain
    }

    /// The field that a span of the plain text lies in, and the span in that field as read (bytes).
    pub fn locate(&self, span: Span) -> (Place, Span) {
        let (place, span, text, source) = self.field(span);
        (place, text.origin_span(span, source))
    }

    /// What the article wrote at a span of the plain text, without markup, wraps and folding.
    pub fn written(&self, span: Span) -> String {
        let (_, span, text, source) = self.field(span);
        text.unfolded(span, source)
    }

    /// A field as read.
    pub fn read(&self, place: Place) -> &str {
        match place {
            Place::Title => self.title.as_deref().unwrap_or(""),
            Place::Text => &self.text,
        }
    }

    fn field(&self, span: Span) -> (Place, Span, &PlainText, &str) {
        let title_end = self.plain_title.as_str().len();
        if span.start < title_end {
            (Place::Title, Span::new(span.start, span.end.min(title_end)), &self.plain_title, self.read(Place::Title))
        } else {
            let shift = title_end + 1;
            let span = Span::new(span.start.max(shift) - shift, span.end.max(shift) - shift);
            (Place::Text, span, &self.plain_text, &self.text)
        }
    }
}
