//! Where a sentence falls into the chunks that names are looked for in: at words that part names, unless what stands beside one shows
//! that a coined name holds it, or that it is a surname.

use super::candidate::Search;
use super::token::{Class, Token};

/// Most words of a chunk that are looked at; longer chunks are no prose.
const LONGEST_CHUNK: usize = 48;
/// Most words of a quoted name that begins with a small word.
const LONGEST_QUOTED: usize = 7;
/// Characters of a name that holds a small word, where the words behind it show where it ends.
const SHORTEST_TOLD: std::ops::RangeInclusive<usize> = 3..=6;
/// What parts the names of a person and, at the beginning of a line, is a bullet.
const POINT: &str = "·";
/// How many words ahead the legal form is looked for to which a name goes on.
pub const FAR: usize = 8;

impl Search<'_> {
    /// Where a quoted name ends that begins at `i` and holds a small word (“与雪为舞”宣布完成融资, 品牌“麦和田”): what stands beside the
    /// quotation tells of deals or describes a company.
    pub(super) fn closes_coined(&self, i: usize) -> Option<usize> {
        let close = self.closes_quoted(i)?;
        // 企业“总对总”合作: what begins and ends alike is a phrase.
        let called = || (i..close).any(|k| self.is_small(k)) && self.is_called(i) && self.word(i) != self.word(close - 1);
        let coined = self.is_small(i) && self.is_in_deals(i, close) || called();
        (coined && !(i..close).any(|k| self.words[k].never)).then_some(close)
    }

    /// Where a quotation ends that begins at `i` and is as short as a name.
    fn closes_quoted(&self, i: usize) -> Option<usize> {
        if self.word(i - 1) != "“" {
            return None;
        }
        let close = (i + 1..self.tokens.len().min(i + LONGEST_QUOTED)).find(|&k| self.word(k) == "”")?;
        let inside = |k: usize| self.tokens[k].class != Class::Mark && !self.tokens[k].class.is_value();
        (i..close).all(inside).then_some(close)
    }

    /// Whether a word that describes a company stands before the quotation mark before `i`.
    fn is_called(&self, i: usize) -> bool {
        i > 1 && self.is_head(i - 2)
    }

    /// Whether the words from `i` to before `j` are all that is quoted behind a word that describes a company: 火箭企业“凌空北辰”.
    pub(super) fn is_called_so(&self, i: usize, j: usize) -> bool {
        self.in_quotes(i, j) && self.is_called(i)
    }

    /// Whether the words from `i` to before `j` are what quotation marks enclose.
    pub(super) fn in_quotes(&self, i: usize, j: usize) -> bool {
        i > 0 && self.word(i - 1) == "“" && self.tokens.get(j).is_some_and(|t| t.span.of(self.plain) == "”")
    }

    /// Whether a verb of buying stands before the word `i`, or doings of companies behind the word before `j`.
    fn is_in_deals(&self, i: usize, j: usize) -> bool {
        self.bounds.deals.fit(&self.context[self.offsets[j]..]) || self.bounds.bought.fit(&self.context[..self.offsets[i]])
    }

    /// Whether a small word of one character stands at `k`.
    fn is_small(&self, k: usize) -> bool {
        self.words[k].breaks && self.tokens[k].is_character() && self.tokens[k].class == Class::Function
    }

    /// Where a name ends that begins at `i`, holds a small word (与光同程成立于2021年) and is named again: it begins the sentence, or
    /// stands behind a word that describes, and what stands behind it is said of a company whose name ends there.
    pub(super) fn told_of(&self, i: usize) -> Option<usize> {
        if i > 0 && !self.is_head(i - 1) {
            return None;
        }
        let inside = |k: &usize| {
            let token = &self.tokens[*k];
            !matches!(token.class, Class::Mark | Class::Bracket)
                && !token.class.is_value()
                && !self.words[*k].never
                && (*k == i || self.adjoins(*k))
        };
        let most = (i..self.tokens.len().min(i + LONGEST_QUOTED)).take_while(inside).last()?;
        let first = (i..=most).find(|&k| self.is_small(k))?;
        let named = |j: usize| {
            let text = self.tokens[i].span.join(self.tokens[j - 1].span).of(self.plain);
            let told = self.bounds.told.fit(&self.context[self.offsets[j]..]);
            told && SHORTEST_TOLD.contains(&text.chars().count()) && !self.bounds.breaks(text) && self.plain.matches(text).nth(1).is_some()
        };
        (first + 1..=most + 1).find(|&j| named(j))
    }

    /// Whether the tokens from `i` to before `j` are what quotation marks enclose, and a verb of buying stands before these, or doings
    /// of companies behind them.
    pub(super) fn is_quoted(&self, i: usize, j: usize) -> bool {
        self.in_quotes(i, j) && self.is_in_deals(i, j)
    }

    pub(super) fn chunks(&self) -> Vec<(usize, usize)> {
        let mut out = Vec::new();
        let mut start = 0;
        while start < self.tokens.len() {
            if self.is_break(start) {
                start += 1;
                continue;
            }
            let mut end = start + 1;
            while end < self.tokens.len()
                && end - start < LONGEST_CHUNK
                && !self.is_break(end)
                && self.adjoins(end)
                && !self.people.contains_key(&end)
            {
                end += 1;
            }
            out.push((start, end));
            start = end;
        }
        out
    }

    pub(super) fn is_break(&self, i: usize) -> bool {
        let dash = |k: Option<usize>| k.and_then(|k| self.tokens.get(k)).is_some_and(|t| t.span.of(self.plain) == "-");
        // A dash joins syllables of one name, and parts what are names already: 北岭信托-云岭银行.
        let known = |k: Option<usize>| k.and_then(|k| self.tokens.get(k)).is_some_and(|t| matches!(t.class, Class::Known | Class::Trade));
        // Nor does it join anything to a mark or a value before it.
        let bare = |k: Option<usize>| k.and_then(|k| self.tokens.get(k)).is_none_or(|t| t.class == Class::Mark || t.class.is_value());
        // A point at the beginning is a bullet.
        if i == 0 && self.word(0) == POINT {
            return true;
        }
        // 东岳基金二期: what counts a fund ends what the fund is called.
        if i > 0 && self.words[i].number && self.bounds.funds.fit(self.word(i - 1)) && !self.leads_to_legal(i) {
            return true;
        }
        if dash(Some(i)) && (bare(i.checked_sub(1)) || bare(Some(i + 1)) || known(i.checked_sub(1)) || known(Some(i + 1))) {
            return true;
        }
        self.words[i].breaks
            && !self.bound.contains(&i)
            && !self.is_part_of_coined(i)
            && !self.opens_coined(i)
            && !self.joins_coined(i)
            && !self.people.contains_key(&i)
            && !self.has_ticker(i)
            && !self.ends_given_name(i)
            && !self.has_form(i)
            && !self.is_first_of_trade(i)
    }

    /// A break word of one character between characters that are no words is a part of a new word, and so is a function
    /// word between one and a trade: 颖泰嘉和生物.
    fn is_part_of_coined(&self, i: usize) -> bool {
        let class = |k: usize| self.tokens.get(k).map(|t| t.class);
        let next: &[Class] = match self.tokens[i].class {
            Class::Mark | Class::Value | Class::Ticker | Class::Stake => return false,
            Class::Function if self.is_given_name(i) => &[Class::Unknown, Class::Trade],
            Class::Function => &[Class::Trade],
            // ，云时资本: behind a mark, a character more is enough for a name.
            Class::Unknown if i < 2 || self.tokens[i - 2].class == Class::Mark => &[Class::Unknown, Class::Trade],
            _ => &[Class::Unknown],
        };
        self.tokens[i].is_character()
            && !self.words[i].never
            && i > 0
            && self.tokens[i - 1].is_character()
            && class(i - 1).is_some_and(|c| !matches!(c, Class::Function | Class::Mark) && !c.is_value())
            && class(i + 1).is_some_and(|c| next.contains(&c) && !self.is_head(i + 1))
            && self.adjoins(i)
            && self.adjoins(i + 1)
    }

    /// Whether a word of two and more characters stands between a word that may be a part of a name and a legal form:
    /// 江州房屋置换有限公司, but not 拟设立有限公司.
    fn has_form(&self, i: usize) -> bool {
        let part = |t: &Token| matches!(t.class, Class::Noun | Class::Unknown | Class::Place | Class::Proper | Class::Person | Class::Word);
        !self.tokens[i].is_character()
            && matches!(self.tokens[i].class, Class::Noun | Class::Verb | Class::Word)
            && self.words.get(i + 1).is_some_and(|w| w.legal)
            && self.adjoins(i + 1)
            && i > 0
            && self.adjoins(i)
            && part(&self.tokens[i - 1])
            && !self.words[i - 1].breaks
            && !self.is_head(i - 1)
    }

    /// Whether a function word of two and more characters stands between a place and a trade with its legal form, which are no
    /// name without it: 江州随行软件有限公司.
    fn is_first_of_trade(&self, i: usize) -> bool {
        let legal = || {
            let end = (i + 1..self.tokens.len().min(i + FAR))
                .find(|&k| self.words[k].legal || !matches!(self.tokens[k].class, Class::Trade | Class::Noun) || self.words[k].breaks)?;
            Some(end > i + 1 && self.words[end].legal && (i + 1..=end).all(|k| self.adjoins(k)))
        };
        self.tokens[i].class == Class::Function
            && !self.tokens[i].is_character()
            && !self.bounds.breaks(self.word(i))
            && self.is_behind_place(i)
            && legal().unwrap_or(false)
    }

    /// Whether a word stands right behind a place of two and more characters.
    fn is_behind_place(&self, i: usize) -> bool {
        i > 0 && self.tokens[i - 1].class == Class::Place && !self.tokens[i - 1].is_character() && self.adjoins(i)
    }

    /// Whether a word of two and more characters is called by its stock with the trade behind it: 起航股份（600999.SH）.
    fn has_ticker(&self, i: usize) -> bool {
        !self.tokens[i].is_character()
            && self.tokens[i].class != Class::Mark
            && !self.tokens[i].class.is_value()
            && self.is_trade(i + 1)
            && self.bounds.tickers.fit(&self.context[self.offsets[i + 2]..])
    }

    /// Whether a small word is the first character of a coined name, as it is behind a comma of a list (东岳资本、为远资本),
    /// behind a verb of buying (收购同川电子), before one character and a trade (如澜科技), and between a place and what leads to a
    /// legal form (海南同澜免税有限公司).
    fn opens_coined(&self, i: usize) -> bool {
        let word = self.words[i];
        if !(word.first || word.small || word.function || self.tokens[i].class == Class::Function && self.tokens[i].is_character())
            || word.never
        {
            return false;
        }
        let last = i.checked_sub(1);
        let placed = self.is_behind_place(i);
        let legal = || self.leads_to_legal(i + 1) || self.is_character_placed(i + 1) && self.leads_to_legal(i + 2);
        if placed && (word.placed || word.function) && legal() {
            return true;
        }
        // 江州中地置业有限公司: behind a place and one character more.
        if self.is_character_placed(i)
            && last.is_some_and(|p| self.is_behind_place(p) && (self.is_single(p) || self.is_character_placed(p)))
            && self.leads_to_legal(i + 1)
        {
            return true;
        }
        if !self.tokens[i].is_character() || !self.is_single(i + 1) {
            return false;
        }
        let in_list = || last.is_some_and(|p| self.word(p) == "、") && !word.separator;
        let is_bought = || self.bounds.bought.fit(&self.context[..self.offsets[i]]);
        // Behind a small word that joins what follows, another one begins a name: 与和澜公司.
        let is_joined =
            || last.is_some_and(|p| self.words[p].slot && self.tokens[p].is_character() && self.words[p].breaks && self.adjoins(i));
        if self.tokens[i].class == Class::Function
            && self.is_unknown(i + 1)
            && (in_list() || word.small && is_joined() || word.first && is_bought())
        {
            return true;
        }
        // A single character before a trade is no name of its own: 澜科技.
        let begins = || {
            last.is_none_or(|p| {
                self.tokens[p].class == Class::Mark || self.tokens[p].class.is_value() || !self.adjoins(i) || self.is_head(p)
            })
        };
        word.small && self.is_trade(i + 2) && (begins() || placed && !word.separator || is_bought())
    }

    /// Whether a word that joins members of a list joins characters of which neither is a member: 亲和源; 江州和信电子.
    fn joins_coined(&self, i: usize) -> bool {
        if i == 0
            || self.tokens[i].class != Class::Function
            || !self.tokens[i].is_character()
            || !self.words[i].separator
            || !self.adjoins(i)
        {
            return false;
        }
        let last = &self.tokens[i - 1];
        // 深圳市和川达电子有限公司: a city and nothing before it.
        let city = last.class == Class::Place && (i < 2 || !self.adjoins(i - 1) || self.words[i - 2].breaks);
        if city
            && self.words[i].first
            && self.tokens.get(i + 1).is_some_and(|t| t.class != Class::Place)
            && self.ends_level(i - 1)
            && self.leads_to_legal(i + 1)
        {
            return true;
        }
        let coined = i > 1 && self.is_single(i - 1);
        if !self.is_unknown(i + 1) {
            // Behind what joins there must be something to be joined: 国川天和60%股权.
            return coined && self.ends_list(i + 1);
        }
        // Neither 信电子 nor a single character is a name of its own.
        let alone = || !self.words[i + 1].breaks && self.words.get(i + 2).is_none_or(|w| !self.adjoins(i + 2) || w.breaks);
        let of_trade = || self.is_trade(i + 2);
        match last.class {
            Class::Mark if self.word(i - 1) == "、" => of_trade(),
            Class::Mark | Class::Value | Class::Ticker | Class::Stake | Class::Function => false,
            Class::Place if !last.is_character() => of_trade() || alone(),
            Class::Known | Class::Proper => alone(),
            _ => {
                let begins = i < 2 || !self.adjoins(i - 1) || self.words[i - 2].breaks;
                let named = self.words[i - 1].surname && self.words[i + 1].surname;
                last.is_character() && begins && !self.words[i - 1].breaks && !named
                    || coined && !named && alone()
                    || of_trade() && self.is_placed(i) && self.leads_to_legal(i + 1)
            }
        }
    }

    /// Whether a place ends with its administrative level, as names begin and sentences seldom say: 江州市.
    fn ends_level(&self, i: usize) -> bool {
        self.bounds.levels.fit(self.word(i))
    }

    /// Whether nothing that could be joined to what stands before stands at `i`.
    fn ends_list(&self, i: usize) -> bool {
        self.tokens.get(i).is_none_or(|t| {
            t.class.is_value()
                || self.words[i].ahead
                || t.class == Class::Mark && !matches!(self.word(i), "“" | "‘" | "（" | "《" | "-" | "·")
        })
    }

    /// Whether a place and a few words stand before `i` that are no whole name yet: 成都贝川.
    fn is_placed(&self, i: usize) -> bool {
        let part = |k: &usize| !self.words[*k].breaks && self.adjoins(k + 1) && self.tokens[*k].class != Class::Trade;
        let start = (i.saturating_sub(4)..i).rev().take_while(part).last();
        start.is_some_and(|s| self.tokens[s].class == Class::Place && s + 1 < i && (s == 0 || !self.adjoins(s) || self.words[s - 1].breaks))
    }

    /// Whether at `i`, right behind the word before it, stands a small word with which names go on behind a place.
    fn is_character_placed(&self, i: usize) -> bool {
        i > 0 && self.words.get(i).is_some_and(|w| w.placed) && self.tokens[i].is_character() && self.adjoins(i)
    }

    /// Whether the words from `i` on lead to a legal form.
    fn leads_to_legal(&self, i: usize) -> bool {
        let ahead = (i..self.tokens.len().min(i + FAR))
            .take_while(|&k| self.adjoins(k) && !self.words[k].breaks && (!self.words[k].head || self.words[k].legal));
        ahead.skip(1).any(|k| self.words[k].legal)
    }

    /// Whether a trade stands at `i`, right behind the word before it.
    fn is_trade(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|t| t.class == Class::Trade) && self.adjoins(i)
    }

    /// Where the name of a person ends whose surname is the small word at `i`: one or two characters that are no word stand behind
    /// it and nothing behind those, and a post before it (股东于海澜), or a word that no preposition follows (由曾晓岚), or what
    /// people do behind it (于海澜表示).
    pub(super) fn ends_person(&self, i: usize) -> Option<usize> {
        if !self.words[i].surname || !self.words[i].breaks || !self.tokens[i].is_character() {
            return None;
        }
        let (mut end, mut chars, mut coined) = (i + 1, 0, false);
        while let Some(t) = self.tokens.get(end)
            && chars < 3
            && (matches!(t.class, Class::Unknown | Class::Person) || self.is_single(end))
            && self.adjoins(end)
            && !self.words[end].breaks
        {
            coined |= matches!(t.class, Class::Unknown | Class::Person) || t.class == Class::Numeral;
            chars += self.until[end].chars - self.before[end].chars;
            end += 1;
        }
        let ends = self.tokens.get(end).is_none_or(|t| {
            !self.adjoins(end)
                || self.words[end].breaks
                || t.class.is_value()
                || matches!(t.class, Class::Mark | Class::Verb | Class::Function)
        });
        if !(1..=2).contains(&chars) || !coined || !ends {
            return None;
        }
        let (before, after) = (&self.context[..self.offsets[i]], &self.context[self.offsets[end]..]);
        let begins = i == 0 || self.tokens[i - 1].class == Class::Mark;
        let acts = || self.bounds.acts.fit(after);
        // A single character may go on to a name that a small word parts: 股东向亚地投资.
        let whole = || chars == 2 || acts() || self.tokens.get(end).is_none_or(|t| t.class == Class::Mark);
        let titled = || self.bounds.titles.fit(before) && whole();
        let slot = || self.bounds.slots.fit(before) || begins && acts();
        (titled() || chars == 2 && slot()).then_some(end)
    }

    /// Whether a character that is no word stands at `i`, right behind the word before it.
    fn is_unknown(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|t| t.class == Class::Unknown && t.is_character()) && self.adjoins(i)
    }

    /// Whether a small word without an object is the last character of a given name: 刘川含计划.
    fn ends_given_name(&self, i: usize) -> bool {
        let last = |k: usize| {
            self.tokens.get(k).is_none_or(|t| !self.adjoins(k) || self.words[k].breaks || t.class == Class::Mark || t.class.is_value())
        };
        self.words[i].given && i > 1 && self.is_single(i - 1) && self.is_given_name(i - 1) && last(i + 1)
    }

    /// Whether a word may be the first character of a given name: it stands behind a surname that follows no other word
    /// of a name (股东曹于平).
    fn is_given_name(&self, i: usize) -> bool {
        let Some(s) = i.checked_sub(1).filter(|&s| self.words[s].surname) else { return false };
        s == 0 || !self.adjoins(s) || self.words[s - 1].breaks
    }

    /// Whether a character that parts no names stands at `i`, right behind the word before it.
    pub(super) fn is_single(&self, i: usize) -> bool {
        let part = |t: &Token| t.is_character() && !t.class.is_value() && !matches!(t.class, Class::Mark | Class::Latin | Class::Digits);
        self.tokens.get(i).is_some_and(part) && !self.words[i].breaks && self.adjoins(i)
    }
}
