//! Diagnostics for a person: the place underlined, what is expected, what to write.

use crate::base::{Diagnostic, Severity};
use crate::corpus;
use crate::engine::Engine;
use crate::rule::{Pack, RuleFile};
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// The findings as text; with colours when `renderer` has them.
pub fn render(diagnostics: &[Diagnostic], renderer: &Renderer) -> String {
    let mut out = String::new();
    for d in diagnostics {
        let level = match d.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let end = d.span.end.min(d.source.len());
        let range = d.span.start.min(end)..end;
        let snippet = Snippet::source(&*d.source).path(&*d.file).annotation(AnnotationKind::Primary.span(range).label(d.label.as_str()));
        let mut group = level.primary_title(d.message.as_str()).id(d.code).element(snippet);
        if let Some(help) = &d.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        out += &renderer.render(&[group]);
        out += "\n\n";
    }
    out
}

/// As many findings as a person may want to read at once.
const MOST: usize = 60;

/// Prints findings to standard error.
pub fn print(diagnostics: &[Diagnostic]) {
    let shown = &diagnostics[..diagnostics.len().min(MOST)];
    super::note(format_args!("{}", render(shown, &Renderer::styled()).trim_end()));
    if let Some(more @ 1..) = diagnostics.len().checked_sub(MOST) {
        super::note(format_args!("… and {more} more"));
    }
}

/// An engine over these files; errors are printed.
///
/// # Errors
/// When a rule file has errors.
pub fn engine(files: &[RuleFile]) -> anyhow::Result<Engine> {
    Ok(Engine::new(pack(files)?))
}

/// The same, with the examples of all rules.
///
/// # Errors
/// When a rule file has errors.
pub fn engine_with_examples(files: &[RuleFile]) -> anyhow::Result<Engine> {
    Ok(Engine::new(loaded(Pack::load(files))?))
}

/// The rules of these files, those in the binary without their examples; errors are printed.
///
/// # Errors
/// When a rule file has errors.
pub fn pack(files: &[RuleFile]) -> anyhow::Result<Pack> {
    loaded(if corpus::rules::are_embedded(files) { Pack::load_known(files) } else { Pack::load(files) })
}

fn loaded(pack: Result<Pack, Vec<Diagnostic>>) -> anyhow::Result<Pack> {
    pack.map_err(|errors| {
        print(&errors);
        anyhow::anyhow!("{}; nothing was loaded", plural(errors.len(), "error"))
    })
}

/// `1 error`, `2 errors`.
pub fn plural(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}
