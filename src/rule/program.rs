//! A pattern ready to run: what every match of it holds, and its machine.
//!
//! Semantics: those of a regular expression over [`Alphabet`] symbols: leftmost match; a choice takes
//! its first branch that leads to a match; what is optional is taken when it can be; a gap takes as few characters as
//! possible, and never skips a mention that could have filled a slot beside the gap, so that the nearest one is meant.

use super::alphabet::{self, Alphabet};
use super::compile::{Compiled, Language, compile, kinds_of, neighbours, nullable};
use super::expression::expression;
use super::pattern::{Across, Node, Slot};
use crate::base::Span;
use crate::lexicon::{self, Lexicons};
use regex_syntax::hir::Hir;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

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

/// A pattern that was checked.
#[derive(Debug)]
pub struct Program {
    /// The pattern as its author wrote it.
    pub text: String,
    tree: Node,
    /// Which of the parts that every match has is the trigger, where the pattern marks none.
    trigger: Option<usize>,
    compiled: OnceLock<Compiled>,
    /// Every match holds one of these words. Sorted; without quotation marks and spaces.
    pub literals: Arc<[String]>,
    /// Ways through the pattern, one of which every match takes.
    pub ways: Vec<Way>,
}

/// A way through the choices of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Way {
    /// Every match that takes it holds one of these: the most telling of its needs.
    pub literals: Arc<[String]>,
    /// What every such match holds, in this order.
    pub needs: Vec<Need>,
}

/// Something that every match holds.
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
    Words(Arc<[String]>),
    /// A mention of one of these types.
    Mention(BTreeSet<u8>),
    /// One or more mentions of these types, joined in a list of any length.
    List(BTreeSet<u8>),
    /// One of these words, sorted, or a mention of one of these types.
    Either(Arc<[String]>, BTreeSet<u8>),
}

impl Program {
    /// A program of a checked tree: all types and lexicons that it names exist, all characters are learnt.
    /// `text` is what `tree` was read from.
    pub fn new(tree: Node, text: &str, words: &mut RequiredWords) -> Program {
        words.of_choices.clear();
        let items: Vec<(&Node, Option<Required>)> = top_level(&tree).into_iter().map(|item| (item, words.of(item))).collect();
        let best = most_telling(&items);
        let literals = words_of(&items, best);
        let trigger = best.filter(|_| !marked(&tree));
        let ways = ways(&tree, MOST_WAYS).into_iter().map(|items| Way::new(items, words)).collect();
        Program { text: text.to_owned(), tree, trigger, compiled: OnceLock::new(), literals, ways }
    }

    /// Its machine, compiled when it is first asked for. `language` is always that of the rules it stands in.
    pub fn compiled(&self, language: Language) -> &Compiled {
        self.compiled.get_or_init(|| compile(&self.tree, self.trigger(), language))
    }

    fn trigger(&self) -> Option<&Node> {
        top_level(&self.tree).get(self.trigger?).copied()
    }

    /// The roles that a match may fill.
    pub fn roles(&self) -> impl Iterator<Item = &str> {
        self.fills().into_iter().map(|(role, _)| role)
    }

    /// Whether whatever fills a role in a match is of this type.
    pub fn fills_only(&self, kind: &str) -> bool {
        self.fills().iter().all(|(_, slot)| slot.is_some_and(|slot| slot.kinds.iter().all(|(k, _)| k == kind)))
    }

    /// The roles that a match may fill, each with the slot that does; a text has none.
    fn fills(&self) -> Vec<(&str, Option<&Slot>)> {
        let mut out = Vec::new();
        fills(&self.tree, &mut out);
        out
    }

    /// The pattern as a regular expression over the bytes of skeletons, its groups in the order of those of the machine.
    pub fn expression(&self, alphabet: &Alphabet, lexicons: &Lexicons) -> Hir {
        expression(&self.tree, (&BTreeSet::new(), &BTreeSet::new()), self.trigger(), alphabet, lexicons)
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
            let (left, right) = neighbours(items, i, alphabet, &BTreeSet::new(), &BTreeSet::new());
            let regex = expression(item, (&left, &right), None, alphabet, lexicons);
            let end = starts.get(i + 1).copied().unwrap_or(self.text.len());
            let before = if i == 0 { 0 } else { extent(&items[i - 1]).map_or(0, |s| s.end) };
            out.push(Element { source: format!("(?:{regex})"), text: written(&self.text, before, end), optional: nullable(item) });
        }
        out
    }
}

/// Ways through one pattern that are told apart at most.
const MOST_WAYS: usize = 16;

impl Way {
    fn new(items: Vec<&Node>, words: &mut RequiredWords) -> Way {
        let items: Vec<(&Node, Option<Required>)> = items.into_iter().map(|item| (item, words.of(item))).collect();
        let literals = words_of(&items, most_telling(&items));
        Way { literals, needs: needs(items, words) }
    }
}

/// The parts that follow one another on each way through a pattern, of which there are at most `most`: where there were more, the
/// branches of choices, or whole choices, stay one part.
fn ways(node: &Node, most: usize) -> Vec<Vec<&Node>> {
    let mut ways = vec![Vec::new()];
    for item in top_level(node) {
        let room = most / ways.len();
        let branches: Vec<Vec<&Node>> = match item {
            // Words and mentions to choose from need no ways of their own: a need is one or the other of them.
            Node::Choice(branches) if branches.len() <= room && branches.iter().any(|b| top_level(b).len() > 1) => {
                let all: Vec<_> = branches.iter().flat_map(|b| self::ways(b, room)).collect();
                if all.len() <= room { all } else { branches.iter().map(top_level).collect() }
            }
            _ => vec![vec![item]],
        };
        ways = ways.iter().flat_map(|way| branches.iter().map(move |b| [&way[..], b].concat())).collect();
    }
    ways
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

/// The parts that every match has, one after another.
fn top_level(node: &Node) -> Vec<&Node> {
    match node {
        Node::Sequence(items) => items.iter().flat_map(top_level).collect(),
        Node::Capture { inner, .. } => top_level(inner),
        other => vec![other],
    }
}

fn fills<'n>(node: &'n Node, out: &mut Vec<(&'n str, Option<&'n Slot>)>) {
    match node {
        Node::Slot(slot) => out.extend(slot.role.as_ref().map(|(role, _)| (role.as_str(), Some(slot)))),
        Node::Capture { role, inner } => {
            out.extend(role.as_ref().map(|(role, _)| (role.as_str(), None)));
            fills(inner, out);
        }
        Node::Optional(inner) => fills(inner, out),
        Node::Choice(items) | Node::Sequence(items) => items.iter().for_each(|item| fills(item, out)),
        Node::Literal(..) | Node::Lexicon(..) | Node::Gap { .. } | Node::Start(_) | Node::End(_) => {}
    }
}

/// The first of the parts that tell most of where a pattern may match.
fn most_telling(items: &[(&Node, Option<Required>)]) -> Option<usize> {
    let told = items.iter().enumerate().filter_map(|(i, (_, words))| Some((i, words.as_ref()?.selectivity())));
    told.reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|(i, _)| i)
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

/// The words that one of these parts requires.
fn words_of(items: &[(&Node, Option<Required>)], which: Option<usize>) -> Arc<[String]> {
    which.and_then(|i| items[i].1.as_ref()).map(|r| r.words.clone()).unwrap_or_default()
}

/// Words one of which every match of a part of a pattern holds.
#[derive(Clone, Debug)]
struct Required {
    /// Sorted, each once.
    words: Arc<[String]>,
    /// Characters of the shortest.
    shortest: usize,
}

impl Required {
    fn new(mut words: Vec<String>) -> Required {
        words.sort();
        words.dedup();
        let shortest = words.iter().map(|w| w.chars().count()).min().unwrap_or(0);
        Required { words: words.into(), shortest }
    }

    /// Longer words and fewer of them tell more.
    fn selectivity(&self) -> (usize, isize) {
        (self.shortest.min(2), -(self.words.len() as isize))
    }
}

/// Finds the words that parts of patterns require; what there is to say of a lexicon is found out once.
#[derive(Debug)]
pub struct RequiredWords<'a> {
    alphabet: &'a Alphabet,
    lexicons: &'a Lexicons,
    of_lexicons: FxHashMap<String, Option<Required>>,
    rooms: FxHashMap<String, Room>,
    /// What choices of the pattern at hand require, by where they lie in memory: several ways hold the same.
    of_choices: FxHashMap<usize, Option<Required>>,
}

impl<'a> RequiredWords<'a> {
    /// For patterns in these symbols and lexicons.
    pub fn new(alphabet: &'a Alphabet, lexicons: &'a Lexicons) -> Self {
        RequiredWords {
            alphabet,
            lexicons,
            of_lexicons: FxHashMap::default(),
            rooms: FxHashMap::default(),
            of_choices: FxHashMap::default(),
        }
    }

    /// Words one of which every match of `node` holds.
    fn of(&mut self, node: &Node) -> Option<Required> {
        match node {
            Node::Literal(text, _) => Some(bare(text)).filter(|w| !w.is_empty()).map(|w| Required::new(vec![w])),
            Node::Lexicon(name, _) => {
                if let Some(known) = self.of_lexicons.get(name) {
                    return known.clone();
                }
                let words = self.lexicons.contains_key(name).then(|| lexicon::texts(self.lexicons, name).map(bare).collect());
                let required = words.filter(|words: &Vec<String>| words.iter().all(|w| !w.is_empty())).map(Required::new);
                self.of_lexicons.insert(name.clone(), required.clone());
                required
            }
            Node::Choice(branches) => {
                let place = branches.as_ptr() as usize;
                if let Some(known) = self.of_choices.get(&place) {
                    return known.clone();
                }
                let parts: Option<Vec<Required>> = branches.iter().map(|b| self.of(b)).collect();
                let required = parts.map(|parts| Required::new(parts.iter().flat_map(|r| r.words.iter().cloned()).collect()));
                self.of_choices.insert(place, required.clone());
                required
            }
            Node::Sequence(items) => items.iter().filter_map(|n| self.of(n)).max_by_key(Required::selectivity),
            Node::Capture { inner, .. } => self.of(inner),
            Node::Slot(_) | Node::Gap { .. } | Node::Optional(_) | Node::Start(_) | Node::End(_) => None,
        }
    }

    /// How much of a skeleton a part of a pattern may cover.
    fn room(&mut self, node: &Node) -> Room {
        match node {
            Node::Literal(text, _) => Room::word(text),
            Node::Lexicon(name, _) => self.room_of_lexicon(name),
            Node::Slot(slot) if slot.list => Room { symbols: None, across: Across::Sentence },
            Node::Slot(_) => Room { symbols: Some(1), across: Across::Clause },
            Node::Gap { chars, across, .. } => Room { symbols: Some(*chars), across: *across },
            Node::Start(_) | Node::End(_) => Room { symbols: Some(1), across: Across::Sentence },
            Node::Choice(branches) => branches.iter().map(|b| self.room(b)).fold(Room::default(), Room::or),
            Node::Sequence(items) => items.iter().map(|i| self.room(i)).fold(Room::default(), Room::and),
            Node::Optional(inner) | Node::Capture { inner, .. } => self.room(inner),
        }
    }

    fn room_of_lexicon(&mut self, name: &str) -> Room {
        if let Some(known) = self.rooms.get(name) {
            return *known;
        }
        let room = lexicon::texts(self.lexicons, name).map(Room::word).fold(Room::default(), Room::or);
        self.rooms.insert(name.to_owned(), room);
        room
    }

    /// What every match of a node holds where some branches of a choice hold words, and others mentions.
    fn or_mentions(&mut self, node: &Node) -> Option<(Vec<String>, BTreeSet<u8>)> {
        match node {
            Node::Choice(branches) => {
                let (mut words, mut kinds) = (Vec::new(), BTreeSet::new());
                for b in branches {
                    if let Some(more) = self.of(b) {
                        words.extend_from_slice(&more.words);
                    } else if let Some(more) = required_kinds(b, self.alphabet) {
                        kinds.extend(more);
                    } else {
                        let (more_words, more_kinds) = self.or_mentions(b)?;
                        words.extend(more_words);
                        kinds.extend(more_kinds);
                    }
                }
                Some((words, kinds))
            }
            Node::Sequence(items) => items.iter().find_map(|n| self.or_mentions(n)),
            Node::Capture { inner, .. } => self.or_mentions(inner),
            _ => None,
        }
    }
}

/// A word as skeletons write it.
fn bare(word: &str) -> String {
    word.chars().filter(|&c| !alphabet::is_skipped(c)).collect()
}

/// What every match holds, in its order, with how far one is from the other.
fn needs(items: Vec<(&Node, Option<Required>)>, required: &mut RequiredWords) -> Vec<Need> {
    let mut out = Vec::new();
    // What lies between the last need and the next.
    let mut between = Room::default();
    for (item, words) in items {
        let room = required.room(item);
        let words = words.map(|r| Needed::Words(r.words));
        // Where in the item the word or mention stands is known of single words and slots only.
        let (what, behind) = match (item, words) {
            (Node::Slot(slot), _) if slot.list => {
                (Some(Needed::List(kinds_of(slot, required.alphabet))), required.room_of_lexicon(LIST_END))
            }
            (Node::Slot(slot), _) => (Some(Needed::Mention(kinds_of(slot, required.alphabet))), Room::default()),
            (Node::Literal(..) | Node::Lexicon(..), words) => (words, Room::default()),
            (_, words) => {
                between = between.and(room);
                let mention = || required_kinds(item, required.alphabet).map(Needed::Mention);
                let mut either = || {
                    let (words, kinds) = required.or_mentions(item)?;
                    Some(Needed::Either(Required::new(words).words, kinds))
                };
                (words.or_else(mention).or_else(&mut either), room)
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
    fn word(word: &str) -> Room {
        let across = if word.chars().all(|c| !alphabet::is_boundary(c)) { Across::Clause } else { Across::Sentence };
        Room { symbols: Some(word.chars().count()), across }
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
