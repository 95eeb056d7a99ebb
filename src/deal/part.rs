//! From the matches of one sentence to parts of deals: contexts applied, one reading of every trigger, dropped subjects
//! filled in.

use super::assemble::{ANY, distinct, part_from_itself, together};
use super::carry::{Before, Subjects};
use super::model::{Deal, Filler};
use super::pronoun;
use super::reading::Reading;
use super::words::{Types, Words};
use crate::base::Span;
use crate::entity::reference::Discourse;
use crate::matcher::{Fill, FilledWith, RuleMatch};
use crate::mention::{Mention, What, kind_named};
use crate::rule::Pack;
use crate::rule::file::Makes;
use crate::rule::pack::Effect;
use crate::value::{Qualifier, Value};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// A match that made no deal because another one was preferred at the same trigger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// Index of its rule.
    pub rule: usize,
    /// The plain text that it covers.
    pub span: Span,
    /// Index of the rule that was preferred.
    pub winner: usize,
}

/// The parts of deals that a sentence tells.
pub fn parts(subjects: Subjects<'_>, lost: &mut Vec<Lost>) -> Vec<Deal> {
    let Subjects { pack, words, plain, reading, before, .. } = subjects;
    let matches = reading.matches.iter().zip(&reading.effects);
    let mut found: Vec<Deal> = matches.filter_map(|(m, effect)| part(pack, words, plain, m, *effect, reading)).collect();
    found.retain(|p| !is_never(words, plain, p));
    subjects.silence(&mut found);
    subjects.name_kin(&mut found);
    pronoun::one_of_two(pack, reading, &mut found);
    pronoun::resolve(pack, words, plain, reading, &mut found);
    subjects.open_bought(&mut found);
    // One that takes a company for its own shareholder must not win over one that does not.
    found.retain(|p| words.types.get(&p.kind).is_none_or(|t| distinct(p, t)));
    let mut parts = one_reading(&words.types, found, lost);
    one_figure(&mut parts, &words.types);
    one_part(&mut parts, &words.types);
    subjects.open_objects(&mut parts);
    subjects.follow_subject(&mut parts);
    for p in parts.iter_mut().filter(|p| p.makes == Makes::Deal && p.attach.is_none()) {
        words.types.get(&p.kind).into_iter().for_each(|t| part_from_itself(p, t));
    }
    carry(&mut parts, Makes::Deal, subjects);
    parts.retain(|p| !is_never(words, plain, p));
    for p in parts.iter_mut().filter(|p| p.makes == Makes::Deal) {
        with_whom(words, plain, p, reading, before);
        without_owners(words, plain, p);
    }
    // Facts may be about the target of a deal, and so come behind the deals.
    let target = parts.iter().filter(|p| p.makes == Makes::Deal).find_map(|p| p.role("target").first());
    let before = Before { target: target.and_then(|f| Some((f.entity?, f.span))).or(before.target), ..before };
    carry(&mut parts, Makes::Fact, Subjects { before, ..subjects });
    parts.into_iter().flat_map(|p| several(&words.types, p)).collect()
}

/// Notes whom 标的公司, 收购方 and 卖方 speak of from here on; a story has one of each at a time.
pub fn remember(discourse: &mut Discourse<'_>, part: &Deal) {
    let first = |roles: &[&str]| roles.iter().find_map(|r| part.role(r).first()?.entity);
    discourse.target = first(&["target"]).or(discourse.target);
    discourse.buyer = first(&["acquirer", "investor"]).or(discourse.buyer);
    discourse.seller = first(&["seller"]).or(discourse.seller);
    let parties: BTreeSet<usize> = part.roles.values().flatten().filter_map(|f| f.entity).collect();
    // On one side of an agreement there may be several.
    let sides = parties.len() == 2 || parties.len() > 2 && part.role("party").len() == parties.len();
    if part.makes == Makes::Deal && sides {
        discourse.sides = parties.into_iter().collect();
    }
}

/// A match as a part of a deal, unless a context drops it.
fn part(pack: &Pack, words: &Words, plain: &str, m: &RuleMatch, effect: Option<(Effect, usize)>, reading: &Reading) -> Option<Deal> {
    let rule = &pack.rules[m.rule];
    let status = match effect {
        Some((Effect::Drop, _)) => return None,
        // That something was said is no sign that it was done: 曾于5月6日表示.
        Some((Effect::Status("completed"), _)) if rule.kind == ANY && !m.fills.is_empty() => rule.status,
        Some((Effect::Status(s), _)) => Some(s),
        None => rule.status,
    };
    let mut deal = Deal {
        makes: rule.makes,
        kind: rule.kind.clone(),
        status,
        history: Vec::new(),
        roles: BTreeMap::new(),
        evidence: vec![(reading.span, m.rule)],
        confidence: rule.confidence,
        cumulative: rule.cumulative,
        attach: rule.attach.then_some(rule.back),
        ahead: rule.ahead,
        named: if rule.attach { named(reading, m) } else { BTreeSet::new() },
        priority: rule.priority,
        span: m.span,
        sentence: reading.sentence,
        told_in: BTreeSet::from([reading.sentence]),
        triggers: std::iter::once(m.trigger).chain(m.more_triggers.iter().copied()).collect(),
        carry: rule.carry.clone(),
        follow: (rule.follow.clone(), rule.back),
        each: rule.each.clone(),
        timed: reading.mentions.iter().any(|m| matches!(m.what, What::Value(Value::Date(_)))),
        background: effect.is_some_and(|(_, context)| pack.contexts[context].background),
        part: rule.part,
        near_name: false,
        paired: rule.paired,
        part_of: None,
    };
    for fill in &m.fills {
        let plainly = |span, value| Filler { span, entity: None, value, text: None, by_reference: false };
        match fill.with {
            FilledWith::Text(span) => deal.add(&fill.role, Filler { text: Some(span.of(plain).to_owned()), ..plainly(span, None) }),
            FilledWith::Mention(i) => {
                let i = if INVESTS.contains(&fill.role.as_str()) { owned_by(words, plain, reading, m, i).unwrap_or(i) } else { i };
                let mention = &reading.mentions[i];
                if let What::Value(v) = &mention.what {
                    // 当年: of a year that the text has not named.
                    let unnamed = matches!(v, Value::Date(d) if d.begin.is_none()) && words.of_old.contains(mention.span.of(plain));
                    if !unnamed {
                        deal.add(&fill.role, plainly(mention.span, Some(v.clone())));
                    }
                }
                deal.near_name |= mention.what == What::NearName;
                if rule.makes == Makes::Deal && is_whose(pack, words, plain, m, &fill.role, mention) {
                    continue;
                }
                for &e in &reading.entities[i] {
                    let by_reference = mention.what != What::Name;
                    deal.add(&fill.role, Filler { span: mention.span, entity: Some(e), value: None, text: None, by_reference });
                }
            }
        }
    }
    Some(deal)
}

/// The company that is named as owned by the one in mention `i`, in a list of investors: 东岳资本、云岭集团旗下北峰创投.
fn owned_by(words: &Words, plain: &str, reading: &Reading, m: &RuleMatch, i: usize) -> Option<usize> {
    let behind = &plain[reading.mentions[i].span.end..];
    let owner = words.references.owner(behind)?;
    let next = reading.mentions.get(i + 1).filter(|n| n.what == What::Name && n.kind == kind_named("Company"))?;
    let between = plain.get(reading.mentions[i].span.end + owner..next.span.start)?;
    let near = between.chars().count() <= OWNED_WITHIN && !between.contains(['，', '。', '；', '、', '和']);
    (near && !m.fills.iter().any(|f| matches!(f.with, FilledWith::Mention(j) if j == i + 1))).then_some(i + 1)
}

/// Whether a word that says whose something is (其, behind the verb; 对于海川股份的…) would fill the role of who acts.
fn is_whose(pack: &Pack, words: &Words, plain: &str, m: &RuleMatch, role: &str, mention: &Mention) -> bool {
    if !words.types.get(&pack.rules[m.rule].kind).is_some_and(|t| t.acting().any(|acting| acting == role)) {
        return false;
    }
    let its = mention.span.start >= m.trigger.end && words.references.is_who_holds(mention.span.of(plain));
    let (ahead, behind) = (&plain[..mention.span.start], &plain[mention.span.end..]);
    let spoken_of = words.beside().is_spoken_of(ahead, behind);
    // 东岳资本（财务顾问） takes no part.
    let bracket = behind.strip_prefix('（');
    let advises = bracket.is_some_and(|b| words.advises.fit(b));
    its && !words.beside().is_governed(ahead) || spoken_of || advises && role != ADVISER
}

/// Takes out those who are named before the verb only to say whose the part is that acts, and whose name is none that is known:
/// 朱明旗下海川城. 海川股份旗下公司 may be all that is known of who acts.
fn without_owners(words: &Words, plain: &str, part: &mut Deal) {
    let Some(t) = words.types.get(&part.kind) else { return };
    let owns = |rest: &str| rest.starts_with(char::is_alphanumeric) && !words.unnamed_part.fit(rest);
    let at = part.triggers[0].start;
    let owner = |f: &Filler| {
        let behind = &plain[f.span.end..];
        let whose = || words.whose_part.of(behind).any(|(length, ())| owns(&behind[length..]));
        f.entity.is_some() && !f.by_reference && f.span.end <= at && whose()
    };
    part.roles
        .iter_mut()
        .filter(|(role, _)| t.acting().any(|acting| acting == *role))
        .for_each(|(_, fillers)| fillers.retain(|f| !owner(f)));
    // 与明远科技原股东签署协议: it is not the company that signs.
    let held = |f: &Filler| f.entity.is_some() && !f.by_reference && words.beside().is_owned(&plain[f.span.end..]);
    part.roles.iter_mut().filter(|(role, _)| t.together.contains(role)).for_each(|(_, fillers)| fillers.retain(|f| !held(f)));
    part.roles.retain(|_, fillers| !fillers.is_empty());
}

/// The role of those who only advise.
const ADVISER: &str = "adviser";
/// The roles of those who invest.
const INVESTS: [&str; 2] = ["investor", "lead_investor"];
/// Characters between it and the company that is owned.
const OWNED_WITHIN: usize = 8;

/// Whether somebody fills a role who fills none in deals of the type: units of a fund are no stake in a company.
fn is_never(words: &Words, plain: &str, part: &Deal) -> bool {
    let ends = |span: Span, list: &str| {
        let near = plain.floor_char_boundary(span.start.saturating_sub(NAMED_NEAR))..plain.floor_char_boundary(span.end + NAMED_NEAR);
        words.is_never(list, span.of(plain), &plain[near])
    };
    let named = |role: &str, list: &str| part.role(role).iter().any(|f| f.entity.is_some() && ends(f.span, list));
    words.types.of(&part.kind).never.iter().any(|(role, list)| named(role, list))
}

/// Bytes around a name within which its full form is looked for: more than most articles have, so that long documents take no longer.
const NAMED_NEAR: usize = 20_000;

/// Whom the sentence of a match of an `attach` rule names before it; where the match tells a day, whom it names itself.
fn named(reading: &Reading, m: &RuleMatch) -> BTreeSet<usize> {
    let day = |f: &Fill| match f.with {
        FilledWith::Mention(i) => matches!(reading.mentions[i].what, What::Value(Value::Date(_))),
        FilledWith::Text(_) => false,
    };
    let begin = if m.fills.iter().any(day) { m.span.start } else { reading.span.start };
    let mentions = reading.mentions.iter().zip(&reading.entities);
    let here = mentions.filter(|(n, _)| n.what == What::Name && begin <= n.span.start && n.span.end <= m.trigger.start);
    here.flat_map(|(_, entities)| entities).copied().collect()
}

/// One trigger is read one way. Of matches whose triggers overlap, one with all its joint roles filled is preferred, then
/// the one of higher priority, then the one that fills more roles, then the longer, then the earlier; matches of the preferred type supplement it, matches of
/// other types are lost. Matches of `attach` rules do not compete.
fn one_reading(types: &Types, mut matches: Vec<Deal>, lost: &mut Vec<Lost>) -> Vec<Deal> {
    let rule = |m: &Deal| m.evidence[0].1;
    matches.sort_by_cached_key(|m| {
        (m.attach.is_some(), !together(m, types), -m.priority, Reverse(m.roles.len()), Reverse(m.span.len()), m.span.start, rule(m))
    });
    let mut out: Vec<Deal> = Vec::new();
    for m in matches {
        let competes = |o: &Deal| o.makes == m.makes && o.attach.is_none() && m.attach.is_none() && o.shares_trigger(&m);
        match out.iter_mut().find(|o| competes(o)) {
            Some(o) if o.kind == m.kind => supplement(o, m),
            Some(o) => lost.push(Lost { rule: rule(&m), span: m.span, winner: rule(o) }),
            None => out.push(m),
        }
    }
    out.sort_by_key(|m| (m.triggers[0], m.span, rule(m)));
    out
}

/// Adds what `deal` says nothing about. A company or value that has a role already takes no second one, unless it has the
/// first by a word that stands for it (其) and the second by name. The stake that is all of a subject (收购全部股权) is both.
fn supplement(deal: &mut Deal, other: Deal) {
    let mut told: Option<Vec<Filler>> = None;
    for (role, fillers) in other.roles {
        if deal.role(&role).is_empty() {
            let told = told.get_or_insert_with(|| deal.roles.values().flatten().cloned().collect());
            let named: Vec<usize> = fillers.iter().filter(|f| !f.by_reference).filter_map(|f| f.entity).collect();
            for taken in deal.roles.values_mut() {
                taken.retain(|f| !(f.by_reference && f.entity.is_some_and(|e| named.contains(&e))));
            }
            deal.roles.retain(|_, fillers| !fillers.is_empty());
            let taken = |f: &Filler| if f.entity.is_some() { deal.holds(f) } else { told.iter().any(|t| t.agrees(f)) };
            let free: Vec<Filler> = fillers.into_iter().filter(|f| !taken(f)).collect();
            free.into_iter().for_each(|f| deal.add(&role, f));
        }
    }
    for e in other.evidence {
        if !deal.evidence.contains(&e) {
            deal.evidence.push(e);
        }
    }
    deal.status = deal.status.or(other.status);
    deal.cumulative |= other.cumulative;
    deal.part |= other.part;
    deal.near_name |= other.near_name;
    deal.background |= other.background;
    deal.follow.0.extend(other.follow.0);
    deal.follow.1 = deal.follow.1.max(other.follow.1);
    deal.each = deal.each.take().or(other.each);
    deal.paired |= other.paired;
    deal.confidence = deal.confidence.max(other.confidence);
    deal.carry.extend(other.carry);
    deal.triggers.extend(other.triggers);
}

/// A figure that stands for its deal (完成B轮) and that another verb of the same deal tells, too (B轮融资), tells of no second one.
fn one_figure(parts: &mut Vec<Deal>, types: &Types) {
    let deal = |d: &Deal| d.makes == Makes::Deal && d.attach.is_none();
    let agree = |a: &Deal, b: &Deal, role: &str| {
        let entities = |d: &Deal| d.role(role).iter().filter_map(|f| f.entity).collect::<BTreeSet<usize>>();
        a.role(role).is_empty() || b.role(role).is_empty() || entities(a) == entities(b)
    };
    let tells = |a: &Deal, b: &Deal| {
        let told = deal(a)
            && deal(b)
            && a.kind == b.kind
            && a.roles.values().flatten().any(|f| f.value.is_some() && f.span == b.triggers[0] && !a.triggers.contains(&f.span));
        let parties = || types.get(&a.kind).is_some_and(|t| t.parties().all(|role| agree(a, b, role)));
        told && parties()
    };
    while let Some((i, j)) =
        (0..parts.len()).flat_map(|i| (0..parts.len()).map(move |j| (i, j))).find(|&(i, j)| i != j && tells(&parts[i], &parts[j]))
    {
        let other = parts[j].clone();
        supplement(&mut parts[i], other);
        parts.remove(j);
    }
}

/// In deals of one type, told by several verbs, a mention plays one part: the one at the verb nearest to it. In
/// A收购B、C收购D, B is no buyer of D. So does a figure: in A收购B后，以3亿元收购C it is what C costs.
fn one_part(parts: &mut [Deal], types: &Types) {
    let taken = |parts: &[Deal], deal: &Deal, role: &str, f: &Filler| {
        let mut others =
            nearer(parts, deal, f.span).flat_map(|o| o.roles.iter().filter(|(r, _)| *r != role).flat_map(|(_, fillers)| fillers));
        f.entity.is_some() && others.any(|g| g.span == f.span)
    };
    take_out(parts, taken);
    // Whom a verb has only borrowed from another one is gone by now.
    let costs = |parts: &[Deal], deal: &Deal, role: &str, f: &Filler| {
        let Some(t) = types.get(&deal.kind).filter(|t| f.value.is_some() && t.agree.iter().any(|r| r == role)) else { return false };
        let named = |g: &Filler| g.entity.is_some() && !g.by_reference && !deal.holds(g);
        // A verb that names nothing repeats the other one: 收购B，收购价为3亿元.
        let names = |o: &&Deal| t.things().any(|r| o.role(r).iter().any(named));
        nearer(parts, deal, f.span).filter(names).flat_map(|o| o.role(role)).any(|g| g.span == f.span)
    };
    take_out(parts, costs);
}

/// The parts of the type of `deal` with a verb nearer to a stretch of text than its own.
fn nearer<'p>(parts: &'p [Deal], deal: &'p Deal, span: Span) -> impl Iterator<Item = &'p Deal> {
    let distance = move |deal: &Deal| {
        let gap = |t: &Span| t.start.saturating_sub(span.end).max(span.start.saturating_sub(t.end));
        deal.triggers.iter().map(gap).min().unwrap_or(usize::MAX)
    };
    let own = distance(deal);
    parts.iter().filter(move |o| o.kind == deal.kind && o.attach.is_none() && distance(o) < own)
}

/// Takes the fillers out of deals that `gone` says, all at once; it is asked with all parts, one of them, a role of it and a filler.
fn take_out(parts: &mut [Deal], gone: impl Fn(&[Deal], &Deal, &str, &Filler) -> bool) {
    let mut lost: Vec<(usize, String, Span)> = Vec::new();
    for (i, deal) in parts.iter().enumerate().filter(|(_, d)| d.makes == Makes::Deal && d.attach.is_none()) {
        let fillers = deal.roles.iter().flat_map(|(role, fillers)| fillers.iter().map(move |f| (role, f)));
        lost.extend(fillers.filter(|(role, f)| gone(parts, deal, role, f)).map(|(role, f)| (i, role.clone(), f.span)));
    }
    for (i, role, span) in lost {
        if let Some(fillers) = parts[i].roles.get_mut(&role) {
            fillers.retain(|f| f.span != span);
        }
        // 60%股权 goes with 60%.
        parts[i].roles.values_mut().for_each(|fillers| fillers.retain(|f| f.text.is_none() || !f.span.contains(span)));
        parts[i].roles.retain(|_, fillers| !fillers.is_empty());
    }
}

/// Fills the roles that deals, or facts, leave open, in the order of their verbs.
fn carry(parts: &mut [Deal], makes: Makes, subjects: Subjects<'_>) {
    for i in 0..parts.len() {
        if parts[i].makes == makes && !parts[i].carry.is_empty() {
            let mut part = parts[i].clone();
            subjects.fill(&mut part, parts);
            parts[i] = part;
        }
    }
}

/// Adds whoever does something with a list of others (日前与A、B签署协议) where the sentence does not name him; without him the list
/// tells of nothing that its members do among themselves.
fn with_whom(words: &Words, plain: &str, deal: &mut Deal, reading: &Reading, before: Before) {
    let at = deal.triggers[0].start;
    for role in &words.types.of(&deal.kind).together {
        let list = deal.role(role);
        let Some(first) = list.iter().map(|f| f.span.start).min().filter(|_| list.len() >= 2) else { continue };
        let listed = |e: usize| list.iter().any(|f| f.entity == Some(e));
        let subject = reading.subject(at);
        // Behind the verb stands another with whom the list does something.
        let ahead = list.iter().all(|f| f.span.end <= at);
        let outside = subject.is_some_and(|(e, span)| span.start == first || !listed(e));
        let clause = plain.get(reading.span.start..first).unwrap_or("");
        let with = words.with.of(clause).min_by_key(|(_, place)| **place);
        let rest = with.map(|(length, _)| &clause[..clause.len() - length]);
        let dated = |rest: &str| {
            let at = reading.span.start + rest.len();
            reading.mentions.iter().any(|m| matches!(m.what, What::Value(_)) && m.span.end == at)
        };
        let opens = |rest: &str| dated(rest) || rest.is_empty() || rest.ends_with(['，', '；', '：', '“']) || words.before_with.fit(rest);
        if !ahead || !outside || !rest.is_some_and(opens) {
            continue;
        }
        match subject.into_iter().chain(before.speaker).find(|(e, _)| !listed(*e)) {
            Some((e, span)) => deal.add(role, Filler { span, entity: Some(e), value: None, text: None, by_reference: true }),
            None => drop(deal.roles.remove(role)),
        }
    }
}

/// Splits a deal that stands for several: one for each filler of a role, or, where the sentence pairs lists of equal
/// length, one for each pair (分别以3亿元和5亿元收购A和B). Their special role becomes its general one.
fn several(types: &Types, deal: Deal) -> Vec<Deal> {
    let n = deal.roles.values().map(Vec::len).max().unwrap_or(0);
    let generalise = |mut part: Deal, role: &str| {
        let general = types.get(&part.kind).and_then(|t| t.also.iter().find(|(special, _)| special == role));
        if let Some((_, general)) = general {
            part.roles.remove(role).into_iter().flatten().for_each(|f| part.add(general, f));
        }
        part
    };
    let split: Vec<String> = match &deal.each {
        Some(role) if deal.role(role).len() > 1 => vec![role.clone()],
        _ if deal.paired => deal.roles.iter().filter(|(_, f)| f.len() == n).map(|(r, _)| r.clone()).collect(),
        _ => Vec::new(),
    };
    let n = split.first().map_or(0, |r| deal.role(r).len());
    if n < 2 || deal.each.is_none() && split.len() < 2 {
        let each = deal.each.clone();
        return vec![match each {
            Some(role) => generalise(deal, &role),
            None => deal,
        }];
    }
    let mut deal = deal;
    deal.roles.iter_mut().filter(|(role, _)| split.contains(role)).for_each(|(_, fillers)| share_bound(fillers));
    let one = |i: usize| {
        let mut part = deal.clone();
        for role in &split {
            if let Some(fillers) = part.roles.get_mut(role) {
                *fillers = vec![fillers.swap_remove(i)];
            }
            part = generalise(part, role);
        }
        part
    };
    (0..n).map(one).collect()
}

/// Gives each figure of a list the bound that stands before the first: 分别减持不超过3万股、5万股.
fn share_bound(fillers: &mut [Filler]) {
    let Some((Filler { value: Some(Value::Quantity(first)), .. }, rest)) = fillers.split_first_mut() else { return };
    let bound = first.qualifier;
    for filler in rest {
        let Some(Value::Quantity(q)) = &mut filler.value else { continue };
        match bound {
            Qualifier::AtMost if q.qualifier == Qualifier::Exact => (q.max, q.qualifier) = (q.value.take(), bound),
            Qualifier::AtLeast | Qualifier::Over if q.qualifier == Qualifier::Exact => (q.min, q.qualifier) = (q.value.take(), bound),
            _ => {}
        }
    }
}
