//! The cast of a document: its names, what they are short for, and the words that stand for them.

use super::Entities;
use super::alias::Forms;
use super::apart::{Apart, Teller};
use super::beside::{AND_OTHERS, behind_brackets};
use crate::base::Span;
use crate::lexicon;
use crate::lexicon::affixes::{Affixes, At};
use crate::mention::definition::Definer;
use crate::mention::names::{NameFinder, NameMention, on_words, whole_word};
use crate::mention::token::{Class, Token, is_han};
use crate::mention::{Mention, What, kind_index, kind_named};
use crate::rule::Pack;
use crate::rule::pack::{Names, Refers};
use crate::rule::program::{COMMENTATOR, EMPLOYER, FORMER, LIST_SEPARATOR, PERSON_TITLE};
use crate::value::{Kind, Value};
use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};

/// Finds the cast of documents; immutable and shared.
#[derive(Debug)]
pub struct CastFinder {
    names: NameFinder,
    forms: Forms,
    teller: Teller,
    references: Option<AhoCorasick>,
    /// For each reference word, the reference it belongs to.
    reference_of: Vec<usize>,
    /// The references to who has a part in a deal.
    parts: FxHashSet<usize>,
    /// What stands behind such a word where the name follows that it is said of (受让方为).
    equals: Affixes<()>,
    acts_on: Affixes<()>,
    houses: Vec<String>,
    house_says: Affixes<()>,
    /// Words of brackets that stay in the skeleton: they say what the name before them did (领投).
    telling: Vec<String>,
    /// Posts before a person's name.
    titles: Vec<String>,
    /// Posts before a person's name in an office that is named.
    posts: Vec<String>,
    /// Characters that no office is called by.
    grammar: Vec<char>,
    /// Words before a past employer.
    former: Vec<String>,
    /// Words behind a company that only comments.
    commentators: Vec<String>,
    /// What joins two employers.
    separators: Vec<String>,
}

/// What words that stand for a company end with that may also be what the members of a list are: 海川股份、明远科技等公司.
const COMPANY: &str = "公司";
/// The lexicon of what stands between a word for a party of a deal and the name that it stands for.
const EQUALS: &str = "party_equals";
/// The lexicon of what is done to a company, right before the word for it.
const ACTS_ON: &str = "acts_on";
/// The lexicon of words that stand for a house that comments (该行), and that of words by which it does.
const HOUSES: &str = "house_word";
const HOUSE_SAYS: &str = "house_word_says";
/// The lexicon of words that make a bracket behind a name worth reading.
pub const TELLING_BRACKET: &str = "telling_bracket";

/// A sentence as it comes in.
#[derive(Debug)]
pub struct SentenceIn {
    /// Its bytes in the plain text.
    pub span: Span,
    /// Its values, ascending.
    pub values: Vec<Mention>,
}

/// A sentence with its mentions.
#[derive(Debug, Default)]
pub struct SentenceOut {
    /// Values, names and references, ascending, not overlapping.
    pub mentions: Vec<Mention>,
    /// The signs that made each name.
    pub names: Vec<NameMention>,
    /// Brackets behind names, which the skeleton leaves out.
    pub dropped: Vec<Span>,
}

/// The cast of one document.
#[derive(Debug, Default)]
pub struct Cast {
    /// As many sentences as came in.
    pub sentences: Vec<SentenceOut>,
    /// Companies and people.
    pub entities: Entities,
}

/// Longest bracket behind a name that skeletons leave out, in bytes.
const LONGEST_BRACKET: usize = 240;
/// Characters of a name that is looked for with one of them left out.
const SHORTEST_NEAR: usize = 3;
const LONGEST_NEAR: usize = 8;
/// Characters of what stands before a post.
const LONGEST_OFFICE: usize = 8;
/// The lexicon of posts in an office.
const OFFICE_POST: &str = "office_post";
/// The lexicon of characters that no office is called by.
const NO_OFFICE: &str = "no_office";
/// Characters of a person's foreign name.
const LONGEST_PERSON: usize = 12;
/// Rounds in which names that others give rise to are looked for.
const PASSES: usize = 2;

/// A name with another name or an identifier that the document states for it.
type Pairs = Vec<(String, String)>;

impl CastFinder {
    /// A finder over checked rules.
    pub fn new(pack: &Pack) -> Self {
        let mut words: Vec<&str> = Vec::new();
        let mut reference_of = Vec::new();
        for (i, r) in pack.references.iter().enumerate() {
            for w in &r.words {
                words.push(w);
                reference_of.push(i);
            }
        }
        let list = |name: &str| -> Vec<String> { lexicon::texts(&pack.lexicons, name).map(str::to_owned).collect() };
        CastFinder {
            telling: list(TELLING_BRACKET),
            titles: list(PERSON_TITLE),
            posts: list(OFFICE_POST),
            grammar: list(NO_OFFICE).iter().flat_map(|w| w.chars()).collect(),
            former: list(FORMER),
            commentators: list(COMMENTATOR),
            separators: list(LIST_SEPARATOR),
            names: NameFinder::new(&pack.signs, &pack.lexicons, pack.gazetteer.clone()),
            forms: Forms::new(&pack.lexicons),
            teller: Teller::new(&pack.lexicons),
            references: automaton(&words),
            reference_of,
            parts: (0..pack.references.len()).filter(|&i| is_part(pack.references[i].refers)).collect(),
            equals: Affixes::set(At::Start, lexicon::texts(&pack.lexicons, EQUALS)),
            acts_on: Affixes::set(At::End, lexicon::texts(&pack.lexicons, ACTS_ON)),
            houses: list(HOUSES),
            house_says: Affixes::set(At::Start, lexicon::texts(&pack.lexicons, HOUSE_SAYS)),
        }
    }

    /// The name finder, for `explain`.
    pub fn names(&self) -> &NameFinder {
        &self.names
    }

    /// Names, their definitions and short forms, and the entities that they make up.
    pub fn find(&self, plain: &str, sentences: Vec<SentenceIn>) -> Cast {
        let tokens: Vec<Vec<Token>> = sentences.iter().map(|s| self.tokens(plain, s)).collect();
        let mut names = self.names.find(plain, &tokens);
        for (names, sentence) in names.iter_mut().zip(&sentences) {
            // A number is no name, however coined it looks: 三分之一. Nor is a version (GPT-3.5), nor a word that stands for a name (后者).
            let another = |text: &str| is_version(text) || self.is_reference(text);
            let number = |n: &NameMention| values_at(sentence, n.span).iter().any(|v| v.span.contains(n.span));
            names.retain(|n| !number(n) && !another(n.span.of(plain)));
        }
        let ordinary: FxHashSet<&str> = tokens.iter().flatten().filter(|t| is_ordinary(t.class)).map(|t| t.span.of(plain)).collect();
        let (mut defined, mut identifiers) = (Pairs::new(), Pairs::new());
        let mut more: BTreeMap<String, Names> = BTreeMap::new();
        // Short forms of full legal names.
        let mut certain: FxHashSet<String> = FxHashSet::default();
        // What the document itself gives a company for a name.
        let mut named: FxHashSet<String> = FxHashSet::default();
        // Names whose short forms are among `more`.
        let mut shortened: FxHashSet<&str> = FxHashSet::default();
        for pass in 0..PASSES {
            let known = more.clone();
            if pass == 0 {
                for (sentence, names) in sentences.iter().zip(&mut names) {
                    let given: Vec<NameMention> =
                        names.iter().flat_map(|n| self.bracket(plain, sentence, n, &mut defined, &mut identifiers)).collect();
                    named.extend(given.iter().map(|g| g.span.of(plain).to_owned()));
                    // What the document calls a name is one, whatever its parts look like.
                    names.retain(|n| !given.iter().any(|g| g.span.overlaps(n.span)));
                    names.extend(given);
                    names.sort_by_key(|n| n.span);
                }
            }
            for names in &names {
                for n in names {
                    let text = n.span.of(plain);
                    if pass == 0 {
                        self.identify(plain, text, &mut defined, &mut identifiers);
                    }
                    if n.names == Names::Company && shortened.insert(text) {
                        // 中国电影 makes no name of each 电影.
                        let sure = self.forms.is_full(text);
                        // 沈阳机床集团 makes no name of each 机床 either: what is left behind the place is a word.
                        let word = |s: &str| ordinary.contains(s) && !(sure && text.starts_with(s));
                        let shorts: Vec<String> = self.forms.shorts(text).into_iter().filter(|s| !word(s)).collect();
                        if sure {
                            certain.extend(shorts.iter().cloned());
                        }
                        more.extend(shorts.into_iter().map(|s| (s, n.names)));
                    }
                }
            }
            // 康飞 is a company where 康飞公司 is one, whatever a surname it begins with.
            for n in names.iter_mut().flatten().filter(|n| n.names == Names::Person) {
                n.names = more.get(n.span.of(plain)).copied().unwrap_or(n.names);
            }
            // What a name is called after the signs outweighs what its short form would be.
            more.extend(names.iter().flatten().map(|n| (n.span.of(plain).to_owned(), n.names)));
            if more == known {
                break;
            }
            self.again(plain, &sentences, &tokens, &more, (&certain, &named), &mut names);
        }
        let near = self.near_names(plain, &sentences, &tokens, &names, &mut defined);
        let apart = self.apart(plain, &sentences, &names);
        let entities = self.group(plain, &names, &near, &defined, &apart, &identifiers);
        let sentences = sentences
            .into_iter()
            .zip(names)
            .zip(near)
            .zip(&tokens)
            .map(|(((sentence, names), near), tokens)| self.sentence(plain, sentence, names, &near, tokens))
            .collect();
        Cast { sentences, entities }
    }

    /// Finds more names by their text alone. A name takes the place of what was found inside it where nothing but a small word was
    /// cut off (澜免税 where 同澜免税 is a name elsewhere) or the document gives the name (`named`), and a name goes on to the end of a
    /// short form that begins inside it (海川达 in 惠州海川|达).
    fn again(
        &self,
        plain: &str,
        sentences: &[SentenceIn],
        tokens: &[Vec<Token>],
        words: &BTreeMap<String, Names>,
        (certain, named): (&FxHashSet<String>, &FxHashSet<String>),
        names: &mut [Vec<NameMention>],
    ) {
        let words = Affixes::of_words(At::Start, words.iter().map(|(w, n)| (w.as_str(), *n)));
        for ((sentence, tokens), names) in sentences.iter().zip(tokens).zip(names) {
            for (span, kind) in occurrences(plain, sentence.span, &words) {
                let cut = |n: &NameMention, span: Span| {
                    let small = || n.span.end == span.end && self.names.parts_names(Span::new(span.start, n.span.start).of(plain));
                    n.span != span && span.contains(n.span) && (small() || named.contains(span.of(plain)))
                };
                let mut span = span;
                let mut touched = span.among(names, |n| n.span);
                if certain.contains(span.of(plain))
                    && let [n] = &names[touched.clone()]
                    && n.span.start < span.start
                    && n.span.end < span.end
                    && tokens.binary_search_by_key(&span.end, |t| t.span.end).is_ok()
                {
                    span = n.span.join(span);
                    names.remove(touched.start);
                    touched.end = touched.start;
                }
                let taken = names[touched.clone()].iter().any(|n| !cut(n, span)) || values_at(sentence, span).iter().any(is_solid);
                if !taken && whole_word(plain, span) && on_words(tokens, span) {
                    names.splice(touched, [NameMention { span, names: *kind, points: 0, signs: Vec::new() }]);
                }
            }
        }
    }

    /// What the lists say about a name: its identifiers, and which other name of the document is the same company's.
    fn identify(&self, plain: &str, name: &str, defined: &mut Pairs, identifiers: &mut Pairs) {
        let mut codes: Vec<&str> = Vec::new();
        if let Some((first, own)) = self.names.own(name) {
            codes.extend(own.into_iter().filter(|c| !c.is_empty()));
            if first != name && plain.contains(first) {
                defined.push((first.to_owned(), name.to_owned()));
            }
            // Two names with one identifier of the user's are one company.
            let same = identifiers.iter().find(|(n, id)| n != name && codes.contains(&id.as_str())).map(|(n, _)| n.clone());
            defined.extend(same.map(|n| (n, name.to_owned())));
        }
        if codes.is_empty() {
            codes.extend(self.names.ticker(name));
        }
        identifiers.extend(codes.into_iter().map(|c| (name.to_owned(), c.to_owned())));
    }

    fn tokens(&self, plain: &str, sentence: &SentenceIn) -> Vec<Token> {
        let mut out = Vec::new();
        let fixed: Vec<(Span, Class)> = solid(sentence).map(class_of_value).collect();
        self.names.tokens(plain, sentence.span, &fixed, &mut out);
        out
    }

    /// Reads the brackets behind a name: tickers, and other names, which are returned.
    fn bracket(
        &self,
        plain: &str,
        sentence: &SentenceIn,
        n: &NameMention,
        defined: &mut Pairs,
        identifiers: &mut Pairs,
    ) -> Vec<NameMention> {
        let mut out = Vec::new();
        let text = n.span.of(plain).to_owned();
        for bracket in Definer::brackets(plain, n.span.end, sentence.span.end) {
            for v in values_at(sentence, bracket).iter().filter(|v| bracket.contains(v.span) && v.kind == kind_index(Kind::Ticker)) {
                if let What::Value(Value::Code(code)) = &v.what {
                    identifiers.push((text.clone(), code.clone()));
                }
            }
            let legal = self.legal_name(plain, text.as_str(), bracket);
            for span in self.names.definer().names(plain, bracket).into_iter().chain(legal) {
                let alias = span.of(plain);
                if !self.forms.is_generic(alias) {
                    defined.push((text.clone(), alias.to_owned()));
                    out.push(NameMention { span, names: n.names, points: 0, signs: Vec::new() });
                }
            }
        }
        out
    }

    /// The name in a bracket that holds nothing but a full legal name, behind a name that is none: 青岚（江州青岚智能股份有限公司）.
    fn legal_name(&self, plain: &str, short: &str, bracket: Span) -> Option<Span> {
        let inner = Span::new(bracket.start + '（'.len_utf8(), bracket.end - '）'.len_utf8());
        let (text, whole) = (inner.of(plain), self.forms.stems(inner.of(plain)).is_some());
        (whole && !text.contains(is_stop) && self.forms.stems(short).is_none()).then_some(inner)
    }

    /// Names of the document's companies with a character left out (亚马 for 亚马逊), where they stand alone between words that no
    /// name holds: the places in each sentence.
    fn near_names(
        &self,
        plain: &str,
        sentences: &[SentenceIn],
        tokens: &[Vec<Token>],
        names: &[Vec<NameMention>],
        defined: &mut Pairs,
    ) -> Vec<Vec<Span>> {
        let mut out = vec![Vec::new(); sentences.len()];
        let found: BTreeSet<&str> = names.iter().flatten().map(|n| n.span.of(plain)).collect();
        let mut near: BTreeMap<String, &str> = BTreeMap::new();
        for full in names.iter().flatten().filter(|n| n.names == Names::Company).map(|n| n.span.of(plain)) {
            let length = full.chars().count();
            if !(SHORTEST_NEAR..=LONGEST_NEAR).contains(&length) || !full.chars().all(is_han) {
                continue;
            }
            for left_out in 0..length {
                let short: String = full.chars().enumerate().filter(|(i, _)| *i != left_out).map(|(_, c)| c).collect();
                if !found.contains(short.as_str()) && !self.forms.is_generic(&short) {
                    near.entry(short).or_insert(full);
                }
            }
        }
        let near = Affixes::of_words(At::Start, near.iter().map(|(short, full)| (short.as_str(), *full)));
        for (i, sentence) in sentences.iter().enumerate() {
            let mut weighed = None;
            for (span, full) in occurrences(plain, sentence.span, &near) {
                let taken = !span.among(&names[i], |n| n.span).is_empty() || values_at(sentence, span).iter().any(is_solid);
                let word = |t: &Token| t.span == span && (is_ordinary(t.class) || t.class == Class::Person);
                if taken || !on_words(&tokens[i], span) || tokens[i][span.among(&tokens[i], |t| t.span)].iter().any(word) {
                    continue;
                }
                let weighed = weighed.get_or_insert_with(|| self.names.weighed(plain, &tokens[i]));
                // No word of a longer name stands beside it.
                let alone = !weighed.iter().any(|c| c.span.contains(span) && c.span != span);
                if alone && weighed.iter().any(|c| c.span == span) {
                    defined.push(((*full).to_owned(), span.of(plain).to_owned()));
                    out[i].push(span);
                }
            }
        }
        out
    }

    /// The names that sentences tell apart.
    fn apart(&self, plain: &str, sentences: &[SentenceIn], names: &[Vec<NameMention>]) -> Apart {
        let mut apart = Apart::new();
        for (sentence, names) in sentences.iter().zip(names) {
            let spans: Vec<Span> = names.iter().map(|n| n.span).collect();
            self.teller.tell(plain, sentence.span, &spans, |a, b| self.forms.alike(a, b), &mut apart);
        }
        apart
    }

    fn group(
        &self,
        plain: &str,
        names: &[Vec<NameMention>],
        near: &[Vec<Span>],
        defined: &Pairs,
        apart: &Apart,
        identifiers: &Pairs,
    ) -> Entities {
        let mut counts: BTreeMap<&str, (usize, Names, usize)> = BTreeMap::new();
        for n in names.iter().flatten() {
            counts.entry(n.span.of(plain)).or_insert((n.span.start, n.names, 0)).2 += 1;
        }
        for span in near.iter().flatten() {
            counts.entry(span.of(plain)).or_insert((span.start, Names::Company, 0));
        }
        let mut names: Vec<(usize, String, Names, usize)> = counts.into_iter().map(|(t, (at, n, c))| (at, t.to_owned(), n, c)).collect();
        names.sort();
        let mut names: Vec<(String, Names, usize)> = names.into_iter().map(|(_, t, n, c)| (t, n, c)).collect();
        let mut defined = defined.clone();
        for i in 0..names.len() {
            if let Some(bare) = self.forms.unmarked(&names[i].0) {
                if !names.iter().any(|n| n.0 == bare) {
                    names.push((bare.clone(), names[i].1, 0));
                }
                defined.push((names[i].0.clone(), bare));
            }
        }
        Entities::group(&names, &defined, apart, identifiers, &self.forms)
    }

    fn sentence(&self, plain: &str, sentence: SentenceIn, names: Vec<NameMention>, near: &[Span], tokens: &[Token]) -> SentenceOut {
        let mut dropped = Vec::new();
        let mut mentions = sentence.values;
        mentions.extend(near.iter().map(|&span| Mention { kind: kind_named("Company"), span, what: What::NearName }));
        mentions.retain(|v| v.span.among(&names, |n| n.span).is_empty());
        for n in &names {
            let kind = if n.names == Names::Person || self.writes_person(plain, n.span, &names) { "Person" } else { "Company" };
            mentions.push(Mention { kind: kind_named(kind), span: n.span, what: What::Name });
            let tells = |b: &Span| self.telling.iter().any(|w| b.of(plain).contains(w.as_str()));
            let brackets = Definer::brackets(plain, n.span.end, sentence.span.end).into_iter();
            dropped.extend(brackets.filter(|b| b.len() <= LONGEST_BRACKET && !tells(b)));
        }
        // 2.5亿美元（约合人民币18亿元） is one amount, and the bracket says no more of it.
        for v in mentions.iter().filter(|m| matches!(&m.what, What::Value(Value::Quantity(q)) if q.equivalent.is_some())) {
            dropped.extend(Definer::brackets(plain, v.span.end, sentence.span.end));
        }
        dropped.sort();
        self.reference_words(plain, sentence.span, tokens, &mut mentions);
        mentions.sort_by_key(|m| m.span);
        self.employers(plain, &mut mentions);
        // 上市公司 right before a name describes the company that the name names.
        let names_begin: Vec<usize> = names.iter().map(|n| n.span.start).collect();
        mentions.retain(|m| !matches!(m.what, What::Reference(_)) || names_begin.binary_search(&m.span.end).is_err());
        SentenceOut { mentions, names, dropped }
    }

    /// Whether a bracket writes in Latin letters the name of a person whose post is told before it: 总裁吉姆·波特（Jim Potter）.
    fn writes_person(&self, plain: &str, name: Span, names: &[NameMention]) -> bool {
        let bracket = plain[..name.start].strip_suffix('（').filter(|_| plain[name.end..].starts_with('）'));
        let Some(ahead) = bracket.filter(|_| name.of(plain).is_ascii()) else { return false };
        if names.iter().any(|n| n.names == Names::Company && n.span.end == ahead.len()) {
            return false;
        }
        let given = |rest: &str| (2..=LONGEST_PERSON).contains(&rest.chars().count()) && rest.chars().all(|c| is_han(c) || c == '·');
        let clause = &ahead[ahead.rfind(is_stop).map_or(0, |i| ahead.ceil_char_boundary(i + 1))..];
        self.titles.iter().any(|title| clause.rfind(title.as_str()).is_some_and(|i| given(&clause[i + title.len()..])))
    }

    /// Companies that are named only to say who a person is, or whose analysts comment, become a type of their own: they
    /// take no part in deals.
    fn employers(&self, plain: &str, mentions: &mut [Mention]) {
        let (company, person, employer) = (kind_named("Company"), kind_named("Person"), kind_named(EMPLOYER));
        let between = |a: &Mention, b: &Mention| plain.get(a.span.end..b.span.start).unwrap_or("").to_owned();
        for m in mentions.iter_mut().filter(|m| m.kind == company && m.what == What::Name) {
            let behind = behind_brackets(plain, m.span);
            if self.commentators.iter().any(|w| behind.starts_with(w.as_str())) {
                m.kind = employer;
            }
        }
        for i in 1..mentions.len() {
            if mentions[i].kind != person || mentions[i - 1].kind != company || !self.is_post(&between(&mentions[i - 1], &mentions[i])) {
                continue;
            }
            mentions[i - 1].kind = employer;
            // 前A和B联合创始人: both are past employers.
            if i >= 2 && mentions[i - 2].kind == company {
                let before = &plain[..mentions[i - 2].span.start];
                if self.former.iter().any(|f| before.ends_with(f.as_str()))
                    && self.separators.contains(&between(&mentions[i - 2], &mentions[i - 1]))
                {
                    mentions[i - 2].kind = employer;
                }
            }
        }
    }

    /// Whether what stands between a company and a person is the person's post: 总裁, 智库中心研究总监.
    fn is_post(&self, between: &str) -> bool {
        let office = |rest: &str| rest.chars().count() <= LONGEST_OFFICE && rest.chars().all(|c| is_han(c) && !self.grammar.contains(&c));
        self.titles.iter().any(|t| *t == between) || self.posts.iter().any(|t| between.strip_suffix(t.as_str()).is_some_and(office))
    }

    /// Whether a text is a word that stands for a name.
    fn is_reference(&self, text: &str) -> bool {
        self.references.as_ref().and_then(|ac| ac.find(text)).is_some_and(|m| m.len() == text.len())
    }

    fn reference_words(&self, plain: &str, sentence: Span, tokens: &[Token], mentions: &mut Vec<Mention>) {
        let Some(ac) = &self.references else { return };
        mentions.sort_by_key(|m| m.span);
        let mut found = Vec::new();
        for m in ac.find_iter(sentence.of(plain)) {
            let span = Span::new(sentence.start + m.start(), sentence.start + m.end());
            let Ok(first) = tokens.binary_search_by_key(&span.start, |t| t.span.start) else { continue };
            let reference = self.reference_of[m.pattern().as_usize()];
            // 受让方为云岭集团: it is said here for whom the word stands.
            if self.parts.contains(&reference) && self.equals.fit(&plain[span.end..sentence.end]) {
                continue;
            }
            // 海川股份、明远科技等公司: a list ends there, and the word stands for nobody.
            if span.of(plain).ends_with(COMPANY) && plain[sentence.start..span.start].ends_with(AND_OTHERS) {
                continue;
            }
            // 该行认为: the house that comments.
            if self.houses.iter().any(|h| h == span.of(plain)) && self.house_says.fit(&plain[span.end..sentence.end]) {
                continue;
            }
            let ends = tokens.binary_search_by_key(&span.end, |t| t.span.end).is_ok();
            // 公司 behind a noun is part of a description (科技公司), but not behind what is done to it (要约收购公司5%股份), and before a
            // name it describes the name.
            let done = self.acts_on.fit(&plain[sentence.start..span.start]);
            let after_noun = !done && first.checked_sub(1).is_some_and(|p| tokens[p].span.end == span.start && describes(tokens[p].class));
            // 两家公司 holds a number.
            let holds = |m: &Mention| m.kind == kind_index(Kind::Number) && span.contains(m.span);
            let held = span.among(mentions, |m| m.span);
            let named = mentions.get(held.end).is_some_and(|m| m.what == What::Name && m.span.start == span.end);
            if ends && !after_noun && !named && mentions[held.clone()].iter().all(holds) {
                mentions.drain(held);
                found.push(Mention { kind: kind_named("Company"), span, what: What::Reference(reference) });
            }
        }
        mentions.extend(found);
    }
}

/// Whether a reference is to the buyer, seller or target of a deal.
fn is_part(refers: Refers) -> bool {
    matches!(refers, Refers::Buyer | Refers::Seller | Refers::Target)
}

/// Whether a character parts a bracket into pieces.
fn is_stop(c: char) -> bool {
    matches!(c, '，' | '；' | '、' | '：' | '“' | '”' | ' ')
}

/// Whether a Latin name ends in a decimal figure, or in one behind a hyphen, or is a word with three figures and more in a row, as
/// versions of products are and companies are not.
fn is_version(name: &str) -> bool {
    let figures = name.as_bytes().windows(3).any(|w| w.iter().all(u8::is_ascii_digit));
    if figures && name.is_ascii() && !name.contains(' ') && name.starts_with(|c: char| c.is_ascii_uppercase()) {
        return true;
    }
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let figure = &name[stem.len()..];
    name.is_ascii() && !stem.is_empty() && figure.ends_with(|c: char| c.is_ascii_digit()) && (figure.contains('.') || stem.ends_with('-'))
}

/// Values that names do not overlap.
fn solid(sentence: &SentenceIn) -> impl Iterator<Item = &Mention> {
    sentence.values.iter().filter(|v| is_solid(v))
}

/// Whether no name overlaps a value; a mere number or the name of a currency may be part of one.
fn is_solid(value: &Mention) -> bool {
    value.kind != kind_index(Kind::Number) && value.kind != kind_index(Kind::Currency)
}

/// The values that share a byte with a span.
fn values_at(sentence: &SentenceIn, span: Span) -> &[Mention] {
    &sentence.values[span.among(&sentence.values, |v| v.span)]
}

/// The class of a value among the words of its sentence.
pub fn class_of_value(value: &Mention) -> (Span, Class) {
    let class = match value.kind {
        kind if kind == kind_index(Kind::Ticker) => Class::Ticker,
        kind if kind == kind_index(Kind::Stake) => Class::Stake,
        _ => Class::Value,
    };
    (value.span, class)
}

/// Fails only beyond the automaton's state limit; what it would find then stays unread.
fn automaton<W: AsRef<[u8]>>(words: &[W]) -> Option<AhoCorasick> {
    AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words).ok()
}

/// Where the words of a list, made with [`At::Start`], stand in a sentence: the leftmost first, the longest there, none inside
/// another.
fn occurrences<'a, T>(plain: &'a str, sentence: Span, words: &'a Affixes<T>) -> impl Iterator<Item = (Span, &'a T)> {
    let mut at = sentence.start;
    std::iter::from_fn(move || {
        let begin = at + words.first_in(&plain[at..sentence.end])?;
        let (length, known) = words.of(&plain[begin..sentence.end]).next()?;
        at = begin + length;
        Some((Span::new(begin, at), known))
    })
}

/// Whether a word of this class is one of the dictionary that names nothing.
fn is_ordinary(class: Class) -> bool {
    matches!(class, Class::Noun | Class::Verb | Class::Word | Class::Function | Class::Numeral | Class::Trade)
}

/// Whether a word of this class right before 公司 makes it part of a description.
fn describes(class: Class) -> bool {
    matches!(
        class,
        Class::Noun
            | Class::Proper
            | Class::Known
            | Class::Trade
            | Class::Bracket
            | Class::Place
            | Class::Unknown
            | Class::Latin
            | Class::Word
            | Class::Numeral
            | Class::Person
            | Class::Digits
    )
}
