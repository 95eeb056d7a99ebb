//! Which files a run reads, in a stable order.

use std::path::{Path, PathBuf};

/// One file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Where it is; `None` is standard input.
    pub path: Option<PathBuf>,
    /// Its name in identifiers and messages: the path below the folder that was given.
    pub name: String,
    /// Bytes on disk; 0 for standard input.
    pub size: u64,
}

/// A path that cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum WalkError {
    /// There is nothing.
    #[error("{0}: there is no such file or folder")]
    Missing(String),
    /// A glob that is none.
    #[error("{0}: this is no glob: {1}")]
    Glob(String, globset::Error),
}

/// Endings that are read, each also with `.gz` and `.zst`.
pub const ENDINGS: [&str; 8] = ["txt", "md", "markdown", "html", "htm", "json", "jsonl", "ndjson"];

/// The files below the given paths: files as they are, folders recursively in the order of names (hidden files and
/// those that a `.ignore` file names are left out), globs, `-` for standard input. Problems of single entries are
/// appended to `problems`.
///
/// # Errors
/// For a path that does not exist, or a glob that is none.
pub fn inputs(paths: &[String], problems: &mut Vec<String>) -> Result<Vec<Input>, WalkError> {
    let mut out = Vec::new();
    for given in paths {
        let path = Path::new(given);
        if given == "-" {
            out.push(Input { path: None, name: "stdin".to_owned(), size: 0 });
        } else if path.is_dir() {
            folder(path, path, &|_| true, &mut out, problems);
        } else if path.exists() {
            let name = path.file_name().map_or(given.clone(), |n| n.to_string_lossy().into_owned());
            out.push(Input { path: Some(path.to_owned()), name, size: size(path) });
        } else if given.contains(['*', '?', '[', '{']) {
            let glob = globset::GlobBuilder::new(given).literal_separator(true).build().map_err(|e| WalkError::Glob(given.clone(), e))?;
            let matcher = glob.compile_matcher();
            let fixed: PathBuf =
                path.components().take_while(|c| !c.as_os_str().to_string_lossy().contains(['*', '?', '[', '{'])).collect();
            let root = if fixed.as_os_str().is_empty() { PathBuf::from(".") } else { fixed.clone() };
            let strip = fixed.as_os_str().is_empty();
            let before = out.len();
            folder(&root, &root, &|p| matcher.is_match(if strip { p.strip_prefix(".").unwrap_or(p) } else { p }), &mut out, problems);
            if out.len() == before {
                return Err(WalkError::Missing(given.clone()));
            }
        } else {
            return Err(WalkError::Missing(given.clone()));
        }
    }
    Ok(out)
}

fn folder(root: &Path, at: &Path, wanted: &dyn Fn(&Path) -> bool, out: &mut Vec<Input>, problems: &mut Vec<String>) {
    let walk = ignore::WalkBuilder::new(at)
        .standard_filters(false)
        .hidden(true)
        .ignore(true)
        .parents(false)
        .sort_by_file_path(|a, b| a.cmp(b))
        .build();
    for entry in walk {
        match entry {
            Err(e) => problems.push(e.to_string()),
            Ok(e) if e.file_type().is_some_and(|t| t.is_dir()) => {}
            Ok(e) if is_article(e.path()) && wanted(e.path()) => {
                let below = e.path().strip_prefix(root).unwrap_or(e.path());
                let name = below.to_string_lossy().replace('\\', "/");
                out.push(Input { path: Some(e.path().to_owned()), name, size: size(e.path()) });
            }
            Ok(_) => {}
        }
    }
}

/// Whether a file name has an ending that is read.
pub fn is_article(path: &Path) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    ending(&name).is_some()
}

/// The format's ending of a file name, without compression.
pub fn ending(name: &str) -> Option<&'static str> {
    let bare = name.strip_suffix(".gz").or(name.strip_suffix(".zst")).unwrap_or(name);
    ENDINGS.into_iter().find(|e| bare.strip_suffix(e).is_some_and(|s| s.ends_with('.')))
}

fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |m| m.len())
}
