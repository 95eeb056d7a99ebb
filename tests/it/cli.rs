//! The command line as a person meets it: tests/cli/*.md hold commands and what they print.

use crate::reading;
use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};

/// A block `console` holds commands (`$ dealex …`), their exit code where it is not 0 (`? 2`), and what they print,
/// standard output first: `...` stands for any lines, `[..]` for any stretch of one.
#[test]
fn commands_print_what_the_files_say() {
    let mut count = 0;
    let mut failed = Vec::new();
    for entry in fs::read_dir(reading::project("tests/cli")).expect("a folder") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("a file");
        for case in text.split("```console\n").skip(1).filter_map(|b| b.split("```").next()).flat_map(|b| b.split("$ dealex").skip(1)) {
            let (command, rest) = case.split_once('\n').unwrap_or((case, ""));
            let (code, wanted) = match rest.strip_prefix("? ").and_then(|r| r.split_once('\n')) {
                Some((code, wanted)) => (code.parse().expect("an exit code"), wanted),
                None => (0, rest),
            };
            let out = dealex(&words(command)).stdin(Stdio::null()).output().expect("it starts");
            let said = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
            count += 1;
            if out.status.code() != Some(code) || !fits(wanted.trim(), said.trim()) {
                let code = out.status.code();
                failed.push(format!("{}: dealex{command}\n--- wanted\n{wanted}--- printed, exit code {code:?}\n{said}", path.display()));
            }
        }
    }
    assert!(count > 8, "only {count} commands");
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

/// The words of a command, those in single quotes whole.
fn words(command: &str) -> Vec<&str> {
    command.split('\'').enumerate().flat_map(|(i, part)| if i % 2 == 1 { vec![part] } else { part.split_whitespace().collect() }).collect()
}

fn fits(wanted: &str, said: &str) -> bool {
    let lines: Vec<String> = wanted
        .lines()
        .map(|l| match l.trim() {
            "..." => "(?:.*\n)*?".to_owned(),
            l => l.split("[..]").map(regex::escape).collect::<Vec<_>>().join(".*") + " *\n",
        })
        .collect();
    // Indentation and the width of the terminal are no promise.
    let said: String = said.lines().map(|l| l.trim().to_owned() + "\n").collect();
    regex::Regex::new(&format!("^{}$", lines.concat())).expect("escaped").is_match(&said)
}

fn dealex(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dealex"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args);
    command
}

#[test]
fn a_closed_pipe_is_no_error() {
    for args in
        [&["run", "corpus", "--emit", "deals,mentions"][..], &["completions", "bash"], &["schema"], &["rules", "list"], &["run", "--help"]]
    {
        let mut child = dealex(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().expect("a pipe").read_to_string(&mut said).expect("UTF-8");
        let status = child.wait().expect("it ends");
        assert!(status.code() == Some(0) && said.is_empty(), "{args:?}: {status} {said}");
    }
}

#[test]
fn nobody_listening_to_errors_is_no_error_either() {
    let out = tempfile::tempdir().expect("a folder");
    let mut child = dealex(&["run", "corpus", "-o"]).arg(out.path()).stderr(Stdio::piped()).spawn().expect("it starts");
    drop(child.stderr.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn pipes_and_no_color_get_no_colours() {
    let out = tempfile::tempdir().expect("a folder");
    let bad = out.path().join("bad.toml");
    fs::write(&bad, "[[rule]]\nid = 3\n").expect("a file");
    for args in [&["run", "corpus", "nowhere"][..], &["rules", "check", "--rules", bad.to_str().expect("UTF-8")]] {
        let said = dealex(args).env("NO_COLOR", "1").output().expect("it starts");
        assert!(!said.stderr.is_empty() && !said.stderr.contains(&0x1b) && !said.stdout.contains(&0x1b), "{args:?}");
    }
}

#[test]
fn completions_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let said = dealex(&["completions", shell]).output().expect("it starts");
        assert!(said.status.success() && String::from_utf8_lossy(&said.stdout).contains("completions"), "{shell}");
    }
}

#[test]
fn standard_input_is_sniffed() {
    let article = "海川股份宣布以3亿元收购青岚智能60%股权。";
    for text in [
        article.to_owned(),
        format!("# 标题\n\n{article}"),
        format!("<!DOCTYPE html><p>{article}"),
        format!("{{\"id\": \"a\", \"text\": \"{article}\"}}\n"),
        format!("{{\n\"text\": \"{article}\"\n}}"),
        format!("[{{\"text\": \"{article}\"}}]"),
    ] {
        let mut child = dealex(&["run", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
        std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), text.as_bytes()).expect("it listens");
        let out = child.wait_with_output().expect("it ends");
        let deals = String::from_utf8_lossy(&out.stdout);
        assert!(out.status.success() && deals.contains("\"type\":\"acquisition\"") && deals.contains("青岚智能"), "{text}: {deals}");
    }
}

#[test]
fn fields_can_be_mapped() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.jsonl");
    fs::write(&path, "{\"nr\": 7, \"article\": \"海川股份宣布以3亿元收购青岚智能60%股权。\", \"text\": \"\"}\n").expect("a file");
    let out = dealex(&["run", path.to_str().expect("UTF-8"), "--map", "text=article,id=nr"]).output().expect("it starts");
    let deals = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success() && deals.contains("\"doc_id\":\"7\""), "{deals}");
}

#[test]
fn ids_that_are_there_twice_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.jsonl");
    fs::write(&path, "{\"id\": \"same\", \"text\": \"甲。\"}\n".repeat(3)).expect("a file");
    let out = dealex(&["run", path.to_str().expect("UTF-8")]).output().expect("it starts");
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success() && said.contains("2 documents with the id of an earlier one, such as `same`"), "{said}");
}

#[test]
fn the_unit_of_offsets_does_not_change_ids() {
    let ids = |unit: &str| -> Vec<String> {
        let out = dealex(&["run", "corpus", "--offsets", unit]).output().expect("it starts");
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        text.lines().map(|l| l.split("\"id\":\"").nth(1).and_then(|r| r.split('"').next()).unwrap_or_default().to_owned()).collect()
    };
    let chars = ids("char");
    assert!(chars.len() > 20 && chars.iter().all(|id| id.len() == 16));
    assert_eq!(chars, ids("byte"));
    assert_eq!(chars, ids("utf16"));
}
