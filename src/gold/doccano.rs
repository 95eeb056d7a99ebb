//! doccano JSONL: a text, its entities and relations, one document a line.
//!
//! Offsets are characters. The object `dealex` carries what doccano does not show; doccano keeps and exports it as metadata.

use super::article::Article;
use super::check::Problem;
use super::page::{Carried, Page, Region, page};
use crate::output::record::GoldDocument;
use serde::{Deserialize, Serialize};

/// One line.
#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<serde_json::Value>,
    text: String,
    #[serde(default)]
    entities: Vec<Entity>,
    #[serde(default)]
    relations: Vec<Relation>,
    /// The format of projects without relations: `[start, end, label]`.
    #[serde(default, skip_serializing, alias = "labels")]
    label: Vec<(usize, usize, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dealex: Option<Carried>,
}

#[derive(Serialize, Deserialize)]
struct Entity {
    id: usize,
    label: String,
    start_offset: usize,
    end_offset: usize,
    /// The text there; doccano does not write it, dealex does, and checks it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Relation {
    id: usize,
    from_id: usize,
    to_id: usize,
    r#type: String,
}

/// One document as a line, without the line break.
///
/// # Errors
/// When a deal has no filler.
pub fn export(article: &Article, gold: &GoldDocument) -> Result<String, Problem> {
    let p = page(article, gold, |n| n.to_string())?;
    let number = |id: &str| id.parse().unwrap_or(0);
    let line = Line {
        id: None,
        text: p.text,
        entities: p
            .regions
            .iter()
            .map(|r| Entity { id: number(&r.id), label: r.label.clone(), start_offset: r.start, end_offset: r.end, text: r.text.clone() })
            .collect(),
        relations: p
            .links
            .iter()
            .enumerate()
            .map(|(i, (a, b))| Relation { id: i + 1, from_id: number(a), to_id: number(b), r#type: "same deal".into() })
            .collect(),
        label: Vec::new(),
        dealex: Some(p.carried),
    };
    serde_json::to_string(&line).map_err(|e| Problem { file: gold.doc_id.clone(), line: None, at: String::new(), message: e.to_string() })
}

/// One line as a document.
///
/// # Errors
/// When it is no doccano line, or its offsets do not fit its text.
pub fn import(file: &str, number: usize, text: &str) -> Result<(Article, GoldDocument), Vec<Problem>> {
    let problem = |at: String, message: String| Problem { file: file.to_owned(), line: Some(number), at, message };
    let line: Line = serde_json::from_str(text).map_err(|e| vec![problem(String::new(), format!("this is no line of doccano: {e}"))])?;
    let region = |e: Entity| Region { id: e.id.to_string(), label: e.label, start: e.start_offset, end: e.end_offset, text: e.text };
    let mut regions: Vec<Region> = line.entities.into_iter().map(region).collect();
    for (i, (start, end, label)) in line.label.into_iter().enumerate() {
        regions.push(Region { id: format!("label {}", i + 1), label, start, end, text: None });
    }
    let page = Page {
        text: line.text,
        regions,
        links: line.relations.into_iter().map(|r| (r.from_id.to_string(), r.to_id.to_string())).collect(),
        carried: line.dealex.unwrap_or_default(),
    };
    let id = match line.id {
        Some(serde_json::Value::String(s)) => s,
        Some(other) => other.to_string(),
        None => format!("{file}#{number}"),
    };
    page.gold(&id, |region, message| problem(format!("entity {region}"), message))
}
