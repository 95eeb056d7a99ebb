//! Words of a sentence, as evidence for finding names.

use crate::base::Span;
use jieba_rs::Jieba;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::OnceLock;

/// A word or a sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its bytes in the plain text.
    pub span: Span,
    /// What it is.
    pub class: Class,
}

impl Token {
    /// Whether it is one Chinese character.
    pub fn is_character(&self) -> bool {
        self.span.len() == '一'.len_utf8()
    }
}

/// What a token is, as far as names care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A noun of the dictionary.
    Noun,
    /// A name of the gazetteer.
    Known,
    /// An organisation of the dictionary (jieba `nt`) or another proper noun (`nz`).
    Proper,
    /// A place (`ns`).
    Place,
    /// A personal name (`nr`, `nrt`).
    Person,
    /// A part of company names: a line of business or a legal form.
    Trade,
    /// A verb.
    Verb,
    /// A preposition, conjunction, particle, adverb, pronoun or time word.
    Function,
    /// A numeral or measure word.
    Numeral,
    /// Another word of the dictionary.
    Word,
    /// A single character that is no word: what new words leave behind.
    Unknown,
    /// Latin letters, perhaps several words with capitals.
    Latin,
    /// Digits.
    Digits,
    /// A bracket that names hold, such as （中国）.
    Bracket,
    /// A value.
    Value,
    /// A value that is the code of a stock.
    Ticker,
    /// A value that is a stake told in words: 全部股权.
    Stake,
    /// Punctuation.
    Mark,
}

impl Class {
    /// Whether it is a value, of whatever kind.
    pub fn is_value(self) -> bool {
        matches!(self, Class::Value | Class::Ticker | Class::Stake)
    }

    /// All classes with the names that signs give them; to the words around it, a stake is a value like any other.
    pub const NAMED: [(Class, &'static str); 18] = [
        (Class::Noun, "noun"),
        (Class::Known, "known"),
        (Class::Proper, "proper"),
        (Class::Place, "place"),
        (Class::Person, "person"),
        (Class::Trade, "trade"),
        (Class::Verb, "verb"),
        (Class::Function, "function"),
        (Class::Numeral, "numeral"),
        (Class::Word, "word"),
        (Class::Unknown, "unknown"),
        (Class::Latin, "latin"),
        (Class::Digits, "digits"),
        (Class::Bracket, "bracket"),
        (Class::Value, "value"),
        (Class::Ticker, "ticker"),
        (Class::Stake, "value"),
        (Class::Mark, "mark"),
    ];
}

/// Words that the dictionary of the segmenter lacks.
#[derive(Debug, Default)]
pub struct Vocabulary {
    /// Words at which names begin and end; they keep the segmenter from cutting across.
    pub words: Vec<String>,
    /// What words are, whatever the dictionary says: names of the gazetteer, which the segmenter keeps whole, parts of company names,
    /// and provinces, cities and countries, of which the dictionary takes some for adverbs or people.
    pub classes: FxHashMap<String, Class>,
    /// Legal forms.
    pub legal: FxHashSet<String>,
    /// What may stand in a bracket inside a name.
    pub brackets: FxHashSet<String>,
    /// Words of the dictionary that are none where names stand: 股份合作 in 与海川股份合作.
    pub none: Vec<String>,
    /// Small words of one character that join what stands before them to a name.
    pub small: FxHashSet<String>,
    /// Small words that no name holds.
    pub never: FxHashSet<String>,
    /// Surnames.
    pub surnames: FxHashSet<String>,
    /// Forms of address, behind names.
    pub address: Vec<String>,
}

/// The segmenter, loaded once when a sentence first needs it, shared by all threads.
#[derive(Debug, Default)]
pub struct Segmenter {
    vocabulary: Vocabulary,
    jieba: OnceLock<Jieba>,
}

/// The tag of words that the dictionary lacks; none of its tags begins so.
const WORD: &str = "W";
/// The tag of characters that are no words.
const UNKNOWN: &str = "x";

impl Segmenter {
    /// A segmenter with these words beside those of the dictionary.
    pub fn new(vocabulary: Vocabulary) -> Self {
        Segmenter { vocabulary, jieba: OnceLock::new() }
    }

    fn jieba(&self) -> &Jieba {
        self.jieba.get_or_init(|| {
            let mut jieba = Jieba::new();
            for word in self.vocabulary.words.iter().filter(|w| w.chars().count() > 1 && w.chars().all(is_han)) {
                // A word that is there keeps its tag, and becomes as frequent as it must be to stay whole.
                jieba.add_word(word, None, Some(WORD));
            }
            let known = self.vocabulary.classes.iter().filter(|(w, class)| **class == Class::Known && w.chars().all(is_han));
            let mut known: Vec<&String> = known.map(|(w, _)| w).collect();
            // A word changes how others are cut, so the order matters.
            known.sort();
            for word in known {
                jieba.add_word(word, None, Some(WORD));
            }
            // The rarest of words is never cut where there is another way.
            for word in &self.vocabulary.none {
                jieba.add_word(word, Some(1), Some(WORD));
            }
            // For a character that it lacks, jieba-rs would guess a tag from a model that takes a third of the dictionary's time to
            // load; such a character is no word.
            let mut place = [0; 4];
            for c in ('\u{4e00}'..='\u{9fff}').chain('\u{3400}'..='\u{4dbf}').chain(['\u{3005}', '\u{3007}']) {
                let character = c.encode_utf8(&mut place);
                if !jieba.has_word(character) {
                    jieba.add_word(character, Some(1), Some(UNKNOWN));
                }
            }
            jieba
        })
    }

    /// Whether a text is a name of the gazetteer.
    pub fn is_known(&self, text: &str) -> bool {
        self.vocabulary.classes.get(text) == Some(&Class::Known)
    }

    /// Whether a text is a word of the dictionary.
    pub fn is_word(&self, text: &str) -> bool {
        self.jieba().has_word(text)
    }

    /// The tokens of `sentence`, a span of `plain`. `values` and `known` are non-overlapping spans that stay whole:
    /// values, and names that need no proof; both ascending.
    pub fn tokens(&self, plain: &str, sentence: Span, fixed: &[(Span, Class)], out: &mut Vec<Token>) {
        out.clear();
        let mut at = sentence.start;
        for &(span, class) in fixed.iter().filter(|(s, _)| sentence.contains(*s)) {
            if span.start < at {
                continue;
            }
            self.stretch(plain, Span::new(at, span.start), out);
            out.push(Token { span, class });
            at = span.end;
        }
        self.stretch(plain, Span::new(at, sentence.end), out);
        self.join_brackets(plain, out);
        join_latin(plain, out);
    }

    /// Makes one token of each bracket that names hold.
    fn join_brackets(&self, plain: &str, tokens: &mut Vec<Token>) {
        let mut open = None;
        let mut i = 0;
        while i < tokens.len() {
            match tokens[i].span.of(plain) {
                "（" => open = Some(i),
                "）" => {
                    if let Some(o) = open.take()
                        && (self.vocabulary.brackets.contains(plain[tokens[o].span.end..tokens[i].span.start].trim())
                            || self.parts_a_name(plain, &tokens[o..], i - o))
                    {
                        tokens[o] = Token { span: tokens[o].span.join(tokens[i].span), class: Class::Bracket };
                        tokens.drain(o + 1..=i);
                        i = o;
                    }
                }
                _ => {}
            }
            i += 1;
        }
    }

    /// Whether figures in brackets, which end at token `close`, part a name from its legal form, as web pages put prices in:
    /// 海川（8.10，-0.61%）控股有限公司.
    fn parts_a_name(&self, plain: &str, tokens: &[Token], close: usize) -> bool {
        tokens[1..close].iter().any(|t| t.class.is_value() || t.class == Class::Digits)
            && tokens[close + 1..]
                .iter()
                .take_while(|t| matches!(t.class, Class::Trade | Class::Place | Class::Noun) || t.span.of(plain).starts_with(['（', '）']))
                .any(|t| self.vocabulary.legal.contains(t.span.of(plain)))
            && tokens[close + 1].class == Class::Trade
    }

    fn stretch(&self, plain: &str, stretch: Span, out: &mut Vec<Token>) {
        let text = stretch.of(plain);
        let mut chars = text.char_indices().peekable();
        while let Some((i, c)) = chars.next() {
            let mut end = i + c.len_utf8();
            let extend = |end: &mut usize, chars: &mut std::iter::Peekable<std::str::CharIndices>, more: fn(char) -> bool| {
                while let Some(&(j, d)) = chars.peek() {
                    if !more(d) {
                        break;
                    }
                    *end = j + d.len_utf8();
                    chars.next();
                }
            };
            if is_han(c) {
                extend(&mut end, &mut chars, is_han);
                self.han(&text[i..end], stretch.start + i, out);
            } else if is_latin(c) || c == '*' && text[end..].starts_with("ST") {
                extend(&mut end, &mut chars, |d| is_latin(d) || d.is_ascii_digit() || is_joiner(d));
                // A full stop or hyphen at the end is punctuation, but for abbreviations such as Inc.
                // Geek+, Disney+: a plus is the only sign that ends a name.
                let trimmed = text[i..end].trim_end_matches(|d| is_joiner(d) && !matches!(d, '.' | '+')).len();
                let word = &text[i..i + trimmed];
                // In Limited60% the digits are the share's.
                let word = if text[i + trimmed..].starts_with('%') {
                    word.trim_end_matches(|d: char| d.is_ascii_digit() || d == '.')
                } else {
                    word
                };
                let trimmed = if is_latin(word.chars().next_back().unwrap_or('%')) { word.len() } else { trimmed };
                let keep = if word.ends_with('.') && !is_abbreviation(word) { word.trim_end_matches('.').len() } else { trimmed };
                push_latin(plain, Span::new(stretch.start + i, stretch.start + i + keep), out);
                for (j, d) in text[i + keep..end].char_indices() {
                    let start = stretch.start + i + keep + j;
                    out.push(Token { span: Span::new(start, start + d.len_utf8()), class: Class::Mark });
                }
            } else if c.is_ascii_digit() {
                extend(&mut end, &mut chars, |d| d.is_ascii_digit());
                out.push(Token { span: Span::new(stretch.start + i, stretch.start + end), class: Class::Digits });
            } else if c != ' ' {
                out.push(Token { span: Span::new(stretch.start + i, stretch.start + end), class: Class::Mark });
            }
        }
    }

    fn han(&self, text: &str, offset: usize, out: &mut Vec<Token>) {
        let mut at = offset;
        for tag in self.jieba().tag(text, false) {
            let span = Span::new(at, at + tag.word.len());
            at = span.end;
            let single = tag.word.chars().nth(1).is_none();
            let class = match tag.tag.as_bytes() {
                _ if let Some(class) = self.vocabulary.classes.get(tag.word) => *class,
                [b'W', ..] => Class::Noun,
                [b'n', ..] if single => Class::Unknown,
                [b'n', b't', ..] | [b'n', b'z', ..] => Class::Proper,
                [b'n', b's', ..] => Class::Place,
                [b'n', b'r', ..] => Class::Person,
                [b'n', ..] => Class::Noun,
                [b'v', b'n', ..] => Class::Noun,
                [b'v', ..] => Class::Verb,
                [b'p' | b'c' | b'u' | b'd' | b'r' | b'y' | b'e' | b't' | b'f', ..] => Class::Function,
                [b'm' | b'q', ..] => Class::Numeral,
                [b'x', ..] => Class::Unknown,
                _ if single => Class::Unknown,
                _ => Class::Word,
            };
            if class == Class::Person && self.parts_person(text, offset, span, out) {
                continue;
            }
            out.push(Token { span, class });
        }
    }

    /// Takes a person of the dictionary apart whose first character is a small word (和鼎晖), or makes a word with the character before
    /// it (控股|股|东科迪), and is no surname, or ends the given name that begins before it (陈|国|梁先生); whether it did.
    fn parts_person(&self, text: &str, offset: usize, span: Span, out: &mut Vec<Token>) -> bool {
        let word = &text[span.start - offset..span.end - offset];
        // 卫红的 is none.
        if let Some((at, _)) = word.char_indices().next_back().filter(|(at, _)| *at > '一'.len_utf8())
            && self.vocabulary.never.contains(&word[at..])
        {
            let split = |(i, c): (usize, char)| Token {
                span: Span::new(span.start + i, span.start + i + c.len_utf8()),
                class: if i == at { Class::Function } else { Class::Unknown },
            };
            out.extend(word.char_indices().map(split));
            return true;
        }
        if let Some(given) = self.vocabulary.address.iter().find_map(|a| word.strip_suffix(a.as_str()))
            && let [.., surname, character] = &out[..]
            && character.span.end == span.start
            && surname.span.end == character.span.start
            && character.class == Class::Unknown
            && surname.span.start >= offset
            && self.vocabulary.surnames.contains(&text[surname.span.start - offset..surname.span.end - offset])
        {
            let at = span.start + given.len();
            out.push(Token { span: Span::new(span.start, at), class: Class::Unknown });
            out.push(Token { span: Span::new(at, span.end), class: Class::Noun });
            return true;
        }
        let mut places = word.char_indices().skip(1).map(|(i, _)| i);
        let (Some(first), Some(_)) = (places.next(), places.next()) else { return false };
        let (head, rest) = word.split_at(first);
        let vocabulary = &self.vocabulary;
        let joins = |l: &Token| {
            let alone = l.span.end == span.start && l.span.start >= offset && l.is_character();
            alone && self.jieba().has_word(&text[l.span.start - offset..span.start - offset + first])
        };
        if vocabulary.surnames.contains(head) {
            return false;
        }
        match out.last_mut() {
            Some(last) if joins(last) => *last = Token { span: Span::new(last.span.start, span.start + first), class: Class::Noun },
            _ if vocabulary.small.contains(head) => {
                out.push(Token { span: Span::new(span.start, span.start + first), class: Class::Function });
            }
            _ => return false,
        }
        let at = span.start + first;
        match vocabulary.classes.get(rest) {
            Some(&class) => out.push(Token { span: Span::new(at, span.end), class }),
            None => out
                .extend(rest.char_indices().map(|(i, c)| Token { span: Span::new(at + i, at + i + c.len_utf8()), class: Class::Unknown })),
        }
        true
    }
}

/// Joins a Latin word to the capitalised Latin words before it.
fn push_latin(plain: &str, span: Span, out: &mut Vec<Token>) {
    let starts_upper = span.of(plain).starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    if let Some(last) = out.last_mut()
        && last.class == Class::Latin
        && starts_upper
        && plain.get(last.span.end..span.start) == Some(" ")
        && last.span.of(plain).starts_with(char::is_uppercase)
    {
        last.span.end = span.end;
        return;
    }
    if !span.is_empty() {
        out.push(Token { span, class: Class::Latin });
    }
}

/// Joins Latin names that a small word or a comma parts: Bank of Exampleland, Example Systems, Inc.
fn join_latin(plain: &str, tokens: &mut Vec<Token>) {
    const SMALL: [&str; 10] = ["of", "and", "for", "de", "du", "the", "van", "von", "di", "&"];
    const FORMS: [&str; 15] =
        ["Inc.", "Inc", "INC.", "INC", "Ltd.", "Ltd", "LTD.", "LTD", "LLC", "L.P.", "LP", "Corp.", "Limited", "LIMITED", "Co."];
    let capital = |t: &Token| t.class == Class::Latin && t.span.of(plain).starts_with(char::is_uppercase);
    let near = |a: &Token, b: &Token| b.span.start - a.span.end <= 1;
    // Harbour（Cayman）Limited: the bracket is inside.
    let mut i = 4;
    while i < tokens.len() {
        let [a, open, b, close, c] = &tokens[i - 4..=i] else { break };
        let inside = open.span.of(plain) == "（" && close.span.of(plain) == "）" && b.class == Class::Latin;
        if inside && capital(a) && FORMS.contains(&c.span.of(plain)) && near(a, open) && near(close, c) {
            tokens[i - 4].span.end = c.span.end;
            tokens.drain(i - 3..=i);
        } else {
            i += 1;
        }
    }
    let mut i = 2;
    while i < tokens.len() {
        let (a, b, c) = (&tokens[i - 2], &tokens[i - 1], &tokens[i]);
        let middle = b.span.of(plain);
        let joins = SMALL.contains(&middle) || middle == "，" && FORMS.contains(&c.span.of(plain));
        if joins && capital(a) && capital(c) && near(a, b) && near(b, c) {
            tokens[i - 2].span.end = c.span.end;
            tokens.drain(i - 1..=i);
        } else {
            i += 1;
        }
    }
}

/// Whether a Latin word keeps its full stop: single letters and the usual company forms.
fn is_abbreviation(word: &str) -> bool {
    const FORMS: [&str; 11] = ["Inc.", "Ltd.", "Co.", "Corp.", "L.P.", "S.A.", "N.V.", "Cos.", "Pte.", "Pty.", "St."];
    FORMS.iter().any(|f| f.eq_ignore_ascii_case(word)) || word.trim_end_matches('.').contains('.')
}

/// CJK ideographs (but for the stroke that feeds use as a bar), the iteration mark and the zero that numerals are written with.
pub fn is_han(c: char) -> bool {
    c != '\u{4e28}'
        && matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{3134f}' | '\u{3005}' | '\u{3007}' | '\u{b7}')
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || ('\u{c0}'..='\u{24f}').contains(&c)
}

/// Signs that stand inside Latin names.
fn is_joiner(c: char) -> bool {
    matches!(c, '&' | '.' | '-' | '\'' | '\u{2019}' | '+' | '/' | '@')
}
