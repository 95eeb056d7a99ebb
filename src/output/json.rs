//! One JSON array a file.

use super::convert::{Emit, Records};
use super::writer::{PendingFile, Writer};
use serde::Serialize;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes `deals.json` and its siblings into a folder.
#[derive(Debug)]
pub struct JsonWriter {
    files: [Option<Array>; 4],
    /// Files of an earlier run that this one does not write: they would look like its own.
    stale: Vec<PathBuf>,
}

const NAMES: [&str; 4] = ["deals.json", "facts.json", "mentions.json", "entities.json"];

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
        fs::create_dir_all(folder)?;
        let wanted = [emit.deals, emit.facts, emit.mentions, emit.entities];
        let mut writer = JsonWriter { files: [const { None }; 4], stale: Vec::new() };
        for ((file, name), wanted) in writer.files.iter_mut().zip(NAMES).zip(wanted) {
            let path = folder.join(name);
            if wanted {
                let mut out = PendingFile::create(path)?;
                out.write_all(b"[")?;
                *file = Some(Array { out, empty: true });
            } else {
                writer.stale.push(path);
            }
        }
        Ok(writer)
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
        let [deals, facts, mentions, entities] = &mut self.files;
        Array::items(deals, &r.deals)?;
        Array::items(facts, &r.facts)?;
        Array::items(mentions, &r.mentions)?;
        Array::items(entities, &r.entities)
    }

    fn finish(self: Box<Self>) -> io::Result<Vec<PathBuf>> {
        for path in self.stale.iter().filter(|p| p.exists()) {
            fs::remove_file(path)?;
        }
        self.files.into_iter().flatten().map(Array::finish).collect()
    }
}
