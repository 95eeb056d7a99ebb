//! Whole runs over the bundled corpus.

use crate::reading;
use dealex::engine::{Depth, Scratch};
use dealex::output::convert::{Emit, records};
use dealex::output::offsets::Unit;
use dealex::text::{Document, Markup};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

/// What is found in each article, one snapshot for each folder: a change of rules shows as a difference that can be read.
/// `INSTA_UPDATE=always cargo test --test it corpus` accepts it.
#[test]
fn deals_and_facts() {
    let mut folders: BTreeMap<&str, String> = BTreeMap::new();
    for d in reading::corpus() {
        let (folder, _) = d.id.split_once('/').unwrap_or(("records", &d.id));
        let found = reading::digest(&reading::all(d, Unit::Char));
        *folders.entry(folder).or_default() += &format!("# {}\n{}\n", d.id, if found.is_empty() { "nothing\n" } else { &found });
    }
    assert!(folders.len() > 3);
    for (folder, found) in folders {
        insta::with_settings!({ snapshot_path => reading::project("tests/corpus"), prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(folder, found);
        });
    }
}

#[test]
fn offsets_cut_their_text() {
    for unit in [Unit::Byte, Unit::Char, Unit::Utf16] {
        let checked: usize = reading::corpus()
            .iter()
            .map(|d| reading::check_offsets(d, &reading::all(d, unit), unit).unwrap_or_else(|e| panic!("{e}")))
            .sum();
        assert!(checked > 1000, "only {checked} offsets");
    }
}

/// Neither skipping sentences and rules that cannot match, nor writing mentions, changes what is told.
#[test]
fn what_is_told_does_not_depend_on_the_depth() {
    // Skeletons leave out spaces and quotation marks, and so must whatever looks for words before.
    let spaced = ["云岭集团拟以5亿元收 购海川科技有限公司60%股权。", "海川科技有限公司完成B轮“融”资3亿元，由云岭资本领投。"].map(document);
    spaced.iter().for_each(|d| assert!(!reading::all(d, Unit::Char).deals.is_empty(), "{}", d.id));
    // A name's other identifier stands in a sentence that tells nothing.
    let dull = "市场平稳。\n".repeat(8);
    let identified =
        document(&format!("{dull}海川股份(行情600123,诊股)发布了半年报。\n{dull}海川股份（600123.SH）转让了明远科技60%股权。"));
    reading::corpus().iter().chain(&spaced).chain([&identified]).for_each(same_at_any_depth);
}

/// The same of the examples of all rules, in which every rule matches somewhere.
#[test]
fn what_examples_tell_does_not_depend_on_the_depth() {
    let pack = reading::engine().pack();
    let examples = pack.rules.iter().flat_map(|r| &r.examples).chain(pack.contexts.iter().flat_map(|c| &c.examples));
    // One document each would take long for what it shows; the examples of a rule speak of the same names.
    let texts: Vec<&str> = examples.map(|e| e.text.value.as_str()).collect();
    assert!(texts.len() > 300, "{}", texts.len());
    texts.chunks(8).for_each(|texts| same_at_any_depth(&document(&texts.join("\n"))));
}

fn document(text: &str) -> Document {
    Document::new(text, None, text, Markup::Plain, &reading::FOLD).0
}

fn same_at_any_depth(d: &Document) {
    let read = |depth| {
        let x = reading::engine().extract(d, depth, &mut Scratch::default());
        let emit = Emit { deals: true, facts: true, ..Emit::default() };
        let told = records(d, &x, reading::engine().pack(), emit, Unit::Char);
        (told, x.readings.into_iter().map(|r| (r.sentence, r.matches, r.effects)).collect::<Vec<_>>())
    };
    let [(deals, some), (mentions, mut written), (exhaustive, mut all)] = [Depth::Deals, Depth::Mentions, Depth::Exhaustive].map(read);
    assert_eq!(deals, mentions, "{}", d.id);
    assert_eq!(deals, exhaustive, "{}", d.id);
    // In the others, and in those that are read for their names alone, nothing matches but what adds to a deal, and no deal is near.
    let pack = reading::engine().pack();
    for read in [&mut written, &mut all] {
        read.retain_mut(|(sentence, matches, effects)| {
            let told = some.iter().find(|(told, ..)| told == sentence);
            if told.is_none_or(|(_, matches, _)| matches.is_empty()) {
                assert!(matches.iter().all(|m| pack.rules[m.rule].adds(&pack.types).is_some()), "{}", d.id);
                (*matches, *effects) = (Vec::new(), Vec::new());
            }
            told.is_some()
        });
        assert_eq!(some, *read, "{}", d.id);
    }
}

#[test]
fn ids_are_unique_and_part_of_leads_to_one() {
    for d in reading::corpus() {
        let found = reading::all(d, Unit::Char);
        let ids: BTreeSet<&str> = found.deals.iter().chain(&found.facts).map(|r| r.id.as_str()).collect();
        assert_eq!(ids.len(), found.deals.len() + found.facts.len(), "{}: two records with one id", d.id);
        for part in found.deals.iter().filter_map(|r| r.part_of.as_deref()) {
            assert!(ids.contains(part), "{}: part_of leads nowhere", d.id);
        }
    }
}

#[test]
fn any_number_of_threads_writes_the_same_bytes() {
    let runs: Vec<BTreeMap<&str, Vec<u8>>> = ["1", "2", "7", "1000000"]
        .iter()
        .map(|jobs| {
            let out = tempfile::tempdir().expect("a folder");
            let run = Command::new(env!("CARGO_BIN_EXE_dealex"))
                .arg("run")
                .arg(reading::project("corpus"))
                .args(["--emit", "deals,facts,mentions,entities", "--jobs", jobs, "-o"])
                .arg(out.path())
                .output()
                .expect("the program starts");
            assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
            let names = ["deals.jsonl", "facts.jsonl", "mentions.jsonl", "entities.jsonl"];
            names.iter().map(|n| (*n, fs::read(out.path().join(n)).expect("the run wrote it"))).collect()
        })
        .collect();
    assert!(runs[0]["deals.jsonl"].len() > 1000);
    for run in &runs[1..] {
        assert!(*run == runs[0], "the bytes differ");
    }
}
