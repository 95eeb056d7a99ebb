//! One article in every format, packing and encoding tells the same deals.

use crate::reading;
use encoding_rs::{BIG5, GB18030};
use std::fs;
use std::io::Write;
use std::path::Path;

/// What is found in the one document of a file, line breaks in names taken out.
fn found(path: &Path) -> String {
    let documents = reading::documents(path);
    let [Ok(document)] = documents.as_slice() else { panic!("{}: {documents:?}", path.display()) };
    let records = reading::all(document, Default::default());
    assert!(reading::check_offsets(document, &records, Default::default()).is_ok_and(|n| n > 5), "{}", path.display());
    let mut records = records;
    for d in records.deals.iter_mut().chain(&mut records.facts) {
        // Markup and wraps stand inside the text of a filler, its name is free of them.
        d.roles.values_mut().flatten().for_each(|f| f.text = f.name.clone().unwrap_or(f.text.clone()));
    }
    reading::digest(&records)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).expect("into memory");
    out.finish().expect("into memory")
}

fn utf16(text: &str, big: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
}

/// The text in lines of a width; Latin words stay whole.
fn wrapped(text: &str, width: usize, line_end: &str) -> String {
    let mut out = String::new();
    let (mut column, mut before) = (0, ' ');
    for c in text.chars() {
        if column >= width && !(before.is_ascii_graphic() && c.is_ascii_graphic()) {
            out.truncate(out.trim_end_matches(' ').len());
            out += line_end;
            column = 0;
        }
        if column > 0 || c != ' ' {
            out.push(c);
        }
        column += 1;
        before = c;
    }
    out
}

#[test]
fn every_format_tells_the_same() {
    let article = fs::read_to_string(reading::project("tests/formats/article.txt")).expect("the article is there");
    let traditional = fs::read_to_string(reading::project("tests/formats/traditional.txt")).expect("the article is there");
    let paragraphs: Vec<&str> = article.lines().map(|l| l.trim_matches('\u{3000}')).filter(|l| !l.is_empty()).collect();
    let [title, body @ ..] = paragraphs.as_slice() else { panic!("an article has a title") };
    let bold = |p: &str| p.replace("远山资本", "**远山**资本").replace("海川股份", "[海川股份](http://a.cn/b_c)");
    let tags = |p: &str| p.replace("远山资本", "<b>远山</b>资本").replace("海川股份", "<a href='x'>海川股份</a>").replace("亿", "&#20159;");
    let markdown = format!("# {title}\n\n{}", body.iter().map(|p| bold(p) + "\n\n").collect::<String>());
    let html = format!("<h1>{title}</h1>{}", body.iter().map(|p| format!("<p>{}</p>", tags(p))).collect::<String>());
    let lines = |end: &str| -> String { body.iter().map(|p| wrapped(p, 30, end) + end + end).collect() };
    let json = serde_json::json!({"id": "a", "text": article}).to_string();
    let mark = |m: &[u8], bytes: Vec<u8>| [m, &bytes].concat();
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("plain.txt", article.clone().into()),
        ("windows.txt", article.replace('\n', "\r\n").into()),
        ("bom.txt", mark(b"\xef\xbb\xbf", article.clone().into())),
        ("gb18030.txt", GB18030.encode(&article).0.into_owned()),
        ("utf16le.txt", utf16(&article, false)),
        ("utf16be.txt", utf16(&article, true)),
        ("utf16le-bom.txt", mark(b"\xff\xfe", utf16(&article, false))),
        ("utf16be-bom.txt", mark(b"\xfe\xff", utf16(&article, true))),
        ("packed.txt.gz", gzip(article.as_bytes())),
        ("packed.txt.zst", zstd::encode_all(article.as_bytes(), 3).expect("into memory")),
        ("misnamed.txt", gzip(article.as_bytes())),
        ("unpacked.txt.gz", article.clone().into()),
        ("wrapped.txt", format!("{title}\n\n{}", lines("\n")).into()),
        ("wrapped-windows.txt", format!("{title}\r\n\r\n{}", lines("\r\n")).into()),
        ("markup.md", markdown.clone().into()),
        ("front.md", format!("---\ntitle: {title}\n---\n{}", markdown.split_once('\n').expect("a heading").1).into()),
        ("wrapped.md", format!("# {title}\n\n{}", lines("\n")).into()),
        ("tags.html", html.clone().into()),
        ("title.html", format!("<title>{title}_某网</title>{}", html.split_once("</h1>").expect("a heading").1).into()),
        ("wrapped.html", format!("<h1>{title}</h1><p>{}", lines("\n").replace("\n\n", "</p><p>")).into()),
        ("gb18030.html", GB18030.encode(&format!("<meta charset=gb2312>{html}")).0.into_owned()),
        ("one.json", json.clone().into()),
        ("pretty.json", serde_json::to_string_pretty(&serde_json::json!([{"content": article}])).expect("JSON").into()),
        ("lines.jsonl", format!("{json}\n").into()),
        ("lines.jsonl.gz", gzip(json.as_bytes())),
        ("lines.jsonl.zst", zstd::encode_all(json.as_bytes(), 3).expect("into memory")),
        ("gb18030.jsonl", GB18030.encode(&format!("{json}\n")).0.into_owned()),
        ("utf16.jsonl", mark(b"\xff\xfe", utf16(&format!("{json}\r\n"), false))),
        ("page.jsonl", serde_json::json!({"title": title, "text": html.split_once("</h1>").expect("a heading").1}).to_string().into()),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let read = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).expect("the folder can be written");
        found(&path)
    };
    let wanted = read("plain.txt", article.as_bytes());
    assert!(wanted.contains("investment completed") && wanted.contains("acquisition planned"), "the article tells of two deals:\n{wanted}");
    for (name, bytes) in &files {
        pretty(&wanted, &read(name, bytes), name);
    }
    let wanted = read("traditional.txt", traditional.as_bytes());
    assert!(wanted.contains("acquisition"), "the article tells of a deal:\n{wanted}");
    pretty(&wanted, &read("big5.txt", &BIG5.encode(&traditional).0), "big5.txt");
    pretty(&wanted, &read("gb18030-traditional.txt", &GB18030.encode(&traditional).0), "gb18030-traditional.txt");
}

fn pretty(wanted: &str, found: &str, name: &str) {
    assert!(wanted == found, "{name} tells something else.\n--- plain text\n{wanted}\n--- {name}\n{found}");
}
