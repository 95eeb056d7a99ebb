//! `dealex run`: the main job.

use super::{Exit, RuleSource, diagnostics};
use crate::corpus::{self, FieldMap, Limits, Reader, Skipped};
use crate::engine::{Depth, Engine, Scratch};
use crate::output::convert::{Emit, Records, records};
use crate::output::jsonl::JsonlWriter;
use crate::output::offsets::Unit;
use crate::output::writer::{Writer, partial};
use crate::text::Fold;
use anyhow::Context;
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Arguments of `run`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  dealex run corpus -o output            a folder of articles\n  dealex run news.jsonl.gz -o out --emit deals,facts,mentions,entities\n  cat article.txt | dealex run -         one article; deals on standard output"
)]
pub struct RunArgs {
    /// Folders, files, globs, or `-` for standard input; .txt .md .html .json .jsonl, each also .gz and .zst
    #[arg(required = true, value_name = "CORPUS")]
    corpus: Vec<String>,
    /// Folder for the results; without it, deals and facts go to standard output as JSON lines
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    #[command(flatten)]
    rules: RuleSource,
    /// Which records to write
    #[arg(long, value_delimiter = ',', default_value = "deals,facts", value_name = "KINDS")]
    emit: Vec<EmitKind>,
    /// Threads; 0 for as many as there are cores
    #[arg(short, long, default_value_t = 0)]
    jobs: usize,
    /// Unit of offsets
    #[arg(long, value_enum, default_value_t = OffsetUnit::Char)]
    offsets: OffsetUnit,
    /// Names of fields in JSON records, such as `text=article,title=headline`
    #[arg(long, value_name = "FIELD=NAME,…")]
    map: Vec<String>,
    /// Most bytes of one document
    #[arg(long, default_value_t = Limits::default().document, value_name = "BYTES")]
    max_document: usize,
    /// Neither progress nor summary
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum EmitKind {
    Deals,
    Facts,
    Mentions,
    Entities,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OffsetUnit {
    Byte,
    Char,
    Utf16,
}

/// Bytes that are read before the threads are set to work on them.
const BATCH: usize = 4 << 20;
/// Skipped documents that are named on standard error; all are in `run.json`.
const SHOWN: usize = 20;

/// What a run did.
#[derive(Debug, Default)]
struct Tally {
    documents: usize,
    bytes: usize,
    deals: BTreeMap<String, usize>,
    facts: BTreeMap<String, usize>,
    mentions: usize,
    entities: usize,
    skipped: Vec<Skipped>,
    duplicates: usize,
}

/// Runs the command.
///
/// # Errors
/// When the rules, the corpus or the output folder cannot be used.
pub fn run(args: &RunArgs) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let engine = diagnostics::engine(&corpus::rules::with_folders(&args.rules.rules)?)?;
    let mut fields = FieldMap::default();
    for spec in &args.map {
        fields.map(spec).map_err(anyhow::Error::msg)?;
    }
    let mut problems = Vec::new();
    let inputs = corpus::inputs(&args.corpus, &mut problems)?;
    let total: u64 = inputs.iter().map(|i| i.size).sum();
    if inputs.is_empty() {
        anyhow::bail!("{}: no article there; dealex reads .txt .md .html .json .jsonl, each also .gz and .zst", args.corpus.join(" "));
    }
    let has = |k: EmitKind| args.emit.contains(&k);
    let emit = Emit {
        deals: has(EmitKind::Deals),
        facts: has(EmitKind::Facts),
        mentions: has(EmitKind::Mentions),
        entities: has(EmitKind::Entities),
    };
    let mut writer: Box<dyn Writer> = match &args.output {
        Some(folder) => Box::new(JsonlWriter::create(folder, emit).with_context(|| format!("{}: cannot write there", folder.display()))?),
        None => Box::new(Stdout { emit }),
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(args.jobs).build()?;
    let limits = Limits { document: args.max_document, ..Limits::default() };
    let mut tally = Tally::default();
    tally.skipped.extend(problems.into_iter().map(|reason| Skipped { name: args.corpus.join(" "), line: None, reason }));
    let bar = progress(args.quiet, total);
    let job = Job { engine: &engine, fields: &fields, fold: Fold::default(), emit, unit: args.offsets.into() };
    let mut reader = Reader::new(inputs, limits);
    let mut ids: std::collections::HashSet<u64> = std::collections::HashSet::new();
    loop {
        let batch = reader.batch(BATCH);
        if batch.is_empty() {
            break;
        }
        let done: Vec<Vec<Result<(String, usize, Records), Skipped>>> =
            pool.install(|| batch.par_iter().map_init(Scratch::default, |scratch, raw| job.work(raw, scratch)).collect());
        for result in done.into_iter().flatten() {
            match result {
                Err(skipped) => tally.skipped.push(skipped),
                Ok((id, bytes, records)) => {
                    tally.documents += 1;
                    tally.bytes += bytes;
                    let mut h = std::hash::DefaultHasher::new();
                    std::hash::Hash::hash(&id, &mut h);
                    tally.duplicates += usize::from(!ids.insert(std::hash::Hasher::finish(&h)));
                    records.deals.iter().for_each(|d| *tally.deals.entry(d.kind.clone()).or_default() += 1);
                    records.facts.iter().for_each(|d| *tally.facts.entry(d.kind.clone()).or_default() += 1);
                    tally.mentions += records.mentions.len();
                    tally.entities += records.entities.len();
                    writer.document(&records).context("the results cannot be written")?;
                }
            }
        }
        bar.set_position(reader.done());
    }
    bar.finish_and_clear();
    let files = writer.finish().context("the results cannot be written")?;
    let seconds = started.elapsed().as_secs_f64();
    if let Some(folder) = &args.output {
        manifest(folder, args, &engine, &tally, &files, seconds).context("run.json cannot be written")?;
    }
    for s in tally.skipped.iter().take(SHOWN) {
        let line = s.line.map_or(String::new(), |l| format!(":{l}"));
        anstream::eprintln!("\x1b[1;33mskipped\x1b[0m {}{line}: {}", s.name, s.reason);
    }
    if tally.skipped.len() > SHOWN {
        eprintln!("… and {} more; run.json names them all", tally.skipped.len() - SHOWN);
    }
    if tally.duplicates > 0 {
        anstream::eprintln!(
            "\x1b[1;33mwarning\x1b[0m: {} share the id of an earlier one",
            diagnostics::plural(tally.duplicates, "document")
        );
    }
    if !args.quiet && args.output.is_some() {
        summary(&tally, &files, seconds);
    }
    Ok(if tally.skipped.is_empty() { Exit::Done } else { Exit::Failed })
}

struct Job<'a> {
    engine: &'a Engine,
    fields: &'a FieldMap,
    fold: Fold,
    emit: Emit,
    unit: Unit,
}

impl Job<'_> {
    /// The documents of a piece: id, bytes and records each.
    fn work(&self, raw: &Result<corpus::Raw, Skipped>, scratch: &mut Scratch) -> Vec<Result<(String, usize, Records), Skipped>> {
        let raw = match raw {
            Ok(raw) => raw,
            Err(s) => return vec![Err(s.clone())],
        };
        let depth = if self.emit.mentions || self.emit.entities { Depth::Mentions } else { Depth::Deals };
        raw.documents(self.fields, &self.fold)
            .into_iter()
            .map(|d| {
                let d = d?;
                let x = self.engine.extract(&d, depth, scratch);
                let r = records(&d, &x, self.engine.pack(), self.emit, self.unit);
                Ok((d.id, d.text.len(), r))
            })
            .collect()
    }
}

impl From<OffsetUnit> for Unit {
    fn from(u: OffsetUnit) -> Unit {
        match u {
            OffsetUnit::Byte => Unit::Byte,
            OffsetUnit::Char => Unit::Char,
            OffsetUnit::Utf16 => Unit::Utf16,
        }
    }
}

/// Records on standard output, deals and facts in one stream.
struct Stdout {
    emit: Emit,
}

impl Writer for Stdout {
    fn document(&mut self, r: &Records) -> std::io::Result<()> {
        use std::io::Write;
        let mut out = std::io::stdout().lock();
        let mut line = |v: serde_json::Result<String>| -> std::io::Result<()> { writeln!(out, "{}", v?) };
        if self.emit.deals {
            r.deals.iter().try_for_each(|x| line(serde_json::to_string(x)))?;
        }
        if self.emit.facts {
            r.facts.iter().try_for_each(|x| line(serde_json::to_string(x)))?;
        }
        r.mentions.iter().try_for_each(|x| line(serde_json::to_string(x)))?;
        r.entities.iter().try_for_each(|x| line(serde_json::to_string(x)))
    }

    fn finish(self: Box<Self>) -> std::io::Result<Vec<PathBuf>> {
        Ok(Vec::new())
    }
}

/// A bar on a terminal, nothing in a pipe.
fn progress(quiet: bool, total: u64) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(total);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {bytes_per_sec} eta {eta}") {
        bar.set_style(style);
    }
    bar
}

fn manifest(folder: &Path, args: &RunArgs, engine: &Engine, t: &Tally, files: &[PathBuf], seconds: f64) -> anyhow::Result<()> {
    let names: Vec<String> = files.iter().filter_map(|f| f.file_name()).map(|n| n.to_string_lossy().into_owned()).collect();
    let value = serde_json::json!({
        "schema": "dealex/run/1",
        "version": env!("CARGO_PKG_VERSION"),
        "rules": engine.pack().hash,
        "corpus": args.corpus,
        "files": names,
        "counts": { "documents": t.documents, "bytes": t.bytes, "deals": t.deals, "facts": t.facts, "mentions": t.mentions, "entities": t.entities, "skipped": t.skipped.len(), "duplicate_ids": t.duplicates },
        "skipped": t.skipped,
        "seconds": (seconds * 1000.0).round() / 1000.0,
    });
    let path = folder.join("run.json");
    std::fs::write(partial(&path), serde_json::to_string_pretty(&value)? + "\n")?;
    std::fs::rename(partial(&path), path)?;
    Ok(())
}

fn summary(t: &Tally, files: &[PathBuf], seconds: f64) {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::UTF8_BORDERS_ONLY).set_header(["found", "number"]);
    for (kind, n) in &t.deals {
        table.add_row([format!("deal: {kind}"), n.to_string()]);
    }
    for (kind, n) in &t.facts {
        table.add_row([format!("fact: {kind}"), n.to_string()]);
    }
    eprintln!("{table}");
    eprintln!(
        "{} ({:.1} MB) in {seconds:.2} s; {} skipped; wrote {}",
        diagnostics::plural(t.documents, "document"),
        t.bytes as f64 / 1e6,
        t.skipped.len(),
        files.iter().map(|f| f.display().to_string()).collect::<Vec<_>>().join(", ")
    );
}
