//! From pattern tree to machine.

use super::alphabet::{Alphabet, Symbol};
use super::first::First;
use super::machine::{Machine, Op};
use super::pattern::{Node, Slot};
use super::program::{EMPLOYER, FORMER, LIST_END, LIST_PREFIX, LIST_SEPARATOR, PERSON_TITLE};
use super::words::WordTables;
use crate::lexicon::Lexicons;
use std::collections::BTreeSet;

/// A machine, and what its groups are.
#[derive(Debug)]
pub struct Compiled {
    /// The machine.
    pub machine: Machine,
    /// Groups that are slots with a role: group, role, types.
    pub slots: Vec<(usize, String, Vec<u8>)>,
    /// Groups whose text fills a role: group, role.
    pub texts: Vec<(usize, String)>,
    /// Groups that are triggers.
    pub triggers: Vec<usize>,
}

/// Compiles a checked tree: all types and lexicons that it names exist, all characters are learnt. `trigger` is a part of the tree
/// that becomes a group of its own.
pub fn compile(node: &Node, trigger: Option<&Node>, language: Language) -> Compiled {
    let mut c =
        Compiler { language, trigger, ops: Vec::new(), points: 0, groups: 0, slots: Vec::new(), texts: Vec::new(), triggers: Vec::new() };
    c.node(node, &BTreeSet::new(), &BTreeSet::new());
    Compiled { machine: Machine::new(c.ops, c.points, c.groups), slots: c.slots, texts: c.texts, triggers: c.triggers }
}

/// What patterns are written in.
#[derive(Clone, Copy, Debug)]
pub struct Language<'a> {
    /// The symbols of skeletons.
    pub alphabet: &'a Alphabet,
    /// Word lists by name.
    pub lexicons: &'a Lexicons,
    /// The words of machines made before.
    pub tables: &'a WordTables,
}

struct Compiler<'c> {
    language: Language<'c>,
    trigger: Option<&'c Node>,
    ops: Vec<Op>,
    points: u32,
    groups: u32,
    slots: Vec<(usize, String, Vec<u8>)>,
    texts: Vec<(usize, String)>,
    triggers: Vec<usize>,
}

impl Compiler<'_> {
    /// The steps of `node`; `left` and `right` are the types of slots that may stand beside it.
    fn node(&mut self, node: &Node, left: &BTreeSet<u8>, right: &BTreeSet<u8>) {
        if self.trigger.is_some_and(|t| std::ptr::eq(t, node)) {
            self.trigger = None;
            let group = self.group();
            self.triggers.push(group as usize);
            return self.captured(group, |c| c.node(node, left, right));
        }
        match node {
            Node::Literal(text, _) => self.ops.push(Op::Text(self.language.alphabet.symbols(text).collect())),
            Node::Lexicon(name, _) => self.words(name),
            Node::Slot(slot) => self.slot(slot),
            Node::Gap { chars, across, .. } => {
                let (most, without, point) = (*chars as u32, Alphabet::bits(left) | Alphabet::bits(right), self.next_point());
                self.ops.push(Op::Gap { most, across: *across, without, point, next: First::ANY });
            }
            Node::Start(_) => self.or_boundary(Op::Start),
            Node::End(_) => self.or_boundary(Op::End),
            Node::Optional(inner) => self.maybe(|c| c.node(inner, left, right)),
            Node::Capture { role, inner } => {
                let group = self.group();
                match role {
                    Some((role, _)) => self.texts.push((group as usize, role.clone())),
                    None => self.triggers.push(group as usize),
                }
                self.captured(group, |c| c.node(inner, left, right));
            }
            Node::Choice(branches) => {
                // Words that stand side by side in the choice are one step.
                let alphabet = self.language.alphabet;
                let mut chunks = branches.chunk_by(|a, b| word(a, alphabet).is_some() && word(b, alphabet).is_some()).peekable();
                let mut ends = Vec::new();
                while let Some(chunk) = chunks.next() {
                    let other = chunks.peek().is_some().then(|| self.hole());
                    match chunk {
                        [branch] => self.node(branch, left, right),
                        words => {
                            let words = self.language.tables.choice(words.iter().filter_map(|w| word(w, alphabet)).collect());
                            self.ops.push(Op::Words(words));
                        }
                    }
                    if let Some(other) = other {
                        ends.push(self.hole());
                        self.ops[other] = Op::Either(First::ANY, self.here());
                    }
                }
                ends.into_iter().for_each(|end| self.ops[end] = Op::Jump(self.here()));
                self.point();
            }
            Node::Sequence(items) => {
                for (i, item) in items.iter().enumerate() {
                    let (left, right) = neighbours(items, i, self.language.alphabet, left, right);
                    self.node(item, &left, &right);
                }
            }
        }
    }

    /// An end of the skeleton, or the punctuation that ends a clause there.
    fn or_boundary(&mut self, end: Op) {
        let boundary = self.here() + 3;
        self.ops.extend([Op::Either(First::ANY, boundary), end, Op::Jump(boundary + 1), Op::Boundary]);
        self.point();
    }

    fn slot(&mut self, slot: &Slot) {
        let kinds = kinds_of(slot, self.language.alphabet);
        let one = Op::Mention(Alphabet::bits(&kinds));
        let group = slot.role.as_ref().map(|(role, _)| {
            let group = self.group();
            self.slots.push((group as usize, role.clone(), kinds.into_iter().collect()));
            group
        });
        let inner = |c: &mut Self| if slot.list { c.list(one) } else { c.ops.push(one) };
        match group {
            Some(group) => self.captured(group, inner),
            None => inner(self),
        }
        if slot.list {
            self.maybe(|c| c.words(LIST_END));
        }
    }

    /// A list of any length, as long as there can be.
    fn list(&mut self, one: Op) {
        self.ops.push(one.clone());
        let again = self.here();
        self.point();
        let end = self.hole();
        self.words(LIST_SEPARATOR);
        self.maybe(|c| c.words(LIST_SEPARATOR));
        self.maybe(|c| {
            c.words(LIST_PREFIX);
            c.maybe(|c| c.words(LIST_PREFIX));
        });
        self.maybe(Self::employers);
        self.ops.push(one);
        self.ops.push(Op::Jump(again));
        self.ops[end] = Op::Either(First::ANY, self.here());
    }

    /// What may stand before a person in a list: 前松果智能和云岭集团联合创始人.
    fn employers(&mut self) {
        let Some(kind) = self.language.alphabet.kind(EMPLOYER) else { return };
        self.maybe(|c| c.words(FORMER));
        self.ops.push(Op::Mention(1 << kind));
        self.maybe(|c| {
            c.words(LIST_SEPARATOR);
            c.ops.push(Op::Mention(1 << kind));
        });
        self.words(PERSON_TITLE);
    }

    fn words(&mut self, lexicon: &str) {
        let Language { alphabet, lexicons, tables } = self.language;
        let words = tables.of(lexicon, lexicons, alphabet);
        self.ops.push(Op::Words(words));
        // A shorter word may come to where a longer one began.
        self.point();
    }

    /// `inner` where it can be, else nothing.
    fn maybe(&mut self, inner: impl FnOnce(&mut Self)) {
        let other = self.hole();
        inner(self);
        self.ops[other] = Op::Either(First::ANY, self.here());
        self.point();
    }

    fn captured(&mut self, group: u32, inner: impl FnOnce(&mut Self)) {
        self.ops.push(Op::Mark(2 * group));
        inner(self);
        self.ops.push(Op::Mark(2 * group + 1));
    }

    fn group(&mut self) -> u32 {
        self.groups += 1;
        self.groups - 1
    }

    fn next_point(&mut self) -> u32 {
        self.points += 1;
        self.points - 1
    }

    fn point(&mut self) {
        let point = self.next_point();
        self.ops.push(Op::Point(point));
    }

    fn here(&self) -> u32 {
        self.ops.len() as u32
    }

    /// A place for a step that is known later.
    fn hole(&mut self) -> usize {
        self.ops.push(Op::Match);
        self.ops.len() - 1
    }
}

/// The symbols of a node that is a text.
fn word(node: &Node, alphabet: &Alphabet) -> Option<Box<[Symbol]>> {
    let Node::Literal(text, _) = node else { return None };
    let symbols: Box<[Symbol]> = alphabet.symbols(text).collect();
    (!symbols.is_empty()).then_some(symbols)
}

/// Types of the slots that may stand on either side of one item of a sequence.
pub(super) fn neighbours(
    items: &[Node],
    i: usize,
    alphabet: &Alphabet,
    left: &BTreeSet<u8>,
    right: &BTreeSet<u8>,
) -> (BTreeSet<u8>, BTreeSet<u8>) {
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

/// Whether a node may cover nothing.
pub(super) fn nullable(node: &Node) -> bool {
    match node {
        Node::Optional(_) | Node::Gap { .. } | Node::Start(_) | Node::End(_) => true,
        Node::Sequence(items) => items.iter().all(nullable),
        Node::Choice(branches) => branches.iter().any(nullable),
        Node::Capture { inner, .. } => nullable(inner),
        Node::Literal(..) | Node::Slot(_) | Node::Lexicon(..) => false,
    }
}

/// The types that fit a slot.
pub(super) fn kinds_of(slot: &Slot, alphabet: &Alphabet) -> BTreeSet<u8> {
    slot.kinds.iter().filter_map(|(k, _)| alphabet.kind(k)).collect()
}
