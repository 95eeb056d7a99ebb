//! Running the programs of a sentence.

use super::prefilter::Which;
use super::skeleton::Skeleton;
use crate::base::Span;
use crate::rule::Pack;
use crate::rule::pack::{Effect, Reach, Scope};
use crate::rule::program::Program;

/// What fills a role in a match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fill {
    /// The role.
    pub role: String,
    /// What fills it.
    pub with: FilledWith,
}

/// A mention, or the text itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilledWith {
    /// Index into the sentence's mentions.
    Mention(usize),
    /// Bytes in the plain text.
    Text(Span),
}

/// A rule's match in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleMatch {
    /// Index of the rule.
    pub rule: usize,
    /// Index of its pattern.
    pub pattern: usize,
    /// The plain text that it covers.
    pub span: Span,
    /// Its trigger.
    pub trigger: Span,
    /// Other parts of the pattern that are marked as trigger.
    pub more_triggers: Vec<Span>,
    /// The roles it fills, in the order of the pattern.
    pub fills: Vec<Fill>,
}

/// A context found in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextHit {
    /// Index of the context.
    pub context: usize,
    /// The plain text of the phrase.
    pub span: Span,
}

/// Which contexts of a sentence are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contexts {
    /// All that it holds.
    All,
    /// Those of a sentence in which a rule matches.
    OfMatches,
}

/// Matches and contexts of one sentence, in the order of rules, then of places. Of `which`, rules come first.
pub fn run(pack: &Pack, skeleton: &Skeleton, which: impl Iterator<Item = Which>, wanted: Contexts) -> (Vec<RuleMatch>, Vec<ContextHit>) {
    let (mut matches, mut contexts, mut excepted) = (Vec::new(), Vec::new(), Vec::new());
    for w in which {
        match w {
            Which::Rule(rule, pattern) => {
                rule_matches(&pack.rules[rule].programs[pattern], skeleton, rule, pattern, &mut matches);
            }
            _ if matches.is_empty() && wanted == Contexts::OfMatches => break,
            Which::Context(context, pattern) => {
                let program = &pack.contexts[context].programs[pattern];
                contexts.extend(spans(program, skeleton).into_iter().map(|span| ContextHit { context, span }));
            }
            Which::Except(context, pattern) => {
                let program = &pack.contexts[context].except[pattern];
                excepted.extend(spans(program, skeleton).into_iter().map(|span| (context, span)));
            }
        }
    }
    contexts.retain(|c| !excepted.iter().any(|(context, span)| *context == c.context && span.overlaps(c.span)));
    contexts.sort_by_key(|c| (c.context, c.span));
    contexts.dedup();
    (matches, contexts)
}

fn rule_matches(program: &Program, skeleton: &Skeleton, rule: usize, pattern: usize, out: &mut Vec<RuleMatch>) {
    let Some(regex) = program.regex() else { return };
    for captures in regex.captures_iter(&skeleton.bytes) {
        let Some(whole) = captures.get(0) else { continue };
        let Some(span) = skeleton.span_of(whole.start(), whole.end()) else { continue };
        let place = |group: usize| captures.get(group).and_then(|m| skeleton.span_of(m.start(), m.end()));
        let mut triggers = program.triggers.iter().filter_map(|&g| place(g));
        let trigger = triggers.next().unwrap_or(span);
        let more_triggers = triggers.collect();
        let mut fills: Vec<Fill> = Vec::new();
        let mut fill = |role: &str, with: FilledWith| {
            if !fills.iter().any(|f| f.role == role && f.with == with) {
                fills.push(Fill { role: role.to_owned(), with });
            }
        };
        for (group, role, kinds) in &program.slots {
            let Some(m) = captures.get(*group) else { continue };
            skeleton.mentions_in(m.start(), m.end(), kinds).for_each(|i| fill(role, FilledWith::Mention(i)));
        }
        for (group, role) in &program.texts {
            place(*group).into_iter().for_each(|text| fill(role, FilledWith::Text(text)));
        }
        out.push(RuleMatch { rule, pattern, span, trigger, more_triggers, fills });
    }
}

fn spans(program: &Program, skeleton: &Skeleton) -> Vec<Span> {
    let Some(regex) = program.regex() else { return Vec::new() };
    regex.find_iter(&skeleton.bytes).filter_map(|m| skeleton.span_of(m.start(), m.end())).collect()
}

/// What the contexts in whose scope a match stands do to it: the effect and the context.
pub fn effect(pack: &Pack, plain: &str, m: &RuleMatch, hits: &[ContextHit]) -> Option<(Effect, usize)> {
    let rule = &pack.rules[m.rule];
    hits.iter()
        .filter(|h| {
            let context = &pack.contexts[h.context];
            let meant = (context.deals.is_empty() || context.deals.contains(&rule.kind))
                && (context.rules.is_empty() || context.rules.contains(&rule.id));
            // Commas between digits are half width in the plain text; those that end a clause are full width.
            let near = |from: usize, to: usize| match context.reach {
                Reach::Clause => !plain.get(from..to).unwrap_or("").contains(['，', '；', '：']),
                Reach::Sentence => true,
            };
            let forward = h.span.start <= m.trigger.start && near(h.span.end, m.trigger.start);
            let backward = h.span.end >= m.trigger.end && near(m.trigger.end, h.span.start);
            meant
                && match context.scope {
                    Scope::Forward => forward,
                    Scope::Backward => backward,
                    Scope::Both => forward || backward,
                    Scope::Inside => m.trigger.overlaps(h.span),
                }
        })
        .map(|h| (pack.contexts[h.context].priority, h))
        .max_by(|(p, a), (q, b)| p.cmp(q).then_with(|| b.context.cmp(&a.context)))
        .map(|(_, h)| (pack.contexts[h.context].effect, h.context))
}
