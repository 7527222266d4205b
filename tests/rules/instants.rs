//! Instants, order, end of the run: rules 1–6.

use drytech::fault::CueStatus::{Done, Failed, Skipped, Uncalled};

use crate::ask::{Ask, ONE_BEAT, S, night};

#[test]
fn rule_01_a_stated_duration_is_rounded_half_away_from_zero() {
    let r = night(
        ONE_BEAT,
        r#"cues: [Cue(number: "X 1", call: At(0.0000025)), Cue(number: "X 2", call: At(0.0000024))]"#,
        "",
    );
    assert_eq!(r.started("X 1"), Some(3));
    assert_eq!(r.started("X 2"), Some(2));
}

#[test]
fn rule_01_a_whole_motion_is_rounded_once_at_its_end() {
    let r = night(
        ONE_BEAT,
        r#"machines: { "p": Wagon(axes: { "x": Axis(speed: 0.7, accel: 0.3) }, marks: { "on": { "x": 3.0 } }) },
           cues: [Cue(number: "FLY 1", call: On("a"), go: [Fly("p", "on")])]"#,
        "",
    );
    // D/v + v/a = 3/0.7 + 0.7/0.3 = 6.619047619; its phases, rounded one by one, would give 6.619047.
    assert_eq!(r.done("FLY 1"), Some(6_619_048));
}

#[test]
fn rule_01_a_crossing_is_rounded_from_the_instant_its_piece_began() {
    let r = night(
        ONE_BEAT,
        r#"stage: Stage(air_changes: 0.0), machines: { "fog": FogMachine() },
           cues: [Cue(number: "FOG 1", call: On("a"), go: [FogOn("fog", 1.0)]),
                  Cue(number: "X 1", call: When(Density(0.1)))]"#,
        "",
    );
    // Output from 0.7 s; 0.1 / 0.03 = 3.333333 s later.
    assert_eq!(r.started("X 1"), Some(4_033_333));
}

#[test]
fn rule_01_at_a_crossing_the_quantity_takes_the_thresholds_exact_value() {
    let r = night(
        ONE_BEAT,
        r#"machines: { "fog": FogMachine(lag: 0.0) },
           cues: [Cue(number: "FOG 1", call: On("a"), go: [FogOn("fog", 0.95)])]"#,
        "",
    );
    // Heat falls (0.95 - 0.3)/21 per second: out after 21/0.65 = 32.3076923 s. From exactly 0, and not from what the
    // rounding left, half heat takes 0.5 · 21/0.3 = 35.000000 s.
    let out = &r.run.arisen[0];
    assert_eq!((out.began_us, out.ended_us), (32_307_692, Some(67_307_692)));
}

/// A rig, a sound system, and cues; no crew, so that a GO is a start.
fn rig(beats: &str, cues: &str, scenario: &str) -> drytech::slip::Rehearsal {
    let machines = r#""rig": LightRig(areas: ["w", "v"]), "snd": Sound()"#;
    night(beats, &format!("machines: {{ {machines} }}, cues: [{cues}]"), scenario)
}

#[test]
fn rule_02_a_fault_at_an_instant_is_in_force_for_a_cue_that_starts_at_it() {
    let r = rig(
        ONE_BEAT,
        r#"Cue(number: "SQ 1", call: On("a", 5.0), go: [Play("snd", 3.0)])"#,
        r#"faults: [Fault(on: "snd", what: Late(2.0), when: At(5.0))]"#,
    );
    assert_eq!(r.done("SQ 1"), Some(10 * S));
}

#[test]
fn rule_02_a_fault_that_ends_at_an_instant_is_over_for_a_cue_that_starts_at_it() {
    let r = rig(
        ONE_BEAT,
        r#"Cue(number: "SQ 1", call: On("a", 5.0), go: [Play("snd", 3.0)])"#,
        r#"faults: [Fault(on: "snd", what: Late(2.0), when: At(0.0), lasts: 5.0)]"#,
    );
    assert_eq!(r.done("SQ 1"), Some(8 * S));
}

#[test]
fn rule_02_faults_come_before_machine_changes_so_a_sound_dead_in_its_last_instant_fails() {
    let r = rig(
        ONE_BEAT,
        r#"Cue(number: "SQ 1", call: On("a", 5.0), go: [Play("snd", 3.0)])"#,
        r#"faults: [Fault(on: "snd", what: Dead, when: At(8.0))]"#,
    );
    assert_eq!(r.status("SQ 1"), Failed);
    assert_eq!(r.cue("SQ 1").ended_us, Some(8 * S));
}

#[test]
fn rule_02_cues_that_start_together_start_in_sheet_order_and_the_later_command_wins() {
    // In the sheet LX 2 comes before LX 1, so LX 1's black is the last word, and nobody saw the light between.
    let r = rig(
        ONE_BEAT,
        r#"Cue(number: "LX 2", call: On("a", 1.0), go: [Light("w", 1.0, 0.0)]),
           Cue(number: "LX 1", call: On("a", 1.0), go: [Light("w", 0.0, 0.0)]),
           Cue(number: "X 1", call: When(Lit("w", 0.5)))"#,
        "",
    );
    assert_eq!(r.status("X 1"), Uncalled);
}

#[test]
fn rule_02_a_gate_which_opens_at_the_very_instant_of_its_patience_opens() {
    let r = rig(
        r#"Beat(id: "a", takes: 10.0), Beat(id: "b", takes: 5.0, needs: [Started("X 1")], patience: 5.0)"#,
        r#"Cue(number: "X 1", call: At(15.0))"#,
        "",
    );
    assert_eq!(r.begins("b"), Some(15 * S));
    assert_eq!(r.run.totals.holds, 0);
}

#[test]
fn rule_02_an_interlock_which_opens_at_the_very_instant_of_its_give_up_opens() {
    let r = rig(
        ONE_BEAT,
        r#"Cue(number: "X 1", call: On("a", 2.0), needs: [Started("X 2")], give_up: 4.0),
           Cue(number: "X 2", call: On("a", 6.0))"#,
        "",
    );
    assert_eq!(r.started("X 1"), Some(6 * S));
}

#[test]
fn rule_02_the_gate_is_looked_at_before_held_cues() {
    // At 15 both may go. The gate is first: LX 2 (black) starts with the beat, then the Held LX 1 brings light.
    let r = rig(
        r#"Beat(id: "a", takes: 10.0), Beat(id: "b", takes: 5.0, needs: [Started("X 1")])"#,
        r#"Cue(number: "LX 1", call: On("a", 2.0), needs: [Started("X 1")], go: [Light("w", 1.0, 0.0)]),
           Cue(number: "LX 2", call: On("b"), go: [Light("w", 0.0, 0.0)]),
           Cue(number: "X 1", call: At(15.0)),
           Cue(number: "X 2", call: At(16.0), needs: [Lit("w", 1.0)])"#,
        "",
    );
    assert_eq!(r.started("LX 1"), Some(15 * S));
    assert_eq!(r.started("LX 2"), Some(15 * S));
    assert_eq!(r.started("X 2"), Some(16 * S));
}

#[test]
fn rule_02_held_cues_are_looked_at_before_when_cues() {
    // LX 2 is first in the sheet but waits as `When`: it starts after the Held LX 1, and its black is the last word.
    let r = rig(
        ONE_BEAT,
        r#"Cue(number: "LX 2", call: When(Started("X 1")), go: [Light("w", 0.0, 0.0)]),
           Cue(number: "LX 1", call: On("a", 2.0), needs: [Started("X 1")], go: [Light("w", 1.0, 0.0)]),
           Cue(number: "X 1", call: At(15.0)),
           Cue(number: "X 2", call: At(16.0), needs: [Lit("w", 1.0)])"#,
        "",
    );
    assert_eq!(r.started("LX 1"), Some(15 * S));
    assert_eq!(r.started("LX 2"), Some(15 * S));
    assert_eq!(r.status("X 2"), Skipped);
}

#[test]
fn rule_02_what_an_instant_causes_at_the_same_instant_happens_in_it() {
    // A chain of three links without a delay between them, closed by the gate: all at 15.
    let r = rig(
        r#"Beat(id: "a", takes: 10.0), Beat(id: "b", takes: 5.0, needs: [Done("X 3")])"#,
        r#"Cue(number: "X 3", call: When(Started("X 2"))),
           Cue(number: "X 2", call: Follow("X 1")),
           Cue(number: "X 1", call: At(15.0)),
           Cue(number: "X 4", call: On("b"))"#,
        "",
    );
    assert_eq!(r.started("X 3"), Some(15 * S));
    assert_eq!(r.begins("b"), Some(15 * S));
    assert_eq!(r.called("X 4"), Some(15 * S));
}

#[test]
fn rule_03_the_shows_end_is_the_end_of_the_last_beat() {
    let r = night(r#"Beat(id: "a", takes: 10.0), Beat(id: "b", takes: 2.5)"#, r#"cues: []"#, "");
    assert_eq!(r.run.end_us, 12_500_000);
}

#[test]
fn rule_03_cues_go_on_for_600_seconds_after_the_end_and_no_longer() {
    let r = night(
        r#"Beat(id: "a", takes: 10.0)"#,
        r#"cues: [Cue(number: "X 1", call: On("a", 609.0)), Cue(number: "X 2", call: Follow("X 1", 0.5)),
                  Cue(number: "X 3", call: On("a", 611.0)), Cue(number: "X 4", call: Follow("X 1", 2.0))]"#,
        "",
    );
    assert_eq!(r.called("X 1"), Some(609 * S));
    assert_eq!(r.started("X 2"), Some(609_500_000));
    assert_eq!(r.status("X 3"), Uncalled);
    assert_eq!(r.status("X 4"), Uncalled);
}

#[test]
fn rule_03_a_hold_called_after_the_end_is_ignored() {
    let r = night(
        r#"Beat(id: "a", takes: 10.0)"#,
        r#"cues: [Cue(number: "X 1", call: On("a", 20.0))]"#,
        "calls: [Hold(11.0), Resume(15.0)]",
    );
    assert_eq!(r.called("X 1"), Some(20 * S));
    assert_eq!((r.run.totals.holds, r.run.totals.held_us), (0, 0));
}

#[test]
fn rule_04_a_gate_that_keeps_the_show_for_an_hour_abandons_it() {
    let r = night(
        r#"Beat(id: "a", takes: 10.0), Beat(id: "b", takes: 5.0, needs: [Started("X 0"), Started("X 1")])"#,
        r#"patience: 5.0, cues: [Cue(number: "X 0", call: At(1.0)), Cue(number: "X 1", call: Hand),
                                 Cue(number: "X 2", call: On("b"))]"#,
        "",
    );
    // From 10: a stage wait till the hold at 15, held till 10 + 3600.
    assert_eq!(r.run.end_us, 3_610 * S);
    let stuck = r.run.stuck.as_ref().expect("the show is abandoned");
    assert_eq!((stuck.beat, stuck.unmet.as_slice(), stuck.in_hold), (1, &[1][..], false));
    assert_eq!(r.run.totals.stage_waits_us, 5 * S);
    assert_eq!(r.run.totals.held_us, 3_595 * S);
    assert_eq!(r.run.totals.holds, 1);
    assert_eq!(r.begins("b"), None);
    assert_eq!(r.status("X 2"), Uncalled);
}

#[test]
fn rule_04_the_hour_of_a_gate_is_on_the_show_clock() {
    let r = night(
        r#"Beat(id: "a", takes: 10.0), Beat(id: "b", takes: 5.0, needs: [Started("X 1")])"#,
        r#"patience: 5.0, cues: [Cue(number: "X 1", call: Hand)]"#,
        "calls: [Hold(20.0), Resume(120.0)]",
    );
    // 10 + 3600 + the 100 s for which the clock stood still.
    assert_eq!(r.run.end_us, 3_710 * S);
}

#[test]
fn rule_04_bars_vamped_until_the_show_was_abandoned_stay_counted() {
    let r = night(
        r#"Beat(id: "a", takes: 10.0, vamp: 2.0), Beat(id: "b", takes: 5.0, needs: [Started("X 1")])"#,
        r#"patience: 4000.0, cues: [Cue(number: "X 1", call: Hand)]"#,
        "",
    );
    assert_eq!(r.run.end_us, 3_610 * S);
    assert_eq!(r.run.totals.vamped_bars, 1_800);
}

#[test]
fn rule_04_a_called_hold_that_nobody_ends_for_an_hour_abandons_the_show() {
    let r = night(r#"Beat(id: "a", takes: 10.0)"#, "cues: []", "calls: [Hold(4.0)]");
    assert_eq!(r.run.end_us, 3_604 * S);
    assert!(r.run.stuck.as_ref().is_some_and(|s| s.in_hold));
    assert_eq!((r.run.totals.holds, r.run.totals.held_us), (1, 3_600 * S));
}

#[test]
fn rule_04_a_fogger_that_makes_events_for_ever_does_not_keep_an_abandoned_show_alive() {
    let r = night(
        r#"Beat(id: "a", takes: 10.0), Beat(id: "b", takes: 5.0, needs: [Started("X 1")])"#,
        r#"machines: { "fog": FogMachine() },
           cues: [Cue(number: "X 1", call: Hand), Cue(number: "FOG 1", call: On("a"), go: [FogOn("fog", 1.0)])]"#,
        "",
    );
    assert_eq!(r.run.end_us, 3_610 * S);
    assert!(r.run.stuck.is_some());
}

#[test]
fn rule_05_the_status_at_the_end_of_the_run_says_how_far_the_cue_came() {
    let r = night(
        r#"Beat(id: "a", takes: 50.0)"#,
        r#"machines: { "rig": LightRig(areas: ["w"]) }, crew: { "SLOW": Operator(reaction: 700.0) },
           decisions: { "d": Decision(options: ["y", "n"], default: "n") },
           cues: [
               Cue(number: "X 1", call: On("a")),
               Cue(number: "X 2", call: On("a"), go: [Light("w", 1.0, 700.0)]),
               Cue(number: "SLOW 3", call: On("a")),
               Cue(number: "X 4", call: On("a"), needs: [Started("X 5")]),
               Cue(number: "X 5", call: Hand),
               Cue(number: "X 6", call: On("a"), only: ("d", "y")),
           ]"#,
        "",
    );
    assert_eq!(r.status("X 1"), Done);
    assert_eq!(r.status("X 2"), Failed);
    assert_eq!(r.status("SLOW 3"), Skipped);
    assert_eq!(r.status("X 4"), Skipped);
    assert_eq!(r.status("X 5"), Uncalled);
    assert_eq!(r.cue("X 6").status, None);
    // Given up, and failed, at the end of the run: 50 + 600.
    assert_eq!(r.cue("X 4").ended_us, Some(650 * S));
    assert_eq!(r.cue("X 2").ended_us, Some(650 * S));
}

#[test]
fn rule_05_a_beat_excluded_by_only_is_absent_and_takes_no_time() {
    let r = night(
        r#"Beat(id: "a", takes: 5.0), Beat(id: "b", takes: 7.0, only: ("d", "y")), Beat(id: "c", takes: 1.0)"#,
        r#"decisions: { "d": Decision(options: ["y", "n"], default: "n") }"#,
        "",
    );
    assert!(!r.beat("b").present);
    assert_eq!(r.begins("c"), Some(5 * S));
    assert_eq!(r.run.end_us, 6 * S);
}

#[test]
fn rule_06_what_references_an_absent_cue_or_beat_never_happens() {
    let r = night(
        r#"Beat(id: "a", takes: 5.0), Beat(id: "b", takes: 7.0, only: ("d", "y"))"#,
        r#"decisions: { "d": Decision(options: ["y", "n"], default: "n") },
           cues: [
               Cue(number: "X 1", call: On("a"), only: ("d", "y")),
               Cue(number: "X 2", call: On("b")),
               Cue(number: "X 3", call: Follow("X 1")),
               Cue(number: "X 4", call: Hang("X 2")),
               Cue(number: "X 5", call: When(Any([Started("X 1"), Done("X 2")]))),
               Cue(number: "X 6", call: When(Not(Any([Started("X 1"), Done("X 2")])))),
           ]"#,
        "",
    );
    for number in ["X 2", "X 3", "X 4", "X 5"] {
        assert_eq!(r.status(number), Uncalled, "{number}");
    }
    assert_eq!(r.started("X 6"), Some(0));
}

#[test]
fn rule_04_a_first_beat_that_never_begins_abandons_the_show_after_an_hour() {
    let r = night(
        r#"Beat(id: "a", takes: 10.0, needs: [Started("X 1")])"#,
        r#"cues: [Cue(number: "X 1", call: Hand)]"#,
        "",
    );
    assert_eq!(r.run.end_us, 3_600 * S);
    // Patience 30, then held.
    assert_eq!((r.run.totals.stage_waits_us, r.run.totals.held_us), (30 * S, 3_570 * S));
}

#[test]
fn rule_01_a_heater_that_is_ready_is_at_exactly_ready_at() {
    // Sustain 0.37, so heat changes by (0.37 - u)/18.9 a second. Full output: out at 30. Ready 0.5 · 18.9/0.37 =
    // 25.54054054 s later, rounded 25.540541; at 0.4, half heat lasts 0.5 · 18.9/0.03 = 315 s.
    let r = night(
        r#"Beat(id: "a", takes: 400.0)"#,
        r#"machines: { "fog": FogMachine(lag: 0.0, sustain: 0.37) },
           cues: [Cue(number: "FOG 1", call: On("a"), go: [FogOn("fog", 1.0)]),
                  Cue(number: "FOG 2", call: On("a", 40.0), go: [FogOn("fog", 0.4)])]"#,
        "",
    );
    assert_eq!((r.run.arisen[0].began_us, r.run.arisen[0].ended_us), (30 * S, Some(55_540_541)));
    assert_eq!(r.run.arisen[1].began_us, 370_540_541);
}
