//! The cases worked out by hand when the language was written: what the show does, to the microsecond.

#[path = "rules/ask.rs"]
mod ask;
#[path = "rules/read.rs"]
mod read;

use drytech::fault::CueStatus::{Done, Skipped, Uncalled};
use drytech::run::{ArisenKind, MachineTrack};

use ask::{Ask, ONE_BEAT, S, night};

/// Ten metres at 1 m/s and 0.5 m/s², a hoist if `more` says so.
fn plane(more: &str, cues: &str, scenario: &str) -> drytech::slip::Rehearsal {
    night(
        ONE_BEAT,
        &format!(
            r#"machines: {{ "plane": FlyingPiece(mass: 180.0, axes: {{ "lift": Axis({more}) }},
                   marks: {{ "in": {{ "lift": 10.0 }}, "low": {{ "lift": 1.0 }}, "out": {{ "lift": 0.0 }} }}) }},
               cues: [{cues}]"#
        ),
        scenario,
    )
}

const FLY_IN: &str = r#"Cue(number: "FLY 1", call: On("a"), go: [Fly("plane", "in")])"#;

#[test]
fn a_long_move_is_a_trapezoid() {
    // D/v + v/a = 10 + 2
    let r = plane("", FLY_IN, "");
    assert_eq!(r.done("FLY 1"), Some(12 * S));
    let MachineTrack::Piece { axes } = &r.run.machines[0] else { panic!("the plane is a piece") };
    // 1 m while it accelerates, 1 m while it brakes.
    for (at, x) in [(0, 0.0), (S, 0.25), (2 * S, 1.0), (6 * S, 5.0), (10 * S, 9.0), (11 * S, 9.75), (12 * S, 10.0)] {
        assert!((axes[0].sample(at) - x).abs() < 1e-9, "at {at} µs");
    }
}

#[test]
fn a_short_move_is_a_triangle() {
    // 2·√(1/0.5) = 2.8284271
    let r = plane("", r#"Cue(number: "FLY 1", call: On("a"), go: [Fly("plane", "low")])"#, "");
    assert_eq!(r.done("FLY 1"), Some(2_828_427));
}

#[test]
fn a_piece_sent_back_in_flight_brakes_first() {
    // At 6 s: 5 m up at 1 m/s. Rest at 6 m by 8 s, then 6 m back: 6/1 + 1/0.5.
    let r = plane("", &format!(r#"{FLY_IN}, Cue(number: "FLY 2", call: On("a", 6.0), go: [Fly("plane", "out")])"#), "");
    assert_eq!(r.done("FLY 1"), Some(6 * S));
    assert_eq!(r.done("FLY 2"), Some(16 * S));
}

#[test]
fn a_hoist_is_capped_by_its_power() {
    // 900 W / (180 kg · 9.80665 m/s²) = 0.50985811 m/s; 10/v + v/0.5 = 19.6133 + 1.0197162
    let r = plane("power: 900.0, vertical: true", FLY_IN, "");
    assert_eq!(r.done("FLY 1"), Some(20_633_016));
    assert_eq!(r.run.arisen[0].what, ArisenKind::Underpowered);
}

#[test]
fn an_overloaded_hoist_is_slower_by_its_overload() {
    // Twice the mass: v = 0.25492905; 39.2266 + 0.5098581
    let r = plane(
        "power: 900.0, vertical: true",
        FLY_IN,
        r#"faults: [Fault(on: "plane", what: Overload(2.0), when: At(0.0))]"#,
    );
    assert_eq!(r.done("FLY 1"), Some(39_736_458));
    assert_eq!(r.planned("FLY 1").done_us, Some(20_633_016));
    assert!(r.run.faults[0].took_effect);
}

/// Full output from 0 on, without lag.
fn fogger(air: &str, conditions: &[&str]) -> Vec<Option<i64>> {
    let watch = |(i, c): (usize, &&str)| format!(r#"Cue(number: "X {}", call: When({c}))"#, i + 1);
    let watchers: Vec<_> = conditions.iter().enumerate().map(watch).collect();
    let r = night(
        r#"Beat(id: "a", takes: 200.0)"#,
        &format!(
            r#"stage: Stage(air_changes: {air}), machines: {{ "fog": FogMachine(lag: 0.0) }},
               cues: [Cue(number: "FOG 1", call: On("a"), go: [FogOn("fog", 1.0)]), {}]"#,
            watchers.join(", ")
        ),
        "",
    );
    (1..=conditions.len()).map(|i| r.started(&format!("X {i}"))).collect()
}

#[test]
fn full_output_empties_a_heater_in_30_seconds_and_35_later_it_is_ready_at_half_heat() {
    let r = night(
        r#"Beat(id: "a", takes: 200.0)"#,
        r#"machines: { "fog": FogMachine(lag: 0.0) },
           cues: [Cue(number: "FOG 1", call: On("a"), go: [FogOn("fog", 1.0)])]"#,
        "",
    );
    let out: Vec<_> = r.run.arisen.iter().take(2).map(|a| (a.what, a.began_us, a.ended_us)).collect();
    // From half heat it lasts 15 s.
    assert_eq!(out, [(ArisenKind::CutOut, 30 * S, Some(65 * S)), (ArisenKind::CutOut, 80 * S, Some(115 * S))]);
    let MachineTrack::Fog { heat, output, .. } = &r.run.machines[0] else { panic!("a fogger was written") };
    for (at, h, u) in [(0, 1.0, 1.0), (15 * S, 0.5, 1.0), (30 * S, 0.0, 0.0), (65 * S, 0.5, 1.0), (80 * S, 0.0, 0.0)] {
        assert!((heat.sample(at) - h).abs() < 1e-9, "heat at {at} µs");
        assert!((output.sample(at) - u).abs() < 1e-9, "output at {at} µs");
    }
}

#[test]
fn density_crosses_a_threshold_at_its_exact_moment() {
    // Three air changes an hour: c = 36·(1 - e^(-t/1200)); 0.2 at -1200·ln(1 - 0.2/36) = 6.6852541 s.
    assert_eq!(fogger("3.0", &["Density(0.2)"]), [Some(6_685_254)]);
    // Without: 0.03 a second; 0.9 when the heater is out; the rest from 65 on.
    assert_eq!(fogger("0.0", &["Density(0.2)", "Density(0.96)"]), [Some(6_666_667), Some(67 * S)]);
}

/// `a` lasts 10; `b` needs X 1, called at `opens`.
fn gate(a: &str, b: &str, opens: &str) -> drytech::slip::Rehearsal {
    night(
        &format!(r#"Beat(id: "a", takes: 10.0, {a}), Beat(id: "b", takes: 5.0, needs: [Started("X 1")], {b})"#),
        &format!(r#"patience: 5.0, restart: 3.0, cues: [Cue(number: "X 1", call: At({opens}))]"#),
        "",
    )
}

#[test]
fn a_vamp_goes_on_to_the_next_bar_line() {
    // Bars of 2 from 10: 13.2 is rounded up to 14, 14 stays, 10 needs none.
    let played = ["13.2", "14.0", "14.000001", "10.0"].map(|opens| {
        let r = gate("vamp: 2.0", "patience: 20.0", opens);
        (r.begins("b"), r.run.totals.vamped_bars)
    });
    assert_eq!(played, [(Some(14 * S), 2), (Some(14 * S), 2), (Some(16 * S), 3), (Some(10 * S), 0)]);
}

#[test]
fn a_gate_that_tries_patience_holds_the_show_and_restarts_it() {
    let r = gate("", "", "20.0");
    // Waiting 10–15, held 15–20, restart 20–23.
    assert_eq!(r.begins("b"), Some(23 * S));
    let t = &r.run.totals;
    assert_eq!((t.stage_waits_us, t.dead_air_us, t.holds, t.held_us), (5 * S, 5 * S, 1, 8 * S));
    assert_eq!(r.run.end_us, 28 * S);
}

#[test]
fn a_gate_that_may_be_skipped_lets_the_show_go_on() {
    let r = gate("", "on_timeout: Skip", "20.0");
    assert_eq!(r.begins("b"), Some(15 * S));
    assert_eq!((r.run.totals.stage_waits_us, r.run.totals.holds), (5 * S, 0));
}

/// LX 45 needs the plane in (12 s): called at 4, it is held; what follows and hangs; all with this give_up.
fn interlock(give_up: &str) -> drytech::slip::Rehearsal {
    night(
        ONE_BEAT,
        &format!(
            r#"crew: {{ "LX": Operator(reaction: 0.25) }},
               machines: {{ "plane": FlyingPiece(axes: {{ "x": Axis() }}, marks: {{ "in": {{ "x": 10.0 }} }}),
                            "rig": LightRig(areas: ["moon"]) }},
               cues: [
                   Cue(number: "FLY 1", call: On("a"), go: [Fly("plane", "in")]),
                   Cue(number: "LX 45", call: On("a", 4.0), go: [Light("moon", 1.0, 3.0)],
                       needs: [At("plane", "in")], {give_up}),
                   Cue(number: "LX 46", call: Follow("LX 45", 1.0)),
                   Cue(number: "LX 47", call: Hang("LX 45", 1.0)),
                   Cue(number: "X 1", call: When(Done("LX 45"))),
               ]"#
        ),
        // On the night the plane is slow: 10/0.8 + 0.8/0.5 = 14.1 s.
        r#"faults: [Fault(on: "plane", what: Slow(0.8), when: At(0.0))]"#,
    )
}

#[test]
fn an_interlock_holds_a_cue_until_its_needs_hold() {
    let r = interlock("");
    assert_eq!(r.called("LX 45"), Some(4 * S));
    assert_eq!(r.planned("LX 45").started_us, Some(12 * S));
    assert_eq!(r.started("LX 45"), Some(14_100_000));
    assert_eq!((r.done("LX 45"), r.status("LX 45")), (Some(17_100_000), Done));
    assert_eq!((r.started("LX 46"), r.started("LX 47")), (Some(15_100_000), Some(18_100_000)));
}

#[test]
fn what_follows_and_hangs_on_a_cue_that_was_given_up_keeps_its_time() {
    // It would have started at 4.25; given up 9 s later. Planned, it opened at 12 and lasted 3.
    let r = interlock("give_up: 9.0");
    assert_eq!(r.status("LX 45"), Skipped);
    assert_eq!(r.cue("LX 45").ended_us, Some(13_250_000));
    assert_eq!(r.started("LX 46"), Some(14_250_000));
    assert_eq!(r.started("LX 47"), Some(17_250_000));
    assert_eq!(r.status("X 1"), Uncalled);
    assert_eq!((r.run.totals.skipped, r.slip.out_of_tolerance), (1, 2));
}

#[test]
fn two_changes_and_one_dresser_are_one_after_the_other() {
    let r = night(
        ONE_BEAT,
        r#"dressers: 1,
           machines: {
               "day": Costume(wearer: "Ivy", fastenings: [Hook, Zip], worn: true),
               "dress": Costume(wearer: "Ivy", fastenings: [Snap]),
               "gown": Costume(wearer: "Karen"),
           },
           cues: [Cue(number: "WD 1", call: On("a"), go: [Change("Ivy", "dress")]),
                  Cue(number: "WD 2", call: On("a", 1.0), go: [Change("Karen", "gown")])]"#,
        "",
    );
    // 4 + 2.5 + 3 + 6 + 1; then 6.
    assert_eq!(r.done("WD 1"), Some(16_500_000));
    assert_eq!(r.done("WD 2"), Some(22_500_000));
}
