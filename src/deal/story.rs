//! What a document says beside its deals, as far as it tells which reports are of one deal.

use crate::entity::Entities;
use crate::text::Sentence;
use jiff::civil::Date;

/// A document whose deals are assembled.
#[derive(Clone, Copy, Debug)]
pub struct Story<'d> {
    /// Its plain text.
    pub plain: &'d str,
    /// All its sentences.
    pub sentences: &'d [Sentence],
    /// The day it is of, where that is known.
    pub date: Option<Date>,
    /// Whom it names.
    pub entities: &'d Entities,
    /// Parents with their parts, as it states them.
    pub kin: &'d [(usize, usize)],
    /// The sentences with which briefs of a round-up begin, ascending; none in a text that tells one story.
    pub briefs: &'d [usize],
}

impl Story<'_> {
    /// Whether no brief begins between two sentences.
    pub fn one_brief(self, a: usize, b: usize) -> bool {
        let brief = |sentence: usize| self.briefs.partition_point(|&start| start <= sentence);
        brief(a) == brief(b)
    }
}
