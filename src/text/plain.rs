//! The text that the engine works on, and its map back to the text as read.

use super::fold::Fold;
use crate::base::Span;

/// Text freed of markup, hard wraps and spacing, folded character by character, with the origin of every character.
///
/// Invariant: each character but paragraph breaks stands for one character (in HTML, one entity) of the origin, in the
/// same order.
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
        let start = self.origin(span.start).min(source.len());
        let last = self.text[..span.end].char_indices().next_back().map_or(span.start, |(i, _)| i);
        if span.is_empty() {
            return Span::new(start, start);
        }
        let end = self.origin(last);
        let rest = source.get(end..).unwrap_or("");
        let width = match (rest.chars().next(), self.text[last..].chars().next()) {
            (Some('&'), Some(c)) => super::markup::entity(rest).filter(|e| e.0 == c || c != '&').map_or(1, |e| e.1),
            (Some(c), _) => c.len_utf8(),
            (None, _) => 0,
        };
        Span::new(start, (end + width).max(start))
    }

    /// What the origin wrote at `span`, without markup, wraps and folding.
    pub fn unfolded(&self, span: Span, source: &str) -> String {
        let mut out = String::new();
        for (i, folded) in span.of(&self.text).char_indices() {
            let rest = source.get(self.origin(span.start + i)..).unwrap_or("");
            match rest.chars().next() {
                Some('&') if folded != '&' => out.push(folded),
                // A wrap between two Latin words reads as a space.
                Some(c) if c.is_whitespace() => out.push(' '),
                Some(c) => out.push(c),
                None => {}
            }
        }
        out
    }
}

/// Builds a [`PlainText`] from left to right.
#[derive(Debug)]
pub struct PlainBuilder<'f> {
    fold: &'f Fold,
    plain: PlainText,
    next_origin: usize,
    last: Option<char>,
    /// White space since the last character: its first byte, how many columns wide.
    space: Option<(usize, usize)>,
}

/// White space of this many columns parts paragraphs: nobody sets it inside a sentence.
const WIDE_SPACE: usize = 3;

impl<'f> PlainBuilder<'f> {
    /// An empty text.
    pub fn new(fold: &'f Fold) -> Self {
        PlainBuilder { fold, plain: PlainText::default(), next_origin: usize::MAX, last: None, space: None }
    }

    /// Appends `c`, which stands at byte `origin` of the text as read; `after` is the character behind it.
    pub fn push(&mut self, c: char, origin: usize, after: Option<char>) {
        let Some(folded) = self.fold.fold(c, self.last, after) else { return };
        if folded == ' ' {
            let width = if c == '\u{3000}' { 2 } else { 1 };
            let (at, columns) = self.space.unwrap_or((origin, 0));
            self.space = Some((at, columns + width));
            return;
        }
        self.settle(Some(folded));
        self.append(folded, c, origin);
    }

    /// A line break inside a paragraph, at byte `origin`.
    pub fn wrap(&mut self, origin: usize) {
        // It counts as one space whatever white space surrounds it.
        let at = self.space.map_or(origin, |s| s.0);
        self.space = Some((at, 1));
    }

    /// A paragraph break, at byte `origin`.
    pub fn paragraph(&mut self, origin: usize) {
        self.space = None;
        if self.last.is_some_and(|c| c != '\n') {
            self.append('\n', '\n', origin);
        }
    }

    /// The finished text.
    pub fn finish(self) -> PlainText {
        self.plain
    }

    fn settle(&mut self, next: Option<char>) {
        let Some((at, columns)) = self.space.take() else { return };
        if columns >= WIDE_SPACE {
            self.paragraph(at);
        } else if self.last.is_some_and(is_narrow) && next.is_some_and(is_narrow) {
            self.append(' ', ' ', at);
        }
    }

    fn append(&mut self, folded: char, original: char, origin: usize) {
        if origin != self.next_origin {
            self.plain.runs.push((self.plain.text.len(), origin));
        }
        self.plain.text.push(folded);
        self.last = Some(folded);
        self.next_origin = if folded.len_utf8() == original.len_utf8() { origin + original.len_utf8() } else { usize::MAX };
    }
}

/// Characters between which a space matters: all but ideographs, kana and full-width punctuation.
fn is_narrow(c: char) -> bool {
    c < '\u{2e80}' && !c.is_whitespace() && !matches!(c, '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}
