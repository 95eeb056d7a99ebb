//! The tables of a run: one walk over its records for every format of rows and columns.

use super::columns::{Column, DEALS, ENTITIES, FACTS, Kind, MENTIONS, filler_columns, filler_rows};
use super::convert::{Emit, Records};
use super::writer::{Files, Writer};
use serde_json::Value;
use std::io;
use std::path::{Path, PathBuf};

/// The name and type of a column.
pub type Head = (&'static str, Kind);

/// A file of rows.
pub trait Table: Sized {
    /// What its files end in.
    const ENDING: &'static str;

    /// Creates the file under a temporary name.
    ///
    /// # Errors
    /// When it cannot be made.
    fn create(path: PathBuf, columns: &[Head]) -> io::Result<Self>;

    /// Adds a row: the cells of all columns.
    ///
    /// # Errors
    /// When the disk is full or the file is gone.
    fn row(&mut self, cells: impl Iterator<Item = (Head, Value)>) -> io::Result<()>;

    /// Gives the file its final name and returns it.
    ///
    /// # Errors
    /// As above.
    fn finish(self) -> io::Result<PathBuf>;
}

/// Writes the tables `deals`, `facts`, `fillers`, `mentions` and `entities` into a folder.
pub struct Tables<T> {
    emit: Emit,
    files: Files<T, 5>,
}

impl<T: Table> Tables<T> {
    /// Creates the folder and the files that `emit` asks for, under temporary names.
    ///
    /// # Errors
    /// When the folder or a file cannot be made.
    pub fn create(folder: &Path, emit: Emit) -> io::Result<Self> {
        let [deals, facts, mentions, entities] = emit.names();
        let names = [deals, facts, ("fillers", emit.deals || emit.facts), mentions, entities];
        let heads = [heads(&DEALS), heads(&FACTS), heads(&filler_columns()), heads(&MENTIONS), heads(&ENTITIES)];
        Ok(Tables { emit, files: Files::create(folder, names, T::ENDING, |i, path| T::create(path, &heads[i]))? })
    }

    fn rows<'r, R: 'r>(&mut self, file: usize, columns: &[Column<R>], rows: impl IntoIterator<Item = &'r R>) -> io::Result<()> {
        let Some(table) = &mut self.files.files[file] else { return Ok(()) };
        rows.into_iter().try_for_each(|row| table.row(columns.iter().map(|c| ((c.name, c.kind), (c.cell)(row)))))
    }
}

fn heads<R>(columns: &[Column<R>]) -> Vec<Head> {
    columns.iter().map(|c| (c.name, c.kind)).collect()
}

impl<T: Table> Writer for Tables<T> {
    fn document(&mut self, r: &Records) -> io::Result<()> {
        self.rows(0, &DEALS, &r.deals)?;
        self.rows(1, &FACTS, &r.facts)?;
        let fillers: Vec<_> = filler_rows(r, self.emit).collect();
        self.rows(2, &filler_columns(), &fillers)?;
        self.rows(3, &MENTIONS, &r.mentions)?;
        self.rows(4, &ENTITIES, &r.entities)
    }

    fn finish(self: Box<Self>) -> io::Result<Vec<PathBuf>> {
        self.files.finish(T::finish)
    }
}
