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
        qualifier: Qualifier::Exact,
        equivalent: None,
    }
}

/// Money and prices. Groups: `b` bound before, `c0` currency before, `v1` vague magnitude, `n1` figure, `blur` and
/// `blurunit` 十多亿, `u1` unit, `c1` currency of the first figure of a range, `sep` `n2` `u2` second figure, `c2` currency,
/// `dime` `cent`, `after` bound behind.
pub fn money(p: &Parts) -> Option<Value> {
    let code = |word: &str| p.meaning("currency_after", word).or(p.meaning("currency_before", word)).map(str::to_owned);
    let currency = p.get("c2").and_then(code).or(p.get("c0").and_then(code));
    // 元 behind a figure is no yuan where another currency stands before it: 港币300元.
    let currency = match (p.get("c0").and_then(code), p.get("c2")) {
        (Some(before), Some(_)) if currency.as_deref() == Some("CNY") => Some(before),
        _ => currency,
    };
    let inferred = currency.is_none();
    let mut q = figure(p)?;
    q.currency = Some(currency.unwrap_or_else(|| "CNY".to_owned()));
    q.currency_inferred = inferred;
    let part = |group: &str, scale: u32| Some(numeral::parse(p.get(group)?)? / Decimal::from(scale));
    let small = part("dime", 10).unwrap_or_default() + part("cent", 100).unwrap_or_default();
    if !small.is_zero() {
        q.value = Some(q.value?.checked_add(small)?.normalize());
    }
    Some(Value::Quantity(q))
}

/// 金额未披露.
pub fn undisclosed(_: &Parts) -> Option<Value> {
    let mut q = exact(Decimal::ZERO);
    (q.value, q.qualifier) = (None, Qualifier::Undisclosed);
    Some(Value::Quantity(q))
}

/// A bare number; `dozen` multiplies it by twelve.
pub fn number(p: &Parts) -> Option<Value> {
    // A unit alone (万万) counts nothing.
    if !p.get("n1")?.chars().any(|c| numeral::digit(c).is_some() || matches!(c, '十' | '拾' | '百' | '佰' | '千' | '仟')) {
        return None;
    }
    let mut q = figure(p)?;
    if p.get("dozen").is_some() {
        q.value = Some(q.value?.checked_mul(Decimal::from(12))?);
    }
    if q.qualifier == Qualifier::Range || q.qualifier == Qualifier::Several {
        q.value = q.min;
    }
    Some(Value::Quantity(q))
}

/// 三分之一, 1/3, 3又二分之一.
pub fn fraction(p: &Parts) -> Option<Value> {
    let (mut n, d) = (numeral::parse(p.get("numerator")?)?, numeral::parse(p.get("denominator")?)?);
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

/// 2e5, 2.5^-1.
pub fn scientific(p: &Parts) -> Option<Value> {
    let text = p.whole();
    let (base, exponent) = text.split_once(['e', 'E', '^'])?;
    let (b, e): (Decimal, i64) = (base.parse().ok()?, exponent.parse().ok()?);
    let value = if p.get("op")? == "^" { b.checked_powi(e)? } else { b.checked_mul(Decimal::TEN.checked_powi(e)?)? };
    Some(Value::Quantity(exact(value)))
}

/// Percentages and points, as fractions. `base` says what the figure is a part of: 百分之, 千分之, 万分之.
pub fn percent(p: &Parts) -> Option<Value> {
    let mut q = figure(p)?;
    let scale = match p.get("base") {
        Some(base) => numeral::parse(base.trim_end_matches(['之', '分', ' ']))?,
        None => Decimal::ONE_HUNDRED,
    };
    let k = if p.get("k").is_some() { Decimal::ONE_THOUSAND } else { Decimal::ONE };
    each(&mut q, |d| d.checked_mul(k)?.checked_div(scale))?;
    Some(Value::Quantity(q))
}

/// 三成, 三成半.
pub fn tenths(p: &Parts) -> Option<Value> {
    let mut q = figure(p)?;
    let half = if p.get("half").is_some() { Decimal::new(5, 1) } else { Decimal::ZERO };
    each(&mut q, |d| d.checked_add(half)?.checked_div(Decimal::TEN))?;
    (q.value.or(q.min).or(q.max)? <= Decimal::TEN).then_some(Value::Quantity(q))
}

/// 75折 is 75 %, 八点五折 85 %.
pub fn discount(p: &Parts) -> Option<Value> {
    let text = p.get("n1")?.replace(' ', "");
    let n = numeral::parse(&text)?;
    let value = if n > Decimal::TEN { n / Decimal::ONE_HUNDRED } else { n / Decimal::TEN };
    (value < Decimal::ONE).then(|| Value::Quantity(exact(value)))
}

/// A number of shares.
pub fn shares(p: &Parts) -> Option<Value> {
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
    let text: String = p.get("code").unwrap_or_else(|| p.whole()).chars().filter(|c| !c.is_whitespace()).collect();
    Some(Value::Code(text))
}

fn each(q: &mut Quantity, f: impl Fn(Decimal) -> Option<Decimal>) -> Option<()> {
    for d in [&mut q.value, &mut q.min, &mut q.max].into_iter().flatten() {
        *d = f(*d)?.normalize();
    }
    Some(())
}

/// The figure, its unit, its bounds.
fn figure(p: &Parts) -> Option<Quantity> {
    let unit = |group: &str| p.get(group).map(|u| u.trim().trim_start_matches('个').trim()).filter(|u| !u.is_empty());
    let (u1, u2) = (unit("u1"), unit("u2"));
    if p.get("sep").is_some() {
        let second = scaled(p.get("n2")?, u2)?;
        let text = p.get("n1")?;
        let mut first = scaled(text, u1)?;
        // 3.5-4.2亿: the first figure has the second one's unit when it has none of its own and would be the smaller.
        if u1.is_none() && !text.contains(['万', '亿']) && p.get("c1").is_none() {
            let borrowed = borrow(p.get("n2")?, u2)?;
            let with = first.checked_mul(borrowed)?;
            if with <= second && first < Decimal::from(1000) {
                first = with;
            }
        }
        return Some(Quantity { value: None, min: Some(first), max: Some(second), qualifier: Qualifier::Range, ..exact(first) });
    }
    if let Some(v) = p.get("v1") {
        let rest = [p.get("n1").unwrap_or(""), u1.unwrap_or("")].concat();
        return vague(v, &rest, p);
    }
    let Some(n1) = p.get("n1") else {
        // 亿元 and 千万元 alone.
        let text = u1.map(str::to_owned);
        return match text {
            Some(u) => vague(&u, "", p),
            None if p.get("c0").is_some() => Some(Quantity { value: None, ..exact(Decimal::ZERO) }),
            None => None,
        };
    };
    let bare_unit = !n1.chars().any(|c| numeral::digit(c).is_some());
    if let Some((low, high)) = pair(n1, u1) {
        return Some(Quantity { value: None, min: Some(low), max: Some(high), qualifier: Qualifier::Range, ..exact(low) });
    }
    let blurunit = unit("blurunit");
    let value = match (p.get("blur").map(str::trim), blurunit) {
        (Some(_), Some(u)) => {
            scaled(n1, Some(u)).and_then(|d| if let Some(u) = u1 { d.checked_mul(numeral::parse(u)?) } else { Some(d) })?
        }
        _ => scaled(n1, u1)?,
    };
    if let Some(blur) = p.get("blur").map(str::trim) {
        // 十几 is between ten and twenty; 十多 and 十余 are over ten.
        let step = last_step(n1, u1.or(blurunit), value);
        if matches!(blur, "几") || p.get("c2").is_some() && bare_unit {
            return Some(Quantity {
                value: None,
                min: Some(value),
                max: Some(value.checked_add(step)?),
                qualifier: Qualifier::Several,
                ..exact(value)
            });
        }
        return Some(Quantity { value: None, min: Some(value), qualifier: Qualifier::Over, ..exact(value) });
    }
    if bare_unit && p.get("level").is_some() {
        return vague(n1, u1.unwrap_or(""), p);
    }
    Some(bounded(value, p))
}

/// The figure with what 约, 超过, 以上 … make of it.
fn bounded(value: Decimal, p: &Parts) -> Quantity {
    let word = p.get("b").and_then(|b| p.meaning("bound_before", b)).filter(|m| *m != "exact");
    let word = word.or_else(|| p.get("after").and_then(|a| p.meaning("bound_after", a)));
    let (value, min, max, qualifier) = match word {
        Some("about") => (Some(value), None, None, Qualifier::About),
        Some("nearly") => (Some(value), None, None, Qualifier::Nearly),
        Some("over") => (None, Some(value), None, Qualifier::Over),
        Some("at_least") => (None, Some(value), None, Qualifier::AtLeast),
        Some("at_most") => (None, None, Some(value), Qualifier::AtMost),
        _ => (Some(value), None, None, Qualifier::Exact),
    };
    Quantity { value, min, max, qualifier, ..exact(Decimal::ZERO) }
}

/// 数十亿 is 1e9 to 1e10; 上亿 and 亿元 alone are over 1e8; 百亿级 is 1e10 to 1e11.
fn vague(word: &str, rest: &str, p: &Parts) -> Option<Quantity> {
    let several = word.starts_with(['数', '几']);
    let over = word.starts_with('上');
    let unit = [word.trim_start_matches(['数', '几', '上']), rest].concat();
    if unit.is_empty() {
        return None;
    }
    let one = numeral::parse(&unit)?;
    if several || p.get("level").is_some() {
        let max = one.checked_mul(Decimal::TEN)?;
        return Some(Quantity { value: None, min: Some(one), max: Some(max), qualifier: Qualifier::Several, ..exact(one) });
    }
    if over {
        return Some(Quantity { value: None, min: Some(one), qualifier: Qualifier::Over, ..exact(one) });
    }
    Some(bounded(one, p))
}

fn scaled(figure: &str, unit: Option<&str>) -> Option<Decimal> {
    let n = numeral::parse(figure)?;
    let mut value = n;
    for c in unit.unwrap_or("").chars().filter(|c| !c.is_whitespace()) {
        let scale = match c {
            'k' | 'K' => Decimal::ONE_THOUSAND,
            c => numeral::power(numeral::unit(c)?)?,
        };
        value = value.checked_mul(scale)?;
    }
    Some(value.normalize())
}

/// The unit that the second figure of a range ends with.
fn borrow(figure: &str, unit: Option<&str>) -> Option<Decimal> {
    let inner: String = figure.chars().rev().take_while(|c| numeral::unit(*c).is_some()).collect();
    let inner: String = inner.chars().rev().collect();
    let all = [inner.as_str(), unit.unwrap_or("")].concat();
    scaled("1", Some(&all))
}

/// 三五百: two digits that stand for from one to the other.
fn pair(figure: &str, unit: Option<&str>) -> Option<(Decimal, Decimal)> {
    let chars: Vec<char> = figure.chars().filter(|c| *c != ' ').collect();
    let (&[a, b], rest) = chars.split_first_chunk::<2>()?;
    let (x, y) = (numeral::digit(a)?, numeral::digit(b)?);
    let spelled = !a.is_ascii_digit() && !b.is_ascii_digit();
    let unit: String = rest.iter().collect::<String>() + unit.unwrap_or("");
    if !spelled || x == 0 || y <= x || unit.is_empty() || !unit.chars().all(|c| numeral::unit(c).is_some()) {
        return None;
    }
    Some((scaled(&x.to_string(), Some(&unit))?, scaled(&y.to_string(), Some(&unit))?))
}

/// The weight of the last place of a spelled figure: 十 of 二十, 百 of 三百.
fn last_step(figure: &str, unit: Option<&str>, value: Decimal) -> Decimal {
    let spelled: Vec<char> = figure.chars().filter(|c| *c != ' ').collect();
    let last = spelled.last().and_then(|c| numeral::unit(*c)).and_then(numeral::power);
    let outer = unit.and_then(|u| scaled("1", Some(u))).unwrap_or(Decimal::ONE);
    last.and_then(|l| l.checked_mul(outer)).unwrap_or(value)
}
