//! What reports of `eval` and `run` have in common.

use crate::output::html::RuleText;
use crate::rule::Pack;
use crate::rule::pack::Place;
use std::collections::BTreeMap;

/// The text of every rule.
pub fn rule_texts(pack: &Pack) -> BTreeMap<String, RuleText> {
    pack.rules.iter().map(|r| (r.id.clone(), rule_text(&r.place))).collect()
}

/// The `[[rule]]` table around a place, with its examples.
fn rule_text(place: &Place) -> RuleText {
    let source: &str = &place.source;
    let at = (0..=place.span.start.min(source.len())).rev().find(|i| source.is_char_boundary(*i)).unwrap_or(0);
    // The table's own header may be what the place points at.
    let line_end = source[at..].find('\n').map_or(source.len(), |i| at + i);
    let start = source[..line_end].rfind("[[rule]]").unwrap_or(at);
    let mut end = source.len();
    let mut from = start + 1;
    while let Some(next) = source.get(from..).and_then(|s| s.find("\n[[")).map(|i| from + i) {
        if !source[next + 1..].starts_with("[[rule.") {
            end = next;
            break;
        }
        from = next + 1;
    }
    // A comment before the next table belongs to that one.
    let mut text = source[start.min(end)..end].trim_end();
    while let Some((before, last)) = text.rsplit_once('\n') {
        if !(last.trim().is_empty() || last.starts_with('#')) {
            break;
        }
        text = before;
    }
    RuleText { file: place.file.to_string(), line: source[..start].matches('\n').count() + 1, text: text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Span;

    #[test]
    fn a_rule_is_shown_with_its_examples_and_without_its_neighbours() {
        let source =
            "# theme\n[[rule]]\nid = \"a\"\n\n[[rule]]\nid = \"b\"\n[[rule.example]]\ntext = \"甲\"\n\n# about c\n[[rule]]\nid = \"c\"\n";
        for (id, line, text) in [
            ("\"a\"", 2, "[[rule]]\nid = \"a\""),
            ("\"b\"", 5, "[[rule]]\nid = \"b\"\n[[rule.example]]\ntext = \"甲\""),
            ("\"c\"", 11, "[[rule]]\nid = \"c\""),
        ] {
            let at = source.find(id).expect("the id is there");
            let place = Place { file: "x.toml".into(), source: source.into(), span: Span::new(at, at + 3) };
            let shown = rule_text(&place);
            assert_eq!((shown.line, shown.text.as_str()), (line, text));
        }
    }
}
