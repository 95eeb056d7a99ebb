//! From pattern tree to automaton.
//!
//! A program is one ordinary regular expression over [`Alphabet`] symbols. Semantics: leftmost match; a choice takes
//! its first branch that leads to a match; what is optional is taken when it can be; a gap takes as few characters as
//! possible, and never skips a mention that could have filled a slot beside the gap, so that the nearest one is meant.

use super::alphabet::{self, Alphabet};
use super::automaton::Automaton;
use super::pattern::{Across, Node, Slot};
use crate::base::Span;
use crate::lexicon::Lexicons;
use regex_syntax::hir::{Capture, Hir, Look, Repetition};
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// Separators of a coordinated list, and words that may stand before its members.
pub const LIST_SEPARATOR: &str = "list_separator";
/// Words that may stand before a member of a list (老股东 in A、老股东B).
pub const LIST_PREFIX: &str = "list_prefix";
/// Posts that stand before a person's name: 董事长, 联合创始人.
pub const PERSON_TITLE: &str = "person_title";
/// Words before an employer that is one no more: 前, 原.
pub const FORMER: &str = "former";
/// The lexicon of what stands behind the name of a company that only comments (研报, 分析师).
pub const COMMENTATOR: &str = "commentator";
/// The type of a company that is named only to say who a person is: 云岭集团董事长张远.
pub const EMPLOYER: &str = "Employer";
/// Words that may close a list (等).
pub const LIST_END: &str = "list_end";

/// Most states that the automaton of one pattern may have; a pattern above it is refused when rules are checked.
pub const MOST_STATES: usize = 60_000;
/// Bytes that an automaton of [`MOST_STATES`] fits in: a state takes at most some hundred.
const SIZE_LIMIT: usize = MOST_STATES * 300;

/// A compiled pattern.
#[derive(Debug)]
pub struct Program {
    /// The pattern as its author wrote it.
    pub text: String,
    tree: Node,
    regex: Hir,
    compiled: OnceLock<Option<Automaton>>,
    /// Capture groups that are slots with a role: group, role, types.
    pub slots: Vec<(usize, String, Vec<u8>)>,
    /// Capture groups whose text fills a role: group, role.
    pub texts: Vec<(usize, String)>,
    /// The capture groups of the trigger, the first that took part counts: those marked in the pattern, else the required
    /// words that the prefilter looks for.
    pub triggers: Vec<usize>,
    /// Every match holds one of these: the most telling of its needs. Without quotation marks and spaces.
    pub literals: Vec<String>,
    /// What every match holds, in this order.
    pub needs: Vec<Need>,
}

/// Something that every match of a program holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    /// What it is.
    pub what: Needed,
    /// How many symbols at most lie between the end of the need before it and its beginning; `None` for any number.
    pub within: Option<usize>,
    /// Whether commas may be among them.
    pub across: Across,
}

/// A word or a mention.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Needed {
    /// One of these words, sorted; without quotation marks and spaces.
    Words(Vec<String>),
    /// A mention of one of these types.
    Mention(BTreeSet<u8>),
    /// One or more mentions of these types, joined in a list of any length.
    List(BTreeSet<u8>),
}

impl Program {
    /// Compiles a checked tree: all types and lexicons that it names exist, all characters are learnt.
    /// `text` is what `node` was read from.
    pub fn new(node: &Node, text: &str, alphabet: &Alphabet, lexicons: &Lexicons) -> Program {
        let items: Vec<(&Node, Option<Vec<String>>)> = top_level(node).into_iter().map(|item| (item, required(item, lexicons))).collect();
        let mut best: Option<(&Node, &Vec<String>)> = None;
        for (item, words) in &items {
            if let Some(words) = words
                && best.is_none_or(|(_, b)| selectivity(words) > selectivity(b))
            {
                best = Some((item, words));
            }
        }
        let mut e = Emitter::new(alphabet, lexicons);
        e.trigger = best.map(|(n, _)| n).filter(|_| !marked(node));
        let regex = e.emit(node, &BTreeSet::new(), &BTreeSet::new());
        let (slots, texts, triggers) = (e.slots, e.texts, e.triggers);
        let literals = best.map(|b| b.1.clone()).unwrap_or_default();
        let needs = needs(items, alphabet, lexicons);
        let (text, tree) = (text.to_owned(), node.clone());
        Program { text, tree, regex, compiled: OnceLock::new(), slots, texts, triggers, literals, needs }
    }

    /// The pattern cut into the elements that follow one another.
    pub fn elements(&self, alphabet: &Alphabet, lexicons: &Lexicons) -> Vec<Element> {
        let items = match &self.tree {
            Node::Sequence(items) => items.as_slice(),
            one => std::slice::from_ref(one),
        };
        let starts: Vec<usize> = items.iter().map(|n| extent(n).map_or(0, |s| s.start)).collect();
        let mut out = Vec::with_capacity(items.len());
        for (i, item) in items.iter().enumerate() {
            let mut e = Emitter::new(alphabet, lexicons);
            let (left, right) = neighbours(items, i, alphabet, &BTreeSet::new(), &BTreeSet::new());
            let regex = e.emit(item, &left, &right);
            let end = starts.get(i + 1).copied().unwrap_or(self.text.len());
            let before = if i == 0 { 0 } else { extent(&items[i - 1]).map_or(0, |s| s.end) };
            out.push(Element { source: format!("(?:{regex})"), text: written(&self.text, before, end), optional: nullable(item) });
        }
        out
    }

    /// The automaton, built when it is first needed; `None` when it is too large.
    pub fn automaton(&self) -> Option<&Automaton> {
        self.compiled.get_or_init(|| Automaton::new(&self.regex, SIZE_LIMIT)).as_ref()
    }

    /// The regular expression over symbols.
    pub fn regex(&self) -> &Hir {
        &self.regex
    }
}

/// A part of a pattern that stands by itself in the order of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// Its regular expression.
    pub source: String,
    /// As its author wrote it.
    pub text: String,
    /// It may be absent.
    pub optional: bool,
}

/// The bytes of the pattern text that a node surely covers; parentheses around it are not known.
fn extent(node: &Node) -> Option<Span> {
    match node {
        Node::Literal(_, span) | Node::Lexicon(_, span) | Node::Start(span) | Node::End(span) | Node::Gap { span, .. } => Some(*span),
        Node::Slot(slot) => Some(slot.span),
        Node::Choice(items) | Node::Sequence(items) => items.iter().filter_map(extent).reduce(Span::join),
        Node::Optional(inner) | Node::Capture { inner, .. } => extent(inner),
    }
}

/// The pattern text between the element before and the element behind, without what belongs to those: closing signs at
/// the front, opening signs at the end.
fn written(text: &str, from: usize, to: usize) -> String {
    let part = text.get(from..to).unwrap_or("");
    let part = if from == 0 { part } else { part.trim_start_matches([')', ']', '?', ' ', '\n', '\t']) };
    let part = part.trim();
    let end = part.trim_end_matches(|c: char| matches!(c, '(' | '[' | ':' | '_' | ' ' | '\n') || c.is_ascii_lowercase());
    // A lexicon's name or a slot ends in letters that are its own.
    let own = end.ends_with('@') || !part[end.len()..].contains(['(', '[']);
    if own || to == text.len() { part.to_owned() } else { end.trim().to_owned() }
}

/// Types of the slots that may stand on either side of one item of a sequence.
fn neighbours(items: &[Node], i: usize, alphabet: &Alphabet, left: &BTreeSet<u8>, right: &BTreeSet<u8>) -> (BTreeSet<u8>, BTreeSet<u8>) {
    let side = |beside: &mut dyn Iterator<Item = &Node>, from: Edge, outer: &BTreeSet<u8>| {
        let mut kinds = BTreeSet::new();
        for node in beside {
            edge(node, alphabet, from, &mut kinds);
            if !nullable(node) {
                return kinds;
            }
        }
        kinds.extend(outer);
        kinds
    };
    (side(&mut items[..i].iter().rev(), Edge::Right, left), side(&mut items[i + 1..].iter(), Edge::Left, right))
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
        Node::Literal(text, _) => Some(vec![bare(text)]).filter(|w| !w[0].is_empty()),
        Node::Lexicon(name, _) => {
            lexicons.get(name)?;
            Some(words_of(name, lexicons)).filter(|w| w.iter().all(|w| !w.is_empty()))
        }
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

/// A word as skeletons write it.
fn bare(word: &str) -> String {
    word.chars().filter(|&c| !alphabet::is_skipped(c)).collect()
}

fn words_of(lexicon: &str, lexicons: &Lexicons) -> Vec<String> {
    lexicons.get(lexicon).map_or(&[][..], |l| &l.words).iter().map(|w| bare(&w.text)).collect()
}

/// What every match holds, in its order, with how far one is from the other.
fn needs(items: Vec<(&Node, Option<Vec<String>>)>, alphabet: &Alphabet, lexicons: &Lexicons) -> Vec<Need> {
    let mut out = Vec::new();
    // What lies between the last need and the next.
    let mut between = Room::default();
    for (item, words) in items {
        let room = Room::of(item, lexicons);
        let words = words.map(|mut words| {
            words.sort();
            words.dedup();
            Needed::Words(words)
        });
        // Where in the item the word or mention stands is known of single words and slots only.
        let (what, behind) = match (item, words) {
            (Node::Slot(slot), _) if slot.list => (Some(Needed::List(kinds_of(slot, alphabet))), Room::words(LIST_END, lexicons)),
            (Node::Slot(slot), _) => (Some(Needed::Mention(kinds_of(slot, alphabet))), Room::default()),
            (Node::Literal(..) | Node::Lexicon(..), words) => (words, Room::default()),
            (_, words) => {
                between = between.and(room);
                (words.or_else(|| required_kinds(item, alphabet).map(Needed::Mention)), room)
            }
        };
        match what {
            Some(what) => {
                out.push(Need { what, within: between.symbols, across: between.across });
                between = behind;
            }
            // Added above where it is no word and no slot; what holds nothing may yet be long.
            None if matches!(item, Node::Literal(..) | Node::Lexicon(..)) => between = between.and(room),
            None => {}
        }
    }
    out
}

/// How much of a skeleton a part of a pattern may cover.
#[derive(Clone, Copy, Debug)]
struct Room {
    /// Most symbols; `None` for any number.
    symbols: Option<usize>,
    across: Across,
}

impl Default for Room {
    fn default() -> Self {
        Room { symbols: Some(0), across: Across::Clause }
    }
}

impl Room {
    fn of(node: &Node, lexicons: &Lexicons) -> Room {
        match node {
            Node::Literal(text, _) => Room::word(text),
            Node::Lexicon(name, _) => Room::words(name, lexicons),
            Node::Slot(slot) if slot.list => Room { symbols: None, across: Across::Sentence },
            Node::Slot(_) => Room { symbols: Some(1), across: Across::Clause },
            Node::Gap { chars, across, .. } => Room { symbols: Some(*chars), across: *across },
            Node::Start(_) | Node::End(_) => Room { symbols: Some(1), across: Across::Sentence },
            Node::Choice(branches) => branches.iter().map(|b| Room::of(b, lexicons)).fold(Room::default(), Room::or),
            Node::Sequence(items) => items.iter().map(|i| Room::of(i, lexicons)).fold(Room::default(), Room::and),
            Node::Optional(inner) | Node::Capture { inner, .. } => Room::of(inner, lexicons),
        }
    }

    fn word(word: &str) -> Room {
        let across = if word.chars().all(|c| !alphabet::is_boundary(c)) { Across::Clause } else { Across::Sentence };
        Room { symbols: Some(word.chars().count()), across }
    }

    fn words(lexicon: &str, lexicons: &Lexicons) -> Room {
        let words = lexicons.get(lexicon).map_or(&[][..], |l| &l.words);
        words.iter().map(|w| Room::word(&w.text)).fold(Room::default(), Room::or)
    }

    /// One behind the other.
    fn and(self, other: Room) -> Room {
        Room { symbols: self.symbols.zip(other.symbols).map(|(a, b)| a + b), across: self.across.max(other.across) }
    }

    /// One or the other.
    fn or(self, other: Room) -> Room {
        Room { symbols: self.symbols.zip(other.symbols).map(|(a, b)| a.max(b)), across: self.across.max(other.across) }
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
    groups: usize,
    slots: Vec<(usize, String, Vec<u8>)>,
    texts: Vec<(usize, String)>,
    triggers: Vec<usize>,
}

impl<'a> Emitter<'a> {
    fn new(alphabet: &'a Alphabet, lexicons: &'a Lexicons) -> Self {
        Emitter { alphabet, lexicons, trigger: None, groups: 0, slots: Vec::new(), texts: Vec::new(), triggers: Vec::new() }
    }

    /// The expression of `node`; `left` and `right` are the types of slots that may stand beside it.
    fn emit(&mut self, node: &Node, left: &BTreeSet<u8>, right: &BTreeSet<u8>) -> Hir {
        if self.trigger.is_some_and(|t| std::ptr::eq(t, node)) {
            self.trigger = None;
            let group = self.group();
            self.triggers.push(group);
            let inner = self.emit(node, left, right);
            return captured(group, inner);
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
                let max = u32::try_from(*chars).ok();
                Hir::repetition(Repetition { min: 0, max, greedy: false, sub: Box::new(any) })
            }
            Node::Start(_) => Hir::alternation(vec![Hir::look(Look::Start), alphabet::boundary()]),
            Node::End(_) => Hir::alternation(vec![Hir::look(Look::End), alphabet::boundary()]),
            Node::Optional(inner) => times(0, Some(1), self.emit(inner, left, right)),
            Node::Capture { role, inner } => {
                let group = self.group();
                match role {
                    Some((role, _)) => self.texts.push((group, role.clone())),
                    None => self.triggers.push(group),
                }
                captured(group, self.emit(inner, left, right))
            }
            Node::Choice(branches) => Hir::alternation(branches.iter().map(|b| self.emit(b, left, right)).collect()),
            Node::Sequence(items) => {
                let part = |(i, item): (usize, &Node)| {
                    let (l, r) = neighbours(items, i, self.alphabet, left, right);
                    self.emit(item, &l, &r)
                };
                Hir::concat(items.iter().enumerate().map(part).collect())
            }
        }
    }

    fn group(&mut self) -> usize {
        self.groups += 1;
        self.groups
    }

    fn text(&self, text: &str) -> Hir {
        Hir::literal(text.chars().filter_map(|c| self.alphabet.symbol(c)).flatten().collect::<Vec<u8>>())
    }

    /// Longest words first, so that the leftmost-first choice is the longest. An empty lexicon matches nowhere.
    fn words(&self, name: &str) -> Hir {
        let mut words: Vec<&str> = self.lexicons.get(name).map(|l| l.words.iter().map(|w| w.text.as_str()).collect()).unwrap_or_default();
        words.sort_by_cached_key(|w| (std::cmp::Reverse(w.chars().count()), *w));
        words.dedup();
        Hir::alternation(words.iter().map(|w| self.text(w)).collect())
    }

    /// What may stand before a person in a list: 前松果智能和云岭集团联合创始人.
    fn employers(&self) -> Hir {
        let Some(kind) = self.alphabet.kind(EMPLOYER) else { return Hir::empty() };
        let employer = alphabet::exactly(self.alphabet.mention(kind));
        let second = Hir::concat(vec![self.words(LIST_SEPARATOR), employer.clone()]);
        let all = vec![times(0, Some(1), self.words(FORMER)), employer, times(0, Some(1), second), self.words(PERSON_TITLE)];
        times(0, Some(1), Hir::concat(all))
    }

    fn slot(&mut self, slot: &Slot) -> Hir {
        let kinds: Vec<u8> = kinds_of(slot, self.alphabet).into_iter().collect();
        let one = Hir::alternation(kinds.iter().map(|&k| alphabet::exactly(self.alphabet.mention(k))).collect());
        let group = slot.role.as_ref().map(|(role, _)| {
            let group = self.group();
            self.slots.push((group, role.clone(), kinds));
            group
        });
        let filled = |inner: Hir| match group {
            Some(group) => captured(group, inner),
            None => inner,
        };
        if !slot.list {
            return filled(one);
        }
        let separators = times(1, Some(2), self.words(LIST_SEPARATOR));
        let more = vec![separators, times(0, Some(2), self.words(LIST_PREFIX)), self.employers(), one.clone()];
        let list = Hir::concat(vec![one, times(0, None, Hir::concat(more))]);
        Hir::concat(vec![filled(list), times(0, Some(1), self.words(LIST_END))])
    }
}

fn captured(group: usize, inner: Hir) -> Hir {
    Hir::capture(Capture { index: group as u32, name: None, sub: Box::new(inner) })
}

/// As many of `inner` as there can be.
fn times(min: u32, max: Option<u32>, inner: Hir) -> Hir {
    Hir::repetition(Repetition { min, max, greedy: true, sub: Box::new(inner) })
}
