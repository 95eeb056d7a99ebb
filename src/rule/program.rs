//! A pattern ready to run: its machine, and what every match of it holds.
//!
//! Semantics: those of a regular expression over [`Alphabet`] symbols: leftmost match; a choice takes
//! its first branch that leads to a match; what is optional is taken when it can be; a gap takes as few characters as
//! possible, and never skips a mention that could have filled a slot beside the gap, so that the nearest one is meant.

use super::alphabet::{self, Alphabet};
use super::compile::{Compiled, compile, kinds_of, neighbours, nullable};
use super::expression::expression;
use super::machine::Machine;
use super::pattern::{Across, Node};
use super::words::WordTables;
use crate::base::Span;
use crate::lexicon::{self, Lexicons};
use regex_syntax::hir::Hir;
use std::collections::BTreeSet;

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

/// A compiled pattern.
#[derive(Debug)]
pub struct Program {
    /// The pattern as its author wrote it.
    pub text: String,
    tree: Node,
    /// Its machine.
    pub machine: Machine,
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
    /// One of these words, sorted, or a mention of one of these types.
    Either(Vec<String>, BTreeSet<u8>),
}

impl Program {
    /// Compiles a checked tree: all types and lexicons that it names exist, all characters are learnt.
    /// `text` is what `node` was read from.
    pub fn new(node: &Node, text: &str, tables: &mut WordTables) -> Program {
        let (alphabet, lexicons) = (tables.alphabet(), tables.lexicons());
        let items: Vec<(&Node, Option<Vec<String>>)> = top_level(node).into_iter().map(|item| (item, required(item, lexicons))).collect();
        let best = most_telling(&items);
        let trigger = best.map(|(n, _)| n).filter(|_| !marked(node));
        let Compiled { machine, slots, texts, triggers } = compile(node, trigger, tables);
        let literals = best.map(|b| b.1.clone()).unwrap_or_default();
        let needs = needs(items, alphabet, lexicons);
        Program { text: text.to_owned(), tree: node.clone(), machine, slots, texts, triggers, literals, needs }
    }

    /// The pattern as a regular expression over the bytes of skeletons, its groups in the order of those of the machine.
    pub fn expression(&self, alphabet: &Alphabet, lexicons: &Lexicons) -> Hir {
        let items: Vec<_> = top_level(&self.tree).into_iter().map(|item| (item, required(item, lexicons))).collect();
        let trigger = most_telling(&items).map(|(n, _)| n).filter(|_| !marked(&self.tree));
        expression(&self.tree, (&BTreeSet::new(), &BTreeSet::new()), trigger, alphabet, lexicons)
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

/// The part that tells most of where a pattern may match, with its words.
fn most_telling<'n, 'w>(items: &'w [(&'n Node, Option<Vec<String>>)]) -> Option<(&'n Node, &'w Vec<String>)> {
    let mut best: Option<(&Node, &Vec<String>)> = None;
    for (item, words) in items {
        if let Some(words) = words
            && best.is_none_or(|(_, b)| selectivity(words) > selectivity(b))
        {
            best = Some((item, words));
        }
    }
    best
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
    lexicon::texts(lexicons, lexicon).map(bare).collect()
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
                let mention = || required_kinds(item, alphabet).map(Needed::Mention);
                (words.or_else(mention).or_else(|| required_either(item, alphabet, lexicons)), room)
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
        lexicon::texts(lexicons, lexicon).map(Room::word).fold(Room::default(), Room::or)
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

/// What every match of a node holds where some branches of a choice hold words, and others mentions.
fn required_either(node: &Node, alphabet: &Alphabet, lexicons: &Lexicons) -> Option<Needed> {
    match node {
        Node::Choice(branches) => {
            let (mut words, mut kinds) = (Vec::new(), BTreeSet::new());
            for b in branches {
                if let Some(more) = required(b, lexicons) {
                    words.extend(more);
                } else if let Some(more) = required_kinds(b, alphabet) {
                    kinds.extend(more);
                } else if let Needed::Either(more_words, more_kinds) = required_either(b, alphabet, lexicons)? {
                    words.extend(more_words);
                    kinds.extend(more_kinds);
                }
            }
            words.sort();
            words.dedup();
            Some(Needed::Either(words, kinds))
        }
        Node::Sequence(items) => items.iter().find_map(|n| required_either(n, alphabet, lexicons)),
        Node::Capture { inner, .. } => required_either(inner, alphabet, lexicons),
        _ => None,
    }
}
