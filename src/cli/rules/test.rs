//! `dealex rules test`: every example, one letter each, and what is wrong with those that fail.

use super::{Exit, RuleSource, diagnostics};
use crate::corpus;
use crate::example::{self, ExampleResult, Line, Outcome};
use std::io::Write;

/// Letters on a line.
const WIDTH: usize = 80;

pub(super) fn test(source: &RuleSource, filter: &str) -> anyhow::Result<Exit> {
    let engine = diagnostics::engine_with_examples(&corpus::rules::with_folders(&source.rules)?)?;
    let results = example::run(&engine, filter);
    let mut out = anstream::stdout().lock();
    if results.is_empty() {
        anyhow::bail!("no rule, context or mention has an id with `{filter}` in it");
    }
    for row in results.chunks(WIDTH) {
        let letters: String = row.iter().map(|r| format!("{}{}\x1b[0m", colour(r.outcome), r.outcome.letter())).collect();
        writeln!(out, "{letters}")?;
    }
    let shown = |r: &&ExampleResult| !matches!(r.outcome, Outcome::Matched | Outcome::Quiet | Outcome::KnownMiss);
    for r in results.iter().filter(shown) {
        let (c, o) = (colour(r.outcome), r.outcome);
        writeln!(out, "\n{c}{} {}\x1b[0m  {}  \x1b[2m{}\x1b[0m\n  {}", o.letter(), r.id, o.name(), r.place, r.text)?;
        for line in &r.difference {
            match line {
                Line::Same(l) => writeln!(out, "    {l}")?,
                Line::Missing(l) => writeln!(out, "  \x1b[31m- {l}\x1b[0m")?,
                Line::Extra(l) => writeln!(out, "  \x1b[32m+ {l}\x1b[0m")?,
                Line::Note(l) => writeln!(out, "    \x1b[2m{l}\x1b[0m")?,
            }
        }
    }
    let count = |o: Outcome| results.iter().filter(|r| r.outcome == o).count();
    let failed = results.iter().filter(|r| r.outcome.is_failure()).count();
    let good = results.len() - failed;
    let mut notes = String::new();
    for (o, what) in [(Outcome::KnownMiss, "known miss"), (Outcome::Elsewhere, "answered by another rule")] {
        match count(o) {
            0 => {}
            n if o == Outcome::KnownMiss => notes += &format!("; {n} {what}{}", if n == 1 { "" } else { "es" }),
            n => notes += &format!("; {n} {what}"),
        }
    }
    writeln!(out, "\n{good} of {} as expected{notes}", diagnostics::plural(results.len(), "example"))?;
    Ok(if failed == 0 { Exit::Done } else { Exit::Problems })
}

fn colour(o: Outcome) -> &'static str {
    match o {
        Outcome::Matched | Outcome::Quiet => "\x1b[32m",
        Outcome::KnownMiss | Outcome::Elsewhere => "\x1b[33m",
        _ => "\x1b[31m",
    }
}
