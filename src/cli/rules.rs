//! `dealex rules`: the rule author's loop.

use super::{Exit, RuleSource, diagnostics};
use crate::corpus;
use crate::example::{self, Outcome};
use clap::{Args, Subcommand};
use std::io::Write;

/// Arguments of `rules`.
#[derive(Debug, Args)]
pub struct RulesArgs {
    #[command(subcommand)]
    command: RulesCommand,
}

#[derive(Debug, Subcommand)]
enum RulesCommand {
    /// Report every error and warning of the rule files
    Check(RuleSource),
    /// Run every example of every rule
    Test {
        #[command(flatten)]
        rules: RuleSource,
        /// Only rules whose id contains this
        #[arg(default_value = "")]
        filter: String,
    },
    /// List all rules
    List(RuleSource),
}

/// Runs the command.
///
/// # Errors
/// When the rules cannot be read.
pub fn rules(args: &RulesArgs) -> anyhow::Result<Exit> {
    let mut out = anstream::stdout().lock();
    match &args.command {
        RulesCommand::Check(source) => {
            let files = corpus::rules::with_folders(&source.rules)?;
            match crate::rule::Pack::load(&files) {
                Ok(pack) => {
                    diagnostics::print(&pack.warnings);
                    writeln!(
                        out,
                        "{} and {}, {}",
                        diagnostics::plural(pack.rules.len(), "rule"),
                        diagnostics::plural(pack.contexts.len(), "context"),
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
        RulesCommand::Test { rules, filter } => {
            let engine = diagnostics::engine(&corpus::rules::with_folders(&rules.rules)?)?;
            let results = example::run(&engine, filter);
            let failed: Vec<_> = results.iter().filter(|r| r.outcome.is_failure()).collect();
            for r in &failed {
                writeln!(out, "\x1b[31m{}\x1b[0m {}\n  {}\n  {}", r.outcome.letter(), r.id, r.text, r.difference)?;
            }
            let count = |o: Outcome| results.iter().filter(|r| r.outcome == o).count();
            writeln!(
                out,
                "{} of {} as expected; {} known misses",
                results.len() - failed.len(),
                diagnostics::plural(results.len(), "example"),
                count(Outcome::KnownMiss)
            )?;
            Ok(if failed.is_empty() { Exit::Done } else { Exit::Problems })
        }
        RulesCommand::List(source) => {
            let engine = diagnostics::engine(&corpus::rules::with_folders(&source.rules)?)?;
            for r in &engine.pack().rules {
                writeln!(out, "{:<40} {:<18} {}", r.id, r.kind, r.place.file)?;
            }
            Ok(Exit::Done)
        }
    }
}
