//! Which files a run reads, in a stable order.

use super::document::Skipped;
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// One file to read. A run may hold a million of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Where it is; `None` is standard input.
    pub path: Option<Box<Path>>,
    /// Bytes of the path before its name.
    named: usize,
    /// Bytes on disk; 0 for standard input.
    pub size: u64,
}

impl Input {
    /// A file, named by its path below `root`.
    fn below(root: &Path, path: &Path) -> Input {
        let below = path.strip_prefix(root).ok().filter(|below| !below.as_os_str().is_empty()).unwrap_or(path);
        let named = path.as_os_str().len() - below.as_os_str().len();
        Input { path: Some(path.into()), named, size: std::fs::metadata(path).map_or(0, |m| m.len()) }
    }

    /// A file, named by its own name.
    pub fn file(path: &Path) -> Input {
        Input::below(path.parent().unwrap_or(Path::new("")), path)
    }

    /// Its name in identifiers and messages: the path below the folder that was given.
    pub fn name(&self) -> Cow<'_, str> {
        let Some(path) = &self.path else { return Cow::Borrowed("stdin") };
        let name = String::from_utf8_lossy(&path.as_os_str().as_encoded_bytes()[self.named..]);
        if name.contains('\\') { Cow::Owned(name.replace('\\', "/")) } else { name }
    }
}

/// What is below the paths that a run was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The articles' files.
    pub inputs: Vec<Input>,
    /// Entries that cannot be read.
    pub problems: Vec<Skipped>,
    /// Files that are left aside: their ending is none of [`ENDINGS`].
    pub left: usize,
}

/// A path that cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum WalkError {
    /// There is nothing.
    #[error("{0}: there is no such file or folder")]
    Missing(String),
    /// A glob that fits nothing.
    #[error("{0}: no file there fits this pattern")]
    Nothing(String),
    /// A glob that is none.
    #[error("{0}: this is no glob: {1}")]
    Glob(String, globset::Error),
}

/// Endings that are read, each also with `.gz` and `.zst`.
pub const ENDINGS: [&str; 8] = ["txt", "md", "markdown", "html", "htm", "json", "jsonl", "ndjson"];
/// The endings of packed files.
const PACKED: [&str; 2] = [".gz", ".zst"];
/// What makes a path a glob.
const WILD: [char; 4] = ['*', '?', '[', '{'];

/// The files below the given paths: files as they are, folders recursively in the order of names (hidden files and
/// those that a `.ignore` file names are left out; links are followed), globs, `-` for standard input.
///
/// # Errors
/// For a path that does not exist, or a glob that is none.
pub fn find(paths: &[String]) -> Result<Found, WalkError> {
    let mut found = Found::default();
    for given in paths {
        let path = Path::new(given);
        if given == "-" {
            found.inputs.push(Input { path: None, named: 0, size: 0 });
        } else if path.is_dir() {
            folder(path, &|_| true, &mut found);
        } else if path.exists() {
            found.inputs.push(Input::file(path));
        } else if given.contains(WILD) {
            glob(given, &mut found)?;
        } else {
            return Err(WalkError::Missing(given.clone()));
        }
    }
    Ok(found)
}

/// [`find`], with the problems of single entries as sentences.
///
/// # Errors
/// As [`find`].
pub fn inputs(paths: &[String], problems: &mut Vec<String>) -> Result<Vec<Input>, WalkError> {
    let found = find(paths)?;
    problems.extend(found.problems.into_iter().map(|p| format!("{}: {}", p.name, p.reason)));
    Ok(found.inputs)
}

fn glob(given: &str, found: &mut Found) -> Result<(), WalkError> {
    let glob = globset::GlobBuilder::new(given).literal_separator(true).build().map_err(|e| WalkError::Glob(given.to_owned(), e))?;
    let matcher = glob.compile_matcher();
    let fixed: PathBuf = Path::new(given).components().take_while(|c| !c.as_os_str().to_string_lossy().contains(WILD)).collect();
    let here = fixed.as_os_str().is_empty();
    let root = if here { PathBuf::from(".") } else { fixed };
    if !root.is_dir() {
        return Err(WalkError::Missing(given.to_owned()));
    }
    let before = found.inputs.len();
    folder(&root, &|p| matcher.is_match(if here { p.strip_prefix(".").unwrap_or(p) } else { p }), found);
    if found.inputs.len() == before { Err(WalkError::Nothing(given.to_owned())) } else { Ok(()) }
}

fn folder(root: &Path, wanted: &dyn Fn(&Path) -> bool, found: &mut Found) {
    let walk = ignore::WalkBuilder::new(root)
        .standard_filters(false)
        .hidden(true)
        .ignore(true)
        .parents(false)
        .follow_links(true)
        .sort_by_file_path(|a, b| a.cmp(b))
        .build();
    for entry in walk {
        let entry = match entry {
            Ok(e) if e.file_type().is_some_and(|t| t.is_dir()) || !wanted(e.path()) => continue,
            Ok(e) => e,
            Err(e) => {
                found.problems.push(problem(&e, root));
                continue;
            }
        };
        let path = entry.path();
        if !is_article(path) {
            found.left += 1;
        } else if entry.file_type().is_some_and(|t| t.is_file()) {
            found.inputs.push(Input::below(root, path));
        } else {
            let name = Input::below(root, path).name().into_owned();
            let reason = "this is a pipe or a device, no file; name it on the command line to read it".to_owned();
            found.problems.push(Skipped { name, line: None, reason });
        }
    }
}

/// An entry that the walk could not enter.
fn problem(error: &ignore::Error, root: &Path) -> Skipped {
    match error {
        ignore::Error::WithDepth { err, .. } => problem(err, root),
        ignore::Error::WithPath { path, err } => {
            let name = path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned();
            Skipped { name, ..problem(err, root) }
        }
        ignore::Error::Loop { ancestor, child } => Skipped {
            name: child.strip_prefix(root).unwrap_or(child).to_string_lossy().into_owned(),
            line: None,
            reason: format!("this link leads back to {}, a folder that it is in; it is not followed", ancestor.display()),
        },
        other => Skipped { name: root.display().to_string(), line: None, reason: format!("this entry cannot be read: {other}") },
    }
}

/// Whether a file name has an ending that is read.
pub fn is_article(path: &Path) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    ending(&name).is_some()
}

/// The format's ending of a file name in lower case, without compression.
pub fn ending(name: &str) -> Option<&'static str> {
    let bare = PACKED.iter().find_map(|p| name.strip_suffix(p)).unwrap_or(name);
    ENDINGS.into_iter().find(|e| bare.strip_suffix(e).is_some_and(|s| s.ends_with('.')))
}
