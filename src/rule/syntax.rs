//! Errors of the TOML syntax, told to people who write Chinese: the usual causes are keys in Chinese and signs in full
//! width, and a parser only says that it expected something else.

use super::table::{Findings, list};
use crate::base::Span;
use toml::de::Error;

/// Reports each faulty line once.
pub fn report(errors: &[Error], f: &mut Findings) {
    let source = f.source();
    let mut keys: Vec<(&str, Span)> = Vec::new();
    let mut last_line = None;
    for error in errors {
        let span = error.span().map_or(Span::default(), |s| Span::new(s.start.min(source.len()), s.end.min(source.len())));
        let line = Line::around(&source, span.start);
        if let Some(key) = line.foreign_key() {
            if !keys.iter().any(|(_, s)| *s == key) {
                keys.push((key.of(&source), key));
            }
            continue;
        }
        if last_line.replace(line.start) == Some(line.start) {
            continue;
        }
        match line.fullwidth() {
            Some((span, message, help)) => f.error("fullwidth", span, message.into(), "here", Some(help.into())),
            None => f.error("toml-syntax", span, error.message().trim().replace('\n', ", "), "here", advice(error.message())),
        }
    }
    let Some(&(name, span)) = keys.first() else { return };
    let more = match keys.len() {
        1 => String::new(),
        _ => format!("; the same holds for {}", list(keys[1..].iter().map(|(k, _)| *k))),
    };
    let help = format!("roles and other keys have English names, as in the pattern: `acquirer = \"…\"`{more}");
    let message = format!("`{name}` is no key: a key is written in ASCII letters, digits, `_` and `-`");
    f.error("foreign-key", span, message, "this key", Some(help));
}

fn advice(message: &str) -> Option<String> {
    let help = if message.contains("duplicate key") {
        "a table has each key once: take one of the two lines out"
    } else if message.contains("literal string") || message.contains("basic string") {
        "close the string with the quotation mark that it begins with, on the same line; `'''` begins one of several lines"
    } else if message.contains("expected `=`") {
        "a line reads `key = value`"
    } else if message.contains("recurse") {
        "rule files need no such depth"
    } else if message.contains("must be quoted") {
        "put the value between quotation marks: `'…'`"
    } else {
        return None;
    };
    Some(help.to_owned())
}

/// One line of the file.
struct Line<'s> {
    start: usize,
    text: &'s str,
}

impl<'s> Line<'s> {
    fn around(source: &'s str, at: usize) -> Line<'s> {
        let at = (0..=at.min(source.len())).rev().find(|&i| source.is_char_boundary(i)).unwrap_or(0);
        let start = source[..at].rfind('\n').map_or(0, |i| i + 1);
        let end = source[at..].find('\n').map_or(source.len(), |i| at + i);
        Line { start, text: &source[start..end] }
    }

    /// The part before the equals sign when it is written without quotation marks and with other than ASCII letters.
    fn foreign_key(&self) -> Option<Span> {
        let end = self.text.find(['=', '＝'])?;
        let key = self.text[..end].trim();
        let foreign = !key.is_ascii() && !key.contains(['"', '\'', '[', '#', '“', '”', ' ']);
        let start = self.start + self.text[..end].len() - self.text[..end].trim_start().len();
        foreign.then(|| Span::new(start, start + key.len()))
    }

    /// The first full-width sign in a place where TOML wants the ASCII one.
    fn fullwidth(&self) -> Option<(Span, &'static str, &'static str)> {
        // The signs of a Chinese keyboard; literals because they are signs of the file format, not of the language.
        const SIGNS: [(&[char], &str, &str); 4] = [
            (&['“', '”', '‘', '’', '＂', '＇'], "a string stands between ASCII quotation marks", "write `\'…\'` or `\"…\"`"),
            (&['＝'], "full-width `＝` between key and value", "write the ASCII `=`"),
            (&['［', '］', '【', '】'], "full-width brackets around a table or list", "write the ASCII `[` and `]`"),
            (&['，', '、'], "a list is separated by ASCII commas", "write `,`"),
        ];
        let mut quote: Option<char> = None;
        for (i, c) in self.text.char_indices() {
            match quote {
                Some(q) if c == q => quote = None,
                Some(_) => {}
                None if c == '"' || c == '\'' => quote = Some(c),
                None if c == '#' => return None,
                None => {
                    if let Some((_, message, help)) = SIGNS.iter().find(|(signs, _, _)| signs.contains(&c)) {
                        let at = self.start + i;
                        return Some((Span::new(at, at + c.len_utf8()), message, help));
                    }
                }
            }
        }
        None
    }
}
