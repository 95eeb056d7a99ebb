//! The shapes that signs may ask for; `mention::candidate` says which a candidate has.

macro_rules! shapes {
    ($($(#[$doc:meta])+ $shape:ident = $name:literal,)+) => {
        /// A shape that is not told by the class of one word.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Shape {
            $($(#[$doc])+ $shape,)+
        }

        impl Shape {
            /// All of them with the names that signs give them.
            pub const NAMED: &[(Shape, &str)] = &[$((Shape::$shape, $name),)+];
        }
    };
}

shapes! {
    /// The sentence begins with it.
    LeftStart = "left_start",
    /// A word that describes stands before it.
    LeftHead = "left_head",
    /// A quotation mark opens before it.
    LeftQuote = "left_quote",
    /// The sentence ends with it.
    RightEnd = "right_end",
    /// A word that describes stands behind it.
    RightHead = "right_head",
    /// A quotation mark closes behind it.
    RightQuote = "right_quote",
    /// It has letters, and no ideograph.
    Latin = "latin",
    /// It has neither letters nor ideographs.
    NoLetters = "no_letters",
    /// At most four characters, none a lower-case letter or an ideograph.
    LatinCapitals = "latin_capitals",
    /// It begins with a lower-case letter.
    LatinLower = "latin_lower",
    /// Several Latin words.
    LatinWords = "latin_words",
    /// Letters and ideographs.
    Mixed = "mixed",
    /// One ideograph.
    Han1 = "han_1",
    /// Two ideographs.
    Han2 = "han_2",
    /// Three ideographs.
    Han3 = "han_3",
    /// Four ideographs.
    Han4 = "han_4",
    /// Five to nine ideographs.
    Han5To9 = "han_5_to_9",
    /// Ten to fourteen ideographs.
    Han10To14 = "han_10_to_14",
    /// Fifteen ideographs and more.
    Han15AndMore = "han_15_and_more",
    /// It holds characters that make no word.
    Coined = "coined",
    /// Nothing but words of the dictionary.
    OnlyWords = "only_words",
    /// A surname with one or two characters behind it.
    LikePerson = "like_person",
    /// It has a legal form, and would leave words before it.
    LegalCut = "legal_cut",
    /// It begins with digits, or with a number and a measure word.
    DigitsFirst = "digits_first",
    /// Its last word is a verb with an object behind it.
    EndsAsVerb = "ends_as_verb",
    /// It is a person's name whose surname is a small word elsewhere.
    SmallSurname = "small_surname",
    /// It is all that is quoted behind a word that describes a company.
    QuotedCalled = "quoted_called",
    /// It is quoted, and holds a small word.
    QuotedCoined = "quoted_coined",
    /// It is quoted, and what stands beside the marks is told of companies.
    Quoted = "quoted",
    /// A line of business that is a verb, too, stands before it.
    LeftTradeVerb = "left_trade_verb",
    /// A line of business that is a verb, too, stands behind it.
    RightTradeVerb = "right_trade_verb",
    /// A word of the dictionary, and lines of business.
    WordAndTrade = "word_and_trade",
    /// Lines of business, and a legal form or a word that describes.
    TradesAndForm = "trades_and_form",
    /// Nothing but places.
    OnlyPlaces = "only_places",
    /// Nothing but words of one character.
    OnlySingles = "only_singles",
    /// One word that is a personal name in the dictionary.
    PersonWord = "person_word",
    /// It holds the dot that parts foreign names.
    Dotted = "dotted",
    /// It ends with a word that describes, and a Latin word goes on.
    HeadThenLatin = "head_then_latin",
    /// It ends with a word that describes.
    EndsHead = "ends_head",
    /// It begins or ends with punctuation.
    MarkAtEdge = "mark_at_edge",
    /// It begins with a bracket.
    BracketFirst = "bracket_first",
    /// A company stands beside it in a list.
    BesideCompany = "beside_company",
    /// A company stands beside it in a list, and it has three characters.
    ThreeBesideCompany = "three_beside_company",
    /// A person stands beside it in a list.
    BesidePerson = "beside_person",
    /// The bracket behind it holds a short form of it.
    HoldsItsAlias = "holds_its_alias",
    /// A legal form stands further on, to which the name might go on.
    RightToLegal = "right_to_legal",
    /// A branch stands further on, to which the name might go on.
    RightToBranch = "right_to_branch",
    /// Nothing is cut off.
    WholeChunk = "whole_chunk",
    /// Nothing else stands between the verb of buying and the shares bought.
    WholeBought = "whole_bought",
    /// It begins with a Latin word, and a place stands before it.
    LeftPlaceLatin = "left_place_latin",
    /// A place and a Latin word, and nothing else.
    PlaceThenLatin = "place_then_latin",
    /// Several ideographs, and a Latin word at the end.
    LongThenLatin = "long_then_latin",
    /// A Latin name of the gazetteer and a place.
    KnownLatinThenPlace = "known_latin_then_place",
    /// A name of the gazetteer and a Latin word, quoted.
    QuotedKnownAndLatin = "quoted_known_and_latin",
    /// It holds two names of the gazetteer.
    TwoKnown = "two_known",
    /// A name of the gazetteer, or what ends as a name, and a word for shares.
    KnownShares = "known_shares",
    /// A name that the exchange marks, and more words.
    MarkedAndMore = "marked_and_more",
    /// A name of the gazetteer with lines of business, places, brackets.
    KnownAndMore = "known_and_more",
    /// A name of the gazetteer and its branch.
    KnownBranch = "known_branch",
    /// A name of the gazetteer and a personal name.
    KnownAndPerson = "known_and_person",
    /// A place and a name of the gazetteer.
    PlaceAndKnown = "place_and_known",
}

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
    Shape::NAMED.iter().map(|(_, name)| (*name).to_owned()).chain(told)
}
