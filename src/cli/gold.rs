//! `dealex gold`: check annotation, and exchange it with other tools.

use super::{Exit, diagnostics};
use crate::corpus::{self, FieldMap, Limits, Reader};
use crate::gold::{Article, Problem, brat, doccano, duee_fin, label_studio};
use crate::output::jsonl::lines;
use crate::output::record::GoldDocument;
use crate::output::writer::PendingFile;
use crate::text::Fold;
use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Arguments of `gold`.
#[derive(Debug, Args)]
pub struct GoldArgs {
    #[command(subcommand)]
    command: GoldCommand,
}

#[derive(Debug, Subcommand)]
enum GoldCommand {
    /// Check that annotation is well formed and that its offsets fit the articles
    Check(CheckArgs),
    /// Read annotation of another tool and write articles.jsonl and gold.jsonl
    Import(ImportArgs),
    /// Write articles and gold for another tool
    Export(ExportArgs),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Tool {
    /// A folder of .txt files with .ann files beside them
    Brat,
    /// JSONL with entities and relations
    Doccano,
    /// A JSON list of tasks
    LabelStudio,
    /// The JSONL of the DuEE-Fin data set
    DueeFin,
}

/// Arguments of `gold import`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  dealex gold import --from brat annotated -o mine\n  dealex eval mine/articles.jsonl --gold mine/gold.jsonl"
)]
struct ImportArgs {
    /// The tool
    #[arg(long, value_enum)]
    from: Tool,
    /// Its file, or its folder for brat
    path: PathBuf,
    /// Folder for articles.jsonl and gold.jsonl
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
}

/// Arguments of `gold export`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  dealex gold export --to doccano corpus --gold corpus/gold -o doccano.jsonl")]
struct ExportArgs {
    /// The tool
    #[arg(long, value_enum)]
    to: Tool,
    /// The articles
    #[arg(required = true, value_name = "CORPUS")]
    corpus: Vec<String>,
    /// Gold documents: folders of .json files, or .jsonl files
    #[arg(long, required = true, value_name = "GOLD")]
    gold: Vec<String>,
    /// File to write, or folder for brat
    #[arg(short, long, value_name = "PATH")]
    output: PathBuf,
    /// Names of fields in JSON records, such as `text=article,title=headline`
    #[arg(long, value_name = "FIELD=NAME,…")]
    map: Vec<String>,
}

/// Arguments of `gold check`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  dealex gold check corpus --gold corpus/gold")]
struct CheckArgs {
    /// The articles
    #[arg(required = true, value_name = "CORPUS")]
    corpus: Vec<String>,
    /// Gold documents: folders of .json files, or .jsonl files
    #[arg(long, required = true, value_name = "GOLD")]
    gold: Vec<String>,
    /// Names of fields in JSON records, such as `text=article,title=headline`
    #[arg(long, value_name = "FIELD=NAME,…")]
    map: Vec<String>,
}

/// Runs the command.
///
/// # Errors
/// When files cannot be read.
pub fn gold(args: &GoldArgs) -> anyhow::Result<Exit> {
    match &args.command {
        GoldCommand::Check(args) => check(args),
        GoldCommand::Import(args) => import(args),
        GoldCommand::Export(args) => export(args),
    }
}

fn check(args: &CheckArgs) -> anyhow::Result<Exit> {
    let (gold, mut problems) = corpus::annotation::gold(&args.gold)?;
    let (articles, skipped) = articles(&args.corpus, &args.gold, &args.map)?;
    for s in &skipped {
        eprintln!("skipped {}: {}", s.name, s.reason);
    }
    for a in &gold {
        let article = articles.get(&a.gold.doc_id);
        problems.extend(a.problems(article));
        if article.is_none() {
            problems.push(a.problem(format!("the corpus has no document `{}`", a.gold.doc_id)));
        }
    }
    for p in &problems {
        eprintln!("{p}");
    }
    println!("{}, {}", diagnostics::plural(gold.len(), "gold document"), diagnostics::plural(problems.len(), "problem"));
    Ok(if problems.is_empty() { Exit::Done } else { Exit::Problems })
}

fn import(args: &ImportArgs) -> anyhow::Result<Exit> {
    let (documents, problems) = read(args)?;
    if !problems.is_empty() {
        problems.iter().for_each(|p| eprintln!("{p}"));
        anyhow::bail!("{}; nothing was written", diagnostics::plural(problems.len(), "problem"));
    }
    std::fs::create_dir_all(&args.output).with_context(|| args.output.display().to_string())?;
    let mut articles = PendingFile::create(args.output.join("articles.jsonl"))?;
    let mut gold = PendingFile::create(args.output.join("gold.jsonl"))?;
    for (article, annotation) in &documents {
        lines(&mut articles, std::slice::from_ref(article))?;
        lines(&mut gold, std::slice::from_ref(annotation))?;
    }
    let (articles, gold) = (articles.finish()?, gold.finish()?);
    println!("{} to {} and {}", diagnostics::plural(documents.len(), "document"), articles.display(), gold.display());
    Ok(Exit::Done)
}

type Documents = Vec<(Article, GoldDocument)>;

fn read(args: &ImportArgs) -> anyhow::Result<(Documents, Vec<Problem>)> {
    let text = |path: &Path| std::fs::read_to_string(path).with_context(|| format!("{}: cannot be read", path.display()));
    let name = args.path.display().to_string();
    let (mut documents, mut problems) = (Vec::new(), Vec::new());
    let mut take = |result: Result<Documents, Vec<Problem>>| match result {
        Ok(d) => documents.extend(d),
        Err(p) => problems.extend(p),
    };
    match args.from {
        Tool::Brat => {
            let mut found: Vec<PathBuf> = Vec::new();
            for entry in std::fs::read_dir(&args.path).with_context(|| format!("{name}: cannot be read"))? {
                let path = entry?.path();
                found.extend(path.extension().is_some_and(|e| e == "ann").then_some(path));
            }
            if found.is_empty() {
                anyhow::bail!("{name}: there is no .ann file");
            }
            found.sort();
            for path in found {
                let files = brat::Files { text: text(&path.with_extension("txt"))?, annotation: text(&path)? };
                let id = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
                take(brat::import(&id, &path.display().to_string(), &files).map(|d| vec![d]));
            }
        }
        Tool::LabelStudio => take(label_studio::import(&name, &text(&args.path)?)),
        Tool::Doccano | Tool::DueeFin => {
            let import = if args.from == Tool::Doccano { doccano::import } else { duee_fin::import };
            for (i, line) in text(&args.path)?.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
                take(import(&name, i + 1, line).map(|d| vec![d]));
            }
        }
    }
    Ok((documents, problems))
}

fn export(args: &ExportArgs) -> anyhow::Result<Exit> {
    let (gold, mut problems) = corpus::annotation::gold(&args.gold)?;
    let (mut articles, _) = articles(&args.corpus, &args.gold, &args.map)?;
    let mut documents: Documents = Vec::new();
    for a in gold {
        match articles.remove(&a.gold.doc_id) {
            Some(article) => {
                problems.extend(a.problems(Some(&article)));
                documents.push((article, a.gold));
            }
            None => problems.push(a.problem(format!("the corpus has no document `{}`", a.gold.doc_id))),
        }
    }
    if !problems.is_empty() {
        problems.iter().for_each(|p| eprintln!("{p}"));
        anyhow::bail!("{}; nothing was written", diagnostics::plural(problems.len(), "problem"));
    }
    let failed = |p: Problem| anyhow::anyhow!("{p}");
    if args.to == Tool::Brat {
        std::fs::create_dir_all(&args.output).with_context(|| args.output.display().to_string())?;
        for (article, gold) in &documents {
            let files = brat::export(article, gold).map_err(failed)?;
            let base = args.output.join(brat::file_name(&article.id));
            for (ending, text) in [("txt", &files.text), ("ann", &files.annotation)] {
                let mut name = base.clone().into_os_string();
                name.push(format!(".{ending}"));
                std::fs::write(&name, text).with_context(|| format!("{}: cannot be written", Path::new(&name).display()))?;
            }
        }
    } else {
        let mut out = PendingFile::create(args.output.clone()).with_context(|| args.output.display().to_string())?;
        match args.to {
            Tool::LabelStudio => {
                writeln!(out, "{}", label_studio::export(&documents).map_err(failed)?)?;
                let path = args.output.with_extension("xml");
                std::fs::write(&path, label_studio::interface(documents.iter().map(|d| &d.1)))?;
                eprintln!("the labelling interface is in {}", path.display());
            }
            tool => {
                let export = if tool == Tool::Doccano { doccano::export } else { duee_fin::export };
                for (article, gold) in &documents {
                    writeln!(out, "{}", export(article, gold).map_err(failed)?)?;
                }
            }
        }
        out.finish()?;
    }
    println!("{} to {}", diagnostics::plural(documents.len(), "document"), args.output.display());
    Ok(Exit::Done)
}

/// The articles of a corpus by identifier, and what was skipped. Files of the gold are no articles.
///
/// # Errors
/// When there is no such corpus.
pub fn articles(paths: &[String], gold: &[String], map: &[String]) -> anyhow::Result<(BTreeMap<String, Article>, Vec<corpus::Skipped>)> {
    let fold = Fold::default();
    let fields = field_map(map)?;
    let (mut out, mut skipped) = (BTreeMap::new(), Vec::new());
    for raw in Reader::new(inputs(paths, gold)?, Limits::default()) {
        let documents = match raw {
            Ok(raw) => raw.documents(&fields, &fold),
            Err(s) => vec![Err(s)],
        };
        for d in documents {
            match d {
                Ok(d) => drop(out.insert(d.id.clone(), Article::from(&d))),
                Err(s) => skipped.push(s),
            }
        }
    }
    Ok((out, skipped))
}

/// The files of a corpus without those of the gold.
///
/// # Errors
/// When a path does not exist.
pub fn inputs(paths: &[String], gold: &[String]) -> anyhow::Result<Vec<corpus::Input>> {
    let mut problems = Vec::new();
    let mut inputs = corpus::inputs(paths, &mut problems)?;
    if let Some(p) = problems.first() {
        anyhow::bail!("the corpus cannot be read: {p}");
    }
    let gold: Vec<_> = gold.iter().filter_map(|g| std::fs::canonicalize(g).ok()).collect();
    inputs.retain(|i| {
        let path = i.path.as_ref().and_then(|p| std::fs::canonicalize(p).ok());
        path.is_none_or(|p| !gold.iter().any(|g| p.starts_with(g)))
    });
    Ok(inputs)
}

/// The names of fields in JSON records.
///
/// # Errors
/// For a mapping that is none.
pub fn field_map(specs: &[String]) -> anyhow::Result<FieldMap> {
    let mut fields = FieldMap::default();
    for spec in specs {
        fields.map(spec).map_err(anyhow::Error::msg).context("--map")?;
    }
    Ok(fields)
}
