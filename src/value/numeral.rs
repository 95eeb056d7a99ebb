//! Arabic, Chinese and financial numerals, and mixtures of them, to decimals.

use rust_decimal::{Decimal, MathematicalOps};

/// The value of a numeral such as `1.2万`, `三十五`, `壹仟玖佰`, `3千万亿`, `二〇二〇`, `1,234.5`, `三点一四`.
///
/// Separators between thousands, white space and 个 are ignored. `None` when the text is no numeral, or too large for a
/// decimal of 28 digits.
pub fn parse(text: &str) -> Option<Decimal> {
    if let Some(plain) = arabic(text) {
        return Some(plain);
    }
    let mut parser = Parser { total: Decimal::ZERO, section: Decimal::ZERO, pending: None, last_unit: None };
    let chars: Vec<char> = text.chars().filter(|c| !matches!(c, ',' | ' ' | '，' | '\u{3000}' | '个')).collect();
    if chars.is_empty() {
        return None;
    }
    let (negative, chars) = match chars.split_first() {
        Some((&('-' | '负' | '−'), rest)) => (true, rest),
        Some((&'+', rest)) => (false, rest),
        _ => (false, &chars[..]),
    };
    if let Some(d) = digit_string(chars) {
        return Some(if negative { -d } else { d });
    }
    let mut i = 0;
    while i < chars.len() {
        let c = chars[i];
        if c.is_ascii_digit() || c == '.' {
            let start = i;
            while i < chars.len() && (chars[i].is_ascii_digit() || chars[i] == '.') {
                i += 1;
            }
            let digits: String = chars[start..i].iter().collect();
            parser.number(digits.parse().ok()?)?;
            continue;
        }
        if matches!(c, '点' | '.') {
            // A decimal fraction in words: 三点一四, and a unit may follow: 三点五亿.
            let start = i + 1;
            let mut end = start;
            let mut fraction = String::from("0.");
            while end < chars.len() {
                let Some(d) = digit(chars[end]) else { break };
                fraction.push(char::from(b'0' + d));
                end += 1;
            }
            if end == start {
                return None;
            }
            let fraction: Decimal = fraction.parse().ok()?;
            // 一千六点五 is 1600.5, as 一千六 is 1600; 十六点五 is 16.5.
            parser.shorten()?;
            parser.pending = Some(parser.pending.unwrap_or(Decimal::ZERO).checked_add(fraction)?);
            i = end;
            continue;
        }
        if c == '廿' {
            parser.number(Decimal::TWO)?;
            parser.unit(1)?;
        } else if let Some(d) = digit(c) {
            if d == 0 {
                parser.zero();
            } else {
                // 二十五 has single digits; 二五 inside a numeral is not one.
                parser.number(Decimal::from(d))?;
            }
        } else if let Some(u) = unit(c) {
            parser.unit(u)?;
        } else {
            return None;
        }
        i += 1;
    }
    let value = parser.finish()?;
    Some(if negative { -value } else { value })
}

/// A numeral of ASCII digits alone, such as most are: 1,234.5.
fn arabic(text: &str) -> Option<Decimal> {
    if !text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.')) {
        return None;
    }
    let value: Option<Decimal> = if text.contains(',') { text.replace(',', "").parse().ok() } else { text.parse().ok() };
    value.map(|d| d.normalize())
}

/// What stands before the days of the first third of a lunar month: 初五.
pub const FIRST_TEN: char = '初';

/// The digit of a Chinese or financial numeral character.
pub fn digit(c: char) -> Option<u8> {
    // The characters are those of GB/T 15835 (numerals) and of 票据法's capital forms; a closed set, as 0 to 9 are.
    Some(match c {
        '0'..='9' => c as u8 - b'0',
        '零' | '〇' | '○' | 'Ｏ' => 0,
        '一' | '壹' | '幺' | '弌' => 1,
        '二' | '两' | '贰' | '俩' => 2,
        '三' | '叁' | '仨' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// The power of ten of a unit character.
pub fn unit(c: char) -> Option<u32> {
    Some(match c {
        '十' | '拾' => 1,
        '百' | '佰' => 2,
        '千' | '仟' => 3,
        '万' | '萬' => 4,
        '亿' | '億' => 8,
        '兆' => 12,
        _ => return None,
    })
}

/// Ten to the power of `n`; `None` beyond what a decimal holds.
pub fn power(n: u32) -> Option<Decimal> {
    Decimal::from(10u32).checked_powu(u64::from(n))
}

/// Digits read one by one: 二〇二〇, 二0一0.
fn digit_string(chars: &[char]) -> Option<Decimal> {
    if chars.len() < 2 || !chars.iter().all(|&c| digit(c).is_some()) || !chars.iter().any(|c| !c.is_ascii_digit()) {
        return None;
    }
    let digits: String = chars.iter().filter_map(|&c| digit(c)).map(|d| char::from(b'0' + d)).collect();
    digits.parse().ok()
}

struct Parser {
    total: Decimal,
    section: Decimal,
    pending: Option<Decimal>,
    last_unit: Option<u32>,
}

impl Parser {
    fn number(&mut self, n: Decimal) -> Option<()> {
        if self.pending.is_some() {
            return None;
        }
        self.pending = Some(n);
        Some(())
    }

    fn zero(&mut self) {
        // 零 joins sections: 一百零三. It also cancels the habit of 三万五 = 35000.
        self.last_unit = None;
    }

    fn unit(&mut self, u: u32) -> Option<()> {
        let scale = power(u)?;
        if u >= 4 {
            // 万 and 亿 multiply everything of the section, and 亿 also the 万 before it: 三千万亿.
            let mut group = self.section.checked_add(self.pending.take().unwrap_or(Decimal::ZERO))?;
            if group.is_zero() && self.total.is_zero() {
                group = Decimal::ONE;
            }
            let low = self.total % scale;
            if !low.is_zero() && u >= 8 && self.total < scale {
                self.total = self.total.checked_add(group)?.checked_mul(scale)?;
            } else if group.is_zero() {
                self.total = self.total.checked_mul(scale)?;
            } else {
                self.total = self.total.checked_add(group.checked_mul(scale)?)?;
            }
            self.section = Decimal::ZERO;
        } else {
            let n = self.pending.take().unwrap_or(Decimal::ONE);
            self.section = self.section.checked_add(n.checked_mul(scale)?)?;
        }
        self.last_unit = Some(u);
        Some(())
    }

    /// 三万五 is 35000, 一百二 is 120: a last digit counts in the unit below, unless 零 stands before it.
    fn shorten(&mut self) -> Option<()> {
        if let (Some(n), Some(u)) = (self.pending, self.last_unit)
            && n < Decimal::TEN
            && n.fract().is_zero()
            && u >= 2
        {
            self.pending = Some(n.checked_mul(power(u - 1)?)?);
        }
        Some(())
    }

    fn finish(mut self) -> Option<Decimal> {
        self.shorten()?;
        if let Some(n) = self.pending.take() {
            self.section = self.section.checked_add(n)?;
        }
        self.total.checked_add(self.section).map(|d| d.normalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_spelling() {
        let cases = include_str!("../../tests/values/numerals.txt");
        for line in cases.lines().filter(|l| !l.trim().is_empty() && !l.starts_with('#')) {
            let (value, spellings) = line.split_once('=').expect("a case is `value = spelling | spelling`");
            let wanted: Option<Decimal> = match value.trim() {
                "none" => None,
                v => Some(v.parse().expect("a decimal")),
            };
            for s in spellings.split('|').map(str::trim) {
                assert_eq!(parse(s), wanted, "{s}");
            }
        }
    }
}
