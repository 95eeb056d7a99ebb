//! `dealex gold`: check annotation, and exchange it with other tools.

use super::{Exit, diagnostics};
use crate::corpus::{self, FieldMap, Limits, Reader};
use crate::gold::Article;
use crate::text::Fold;
use anyhow::Context;
use clap::{Args, Subcommand};
use std::collections::BTreeMap;

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
