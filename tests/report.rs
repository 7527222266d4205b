//! The performance report: whole commands as people see them, the page as a browser gets it, and that its numbers are
//! those of the run.

mod common;

use std::path::{Path, PathBuf};

use drytech::fault;
use drytech::report::performance::{Answer, CalledCue, Calling, Performance, StopKind, Take};
use drytech::slip::Rehearsal;

macro_rules! command {
    ($name:ident, $($arg:literal),*) => {
        #[test]
        fn $name() {
            insta::assert_snapshot!(common::drytech(&[$($arg),*]).to_string());
        }
    };
}

command!(report_of_the_night_on_which_everything_goes_wrong, "report", "cues/bombshell/everything_goes_wrong.ron");
command!(report_of_a_perfect_night_is_short, "report", "preview", "--date", "28 November");
command!(report_as_a_table_has_a_row_per_cue, "report", "nightmare", "--csv");
command!(help_of_report, "report", "--help");
command!(report_of_no_such_file_is_refused, "report", "cues/bombshell/hamlet.ron");
command!(report_of_no_such_variant_is_refused, "report", "preview", "--variant", "reveal=keep");
command!(report_to_no_such_folder_is_refused, "report", "preview", "--html", "no/such/report.html");
command!(text_and_table_at_once_are_refused, "report", "preview", "--text", "--csv");

fn night(text: &str) -> Rehearsal {
    let sheet = include_str!("../cues/bombshell/preview.ron");
    let opened = fault::open_text("night.ron", text, &|_| Some(sheet.to_owned())).unwrap_or_else(|e| panic!("{e}"));
    Rehearsal::of(opened).expect("it was checked")
}

/// A night that is given up, after a called hold, a cut and a dead sound.
const STUCK: &str = r#"Scenario(show: "preview.ron", name: "The plane never comes", faults: [
    Fault(on: "plane", what: Jam(9000.0), when: With("FLY 8", 2.0)),
    Fault(on: "sound", what: Dead, when: On("flight.sky")),
    Fault(on: "light", what: Blackout(6.0), when: On("open.ivy", 4.0)),
], calls: [Hold(100.0), Resume(112.0), Skip("LX 13", 74.0)])"#;

/// Every sheet and scenario of the repository, and the one above.
fn nights() -> Vec<(String, Rehearsal)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cues/bombshell");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("the shows are there").map(|e| e.expect("an entry").path()).collect();
    files.sort();
    let mut out = vec![("stuck".to_owned(), night(STUCK))];
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "ron") && !f.ends_with("odds.ron")) {
        let opened = fault::open(file).unwrap_or_else(|e| panic!("{e}"));
        out.push((file.display().to_string(), Rehearsal::of(opened).expect("it was checked")));
    }
    out
}

#[test]
fn the_numbers_of_a_report_are_those_of_the_run() {
    for (name, r) in nights() {
        let (p, t) = (Performance::new(&r, None), r.run.totals);
        let sum = |of: &dyn Fn(&drytech::report::performance::Stop) -> i64| p.stops.iter().map(of).sum::<i64>();
        assert_eq!(p.summary.late_us, r.slip.show_us, "{name}");
        if r.run.stuck.is_none() {
            assert_eq!(p.summary.shares.iter().map(|s| s.us).sum::<i64>(), r.slip.show_us, "{name}: causes add up");
        }
        let bars = sum(&|s| if let StopKind::Vamp(bars) = s.kind { bars as i64 } else { 0 });
        assert_eq!(bars as u64, t.vamped_bars, "{name}: bars");
        assert_eq!(sum(&|s| s.dead_us), t.dead_air_us, "{name}: dead air");
        let holds = p.stops.iter().filter(|s| matches!(s.kind, StopKind::GateHold | StopKind::CalledHold)).count();
        assert_eq!(holds as u32, t.holds, "{name}: holds");
        let seen = |dead: bool| p.notices.iter().filter(|n| n.dead_air == dead).map(|n| n.seen_us()).sum::<i64>();
        assert_eq!(seen(false), t.visible_error_us, "{name}: visible error");
        assert_eq!(seen(true), t.dead_air_us, "{name}: dead air seen");
        assert!(p.notices.iter().all(|n| !n.review.is_empty()), "{name}: every notice says what was wrong");
        for cue in &p.cues {
            let slip = cue.slip.done_us.filter(|d| Some(*d) != cue.slip.started_us).or(cue.slip.started_us);
            let shares: i64 = cue.shares.iter().map(|s| s.us).sum();
            assert!(slip.is_none_or(|s| s == shares), "{name}, {}: {slip:?} is not {shares}", cue.number);
        }
        let told: usize = p.departments.iter().map(|d| d.cues).sum();
        assert_eq!(told, p.cues.len(), "{name}: every cue is in a department");
        for d in &p.departments {
            let carried = d.carried.map_or(0, |(n, ..)| n);
            assert_eq!(d.on_time + carried + d.unreached + d.noted.len(), d.cues, "{name}, {}", d.prefix);
        }
    }
}

#[test]
fn every_page_is_one_whole_file_that_asks_for_nothing() {
    for (name, r) in nights() {
        let p = Performance::new(&r, None).blamed(&r);
        let html = p.html();
        assert_eq!(html, Performance::new(&r, None).blamed(&r).html(), "{name}: the same night is the same bytes");
        let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
        let page = roxmltree::Document::parse_with_options(&html, options).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(page.root_element().attribute("lang"), Some("en-GB"));
        for asks in ["http", "@import", "src=", "href=", "url(\"", "url('"] {
            assert!(!html.contains(asks), "{name}: {asks}");
        }
        for (at, _) in html.match_indices("url(") {
            assert!(html[at..].starts_with("url(#"), "{name}: {}", &html[at..at + 20]);
        }
        for node in page.descendants().filter(roxmltree::Node::is_element) {
            let tag = node.tag_name().name();
            assert!(
                !["script", "link", "img", "iframe", "object", "embed", "base", "form"].contains(&tag),
                "{name}: {tag}"
            );
            assert!(!node.attributes().any(|a| a.name().starts_with("on")), "{name}: {tag}");
            if tag == "table" {
                let heads = node.descendants().filter(|n| n.has_tag_name("th"));
                assert!(heads.clone().count() > 1 && heads.clone().all(|h| h.has_attribute("scope")), "{name}");
            }
        }
        let count = |tag: &str| page.descendants().filter(|n| n.has_tag_name(tag)).count();
        assert_eq!((count("title") > 0, count("h1"), count("main")), (true, 1, 1), "{name}");
    }
}

#[test]
fn the_text_has_eighty_columns() {
    for (name, r) in nights() {
        for line in Performance::new(&r, None).blamed(&r).text().lines() {
            assert!(line.chars().count() <= 80, "{name}: {line}");
        }
    }
}

#[test]
fn what_a_sheet_says_is_never_markup() {
    let bad = r#"<script>alert('x')</script> & \"q\" \u{1b}[2J"#;
    let sheet = format!(
        r#"Show(title: "{bad}", performance: "{bad}", crew: {{ "LX": Operator(post: "{bad}") }},
            machines: {{
                "<b>": FlyingPiece(axes: {{ "lift": Axis(start: 9.0) }}, marks: {{ "<i>&": {{ "lift": 0.0 }} }}),
                "'dress'": Costume(wearer: "<Ivy>", look: "white", worn: true),
                "light": LightRig(areas: ["<u>"]),
            }},
            decisions: {{ "<d>": Decision(question: "{bad}", by: "{bad}", options: ["<o>"], default: "<o>") }},
            script: [Scene(id: "s", title: "{bad}", beats: [
                Beat(id: "<a>", takes: 5.0, line: "{bad}"),
                Beat(id: "b", takes: 20.0, needs: [At("<b>", "<i>&")], line: "{bad}",
                     picture: [At("<b>", "<i>&"), Worn("'dress'"), Lit("<u>", 0.5)]),
            ])],
            cues: [
                Cue(number: "LX 1", label: "{bad}", call: On("<a>", 1.0), go: [Light("<u>", 1.0, 0.0)]),
                Cue(number: "FLY 1", label: "=1+1", call: On("<a>"), go: [Fly("<b>", "<i>&")]),
            ])"#
    );
    let scenario = format!(
        r#"Scenario(show: "s.ron", name: "{bad}", faults: [
            Fault(id: "<f>", on: "<b>", what: Jam(9.0), when: With("FLY 1", 1.0)),
            Fault(id: "&", on: "'dress'", what: Slips, when: On("b", 2.0)),
            Fault(id: "<go>", on: "caller", what: GoLate("LX 1", 12.0), when: At(0.0)),
        ])"#
    );
    let opened = fault::open_text("n.ron", &scenario, &|_| Some(sheet.clone())).unwrap_or_else(|e| panic!("{e}"));
    let r = Rehearsal::of(opened).expect("it was checked");
    let calling = Calling {
        caller: "<c>".into(),
        summary: vec!["<s>".into()],
        takes: vec![Take { at_us: 0, from: "<t>".into() }],
        answers: vec![Answer { fault: "<f>".into(), action: "<a>".into(), best: "<w>".into(), ..Answer::default() }],
        cues: vec![CalledCue { number: "<n>".into(), verdict: "<v>".into(), ..CalledCue::default() }],
        ..Calling::default()
    };
    let p = Performance::new(&r, Some(calling)).dated("<date>");
    assert!(p.summary.totals.visible_error_us > 0 && p.summary.late_us > 0, "it all is told");
    let html = p.html();
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let page = roxmltree::Document::parse_with_options(&html, options).expect("it is whole");
    for tag in ["script", "b>", "u", "d", "o", "f", "go", "Ivy", "c", "t", "w", "v", "n", "date"] {
        assert!(!page.descendants().any(|n| n.has_tag_name(tag)), "<{tag}> is text, not markup");
    }
    assert!(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;q&quot;"));
    assert!(!p.text().contains('\u{1b}') && !html.contains('\u{1b}'), "nothing moves a terminal's cursor");
    assert!(p.csv().expect("a table").contains("'=1+1"), "a spreadsheet computes nothing");
}

#[test]
fn a_stuck_night_is_a_report_and_not_a_failure() {
    let folder = common::preview_in_a_folder();
    let at = |name: &str| folder.path().join("bombshell").join(name);
    std::fs::write(at("stuck.ron"), STUCK).expect("the folder is ours");
    let ran = common::drytech_in(folder.path(), &["report", "bombshell/stuck.ron", "--html", "night.html"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{ran}");
    assert!(ran.stderr.contains("The report is in night.html."), "{ran}");
    let page = std::fs::read_to_string(folder.path().join("night.html")).expect("it was written");
    assert!(page.contains("The show did not reach its end") && page.contains("plane jammed for"), "it says why");
    let both = ["report", "bombshell/stuck.ron", "--html", "night.html", "--csv"];
    let ran = common::drytech_in(folder.path(), &both);
    assert!(ran.stdout.starts_with("cue,department,label"), "{ran}");
}

#[test]
fn a_report_of_a_rehearsal_tells_how_it_was_called() {
    let opened = fault::open("cues/bombshell/plane_too_slow.ron".as_ref()).unwrap_or_else(|e| panic!("{e}"));
    let r = Rehearsal::of(opened).expect("it was checked");
    let calling = Calling {
        caller: "Linda".into(),
        summary: vec!["Steady hands: every GO within a quarter of a second of its mark but one.".into()],
        cues: vec![
            CalledCue {
                number: "FLY 8".into(),
                mark_us: Some(285_000_000),
                called_us: Some(285_120_000),
                off_us: Some(120_000),
                stood_by: true,
                verdict: "on the mark".into(),
            },
            CalledCue {
                number: "LX 75".into(),
                mark_us: Some(663_400_000),
                verdict: "missed".into(),
                ..Default::default()
            },
        ],
        answers: vec![Answer {
            fault: "F1 plane at 40 % of its speed".into(),
            began_us: 288_000_000,
            noticed_after_us: Some(4_200_000),
            action: "waited".into(),
            cost_us: Some((8_000_000, 0)),
            best: "wait".into(),
            best_us: 8_000_000,
            ..Answer::default()
        }],
        refused: 1,
        missed: 1,
        takes: vec![Take { at_us: 400_000_000, from: "LX 45".into() }],
    };
    let p = Performance::new(&r, Some(calling));
    let text = p.text();
    insta::assert_snapshot!(text.split("CALLING\n").nth(1).expect("there is such a section"));
    for what in ["Called by Linda.", "taken from LX 45 at 6:40.0", "+120 ms", "on the mark", "missed"] {
        assert!(p.html().contains(what), "{what}");
    }
    let table = p.csv().expect("a table");
    let row = table.lines().find(|l| l.starts_with("FLY 8,")).expect("the cue is there");
    assert!(row.contains("285.000000,285.120000,120.000,true,on the mark"), "{row}");
    assert!(!Performance::new(&r, None).text().contains("CALLING"), "nobody called");
}
