//! Stretches of a sentence that could be a name, with their scores.
//!
//! A sentence falls into chunks between words that no name holds (punctuation, values, prepositions, the words of the
//! lexicon `name_break`). Every run of whole words inside a chunk is a candidate; its score is the sum of what its left
//! end, its right end, the words inside and the whole show. The chunk is then cut so that the candidates taken add up
//! to the most.

use super::definition::Definer;
use super::score::{Scorer, Shown, WEAK};
use super::token::{Class, Token, is_han};
use crate::base::Span;
use crate::lexicon::Lexicons;
use std::collections::{HashMap, HashSet};

/// A stretch that could be a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its bytes in the plain text.
    pub span: Span,
    /// The signs it shows.
    pub shown: Shown,
}

impl Candidate {
    /// The better of its scores.
    pub fn best(&self) -> i64 {
        best(&self.shown)
    }
}

fn best(shown: &Shown) -> i64 {
    shown.points[0].max(shown.points[1])
}

/// Most words and characters of a name.
const MOST_WORDS: usize = 18;
const MOST_CHARS: usize = 44;
/// Most words of a chunk that are looked at; longer chunks are no prose.
const LONGEST_CHUNK: usize = 48;
/// A name more must add this much, so that one name is not cut into two weak ones.
const COST: i64 = WEAK - 1;

/// Words that bound names.
#[derive(Debug, Default)]
pub struct Bounds {
    breaks: HashSet<String>,
    heads: HashSet<String>,
    verbs: HashSet<String>,
    legal: HashSet<String>,
    surnames: HashSet<String>,
}

impl Bounds {
    /// Reads the lexicons `name_break` (never inside a name) and `name_head` (公司, 平台: a name may end with them and may
    /// start after them, but does not go on behind them) and `trade_verb` (投资: a part of names, and a verb between them).
    pub fn new(lexicons: &Lexicons) -> Self {
        let set = |name: &str| lexicons.get(name).map(|l| l.words.iter().map(|w| w.text.clone()).collect()).unwrap_or_default();
        Bounds {
            breaks: set("name_break"),
            heads: set("name_head"),
            verbs: set("trade_verb"),
            legal: set("legal_suffix"),
            surnames: set("surname"),
        }
    }

    fn breaks(&self, token: &Token, text: &str) -> bool {
        match token.class {
            Class::Mark => !matches!(text, "·" | "&" | "-"),
            Class::Value => true,
            Class::Known => false,
            // New words often hold characters that are function words elsewhere.
            Class::Function => !single(token) || self.breaks.contains(text),
            _ => self.breaks.contains(text),
        }
    }
}

/// A sentence with its words, ready to be searched.
pub struct Search<'a> {
    plain: &'a str,
    tokens: &'a [Token],
    bounds: &'a Bounds,
    scorer: &'a Scorer,
    /// The sentence as signs about the text around a candidate see it: without spaces and quotation marks, with `#`
    /// for each value.
    context: String,
    /// Where each token begins in `context`.
    offsets: Vec<usize>,
    /// For each token that opens a bracket, the names that it defines.
    aliases: HashMap<usize, Vec<&'a str>>,
    /// Words that a short form shows to be inside a name, whatever they are elsewhere.
    bound: HashSet<usize>,
}

impl<'a> Search<'a> {
    /// Prepares a sentence.
    pub fn new(plain: &'a str, tokens: &'a [Token], bounds: &'a Bounds, scorer: &'a Scorer, definer: &Definer) -> Self {
        let mut context = String::new();
        let mut offsets = Vec::with_capacity(tokens.len() + 1);
        for t in tokens {
            offsets.push(context.len());
            match t.class {
                Class::Value => context.push('#'),
                _ => context.extend(t.span.of(plain).chars().filter(|&c| !is_quote(c))),
            }
        }
        offsets.push(context.len());
        let end = tokens.last().map_or(0, |t| t.span.end);
        let mut aliases = HashMap::new();
        for (i, t) in tokens.iter().enumerate().filter(|(_, t)| t.span.of(plain) == "（") {
            let names: Vec<&str> = Definer::brackets(plain, t.span.start, end)
                .into_iter()
                .flat_map(|b| definer.names(plain, b))
                .map(|s| s.of(plain))
                .collect();
            aliases.insert(i, names);
        }
        let mut search = Search { plain, tokens, bounds, scorer, context, offsets, aliases, bound: HashSet::new() };
        search.bound =
            search.aliases.iter().flat_map(|(&j, names)| names.iter().flat_map(|n| search.holds(j, n)).collect::<Vec<_>>()).collect();
        search
    }

    /// The words right before `end` from which `short` can be made by leaving characters out.
    fn holds(&self, end: usize, short: &str) -> std::ops::Range<usize> {
        let mut wanted = short.chars().rev().peekable();
        let mut i = end;
        if i > 0 && self.word(i - 1) == "”" {
            i -= 1;
        }
        let end = i;
        while i > 0 && wanted.peek().is_some() && (i == end || self.adjoins(i)) {
            let token = &self.tokens[i - 1];
            if matches!(token.class, Class::Mark | Class::Value) {
                break;
            }
            for c in token.span.of(self.plain).chars().rev() {
                wanted.next_if_eq(&c);
            }
            i -= 1;
        }
        if wanted.peek().is_none() { i..end } else { end..end }
    }

    /// Appends the candidates that make the most of the sentence; each reaches the weak threshold.
    pub fn candidates(&self, out: &mut Vec<Candidate>) {
        for (start, end) in self.chunks() {
            self.chunk(start, end, out);
        }
    }

    fn chunks(&self) -> Vec<(usize, usize)> {
        let mut out = Vec::new();
        let mut start = 0;
        while start < self.tokens.len() {
            if self.is_break(start) {
                start += 1;
                continue;
            }
            let mut end = start + 1;
            while end < self.tokens.len() && end - start < LONGEST_CHUNK && !self.is_break(end) && self.adjoins(end) {
                end += 1;
            }
            out.push((start, end));
            start = end;
        }
        out
    }

    fn word(&self, i: usize) -> &'a str {
        self.tokens[i].span.of(self.plain)
    }

    fn is_break(&self, i: usize) -> bool {
        let dash = |k: Option<usize>| k.and_then(|k| self.tokens.get(k)).is_some_and(|t| t.span.of(self.plain) == "-");
        if dash(Some(i)) && (dash(i.checked_sub(1)) || dash(Some(i + 1))) {
            return true;
        }
        self.bounds.breaks(&self.tokens[i], self.word(i)) && !self.bound.contains(&i) && !self.is_part_of_coined(i)
    }

    /// A break word of one character between characters that are no words is a part of a new word, and so is a function
    /// word between one and a trade: 颖泰嘉和生物.
    fn is_part_of_coined(&self, i: usize) -> bool {
        let class = |k: usize| self.tokens.get(k).map(|t| t.class);
        let next = match self.tokens[i].class {
            Class::Mark | Class::Value => return false,
            Class::Function => Class::Trade,
            _ => Class::Unknown,
        };
        single(&self.tokens[i])
            && i > 0
            && single(&self.tokens[i - 1])
            && !matches!(class(i - 1), Some(Class::Function | Class::Mark | Class::Value))
            && class(i + 1) == Some(next)
            && self.adjoins(i)
            && self.adjoins(i + 1)
    }

    /// Whether a word describes what is named behind it: 公司, and 服务提供商, which ends like 提供商.
    fn is_head(&self, i: usize) -> bool {
        let word = self.word(i);
        let ends = |h: &String| h.len() > '一'.len_utf8() && word.ends_with(h.as_str());
        self.bounds.heads.contains(word) || self.tokens[i].class == Class::Noun && self.bounds.heads.iter().any(ends)
    }

    /// Whether nothing but a space lies between a token and the one before it.
    fn adjoins(&self, i: usize) -> bool {
        self.plain.get(self.tokens[i - 1].span.end..self.tokens[i].span.start).is_some_and(|s| s.trim().is_empty())
    }

    /// Every stretch that was weighed, for `explain`.
    pub fn all(&self) -> Vec<Candidate> {
        let mut out = Vec::new();
        for (start, end) in self.chunks() {
            for i in start..end {
                let mut sum = self.left(i, start);
                for j in i + 1..=end {
                    sum.add(&self.inner(j - 1));
                    let span = self.tokens[i].span.join(self.tokens[j - 1].span);
                    let mut shown = sum.clone();
                    shown.add(&self.right(j, end));
                    self.whole(span, i, j, &mut shown);
                    if i > start && self.is_cut_legal(i, j) {
                        self.scorer.shape("legal_cut", &mut shown);
                    }
                    out.push(Candidate { span, shown });
                }
            }
        }
        out
    }

    fn chunk(&self, start: usize, end: usize, out: &mut Vec<Candidate>) {
        let lefts: Vec<Shown> = (start..end).map(|i| self.left(i, start)).collect();
        let rights: Vec<Shown> = (start + 1..=end).map(|j| self.right(j, end)).collect();
        let inner: Vec<Shown> = (start..end).map(|k| self.inner(k)).collect();
        // The best cut of the first tokens of the chunk: its worth, and the candidate that ends it.
        let mut cuts: Vec<(i64, Option<(usize, Candidate)>)> = vec![(0, None)];
        for j in start + 1..=end {
            let mut cut = (cuts[j - 1 - start].0, None);
            let mut sum = Shown::default();
            for i in (start.max(j.saturating_sub(MOST_WORDS))..j).rev() {
                if i + 1 < j && self.is_head(i) {
                    break;
                }
                sum.add(&inner[i - start]);
                let span = self.tokens[i].span.join(self.tokens[j - 1].span);
                if span.len() > MOST_CHARS * 3 {
                    break;
                }
                let mut shown = sum.clone();
                shown.add(&lefts[i - start]);
                shown.add(&rights[j - 1 - start]);
                self.whole(span, i, j, &mut shown);
                if i > start && self.is_cut_legal(i, j) {
                    self.scorer.shape("legal_cut", &mut shown);
                }
                if best(&shown) < WEAK {
                    continue;
                }
                let worth = cuts[i - start].0 + best(&shown) - COST;
                // Of equals the longer, which comes later.
                if worth >= cut.0 {
                    cut = (worth, Some((i, Candidate { span, shown })));
                }
            }
            cuts.push(cut);
        }
        let first = out.len();
        let mut j = end;
        while j > start {
            match cuts[j - start].1.take() {
                Some((i, candidate)) => {
                    out.push(candidate);
                    j = i;
                }
                None => j -= 1,
            }
        }
        out[first..].reverse();
    }

    /// Whether a name with a legal form would leave words before it that no description ends with.
    fn is_cut_legal(&self, i: usize, j: usize) -> bool {
        self.bounds.legal.contains(self.word(j - 1)) && !self.is_head(i - 1)
    }

    fn left(&self, i: usize, chunk: usize) -> Shown {
        let mut shown = Shown::default();
        self.scorer.before(&self.context[..self.offsets[i]], &mut shown);
        let shape = if self.offsets[i] == 0 {
            "left_start".to_owned()
        } else if i == chunk {
            format!("left_break_{}", self.class(i - 1))
        } else if self.is_head(i - 1) {
            "left_head".to_owned()
        } else if self.bounds.verbs.contains(self.word(i - 1)) {
            "left_trade_verb".to_owned()
        } else {
            format!("left_{}{}", self.class(i - 1), self.one(i - 1))
        };
        self.scorer.shape(&shape, &mut shown);
        if i > 0 && self.word(i - 1) == "“" {
            self.scorer.shape("left_quote", &mut shown);
        }
        shown
    }

    fn right(&self, j: usize, chunk: usize) -> Shown {
        let mut shown = Shown::default();
        self.scorer.after(&self.context[self.offsets[j]..], &mut shown);
        let shape = if j == self.tokens.len() {
            "right_end".to_owned()
        } else if j == chunk {
            format!("right_break_{}", self.class(j))
        } else if self.is_head(j) {
            "right_head".to_owned()
        } else if self.bounds.verbs.contains(self.word(j)) {
            "right_trade_verb".to_owned()
        } else {
            format!("right_{}{}", self.class(j), self.one(j))
        };
        self.scorer.shape(&shape, &mut shown);
        if j < self.tokens.len() && self.word(j) == "”" {
            self.scorer.shape("right_quote", &mut shown);
        }
        shown
    }

    /// A surname with one or two characters behind it.
    fn is_like_person(&self, text: &str, tokens: &[Token]) -> bool {
        let given = |n: usize| {
            let (i, _) = text.char_indices().nth(n)?;
            self.bounds.surnames.contains(&text[..i]).then(|| text[i..].chars().count())
        };
        text.chars().all(is_han)
            && !tokens.iter().any(|t| matches!(t.class, Class::Trade | Class::Known))
            && (1..=2).any(|n| given(n).is_some_and(|g| matches!(g, 1 | 2)))
    }

    /// Whether what stands at `j` could be the object of a verb before it.
    fn takes_object(&self, j: usize) -> bool {
        let Some(next) = self.tokens.get(j).filter(|_| self.adjoins(j)) else { return false };
        match next.class {
            Class::Mark | Class::Bracket | Class::Trade => false,
            Class::Function | Class::Verb => matches!(self.word(j), "了" | "过"),
            _ => !self.is_break(j) || next.class == Class::Value,
        }
    }

    /// The ending of shapes that speak of a word of one character.
    fn one(&self, i: usize) -> &'static str {
        if single(&self.tokens[i]) { "_1" } else { "" }
    }

    fn class(&self, i: usize) -> &'static str {
        let class = self.tokens[i].class;
        Class::NAMED.iter().find(|(c, _)| *c == class).map_or("", |(_, name)| name)
    }

    fn inner(&self, k: usize) -> Shown {
        let mut shown = Shown::default();
        let word = self.word(k);
        self.scorer.inside(word, &mut shown);
        let one = if word.chars().count() == 1 { "_1" } else { "" };
        self.scorer.shape(&format!("in_{}{one}", self.class(k)), &mut shown);
        shown
    }

    fn whole(&self, span: Span, i: usize, j: usize, shown: &mut Shown) {
        let text = span.of(self.plain);
        self.scorer.whole(text, shown);
        if j - i > 1 {
            self.scorer.edges(self.word(i), self.word(j - 1), shown);
        }
        let tokens = &self.tokens[i..j];
        let mut shape = |name: &str| self.scorer.shape(name, shown);
        let count = text.chars().count();
        let han = text.chars().filter(|&c| is_han(c)).count();
        let latin = text.contains(|c: char| c.is_alphabetic() && !is_han(c));
        if han == 0 {
            shape(if latin { "latin" } else { "no_letters" });
            if count <= 4 && !text.chars().any(char::is_lowercase) {
                shape("latin_capitals");
            }
            if text.starts_with(|c: char| c.is_ascii_digit()) {
                shape("digits_first");
            } else if !text.starts_with(char::is_uppercase) {
                shape("latin_lower");
            }
            if tokens.len() == 1 && text.contains(' ') {
                shape("latin_words");
            }
        } else if latin {
            shape("mixed");
        }
        if text.contains('·') {
            shape("dotted");
        } else if han == count {
            match count {
                1 => shape("han_1"),
                2 => shape("han_2"),
                3 => shape("han_3"),
                4 => shape("han_4"),
                5..=9 => shape("han_5_to_9"),
                10..=14 => shape("han_10_to_14"),
                _ => shape("han_15_and_more"),
            }
        }
        let unknown = |t: &Token| single(t) && matches!(t.class, Class::Unknown | Class::Function);
        if tokens.windows(2).any(|w| single(&w[0]) && single(&w[1]) && (unknown(&w[0]) || unknown(&w[1]))) {
            shape("coined");
        }
        let ordinary = |t: &Token| {
            matches!(t.class, Class::Noun | Class::Word | Class::Numeral | Class::Function | Class::Verb | Class::Trade) && !single(t)
        };
        if tokens.iter().all(|t| t.class == Class::Place) {
            shape("only_places");
        } else if tokens.iter().all(ordinary) {
            let trade = |t: &Token| t.class == Class::Trade;
            let named = tokens.split_first().is_some_and(|(first, rest)| !trade(first) && !rest.is_empty() && rest.iter().all(trade));
            shape(if named { "word_and_trade" } else { "only_words" });
        }
        if tokens.len() == 1 && tokens[0].class == Class::Person {
            shape("person_word");
        }
        if han > 0 && tokens.iter().all(single) {
            shape("only_singles");
        }
        if self.is_like_person(text, tokens) {
            shape("like_person");
        }
        if self.is_head(j - 1) {
            shape("ends_head");
        }
        if j - i > 1 && self.bounds.verbs.contains(self.word(j - 1)) && self.takes_object(j) {
            shape("ends_as_verb");
        }
        let mark = |t: &Token| t.class == Class::Mark;
        if mark(&tokens[0]) || mark(&tokens[tokens.len() - 1]) || text.starts_with('·') || text.ends_with('·') {
            shape("mark_at_edge");
        }
        if tokens[0].class == Class::Bracket {
            shape("bracket_first");
        }
        // A quoted name ends before its closing quotation mark.
        let bracket = if self.tokens.get(j).is_some_and(|t| t.span.of(self.plain) == "”") { j + 1 } else { j };
        if self.aliases.get(&bracket).is_some_and(|names| names.iter().any(|n| *n != text && in_order(n, text))) {
            shape("holds_its_alias");
        }
    }
}

fn single(token: &Token) -> bool {
    token.span.len() == '一'.len_utf8()
}

/// Whether the characters of `short` occur in `full` in their order.
fn in_order(short: &str, full: &str) -> bool {
    let mut chars = full.chars();
    short.chars().all(|c| chars.any(|f| f == c))
}

/// Quotation marks stand between a name and its context without a meaning here.
fn is_quote(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’' | '"' | ' ')
}
