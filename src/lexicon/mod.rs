//! Named word lists, as rule files write them.

pub mod affixes;
pub mod gazetteer;

pub use gazetteer::Gazetteer;

use std::collections::BTreeMap;

/// A word of a lexicon, with what it stands for where the lexicon is a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word, folded like the plain text.
    pub text: String,
    /// What it stands for, such as `USD` for 美元.
    pub meaning: Option<String>,
}

/// One named word list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lexicon {
    /// The words in the order of the file.
    pub words: Vec<Word>,
}

/// All word lists by name.
pub type Lexicons = BTreeMap<String, Lexicon>;

/// The words of a lexicon in the order of the file; none where there is no such lexicon.
pub fn words<'l>(lexicons: &'l Lexicons, name: &str) -> &'l [Word] {
    lexicons.get(name).map_or(&[], |l| &l.words)
}

/// The texts of these words.
pub fn texts<'l>(lexicons: &'l Lexicons, name: &str) -> impl Iterator<Item = &'l str> + use<'l> {
    words(lexicons, name).iter().map(|w| w.text.as_str())
}

/// The texts of the words of a lexicon that mean `meaning`; of several meanings that a word is given, the last one counts.
pub fn meaning<'l>(lexicons: &'l Lexicons, name: &str, meaning: &str) -> impl Iterator<Item = &'l str> {
    let words = words(lexicons, name);
    let is_last = |i: usize| words.get(i + 1).is_none_or(|next| next.text != words[i].text);
    let meant = words.iter().enumerate().filter(move |(i, w)| w.meaning.as_deref() == Some(meaning) && is_last(*i));
    meant.map(|(_, w)| w.text.as_str())
}

/// Lexicons that the program reads by name; all others are read by patterns and signs.
pub const READ_BY_NAME: &[&str] = &[
    "acts_on",
    "acts_with",
    "address",
    "adviser_bracket",
    "amount_word",
    "apart_act",
    "apart_actor",
    "apart_by_business",
    "apart_copula",
    "apart_found",
    "apart_kin",
    "apart_kin_behind",
    "apart_own",
    "article_date",
    "backs_after",
    "backs_before",
    "bears_name",
    "before_with",
    "bought_of",
    "bound_after",
    "bound_before",
    "bound_join",
    "bracket_note",
    "branch",
    "by_doer",
    "calls_letters",
    "century_word",
    "comment_house",
    "comment_house_says",
    "comment_rates",
    "commentator",
    "comments",
    "conglomerate",
    "counted",
    "currency_after",
    "currency_before",
    "date_range",
    "day_same",
    "day_word",
    "define_cue",
    "define_end",
    "department",
    "distance_direction",
    "distance_lead",
    "distance_side",
    "distance_unit",
    "equivalent_cue",
    "era",
    "former",
    "fund_head",
    "fund_number",
    "gazetteer",
    "generic_name",
    "gets_of",
    "given_end",
    "gotten_word",
    "group_mark",
    "group_suffix",
    "hold",
    "holder_is",
    "holiday",
    "house_word",
    "house_word_says",
    "industry_suffix",
    "introduces_name",
    "joins_deeds",
    "kin_begins",
    "legal_suffix",
    "limited_form",
    "line_label",
    "list_end",
    "list_prefix",
    "list_separator",
    "list_title",
    "lunar_month",
    "made_verb",
    "magnitude_word",
    "member_word",
    "money_after",
    "money_before",
    "month_part",
    "month_same",
    "month_word",
    "name_ahead",
    "name_bracket",
    "name_break",
    "name_first",
    "name_head",
    "name_placed",
    "name_slot",
    "name_small",
    "name_word",
    "never_inside",
    "no_comment",
    "no_office",
    "no_subject",
    "no_word",
    "of_old",
    "office_post",
    "opens_portrait",
    "opens_story",
    "own_doings",
    "owner_of_story",
    "part_sign",
    "parted_verb",
    "party_equals",
    "person_acts",
    "person_title",
    "place_level",
    "quarter_word",
    "region",
    "relative_tail",
    "round_named",
    "season",
    "share_class",
    "share_prefix",
    "share_word",
    "somebody",
    "spoken_of",
    "stake_words",
    "stands_before",
    "surname",
    "telling_bracket",
    "tells_its_story",
    "ticker_after",
    "told_after",
    "trade_verb",
    "unit_word",
    "unnamed_part",
    "value_cut",
    "value_glued",
    "value_list",
    "verb_tail",
    "week_word",
    "who_holds",
    "whose_holder",
    "whose_holder_not",
    "whose_part",
    "year_part",
    "year_same",
    "year_word",
];
