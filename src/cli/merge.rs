//! `dealex merge`: the same deal told by several articles becomes one record.

use super::{Exit, RuleSource, diagnostics, note};
use crate::corpus;
use crate::merge::Merger;
use crate::output::convert::{Emit, Records};
use crate::output::jsonl::JsonlStream;
use crate::output::record::{DEAL_SCHEMA, DealRecord, FACT_SCHEMA};
use crate::output::writer::Writer;
use anyhow::Context;
use clap::Args;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter};
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "Examples:
  dealex run monday -o out/monday; dealex run tuesday -o out/tuesday
  dealex merge out/monday out/tuesday -o out/merged
  dealex merge out/merged out/wednesday -o out/all      merged results can be merged again
  dealex run news -o out --merge                        the same in one step";

/// Arguments of `merge`.
#[derive(Debug, Args)]
#[command(arg_required_else_help = true, after_help = EXAMPLES)]
pub struct MergeArgs {
    /// Folders that `run` or `merge` wrote with --format jsonl or json, or single .jsonl and .json files
    #[arg(required = true, value_name = "OUT")]
    results: Vec<PathBuf>,
    /// Folder for the merged deals and facts; without it they go to standard output as JSON lines
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    #[command(flatten)]
    rules: RuleSource,
    /// Format of the files in the folder
    #[arg(long, value_enum, default_value_t = super::run::Format::Jsonl, requires = "output")]
    format: super::run::Format,
    /// No summary
    #[arg(short, long)]
    quiet: bool,
}

/// Runs the command.
///
/// # Errors
/// When the rules, the results or the output folder cannot be used.
pub fn merge(args: &MergeArgs) -> anyhow::Result<Exit> {
    if let Some(out) = &args.output
        && let Some(same) = args.results.iter().find(|r| r.canonicalize().is_ok_and(|r| out.canonicalize().is_ok_and(|o| o == r)))
    {
        anyhow::bail!("{}: the merged results would replace what they are made of; choose another folder", same.display());
    }
    let pack = diagnostics::pack(&corpus::rules::with_folders(&args.rules.rules)?)?;
    let mut records: Vec<DealRecord> = Vec::new();
    let mut unit: Option<(String, &Path)> = None;
    for path in &args.results {
        let offsets = unit_of(path);
        match (&unit, offsets) {
            (Some((first, of)), Some(other)) if *first != other => {
                anyhow::bail!(
                    "{} counts offsets in units of `{first}`, {} in `{other}`: run one of them again",
                    of.display(),
                    path.display()
                )
            }
            (None, Some(offsets)) => unit = Some((offsets, path)),
            _ => {}
        }
        for file in files(path)? {
            read(&file, &mut records).with_context(|| file.display().to_string())?;
        }
    }
    let told = records.len();
    let emit = Emit { deals: true, facts: true, ..Emit::default() };
    let mut writer: Box<dyn Writer> = match &args.output {
        Some(folder) => {
            super::run::files(args.format, folder, emit).with_context(|| format!("{}: cannot write there", folder.display()))?
        }
        None => Box::new(JsonlStream::new(BufWriter::new(io::stdout()), emit)),
    };
    let tally = write(&Merger::new(&pack), records, writer.as_mut()).context("the results cannot be written")?;
    writer.finish().context("the results cannot be written")?;
    if let Some(folder) = args.output.as_ref().filter(|_| !args.quiet) {
        let written: usize = tally.deals.values().chain(tally.facts.values()).sum();
        let (folder, joined) = (folder.display(), tally.joined);
        note(format_args!("{told} records read, {written} written to {folder}: {joined} told by more than one document"));
    }
    Ok(Exit::Done)
}

/// What was written.
#[derive(Debug, Default)]
pub struct Merged {
    /// Deals by type.
    pub deals: BTreeMap<String, usize>,
    /// Facts by type.
    pub facts: BTreeMap<String, usize>,
    /// Deals and facts that several documents tell.
    pub joined: usize,
}

/// Merges deals and facts, each apart, and writes them.
///
/// # Errors
/// When the writer fails.
pub fn write(merger: &Merger, records: Vec<DealRecord>, writer: &mut dyn Writer) -> io::Result<Merged> {
    let (facts, deals): (Vec<DealRecord>, Vec<DealRecord>) = records.into_iter().partition(|r| r.schema == FACT_SCHEMA);
    let mut out = Merged::default();
    for (told, fact) in [(deals, false), (facts, true)] {
        merger.each(told, |record| {
            out.joined += usize::from(!record.sources.is_empty());
            let kinds = if fact { &mut out.facts } else { &mut out.deals };
            *kinds.entry(record.kind.clone()).or_default() += 1;
            let one = vec![record];
            let (deals, facts) = if fact { (Vec::new(), one) } else { (one, Vec::new()) };
            writer.document(&Records { deals, facts, ..Records::default() })
        })?;
    }
    Ok(out)
}

/// The unit of offsets that the run of a folder (or of a file's folder) chose; `None` where there is no `run.json`.
fn unit_of(path: &Path) -> Option<String> {
    let folder = if path.is_dir() { path } else { path.parent()? };
    let run: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.join("run.json")).ok()?).ok()?;
    Some(run.get("offsets")?.as_str()?.to_owned())
}

/// The files of records below a path.
fn files(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !path.exists() {
        anyhow::bail!("{}: there is no such folder or file", path.display());
    }
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let found: Vec<PathBuf> = ["deals", "facts"]
        .iter()
        .filter_map(|name| ["jsonl", "json"].iter().map(|e| path.join(format!("{name}.{e}"))).find(|p| p.is_file()))
        .collect();
    if found.is_empty() {
        let other = ["csv", "parquet"].iter().find(|e| path.join(format!("deals.{e}")).is_file());
        match other {
            Some(e) => {
                anyhow::bail!("{}: its deals are in {e}, which leaves out what merging needs; run it with --format jsonl", path.display())
            }
            None => anyhow::bail!("{}: there is neither deals.jsonl nor facts.jsonl; is it what `dealex run -o` wrote?", path.display()),
        }
    }
    Ok(found)
}

fn read(path: &Path, out: &mut Vec<DealRecord>) -> anyhow::Result<()> {
    let mut file = BufReader::with_capacity(1 << 18, File::open(path)?);
    if path.extension().is_some_and(|e| e == "json") {
        let records: Vec<DealRecord> = serde_json::from_reader(file).context("this is no array of deals or facts as dealex writes it")?;
        return records.into_iter().enumerate().try_for_each(|(i, r)| checked(r, out).with_context(|| format!("record {}", i + 1)));
    }
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if file.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let place = || format!("line {number}");
        let record = serde_json::from_slice(&line).context("this is no deal or fact as dealex writes it").with_context(place)?;
        checked(record, out).with_context(place)?;
    }
    Ok(())
}

fn checked(record: DealRecord, out: &mut Vec<DealRecord>) -> anyhow::Result<()> {
    if record.schema != DEAL_SCHEMA && record.schema != FACT_SCHEMA {
        anyhow::bail!("its schema is `{}`; this dealex reads `{DEAL_SCHEMA}` and `{FACT_SCHEMA}`", record.schema);
    }
    out.push(record);
    Ok(())
}
