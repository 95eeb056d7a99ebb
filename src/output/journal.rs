//! How far a run has come, so that one that was killed can go on.
//!
//! The journal is a file beside the results: its first line names the job, each further line says what had been written when
//! a batch was done. A line is added only after the results have left the program; results behind the last line are cut off
//! and made again. What a power failure may lose is not looked at.

use super::record::{RunCounts, SkippedRecord};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

/// The name of the journal; hidden, and gone once the run is complete.
pub const NAME: &str = ".run.journal";

/// A batch that is done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Pieces of the corpus (files, lines) done so far.
    pub pieces: usize,
    /// Bytes of each result file so far.
    pub files: Vec<u64>,
    /// What was read and found so far.
    pub counts: RunCounts,
    /// Documents that were skipped in this batch.
    pub skipped: Vec<SkippedRecord>,
    /// Hashes of the ids of this batch's documents.
    pub ids: Vec<u64>,
    /// The first id that two documents have.
    pub duplicate: Option<String>,
}

/// What a journal says: the last step, with skipped documents and ids of all.
pub type State = Step;

/// An open journal; gone when the run fails, as its results are.
#[derive(Debug)]
pub struct Journal {
    file: File,
    path: PathBuf,
}

impl Journal {
    /// Begins a journal for a job.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn create(folder: &Path, job: &str) -> io::Result<Self> {
        let path = folder.join(NAME);
        let mut file = File::create(&path)?;
        writeln!(file, "{job}")?;
        Ok(Journal { file, path })
    }

    /// Goes on with the journal of this job; `None` where there is none, or one of another job.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn resume(folder: &Path, job: &str) -> io::Result<Option<(Self, State)>> {
        let path = folder.join(NAME);
        let mut reader = match File::open(&path) {
            Ok(file) => BufReader::new(file),
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(e),
        };
        let mut line = String::new();
        let mut whole = reader.read_line(&mut line)? as u64;
        if line.strip_suffix('\n') != Some(job) {
            return Ok(None);
        }
        let mut state = State::default();
        loop {
            line.clear();
            let n = reader.read_line(&mut line)?;
            // A line that was cut off belongs to a batch that is made again.
            let step = serde_json::from_str::<Step>(&line).ok().filter(|_| line.ends_with('\n'));
            let Some(mut step) = step else { break };
            whole += n as u64;
            state.skipped.append(&mut step.skipped);
            state.ids.append(&mut step.ids);
            state = State { skipped: state.skipped, ids: state.ids, ..step };
        }
        let file = OpenOptions::new().append(true).open(&path)?;
        file.set_len(whole)?;
        Ok(Some((Journal { file, path }, state)))
    }

    /// Notes a batch that is done.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn step(&mut self, step: &Step) -> io::Result<()> {
        let mut line = serde_json::to_vec(step)?;
        line.push(b'\n');
        self.file.write_all(&line)
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        // A run that was killed does not come here. A journal that stays beside complete results would only be overwritten.
        let _ = std::fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_steps_of_the_same_job_count() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut journal = Journal::create(folder.path(), "job").expect("created");
        let step = |pieces, ids| Step { pieces, ids, files: vec![pieces as u64 * 10], ..Step::default() };
        journal.step(&step(3, vec![1, 2])).expect("written");
        journal.step(&step(5, vec![3])).expect("written");
        write!(journal.file, "{{\"pieces\": 9, \"fil").expect("written");
        // Killed.
        std::mem::forget(journal);
        assert!(Journal::resume(folder.path(), "another job").expect("read").is_none());
        let (mut journal, state) = Journal::resume(folder.path(), "job").expect("read").expect("the same job");
        assert_eq!(state, step(5, vec![1, 2, 3]));
        journal.step(&step(7, vec![])).expect("written");
        std::mem::forget(journal);
        let (journal, state) = Journal::resume(folder.path(), "job").expect("read").expect("the same job");
        assert_eq!(state.pieces, 7);
        drop(journal);
        assert!(Journal::resume(folder.path(), "job").expect("read").is_none());
    }
}
