//! One rule file: its tables as written, with their places.

use super::syntax;
use super::table::{Fields, Findings, Located, list, nearest};
use crate::base::{Diagnostic, Span};
use std::sync::Arc;
use toml::de::DeTable;

/// A rule file's name, for messages, and its text.
#[derive(Clone, Debug)]
pub struct RuleFile {
    /// Path below the rules folder, with forward slashes.
    pub name: Arc<str>,
    /// The text; for word files that a lexicon names, their lines.
    pub text: Arc<str>,
}

impl RuleFile {
    /// The file with spaces in place of the tables of examples, so that all else keeps its place. Every line that begins with `[`
    /// must begin a table, as in the files of the binary.
    pub(super) fn without_examples(&self) -> RuleFile {
        let (mut text, mut example) = (String::with_capacity(self.text.len()), false);
        for line in self.text.split_inclusive('\n') {
            if line.starts_with('[') {
                example = line.starts_with("[[") && line.contains(".example]]");
            }
            if example {
                let end = line.trim_end_matches('\n').len();
                text.push_str(&" ".repeat(end));
                text.push_str(&line[end..]);
            } else {
                text.push_str(line);
            }
        }
        RuleFile { name: self.name.clone(), text: text.into() }
    }
}

/// The tables of one file as written.
#[derive(Debug, Default)]
pub struct Tables {
    /// `[[lexicon]]`
    pub lexicons: Vec<LexiconTable>,
    /// `[[gazetteer]]`
    pub gazetteers: Vec<GazetteerTable>,
    /// `[[mention]]`
    pub mentions: Vec<MentionTable>,
    /// `[[rule]]`
    pub rules: Vec<RuleTable>,
    /// `[[context]]`
    pub contexts: Vec<ContextTable>,
    /// `[[sign]]`
    pub signs: Vec<SignTable>,
    /// `[[reference]]`
    pub references: Vec<ReferenceTable>,
    /// `[[fragment]]`
    pub fragments: Vec<FragmentTable>,
    /// `[[type]]`
    pub types: Vec<TypeTable>,
    /// `[[confidence]]`
    pub confidence: Vec<ConfidenceTable>,
}

/// A type of deal or fact: which roles tell two of them apart.
#[derive(Debug)]
pub struct TypeTable {
    /// Its name.
    pub name: Located<String>,
    /// Roles that make two reports two deals when they differ, and one when they agree.
    pub key: Vec<Located<String>>,
    /// Values that one deal has once.
    pub agree: Vec<Located<String>>,
    /// Roles one of which must be filled, group by group (`"investor|target"`).
    pub needs: Vec<Located<String>>,
    /// What takes the place of `needs` where the document tells no other deal of the type.
    pub alone: Vec<Located<String>>,
    /// Roles that take two and more on the same footing (`party`).
    pub together: Vec<Located<String>>,
    /// Roles that date the deal: two reports dated far apart are two deals.
    pub time: Vec<Located<String>>,
    /// Types that another article may give the same deal (`merge`).
    pub akin: Vec<Located<String>>,
    /// Types that the same document may give the same deal; of the two this one stands.
    pub absorbs: Vec<Located<String>>,
    /// Pairs `special<general`: what fills the first role fills the second, too (`"lead_investor<investor"`).
    pub also: Vec<Located<String>>,
    /// Such pairs that hold of deals told as completed (`"closed<date"`).
    pub done: Vec<Located<String>>,
    /// Pairs of a role and a lexicon with whose words no name ends that fills it (`"target<fund_end"`).
    pub never: Vec<Located<String>>,
    /// Whoever is in such a deal is in one at a time: figures that differ are told of one deal.
    pub once: bool,
}

/// Points for what speaks for a deal or a fact, and what they are worth.
#[derive(Debug)]
pub struct ConfidenceTable {
    /// `deal` or `fact`.
    pub of: Located<String>,
    /// Points of a party, a value, a further rule, a clear name, and hearsay.
    pub points: [i64; 5],
    /// Points from which on so many in a thousand are right.
    pub steps: Vec<(i64, i64)>,
}

/// A named list of words.
#[derive(Debug)]
pub struct LexiconTable {
    /// Name, without the `@`.
    pub name: Located<String>,
    /// The words.
    pub words: Vec<Located<String>>,
    /// What each word stands behind; the two together are then a word of the lexicon.
    pub before: Vec<Located<String>>,
    /// Words with their meanings.
    pub meanings: Vec<(Located<String>, String)>,
    /// A word file beside this one: one word a line, or `word,meaning`.
    pub file: Option<Located<String>>,
    /// Some word could not be read, and was reported.
    pub broken: bool,
}

/// A list of companies in a file of its own.
#[derive(Debug)]
pub struct GazetteerTable {
    /// A file beside this one.
    pub file: Located<String>,
}

/// A named piece of the regular expressions of `[[mention]]` tables.
#[derive(Debug)]
pub struct FragmentTable {
    /// Its name.
    pub name: Located<String>,
    /// The expression.
    pub pattern: Located<String>,
}

/// How a typed value is written.
#[derive(Debug)]
pub struct MentionTable {
    /// Identifier.
    pub id: Located<String>,
    /// Kind of value.
    pub kind: Located<String>,
    /// Regular expression.
    pub pattern: Located<String>,
    /// The function that reads it.
    pub normaliser: Located<String>,
    /// Higher is taken first.
    pub priority: i64,
    /// Examples.
    pub examples: Vec<ValueExample>,
}

/// An example of a value.
#[derive(Clone, Debug)]
pub struct ValueExample {
    /// The text.
    pub text: Located<String>,
    /// What is found in it; `None` when nothing may be.
    pub found: Option<Located<String>>,
    /// What it amounts to, field by field.
    pub value: Vec<(String, String)>,
    /// The article's date, ISO 8601.
    pub reference: Option<Located<String>>,
}

/// What a rule makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Makes {
    /// A deal.
    Deal,
    /// A fact.
    Fact,
}

/// A deal or fact rule.
#[derive(Debug)]
pub struct RuleTable {
    /// Identifier, such as `acquire.spend-to-buy`.
    pub id: Located<String>,
    /// Deal or fact.
    pub makes: Makes,
    /// Its type, such as `acquisition`.
    pub kind: Located<String>,
    /// Alternatives, each a pattern.
    pub patterns: Vec<Located<String>>,
    /// The status that the wording itself states.
    pub status: Option<Located<String>>,
    /// Higher wins where two rules overlap.
    pub priority: i64,
    /// Trust in a match, percent.
    pub confidence: i64,
    /// The amount adds up several deals.
    pub cumulative: bool,
    /// The match tells of a part of another deal: a tranche.
    pub part: bool,
    /// Lists of equal length in the deal's roles are read one by one, as several deals.
    pub paired: bool,
    /// The match only adds to a deal of its type that stands near; alone it makes none.
    pub attach: bool,
    /// How many sentences back the deal may stand that an `attach` rule adds to.
    pub back: i64,
    /// How many sentences ahead it may be told, where none that was told takes it.
    pub ahead: i64,
    /// Roles that the subject of the story fills where the sentence leaves them out; `target<company` takes the target of
    /// the deal told there or before.
    pub carry: Vec<Located<String>>,
    /// Roles taken from the deal told last where the match leaves them open, at most `back` sentences before.
    pub follow: Vec<Located<String>>,
    /// One deal for each filler of this role.
    pub each: Option<Located<String>>,
    /// Examples.
    pub examples: Vec<RuleExample>,
    /// Some example could not be read, and was reported.
    pub examples_broken: bool,
}

/// An example of a rule.
#[derive(Clone, Debug)]
pub struct RuleExample {
    /// The text.
    pub text: Located<String>,
    /// Nothing may be found.
    pub none: bool,
    /// The example is known to fail, and must fail.
    pub known_miss: bool,
    /// Expected status.
    pub status: Option<Located<String>>,
    /// Expected fillers by role.
    pub roles: Vec<(Located<String>, Vec<Located<String>>)>,
}

/// What a phrase around a match means.
#[derive(Debug)]
pub struct ContextTable {
    /// Identifier.
    pub id: Located<String>,
    /// A status, or `drop`.
    pub effect: Located<String>,
    /// The phrases.
    pub patterns: Vec<Located<String>>,
    /// Phrases that contain one of the patterns and do not count.
    pub except: Vec<Located<String>>,
    /// Where a match must stand to be meant: `forward`, `backward`, `both`, `inside`.
    pub scope: Option<Located<String>>,
    /// `clause`, `sentence` or `story`.
    pub reach: Option<Located<String>>,
    /// Deal types that it speaks of; empty means all.
    pub deals: Vec<Located<String>>,
    /// Rules whose matches it speaks of; empty means all.
    pub rules: Vec<Located<String>>,
    /// Higher wins where two contexts disagree.
    pub priority: i64,
    /// What it stands over is told as what lies behind the news.
    pub background: bool,
    /// Examples: text and expected status or none.
    pub examples: Vec<RuleExample>,
    /// Some example could not be read, and was reported.
    pub examples_broken: bool,
}

/// One sign that a stretch of text is, or is not, a name.
#[derive(Debug)]
pub struct SignTable {
    /// Identifier.
    pub id: Located<String>,
    /// `company` (when absent) or `person`.
    pub names: Option<Located<String>>,
    /// What is tested.
    pub test: Located<String>,
    /// The lexicons or shapes that the test looks for; any of them will do.
    pub words: Vec<Located<String>>,
    /// Points for (or against, when negative).
    pub weight: i64,
    /// Whether a weak name that shows it may count when it occurs again.
    pub proof: bool,
}

/// Words that stand for an entity.
#[derive(Debug)]
pub struct ReferenceTable {
    /// Identifier.
    pub id: Located<String>,
    /// The words.
    pub words: Vec<Located<String>>,
    /// Which entity is meant.
    pub refers: Located<String>,
}

/// The kinds of table, for messages.
const KINDS: [&str; 10] = ["lexicon", "gazetteer", "fragment", "mention", "rule", "context", "sign", "reference", "type", "confidence"];

/// Largest rule file, in bytes; word files may be larger.
const LARGEST: usize = 8 << 20;

/// Reads one file; findings are appended to `out`.
pub fn read(file: &RuleFile, out: &mut Vec<Diagnostic>) -> Tables {
    let mut tables = Tables::default();
    let f = &mut Findings::new(file.name.clone(), file.text.clone(), out);
    if file.text.len() > LARGEST {
        let help = "split it; long word lists belong into a word file beside it";
        f.error("too-large", Span::default(), format!("this rule file is larger than {LARGEST} bytes"), "here", Some(help.into()));
        return tables;
    }
    let (root, errors) = DeTable::parse_recoverable(&file.text);
    let root = root.get_ref();
    if !errors.is_empty() {
        syntax::report(&errors, f);
        // What could be read of word lists keeps the other files from complaining that they are missing.
        let mut unsaid = Vec::new();
        let unsaid = &mut Findings::new(file.name.clone(), file.text.clone(), &mut unsaid);
        let mut top = Fields::new(root, Span::default(), "file");
        tables.lexicons = top.tables("lexicon", "lexicon", unsaid).into_iter().filter_map(|t| lexicon(t, unsaid)).collect();
        return tables;
    }
    for (key, _) in root {
        let name = key.get_ref().as_ref();
        if !KINDS.contains(&name) {
            let help = match nearest(name, KINDS.into_iter()) {
                Some(near) => format!("did you mean `[[{near}]]`?"),
                None => format!("a rule file holds the tables {}", list(KINDS.into_iter())),
            };
            let span = Span::new(key.span().start, key.span().end);
            f.error("unknown-table", span, format!("there is no table `{name}`"), "unknown table", Some(help));
        }
    }
    let mut top = Fields::new(root, Span::default(), "file");
    for t in top.tables("lexicon", "lexicon", f) {
        tables.lexicons.extend(lexicon(t, f));
    }
    for mut t in top.tables("gazetteer", "gazetteer", f) {
        let file = t.required("file", f);
        t.finish(f);
        tables.gazetteers.extend(file.map(|file| GazetteerTable { file }));
    }
    for mut t in top.tables("fragment", "fragment", f) {
        let (name, pattern) = (t.required("name", f), t.required("pattern", f));
        t.finish(f);
        if let (Some(name), Some(pattern)) = (name, pattern) {
            tables.fragments.push(FragmentTable { name, pattern });
        }
    }
    for t in top.tables("mention", "mention", f) {
        tables.mentions.extend(mention(t, f));
    }
    for t in top.tables("rule", "rule", f) {
        tables.rules.extend(rule(t, f));
    }
    for t in top.tables("context", "context", f) {
        tables.contexts.extend(context(t, f));
    }
    for t in top.tables("sign", "sign", f) {
        tables.signs.extend(sign(t, f));
    }
    for t in top.tables("reference", "reference", f) {
        tables.references.extend(reference(t, f));
    }
    for t in top.tables("confidence", "confidence", f) {
        tables.confidence.extend(confidence(t, f));
    }
    for t in top.tables("type", "type", f) {
        tables.types.extend(deal_type(t, f));
    }
    tables
}

fn deal_type(mut t: Fields, f: &mut Findings) -> Option<TypeTable> {
    let name = t.required("name", f);
    let (key, agree) = (t.strings("key", f), t.strings("agree", f));
    let (needs, alone, together) = (t.strings("needs", f), t.strings("alone", f), t.strings("together", f));
    let (also, time, akin) = (t.strings("also", f), t.strings("time", f), t.strings("akin", f));
    let (done, absorbs, never) = (t.strings("done", f), t.strings("absorbs", f), t.strings("never", f));
    let once = t.flag("once", f);
    for pair in also.iter().chain(&done).chain(&never).filter(|p| !p.value.contains('<')) {
        let help = Some("write `lead_investor<investor`".to_owned());
        f.error("role-pair", pair.span, format!("`{}` is no pair of roles", pair.value), "no `<` in it", help);
    }
    t.finish(f);
    Some(TypeTable { name: name?, key, agree, needs, alone, together, also, time, akin, absorbs, done, never, once })
}

fn confidence(mut t: Fields, f: &mut Findings) -> Option<ConfidenceTable> {
    let of = t.required("of", f);
    if let Some(of) = of.as_ref().filter(|of| of.value != "deal" && of.value != "fact") {
        f.error("unknown-value", of.span, format!("`{}` is neither `deal` nor `fact`", of.value), "here", None);
    }
    let points = ["party", "value", "again", "name", "hearsay"].map(|key| t.integer(key, -100, 100, f).unwrap_or(0));
    let mut steps: Vec<(i64, i64)> = Vec::new();
    for step in t.strings("steps", f) {
        let numbers = step.value.split_once(' ').and_then(|(a, b)| Some((a.parse().ok()?, b.trim().parse().ok()?)));
        match numbers {
            Some((from, permille)) if (0..=1000).contains(&permille) && steps.last().is_none_or(|l| l.0 < from && l.1 <= permille) => {
                steps.push((from, permille));
            }
            _ => {
                let help = Some("write points and how many of a thousand are right, both rising: `\"80 640\"`".to_owned());
                f.error("step", step.span, format!("`{}` is no next step", step.value), "here", help);
            }
        }
    }
    t.finish(f);
    Some(ConfidenceTable { of: of?, points, steps })
}

/// Most words that a lexicon makes of two lists.
const MOST_PAIRS: usize = 100_000;

fn lexicon(mut t: Fields, f: &mut Findings) -> Option<LexiconTable> {
    let name = t.required("name", f);
    let before = f.count();
    let (words, meanings, file) = (t.strings("words", f), t.meanings("meanings", f), t.string("file", f));
    let before_words = t.strings("before", f);
    if let Some(first) = before_words.first().filter(|_| before_words.len().saturating_mul(words.len()) > MOST_PAIRS || words.is_empty()) {
        let message = format!("`before` and `words` make no word together, or more than {MOST_PAIRS}");
        f.error("word-pairs", first.span, message, "these words", Some("each word of `words` stands behind each of `before`".into()));
        return None;
    }
    let broken = f.count() > before;
    t.finish(f);
    Some(LexiconTable { name: name?, words, before: before_words, meanings, file, broken })
}

fn mention(mut t: Fields, f: &mut Findings) -> Option<MentionTable> {
    let (id, kind) = (t.required("id", f), t.required("kind", f));
    let (pattern, normaliser) = (t.required("pattern", f), t.required("normaliser", f));
    let priority = t.integer("priority", -100, 100, f).unwrap_or(0);
    let mut examples = Vec::new();
    for mut e in t.tables("example", "example", f) {
        let text = e.required("text", f);
        let none = e.flag("none", f);
        let found = e.string("found", f);
        let (value, reference) = (e.map("value", f), e.string("reference", f));
        if none == found.is_some() {
            let help = "add `found = \"…\"`, the words that are read, or `none = true`; not both";
            f.error("example-shape", e.span(), "an example says either `found` or `none = true`".into(), "this example", Some(help.into()));
        }
        e.finish(f);
        if let Some(text) = text {
            examples.push(ValueExample { text, found, value, reference });
        }
    }
    t.finish(f);
    Some(MentionTable { id: id?, kind: kind?, pattern: pattern?, normaliser: normaliser?, priority, examples })
}

fn rule(mut t: Fields, f: &mut Findings) -> Option<RuleTable> {
    let id = t.required("id", f);
    let (deal, fact) = (t.string("deal", f), t.string("fact", f));
    let makes = match (&deal, &fact) {
        (Some(_), None) => Some(Makes::Deal),
        (None, Some(_)) => Some(Makes::Fact),
        _ => {
            let (has, help) = match deal {
                Some(_) => ("both", "take one of the two lines out"),
                None => ("neither", "add a line such as `deal = \"acquisition\"` or `fact = \"valuation\"`"),
            };
            f.error(
                "deal-or-fact",
                t.span(),
                format!("a rule makes a `deal` or a `fact`; this one has {has}"),
                "this rule",
                Some(help.into()),
            );
            None
        }
    };
    let patterns = patterns(&mut t, f);
    let (examples, examples_broken) = examples(&mut t, f);
    // A key that is missing leaves no table; the other keys are looked at all the same.
    let table = (|| {
        Some(RuleTable {
            status: t.string("status", f),
            priority: t.integer("priority", -100, 100, f).unwrap_or(0),
            confidence: t.integer("confidence", 1, 100, f).unwrap_or(80),
            cumulative: t.flag("cumulative", f),
            part: t.flag("part", f),
            paired: t.flag("paired", f),
            attach: t.flag("attach", f),
            back: t.integer("back", 0, 20, f).unwrap_or(2),
            ahead: t.integer("ahead", 0, 20, f).unwrap_or(0),
            carry: t.strings("carry", f),
            follow: t.strings("follow", f),
            each: t.string("each", f),
            examples,
            examples_broken,
            id: id?,
            makes: makes?,
            kind: deal.or(fact)?,
            patterns,
        })
    })();
    t.finish(f);
    table
}

/// The key `pattern`: one or several, and at least one.
fn patterns(t: &mut Fields, f: &mut Findings) -> Vec<Located<String>> {
    let before = f.count();
    let patterns = t.strings("pattern", f);
    if patterns.is_empty() && f.count() == before {
        let message = format!("this {} has no `pattern`", t.what());
        f.error("missing-key", t.span(), message, "in this table", Some("add a line `pattern = '…'`".into()));
    }
    patterns
}

/// The examples of a rule or context, and whether some could not be read.
fn examples(t: &mut Fields, f: &mut Findings) -> (Vec<RuleExample>, bool) {
    let before = f.count();
    let mut out = Vec::new();
    for mut e in t.tables("example", "example", f) {
        let text = e.required("text", f);
        let (none, known_miss, status) = (e.flag("none", f), e.flag("known_miss", f), e.string("status", f));
        let roles = e.rest(f);
        if none && !(roles.is_empty() && status.is_none()) {
            let help = "take out `none = true`, or the fillers and the status";
            f.error(
                "example-shape",
                e.span(),
                "an example with `none = true` expects nothing else".into(),
                "this example",
                Some(help.into()),
            );
        }
        if !none && roles.is_empty() && status.is_none() {
            let help = "name what must be found, such as `target = \"…\"` or `status = \"planned\"`, or write `none = true`";
            f.error("example-shape", e.span(), "this example expects nothing in particular".into(), "this example", Some(help.into()));
        }
        if let Some(text) = text {
            out.push(RuleExample { text, none, known_miss, status, roles });
        }
    }
    (out, f.count() > before)
}

fn context(mut t: Fields, f: &mut Findings) -> Option<ContextTable> {
    let (id, effect) = (t.required("id", f), t.required("effect", f));
    let patterns = patterns(&mut t, f);
    let (examples, examples_broken) = examples(&mut t, f);
    // A key that is missing leaves no table; the other keys are looked at all the same.
    let table = (|| {
        Some(ContextTable {
            except: t.strings("except", f),
            scope: t.string("scope", f),
            reach: t.string("reach", f),
            deals: t.strings("deals", f),
            rules: t.strings("rules", f),
            priority: t.integer("priority", -100, 100, f).unwrap_or(0),
            background: t.flag("background", f),
            examples,
            examples_broken,
            id: id?,
            effect: effect?,
            patterns,
        })
    })();
    t.finish(f);
    table
}

fn sign(mut t: Fields, f: &mut Findings) -> Option<SignTable> {
    let (id, test, words) = (t.required("id", f), t.required("test", f), t.strings("words", f));
    if words.is_empty() {
        f.error("missing-key", t.span(), "this sign has no `words`".into(), "here", Some("add a line `words = \"@lexicon\"`".into()));
    }
    let weight = t.integer("weight", -100, 100, f);
    if weight.is_none() {
        f.error("missing-key", t.span(), "this sign has no `weight`".into(), "in this table", Some("add a line `weight = 3`".into()));
    }
    let names = t.string("for", f);
    let proof = t.flag("proof", f);
    t.finish(f);
    Some(SignTable { names, id: id?, test: test?, words, weight: weight?, proof })
}

fn reference(mut t: Fields, f: &mut Findings) -> Option<ReferenceTable> {
    let (id, refers) = (t.required("id", f), t.required("refers", f));
    let words = t.strings("words", f);
    t.finish(f);
    Some(ReferenceTable { id: id?, words, refers: refers? })
}
