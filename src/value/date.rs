//! Dates from the parts of a match, on the calendar of `jiff` and the lunar one of `tyme4rs`.

use super::numeral;
use super::recognise::{Parts, Told};
use super::{DateValue, Value};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::prelude::ToPrimitive;

/// A month and day without a year that lie ahead in the article's year belong to the year before when they are at most so
/// many days past there: 12月28日 in an article of January. News writes 去年 otherwise.
const PAST_DAYS: i32 = 90;
/// A month and day of the next year are meant when they are at most so many days ahead: 1月5日 in an article of 28 December.
const AHEAD_DAYS: i32 = 20;
/// A month and day that lie at most so many days before the article are its own, whatever was told before them.
const RECENT_DAYS: i32 = 31;
/// Articles are taken to be written at nine in the morning, where hours are counted.
const HOUR: i64 = 9;

/// One date. Groups: `y` `y2` year, `yb` two digits of one, `yw` year word, `ys` year counted from the last date, `era` and its
/// year `ey`, `m` month, `mw` month word, `ms` month counted from the last date, `d` `d2` day, `mp` part of the month, `yp`
/// `yp2` part of the year, `qw` quarter word, `season`, `dw` day word, `ds` day counted from the last date, `week` `wd` `week2`
/// weekdays, `vague`.
pub fn date(p: &Parts) -> Option<Value> {
    if p.get("vague").is_some() {
        return unresolved("vague");
    }
    if let Some(day) = day_word(p)? {
        return Some(day);
    }
    if p.get("wd").is_some() || p.get("week2").is_some() {
        return weekday(p);
    }
    let mut point = Point { year: year(p)?, month: small(p.get("m"))?, day: small(p.get("d").or(p.get("d2")))? };
    if let Some(season) = p.get("season") {
        return self::season(p, point, season);
    }
    let month = match (p.get("mw"), p.get("ms")) {
        (Some(w), _) => Some((p.reference, p.meaning("month_word", w)?)),
        (_, Some(w)) => Some((p.last.or(p.reference), p.meaning("month_same", w)?)),
        _ => None,
    };
    if let Some((from, offset)) = month {
        let offset: i64 = offset.parse().ok()?;
        let Some(first) = from.and_then(|r| r.first_of_month().checked_add(offset.months()).ok()) else {
            return unresolved(if point.day.is_some() { "day" } else { "month" });
        };
        point.year = Some(Year { number: first.year(), relative: true });
        point.month = Some(first.month());
    }
    let part = |word: Option<&str>, lexicon: &str| -> Option<(i8, i8)> {
        let (a, b) = p.meaning(lexicon, word?)?.split_once('-')?;
        Some((a.parse().ok()?, b.parse().ok()?))
    };
    if let Some(word) = p.get("qw") {
        let offset: i64 = p.meaning("quarter_word", word)?.parse().ok()?;
        let Some(day) = p.reference.and_then(|r| r.first_of_month().checked_add((3 * offset).months()).ok()) else {
            return unresolved("quarter");
        };
        point.year = Some(Year { number: day.year(), relative: true });
        let first = (day.month() - 1) / 3 * 3 + 1;
        return point.value(p.into(), None, Some((first, first + 2)));
    }
    let month_part = part(p.get("mp"), "month_part");
    if month_part.is_some() && point.month.is_none() {
        // 月底 alone is the article's month's.
        point.month = p.reference.map(|r| r.month());
        point.year = p.reference.map(|r| Year { number: r.year(), relative: true });
    }
    point.value(p.into(), month_part, part(p.get("yp").or(p.get("yp2")), "year_part"))
}

/// From one date to another. Groups as for [`date`], with `y2`, `m2`, `d2` for the second, which inherits what it leaves out.
pub fn range(p: &Parts) -> Option<Value> {
    let first = Point { year: year(p)?, month: small(p.get("m"))?, day: small(p.get("d"))? };
    let mut second = Point { year: stated_year(p.get("y2")), month: small(p.get("m2"))?, day: small(p.get("d2"))? };
    let a = first.stretch(p.into())?;
    if second.month.is_none() && second.day.is_some() {
        second.month = first.month.or(a.begin.map(|d| d.month()));
    }
    if second.year.is_none() {
        second.year = a.begin.map(|d| Year { number: d.year(), relative: first.year.is_none() }).or(first.year);
    }
    let b = second.stretch(p.into())?;
    Some(Value::Date(span(a, b)?))
}

/// From the begin of `a` to the end of `b`, which lies in the next year where it would come first: 11月至2月.
/// `None` when it still comes first.
pub fn span(a: DateValue, b: DateValue) -> Option<DateValue> {
    let mut end = b.end;
    if let (Some(x), Some(y)) = (a.begin, b.end)
        && y < x
    {
        end = y.checked_add(1.year()).ok().filter(|z| *z >= x);
        end?;
    }
    Some(DateValue { begin: a.begin, end, precision: "range", resolved: a.resolved || b.resolved })
}

/// 2019财年, 2020财年第二财季: calendar year and quarter of the same number. Groups: `y`, `y2` year, `fq` quarter.
pub fn fiscal(p: &Parts) -> Option<Value> {
    let year = stated_year(p.get("y").or(p.get("y2")))?;
    let quarter = match p.get("fq") {
        Some(q) => Some(q.chars().find_map(|c| numeral::digit(c).filter(|d| (1..=4).contains(d)))? as i8),
        None => None,
    };
    let (from, to, precision) = match quarter {
        Some(q) => (3 * q - 2, 3 * q, "fiscal_quarter"),
        None => (1, 12, "fiscal_year"),
    };
    let point = Point { year: Some(year), month: None, day: None };
    let (begin, end) = point.bounds(year.number, None, None, Some((from, to)))?;
    Some(Value::Date(DateValue { begin: Some(begin), end: Some(end), precision, resolved: false }))
}

/// 80年代, 本世纪20年代. Groups: `century`, `decade`.
pub fn decade(p: &Parts) -> Option<Value> {
    let decade = numeral::parse(p.get("decade")?)?.to_i16()?;
    if decade >= 100 {
        let (begin, end) = (Date::new(decade, 1, 1).ok()?, Date::new(decade.checked_add(9)?, 12, 31).ok()?);
        return Some(Value::Date(DateValue { begin: Some(begin), end: Some(end), precision: "decade", resolved: false }));
    }
    let now = p.reference.map(|r| r.year() / 100);
    let (century, relative) = match p.get("century").map(|c| (c, numeral::parse(c))) {
        Some((_, Some(n))) => (Some(n.to_i16()? - 1), false),
        Some((word, None)) => (now.map(|n| n - i16::from(p.meaning("century_word", word) == Some("-1"))), true),
        None => (Some(if decade >= 40 { 19 } else { 20 }), false),
    };
    let Some(century) = century else { return unresolved("decade") };
    let first = century.checked_mul(100)?.checked_add(decade)?;
    let (begin, end) = (Date::new(first, 1, 1).ok()?, Date::new(first.checked_add(9)?, 12, 31).ok()?);
    Some(Value::Date(DateValue { begin: Some(begin), end: Some(end), precision: "decade", resolved: relative }))
}

/// The last Monday of August. Groups: `y`, `yw`, `m`, `nth` whose digit counts (none is the last), `wd`.
pub fn nth_weekday(p: &Parts) -> Option<Value> {
    let month = small(p.get("m"))??;
    let point = Point { year: year(p)?, month: Some(month), day: None };
    let resolved = point.year.is_none_or(|y| y.relative);
    let value = point.stretch(p.into())?;
    let Some(first) = value.begin else { return unresolved("day") };
    let n = p.meaning("which", p.get("nth")?)?.parse().ok()?;
    let day = first.nth_weekday_of_month(n, weekday_of(p.get("wd")?)?).ok()?;
    Some(Value::Date(DateValue { begin: Some(day), end: Some(day), precision: "day", resolved }))
}

/// A holiday. Groups: `y`, `yw`, `holiday`.
pub fn holiday(p: &Parts) -> Option<Value> {
    let meaning = p.meaning("holiday", p.get("holiday")?)?;
    let day_in = |year: i16| -> Option<Date> {
        let (how, numbers) = meaning.split_once(' ').unwrap_or(("solar", meaning));
        let numbers: Vec<i16> = numbers.split('-').map(|n| n.parse().ok()).collect::<Option<_>>()?;
        match (how, numbers.as_slice()) {
            ("solar", &[m, d]) => Date::new(year, i8::try_from(m).ok()?, i8::try_from(d).ok()?).ok(),
            ("lunar", &[m, 0]) => p.calendar.last_day(year, i8::try_from(m).ok()?),
            ("lunar", &[m, d]) => p.calendar.day(year, i8::try_from(m).ok()?, i8::try_from(d).ok()?),
            ("nth", &[m, n, w]) => {
                let first = Date::new(year, i8::try_from(m).ok()?, 1).ok()?;
                let weekday = jiff::civil::Weekday::from_monday_one_offset(i8::try_from(w).ok()?).ok()?;
                first.nth_weekday_of_month(i8::try_from(n).ok()?, weekday).ok()
            }
            ("term", &[n]) => p.calendar.term(year, n),
            _ => None,
        }
    };
    yearly(p, |y| day_in(y).map(|d| (d, d)), "day")
}

/// A day or month of the lunar year. Groups: `y`, `yw`; `m` `m2` `m3` month, `lm` `lm2` its own name, `leap` `leap2`, `d` …
/// `d4` day.
pub fn lunar(p: &Parts) -> Option<Value> {
    let first = |groups: &[&str]| groups.iter().find_map(|g| p.get(g));
    let month = match first(&["lm", "lm2"]) {
        Some(name) => p.meaning("lunar_month", name)?.parse().ok()?,
        None => small(first(&["m", "m2", "m3"]))??,
    };
    let month = if first(&["leap", "leap2"]).is_some() { -month } else { month };
    let day = small(first(&["d", "d2", "d3", "d4"]).map(|d| d.trim_start_matches(numeral::FIRST_TEN)))?;
    yearly(
        p,
        |y| match day {
            Some(d) => p.calendar.day(y, month, d).map(|d| (d, d)),
            None => p.calendar.month(y, month),
        },
        if day.is_some() { "day" } else { "month" },
    )
}

/// What comes once a year, in the year that is stated or meant.
fn yearly(p: &Parts, days: impl Fn(i16) -> Option<(Date, Date)>, precision: &'static str) -> Option<Value> {
    let stated = year(p)?;
    let chosen = match (stated, p.reference) {
        (Some(y), _) => y.number,
        (None, Some(r)) => near_year(r, p.forward, &days)?,
        (None, None) => return unresolved(precision),
    };
    let (begin, end) = days(chosen)?;
    Some(Value::Date(DateValue { begin: Some(begin), end: Some(end), precision, resolved: stated.is_none_or(|y| y.relative) }))
}

/// 五年前, 未来两年内, 近三年, 未来3到5年, 3个月后, 60小时前. Groups: `num`, `num2` the longer distance, `unit`, `half` behind
/// it, `dir` or `side`, `lead`.
pub fn distance(p: &Parts) -> Option<Value> {
    let text = p.get("num2").or(p.get("num"))?;
    let unit = p.get("unit")?;
    if text.starts_with('0') {
        // 07年以后 counts from a year.
        return None;
    }
    let (one, half_of_one) = (numeral::parse(text), p.meaning("amount_word", text) == Some("half"));
    let n = match one {
        Some(n) => n.to_i64()?,
        None if half_of_one => 0,
        None => return unresolved("vague"),
    };
    let kind = p.meaning("distance_unit", unit)?;
    let half = half_of_one || p.get("half").is_some() || kind.ends_with('½');
    // The distance as months, and minutes; half a year is six months, half a month fifteen days.
    let whole = kind.trim_end_matches('½');
    let (months, minutes) = match whole {
        "year" => (12 * n + if half { 6 } else { 0 }, 0),
        "month" => (n, if half { 15 * DAY } else { 0 }),
        "quarter" => (3 * n, 0),
        "week" => (0, 7 * DAY * n),
        "day" => (0, DAY * n + if half { DAY / 2 } else { 0 }),
        "hour" => (0, 60 * n + if half { 30 } else { 0 }),
        "minute" => (0, n),
        _ => (0, 0),
    };
    if n > 10_000_000 || months > 12 * 120 || minutes > DAY * 366 * 120 {
        return None;
    }
    let Some(reference) = p.reference else { return unresolved("range") };
    let there = |sign: i64| -> Option<Date> {
        let day = reference.checked_add((sign * months).months()).ok()?;
        let moment = day.at(HOUR as i8, 0, 0, 0).checked_add((sign * minutes).minutes()).ok()?;
        Some(moment.date())
    };
    let value = |begin: Option<Date>, end: Option<Date>, precision| Some(Value::Date(DateValue { begin, end, precision, resolved: true }));
    if let Some(lead) = p.get("lead") {
        return match p.meaning("distance_lead", lead)? {
            "ahead" => value(Some(reference), Some(there(1)?), "range"),
            _ => value(Some(there(-1)?), Some(reference), "range"),
        };
    }
    let direction = match p.get("side") {
        Some(side) => p.meaning("distance_side", side),
        None => p.meaning("distance_direction", p.get("dir")?),
    };
    match direction? {
        // A half makes the distance a rough one: to the end, or from the begin, of that month.
        "within" if half && months > 0 => value(Some(reference), Some(there(1)?.last_of_month()), "range"),
        "within" => value(Some(reference), Some(there(1)?), "range"),
        "since" if half && months > 0 => value(Some(there(-1)?.first_of_month()), Some(reference), "range"),
        "since" => value(Some(there(-1)?), Some(reference), "range"),
        "until" => {
            let day = there(-1)?;
            value(None, Some(if whole == "year" && !half { day.last_of_year() } else { day }), "range")
        }
        "from" => value(Some(there(1)?), None, "range"),
        direction => {
            let day = there(if direction == "before" { -1 } else { 1 })?;
            match (whole, half) {
                ("year", false) => value(Some(day.first_of_year()), Some(day.last_of_year()), "year"),
                ("month", true) => value(Some(day), day.checked_add(1.month()).and_then(|d| d.checked_sub(1.day())).ok(), "month"),
                _ if months > 0 => value(Some(day.first_of_month()), Some(day.last_of_month()), "month"),
                _ => value(Some(day), Some(day), "day"),
            }
        }
    }
}

/// Minutes.
const DAY: i64 = 24 * 60;

/// The date that a name of a file or a metadata field states: ISO 8601 or 2023年9月25日 or 20230925.
pub fn parse_metadata(text: &str) -> Option<Date> {
    let groups: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|g| !g.is_empty()).collect();
    let make = |y: &str, m: &str, d: &str| -> Option<Date> {
        let year: i16 = y.parse().ok()?;
        (1900..=2100).contains(&year).then(|| Date::new(year, m.parse().ok()?, d.parse().ok()?).ok()).flatten()
    };
    for (i, g) in groups.iter().enumerate() {
        let found = match (g.len(), groups.get(i + 1), groups.get(i + 2)) {
            (4, Some(m), Some(d)) if m.len() <= 2 && d.len() <= 2 => make(g, m, d),
            (8, _, _) => make(&g[..4], &g[4..6], &g[6..]),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

#[derive(Clone, Copy, Debug)]
struct Year {
    number: i16,
    /// Counted from another date.
    relative: bool,
}

#[derive(Clone, Copy, Debug)]
struct Point {
    year: Option<Year>,
    month: Option<i8>,
    day: Option<i8>,
}

/// What partial dates are completed from.
#[derive(Clone, Copy, Debug)]
struct Base {
    date: Option<Date>,
    /// See [`Parts::forward`].
    forward: bool,
    /// See [`Parts::told`].
    told: Option<Told>,
}

impl From<&Parts<'_>> for Base {
    fn from(p: &Parts) -> Self {
        Base { date: p.reference, forward: p.forward, told: p.told }
    }
}

/// First and last of a stretch: days of a month or months of a year.
type Part = Option<(i8, i8)>;

impl Point {
    fn stretch(self, from: Base) -> Option<DateValue> {
        match self.value(from, None, None)? {
            Value::Date(d) => Some(d),
            _ => None,
        }
    }

    /// The stretch of days.
    fn value(self, from: Base, month_part: Part, year_part: Part) -> Option<Value> {
        if !self.month.is_none_or(|m| (1..=12).contains(&m)) || !self.day.is_none_or(|d| (1..=31).contains(&d)) {
            return None;
        }
        if let (Some(m), Some(d)) = (self.month, self.day) {
            // A leap year has every day that a year may have; 30 February is a date all the same, of no day.
            if Date::new(2000, m, d).is_err() {
                return unresolved("day");
            }
        }
        let precision = match (self.month, self.day, month_part, year_part) {
            (_, Some(_), _, _) => "day",
            (Some(_), None, None, _) => "month",
            (Some(_), None, Some(_), _) => "part_of_month",
            (None, None, _, Some((1, 12)) | None) => "year",
            (None, None, _, Some((a, b))) if b - a == 2 => "quarter",
            (None, None, _, Some((a, b))) if b - a == 5 => "half",
            (None, None, _, Some(_)) => "part_of_year",
        };
        let goes_on = self.goes_on(from, month_part);
        let resolved = self.year.is_none_or(|y| y.relative) && goes_on.is_none_or(|(_, _, resolved)| resolved);
        let (year, month) = match (self.year, self.month, self.day, from.date) {
            (Some(y), Some(m), _, _) => (y.number, Some(m)),
            (Some(y), None, None, _) => (y.number, None),
            _ if let Some((year, month, _)) = goes_on => (year, Some(month)),
            (_, _, _, None) => return unresolved(precision),
            (None, Some(m), _, Some(r)) => (near_year(r, from.forward, &|y| self.bounds(y, Some(m), month_part, None))?, Some(m)),
            (_, None, Some(d), Some(r)) if from.forward => {
                let first = if d < r.day() { r.first_of_month().checked_add(1.month()).ok()? } else { r };
                (first.year(), Some(first.month()))
            }
            // A day alone is the last such day, up to tomorrow.
            (_, None, Some(d), Some(r)) => {
                let first = if d > r.day() + 1 { r.first_of_month().checked_sub(1.month()).ok()? } else { r };
                let first = if Date::new(first.year(), first.month(), d).is_ok() {
                    first
                } else {
                    first.first_of_month().checked_sub(1.month()).ok()?
                };
                (first.year(), Some(first.month()))
            }
            (None, None, None, Some(r)) => match year_part {
                Some((a, b)) if b - a == 2 && a > 1 => (near_year(r, from.forward, &|y| self.bounds(y, None, None, year_part))?, None),
                _ => (r.year(), None),
            },
        };
        let (begin, end) = self.bounds(year, month, month_part, year_part)?;
        Some(Value::Date(DateValue { begin: Some(begin), end: Some(end), precision, resolved }))
    }

    /// Year and month of a partial date that goes on from the date told before it, and whether the article's date was needed for that:
    /// the first such date from there on. Where the article's own reading lies just behind, or the other one ahead of the article, that
    /// is meant: 成立于2015年3月的青岚智能，9月7日宣布….
    fn goes_on(self, from: Base, month_part: Part) -> Option<(i16, i8, bool)> {
        let told = from.told.filter(|_| self.year.is_none() && !from.forward)?;
        let month = match (self.month, self.day) {
            (Some(month), _) => month,
            (None, Some(day)) if told.listed && day >= told.date.day() => {
                return Some((told.date.year(), told.date.month(), told.resolved));
            }
            _ => return None,
        };
        let year = told.stated.then(|| told.date.year() + i16::from(month < told.date.month()))?;
        let Some(article) = from.date else { return Some((year, month, false)) };
        let days = |year: i16| self.bounds(year, Some(month), month_part, None);
        let own = near_year(article, false, &days).and_then(days);
        let recent = own.is_some_and(|(begin, end)| begin <= article && end.until(article).is_ok_and(|s| s.get_days() <= RECENT_DAYS));
        let ahead = days(year).is_none_or(|(begin, _)| begin > article);
        (!recent && !ahead).then_some((year, month, false))
    }

    fn bounds(self, year: i16, month: Option<i8>, month_part: Part, year_part: Part) -> Option<(Date, Date)> {
        match (month, self.day) {
            (Some(m), Some(d)) => {
                let day = Date::new(year, m, d).ok()?;
                Some((day, day))
            }
            (Some(m), None) => {
                let first = Date::new(year, m, 1).ok()?;
                let (a, b) = month_part.unwrap_or((1, 31));
                let last = first.last_of_month();
                Some((Date::new(year, m, a).ok()?, Date::new(year, m, b.min(last.day())).ok()?))
            }
            _ => {
                let (a, b) = year_part.unwrap_or((1, 12));
                Some((Date::new(year, a, 1).ok()?, Date::new(year, b, 1).ok()?.last_of_month()))
            }
        }
    }
}

/// The year in which what comes once a year is meant by an article of `reference`.
fn near_year(reference: Date, forward: bool, days: &impl Fn(i16) -> Option<(Date, Date)>) -> Option<i16> {
    let now = reference.year();
    let distance = |from: Date, to: Date| from.until(to).map(|s| s.get_days()).unwrap_or(i32::MAX);
    let Some((begin, end)) = days(now) else {
        // 29 February: the last one there was.
        return (1..=8).map(|back| now - back).find(|y| days(*y).is_some());
    };
    if forward {
        return Some(if end < reference { now + 1 } else { now });
    }
    if begin > reference
        && let Some((_, last)) = days(now - 1)
        && distance(last, reference) <= PAST_DAYS
    {
        return Some(now - 1);
    }
    if end < reference
        && let Some((next, _)) = days(now + 1)
        && distance(reference, next) <= AHEAD_DAYS
    {
        return Some(now + 1);
    }
    Some(now)
}

fn unresolved(precision: &'static str) -> Option<Value> {
    Some(Value::Date(DateValue { begin: None, end: None, precision, resolved: false }))
}

/// 昨日, 次日; the outer `None` for a word that cannot be read.
fn day_word(p: &Parts) -> Option<Option<Value>> {
    let (from, offset) = match (p.get("dw"), p.get("ds")) {
        (Some(w), _) => (p.reference, p.meaning("day_word", w)?),
        (_, Some(w)) => (p.last.or(p.reference), p.meaning("day_same", w)?),
        _ => return Some(None),
    };
    let offset: i64 = offset.parse().ok()?;
    let day = from.and_then(|r| r.checked_add(offset.days()).ok());
    Some(Some(Value::Date(DateValue { begin: day, end: day, precision: "day", resolved: day.is_some() })))
}

/// The year group or word; the outer `None` for a word that cannot be read.
fn year(p: &Parts) -> Option<Option<Year>> {
    let (from, offset) = match (p.get("yw"), p.get("ys")) {
        (Some(w), _) => (p.reference, p.meaning("year_word", w)?),
        (_, Some(w)) => (p.last.or(p.reference), p.meaning("year_same", w)?),
        _ if p.get("era").is_some() => {
            let before: i16 = p.meaning("era", p.get("era")?)?.parse().ok()?;
            // The first year of a reign has a name of its own: 元年.
            let n = numeral::parse(p.get("ey")?).map_or(Some(1), |n| n.to_i16())?;
            return Some(Some(Year { number: before.checked_add(n)?, relative: false }));
        }
        _ => return Some(stated_year(p.get("y").or(p.get("yb")).or(p.get("y2")))),
    };
    let offset: i16 = offset.parse().ok()?;
    match from {
        Some(r) => Some(Some(Year { number: r.year().checked_add(offset)?, relative: true })),
        // The year stays open, and with it the date.
        None => Some(None),
    }
}

fn stated_year(text: Option<&str>) -> Option<Year> {
    let text = text?;
    let n: i16 = numeral::parse(text)?.to_i16()?;
    let short = text.chars().count() == 2;
    // 08年 and 九七年: the century that news speaks of.
    let number = match n {
        0..=49 if short => 2000 + n,
        50..=99 if short => 1900 + n,
        _ => n,
    };
    Some(Year { number, relative: false })
}

/// A month or day; the outer `None` for what is no numeral.
fn small(text: Option<&str>) -> Option<Option<i8>> {
    match text {
        None => Some(None),
        Some(t) => Some(Some(numeral::parse(t)?.to_i8()?)),
    }
}

/// Spring to winter: from one solar term to the day before another.
fn season(p: &Parts, point: Point, word: &str) -> Option<Value> {
    let (from, to) = p.meaning("season", word)?.split_once('-')?;
    let (from, to): (i16, i16) = (from.parse().ok()?, to.parse().ok()?);
    let Some(year) = point.year.map(|y| y.number).or(p.reference.map(|r| r.year())) else { return unresolved("season") };
    let (begin, next) = (p.calendar.term(year, from)?, p.calendar.term(year, to)?);
    Some(Value::Date(DateValue {
        begin: Some(begin),
        end: next.checked_sub(1.day()).ok(),
        precision: "season",
        resolved: point.year.is_none_or(|y| y.relative),
    }))
}

fn weekday_of(word: &str) -> Option<jiff::civil::Weekday> {
    let n = numeral::parse(word).map_or(Some(7), |n| n.to_i8())?;
    jiff::civil::Weekday::from_monday_one_offset(n).ok()
}

fn weekday(p: &Parts) -> Option<Value> {
    let word = p.get("week").or(p.get("week2"));
    let offset: i64 = match word {
        Some(w) => p.meaning("week_word", w)?.parse().ok()?,
        None => 0,
    };
    let Some(reference) = p.reference else { return unresolved("day") };
    let monday = reference.checked_sub(i64::from(reference.weekday().to_monday_zero_offset()).days()).ok()?;
    let monday = monday.checked_add((offset * 7).days()).ok()?;
    let day = |n: i64| monday.checked_add(n.days()).ok();
    let (begin, end) = match p.get("wd") {
        None => (day(0)?, day(6)?),
        Some(w) if p.meaning("week_word", w) == Some("end") => (day(5)?, day(6)?),
        Some(w) => {
            let n = i64::from(weekday_of(w)?.to_monday_zero_offset());
            // 周五 without a week is the last one, in an article of Monday; behind another day it is the next one.
            let n = match word {
                None if p.forward && day(n)? < reference => n + 7,
                None if !p.forward && day(n)? > reference => n - 7,
                _ => n,
            };
            (day(n)?, day(n)?)
        }
    };
    Some(Value::Date(DateValue {
        begin: Some(begin),
        end: Some(end),
        precision: if begin == end { "day" } else { "week" },
        resolved: true,
    }))
}
