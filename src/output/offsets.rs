//! Byte offsets to the units that records speak in.

use std::cell::OnceCell;

/// The unit of the offsets in records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// UTF-8 bytes.
    Byte,
    /// Unicode characters (code points).
    #[default]
    Char,
    /// UTF-16 code units, as JavaScript and Java count.
    Utf16,
}

/// Bytes between two remembered places.
const STEP: usize = 512;

/// Converts offsets of one text; constant time after one pass, which the first offset takes.
#[derive(Debug)]
pub struct Offsets<'t> {
    text: &'t str,
    unit: Unit,
    /// Units before every `STEP`-th byte, rounded up to a character boundary.
    marks: OnceCell<Vec<usize>>,
}

impl<'t> Offsets<'t> {
    /// Offsets of `text`.
    pub fn new(text: &'t str, unit: Unit) -> Self {
        Offsets { text, unit, marks: OnceCell::new() }
    }

    fn marks(&self) -> &[usize] {
        self.marks.get_or_init(|| {
            let (mut marks, mut units, mut counted) = (Vec::new(), 0, 0);
            for at in (0..self.text.len()).step_by(STEP).map(|at| self.text.ceil_char_boundary(at)) {
                units += width(&self.text[counted..at], self.unit);
                marks.push(units);
                counted = at;
            }
            marks
        })
    }

    /// Units before byte `at`, which is on a character boundary.
    pub fn at(&self, at: usize) -> usize {
        if self.unit == Unit::Byte || self.text.is_empty() {
            return at.min(self.text.len());
        }
        let marks = self.marks();
        let mark = (at / STEP).min(marks.len() - 1);
        let start = self.text.ceil_char_boundary(mark * STEP);
        marks[mark] + width(self.text.get(start..at).unwrap_or(""), self.unit)
    }
}

fn width(text: &str, unit: Unit) -> usize {
    match unit {
        Unit::Byte => text.len(),
        Unit::Char => text.chars().count(),
        Unit::Utf16 => text.chars().map(char::len_utf16).sum(),
    }
}
