//! Roles that a sentence leaves open, and who fills them: the subject of the sentence, who filled the role in the deal told right
//! before, or the company whose story it is; nobody else.

use super::model::{Deal, Filler};
use super::reading::Reading;
use crate::base::Span;
use crate::lexicon;
use crate::rule::Pack;
use crate::rule::file::Makes;
use crate::rule::pack::DealType;

/// The lexicon of words behind which a name is no subject (由, 来自).
const NO_SUBJECT: &str = "no_subject";

/// Sentences back that the deal told right before may stand.
const BACK: usize = 1;

/// Who was spoken of before a sentence, each with the place of the last mention.
#[derive(Clone, Copy, Debug, Default)]
pub struct Before {
    /// Whose story it was.
    pub speaker: Option<(usize, Span)>,
    /// The target of the deal told last.
    pub target: Option<(usize, Span)>,
}

/// What a sentence and those before it say of who acts.
#[derive(Clone, Copy, Debug)]
pub struct Subjects<'d> {
    /// The rules.
    pub pack: &'d Pack,
    /// The plain text of the document.
    pub plain: &'d str,
    /// The sentence.
    pub reading: &'d Reading,
    /// Who was spoken of before it.
    pub before: Before,
    /// What the sentences before it tell, in the order of the text.
    pub told: &'d [Deal],
}

impl Subjects<'_> {
    /// Fills the roles that a part of the sentence leaves open; `target<company` stands for the target of the deal told. `here` are
    /// the deals that the sentence tells, in the order of their verbs.
    pub fn fill(&self, part: &mut Deal, here: &[Deal]) {
        for entry in std::mem::take(&mut part.carry) {
            let (target, role) = match entry.split_once('<') {
                Some((_, role)) => (self.before.target, role.to_owned()),
                None => (None, entry),
            };
            let together = self.pack.types.get(&part.kind).is_some_and(|t| t.together.contains(&role));
            if part.role(&role).len() >= if together { 2 } else { 1 } {
                continue;
            }
            let at = part.triggers[0].start;
            let taken = |e: usize| part.roles.values().flatten().any(|f| f.entity == Some(e));
            // A story goes on about its company also where others act: 东岳资本独家投了A轮.
            let acts = target.into_iter().chain(self.subject(at, here)).chain(self.same_role(part, &role, here)).chain(self.before.speaker);
            if let Some((e, span)) = acts.into_iter().find(|(e, _)| !taken(*e)) {
                part.add(&role, Filler { span, entity: Some(e), value: None, text: None, by_reference: true });
            }
        }
    }

    /// Takes what an earlier clause says was bought out of the roles of who acts in a later one, and leaves these open:
    /// 海川股份收购明远科技，又出售青岚智能20%股权.
    pub fn open_objects(&self, parts: &mut [Deal]) {
        let mut taken: Vec<(usize, String, Span)> = Vec::new();
        for (i, part) in parts.iter().enumerate().filter(|(_, d)| tells(d)) {
            let acting =
                self.pack.types.get(&part.kind).into_iter().flat_map(|t| t.parties().filter(|r| !t.things().any(|thing| thing == *r)));
            let fillers = acting.flat_map(|role| part.role(role).iter().map(move |f| (role, f)));
            let objects = fillers.filter(|(_, f)| f.entity.is_some() && self.bought_before(f.span, part.triggers[0], parts));
            taken.extend(objects.map(|(role, f)| (i, role.to_owned(), f.span)));
        }
        for (i, role, span) in taken {
            if let Some(fillers) = parts[i].roles.get_mut(&role) {
                fillers.retain(|f| f.span != span);
            }
            parts[i].roles.retain(|_, fillers| !fillers.is_empty());
            parts[i].carry.push(role);
        }
    }

    /// Whether a name is what the verb of an earlier clause is about.
    fn bought_before(&self, name: Span, trigger: Span, parts: &[Deal]) -> bool {
        let clause_ends = self.plain.get(name.end..trigger.start).is_some_and(|between| between.contains('，'));
        let about = |d: &Deal| {
            let things = self.pack.types.get(&d.kind).into_iter().flat_map(DealType::things);
            tells(d) && d.triggers[0].end <= name.start && things.flat_map(|r| d.role(r)).any(|f| f.span == name)
        };
        clause_ends && parts.iter().any(about)
    }

    /// The first company that the sentence names before byte `at`, unless it is an object, and where it is named.
    fn subject(&self, at: usize, here: &[Deal]) -> Option<(usize, Span)> {
        self.reading.subject(at).filter(|(_, name)| !self.is_object(*name, at, here))
    }

    /// Whether a name before byte `at` is no subject, or stands behind the verb of a deal that it is in.
    fn is_object(&self, name: Span, at: usize, here: &[Deal]) -> bool {
        let mut earlier = here.iter().filter(|d| tells(d) && d.triggers[0].start < at && d.triggers[0].end <= name.start);
        self.is_governed(name) || earlier.any(|d| d.roles.values().flatten().any(|f| f.span == name))
    }

    /// Whether a name stands behind a word that makes it no subject.
    fn is_governed(&self, name: Span) -> bool {
        let ahead = &self.plain[..name.start];
        lexicon::texts(&self.pack.lexicons, NO_SUBJECT).any(|w| ahead.ends_with(w))
    }

    /// Who filled a role in the deal told right before a part, as its subject.
    fn same_role(&self, part: &Deal, role: &str, here: &[Deal]) -> Option<(usize, Span)> {
        let at = part.triggers[0].start;
        if part.makes == Makes::Fact {
            return None;
        }
        let here = here.iter().filter(|d| tells(d) && d.triggers[0].start < at).max_by_key(|d| d.triggers[0]);
        let mut before = self.told.iter().rev().take_while(|d| d.sentence + BACK >= self.reading.sentence);
        let last = here.or_else(|| before.find(|d| tells(d)))?;
        let acts = |f: &&Filler| f.span.end <= last.triggers[0].start && !self.is_governed(f.span);
        last.role(role).iter().find(acts).and_then(|f| Some((f.entity?, f.span)))
    }
}

/// Whether a part tells of a deal itself.
fn tells(part: &Deal) -> bool {
    part.makes == Makes::Deal && part.attach.is_none()
}
