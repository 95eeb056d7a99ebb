//! Any text: sentences stand in order inside the plain text, and every place of it leads back into the text as read.

#![no_main]

use dealex::base::Span;
use dealex::text::{Document, Fold, Markup, Place, sentence};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static FOLD: LazyLock<Fold> = LazyLock::new(Fold::default);

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    for markup in [Markup::Plain, Markup::Markdown, Markup::Html] {
        let (document, _) = Document::new("a", Some("标题".to_owned()), text.as_ref(), markup, &FOLD);
        let plain = document.plain();
        let mut at = 0;
        for s in sentence::sentences(plain) {
            assert!(s.span.start >= at && plain.get(s.span.start..s.span.end).is_some());
            at = s.span.end;
        }
        // The end of a paragraph stands for no character.
        for (i, c) in plain.char_indices().filter(|(_, c)| *c != '\n') {
            let (place, span) = document.locate(Span::new(i, i + c.len_utf8()));
            let read = document.read(if place == Place::Title { Place::Title } else { Place::Text });
            assert!(read.get(span.start..span.end).is_some(), "{i} of {plain:?} leads to {span:?}");
        }
    }
});
