//! Every show and scenario of `cues/bombshell`: it loads, it runs, it keeps its promises, and it is pinned.

#[path = "rules/read.rs"]
mod read;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use drytech::report;
use drytech::run::fingerprint;
use drytech::slip::Rehearsal;

use read::rehearse;

/// A scenario of the folder, or a show as it is written.
struct Night {
    name: String,
    show: String,
    scenario: String,
}

impl Night {
    fn rehearse(&self) -> Rehearsal {
        rehearse(&self.show, &self.scenario)
    }
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The file a scenario names as its show.
fn show_of(scenario: &str) -> Option<&str> {
    scenario.split_once("show:")?.1.split('"').nth(1)
}

fn is_show(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("Show("))
}

/// Every file of the folder, in the order of their names.
fn nights() -> Vec<Night> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cues/bombshell");
    let entries = std::fs::read_dir(&folder).expect("the folder of the first show");
    let mut files: Vec<PathBuf> = entries.map(|e| e.expect("an entry of the folder").path()).collect();
    // Odds are no night: they are tests/odds.rs.
    files.retain(|f| f.extension().is_some_and(|e| e == "ron") && f.file_stem().is_some_and(|n| n != "odds"));
    files.sort();
    let night = |file: &PathBuf| {
        let name = file.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        let own = text(file);
        if is_show(&own) {
            return Night { scenario: format!("Scenario(show: \"{name}.ron\")"), name, show: own };
        }
        let sheet = show_of(&own).unwrap_or_else(|| panic!("{name} names no show"));
        Night { name, show: text(&folder.join(sheet)), scenario: own }
    };
    files.iter().map(night).collect()
}

#[test]
fn the_folder_holds_shows_and_scenarios() {
    let nights = nights();
    assert!(nights.iter().any(|n| is_show(&n.show) && n.scenario.starts_with("Scenario(show:")), "a show");
    assert!(nights.len() > 1, "only {} files", nights.len());
}

#[test]
fn every_night_is_the_same_twice() {
    for night in nights() {
        let json = || report::json(&night.rehearse()).expect("a report is always JSON");
        assert_eq!(json(), json(), "{}", night.name);
    }
}

#[test]
fn without_faults_and_calls_nothing_slips() {
    for night in nights() {
        let mut scenario = night.rehearse().scenario;
        scenario.faults.clear();
        scenario.calls.clear();
        scenario.luck = drytech::fault::Luck::Nominal;
        let r = Rehearsal::new(night.rehearse().show, scenario).expect("it ran with its faults");
        let name = &night.name;
        assert_eq!(r.run, *r.plan, "{name}: what happened is the plan");
        assert_eq!(r.slip.show_us, 0, "{name}");
        for (cue, slip) in r.show.cues.iter().zip(&r.slip.cues) {
            for point in [slip.called_us, slip.started_us, slip.done_us, slip.own_us, slip.inherited_us] {
                assert_eq!(point.unwrap_or(0), 0, "{name}, {}", cue.number);
            }
        }
        assert!(r.slip.beats.iter().all(|b| b.unwrap_or(0) == 0), "{name}: a beat slips");
        assert_eq!(r.slip.out_of_tolerance, 0, "{name}");
    }
}

#[test]
fn own_and_inherited_slip_add_up_for_every_cue() {
    for night in nights() {
        let r = night.rehearse();
        for (cue, slip) in r.show.cues.iter().zip(&r.slip.cues) {
            let sum = slip.own_us.zip(slip.inherited_us).map(|(own, inherited)| own + inherited);
            assert_eq!(sum, slip.started_us, "{}, {}", night.name, cue.number);
        }
    }
}

#[test]
fn every_scenario_meets_its_expectations() {
    let mut missed = String::new();
    for night in nights() {
        let r = night.rehearse();
        for (expect, verdict) in r.scenario.expect.iter().zip(r.verdicts()).filter(|(_, v)| !v.met) {
            let _ = writeln!(missed, "{}: {expect:?}: {}", night.name, verdict.found);
        }
    }
    assert!(missed.is_empty(), "expectations that were not met:\n{missed}");
}

#[test]
fn every_night_has_the_fingerprint_it_had() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fingerprints.txt");
    let mut found = String::new();
    for night in nights() {
        let r = night.rehearse();
        let _ = writeln!(found, "{:<26} {}", night.name, fingerprint(&r.plan, &r.run));
    }
    if std::env::var_os("UPDATE_FINGERPRINTS").is_some() {
        std::fs::write(&file, &found).expect("tests/fingerprints.txt can be written");
        return;
    }
    let pinned = std::fs::read_to_string(&file).unwrap_or_default();
    let changed: Vec<&str> = found.lines().filter(|line| !pinned.lines().any(|p| p.trim_end() == *line)).collect();
    let gone: Vec<&str> = pinned.lines().filter(|p| !found.lines().any(|line| p.trim_end() == line)).collect();
    assert!(
        changed.is_empty() && gone.is_empty(),
        "Runs are not what they were. If a show, a scenario or the engine's meaning was meant to change (then raise \
         SEMANTICS in src/engine/mod.rs), pin them anew and look at the difference in the commit:\n\n    \
         UPDATE_FINGERPRINTS=1 cargo test --no-default-features --test shows\n\nfound:\n{}\npinned:\n{}\n",
        changed.join("\n"),
        gone.join("\n"),
    );
}
