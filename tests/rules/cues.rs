//! Cues: rules 21–29.

use drytech::fault::CueStatus::{Done, Failed, Skipped, Uncalled};
use drytech::slip::Rehearsal;

use crate::ask::{Ask, ONE_BEAT, S, night};

/// X 1 plays 3 s from 2, if LX 0's light is on; X 2 follows it and X 3 hangs on it, each 1 s after.
fn sequence(more: &str, scenario: &str) -> Rehearsal {
    night(
        ONE_BEAT,
        &format!(
            r#"machines: {{ "snd": Sound(), "rig": LightRig(areas: ["w", "v"]) }},
               cues: [
                   Cue(number: "LX 0", call: On("a"), go: [Light("w", 1.0, 0.0)]),
                   Cue(number: "X 1", call: On("a", 2.0), go: [Play("snd", 3.0)], needs: [Lit("w", 0.5)],
                       give_up: 4.0),
                   Cue(number: "X 2", call: Follow("X 1", 1.0)),
                   Cue(number: "X 3", call: Hang("X 1", 1.0)),
                   {more}
               ]"#
        ),
        scenario,
    )
}

const DARK_FOR_30: &str = r#"faults: [Fault(on: "rig", what: Blackout(30.0), when: At(0.0))]"#;

#[test]
fn rule_21_started_and_done_of_a_skipped_cue_never_become_true() {
    let r = sequence(r#"Cue(number: "X 4", call: When(Any([Started("X 1"), Done("X 1")])))"#, DARK_FOR_30);
    assert_eq!(r.status("X 1"), Skipped);
    assert_eq!(r.status("X 4"), Uncalled);
}

#[test]
fn rule_21_done_of_a_failed_cue_never_becomes_true() {
    let r = sequence(
        r#"Cue(number: "X 4", call: When(Done("X 1"))), Cue(number: "X 5", call: When(Started("X 1")))"#,
        r#"faults: [Fault(on: "snd", what: Dead, when: At(3.0))]"#,
    );
    assert_eq!(r.status("X 1"), Failed);
    assert_eq!(r.status("X 4"), Uncalled);
    assert_eq!(r.started("X 5"), Some(2 * S));
}

#[test]
fn rule_22_what_follows_and_hangs_on_a_skipped_cue_keeps_the_sequences_timing() {
    let r = sequence("", DARK_FOR_30);
    // Given up at 2 + 4 = 6: follow 6 + 1; hang 6 + P + 1, P = 3.
    assert_eq!(r.cue("X 1").ended_us, Some(6 * S));
    assert_eq!(r.started("X 2"), Some(7 * S));
    assert_eq!(r.started("X 3"), Some(10 * S));
}

#[test]
fn rule_22_what_hangs_on_a_failed_cue_waits_for_its_planned_length() {
    let r = sequence("", r#"faults: [Fault(on: "snd", what: Dead, when: At(3.0))]"#);
    // Started 2, failed 3: follow 2 + 1; hang max(3, 2 + 3) + 1.
    assert_eq!(r.started("X 2"), Some(3 * S));
    assert_eq!(r.started("X 3"), Some(6 * S));
}

#[test]
fn rule_22_what_hangs_on_a_cue_that_failed_late_starts_from_the_failure() {
    // Late by 4, the play would be done at 9; the system dies at 8.5: hang max(8.5, 5) + 1.
    let r = sequence(
        "",
        r#"faults: [Fault(on: "snd", what: Late(4.0), when: At(0.0)), Fault(on: "snd", what: Dead, when: At(8.5))]"#,
    );
    assert_eq!(r.status("X 1"), Failed);
    assert_eq!(r.started("X 3"), Some(9_500_000));
}

#[test]
fn rule_22_the_planned_length_is_the_plans_own_done_less_started() {
    // A move of 12 s (10/1 + 1/0.5), known only to the plan: cut, it is given up at 5; hang 5 + 12 + 1.
    let r = night(
        ONE_BEAT,
        r#"machines: { "p": Wagon(axes: { "x": Axis() }, marks: { "on": { "x": 10.0 } }) },
           cues: [Cue(number: "FLY 1", call: On("a", 5.0), go: [Fly("p", "on")]),
                  Cue(number: "X 2", call: Hang("FLY 1", 1.0))]"#,
        r#"calls: [Skip("FLY 1", 1.0)]"#,
    );
    assert_eq!(r.started("X 2"), Some(18 * S));
}

#[test]
fn rule_22_a_cue_the_plan_did_not_finish_has_no_length() {
    // X 1's need never holds, in the plan neither: given up at 6, hang at 6 + 0 + 1, in both.
    let r = night(
        ONE_BEAT,
        r#"machines: { "snd": Sound() },
           cues: [Cue(number: "X 1", call: On("a", 2.0), go: [Play("snd", 3.0)], needs: [Started("X 9")], give_up: 4.0),
                  Cue(number: "X 3", call: Hang("X 1", 1.0)),
                  Cue(number: "X 9", call: Hand)]"#,
        "",
    );
    assert_eq!(r.planned("X 3").started_us, Some(7 * S));
    assert_eq!(r.started("X 3"), Some(7 * S));
}

#[test]
fn rule_23_when_needs_no_edge_and_may_start_at_zero() {
    let r = sequence(r#"Cue(number: "X 4", call: When(Not(Lit("v", 0.5))))"#, "");
    assert_eq!(r.started("X 4"), Some(0));
}

#[test]
fn rule_23_when_starts_once() {
    // Lit at 0, and again at 20.
    let r = sequence(
        r#"Cue(number: "LX 1", call: At(10.0), go: [Light("w", 0.0, 0.0)]),
           Cue(number: "LX 2", call: At(20.0), go: [Light("w", 1.0, 0.0)]),
           Cue(number: "X 4", call: When(Lit("w", 0.5)), go: [Light("v", 1.0, 0.0)])"#,
        "",
    );
    let x4 = r.cue_index("X 4").expect("X 4 is in the sheet") as u32;
    let starts = r.run.events.iter().filter(|e| e.what == drytech::run::What::Started(x4)).count();
    assert_eq!(starts, 1);
    assert_eq!(r.started("X 4"), Some(0));
}

#[test]
fn rule_24_give_up_counts_on_run_time_through_a_called_hold() {
    let r = sequence(
        "",
        r#"faults: [Fault(on: "rig", what: Blackout(30.0), when: At(0.0))], calls: [Hold(3.0), Resume(20.0)]"#,
    );
    assert_eq!(r.cue("X 1").ended_us, Some(6 * S));
}

#[test]
fn rule_24_give_up_zero_means_skipped_unless_the_needs_hold_then() {
    let r = sequence(
        r#"Cue(number: "X 4", call: On("a", 2.0), needs: [Lit("w", 0.5)], give_up: 0.0),
           Cue(number: "X 5", call: On("a", 3.0), needs: [Lit("v", 0.5)], give_up: 0.0)"#,
        "",
    );
    assert_eq!(r.started("X 4"), Some(2 * S));
    assert_eq!(r.status("X 5"), Skipped);
    assert_eq!(r.cue("X 5").ended_us, Some(3 * S));
}

#[test]
fn rule_25_a_play_commanded_on_a_dead_sound_fails_and_its_other_actions_go_on() {
    let r = sequence(
        r#"Cue(number: "X 4", call: On("a", 20.0), go: [Play("snd", 3.0), Light("v", 1.0, 4.0)]),
           Cue(number: "X 5", call: When(Lit("v", 1.0)))"#,
        r#"faults: [Fault(on: "snd", what: Dead, when: At(10.0))]"#,
    );
    assert_eq!(r.status("X 4"), Failed);
    assert_eq!((r.done("X 4"), r.cue("X 4").ended_us), (None, Some(20 * S)));
    assert_eq!(r.started("X 5"), Some(24 * S));
    assert_eq!(r.status("X 1"), Done);
}

#[test]
fn rule_25_dry_fog_a_blackout_and_a_short_stop_are_all_done() {
    let r = night(
        ONE_BEAT,
        r#"machines: { "fog": FogMachine(), "rig": LightRig(areas: ["w"]),
                       "p": Wagon(axes: { "x": Axis() }, marks: { "on": { "x": 10.0 } }) },
           cues: [Cue(number: "X 1", call: On("a"), go: [Fog("fog", 1.0, 6.0)]),
                  Cue(number: "X 2", call: On("a"), go: [Light("w", 1.0, 5.0)]),
                  Cue(number: "X 3", call: On("a"), go: [Fly("p", "on")])]"#,
        r#"faults: [Fault(on: "fog", what: Dry, when: At(0.0)), Fault(on: "rig", what: Blackout(90.0), when: At(0.0)),
                    Fault(on: "p", what: StopsShort(4.0), when: At(0.0))]"#,
    );
    assert_eq!(r.done("X 1"), Some(6 * S));
    assert_eq!(r.done("X 2"), Some(5 * S));
    // 6 m: 6/1 + 1/0.5.
    assert_eq!(r.done("X 3"), Some(8 * S));
}

#[test]
fn rule_26_timed_actions_are_done_by_the_clock_though_replaced() {
    let r = night(
        ONE_BEAT,
        r#"machines: { "fog": FogMachine(), "rig": LightRig(areas: ["w"]) },
           cues: [Cue(number: "X 1", call: On("a"), go: [Fog("fog", 1.0, 6.0)]),
                  Cue(number: "X 2", call: On("a"), go: [Light("w", 1.0, 10.0)]),
                  Cue(number: "X 3", call: On("a", 4.0), go: [FogOff("fog")]),
                  Cue(number: "X 4", call: On("a", 4.0), go: [Light("w", 0.0, 1.0)])]"#,
        "",
    );
    assert_eq!(r.done("X 1"), Some(6 * S));
    assert_eq!(r.done("X 2"), Some(10 * S));
    assert_eq!(r.done("X 4"), Some(5 * S));
}

#[test]
fn rule_26_a_motion_is_done_when_a_later_command_is_given() {
    // The piece delays its moves by 1 s: the first is done when the second is given, not when it takes over.
    let r = night(
        ONE_BEAT,
        r#"machines: { "p": Wagon(delay: 1.0, axes: { "x": Axis() }, marks: { "on": { "x": 10.0 }, "off": { "x": 0.0 } }),
                       "tabs": Curtain(takes: 4.0) },
           cues: [Cue(number: "X 1", call: On("a"), go: [Fly("p", "on")]),
                  Cue(number: "X 2", call: On("a", 6.0), go: [Fly("p", "off")]),
                  Cue(number: "X 3", call: On("a"), go: [Open("tabs")]),
                  Cue(number: "X 4", call: On("a", 3.0), go: [Close("tabs")])]"#,
        "",
    );
    assert_eq!(r.done("X 1"), Some(6 * S));
    // Moving from 1; at 7, x = 5 and v = 1: brakes to 6 by 9, then 6 m back in 8.
    assert_eq!(r.done("X 2"), Some(17 * S));
    assert_eq!(r.done("X 3"), Some(3 * S));
    assert_eq!(r.done("X 4"), Some(6 * S));
}

#[test]
fn rule_26_a_change_is_never_replaced_a_second_one_waits() {
    let r = night(
        ONE_BEAT,
        r#"dressers: 2,
           machines: { "d1": Costume(wearer: "I"), "d2": Costume(wearer: "I") },
           cues: [Cue(number: "X 1", call: On("a"), go: [Change("I", "d1", 20.0)]),
                  Cue(number: "X 2", call: On("a", 4.0), go: [Change("I", "d2", 10.0)])]"#,
        "",
    );
    assert_eq!(r.done("X 1"), Some(20 * S));
    assert_eq!(r.done("X 2"), Some(30 * S));
}

#[test]
fn rule_26_what_takes_no_time_is_done_at_its_start() {
    let r = night(
        ONE_BEAT,
        r#"machines: { "fog": FogMachine(), "rig": LightRig(areas: ["w"]) },
           cues: [Cue(number: "X 1", call: On("a", 1.0), go: [FogOn("fog", 0.5)]),
                  Cue(number: "X 2", call: On("a", 1.0), go: [FogOff("fog")]),
                  Cue(number: "X 3", call: On("a", 1.0), go: [Note("the tenor is in")]),
                  Cue(number: "X 4", call: On("a", 1.0), go: [Light("w", 0.5, 0.0)]),
                  Cue(number: "X 5", call: On("a", 1.0))]"#,
        "",
    );
    for number in ["X 1", "X 2", "X 3", "X 4", "X 5"] {
        assert_eq!(r.done(number), Some(S), "{number}");
    }
}

#[test]
fn rule_27_a_cycle_of_follow_and_hang_is_uncalled() {
    let r = sequence(
        r#"Cue(number: "Y 1", call: Follow("Y 2")), Cue(number: "Y 2", call: Hang("Y 1", 1.0)),
           Cue(number: "Y 3", call: Follow("Y 1"))"#,
        "",
    );
    for number in ["Y 1", "Y 2", "Y 3"] {
        assert_eq!(r.status(number), Uncalled, "{number}");
    }
}

#[test]
fn rule_27_cues_in_a_cycle_of_interlocks_stay_held() {
    let r = sequence(
        r#"Cue(number: "Y 1", call: On("a", 1.0), needs: [Started("Y 2")]),
           Cue(number: "Y 2", call: On("a", 1.0), needs: [Started("Y 1")])"#,
        "",
    );
    // To the end of the run, 100 + 600.
    for number in ["Y 1", "Y 2"] {
        assert_eq!(r.status(number), Skipped, "{number}");
        assert_eq!(r.cue(number).ended_us, Some(700 * S), "{number}");
    }
}

#[test]
fn rule_28_the_plan_has_no_faults_and_no_calls_but_the_same_decisions() {
    let r = night(
        r#"Beat(id: "a", takes: 10.0), Beat(id: "b", takes: 7.0, only: ("d", "y"))"#,
        r#"decisions: { "d": Decision(options: ["y", "n"], default: "n"),
                        "e": Decision(options: ["y", "n"], default: "n") },
           machines: { "snd": Sound() },
           cues: [Cue(number: "X 1", call: On("a"), go: [Play("snd", 3.0)]),
                  Cue(number: "X 2", call: Hand),
                  Cue(number: "X 3", call: When(All([Chosen("d", "y"), Chosen("e", "n")])))]"#,
        r#"decisions: { "d": "y" }, faults: [Fault(on: "snd", what: Late(2.0), when: At(0.0))],
           calls: [Go("X 2", 1.0), Hold(2.0), Resume(3.0)]"#,
    );
    assert_eq!(r.plan.end_us, 17 * S);
    assert_eq!(r.planned("X 1").done_us, Some(3 * S));
    assert_eq!(r.planned("X 2").status, Some(Uncalled));
    assert_eq!(r.planned("X 3").started_us, Some(0));
    assert_eq!(r.done("X 1"), Some(5 * S));
    assert_eq!(r.run.end_us, 18 * S);
}

#[test]
fn rule_29_what_happened_on_one_side_only_has_no_slip() {
    let r = sequence(
        r#"Cue(number: "X 4", call: Hand)"#,
        r#"faults: [Fault(on: "rig", what: Blackout(30.0), when: At(0.0))], calls: [Go("X 4", 1.0)]"#,
    );
    let slip = |number: &str| r.slip.cues[r.cue_index(number).expect("in the sheet")];
    // X 4 was never planned; X 1 was called in both, and started in one.
    assert_eq!(slip("X 4").called_us, None);
    assert_eq!(slip("X 4").started_us, None);
    assert_eq!(slip("X 1").called_us, Some(0));
    assert_eq!((slip("X 1").started_us, slip("X 1").done_us), (None, None));
    assert_eq!(r.run.totals.skipped, 1);
}

#[test]
fn rule_22_what_hangs_on_a_cue_that_failed_at_its_start_waits_for_its_planned_length() {
    // Started and failed at 2: follow 2 + 1; hang max(2, 2 + 3) + 1.
    let r = sequence("", r#"faults: [Fault(on: "snd", what: Dead, when: At(1.0))]"#);
    assert_eq!(r.cue("X 1").ended_us, Some(2 * S));
    assert_eq!((r.started("X 2"), r.started("X 3")), (Some(3 * S), Some(6 * S)));
}

#[test]
fn rule_24_give_up_counts_from_the_start_the_reaction_would_have_made() {
    let r = night(
        ONE_BEAT,
        r#"crew: { "X": Operator(reaction: 0.5) },
           cues: [Cue(number: "X 1", call: On("a", 2.0), needs: [Started("X 2")], give_up: 4.0),
                  Cue(number: "X 2", call: Hand)]"#,
        "",
    );
    assert_eq!(r.cue("X 1").ended_us, Some(6_500_000));
}
