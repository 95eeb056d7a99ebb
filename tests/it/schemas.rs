//! The JSON Schemas of `schemas/`: in step with the types, and kept by every record.

use crate::reading;
use dealex::output::schema::Record;
use serde_json::Value;
use std::fs;
use std::process::Command;

#[test]
fn the_committed_schemas_are_those_of_the_types() {
    for record in Record::ALL {
        let path = reading::project(&format!("schemas/{}.json", record.name()));
        let schema = serde_json::to_string_pretty(&record.schema()).expect("a schema is JSON") + "\n";
        if reading::update() {
            fs::write(&path, &schema).expect("schemas/ can be written");
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == schema, "{} is stale; run: UPDATE=1 cargo test --test it schemas", path.display());
    }
}

#[test]
fn every_line_of_a_run_keeps_its_schema() {
    let out = tempfile::tempdir().expect("a folder");
    let run = Command::new(env!("CARGO_BIN_EXE_dealex"))
        .arg("run")
        .arg(reading::project("corpus"))
        .args(["--emit", "deals,facts,mentions,entities", "-o"])
        .arg(out.path())
        .output()
        .expect("the program starts");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let files = [
        ("deals.jsonl", Record::Deal),
        ("facts.jsonl", Record::Fact),
        ("mentions.jsonl", Record::Mention),
        ("entities.jsonl", Record::Entity),
    ];
    for (name, record) in files {
        let schema = validator(record);
        let text = fs::read_to_string(out.path().join(name)).expect("the run wrote it");
        assert!(!text.is_empty(), "{name} holds records");
        for line in text.lines() {
            keeps(&schema, &serde_json::from_str(line).expect("a line is JSON"), name);
        }
    }
    let run: Value = serde_json::from_slice(&fs::read(out.path().join("run.json")).expect("the run wrote it")).expect("run.json is JSON");
    keeps(&validator(Record::Run), &run, "run.json");
}

#[test]
fn every_gold_document_of_the_corpus_keeps_its_schema() {
    let schema = validator(Record::Gold);
    let mut folders = vec![reading::project("corpus/gold")];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "json") {
                let gold: Value = serde_json::from_slice(&fs::read(&path).expect("a file")).expect("gold is JSON");
                keeps(&schema, &gold, &path.display().to_string());
                count += 1;
            }
        }
    }
    assert!(count >= 40, "only {count} gold documents");
}

#[test]
fn a_schema_refuses_what_is_wrong() {
    let schema = validator(Record::Deal);
    assert!(!schema.is_valid(&serde_json::json!({"schema": "dealex/deal/2"})));
    assert!(!validator(Record::Mention).is_valid(&serde_json::json!({"doc_id": "a", "kind": "money", "text": "x", "start": -1, "end": 2})));
}

fn validator(record: Record) -> jsonschema::Validator {
    let schema = serde_json::to_value(record.schema()).expect("a schema is JSON");
    jsonschema::validator_for(&schema).expect("it is a schema")
}

fn keeps(schema: &jsonschema::Validator, value: &Value, name: &str) {
    let errors: Vec<String> = schema.iter_errors(value).map(|e| format!("{} at {}", e, e.instance_path())).collect();
    assert!(errors.is_empty(), "{name}: {}\n{value}", errors.join("; "));
}
