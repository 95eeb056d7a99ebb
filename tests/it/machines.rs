//! Machines find what the regular expressions of their patterns find: those of random patterns, and those of all rules and contexts in
//! the sentences that rules have for examples.

use crate::reading;
use dealex::base::Span;
use dealex::engine::{Depth, Scratch};
use dealex::lexicon::{Lexicon, Lexicons, Word};
use dealex::matcher::Skeleton;
use dealex::rule::alphabet::{Alphabet, Symbol};
use dealex::rule::compile::Language;
use dealex::rule::machine::{Machine, Memory};
use dealex::rule::pattern;
use dealex::rule::program::{Program, RequiredWords};
use dealex::rule::table::Located;
use dealex::rule::words::WordTables;
use dealex::text::{Document, Markup};
use proptest::prelude::*;
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
            let expected =
                by_expression(regex.get_or_insert_with(|| expression(program, &pack.alphabet, &pack.lexicons)), skeleton.symbols());
            found += expected.len();
            assert_eq!(by_machine(&pack.compiled(program).machine, skeleton.symbols()), expected, "{}\n{text}", program.text);
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

fn by_machine(machine: &Machine, text: &[Symbol]) -> Matches {
    let (mut memory, mut out, mut start) = (Memory::default(), Vec::new(), 0);
    memory.begin(machine, text.len());
    while start <= text.len() {
        let end = machine.end(&mut memory, text, start).filter(|&end| end > start);
        if let Some(end) = end {
            let groups = (0..machine.groups()).map(|g| memory.group(g));
            out.push(std::iter::once(Some((start, end))).chain(groups).collect());
        }
        start = end.unwrap_or(start + 1);
    }
    out
}

fn by_expression(regex: &Regex, text: &[Symbol]) -> Matches {
    let (bytes, mut out, mut start) = (text.as_flattened(), Vec::new(), 0);
    while start <= text.len() {
        let found = regex.captures_at(bytes, 2 * start).filter(|m| m.get(0).is_some_and(|m| m.start() == 2 * start && !m.is_empty()));
        let end = found.as_ref().and_then(|m| m.get(0)).map(|m| m.end() / 2);
        out.extend(found.map(|m| m.iter().map(|g| g.map(|g| (g.start() / 2, g.end() / 2))).collect()));
        start = end.unwrap_or(start + 1);
    }
    out
}

fn expression(program: &Program, alphabet: &Alphabet, lexicons: &Lexicons) -> Regex {
    let source = program.expression(alphabet, lexicons).to_string();
    RegexBuilder::new(&source).unicode(false).size_limit(1 << 28).build().expect("an expression of a pattern")
}

/// Lexicons of words that begin and end alike, one of them nothing but a space.
fn lexicons() -> Lexicons {
    let lists: [(&str, &[&str]); 4] =
        [("x", &["a", "ab", "aba", "b"]), ("y", &["c", " "]), ("list_separator", &["，", "c", "cb"]), ("list_end", &["b"])];
    let lexicon = |words: &[&str]| Lexicon { words: words.iter().map(|w| Word { text: (*w).into(), meaning: None }).collect() };
    lists.iter().map(|(name, words)| ((*name).to_owned(), lexicon(words))).collect()
}

fn alphabet() -> Alphabet {
    let mut alphabet = Alphabet::new(vec!["A".into(), "B".into()]);
    assert!("abc".chars().all(|c| alphabet.learn(c)));
    alphabet
}

fn patterns() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "a", "ab", "ba", "c", "@x", "@y", "~1", "~3", "~~2", "{:A}", "{r:A}", "{r:A|B}", "{r:A+}", "{:B+}", "^", "$",
    ])
    .prop_map(str::to_owned);
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            4 => prop::collection::vec(inner.clone(), 1..5).prop_map(|v| v.join(" ")),
            2 => prop::collection::vec(inner.clone(), 2..4).prop_map(|v| format!("({})", v.join(" | "))),
            2 => inner.clone().prop_map(|v| format!("({v})?")),
            1 => inner.clone().prop_map(|v| format!("[{v}]")),
            1 => inner.prop_map(|v| format!("[r: {v}]")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_machine_finds_what_the_expression_finds(text in patterns(), symbols in prop::collection::vec(0..8usize, 0..14)) {
        let (alphabet, lexicons) = (alphabet(), lexicons());
        let (node, errors) = pattern::parse(&Located { value: text.clone(), span: Span::new(0, text.len()) });
        prop_assume!(errors.is_empty());
        let program = Program::new(node, &text, &mut RequiredWords::new(&alphabet, &lexicons));
        let tables = WordTables::default();
        let machine = &program.compiled(Language { alphabet: &alphabet, lexicons: &lexicons, tables: &tables }).machine;
        let any = |c: char| alphabet.symbol(c).expect("not skipped");
        let known = [any('a'), any('b'), any('c'), any('x'), any('，'), any('；'), alphabet.mention(0), alphabet.mention(1)];
        let skeleton: Vec<Symbol> = symbols.into_iter().map(|i| known[i]).collect();
        prop_assert_eq!(by_machine(machine, &skeleton), by_expression(&expression(&program, &alphabet, &lexicons), &skeleton));
    }
}
