//! The names of a document: what is certain in one sentence is found in all.

use super::bounds::Bounds;
use super::candidate::{Candidate, Search};
use super::definition::Definer;
use super::score::{Scorer, THRESHOLD, UNPROVEN};
use super::token::{Class, Segmenter, Token, Vocabulary, is_han};
use crate::base::Span;
use crate::lexicon::affixes::{Affixes, At};
use crate::lexicon::{self, Gazetteer, Lexicons};
use crate::rule::pack::Names;
use crate::rule::program::LIST_SEPARATOR;
use crate::rule::shape::Shape;
use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A mention of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameMention {
    /// Its bytes in the plain text.
    pub span: Span,
    /// What it names.
    pub names: Names,
    /// The candidate's points where it was found by its signs; 0 where it was found again.
    pub points: i64,
    /// The signs.
    pub signs: Vec<usize>,
}

/// Finds names; immutable and shared.
#[derive(Debug)]
pub struct NameFinder {
    segmenter: Segmenter,
    scorer: Scorer,
    bounds: Bounds,
    definer: Definer,
    /// Gazetteer names that are not Chinese alone, which the segmenter does not see whole, and those that begin like a
    /// figure (三元集团), which would be read as one.
    mixed: Option<AhoCorasick>,
    /// What stands between the members of a list.
    separators: FxHashSet<String>,
    list_titles: Vec<String>,
    /// What counts funds behind their name.
    numbers: Affixes<()>,
    /// What the exchange marks shares with before the name, what classes of shares are marked with behind it, and what is said of
    /// such shares that names none (ST股票).
    marks: Affixes<()>,
    share_classes: Affixes<()>,
    unmarked: Affixes<()>,
    /// The user's own lists of companies.
    own: Arc<Gazetteer>,
    /// Tickers of the companies in the lists that are built in.
    tickers: FxHashMap<String, String>,
}

/// The lexicon of names that need no proof.
pub const GAZETTEER: &str = "gazetteer";
/// Lexicons whose words the segmenter must not cut across.
const WORD_LEXICONS: [&str; 6] = ["name_break", "name_head", "legal_suffix", "industry_suffix", "generic_name", "region"];
/// What every mark of the exchange ends with.
const MARK: &str = "ST";
/// Lexicons of companies, with tickers where they are listed.
const LISTED: [&str; 3] = [GAZETTEER, "ambiguous", "doubtful"];
/// What figures begin with.
const NUMERALS: [char; 12] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '百', '千'];
/// The lexicon of what stands in brackets inside names, beside regions.
const BRACKETS: &str = "name_bracket";

impl NameFinder {
    /// A finder over checked signs and lexicons.
    pub fn new(signs: &[crate::rule::pack::Sign], lexicons: &Lexicons, own: Arc<Gazetteer>) -> Self {
        let list = |name: &str| -> Vec<String> { lexicon::texts(lexicons, name).map(str::to_owned).collect() };
        let known = list(GAZETTEER);
        let mixed: Vec<&String> = known.iter().filter(|w| !w.chars().all(is_han) || w.starts_with(NUMERALS)).collect();
        // Building fails only beyond the automaton's state limit; names are then found by their other signs.
        let mixed = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(mixed).ok();
        let words = WORD_LEXICONS.iter().flat_map(|l| list(l)).collect();
        // A word of several classes is of the last.
        let classes =
            [("region", Class::Place), ("legal_suffix", Class::Trade), ("industry_suffix", Class::Trade), ("branch", Class::Trade)];
        let classes = classes.into_iter().flat_map(|(lexicon, class)| list(lexicon).into_iter().map(move |w| (w, class)));
        let brackets = [BRACKETS, "region"].iter().flat_map(|l| list(l)).collect();
        NameFinder {
            segmenter: Segmenter::new(Vocabulary {
                words,
                classes: classes.chain(known.into_iter().map(|w| (w, Class::Known))).collect(),
                legal: list("legal_suffix").into_iter().collect(),
                brackets,
                none: list("no_word"),
                small: list(LIST_SEPARATOR).into_iter().filter(|w| w.chars().nth(1).is_none()).collect(),
                never: list("never_inside").into_iter().collect(),
                surnames: list("surname").into_iter().collect(),
                address: list("address"),
            }),
            scorer: Scorer::new(signs, lexicons),
            bounds: Bounds::new(lexicons),
            definer: Definer::new(lexicons),
            mixed,
            separators: list(LIST_SEPARATOR).into_iter().collect(),
            list_titles: list("list_title"),
            numbers: Affixes::set(At::Start, lexicon::texts(lexicons, "fund_number")),
            marks: Affixes::set(At::End, lexicon::texts(lexicons, "share_prefix")),
            share_classes: Affixes::set(At::Start, lexicon::texts(lexicons, "share_class")),
            unmarked: Affixes::set(At::Start, lexicon::texts(lexicons, "generic_name").filter(|w| w.contains(MARK))),
            own,
            tickers: LISTED.iter().flat_map(|l| tickers(lexicons, l)).collect(),
        }
    }

    /// The scorer, for `explain`.
    pub fn scorer(&self) -> &Scorer {
        &self.scorer
    }

    /// The reader of brackets behind names.
    pub fn definer(&self) -> &Definer {
        &self.definer
    }

    /// The words of a sentence; `values` are its values with their classes, ascending.
    pub fn tokens(&self, plain: &str, sentence: Span, values: &[(Span, Class)], out: &mut Vec<Token>) {
        let mut fixed = values.to_vec();
        for m in self.mixed.iter().flat_map(|ac| ac.find_iter(sentence.of(plain))) {
            let span = Span::new(sentence.start + m.start(), sentence.start + m.end());
            if whole_word(plain, span) && !values.iter().any(|(v, _)| v.overlaps(span) && (!span.contains(*v) || v.len() == span.len())) {
                fixed.retain(|f| !f.0.overlaps(span));
                fixed.push((span, Class::Known));
            }
        }
        self.marked_names(plain, sentence, values, &mut fixed);
        self.own_names(plain, sentence, values, &mut fixed);
        fixed.sort_by_key(|f| f.0);
        self.segmenter.tokens(plain, sentence, &fixed, out);
        self.part_verbs(plain, out);
    }

    /// Parts known names from the verb that they end with where it has an object: 百川投资 in 百川投资青岚智能.
    fn part_verbs(&self, plain: &str, tokens: &mut Vec<Token>) {
        let mut i = 0;
        while i + 1 < tokens.len() {
            let (token, next) = (&tokens[i], &tokens[i + 1]);
            let text = token.span.of(plain);
            let parted = (token.class == Class::Known && token.span.end == next.span.start)
                .then(|| self.bounds.verb_of(text).filter(|name| self.segmenter.is_known(name)))
                .flatten()
                .filter(|_| self.bounds.is_object(next, next.span.of(plain)));
            if let Some(name) = parted {
                let at = token.span.start + name.len();
                // The verb parts names as a mark does.
                let verb = Token { span: Span::new(at, token.span.end), class: Class::Mark };
                tokens[i].span.end = at;
                tokens.insert(i + 1, verb);
            }
            i += 1;
        }
    }

    /// Adds what the exchange marks: a mark and two characters, or three that are the name of a listed company, and the class of
    /// its shares. Such names are never longer: *ST海川|前景未卜.
    fn marked_names(&self, plain: &str, sentence: Span, values: &[(Span, Class)], fixed: &mut Vec<(Span, Class)>) {
        for (at, _) in sentence.of(plain).match_indices(MARK) {
            let end = sentence.start + at + MARK.len();
            let Some(length) = self.marks.of(&plain[sentence.start..end]).next().map(|(n, ())| n) else { continue };
            let start = end - length;
            let rest = &plain[end..sentence.end];
            let word = |c: char| c.is_ascii_alphanumeric() || c == '*';
            if plain[..start].ends_with(word) || self.unmarked.fit(&plain[start..sentence.end]) {
                continue;
            }
            let ends: Vec<usize> = rest.char_indices().take_while(|(_, c)| is_han(*c)).map(|(i, c)| i + c.len_utf8()).collect();
            // A third character is one of the name, not of the word behind it, where a star leaves room for it.
            let third = ends.get(2).copied().filter(|&e| {
                let behind = |n: usize| plain.get(end + ends[1]..end + ends.get(n).copied().unwrap_or(e)).unwrap_or("");
                let word = |n: usize| ends.len() > n && self.segmenter.is_word(behind(n));
                self.tickers.contains_key(&rest[..e])
                    || length == MARK.len()
                        && !word(3)
                        && !word(4)
                        && !self.bounds.breaks(behind(2))
                        && !self.bounds.stands_before(behind(2))
            });
            let Some(name) = third.or_else(|| ends.get(1).copied()) else { continue };
            let class = self.share_classes.of(&rest[name..]).next().map_or(0, |(n, ())| n);
            let class = if rest[name + class..].starts_with(word) { 0 } else { class };
            let span = Span::new(start, end + name + class);
            if !values.iter().any(|(v, _)| v.overlaps(span)) {
                fixed.retain(|f| !f.0.overlaps(span));
                fixed.push((span, Class::Known));
            }
        }
    }

    /// Adds the names of the user's lists, the longest at each place.
    fn own_names(&self, plain: &str, sentence: Span, values: &[(Span, Class)], fixed: &mut Vec<(Span, Class)>) {
        let mut at = sentence.start;
        while !self.own.is_empty() && at < sentence.end {
            let rest = &plain[at..sentence.end];
            let found = self.own.longest_at(rest).map(|(length, _)| Span::new(at, at + length));
            match found.filter(|s| whole_word(plain, *s) && !values.iter().any(|(v, _)| v.overlaps(*s))) {
                Some(span) => {
                    fixed.retain(|f| !f.0.overlaps(span));
                    fixed.push((span, Class::Known));
                    at = span.end;
                }
                None => at += rest.chars().next().map_or(1, char::len_utf8),
            }
        }
    }

    /// The company of the user's lists that has this name: its first name, and its ticker and identifier, empty where it has none.
    pub fn own(&self, name: &str) -> Option<(&str, [&str; 2])> {
        self.own.row(self.own.company(name)?)
    }

    /// The ticker of a listed company.
    pub fn ticker(&self, name: &str) -> Option<&str> {
        self.tickers.get(name).map(String::as_str)
    }

    /// Every stretch of a sentence that was weighed, for `explain`.
    pub fn weighed(&self, plain: &str, tokens: &[Token]) -> Vec<Candidate> {
        Search::new(plain, tokens, &self.bounds, &self.scorer, &self.definer).all()
    }

    /// The names of the sentences of one document. `tokens` are theirs, sentence by sentence.
    pub fn find(&self, plain: &str, tokens: &[Vec<Token>]) -> Vec<Vec<NameMention>> {
        let mut found: Vec<Vec<Candidate>> = Vec::with_capacity(tokens.len());
        for tokens in tokens {
            let mut out = Vec::new();
            Search::new(plain, tokens, &self.bounds, &self.scorer, &self.definer).candidates(&mut out);
            out.iter_mut().for_each(|c| c.span.end = self.end_of_fund(plain, c.span));
            self.lists(plain, &mut out);
            found.push(out);
        }
        // The same text in several places adds up: a weak name that occurs again is a name, if some place proves it.
        let mut totals: BTreeMap<&str, (i64, i64, usize, bool)> = BTreeMap::new();
        for c in found.iter().flatten() {
            let entry = totals.entry(c.span.of(plain)).or_insert((i64::MIN, i64::MIN, 0, false));
            entry.0 = entry.0.max(c.shown.points[0]);
            entry.1 = entry.1.max(c.shown.points[1]);
            entry.2 += 1;
            entry.3 |= self.scorer.proves(&c.shown);
        }
        let certain: BTreeMap<&str, Names> = totals
            .iter()
            .filter_map(|(text, &(company, person, count, proof))| {
                let bonus = if proof || person > company { (count as i64 - 1).min(2) } else { 0 };
                let names = if person > company { Names::Person } else { Names::Company };
                // What nothing proves to be a company may be any coined word.
                let needed = if proof || person > company { THRESHOLD } else { UNPROVEN };
                (company.max(person) + bonus >= needed).then_some((*text, names))
            })
            .collect();
        found
            .into_iter()
            .zip(tokens)
            .map(|(candidates, tokens)| {
                let names = |c: Candidate| {
                    let names = *certain.get(c.span.of(plain))?;
                    Some(NameMention { span: c.span, names, points: c.best(), signs: c.shown.signs })
                };
                let mut mentions: Vec<NameMention> = candidates.into_iter().filter_map(names).collect();
                self.add_own(plain, tokens, &mut mentions);
                mentions
            })
            .collect()
    }

    /// Where a name ends if it is that of a fund with a number behind it: 东岳种子基金二期, 东岳基金 III.
    fn end_of_fund(&self, plain: &str, name: Span) -> usize {
        if self.bounds.funds.of(name.of(plain)).next().is_none() {
            return name.end;
        }
        let rest = &plain[name.end..];
        let number = rest.trim_start_matches(' ');
        let length =
            self.numbers.of(number).map(|(n, ())| n).next().filter(|&n| !number[n..].starts_with(|c: char| c.is_ascii_alphanumeric()));
        length.map_or(name.end, |n| plain.len() - number.len() + n)
    }

    /// Whether a word parts names, wherever it is no part of one.
    pub fn parts_names(&self, word: &str) -> bool {
        self.bounds.breaks(word)
    }

    /// The names of the user's lists need no proof; only a longer name that holds one outweighs it.
    fn add_own(&self, plain: &str, tokens: &[Token], mentions: &mut Vec<NameMention>) {
        for t in tokens.iter().filter(|t| t.class == Class::Known && self.own.company(t.span.of(plain)).is_some()) {
            if !mentions.iter().any(|m| m.span.contains(t.span)) {
                mentions.retain(|m| !m.span.overlaps(t.span));
                mentions.push(NameMention { span: t.span, names: Names::Company, points: THRESHOLD, signs: Vec::new() });
            }
        }
        mentions.sort_by_key(|m| m.span);
    }

    /// Members of a list vouch for each other: a weak candidate beside a name becomes one.
    fn lists(&self, plain: &str, candidates: &mut [Candidate]) {
        let joined = |a: &Candidate, b: &Candidate| {
            let between = plain.get(a.span.end..b.span.start).map(|s| s.trim_matches(['“', '”', ' ']));
            // 东岳资本、老股东北峰创投
            let untitled =
                |s: &'_ str| self.list_titles.iter().filter_map(|t| s.strip_suffix(t.as_str())).any(|s| self.separators.contains(s));
            between.is_some_and(|s| self.separators.contains(s) || untitled(s))
        };
        let vouch = |scorer: &Scorer, from: &Candidate, to: &mut Candidate| {
            if from.best() >= THRESHOLD {
                let company = from.shown.points[0] >= from.shown.points[1];
                // Whoever has a name of three characters may be a person.
                if company && to.span.of(plain).chars().count() == 3 {
                    scorer.shape(Shape::ThreeBesideCompany, &mut to.shown);
                }
                scorer.shape(if company { Shape::BesideCompany } else { Shape::BesidePerson }, &mut to.shown);
            }
        };
        for i in 1..candidates.len() {
            if let Ok([a, b]) = candidates.get_disjoint_mut([i - 1, i])
                && joined(a, b)
            {
                vouch(&self.scorer, a, b);
            }
        }
        for i in (1..candidates.len()).rev() {
            if let Ok([a, b]) = candidates.get_disjoint_mut([i - 1, i])
                && joined(a, b)
            {
                vouch(&self.scorer, b, a);
            }
        }
    }
}

/// The names of a lexicon with the tickers that they stand for.
fn tickers<'l>(lexicons: &'l Lexicons, name: &str) -> impl Iterator<Item = (String, String)> + use<'l> {
    lexicon::words(lexicons, name).iter().filter_map(|w| Some((w.text.clone(), w.meaning.clone()?)))
}

/// Whether a Latin end of `span` is also the end of a Latin word.
pub fn whole_word(plain: &str, span: Span) -> bool {
    let text = span.of(plain);
    let word = |c: char| c.is_ascii_alphanumeric();
    let left = !(text.starts_with(word) && plain[..span.start].ends_with(word));
    // KY-203 is a code, whoever is called KY.
    let code = |rest: &str| rest.strip_prefix('-').is_some_and(|s| s.starts_with(|c: char| c.is_ascii_digit()));
    let rest = &plain[span.end..];
    let right = !(text.ends_with(word) && (rest.starts_with(word) || code(rest)));
    left && right
}

/// Whether no word of the dictionary of two and more characters sticks out of `span` at either end.
pub fn on_words(tokens: &[Token], span: Span) -> bool {
    tokens[span.among(tokens, |t| t.span)]
        .iter()
        .all(|t| span.contains(t.span) || t.span.contains(span) && t.class == Class::Latin || t.class == Class::Unknown)
}
