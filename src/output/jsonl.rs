//! One JSON object a line.

use super::convert::{Emit, Records};
use super::writer::{Writer, partial};
use serde::Serialize;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Writes `deals.jsonl` and its siblings into a folder.
pub struct JsonlWriter {
    files: [Option<(BufWriter<File>, PathBuf)>; 4],
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
        let mut files = [None, None, None, None];
        for i in 0..NAMES.len() {
            let path = folder.join(NAMES[i]);
            if wanted[i] {
                files[i] = Some((BufWriter::with_capacity(1 << 18, File::create(partial(&path))?), path));
            } else if path.exists() {
                // A file of an earlier run would look like this run's.
                fs::remove_file(path)?;
            }
        }
        Ok(JsonlWriter { files })
    }

    fn lines<T: Serialize>(&mut self, file: usize, records: &[T]) -> io::Result<()> {
        if let Some((out, _)) = &mut self.files[file] {
            for r in records {
                serde_json::to_writer(&mut *out, r)?;
                out.write_all(b"\n")?;
            }
        }
        Ok(())
    }
}

impl Writer for JsonlWriter {
    fn document(&mut self, r: &Records) -> io::Result<()> {
        self.lines(0, &r.deals)?;
        self.lines(1, &r.facts)?;
        self.lines(2, &r.mentions)?;
        self.lines(3, &r.entities)
    }

    fn finish(self: Box<Self>) -> io::Result<Vec<PathBuf>> {
        let mut out = Vec::new();
        for (mut writer, path) in self.files.into_iter().flatten() {
            writer.flush()?;
            drop(writer);
            fs::rename(partial(&path), &path)?;
            out.push(path);
        }
        Ok(out)
    }
}
