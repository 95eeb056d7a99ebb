//! Dates from the parts of a match, on the calendar of `jiff`.

use super::numeral;
use super::recognise::Parts;
use super::{DateValue, Value};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::prelude::ToPrimitive;

/// A month of the future this near is still this year's: 12月 in an article of November.
const AHEAD_DAYS: i32 = 60;

/// One date. Groups: `y` year, `yw` year word, `m` month, `mw` month word, `d` day, `mp` part of the month, `yp` part of
/// the year, `dw` day word, `week` `wd` `week2` weekdays, `num` `unit` `dir` `lead` distances, `vague`, `holiday`.
pub fn date(p: &Parts) -> Option<Value> {
    if p.get("vague").is_some() {
        return Some(Value::Date(DateValue { begin: None, end: None, precision: "vague", resolved: false }));
    }
    if let Some(word) = p.get("dw") {
        let offset: i64 = p.meaning("day_word", word)?.parse().ok()?;
        let day = p.reference.and_then(|r| r.checked_add(offset.days()).ok());
        return Some(Value::Date(DateValue { begin: day, end: day, precision: "day", resolved: day.is_some() }));
    }
    if p.get("wd").is_some() || p.get("week2").is_some() {
        return weekday(p);
    }
    if p.get("num").is_some() {
        return distance(p);
    }
    if let Some(word) = p.get("holiday") {
        let (month, day) = p.meaning("holiday", word)?.split_once('-')?;
        let point = Point { year: year(p)?, month: month.parse().ok(), day: day.parse().ok() };
        return point.value(p.reference, None, None);
    }
    let month_offset = match p.get("mw") {
        Some(w) => Some(p.meaning("month_word", w)?.parse::<i64>().ok()?),
        None => None,
    };
    let mut point = Point { year: year(p)?, month: small(p.get("m"))?, day: small(p.get("d"))? };
    if let Some(offset) = month_offset {
        let Some(first) = p.reference.and_then(|r| r.first_of_month().checked_add(offset.months()).ok()) else {
            return Some(Value::Date(DateValue { begin: None, end: None, precision: "month", resolved: false }));
        };
        point.year = Some(Year { number: first.year(), relative: true });
        point.month = Some(first.month());
    }
    let part = |group: &str, lexicon: &str| -> Option<(i8, i8)> {
        let (a, b) = p.meaning(lexicon, p.get(group)?)?.split_once('-')?;
        Some((a.parse().ok()?, b.parse().ok()?))
    };
    point.value(p.reference, part("mp", "month_part"), part("yp", "year_part"))
}

/// From one date to another. Groups as for [`date`], with `y2`, `m2`, `d2` for the second, which inherits what it leaves out.
pub fn range(p: &Parts) -> Option<Value> {
    let first = Point { year: year(p)?, month: small(p.get("m"))?, day: small(p.get("d"))? };
    let mut second = Point { year: four_digits(p.get("y2")), month: small(p.get("m2"))?, day: small(p.get("d2"))? };
    let dated = |q: &Point| q.year.is_some() || q.month.is_some() || q.day.is_some();
    if !dated(&first) || !dated(&second) || first.day.is_some() && first.month.is_none() && second.month.is_some() {
        return None;
    }
    let Value::Date(a) = first.value(p.reference, None, None)? else { return None };
    if second.month.is_none() && second.day.is_some() {
        second.month = first.month;
    }
    if second.year.is_none() {
        second.year = a.begin.map(|d| Year { number: d.year(), relative: first.year.is_none() }).or(first.year);
    }
    let Value::Date(mut b) = second.value(p.reference, None, None)? else { return None };
    if let (Some(x), Some(y)) = (a.begin, b.end)
        && y < x
    {
        // 11月至2月 ends in the next year.
        b.end = y.checked_add(1.year()).ok();
    }
    Some(Value::Date(DateValue { begin: a.begin, end: b.end, precision: "range", resolved: a.resolved || b.resolved }))
}

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
    relative: bool,
}

#[derive(Clone, Copy, Debug)]
struct Point {
    year: Option<Year>,
    month: Option<i8>,
    day: Option<i8>,
}

impl Point {
    /// The stretch of days; `None` for days that no calendar has (2月30日).
    fn value(self, reference: Option<Date>, month_part: Option<(i8, i8)>, year_part: Option<(i8, i8)>) -> Option<Value> {
        if self.month.is_none_or(|m| (1..=12).contains(&m)) && self.day.is_none_or(|d| (1..=31).contains(&d)) {
            let resolved = self.year.is_none_or(|y| y.relative);
            let precision = match (self.month, self.day, month_part, year_part) {
                (_, Some(_), _, _) => "day",
                (Some(_), None, None, _) => "month",
                (Some(_), None, Some(_), _) => "part_of_month",
                (None, None, _, Some((1, 12))) => "year",
                (None, None, _, Some((a, b))) if b - a == 2 => "quarter",
                (None, None, _, Some((a, b))) if b - a == 5 => "half",
                (None, None, _, Some(_)) => "part_of_year",
                _ => "year",
            };
            let Some(year) = self.year.map(|y| y.number).or_else(|| self.guess(reference?, month_part, year_part)) else {
                return Some(Value::Date(DateValue { begin: None, end: None, precision, resolved: false }));
            };
            let month = self.month.or_else(|| self.day.and(reference).map(|r| r.month()));
            let (begin, end) = self.bounds(year, month, month_part, year_part)?;
            return Some(Value::Date(DateValue { begin: Some(begin), end: Some(end), precision, resolved }));
        }
        None
    }

    fn bounds(self, year: i16, month: Option<i8>, month_part: Option<(i8, i8)>, year_part: Option<(i8, i8)>) -> Option<(Date, Date)> {
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

    /// The year that makes the date the last one not far ahead of the article's.
    fn guess(self, reference: Date, month_part: Option<(i8, i8)>, year_part: Option<(i8, i8)>) -> Option<i16> {
        let limit = reference.checked_add(AHEAD_DAYS.days()).unwrap_or(reference);
        let month = self.month.or(self.day.map(|_| reference.month()));
        for back in 0..=8 {
            let year = reference.year().checked_add(1)?.checked_sub(back)?;
            if let Some((begin, _)) = self.bounds(year, month, month_part, year_part)
                && begin <= limit
                && (back > 0 || self.month.is_some() && begin <= limit)
            {
                return Some(year);
            }
        }
        None
    }
}

/// The year group or word; the outer `None` for a word that cannot be read.
fn year(p: &Parts) -> Option<Option<Year>> {
    if let Some(word) = p.get("yw") {
        let offset: i16 = p.meaning("year_word", word)?.parse().ok()?;
        return Some(p.reference.and_then(|r| Some(Year { number: r.year().checked_add(offset)?, relative: true })));
    }
    Some(four_digits(p.get("y")))
}

fn four_digits(text: Option<&str>) -> Option<Year> {
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
        Some(t) => {
            let t = t.replace('廿', "二十");
            Some(Some(numeral::parse(&t)?.to_i8()?))
        }
    }
}

fn weekday(p: &Parts) -> Option<Value> {
    let word = p.get("week").or(p.get("week2")).unwrap_or("");
    let offset: i64 = match word.trim_end_matches('个') {
        "上上" => -2,
        "上" => -1,
        "下" => 1,
        "下下" => 2,
        _ => 0,
    };
    let Some(reference) = p.reference else {
        return Some(Value::Date(DateValue { begin: None, end: None, precision: "day", resolved: false }));
    };
    let monday = reference.checked_sub(i64::from(reference.weekday().to_monday_zero_offset()).days()).ok()?;
    let monday = monday.checked_add((offset * 7).days()).ok()?;
    let day = |n: i64| monday.checked_add(n.days()).ok();
    let (begin, end) = match p.get("wd") {
        None => (day(0)?, day(6)?),
        Some("末") => (day(5)?, day(6)?),
        Some(w) => {
            let n = match numeral::parse(w) {
                Some(n) => n.to_i64()? - 1,
                None => 6,
            };
            // 周五 without a week is the last one, in an article of Monday.
            let n = if word.is_empty() && day(n)? > reference { n - 7 } else { n };
            (day(n)?, day(n)?)
        }
    };
    Some(Value::Date(DateValue {
        begin: Some(begin),
        end: Some(end),
        precision: if begin == end { "day" } else { "range" },
        resolved: true,
    }))
}

/// 五年前, 未来两年内, 近三年, 3个月后.
fn distance(p: &Parts) -> Option<Value> {
    let text = p.get("num")?;
    let half_of_one = text == "半";
    let n = if half_of_one { 0 } else { numeral::parse(text)?.to_i64()? };
    let half = half_of_one || p.get("half").is_some();
    let unit = p.get("unit")?;
    let Some(reference) = p.reference else {
        return Some(Value::Date(DateValue { begin: None, end: None, precision: "range", resolved: false }));
    };
    // The distance as months or days; half a year is six months, half a month fifteen days.
    let (months, days) = match unit {
        u if u.contains('年') => (12 * n + if half { 6 } else { 0 }, 0),
        u if u.contains('月') => (n, if half { 15 } else { 0 }),
        u if u.contains("季度") => (3 * n, 0),
        u if u.contains(['周', '期']) => (0, 7 * n),
        _ => (0, n),
    };
    if months > 12 * 500 || days > 366 * 500 {
        return None;
    }
    let forward = |sign: i64| reference.checked_add((sign * months).months()).and_then(|d| d.checked_add((sign * days).days())).ok();
    let dir = p.get("dir").or(p.get("dirm")).unwrap_or("");
    let value = |begin: Option<Date>, end: Option<Date>, precision| Some(Value::Date(DateValue { begin, end, precision, resolved: true }));
    match p.get("lead") {
        Some(l) if l.starts_with("未来") || l.starts_with("今后") || l.starts_with("此后") => {
            return value(Some(reference), forward(1), "range");
        }
        Some(_) => return value(forward(-1), Some(reference), "range"),
        None => {}
    }
    if dir.contains('内') {
        return value(Some(reference), forward(1), "range");
    }
    if dir.contains('来') {
        return value(forward(-1), Some(reference), "range");
    }
    let open = dir.starts_with('以');
    let sign = if dir.contains('前') { -1 } else { 1 };
    let there = forward(sign)?;
    if open {
        return if sign < 0 {
            value(None, there.first_of_year().checked_sub(1.day()).ok(), "range")
        } else {
            value(Some(there), None, "range")
        };
    }
    match (unit.contains('年') && !half, months > 0) {
        (true, _) => value(Some(there.first_of_year()), Some(there.last_of_year()), "year"),
        (false, true) => value(Some(there.first_of_month()), Some(there.last_of_month()), "month"),
        _ => value(Some(there), Some(there), "day"),
    }
}
