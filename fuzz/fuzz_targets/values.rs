//! Any text: recognising values neither panics nor hangs, and its spans stand in order inside the text.

#![no_main]

use dealex::corpus::rules::embedded;
use dealex::rule::Pack;
use dealex::text::{Fold, markup};
use dealex::value::{Valued, article_date};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static RULES: LazyLock<(Pack, Fold)> = LazyLock::new(|| (Pack::load(&embedded()).expect("the embedded rules are good"), Fold::default()));

fuzz_target!(|data: &[u8]| {
    let (pack, fold) = &*RULES;
    let text = String::from_utf8_lossy(data);
    let plain = markup::plain(&text, fold);
    let plain = plain.as_str();
    for reference in [None, Some(jiff::civil::date(2020, 2, 29)), Some(jiff::civil::Date::MAX), Some(jiff::civil::Date::MIN)] {
        let mut found: Vec<Valued> = Vec::new();
        pack.values().recognise(plain, reference, &mut found);
        let mut at = 0;
        for v in &found {
            assert!(v.span.start >= at && v.span.end > v.span.start, "{found:?}");
            assert!(plain.get(v.span.start..v.span.end).is_some(), "{found:?}");
            at = v.span.end;
        }
    }
    article_date::infer(pack.values(), plain);
});
