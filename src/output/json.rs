//! One JSON array a file.

use super::convert::{Emit, Records};
use super::writer::{Files, PendingFile, Writer};
use serde::Serialize;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes `deals.json` and its siblings into a folder.
#[derive(Debug)]
pub struct JsonWriter {
    files: Files<Array, 4>,
}

#[derive(Debug)]
struct Array {
    out: PendingFile,
    empty: bool,
}

impl JsonWriter {
    /// Creates the folder and the files that `emit` asks for, under temporary names.
    ///
    /// # Errors
    /// When the folder or a file cannot be made.
    pub fn create(folder: &Path, emit: Emit) -> io::Result<Self> {
        let array = |_, path| {
            let mut out = PendingFile::create(path)?;
            out.write_all(b"[")?;
            Ok(Array { out, empty: true })
        };
        Ok(JsonWriter { files: Files::create(folder, emit.names(), "json", array)? })
    }
}

impl Array {
    fn items<T: Serialize>(array: &mut Option<Array>, records: &[T]) -> io::Result<()> {
        let Some(array) = array else { return Ok(()) };
        for r in records {
            array.out.write_all(if array.empty { b"\n" } else { b",\n" })?;
            array.empty = false;
            serde_json::to_writer(&mut array.out, r)?;
        }
        Ok(())
    }

    fn finish(mut self) -> io::Result<PathBuf> {
        self.out.write_all(b"\n]\n")?;
        self.out.finish()
    }
}

impl Writer for JsonWriter {
    fn document(&mut self, r: &Records) -> io::Result<()> {
        let [deals, facts, mentions, entities] = &mut self.files.files;
        Array::items(deals, &r.deals)?;
        Array::items(facts, &r.facts)?;
        Array::items(mentions, &r.mentions)?;
        Array::items(entities, &r.entities)
    }

    fn finish(self: Box<Self>) -> io::Result<Vec<PathBuf>> {
        self.files.finish(Array::finish)
    }
}
