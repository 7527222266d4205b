//! Axes that are stopped, late or short: rules 41–43 and 45. The piece is that of `axes`: 10 m in 12 s.

use drytech::slip::Rehearsal;

use crate::ask::{Ask, ONE_BEAT, S, night};

/// Ten metres from 0 s on, further cues, and faults.
fn faulty(cues: &str, faults: &str) -> Rehearsal {
    night(
        ONE_BEAT,
        &format!(
            r#"machines: {{
                   "p": Wagon(axes: {{ "x": Axis() }}, marks: {{ "far": {{ "x": 10.0 }}, "home": {{ "x": 0.0 }} }}),
                   "tabs": Curtain(takes: 4.0),
               }},
               cues: [Cue(number: "FLY 1", call: On("a"), go: [Fly("p", "far")]),
                      Cue(number: "TAB 1", call: On("a"), go: [Open("tabs")]), {cues}]"#
        ),
        &format!("faults: [{faults}]"),
    )
}

/// When the move, and when the curtain is done, with these faults on either.
fn with(what: &str, at: &str, lasts: &str) -> (Option<i64>, Option<i64>) {
    let fault = |on: &str| format!(r#"Fault(on: "{on}", what: {what}, when: At({at}), {lasts})"#);
    (faulty("", &fault("p")).done("FLY 1"), faulty("", &fault("tabs")).done("TAB 1"))
}

#[test]
fn rule_41_a_jam_stops_dead_and_goes_on_from_rest() {
    // At 6 s x = 5; from 9 s 5 m from rest: 5 + 2.
    assert_eq!(with("Jam(3.0)", "6.0", "").0, Some(16 * S));
}

#[test]
fn rule_41_an_emergency_stop_brakes_and_goes_on_from_rest() {
    // At 6 s x = 5, v = 1: at rest at 6 m by 8 s; from 11 s 4 m: 4 + 2.
    assert_eq!(with("EStop(5.0)", "6.0", "").0, Some(17 * S));
}

#[test]
fn rule_41_after_a_stop_shorter_than_the_braking_it_goes_on_from_the_speed_it_has() {
    // At 7 s v = 0.5, x = 5.75; 4.25 m left: 1 s (0.75 m) to 1 m/s, 2.5 m of cruise, 2 s (1 m) of braking.
    assert_eq!(with("EStop(1.0)", "6.0", "").0, Some(12_500_000));
}

#[test]
fn rule_41_a_curtain_stops_dead_under_either() {
    assert_eq!(with("Jam(3.0)", "2.0", "").1, Some(7 * S));
    assert_eq!(with("EStop(3.0)", "2.0", "").1, Some(7 * S));
}

#[test]
fn rule_41_nothing_moves_before_the_stop_is_over() {
    assert_eq!(with("Jam(3.0)", "0.0", ""), (Some(15 * S), Some(7 * S)));
    assert_eq!(with("EStop(3.0)", "0.0", ""), (Some(15 * S), Some(7 * S)));
}

#[test]
fn rule_41_a_command_given_in_a_jam_is_kept() {
    // Jammed at x = 5 from 6 to 9; the way home, commanded at 7, begins at 9: 5 + 2.
    let r = faulty(
        r#"Cue(number: "FLY 2", call: On("a", 7.0), go: [Fly("p", "home")])"#,
        r#"Fault(on: "p", what: Jam(3.0), when: At(6.0))"#,
    );
    assert_eq!(r.done("FLY 1"), Some(7 * S));
    assert_eq!(r.done("FLY 2"), Some(16 * S));
}

#[test]
fn rule_42_a_late_brake_overshoots_and_comes_back() {
    // 1 s late at 1 m/s: rest 1 m beyond at 13, back 1 m in 2·√2.
    assert_eq!(with("LateBrake(1.0)", "0.0", "").0, Some(15_828_427));
}

#[test]
fn rule_42_a_fault_that_begins_as_the_final_brake_begins_is_in_force() {
    assert_eq!(with("LateBrake(1.0)", "10.0", "").0, Some(15_828_427));
}

#[test]
fn rule_42_a_fault_that_begins_during_the_final_brake_does_nothing() {
    assert_eq!(with("LateBrake(1.0)", "10.5", "").0, Some(12 * S));
}

#[test]
fn rule_42_a_late_brake_has_no_effect_on_a_curtain() {
    assert_eq!(with("LateBrake(1.0)", "0.0", "").1, Some(4 * S));
}

#[test]
fn rule_42_each_commanded_move_brakes_late_once() {
    // There in 15.828427 s; the way home, commanded at 30, is as late again.
    let r = faulty(
        r#"Cue(number: "FLY 2", call: On("a", 30.0), go: [Fly("p", "home")])"#,
        r#"Fault(on: "p", what: LateBrake(1.0), when: At(0.0))"#,
    );
    assert_eq!(r.done("FLY 1"), Some(15_828_427));
    assert_eq!(r.done("FLY 2"), Some(45_828_427));
}

#[test]
fn rule_43_a_short_stop_is_done_where_it_stops() {
    // 6 m: 6 + 2. A curtain 0.25 of its travel short: 3 s.
    assert_eq!(with("StopsShort(4.0)", "0.0", "").0, Some(8 * S));
    assert_eq!(with("StopsShort(0.25)", "0.0", "").1, Some(3 * S));
}

#[test]
fn rule_43_when_the_fault_ends_the_axis_goes_on_by_itself_and_the_cue_stays_done() {
    let r = faulty(
        r#"Cue(number: "X 1", call: When(At("p", "far")))"#,
        r#"Fault(on: "p", what: StopsShort(4.0), when: At(0.0), lasts: 20.0)"#,
    );
    assert_eq!(r.done("FLY 1"), Some(8 * S));
    // From 20, 4 m: 4 + 2.
    assert_eq!(r.started("X 1"), Some(26 * S));
}

#[test]
fn rule_43_it_does_not_stop_where_it_can_no_longer_stop() {
    // At 9 s x = 8, v = 1: 6 m is behind; it can stop at 9 m, by 11.
    assert_eq!(with("StopsShort(4.0)", "9.0", "").0, Some(11 * S));
}

#[test]
fn rule_43_a_fault_that_ends_before_the_stop_lets_the_axis_through() {
    // Planned for 6 m it would brake from 6 s (x = 5); at 4 s it is free again.
    assert_eq!(with("StopsShort(4.0)", "0.0", "lasts: 4.0").0, Some(12 * S));
}

#[test]
fn rule_45_factors_of_overlapping_faults_multiply() {
    let r =
        faulty("", r#"Fault(on: "p", what: Slow(0.5), when: At(0.0)), Fault(on: "p", what: Slow(0.5), when: At(0.0))"#);
    // 10/0.25 + 0.25/0.5
    assert_eq!(r.done("FLY 1"), Some(40_500_000));
}

#[test]
fn rule_45_seconds_of_overlapping_faults_add() {
    let r = faulty(
        "",
        r#"Fault(on: "p", what: LateBrake(1.5), when: At(0.0)), Fault(on: "p", what: LateBrake(0.5), when: At(0.0))"#,
    );
    // 12 + 2 s late, back 2 m: 2·√(2/0.5) = 4.
    assert_eq!(r.done("FLY 1"), Some(18 * S));
}

#[test]
fn rule_45_metres_of_overlapping_faults_add() {
    let r = faulty(
        "",
        r#"Fault(on: "p", what: StopsShort(1.0), when: At(0.0)), Fault(on: "p", what: StopsShort(3.0), when: At(0.0))"#,
    );
    assert_eq!(r.done("FLY 1"), Some(8 * S));
}

#[test]
fn rule_45_overlapping_stops_last_until_the_last_is_over() {
    // Jammed 6–9 and 8–11: from 11 5 m from rest.
    let r =
        faulty("", r#"Fault(on: "p", what: Jam(3.0), when: At(6.0)), Fault(on: "p", what: Jam(3.0), when: At(8.0))"#);
    assert_eq!(r.done("FLY 1"), Some(18 * S));
}

#[test]
fn rule_45_a_kinds_own_length_wins_over_lasts() {
    assert_eq!(with("Jam(3.0)", "6.0", "lasts: 1.0").0, Some(16 * S));
    let r = faulty("", r#"Fault(on: "p", what: Jam(3.0), when: At(6.0), lasts: 1.0)"#);
    assert_eq!(r.run.faults[0].ended_us, Some(9 * S));
}

#[test]
fn rule_42_a_short_move_overshoots_from_the_speed_it_reached() {
    // 1 m: √0.5 = 0.70710678 m/s after 1.41421356 s; a second late it rests 0.70710678 m beyond the mark and comes back
    // in 2·√(0.70710678/0.5) = 2.37841423: 1.41421356 + 1 + 1.41421356 + 2.37841423.
    let r = night(
        ONE_BEAT,
        r#"machines: { "p": Wagon(axes: { "x": Axis() }, marks: { "near": { "x": 1.0 } }) },
           cues: [Cue(number: "FLY 1", call: On("a"), go: [Fly("p", "near")])]"#,
        r#"faults: [Fault(on: "p", what: LateBrake(1.0), when: At(0.0))]"#,
    );
    assert_eq!(r.done("FLY 1"), Some(6_206_841));
}

#[test]
fn rule_43_it_stops_no_farther_back_than_where_the_move_began() {
    // 20 m short of 10: it stays where it is, and the cue is done; freed at 5, it goes its 10 m.
    let r = faulty(
        r#"Cue(number: "X 1", call: When(At("p", "far")))"#,
        r#"Fault(on: "p", what: StopsShort(20.0), when: At(0.0), lasts: 5.0)"#,
    );
    assert_eq!(r.done("FLY 1"), Some(0));
    assert_eq!(r.started("X 1"), Some(17 * S));
}
