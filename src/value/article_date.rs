//! The date of an article, from its text: never from the clock.
//!
//! In this order: a dateline (新华社北京9月25日电) or a line that is a date, at the top or the bottom; else the latest day
//! that the running text speaks of as past. A month and day without a year take the year that brings them nearest to the
//! latest date with a year that the text speaks of as past; without any such date nothing is inferred. A year alone counts only
//! where no month or day states one, or a later one: such years are often those of a forecast. An article is no later than what it
//! speaks of as to come.

use super::{DateValue, Kind, Value, Valued, Values};
use crate::base::Span;
use crate::lexicon::affixes::{Affixes, At};
use crate::lexicon::{self, Lexicons};
use crate::text::DateSource;
use jiff::civil::Date;
use std::cell::LazyCell;

/// Lines at the top and at the bottom that may hold a dateline.
const TOP: usize = 5;
const BOTTOM: usize = 3;
/// A dateline's date stands in the first bytes of its line; a line that is a date is not longer than this.
const LINE_START: usize = 90;
/// A dateline is no more than so many days older than a date that the text speaks of as past.
const SLACK_DAYS: i32 = 15;
/// Days that lie so far before a month or quarter of the text are not the article's.
const STALE_DAYS: i32 = 200;
/// The article's day is at most so many days behind what its text speaks of as past.
const NEXT_DAYS: i32 = 300;
/// 年 or 月 stands at most so many characters from the digits that it belongs to.
const FAR: usize = 3;
/// What ends a clause.
const CLAUSE_ENDS: [char; 6] = ['，', '。', '；', '！', '？', '\n'];
/// Two days half a year apart: a date that is the same month and day seen from both states its month.
const VIEWS: [Date; 2] = [jiff::civil::date(2000, 2, 1), jiff::civil::date(2000, 8, 1)];

/// The lexicon of what stands around the date of an article, and of what tells that a date is not its.
const ARTICLE_DATE: &str = "article_date";

/// The words of that lexicon, by what they mean.
#[derive(Debug)]
pub struct Words {
    dateline: Affixes<()>,
    label: Affixes<()>,
    ends_with_label: Affixes<()>,
    ahead_before: Affixes<()>,
    ahead_after: Affixes<()>,
    plans: Affixes<()>,
    /// These are looked for in whole articles, and so one by one.
    last_year: Vec<String>,
    month: Affixes<()>,
    long_ago_before: Affixes<()>,
    founded_after: Affixes<()>,
    ended_after: Affixes<()>,
    names_after: Affixes<()>,
}

impl Words {
    /// Reads the lexicon `article_date`.
    pub fn new(lexicons: &Lexicons) -> Self {
        let set = |at, meaning: &str| Affixes::set(at, lexicon::meaning(lexicons, ARTICLE_DATE, meaning));
        Words {
            dateline: set(At::Start, "dateline"),
            label: set(At::Start, "label"),
            ends_with_label: set(At::End, "label"),
            ahead_before: set(At::Start, "ahead_before"),
            ahead_after: set(At::Start, "ahead_after"),
            plans: set(At::Start, "plans"),
            last_year: lexicon::meaning(lexicons, ARTICLE_DATE, "last_year").map(str::to_owned).collect(),
            month: set(At::Start, "month"),
            long_ago_before: set(At::End, "long_ago_before"),
            founded_after: set(At::Start, "founded_after"),
            ended_after: set(At::Start, "ended_after"),
            names_after: set(At::Start, "names_after"),
        }
    }
}

/// The date of the article whose plain text (title, line break, text) this is, and where it came from.
pub fn infer(values: &Values, plain: &str) -> Option<(Date, DateSource)> {
    let reader = Reader { values, words: values.article_date() };
    let dateline = reader.dateline(plain);
    if let Some(Found::Full(d)) = dateline {
        return Some((d, DateSource::Lede));
    }
    let (past, to_come) = reader.past(plain);
    let stated = past.iter().filter(|d| !d.year_only).filter_map(|d| d.stated).max();
    let anchor = anchor(&past, &to_come, stated, || reader.months_of_last_year(plain))?;
    if let Some(Found::MonthDay(month, day)) = dateline
        && let Ok(earliest) = anchor.checked_sub(jiff::Span::new().days(SLACK_DAYS))
        && let Some(d) = (0..=1).filter_map(|n| Date::new(earliest.year() + n, month, day).ok()).find(|d| *d >= earliest)
    {
        return Some((d, DateSource::Lede));
    }
    let nearest = |(month, day): (i8, i8)| {
        // The same day with its year, told elsewhere in the text.
        let told = past.iter().filter(|d| d.exact).filter_map(|d| d.stated).find(|d| (d.month(), d.day()) == (month, day));
        if told.is_some_and(|d| (d.year() - anchor.year()).abs() <= 1) {
            return told;
        }
        (-1..=1)
            .filter_map(|n| Date::new(anchor.year() + n, month, day).ok())
            .min_by_key(|d| anchor.until(*d).map_or(i32::MAX, |s| s.get_days().abs()))
    };
    let latest = past.iter().filter_map(|d| d.month_day.and_then(nearest)).max();
    let days = past.iter().filter(|d| d.exact).filter_map(|d| d.stated).max();
    let day = latest.max(days);
    // Where all days come before what the text speaks of as past, the one told first is of the year that follows.
    let known = past.iter().filter(|d| !d.year_only).filter_map(|d| d.stated.zip(d.first)).max();
    if let (Some(day), Some((_, past_from))) = (day, known)
        && day < past_from
        && let Some((month, first_day)) = past.iter().find_map(|d| d.month_day)
        && let Some(first) = Date::new(past_from.year() + 1, month, first_day).ok()
        && past_from.until(first).is_ok_and(|s| s.get_days() <= NEXT_DAYS)
    {
        return Some((first, DateSource::Inferred));
    }
    // A later month or quarter counts where the days are of another time.
    let found = match (day, stated) {
        (Some(day), Some(later)) if day.until(later).is_ok_and(|s| s.get_days() > STALE_DAYS) => Some(later),
        (day, stated) => day.or(stated),
    };
    found.map(|d| (d, DateSource::Inferred))
}

/// The date that months and days without a year are taken to be near to.
fn anchor(past: &[Past], to_come: &[Date], stated: Option<Date>, last_year: impl FnOnce() -> Vec<i8>) -> Option<Date> {
    let years = || past.iter().filter(|d| d.year_only).filter_map(|d| d.stated);
    let Some(stated) = stated else {
        // The year that is spoken of most, and of those the latest: its end, for reports speak of the year that has ended. What belongs
        // to a year by its name is of that year, or told in the January behind it. What comes in that year comes later than the article.
        let year = years().max_by_key(|y| (years().filter(|z| z == y).count(), *y))?;
        let names = past.iter().any(|d| d.year_only && d.names && d.stated == Some(year));
        let near = if names { Date::new(year.year(), 8, 1).ok()? } else { year };
        let first = to_come.iter().copied().filter(|d| *d >= year.first_of_year()).min();
        return Some(first.map_or(near, |d| d.min(near)));
    };
    let next = years().map(|d| d.year()).filter(|y| *y == stated.year() + 1).max();
    // What was published later has a later year in its title.
    let titled = past.iter().filter(|d| d.titled).filter_map(|d| d.stated).map(|d| d.year()).filter(|y| *y > stated.year()).max();
    // Where 去年4月 and 2018年4月 are told, and no later year is, that year is over.
    let over = || {
        let months = past.iter().filter(|d| !d.year_only).filter_map(|d| d.first.zip(d.stated));
        let mut months = months.filter(|(b, e)| e.year() == stated.year() && (b.year(), b.month()) == (e.year(), e.month())).peekable();
        let last_year = months.peek().map(|_| last_year())?;
        months.any(|(_, e)| last_year.contains(&e.month())).then(|| stated.year() + 1)
    };
    let later = next.max(titled).or_else(over);
    // The middle of that year is nearest to all its days.
    later.map_or(Some(stated), |y| Date::new(y, 7, 1).ok())
}

/// A date that the text speaks of as past.
#[derive(Default)]
struct Past {
    /// Its last day, where it states a year.
    stated: Option<Date>,
    /// Its first day, where it states a year; of a range, that of its last month.
    first: Option<Date>,
    /// Whether that is a day.
    exact: bool,
    /// Whether it is a year.
    year_only: bool,
    /// Whether it is a part of a name: 2019年第二批采购.
    names: bool,
    /// Whether a title begins with it.
    titled: bool,
    /// Month and day, where it states them without a year.
    month_day: Option<(i8, i8)>,
}

impl Past {
    /// The year that a title begins with.
    fn of_title(year: i16) -> Option<Self> {
        let last = Date::new(year, 12, 31).ok()?;
        let first = Some(last.first_of_year());
        Some(Past { stated: Some(last), first, year_only: true, names: true, titled: true, ..Past::default() })
    }
}

/// The years with which titles of reports begin: 《2017江州餐饮研究报告》.
fn titled_years(plain: &str) -> impl Iterator<Item = i16> {
    plain.split('《').skip(1).filter_map(|title| {
        let digits = title.find(|c: char| !c.is_ascii_digit())?;
        let year: i16 = title[..digits].parse().ok()?;
        (digits == 4 && (FIRST_YEAR..LAST_YEAR).contains(&year)).then_some(year)
    })
}

/// Years that titles begin with; what is told of before is no news.
const FIRST_YEAR: i16 = 1980;
const LAST_YEAR: i16 = 2100;

/// The date of a dateline.
enum Found {
    Full(Date),
    MonthDay(i8, i8),
}

/// The dates of a text, with their bytes.
type Dates = Vec<(Span, DateValue)>;

/// The month and day that the text states at `span`, whose dates as seen from each of the two views these are.
fn month_day(views: &[Dates; 2], span: Span) -> Option<(i8, i8)> {
    let seen = |dates: &Dates| {
        let (_, d) = dates.iter().find(|(s, _)| *s == span)?;
        let day = d.begin.filter(|_| d.precision == "day" && d.resolved)?;
        Some((day.month(), day.day()))
    };
    let first = seen(&views[0])?;
    (seen(&views[1]) == Some(first)).then_some(first)
}

struct Reader<'v> {
    values: &'v Values,
    words: &'v Words,
}

impl Reader<'_> {
    fn dates(&self, text: &str, reference: Option<Date>) -> Dates {
        let mut found: Vec<Valued> = Vec::new();
        self.values.recognise(text, reference, &mut found);
        let date = |v: Valued| match v.value {
            Value::Date(d) if v.kind == Kind::Date => Some((v.span, d)),
            _ => None,
        };
        found.into_iter().filter_map(date).collect()
    }

    /// The dates of `text` as seen from each of the two views.
    fn views(&self, text: &str) -> [Dates; 2] {
        VIEWS.map(|view| self.dates(text, Some(view)))
    }

    /// The months that the text tells of as those of last year: 去年4月.
    fn months_of_last_year(&self, plain: &str) -> Vec<i8> {
        let month = |rest: &str| {
            let digits = rest.find(|c: char| !c.is_ascii_digit())?;
            let unit = self.words.month.fit(&rest[digits..]);
            rest[..digits].parse::<i8>().ok().filter(|m| unit && (1..=12).contains(m))
        };
        let places = self.words.last_year.iter().flat_map(|w| plain.match_indices(w.as_str()));
        places.filter_map(|(i, w)| month(&plain[i + w.len()..])).collect()
    }

    fn dateline(&self, plain: &str) -> Option<Found> {
        let lines = || plain.lines().map(str::trim).filter(|l| !l.is_empty());
        let others = lines().skip(TOP).take(BOTTOM).count();
        let mut all = lines().take(TOP).map(|l| (l, true)).chain(lines().rev().take(others).map(|l| (l, false)));
        all.find_map(|(line, at_top)| self.dated_line(line, at_top))
    }

    /// The date of a line that begins with a dateline or is no more than a date.
    fn dated_line(&self, line: &str, at_top: bool) -> Option<Found> {
        let mut end = line.len().min(LINE_START);
        while !line.is_char_boundary(end) {
            end -= 1;
        }
        let head = &line[..end];
        let labelled = || [&self.words.dateline, &self.words.label].iter().any(|words| words.first_in(head).is_some());
        if !(self.values.may_begin(head) || at_top && labelled()) {
            return None;
        }
        for (span, date) in self.dates(head, None) {
            if date.precision != "day" {
                continue;
            }
            let (before, after) = (&head[..span.start], head[span.end..].trim_start());
            let label = before.trim_end();
            let dateline = at_top && self.words.dateline.fit(after);
            let labelled = at_top && self.words.ends_with_label.fit(label);
            let opens = at_top && before.is_empty() && date.begin.is_some() && !after.starts_with(['，', '。']) && line.len() < LINE_START;
            let alone = before.is_empty() && after.is_empty() && line.len() <= span.end;
            if !(dateline || labelled || opens || alone) {
                continue;
            }
            match (date.begin, date.resolved) {
                (Some(d), false) => return Some(Found::Full(d)),
                _ => {
                    if let Some((m, d)) = month_day(&self.views(head), span) {
                        return Some(Found::MonthDay(m, d));
                    }
                }
            }
        }
        None
    }

    /// Whether the clauses of the sentence that ends a text tell of a plan: 计划以集中竞价方式，于….
    fn is_planned(&self, text: &str) -> bool {
        let sentence = text.rsplit(['。', '！', '？', '\n']).next().unwrap_or(text);
        self.words.plans.first_in(sentence).is_some()
    }

    /// The dates of the running text that it does not speak of as to come, and the first days of the months and days that it does.
    fn past(&self, plain: &str) -> (Vec<Past>, Vec<Date>) {
        let (mut out, mut to_come): (Vec<Past>, _) = (titled_years(plain).filter_map(Past::of_title).collect(), Vec::new());
        for (at, clause) in dated_clauses(plain) {
            let mut views = None;
            let dates = self.dates(clause, None);
            // Where the first word of a list ends, and where the last one begins: a clause may have thousands of dates.
            let ahead =
                || clause.char_indices().flat_map(|(i, _)| self.words.ahead_before.of(&clause[i..]).map(move |(n, ())| i + n)).min();
            let ahead_before = LazyCell::new(|| ahead().unwrap_or(usize::MAX));
            let founded_after = LazyCell::new(|| self.words.founded_after.last_in(clause));
            let ended_after = LazyCell::new(|| self.words.ended_after.last_in(clause));
            let names_after = LazyCell::new(|| self.words.names_after.last_in(clause));
            // 由2016年延续至2017年: a clause that goes from year to year says nothing of the article's.
            let several = dates.iter().filter(|(_, d)| d.precision == "year" && !d.resolved).count() > 1;
            for (span, date) in dates {
                let (before, after) = (&clause[..span.start], &clause[span.end..]);
                let ahead = *ahead_before <= span.start
                    || self.words.ahead_after.fit(after)
                    || date.precision == "range" && self.is_planned(&plain[..at]);
                if ahead {
                    to_come.extend(date.begin.filter(|_| !date.resolved && matches!(date.precision, "day" | "month" | "range")));
                    continue;
                }
                // 早在2012年, 于2012年初组建: the day of something long past tells nothing of the article's.
                let ancient = date.end.is_some_and(|d| d.year() < FIRST_YEAR);
                let old = ancient || self.words.long_ago_before.fit(before) || founded_after.is_some_and(|at| at >= span.end);
                if old && !date.resolved {
                    continue;
                }
                // Years from one to another are often those of a plan: 2019-2021年.
                let years = |d: &DateValue| {
                    d.precision == "range" && d.begin.zip(d.end).is_some_and(|(b, e)| b == b.first_of_year() && e == e.last_of_year())
                };
                let one_of_several = several && date.precision == "year";
                if date.precision == "decade" || (years(&date) || one_of_several) && ended_after.is_none_or(|at| at < span.end) {
                    continue;
                }
                if let Some(last) = date.end.filter(|_| !date.resolved && date.begin.is_some()) {
                    out.push(Past {
                        stated: Some(last),
                        first: if date.precision == "range" { Some(last.first_of_month()) } else { date.begin },
                        exact: date.precision == "day",
                        year_only: date.precision == "year",
                        names: names_after.is_some_and(|at| at >= span.end),
                        ..Past::default()
                    });
                } else if date.precision == "day"
                    && let Some(found) = month_day(views.get_or_insert_with(|| self.views(clause)), span)
                {
                    out.push(Past { month_day: Some(found), ..Past::default() });
                }
            }
        }
        (out, to_come)
    }
}

/// The clauses, each with its place, that may state a month or a year in digits: 2019年, 2019财年, 9月, 2019-09, 大年三十. No other date helps.
fn dated_clauses(plain: &str) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let (mut start, mut states) = (0, false);
    for (i, c) in plain.char_indices() {
        match c {
            _ if CLAUSE_ENDS.contains(&c) => {
                if std::mem::take(&mut states) {
                    out.push((start, &plain[start..i]));
                }
                start = i + c.len_utf8();
            }
            // Most characters are none of these, so that digits are looked for only beside them.
            '-' | '/' | '年' | '月' if !states => {
                let (mut ahead, behind) = (plain[start..i].chars().rev(), plain[i + c.len_utf8()..].chars());
                let is_digit = |c: char| super::numeral::digit(c).is_some();
                states = match c {
                    '-' | '/' => ahead.next().is_some_and(is_digit),
                    _ => ahead.take(FAR).any(is_digit) || behind.take(FAR).take_while(|c| !CLAUSE_ENDS.contains(c)).any(is_digit),
                };
            }
            _ => {}
        }
    }
    if states {
        out.push((start, &plain[start..]));
    }
    out
}
