//! `dealex rules check`: every error and warning of the rule files.

use super::{Exit, RuleSource, diagnostics};
use crate::corpus;
use crate::rule::Pack;
use std::io::Write;

pub(super) fn check(source: &RuleSource) -> anyhow::Result<Exit> {
    let files = corpus::rules::with_folders(&source.rules)?;
    let mut out = anstream::stdout().lock();
    match Pack::check(&files) {
        Ok(pack) => {
            diagnostics::print(&pack.warnings);
            let examples = pack.rules.iter().map(|r| r.examples.len()).sum();
            writeln!(
                out,
                "{} with {}, {} and {}; {}",
                diagnostics::plural(pack.rules.len(), "rule"),
                diagnostics::plural(examples, "example"),
                diagnostics::plural(pack.contexts.len(), "context"),
                diagnostics::plural(pack.lexicons.len(), "lexicon"),
                diagnostics::plural(pack.warnings.len(), "warning")
            )?;
            Ok(if pack.warnings.is_empty() { Exit::Done } else { Exit::Problems })
        }
        Err(errors) => {
            diagnostics::print(&errors);
            writeln!(out, "{}; nothing would be loaded", diagnostics::plural(errors.len(), "error"))?;
            Ok(Exit::Problems)
        }
    }
}
