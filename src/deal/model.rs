//! Deals and facts inside the engine.

use crate::base::Span;
use crate::rule::file::Makes;
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What fills a role.
#[derive(Clone, Debug, PartialEq)]
pub struct Filler {
    /// Its bytes in the plain text.
    pub span: Span,
    /// The entity, for companies and people.
    pub entity: Option<usize>,
    /// The value, for values.
    pub value: Option<Value>,
    /// The text itself, folded, for stretches of text that a rule keeps.
    pub text: Option<String>,
    /// It stands for the entity (公司, 双方) and does not name it.
    pub by_reference: bool,
}

impl Filler {
    /// Whether two fillers are the same thing.
    pub fn agrees(&self, other: &Filler) -> bool {
        match (self.entity, other.entity) {
            (Some(a), Some(b)) => a == b,
            (None, None) => {
                // What is known of 本月 and 今年8月, before they are resolved, is the same.
                let open = matches!(&self.value, Some(Value::Date(d)) if d.begin.is_none());
                self.span == other.span
                    || self.value.is_some() && self.value == other.value && !open
                    || self.text.is_some() && self.text == other.text
            }
            _ => false,
        }
    }
}

/// A deal or a fact.
#[derive(Clone, Debug, PartialEq)]
pub struct Deal {
    /// Deal or fact.
    pub makes: Makes,
    /// Its type.
    pub kind: String,
    /// The state that wording or context state; `None` where nothing is said.
    pub status: Option<&'static str>,
    /// Earlier states.
    pub history: Vec<&'static str>,
    /// Role to fillers, best first.
    pub roles: BTreeMap<String, Vec<Filler>>,
    /// Sentence and rule, in the order of the text.
    pub evidence: Vec<(Span, usize)>,
    /// 0 to 100.
    pub confidence: i64,
    /// The amount adds up several deals.
    pub cumulative: bool,
    /// The match only adds to other deals, at most so many sentences back.
    pub attach: Option<usize>,
    /// How many sentences ahead the deal may be told that the match adds to.
    pub ahead: usize,
    /// Whom the sentence names before the trigger, where the match only says what became of a deal told before (该交易已终止); whom
    /// the match itself names, where it only says when: 5月6日，海川股份公告.
    pub named: BTreeSet<usize>,
    /// The priority of its rule.
    pub priority: i64,
    /// The plain text of the first match.
    pub span: Span,
    /// Ordinal of the sentence of the first match.
    pub sentence: usize,
    /// Ordinals of all sentences that tell of it.
    pub told_in: BTreeSet<usize>,
    /// The triggers of all matches, the first one's first.
    pub triggers: Vec<Span>,
    /// Roles that the subject fills where the sentence leaves them open.
    pub carry: Vec<String>,
    /// Roles that the deal told last fills where this one leaves them open, and how many sentences back that may be.
    pub follow: (Vec<String>, usize),
    /// It stands for several deals, one for each filler of this role.
    pub each: Option<String>,
    /// A sentence that tells it names a time.
    pub timed: bool,
    /// Wherever it is told, it is told as what lies behind the news.
    pub background: bool,
    /// It is a part of another deal: a tranche.
    pub part: bool,
    /// Wherever it is told, a party is told by what is nearly its name.
    pub near_name: bool,
    /// Its lists are to be read one by one, as several deals (分别).
    pub paired: bool,
    /// Index of the deal that this is a tranche of, in the final list.
    pub part_of: Option<usize>,
}

impl Deal {
    /// The fillers of a role.
    pub fn role(&self, name: &str) -> &[Filler] {
        self.roles.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a trigger of one overlaps a trigger of the other.
    pub fn shares_trigger(&self, other: &Deal) -> bool {
        self.triggers.iter().any(|a| other.triggers.iter().any(|b| a.overlaps(*b)))
    }

    /// Whether something fills a role already.
    pub fn holds(&self, filler: &Filler) -> bool {
        self.roles.values().flatten().any(|f| f.agrees(filler))
    }

    /// Whether a company or person fills a role.
    pub fn names(&self, entity: usize) -> bool {
        self.roles.values().flatten().any(|f| f.entity == Some(entity))
    }

    /// The last sentence before this one that tells of it.
    pub fn told_before(&self, sentence: usize) -> Option<usize> {
        self.told_in.range(..sentence).next_back().copied()
    }

    /// Adds a filler unless the role has it.
    pub fn add(&mut self, role: &str, filler: Filler) {
        let fillers = self.roles.entry(role.to_owned()).or_default();
        match fillers.iter_mut().find(|f| f.agrees(&filler)) {
            // A name tells more than 公司.
            Some(f) if f.by_reference && !filler.by_reference => *f = filler,
            Some(_) => {}
            None => fillers.push(filler),
        }
    }
}
