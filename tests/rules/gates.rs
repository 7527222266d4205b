//! Gates, vamps, holds: rules 15–20.

use drytech::slip::Rehearsal;

use crate::ask::{Ask, S, night};

/// Ten seconds of `a` (with these fields), then `b`, which needs X 1, called at `opens`; patience 5, restart 3.
fn gate(a: &str, b: &str, opens: f64, scenario: &str) -> Rehearsal {
    night(
        &format!(
            r#"Beat(id: "a", takes: 10.0, {a}), Beat(id: "b", takes: 5.0, needs: [Started("X 1")], {b}),
               Beat(id: "c", takes: 1.0)"#
        ),
        r#"patience: 5.0, restart: 3.0, cues: [Cue(number: "X 1", call: Hand)]"#,
        &format!(r#"calls: [Go("X 1", {opens:?}), {scenario}]"#),
    )
}

#[test]
fn rule_15_the_first_beat_waits_for_its_needs_from_zero() {
    let r = night(
        r#"Beat(id: "a", takes: 10.0, needs: [Started("X 1")])"#,
        r#"cues: [Cue(number: "X 1", call: At(3.0))]"#,
        "",
    );
    assert_eq!(r.begins("a"), Some(3 * S));
    assert_eq!(r.run.totals.stage_waits_us, 3 * S);
}

#[test]
fn rule_16_the_gate_opens_at_the_first_instant_at_which_all_needs_hold() {
    let r = night(
        r#"Beat(id: "a", takes: 10.0), Beat(id: "b", takes: 5.0, needs: [Started("X 1"), Started("X 2")])"#,
        r#"cues: [Cue(number: "X 1", call: At(12.0)), Cue(number: "X 2", call: At(14.0))]"#,
        "",
    );
    assert_eq!(r.begins("b"), Some(14 * S));
}

#[test]
fn rule_16_a_gate_does_not_open_before_the_beat_before_has_ended() {
    // The need holds from 2 to 8, and again from 13.
    let r = night(
        r#"Beat(id: "a", takes: 10.0), Beat(id: "b", takes: 5.0, needs: [Lit("w", 1.0)])"#,
        r#"machines: { "rig": LightRig(areas: ["w"]) },
           cues: [Cue(number: "LX 1", call: At(2.0), go: [Light("w", 1.0, 0.0)]),
                  Cue(number: "LX 2", call: At(8.0), go: [Light("w", 0.0, 0.0)]),
                  Cue(number: "LX 3", call: At(13.0), go: [Light("w", 1.0, 0.0)])]"#,
        "",
    );
    assert_eq!(r.begins("b"), Some(13 * S));
    assert_eq!(r.run.totals.stage_waits_us, 3 * S);
}

#[test]
fn rule_16_a_gate_that_opened_stays_open() {
    // Opened at 13.2 it has the bar line 14, although X 2 shuts it at 13.5.
    let r = night(
        r#"Beat(id: "a", takes: 10.0, vamp: 2.0),
           Beat(id: "b", takes: 5.0, needs: [Started("X 1"), Not(Started("X 2"))])"#,
        r#"cues: [Cue(number: "X 1", call: At(13.2)), Cue(number: "X 2", call: At(13.5))]"#,
        "",
    );
    assert_eq!(r.begins("b"), Some(14 * S));
}

#[test]
fn rule_16_a_gate_that_opened_in_a_hold_stays_open_through_the_restart() {
    let r = night(
        r#"Beat(id: "a", takes: 10.0), Beat(id: "b", takes: 5.0, needs: [Started("X 1"), Not(Started("X 2"))])"#,
        r#"patience: 5.0, restart: 3.0, cues: [Cue(number: "X 1", call: At(20.0)), Cue(number: "X 2", call: At(21.0))]"#,
        "",
    );
    assert_eq!(r.begins("b"), Some(23 * S));
}

#[test]
fn rule_17_patience_counts_until_the_gate_opens_and_then_is_spent() {
    // Opens at 14.9, before 10 + 5; the bar line 16 is later than the patience, and there is no hold.
    let r = gate("vamp: 2.0", "", 14.9, "");
    assert_eq!(r.begins("b"), Some(16 * S));
    assert_eq!(r.run.totals.holds, 0);
}

#[test]
fn rule_17_patience_is_that_of_the_beat_whose_gate_it_is() {
    // b's own 8, not a's 1 nor the show's 5: held at 18, opened at 20, started 3 later.
    let r = gate("patience: 1.0, on_timeout: Skip", "patience: 8.0", 20.0, "");
    assert_eq!(r.begins("b"), Some(23 * S));
    assert_eq!(r.run.totals.stage_waits_us, 8 * S);
    assert_eq!(r.run.totals.held_us, 5 * S);
}

#[test]
fn rule_17_after_a_hold_there_is_no_bar_line() {
    // Held at 15, opened at 20.5, restart 3: 23.5 is no bar line of 10 + 2k.
    let r = gate("vamp: 2.0", "", 20.5, "");
    assert_eq!(r.begins("b"), Some(23_500_000));
    assert_eq!(r.run.totals.holds, 1);
}

#[test]
fn rule_17_under_skip_the_beat_starts_at_once_on_no_bar_line() {
    let r = gate("vamp: 2.0", "on_timeout: Skip", 20.0, "");
    assert_eq!(r.begins("b"), Some(15 * S));
    assert_eq!(r.run.totals.holds, 0);
}

#[test]
fn rule_18_a_stage_wait_ends_at_the_hold_and_the_restart_is_not_part_of_it() {
    let r = gate("", "", 20.0, "");
    let t = &r.run.totals;
    // Wait 10–15, held 15–23 (the opening at 20 and the restart of 3).
    assert_eq!((t.stage_waits_us, t.held_us, t.holds), (5 * S, 8 * S, 1));
    assert_eq!(r.begins("b"), Some(23 * S));
}

#[test]
fn rule_18_a_stage_wait_is_counted_on_the_show_clock() {
    // Waiting from 10 to 14 with a called hold from 11 to 12.5.
    let r = gate("", "", 14.0, "Hold(11.0), Resume(12.5)");
    assert_eq!(r.begins("b"), Some(14 * S));
    assert_eq!(r.run.totals.stage_waits_us, 2_500_000);
    assert_eq!(r.run.totals.held_us, 1_500_000);
}

#[test]
fn rule_18_a_vamp_is_no_stage_wait_and_counts_its_bars() {
    let r = gate("vamp: 2.0", "", 13.2, "");
    let t = &r.run.totals;
    assert_eq!((t.vamped_bars, t.stage_waits_us), (2, 0));
    assert_eq!(r.begins("b"), Some(14 * S));
}

#[test]
fn rule_18_a_gate_that_opens_on_the_bar_line_starts_on_it() {
    let r = gate("vamp: 2.0", "", 14.0, "");
    assert_eq!(r.begins("b"), Some(14 * S));
    assert_eq!(r.run.totals.vamped_bars, 2);
}

#[test]
fn rule_18_a_vamp_that_ends_in_a_hold_counts_the_whole_bars_by_then() {
    // From 10 to the hold at 15: bars end at 12 and 14.
    let r = gate("vamp: 2.0", "", 20.0, "");
    assert_eq!(r.run.totals.vamped_bars, 2);
    assert_eq!(r.run.totals.stage_waits_us, 0);
    assert_eq!(r.run.totals.held_us, 8 * S);
}

#[test]
fn rule_18_a_vamp_that_ends_in_a_skip_counts_the_whole_bars_by_then() {
    assert_eq!(gate("vamp: 2.0", "on_timeout: Skip", 20.0, "").run.totals.vamped_bars, 2);
}

#[test]
fn rule_18_holds_counts_gate_holds_and_called_holds() {
    let r = gate("", "", 20.0, "Hold(2.0), Resume(3.0), Hold(30.0), Resume(31.0)");
    // a ends at 11, held at 16, opened at 20, b from 23 to 28, c to 29: the Hold at 30 comes after the end.
    assert_eq!(r.begins("b"), Some(23 * S));
    assert_eq!(r.run.end_us, 29 * S);
    assert_eq!(r.run.totals.holds, 2);
    assert_eq!(r.run.totals.held_us, S + 7 * S);
}

#[test]
fn rule_19_the_vamp_comes_after_its_beat_and_is_no_part_of_it() {
    let r = gate("vamp: 2.0", "", 13.2, "");
    assert_eq!(r.beat("a").end_us, Some(10 * S));
    assert_eq!(r.begins("b"), Some(14 * S));
}

#[test]
fn rule_20_no_patience_means_a_hold_at_once() {
    let r = gate("", "patience: 0.0", 12.0, "");
    let t = &r.run.totals;
    assert_eq!(r.begins("b"), Some(15 * S));
    assert_eq!((t.holds, t.stage_waits_us, t.held_us), (1, 0, 5 * S));
}

#[test]
fn rule_20_no_patience_means_a_skip_at_once() {
    let r = gate("", "patience: 0.0, on_timeout: Skip", 12.0, "");
    assert_eq!(r.begins("b"), Some(10 * S));
    assert_eq!(r.run.totals.holds, 0);
}

#[test]
fn rule_20_no_patience_is_needed_where_the_gate_is_open() {
    let r = gate("", "patience: 0.0", 10.0, "");
    assert_eq!(r.begins("b"), Some(10 * S));
    assert_eq!(r.run.totals.holds, 0);
}
