//! Typed values: pure functions from text to value.
//!
//! How a value is written stands in `rules/values/`; what it amounts to is computed here, on decimals and a
//! calendar.

pub mod article_date;
pub mod date;
pub mod lunar;
pub mod numeral;
pub mod pattern;
pub mod quantity;
pub mod recognise;
pub mod round;
pub mod spec;
pub mod start;
pub mod sure;

pub use recognise::Values;
pub use spec::{Fragment, ValueError, ValueSpec};

use crate::base::Span;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// A value found in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Valued {
    /// Its kind in lower case, as rules name it in upper camel case: `money` is `{amount:Money}`.
    pub kind: Kind,
    /// Its bytes in the text that was searched.
    pub span: Span,
    /// What it amounts to.
    pub value: Value,
}

/// The kinds of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// An amount of money.
    Money,
    /// The name of a currency without a figure.
    Currency,
    /// A price for one share (元/股).
    Price,
    /// A proportion.
    Percent,
    /// A difference of proportions (0.3个百分点).
    Points,
    /// A bare number.
    Number,
    /// A number of shares.
    Shares,
    /// A stake told in words (全部股权, 少数股权, 控股权).
    Stake,
    /// A day or a stretch of days.
    Date,
    /// A stage of funding.
    Round,
    /// A stock exchange code (000796.SZ).
    Ticker,
}

/// What a value amounts to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// For money, price, percent, points, number, shares and stakes.
    Quantity(Quantity),
    /// For dates.
    Date(DateValue),
    /// Canonical code, for rounds and tickers.
    Code(String),
}

/// How a figure is bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Qualifier {
    /// As stated.
    Exact,
    /// 约, 左右.
    About,
    /// 近, 将近.
    Nearly,
    /// 超过, 逾, 多.
    Over,
    /// 不低于, 以上, 至少.
    AtLeast,
    /// 至多, 不超过, 高达.
    AtMost,
    /// From one figure to another.
    Range,
    /// A magnitude only: 数十亿.
    Several,
    /// 金额未披露.
    Undisclosed,
}

/// A decimal with its bounds and unit. Exact, about and nearly fill `value`; over and at least `min`; at most `max`;
/// range and several both bounds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Quantity {
    /// The figure.
    pub value: Option<Decimal>,
    /// Lower bound.
    pub min: Option<Decimal>,
    /// Upper bound.
    pub max: Option<Decimal>,
    /// ISO 4217 code, for money and prices.
    pub currency: Option<String>,
    /// The text names no currency.
    pub currency_inferred: bool,
    /// A difference of proportions, stated in percentage points.
    pub points: bool,
    /// How the figure is bounded.
    pub qualifier: Qualifier,
    /// The same amount in another currency.
    pub equivalent: Option<Box<Quantity>>,
}

/// A stretch of days, possibly open at an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DateValue {
    /// First day.
    pub begin: Option<Date>,
    /// Last day, inclusive.
    pub end: Option<Date>,
    /// How finely the text states it: `day`, `week`, `part_of_month`, `month`, `quarter`, `half`, `season`, `part_of_year`,
    /// `year`, `fiscal_quarter`, `fiscal_year`, `decade`, `range`, `vague`.
    pub precision: &'static str,
    /// Whether the article's date was needed.
    pub resolved: bool,
}
