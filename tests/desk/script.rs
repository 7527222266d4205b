//! The calls language (docs/calls.md): what is read, and what is said of a script that is wrong.

use drytech::desk::{Calls, open_calls};
use drytech::sheet::Source;

use crate::common::drytech_in;
use crate::house::{at_the_preview, calls, desk, play, preview};

const BAD: &str = r#"Calls(
    rest: Persson(0.1, 0.15),
    stepz: [],
    steps: [
        Key("Spce", At(1.0)),
        Go("LX 1", At(2.0)),
    ],
)
"#;

const SENSELESS: &str = r#"Calls(
    from: "jfk.entr",
    rest: Person(0.1, -1.0),
    steps: [
        Key("Spce", At(1.0)),
        Go(["LX 1", "LX 777"], At(-2.0)),
        Decide("reveal", "kep", On("jfk.sogn")),
        Secure("plane", With("FLY 88", 1.0)),
        Break(Fault(on: "dress", what: Jam(3.0), when: At(0.0)), Then(1.0)),
        TakeFrom("LX 7", Mark("LX 8")),
    ],
)
"#;

#[test]
fn a_script_of_a_wrong_shape_is_told_all_at_once_with_its_places() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("bad.ron"), BAD).expect("it writes");
    let ran = drytech_in(folder.path(), &["call", "preview", "--headless", "--script", "bad.ron"]);
    insta::assert_snapshot!(ran.to_string());
}

#[test]
fn a_script_of_no_sense_is_told_all_at_once_with_its_places() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("bad.ron"), SENSELESS).expect("it writes");
    let ran = drytech_in(folder.path(), &["call", "preview", "--headless", "--script", "bad.ron"]);
    insta::assert_snapshot!(ran.to_string());
}

#[test]
fn the_kept_rehearsal_uses_every_word_of_the_language() {
    let text = std::fs::read_to_string("tests/calls/preview.ron").expect("tests run in the package's folder");
    calls(&preview(), &text);
    let steps = [
        "Key(",
        "Standby(",
        "Go(",
        "Hold(",
        "Resume(",
        "Skip(",
        "Fire(",
        "Secure(",
        "Decide(",
        "Break(",
        "FadeAll(",
        "StopAll(",
        "TakeFrom(",
        "Forget(",
        "Leave(",
    ];
    let moments = ["At(", "Mark(", "With(", "On(", "Fault(\"", "Then("];
    for word in steps.iter().chain(&moments) {
        assert!(text.contains(word), "tests/calls/preview.ron has no {word}…)");
    }
}

/// What stands in a guide's blocks of that mark, with the line.
fn blocks(file: &str, mark: &str) -> Vec<(usize, String)> {
    let text = std::fs::read_to_string(file).expect("tests run in the package's folder");
    let mut out = Vec::new();
    let mut open: Option<(bool, usize, String)> = None;
    for (i, line) in text.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(m)) => open = Some((m.trim() == mark, i + 1, String::new())),
            (Some(_), Some(_)) => out.extend(open.take().filter(|(ours, ..)| *ours).map(|(_, l, body)| (l, body))),
            (Some((_, _, body)), None) => *body += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    out
}

#[test]
fn every_example_of_the_guide_is_read_and_makes_sense_at_the_preview() {
    let show = preview();
    let scripts = blocks("docs/calls.md", "ron");
    let steps = blocks("docs/calls.md", "ron steps");
    assert!(!scripts.is_empty() && !steps.is_empty());
    let steps = steps.into_iter().map(|(l, body)| (l, format!("Calls(steps: [{body}])")));
    for (line, text) in scripts.into_iter().chain(steps) {
        if let Err(e) = open_calls(&Source::new("calls.ron", text), &show) {
            panic!("docs/calls.md:{line}:\n{e}");
        }
    }
}

#[test]
fn the_guides_table_of_keys_is_the_desks() {
    let guide = std::fs::read_to_string("docs/calls.md").expect("tests run in the package's folder");
    let keyed = |keys: &str| keys.split(' ').map(|k| format!("`{k}`")).collect::<Vec<_>>().join(" ");
    let rows: String =
        drytech::desk::keys::KEYS.iter().map(|(k, does)| format!("| {} | {does} |\n", keyed(k))).collect();
    let table = format!("| key | |\n|---|---|\n{rows}");
    assert!(guide.contains(&table), "docs/calls.md, Keys, is to be:\n\n{table}");
}

#[test]
fn a_step_whose_moment_never_comes_is_told_and_so_is_what_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let script =
        r#"Calls(steps: [Resume(At(5.0)), Fire("LX 45", At(6.0)), Go(["LX 1"], At(7.0)), Hold(With("WD 50"))])"#;
    std::fs::write(folder.path().join("calls.ron"), script).expect("it writes");
    let args = ["call", "preview", "--headless", "--script", "calls.ron"];
    let ran = drytech_in(folder.path(), &args);
    assert_eq!(ran.code, 0, "{ran}");
    insta::assert_snapshot!(ran.stderr);
}

#[test]
fn a_person_is_human_from_the_seed_and_the_same_twice() {
    let show = preview();
    let person = calls(&show, "Calls(rest: Person(0.2, 0.1))");
    let night = || {
        let mut desk = at_the_preview(&show);
        play(&mut desk, &person);
        desk.night().run.clone()
    };
    let (one, two) = (night(), night());
    assert_eq!(one, two);
    let mut off: Vec<i64> = one.cues.iter().zip(&one.marks).filter_map(|(c, m)| Some(c.called_us? - (*m)?)).collect();
    off.sort_unstable();
    // Late by 0.2 s, give or take three draws of spread 0.1 at most.
    assert!(off[0] >= -100_000 && off[off.len() / 2] > 100_000 && off[off.len() / 2] < 300_000, "{off:?}");
}

#[test]
fn with_nobody_at_the_desk_nothing_is_called() {
    let show = preview();
    let mut desk_ = at_the_preview(&show);
    play(&mut desk_, &calls(&show, "Calls(rest: Nobody)"));
    assert!(desk_.take().inputs.is_empty());
    // And at an empty sheet the default is at home, too.
    let mut empty = desk(r#"Show(title: "t")"#, "");
    assert!(play(&mut empty, &Calls::default()).refused.is_empty());
}
