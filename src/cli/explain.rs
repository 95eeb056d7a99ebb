//! `dealex explain`: what is found in a text, and why.

use super::{Exit, RuleSource, diagnostics};
use crate::corpus;
use crate::engine::{Depth, Engine, Scratch};
use crate::entity::cast::class_of_value;
use crate::explain::{Explanation, MatchExplained, SentenceExplained, explain as explanation};
use crate::mention::What;
use crate::output::record::DealRecord;
use crate::text::{DateSource, Document, Fold, Markup};
use clap::Args;
use std::io::Write;

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A text, or a file
    text: String,
    #[command(flatten)]
    rules: RuleSource,
    /// Only rules whose id contains this: what they matched, and what stopped them
    #[arg(long, value_name = "ID")]
    rule: Option<String>,
    /// Also show every stretch that was weighed as a name, with its signs
    #[arg(long)]
    weighed: bool,
    /// The article's date, ISO 8601
    #[arg(long)]
    date: Option<jiff::civil::Date>,
    /// Write JSON, one document a line
    #[arg(long)]
    json: bool,
}

/// Explains a text.
///
/// # Errors
/// When rules or file cannot be read.
pub fn explain(args: &ExplainArgs) -> anyhow::Result<Exit> {
    let engine = diagnostics::engine(&corpus::rules::with_folders(&args.rules.rules)?)?;
    if let Some(filter) = &args.rule
        && !engine.pack().rules.iter().any(|r| r.id.contains(filter.as_str()))
    {
        let near = crate::rule::table::nearest(filter, engine.pack().rules.iter().map(|r| r.id.as_str()));
        let help = near.map_or(String::new(), |n| format!("; did you mean `{n}`?"));
        anyhow::bail!("no rule has an id with `{filter}` in it{help}");
    }
    let mut out = anstream::stdout().lock();
    for mut d in documents(&args.text)? {
        if let Some(date) = args.date {
            d.date = Some((date, DateSource::Metadata));
        }
        let x = explanation(&engine, &d, args.rule.as_deref());
        if args.json {
            writeln!(out, "{}", serde_json::to_string(&x)?)?;
        } else {
            write(&mut out, &x)?;
        }
        if args.weighed {
            weighed(&mut out, &engine, &d)?;
        }
    }
    Ok(Exit::Done)
}

/// Writes the words of each sentence and what was weighed as a name, with points for company and person.
fn weighed(out: &mut impl Write, engine: &Engine, document: &Document) -> std::io::Result<()> {
    let (plain, names) = (document.plain(), engine.names());
    for r in &engine.extract(document, Depth::Mentions, &mut Scratch::default()).readings {
        let values: Vec<_> = r.mentions.iter().filter(|m| matches!(m.what, What::Value(_))).map(class_of_value).collect();
        let mut tokens = Vec::new();
        names.tokens(plain, r.span, &values, &mut tokens);
        let words: Vec<String> = tokens.iter().map(|t| format!("{}/{:?}", t.span.of(plain), t.class)).collect();
        writeln!(out, "{BOLD}{}{PLAIN}", words.join(" "))?;
        for c in names.weighed(plain, &tokens) {
            let signs: Vec<String> = c.shown.signs.iter().map(|&s| names.scorer().sign(s)).map(|(id, w)| format!("{id} {w:+}")).collect();
            writeln!(out, "  {} {:?} {DIM}{}{PLAIN}", c.span.of(plain), c.shown.points, signs.join(", "))?;
        }
    }
    Ok(())
}

fn documents(text: &str) -> anyhow::Result<Vec<Document>> {
    let fold = Fold::default();
    // A long text is no file name, and asking the system about it is an error on some.
    if text.len() > 1000 || !std::path::Path::new(text).is_file() {
        return Ok(vec![Document::new("text", None, text, Markup::Plain, &fold).0]);
    }
    let inputs = corpus::inputs(&[text.to_owned()], &mut Vec::new())?;
    let mut out = Vec::new();
    for raw in corpus::Reader::new(inputs, corpus::Limits::default()) {
        let raw = raw.map_err(|s| anyhow::anyhow!("{}: {}", s.name, s.reason))?;
        for d in raw.documents(&corpus::FieldMap::default(), &fold) {
            out.push(d.map_err(|s| anyhow::anyhow!("{}: {}", s.name, s.reason))?);
        }
    }
    Ok(out)
}

const BOLD: &str = "\x1b[1m";
const DIM: &str = "\x1b[2m";
const RED: &str = "\x1b[31m";
const GREEN: &str = "\x1b[32m";
const YELLOW: &str = "\x1b[33m";
const BLUE: &str = "\x1b[34m";
const CYAN: &str = "\x1b[36m";
const PLAIN: &str = "\x1b[0m";

fn write(out: &mut impl Write, x: &Explanation) -> std::io::Result<()> {
    for s in &x.sentences {
        sentence(out, s)?;
    }
    for (i, r) in x.records.iter().enumerate() {
        let before = x.records[..i].iter().filter(|o| o.schema == r.schema).count();
        record(out, r, before + 1)?;
        // What the confidence is made of.
        if let Some(parts) = x.confidence.get(i) {
            let sum: i64 = parts.iter().map(|(_, p)| p).sum();
            let parts: Vec<String> = parts.iter().map(|(what, p)| format!("{what} {p:+}")).collect();
            writeln!(out, "  {DIM}confidence {}: {sum} points, {}{PLAIN}", r.confidence, parts.join(", "))?;
        }
    }
    if x.records.is_empty() {
        writeln!(out, "{DIM}no deals and no facts{PLAIN}")?;
    }
    Ok(())
}

fn sentence(out: &mut impl Write, s: &SentenceExplained) -> std::io::Result<()> {
    writeln!(out, "{BOLD}{}{PLAIN}", s.text)?;
    if s.mentions.is_empty() && s.matches.is_empty() && s.near.is_empty() {
        return writeln!(out);
    }
    writeln!(out, "  {CYAN}{}{PLAIN}", s.skeleton)?;
    for m in &s.mentions {
        write!(out, "  {DIM}{:<8}{PLAIN} {}", m.kind, m.text)?;
        if let Some(v) = &m.value {
            write!(out, "  {DIM}{}{PLAIN}", serde_json::to_string(v).unwrap_or_default())?;
        }
        if m.names.iter().any(|n| *n != m.text) {
            write!(out, "  {DIM}= {}{PLAIN}", m.names.join(", "))?;
        }
        if !m.signs.is_empty() {
            let signs: Vec<String> = m.signs.iter().map(|(id, w)| format!("{id} {w:+}")).collect();
            write!(out, "  {DIM}({}){PLAIN}", signs.join(", "))?;
        }
        writeln!(out)?;
    }
    for c in &s.contexts {
        writeln!(out, "  {BLUE}context{PLAIN} {} at “{}”: {}", c.id, c.text, c.effect)?;
    }
    for m in &s.matches {
        matched(out, m)?;
    }
    for n in &s.near {
        writeln!(out, "  {YELLOW}near{PLAIN}    {}  {DIM}{}  {} of {}{PLAIN}", n.rule, n.place, n.matched, n.of)?;
        // The pattern with the element that stopped it in red.
        match n.pattern.find(&n.failed).filter(|_| !n.failed.is_empty()) {
            Some(at) => {
                let (before, rest) = n.pattern.split_at(at);
                let after = &rest[n.failed.len()..];
                writeln!(out, "          {GREEN}{before}{RED}{}{PLAIN}{DIM}{after}{PLAIN}", n.failed)?;
            }
            None => writeln!(out, "          {}", n.pattern)?,
        }
        writeln!(out, "          {}", n.why)?;
    }
    writeln!(out)
}

fn matched(out: &mut impl Write, m: &MatchExplained) -> std::io::Result<()> {
    let colour = if m.counts { GREEN } else { RED };
    writeln!(out, "  {colour}match{PLAIN}   {}  {DIM}{}{PLAIN}  “{}”", m.rule, m.place, m.text)?;
    for (role, text) in &m.roles {
        writeln!(out, "          {role} = {text}")?;
    }
    writeln!(out, "          {colour}{}{PLAIN}", m.outcome)
}

fn record(out: &mut impl Write, r: &DealRecord, number: usize) -> std::io::Result<()> {
    let word = if r.schema.contains("fact") { "fact" } else { "deal" };
    let status = r.status.map_or(String::new(), |s| format!(", {}", format!("{s:?}").to_lowercase()));
    writeln!(out, "{BOLD}{word} {number}{PLAIN}: {}{status}", r.kind)?;
    for (role, fillers) in &r.roles {
        let texts: Vec<String> = fillers
            .iter()
            .map(|f| match &f.name {
                Some(name) if *name != f.text => format!("{} ({name})", f.text),
                _ => f.text.clone(),
            })
            .collect();
        writeln!(out, "  {role} = {}", texts.join(", "))?;
    }
    let mut rules: Vec<&str> = r.evidence.iter().map(|e| e.rule.as_str()).collect();
    rules.dedup();
    writeln!(out, "  {DIM}by {}{PLAIN}", rules.join(", "))
}
