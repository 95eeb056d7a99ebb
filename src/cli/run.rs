//! `dealex run`: the main job.

use super::merge;
use super::report::rule_texts;
use super::{Exit, RuleSource, diagnostics, note};
use crate::corpus::{self, FieldMap, Limits, Raw, Reader, Skipped};
use crate::engine::{Depth, Engine, Scratch, Scratches};
use crate::gold::Article;
use crate::merge::Merger;
use crate::output::convert::{Emit, Records, records};
use crate::output::csv::CsvWriter;
use crate::output::html::{ReportWriter, Sheet};
use crate::output::journal::{Journal, State, Step};
use crate::output::json::JsonWriter;
use crate::output::jsonl::{JsonlStream, JsonlWriter};
use crate::output::offsets::Unit;
use crate::output::record::{DealRecord, RUN_SCHEMA, RunCounts, RunRecord, SkippedRecord};
use crate::output::writer::{PendingFile, Writer};
use crate::text::{Document, Fold};
use anyhow::Context;
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::time::Instant;

const EXAMPLES: &str = "Examples:
  dealex run corpus -o output            a folder of articles; results in output/
  dealex run news.jsonl.gz -o out --emit deals,facts,mentions,entities
  dealex run 'news/*.html' -o out        only these
  cat article.txt | dealex run -         one article; deals on standard output

Exit codes: 0 all was read; 2 the job, or some documents, could not be done (run.json says which and why)";

/// Arguments of `run`.
#[derive(Debug, Args)]
#[command(arg_required_else_help = true, after_help = EXAMPLES)]
pub struct RunArgs {
    /// Folders, files, globs, or `-` for standard input; .txt .md .html .json .jsonl, each also .gz and .zst
    #[arg(required = true, value_name = "CORPUS")]
    corpus: Vec<String>,
    /// Folder for the results; without it, deals and facts go to standard output as JSON lines
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    #[command(flatten)]
    rules: RuleSource,
    /// A table of names and your identifiers of them, `name,id` a line (or with a tab between them); they stand in the records
    /// of entities and fillers, and names with one identifier are one company
    #[arg(long, value_name = "FILE")]
    ids: Option<PathBuf>,
    /// Format of the files in the folder
    #[arg(long, value_enum, default_value_t = Format::Jsonl, requires = "output")]
    format: Format,
    /// Also write an HTML page with the articles, their deals, a timeline and a graph of who invested in whom
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
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
    /// Go on where a killed run of the same job into the same folder stopped (format jsonl)
    #[arg(long, requires = "output", conflicts_with_all = ["merge", "report"])]
    resume: bool,
    /// Join the same deals (and facts) of several articles; they are held in memory until the end
    #[arg(long)]
    merge: bool,
    /// Neither progress nor summary
    #[arg(short, long)]
    quiet: bool,
}

/// Format of result files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One JSON object a line
    Jsonl,
    /// One JSON array a file
    Json,
    /// deals.csv with one row a deal, fillers.csv with one row a role filler
    Csv,
    /// The same with decimals, dates, lists and structs as types; needs a build with `--features parquet`
    Parquet,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum EmitKind {
    /// Deals
    Deals,
    /// Facts: valuations, shareholdings and the like
    Facts,
    /// Everything recognised: names, amounts, dates …
    Mentions,
    /// The companies and people of each document
    Entities,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OffsetUnit {
    /// UTF-8 bytes
    Byte,
    /// Unicode characters
    Char,
    /// UTF-16 code units, as JavaScript and Java count
    Utf16,
}

/// Bytes that are read before the threads are set to work on them.
pub const BATCH: usize = 1 << 20;
/// Skipped documents that are named on standard error.
const SHOWN: usize = 20;
/// Skipped documents that are named in `run.json`; of a broken corpus, the first ones tell enough.
const LISTED: usize = 10_000;
/// More threads than this only cost memory.
const MOST_THREADS: usize = 256;

/// Runs the command.
///
/// # Errors
/// When the rules, the corpus or the output folder cannot be used.
pub fn run(args: &RunArgs) -> anyhow::Result<Exit> {
    let clock = Instant::now();
    let started = jiff::Timestamp::now();
    let mut fields = FieldMap::default();
    for spec in &args.map {
        fields.map(spec).map_err(anyhow::Error::msg).context("--map")?;
    }
    let mut found = corpus::find(&args.corpus)?;
    if let Some(folder) = &args.output {
        leave_out(folder, &args.corpus, &mut found)?;
    }
    if found.inputs.is_empty() && found.problems.is_empty() {
        anyhow::bail!("{}: no article there; dealex reads .txt .md .html .json .jsonl, each also .gz and .zst", args.corpus.join(" "));
    }
    let mut rules = corpus::rules::with_folders(&args.rules.rules)?;
    if let Some(table) = &args.ids {
        rules.extend(corpus::rules::identifiers(table)?);
    }
    // It lives as long as the process: to take it apart would take a tenth of the time of a small job.
    let engine = ManuallyDrop::new(diagnostics::engine(&rules)?);
    let emit = args.emit();
    let job_hash = job_hash(args, &engine, &found);
    let mut tally = Tally { counts: RunCounts { other_files: found.left, ..RunCounts::default() }, ..Tally::default() };
    let resumed = match args.output.as_ref().filter(|_| args.resume) {
        Some(folder) => {
            if !args.can_resume() {
                anyhow::bail!("--resume goes on with --format jsonl only, and cannot read standard input again");
            }
            if complete(folder, &job_hash) {
                note(format_args!("{}: this job is complete; nothing was done", folder.display()));
                return Ok(Exit::Done);
            }
            resume(folder, &job_hash, emit).with_context(|| format!("{}: cannot go on there", folder.display()))?
        }
        None => None,
    };
    let (state, mut journal, mut writer): (State, Option<Journal>, Box<dyn Writer>) = match (resumed, &args.output) {
        (Some((journal, state, writer)), _) => {
            note(format_args!("going on after {}", diagnostics::plural(state.counts.documents, "document")));
            (state, Some(journal), Box::new(writer))
        }
        (None, Some(folder)) => {
            let files = files(args.format, folder, emit).with_context(|| format!("{}: cannot write there", folder.display()))?;
            (State::default(), None, files)
        }
        (None, None) => (State::default(), None, Box::new(JsonlStream::new(BufWriter::with_capacity(1 << 16, io::stdout()), emit))),
    };
    let about = format!("{}, dealex {}", args.corpus.join(" "), env!("CARGO_PKG_VERSION"));
    let mut page = match &args.report {
        Some(path) => Some(ReportWriter::create(path, "dealex run", &about).with_context(|| path.display().to_string())?),
        None => None,
    };
    if state.pieces > 0 {
        tally.go_on(&state);
    } else {
        found.problems.into_iter().for_each(|s| tally.skip(s));
    }
    if let Some(folder) = args.output.as_ref().filter(|_| journal.is_none() && args.can_resume()) {
        journal = Some(Journal::create(folder, &job_hash).with_context(|| format!("{}: cannot write there", folder.display()))?);
    }
    let bar = progress(args.quiet, found.inputs.iter().map(|i| i.size).sum());
    let job = Job { engine: &engine, fields: &fields, fold: Fold::default(), emit, unit: args.offsets.into(), pages: page.is_some() };
    let limits = Limits { document: args.max_document, ..Limits::default() };
    let mut told: Vec<DealRecord> = Vec::new();
    let mut pieces = state.pieces;
    let reader = Reader::new(found.inputs, limits);
    job.run(reader, pieces, args.jobs, &bar, |batch| {
        pieces += batch.len();
        for result in batch.into_iter().flatten() {
            match result {
                Ok(mut done) => {
                    tally.add(&done);
                    if let (Some(page), Some((article, records))) = (&mut page, &done.page) {
                        page.document(&sheet(article, records)).context("the report cannot be written")?;
                    }
                    if args.merge {
                        told.append(&mut done.records.deals);
                        told.append(&mut done.records.facts);
                    }
                    writer.document(&done.records).context("the results cannot be written")?;
                }
                Err(skipped) => tally.skip(skipped),
            }
        }
        if let Some(journal) = &mut journal
            && let Some(files) = writer.flushed().context("the results cannot be written")?
        {
            journal.step(&tally.step(pieces, files)).context("the journal cannot be written")?;
        }
        tally.noted.0.clear();
        Ok(())
    })?;
    bar.finish_and_clear();
    if args.merge {
        let merged = merge::write(&Merger::new(engine.pack()), told, writer.as_mut()).context("the results cannot be written")?;
        (tally.counts.deals, tally.counts.facts, tally.counts.merged) = (merged.deals, merged.facts, merged.joined);
    }
    let files = writer.finish().context("the results cannot be written")?;
    if let Some(page) = page {
        page.finish(&rule_texts(engine.pack()), None).context("the report cannot be written")?;
    }
    let record = tally.record(args, &engine, &job_hash, &files, started, clock.elapsed().as_secs_f64());
    if let Some(folder) = &args.output {
        write_manifest(folder, &record).with_context(|| format!("{}: run.json cannot be written", folder.display()))?;
    }
    report(&record, tally.duplicate.as_deref());
    if let Some(folder) = args.output.as_ref().filter(|_| !args.quiet) {
        summary(&record, folder);
    }
    Ok(if record.counts.skipped == 0 { Exit::Done } else { Exit::Failed })
}

/// A hash of all that decides over the results.
fn job_hash(args: &RunArgs, engine: &Engine, found: &corpus::Found) -> String {
    let mut hash = blake3::Hasher::new();
    let mut part = |text: &str| {
        hash.update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
    };
    part(env!("CARGO_PKG_VERSION"));
    part(&engine.pack().hash);
    part(&format!("{:?} {:?} {:?} {:?} {}", args.format, args.emit(), args.offsets, args.map, args.max_document));
    part(&format!("{} {}", args.merge, args.report.is_some()));
    for input in &found.inputs {
        part(&input.name());
        part(&input.size.to_string());
    }
    hash.finalize().to_hex()[..16].to_owned()
}

/// Whether the folder has the complete results of a job.
fn complete(folder: &Path, job: &str) -> bool {
    let record = std::fs::read(folder.join("run.json")).ok().and_then(|bytes| serde_json::from_slice::<RunRecord>(&bytes).ok());
    record.is_some_and(|r| r.job == job && r.files.iter().all(|f| folder.join(f).is_file()))
}

/// What a killed run of the job left; `None` where there is nothing to go on with.
fn resume(folder: &Path, job: &str, emit: Emit) -> io::Result<Option<(Journal, State, JsonlWriter)>> {
    let Some((journal, state)) = Journal::resume(folder, job)? else { return Ok(None) };
    if state.pieces == 0 {
        return Ok(None);
    }
    match JsonlWriter::resume(folder, emit, &state.files) {
        Ok(writer) => Ok(Some((journal, state, writer))),
        // Killed while the files got their final names: all is made again.
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}

impl RunArgs {
    /// Whether a run like this can be gone on with when it was killed.
    fn can_resume(&self) -> bool {
        self.format == Format::Jsonl && !self.merge && self.report.is_none() && !self.corpus.iter().any(|c| c == "-")
    }

    fn emit(&self) -> Emit {
        let has = |k: EmitKind| self.emit.contains(&k);
        Emit {
            deals: has(EmitKind::Deals),
            facts: has(EmitKind::Facts),
            mentions: has(EmitKind::Mentions),
            entities: has(EmitKind::Entities),
        }
    }
}

/// The writer of a format.
///
/// # Errors
/// When the folder or a file cannot be made, or this build lacks the format.
pub fn files(format: Format, folder: &Path, emit: Emit) -> io::Result<Box<dyn Writer>> {
    Ok(match format {
        Format::Jsonl => Box::new(JsonlWriter::create(folder, emit)?),
        Format::Json => Box::new(JsonWriter::create(folder, emit)?),
        Format::Csv => Box::new(CsvWriter::create(folder, emit)?),
        #[cfg(feature = "parquet")]
        Format::Parquet => Box::new(crate::output::parquet::ParquetWriter::create(folder, emit)?),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => {
            return Err(io::Error::other(
                "this dealex was built without Parquet; build it with `cargo build --release --features parquet`",
            ));
        }
    })
}

/// Takes the results of an earlier run out of what is read.
fn leave_out(folder: &Path, corpus: &[String], found: &mut corpus::Found) -> anyhow::Result<()> {
    let Ok(output) = folder.canonicalize() else { return Ok(()) };
    for given in corpus {
        let root = Path::new(given);
        let Some(below) = root.canonicalize().ok().and_then(|r| output.strip_prefix(r).map(Path::to_owned).ok()) else { continue };
        if below.as_os_str().is_empty() {
            anyhow::bail!("{given}: the results would land among the articles; choose another folder, such as -o output");
        }
        let results = root.join(below);
        found.inputs.retain(|i| i.path.as_ref().is_none_or(|p| !p.starts_with(&results)));
    }
    Ok(())
}

/// What extraction needs beside the documents.
struct Job<'a> {
    engine: &'a Engine,
    fields: &'a FieldMap,
    fold: Fold,
    emit: Emit,
    unit: Unit,
    /// A report is written.
    pages: bool,
}

/// One document, done.
struct Done {
    id: String,
    bytes: usize,
    records: Records,
    /// What the report shows: the article, and its records with offsets in characters.
    page: Option<(Article, Records)>,
}

fn sheet<'a>(article: &'a Article, records: &'a Records) -> Sheet<'a> {
    Sheet {
        id: &article.id,
        title: article.title.as_deref(),
        date: article.date.as_deref(),
        text: &article.text,
        deals: &records.deals,
        facts: &records.facts,
        judged: None,
    }
}

type Outcome = Result<Done, Skipped>;

impl Job<'_> {
    /// Reads what comes behind `skip` pieces, extracts and hands the results of each batch to `take` in the order of the
    /// corpus. A batch is read while the one
    /// before it is worked on and the one before that is written, so that memory does not grow with the corpus.
    fn run(
        &self,
        mut reader: Reader,
        skip: usize,
        jobs: usize,
        bar: &ProgressBar,
        mut take: impl FnMut(Vec<Vec<Outcome>>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs.min(MOST_THREADS)).build()?;
        let scratches = Scratches::new(pool.current_num_threads());
        let (read, batches) = sync_channel::<(Vec<Result<Raw, Skipped>>, u64)>(1);
        let (done, results) = sync_channel::<(Vec<Vec<Outcome>>, u64)>(1);
        std::thread::scope(|scope| {
            scope.spawn(move || {
                reader.by_ref().take(skip).for_each(drop);
                loop {
                    let batch = reader.batch(BATCH);
                    // A receiver that is gone has met an error of its own.
                    if batch.is_empty() || read.send((batch, reader.done())).is_err() {
                        break;
                    }
                }
            });
            scope.spawn(move || {
                for (batch, at) in batches {
                    let work = || batch.into_par_iter().map(|raw| self.piece(raw, &mut scratches.own())).collect();
                    if done.send((pool.install(work), at)).is_err() {
                        break;
                    }
                }
            });
            for (batch, at) in results {
                take(batch)?;
                bar.set_position(at);
            }
            Ok(())
        })
    }

    /// The documents of a piece.
    fn piece(&self, raw: Result<Raw, Skipped>, scratch: &mut Scratch) -> Vec<Outcome> {
        match raw {
            Ok(raw) => {
                let documents = raw.documents(self.fields, &self.fold);
                documents.into_iter().map(|d| self.document(d?, &raw, scratch)).collect()
            }
            Err(skipped) => vec![Err(skipped)],
        }
    }

    fn document(&self, document: Document, raw: &Raw, scratch: &mut Scratch) -> Outcome {
        let depth = if self.emit.mentions || self.emit.entities { Depth::Mentions } else { Depth::Deals };
        // A fault of the program in one document must not take the others with it.
        let extract = AssertUnwindSafe(|| {
            let x = self.engine.extract(&document, depth, scratch);
            let page = self.pages.then(|| {
                let emit = Emit { mentions: false, entities: false, ..self.emit };
                (Article::from(&document), records(&document, &x, self.engine.pack(), emit, Unit::Char))
            });
            (records(&document, &x, self.engine.pack(), self.emit, self.unit), page)
        });
        match catch_unwind(extract) {
            Ok((records, page)) => Ok(Done { bytes: document.text.len(), id: document.id, records, page }),
            Err(_) => {
                *scratch = Scratch::default();
                let reason = "a fault of dealex itself, please report it with this document".to_owned();
                Err(Skipped { name: raw.name.to_string(), line: raw.line, reason })
            }
        }
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

/// What a run has done so far.
#[derive(Default)]
struct Tally {
    counts: RunCounts,
    skipped: Vec<SkippedRecord>,
    /// Hashes of the ids so far.
    ids: HashSet<u64>,
    /// Those since the last step of the journal, and how many skipped documents it has.
    noted: (Vec<u64>, usize),
    /// The first id that two documents have.
    duplicate: Option<String>,
}

impl Tally {
    fn add(&mut self, done: &Done) {
        let counts = &mut self.counts;
        counts.documents += 1;
        counts.bytes += done.bytes;
        done.records.deals.iter().for_each(|d| *counts.deals.entry(d.kind.clone()).or_default() += 1);
        done.records.facts.iter().for_each(|d| *counts.facts.entry(d.kind.clone()).or_default() += 1);
        counts.mentions += done.records.mentions.len();
        counts.entities += done.records.entities.len();
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(&done.id);
        self.noted.0.push(hash);
        if !self.ids.insert(hash) {
            counts.duplicate_ids += 1;
            self.duplicate.get_or_insert_with(|| done.id.clone());
        }
    }

    /// Takes over what an earlier run has done.
    fn go_on(&mut self, state: &State) {
        self.counts = state.counts.clone();
        self.skipped = state.skipped.clone();
        self.ids = state.ids.iter().copied().collect();
        self.noted = (Vec::new(), self.skipped.len());
        self.duplicate = state.duplicate.clone();
    }

    /// What the journal notes.
    fn step(&mut self, pieces: usize, files: Vec<u64>) -> Step {
        let skipped = self.skipped[self.noted.1..].to_vec();
        let ids = std::mem::replace(&mut self.noted, (Vec::new(), self.skipped.len())).0;
        Step { pieces, files, counts: self.counts.clone(), skipped, ids, duplicate: self.duplicate.clone() }
    }

    fn skip(&mut self, s: Skipped) {
        self.counts.skipped += 1;
        if self.skipped.len() < LISTED {
            self.skipped.push(SkippedRecord { name: s.name, line: s.line, reason: s.reason });
        }
    }

    fn record(
        &mut self,
        args: &RunArgs,
        engine: &Engine,
        job_hash: &str,
        files: &[PathBuf],
        started: jiff::Timestamp,
        seconds: f64,
    ) -> RunRecord {
        RunRecord {
            schema: RUN_SCHEMA.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            rules: engine.pack().hash.clone(),
            corpus: args.corpus.clone(),
            offsets: args.offsets.to_possible_value().map_or_else(String::new, |v| v.get_name().to_owned()),
            job: job_hash.to_owned(),
            files: files.iter().filter_map(|f| f.file_name()).map(|n| n.to_string_lossy().into_owned()).collect(),
            counts: std::mem::take(&mut self.counts),
            skipped: std::mem::take(&mut self.skipped),
            started: format!("{started:.0}"),
            seconds: (seconds * 1000.0).round() / 1000.0,
        }
    }
}

/// A bar on a terminal, nothing in a pipe.
fn progress(quiet: bool, total: u64) -> ProgressBar {
    if quiet || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    // The length of standard input is unknown.
    let (bar, template) = match total {
        0 => (ProgressBar::new_spinner(), "{spinner} {bytes} read, {bytes_per_sec}"),
        _ => (ProgressBar::new(total), "{wide_bar} {bytes}/{total_bytes} {bytes_per_sec} eta {eta}"),
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn write_manifest(folder: &Path, record: &RunRecord) -> anyhow::Result<()> {
    let mut file = PendingFile::create(folder.join("run.json"))?;
    serde_json::to_writer_pretty(&mut file, record)?;
    file.write_all(b"\n")?;
    file.finish()?;
    Ok(())
}

/// What went wrong, on standard error.
fn report(record: &RunRecord, duplicate: Option<&str>) {
    let counts = &record.counts;
    for s in record.skipped.iter().take(SHOWN) {
        let line = s.line.map_or(String::new(), |l| format!(":{l}"));
        note(format_args!("\x1b[1;33mskipped\x1b[0m {}{line}: {}", s.name, s.reason));
    }
    if counts.skipped > SHOWN {
        note(format_args!(
            "… and {} more; run.json names {}",
            counts.skipped - SHOWN,
            if counts.skipped > LISTED { "the first of them" } else { "them all" }
        ));
    }
    if let Some(id) = duplicate {
        let many = diagnostics::plural(counts.duplicate_ids, "document");
        note(format_args!(
            "\x1b[1;33mwarning\x1b[0m: {many} with the id of an earlier one, such as `{id}`: their deals cannot be told apart by doc_id"
        ));
    }
}

/// What was found, on standard error.
fn summary(record: &RunRecord, folder: &Path) {
    let counts = &record.counts;
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::UTF8_BORDERS_ONLY).set_header(["", "type", "number"]);
    for (what, kinds) in [("deals", &counts.deals), ("facts", &counts.facts)] {
        for (i, (kind, n)) in kinds.iter().enumerate() {
            table.add_row([if i == 0 { what } else { "" }, kind, &n.to_string()]);
        }
    }
    for (what, n) in [("told by several documents", counts.merged), ("mentions", counts.mentions), ("entities", counts.entities)] {
        if n > 0 {
            table.add_row([what, "", &n.to_string()]);
        }
    }
    if let Some(column) = table.column_mut(2) {
        column.set_cell_alignment(comfy_table::CellAlignment::Right);
    }
    if table.row_count() > 0 {
        note(format_args!("{table}"));
    } else {
        note(format_args!("no deal was found"));
    }
    let mut line =
        format!("{} ({:.1} MB) in {:.1} s", diagnostics::plural(counts.documents, "document"), counts.bytes as f64 / 1e6, record.seconds);
    if counts.skipped > 0 {
        line += &format!(", {} skipped", counts.skipped);
    }
    if counts.other_files > 0 {
        line += &format!(", {} of other formats left aside", diagnostics::plural(counts.other_files, "file"));
    }
    note(format_args!("{line}\nwrote {} and run.json to {}", record.files.join(", "), folder.display()));
}
