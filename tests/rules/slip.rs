//! Slip and expectations: rules 61–64.

use drytech::slip::{CueSlip, Rehearsal};

use crate::ask::{Ask, ONE_BEAT, S, night};

/// FLY 1 flies 10 m in 12 s from 2 s on (done at 14); LX 1 hangs on it; LX 2 is called at 20 and needs it there.
fn landing(scenario: &str) -> Rehearsal {
    night(
        r#"Beat(id: "a", takes: 100.0), Beat(id: "b", takes: 5.0)"#,
        r#"machines: { "p": Wagon(axes: { "x": Axis() }, marks: { "on": { "x": 10.0 } }) },
           cues: [Cue(number: "FLY 1", call: On("a", 2.0), go: [Fly("p", "on")]),
                  Cue(number: "LX 1", call: Hang("FLY 1", 1.0)),
                  Cue(number: "LX 2", call: On("a", 20.0), needs: [At("p", "on")]),
                  Cue(number: "LX 3", call: On("a", 30.0), early: 0.5, late: 2.0)]"#,
        scenario,
    )
}

fn slip(r: &Rehearsal, number: &str) -> CueSlip {
    r.slip.cues[r.cue_index(number).expect("in the sheet")]
}

fn own_and_inherited(r: &Rehearsal, number: &str) -> (Option<i64>, Option<i64>) {
    let s = slip(r, number);
    (s.own_us, s.inherited_us)
}

#[test]
fn rule_61_a_late_go_is_the_cues_own_slip_and_what_hangs_on_it_inherits() {
    let r = landing(r#"faults: [Fault(on: "caller", what: GoLate("FLY 1", 3.0), when: At(0.0))]"#);
    assert_eq!(own_and_inherited(&r, "FLY 1"), (Some(3 * S), Some(0)));
    assert_eq!(own_and_inherited(&r, "LX 1"), (Some(0), Some(3 * S)));
    // Down at 17, before LX 2's GO.
    assert_eq!(own_and_inherited(&r, "LX 2"), (Some(0), Some(0)));
}

#[test]
fn rule_61_what_waited_for_a_slow_machine_inherits_its_slip() {
    // Half speed: 10/0.5 + 0.5/0.5 = 21 s, down at 23 instead of 14. LX 2 waits 3 s for it: 9 inherited, 6 made good.
    let r = landing(r#"faults: [Fault(on: "p", what: Slow(0.5), when: At(0.0))]"#);
    assert_eq!(slip(&r, "FLY 1").done_us, Some(9 * S));
    assert_eq!(own_and_inherited(&r, "LX 1"), (Some(0), Some(9 * S)));
    assert_eq!(slip(&r, "LX 2").started_us, Some(3 * S));
    assert_eq!(own_and_inherited(&r, "LX 2"), (Some(-6 * S), Some(9 * S)));
}

#[test]
fn rule_61_a_cause_without_a_planned_time_hands_on_nothing() {
    // X 1 is of the night only; what waits for it is late by itself.
    let r = night(
        ONE_BEAT,
        r#"cues: [Cue(number: "X 1", call: Hand), Cue(number: "X 2", call: On("a", 20.0), needs: [Not(Started("X 1"))]),
                  Cue(number: "X 3", call: When(Any([Started("X 1"), Started("X 2")])))]"#,
        r#"calls: [Go("X 1", 5.0)]"#,
    );
    assert_eq!(slip(&r, "X 3").started_us, Some(-15 * S));
    assert_eq!(own_and_inherited(&r, "X 3"), (Some(-15 * S), Some(0)));
}

#[test]
fn rule_61_own_and_inherited_slip_add_up() {
    let r = landing(
        r#"faults: [Fault(on: "p", what: Slow(0.5), when: At(0.0)),
                    Fault(on: "caller", what: GoLate("FLY 1", 1.5), when: At(0.0)),
                    Fault(on: "caller", what: GoEarly("LX 3", 1.0), when: At(0.0))]"#,
    );
    for cue in &r.slip.cues {
        let sum = cue.own_us.zip(cue.inherited_us).map(|(own, inherited)| own + inherited);
        assert_eq!(sum, cue.started_us);
    }
}

fn out_of_tolerance(fault: &str) -> u32 {
    landing(&format!(r#"faults: [Fault(on: "caller", what: {fault}, when: At(0.0))]"#)).slip.out_of_tolerance
}

#[test]
fn rule_62_early_and_late_are_inclusive_bounds_of_the_start() {
    assert_eq!(out_of_tolerance(r#"GoLate("LX 3", 2.0)"#), 0);
    assert_eq!(out_of_tolerance(r#"GoLate("LX 3", 2.000001)"#), 1);
    assert_eq!(out_of_tolerance(r#"GoEarly("LX 3", 0.5)"#), 0);
    assert_eq!(out_of_tolerance(r#"GoEarly("LX 3", 0.500001)"#), 1);
}

#[test]
fn rule_62_a_planned_cue_that_did_not_start_is_out_of_tolerance() {
    assert_eq!(landing(r#"calls: [Skip("LX 3", 1.0)]"#).slip.out_of_tolerance, 1);
}

fn verdicts(fault: &str, expect: &str) -> Vec<bool> {
    let r = landing(&format!("faults: [{fault}], expect: [{expect}]"));
    r.verdicts().iter().map(|v| v.met).collect()
}

#[test]
fn rule_63_a_slip_may_be_as_much_as_expected_and_early_passes() {
    let late = r#"Fault(on: "caller", what: GoLate("LX 3", 2.0), when: At(0.0))"#;
    assert_eq!(
        verdicts(late, r#"Slip("LX 3", Called, 2.0), Slip("LX 3", Started, 1.999999), Slip("LX 3", Done, 2.0)"#),
        [true, false, true]
    );
    let early = r#"Fault(on: "caller", what: GoEarly("LX 3", 2.0), when: At(0.0))"#;
    assert_eq!(verdicts(early, r#"Slip("LX 3", Started, 0.0)"#), [true]);
}

#[test]
fn rule_63_a_slip_of_what_has_no_time_fails() {
    let r = landing(r#"calls: [Skip("LX 3", 1.0)], expect: [Slip("LX 3", Started, 99.0), Slip("LX 1", Called, 99.0)]"#);
    assert!(r.verdicts().iter().all(|v| !v.met));
}

#[test]
fn rule_63_show_slip_is_the_slip_of_the_shows_end() {
    let r = landing("calls: [Hold(1.0), Resume(6.0)], expect: [ShowSlip(5.0), ShowSlip(4.9), Holds(1), Holds(0)]");
    assert_eq!(r.slip.show_us, 5 * S);
    let met: Vec<_> = r.verdicts().iter().map(|v| v.met).collect();
    assert_eq!(met, [true, false, true, false]);
}

#[test]
fn rule_63_a_stuck_show_fails_show_slip() {
    let r = landing("calls: [Hold(1.0)], expect: [ShowSlip(9999.0)]");
    assert!(!r.verdicts()[0].met);
}

#[test]
fn rule_63_status_is_equal_and_visible_is_at_most() {
    let r = night(
        r#"Beat(id: "a", takes: 10.0, picture: [Started("X 1")])"#,
        r#"cues: [Cue(number: "X 1", call: On("a", 4.0)), Cue(number: "X 2", call: Hand)]"#,
        r#"expect: [Visible(4.0), Visible(3.999999), Status("X 1", Done), Status("X 2", Done), Status("X 2", Uncalled)]"#,
    );
    let met: Vec<_> = r.verdicts().iter().map(|v| v.met).collect();
    assert_eq!(met, [true, false, true, false, true]);
}

#[test]
fn rule_63_never_looks_at_the_end_of_every_instant_up_to_the_shows_end() {
    // At 4 `w` is on and off again in one instant, and `v` stays on; X 1 starts after the end.
    let r = night(
        r#"Beat(id: "a", takes: 10.0)"#,
        r#"machines: { "rig": LightRig(areas: ["w", "v"]) },
           cues: [Cue(number: "LX 1", call: On("a", 4.0), go: [Light("w", 1.0, 0.0), Light("v", 1.0, 0.0)]),
                  Cue(number: "LX 2", call: When(Lit("w", 1.0)), go: [Light("w", 0.0, 0.0)]),
                  Cue(number: "X 1", call: On("a", 11.0))]"#,
        r#"expect: [Never(Lit("w", 1.0)), Never(Lit("v", 1.0)), Never(Started("X 1"))]"#,
    );
    assert_eq!(r.started("LX 2"), Some(4 * S));
    let met: Vec<_> = r.verdicts().iter().map(|v| v.met).collect();
    assert_eq!(met, [true, false, true]);
    assert_eq!(r.run.broken_nevers, [None, Some(4 * S), None]);
}

#[test]
fn rule_64_the_beat_after_a_vamp_carries_it_as_slip() {
    // Planned: open at 13.2, bar line 14. Actual: open at 14.4, bar line 16.
    let r = night(
        r#"Beat(id: "a", takes: 10.0, vamp: 2.0), Beat(id: "b", takes: 5.0, needs: [Started("X 1")])"#,
        r#"cues: [Cue(number: "X 1", call: At(13.2)), Cue(number: "X 2", call: On("b", 1.0))]"#,
        r#"faults: [Fault(on: "caller", what: GoLate("X 1", 1.2), when: At(0.0))]"#,
    );
    assert_eq!(r.slip.beats, [Some(0), Some(2 * S)]);
    assert_eq!(own_and_inherited(&r, "X 2"), (Some(0), Some(2 * S)));
    assert_eq!(r.slip.show_us, 2 * S);
}

#[test]
fn rule_61_a_beat_that_started_with_its_gate_unmet_waited_for_the_beat_before() {
    // Planned and played, `b` starts 5 s after `a` ends; `a` is 2 s late by a hold, and `b` makes it no later.
    let r = night(
        r#"Beat(id: "a", takes: 10.0), Beat(id: "b", takes: 5.0, needs: [Started("X 1")], patience: 5.0, on_timeout: Skip)"#,
        r#"cues: [Cue(number: "X 1", call: Hand), Cue(number: "X 2", call: On("b", 1.0))]"#,
        "calls: [Hold(3.0), Resume(5.0)]",
    );
    assert_eq!(r.slip.beats, [Some(0), Some(2 * S)]);
    let chain = r.chain(r.cue_index("X 2").expect("in the sheet"));
    let at_gate =
        |l: &&drytech::slip::Link| matches!(r.run.events[l.event as usize].what, drytech::run::What::GateSkipped(_));
    let gate = chain.iter().find(at_gate).expect("the gate is in the chain");
    assert_eq!((gate.slip_us, gate.own_us), (Some(2 * S), 0));
}
