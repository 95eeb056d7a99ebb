//! Comma-separated values: one row a deal, one row a filler.

use super::columns::Kind;
use super::tables::{Head, Table, Tables};
use super::writer::PendingFile;
use serde_json::Value;
use std::io::{self, Write};
use std::path::PathBuf;

/// Writes `deals.csv`, `fillers.csv` and their siblings into a folder: UTF-8 with a byte order mark, which spreadsheets need.
pub type CsvWriter = Tables<CsvTable>;

/// One such file.
pub struct CsvTable {
    out: csv::Writer<PendingFile>,
}

/// Between the texts of one cell.
const SEPARATOR: &str = "; ";

fn flat(kind: Kind) -> bool {
    !matches!(kind, Kind::Fillers | Kind::Evidence)
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(s) => s.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<String>>().join(SEPARATOR),
        other => other.to_string(),
    }
}

impl Table for CsvTable {
    const ENDING: &'static str = "csv";

    fn create(path: PathBuf, columns: &[Head]) -> io::Result<Self> {
        let mut out = PendingFile::create(path)?;
        out.write_all("\u{feff}".as_bytes())?;
        let mut out = csv::Writer::from_writer(out);
        out.write_record(columns.iter().filter(|(_, kind)| flat(*kind)).map(|(name, _)| name))?;
        Ok(CsvTable { out })
    }

    fn row(&mut self, cells: impl Iterator<Item = (Head, Value)>) -> io::Result<()> {
        Ok(self.out.write_record(cells.filter(|((_, kind), _)| flat(*kind)).map(|(_, value)| cell(&value)))?)
    }

    fn finish(self) -> io::Result<PathBuf> {
        self.out.into_inner().map_err(|e| io::Error::other(e.to_string()))?.finish()
    }
}
