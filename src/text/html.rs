//! HTML to [`PlainText`](super::plain::PlainText).
//!
//! No library for HTML keeps the bytes of text nodes and entities, so it is scanned here: tags, entities and the
//! elements whose text is not the article's. The scanner repairs nothing; it only has to find the text.

use super::fold::Fold;
use super::markup::{Marked, Metadata, title};
use super::plain::PlainBuilder;
use std::ops::Range;

/// Elements whose text is not the article's.
const SKIPPED: [&str; 18] = [
    "script", "style", "nav", "footer", "header", "aside", "form", "noscript", "template", "iframe", "select", "button", "svg", "head",
    "textarea", "object", "rt", "rp",
];
/// Elements that do not part paragraphs.
const INLINE: [&str; 26] = [
    "a", "abbr", "b", "bdi", "big", "cite", "code", "em", "font", "i", "img", "ins", "label", "mark", "q", "rp", "rt", "ruby", "s",
    "small", "span", "strong", "sub", "sup", "u", "wbr",
];
/// Longest tag: beyond it a quotation mark was left open.
const LONGEST_TAG: usize = 1 << 16;

/// HTML: tags and boilerplate are gone, entities decoded.
pub fn html(text: &str, fold: &Fold) -> Marked {
    // An element that never ends would take the rest of the article with it: then its text counts.
    let mut kept: Vec<&'static str> = Vec::new();
    loop {
        let mut b = PlainBuilder::new(fold);
        let mut scan = Scan::new(text, &kept);
        scan.run(0..text.len(), &mut b);
        match scan.open() {
            Some(name) => kept.push(name),
            None => {
                let plain = b.finish();
                let title = title(text, scan.og_title.or(scan.title.map(|t| without_site(text, t))), &plain, fold);
                return Marked { title, text: plain, metadata: scan.metadata };
            }
        }
    }
}

/// The text of a block of HTML inside a Markdown article.
pub(super) fn block(text: &str, range: Range<usize>, b: &mut PlainBuilder) {
    b.paragraph(range.start);
    let end = range.end;
    Scan::new(text, &SKIPPED[2..]).run(range, b);
    b.paragraph(end.saturating_sub(1));
}

/// Appends text with its entities decoded.
pub(super) fn characters(source: &str, range: Range<usize>, b: &mut PlainBuilder) {
    let text = &source[..range.end];
    let mut at = range.start;
    while let Some(c) = text[at..].chars().next() {
        let (decoded, width) = decode(&text[at..], c);
        if decoded.is_whitespace() {
            b.push(' ', at, None);
        } else {
            b.push_entity(decoded, at, width, text[at + width..].chars().next());
        }
        at += width;
    }
}

/// A page's title without the name of its site: 标题_财经_某网, 标题 - 某网.
fn without_site(text: &str, title: Range<usize>) -> Range<usize> {
    let written = &text[title.clone()];
    let end = written.find(['_', '|', '｜']).or_else(|| written.rfind(" - ")).filter(|end| *end > 0).unwrap_or(written.len());
    title.start..title.start + end
}

struct Scan<'t> {
    text: &'t str,
    /// Elements of [`SKIPPED`] whose text counts.
    kept: &'t [&'static str],
    /// The element that is being skipped, and how deep it is nested in itself.
    skip: Option<(&'static str, usize)>,
    metadata: Metadata,
    title: Option<Range<usize>>,
    og_title: Option<Range<usize>>,
    /// Depth of `<pre>`, whose line breaks count.
    pre: usize,
    /// The item of a list that is open: where it begins, and whether it holds text outside links.
    item: Option<(usize, Words)>,
    /// Depth of `<a>`.
    link: usize,
}

/// What an item of a list says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    None,
    LinksOnly,
    Prose,
}

impl<'t> Scan<'t> {
    fn new(text: &'t str, kept: &'t [&'static str]) -> Self {
        Scan { text, kept, skip: None, metadata: Metadata::default(), title: None, og_title: None, pre: 0, item: None, link: 0 }
    }

    /// The skipped element that is still open, unless its text is never the article's.
    fn open(&self) -> Option<&'static str> {
        self.skip.map(|s| s.0).filter(|name| !matches!(*name, "script" | "style"))
    }

    fn run(&mut self, range: Range<usize>, b: &mut PlainBuilder) {
        let text = &self.text[..range.end];
        let mut at = range.start;
        while let Some(c) = text[at..].chars().next() {
            let rest = &text[at..];
            if rest.starts_with("<!--") {
                at += rest.find("-->").map_or(rest.len(), |i| i + 3);
            } else if c == '<' && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
                at = self.tag(at, text, b);
            } else {
                let (decoded, width) = decode(rest, c);
                if self.skip.is_none() {
                    self.character(decoded, at, width, &text[at + width..], b);
                }
                at += width;
            }
        }
        self.end_item(b);
    }

    fn character(&mut self, c: char, at: usize, width: usize, rest: &str, b: &mut PlainBuilder) {
        if matches!(c, '\n' | '\r') {
            if self.pre > 0 {
                b.paragraph(at)
            } else {
                b.wrap(at)
            }
            return;
        }
        if let Some((_, words)) = &mut self.item
            && !c.is_whitespace()
            && *words != Words::Prose
        {
            *words = if self.link > 0 { Words::LinksOnly } else { Words::Prose };
        }
        b.push_entity(c, at, width, rest.chars().next().filter(|c| *c != '<'));
    }

    /// Reads the tag at `at`; returns where to go on.
    fn tag(&mut self, at: usize, text: &str, b: &mut PlainBuilder) -> usize {
        let end = at + tag_end(&text[at..]);
        let tag = &text[at..end];
        let closing = tag.starts_with("</");
        let name = tag[1..].trim_start_matches('/');
        let name = name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())].to_ascii_lowercase();
        match (name.as_str(), closing) {
            ("title", false) if self.title.is_none() && self.skip.is_none_or(|s| s.0 == "head") => {
                let close = find_ignoring_case(&text[end..], "</title").map_or(end, |i| end + i);
                self.title = Some(trimmed(text, end..close));
                // In a page without <head> it stands in the text.
                return close;
            }
            ("meta", _) => self.meta(tag, at),
            ("time", false) => {
                self.metadata.date = self.metadata.date.take().or_else(|| attribute(tag, "datetime").map(|r| entities(&tag[r])))
            }
            // <head> may be left open.
            ("body", false) if self.skip.is_some_and(|s| s.0 == "head") => self.skip = None,
            _ => {}
        }
        let alone = tag.ends_with("/>");
        match &mut self.skip {
            Some((inside, depth)) if *inside == name && !alone => {
                *depth = if closing { *depth - 1 } else { *depth + 1 };
                if *depth == 0 {
                    self.skip = None;
                }
            }
            None if !closing && !alone => {
                self.skip = SKIPPED.into_iter().find(|s| *s == name && !self.kept.contains(s)).map(|s| (s, 1));
            }
            _ => {}
        }
        if self.skip.is_none() {
            self.structure(&name, closing, at, b);
        }
        // The text of scripts is no markup: it ends at its own end tag only.
        if !closing && matches!(name.as_str(), "script" | "style") {
            let close =
                end + find_ignoring_case(&text[end..], if name == "script" { "</script" } else { "</style" }).unwrap_or(text.len() - end);
            if self.metadata.date.is_none() {
                self.metadata.date = published(&text[end..close]);
            }
            return close;
        }
        end
    }

    fn structure(&mut self, name: &str, closing: bool, at: usize, b: &mut PlainBuilder) {
        let nest = |depth: &mut usize| *depth = if closing { depth.saturating_sub(1) } else { *depth + 1 };
        match name {
            "a" => nest(&mut self.link),
            "pre" => nest(&mut self.pre),
            _ => {}
        }
        if !INLINE.contains(&name) {
            b.paragraph(at.saturating_sub(1));
            // A link that is left open ends with its block.
            self.link = 0;
        }
        if matches!(name, "li" | "ul" | "ol" | "dd" | "dt" | "dl") {
            self.end_item(b);
            if !closing && matches!(name, "li" | "dd" | "dt") {
                self.item = Some((b.mark(), Words::None));
            }
        }
    }

    /// An item that is nothing but links is one of a list of other articles, not of this one.
    fn end_item(&mut self, b: &mut PlainBuilder) {
        if let Some((mark, Words::LinksOnly)) = self.item.take() {
            b.truncate(mark);
        }
    }

    fn meta(&mut self, tag: &str, at: usize) {
        let get = |name: &str| attribute(tag, name);
        let Some(key) = get("property").or_else(|| get("name")) else { return };
        let Some(content) = get("content") else { return };
        let value = || Some(entities(&tag[content.clone()])).filter(|v| !v.trim().is_empty());
        match tag[key].to_ascii_lowercase().as_str() {
            "og:title" => self.og_title = Some(trimmed(self.text, at + content.start..at + content.end)).filter(|r| !r.is_empty()),
            "article:published_time" | "article:create_at" | "publishdate" | "publish_time" | "pubdate" | "date" | "og:release_date" => {
                self.metadata.date = value().or(self.metadata.date.take());
            }
            "og:site_name" | "source" => self.metadata.source = value().or(self.metadata.source.take()),
            _ => {}
        }
    }
}

/// The date that a script of linked data states: `"datePublished": "2023-09-25"`.
fn published(script: &str) -> Option<String> {
    let rest = script.split_once("\"datePublished\"")?.1.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    rest.split_once('"').map(|(date, _)| date.to_owned())
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let written = &text[range.clone()];
    let start = range.start + written.len() - written.trim_start().len();
    start..start + written.trim().len()
}

/// The place of an ASCII word in lower case, in any case.
fn find_ignoring_case(text: &str, word: &str) -> Option<usize> {
    text.as_bytes().windows(word.len()).position(|w| w.eq_ignore_ascii_case(word.as_bytes()))
}

/// The end of the tag that `rest` begins with; quoted attributes may hold `>`.
fn tag_end(rest: &str) -> usize {
    let mut quote: Option<u8> = None;
    for (i, c) in rest.bytes().enumerate().take(LONGEST_TAG) {
        match (quote, c) {
            (None, b'"' | b'\'') => quote = Some(c),
            (Some(q), c) if q == c => quote = None,
            (None, b'>') => return i + 1,
            _ => {}
        }
    }
    // A quote that never closes: the tag ends where the first one could.
    rest.find('>').map_or(rest.len(), |i| i + 1)
}

/// Where a tag writes the value of an attribute.
fn attribute(tag: &str, name: &str) -> Option<Range<usize>> {
    let mut from = 0;
    while let Some(i) = find_ignoring_case(&tag[from..], name) {
        let at = from + i;
        from = at + name.len();
        let rest = tag[from..].trim_start();
        let Some(rest) = rest.strip_prefix('=').filter(|_| tag[..at].ends_with(|c: char| c.is_whitespace() || c == '"' || c == '\''))
        else {
            continue;
        };
        let rest = rest.trim_start();
        let start = tag.len() - rest.len();
        return Some(match rest.chars().next()? {
            q @ ('"' | '\'') => start + 1..start + 1 + rest[1..].find(q)?,
            _ => start..start + rest.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(rest.len()),
        });
    }
    None
}

fn entities(text: &str) -> String {
    let mut out = String::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let (decoded, width) = decode(&text[at..], c);
        out.push(decoded);
        at += width;
    }
    out
}

/// The character that `rest`, whose first is `c`, begins with, and its bytes.
fn decode(rest: &str, c: char) -> (char, usize) {
    if c == '&' { entity(rest).unwrap_or((c, 1)) } else { (c, c.len_utf8()) }
}

/// The entity that `rest` begins with: its character and length in bytes.
fn entity(rest: &str) -> Option<(char, usize)> {
    let end = rest.bytes().take(12).position(|b| b == b';')?;
    let name = rest.get(1..end)?;
    let c = match name {
        "amp" | "AMP" => '&',
        "lt" | "LT" => '<',
        "gt" | "GT" => '>',
        "quot" | "QUOT" => '"',
        "apos" => '\'',
        "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
        "zwnj" | "zwj" | "shy" | "lrm" | "rlm" => '\u{200b}',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "laquo" => '«',
        "raquo" => '»',
        "lsaquo" => '‹',
        "rsaquo" => '›',
        "mdash" => '—',
        "ndash" => '–',
        "minus" => '−',
        "middot" => '·',
        "bull" => '•',
        "hellip" => '…',
        "times" => '×',
        "plusmn" => '±',
        "permil" => '‰',
        "deg" => '°',
        "yen" => '¥',
        "pound" => '£',
        "euro" => '€',
        "cent" => '¢',
        "copy" => '©',
        "reg" => '®',
        "trade" => '™',
        "sect" => '§',
        "eacute" => 'é',
        "egrave" => 'è',
        "uuml" => 'ü',
        "ouml" => 'ö',
        "auml" => 'ä',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((c, end + 1))
}
