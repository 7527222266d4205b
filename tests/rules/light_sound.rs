//! Light and sound: rules 52 and 53.

use drytech::fault::CueStatus::Done;
use drytech::run::MachineTrack;
use drytech::slip::Rehearsal;

use crate::ask::{Ask, ONE_BEAT, S, night};

/// A fade to full in 4 s from 0 on, further cues, and faults on the rig.
fn fade(cues: &str, faults: &str) -> Rehearsal {
    night(
        ONE_BEAT,
        &format!(
            r#"machines: {{ "rig": LightRig(areas: ["w", "v"]), "snd": Sound() }},
               cues: [Cue(number: "LX 1", call: On("a"), go: [Light("w", 1.0, 4.0)]), {cues}]"#
        ),
        &format!("faults: [{faults}]"),
    )
}

/// The real output of `w`.
fn output(r: &Rehearsal, at_us: i64) -> f64 {
    match &r.run.machines[0] {
        MachineTrack::Light { output, .. } => output[0].sample(at_us),
        other => panic!("not a rig: {other:?}"),
    }
}

#[test]
fn rule_52_areas_start_dark_and_fade_linearly_from_their_present_level() {
    // Up 0.25/s; at 2 s, from 0.5, down to 0 in 5 s: 0.2 at 5 s.
    let r = fade(
        r#"Cue(number: "LX 2", call: On("a", 2.0), go: [Light("w", 0.0, 5.0)]),
           Cue(number: "X 1", call: When(Lit("w", 0.3))), Cue(number: "X 2", call: When(Lit("w", 0.6))),
           Cue(number: "X 3", call: When(Not(Lit("v", 0.001))))"#,
        "",
    );
    assert_eq!(r.started("X 1"), Some(1_200_000));
    assert_eq!(r.started("X 2"), None);
    assert_eq!(r.started("X 3"), Some(0));
    assert!((output(&r, 5 * S) - 0.2).abs() < 1e-9);
}

#[test]
fn rule_52_a_fade_of_no_length_jumps() {
    let r = fade(
        r#"Cue(number: "LX 2", call: On("a", 2.0), go: [Light("w", 0.9, 0.0)]),
           Cue(number: "X 1", call: When(Lit("w", 0.8)))"#,
        "",
    );
    assert_eq!(r.started("X 1"), Some(2 * S));
}

#[test]
fn rule_52_in_a_blackout_the_fade_goes_on_underneath() {
    let r = fade(
        r#"Cue(number: "X 1", call: When(Lit("w", 0.9))), Cue(number: "X 2", call: When(Lit("w", 0.25))),
           Cue(number: "X 3", call: When(All([Started("X 2"), Not(Lit("w", 0.25))])))"#,
        r#"Fault(on: "rig", what: Blackout(5.0), when: At(1.5))"#,
    );
    // 0.25 at 1 s; black at 1.5; full, at once, at 6.5; done by the clock.
    assert_eq!(r.started("X 2"), Some(S));
    assert_eq!(r.started("X 3"), Some(1_500_000));
    assert_eq!(r.started("X 1"), Some(6_500_000));
    assert_eq!(r.done("LX 1"), Some(4 * S));
    assert_eq!(output(&r, 6 * S), 0.0);
    assert_eq!(output(&r, 6_500_000), 1.0);
}

#[test]
fn rule_52_in_a_freeze_the_output_stays_and_then_is_the_desks_level_at_once() {
    // Frozen at 0.25 from 1 to 3; at 3 the desk is at 0.75.
    let r = fade(
        r#"Cue(number: "X 1", call: When(Lit("w", 0.5)))"#,
        r#"Fault(on: "rig", what: Freeze(2.0), when: At(1.0))"#,
    );
    assert_eq!(r.started("X 1"), Some(3 * S));
    assert!((output(&r, 2 * S) - 0.25).abs() < 1e-9);
    assert!((output(&r, 3 * S) - 0.75).abs() < 1e-9);
}

#[test]
fn rule_52_a_blackout_beats_a_freeze() {
    let r = fade(
        "",
        r#"Fault(on: "rig", what: Freeze(6.0), when: At(1.0)), Fault(on: "rig", what: Blackout(2.0), when: At(2.0))"#,
    );
    assert_eq!(output(&r, 3 * S), 0.0);
    assert!((output(&r, 5 * S) - 0.25).abs() < 1e-9);
    assert_eq!(output(&r, 7 * S), 1.0);
}

/// A play of 3 s at 5 s, further cues, and faults on the sound.
fn play(cues: &str, faults: &str) -> Rehearsal {
    night(
        ONE_BEAT,
        &format!(
            r#"machines: {{ "snd": Sound() }},
               cues: [Cue(number: "SQ 1", call: On("a", 5.0), go: [Play("snd", 3.0)]), {cues}]"#
        ),
        &format!("faults: [{faults}]"),
    )
}

#[test]
fn rule_53_a_play_is_done_after_its_length() {
    assert_eq!(play("", "").done("SQ 1"), Some(8 * S));
}

#[test]
fn rule_53_late_counts_where_it_is_in_force_at_the_command() {
    assert_eq!(play("", r#"Fault(on: "snd", what: Late(1.5), when: At(0.0))"#).done("SQ 1"), Some(9_500_000));
    assert_eq!(play("", r#"Fault(on: "snd", what: Late(1.5), when: At(6.0))"#).done("SQ 1"), Some(8 * S));
    // It is over before the sound comes, but it was in force at the command.
    let brief = r#"Fault(on: "snd", what: Late(1.5), when: At(4.0), lasts: 1.2)"#;
    assert_eq!(play("", brief).done("SQ 1"), Some(9_500_000));
}

#[test]
fn rule_53_two_plays_sound_together() {
    let r = play(r#"Cue(number: "SQ 2", call: On("a", 6.0), go: [Play("snd", 10.0)])"#, "");
    assert_eq!((r.done("SQ 1"), r.done("SQ 2")), (Some(8 * S), Some(16 * S)));
    assert_eq!((r.status("SQ 1"), r.status("SQ 2")), (Done, Done));
}

#[test]
fn rule_45_overlapping_blackouts_last_until_the_last_is_over() {
    let r = fade(
        r#"Cue(number: "X 1", call: When(Lit("w", 0.9)))"#,
        r#"Fault(on: "rig", what: Blackout(4.0), when: At(1.0)), Fault(on: "rig", what: Blackout(4.0), when: At(3.0))"#,
    );
    assert_eq!(r.started("X 1"), Some(7 * S));
}

#[test]
fn rule_45_sounds_are_late_by_the_sum() {
    let late = r#"Fault(on: "snd", what: Late(1.5), when: At(0.0)), Fault(on: "snd", what: Late(1.0), when: At(0.0))"#;
    assert_eq!(play("", late).done("SQ 1"), Some(10_500_000));
}

#[test]
fn rule_55_a_fault_with_a_cue_is_in_force_for_what_the_cue_commands() {
    // By rule 2, a fault at an instant is in force for a cue that starts at it.
    assert_eq!(play("", r#"Fault(on: "snd", what: Late(1.5), when: With("SQ 1"))"#).done("SQ 1"), Some(9_500_000));
}

#[test]
fn rule_52_in_a_blackout_within_a_freeze_nothing_is_lit() {
    // Frozen at 0.25 from 1 on, black from 2 to 4.
    let r = fade(
        r#"Cue(number: "X 1", call: When(Lit("w", 0.2))),
           Cue(number: "X 2", call: When(All([Started("X 1"), Not(Lit("w", 0.2))]))),
           Cue(number: "X 3", call: When(All([Started("X 2"), Lit("w", 0.2)])))"#,
        r#"Fault(on: "rig", what: Freeze(6.0), when: At(1.0)), Fault(on: "rig", what: Blackout(2.0), when: At(2.0))"#,
    );
    let starts = ["X 1", "X 2", "X 3"].map(|number| r.started(number));
    assert_eq!(starts, [Some(800_000), Some(2 * S), Some(4 * S)]);
}
