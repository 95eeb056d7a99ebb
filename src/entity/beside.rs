//! What the words beside a company's name say of it: that it acts, is held, comments.

use crate::base::Span;
use crate::lexicon::{self, Lexicons};
use crate::mention::definition::Definer;
use crate::rule::program::LIST_SEPARATOR;

/// The particle between what belongs to somebody and whose it is; a part of the writing of names as spaces are in English.
pub const OF: char = '的';

/// The word that closes a list of names that goes on; of the writing of lists, as the comma is.
pub const AND_OTHERS: char = '等';

/// The lexicon of verbs of holding.
pub const HOLD: &str = "hold";
/// The lexicon of those who hold a company, behind its name.
pub const HOLDER: &str = "whose_holder";
/// The lexicon of what stands between an owner and a company that is its own in name only.
pub const OWNER: &str = "owner_of_story";
/// The lexicon of words behind which a name is no subject (由, 来自).
const NO_SUBJECT: &str = "no_subject";
/// The lexicon of words before what is spoken of.
const SPOKEN_OF: &str = "spoken_of";
/// The lexicon of what begins with a word of [`HOLDER`] and is the company's own: 股东大会.
const NO_HOLDER: &str = "whose_holder_not";
/// The lexicon of words by which others comment on a company.
const COMMENTS: &str = "comments";
/// The lexicon of ends of names of houses that comment, and that of words by which they do.
const HOUSE: &str = "comment_house";
const HOUSE_SAYS: &str = "comment_house_says";

/// The lexicon of words by which a headline tells what a house thinks of a company.
const RATES: &str = "comment_rates";
/// Characters of a headline within which they stand.
const REPORT_WITHIN: usize = 50;
/// The lexicon of what marks a group of companies behind its name: 海川系.
const GROUP: &str = "group_mark";

/// Whether a name is that of a group of companies (海川系), of whom no story is told.
pub fn is_group(lexicons: &Lexicons, plain: &str, name: Span) -> bool {
    lexicon::texts(lexicons, GROUP).any(|w| name.of(plain).ends_with(w) || plain[name.end..].starts_with(w))
}

/// Whether what stands between two names makes them members of one list.
pub fn is_list(lexicons: &Lexicons, between: &str) -> bool {
    lexicon::texts(lexicons, LIST_SEPARATOR).any(|w| w == between)
}

/// Whether a name behind this text is no subject.
pub fn is_governed(lexicons: &Lexicons, ahead: &str) -> bool {
    lexicon::texts(lexicons, NO_SUBJECT).any(|w| ahead.ends_with(w))
}

/// Whether what stands between two names joins the second to the first: 与要约人.
pub fn is_joined(lexicons: &Lexicons, between: &str) -> bool {
    lexicon::texts(lexicons, NO_SUBJECT).any(|w| between.starts_with(w))
}

/// Whether a name between these texts only says of whose doing it is spoken: 对于海川股份的退出，东岳资本表示….
pub fn is_spoken_of(lexicons: &Lexicons, ahead: &str, behind: &str) -> bool {
    behind.starts_with(OF) && lexicon::texts(lexicons, SPOKEN_OF).any(|w| ahead.ends_with(w))
}

/// Whether a name behind this text is held by somebody.
pub fn is_held(lexicons: &Lexicons, ahead: &str) -> bool {
    let ahead = ahead.strip_suffix(OF).unwrap_or(ahead);
    lexicon::texts(lexicons, HOLD).any(|w| ahead.ends_with(w))
}

/// Whether this text behind a name speaks of those who hold the company; its meetings are its own.
pub fn is_owned(lexicons: &Lexicons, behind: &str) -> bool {
    let begins = |list: &str| lexicon::texts(lexicons, list).any(|w| behind.starts_with(w));
    begins(HOLDER) && !begins(NO_HOLDER)
}

/// Whether a company comments on another one, by the words behind its name.
pub fn comments(lexicons: &Lexicons, plain: &str, name: Span) -> bool {
    let behind = behind_brackets(plain, name);
    let says = |list: &str| lexicon::texts(lexicons, list).any(|w| behind.starts_with(w));
    // 海川证券：维持明远科技“买入”评级: the headline of a report.
    let rates = || {
        let line = beginning(behind, REPORT_WITHIN, &['\n']);
        behind.starts_with('：') && lexicon::texts(lexicons, RATES).any(|w| line.contains(w))
    };
    let house = || lexicon::texts(lexicons, HOUSE).any(|w| name.of(plain).ends_with(w));
    says(COMMENTS) || house() && (says(HOUSE_SAYS) || rates())
}

/// What stands between a name with its brackets and byte `to`; `None` where the brackets reach beyond it.
pub fn between(plain: &str, name: Span, to: usize) -> Option<&str> {
    plain.get(Definer::end_of_brackets(plain, name.end, plain.len())..to)
}

/// The text behind a name and its brackets.
pub fn behind_brackets(plain: &str, name: Span) -> &str {
    &plain[Definer::end_of_brackets(plain, name.end, plain.len())..]
}

/// The beginning of a text up to the first of these marks, of so many characters at most.
pub fn beginning<'t>(text: &'t str, most: usize, marks: &[char]) -> &'t str {
    let end = text.char_indices().nth(most).map_or(text.len(), |(i, _)| i);
    text[..end].split(marks).next().unwrap_or("")
}
