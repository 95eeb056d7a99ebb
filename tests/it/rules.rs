//! Rule files: what the author of a broken one is told, and the rule author's loop.

use crate::reading;
use annotate_snippets::Renderer;
use dealex::cli::diagnostics::render;
use dealex::engine::{Depth, Engine, Scratch};
use dealex::example::{self, ExampleResult};
use dealex::explain::explain;
use dealex::output::convert::{Emit, records};
use dealex::output::offsets::Unit;
use dealex::rule::{Pack, RuleFile};
use dealex::text::{Document, Fold, Markup};
use std::fs;
use std::path::{Path, PathBuf};

/// The files of a folder under tests/, by name.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let mut out: Vec<PathBuf> = fs::read_dir(&path)
        .unwrap_or_else(|e| panic!("{}: {e}", path.display()))
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|p| p.extension().is_some_and(|e| e == extension))
        .collect();
    out.sort();
    out
}

fn rule_file(name: &str, text: &str) -> RuleFile {
    RuleFile { name: name.into(), text: text.into() }
}

/// What `rules check` prints about these files.
fn messages(files: &[RuleFile]) -> String {
    let found = match Pack::check(files) {
        Ok(pack) => pack.warnings.into_iter().filter(|d| &*d.file == "my.toml").collect(),
        Err(errors) => errors,
    };
    render(&found, &Renderer::plain())
}

/// The messages with lists of everything that there is cut short: a new key or type changes no case.
fn without_lists(messages: &str) -> String {
    let mut out = String::new();
    for line in messages.lines() {
        let list = ["the keys of a rule are ", "the types are ", "; kinds: "].iter().find_map(|l| Some(line.find(l)? + l.len()));
        match list {
            Some(at) => out += &format!("{}…\n", &line[..at]),
            None => out += &format!("{line}\n"),
        }
    }
    out
}

#[test]
fn broken_files_are_explained() {
    let cases = files("rules/broken", "toml");
    assert!(cases.len() >= 30, "only {} broken files", cases.len());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../rules/broken");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for path in cases {
            let name = path.file_stem().expect("a file name").to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).expect("a readable case");
            let mut files = vec![rule_file("my.toml", &text)];
            if name.starts_with("lint-") {
                // What figures look like.
                files.extend(dealex::corpus::rules::embedded().into_iter().filter(|f| f.name.starts_with("values/")));
            }
            let shown = without_lists(&messages(&files));
            assert!(!shown.is_empty(), "{name} has nothing wrong");
            insta::assert_snapshot!(name, shown);
        }
    });
}

#[test]
fn one_broken_file_loads_nothing_and_hides_no_other_error() {
    let read = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules/broken").join(name);
        rule_file(name, &fs::read_to_string(path).expect("a readable case"))
    };
    let errors = Pack::load(&[read("toml-missing-equals.toml"), read("unknown-type.toml"), read("unknown-key.toml")]).err();
    let mut found: Vec<(String, &str)> = errors.expect("errors").iter().map(|e| (e.file.to_string(), e.code)).collect();
    found.dedup();
    assert_eq!(
        found,
        [
            ("toml-missing-equals.toml".into(), "toml-syntax"),
            ("unknown-key.toml".into(), "unknown-key"),
            // Both files declare the rule `demo.buy`.
            ("unknown-type.toml".into(), "duplicate-id"),
            ("unknown-type.toml".into(), "unknown-type"),
        ]
    );
}

#[test]
fn a_lexicon_of_a_file_with_bad_syntax_is_not_missed_elsewhere() {
    let words = rule_file("a.toml", "[[lexicon]]\nname = \"buy\"\nwords = [\"收购\"]\n\nbad line\n");
    let rule = rule_file(
        "b.toml",
        "[[context]]\nid = \"x\"\neffect = \"drop\"\npattern = '@buy'\n[[context.example]]\ntext = \"收购\"\nnone = true\n",
    );
    let errors = Pack::load(&[words, rule]).expect_err("errors");
    assert_eq!(errors.iter().map(|e| e.code).collect::<Vec<_>>(), ["toml-syntax"]);
}

/// Each word stands behind each of `before`.
#[test]
fn two_lists_make_one_lexicon() {
    let file = rule_file("a.toml", "[[lexicon]]\nname = \"abroad\"\nbefore = [\"美国\", \"德国\"]\nwords = [\"电商\", \"阀门\"]\n");
    let pack = Pack::load(&[file]).expect("a sound file");
    let mut words: Vec<&str> = dealex::lexicon::texts(&pack.lexicons, "abroad").collect();
    words.sort_unstable();
    assert_eq!(words, ["德国电商", "德国阀门", "美国电商", "美国阀门"]);
}

/// Rule files are not trusted: what is large, deep or endless is refused before it costs time or memory.
#[test]
fn hostile_files_are_refused_quickly() {
    let rule = |pattern: &str| format!("[[rule]]\nid = \"a\"\ndeal = \"b\"\npattern = '{pattern}'\n");
    let value = |pattern: &str| format!("[[mention]]\nid = \"m\"\nkind = \"money\"\npattern = '{pattern}'\nnormaliser = \"money\"\n");
    let doubling = |first: &str| {
        let fragment = |i: usize, pattern: &str| format!("[[fragment]]\nname = \"f{i}\"\npattern = '{pattern}'\n");
        let mut text = fragment(0, first);
        (1..8).for_each(|i| text += &fragment(i, &format!("%f{}", i - 1).repeat(100)));
        text + &value("%f7")
    };
    let hostile = [
        "[".repeat(200_000),
        format!("a = {}", "{a=".repeat(200_000)),
        "x".repeat(9 << 20),
        rule(&"(".repeat(3000)),
        rule(&"(a|".repeat(1000)),
        rule(&"收".repeat(100_000)),
        rule(&"{a:Company+}~60".repeat(260)),
        rule(&"(甲?){a:Company+}?~60?".repeat(200)),
        rule(&"@a".repeat(1999)),
        rule(&"?".repeat(3999)),
        format!("{}\n", "[[rule]]\n".repeat(20_000)),
        format!("[[lexicon]]\nname = \"{}\"\nwords = [\"a\"]\n", "n".repeat(1 << 20)),
        "[[fragment]]\nname = \"f\"\npattern = '%f%f'\n[[mention]]\nid = \"m\"\nkind = \"money\"\npattern = '%f'\nnormaliser = \"money\"\n"
            .into(),
        // Fragments in fragments, wide and deep; words without number; counts of counts; places that may begin with anything.
        doubling("甲"),
        doubling(""),
        format!("[[lexicon]]\nname = \"w\"\nwords = {:?}\n{}", (0..300_000).map(|i| format!("甲{i}")).collect::<Vec<_>>(), value("@w")),
        value("((甲{1000}){1000}){1000}"),
        value(&r"\w?".repeat(5000)),
        value(r"(\w{0,900}\d{0,900}){0,50}甲"),
        format!("[[lexicon]]\nname = \"w\"\nbefore = {0:?}\nwords = {0:?}\n", (0..1000).map(|i| format!("甲{i}")).collect::<Vec<_>>()),
        rule("@a") + "[[lexicon]]\nname = \"a\"\nwords = [\"@b\"]\n[[lexicon]]\nname = \"b\"\nwords = [\"@a\"]\n",
    ];
    for text in hostile {
        let start = std::time::Instant::now();
        let refused = Pack::load(&[rule_file("hostile.toml", &text)]).is_err();
        let head: String = text.chars().take(60).collect();
        assert!(refused, "accepted: {head}");
        // Generous: a loaded machine must not fail this, an explosion must.
        assert!(start.elapsed().as_secs() < 60, "{:?} for {head}", start.elapsed());
    }
}

/// The fenced blocks of a Markdown text: what stands behind the fence, and the content.
fn blocks(markdown: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut lines = markdown.lines();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            let content: Vec<&str> = lines.by_ref().take_while(|l| !l.starts_with("```")).collect();
            out.push((info.to_owned(), content.join("\n") + "\n"));
        }
    }
    out
}

fn guide() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md")).expect("the guide to rules")
}

#[test]
fn the_examples_of_all_rules_run() {
    let all = example::run(reading::engine(), "");
    assert!(all.len() > 500, "{}", all.len());
    let failed: Vec<String> = all.iter().filter(|r| r.outcome.is_failure()).map(told).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

fn told(r: &ExampleResult) -> String {
    format!("{} {}: {} {:?}", r.outcome.letter(), r.id, r.text, r.difference)
}

#[test]
fn the_examples_of_the_guide_run() {
    let blocks = blocks(&guide());
    let mut files = embedded();
    let good: Vec<&String> = blocks.iter().filter(|(info, _)| info == "toml").map(|(_, text)| text).collect();
    assert!(good.len() >= 6, "only {} examples in docs/rules.md", good.len());
    files.extend(good.iter().enumerate().map(|(i, text)| rule_file(&format!("guide/{i}.toml"), text)));
    let pack = Pack::load(&files).unwrap_or_else(|errors| panic!("{}", render(&errors, &Renderer::plain())));
    let ids: Vec<String> = pack.rules.iter().filter(|r| r.place.file.starts_with("guide/")).map(|r| r.id.clone()).collect();
    let ids: Vec<String> =
        ids.into_iter().chain(pack.contexts.iter().filter(|c| c.place.file.starts_with("guide/")).map(|c| c.id.clone())).collect();
    let engine = Engine::new(pack);
    let failed: Vec<String> =
        ids.iter().flat_map(|id| example::run(&engine, id)).filter(|r| r.outcome.is_failure()).map(|r| told(&r)).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn the_messages_of_the_guide_are_true() {
    let blocks = blocks(&guide());
    let mut seen = 0;
    for pair in blocks.windows(2) {
        if pair[0].0 == "toml error" {
            assert_eq!(pair[1].0, "text", "a message follows a broken example");
            assert_eq!(messages(&[rule_file("my.toml", &pair[0].1)]).trim(), pair[1].1.trim());
            seen += 1;
        }
    }
    assert!(seen > 0);
}

fn embedded() -> Vec<RuleFile> {
    dealex::corpus::rules::embedded()
}

fn rule_schema() -> serde_json::Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/rule.json");
    serde_json::from_str(&fs::read_to_string(path).expect("the schema of rule files")).expect("JSON")
}

#[test]
fn every_rule_file_keeps_the_schema() {
    let schema = jsonschema::validator_for(&rule_schema()).expect("a schema");
    for file in embedded().iter().filter(|f| f.name.ends_with(".toml")) {
        let value: serde_json::Value = toml::from_str(&file.text).expect("TOML");
        let errors: Vec<String> = schema.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{}: {}", file.name, errors.join("\n"));
    }
    let bad: serde_json::Value = toml::from_str("[[rule]]\nid = \"a\"\nprority = 5\n").expect("TOML");
    assert!(!schema.is_valid(&bad));
}

/// The reader lists the keys that it knows when it meets one that it does not; the schema has the same ones.
#[test]
fn the_schema_knows_the_keys_that_the_reader_knows() {
    let schema = rule_schema();
    for table in ["lexicon", "gazetteer", "fragment", "mention", "rule", "context", "sign", "reference", "type", "confidence"] {
        let text = format!("[[{table}]]\nzzzzzzzzzzzzzz = 1\n");
        let errors = Pack::load(&[rule_file("my.toml", &text)]).expect_err("an unknown key");
        let help = errors.iter().find(|e| e.code == "unknown-key").and_then(|e| e.help.clone()).expect("the keys that there are");
        let known: Vec<String> = help.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        let mut written: Vec<String> = schema["$defs"][table]["properties"].as_object().expect("properties").keys().cloned().collect();
        written.sort();
        assert_eq!(written, known, "{table}");
    }
}

/// The order of files, and of the tables in a file, changes nothing.
#[test]
fn order_never_changes_the_result() {
    let extra = [
        "[[rule]]\nid = \"order.a\"\ndeal = \"merger\"\npattern = '{party:Company+} ~6 [收购] {target:Company}'\n[[rule.example]]\ntext = \"海川股份收购北辰信托有限公司\"\ntarget = \"北辰信托有限公司\"\n[[rule.example]]\ntext = \"海川股份\"\nnone = true\n",
        "[[rule]]\nid = \"order.b\"\ndeal = \"acquisition\"\npattern = '{acquirer:Company} ~6 [收购] {target:Company}'\n[[rule.example]]\ntext = \"海川股份收购北辰信托有限公司\"\ntarget = \"北辰信托有限公司\"\n[[rule.example]]\ntext = \"海川股份\"\nnone = true\n",
    ];
    let text = "9月7日，海川股份公告称，拟以3亿元收购北辰信托有限公司60%股权。云岭集团控股股东质押300万股，占总股本的3%。松果智能宣布完成2亿元A轮融资，由北辰资本领投。";
    let fold = Fold::default();
    let (document, _) = Document::new("order", None, text, Markup::Plain, &fold);
    let mut results = Vec::new();
    for turn in 0..4usize {
        let mut files = embedded();
        files.push(rule_file("order/0.toml", &[extra[turn % 2], extra[(turn + 1) % 2]].concat()));
        let middle = files.len() * turn / 5;
        files.rotate_left(middle);
        if turn % 2 == 1 {
            files.reverse();
        }
        let engine = Engine::new(Pack::load(&files).unwrap_or_else(|e| panic!("{}", render(&e, &Renderer::plain()))));
        let x = engine.extract(&document, Depth::Deals, &mut Scratch::default());
        let emit = Emit { deals: true, facts: true, ..Emit::default() };
        let found = records(&document, &x, engine.pack(), emit, Unit::Char);
        results.push(serde_json::to_string(&(found.deals, found.facts)).expect("JSON"));
    }
    assert!(results[0].contains("acquirer"), "{}", results[0]);
    for other in &results[1..] {
        assert_eq!(&results[0], other);
    }
}

/// A drafted rule is a rule file that loads, and its example matches.
#[test]
fn a_drafted_rule_matches_its_sentence() {
    let sentence = "[acquirer 海川股份]以[amount 6800万元]收购[target 北辰信托有限公司]";
    let out = dealex(&["rules", "new", "--deal", "acquisition", sentence]);
    let draft = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    assert!(draft.contains("{acquirer:Company}") && draft.contains("{amount:Money}") && draft.contains("{target:Company}"), "{draft}");
    let mut files = embedded();
    files.push(rule_file("draft.toml", &draft));
    assert!(Pack::load(&files).is_ok());
}

#[test]
fn explain_tells_what_stopped_a_rule() {
    let rule = "[[rule]]\nid = \"my.buys\"\ndeal = \"acquisition\"\npattern = '{acquirer:Company} ~4 以 {amount:Money} ~4 [收购] {target:Company}'\n[[rule.example]]\ntext = \"海川股份以3亿元收购北辰信托有限公司\"\ntarget = \"北辰信托有限公司\"\n[[rule.example]]\ntext = \"海川股份\"\nnone = true\n";
    let mut files = embedded();
    files.push(rule_file("my.toml", rule));
    let engine = Engine::new(Pack::load(&files).unwrap_or_else(|e| panic!("{}", render(&e, &Renderer::plain()))));
    let near = |text: &str| {
        let (document, _) = Document::new("text", None, text, Markup::Plain, &Fold::default());
        let x = explain(&engine, &document, Some("my.buys"));
        let near = x.sentences.into_iter().flat_map(|s| s.near).next().expect("the rule did not match");
        (near.matched, near.of, near.failed, near.why)
    };
    let (matched, of, failed, why) = near("海川股份以3亿元走访北辰信托有限公司");
    assert_eq!((matched, of, failed.as_str()), (4, 5, "[收购]"), "{why}");
    let (matched, of, failed, why) = near("海川股份以收购北辰信托有限公司");
    assert_eq!((matched, of, failed.as_str()), (4, 5, "{amount:Money}"), "{why}");
    let (_, _, failed, why) = near("海川股份以3亿元的总价格，在今天终于收购北辰信托有限公司");
    assert_eq!(failed, "[收购]");
    assert!(why.contains("another clause"), "{why}");
}

/// From saving a file to the result of the new rules.
#[test]
fn watching_tells_the_result_of_a_save() {
    use std::io::{BufRead, BufReader};
    use std::time::{Duration, Instant};
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("my.toml");
    fs::write(&file, "[[lexicon]]\nname = \"buy\"\nwords = [\"收购\"]\n").expect("a file");
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_dealex"))
        .args(["rules", "check", "--watch", "--rules"])
        .arg(folder.path())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("dealex runs");
    let (send, lines) = std::sync::mpsc::channel();
    let stdout = child.stdout.take().expect("its output");
    std::thread::spawn(move || BufReader::new(stdout).lines().map_while(Result::ok).for_each(|l| drop(send.send(l))));
    let first = lines.recv_timeout(Duration::from_secs(60));
    fs::write(&file, "[[lexicon]]\nname = \"buy\"\nwords = [\"收购\"\n").expect("a file");
    let saved = Instant::now();
    let second = lines.recv_timeout(Duration::from_secs(60));
    let took = saved.elapsed();
    child.kill().expect("it runs until it is ended");
    child.wait().expect("its end");
    assert!(first.expect("a first result").contains("rules with"));
    assert!(second.expect("a second result").contains("error"));
    eprintln!("from saving to the result: {took:?}");
}

fn dealex(arguments: &[&str]) -> std::process::Output {
    std::process::Command::new(env!("CARGO_BIN_EXE_dealex")).args(arguments).output().expect("dealex runs")
}

/// The lint of unused lexicons must know every lexicon that the program reads by its name.
#[test]
fn lexicons_that_the_program_reads_are_known() {
    let pack = Pack::check(&embedded()).unwrap_or_else(|e| panic!("{}", render(&e, &Renderer::plain())));
    let mut source = String::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of src") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                source += &fs::read_to_string(path).expect("source text");
            }
        }
    }
    for d in pack.warnings.iter().filter(|d| d.code == "unused-lexicon") {
        let name = d.span.of(&d.source);
        assert!(!source.contains(&format!("\"{name}\"")), "`{name}` is read by name; add it to READ_BY_NAME");
    }
}

/// What is put off or left out for rules that are known to be sound changes nothing else of them.
#[test]
fn rules_in_the_binary_are_those_of_the_files() {
    let files = embedded();
    let (mut whole, known) = (Pack::load(&files).expect("sound rules"), Pack::load_known(&files).expect("sound rules"));
    let examples = |p: &Pack| p.rules.iter().map(|r| r.examples.len()).chain(p.contexts.iter().map(|c| c.examples.len())).sum::<usize>();
    assert!(examples(&whole) > 1000 && !whole.value_examples.is_empty());
    assert_eq!(examples(&known) + known.value_examples.len(), 0);
    whole.rules.iter_mut().for_each(|r| r.examples.clear());
    whole.contexts.iter_mut().for_each(|c| c.examples.clear());
    let written = |p: &Pack| {
        let words = (&p.lexicons, &p.signs, &p.references, &p.alphabet);
        format!("{:?}{words:?}{:?}{:?}", (&p.rules, &p.contexts), (&p.types, &p.confidence, &p.value_kinds), (p.values(), &p.hash))
    };
    let same = written(&whole) == written(&known);
    assert!(same, "the two differ in more than their examples");
}

/// A user's own list makes names known that nothing else would tell, and its aliases one company.
#[test]
fn a_gazetteer_makes_names_known() {
    let mut files = embedded();
    files.push(rule_file("mine/names.toml", "[[gazetteer]]\nfile = \"names.csv\"\n"));
    files.push(rule_file("mine/names.csv", "name,aliases,ticker\n绿野仙踪,仙踪,999999.XX\n"));
    let engine = Engine::new(Pack::load(&files).unwrap_or_else(|e| panic!("{}", render(&e, &Renderer::plain()))));
    let text = "绿野仙踪宣布以3亿元收购北辰信托有限公司60%股权。仙踪表示，交易已经完成。";
    let (document, _) = Document::new("text", None, text, Markup::Plain, &Fold::default());
    let x = engine.extract(&document, Depth::Deals, &mut Scratch::default());
    let company = x.deals.iter().flat_map(|d| d.role("acquirer")).find_map(|f| f.entity).expect("a buyer");
    assert_eq!(x.entities.list[company].texts, ["绿野仙踪", "仙踪"]);
    let bad = [rule_file("a.toml", "[[gazetteer]]\nfile = \"a.csv\"\n"), rule_file("a.csv", "海川股份\n,5\n")];
    let errors = Pack::load(&bad).expect_err("a line without a name");
    assert_eq!((&*errors[0].file, errors[0].line_column()), ("a.csv", (2, 1)));
}
