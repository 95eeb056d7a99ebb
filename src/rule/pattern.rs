//! The pattern language: text to tree.
//!
//! ```text
//! pattern  = sequence ( "|" sequence )*
//! sequence = ( atom "?"? )*
//! atom     = "(" pattern ")" | "[" ( role ":" )? pattern "]" | "{" role? ":" Type ( "|" Type )* "+"? "}"
//!          | "@" name | "~" number | "~~" number | "^" | "$" | "\" character | character
//! ```
//!
//! `[role: …]` fills a role with the text itself; `[…]` marks the trigger, the word that says what happened: matches of
//! one type with overlapping triggers speak of one deal. Without a mark the most telling required word is the trigger.
//! White space means nothing. `?` makes the atom before it optional; after plain text that is its last character.

use super::alphabet::is_skipped;
use super::table::Located;
use crate::base::Span;

/// A pattern as a tree; spans are bytes of the pattern text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Text that stands for itself.
    Literal(String, Span),
    /// A slot for a mention.
    Slot(Slot),
    /// Any word of a lexicon.
    Lexicon(String, Span),
    /// Up to `chars` characters that the pattern does not care about.
    Gap {
        /// The most characters.
        chars: usize,
        /// Whether commas may be among them.
        across: Across,
        /// Its bytes.
        span: Span,
    },
    /// One of several.
    Choice(Vec<Node>),
    /// One after another.
    Sequence(Vec<Node>),
    /// May be absent.
    Optional(Box<Node>),
    /// A stretch of text that is kept.
    Capture {
        /// The role that it fills; `None` marks the trigger.
        role: Option<(String, Span)>,
        /// The stretch.
        inner: Box<Node>,
    },
    /// Start of a clause.
    Start(Span),
    /// End of a clause.
    End(Span),
}

/// What a gap may cross, the less first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Across {
    /// Nothing: it stays in its clause.
    Clause,
    /// Commas and colons, but no semicolon and no end of a sentence.
    Sentence,
}

/// A slot for a mention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Role that the mention fills; `None` for `{:Type}`.
    pub role: Option<(String, Span)>,
    /// Types that fit.
    pub kinds: Vec<(String, Span)>,
    /// Whether a coordinated list fits (`Type+`).
    pub list: bool,
    /// Its bytes.
    pub span: Span,
}

/// What is wrong with a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    /// Kebab-case name.
    pub code: &'static str,
    /// One sentence.
    pub message: String,
    /// Bytes of the pattern text.
    pub span: Span,
    /// What to write instead.
    pub help: Option<String>,
}

/// Groups may be nested this deep; more is a mistake or an attack on the stack.
const DEEPEST: usize = 24;
/// More characters are a mistake, or an attack on time and memory.
const LONGEST_PATTERN: usize = 4000;
/// A gap of more characters than this would join what does not belong together.
pub const LONGEST_GAP: usize = 60;

/// Parses a pattern; every error is reported, parsing goes on behind it.
pub fn parse(pattern: &Located<String>) -> (Node, Vec<PatternError>) {
    let mut p =
        Parser { chars: pattern.value.char_indices().collect(), at: 0, length: pattern.value.len(), gave_up: false, errors: Vec::new() };
    let whole = Span::new(0, p.length);
    if p.chars.len() > LONGEST_PATTERN {
        let help = "a rule may have several patterns, and `@name` stands for many words";
        p.error("too-long", whole, &format!("a pattern of more than {LONGEST_PATTERN} characters"), Some(help.into()));
        return (Node::Sequence(Vec::new()), p.errors);
    }
    if p.chars.iter().all(|(_, c)| c.is_whitespace()) {
        p.error(
            "empty-pattern",
            whole,
            "an empty pattern",
            Some("write what the sentence says: `{acquirer:Company}收购{target:Company}`".into()),
        );
        return (Node::Sequence(Vec::new()), p.errors);
    }
    let mut node = p.choice(0);
    while p.at < p.chars.len() {
        let span = p.here();
        let message = format!("this `{}` closes nothing", p.chars[p.at].1);
        p.error("unmatched-parenthesis", span, &message, Some("take it out, or add what it closes".into()));
        p.at += 1;
        let rest = p.choice(0);
        node = Node::Sequence(vec![node, rest]);
    }
    (node, p.errors)
}

struct Parser {
    chars: Vec<(usize, char)>,
    at: usize,
    length: usize,
    /// An error made the rest of the pattern unreadable; what it leaves open is no error of its own.
    gave_up: bool,
    errors: Vec<PatternError>,
}

impl Parser {
    fn choice(&mut self, depth: usize) -> Node {
        let mut branches = vec![self.sequence(depth)];
        loop {
            self.space();
            let bar = self.here();
            let empty = |branch: Option<&Node>| matches!(branch, Some(Node::Sequence(items)) if items.is_empty());
            let more = self.eat('|');
            if empty(branches.last()) && (more || branches.len() > 1) && self.errors.is_empty() {
                let help = "take the `|` out, or write `( … )?` for what may be absent";
                self.error("empty-choice", bar, "nothing stands on one side of a `|`", Some(help.into()));
            }
            if !more {
                break;
            }
            branches.push(self.sequence(depth));
        }
        if branches.len() == 1 { branches.remove(0) } else { Node::Choice(branches) }
    }

    fn sequence(&mut self, depth: usize) -> Node {
        let mut items: Vec<Node> = Vec::new();
        loop {
            self.space();
            let Some(&(_, c)) = self.chars.get(self.at) else {
                break;
            };
            let span = self.here();
            match c {
                '|' | ')' | ']' => break,
                '(' => {
                    self.at += 1;
                    if depth >= DEEPEST {
                        self.too_deep(span);
                        break;
                    }
                    let group = self.choice(depth + 1);
                    if matches!(&group, Node::Sequence(items) if items.is_empty()) && self.errors.is_empty() {
                        self.error("empty-group", span, "nothing stands between these parentheses", Some("take them out".into()));
                    }
                    // A group stays one item, so that a `?` behind it takes all of it.
                    items.push(if matches!(group, Node::Literal(..)) { Node::Sequence(vec![group]) } else { group });
                    if !self.eat(')') && !self.gave_up {
                        self.error("unclosed-parenthesis", span, "this `(` is never closed", Some("add `)`".into()));
                    }
                }
                '[' => {
                    self.at += 1;
                    if depth >= DEEPEST {
                        self.too_deep(span);
                        break;
                    }
                    let role = self.capture_role();
                    let inner = Box::new(self.choice(depth + 1));
                    items.push(Node::Capture { role, inner });
                    if !self.eat(']') && !self.gave_up {
                        self.error("unclosed-bracket", span, "this `[` is never closed", Some("add `]`".into()));
                    }
                }
                '?' => {
                    self.at += 1;
                    match items.pop() {
                        None => self.error(
                            "nothing-optional",
                            span,
                            "`?` has nothing before it to make optional",
                            Some("put it after the part that may be absent".into()),
                        ),
                        Some(Node::Literal(text, at)) => {
                            // The last character alone, as everywhere in pattern languages.
                            let cut = text.char_indices().next_back().map_or(0, |(i, _)| i);
                            let last = Span::new(at.end - (text.len() - cut).min(at.len()), at.end);
                            if cut > 0 {
                                items.push(Node::Literal(text[..cut].to_owned(), Span::new(at.start, last.start)));
                            }
                            items.push(Node::Optional(Box::new(Node::Literal(text[cut..].to_owned(), last))));
                        }
                        Some(Node::Optional(inner)) => {
                            self.error("twice-optional", span, "this part is optional already", Some("take one `?` out".into()));
                            items.push(Node::Optional(inner));
                        }
                        Some(other) => items.push(Node::Optional(Box::new(other))),
                    }
                }
                '{' => items.extend(self.slot()),
                '@' => items.extend(self.lexicon()),
                '~' => items.extend(self.gap()),
                '^' => {
                    self.at += 1;
                    items.push(Node::Start(span));
                }
                '$' => {
                    self.at += 1;
                    items.push(Node::End(span));
                }
                '}' => {
                    self.at += 1;
                    self.error(
                        "unmatched-brace",
                        span,
                        "this `}` closes nothing",
                        Some("take it out, or write `\\}` for the character itself".into()),
                    );
                }
                '+' | '*' => {
                    self.at += 1;
                    let help = "write `{role:Type+}` for a list of mentions, or `\\` before the character itself";
                    self.error("no-repetition", span, &format!("`{c}` repeats nothing here"), Some(help.into()));
                }
                _ => match fullwidth(c) {
                    Some(ascii) => {
                        self.at += 1;
                        let help = format!("write the ASCII `{ascii}`, or `\\{c}` for the character itself");
                        self.error("fullwidth", span, &format!("full-width `{c}` in a pattern"), Some(help));
                    }
                    None => {
                        let literal = self.literal();
                        items.extend(literal);
                    }
                },
            }
        }
        if items.len() == 1 { items.remove(0) } else { Node::Sequence(items) }
    }

    fn too_deep(&mut self, span: Span) {
        let help = "write the alternatives as several patterns of one rule";
        self.error("too-deep", span, &format!("groups are nested more than {DEEPEST} deep"), Some(help.into()));
        self.at = self.chars.len();
        self.gave_up = true;
    }

    fn literal(&mut self) -> Option<Node> {
        let start = self.here();
        let (mut text, mut end) = (String::new(), start.start);
        while let Some(&(i, c)) = self.chars.get(self.at) {
            if c == '\\' {
                match self.chars.get(self.at + 1) {
                    Some(&(j, escaped)) => {
                        text.push(escaped);
                        end = j + escaped.len_utf8();
                        self.at += 2;
                    }
                    None => {
                        let span = self.here();
                        self.error(
                            "lone-backslash",
                            span,
                            "`\\` at the end of the pattern escapes nothing",
                            Some("write the character after it, or take it out".into()),
                        );
                        self.at += 1;
                    }
                }
            } else if c.is_whitespace() || c == '*' || is_sign(c) || fullwidth(c).is_some() {
                break;
            } else {
                text.push(c);
                end = i + c.len_utf8();
                self.at += 1;
            }
        }
        if let Some(c) = text.chars().find(|&c| is_skipped(c)) {
            let help = "take it out: quotation marks and spaces are skipped, so that a match never depends on them";
            self.error(
                "skipped-character",
                Span::new(start.start, end),
                &format!("`{c}` is never part of what patterns see"),
                Some(help.into()),
            );
            return None;
        }
        (!text.is_empty()).then(|| Node::Literal(text, Span::new(start.start, end)))
    }

    fn slot(&mut self) -> Option<Node> {
        let open = self.here();
        self.at += 1;
        let body_start = self.at;
        while self.chars.get(self.at).is_some_and(|&(_, c)| !matches!(c, '}' | '{' | '(' | ')')) {
            self.at += 1;
        }
        let body: Vec<(usize, char)> = self.chars[body_start..self.at].to_vec();
        let end = self.offset();
        if !self.eat('}') {
            self.error(
                "unclosed-slot",
                open,
                "this `{` is never closed",
                Some("a slot reads `{role:Type}`, `{role:A|B}` or `{role:Type+}`".into()),
            );
            return None;
        }
        let span = Span::new(open.start, end + 1);
        let Some(colon) = body.iter().position(|&(_, c)| c == ':') else {
            let wide = body.iter().find(|&&(_, c)| c == '\u{ff1a}');
            let help = match wide {
                Some(_) => "write the ASCII `:` between role and type",
                None => "a slot reads `{role:Type}`, or `{:Type}` without a role",
            };
            self.error("slot-without-type", span, "this slot has no type", Some(help.into()));
            return None;
        };
        let word = |part: &[(usize, char)]| -> (String, Span) {
            let text: String = part.iter().map(|&(_, c)| c).filter(|c| !c.is_whitespace()).collect();
            let start = part.first().map_or(span.start, |&(i, _)| i);
            let end = part.last().map_or(start, |&(i, c)| i + c.len_utf8());
            (text, Span::new(start, end))
        };
        let role = word(&body[..colon]);
        if !role.0.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
            self.error(
                "role-name",
                role.1,
                &format!("`{}` is no name for a role", role.0),
                Some("a role is written in lower case ASCII letters, such as `lead_investor`".into()),
            );
        }
        let mut types = &body[colon + 1..];
        let list = types.iter().rev().find(|&&(_, c)| !c.is_whitespace()).is_some_and(|&(_, c)| c == '+');
        if list && let Some(plus) = types.iter().rposition(|&(_, c)| c == '+') {
            types = &types[..plus];
        }
        let kinds: Vec<(String, Span)> = types.split(|&(_, c)| c == '|').map(word).collect();
        if kinds.iter().any(|(k, _)| k.is_empty()) {
            self.error(
                "slot-without-type",
                span,
                "a type is missing in this slot",
                Some("a slot reads `{role:Type}`, or `{:Type}` without a role".into()),
            );
            return None;
        }
        Some(Node::Slot(Slot { role: (!role.0.is_empty()).then_some(role), kinds, list, span }))
    }

    /// The `role:` that a bracket may open with.
    fn capture_role(&mut self) -> Option<(String, Span)> {
        self.space();
        let rest = &self.chars[self.at..];
        let name: String = rest.iter().map(|&(_, c)| c).take_while(|&c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_').collect();
        let span = Span::new(self.offset(), self.offset() + name.len());
        let colon = rest.iter().skip(name.len()).position(|&(_, c)| !c.is_whitespace())? + name.len();
        if name.is_empty() || rest[colon].1 != ':' {
            return None;
        }
        self.at += colon + 1;
        Some((name, span))
    }

    fn lexicon(&mut self) -> Option<Node> {
        let at = self.here();
        self.at += 1;
        let mut name = String::new();
        while let Some(&(_, c)) = self.chars.get(self.at) {
            if !(c.is_ascii_alphanumeric() || c == '_') {
                break;
            }
            name.push(c);
            self.at += 1;
        }
        let span = Span::new(at.start, self.offset());
        if name.is_empty() {
            self.error(
                "lexicon-name",
                span,
                "`@` without the name of a lexicon",
                Some("write `@name`, or `\\@` for the character itself".into()),
            );
            return None;
        }
        Some(Node::Lexicon(name, span))
    }

    fn gap(&mut self) -> Option<Node> {
        let at = self.here();
        self.at += 1;
        let across = if self.chars.get(self.at).is_some_and(|&(_, c)| c == '~') {
            self.at += 1;
            Across::Sentence
        } else {
            Across::Clause
        };
        let mut digits = String::new();
        while let Some(&(_, c)) = self.chars.get(self.at) {
            if !c.is_ascii_digit() {
                break;
            }
            digits.push(c);
            self.at += 1;
        }
        let span = Span::new(at.start, self.offset());
        match digits.parse::<usize>() {
            Ok(chars) if (1..=LONGEST_GAP).contains(&chars) => Some(Node::Gap { chars, across, span }),
            parsed => {
                let message = match parsed {
                    Ok(0) => "a gap of no length",
                    _ if digits.is_empty() => "a gap needs a length",
                    _ => "this gap is too long: it would join what does not belong together",
                };
                let help = format!("write the most characters that it may skip, from 1 to {LONGEST_GAP}: `~8`");
                self.error("gap-length", span, message, Some(help));
                None
            }
        }
    }

    fn space(&mut self) {
        while self.chars.get(self.at).is_some_and(|&(_, c)| c.is_whitespace()) {
            self.at += 1;
        }
    }

    fn eat(&mut self, c: char) -> bool {
        self.space();
        let found = self.chars.get(self.at).is_some_and(|&(_, x)| x == c);
        self.at += usize::from(found);
        found
    }

    fn offset(&self) -> usize {
        self.chars.get(self.at).map_or(self.length, |&(i, _)| i)
    }

    fn here(&self) -> Span {
        match self.chars.get(self.at) {
            Some(&(i, c)) => Span::new(i, i + c.len_utf8()),
            None => Span::new(self.length, self.length),
        }
    }

    fn error(&mut self, code: &'static str, span: Span, message: &str, help: Option<String>) {
        self.errors.push(PatternError { code, message: message.to_owned(), span, help });
    }
}

/// The ASCII sign that a full-width character was probably typed for.
fn fullwidth(c: char) -> Option<char> {
    // U+FF01..U+FF5E are the full-width forms of ASCII 0x21..0x7E (Unicode chart UFF00); only signs of the language matter.
    let ascii = char::from_u32((c as u32).checked_sub(0xfee0)?)?;
    is_sign(ascii).then_some(ascii)
}

/// Whether a character is a sign of the language.
fn is_sign(c: char) -> bool {
    matches!(c, '(' | ')' | '{' | '}' | '[' | ']' | '|' | '?' | '@' | '~' | '^' | '$' | '+')
}
