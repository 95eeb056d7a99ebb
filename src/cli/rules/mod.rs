//! `dealex rules`: the rule author's loop.

mod check;
mod diff;
mod list;
mod new;
mod test;
mod watch;

use super::{Exit, RuleSource, diagnostics};
use clap::{Args, Subcommand};

/// Arguments of `rules`.
#[derive(Debug, Args)]
pub struct RulesArgs {
    #[command(subcommand)]
    command: RulesCommand,
}

#[derive(Debug, Subcommand)]
enum RulesCommand {
    /// Report every error and warning of the rule files
    Check {
        #[command(flatten)]
        rules: RuleSource,
        /// Check again whenever a file of a --rules folder is saved
        #[arg(long)]
        watch: bool,
    },
    /// Run every example of every rule
    Test {
        #[command(flatten)]
        rules: RuleSource,
        /// Only rules whose id contains this
        #[arg(default_value = "")]
        filter: String,
        /// Test again whenever a file of a --rules folder is saved
        #[arg(long)]
        watch: bool,
    },
    /// List all rules
    List {
        #[command(flatten)]
        rules: RuleSource,
        /// Only rules whose id, type or file contains this
        #[arg(default_value = "")]
        filter: String,
    },
    /// Draft a rule from a sentence in which the roles are marked
    New(new::NewArgs),
    /// Show which deals appear, disappear or change between two folders of rules
    Diff(diff::DiffArgs),
}

/// Runs the command.
///
/// # Errors
/// When rules or corpus cannot be read.
pub fn rules(args: &RulesArgs) -> anyhow::Result<Exit> {
    match &args.command {
        RulesCommand::Check { rules, watch: false } => check::check(rules),
        RulesCommand::Check { rules, watch: true } => watch::watch(rules, || check::check(rules)),
        RulesCommand::Test { rules, filter, watch: false } => test::test(rules, filter),
        RulesCommand::Test { rules, filter, watch: true } => watch::watch(rules, || test::test(rules, filter)),
        RulesCommand::List { rules, filter } => list::list(rules, filter),
        RulesCommand::New(args) => new::new(args),
        RulesCommand::Diff(args) => diff::diff(args),
    }
}
