//! Stages of funding to one list of codes.

use super::Value;
use super::recognise::Parts;

/// `named` by its lexicon; `letter` with `pre`, `digit` and `plus` as `pre_a`, `c1`, `b_plus`; `letter2` a second one, the
/// later stage counts.
pub fn round(p: &Parts) -> Option<Value> {
    if let Some(word) = p.get("named") {
        return p.meaning("round_named", word).map(|m| Value::Code(m.to_owned()));
    }
    let (letter, digit, plus) = match (p.get("letter2"), p.get("letter")) {
        (Some(l), _) => (l, p.get("digit2"), p.get("plus2")),
        (None, l) => (l?, p.get("digit"), p.get("plus")),
    };
    let mut code = String::new();
    if p.get("pre").is_some() && p.get("letter2").is_none() {
        code += "pre_";
    }
    code += &letter.to_lowercase();
    code += digit.unwrap_or("");
    match plus {
        // The word for +.
        Some("加") => code += "_plus",
        Some(p) => code += &"_plus".repeat(p.chars().filter(|c| *c == '+').count()),
        None => {}
    }
    Some(Value::Code(code))
}
