//! Running the examples that rules carry.

use crate::engine::{Depth, Engine, Scratch};
use crate::output::convert::{Emit, Records, records, value};
use crate::output::offsets::Unit;
use crate::output::record::{DealRecord, Filler, ValueRecord};
use crate::rule::file::{RuleExample, ValueExample};
use crate::rule::lint::ANY;
use crate::rule::pack::{Context, Rule};
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
    /// Found by another rule and not by this one.
    Elsewhere,
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
            Outcome::Elsewhere => 'E',
            Outcome::KnownMiss => 'k',
            Outcome::KnownMissPasses => 'P',
        }
    }

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Matched => "matched",
            Outcome::Quiet => "quiet",
            Outcome::Missed => "missed",
            Outcome::Noisy => "noisy",
            Outcome::WrongSlots => "wrong slots",
            Outcome::Elsewhere => "answered by another rule",
            Outcome::KnownMiss => "known miss",
            Outcome::KnownMissPasses => "a known miss that passes: take `known_miss` out",
        }
    }

    /// Whether an author must look at it.
    pub fn is_failure(self) -> bool {
        !matches!(self, Outcome::Matched | Outcome::Quiet | Outcome::KnownMiss | Outcome::Elsewhere)
    }
}

/// The result of one example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleResult {
    /// The rule, context or mention.
    pub id: String,
    /// File and line of the example.
    pub place: String,
    /// The example.
    pub text: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Expected and found, line by line, where they differ.
    pub difference: Vec<Line>,
}

/// A line of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Expected and found.
    Same(String),
    /// Expected and not found.
    Missing(String),
    /// Found and not expected.
    Extra(String),
    /// What helps to understand the rest.
    Note(String),
}

/// Runs the examples of everything whose id contains `filter`, in the order of ids.
pub fn run(engine: &Engine, filter: &str) -> Vec<ExampleResult> {
    let mut runner = Runner { engine, fold: Fold::default(), scratch: Scratch::default() };
    let mut out = Vec::new();
    let pack = engine.pack();
    for rule in pack.rules.iter().filter(|r| r.id.contains(filter)) {
        out.extend(rule.examples.iter().map(|e| runner.example(Subject::Rule(rule), e)));
    }
    for context in pack.contexts.iter().filter(|c| c.id.contains(filter)) {
        out.extend(context.examples.iter().map(|e| runner.example(Subject::Context(context), e)));
    }
    for (id, e) in pack.value_examples.iter().filter(|(id, _)| id.contains(filter)) {
        out.push(value_example(engine, id, e, &runner.fold));
    }
    out
}

/// Whose example it is.
#[derive(Clone, Copy)]
enum Subject<'p> {
    Rule(&'p Rule),
    Context(&'p Context),
}

struct Runner<'e> {
    engine: &'e Engine,
    fold: Fold,
    scratch: Scratch,
}

impl Runner<'_> {
    /// The records of an example's text.
    fn read(&mut self, text: &str) -> Records {
        let (document, _) = Document::new("example", None, text, Markup::Plain, &self.fold);
        let x = self.engine.extract(&document, Depth::Deals, &mut self.scratch);
        let emit = Emit { deals: true, facts: true, ..Emit::default() };
        records(&document, &x, self.engine.pack(), emit, Unit::Char)
    }

    fn example(&mut self, subject: Subject, e: &RuleExample) -> ExampleResult {
        let found = self.read(&e.text.value);
        let (id, place) = match subject {
            Subject::Rule(r) => (&r.id, &r.place),
            Subject::Context(c) => (&c.id, &c.place),
        };
        let meant = |d: &&DealRecord| match subject {
            Subject::Rule(r) => r.kind == ANY || d.kind == r.kind,
            Subject::Context(c) => c.deals.is_empty() || c.deals.contains(&d.kind),
        };
        let by_rule = |d: &DealRecord| d.evidence.iter().any(|v| v.rule == *id);
        // A rule answers for what it made; an `attach` rule for the deals that it adds to, a context for all.
        let own = |d: &DealRecord| match subject {
            Subject::Rule(r) => r.attach && !e.none || by_rule(d),
            Subject::Context(_) => true,
        };
        let all: Vec<&DealRecord> = found.deals.iter().chain(&found.facts).filter(meant).collect();
        let mine: Vec<&DealRecord> = all.iter().copied().filter(|d| own(d)).collect();
        let (mut outcome, difference) = if e.none {
            match mine.first() {
                Some(d) => (Outcome::Noisy, extra(d)),
                None => (Outcome::Quiet, Vec::new()),
            }
        } else if mine.iter().any(|d| fits(d, e)) {
            (Outcome::Matched, Vec::new())
        } else if let Some(d) = all.iter().find(|d| mine.is_empty() && fits(d, e)) {
            (Outcome::Elsewhere, vec![Line::Note(format!("the same is found by {}", rules_of(d)))])
        } else {
            let outcome = if mine.is_empty() { Outcome::Missed } else { Outcome::WrongSlots };
            let candidates = if mine.is_empty() { &all } else { &mine };
            let best = candidates.iter().max_by_key(|d| compare(d, e).iter().filter(|l| matches!(l, Line::Same(_))).count());
            (outcome, best.map_or_else(|| missing(e), |d| compare(d, e)))
        };
        if e.known_miss {
            outcome = if outcome.is_failure() || outcome == Outcome::Elsewhere { Outcome::KnownMiss } else { Outcome::KnownMissPasses };
        }
        let line = place.source.get(..e.text.span.start).unwrap_or("").matches('\n').count() + 1;
        let place = format!("{}:{line}", place.file);
        ExampleResult { id: id.clone(), place, text: e.text.value.clone(), outcome, difference }
    }
}

fn rules_of(d: &DealRecord) -> String {
    let rules: BTreeSet<&str> = d.evidence.iter().map(|e| e.rule.as_str()).collect();
    rules.into_iter().collect::<Vec<_>>().join(", ")
}

fn status_of(d: &DealRecord) -> String {
    d.status.map_or(String::new(), |s| format!("{s:?}").to_lowercase())
}

fn line(role: &str, text: &str) -> String {
    format!("{role:<12} {text}")
}

fn missing(e: &RuleExample) -> Vec<Line> {
    let status = e.status.iter().map(|s| Line::Missing(line("status", &s.value)));
    let roles = e.roles.iter().flat_map(|(r, v)| v.iter().map(|s| Line::Missing(line(&r.value, &s.value))));
    let note = "no rule of this type matches; `dealex explain --rule ID TEXT` tells what stops it";
    roles.chain(status).chain([Line::Note(note.into())]).collect()
}

fn extra(d: &DealRecord) -> Vec<Line> {
    let roles = d.roles.iter().flat_map(|(r, f)| f.iter().map(|f| Line::Extra(line(r, &f.text))));
    roles.chain([Line::Note(format!("{} {}, by {}", d.kind, status_of(d), rules_of(d)))]).collect()
}

/// What an example expects beside what a record says, role by role.
fn compare(d: &DealRecord, e: &RuleExample) -> Vec<Line> {
    let mut out = Vec::new();
    for (role, wanted) in &e.roles {
        let fillers = d.roles.get(&role.value).map_or(&[][..], Vec::as_slice);
        let is = |f: &Filler, w: &str| f.text == w || f.name.as_deref() == Some(w) || f.aliases.iter().any(|a| a == w);
        for w in wanted {
            let l = line(&role.value, &w.value);
            out.push(if fillers.iter().any(|f| is(f, &w.value)) { Line::Same(l) } else { Line::Missing(l) });
        }
        let unexpected = fillers.iter().filter(|f| !wanted.iter().any(|w| is(f, &w.value)));
        out.extend(unexpected.map(|f| Line::Extra(line(&role.value, &f.text))));
    }
    if let Some(s) = &e.status {
        let found = status_of(d);
        if found == s.value {
            out.push(Line::Same(line("status", &s.value)));
        } else {
            out.push(Line::Missing(line("status", &s.value)));
            out.push(Line::Extra(line("status", &found)));
        }
    }
    let others = d.roles.iter().filter(|(r, _)| !e.roles.iter().any(|(n, _)| n.value == **r));
    let others: Vec<String> =
        others.map(|(r, f)| format!("{r} = {}", f.iter().map(|f| f.text.as_str()).collect::<Vec<_>>().join(", "))).collect();
    let also = if others.is_empty() { String::new() } else { format!("; it also has {}", others.join(", ")) };
    out.push(Line::Note(format!("{} by {}{also}", d.kind, rules_of(d))));
    out
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

fn value_example(engine: &Engine, id: &str, e: &ValueExample, fold: &Fold) -> ExampleResult {
    let (mut document, _) = Document::new("example", None, e.text.value.as_str(), Markup::Plain, fold);
    let reference = e.reference.as_ref().and_then(|r| r.value.parse().ok());
    document.date = reference.map(|d| (d, DateSource::Metadata));
    let kind = engine.pack().value_kinds.get(id).copied();
    let mut values: Vec<Valued> = Vec::new();
    engine.pack().values().recognise(document.plain(), reference, &mut values);
    // What only looks like a value has no kind: its examples hold no value at all.
    let mine: Vec<&Valued> = values.iter().filter(|v| kind.is_none_or(|k| v.kind == k)).collect();
    let shown = |v: &Valued| format!("{} = {}", v.span.of(document.plain()), serde_json::to_string(&value(&v.value)).unwrap_or_default());
    let found = || if mine.is_empty() { "nothing".to_owned() } else { mine.iter().map(|v| shown(v)).collect::<Vec<_>>().join("; ") };
    let (outcome, difference) = match &e.found {
        None if mine.is_empty() => (Outcome::Quiet, Vec::new()),
        None => (Outcome::Noisy, vec![Line::Extra(found())]),
        Some(text) => match mine.iter().find(|v| document.written(v.span) == text.value || v.span.of(document.plain()) == text.value) {
            None => (Outcome::Missed, vec![Line::Missing(text.value.clone()), Line::Extra(found())]),
            Some(v) if !e.value.iter().all(|(k, w)| field(&value(&v.value), k).as_deref() == Some(w)) => {
                let wanted: Vec<String> = e.value.iter().map(|(k, w)| format!("{k} = {w}")).collect();
                (Outcome::WrongSlots, vec![Line::Missing(wanted.join(", ")), Line::Extra(shown(v))])
            }
            Some(_) => (Outcome::Matched, Vec::new()),
        },
    };
    ExampleResult { id: id.to_owned(), place: String::new(), text: e.text.value.clone(), outcome, difference }
}

fn field(v: &ValueRecord, name: &str) -> Option<String> {
    let json = serde_json::to_value(v).ok()?;
    json.get(name)?.as_str().map(str::to_owned)
}
