//! Names of which a sentence says that they are two companies, however alike they are: 海川的控股股东海川集团.

use crate::base::Span;
use crate::lexicon::affixes::{Affixes, At};
use crate::lexicon::{self, Lexicons};
use crate::mention::definition::Definer;
use std::collections::BTreeSet;

/// Pairs of names that are two companies, each way round.
pub type Apart = BTreeSet<(String, String)>;

/// The words between and behind two names that tell them apart; immutable and shared.
#[derive(Debug)]
pub struct Teller {
    /// What a company is to one named before it: 控股股东, 子公司, 旗下.
    kin: Affixes<()>,
    /// The same behind a name: 海川集团是海川的控股股东.
    kin_behind: Affixes<()>,
    /// What joins the name before with the name whose kin it is: 是, 系, 为.
    copulas: Affixes<()>,
    /// What the company named last has: 其持有的.
    own: Affixes<()>,
    /// What one company does to another: 收购, 持有, 与.
    acts: Affixes<()>,
    /// What a company does to one that has its name from it: 设立.
    founds: Affixes<()>,
    /// What joins two companies that stand side by side: 和, 、.
    joints: Affixes<()>,
    /// Whoever acts, where these words stand before the verb it is not the company named: 股东.
    actors: Vec<String>,
}

/// Characters between a company and the one it does something to.
const ACTS_WITHIN: usize = 16;

impl Teller {
    /// Reads the lexicons `apart_kin`, `apart_kin_behind`, `apart_copula`, `apart_own`, `apart_act`, `apart_found`,
    /// `apart_actor` and `list_separator`.
    pub fn new(lexicons: &Lexicons) -> Self {
        let words = |name: &str| lexicon::texts(lexicons, name);
        Teller {
            kin: Affixes::set(At::End, words("apart_kin")),
            kin_behind: Affixes::set(At::Start, words("apart_kin_behind")),
            copulas: Affixes::set(At::End, words("apart_copula")),
            own: Affixes::set(At::End, words("apart_own")),
            acts: Affixes::set(At::End, words("apart_act")),
            founds: Affixes::set(At::End, words("apart_found")),
            joints: Affixes::set(At::End, words("list_separator")),
            actors: words("apart_actor").map(str::to_owned).collect(),
        }
    }

    /// Adds the pairs that a sentence tells apart. `names` are all that it names, ascending; `alike` says whether two of them
    /// could be one company, were it not for the sentence.
    pub fn tell(&self, plain: &str, sentence: Span, names: &[Span], alike: impl Fn(&str, &str) -> bool, apart: &mut Apart) {
        for (i, name) in names.iter().enumerate().skip(1) {
            let before = &plain[sentence.start..name.start];
            // It is kin of the sentence's subject, or of the company named last.
            let others = if self.kin.fit(before) {
                [Some(names[0]), Some(names[i - 1])]
            } else if self.beside(plain, sentence, names[i - 1], *name) {
                [Some(names[i - 1]), None]
            } else {
                continue;
            };
            let text = name.of(plain);
            for other in others.into_iter().flatten().map(|o| o.of(plain)).filter(|o| *o != text && alike(o, text)) {
                apart.insert((other.to_owned(), text.to_owned()));
                apart.insert((text.to_owned(), other.to_owned()));
            }
        }
    }

    /// Whether the words between two neighbours, or behind the second, tell them apart.
    fn beside(&self, plain: &str, sentence: Span, first: Span, second: Span) -> bool {
        let from = Definer::end_of_brackets(plain, first.end, sentence.end);
        let Some(between) = plain.get(from..second.start) else { return false };
        if self.own.fit(between) || self.joints.contains(between) {
            return true;
        }
        if between.chars().count() > ACTS_WITHIN || between.contains(['，', '。', '；', '：', '、', '？', '！', '\n']) {
            return false;
        }
        let kin = self.copulas.fit(between) && self.kin_behind.fit(&plain[second.end..sentence.end]);
        let acts = self.acts.fit(between) || second.len() > first.len() && self.founds.fit(between);
        kin || acts && !self.actors.iter().any(|a| between.contains(a.as_str()))
    }
}
