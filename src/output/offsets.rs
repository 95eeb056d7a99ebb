//! Byte offsets to the units that records speak in.

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

/// Converts offsets of one text; constant time after one pass.
#[derive(Debug)]
pub struct Offsets<'t> {
    text: &'t str,
    unit: Unit,
    /// Units before every `STEP`-th byte, rounded up to a character boundary.
    marks: Vec<usize>,
}

impl<'t> Offsets<'t> {
    /// Offsets of `text`.
    pub fn new(text: &'t str, unit: Unit) -> Self {
        let mut marks = Vec::new();
        if unit != Unit::Byte {
            let mut units = 0;
            for (i, c) in text.char_indices() {
                while marks.len() * STEP <= i {
                    marks.push(units);
                }
                units += width(c, unit);
            }
        }
        Offsets { text, unit, marks }
    }

    /// Units before byte `at`, which is on a character boundary.
    pub fn at(&self, at: usize) -> usize {
        if self.unit == Unit::Byte || self.marks.is_empty() {
            return at.min(self.text.len());
        }
        let mark = (at / STEP).min(self.marks.len() - 1);
        let mut start = mark * STEP;
        while !self.text.is_char_boundary(start) {
            start += 1;
        }
        let between = self.text.get(start..at).unwrap_or("");
        self.marks[mark] + between.chars().map(|c| width(c, self.unit)).sum::<usize>()
    }
}

fn width(c: char, unit: Unit) -> usize {
    match unit {
        Unit::Byte => c.len_utf8(),
        Unit::Char => 1,
        Unit::Utf16 => c.len_utf16(),
    }
}
