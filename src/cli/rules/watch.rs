//! `--watch`: runs a command again whenever a rule file is saved.
//!
//! Modification times are polled: a folder of rules has some dozens of files, and this works on every file system.

use super::{Exit, RuleSource};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};

/// Between two looks at the files.
const PAUSE: Duration = Duration::from_millis(60);

/// Runs `run`, and again after each change, until the process is ended.
pub(super) fn watch(source: &RuleSource, run: impl Fn() -> anyhow::Result<Exit>) -> anyhow::Result<Exit> {
    if source.rules.is_empty() {
        anyhow::bail!("--watch needs a folder to watch: --rules DIR");
    }
    loop {
        let seen = state(&source.rules);
        let start = Instant::now();
        // An error of this run is told like any other; the next save may mend it.
        if let Err(e) = run() {
            super::super::note(format_args!("\x1b[1;31merror\x1b[0m: {e:#}"));
        }
        let names: Vec<String> = source.rules.iter().map(|p| p.display().to_string()).collect();
        super::super::note(format_args!("\x1b[2mtook {} ms; watching {}\x1b[0m", start.elapsed().as_millis(), names.join(", ")));
        while state(&source.rules) == seen {
            std::thread::sleep(PAUSE);
        }
        super::super::note(format_args!("\x1b[2m────\x1b[0m"));
    }
}

/// Every file with its size and time; what cannot be read is left out, so that its return is a change, too.
fn state(paths: &[PathBuf]) -> BTreeMap<PathBuf, (u64, Option<SystemTime>)> {
    let mut out = BTreeMap::new();
    for path in paths {
        for entry in ignore::WalkBuilder::new(path).standard_filters(false).hidden(true).build().flatten() {
            if let Ok(m) = entry.metadata()
                && m.is_file()
            {
                out.insert(entry.into_path(), (m.len(), m.modified().ok()));
            }
        }
    }
    out
}
