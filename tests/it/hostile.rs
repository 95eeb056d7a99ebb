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
    let blank = vec![b' '; 40 << 20];
    let bomb = zstd::encode_all(&*blank, 3).expect("into memory");
    let packed = gzip(format!("{GOOD}\n").repeat(200).as_bytes());
    let dense: String =
        (0..20_000).map(|i| format!("{{\"id\": \"dense{i}\", \"text\": \"第{i}天：今天的天气很好，大家都去公园散步了。\"}}\n")).collect();
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
        ("marks.txt", "\u{202e}\u{200f}海川\u{200b}股份宣布以\u{2066}3亿\u{2069}元收购青岚\u{200d}智能60%股权。".into(), &[]),
        ("combining.txt", format!("{GOOD}{}", "e\u{301}".repeat(3000)).into(), &[]),
        ("wide.txt", GOOD.encode_utf16().flat_map(u16::to_be_bytes).collect(), &[]),
        (
            "mixed.txt",
            [GOOD.as_bytes(), b"\n", &encoding_rs::GB18030.encode(GOOD).0, b"\n", GOOD.as_bytes()].concat(),
            &["save the file as UTF-8"],
        ),
        ("punctuation.txt", "。。。！？——……“”（）\n".repeat(50).into(), &[]),
        ("brackets.md", "[".repeat(20_000).into(), &[]),
        ("tags.html", "<div><a '".repeat(20_000).into(), &[]),
        ("latin1.txt", b"caf\xe9 d\xe9j\xe0 vu \xff\xff\xff".to_vec(), &["save the file as UTF-8"]),
        ("cut.txt.gz", packed[..packed.len() / 2].to_vec(), &["the gzip stream ends too early"]),
        ("damaged.txt.gz", [&packed[..20], &[0xff; 40][..], &packed[60..]].concat(), &["the gzip stream is damaged"]),
        ("cut.txt.zst", frame[..frame.len() / 2].to_vec(), &["the Zstandard stream ends too early"]),
        ("damaged.txt.zst", [&frame[..8], &[0xff; 8][..], &frame[16..]].concat(), &["the Zstandard stream is damaged"]),
        // Text that repeats itself, as that of one site does, packs well.
        ("dense.jsonl.gz", gzip(dense.as_bytes()), &[]),
        ("bomb.txt.gz", gzip(&blank), &["the document is longer than 2000000 bytes; split it"]),
        ("bomb.txt.zst", bomb.clone(), &["it unpacks to more than 1000 times its size"]),
        ("bomb.jsonl.zst", bomb, &["it unpacks to more than 1000 times its size"]),
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
    assert!(record.counts.documents > 20_000, "well packed files are read: {:?}", record.counts);
    assert_eq!(record.counts.other_files, 1, "notes.docx is left aside and counted");
    let marked: Vec<String> = fs::read_to_string(folder.path().join("out/deals.jsonl"))
        .expect("deals.jsonl")
        .lines()
        .filter(|l| l.contains("\"doc_id\":\"marks.txt\"") && l.contains("\"value\":\"300000000\"") && l.contains("\"name\":\"青岚智能\""))
        .map(str::to_owned)
        .collect();
    assert_eq!(marked.len(), 1, "marks of direction hide neither names nor amounts");
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

#[test]
fn a_killed_run_goes_on_where_it_stopped() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("in")).expect("a folder");
    // Several batches: much text that tells of no deal, and a deal now and then; broken lines and an id that is there twice.
    let filler = "今天的天气很好，大家都去公园散步了。".repeat(600);
    let mut corpus = String::new();
    for i in 0..600 {
        let text = if i % 50 == 0 { format!("{filler}{GOOD}") } else { filler.clone() };
        corpus += &format!("{{\"id\": \"{}\", \"text\": \"{text}\"}}\n", if i == 599 { 3 } else { i });
        corpus += if i % 200 == 7 { "{oops\n" } else { "" };
    }
    fs::write(folder.path().join("in/a.jsonl"), &corpus).expect("written");
    let dealex = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dealex"));
        command.current_dir(folder.path()).args(["run", "in", "-q"]).args(args);
        command
    };
    dealex(&["-o", "whole"]).output().expect("it starts");
    // Killed as soon as the journal has a step.
    let mut child = dealex(&["-o", "out", "--jobs", "1"]).spawn().expect("it starts");
    let journal = folder.path().join("out/.run.journal");
    while fs::read_to_string(&journal).map_or(0, |j| j.lines().count()) < 2 {
        assert!(child.try_wait().expect("it can be asked").is_none(), "the run was over before it could be killed");
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    assert!(journal.exists() && !folder.path().join("out/deals.jsonl").exists(), "nothing has its final name");
    // Half a record that was on its way is made again.
    let part = folder.path().join("out/.deals.jsonl.part");
    let mut half = fs::OpenOptions::new().append(true).open(&part).expect("it is there");
    half.write_all(b"{\"schema\":\"dealex/de").expect("written");
    let output = dealex(&["-o", "out", "--resume"]).output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("going on after"), "{said}");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("written");
    for name in ["deals.jsonl", "facts.jsonl"] {
        assert_eq!(read(&format!("out/{name}")), read(&format!("whole/{name}")));
    }
    let record = |name: &str| serde_json::from_str::<RunRecord>(&read(name)).expect("a run record");
    let (out, whole) = (record("out/run.json"), record("whole/run.json"));
    assert_eq!((out.counts, out.skipped), (whole.counts.clone(), whole.skipped));
    assert_eq!((whole.counts.documents, whole.counts.skipped, whole.counts.duplicate_ids), (600, 3, 1));
    assert!(!journal.exists() && !part.exists());
    // Once more there is nothing to do; another job begins anew.
    let output = dealex(&["-o", "out", "--resume"]).output().expect("it starts");
    assert!(String::from_utf8_lossy(&output.stderr).contains("nothing was done"));
    let output = dealex(&["-o", "out", "--resume", "--emit", "deals"]).output().expect("it starts");
    assert!(!String::from_utf8_lossy(&output.stderr).contains("going on") && !folder.path().join("out/facts.jsonl").exists());
}

/// Files that vanish between the walk and the reading, that may not be read, and that are none.
#[cfg(unix)]
#[test]
fn files_that_cannot_be_read_are_named() {
    use dealex::corpus::{Limits, Reader, find};
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    for name in ["a.txt", "closed.txt", "gone.txt"] {
        fs::write(path(name), GOOD).expect("a file");
    }
    fs::set_permissions(path("closed.txt"), fs::Permissions::from_mode(0o000)).expect("the file is mine");
    assert!(Command::new("mkfifo").arg(path("pipe.txt")).status().expect("mkfifo").success());
    let found = find(&[folder.path().display().to_string()]).expect("the folder is there");
    assert_eq!(found.problems.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["pipe.txt"]);
    fs::remove_file(path("gone.txt")).expect("it is there");
    let read: Vec<_> = Reader::new(found.inputs, Limits::default()).map(|r| r.map(|raw| raw.name.to_string())).collect();
    let reason = |i: usize| read[i].as_ref().err().map_or("", |s| s.reason.as_str());
    assert_eq!((read.len(), read[0].as_deref().ok()), (3, Some("a.txt")));
    // Root may read everything.
    assert!(
        read[1].is_ok() == fs::File::open(path("closed.txt")).is_ok() && (read[1].is_ok() || reason(1).contains("change its permissions"))
    );
    assert_eq!(reason(2), "the file is gone");
    // A pipe that is named is read.
    let pipe = path("pipe.txt");
    let writer = std::thread::spawn(move || fs::write(pipe, GOOD));
    let output = Command::new(env!("CARGO_BIN_EXE_dealex")).arg("run").arg(path("pipe.txt")).output().expect("it starts");
    writer.join().expect("no panic").expect("written");
    assert!(output.status.success() && String::from_utf8_lossy(&output.stdout).contains("\"doc_id\":\"pipe.txt\""));
}

/// Killed at any moment, again and again: while rules are loaded, articles read, the journal or records written, names given.
#[test]
fn a_run_killed_at_any_moment_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("in")).expect("a folder");
    let filler = "今天的天气很好，大家都去公园散步了。".repeat(400);
    let line = |i: usize| format!("{{\"id\": {i}, \"text\": \"{filler}{}\"}}\n", if i.is_multiple_of(7) { GOOD } else { "" });
    fs::write(folder.path().join("in/a.jsonl"), (0..500).map(line).collect::<String>()).expect("written");
    fs::write(folder.path().join("in/b.jsonl.gz"), gzip((500..700).map(line).collect::<String>().as_bytes())).expect("written");
    let dealex = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dealex"));
        command.current_dir(folder.path()).args(["run", "in", "-q", "--emit", "deals,facts,entities"]).args(args);
        command
    };
    let whole = std::time::Instant::now();
    assert!(dealex(&["-o", "whole"]).status().expect("it starts").success());
    let whole = whole.elapsed();
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap_or_default();
    let mut kills = 0;
    // Moments all over the time that a run takes; where it is always killed too early, the last one is left alone.
    for step in 0..10u32 {
        let mut child = dealex(&["-o", "out", "--resume", "--jobs", ["1", "3"][step as usize % 2]]).spawn().expect("it starts");
        let end = std::time::Instant::now() + whole * (step * 37 % 100) / 100;
        while step < 9 && std::time::Instant::now() < end && child.try_wait().expect("it can be asked").is_none() {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        if step < 9 && child.try_wait().expect("it can be asked").is_none() {
            child.kill().expect("it runs");
            kills += 1;
        }
        child.wait().expect("it ends");
        for name in ["deals.jsonl", "facts.jsonl", "entities.jsonl"] {
            let final_name = folder.path().join("out").join(name);
            assert!(!final_name.exists() || read(&format!("out/{name}")) == read(&format!("whole/{name}")), "{name} is not complete");
        }
        if folder.path().join("out/run.json").exists() {
            break;
        }
    }
    assert!(kills > 0, "the run was never killed");
    let record = |name: &str| serde_json::from_slice::<RunRecord>(&read(name)).expect("a run record");
    assert_eq!(
        (record("out/run.json").counts, record("out/run.json").files),
        (record("whole/run.json").counts, record("whole/run.json").files)
    );
    for name in ["deals.jsonl", "facts.jsonl", "entities.jsonl"] {
        assert!(folder.path().join("out").join(name).exists(), "{name}");
    }
    let left: Vec<_> = fs::read_dir(folder.path().join("out")).expect("a folder").map(|e| e.expect("an entry").file_name()).collect();
    assert_eq!(left.len(), 4, "{left:?}");
}

/// A disk that is full: the reason is said, and nothing stays that looks complete.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("in")).expect("a folder");
    fs::create_dir_all(folder.path().join("out")).expect("a folder");
    fs::write(folder.path().join("in/a.txt"), GOOD).expect("a file");
    for (name, what) in [
        (".deals.jsonl.part", "the results cannot be written"),
        (".run.json.part", "run.json cannot be written"),
        (".run.journal", "the journal cannot be written"),
    ] {
        let path = folder.path().join("out").join(name);
        std::os::unix::fs::symlink("/dev/full", &path).expect("a link");
        let output = run(folder.path(), &[]);
        let said = String::from_utf8_lossy(&output.stderr);
        let full = said.contains("No space left on device");
        assert!(output.status.code() == Some(2) && full && (said.contains(what) || said.contains("cannot write there")), "{name}: {said}");
        assert!(!folder.path().join("out/run.json").exists(), "{name}");
        let _ = fs::remove_file(&path);
    }
    // Standard output, too.
    let full = fs::File::create("/dev/full").expect("the device");
    let mut command = Command::new(env!("CARGO_BIN_EXE_dealex"));
    let output = command.current_dir(folder.path()).args(["run", "in"]).stdout(full).output().expect("it starts");
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Gold is not trusted either: what does not fit is said with its place, and nothing hangs or ends in a panic.
#[test]
fn hostile_gold_is_refused() {
    let document = |fillers: &str| {
        format!(
            "{{\"schema\":\"dealex/gold/1\",\"doc_id\":\"a.txt\",\"deals\":[{{\"id\":\"d1\",\"type\":\"acquisition\",\"roles\":{{\"target\":[{fillers}]}}}}]}}"
        )
    };
    let filler = |start: &str, end: &str| format!("{{\"text\":\"海川\",\"start\":{start},\"end\":{end}}}");
    let many = vec![filler("0", "2"); 20_000].join(",");
    // Gold, and whether it is good.
    let cases = [
        (document(&filler("0", "2")), true),
        (document(&filler("0", "99")), false),
        (document(&filler("2", "0")), false),
        (document(&filler("18446744073709551615", "18446744073709551615")), false),
        (document(&filler("-1", "2")), false),
        (document(&filler("1e3", "2")), false),
        (document(&many), true),
        ("[".repeat(100_000), false),
        (format!("{{\"schema\":\"dealex/gold/1\",\"doc_id\":\"{}\",\"deals\":[]}}", "x".repeat(1 << 20)), false),
        ("\0".repeat(1000), false),
        (String::new(), false),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("in")).expect("a folder");
    fs::write(folder.path().join("in/a.txt"), GOOD).expect("a file");
    for (gold, good) in cases {
        fs::write(folder.path().join("gold.json"), &gold).expect("a file");
        let start = std::time::Instant::now();
        let mut command = Command::new(env!("CARGO_BIN_EXE_dealex"));
        let output = command.current_dir(folder.path()).args(["eval", "in", "--gold", "gold.json"]).output().expect("it starts");
        let (said, head) = (String::from_utf8_lossy(&output.stderr), gold.chars().take(150).collect::<String>());
        assert_eq!(output.status.code(), Some(if good { 0 } else { 2 }), "{head}: {said}");
        assert!(!said.contains("panicked") && (good || !said.is_empty()), "{head}: {said}");
        assert!(start.elapsed().as_secs() < 60, "{:?} for {head}", start.elapsed());
    }
}

/// Markup in an article, its name, a rule file, an identifier or an argument is text in a report.
#[test]
fn nothing_that_was_read_becomes_html() {
    const MARK: &str = "<img src=x onerror=alert(1)>";
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: String| fs::write(folder.path().join(name), text).expect("a file");
    fs::create_dir(folder.path().join("<b>in")).expect("a folder");
    write("<b>in/<i>a.txt", format!("</script>{MARK}\n\n{GOOD}</script>{MARK}"));
    write("b.jsonl", serde_json::json!({ "id": MARK, "title": format!("</script>{MARK}"), "text": GOOD, "source": MARK }).to_string());
    write("ids.csv", format!("name,id\n海川股份,</script>{MARK}\n"));
    write(
        "<u>my.toml",
        format!(
            "[[rule]] # </script>{MARK}\nid = \"my.buys\"\ndeal = \"acquisition\"\npattern = '{{acquirer:Company}} ~4 以 {{amount:Money}} ~4 [收购] {{target:Company}}'\n\
             [[rule.example]]\ntext = \"</script>{MARK}海川股份以3亿元收购北辰信托有限公司\"\ntarget = \"北辰信托有限公司\"\n[[rule.example]]\ntext = \"<s>\"\nnone = true\n"
        ),
    );
    write(
        "gold.json",
        serde_json::json!({ "schema": "dealex/gold/1", "doc_id": MARK, "deals": [{ "id": MARK, "type": MARK, "comment": MARK, "roles": {} }] }).to_string(),
    );
    let pages = [
        ("run.html", vec!["run", "<b>in", "b.jsonl", "-o", "out", "--ids", "ids.csv", "--rules", "<u>my.toml", "--report", "run.html"]),
        ("eval.html", vec!["eval", "b.jsonl", "--gold", "gold.json", "--rules", "<u>my.toml", "--report", "eval.html"]),
    ];
    for (page, args) in pages {
        let output = Command::new(env!("CARGO_BIN_EXE_dealex")).current_dir(folder.path()).args(args).output().expect("it starts");
        let html = fs::read_to_string(folder.path().join(page)).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
        assert!(html.contains("my.buys") && html.contains("img src=x onerror"), "{page}: what was read is shown");
        for tag in ["<img", "<i>", "<u>", "<s>", "<b>"] {
            assert!(!html.contains(tag), "{page}: {tag} is markup");
        }
        // Sheets of documents, the index, the program.
        assert_eq!(html.matches("<script").count(), html.matches("</script").count(), "{page}");
    }
}
