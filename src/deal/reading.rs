//! One sentence as read: what it mentions, which rules matched, which contexts stand over them.

use crate::base::Span;
use crate::matcher::{ContextHit, RuleMatch};
use crate::mention::names::NameMention;
use crate::mention::{Mention, kind_named};
use crate::rule::pack::Effect;

/// One sentence as read.
#[derive(Debug, Default)]
pub struct Reading {
    /// Ordinal of the sentence.
    pub sentence: usize,
    /// Its bytes in the plain text.
    pub span: Span,
    /// Its mentions, ascending, not overlapping.
    pub mentions: Vec<Mention>,
    /// For each mention the entities it stands for.
    pub entities: Vec<Vec<usize>>,
    /// Brackets that the skeleton leaves out.
    pub dropped: Vec<Span>,
    /// Matches of rules, those that a context dropped included.
    pub matches: Vec<RuleMatch>,
    /// For each match, the context that decided over it.
    pub effects: Vec<Option<(Effect, usize)>>,
    /// Contexts found.
    pub contexts: Vec<ContextHit>,
    /// The signs that made each name, by its span.
    pub names: Vec<NameMention>,
}

impl Reading {
    /// The first company that the sentence names before byte `at`: its subject, and where it is named.
    pub fn subject(&self, at: usize) -> Option<(usize, Span)> {
        let company = kind_named("Company");
        let before = self.mentions.iter().zip(&self.entities).take_while(|(m, _)| m.span.end <= at);
        before.filter(|(m, _)| m.kind == company).find_map(|(m, e)| Some((*e.first()?, m.span)))
    }
}
