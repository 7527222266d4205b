//! Every expectation met and missed, on a show small enough to work out by hand.

use drytech::fault::{self, Expect, Fault, FaultKind, FaultTime, Matrix, Scenario, ScriptedCall, Vary, VaryFaults};
use drytech::sheet::Show;
use drytech::slip::{Rehearsal, Verdict};

/// A wagon takes 10 s to come on (8 m at 1 m/s, 0.5 m/s²) and the second beat waits for it; the third follows at once.
const SHEET: &str = r#"Show(
    title: "A wagon",
    patience: 30.0,
    crew: { "DECK": Operator(reaction: 0.0), "LX": Operator(reaction: 0.0), "FOG": Operator(reaction: 0.0) },
    machines: {
        "wagon": Wagon(axes: { "track": Axis(start: 8.0) }, marks: { "on": { "track": 0.0 }, "off": { "track": 8.0 } }),
        "fog": FogMachine(fill_rate: 0.05, lag: 0.0),
        "light": LightRig(areas: ["wash"]),
    },
    decisions: { "end": Decision(options: ["loud", "soft"], default: "soft") },
    script: [Scene(id: "one", beats: [
        Beat(id: "a", takes: 10.0),
        Beat(id: "b", takes: 20.0, needs: [At("wagon", "on")]),
        Beat(id: "c", takes: 10.0),
    ])],
    cues: [
        Cue(number: "DECK 1", call: On("a"), go: [Fly("wagon", "on")]),
        Cue(number: "LX 1", call: On("b", 1.0), go: [Light("wash", 1.0, 2.0)]),
        Cue(number: "LX 2", call: On("c", 1.0), go: [Light("wash", 0.0, 2.0)], needs: [At("wagon", "on")]),
        Cue(number: "FOG 1", call: On("a"), go: [Fog("fog", 1.0, 25.0)]),
    ],
)"#;

fn show() -> Show {
    fault::open_text("wagon.ron", SHEET, &|_| None).expect("the sheet is fine").show
}

fn verdict(scenario: Scenario, expect: Expect) -> Verdict {
    let rehearsal = Rehearsal::new(show(), scenario.expecting(expect)).expect("it runs");
    rehearsal.verdicts().remove(0)
}

fn met(scenario: &Scenario, expect: Expect) {
    let v = verdict(scenario.clone(), expect.clone());
    assert!(v.met, "{expect}: {}", v.found);
    assert!(v.because.is_empty());
}

fn missed(scenario: &Scenario, expect: Expect, found: &str) {
    let v = verdict(scenario.clone(), expect.clone());
    assert!(!v.met, "{expect}: {}", v.found);
    assert!(v.found.contains(found), "{expect}: {}", v.found);
}

fn jam(seconds: f64) -> Scenario {
    let fault = Fault::new("wagon", FaultKind::Jam(seconds), FaultTime::With("DECK 1".into(), 4.0));
    Scenario::default().with_fault(fault)
}

#[test]
fn within_is_about_both_sides_of_the_start() {
    let (clean, late) = (Scenario::default(), jam(2.0));
    met(&clean, Expect::Within("LX 1".into(), 0.0, 0.0));
    // The wagon loses the speed it had: 2 s of jam, and 2 s to get back to speed from rest.
    missed(&late, Expect::Within("LX 1".into(), 5.0, 1.0), "slip +");
    met(&late, Expect::Within("LX 1".into(), 0.0, 5.0));
    missed(&clean, Expect::Within("LX 9".into(), 0.0, 0.0), "no cue");
}

#[test]
fn order_and_before_are_about_starts() {
    let clean = Scenario::default();
    met(&clean, Expect::Order(vec!["DECK 1".into(), "LX 1".into(), "LX 2".into()]));
    missed(&clean, Expect::Order(vec!["LX 2".into(), "LX 1".into()]), "LX 1 started 20.000 s before LX 2");
    met(&clean, Expect::Before("LX 1".into(), "LX 2".into(), 20.0));
    missed(&clean, Expect::Before("LX 1".into(), "LX 2".into(), 20.1), "20.000 s before");
    missed(&clean, Expect::Before("LX 2".into(), "LX 1".into(), 0.0), "20.000 s after");
    let cut = Scenario::default().with_call(ScriptedCall::Skip("LX 1".into(), 0.0));
    missed(&cut, Expect::Order(vec!["DECK 1".into(), "LX 1".into()]), "LX 1 never started");
}

#[test]
fn density_is_the_least_of_the_beat_however_it_got_there() {
    let clean = Scenario::default();
    // From 0 the air only fills in beat b (10 s to 30 s; the burst ends at 25 s), so its start is the thinnest.
    let at_start = verdict(clean.clone(), Expect::Density(0.4, "b".into()));
    assert!(at_start.met && at_start.found.contains("0.000 s into b"), "{}", at_start.found);
    missed(&clean, Expect::Density(0.6, "b".into()), "at its thinnest");
    missed(&clean, Expect::Density(0.1, "a".into()), "0.000 at its thinnest, 0.000 s into a");
    missed(&clean, Expect::Density(0.1, "z".into()), "no beat");
    let dropout = Fault::new("fog", FaultKind::Dropout(25.0), FaultTime::At(0.0));
    let v = verdict(clean.with_fault(dropout), Expect::Density(0.4, "b".into()));
    assert_eq!(v.because, ["F1 Dropout on fog"]);
}

#[test]
fn stuck_names_who_waits_for_what_and_what_a_rule_stopped_is_not_stuck() {
    let for_ever = jam(5000.0);
    let v = verdict(for_ever.clone(), Expect::NotStuck);
    assert!(!v.met);
    assert_eq!(v.found, "b waits for At(\"wagon\", \"on\")");
    assert!(v.because[0].starts_with("F1 Jam on wagon from 4.000 s"), "{:?}", v.because);
    met(&for_ever, Expect::Stuck);
    met(&jam(20.0), Expect::NotStuck);
    // The wagon goes off by itself: the interlock of LX 2 is never let go.
    let text = SHEET.replace(
        "call: On(\"b\", 1.0), go: [Light(\"wash\", 1.0, 2.0)]",
        "call: On(\"b\", 1.0), go: [Fly(\"wagon\", \"off\")]",
    );
    let held = fault::open_text("w", &text, &|_| None).expect("fine").show;
    let r = Rehearsal::new(held, Scenario::default().expecting(Expect::NotStuck)).expect("it runs");
    let v = r.verdicts().remove(0);
    assert_eq!((v.met, v.found.as_str()), (false, "LX 2 is held for ever by its interlock At(\"wagon\", \"on\")"));
    // With a rule that gives it up, it stopped rightly.
    let rule = text.replace(
        "needs: [At(\"wagon\", \"on\")]),\n        Cue(number: \"FOG",
        "needs: [At(\"wagon\", \"on\")], give_up: 2.0),\n        Cue(number: \"FOG",
    );
    let r = Rehearsal::new(
        fault::open_text("w", &rule, &|_| None).expect("fine").show,
        Scenario::default().expecting(Expect::NotStuck),
    );
    let v = r.expect("it runs").verdicts().remove(0);
    assert!(v.met && v.found.contains("LX 2 given up"), "{}", v.found);
}

#[test]
fn recovery_counts_from_the_end_of_the_last_fault() {
    // Nothing in this show takes slip up again: late once is late to the end.
    missed(&jam(2.0), Expect::Recovers(5.0), "F1 Jam was over: LX 2 started +");
    met(&Scenario::default(), Expect::Recovers(0.0));
    let slow = Fault::new("wagon", FaultKind::Slow(0.5), FaultTime::At(0.0));
    missed(&Scenario::default().with_fault(slow.clone()), Expect::Recovers(100.0), "never over");
    // A fault that is over before anything waits is recovered from at once.
    let light = Fault::new("light", FaultKind::Blackout(3.0), FaultTime::On("b".into(), 2.0));
    met(&Scenario::default().with_fault(light), Expect::Recovers(0.0));
    // With a vamp there would be slack; so there is at the end of the last beat: 40 s later nothing starts any more.
    met(&jam(2.0), Expect::Recovers(40.0));
    met(&Scenario::default().with_fault(slow.lasting(1.0)), Expect::Recovers(60.0));
}

#[test]
fn decided_and_fingerprint_say_what_they_found() {
    let clean = Scenario::default();
    met(&clean, Expect::Decided("end".into(), "soft".into()));
    missed(&clean, Expect::Decided("end".into(), "loud".into()), "end: soft");
    met(&clean.clone().deciding("end", "loud"), Expect::Decided("end".into(), "loud".into()));
    let v = verdict(clean.clone(), Expect::Fingerprint("old".into()));
    let hash = v.found.split(';').next().expect("a hash").to_owned();
    assert!(v.found.contains(&format!("write Fingerprint(\"{hash}\")")), "{}", v.found);
    met(&clean, Expect::Fingerprint(hash));
}

#[test]
fn a_matrix_is_every_combination_and_a_fault_keeps_its_name_in_it() {
    let base = jam(2.0).with_fault(Fault::new("fog", FaultKind::Dry, FaultTime::At(1.0)));
    let vary = Vary { decisions: vec!["end".into()], seeds: Some((3, 6)), faults: VaryFaults::Subsets };
    let matrix = Matrix::new(&Scenario { vary: Some(vary.clone()), ..base.clone() }, &show()).expect("it is one");
    assert_eq!(matrix.len(), 2 * 3 * 4);
    let names: std::collections::BTreeSet<String> = matrix.iter().map(|v| v.name).collect();
    assert_eq!(names.len(), 24, "all different");
    let one = matrix.find("end=soft,seed=5,faults=F2").expect("it is there");
    assert_eq!((one.scenario.seed, one.scenario.faults.len()), (5, 1));
    assert_eq!((one.scenario.faults[0].id.as_str(), one.scenario.faults[0].on.as_str()), ("F2", "fog"));
    let wrong =
        |vary: Vary| Matrix::new(&Scenario { vary: Some(vary), ..base.clone() }, &show()).expect_err("no matrix");
    assert!(wrong(Vary { decisions: vec!["ende".into()], ..vary.clone() }).to_string().contains("\"ende\""));
    assert!(wrong(Vary { seeds: Some((5, 5)), ..vary.clone() }).to_string().contains("no seed"));
    assert!(wrong(Vary { seeds: Some((0, u64::MAX)), ..vary }).to_string().contains("more than"));
}

#[test]
fn every_expectation_is_read_as_it_is_written() {
    let text = r#"Scenario(
        show: "wagon.ron",
        expect: [
            Within("LX 1", 0.2, 0.5), Order(["LX 1", "LX 2"]), Before("LX 1", "LX 2"), Before("LX 1", "LX 2", 1.5),
            Density(0.3, "b"), Stuck, NotStuck, Recovers(20.0), Decided("end", "loud"), Fingerprint("00ff"),
        ],
        vary: Vary(decisions: ["end"], seeds: (0, 64), faults: Each),
    )"#;
    let named = |name: &str| (name == "wagon.ron").then(|| SHEET.to_owned());
    let scenario = fault::open_text("s.ron", text, &named).expect("it is fine").scenario;
    let again = fault::open_text("again.ron", &fault::to_ron(&scenario), &named).expect("what we write is fine");
    assert_eq!(scenario, again.scenario);
    assert_eq!(scenario.expect.len(), 10);
}

#[test]
fn every_scenario_in_the_guide_to_testing_is_read() {
    let text = std::fs::read_to_string("docs/testing.md").expect("tests run in the package's folder");
    let scenarios: Vec<&str> = text.split("```ron\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(scenarios.len() >= 2);
    let preview = std::fs::read_to_string("cues/bombshell/preview.ron").expect("the preview is there");
    for scenario in scenarios {
        let opened = fault::open_text("docs/testing.md", scenario, &|_| Some(preview.clone()));
        let opened = opened.unwrap_or_else(|e| panic!("{e}"));
        let trial = drytech::sweep::trial(&opened.show, &opened.scenario, &|| true).expect("it can be tried");
        assert_eq!(trial.failed, 0, "{:?}", trial.shown);
    }
}
