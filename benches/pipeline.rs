//! The headline: the whole pipeline over articles, with one thread and with all, beside jieba-rs cutting the same bytes into
//! words and beside reading alone; then stage by stage.
//!
//! `cargo bench --bench pipeline` reads the articles of corpus/ several times over; `cargo bench --bench pipeline -- PATH` other
//! articles: a folder, or any file that `dealex run` reads.

use dealex::corpus::{self, FieldMap, Limits, Raw, Reader};
use dealex::engine::{Depth, Engine, Scratch, Scratches};
use dealex::matcher::Prefilter;
use dealex::matcher::found::Found;
use dealex::output::convert::{Emit, Records, records};
use dealex::output::jsonl::JsonlStream;
use dealex::output::offsets::Unit;
use dealex::output::writer::Writer;
use dealex::rule::Pack;
use dealex::text::{Document, Fold, Markup, Sentence, sentence};
use jieba_rs::Jieba;
use rayon::prelude::*;
use std::fs;
use std::time::Instant;

/// Of so many rounds the fastest counts.
const ROUNDS: usize = 5;
/// Fewer bytes than this are read several times over.
const ENOUGH: usize = 2_000_000;
const EMIT: Emit = Emit { deals: true, facts: true, mentions: false, entities: false };

fn main() {
    // Cargo passes options of its own.
    let path = std::env::args().skip(1).find(|a| !a.starts_with('-')).unwrap_or_else(|| format!("{}/corpus", env!("CARGO_MANIFEST_DIR")));
    let inputs = || corpus::inputs(std::slice::from_ref(&path), &mut Vec::new()).expect("articles");
    let files: Vec<_> = inputs().into_iter().filter_map(|i| i.path).collect();
    let once: Vec<Raw> = Reader::new(inputs(), Limits::default()).filter_map(Result::ok).collect();
    let fold = Fold::default();
    let read = |raw: &Raw| raw.documents(&FieldMap::default(), &fold).into_iter().filter_map(Result::ok).collect::<Vec<Document>>();
    let documents: Vec<Document> = once.iter().flat_map(read).collect();
    let size: usize = documents.iter().map(|d| d.text.len()).sum();
    let times = ENOUGH.div_ceil(size.max(1));
    let bytes = (size * times) as f64;

    let start = Instant::now();
    let engine = Engine::new(Pack::load(&corpus::rules::embedded()).expect("the embedded rules are good"));
    let rules = start.elapsed();
    let start = Instant::now();
    let jieba = Jieba::new();
    let dictionary = start.elapsed();
    println!("{path}: {} documents, {:.2} MB, {times} times over; best of {ROUNDS} rounds", documents.len(), size as f64 / 1e6);
    println!("loading: rules {rules:.0?}, dictionary of jieba-rs {dictionary:.0?}; neither is counted below\n");

    let again = |work: &mut dyn FnMut()| (0..times).for_each(|_| work());
    let jieba_cut = best(|| again(&mut || documents.iter().for_each(|d| drop(jieba.cut(&d.text, false)))));
    let row = |name: &str, seconds: f64| {
        println!("{name:<42} {:>9.2} MB/s {:>8.2} times jieba-rs", bytes / 1e6 / seconds, jieba_cut / seconds);
    };

    let mut scratch = Scratch::default();
    let whole = |raw: &Raw, scratch: &mut Scratch| {
        let done = read(raw).into_iter().map(|d| records(&d, &engine.extract(&d, Depth::Deals, scratch), engine.pack(), EMIT, Unit::Char));
        done.collect::<Vec<Records>>()
    };
    let one = best(|| {
        let mut out = JsonlStream::new(std::io::sink(), EMIT);
        again(&mut || once.iter().flat_map(|raw| whole(raw, &mut scratch)).for_each(|r| out.document(&r).expect("a sink")));
    });
    let threads = rayon::current_num_threads();
    let scratches = Scratches::new(threads);
    let all = best(|| {
        let mut out = JsonlStream::new(std::io::sink(), EMIT);
        again(&mut || {
            let work = |raw: &Raw| whole(raw, &mut scratches.own());
            let done: Vec<Vec<Records>> = once.par_iter().map(work).collect();
            done.iter().flatten().for_each(|r| out.document(r).expect("a sink"));
        });
    });
    row("whole pipeline, one thread", one);
    row(&format!("whole pipeline, {threads} threads"), all);
    row("jieba-rs cut, without new words", jieba_cut);
    row("jieba-rs cut, with new words", best(|| again(&mut || documents.iter().for_each(|d| drop(jieba.cut(&d.text, true))))));
    let utf8 = || files.iter().map(|f| String::from_utf8(fs::read(f).expect("readable")).map_or(0, |s| s.len())).sum::<usize>();
    row(
        "reading the files and checking UTF-8",
        best(|| {
            again(&mut || {
                std::hint::black_box(utf8());
            })
        }),
    );

    println!("\nby stage, one thread");
    let prefilter = Prefilter::new(engine.pack());
    let sentences: Vec<_> = documents.iter().map(|d| sentence::sentences(d.plain())).collect();
    let pairs = || documents.iter().zip(&sentences);
    let mut values = Vec::new();
    row("decoding, records, markup, folding", best(|| again(&mut || once.iter().for_each(|raw| drop(read(raw))))));
    row("sentences", best(|| again(&mut || documents.iter().for_each(|d| drop(sentence::sentences(d.plain()))))));
    let mut found = Found::default();
    let mut active = |d: &Document, s: &[Sentence]| prefilter.active(d.plain(), s, &mut found).sentences().count();
    let mut words = || pairs().map(|(d, s)| active(d, s)).collect::<Vec<usize>>();
    row("which sentences hold the words of a rule", best(|| again(&mut || drop(words()))));
    row(
        "everything from sentences to deals",
        best(|| again(&mut || documents.iter().for_each(|d| drop(engine.extract(d, Depth::Deals, &mut scratch))))),
    );
    let recognise =
        || pairs().for_each(|(d, s)| s.iter().for_each(|s| engine.pack().values().recognise(s.span.of(d.plain()), None, &mut values)));
    let mut recognise = recognise;
    row("values, of all sentences", best(|| again(&mut || recognise())));
    let possible = words();
    let every: usize = sentences.iter().map(Vec::len).sum();
    let read: usize = documents.iter().map(|d| engine.extract(d, Depth::Deals, &mut scratch).readings.len()).sum();
    println!(
        "\n{} documents may tell of a deal; of {every} sentences {} hold the words of a rule in their order, {read} were read for names",
        possible.iter().filter(|n| **n > 0).count(),
        possible.iter().sum::<usize>()
    );
    sizes(&engine, &documents, &fold);
}

/// Documents of growing size: time that grows with the size leaves the rate as it is.
fn sizes(engine: &Engine, documents: &[Document], fold: &Fold) {
    println!("\none document of growing size, one thread, once");
    let text: String = documents.iter().map(|d| format!("{}\n", d.text)).collect();
    let joined = |mark: &str, names: usize| (0..names).map(|i| format!("海川{i}科技有限公司")).collect::<Vec<_>>().join(mark);
    let cases = [
        ("articles, 0.2 MB", text.chars().cycle().take(70_000).collect::<String>()),
        ("articles, 2 MB", text.chars().cycle().take(700_000).collect()),
        ("articles, 20 MB", text.chars().cycle().take(7_000_000).collect()),
        ("a sentence of 100,000 characters", "云岭集团收购海川科技".chars().cycle().take(100_000).collect()),
        ("a sentence of 1,000,000 characters", "云岭集团收购海川科技".chars().cycle().take(1_000_000).collect()),
        ("a sentence of 1,000 names", format!("云岭集团收购{}。", joined("、", 1_000))),
        ("a sentence of 10,000 names", format!("云岭集团收购{}。", joined("、", 10_000))),
        ("10,000 deals, one a line", (0..10_000).map(|i| format!("云岭{i}集团以{}亿元收购海川{i}科技。\n", i + 1)).collect()),
    ];
    for (name, text) in cases {
        let (document, _) = Document::new("size", None, text, Markup::Plain, fold);
        let start = Instant::now();
        let x = engine.extract(&document, Depth::Deals, &mut Scratch::default());
        let read = start.elapsed().as_secs_f64();
        drop(records(&document, &x, engine.pack(), EMIT, Unit::Char));
        let written = start.elapsed().as_secs_f64() - read;
        let rate = |seconds: f64| document.text.len() as f64 / 1e6 / seconds;
        println!("{name:<42} {:>9.2} MB/s read, {:>9.2} MB/s records, {} deals", rate(read), rate(written), x.deals.len());
    }
}

/// The shortest time of the rounds, in seconds.
fn best(mut round: impl FnMut()) -> f64 {
    let rounds = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        round();
        start.elapsed().as_secs_f64()
    });
    rounds.fold(f64::MAX, f64::min)
}
