//! The words and types of deals as matches are asked for them: made once for all documents.

use crate::entity::beside::{Beside, HOLD, HOLDER};
use crate::entity::reference;
use crate::lexicon;
use crate::lexicon::affixes::{Affixes, At};
use crate::rule::Pack;
use crate::rule::pack::DealType;
use crate::rule::program::PERSON_TITLE;
use rustc_hash::{FxHashMap, FxHashSet};

/// Types of deals and facts by name.
#[derive(Debug, Default)]
pub struct Types {
    known: FxHashMap<String, DealType>,
    unknown: DealType,
}

impl Types {
    /// A type that a file describes.
    pub fn get(&self, kind: &str) -> Option<&DealType> {
        self.known.get(kind)
    }

    /// A type; one that nothing is known of where no file describes it.
    pub fn of(&self, kind: &str) -> &DealType {
        self.get(kind).unwrap_or(&self.unknown)
    }
}

/// Ends of names of those who fill no role: a list of words that a type names as `never`.
#[derive(Debug)]
struct Ends {
    ends: Affixes<()>,
    /// Latin words, which may stand anywhere in a name.
    latin: Affixes<()>,
    /// Those that tell what bears a name also where it is written without them.
    sure: Affixes<()>,
}

/// An ending of so many characters tells what bears the name also where the name is written without it.
const SURE_END: usize = 5;

impl Ends {
    fn new(words: &[&str]) -> Self {
        let words = words.iter().copied();
        let sure = |w: &&str| w.chars().count() >= SURE_END;
        Ends {
            ends: Affixes::set(At::End, words.clone()),
            latin: Affixes::set(At::Start, words.clone().filter(|w| w.is_ascii())),
            sure: Affixes::set(At::Start, words.filter(sure)),
        }
    }

    /// Whether a name has such an end, without what it is counted by (`stem`) or where `near` writes it in full: 正衡会计师事务所 may be
    /// called 正衡 later on.
    fn has(&self, name: &str, stem: &str, near: &str) -> bool {
        let in_full = || {
            let mut from = 0;
            while let Some(end) = near[from..].find(name).map(|i| from + i + name.len()) {
                if self.sure.fit(&near[end..]) {
                    return true;
                }
                from = near.ceil_char_boundary(end - name.len() + 1);
            }
            false
        };
        self.ends.fit(stem) || self.latin.first_in(name).is_some() || !self.sure.is_empty() && in_full()
    }
}

/// The words by which it is told who takes which part in a deal, and the types of deals.
#[derive(Debug)]
pub struct Words {
    /// Those by which it is told what references stand for.
    pub references: reference::Words,
    /// Types of deals and facts.
    pub types: Types,
    /// What stands between a company and its kin begins with these.
    pub kin_begins: Affixes<()>,
    /// And ends with these, or with the title of a person.
    pub kin_ends: Affixes<()>,
    /// Those who hold a company, titles, and shares, behind its name.
    pub of_company: Affixes<()>,
    /// Somebody who is no company.
    pub somebody: Affixes<()>,
    /// By these a company tells something.
    pub tells: Affixes<()>,
    /// These join what is done to what was done before.
    pub joins: Affixes<()>,
    /// These stand right before who does something.
    pub doer: Affixes<()>,
    /// What a bracket behind a name says of who only advises.
    pub advises: Affixes<()>,
    /// These stand between a company or person and what belongs to it.
    pub whose_part: Affixes<()>,
    /// These stand behind such a word where the part has no name.
    pub unnamed_part: Affixes<()>,
    /// A time that is told before, if at all.
    pub of_old: Affixes<()>,
    /// Prepositions before those with whom something is done, each with its place among them.
    pub with: Affixes<usize>,
    /// These stand between a subject and such a preposition.
    pub before_with: Affixes<()>,
    /// Behind a word that stands for a company these say that it holds something, or acts with others.
    pub holds: Affixes<()>,
    /// A part of a company, anywhere or at the end of a text.
    pub member: [Affixes<()>; 2],
    /// The characters by which funds are counted.
    counted: FxHashSet<char>,
    /// The lists that types name as `never`.
    never: FxHashMap<String, Ends>,
}

/// The lexicon of words with which what stands between a company and its kin begins.
const KIN_BEGINS: &str = "kin_begins";
/// The lexicon of words with which it ends.
const KIN: &str = "apart_kin";
/// The lexicon of words for shares.
const SHARES: &str = "equity";
/// The lexicon of words for somebody who is no company.
const SOMEBODY: &str = "somebody";
/// The lexicon of words by which a company tells something.
const TELLS: &str = "tells_its_story";
/// The lexicon of words that join what is done to what was done before.
const JOINS: &str = "joins_deeds";
/// The lexicon of words right before who does something.
const DOER: &str = "by_doer";
/// The lexicon of what a bracket behind a name says of who only advises.
const ADVISES: &str = "adviser_bracket";
/// The lexicon of what stands between a company or person and what belongs to it.
const WHOSE_PART: &str = "whose_part";
/// The lexicon of what stands behind such a word where the part has no name.
const UNNAMED_PART: &str = "unnamed_part";
/// The lexicon of words for a time that is told before, if at all.
const OF_OLD: &str = "of_old";
/// The lexicon of characters by which funds are counted.
const COUNTED: &str = "counted";
/// The lexicon of prepositions before those with whom something is done.
const WITH: &str = "with";
/// The lexicon of what stands between a subject and such a preposition.
const BEFORE_WITH: &str = "before_with";
/// The lexicon of those who act together with a holder.
const ACTS_WITH: &str = "acts_with";
/// The lexicon of words for a part of a company.
const MEMBER: &str = "member_word";

impl Words {
    /// Those of the rules.
    pub fn new(pack: &Pack) -> Self {
        let texts = |name: &str| lexicon::texts(&pack.lexicons, name);
        let set = |at, names: &[&str]| Affixes::set(at, names.iter().flat_map(|name| texts(name)));
        let never = pack.types.values().flat_map(|t| &t.never).map(|(_, list)| (list.clone(), Ends::new(&texts(list).collect::<Vec<_>>())));
        Words {
            references: reference::Words::new(&pack.lexicons, &pack.references),
            types: Types { known: pack.types.iter().map(|(name, t)| (name.clone(), t.clone())).collect(), unknown: DealType::default() },
            kin_begins: set(At::Start, &[KIN_BEGINS]),
            kin_ends: set(At::End, &[KIN, PERSON_TITLE]),
            of_company: set(At::Start, &[HOLDER, PERSON_TITLE, SHARES]),
            somebody: set(At::Start, &[SOMEBODY]),
            tells: set(At::Start, &[TELLS]),
            joins: set(At::Start, &[JOINS]),
            doer: set(At::End, &[DOER]),
            advises: set(At::Start, &[ADVISES]),
            whose_part: set(At::Start, &[WHOSE_PART]),
            unnamed_part: set(At::Start, &[UNNAMED_PART]),
            of_old: set(At::Start, &[OF_OLD]),
            with: Affixes::of_words(At::End, texts(WITH).enumerate().map(|(place, w)| (w, place))),
            before_with: set(At::End, &[BEFORE_WITH]),
            holds: set(At::Start, &[HOLD, ACTS_WITH]),
            member: [set(At::Start, &[MEMBER]), set(At::End, &[MEMBER])],
            counted: texts(COUNTED).flat_map(str::chars).collect(),
            never: never.collect(),
        }
    }

    /// The words beside names.
    pub fn beside(&self) -> &Beside {
        &self.references.beside
    }

    /// Whether a name ends with a word of a list that a type names as `never`; `near` is the text around it. What it is counted by
    /// (基金三期, Fund III) is no end of it.
    pub fn is_never(&self, list: &str, name: &str, near: &str) -> bool {
        let counted = |c: char| c.is_ascii_alphanumeric() || c.is_whitespace() || ".,，、（）".contains(c) || self.counted.contains(&c);
        self.never.get(list).is_some_and(|ends| ends.has(name, name.trim_end_matches(counted), near))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_by_its_end_or_by_its_full_form() {
        let ends = Ends::new(&["基金", "会计师事务所", "Fund"]);
        let has = |name: &str, near: &str| ends.has(name, name, near);
        assert!(has("云岭基金", "") && has("Yunling Fund II", "") && !has("云岭", "云岭基金"));
        // Where a name overlaps itself, too.
        assert!(has("正正", "正正正会计师事务所") && !has("正衡", "正衡公司"));
    }
}
