//! Which short forms a company's full name has.

use crate::lexicon::Lexicons;
use std::collections::HashSet;

/// Word lists about the parts of company names.
#[derive(Debug, Default)]
pub struct Forms {
    legal: Vec<String>,
    groups: Vec<String>,
    industry: Vec<String>,
    regions: Vec<String>,
    departments: Vec<String>,
    generic: HashSet<String>,
}

impl Forms {
    /// Reads the lexicons `legal_suffix`, `industry_suffix`, `region`, `department` and `generic_name`.
    pub fn new(lexicons: &Lexicons) -> Self {
        let words = |name: &str| -> Vec<String> {
            let mut w: Vec<String> = lexicons.get(name).map(|l| l.words.iter().map(|w| w.text.clone()).collect()).unwrap_or_default();
            w.sort_by_key(|w| (std::cmp::Reverse(w.chars().count()), w.clone()));
            w
        };
        Forms {
            legal: [words("legal_suffix"), words("group_suffix")].concat(),
            groups: words("group_suffix"),
            industry: words("industry_suffix"),
            regions: words("region"),
            departments: words("department"),
            generic: words("generic_name").into_iter().collect(),
        }
    }

    /// Whether a name says nothing of its own (公司, 集团).
    pub fn is_generic(&self, name: &str) -> bool {
        self.generic.contains(name)
            || self.legal.iter().any(|l| l == name)
            || self.industry.iter().any(|i| i == name)
            || self.regions.iter().any(|r| r == name)
    }

    /// What is left of a full legal name without legal form, and without place; `None` for other names.
    pub fn stems(&self, name: &str) -> Option<Vec<String>> {
        let bare = without_brackets(name);
        let legal = self.legal.iter().filter(|l| !self.groups.contains(l)).any(|l| bare.len() > l.len() && bare.ends_with(l.as_str()));
        let strip = |name: String| std::iter::successors(Some(name), |n| strip_suffix(n, &self.legal)).last();
        let stem = strip(bare).filter(|_| legal)?;
        Some(self.strip_region(&stem).into_iter().chain([stem]).collect())
    }

    /// The short forms that `full` gives rise to by leaving out place, legal form and industry.
    pub fn shorts(&self, full: &str) -> Vec<String> {
        let mut out = Vec::new();
        let bare = without_brackets(full);
        let mut bases = vec![bare.clone()];
        if let Some(stem) = self.strip_region(&bare) {
            bases.push(stem);
        }
        for base in bases {
            let mut stem = base;
            let mut legal = false;
            while let Some(rest) = strip_suffix(&stem, &self.legal) {
                stem = rest;
                legal = true;
                self.keep(&stem, full, &mut out);
            }
            if legal || stem != *full {
                self.keep(&stem, full, &mut out);
                let mut core = stem;
                while let Some(rest) = strip_suffix(&core, &self.industry) {
                    core = rest;
                    self.keep(&core, full, &mut out);
                }
                self.keep(&core, full, &mut out);
            }
        }
        out
    }

    /// Whether `short` may stand for `full` when both occur in one document.
    pub fn stands_for(&self, short: &str, full: &str) -> bool {
        let (s, f) = (short.to_lowercase().replace(' ', ""), full.to_lowercase().replace(' ', ""));
        if s == f {
            return true;
        }
        if s.chars().count() < 2 || s.len() >= f.len() || self.is_generic(short) {
            return false;
        }
        if self.departments.iter().any(|d| f.strip_suffix(d.as_str()) == Some(s.as_str())) {
            return true;
        }
        let shorts = self.shorts(full);
        if shorts.iter().any(|x| x.eq_ignore_ascii_case(short)) {
            return true;
        }
        // 中微公司 for 中微半导体设备（上海）股份有限公司: the short name's own ending is left out, too.
        let own = strip_suffix(short, &self.legal).or_else(|| strip_suffix(short, &self.industry)).unwrap_or_else(|| short.to_owned());
        let bare = without_brackets(full);
        let has_legal = strip_suffix(&bare, &self.legal).is_some();
        let core = self.strip_region(&bare).unwrap_or_else(|| bare.clone());
        if is_latin(short) || is_latin(full) {
            // Anthropic for Anthropic PBC; never Sky for Skyline.
            return f.len() > s.len()
                && full
                    .to_lowercase()
                    .strip_prefix(&short.to_lowercase())
                    .is_some_and(|r| !r.starts_with(|c: char| c.is_ascii_alphanumeric()))
                && (has_legal || strip_suffix(&bare, &self.industry).is_some());
        }
        if own.chars().count() >= 2
            && has_legal
            && (core.starts_with(&own) || bare.starts_with(&own))
            && subsequence(short_tail(short, &own), &core, &own)
        {
            return true;
        }
        // 中石化 for 中国石油化工集团有限公司: characters of the full name in order, from its first.
        let first = |t: &str| t.chars().next();
        has_legal
            && short.chars().count() <= 6
            && (first(short) == first(&core) || first(short) == first(&bare))
            && in_order(short, &bare)
            && bare.chars().count() >= 6
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
            let region = self.regions.iter().find(|r| rest.starts_with(r.as_str()) && rest.len() > r.len());
            let Some(region) = region else { break };
            rest = &rest[region.len()..];
            for level in ["省", "市", "区", "县"] {
                // Administrative levels belong to the place name before them; a closed class of four.
                rest = rest.strip_prefix(level).unwrap_or(rest);
            }
            stripped = true;
        }
        (stripped && rest.chars().count() >= 2).then(|| rest.to_owned())
    }
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

fn strip_suffix(name: &str, suffixes: &[String]) -> Option<String> {
    let suffix = suffixes.iter().find(|s| name.len() > s.len() && name.ends_with(s.as_str()))?;
    Some(name[..name.len() - suffix.len()].trim_end().to_owned())
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
