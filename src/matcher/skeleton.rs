//! A sentence with each mention replaced by the symbol of its type.

use crate::base::Span;
use crate::rule::alphabet::{Alphabet, Symbol};

/// The skeleton of one sentence; reused from sentence to sentence.
#[derive(Debug, Default)]
pub struct Skeleton {
    /// Two bytes a symbol.
    pub bytes: Vec<u8>,
    /// For each symbol, its bytes in the plain text.
    spans: Vec<Span>,
    /// For each symbol, the mention that it stands for, as index into the sentence's mentions.
    mentions: Vec<Option<usize>>,
}

impl Skeleton {
    /// Builds the skeleton of `sentence`, a span of `plain`. `mentions` are non-overlapping `(span, type)`, ascending;
    /// `dropped` are spans left out (brackets that only explain a name), ascending.
    pub fn build(&mut self, plain: &str, sentence: Span, mentions: &[(Span, u8)], dropped: &[Span], alphabet: &Alphabet) {
        self.bytes.clear();
        self.spans.clear();
        self.mentions.clear();
        let (mut at, mut next, mut hole) = (sentence.start, 0, 0);
        while at < sentence.end {
            while hole < dropped.len() && dropped[hole].end <= at {
                hole += 1;
            }
            if let Some(d) = dropped.get(hole)
                && d.start <= at
            {
                at = d.end;
                continue;
            }
            while next < mentions.len() && mentions[next].0.start < at {
                next += 1;
            }
            if let Some(&(span, kind)) = mentions.get(next)
                && span.start == at
                && !span.is_empty()
            {
                self.push(alphabet.mention(kind), span, Some(next));
                at = span.end;
                next += 1;
                continue;
            }
            let Some(c) = plain[at..sentence.end].chars().next() else {
                break;
            };
            let span = Span::new(at, at + c.len_utf8());
            if let Some(symbol) = alphabet.symbol(c) {
                self.push(symbol, span, None);
            }
            at = span.end;
        }
    }

    fn push(&mut self, symbol: Symbol, span: Span, mention: Option<usize>) {
        self.bytes.extend_from_slice(&symbol);
        self.spans.push(span);
        self.mentions.push(mention);
    }

    /// Its symbols.
    pub fn symbols(&self) -> &[Symbol] {
        self.bytes.as_chunks().0
    }

    /// What its symbols stand for that are no mentions.
    pub fn words(&self) -> impl Iterator<Item = Span> {
        self.spans.iter().zip(&self.mentions).filter(|(_, m)| m.is_none()).map(|(span, _)| *span)
    }

    /// Number of symbols.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there is no symbol.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The mentions of the given types among a range of symbols.
    pub fn mentions_in(&self, start: usize, end: usize, kinds: &[u8]) -> impl Iterator<Item = usize> {
        let symbols = (start..end).filter(|&i| kinds.iter().any(|&k| Alphabet::is_mention(self.bytes[2 * i], k)));
        symbols.filter_map(|i| self.mentions[i])
    }

    /// The plain text that a range of symbols covers; `None` for an empty range.
    pub fn span_of(&self, start: usize, end: usize) -> Option<Span> {
        (start < end).then(|| self.spans[start].join(self.spans[end - 1]))
    }

    /// For a person: text with mentions as `⟨Company⟩`.
    pub fn render(&self, plain: &str, alphabet: &Alphabet) -> String {
        let mut out = String::new();
        for (i, span) in self.spans.iter().enumerate() {
            match Alphabet::kind_of([self.bytes[2 * i], self.bytes[2 * i + 1]]) {
                Some(kind) => {
                    out.push('⟨');
                    out += alphabet.kinds().get(kind as usize).map_or("?", String::as_str);
                    out.push('⟩');
                }
                None => out += span.of(plain),
            }
        }
        out
    }
}
