//! Reading documents with the built-in rules, and saying in a few lines what was found.

use dealex::base::Span;
use dealex::corpus::{self, FieldMap, Limits, Reader, Skipped};
use dealex::engine::{Depth, Engine, Scratch};
use dealex::output::convert::{Emit, Records, records};
use dealex::output::offsets::Unit;
use dealex::output::record::{DealRecord, Field, Filler, ValueRecord};
use dealex::rule::Pack;
use dealex::text::{Document, Fold, Place};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, OnceLock};

pub static FOLD: LazyLock<Fold> = LazyLock::new(Fold::default);

pub fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::new(Pack::load(&corpus::rules::embedded()).expect("the built-in rules are sound")))
}

/// A path below the project's folder.
pub fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// All records of a document.
pub fn all(document: &Document, unit: Unit) -> Records {
    let x = engine().extract(document, Depth::Mentions, &mut Scratch::default());
    let emit = Emit { deals: true, facts: true, mentions: true, entities: true };
    records(document, &x, engine().pack(), emit, unit)
}

/// The documents below a path.
pub fn documents(path: &Path) -> Vec<Result<Document, Skipped>> {
    let inputs = corpus::find(&[path.to_string_lossy().into_owned()]).expect("the path is there").inputs;
    let pieces = Reader::new(inputs, Limits::default());
    pieces.flat_map(|raw| raw.map_or_else(|s| vec![Err(s)], |raw| raw.documents(&FieldMap::default(), &FOLD))).collect()
}

/// The bundled corpus.
pub fn corpus() -> &'static [Document] {
    static CORPUS: OnceLock<Vec<Document>> = OnceLock::new();
    CORPUS.get_or_init(|| documents(&project("corpus")).into_iter().map(|d| d.expect("the bundled corpus is readable")).collect())
}

/// Whether every offset of the records cuts exactly its text out of the document.
pub fn check_offsets(document: &Document, found: &Records, unit: Unit) -> Result<usize, String> {
    let mut checked = 0;
    let mut check = |field: Field, start: usize, end: usize, text: &str| {
        checked += 1;
        let whole = document.read(if field == Field::Title { Place::Title } else { Place::Text });
        match cut(whole, start, end, unit) {
            Some(there) if there == text => Ok(()),
            there => Err(format!("{unit:?} {start}..{end} of {} is {there:?}, not {text:?}", document.id)),
        }
    };
    for d in found.deals.iter().chain(&found.facts) {
        d.roles.values().flatten().try_for_each(|f| check(f.field, f.start, f.end, &f.text))?;
        d.evidence.iter().try_for_each(|e| check(e.field, e.start, e.end, &e.text))?;
    }
    found.mentions.iter().try_for_each(|m| check(m.field, m.start, m.end, &m.text))?;
    Ok(checked)
}

fn cut(text: &str, start: usize, end: usize, unit: Unit) -> Option<String> {
    match unit {
        Unit::Byte => text.get(start..end).map(str::to_owned),
        Unit::Char => Some(text.chars().skip(start).take(end.checked_sub(start)?).collect()),
        Unit::Utf16 => {
            let units: Vec<u16> = text.encode_utf16().collect();
            String::from_utf16(units.get(start..end)?).ok()
        }
    }
}

/// What was found, in a few lines that a person can check: type and status, and the fillers of each role, without
/// offsets. Deals stand in the order of the article, then facts.
pub fn digest(found: &Records) -> String {
    found.deals.iter().chain(&found.facts).map(|d| digest_of(d, &found.deals)).collect()
}

pub fn digest_of(d: &DealRecord, deals: &[DealRecord]) -> String {
    let status = d.status.map_or_else(|| " (fact)".to_owned(), |s| format!(" {}", format!("{s:?}").to_lowercase()));
    let cumulative = if d.cumulative { ", cumulative" } else { "" };
    let part =
        d.part_of.as_ref().and_then(|id| deals.iter().position(|o| o.id == *id)).map_or(String::new(), |i| format!(", part of {}", i + 1));
    let mut out = format!("{}{status}{cumulative}{part}\n", d.kind);
    for (role, fillers) in &d.roles {
        let fillers: Vec<String> = fillers.iter().map(filler).collect();
        out += &format!("  {role}: {}\n", fillers.join(" | "));
    }
    out
}

fn filler(f: &Filler) -> String {
    let mut out = f.text.replace(['\n', '\r'], "⏎");
    match (&f.value, &f.name) {
        (Some(v), _) => out += &format!(" = {}", value(v)),
        (None, Some(name)) if *name != f.text => out += &format!(" ({name})"),
        _ => {}
    }
    out
}

fn value(v: &ValueRecord) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut add = |name: &str, part: &Option<String>| parts.extend(part.as_ref().map(|p| format!("{name}{p}")));
    add("", &v.value);
    add("min ", &v.min);
    add("max ", &v.max);
    add("", &v.currency);
    add("", &v.qualifier.clone().filter(|q| q != "exact"));
    add("", &v.begin);
    add("to ", &v.end.clone().filter(|_| v.begin != v.end));
    add("", &v.precision.clone().filter(|p| p != "day"));
    add("", &v.code);
    parts.extend(v.equivalent.as_ref().map(|e| format!("or {}", value(e))));
    parts.join(" ")
}

/// The span of a plain text that a test names by its bytes, moved to character boundaries.
pub fn on_boundaries(plain: &str, start: usize, end: usize) -> Span {
    let at = |mut i: usize| {
        i = i.min(plain.len());
        while !plain.is_char_boundary(i) {
            i -= 1;
        }
        i
    };
    let (start, end) = (at(start), at(end));
    Span::new(start.min(end), start.max(end))
}

/// Whether expectations that are files should be written anew.
pub fn update() -> bool {
    std::env::var_os("UPDATE").is_some()
}
