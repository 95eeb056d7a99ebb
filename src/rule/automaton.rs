//! The automaton of a pattern: whether the pattern matches at a given place, and what its groups hold there.
//!
//! Where a match may begin is known before (see `matcher::prefilter`), so that the automaton only runs forward from such places:
//! it needs few states then, and no second automaton that runs back to find the beginning.

use regex_automata::hybrid::dfa::{self, DFA};
use regex_automata::nfa::thompson::backtrack::{self, BoundedBacktracker};
use regex_automata::nfa::thompson::pikevm::PikeVM;
use regex_automata::nfa::thompson::{self, NFA};
use regex_automata::util::captures::Captures;
use regex_automata::{Anchored, Input};
use regex_syntax::hir::Hir;

/// A compiled regular expression over bytes; immutable and shared.
#[derive(Debug)]
pub struct Automaton {
    dfa: DFA,
    backtracker: BoundedBacktracker,
}

/// What one thread needs to run one automaton.
#[derive(Debug)]
pub struct Cache {
    dfa: dfa::Cache,
    captures: Captures,
}

/// What one thread needs beside to read groups; one for all automata, for nothing in it outlasts a search.
#[derive(Debug, Default)]
pub struct Room(Option<backtrack::Cache>);

impl Room {
    fn of(&mut self, backtracker: &BoundedBacktracker) -> &mut backtrack::Cache {
        let cache = self.0.get_or_insert_with(|| backtracker.create_cache());
        cache.reset(backtracker);
        cache
    }
}

/// Bytes of the states that one pattern keeps in a thread; beyond them they are built anew.
const CACHE_LIMIT: usize = 1 << 17;

impl Automaton {
    /// Compiles a regular expression; `None` when it would take more than `limit` bytes.
    pub fn new(regex: &Hir, limit: usize) -> Option<Automaton> {
        let nfa = NFA::compiler().configure(thompson::Config::new().utf8(false).nfa_size_limit(Some(limit))).build_from_hir(regex).ok()?;
        let config = DFA::config().cache_capacity(CACHE_LIMIT).skip_cache_capacity_check(true);
        let dfa = DFA::builder().configure(config).build_from_nfa(nfa.clone()).ok()?;
        Some(Automaton { dfa, backtracker: BoundedBacktracker::new_from_nfa(nfa).ok()? })
    }

    /// A cache for this automaton and no other.
    pub fn cache(&self) -> Cache {
        Cache { dfa: self.dfa.create_cache(), captures: self.backtracker.create_captures() }
    }

    /// Where the match that begins at byte `start` ends: the one that the order of choices prefers.
    pub fn end(&self, cache: &mut Cache, room: &mut Room, text: &[u8], start: usize) -> Option<usize> {
        let input = Input::new(text).range(start..).anchored(Anchored::Yes);
        match self.dfa.try_search_fwd(&mut cache.dfa, &input) {
            Ok(found) => found.map(|half| half.offset()),
            // The automaton gives up on no text, as far as its configuration goes; the slow way finds the same.
            Err(_) => self.capture(cache, room, &input).then(|| cache.captures.get_match().map(|m| m.end())).flatten(),
        }
    }

    /// The groups of the match from `start` to `end`.
    pub fn captures<'c>(&self, cache: &'c mut Cache, room: &mut Room, text: &[u8], start: usize, end: usize) -> &'c Captures {
        self.capture(cache, room, &Input::new(text).range(start..end).anchored(Anchored::Yes));
        &cache.captures
    }

    fn capture(&self, cache: &mut Cache, room: &mut Room, input: &Input) -> bool {
        // A text too long for the room that the backtracker may take is left to the machine that needs none.
        if self.backtracker.try_captures(room.of(&self.backtracker), input.clone(), &mut cache.captures).is_err()
            && let Ok(vm) = PikeVM::new_from_nfa(self.backtracker.get_nfa().clone())
        {
            vm.captures(&mut vm.create_cache(), input.clone(), &mut cache.captures);
        }
        cache.captures.is_match()
    }
}
