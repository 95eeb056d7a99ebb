//! Amounts, ratios and counts from the parts of a match.

use super::numeral;
use super::recognise::Parts;
use super::{Qualifier, Quantity, Value};
use rust_decimal::{Decimal, MathematicalOps};

/// An exact figure without a unit.
fn exact(value: Decimal) -> Quantity {
    Quantity {
        value: Some(value.normalize()),
        min: None,
        max: None,
        currency: None,
        currency_inferred: false,
        points: false,
        qualifier: Qualifier::Exact,
        equivalent: None,
    }
}

/// Money and prices. Groups: `b` `b2` bound before, `c0` currency before, `v1` `v2` `v3` vague magnitude, `n1` figure, `blur`
/// and `blurunit` 十多亿, `u1` unit, `more` 3亿多元, `c1` currency of the first figure of a range, `sep` `n2` `u2` second
/// figure, `c2` currency, `level` `level2` 级, `dime` `cent`, `after` bound behind.
pub fn money(p: &Parts) -> Option<Value> {
    let code = |word: &str| p.meaning("currency_after", word).or(p.meaning("currency_before", word)).map(str::to_owned);
    let before = p.get("c0").and_then(code);
    let behind = p.get("c2").or(p.get("c1")).and_then(code);
    // 元 behind a figure is no yuan where another currency stands before it: 港币300元.
    let currency = match (before, behind) {
        (Some(before), Some(behind)) if behind == "CNY" => Some(before),
        (before, behind) => behind.or(before),
    };
    let inferred = currency.is_none();
    let mut q = figure(p)?;
    q.currency = Some(currency.unwrap_or_else(|| "CNY".to_owned()));
    q.currency_inferred = inferred;
    let part = |group: &str, scale: u32| numeral::parse(p.get(group)?)?.checked_div(Decimal::from(scale));
    let small = part("dime", 10).unwrap_or_default().checked_add(part("cent", 100).unwrap_or_default())?;
    if !small.is_zero() {
        q.value = Some(q.value?.checked_add(small)?.normalize());
    }
    Some(Value::Quantity(q))
}

/// A figure without a currency that the words around it make money of, or a magnitude that is told as one (百亿级). The words
/// stand in the lexicons `money_before` and `money_after`.
pub fn money_inferred(p: &Parts) -> Option<Value> {
    let (mut before, mut after) = (p.before(), p.after());
    for _ in 0..LINKS {
        if let Some((word, "link")) = p.ending(before, "money_before") {
            before = &before[..before.len() - word.len()];
        }
        if let Some((word, "link")) = p.opening(after, "money_after") {
            after = &after[word.len()..];
        }
    }
    let beside = [p.ending(before, "money_before"), p.opening(after, "money_after")];
    let say = |what: &str| beside.iter().flatten().any(|b| b.1 == what);
    let counted = say("other");
    let told = say("slot") || p.get("v3").is_some() || p.get("v2").and(p.get("level")).is_some();
    if told && !counted { money(p) } else { None }
}

/// Most words between a figure and what makes money of it.
const LINKS: usize = 2;

/// A magnitude only: 数千万. Groups: `v1`.
pub fn several_of(p: &Parts) -> Option<Value> {
    Some(Value::Quantity(vague(p.get("v1")?, p)?))
}

/// The name of a currency.
pub fn currency(p: &Parts) -> Option<Value> {
    let code = p.meaning("currency_before", p.get("c0")?)?.to_owned();
    Some(Value::Quantity(Quantity { value: None, currency: Some(code), ..exact(Decimal::ZERO) }))
}

/// 金额未披露.
pub fn undisclosed(_: &Parts) -> Option<Value> {
    let mut q = exact(Decimal::ZERO);
    (q.value, q.qualifier) = (None, Qualifier::Undisclosed);
    Some(Value::Quantity(q))
}

/// A bare number, the whole mention: 三百二十五, 30余万, 12k, 负1.1.
pub fn number(p: &Parts) -> Option<Value> {
    let text = p.text();
    if let Some(i) = text.find(BLUR) {
        let (figure, unit) = (&text[..i], text[i..].trim_start_matches(BLUR));
        return Some(Value::Quantity(blurred(figure, Some(unit).filter(|u| !u.is_empty()), None)?));
    }
    if let Some((low, high)) = pair(text, None) {
        return Some(Value::Quantity(between(low, high, Qualifier::Range)));
    }
    let value = match text.strip_suffix(['k', 'K']) {
        Some(n) => numeral::parse(n)?.checked_mul(Decimal::ONE_THOUSAND)?,
        None => numeral::parse(text)?,
    };
    Some(Value::Quantity(exact(value)))
}

/// 五十打. Groups: `n1`.
pub fn dozens(p: &Parts) -> Option<Value> {
    Some(Value::Quantity(exact(numeral::parse(p.get("n1")?)?.checked_mul(Decimal::from(12))?)))
}

/// 三分之一, 1/3, 3又二分之一.
pub fn fraction(p: &Parts) -> Option<Value> {
    let either = |a: &str, b: &str| numeral::parse(p.get(a).or(p.get(b))?);
    let (mut n, d) = (either("numerator", "numerator2")?, either("denominator", "denominator2")?);
    let whole = match p.get("whole") {
        Some(w) => numeral::parse(w.trim())?,
        None => Decimal::ZERO,
    };
    if whole.is_sign_negative() {
        n = -n;
    }
    let value = whole.checked_add(n.checked_div(d)?)?;
    Some(Value::Quantity(exact(value.round_sf(15)?)))
}

/// 2e5, 2.5^-1. Groups: `op`.
pub fn scientific(p: &Parts) -> Option<Value> {
    let (base, exponent) = p.text().split_once(['e', 'E', '^'])?;
    let (b, e): (Decimal, i64) = (base.parse().ok()?, exponent.replace("--", "").parse().ok()?);
    if e.abs() > MAX_EXPONENT {
        return None;
    }
    let value = if p.get("op")? == "^" { b.checked_powi(e)?.round_sf(15)? } else { b.checked_mul(Decimal::TEN.checked_powi(e)?)? };
    Some(Value::Quantity(exact(value)))
}

/// Beyond it no power of a number of two and more fits a decimal.
const MAX_EXPONENT: i64 = 100;

/// Percentages and points, as fractions. Groups: `n1`, `n2`, `base` what the figure is a part of (百分之, 千分之), `sign` the
/// sign that says so (%, ‰), `points` the word for it, `k` a thousand times.
pub fn percent(p: &Parts) -> Option<Value> {
    let mut q = figure(p)?;
    let scale = match (p.get("base"), p.get("sign").or(p.get("points"))) {
        (Some(base), _) => numeral::parse(base.trim_end_matches(['之', '分']))?,
        (None, Some(sign)) => p.meaning("part_sign", sign)?.parse().ok()?,
        (None, None) => return None,
    };
    let k = if p.get("k").is_some() { Decimal::ONE_THOUSAND } else { Decimal::ONE };
    each(&mut q, |d| d.checked_mul(k)?.checked_div(scale))?;
    q.points = p.get("points").is_some();
    Some(Value::Quantity(q))
}

/// 百分之百.
pub fn hundred(_: &Parts) -> Option<Value> {
    Some(Value::Quantity(exact(Decimal::ONE)))
}

/// 三成, 三成半, 五成五, 七八成.
pub fn tenths(p: &Parts) -> Option<Value> {
    let mut q = figure(p)?;
    let tenth = |half: &str| numeral::parse(half).unwrap_or(Decimal::from(5)).checked_div(Decimal::TEN);
    let half = match p.get("half") {
        Some(half) => tenth(half)?,
        None => Decimal::ZERO,
    };
    each(&mut q, |d| d.checked_add(half)?.checked_div(Decimal::TEN))?;
    (q.value.or(q.max).or(q.min)? <= Decimal::ONE).then_some(Value::Quantity(q))
}

/// 75折 is 75 %, 八点五折 85 %, 对折 half.
pub fn discount(p: &Parts) -> Option<Value> {
    if p.get("halved").is_some() {
        return Some(Value::Quantity(exact(Decimal::new(5, 1))));
    }
    let n = numeral::parse(p.get("n1")?)?;
    let value = n.checked_div(if n > Decimal::TEN { Decimal::ONE_HUNDRED } else { Decimal::TEN })?;
    (value < Decimal::ONE && value > Decimal::ZERO).then(|| Value::Quantity(exact(value)))
}

/// A number of something, with bounds and ranges.
pub fn count(p: &Parts) -> Option<Value> {
    Some(Value::Quantity(figure(p)?))
}

/// A stake in words; `word`'s meaning is the fraction, where it has one.
pub fn stake(p: &Parts) -> Option<Value> {
    let fraction = p.get("word").and_then(|w| p.meaning("stake_words", w)).and_then(|m| m.parse().ok());
    let mut q = exact(Decimal::ZERO);
    q.value = fraction;
    Some(Value::Quantity(q))
}

/// A code as written, without spaces.
pub fn code(p: &Parts) -> Option<Value> {
    let text: String = p.get("code").unwrap_or_else(|| p.text()).chars().filter(|c| !c.is_whitespace()).collect();
    Some(Value::Code(text))
}

fn each(q: &mut Quantity, f: impl Fn(Decimal) -> Option<Decimal>) -> Option<()> {
    for d in [&mut q.value, &mut q.min, &mut q.max].into_iter().flatten() {
        *d = f(*d)?.normalize();
    }
    Some(())
}

/// 多, 余 and 几 behind a figure.
const BLUR: [char; 3] = ['多', '余', '几'];

/// The figure, its unit, its bounds.
fn figure(p: &Parts) -> Option<Quantity> {
    let unit = |group: &str| {
        let word = p.get(group)?.trim_start_matches(['个', ' ']);
        p.meaning("unit_word", word).or(Some(word)).filter(|u| !u.is_empty())
    };
    let (u1, u2) = (unit("u1"), unit("u2"));
    let v1 = p.get("v1").or(p.get("v2")).or(p.get("v3"));
    if p.get("sep").is_some() || p.get("n2").is_some() {
        let (text, second) = (p.get("n2")?, scaled(p.get("n2")?, u2)?);
        let first = match v1 {
            Some(v) => magnitude(v)?,
            None => first_of_range(p.get("n1")?, u1, p.get("c1").is_some(), text, u2, second)?,
        };
        return (first <= second).then(|| between(first, second, Qualifier::Range));
    }
    if let Some(v) = v1 {
        return vague(v, p);
    }
    let n1 = p.get("n1")?;
    if let Some((low, high)) = pair(n1, u1) {
        return Some(between(low, high, Qualifier::Range));
    }
    if p.get("blur").is_some() {
        return blurred(n1, unit("blurunit"), u1);
    }
    let value = scaled(n1, u1)?;
    if p.get("more").is_some() {
        return Some(Quantity { value: None, min: Some(value), qualifier: Qualifier::Over, ..exact(value) });
    }
    let spelled = n1.chars().any(|c| numeral::digit(c).is_some());
    if level(p) && !spelled {
        return several(value);
    }
    // 百万, 千万 without a digit tell a magnitude only.
    Some(bounded(value, p, if spelled || n1.starts_with(['十', '拾']) { Qualifier::Exact } else { Qualifier::About }))
}

/// 3.5-4.2亿: the first figure has the second one's unit, or its 万 or 亿, when it has none of its own and stays the smaller.
fn first_of_range(n1: &str, u1: Option<&str>, own_currency: bool, n2: &str, u2: Option<&str>, second: Decimal) -> Option<Decimal> {
    let first = scaled(n1, u1)?;
    let large = |c: char| numeral::unit(c).is_some_and(|u| u >= 4);
    if own_currency || u1.is_some() || n1.contains(large) {
        return Some(first);
    }
    let all: Vec<char> = n2.chars().chain(u2.unwrap_or("").chars()).collect();
    let tail = |keep: &dyn Fn(char) -> bool| -> String {
        let length = all.iter().rev().take_while(|c| keep(**c)).count();
        all[all.len() - length..].iter().collect()
    };
    for unit in [tail(&|c| matches!(c, 'k' | 'K') || numeral::unit(c).is_some()), tail(&large)] {
        if !unit.is_empty()
            && let Some(carried) = scaled("1", Some(&unit)).and_then(|u| first.checked_mul(u))
            && carried < second
        {
            return Some(carried);
        }
    }
    Some(first)
}

fn between(min: Decimal, max: Decimal, qualifier: Qualifier) -> Quantity {
    Quantity { value: None, min: Some(min.normalize()), max: Some(max.normalize()), qualifier, ..exact(min) }
}

/// The range of a lower and an upper bound, in either order.
pub fn joined(a: &Quantity, b: &Quantity) -> Option<Quantity> {
    let low = |q: &Quantity| q.min.filter(|_| matches!(q.qualifier, Qualifier::AtLeast | Qualifier::Over));
    let high = |q: &Quantity| q.max.filter(|_| q.qualifier == Qualifier::AtMost);
    let (min, max) = low(a).zip(high(b)).or(low(b).zip(high(a)))?;
    (min <= max).then(|| Quantity { value: None, min: Some(min), max: Some(max), qualifier: Qualifier::Range, ..a.clone() })
}

/// 十几 is between ten and twenty, and so is 十多; 500余 is over 500. `inner` belongs to the figure (十多亿), `outer` follows.
fn blurred(figure: &str, inner: Option<&str>, outer: Option<&str>) -> Option<Quantity> {
    let unit = [inner.unwrap_or(""), outer.unwrap_or("")].concat();
    let value = scaled(figure, Some(&unit))?;
    let ends_in_unit = figure.chars().next_back().and_then(numeral::unit).filter(|u| *u < 4);
    let spelled = !figure.contains(|c: char| c.is_ascii_digit());
    if let Some(u) = ends_in_unit
        && spelled
        && u == 1
    {
        let step = scaled("1", Some(&unit))?.checked_mul(numeral::power(u)?)?;
        return Some(between(value, value.checked_add(step)?, Qualifier::Several));
    }
    Some(Quantity { value: None, min: Some(value), qualifier: Qualifier::Over, ..exact(value) })
}

/// The figure with what 约, 超过, 以上 … make of it; without any it is `plain`.
fn bounded(value: Decimal, p: &Parts, plain: Qualifier) -> Quantity {
    let word = p.get("b").or(p.get("b2")).and_then(|b| p.meaning("bound_before", b));
    let word = word.or_else(|| p.get("after").and_then(|a| p.meaning("bound_after", a)));
    let (value, min, max, qualifier) = match word {
        Some("about") => (Some(value), None, None, Qualifier::About),
        Some("nearly") => (Some(value), None, None, Qualifier::Nearly),
        Some("over") => (None, Some(value), None, Qualifier::Over),
        Some("at_least") => (None, Some(value), None, Qualifier::AtLeast),
        Some("at_most") => (None, None, Some(value), Qualifier::AtMost),
        _ => (Some(value), None, None, plain),
    };
    Quantity { value, min, max, qualifier, ..exact(Decimal::ZERO) }
}

/// 数十亿 is 1e9 to 1e10; 上亿 and 过亿 are over 1e8; 百亿级 is 1e10 to 1e11; 亿元 alone is about 1e8.
fn vague(word: &str, p: &Parts) -> Option<Quantity> {
    let one = magnitude(word)?;
    match p.meaning("magnitude_word", word.get(..3)?) {
        Some("several") => several(one),
        Some("over") => Some(Quantity { value: None, min: Some(one), qualifier: Qualifier::Over, ..exact(one) }),
        _ if level(p) => several(one),
        _ => Some(bounded(one, p, Qualifier::About)),
    }
}

fn level(p: &Parts) -> bool {
    p.get("level").or(p.get("level2")).is_some()
}

/// The unit of a vague magnitude: 1e9 of 数十亿, one of 几.
fn magnitude(word: &str) -> Option<Decimal> {
    scaled("1", Some(word.trim_start_matches(|c| numeral::unit(c).is_none())))
}

/// From a magnitude to ten times it.
fn several(one: Decimal) -> Option<Quantity> {
    Some(between(one, one.checked_mul(Decimal::TEN)?, Qualifier::Several))
}

fn scaled(figure: &str, unit: Option<&str>) -> Option<Decimal> {
    let mut value = numeral::parse(figure)?;
    for c in unit.unwrap_or("").chars().filter(|c| *c != '个') {
        let scale = match c {
            'k' | 'K' => Decimal::ONE_THOUSAND,
            c => numeral::power(numeral::unit(c)?)?,
        };
        value = value.checked_mul(scale)?;
    }
    Some(value.normalize())
}

/// 三五百, 七八: two digits that stand for from one to the other; without a unit they are neighbours.
fn pair(figure: &str, unit: Option<&str>) -> Option<(Decimal, Decimal)> {
    let mut chars = figure.chars();
    let (a, b) = (chars.next()?, chars.next()?);
    let (x, y) = (numeral::digit(a)?, numeral::digit(b)?);
    let spelled = !a.is_ascii_digit() && !b.is_ascii_digit();
    let unit = [chars.as_str(), unit.unwrap_or("")].concat();
    let told = if unit.is_empty() { y == x + 1 } else { unit.chars().all(|c| numeral::unit(c).is_some()) };
    if !spelled || x == 0 || y <= x || !told {
        return None;
    }
    Some((scaled(&x.to_string(), Some(&unit))?, scaled(&y.to_string(), Some(&unit))?))
}
