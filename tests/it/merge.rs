//! The same deal in several articles: cases in tests/merge, and what holds for any records.

use crate::reading::{self, FOLD};
use crate::stories::fences;
use dealex::merge::Merger;
use dealex::output::convert::Records;
use dealex::output::offsets::Unit;
use dealex::output::record::{DEAL_SCHEMA, DealRecord, Evidence, Field, Filler, Source, Status, ValueRecord};
use dealex::text::{DateSource, Document, Markup};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;
use std::sync::LazyLock;

static MERGER: LazyLock<Merger> = LazyLock::new(|| Merger::new(reading::engine().pack()));

#[test]
fn cases_are_merged_as_they_say() {
    let mut failed = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(reading::project("tests/merge")).expect("a folder") {
        let path = entry.expect("an entry").path();
        let case = fs::read_to_string(&path).expect("a case is UTF-8");
        let fences = fences(&case);
        let Some(wanted) = fences.iter().find(|f| f.0 == "merged") else { continue };
        let told = fences.iter().filter_map(|(info, range)| Some((info.strip_prefix("text ")?, &case[range.clone()])));
        let (deals, facts): (Vec<_>, Vec<_>) = told.map(|(info, text)| article(info, text)).map(|r| (r.deals, r.facts)).unzip();
        let merged = [deals, facts].map(|all| MERGER.merge(all.concat())).concat();
        let found: String = merged.iter().map(shown).collect();
        count += 1;
        if reading::update() {
            let new = format!("{}{found}{}", &case[..wanted.1.start], &case[wanted.1.end..]);
            fs::write(&path, new).expect("tests/merge can be written");
        } else if case[wanted.1.clone()] != found {
            failed.push(format!("{}\n--- wanted\n{}--- found\n{found}", path.display(), &case[wanted.1.clone()]));
        }
    }
    assert!(count >= 10, "only {count} cases");
    assert!(failed.is_empty(), "{}\nIf what is found is right: UPDATE=1 cargo test --test it merge", failed.join("\n\n"));
}

fn article(info: &str, text: &str) -> Records {
    let (name, date) = info.split_once(' ').unwrap_or((info, ""));
    let (mut document, _) = Document::new(name.to_owned(), None, text, Markup::Plain, &FOLD);
    document.date = date.trim().parse().ok().map(|d| (d, DateSource::Metadata));
    reading::all(&document, Unit::Char)
}

fn shown(d: &DealRecord) -> String {
    let mut out = reading::digest_of(d, &[]);
    let name = |id: &str| d.sources.iter().find(|s| s.deal.id == id).map_or("?", |s| s.deal.doc_id.as_str()).to_owned();
    let says = |s: &Source| {
        let mut line = format!("  < {}", s.deal.doc_id);
        if let Some(b) = &s.because {
            let agree = b.agree.iter().map(|a| {
                let there = if a.here == a.there { String::new() } else { format!(" = {}", a.there) };
                format!("{} {}{there}", a.field, a.here)
            });
            line += &format!(" with {}: {}", name(&b.with), agree.collect::<Vec<_>>().join(", "));
        }
        for x in &s.differs {
            line += &format!(" ≠ {} {}, not {}", x.field, x.here.join(" | "), x.merged.join(" | "));
        }
        line + "\n"
    };
    out += &d.sources.iter().map(says).collect::<String>();
    out
}

const TARGETS: [(&str, &[&str]); 4] =
    [("杭州青岚智能科技有限公司", &["青岚智能"]), ("青岚智能", &[]), ("云岭物流", &[]), ("海川新材料有限公司", &["海川"])];
const BUYERS: [&str; 3] = ["北辰资本", "海川", "东岳控股有限公司"];

fn name(n: (&str, &[&str])) -> Filler {
    let aliases = n.1.iter().map(|a| (*a).to_owned()).collect();
    Filler { name: Some(n.0.to_owned()), entity: Some("e1".to_owned()), aliases, ..filler(n.0, None) }
}

fn filler(text: &str, value: Option<ValueRecord>) -> Filler {
    let end = text.chars().count();
    let text = text.to_owned();
    let (aliases, identifiers) = (Vec::new(), Vec::new());
    Filler { text, name: None, entity: None, aliases, identifiers, doc_id: None, field: Field::Text, start: 0, end, value }
}

prop_compose! {
    /// Deals of a small world, so that many are the same and many contradict each other.
    fn deals()(rows in proptest::collection::vec(
        (0..8usize, 0..2usize, 0..4usize, proptest::option::of(0..3usize), proptest::option::of(0..5usize), proptest::option::of(0..3usize),
         proptest::option::of(0..60i8), 0..3usize),
        1..24,
    )) -> Vec<DealRecord> {
        rows.into_iter().enumerate().map(|(i, (document, kind, target, buyer, amount, round, day, status))| {
            let mut roles = BTreeMap::from([("target".to_owned(), vec![name(TARGETS[target])])]);
            let role = ["investor", "acquirer"][kind];
            roles.extend(buyer.map(|b| (role.to_owned(), vec![name((BUYERS[b], &[]))])));
            roles.extend(amount.map(|a| {
                let (text, value) = [("3亿元", "300000000"), ("2.98亿元", "298000000"), ("5亿元", "500000000"), ("3.1亿元", "310000000"), ("1亿元", "100000000")][a];
                let value = ValueRecord { value: Some(value.to_owned()), currency: Some("CNY".to_owned()), ..ValueRecord::default() };
                ("amount".to_owned(), vec![filler(text, Some(value))])
            }));
            roles.extend(round.filter(|_| kind == 0).map(|r| {
                let code = ["a", "b", "c"][r];
                ("round".to_owned(), vec![filler(code, Some(ValueRecord { code: Some(code.to_owned()), ..ValueRecord::default() }))])
            }));
            DealRecord {
                schema: DEAL_SCHEMA.to_owned(),
                id: format!("{i:04}"),
                doc_id: format!("d{document}"),
                doc_date: day.map(|d| format!("2023-{:02}-{:02}", 1 + d / 28, 1 + d % 28)),
                kind: ["investment", "acquisition"][kind].to_owned(),
                status: Some([Status::Planned, Status::Announced, Status::Completed][status]),
                history: Vec::new(),
                roles,
                part_of: (i % 5 == 4).then(|| format!("{:04}", i - 2)),
                cumulative: false,
                confidence: 0.8,
                evidence: vec![Evidence { field: Field::Text, start: i, end: i + 1, text: "甲".to_owned(), rule: "r".to_owned() }],
                sources: Vec::new(),
            }
        }).collect()
    }
}

fn bytes(records: &[DealRecord]) -> String {
    records.iter().map(|r| serde_json::to_string(r).expect("a record is JSON") + "\n").collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn neither_order_nor_steps_change_the_result(deals in deals(), seed in any::<u64>(), cut in 0..24usize) {
        let at_once = bytes(&MERGER.merge(deals.clone()));
        let mut shuffled = deals.clone();
        let mut state = seed;
        for i in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            shuffled.swap(i, (state >> 33) as usize % (i + 1));
        }
        prop_assert_eq!(&bytes(&MERGER.merge(shuffled.clone())), &at_once);
        // Again, and in two steps.
        let again = MERGER.merge(MERGER.merge(shuffled.clone()));
        prop_assert_eq!(&bytes(&again), &at_once);
        let rest = shuffled.split_off(cut.min(shuffled.len()));
        let steps = MERGER.merge([MERGER.merge(shuffled), rest].concat());
        prop_assert_eq!(&bytes(&steps), &at_once);
    }

    #[test]
    fn no_report_is_lost_and_none_contradicts_another(deals in deals()) {
        let merged = MERGER.merge(deals.clone());
        let told: Vec<&DealRecord> = merged.iter().flat_map(|d| if d.sources.is_empty() { vec![d] } else { d.sources.iter().map(|s| &*s.deal).collect() }).collect();
        let ids: BTreeSet<&str> = told.iter().map(|d| d.id.as_str()).collect();
        prop_assert_eq!((told.len(), ids.len()), (deals.len(), deals.len()));
        for d in merged.iter().filter(|d| !d.sources.is_empty()) {
            let reports = || d.sources.iter().map(|s| &s.deal);
            let codes: BTreeSet<&str> = reports().flat_map(|r| r.roles.get("round")?.first()?.value.as_ref()?.code.as_deref()).collect();
            prop_assert!(codes.len() < 2, "two rounds: {}", bytes(std::slice::from_ref(d)));
            let documents: BTreeSet<&str> = reports().map(|r| r.doc_id.as_str()).collect();
            prop_assert_eq!(documents.len(), d.sources.len());
            let amounts: BTreeSet<&str> = reports().flat_map(|r| r.roles.get("amount")?.first()?.value.as_ref()?.value.as_deref()).collect();
            prop_assert!(amounts.len() < 2 || !amounts.contains("500000000") && !amounts.contains("100000000"), "{amounts:?}");
            prop_assert!(d.sources.iter().skip(1).all(|s| s.because.as_ref().is_some_and(|b| !b.agree.is_empty())));
        }
    }
}

/// The results of a command in a folder of its own.
fn results(args: &[&str]) -> (tempfile::TempDir, Vec<String>) {
    let out = tempfile::tempdir().expect("a folder");
    let done = Command::new(env!("CARGO_BIN_EXE_dealex"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(args)
        .arg("-o")
        .arg(out.path())
        .output()
        .expect("it starts");
    assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
    let read = |name: &str| fs::read_to_string(out.path().join(name)).expect("it was written");
    let files = ["deals.jsonl", "facts.jsonl"].map(read).to_vec();
    (out, files)
}

#[test]
fn runs_and_folders_are_merged_to_the_same_bytes() {
    let run = |args: &[&str]| results(&[&["run"], args].concat());
    let merge = |folders: &[&tempfile::TempDir]| {
        let paths: Vec<&str> = folders.iter().map(|f| f.path().to_str().expect("UTF-8")).collect();
        results(&[&["merge"], &paths[..]].concat())
    };
    // The corpus twice, under other names: every deal has a twin.
    let both = tempfile::tempdir().expect("a folder");
    for copy in ["a", "b"] {
        fs::create_dir(both.path().join(copy)).expect("a folder");
        for entry in fs::read_dir(reading::project("corpus/kuaixun")).expect("a folder").flatten() {
            fs::copy(entry.path(), both.path().join(copy).join(entry.file_name())).expect("a copy");
        }
    }
    let corpus = both.path().to_str().expect("UTF-8");
    let (whole, single) = (run(&[corpus, "--jobs", "1", "--merge"]), run(&[corpus, "--jobs", "3"]));
    assert_eq!(whole.1, run(&[corpus, "--jobs", "3", "--merge"]).1);
    let merged = merge(&[&single.0]);
    assert_eq!(merged.1, whole.1);
    assert_eq!(merge(&[&merged.0]).1, whole.1);
    assert_eq!(merge(&[&merged.0, &single.0]).1, whole.1);
    let deals = |text: &str| text.lines().map(|l| serde_json::from_str(l).expect("a record")).collect::<Vec<DealRecord>>();
    let (joined, told) = (deals(&whole.1[0]), deals(&single.1[0]));
    assert!(told.len() > 10 && joined.len() < told.len() && joined.iter().any(|d| d.sources.len() == 2));
}
