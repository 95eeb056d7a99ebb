//! Running the programs of a sentence.

use super::prefilter::{Places, Prefilter, Which};
use super::skeleton::Skeleton;
use crate::base::Span;
use crate::rule::Pack;
use crate::rule::compile::Compiled;
use crate::rule::machine::Memory;
use crate::rule::pack::{Effect, Reach, Scope};

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

/// How much of a sentence is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Rules, and contexts where a rule matches.
    Matches,
    /// All contexts.
    Contexts,
    /// Every rule and context at every place.
    Everywhere,
}

/// What one thread needs to run programs.
#[derive(Debug, Default)]
pub struct Runner {
    places: Places,
    memory: Memory,
}

impl Runner {
    /// Matches and contexts of one sentence, in the order of rules, then of places; `ways` are those through programs that its text
    /// has the words for, ascending.
    pub fn run(
        &mut self,
        pack: &Pack,
        prefilter: &Prefilter,
        skeleton: &Skeleton,
        ways: &[u32],
        extent: Extent,
    ) -> (Vec<RuleMatch>, Vec<ContextHit>) {
        let (mut matches, mut contexts, mut excepted) = (Vec::new(), Vec::new(), Vec::new());
        let everything;
        let ways = match extent {
            Extent::Everywhere => {
                everything = prefilter.all();
                &everything
            }
            _ => ways,
        };
        prefilter.places(skeleton, ways, &mut self.places);
        for ways in ways.chunk_by(|a, b| prefilter.which(*a) == prefilter.which(*b)) {
            // Contexts come behind all rules. Where nothing matched, only those count that speak of what was told before.
            if extent == Extent::Matches && matches.is_empty() && !prefilter.tells(ways[0]) {
                continue;
            }
            match prefilter.which(ways[0]) {
                Which::Rule(rule, pattern) => {
                    let compiled = || pack.compiled(&pack.rules[rule].programs[pattern]);
                    let found = |at: Place, groups: &Memory| {
                        matches.extend(rule_match(compiled(), skeleton, rule, pattern, at, groups));
                    };
                    self.each(prefilter, ways, compiled, skeleton, extent, found);
                }
                Which::Context(context, pattern) => {
                    let found = |at: Place, _: &Memory| contexts.extend(at.span(skeleton).map(|span| ContextHit { context, span }));
                    let compiled = || pack.compiled(&pack.contexts[context].programs[pattern]);
                    self.each(prefilter, ways, compiled, skeleton, extent, found);
                }
                Which::Except(context, pattern) => {
                    let found = |at: Place, _: &Memory| excepted.extend(at.span(skeleton).map(|span| (context, span)));
                    let compiled = || pack.compiled(&pack.contexts[context].except[pattern]);
                    self.each(prefilter, ways, compiled, skeleton, extent, found);
                }
            }
        }
        contexts.retain(|c| !excepted.iter().any(|(context, span)| *context == c.context && span.overlaps(c.span)));
        contexts.sort_by_key(|c| (c.context, c.span));
        contexts.dedup();
        (matches, contexts)
    }

    /// Calls `found` for each match of a program, from left to right; matches do not overlap. `ways` are those of its ways that the
    /// sentence has the words for.
    fn each<'p>(
        &mut self,
        prefilter: &Prefilter,
        ways: &[u32],
        compiled: impl Fn() -> &'p Compiled,
        skeleton: &Skeleton,
        extent: Extent,
        mut found: impl FnMut(Place, &Memory),
    ) {
        let everywhere: Vec<u32>;
        let starts = match extent {
            Extent::Everywhere => {
                everywhere = (0..skeleton.len() as u32).collect();
                &everywhere
            }
            _ => prefilter.starts(ways, &mut self.places),
        };
        if starts.is_empty() {
            return;
        }
        let machine = &compiled().machine;
        self.memory.begin(machine, skeleton.len());
        let mut free = 0;
        for &start in starts {
            let start = start as usize;
            if start < free {
                continue;
            }
            if let Some(end) = machine.end(&mut self.memory, skeleton.symbols(), start).filter(|&end| end > start) {
                found(Place { start, end }, &self.memory);
                free = end;
            }
        }
    }
}

/// A match: symbols of the skeleton.
#[derive(Clone, Copy, Debug)]
struct Place {
    start: usize,
    end: usize,
}

impl Place {
    fn span(self, skeleton: &Skeleton) -> Option<Span> {
        skeleton.span_of(self.start, self.end)
    }
}

fn rule_match(program: &Compiled, skeleton: &Skeleton, rule: usize, pattern: usize, at: Place, groups: &Memory) -> Option<RuleMatch> {
    let span = at.span(skeleton)?;
    let place = |group: usize| groups.group(group).and_then(|(start, end)| skeleton.span_of(start, end));
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
        let Some((start, end)) = groups.group(*group) else { continue };
        skeleton.mentions_in(start, end, kinds).for_each(|i| fill(role, FilledWith::Mention(i)));
    }
    for (group, role) in &program.texts {
        place(*group).into_iter().for_each(|text| fill(role, FilledWith::Text(text)));
    }
    Some(RuleMatch { rule, pattern, span, trigger, more_triggers, fills })
}

/// What the contexts in whose scope a match stands do to it: the effect and the context.
pub fn effect(pack: &Pack, ends: &ClauseEnds, m: &RuleMatch, hits: &[ContextHit]) -> Option<(Effect, usize)> {
    let rule = &pack.rules[m.rule];
    let open = |ends: &[usize], from: usize, to: usize| {
        from >= to || ends.get(ends.partition_point(|&end| end < from)).is_none_or(|&end| end >= to)
    };
    hits.iter()
        .filter(|h| {
            let context = &pack.contexts[h.context];
            let near = |from: usize, to: usize| match (context.reach, context.scope) {
                (Reach::Clause, _) => open(&ends.all, from, to),
                // What is told behind a semicolon is told of something else.
                (Reach::Sentence, Scope::Backward) => open(&ends.semicolons, from, to),
                (Reach::Sentence | Reach::Story, _) => true,
            };
            let forward = || h.span.start <= m.trigger.start && near(h.span.end, m.trigger.start);
            let backward = || h.span.end >= m.trigger.end && near(m.trigger.end, h.span.start);
            context.means(rule)
                && match context.scope {
                    Scope::Forward => forward(),
                    Scope::Backward => backward(),
                    Scope::Both => forward() || backward(),
                    Scope::Inside => m.trigger.overlaps(h.span),
                }
        })
        .map(|h| (pack.contexts[h.context].priority, h))
        .max_by(|(p, a), (q, b)| p.cmp(q).then_with(|| b.context.cmp(&a.context)))
        .map(|(_, h)| (pack.contexts[h.context].effect, h.context))
}

/// Where clauses of a sentence end, in bytes of the plain text, ascending.
#[derive(Clone, Debug, Default)]
pub struct ClauseEnds {
    all: Vec<usize>,
    semicolons: Vec<usize>,
}

impl ClauseEnds {
    /// Those of a sentence. What stands in a mention, or in brackets that the skeleton leaves out, ends none; commas between digits are half
    /// width in plain text, and those that end a clause are full width.
    pub fn of(plain: &str, skeleton: &Skeleton) -> Self {
        let mut ends = ClauseEnds::default();
        for span in skeleton.words() {
            match span.of(plain) {
                "，" | "：" => ends.all.push(span.start),
                "；" => {
                    ends.all.push(span.start);
                    ends.semicolons.push(span.start);
                }
                _ => {}
            }
        }
        ends
    }
}
