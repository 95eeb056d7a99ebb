//! `dealex rules new`: a rule drafted from a sentence in which the roles are marked.

use super::{Exit, RuleSource, diagnostics};
use crate::base::Span;
use crate::corpus;
use crate::deal::reading::Reading;
use crate::engine::{Depth, Engine, Extraction, Scratch};
use crate::entity::beside::Beside;
use crate::example::{self, Line};
use crate::explain;
use crate::lexicon::{self, READ_BY_NAME};
use crate::mention::token::{Class, Token};
use crate::rule::RuleFile;
use crate::rule::lint::names_after_at;
use crate::text::{Document, Fold, Markup};
use clap::Args;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// Arguments of `rules new`.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// The sentence, each filler in brackets behind its role: '[acquirer 海川股份]以[amount 6800万元]收购[target 明远变压器]'
    sentence: String,
    /// The type of deal that the sentence tells of
    #[arg(long, value_name = "TYPE", required_unless_present = "fact", conflicts_with = "fact")]
    deal: Option<String>,
    /// The type of fact that it states
    #[arg(long, value_name = "TYPE")]
    fact: Option<String>,
    /// The id of the rule; made from the type when absent
    #[arg(long)]
    id: Option<String>,
    #[command(flatten)]
    rules: RuleSource,
}

pub(super) fn new(args: &NewArgs) -> anyhow::Result<Exit> {
    let (text, marks) = read_marks(&args.sentence)?;
    let mut files = corpus::rules::with_folders(&args.rules.rules)?;
    let engine = diagnostics::engine(&files)?;
    let (makes, kind) = match (&args.deal, &args.fact) {
        (Some(k), _) => ("deal", k.as_str()),
        (None, k) => ("fact", k.as_deref().unwrap_or_default()),
    };
    let fold = Fold::default();
    let (document, _) = Document::new("draft", None, text.as_str(), Markup::Plain, &fold);
    let mut notes = Vec::new();
    let x = engine.extract(&document, Depth::Mentions, &mut Scratch::default());
    let pattern = draft(&engine, &document, &x, &fold, &marks, kind, &mut notes)?;
    let id = args.id.clone().unwrap_or_else(|| free_id(&engine, kind));
    let rule = rule_text(&id, makes, kind, &pattern, &text, &marks);
    anstream::stdout().lock().write_all(rule.as_bytes())?;
    files.push(RuleFile { name: "draft.toml".into(), text: rule.into() });
    let engine = diagnostics::engine(&files)?;
    let mut exit = Exit::Done;
    for r in example::run(&engine, &id).iter().filter(|r| r.id == id) {
        if !r.outcome.is_failure() {
            notes.push(format!("{}: {}", r.outcome.name(), r.text));
            continue;
        }
        exit = Exit::Problems;
        notes.push(format!("\x1b[31m{}\x1b[0m: {}", r.outcome.name(), r.text));
        for line in &r.difference {
            notes.push(match line {
                Line::Same(l) | Line::Note(l) => format!("    {l}"),
                Line::Missing(l) => format!("  - {l}"),
                Line::Extra(l) => format!("  + {l}"),
            });
        }
        let why = explain::explain(&engine, &document, Some(&id));
        notes.extend(why.sentences.iter().flat_map(|s| &s.near).map(|n| format!("    {}", n.why)));
    }
    for note in notes {
        super::super::note(format_args!("{note}"));
    }
    Ok(exit)
}

/// A filler that the author marked.
#[derive(Debug)]
struct Mark {
    role: String,
    text: String,
}

/// The sentence without its marks, and the marks in order.
fn read_marks(sentence: &str) -> anyhow::Result<(String, Vec<Mark>)> {
    let (mut text, mut marks, mut rest) = (String::new(), Vec::new(), sentence);
    let form = "a mark reads `[role text]`, such as `[acquirer 海川股份]`";
    while let Some(open) = rest.find('[') {
        text += &rest[..open];
        let Some(length) = rest[open..].find(']') else { anyhow::bail!("a `[` is never closed: {form}") };
        let inner = &rest[open + 1..open + length];
        let name: String = inner.chars().take_while(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '_').collect();
        let filler = inner[name.len()..].trim_start_matches([' ', ':', '：']).trim_end();
        if name.is_empty() || filler.is_empty() || filler.len() + name.len() == inner.len() {
            anyhow::bail!("`[{inner}]` marks no role: {form}");
        }
        marks.push(Mark { role: name, text: filler.to_owned() });
        text += filler;
        rest = &rest[open + length + 1..];
    }
    text += rest;
    if marks.is_empty() {
        anyhow::bail!("no role is marked: {form}");
    }
    Ok((text, marks))
}

/// A mark in the plain text, or several of one role in a list.
struct Place {
    span: Span,
    role: String,
    /// How the pattern writes it.
    slot: String,
}

fn draft(
    engine: &Engine,
    document: &Document,
    x: &Extraction,
    fold: &Fold,
    marks: &[Mark],
    kind: &str,
    notes: &mut Vec<String>,
) -> anyhow::Result<String> {
    let plain = document.plain();
    let mut spans = Vec::new();
    let mut at = 0;
    for m in marks {
        let word = fold.word(&m.text);
        let Some(i) = plain.get(at..).and_then(|rest| rest.find(&word)) else {
            anyhow::bail!("`{}` was not found in the sentence as the program reads it: {plain}", m.text);
        };
        spans.push(Span::new(at + i, at + i + word.len()));
        at += i + word.len();
    }
    let whole = spans.iter().copied().reduce(Span::join).unwrap_or_default();
    let Some(reading) = x.readings.iter().find(|r| r.span.contains(whole)) else {
        anyhow::bail!("the marks stand in several sentences; a pattern matches inside one");
    };
    let mut places: Vec<Place> = Vec::new();
    for (m, &span) in marks.iter().zip(&spans) {
        let place = Place { span, role: m.role.clone(), slot: slot(engine, plain, reading, m, span, notes)? };
        match places.last_mut() {
            // Members of a list are one slot.
            Some(last) if last.slot.trim_end_matches("+}") == place.slot.trim_end_matches('}') || last.slot == place.slot => {
                let between = plain.get(last.span.end..span.start).unwrap_or("");
                if Beside::new(&engine.pack().lexicons).is_list(between) {
                    last.span = last.span.join(span);
                    last.slot = format!("{{{}:{}+}}", last.role, place.slot.trim_end_matches('}').rsplit(':').next().unwrap_or("Company"));
                } else {
                    places.push(place);
                }
            }
            _ => places.push(place),
        }
    }
    let triggers = Triggers::new(engine, kind);
    let mut tokens = Vec::new();
    engine.names().tokens(plain, reading.span, &[], &mut tokens);
    let between = |verbs: bool, from: usize, to: usize| segment(plain, reading, &triggers, verbs.then_some(&tokens), Span::new(from, to));
    let build = |verbs: bool| -> (String, bool) {
        let (mut out, mut found) = (String::new(), false);
        for (i, p) in places.iter().enumerate() {
            if i > 0 {
                let (part, trigger) = between(verbs, places[i - 1].span.end, p.span.start);
                found |= trigger;
                out += &part;
            }
            out += &p.slot;
            out.push(' ');
        }
        if !found {
            // The word that says what happens may follow the fillers, or stand before them.
            let (after, trigger) = between(verbs, whole.end, reading.span.end);
            if trigger {
                return (out + after.trim_end_matches(|c: char| c == ' ' || c == '~' || c.is_ascii_digit()), true);
            }
            let (before, trigger) = between(verbs, reading.span.start, whole.start);
            if trigger {
                return (before.trim_start_matches(|c: char| c == ' ' || c == '~' || c.is_ascii_digit()).to_owned() + &out, true);
            }
        }
        (out, found)
    };
    let (mut pattern, found) = build(false);
    if !found {
        let (verbs, found) = build(true);
        if !found {
            anyhow::bail!("no word says what happens: the sentence has no verb outside the marks");
        }
        pattern = verbs;
        notes.push("no lexicon of the rules holds a word of this sentence; its verbs stand in the pattern as they are".into());
    }
    Ok(pattern.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// How a pattern writes a marked filler.
fn slot(engine: &Engine, plain: &str, reading: &Reading, m: &Mark, span: Span, notes: &mut Vec<String>) -> anyhow::Result<String> {
    let kinds = engine.pack().alphabet.kinds();
    let name = |kind: u8| kinds.get(kind as usize).map_or("Company", String::as_str);
    if let Some(found) = reading.mentions.iter().find(|x| x.span == span) {
        return Ok(format!("{{{}:{}}}", m.role, name(found.kind)));
    }
    if let Some(found) = reading.mentions.iter().find(|x| x.span.overlaps(span)) {
        let (read, kind) = (found.span.of(plain), name(found.kind));
        if found.span.contains(span) {
            anyhow::bail!("`{}` is part of “{read}”, which is read as {kind}: mark all of it", m.text);
        }
        // Larger than one mention: the text itself is what is meant.
        return Ok(format!("[{}: {}]", m.role, text_pattern(plain, reading, span, kinds)));
    }
    // What other rules take for this role.
    let mut used: BTreeMap<u8, usize> = BTreeMap::new();
    let pack = engine.pack();
    let slots = pack.rules.iter().flat_map(|r| &r.programs).flat_map(|p| &pack.compiled(p).slots);
    for (_, _, types) in slots.filter(|s| s.1 == m.role) {
        types.iter().for_each(|&t| *used.entry(t).or_default() += 1);
    }
    match used.into_iter().max_by_key(|&(kind, n)| (n, std::cmp::Reverse(kind))) {
        Some((kind, _)) => {
            notes.push(format!(
                "\x1b[33m“{}” is not recognised as {} in this sentence\x1b[0m, and the rule cannot match before it is; a name can be added to a gazetteer",
                m.text,
                name(kind)
            ));
            Ok(format!("{{{}:{}}}", m.role, name(kind)))
        }
        None => Ok(format!("[{}: {}]", m.role, m.text)),
    }
}

/// Text with its mentions as slots without a role.
fn text_pattern(plain: &str, reading: &Reading, span: Span, kinds: &[String]) -> String {
    let (mut out, mut at) = (String::new(), span.start);
    for x in reading.mentions.iter().filter(|x| span.contains(x.span)) {
        out += plain.get(at..x.span.start).unwrap_or("");
        out += &format!("{{:{}}}", kinds.get(x.kind as usize).map_or("Company", String::as_str));
        at = x.span.end;
    }
    out + plain.get(at..span.end).unwrap_or("")
}

/// The words of lexicons that rules use, the lexicons of the type at hand first.
struct Triggers {
    lexicon_of: BTreeMap<String, String>,
    longest: usize,
}

impl Triggers {
    fn new(engine: &Engine, kind: &str) -> Triggers {
        let pack = engine.pack();
        let of = |own: bool| -> BTreeSet<String> {
            let rules = pack.rules.iter().filter(|r| (r.kind == kind) == own);
            rules.flat_map(|r| &r.programs).flat_map(|p| names_after_at(&p.text).collect::<Vec<_>>()).collect()
        };
        let (own, other) = (of(true), of(false));
        let mut lexicon_of: BTreeMap<String, String> = BTreeMap::new();
        for name in own.iter().chain(&other).filter(|n| !READ_BY_NAME.contains(&n.as_str())) {
            for w in lexicon::texts(&pack.lexicons, name) {
                if w.chars().count() >= 2 {
                    lexicon_of.entry(w.to_owned()).or_insert_with(|| name.clone());
                }
            }
        }
        let longest = lexicon_of.keys().map(|w| w.chars().count()).max().unwrap_or(0);
        Triggers { lexicon_of, longest }
    }

    /// The longest word that `text` begins with: its bytes, and its lexicon.
    fn at(&self, text: &str) -> Option<(usize, &str)> {
        let ends: Vec<usize> = text.char_indices().map(|(i, c)| i + c.len_utf8()).take(self.longest).collect();
        ends.into_iter().rev().find_map(|end| Some((end, self.lexicon_of.get(&text[..end])?.as_str())))
    }
}

/// The pattern for the text between two slots, and whether it holds a word that says what happens. With `verbs`, verbs
/// are kept as they are.
fn segment(plain: &str, reading: &Reading, triggers: &Triggers, verbs: Option<&Vec<Token>>, span: Span) -> (String, bool) {
    let (mut out, mut found) = (String::new(), false);
    let (mut at, mut skipped, mut across) = (span.start, 0usize, false);
    let flush = |out: &mut String, skipped: &mut usize, across: &mut bool| {
        if *skipped > 0 {
            let room = (*skipped + 2).next_multiple_of(4).min(crate::rule::pattern::LONGEST_GAP);
            *out += &format!("{}{room} ", if *across { "~~" } else { "~" });
        }
        (*skipped, *across) = (0, false);
    };
    while at < span.end {
        if let Some(m) = reading.mentions.iter().find(|m| m.span.start == at) {
            (at, skipped) = (m.span.end, skipped + 1);
            continue;
        }
        let rest = plain.get(at..span.end).unwrap_or("");
        let verb = verbs.and_then(|t| t.iter().find(|t| t.span.start == at && t.class == Class::Verb && t.span.end <= span.end));
        let word = match (triggers.at(rest), verb) {
            (Some((length, lexicon)), _) => Some((length, format!("@{lexicon} "))),
            (None, Some(v)) => Some((v.span.len(), format!("{} ", v.span.of(plain)))),
            (None, None) => None,
        };
        if let Some((length, written)) = word {
            flush(&mut out, &mut skipped, &mut across);
            out += &written;
            found = true;
            at += length;
            continue;
        }
        let Some(c) = rest.chars().next() else { break };
        across |= matches!(c, '，' | '；' | '：');
        (at, skipped) = (at + c.len_utf8(), skipped + 1);
    }
    flush(&mut out, &mut skipped, &mut across);
    (out, found)
}

/// `acquisition.new`, or with a number where that is taken.
fn free_id(engine: &Engine, kind: &str) -> String {
    let taken = |id: &str| engine.pack().rules.iter().any(|r| r.id == id);
    let first = format!("{kind}.new");
    let mut numbered = (2..).map(|n| format!("{kind}.new-{n}"));
    if taken(&first) { numbered.find(|id| !taken(id)).unwrap_or(first) } else { first }
}

fn rule_text(id: &str, makes: &str, kind: &str, pattern: &str, text: &str, marks: &[Mark]) -> String {
    let quote = |s: &str| toml::Value::from(s).to_string();
    let mut out =
        format!("[[rule]]\nid = \"{id}\"\n{makes} = \"{kind}\"\npattern = '{pattern}'\n[[rule.example]]\ntext = {}\n", quote(text));
    let mut roles: Vec<(&str, Vec<&str>)> = Vec::new();
    for m in marks {
        match roles.iter_mut().find(|(r, _)| *r == m.role) {
            Some((_, fillers)) => fillers.push(&m.text),
            None => roles.push((&m.role, vec![&m.text])),
        }
    }
    for (role, fillers) in roles {
        let written: Vec<String> = fillers.iter().map(|f| quote(f)).collect();
        out += &match written.as_slice() {
            [one] => format!("{role} = {one}\n"),
            many => format!("{role} = [{}]\n", many.join(", ")),
        };
    }
    let names: Vec<&str> = marks.iter().map(|m| m.text.as_str()).filter(|t| !t.contains(|c: char| c.is_ascii_digit())).take(2).collect();
    out += "# Put a sentence here that looks alike and tells of no such deal.\n";
    out + &format!("[[rule.example]]\ntext = {}\nnone = true\n", quote(&format!("{}发布公告。", names.join("与"))))
}
