//! One JSON array a file.

use super::convert::{Emit, Records};
use super::writer::{Writer, partial};
use serde::Serialize;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Writes `deals.json` and its siblings into a folder.
pub struct JsonWriter {
    files: [Option<Array>; 4],
}

const NAMES: [&str; 4] = ["deals.json", "facts.json", "mentions.json", "entities.json"];

struct Array {
    out: BufWriter<File>,
    path: PathBuf,
    empty: bool,
}

impl JsonWriter {
    /// Creates the folder and the files that `emit` asks for, under temporary names.
    ///
    /// # Errors
    /// When the folder or a file cannot be made.
    pub fn create(folder: &Path, emit: Emit) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let mut files = [None, None, None, None];
        for (i, wanted) in [emit.deals, emit.facts, emit.mentions, emit.entities].into_iter().enumerate() {
            let path = folder.join(NAMES[i]);
            if wanted {
                let mut out = BufWriter::with_capacity(1 << 18, File::create(partial(&path))?);
                out.write_all(b"[")?;
                files[i] = Some(Array { out, path, empty: true });
            } else if path.exists() {
                // A file of an earlier run would look like this run's.
                fs::remove_file(path)?;
            }
        }
        Ok(JsonWriter { files })
    }

    fn items<T: Serialize>(&mut self, file: usize, records: &[T]) -> io::Result<()> {
        let Some(array) = &mut self.files[file] else { return Ok(()) };
        for r in records {
            array.out.write_all(if array.empty { b"\n" } else { b",\n" })?;
            array.empty = false;
            serde_json::to_writer(&mut array.out, r)?;
        }
        Ok(())
    }
}

impl Writer for JsonWriter {
    fn document(&mut self, r: &Records) -> io::Result<()> {
        self.items(0, &r.deals)?;
        self.items(1, &r.facts)?;
        self.items(2, &r.mentions)?;
        self.items(3, &r.entities)
    }

    fn finish(self: Box<Self>) -> io::Result<Vec<PathBuf>> {
        let mut out = Vec::new();
        for mut array in self.files.into_iter().flatten() {
            array.out.write_all(b"\n]\n")?;
            array.out.flush()?;
            fs::rename(partial(&array.path), &array.path)?;
            out.push(array.path);
        }
        Ok(out)
    }
}
