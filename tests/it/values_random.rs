//! A random value in a random spelling reads back as the same value.

use crate::values::{engine, read, shown};
use dealex::text::markup;
use dealex::value::numeral;
use proptest::prelude::*;
use rust_decimal::Decimal;

const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const CAPITALS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];

/// How the figure is written.
#[derive(Clone, Copy, Debug)]
enum Figure {
    Plain,
    Separated,
    FullWidth,
    FullWidthSeparated,
    /// In units of 万 or 亿, with decimals.
    Scaled,
    Words,
    Capitals,
    /// 3亿2000万
    Mixed,
    /// In units of 万 or 亿, spaced: 7250 万
    Spaced,
}

/// A number below ten thousand in words; a leading 零 where a higher section went before.
fn section(n: u64, digits: &[char; 10], units: [&str; 4], joined: bool) -> String {
    let mut out = String::new();
    let mut zero = joined && n < 1000;
    for (power, unit) in [(1000, units[3]), (100, units[2]), (10, units[1]), (1, units[0])] {
        let d = (n / power % 10) as usize;
        if d == 0 {
            zero |= !out.is_empty();
            continue;
        }
        if zero && !n.is_multiple_of(power * 10) {
            out.push(digits[0]);
            zero = false;
        }
        out.push(digits[d]);
        out += unit;
    }
    out
}

/// A whole number in words.
fn words(n: u64, digits: &[char; 10], units: [&str; 4]) -> String {
    if n == 0 {
        return digits[0].to_string();
    }
    let mut out = String::new();
    for (power, unit) in [(1_0000_0000_0000, "万亿"), (1_0000_0000, "亿"), (1_0000, "万"), (1, "")] {
        let part = n / power % 10_000;
        if part == 0 {
            continue;
        }
        out += &section(part, digits, units, !out.is_empty());
        out += unit;
        if unit == "万亿" && !(n / 1_0000_0000).is_multiple_of(10_000) {
            // 三万亿零五亿 is written 三万零五亿.
            out.truncate(out.len() - "亿".len());
        }
    }
    out
}

fn separated(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

fn full_width(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xfee0).unwrap_or(c) } else { c }).collect()
}

/// `n` as written, and its value.
fn figure(n: u64, how: Figure) -> (String, Decimal) {
    let value = Decimal::from(n);
    match how {
        Figure::Plain => (n.to_string(), value),
        Figure::Separated => (separated(n), value),
        Figure::FullWidth => (full_width(&n.to_string()), value),
        Figure::FullWidthSeparated => (full_width(&separated(n)), value),
        Figure::Scaled | Figure::Spaced => {
            let (unit, scale) = if n >= 1_0000_0000 { ("亿", 1_0000_0000u64) } else { ("万", 1_0000) };
            // Four decimals; what is below them is cut from the value, too.
            let cut = n - n % (scale / 10_000);
            let text = (Decimal::from(cut) / Decimal::from(scale)).normalize().to_string();
            let space = if matches!(how, Figure::Spaced) { " " } else { "" };
            (format!("{text}{space}{unit}{space}"), Decimal::from(cut))
        }
        Figure::Words => (words(n, &DIGITS, ["", "十", "百", "千"]), value),
        Figure::Capitals => (words(n, &CAPITALS, ["", "拾", "佰", "仟"]), value),
        Figure::Mixed => {
            let (high, low) = (n / 1_0000_0000, n % 1_0000_0000 / 1_0000);
            match (high, low) {
                (0, 0) => (n.to_string(), value),
                (0, l) => (format!("{l}万"), Decimal::from(l * 1_0000)),
                (h, 0) => (format!("{h}亿"), Decimal::from(h * 1_0000_0000)),
                (h, l) => (format!("{h}亿{l}万"), Decimal::from(h * 1_0000_0000 + l * 1_0000)),
            }
        }
    }
}

fn figures() -> impl Strategy<Value = Figure> {
    use Figure::*;
    prop::sample::select(vec![Plain, Separated, FullWidth, FullWidthSeparated, Scaled, Words, Capitals, Mixed, Spaced])
}

/// Amounts of every size, the round ones more often.
fn amounts() -> impl Strategy<Value = u64> {
    prop_oneof![(1u64..9999, 0u32..10).prop_map(|(n, zeros)| n * 10u64.pow(zeros)), 1u64..1_0000_0000_0000]
}

/// Before and behind the figure, with the code.
const CURRENCIES: [(&str, &str, &str); 14] = [
    ("", "元", "CNY"),
    ("人民币", "元", "CNY"),
    ("", "元人民币", "CNY"),
    ("RMB", "", "CNY"),
    ("¥", "", "CNY"),
    ("", "美元", "USD"),
    ("US$", "", "USD"),
    ("USD ", "", "USD"),
    ("$", "", "USD"),
    ("HK$", "", "HKD"),
    ("", "港元", "HKD"),
    ("港币", "元", "HKD"),
    ("", "日元", "JPY"),
    ("€", "", "EUR"),
];

/// Before and behind the amount, with what the case files call it.
const BOUNDS: [(&str, &str, &str); 15] = [
    ("", "", ""),
    ("约", "", "about "),
    ("", "左右", "about "),
    ("近", "", "nearly "),
    ("超过", "", "over "),
    ("逾", "", "over "),
    ("不低于", "", "at_least "),
    ("", "以上", "at_least "),
    ("至多", "", "at_most "),
    ("不超过", "", "at_most "),
    ("高达", "", "at_most "),
    ("", "以内", "at_most "),
    ("不超过", "（含）", "at_most "),
    ("最高不超过", "", "at_most "),
    ("至少", "", "at_least "),
];

/// What stands around the value: nothing that belongs to it.
const CONTEXTS: [(&str, &str); 4] = [("", ""), ("海川股份拟以", "收购明远科技"), ("（", "）"), ("合同，", "。")];

/// The only value of `text`, as the case files write it, and its text.
fn only(before: &str, text: &str, after: &str) -> Result<String, TestCaseError> {
    let (plain, found) = read(&format!("{before}{text}{after}"), "2023-09-25".parse().ok());
    prop_assert_eq!(found.len(), 1, "{}: {:?}", plain, found.iter().map(shown).collect::<Vec<_>>());
    let (whole, _) = read(text, None);
    prop_assert_eq!(found[0].span.of(&plain), whole.as_str(), "{}", plain);
    Ok(shown(&found[0]))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn money_reads_back(n in amounts(), how in figures(), currency in prop::sample::select(CURRENCIES.to_vec()),
                        bound in prop::sample::select(BOUNDS.to_vec()), context in prop::sample::select(CONTEXTS.to_vec())) {
        let (text, value) = figure(n, how);
        let text = format!("{}{}{text}{}{}", bound.0, currency.0, currency.1, bound.1);
        let wanted = format!("{}{} {}", bound.2, currency.2, value.normalize());
        prop_assert_eq!(only(context.0, &text, context.1)?, wanted, "{}", text);
    }

    #[test]
    fn shares_read_back(n in amounts(), how in figures(), bound in prop::sample::select(BOUNDS.to_vec()),
                        context in prop::sample::select(CONTEXTS.to_vec())) {
        let (text, value) = figure(n, how);
        let text = format!("{}{text}股{}", bound.0, bound.1);
        prop_assert_eq!(only(context.0, &text, context.1)?, format!("shares {}{}", bound.2, value.normalize()), "{}", text);
    }

    #[test]
    fn numbers_read_back(n in 11u64..1_0000_0000_0000, how in figures(), context in prop::sample::select(vec![("覆盖", "位客户"), ("共", "家门店")])) {
        let (text, value) = figure(n, how);
        prop_assert_eq!(only(context.0, text.trim_end(), context.1)?, format!("number {}", value.normalize()), "{}", text);
    }

    #[test]
    fn numerals_read_back(n in 0u64..1_0000_0000_0000, how in figures()) {
        let (text, value) = figure(n, how);
        let plain = markup::plain(&text, &engine().1).as_str().to_owned();
        prop_assert_eq!(numeral::parse(plain.trim_end()), Some(value.normalize()), "{}", text);
    }

    #[test]
    fn equivalents_read_back(n in 1u64..9999, m in 1u64..9999, brackets in prop::sample::select(vec![("（", "）"), ("，", "")]),
                             cue in prop::sample::select(vec!["约合", "折合", "合", "相当于"])) {
        let text = format!("{n}万美元{}{cue}人民币{m}万元{}", brackets.0, brackets.1);
        let (plain, found) = read(&text, None);
        prop_assert_eq!(found.len(), 1, "{}", plain);
        prop_assert_eq!(shown(&found[0]), format!("USD {} (CNY {})", n * 1_0000, m * 1_0000));
    }

    #[test]
    fn two_bounds_are_a_range(a in 1u64..9000, more in 1u64..900, join in prop::sample::select(vec!["且", "、", "，", "，且"]), note: bool,
                              unit in prop::sample::select(vec![("万元", "CNY "), ("万美元", "USD "), ("万股", "shares ")])) {
        let (b, note) = (a + more, if note { "（含）" } else { "" });
        let text = format!("不低于{a}{}{note}{join}不超过{b}{}{note}", unit.0, unit.0);
        prop_assert_eq!(only("", &text, "")?, format!("{}{}..{}", unit.1, a * 1_0000, b * 1_0000), "{}", text);
    }

    #[test]
    fn ranges_read_back(a in 1u64..9000, more in 1u64..900, unit in prop::sample::select(vec![("万", 1_0000u64), ("亿", 1_0000_0000), ("", 1)]),
                        carried: bool, to in prop::sample::select(vec!["-", "至", "到", "~", "—"]),
                        currency in prop::sample::select(vec![("元", "CNY"), ("美元", "USD"), ("港元", "HKD")])) {
        let b = a + more;
        let first = if carried { "" } else { unit.0 };
        let text = format!("{a}{first}{to}{b}{}{}", unit.0, currency.0);
        prop_assert_eq!(only("", &text, "")?, format!("{} {}..{}", currency.1, a * unit.1, b * unit.1), "{}", text);
    }

    #[test]
    fn percentages_read_back(hundredths in 1u32..20_000, sign in prop::sample::select(vec!["%", "％"]), words: bool,
                             context in prop::sample::select(vec![("", ""), ("持有明远科技", "股权"), ("占比", "，")])) {
        let figure = Decimal::new(i64::from(hundredths), 2).normalize();
        let text = if words { format!("百分之{figure}") } else { format!("{figure}{sign}") };
        let wanted = format!("percent {}", (figure / Decimal::ONE_HUNDRED).normalize());
        prop_assert_eq!(only(context.0, &text, context.1)?, wanted, "{}", text);
    }

    #[test]
    fn ranges_of_percentages_read_back(a in 1u32..60, more in 1u32..40, how in 0usize..4) {
        let b = a + more;
        let text = match how {
            0 => format!("{a}%-{b}%"),
            1 => format!("{a}-{b}%"),
            2 => format!("{a}%至{b}%"),
            _ => format!("百分之{a}至百分之{b}"),
        };
        let tenth = |n: u32| (Decimal::from(n) / Decimal::ONE_HUNDRED).normalize();
        prop_assert_eq!(only("", &text, "")?, format!("percent {}..{}", tenth(a), tenth(b)), "{}", text);
    }

    #[test]
    fn points_read_back(hundredths in 1u32..9_999, unit in prop::sample::select(vec!["个百分点", "百分点", "pct", "个pct"])) {
        let figure = Decimal::new(i64::from(hundredths), 2).normalize();
        prop_assert_eq!(only("提升", &format!("{figure}{unit}"), "，")?, format!("points {}", (figure / Decimal::ONE_HUNDRED).normalize()));
    }

    #[test]
    fn stretches_read_back(y in 2000i16..2030, m in 1i8..=12, how in 0usize..9) {
        let day = |y, m, d| jiff::civil::date(y, m, d);
        let month_of = |from: i8, to: i8| (day(y, from, 1), day(y, to, 1).last_of_month());
        let q = (m - 1) / 3;
        let (from, to) = (m.min(8), m.min(8) + 3);
        let (text, (begin, end), precision) = match how {
            0 => (format!("{y}年"), month_of(1, 12), "year"),
            1 => (format!("{y}年{m}月"), month_of(m, m), "month"),
            2 => (format!("{y}年{m}月份"), month_of(m, m), "month"),
            3 => (format!("{y}年第{}季度", ["一", "二", "三", "四"][q as usize]), month_of(3 * q + 1, 3 * q + 3), "quarter"),
            4 => (format!("{y}年Q{}", q + 1), month_of(3 * q + 1, 3 * q + 3), "quarter"),
            5 => (format!("{y}年上半年"), month_of(1, 6), "half"),
            6 => (format!("{y}年{from}-{to}月"), month_of(from, to), "range"),
            7 => (format!("{y}年{from}月至{to}月"), month_of(from, to), "range"),
            _ => (format!("{y}年{m}月上旬"), (day(y, m, 1), day(y, m, 10)), "part_of_month"),
        };
        prop_assert_eq!(only("", &text, "")?, format!("{begin}..{end} {precision}"), "{}", text);
    }

    #[test]
    fn days_of_the_articles_year_read_back(back in 0i64..200, how in 0usize..5) {
        // The article is of 25 September 2023.
        let day = jiff::civil::date(2023, 9, 25) - jiff::Span::new().days(back);
        let (m, d) = (day.month(), day.day());
        let text = match how {
            0 => format!("{m}月{d}日"),
            1 => format!("{m}月{d}日晚间"),
            2 => format!("今年{m}月{d}日"),
            3 => format!("{m:02}月{d:02}日"),
            _ => format!("{m}月{d}号"),
        };
        let (plain, found) = read(&text, "2023-09-25".parse().ok());
        prop_assert_eq!(found.iter().map(shown).collect::<Vec<_>>(), vec![format!("{day}..{day} day")], "{}", plain);
    }

    #[test]
    fn days_read_back(offset in 0i64..40_000, how in 0usize..9, context in prop::sample::select(vec![("", ""), ("公司于", "公告"), ("（", "）")])) {
        let day = jiff::civil::date(1950, 1, 1) + jiff::Span::new().days(offset);
        let (y, m, d) = (day.year(), day.month(), day.day());
        let year_words: String = y.to_string().bytes().map(|b| DIGITS[usize::from(b - b'0')]).collect();
        let small = |n: i8| if (10..20).contains(&n) { words(n as u64, &DIGITS, ["", "十", "百", "千"]).replacen('一', "", 1) } else { words(n as u64, &DIGITS, ["", "十", "百", "千"]) };
        let text = match how {
            0 => format!("{y}年{m}月{d}日"),
            1 => format!("{y}年{m:02}月{d:02}日"),
            2 => format!("{y}-{m:02}-{d:02}"),
            3 => format!("{y}/{m}/{d}"),
            4 => format!("{y}.{m}.{d}"),
            5 => format!("{year_words}年{}月{}日", small(m), small(d)),
            6 => full_width(&format!("{y}年{m}月{d}日")),
            7 => format!("{y} 年 {m} 月 {d} 日"),
            _ => format!("{y}年{m}月{d}日晚间"),
        };
        prop_assert_eq!(only(context.0, &text, context.1)?, format!("{day}..{day} day"), "{}", text);
    }

    #[test]
    fn prefixing_a_text_shifts_its_values(n in amounts(), prefix in "[，。；（]{0,3}") {
        let (_, alone) = read(&format!("斥资{n}元收购"), None);
        let (_, behind) = read(&format!("{prefix}。斥资{n}元收购"), None);
        prop_assert_eq!(alone.iter().map(shown).collect::<Vec<_>>(), behind.iter().map(shown).collect::<Vec<_>>());
    }
}
