//! The words of lexicons and of choices between words as skeletons write them, found by the symbol that they begin with.

use super::alphabet::{self, Alphabet, Symbol};
use super::first::First;
use crate::base::Lists;
use crate::lexicon::{self, Lexicons};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The words of one lexicon or choice; immutable and shared by all patterns that have it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Ordered by first symbol, then in the order in which they are tried: those of a lexicon the longest first.
    words: Lists<Symbol>,
    /// For each first symbol, by its number, where its words begin and end among all.
    by_first: FxHashMap<u16, (u32, u32)>,
    /// Whether a word is empty, made of what skeletons leave out: such a word stands everywhere, behind all others.
    empty: bool,
    /// What they begin with.
    first: First,
}

impl Words {
    /// The words of a lexicon; none where it does not exist.
    pub fn new(name: &str, lexicons: &Lexicons, alphabet: &Alphabet) -> Words {
        let mut words: Vec<Box<[Symbol]>> = lexicon::texts(lexicons, name).map(|w| alphabet.symbols(w).collect()).collect();
        words.sort_by(|a, b| a.first().cmp(&b.first()).then(b.len().cmp(&a.len())).then(a.cmp(b)));
        words.dedup();
        let empty = words.first().is_some_and(|w| w.is_empty());
        words.retain(|w| !w.is_empty());
        let words = Words::sorted(words);
        Words { empty, first: if empty { First::ANY } else { words.first }, ..words }
    }

    /// The words of a choice, none of them empty, to be tried in their order.
    fn in_order(mut words: Vec<Box<[Symbol]>>) -> Words {
        words.sort_by_key(|w| w.first().copied());
        Words::sorted(words)
    }

    /// Words that are sorted by their first symbols; none is empty.
    fn sorted(words: Vec<Box<[Symbol]>>) -> Words {
        let mut by_first = FxHashMap::default();
        for (i, word) in words.iter().enumerate() {
            by_first.entry(alphabet::number(word[0])).or_insert((i as u32, 0)).1 = i as u32 + 1;
        }
        let first = words.iter().fold(First::default(), |all, word| all.or(First::symbol(word[0])));
        Words { words: words.into_iter().collect(), by_first, empty: false, first }
    }

    /// What they begin with.
    pub fn first(&self) -> First {
        self.first
    }

    /// Whether a word may begin with the first of these symbols.
    pub fn may_begin(&self, text: &[Symbol]) -> bool {
        self.empty || text.first().is_some_and(|first| self.by_first.contains_key(&alphabet::number(*first)))
    }

    /// Length of the first word that `text` begins with, in the order in which they are tried, beginning with the candidate `from`;
    /// and the candidate behind it.
    pub fn next(&self, text: &[Symbol], from: u32) -> Option<(usize, u32)> {
        let (begin, end) = text.first().and_then(|first| self.by_first.get(&alphabet::number(*first))).copied().unwrap_or_default();
        let mut rest = (begin + from)..end;
        match rest.find(|&i| alphabet::stands(self.words.get(i as usize), text)) {
            Some(i) => Some((self.words.get(i as usize).len(), i + 1 - begin)),
            None => (self.empty && from <= end - begin).then_some((0, end - begin + 1)),
        }
    }
}

/// The words of all lexicons and choices that machines have, made when one first does. Threads wait for each other here only while
/// they make machines.
#[derive(Debug, Default)]
pub struct WordTables {
    lexicons: Mutex<BTreeMap<String, Arc<Words>>>,
    choices: Mutex<BTreeMap<Vec<Box<[Symbol]>>, Arc<Words>>>,
}

impl WordTables {
    /// The words of a lexicon; `alphabet` knows all their characters.
    pub fn of(&self, lexicon: &str, lexicons: &Lexicons, alphabet: &Alphabet) -> Arc<Words> {
        let mut made = lock(&self.lexicons);
        if let Some(words) = made.get(lexicon) {
            return words.clone();
        }
        let words = Arc::new(Words::new(lexicon, lexicons, alphabet));
        made.insert(lexicon.to_owned(), words.clone());
        words
    }

    /// The words of a choice, none of them empty, in its order.
    pub fn choice(&self, words: Vec<Box<[Symbol]>>) -> Arc<Words> {
        lock(&self.choices).entry(words).or_insert_with_key(|words| Arc::new(Words::in_order(words.clone()))).clone()
    }
}

/// A table is whole even after a panic: words are added complete.
fn lock<T>(table: &Mutex<T>) -> MutexGuard<'_, T> {
    table.lock().unwrap_or_else(PoisonError::into_inner)
}
