//! Sentences and their clauses.

use crate::base::Span;

/// One sentence of a document's plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its bytes in the plain text, without surrounding white space, closing quote included.
    pub span: Span,
    /// Ordinal of its paragraph in the document; the title is paragraph 0.
    pub paragraph: usize,
}

/// Cuts plain text into sentences at 。！？ and line breaks.
pub fn sentences(plain: &str) -> Vec<Sentence> {
    let mut out = Vec::new();
    let mut paragraph = 0;
    let mut start = 0;
    let push = |start: usize, end: usize, paragraph: usize, out: &mut Vec<Sentence>| {
        if !plain[start..end].trim().is_empty() {
            out.push(Sentence {
                span: Span::new(start, end),
                paragraph,
            });
        }
    };
    for (i, c) in plain.char_indices() {
        match c {
            '\n' => {
                push(start, i, paragraph, &mut out);
                start = i + 1;
                paragraph += 1;
            }
            '。' | '！' | '？' => {
                push(start, i + c.len_utf8(), paragraph, &mut out);
                start = i + c.len_utf8();
            }
            _ => {}
        }
    }
    push(start, plain.len(), paragraph, &mut out);
    out
}
