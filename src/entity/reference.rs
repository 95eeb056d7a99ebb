//! 公司, 该公司, 双方, 前者 …: which entities they stand for.

use super::Entities;
use crate::base::Span;
use crate::lexicon::Lexicons;
use crate::mention::{Mention, What, kind_named};
use crate::rule::pack::{Reference, Refers};
use rustc_hash::FxHashMap;

/// The entities spoken of so far, as references see them.
#[derive(Clone, Debug, Default)]
pub struct Discourse {
    /// The company whose story it is.
    pub speaker: Option<usize>,
    /// The companies mentioned last: the last one, and the last but it.
    recent: [Option<usize>; 2],
    /// Where each was mentioned last.
    last: FxHashMap<usize, Span>,
    /// Target, buyer and seller of the deal spoken of last.
    pub target: Option<usize>,
    /// Its buyer.
    pub buyer: Option<usize>,
    /// Its seller.
    pub seller: Option<usize>,
    /// Words by which a company makes the story its own (公告).
    announce: Vec<String>,
}

/// How many characters behind its name a company may announce something (海伦哲3月8日晚间公告).
const ANNOUNCE_WITHIN: usize = 14;

impl Discourse {
    /// A discourse in which nothing was said yet. Reads the lexicon `opens_story`.
    pub fn new(lexicons: &Lexicons) -> Self {
        let announce = lexicons.get("opens_story").map(|l| l.words.iter().map(|w| w.text.clone()).collect()).unwrap_or_default();
        Discourse { announce, ..Discourse::default() }
    }

    /// Whether the text behind a name says, within its clause, that the company announces something.
    fn announces(&self, behind: &str) -> bool {
        let end = behind.char_indices().nth(ANNOUNCE_WITHIN).map_or(behind.len(), |(i, _)| i);
        let clause = behind[..end].split(['，', '。', '：', '；', '、', '\n']).next().unwrap_or("");
        self.announce.iter().any(|w| clause.contains(w.as_str()))
    }

    /// Notes a mention.
    pub fn mention(&mut self, entity: usize, span: Span) {
        if self.recent[0] != Some(entity) {
            self.recent = [Some(entity), self.recent[0]];
        }
        self.last.insert(entity, span);
        self.speaker.get_or_insert(entity);
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
        for m in mentions {
            let found: Vec<usize> = match &m.what {
                What::Value(_) => Vec::new(),
                What::Name | What::NearName => entities.of(m.span.of(plain)).into_iter().collect(),
                What::Reference(r) => match self.resolve(references[*r].refers) {
                    found if found.is_empty() => continue,
                    found => found,
                },
            };
            if m.what == What::Name && m.kind == kind_named("Company") && !dropped.iter().any(|d| d.contains(m.span)) {
                found.iter().for_each(|&e| self.mention(e, m.span));
                let behind = dropped.iter().find(|d| d.start == m.span.end).map_or(m.span.end, |d| d.end);
                if self.announces(&plain[behind..]) {
                    self.speaker = found.first().copied().or(self.speaker);
                }
            }
            kept.push(m);
            all.push(found);
        }
        (kept, all)
    }
}
