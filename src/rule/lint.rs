//! What is allowed in rule files and probably not meant.

use super::compile::Language;
use super::file::{RuleFile, Tables};
use super::machine::Machine;
use super::pack::{Context, DealType, Rule, STORY, carried};
use super::pattern::{self, Node};
use super::program::{Program, Way};
use super::table::{Findings, Located, nearest};
use crate::base::{Diagnostic, Severity, Span};
use crate::lexicon::READ_BY_NAME;
use crate::value::{Valued, Values};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// The type that an `attach` rule writes when it adds to deals of every type.
pub const ANY: &str = "any";

/// What was read and made of all files.
pub struct Input<'a> {
    /// The files with their tables.
    pub read: &'a [(&'a RuleFile, Tables)],
    /// What patterns are written in.
    pub language: Language<'a>,
    /// The value recogniser.
    pub values: &'a Values,
    /// Compiled rules.
    pub rules: &'a [Rule],
    /// Compiled contexts.
    pub contexts: &'a [Context],
    /// Declared types.
    pub types: &'a BTreeMap<String, DealType>,
}

/// All warnings, in the order of files and places.
pub fn lint(input: &Input) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    let used = used_lexicons(input);
    let roles = roles(input);
    let ids = input.read.iter().flat_map(|(_, tables)| &tables.rules).map(|r| r.id.value.as_str()).collect();
    for (file, tables) in input.read {
        let f = &mut Findings::new(file.name.clone(), file.text.clone(), &mut out);
        unused_lexicons(tables, &used, f);
        double_words(tables, f);
        unknown_roles(tables, &roles, f);
        undeclared_types(tables, input.types, f);
        unknown_rules(tables, &ids, f);
        impossible_literals(tables, input.values, f);
    }
    shadowed(input, &mut out);
    out.sort_by(|a, b| (&a.file, a.span, a.code).cmp(&(&b.file, b.span, b.code)));
    out
}

/// Names of the lexicons that a pattern, a sign, a mention or the program itself reads.
fn used_lexicons(input: &Input) -> HashSet<String> {
    let mut used: HashSet<String> = READ_BY_NAME.iter().map(|n| (*n).to_owned()).collect();
    for (_, tables) in input.read {
        let rules = tables.rules.iter().flat_map(|r| &r.patterns);
        let contexts = tables.contexts.iter().flat_map(|c| c.patterns.iter().chain(&c.except));
        let mentions = tables.mentions.iter().map(|m| &m.pattern).chain(tables.fragments.iter().map(|f| &f.pattern));
        for text in rules.chain(contexts).chain(mentions) {
            used.extend(names_after_at(&text.value));
        }
        used.extend(tables.types.iter().flat_map(|t| &t.never).filter_map(|p| Some(p.value.split_once('<')?.1.trim().to_owned())));
        used.extend(tables.signs.iter().flat_map(|s| &s.words).map(|w| w.value.trim_start_matches('@').to_owned()));
    }
    used
}

/// The names that a pattern writes behind `@`.
pub fn names_after_at(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split('@').skip(1).map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect())
}

fn unused_lexicons(tables: &Tables, used: &HashSet<String>, f: &mut Findings) {
    for lexicon in &tables.lexicons {
        let name = &lexicon.name;
        if !used.contains(&name.value) {
            let help = format!("use it as `@{}` in a pattern or sign, or take it out", name.value);
            f.warning("unused-lexicon", name.span, format!("nothing uses the lexicon `{}`", name.value), "this lexicon", Some(help));
        }
    }
}

fn double_words(tables: &Tables, f: &mut Findings) {
    for lexicon in &tables.lexicons {
        // A word may have several meanings; one meaning twice is a slip.
        let mut seen: HashSet<(&str, Option<&str>)> = HashSet::new();
        let plain = lexicon.words.iter().map(|w| (w, None));
        for (word, meaning) in plain.chain(lexicon.meanings.iter().map(|(w, m)| (w, Some(m.as_str())))) {
            if !seen.insert((&word.value, meaning)) {
                let message = format!("`{}` stands twice in this lexicon", word.value);
                f.warning("double-word", word.span, message, "second time", Some("take it out".into()));
            }
        }
    }
}

/// Every role that some rule may fill.
fn roles(input: &Input) -> BTreeSet<String> {
    let mut roles = BTreeSet::new();
    for rule in input.rules {
        for p in &rule.programs {
            roles.extend(p.roles().map(str::to_owned));
        }
    }
    for t in input.types.values() {
        roles.extend(t.also.iter().map(|(_, general)| general.clone()));
    }
    roles
}

fn unknown_roles(tables: &Tables, roles: &BTreeSet<String>, f: &mut Findings) {
    let mut look = |written: &Located<String>| {
        for name in written.value.split(['|', '<']).map(str::trim).filter(|n| !n.is_empty() && !roles.contains(*n)) {
            let help = match nearest(name, roles.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "some pattern needs a slot such as `{role:Company}` with this role".into(),
            };
            f.warning("unknown-role", written.span, format!("no rule fills the role `{name}`"), "here", Some(help));
        }
    };
    for t in &tables.types {
        t.key.iter().chain(&t.agree).chain(&t.needs).chain(&t.alone).chain(&t.together).for_each(&mut look);
    }
    let entries = tables.rules.iter().flat_map(|r| &r.carry);
    // The company of the story is no role.
    let role = |entry: &str| match carried(entry) {
        (Some(STORY), role) => role.to_owned(),
        _ => entry.to_owned(),
    };
    entries.map(|c| Located { value: role(&c.value), span: c.span }).for_each(|role| look(&role));
}

/// Contexts that speak of rules which no file has: `ids` are those of all files.
fn unknown_rules(tables: &Tables, ids: &BTreeSet<&str>, f: &mut Findings) {
    for id in tables.contexts.iter().flat_map(|c| &c.rules).filter(|id| !ids.contains(id.value.as_str())) {
        let help = match nearest(&id.value, ids.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`dealex rules list` shows the ids".into(),
        };
        f.warning("unknown-rule", id.span, format!("no rule has the id `{}`", id.value), "here", Some(help));
    }
}

fn undeclared_types(tables: &Tables, types: &BTreeMap<String, DealType>, f: &mut Findings) {
    let kinds = tables.rules.iter().map(|r| &r.kind).chain(tables.contexts.iter().flat_map(|c| &c.deals));
    for kind in kinds.filter(|k| k.value != ANY && !types.contains_key(&k.value)) {
        // A folder of rules without any type is a sketch, which needs none.
        if types.is_empty() {
            continue;
        }
        let help = match nearest(&kind.value, types.keys().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("a `[[type]]` with `name = \"{}\"` and `key = […]` says which reports speak of one deal", kind.value),
        };
        f.warning("undeclared-type", kind.span, format!("no `[[type]]` declares `{}`", kind.value), "here", Some(help));
    }
}

/// Literal text that no skeleton holds: figures are read as values, and a sentence ends at its full stop.
fn impossible_literals(tables: &Tables, values: &Values, f: &mut Findings) {
    let rules = tables.rules.iter().flat_map(|r| &r.patterns);
    let contexts = tables.contexts.iter().flat_map(|c| c.patterns.iter().chain(&c.except));
    for text in rules.chain(contexts) {
        let (node, errors) = pattern::parse(text);
        if !errors.is_empty() {
            continue;
        }
        let mut literals = Vec::new();
        collect_literals(&node, true, &mut literals);
        for (literal, span, last) in literals {
            let place = if text.span.len() == text.value.len() { span.shift(text.span.start) } else { text.span };
            let mut found: Vec<Valued> = Vec::new();
            if literal.contains(|c: char| c.is_ascii_digit()) {
                values.recognise(literal, None, &mut found);
            }
            if let Some(v) = found.first() {
                let kind = format!("{:?}", v.kind);
                let help = format!("write a slot: `{{role:{kind}}}`, or `{{:{kind}}}` without a role");
                let message = format!("this can never match: `{}` is read as a value", v.span.of(literal));
                f.warning("never-matches", place, message, "here", Some(help));
            } else if let Some(i) = literal.find(['。', '！', '？', '\n'])
                && !(last && literal[i..].chars().count() == 1)
            {
                let help = "a pattern matches inside one sentence: write two rules, the second with `attach = true`";
                let message = "this can never match: nothing follows the end of a sentence".to_owned();
                f.warning("never-matches", place, message, "here", Some(help.into()));
            }
        }
    }
}

/// The literals of a pattern, each with whether it may be the last thing in the match.
fn collect_literals<'n>(node: &'n Node, last: bool, out: &mut Vec<(&'n str, Span, bool)>) {
    match node {
        Node::Literal(text, span) => out.push((text, *span, last)),
        Node::Sequence(items) => {
            let end = items.len().saturating_sub(1);
            items.iter().enumerate().for_each(|(i, n)| collect_literals(n, last && i == end, out));
        }
        Node::Choice(items) => items.iter().for_each(|n| collect_literals(n, last, out)),
        Node::Optional(inner) | Node::Capture { inner, .. } => collect_literals(inner, last, out),
        _ => {}
    }
}

/// Rules whose pattern another rule of higher rank has, too.
fn shadowed(input: &Input, out: &mut Vec<Diagnostic>) {
    let rules = input.rules.iter().filter(|r| !r.attach).flat_map(|r| r.programs.iter().map(move |p| (p, r)));
    for mut rules in alike(rules, input.language) {
        rules.sort_by(|a, b| (-a.priority, &a.id).cmp(&(-b.priority, &b.id)));
        let Some((first, rest)) = rules.split_first() else { continue };
        for rule in rest.iter().filter(|r| r.makes == first.makes) {
            let message = format!("`{}` has a pattern that `{}` has, too, and is shadowed by it", rule.id, first.id);
            let help = match rule.kind == first.kind {
                true => "take the pattern out of one of the two",
                false => "give it a higher `priority`, or a pattern of its own",
            };
            out.push(rule.place.diagnostic(Severity::Warning, "shadowed", message, "this rule", Some(help.into())));
        }
    }
    for contexts in alike(input.contexts.iter().flat_map(|c| c.programs.iter().map(move |p| (p, c))), input.language) {
        for (other, context) in contexts.iter().zip(&contexts[1..]) {
            if (other.effect, &other.deals, &other.rules, other.scope) == (context.effect, &context.deals, &context.rules, context.scope) {
                let message = format!("`{}` has a phrase that `{}` has, too", context.id, other.id);
                let help = Some("take it out of one of the two".into());
                out.push(context.place.diagnostic(Severity::Warning, "shadowed", message, "this context", help));
            }
        }
    }
}

/// What belongs to programs of one and the same machine, in the order given.
fn alike<'p, T>(programs: impl Iterator<Item = (&'p Program, T)>, language: Language) -> Vec<Vec<T>> {
    // What is the same has the same ways; only where those are, machines are compared.
    let mut by_ways: BTreeMap<&[Way], Vec<(&Machine, Vec<T>)>> = BTreeMap::new();
    for (program, owner) in programs {
        let group = by_ways.entry(&program.ways).or_default();
        let machine = &program.compiled(language).machine;
        match group.iter_mut().find(|(other, _)| *other == machine) {
            Some((_, owners)) => owners.push(owner),
            None => group.push((machine, vec![owner])),
        }
    }
    by_ways.into_values().flatten().map(|(_, owners)| owners).collect()
}
