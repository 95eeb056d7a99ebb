//! Rule files: what the author of a broken one is told.

use annotate_snippets::Renderer;
use dealex::cli::diagnostics::render;
use dealex::rule::{Pack, RuleFile};
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
    let found = match Pack::load(files) {
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

/// Rule files are not trusted: what is large, deep or endless is refused before it costs time or memory.
#[test]
fn hostile_files_are_refused_quickly() {
    let rule = |pattern: &str| format!("[[rule]]\nid = \"a\"\ndeal = \"b\"\npattern = '{pattern}'\n");
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
    ];
    for text in hostile {
        let start = std::time::Instant::now();
        let refused = Pack::load(&[rule_file("hostile.toml", &text)]).is_err();
        let head: String = text.chars().take(60).collect();
        assert!(refused, "accepted: {head}");
        // Generous: a loaded machine must not fail this, an explosion must.
        assert!(start.elapsed().as_secs() < 20, "{:?} for {head}", start.elapsed());
    }
}
