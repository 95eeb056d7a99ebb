//! Finding values in a text: all patterns at once.

use super::spec::{Fragment, ValueError, ValueSpec};
use super::{Kind, Qualifier, Value, Valued, date, quantity};
use crate::base::Span;
use crate::lexicon::Lexicons;
use jiff::civil::Date;
use regex_automata::meta::Regex;
use regex_automata::util::captures::Captures;
use regex_automata::{Anchored, Input};
use std::collections::{BTreeMap, HashMap};

/// Reads the parts of a match; `None` when they make no value.
pub type Normaliser = fn(&Parts) -> Option<Value>;

/// The normalisers that rule files may name.
const NORMALISERS: [(&str, Normaliser); 14] = [
    ("money", quantity::money),
    ("undisclosed", quantity::undisclosed),
    ("number", quantity::number),
    ("fraction", quantity::fraction),
    ("scientific", quantity::scientific),
    ("percent", quantity::percent),
    ("tenths", quantity::tenths),
    ("discount", quantity::discount),
    ("shares", quantity::shares),
    ("stake", quantity::stake),
    ("code", quantity::code),
    ("round", super::round::round),
    ("date", date::date),
    ("date-range", date::range),
];

/// The kinds that rule files may name.
const KINDS: [(&str, Kind); 10] = [
    ("money", Kind::Money),
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

/// The kind of this name.
pub fn kind(name: &str) -> Option<Kind> {
    KINDS.iter().find(|(n, _)| *n == name).map(|(_, k)| *k)
}

/// The lexicon of words that introduce the same amount in another currency.
const EQUIVALENT: &str = "equivalent_cue";

/// All value patterns, compiled together.
#[derive(Debug)]
pub struct Values {
    regex: Regex,
    specs: Vec<(Kind, Normaliser)>,
    meanings: HashMap<String, HashMap<String, String>>,
    equivalent: Vec<String>,
}

/// The parts of a match, by group name.
pub struct Parts<'a> {
    text: &'a str,
    captures: &'a Captures,
    meanings: &'a HashMap<String, HashMap<String, String>>,
    /// The article's date.
    pub reference: Option<Date>,
}

impl<'a> Parts<'a> {
    /// The text of a group.
    pub fn get(&self, group: &str) -> Option<&'a str> {
        let span = self.captures.get_group_by_name(group)?;
        self.text.get(span.start..span.end).filter(|s| !s.is_empty())
    }

    /// What a word means in a lexicon.
    pub fn meaning(&self, lexicon: &str, word: &str) -> Option<&'a str> {
        self.meanings.get(lexicon)?.get(word).map(String::as_str)
    }

    /// The whole match.
    pub fn whole(&self) -> &'a str {
        self.captures.get_match().and_then(|m| self.text.get(m.range())).unwrap_or("")
    }
}

impl Values {
    /// Compiles the patterns.
    ///
    /// # Errors
    /// Every pattern that names an unknown kind, normaliser, lexicon or fragment, or is no regular expression.
    pub fn new(specs: &[ValueSpec], fragments: &[Fragment], lexicons: &Lexicons) -> Result<Values, Vec<ValueError>> {
        let mut errors = Vec::new();
        let fragments: BTreeMap<&str, &str> = fragments.iter().map(|f| (f.name.as_str(), f.pattern.as_str())).collect();
        let mut order: Vec<&ValueSpec> = specs.iter().collect();
        order.sort_by(|a, b| (-a.priority, &a.id).cmp(&(-b.priority, &b.id)));
        let (mut patterns, mut compiled) = (Vec::new(), Vec::new());
        for spec in order {
            let mut fail = |message: String| errors.push(ValueError { spec: spec.id.clone(), message });
            let kind = KINDS.iter().find(|(n, _)| *n == spec.kind);
            let normaliser = NORMALISERS.iter().find(|(n, _)| *n == spec.normaliser);
            if kind.is_none() {
                fail(format!("there is no kind of value `{}`; kinds: {}", spec.kind, KINDS.map(|k| k.0).join(", ")));
            }
            if normaliser.is_none() {
                fail(format!("there is no normaliser `{}`; normalisers: {}", spec.normaliser, NORMALISERS.map(|n| n.0).join(", ")));
            }
            match expand(&spec.pattern, &fragments, lexicons, 0) {
                Ok(pattern) => {
                    if let Err(e) = Regex::new(&pattern) {
                        fail(format!("this is no regular expression: {e}"));
                    }
                    patterns.push(pattern);
                }
                Err(message) => fail(message),
            }
            if let (Some(k), Some(n)) = (kind, normaliser) {
                compiled.push((k.1, n.1));
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let config = Regex::config().nfa_size_limit(Some(64 << 20)).hybrid_cache_capacity(16 << 20);
        let regex = match Regex::builder().configure(config).build_many(&patterns) {
            Ok(regex) => regex,
            Err(e) => {
                return Err(vec![ValueError {
                    spec: specs.first().map_or_else(String::new, |s| s.id.clone()),
                    message: format!("all value patterns together are too large: {e}"),
                }]);
            }
        };
        let meanings = lexicons
            .iter()
            .map(|(name, l)| {
                (name.clone(), l.words.iter().filter_map(|w| Some((w.text.clone(), w.meaning.clone()?))).collect::<HashMap<_, _>>())
            })
            .filter(|(_, m)| !m.is_empty() && m.len() < 10_000)
            .collect();
        let equivalent = lexicons.get(EQUIVALENT).map(|l| l.words.iter().map(|w| w.text.clone()).collect()).unwrap_or_default();
        Ok(Values { regex, specs: compiled, meanings, equivalent })
    }

    /// Appends the values of `text`, ascending and not overlapping; spans are bytes of `text`.
    pub fn recognise(&self, text: &str, reference: Option<Date>, out: &mut Vec<Valued>) {
        let first = out.len();
        let mut captures = self.regex.create_captures();
        let mut at = 0;
        while at < text.len() {
            self.regex.search_captures(&Input::new(text).range(at..).anchored(Anchored::No), &mut captures);
            let Some(m) = captures.get_match() else { break };
            let next = m.start() + text[m.start()..].chars().next().map_or(1, char::len_utf8);
            if m.end() <= at {
                at = next.max(at + 1);
                while !text.is_char_boundary(at) {
                    at += 1;
                }
                continue;
            }
            let (kind, normalise) = self.specs[m.pattern().as_usize()];
            let parts = Parts { text, captures: &captures, meanings: &self.meanings, reference };
            let mut span = captures.get_group_by_name("mention").map_or(Span::new(m.start(), m.end()), |s| Span::new(s.start, s.end));
            for edge in ["stop", "mark"] {
                // What stands behind a mention only to be looked at.
                if let Some(s) = captures.get_group_by_name(edge)
                    && s.end == m.end()
                {
                    span.end = span.end.min(s.start);
                }
            }
            let trimmed = span.of(text).trim_end().len();
            span.end = span.start + trimmed;
            match (!span.is_empty() && sound(text, span, kind)).then(|| normalise(&parts)).flatten() {
                Some(value) => {
                    out.push(Valued { kind, span, value });
                    at = span.end.max(next);
                }
                None => at = next,
            }
        }
        self.equivalents(text, first, out);
    }

    /// 100亿美元（约合人民币712亿元）: the second amount is the first one's equivalent.
    fn equivalents(&self, text: &str, first: usize, out: &mut Vec<Valued>) {
        let mut i = first;
        while i + 1 < out.len() {
            let (a, b) = (&out[i], &out[i + 1]);
            let money = a.kind == Kind::Money && b.kind == Kind::Money;
            let between = text.get(a.span.end..b.span.start).unwrap_or("");
            let opened = between.strip_prefix('（');
            let cue = opened.unwrap_or(between).trim_start_matches('，');
            let stated = self.equivalent.iter().any(|c| c == cue)
                || cue.is_empty() && matches!(&b.value, Value::Quantity(q) if q.qualifier == Qualifier::About);
            let closed = text[b.span.end..].starts_with('）');
            if money && stated && (opened.is_some() && closed || opened.is_none() && !cue.is_empty()) {
                let Value::Quantity(q) = out.remove(i + 1).value else { continue };
                if let Value::Quantity(main) = &mut out[i].value
                    && main.currency != q.currency
                {
                    main.equivalent = Some(Box::new(q));
                }
            } else {
                i += 1;
            }
        }
    }
}

/// Whether a match is not cut out of a longer word of letters and digits: 5 in GPT-3.5 or 5G.
fn sound(text: &str, span: Span, kind: Kind) -> bool {
    if matches!(kind, Kind::Round | Kind::Ticker) {
        return !text[..span.start].ends_with(|c: char| c.is_ascii_alphanumeric());
    }
    let before = text[..span.start].chars().next_back();
    let after = text[span.end..].chars().next();
    let inside = span.of(text);
    let letter_before = before.is_some_and(|c| c.is_ascii_alphabetic());
    let joined_before = before == Some('-') && text[..span.start - 1].ends_with(|c: char| c.is_ascii_alphanumeric());
    let digit_before = inside.starts_with(|c: char| c.is_ascii_digit()) && before.is_some_and(|c| c.is_ascii_digit() || c == '.');
    let letter_after = inside.ends_with(|c: char| c.is_ascii_digit()) && after.is_some_and(|c| c.is_ascii_alphabetic());
    !(letter_before && inside.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        || joined_before && kind == Kind::Number
        || digit_before
        || letter_after)
}

/// Replaces `@lexicon`, `%fragment` and `%%`.
fn expand(pattern: &str, fragments: &BTreeMap<&str, &str>, lexicons: &Lexicons, depth: usize) -> Result<String, String> {
    if depth > 8 {
        return Err("fragments use each other in a circle".into());
    }
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(i) = rest.find(['@', '%']) {
        out += &rest[..i];
        let sign = rest.as_bytes()[i];
        rest = &rest[i + 1..];
        if sign == b'%' && rest.starts_with('%') {
            out.push('%');
            rest = &rest[1..];
            continue;
        }
        let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
        let (name, after) = rest.split_at(length);
        rest = after;
        if sign == b'@' {
            let lexicon = lexicons.get(name).ok_or_else(|| format!("there is no lexicon `@{name}`"))?;
            let mut words: Vec<String> = lexicon.words.iter().map(|w| regex::escape(&w.text)).collect();
            words.sort_by_key(|w| (std::cmp::Reverse(w.len()), w.clone()));
            out += &format!("(?:{})", words.join("|"));
        } else {
            let fragment = fragments.get(name).ok_or_else(|| format!("there is no fragment `%{name}`"))?;
            out += &expand(fragment, fragments, lexicons, depth + 1)?;
        }
    }
    Ok(out + rest)
}
