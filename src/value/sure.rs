//! Words of which every match of a pattern holds one: a text without any of them holds no value of the kind.

use regex_syntax::hir::{Class, Hir, HirKind};

/// A class of more characters than these says little.
const FEW: usize = 8;
/// More words than these are not worth looking for.
const MOST: usize = 200;

/// Words of which every match of a pattern holds one; `None` where none are read off it. No word holds a character that is not `kept`.
pub fn sure_words(pattern: &Hir, kept: fn(char) -> bool) -> Option<Vec<String>> {
    match pattern.kind() {
        HirKind::Empty | HirKind::Look(_) | HirKind::Class(Class::Bytes(_)) => None,
        HirKind::Literal(l) => {
            // Patterns are Unicode, so that a literal is valid UTF-8.
            let text = std::str::from_utf8(&l.0).unwrap_or("");
            let longest = text.split(|c| !kept(c)).max_by_key(|word| word.chars().count())?;
            (!longest.is_empty()).then(|| vec![longest.to_owned()])
        }
        HirKind::Class(Class::Unicode(class)) => {
            let characters: Vec<char> = class.iter().flat_map(|r| r.start()..=r.end()).take(FEW + 1).collect();
            let all = characters.len() <= FEW && characters.iter().all(|c| kept(*c));
            all.then(|| characters.into_iter().map(String::from).collect())
        }
        HirKind::Repetition(r) if r.min == 0 => None,
        HirKind::Repetition(r) => sure_words(&r.sub, kept),
        HirKind::Capture(c) => sure_words(&c.sub, kept),
        HirKind::Concat(parts) => parts.iter().filter_map(|p| sure_words(p, kept)).max_by_key(|words| telling(words)),
        HirKind::Alternation(parts) => {
            let mut words = Vec::new();
            for part in parts {
                words.extend(sure_words(part, kept)?);
                if words.len() > MOST {
                    return None;
                }
            }
            Some(words)
        }
    }
}

/// Longer words and fewer of them tell more.
fn telling(words: &[String]) -> (usize, isize) {
    (words.iter().map(|w| w.chars().count()).min().unwrap_or(0), -(words.len() as isize))
}

#[cfg(test)]
mod tests {
    use super::sure_words;

    #[test]
    fn words_that_every_match_holds() {
        for (pattern, words) in [
            ("[A-K]轮", "轮"),
            ("(?:(?P<pre>[Pp]re)-)?[A-K](?:系列|级)?轮", "轮"),
            ("天使轮|战略 融资|(?:配股){1,2}", "天使轮 融资 配股"),
            ("第[一二三]?(?P<n>轮|期)", "第"),
            ("[甲乙](?:丙丁)*", "乙 甲"),
            ("天使(?:轮)?|[A-Z]", "-"),
            (r"\d+", "-"),
            ("(?:轮)?", "-"),
        ] {
            let pattern = regex_syntax::parse(pattern).expect(pattern);
            let found = sure_words(&pattern, |c| c != ' ');
            assert_eq!(found.map_or("-".to_owned(), |w| w.join(" ")), words, "{pattern}");
        }
    }
}
