//! Called holds and the two clocks: rules 9 and 10.

use crate::ask::{Ask, S, night};

#[test]
fn rule_09_a_called_hold_stops_the_beat_and_the_callers_goes() {
    // Held from 4 to 9: everything on the show clock comes 5 s later.
    let r = night(
        r#"Beat(id: "a", takes: 10.0)"#,
        r#"cues: [Cue(number: "X 1", call: On("a", 6.0)), Cue(number: "X 2", call: At(7.0)),
                  Cue(number: "X 3", call: On("a", 3.0))]"#,
        "calls: [Hold(4.0), Resume(9.0)]",
    );
    assert_eq!(r.called("X 3"), Some(3 * S));
    assert_eq!(r.called("X 1"), Some(11 * S));
    assert_eq!(r.called("X 2"), Some(12 * S));
    assert_eq!(r.run.end_us, 15 * S);
    assert_eq!((r.run.totals.holds, r.run.totals.held_us), (1, 5 * S));
}

#[test]
fn rule_09_machines_reactions_and_automatic_cues_go_on_in_a_hold() {
    let r = night(
        r#"Beat(id: "a", takes: 50.0)"#,
        r#"crew: { "OP": Operator(reaction: 2.0) }, machines: { "rig": LightRig(areas: ["w"]) },
           cues: [
               Cue(number: "OP 1", call: On("a", 3.0), go: [Light("w", 1.0, 2.0)]),
               Cue(number: "X 2", call: Follow("OP 1", 1.0)),
               Cue(number: "X 3", call: Hang("OP 1", 0.5)),
               Cue(number: "X 4", call: When(Lit("w", 0.5))),
           ]"#,
        "calls: [Hold(4.0), Resume(40.0)]",
    );
    assert_eq!(r.started("OP 1"), Some(5 * S));
    assert_eq!(r.started("X 2"), Some(6 * S));
    assert_eq!(r.started("X 4"), Some(6 * S));
    assert_eq!(r.done("OP 1"), Some(7 * S));
    assert_eq!(r.started("X 3"), Some(7_500_000));
}

#[test]
fn rule_09_patience_stands_still_in_a_called_hold() {
    // Waiting from 10, patience 5, clock stopped from 12 to 22: the gate hold is at 25. Opened at 30, restart 3.
    let r = night(
        r#"Beat(id: "a", takes: 10.0), Beat(id: "b", takes: 5.0, needs: [Started("X 1")])"#,
        r#"patience: 5.0, restart: 3.0, cues: [Cue(number: "X 1", call: Hand)]"#,
        r#"calls: [Hold(12.0), Resume(22.0), Go("X 1", 30.0)]"#,
    );
    assert_eq!(r.begins("b"), Some(33 * S));
    assert_eq!(r.run.totals.holds, 2);
    assert_eq!(r.run.totals.held_us, 10 * S + 8 * S);
    assert_eq!(r.run.totals.stage_waits_us, 5 * S);
}

#[test]
fn rule_09_the_restart_stands_still_in_a_called_hold() {
    // Gate hold at 15, opened at 20, restart 3 of which the clock misses 21 to 31: start at 33.
    let r = night(
        r#"Beat(id: "a", takes: 10.0), Beat(id: "b", takes: 5.0, needs: [Started("X 1")])"#,
        r#"patience: 5.0, restart: 3.0, cues: [Cue(number: "X 1", call: Hand)]"#,
        r#"calls: [Go("X 1", 20.0), Hold(21.0), Resume(31.0)]"#,
    );
    assert_eq!(r.begins("b"), Some(33 * S));
    assert_eq!(r.run.totals.held_us, 18 * S);
}

#[test]
fn rule_09_bar_lines_are_on_the_show_clock() {
    // The vamp's bars begin at 10; a hold of 1 s puts the lines at 13, 15. The gate opens at 13.2.
    let r = night(
        r#"Beat(id: "a", takes: 10.0, vamp: 2.0), Beat(id: "b", takes: 5.0, needs: [Started("X 1")])"#,
        r#"cues: [Cue(number: "X 1", call: Hand)]"#,
        r#"calls: [Hold(12.0), Resume(13.0), Go("X 1", 13.2)]"#,
    );
    assert_eq!(r.begins("b"), Some(15 * S));
    assert_eq!(r.run.totals.vamped_bars, 2);
}

#[test]
fn rule_09_a_gate_hold_does_not_stop_the_show_clock() {
    let r = night(
        r#"Beat(id: "a", takes: 10.0), Beat(id: "b", takes: 5.0, needs: [Started("X 1")])"#,
        r#"patience: 5.0, restart: 3.0,
           cues: [Cue(number: "X 1", call: Hand), Cue(number: "X 2", call: On("a", 18.0)),
                  Cue(number: "X 3", call: At(19.0))]"#,
        r#"calls: [Go("X 1", 20.0)]"#,
    );
    assert_eq!(r.called("X 2"), Some(18 * S));
    assert_eq!(r.called("X 3"), Some(19 * S));
}

#[test]
fn rule_09_a_hold_while_held_and_a_resume_while_not_held_are_ignored() {
    let r = night(
        r#"Beat(id: "a", takes: 10.0)"#,
        "",
        "calls: [Resume(1.0), Hold(4.0), Hold(5.0), Resume(9.0), Resume(10.0)]",
    );
    assert_eq!(r.run.end_us, 15 * S);
    assert_eq!((r.run.totals.holds, r.run.totals.held_us), (1, 5 * S));
}

#[test]
fn rule_09_a_resume_does_not_end_a_gate_hold() {
    let r = night(
        r#"Beat(id: "a", takes: 10.0), Beat(id: "b", takes: 5.0, needs: [Started("X 1")])"#,
        r#"patience: 5.0, restart: 3.0, cues: [Cue(number: "X 1", call: Hand)]"#,
        r#"calls: [Resume(16.0), Go("X 1", 20.0)]"#,
    );
    assert_eq!(r.begins("b"), Some(23 * S));
    assert_eq!(r.run.totals.held_us, 8 * S);
}

#[test]
fn rule_09_there_is_no_restart_after_a_resume() {
    let r = night(
        r#"Beat(id: "a", takes: 10.0), Beat(id: "b", takes: 5.0)"#,
        "restart: 45.0",
        "calls: [Hold(4.0), Resume(6.0)]",
    );
    assert_eq!(r.begins("b"), Some(12 * S));
}

#[test]
fn rule_10_at_is_show_clock_for_cues_and_run_time_for_faults_and_calls() {
    let r = night(
        r#"Beat(id: "a", takes: 10.0)"#,
        r#"machines: { "rig": LightRig(areas: ["w"]) },
           cues: [Cue(number: "X 1", call: At(7.0)), Cue(number: "X 2", call: Hand)]"#,
        r#"faults: [Fault(on: "rig", what: Blackout(1.0), when: At(7.0))],
           calls: [Hold(4.0), Go("X 2", 8.0), Resume(9.0)]"#,
    );
    assert_eq!(r.called("X 1"), Some(12 * S));
    assert_eq!(r.run.faults[0].began_us, Some(7 * S));
    assert_eq!(r.called("X 2"), Some(8 * S));
}
