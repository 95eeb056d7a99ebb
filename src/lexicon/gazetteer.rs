//! A list of names of any length: a million of them load in under a second and take little more memory than their text.
//!
//! Names stand one behind another in one string; a hash table of their indexes finds them. To look for names in a text,
//! the first two characters at each place say how long the names are that begin with them, if any do.

use crate::base::Bits;
use crate::text::Fold;
use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};

/// Names with the company that each names; immutable and shared.
#[derive(Debug, Default)]
pub struct Gazetteer {
    text: String,
    names: Vec<Name>,
    /// Index of a name plus one, by hash, open addressing; the length is a power of two.
    table: Vec<u32>,
    hashes: RandomState,
    /// The first two characters of names, with the most bytes of a name that begins with them.
    heads: HashMap<(char, char), u16>,
    /// The first characters of names: most places of a text hold none of them.
    firsts: Bits,
    rows: Vec<Row>,
}

/// A name: bytes of the text, and its company.
#[derive(Clone, Copy, Debug)]
struct Name {
    start: u32,
    length: u16,
    row: u32,
}

/// A company: its first name, and its ticker and other identifier, empty where it has none.
#[derive(Clone, Copy, Debug)]
struct Row {
    name: u32,
    codes: [(u32, u16); 2],
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineError {
    /// One-based line.
    pub line: usize,
    /// What is wrong.
    pub message: &'static str,
}

/// Longest name, in bytes.
const LONGEST: usize = 300;
/// The columns of a table with a head.
const COLUMNS: [&str; 4] = ["name", "aliases", "ticker", "id"];
/// Between the aliases in their column.
const BETWEEN: [char; 4] = ['|', ';', '；', '、'];

impl Gazetteer {
    /// Adds a list: one name a line, `name,ticker` a line, or a table whose head names the columns `name`, `aliases` (with `|`
    /// between them), `ticker` and `id`. A tab parts cells as a comma does. Lines that begin with `#` are comments.
    pub fn add(&mut self, list: &str, fold: &Fold, errors: &mut Vec<LineError>) {
        let mut columns = [Some(0), None, Some(1), None];
        let mut first = true;
        self.text.reserve(list.len());
        for (i, line) in list.lines().enumerate() {
            let line = line.trim_matches([' ', '\u{3000}']);
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let between = if line.contains('\t') { '\t' } else { ',' };
            if std::mem::take(&mut first) && line.split(between).map(str::trim).any(|c| c == "name") {
                let head: Vec<&str> = line.split(between).map(str::trim).collect();
                columns = COLUMNS.map(|c| head.iter().position(|h| *h == c));
                continue;
            }
            let quoted;
            let cells: [Option<&str>; 4] = if between == ',' && line.contains('"') {
                quoted = unquoted(line);
                columns.map(|c| quoted.get(c?).map(String::as_str))
            } else {
                columns.map(|c| line.split(between).nth(c?))
            };
            let [name, aliases, ticker, id] = cells.map(|c| c.map(str::trim).filter(|c| !c.is_empty()));
            let mut fail = |message| errors.push(LineError { line: i + 1, message });
            let Some(name) = name else {
                fail("there is no name on this line");
                continue;
            };
            let row = self.rows.len() as u32;
            let codes = [ticker, id].map(Option::unwrap_or_default);
            if name.len() > LONGEST || codes.iter().any(|c| c.len() > LONGEST) || self.text.len() + line.len() * 2 > u32::MAX as usize {
                fail("this line is too long");
                continue;
            }
            let codes = codes.map(|code| {
                self.text.push_str(code);
                ((self.text.len() - code.len()) as u32, code.len() as u16)
            });
            self.rows.push(Row { name: self.names.len() as u32, codes });
            self.name(name, row, fold);
            for alias in aliases.into_iter().flat_map(|a| a.split(BETWEEN)).map(str::trim).filter(|a| !a.is_empty()) {
                if alias.len() <= LONGEST {
                    self.name(alias, row, fold);
                }
            }
        }
    }

    fn name(&mut self, name: &str, row: u32, fold: &Fold) {
        let start = self.text.len();
        fold.push_word(name, &mut self.text);
        let length = self.text.len() - start;
        let mut chars = self.text[start..].chars();
        let head = (chars.next().unwrap_or('\0'), chars.next().unwrap_or('\0'));
        self.firsts.insert(head.0 as usize);
        let longest = self.heads.entry(head).or_default();
        *longest = (*longest).max(length as u16);
        self.names.push(Name { start: start as u32, length: length as u16, row });
    }

    /// Builds the table; names that were added before are found from here on. The first of two equal names counts.
    pub fn finish(&mut self) {
        let size = (self.names.len() * 2).next_power_of_two();
        self.table = vec![0; if self.names.is_empty() { 0 } else { size }];
        for i in 0..self.names.len() {
            let name = self.names[i];
            let text = self.slice(name.start, name.length);
            let mut at = self.hash(text) as usize & (size - 1);
            while self.table[at] != 0 {
                let other = self.names[self.table[at] as usize - 1];
                if self.slice(other.start, other.length) == text {
                    break;
                }
                at = (at + 1) & (size - 1);
            }
            if self.table[at] == 0 {
                self.table[at] = i as u32 + 1;
            }
        }
        self.text.shrink_to_fit();
        self.names.shrink_to_fit();
    }

    /// Number of names, aliases included.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there is no name.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The company that has this name.
    pub fn company(&self, name: &str) -> Option<usize> {
        if self.table.is_empty() {
            return None;
        }
        let mut at = self.hash(name) as usize & (self.table.len() - 1);
        while self.table[at] != 0 {
            let found = self.names[self.table[at] as usize - 1];
            if self.slice(found.start, found.length) == name {
                return Some(found.row as usize);
            }
            at = (at + 1) & (self.table.len() - 1);
        }
        None
    }

    /// The longest name that `text` begins with: its bytes, and its company.
    pub fn longest_at(&self, text: &str) -> Option<(usize, usize)> {
        let mut chars = text.chars();
        let first = chars.next()?;
        if !self.firsts.contains(first as usize) {
            return None;
        }
        let head = (first, chars.next().unwrap_or('\0'));
        let longest = |head| self.heads.get(&head).copied().unwrap_or(0);
        let mut end = usize::from(longest(head).max(longest((head.0, '\0')))).min(text.len());
        while end > 0 {
            if text.is_char_boundary(end)
                && let Some(company) = self.company(&text[..end])
            {
                return Some((end, company));
            }
            end -= 1;
        }
        None
    }

    /// The first name of a company, and its ticker and identifier; empty where it has none.
    pub fn row(&self, company: usize) -> Option<(&str, [&str; 2])> {
        let row = self.rows.get(company)?;
        let name = self.names.get(row.name as usize)?;
        Some((self.slice(name.start, name.length), row.codes.map(|(start, length)| self.slice(start, length))))
    }

    /// Bytes that it takes.
    pub fn memory(&self) -> usize {
        self.text.capacity()
            + self.names.capacity() * size_of::<Name>()
            + self.rows.capacity() * size_of::<Row>()
            + self.table.capacity() * size_of::<u32>()
            + self.heads.capacity() * size_of::<((char, char), u16)>()
    }

    fn slice(&self, start: u32, length: u16) -> &str {
        &self.text[start as usize..start as usize + usize::from(length)]
    }

    fn hash(&self, name: &str) -> u64 {
        let mut h = self.hashes.build_hasher();
        h.write(name.as_bytes());
        h.finish()
    }
}

/// The cells of a line with quotation marks, as spreadsheets write it.
fn unquoted(line: &str) -> Vec<String> {
    let (mut cells, mut cell, mut inside) = (Vec::new(), String::new(), false);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if inside && chars.peek() == Some(&'"') => {
                cell.push('"');
                chars.next();
            }
            '"' => inside = !inside,
            ',' if !inside => cells.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    cells.push(cell);
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gazetteer(list: &str) -> (Gazetteer, Vec<LineError>) {
        let (mut g, mut errors) = (Gazetteer::default(), Vec::new());
        g.add(list, &Fold::default(), &mut errors);
        g.finish();
        (g, errors)
    }

    #[test]
    fn a_table_has_names_aliases_and_codes() {
        let (g, errors) = gazetteer("id,name,aliases,ticker\n7,海川股份,海川|海川实业,600001.SH\n8,\"Hai, Inc.\",,\n");
        assert_eq!(errors, []);
        assert_eq!(g.len(), 4);
        assert_eq!(g.longest_at("海川实业宣布"), Some(("海川实业".len(), 0)));
        assert_eq!(g.longest_at("海川发布"), Some(("海川".len(), 0)));
        assert_eq!(g.row(0), Some(("海川股份", ["600001.SH", "7"])));
        assert_eq!(g.row(1).map(|r| r.1), Some(["", "8"]));
        assert!(g.company("Hai， Inc.").is_some());
        assert_eq!(g.longest_at("河川"), None);
    }

    #[test]
    fn plain_lines_are_names_with_or_without_ticker() {
        let (g, errors) = gazetteer("# list\n云岭集团\n海川股份,600001.SH\n,5\n");
        assert_eq!(errors.iter().map(|e| e.line).collect::<Vec<_>>(), [4]);
        assert_eq!(g.row(g.company("海川股份").expect("it is there")), Some(("海川股份", ["600001.SH", ""])));
        assert_eq!(g.row(g.company("云岭集团").expect("it is there")), Some(("云岭集团", ["", ""])));
    }

    #[test]
    fn tabs_part_cells_and_a_company_has_ticker_and_identifier() {
        let (g, errors) = gazetteer("name\tid\tticker\n海川股份\tC-7\t600001.SH\n\tC-8\t\n");
        assert_eq!(errors.iter().map(|e| e.line).collect::<Vec<_>>(), [3]);
        assert_eq!(g.row(0), Some(("海川股份", ["600001.SH", "C-7"])));
    }

    #[test]
    fn names_of_one_character_are_found() {
        let (g, _) = gazetteer("海\n海川股份\n");
        assert_eq!(g.longest_at("海上"), Some((3, 0)));
        assert_eq!(g.longest_at("海川"), Some((3, 0)));
        assert_eq!(g.longest_at("海川股份"), Some((12, 1)));
    }
}
