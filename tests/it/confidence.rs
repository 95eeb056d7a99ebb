//! Confidence: measured on gold, rising with what speaks for a deal, and explained.

use crate::reading;
use std::fs;
use std::process::Command;

fn dealex(args: &[&str]) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_dealex")).current_dir(reading::project("")).args(args).output().expect("it starts");
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).into_owned()
}

#[test]
fn calibration_writes_what_gold_says_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("confidence.toml");
    let built_in = fs::read_to_string(reading::project("rules/confidence.toml")).expect("a rule file");
    fs::write(&path, &built_in).expect("the folder can be written");
    let (rules, file) = (folder.path().to_str().expect("UTF-8"), path.to_str().expect("UTF-8"));
    dealex(&["eval", "corpus", "--gold", "corpus/gold", "--rules", rules, "--calibrate", file]);
    let written = fs::read_to_string(&path).expect("it is still there");
    let others = |text: &str| text.lines().filter(|l| !l.starts_with("steps =") && !l.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(others(&written), others(&built_in));
    assert_eq!(written.matches("steps =").count(), 2);
    let said = dealex(&["eval", "corpus", "--gold", "corpus/gold", "--rules", rules]);
    let errors: Vec<f64> = said.lines().filter_map(|l| l.strip_prefix("expected calibration error ")?.trim().parse().ok()).collect();
    assert!(errors.len() == 2 && errors.iter().all(|e| *e < 6.0), "on the gold it was measured on it is near: {errors:?}");
}

/// The confidence of the last deal that a text tells.
fn confidence(text: &str) -> f64 {
    let said = dealex(&["explain", text]);
    assert!(said.contains("points, rule +"), "{said}");
    let line = said.lines().filter_map(|l| l.trim().strip_prefix("confidence ")).next_back().expect("a deal");
    line.split(':').next().and_then(|c| c.parse().ok()).expect("a number")
}

#[test]
fn more_that_speaks_for_a_deal_makes_it_no_less_sure() {
    let told = ["海川股份拟收购青岚智能。", "海川股份拟收购青岚智能60%股权。", "海川股份拟以3亿元收购青岚智能60%股权。"].map(confidence);
    assert!(told.is_sorted() && told[0] < told[2], "{told:?}");
}

#[test]
fn what_is_nearly_a_name_makes_a_guess() {
    let told = |name: &str| confidence(&format!("海云山宣布投资明远科技。{name}拟以3亿元收购青岚智能60%股权。"));
    assert!(told("海山") <= 0.4 && told("海云山") > 0.4);
}
