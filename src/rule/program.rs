//! From pattern tree to automaton.
//!
//! A program is one ordinary regular expression over [`Alphabet`] symbols. Semantics: leftmost match; a choice takes
//! its first branch that leads to a match; what is optional is taken when it can be; a gap takes as few characters as
//! possible, and never skips a mention that could have filled a slot beside the gap, so that the nearest one is meant.

use super::alphabet::{self, Alphabet};
use super::pattern::{Across, Node, Slot};
use crate::lexicon::Lexicons;
use regex::bytes::{Regex, RegexBuilder};
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// Separators of a coordinated list, and words that may stand before its members.
pub const LIST_SEPARATOR: &str = "list_separator";
/// Words that may stand before a member of a list (老股东 in A、老股东B).
pub const LIST_PREFIX: &str = "list_prefix";
/// Words that may close a list (等).
pub const LIST_END: &str = "list_end";

/// Most states that the automaton of one pattern may have; a pattern above it is refused when rules are checked.
pub const MOST_STATES: usize = 60_000;
/// Bytes that an automaton of [`MOST_STATES`] fits in: a state takes at most some hundred.
const SIZE_LIMIT: usize = MOST_STATES * 300;

/// A compiled pattern.
#[derive(Debug)]
pub struct Program {
    regex: String,
    compiled: OnceLock<Option<Regex>>,
    /// Capture groups that are slots with a role: group, role, types.
    pub slots: Vec<(usize, String, Vec<u8>)>,
    /// Capture groups whose text fills a role: group, role.
    pub texts: Vec<(usize, String)>,
    /// The capture groups of the trigger, the first that took part counts: those marked in the pattern, else the required
    /// words that the prefilter looks for.
    pub triggers: Vec<usize>,
    /// Every match holds one of these, as the plain text writes them.
    pub literals: Vec<String>,
    /// Every match holds a mention of one of these types, for each set.
    pub kinds: Vec<BTreeSet<u8>>,
}

impl Program {
    /// Compiles a checked tree: all types and lexicons that it names exist, all characters are learnt.
    pub fn new(node: &Node, alphabet: &Alphabet, lexicons: &Lexicons) -> Program {
        let mut best: Option<(&Node, Vec<String>)> = None;
        for candidate in top_level(node) {
            if let Some(words) = required(candidate, lexicons)
                && best.as_ref().is_none_or(|(_, b)| selectivity(&words) > selectivity(b))
            {
                best = Some((candidate, words));
            }
        }
        let mut e = Emitter {
            alphabet,
            lexicons,
            trigger: best.as_ref().map(|(n, _)| *n).filter(|_| !marked(node)),
            out: String::new(),
            groups: 0,
            slots: Vec::new(),
            texts: Vec::new(),
            triggers: Vec::new(),
        };
        e.emit(node, &BTreeSet::new(), &BTreeSet::new());
        let mut kinds = Vec::new();
        for item in top_level(node) {
            if let Some(set) = required_kinds(item, alphabet) {
                kinds.push(set);
            }
        }
        let (regex, slots, texts, triggers) = (e.out, e.slots, e.texts, e.triggers);
        Program { regex, compiled: OnceLock::new(), slots, texts, triggers, literals: best.map(|b| b.1).unwrap_or_default(), kinds }
    }

    /// The automaton, built when it is first needed; `None` when it is too large.
    pub fn regex(&self) -> Option<&Regex> {
        self.compiled
            .get_or_init(|| RegexBuilder::new(&self.regex).unicode(false).size_limit(SIZE_LIMIT).dfa_size_limit(SIZE_LIMIT).build().ok())
            .as_ref()
    }

    /// The regular expression, for `explain` and tests.
    pub fn source(&self) -> &str {
        &self.regex
    }
}

/// An upper bound of the states of a pattern's automaton, found without building it.
pub fn states(node: &Node, lexicons: &Lexicons) -> usize {
    let words = |name: &str| -> usize { lexicons.get(name).map_or(0, |l| l.words.iter().map(|w| 2 * w.text.chars().count() + 1).sum()) };
    let sum = |items: &[Node]| items.iter().map(|n| states(n, lexicons)).fold(1, usize::saturating_add);
    match node {
        Node::Literal(text, _) => 2 * text.chars().count(),
        Node::Lexicon(name, _) => words(name) + 1,
        Node::Gap { chars, .. } => 3 * chars,
        Node::Start(_) | Node::End(_) => 4,
        Node::Slot(slot) if slot.list => 4 + 4 * slot.kinds.len() + 2 * words(LIST_SEPARATOR) + 2 * words(LIST_PREFIX) + words(LIST_END),
        Node::Slot(slot) => 2 + 2 * slot.kinds.len(),
        Node::Choice(items) | Node::Sequence(items) => sum(items),
        Node::Optional(inner) | Node::Capture { inner, .. } => states(inner, lexicons).saturating_add(3),
    }
}

/// The parts that every match has, one after another.
fn top_level(node: &Node) -> Vec<&Node> {
    match node {
        Node::Sequence(items) => items.iter().flat_map(top_level).collect(),
        Node::Capture { inner, .. } => top_level(inner),
        other => vec![other],
    }
}

/// Whether the pattern marks its trigger.
fn marked(node: &Node) -> bool {
    match node {
        Node::Capture { role, inner } => role.is_none() || marked(inner),
        Node::Choice(items) | Node::Sequence(items) => items.iter().any(marked),
        Node::Optional(inner) => marked(inner),
        _ => false,
    }
}

/// Longer words and fewer of them tell more.
fn selectivity(words: &[String]) -> (usize, isize) {
    let shortest = words.iter().map(|w| w.chars().count()).min().unwrap_or(0);
    (shortest.min(2), -(words.len() as isize))
}

/// Words one of which every match of `node` holds.
fn required(node: &Node, lexicons: &Lexicons) -> Option<Vec<String>> {
    match node {
        Node::Literal(text, _) => Some(vec![text.clone()]),
        Node::Lexicon(name, _) => Some(lexicons.get(name)?.words.iter().map(|w| w.text.clone()).collect()),
        Node::Choice(branches) => {
            let mut all = Vec::new();
            for b in branches {
                all.extend(required(b, lexicons)?);
            }
            all.sort();
            all.dedup();
            Some(all)
        }
        Node::Sequence(items) => items.iter().filter_map(|n| required(n, lexicons)).max_by_key(|w| selectivity(w)),
        Node::Capture { inner, .. } => required(inner, lexicons),
        Node::Slot(_) | Node::Gap { .. } | Node::Optional(_) | Node::Start(_) | Node::End(_) => None,
    }
}

fn required_kinds(node: &Node, alphabet: &Alphabet) -> Option<BTreeSet<u8>> {
    match node {
        Node::Slot(slot) => Some(kinds_of(slot, alphabet)),
        Node::Choice(branches) => {
            let mut all = BTreeSet::new();
            for b in branches {
                all.extend(required_kinds(b, alphabet)?);
            }
            Some(all)
        }
        Node::Sequence(items) => items.iter().filter_map(|n| required_kinds(n, alphabet)).min_by_key(BTreeSet::len),
        Node::Capture { inner, .. } => required_kinds(inner, alphabet),
        _ => None,
    }
}

fn kinds_of(slot: &Slot, alphabet: &Alphabet) -> BTreeSet<u8> {
    slot.kinds.iter().filter_map(|(k, _)| alphabet.kind(k)).collect()
}

fn nullable(node: &Node) -> bool {
    match node {
        Node::Optional(_) | Node::Gap { .. } | Node::Start(_) | Node::End(_) => true,
        Node::Sequence(items) => items.iter().all(nullable),
        Node::Choice(branches) => branches.iter().any(nullable),
        Node::Capture { inner, .. } => nullable(inner),
        Node::Literal(..) | Node::Slot(_) | Node::Lexicon(..) => false,
    }
}

/// Types of the slots that may stand at one edge of `node`.
fn edge<'n>(node: &'n Node, alphabet: &Alphabet, from: Edge, out: &mut BTreeSet<u8>) {
    match node {
        Node::Slot(slot) => out.extend(kinds_of(slot, alphabet)),
        Node::Optional(inner) | Node::Capture { inner, .. } => edge(inner, alphabet, from, out),
        Node::Choice(branches) => branches.iter().for_each(|b| edge(b, alphabet, from, out)),
        Node::Sequence(items) => {
            let order: Box<dyn Iterator<Item = &'n Node>> = match from {
                Edge::Left => Box::new(items.iter()),
                Edge::Right => Box::new(items.iter().rev()),
            };
            for item in order {
                edge(item, alphabet, from, out);
                if !nullable(item) {
                    break;
                }
            }
        }
        _ => {}
    }
}

#[derive(Clone, Copy)]
enum Edge {
    Left,
    Right,
}

struct Emitter<'a> {
    alphabet: &'a Alphabet,
    lexicons: &'a Lexicons,
    trigger: Option<&'a Node>,
    out: String,
    groups: usize,
    slots: Vec<(usize, String, Vec<u8>)>,
    texts: Vec<(usize, String)>,
    triggers: Vec<usize>,
}

impl Emitter<'_> {
    /// Appends `node`; `left` and `right` are the types of slots that may stand beside it.
    fn emit(&mut self, node: &Node, left: &BTreeSet<u8>, right: &BTreeSet<u8>) {
        let trigger = self.trigger.is_some_and(|t| std::ptr::eq(t, node));
        if trigger {
            self.groups += 1;
            self.triggers.push(self.groups);
            self.out.push('(');
        }
        match node {
            Node::Literal(text, _) => self.text(text),
            Node::Lexicon(name, _) => self.words(name),
            Node::Slot(slot) => self.slot(slot),
            Node::Gap { chars, across, .. } => {
                let without: Vec<u8> = left.union(right).copied().collect();
                let any = match across {
                    Across::Clause => alphabet::inside_clause(&without),
                    Across::Sentence => alphabet::inside_sentence(&without),
                };
                self.out += &format!("(?:{any}){{0,{chars}}}?");
            }
            Node::Start(_) => self.out += &format!("(?:\\A|{})", alphabet::boundary()),
            Node::End(_) => self.out += &format!("(?:\\z|{})", alphabet::boundary()),
            Node::Optional(inner) => {
                self.out += "(?:";
                self.emit(inner, left, right);
                self.out += ")?";
            }
            Node::Capture { role, inner } => {
                self.groups += 1;
                match role {
                    Some((role, _)) => self.texts.push((self.groups, role.clone())),
                    None => self.triggers.push(self.groups),
                }
                self.out.push('(');
                self.emit(inner, left, right);
                self.out.push(')');
            }
            Node::Choice(branches) => {
                self.out += "(?:";
                for (i, b) in branches.iter().enumerate() {
                    if i > 0 {
                        self.out.push('|');
                    }
                    self.emit(b, left, right);
                }
                self.out.push(')');
            }
            Node::Sequence(items) => {
                for (i, item) in items.iter().enumerate() {
                    let (mut l, mut r) = (BTreeSet::new(), BTreeSet::new());
                    let mut open = true;
                    for before in items[..i].iter().rev() {
                        edge(before, self.alphabet, Edge::Right, &mut l);
                        if !nullable(before) {
                            open = false;
                            break;
                        }
                    }
                    if open {
                        l.extend(left);
                    }
                    let mut open = true;
                    for after in &items[i + 1..] {
                        edge(after, self.alphabet, Edge::Left, &mut r);
                        if !nullable(after) {
                            open = false;
                            break;
                        }
                    }
                    if open {
                        r.extend(right);
                    }
                    self.emit(item, &l, &r);
                }
            }
        }
        if trigger {
            self.out.push(')');
        }
    }

    fn text(&mut self, text: &str) {
        for symbol in text.chars().filter_map(|c| self.alphabet.symbol(c)) {
            self.out += &alphabet::exactly(symbol);
        }
    }

    /// Longest words first, so that the leftmost-first choice is the longest.
    fn words(&mut self, name: &str) {
        let mut words: Vec<&str> = self.lexicons.get(name).map(|l| l.words.iter().map(|w| w.text.as_str()).collect()).unwrap_or_default();
        words.sort_by_key(|w| (std::cmp::Reverse(w.chars().count()), *w));
        words.dedup();
        self.out += "(?:";
        for (i, w) in words.iter().enumerate() {
            if i > 0 {
                self.out.push('|');
            }
            self.text(w);
        }
        // An empty choice would match everywhere; an empty lexicon matches nowhere.
        if words.is_empty() {
            self.out += "[^\\x00-\\xff]";
        }
        self.out.push(')');
    }

    fn slot(&mut self, slot: &Slot) {
        let kinds: Vec<u8> = kinds_of(slot, self.alphabet).into_iter().collect();
        let one = {
            let options: Vec<String> = kinds.iter().map(|&k| alphabet::exactly(self.alphabet.mention(k))).collect();
            format!("(?:{})", options.join("|"))
        };
        match &slot.role {
            Some((role, _)) => {
                self.groups += 1;
                self.slots.push((self.groups, role.clone(), kinds));
                self.out.push('(');
            }
            None => self.out += "(?:",
        }
        self.out += &one;
        if slot.list {
            self.out += "(?:";
            self.words(LIST_SEPARATOR);
            self.out += "{1,2}(?:";
            self.words(LIST_PREFIX);
            self.out += "){0,2}";
            self.out += &one;
            self.out += ")*";
        }
        self.out.push(')');
        if slot.list {
            self.out += "(?:";
            self.words(LIST_END);
            self.out += ")?";
        }
    }
}
