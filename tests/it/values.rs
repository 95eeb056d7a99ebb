//! Values and their spellings: each spelling alone is exactly one value, of all its characters.
//!
//! A file under tests/values/ holds lines `value = spelling | spelling`; `none = …` for what holds no value at all;
//! `@ 2023-09-25` sets the article's date for the lines behind it, `@ none` takes it away. `#` begins a comment.
//! numerals.txt belongs to `value::numeral`.

use dealex::corpus::rules::embedded;
use dealex::rule::Pack;
use dealex::text::{Fold, markup};
use dealex::value::{DateValue, Kind, Qualifier, Quantity, Value, Valued};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

/// The embedded rules and the fold, made once.
pub fn engine() -> &'static (Pack, Fold) {
    static ENGINE: OnceLock<(Pack, Fold)> = OnceLock::new();
    ENGINE.get_or_init(|| (Pack::load(&embedded()).expect("the embedded rules are good"), Fold::default()))
}

/// The plain text and the values in it.
pub fn read(text: &str, reference: Option<Date>) -> (String, Vec<Valued>) {
    let (pack, fold) = engine();
    let plain = markup::plain(text, fold).as_str().to_owned();
    let mut found = Vec::new();
    pack.values().recognise(&plain, reference, &mut found);
    (plain, found)
}

/// A value as the cases write it: `at_most USD 4000000000`, `percent 0.51`, `2018-10-01..2018-10-31 month`, `round b_plus`.
pub fn shown(v: &Valued) -> String {
    let kind = match v.kind {
        Kind::Money | Kind::Currency | Kind::Date => "",
        Kind::Price => "price ",
        Kind::Percent => "percent ",
        Kind::Points => "points ",
        Kind::Number => "number ",
        Kind::Shares => "shares ",
        Kind::Stake => "stake ",
        Kind::Round => "round ",
        Kind::Ticker => "ticker ",
    };
    kind.to_owned()
        + &match &v.value {
            Value::Quantity(q) => quantity(q),
            Value::Date(d) => date(d),
            Value::Code(c) => c.clone(),
        }
}

fn quantity(q: &Quantity) -> String {
    let figure = |d: Option<Decimal>| d.map_or_else(|| "-".to_owned(), |d| d.normalize().to_string());
    let currency = q.currency.as_deref().map_or_else(String::new, |c| format!("{c}{} ", if q.currency_inferred { "?" } else { "" }));
    let (word, figures) = match q.qualifier {
        Qualifier::Exact => ("", figure(q.value)),
        Qualifier::About => ("about ", figure(q.value)),
        Qualifier::Nearly => ("nearly ", figure(q.value)),
        Qualifier::Over => ("over ", figure(q.min)),
        Qualifier::AtLeast => ("at_least ", figure(q.min)),
        Qualifier::AtMost => ("at_most ", figure(q.max)),
        Qualifier::Range => ("", format!("{}..{}", figure(q.min), figure(q.max))),
        Qualifier::Several => ("several ", format!("{}..{}", figure(q.min), figure(q.max))),
        Qualifier::Undisclosed => ("undisclosed", String::new()),
    };
    let equivalent = q.equivalent.as_deref().map_or_else(String::new, |e| format!(" ({})", quantity(e)));
    format!("{word}{currency}{figures}{equivalent}").trim_end().to_owned()
}

fn date(d: &DateValue) -> String {
    let day = |d: Option<Date>| d.map_or_else(String::new, |d| d.to_string());
    format!("{}..{} {}", day(d.begin), day(d.end), d.precision)
}

#[test]
fn every_spelling_is_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/values");
    let mut files: Vec<_> = fs::read_dir(folder).expect("tests/values is there").map(|e| e.expect("an entry").path()).collect();
    files.sort();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "txt") && !f.ends_with("numerals.txt")) {
        let mut reference: Option<Date> = None;
        for line in fs::read_to_string(file).expect("a case file is UTF-8").lines() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(day) = line.strip_prefix('@') {
                reference = day.trim().parse().ok();
                continue;
            }
            let (value, spellings) = line.split_once(" = ").unwrap_or_else(|| panic!("a case is `value = spelling | spelling`: {line}"));
            for spelling in spellings.split(" | ").map(str::trim) {
                count += 1;
                let (plain, found) = read(spelling, reference);
                // An equivalent stands behind its amount, in brackets.
                let whole = |v: &Valued| v.span.of(&plain) == plain || value.contains('(') && v.span.start == 0;
                let got = found.iter().map(|v| format!("{} = {}", v.span.of(&plain), shown(v))).collect::<Vec<_>>().join("; ");
                let good = match found.as_slice() {
                    [] => value == "none",
                    [v] => value == shown(v) && whole(v),
                    _ => false,
                };
                if !good {
                    wrong.push(format!("{spelling}: expected {value}, found {}", if got.is_empty() { "nothing" } else { &got }));
                }
            }
        }
    }
    assert!(count > 100, "only {count} spellings");
    assert!(wrong.is_empty(), "{} of {count} spellings:\n{}", wrong.len(), wrong.join("\n"));
}
