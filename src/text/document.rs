//! One article.

use super::fold::Fold;
use super::html;
use super::markup::{self, Marked, Metadata};
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
    /// A dateline, such as 格隆汇11月3日丨, or a line of the top or bottom that is a date.
    Lede,
    /// Dates in the running text.
    Inferred,
}

impl DateSource {
    /// Its name in records.
    pub fn name(self) -> &'static str {
        match self {
            DateSource::Metadata => "metadata",
            DateSource::FileName => "file_name",
            DateSource::Lede => "lede",
            DateSource::Inferred => "inferred",
        }
    }
}

/// Which field of a document a span lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// The title field, where the source has one.
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
    /// The title field, as read. Markdown and HTML have none: their title is somewhere in the text.
    pub title: Option<String>,
    /// The text, as read: offsets in records point here.
    pub text: String,
    /// The publisher, as read.
    pub source: Option<String>,
    /// The article's date with where it came from; never the clock.
    pub date: Option<(Date, DateSource)>,
    plain_title: PlainText,
    /// The field that `plain_title` was made from.
    title_place: Place,
    plain_text: PlainText,
    plain: String,
}

impl Document {
    /// A document; also returns what its markup says about it.
    ///
    /// With a title field, that is the title. Without one, a title that the markup states (front matter, `<title>`,
    /// `og:title`) and the text does not repeat takes its place; its spans lie in the text as read.
    pub fn new(id: impl Into<String>, title: Option<String>, text: impl Into<String>, markup: Markup, fold: &Fold) -> (Self, Metadata) {
        let text = text.into();
        let marked = match markup {
            Markup::Plain => Marked { text: markup::plain(&text, fold), ..Marked::default() },
            Markup::Markdown => markup::markdown(&text, fold),
            Markup::Html => html::html(&text, fold),
        };
        let (plain_title, title_place) = match &title {
            Some(title) => (markup::plain(title, fold), Place::Title),
            None => (marked.title, Place::Text),
        };
        let plain = format!("{}\n{}", plain_title.as_str(), marked.text.as_str());
        let document =
            Document { id: id.into(), title, text, source: None, date: None, plain_title, title_place, plain_text: marked.text, plain };
        (document, marked.metadata)
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
            (self.title_place, Span::new(span.start, span.end.min(title_end)), &self.plain_title, self.read(self.title_place))
        } else {
            let shift = title_end + 1;
            let span = Span::new(span.start.max(shift) - shift, span.end.max(shift) - shift);
            (Place::Text, span, &self.plain_text, &self.text)
        }
    }
}
