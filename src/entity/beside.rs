//! What the words beside a company's name say of it: that it acts, is held, comments.

use crate::base::Span;
use crate::lexicon::affixes::{Affixes, At};
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

/// The words that are looked for beside names.
#[derive(Debug)]
pub struct Beside {
    no_subject: Affixes<()>,
    joins: Affixes<()>,
    spoken_of: Affixes<()>,
    hold: Affixes<()>,
    holder: Affixes<()>,
    no_holder: Affixes<()>,
    comments: Affixes<()>,
    house: Affixes<()>,
    house_says: Affixes<()>,
    rates: Affixes<()>,
    of_group: Affixes<()>,
    group: Affixes<()>,
    list: Affixes<()>,
}

impl Beside {
    /// Reads the lexicons `no_subject`, `spoken_of`, `hold`, `whose_holder`, `whose_holder_not`, `comments`, `comment_house`,
    /// `comment_house_says`, `comment_rates`, `group_mark` and `list_separator`.
    pub fn new(lexicons: &Lexicons) -> Self {
        let set = |at, name: &str| Affixes::set(at, lexicon::texts(lexicons, name));
        Beside {
            no_subject: set(At::End, NO_SUBJECT),
            joins: set(At::Start, NO_SUBJECT),
            spoken_of: set(At::End, SPOKEN_OF),
            hold: set(At::End, HOLD),
            holder: set(At::Start, HOLDER),
            no_holder: set(At::Start, NO_HOLDER),
            comments: set(At::Start, COMMENTS),
            house: set(At::End, HOUSE),
            house_says: set(At::Start, HOUSE_SAYS),
            rates: set(At::Start, RATES),
            of_group: set(At::Start, GROUP),
            group: set(At::End, GROUP),
            list: set(At::Start, LIST_SEPARATOR),
        }
    }

    /// Whether a name is that of a group of companies (海川系), of whom no story is told.
    pub fn is_group(&self, plain: &str, name: Span) -> bool {
        self.group.fit(name.of(plain)) || self.of_group.fit(&plain[name.end..])
    }

    /// Whether what stands between two names makes them members of one list.
    pub fn is_list(&self, between: &str) -> bool {
        self.list.contains(between)
    }

    /// Whether a name behind this text is no subject.
    pub fn is_governed(&self, ahead: &str) -> bool {
        self.no_subject.fit(ahead)
    }

    /// Whether what stands between two names joins the second to the first: 与要约人.
    pub fn is_joined(&self, between: &str) -> bool {
        self.joins.fit(between)
    }

    /// Whether a name between these texts only says of whose doing it is spoken: 对于海川股份的退出，东岳资本表示….
    pub fn is_spoken_of(&self, ahead: &str, behind: &str) -> bool {
        behind.starts_with(OF) && self.spoken_of.fit(ahead)
    }

    /// Whether a name behind this text is held by somebody.
    pub fn is_held(&self, ahead: &str) -> bool {
        self.hold.fit(ahead.strip_suffix(OF).unwrap_or(ahead))
    }

    /// Whether this text ends with a verb of holding.
    pub fn ends_with_hold(&self, text: &str) -> bool {
        self.hold.fit(text)
    }

    /// Whether this text behind a name speaks of those who hold the company; its meetings are its own.
    pub fn is_owned(&self, behind: &str) -> bool {
        self.holder.fit(behind) && !self.no_holder.fit(behind)
    }

    /// Whether a text names those who hold a company.
    pub fn names_holder(&self, text: &str) -> bool {
        self.holder.first_in(text).is_some()
    }

    /// Whether a company comments on another one, by the words behind its name.
    pub fn comments(&self, plain: &str, name: Span) -> bool {
        let behind = behind_brackets(plain, name);
        // 海川证券：维持明远科技“买入”评级: the headline of a report.
        let rates = || behind.starts_with('：') && self.rates.first_in(beginning(behind, REPORT_WITHIN, &['\n'])).is_some();
        self.comments.fit(behind) || self.house.fit(name.of(plain)) && (self.house_says.fit(behind) || rates())
    }
}

/// What stands between a name with its brackets and byte `to`; `None` where the brackets reach beyond it.
pub fn between(plain: &str, name: Span, to: usize) -> Option<&str> {
    plain.get(Definer::end_of_brackets(plain, name.end, plain.len())..to)
}

/// The text behind a name and its brackets.
pub fn behind_brackets(plain: &str, name: Span) -> &str {
    let behind = &plain[name.end..];
    if !behind.starts_with(['（', '”']) {
        return behind;
    }
    &plain[Definer::end_of_brackets(plain, name.end, plain.len())..]
}

/// The beginning of a text up to the first of these marks, of so many characters at most.
pub fn beginning<'t>(text: &'t str, most: usize, marks: &[char]) -> &'t str {
    let mut chars = text.char_indices().enumerate();
    let end = chars.find(|(n, (_, c))| *n == most || marks.contains(c)).map_or(text.len(), |(_, (i, _))| i);
    &text[..end]
}
