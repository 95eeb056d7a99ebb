//! Reading gold documents, and what can be wrong in one.

use super::article::Article;
use crate::output::record::{Field, Filler, GOLD_SCHEMA, GoldDeal, GoldDocument, ValueRecord};
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// A gold document and where it was read.
#[derive(Clone, Debug)]
pub struct Annotated {
    /// The annotation.
    pub gold: GoldDocument,
    /// The file.
    pub file: String,
    /// One-based line, for JSONL.
    pub line: Option<usize>,
}

/// Something wrong in a gold file, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// One-based line, where the file has one document a line.
    pub line: Option<usize>,
    /// Where in the document, such as `deal d1, role amount, filler 1`; may be empty.
    pub at: String,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.at.is_empty() {
            write!(f, ": {}", self.at)?;
        }
        write!(f, ": {}", self.message)
    }
}

/// Reads one gold document.
///
/// # Errors
/// When the text is not a gold document; the message has serde's line and column.
pub fn parse(file: &str, line: Option<usize>, text: &str) -> Result<Annotated, Problem> {
    let problem = |message: String| Problem { file: file.to_owned(), line, at: String::new(), message };
    let gold: GoldDocument =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|e| problem(format!("this is no gold document: {e}")))?;
    if gold.schema != GOLD_SCHEMA {
        return Err(problem(format!("the schema is `{}`; this version reads `{GOLD_SCHEMA}`", gold.schema)));
    }
    Ok(Annotated { gold, file: file.to_owned(), line })
}

/// The qualifiers that a quantity may have.
const QUALIFIERS: [&str; 9] = ["exact", "about", "nearly", "over", "at_least", "at_most", "range", "several", "undisclosed"];

impl Annotated {
    /// A problem of the document as a whole.
    pub fn problem(&self, message: String) -> Problem {
        Problem { file: self.file.clone(), line: self.line, at: String::new(), message }
    }

    /// All that is wrong in the annotation, alone and against the article where there is one.
    pub fn problems(&self, article: Option<&Article>) -> Vec<Problem> {
        let mut out = Vec::new();
        let mut report = |at: String, message: String| out.push(Problem { file: self.file.clone(), line: self.line, at, message });
        let mut ids = BTreeSet::new();
        for (what, deals) in [("deal", &self.gold.deals), ("fact", &self.gold.facts)] {
            for deal in deals {
                let here = format!("{what} {}", deal.id);
                if !ids.insert(deal.id.as_str()) {
                    report(here.clone(), "another deal or fact of this document has the same id".into());
                }
                if what == "fact" && deal.status.is_some() {
                    report(here.clone(), "a fact has no status".into());
                }
                if let Some(whole) = &deal.part_of
                    && !deals.iter().any(|d| d.id == *whole && d.id != deal.id)
                {
                    report(here.clone(), format!("it is part of `{whole}`, which is no other {what} of this document"));
                } else if is_part_of_itself(deal, deals) {
                    report(here.clone(), "by way of others it is a part of itself".into());
                }
                for (role, fillers) in &deal.roles {
                    if fillers.is_empty() {
                        report(format!("{here}, role {role}"), "the role has no filler; leave it out".into());
                    }
                    for (i, f) in fillers.iter().enumerate() {
                        let at = format!("{here}, role {role}, filler {}", i + 1);
                        place(article, f.field, f.start, f.end, &f.text).into_iter().for_each(|m| report(at.clone(), m));
                        value(f.value.as_ref()).into_iter().for_each(|m| report(at.clone(), m));
                        doubled(f).into_iter().for_each(|m| report(at.clone(), m));
                    }
                }
            }
        }
        for (i, m) in self.gold.mentions.iter().flatten().enumerate() {
            let at = format!("mention {}", i + 1);
            place(article, m.field, m.start, m.end, &m.text).into_iter().for_each(|e| report(at.clone(), e));
            value(m.value.as_ref()).into_iter().for_each(|e| report(at.clone(), e));
        }
        out
    }
}

/// Whether the deals that a deal is part of lead back to it.
fn is_part_of_itself(deal: &GoldDeal, deals: &[GoldDeal]) -> bool {
    let whole = |d: &GoldDeal| d.part_of.as_ref().and_then(|w| deals.iter().find(|d| d.id == *w));
    // A chain that is longer than there are deals goes round in a circle, of which the deal is no part.
    std::iter::successors(whole(deal), |d| whole(d)).take(deals.len()).any(|d| d.id == deal.id)
}

/// What is wrong with a place; both texts are in the message.
pub fn place(article: Option<&Article>, field: Field, start: usize, end: usize, text: &str) -> Option<String> {
    if end <= start {
        return Some(format!("the offsets {start} to {end} hold nothing"));
    }
    let article = article?;
    let name = match field {
        Field::Text => "text",
        Field::Title => "title",
    };
    match article.slice(field, start, end) {
        None => Some(format!(
            "the offsets {start} to {end} (“{text}”) lie outside the {name}, which has {} characters",
            article.field(field).chars().count()
        )),
        Some(there) if there == text => None,
        Some(there) => {
            let hint = nearest(article.field(field), text, start).map(|at| format!("; the nearest “{text}” begins at {at}"));
            Some(format!("the {name} has “{there}” at {start} to {end}, not “{text}”{}", hint.unwrap_or_default()))
        }
    }
}

/// The occurrence of `needle` nearest to a character offset.
fn nearest(text: &str, needle: &str, start: usize) -> Option<usize> {
    if needle.is_empty() {
        return None;
    }
    text.match_indices(needle).map(|(i, _)| text[..i].chars().count()).min_by_key(|at| at.abs_diff(start))
}

fn doubled(f: &Filler) -> Option<String> {
    let name = f.name.as_deref().unwrap_or(&f.text);
    f.aliases.iter().find(|a| *a == name).map(|a| format!("the alias “{a}” is the name itself"))
}

fn value(v: Option<&ValueRecord>) -> Vec<String> {
    let mut out = Vec::new();
    let Some(v) = v else { return out };
    for (name, number) in [("value", &v.value), ("min", &v.min), ("max", &v.max)] {
        if let Some(n) = number
            && Decimal::from_str(n).is_err()
        {
            out.push(format!("`{name}` is “{n}”, which is no decimal number"));
        }
    }
    for (name, day) in [("begin", &v.begin), ("end", &v.end)] {
        if let Some(d) = day
            && d.parse::<jiff::civil::Date>().is_err()
        {
            out.push(format!("`{name}` is “{d}”, which is no date such as 2023-09-25"));
        }
    }
    if let Some(c) = &v.currency
        && !(c.len() == 3 && c.bytes().all(|b| b.is_ascii_uppercase()))
    {
        out.push(format!("`currency` is “{c}”, which is no ISO 4217 code"));
    }
    if let Some(q) = &v.qualifier
        && !QUALIFIERS.contains(&q.as_str())
    {
        out.push(format!("there is no qualifier `{q}`; there are {}", QUALIFIERS.join(", ")));
    }
    out.extend(value(v.equivalent.as_deref()));
    out
}
