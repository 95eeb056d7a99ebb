//! 公司, 该公司, 双方, 前者 …: which entities they stand for.

use super::Entities;
use super::beside::{Beside, OF, beginning, behind_brackets, between};
use crate::base::Span;
use crate::lexicon::affixes::{Affixes, At};
use crate::lexicon::{self, Lexicons};
use crate::mention::{Mention, What, kind_named};
use crate::rule::pack::{Reference, Refers};
use crate::rule::program::{EMPLOYER, PERSON_TITLE};
use crate::text::brief;
use rustc_hash::FxHashMap;

/// The entities spoken of so far, as references see them.
#[derive(Clone, Debug)]
pub struct Discourse<'l> {
    /// The company whose story it is.
    pub speaker: Option<usize>,
    /// The companies mentioned last: the last one, and the last but it.
    recent: [Option<usize>; 2],
    /// The company named last that is not only somebody's backer.
    topic: Option<usize>,
    /// Where each was mentioned last.
    last: FxHashMap<usize, Span>,
    /// The byte at which the brief begins that is being told, and whether a mark opens it.
    brief: (usize, bool),
    /// Target, buyer and seller of the deal spoken of last.
    pub target: Option<usize>,
    /// Its buyer.
    pub buyer: Option<usize>,
    /// Its seller.
    pub seller: Option<usize>,
    /// Both sides of the deal told last that names them.
    pub sides: Vec<usize>,
    /// The byte at which the speaker became it by being named first; `None` once the text says that the story is its own.
    named_at: Option<usize>,
    /// Words that the document itself gives to a company: 海川股份有限公司（以下简称“公司”）.
    given: FxHashMap<String, usize>,
    /// Companies that the document names right behind such a word somewhere: 目标公司海川股份.
    apposed: FxHashMap<String, usize>,
    words: &'l Words,
    /// How many lines said so far of which company they tell: 海川股份：….
    headed: usize,
    /// The company with which the sentence before opens, and where.
    opened: Option<(usize, Span)>,
    /// Where sums and rounds begin in the sentence that is read.
    raised: Vec<usize>,
    /// The person named last, and where.
    person: Option<(usize, Span)>,
}

/// Types of mention.
const COMPANY: u8 = kind_named("Company");
const PERSON: u8 = kind_named("Person");
const EMPLOYER_KIND: u8 = kind_named(EMPLOYER);
const MONEY: u8 = kind_named("Money");
const ROUND: u8 = kind_named("Round");

/// How many characters behind its name a company may announce something (海川股份3月8日晚间公告).
const ANNOUNCE_WITHIN: usize = 14;

/// The lexicon of words by which a company makes the story its own (公告).
const ANNOUNCE: &str = "opens_story";
/// The lexicon of words that say who holds a company.
const HOLDER_IS: &str = "holder_is";
/// The lexicon of words by which a company does not comment.
const NO_COMMENT: &str = "no_comment";
/// The lexicon of words that stand for people, too, where [`DOINGS`] follow.
const WHO_HOLDS: &str = "who_holds";
/// The lexicon of what those who hold shares do.
const DOINGS: &str = "own_doings";
/// The lexicon of words before one who sells.
const BOUGHT_OF: &str = "bought_of";
/// The lexicon of words by which a company is introduced (成立于).
const PORTRAIT: &str = "opens_portrait";
/// The lexicon of what stands between a company and its kin.
const KIN: &str = "apart_kin";

/// The lexicon of what stands between an owner and a company that is its own in name only.
const OWNER: &str = "owner_of_story";
/// The lexicon of words at the beginning of a line that say what it holds, not of whom it tells.
const LABEL: &str = "line_label";

/// The lexicons of words beside one who holds a company or gives it money (由…领投).
const BACKER_BEFORE: &str = "backs_before";
const BACKER_AFTER: &str = "backs_after";
/// Characters behind an owner within which what it owns is named.
const OWNED_WITHIN: usize = 14;
/// Characters behind 其 within which it is told what it does.
const DOES_WITHIN: usize = 20;

/// Lines that say of whom they tell, from which on each of them begins a brief.
const LISTED: usize = 3;

/// Characters before the company that a marked brief is about.
const NAMED_WITHIN: usize = 14;

/// Characters between two companies that announce something together.
const JOINED_WITHIN: usize = 8;

/// Characters before the company that is all the rest of a line: 十二、海川股份.
const NUMBERED_WITHIN: usize = 3;

/// Characters before the company with which a sentence opens.
const OPENS_WITHIN: usize = 10;

/// The mentions of a sentence so far, with the entities of each.
type Told<'m> = (&'m [Mention], &'m [Vec<usize>]);

/// How a sentence stands in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// A mark of a brief opens it.
    Mark,
    /// It is a line that may be nothing but the name of a company: 一、海川股份.
    Title,
    /// It is the numbered heading of a section.
    Section,
    /// It opens a line.
    Line,
    /// It goes on.
    None,
}

/// The words by which it is told what references stand for.
#[derive(Debug)]
pub struct Words {
    /// Those beside names.
    pub beside: Beside,
    announce: Affixes<()>,
    no_comment: Affixes<()>,
    label: Affixes<()>,
    who_holds: Affixes<()>,
    doings: Affixes<()>,
    kin: Affixes<()>,
    ends_with_kin: Affixes<()>,
    bought_of: Affixes<()>,
    portrait: Affixes<()>,
    holder_is: Affixes<()>,
    backer_before: Affixes<()>,
    backer_after: Affixes<()>,
    owner: Affixes<()>,
    title: Affixes<()>,
    /// Words for what is bought, each with its place among them.
    targets: Affixes<usize>,
}

impl Words {
    /// Reads the lexicons `opens_story`, `no_comment`, `line_label`, `who_holds`, `own_doings`, `apart_kin`, `bought_of`,
    /// `opens_portrait`, `holder_is`, `backs_before`, `backs_after`, `owner_of_story`, `person_title` and those of [`Beside`].
    pub fn new(lexicons: &Lexicons, references: &[Reference]) -> Self {
        let set = |at, name: &str| Affixes::set(at, lexicon::texts(lexicons, name));
        let targets = references.iter().filter(|r| r.refers == Refers::Target).flat_map(|r| &r.words);
        Words {
            beside: Beside::new(lexicons),
            announce: set(At::Start, ANNOUNCE),
            no_comment: set(At::Start, NO_COMMENT),
            label: set(At::Start, LABEL),
            who_holds: set(At::Start, WHO_HOLDS),
            doings: set(At::Start, DOINGS),
            kin: set(At::Start, KIN),
            ends_with_kin: set(At::End, KIN),
            bought_of: set(At::End, BOUGHT_OF),
            portrait: set(At::Start, PORTRAIT),
            holder_is: set(At::End, HOLDER_IS),
            backer_before: set(At::End, BACKER_BEFORE),
            backer_after: set(At::Start, BACKER_AFTER),
            owner: set(At::Start, OWNER),
            title: set(At::Start, PERSON_TITLE),
            targets: Affixes::of_words(At::End, targets.enumerate().map(|(i, w)| (w.as_str(), i))),
        }
    }

    /// Whether a word may say who holds something.
    pub fn is_who_holds(&self, word: &str) -> bool {
        self.who_holds.contains(word)
    }

    /// The shortest word at the beginning of a text that stands between an owner and what is its own, in bytes.
    pub fn owner(&self, text: &str) -> Option<usize> {
        self.owner.of(text).last().map(|(length, ())| length)
    }
}

/// Whether one of these words stands in the clause that goes on behind a name.
fn clause_holds(words: &Affixes<()>, behind: &str) -> bool {
    words.first_in(beginning(behind, ANNOUNCE_WITHIN, &['，', '。', '：', '；', '、', '】', '\n'])).is_some()
}

impl<'l> Discourse<'l> {
    /// A discourse in which nothing was said yet.
    pub fn new(words: &'l Words) -> Self {
        Discourse {
            words,
            speaker: None,
            recent: [None, None],
            topic: None,
            last: FxHashMap::default(),
            brief: (0, false),
            target: None,
            buyer: None,
            seller: None,
            sides: Vec::new(),
            named_at: None,
            given: FxHashMap::default(),
            apposed: FxHashMap::default(),
            headed: 0,
            opened: None,
            raised: Vec::new(),
            person: None,
        }
    }

    /// Whether the text behind a name says, within its clause, that the company announces something.
    fn announces(&self, behind: &str) -> bool {
        clause_holds(&self.words.announce, behind)
    }

    /// Whether the text behind a name says, within its clause, that the company does not comment.
    fn says_nothing(&self, behind: &str) -> bool {
        clause_holds(&self.words.no_comment, behind)
    }

    /// Forgets of whom was spoken where another brief of a round-up begins: a sentence whose first company is named at its
    /// beginning, and was not named in the brief so far. Where no mark opens it, it must open a line, and tell of whom it tells as
    /// briefs do (海川股份：…, 海川股份公告…). Whether one begins.
    pub fn begins_brief(&mut self, plain: &str, sentence: Span, mentions: &[Mention], entities: &Entities, opening: Opening) -> bool {
        // 其 and 后者 speak of nobody whom another item of a list names.
        if opening == Opening::Mark {
            self.recent = [None, None];
            self.sides.clear();
        }
        // A document that calls a company 公司 tells its story.
        if !self.given.is_empty() {
            return false;
        }
        let company = |m: &&Mention| m.kind == COMPANY;
        // The head of a brief names somebody, whether or not the name is known for one.
        if matches!(opening, Opening::Title | Opening::Section) && title_of(plain, sentence, mentions, entities).is_some() {
            self.begin(sentence.start, true);
            return true;
        }
        let line = sentence.of(plain);
        let label = |line: &str| self.words.label.of(line).any(|(length, ())| line[length..].starts_with('：'));
        let listed =
            matches!(opening, Opening::Line | Opening::Title) && self.headed >= Self::heads_wanted(line) && !label(line.trim_start());
        if (opening == Opening::Mark || listed) && heads_another(plain, sentence, mentions) {
            self.begin(sentence.start, opening == Opening::Mark);
            return true;
        }
        let Some(first) = mentions.iter().find(company) else { return false };
        let Some(entity) = entities.of(first.span.of(plain)).filter(|_| first.what == What::Name) else { return false };
        let before = &plain[sentence.start..first.span.start];
        let behind = behind_brackets(plain, first.span);
        let opens = opening != Opening::None || plain[..sentence.start].trim().is_empty();
        self.headed += usize::from(opens && !before.contains(char::is_alphabetic) && behind.starts_with('：'));
        let (from, marked) = self.brief;
        let told = self.last.get(&entity).is_some_and(|s| s.start >= from);
        let begins = match opening {
            Opening::Mark => before.chars().count() <= NAMED_WITHIN && !before.contains(['，', '。', '；']) && !(told && marked),
            Opening::Line | Opening::Title => {
                // A list may begin with a line that names them all.
                let another = self.headed >= LISTED && Some(entity) != self.speaker && behind.starts_with('：');
                !before.contains(char::is_alphabetic) && (!told || another) && from < sentence.start && self.tells_of(behind)
            }
            // The section of a review that deals with one listed company after the other.
            Opening::Section => {
                let others = mentions.iter().filter(company).any(|m| entities.of(m.span.of(plain)) != Some(entity));
                !others && !entities.list[entity].identifiers.is_empty() && Some(entity) != self.speaker
            }
            Opening::None => false,
        };
        if begins {
            self.begin(sentence.start, opening == Opening::Mark);
        }
        begins
    }

    /// Forgets of whom was spoken, where a brief begins.
    fn begin(&mut self, at: usize, marked: bool) {
        let last = std::mem::take(&mut self.last);
        *self = Discourse { last, brief: (at, marked), headed: self.headed, ..Discourse::new(self.words) };
    }

    /// How many lines must say of whom they tell (海川股份：…) before another one is taken to say it, too: one in a list with numbers.
    fn heads_wanted(line: &str) -> usize {
        if line.starts_with(|c: char| c.is_ascii_digit()) { 1 } else { 2 }
    }

    /// Whether the text behind a name at the beginning of a line says that the line is about it.
    fn tells_of(&self, behind: &str) -> bool {
        behind.starts_with('：') || self.announces(behind)
    }

    /// Whether a company announces something with one that is named right before it: 海川股份与要约人云岭集团联合公告.
    fn with_another(&self, plain: &str, name: Span, kept: &[Mention]) -> bool {
        let Some(first) = kept.iter().rev().find(|m| m.kind == COMPANY) else { return false };
        let between = between(plain, first.span, name.start).unwrap_or("");
        between.chars().nth(JOINED_WITHIN).is_none() && self.words.beside.is_joined(between)
    }

    /// Notes a mention.
    pub fn mention(&mut self, entity: usize, span: Span) {
        if self.recent[0] != Some(entity) {
            self.recent = [Some(entity), self.recent[0]];
        }
        self.last.insert(entity, span);
        if self.speaker.is_none() {
            (self.speaker, self.named_at) = (Some(entity), Some(span.start));
        }
    }

    /// The company named last.
    pub fn last(&self) -> Option<usize> {
        self.recent[0]
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
            Refers::Topic => self.topic.or(last).into_iter().collect(),
            Refers::Both => before.zip(last).map_or_else(Vec::new, |(a, b)| vec![a, b]),
            Refers::Former => before.into_iter().collect(),
            Refers::Latter => before.and(last).into_iter().collect(),
            Refers::Target => self.target.into_iter().collect(),
            Refers::Buyer => self.buyer.into_iter().collect(),
            Refers::Seller => self.seller.into_iter().collect(),
        }
    }

    /// The entities that a reference stands for here. `told` are the mentions of the sentence before it; the sentence begins at `from`.
    fn refer(&self, plain: &str, word: Span, references: &[Reference], refers: Refers, from: usize, told: Told<'_>) -> Vec<usize> {
        // 领投了其1.1亿元的A轮: what is raised is raised by no backer.
        let behind = &plain[word.end..];
        let raised = || self.raised.contains(&(plain.len() - behind.strip_prefix(OF).unwrap_or(behind).len()));
        if refers == Refers::Last && raised() {
            return self.stands_for(word.of(plain), Refers::Topic, from);
        }
        if refers == Refers::Topic
            && let Some(holder) = self.holder_told(plain, word, told)
        {
            return vec![holder];
        }
        let holds = refers == Refers::Last && self.words.is_who_holds(word.of(plain)) && self.does(behind);
        let holder = holds.then(|| self.holder(plain, word, references, from, told)).flatten();
        let sides = if refers == Refers::Both { self.sides_here(plain, told) } else { None };
        holder.map(|h| vec![h]).or(sides).unwrap_or_else(|| self.stands_for(word.of(plain), refers, from))
    }

    /// Whether the words beside a name say no more of it than that it holds a company, or gives it money.
    fn backs(&self, plain: &str, name: Span) -> bool {
        let (ahead, behind) = (&plain[..name.start], behind_brackets(plain, name));
        self.words.backer_before.fit(ahead) || self.words.backer_after.fit(behind)
    }

    /// Whom the clause right before a word says to be the shareholder: 第一大股东是东岳资本，该公司去年….
    fn holder_told(&self, plain: &str, word: Span, told: Told<'_>) -> Option<usize> {
        let next = |name: Span| between(plain, name, word.start) == Some("，");
        let (entity, _) = named(told).find(|(_, name)| next(*name) && self.words.holder_is.fit(&plain[..name.start]))?;
        Some(entity)
    }

    /// Whether the text behind 其 tells what those who hold shares do, and not what their kin does.
    fn does(&self, behind: &str) -> bool {
        let clause = beginning(behind, DOES_WITHIN, &['，', '。', '：', '；', '、', '\n']);
        self.words.doings.first_in(clause).is_some_and(|i| self.words.kin.first_in(&clause[..i]).is_none())
    }

    /// Who holds what 其 holds or pledges: the company or person named last that may, but not the company of the story where it is its own
    /// shares that are spoken of (其所持公司股份).
    fn holder(&self, plain: &str, word: Span, references: &[Reference], from: usize, told: Told<'_>) -> Option<usize> {
        let (ahead, behind) = (&plain[..word.start], &plain[word.end..]);
        let bought = self.words.bought_of.fit(ahead);
        let clause = behind.split(['，', '。', '；', '\n']).next().unwrap_or("");
        let own = references.iter().filter(|r| r.refers == Refers::Speaker).flat_map(|r| &r.words).any(|w| clause.contains(w.as_str()));
        let speaker = self.speaker.filter(|_| own && !bought);
        // 王明远持股…，其质押于: what a person holds is not held of that person.
        let person = |name: Span| told.0.iter().any(|m| m.span == name && m.kind == PERSON);
        let may = |name: Span| bought || person(name) || self.may_hold(plain, name);
        let here = named(told).rev().find(|(e, name)| Some(*e) != speaker && may(*name));
        let company = self.recent.iter().flatten().filter_map(|e| Some((*e, self.last_mention(*e)?)));
        let before = company.chain(self.person).filter(|(e, name)| Some(*e) != speaker && name.start < from).max_by_key(|(_, name)| *name);
        here.or(before).map(|(e, _)| e)
    }

    /// Whether the words around a name leave it open that it holds something: it is not held, and it is no company whose shareholder
    /// is named.
    fn may_hold(&self, plain: &str, name: Span) -> bool {
        let (beside, ahead, behind) = (&self.words.beside, &plain[..name.start], behind_brackets(plain, name));
        let governed = beside.is_governed(ahead.strip_suffix(OF).unwrap_or(ahead)) || beside.is_held(ahead);
        !governed && !beside.is_owned(behind.strip_prefix(OF).unwrap_or(behind))
    }

    /// Both sides, where the sentence names a company as the parent of one: the parent is none of them.
    fn sides_here(&self, plain: &str, (mentions, entities): Told<'_>) -> Option<Vec<usize>> {
        let companies = mentions.iter().zip(entities).filter(|(m, _)| m.kind == COMPANY);
        let companies: Vec<(usize, Span)> = companies.filter_map(|(m, e)| if let [e] = e[..] { Some((e, m.span)) } else { None }).collect();
        let kin = |pair: &[(usize, Span)]| {
            let between = plain.get(pair[0].1.end..pair[1].1.start).unwrap_or("").trim_end_matches('“');
            self.words.ends_with_kin.fit(between)
        };
        let owners: Vec<usize> = companies.windows(2).filter(|pair| kin(pair)).map(|pair| pair[0].0).collect();
        let mut sides: Vec<usize> = Vec::new();
        for (e, _) in companies.iter().filter(|(e, _)| !owners.contains(e)) {
            sides.retain(|s| s != e);
            sides.push(*e);
        }
        let both = if let [.., a, b] = sides[..] { vec![a, b] } else { Vec::new() };
        (!owners.is_empty()).then_some(both)
    }

    /// Whom 公司 stands for in an article about many companies: the listed company with which this sentence, or the one before it, opens,
    /// in a paragraph that does not name the one whose story it was.
    fn turns_to(&self, plain: &str, word: Span, entities: &Entities, told: Told<'_>) -> Option<(usize, Span)> {
        let speaker = self.last_mention(self.speaker.filter(|_| !self.brief.1 && self.given.is_empty())?)?;
        let (other, name) = opening_company(plain, told).or(self.opened)?;
        let line = plain[..word.start].rfind('\n').map_or(0, |i| i + 1);
        let here = name.start >= line && speaker.start < line && plain[name.end..word.start].matches('。').count() < 2;
        let listed = !entities.list[other].identifiers.is_empty();
        // 云岭控股成立于2014年: its portrait is drawn from here on.
        let drawn = self.words.portrait.fit(behind_brackets(plain, name));
        (here && (listed || drawn) && self.may_hold(plain, name) && !behind_brackets(plain, name).starts_with(OF)).then_some((other, name))
    }

    /// The entities that a word stands for here: who was given it, or whom such words refer to.
    fn stands_for(&self, word: &str, refers: Refers, sentence: usize) -> Vec<usize> {
        if let Some(&company) = self.given.get(word) {
            return vec![company];
        }
        // 双方 are the two that the sentence names, or else those of the deal told last.
        let here = self.recent.iter().flatten().filter(|e| self.last.get(e).is_some_and(|s| s.start >= sentence)).count();
        let found = if refers == Refers::Both && here < 2 && !self.sides.is_empty() { self.sides.clone() } else { self.resolve(refers) };
        if found.is_empty() { self.apposed.get(word).copied().into_iter().collect() } else { found }
    }

    /// Whether 公司 is what the company holds that is the speaker only because the sentence, which begins at `from`, names it first:
    /// 云岭集团持有公司30%股份.
    fn is_held(&self, plain: &str, word: Span, from: usize) -> bool {
        let before = &plain[..word.start];
        let held = self.words.beside.ends_with_hold(before);
        held && self.speaker == self.recent[0] && self.named_at.is_some_and(|at| at >= from)
    }

    /// Notes which companies stand right behind a word for what is bought, wherever that is: a circular says so behind the deal.
    pub fn look_ahead(&mut self, plain: &str, names: impl Iterator<Item = (usize, Span)>) {
        for (entity, name) in names {
            let ahead = &plain[..name.start];
            if let Some((length, _)) = self.words.targets.of(ahead).min_by_key(|(_, place)| **place) {
                self.apposed.entry(ahead[ahead.len() - length..].to_owned()).or_insert(entity);
            }
        }
    }

    /// Notes the words that a bracket behind a name gives to its company: （以下简称“标的公司”）.
    fn take_given(&mut self, plain: &str, from: usize, to: usize, company: &[usize], references: &[Reference]) {
        let (Some(bracket), &[company]) = (plain.get(from..to), company) else { return };
        for quoted in bracket.split('“').skip(1).filter_map(|q| q.split('”').next()) {
            let is_reference = references.iter().any(|r| r.words.iter().any(|w| w == quoted));
            if is_reference {
                self.given.entry(quoted.to_owned()).or_insert(company);
            }
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
        let start = mentions.first().map_or(0, |m| m.span.start);
        let mut backs = false;
        let raised = |m: &&Mention| [MONEY, ROUND].contains(&m.kind);
        self.raised = mentions.iter().filter(raised).map(|m| m.span.start).collect();
        // The company whose head speaks or acts in this sentence, where that is how it opens.
        let mut headed_by: Option<usize> = None;
        let companies: Vec<Span> = mentions.iter().filter(|m| m.kind == COMPANY).map(|m| m.span).collect();
        for m in mentions {
            let of_story = matches!(m.what, What::Reference(r) if references[r].refers == Refers::Speaker);
            if of_story && self.is_held(plain, m.span, start) {
                (self.speaker, self.named_at) = (None, None);
            }
            if let Some((other, name)) = of_story.then(|| self.turns_to(plain, m.span, entities, (&kept, &all))).flatten() {
                (self.speaker, self.named_at) = (Some(other), Some(name.start));
            }
            let found: Vec<usize> = match &m.what {
                What::Value(_) => Vec::new(),
                What::Name | What::NearName => entities.of(m.span.of(plain)).into_iter().collect(),
                What::Reference(_) if of_story && headed_by.is_some() && self.given.is_empty() => headed_by.into_iter().collect(),
                What::Reference(r) => match self.refer(plain, m.span, references, references[*r].refers, start, (&kept, &all)) {
                    found if found.is_empty() => continue,
                    found => found,
                },
            };
            if m.what == What::Name && m.kind == PERSON {
                self.person = found.first().map(|e| (*e, m.span)).or(self.person);
            }
            // Who speaks for a company tells its story: 海川股份总裁王明远表示，公司….
            if m.kind == EMPLOYER_KIND && self.words.title.fit(&plain[m.span.end..]) {
                found.iter().for_each(|&e| self.mention(e, m.span));
                headed_by = found.first().copied().filter(|_| m.span.start == start);
            }
            if m.what == What::Name && m.kind == COMPANY && !dropped.iter().any(|d| d.contains(m.span)) {
                // Who comments tells another company's story: 东岳证券指出，公司….
                // The story is of the company that another one owns: 云岭集团旗下青岚智能宣布….
                let owned = companies.iter().find(|c| c.start > m.span.end).map(|c| &plain[m.span.end..c.start]);
                let owns =
                    owned.is_some_and(|between| self.words.owner.fit(&plain[m.span.end..]) && between.chars().count() <= OWNED_WITHIN);
                let story = (self.speaker, self.named_at);
                let beside = &self.words.beside;
                let comments = self.speaker.is_none() && (beside.comments(plain, m.span) || beside.is_group(plain, m.span));
                // Who says nothing does not go on with the story: 海川股份未回应置评请求.
                let silent = self.says_nothing(&plain[m.span.end..]);
                found.iter().filter(|_| !comments && !silent).for_each(|&e| self.mention(e, m.span));
                if owns && story.0.is_none() {
                    (self.speaker, self.named_at) = story;
                }
                let between = kept.last().and_then(|l: &Mention| plain.get(l.span.end..m.span.start));
                backs = self.backs(plain, m.span) || backs && between.is_some_and(|between| beside.is_list(between));
                self.topic = found.first().copied().filter(|_| !backs && !silent).or(self.topic);
                let behind = dropped.iter().find(|d| d.start == m.span.end).map_or(m.span.end, |d| d.end);
                self.take_given(plain, m.span.end, behind, &found, references);
                if self.announces(&plain[behind..]) && !self.with_another(plain, m.span, &kept) {
                    (self.speaker, self.named_at) = (found.first().copied().or(self.speaker), None);
                }
            }
            kept.push(m);
            all.push(found);
        }
        self.opened = opening_company(plain, (&kept, &all));
        (kept, all)
    }
}

/// The company of a line that is nothing but its name: 一、海川股份（600123）.
pub fn title_of(plain: &str, line: Span, mentions: &[Mention], entities: &Entities) -> Option<usize> {
    let first = mentions.iter().find(|m| m.kind == COMPANY && m.what == What::Name)?;
    let before = plain.get(line.start..first.span.start)?.trim();
    let behind = behind_brackets(plain.get(..line.end)?, first.span);
    let alone = !behind.contains(char::is_alphanumeric)
        && before.chars().nth(NUMBERED_WITHIN).is_none()
        && !before.ends_with(char::is_alphabetic)
        && !before.ends_with('：');
    if alone { entities.of(first.span.of(plain)) } else { None }
}

/// Whether a brief says of whom it tells (起步海川：…), and no company that is known for one stands there.
fn heads_another(plain: &str, sentence: Span, mentions: &[Mention]) -> bool {
    let mut depth = 0;
    let end = sentence.of(plain).char_indices().find(|(_, c)| {
        depth += i32::from(*c == '（') - i32::from(*c == '）');
        depth == 0 && matches!(c, '：' | '，' | '。' | '；' | '】')
    });
    let head = end.filter(|(_, c)| *c == '：').map(|(i, _)| sentence.start + i);
    let kinds = [COMPANY, PERSON];
    let head = head.or_else(|| Some(sentence.start + brief::name_in_heading(sentence.of(plain))?));
    head.is_some_and(|end| !mentions.iter().any(|m| m.span.start < end && kinds.contains(&m.kind)))
}

/// The companies and people that a sentence names.
fn named<'m>((mentions, entities): Told<'m>) -> impl DoubleEndedIterator<Item = (usize, Span)> + use<'m> {
    let kinds = [COMPANY, PERSON];
    let names = mentions.iter().zip(entities).filter(move |(m, _)| m.what == What::Name && kinds.contains(&m.kind));
    names.filter_map(|(m, e)| Some((*e.first()?, m.span)))
}

/// The company with which a sentence opens, but for a few words.
fn opening_company(plain: &str, told: Told<'_>) -> Option<(usize, Span)> {
    let (entity, name) = named(told).next()?;
    // One character more than there may be, however wide.
    let near = plain.floor_char_boundary(name.start.saturating_sub((OPENS_WITHIN + 1) * char::MAX.len_utf8()));
    let ahead = &plain[near..name.start];
    let ahead = &ahead[ahead.rfind(['。', '！', '？', '\n']).map_or(0, |i| ahead.ceil_char_boundary(i + 1))..];
    (told.0.iter().any(|m| m.span == name && m.kind == COMPANY) && !ahead.contains('，') && ahead.chars().nth(OPENS_WITHIN).is_none())
        .then_some((entity, name))
}
