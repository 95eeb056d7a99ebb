//! Gold annotation goes to other tools and back.

use dealex::gold::{Article, brat, doccano, duee_fin, label_studio};
use dealex::output::record::{Field, Filler, GOLD_SCHEMA, GoldDeal, GoldDocument, GoldMention, Status, ValueRecord};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Texts with what makes offsets differ: characters of one to four bytes, of one and two UTF-16 units, line breaks.
fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![Just('甲'), Just('购'), Just('a'), Just('é'), Just('😀'), Just('，'), Just('\n'), Just(' ')],
        4..40,
    )
    .prop_map(|c| c.into_iter().collect())
}

fn value() -> impl Strategy<Value = Option<ValueRecord>> {
    let money = |n: u32| ValueRecord {
        value: Some(n.to_string()),
        currency: Some("CNY".into()),
        qualifier: Some("exact".into()),
        ..ValueRecord::default()
    };
    prop_oneof![Just(None), any::<u32>().prop_map(move |n| Some(money(n)))]
}

/// Where a filler stands, as shares of the field's length, and what it says.
type Place = (bool, f64, f64, Option<ValueRecord>, Vec<String>);

fn place() -> impl Strategy<Value = Place> {
    (any::<bool>(), 0.0..1.0f64, 0.0..1.0f64, value(), proptest::collection::vec("[甲乙丙]{1,3}", 0..3))
}

fn filler(article: &Article, (in_title, from, length, value, aliases): &Place) -> Filler {
    let field = if *in_title && article.title.is_some() { Field::Title } else { Field::Text };
    let n = article.field(field).chars().count();
    let start = (from * (n - 1) as f64) as usize;
    let end = start + 1 + (length * (n - start - 1) as f64) as usize;
    let text = article.slice(field, start, end).expect("inside the field").to_owned();
    let name = aliases.first().cloned();
    Filler {
        text,
        name,
        entity: None,
        aliases: aliases.clone(),
        identifiers: Vec::new(),
        doc_id: None,
        field,
        start,
        end,
        value: value.clone(),
    }
}

fn document() -> impl Strategy<Value = (Article, GoldDocument)> {
    let status = prop_oneof![Just(None), Just(Some(Status::Planned)), Just(Some(Status::Terminated))];
    let roles = proptest::collection::btree_map("(investor|target|amount|质押方)", proptest::collection::vec(place(), 1..3), 1..4);
    let deal = ("(investment|ipo|total_raised)", status, roles, any::<bool>(), proptest::option::of("[甲a ]{1,5}"), any::<bool>());
    let mentions = proptest::option::of(proptest::collection::vec(("(company|money)", place()), 0..4));
    let title = proptest::option::of("[甲乙😀a]{1,8}");
    (title, text(), proptest::collection::vec(deal, 0..4), mentions).prop_map(|(title, text, deals, mentions)| {
        let article = Article { id: "甲/b.txt".into(), title, text, date: Some("2024-05-06".into()) };
        let mut gold = GoldDocument {
            schema: GOLD_SCHEMA.into(),
            doc_id: article.id.clone(),
            deals: Vec::new(),
            facts: Vec::new(),
            mentions: mentions.map(|ms| {
                let mention = |(kind, place): (String, Place)| {
                    let f = filler(&article, &place);
                    GoldMention { kind, text: f.text, field: f.field, start: f.start, end: f.end, value: f.value }
                };
                ms.into_iter().map(mention).collect()
            }),
        };
        for (i, (kind, status, roles, fact, comment, cumulative)) in deals.into_iter().enumerate() {
            let fillers = |ps: &Vec<Place>| ps.iter().map(|p| filler(&article, p)).collect::<Vec<Filler>>();
            let roles: BTreeMap<String, Vec<Filler>> = roles.iter().map(|(r, ps)| (r.clone(), fillers(ps))).collect();
            let table = if fact { &mut gold.facts } else { &mut gold.deals };
            let part_of = (i % 2 == 1).then(|| table.first().map(|d| d.id.clone())).flatten();
            let status = status.filter(|_| !fact);
            table.push(GoldDeal { id: format!("x{i}"), kind, status, roles, part_of, cumulative, comment });
        }
        (article, gold)
    })
}

proptest! {
    #[test]
    fn brat_holds_all((article, gold) in document()) {
        let files = brat::export(&article, &gold).expect("every deal has fillers");
        let (a, g) = brat::import("id", "x.ann", &files).unwrap_or_else(|p| panic!("{p:?}\n{}", files.annotation));
        prop_assert_eq!(a, article);
        prop_assert_eq!(g, gold);
    }

    #[test]
    fn doccano_holds_all((article, gold) in document()) {
        let line = doccano::export(&article, &gold).expect("every deal has fillers");
        prop_assert_eq!(doccano::import("x.jsonl", 1, &line), Ok((article, gold)));
    }

    #[test]
    fn label_studio_holds_all(documents in proptest::collection::vec(document(), 0..3)) {
        let text = label_studio::export(&documents).expect("every deal has fillers");
        prop_assert_eq!(label_studio::import("x.json", &text), Ok(documents));
    }

    #[test]
    fn duee_fin_holds_types_roles_and_texts((article, gold) in document()) {
        let line = duee_fin::export(&article, &gold).expect("it can be written");
        let (a, g) = duee_fin::import("x.jsonl", 1, &line).expect("texts are in the article");
        prop_assert_eq!((&a.id, &a.title, &a.text), (&article.id, &article.title, &article.text));
        // What the format holds: each deal's type, and each role's texts, every text at one place.
        let held = |g: &GoldDocument| {
            let texts = |fs: &Vec<Filler>| fs.iter().map(|f| f.text.clone()).collect::<std::collections::BTreeSet<String>>();
            let deal = |d: &GoldDeal| (d.kind.clone(), d.roles.iter().map(|(r, fs)| (r.clone(), texts(fs))).collect::<Vec<_>>());
            g.deals.iter().map(deal).collect::<Vec<_>>()
        };
        prop_assert_eq!(held(&g), held(&gold));
        let again = duee_fin::export(&a, &g).expect("it can be written");
        prop_assert_eq!(duee_fin::import("x.jsonl", 1, &again), Ok((a, g)));
    }
}

#[test]
fn duee_fin_names_are_translated_and_triggers_kept() {
    let line = r#"{"id":"1","title":"","text":"甲川股份收购乙谷科技，筹备上市。","event_list":[{"trigger":"收购","event_type":"企业收购","arguments":[{"role":"收购方","argument":"甲川股份"},{"role":"被收购方","argument":"乙谷科技"}]},{"trigger":"上市","event_type":"公司上市","arguments":[{"role":"环节","argument":"正式上市"},{"role":"上市公司","argument":"乙谷科技"}]}]}"#;
    let (article, gold) = duee_fin::import("x.jsonl", 1, line).expect("a line of the format");
    assert_eq!(gold.deals[0].kind, "acquisition");
    assert_eq!(gold.deals[0].roles.keys().collect::<Vec<_>>(), ["acquirer", "target"]);
    assert_eq!(gold.deals[1].comment.as_deref(), Some("trigger: 上市\n环节: 正式上市"));
    let back: serde_json::Value = serde_json::from_str(&duee_fin::export(&article, &gold).expect("written")).expect("JSON");
    let events = &back["event_list"];
    assert_eq!((&events[0]["event_type"], &events[0]["trigger"]), (&"企业收购".into(), &"收购".into()));
    assert!(events[1]["arguments"].as_array().expect("a list").contains(&serde_json::json!({"role": "环节", "argument": "正式上市"})));
}

#[test]
fn what_does_not_fit_the_text_is_named_with_its_place() {
    let brat = brat::Files {
        text: "甲川股份收购乙谷科技".into(),
        annotation:
            "T1\tacquirer 0 4\t甲川股份\nT2\ttarget 5 9\t乙谷科技\nT3\tacquisition 4 6\t收购\nE1\tacquisition:T3 acquirer:T1 target:T2\n"
                .into(),
    };
    let doccano = r#"{"id":7,"text":"甲川股份收购乙谷科技","entities":[{"id":1,"label":"acquisition:acquirer","start_offset":8,"end_offset":14}],"relations":[]}"#;
    let studio = r#"[{"id":1,"data":{"text":"甲川股份收购乙谷科技"},"annotations":[{"result":[{"id":"a","type":"labels","value":{"start":1,"end":4,"text":"甲川股","labels":["acquisition:acquirer"]}}]}]}]"#;
    let duee = r#"{"id":"1","text":"甲川股份收购乙谷科技","event_list":[{"trigger":"","event_type":"企业收购","arguments":[{"role":"收购方","argument":"丙山集团"}]}]}"#;
    let shown = |problems: Vec<dealex::gold::Problem>| problems.iter().map(ToString::to_string).collect::<Vec<String>>().join("\n");
    let cases = [
        (
            shown(brat::import("id", "x.ann", &brat).expect_err("offsets are one off")),
            "x.ann:2: T2: the text has “购乙谷科” at 5 to 9, not “乙谷科技”",
        ),
        (
            shown(doccano::import("x.jsonl", 3, doccano).expect_err("beyond the end")),
            "x.jsonl:3: entity 1: the offsets 8 to 14 (“”) lie outside the text, which has 10 characters",
        ),
        (
            shown(label_studio::import("x.json", studio).expect_err("other text")),
            "x.json: task 1, region a: the text has “川股份” at 1 to 4, not “甲川股”",
        ),
        (
            shown(duee_fin::import("x.jsonl", 2, duee).expect_err("no such text")),
            "x.jsonl:2: event 1, role 收购方: “丙山集团” is neither in the text nor in the title",
        ),
    ];
    for (message, expected) in cases {
        assert_eq!(message, expected);
    }
}

#[test]
fn annotation_of_other_projects_is_read() {
    let plain = r#"{"id":"a","text":"甲川股份收购乙谷科技","label":[[0,4,"ORG"],[6,10,"ORG"]]}"#;
    let (_, gold) = doccano::import("x.jsonl", 1, plain).expect("labels are mentions");
    assert_eq!(gold.mentions.map(|m| m.len()), Some(2));
    let brat = brat::Files { text: "甲川股份收购乙谷科技\n".into(), annotation: "T1\tOrg 0 4\t甲川股份\nT2\tOrg 6 10\t乙谷科技\nT3\tAcquisition 4 6\t收购\nE1\tAcquisition:T3 Buyer:T1 Target:T2\n#1\tAnnotatorNotes E1\tprice unknown\n".into() };
    let (article, gold) = brat::import("a", "a.ann", &brat).expect("an ordinary project");
    assert_eq!(
        (article.id.as_str(), gold.deals[0].kind.as_str(), gold.deals[0].comment.as_deref()),
        ("a", "Acquisition", Some("price unknown"))
    );
    assert_eq!(gold.deals[0].roles["Buyer"][0].text, "甲川股份");
}
