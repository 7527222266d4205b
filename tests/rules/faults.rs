//! Faults and scenario: rules 55 and 56.

use drytech::slip::Rehearsal;

use crate::ask::{Ask, S, night};

/// `a` of 10 s waits for X 0 at 3, so it starts there; LX 1 fades in `a`; SQ 1 in `a` is held for ever.
fn scenario(scenario: &str) -> Rehearsal {
    night(
        r#"Beat(id: "a", takes: 10.0, needs: [Started("X 0")])"#,
        r#"crew: { "LX": Operator(reaction: 0.5), "SQ": Operator(reaction: 0.5) },
           machines: { "rig": LightRig(areas: ["w"]), "snd": Sound(), "fog": FogMachine(),
                       "p": Wagon(axes: { "x": Axis() }, marks: { "on": { "x": 10.0 } }) },
           cues: [Cue(number: "X 0", call: At(3.0)),
                  Cue(number: "LX 1", call: On("a", 1.0), go: [Light("w", 1.0, 2.0)]),
                  Cue(number: "SQ 1", call: On("a", 1.0), go: [Play("snd", 2.0)], needs: [Started("X 9")], give_up: 2.0),
                  Cue(number: "X 9", call: Hand)]"#,
        scenario,
    )
}

fn blackout(when: &str, more: &str) -> Rehearsal {
    scenario(&format!(r#"seed: 5, faults: [Fault(on: "rig", what: Blackout(1.0), when: {when}, {more})]"#))
}

fn began(r: &Rehearsal) -> Option<i64> {
    r.run.faults[0].began_us
}

#[test]
fn rule_55_a_fault_begins_at_run_time_or_after_a_beats_or_a_cues_actual_start() {
    assert_eq!(began(&blackout("At(2.5)", "")), Some(2_500_000));
    // `a` starts at 3.
    assert_eq!(began(&blackout(r#"On("a", 2.0)"#, "")), Some(5 * S));
    // GO at 4, started at 4.5.
    assert_eq!(began(&blackout(r#"With("LX 1", 2.0)"#, "")), Some(6_500_000));
}

#[test]
fn rule_55_after_defaults_to_zero() {
    assert_eq!(began(&blackout(r#"On("a")"#, "")), Some(3 * S));
    assert_eq!(began(&blackout(r#"With("LX 1")"#, "")), Some(4_500_000));
}

#[test]
fn rule_55_a_fault_with_a_cue_that_was_skipped_never_begins() {
    let r = blackout(r#"With("SQ 1")"#, "");
    assert_eq!(r.cue("SQ 1").ended_us, Some(6_500_000));
    assert_eq!(began(&r), None);
}

#[test]
fn rule_55_chance_zero_is_never_and_chance_one_is_always() {
    for luck in ["Nominal", "Random"] {
        for seed in 0..20 {
            let with = |chance: &str| {
                scenario(&format!(
                    r#"seed: {seed}, luck: {luck},
                       faults: [Fault(on: "rig", what: Blackout(1.0), when: At(1.0), chance: {chance})]"#
                ))
            };
            assert_eq!(began(&with("0.0")), None, "seed {seed}, {luck}");
            assert_eq!(began(&with("1.0")), Some(S), "seed {seed}, {luck}");
        }
    }
}

#[test]
fn rule_55_without_lasts_a_fault_goes_on_to_the_end_of_the_run() {
    let r = scenario(
        r#"faults: [Fault(on: "snd", what: Late(1.0), when: At(1.0)),
                    Fault(on: "snd", what: Late(1.0), when: At(1.0), lasts: 4.0)]"#,
    );
    assert_eq!(r.run.faults[0].ended_us, None);
    assert_eq!(r.run.faults[1].ended_us, Some(5 * S));
}

#[test]
fn rule_55_operator_slow_is_on_a_prefix_or_on_the_caller_for_all() {
    let slow = |on: &str| {
        let r = scenario(&format!(
            r#"faults: [Fault(on: "{on}", what: OperatorSlow("{on}", 4.0), when: At(0.0))], calls: [Go("X 9", 3.5)]"#
        ));
        (r.started("LX 1"), r.started("SQ 1"))
    };
    assert_eq!(slow("LX"), (Some(6 * S), Some(4_500_000)));
    assert_eq!(slow("SQ"), (Some(4_500_000), Some(6 * S)));
    assert_eq!(slow("caller"), (Some(6 * S), Some(6 * S)));
}

#[test]
fn rule_55_a_fault_goes_on_and_off_on_run_time_in_a_called_hold() {
    let r = scenario(
        r#"faults: [Fault(on: "rig", what: Blackout(1.0), when: On("a", 2.0))], calls: [Hold(4.0), Resume(9.0)]"#,
    );
    assert_eq!((began(&r), r.run.faults[0].ended_us), (Some(5 * S), Some(6 * S)));
}

fn took_effect(on: &str, what: &str, when: &str) -> bool {
    scenario(&format!(r#"faults: [Fault(on: "{on}", what: {what}, when: {when})]"#)).run.faults[0].took_effect
}

#[test]
fn rule_56_a_fault_on_what_did_nothing_meanwhile_took_no_effect() {
    assert!(!took_effect("p", "Slow(0.5)", "At(0.0)"));
    assert!(!took_effect("fog", "Dropout(5.0)", "At(0.0)"));
    assert!(!took_effect("fog", "Weak(0.5)", "At(0.0)"));
    // The rig is dark until LX 1.
    assert!(!took_effect("rig", "Blackout(1.0)", "At(0.0)"));
    // SQ 1 never starts.
    assert!(!took_effect("snd", "Late(1.0)", "At(0.0)"));
    assert!(!took_effect("caller", r#"GoLate("LX 1", 1.0)"#, "At(5.0)"));
}

#[test]
fn rule_56_a_fault_that_changed_a_motion_an_output_or_a_go_took_effect() {
    assert!(took_effect("rig", "Blackout(1.0)", "At(6.0)"));
    assert!(took_effect("fog", "StuckOn", "At(6.0)"));
    assert!(took_effect("caller", r#"GoLate("LX 1", 1.0)"#, "At(0.0)"));
    assert!(took_effect("LX", r#"OperatorSlow("LX", 4.0)"#, "At(0.0)"));
}
