//! Files that break readers: each is skipped with a sentence that says what is wrong, and nothing else suffers.

use dealex::output::record::RunRecord;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};

const GOOD: &str = "海川股份宣布以3亿元收购青岚智能60%股权。";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).expect("into memory");
    out.finish().expect("into memory")
}

fn run(folder: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dealex"));
    command.current_dir(folder).args(["run", "in", "-o", "out"]).args(more);
    command.output().expect("the program starts")
}

#[test]
fn broken_files_are_told_apart_and_skipped() {
    let long_line = format!("{{\"text\": \"{}\"}}\n{{\"text\": \"{GOOD}\"}}\n", "长".repeat(700_000));
    let bomb = gzip(&vec![b' '; 40 << 20]);
    let packed = gzip(format!("{GOOD}\n").repeat(200).as_bytes());
    let frame = zstd::encode_all(format!("{GOOD}\n").repeat(200).as_bytes(), 3).expect("into memory");
    // Name, bytes, and a piece of the sentence that it is skipped with; none for files that are read.
    let files: Vec<(&str, Vec<u8>, &[&str])> = vec![
        ("good.txt", GOOD.into(), &[]),
        ("empty.txt", vec![], &["the file is empty"]),
        ("blank.md", b" \r\n\n".to_vec(), &["the file is empty"]),
        ("nul.txt", format!("{GOOD}\0{GOOD}").into(), &[]),
        ("binary.txt", (0..=255u8).cycle().take(4096).collect(), &["no text"]),
        ("report.html", b"%PDF-1.7\n\x00\x01".to_vec(), &["pdftotext"]),
        ("office.txt", b"PK\x03\x04\x14\x00\x06\x00".to_vec(), &["unpack it"]),
        ("punctuation.txt", "。。。！？——……“”（）\n".repeat(50).into(), &[]),
        ("brackets.md", "[".repeat(20_000).into(), &[]),
        ("tags.html", "<div><a '".repeat(20_000).into(), &[]),
        ("latin1.txt", b"caf\xe9 d\xe9j\xe0 vu \xff\xff\xff".to_vec(), &["save the file as UTF-8"]),
        ("cut.txt.gz", packed[..packed.len() / 2].to_vec(), &["the gzip stream ends too early"]),
        ("damaged.txt.gz", [&packed[..20], &[0xff; 40][..], &packed[60..]].concat(), &["the gzip stream is damaged"]),
        ("cut.txt.zst", frame[..frame.len() / 2].to_vec(), &["the Zstandard stream ends too early"]),
        ("damaged.txt.zst", [&frame[..8], &[0xff; 8][..], &frame[16..]].concat(), &["the Zstandard stream is damaged"]),
        ("bomb.txt.gz", bomb.clone(), &["it unpacks to more than 1000 times its size"]),
        ("bomb.jsonl.gz", bomb, &["from this line on", "it unpacks to more than"][1..]),
        ("long.jsonl", long_line.into(), &["the line is longer than 2000000 bytes; raise --max-document"]),
        ("long.txt", "长".repeat(700_000).into(), &["the document is longer than 2000000 bytes; split it"]),
        ("cut.jsonl", format!("{{\"text\": \"{GOOD}\"}}\n{{\"text\": \"海川").into(), &["it was cut off"]),
        (
            "surrogate.jsonl",
            b"{\"text\": \"\\ud83d\xe6\xb5\xb7\"}\n{\"text\": \"\\udc00\"}\n".to_vec(),
            &["half a character", "half a character"],
        ),
        (
            "kinds.jsonl",
            b"1\n\"a\"\nnull\n[]\n{}\n{\"text\": 3}\n{\"text\": \"\"}\n{\"body_text\": \"x\"}\n".to_vec(),
            &[
                "must be a JSON object",
                "must be a JSON object",
                "must be a JSON object",
                "an empty list",
                "it has nothing",
                "is no string",
                "is empty",
                "it has `body_text`",
            ],
        ),
        ("deep.json", format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000)).into(), &["recursion limit"]),
        ("list.json", format!("[{{\"text\": \"{GOOD}\"}}, 3, {{\"text\": \"{GOOD}\"}}]").into(), &["record 2: a record must be"]),
        ("stream.json", format!("{{\"text\": \"{GOOD}\"}}\n{{\"text\": \"{GOOD}\"}}\n{{oops").into(), &["line 3, column 2"]),
        ("windows.jsonl", format!("{{\"text\": \"{GOOD}\"}}\r\n\r\n{{\"text\": \"{GOOD}\"}}\r\n").into(), &[]),
        ("marked.jsonl", format!("\u{feff}{{\"text\": \"{GOOD}\"}}\n").into(), &[]),
        ("notes.docx", b"PK\x03\x04".to_vec(), &[]),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("in");
    fs::create_dir(&input).expect("the folder can be written");
    for (name, bytes, _) in &files {
        fs::write(input.join(name), bytes).expect("the folder can be written");
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("..", input.join("loop")).expect("a link");
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", input.join("gone.txt")).expect("a link");
    let output = run(folder.path(), &["--max-document", "2000000"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(!said.contains("panicked") && said.contains("skipped"), "{said}");
    let record: RunRecord = serde_json::from_slice(&fs::read(folder.path().join("out/run.json")).expect("run.json")).expect("a run record");
    let mut skipped = record.skipped;
    for (name, _, reasons) in &files {
        for reason in *reasons {
            let at = skipped.iter().position(|s| s.name == *name).unwrap_or_else(|| panic!("{name} is not skipped for: {reason}"));
            let s = skipped.remove(at);
            assert!(s.reason.contains(reason), "{name}: {} does not say: {reason}", s.reason);
        }
    }
    #[cfg(unix)]
    {
        let mut take =
            |name: &str| skipped.iter().position(|s| s.name.ends_with(name)).map(|i| skipped.remove(i).reason).unwrap_or_default();
        assert!(take("loop").contains("it is not followed"));
        assert!(take("gone.txt").contains("cannot be read"));
    }
    assert!(skipped.is_empty(), "nothing else is skipped: {skipped:?}");
    assert_eq!(record.counts.other_files, 1, "notes.docx is left aside and counted");
    let deals = fs::read_to_string(folder.path().join("out/deals.jsonl")).expect("deals.jsonl");
    assert!(deals.lines().count() >= 10, "the good records of broken files are read:\n{deals}");
}

#[test]
fn a_failed_run_leaves_no_half_written_file() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("in")).expect("a folder");
    fs::write(folder.path().join("in/a.txt"), GOOD).expect("a file");
    fs::write(folder.path().join("out"), "a file where the folder should be").expect("a file");
    let output = run(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("out: cannot write there"));
    fs::remove_file(folder.path().join("out")).expect("it is a file");
    // run.json cannot get its name: the records are complete, but the run has failed.
    fs::create_dir_all(folder.path().join("out/run.json")).expect("a folder");
    let output = run(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("run.json cannot be written"));
    let left: Vec<String> = fs::read_dir(folder.path().join("out"))
        .expect("a folder")
        .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|n| n.ends_with(".part"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn files_of_an_earlier_run_do_not_stay_beside_those_of_this_one() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("in")).expect("a folder");
    fs::write(folder.path().join("in/a.txt"), GOOD).expect("a file");
    assert!(run(folder.path(), &["--emit", "deals,mentions"]).status.success());
    assert!(folder.path().join("out/mentions.jsonl").exists());
    assert!(run(folder.path(), &[]).status.success());
    assert!(!folder.path().join("out/mentions.jsonl").exists());
    // The results of an earlier run are no articles.
    let output =
        Command::new(env!("CARGO_BIN_EXE_dealex")).current_dir(folder.path()).args(["run", ".", "-o", "out"]).output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 document "), "{said}");
    let output =
        Command::new(env!("CARGO_BIN_EXE_dealex")).current_dir(folder.path()).args(["run", "in", "-o", "in"]).output().expect("it starts");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("choose another folder"));
}
