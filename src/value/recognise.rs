//! Finding values in a text: all patterns at once.
//!
//! A match can only begin at certain pairs of characters, which are read off the patterns. Where one stands, one automaton of
//! all patterns runs from there; it says which pattern matches, the first of highest priority. Only then that pattern alone
//! takes the match apart, and a normaliser reads the parts. A normaliser may refuse; a second automaton then says which other
//! patterns match there, and they have their turn.

use super::lunar::Calendar;
use super::pattern::Patterns;
use super::spec::{Fragment, ValueError, ValueSpec};
use super::start::Starts;
use super::{DateValue, Kind, Quantity, Value, Valued, article_date, date, numeral, quantity, sure};
use crate::base::Span;
use crate::lexicon::{self, Lexicons};
use jiff::civil::Date;
use regex_automata::hybrid::dfa;
use regex_automata::nfa::thompson::backtrack::{self, BoundedBacktracker};
use regex_automata::nfa::thompson::{self, NFA, WhichCaptures};
use regex_automata::util::pool::Pool;
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Anchored, Input, MatchKind, PatternID, PatternSet};
use regex_syntax::hir::{Hir, HirKind};
use rust_decimal::prelude::ToPrimitive;
use rustc_hash::FxHashMap;
use std::fmt::Display;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::OnceLock;

/// Reads the parts of a match; `None` when they make no value.
pub type Normaliser = fn(&Parts) -> Option<Value>;

/// The normalisers that rule files may name.
const NORMALISERS: [(&str, Normaliser); 25] = [
    ("money", quantity::money),
    ("money-inferred", quantity::money_inferred),
    ("currency", quantity::currency),
    ("undisclosed", quantity::undisclosed),
    ("number", quantity::number),
    ("magnitude", quantity::several_of),
    ("dozens", quantity::dozens),
    ("fraction", quantity::fraction),
    ("scientific", quantity::scientific),
    ("percent", quantity::percent),
    ("hundred", quantity::hundred),
    ("tenths", quantity::tenths),
    ("discount", quantity::discount),
    ("count", quantity::count),
    ("stake", quantity::stake),
    ("code", quantity::code),
    ("round", super::round::round),
    ("date", date::date),
    ("date-range", date::range),
    ("date-fiscal", date::fiscal),
    ("date-decade", date::decade),
    ("date-weekday", date::nth_weekday),
    ("date-holiday", date::holiday),
    ("date-lunar", date::lunar),
    ("date-distance", date::distance),
];

/// The kinds that rule files may name.
const KINDS: [(&str, Kind); 11] = [
    ("money", Kind::Money),
    ("currency", Kind::Currency),
    ("price", Kind::Price),
    ("percent", Kind::Percent),
    ("points", Kind::Points),
    ("number", Kind::Number),
    ("shares", Kind::Shares),
    ("stake", Kind::Stake),
    ("date", Kind::Date),
    ("round", Kind::Round),
    ("ticker", Kind::Ticker),
];

/// The kind of patterns for what only looks like a value; they need no normaliser but this.
const NOT_A_VALUE: &str = "none";

/// The kind of this name.
pub fn kind(name: &str) -> Option<Kind> {
    KINDS.iter().find(|(n, _)| *n == name).map(|(_, k)| *k)
}

/// The lexicon of words that introduce the same amount in another currency.
const EQUIVALENT: &str = "equivalent_cue";
/// The lexicon of what joins the items of a list.
const LIST: &str = "value_list";
/// The lexicon of what joins two bounds to a range.
const BOUNDS: &str = "bound_join";
/// The lexicon of words whose first character looks like the end of a value.
const CUT: &str = "value_cut";
/// The lexicon of pairs of characters of which the second begins no value.
const GLUED: &str = "value_glued";
/// The lexicon of what joins two dates, or leads or ends such a pair.
const DATE_RANGE: &str = "date_range";

/// Longest word, in characters, that is looked for beside a mention.
const LONGEST_WORD: usize = 6;

/// All value patterns, compiled together.
pub struct Values {
    /// Where a match may begin.
    starts: Starts,
    /// All patterns, to be run from a given place.
    all: dfa::DFA,
    /// All patterns, to tell which of them match at a place.
    every: dfa::DFA,
    specs: Vec<Compiled>,
    meanings: Meanings,
    /// What joins the items of a list.
    list: Vec<String>,
    /// What joins two bounds to a range.
    joins_bounds: Vec<String>,
    /// What stands around the date of an article.
    article_date: article_date::Words,
    equivalent: Vec<String>,
    /// The first characters of the words of `value_cut`.
    cut: Vec<char>,
    /// The pairs of `value_glued`.
    glued: Vec<(char, char)>,
    work: Pool<Work, Box<dyn Fn() -> Work + Send + Sync + UnwindSafe + RefUnwindSafe>>,
}

/// The words of each lexicon, with what they mean.
type Meanings = FxHashMap<String, Words>;
/// The words of a lexicon, with what they mean.
type Words = FxHashMap<String, String>;

/// One pattern.
#[derive(Debug)]
struct Compiled {
    /// What it makes; `None` for what only looks like a value.
    makes: Option<(Kind, Normaliser)>,
    /// What it matches.
    pattern: Hir,
    /// The same alone, to take a match apart; compiled when a match is first found.
    regex: OnceLock<Option<BoundedBacktracker>>,
    /// Its named groups with their numbers; without any, its matches need not be taken apart.
    groups: Vec<(String, usize)>,
    /// The place in `groups` of the one that is the mention, where the match holds more.
    mention: Option<usize>,
    /// The places of groups behind the mention that are only looked at: `stop` and `mark`.
    edges: Vec<usize>,
}

impl Compiled {
    fn new(makes: Option<(Kind, Normaliser)>, pattern: Hir) -> Self {
        let mut groups = Vec::new();
        named(&pattern, &mut groups);
        let place = |name: &str| groups.iter().position(|(n, _)| n == name);
        let (mention, edges) = (place("mention"), ["stop", "mark"].into_iter().filter_map(place).collect());
        Compiled { makes, mention, edges, pattern, regex: OnceLock::new(), groups }
    }

    /// `None` where it is too large; that is said when all patterns are compiled together.
    fn regex(&self) -> Option<&BoundedBacktracker> {
        let build = || {
            let visited = backtrack::Config::new().visited_capacity(VISITED);
            BoundedBacktracker::builder().configure(visited).build_from_nfa(nfa(&self.pattern, MOST)?).ok()
        };
        self.regex.get_or_init(build).as_ref()
    }
}

/// Words of which every value of a kind holds one, or stands beside one in its sentence; `None` where there are none for certain.
pub fn sure_words(
    kind: Kind,
    specs: &[ValueSpec],
    fragments: &[Fragment],
    lexicons: &Lexicons,
    kept: fn(char) -> bool,
) -> Option<Vec<String>> {
    let mut patterns = Patterns::new(fragments, lexicons);
    let mut words = Vec::new();
    for spec in specs.iter().filter(|s| self::kind(&s.kind) == Some(kind)) {
        words.extend(sure::sure_words(&patterns.parse(&spec.pattern).ok()?, kept)?);
    }
    Some(words)
}

/// The named groups of an expression with their numbers.
fn named(pattern: &Hir, out: &mut Vec<(String, usize)>) {
    match pattern.kind() {
        HirKind::Capture(c) => {
            out.extend(c.name.as_ref().map(|name| (name.to_string(), c.index as usize)));
            named(&c.sub, out);
        }
        HirKind::Repetition(r) => named(&r.sub, out),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().for_each(|p| named(p, out)),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => {}
    }
}

/// `None` where it would take more than `limit` bytes.
fn nfa(pattern: &Hir, limit: usize) -> Option<NFA> {
    thompson::Compiler::new().configure(thompson::Config::new().nfa_size_limit(Some(limit))).build_from_hir(pattern).ok()
}

/// What one search needs; pooled.
struct Work {
    all: dfa::Cache,
    every: dfa::Cache,
    backtrack: Option<backtrack::Cache>,
    /// The patterns that match where one was refused.
    matching: PatternSet,
    /// Begin and end of each group of the match that is taken apart.
    slots: Vec<Option<NonMaxUsize>>,
    /// The groups that take part in the match at hand.
    taken: Vec<Taken>,
    /// For each pattern, those of texts that it matched, as if each were all of its text.
    known: Vec<FxHashMap<Box<str>, Box<[Taken]>>>,
    calendar: Calendar,
    /// For each value of the text at hand, its pattern and match.
    origin: Vec<(usize, Span)>,
}

/// A group that takes part in a match: its place in [`Compiled::groups`], and its bytes.
type Taken = (usize, Span);

/// The date that a text named last.
#[derive(Clone, Copy, Debug)]
struct Last {
    date: Date,
    /// Whether it states its year, and is a day, a month, or a year with a comma behind it.
    stated: bool,
    day: bool,
    resolved: bool,
    /// Where it ends.
    end: usize,
}

/// A date that a partial one behind it goes on from: 2015年11月…，12月…; 6月8日、11日.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// Its first day.
    pub date: Date,
    /// Whether it states its year.
    pub stated: bool,
    /// Whether it is a day that a list joins to the partial date.
    pub listed: bool,
    /// Whether the article's date was needed.
    pub resolved: bool,
}

/// The parts of a match, by group name.
pub struct Parts<'a> {
    text: &'a str,
    mention: Span,
    taken: &'a [Taken],
    groups: &'a [(String, usize)],
    meanings: &'a Meanings,
    /// The date that partial dates are completed from: the article's.
    pub reference: Option<Date>,
    /// Whether a partial date is the first one not before the reference, as at the end of a range.
    pub forward: bool,
    /// The date that the text named last.
    pub last: Option<Date>,
    /// The same, where a partial date may go on from it.
    pub told: Option<Told>,
    /// Days of the lunar year.
    pub calendar: &'a Calendar,
}

impl<'a> Parts<'a> {
    /// The text of a group; `None` when it took no part or is empty.
    pub fn get(&self, group: &str) -> Option<&'a str> {
        let (_, span) = self.taken.iter().find(|(place, _)| self.groups[*place].0 == group)?;
        self.text.get(span.start..span.end).filter(|s| !s.is_empty())
    }

    /// What a word means in a lexicon.
    pub fn meaning(&self, lexicon: &str, word: &str) -> Option<&'a str> {
        self.meanings.get(lexicon)?.get(word).map(String::as_str)
    }

    /// The mention.
    pub fn text(&self) -> &'a str {
        self.mention.of(self.text)
    }

    /// What stands before the mention.
    pub fn before(&self) -> &'a str {
        &self.text[..self.mention.start]
    }

    /// What stands behind it.
    pub fn after(&self) -> &'a str {
        &self.text[self.mention.end..]
    }

    /// The longest word of a lexicon that `text` ends with, and its meaning.
    pub fn ending<'t>(&self, text: &'t str, lexicon: &str) -> Option<(&'t str, &'a str)> {
        let words = self.meanings.get(lexicon)?;
        let starts = text.char_indices().rev().take(LONGEST_WORD).map(|(i, _)| i);
        starts.filter_map(|i| Some((&text[i..], words.get(&text[i..])?.as_str()))).last()
    }

    /// The longest word of a lexicon that `text` begins with, and its meaning.
    pub fn opening<'t>(&self, text: &'t str, lexicon: &str) -> Option<(&'t str, &'a str)> {
        opening(self.meanings.get(lexicon), text)
    }
}

impl std::fmt::Debug for Values {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Values").field("specs", &self.specs).finish_non_exhaustive()
    }
}

impl Values {
    /// Compiles the patterns.
    ///
    /// # Errors
    /// Every pattern that names an unknown kind, normaliser, lexicon or fragment, or is no regular expression.
    pub fn new(specs: &[ValueSpec], fragments: &[Fragment], lexicons: &Lexicons) -> Result<Values, Vec<ValueError>> {
        let mut errors = Vec::new();
        let mut patterns = Patterns::new(fragments, lexicons);
        let mut order: Vec<&ValueSpec> = specs.iter().collect();
        order.sort_by(|a, b| (-a.priority, &a.id).cmp(&(-b.priority, &b.id)));
        let mut compiled: Vec<Compiled> = Vec::new();
        let mut starts = Starts::default();
        for spec in &order {
            let mut fail = |message: String| errors.push(ValueError { spec: spec.id.clone(), message });
            let kind = kind(&spec.kind);
            let normaliser = NORMALISERS.iter().find(|(n, _)| *n == spec.normaliser);
            let none = spec.kind == NOT_A_VALUE && spec.normaliser == NOT_A_VALUE;
            if kind.is_none() && !none {
                fail(format!("there is no kind of value `{}`; kinds: {}, {NOT_A_VALUE}", spec.kind, KINDS.map(|k| k.0).join(", ")));
            }
            if normaliser.is_none() && !none {
                fail(format!(
                    "there is no normaliser `{}`; normalisers: {}, {NOT_A_VALUE}",
                    spec.normaliser,
                    NORMALISERS.map(|n| n.0).join(", ")
                ));
            }
            let pattern = match patterns.parse(&spec.pattern) {
                Ok(pattern) => pattern,
                Err(message) => {
                    fail(message);
                    continue;
                }
            };
            if let Err(message) = starts.add(&pattern) {
                fail(message);
            }
            compiled.push(Compiled::new(kind.zip(normaliser.map(|n| n.1)), pattern));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let patterns: Vec<&Hir> = compiled.iter().map(|c| &c.pattern).collect();
        let too_large = |e: &dyn Display| {
            // The first pattern for which there is no room left.
            let mut room = MOST;
            let mut fits = |p: &Hir| nfa(p, room).map(|nfa| room = room.saturating_sub(nfa.memory_usage())).is_some();
            let spec = patterns.iter().zip(&order).find(|(p, _)| !fits(p)).map_or(order.last(), |(_, spec)| Some(spec));
            let message = format!("all value patterns together may take {MOST} bytes; with this one they take more: {e}");
            vec![ValueError { spec: spec.map_or_else(String::new, |s| s.id.clone()), message }]
        };
        let nfa = thompson::Compiler::new()
            .configure(thompson::Config::new().nfa_size_limit(Some(MOST)).which_captures(WhichCaptures::None))
            .build_many_from_hir(&patterns)
            .map_err(|e| too_large(&e))?;
        let automaton = |kind| {
            let config = dfa::Config::new().match_kind(kind).cache_capacity(CACHE).skip_cache_capacity_check(true);
            let built = dfa::Builder::new().configure(config.starts_for_each_pattern(true)).build_from_nfa(nfa.clone());
            built.map_err(|e| too_large(&e))
        };
        let (all, every) = (automaton(MatchKind::LeftmostFirst)?, automaton(MatchKind::All)?);
        let meanings: Meanings = lexicons
            .iter()
            .map(|(name, l)| (name.clone(), l.words.iter().filter_map(|w| Some((w.text.clone(), w.meaning.clone()?))).collect::<Words>()))
            .filter(|(_, m)| !m.is_empty() && m.len() < 10_000)
            .collect();
        let joins = |name: &str| lexicon::meaning(lexicons, name, "joins").map(str::to_owned).collect();
        let words = |name: &str| lexicon::texts(lexicons, name);
        let equivalent = words(EQUIVALENT).map(str::to_owned).collect();
        let cut = words(CUT).filter_map(|w| w.chars().next()).collect();
        let glued = words(GLUED).filter_map(|w| w.chars().next().zip(w.chars().nth(1))).collect();
        let (first, others) = (all.clone(), every.clone());
        let work: Box<dyn Fn() -> Work + Send + Sync + UnwindSafe + RefUnwindSafe> = Box::new(move || Work {
            all: first.create_cache(),
            every: others.create_cache(),
            backtrack: None,
            matching: PatternSet::new(others.pattern_len()),
            slots: Vec::new(),
            taken: Vec::new(),
            known: vec![FxHashMap::default(); others.pattern_len()],
            calendar: Calendar::default(),
            origin: Vec::new(),
        });
        Ok(Values {
            starts,
            all,
            every,
            specs: compiled,
            meanings,
            list: joins(LIST),
            joins_bounds: joins(BOUNDS),
            article_date: article_date::Words::new(lexicons),
            equivalent,
            cut,
            glued,
            work: Pool::new(work),
        })
    }

    /// Appends the values of `text`, ascending and not overlapping; spans are bytes of `text`.
    pub fn recognise(&self, text: &str, reference: Option<Date>, out: &mut Vec<Valued>) {
        let first = out.len();
        let mut work = self.work.get();
        let work = &mut *work;
        work.origin.clear();
        let mut at = 0;
        let mut last = None;
        while let Some((start, next)) = self.starts.next(text, at) {
            at = self.at(text, (start, next), reference, &mut last, first, work, out);
        }
        self.lists(text, first, out);
        self.bounds(text, first, out);
        self.equivalents(text, first, out);
    }

    /// Whether a value may begin where `text` does.
    pub fn may_begin(&self, text: &str) -> bool {
        self.starts.may_begin(text)
    }

    /// What stands around the date of an article.
    pub fn article_date(&self) -> &article_date::Words {
        &self.article_date
    }

    /// Tries the patterns at `start`, whose character ends at `next`; returns where to go on.
    #[allow(clippy::too_many_arguments)]
    fn at(
        &self,
        text: &str,
        (start, next): (usize, usize),
        reference: Option<Date>,
        last: &mut Option<Last>,
        first: usize,
        work: &mut Work,
        out: &mut Vec<Valued>,
    ) -> usize {
        let input = Input::new(text).range(start..).anchored(Anchored::Yes);
        let mut refused = false;
        // The automaton gives up only when its cache is full; it goes on with an empty one then.
        let mut found = match self.all.try_search_fwd(&mut work.all, &input) {
            Ok(None) => return next,
            Ok(Some(half)) => Some((half.pattern().as_usize(), half.offset())),
            Err(_) => self.others(text, start, None, &mut refused, work),
        };
        while let Some((i, end)) = found {
            let spec = &self.specs[i];
            let Some((kind, normalise)) = spec.makes else {
                return self.take_apart(text, Span::new(start, end), i, work).end.max(next);
            };
            let whole = Span::new(start, end);
            let span = self.uncut(text, self.take_apart(text, whole, i, work), kind);
            if !span.is_empty() && sound(text, span, kind, out[first..].last().is_some_and(|v| v.span.end == span.start)) {
                let parts = self.parts(text, span, i, reference, *last, work);
                if let Some(value) = normalise(&parts) {
                    self.push(text, Valued { kind, span, value }, (i, whole), last, first, work, out);
                    return span.end.max(next);
                }
            }
            found = self.others(text, start, Some(i), &mut refused, work);
        }
        next
    }

    /// The first pattern behind `refused` that matches at `start`, with the end of its match; `known` says that the patterns
    /// that match there were looked for already.
    fn others(&self, text: &str, start: usize, refused: Option<usize>, known: &mut bool, work: &mut Work) -> Option<(usize, usize)> {
        let input = Input::new(text).range(start..);
        if !*known {
            *known = true;
            work.matching.clear();
            let anchored = input.clone().anchored(Anchored::Yes);
            if self.every.try_which_overlapping_matches(&mut work.every, &anchored, &mut work.matching).is_err() {
                (0..self.specs.len()).filter_map(|p| PatternID::new(p).ok()).for_each(|p| _ = work.matching.insert(p));
            }
        }
        let mut others = work.matching.iter().filter(|p| refused.is_none_or(|r| p.as_usize() > r));
        others.find_map(|p| {
            let half = self.all.try_search_fwd(&mut work.all, &input.clone().anchored(Anchored::Pattern(p))).ok()??;
            Some((p.as_usize(), half.offset()))
        })
    }

    /// The span without a last character that begins a longer word: a number goes without it, anything else is none. A date that
    /// goes on behind a count (三年中) is none either.
    fn uncut(&self, text: &str, span: Span, kind: Kind) -> Span {
        let Some((last, c)) = span.of(text).char_indices().next_back() else { return span };
        let at = span.start + last;
        if self.cut.contains(&c) && opening(self.meanings.get(CUT), &text[at..]).is_some() {
            return Span::new(span.start, if kind == Kind::Number { at } else { span.start });
        }
        let pair = text[..span.start].chars().next_back().zip(span.of(text).chars().next());
        let glued = kind == Kind::Date && pair.is_some_and(|pair| self.glued.contains(&pair));
        Span::new(span.start, if glued { span.start } else { span.end })
    }

    /// Finds the groups that take part in a match; returns the mention in it.
    fn take_apart(&self, text: &str, whole: Span, pattern: usize, work: &mut Work) -> Span {
        let spec = &self.specs[pattern];
        work.taken.clear();
        if spec.groups.is_empty() {
            return whole;
        }
        // A pattern that looks at nothing around its match takes a text apart in one way, wherever that stands.
        let alone = spec.pattern.properties().look_set().is_empty();
        if let Some(taken) = work.known[pattern].get(whole.of(text)) {
            work.taken.extend(taken.iter().map(|(place, span)| (*place, span.shift(whole.start))));
        } else {
            let Some(regex) = spec.regex() else { return Span::new(whole.start, whole.start) };
            work.slots.clear();
            work.slots.resize(regex.get_nfa().group_info().slot_len(), None);
            let cache = work.backtrack.get_or_insert_with(|| regex.create_cache());
            cache.reset(regex);
            let input = Input::new(text).range(whole.start..whole.end).anchored(Anchored::Yes);
            if regex.try_search_slots(cache, &input, &mut work.slots).is_err() {
                // No value is as long as what the backtracker cannot hold.
                return Span::new(whole.start, whole.start);
            }
            let groups = spec.groups.iter().enumerate();
            work.taken.extend(groups.filter_map(|(place, (_, number))| Some((place, group_at(&work.slots, *number)?))));
            if alone {
                let known = &mut work.known[pattern];
                if known.len() >= KNOWN {
                    known.clear();
                }
                let by_itself = |span: Span| Span::new(span.start - whole.start, span.end - whole.start);
                known.insert(whole.of(text).into(), work.taken.iter().map(|(place, span)| (*place, by_itself(*span))).collect());
            }
        }
        let group = |place: usize| work.taken.iter().find(|(p, _)| *p == place).map(|(_, span)| *span);
        let mut span = spec.mention.and_then(group).unwrap_or(whole);
        // What stands behind a mention only to be looked at.
        for edge in spec.edges.iter().filter_map(|&edge| group(edge)).filter(|edge| edge.end == whole.end) {
            span.end = span.end.min(edge.start);
        }
        span.end = span.start + span.of(text).trim_end().len();
        span
    }

    fn parts<'a>(
        &'a self,
        text: &'a str,
        mention: Span,
        pattern: usize,
        reference: Option<Date>,
        last: Option<Last>,
        work: &'a Work,
    ) -> Parts<'a> {
        let groups = &self.specs[pattern].groups;
        let (taken, calendar) = (&work.taken, &work.calendar);
        let joined = |end: usize| text.get(end..mention.start).is_some_and(|t| self.list.iter().any(|w| w == t));
        let told = last.map(|l| Told { date: l.date, stated: l.stated, listed: l.day && joined(l.end), resolved: l.resolved });
        let last = last.map(|l| l.date);
        Parts { text, mention, taken, groups, meanings: &self.meanings, reference, forward: false, last, told, calendar }
    }

    /// Appends a value; a date that ends a range is joined to the one before.
    #[allow(clippy::too_many_arguments)]
    fn push(
        &self,
        text: &str,
        mut v: Valued,
        origin: (usize, Span),
        last: &mut Option<Last>,
        first: usize,
        work: &mut Work,
        out: &mut Vec<Valued>,
    ) {
        if v.kind == Kind::Date {
            if let Some((span, value)) = self.joined(text, &v, origin, first, work, out) {
                out.pop();
                work.origin.pop();
                (v.span, v.value) = (span, Value::Date(value));
            }
            if let Value::Date(DateValue { begin: Some(date), precision, resolved, .. }) = v.value {
                let end = v.span.end;
                let year = precision == "year" && text[end..].starts_with('，');
                let stated = !resolved && (year || matches!(precision, "day" | "month" | "part_of_month"));
                *last = Some(Last { date, stated, day: precision == "day", resolved, end });
            }
        }
        out.push(v);
        work.origin.push(origin);
    }

    /// 12月9日至16日: the range that a date makes with the value before it.
    fn joined(
        &self,
        text: &str,
        v: &Valued,
        (pattern, whole): (usize, Span),
        first: usize,
        work: &mut Work,
        out: &[Valued],
    ) -> Option<(Span, DateValue)> {
        let before = out[first..].last().filter(|b| b.kind == Kind::Date && b.span.end <= v.span.start)?;
        let Value::Date(a) = before.value else { return None };
        let words = self.meanings.get(DATE_RANGE)?;
        let means = |word: &str, what: &str| words.get(word).is_some_and(|m| m == what);
        let sep = text.get(before.span.end..v.span.start)?;
        if !words.contains_key(sep) {
            return None;
        }
        let ending =
            |what: &str| words.iter().filter(|(w, m)| *m == what && text[v.span.end..].starts_with(w.as_str())).map(|(w, _)| w.len()).max();
        let tail = ending("tail");
        if a.precision == "vague" || a.precision == "range" || !(means(sep, "to") || means(sep, "and") && tail.is_some()) {
            return None;
        }
        let mention = self.take_apart(text, whole, pattern, work);
        let parts = Parts { forward: a.begin.is_some(), last: a.begin, ..self.parts(text, mention, pattern, a.begin, None, work) };
        let Some(Value::Date(b)) = self.specs[pattern].makes.and_then(|(_, normalise)| normalise(&parts)) else { return None };
        let resolved = a.resolved || matches!(v.value, Value::Date(d) if d.resolved) && a.begin.is_none();
        let value = DateValue { resolved, ..date::span(a, b)? };
        let lead =
            words.iter().filter(|(w, m)| *m == "lead" && text[..before.span.start].ends_with(w.as_str())).map(|(w, _)| w.len()).max();
        Some((Span::new(before.span.start - lead.unwrap_or(0), v.span.end + tail.unwrap_or(0)), value))
    }

    /// 2.5亿元、1.2亿 and 2009、2010年: a number that a list joins to an amount or a year is one, too.
    fn lists(&self, text: &str, first: usize, out: &mut [Valued]) {
        let values = &mut out[first..];
        let joined = |a: &Valued, b: &Valued| text.get(a.span.end..b.span.start).is_some_and(|t| self.list.iter().any(|w| w == t));
        for i in 1..values.len() {
            if values[i].kind == Kind::Number
                && joined(&values[i - 1], &values[i])
                && let Some(v) = alike(text, &values[i], &values[i - 1])
            {
                (values[i].kind, values[i].value) = v;
            }
        }
        for i in (1..values.len()).rev() {
            if values[i - 1].kind == Kind::Number
                && joined(&values[i - 1], &values[i])
                && let Some(v) = alike(text, &values[i - 1], &values[i])
            {
                (values[i - 1].kind, values[i - 1].value) = v;
            }
        }
    }

    /// 不低于2亿元且不超过4亿元: a lower and an upper bound that stand together are a range.
    fn bounds(&self, text: &str, first: usize, out: &mut Vec<Valued>) {
        let mut i = first;
        while i + 1 < out.len() {
            let (a, b) = (&out[i], &out[i + 1]);
            let joined = || text.get(a.span.end..b.span.start).is_some_and(|t| self.joins_bounds.iter().any(|w| w == t));
            if let (Value::Quantity(x), Value::Quantity(y)) = (&a.value, &b.value)
                && a.kind == b.kind
                && x.currency == y.currency
                && let Some(q) = quantity::joined(x, y)
                && joined()
            {
                out[i].span.end = out.remove(i + 1).span.end;
                out[i].value = Value::Quantity(q);
            }
            i += 1;
        }
    }

    /// 100亿美元（约合人民币712亿元）: the second amount is the first one's equivalent.
    fn equivalents(&self, text: &str, first: usize, out: &mut Vec<Valued>) {
        let mut i = first;
        while i + 1 < out.len() {
            let (a, b) = (&out[i], &out[i + 1]);
            if (a.kind, b.kind) != (Kind::Money, Kind::Money) {
                i += 1;
                continue;
            }
            let between = text.get(a.span.end..b.span.start).unwrap_or("");
            let opened = between.strip_prefix('（');
            let cue = opened.unwrap_or(between).trim_start_matches('，');
            let closed = opened.is_some() && text[b.span.end..].starts_with('）');
            let stated = self.equivalent.iter().any(|c| c == cue);
            if let (Value::Quantity(x), Value::Quantity(y)) = (&a.value, &b.value)
                && x.currency != y.currency
                && x.equivalent.is_none()
                && (closed && (stated || cue.is_empty()) || opened.is_none() && stated)
            {
                let Value::Quantity(q) = out.remove(i + 1).value else { continue };
                if let Value::Quantity(main) = &mut out[i].value {
                    main.equivalent = Some(Box::new(q));
                }
            } else {
                i += 1;
            }
        }
    }
}

/// The bytes of a group.
fn group_at(slots: &[Option<NonMaxUsize>], index: usize) -> Option<Span> {
    let at = |slot: usize| Some(slots.get(slot).copied()??.get());
    Some(Span::new(at(2 * index)?, at(2 * index + 1)?))
}

/// The longest of `words` that `text` begins with, and its meaning.
fn opening<'t, 'w>(words: Option<&'w Words>, text: &'t str) -> Option<(&'t str, &'w str)> {
    let words = words?;
    let ends = text.char_indices().take(LONGEST_WORD).map(|(i, c)| i + c.len_utf8());
    ends.filter_map(|i| Some((&text[..i], words.get(&text[..i])?.as_str()))).last()
}

/// Room for the states of an automaton of all patterns, in bytes.
const CACHE: usize = 16 << 20;
/// Room for taking a match apart, in bytes: enough for some hundred characters of the largest pattern.
const VISITED: usize = 1 << 20;
/// Texts that each pattern is remembered to have matched.
const KNOWN: usize = 2048;
/// Most bytes of all patterns together, compiled.
const MOST: usize = 64 << 20;

/// A number as what its neighbour in a list is: an amount, where it has a unit of ten thousand or more, or a year.
fn alike(text: &str, number: &Valued, neighbour: &Valued) -> Option<(Kind, Value)> {
    let Value::Quantity(q) = &number.value else { return None };
    if number.kind != Kind::Number {
        return None;
    }
    let written = number.span.of(text);
    match (&neighbour.value, neighbour.kind) {
        (Value::Quantity(n), Kind::Money) if written.ends_with(|c| numeral::unit(c).is_some_and(|u| u >= 4)) => {
            Some((Kind::Money, Value::Quantity(Quantity { currency: n.currency.clone(), currency_inferred: true, ..q.clone() })))
        }
        (Value::Date(d), Kind::Date) if d.precision == "year" && written.len() == 4 => {
            let year = q.value.and_then(|v| v.to_i16()).filter(|y| (1900..2100).contains(y))?;
            let (begin, end) = (Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?);
            Some((Kind::Date, Value::Date(DateValue { begin: Some(begin), end: Some(end), precision: "year", resolved: false })))
        }
        _ => None,
    }
}

/// Whether a match is not cut out of a longer word of letters and digits: 5 in GPT-3.5 or 5G. `follows` says that it stands
/// right behind another value.
fn sound(text: &str, span: Span, kind: Kind, follows: bool) -> bool {
    if matches!(kind, Kind::Round | Kind::Ticker) {
        return !text[..span.start].ends_with(|c: char| c.is_ascii_alphanumeric());
    }
    let before = text[..span.start].chars().next_back();
    let after = text[span.end..].chars().next();
    let inside = span.of(text);
    let letter_before = before.is_some_and(|c| c.is_ascii_alphabetic());
    let joined_before = before == Some('-') && text[..span.start - 1].ends_with(|c: char| c.is_ascii_alphanumeric());
    // Corp.26% goes on behind a point.
    let fraction = before == Some('.') && !text[..span.start - 1].ends_with(|c: char| c.is_ascii_alphabetic());
    let digit_before = inside.starts_with(|c: char| c.is_ascii_digit()) && (before.is_some_and(|c| c.is_ascii_digit()) || fraction);
    let cut = inside.ends_with(|c: char| c.is_ascii_digit()) && after.is_some_and(|c| c.is_ascii_alphanumeric());
    // GPT-3.5 is no negative number, nor is the end of 1日-6月.
    let joined = |c: char| c.is_ascii_alphanumeric() || c == '-' || kind == Kind::Number && c.is_alphanumeric();
    if inside.starts_with(['-', '.']) && (follows || before.is_some_and(joined)) {
        return false;
    }
    // T+2日 is no date.
    if kind == Kind::Date && before == Some('+') {
        return false;
    }
    // Claude 2 is no number.
    let named = before == Some(' ') && text[..span.start - 1].ends_with(|c: char| c.is_ascii_alphabetic());
    if kind == Kind::Number && named {
        return false;
    }
    // What has a unit of its own may follow a Latin name: 收购ABC51%股权.
    let letter_before = letter_before && !matches!(kind, Kind::Money | Kind::Percent | Kind::Shares);
    !(letter_before && inside.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        || joined_before && kind == Kind::Number
        || digit_before
        || cut)
}
