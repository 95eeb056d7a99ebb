//! One trait for all formats.

use super::convert::Records;
use std::io;
use std::path::{Path, PathBuf};

/// Writes the records of a run, document by document, in order.
pub trait Writer {
    /// Writes the records of one document.
    ///
    /// # Errors
    /// When the disk is full or the file is gone.
    fn document(&mut self, records: &Records) -> io::Result<()>;

    /// Gives the files their final names and returns these.
    ///
    /// # Errors
    /// As above.
    fn finish(self: Box<Self>) -> io::Result<Vec<PathBuf>>;
}

/// The name of a file until it is complete.
pub fn partial(path: &Path) -> PathBuf {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.part"))
}
