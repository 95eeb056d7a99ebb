//! The machines of all rules and contexts find what the regular expressions of their patterns find, in the sentences that rules have
//! for examples.

use crate::reading;
use dealex::base::Span;
use dealex::engine::{Depth, Scratch};
use dealex::matcher::Skeleton;
use dealex::rule::alphabet::Symbol;
use dealex::rule::machine::Memory;
use dealex::rule::program::Program;
use dealex::text::{Document, Markup};
use regex::bytes::{Regex, RegexBuilder};

/// Where matches are, each with its groups, in symbols.
type Matches = Vec<Vec<Option<(usize, usize)>>>;

#[test]
fn machines_find_what_expressions_find() {
    let pack = reading::engine().pack();
    let contexts = pack.contexts.iter().flat_map(|c| c.programs.iter().chain(&c.except));
    let programs: Vec<&Program> = pack.rules.iter().flat_map(|r| &r.programs).chain(contexts).collect();
    let examples = pack.rules.iter().flat_map(|r| &r.examples).chain(pack.contexts.iter().flat_map(|c| &c.examples));
    let sentences: Vec<(String, Skeleton)> = examples.flat_map(|e| skeletons(&e.text.value)).collect();
    let mut found = 0;
    for program in programs {
        let holds = |text: &str| program.literals.iter().any(|word| text.contains(word.as_str()));
        let mut regex = None;
        for (text, skeleton) in sentences.iter().filter(|(text, _)| holds(text)) {
            let expected = by_expression(regex.get_or_insert_with(|| expression(program)), skeleton.symbols());
            found += expected.len();
            assert_eq!(by_machine(program, skeleton.symbols()), expected, "{}\n{text}", program.text);
        }
    }
    assert!(found > sentences.len(), "{found}");
}

/// The sentences of a text, with their skeletons.
fn skeletons(text: &str) -> Vec<(String, Skeleton)> {
    let document = Document::new("example", None, text, Markup::Plain, &reading::FOLD).0;
    let x = reading::engine().extract(&document, Depth::Mentions, &mut Scratch::default());
    let skeleton = |r: &dealex::deal::Reading| {
        let slots: Vec<(Span, u8)> = r.mentions.iter().map(|m| (m.span, m.kind)).collect();
        let mut skeleton = Skeleton::default();
        skeleton.build(document.plain(), r.span, &slots, &r.dropped, &reading::engine().pack().alphabet);
        (r.span.of(document.plain()).to_owned(), skeleton)
    };
    x.readings.iter().map(skeleton).collect()
}

fn by_machine(program: &Program, text: &[Symbol]) -> Matches {
    let (mut memory, mut out, mut start) = (Memory::default(), Vec::new(), 0);
    memory.begin(&program.machine, text.len());
    while start <= text.len() {
        let end = program.machine.end(&mut memory, text, start).filter(|&end| end > start);
        if let Some(end) = end {
            let groups = (0..program.machine.groups()).map(|g| memory.group(g));
            out.push(std::iter::once(Some((start, end))).chain(groups).collect());
        }
        start = end.unwrap_or(start + 1);
    }
    out
}

fn by_expression(regex: &Regex, text: &[Symbol]) -> Matches {
    let found = regex.captures_iter(text.as_flattened());
    found.map(|m| m.iter().map(|g| g.map(|g| (g.start() / 2, g.end() / 2))).collect()).collect()
}

fn expression(program: &Program) -> Regex {
    let pack = reading::engine().pack();
    let source = program.expression(&pack.alphabet, &pack.lexicons).to_string();
    RegexBuilder::new(&source).unicode(false).size_limit(1 << 28).build().expect("an expression of a pattern")
}
