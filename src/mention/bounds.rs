//! What words are to names: which part them, which they begin and end with, and what stands beside them.

use super::token::{Class, Token};
use crate::lexicon::affixes::{Affixes, At};
use crate::lexicon::{self, Lexicons};
use crate::rule::program::{LIST_SEPARATOR, PERSON_TITLE};
use rustc_hash::{FxHashMap, FxHashSet};

/// Words that bound names.
#[derive(Debug)]
pub struct Bounds {
    words: FxHashMap<Box<str>, Word>,
    heads: Affixes<()>,
    pub(super) surnames: FxHashSet<String>,
    pub(super) bought: Affixes<()>,
    pub(super) stakes: Affixes<()>,
    verbs: Affixes<()>,
    pub(super) marks: Affixes<()>,
    pub(super) levels: Affixes<()>,
    forms: Affixes<()>,
    pub(super) funds: Affixes<()>,
    pub(super) titles: Affixes<()>,
    pub(super) slots: Affixes<()>,
    pub(super) acts: Affixes<()>,
    pub(super) deals: Affixes<()>,
    /// What is told of companies alone, right behind their names.
    pub(super) told: Affixes<()>,
    pub(super) tickers: Affixes<()>,
}

/// What a word is to names.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Word {
    /// No name holds it.
    pub(super) breaks: bool,
    /// It describes what is named behind it.
    pub(super) head: bool,
    /// It is a verb that names hold, too.
    pub(super) verb: bool,
    /// It is a legal form.
    pub(super) legal: bool,
    /// It is a branch (分公司).
    pub(super) branch: bool,
    /// It is a surname.
    pub(super) surname: bool,
    /// It is what is held of a company, or a part of its name.
    pub(super) share: bool,
    /// It is a function word that names hold.
    pub(super) function: bool,
    /// Not even a coined name holds it.
    pub(super) never: bool,
    /// It joins the members of a list.
    pub(super) separator: bool,
    /// Coined names may begin with it.
    pub(super) first: bool,
    /// Coined names of one more character and a trade may begin with it.
    pub(super) small: bool,
    /// It stands before names and begins none.
    pub(super) outside: bool,
    /// It is a trade of which a relative clause may tell.
    pub(super) made: bool,
    /// Names go on with it behind a place, where they lead to a legal form.
    pub(super) placed: bool,
    /// It stands behind names, and begins no member of a list.
    pub(super) ahead: bool,
    /// It counts funds behind their name.
    pub(super) number: bool,
    /// No preposition stands behind it.
    pub(super) slot: bool,
    /// Given names end with it.
    pub(super) given: bool,
    /// What is got stands at the end of its clause.
    pub(super) gets: bool,
    /// It is a trade, and what is got of whom stands before it.
    pub(super) gotten: bool,
    /// It is a Latin name that ends with a legal form.
    pub(super) form: bool,
    /// Only a verb has it behind it.
    pub(super) tail: bool,
    /// A clause that ends with a verb has it behind it.
    pub(super) relative: bool,
    /// It ends what a company does, and the company is named in letters behind it.
    pub(super) calls: bool,
}

/// The lexicons that say what a word is to names.
const KINDS: [(&str, fn(&mut Word) -> &mut bool); 24] = [
    ("calls_letters", |w| &mut w.calls),
    ("name_break", |w| &mut w.breaks),
    ("name_head", |w| &mut w.head),
    ("trade_verb", |w| &mut w.verb),
    ("legal_suffix", |w| &mut w.legal),
    ("branch", |w| &mut w.branch),
    ("surname", |w| &mut w.surname),
    ("share_word", |w| &mut w.share),
    ("name_word", |w| &mut w.function),
    ("never_inside", |w| &mut w.never),
    (LIST_SEPARATOR, |w| &mut w.separator),
    ("name_first", |w| &mut w.first),
    ("name_small", |w| &mut w.small),
    ("stands_before", |w| &mut w.outside),
    ("made_verb", |w| &mut w.made),
    ("verb_tail", |w| &mut w.tail),
    ("relative_tail", |w| &mut w.relative),
    ("name_placed", |w| &mut w.placed),
    ("name_ahead", |w| &mut w.ahead),
    ("fund_number", |w| &mut w.number),
    ("name_slot", |w| &mut w.slot),
    ("given_end", |w| &mut w.given),
    ("gets_of", |w| &mut w.gets),
    ("gotten_word", |w| &mut w.gotten),
];

impl Bounds {
    /// Reads the lexicons `name_break` (never inside a name) and `name_head` (公司, 平台: a name may end with them and may
    /// start after them, but does not go on behind them), `trade_verb` (投资: a part of names, and a verb between them),
    /// `legal_suffix`, `branch`, `surname`, `share_word` (股份: what is held of a company, or a part of its name), `name_word`
    /// (function words that names hold: 南方), `never_inside` (those that not even a coined name holds: 的), `name_first`
    /// (small words that coined names begin with), `name_small` (those that do so before one character and a trade: 如澜科技),
    /// `stands_before` (what stands before names and begins none), `made_verb` (trades of which a relative clause may tell: 开发的),
    /// `verb_tail` and `relative_tail` (what a verb has behind it),
    /// `name_placed` (small words with which names go on behind a place), `name_ahead` (what stands behind names and begins none),
    /// `fund_head` and `fund_number`, `list_separator`,
    /// `bought_before` (收购), `stake_after` (what tells of shares behind the name that they are of), `person_title`, `bears_name`
    /// (who stands before a person's name), `name_slot` (after which a preposition cannot stand), `person_acts`, `given_end` (what
    /// given names end with), `gets_of` and `gotten_word` (获…投资), `parted_verb` (what known names that end with it are parted from
    /// where it has an object), `place_level`, `calls_letters`, `deals_after`, `told_after` (what ends a name that holds a small word) and
    /// `ticker_after`.
    pub fn new(lexicons: &Lexicons) -> Self {
        let list = |name: &str| lexicon::texts(lexicons, name);
        let mut words: FxHashMap<Box<str>, Word> = FxHashMap::default();
        for (lexicon, kind) in KINDS {
            list(lexicon).for_each(|word| *kind(words.entry(word.into()).or_default()) = true);
        }
        Bounds {
            words,
            heads: Affixes::set(At::End, list("name_head")),
            surnames: list("surname").map(str::to_owned).collect(),
            bought: Affixes::set(At::End, list("bought_before")),
            stakes: Affixes::set(At::Start, list("stake_after")),
            verbs: Affixes::set(At::End, list("parted_verb")),
            marks: Affixes::set(At::Start, list("share_prefix")),
            levels: Affixes::set(At::End, list("place_level")),
            forms: Affixes::set(At::End, list("legal_suffix")),
            funds: Affixes::set(At::End, list("fund_head")),
            titles: Affixes::set(At::End, list(PERSON_TITLE).chain(list("bears_name"))),
            slots: Affixes::set(At::End, list("name_slot")),
            acts: Affixes::set(At::Start, list("person_acts")),
            deals: Affixes::set(At::Start, list("deals_after")),
            told: Affixes::set(At::Start, list("told_after")),
            tickers: Affixes::set(At::Start, list("ticker_after")),
        }
    }

    /// Whether a word is one that no name holds.
    pub fn breaks(&self, word: &str) -> bool {
        self.words.get(word).is_some_and(|w| w.breaks)
    }

    /// What is left of a name without the verb that it ends with.
    pub fn verb_of<'n>(&self, name: &'n str) -> Option<&'n str> {
        self.verbs.of(name).map(|(length, ())| &name[..name.len() - length]).find(|rest| !rest.is_empty())
    }

    /// Whether a token may be the object of a verb right before it, or tells that it is one (了).
    pub fn is_object(&self, token: &Token, text: &str) -> bool {
        let word = self.words.get(text).copied().unwrap_or_default();
        match token.class {
            Class::Mark | Class::Bracket | Class::Trade | Class::Ticker | Class::Value | Class::Stake | Class::Noun => false,
            Class::Function | Class::Verb => word.tail,
            _ => !word.breaks,
        }
    }

    /// Whether a word stands before names and begins none.
    pub fn stands_before(&self, word: &str) -> bool {
        self.words.get(word).is_some_and(|w| w.outside)
    }

    /// What a token is to names.
    pub(super) fn word(&self, token: &Token, text: &str) -> Word {
        let mut word = self.words.get(text).copied().unwrap_or_default();
        // What is no word is neither verb nor form, whatever it is written like.
        if token.class == Class::Mark || token.class.is_value() {
            (word.verb, word.legal, word.branch) = (false, false, false);
        }
        // 服务提供商 describes like 提供商, and 保险公司 like 公司.
        let describes = token.class == Class::Noun || token.class == Class::Trade && !word.legal && !word.branch;
        word.head = word.head || describes && self.heads.of(text).any(|(length, ())| length > '一'.len_utf8());
        word.form = token.class == Class::Latin && self.forms.fit(text);
        word.breaks = match token.class {
            Class::Mark => !matches!(text, "·" | "&" | "-"),
            Class::Value | Class::Ticker | Class::Stake => true,
            Class::Known => false,
            // New words often hold characters that are function words elsewhere.
            Class::Function => !token.is_character() && !word.function || word.breaks,
            _ => word.breaks,
        };
        word
    }
}
