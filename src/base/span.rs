//! Half-open byte ranges.

use std::ops::Range;

/// A half-open range of bytes `[start, end)` in a text that the owner of the span names.
///
/// Inside the engine that text is [`crate::text::Document::plain`]; only records that leave the program speak of
/// the document as read, in characters, bytes or UTF-16 units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span `[start, end)`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end);
        Span { start, end }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both.
    pub fn join(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same span in a text that begins `by` bytes earlier.
    pub fn shift(self, by: usize) -> Span {
        Span { start: self.start + by, end: self.end + by }
    }

    /// The bytes of `text` that the span covers.
    ///
    /// # Panics
    /// When the span is not on character boundaries of `text`; spans are only made from matches in it.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    /// The indexes of the items that share a byte with the span. The items are ascending, and none overlaps another; a sentence may have
    /// thousands of them.
    pub fn among<T>(self, items: &[T], span: impl Fn(&T) -> Span) -> Range<usize> {
        let from = items.partition_point(|i| span(i).end <= self.start);
        from..from + items[from..].partition_point(|i| span(i).start < self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn among_are_those_that_overlap(steps in proptest::collection::vec((0usize..4, 1usize..4), 0..12), at in 0usize..40, length in 1usize..9) {
            let mut end = 0;
            let items: Vec<Span> = steps.into_iter().map(|(gap, length)| {
                let start = end + gap;
                end = start + length;
                Span::new(start, end)
            }).collect();
            let span = Span::new(at, at + length);
            let all: Vec<usize> = (0..items.len()).filter(|&i| items[i].overlaps(span)).collect();
            prop_assert_eq!(span.among(&items, |i| *i).collect::<Vec<_>>(), all);
        }
    }
}
