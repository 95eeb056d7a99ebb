//! Roles that a sentence leaves open, and who fills them: the subject of the sentence, who filled the role in the deal told right
//! before, or the company whose story it is; nobody else.

use super::actor::{Actor, Actors, Kin};
use super::model::{Deal, Filler};
use super::reading::Reading;
use super::words::Words;
use crate::base::Span;
use crate::entity::beside;
use crate::mention::{Mention, What, kind_named};
use crate::rule::Pack;
use crate::rule::file::Makes;
use crate::rule::pack::{DealType, STORY, TARGET, carried};

/// Characters back that the company of a story may be named: where others are named since, where it need not act, and where none is.
const NEAR: usize = 200;
const FAR: usize = 600;
const ALONE: usize = 800;

/// Sentences back that the deal told right before may stand.
const BACK: usize = 1;

/// Who was spoken of before a sentence, each with the place of the last mention.
#[derive(Clone, Copy, Debug, Default)]
pub struct Before {
    /// Whose story it was.
    pub speaker: Option<(usize, Span)>,
    /// The target of the deal told last.
    pub target: Option<(usize, Span)>,
    /// The company named last.
    pub last: Option<usize>,
}

/// What a sentence and those before it say of who acts.
#[derive(Clone, Copy, Debug)]
pub struct Subjects<'d> {
    /// The rules.
    pub pack: &'d Pack,
    /// Their words and types.
    pub words: &'d Words,
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
    /// Fills the roles that a part of the sentence leaves open; `target<company` stands for the target of the deal told, `story<company`
    /// for the company whose story it is, which need not be the one that acts. `here` are the deals that the sentence tells, in the
    /// order of their verbs.
    pub fn fill(&self, part: &mut Deal, here: &[Deal]) {
        for entry in std::mem::take(&mut part.carry) {
            let (of, role) = carried(&entry);
            let together = self.words.types.get(&part.kind).is_some_and(|t| t.together.iter().any(|r| r == role));
            if part.role(role).len() >= if together { 2 } else { 1 } {
                continue;
            }
            let at = part.triggers[0].start;
            let target = self.before.target.filter(|_| of == Some(TARGET));
            let subject = match of {
                None if let Some(joined) = self.joined(part, role, here) => Actor::Named(joined),
                Some(STORY) => self.actors().told_of(at).map_or(Actor::Unsaid, Actor::Named),
                _ if part.makes == Makes::Fact => {
                    let holds = !self.pack.is_held(&part.kind, role);
                    let found = if holds { self.topic(at, here) } else { self.subject(at, here) };
                    found.map_or(Actor::Unsaid, Actor::Named)
                }
                _ => self.actor(at, here),
            };
            // A story goes on about its company also where others act: 东岳资本独家投了A轮.
            let named = |subject: Actor| match subject {
                Actor::Named(found) => vec![found],
                Actor::Unsaid => self.same_role(part, role, here).into_iter().chain(self.speaker(of)).collect(),
                Actor::Unnamed => Vec::new(),
            };
            let subjects = match subject {
                Actor::Named((e, _)) if part.names(e) || of.is_none() && self.pays_elsewhere(e, part, role, here) => named(Actor::Unsaid),
                subject => named(subject),
            };
            if let Some((e, span)) = target.into_iter().chain(subjects).find(|(e, _)| !part.names(*e)) {
                part.add(role, Filler { span, entity: Some(e), value: None, text: None, by_reference: true });
            }
        }
    }

    /// Takes out who comments on what others do: 东岳证券认为，公司拟收购….
    pub fn silence(&self, parts: &mut [Deal]) {
        for part in parts.iter_mut().filter(|p| p.makes == Makes::Deal) {
            let at = part.triggers[0].start;
            let named = |f: &Filler| f.entity.is_some() && !f.by_reference && f.span.end <= at;
            let comments = |f: &Filler| named(f) && self.words.beside().comments(self.plain, f.span);
            if part.roles.values().flatten().any(comments) {
                part.roles.values_mut().for_each(|fillers| fillers.retain(|f| !comments(f)));
                part.roles.retain(|_, fillers| !fillers.is_empty());
            }
        }
    }

    /// Puts who acts in the place of a company that is named for its kin alone: 海川股份旗下明远科技收购….
    pub fn name_kin(&self, parts: &mut [Deal]) {
        let actors = self.actors();
        if !actors.names_kin() {
            return;
        }
        for part in parts.iter_mut().filter(|p| p.makes == Makes::Deal) {
            let Some(t) = self.words.types.get(&part.kind) else { continue };
            let (before, all) = (actors.parties(part.triggers[0].start), actors.all_parties().collect::<Vec<_>>());
            for role in t.parties() {
                let kin = if t.is_thing(role) || self.pack.is_held(&part.kind, role) { Kin::Part } else { Kin::Any };
                // What is bought stands behind the verb: 收购东岳资本持有的公司控股子公司明远科技.
                let parties = if t.is_thing(role) { &all } else { &before };
                for i in 0..part.role(role).len() {
                    let f = &part.role(role)[i];
                    let other = if f.entity.is_some() { actors.in_place_of(f.span, parties, kin) } else { None };
                    let free = other.filter(|(e, _)| !part.names(*e));
                    if let Some(((entity, span), fillers)) = free.zip(part.roles.get_mut(role)) {
                        fillers[i] = Filler { span, entity: Some(entity), by_reference: false, ..fillers[i].clone() };
                    }
                }
            }
        }
    }

    /// Takes who would buy itself out of the roles of who acts, and leaves these open: 由于明远科技的股东有分歧，公司终止购买明远科技60%股权,
    /// 海川股份看好明远科技，随后入股该公司.
    pub fn open_bought(&self, parts: &mut [Deal]) {
        let told = parts.iter().filter(|d| tells(d)).filter_map(|d| Some((d, self.words.types.get(&d.kind)?)));
        let things = told.flat_map(|(d, t)| t.things().flat_map(|r| d.role(r)).map(move |f| (d, f)));
        let is_bought = |d: &Deal, f: &Filler| f.entity.is_some() && (f.by_reference || d.triggers[0].end <= f.span.start);
        let bought: Vec<(&Deal, &Filler)> = things.filter(|(d, f)| is_bought(d, f)).collect();
        if bought.is_empty() {
            return;
        }
        let mut itself: Vec<(usize, String)> = Vec::new();
        for (i, part) in parts.iter().enumerate().filter(|(_, d)| tells(d)) {
            let Some(t) = self.words.types.get(&part.kind) else { continue };
            let at = part.triggers[0];
            let of_it = |f: &Filler| {
                let between = self.plain.get(f.span.end..at.start).unwrap_or("");
                beside::behind_brackets(self.plain, f.span).starts_with(beside::OF) && between.contains('，')
            };
            let by_word = |f: &Filler, word: &Filler| {
                let near = at.join(word.span);
                let another_clause = self.plain.get(f.span.end..near.start).is_some_and(|between| between.contains('，'));
                another_clause && !self.plain[near.start..near.end].contains('，') && self.is_spoken_of_by_another(f.span)
            };
            let buys = |f: &Filler| {
                let same = bought.iter().filter(|(d, b)| b.entity == f.entity && d.triggers[0] == at && d.kind == part.kind);
                same.map(|(_, b)| b).any(|b| if b.by_reference { !f.by_reference && by_word(f, b) } else { of_it(f) })
            };
            itself.extend(t.acting().filter(|r| part.role(r).iter().any(buys)).map(|r| (i, r.to_owned())));
        }
        for (i, role) in itself {
            parts[i].roles.remove(&role);
            parts[i].carry.push(role);
        }
    }

    /// Whether the clause of a name begins with another one, which does something with it: 海川股份看好明远科技，….
    fn is_spoken_of_by_another(&self, name: Span) -> bool {
        let between = self.actors().named_before(name).last().and_then(|b| self.plain.get(b.end..name.start));
        let names = |between: &&str| !between.is_empty() && !between.contains(['，', '；', '：', '。']);
        between.filter(names).is_some_and(|between| !self.words.beside().is_list(between))
    }

    /// Takes what an earlier clause says was bought out of the roles of who acts in a later one, and leaves these open:
    /// 海川股份收购明远科技，又出售青岚智能20%股权.
    pub fn open_objects(&self, parts: &mut [Deal]) {
        let mut taken: Vec<(usize, String, Span)> = Vec::new();
        for (i, part) in parts.iter().enumerate().filter(|(_, d)| tells(d)) {
            let acting = self.words.types.get(&part.kind).into_iter().flat_map(DealType::acting);
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

    /// Puts the subject of the sentence in the place of a name that an earlier clause only speaks of, where the clause of the verb names
    /// no subject: 明远科技由东岳资本前员工创办，后被海川股份收购.
    pub fn follow_subject(&self, parts: &mut [Deal]) {
        let mut follows: Vec<(usize, String, Span, (usize, Span))> = Vec::new();
        for (i, part) in parts.iter().enumerate().filter(|(_, d)| tells(d)) {
            let Some(t) = self.words.types.get(&part.kind) else { continue };
            let at = part.triggers[0].start;
            let free = |r: &&str| !t.together.iter().any(|other| other == r) && !self.pack.is_held(&part.kind, r);
            for (role, f) in t.parties().filter(|r| free(r) && part.role(r).len() == 1).map(|r| (r, &part.role(r)[0])) {
                let named = f.entity.is_some() && !f.by_reference && f.span.end <= at;
                let passive = role == TARGET || t.key.len() == 1;
                let passed = named && self.is_passed_over(f.span, at, parts) && (passive || !self.is_doer(f.span));
                if passed
                    && let Actor::Named((e, span)) = self.actor(at, parts)
                    && span.end <= f.span.start
                    && !part.names(e)
                    && self.list_before(f.span).is_some_and(|before| before == span)
                {
                    follows.push((i, role.to_owned(), f.span, (e, span)));
                }
            }
        }
        for (i, role, name, (entity, span)) in follows {
            let fillers = parts[i].roles.get_mut(&role).into_iter().flatten().filter(|f| f.span == name);
            fillers.for_each(|f| *f = Filler { span, entity: Some(entity), by_reference: false, ..f.clone() });
        }
    }

    /// Whether a name is no subject of its clause and nothing that was dealt in, and the clause of the verb at byte `at`, a later one,
    /// names no subject.
    fn is_passed_over(&self, name: Span, at: usize, here: &[Deal]) -> bool {
        let Some(between) = self.plain.get(name.end..at).filter(|b| !b.contains(['；', '：', '。'])) else { return false };
        let Some(comma) = between.rfind('，').map(|i| name.end + i) else { return false };
        let actors = self.actors();
        let ahead = self.list_before(name).map_or("", |b| &self.plain[b.end..name.start]);
        let person = self.reading.mentions.iter().any(|m| m.span == name && m.kind == kind_named("Person"));
        let told = person || self.words.tells.first_in(ahead).is_some() || ahead.contains(['的', '：']);
        let spoken_of = !ahead.is_empty() && !ahead.contains(['，', '；', '。']) || actors.is_governed(name);
        let subjectless =
            actors.all_parties().filter(|(m, _)| m.span.start > comma && m.span.end <= at).all(|(m, _)| actors.is_governed(m.span));
        let thing = |d: &Deal| {
            let things = self.words.types.get(&d.kind).into_iter().flat_map(DealType::things);
            tells(d) && d.triggers[0].start < comma && things.flat_map(|r| d.role(r)).any(|f| f.span == name)
        };
        spoken_of && !told && subjectless && !actors.is_kin_of_another(name) && !here.iter().any(thing)
    }

    /// Whether words before a name say that it is who does something: 被东岳资本减持，…; 明远科技成为东岳资本增持最多的个股，….
    fn is_doer(&self, name: Span) -> bool {
        let ahead = self.list_before(name).map_or("", |b| &self.plain[b.end..name.start]);
        self.words.doer.fit(ahead.trim_end()) || ahead.starts_with(['-', '－', '—'])
    }

    /// The company or person named before a name and the list that it ends.
    fn list_before(&self, name: Span) -> Option<Span> {
        let mut begin = name;
        let before: Vec<Span> = self.actors().named_before(name).collect();
        before.into_iter().rev().find(|s| {
            let joined = self.plain.get(s.end..begin.start).is_some_and(|between| self.words.beside().is_list(between));
            begin = *s;
            !joined
        })
    }

    /// Whether a name is what an earlier verb is about, and something joins the next verb to that one: a comma, 以及.
    fn bought_before(&self, name: Span, trigger: Span, parts: &[Deal]) -> bool {
        let between = self.plain.get(name.end..trigger.start).unwrap_or("");
        let joined = between.contains(['，', '；']) || self.words.joins.fit(between);
        let about = |d: &Deal| {
            let things = self.words.types.get(&d.kind).into_iter().flat_map(DealType::things);
            let behind = d.triggers[0].end <= name.start || d.triggers[0].end <= trigger.start && self.actors().is_governed(name);
            tells(d) && behind && things.flat_map(|r| d.role(r)).any(|f| f.span == name)
        };
        joined && parts.iter().any(about)
    }

    /// The first company that the sentence names before byte `at`, unless it is an object, and where it is named.
    fn subject(&self, at: usize, here: &[Deal]) -> Option<(usize, Span)> {
        self.reading.subject(at).filter(|(_, name)| !self.is_object(*name, at, here))
    }

    /// The company or person that the clauses before byte `at` speak of: the last one that begins a clause (海川股份投了2亿元，东岳资本则投了
    /// 3亿元，持有…), or else the subject of the sentence.
    fn topic(&self, at: usize, here: &[Deal]) -> Option<(usize, Span)> {
        let actors = self.actors();
        let begins = |m: &Mention| m.what == What::Name && self.plain[self.reading.span.start..m.span.start].ends_with(['，', '；']);
        let parties = actors.all_parties().take_while(|(m, _)| m.span.end <= at);
        let last = parties.filter(|(m, _)| begins(m) && !self.is_object(m.span, at, here)).last();
        last.map(|(m, e)| (e, m.span)).or_else(|| self.subject(at, here))
    }

    /// Who acts where the verb at byte `at` stands.
    fn actor(&self, at: usize, here: &[Deal]) -> Actor {
        match self.actors().acting(at) {
            Actor::Named((_, name)) if self.is_object(name, at, here) => Actor::Unsaid,
            actor => actor,
        }
    }

    /// Whose story it is, where it was named not long ago: a story of many companies is not that of one for long.
    fn speaker(&self, of: Option<&str>) -> Option<(usize, Span)> {
        let (entity, span) = self.before.speaker?;
        let near = match of {
            _ if self.before.last == Some(entity) => ALONE,
            Some(STORY) => FAR,
            _ => NEAR,
        };
        let since = self.plain.get(span.end..self.reading.span.start).unwrap_or("");
        since.chars().nth(near).is_none().then_some((entity, span))
    }

    fn actors(&self) -> Actors<'_> {
        Actors { words: self.words, references: &self.pack.references, plain: self.plain, reading: self.reading }
    }

    /// Whether a name before byte `at` is no subject, or stands behind the verb of a deal that it is in.
    fn is_object(&self, name: Span, at: usize, here: &[Deal]) -> bool {
        let mut earlier = here.iter().filter(|d| tells(d) && d.triggers[0].start < at);
        // 明远科技的收购完成，青岚智能的收购流产: what is bought does nothing, wherever it stands.
        let of = self.plain[name.end..].starts_with(beside::OF);
        let thing = |d: &Deal| {
            let t = self.words.types.get(&d.kind).filter(|_| d.makes == Makes::Deal);
            t.is_some_and(|t| t.things().any(|role| d.role(role).iter().any(|f| f.span == name)))
        };
        let in_it = |d: &Deal| d.triggers[0].end <= name.start && d.roles.values().flatten().any(|f| f.span == name);
        self.actors().is_governed(name) || earlier.any(|d| in_it(d) || of && d.triggers[0].start > name.start && thing(d))
    }

    /// Whether an entity that would be what a part is about does something in another part of its type: 其中东岳资本认购5000万股，其余由
    /// 北峰创投认购.
    fn pays_elsewhere(&self, entity: usize, part: &Deal, role: &str, here: &[Deal]) -> bool {
        let Some(t) = self.words.types.get(&part.kind).filter(|t| t.is_thing(role)) else { return false };
        let acts = |d: &Deal| t.acting().any(|r| d.role(r).iter().any(|f| f.entity == Some(entity)));
        here.iter().any(|d| tells(d) && d.kind == part.kind && acts(d))
    }

    /// Who did what the sentence told last, where a word joins to that what is told next and nobody is named between the two:
    /// 海川股份拟受让公司29%股份，并拟要约收购….
    fn joined(&self, part: &Deal, role: &str, here: &[Deal]) -> Option<(usize, Span)> {
        let at = part.triggers[0].start;
        let told = here.iter().filter(|d| tells(d) && d.triggers[0].end <= at).max_by_key(|d| d.triggers[0])?;
        let comma = self.plain[told.triggers[0].end..at].rfind('，')? + told.triggers[0].end;
        let clause = &self.plain[comma + '，'.len_utf8()..at];
        let named = self
            .reading
            .mentions
            .iter()
            .zip(&self.reading.entities)
            .any(|(m, e)| !e.is_empty() && comma < m.span.start && m.span.end <= at);
        let joins = part.makes == Makes::Deal && !named && self.words.joins.fit(clause);
        let verb = told.triggers[0].start;
        let acts = |f: &&Filler| f.span.end <= verb && !self.is_object(f.span, verb, here);
        joins.then(|| told.role(role).iter().find(acts)).flatten().and_then(|f| Some((f.entity?, f.span)))
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
        let acts = |f: &&Filler| f.span.end <= last.triggers[0].start && !self.actors().is_governed(f.span);
        last.role(role).iter().find(acts).and_then(|f| Some((f.entity?, f.span)))
    }
}

/// Whether a part tells of a deal itself.
fn tells(part: &Deal) -> bool {
    part.makes == Makes::Deal && part.attach.is_none()
}
