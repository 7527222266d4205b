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

/// A piece of 1 m/s and 0.5 m/s² (with these fields) flies at 0 s to `far` (10 m, 12 s) or `near` (0.1 m).
fn flown(fields: &str, mark: &str, faults: &str) -> Rehearsal {
    night(
        r#"Beat(id: "a", takes: 100.0)"#,
        &format!(
            r#"machines: {{ "p": Wagon({fields} axes: {{ "x": Axis() }},
                                       marks: {{ "far": {{ "x": 10.0 }}, "near": {{ "x": 0.1 }} }}) }},
               cues: [Cue(number: "FLY 1", call: On("a"), go: [Fly("p", "{mark}")])]"#
        ),
        &format!("faults: [{faults}]"),
    )
}

#[test]
fn rule_56_slowness_that_a_short_move_never_reaches_took_no_effect() {
    // 0.1 m: never faster than √(0.5 · 0.1) = 0.2236 m/s, whatever the cap; 2·√(0.1/0.5) = 0.894427.
    let r = flown("", "near", r#"Fault(on: "p", what: Slow(0.5), when: At(0.0))"#);
    assert_eq!(r.done("FLY 1"), Some(894_427));
    assert!(!r.run.faults[0].took_effect);
}

#[test]
fn rule_56_a_jam_that_is_over_before_the_delay_is_took_no_effect() {
    let r = flown("delay: 1.0,", "far", r#"Fault(on: "p", what: Jam(0.5), when: At(0.2))"#);
    assert_eq!(r.done("FLY 1"), Some(13 * S));
    assert!(!r.run.faults[0].took_effect);
}

#[test]
fn rule_56_a_late_brake_that_is_over_before_the_brake_took_no_effect() {
    // The first ends at 1; the second is in force at 10, when the final brake would begin.
    let r = flown(
        "",
        "far",
        r#"Fault(on: "p", what: LateBrake(1.0), when: At(0.0), lasts: 1.0),
           Fault(on: "p", what: LateBrake(1.0), when: At(5.0))"#,
    );
    assert_eq!(r.done("FLY 1"), Some(15_828_427));
    assert!(!r.run.faults[0].took_effect);
    assert!(r.run.faults[1].took_effect);
}

#[test]
fn rule_56_a_signal_lost_in_the_lag_that_made_the_fog_later_took_effect() {
    // Commanded at 0: fog at 0.7; lost at 0.3 and back at 0.5, fog at 1.2 (rule 30).
    let r = night(
        r#"Beat(id: "a", takes: 50.0)"#,
        r#"stage: Stage(air_changes: 0.0), machines: { "fog": FogMachine() },
           cues: [Cue(number: "FOG 1", call: On("a"), go: [FogOn("fog", 1.0)]),
                  Cue(number: "X 1", call: When(Density(0.03)))]"#,
        r#"faults: [Fault(on: "fog", what: SignalLoss(0.2), when: At(0.3))]"#,
    );
    assert_eq!((r.planned("X 1").started_us, r.started("X 1")), (Some(1_700_000), Some(2_200_000)));
    assert!(r.run.faults[0].took_effect);
}

#[test]
fn rule_56_a_freeze_in_a_fade_took_effect_though_it_never_ends() {
    // LX 1 fades from 4.5 to 6.5 and is frozen half-way, for longer than the run.
    assert!(took_effect("rig", "Freeze(5000.0)", "At(5.5)"));
}

#[test]
fn rule_56_no_dresser_while_the_only_dresser_is_busy_took_no_effect() {
    // Karen's 6 s are first; nobody for Ivy's costume till 4 changes nothing.
    let r = night(
        r#"Beat(id: "a", takes: 50.0)"#,
        r#"dressers: 1, machines: { "gown": Costume(wearer: "Karen"), "dress": Costume(wearer: "Ivy") },
           cues: [Cue(number: "W 1", call: On("a"), go: [Change("Karen", "gown")]),
                  Cue(number: "W 2", call: On("a", 1.0), go: [Change("Ivy", "dress")])]"#,
        r#"faults: [Fault(on: "dress", what: NoDresser(4.0), when: At(0.0))]"#,
    );
    assert_eq!(r.done("W 2"), Some(12 * S));
    assert!(!r.run.faults[0].took_effect);
}

#[test]
fn rule_56_a_lateness_that_pushed_a_go_into_a_hold_took_effect() {
    // Due at 15; late till 16.5, in the hold from 16 to 20: the GO is given at 20 (rule 11) and not at 15.
    let r = night(
        r#"Beat(id: "a", takes: 50.0)"#,
        r#"cues: [Cue(number: "X 1", call: On("a", 15.0))]"#,
        r#"faults: [Fault(on: "caller", what: GoLate("X 1", 9.0), when: At(0.0), lasts: 16.5)],
           calls: [Hold(16.0), Resume(20.0)]"#,
    );
    assert_eq!(r.called("X 1"), Some(20 * S));
    assert!(r.run.faults[0].took_effect);
}
