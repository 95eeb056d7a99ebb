//! How fast values are recognised, beside the regex crate matching one pattern of money over the same bytes.
//!
//! `cargo bench --bench values` reads the articles of corpus/; `cargo bench --bench values -- PATH` (or `DEALEX_BENCH=PATH`)
//! another text: a folder, a file of JSON lines with a field `text`, or any text.

use dealex::corpus::rules::embedded;
use dealex::rule::Pack;
use dealex::text::{Fold, markup, sentence};
use regex::Regex;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// An amount with its bound and currency: what a first attempt would write.
const MONEY: &str = r"(?:约|近|逾|超过|不超过|至多|至少)?(?:人民币|港币|HK\$|US\$)?[0-9][0-9,]*(?:\.[0-9]+)?(?:十|百|千|万|亿)*(?:元|美元|港元|欧元|日元|英镑)";
/// The best of so many rounds counts.
const ROUNDS: usize = 7;

fn main() {
    // cargo passes `--bench` of its own.
    let given = std::env::args().skip(1).find(|a| !a.starts_with("--")).or(std::env::var("DEALEX_BENCH").ok());
    let path = given.map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"), PathBuf::from);
    let fold = Fold::default();
    let texts: Vec<String> = texts(&path).iter().map(|t| markup::plain(t, &fold).as_str().to_owned()).collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    let pack = Pack::load(&embedded()).expect("the embedded rules are good");
    let date = "2020-07-25".parse().ok();
    let regex = Regex::new(MONEY).expect("the pattern is good");
    let sentences: Vec<&str> = texts.iter().flat_map(|t| sentence::sentences(t).into_iter().map(move |s| s.span.of(t))).collect();
    let mut found = Vec::new();
    let (values, count) = best(|| {
        found.clear();
        for s in &sentences {
            pack.values().recognise(s, date, &mut found);
        }
        found.len()
    });
    let (money, matches) = best(|| sentences.iter().map(|s| regex.find_iter(s).count()).sum());
    println!("{} bytes, {} sentences of {}", bytes, sentences.len(), path.display());
    println!("values, all patterns   {:8.1} MB/s   {count} values", bytes as f64 / values / 1e6);
    println!("regex, one of money    {:8.1} MB/s   {matches} matches", bytes as f64 / money / 1e6);
    println!("ratio                  {:8.2}", money / values);
}

/// The shortest time of the rounds, in seconds, and what the last returned.
fn best(mut round: impl FnMut() -> usize) -> (f64, usize) {
    let mut shortest = f64::MAX;
    let mut result = 0;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        result = round();
        shortest = shortest.min(start.elapsed().as_secs_f64());
    }
    (shortest, result)
}

/// The texts of a file, or of all files below a folder.
fn texts(path: &Path) -> Vec<String> {
    if path.is_dir() {
        let mut entries: Vec<PathBuf> = fs::read_dir(path).expect("a readable folder").map(|e| e.expect("an entry").path()).collect();
        entries.sort();
        return entries.iter().flat_map(|p| texts(p)).collect();
    }
    let text = String::from_utf8_lossy(&fs::read(path).expect("a readable file")).into_owned();
    if path.extension().is_none_or(|e| e != "jsonl") {
        return vec![text];
    }
    let field = |line: &str| serde_json::from_str::<serde_json::Value>(line).ok()?.get("text")?.as_str().map(str::to_owned);
    text.lines().filter_map(field).collect()
}
