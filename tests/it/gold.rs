//! Scoring against gold.

use dealex::gold::align::Align;
use dealex::gold::compare::{Baseline, EvalRecord};
use dealex::gold::score::{Found, Table, evaluate};
use dealex::gold::{Article, Scope};
use dealex::output::record::{DEAL_SCHEMA, DealRecord, Evidence, Field, Filler, GOLD_SCHEMA, GoldDeal, GoldDocument, MentionRecord};
use serde_json::Value;

/// The gold documents of the bundled corpus.
pub fn corpus_gold() -> Vec<GoldDocument> {
    let (gold, problems) = dealex::corpus::annotation::gold(&["corpus/gold".to_owned()]).expect("the corpus is in the repository");
    assert_eq!(problems, [], "every gold file can be read");
    gold.into_iter().map(|a| a.gold).collect()
}

/// A gold document as if the engine had found it.
pub fn as_found(gold: &GoldDocument) -> Found {
    let deal = |d: &GoldDeal| DealRecord {
        schema: DEAL_SCHEMA.into(),
        id: d.id.clone(),
        doc_id: gold.doc_id.clone(),
        doc_date: None,
        kind: d.kind.clone(),
        status: d.status,
        history: Vec::new(),
        roles: d.roles.clone(),
        part_of: d.part_of.clone(),
        cumulative: d.cumulative,
        confidence: 1.0,
        evidence: vec![Evidence { field: Field::Text, start: 0, end: 1, text: String::new(), rule: "test.rule".into() }],
        sources: Vec::new(),
    };
    let mention = |m: &dealex::output::record::GoldMention| MentionRecord {
        doc_id: gold.doc_id.clone(),
        kind: m.kind.clone(),
        text: m.text.clone(),
        field: m.field,
        start: m.start,
        end: m.end,
        entity: None,
        value: m.value.clone(),
    };
    Found {
        deals: gold.deals.iter().map(deal).collect(),
        facts: gold.facts.iter().map(deal).collect(),
        mentions: gold.mentions.iter().flatten().map(mention).collect(),
    }
}

#[test]
fn gold_against_itself_is_all_right() {
    let gold = corpus_gold();
    let found: Vec<Found> = gold.iter().map(as_found).collect();
    let pairs: Vec<(&GoldDocument, &Found)> = gold.iter().zip(&found).collect();
    for align in [Align::Optimal, Align::Greedy] {
        let e = evaluate(&pairs, &Scope { align, ..Scope::default() });
        for (table, c) in &e.total.tables {
            for count in [c.fields, c.text, c.aligned, c.whole] {
                assert!(count.gold > 0, "{table:?} is in the corpus");
                assert_eq!((count.right, count.found), (count.gold, count.gold), "{table:?} {align:?}");
            }
        }
        assert!(e.documents.iter().all(|d| d.right()));
        assert!(e.total.status.keys().all(|(a, b)| a == b));
    }
}

/// `["text", value, [aliases]]` or `"text"` as a filler at its first place in `text`.
fn filler(spec: &Value, text: &str) -> Filler {
    let name = spec.as_str().or(spec[0].as_str()).expect("a filler has a text");
    let article = Article { text: text.into(), ..Article::default() };
    let (field, start, end) = article.find(name).unwrap_or_else(|| panic!("{name} is not in {text}"));
    let aliases = spec[2].as_array().map(|a| a.iter().map(|x| x.as_str().unwrap_or("").to_owned()).collect()).unwrap_or_default();
    let value = serde_json::from_value(spec[1].clone()).expect("a value record or nothing");
    Filler { text: name.into(), name: None, entity: None, aliases, identifiers: Vec::new(), doc_id: None, field, start, end, value }
}

fn deals(specs: &Value, text: &str) -> Vec<GoldDeal> {
    let deal = |(i, spec): (usize, &Value)| {
        let object = spec.as_object().expect("a deal is an object");
        let roles = object.iter().filter(|(k, _)| *k != "type" && *k != "status");
        GoldDeal {
            id: format!("d{}", i + 1),
            kind: spec["type"].as_str().expect("a deal has a type").into(),
            status: serde_json::from_value(spec["status"].clone()).expect("a status"),
            roles: roles.map(|(r, fs)| (r.clone(), fs.as_array().expect("a list").iter().map(|f| filler(f, text)).collect())).collect(),
            part_of: None,
            cumulative: false,
            comment: None,
        }
    };
    specs.as_array().expect("a list of deals").iter().enumerate().map(deal).collect()
}

#[test]
fn errors_are_sorted_into_classes() {
    let cases: Value = serde_json::from_str(include_str!("../gold/faults.json")).expect("the cases are JSON");
    for case in cases["cases"].as_array().expect("a list of cases") {
        let text = case["text"].as_str().expect("a text");
        let document = |list: &str| GoldDocument {
            schema: GOLD_SCHEMA.into(),
            doc_id: "case".into(),
            deals: deals(&case[list], text),
            facts: Vec::new(),
            mentions: None,
        };
        let (gold, found) = (document("gold"), as_found(&document("found")));
        let e = evaluate(&[(&gold, &found)], &Scope::default());
        let line = |f: &dealex::gold::Fault| match &f.role {
            Some(role) => format!("{} {role}", f.class.name()),
            None => f.class.name().to_owned(),
        };
        let mut errors: Vec<String> = e.documents[0].faults.iter().map(line).collect();
        errors.sort();
        let expected: Vec<&str> = case["errors"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
        assert_eq!(errors, expected, "{}", case["name"]);
        let c = e.total.table(Table::Deal);
        assert_eq!(c.whole.right == c.whole.gold.max(c.whole.found), expected.is_empty(), "{}", case["name"]);
    }
}

#[test]
fn a_baseline_names_what_turned() {
    let gold = corpus_gold();
    let mut found: Vec<Found> = gold.iter().map(as_found).collect();
    let scope = Scope::default();
    let eval = |found: &[Found]| evaluate(&gold.iter().zip(found).collect::<Vec<_>>(), &scope);
    let good = serde_json::to_string(&EvalRecord::new(&eval(&found), &scope)).expect("a record is JSON");
    let broken = gold.iter().position(|g| !g.deals.is_empty()).expect("some document has a deal");
    found[broken].deals.clear();
    let worse = eval(&found);
    let c = Baseline::parse(&good).expect("what was written is read").compare(&worse, &scope).expect("the same documents");
    assert!(c.worse() && c.newly_right.is_empty());
    assert_eq!(c.newly_wrong, [gold[broken].doc_id.clone()]);
    let bad = serde_json::to_string(&EvalRecord::new(&worse, &scope)).expect("a record is JSON");
    found[broken] = as_found(&gold[broken]);
    let c = Baseline::parse(&bad).expect("read").compare(&eval(&found), &scope).expect("the same documents");
    assert!(!c.worse());
    assert_eq!(c.newly_right, [gold[broken].doc_id.clone()]);
    let other = Scope { annotated_only: true, ..Scope::default() };
    assert!(Baseline::parse(&bad).expect("read").compare(&eval(&found), &other).is_err(), "other options cannot be compared");
}

#[test]
fn offsets_that_do_not_fit_name_the_place_and_both_texts() {
    let gold = r#"{"schema":"dealex/gold/1","doc_id":"a","deals":[{"id":"d1","type":"investment","status":"announced","roles":{"target":[{"text":"乙谷科技","start":1,"end":5}]}}]}"#;
    let article = Article { id: "a".into(), text: "😀乙谷 科技与乙谷科技".into(), ..Article::default() };
    let a = dealex::gold::check::parse("x.jsonl", Some(3), gold).expect("well formed");
    let problems: Vec<String> = a.problems(Some(&article)).iter().map(ToString::to_string).collect();
    let expected =
        "x.jsonl:3: deal d1, role target, filler 1: the text has “乙谷 科” at 1 to 5, not “乙谷科技”; the nearest “乙谷科技” begins at 7";
    assert_eq!(problems, [expected]);
}

#[test]
fn parts_that_go_round_in_a_circle_are_named() {
    let deal =
        |id: &str, whole: &str| format!(r#"{{"id":"{id}","type":"investment","status":"announced","roles":{{}},"part_of":"{whole}"}}"#);
    let deals = [deal("a", "b"), deal("b", "c"), deal("c", "b"), deal("d", "a"), deal("e", "nobody")].join(",");
    let gold = format!(r#"{{"schema":"dealex/gold/1","doc_id":"a","deals":[{deals}]}}"#);
    let a = dealex::gold::check::parse("x.jsonl", Some(1), &gold).expect("well formed");
    let problems: Vec<String> = a.problems(None).iter().map(ToString::to_string).collect();
    let circle = |id: &str| format!("x.jsonl:1: deal {id}: by way of others it is a part of itself");
    let nobody = "x.jsonl:1: deal e: it is part of `nobody`, which is no other deal of this document".to_owned();
    assert_eq!(problems, [circle("b"), circle("c"), nobody]);
}
