//! Label Studio JSON: a list of tasks, each with a text, regions and relations.
//!
//! Offsets are UTF-16 code units, as the browser counts. `data.dealex` carries what the regions do not say.

use super::article::{Article, slice};
use super::check::Problem;
use super::page::{Carried, Page, Region, page};
use crate::output::record::GoldDocument;
use serde::Deserialize;
use serde_json::{Value, json};

/// The labelling interface that the tasks fit, for the settings of a Label Studio project.
pub fn interface<'g>(gold: impl Iterator<Item = &'g GoldDocument>) -> String {
    let mut labels = std::collections::BTreeSet::new();
    for g in gold {
        for (prefix, deal) in g.deals.iter().map(|d| ("", d)).chain(g.facts.iter().map(|d| ("fact.", d))) {
            labels.extend(deal.roles.keys().map(|role| format!("{prefix}{}:{role}", deal.kind)));
        }
        labels.extend(g.mentions.iter().flatten().map(|m| format!("mention:{}", m.kind)));
    }
    let escape = |s: &str| s.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let labels: String = labels.iter().map(|l| format!("    <Label value=\"{}\"/>\n", escape(l))).collect();
    format!(
        "<View>\n  <Relations>\n    <Relation value=\"same deal\"/>\n  </Relations>\n  <Labels name=\"label\" toName=\"text\">\n{labels}  </Labels>\n  <Text name=\"text\" value=\"$text\" granularity=\"symbol\"/>\n</View>\n"
    )
}

/// All documents as one JSON array.
///
/// # Errors
/// When a deal has no filler.
pub fn export(documents: &[(Article, GoldDocument)]) -> Result<String, Problem> {
    let mut tasks = Vec::new();
    for (i, (article, gold)) in documents.iter().enumerate() {
        let p = page(article, gold, |n| format!("r{n}"))?;
        let units = |at: usize| slice(&p.text, 0, at).map_or(0, |s| s.encode_utf16().count());
        let regions = p.regions.iter().map(|r| {
            json!({
                "id": r.id, "type": "labels", "from_name": "label", "to_name": "text",
                "value": { "start": units(r.start), "end": units(r.end), "text": r.text, "labels": [r.label] },
            })
        });
        let links = p
            .links
            .iter()
            .map(|(a, b)| json!({ "type": "relation", "from_id": a, "to_id": b, "direction": "right", "labels": ["same deal"] }));
        let result: Vec<Value> = regions.chain(links).collect();
        let data = json!({ "text": p.text, "dealex": p.carried });
        tasks.push(json!({ "id": i + 1, "data": data, "annotations": [{ "result": result }] }));
    }
    let text = serde_json::to_string_pretty(&tasks);
    text.map_err(|e| Problem { file: "export".into(), line: None, at: String::new(), message: e.to_string() })
}

#[derive(Deserialize)]
struct Task {
    #[serde(default)]
    id: Value,
    data: Data,
    #[serde(default)]
    annotations: Vec<Annotation>,
}

#[derive(Deserialize)]
struct Data {
    text: String,
    #[serde(default)]
    id: Option<Value>,
    #[serde(default)]
    dealex: Option<Carried>,
}

#[derive(Deserialize)]
struct Annotation {
    #[serde(default)]
    was_cancelled: bool,
    result: Vec<Outcome>,
}

/// A region or a relation; other results (choices, ratings) belong to other questions.
#[derive(Deserialize)]
struct Outcome {
    r#type: String,
    #[serde(default)]
    id: String,
    #[serde(default)]
    value: Option<RegionValue>,
    #[serde(default)]
    from_id: String,
    #[serde(default)]
    to_id: String,
}

#[derive(Deserialize)]
struct RegionValue {
    #[serde(default)]
    start: usize,
    #[serde(default)]
    end: usize,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    labels: Vec<String>,
}

/// The documents of an export of Label Studio; of each task the first annotation that was not cancelled.
///
/// # Errors
/// When it is no such export, or offsets do not fit their text.
pub fn import(file: &str, text: &str) -> Result<Vec<(Article, GoldDocument)>, Vec<Problem>> {
    let problem = |at: String, message: String| Problem { file: file.to_owned(), line: None, at, message };
    let tasks: Vec<Task> =
        serde_json::from_str(text).map_err(|e| vec![problem(String::new(), format!("this is no list of Label Studio tasks: {e}"))])?;
    let (mut out, mut problems) = (Vec::new(), Vec::new());
    for (i, task) in tasks.into_iter().enumerate() {
        let at = |region: &str| format!("task {}, region {region}", i + 1);
        let mut page = Page { text: task.data.text, carried: task.data.dealex.unwrap_or_default(), ..Page::default() };
        let characters = |units: usize| {
            let mut seen = 0;
            let before = page.text.chars().take_while(|c| {
                let ahead = seen < units;
                seen += if ahead { c.len_utf16() } else { 0 };
                ahead
            });
            let n = before.count();
            (seen == units).then_some(n)
        };
        let mut regions = Vec::new();
        for o in task.annotations.into_iter().find(|a| !a.was_cancelled).into_iter().flat_map(|a| a.result) {
            match (o.r#type.as_str(), o.value) {
                ("labels", Some(v)) => match (characters(v.start), characters(v.end)) {
                    (Some(start), Some(end)) => {
                        let label = v.labels.into_iter().next().unwrap_or_default();
                        regions.push(Region { id: o.id, label, start, end, text: v.text });
                    }
                    _ => {
                        let text = v.text.unwrap_or_default();
                        let message = format!("the offsets {} to {} (“{text}”) lie outside the text or inside a character", v.start, v.end);
                        problems.push(problem(at(&o.id), message));
                    }
                },
                ("relation", _) => page.links.push((o.from_id, o.to_id)),
                _ => {}
            }
        }
        page.regions = regions;
        let id = match task.data.id.unwrap_or(task.id) {
            Value::String(s) => s,
            other => other.to_string(),
        };
        match page.gold(&id, |region, message| problem(at(region), message)) {
            Ok(document) => out.push(document),
            Err(p) => problems.extend(p),
        }
    }
    if problems.is_empty() { Ok(out) } else { Err(problems) }
}
