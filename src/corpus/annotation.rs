//! Reading gold annotation, and what an earlier run wrote.

use super::document::Skipped;
use super::reader::{Limits, Reader};
use super::walk::{self, Input, WalkError};
use crate::gold::check::parse;
use crate::gold::score::Found;
use crate::gold::{Annotated, Problem};
use crate::text::decode::decode;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// The gold documents below the given paths, in the order of names, and what could not be read.
///
/// # Errors
/// For a path that does not exist.
pub fn gold(paths: &[String]) -> Result<(Vec<Annotated>, Vec<Problem>), WalkError> {
    let mut unreadable = Vec::new();
    let inputs = walk::inputs(paths, &mut unreadable)?;
    let mut problems: Vec<Problem> =
        unreadable.into_iter().map(|message| Problem { file: paths.join(" "), line: None, at: String::new(), message }).collect();
    let mut out: Vec<Annotated> = Vec::new();
    // Where each document is in `out`.
    let mut first: HashMap<String, usize> = HashMap::new();
    let json = inputs.into_iter().filter(|i| matches!(walk::ending(&i.name().to_lowercase()), Some("json" | "jsonl" | "ndjson"))).collect();
    for (file, line, text) in texts(json) {
        match text.map_err(|message| Problem { file: file.clone(), line, at: String::new(), message }).and_then(|t| parse(&file, line, &t))
        {
            Ok(a) => match first.get(&a.gold.doc_id) {
                Some(&first) => problems.push(Problem {
                    file,
                    line,
                    at: String::new(),
                    message: format!("the document `{}` is annotated in {}, too", a.gold.doc_id, out[first].file),
                }),
                None => {
                    first.insert(a.gold.doc_id.clone(), out.len());
                    out.push(a);
                }
            },
            Err(p) => problems.push(p),
        }
    }
    Ok((out, problems))
}

/// Each text with its file and, for JSONL, its line.
fn texts(inputs: Vec<Input>) -> impl Iterator<Item = (String, Option<usize>, Result<String, String>)> {
    Reader::new(inputs, Limits::default()).map(|raw| match raw {
        Ok(raw) => (raw.name.to_string(), raw.line, decode(&raw.bytes).map(|d| d.text).map_err(|e| e.to_string())),
        Err(Skipped { name, line, reason }) => (name, line, Err(reason)),
    })
}

/// An output folder that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// No output of `run`.
    #[error("{0}: there is no deals.jsonl; `dealex run CORPUS -o {0}` writes it")]
    Missing(String),
    /// A line that is no record.
    #[error("{file}:{line}: {reason}")]
    Record {
        /// The file.
        file: String,
        /// One-based line.
        line: usize,
        /// What is wrong.
        reason: String,
    },
}

/// What an earlier `run` wrote into a folder, by document.
///
/// # Errors
/// When there is no `deals.jsonl`, or a line is no record.
pub fn found(folder: &Path) -> Result<BTreeMap<String, Found>, OutputError> {
    let deals = folder.join("deals.jsonl");
    if !deals.is_file() {
        return Err(OutputError::Missing(folder.display().to_string()));
    }
    let mut out: BTreeMap<String, Found> = BTreeMap::new();
    records(deals, |r: crate::output::record::DealRecord| out.entry(r.doc_id.clone()).or_default().deals.push(r))?;
    records(folder.join("facts.jsonl"), |r: crate::output::record::DealRecord| out.entry(r.doc_id.clone()).or_default().facts.push(r))?;
    records(folder.join("mentions.jsonl"), |r: crate::output::record::MentionRecord| {
        out.entry(r.doc_id.clone()).or_default().mentions.push(r);
    })?;
    Ok(out)
}

/// Each record of a JSONL file; a file that is not there has none.
fn records<T: DeserializeOwned>(path: PathBuf, mut each: impl FnMut(T)) -> Result<(), OutputError> {
    if !path.is_file() {
        return Ok(());
    }
    for (_, line, text) in texts(vec![Input::file(&path)]) {
        let file = path.display().to_string();
        let error = |reason: String| OutputError::Record { file: file.clone(), line: line.unwrap_or(1), reason };
        let text = text.map_err(&error)?;
        each(serde_json::from_str(&text).map_err(|e| error(e.to_string()))?);
    }
    Ok(())
}
