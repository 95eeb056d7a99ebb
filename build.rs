//! Rebuilds the binary when a rule file changes: the rules are embedded in it.

fn main() {
    println!("cargo::rerun-if-changed=rules");
}
