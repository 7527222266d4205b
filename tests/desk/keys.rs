//! The desk's keys: what each means at a desk, and what comes of it there.

use drytech::desk::keys::{Done, ESC_ESC_US, KEYS, Keyboard};
use drytech::desk::{Desk, Input, Refusal, Stand};

use crate::house::{S, desk};

const SHEET: &str = r#"Show(title: "t", double_go_guard: 0.5,
    crew: { "FLY": Operator(post: "Flies", reaction: 0.5), "LX": Operator(post: "Lights", reaction: 0.25) },
    machines: {
        "plane": FlyingPiece(axes: { "lift": Axis(start: 10.0) }, marks: { "in": { "lift": 0.0 } }),
        "light": LightRig(areas: ["wash"]), "dress": Costume(wearer: "Ivy", worn: true),
    },
    decisions: { "reveal": Decision(question: "Off?", options: ["keep", "reveal"], default: "keep") },
    script: [Scene(id: "s", beats: [Beat(id: "a", takes: 100.0), Beat(id: "b", takes: 9.0, only: ("reveal", "reveal"))])],
    cues: [
        Cue(number: "LX 1", call: On("a", 10.0), go: [Light("wash", 1.0, 60.0)], group: "g"),
        Cue(number: "FLY 1", call: On("a", 10.0), go: [Fly("plane", "in")], group: "g"),
        Cue(number: "LX 2", call: On("a", 20.0)), Cue(number: "FLY 2", call: On("a", 30.0)),
        Cue(number: "LX 45", call: On("a", 40.0), needs: [Bare("dress")]), Cue(number: "LX 50", call: Hand),
    ])"#;

/// Presses keys at their instants, in seconds; everything they mean is done.
fn press(desk: &mut Desk, keyboard: &mut Keyboard, keys: &[(f64, &str)]) -> Vec<Option<Done>> {
    let mut all = Vec::new();
    for (t, key) in keys {
        let at_us = (t * 1e6).round() as i64;
        let done = keyboard.press(desk, at_us, key).unwrap_or_else(|e| panic!("{key} at {t}: {e}"));
        match &done {
            Some(Done::Input(input)) => desk.give(at_us, input.clone()).unwrap_or_else(|e| panic!("{key} at {t}: {e}")),
            Some(Done::TakeFrom(place)) => {
                desk.take_from(at_us, place).unwrap_or_else(|e| panic!("{key} at {t}: {e}"));
            }
            Some(Done::Say(_)) | None => {}
        }
        all.push(done);
    }
    all
}

/// What the last of the keys came to.
fn last(keys: &[(f64, &str)]) -> Option<Done> {
    press(&mut desk(SHEET, ""), &mut Keyboard::default(), keys).pop().flatten()
}

fn input(i: Input) -> Option<Done> {
    Some(Done::Input(i))
}

fn cues(list: &[&str]) -> Vec<String> {
    list.iter().map(|c| (*c).to_owned()).collect()
}

fn refused(keys: &[(f64, &str)], then: (f64, &str)) -> Refusal {
    let (mut desk, mut keyboard) = (desk(SHEET, ""), Keyboard::default());
    press(&mut desk, &mut keyboard, keys);
    keyboard.press(&desk, (then.0 * 1e6) as i64, then.1).expect_err("it means nothing now")
}

#[test]
fn standby_and_go_take_a_group_together_one_after_the_other() {
    assert_eq!(last(&[(1.0, "S")]), input(Input::Standby(cues(&["LX 1", "FLY 1"]))));
    assert_eq!(last(&[(1.0, "S"), (2.0, "S")]), input(Input::Standby(cues(&["LX 2"]))));
    assert_eq!(last(&[(1.0, "S"), (10.0, "Space")]), input(Input::Press(cues(&["LX 1", "FLY 1"]))));
    assert_eq!(
        last(&[(10.0, "Space"), (20.0, "Space")]),
        input(Input::Press(cues(&["LX 2"]))),
        "without a standby, too"
    );
}

#[test]
fn go_takes_what_stands_by_before_what_is_next() {
    let keys = [(1.0, "4"), (1.1, "5"), (1.2, "S"), (2.0, "Space")];
    assert_eq!(last(&keys), input(Input::Press(cues(&["LX 45"]))));
}

#[test]
fn a_second_go_within_the_guard_is_refused_and_seen_to_be() {
    let (mut desk, mut keyboard) = (desk(SHEET, ""), Keyboard::default());
    press(&mut desk, &mut keyboard, &[(10.0, "Space"), (10.2, "Space")]);
    // The second was for LX 2, of a department that had one: both are of one press.
    assert_eq!(desk.now(11 * S).refused, [(10_200_000, 2)]);
    assert_eq!(desk.now(11 * S).cues[2].stand, Stand::ToCome);
    press(&mut desk, &mut keyboard, &[(10.6, "Space")]);
    assert_eq!(desk.now(11 * S).cues[2].called_us, Some(10_600_000), "half a second later it goes");
}

#[test]
fn a_number_is_typed_taken_back_and_used_once() {
    assert_eq!(
        last(&[(1.0, "4"), (1.1, "6"), (1.2, "Backspace"), (1.3, "5"), (1.4, "Enter")]),
        input(Input::Press(cues(&["LX 45"])))
    );
    let nothing = refused(&[(1.0, "2"), (1.1, "Enter")], (1.8, "Enter"));
    assert_eq!(nothing, Refusal::Nothing("type a cue's number first"));
    let unknown = refused(&[(1.0, "9")], (1.1, "Enter"));
    assert!(matches!(unknown, Refusal::Unknown("cue", ref n, _) if n == "9"), "{unknown}");
}

#[test]
fn of_two_cues_of_a_number_the_one_to_come_first_is_meant() {
    assert_eq!(last(&[(1.0, "2"), (1.1, "Enter")]), input(Input::Press(cues(&["LX 2"]))));
    assert_eq!(last(&[(1.0, "2"), (1.1, "Enter"), (2.0, "2"), (2.1, "Enter")]), input(Input::Press(cues(&["FLY 2"]))));
}

#[test]
fn f_keys_are_the_departments_in_the_order_of_the_crew() {
    // The crew has its flies first, the cues begin with light.
    assert_eq!(last(&[(1.0, "F1")]), input(Input::Press(cues(&["FLY 1"]))));
    assert_eq!(last(&[(1.0, "F2")]), input(Input::Press(cues(&["LX 1"]))));
    assert_eq!(last(&[(1.0, "F1"), (3.0, "F1")]), input(Input::Press(cues(&["FLY 2"]))));
    assert_eq!(last(&[(1.0, "2"), (1.1, "F1")]), input(Input::Press(cues(&["FLY 2"]))), "its cue of the number typed");
    assert_eq!(
        refused(&[(1.0, "F1"), (3.0, "F1")], (5.0, "F1")),
        Refusal::Nothing("that department has no cue to come")
    );
    assert_eq!(refused(&[], (1.0, "F3")), Refusal::Nothing("there is no such department"));
    let lights: Vec<String> =
        desk(SHEET, "").now(0).lights(desk(SHEET, "").night()).into_iter().map(|(n, _)| n).collect();
    assert_eq!(lights, ["FLY", "LX"], "and so are the cue lights");
}

#[test]
fn h_holds_and_goes_on() {
    assert_eq!(last(&[(1.0, "H")]), input(Input::Hold));
    assert_eq!(last(&[(1.0, "H"), (4.0, "H")]), input(Input::Resume));
}

#[test]
fn k_skips_the_cue_typed_else_the_one_held_else_the_next() {
    assert_eq!(last(&[(1.0, "5"), (1.1, "0"), (1.2, "K")]), input(Input::Skip("LX 50".into())));
    assert_eq!(last(&[(1.0, "K")]), input(Input::Skip("LX 1".into())));
    let held = [(1.0, "4"), (1.1, "5"), (1.2, "Enter"), (2.0, "K")];
    assert_eq!(last(&held), input(Input::Skip("LX 45".into())));
}

#[test]
fn m_asks_and_enter_says_yes_and_any_other_key_no() {
    let held = [(1.0, "4"), (1.1, "5"), (1.2, "Enter"), (2.0, "M")];
    assert_eq!(last(&held), Some(Done::Say("Fire LX 45 without Bare(\"dress\")? Enter for yes".into())));
    let yes: Vec<_> = held.into_iter().chain([(2.5, "Enter")]).collect();
    assert_eq!(last(&yes), input(Input::Fire("LX 45".into())));
    let no = refused(&held.into_iter().chain([(2.5, "Esc")]).collect::<Vec<_>>(), (2.6, "Enter"));
    assert_eq!(no, Refusal::Nothing("type a cue's number first"), "Esc took the question back, and stopped nothing");
    assert_eq!(refused(&[], (1.0, "M")), Refusal::Nothing("no cue is held by an interlock"));
}

#[test]
fn esc_fades_all_and_esc_esc_stops_all_in_the_same_microsecond_it_was_pressed() {
    let fade = [(10.0, "Space"), (14.0, "Esc")];
    assert_eq!(last(&fade), input(Input::FadeAll));
    let (mut desk, mut keyboard) = (desk(SHEET, ""), Keyboard::default());
    press(&mut desk, &mut keyboard, &[(10.0, "Space"), (14.0, "Esc"), (14.3, "Esc")]);
    assert_eq!(desk.take().inputs.last(), Some(&(14_300_000, Input::StopAll)));
    let now = desk.now(14_300_000);
    assert!(now.holding, "the show holds");
    assert_eq!((now.cues[0].stand, now.cues[1].stand), (Stand::Stopped, Stand::Stopped), "both are to come again");
    let r = drytech::slip::Rehearsal::new(desk.show().clone(), desk.scenario_of(desk.take()).expect("it was done"));
    let r = r.expect("it was done");
    let drytech::run::MachineTrack::Piece { axes } = &r.run.machines[0] else { panic!("a piece") };
    assert_eq!(axes[0].rate(14_300_000), 0.0, "the plane has stopped");
    // And it is at the first of them again, as she is in the book.
    assert_eq!(keyboard.press(&desk, 20 * S, "S").expect("a standby"), input(Input::Standby(cues(&["LX 1", "FLY 1"]))));
}

#[test]
fn two_escs_far_apart_are_two_fades_and_esc_forgets_what_was_typed_first() {
    let later = 14.0 + ESC_ESC_US as f64 / 1e6 + 0.001;
    assert_eq!(last(&[(10.0, "Space"), (14.0, "Esc"), (later, "Esc")]), input(Input::FadeAll));
    assert_eq!(last(&[(1.0, "4"), (1.1, "Esc")]), None);
    assert_eq!(last(&[(1.0, "4"), (1.1, "Esc"), (1.2, "Esc")]), input(Input::FadeAll));
    let between = [(10.0, "Space"), (14.0, "Esc"), (14.2, "H"), (14.4, "Esc")];
    assert_eq!(last(&between), input(Input::FadeAll), "another key was between them");
}

#[test]
fn c_saves_the_costume_that_slips() {
    let slips = r#"faults: [Fault(on: "dress", what: Slips, when: At(5.0))]"#;
    let (mut d, mut keyboard) = (desk(SHEET, slips), Keyboard::default());
    assert!(keyboard.press(&d, 4 * S, "C").is_err(), "it does not slip yet");
    assert_eq!(press(&mut d, &mut keyboard, &[(6.0, "C")]), [input(Input::Secure("dress".into()))]);
}

#[test]
fn d_goes_through_the_options_while_the_question_is_open() {
    assert_eq!(last(&[(1.0, "D")]), input(Input::Decide("reveal".into(), "reveal".into())));
    assert_eq!(last(&[(1.0, "D"), (2.0, "D")]), input(Input::Decide("reveal".into(), "keep".into())));
    assert_eq!(refused(&[], (100.0, "D")), Refusal::Nothing("no decision is open"));
}

#[test]
fn t_takes_it_from_the_cue_typed_and_b_from_the_one_called_last() {
    assert_eq!(last(&[(1.0, "2"), (1.1, "T")]), Some(Done::TakeFrom("LX 2".into())));
    assert_eq!(refused(&[], (1.0, "T")), Refusal::Nothing("type the number of the cue to take it from, then T"));
    assert_eq!(last(&[(10.0, "Space"), (20.0, "Space"), (22.0, "B")]), Some(Done::TakeFrom("LX 2".into())));
    // From there, back once more: the group before it.
    let twice = [(10.0, "Space"), (20.0, "Space"), (22.0, "B"), (20.0, "Space"), (20.5, "B")];
    assert_eq!(last(&twice), Some(Done::TakeFrom("LX 1".into())));
    assert_eq!(last(&[(1.0, "B")]), Some(Done::TakeFrom("the top".into())));
}

#[test]
fn every_key_that_is_told_is_a_key_and_no_other_is() {
    let desk = desk(SHEET, "");
    let unknown = Refusal::Nothing("that key does nothing at the desk");
    for key in KEYS.iter().flat_map(|(keys, _)| keys.split(' ')) {
        assert_ne!(Keyboard::default().press(&desk, S, key), Err(unknown.clone()), "{key}");
    }
    for key in ["Q", "Home", "f1", ""] {
        assert_eq!(Keyboard::default().press(&desk, S, key), Err(unknown.clone()), "{key}");
    }
}
