//! Folding: one character to one character, so that no offset moves.

use crate::base::Bits;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// The table of traditional characters, a rule file.
const TRADITIONAL: &str = include_str!("../../rules/lexicons/traditional.txt");

/// Folds width, punctuation and traditional characters.
#[derive(Clone, Debug)]
pub struct Fold {
    table: FxHashMap<char, char>,
    /// The characters of the table.
    traditional: Bits,
    /// Those of most texts that stay as they are whatever stands around them.
    kept: Bits,
}

/// Marks that may stay as they are, beside ideographs and ASCII.
const MARKS: &str = "。、；？！（）“”《》…—·";

impl Default for Fold {
    fn default() -> Self {
        Fold::new(TRADITIONAL)
    }
}

impl Fold {
    /// A fold with this table: a traditional and a simplified character a line, `#` for comments.
    pub fn new(table: &str) -> Fold {
        let pairs = table.lines().filter(|l| !l.starts_with('#')).filter_map(|l| {
            let mut c = l.chars();
            Some((c.next()?, c.next()?))
        });
        let table: FxHashMap<char, char> = pairs.collect();
        let mut fold = Fold { traditional: table.keys().map(|c| *c as usize).collect(), table, kept: Bits::default() };
        let common = ('!'..='~').chain(MARKS.chars()).chain('\u{4e00}'..='\u{9fff}');
        fold.kept = common.filter(|&c| fold.fold(c, None, None) == Some(c)).map(|c| c as usize).collect();
        fold
    }

    /// Whether `c`, which is no white space, stays as it is whatever stands around it: most characters of most texts do.
    #[inline]
    pub fn keeps(&self, c: char) -> bool {
        self.kept.contains(c as usize)
    }

    /// The folded form of `c`, between `before` (folded) and `after`; `None` for characters that say nothing.
    pub fn fold(&self, c: char, before: Option<char>, after: Option<char>) -> Option<char> {
        let between_digits = || before.is_some_and(|b| b.is_ascii_digit()) && after.is_some_and(is_digit);
        Some(match c {
            // Sentence punctuation is full width here, as in most Chinese text; between digits it belongs to the figure.
            ',' | '，' => {
                if between_digits() {
                    ','
                } else {
                    '，'
                }
            }
            ':' | '：' => {
                if between_digits() {
                    ':'
                } else {
                    '：'
                }
            }
            ';' => '；',
            '?' => '？',
            '!' => '！',
            '(' | '﹙' => '（',
            ')' | '﹚' => '）',
            '「' | '『' | '〝' => '“',
            '」' | '』' | '〞' => '”',
            '・' | '•' | '‧' | '∙' | '⋅' | '･' => '·',
            '〜' | '～' => '~',
            '–' | '−' | '‐' | '‑' | '－' => '-',
            '\u{a0}' | '\u{3000}' | '\t' | '\u{2002}'..='\u{200a}' | '\u{202f}' => ' ',
            // Zero-width characters, marks of direction, and selectors of glyphs.
            '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2069}' | '\u{202a}'..='\u{202e}' => return None,
            '\u{feff}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{fe00}'..='\u{fe0f}' => return None,
            '；' | '？' | '！' | '（' | '）' => c,
            // Full-width forms of ASCII (Unicode chart UFF00).
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            c if c.is_control() && c != '\n' => return None,
            c if c < '\u{3400}' || !self.traditional.contains(c as usize) => c,
            c => self.table.get(&c).copied().unwrap_or(c),
        })
    }

    /// A word of a rule file as the plain text would write it.
    pub fn word(&self, word: &str) -> String {
        if word.chars().all(|c| self.keeps(c)) {
            return word.to_owned();
        }
        let mut out = String::new();
        self.push_word(word, &mut out);
        out
    }

    /// Appends a word as the plain text would write it.
    pub fn push_word(&self, word: &str, out: &mut String) {
        let mut before = None;
        let mut chars = word.chars().peekable();
        while let Some(c) = chars.next() {
            let folded = self.fold(c, before, chars.peek().copied());
            before = folded.or(before);
            out.extend(folded);
        }
    }
}

/// A text as texts of several documents are compared: width, punctuation, case and traditional characters folded, no
/// spaces, quotes or title marks.
pub fn folded(text: &str) -> String {
    static FOLD: LazyLock<Fold> = LazyLock::new(Fold::default);
    FOLD.word(text).to_lowercase().chars().filter(|c| !c.is_whitespace() && !"\"'“”‘’《》".contains(*c)).collect()
}

/// Whether a character is an ideograph of the basic block (Unicode chart U4E00).
pub fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}
