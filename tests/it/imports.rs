//! Imports run one way: a module may use only those that stand before it in `src/lib.rs`.

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn modules_use_only_what_stands_before_them() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let lib = fs::read_to_string(src.join("lib.rs")).expect("src/lib.rs is there");
    let order: Vec<&str> = lib.lines().filter_map(|l| l.trim().strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert!(order.len() > 10, "src/lib.rs lists the modules: {order:?}");
    let mut wrong = Vec::new();
    for (rank, module) in order.iter().enumerate() {
        for file in files(&src, module) {
            let text = fs::read_to_string(&file).expect("a source file is UTF-8");
            for (line, used) in uses(&text) {
                let allowed = order.iter().position(|m| *m == used).is_none_or(|r| r <= rank);
                if !allowed {
                    wrong.push(format!("{}:{line}: {module} uses {used}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "a module uses what stands after it in src/lib.rs:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_is_listed() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let lib = fs::read_to_string(src.join("lib.rs")).expect("src/lib.rs is there");
    for entry in fs::read_dir(&src).expect("src is a folder") {
        let name = entry.expect("an entry").file_name().to_string_lossy().trim_end_matches(".rs").to_owned();
        assert!(matches!(name.as_str(), "lib" | "main") || lib.contains(&format!("pub mod {name};")), "src/{name} is not in src/lib.rs");
    }
}

#[test]
fn nested_imports_are_seen() {
    let text = "use crate::base::Span;\n// crate::cli is only spoken of\nuse crate::{\n    text::{Fold, Place},\n    rule::Pack,\n};\nfn f() { crate::engine::g() }\n";
    let found: Vec<String> = uses(text).into_iter().map(|(_, m)| m).collect();
    assert_eq!(found, ["base", "text", "rule", "engine"]);
}

fn files(src: &Path, module: &str) -> Vec<PathBuf> {
    let file = src.join(format!("{module}.rs"));
    let mut out = Vec::from_iter(file.exists().then_some(file));
    let mut folders = vec![src.join(module)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                out.push(path);
            }
        }
    }
    out
}

/// The modules of the crate that a source file names outside comments, with their one-based lines.
fn uses(text: &str) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    // Depth of braces inside a `use crate::{…}`; its first level names modules.
    let mut group: Option<i32> = None;
    for (number, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or("");
        let mut rest = code;
        if group.is_none() {
            while let Some(i) = rest.find("crate::") {
                rest = &rest[i + "crate::".len()..];
                if let Some(inside) = rest.strip_prefix('{') {
                    group = Some(1);
                    rest = inside;
                    break;
                }
                out.push((number + 1, word(rest)));
            }
        }
        if group.is_some() {
            let mut start = true;
            for (i, c) in rest.char_indices() {
                let Some(depth) = &mut group else { break };
                match c {
                    '{' => *depth += 1,
                    '}' => *depth -= 1,
                    ',' if *depth == 1 => start = true,
                    c if c.is_alphabetic() && start && *depth == 1 => {
                        out.push((number + 1, word(&rest[i..])));
                        start = false;
                    }
                    _ => {}
                }
                if *depth == 0 {
                    group = None;
                }
            }
        }
    }
    out
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}
