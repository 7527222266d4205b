//! What must hold, 1: a scripted rehearsal with the gremlin replays identically, whatever else the machine does.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use drytech::slip::Rehearsal;

use crate::common::drytech;
use crate::house::preview;

/// The last take of `tests/calls/preview.ron` with the gremlin of seed 11. Debug and release come to the same: run
/// `cargo test --release --no-default-features --test desk` to see it.
const FINGERPRINT: &str = "8609323022fb871a01b085544beabea3";

const UPDATE: &str = "The rehearsal is not what it was. If the preview, the gremlin, the script or the engine's meaning was \
    meant to change (then raise SEMANTICS in src/engine/mod.rs), put the new fingerprint into tests/desk/replays.rs";

/// Plays the rehearsal into a log in a folder of its own.
fn rehearse() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let log = folder.path().join("night.jsonl").to_string_lossy().into_owned();
    let script = "tests/calls/preview.ron";
    let ran = drytech(&["call", "preview", "--headless", "--script", script, "--gremlin", "11", "--log", &log]);
    assert_eq!(ran.code, 0, "{ran}");
    (folder, log)
}

#[test]
fn the_gremlin_may_draw_from_odds() {
    let rehearse = |strength: &str| {
        let gremlin = ["--gremlin", "11", "--surprises", "odds", "--strength", strength];
        let ran = drytech(&[["call", "preview", "--headless", "--json"].as_slice(), &gremlin].concat());
        assert_eq!(ran.code, 0, "{ran}");
        let score: serde_json::Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
        let of = |a: &serde_json::Value| a["fault"].as_str().expect("it has a name").to_owned();
        score["answers"].as_array().expect("a list").iter().map(of).collect::<Vec<_>>()
    };
    let faults = rehearse("4");
    assert!(
        faults.iter().any(|f| f.starts_with("plane slow")),
        "a risk of the previews' odds, by its name: {faults:?}"
    );
    assert_eq!(faults, rehearse("4"), "the same from the same seed");
    assert!(rehearse("0").is_empty(), "nothing at strength 0");
}

#[test]
fn a_rehearsal_with_the_gremlin_replays_identically_whatever_runs_beside_it() {
    let (_folder, log) = rehearse();
    let alone = drytech(&["replay", &log]);
    assert_eq!(alone.code, 0, "{alone}");
    assert!(alone.stdout.contains(&format!("fingerprint {FINGERPRINT}")), "{UPDATE}:\n{alone}");
    for threads in [1, 2, 8] {
        let over = AtomicBool::new(false);
        let busy = |_| {
            let show = preview();
            while !over.load(Ordering::Relaxed) {
                let r = Rehearsal::as_written(std::sync::Arc::clone(&show)).expect("the preview is good");
                assert_eq!(r.slip.show_us, 0);
            }
        };
        std::thread::scope(|s| {
            let beside: Vec<_> = (0..threads).map(|i| s.spawn(move || busy(i))).collect();
            let (_again, second) = rehearse();
            let ran = drytech(&["replay", &log]);
            let bytes = |file: &str| std::fs::read(Path::new(file)).expect("the log reads");
            // Where the log was cut into lines of the clock is the same, too: nothing in it is of the wall.
            let same = bytes(&log) == bytes(&second);
            over.store(true, Ordering::Relaxed);
            let fine = beside.into_iter().all(|b| b.join().is_ok());
            assert!(fine, "the rehearsals beside it");
            assert_eq!((ran.code, &ran.stdout), (0, &alone.stdout), "with {threads} threads busy beside it: {ran}");
            assert!(same, "played again with {threads} threads busy beside it, the log is another");
        });
    }
}

#[test]
fn the_score_of_that_rehearsal_is_what_it_was() {
    let script = "tests/calls/preview.ron";
    let ran = drytech(&["call", "preview", "--headless", "--script", script, "--gremlin", "11"]);
    insta::assert_snapshot!(ran.to_string());
}
