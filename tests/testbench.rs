//! `drytech test` as people and their CI see it.

mod common;

use std::fs;
use std::path::Path;

use common::{Ran, drytech, drytech_in, preview_in_a_folder};

/// Real time differs from run to run; a temporary folder from machine to machine.
fn settled(ran: &Ran, folder: &Path) -> String {
    let mut text = ran.to_string().replace(&folder.display().to_string(), "FOLDER");
    while let Some(at) = text.find("s] ").filter(|_| text.contains('[')) {
        let Some(from) = text[..at].rfind('[') else { break };
        text.replace_range(from..at + 2, "TIME");
    }
    text.replace("TIME", "[time]")
}

#[test]
fn the_shows_of_this_repository_pass_their_tests() {
    let ran = drytech(&["test", "cues/"]);
    insta::assert_snapshot!(settled(&ran, Path::new("/nowhere")));
}

#[test]
fn a_sheet_that_was_made_worse_fails_in_words_a_stage_manager_understands() {
    let folder = preview_in_a_folder();
    // Somebody gave the plane's track a weaker drive.
    let sheet = folder.path().join("bombshell/preview.ron");
    let text = fs::read_to_string(&sheet).expect("the sheet reads");
    let worse = text.replace(r#""track": Axis(start: -9.0, speed: 1.2"#, r#""track": Axis(start: -9.0, speed: 0.5"#);
    assert_ne!(text, worse, "the sheet was changed");
    fs::write(&sheet, worse).expect("it writes");
    let ran = drytech_in(folder.path(), &["test", "bombshell", "--junit", "out.xml", "--filter", "plane_too_slow"]);
    insta::assert_snapshot!(settled(&ran, folder.path()));
    assert_eq!(ran.code, 1, "{ran}");
    let xml = fs::read_to_string(folder.path().join("out.xml")).expect("JUnit was written");
    let report = roxmltree::Document::parse(&xml).expect("it is XML");
    let root = report.root_element();
    assert_eq!((root.tag_name().name(), root.attribute("failures")), ("testsuites", Some("1")));
    let case = report.descendants().find(|n| n.has_tag_name("testcase")).expect("a case");
    assert_eq!((case.attribute("classname"), case.attribute("name")), (Some("bombshell"), Some("plane_too_slow")));
    assert!(case.children().any(|n| n.has_tag_name("failure") && n.attribute("message").is_some()));
}

#[test]
fn a_broken_scenario_is_an_error_with_its_diagnostic_and_the_others_still_run() {
    let folder = preview_in_a_folder();
    let broken = folder.path().join("bombshell/broken.ron");
    fs::write(broken, "Scenario(\n    show: \"preview.ron\",\n    expect: [ShowSlop(1.0)],\n)\n").expect("it writes");
    let ran = drytech_in(folder.path(), &["test", ".", "--filter", "bombshell/", "--json"]);
    assert_eq!(ran.code, 2, "{ran}");
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(json["summary"]["errors"], 1);
    let broken = json["tests"].as_array().expect("tests").iter().find(|t| t["name"] == "bombshell/broken");
    let error = broken.expect("it is there")["error"].as_str().expect("words").to_owned();
    assert!(error.contains("ShowSlop") && error.contains("broken.ron:3"), "{error}");
    assert!(json["summary"]["passed"].as_u64().expect("a number") > 5);
}

#[test]
fn finding_no_test_is_an_error_unless_that_is_all_right() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("odds.ron"), "Odds()").expect("it writes");
    fs::write(folder.path().join("sheet.ron"), "Show(title: \"Bare\")").expect("it writes");
    let ran = drytech_in(folder.path(), &["test", "."]);
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.stderr.contains("no scenario with an `expect`"), "{ran}");
    assert_eq!(drytech_in(folder.path(), &["test", ".", "--allow-empty"]).code, 0);
    let ran = drytech_in(folder.path(), &["test", "nowhere"]);
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.stderr.contains("there is no such file or folder"), "{ran}");
}

#[test]
fn shards_share_the_tests_out_and_keep_each_in_its_place() {
    let list = |args: &[&str]| -> Vec<String> {
        let ran = drytech(&[&["test", "cues/", "--list"], args].concat());
        ran.stdout.lines().map(str::to_owned).collect()
    };
    let all = list(&[]);
    let mut shared: Vec<String> =
        (1..=3).flat_map(|k| list(&["--shard", &format!("{k}/3"), "--allow-empty"])).collect();
    shared.sort();
    assert_eq!(shared, all);
    assert_eq!(drytech(&["test", "cues/", "--shard", "4/3"]).code, 2);
}

#[test]
fn json_has_no_real_time_and_the_same_bytes_at_any_number_of_threads() {
    let one = drytech(&["test", "cues/", "--json", "--threads", "1"]);
    let eight = drytech(&["test", "cues/", "--json", "--threads", "8"]);
    assert_eq!(one.code, 0, "{one}");
    assert_eq!(one.stdout, eight.stdout);
}

fn scenario(folder: &Path, name: &str, body: &str) {
    let text = format!("Scenario(show: \"preview.ron\", {body})");
    fs::write(folder.join("bombshell").join(name), text).expect("it writes");
}

#[test]
fn fail_fast_starts_nothing_after_the_first_failure() {
    let folder = preview_in_a_folder();
    scenario(folder.path(), "aa.ron", "expect: [Stuck]");
    let ran = drytech_in(folder.path(), &["test", "bombshell", "--fail-fast", "--threads", "1"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.stdout.contains("FAIL") && !ran.stdout.contains("PASS"), "{ran}");
    assert!(ran.stdout.contains("not run"), "{ran}");
}

#[test]
fn a_scenario_that_takes_too_long_is_told_and_does_not_hang_the_rest() {
    let folder = preview_in_a_folder();
    scenario(folder.path(), "aa.ron", "luck: Random, expect: [NotStuck], vary: Vary(seeds: (0, 1000000))");
    let ran = drytech_in(folder.path(), &["test", "bombshell/aa.ron", "--deadline", "100ms"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.stdout.contains("TIMEOUT"), "{ran}");
}

#[test]
fn a_matrix_names_the_variants_that_failed_and_each_can_be_run_again() {
    let folder = preview_in_a_folder();
    let body = r#"
        faults: [
            Fault(on: "plane", what: Jam(60.0), when: With("FLY 8", 2.0)),
            Fault(on: "low_fog", what: Dropout(5.0), when: On("fog.roll", 3.0)),
        ],
        expect: [Holds(0)],
        vary: Vary(decisions: ["reveal"], faults: Subsets)"#;
    scenario(folder.path(), "jam.ron", body);
    let ran = drytech_in(folder.path(), &["test", "bombshell/jam.ron"]);
    insta::assert_snapshot!(settled(&ran, folder.path()));
    let again = "reveal=keep,faults=F1";
    assert!(ran.stdout.contains(&format!("--variant {again}")), "{ran}");
    let ran = drytech_in(folder.path(), &["run", "bombshell/jam.ron", "--variant", again]);
    assert_eq!(ran.code, 1, "{ran}");
    let ran = drytech_in(folder.path(), &["run", "bombshell/jam.ron", "--variant", "reveal=keep,faults=none"]);
    assert_eq!(ran.code, 0, "{ran}");
    let ran = drytech_in(folder.path(), &["run", "bombshell/jam.ron", "--variant", "reveal=keep,faults=F3"]);
    assert_eq!(ran.code, 2, "{ran}");
}

#[test]
fn verify_finds_every_way_of_running_a_night_the_same() {
    let ran = drytech(&["verify", "cues/bombshell/everything_goes_wrong.ron"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(ran.stdout.contains("the same in all of 25 runs"), "{ran}");
    let hash = ran.stdout.lines().next().expect("a fingerprint").to_owned();
    let json = drytech(&["run", "cues/bombshell/everything_goes_wrong.ron", "--json"]).stdout;
    assert!(json.contains(&format!("\"fingerprint\": \"{hash}\"")), "it is the fingerprint of `run`");
}
