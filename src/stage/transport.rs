//! Keys, mouse and time: what moves the playhead and the eye.

use bevy::input::ButtonState;
use bevy::input::keyboard::KeyboardInput;
use bevy::input::mouse::{AccumulatedMouseMotion, AccumulatedMouseScroll};
use bevy::prelude::*;
use bevy_egui::input::EguiWantsInput;

use super::StageSystems;
use super::on_stage::{OnStage, Panel, Playhead, Shown, Tab};
use super::view::{Orbit, View};
use crate::fault::Fault;
use crate::slip::Rehearsal;

/// Speeds the brackets step through.
pub(super) const SPEEDS: [f64; 10] = [0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0];

/// The keys, as the help tells them.
pub(super) const KEYS: [(&str, &str); 13] = [
    ("Space", "play, pause"),
    ("Left, Right", "1 s back, forward; with Shift 10 s"),
    (", .", "to the cue before, after"),
    ("Home, End", "to the beginning, the end"),
    ("[ ]", "slower, faster"),
    ("1 2 3 4 5", "view: house, desk, cutaway, plan, free"),
    ("G", "ghosts: what was planned"),
    ("P", "panels"),
    ("H or ?", "this"),
    ("click", "on a cue or the timeline: go there"),
    ("drag, wheel", "in the free view: turn, come closer"),
    ("wheel", "on the timeline: zoom"),
    ("Q", "quit"),
];

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, (keys, turn, run_on).chain().in_set(StageSystems::Move));
}

/// What somebody wants of the playhead or the eye.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Wish {
    /// To this instant, µs.
    Go(i64),
    /// So many µs on, or back.
    By(i64),
    /// To the start of the next cue (1) or the one before (−1).
    Cue(i32),
    /// Play or pause.
    Play,
    /// One speed faster (1) or slower (−1).
    Speed(i32),
    /// From there.
    Look(View),
    /// Ghosts on or off.
    Ghosts,
    /// Panels on or off.
    Panels,
    /// Help on or off.
    Help,
    /// To the beginning of the next fault (1) or the one before (−1).
    Fault(i32),
    /// Time goes the other way.
    Reverse,
    /// Play this cue again and again; `None`: the one at the playhead, or no longer.
    Loop(Option<usize>),
    /// This sheet of the panel at the right on top.
    Tab(Tab),
    /// Fold this panel away, or bring it back.
    Fold(Panel),
    /// Panels and type larger (1) or smaller (−1).
    Larger(i32),
    /// The dim theme on or off.
    Backstage,
    /// Look into this machine.
    Machine(Option<usize>),
    /// Draw this cue's cause chain.
    Chain(Option<usize>),
    /// This goes wrong as well.
    Break(Box<Fault>),
    /// The fault of that place in the scenario does not happen.
    Mend(usize),
    /// Take the last change of the night back.
    Undo,
    /// Make it again.
    Redo,
    /// Keep the night as a scenario beside the file it came from.
    Save,
    /// Hold another night against this one, or none.
    Compare(Option<Against>),
    /// The other night over this one, or beside it.
    Over,
}

/// A night to hold against the one that is shown.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Against {
    /// As it was when the file was opened.
    AsOpened,
    /// The same without faults.
    NoFaults,
    /// The same with another decision: which, and its option.
    Decided(String, String),
}

/// Does what is wished.
pub(super) fn grant(wish: Wish, rehearsal: &Rehearsal, playhead: &mut Playhead, shown: &mut Shown) {
    let end = end_us(rehearsal);
    match wish {
        Wish::Go(t) => playhead.t_us = t.clamp(0, end),
        Wish::By(d) => playhead.t_us = playhead.t_us.saturating_add(d).clamp(0, end),
        Wish::Cue(step) => {
            let starts = rehearsal.run.cues.iter().filter_map(|c| c.started_us);
            let t = playhead.t_us;
            let to = if step > 0 { starts.filter(|s| *s > t).min() } else { starts.filter(|s| *s < t - 100_000).max() };
            if let Some(to) = to {
                playhead.t_us = to;
            }
        }
        Wish::Play => {
            if !playhead.playing && playhead.t_us >= end {
                playhead.t_us = 0;
            }
            playhead.playing = !playhead.playing;
        }
        Wish::Speed(step) => {
            let now = SPEEDS.iter().position(|s| *s >= playhead.speed - 1e-9).unwrap_or(3) as i32;
            playhead.speed = SPEEDS[(now + step).clamp(0, SPEEDS.len() as i32 - 1) as usize];
        }
        Wish::Look(view) => shown.view = view,
        Wish::Ghosts => shown.ghosts = !shown.ghosts,
        Wish::Panels => shown.panels = !shown.panels,
        Wish::Help => shown.help = !shown.help,
        _ => {}
    }
}

/// Where the playhead stops, µs.
pub(super) fn end_us(rehearsal: &Rehearsal) -> i64 {
    rehearsal.run.end_us.max(rehearsal.plan.end_us).max(1)
}

/// Every press counts, also when a slow renderer sees several of them in one frame.
fn keys(
    mut presses: MessageReader<KeyboardInput>,
    mut shift: Local<bool>,
    stage: Res<OnStage>,
    egui: Option<Res<EguiWantsInput>>,
    mut playhead: ResMut<Playhead>,
    mut shown: ResMut<Shown>,
    mut exit: MessageWriter<AppExit>,
) {
    let typing = egui.is_some_and(|e| e.wants_keyboard_input());
    for press in presses.read() {
        let down = press.state == ButtonState::Pressed;
        if matches!(press.key_code, KeyCode::ShiftLeft | KeyCode::ShiftRight) {
            *shift = down;
        }
        // A key held down moves time on; it does not flicker what is toggled.
        let again =
            matches!(press.key_code, KeyCode::ArrowLeft | KeyCode::ArrowRight | KeyCode::Comma | KeyCode::Period);
        if !down || typing || (press.repeat && !again) {
            continue;
        }
        let second = if *shift { 10_000_000 } else { 1_000_000 };
        let wish = match press.key_code {
            KeyCode::Space => Wish::Play,
            KeyCode::ArrowLeft => Wish::By(-second),
            KeyCode::ArrowRight => Wish::By(second),
            KeyCode::Comma => Wish::Cue(-1),
            KeyCode::Period => Wish::Cue(1),
            KeyCode::Home => Wish::Go(0),
            KeyCode::End => Wish::Go(i64::MAX),
            KeyCode::BracketLeft => Wish::Speed(-1),
            KeyCode::BracketRight => Wish::Speed(1),
            KeyCode::Digit1 => Wish::Look(View::House),
            KeyCode::Digit2 => Wish::Look(View::Desk),
            KeyCode::Digit3 => Wish::Look(View::Cutaway),
            KeyCode::Digit4 => Wish::Look(View::Plan),
            KeyCode::Digit5 => Wish::Look(View::Free),
            KeyCode::KeyG => Wish::Ghosts,
            KeyCode::KeyP => Wish::Panels,
            KeyCode::KeyH | KeyCode::Slash => Wish::Help,
            KeyCode::KeyQ => {
                exit.write(AppExit::Success);
                continue;
            }
            _ => continue,
        };
        grant(wish, &stage.0, &mut playhead, &mut shown);
    }
}

fn turn(
    shown: Res<Shown>,
    buttons: Res<ButtonInput<MouseButton>>,
    motion: Res<AccumulatedMouseMotion>,
    scroll: Res<AccumulatedMouseScroll>,
    egui: Option<Res<EguiWantsInput>>,
    mut orbit: ResMut<Orbit>,
) {
    if shown.view != View::Free || egui.is_some_and(|e| e.wants_any_pointer_input()) {
        return;
    }
    if buttons.pressed(MouseButton::Left) && motion.delta != Vec2::ZERO {
        orbit.turn -= motion.delta.x * 0.006;
        orbit.lift = (orbit.lift + motion.delta.y * 0.005).clamp(-0.02, 1.45);
    }
    if scroll.delta.y != 0.0 {
        orbit.far = (orbit.far * (1.0 - 0.08 * scroll.delta.y.clamp(-3.0, 3.0))).clamp(0.25, 2.2);
    }
}

/// Time goes on.
fn run_on(stage: Res<OnStage>, time: Res<Time<Real>>, mut playhead: ResMut<Playhead>) {
    if !playhead.playing {
        return;
    }
    let end = end_us(&stage.0);
    // A slow renderer shows fewer frames, never a slower show; but a stall is not a jump.
    let seconds = time.delta_secs_f64().min(1.5) * playhead.speed;
    playhead.t_us = (playhead.t_us + (seconds * 1e6) as i64).min(end);
    if playhead.t_us >= end {
        playhead.playing = false;
    }
}
