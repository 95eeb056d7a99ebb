//! How the number of rules tells on loading and on reading, and how long a list of a million names takes.
//!
//! Rules are generated: their required words are taken from the bundled corpus, so that many sentences hold one.
//! `cargo bench --bench rules`

use dealex::corpus::{self, FieldMap, Limits, Reader};
use dealex::engine::{Depth, Engine, Scratch};
use dealex::lexicon::Gazetteer;
use dealex::rule::{Pack, RuleFile};
use dealex::text::{Document, Fold};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::{Duration, Instant};

/// Rounds, of which the fastest counts.
const ROUNDS: usize = 5;

fn main() {
    let documents = documents();
    let bytes: usize = documents.iter().map(|d| d.text.len()).sum();
    println!("{} documents, {:.1} MB", documents.len(), bytes as f64 / 1e6);
    let words = words(&documents);
    println!("{:>7} {:>12} {:>12} {:>10} {:>10}", "rules", "check", "read", "MB/s", "matches");
    for n in [0, 10, 50, 500, 5000] {
        let mut files: Vec<RuleFile> = corpus::rules::embedded();
        files.retain(|f| !f.name.starts_with("deals/") && !f.name.starts_with("facts/") && !f.name.starts_with("events/"));
        files.push(RuleFile { name: "generated.toml".into(), text: rules(&words, n).into() });
        let check = best(|| drop(Pack::load(&files)));
        let pack = Pack::load(&files).unwrap_or_else(|e| panic!("{:?}", e.first()));
        let engine = Engine::new(pack);
        let mut scratch = Scratch::default();
        let mut matches = 0;
        let read = best(|| {
            matches = 0;
            for d in &documents {
                // Every sentence is read, with rules or without: what differs is the matching.
                let x = engine.extract(d, Depth::Mentions, &mut scratch);
                matches += x.readings.iter().map(|r| r.matches.len()).sum::<usize>();
            }
        });
        println!("{n:>7} {check:>12.1?} {read:>12.1?} {:>10.2} {matches:>10}", bytes as f64 / 1e6 / read.as_secs_f64());
    }
    let all = corpus::rules::embedded();
    println!("all packs: check {:.1?}", best(|| drop(Pack::load(&all))));
    gazetteer();
}

fn best(mut work: impl FnMut()) -> Duration {
    let rounds = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        work();
        start.elapsed()
    });
    rounds.min().unwrap_or_default()
}

fn documents() -> Vec<Document> {
    let fold = Fold::default();
    let inputs = corpus::inputs(&["corpus".to_owned()], &mut Vec::new()).expect("the bundled corpus");
    Reader::new(inputs, Limits::default())
        .filter_map(Result::ok)
        .flat_map(|raw| raw.documents(&FieldMap::default(), &fold))
        .filter_map(Result::ok)
        .collect()
}

/// Words of two characters that the corpus holds, the most frequent left out, in an order that is always the same.
fn words(documents: &[Document]) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for d in documents {
        let chars: Vec<char> = d.text.chars().collect();
        for pair in chars.windows(2).filter(|p| p.iter().all(|c| ('\u{4e00}'..='\u{9fff}').contains(c))) {
            *counts.entry(pair.iter().collect()).or_default() += 1;
        }
    }
    let mut words: Vec<(usize, String)> = counts.into_iter().map(|(w, n)| (n, w)).collect();
    words.sort_by(|a, b| (b.0, &a.1).cmp(&(a.0, &b.1)));
    words.into_iter().skip(100).step_by(2).map(|(_, w)| w).collect()
}

fn rules(words: &[String], n: usize) -> String {
    let mut out = String::new();
    let slots = ["Company", "Money", "Percent", "Date", "Company+"];
    for i in 0..n {
        let (word, more) = (&words[i % words.len()], &words[(i * 7 + 3) % words.len()]);
        let (a, b) = (slots[i % 2 * 4], slots[i % 4]);
        let _ = writeln!(
            out,
            "[[rule]]\nid = \"generated.{i}\"\ndeal = \"generated\"\npattern = '{{one:{a}}} ~12 (拟|将|已)? ~8 ({word}|{more}) ~10 {{two:{b}}}'\n[[rule.example]]\ntext = \"{word}\"\none = \"{word}\"\n[[rule.example]]\ntext = \"无\"\nnone = true"
        );
    }
    out
}

/// A million names of companies, as a user's own list might hold them.
fn gazetteer() {
    let parts = ["海", "川", "云", "岭", "明", "远", "松", "果", "北", "辰", "青", "岚", "江", "州", "晨", "星", "鼎", "泰", "华", "安"];
    let ends = ["科技有限公司", "股份有限公司", "投资管理有限公司", "集团有限公司", "信息技术有限公司"];
    let mut list = String::from("name,aliases,ticker,id\n");
    for i in 0..1_000_000usize {
        let name: String = (0..5).map(|k| parts[i / 20usize.pow(k) % 20]).collect();
        let _ = writeln!(list, "{name}{},{name},,{i}", ends[i % ends.len()]);
    }
    let fold = Fold::default();
    let start = Instant::now();
    let mut gazetteer = Gazetteer::default();
    gazetteer.add(&list, &fold, &mut Vec::new());
    gazetteer.finish();
    let took = start.elapsed();
    println!(
        "gazetteer: {} names from {:.0} MB in {took:.1?}, {:.0} MB of memory",
        gazetteer.len(),
        list.len() as f64 / 1e6,
        gazetteer.memory() as f64 / 1e6
    );
}
