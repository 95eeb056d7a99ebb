//! Any bytes: decoding neither panics nor hangs; what is decoded is read as text, Markdown, HTML and JSON.

#![no_main]

use dealex::corpus::reader::Format;
use dealex::corpus::{FieldMap, Raw};
use dealex::text::{Fold, decode};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static FOLD: LazyLock<Fold> = LazyLock::new(Fold::default);

fuzz_target!(|data: &[u8]| {
    let _ = decode::decode(data);
    for format in [Format::Text, Format::Markdown, Format::Html, Format::Json, Format::JsonLine] {
        let raw = Raw { name: "a".into(), line: None, format, encoding: decode::encoding(data), bytes: data.to_vec() };
        for document in raw.documents(&FieldMap::default(), &FOLD).into_iter().flatten() {
            assert!(document.plain().len() <= 4 * (document.text.len() + 64), "plain text is no longer than what was read");
        }
    }
});
