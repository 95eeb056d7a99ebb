//! The README keeps its promises: its excerpt, its JSON and its commands are those of the program.

use crate::reading;
use dealex::engine::Engine;
use dealex::example::Outcome;
use dealex::output::offsets::Unit;
use dealex::rule::{Pack, RuleFile};
use serde_json::Value;
use std::fs;

fn readme() -> String {
    fs::read_to_string(reading::project("README.md")).expect("README.md is there")
}

/// The text of the first fenced block of this kind behind `marker`.
fn block<'t>(text: &'t str, marker: &str, kind: &str) -> &'t str {
    let (_, rest) = text.split_once(marker).unwrap_or_else(|| panic!("README.md says `{marker}`"));
    let (_, rest) = rest.split_once(&format!("```{kind}\n")).expect("a block");
    rest.split_once("\n```").expect("the block ends").0
}

#[test]
fn the_excerpt_and_its_json_are_real() {
    let readme = readme();
    let (_, rest) = readme.split_once("<!-- excerpt of corpus/").expect("README.md names the article");
    let id = rest.split_once(" -->").expect("the comment ends").0;
    let document = reading::corpus().iter().find(|d| d.id == id).unwrap_or_else(|| panic!("corpus/{id} is there"));
    let excerpt = block(&readme, "<!-- excerpt of corpus/", "text");
    assert!(document.text.contains(excerpt), "the excerpt is not in corpus/{id}");
    let shown = block(&readme, "<!-- excerpt of corpus/", "json");
    let found = reading::all(document, Unit::Char);
    let wanted = found.deals.first().expect("the article tells of a deal");
    let wanted = short(&serde_json::to_value(wanted).expect("JSON"));
    let same = shown == wanted;
    if reading::update() && !same {
        fs::write(reading::project("README.md"), readme.replace(shown, &wanted)).expect("README.md can be written");
        return;
    }
    assert!(same, "the JSON of README.md is stale; run: UPDATE=1 cargo test --test it readme\n{wanted}");
}

/// JSON with a filler and a sentence a line.
fn short(deal: &Value) -> String {
    let lines = |list: &Value, indent: &str| -> String {
        let lines: Vec<String> = list.as_array().into_iter().flatten().map(|v| format!("{indent}  {v}")).collect();
        format!("[\n{}\n{indent}]", lines.join(",\n"))
    };
    let fields = deal.as_object().into_iter().flatten().map(|(key, value)| match (key.as_str(), value) {
        ("roles", Value::Object(roles)) => {
            let roles: Vec<String> = roles.iter().map(|(role, fillers)| format!("    \"{role}\": {}", lines(fillers, "    "))).collect();
            format!("  \"roles\": {{\n{}\n  }}", roles.join(",\n"))
        }
        ("evidence", list) => format!("  \"evidence\": {}", lines(list, "  ")),
        (key, value) => format!("  \"{key}\": {value}"),
    });
    format!("{{\n{}\n}}", fields.collect::<Vec<_>>().join(",\n"))
}

#[test]
fn its_two_commands_are_those_that_ci_runs() {
    let readme = readme();
    let ci = fs::read_to_string(reading::project(".ci/run")).expect(".ci/run is there");
    assert!(readme.contains("\ncargo run --release -- run corpus -o output\n"));
    assert!(readme.contains("\ncargo test\n") && ci.contains("cargo test"));
}

#[test]
fn its_rule_works() {
    let readme = readme();
    let mut files = dealex::corpus::rules::embedded();
    files.push(RuleFile { name: "readme.toml".into(), text: block(&readme, "## Your own rules", "toml").into() });
    let engine = Engine::new(Pack::load(&files).expect("the rule is sound"));
    let results = dealex::example::run(&engine, "licence.out");
    assert_eq!(results.len(), 2);
    for r in results {
        assert!(matches!(r.outcome, Outcome::Matched | Outcome::Quiet), "{}: {:?} {:?}", r.text, r.outcome, r.difference);
    }
}

#[test]
fn every_file_that_it_names_is_there() {
    let readme = readme();
    let links = readme.split("](").skip(1).filter_map(|l| l.split(')').next()).filter(|l| !l.contains("://") && !l.starts_with('#'));
    let mut count = 0;
    for link in links {
        let file = link.split('#').next().unwrap_or(link);
        assert!(reading::project(file).exists(), "README.md links {file}");
        count += 1;
    }
    assert!(count > 3);
}
