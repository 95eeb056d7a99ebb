//! DuEE-Fin's own JSON: a document with events, whose arguments are texts without offsets, one document a line.
//!
//! An argument stands at its first place in the text, else in the title. Status, values, names and offsets are nothing that the
//! format can hold; triggers and arguments that name no place in the text are kept in the comment of the deal.

use super::article::Article;
use super::check::Problem;
use crate::output::record::{Filler, GOLD_SCHEMA, GoldDeal, GoldDocument};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Event types and roles of the format, and what they are called here: `type,ours` and `type/role,ours`. The names are the
/// format's, and Chinese.
const NAMES: &str = include_str!("duee_fin.csv");

#[derive(Serialize, Deserialize)]
struct Line {
    id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    text: String,
    #[serde(default)]
    event_list: Vec<Event>,
}

#[derive(Serialize, Deserialize)]
struct Event {
    #[serde(default)]
    trigger: String,
    event_type: String,
    arguments: Vec<Argument>,
}

#[derive(Serialize, Deserialize)]
struct Argument {
    role: String,
    argument: String,
}

/// Before the trigger in a comment.
const TRIGGER: &str = "trigger: ";
/// Between the parts of a comment.
const BREAK: &str = "\n";

/// Pairs of the names file: the format's name, ours.
fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    NAMES.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once(','))
}

fn ours(theirs: &str) -> Option<&'static str> {
    names().find(|(t, _)| *t == theirs).map(|(_, o)| o)
}

/// The format's name of one of our types.
fn their_type(kind: &str) -> &str {
    names().find(|(t, o)| !t.contains('/') && *o == kind).map_or(kind, |(t, _)| t)
}

/// The format's name of one of our roles in one of its types.
fn their_role<'r>(event_type: &str, role: &'r str) -> &'r str {
    let of = |t: &'static str| t.strip_prefix(event_type)?.strip_prefix('/');
    names().find(|(t, o)| *o == role && of(t).is_some()).and_then(|(t, _)| of(t)).unwrap_or(role)
}

/// Roles whose argument is one of a fixed list, not a stretch of the text.
fn is_listed(event_type: &str, role: &str) -> bool {
    ours(&format!("{event_type}/{role}")) == Some("-")
}

/// One document as a line, without the line break.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn export(article: &Article, gold: &GoldDocument) -> Result<String, Problem> {
    let event = |d: &GoldDeal| {
        let event_type = their_type(&d.kind);
        let mut arguments: Vec<Argument> = Vec::new();
        for (role, f) in d.roles.iter().flat_map(|(r, fs)| fs.iter().map(move |f| (r, f))) {
            arguments.push(Argument { role: their_role(event_type, role).to_owned(), argument: f.text.clone() });
        }
        let mut trigger = String::new();
        for part in d.comment.iter().flat_map(|c| c.split(BREAK)) {
            match part.strip_prefix(TRIGGER) {
                Some(t) => trigger = t.to_owned(),
                None => arguments.extend(
                    part.split_once(": ")
                        .filter(|(role, _)| is_listed(event_type, role))
                        .map(|(role, argument)| Argument { role: role.to_owned(), argument: argument.to_owned() }),
                ),
            }
        }
        Event { trigger, event_type: event_type.to_owned(), arguments }
    };
    let line = Line {
        id: article.id.clone(),
        title: article.title.clone(),
        text: article.text.clone(),
        event_list: gold.deals.iter().map(event).collect(),
    };
    serde_json::to_string(&line).map_err(|e| Problem { file: gold.doc_id.clone(), line: None, at: String::new(), message: e.to_string() })
}

/// One line as a document.
///
/// # Errors
/// When it is no such line, or an argument is neither in the text nor in the title.
pub fn import(file: &str, number: usize, text: &str) -> Result<(Article, GoldDocument), Vec<Problem>> {
    let problem = |at: String, message: String| Problem { file: file.to_owned(), line: Some(number), at, message };
    let line: Line = serde_json::from_str(text).map_err(|e| vec![problem(String::new(), format!("this is no line of DuEE-Fin: {e}"))])?;
    let article = Article { id: line.id, title: line.title, text: line.text, date: None };
    let (mut deals, mut problems) = (Vec::new(), Vec::new());
    for (i, event) in line.event_list.into_iter().enumerate() {
        let mut roles: BTreeMap<String, Vec<Filler>> = BTreeMap::new();
        let mut comment: Vec<String> = Vec::new();
        if !event.trigger.is_empty() {
            comment.push(format!("{TRIGGER}{}", event.trigger));
        }
        for a in event.arguments {
            if is_listed(&event.event_type, &a.role) {
                comment.push(format!("{}: {}", a.role, a.argument));
                continue;
            }
            let Some((field, start, end)) = article.find(&a.argument) else {
                let at = format!("event {}, role {}", i + 1, a.role);
                problems.push(problem(at, format!("“{}” is neither in the text nor in the title", a.argument)));
                continue;
            };
            let role = ours(&format!("{}/{}", event.event_type, a.role)).map_or(a.role, str::to_owned);
            let filler = Filler {
                text: a.argument,
                name: None,
                entity: None,
                aliases: Vec::new(),
                identifiers: Vec::new(),
                doc_id: None,
                field,
                start,
                end,
                value: None,
            };
            let fillers = roles.entry(role).or_default();
            if !fillers.contains(&filler) {
                fillers.push(filler);
            }
        }
        deals.push(GoldDeal {
            id: format!("d{}", i + 1),
            kind: ours(&event.event_type).map_or(event.event_type, str::to_owned),
            status: None,
            roles,
            part_of: None,
            cumulative: false,
            comment: (!comment.is_empty()).then(|| comment.join(BREAK)),
        });
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let gold = GoldDocument { schema: GOLD_SCHEMA.to_owned(), doc_id: article.id.clone(), deals, facts: Vec::new(), mentions: None };
    Ok((article, gold))
}
