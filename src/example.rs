//! Running the examples that rules carry.

use crate::engine::{Depth, Engine, Scratch};
use crate::output::convert::{Emit, Records, records, value};
use crate::output::offsets::Unit;
use crate::output::record::{DealRecord, ValueRecord};
use crate::rule::file::{RuleExample, ValueExample};
use crate::text::{DateSource, Document, Fold, Markup};
use crate::value::Valued;
use std::collections::BTreeSet;

/// How an example ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Found what it should.
    Matched,
    /// Found nothing, as it should.
    Quiet,
    /// Found nothing, but should.
    Missed,
    /// Found something, but should not.
    Noisy,
    /// Found with other fillers or another status.
    WrongSlots,
    /// Failed, and is written down as failing.
    KnownMiss,
    /// Written down as failing, but passes now.
    KnownMissPasses,
}

impl Outcome {
    /// One character for tables.
    pub fn letter(self) -> char {
        match self {
            Outcome::Matched => '.',
            Outcome::Quiet => '-',
            Outcome::Missed => 'M',
            Outcome::Noisy => 'N',
            Outcome::WrongSlots => 'W',
            Outcome::KnownMiss => 'k',
            Outcome::KnownMissPasses => 'P',
        }
    }

    /// Whether an author must look at it.
    pub fn is_failure(self) -> bool {
        !matches!(self, Outcome::Matched | Outcome::Quiet | Outcome::KnownMiss)
    }
}

/// The result of one example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleResult {
    /// The rule, context or mention.
    pub id: String,
    /// The example.
    pub text: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Expected and found, where they differ.
    pub difference: String,
}

/// Runs the examples of everything whose id contains `filter`.
pub fn run(engine: &Engine, filter: &str) -> Vec<ExampleResult> {
    let fold = Fold::default();
    let mut scratch = Scratch::default();
    let mut out = Vec::new();
    let pack = engine.pack();
    for rule in pack.rules.iter().filter(|r| r.id.contains(filter)) {
        for e in &rule.examples {
            out.push(example(engine, &rule.id, Some(&rule.kind), !rule.attach, e, &fold, &mut scratch));
        }
    }
    for context in pack.contexts.iter().filter(|c| c.id.contains(filter)) {
        for e in &context.examples {
            out.push(example(engine, &context.id, None, false, e, &fold, &mut scratch));
        }
    }
    for (id, e) in pack.value_examples.iter().filter(|(id, _)| id.contains(filter)) {
        out.push(value_example(engine, id, e, &fold));
    }
    out
}

/// The records of an example's text.
fn read(engine: &Engine, text: &str, fold: &Fold, scratch: &mut Scratch) -> Records {
    let (document, _) = Document::new("example", None, text, Markup::Plain, fold);
    let x = engine.extract(&document, Depth::Deals, scratch);
    let emit = Emit { deals: true, facts: true, ..Emit::default() };
    records(&document, &x, engine.pack(), emit, Unit::Char)
}

fn example(engine: &Engine, id: &str, kind: Option<&str>, own: bool, e: &RuleExample, fold: &Fold, scratch: &mut Scratch) -> ExampleResult {
    let found = read(engine, &e.text.value, fold, scratch);
    let by_rule = |d: &&DealRecord| d.evidence.iter().any(|v| v.rule == id);
    let all: Vec<&DealRecord> =
        found.deals.iter().chain(&found.facts).filter(|d| kind.is_none_or(|k| k == crate::deal::assemble::ANY || d.kind == k)).collect();
    let mut difference = String::new();
    let mut outcome = if e.none {
        // A rule's counter-example says that this rule stays quiet; others may speak.
        match all.iter().copied().find(|d| kind.is_none() || by_rule(d)) {
            Some(d) => {
                difference = format!("expected nothing, found {}", show(d));
                Outcome::Noisy
            }
            None => Outcome::Quiet,
        }
    } else {
        let mine: Vec<&DealRecord> = if own { all.iter().copied().filter(by_rule).collect() } else { all.clone() };
        match mine.iter().find(|d| fits(d, e)) {
            Some(_) => Outcome::Matched,
            None => {
                let wanted: Vec<String> = e
                    .roles
                    .iter()
                    .map(|(r, v)| format!("{}={}", r.value, v.iter().map(|s| s.value.as_str()).collect::<Vec<_>>().join("|")))
                    .collect();
                let status = e.status.as_ref().map_or(String::new(), |s| format!(" [{}]", s.value));
                let got: Vec<String> = all.iter().map(|d| show(d)).collect();
                difference = format!(
                    "expected {}{status}, found {}",
                    wanted.join(" "),
                    if got.is_empty() { "nothing".to_owned() } else { got.join("; ") }
                );
                if mine.is_empty() { Outcome::Missed } else { Outcome::WrongSlots }
            }
        }
    };
    if e.known_miss {
        outcome = if outcome.is_failure() { Outcome::KnownMiss } else { Outcome::KnownMissPasses };
    }
    ExampleResult { id: id.to_owned(), text: e.text.value.clone(), outcome, difference }
}

/// Whether a deal has exactly the fillers that the example names, in the roles that it names.
fn fits(d: &DealRecord, e: &RuleExample) -> bool {
    let status = e.status.as_ref().is_none_or(|s| d.status == Some(crate::output::convert::status(&s.value)));
    status
        && e.roles.iter().all(|(role, wanted)| {
            let fillers = d.roles.get(&role.value).map_or(&[][..], Vec::as_slice);
            let wanted: BTreeSet<&str> = wanted.iter().map(|w| w.value.as_str()).collect();
            wanted.len() == fillers.len()
                && fillers.iter().all(|f| {
                    wanted.contains(f.text.as_str())
                        || f.name.as_deref().is_some_and(|n| wanted.contains(n))
                        || f.aliases.iter().any(|a| wanted.contains(a.as_str()))
                })
        })
}

fn show(d: &DealRecord) -> String {
    let roles: Vec<String> =
        d.roles.iter().map(|(r, f)| format!("{r}={}", f.iter().map(|f| f.text.as_str()).collect::<Vec<_>>().join("|"))).collect();
    let rules: BTreeSet<&str> = d.evidence.iter().map(|e| e.rule.as_str()).collect();
    format!(
        "{} [{}] {} by {}",
        d.kind,
        d.status.map_or(String::new(), |s| format!("{s:?}").to_lowercase()),
        roles.join(" "),
        rules.into_iter().collect::<Vec<_>>().join(", ")
    )
}

fn value_example(engine: &Engine, id: &str, e: &ValueExample, fold: &Fold) -> ExampleResult {
    let (mut document, _) = Document::new("example", None, e.text.value.as_str(), Markup::Plain, fold);
    let reference = e.reference.as_ref().and_then(|r| r.value.parse().ok());
    document.date = reference.map(|d| (d, DateSource::Metadata));
    let kind = engine.pack().value_kinds.get(id).copied();
    let mut values: Vec<Valued> = Vec::new();
    engine.pack().values.recognise(document.plain(), reference, &mut values);
    // What only looks like a value has no kind: its examples hold no value at all.
    let mine: Vec<&Valued> = values.iter().filter(|v| kind.is_none_or(|k| v.kind == k)).collect();
    let shown = |v: &Valued| format!("{} = {}", v.span.of(document.plain()), serde_json::to_string(&value(&v.value)).unwrap_or_default());
    let found = || if mine.is_empty() { "nothing".to_owned() } else { mine.iter().map(|v| shown(v)).collect::<Vec<_>>().join("; ") };
    let (outcome, difference) = match &e.found {
        None if mine.is_empty() => (Outcome::Quiet, String::new()),
        None => (Outcome::Noisy, format!("expected nothing, found {}", found())),
        Some(text) => match mine.iter().find(|v| document.written(v.span) == text.value || v.span.of(document.plain()) == text.value) {
            None => (Outcome::Missed, format!("expected {}, found {}", text.value, found())),
            Some(v) if !e.value.iter().all(|(k, w)| field(&value(&v.value), k).as_deref() == Some(w)) => {
                (Outcome::WrongSlots, format!("expected {:?}, found {}", e.value, shown(v)))
            }
            Some(_) => (Outcome::Matched, String::new()),
        },
    };
    ExampleResult { id: id.to_owned(), text: e.text.value.clone(), outcome, difference }
}

fn field(v: &ValueRecord, name: &str) -> Option<String> {
    let json = serde_json::to_value(v).ok()?;
    json.get(name)?.as_str().map(str::to_owned)
}
