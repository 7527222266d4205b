//! Broken sheets and scenarios, each with what is wrong and where: `tests/bad/*.ron`.
//!
//! A file says in comments at its top what must be found, `// expect: E0007 12:18`, one line for each problem, in the
//! order of the file. What people read of it is kept in `tests/bad/rendered/`; after a change of words look at
//! `cargo insta review`, or run the tests with `INSTA_UPDATE=always`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use drytech::desk::open_calls;
use drytech::fault::{self, OpenError};
use drytech::sheet::{Diagnostics, MAX_BYTES, MAX_CUES, Severity, Source, codes, parse_show};

/// Codes whose files would be too large to keep; each has a test of its own below.
const MADE_HERE: [&str; 2] = ["E0002", "E0013"];

fn bad_files() -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir("tests/bad")
        .expect("tests run in the package's folder")
        .map(|e| e.expect("a folder can be listed").path())
        .filter(|p| p.extension().is_some_and(|e| e == "ron"))
        .collect();
    files.sort();
    files
}

/// A script of calls is held against the preview, everything else is a sheet or a scenario.
fn found(path: &Path) -> Diagnostics {
    let bytes = std::fs::read(path).expect("it was listed");
    if bytes.split(|b| *b == b'\n').any(|l| l.starts_with(b"Calls(")) {
        let show = fault::open("cues/bombshell/preview.ron".as_ref()).unwrap_or_else(|e| panic!("{e}")).show;
        let name = path.display().to_string();
        return match Source::from_bytes(name, bytes).and_then(|s| open_calls(&s, &show).map(|(_, warnings)| warnings)) {
            Ok(found) | Err(found) => found,
        };
    }
    let opened = match path.file_name().is_some_and(|n| n.to_string_lossy().starts_with("odds_")) {
        true => fault::odds::open_odds(path).map(|o| o.warnings),
        false => fault::open(path).map(|o| o.warnings),
    };
    match opened {
        Ok(warnings) => warnings,
        Err(OpenError::Broken(problems)) => problems,
        Err(e) => panic!("{e}"),
    }
}

fn expected(path: &Path) -> Vec<String> {
    let text = String::from_utf8_lossy(&std::fs::read(path).expect("it was listed")).into_owned();
    text.lines()
        .map_while(|l| l.strip_prefix("// "))
        .filter_map(|l| l.strip_prefix("expect: "))
        .map(str::to_owned)
        .collect()
}

fn places(problems: &Diagnostics) -> Vec<String> {
    problems.iter().map(|d| format!("{} {}:{}", d.code, d.line(), d.column())).collect()
}

#[test]
fn every_broken_sheet_is_told_all_its_problems_at_their_places() {
    let files = bad_files();
    assert!(files.len() >= 50, "only {} broken sheets", files.len());
    let mut wrong = String::new();
    for path in &files {
        let (want, have) = (expected(path), places(&found(path)));
        if want != have {
            wrong += &format!("{}\n  expected {want:?}\n  found    {have:?}\n", path.display());
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn every_broken_sheet_is_told_of_in_words_that_help() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("bad/rendered");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for path in bad_files() {
            let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
            insta::assert_snapshot!(name, found(&path).render(false));
        }
    });
}

#[test]
fn every_code_is_shown_by_a_broken_sheet_and_explained() {
    let shown: BTreeSet<&str> = bad_files().iter().flat_map(|p| found(p).into_iter().map(|d| d.code)).collect();
    let explained: BTreeSet<&str> = codes::CODES.iter().map(|c| c.code).collect();
    let unexplained: Vec<_> = shown.difference(&explained).collect();
    assert!(unexplained.is_empty(), "no explanation of {unexplained:?}");
    let unshown: Vec<_> = explained.difference(&shown).filter(|c| !MADE_HERE.contains(c)).collect();
    assert!(unshown.is_empty(), "no broken sheet in tests/bad shows {unshown:?}");
}

#[test]
fn a_file_of_more_than_64_mib_is_refused() {
    let problems = Source::from_bytes("big.ron", vec![b' '; MAX_BYTES + 1]).expect_err("it is too large");
    assert_eq!(places(&problems), ["E0002 1:1"]);
}

#[test]
fn the_first_cue_too_many_is_pointed_at() {
    let mut text = String::from("Show(title: \"Bad\", cues: [\n");
    for i in 0..=MAX_CUES {
        text += &format!("Cue(number: \"LX {i}\", call: Hand),\n");
    }
    text += "])";
    let problems = parse_show(&Source::new("many.ron", text)).expect_err("they are too many");
    assert_eq!(places(&problems), [format!("E0013 {}:1", MAX_CUES + 2)]);
}

#[test]
fn a_byte_order_mark_is_accepted_and_moves_no_column() {
    let opened = |text: &str| fault::open_text("a.ron", text, &|_| None);
    assert!(
        opened("\u{feff}Show(title: \"A\", script: [Scene(id: \"s\", beats: [Beat(id: \"b\", takes: 1.0)])])").is_ok()
    );
    let Err(OpenError::Broken(problems)) = opened("\u{feff}Show(titel: \"A\")") else { panic!("`titel` is no field") };
    assert_eq!(places(&problems), ["E0005 1:6"]);
}

#[test]
fn what_the_rules_allow_is_no_error() {
    let text = r#"Show(
        title: "Allowed", patience: 0, restart: 0, double_go_guard: 0, dressers: 0,
        stage: Stage(air_changes: 0),
        machines: {
            "fog": FogMachine(fill_rate: 0, lag: 0, sustain: 0, ready_at: 1, warm_up: 0, tank: 0, flow: 0),
            "plane": Wagon(axes: { "x": Axis() }, marks: { "a": { "x": -3 } }),
            "dress": Costume(wearer: "Ivy", slide: 0, worn: true), "sound": Sound(), "light": LightRig(areas: []),
        },
        script: [Scene(id: "s", beats: [Beat(id: "b", takes: 0, patience: 0, needs: [All([])]), Beat(id: "c", takes: 1)])],
        cues: [
            Cue(number: "LX 1", call: On("b")),
            Cue(number: "LX 2", call: Hand, go: [], give_up: 0, early: 0, late: 0, needs: [Clear(0.0)]),
            Cue(number: "LX 3", call: On("b", 2), go: [Fog("fog", 0, 0), Fly("plane", "a", 0), Remove("dress", 0)]),
            Cue(number: "LX 4", call: Follow("LX 3"), go: [Change("Ivy", "dress"), Secure("dress"), Play("sound", 0), Note("")]),
        ],
    )"#;
    let opened = fault::open_text("allowed.ron", text, &|_| None).unwrap_or_else(|e| panic!("{e}"));
    assert!(opened.warnings.iter().all(|d| d.severity == Severity::Warning));
    let scenario = r#"Scenario(show: "allowed.ron", faults: [
        Fault(on: "fog", what: Stutter(0, 1, 0), when: At(0), lasts: 0, chance: 0),
        Fault(on: "plane", what: Jam(0), when: On("b"), chance: 1), Fault(on: "plane", what: Slow(2), when: With("LX 1")),
        Fault(on: "caller", what: OperatorSlow("LX", 0.5), when: At(0)),
    ], calls: [Go("LX 2", 0), Hold(0), Resume(0)], expect: [Slip("LX 1", Done, 0), ShowSlip(-1.0), Visible(0), Holds(0)])"#;
    let named = |name: &str| (name == "allowed.ron").then(|| text.to_owned());
    fault::open_text("s.ron", scenario, &named).unwrap_or_else(|e| panic!("{e}"));
}
