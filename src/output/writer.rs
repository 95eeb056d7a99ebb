//! One trait for all formats.

use super::convert::Records;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Writes the records of a run, document by document, in order.
pub trait Writer {
    /// Writes the records of one document.
    ///
    /// # Errors
    /// When the disk is full or the file is gone.
    fn document(&mut self, records: &Records) -> io::Result<()>;

    /// Hands all that was written to the system, and returns the bytes of each file; `None` for formats that cannot be
    /// gone on with.
    ///
    /// # Errors
    /// As above.
    fn flushed(&mut self) -> io::Result<Option<Vec<u64>>> {
        Ok(None)
    }

    /// Gives the files their final names and returns these.
    ///
    /// # Errors
    /// As above.
    fn finish(self: Box<Self>) -> io::Result<Vec<PathBuf>>;
}

/// The files of a run in a folder, one for each kind of record or row that is wanted.
#[derive(Debug)]
pub struct Files<F, const N: usize> {
    /// The files; `None` for what is not wanted.
    pub files: [Option<F>; N],
    /// Files of an earlier run that this one does not write: they would look like its own.
    stale: Vec<PathBuf>,
}

impl<F, const N: usize> Files<F, N> {
    /// Creates the folder and its files, named `NAME.ending`, with `create`.
    ///
    /// # Errors
    /// When the folder or a file cannot be made.
    pub fn create(
        folder: &Path,
        names: [(&str, bool); N],
        ending: &str,
        mut create: impl FnMut(usize, PathBuf) -> io::Result<F>,
    ) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let mut out = Files { files: [const { None }; N], stale: Vec::new() };
        for (i, (name, wanted)) in names.into_iter().enumerate() {
            let path = folder.join(format!("{name}.{ending}"));
            if wanted {
                out.files[i] = Some(create(i, path)?);
            } else {
                out.stale.push(path);
            }
        }
        Ok(out)
    }

    /// Takes away stale files, gives the others their final names with `finish`, and returns these.
    ///
    /// # Errors
    /// When a file cannot be removed or finished.
    pub fn finish(self, finish: impl FnMut(F) -> io::Result<PathBuf>) -> io::Result<Vec<PathBuf>> {
        for path in self.stale.iter().filter(|p| p.exists()) {
            fs::remove_file(path)?;
        }
        self.files.into_iter().flatten().map(finish).collect()
    }
}

/// The name of a file until it is complete.
pub fn partial(path: &Path) -> PathBuf {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.part"))
}

/// A file that has its final name only once it is complete; dropped before, it leaves nothing behind.
#[derive(Debug)]
pub struct PendingFile {
    out: BufWriter<File>,
    path: PathBuf,
    /// Bytes written.
    length: u64,
    complete: bool,
}

impl PendingFile {
    /// Creates the file under its temporary name.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn create(path: PathBuf) -> io::Result<Self> {
        let out = BufWriter::with_capacity(1 << 18, File::create(partial(&path))?);
        Ok(PendingFile { out, path, length: 0, complete: false })
    }

    /// Goes on with a file that a killed run left under its temporary name, from byte `length` on.
    ///
    /// # Errors
    /// When it is not there or shorter, or cannot be written.
    pub fn resume(path: PathBuf, length: u64) -> io::Result<Self> {
        let file = File::options().append(true).open(partial(&path))?;
        if file.metadata()?.len() < length {
            return Err(io::Error::other(format!("{} is shorter than it was", partial(&path).display())));
        }
        file.set_len(length)?;
        Ok(PendingFile { out: BufWriter::with_capacity(1 << 18, file), path, length, complete: false })
    }

    /// Hands all that was written to the system, and returns how many bytes that is.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn flushed(&mut self) -> io::Result<u64> {
        self.out.flush()?;
        Ok(self.length)
    }

    /// Gives the file its final name and returns it.
    ///
    /// # Errors
    /// When the rest cannot be written, or the name not be given.
    pub fn finish(mut self) -> io::Result<PathBuf> {
        self.out.flush()?;
        fs::rename(partial(&self.path), &self.path)?;
        self.complete = true;
        Ok(self.path.clone())
    }
}

impl Write for PendingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.out.write(bytes)?;
        self.length += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Drop for PendingFile {
    fn drop(&mut self) {
        if !self.complete {
            // The run has failed already; a file that stays is only untidy.
            let _ = fs::remove_file(partial(&self.path));
        }
    }
}
