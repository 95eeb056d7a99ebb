//! Rule files: those in the binary, and folders of the user's.

use crate::rule::RuleFile;
use include_dir::{Dir, DirEntry, include_dir};
use std::fs::File;
use std::io::Read;
use std::path::Path;

static EMBEDDED: Dir = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// The rule files in the binary.
pub fn embedded() -> Vec<RuleFile> {
    let mut out = Vec::new();
    collect(&EMBEDDED, &mut out);
    out.sort_by(|a, b| a.name.cmp(&b.name));
    out
}

/// Whether these are the rule files in the binary, all of them and no other.
pub fn are_embedded(files: &[RuleFile]) -> bool {
    let same = |file: &RuleFile| EMBEDDED.get_file(&*file.name).is_some_and(|f| f.contents() == file.text.as_bytes());
    files.len() == count(&EMBEDDED) && files.iter().all(same)
}

fn count(dir: &Dir) -> usize {
    dir.files().count() + dir.dirs().map(count).sum::<usize>()
}

fn collect(dir: &Dir, out: &mut Vec<RuleFile>) {
    for entry in dir.entries() {
        match entry {
            DirEntry::Dir(d) => collect(d, out),
            DirEntry::File(f) => {
                if let Some(text) = f.contents_utf8() {
                    out.push(RuleFile { name: f.path().to_string_lossy().replace('\\', "/").into(), text: text.into() });
                }
            }
        }
    }
}

/// A rule folder that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// There is nothing.
    #[error("{0}: there is no such rule file or folder")]
    Missing(String),
    /// A file that cannot be read.
    #[error("{0}: {1}")]
    Unreadable(String, String),
    /// A folder without any.
    #[error("{0}: no rule file is in this folder; rule files end in .toml, lists of words in .txt or .csv")]
    Empty(String),
}

/// Largest rule or word file, in bytes.
const LARGEST: u64 = 256 << 20;

/// The rule files (`.toml`) and word files (`.txt`, `.csv`) of a folder, or one rule file.
///
/// # Errors
/// When something cannot be read.
pub fn folder(path: &Path) -> Result<Vec<RuleFile>, RulesError> {
    let shown = path.display().to_string();
    if !path.exists() {
        return Err(RulesError::Missing(shown));
    }
    if !path.is_dir() && !is_rule_file(path) {
        return Err(RulesError::Unreadable(shown, "rule files end in .toml, lists of words in .txt or .csv".to_owned()));
    }
    let mut out = Vec::new();
    let walk = ignore::WalkBuilder::new(path).standard_filters(false).hidden(true).sort_by_file_path(|a, b| a.cmp(b)).build();
    for entry in walk {
        let entry = entry.map_err(|e| RulesError::Unreadable(shown.clone(), e.to_string()))?;
        let p = entry.path();
        if !p.is_file() || !is_rule_file(p) {
            continue;
        }
        let text = read(p, "a rule file")?;
        let name = p.strip_prefix(path).ok().filter(|n| !n.as_os_str().is_empty()).unwrap_or(p);
        out.push(RuleFile { name: name.to_string_lossy().replace('\\', "/").into(), text: text.into() });
    }
    if out.is_empty() { Err(RulesError::Empty(shown)) } else { Ok(out) }
}

fn is_rule_file(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "toml" || e == "txt" || e == "csv")
}

/// A table of names and identifiers as rule files: a gazetteer, and the rule that names it.
///
/// # Errors
/// When the table cannot be read.
pub fn identifiers(table: &Path) -> Result<[RuleFile; 2], RulesError> {
    let shown = table.display().to_string();
    let text = read(table, "a table of identifiers")?;
    // The name of the list is quoted: it may hold anything that a file name may.
    let rule = format!("[[gazetteer]]\nfile = {}\n", toml::Value::from(shown.as_str()));
    Ok([RuleFile { name: "--ids.toml".into(), text: rule.into() }, RuleFile { name: shown.into(), text: text.into() }])
}

/// The text of a file that is `what`, without byte order mark.
fn read(path: &Path, what: &str) -> Result<String, RulesError> {
    let fail = |why: String| RulesError::Unreadable(path.display().to_string(), why);
    let mut bytes = Vec::new();
    // A device has no length, and need not end.
    File::open(path).and_then(|f| f.take(LARGEST + 1).read_to_end(&mut bytes)).map_err(|e| fail(e.to_string()))?;
    if bytes.len() as u64 > LARGEST {
        return Err(fail(format!("the file is larger than {LARGEST} bytes")));
    }
    let text = String::from_utf8(bytes).map_err(|_| fail(format!("{what} must be UTF-8")))?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

/// The embedded files with those of `folders` added; a file of the same name replaces the embedded one.
///
/// # Errors
/// When a folder cannot be read.
pub fn with_folders(folders: &[std::path::PathBuf]) -> Result<Vec<RuleFile>, RulesError> {
    let mut files = embedded();
    for f in folders {
        for file in folder(f)? {
            files.retain(|e| e.name != file.name);
            files.push(file);
        }
    }
    Ok(files)
}
