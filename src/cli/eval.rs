//! `dealex eval`: what is found, compared with gold annotation.

use super::gold::{field_map, inputs};
use super::report::rule_texts;
use super::run::BATCH;
use super::{Exit, RuleSource, diagnostics};
use crate::corpus::{self, FieldMap, Limits, Reader, Skipped};
use crate::engine::{Depth, Engine, Scratch, Scratches};
use crate::gold::align::Align;
use crate::gold::compare::{Baseline, Comparison, EvalRecord};
use crate::gold::confidence;
use crate::gold::fault::{Class, Fault, Shown};
use crate::gold::score::{Count, Counts, Found, MentionCounts, Table, evaluate};
use crate::gold::{Annotated, Article, Evaluation, Scope, interval};
use crate::output::convert::{Emit, records};
use crate::output::html::{Judged, Pairs, ReportWriter, RuleText, Sheet};
use crate::output::offsets::Unit;
use crate::output::record::GoldDocument;
use crate::output::writer::PendingFile;
use crate::rule::file::Makes;
use crate::text::Fold;
use anyhow::Context;
use clap::{Args, ValueEnum};
use comfy_table::{CellAlignment, LineStyle, TableStyle};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Arguments of `eval`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  dealex eval corpus --gold corpus/gold                  figures of the built-in rules\n  dealex eval corpus --gold corpus/gold --json > now.json\n  dealex eval corpus --gold corpus/gold --rules my --baseline now.json   exit 1 when worse\n  dealex eval --gold gold.jsonl --predictions output     score what `run` wrote"
)]
pub struct EvalArgs {
    /// The articles: folders, files, globs; may be left out with --predictions
    #[arg(value_name = "CORPUS")]
    corpus: Vec<String>,
    /// Gold documents: folders of .json files, or .jsonl files
    #[arg(long, required = true, value_name = "GOLD")]
    gold: Vec<String>,
    /// Score what `run` wrote into this folder, and do not run the engine
    #[arg(long, value_name = "DIR")]
    predictions: Option<PathBuf>,
    #[command(flatten)]
    rules: RuleSource,
    /// How the deals of gold and engine are aligned
    #[arg(long, value_enum, default_value_t = AlignBy::Optimal)]
    align: AlignBy,
    /// Score only these types
    #[arg(long, value_delimiter = ',', value_name = "TYPES")]
    types: Vec<String>,
    /// Score only the types and roles that the gold has somewhere
    #[arg(long)]
    annotated_only: bool,
    /// Print so many errors
    #[arg(long, default_value_t = 0, value_name = "N")]
    errors: usize,
    /// Print one JSON object instead of tables
    #[arg(long)]
    json: bool,
    /// Print the main figures as a Markdown table, for a README
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
    /// Compare with what `eval --json` wrote earlier; exit 1 when the F1 of fields fell
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Exit 1 when the F1 of fields (by value) is below this, 0 to 1
    #[arg(long, value_name = "F1")]
    min_f1: Option<f64>,
    /// Measure what points of confidence are worth, and write it into this rule file (rules/confidence.toml)
    #[arg(long, value_name = "FILE", requires = "corpus", conflicts_with = "predictions")]
    calibrate: Option<PathBuf>,
    /// Write an HTML page with gold and findings side by side
    #[arg(long, value_name = "FILE", requires = "corpus")]
    report: Option<PathBuf>,
    /// Names of fields in JSON records, such as `text=article,title=headline`
    #[arg(long, value_name = "FIELD=NAME,…")]
    map: Vec<String>,
    /// Threads; 0 for as many as there are cores
    #[arg(short, long, default_value_t = 0)]
    jobs: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum AlignBy {
    /// The alignment with the most fillers in common
    Optimal,
    /// The best pair first, as published figures are made
    Greedy,
}

/// Runs the command.
///
/// # Errors
/// When gold, corpus, rules or baseline cannot be used.
pub fn eval(args: &EvalArgs) -> anyhow::Result<Exit> {
    if args.corpus.is_empty() && args.predictions.is_none() {
        anyhow::bail!("give the articles (dealex eval CORPUS --gold GOLD) or what `run` wrote (--predictions DIR)");
    }
    let (gold, mut problems) = corpus::annotation::gold(&args.gold)?;
    if gold.is_empty() {
        anyhow::bail!("{}: no gold document there", args.gold.join(" "));
    }
    let baseline = match &args.baseline {
        Some(path) => {
            let text = std::fs::read_to_string(path).with_context(|| format!("{}: the baseline cannot be read", path.display()))?;
            Some(Baseline::parse(&text).with_context(|| path.display().to_string())?)
        }
        None => None,
    };
    let read = read(args, &gold)?;
    for a in &gold {
        let article = read.articles.get(&a.gold.doc_id);
        problems.extend(a.problems(article));
        if article.is_none() && !args.corpus.is_empty() {
            problems.push(a.problem(format!("the corpus has no document `{}`", a.gold.doc_id)));
        }
    }
    for s in &read.skipped {
        eprintln!("skipped {}: {}", s.name, s.reason);
    }
    for p in &problems {
        eprintln!("{p}");
    }
    let none = Found::default();
    let pairs: Vec<(&GoldDocument, &Found)> = gold.iter().map(|a| (&a.gold, read.found.get(&a.gold.doc_id).unwrap_or(&none))).collect();
    let scope = Scope {
        align: match args.align {
            AlignBy::Optimal => Align::Optimal,
            AlignBy::Greedy => Align::Greedy,
        },
        types: args.types.iter().cloned().collect(),
        annotated_only: args.annotated_only,
    };
    let e = evaluate(&pairs, &scope);
    let comparison = baseline.map(|b| b.compare(&e, &scope)).transpose().context("--baseline")?;
    if let Some(path) = &args.calibrate {
        calibrate(path, &read, &pairs, &e, &scope).with_context(|| path.display().to_string())?;
    }
    if let Some(path) = &args.report {
        report(path, args, &gold, &read, &e, &scope).with_context(|| format!("{}: the report cannot be written", path.display()))?;
    }
    let mut out = anstream::stdout().lock();
    if args.json {
        let mut value = serde_json::to_value(EvalRecord::new(&e, &scope))?;
        if let Some(c) = &comparison {
            value["baseline"] = serde_json::to_value(c)?;
        }
        writeln!(out, "{}", serde_json::to_string_pretty(&value)?)?;
    } else if args.markdown {
        write!(out, "{}", markdown(&e))?;
    } else {
        write!(out, "{}", tables(&e, read.without_gold))?;
        write!(out, "{}", reliability(&pairs, &e, &scope))?;
        if let Some(c) = &comparison {
            write!(out, "{}", compared(c))?;
        }
        write!(out, "{}", errors(&e, args.errors))?;
    }
    out.flush()?;
    if !problems.is_empty() || !read.skipped.is_empty() {
        return Ok(Exit::Failed);
    }
    let f1 = e.total.table(Table::Deal).fields.f1();
    let low = args.min_f1.is_some_and(|min| f1 < min);
    if low {
        eprintln!("the F1 of fields is {f1:.4}, below --min-f1 {}", args.min_f1.unwrap_or_default());
    }
    let worse = comparison.is_some_and(|c| c.worse());
    Ok(if low || worse { Exit::Problems } else { Exit::Done })
}

fn report(path: &Path, args: &EvalArgs, gold: &[Annotated], read: &Read, e: &Evaluation, scope: &Scope) -> anyhow::Result<()> {
    let about = format!("{} against {}, dealex {}", args.corpus.join(" "), args.gold.join(" "), env!("CARGO_PKG_VERSION"));
    let mut writer = ReportWriter::create(path, "dealex eval", &about)?;
    let none = Found::default();
    for (a, scored) in gold.iter().zip(&e.documents) {
        let Some(article) = read.articles.get(&a.gold.doc_id) else { continue };
        let found = read.found.get(&a.gold.doc_id).unwrap_or(&none);
        writer.document(&Sheet {
            id: &article.id,
            title: article.title.as_deref(),
            date: article.date.as_deref(),
            text: &article.text,
            deals: &found.deals,
            facts: &found.facts,
            judged: Some(Judged {
                gold: &a.gold,
                pairs: Pairs { deals: &scored.deals, facts: &scored.facts },
                faults: serde_json::to_value(&scored.faults)?,
                errors: scored.tally.faults.iter().map(|(c, n)| (c.name().to_owned(), *n)).collect(),
            }),
        })?;
    }
    let mut summary = serde_json::to_value(EvalRecord::new(e, scope))?;
    if let Some(object) = summary.as_object_mut() {
        object.remove("by_document");
    }
    writer.finish(&read.rules, Some(&summary))?;
    Ok(())
}

/// What was found, and the articles where they were read.
struct Read {
    found: BTreeMap<String, Found>,
    /// The points of confidence of deals and facts, by document.
    points: BTreeMap<String, Points>,
    articles: BTreeMap<String, Article>,
    skipped: Vec<Skipped>,
    without_gold: usize,
    /// For the report.
    rules: BTreeMap<String, RuleText>,
}

fn read(args: &EvalArgs, gold: &[Annotated]) -> anyhow::Result<Read> {
    let fields = field_map(&args.map)?;
    let engine = match (&args.predictions, &args.report) {
        (Some(_), None) => None,
        _ => Some(diagnostics::engine(&corpus::rules::with_folders(&args.rules.rules)?)?),
    };
    let job = Job {
        engine: engine.as_ref().filter(|_| args.predictions.is_none()),
        fields: &fields,
        fold: Fold::default(),
        gold: gold.iter().map(|a| (a.gold.doc_id.as_str(), a.gold.mentions.is_some())).collect(),
    };
    let mut out = Read {
        found: BTreeMap::new(),
        points: BTreeMap::new(),
        articles: BTreeMap::new(),
        skipped: Vec::new(),
        without_gold: 0,
        rules: BTreeMap::new(),
    };
    if args.report.is_some() {
        out.rules = engine.as_ref().map_or_else(BTreeMap::new, |e| rule_texts(e.pack()));
    }
    if !args.corpus.is_empty() {
        let mut reader = Reader::new(inputs(&args.corpus, &args.gold)?, Limits::default());
        let pool = rayon::ThreadPoolBuilder::new().num_threads(args.jobs).build()?;
        let scratches = Scratches::new(pool.current_num_threads());
        loop {
            let batch = reader.batch(BATCH);
            if batch.is_empty() {
                break;
            }
            let done: Vec<Vec<Result<Work, Skipped>>> =
                pool.install(|| batch.par_iter().map(|raw| job.work(raw, &mut scratches.own())).collect());
            for result in done.into_iter().flatten() {
                match result {
                    Ok(None) => out.without_gold += 1,
                    Ok(Some((article, found, points))) => {
                        out.found.insert(article.id.clone(), found);
                        out.points.insert(article.id.clone(), points);
                        out.articles.insert(article.id.clone(), article);
                    }
                    Err(s) => out.skipped.push(s),
                }
            }
        }
    }
    if let Some(folder) = &args.predictions {
        out.found = corpus::annotation::found(folder)?;
    }
    Ok(out)
}

/// A document with gold, and what was found in it; `None` without gold.
type Work = Option<(Article, Found, Points)>;

/// The points of confidence of deals, and of facts, in the order of the records.
type Points = [Vec<i64>; 2];

struct Job<'a> {
    engine: Option<&'a Engine>,
    fields: &'a FieldMap,
    fold: Fold,
    /// Documents with gold, and whether their mentions are annotated.
    gold: BTreeMap<&'a str, bool>,
}

impl Job<'_> {
    fn work(&self, raw: &Result<corpus::Raw, Skipped>, scratch: &mut Scratch) -> Vec<Result<Work, Skipped>> {
        let raw = match raw {
            Ok(raw) => raw,
            Err(s) => return vec![Err(s.clone())],
        };
        let documents = raw.documents(self.fields, &self.fold).into_iter();
        documents
            .map(|d| {
                let d = d?;
                let Some(mentions) = self.gold.get(d.id.as_str()).copied() else { return Ok(None) };
                let (mut found, mut points) = (Found::default(), Points::default());
                if let Some(engine) = self.engine {
                    let depth = if mentions { Depth::Mentions } else { Depth::Deals };
                    let x = engine.extract(&d, depth, scratch);
                    let emit = Emit { deals: true, facts: true, mentions, entities: false };
                    let r = records(&d, &x, engine.pack(), emit, Unit::Char);
                    found = Found { deals: r.deals, facts: r.facts, mentions: r.mentions };
                    points = [Makes::Deal, Makes::Fact].map(|makes| {
                        let rated = x.deals.iter().zip(&x.rated).filter(|(d, _)| d.makes == makes);
                        rated.map(|(_, rated)| rated.points()).collect()
                    });
                }
                Ok(Some((Article::from(&d), found, points)))
            })
            .collect()
    }
}

/// Writes what points of confidence are worth into a rule file.
fn calibrate(path: &Path, read: &Read, pairs: &[(&GoldDocument, &Found)], e: &Evaluation, scope: &Scope) -> anyhow::Result<()> {
    let mut text = std::fs::read_to_string(path)?;
    for (i, (name, table)) in [("deal", Table::Deal), ("fact", Table::Fact)].into_iter().enumerate() {
        let rated = confidence::verdicts(pairs, e, scope, table).into_iter().filter_map(|v| {
            let points = read.points.get(&pairs[v.document].0.doc_id)?;
            Some((*points[i].get(v.index)?, v.right))
        });
        let steps = confidence::steps(&rated.collect::<Vec<(i64, bool)>>());
        text = with_steps(&text, name, &steps).with_context(|| format!("it has no `[[confidence]]` with `of = \"{name}\"`"))?;
    }
    let mut file = PendingFile::create(path.to_owned())?;
    file.write_all(text.as_bytes())?;
    file.finish()?;
    Ok(())
}

/// A rule file with new `steps` in the `[[confidence]]` table of this name.
fn with_steps(text: &str, name: &str, steps: &[(i64, i64)]) -> Option<String> {
    const HEAD: &str = "[[confidence]]";
    let of = format!("of = \"{name}\"");
    let starts: Vec<usize> = text.match_indices(HEAD).map(|(i, _)| i).filter(|&i| i == 0 || text[..i].ends_with('\n')).collect();
    let start = *starts.iter().find(|&&i| {
        let end = text[i + HEAD.len()..].find("\n[").map_or(text.len(), |e| i + HEAD.len() + e);
        text[i..end].lines().any(|l| l.trim() == of)
    })?;
    let end = text[start + HEAD.len()..].find("\n[").map_or(text.len(), |e| start + HEAD.len() + e);
    let kept: Vec<&str> = text[start..end].lines().filter(|l| !l.starts_with("steps =")).collect();
    let steps: Vec<String> = steps.iter().map(|(from, permille)| format!("\"{from} {permille}\"")).collect();
    let table = kept.join("\n");
    Some(format!("{}{}\nsteps = [{}]\n{}", &text[..start], table.trim_end(), steps.join(", "), &text[end..]))
}

/// How many deals of a confidence are right.
fn reliability(pairs: &[(&GoldDocument, &Found)], e: &Evaluation, scope: &Scope) -> String {
    let mut out = String::new();
    for (name, kind) in [("deals", Table::Deal), ("facts", Table::Fact)] {
        let rated = confidence::verdicts(pairs, e, scope, kind).into_iter().filter_map(|v| {
            let found = pairs[v.document].1;
            let deals = if kind == Table::Deal { &found.deals } else { &found.facts };
            Some((deals.get(v.index)?.confidence, v.right))
        });
        let bins = confidence::reliability(rated);
        if bins.is_empty() {
            continue;
        }
        let mut t = table(&[&format!("confidence of {name}"), "found", "mean confidence", "right"], 1);
        for (tenth, b) in &bins {
            let n = b.found.max(1) as f64;
            let range = format!("{:.1} to {:.1}", *tenth as f64 / 10.0, (*tenth + 1) as f64 / 10.0);
            t.add_row([range, b.found.to_string(), percent(b.confidence / n), percent(b.right as f64 / n)]);
        }
        let _ = writeln!(out, "{t}\nexpected calibration error {}\n", percent(confidence::calibration_error(&bins)));
    }
    out
}

fn table(header: &[&str], numbers_from: usize) -> comfy_table::Table {
    let mut t = comfy_table::Table::new();
    let rule = || LineStyle::none().fill('─').junction('─');
    t.load_style(TableStyle::new().header_separator(rule())).set_header(header);
    for (i, column) in t.column_iter_mut().enumerate() {
        if i >= numbers_from {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    t
}

fn percent(x: f64) -> String {
    format!("{:.1}", 100.0 * x)
}

fn figures(c: Count) -> [String; 6] {
    [percent(c.precision()), percent(c.recall()), percent(c.f1()), c.right.to_string(), c.found.to_string(), c.gold.to_string()]
}

fn tables(e: &Evaluation, without_gold: usize) -> String {
    let mut out = String::new();
    let total = e.total.table(Table::Deal);
    let facts = e.total.tables.get(&Table::Fact);
    let _ = writeln!(
        out,
        "{} with {}{}{}",
        diagnostics::plural(e.documents.len(), "gold document"),
        diagnostics::plural(total.aligned.gold, "deal"),
        facts.map_or(String::new(), |f| format!(" and {}", diagnostics::plural(f.aligned.gold, "fact"))),
        if without_gold == 0 { String::new() } else { format!("; {} without gold", diagnostics::plural(without_gold, "document")) }
    );
    let mut t = table(&["", "precision", "recall", "F1", "95 % of F1", "right", "found", "gold"], 1);
    let measures: [(&str, fn(&Counts) -> Count); 4] =
        [("fields by value", |c| c.fields), ("fields by text", |c| c.text), ("deals aligned", |c| c.aligned), ("deals whole", |c| c.whole)];
    for (kind, c) in &e.total.tables {
        for (name, which) in measures {
            let documents: Vec<Count> = e.documents.iter().map(|d| which(&d.tally.table(*kind))).collect();
            let interval = interval::f1(&documents).map_or(String::new(), |(a, b)| format!("{} to {}", percent(a), percent(b)));
            let [p, r, f, right, found, gold] = figures(which(c));
            let name = if *kind == Table::Fact { format!("facts: {}", name.replace("deals ", "")) } else { name.to_owned() };
            t.add_row([name, p, r, f, interval, right, found, gold]);
        }
    }
    if let Some(m) = &e.total.mentions {
        for (name, c) in mention_rows(m) {
            let [p, r, f, right, found, gold] = figures(c);
            t.add_row([format!("mentions {name}"), p, r, f, String::new(), right, found, gold]);
        }
    }
    let _ = writeln!(out, "{t}\n");
    let mut t = table(&["type", "fields P", "R", "F1", "by text", "aligned F1", "whole F1", "found", "gold"], 1);
    for ((kind, name), c) in &e.total.types {
        let [p, r, f, ..] = figures(c.fields);
        let (text, aligned, whole) = (percent(c.text.f1()), percent(c.aligned.f1()), percent(c.whole.f1()));
        let name = if *kind == Table::Fact { format!("fact {name}") } else { name.clone() };
        t.add_row([name, p, r, f, text, aligned, whole, c.aligned.found.to_string(), c.aligned.gold.to_string()]);
    }
    let _ = writeln!(out, "{t}\n");
    let mut t = table(&["type", "role", "P", "R", "F1", "by text", "right", "found", "gold"], 2);
    for ((kind, name, role), c) in &e.total.roles {
        let [p, r, f, right, found, gold] = figures(c.fields);
        let name = if *kind == Table::Fact { format!("fact {name}") } else { name.clone() };
        t.add_row([name, role.clone(), p, r, f, percent(c.text.f1()), right, found, gold]);
    }
    let _ = writeln!(out, "{t}\n");
    if !e.total.kinds.is_empty() {
        let mut t = table(&["mention", "exact F1", "partial F1", "place F1", "right", "found", "gold"], 1);
        for (kind, m) in &e.total.kinds {
            let [_, _, exact, right, found, gold] = figures(m.exact);
            t.add_row([kind.clone(), exact, percent(m.partial.f1()), percent(m.place.f1()), right, found, gold]);
        }
        let _ = writeln!(out, "{t}\n");
    }
    if !e.total.rules.is_empty() {
        let mut t = table(&["rule", "deals", "aligned", "whole", "fields", "right", "precision"], 1);
        for (rule, c) in &e.total.rules {
            let numbers = [c.aligned.found, c.aligned.right, c.whole.right, c.fields.found, c.fields.right].map(|n| n.to_string());
            t.add_row([rule.clone()].into_iter().chain(numbers).chain([percent(c.fields.precision())]));
        }
        let _ = writeln!(out, "{t}\n");
    }
    if !e.total.status.is_empty() {
        out += &status(e);
    }
    let mut t = table(&["error", "number"], 1);
    for class in Class::ALL {
        if let Some(n) = e.total.faults.get(&class) {
            t.add_row([class.name().to_owned(), n.to_string()]);
        }
    }
    if !e.total.faults.is_empty() {
        let _ = writeln!(out, "{t}");
    }
    let right = e.documents.iter().filter(|d| d.right()).count();
    let _ = writeln!(out, "{right} of {} without an error", diagnostics::plural(e.documents.len(), "document"));
    out
}

/// The main figures: deals and facts as a whole, then fields by type.
fn markdown(e: &Evaluation) -> String {
    let mut out = String::from("| | precision | recall | F1 | in the gold |\n|---|---:|---:|---:|---:|\n");
    let mut row = |name: &str, c: Count| {
        let [p, r, f, _, _, gold] = figures(c);
        let _ = writeln!(out, "| {name} | {p} | {r} | {f} | {gold} |");
    };
    for (kind, c) in &e.total.tables {
        let what = if *kind == Table::Fact { "facts" } else { "deals" };
        row(&format!("{what}: fields, by value"), c.fields);
        row(&format!("{what}: found at all"), c.aligned);
        row(&format!("{what}: all of it right"), c.whole);
    }
    for ((kind, name), c) in &e.total.types {
        let what = if *kind == Table::Fact { "fact" } else { "deal" };
        row(&format!("fields of {what} `{name}`"), c.fields);
    }
    out
}

fn mention_rows(m: &MentionCounts) -> [(&'static str, Count); 3] {
    [("exact", m.exact), ("partial", m.partial), ("by place, any kind", m.place)]
}

/// Gold status down, found status across.
fn status(e: &Evaluation) -> String {
    let seen: std::collections::BTreeSet<_> = e.total.status.keys().flat_map(|(g, f)| [*g, *f]).collect();
    let header: Vec<&str> = ["gold ↓ found →"].into_iter().chain(seen.iter().map(|s| s.name())).collect();
    let mut t = table(&header, 1);
    for gold in &seen {
        let row = seen.iter().map(|found| e.total.status.get(&(*gold, *found)).map_or_else(String::new, usize::to_string));
        t.add_row([gold.name().to_owned()].into_iter().chain(row));
    }
    format!("{t}\n\n")
}

fn compared(c: &Comparison) -> String {
    let mut out = String::new();
    let interval = c.interval.map_or(String::new(), |(a, b)| format!(", 95 % {:+.1} to {:+.1}", 100.0 * a, 100.0 * b));
    let _ = writeln!(
        out,
        "baseline: F1 of fields {} → {} ({:+.1}{interval}) on {}",
        percent(c.before),
        percent(c.now),
        100.0 * (c.now - c.before),
        diagnostics::plural(c.documents, "common document")
    );
    if c.apart > 0 {
        let _ = writeln!(out, "  {} in only one of the two", diagnostics::plural(c.apart, "document"));
    }
    for (name, ids) in [("newly right", &c.newly_right), ("newly wrong", &c.newly_wrong)] {
        if !ids.is_empty() {
            let _ = writeln!(out, "  {name}: {}", ids.join(", "));
        }
    }
    out
}

fn errors(e: &Evaluation, number: usize) -> String {
    let mut out = String::new();
    let all = e.documents.iter().flat_map(|d| d.faults.iter().map(|f| (d.doc_id.as_str(), f)));
    for (doc, f) in all.take(number) {
        let _ = writeln!(out, "{}", error_line(doc, f));
    }
    out
}

fn error_line(doc: &str, f: &Fault) -> String {
    let role = f.role.as_ref().map_or(String::new(), |r| format!(".{r}"));
    let side = |s: &Option<Shown>| match s {
        None => "nothing".to_owned(),
        Some(s) => {
            let role = s.role.as_ref().map_or(String::new(), |r| format!(" as {r}"));
            let value = s.value.as_ref().and_then(|v| serde_json::to_string(v).ok()).map_or(String::new(), |v| format!(" {v}"));
            format!("“{}”{value}{role}", s.text)
        }
    };
    let rules = if f.rules.is_empty() { String::new() } else { format!("  [{}]", f.rules.join(", ")) };
    format!("{:<9} {doc}  {}{role}: gold {}; found {}{rules}", f.class.name(), f.kind, side(&f.gold), side(&f.found))
}
