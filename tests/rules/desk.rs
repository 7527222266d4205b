//! A person at the desk: the scenario's `desk`, and what only a person calls (docs/language.md, "At the desk").

use drytech::fault::CueStatus::{Done, Uncalled};

use crate::ask::{Ask, ONE_BEAT, S, night};

const PLANE: &str = r#"crew: { "FLY": Operator(post: "Fly floor", reaction: 0.5), "LX": Operator(post: "Lights", reaction: 0.25) },
    machines: {
        "plane": FlyingPiece(axes: { "lift": Axis(start: 10.0, speed: 1.0, accel: 0.5) }, marks: { "in": { "lift": 0.0 }, "out": { "lift": 10.0 } }),
        "light": LightRig(areas: ["wash"]),
        "fog": FogMachine(lag: 0.0),
        "sound": Sound(),
        "dress": Costume(wearer: "Ivy", worn: true),
    },"#;

fn desk(cues: &str, scenario: &str) -> drytech::slip::Rehearsal {
    night(ONE_BEAT, &format!("{PLANE} cues: [{cues}]"), scenario)
}

#[test]
fn who_does_not_call_has_not_called() {
    let r = desk(r#"Cue(number: "LX 1", call: On("a", 10.0))"#, "desk: Desk()");
    assert_eq!(r.status("LX 1"), Uncalled);
    assert_eq!(r.run.marks[0], Some(10 * S), "its mark passed all the same");
    assert_eq!(r.planned("LX 1").called_us, Some(10 * S));
    assert_eq!(r.cue("LX 1").standby_us, None);
}

#[test]
fn a_press_is_go_and_its_lateness_is_the_cues_own() {
    let r = desk(
        r#"Cue(number: "LX 1", call: On("a", 10.0), go: [Light("wash", 1.0, 2.0)])"#,
        r#"desk: Desk(), calls: [Standby("LX 1", 4.0), Press(["LX 1"], 10.4)]"#,
    );
    assert_eq!(r.cue("LX 1").standby_us, Some(4 * S));
    assert_eq!(r.called("LX 1"), Some(10_400_000));
    assert_eq!(r.started("LX 1"), Some(10_650_000));
    assert_eq!(r.slip.cues[0].own_us, Some(400_000));
    assert_eq!(r.slip.cues[0].inherited_us, Some(0));
}

#[test]
fn an_early_press_leaves_the_mark_where_it_is() {
    let r = desk(r#"Cue(number: "LX 1", call: On("a", 10.0))"#, r#"desk: Desk(), calls: [Press(["LX 1"], 9.0)]"#);
    assert_eq!(r.run.marks[0], Some(10 * S));
    assert_eq!(r.called("LX 1"), Some(9 * S));
    assert_eq!(r.status("LX 1"), Done);
}

#[test]
fn rule_69_the_desk_refuses_a_second_go_of_the_department_within_the_guard() {
    let cues = r#"Cue(number: "LX 1", call: On("a", 10.0)), Cue(number: "LX 2", call: On("a", 20.0)),
                  Cue(number: "FLY 1", call: On("a", 10.1))"#;
    let calls = r#"calls: [Press(["LX 1"], 10.0), Press(["FLY 1"], 10.1), Press(["LX 2"], 10.299999)]"#;
    let r = desk(cues, &format!("desk: Desk(), {calls}"));
    assert_eq!(r.called("FLY 1"), Some(10_100_000), "another department is another GO");
    assert_eq!(r.status("LX 2"), Uncalled, "0.3 s where the sheet has no guard");
    let refused = r.run.events.iter().filter(|e| matches!(e.what, drytech::run::What::Refused(_))).count();
    assert_eq!(refused, 1);
    let r = desk(cues, &format!("desk: Desk(guard: 0.2), {calls}"));
    assert_eq!(r.called("LX 2"), Some(10_299_999));
}

#[test]
fn rule_69_the_sheets_own_guard_is_the_desks() {
    let cues = r#"Cue(number: "LX 1", call: On("a", 10.0)), Cue(number: "LX 2", call: On("a", 20.0))"#;
    let sheet = format!("double_go_guard: 1.0, {PLANE} cues: [{cues}]");
    let r = night(ONE_BEAT, &sheet, r#"desk: Desk(), calls: [Press(["LX 1"], 10.0), Press(["LX 2"], 10.9)]"#);
    assert_eq!(r.status("LX 2"), Uncalled);
}

#[test]
fn a_group_is_one_press() {
    let r = desk(
        r#"Cue(number: "LX 1", call: On("a", 10.0)), Cue(number: "LX 2", call: On("a", 10.0))"#,
        r#"desk: Desk(), calls: [Press(["LX 1", "LX 2"], 10.0)]"#,
    );
    assert_eq!((r.called("LX 1"), r.called("LX 2")), (Some(10 * S), Some(10 * S)));
}

#[test]
fn a_held_interlock_can_be_fired() {
    let r = desk(
        r#"Cue(number: "LX 1", call: On("a", 10.0), needs: [At("plane", "in")])"#,
        r#"desk: Desk(), calls: [Press(["LX 1"], 10.0), Fire("LX 1", 13.0)]"#,
    );
    assert_eq!(r.cue("LX 1").held_us, Some(10_250_000));
    assert_eq!(r.started("LX 1"), Some(13 * S));
}

#[test]
fn a_costume_is_saved_from_the_desk() {
    // It slips at 10 and would be off at 12.5; saved at 11, worn at 13.
    let r = desk(
        "",
        r#"desk: Desk(), calls: [Secure("dress", 11.0)],
           faults: [Fault(on: "dress", what: Slips, when: At(10.0))], expect: [Never(Bare("dress"))]"#,
    );
    assert!(r.verdicts().iter().all(|v| v.met));
}

#[test]
fn stop_all_stops_everything_at_once_and_puts_the_cues_back() {
    // GO at 10, off at 10.5; by 14 it has been at 1 m/s since 12.5.
    let r = desk(
        r#"Cue(number: "FLY 1", call: On("a", 10.0), go: [Fly("plane", "in")]),
           Cue(number: "LX 1", call: Follow("FLY 1", 8.0), go: [Light("wash", 1.0, 2.0)]),
           Cue(number: "LX 2", call: Hang("FLY 1"), go: [Light("wash", 0.5, 2.0)])"#,
        r#"desk: Desk(), calls: [Press(["FLY 1"], 10.0), StopAll(14.0), Resume(20.0), Press(["FLY 1"], 30.0)]"#,
    );
    let drytech::run::MachineTrack::Piece { axes } = &r.run.machines[0] else { panic!("a piece") };
    let stopped = axes[0].sample(14 * S);
    assert_eq!(axes[0].sample(29 * S), stopped, "it stays where it stopped");
    assert!((stopped - 7.5).abs() < 1e-9, "1 m of the start, 1.5 m at speed: {stopped}");
    assert_eq!(r.called("FLY 1"), Some(30 * S), "it is called again");
    assert_eq!(r.status("FLY 1"), Done);
    assert_eq!(r.started("LX 1"), Some(38_500_000), "the count-down was stopped, and counts anew");
    assert_eq!(r.status("LX 2"), Done);
    assert_eq!(r.run.totals.holds, 1, "the show holds");
    assert_eq!(r.beat("a").end_us, Some(106 * S), "for the 6 s until Resume");
}

#[test]
fn fade_all_brakes_softly_and_light_goes_on_to_its_end() {
    let r = desk(
        r#"Cue(number: "FLY 1", call: On("a", 10.0), go: [Fly("plane", "in")]),
           Cue(number: "LX 1", call: On("a", 10.0), go: [Light("wash", 1.0, 10.0)])"#,
        r#"desk: Desk(), calls: [Press(["FLY 1", "LX 1"], 10.0), FadeAll(14.0)]"#,
    );
    let drytech::run::MachineTrack::Piece { axes } = &r.run.machines[0] else { panic!("a piece") };
    // 1 m/s at 0.5 m/s²: 2 s and 1 m more.
    assert!((axes[0].sample(16 * S) - 6.5).abs() < 1e-9);
    assert_eq!(axes[0].rate(17 * S), 0.0);
    let drytech::run::MachineTrack::Light { output, .. } = &r.run.machines[1] else { panic!("a rig") };
    assert_eq!(output[0].sample(21 * S), 1.0);
    assert_eq!(r.status("FLY 1"), Uncalled, "put back, and not called again");
}

#[test]
fn a_quick_change_is_not_stopped() {
    let sheet = r#"machines: { "suit": Costume(wearer: "Tom", worn: true), "robe": Costume(wearer: "Tom") },
        cues: [Cue(number: "WD 1", call: On("a", 10.0), go: [Change("Tom", "robe")])]"#;
    let r = night(ONE_BEAT, sheet, r#"desk: Desk(), calls: [Press(["WD 1"], 10.0), StopAll(12.0)]"#);
    assert_eq!(r.status("WD 1"), Done);
    assert_eq!(r.done("WD 1"), Some(20 * S));
}

#[test]
fn until_it_is_taken_from_there_the_night_is_the_plan() {
    let cues = r#"Cue(number: "FLY 1", call: On("a", 10.0), go: [Fly("plane", "in")]),
                  Cue(number: "LX 1", call: On("a", 40.0), go: [Light("wash", 1.0, 2.0)])"#;
    let r = desk(
        cues,
        r#"desk: Desk(from: 40.0), calls: [Press(["LX 1"], 40.0), Hold(5.0)], seed: 3, luck: Random,
           faults: [Fault(on: "plane", what: Slow(0.1), when: At(5.0), lasts: 10.0)]"#,
    );
    assert_eq!(r.done("FLY 1"), r.planned("FLY 1").done_us, "neither the fault nor the hold is of this take");
    assert_eq!(r.called("LX 1"), Some(40 * S));
    assert_eq!(r.slip.show_us, 0);
}

#[test]
fn where_the_desk_is_left_the_automatic_caller_goes_on() {
    let r = desk(
        r#"Cue(number: "LX 1", call: On("a", 10.0)), Cue(number: "LX 2", call: On("a", 50.0))"#,
        "desk: Desk(until: 30.0)",
    );
    assert_eq!(r.status("LX 1"), Uncalled);
    assert_eq!(r.called("LX 2"), Some(50 * S));
}
