//! The pipeline over one document: no I/O, no clock, no failure.

use crate::base::Span;
use crate::deal::{Deal, Filler, assemble};
use crate::entity::{Entities, alias::Forms, definition::Definer, reference::Discourse};
use crate::matcher::prefilter::Which;
use crate::matcher::{ContextHit, FilledWith, Prefilter, RuleMatch, Skeleton, run};
use crate::mention::names::{NameFinder, NameMention};
use crate::mention::token::{Class, Token};
use crate::mention::{Mention, What};
use crate::rule::Pack;
use crate::rule::pack::{Effect, KINDS, Names};
use crate::text::{Document, Sentence, sentence};
use crate::value::{Kind, Value, Valued};
use aho_corasick::{AhoCorasick, MatchKind};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Extracts deals; immutable, shared by all threads.
#[derive(Debug)]
pub struct Engine {
    pack: Pack,
    prefilter: Prefilter,
    names: NameFinder,
    definer: Definer,
    forms: Forms,
    references: Option<AhoCorasick>,
    /// For each reference word, the reference it belongs to.
    reference_of: Vec<usize>,
}

/// What one thread needs; reused from document to document.
#[derive(Debug, Default)]
pub struct Scratch {
    skeleton: Skeleton,
    values: Vec<Valued>,
}

/// How much of a document is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Only sentences that a rule may match in.
    Deals,
    /// Mentions of every sentence, too.
    Mentions,
    /// Every rule on every sentence: the same deals as [`Depth::Deals`], slower; what tests compare with.
    Exhaustive,
}

/// Everything found in a document.
#[derive(Debug, Default)]
pub struct Extraction {
    /// All sentences.
    pub sentences: Vec<Sentence>,
    /// The sentences that were read, in order.
    pub readings: Vec<Reading>,
    /// Companies and people.
    pub entities: Entities,
    /// Deals and facts, in the order of the text.
    pub deals: Vec<Deal>,
    /// The article's date, where it was given or could be inferred.
    pub date: Option<Date>,
}

/// One sentence as read.
#[derive(Debug, Default)]
pub struct Reading {
    /// Ordinal of the sentence.
    pub sentence: usize,
    /// Its mentions, ascending, not overlapping.
    pub mentions: Vec<Mention>,
    /// For each mention the entities it stands for.
    pub entities: Vec<Vec<usize>>,
    /// Brackets that the skeleton leaves out.
    pub dropped: Vec<Span>,
    /// Matches of rules, those that a context dropped included.
    pub matches: Vec<RuleMatch>,
    /// For each match, the context that decided over it.
    pub effects: Vec<Option<(Effect, usize)>>,
    /// Contexts found.
    pub contexts: Vec<ContextHit>,
    /// The signs that made each name, by its span.
    pub names: Vec<NameMention>,
}

/// Longest bracket behind a name that skeletons leave out, in bytes.
const LONGEST_BRACKET: usize = 240;
/// Rounds in which names that others give rise to are looked for.
const PASSES: usize = 2;

impl Engine {
    /// An engine over checked rules.
    pub fn new(pack: Pack) -> Self {
        let mut words: Vec<&str> = Vec::new();
        let mut reference_of = Vec::new();
        for (i, r) in pack.references.iter().enumerate() {
            for w in &r.words {
                words.push(w);
                reference_of.push(i);
            }
        }
        // Fails only beyond the automaton's state limit; references then stay unread.
        let references = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&words).ok();
        Engine {
            prefilter: Prefilter::new(&pack),
            names: NameFinder::new(&pack.signs, &pack.lexicons),
            definer: Definer::new(&pack.lexicons),
            forms: Forms::new(&pack.lexicons),
            references,
            reference_of,
            pack,
        }
    }

    /// The rules.
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// The name finder, for `explain`.
    pub fn names(&self) -> &NameFinder {
        &self.names
    }

    /// Reads a document.
    pub fn extract(&self, document: &Document, depth: Depth, scratch: &mut Scratch) -> Extraction {
        let plain = document.plain();
        let mut x = Extraction { sentences: sentence::sentences(plain), ..Extraction::default() };
        let active = self.prefilter.active(plain, &x.sentences);
        if active.is_empty() && depth == Depth::Deals {
            return x;
        }
        x.date = self.date(document, scratch);
        let all = self.prefilter.all();
        for i in 0..x.sentences.len() {
            if depth != Depth::Deals || active.contains_key(&i) {
                x.readings.push(Reading { sentence: i, ..Reading::default() });
            }
        }
        let values: Vec<Vec<Mention>> =
            x.readings.iter().map(|r| self.values(plain, x.sentences[r.sentence].span, x.date, scratch)).collect();
        let evidence: Vec<usize> = (0..x.readings.len()).filter(|&i| active.contains_key(&x.readings[i].sentence)).collect();
        self.find_names(plain, &mut x, &values, &evidence);
        let mut discourse = Discourse::default();
        let mut matches: Vec<Deal> = Vec::new();
        for i in 0..x.readings.len() {
            let index = x.readings[i].sentence;
            let span = x.sentences[index].span;
            self.resolve(plain, &mut x.readings[i], &x.entities, &mut discourse);
            let which: &[Which] = match active.get(&index) {
                Some(w) if depth != Depth::Exhaustive => w,
                _ if depth == Depth::Exhaustive => all,
                _ => continue,
            };
            let reading = &mut x.readings[i];
            let slots: Vec<(Span, u8)> = reading.mentions.iter().map(|m| (m.span, m.kind)).collect();
            scratch.skeleton.build(plain, span, &slots, &reading.dropped, &self.pack.alphabet);
            let (found, contexts) = run::run(&self.pack, &scratch.skeleton, which);
            reading.effects = found.iter().map(|m| run::effect(&self.pack, plain, m, &contexts)).collect();
            (reading.matches, reading.contexts) = (found, contexts);
            let reading = &x.readings[i];
            for (m, effect) in reading.matches.iter().zip(&reading.effects) {
                if let Some(deal) = self.deal(m, *effect, reading, span, &discourse) {
                    let first = |roles: &[&str]| roles.iter().find_map(|r| deal.role(r).first()?.entity);
                    // The roles that 标的公司, 收购方 and 卖方 speak of; a story has one of each at a time.
                    discourse.target = first(&["target"]).or(discourse.target);
                    discourse.buyer = first(&["acquirer", "investor"]).or(discourse.buyer);
                    discourse.seller = first(&["seller"]).or(discourse.seller);
                    matches.push(deal);
                }
            }
        }
        x.deals = assemble::assemble(matches, &self.pack.types);
        x
    }

    fn date(&self, document: &Document, _scratch: &mut Scratch) -> Option<Date> {
        document.date.map(|d| d.0)
    }

    fn values(&self, plain: &str, sentence: Span, date: Option<Date>, scratch: &mut Scratch) -> Vec<Mention> {
        scratch.values.clear();
        self.pack.values.recognise(sentence.of(plain), date, &mut scratch.values);
        let mut out: Vec<Mention> = Vec::new();
        scratch.values.sort_by_key(|v| (v.span.start, std::cmp::Reverse(v.span.end)));
        for v in scratch.values.drain(..) {
            let span = v.span.shift(sentence.start);
            if out.last().is_none_or(|l| l.span.end <= span.start) {
                out.push(Mention { kind: kind_index(v.kind), span, what: What::Value(v.value) });
            }
        }
        out
    }

    /// Names, their definitions and short forms, and the entities that they make up.
    fn find_names(&self, plain: &str, x: &mut Extraction, values: &[Vec<Mention>], evidence: &[usize]) {
        let spans: Vec<Span> = evidence.iter().map(|&i| x.sentences[x.readings[i].sentence].span).collect();
        let mut tokens: Vec<Vec<Token>> = Vec::with_capacity(evidence.len());
        for (&i, &span) in evidence.iter().zip(&spans) {
            let fixed: Vec<Span> = values[i].iter().filter(|v| v.kind != kind_index(Kind::Number)).map(|v| v.span).collect();
            let mut out = Vec::new();
            self.names.tokens(plain, span, &fixed, &mut out);
            tokens.push(out);
        }
        let found = self.names.find(plain, &spans, &tokens);
        let mut by_reading: Vec<Vec<NameMention>> = vec![Vec::new(); x.readings.len()];
        for (&i, names) in evidence.iter().zip(found) {
            by_reading[i] = names;
        }
        let mut defined: Vec<(String, String)> = Vec::new();
        let mut identifiers: Vec<(String, String)> = Vec::new();
        for pass in 0..PASSES {
            let mut more: BTreeMap<String, Names> = BTreeMap::new();
            for (i, names) in by_reading.iter().enumerate() {
                let limit = x.sentences[x.readings[i].sentence].span.end;
                for n in names {
                    let text = n.span.of(plain).to_owned();
                    if pass == 0
                        && let Some(bracket) = Definer::bracket(plain, n.span.end, limit)
                    {
                        for v in values[i].iter().filter(|v| bracket.contains(v.span) && v.kind == kind_index(Kind::Ticker)) {
                            if let What::Value(Value::Code(code)) = &v.what {
                                identifiers.push((text.clone(), code.clone()));
                            }
                        }
                        for alias in self.definer.names(plain, bracket) {
                            let alias = alias.of(plain).to_owned();
                            if !self.forms.is_generic(&alias) {
                                more.insert(alias.clone(), n.names);
                                defined.push((text.clone(), alias));
                            }
                        }
                    }
                    if n.names == Names::Company {
                        more.extend(self.forms.shorts(&text).into_iter().map(|s| (s, n.names)));
                    }
                }
            }
            let known: BTreeSet<&str> = by_reading.iter().flatten().map(|n| n.span.of(plain)).collect();
            let words: Vec<(&String, Names)> = more.iter().map(|(w, n)| (w, *n)).chain([]).collect();
            let all: BTreeMap<&str, Names> =
                words.iter().map(|(w, n)| (w.as_str(), *n)).chain(known.iter().map(|k| (*k, Names::Company))).collect();
            let names_of: BTreeMap<String, Names> = by_reading.iter().flatten().map(|n| (n.span.of(plain).to_owned(), n.names)).collect();
            let Ok(ac) = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(all.keys()) else { break };
            for i in 0..x.readings.len() {
                let sentence = x.sentences[x.readings[i].sentence].span;
                let tokens = evidence.iter().position(|&e| e == i).map(|e| tokens[e].as_slice());
                for m in ac.find_iter(sentence.of(plain)) {
                    let span = Span::new(sentence.start + m.start(), sentence.start + m.end());
                    let taken = by_reading[i].iter().any(|n| n.span.overlaps(span))
                        || values[i].iter().any(|v| v.span.overlaps(span) && v.kind != kind_index(Kind::Number));
                    if taken
                        || !crate::mention::names::whole_word(plain, span)
                        || tokens.is_some_and(|t| !crate::mention::names::on_words(t, span))
                    {
                        continue;
                    }
                    let text = span.of(plain);
                    let names = names_of.get(text).or(all.get(text)).copied().unwrap_or(Names::Company);
                    by_reading[i].push(NameMention { span, names, points: 0, signs: Vec::new() });
                }
                by_reading[i].sort_by_key(|n| n.span);
            }
        }
        let mut counts: BTreeMap<&str, (usize, Names, usize)> = BTreeMap::new();
        for n in by_reading.iter().flatten() {
            let e = counts.entry(n.span.of(plain)).or_insert((n.span.start, n.names, 0));
            e.2 += 1;
        }
        let mut names: Vec<(usize, String, Names, usize)> = counts.into_iter().map(|(t, (at, n, c))| (at, t.to_owned(), n, c)).collect();
        names.sort();
        let names: Vec<(String, Names, usize)> = names.into_iter().map(|(_, t, n, c)| (t, n, c)).collect();
        x.entities = Entities::group(&names, &defined, &identifiers, &self.forms);
        for (i, names) in by_reading.into_iter().enumerate() {
            let limit = x.sentences[x.readings[i].sentence].span.end;
            let mut mentions: Vec<Mention> = values[i].iter().filter(|v| !names.iter().any(|n| n.span.overlaps(v.span))).cloned().collect();
            for n in &names {
                let kind = if n.names == Names::Person { "Person" } else { "Company" };
                mentions.push(Mention { kind: kind_named(kind), span: n.span, what: What::Name });
                if let Some(b) = Definer::bracket(plain, n.span.end, limit)
                    && b.len() <= LONGEST_BRACKET
                {
                    x.readings[i].dropped.push(b);
                }
            }
            if let Some(e) = evidence.iter().position(|&e| e == i) {
                self.reference_words(plain, x.sentences[x.readings[i].sentence].span, &tokens[e], &mut mentions);
            }
            mentions.sort_by_key(|m| m.span);
            x.readings[i].mentions = mentions;
            x.readings[i].names = names;
        }
    }

    fn reference_words(&self, plain: &str, sentence: Span, tokens: &[Token], mentions: &mut Vec<Mention>) {
        let Some(ac) = &self.references else { return };
        for m in ac.find_iter(sentence.of(plain)) {
            let span = Span::new(sentence.start + m.start(), sentence.start + m.end());
            let Some(first) = tokens.iter().position(|t| t.span.start == span.start) else { continue };
            let ends = tokens.iter().any(|t| t.span.end == span.end);
            // 公司 behind a noun is part of a description: 科技公司.
            let after_noun = first.checked_sub(1).is_some_and(|p| {
                let t = &tokens[p];
                t.span.end == span.start
                    && matches!(
                        t.class,
                        Class::Noun
                            | Class::Proper
                            | Class::Place
                            | Class::Unknown
                            | Class::Latin
                            | Class::Word
                            | Class::Numeral
                            | Class::Person
                            | Class::Digits
                    )
            });
            if ends && !after_noun && !mentions.iter().any(|m| m.span.overlaps(span)) {
                mentions.push(Mention {
                    kind: kind_named("Company"),
                    span,
                    what: What::Reference(self.reference_of[m.pattern().as_usize()]),
                });
            }
        }
    }

    /// The entities of each mention of a sentence; mentions that stand for nothing are taken out.
    fn resolve(&self, plain: &str, reading: &mut Reading, entities: &Entities, discourse: &mut Discourse) {
        let mut kept = Vec::with_capacity(reading.mentions.len());
        reading.entities.clear();
        for m in std::mem::take(&mut reading.mentions) {
            let found: Vec<usize> = match &m.what {
                What::Value(_) => Vec::new(),
                What::Name => entities.of(m.span.of(plain)).into_iter().collect(),
                What::Reference(r) => {
                    let found = discourse.resolve(self.pack.references[*r].refers);
                    if found.is_empty() {
                        continue;
                    }
                    found
                }
            };
            if m.what == What::Name && m.kind == kind_named("Company") && !reading.dropped.iter().any(|d| d.contains(m.span)) {
                found.iter().for_each(|&e| discourse.mention(e));
            }
            reading.entities.push(found);
            kept.push(m);
        }
        reading.mentions = kept;
    }

    /// A match as a deal of its own, unless a context drops it.
    fn deal(
        &self,
        m: &RuleMatch,
        effect: Option<(Effect, usize)>,
        reading: &Reading,
        sentence: Span,
        discourse: &Discourse,
    ) -> Option<Deal> {
        let rule = &self.pack.rules[m.rule];
        let status = match effect {
            Some((Effect::Drop, _)) => return None,
            Some((Effect::Status(s), _)) => Some(s),
            None => rule.status,
        };
        let mut deal = Deal {
            makes: rule.makes,
            kind: rule.kind.clone(),
            status,
            history: Vec::new(),
            roles: BTreeMap::new(),
            evidence: vec![(sentence, m.rule)],
            confidence: rule.confidence,
            cumulative: rule.cumulative,
            attach: rule.attach.then_some(rule.back),
            priority: rule.priority,
            span: m.span,
            sentence: reading.sentence,
            told_in: BTreeSet::from([reading.sentence]),
            trigger: m.trigger,
            part_of: None,
        };
        for fill in &m.fills {
            let plainly = |span, value| Filler { span, entity: None, value, by_reference: false };
            match fill.with {
                FilledWith::Text(span) => deal.add(&fill.role, plainly(span, None)),
                FilledWith::Mention(i) => {
                    let mention = &reading.mentions[i];
                    if let What::Value(v) = &mention.what {
                        deal.add(&fill.role, plainly(mention.span, Some(v.clone())));
                    }
                    for &e in &reading.entities[i] {
                        let by_reference = mention.what != What::Name;
                        deal.add(&fill.role, Filler { span: mention.span, entity: Some(e), value: None, by_reference });
                    }
                }
            }
        }
        for role in &rule.carry {
            let together = self.pack.types.get(&rule.kind).is_some_and(|t| t.together.contains(role));
            if deal.role(role).len() < if together { 2 } else { 1 }
                && let Some((span, e)) = subject(m, reading).or(discourse.speaker.map(|e| (m.trigger, e)))
                && !deal.roles.values().flatten().any(|f| f.entity == Some(e))
            {
                deal.add(role, Filler { span, entity: Some(e), value: None, by_reference: true });
            }
        }
        Some(deal)
    }
}

/// The company that the sentence begins with, before the match.
fn subject(m: &RuleMatch, reading: &Reading) -> Option<(Span, usize)> {
    let company = kind_named("Company");
    let i = reading.mentions.iter().position(|x| x.kind == company && x.span.end <= m.trigger.start)?;
    Some((reading.mentions[i].span, *reading.entities[i].first()?))
}

/// Index of a type in the alphabet; the names are those of [`KINDS`].
pub fn kind_named(name: &str) -> u8 {
    KINDS.iter().position(|k| *k == name).unwrap_or(0) as u8
}

/// Index of a kind of value in the alphabet.
pub fn kind_index(kind: Kind) -> u8 {
    kind_named(match kind {
        Kind::Money => "Money",
        Kind::Price => "Price",
        Kind::Percent => "Percent",
        Kind::Points => "Points",
        Kind::Number => "Number",
        Kind::Shares => "Shares",
        Kind::Stake => "Stake",
        Kind::Date => "Date",
        Kind::Round => "Round",
        Kind::Ticker => "Ticker",
    })
}
