//! Which sentences of a document can tell of a deal, asked before names are known: those in which the words of a rule stand in
//! the order of its pattern, its values among them, and those near enough to one of these that can add to what it tells.
//!
//! A name is one symbol of a skeleton, however long it is, so how far words are apart is not asked here.

use super::found::{Found, Link};
use super::prefilter::{Demand, Prefilter, Standing, Wanted};
use crate::base::Span;
use crate::rule::alphabet;
use crate::rule::pattern::Across;
use crate::text::Sentence;

/// Title and first sentence introduce who the article is about; they are read for names even where no rule may match.
pub const LEAD: usize = 2;

/// The sentences of a document that a rule may match in, ascending.
#[derive(Debug, Default)]
pub struct Active {
    sentences: Vec<Possible>,
    /// The words that were found in these sentences.
    words: Vec<Word>,
    /// The sentences that introduce companies, ascending.
    introducing: Vec<usize>,
    skipped: Skipped,
}

/// A sentence that a rule may match in.
#[derive(Debug)]
struct Possible {
    /// Its place among the sentences of the document.
    sentence: usize,
    /// All ways through programs by which they may match in it, ascending.
    ways: Vec<u32>,
    /// Its words, a range of [`Active::words`].
    words: std::ops::Range<usize>,
    /// Whether it tells something, or stands near enough to what it adds to.
    told: bool,
    /// Whether more than a day may be told in it, to which other sentences add.
    deal: bool,
}

/// A word that a program needs: the sets that it belongs to, and its bytes in the text without what skeletons leave out.
#[derive(Clone, Copy, Debug)]
struct Word {
    pattern: u32,
    begin: u32,
    end: u32,
}

/// The text without what skeletons leave out, and the way between the two.
#[derive(Debug, Default)]
struct Skipped {
    /// Where a character was left out, and how many bytes were up to its end, ascending.
    at: Vec<(usize, usize)>,
}

impl Skipped {
    /// The text without them.
    fn take_out(plain: &str) -> (String, Skipped) {
        let (mut text, mut at, mut kept, mut out) = (String::with_capacity(plain.len()), Vec::new(), 0, 0);
        for (i, c) in plain.char_indices().filter(|(_, c)| alphabet::is_skipped(*c)) {
            text.push_str(&plain[kept..i]);
            kept = i + c.len_utf8();
            out += c.len_utf8();
            at.push((i, out));
        }
        text.push_str(&plain[kept..]);
        (text, Skipped { at })
    }

    /// Where a place of the plain text is in the text without them.
    fn place(&self, plain: usize) -> usize {
        let before = self.at.partition_point(|(i, _)| *i < plain);
        plain - before.checked_sub(1).map_or(0, |b| self.at[b].1)
    }
}

impl Active {
    /// Whether no sentence can tell of a deal.
    pub fn is_empty(&self) -> bool {
        !self.sentences.iter().any(|p| p.told)
    }

    /// The sentences that a rule may match in, ascending.
    pub fn sentences(&self) -> impl Iterator<Item = usize> {
        self.sentences.iter().map(|p| p.sentence)
    }

    /// The sentences that tell something, or stand near enough to what they add to, ascending.
    pub fn told(&self) -> impl Iterator<Item = usize> {
        self.sentences.iter().filter(|p| p.told).map(|p| p.sentence)
    }

    /// The sentences that introduce companies, ascending: they say whom others mean by a short name or by 公司.
    pub fn introducing(&self) -> &[usize] {
        &self.introducing
    }

    /// The ways by which programs may match in a sentence, ascending; none in one that no rule may match in.
    pub fn ways(&self, sentence: usize) -> &[u32] {
        let found = self.sentences.binary_search_by_key(&sentence, |p| p.sentence);
        found.map_or(&[][..], |i| &self.sentences[i].ways)
    }

    /// Keeps the sentences that tell something by themselves, those near enough to add to what they tell, and those that
    /// are read in any case.
    fn keep_told(&mut self, prefilter: &Prefilter) {
        let mut last: Option<usize> = None;
        for p in &mut self.sentences {
            (p.told, p.deal) = (false, false);
            for &way in &p.ways {
                let (told, deal) = match prefilter.standing[way as usize] {
                    Standing::Tells => (true, true),
                    Standing::Adds { back, day, .. } => (last.is_some_and(|l| p.sentence - l <= back), !day),
                    Standing::Judges | Standing::Minor => (false, false),
                };
                p.told |= told;
                p.deal |= told && deal;
            }
            // What only adds here may itself be what the next sentence adds to.
            last = if p.deal { Some(p.sentence) } else { last };
        }
        let mut next: Option<usize> = None;
        for p in self.sentences.iter_mut().rev() {
            if p.deal {
                next = Some(p.sentence);
            } else if let Some(next) = next {
                let reaches = |s: Standing| matches!(s, Standing::Adds { ahead, .. } if next - p.sentence <= ahead);
                p.told |= p.ways.iter().any(|&way| reaches(prefilter.standing[way as usize]));
            }
        }
        // A judgement gives nothing to add to.
        let mut judged = false;
        for p in &mut self.sentences {
            judged |= p.told;
            p.told |= judged && p.ways.iter().any(|&way| prefilter.standing[way as usize] == Standing::Judges);
        }
        // The sentence before what tells is read for its names.
        let told: Vec<usize> = self.told().collect();
        self.sentences.retain(|p| p.told || p.sentence < LEAD || told.binary_search(&(p.sentence + 1)).is_ok());
    }
}

impl Prefilter {
    /// The sentences of `plain` in which the words of a rule stand in the order of its pattern.
    pub fn active(&self, plain: &str, sentences: &[Sentence], found: &mut Found) -> Active {
        let (Some(words), true) = (&self.in_text, self.always.iter().all(|&i| self.standing[i as usize] == Standing::Minor)) else {
            let all = |sentence: usize| Possible { sentence, ways: self.all(), words: 0..0, told: true, deal: true };
            return Active { sentences: (0..sentences.len()).map(all).collect(), ..Active::default() };
        };
        let (bare, skipped) = Skipped::take_out(plain);
        let mut active = Active { skipped, ..Active::default() };
        found.clear(self.keyed.len());
        let bounds = |s: &Sentence| (active.skipped.place(s.span.start), active.skipped.place(s.span.end));
        let bounds: Vec<(usize, usize)> = sentences.iter().map(bounds).collect();
        let mut sentence = 0;
        for m in words.find_overlapping_iter(&bare) {
            while bounds.get(sentence).is_some_and(|(_, end)| *end < m.end()) {
                self.sentence(sentence, found, &mut active);
                sentence += 1;
            }
            if bounds.get(sentence).is_some_and(|(start, _)| *start <= m.start()) {
                let word = Word { pattern: m.value(), begin: m.start() as u32, end: m.end() as u32 };
                active.words.push(word);
                found.see(&self.sets[word.pattern as usize], word.begin, word.end);
            }
        }
        self.sentence(sentence, found, &mut active);
        active.keep_told(self);
        active
    }

    /// Notes what may match in a sentence whose words were seen.
    fn sentence(&self, sentence: usize, found: &mut Found, active: &mut Active) {
        let first = active.sentences.last().map_or(0, |p| p.words.end);
        if found.sets().is_empty() {
            return;
        }
        if found.has(self.introduces) {
            active.introducing.push(sentence);
        }
        let keyed = found.sets().iter().flat_map(|&set| &self.keyed[set as usize]).copied();
        let sure = self.sure.is_none_or(|set| found.has(set));
        let has_words = |&id: &u32| {
            let demand = &self.demands[id as usize];
            (sure || !demand.sure) && demand.steps.iter().all(|s| !matches!(s.what, Wanted::Word(set) if !found.has(set)))
        };
        let mut ways: Vec<u32> = keyed.chain(self.always.iter().copied()).filter(has_words).collect();
        let tells = |ways: &[u32]| ways.iter().any(|&id| self.tells(id));
        if tells(&ways) {
            let mut stands = |d: &Demand| d.is_one_word(u64::MAX) || found.in_order(d, u64::MAX, adjoin);
            ways.retain(|&id| stands(&self.demands[id as usize]));
        }
        if tells(&ways) {
            ways.sort_unstable();
            active.sentences.push(Possible { sentence, ways, words: first..active.words.len(), told: false, deal: false });
        } else {
            active.words.truncate(first);
        }
        found.clear(self.keyed.len());
    }

    /// Takes out what cannot match for want of a value, or of one in its place. `values` gives those of a sentence, ascending, each
    /// with its type as a bit. Mentions of other types, `unknown`, may be anywhere, and where there is one of the types `unsure`, so
    /// may others of these.
    pub fn narrow(
        &self,
        active: &mut Active,
        plain: &str,
        sentences: &[Sentence],
        values: impl Fn(usize) -> Vec<(Span, u64)>,
        (unknown, unsure): (u64, u64),
        found: &mut Found,
    ) {
        if self.in_text.is_none() || active.words.is_empty() {
            return;
        }
        let mut possible = std::mem::take(&mut active.sentences);
        possible.retain_mut(|p| {
            found.clear(self.keyed.len());
            self.want(&p.ways, found);
            active.words[p.words.clone()].iter().for_each(|w| found.see_wanted(&self.sets[w.pattern as usize], w.begin, w.end));
            let (values, place) = (values(p.sentence), |at: usize| active.skipped.place(at) as u32);
            found.mentions.extend(values.iter().map(|(s, kind)| (place(s.start), place(s.end), *kind)));
            let ends = sure_clause_ends(plain, sentences[p.sentence].span, &values);
            let ends: Vec<u32> = ends.into_iter().map(place).collect();
            let clause = |at: u32| ends.partition_point(|&end| end < at);
            let near = |link: Link, end: u32, begin: u32| {
                adjoin(link, end, begin) && (link.across == Across::Sentence || clause(end) == clause(begin))
            };
            let unknown = if values.iter().any(|(_, kind)| kind & unsure != 0) { unknown | unsure } else { unknown };
            let mut stands = |d: &Demand| d.is_one_word(unknown) || found.in_order(d, unknown, near);
            p.ways.retain(|&id| stands(&self.demands[id as usize]));
            p.ways.iter().any(|&id| self.tells(id))
        });
        active.sentences = possible;
        active.keep_told(self);
    }
}

/// Whether two words stand side by side where a pattern lets nothing stand between them. Of what is not a word that cannot be asked
/// before names are known.
fn adjoin(link: Link, end: u32, begin: u32) -> bool {
    !(link.words && link.within == Some(0)) || begin == end
}

/// The punctuation of a sentence that ends a clause for certain: none in brackets, which skeletons may leave out, none inside
/// a value, and none that a Latin name may hold (Example Systems, Inc.).
fn sure_clause_ends(plain: &str, sentence: Span, values: &[(Span, u64)]) -> Vec<usize> {
    let (mut out, mut depth, mut next) = (Vec::new(), 0usize, 0);
    for (i, c) in sentence.of(plain).char_indices().map(|(i, c)| (sentence.start + i, c)) {
        match c {
            '（' => depth += 1,
            '）' => depth = depth.saturating_sub(1),
            _ if depth == 0 && alphabet::is_boundary(c) => {
                while values.get(next).is_some_and(|(s, _)| s.end <= i) {
                    next += 1;
                }
                let in_value = values.get(next).is_some_and(|(s, _)| s.start <= i);
                let behind = plain[i + c.len_utf8()..].trim_start();
                if !in_value && !behind.starts_with(|c: char| c.is_ascii_alphanumeric()) {
                    out.push(i);
                }
            }
            _ => {}
        }
    }
    out
}
