//! The text that the engine works on, and its map back to the text as read.

use super::fold::Fold;
use crate::base::Span;

/// Text freed of markup, hard wraps and spacing, folded character by character, with the origin of every character.
///
/// Invariant: each character but paragraph breaks stands for one character (or one entity such as `&amp;`) of the
/// origin, in the same order.
#[derive(Clone, Debug, Default)]
pub struct PlainText {
    text: String,
    /// Ascending `(plain byte, origin byte)` of run starts; inside a run both advance together.
    runs: Vec<(usize, usize)>,
    /// The characters that the origin writes as an entity, ascending.
    entities: Vec<Entity>,
}

#[derive(Clone, Copy, Debug)]
struct Entity {
    /// Plain byte.
    at: usize,
    /// Bytes in the origin.
    width: usize,
    /// What it stands for, not folded.
    decoded: char,
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
        let Some((last, _)) = span.of(&self.text).char_indices().next_back() else { return Span::new(start, start) };
        let last = span.start + last;
        let end = self.origin(last);
        let width = match self.entity(last) {
            Some(e) => e.width,
            None => source.get(end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8),
        };
        Span::new(start, (end + width).clamp(start, source.len()))
    }

    /// What the origin wrote at `span`, without markup, wraps and folding.
    pub fn unfolded(&self, span: Span, source: &str) -> String {
        if let Some(written) = self.written_at_once(span, source) {
            return written.to_owned();
        }
        let mut out = String::new();
        for (i, plain) in span.of(&self.text).char_indices() {
            let at = span.start + i;
            let written = || self.entity(at).map(|e| e.decoded).or_else(|| source.get(self.origin(at)..)?.chars().next());
            // A wrap between two Latin words reads as a space.
            out.extend(if plain == ' ' { Some(' ') } else { written() });
        }
        out
    }

    /// The same where the origin writes it in one stretch, without white space and entities, as it does mostly.
    fn written_at_once<'s>(&self, span: Span, source: &'s str) -> Option<&'s str> {
        let run = self.runs.partition_point(|&(plain, _)| plain <= span.start);
        let one_run = self.runs.get(run).is_none_or(|&(plain, _)| span.end <= plain);
        let entity = self.entities.partition_point(|e| e.at < span.start);
        let whole = one_run && self.entities.get(entity).is_none_or(|e| span.end <= e.at) && !span.of(&self.text).contains(' ');
        let start = self.origin(span.start);
        let written = source.get(start..start + span.len()).filter(|_| whole)?;
        // The last character may be folded to one of another length, behind which a run ends.
        (written.chars().count() == span.of(&self.text).chars().count()).then_some(written)
    }

    fn entity(&self, at: usize) -> Option<Entity> {
        self.entities.binary_search_by_key(&at, |e| e.at).ok().map(|i| self.entities[i])
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
pub const WIDE_SPACE: usize = 3;

/// How many columns white space `c` takes.
pub fn columns(c: char) -> usize {
    if c == '\u{3000}' { 2 } else { 1 }
}

impl<'f> PlainBuilder<'f> {
    /// An empty text.
    pub fn new(fold: &'f Fold) -> Self {
        PlainBuilder { fold, plain: PlainText::default(), next_origin: usize::MAX, last: None, space: None }
    }

    /// Appends `c`, which stands at byte `origin` of the text as read; `after` is the character behind it.
    pub fn push(&mut self, c: char, origin: usize, after: Option<char>) {
        self.push_entity(c, origin, c.len_utf8(), after);
    }

    /// Appends the characters that `text` begins with up to the first that folding may change, and says how many bytes these are;
    /// `text` stands at byte `origin` of the text as read.
    pub fn push_kept(&mut self, text: &str, origin: usize) -> usize {
        let end = text.char_indices().find(|&(_, c)| !self.fold.keeps(c)).map_or(text.len(), |(i, _)| i);
        let kept = &text[..end];
        let (Some(first), Some(last)) = (kept.chars().next(), kept.chars().next_back()) else { return 0 };
        self.settle(first);
        self.begin_run(origin);
        self.plain.text.push_str(kept);
        self.last = Some(last);
        self.next_origin = origin + end;
        end
    }

    /// Appends `c`, which the text as read writes in `width` bytes at byte `origin`.
    pub fn push_entity(&mut self, c: char, origin: usize, width: usize, after: Option<char>) {
        let Some(folded) = self.fold.fold(c, self.last, after) else { return };
        if folded == ' ' {
            let (at, before) = self.space.unwrap_or((origin, 0));
            self.space = Some((at, before + columns(c)));
            return;
        }
        self.settle(folded);
        if width != c.len_utf8() {
            self.plain.entities.push(Entity { at: self.plain.text.len(), width, decoded: c });
        }
        self.append(folded, c, origin);
    }

    /// A line break inside a paragraph, at byte `origin`.
    pub fn wrap(&mut self, origin: usize) {
        // It counts as one space whatever white space surrounds it.
        let at = self.space.map_or(origin, |s| s.0);
        self.space = Some((at, 1));
    }

    /// White space `c` that parts clauses as a comma does, at byte `origin`.
    pub fn clause(&mut self, c: char, origin: usize) {
        self.space = None;
        self.append('，', c, origin);
    }

    /// A paragraph break, at byte `origin`.
    pub fn paragraph(&mut self, origin: usize) {
        self.space = None;
        if self.last.is_some_and(|c| c != '\n') {
            self.append('\n', '\n', origin);
        }
    }

    /// A place to come back to with [`PlainBuilder::truncate`]: the bytes so far.
    pub fn mark(&self) -> usize {
        self.plain.text.len()
    }

    /// Takes back what was appended since `mark`.
    pub fn truncate(&mut self, mark: usize) {
        let len = mark;
        self.plain.text.truncate(len);
        while self.plain.runs.pop_if(|r| r.0 >= len).is_some() {}
        while self.plain.entities.pop_if(|e| e.at >= len).is_some() {}
        self.last = self.plain.text.chars().next_back();
        self.next_origin = usize::MAX;
        self.space = None;
    }

    /// The finished text.
    pub fn finish(self) -> PlainText {
        self.plain
    }

    fn settle(&mut self, next: char) {
        let Some((at, columns)) = self.space.take() else { return };
        if columns >= WIDE_SPACE && !(self.last.is_some_and(is_figure) && next == MEASURE) {
            self.paragraph(at);
        } else if self.last.is_some_and(is_narrow) && is_narrow(next) {
            self.append(' ', ' ', at);
        }
    }

    /// Begins a run at byte `origin` of the text as read, unless the one before goes on there.
    fn begin_run(&mut self, origin: usize) {
        if origin != self.next_origin {
            self.plain.runs.push((self.plain.text.len(), origin));
        }
    }

    fn append(&mut self, folded: char, original: char, origin: usize) {
        self.begin_run(origin);
        self.plain.text.push(folded);
        self.last = Some(folded);
        self.next_origin = if folded.len_utf8() == original.len_utf8() { origin + original.len_utf8() } else { usize::MAX };
    }
}

/// The measure word that stands between a figure and what it counts: behind a figure it opens no paragraph. Part of the
/// writing system, as spaces are.
const MEASURE: char = '个';

/// The last character of a figure, in digits or words.
fn is_figure(c: char) -> bool {
    c.is_ascii_digit() || "一二三四五六七八九十百千万亿几数".contains(c)
}

/// Characters between which a space matters: all but ideographs, kana and full-width punctuation.
fn is_narrow(c: char) -> bool {
    c < '\u{2e80}' && !c.is_whitespace() && !matches!(c, '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}
