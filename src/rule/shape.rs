//! The shapes that signs may ask for; `mention::candidate` says which a candidate has.

/// Shapes that are not told by the class of one word. `right_to_legal`, `right_to_branch`: a legal form or a branch stands further
/// on, to which the name might go on. `whole_chunk`: nothing is cut off.
/// `whole_bought`: nor does anything else stand between the verb of buying and the shares bought.
const SINGLE: [&str; 50] = [
    "left_start",
    "left_head",
    "left_quote",
    "right_end",
    "right_head",
    "right_quote",
    "latin",
    "no_letters",
    "latin_capitals",
    "latin_lower",
    "latin_words",
    "mixed",
    "han_1",
    "han_2",
    "han_3",
    "han_4",
    "han_5_to_9",
    "han_10_to_14",
    "han_15_and_more",
    "coined",
    "only_words",
    "like_person",
    "legal_cut",
    "digits_first",
    "ends_as_verb",
    "left_trade_verb",
    "right_trade_verb",
    "word_and_trade",
    "only_places",
    "only_singles",
    "person_word",
    "dotted",
    "ends_head",
    "mark_at_edge",
    "bracket_first",
    "beside_company",
    "beside_person",
    "holds_its_alias",
    "right_to_legal",
    "right_to_branch",
    "whole_chunk",
    "whole_bought",
    "left_place_latin",
    "place_then_latin",
    "two_known",
    "known_shares",
    "known_and_more",
    "known_branch",
    "known_and_person",
    "place_and_known",
];

/// Places of words. `left`, `right`: beside the candidate, in the same chunk; `left_break`, `right_break`: the chunk ends there.
/// `in`: inside; `first`, `last`: of several words; `sole`: the only one.
const PLACES: [&str; 8] = ["left", "left_break", "right", "right_break", "in", "first", "last", "sole"];

/// Classes of words.
const CLASSES: [&str; 17] = [
    "noun", "known", "proper", "place", "person", "trade", "verb", "function", "numeral", "word", "unknown", "latin", "digits", "bracket",
    "value", "ticker", "mark",
];

/// All shapes. `PLACE_CLASS`: a word of the class stands there; `PLACE_CLASS_1`: one of a single character, where it is no break.
pub fn all() -> impl Iterator<Item = String> {
    let pairs = PLACES.into_iter().flat_map(|place| CLASSES.into_iter().map(move |class| (place, class)));
    // Values are no part of a name.
    let pairs =
        pairs.filter(|(place, class)| !matches!(*class, "value" | "ticker") || place.starts_with("left") || place.starts_with("right"));
    let told = pairs.flat_map(|(place, class)| {
        let single = (!matches!(class, "value" | "ticker") && !place.ends_with("break")).then(|| format!("{place}_{class}_1"));
        [format!("{place}_{class}")].into_iter().chain(single)
    });
    SINGLE.into_iter().map(str::to_owned).chain(told)
}
