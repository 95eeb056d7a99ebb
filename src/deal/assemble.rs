//! Matches that speak of one deal become one deal.

use super::actor::begins_item;
use super::deals::Deals;
use super::model::{Deal, Filler};
use super::story::Story;
use super::words::Types;
use super::{akin, headline};
use crate::base::Span;
use crate::entity::beside::AND_OTHERS;
use crate::rule::file::Makes;
use crate::rule::pack::{BACK, DealType, TARGET};
use crate::value::{DateValue, Qualifier, Quantity, Value};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

pub use crate::rule::lint::ANY;

/// Sentences further apart than this are joined only by what identifies a deal, not by its buyer alone.
const NEAR: usize = 3;

/// Sentences so near that a rounder figure for a thing is the same thing: title and lede.
const CLOSE: usize = 2;

/// Hundredths by which two amounts may differ and be one that is rounded once.
const ROUNDED: i64 = 1;

/// Sums are often told in whole units of this, the larger they are the oftener: from so many of them on, one more or less is a part of one.
const UNIT: i64 = 100_000_000;
const MANY: i64 = 20 * UNIT;

/// Joins the parts that a document tells, given in the order of its text.
pub fn assemble(parts: Vec<Deal>, types: &Types, story: Story<'_>) -> Vec<Deal> {
    let kin = kin_told(&parts);
    let story = Story { kin: &kin, ..story };
    let mut deals = Deals::default();
    let mut waiting: Vec<Deal> = Vec::new();
    // For a deal that nothing dated when it was told, the day of the report before it.
    let mut reported: Vec<(usize, Deal)> = Vec::new();
    let mut parts = parts.into_iter().peekable();
    while let Some(at) = parts.peek().map(|d| d.sentence) {
        let sentence = std::iter::from_fn(|| parts.next_if(|d| d.sentence == at));
        waiting.retain(|a| at - a.sentence <= a.ahead && story.one_brief(a.sentence, at));
        let (mut additions, mut told): (Vec<Deal>, Vec<Deal>) = sentence.filter(|d| !tells_a_span(d)).partition(|d| d.attach.is_some());
        additions.sort_by_key(|a| -a.priority);
        // Whoever tells the day of another report goes on with that one.
        waiting.retain(|a| !dated(a) || !additions.iter().any(|b| dates_anew(b, a, story.plain)));
        let dates: Vec<Span> = additions.iter().filter(|a| dated(a)).map(|a| a.span).collect();
        let mut pending: Vec<Deal> = additions.into_iter().filter_map(|a| attach_here(&mut told, a, &dates, types, story.plain)).collect();
        let told_here: BTreeSet<String> = told.iter().map(|d| d.kind.clone()).collect();
        let spent: BTreeSet<Span> = told.iter().filter(|d| d.makes == Makes::Deal).flat_map(figures).collect();
        let parts_of = |kind: &str, list: &[Deal]| list.iter().filter(|d| d.part && d.kind == kind).count();
        let alone: BTreeSet<String> = told_here.iter().filter(|k| parts_of(k, &told) == 1).cloned().collect();
        for mut part in told {
            follow(&deals, &mut part, story);
            include(&mut part, types);
            part.part &= !alone.contains(&part.kind) || !is_all(&deals, &part, types, story.plain);
            match last_same(&deals, &part, types, story) {
                Some(i) => retell(&mut deals, i, part, types, story),
                None if nameless(&part, types) => pending.push(Deal { attach: Some(BACK), ..part }),
                None => deals.push(part),
            }
        }
        // What the sentence says of a deal of its own is of that one: 其中，东岳资本转让1%股权，交易价格700万元.
        let akin = |a: &Deal| types.get(&a.kind).is_some_and(|t| told_here.iter().any(|k| t.akin.contains(k)));
        // What a sentence says a deal of its own costs is no price of another one.
        let trade = |a: &Deal| types.get(&a.kind).is_some_and(|t| t.is_thing(TARGET));
        let of_another =
            |a: &Deal| trade(a) && a.attach.is_some() && figures(a).any(|f| spent.contains(&f)) && !told_here.contains(&a.kind);
        for addition in pending.into_iter().filter(|a| !akin(a) && !of_another(a)) {
            if !attach_before(&mut deals, &addition, types, story) && addition.ahead > 0 {
                waiting.push(addition);
            }
        }
        let told = deals.told_in(at..at + 1).into_iter().filter_map(|i| Some((i, deals.get(i)?)));
        for (i, deal) in told.filter(|(_, d)| d.told_in.contains(&at) && undated(d, types)) {
            let open = waiting
                .iter()
                .filter(|a| a.sentence < at && fits(deal, a, types, story.plain) && announces(deal, a) && (!deal.timed || is_day(a)));
            reported.extend(open.max_by_key(|a| (a.sentence, a.priority)).map(|a| (i, a.clone())));
        }
    }
    let mut deals = deals.into_list();
    // A headline is dated by the report below it, not by the one above.
    for (i, addition) in reported {
        if undated(&deals[i], types) {
            add(&mut deals[i], &addition, addition.status, types);
        }
    }
    for deal in &mut deals {
        include(deal, types);
        types.get(&deal.kind).into_iter().for_each(|t| part_from_itself(deal, t));
    }
    let whole: BTreeSet<String> = deals.iter().filter(|d| complete(d, types)).map(|d| d.kind.clone()).collect();
    deals.retain(|d| complete(d, types) || !whole.contains(&d.kind) && alone(d, types));
    // What was added may have made two deals one.
    let mut out = Deals::default();
    for deal in deals {
        match last_same(&out, &deal, types, story) {
            Some(i) => retell(&mut out, i, deal, types, story),
            None => out.push(deal),
        }
    }
    headline::join(story, &mut out, types);
    akin::absorb(&mut out, types, story.plain);
    let mut out = out.into_list();
    for deal in &mut out {
        date_long_past(deal, types);
        if has_ended(deal) && types.get(&deal.kind).is_some_and(|t| t.time.is_empty()) {
            deal.roles.remove(CLOSED);
        }
        date_completed(deal, types);
        complete_past(deal, types, story.date);
    }
    if out.iter().any(|d| d.part) { link_parts(out, types) } else { out }
}

/// The last deal that a report is of.
fn last_same(deals: &Deals, report: &Deal, types: &Types, story: Story<'_>) -> Option<usize> {
    let parties = types.get(&report.kind).into_iter().flat_map(DealType::parties);
    let mut sharing = deals.sharing(report, parties).into_iter().rev();
    sharing.find(|&i| deals.get(i).is_some_and(|d| same(d, report, types, story)))
}

/// Joins a report to the deal that it is of.
fn retell(deals: &mut Deals, i: usize, mut report: Deal, types: &Types, story: Story<'_>) {
    if let Some(deal) = deals.to_join(i, &report) {
        date_by_figures(deal, &mut report, types);
        supersede(deal, &mut report, types);
        unite(deal, report, story.plain);
    }
}

/// Where the figures stand that a report tells.
fn figures(report: &Deal) -> impl Iterator<Item = Span> {
    report.roles.values().flatten().filter(|f| matches!(f.value, Some(Value::Quantity(_)))).map(|f| f.span)
}

/// Whether nothing says when a deal was made or told, and it may be news. What was closed without a day is background.
fn undated(deal: &Deal, types: &Types) -> bool {
    let Some(t) = types.get(&deal.kind) else { return false };
    let news = t.done.is_empty() || deal.status != Some("completed");
    // Where the day of a deal and the day it was told are no one time, the one does not stand for the other.
    news && (t.time.is_empty() || !deal.timed && t.time.iter().all(|r| deal.role(r).is_empty()))
}

/// Whether a part names nobody who would tell it from other deals.
fn nameless(part: &Deal, types: &Types) -> bool {
    let mut keys = types.get(&part.kind).into_iter().flat_map(DealType::parties).peekable();
    match keys.peek() {
        Some(_) => keys.all(|r| part.role(r).is_empty()),
        // Of a type that no file describes, or without a key, whoever is named tells a deal from others.
        None => part.roles.values().flatten().all(|f| f.entity.is_none()),
    }
}

/// Takes over what a part leaves to the deal told last.
fn follow(deals: &Deals, part: &mut Deal, story: Story<'_>) {
    let (roles, back) = std::mem::take(&mut part.follow);
    for role in roles.iter().filter(|r| part.role(r).is_empty()).cloned().collect::<Vec<_>>() {
        let told =
            |d: &Deal| d.told_before(part.sentence + 1).filter(|&at| part.sentence - at <= back && story.one_brief(at, part.sentence));
        let near = deals.told_in(part.sentence.saturating_sub(back)..part.sentence + 1).into_iter().filter_map(|i| deals.get(i));
        let last = near.filter(|d| d.kind == part.kind && !d.role(&role).is_empty());
        let last = last.filter_map(|d| Some((told(d)?, d))).max_by_key(|(at, _)| *at);
        for filler in last.map_or(&[][..], |(_, d)| d.role(&role)).to_vec() {
            if !part.holds(&filler) {
                part.add(&role, Filler { by_reference: true, ..filler });
            }
        }
    }
}

/// Whether what one party gave is all of a deal told right before without figures: 引入东岳资本，后者出资2亿元.
fn is_all(deals: &Deals, part: &Deal, types: &Types, plain: &str) -> bool {
    let keys = types.get(&part.kind).map_or(&[][..], |t| &t.key);
    let alike = |x: &[Filler], y: &[Filler]| {
        !x.is_empty() && x.iter().all(|f| y.iter().any(|g| f.agrees(g))) && y.iter().all(|g| x.iter().any(|f| g.agrees(f)))
    };
    let near = deals.told_in(part.sentence.saturating_sub(1)..part.sentence + 1).into_iter().filter_map(|i| deals.get(i));
    let whole =
        near.filter(|d| d.kind == part.kind && !d.part && d.makes == Makes::Deal && (part.status.is_none() || d.status == part.status));
    // 东岳资本等机构: there are others.
    let closed = |d: &Deal| d.roles.values().flatten().all(|f| !plain[f.span.end..].starts_with(AND_OTHERS));
    // What is told of both must not be two sums.
    let open = |d: &Deal| {
        let mut figures = part.roles.iter().filter(|(_, v)| v.iter().any(|f| matches!(f.value, Some(Value::Quantity(_)))));
        figures.all(|(r, v)| agree(d.role(r), v) != Some(false))
    };
    let roles = || keys.iter().flat_map(|k| k.split('|'));
    part.part && whole.filter(|d| open(d) && closed(d)).any(|d| roles().all(|r| alike(d.role(r), part.role(r))))
}

/// Links each tranche to the last deal before it that agrees in every role that tells deals of the type apart.
fn link_parts(list: Vec<Deal>, types: &Types) -> Vec<Deal> {
    let deals: Deals = list.into_iter().collect();
    let whole_of = |part: &Deal| {
        let keys = types.get(&part.kind).map_or(&[][..], |t| &t.key);
        let roles: Vec<&str> = keys.iter().flat_map(|k| k.split('|')).collect();
        let sharing = deals.sharing(part, roles.iter().copied()).into_iter().filter_map(|j| Some((j, deals.get(j)?)));
        let whole = sharing.filter(|(_, d)| !d.part && d.kind == part.kind && d.sentence <= part.sentence);
        let shares = |d: &Deal| roles.iter().filter(|r| agree(d.role(r), part.role(r)) == Some(true)).count();
        let differs = |d: &Deal| roles.iter().any(|r| agree(d.role(r), part.role(r)) == Some(false));
        let whole = whole.filter(|(_, d)| shares(d) > 0 && !differs(d));
        whole.max_by_key(|(j, d)| (shares(d), d.sentence, *j)).map(|(j, _)| j)
    };
    let of: Vec<Option<usize>> = deals.numbers().map(|i| whole_of(deals.get(i).filter(|d| d.part)?)).collect();
    deals.into_list().into_iter().zip(of).map(|(deal, part_of)| Deal { part_of, ..deal }).collect()
}

/// Whether two roles have a filler in common; `None` where one of them is open.
pub fn agree(x: &[Filler], y: &[Filler]) -> Option<bool> {
    (!x.is_empty() && !y.is_empty()).then(|| x.iter().any(|f| y.iter().any(|g| f.agrees(g))))
}

/// Fills general roles with what fills special ones.
fn include(deal: &mut Deal, types: &Types) {
    for (special, general) in types.get(&deal.kind).map_or(&[][..], |t| &t.also) {
        for filler in deal.role(special).to_vec() {
            deal.add(general, filler);
        }
    }
}

/// Tells a deal as completed that happened long before the day of the article, and of which nothing else is said.
fn complete_past(deal: &mut Deal, types: &Types, article: Option<Date>) {
    let happened = types.get(&deal.kind).and_then(|t| t.time.first()).map_or(&[][..], |r| deal.role(r));
    if end_long_before(happened, article) && deal.makes == Makes::Deal && deal.status.is_none() {
        deal.status = Some("completed");
    }
}

/// Takes from a deal told as done the day of a report that comes long after it: that is the day of the news, of which it is no part.
fn date_long_past(deal: &mut Deal, types: &Types) {
    let Some([day, told, ..]) = types.get(&deal.kind).map(|t| &t.time[..]) else { return };
    let bounds = |role: &str| {
        let dates = deal.role(role).iter().filter_map(|f| match &f.value {
            Some(Value::Date(v)) => Some((v.begin?, v.end?)),
            _ => None,
        });
        dates.reduce(|(b, e), (c, f)| (b.min(c), e.max(f)))
    };
    let late = |((_, done), (told, _)): ((Date, Date), (Date, Date))| done < told && days_between((done, done), (told, told)) > LATE_DAYS;
    if deal.status == Some("completed") && deal.makes == Makes::Deal && bounds(day).zip(bounds(told)).is_some_and(late) {
        deal.roles.remove(told);
    }
}

/// Days after a deal from which on a report is no announcement of it.
const LATE_DAYS: i32 = 60;

/// Fills what only a deal told as completed has: the day that it was closed.
fn date_completed(deal: &mut Deal, types: &Types) {
    for (role, from) in types.get(&deal.kind).map_or(&[][..], |t| &t.done) {
        if deal.status == Some("completed") && deal.history.is_empty() && deal.role(role).is_empty() {
            deal.role(from).to_vec().into_iter().for_each(|f| deal.add(role, f));
        }
    }
}

fn complete(deal: &Deal, types: &Types) -> bool {
    match types.get(&deal.kind) {
        Some(t) => filled(deal, &t.needs) && sound(deal, t, types),
        None => deal.roles.values().flatten().any(|f| f.entity.is_some()),
    }
}

/// Whether a deal says more than one word that stands for a company: 本次收购将使公司受益.
fn told_by_name(deal: &Deal, t: &DealType) -> bool {
    let mut told = t.parties().flat_map(|r| deal.role(r));
    let told = (told.next(), told.next());
    deal.makes == Makes::Fact || has_figures(deal, t) || !matches!(told, (Some(f), None) if f.by_reference)
}

/// Whether a deal tells a value that deals of its type have once.
fn has_figures(deal: &Deal, t: &DealType) -> bool {
    t.agree.iter().any(|r| !deal.role(r).is_empty())
}

/// Whether a deal may stand where no other of its type is told.
fn alone(deal: &Deal, types: &Types) -> bool {
    types.get(&deal.kind).is_some_and(|t| !t.alone.is_empty() && filled(deal, &t.alone) && sound(deal, t, types))
}

/// Whether a role of each group is filled.
fn filled(deal: &Deal, groups: &[Vec<String>]) -> bool {
    groups.iter().all(|group| group.iter().any(|r| !deal.role(r).is_empty()))
}

/// Whether the parties make sense together.
fn sound(deal: &Deal, t: &DealType, types: &Types) -> bool {
    together(deal, types) && distinct(deal, t) && told_by_name(deal, t)
}

/// Whether no company stands in a relation to itself, as when 公司 is taken for its own shareholder.
pub fn distinct(fact: &Deal, t: &DealType) -> bool {
    if fact.makes == Makes::Deal {
        return true;
    }
    let entities: Vec<usize> = t.key.iter().flat_map(|r| fact.role(r)).filter_map(|f| f.entity).collect();
    entities.iter().enumerate().all(|(i, e)| !entities[..i].contains(e))
}

/// The role of the day by which something is to be done.
const CLOSED: &str = "closed";

/// The role of who gives up what is bought.
const SELLER: &str = "seller";

/// Takes out who would buy itself: the word that stands for a company (其) where the other role names it, else the buyer; and
/// who would sell itself.
pub fn part_from_itself(deal: &mut Deal, t: &DealType) {
    let [_, .., buyer] = &t.key[..] else { return };
    // 要约收购其持有的股份: 其 is not who buys.
    let buying: Vec<usize> = deal.role(buyer).iter().filter_map(|f| f.entity).collect();
    if let Some(sellers) = deal.roles.get_mut(SELLER).filter(|_| buyer != SELLER) {
        sellers.retain(|f| !f.by_reference || f.entity.is_none_or(|e| !buying.contains(&e)));
    }
    let specials = t.also.iter().filter(|(_, general)| general == buyer).map(|(special, _)| special);
    let buyers = specials.chain([buyer]);
    let bought = |e: usize| t.things().any(|r| deal.role(r).iter().any(|f| f.entity == Some(e)));
    let takes_part = buyers.clone().map(String::as_str).chain([SELLER]).flat_map(|r| deal.role(r)).filter_map(|f| f.entity).any(bought);
    if !takes_part {
        deal.roles.retain(|_, fillers| !fillers.is_empty());
        return;
    }
    for of in buyers {
        for role in t.things() {
            let bought = deal.role(role).to_vec();
            let itself = |f: &Filler, g: &Filler| f.entity.is_some() && f.entity == g.entity;
            let buyers = deal.role(of).to_vec();
            let misread = |f: &Filler| f.by_reference && buyers.iter().any(|g| itself(f, g) && !g.by_reference);
            let rest: Vec<Filler> = bought.into_iter().filter(|f| !misread(f)).collect();
            let buyers: Vec<Filler> = buyers.into_iter().filter(|g| !rest.iter().any(|f| itself(f, g))).collect();
            deal.roles.insert(role.to_owned(), rest);
            deal.roles.insert(of.clone(), buyers);
        }
    }
    let sold: Vec<usize> = t.things().flat_map(|r| deal.role(r)).filter_map(|f| f.entity).collect();
    if let Some(sellers) = deal.roles.get_mut(SELLER) {
        sellers.retain(|f| f.entity.is_none_or(|e| !sold.contains(&e)));
    }
    deal.roles.retain(|_, fillers| !fillers.is_empty());
}

/// Whether two and more fill each role that takes them on the same footing.
pub fn together(deal: &Deal, types: &Types) -> bool {
    let Some(t) = types.get(&deal.kind) else { return true };
    let special = |r: &str| t.also.iter().filter(|(_, general)| general == r).map(|(s, _)| deal.role(s).len()).sum::<usize>();
    t.together.iter().all(|r| deal.role(r).len() + special(r) >= 2)
}

/// Joins each deal of these that `other` finds to be another one with that one, once `strip` has taken out of it what the other one
/// knows better.
pub fn fold(
    deals: &mut Deals,
    which: impl IntoIterator<Item = usize>,
    plain: &str,
    other: impl Fn(&Deals, &Deal, usize) -> Option<usize>,
    strip: impl Fn(&mut Deal, &Deal),
) {
    for i in which {
        let other = deals.get(i).and_then(|told| other(deals, told, i));
        if let Some(j) = other
            && let Some(mut told) = deals.take(i)
            && let Some(deal) = deals.to_join(j, &told)
        {
            strip(&mut told, deal);
            unite(deal, told, plain);
        }
    }
}

/// Whether two reports speak of one deal.
fn same(a: &Deal, b: &Deal, types: &Types, story: Story<'_>) -> bool {
    if a.makes != b.makes || a.kind != b.kind || a.cumulative != b.cumulative || a.part != b.part {
        return false;
    }
    let t = types.of(&a.kind);
    let mut shared = 0;
    // What a headline or the heading of a brief says is joined with what stands below it by `headline`.
    let body = |d: &Deal| d.told_in.iter().any(|&s| story.sentences[s].paragraph > 0);
    let apart_from_heads = a.told_in.is_disjoint(&b.told_in) && body(a) && body(b) && !worded_apart(a, b, t);
    for (i, roles) in t.key.iter().enumerate() {
        // Of roles that stand in for each other the first that both have is compared.
        let both = roles.split('|').map(|r| (a.role(r), b.role(r))).find(|(x, y)| !x.is_empty() && !y.is_empty());
        let Some((x, y)) = both else { continue };
        if !x.iter().any(|f| y.iter().any(|g| f.agrees(g))) {
            // A parent and its subsidiary pay one price; what is told by words may be told by other words.
            let worded = x.iter().chain(y).all(|f| f.entity.is_none());
            if i > 0
                && shared > 0
                && (retold(a, b, t) || worded && same_figures(a, b, t) || kin(x, y, story) || apart_from_heads && is_part_of(x, y, story))
            {
                continue;
            }
            // 已发行股份的9.9% and 9.9%股权 are one thing.
            if worded && share_a_figure(a, b, t) {
                continue;
            }
            return false;
        }
        shared += if i == 0 { 2 } else { 1 };
    }
    for role in &t.together {
        let (x, y) = (a.role(role), b.role(role));
        let within = |x: &[Filler], y: &[Filler]| x.iter().all(|f| y.iter().any(|g| f.agrees(g)));
        if !x.is_empty() && !y.is_empty() {
            // Half a report may belong to a whole one; two whole ones name the same parties or are two deals, unless one says of some of
            // them again what the other says of all.
            let (whole, one_way, other_way) = (x.len().min(y.len()) > 1, within(x, y), within(y, x));
            let few = if x.len() < y.len() { a } else { b };
            let again = t.time.is_empty() && !has_figures(few, t) && near(a, b, CLOSE, |m, n| story.one_brief(m, n));
            if !one_way && !other_way || whole && one_way != other_way && !again {
                return false;
            }
            shared += x.len().min(y.len());
        }
    }
    for role in &t.agree {
        let (x, y) = (a.role(role), b.role(role));
        let any = |test: fn(&Filler, &Filler) -> bool| x.iter().any(|f| y.iter().any(|g| test(f, g)));
        if x.is_empty() || y.is_empty() || any(equal) {
            continue;
        }
        if t.once && a.status == b.status && !any(compatible) {
            continue;
        }
        // 高达50亿元 may be 3亿元, but where one name is shared and the reports stand far apart that is not enough.
        let close = near(a, b, CLOSE, |_, _| true);
        if !any(compatible) || shared < 3 && !close {
            return false;
        }
    }
    if apart(a, b, &t.time) && has_figures(a, t) && has_figures(b, t) && !retold(a, b, t) {
        return false;
    }
    // What came to nothing long ago is another try: 双方曾于前年接触，未能谈拢.
    let other_try = |a: &Deal, b: &Deal| has_ended(a) && !has_ended(b) && long_past(a, story.date) && !long_past(b, story.date);
    // So is what was done long ago, and what is planned now.
    let next_step = |a: &Deal, b: &Deal| {
        let done = a.status == Some("completed") || a.status.is_none();
        done && b.status == Some("planned") && long_past(a, story.date) && !long_past(b, story.date)
    };
    if other_try(a, b) || other_try(b, a) || next_step(a, b) || next_step(b, a) {
        return false;
    }
    let near = || near(a, b, NEAR, |x, y| story.one_brief(x, y));
    let waits = || retold(a, b, t) || !a.told_in.is_disjoint(&b.told_in) || ![a, b].iter().any(|d| closed_up(d, t));
    shared >= 2 || shared == 1 && near() && waits()
}

/// Whether sentences that tell of two deals are at most so many apart, and go together.
pub fn near(a: &Deal, b: &Deal, most: usize, together: impl Fn(usize, usize) -> bool) -> bool {
    let (few, many) = if a.told_in.len() < b.told_in.len() { (a, b) } else { (b, a) };
    few.told_in.iter().any(|&x| many.told_in.range(x.saturating_sub(most)..=x + most).any(|&y| together(x, y)))
}

/// The roles of a parent and of its part.
const KIN: [&str; 2] = ["parent", "company"];

/// Parents with their parts, as the document states them.
fn kin_told(parts: &[Deal]) -> Vec<(usize, usize)> {
    let one = |f: &Deal, role: &str| f.role(role).first()?.entity;
    parts.iter().filter(|f| f.makes == Makes::Fact).filter_map(|f| one(f, KIN[0]).zip(one(f, KIN[1]))).collect()
}

/// Whether those who fill a role bear one name, of which one says more: 恒大 and 恒大健康.
fn kin(x: &[Filler], y: &[Filler], story: Story<'_>) -> bool {
    let name = |f: &Filler| f.entity.and_then(|e| Some(story.entities.list[e].texts.first()?.as_str()));
    let longer = |a: &str, b: &str| a.len() > b.len() && b.chars().nth(1).is_some() && a.starts_with(b);
    x.iter().any(|f| y.iter().any(|g| name(f).zip(name(g)).is_some_and(|(a, b)| longer(a, b) || longer(b, a))))
}

/// Whether the words for what two reports are about differ: 100%股权 and 继电器业务.
fn worded_apart(a: &Deal, b: &Deal, t: &DealType) -> bool {
    let differ = |role: &str| {
        let (x, y) = (a.role(role), b.role(role));
        let one = |f: &Filler, g: &Filler| f.text.is_some() && (f.text == g.text || within(f, g) || within(g, f));
        x.iter().chain(y).all(|f| f.text.is_some()) && !x.is_empty() && !y.is_empty() && !x.iter().any(|f| y.iter().any(|g| one(f, g)))
    };
    t.key.iter().flat_map(|roles| roles.split('|')).any(differ)
}

/// Whether the document says that one who fills a role is a part of one who fills it elsewhere.
fn is_part_of(x: &[Filler], y: &[Filler], story: Story<'_>) -> bool {
    let told = |a: usize, b: usize| story.kin.contains(&(a, b)) || story.kin.contains(&(b, a));
    x.iter().any(|f| y.iter().any(|g| f.entity.zip(g.entity).is_some_and(|(a, b)| told(a, b))))
}

/// Whether a report does not name what a deal is about, but tells what it came to and when: it waits for nothing from another one.
fn closed_up(report: &Deal, t: &DealType) -> bool {
    !filled(report, &t.needs) && has_figures(report, t) && t.time.first().is_some_and(|day| !report.role(day).is_empty())
}

/// Of two reports that are dated far apart, the one that tells figures knows the day.
fn date_by_figures(a: &mut Deal, b: &mut Deal, types: &Types) {
    let Some(t) = types.get(&a.kind) else { return };
    if apart(a, b, &t.time) {
        let other = if has_figures(b, t) && !has_figures(a, t) { a } else { b };
        t.time.iter().for_each(|r| drop(other.roles.remove(r)));
    }
}

/// Takes figures out of a report that it tells otherwise than the one before, of a deal that there is but one of at a time.
fn supersede(deal: &Deal, report: &mut Deal, types: &Types) {
    let Some(t) = types.get(&deal.kind).filter(|t| t.once) else { return };
    let differs = |role: &String| {
        let (x, y) = (deal.role(role), report.role(role));
        !x.is_empty() && !y.is_empty() && !x.iter().any(|f| y.iter().any(|g| compatible(f, g)))
    };
    let others: Vec<&String> = t.agree.iter().filter(|r| differs(r)).collect();
    others.into_iter().for_each(|r| drop(report.roles.remove(r)));
}

/// Whether two reports tell the same figure of what first tells deals of the type apart: the amount.
pub fn same_figures(a: &Deal, b: &Deal, t: &DealType) -> bool {
    t.agree.first().is_some_and(|role| same_figure(a, b, role))
}

/// Whether two reports tell the same figure of something that tells deals of the type apart.
fn share_a_figure(a: &Deal, b: &Deal, t: &DealType) -> bool {
    t.agree.iter().any(|role| same_figure(a, b, role))
}

fn same_figure(a: &Deal, b: &Deal, role: &str) -> bool {
    a.role(role).iter().any(|f| b.role(role).iter().any(|g| f.value.is_some() && equal(f, g)))
}

/// Whether two sentences tell the same figures of a deal.
fn retold(a: &Deal, b: &Deal, t: &DealType) -> bool {
    a.told_in.is_disjoint(&b.told_in) && same_figures(a, b, t)
}

/// Whether nothing that two reports say of a deal, but who is in it, tells them apart.
pub fn alike(a: &Deal, b: &Deal, t: &DealType) -> bool {
    has_ended(a) == has_ended(b) && figures_fit(a, b, t) && !apart(a, b, &t.time)
}

/// Whether a deal was given up.
pub fn has_ended(deal: &Deal) -> bool {
    deal.status.is_some_and(|s| finality(s) == ENDED)
}

/// Whether the last day that a report tells lies long before the day of the article.
fn long_past(deal: &Deal, article: Option<Date>) -> bool {
    end_long_before(deal.roles.values().flatten(), article)
}

/// Whether there are days among these, and the last of them lies long before the day of the article.
fn end_long_before<'f>(fillers: impl IntoIterator<Item = &'f Filler>, article: Option<Date>) -> bool {
    let ends = fillers.into_iter().filter_map(|f| match &f.value {
        Some(Value::Date(d)) => d.end,
        _ => None,
    });
    ends.max().zip(article).is_some_and(|(end, day)| end < day && days_between((end, end), (day, day)) > APART_DAYS)
}

/// Whether the figures that two reports tell may be those of one deal.
fn figures_fit(a: &Deal, b: &Deal, t: &DealType) -> bool {
    t.agree.iter().all(|role| {
        let (x, y) = (a.role(role), b.role(role));
        x.is_empty() || y.is_empty() || x.iter().any(|f| y.iter().any(|g| compatible(f, g)))
    })
}

/// Days between the reported times of two deals from which on they are two deals.
pub const APART_DAYS: i32 = 200;

/// Whether both deals are dated, and far apart.
fn apart(a: &Deal, b: &Deal, time: &[String]) -> bool {
    let span = |d: &Deal| {
        let dates = time.iter().flat_map(|r| d.role(r)).filter_map(|f| match &f.value {
            Some(Value::Date(v)) => Some((v.begin?, v.end?)),
            _ => None,
        });
        dates.reduce(|(b, e), (c, f)| (b.min(c), e.max(f)))
    };
    span(a).zip(span(b)).is_some_and(|(a, b)| days_between(a, b) > APART_DAYS)
}

/// Days between two stretches of days; 0 where they meet.
pub fn days_between(a: (Date, Date), b: (Date, Date)) -> i32 {
    let days = |from: Date, to: Date| to.since(from).map_or(0, |s| s.get_days());
    days(a.1, b.0).max(days(b.1, a.0)).max(0)
}

/// Whether two fillers state the same figure, however they round or bound it.
fn equal(a: &Filler, b: &Filler) -> bool {
    match (&a.value, &b.value) {
        (Some(Value::Quantity(x)), Some(Value::Quantity(y))) => {
            let figures = |q: &Quantity| [q.value.or(q.min).or(q.max), q.value.or(q.max).or(q.min)];
            figures(x) == figures(y) && compatible(a, b)
        }
        _ => a.agrees(b),
    }
}

/// Whether `a` names its currency and `b`, the same figure, does not.
fn fuller(a: &Filler, b: &Filler) -> bool {
    matches!((&a.value, &b.value), (Some(Value::Quantity(x)), Some(Value::Quantity(y))) if y.currency_inferred && !x.currency_inferred && equal(a, b))
}

/// Whether `a` states the figure that `b` only bounds or rounds, or the year of the day that `b` leaves open.
fn finer(a: &Filler, b: &Filler, plain: &str) -> bool {
    match (&a.value, &b.value) {
        (Some(Value::Quantity(x)), Some(Value::Quantity(y))) => {
            let digits = |q: &Quantity| q.value.map_or(0, |v| v.normalize().mantissa().abs().to_string().trim_end_matches('0').len());
            let exact = |q: &Quantity| q.qualifier == Qualifier::Exact;
            // What a headline calls 千万元 may be 数千万元.
            let blurs = y.qualifier == Qualifier::About && x.qualifier == Qualifier::Several;
            blurs || exact(x) && (!exact(y) || digits(x) > digits(y))
        }
        (Some(Value::Date(x)), Some(Value::Date(y))) => {
            let (long, short) = (a.span.of(plain), b.span.of(plain));
            // 日前 says less than 9月7日.
            let vague = |d: &DateValue| d.precision == "vague";
            vague(y) && !vague(x) || x.begin.is_some() && y.begin.is_none() && long.len() > short.len() && long.ends_with(short)
        }
        _ => false,
    }
}

/// Whether the text of one filler is a part of that of another.
fn within(part: &Filler, whole: &Filler) -> bool {
    part.text.as_deref().zip(whole.text.as_deref()).is_some_and(|(p, w)| p != w && w.contains(p))
}

/// Whether two values may describe one thing: 近3亿元 and 3亿元 do, 3亿元 and 5亿元 do not.
fn compatible(a: &Filler, b: &Filler) -> bool {
    match (&a.value, &b.value) {
        (Some(Value::Quantity(x)), Some(Value::Quantity(y))) => quantities(x, y),
        (Some(Value::Date(x)), Some(Value::Date(y))) => match (x.begin, x.end, y.begin, y.end) {
            (Some(a), Some(b), Some(c), Some(d)) => a <= d && c <= b,
            _ => true,
        },
        _ => a.agrees(b),
    }
}

fn quantities(x: &Quantity, y: &Quantity) -> bool {
    if x.currency != y.currency && !(x.currency_inferred || y.currency_inferred) {
        let converted = |x: &Quantity, y: &Quantity| x.equivalent.as_deref().is_some_and(|e| e.currency == y.currency && quantities(e, y));
        return converted(x, y) || converted(y, x);
    }
    // A headline without a currency may tell what the body gives as the equivalent: 筹资160亿, 集资20.8亿美元（约160.8亿港元）.
    let told = |x: &Quantity, y: &Quantity| x.currency_inferred && y.equivalent.as_deref().is_some_and(|e| agree_in_figures(x, e));
    agree_in_figures(x, y) || told(x, y) || told(y, x)
}

/// Whether two figures may describe one thing, whatever they are in.
fn agree_in_figures(x: &Quantity, y: &Quantity) -> bool {
    let low = |q: &Quantity| q.value.or(q.min);
    let high = |q: &Quantity| q.value.or(q.max);
    // A headline rounds: 1.3亿元 may be 12996.85万元, and 约60万股 59.6万股.
    let rounds = |q: &Quantity| q.currency.is_some() || matches!(q.qualifier, Qualifier::About | Qualifier::Nearly);
    let slack = if rounds(x) || rounds(y) { Decimal::new(ROUNDED, 2) } else { Decimal::ZERO };
    // 30.6亿元 may be told as 30亿元.
    let whole = |v: Decimal| v >= Decimal::from(MANY) && (v % Decimal::from(UNIT)).is_zero();
    let money = x.currency.is_some() && y.currency.is_some();
    let one = |a: Decimal, b: Decimal| money && (whole(a) || whole(b)) && (a - b).abs() < Decimal::from(UNIT);
    let below = |a: Option<Decimal>, b: Option<Decimal>| matches!((a, b), (Some(a), Some(b)) if a - a * slack > b && !one(a, b));
    !below(low(x), high(y)) && !below(low(y), high(x))
}

/// Joins a later report to a deal; the earlier report keeps the first place in every role.
pub fn unite(deal: &mut Deal, other: Deal, plain: &str) {
    let ends = [deal.status, other.status].into_iter().flatten().any(|s| finality(s) == ENDED);
    for (role, fillers) in other.roles {
        let had = !deal.role(&role).is_empty();
        for f in fillers {
            // A second figure for the same thing is the same thing told more or less exactly.
            if had
                && f.value.is_some()
                && let Some(told) = deal.roles.get_mut(&role).and_then(|r| r.iter_mut().find(|g| compatible(g, &f)))
            {
                if fuller(&f, told) || finer(&f, told, plain) {
                    *told = f;
                }
                continue;
            }
            // What is bought is told by more and fewer words: 股权 and 60%股权.
            if had && f.text.is_some() {
                let told = deal.roles.get_mut(&role).and_then(|r| r.iter_mut().find(|g| g.text.is_some()));
                if let Some(told) = told.filter(|g| within(g, &f)) {
                    *told = f;
                }
                continue;
            }
            // A deal that was called off has two days.
            if had && matches!(f.value, Some(Value::Date(_))) && !ends {
                continue;
            }
            deal.add(&role, f);
        }
    }
    for e in other.evidence {
        if !deal.evidence.contains(&e) {
            deal.evidence.push(e);
        }
    }
    match (deal.status, other.status) {
        // Hearsay takes nothing from what was told as a fact.
        (None, s) if s.is_none_or(|s| finality(s) > 0) => deal.status = s,
        // That it was done was taken back: 尚未完成过户.
        (Some(a), Some(b)) if finality(b) > finality(a) && finality(b) < ENDED && deal.history.contains(&b) => {}
        (Some(a), Some(b)) if finality(b) > finality(a) => {
            deal.history.push(a);
            deal.status = Some(b);
        }
        (Some(a), Some(b)) if a != b && !deal.history.contains(&b) => deal.history.insert(0, b),
        _ => {}
    }
    deal.confidence = deal.confidence.max(other.confidence);
    deal.near_name &= other.near_name;
    deal.timed |= other.timed;
    deal.background &= other.background;
    deal.told_in.extend(other.told_in);
    deal.triggers.extend(other.triggers);
}

/// The finality of a deal that was given up.
const ENDED: u8 = 4;

/// What ends a story outweighs what began it.
pub fn finality(status: &str) -> u8 {
    match status {
        "rumoured" => 0,
        "planned" => 1,
        "announced" => 2,
        "completed" => 3,
        _ => ENDED,
    }
}

/// Whether an addition may speak of a deal.
fn fits(d: &Deal, addition: &Deal, types: &Types, plain: &str) -> bool {
    let t = types.of(&d.kind);
    let kind = addition.kind == ANY || d.kind == addition.kind;
    // What is bought or invested in must be the same; who else took part is what an addition may tell.
    let keys = t.things().all(|role| agree(d.role(role), addition.role(role)) != Some(false));
    let own_day = !d.background || !dated(addition) || is_day_of(d, addition, t, plain);
    d.makes == addition.makes && kind && keys && own_day && figures_fit(d, addition, t) && ends(d, addition)
}

/// Whether a report tells when a deal happened of which it speaks itself: no other day of the news is that of a deal that lies behind it.
fn is_day_of(deal: &Deal, report: &Deal, t: &DealType, plain: &str) -> bool {
    let happened = t.time.first().is_some_and(|role| report.roles.keys().all(|r| r == role));
    let day = report.roles.values().flatten().map(|f| f.span).next();
    let one_clause = |trigger: &Span| {
        day.is_some_and(|day| !between(plain, day, *trigger).trim_start_matches(day.of(plain)).trim_start_matches('，').contains('，'))
    };
    happened
        && deal.triggers.iter().any(|t| (report.span.contains(*t) || report.triggers.iter().any(|own| own.overlaps(*t))) && one_clause(t))
}

/// Whether an addition that only says what became of a deal may mean this one: it stands behind it, and names nobody else.
fn ends(deal: &Deal, addition: &Deal) -> bool {
    let behind = deal.sentence < addition.sentence || deal.triggers[0].start < addition.triggers[0].start;
    !addition.roles.is_empty() || behind && addition.named.iter().all(|e| deal.names(*e))
}

/// Whether values that another sentence tells may be those of a deal: nobody, or a party of the deal, is named before them.
fn announces(deal: &Deal, addition: &Deal) -> bool {
    let values = addition.roles.values().flatten().all(|f| f.value.is_some());
    !values || addition.named.is_empty() || addition.named.iter().any(|e| deal.names(*e))
}

/// Whether a report tells a day and nothing else.
fn dated(addition: &Deal) -> bool {
    addition.roles.values().flatten().all(|f| matches!(f.value, Some(Value::Date(_))))
}

/// Whether a report tells nothing but a span of time that is counted from the day of the article (三年来), which is no day of a deal.
fn tells_a_span(report: &Deal) -> bool {
    let spans = |f: &Filler| match &f.value {
        Some(Value::Date(d)) => {
            d.precision == "range" && d.resolved && d.begin.zip(d.end).is_some_and(|d| days_between((d.0, d.0), (d.1, d.1)) > APART_DAYS)
        }
        _ => false,
    };
    report.kind == ANY && report.attach.is_some() && dated(report) && report.roles.values().flatten().any(spans)
}

/// Whether a report tells another day of what the one before told the day of, whatever deal it is of.
fn dates_anew(report: &Deal, before: &Deal, plain: &str) -> bool {
    let open = |f: &Filler| matches!(&f.value, Some(Value::Date(d)) if d.begin.is_none());
    let written = |f: &Filler, g: &Filler| {
        let (a, b) = (f.span.of(plain), g.span.of(plain));
        a.contains(b) || b.contains(a)
    };
    let one = |f: &Filler, g: &Filler| if open(f) || open(g) { written(f, g) } else { compatible(f, g) };
    let differ =
        |role: &String| !before.role(role).is_empty() && !report.role(role).iter().any(|f| before.role(role).iter().any(|g| one(f, g)));
    report.kind == ANY && is_day(report) && report.roles.keys().any(differ)
}

/// Whether a report tells a certain day and nothing else.
fn is_day(addition: &Deal) -> bool {
    let day = |f: &Filler| matches!(&f.value, Some(Value::Date(d)) if d.precision == "day");
    addition.status.is_none() && addition.roles.values().flatten().all(day)
}

/// Adds what an `attach` match says to the deals of its own sentence; gives it back when none of them fits.
fn attach_here(told: &mut [Deal], addition: Deal, dates: &[Span], types: &Types, plain: &str) -> Option<Deal> {
    let mut here: Vec<usize> = (0..told.len()).filter(|&i| fits(&told[i], &addition, types, plain)).collect();
    if here.is_empty() {
        return Some(addition);
    }
    here.retain(|&i| told[i].triggers.iter().any(|t| one_item(plain, *t, addition.triggers[0])));
    let at_trigger: Vec<usize> = here.iter().copied().filter(|&i| told[i].shares_trigger(&addition)).collect();
    let chosen = if !at_trigger.is_empty() {
        at_trigger
    } else if dated(&addition) {
        // A date of publication holds for all that is published, unless a semicolon parts it from what has a date of its own.
        let near = |i: usize, date: Span| told[i].triggers.iter().any(|t| !between(plain, *t, date).contains('；'));
        let own = |i: usize| dates.iter().any(|d| near(i, *d));
        // A day told behind the verb of one deal and before that of another is the other's: 先后参股明远科技，近期又宣布收购青岚智能.
        let ahead = |i: usize| told[i].triggers.iter().any(|t| t.start >= addition.span.start);
        let next = told.iter().any(|d| d.triggers.iter().any(|t| t.start >= addition.span.start));
        // One that stands in a clause behind all of them is the day of something else, unless it is that of the announcement.
        let happened = |i: usize| types.get(&told[i].kind).and_then(|t| t.time.first()).is_some_and(|r| addition.roles.contains_key(r));
        let apart = |i: usize| told[i].triggers.iter().all(|t| between(plain, *t, addition.span).contains('，'));
        let left =
            |i: usize| !ahead(i) && (next || addition.kind == ANY && happened(i) && apart(i)) || happened(i) && !near(i, addition.span);
        here.into_iter().filter(|&i| (near(i, addition.span) || !own(i)) && !left(i)).collect()
    } else {
        // What a semicolon parts is no nearer than what it does not.
        let parted = |i: usize| told[i].triggers.iter().all(|t| between(plain, *t, addition.triggers[0]).contains('；'));
        if !here.iter().all(|&i| parted(i)) {
            here.retain(|&i| !parted(i));
        }
        // Nor does it speak of what is told behind one only.
        here.retain(|&i| !parted(i) || told[i].triggers.iter().any(|t| t.start < addition.triggers[0].start));
        // What names nobody (融资3亿元) is no other deal than one whose figures it may tell.
        let same =
            |i: usize, j: usize| !nameless(&told[j], types) && types.get(&told[j].kind).is_some_and(|t| figures_fit(&told[j], &told[i], t));
        let repeats = |i: &usize| nameless(&told[*i], types) && here.iter().any(|&j| same(*i, j));
        let here: Vec<usize> = here.iter().copied().filter(|i| !repeats(i)).collect();
        let distance = |i: usize| told[i].triggers.iter().map(|t| t.start.abs_diff(addition.triggers[0].start)).min();
        let least = here.iter().filter_map(|&i| distance(i)).min();
        let nearest: Vec<usize> = here.iter().copied().filter(|&i| distance(i) == least).collect();
        // Of several deals told in one breath it cannot be said which one is meant.
        if nearest.len() > 1 { Vec::new() } else { nearest }
    };
    chosen.into_iter().for_each(|i| add(&mut told[i], &addition, addition.status, types));
    None
}

/// Whether two stretches of a sentence stand in one item of what it numbers: 2、海川股份拟收购明远科技；3、云岭集团….
fn one_item(plain: &str, a: Span, b: Span) -> bool {
    !between(plain, a, b).split('；').skip(1).any(begins_item)
}

/// The text between the begins of two stretches.
fn between(plain: &str, a: Span, b: Span) -> &str {
    plain.get(a.start.min(b.start)..a.start.max(b.start)).unwrap_or("")
}

/// Adds what a sentence says to the deal told last before it. Whether that took anything.
fn attach_before(deals: &mut Deals, addition: &Deal, types: &Types, story: Story<'_>) -> bool {
    let back = addition.attach.unwrap_or(0);
    let told = deals.told_in(addition.sentence.saturating_sub(back)..addition.sentence).into_iter();
    let before = told.filter_map(|i| Some((deals.get(i)?.told_before(addition.sentence)?, i)));
    let near = before.filter(|&(at, _)| addition.sentence - at <= back && story.one_brief(at, addition.sentence));
    let meant = |i: usize| deals.get(i).is_some_and(|d| fits(d, addition, types, story.plain) && announces(d, addition));
    let Some((_, i)) = near.filter(|&(_, i)| meant(i)).max() else { return false };
    let Some(deal) = deals.get(i) else { return false };
    // A figure told of several that are told in one breath (B60%股权和C75%股权) is that of none of them.
    let of_breath = |d: &Deal| d.paired && d.kind == deal.kind && d.triggers[0] == deal.triggers[0];
    let mut breath = deals.told_in(deal.sentence..deal.sentence + 1);
    breath.retain(|&j| deals.get(j).is_some_and(of_breath));
    if breath.len() > 1 && types.get(&deal.kind).is_some_and(|t| has_figures(addition, t)) {
        for j in breath {
            if let Some(deal) = deals.to_join(j, addition) {
                deal.status = deal.status.or(addition.status);
            }
        }
        return false;
    }
    // What stands around a day of another sentence tells of the day (曾于5月6日表示), unless it tells the end of what was told.
    let day = addition.kind == ANY && !addition.roles.is_empty();
    let status = addition.status.filter(|s| !day || finality(s) == ENDED);
    let Some(deal) = deals.to_join(i, addition) else { return false };
    let roles = deal.roles.clone();
    add(deal, addition, status, types);
    // The day of an announcement tells nothing of the deal itself.
    if !dated(addition) {
        deal.told_in.insert(addition.sentence);
    }
    deal.roles != roles
}

/// Adds fillers and evidence, and what an addition says of the status.
fn add(deal: &mut Deal, addition: &Deal, status: Option<&'static str>, types: &Types) {
    let also = types.get(&deal.kind).map_or(&[][..], |t| &t.also);
    let one_includes_other = |a: &str, b: &str| also.iter().any(|(s, g)| s == a && g == b || s == b && g == a);
    for (role, fillers) in &addition.roles {
        let empty = deal.role(role).is_empty();
        for f in fillers {
            let other = |r: &str| r != role && !one_includes_other(r, role);
            let elsewhere = deal.roles.iter().any(|(r, fs)| other(r) && fs.iter().any(|g| g.agrees(f)));
            if (empty || f.entity.is_some()) && !elsewhere {
                deal.add(role, f.clone());
            }
        }
    }
    for e in &addition.evidence {
        if !deal.evidence.contains(e) {
            deal.evidence.push(*e);
        }
    }
    // The day on which it is to be closed leaves open how far it has come: the words around its own verb tell that.
    let closing = |role: &String| types.get(&deal.kind).is_some_and(|t| t.done.iter().any(|(done, _)| done == role));
    let of_day = !addition.roles.is_empty() && addition.roles.keys().all(closing);
    let status = status.filter(|s| !of_day || finality(s) > finality("planned"));
    deal.status = match (deal.status, status) {
        // The end of a deal is often told in a sentence of its own: 云岭集团拒绝了这一提议。
        (Some(a), Some(b)) if finality(a) < ENDED && finality(b) == ENDED => {
            deal.history.push(a);
            Some(b)
        }
        // So is that it was not closed: what was told as done is agreed, and what is planned stays so.
        (Some("completed"), Some("announced")) if addition.roles.is_empty() => {
            deal.history.push("completed");
            Some("announced")
        }
        (a, Some("announced")) if addition.roles.is_empty() => a.or(Some("announced")),
        // So is that it was closed, by a sentence that tells nothing else: the day told before is that of the agreement.
        (a, Some(b)) if addition.roles.is_empty() && a.is_none_or(|a| finality(b) > finality(a)) => {
            deal.history.push(a.unwrap_or("announced"));
            Some(b)
        }
        (a, b) => a.or(b),
    };
}
