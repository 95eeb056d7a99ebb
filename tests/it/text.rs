//! From an article as written to its plain text, and back.

use crate::reading::{self, FOLD};
use dealex::base::Span;
use dealex::output::offsets::Unit;
use dealex::text::{Document, Markup, Place};
use proptest::prelude::*;
use std::fs;

/// A case: what it shows; the article; `=>`; its paragraphs, the title first (`-` for none).
fn cases(file: &str, markup: Markup) {
    let text = fs::read_to_string(reading::project(file)).expect("the cases are there");
    let mut count = 0;
    for case in text.split("\n====\n") {
        let (about, rest) = case.split_once('\n').expect("a case begins with what it shows");
        let (article, wanted) = rest.split_once("\n=>\n").expect("a case says what comes of it");
        let article = article.replace("␍", "\r").replace("␉", "\t").replace("␀", "\0");
        let (document, _) = Document::new("case", None, article, markup, &FOLD);
        let (title, text) = document.plain().split_once('\n').expect("the title is a line");
        let title = if title.is_empty() { "-" } else { title };
        let found = format!("{title}\n{}", text.trim_end());
        assert_eq!(found, wanted.trim_end(), "{file}: {about}");
        count += 1;
    }
    assert!(count > 3, "{file} holds cases");
}

#[test]
fn plain_text() {
    cases("tests/text/plain.txt", Markup::Plain);
}

#[test]
fn markdown() {
    cases("tests/text/markdown.txt", Markup::Markdown);
}

#[test]
fn html() {
    cases("tests/text/html.txt", Markup::Html);
}

/// Pieces that articles are made of, and that trip readers up.
fn piece() -> impl Strategy<Value = String> {
    const FIXED: &[&str] = &[
        "海川股份宣布以3亿元收购青岚智能60%股权。",
        "由远山资本领投，Maple Grove Ventures跟投",
        "Dario\nAmodei",
        "拟向Penrose\r\nLabs投资",
        "２０２３年９月２５日",
        "約1.2億港元",
        "（以下简称“青岚智能”）",
        "「騰訊」",
        "3，000.5万元",
        "e\u{301}",
        "𠮷野",
        "👨‍👩‍👧",
        "\u{feff}",
        "\u{200b}",
        "\u{3000}\u{3000}",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\t",
        "    ",
        " ",
        "\0",
        "\u{85}",
        "**远山资本**",
        "*",
        "_",
        "`海川`",
        "[海川股份](http://x.cn/a_b)",
        "![图](a.png)",
        "# ",
        "> ",
        "- ",
        "1. ",
        "| a | b |\n|---|---|\n| 3亿元 | 海川股份 |\n",
        "```\n",
        "---\n",
        "---\ntitle: 海川股份获投\n---\n",
        "&amp;",
        "&nbsp;",
        "&#20844;&#x53f8;",
        "&",
        "&bogus;",
        "&#0;",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<br>",
        "<div class='a'>",
        "</div>",
        "<",
        ">",
        "\"",
        "'",
        "<!--",
        "-->",
        "<script>var a = '</b>';</script>",
        "<style>",
        "<nav>",
        "</nav>",
        "<title>海川股份融资_某网</title>",
        "<meta property=\"og:title\" content=\"海川股份融资\">",
        "<li><a href=x>相关</a></li>",
        "<pre>",
        "</pre>",
        "<head>",
        "<body>",
        "\\*",
        "~~删~~",
        "[^1]",
        "[^1]: 注",
    ];
    prop_oneof![8 => proptest::sample::select(FIXED).prop_map(str::to_owned), 1 => "\\PC{0,6}", 1 => any::<char>().prop_map(String::from)]
}

fn article() -> impl Strategy<Value = String> {
    proptest::collection::vec(piece(), 0..40).prop_map(|p| p.concat())
}

fn markup() -> impl Strategy<Value = Markup> {
    proptest::sample::select(vec![Markup::Plain, Markup::Markdown, Markup::Html])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any stretch of the plain text is found again in the article as read, and folding moves no character.
    #[test]
    fn plain_text_leads_back(text in article(), markup in markup(), a in 0usize..600, b in 0usize..600) {
        let (document, _) = Document::new("d", None, text.clone(), markup, &FOLD);
        let plain = document.plain();
        let line_ends = |s: Span| s.of(plain).contains('\n');
        // The engine makes no span that is empty, or that begins or ends with the end of a paragraph.
        let mut span = reading::on_boundaries(plain, a.min(b), a.max(b));
        span.start += span.of(plain).len() - span.of(plain).trim_start_matches('\n').len();
        span.end -= span.of(plain).len() - span.of(plain).trim_end_matches('\n').len();
        prop_assume!(!span.is_empty());
        let (place, whole) = document.locate(span);
        prop_assert_eq!(place, Place::Text);
        prop_assert!(text.get(whole.start..whole.end).is_some(), "{:?} of {:?}", whole, text);
        let mut last = 0;
        for (i, c) in span.of(plain).char_indices() {
            let at = Span::new(span.start + i, span.start + i + c.len_utf8());
            if line_ends(at) {
                // A title may stand anywhere in the markup.
                last = 0;
                continue;
            }
            let (_, there) = document.locate(at);
            prop_assert!(there.start >= last, "origins ascend");
            last = there.start;
            let written = document.written(at);
            let mut chars = written.chars();
            let (first, more) = (chars.next(), chars.next());
            prop_assert!(more.is_none(), "one character stands for one");
            // A comma or colon is folded by what stands around it.
            let folded = first.and_then(|w| FOLD.fold(w, None, None));
            let alike = folded == Some(c) || matches!((folded, c), (Some('，'), ',') | (Some('：'), ':'));
            prop_assert!(alike, "{:?} was written {:?}", c, written);
            let source = &text[there.start..there.end];
            prop_assert!(source == written || source.starts_with('&') || c == ' ', "{:?} cuts {:?}", written, source);
        }
    }

    /// Nothing that a reader sees is lost from plain text.
    #[test]
    fn plain_text_keeps_every_letter(text in article()) {
        let (document, _) = Document::new("d", None, text.clone(), Markup::Plain, &FOLD);
        let letters = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).filter_map(|c| FOLD.fold(c, None, None)).collect::<String>();
        prop_assert_eq!(letters(document.plain()), letters(&text));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every offset of every record cuts exactly its text out of the document, in every unit.
    #[test]
    fn offsets_cut_their_text(text in article(), markup in markup(), title in proptest::option::of(article())) {
        let (document, _) = Document::new("d", title, text, markup, &FOLD);
        for unit in [Unit::Byte, Unit::Char, Unit::Utf16] {
            let found = reading::all(&document, unit);
            if let Err(e) = reading::check_offsets(&document, &found, unit) {
                prop_assert!(false, "{}", e);
            }
        }
    }

    /// Text before an article only shifts what is found in it.
    #[test]
    fn a_prefix_only_shifts(sentences in proptest::collection::vec(sentence(), 1..5), weather in weather()) {
        let text = sentences.concat();
        let prefix = weather.concat() + "\n\n";
        let by = prefix.chars().count();
        let read = |text: String| reading::all(&Document::new("d", None, text, Markup::Plain, &FOLD).0, Unit::Char);
        let (mut alone, mut behind) = (read(text.clone()), read(format!("{prefix}{text}")));
        for d in behind.deals.iter_mut().chain(&mut behind.facts) {
            d.roles.values_mut().flatten().for_each(|f| { f.start -= by; f.end -= by; });
            d.evidence.iter_mut().for_each(|e| { e.start -= by; e.end -= by; });
        }
        // Entities are numbered through the document.
        for d in [&mut alone, &mut behind].into_iter().flat_map(|r| r.deals.iter_mut().chain(&mut r.facts)) {
            d.roles.values_mut().flatten().for_each(|f| f.entity = None);
        }
        let plain = |d: &dealex::output::record::DealRecord| (d.kind.clone(), d.status, d.roles.clone(), d.evidence.clone(), d.confidence);
        prop_assert_eq!(alone.deals.iter().map(plain).collect::<Vec<_>>(), behind.deals.iter().map(plain).collect::<Vec<_>>());
        prop_assert_eq!(alone.facts.iter().map(plain).collect::<Vec<_>>(), behind.facts.iter().map(plain).collect::<Vec<_>>());
    }
}

/// Sentences that tell of nothing.
fn weather() -> impl Strategy<Value = Vec<&'static str>> {
    proptest::collection::vec(
        proptest::sample::select(vec!["今天下雨。", "雨下得很大，风也很大！", "它停了吗？", "\u{3000}\u{3000}雪😀。\n"]),
        1..6,
    )
}

/// A sentence that tells of a deal.
fn sentence() -> impl Strategy<Value = String> {
    let buyer = proptest::sample::select(vec!["海川股份", "远山资本", "Maple Grove Ventures", "杭州青岚智能科技有限公司"]);
    let target = proptest::sample::select(vec!["明远集团江州变压器有限公司", "Penrose Labs", "青岚智能"]);
    let amount = proptest::sample::select(vec!["3亿元", "至多1.2亿美元", "约合人民币8000万元", "数千万元"]);
    (buyer, target, amount, 0..4usize).prop_map(|(b, t, a, form)| match form {
        0 => format!("{b}宣布以{a}收购{t}60%股权。"),
        1 => format!("近日，{t}完成{a}B轮融资，由{b}领投。"),
        2 => format!("{b}拟向{t}投资{a}，"),
        _ => format!("{b}与{t}签署战略合作协议。"),
    })
}
