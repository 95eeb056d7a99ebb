//! The formats of `run` hold the same records.

use super::gold::{as_found, corpus_gold};
use dealex::output::convert::{Emit, Records};
use dealex::output::csv::CsvWriter;
use dealex::output::json::JsonWriter;
use dealex::output::jsonl::JsonlWriter;
use dealex::output::record::DealRecord;
use dealex::output::writer::Writer;
use std::fs;

/// The gold of the corpus as records.
fn records() -> Vec<Records> {
    let records = |g| {
        let found = as_found(g);
        Records { deals: found.deals, facts: found.facts, ..Records::default() }
    };
    corpus_gold().iter().map(records).collect()
}

const EMIT: Emit = Emit { deals: true, facts: true, mentions: false, entities: false };

fn write(mut writer: Box<dyn Writer>, records: &[Records]) {
    records.iter().for_each(|r| writer.document(r).expect("the folder can be written"));
    writer.finish().expect("the files get their names");
}

#[test]
fn json_and_json_lines_hold_the_same() {
    let (folder, records) = (tempfile::tempdir().expect("a folder"), records());
    write(Box::new(JsonlWriter::create(folder.path(), EMIT).expect("created")), &records);
    write(Box::new(JsonWriter::create(folder.path(), EMIT).expect("created")), &records);
    for name in ["deals", "facts"] {
        let lines = fs::read_to_string(folder.path().join(format!("{name}.jsonl"))).expect("written");
        let lines: Vec<DealRecord> = lines.lines().map(|l| serde_json::from_str(l).expect("a record")).collect();
        let array = fs::read_to_string(folder.path().join(format!("{name}.json"))).expect("written");
        let array: Vec<DealRecord> = serde_json::from_str(&array).expect("an array of records");
        assert!(array.len() > 10);
        assert_eq!(array, lines);
    }
}

#[test]
fn an_empty_run_is_an_empty_array() {
    let folder = tempfile::tempdir().expect("a folder");
    write(Box::new(JsonWriter::create(folder.path(), EMIT).expect("created")), &[]);
    let text = fs::read_to_string(folder.path().join("deals.json")).expect("written");
    assert_eq!(serde_json::from_str::<Vec<DealRecord>>(&text).expect("an array"), []);
}

#[test]
fn csv_has_a_row_a_deal_and_a_row_a_filler() {
    let (folder, records) = (tempfile::tempdir().expect("a folder"), records());
    write(Box::new(CsvWriter::create(folder.path(), EMIT).expect("created")), &records);
    let read = |name: &str| {
        let text = fs::read_to_string(folder.path().join(name)).expect("written");
        let text = text.strip_prefix('\u{feff}').expect("spreadsheets need the mark").to_owned();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
        let rows: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("rows are as long as the header")).collect();
        (header, rows)
    };
    let deals: Vec<&DealRecord> = records.iter().flat_map(|r| &r.deals).collect();
    let (header, rows) = read("deals.csv");
    let at = |name: &str| header.iter().position(|h| h == name).expect("a column");
    assert_eq!(rows.len(), deals.len());
    for (row, deal) in rows.iter().zip(&deals) {
        let investors: Vec<&str> = deal.roles.get("investor").into_iter().flatten().map(|f| f.name.as_deref().unwrap_or(&f.text)).collect();
        assert_eq!(&row[at("investor")], investors.join("; "));
        let amount = deal.roles.get("amount").and_then(|f| f.first()?.value.as_ref()?.value.clone());
        assert_eq!(&row[at("amount")], amount.unwrap_or_default());
    }
    let fillers = records.iter().flat_map(|r| r.deals.iter().chain(&r.facts)).flat_map(|d| d.roles.values().flatten()).count();
    assert_eq!(read("fillers.csv").1.len(), fillers);
}
