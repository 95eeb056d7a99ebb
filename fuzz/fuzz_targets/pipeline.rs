//! Any text through the whole pipeline: no panic; every offset cuts its text out of the document; skipping changes nothing.

#![no_main]

use dealex::corpus::rules::embedded;
use dealex::engine::{Depth, Engine, Scratch};
use dealex::output::convert::{Emit, records};
use dealex::output::offsets::Unit;
use dealex::output::record::Field;
use dealex::rule::Pack;
use dealex::text::{Document, Fold, Markup, Place};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static ENGINE: LazyLock<(Engine, Fold)> =
    LazyLock::new(|| (Engine::new(Pack::load(&embedded()).expect("the embedded rules are good")), Fold::default()));

fuzz_target!(|data: &[u8]| {
    let (engine, fold) = &*ENGINE;
    let text = String::from_utf8_lossy(data);
    let (document, _) = Document::new("a", None, text.as_ref(), Markup::Plain, fold);
    let emit = Emit { deals: true, facts: true, mentions: true, entities: true };
    let mut scratch = Scratch::default();
    let x = engine.extract(&document, Depth::Mentions, &mut scratch);
    let found = records(&document, &x, engine.pack(), emit, Unit::Byte);
    for d in found.deals.iter().chain(&found.facts) {
        assert!((0.0..=1.0).contains(&d.confidence));
        for f in d.roles.values().flatten() {
            let read = document.read(if f.field == Field::Title { Place::Title } else { Place::Text });
            assert_eq!(read.get(f.start..f.end), Some(f.text.as_str()));
        }
    }
    let y = engine.extract(&document, Depth::Deals, &mut scratch);
    let less = records(&document, &y, engine.pack(), Emit { mentions: false, entities: false, ..emit }, Unit::Byte);
    assert_eq!((&less.deals, &less.facts), (&found.deals, &found.facts));
});
