//! Sentences.

use crate::base::Span;
use unicode_segmentation::UnicodeSegmentation;

/// One sentence of a document's plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its bytes in the plain text, closing quotation mark included.
    pub span: Span,
    /// Ordinal of its paragraph in the document; the title is paragraph 0.
    pub paragraph: usize,
}

/// Longer sentences are cut, at a comma where there is one: later stages cost more than linear time in the sentence.
const LONGEST: usize = 6000;

/// Cuts plain text into sentences at 。！？, at line breaks, and at full stops between Latin words.
pub fn sentences(plain: &str) -> Vec<Sentence> {
    let mut out = Vec::new();
    let (mut paragraph, mut start) = (0, 0);
    let mut at = 0;
    while let Some((i, c)) = next_mark(plain, at) {
        let end = i + c.len_utf8();
        at = end;
        match c {
            '\n' => {
                push(plain, Span::new(start, i), paragraph, &mut out);
                start = end;
                paragraph += 1;
            }
            '。' | '！' | '？' => {
                at = plain.len() - plain[end..].trim_start_matches(['。', '！', '？', '”', '’', '）', '"']).len();
                push(plain, Span::new(start, at), paragraph, &mut out);
                start = at;
            }
            '.' if latin_stop(plain, i) => {
                push(plain, Span::new(start, end), paragraph, &mut out);
                start = end;
            }
            _ => {}
        }
    }
    push(plain, Span::new(start, plain.len()), paragraph, &mut out);
    out
}

/// The next character from `at` on that may end a sentence, and where it stands.
fn next_mark(plain: &str, at: usize) -> Option<(usize, char)> {
    // The bytes that these begin with are few.
    let may_begin = |b: &u8| matches!(b, b'\n' | b'.' | 0xe3 | 0xef);
    let mut from = at;
    loop {
        let i = from + plain.as_bytes()[from..].iter().position(may_begin)?;
        let c = plain[i..].chars().next()?;
        if matches!(c, '\n' | '.' | '。' | '！' | '？') {
            return Some((i, c));
        }
        from = i + c.len_utf8();
    }
}

/// A full stop that ends an English sentence: a lower-case word before it, a space and a capital behind it.
fn latin_stop(plain: &str, at: usize) -> bool {
    let word: Vec<char> = plain[..at].chars().rev().take(5).take_while(|c| c.is_ascii_alphabetic()).collect();
    let mut after = plain[at + 1..].chars();
    word.len() >= 4
        && word.iter().all(char::is_ascii_lowercase)
        && after.next() == Some(' ')
        && after.next().is_some_and(|c| c.is_ascii_uppercase())
}

/// Marks that head an entry of a list and say nothing.
const BULLETS: [char; 25] =
    ['·', '●', '○', '■', '□', '◆', '◇', '▲', '△', '▶', '►', '▷', '▪', '▫', '★', '☆', '※', '◎', '❖', '➤', '✦', '✓', '▎', '▍', '❑'];
/// Marks that do so where a space stands behind them.
const DASHES: [char; 4] = ['-', '—', '*', '>'];

/// Where a sentence begins behind the mark that heads it.
fn behind_bullet(text: &str) -> usize {
    let rest = text.trim_start().trim_start_matches(BULLETS);
    let rest = match rest.strip_prefix(DASHES) {
        Some(dashed) if dashed.starts_with(' ') => dashed,
        _ => rest,
    };
    text.len() - rest.trim_start().len()
}

fn push(plain: &str, span: Span, paragraph: usize, out: &mut Vec<Sentence>) {
    let mut rest = Span::new(span.start + behind_bullet(span.of(plain)), span.end);
    while rest.len() > LONGEST {
        let mut limit = rest.start + LONGEST;
        while !plain.is_char_boundary(limit) {
            limit -= 1;
        }
        let head = &plain[rest.start..limit];
        let cut = match head.rfind(['，', '；', '、']) {
            Some(i) => rest.start + i + '，'.len_utf8(),
            // Nothing to cut at: not inside what a reader sees as one character.
            None => head.grapheme_indices(true).next_back().map_or(limit, |(i, _)| if i == 0 { limit } else { rest.start + i }),
        };
        out.push(Sentence { span: Span::new(rest.start, cut), paragraph });
        rest.start = cut;
    }
    if !rest.of(plain).trim().is_empty() {
        out.push(Sentence { span: rest, paragraph });
    }
}
