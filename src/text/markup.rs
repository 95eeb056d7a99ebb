//! Plain text and Markdown to [`PlainText`]; HTML is in [`super::html`].
//!
//! Markdown is parsed by pulldown-cmark, which knows the bytes of every event.

use super::fold::{Fold, is_ideograph};
use super::html;
use super::plain::{PlainBuilder, PlainText, WIDE_SPACE, columns};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// An article without its markup.
#[derive(Clone, Debug, Default)]
pub struct Marked {
    /// The title that front matter, `<title>` or `og:title` state, where the text itself does not repeat it. Its
    /// characters come from the same file as those of the text.
    pub title: PlainText,
    /// The text.
    pub text: PlainText,
    /// What else the markup says.
    pub metadata: Metadata,
}

/// What the markup says about the article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Date as written.
    pub date: Option<String>,
    /// Publisher as written.
    pub source: Option<String>,
}

/// Text without markup. Line breaks part paragraphs, unless the text is evidently set in lines of one width, or the
/// line cannot end there.
pub fn plain(text: &str, fold: &Fold) -> PlainText {
    let wrapped = typical_width(text);
    let breaks = headline_breaks(text);
    let mut b = PlainBuilder::new(fold);
    let (mut i, mut line_start) = (0, 0);
    loop {
        // Most characters of most texts stay as they are.
        i += b.push_kept(&text[i..], i);
        let mut chars = text[i..].chars();
        let Some(c) = chars.next() else { break };
        let after = chars.next();
        match c {
            '\r' if after == Some('\n') => {}
            _ if is_line_break(c) => {
                let line = text[line_start..i].trim();
                if !line.is_empty() && continues(line, after, wrapped) {
                    b.wrap(i)
                } else {
                    b.paragraph(i)
                }
                line_start = i + c.len_utf8();
            }
            _ if breaks.binary_search(&i).is_ok() => b.clause(c, i),
            _ => b.push(c, i, after),
        }
        i += c.len_utf8();
    }
    b.finish()
}

/// A first line of more characters is no headline.
const LONGEST_HEADLINE: usize = 60;

/// Fewest characters of a headline's clause; names are set apart in fewer.
const SHORTEST_CLAUSE: usize = 5;

/// The bytes of the spaces that stand for commas in a headline: 青岚智能再获融资 东岳资本领投. The first line is one when no
/// sentence ends in it.
fn headline_breaks(text: &str) -> Vec<usize> {
    let line = text.lines().find(|l| !l.trim().is_empty()).unwrap_or("");
    if line.contains(['。', '；']) || line.chars().count() > LONGEST_HEADLINE {
        return Vec::new();
    }
    let mut at = text.find(line).unwrap_or(0);
    let mut clauses: Vec<(usize, &str)> = Vec::new();
    for piece in line.split_inclusive(char::is_whitespace) {
        if !piece.trim_end().is_empty() {
            clauses.push((at, piece.trim_end()));
        }
        at += piece.len();
    }
    let long = |clause: &str| clause.chars().count() >= SHORTEST_CLAUSE;
    let parts = |a: &str, b: &str| long(a) && long(b) && a.ends_with(is_ideograph) && b.starts_with(is_ideograph);
    let narrow = |gap: &str| gap.chars().map(columns).sum::<usize>() < WIDE_SPACE;
    let ends = clauses.windows(2).map(|w| (w[0].0 + w[0].1.len(), w[0].1, w[1]));
    ends.filter(|(end, a, (next, b))| parts(a, b) && narrow(&text[*end..*next])).map(|(end, ..)| end).collect()
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether the sentence of a line goes on in the next one, whose first character is `next`.
fn continues(line: &str, next: Option<char>, wrapped: Option<usize>) -> bool {
    let Some(next) = next.filter(|c| !c.is_whitespace()) else { return false };
    // A comma ends no paragraph, a closing mark begins none.
    line.ends_with(['，', '、', '（', '“', '《'])
        || "，、。；：）”》！？".contains(next)
        || wrapped.is_some_and(|w| width(line) * 10 >= w * 6)
}

/// Fewest lines that show a width.
const LINES: usize = 3;
/// Most characters of a name that heads a line.
const LONGEST_HEAD: usize = 12;
/// In so many lines of prose a sentence ends inside one of them.
const MANY: usize = 6;
/// Fewest columns of a full line.
const NARROWEST: usize = 48;

/// Columns of a line: Latin letters are half as wide as ideographs.
fn width(line: &str) -> usize {
    // By the first bytes of characters, many at once: their sum stays below 256.
    let columns = |some: &[u8]| some.iter().fold(0, |sum: u8, &b| sum + u8::from(b < 0x80) + 2 * u8::from(b >= 0xc0));
    line.as_bytes().chunks(64).map(|some| usize::from(columns(some))).sum()
}

/// The width that a text is set in: most lines that another line follows at once are about that wide and do not end a
/// sentence.
fn typical_width(text: &str) -> Option<usize> {
    let lines: Vec<&str> = text.lines().collect();
    let followed: Vec<&str> =
        lines.windows(2).filter(|w| !w[0].trim().is_empty() && !w[1].trim().is_empty()).map(|w| w[0].trim_end()).collect();
    if followed.len() < LINES {
        return None;
    }
    let widths: Vec<usize> = followed.iter().map(|l| width(l)).collect();
    let mut sorted = widths.clone();
    sorted.sort_unstable();
    let typical = sorted[sorted.len() * 3 / 4];
    let ends = |l: &str| l.ends_with(['。', '！', '？', '；', '：', '”', '.', '!', '?', ':']);
    let near = |width: usize| (typical * 8..=typical * 12).contains(&(width * 10));
    let broken: Vec<&str> = followed.iter().zip(widths).filter(|(l, w)| near(*w) && !ends(l)).map(|(l, _)| *l).collect();
    let wrapped = typical >= NARROWEST && broken.len() * 10 >= followed.len() * 6;
    (wrapped && !are_headlines(&broken)).then_some(typical)
}

/// Whether lines of one width are headlines, one a line: most of them begin with a name and a colon, or there are many and no sentence
/// ends inside one.
fn are_headlines(lines: &[&str]) -> bool {
    let headed = |l: &&&str| l.chars().take(LONGEST_HEAD).any(|c| matches!(c, '：' | ':'));
    let ended = |l: &&str| l.contains(['。', '；', '！', '？']) || l.contains(". ");
    lines.iter().filter(headed).count() * 2 >= lines.len() || lines.len() >= MANY && !lines.iter().any(ended)
}

/// Markdown: emphasis, links and front matter are gone; headings, items and cells are paragraphs.
pub fn markdown(text: &str, fold: &Fold) -> Marked {
    let front = front_matter(text);
    let mut b = PlainBuilder::new(fold);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let mut skipping = 0usize;
    let mut indented = false;
    for (event, range) in Parser::new_ext(&text[front.body..], options).into_offset_iter() {
        let range = front.body + range.start..front.body + range.end;
        match event {
            // Four spaces before a paragraph make it code for Markdown, but not for those who write articles.
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => indented = true,
            Event::End(TagEnd::CodeBlock) if indented => {
                indented = false;
                b.paragraph(range.end - 1);
            }
            Event::Start(Tag::Image { .. } | Tag::CodeBlock(_)) => skipping += 1,
            Event::End(TagEnd::Image | TagEnd::CodeBlock) => skipping = skipping.saturating_sub(1),
            Event::Start(Tag::HtmlBlock) => html::block(text, range, &mut b),
            Event::End(
                TagEnd::Heading(_)
                | TagEnd::Paragraph
                | TagEnd::Item
                | TagEnd::TableCell
                | TagEnd::TableRow
                | TagEnd::TableHead
                | TagEnd::BlockQuote(_),
            ) => b.paragraph(range.end.saturating_sub(1)),
            Event::Text(t) | Event::Code(t) if skipping == 0 => written(text, range, &t, &mut b),
            Event::InlineHtml(t) if t.starts_with("<br") => b.paragraph(range.start),
            Event::SoftBreak => b.wrap(range.start),
            Event::HardBreak | Event::Rule => b.paragraph(range.start),
            _ => {}
        }
    }
    let plain = b.finish();
    let title = title(text, front.title, &plain, fold);
    Marked { title, text: plain, metadata: front.metadata }
}

/// Appends the text of an event, each character at the place where `source[range]` writes it.
fn written(source: &str, range: Range<usize>, text: &str, b: &mut PlainBuilder) {
    let raw = &source[range.clone()];
    if raw.starts_with('&') && raw.ends_with(';') && raw != text {
        text.chars().for_each(|c| b.push_entity(c, range.start, raw.len(), None));
        return;
    }
    // Code has its backquotes around it, and its line breaks are spaces; NUL is replaced.
    let stands_for = |p: char, c: char| p == c || c == ' ' && is_line_break(p) || c == '\u{fffd}' && p == '\0';
    let mut places = raw.char_indices().peekable();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        while places.next_if(|&(_, p)| !stands_for(p, c)).is_some() {}
        let Some((i, _)) = places.next() else { return };
        if is_line_break(c) { b.paragraph(range.start + i) } else { b.push(c, range.start + i, chars.peek().copied()) }
    }
}

/// The title that stands at `range` of the source, unless the text has it, too.
pub(super) fn title(source: &str, range: Option<Range<usize>>, text: &PlainText, fold: &Fold) -> PlainText {
    let mut b = PlainBuilder::new(fold);
    if let Some(range) = range {
        html::characters(source, range, &mut b);
    }
    let title = b.finish();
    if text.as_str().contains(title.as_str()) { PlainText::default() } else { title }
}

#[derive(Default)]
struct FrontMatter {
    metadata: Metadata,
    title: Option<Range<usize>>,
    /// Where the body begins.
    body: usize,
}

/// Reads the front matter between two lines of `---` or `+++`.
fn front_matter(text: &str) -> FrontMatter {
    let mut out = FrontMatter::default();
    for fence in ["---", "+++"] {
        let Some(rest) = text.strip_prefix(fence).filter(|r| r.starts_with(['\n', '\r'])) else { continue };
        let mut at = fence.len();
        for line in rest.split_inclusive('\n') {
            let start = at;
            at += line.len();
            if line.trim() == fence {
                out.body = at;
                return out;
            }
            let Some((key, value)) = line.split_once([':', '=']) else { continue };
            let begin = start + key.len() + 1 + value.len() - value.trim_start().trim_start_matches(['"', '\'']).len();
            let value = value.trim().trim_matches(['"', '\'']);
            match key.trim() {
                // `|` and `>` begin a text of several lines.
                "title" if !matches!(value, "" | "|" | ">" | "|-" | ">-") => out.title = Some(begin..begin + value.len()),
                "date" | "published" => out.metadata.date = Some(value.to_owned()),
                "source" | "author" | "site" => out.metadata.source = out.metadata.source.or_else(|| Some(value.to_owned())),
                _ => {}
            }
        }
    }
    FrontMatter::default()
}
