//! `dealex rules list`: all rules with their first patterns.

use super::{Exit, RuleSource, diagnostics};
use crate::corpus;
use std::io::Write;

/// Characters of a pattern that are shown.
const LONGEST: usize = 90;

pub(super) fn list(source: &RuleSource, filter: &str) -> anyhow::Result<Exit> {
    let engine = diagnostics::engine(&corpus::rules::with_folders(&source.rules)?)?;
    let mut rules: Vec<_> = engine.pack().rules.iter().collect();
    rules.retain(|r| r.id.contains(filter) || r.kind.contains(filter) || r.place.file.contains(filter));
    rules.sort_by(|a, b| (a.makes, &a.kind, &a.id).cmp(&(b.makes, &b.kind, &b.id)));
    let wide = rules.iter().map(|r| r.id.len()).max().unwrap_or(0);
    let kind = rules.iter().map(|r| r.kind.len()).max().unwrap_or(0);
    let mut out = anstream::stdout().lock();
    for r in &rules {
        let pattern = r.programs.first().map_or("", |p| p.text.as_str()).split_whitespace().collect::<Vec<_>>().join(" ");
        let mut shown: String = pattern.chars().take(LONGEST).collect();
        if shown.len() < pattern.len() {
            shown.push('…');
        }
        let more = match r.programs.len() {
            0 | 1 => String::new(),
            n => format!("  \x1b[2m+{}\x1b[0m", n - 1),
        };
        let line = r.place.source.get(..r.place.span.start).unwrap_or("").matches('\n').count() + 1;
        writeln!(out, "{:<kind$}  \x1b[1m{:<wide$}\x1b[0m  \x1b[2m{}:{line}\x1b[0m  {shown}{more}", r.kind, r.id, r.place.file)?;
    }
    Ok(Exit::Done)
}
