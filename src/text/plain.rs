//! The text that the engine works on, and its map back to the text as read.

use crate::base::Span;

/// Text freed of markup, hard wraps and spacing, folded character by character, with the origin of every character.
///
/// Invariant: each character of `text` stands for exactly one character of the origin, in the same order; characters
/// of the origin may be missing here (markup, spaces), none is added except as noted in [`PlainBuilder::push_break`].
#[derive(Clone, Debug, Default)]
pub struct PlainText {
    text: String,
    /// Ascending `(plain byte, origin byte)` of run starts; inside a run both advance together.
    runs: Vec<(usize, usize)>,
}

impl PlainText {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The byte in the origin at which the character at plain byte `at` begins.
    pub fn origin(&self, at: usize) -> usize {
        let run = self.runs.partition_point(|&(plain, _)| plain <= at);
        match run.checked_sub(1).and_then(|i| self.runs.get(i)) {
            Some(&(plain, origin)) => origin + (at - plain),
            None => at,
        }
    }

    /// The origin's bytes from the first to the last character of `span`, in `source`, the text it was made from.
    pub fn origin_span(&self, span: Span, source: &str) -> Span {
        if span.is_empty() {
            let at = self.origin(span.start);
            return Span::new(at, at);
        }
        let last = self.text[..span.end]
            .char_indices()
            .next_back()
            .map_or(span.start, |(i, _)| i);
        let end = self.origin(last);
        let width = source
            .get(end..)
            .and_then(|s| s.chars().next())
            .map_or(0, char::len_utf8);
        Span::new(self.origin(span.start), end + width)
    }

    /// The origin's characters behind `span`: what the article wrote, without markup, wraps and folding.
    pub fn unfolded(&self, span: Span, source: &str) -> String {
        span.of(&self.text)
            .char_indices()
            .filter_map(|(i, _)| source.get(self.origin(span.start + i)..)?.chars().next())
            .collect()
    }
}

/// Builds a [`PlainText`] from left to right.
#[derive(Debug, Default)]
pub struct PlainBuilder {
    plain: PlainText,
    next_origin: usize,
}

impl PlainBuilder {
    /// Appends `folded`, which stands for the character `original` at byte `origin` of the text as read.
    pub fn push(&mut self, folded: char, original: char, origin: usize) {
        let at = self.plain.text.len();
        if origin != self.next_origin || self.plain.runs.is_empty() {
            self.plain.runs.push((at, origin));
        }
        self.plain.text.push(folded);
        self.next_origin = if folded.len_utf8() == original.len_utf8() {
            origin + original.len_utf8()
        } else {
            usize::MAX
        };
    }

    /// The finished text.
    pub fn finish(self) -> PlainText {
        self.plain
    }

    /// The text so far.
    pub fn as_str(&self) -> &str {
        &self.plain.text
    }
}
