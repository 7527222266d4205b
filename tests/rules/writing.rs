//! Writing it down: rules 57–60.

use drytech::sheet::{Machine, OnCold, OnSignalLoss, Show};

use crate::ask::{Ask, ONE_BEAT, S, night};
use crate::read;

fn show(sheet: &str) -> Show {
    Show::clone(&night(ONE_BEAT, sheet, "").show)
}

fn machine(text: &str) -> Machine {
    let show = show(&format!(r#"machines: {{ "m": {text} }}"#));
    show.machines.get("m").cloned().expect("the machine of the sheet")
}

#[test]
fn rule_57_variants_are_positional() {
    // Each of them once: a name in any of them would be an error.
    let r = night(
        ONE_BEAT,
        r#"machines: { "p": Wagon(axes: { "x": Axis() }, marks: { "far": { "x": 10.0 } }), "tabs": Curtain(takes: 4.0) },
           cues: [Cue(number: "X 1", call: On("a"), go: [Fly("p", "far", 15.0), Open("tabs", 5.0)])]"#,
        r#"expect: [Slip("X 1", Done, 0.5), ShowSlip(0.0), Visible(0.0)]"#,
    );
    assert_eq!(r.done("X 1"), Some(15 * S));
    assert!(r.verdicts().iter().all(|v| v.met));
}

#[test]
fn rule_58_trailing_defaults_may_be_left_out_and_whole_numbers_need_no_point() {
    let r = night(
        ONE_BEAT,
        r#"cues: [Cue(number: "X 1", call: On("a")), Cue(number: "X 2", call: On("a", 2)),
                  Cue(number: "X 3", call: On("a", 2.0)), Cue(number: "X 4", call: Follow("X 2")),
                  Cue(number: "X 5", call: Hang("X 2", 3))]"#,
        "",
    );
    let starts = ["X 1", "X 2", "X 3", "X 4", "X 5"].map(|number| r.started(number));
    assert_eq!(starts, [Some(0), Some(2 * S), Some(2 * S), Some(2 * S), Some(5 * S)]);
}

#[test]
fn rule_58_an_action_may_leave_out_its_last_number() {
    let r = night(
        ONE_BEAT,
        r#"machines: { "tabs": Curtain(takes: 4.0), "d": Costume(wearer: "Ivy") },
           cues: [Cue(number: "X 1", call: On("a"), go: [Open("tabs")]),
                  Cue(number: "X 2", call: On("a"), go: [Change("Ivy", "d")]),
                  Cue(number: "X 3", call: On("a", 20.0), go: [Close("tabs", 9)])]"#,
        "",
    );
    assert_eq!([r.done("X 1"), r.done("X 2"), r.done("X 3")], [Some(4 * S), Some(6 * S), Some(29 * S)]);
}

#[test]
fn rule_59_defaults_of_the_show_and_its_crew() {
    let s = show(r#"crew: { "LX": Operator(post: "Light board") }"#);
    assert_eq!((s.patience, s.restart, s.double_go_guard, s.dressers), (30.0, 45.0, 0.0, 1));
    assert_eq!(s.stage.air_changes, 3.0);
    let operator = s.crew.get("LX").expect("the crew has an LX");
    assert_eq!((operator.reaction, operator.spread), (0.25, 0.0));
    assert!(s.beats().all(|(_, b)| b.spread == 0.0 && b.patience.is_none() && b.vamp.is_none()));
}

#[test]
fn rule_59_defaults_of_a_fog_machine() {
    let Machine::FogMachine(m) = machine("FogMachine()") else { panic!("a fogger was written") };
    assert_eq!((m.fill_rate, m.lag, m.endurance, m.sustain, m.ready_at), (0.03, 0.7, 30.0, 0.3, 0.5));
    assert_eq!((m.warm_up, m.powered_at, m.tank, m.flow), (300.0, -600.0, None, 1.0));
    assert_eq!((m.on_signal_loss, m.on_cold), (OnSignalLoss::ShutDown, OnCold::CutOut));
}

#[test]
fn rule_59_defaults_of_a_piece_and_its_axes() {
    let Machine::FlyingPiece(m) = machine(r#"FlyingPiece(axes: { "x": Axis() })"#) else {
        panic!("a piece was written")
    };
    assert_eq!((m.mass, m.delay), (100.0, 0.0));
    let x = m.axes.get("x").expect("the axis of the sheet");
    assert_eq!((x.start, x.speed, x.accel, x.power, x.vertical), (0.0, 1.0, 0.5, None, false));
}

#[test]
fn rule_59_defaults_of_a_curtain_and_a_costume() {
    let Machine::Curtain(c) = machine("Curtain(takes: 4.0)") else { panic!("a curtain was written") };
    assert_eq!((c.start, c.delay), (0.0, 0.0));
    let Machine::Costume(d) = machine(r#"Costume(wearer: "Ivy")"#) else { panic!("a costume was written") };
    assert_eq!((d.slide, d.worn, d.spread, d.fastenings.len()), (2.5, false, 0.0, 0));
}

#[test]
fn rule_59_the_defaults_are_what_the_engine_plays_with() {
    // Patience 30 from 10: held at 40; opened at 100, restart 45.
    let r = night(
        r#"Beat(id: "a", takes: 10.0), Beat(id: "b", takes: 5.0, needs: [Started("X 1")])"#,
        r#"crew: { "X": Operator() }, cues: [Cue(number: "X 1", call: At(99.75))]"#,
        "",
    );
    assert_eq!(r.begins("b"), Some(145 * S));
    assert_eq!(r.run.totals.stage_waits_us, 30 * S);
}

#[test]
fn rule_60_hand_has_no_brackets_and_sound_has_them() {
    let r = night(
        ONE_BEAT,
        r#"machines: { "snd": Sound() }, cues: [Cue(number: "X 1", call: Hand, go: [Play("snd", 1.0)])]"#,
        r#"calls: [Go("X 1", 2.0)]"#,
    );
    assert_eq!(r.done("X 1"), Some(3 * S));
}

#[test]
fn rule_65_what_is_for_people_and_for_the_eye_does_not_change_a_run() {
    let plain = r#"
        Show(title: "t", script: [Scene(id: "s", beats: [Beat(id: "a", takes: 10.0)])],
            crew: { "LX": Operator() },
            machines: {
                "fog": FogMachine(), "tabs": Curtain(takes: 4.0), "d": Costume(wearer: "Ivy", worn: true),
                "p": FlyingPiece(axes: { "x": Axis() }, marks: { "on": { "x": 1.0 } }),
                "rig": LightRig(areas: ["w"]), "snd": Sound(),
            },
            cues: [Cue(number: "LX 1", call: On("a", 1.0), go: [Light("w", 1.0, 2.0), Open("tabs"), Fly("p", "on")])])"#;
    let dressed = r##"
        Show(title: "t", script: [Scene(id: "s", beats: [Beat(id: "a", takes: 10.0, line: "To be", who: ["Ivy"],
                places: { "Ivy": (1.0, 2.0) })])],
            crew: { "LX": Operator(post: "Light board") },
            machines: {
                "fog": FogMachine(at: (1.0, 2.0), look: "low", colour: "#ffffff"),
                "tabs": Curtain(takes: 4.0, style: Guillotine, at: (0.0, 0.0), look: "velvet", colour: "#8c1220"),
                "d": Costume(wearer: "Ivy", worn: true, at: (0.0, 0.0, 1.0), look: "gown", colour: "#8c1220"),
                "p": FlyingPiece(axes: { "x": Axis() }, marks: { "on": { "x": 1.0 } }, at: (0.0, 4.0), look: "plane",
                    colour: "#aaaaaa"),
                "rig": LightRig(areas: { "w": Area(at: (0.0, 1.0), colour: "#ffd9a0") }),
                "snd": Sound(at: (0.0, -1.5)),
            },
            cues: [Cue(number: "LX 1", label: "Sunrise", group: "opening", call: On("a", 1.0),
                go: [Light("w", 1.0, 2.0), Open("tabs"), Fly("p", "on")])])"##;
    let scenario = r#"Scenario(show: "t.ron")"#;
    assert_eq!(read::rehearse(plain, scenario).run, read::rehearse(dressed, scenario).run);
}
