//! What dealex is built from may be used as dealex may: every dependency has a licence that asks no more than to be named.
//! Works offline: it reads what Cargo has fetched to build this test.

use serde_json::Value;
use std::process::Command;

/// Licences that ask no more than that they and their holders are named.
const ALLOWED: [&str; 11] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

#[test]
fn every_dependency_may_be_used() {
    let host = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["metadata", "--format-version", "1", "--offline", "--locked"]);
    if cfg!(target_os = "linux") {
        command.args(["--filter-platform", &host]);
    }
    let output = command.output().expect("Cargo runs this test");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("metadata is JSON");
    let used: Vec<&str> = metadata["resolve"]["nodes"].as_array().into_iter().flatten().filter_map(|node| node["id"].as_str()).collect();
    let packages = metadata["packages"].as_array().expect("packages").iter();
    let packages: Vec<&Value> = packages.filter(|p| p["id"].as_str().is_some_and(|id| used.contains(&id))).collect();
    assert!(packages.len() > 50, "only {} packages", packages.len());
    let refused: Vec<String> = packages
        .iter()
        .filter(|p| !p["license"].as_str().is_some_and(allowed))
        .map(|p| format!("{} {}: {}", p["name"], p["version"], p["license"]))
        .collect();
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

/// Of each part of an `AND` one alternative is allowed.
fn allowed(expression: &str) -> bool {
    let bare = |part: &str| part.trim_matches(|c: char| c == '(' || c == ')' || c == ' ').to_owned();
    expression.replace('/', " OR ").split(" AND ").all(|part| part.split(" OR ").any(|l| ALLOWED.contains(&bare(l).as_str())))
}

#[test]
fn expressions_are_read() {
    for good in ["MIT", "MIT/Apache-2.0", "(GPL-3.0 OR MIT) AND BSD-3-Clause", "GPL-2.0 OR Zlib"] {
        assert!(allowed(good), "{good}");
    }
    for bad in ["GPL-3.0", "MIT AND GPL-3.0", "", "(MIT OR Zlib) AND LGPL-2.1"] {
        assert!(!allowed(bad), "{bad}");
    }
}
