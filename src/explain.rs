//! Why a text gives the deals that it gives: every mention, match, context and decision, and what nearly matched.

use crate::base::Span;
use crate::deal::reading::Reading;
use crate::engine::{Depth, Engine, Extraction, Scratch};
use crate::matcher::trace::{Hint, Trace, trace};
use crate::matcher::{FilledWith, RuleMatch, Skeleton};
use crate::mention::What;
use crate::output::convert::{Emit, records, value};
use crate::output::offsets::Unit;
use crate::output::record::{DealRecord, ValueRecord};
use crate::rule::file::Makes;
use crate::rule::pack::{Effect, Rule};
use crate::text::Document;
use serde::Serialize;

/// Everything about one document.
#[derive(Debug, Serialize)]
pub struct Explanation {
    /// Its identifier.
    pub doc_id: String,
    /// Its sentences, in order.
    pub sentences: Vec<SentenceExplained>,
    /// What came out: deals, then facts.
    pub records: Vec<DealRecord>,
    /// For each of them, what its confidence is made of: points, by what gives them.
    pub confidence: Vec<Vec<(&'static str, i64)>>,
}

/// One sentence.
#[derive(Debug, Serialize)]
pub struct SentenceExplained {
    /// The sentence as read.
    pub text: String,
    /// What patterns see of it.
    pub skeleton: String,
    /// Its mentions.
    pub mentions: Vec<MentionExplained>,
    /// Contexts found in it.
    pub contexts: Vec<ContextExplained>,
    /// Rules that matched.
    pub matches: Vec<MatchExplained>,
    /// Rules that nearly matched, the nearest first.
    pub near: Vec<Near>,
}

/// A mention.
#[derive(Debug, Serialize)]
pub struct MentionExplained {
    /// Type, as patterns name it.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its text.
    pub text: String,
    /// What a value amounts to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<ValueRecord>,
    /// The names of the companies or people that it stands for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// The signs that made it a name, with their points.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signs: Vec<(String, i64)>,
}

/// A context phrase.
#[derive(Debug, Serialize)]
pub struct ContextExplained {
    /// Its id.
    pub id: String,
    /// `drop` or a status.
    pub effect: String,
    /// The phrase.
    pub text: String,
}

/// A rule's match and what became of it.
#[derive(Debug, Serialize)]
pub struct MatchExplained {
    /// The rule.
    pub rule: String,
    /// The file that holds it, with the line.
    pub place: String,
    /// The pattern that matched.
    pub pattern: String,
    /// What it covers.
    pub text: String,
    /// Roles and fillers, in the order of the pattern.
    pub roles: Vec<(String, String)>,
    /// The context that decided over it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// What became of it.
    pub outcome: String,
    /// Whether it has a part in a record.
    pub counts: bool,
}

/// A pattern that did not match.
#[derive(Debug, Serialize)]
pub struct Near {
    /// The rule.
    pub rule: String,
    /// The file that holds it, with the line.
    pub place: String,
    /// Its pattern.
    pub pattern: String,
    /// Required elements found, in one stretch.
    pub matched: usize,
    /// Required elements of the pattern.
    pub of: usize,
    /// The text that they cover.
    pub reached: String,
    /// The element that stopped it, as written.
    pub failed: String,
    /// In words.
    pub why: String,
}

/// As many rules as are shown that nearly matched a sentence.
const MOST_NEAR: usize = 3;

/// Explains a document. With `rule`, only rules whose id contains it are spoken of, and all that they did not match.
pub fn explain(engine: &Engine, document: &Document, rule: Option<&str>) -> Explanation {
    let mut scratch = Scratch::default();
    let x = engine.extract(document, Depth::Mentions, &mut scratch);
    let emit = Emit { deals: true, facts: true, ..Emit::default() };
    let found = records(document, &x, engine.pack(), emit, Unit::Char);
    let sentences = x.readings.iter().map(|r| sentence(engine, document, &x, r, rule)).collect();
    let rated = |makes: Makes| x.deals.iter().zip(&x.rated).filter(move |(d, _)| d.makes == makes).map(|(_, r)| r.parts.clone());
    Explanation {
        doc_id: document.id.clone(),
        sentences,
        records: found.deals.into_iter().chain(found.facts).collect(),
        confidence: rated(Makes::Deal).chain(rated(Makes::Fact)).collect(),
    }
}

fn sentence(engine: &Engine, document: &Document, x: &Extraction, r: &Reading, rule: Option<&str>) -> SentenceExplained {
    let (pack, plain) = (engine.pack(), document.plain());
    let slots: Vec<_> = r.mentions.iter().map(|m| (m.span, m.kind)).collect();
    let mut skeleton = Skeleton::default();
    skeleton.build(plain, r.span, &slots, &r.dropped, &pack.alphabet);
    let contexts = r.contexts.iter().map(|c| {
        let context = &pack.contexts[c.context];
        ContextExplained { id: context.id.clone(), effect: effect_name(context.effect), text: c.span.of(plain).to_owned() }
    });
    let spoken_of = |id: &str| rule.is_none_or(|filter| id.contains(filter));
    let matches = r.matches.iter().zip(&r.effects).filter(|(m, _)| spoken_of(&pack.rules[m.rule].id));
    SentenceExplained {
        text: document.written(r.span).trim().to_owned(),
        skeleton: skeleton.render(plain, &pack.alphabet).trim().to_owned(),
        mentions: mentions(engine, plain, x, r),
        contexts: contexts.collect(),
        matches: matches.map(|(m, effect)| matched(engine, plain, x, r, m, *effect)).collect(),
        near: near(engine, plain, r, &skeleton, rule),
    }
}

fn mentions(engine: &Engine, plain: &str, x: &Extraction, r: &Reading) -> Vec<MentionExplained> {
    let mut out = Vec::new();
    for (m, entities) in r.mentions.iter().zip(&r.entities) {
        let kind = engine.pack().alphabet.kinds().get(m.kind as usize).cloned().unwrap_or_default();
        let names = entities.iter().filter_map(|e| x.entities.list.get(*e)?.texts.first().cloned()).collect();
        let value = match &m.what {
            What::Value(v) => Some(value(v)),
            _ => None,
        };
        let found = r.names.iter().find(|n| n.span == m.span && m.what == What::Name);
        let scorer = engine.names().scorer();
        let signs = found.map_or(&[][..], |n| &n.signs).iter().map(|&s| scorer.sign(s)).map(|(id, w)| (id.to_owned(), w)).collect();
        out.push(MentionExplained { kind, text: m.span.of(plain).to_owned(), value, names, signs });
    }
    out
}

fn matched(engine: &Engine, plain: &str, x: &Extraction, r: &Reading, m: &RuleMatch, effect: Option<(Effect, usize)>) -> MatchExplained {
    let pack = engine.pack();
    let rule = &pack.rules[m.rule];
    let fills = m.fills.iter().map(|f| {
        let span = match f.with {
            FilledWith::Mention(i) => r.mentions[i].span,
            FilledWith::Text(span) => span,
        };
        (f.role.clone(), span.of(plain).to_owned())
    });
    let (outcome, counts) = outcome(engine, x, r, m, effect);
    MatchExplained {
        rule: rule.id.clone(),
        place: place(rule),
        pattern: one_line(&rule.programs[m.pattern].text),
        text: m.span.of(plain).to_owned(),
        roles: fills.collect(),
        context: effect.map(|(_, c)| pack.contexts[c].id.clone()),
        outcome,
        counts,
    }
}

/// What became of a match, in words, and whether a record speaks of it.
fn outcome(engine: &Engine, x: &Extraction, r: &Reading, m: &RuleMatch, effect: Option<(Effect, usize)>) -> (String, bool) {
    let pack = engine.pack();
    let rule = &pack.rules[m.rule];
    if let Some((Effect::Drop, context)) = effect {
        return (format!("dropped by the context {}", pack.contexts[context].id), false);
    }
    if let Some(lost) = x.lost.iter().find(|l| l.rule == m.rule && l.span == m.span) {
        let winner = &pack.rules[lost.winner];
        let rival = r.matches.iter().find(|o| o.rule == lost.winner && o.trigger.overlaps(m.trigger));
        return (format!("lost to {}, which {}", winner.id, advantage(winner, rule, rival, m)), false);
    }
    let number = |makes: Makes, index: usize| 1 + x.deals[..index].iter().filter(|d| d.makes == makes).count();
    let told = x.deals.iter().enumerate().filter(|(_, d)| d.evidence.contains(&(r.span, m.rule)));
    let names: Vec<String> = told
        .map(|(i, d)| match d.makes {
            Makes::Deal => format!("deal {}", number(Makes::Deal, i)),
            Makes::Fact => format!("fact {}", number(Makes::Fact, i)),
        })
        .collect();
    if !names.is_empty() {
        let state = match effect {
            Some((Effect::Status(s), context)) => format!(", {s} by the context {}", pack.contexts[context].id),
            _ => rule.status.map_or(String::new(), |s| format!(", {s} by its wording")),
        };
        return (format!("{} {}{state}", if rule.attach { "adds to" } else { "tells of" }, names.join(", ")), true);
    }
    if rule.attach {
        return ("finds no deal near that it could add to".to_owned(), false);
    }
    let needs = pack.types.get(&rule.kind).map_or(String::new(), |t| {
        let groups: Vec<String> = t.needs.iter().map(|g| g.join(" or ")).collect();
        let together = t.together.iter().map(|r| format!("two of {r}"));
        groups.into_iter().chain(together).collect::<Vec<_>>().join(", and ")
    });
    (format!("is incomplete: the type {} needs {needs}", rule.kind), false)
}

fn advantage(winner: &Rule, loser: &Rule, a: Option<&RuleMatch>, b: &RuleMatch) -> String {
    if winner.priority > loser.priority {
        return format!("has a higher priority ({} over {})", winner.priority, loser.priority);
    }
    let Some(a) = a else { return "fills what its type needs".into() };
    if a.fills.len() > b.fills.len() {
        "fills more roles".into()
    } else if a.span.len() > b.span.len() {
        "is longer".into()
    } else if a.span.start < b.span.start {
        "begins earlier".into()
    } else {
        "comes first by its name".into()
    }
}

/// The rules that have a required word in the sentence and did not match, the nearest first.
fn near(engine: &Engine, plain: &str, r: &Reading, skeleton: &Skeleton, filter: Option<&str>) -> Vec<Near> {
    let pack = engine.pack();
    let text = r.span.of(plain);
    let mut found: Vec<(usize, &Rule, Trace, Near)> = Vec::new();
    for (i, rule) in pack.rules.iter().enumerate() {
        let meant = match filter {
            Some(f) => rule.id.contains(f),
            None => rule.programs.iter().any(|p| p.literals.iter().any(|l| text.contains(l.as_str()))),
        };
        if !meant || r.matches.iter().any(|m| m.rule == i) {
            continue;
        }
        let best = rule.programs.iter().filter_map(|p| {
            let elements = p.elements(&pack.alphabet, &pack.lexicons);
            let trace = trace(&elements, skeleton)?;
            let failed = one_line(&elements[trace.failed].text);
            let reached = trace.reached.map_or(String::new(), |s| s.of(plain).to_owned());
            let why = why(&failed, &reached, trace.hint, text);
            let near = Near {
                rule: rule.id.clone(),
                place: place(rule),
                pattern: one_line(&p.text),
                matched: trace.matched,
                of: trace.of,
                reached,
                failed,
                why,
            };
            Some((trace.of - trace.matched, rule, trace, near))
        });
        found.extend(best.min_by_key(|(missing, _, t, _)| (*missing, std::cmp::Reverse(t.matched))));
    }
    found.sort_by(|a, b| (a.0, std::cmp::Reverse(a.2.matched), &a.1.id).cmp(&(b.0, std::cmp::Reverse(b.2.matched), &b.1.id)));
    let shown = found.into_iter().filter(|(missing, _, t, _)| filter.is_some() || *missing <= t.matched);
    shown.take(if filter.is_some() { usize::MAX } else { MOST_NEAR }).map(|(_, _, _, near)| near).collect()
}

fn why(failed: &str, reached: &str, hint: Hint, sentence: &str) -> String {
    let what = match failed.chars().next() {
        Some('{') => "no such mention",
        Some('@') => "no word of this lexicon",
        _ => "no such words",
    };
    match hint {
        Hint::OnlyThis if failed.contains("Company") => format!(
            "all the rest is there; only `{failed}` is missing: if a name stands there, a `gazetteer` makes it one, and `name_break` parts it from the verb"
        ),
        Hint::OnlyThis => format!("all the rest is there; only `{failed}` is missing"),
        Hint::Farther => format!("`{failed}` is in the sentence, but not where the pattern wants it: further away, or in another clause"),
        Hint::Absent if reached.is_empty() => format!("`{failed}`: {what} in the sentence"),
        Hint::Absent if sentence.contains(failed) => format!("`{failed}` does not stand next to “{reached}”"),
        Hint::Absent => format!("`{failed}`: {what} next to “{reached}”"),
    }
}

fn place(rule: &Rule) -> String {
    let (line, _) = line_column(&rule.place.source, rule.place.span);
    format!("{}:{line}", rule.place.file)
}

fn line_column(source: &str, span: Span) -> (usize, usize) {
    let before = source.get(..span.start).unwrap_or("");
    (before.matches('\n').count() + 1, before.rsplit('\n').next().unwrap_or("").chars().count() + 1)
}

fn one_line(pattern: &str) -> String {
    pattern.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn effect_name(effect: Effect) -> String {
    match effect {
        Effect::Drop => "drop".to_owned(),
        Effect::Status(s) => s.to_owned(),
    }
}
