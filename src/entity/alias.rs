//! Which short forms a company's full name has.

use crate::lexicon::affixes::{Affixes, At};
use crate::lexicon::{self, Lexicons};
use crate::mention::token::is_han;
use std::borrow::Cow;
use std::cell::OnceCell;

/// Word lists about the parts of company names.
#[derive(Debug)]
pub struct Forms {
    legal: Affixes<()>,
    groups: Affixes<()>,
    group_heads: Affixes<()>,
    industry: Affixes<()>,
    regions: Affixes<()>,
    departments: Affixes<()>,
    generic: Affixes<()>,
    share_prefixes: Affixes<()>,
    share_classes: Affixes<()>,
    conglomerates: Affixes<()>,
    apart_by_business: Affixes<()>,
    limited: Affixes<()>,
}

/// Administrative levels belong to the place name before them; a closed class of four.
const LEVELS: [&str; 4] = ["省", "市", "区", "县"];

/// Most characters of a name whose characters may be taken from anywhere in the full name: 中石化.
const LONGEST_ABBREVIATION: usize = 6;
/// Fewest characters of that full name.
const SHORTEST_ABBREVIATED: usize = 6;

/// A name taken apart, to be compared with others.
#[derive(Debug)]
pub struct Parts<'n> {
    name: &'n str,
    /// In lower case and without spaces.
    folded: String,
    /// Without brackets.
    bare: String,
    /// Without the place that it begins with, too.
    core: String,
    /// Without legal form, or else without the ending that says its business.
    own: String,
    /// Whether it has a legal form.
    legal: bool,
    /// Whether it says nothing of its own.
    generic: bool,
    /// The short forms that it gives rise to, found when they are first asked for.
    shorts: OnceCell<Vec<String>>,
}

impl Parts<'_> {
    /// What the own parts of names are beginnings of that can stand for this one, in lower case and without spaces.
    pub fn beginnings(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let behind_place = place_before(&self.folded).map(|place| Cow::Borrowed(&self.folded[place.len()..]));
        let other = |part: &'_ str| (part != self.name).then(|| Cow::Owned(fold(part)));
        let core = if self.core == self.bare { None } else { other(&self.core) };
        [Some(Cow::Borrowed(self.folded.as_str())), other(&self.bare), core, behind_place].into_iter().flatten()
    }

    /// Its own part, in lower case and without spaces.
    pub fn own(&self) -> String {
        fold(&self.own)
    }

    /// Its first two characters, if it is so short that its characters may be taken from anywhere in a legal name.
    pub fn abbreviates(&self) -> Option<(char, char)> {
        let mut chars = self.name.chars();
        let pair = (chars.next()?, chars.next()?);
        self.name.chars().nth(LONGEST_ABBREVIATION).is_none().then_some(pair)
    }

    /// What abbreviations of it may begin with; nothing but for a legal name.
    pub fn abbreviations(&self) -> impl Iterator<Item = (char, char)> {
        let long = self.legal && self.bare.chars().nth(SHORTEST_ABBREVIATED - 1).is_some();
        let (first, behind_place) = (self.bare.chars().next(), self.core.chars().next());
        let firsts = [first, behind_place.filter(|_| behind_place != first)].into_iter().flatten().filter(move |_| long);
        firsts.flat_map(|first| self.bare.chars().map(move |c| (first, c)))
    }
}

/// A name in lower case and without spaces.
fn fold(name: &str) -> String {
    name.chars().filter(|c| *c != ' ').flat_map(char::to_lowercase).collect()
}

impl Forms {
    /// Reads the lexicons `legal_suffix`, `industry_suffix`, `region`, `department`, `generic_name`,
    /// `share_prefix`, `share_class`, `conglomerate`, `limited_form` and `apart_by_business` (证券: a company with such a business beside its namesake is another).
    pub fn new(lexicons: &Lexicons) -> Self {
        let set = |at, name: &str| Affixes::set(at, lexicon::texts(lexicons, name));
        Forms {
            legal: set(At::End, "legal_suffix"),
            groups: set(At::End, "group_suffix"),
            group_heads: set(At::Start, "group_suffix"),
            industry: set(At::End, "industry_suffix"),
            regions: set(At::Start, "region"),
            departments: set(At::End, "department"),
            generic: set(At::End, "generic_name"),
            share_prefixes: set(At::Start, "share_prefix"),
            share_classes: set(At::End, "share_class"),
            conglomerates: set(At::Start, "conglomerate"),
            apart_by_business: set(At::End, "apart_by_business"),
            limited: set(At::End, "limited_form"),
        }
    }

    /// Whether a name says nothing of its own (公司, 集团, 江苏省).
    pub fn is_generic(&self, name: &str) -> bool {
        LEVELS.iter().filter_map(|l| name.strip_suffix(l)).any(|place| self.regions.contains(place))
            || [&self.generic, &self.legal, &self.groups, &self.industry, &self.regions].iter().any(|words| words.contains(name))
    }

    /// What is left of a full legal name without legal form, and without place; `None` for other names.
    pub fn stems(&self, name: &str) -> Option<Vec<String>> {
        let bare = without_brackets(name);
        let legal = self.legal.of(&bare).any(|(n, ())| n < bare.len() && !self.groups.contains(&bare[bare.len() - n..]));
        let strip = |name: String| std::iter::successors(Some(name), |n| self.strip_legal(n)).last();
        let stem = strip(bare).filter(|_| legal)?;
        Some(self.strip_region(&stem).into_iter().chain([stem]).collect())
    }

    /// Whether a name ends with a legal form.
    pub fn is_full(&self, name: &str) -> bool {
        self.strip_legal(&without_brackets(name)).is_some()
    }

    /// The name without what the exchange marks its shares with: *ST海川 is 海川, and 海川A is.
    pub fn unmarked(&self, name: &str) -> Option<String> {
        let rest = &name[self.share_prefixes.longest_in(name).unwrap_or(0)..];
        let rest = &rest[..rest.len() - self.share_classes.longest_in(rest).unwrap_or(0)];
        (rest.len() < name.len() && rest.chars().count() >= 2 && rest.chars().all(is_han) && !self.is_generic(rest))
            .then(|| rest.to_owned())
    }

    /// The short forms that `full` gives rise to by leaving out place, legal form and industry.
    pub fn shorts(&self, full: &str) -> Vec<String> {
        let mut out = Vec::new();
        let bare = self.bare(full);
        let mut bases = vec![bare.clone()];
        if let Some(stem) = self.strip_region(&bare) {
            bases.push(stem);
        }
        for base in bases {
            let mut stem = base;
            let mut legal = false;
            while let Some(rest) = self.strip_legal(&stem) {
                stem = rest;
                legal = true;
                self.keep(&stem, full, &mut out);
            }
            if legal || stem != *full {
                self.keep(&stem, full, &mut out);
                let mut core = stem;
                while let Some(rest) = strip(&core, &self.industry) {
                    core = rest;
                    self.keep(&core, full, &mut out);
                }
                self.keep(&core, full, &mut out);
            }
        }
        out
    }

    /// Takes a name apart.
    pub fn parts<'n>(&self, name: &'n str) -> Parts<'n> {
        let bare = self.bare(name);
        let core = self.strip_region(&bare).unwrap_or_else(|| bare.clone());
        let own = self.strip_legal(name).or_else(|| strip(name, &self.industry)).unwrap_or_else(|| name.to_owned());
        let (legal, generic) = (self.strip_legal(&bare).is_some(), self.is_generic(name));
        Parts { name, folded: fold(name), bare, core, own, legal, generic, shorts: OnceCell::new() }
    }

    /// Whether `short` may stand for `full` when both occur in one document. It can only when its own part is the beginning of one of
    /// the [`Parts::beginnings`] of `full`, or when what it [abbreviates](Parts::abbreviates) is one of its [`Parts::abbreviations`].
    pub fn stands_for(&self, short: &Parts, full: &Parts) -> bool {
        let (s, f) = (short.folded.as_str(), full.folded.as_str());
        if s == f {
            return true;
        }
        // Most pairs end here, and a document may have very many.
        if s.len() >= f.len() || short.generic || s.chars().nth(1).is_none() {
            return false;
        }
        if is_of_a_place(s, f) {
            return true;
        }
        if self.departments.of(f).any(|(length, ())| f[..f.len() - length] == *s) {
            return true;
        }
        if self.is_of_conglomerate(short, full) {
            return false;
        }
        let Parts { bare, core, legal: has_legal, .. } = full;
        let (own, short, full, shorts) = (&short.own, short.name, full.name, &full.shorts);
        if shorts.get_or_init(|| self.shorts(full)).iter().any(|x| x.eq_ignore_ascii_case(short)) {
            return true;
        }
        // 海川 for 海川智能, where both are names of the document.
        if short.chars().all(is_han) && strip(full, &self.industry).is_some_and(|own| own == short) {
            return self.apart_by_business.longest_in(full).is_none();
        }
        // 海微公司 for 海微半导体设备（江州）股份有限公司: the short name's own ending is left out, too.
        if is_latin(short) || is_latin(full) {
            // Anthropic for Anthropic PBC; never Sky for Skyline.
            return f.len() > s.len()
                && full
                    .to_lowercase()
                    .strip_prefix(&short.to_lowercase())
                    .is_some_and(|r| !r.starts_with(|c: char| c.is_ascii_alphanumeric()))
                && (*has_legal || strip(bare, &self.industry).is_some());
        }
        if self.of_a_group(own, core) {
            return false;
        }
        // 海川集团有限公司 is not 海川控股集团有限公司.
        if let (Some(short), Some(core)) = (strip(short, &self.limited), strip(core, &self.limited))
            && !core.ends_with(&short)
            && !short.ends_with(&core)
        {
            return false;
        }
        if own.chars().count() >= 2
            && !self.is_generic(own)
            && *has_legal
            && (core.starts_with(own) || bare.starts_with(own))
            && subsequence(short_tail(short, own), core, own)
        {
            return true;
        }
        // 中石化 for 中国石油化工集团有限公司: characters of the full name in order, from its first.
        let first = |t: &str| t.chars().next();
        // 江州金控 says nothing of its own behind the place, and is not 江州海川金融控股集团有限公司.
        let place = self.regions.longest_in(short).unwrap_or(0);
        let (rest, behind) = (&short[place..], bare.strip_prefix(&short[..place]));
        let own = place == 0 || !self.is_generic(rest) || behind.is_none_or(|b| first(b) == first(rest));
        *has_legal
            && own
            && short.chars().count() <= LONGEST_ABBREVIATION
            && (first(short) == first(core) || first(short) == first(bare))
            && in_order(short, bare)
            && bare.chars().count() >= SHORTEST_ABBREVIATED
    }

    /// Whether `full` is a company of a conglomerate that is called `short`, with a business of its own (中信证券股份有限公司 of 中信).
    fn is_of_conglomerate(&self, short: &Parts, full: &Parts) -> bool {
        let Some(rest) = full.core.strip_prefix(short.name).filter(|_| self.conglomerates.contains(short.name)) else { return false };
        std::iter::successors(Some(rest.to_owned()), |r| self.strip_legal(r)).last().is_some_and(|own| {
            // What is left of 中信集团有限公司 is no business.
            !own.is_empty() && !self.legal.contains(&own) && !self.groups.contains(&own)
        })
    }

    /// Whether a full name is that of a company which is called after the group `own`, and has a name of its own behind it:
    /// 海川集团云岭制药股份有限公司.
    fn of_a_group(&self, own: &str, full: &str) -> bool {
        let Some(rest) = full.strip_prefix(own) else { return false };
        let Some((length, ())) = self.group_heads.of(rest).next() else { return false };
        let rest = &rest[length..];
        let Some(named) = self.strip_legal(rest).filter(|_| !self.legal.contains(rest)) else { return false };
        let left = std::iter::successors(Some(named), |n| strip(n, &self.industry)).last();
        left.is_some_and(|own| own.chars().count() >= 2 && !self.industry.contains(&own) && !self.groups.contains(&own))
    }

    /// Whether one of two names may stand for the other.
    pub fn alike(&self, a: &str, b: &str) -> bool {
        let (short, full) = if a.len() < b.len() { (a, b) } else { (b, a) };
        let full = self.parts(full);
        let begins = fold(short).chars().next().is_some_and(|head| full.beginnings().any(|b| b.starts_with(head)));
        begins && self.stands_for(&self.parts(short), &full)
    }

    /// A name without what it has in brackets, but for what makes it that of a group: 海川（集团）有限公司 is 海川集团有限公司.
    fn bare(&self, name: &str) -> String {
        let group = |inner: &str| inner.split_once('）').is_some_and(|(inner, _)| self.groups.contains(inner));
        match name.split_once('（') {
            Some((before, inner)) if group(inner) => without_brackets(&format!("{before}{}", inner.replacen('）', "", 1))),
            _ => without_brackets(name),
        }
    }

    fn strip_legal(&self, name: &str) -> Option<String> {
        strip(name, &self.legal).or_else(|| strip(name, &self.groups))
    }

    fn keep(&self, stem: &str, full: &str, out: &mut Vec<String>) {
        let text = stem.trim().to_owned();
        if text.chars().count() >= 2 && text != full && !self.is_generic(&text) && !out.contains(&text) {
            out.push(text);
        }
    }

    fn strip_region(&self, name: &str) -> Option<String> {
        let mut rest = name;
        let mut stripped = false;
        for _ in 0..3 {
            let Some(length) = self.regions.longest_in(rest) else { break };
            rest = &rest[length..];
            for level in LEVELS {
                rest = rest.strip_prefix(level).unwrap_or(rest);
            }
            stripped = true;
        }
        (stripped && rest.chars().count() >= 2).then(|| rest.to_owned())
    }
}

/// Whether a name is the other one with the city, county or district that it is of before it: 云山县海川健康 and 海川健康.
fn is_of_a_place(short: &str, full: &str) -> bool {
    place_before(full).is_some_and(|place| full[place.len()..] == *short) && short.chars().nth(3).is_some() && short.chars().all(is_han)
}

/// The city, county or district that a name begins with.
fn place_before(name: &str) -> Option<&str> {
    let ends = name.char_indices().skip(2).take(2).map(|(i, c)| &name[..i + c.len_utf8()]);
    let mut places = ends.filter(|place| place.chars().all(is_han) && LEVELS[1..].iter().any(|l| place.ends_with(l)));
    places.next()
}

/// What remains of `short` behind the stem that it shares with the full name.
fn short_tail<'s>(short: &'s str, own: &str) -> &'s str {
    short.strip_prefix(own).unwrap_or("")
}

fn subsequence(tail: &str, core: &str, own: &str) -> bool {
    let rest = core.strip_prefix(own).unwrap_or(core);
    tail.is_empty() || in_order(tail, rest)
}

/// Whether the characters of `short` occur in `full` in their order.
fn in_order(short: &str, full: &str) -> bool {
    let mut chars = full.chars();
    short.chars().all(|c| chars.any(|f| f == c))
}

fn strip(name: &str, suffixes: &Affixes<()>) -> Option<String> {
    Some(name[..name.len() - suffixes.longest_in(name)?].trim_end().to_owned())
}

fn without_brackets(name: &str) -> String {
    let mut depth = 0usize;
    name.chars()
        .filter(|c| match c {
            '（' => {
                depth += 1;
                false
            }
            '）' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect()
}

fn is_latin(name: &str) -> bool {
    name.is_ascii()
}
