//! One JSON object a line.

use super::convert::{Emit, Records};
use super::writer::{PendingFile, Writer};
use serde::Serialize;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes `deals.jsonl` and its siblings into a folder.
#[derive(Debug)]
pub struct JsonlWriter {
    files: [Option<PendingFile>; 4],
    /// Files of an earlier run that this one does not write: they would look like its own.
    stale: Vec<PathBuf>,
}

const NAMES: [&str; 4] = ["deals.jsonl", "facts.jsonl", "mentions.jsonl", "entities.jsonl"];

impl JsonlWriter {
    /// Creates the folder and the files that `emit` asks for, under temporary names.
    ///
    /// # Errors
    /// When the folder or a file cannot be made.
    pub fn create(folder: &Path, emit: Emit) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let wanted = [emit.deals, emit.facts, emit.mentions, emit.entities];
        let mut writer = JsonlWriter { files: [const { None }; 4], stale: Vec::new() };
        for ((file, name), wanted) in writer.files.iter_mut().zip(NAMES).zip(wanted) {
            let path = folder.join(name);
            if wanted {
                *file = Some(PendingFile::create(path)?);
            } else {
                writer.stale.push(path);
            }
        }
        Ok(writer)
    }
}

/// Writes records as JSON lines.
///
/// # Errors
/// When `out` fails.
pub fn lines<T: Serialize>(out: &mut impl Write, records: &[T]) -> io::Result<()> {
    for r in records {
        serde_json::to_writer(&mut *out, r)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

impl Writer for JsonlWriter {
    fn document(&mut self, r: &Records) -> io::Result<()> {
        let [deals, facts, mentions, entities] = &mut self.files;
        deals.as_mut().map_or(Ok(()), |out| lines(out, &r.deals))?;
        facts.as_mut().map_or(Ok(()), |out| lines(out, &r.facts))?;
        mentions.as_mut().map_or(Ok(()), |out| lines(out, &r.mentions))?;
        entities.as_mut().map_or(Ok(()), |out| lines(out, &r.entities))
    }

    fn finish(self: Box<Self>) -> io::Result<Vec<PathBuf>> {
        for path in self.stale.iter().filter(|p| p.exists()) {
            fs::remove_file(path)?;
        }
        self.files.into_iter().flatten().map(PendingFile::finish).collect()
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
