//! The command line: one file a command.

pub mod diagnostics;
pub mod eval;
pub mod explain;
pub mod gold;
pub mod merge;
pub mod report;
pub mod rules;
pub mod run;
pub mod schema;

use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// Reads Chinese financial news and writes the deals it reports as structured JSON.
#[derive(Debug, Parser)]
#[command(name = "dealex", version, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Extract deals from articles: the main job
    Run(run::RunArgs),
    /// Join the same deals of several articles, or of several runs
    Merge(merge::MergeArgs),
    /// Compare what is found with gold annotation
    Eval(eval::EvalArgs),
    /// Check gold annotation, or bring it from and to other tools
    Gold(gold::GoldArgs),
    /// Show what is found in a text, and why
    Explain(explain::ExplainArgs),
    /// Check, test and list rules
    Rules(rules::RulesArgs),
    /// Print the JSON Schema of a record
    Schema(schema::SchemaArgs),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Where rules come from.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct RuleSource {
    /// A folder of rule files (or one file) that adds to the built-in rules; a file of the same path replaces the
    /// built-in one
    #[arg(long = "rules", value_name = "DIR")]
    pub rules: Vec<PathBuf>,
}

/// How a command ended: the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// Done, and problems were found.
    Problems,
    /// The job, or a part of it, could not be done.
    Failed,
}

impl From<Exit> for std::process::ExitCode {
    fn from(e: Exit) -> Self {
        std::process::ExitCode::from(match e {
            Exit::Done => 0,
            Exit::Problems => 1,
            Exit::Failed => 2,
        })
    }
}

/// Runs the command line of this process.
pub fn main() -> Exit {
    let cli = Cli::parse();
    let result = match cli.command {
        Command::Run(args) => run::run(&args),
        Command::Merge(args) => merge::merge(&args),
        Command::Eval(args) => eval::eval(&args),
        Command::Gold(args) => gold::gold(&args),
        Command::Explain(args) => explain::explain(&args),
        Command::Rules(args) => rules::rules(&args),
        Command::Schema(args) => schema::schema(&args),
        Command::Completions { shell } => {
            let mut command = <Cli as clap::CommandFactory>::command();
            // Into memory first: clap_complete panics when standard output is closed.
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut command, "dealex", &mut script);
            std::io::Write::write_all(&mut std::io::stdout(), &script).map(|()| Exit::Done).map_err(Into::into)
        }
    };
    match result {
        Ok(exit) => exit,
        // A reader that has seen enough (head) is no failure.
        Err(e) if e.chain().any(|c| c.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)) => {
            Exit::Done
        }
        Err(e) => {
            note(format_args!("\x1b[1;31merror\x1b[0m: {e:#}"));
            Exit::Failed
        }
    }
}

/// Writes a line for the person at the terminal to standard error, in colours where it has them.
pub fn note(line: std::fmt::Arguments) {
    use std::io::Write;
    // There is nowhere to report that nobody listens.
    let _ = writeln!(anstream::stderr(), "{line}");
}
