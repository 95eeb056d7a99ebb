//! Any rule file, and any pattern: it is refused with places inside it, or loaded within bounded time.

#![no_main]

use dealex::corpus::rules::embedded;
use dealex::rule::{Pack, RuleFile};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

/// The lexicons that rules name, without values and rules: a small pack loads fast.
static BASE: LazyLock<Vec<RuleFile>> = LazyLock::new(|| {
    let wanted = |f: &RuleFile| f.name.starts_with("lexicons/");
    embedded().into_iter().filter(wanted).collect()
});

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let pattern = format!(
        "[[rule]]\nid = \"fuzz.a\"\ndeal = \"acquisition\"\npattern = '''{}'''\n[[rule.example]]\ntext = \"甲\"\nnone = true\n",
        text.replace("'''", "")
    );
    for text in [text.into_owned(), pattern] {
        let mut files = BASE.clone();
        files.push(RuleFile { name: "fuzz.toml".into(), text: text.into() });
        match Pack::check(&files) {
            Ok(_) => {}
            Err(errors) => {
                for d in errors {
                    assert!(d.span.end <= d.source.len() && d.source.get(d.span.start..d.span.end).is_some(), "{d:?}");
                }
            }
        }
    }
});
