//! Plain text, Markdown and HTML to [`PlainText`], with their metadata.
//!
//! Markdown is parsed by pulldown-cmark, which knows the bytes of every event. No library for HTML keeps the bytes of
//! text nodes and entities, so HTML is scanned here: tags, entities and the elements whose text is not the article's.

use super::fold::Fold;
use super::plain::{PlainBuilder, PlainText};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// What the markup says about the article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Title from front matter or `<title>`.
    pub title: Option<String>,
    /// Date as written.
    pub date: Option<String>,
    /// Publisher as written.
    pub source: Option<String>,
}

/// Text without markup. Line breaks part paragraphs, unless the text is evidently set in lines of one width.
pub fn plain(text: &str, fold: &Fold) -> PlainText {
    let wrapped = hard_wrapped(text);
    let mut b = PlainBuilder::new(fold);
    let mut chars = text.char_indices().peekable();
    let mut blank = true;
    while let Some((i, c)) = chars.next() {
        let after = chars.peek().map(|&(_, c)| c);
        match c {
            '\r' if after == Some('\n') => {}
            '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => {
                let indented = matches!(after, Some('\n' | '\r' | '\u{3000}' | '\t' | ' ') | None);
                if wrapped && !blank && !indented {
                    b.wrap(i)
                } else {
                    b.paragraph(i)
                }
                blank = true;
            }
            _ => {
                blank &= c.is_whitespace();
                b.push(c, i, after);
            }
        }
    }
    b.finish()
}

/// Fewest lines that show a width.
const LINES: usize = 3;
/// Fewest characters of a full line.
const SHORTEST_LINE: usize = 24;

/// Whether most lines that another line follows at once are of about one width and do not end a sentence.
fn hard_wrapped(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().collect();
    let followed: Vec<&str> =
        lines.windows(2).filter(|w| !w[0].trim().is_empty() && !w[1].trim().is_empty()).map(|w| w[0].trim_end()).collect();
    if followed.len() < LINES {
        return false;
    }
    // Latin letters are half as wide as ideographs.
    let width = |l: &str| l.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let mut widths: Vec<usize> = followed.iter().map(|l| width(l)).collect();
    widths.sort_unstable();
    let typical = widths[widths.len() * 3 / 4];
    let ends = |l: &str| l.ends_with(['。', '！', '？', '；', '：', '”', '.', '!', '?', ':']);
    let broken = followed.iter().filter(|l| !ends(l) && width(l) * 10 >= typical * 8 && width(l) * 10 <= typical * 12).count();
    typical >= 2 * SHORTEST_LINE && broken * 10 >= followed.len() * 6
}

/// Markdown: emphasis, links and front matter are gone; headings, items and cells are paragraphs.
pub fn markdown(text: &str, fold: &Fold) -> (PlainText, Metadata) {
    let (mut meta, body) = front_matter(text);
    let mut b = PlainBuilder::new(fold);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let mut heading: Option<String> = None;
    let mut skipping = 0usize;
    for (event, range) in Parser::new_ext(&text[body..], options).into_offset_iter() {
        let at = body + range.start;
        match event {
            Event::Start(Tag::Image { .. } | Tag::CodeBlock(_)) => skipping += 1,
            Event::End(TagEnd::Image | TagEnd::CodeBlock) => skipping = skipping.saturating_sub(1),
            Event::Start(Tag::Heading { .. }) if meta.title.is_none() => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                meta.title = meta.title.take().or(heading.take());
                b.paragraph(body + range.end - 1);
            }
            Event::End(
                TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell | TagEnd::TableRow | TagEnd::TableHead | TagEnd::BlockQuote(_),
            ) => {
                b.paragraph((body + range.end).saturating_sub(1));
            }
            Event::Text(t) | Event::Code(t) if skipping == 0 => {
                if let Some(h) = &mut heading {
                    h.push_str(&t);
                }
                // Code's range includes its backquotes; entities and escapes differ from the source.
                let source = &text[at..body + range.end];
                let offset = source.find(t.as_ref());
                let mut chars = t.char_indices().peekable();
                while let Some((i, c)) = chars.next() {
                    let origin = offset.map_or(at, |o| at + o + i);
                    b.push(c, origin, chars.peek().map(|&(_, c)| c));
                }
            }
            Event::SoftBreak => b.wrap(at),
            Event::HardBreak | Event::Rule => b.paragraph(at),
            _ => {}
        }
    }
    (b.finish(), meta)
}

/// Reads `---` front matter; returns where the body begins.
fn front_matter(text: &str) -> (Metadata, usize) {
    let mut meta = Metadata::default();
    for fence in ["---", "+++"] {
        let Some(rest) = text.strip_prefix(fence).filter(|r| r.starts_with(['\n', '\r'])) else { continue };
        let mut at = fence.len();
        for line in rest.split_inclusive('\n') {
            at += line.len();
            let line = line.trim();
            if line == fence {
                return (meta, at);
            }
            if let Some((key, value)) = line.split_once([':', '=']) {
                let value = value.trim().trim_matches(['"', '\'']).to_owned();
                match key.trim() {
                    "title" => meta.title = Some(value),
                    "date" | "published" => meta.date = Some(value),
                    "source" | "author" | "site" => meta.source.get_or_insert(value).truncate(200),
                    _ => continue,
                };
            }
        }
    }
    (Metadata::default(), 0)
}

/// Elements whose text is not the article's.
const SKIPPED: [&str; 14] =
    ["script", "style", "nav", "footer", "header", "aside", "form", "noscript", "template", "iframe", "select", "button", "svg", "head"];
/// Elements that do not part paragraphs.
const INLINE: [&str; 22] = [
    "a", "abbr", "b", "bdi", "big", "cite", "code", "em", "font", "i", "ins", "label", "mark", "q", "s", "small", "span", "strong", "sub",
    "sup", "u", "wbr",
];

/// HTML: tags and boilerplate are gone, entities decoded.
pub fn html(text: &str, fold: &Fold) -> (PlainText, Metadata) {
    let mut b = PlainBuilder::new(fold);
    let mut meta = Metadata::default();
    let mut skip: Option<(String, usize)> = None;
    let mut title: Option<String> = None;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if rest.starts_with("<!--") {
            at += rest.find("-->").map_or(rest.len(), |i| i + 3);
            continue;
        }
        if c == '<' && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            let end = tag_end(rest);
            let tag = &rest[..end];
            let closing = tag.starts_with("</");
            let name: String = tag[1..]
                .trim_start_matches('/')
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric())
                .map(|c| c.to_ascii_lowercase())
                .collect();
            at += end;
            match (name.as_str(), closing) {
                ("title", false) => title = Some(String::new()),
                ("title", true) => meta.title = meta.title.take().or(title.take().map(|t| t.trim().to_owned())),
                ("meta", _) => read_meta(tag, &mut meta),
                ("time", false) => meta.date = meta.date.take().or(attribute(tag, "datetime")),
                _ => {}
            }
            match &mut skip {
                Some((inside, depth)) if *inside == name => {
                    *depth = if closing { *depth - 1 } else { *depth + 1 };
                    if *depth == 0 {
                        skip = None;
                    }
                }
                None if !closing && SKIPPED.contains(&name.as_str()) && !tag.ends_with("/>") => skip = Some((name.clone(), 1)),
                _ => {}
            }
            // The text of scripts is no markup: it ends at its own end tag only.
            if !closing && matches!(name.as_str(), "script" | "style") {
                let close = format!("</{name}");
                at += text[at..].to_ascii_lowercase().find(&close).unwrap_or(text.len() - at);
            }
            if skip.is_none() && !INLINE.contains(&name.as_str()) {
                b.paragraph(at - 1);
            }
            continue;
        }
        let (decoded, width) = if c == '&' { entity(rest).unwrap_or((c, 1)) } else { (c, c.len_utf8()) };
        if let Some(t) = &mut title {
            t.push(decoded);
        } else if skip.is_none() {
            if matches!(decoded, '\n' | '\r') {
                b.wrap(at);
            } else {
                let after = text[at + width..].chars().next().filter(|c| *c != '<');
                b.push(decoded, at, after);
            }
        }
        at += width;
    }
    (b.finish(), meta)
}

/// The end of the tag that `rest` begins with; quoted attributes may hold `>`.
fn tag_end(rest: &str) -> usize {
    let mut quote: Option<char> = None;
    for (i, c) in rest.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(q), c) if q == c => quote = None,
            (None, '>') => return i + 1,
            _ => {}
        }
    }
    // A quote that never closes: the tag ends where the first one could.
    rest.find('>').map_or(rest.len(), |i| i + 1)
}

fn read_meta(tag: &str, meta: &mut Metadata) {
    let key = attribute(tag, "property").or(attribute(tag, "name")).unwrap_or_default().to_ascii_lowercase();
    let Some(content) = attribute(tag, "content") else { return };
    match key.as_str() {
        "og:title" => meta.title = Some(content),
        "article:published_time" | "publishdate" | "pubdate" | "date" | "og:release_date" => meta.date = Some(content),
        "og:site_name" | "source" => meta.source = Some(content),
        _ => {}
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let mut from = 0;
    while let Some(i) = lower[from..].find(name) {
        let at = from + i;
        from = at + name.len();
        let before = lower[..at].chars().next_back();
        let Some(rest) = tag[from..].trim_start().strip_prefix('=') else { continue };
        if !before.is_some_and(char::is_whitespace) {
            continue;
        }
        let rest = rest.trim_start();
        let value = match rest.chars().next()? {
            q @ ('"' | '\'') => rest[1..].split(q).next()?,
            _ => rest.split(|c: char| c.is_whitespace() || c == '>').next()?,
        };
        return Some(entities(value));
    }
    None
}

fn entities(text: &str) -> String {
    let mut out = String::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let (decoded, width) = if c == '&' { entity(&text[at..]).unwrap_or((c, 1)) } else { (c, c.len_utf8()) };
        out.push(decoded);
        at += width;
    }
    out
}

/// The entity that `rest` begins with: its character and length in bytes.
pub fn entity(rest: &str) -> Option<(char, usize)> {
    let end = rest.bytes().take(12).position(|b| b == b';')?;
    let name = rest.get(1..end)?;
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "mdash" => '—',
        "ndash" => '–',
        "middot" => '·',
        "hellip" => '…',
        "yen" => '¥',
        "pound" => '£',
        "euro" => '€',
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
