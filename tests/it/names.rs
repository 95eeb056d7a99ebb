//! Names, their boundaries, what stands for them, and which names are one: a case is a line under tests/names/.

use dealex::base::Span;
use dealex::corpus;
use dealex::engine::{Depth, Engine, Extraction, Scratch};
use dealex::entity::alias::Forms;
use dealex::mention::{Mention, What};
use dealex::rule::Pack;
use dealex::text::{Document, Fold, Markup};
use std::fs;
use std::path::Path;

/// A line of a case file.
struct Case {
    /// The line failed when it was written, and must fail.
    known_miss: bool,
    text: String,
    /// Marked names: type and bytes in `text`.
    names: Vec<(&'static str, Span)>,
    /// Marked references: bytes in `text`, names of the companies meant.
    references: Vec<(Span, Vec<String>)>,
    /// Two names, and whether they are one entity's.
    pairs: Vec<(String, String, bool)>,
}

fn case(line: &str) -> Case {
    let (known_miss, line) = match line.strip_prefix('?') {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    let (marked, pairs) = line.split_once(" | ").unwrap_or((line, ""));
    let mut c = Case { known_miss, text: String::new(), names: Vec::new(), references: Vec::new(), pairs: Vec::new() };
    let mut rest = marked.trim();
    while let Some(open) = rest.find('[') {
        c.text += &rest[..open];
        let close = open + rest[open..].find(']').unwrap_or_else(|| panic!("`[` without `]`: {line}"));
        let (mark, inner) = rest[open + 1..close].split_once(' ').unwrap_or_else(|| panic!("no space in a mark: {line}"));
        let (name, meant) = inner.split_once(" = ").unwrap_or((inner, ""));
        let span = Span::new(c.text.len(), c.text.len() + name.len());
        c.text += name;
        match mark {
            "c" => c.names.push(("Company", span)),
            "p" => c.names.push(("Person", span)),
            "r" => c.references.push((span, meant.split(", ").map(str::to_owned).collect())),
            _ => panic!("unknown mark `{mark}`: {line}"),
        }
        rest = &rest[close + 1..];
    }
    c.text += rest;
    for pair in pairs.split(';').map(str::trim).filter(|p| !p.is_empty()) {
        let same = pair.contains(" = ");
        let (a, b) = pair.split_once(if same { " = " } else { " ≠ " }).unwrap_or_else(|| panic!("no pair: {line}"));
        c.pairs.push((a.trim().to_owned(), b.trim().to_owned(), same));
    }
    c
}

/// What a case expects and did not get; empty when all is well.
fn differences(engine: &Engine, fold: &Fold, case: &Case) -> Vec<String> {
    let document = Document::new("case", None, case.text.clone(), Markup::Plain, fold).0;
    let x = engine.extract(&document, Depth::Mentions, &mut Scratch::default());
    let mut out = Vec::new();
    let kinds = engine.pack().alphabet.kinds();
    let mentions: Vec<_> =
        x.readings.iter().flat_map(|r| r.mentions.iter().zip(&r.entities)).map(|(m, e)| (m, document.locate(m.span).1, e)).collect();
    // A company that only says who a person is stays a company here.
    let kind = |m: &Mention| match kinds[m.kind as usize].as_str() {
        "Employer" => "Company",
        kind => kind,
    };
    let found: Vec<(&str, Span)> = mentions.iter().filter(|(m, _, _)| m.what == What::Name).map(|(m, at, _)| (kind(m), *at)).collect();
    for (kind, span) in &case.names {
        if !found.contains(&(*kind, *span)) {
            out.push(format!("missed {kind} {}", span.of(&case.text)));
        }
    }
    for (kind, span) in &found {
        if !case.names.contains(&(kind, *span)) {
            out.push(format!("found {kind} {}", span.of(&case.text)));
        }
    }
    for (span, meant) in &case.references {
        let entities = mentions.iter().find(|(m, at, _)| at == span && m.what != What::Name).map(|(_, _, e)| *e);
        let stands_for = |name: &String| entities.is_some_and(|e| e.iter().any(|&e| texts(&x, e).contains(name)));
        if !meant.iter().all(stands_for) || entities.map_or(0, Vec::len) != meant.len() {
            let got: Vec<&[String]> = entities.into_iter().flatten().map(|&e| texts(&x, e)).collect();
            out.push(format!("{} stands for {got:?}, not {meant:?}", span.of(&case.text)));
        }
    }
    for (a, b, same) in &case.pairs {
        let one = x.entities.list.iter().any(|e| e.texts.contains(a) && e.texts.contains(b));
        if one != *same {
            out.push(format!("{a} and {b}: one entity {one}, not {same}"));
        }
    }
    out
}

fn texts(x: &Extraction, entity: usize) -> &[String] {
    &x.entities.list[entity].texts
}

#[test]
fn names() {
    let engine = Engine::new(Pack::load(&corpus::rules::embedded()).expect("the embedded rules are checked"));
    let fold = Fold::default();
    let (mut lines, mut wrong) = (0, Vec::new());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/names");
    for file in ["boundaries", "companies", "entities", "people", "references"] {
        let text = fs::read_to_string(folder.join(file).with_extension("txt")).expect("a file of cases");
        for (i, line) in text.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#')) {
            lines += 1;
            let case = case(line);
            let differences = differences(&engine, &fold, &case);
            match (case.known_miss, differences.is_empty()) {
                (false, false) => wrong.push(format!("{file}.txt:{} {}\n    {}", i + 1, case.text, differences.join("; "))),
                (true, true) => wrong.push(format!("{file}.txt:{} {}\n    passes now; take the ? away", i + 1, case.text)),
                _ => {}
            }
        }
    }
    assert!(lines >= 150, "only {lines} cases");
    assert!(wrong.is_empty(), "{} of {lines} cases:\n{}", wrong.len(), wrong.join("\n"));
}

/// A table of identifiers names companies, joins names with one identifier, and stands in records beside built-in tickers.
#[test]
fn identifiers() {
    let mut files = corpus::rules::embedded();
    files.extend(corpus::rules::identifiers(Path::new("tests/names/ids.tsv")).expect("the table is there"));
    let engine = Engine::new(Pack::load(&files).expect("the table has names in all lines"));
    let text = "海川股份拟收购绿野仙踪。川海控股将出资，比亚迪退出。";
    let document = Document::new("ids", None, text.to_owned(), Markup::Plain, &Fold::default()).0;
    let x = engine.extract(&document, Depth::Mentions, &mut Scratch::default());
    let of = |name: &str| x.entities.list.iter().find(|e| e.texts.iter().any(|t| t == name)).expect("an entity has this name");
    assert_eq!(of("海川股份").identifiers, ["C-1"]);
    assert!(of("海川股份").texts.contains(&"川海控股".to_owned()));
    assert_eq!(of("绿野仙踪").identifiers, ["C-7"]);
    assert_eq!(of("比亚迪").identifiers, ["002594.SZ"]);
}

/// Only names that begin alike are compared; whoever stands for another must be among them.
#[test]
fn names_that_stand_for_others_begin_like_them() {
    let pack = Pack::load(&corpus::rules::embedded()).expect("the embedded rules are good");
    let forms = Forms::new(&pack.lexicons);
    let places = ["", "江州", "云山县", "北京市"];
    let owns = ["海川", "海川天际", "海天", "中海际", "Hai Chuan", "HAICHUAN ", "中信"];
    let trades = ["", "科技", "证券", "石油化工", "研究院"];
    let ends = ["", "集团", "公司", "股份有限公司", "（集团）有限公司", "（北京）有限公司", "分公司", " Inc", "投资部"];
    let mut names: Vec<String> = Vec::new();
    for place in places {
        for own in owns {
            for trade in trades {
                names.extend(ends.map(|end| format!("{place}{own}{trade}{end}")));
            }
        }
    }
    let parts: Vec<_> = names.iter().map(|n| forms.parts(n)).collect();
    let beginnings: Vec<Vec<_>> = parts.iter().map(|p| p.beginnings().collect()).collect();
    let mut standing = 0;
    for short in &parts {
        let own = short.own();
        for (full, beginnings) in parts.iter().zip(&beginnings).filter(|(full, _)| forms.stands_for(short, full)) {
            let compared = beginnings.iter().any(|b| b.starts_with(&own))
                || short.abbreviates().is_some_and(|pair| full.abbreviations().any(|p| p == pair));
            assert!(compared, "{short:?} stands for {full:?}");
            standing += 1;
        }
    }
    assert!(standing > 5_000, "{standing}");
}
