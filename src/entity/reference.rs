//! 公司, 该公司, 双方, 前者 …: which entities they stand for.

use super::Entities;
use crate::base::Span;
use crate::lexicon::{self, Lexicons, Word};
use crate::mention::{Mention, What, kind_named};
use crate::rule::pack::{Reference, Refers};
use rustc_hash::FxHashMap;

/// The entities spoken of so far, as references see them.
#[derive(Clone, Debug, Default)]
pub struct Discourse<'l> {
    /// The company whose story it is.
    pub speaker: Option<usize>,
    /// The companies mentioned last: the last one, and the last but it.
    recent: [Option<usize>; 2],
    /// Where each was mentioned last.
    last: FxHashMap<usize, Span>,
    /// The byte at which the brief begins that is being told, and whether a mark opens it.
    brief: (usize, bool),
    /// Target, buyer and seller of the deal spoken of last.
    pub target: Option<usize>,
    /// Its buyer.
    pub buyer: Option<usize>,
    /// Its seller.
    pub seller: Option<usize>,
    /// Both sides of the deal told last that names them.
    pub sides: Vec<usize>,
    /// The byte at which the speaker became it by being named first; `None` once the text says that the story is its own.
    named_at: Option<usize>,
    /// Verbs of holding.
    hold: &'l [Word],
    /// Words that the document itself gives to a company: 海川股份有限公司（以下简称“公司”）.
    given: FxHashMap<String, usize>,
    /// Words by which a company makes the story its own (公告).
    announce: &'l [Word],
}

/// How many characters behind its name a company may announce something (海伦哲3月8日晚间公告).
const ANNOUNCE_WITHIN: usize = 14;

/// The lexicon of verbs of holding.
pub const HOLD: &str = "hold";

/// Characters before the company that a marked brief is about.
const NAMED_WITHIN: usize = 14;

/// How a sentence stands in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// A mark of a brief opens it.
    Mark,
    /// It opens a line.
    Line,
    /// It goes on.
    None,
}

impl<'l> Discourse<'l> {
    /// A discourse in which nothing was said yet. Reads the lexicons `opens_story` and [`HOLD`].
    pub fn new(lexicons: &'l Lexicons) -> Self {
        Discourse { announce: lexicon::words(lexicons, "opens_story"), hold: lexicon::words(lexicons, HOLD), ..Discourse::default() }
    }

    /// Whether the text behind a name says, within its clause, that the company announces something.
    fn announces(&self, behind: &str) -> bool {
        let end = behind.char_indices().nth(ANNOUNCE_WITHIN).map_or(behind.len(), |(i, _)| i);
        let clause = behind[..end].split(['，', '。', '：', '；', '、', '\n']).next().unwrap_or("");
        self.announce.iter().any(|w| clause.contains(w.text.as_str()))
    }

    /// Forgets of whom was spoken where another brief of a round-up begins: a sentence whose first company is named at its
    /// beginning, and was not named in the brief so far. Where no mark opens it, it must open a line, and tell of whom it tells as
    /// briefs do (海川股份：…, 海川股份公告…). Whether one begins.
    pub fn begins_brief(&mut self, plain: &str, sentence: Span, mentions: &[Mention], entities: &Entities, opening: Opening) -> bool {
        let Some(first) = mentions.iter().find(|m| m.kind == kind_named("Company")) else { return false };
        let Some(entity) = entities.of(first.span.of(plain)).filter(|_| first.what == What::Name) else { return false };
        let before = &plain[sentence.start..first.span.start];
        // A document that calls a company 公司 tells its story.
        if !self.given.is_empty() {
            return false;
        }
        let (from, marked) = self.brief;
        let told = self.last.get(&entity).is_some_and(|s| s.start >= from);
        let begins = match opening {
            Opening::Mark => before.chars().count() <= NAMED_WITHIN && !before.contains(['，', '。', '；']) && !(told && marked),
            Opening::Line => {
                !before.contains(char::is_alphabetic) && !told && from < sentence.start && self.tells_of(&plain[first.span.end..])
            }
            Opening::None => false,
        };
        if begins {
            *self = Discourse {
                announce: self.announce,
                hold: self.hold,
                last: std::mem::take(&mut self.last),
                brief: (sentence.start, opening == Opening::Mark),
                ..Discourse::default()
            };
        }
        begins
    }

    /// Whether the text behind a name at the beginning of a line says that the line is about it.
    fn tells_of(&self, behind: &str) -> bool {
        behind.starts_with('：') || self.announces(behind)
    }

    /// Notes a mention.
    pub fn mention(&mut self, entity: usize, span: Span) {
        if self.recent[0] != Some(entity) {
            self.recent = [Some(entity), self.recent[0]];
        }
        self.last.insert(entity, span);
        if self.speaker.is_none() {
            (self.speaker, self.named_at) = (Some(entity), Some(span.start));
        }
    }

    /// Where an entity was named last.
    pub fn last_mention(&self, entity: usize) -> Option<Span> {
        self.last.get(&entity).copied()
    }

    /// The entities that a reference stands for here; empty when nothing fits.
    pub fn resolve(&self, refers: Refers) -> Vec<usize> {
        let [last, before] = self.recent;
        match refers {
            Refers::Speaker => self.speaker.into_iter().collect(),
            Refers::Last => last.into_iter().collect(),
            Refers::Both => before.zip(last).map_or_else(Vec::new, |(a, b)| vec![a, b]),
            Refers::Former => before.into_iter().collect(),
            Refers::Latter => before.and(last).into_iter().collect(),
            Refers::Target => self.target.into_iter().collect(),
            Refers::Buyer => self.buyer.into_iter().collect(),
            Refers::Seller => self.seller.into_iter().collect(),
        }
    }

    /// The entities that a word stands for here: who was given it, or whom such words refer to.
    fn stands_for(&self, word: &str, refers: Refers, sentence: usize) -> Vec<usize> {
        if let Some(&company) = self.given.get(word) {
            return vec![company];
        }
        // 双方 are the two that the sentence names, or else those of the deal told last.
        let here = self.recent.iter().flatten().filter(|e| self.last.get(e).is_some_and(|s| s.start >= sentence)).count();
        if refers == Refers::Both && here < 2 && !self.sides.is_empty() { self.sides.clone() } else { self.resolve(refers) }
    }

    /// Whether 公司 is what the company holds that is the speaker only because the sentence, which begins at `from`, names it first:
    /// 云岭集团持有公司30%股份.
    fn is_held(&self, plain: &str, word: Span, from: usize) -> bool {
        let before = &plain[..word.start];
        let held = self.hold.iter().any(|h| before.ends_with(h.text.as_str()));
        held && self.speaker == self.recent[0] && self.named_at.is_some_and(|at| at >= from)
    }

    /// Notes the words that a bracket behind a name gives to its company: （以下简称“标的公司”）.
    fn take_given(&mut self, plain: &str, from: usize, to: usize, company: &[usize], references: &[Reference]) {
        let (Some(bracket), &[company]) = (plain.get(from..to), company) else { return };
        for quoted in bracket.split('“').skip(1).filter_map(|q| q.split('”').next()) {
            let is_reference = references.iter().any(|r| r.words.iter().any(|w| w == quoted));
            if is_reference {
                self.given.entry(quoted.to_owned()).or_insert(company);
            }
        }
    }

    /// The mentions of a sentence with the entities of each; references that stand for nothing are taken out.
    /// `dropped` are brackets, whose names are no part of the story.
    pub fn resolve_all(
        &mut self,
        plain: &str,
        mentions: Vec<Mention>,
        dropped: &[Span],
        entities: &Entities,
        references: &[Reference],
    ) -> (Vec<Mention>, Vec<Vec<usize>>) {
        let (mut kept, mut all) = (Vec::with_capacity(mentions.len()), Vec::with_capacity(mentions.len()));
        let start = mentions.first().map_or(0, |m| m.span.start);
        for m in mentions {
            if matches!(m.what, What::Reference(r) if references[r].refers == Refers::Speaker) && self.is_held(plain, m.span, start) {
                (self.speaker, self.named_at) = (None, None);
            }
            let found: Vec<usize> = match &m.what {
                What::Value(_) => Vec::new(),
                What::Name | What::NearName => entities.of(m.span.of(plain)).into_iter().collect(),
                What::Reference(r) => match self.stands_for(m.span.of(plain), references[*r].refers, start) {
                    found if found.is_empty() => continue,
                    found => found,
                },
            };
            if m.what == What::Name && m.kind == kind_named("Company") && !dropped.iter().any(|d| d.contains(m.span)) {
                found.iter().for_each(|&e| self.mention(e, m.span));
                let behind = dropped.iter().find(|d| d.start == m.span.end).map_or(m.span.end, |d| d.end);
                self.take_given(plain, m.span.end, behind, &found, references);
                if self.announces(&plain[behind..]) {
                    (self.speaker, self.named_at) = (found.first().copied().or(self.speaker), None);
                }
            }
            kept.push(m);
            all.push(found);
        }
        (kept, all)
    }
}
