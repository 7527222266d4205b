//! Nothing that can stand in a file makes reading or checking it panic; and what is checked clean, the engine compiles
//! and runs.

use drytech::fault;
use drytech::sheet::{self, Source};
use drytech::slip::Rehearsal;
use proptest::prelude::*;

const SHEET: &str = include_str!("never_panics/sheet.ron");
const SCENARIO: &str = include_str!("never_panics/scenario.ron");

/// Reads, checks and, where nothing is wrong, runs.
fn rehearse(sheet: &str, scenario: &str) {
    let named = |_: &str| Some(sheet.to_owned());
    match fault::open_text("scenario.ron", scenario, &named) {
        Ok(opened) => {
            let (shown, told) = (opened.warnings.render(false), opened.warnings.len());
            assert_eq!(shown.is_empty(), told == 0);
            if let Err(e) = Rehearsal::new(opened.show, opened.scenario) {
                panic!("checked clean, and yet: {e}\n{sheet}\n{scenario}");
            }
        }
        Err(e) => assert!(!e.to_string().is_empty()),
    }
}

/// One change to a text: a piece of it goes, comes twice, comes from elsewhere, or becomes something of the language.
#[derive(Clone, Debug)]
enum Change {
    Remove(usize, usize),
    Copy(usize, usize, usize),
    Put(usize, String),
    /// Another number where the n-th is.
    Number(usize, String),
    /// Another name where the n-th text is: that of the m-th.
    Name(usize, usize),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let at = || 0..100_000usize;
    let token = prop_oneof![
        Just("("),
        Just(")"),
        Just("["),
        Just("]"),
        Just("{"),
        Just("}"),
        Just(","),
        Just(":"),
        Just("\""),
        Just("\\"),
        Just("//"),
        Just("/*"),
        Just("*/"),
        Just("r#\""),
        Just("Some("),
        Just("None"),
        Just("é"),
        Just("\u{feff}"),
        Just("inf"),
        Just("Not(All(["),
        Just("Hand"),
        Just("-"),
        Just("0x"),
        Just("'"),
        Just("b\""),
        Just("#![x]"),
    ];
    let number = prop_oneof![
        Just("0"),
        Just("-1"),
        Just("1e-9"),
        Just("1e9"),
        Just("1e308"),
        Just("NaN"),
        Just("inf"),
        Just("0.5"),
        Just("604800"),
        Just("1e-6"),
        Just("99999"),
        Just("1"),
        Just("-0.0"),
        Just("1e-300"),
        Just("3.7"),
    ];
    let change = prop_oneof![
        1 => (at(), 1..40usize).prop_map(|(a, n)| Change::Remove(a, n)),
        1 => (at(), 1..80usize, at()).prop_map(|(a, n, to)| Change::Copy(a, n, to)),
        2 => (at(), token).prop_map(|(a, t)| Change::Put(a, t.to_owned())),
        6 => (at(), number).prop_map(|(a, n)| Change::Number(a, n.to_owned())),
        6 => (at(), at()).prop_map(|(a, b)| Change::Name(a, b)),
    ];
    proptest::collection::vec(change, 1..4)
}

fn boundary(text: &str, at: usize) -> usize {
    let mut at = at % (text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The places of all numbers, and of all texts with their quotation marks.
fn tokens(text: &str) -> (Vec<std::ops::Range<usize>>, Vec<std::ops::Range<usize>>) {
    let (mut numbers, mut names) = (Vec::new(), Vec::new());
    let bytes = text.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        let from = i;
        if bytes[i] == b'"' {
            let Some(end) = text[i + 1..].find('"') else { break };
            i += 1 + end;
            names.push(from..i + 1);
        } else if bytes[i].is_ascii_digit() {
            while i < bytes.len() && (bytes[i].is_ascii_digit() || bytes[i] == b'.') {
                i += 1;
            }
            numbers.push(from..i);
        }
        i += 1;
    }
    (numbers, names)
}

fn changed(text: &str, changes: &[Change]) -> String {
    let mut text = text.to_owned();
    for change in changes {
        match change {
            Change::Remove(at, n) => {
                let from = boundary(&text, *at);
                let to = boundary(&text, (from + n).min(text.len())).max(from);
                text.replace_range(from..to, "");
            }
            Change::Copy(at, n, to) => {
                let from = boundary(&text, *at);
                let end = boundary(&text, (from + n).min(text.len())).max(from);
                let piece = text[from..end].to_owned();
                let to = boundary(&text, *to);
                text.insert_str(to, &piece);
            }
            Change::Put(at, token) => {
                let at = boundary(&text, *at);
                text.insert_str(at, token);
            }
            Change::Number(at, number) => {
                let (numbers, _) = tokens(&text);
                if !numbers.is_empty() {
                    text.replace_range(numbers[at % numbers.len()].clone(), number);
                }
            }
            Change::Name(at, from) => {
                let (_, names) = tokens(&text);
                if !names.is_empty() {
                    let name = text[names[from % names.len()].clone()].to_owned();
                    text.replace_range(names[at % names.len()].clone(), &name);
                }
            }
        }
    }
    text
}

fn config(cases: u32) -> ProptestConfig {
    // No file of past failures: a seed of another day means nothing to a changed sheet.
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(3000))]

    #[test]
    fn random_bytes_are_refused_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(source) = Source::from_bytes("random.ron", bytes) {
            let _ = sheet::parse_show(&source).map(|(show, _)| sheet::check(&show, &source));
            let _ = fault::open_text("random.ron", &source.text, &|_| None);
        }
    }

    #[test]
    fn random_brackets_are_refused_without_a_panic(text in "(Show\\(|[\\[\\](){}:,\"'\\\\/*#rb.0-9a-zé \n-]{0,60})*") {
        let source = Source::new("random.ron", text);
        if let Err(problems) = sheet::parse_show(&source) {
            prop_assert!(!problems.render(true).is_empty());
        }
    }
}

proptest! {
    #![proptest_config(config(3000))]

    #[test]
    fn a_changed_sheet_never_panics_and_one_checked_clean_runs(on_sheet in changes(), on_scenario in changes(), which in 0..3) {
        let sheet = if which == 1 { SHEET.to_owned() } else { changed(SHEET, &on_sheet) };
        let scenario = if which == 0 { SCENARIO.to_owned() } else { changed(SCENARIO, &on_scenario) };
        rehearse(&sheet, &scenario);
    }
}

#[test]
fn the_unchanged_sheet_is_clean_so_that_the_changes_start_from_sense() {
    let opened =
        fault::open_text("scenario.ron", SCENARIO, &|_| Some(SHEET.to_owned())).unwrap_or_else(|e| panic!("{e}"));
    assert!(opened.warnings.is_empty(), "{}", opened.warnings);
    rehearse(SHEET, SCENARIO);
}

#[test]
fn brackets_without_end_are_no_danger_to_the_stack() {
    for piece in ["(", "[", "{", "Not(", "Some(", "Show(", "{\"a\":", "/*", "Show(cues:[Cue(needs:[All(["] {
        let source = Source::new("deep.ron", piece.repeat(50_000));
        assert!(sheet::parse_show(&source).is_err());
        assert!(fault::open_text("deep.ron", &source.text, &|_| None).is_err());
    }
}
