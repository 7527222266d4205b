//! Corners of the physics and the totals: rules 66–72.

use drytech::fault::CueStatus::{Skipped, Uncalled};
use drytech::run::MachineTrack;
use drytech::slip::Rehearsal;

use crate::ask::{Ask, ONE_BEAT, S, night};

/// A piece (with these fields) that flies 10 m in 12 s from 0 s on, further cues, and faults on it.
fn flight(fields: &str, cues: &str, faults: &str) -> Rehearsal {
    night(
        ONE_BEAT,
        &format!(
            r#"machines: {{ "p": Wagon({fields} axes: {{ "x": Axis() }},
                                       marks: {{ "far": {{ "x": 10.0 }}, "home": {{ "x": 0.0 }} }}) }},
               cues: [Cue(number: "FLY 1", call: On("a"), go: [Fly("p", "far")]), {cues}]"#
        ),
        &format!("faults: [{faults}]"),
    )
}

#[test]
fn rule_66_a_fault_that_changes_neither_cap_nor_target_nor_stop_plans_no_motion_anew() {
    let quiet = flight("", "", "");
    // There is no power to overload, and a short stop of nothing.
    let faulty = flight(
        "",
        "",
        r#"Fault(on: "p", what: Overload(2.0), when: At(5.0)), Fault(on: "p", what: Slow(1.0), when: At(6.0))"#,
    );
    let track = |r: &Rehearsal| match &r.run.machines[0] {
        MachineTrack::Piece { axes } => axes[0].clone(),
        other => panic!("not a piece: {other:?}"),
    };
    assert_eq!(track(&quiet), track(&faulty));
}

#[test]
fn rule_67_whether_a_late_brake_is_in_force_counts_at_the_instant_the_final_brake_would_begin() {
    let lasting = |s: &str| {
        flight("", "", &format!(r#"Fault(on: "p", what: LateBrake(1.0), when: At(0.0), lasts: {s})"#)).done("FLY 1")
    };
    // The brake would begin at 10. Ending in the late second changes nothing: 13, and 1 m back in 2·√2.
    assert_eq!(lasting("10.5"), Some(15_828_427));
    assert_eq!(lasting("9.9"), Some(12 * S));
    // Faults end before anything else of an instant (rule 2).
    assert_eq!(lasting("10.0"), Some(12 * S));
}

#[test]
fn rule_67_a_new_plan_after_that_instant_is_made_without_lateness() {
    // Late from 10 on; jammed at 10.5 (x = 9.5) till 11.5; then 0.5 m from rest: 2·√(0.5/0.5).
    let r = flight(
        "",
        "",
        r#"Fault(on: "p", what: LateBrake(1.0), when: At(0.0)), Fault(on: "p", what: Jam(1.0), when: At(10.5))"#,
    );
    assert_eq!(r.done("FLY 1"), Some(13_500_000));
}

#[test]
fn rule_67_a_move_to_the_mark_already_flown_to_is_a_new_command() {
    let r = flight("", r#"Cue(number: "FLY 2", call: On("a", 6.0), go: [Fly("p", "far")])"#, "");
    assert_eq!((r.done("FLY 1"), r.done("FLY 2")), (Some(6 * S), Some(12 * S)));
}

/// Ten seconds of `a`; `b` needs X 1, a Hand cue; patience 5, restart 3.
fn wait(sheet: &str, cues: &str, calls: &str) -> Rehearsal {
    night(
        r#"Beat(id: "a", takes: 10.0), Beat(id: "b", takes: 5.0, needs: [Started("X 1")])"#,
        &format!(r#"patience: 5.0, restart: 3.0, {sheet} cues: [Cue(number: "X 1", call: Hand), {cues}]"#),
        &format!("calls: [{calls}]"),
    )
}

#[test]
fn rule_68_held_time_is_never_counted_twice() {
    // The gate hold from 15 to 23 has a called hold from 16 to 18 in it; the restart, 20 to 23, is clear of it.
    let r = wait("", "", r#"Hold(16.0), Resume(18.0), Go("X 1", 20.0)"#);
    assert_eq!(r.begins("b"), Some(23 * S));
    assert_eq!(r.run.totals.holds, 2);
    assert_eq!(r.run.totals.held_us, 8 * S);
}

#[test]
fn rule_68_dead_air_is_the_part_of_a_stage_wait_with_every_curtain_open() {
    // No curtain: all of it, 10 to the hold at 15.
    assert_eq!(wait("", "", r#"Go("X 1", 20.0)"#).run.totals.dead_air_us, 5 * S);
    // Open from 12 on.
    let r = wait(
        r#"machines: { "tabs": Curtain(takes: 1.0) },"#,
        r#"Cue(number: "TAB 1", call: On("a", 11.0), go: [Open("tabs")])"#,
        r#"Go("X 1", 20.0)"#,
    );
    assert_eq!(r.run.totals.dead_air_us, 3 * S);
    assert_eq!(r.run.totals.stage_waits_us, 5 * S);
}

#[test]
fn rule_68_the_slip_of_a_stuck_show_counts_to_where_it_was_abandoned() {
    let r = night(r#"Beat(id: "a", takes: 10.0)"#, "", "calls: [Hold(4.0)]");
    assert_eq!(r.slip.show_us, 3_594 * S);
}

#[test]
fn rule_68_skipped_and_uncalled_do_not_count_absent_cues() {
    let r = night(
        r#"Beat(id: "a", takes: 10.0)"#,
        r#"decisions: { "d": Decision(options: ["y", "n"], default: "n") },
           cues: [Cue(number: "X 1", call: Hand), Cue(number: "X 2", call: Hand, only: ("d", "y")),
                  Cue(number: "X 3", call: On("a"), needs: [Started("X 1")], give_up: 1.0),
                  Cue(number: "X 4", call: On("a"), needs: [Started("X 1")], give_up: 1.0, only: ("d", "y"))]"#,
        "",
    );
    assert_eq!((r.status("X 1"), r.status("X 3")), (Uncalled, Skipped));
    assert_eq!((r.run.totals.uncalled, r.run.totals.skipped), (1, 1));
}

#[test]
fn rule_69_the_guard_does_not_stop_cues_that_are_called_close_together() {
    let r = night(
        ONE_BEAT,
        r#"double_go_guard: 0.5,
           cues: [Cue(number: "X 1", call: On("a", 5.0)), Cue(number: "X 2", call: On("a", 5.1)),
                  Cue(number: "X 3", call: Hand), Cue(number: "X 4", call: Hand)]"#,
        r#"calls: [Go("X 3", 7.0), Go("X 4", 7.0)]"#,
    );
    let called = ["X 1", "X 2", "X 3", "X 4"].map(|number| r.called(number));
    assert_eq!(called, [Some(5 * S), Some(5_100_000), Some(7 * S), Some(7 * S)]);
}

/// A burst of so many seconds of full output without lag, in this air, and cues.
fn burst(seconds: &str, air: &str, cues: &str) -> Rehearsal {
    night(
        ONE_BEAT,
        &format!(
            r#"stage: Stage(air_changes: {air}), machines: {{ "fog": FogMachine(lag: 0.0) }},
               cues: [Cue(number: "FOG 1", call: On("a"), go: [Fog("fog", 1.0, {seconds})]), {cues}]"#
        ),
        "",
    )
}

#[test]
fn rule_70_a_density_that_just_reaches_its_threshold_has_reached_it() {
    // 0.03 · 5 = 0.15, and there it stays.
    let r = burst("5.0", "0.0", r#"Cue(number: "X 1", call: When(Density(0.15)))"#);
    assert_eq!(r.started("X 1"), Some(5 * S));
}

#[test]
fn rule_70_clear_air_is_clear_until_the_instant_the_fog_begins() {
    // Commanded at 1, with the lag at 1.7: the crossing of 0 is immediate.
    let r = night(
        ONE_BEAT,
        r#"machines: { "fog": FogMachine() },
           cues: [Cue(number: "FOG 1", call: On("a", 1.0), go: [FogOn("fog", 1.0)]),
                  Cue(number: "X 1", call: When(Clear(0.0))), Cue(number: "X 2", call: When(Not(Clear(0.0)))),
                  Cue(number: "X 3", call: When(Density(0.0)))]"#,
        "",
    );
    let starts = ["X 1", "X 2", "X 3"].map(|number| r.started(number));
    assert_eq!(starts, [Some(0), Some(1_700_000), Some(0)]);
}

#[test]
fn rule_70_fog_that_clears_away_is_clear_from_the_crossing_on() {
    // One air change a second: c(5) = 0.03·(1 - e⁻⁵) = 0.02979786; down to 0.01 in ln 2.979786 = 1.0918515 s.
    let r = burst(
        "5.0",
        "3600.0",
        r#"Cue(number: "X 1", call: When(All([Started("X 2"), Clear(0.01)]))),
        Cue(number: "X 2", call: On("a", 4.0))"#,
    );
    assert_eq!(r.started("X 1"), Some(6_091_852));
}

#[test]
fn rule_71_cold_in_the_warm_up_wins_over_its_end() {
    // Warm at 8, but cold from 3 to 13; from 0 at 13 half heat takes 35 s. Then 0.03 · 5 = 0.15 in 5 s.
    let r = night(
        ONE_BEAT,
        r#"stage: Stage(air_changes: 0.0), machines: { "fog": FogMachine(warm_up: 10.0, powered_at: -2.0) },
           cues: [Cue(number: "FOG 1", call: On("a"), go: [FogOn("fog", 1.0)]),
                  Cue(number: "X 1", call: When(Density(0.15)))]"#,
        r#"faults: [Fault(on: "fog", what: Cold, when: At(3.0), lasts: 10.0)]"#,
    );
    assert_eq!(r.started("X 1"), Some(53 * S));
    let MachineTrack::Fog { heat, .. } = &r.run.machines[0] else { panic!("a fogger was written") };
    assert_eq!(heat.sample(10 * S), 0.0);
}

#[test]
fn rule_71_a_weak_fogger_stuck_on_is_weak() {
    // Half of 0.03 a second.
    let r = night(
        ONE_BEAT,
        r#"stage: Stage(air_changes: 0.0), machines: { "fog": FogMachine() },
           cues: [Cue(number: "FOG 1", call: On("a"), go: [FogOn("fog", 0.0)]),
                  Cue(number: "X 1", call: When(Density(0.15)))]"#,
        r#"faults: [Fault(on: "fog", what: StuckOn, when: At(3.0)), Fault(on: "fog", what: Weak(0.5), when: At(0.0))]"#,
    );
    assert_eq!(r.started("X 1"), Some(13 * S));
}

#[test]
fn rule_72_the_delay_runs_on_in_a_jam() {
    // Over before the delay of 1 is; and from 0.5 to 2.5.
    let jam = |what: &str, at: &str| {
        flight("delay: 1.0,", "", &format!(r#"Fault(on: "p", what: {what}, when: At({at}))"#)).done("FLY 1")
    };
    assert_eq!(jam("Jam(0.5)", "0.0"), Some(13 * S));
    assert_eq!(jam("Jam(2.0)", "0.5"), Some(14_500_000));
    assert_eq!(jam("EStop(2.0)", "0.5"), Some(14_500_000));
}

#[test]
fn rule_72_the_earlier_motion_is_taken_up_again_if_the_jam_ends_before_the_new_move_begins() {
    // Moving from 4; x = 5 at 10, jammed till 12; on from rest: x = 5.25, v = 0.5 at 13, when the way home begins:
    // 1 s and 0.25 m to rest, 5.5 m back in 5.5 + 2.
    let r = flight(
        "delay: 4.0,",
        r#"Cue(number: "FLY 2", call: On("a", 9.0), go: [Fly("p", "home")])"#,
        r#"Fault(on: "p", what: Jam(2.0), when: At(10.0))"#,
    );
    assert_eq!(r.done("FLY 1"), Some(9 * S));
    assert_eq!(r.done("FLY 2"), Some(21_500_000));
}

#[test]
fn rule_68_a_called_hold_in_a_stage_wait_is_held_and_not_dead_air() {
    let r = wait("", "", r#"Hold(11.0), Resume(12.5), Go("X 1", 14.0)"#);
    let t = &r.run.totals;
    assert_eq!((t.dead_air_us, t.stage_waits_us, t.held_us), (2_500_000, 2_500_000, 1_500_000));
}
