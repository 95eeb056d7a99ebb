//! Stretches of a sentence that could be a name, with their scores.
//!
//! A sentence falls into chunks between words that no name holds (punctuation, values, prepositions, the words of the
//! lexicon `name_break`). Every run of whole words inside a chunk is a candidate; its score is the sum of what its left
//! end, its right end, the words inside and the whole show. The chunk is then cut so that the candidates taken add up
//! to the most.

use super::bounds::{Bounds, Word};
use super::chunk::FAR;
use super::definition::Definer;
use super::score::{Beside, Points, Scorer, Shown, Signs, Sink, WEAK, plus};
use super::token::{Class, Token, is_han};
use crate::base::Span;
use crate::rule::shape::Shape;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Sub;

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
        best(self.shown.points)
    }
}

fn best(points: Points) -> i64 {
    points[0].max(points[1])
}

/// Ideographs before a Latin word that describe what it names: 意大利器械商Dermaluce.
const LONG_BEFORE_LATIN: usize = 6;
/// The same where the first of them are a place.
const PLACED_BEFORE_LATIN: usize = 4;

/// Most words and characters of a name.
const MOST_WORDS: usize = 18;
const MOST_CHARS: usize = 44;
/// A name more must add this much, so that one name is not cut into two weak ones.
const COST: i64 = WEAK - 1;

/// A sentence with its words, ready to be searched.
pub struct Search<'a> {
    pub(super) plain: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) bounds: &'a Bounds,
    pub(super) scorer: &'a Scorer,
    /// The sentence as signs about the text around a candidate see it: without spaces and quotation marks, with `$` for each
    /// ticker and `#` for each other value but a stake that is told in words.
    pub(super) context: String,
    /// Where each token begins in `context`.
    pub(super) offsets: Vec<usize>,
    /// For each token that opens a bracket, the names that it defines.
    pub(super) aliases: FxHashMap<usize, Vec<&'a str>>,
    /// Words that a short form or quotation marks show to be inside a name, whatever they are elsewhere.
    pub(super) bound: FxHashSet<usize>,
    /// Names with a small word that are quoted, or of which is told what is told of companies: their first token and the one behind
    /// their last.
    pub(super) quoted: Vec<(usize, usize)>,
    /// For each small word that is a surname, the token behind the person's name.
    pub(super) people: FxHashMap<usize, usize>,
    /// What each token is.
    pub(super) words: Vec<Word>,
    /// What stands before each token, from the first on.
    pub(super) before: Vec<Count>,
    /// What stands before its end.
    pub(super) until: Vec<Count>,
}

/// Characters and words of a kind, counted from the beginning of a sentence, so that those of a stretch are a difference.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Count {
    pub(super) chars: usize,
    han: usize,
    /// Letters of other scripts.
    letters: usize,
    lower: usize,
    dots: usize,
    singles: usize,
    places: usize,
    /// Words of the dictionary of two and more characters that are no names.
    ordinary: usize,
    trades: usize,
    known: usize,
    /// Words of one character of which one is no word, with the word of one character before each.
    coined: usize,
}

impl Count {
    fn read(&mut self, text: &str) {
        for c in text.chars() {
            self.chars += 1;
            if is_han(c) {
                self.han += 1;
                self.dots += usize::from(c == '·');
            } else {
                self.letters += usize::from(c.is_alphabetic());
                self.lower += usize::from(c.is_lowercase());
            }
        }
    }

    fn word(&mut self, token: &Token, last: Option<&Token>) {
        let unknown = |t: &Token| matches!(t.class, Class::Unknown | Class::Function);
        let ordinary = matches!(token.class, Class::Noun | Class::Word | Class::Numeral | Class::Function | Class::Verb | Class::Trade)
            && !token.is_character();
        self.singles += usize::from(token.is_character());
        self.places += usize::from(token.class == Class::Place);
        self.ordinary += usize::from(ordinary);
        self.trades += usize::from(token.class == Class::Trade);
        self.known += usize::from(token.class == Class::Known);
        self.coined += usize::from(last.is_some_and(|l| l.is_character() && token.is_character() && (unknown(l) || unknown(token))));
    }
}

impl Sub for Count {
    type Output = Count;

    fn sub(self, from: Count) -> Count {
        Count {
            chars: self.chars - from.chars,
            han: self.han - from.han,
            letters: self.letters - from.letters,
            lower: self.lower - from.lower,
            dots: self.dots - from.dots,
            singles: self.singles - from.singles,
            places: self.places - from.places,
            ordinary: self.ordinary - from.ordinary,
            trades: self.trades - from.trades,
            known: self.known - from.known,
            coined: self.coined - from.coined,
        }
    }
}

/// What a token shows of each candidate that begins or ends with it.
struct Edge<'a> {
    left: Points,
    right: Points,
    inner: Points,
    first: &'a Signs,
    last: &'a Signs,
    /// Words that the text up to its end ends with.
    endings: Ends<'a>,
    /// Words that the text from its beginning on begins with.
    beginnings: Ends<'a>,
}

/// Words at one end of a text, longest first, each with its length in bytes.
struct Ends<'a> {
    words: Vec<(usize, &'a Signs)>,
    /// For each word, what it and those shorter than it show.
    sums: Vec<Points>,
}

impl<'a> Ends<'a> {
    fn new(words: Vec<(usize, &'a Signs)>) -> Self {
        let sum = |i: usize| {
            let mut sum = Points::default();
            sum.show_once(words[i..].iter().map(|(_, s)| *s));
            sum
        };
        let sums = (0..words.len()).map(sum).collect();
        Ends { words, sums }
    }

    /// The first of the words that are shorter than a text: the whole is no ending of itself, 集团 alone is no name.
    fn first(&self, length: usize) -> usize {
        self.words.iter().position(|(l, _)| *l < length).unwrap_or(self.words.len())
    }
}

/// What the ends of a candidate show to a sink.
trait EndsSink: Sink {
    fn ends(&mut self, ends: &Ends, length: usize);

    /// What the right end shows whose sum is known; it stands before token `j` in a chunk that ends before token `end`.
    fn right(&mut self, search: &Search, j: usize, end: usize, sum: Points);
}

impl EndsSink for Points {
    fn ends(&mut self, ends: &Ends, length: usize) {
        ends.sums.get(ends.first(length)).into_iter().for_each(|sum| plus(self, *sum));
    }

    fn right(&mut self, _: &Search, _: usize, _: usize, sum: Points) {
        plus(self, sum);
    }
}

impl EndsSink for Shown {
    fn ends(&mut self, ends: &Ends, length: usize) {
        self.show_once(ends.words[ends.first(length)..].iter().map(|(_, s)| *s));
    }

    fn right(&mut self, search: &Search, j: usize, end: usize, _: Points) {
        search.right(j, end, self);
    }
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
                Class::Ticker => context.push('$'),
                _ => context.extend(t.span.of(plain).chars().filter(|&c| !is_quote(c))),
            }
        }
        offsets.push(context.len());
        let end = tokens.last().map_or(0, |t| t.span.end);
        let mut aliases = FxHashMap::default();
        for (i, t) in tokens.iter().enumerate().filter(|(_, t)| t.span.of(plain) == "（") {
            let names: Vec<&str> = Definer::brackets(plain, t.span.start, end)
                .into_iter()
                .flat_map(|b| definer.names(plain, b))
                .map(|s| s.of(plain))
                .collect();
            aliases.insert(i, names);
        }
        let words = tokens.iter().map(|t| bounds.word(t, t.span.of(plain))).collect();
        let (before, until) = counts(plain, tokens);
        let bound = FxHashSet::default();
        let (quoted, people) = (Vec::new(), FxHashMap::default());
        let mut search = Search { plain, tokens, bounds, scorer, context, offsets, aliases, bound, quoted, people, words, before, until };
        search.people = (0..tokens.len()).filter_map(|i| Some((i, search.ends_person(i)?))).collect();
        search.bound =
            search.aliases.iter().flat_map(|(&j, names)| names.iter().flat_map(|n| search.holds(j, n)).collect::<Vec<_>>()).collect();
        search.quoted = (1..tokens.len()).filter_map(|i| Some((i, search.closes_coined(i)?))).collect();
        search.quoted.extend((0..tokens.len()).filter_map(|i| Some((i, search.told_of(i)?))).collect::<Vec<_>>());
        search.bound.extend(search.quoted.iter().flat_map(|&(i, j)| i..j));
        search
    }

    /// What stands in the tokens from `i` to before `j`, and between them.
    fn count(&self, i: usize, j: usize) -> Count {
        self.until[j - 1] - self.before[i]
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
            if token.class == Class::Mark || token.class.is_value() {
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

    pub(super) fn word(&self, i: usize) -> &'a str {
        self.tokens[i].span.of(self.plain)
    }

    /// Whether a word describes what is named behind it.
    pub(super) fn is_head(&self, i: usize) -> bool {
        self.words[i].head
    }

    /// Whether nothing but a space lies between a token and the one before it.
    pub(super) fn adjoins(&self, i: usize) -> bool {
        self.plain.get(self.tokens[i - 1].span.end..self.tokens[i].span.start).is_some_and(|s| s.trim().is_empty())
    }

    /// Every stretch that was weighed, for `explain`.
    pub fn all(&self) -> Vec<Candidate> {
        let mut out = Vec::new();
        for (start, end) in self.chunks() {
            let edges = self.edges(start, end);
            let stretches = (start..end).flat_map(|i| (i + 1..=end).map(move |j| (i, j)));
            out.extend(stretches.map(|(i, j)| self.candidate(&edges, start, i, j)));
        }
        out
    }

    /// The stretch of tokens from `i` to before `j` with all signs that it shows; the chunk begins with token `start`.
    fn candidate(&self, edges: &[Edge], start: usize, i: usize, j: usize) -> Candidate {
        let mut shown = Shown::default();
        (i..j).rev().for_each(|k| self.inner(k, &mut shown));
        self.left(i, start, &mut shown);
        let span = self.weigh(edges, start, i, j, &mut shown);
        Candidate { span, shown }
    }

    fn chunk(&self, start: usize, end: usize, out: &mut Vec<Candidate>) {
        let edges = self.edges(start, end);
        // The best cut of the first tokens of the chunk: its worth, and the first token of the candidate that ends it.
        let mut cuts: Vec<(i64, Option<usize>)> = vec![(0, None)];
        for j in start + 1..=end {
            let mut cut = (cuts[j - 1 - start].0, None);
            let mut sum = Points::default();
            for i in (start.max(j.saturating_sub(MOST_WORDS))..j).rev() {
                if i + 1 < j && self.is_head(i) {
                    break;
                }
                plus(&mut sum, edges[i - start].inner);
                if self.tokens[j - 1].span.end - self.tokens[i].span.start > MOST_CHARS * 3 {
                    break;
                }
                let mut points = sum;
                plus(&mut points, edges[i - start].left);
                self.weigh(&edges, start, i, j, &mut points);
                if best(points) < WEAK {
                    continue;
                }
                let worth = cuts[i - start].0 + best(points) - COST;
                // Of equals the longer, which comes later.
                if worth >= cut.0 {
                    cut = (worth, Some(i));
                }
            }
            cuts.push(cut);
        }
        let first = out.len();
        let mut j = end;
        while j > start {
            match cuts[j - start].1 {
                Some(i) => {
                    out.push(self.candidate(&edges, start, i, j));
                    j = i;
                }
                None => j -= 1,
            }
        }
        out[first..].reverse();
    }

    /// What each token of a chunk shows.
    fn edges(&self, start: usize, end: usize) -> Vec<Edge<'a>> {
        let (from, to) = (self.tokens[start].span.start, self.tokens[end - 1].span.end);
        let edge = |k: usize| {
            let (word, span) = (self.word(k), self.tokens[k].span);
            let (mut left, mut right, mut inner) = (Points::default(), Points::default(), Points::default());
            self.left(k, start, &mut left);
            self.right(k + 1, end, &mut right);
            self.inner(k, &mut inner);
            Edge {
                left,
                right,
                inner,
                first: self.scorer.first(word),
                last: self.scorer.last(word),
                endings: Ends::new(self.scorer.endings(&self.plain[from..span.end])),
                beginnings: Ends::new(self.scorer.beginnings(&self.plain[span.start..to])),
            }
        };
        (start..end).map(edge).collect()
    }

    /// Adds what the right end of a candidate and the whole show; the chunk begins with token `start`.
    fn weigh<S: EndsSink>(&self, edges: &[Edge], start: usize, i: usize, j: usize, shown: &mut S) -> Span {
        let (first, last) = (&edges[i - start], &edges[j - 1 - start]);
        let span = self.tokens[i].span.join(self.tokens[j - 1].span);
        shown.right(self, j, start + edges.len(), last.right);
        shown.show(self.scorer.whole(span.of(self.plain)));
        shown.ends(&last.endings, span.len());
        shown.ends(&first.beginnings, span.len());
        if j - i > 1 {
            shown.show(first.first);
            shown.show(last.last);
        }
        self.whole(span, i, j, shown);
        // A name with a legal form would leave words before it that no description ends with.
        let outside = |k: usize| self.is_head(k) || self.stands_before(k, start);
        if i > start && self.words[j - 1].legal && !outside(i - 1) && !self.is_verb_before_place(i) {
            self.scorer.shape(Shape::LegalCut, shown);
        }
        if i == start && j == start + edges.len() {
            self.scorer.shape(Shape::WholeChunk, shown);
            // 收购…60%股权: nothing but what is bought stands between.
            let (before, after) = (&self.context[..self.offsets[i]], &self.context[self.offsets[j]..]);
            if self.bounds.stakes.fit(after) && self.bounds.bought.fit(before) {
                self.scorer.shape(Shape::WholeBought, shown);
            }
        }
        span
    }

    /// Whether a verb stands right before a place, at which the name begins: 创立北京某某有限公司.
    fn is_verb_before_place(&self, i: usize) -> bool {
        let verb = self.tokens[i - 1].class == Class::Verb && !self.tokens[i - 1].is_character() || self.words[i - 1].verb;
        self.tokens[i].class == Class::Place && verb
    }

    /// Whether a word begins its chunk and no name: 任海川有限公司总经理.
    fn stands_before(&self, k: usize, chunk: usize) -> bool {
        k == chunk && self.words[k].outside
    }

    fn left(&self, i: usize, chunk: usize, shown: &mut impl Sink) {
        self.scorer.before(&self.context[..self.offsets[i]], shown);
        if self.offsets[i] == 0 {
            self.scorer.shape(Shape::LeftStart, shown);
        } else if i == chunk {
            self.class(Beside::LeftBreak, i - 1, shown);
        } else if self.is_head(i - 1) || self.stands_before(i - 1, chunk) && matches!(self.tokens[i].class, Class::Place | Class::Known) {
            self.scorer.shape(Shape::LeftHead, shown);
        } else if self.tokens[i].class == Class::Latin && (self.tokens[i - 1].class == Class::Place || self.words[i - 1].calls) {
            self.scorer.shape(Shape::LeftPlaceLatin, shown);
        } else if self.words[i - 1].verb {
            self.scorer.shape(Shape::LeftTradeVerb, shown);
        } else {
            self.class(Beside::Left, i - 1, shown);
        }
        if i > 0 && self.word(i - 1) == "“" {
            self.scorer.shape(Shape::LeftQuote, shown);
        }
    }

    fn right(&self, j: usize, chunk: usize, shown: &mut impl Sink) {
        self.scorer.after(&self.context[self.offsets[j]..], shown);
        if j == self.tokens.len() {
            self.scorer.shape(Shape::RightEnd, shown);
        } else if j == chunk {
            self.class(Beside::RightBreak, j, shown);
        } else if self.is_head(j) {
            self.scorer.shape(Shape::RightHead, shown);
        } else if self.words[j].share && self.tokens[j - 1].class == Class::Trade && (j + 1 == chunk || self.is_break(j + 1)) {
            // 海川科技股份: what is held of it.
            self.scorer.class(Beside::RightBreak, Class::Noun, false, shown);
        } else if self.words[j].verb {
            self.scorer.shape(Shape::RightTradeVerb, shown);
        } else {
            self.class(Beside::Right, j, shown);
        }
        if j < self.tokens.len() && self.word(j) == "”" {
            self.scorer.shape(Shape::RightQuote, shown);
        }
        let ahead = &self.words[j..chunk.min(j + FAR)];
        let length = ahead.iter().position(|w| w.head && !w.legal && !w.branch).unwrap_or(ahead.len());
        // JPMorgan Chase & Co.: a Latin name goes on to its legal form.
        let latin = || ahead.first().is_some_and(|w| w.form) && !is_han(self.word(j - 1).chars().next_back().unwrap_or('一'));
        if ahead[..length].iter().any(|w| w.legal) || latin() {
            self.scorer.shape(Shape::RightToLegal, shown);
        } else if ahead[..length].iter().any(|w| w.branch) {
            self.scorer.shape(Shape::RightToBranch, shown);
        }
    }

    fn class(&self, place: Beside, k: usize, shown: &mut impl Sink) {
        self.scorer.class(place, self.tokens[k].class, self.tokens[k].is_character(), shown);
    }

    /// A surname with one or two characters behind it.
    fn is_like_person(&self, text: &str, count: &Count) -> bool {
        let surname = |n: usize| text.char_indices().nth(n).is_some_and(|(i, _)| self.bounds.surnames.contains(&text[..i]));
        count.han == count.chars
            && count.trades + count.known == 0
            && (1..=2).any(|n| matches!(count.chars.checked_sub(n), Some(1 | 2)) && surname(n))
    }

    /// Whether the words from `i` to before `j` end a clause that tells what was got of whom: 获东岳资本、启衡资本投资。
    fn is_gotten(&self, i: usize, j: usize) -> bool {
        let ends = self.tokens.get(j).is_none_or(|t| t.class == Class::Mark && self.word(j) != "、" && self.word(j) != "（");
        let list = |k: &usize| self.tokens[*k].class != Class::Mark || self.word(*k) == "、";
        ends && (0..i).rev().take_while(list).any(|k| self.words[k].gets)
    }

    /// Whether what stands at `j` could be the object of a verb before it.
    fn takes_object(&self, j: usize) -> bool {
        let Some(next) = self.tokens.get(j).filter(|_| self.adjoins(j)) else { return false };
        match next.class {
            Class::Mark | Class::Bracket | Class::Trade => false,
            Class::Function | Class::Verb => self.words[j].tail,
            _ => !self.is_break(j) || next.class.is_value(),
        }
    }

    fn inner(&self, k: usize, shown: &mut impl Sink) {
        let word = self.word(k);
        self.scorer.inside(word, shown);
        self.scorer.class(Beside::In, self.tokens[k].class, word.chars().nth(1).is_none(), shown);
    }

    /// Adds the shapes of a candidate.
    fn whole(&self, span: Span, i: usize, j: usize, shown: &mut impl Sink) {
        let text = span.of(self.plain);
        let tokens = &self.tokens[i..j];
        let mut shape = |shape: Shape| self.scorer.shape(shape, shown);
        let stretch = self.count(i, j);
        let (count, han, latin) = (stretch.chars, stretch.han, stretch.letters > 0);
        if han == 0 {
            shape(if latin { Shape::Latin } else { Shape::NoLetters });
            if count <= 4 && stretch.lower == 0 {
                shape(Shape::LatinCapitals);
            }
            if text.starts_with(|c: char| c.is_ascii_digit()) {
                shape(Shape::DigitsFirst);
            } else if !text.starts_with(char::is_uppercase) && !is_camel(text) {
                shape(Shape::LatinLower);
            }
            if tokens.len() == 1 && text.contains(' ') {
                shape(Shape::LatinWords);
            }
        } else if latin {
            shape(Shape::Mixed);
        } else if let [a, b, ..] = tokens
            && a.class == Class::Digits
            && b.class == Class::Numeral
        {
            // 257家银行 are counted.
            shape(Shape::DigitsFirst);
        }
        if stretch.dots > 0 {
            shape(Shape::Dotted);
        } else if han == count {
            match count {
                1 => shape(Shape::Han1),
                2 => shape(Shape::Han2),
                3 => shape(Shape::Han3),
                4 => shape(Shape::Han4),
                5..=9 => shape(Shape::Han5To9),
                10..=14 => shape(Shape::Han10To14),
                _ => shape(Shape::Han15AndMore),
            }
        }
        // The first word is coined with one before it, which is outside.
        if j - i > 1 && self.count(i + 1, j).coined > 0 {
            shape(Shape::Coined);
        }
        let known = |t: &Token| t.class == Class::Known;
        if stretch.known > 1 {
            shape(Shape::TwoKnown);
        }
        // 海川集团股份: behind what ends as a name already, shares are its shares.
        let ended = || j - i > 2 && tokens[j - i - 2].class == Class::Trade;
        if j - i > 1 && self.words[j - 1].share && (ended() || tokens[..j - i - 1].iter().all(|t| known(t) || t.class == Class::Latin)) {
            shape(Shape::KnownShares);
        } else if j - i > 1
            && known(&tokens[0])
            && tokens.iter().all(|t| known(t) || matches!(t.class, Class::Trade | Class::Place | Class::Bracket))
        {
            shape(if self.words[j - 1].branch { Shape::KnownBranch } else { Shape::KnownAndMore });
        } else if j - i > 1
            && tokens[0].class == Class::Place
            && stretch.known > 0
            && tokens[1..].iter().all(|t| known(t) || t.class == Class::Trade)
        {
            shape(Shape::PlaceAndKnown);
        }
        // What the exchange marks is never longer: *ST海川|16年.
        if j - i > 1 && known(&tokens[0]) && self.bounds.marks.fit(text) {
            shape(Shape::MarkedAndMore);
        }
        if let [a, b] = tokens
            && known(a)
            && b.class == Class::Person
            && self.is_like_person(b.span.of(self.plain), &self.count(j - 1, j))
        {
            shape(Shape::KnownAndPerson);
        }
        if let [a, b] = tokens
            && a.class == Class::Place
            && b.class == Class::Latin
        {
            shape(Shape::PlaceThenLatin);
        }
        let described = han >= LONG_BEFORE_LATIN || han >= PLACED_BEFORE_LATIN && tokens[0].class == Class::Place;
        if j - i > 1 && described && tokens[j - i - 1].class == Class::Latin {
            shape(Shape::LongThenLatin);
        }
        if let [a, b] = tokens
            && known(a)
            && a.span.of(self.plain).is_ascii()
            && b.class == Class::Place
        {
            shape(Shape::KnownLatinThenPlace);
        }
        // “海川宝HK”: what is quoted as one name is one.
        if let [a, b] = tokens
            && known(a)
            && b.class == Class::Latin
            && self.in_quotes(i, j)
        {
            shape(Shape::QuotedKnownAndLatin);
        }
        if (2..=3).contains(&(j - i)) && stretch.trades == tokens.len() && (self.words[j - 1].legal || self.is_head(j - 1)) {
            shape(Shape::TradesAndForm);
        }
        if stretch.places == tokens.len() {
            shape(Shape::OnlyPlaces);
        } else if stretch.ordinary == tokens.len() {
            let named = j - i > 1 && tokens[0].class != Class::Trade && self.count(i + 1, j).trades == j - i - 1;
            shape(if named { Shape::WordAndTrade } else { Shape::OnlyWords });
        }
        if tokens.len() == 1 && tokens[0].class == Class::Person {
            shape(Shape::PersonWord);
        }
        let mut class = |place, t: &Token| self.scorer.class(place, t.class, t.is_character(), shown);
        if let [sole] = tokens {
            class(Beside::Sole, sole);
        } else {
            class(Beside::First, &tokens[0]);
            class(Beside::Last, &tokens[tokens.len() - 1]);
        }
        let mut shape = |shape: Shape| self.scorer.shape(shape, shown);
        if han > 0 && stretch.singles == tokens.len() {
            shape(Shape::OnlySingles);
        }
        if self.is_like_person(text, &stretch) {
            shape(Shape::LikePerson);
        }
        let letters = |t: &Token| {
            t.class == Class::Latin || t.class == Class::Known && t.span.of(self.plain).starts_with(|c: char| c.is_ascii_alphabetic())
        };
        if j - i > 1 && self.is_head(j - 1) && self.tokens.get(j).is_some_and(|t| letters(t) && self.adjoins(j)) {
            shape(Shape::HeadThenLatin);
        }
        if self.is_head(j - 1) {
            shape(Shape::EndsHead);
        }
        // 海川集团控股的北岭科技: what ends as a name already goes on with a verb; and 知行通开发的软件.
        let told = || {
            self.words.get(j).is_some_and(|w| w.relative && self.adjoins(j))
                && (self.words[j - 1].made || j - i > 2 && self.tokens[j - 2].class == Class::Trade)
        };
        if j - i > 1 && (self.words[j - 1].verb && (self.takes_object(j) || told()) || self.words[j - 1].made && told()) {
            shape(Shape::EndsAsVerb);
        }
        if j - i > 1 && self.words[j - 1].gotten && self.is_gotten(i, j) {
            shape(Shape::EndsAsVerb);
        }
        if self.people.get(&i) == Some(&j) {
            shape(Shape::SmallSurname);
        }
        if self.is_called_so(i, j) {
            shape(Shape::QuotedCalled);
        }
        if self.quoted.contains(&(i, j)) {
            shape(Shape::QuotedCoined);
        } else if self.is_quoted(i, j) {
            shape(Shape::Quoted);
        }
        let mark = |t: &Token| t.class == Class::Mark;
        if mark(&tokens[0]) || mark(&tokens[tokens.len() - 1]) || text.starts_with('·') || text.ends_with('·') {
            shape(Shape::MarkAtEdge);
        }
        if tokens[0].class == Class::Bracket {
            shape(Shape::BracketFirst);
        }
        // A quoted name ends before its closing quotation mark.
        let bracket = if self.tokens.get(j).is_some_and(|t| t.span.of(self.plain) == "”") { j + 1 } else { j };
        if self.aliases.get(&bracket).is_some_and(|names| names.iter().any(|n| *n != text && in_order(n, text))) {
            shape(Shape::HoldsItsAlias);
        }
    }
}

/// What stands before each token of a sentence, and before its end; gaps between tokens are counted, too.
fn counts(plain: &str, tokens: &[Token]) -> (Vec<Count>, Vec<Count>) {
    let (mut before, mut until) = (Vec::with_capacity(tokens.len()), Vec::with_capacity(tokens.len()));
    let mut count = Count::default();
    for (i, t) in tokens.iter().enumerate() {
        let last = i.checked_sub(1).map(|p| &tokens[p]);
        count.read(last.map_or("", |l| &plain[l.span.end..t.span.start]));
        before.push(count);
        count.read(t.span.of(plain));
        count.word(t, last);
        until.push(count);
    }
    (before, until)
}

/// Whether a Latin word is written like iFly: a small letter or two, and a word with a capital.
fn is_camel(text: &str) -> bool {
    let rest = text.trim_start_matches(char::is_lowercase);
    let mut chars = rest.chars();
    text.len() - rest.len() <= 2 && chars.next().is_some_and(char::is_uppercase) && chars.take(2).filter(|c| c.is_lowercase()).count() == 2
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
