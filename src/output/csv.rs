//! Comma-separated values: one row a deal, one row a filler.

use super::columns::{Column, DEALS, ENTITIES, FACTS, Kind, MENTIONS, filler_columns, filler_rows};
use super::convert::{Emit, Records};
use super::writer::{PendingFile, Writer};
use serde_json::Value;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes `deals.csv`, `fillers.csv` and their siblings into a folder: UTF-8 with a byte order mark, which spreadsheets need.
pub struct CsvWriter {
    emit: Emit,
    files: [Option<csv::Writer<PendingFile>>; 5],
    /// Files of an earlier run that this one does not write: they would look like its own.
    stale: Vec<PathBuf>,
}

const NAMES: [&str; 5] = ["deals.csv", "facts.csv", "fillers.csv", "mentions.csv", "entities.csv"];

/// Between the texts of one cell.
const SEPARATOR: &str = "; ";

impl CsvWriter {
    /// Creates the folder and the files that `emit` asks for, under temporary names.
    ///
    /// # Errors
    /// When the folder or a file cannot be made.
    pub fn create(folder: &Path, emit: Emit) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let wanted = [emit.deals, emit.facts, emit.deals || emit.facts, emit.mentions, emit.entities];
        let mut writer = CsvWriter { emit, files: [const { None }; 5], stale: Vec::new() };
        for ((file, name), wanted) in writer.files.iter_mut().zip(NAMES).zip(wanted) {
            let path = folder.join(name);
            if wanted {
                let mut out = PendingFile::create(path)?;
                out.write_all("\u{feff}".as_bytes())?;
                *file = Some(csv::Writer::from_writer(out));
            } else {
                writer.stale.push(path);
            }
        }
        writer.header(0, &DEALS)?;
        writer.header(1, &FACTS)?;
        writer.header(2, &filler_columns())?;
        writer.header(3, &MENTIONS)?;
        writer.header(4, &ENTITIES)?;
        Ok(writer)
    }

    fn header<T>(&mut self, file: usize, columns: &[Column<T>]) -> io::Result<()> {
        let Some(out) = &mut self.files[file] else { return Ok(()) };
        Ok(out.write_record(columns.iter().filter(|c| flat(c.kind)).map(|c| c.name))?)
    }

    fn rows<'r, T: 'r>(&mut self, file: usize, columns: &[Column<T>], rows: impl IntoIterator<Item = &'r T>) -> io::Result<()> {
        let Some(out) = &mut self.files[file] else { return Ok(()) };
        for row in rows {
            out.write_record(columns.iter().filter(|c| flat(c.kind)).map(|c| cell(&(c.cell)(row))))?;
        }
        Ok(())
    }
}

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

impl Writer for CsvWriter {
    fn document(&mut self, r: &Records) -> io::Result<()> {
        self.rows(0, &DEALS, &r.deals)?;
        self.rows(1, &FACTS, &r.facts)?;
        let fillers: Vec<_> = filler_rows(r, self.emit).collect();
        self.rows(2, &filler_columns(), &fillers)?;
        self.rows(3, &MENTIONS, &r.mentions)?;
        self.rows(4, &ENTITIES, &r.entities)
    }

    fn finish(self: Box<Self>) -> io::Result<Vec<PathBuf>> {
        for path in self.stale.iter().filter(|p| p.exists()) {
            fs::remove_file(path)?;
        }
        let files = self.files.into_iter().flatten();
        files.map(|f| f.into_inner().map_err(|e| io::Error::other(e.to_string()))?.finish()).collect()
    }
}
