//! Where the briefs of a round-up may begin: at 【…】 and at bullets (■, 1丨). Numbers are no such mark: announcements count their
//! sections.

use super::Sentence;

/// Characters of a line that may tell a brief though it does not end as a sentence does.
const SHORTEST: usize = 24;

/// Characters of a line that says of whom what follows tells.
const TITLE: usize = 28;

/// Characters of a heading that may be a name.
const NAME: usize = 8;

/// How a brief is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    /// 【海川股份：拟收购明远科技】
    Bracket,
    /// ■ or 1丨
    Bullet,
}

/// The sentences that open with a mark which opens others, too, ascending.
pub fn heads(plain: &str, sentences: &[Sentence]) -> Vec<usize> {
    let mut marked: Vec<(usize, Mark)> = Vec::new();
    for (i, sentence) in sentences.iter().enumerate() {
        let opens_line = i == 0 || sentences[i - 1].paragraph != sentence.paragraph;
        // A sentence begins behind the bullet of its line.
        let line = || plain[..sentence.span.start].rfind('\n').map_or(0, |n| n + 1);
        let text = plain[if opens_line { line() } else { sentence.span.start }..sentence.span.end].trim();
        // A short line without an end is a heading in a story.
        let tells = text.ends_with('。') || text.chars().nth(SHORTEST).is_some();
        marked.extend(mark(text).filter(|m| opens_line && tells || *m == Mark::Bracket).map(|m| (i, m)));
    }
    let again = |m: Mark| marked.iter().filter(|(_, n)| *n == m).nth(1).is_some();
    marked.iter().filter(|(_, m)| again(*m)).map(|(i, _)| *i).collect()
}

/// The short lines that may say of whom what follows tells (一、海川股份), ascending: those that stand alone and end as no sentence does,
/// where there are several.
pub fn titles(plain: &str, sentences: &[Sentence]) -> Vec<usize> {
    let title = |i: &usize| {
        let text = sentences[*i].span.of(plain).trim();
        !text.is_empty()
            && !text.ends_with(['。', '！', '？', '；', '…', '”'])
            && text.chars().nth(TITLE).is_none()
            && is_alone(sentences, *i)
    };
    // The first line is the headline.
    let titles: Vec<usize> = (1..sentences.len()).filter(title).collect();
    if titles.len() > 1 { titles } else { Vec::new() }
}

/// Characters of a numbered heading.
const LONGEST_SECTION: usize = 40;

/// The sentences that are numbered headings of sections (四、海川股份：融资盘流入), ascending: whether another story begins there depends on
/// whom they name.
pub fn sections(plain: &str, sentences: &[Sentence]) -> Vec<usize> {
    let numbered = |text: &str| {
        let text = text.strip_prefix('（').unwrap_or(text);
        let rest = text.trim_start_matches(|c: char| NUMBERS.contains(c));
        rest.len() < text.len() && rest.starts_with(['、', '）', '．'])
    };
    let heading = |text: &str| !text.ends_with(['。', '；', '：']) && text.chars().nth(LONGEST_SECTION).is_none() && numbered(text);
    (0..sentences.len()).filter(|&i| is_alone(sentences, i) && heading(sentences[i].span.of(plain).trim())).collect()
}

/// Whether a sentence is a paragraph of its own.
fn is_alone(sentences: &[Sentence], i: usize) -> bool {
    let beside = |j: Option<usize>| j.and_then(|j| sentences.get(j)).is_some_and(|s| s.paragraph == sentences[i].paragraph);
    !beside(i.checked_sub(1)) && !beside(Some(i + 1))
}

/// Numerals of sections; those of lists are digits.
const NUMBERS: &str = "一二三四五六七八九十";

/// The bytes of a text that its heading takes, where it begins with one in brackets.
pub fn heading(text: &str) -> Option<usize> {
    let opened = text.trim_start();
    let end = opened.find('】').filter(|_| opened.starts_with('【'))?;
    Some(text.len() - opened.len() + end + '】'.len_utf8())
}

/// The same, where the heading is as short as a name: 【海川股份】.
pub fn name_in_heading(text: &str) -> Option<usize> {
    let length = heading(text)?;
    let name = text[..length].trim().trim_matches(['【', '】']);
    (name.chars().all(char::is_alphanumeric) && name.chars().nth(NAME).is_none()).then_some(length)
}

/// The mark at the beginning of a text.
fn mark(text: &str) -> Option<Mark> {
    let first = text.chars().next()?;
    match first {
        '【' => Some(Mark::Bracket),
        '■' | '●' | '•' | '·' | '◆' | '▲' | '▼' | '★' | '☆' | '▶' | '◎' | '○' | '◇' | '□' | '※' | '➤' => {
            Some(Mark::Bullet)
        }
        _ => {
            let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
            let number = (1..=3).contains(&(text.len() - rest.len()));
            (number && rest.starts_with(['丨', '|', '｜'])).then_some(Mark::Bullet)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sentence::sentences;
    use super::*;

    #[test]
    fn a_heading_stands_in_brackets_at_the_beginning() {
        assert_eq!(heading(" 【海川】一。"), Some(" 【海川】".len()));
        assert_eq!(heading("一【海川】"), None);
        assert_eq!(heading("【海川"), None);
    }

    #[test]
    fn titles_are_short_lines_that_stand_alone() {
        let of = |plain: &str| titles(plain, &sentences(plain));
        assert_eq!(of("要闻\n一、海川股份\n公司一。二。\n二、云岭集团\n公司三。"), [1, 4]);
        assert_eq!(of("要闻\n一、海川股份\n公司一。\n公司二。"), [] as [usize; 0]);
    }

    #[test]
    fn numbered_lines_head_sections() {
        let plain = "一、大盘\n海川跌。云岭涨。\n（二）明远流入\n三、其中海川跌。\n1、海川\n";
        assert_eq!(sections(plain, &sentences(plain)), [0, 3]);
    }

    #[test]
    fn marks_that_stand_twice_open_briefs() {
        let of = |plain: &str| heads(plain, &sentences(plain));
        assert_eq!(of("【海川】一。二。【云岭】三。"), [0, 2]);
        assert_eq!(of("要闻\n■海川拟收购明远。\n■云岭拟收购明远。"), [1, 2]);
        assert_eq!(of("1丨海川拟收购明远。\n2丨云岭拟收购明远。其二。"), [0, 1]);
        assert_eq!(of("【海川】一。二。"), [] as [usize; 0]);
        assert_eq!(of("●海川与云岭\n一。\n●云岭与明远\n二。"), [] as [usize; 0]);
        assert_eq!(of("1、海川拟收购明远。\n2、云岭拟收购明远。"), [] as [usize; 0]);
    }
}
