//! Who acts in a clause that does not say it: the company named first, unless the words around it say that another one does, such as
//! its shareholder (海川股份控股股东东岳资本) or its subsidiary (海川股份旗下明远科技).

use super::reading::Reading;
use super::words::Words;
use crate::base::Span;
use crate::entity::beside::{self, Beside, OF};
use crate::mention::definition::Definer;
use crate::mention::{Mention, What, kind_named};
use crate::rule::pack::{Reference, Refers};

const COMPANY: u8 = kind_named("Company");
const PERSON: u8 = kind_named("Person");

/// Characters between a company and its kin.
const KIN_WITHIN: usize = 24;
/// Characters behind its name within which a company tells something.
const TELLS_WITHIN: usize = 14;

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// An entity, and where it is named.
    Named((usize, Span)),
    /// Another one than those named: 海川股份控股股东拟转让.
    Unnamed,
    /// The sentence does not say it.
    Unsaid,
}

/// Whom a company may be named for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kin {
    /// Its parts and its shareholders.
    Any,
    /// Its parts.
    Part,
}

/// Whether a text begins with the number of an item: 3、云岭集团….
pub fn begins_item(text: &str) -> bool {
    let text = text.trim_start();
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < text.len() && rest.starts_with('、')
}

/// A sentence, asked for who acts in it.
#[derive(Clone, Copy, Debug)]
pub struct Actors<'d> {
    /// The words that tell who takes which part.
    pub words: &'d Words,
    /// The words that stand for companies.
    pub references: &'d [Reference],
    /// The plain text of the document.
    pub plain: &'d str,
    /// The sentence.
    pub reading: &'d Reading,
}

impl Actors<'_> {
    /// Who acts where a verb stands at byte `at`.
    pub fn acting(&self, at: usize) -> Actor {
        let mut parties = self.parties(at).into_iter().filter(|(m, _)| !self.beside().comments(self.plain, m.span)).peekable();
        let Some((mut m, mut entity)) = parties.find(|(m, _)| m.kind == COMPANY) else { return self.unsaid(at) };
        if self.is_governed(m.span) {
            return self.unsaid(at);
        }
        // 海川股份公告，公司子公司青岚智能…: who is named again may be named for its kin.
        while let Some(kin) = parties.next_if(|(kin, e)| *e == entity && self.is_again(kin) || self.is_kin(m.span, kin.span)) {
            (m, entity) = kin;
        }
        let another = self.beside().is_owned(self.behind(m.span)) || self.somebody(m.span.end, at);
        if another { Actor::Unnamed } else { Actor::Named((entity, m.span)) }
    }

    /// Who acts in the place of a company that is named for its kin alone, of the `parties` before a verb: its shareholder or, where
    /// `kin` says so, its part.
    pub fn in_place_of(&self, name: Span, parties: &[(&Mention, usize)], kin: Kin) -> Option<(usize, Span)> {
        let parties = &parties[parties.iter().position(|(m, _)| m.span == name)?..];
        let of = |pair: &[(&Mention, usize)]| {
            let between = self.plain.get(pair[0].0.span.end..pair[1].0.span.start).unwrap_or("");
            self.is_kin(pair[0].0.span, pair[1].0.span) && (kin == Kin::Any || !self.beside().names_holder(between))
        };
        let chain = parties.windows(2).take_while(|pair| of(pair)).count();
        (chain > 0).then(|| (parties[chain].1, parties[chain].0.span))
    }

    /// The company that a sentence is about, be it that it tells something or that others hold it: 海川股份公告，股东…; 公司股东…;
    /// 东岳资本持有海川股份….
    pub fn told_of(&self, at: usize) -> Option<(usize, Span)> {
        let parties: Vec<(&Mention, usize)> = self.parties(at).into_iter().filter(|(m, _)| m.kind == COMPANY).collect();
        let told = parties.iter().find(|(m, _)| !self.is_governed(m.span) && self.is_told_of(m));
        told.or_else(|| parties.iter().rev().find(|(m, _)| self.beside().is_held(&self.plain[..m.span.start]))).map(|(m, e)| (*e, m.span))
    }

    /// Whether a name stands behind a word that makes it no subject.
    pub fn is_governed(&self, name: Span) -> bool {
        let (ahead, behind) = (&self.plain[..name.start], &self.plain[name.end..]);
        self.beside().is_spoken_of(ahead, behind) || self.beside().is_governed(ahead)
    }

    /// Whether the one named before a name is its kin: 海川股份控股股东东岳资本.
    pub fn is_kin_of_another(&self, name: Span) -> bool {
        self.named_before(name).last().is_some_and(|before| self.is_kin(before, name))
    }

    /// Where companies and people are named before a name.
    pub fn named_before(&self, name: Span) -> impl Iterator<Item = Span> {
        self.all_parties().map(|(m, _)| m.span).take_while(move |s| s.end <= name.start)
    }

    /// Whether one of those whom the sentence names next to each other may be the kin of the other.
    pub fn names_kin(&self) -> bool {
        let mut before: Option<&Mention> = None;
        self.all_parties().any(|(m, _)| before.replace(m).is_some_and(|before| self.is_kin(before.span, m.span)))
    }

    fn beside(&self) -> &Beside {
        self.words.beside()
    }

    /// The companies and people whom the sentence names before byte `at`: those of the item of a list that `at` is in (；), or else of
    /// the whole sentence.
    pub fn parties(&self, at: usize) -> Vec<(&Mention, usize)> {
        let parties = self.all_parties().take_while(|(m, _)| m.span.end <= at);
        let item = self.item(at);
        let (all, here): (Vec<_>, Vec<_>) = parties.partition(|(m, _)| m.span.start < item);
        let told = here.iter().any(|(m, _)| m.kind == COMPANY && !self.is_governed(m.span)) || self.plain[item..at].contains('：');
        if told || self.is_numbered(item) { here } else { all }
    }

    /// The companies and people whom the sentence names.
    pub fn all_parties(&self) -> impl Iterator<Item = (&Mention, usize)> {
        let parties = self.reading.mentions.iter().zip(&self.reading.entities).filter(|(m, _)| matches!(m.kind, COMPANY | PERSON));
        parties.filter_map(|(m, e)| Some((m, *e.first()?)))
    }

    /// Where the item of a list begins that byte `at` is in.
    fn item(&self, at: usize) -> usize {
        let start = self.reading.span.start;
        self.plain[start..at].rfind('；').map_or(start, |i| start + i + '；'.len_utf8())
    }

    /// Whether an item of a list that is not its first is numbered: it tells of others than the one before.
    fn is_numbered(&self, item: usize) -> bool {
        item > self.reading.span.start && begins_item(&self.plain[item..self.reading.span.end])
    }

    /// What is said of who acts where no company is named: an item of a list that says of whom it tells (…：) tells it of nobody known.
    fn unsaid(&self, at: usize) -> Actor {
        let item = self.item(at);
        let of_another = item > self.reading.span.start && self.plain[item..at].contains('：');
        if of_another || self.is_numbered(item) || self.somebody(item, at) { Actor::Unnamed } else { Actor::Unsaid }
    }

    /// Whether the clause of a verb at byte `at` speaks of somebody who is no company, behind byte `from`: 他与海川股份合作.
    fn somebody(&self, from: usize, at: usize) -> bool {
        let text = &self.plain[from.min(at)..at];
        let clause = text.rsplit(['，', '。', '；', '：', '“', '\n']).next().unwrap_or(text);
        // 去年他: a day may stand before.
        let start = at - clause.len();
        let values = self.reading.mentions.iter().filter(|m| matches!(m.what, What::Value(_))).map(|m| m.span.end);
        let mut places = values.filter(|end| (start..at).contains(end)).chain([start]);
        places.any(|place| self.words.somebody.fit(&self.plain[place..at]))
    }

    /// The text behind a name and its brackets.
    fn after(&self, name: Span) -> &str {
        let end = self.reading.span.end.max(name.end);
        self.plain.get(Definer::end_of_brackets(self.plain, name.end, end)..end).unwrap_or("")
    }

    /// The same without 的 and the colon of a brief.
    fn behind(&self, name: Span) -> &str {
        let after = self.after(name);
        after.strip_prefix([OF, '：']).unwrap_or(after)
    }

    /// Whether a word stands for the company whose story it is, and for its own part or holder.
    fn is_again(&self, m: &Mention) -> bool {
        let story = matches!(m.what, What::Reference(r) if self.references[r].refers == Refers::Speaker);
        story && self.words.kin_begins.fit(self.behind(m.span))
    }

    /// Whether words between two neighbours make the second, who acts, a shareholder or a part of the first.
    fn is_kin(&self, first: Span, second: Span) -> bool {
        let behind = self.behind(first);
        let from = self.reading.span.end.max(first.end) - behind.len();
        let Some(between) = self.plain.get(from..second.start) else { return false };
        let near = || between.chars().nth(KIN_WITHIN).is_none() && !between.contains(['，', '；', '：', '。']);
        self.words.kin_begins.fit(between) && near() && self.words.kin_ends.fit(between.trim_end_matches(['“', '—']))
    }

    /// Whether the story is that of a company: it tells something, or its shares, shareholders or posts are spoken of.
    fn is_told_of(&self, m: &Mention) -> bool {
        if let What::Reference(r) = m.what {
            return self.references[r].refers == Refers::Speaker;
        }
        let behind = self.behind(m.span);
        let clause = beside::beginning(behind, TELLS_WITHIN, &['，', '。', '；', '、', '\n']);
        self.words.tells.first_in(clause).is_some() || self.words.of_company.fit(behind) || self.after(m.span).starts_with('：')
    }
}
