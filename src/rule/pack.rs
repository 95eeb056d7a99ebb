//! All rule files together, checked and compiled.

use super::alphabet::{self, Alphabet};
use super::compile::{Compiled, Language};
use super::file::{Makes, RuleExample, ValueExample};
use super::program::Program;
use super::words::WordTables;
use crate::base::{Diagnostic, Severity, Span};
use crate::lexicon::{Gazetteer, Lexicons};
use crate::value::{Fragment, Kind, ValueError, ValueSpec, Values, recognise};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// The types of mention that patterns may name, in the order of their symbols.
pub const KINDS: [&str; 14] = [
    "Company", "Person", "Money", "Price", "Percent", "Points", "Number", "Shares", "Stake", "Date", "Round", "Ticker", "Currency",
    "Employer",
];

/// Who may fill a carried role where it is not who acts: the company of the story.
pub const STORY: &str = "story";
/// The same: the target of the deal told last.
pub const TARGET: &str = "target";

/// Who fills a role that `carry` names (`story<company`), and the role; `None` where it is who acts.
pub fn carried(entry: &str) -> (Option<&str>, &str) {
    entry.split_once('<').map_or((None, entry), |(of, role)| (Some(of), role))
}

/// The states that rules and contexts may name.
pub const STATUSES: [&str; 5] = ["planned", "announced", "completed", "rumoured", "terminated"];

/// A type of deal or fact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DealType {
    /// Roles that make two reports two deals when they differ, and one when they agree.
    pub key: Vec<String>,
    /// Values that one deal has once.
    pub agree: Vec<String>,
    /// Groups of roles; one of each group must be filled.
    pub needs: Vec<Vec<String>>,
    /// What takes the place of `needs` where the document tells no other deal of the type; empty when nothing does.
    pub alone: Vec<Vec<String>>,
    /// Roles that take two and more on the same footing: fewer make no deal, and two reports speak of one deal when both
    /// name the same, or one of them names but one and the other names it, too.
    pub together: Vec<String>,
    /// Roles that date the deal.
    pub time: Vec<String>,
    /// Types that another article may give the same deal.
    pub akin: Vec<String>,
    /// Types that the same document may give the same deal; of the two this one stands.
    pub absorbs: Vec<String>,
    /// What fills the first role fills the second, too.
    pub also: Vec<(String, String)>,
    /// Of a deal told as completed, what fills the second role fills the first where that is open.
    pub done: Vec<(String, String)>,
    /// Roles, and lexicons with whose words no name ends that fills them: there is no such deal.
    pub never: Vec<(String, String)>,
    /// Whoever is in such a deal is in one at a time: figures that differ are told of one deal.
    pub once: bool,
}

/// How sure deals and facts are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confidence {
    /// Deals.
    pub deal: Scale,
    /// Facts.
    pub fact: Scale,
}

/// Points for what speaks for a deal or fact, and what they are worth.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scale {
    /// For each main party that is there.
    pub party: i64,
    /// For each value that tells such deals apart.
    pub value: i64,
    /// For each further rule that read it.
    pub again: i64,
    /// For each main party whose name shows clear signs, or has an identifier.
    pub name: i64,
    /// For hearsay.
    pub hearsay: i64,
    /// Points from which on so many in a thousand are right, ascending in both.
    pub steps: Vec<(i64, i64)>,
}

impl Scale {
    /// What points are worth. Without steps they are taken for percent.
    pub fn permille(&self, points: i64) -> i64 {
        let step = self.steps.iter().take_while(|(from, _)| *from <= points).last().or(self.steps.first());
        step.map_or(points.clamp(0, 100) * 10, |(_, permille)| *permille)
    }
}

/// Everything that rule files say, ready to run.
#[derive(Debug)]
pub struct Pack {
    /// Word lists by name.
    pub lexicons: Lexicons,
    /// Companies of the user's own lists.
    pub gazetteer: Arc<Gazetteer>,
    /// How values are written.
    pub(super) writing: Writing,
    /// The value recogniser, once it was needed.
    pub(super) values: OnceLock<Values>,
    /// Examples of value patterns, by identifier.
    pub value_examples: Vec<(String, ValueExample)>,
    /// The kind that each value pattern makes.
    pub value_kinds: BTreeMap<String, Kind>,
    /// Deal and fact rules, by identifier.
    pub rules: Vec<Rule>,
    /// Contexts, by identifier.
    pub contexts: Vec<Context>,
    /// Signs of names, by identifier.
    pub signs: Vec<Sign>,
    /// Words that stand for entities.
    pub references: Vec<Reference>,
    /// Types of deals and facts by name.
    pub types: BTreeMap<String, DealType>,
    /// For each type, the roles that rules carry the company of the story into: those of companies that others hold.
    pub(super) held: BTreeMap<String, BTreeSet<String>>,
    /// What speaks for deals and facts, and what it is worth.
    pub confidence: Confidence,
    /// Symbols of skeletons.
    pub alphabet: Alphabet,
    /// The words of the machines that were compiled.
    pub(super) tables: WordTables,
    /// Identifies the content of all files.
    pub hash: String,
    /// What could be better; looked for by [`Pack::check`] only.
    pub warnings: Vec<Diagnostic>,
}

/// What the recogniser of values is made from, beside lexicons.
#[derive(Debug, Default)]
pub(super) struct Writing {
    pub(super) specs: Vec<ValueSpec>,
    pub(super) fragments: Vec<Fragment>,
}

/// A compiled deal or fact rule.
#[derive(Debug)]
pub struct Rule {
    /// Identifier.
    pub id: String,
    /// Deal or fact.
    pub makes: Makes,
    /// Type of the deal or fact.
    pub kind: String,
    /// The status that the wording states.
    pub status: Option<&'static str>,
    /// Higher wins where matches overlap.
    pub priority: i64,
    /// Trust in a match, percent.
    pub confidence: i64,
    /// The amount adds up several deals.
    pub cumulative: bool,
    /// Tells of a part of another deal.
    pub part: bool,
    /// Lists of equal length are read one by one.
    pub paired: bool,
    /// Only adds to a deal that stands near.
    pub attach: bool,
    /// How many sentences back that deal may stand.
    pub back: usize,
    /// How many sentences ahead it may be told, where none that was told takes it.
    pub ahead: usize,
    /// Roles that the subject of the story fills where the sentence leaves them out.
    pub carry: Vec<String>,
    /// Roles taken from the deal told last.
    pub follow: Vec<String>,
    /// One deal for each filler of this role.
    pub each: Option<String>,
    /// One program per pattern.
    pub programs: Vec<Program>,
    /// Its examples.
    pub examples: Vec<RuleExample>,
    /// The file and place of its identifier.
    pub place: Place,
}

/// Sentences that a report without a party of its own (本轮融资, 此次收购) may look back.
pub const BACK: usize = 2;

impl Rule {
    /// How many sentences back and ahead that may be told which a match adds to; `None` where a match may tell of a deal or fact
    /// itself. Of a type that has parties, a rule that names none of them adds to what another one tells.
    pub fn adds(&self, types: &BTreeMap<String, DealType>) -> Option<(usize, usize)> {
        if self.attach {
            return Some((self.back, self.ahead));
        }
        let t = types.get(&self.kind)?;
        let is_party = |role: &str| t.parties().any(|r| r == role);
        let names = |role: &str| is_party(role) || t.also.iter().any(|(special, general)| special == role && is_party(general));
        let carried = self.carry.iter().map(|entry| carried(entry).1);
        if t.parties().next().is_none() || self.programs.iter().flat_map(Program::roles).chain(carried).any(names) {
            return None;
        }
        Some((if self.follow.is_empty() { BACK } else { BACK.max(self.back) }, self.ahead))
    }
}

impl DealType {
    /// The roles of what deals of the type are about.
    pub fn things(&self) -> impl Iterator<Item = &str> {
        self.key.first().into_iter().flat_map(|k| k.split('|'))
    }

    /// Whether a role is that of what deals of the type are about.
    pub fn is_thing(&self, role: &str) -> bool {
        self.things().any(|thing| thing == role)
    }

    /// The roles of those who tell deals of the type apart.
    pub fn parties(&self) -> impl Iterator<Item = &str> {
        self.key.iter().chain(&self.together).flat_map(|k| k.split('|'))
    }

    /// Those of them that do something, and are not what the deal is about.
    pub fn acting(&self) -> impl Iterator<Item = &str> {
        self.parties().filter(|role| !self.is_thing(role))
    }
}

/// A place in a rule file.
#[derive(Clone, Debug)]
pub struct Place {
    /// The file's name.
    pub file: Arc<str>,
    /// The file's text.
    pub source: Arc<str>,
    /// Bytes in it.
    pub span: Span,
}

impl Place {
    /// A finding about this place.
    pub fn diagnostic(&self, severity: Severity, code: &'static str, message: String, label: &str, help: Option<String>) -> Diagnostic {
        Diagnostic {
            severity,
            code,
            message,
            file: self.file.clone(),
            source: self.source.clone(),
            span: self.span,
            label: label.to_owned(),
            help,
        }
    }
}

/// What a context does to a match in its scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// No deal.
    Drop,
    /// This state.
    Status(&'static str),
}

/// Where a match must stand to be in the scope of a context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Its trigger follows the phrase.
    Forward,
    /// Its trigger precedes the phrase.
    Backward,
    /// Either.
    Both,
    /// Its trigger is a part of the phrase.
    Inside,
}

/// How far a scope reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// To the end of the clause.
    Clause,
    /// To the end of the sentence.
    Sentence,
    /// Over the sentence, and back over all that was told before it as hearsay.
    Story,
}

/// A compiled context.
#[derive(Debug)]
pub struct Context {
    /// Identifier.
    pub id: String,
    /// What it does.
    pub effect: Effect,
    /// The phrases.
    pub programs: Vec<Program>,
    /// Phrases that do not count.
    pub except: Vec<Program>,
    /// Where matches stand.
    pub scope: Scope,
    /// How far.
    pub reach: Reach,
    /// Types it speaks of; empty for all.
    pub deals: Vec<String>,
    /// Ids of the rules it speaks of; empty for all.
    pub rules: Vec<String>,
    /// Higher wins.
    pub priority: i64,
    /// What it stands over is told as what lies behind the news: no day of the news is its day.
    pub background: bool,
    /// Examples.
    pub examples: Vec<RuleExample>,
    /// Where it is written.
    pub place: Place,
}

impl Context {
    /// Whether it speaks of matches of this rule.
    pub fn means(&self, rule: &Rule) -> bool {
        (self.deals.is_empty() || self.deals.contains(&rule.kind)) && (self.rules.is_empty() || self.rules.contains(&rule.id))
    }
}

/// What a sign looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Test {
    /// The whole candidate is a word of the lexicon.
    Is,
    /// The candidate ends with one.
    Ends,
    /// The candidate begins with one.
    Starts,
    /// A word of the candidate is one.
    Contains,
    /// Its first word of several is one.
    First,
    /// Its last word of several is one.
    Last,
    /// One stands right before the candidate.
    Before,
    /// One stands right after it.
    After,
    /// The candidate is of a shape that the program knows: see [`super::shape`].
    Shape,
}

/// What a name is the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Names {
    /// A company, fund or other body that can be party to a deal.
    Company,
    /// A human being.
    Person,
}

/// A sign that a candidate is, or is not, a company.
#[derive(Debug)]
pub struct Sign {
    /// Identifier.
    pub id: String,
    /// What it speaks for.
    pub names: Names,
    /// What it looks at.
    pub test: Test,
    /// A lexicon, or a shape.
    pub words: String,
    /// Points.
    pub weight: i64,
    /// Whether a weak name that shows it somewhere counts when it occurs again.
    pub proof: bool,
}

/// Which entity a reference stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refers {
    /// The company whose announcement or story it is.
    Speaker,
    /// The company named last.
    Last,
    /// The company named last that is not only somebody's backer.
    Topic,
    /// The two named last.
    Both,
    /// The first of the two named last.
    Former,
    /// The second of the two named last.
    Latter,
    /// The target of the deal spoken of.
    Target,
    /// Its buyer.
    Buyer,
    /// Its seller.
    Seller,
}

/// Words that stand for an entity.
#[derive(Debug)]
pub struct Reference {
    /// Identifier.
    pub id: String,
    /// The words.
    pub words: Vec<String>,
    /// Which entity.
    pub refers: Refers,
}

impl Pack {
    /// The value recogniser.
    pub fn values(&self) -> &Values {
        // Only patterns that are known to be sound were not compiled when they were read.
        self.values.get_or_init(|| self.writing.compile(&self.lexicons).expect("value patterns that are known to be sound"))
    }

    /// What its patterns are written in.
    pub fn language(&self) -> Language<'_> {
        Language { alphabet: &self.alphabet, lexicons: &self.lexicons, tables: &self.tables }
    }

    /// The machine of one of its programs.
    pub fn compiled<'p>(&self, program: &'p Program) -> &'p Compiled {
        program.compiled(self.language())
    }

    /// Whether a role of a type is that of a company that others hold: rules carry the company of the story into it.
    pub fn is_held(&self, kind: &str, role: &str) -> bool {
        self.held.get(kind).is_some_and(|roles| roles.contains(role))
    }

    /// Words of which every sentence with a value of this kind holds one, sorted, without what skeletons leave out; `None` where none
    /// are known.
    pub fn sure_words(&self, kind: Kind) -> Option<Vec<String>> {
        let kept = |c| !alphabet::is_skipped(c);
        let mut words = recognise::sure_words(kind, &self.writing.specs, &self.writing.fragments, &self.lexicons, kept)?;
        words.sort();
        words.dedup();
        Some(words)
    }
}

impl Writing {
    /// The recogniser.
    ///
    /// # Errors
    /// Every pattern that is wrong.
    pub(super) fn compile(&self, lexicons: &Lexicons) -> Result<Values, Vec<ValueError>> {
        Values::new(&self.specs, &self.fragments, lexicons)
    }
}

/// The state of this name.
pub fn status(name: &str) -> Option<&'static str> {
    STATUSES.into_iter().find(|s| *s == name)
}
