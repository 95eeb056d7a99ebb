//! `dealex rules diff`: which deals appear, disappear and change between two sets of rules.

use super::{Exit, diagnostics};
use crate::corpus;
use crate::engine::{Depth, Engine, Scratch};
use crate::output::convert::{Emit, records};
use crate::output::offsets::Unit;
use crate::output::record::DealRecord;
use crate::text::{Document, Fold};
use clap::Args;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `rules diff`.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The rules before: a folder or file as for --rules, or `builtin` for the rules in the program alone
    old: String,
    /// The rules after
    new: String,
    /// Files and folders of articles
    #[arg(required = true)]
    corpus: Vec<String>,
}

pub(super) fn diff(args: &DiffArgs) -> anyhow::Result<Exit> {
    let (old, new) = (engine(&args.old)?, engine(&args.new)?);
    let fold = Fold::default();
    let mut problems = Vec::new();
    let inputs = corpus::inputs(&args.corpus, &mut problems)?;
    let mut counts = Counts::default();
    let mut out = anstream::stdout().lock();
    let mut scratch = Scratch::default();
    for raw in corpus::Reader::new(inputs, corpus::Limits::default()) {
        let documents = match raw {
            Ok(raw) => raw.documents(&corpus::FieldMap::default(), &fold),
            Err(skipped) => vec![Err(skipped)],
        };
        for document in documents {
            match document {
                Ok(d) => {
                    let (a, b) = (deals(&old, &d, &mut scratch), deals(&new, &d, &mut scratch));
                    counts.documents += 1;
                    write(&mut out, &d.id, &a, &b, &mut counts)?;
                }
                Err(skipped) => problems.push(format!("{}: {}", skipped.name, skipped.reason)),
            }
        }
    }
    for p in &problems {
        super::super::note(format_args!("\x1b[33mskipped\x1b[0m {p}"));
    }
    writeln!(
        out,
        "{}: {} appear, {} disappear, {} change, {} stay",
        diagnostics::plural(counts.documents, "document"),
        diagnostics::plural(counts.new, "deal"),
        counts.gone,
        counts.changed,
        counts.same
    )?;
    Ok(if problems.is_empty() { Exit::Done } else { Exit::Failed })
}

fn engine(source: &str) -> anyhow::Result<Engine> {
    let folders: Vec<PathBuf> = if source == "builtin" { Vec::new() } else { vec![source.into()] };
    diagnostics::engine(&corpus::rules::with_folders(&folders)?)
}

fn deals(engine: &Engine, document: &Document, scratch: &mut Scratch) -> Vec<DealRecord> {
    let x = engine.extract(document, Depth::Deals, scratch);
    let emit = Emit { deals: true, facts: true, ..Emit::default() };
    let found = records(document, &x, engine.pack(), emit, Unit::Char);
    found.deals.into_iter().chain(found.facts).collect()
}

#[derive(Default)]
struct Counts {
    documents: usize,
    new: usize,
    gone: usize,
    changed: usize,
    same: usize,
}

/// Role and filler of everything that a record says.
fn said(d: &DealRecord) -> BTreeSet<(String, String)> {
    let name = |f: &crate::output::record::Filler| f.name.clone().unwrap_or_else(|| f.text.clone());
    let fillers = d.roles.iter().flat_map(|(r, f)| f.iter().map(move |f| (r.clone(), name(f))));
    let status = d.status.map(|s| ("status".to_owned(), format!("{s:?}").to_lowercase()));
    fillers.chain(status).collect()
}

/// Pairs the records of two runs, those that share most first, and writes what differs.
fn write(out: &mut impl Write, id: &str, a: &[DealRecord], b: &[DealRecord], counts: &mut Counts) -> std::io::Result<()> {
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate().filter(|(_, y)| x.kind == y.kind) {
            let shared = said(x).intersection(&said(y)).filter(|(role, _)| role != "status").count();
            if shared > 0 {
                pairs.push((shared, i, j));
            }
        }
    }
    pairs.sort_by_key(|&(shared, i, j)| (std::cmp::Reverse(shared), i, j));
    let (mut of_old, mut of_new) = (vec![None; a.len()], vec![None; b.len()]);
    for (_, i, j) in pairs {
        if of_old[i].is_none() && of_new[j].is_none() {
            (of_old[i], of_new[j]) = (Some(j), Some(i));
        }
    }
    let mut headed = false;
    let mut head = |out: &mut dyn Write| -> std::io::Result<()> {
        if !std::mem::replace(&mut headed, true) {
            writeln!(out, "\x1b[1m{id}\x1b[0m")?;
        }
        Ok(())
    };
    for (i, x) in a.iter().enumerate() {
        let Some(y) = of_old[i].map(|j: usize| &b[j]) else {
            counts.gone += 1;
            head(out)?;
            writeln!(out, "\x1b[31m- {}\x1b[0m", line(x))?;
            continue;
        };
        let (old, new) = (said(x), said(y));
        if old == new {
            counts.same += 1;
            continue;
        }
        counts.changed += 1;
        head(out)?;
        writeln!(out, "\x1b[33m~ {}\x1b[0m", line(y))?;
        for (role, text) in old.difference(&new) {
            writeln!(out, "    \x1b[31m- {role} = {text}\x1b[0m")?;
        }
        for (role, text) in new.difference(&old) {
            writeln!(out, "    \x1b[32m+ {role} = {text}\x1b[0m")?;
        }
    }
    for (_, y) in b.iter().enumerate().filter(|(j, _)| of_new[*j].is_none()) {
        counts.new += 1;
        head(out)?;
        writeln!(out, "\x1b[32m+ {}\x1b[0m", line(y))?;
    }
    Ok(())
}

fn line(d: &DealRecord) -> String {
    let roles: Vec<String> = said(d).into_iter().map(|(r, t)| format!("{r} = {t}")).collect();
    let rules: BTreeSet<&str> = d.evidence.iter().map(|e| e.rule.as_str()).collect();
    format!("{}: {} (by {})", d.kind, roles.join(", "), rules.into_iter().collect::<Vec<_>>().join(", "))
}
