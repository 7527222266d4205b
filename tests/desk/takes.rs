//! What must hold, 3: take it from any cue of the preview, then play on as planned, and nothing slips.

use std::sync::Arc;

use drytech::desk::{Calls, Desk, Input};
use drytech::machine::curve::Track;
use drytech::run::MachineTrack;
use drytech::sheet::Show;
use drytech::slip::Rehearsal;
use rayon::prelude::*;

use crate::house::{S, at_the_preview, calls, desk, play, preview};

/// Every cue that has a place in the plan, and every beat that is played.
fn places(desk: &Desk) -> Vec<String> {
    let show = desk.show();
    let cues = show.cues.iter().map(|c| c.number.clone());
    let beats = show.beats().map(|(_, b)| b.id.clone());
    cues.chain(beats).filter(|p| desk.place(p).is_ok()).collect()
}

/// Everything of a machine that a track tells.
fn tracks(machine: &MachineTrack) -> Vec<&Track> {
    match machine {
        MachineTrack::Fog { output, heat, tank, .. } => [output, heat].into_iter().chain(tank).collect(),
        MachineTrack::Piece { axes } => axes.iter().collect(),
        MachineTrack::Curtain { opening } => vec![opening],
        MachineTrack::Costume { level, .. } => vec![level],
        MachineTrack::Light { output, desk } => output.iter().chain(desk).collect(),
        _ => Vec::new(),
    }
}

/// What does not hold when it is taken from there after a take that went wrong, and played on as planned.
fn wrong(show: &Arc<Show>, place: &str) -> Option<String> {
    let mut desk = at_the_preview(show);
    // A take that is a mess: nothing of it may be left in the next.
    desk.give(3 * S, Input::Hold).ok()?;
    desk.give(9 * S, Input::Resume).ok()?;
    desk.give(30 * S, Input::StopAll).ok()?;
    let from_us = match desk.take_from(31 * S, place) {
        Ok(us) => us,
        Err(e) => return Some(format!("{place}: {e}")),
    };
    let played = play(&mut desk, &Calls::default());
    if !played.refused.is_empty() {
        return Some(format!("{place}: refused {:?}", played.refused));
    }
    let scenario = desk.scenario_of(desk.take()).expect("it was played");
    let r = Rehearsal::new(Arc::clone(show), scenario).expect("it was played");
    for (i, cue) in show.cues.iter().enumerate() {
        let (plan, run) = (&r.plan.cues[i], &r.run.cues[i]);
        if (plan.status, plan.called_us, plan.started_us, plan.done_us)
            != (run.status, run.called_us, run.started_us, run.done_us)
        {
            return Some(format!("{place}: {} was planned {plan:?}, and was {run:?}", cue.number));
        }
    }
    if r.plan.beats != r.run.beats || r.slip.show_us != 0 || r.run.totals.holds != 0 {
        return Some(format!("{place}: the show slips by {} µs", r.slip.show_us));
    }
    for (name, (plan, run)) in show.machines.keys().zip(r.plan.machines.iter().zip(&r.run.machines)) {
        for (plan, run) in tracks(plan).into_iter().zip(tracks(run)) {
            // Before, at and after the moment; the seconds are of no roundness.
            for after_us in [-7_300_001, -1, 0, 1, 400_009, 2_100_003, 9_700_007, 33_000_011, 180_000_017] {
                let t = (from_us + after_us).max(0);
                if plan.sample(t) != run.sample(t) {
                    return Some(format!("{place}: {name} is elsewhere at {t} µs"));
                }
            }
        }
    }
    None
}

#[test]
fn taken_from_any_cue_or_beat_of_the_preview_and_played_on_nothing_slips() {
    let show = preview();
    let all = places(&at_the_preview(&show));
    assert!(all.len() > 180, "only {} places", all.len());
    let wrong: Vec<String> = all.par_iter().filter_map(|place| wrong(&show, place)).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}

#[test]
fn the_books_reader_gives_a_groups_cues_each_on_its_own_mark_and_stands_them_by_together() {
    let show = preview();
    let mut desk = at_the_preview(&show);
    play(&mut desk, &Calls::default());
    let cue = |n: &str| desk.night().run.cues[desk.cue(n).expect("it is a cue")];
    // "plane away": FLY 9 and SQ 14 half a second into the beat, LX 49 a second into it.
    assert_eq!(cue("FLY 9").called_us, cue("SQ 14").called_us);
    assert_eq!(cue("LX 49").called_us, cue("FLY 9").called_us.map(|t| t + S / 2));
    assert_eq!(cue("LX 49").standby_us, cue("FLY 9").standby_us);
}

const CLOSE: &str = r#"Show(title: "t", crew: { "LX": Operator(reaction: 0.25) },
    script: [Scene(id: "s", beats: [Beat(id: "a", takes: 60.0)])],
    cues: [Cue(number: "LX 1", call: On("a", 20.0)), Cue(number: "LX 2", call: On("a", 20.1)), Cue(number: "LX 3", call: On("a", 40.0))])"#;

#[test]
fn what_the_guard_refuses_the_books_reader_calls_again_when_it_may() {
    let mut desk = desk(CLOSE, "");
    let played = play(&mut desk, &Calls::default());
    assert!(played.refused.is_empty());
    let run = &desk.night().run;
    // Refused at 20.1, a tenth after LX 1; the guard is 0.3 s.
    assert_eq!(run.cues[1].called_us, Some(20_400_000));
    assert_eq!(run.cues[2].called_us, Some(40 * S));
}

#[test]
fn nobody_calls_in_a_hold_but_who_holds() {
    let mut desk = desk(CLOSE, "");
    let script = calls(desk.show(), "Calls(steps: [StopAll(At(20.05)), Resume(At(25.0))])");
    play(&mut desk, &script);
    let called = |c: usize| desk.night().run.cues[c].called_us;
    // LX 1 was stopped 0.05 s after its GO, before it started: it is called again once the show goes on.
    assert_eq!(called(0), Some(25 * S));
    assert_eq!(called(2), Some(44_950_000), "its mark moved with the hold");
}

#[test]
fn of_a_group_that_a_step_calls_part_of_the_rest_is_called_too() {
    let sheet = CLOSE
        .replace("call: On(\"a\", 20.0)", "call: On(\"a\", 20.0), group: \"g\"")
        .replace("LX 2\", call: On(\"a\", 20.1)", "SQ 2\", call: On(\"a\", 20.0), group: \"g\"");
    let mut desk = desk(&sheet, "");
    let script = calls(desk.show(), r#"Calls(steps: [Forget("LX 1")])"#);
    play(&mut desk, &script);
    assert_eq!(desk.night().run.cues[0].called_us, None);
    assert_eq!(desk.night().run.cues[1].called_us, Some(20 * S));
}

#[test]
fn a_decision_of_the_preview_can_be_taken_until_what_rests_on_it_begins() {
    let show = preview();
    let mut desk = at_the_preview(&show);
    play(&mut desk, &Calls::default());
    let at = desk.show().beats().position(|(_, b)| b.id == "jfk.keep").expect("a beat");
    let keep_us = desk.night().run.beats[at].start_us.expect("it is played");
    let open = desk.open_decisions(60 * S);
    assert_eq!(open.len(), 1, "{open:?}");
    assert_eq!(open[0].name, "reveal");
    assert_eq!(open[0].until_us, keep_us, "jfk.keep is the first that is another under `reveal`");
}

#[test]
fn a_scenarios_calls_are_not_made_at_the_desk() {
    let desk = desk(CLOSE, "calls: [Hold(5.0), Resume(9.0)]");
    assert_eq!(desk.night().run.totals.holds, 0);
    assert!(desk.base().calls.is_empty());
}
