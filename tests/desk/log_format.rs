//! The run log on disk (docs/log.md): what is read, what is dropped with a note, and what is refused with its line.

use std::fs;
use std::path::Path;

use crate::common::{Ran, drytech_in};

/// A folder with the log of a short rehearsal in it, `night.jsonl`, and its lines.
fn night() -> (tempfile::TempDir, Vec<String>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let sheet = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/calls/one_landing.ron");
    fs::copy(sheet, folder.path().join("one_landing.ron")).expect("it is copied");
    let script = r#"Calls(steps: [Hold(At(12.0)), Resume(Then(3.0)), TakeFrom("LX 1", At(16.0))])"#;
    fs::write(folder.path().join("calls.ron"), script).expect("it writes");
    let args = ["call", "one_landing.ron", "--headless", "--script", "calls.ron", "--log", "night.jsonl"];
    let ran = drytech_in(folder.path(), &args);
    assert_eq!(ran.code, 0, "{ran}");
    let text = fs::read_to_string(folder.path().join("night.jsonl")).expect("it was written");
    (folder, text.lines().map(str::to_owned).collect())
}

/// Writes lines as a log, and replays it.
fn replay(folder: &Path, lines: &[String]) -> Ran {
    let text: String = lines.iter().map(|l| format!("{l}\n")).collect();
    replay_text(folder, &text)
}

fn replay_text(folder: &Path, text: &str) -> Ran {
    fs::write(folder.join("changed.jsonl"), text).expect("it writes");
    drytech_in(folder, &["replay", "changed.jsonl"])
}

/// The first line, from 0, that has this in it, after another.
fn find(lines: &[String], what: &str, after: usize) -> usize {
    lines.iter().enumerate().skip(after).find(|(_, l)| l.contains(what)).map(|(i, _)| i).expect("there is such a line")
}

#[test]
fn a_log_of_two_takes_replays_and_says_what_it_is() {
    let (folder, lines) = night();
    let ran = replay(folder.path(), &lines);
    insta::assert_snapshot!(ran.to_string());
    // As docs/log.md tells it.
    let header: serde_json::Value = serde_json::from_str(&lines[0]).expect("the header parses");
    let says = serde_json::json!([header["kind"], header["format"], header["desk"]]);
    assert_eq!(says, serde_json::json!(["drytech run log", 2, true]));
    assert_eq!(lines[1], r#"{"take":1,"from":"the top","from_us":0}"#);
    assert!(lines.iter().any(|l| l == r#"{"at_us":12000000,"input":"Hold"}"#), "{lines:#?}");
    assert!(lines.iter().any(|l| l == r#"{"take":2,"from":"LX 1","from_us":2000000}"#), "{lines:#?}");
    assert!(lines.last().is_some_and(|l| l.starts_with(r#"{"end_us":"#)));
}

#[test]
fn a_log_of_a_newer_format_is_refused_and_says_which() {
    let (folder, mut lines) = night();
    lines[0] =
        lines[0].replace("\"format\":2", "\"format\":3").replace("\"drytech\":\"0.1.0\"", "\"drytech\":\"0.7.2\"");
    // What a newer format says is nothing this reader could know.
    lines.insert(1, r#"{"weather":"rain"}"#.to_owned());
    insta::assert_snapshot!(replay(folder.path(), &lines).to_string());
}

/// `tests/logs/format_1.jsonl` is as drytech 0.1.0 wrote it before there was a desk.
#[test]
fn a_log_of_the_first_format_is_read_and_replays() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/logs/format_1.jsonl");
    let text = fs::read_to_string(file).expect("it is kept there");
    assert!(text.starts_with("{\"kind\":\"drytech run log\",\"format\":1,"));
    assert!(!text.contains("\"desk\""), "format 1 knew no desk");
    let ran = replay_text(folder.path(), &text);
    insta::assert_snapshot!(ran.to_string());
    // It is a run's: there is nothing to take up.
    fs::write(folder.path().join("night.jsonl"), text).expect("it writes");
    insta::assert_snapshot!(drytech_in(folder.path(), &["resume", "night.jsonl", "--headless"]).to_string());
}

#[test]
fn a_torn_last_line_is_left_out_with_a_note() {
    let (folder, lines) = night();
    let whole: String = lines[..lines.len() - 3].iter().map(|l| format!("{l}\n")).collect();
    insta::assert_snapshot!(replay_text(folder.path(), &format!("{whole}{{\"at_us\":31000000,\"ev")).to_string());
}

#[test]
fn however_a_log_is_cut_off_it_replays_or_has_no_header_yet() {
    let (folder, lines) = night();
    let text: String = lines.iter().map(|l| format!("{l}\n")).collect();
    let header = lines[0].len() + 1;
    for at in (0..text.len()).step_by(text.len() / 40) {
        let ran = replay_text(folder.path(), &text[..at]);
        assert_eq!(ran.code, if at < header { 2 } else { 0 }, "cut off after {at} bytes: {ran}");
    }
}

#[test]
fn what_else_is_wrong_with_a_log_is_refused_with_its_line() {
    let (folder, lines) = night();
    let mut told = String::new();
    let mut tell = |about: &str, change: &dyn Fn(&mut Vec<String>)| {
        let mut changed = lines.clone();
        change(&mut changed);
        let ran = replay(folder.path(), &changed);
        assert_eq!(ran.code, 2, "{about}: {ran}");
        told += &format!("== {about}\n{}\n", ran.stderr.trim_end());
    };
    let started = find(&lines, "\"event\":\"started\"", 0);
    tell("a line that is no JSON", &|l| l[started] = "what the cat did".to_owned());
    tell("half a line in the middle", &|l| l[started].truncate(20));
    tell("an unknown key", &|l| l[started] = l[started].replace("{\"at_us\"", "{\"weather\":\"rain\",\"at_us\""));
    tell("a line that says nothing", &|l| l[started] = "{\"weather\":\"rain\"}".to_owned());
    tell("an event before the one before it", &|l| l.swap(started, started + 1));
    tell("an input that nobody knows", &|l| {
        let hold = find(l, "\"Hold\"", 0);
        l[hold] = l[hold].replace("\"Hold\"", "\"Panic\"");
    });
    tell("an input to no cue", &|l| {
        let press = find(l, "\"Press\"", 0);
        l[press] = l[press].replace("LX 1", "LX 77");
    });
    tell("an input where everything had been written", &|l| {
        let clock = find(l, "\"clock_us\":1", 0);
        l.insert(clock + 1, "{\"at_us\":500000,\"input\":\"Hold\"}".to_owned());
    });
    tell("a take that is missing", &|l| {
        let second = find(l, "\"take\":2", 0);
        l[second] = l[second].replace("\"take\":2", "\"take\":3");
    });
    tell("the first take missing", &|l| {
        l.remove(1);
    });
    tell("another sheet", &|l| l[0] = l[0].replace("takes: 20.0", "takes: 21.0"));
    tell("another scenario", &|l| l[0] = l[0].replace("desk: Desk(", "luck: Random, desk: Desk("));
    tell("no header", &|l| {
        l.remove(0);
    });
    tell("no format", &|l| l[0] = l[0].replace("\"format\":2,", ""));
    tell("nothing", &|l| l.clear());
    insta::assert_snapshot!(told);
}

#[test]
fn one_altered_event_is_told_with_what_happens_now() {
    let (folder, mut lines) = night();
    // FLY 1 is called in the second take as well.
    let take = find(&lines, "\"take\":2", 0);
    let at = find(&lines, "\"event\":\"called\",\"of\":\"FLY 1\"", take);
    lines[at] = lines[at].replace("\"at_us\":6000000", "\"at_us\":6000001");
    let ran = replay(folder.path(), &lines);
    assert_eq!(ran.code, 1, "{ran}");
    insta::assert_snapshot!(ran.to_string());
}

#[test]
fn an_event_that_the_clock_says_was_written_and_is_not_there_is_missed() {
    let (folder, mut lines) = night();
    let at = find(&lines, "\"event\":\"called\",\"of\":\"FLY 1\"", 0);
    lines.remove(at);
    let ran = replay(folder.path(), &lines);
    assert_eq!(ran.code, 1, "{ran}");
    insta::assert_snapshot!(ran.to_string());
}

#[test]
fn a_log_is_never_overwritten() {
    let (folder, _) = night();
    let ran = drytech_in(folder.path(), &["call", "one_landing.ron", "--headless", "--log", "night.jsonl"]);
    insta::assert_snapshot!(ran.to_string());
}

#[test]
fn a_rehearsal_that_was_cut_off_is_taken_up_in_its_log() {
    let (folder, lines) = night();
    let whole = fs::read_to_string(folder.path().join("night.jsonl")).expect("it reads");
    let half: String = lines[..find(&lines, "\"take\":2", 0) + 4].iter().map(|l| format!("{l}\n")).collect();
    fs::write(folder.path().join("half.jsonl"), half + "{\"at_us\":3").expect("it writes");
    let args = ["resume", "half.jsonl", "--headless", "--script", "calls.ron"];
    insta::assert_snapshot!(drytech_in(folder.path(), &args).to_string());
    let now = fs::read_to_string(folder.path().join("half.jsonl")).expect("it reads");
    let said = |text: &str| text.lines().filter(|l| !l.contains("clock_us")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(said(&now), said(&whole), "but for where the clock was noted, it is the log of one that was not");
}

#[test]
fn a_log_that_was_cut_off_after_its_header_is_taken_up_from_the_top() {
    let (folder, lines) = night();
    fs::write(folder.path().join("header.jsonl"), format!("{}\n", lines[0])).expect("it writes");
    let ran = drytech_in(folder.path(), &["resume", "header.jsonl", "--headless", "--script", "calls.ron"]);
    assert_eq!(ran.code, 0, "{ran}");
    let now = fs::read_to_string(folder.path().join("header.jsonl")).expect("it reads");
    assert_eq!(now.lines().collect::<Vec<_>>(), lines, "it is the log of one that was not cut off");
}
