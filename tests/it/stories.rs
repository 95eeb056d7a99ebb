//! Stories: whole articles with what should be found in them, and why. See tests/stories/README.md.

use crate::reading::{self, FOLD};
use dealex::output::offsets::Unit;
use dealex::text::{DateSource, Document, Markup};
use std::fs;
use std::ops::Range;

#[test]
fn stories_are_read_as_they_say() {
    let mut failed = Vec::new();
    let mut count = 0;
    let mut paths: Vec<_> =
        fs::read_dir(reading::project("tests/stories")).expect("a folder").map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    for path in paths.iter().filter(|p| p.extension().is_some_and(|e| e == "md") && !p.ends_with("README.md")) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let story = fs::read_to_string(path).expect("a story is UTF-8");
        let fences = fences(&story);
        let article = fences.iter().find(|f| f.0.starts_with("text")).unwrap_or_else(|| panic!("{name} has no ```text"));
        let wanted = fences.iter().find(|f| f.0.starts_with("deals")).unwrap_or_else(|| panic!("{name} has no ```deals"));
        let (mut document, _) = Document::new(name.to_string(), None, &story[article.1.clone()], Markup::Plain, &FOLD);
        document.date = article.0.split_once(' ').and_then(|(_, d)| d.trim().parse().ok()).map(|d| (d, DateSource::Metadata));
        let found = reading::digest(&reading::all(&document, Unit::Char));
        let (expected, known_miss) = (&story[wanted.1.clone()], wanted.0.contains("known-miss"));
        count += 1;
        if reading::update() && !known_miss {
            let new = format!("{}{found}{}", &story[..wanted.1.start], &story[wanted.1.end..]);
            fs::write(path, new).expect("tests/stories can be written");
        } else if (expected == found) == known_miss {
            let why = if known_miss { "passes now: take out `known-miss`" } else { "is read otherwise" };
            failed.push(format!("{name} {why}\n--- wanted\n{expected}--- found\n{found}"));
        }
    }
    assert!(count >= 8, "only {count} stories");
    assert!(failed.is_empty(), "{}\nIf what is found is right: UPDATE=1 cargo test --test it stories", failed.join("\n\n"));
}

/// The fenced blocks of a Markdown file: what stands behind the fence, and the range of their text.
pub fn fences(text: &str) -> Vec<(&str, Range<usize>)> {
    let mut out = Vec::new();
    let mut open: Option<(&str, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        match (line.strip_prefix("```"), open) {
            (Some(info), None) => open = Some((info.trim(), at)),
            (Some(_), Some((info, from))) => {
                out.push((info, from..start));
                open = None;
            }
            _ => {}
        }
    }
    out
}
