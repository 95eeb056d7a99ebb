//! The lunar calendar and the solar terms, as days of the solar year.

use jiff::ToSpan;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::hash::Hash;
use tyme4rs::tyme::lunar::{LunarDay, LunarMonth};
use tyme4rs::tyme::solar::{SolarDay, SolarTerm};

/// Years in which the calendar's tables hold, and that news speaks of.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

/// Days of the lunar year and solar terms, each computed once: their astronomy takes longer than all the rest of a date.
#[derive(Debug, Default)]
pub struct Calendar {
    days: RefCell<FxHashMap<(i16, i8, i8), Option<Date>>>,
    lengths: RefCell<FxHashMap<(i16, i8), Option<i8>>>,
    terms: RefCell<FxHashMap<(i16, i16), Option<Date>>>,
}

impl Calendar {
    /// The day of the solar year on which a day of a lunar year falls; a leap month is negative.
    pub fn day(&self, year: i16, month: i8, day: i8) -> Option<Date> {
        // The constructor of a day panics on a month that the year lacks.
        if !(1..=self.month_length(year, month)?).contains(&day) {
            return None;
        }
        once(&self.days, (year, month, day), || {
            let day = LunarDay::new(isize::from(year), isize::from(month), usize::try_from(day).ok()?).ok()?;
            solar(&day.get_solar_day())
        })
    }

    /// The last day of a month of a lunar year.
    pub fn last_day(&self, year: i16, month: i8) -> Option<Date> {
        let days = self.month_length(year, month)?;
        self.day(year, month, days)
    }

    /// First and last day of a month of a lunar year; a leap month is negative.
    pub fn month(&self, year: i16, month: i8) -> Option<(Date, Date)> {
        let first = self.day(year, month, 1)?;
        let last = first.checked_add((i64::from(self.month_length(year, month)?) - 1).days()).ok()?;
        Some((first, last))
    }

    /// The day of a solar term, counted from 小寒 of January (1) of the solar year.
    pub fn term(&self, year: i16, number: i16) -> Option<Date> {
        if !YEARS.contains(&year) || !(1..=48).contains(&number) {
            return None;
        }
        once(&self.terms, (year, number), || solar(&SolarTerm::from_index(isize::from(year), isize::from(number)).get_solar_day()))
    }

    fn month_length(&self, year: i16, month: i8) -> Option<i8> {
        if !YEARS.contains(&year) {
            return None;
        }
        once(&self.lengths, (year, month), || {
            let month = LunarMonth::new(isize::from(year), isize::from(month)).ok()?;
            i8::try_from(month.get_day_count()).ok()
        })
    }
}

fn once<K: Copy + Eq + Hash, V: Copy>(known: &RefCell<FxHashMap<K, V>>, key: K, compute: impl FnOnce() -> V) -> V {
    *known.borrow_mut().entry(key).or_insert_with(compute)
}

fn solar(day: &SolarDay) -> Option<Date> {
    Date::new(i16::try_from(day.get_year()).ok()?, i8::try_from(day.get_month()).ok()?, i8::try_from(day.get_day()).ok()?).ok()
}
