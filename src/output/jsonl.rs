//! One JSON object a line.

use super::convert::{Emit, Records};
use super::writer::{Files, PendingFile, Writer};
use serde::Serialize;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes `deals.jsonl` and its siblings into a folder.
#[derive(Debug)]
pub struct JsonlWriter {
    files: Files<PendingFile, 4>,
}

impl JsonlWriter {
    /// Creates the folder and the files that `emit` asks for, under temporary names.
    ///
    /// # Errors
    /// When the folder or a file cannot be made.
    pub fn create(folder: &Path, emit: Emit) -> io::Result<Self> {
        Ok(JsonlWriter { files: Files::create(folder, emit.names(), "jsonl", |_, path| PendingFile::create(path))? })
    }

    /// Goes on with files that a killed run left, which had these bytes each (as [`Writer::flushed`] returned them).
    ///
    /// # Errors
    /// When one of them is not there or shorter, or cannot be written.
    pub fn resume(folder: &Path, emit: Emit, lengths: &[u64]) -> io::Result<Self> {
        let mut lengths = lengths.iter().copied();
        let file = |_, path| PendingFile::resume(path, lengths.next().unwrap_or(0));
        Ok(JsonlWriter { files: Files::create(folder, emit.names(), "jsonl", file)? })
    }
}

/// Writes records as JSON lines.
///
/// # Errors
/// When `out` fails.
pub fn lines<T: Serialize>(out: &mut impl Write, records: &[T]) -> io::Result<()> {
    let mut bytes = Vec::new();
    for r in records {
        serde_json::to_writer(&mut bytes, r)?;
        bytes.push(b'\n');
    }
    out.write_all(&bytes)
}

impl Writer for JsonlWriter {
    fn document(&mut self, r: &Records) -> io::Result<()> {
        let [deals, facts, mentions, entities] = &mut self.files.files;
        deals.as_mut().map_or(Ok(()), |out| lines(out, &r.deals))?;
        facts.as_mut().map_or(Ok(()), |out| lines(out, &r.facts))?;
        mentions.as_mut().map_or(Ok(()), |out| lines(out, &r.mentions))?;
        entities.as_mut().map_or(Ok(()), |out| lines(out, &r.entities))
    }

    fn flushed(&mut self) -> io::Result<Option<Vec<u64>>> {
        self.files.files.iter_mut().flatten().map(PendingFile::flushed).collect::<io::Result<Vec<u64>>>().map(Some)
    }

    fn finish(self: Box<Self>) -> io::Result<Vec<PathBuf>> {
        self.files.finish(PendingFile::finish)
    }
}

/// Writes all records to one stream, each document's deals first.
#[derive(Debug)]
pub struct JsonlStream<W: Write> {
    out: W,
    emit: Emit,
}

impl<W: Write> JsonlStream<W> {
    /// A writer to `out` of the records that `emit` asks for.
    pub fn new(out: W, emit: Emit) -> Self {
        JsonlStream { out, emit }
    }
}

impl<W: Write> Writer for JsonlStream<W> {
    fn document(&mut self, r: &Records) -> io::Result<()> {
        if self.emit.deals {
            lines(&mut self.out, &r.deals)?;
        }
        if self.emit.facts {
            lines(&mut self.out, &r.facts)?;
        }
        lines(&mut self.out, &r.mentions)?;
        lines(&mut self.out, &r.entities)
    }

    fn finish(mut self: Box<Self>) -> io::Result<Vec<PathBuf>> {
        self.out.flush()?;
        Ok(Vec::new())
    }
}
