//! Fog: rules 30–35. Where not said otherwise: no air change, 0.03 of density per second of full output, lag 0.7 s.

use drytech::run::{ArisenKind, MachineTrack};
use drytech::slip::Rehearsal;

use crate::ask::{Ask, S, night};

/// A fogger with these fields, these cues, these fields of the scenario; 200 s; FOG 1 commands full output at 0.
fn fog(machine: &str, cues: &str, scenario: &str) -> Rehearsal {
    night(
        r#"Beat(id: "a", takes: 200.0)"#,
        &format!(
            r#"stage: Stage(air_changes: 0.0), machines: {{ "fog": FogMachine({machine}) }},
               cues: [Cue(number: "FOG 1", call: On("a"), go: [FogOn("fog", 1.0)]), {cues}]"#
        ),
        scenario,
    )
}

/// The same with only this burst, or whatever is commanded at 0.
fn burst(machine: &str, go: &str, cues: &str, scenario: &str) -> Rehearsal {
    night(
        r#"Beat(id: "a", takes: 200.0)"#,
        &format!(
            r#"stage: Stage(air_changes: 0.0), machines: {{ "fog": FogMachine({machine}) }},
               cues: [Cue(number: "FOG 1", call: On("a"), go: [{go}]), {cues}]"#
        ),
        scenario,
    )
}

fn fault(what: &str, at: &str) -> String {
    format!(r#"faults: [Fault(on: "fog", what: {what}, when: At({at}))]"#)
}

/// The fogger's real output at this instant.
fn output(r: &Rehearsal, at_us: i64) -> f64 {
    match &r.run.machines[0] {
        MachineTrack::Fog { output, .. } => output.sample(at_us),
        other => panic!("not a fogger: {other:?}"),
    }
}

fn heat(r: &Rehearsal, at_us: i64) -> f64 {
    match &r.run.machines[0] {
        MachineTrack::Fog { heat, .. } => heat.sample(at_us),
        other => panic!("not a fogger: {other:?}"),
    }
}

/// Output goes to `level` at this very microsecond, and was not there the microsecond before.
#[track_caller]
fn changes_to(r: &Rehearsal, level: f64, at_us: i64) {
    let (before, after) = (output(r, at_us - 1), output(r, at_us));
    assert!((after - level).abs() < 1e-9, "output at {at_us} is {after}, not {level}");
    assert!((before - level).abs() > 1e-9, "output was {before} already before {at_us}");
}

#[test]
fn rule_30_output_starts_a_lag_after_the_command_and_stops_at_once() {
    let r = burst("", r#"Fog("fog", 0.8, 5.0)"#, "", "");
    changes_to(&r, 0.8, 700_000);
    changes_to(&r, 0.0, 5 * S);
}

#[test]
fn rule_30_a_burst_gives_its_length_less_the_lag() {
    // 5 - 0.7 = 4.3 s of output: 0.129.
    let r = burst(
        "",
        r#"Fog("fog", 1.0, 5.0)"#,
        r#"Cue(number: "X 1", call: When(Density(0.1289))), Cue(number: "X 2", call: When(Density(0.1291)))"#,
        "",
    );
    // 0.7 + 0.1289/0.03
    assert_eq!(r.started("X 1"), Some(4_996_667));
    assert_eq!(r.started("X 2"), None);
}

#[test]
fn rule_30_a_change_between_two_levels_restarts_no_lag() {
    let r = fog("", r#"Cue(number: "FOG 2", call: On("a", 5.0), go: [FogOn("fog", 0.5)])"#, "");
    changes_to(&r, 0.5, 5 * S);
}

#[test]
fn rule_30_a_level_of_zero_stops_and_the_next_command_lags_again() {
    let r = fog(
        "",
        r#"Cue(number: "FOG 2", call: On("a", 5.0), go: [FogOff("fog")]),
           Cue(number: "FOG 3", call: On("a", 8.0), go: [FogOn("fog", 0.5)])"#,
        "",
    );
    changes_to(&r, 0.0, 5 * S);
    changes_to(&r, 0.5, 8_700_000);
}

#[test]
fn rule_30_a_second_burst_replaces_level_and_end_and_the_first_cues_done_stays() {
    let r = burst(
        "",
        r#"Fog("fog", 1.0, 5.0)"#,
        r#"Cue(number: "FOG 2", call: On("a", 2.0), go: [Fog("fog", 0.5, 10.0)])"#,
        "",
    );
    assert_eq!(r.done("FOG 1"), Some(5 * S));
    assert_eq!(r.done("FOG 2"), Some(12 * S));
    changes_to(&r, 0.5, 2 * S);
    assert_eq!(output(&r, 11 * S), 0.5);
    changes_to(&r, 0.0, 12 * S);
}

#[test]
fn rule_30_resuming_after_a_drop_out_adds_no_lag() {
    let r = fog("", "", &fault("Dropout(3.0)", "5.0"));
    changes_to(&r, 0.0, 5 * S);
    changes_to(&r, 1.0, 8 * S);
}

#[test]
fn rule_30_resuming_after_a_signal_loss_lags_again() {
    let r = fog("", "", &fault("SignalLoss(3.0)", "5.0"));
    changes_to(&r, 0.0, 5 * S);
    changes_to(&r, 1.0, 8_700_000);
}

#[test]
fn rule_31_on_cold_is_cut_out_by_default_or_ramp() {
    // Full output empties the heater 30 s after 0.7.
    for (machine, level) in [("", 0.0), ("on_cold: CutOut", 0.0), ("on_cold: Ramp", 0.3)] {
        changes_to(&fog(machine, "", ""), level, 30_700_000);
    }
}

#[test]
fn rule_32_a_fogger_that_cut_out_gives_nothing_until_ready_and_then_what_is_commanded_without_lag() {
    let r = fog("", "", "");
    // Half heat after 0.5 · 21/0.3 = 35 s; then 0.5 · 30 = 15 s of full output, and out again.
    changes_to(&r, 0.0, 30_700_000);
    changes_to(&r, 1.0, 65_700_000);
    changes_to(&r, 0.0, 80_700_000);
    changes_to(&r, 1.0, 115_700_000);
    let arisen: Vec<_> = r.run.arisen.iter().map(|a| (a.what, a.began_us, a.ended_us)).collect();
    assert_eq!(arisen[0], (ArisenKind::CutOut, 30_700_000, Some(65_700_000)));
    assert_eq!(arisen[1], (ArisenKind::CutOut, 80_700_000, Some(115_700_000)));
}

#[test]
fn rule_32_a_fogger_that_cut_out_gives_nothing_even_at_a_level_it_could_sustain() {
    let r = fog("", r#"Cue(number: "FOG 2", call: On("a", 40.0), go: [FogOn("fog", 0.1)])"#, "");
    assert_eq!(output(&r, 50 * S), 0.0);
    changes_to(&r, 0.1, 65_700_000);
}

#[test]
fn rule_32_a_ramp_falls_to_sustain_and_goes_on_for_ever() {
    let r = fog("on_cold: Ramp", "", "");
    changes_to(&r, 0.3, 30_700_000);
    assert_eq!(output(&r, 199 * S), 0.3);
}

#[test]
fn rule_32_a_ramp_that_was_let_off_gives_a_higher_level_in_full_until_it_is_empty_again() {
    let r = fog(
        "on_cold: Ramp",
        r#"Cue(number: "FOG 2", call: On("a", 40.0), go: [FogOn("fog", 0.1)]),
           Cue(number: "FOG 3", call: On("a", 61.0), go: [FogOn("fog", 1.0)])"#,
        "",
    );
    // 21 s at 0.1 put 21 · (0.3 - 0.1)/21 = 0.2 into the heater: 0.2 · 30 = 6 s of full output.
    changes_to(&r, 1.0, 61 * S);
    changes_to(&r, 0.3, 67 * S);
}

#[test]
fn rule_32_sustain_can_go_on_for_ever() {
    let r = burst("", r#"FogOn("fog", 0.3)"#, "", "");
    assert_eq!(output(&r, 199 * S), 0.3);
    assert!(r.run.arisen.is_empty());
}

#[test]
fn rule_33_there_is_no_fog_before_the_warm_up_is_over_and_then_a_full_heater() {
    // Power on 2 s before the show, 10 s of warm-up: from 8 s, without lag; 30 s of heat.
    let r = fog("warm_up: 10.0, powered_at: -2.0", "", "");
    assert_eq!(heat(&r, 8 * S - 1), 0.0);
    assert_eq!(heat(&r, 8 * S), 1.0);
    changes_to(&r, 1.0, 8 * S);
    changes_to(&r, 0.0, 38 * S);
}

#[test]
fn rule_34_a_tank_is_used_up_at_flow_times_output() {
    // 4 ml at 2 ml/s and half output last 4 s.
    let r = burst("tank: 4.0, flow: 2.0", r#"FogOn("fog", 0.5)"#, "", "");
    changes_to(&r, 0.0, 4_700_000);
    assert_eq!(output(&r, 199 * S), 0.0);
    assert_eq!(r.run.arisen[0].what, ArisenKind::TankEmpty);
}

#[test]
fn rule_34_density_has_no_upper_limit() {
    // 0.9 till 30.7; from 65.7 on 0.03/s again: 1.2 at 75.7.
    let r = fog("", r#"Cue(number: "X 1", call: When(Density(1.2)))"#, "");
    assert_eq!(r.started("X 1"), Some(75_700_000));
}

#[test]
fn rule_34_without_air_changes_the_fog_stays() {
    let r = burst("", r#"Fog("fog", 1.0, 5.7)"#, "", "");
    for at in [6 * S, 100 * S, 200 * S] {
        assert!((r.run.density.sample(at) - 0.15).abs() < 1e-9);
    }
}

#[test]
fn rule_35_weak_factors_multiply_the_wanted_level() {
    let r = burst(
        "",
        r#"FogOn("fog", 0.8)"#,
        "",
        r#"faults: [Fault(on: "fog", what: Weak(0.5), when: At(5.0), lasts: 20.0),
                    Fault(on: "fog", what: Weak(0.5), when: At(10.0), lasts: 5.0)]"#,
    );
    changes_to(&r, 0.4, 5 * S);
    changes_to(&r, 0.2, 10 * S);
    changes_to(&r, 0.4, 15 * S);
    changes_to(&r, 0.8, 25 * S);
}

#[test]
fn rule_35_stuck_on_is_full_output_without_lag_times_weak() {
    let r = burst(
        "",
        r#"Note("nothing")"#,
        "",
        r#"faults: [Fault(on: "fog", what: StuckOn, when: At(5.0), lasts: 10.0),
                    Fault(on: "fog", what: Weak(0.5), when: At(10.0), lasts: 2.0)]"#,
    );
    changes_to(&r, 1.0, 5 * S);
    changes_to(&r, 0.5, 10 * S);
    changes_to(&r, 1.0, 12 * S);
    changes_to(&r, 0.0, 15 * S);
}

#[test]
fn rule_35_stutter_begins_on_and_ends_with_its_length() {
    // On 5–6, off 6–8, on 8–9, off 9–10.5 where the fault is over.
    let r = fog("", "", &fault("Stutter(1.0, 2.0, 5.5)", "5.0"));
    assert_eq!(output(&r, 5_500_000), 1.0);
    changes_to(&r, 0.0, 6 * S);
    changes_to(&r, 1.0, 8 * S);
    changes_to(&r, 0.0, 9 * S);
    changes_to(&r, 1.0, 10_500_000);
}

#[test]
fn rule_35_dry_stops_the_output_and_leaves_the_tank() {
    // 10 ml; 4.3 s used by 5.0, dry till 8, the other 5.7 last till 13.7.
    let r = fog("tank: 10.0", "", r#"faults: [Fault(on: "fog", what: Dry, when: At(5.0), lasts: 3.0)]"#);
    changes_to(&r, 0.0, 5 * S);
    changes_to(&r, 1.0, 8 * S);
    changes_to(&r, 0.0, 13_700_000);
}

#[test]
fn rule_35_after_cold_there_is_no_output_until_ready_for_both_kinds() {
    for machine in ["on_cold: CutOut", "on_cold: Ramp"] {
        let r = fog(machine, "", r#"faults: [Fault(on: "fog", what: Cold, when: At(5.0), lasts: 5.0)]"#);
        changes_to(&r, 0.0, 5 * S);
        assert_eq!(heat(&r, 7 * S), 0.0);
        // From 0 at 10: half heat 35 s later.
        changes_to(&r, 1.0, 45 * S);
    }
}

#[test]
fn rule_35_without_an_end_cold_is_for_ever() {
    let r = fog("", "", &fault("Cold", "5.0"));
    assert_eq!(output(&r, 199 * S), 0.0);
}

#[test]
fn rule_35_heat_follows_the_real_output() {
    // At 5.7, after 5 s of full output, h = 5/6; at 8.7, after 3 s of none, 5/6 + 3 · 0.3/21 = 184/210; and that is
    // 30 · 184/210 = 26.285714 s of full output.
    let r = fog("", "", &fault("Dropout(3.0)", "5.7"));
    changes_to(&r, 0.0, 34_985_714);
}

#[test]
fn rule_35_a_signal_loss_holds_the_last_level_even_past_the_end_of_the_burst() {
    let r = burst("on_signal_loss: HoldLast", r#"Fog("fog", 0.8, 10.0)"#, "", &fault("SignalLoss(20.0)", "5.0"));
    assert_eq!(output(&r, 15 * S), 0.8);
    changes_to(&r, 0.0, 25 * S);
}

#[test]
fn rule_35_when_the_signal_comes_back_the_desks_present_command_counts() {
    let r = burst(
        "on_signal_loss: HoldLast",
        r#"FogOn("fog", 0.8)"#,
        r#"Cue(number: "FOG 2", call: On("a", 10.0), go: [FogOn("fog", 0.4)])"#,
        &fault("SignalLoss(15.0)", "5.0"),
    );
    assert_eq!(output(&r, 15 * S), 0.8);
    changes_to(&r, 0.4, 20 * S);
}

#[test]
fn rule_35_a_signal_lost_before_the_command_shuts_the_machine_down() {
    let r = fog("", "", &fault("SignalLoss(5.0)", "0.0"));
    assert_eq!(output(&r, 3 * S), 0.0);
    changes_to(&r, 1.0, 5_700_000);
}

#[test]
fn rule_30_a_signal_lost_in_the_lag_begins_it_again() {
    // The level is received at 0, lost at 0.3 and received again at 0.5.
    changes_to(&fog("", "", &fault("SignalLoss(0.2)", "0.3")), 1.0, 1_200_000);
}

#[test]
fn rule_30_the_lag_runs_on_in_a_drop_out() {
    changes_to(&fog("", "", &fault("Dropout(0.5)", "0.0")), 1.0, 700_000);
    changes_to(&fog("", "", &fault("Dropout(3.0)", "0.0")), 1.0, 3 * S);
}

#[test]
fn rule_32_a_command_given_while_cut_out_lags_as_any_other() {
    // Off at 40 and on again at 65.5: ready at 65.7, but the lag is over at 66.2.
    let r = fog(
        "",
        r#"Cue(number: "FOG 2", call: On("a", 40.0), go: [FogOff("fog")]),
           Cue(number: "FOG 3", call: On("a", 65.5), go: [FogOn("fog", 1.0)])"#,
        "",
    );
    changes_to(&r, 1.0, 66_200_000);
}

#[test]
fn rule_35_a_stuck_fogger_in_a_drop_out_gives_nothing() {
    let r = burst(
        "",
        r#"Note("nothing")"#,
        "",
        r#"faults: [Fault(on: "fog", what: StuckOn, when: At(5.0)), Fault(on: "fog", what: Dropout(2.0), when: At(6.0))]"#,
    );
    changes_to(&r, 0.0, 6 * S);
    changes_to(&r, 1.0, 8 * S);
}
