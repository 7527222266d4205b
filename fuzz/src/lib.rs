//! What each fuzz target does with its bytes. `tests/fuzzed.rs` does it again, on stable Rust, with the seeds and with
//! everything a campaign has found.

use std::sync::LazyLock;

use drytech::desk::log;
use drytech::fault::{self, Matrix, OpenError, Scenario};
use drytech::sheet::Source;
use drytech::slip::Rehearsal;

const SHEET: &str = include_str!("../../tests/never_panics/sheet.ron");
const SCENARIO: &str = include_str!("../../tests/never_panics/scenario.ron");

/// Bytes as a cue sheet: read, checked, every problem rendered; and what is checked clean runs as written.
pub fn sheet(bytes: &[u8]) {
    let source = match Source::from_bytes("sheet.ron", bytes.to_vec()) {
        Ok(source) => source,
        Err(problems) => return assert!(!problems.render(false).is_empty()),
    };
    match fault::open_text("sheet.ron", &source.text, &|_| None) {
        Ok(opened) => {
            assert_eq!(opened.warnings.render(false).is_empty(), opened.warnings.is_empty());
            if let Err(e) = Rehearsal::new(opened.show, opened.scenario) {
                panic!("checked clean, and yet: {e}");
            }
        }
        Err(OpenError::Broken(problems)) => assert!(!problems.render(true).is_empty()),
        Err(e) => panic!("nothing was read from a file: {e}"),
    }
}

/// Bytes as a scenario of one small sheet: read and checked; what is clean runs (four nights of it, where it varies), is
/// judged, and is the same when written and read again.
pub fn scenario(bytes: &[u8]) {
    let Ok(source) = Source::from_bytes("scenario.ron", bytes.to_vec()) else { return };
    let opened = match fault::open_text("scenario.ron", &source.text, &|_| Some(SHEET.to_owned())) {
        Ok(opened) => opened,
        Err(e) => return assert!(!e.to_string().is_empty()),
    };
    if !opened.is_scenario {
        return;
    }
    is_the_same_again(&opened.scenario);
    let matrix = match Matrix::new(&opened.scenario, &opened.show) {
        Ok(matrix) => matrix,
        Err(e) => panic!("checked clean, and yet: {e}"),
    };
    for i in 0..matrix.len().min(4) {
        let night = match Rehearsal::new(opened.show.clone(), matrix.nth(i).scenario) {
            Ok(night) => night,
            Err(e) => panic!("checked clean, and yet: {e}"),
        };
        assert_eq!(night.verdicts().len(), night.scenario.expect.len());
    }
}

static NIGHT: LazyLock<Rehearsal> = LazyLock::new(|| {
    let opened = fault::open_text("scenario.ron", SCENARIO, &|_| Some(SHEET.to_owned()));
    opened.map(|o| Rehearsal::of(o).expect("checked clean")).expect("the seed is clean")
});

/// Bytes as what stands between the brackets of `expect: […]`: read, checked, judged on a night with faults, and the same
/// when written and read again.
pub fn expectation(bytes: &[u8]) {
    let Ok(source) = Source::from_bytes("expect", bytes.to_vec()) else { return };
    let text = format!("Scenario(show: \"sheet.ron\", expect: [{}])", source.text);
    let opened = match fault::open_text("scenario.ron", &text, &|_| Some(SHEET.to_owned())) {
        Ok(opened) => opened,
        Err(e) => return assert!(!e.to_string().is_empty()),
    };
    is_the_same_again(&opened.scenario);
    let mut asked = NIGHT.scenario.clone();
    asked.expect = opened.scenario.expect;
    let night = match NIGHT.again(asked) {
        Ok(night) => night,
        Err(e) => panic!("checked clean, and yet: {e}"),
    };
    for verdict in night.verdicts() {
        assert!(!verdict.found.is_empty());
    }
}

/// The first lines of a desk's log and of a run's; what is fuzzed may be the rest.
static HEADERS: LazyLock<[Vec<u8>; 2]> = LazyLock::new(|| {
    let desk = serde_json::to_string(&log::desk_header(SHEET, &NIGHT.scenario)).expect("a header is JSON");
    let run = log::run_log(&NIGHT, SHEET, Some(SCENARIO)).expect("a log is JSON");
    let first = run.lines().next().unwrap_or_default();
    [desk.as_str(), first].map(|line| format!("{line}\n").into_bytes())
});

/// Bytes as a run log, whole or all of it but the header: read; what is read is run again, and taken up where it stopped.
pub fn log(bytes: &[u8]) {
    again(bytes);
    for header in HEADERS.iter() {
        again(&[header, bytes].concat());
    }
}

fn again(bytes: &[u8]) {
    let log = match log::read(bytes) {
        Ok(log) => log,
        Err(e) => return assert!(e.line > 0 && !e.message.is_empty()),
    };
    assert!(log.whole_bytes <= bytes.len() as u64);
    if let Err(e) = log::replay(&log) {
        assert!(!e.to_string().is_empty());
    }
    match log::reopen(&log) {
        Ok((desk, _)) => {
            let at_us = log.takes.last().map_or(0, |take| take.last_us).max(desk.earliest_us());
            assert!(desk.now(at_us).lights(desk.night()).len() <= desk.show().cues.len() + desk.show().crew.len());
        }
        Err(e) => assert!(!e.to_string().is_empty()),
    }
}

fn is_the_same_again(scenario: &Scenario) {
    let written = fault::to_ron(scenario);
    match fault::parse_scenario(&Source::new("again.ron", written.clone())) {
        Ok((again, _)) => assert_eq!(again, *scenario, "{written}"),
        Err(e) => panic!("what we write is not read: {e}\n{written}"),
    }
}
