//! `dealex explain`: what is found in a text, and why.

use super::{Exit, RuleSource, diagnostics};
use crate::corpus;
use crate::engine::{Depth, Scratch};
use crate::matcher::{FilledWith, Skeleton};
use crate::mention::What;
use crate::output::convert::{Emit, records};
use crate::output::offsets::Unit;
use crate::text::{Document, Fold, Markup};
use clap::Args;
use std::io::Write;

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A text, or a file
    text: String,
    #[command(flatten)]
    rules: RuleSource,
    /// The article's date, ISO 8601
    #[arg(long)]
    date: Option<jiff::civil::Date>,
}

/// Explains a text.
///
/// # Errors
/// When rules or file cannot be read.
pub fn explain(args: &ExplainArgs) -> anyhow::Result<Exit> {
    let engine = diagnostics::engine(&corpus::rules::with_folders(&args.rules.rules)?)?;
    let fold = Fold::default();
    let path = std::path::Path::new(&args.text);
    let mut documents = Vec::new();
    if path.is_file() {
        let inputs = corpus::inputs(std::slice::from_ref(&args.text), &mut Vec::new())?;
        for raw in corpus::Reader::new(inputs, corpus::Limits::default()) {
            let raw = raw.map_err(|s| anyhow::anyhow!("{}: {}", s.name, s.reason))?;
            for d in raw.documents(&corpus::FieldMap::default(), &fold) {
                documents.push(d.map_err(|s| anyhow::anyhow!("{}: {}", s.name, s.reason))?);
            }
        }
    } else {
        documents.push(Document::new("text", None, args.text.clone(), Markup::Plain, &fold).0);
    }
    let mut out = anstream::stdout().lock();
    for mut d in documents {
        if let Some(date) = args.date {
            d.date = Some((date, crate::text::DateSource::Metadata));
        }
        let x = engine.extract(&d, Depth::Mentions, &mut Scratch::default());
        let plain = d.plain();
        for r in &x.readings {
            let span = x.sentences[r.sentence].span;
            writeln!(out, "\x1b[1m{}\x1b[0m", span.of(plain).trim())?;
            for (m, entities) in r.mentions.iter().zip(&r.entities) {
                let kind = &engine.pack().alphabet.kinds()[m.kind as usize];
                write!(out, "  {kind:<8} {}", m.span.of(plain))?;
                match &m.what {
                    What::Value(v) => write!(out, "  {}", serde_json::to_string(&crate::output::convert::value(v))?)?,
                    what => {
                        let names: Vec<&str> =
                            entities.iter().filter_map(|e| x.entities.list[*e].texts.first()).map(String::as_str).collect();
                        write!(out, "  = {}", names.join(", "))?;
                        if *what == What::Name
                            && let Some(n) = r.names.iter().find(|n| n.span == m.span)
                        {
                            let signs: Vec<String> =
                                n.signs.iter().map(|s| engine.names().scorer().sign(*s)).map(|(id, w)| format!("{id} {w:+}")).collect();
                            write!(out, "  ({} points: {})", n.points, signs.join(", "))?;
                        }
                    }
                }
                writeln!(out)?;
            }
            let slots: Vec<_> = r.mentions.iter().map(|m| (m.span, m.kind)).collect();
            let mut skeleton = Skeleton::default();
            skeleton.build(plain, span, &slots, &r.dropped, &engine.pack().alphabet);
            writeln!(out, "  \x1b[36m{}\x1b[0m", skeleton.render(plain, &engine.pack().alphabet))?;
            for c in &r.contexts {
                writeln!(out, "  context {} at {}", engine.pack().contexts[c.context].id, c.span.of(plain))?;
            }
            for (m, effect) in r.matches.iter().zip(&r.effects) {
                let rule = &engine.pack().rules[m.rule];
                writeln!(out, "  \x1b[32mrule {}\x1b[0m {}", rule.id, m.span.of(plain))?;
                for f in &m.fills {
                    let text = match f.with {
                        FilledWith::Mention(i) => r.mentions[i].span,
                        FilledWith::Text(span) => span,
                    };
                    writeln!(out, "    {} = {}", f.role, text.of(plain))?;
                }
                if let Some((effect, context)) = effect {
                    writeln!(out, "    {:?} by context {}", effect, engine.pack().contexts[*context].id)?;
                }
            }
        }
        let emit = Emit { deals: true, facts: true, ..Emit::default() };
        let found = records(&d, &x, engine.pack(), emit, Unit::Char);
        for r in found.deals.iter().chain(&found.facts) {
            writeln!(out, "{}", serde_json::to_string_pretty(r)?)?;
        }
    }
    Ok(Exit::Done)
}
