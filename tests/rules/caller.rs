//! The caller: rules 7, 8, 11–14. What a hold stops is in `holds`.

use drytech::fault::CueStatus::{Done, Skipped, Uncalled};
use drytech::slip::Rehearsal;

use crate::ask::{Ask, ONE_BEAT, S, night};

#[test]
fn rule_07_standby_of_an_on_cue_is_called_ahead_of_its_expected_go() {
    // X 1: GO at 15, standby 13. X 2, in the next beat: GO at 25, standby 15, already while `a` plays.
    let r = night(
        r#"Beat(id: "a", takes: 20.0), Beat(id: "b", takes: 20.0)"#,
        r#"cues: [Cue(number: "X 1", call: On("a", 15.0), standby: 2.0),
                  Cue(number: "X 2", call: On("b", 5.0), standby: 10.0)]"#,
        "",
    );
    assert_eq!(r.cue("X 1").standby_us, Some(13 * S));
    assert_eq!(r.cue("X 2").standby_us, Some(15 * S));
}

#[test]
fn rule_07_the_caller_looks_no_further_ahead_than_the_next_beat() {
    // GO at 25, standby 25 - 20 = 5; but `c` is looked at only when `b` begins, at 10.
    let r = night(
        r#"Beat(id: "a", takes: 10.0), Beat(id: "b", takes: 10.0), Beat(id: "c", takes: 10.0)"#,
        r#"cues: [Cue(number: "X 1", call: On("c", 5.0), standby: 20.0),
                  Cue(number: "X 2", call: On("a", 3.0), standby: 20.0)]"#,
        "",
    );
    assert_eq!(r.cue("X 1").standby_us, Some(10 * S));
    assert_eq!(r.cue("X 2").standby_us, Some(0));
}

#[test]
fn rule_07_standby_is_called_once_though_the_beat_comes_late() {
    // Expected at 12, stood by at 8; the gate opens at 15, GO at 17.
    let r = night(
        r#"Beat(id: "a", takes: 10.0), Beat(id: "b", takes: 5.0, needs: [Started("X 2")])"#,
        r#"cues: [Cue(number: "X 1", call: On("b", 2.0), standby: 4.0), Cue(number: "X 2", call: At(15.0))]"#,
        "",
    );
    assert_eq!(r.cue("X 1").standby_us, Some(8 * S));
    assert_eq!(r.called("X 1"), Some(17 * S));
}

#[test]
fn rule_07_standby_is_never_later_than_the_go() {
    // Standby would be at 13; the GO comes 9 s early, at 6.
    let r = night(
        ONE_BEAT,
        r#"cues: [Cue(number: "X 1", call: On("a", 15.0), standby: 2.0)]"#,
        r#"faults: [Fault(on: "caller", what: GoEarly("X 1", 9.0), when: At(0.0))]"#,
    );
    assert_eq!(r.called("X 1"), Some(6 * S));
    assert_eq!(r.cue("X 1").standby_us, Some(6 * S));
}

#[test]
fn rule_07_standby_of_the_other_calls() {
    let r = night(
        ONE_BEAT,
        r#"cues: [
               Cue(number: "X 1", call: At(30.0), standby: 10.0),
               Cue(number: "X 2", call: At(3.0), standby: 10.0),
               Cue(number: "X 3", call: Hand, standby: 10.0),
               Cue(number: "X 4", call: On("a", 90.0), standby: 10.0),
               Cue(number: "X 5", call: Follow("X 1"), standby: 10.0),
               Cue(number: "X 6", call: Hang("X 1"), standby: 10.0),
               Cue(number: "X 7", call: When(Started("X 1")), standby: 10.0),
           ]"#,
        r#"calls: [Go("X 3", 40.0), Go("X 4", 41.0)]"#,
    );
    assert_eq!(r.cue("X 1").standby_us, Some(20 * S));
    assert_eq!(r.cue("X 2").standby_us, Some(0));
    // Nobody knew of these: standby is at the GO.
    assert_eq!(r.cue("X 3").standby_us, Some(40 * S));
    assert_eq!(r.cue("X 4").standby_us, Some(41 * S));
    for number in ["X 5", "X 6", "X 7"] {
        assert_eq!(r.cue(number).standby_us, None, "{number}");
        assert_eq!(r.called(number), None, "{number}");
    }
}

#[test]
fn rule_08_on_counts_from_the_beats_start_even_past_its_end() {
    // `a` lasts 10; the stage waits till 20; then `b` plays. 15 falls in the wait, 23 in the next beat.
    let r = night(
        r#"Beat(id: "a", takes: 10.0), Beat(id: "b", takes: 5.0, needs: [Started("X 3")])"#,
        r#"cues: [Cue(number: "X 1", call: On("a", 15.0)), Cue(number: "X 2", call: On("a", 23.0)),
                  Cue(number: "X 3", call: At(20.0))]"#,
        "",
    );
    assert_eq!(r.called("X 1"), Some(15 * S));
    assert_eq!(r.called("X 2"), Some(23 * S));
}

/// X 1 is due 5 s into `b`, which begins at 10.
fn due_at_15(faults: &str, calls: &str) -> Rehearsal {
    night(
        r#"Beat(id: "a", takes: 10.0), Beat(id: "b", takes: 50.0)"#,
        r#"cues: [Cue(number: "X 1", call: On("b", 5.0))]"#,
        &format!("faults: [{faults}], calls: [{calls}]"),
    )
}

#[test]
fn rule_11_late_missed_and_early_goes_are_summed() {
    let r = due_at_15(
        r#"Fault(on: "caller", what: GoLate("X 1", 2.0), when: At(0.0)),
           Fault(on: "caller", what: GoMissed("X 1", 3.0), when: At(0.0)),
           Fault(on: "caller", what: GoEarly("X 1", 1.0), when: At(0.0))"#,
        "",
    );
    // 15 + 2 + 3 - 1
    assert_eq!(r.called("X 1"), Some(19 * S));
}

#[test]
fn rule_11_a_missed_go_is_as_late_as_it_takes_to_notice() {
    let r = due_at_15(r#"Fault(on: "caller", what: GoMissed("X 1", 4.0), when: At(0.0))"#, "");
    assert_eq!(r.called("X 1"), Some(19 * S));
}

#[test]
fn rule_11_a_caller_cannot_be_early_before_the_beat_has_begun() {
    let r = due_at_15(r#"Fault(on: "caller", what: GoEarly("X 1", 9.0), when: At(0.0))"#, "");
    assert_eq!(r.called("X 1"), Some(10 * S));
}

#[test]
fn rule_11_an_early_go_is_given_when_its_fault_begins_if_it_is_due_then() {
    // In force from 12; 15 - 9 has passed.
    let r = due_at_15(r#"Fault(on: "caller", what: GoEarly("X 1", 9.0), when: At(12.0))"#, "");
    assert_eq!(r.called("X 1"), Some(12 * S));
}

#[test]
fn rule_11_an_early_go_of_an_at_cue_is_not_before_zero() {
    let r = night(
        ONE_BEAT,
        r#"cues: [Cue(number: "X 1", call: At(3.0))]"#,
        r#"faults: [Fault(on: "caller", what: GoEarly("X 1", 9.0), when: At(0.0))]"#,
    );
    assert_eq!(r.called("X 1"), Some(0));
}

#[test]
fn rule_11_a_fault_that_begins_after_the_go_does_nothing() {
    let r = due_at_15(r#"Fault(on: "caller", what: GoLate("X 1", 4.0), when: At(15.5))"#, "");
    assert_eq!(r.called("X 1"), Some(15 * S));
    assert!(!r.run.faults[0].took_effect);
}

#[test]
fn rule_11_a_fault_that_ends_before_the_go_no_longer_counts() {
    // Due at 15, 9 late, but the lateness is over at 16.5: the GO is overdue and given then.
    let r = due_at_15(r#"Fault(on: "caller", what: GoLate("X 1", 9.0), when: At(0.0), lasts: 16.5)"#, "");
    assert_eq!(r.called("X 1"), Some(16_500_000));
}

#[test]
fn rule_11_lateness_is_counted_on_the_show_clock() {
    // Due 15 + 2 = 17 on the clock, which stands still from 16 to 20.
    let r = due_at_15(r#"Fault(on: "caller", what: GoLate("X 1", 2.0), when: At(0.0))"#, "Hold(16.0), Resume(20.0)");
    assert_eq!(r.called("X 1"), Some(21 * S));
}

#[test]
fn rule_11_go_faults_do_not_touch_what_the_caller_does_not_call() {
    let r = night(
        ONE_BEAT,
        r#"cues: [
               Cue(number: "X 1", call: On("a", 5.0)),
               Cue(number: "X 2", call: Follow("X 1", 1.0)),
               Cue(number: "X 3", call: Hang("X 1", 1.0)),
               Cue(number: "X 4", call: When(Started("X 1"))),
               Cue(number: "X 5", call: Hand),
               Cue(number: "X 6", call: On("a", 50.0)),
           ]"#,
        r#"faults: [
               Fault(on: "caller", what: GoLate("X 2", 9.0), when: At(0.0)),
               Fault(on: "caller", what: GoLate("X 3", 9.0), when: At(0.0)),
               Fault(on: "caller", what: GoLate("X 4", 9.0), when: At(0.0)),
               Fault(on: "caller", what: GoLate("X 5", 9.0), when: At(0.0)),
               Fault(on: "caller", what: GoLate("X 6", 9.0), when: At(0.0)),
           ],
           calls: [Go("X 5", 7.0), Go("X 6", 8.0)]"#,
    );
    assert_eq!(r.started("X 2"), Some(6 * S));
    assert_eq!(r.started("X 3"), Some(6 * S));
    assert_eq!(r.started("X 4"), Some(5 * S));
    assert_eq!(r.started("X 5"), Some(7 * S));
    assert_eq!(r.started("X 6"), Some(8 * S));
}

/// In cue order: X 2, X 10, X 11 (which nobody calls), X 12.10, X 12.5; and another department.
fn department(sheet: &str, scenario: &str) -> Rehearsal {
    night(
        ONE_BEAT,
        &format!(
            r#"{sheet} cues: [
                Cue(number: "X 12.5", call: On("a", 21.0)),
                Cue(number: "X 10", call: On("a", 5.0)),
                Cue(number: "X 2", call: On("a", 9.0)),
                Cue(number: "X 11", call: Hang("X 2", 40.0)),
                Cue(number: "X 12.10", call: On("a", 20.0)),
                Cue(number: "Y 10.5", call: On("a", 30.0)),
            ]"#
        ),
        scenario,
    )
}

#[test]
fn rule_12_a_second_go_takes_the_departments_next_cue_in_cue_order() {
    let r = department("", r#"faults: [Fault(on: "caller", what: GoTwice("X 10"), when: At(0.0))]"#);
    // 12.10 is 12.1: before 12.5, after 11, which a person does not call.
    assert_eq!(r.called("X 12.10"), Some(5 * S));
    assert_eq!(r.called("X 10"), Some(5 * S));
    assert_eq!(r.called("X 12.5"), Some(21 * S));
    assert_eq!(r.called("X 2"), Some(9 * S));
    assert_eq!(r.called("Y 10.5"), Some(30 * S));
}

#[test]
fn rule_12_a_second_go_passes_over_what_has_been_called() {
    let r = department(
        "",
        r#"faults: [Fault(on: "caller", what: GoTwice("X 10"), when: At(0.0))], calls: [Go("X 12.1", 4.0)]"#,
    );
    assert_eq!(r.called("X 12.10"), Some(4 * S));
    assert_eq!(r.called("X 12.5"), Some(5 * S));
}

#[test]
fn rule_12_a_second_go_is_not_passed_on() {
    let r = department(
        "",
        r#"faults: [Fault(on: "caller", what: GoTwice("X 10"), when: At(0.0)),
                    Fault(on: "caller", what: GoTwice("X 12.1"), when: At(0.0))]"#,
    );
    assert_eq!(r.called("X 12.10"), Some(5 * S));
    assert_eq!(r.called("X 12.5"), Some(21 * S));
}

#[test]
fn rule_12_a_second_go_after_the_last_cue_has_no_effect() {
    let r = department("", r#"faults: [Fault(on: "caller", what: GoTwice("X 12.5"), when: At(0.0))]"#);
    assert_eq!(r.called("X 12.5"), Some(21 * S));
    assert_eq!(r.run.totals.uncalled, 0);
    assert!(!r.run.faults[0].took_effect);
}

#[test]
fn rule_12_a_person_gives_go_twice_too() {
    let r = department(
        "",
        r#"faults: [Fault(on: "caller", what: GoTwice("X 10"), when: At(0.0))], calls: [Go("X 10", 3.0)]"#,
    );
    assert_eq!(r.called("X 10"), Some(3 * S));
    assert_eq!(r.called("X 12.10"), Some(3 * S));
}

#[test]
fn rule_12_a_guard_refuses_the_second_go() {
    let r =
        department("double_go_guard: 0.3,", r#"faults: [Fault(on: "caller", what: GoTwice("X 10"), when: At(0.0))]"#);
    assert_eq!(r.called("X 10"), Some(5 * S));
    assert_eq!(r.called("X 12.10"), Some(20 * S));
    let refused = |e: &drytech::run::Event| matches!(e.what, drytech::run::What::Refused(_));
    assert!(r.run.events.iter().any(refused), "the refusal is noted");
}

#[test]
fn rule_13_the_reaction_is_multiplied_by_every_slowness_in_force_at_the_go() {
    let r = night(
        ONE_BEAT,
        r#"crew: { "X": Operator(reaction: 0.4) },
           cues: [Cue(number: "X 1", call: On("a", 5.0)), Cue(number: "X 2", call: On("a", 9.0)),
                  Cue(number: "Y 1", call: On("a", 5.0))]"#,
        r#"faults: [Fault(on: "X", what: OperatorSlow("X", 2.5), when: At(5.0), lasts: 1.0),
                    Fault(on: "X", what: OperatorSlow("X", 3.0), when: At(5.0), lasts: 1.0)]"#,
    );
    // 0.4 · 2.5 · 3 = 3; afterwards 0.4 again; a prefix without an operator reacts at once.
    assert_eq!(r.started("X 1"), Some(8 * S));
    assert_eq!(r.started("X 2"), Some(9_400_000));
    assert_eq!(r.started("Y 1"), Some(5 * S));
}

#[test]
fn rule_13_one_operator_answers_any_number_of_goes_at_once() {
    let r = night(
        ONE_BEAT,
        r#"crew: { "X": Operator(reaction: 0.4) },
           cues: [Cue(number: "X 1", call: On("a", 5.0)), Cue(number: "X 2", call: On("a", 5.0)),
                  Cue(number: "X 3", call: On("a", 5.1))]"#,
        "",
    );
    assert_eq!(r.started("X 1"), Some(5_400_000));
    assert_eq!(r.started("X 2"), Some(5_400_000));
    assert_eq!(r.started("X 3"), Some(5_500_000));
}

/// A cue of every kind; the operator takes 0.5 s.
fn scripted(calls: &str) -> Rehearsal {
    night(
        ONE_BEAT,
        r#"crew: { "X": Operator(reaction: 0.5) },
           cues: [
               Cue(number: "X 1", call: On("a", 5.0)),
               Cue(number: "X 2", call: Follow("X 1", 10.0)),
               Cue(number: "X 3", call: Hand),
               Cue(number: "X 4", call: On("a", 6.0), needs: [Started("X 2")]),
           ]"#,
        &format!("calls: [{calls}]"),
    )
}

#[test]
fn rule_14_a_scripted_go_calls_any_cue_and_its_own_call_is_dropped() {
    let r = scripted(r#"Go("X 1", 1.0), Go("X 2", 2.0), Go("X 3", 3.0)"#);
    assert_eq!((r.called("X 1"), r.started("X 1")), (Some(S), Some(1_500_000)));
    assert_eq!((r.called("X 2"), r.started("X 2")), (Some(2 * S), Some(2_500_000)));
    assert_eq!((r.called("X 3"), r.started("X 3")), (Some(3 * S), Some(3_500_000)));
}

#[test]
fn rule_14_a_scripted_go_is_heard_in_a_hold() {
    let r = scripted(r#"Hold(1.0), Go("X 1", 2.0), Resume(8.0)"#);
    assert_eq!((r.called("X 1"), r.started("X 1")), (Some(2 * S), Some(2_500_000)));
}

#[test]
fn rule_14_a_scripted_go_on_a_cue_that_was_called_is_ignored() {
    let r = scripted(r#"Go("X 1", 5.2), Go("X 1", 9.0)"#);
    assert_eq!((r.called("X 1"), r.started("X 1")), (Some(5 * S), Some(5_500_000)));
}

#[test]
fn rule_14_a_scripted_go_does_not_override_interlocks() {
    // X 2 starts at 5.5 + 10.
    let r = scripted(r#"Go("X 4", 1.0)"#);
    assert_eq!((r.called("X 4"), r.started("X 4")), (Some(S), Some(15_500_000)));
}

#[test]
fn rule_14_a_skip_after_the_start_is_ignored() {
    let r = scripted(r#"Skip("X 1", 5.6)"#);
    assert_eq!(r.status("X 1"), Done);
}

#[test]
fn rule_14_a_called_cue_that_is_skipped_is_given_up_at_once() {
    let r = scripted(r#"Skip("X 1", 5.2)"#);
    assert_eq!(r.status("X 1"), Skipped);
    assert_eq!(r.cue("X 1").ended_us, Some(5_200_000));
    // As though started when given up: 5.2 + 10.
    assert_eq!(r.started("X 2"), Some(15_200_000));
}

#[test]
fn rule_14_a_held_cue_that_is_skipped_is_given_up_at_once() {
    let r = scripted(r#"Skip("X 4", 8.0)"#);
    assert_eq!(r.status("X 4"), Skipped);
    assert_eq!(r.cue("X 4").ended_us, Some(8 * S));
}

#[test]
fn rule_14_a_cue_skipped_before_its_call_is_given_up_when_it_would_have_started() {
    let r = scripted(r#"Skip("X 1", 1.0)"#);
    assert_eq!(r.status("X 1"), Skipped);
    assert_eq!(r.called("X 1"), None);
    assert_eq!(r.cue("X 1").ended_us, Some(5_500_000));
    assert_eq!(r.started("X 2"), Some(15_500_000));
}

#[test]
fn rule_14_a_cut_follow_is_given_up_when_it_would_have_started() {
    let r = scripted(r#"Skip("X 2", 1.0)"#);
    assert_eq!(r.status("X 2"), Skipped);
    assert_eq!(r.cue("X 2").ended_us, Some(15_500_000));
}

#[test]
fn rule_14_a_go_on_a_cut_cue_is_ignored() {
    let r = scripted(r#"Skip("X 1", 1.0), Go("X 1", 2.0)"#);
    assert_eq!(r.called("X 1"), None);
    assert_eq!(r.cue("X 1").ended_us, Some(5_500_000));
}

#[test]
fn rule_14_calls_of_one_instant_are_made_in_list_order() {
    let first_cut = scripted(r#"Skip("X 1", 1.0), Go("X 1", 1.0)"#);
    assert_eq!(first_cut.cue("X 1").ended_us, Some(5_500_000));
    let first_called = scripted(r#"Go("X 1", 1.0), Skip("X 1", 1.0)"#);
    assert_eq!(first_called.called("X 1"), Some(S));
    assert_eq!(first_called.cue("X 1").ended_us, Some(S));
}

#[test]
fn rule_14_a_cut_cue_whose_time_never_comes_is_uncalled() {
    assert_eq!(scripted(r#"Skip("X 3", 1.0)"#).status("X 3"), Uncalled);
}

#[test]
fn rule_11_a_go_that_falls_due_in_a_called_hold_is_given_at_the_resume() {
    // Due at 15 and 9 late; the lateness ends at 16.5, in the hold from 16 to 20.
    let r = due_at_15(
        r#"Fault(on: "caller", what: GoLate("X 1", 9.0), when: At(0.0), lasts: 16.5)"#,
        "Hold(16.0), Resume(20.0)",
    );
    assert_eq!(r.called("X 1"), Some(20 * S));
}

#[test]
fn rule_12_a_second_go_passes_over_what_was_cut_and_takes_a_hand_cue() {
    let sheet = r#"cues: [Cue(number: "X 1", call: On("a", 5.0)), Cue(number: "X 2", call: On("a", 8.0)),
                          Cue(number: "X 3", call: Hand), Cue(number: "X 4", call: On("a", 9.0))]"#;
    let twice = r#"faults: [Fault(on: "caller", what: GoTwice("X 1"), when: At(0.0))], calls: [Skip("X 2", 1.0)]"#;
    let r = night(ONE_BEAT, sheet, twice);
    let called = ["X 1", "X 2", "X 3", "X 4"].map(|number| r.called(number));
    assert_eq!(called, [Some(5 * S), None, Some(5 * S), Some(9 * S)]);
}

#[test]
fn rule_14_a_cut_when_is_given_up_when_its_condition_comes_true() {
    let r = night(
        ONE_BEAT,
        r#"cues: [Cue(number: "X 1", call: On("a", 5.0)), Cue(number: "X 2", call: When(Started("X 1")))]"#,
        r#"calls: [Skip("X 2", 1.0)]"#,
    );
    assert_eq!(r.status("X 2"), Skipped);
    assert_eq!(r.cue("X 2").ended_us, Some(5 * S));
}

#[test]
fn rule_14_a_skip_at_the_instant_of_the_start_comes_before_it() {
    // Scripted calls come before starts (rule 2).
    let r = scripted(r#"Skip("X 1", 5.5)"#);
    assert_eq!(r.status("X 1"), Skipped);
    assert_eq!(r.cue("X 1").ended_us, Some(5_500_000));
}
