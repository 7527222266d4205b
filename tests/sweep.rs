//! Sweeps find what was planted: quantiles known in closed form, the bottleneck, the bias of a gate; the same nights are
//! the same bytes at any number of threads and in any parts; and any night can be opened again.

mod common;

use drytech::fault::odds::{Odds, check_odds, parse_odds};
use drytech::fault::{Opened, open_text};
use drytech::sheet::Source;
use drytech::sweep::nights::BLOCK;
use drytech::sweep::nights::season::certain_us;
use drytech::sweep::nights::what_if::Change;
use drytech::sweep::{Bench, Enough, Season, Sweep, Watch};

fn opened(machines: &str, beats: &str, cues: &str) -> Opened {
    let text = format!(
        r#"Show(title: "Planted", dressers: 1, patience: 3500.0, machines: {{ {machines} }},
            script: [Scene(id: "s", beats: [{beats}])], cues: [{cues}])"#
    );
    open_text("show.ron", &text, &|_| None).unwrap_or_else(|e| panic!("{e}"))
}

fn odds(of: &Opened, risks: &str) -> Odds {
    let source = Source::new("odds.ron", format!("Odds(show: \"show.ron\", risks: [{risks}])").as_str());
    let odds = parse_odds(&source).unwrap_or_else(|e| panic!("{}", e.render(false)));
    let found = check_odds(&odds, &source, &of.show);
    assert!(!found.has_errors(), "{}", found.render(false));
    odds
}

/// One curtain, one gate that waits for it, and a GO that is late by an exponential time: the show is late by just that.
fn one_delay() -> (Opened, Odds) {
    let opened = opened(
        r#""a": Curtain(takes: 4.0)"#,
        r#"Beat(id: "one", takes: 4.0), Beat(id: "two", takes: 4.0, needs: [Open("a")])"#,
        r#"Cue(number: "TAB 1", call: On("one"), go: [Open("a")])"#,
    );
    let odds = odds(&opened, r#"Risk(on: "caller", what: GoLate, rate: PerUse(1.0), strength: Exponential(10.0))"#);
    (opened, odds)
}

/// Two curtains for one gate, each with such a GO.
fn two_delays() -> (Opened, Odds) {
    let opened = opened(
        r#""a": Curtain(takes: 4.0), "b": Curtain(takes: 4.0)"#,
        r#"Beat(id: "one", takes: 4.0), Beat(id: "two", takes: 4.0, needs: [Open("a"), Open("b")])"#,
        r#"Cue(number: "TAB 1", call: On("one"), go: [Open("a")]), Cue(number: "TAB 2", call: On("one"), go: [Open("b")])"#,
    );
    let odds = odds(&opened, r#"Risk(on: "caller", what: GoLate, rate: PerUse(1.0), strength: Exponential(10.0))"#);
    (opened, odds)
}

fn season_of(seed: u64, opened: &Opened, odds: &Odds, nights: u64) -> Season {
    let bench = Bench::new(&opened.show, opened.scenario.clone()).expect("every name is there");
    let sweep = Sweep::new(&bench, odds, seed, 1.0);
    sweep.nights(0..nights, Enough::default(), &Watch::default()).expect("every name is there")
}

fn season(opened: &Opened, odds: &Odds, nights: u64) -> Season {
    season_of(1, opened, odds, nights)
}

/// Of an exponential delay of ten seconds.
fn known_us(share: f64) -> f64 {
    -10.0 * libm::log(1.0 - share) * 1e6
}

#[test]
fn quantiles_known_in_closed_form_are_matched() {
    let (opened, odds) = one_delay();
    let season = season(&opened, &odds, 12_000);
    for share in [0.5, 0.8, 0.9, 0.95, 0.99] {
        let known = known_us(share);
        let found = season.slip.quantile(share).expect("12,000 are enough");
        let (from, to) = (found.from_us as f64, found.to_us as f64);
        // The P95 is within its interval; of five intervals of 95 per cent one may miss, by less than itself.
        let slack = if share == 0.95 { 0.0 } else { (to - from) / 2.0 };
        assert!(from - slack <= known && known <= to + slack, "P{}: {known} not from {from} to {to}", 100.0 * share);
        assert!(to - from < 0.25 * known, "P{}: from {from} to {to} says little", 100.0 * share);
    }
    let mean = season.slip.mean().expect("there are nights");
    assert!(mean.from_us < 10_000_000 && 10_000_000 < mean.to_us, "{mean:?}");
    // Every night but those with less than a twentieth of a second is late, by this cue and this gate.
    assert_eq!(season.cues[0].critical, season.late);
    assert_eq!(season.beats[1], season.late);
}

#[test]
fn an_interval_of_95_per_cent_has_the_truth_in_it_95_times_in_100() {
    let (opened, odds) = one_delay();
    let known = known_us(0.95) as i64;
    let covers = |seed: &u64| {
        let found = season_of(*seed, &opened, &odds, 500).slip.quantile(0.95).expect("500 are enough");
        (found.from_us..=found.to_us).contains(&known)
    };
    let hits = (0..120).filter(covers).count();
    // 114 of 120 with a deviation of 2.4.
    assert!((104..=120).contains(&hits), "{hits} of 120");
}

#[test]
fn a_gate_that_waits_for_two_is_later_than_either_by_what_is_known() {
    // The mean of the longer of two exponential waits is 1.5 times the mean of one.
    let (opened, odds) = two_delays();
    let season = season(&opened, &odds, 12_000);
    let bias = season.gates[1].merge_bias_us().expect("it opened") as f64 * 1e-6;
    assert!((bias - 5.0).abs() < 0.4, "{bias} s, and 5 are known");
    assert_eq!(season.gates[0].merge_bias_us(), None, "the first beat waits for nothing");
}

#[test]
fn one_dresser_who_is_the_bottleneck_comes_first_in_the_tornado() {
    let costumes: String = ["Ivy", "Karen"]
        .iter()
        .map(|who| {
            format!(
                r#""{who} day": Costume(wearer: "{who}", worn: true, spread: 0.3),
                   "{who} night": Costume(wearer: "{who}", fastenings: [Zip, Zip], spread: 0.3),"#
            )
        })
        .collect();
    let opened = opened(
        &format!(r#"{costumes} "rig": LightRig(areas: ["w"]), "a": Curtain(takes: 4.0)"#),
        r#"Beat(id: "one", takes: 34.0), Beat(id: "two", takes: 9.0, needs: [Worn("Ivy night"), Worn("Karen night"), Open("a")])"#,
        r#"Cue(number: "WD 1", call: On("one"), go: [Change("Ivy", "Ivy night")]),
           Cue(number: "WD 2", call: On("one"), go: [Change("Karen", "Karen night")]),
           Cue(number: "LX 1", call: On("one"), go: [Light("w", 1.0, 3.0)]),
           Cue(number: "TAB 1", call: On("one"), go: [Open("a")])"#,
    );
    let odds = odds(
        &opened,
        r#"Risk(on: "rig", what: Freeze, rate: PerUse(0.5), lasts: Fixed(9.0)),
           Risk(on: "a", what: Jam, rate: PerUse(0.3), lasts: Exponential(5.0))"#,
    );
    let bench = Bench::new(&opened.show, opened.scenario.clone()).expect("every name is there");
    let sweep = Sweep::new(&bench, &odds, 1, 1.0);
    let season = sweep.nights(0..2_000, Enough::default(), &Watch::default()).expect("every name is there");
    let adds = |swing| season.adds(swing).expect("nights with it and without");
    let mut tornado: Vec<_> = sweep.swings().iter().zip(&season.swings).map(|(name, s)| (name, adds(s))).collect();
    tornado.sort_by_key(|(_, adds)| std::cmp::Reverse(certain_us(*adds)));
    assert_eq!(tornado[0].0.0, "dressers", "{tornado:?}");
    assert!(certain_us(tornado[0].1) > 1_000_000, "{tornado:?}");
    // The light is looked at by nobody who waits.
    let freeze = tornado.iter().find(|(name, _)| name.0 == "rig").expect("it is told").1;
    assert!(freeze.us.abs() < tornado[0].1.us / 10, "{freeze:?}");
}

#[test]
fn a_sheet_against_itself_differs_by_exactly_nothing() {
    let (opened, odds) = two_delays();
    let bench = Bench::new(&opened.show, opened.scenario.clone()).expect("every name is there");
    let (one, two) = (Sweep::new(&bench, &odds, 1, 1.0), Sweep::new(&bench, &odds, 1, 1.0));
    let watch = Watch::default();
    let (a, b, paired) = one.against(&two, 0..1_000, Enough::default(), &watch).expect("every name is there");
    assert_eq!(a, b);
    for h in [&paired.slip, &paired.end, &paired.visible] {
        assert_eq!((h.count(), h.sum(), h.least(), h.most()), (1_000, 0, Some(0), Some(0)));
        let mean = h.mean().expect("there are nights");
        assert_eq!((mean.us, mean.from_us, mean.to_us), (0, 0, 0));
    }
    assert_eq!((paired.later, paired.earlier), (0, 0));
}

#[test]
fn nights_in_parts_joined_in_any_order_are_the_nights_in_one() {
    let (opened, odds) = two_delays();
    let bench = Bench::new(&opened.show, opened.scenario.clone()).expect("every name is there");
    let sweep = Sweep::new(&bench, &odds, 7, 1.0);
    let of = |range| sweep.nights(range, Enough::default(), &Watch::default()).expect("every name is there");
    let whole = of(0..3_000);
    for shards in [1, 2, 7] {
        let cut = |k: u64| 3_000 * k / shards;
        let parts: Vec<Season> = (0..shards).map(|k| of(cut(k)..cut(k + 1))).collect();
        let mut all = parts[0].clone();
        parts[1..].iter().rev().for_each(|part| all.join(part));
        assert_eq!(all.worst, whole.worst, "{shards} shards");
        assert!(all == whole, "{shards} shards");
    }
}

#[test]
fn it_is_enough_when_the_interval_is_narrow() {
    let (opened, odds) = one_delay();
    let bench = Bench::new(&opened.show, opened.scenario.clone()).expect("every name is there");
    let sweep = Sweep::new(&bench, &odds, 1, 1.0);
    let enough = Enough { until_us: Some(3_000_000) };
    let season = sweep.nights(0..1_000_000, enough, &Watch::default()).expect("every name is there");
    assert!(season.nights < 100_000 && season.nights.is_multiple_of(BLOCK), "{} nights", season.nights);
    let p95 = season.slip.quantile(0.95).expect("enough for an interval");
    assert!(p95.to_us - p95.from_us <= 3_000_000);
}

#[test]
fn a_sweep_that_is_stopped_has_whole_blocks() {
    let (opened, odds) = one_delay();
    let bench = Bench::new(&opened.show, opened.scenario.clone()).expect("every name is there");
    let watch = Watch::default();
    watch.stop.store(true, std::sync::atomic::Ordering::Relaxed);
    let season = Sweep::new(&bench, &odds, 1, 1.0).nights(0..9, Enough::default(), &watch).expect("names are there");
    assert_eq!((season.nights, season.slip.mean(), season.slip.quantile(0.5)), (0, None, None));
}

#[test]
fn a_dress_that_is_secured_is_saved() {
    let costumes = r#""dress": Costume(wearer: "Ivy", worn: true)"#;
    let beats = r#"Beat(id: "one", takes: 30.0, picture: [Worn("dress")]), Beat(id: "two", takes: 30.0)"#;
    let saves = r#"Cue(number: "WD 1", call: When(Not(Worn("dress"))), go: [Secure("dress")])"#;
    for (cues, saved) in [("", 0), (saves, 50)] {
        let opened = opened(costumes, beats, cues);
        let odds = odds(&opened, r#"Risk(on: "dress", what: Slips, rate: PerUse(1.0), needs: OnStage)"#);
        let season = season(&opened, &odds, 50);
        assert_eq!((season.costumes[0].slipped, season.costumes[0].saved), (50, saved), "{cues}");
    }
}

const SMALL: [&str; 7] =
    ["sweep", "cues/bombshell/preview.ron", "--odds", "cues/bombshell/odds.ron", "--nights", "600", "--json"];

#[test]
fn the_same_nights_are_the_same_bytes_at_1_2_and_8_threads() {
    let json = |threads: &str| common::drytech(&[&SMALL[..], &["--threads", threads]].concat());
    let one = json("1");
    assert_eq!(one.code, 0, "{one}");
    assert!(one.stdout.len() > 10_000);
    assert!(one.stdout == json("2").stdout, "2 threads");
    assert!(one.stdout == json("8").stdout, "8 threads");
}

#[test]
fn any_night_can_be_opened_again() {
    let json = |args: &[&str]| -> serde_json::Value {
        serde_json::from_str(&common::drytech(args).stdout).expect("it parses")
    };
    let season = json(&SMALL);
    for (list, total) in [("worst", "show_slip_us"), ("worst_visible_error", "visible_error_us")] {
        for worst in season[list].as_array().expect("the worst nights").iter().take(3) {
            let night = worst["night"].to_string();
            let run = json(&["run", "preview", "--odds", "odds", "--night", &night, "--json"]);
            assert_eq!(run["totals"][total], worst["us"], "night {night}");
            assert_eq!(run["scenario"], format!("Night {night} of seed 1"));
        }
    }
}

#[test]
fn a_season_is_told_in_a_table() {
    let args = ["sweep", "preview", "--odds", "odds", "--nights", "400", "--seed", "7"];
    insta::assert_snapshot!(common::drytech(&args).stdout);
}

#[test]
fn keep_against_reveal_is_told_as_the_difference_of_pairs() {
    let files = ["dress_slides_off_keep", "dress_slides_off_reveal"];
    let args = ["sweep", files[0], "--compare", files[1], "--odds", "odds", "--nights", "200"];
    let out = common::drytech(&args).stdout;
    insta::assert_snapshot!(out.split("\n\n").take(3).collect::<Vec<_>>().join("\n\n"));
}

#[test]
fn the_csv_has_a_line_for_the_show_and_for_each_cue_and_beat() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("season.csv");
    let out = path.to_str().expect("a plain path");
    let ran = common::drytech(&["sweep", "preview", "--odds", "odds", "--nights", "50", "--csv", out]);
    assert_eq!(ran.code, 0, "{ran}");
    let text = std::fs::read_to_string(&path).expect("it was written");
    let lines: Vec<&str> = text.split("\r\n").collect();
    let columns = lines[0].split(',').count();
    assert!(lines[0].starts_with("what,name,nights,critical,never,least_us,mean_us"));
    assert!(lines[1].starts_with("show,final curtain,50,"));
    for what in ["cue,FLY 8,50,", "beat,flight.land,,"] {
        let line = lines.iter().find(|l| l.starts_with(what)).expect("the line is there");
        assert_eq!(line.split(',').count(), columns, "{line}");
    }
}

#[test]
fn a_sweep_without_odds_and_a_night_without_odds_are_wrong_usage() {
    let runs = [
        &["sweep", "preview"][..],
        &["run", "preview", "--night", "3"],
        &["sweep", "preview", "--odds", "hamlet.ron"],
        &["sweep", "odds", "--odds", "odds"],
        &["sweep", "greedy_fog", "--odds", "odds", "--nights", "5"],
    ];
    insta::assert_snapshot!(runs.map(|args| common::drytech(args).to_string()).join("\n=====\n"));
}

#[test]
fn nights_without_what_made_them_late_are_on_time_by_the_whole_of_it() {
    let (opened, odds) = one_delay();
    let bench = Bench::new(&opened.show, opened.scenario.clone()).expect("every name is there");
    let sweep = Sweep::new(&bench, &odds, 1, 1.0);
    let watch = Watch::default();
    // Everything goes wrong every night: no night is without it, and so the tornado cannot say; nothing is tried.
    let season = sweep.nights(0..300, Enough::default(), &watch).expect("every name is there");
    assert!(sweep.what_if(&odds, &season, 300, &watch).expect("names").changes.is_empty());

    // In half of the nights it does.
    let mut half = odds.clone();
    half.risks[0].rate = drytech::fault::odds::Rate::PerUse(0.5);
    let sweep = Sweep::new(&bench, &half, 1, 1.0);
    let season = sweep.nights(0..300, Enough::default(), &watch).expect("every name is there");
    let all = sweep.what_if(&half, &season, 300, &watch).expect("every name is there");
    assert_eq!((all.slip.count(), all.slip.sum()), (300, season.slip.sum()), "as they are, they are what they were");
    let [without] = all.changes.as_slice() else { panic!("one thing to try: {:?}", all.changes) };
    assert_eq!(without.change, Change::Without(vec![("caller".to_owned(), "GoLate")]));
    assert_eq!((without.slip.sum(), without.slip.most()), (0, Some(0)), "nothing else is late");
    assert_eq!(without.paired.slip.sum(), -season.slip.sum());
    assert_eq!((without.paired.later, without.paired.earlier), (0, season.swings[0].nights));
}

#[test]
fn a_risk_that_is_left_out_changes_nobody_elses_luck() {
    let (opened, odds) = two_delays();
    let also = r#"Risk(on: "a", what: Jam, rate: PerUse(0.3), lasts: Exponential(5.0)),
        Risk(on: "b", what: Jam, rate: PerUse(0.3), lasts: Exponential(5.0))"#;
    let mut both = self::odds(&opened, also);
    both.risks.extend(odds.risks);
    both.risks[2].rate = drytech::fault::odds::Rate::PerUse(0.1);
    let bench = Bench::new(&opened.show, opened.scenario.clone()).expect("every name is there");
    let sweep = Sweep::new(&bench, &both, 1, 1.0);
    let watch = Watch::default();
    let season = sweep.nights(0..400, Enough::default(), &watch).expect("every name is there");
    let all = sweep.what_if(&both, &season, 400, &watch).expect("every name is there");
    let jam = all.changes.iter().find(|c| c.change == Change::Without(vec![("a".to_owned(), "Jam")]));
    let jam = jam.expect("it is tried");
    // The night without it, drawn from odds in which it is never: the same as leaving it out of the night's faults.
    let by_hand: i128 = (0..400)
        .map(|i| {
            let faults: Vec<_> = sweep.faults(i).into_iter().map(|d| d.fault).filter(|f| f.on != "a").collect();
            let compiled: Vec<_> = faults.iter().map(|f| bench.compile(f).expect("it is there")).collect();
            let run = bench.drawn(drytech::engine::luck::night_seed(1, i), &compiled.iter().collect::<Vec<_>>());
            i128::from(run.end_us - bench.plan.end_us)
        })
        .sum();
    assert_eq!(jam.slip.sum(), by_hand);
}

/// The small sweep's page.
fn page(threads: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("risk.html");
    let out = path.to_str().expect("a plain path");
    let args = ["sweep", "preview", "--odds", "odds", "--nights", "400", "--seed", "7", "--threads", threads];
    let ran = common::drytech(&[&args[..], &["--what-if", "150", "--blame", "12", "--html", out]].concat());
    assert_eq!(ran.code, 0, "{ran}");
    assert!(ran.stderr.contains("The risk report is in "), "{ran}");
    std::fs::read_to_string(&path).expect("it was written")
}

fn parsed(html: &str) -> roxmltree::Document<'_> {
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    roxmltree::Document::parse_with_options(html, options).expect("the page is whole")
}

#[test]
fn the_page_is_one_whole_file_that_asks_for_nothing_and_the_same_bytes_at_any_number_of_threads() {
    let html = page("1");
    assert!(html == page("2"), "2 threads");
    for asks in ["http", "@import", "src=", "href=", "url(\"", "url('"] {
        assert!(!html.contains(asks), "{asks}");
    }
    let page = parsed(&html);
    for node in page.descendants().filter(roxmltree::Node::is_element) {
        let tag = node.tag_name().name();
        assert!(!["script", "link", "img", "iframe", "object", "embed", "base", "form"].contains(&tag), "{tag}");
        assert!(!node.attributes().any(|a| a.name().starts_with("on")), "{tag}");
    }
    let count = |tag: &str| page.descendants().filter(|n| n.has_tag_name(tag)).count();
    assert_eq!((count("h1"), count("main")), (1, 1));
    assert_eq!(count("figure"), 8, "S-curve, evening, tornado, two of blame, cues, beats, gates");
    assert_eq!(html.matches("◆</span> assumed").count(), 28, "each of 27 guesses, and all of them, are labelled");
    for id in page.descendants().filter_map(|n| n.attribute("id")) {
        assert_eq!(html.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
    }
    for svg in page.descendants().filter(|n| n.has_tag_name("svg")) {
        let labels = svg.descendants().filter(|n| n.has_tag_name("text"));
        let at = |n: &roxmltree::Node<'_, '_>, name: &str| n.attribute(name).and_then(|x| x.parse::<f64>().ok());
        for label in labels {
            let (x, text) = (at(&label, "x").expect("a place"), label.text().unwrap_or(""));
            let width = 6.3 * text.chars().count() as f64;
            let (from, to) = match label.attribute("text-anchor") {
                Some("end") => (x - width, x),
                Some("middle") => (x - width / 2.0, x + width / 2.0),
                _ => (x, x + width),
            };
            assert!((-6.0..=918.0).contains(&from) && (-6.0..=918.0).contains(&to), "{text} is from {from} to {to}");
        }
    }
}

#[test]
fn the_page_answers_four_questions_first() {
    let html = page("2");
    let page = parsed(&html);
    let within = |class: &str| {
        let of =
            page.descendants().find(|n| n.attribute("class").is_some_and(|c| c.contains(class))).expect("it is there");
        let lines = of.descendants().filter(|n| ["h2", "p", "b", "small", "tr"].contains(&n.tag_name().name()));
        let text = |n: roxmltree::Node<'_, '_>| {
            let parts = n.descendants().filter(|d| d.is_text()).filter_map(|d| d.text()).map(str::trim);
            parts.filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" | ")
        };
        let whole = |n: &roxmltree::Node<'_, '_>| !["b", "small"].contains(&n.tag_name().name());
        lines.filter(whole).map(text).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(["answers", "footing", "what-if"].map(within).join("\n\n"));
}

#[test]
fn a_page_of_pairs_tells_their_difference_and_a_page_of_few_nights_is_a_page() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("risk.html");
    let out = path.to_str().expect("a plain path");
    let files = ["dress_slides_off_keep", "--compare", "dress_slides_off_reveal"];
    let few = ["--odds", "odds", "--html", out, "--nights"];
    let ran = common::drytech(&[&["sweep"][..], &files, &few, &["60", "--what-if", "0", "--blame", "0"]].concat());
    assert_eq!(ran.code, 0, "{ran}");
    let html = std::fs::read_to_string(&path).expect("it was written");
    parsed(&html);
    assert!(html.contains("<h2>dress_slides_off_reveal against dress_slides_off_keep</h2>"));
    assert!(html.contains("Dashed: dress_slides_off_reveal.") && html.contains("not asked"));
    let ran = common::drytech(&[&["sweep", "preview"][..], &few, &["1"]].concat());
    assert_eq!(ran.code, 0, "{ran}");
    parsed(&std::fs::read_to_string(&path).expect("it was written"));
    let ran = common::drytech(&["sweep", "preview", "--odds", "odds", "--nights", "1", "--html", "no/such/risk.html"]);
    assert_eq!(ran.code, 2, "{ran}");
}

#[test]
fn what_if_and_blame_are_told_in_table_json_and_csv() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("season.csv");
    let out = path.to_str().expect("a plain path");
    let args =
        ["sweep", "preview", "--odds", "odds", "--nights", "300", "--what-if", "150", "--blame", "20", "--csv", out];
    let ran = common::drytech(&args);
    assert!(ran.stdout.contains("the same nights again") && ran.stdout.contains("to blame, of a mean night"), "{ran}");
    let text = std::fs::read_to_string(&path).expect("it was written");
    let lines: Vec<&str> = text.trim_end().split("\r\n").collect();
    let columns = lines[0].split(',').count();
    assert!(lines.iter().any(|l| l.starts_with("blame of slip,caller,20,")), "{text}");
    assert!(lines.iter().all(|l| l.split(',').count() == columns), "{text}");
    let json = common::drytech(&[&args[..], &["--json"]].concat()).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("it parses");
    let number = |v: &serde_json::Value| v.as_str().expect("a whole number").parse::<i128>().expect("a whole number");
    let blame = &json["blame"];
    let sum: i128 = blame["on"].as_array().expect("lines").iter().map(|l| number(&l["slip_us"])).sum();
    assert_eq!(sum + number(&blame["slip"]["without_faults_us"]), number(&blame["slip"]["total_us"]));
    assert_eq!((blame["nights"].as_u64(), blame["every"].as_u64()), (Some(20), Some(15)));
    assert_eq!(json["what_if"]["nights"].as_u64(), Some(150));
}

/// Read again by the crate's own reader; by pyarrow 26 it was once, by hand.
#[cfg(feature = "parquet")]
#[test]
fn the_parquet_table_is_the_csv_table() {
    use parquet::file::reader::{FileReader, SerializedFileReader};

    let folder = tempfile::tempdir().expect("a temporary folder");
    let (csv, table) = (folder.path().join("season.csv"), folder.path().join("season.parquet"));
    let sweep = ["sweep", "preview", "--odds", "odds", "--nights", "300", "--blame", "20"];
    let path = |p: &std::path::Path| p.to_str().expect("a plain path").to_owned();
    let (csv_path, table_path) = (path(&csv), path(&table));
    let args = [&sweep[..], &["--csv", &csv_path, "--parquet", &table_path]].concat();
    assert_eq!(common::drytech(&args).code, 0);
    let mut rows = csv::Reader::from_path(&csv).expect("it was written");
    let names: Vec<String> = rows.headers().expect("a head").iter().map(str::to_owned).collect();
    let reader =
        SerializedFileReader::new(std::fs::File::open(&table).expect("it was written")).expect("it is Parquet");
    let mut theirs = reader.get_row_iter(None).expect("it has rows");
    for row in rows.records() {
        let row = row.expect("a good line");
        let their = theirs.next().expect("as many rows").expect("a good row");
        for ((name, field), (their_name, their_field)) in names.iter().zip(&row).zip(their.get_column_iter()) {
            let their_field = their_field.to_string();
            let their_field = if their_field == "null" { "" } else { their_field.trim_matches('"') };
            assert_eq!((name.as_str(), field), (their_name.as_str(), their_field));
        }
    }
    assert!(theirs.next().is_none(), "no row more");
}

#[cfg(feature = "stage")]
#[test]
fn the_stage_opens_the_night_that_run_opens() {
    let night = ["cues/bombshell/preview.ron", "--odds", "cues/bombshell/odds.ron", "--seed", "3", "--night", "17"];
    let ran = common::drytech(&[&["run"], &night[..]].concat());
    // There is no display here: the night is run in the terminal.
    let staged = common::drytech(&[&["stage"], &night[..]].concat());
    assert!(staged.stderr.contains("No stage"), "{staged}");
    assert_eq!((staged.code, &staged.stdout), (ran.code, &ran.stdout));
    let alone = common::drytech(&["stage", "cues/bombshell/preview.ron", "--night", "17"]);
    assert_eq!(alone.code, 2, "a night is one of some odds: {alone}");
}
