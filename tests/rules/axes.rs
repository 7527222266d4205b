//! Axes that go where they are told: rules 36–40 and 44. What stops them is in `stops`.
//!
//! The piece of most tests: 1 m/s, 0.5 m/s², so 2 s and 1 m to full speed; 10 m take 10/1 + 1/0.5 = 12 s.

use drytech::fault::CueStatus::Uncalled;
use drytech::run::ArisenKind;
use drytech::slip::Rehearsal;

use crate::ask::{Ask, ONE_BEAT, S, night};

const MARKS: &str = r#"marks: { "far": { "x": 10.0 }, "home": { "x": 0.0 }, "five": { "x": 5.0 }, "near": { "x": 1.0 },
    "six": { "x": 6.0 }, "bit": { "x": 5.5 }, "mid": { "x": 1.75 }, "touch": { "x": 0.05 }, "off": { "x": 0.0501 } }"#;

/// A piece whose only axis has these fields, these further fields of the piece, these cues and fields of the scenario.
fn piece(axis: &str, more: &str, cues: &str, scenario: &str) -> Rehearsal {
    night(
        ONE_BEAT,
        &format!(r#"machines: {{ "p": FlyingPiece({more} axes: {{ "x": Axis({axis}) }}, {MARKS}) }}, cues: [{cues}]"#),
        scenario,
    )
}

fn flown(go: &str, axis: &str, more: &str, scenario: &str) -> Option<i64> {
    piece(axis, more, &format!(r#"Cue(number: "FLY 1", call: On("a"), go: [{go}])"#), scenario).done("FLY 1")
}

/// Ten metres, and another mark `at` seconds.
fn retarget(mark: &str, at: &str) -> Rehearsal {
    piece(
        "",
        "",
        &format!(
            r#"Cue(number: "FLY 1", call: On("a"), go: [Fly("p", "far")]),
               Cue(number: "FLY 2", call: On("a", {at}), go: [Fly("p", "{mark}")])"#
        ),
        "",
    )
}

#[test]
fn rule_36_axes_that_a_mark_does_not_name_stay_and_are_not_looked_at() {
    let r = night(
        ONE_BEAT,
        r#"machines: { "p": FlyingPiece(axes: { "x": Axis(), "y": Axis(start: 3.0) },
                           marks: { "x5": { "x": 5.0 }, "y9": { "y": 9.0 } }) },
           cues: [Cue(number: "FLY 1", call: On("a"), go: [Fly("p", "x5")]),
                  Cue(number: "FLY 2", call: On("a", 20.0), go: [Fly("p", "y9")]),
                  Cue(number: "X 1", call: On("a", 22.0), needs: [At("p", "x5")])]"#,
        "",
    );
    assert_eq!(r.done("FLY 1"), Some(7 * S));
    assert_eq!(r.done("FLY 2"), Some(28 * S));
    // At x5 while y is on its way.
    assert_eq!(r.started("X 1"), Some(22 * S));
}

#[test]
fn rule_36_an_axis_starts_at_zero_unless_it_says_otherwise() {
    assert_eq!(flown(r#"Fly("p", "five")"#, "", "", ""), Some(7 * S));
    assert_eq!(flown(r#"Fly("p", "five")"#, "start: 4.0", "", ""), Some(2_828_427));
}

#[test]
fn rule_36_a_move_begins_a_delay_after_the_command_even_one_of_no_distance() {
    assert_eq!(flown(r#"Fly("p", "far")"#, "", "delay: 1.5,", ""), Some(13_500_000));
    assert_eq!(flown(r#"Fly("p", "home")"#, "", "delay: 1.5,", ""), Some(1_500_000));
    assert_eq!(flown(r#"Fly("p", "home")"#, "", "", ""), Some(0));
}

#[test]
fn rule_36_until_the_new_move_begins_the_earlier_motion_goes_on() {
    // Delay 4: moving from 4, arrived at 16; the way home, commanded at 13, begins at 17 and takes 12.
    let r = piece(
        "",
        "delay: 4.0,",
        r#"Cue(number: "FLY 1", call: On("a"), go: [Fly("p", "far")]),
           Cue(number: "FLY 2", call: On("a", 13.0), go: [Fly("p", "home")]),
           Cue(number: "X 1", call: When(At("p", "far")))"#,
        "",
    );
    assert_eq!(r.started("X 1"), Some(16 * S));
    assert_eq!(r.done("FLY 2"), Some(29 * S));
}

#[test]
fn rule_36_a_piece_is_there_when_its_last_axis_is() {
    let r = night(
        ONE_BEAT,
        r#"machines: { "p": FlyingPiece(axes: { "x": Axis(), "y": Axis() },
                           marks: { "on": { "x": 5.0, "y": 10.0 } }) },
           cues: [Cue(number: "FLY 1", call: On("a"), go: [Fly("p", "on")]),
                  Cue(number: "X 1", call: When(At("p", "on")))]"#,
        "",
    );
    assert_eq!(r.done("FLY 1"), Some(12 * S));
    assert_eq!(r.started("X 1"), Some(12 * S));
}

#[test]
fn rule_37_a_mark_5_centimetres_away_is_reached_and_one_a_hair_farther_is_not() {
    let r = piece(
        "",
        "",
        r#"Cue(number: "X 1", call: When(At("p", "touch"))), Cue(number: "X 2", call: When(At("p", "off")))"#,
        "",
    );
    assert_eq!(r.started("X 1"), Some(0));
    assert_eq!(r.status("X 2"), Uncalled);
}

#[test]
fn rule_37_a_piece_that_has_begun_to_move_is_not_at_rest() {
    // At 3 the move has just begun and the piece is still home.
    let r = piece(
        "",
        "",
        r#"Cue(number: "FLY 1", call: On("a", 3.0), go: [Fly("p", "far")]),
           Cue(number: "X 1", call: When(Not(At("p", "home"))))"#,
        "",
    );
    assert_eq!(r.started("X 1"), Some(3 * S));
}

#[test]
fn rule_37_a_piece_waiting_out_its_delay_is_at_rest() {
    let r = piece(
        "",
        "delay: 2.0,",
        r#"Cue(number: "FLY 1", call: On("a", 3.0), go: [Fly("p", "far")]),
           Cue(number: "X 1", call: When(Not(At("p", "home"))))"#,
        "",
    );
    assert_eq!(r.started("X 1"), Some(5 * S));
}

#[test]
fn rule_37_passing_a_mark_or_turning_round_on_it_is_not_being_at_it() {
    // Turned at 6 s (x = 5), the piece comes to rest for an instant at 6 m.
    let r = piece(
        "",
        "",
        r#"Cue(number: "FLY 1", call: On("a"), go: [Fly("p", "far")]),
           Cue(number: "FLY 2", call: On("a", 6.0), go: [Fly("p", "home")]),
           Cue(number: "X 1", call: When(At("p", "six"))), Cue(number: "X 2", call: When(At("p", "near")))"#,
        "",
    );
    assert_eq!(r.status("X 1"), Uncalled);
    assert_eq!(r.status("X 2"), Uncalled);
}

#[test]
fn rule_37_a_jammed_piece_is_at_rest() {
    // x = 5 at 6 s, and there it jams.
    let r = piece(
        "",
        "",
        r#"Cue(number: "FLY 1", call: On("a"), go: [Fly("p", "far")]), Cue(number: "X 1", call: When(At("p", "five")))"#,
        r#"faults: [Fault(on: "p", what: Jam(3.0), when: At(6.0))]"#,
    );
    assert_eq!(r.started("X 1"), Some(6 * S));
}

#[test]
fn rule_38_a_long_move_is_a_trapezoid_and_a_short_one_a_triangle() {
    assert_eq!(flown(r#"Fly("p", "far")"#, "", "", ""), Some(12 * S));
    // 2·√(1/0.5)
    assert_eq!(flown(r#"Fly("p", "near")"#, "", "", ""), Some(2_828_427));
}

#[test]
fn rule_38_moving_away_from_the_target_it_brakes_to_rest_first() {
    // At 6 s x = 5, v = 1: rest at 6 m by 8 s, then 6 m: 6 + 2.
    assert_eq!(retarget("home", "6.0").done("FLY 2"), Some(16 * S));
}

#[test]
fn rule_38_too_fast_to_stop_at_the_target_it_brakes_to_rest_and_comes_back() {
    // At 6 s 0.5 m are left and braking takes 1 m: rest at 6 m by 8 s, then back 0.5 m: 2·√(0.5/0.5) = 2.
    assert_eq!(retarget("bit", "6.0").done("FLY 2"), Some(10 * S));
}

#[test]
fn rule_38_moving_toward_the_target_it_goes_on_from_the_speed_it_has() {
    // At 1 s x = 0.25, v = 0.5. To 1.75: d = 1.5, w = √(0.5·1.5 + 0.5²/2) = √0.875 = 0.9354143;
    // (w - 0.5)/0.5 + w/0.5 = 2.7416574.
    assert_eq!(retarget("mid", "1.0").done("FLY 2"), Some(3_741_657));
}

#[test]
fn rule_38_above_its_cap_it_brakes_to_the_cap_and_cruises() {
    // At 6 s x = 5, v = 1, cap 0.5: 1 s and 0.75 m to brake, then 4 m cruise (8 s), brake 1 s (0.25 m).
    let slow = r#"faults: [Fault(on: "p", what: Slow(0.5), when: At(6.0))]"#;
    assert_eq!(flown(r#"Fly("p", "far")"#, "", "", slow), Some(16 * S));
}

#[test]
fn rule_39_a_move_over_a_time_takes_that_time() {
    // v = (0.5·15 - √(56.25 - 20))/2 is below 1.
    assert_eq!(flown(r#"Fly("p", "far", 15.0)"#, "", "", ""), Some(15 * S));
}

#[test]
fn rule_39_a_move_cannot_be_faster_than_the_machine() {
    assert_eq!(flown(r#"Fly("p", "far", 5.0)"#, "", "", ""), Some(12 * S));
    // 10 ≥ 2·√20 = 8.94, v = (5 - √5)/2 = 1.38 > speed.
    assert_eq!(flown(r#"Fly("p", "far", 10.0)"#, "", "", ""), Some(12 * S));
}

#[test]
fn rule_39_the_cap_is_the_least_of_speed_power_and_time() {
    // Slow(0.5): 0.5 m/s is below the 0.74 of 15 s: 10/0.5 + 0.5/0.5.
    let slow = r#"faults: [Fault(on: "p", what: Slow(0.5), when: At(0.0))]"#;
    assert_eq!(flown(r#"Fly("p", "far", 15.0)"#, "", "", slow), Some(21 * S));
}

#[test]
fn rule_39_with_a_delay_it_is_done_delay_and_time_after_the_command() {
    assert_eq!(flown(r#"Fly("p", "far", 15.0)"#, "", "delay: 2.0,", ""), Some(17 * S));
}

#[test]
fn rule_39_every_axis_takes_the_time_where_it_can() {
    // x has 10 m; y has 1 m, which would take it 2.83 s alone.
    let r = night(
        ONE_BEAT,
        r#"machines: { "p": FlyingPiece(axes: { "x": Axis(), "y": Axis() },
                           marks: { "on": { "x": 10.0, "y": 1.0 }, "ony": { "y": 1.0 } }) },
           cues: [Cue(number: "FLY 1", call: On("a"), go: [Fly("p", "on", 15.0)]),
                  Cue(number: "X 1", call: When(At("p", "ony")))]"#,
        "",
    );
    assert_eq!(r.done("FLY 1"), Some(15 * S));
    assert_eq!(r.started("X 1"), Some(15 * S));
}

/// Weighs 980.665 N: 980.665 W lift it at 1 m/s.
const HOIST: &str = "power: 980.665, vertical: true, speed: 3.0";

#[test]
fn rule_40_power_caps_the_speed_of_a_vertical_axis_both_ways() {
    assert_eq!(flown(r#"Fly("p", "far")"#, HOIST, "", ""), Some(12 * S));
    assert_eq!(flown(r#"Fly("p", "home")"#, &format!("{HOIST}, start: 10.0"), "", ""), Some(12 * S));
    // Twice the mass, half the speed: 10/0.5 + 0.5/0.5.
    assert_eq!(flown(r#"Fly("p", "far")"#, HOIST, "mass: 200.0,", ""), Some(21 * S));
}

#[test]
fn rule_40_power_caps_nothing_on_an_axis_that_is_not_vertical() {
    // 3 m/s is not reached: 2·√(10/0.5) = 8.944272.
    assert_eq!(flown(r#"Fly("p", "far")"#, "power: 980.665, speed: 3.0", "", ""), Some(8_944_272));
}

#[test]
fn rule_40_overloads_multiply_the_mass_and_act_on_moves_that_come_while_they_last() {
    let at_rest = r#"faults: [Fault(on: "p", what: Overload(2.0), when: At(0.0))]"#;
    assert_eq!(flown(r#"Fly("p", "far")"#, HOIST, "", at_rest), Some(21 * S));
    // Over at 5, when the move begins.
    let over = r#"faults: [Fault(on: "p", what: Overload(2.0), when: At(0.0), lasts: 5.0)]"#;
    let cue = r#"Cue(number: "FLY 1", call: On("a", 5.0), go: [Fly("p", "far")])"#;
    assert_eq!(piece(HOIST, "", cue, over).done("FLY 1"), Some(17 * S));
}

#[test]
fn rule_40_a_cap_that_falls_in_the_move_brakes_it() {
    // As Slow(0.5) at 6 s: 1 s of braking, 8 of cruise, 1 of braking.
    let overload = r#"faults: [Fault(on: "p", what: Overload(2.0), when: At(6.0))]"#;
    assert_eq!(flown(r#"Fly("p", "far")"#, HOIST, "", overload), Some(16 * S));
}

#[test]
fn rule_40_a_cap_that_rises_in_the_move_is_accelerated_to() {
    // 0.5 m/s till 11 s: x = 0.25 + 10·0.5 = 5.25; then 1 s (0.75 m) to 1 m/s, 3 m of cruise, 2 s (1 m) of braking.
    let overload = r#"faults: [Fault(on: "p", what: Overload(2.0), when: At(0.0), lasts: 11.0)]"#;
    assert_eq!(flown(r#"Fly("p", "far")"#, HOIST, "", overload), Some(17 * S));
}

#[test]
fn rule_40_faults_act_on_all_axes_of_the_machine() {
    let r = night(
        ONE_BEAT,
        r#"machines: { "p": FlyingPiece(axes: { "x": Axis(), "y": Axis() },
                           marks: { "mx": { "x": 10.0 }, "my": { "y": 5.0 } }) },
           cues: [Cue(number: "FLY 1", call: On("a"), go: [Fly("p", "mx")]),
                  Cue(number: "FLY 2", call: On("a", 30.0), go: [Fly("p", "my")])]"#,
        r#"faults: [Fault(on: "p", what: Slow(0.5), when: At(0.0))]"#,
    );
    assert_eq!(r.done("FLY 1"), Some(21 * S));
    // 5/0.5 + 0.5/0.5
    assert_eq!(r.done("FLY 2"), Some(41 * S));
}

#[test]
fn rule_40_a_winch_too_weak_for_its_speed_is_said_in_the_run() {
    let cue = r#"Cue(number: "FLY 1", call: On("a"), go: [Fly("p", "far")])"#;
    let weak = piece(HOIST, "", cue, "");
    assert_eq!(weak.run.arisen.first().map(|a| a.what), Some(ArisenKind::Underpowered));
    assert!(piece("", "", cue, "").run.arisen.is_empty());
}

/// A curtain of 4 s with these further fields, and cues.
fn curtain(more: &str, cues: &str) -> Rehearsal {
    night(ONE_BEAT, &format!(r#"machines: {{ "tabs": Curtain(takes: 4.0, {more}) }}, cues: [{cues}]"#), "")
}

#[test]
fn rule_44_a_curtain_starts_closed_unless_it_says_otherwise() {
    let conditions = r#"Cue(number: "X 1", call: When(Closed("tabs"))), Cue(number: "X 2", call: When(Open("tabs")))"#;
    let closed = curtain("", conditions);
    assert_eq!((closed.started("X 1"), closed.started("X 2")), (Some(0), None));
    let open = curtain("start: 1.0", conditions);
    assert_eq!((open.started("X 1"), open.started("X 2")), (None, Some(0)));
}

#[test]
fn rule_44_a_curtain_is_open_and_closed_only_at_rest() {
    let r = curtain(
        "",
        r#"Cue(number: "TAB 1", call: On("a", 1.0), go: [Open("tabs")]),
           Cue(number: "X 1", call: When(Open("tabs"))), Cue(number: "X 2", call: When(Not(Closed("tabs"))))"#,
    );
    assert_eq!(r.started("X 2"), Some(S));
    assert_eq!(r.started("X 1"), Some(5 * S));
}

#[test]
fn rule_44_a_reversal_is_instant_and_counts_from_the_present_opening() {
    // Half open at 2, it closes in 2.
    let r = curtain(
        "",
        r#"Cue(number: "TAB 1", call: On("a"), go: [Open("tabs")]),
           Cue(number: "TAB 2", call: On("a", 2.0), go: [Close("tabs")])"#,
    );
    assert_eq!(r.done("TAB 2"), Some(4 * S));
}

#[test]
fn rule_44_partial_travel_takes_its_share() {
    assert_eq!(
        curtain("start: 0.25", r#"Cue(number: "TAB 1", call: On("a"), go: [Open("tabs")])"#).done("TAB 1"),
        Some(3 * S)
    );
}

#[test]
fn rule_39_a_curtain_takes_the_time_it_is_given_whatever_its_travel() {
    let r = curtain("start: 0.25", r#"Cue(number: "TAB 1", call: On("a"), go: [Open("tabs", 9.0)])"#);
    assert_eq!(r.done("TAB 1"), Some(9 * S));
}

#[test]
fn rule_39_slowness_does_not_slow_what_power_caps_lower() {
    // min(3 · 0.5, 1): 12 s as ever.
    let slow = r#"faults: [Fault(on: "p", what: Slow(0.5), when: At(0.0))]"#;
    assert_eq!(flown(r#"Fly("p", "far")"#, HOIST, "", slow), Some(12 * S));
}

#[test]
fn rule_44_a_curtain_that_stops_within_5_percent_is_open() {
    let short = |m: &str| {
        let sheet = r#"machines: { "tabs": Curtain(takes: 4.0) },
            cues: [Cue(number: "TAB 1", call: On("a"), go: [Open("tabs")]), Cue(number: "X 1", call: When(Open("tabs")))]"#;
        let fault = format!(r#"faults: [Fault(on: "tabs", what: StopsShort({m}), when: At(0.0))]"#);
        night(ONE_BEAT, sheet, &fault).started("X 1")
    };
    // 0.96 of the travel takes 3.84 s.
    assert_eq!(short("0.04"), Some(3_840_000));
    assert_eq!(short("0.06"), None);
}
