//! Time, and every wish that keys and panels have: what moves the playhead and the eye.

use std::sync::Arc;

use bevy::input::mouse::{AccumulatedMouseMotion, AccumulatedMouseScroll};
use bevy::prelude::*;
use bevy_egui::input::EguiWantsInput;

use super::StageSystems;
use super::calling::Caller;
use super::keys;
use super::on_stage::{OnStage, Panel, Picked, Playhead, Shown, Tab};
use super::pencil::{Books, margins};
use super::quality::Quality;
use super::session;
use super::view::{Orbit, View};
use crate::fault::{Fault, FaultTime, Scenario};
use crate::slip::Rehearsal;

/// Speeds the brackets step through, forward and back.
pub(super) const SPEEDS: [f64; 10] = [0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0];

/// Sizes of panels and type that plus and minus step through.
const SCALES: [f32; 8] = [0.75, 0.875, 1.0, 1.125, 1.25, 1.5, 1.75, 2.0];

/// What a loop has before its cue and after it, µs.
const ROUND_ABOUT_US: i64 = 500_000;

pub(super) fn plugin(app: &mut App) {
    app.add_plugins(keys::plugin).add_systems(
        Update,
        (grant_all.after(keys::read), turn, run_on.run_if(super::calling::nobody)).chain().in_set(StageSystems::Move),
    );
}

/// What somebody wants of the playhead or the eye.
#[derive(Message, Clone, Debug, PartialEq)]
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
    /// The timeline so tall, as a share of the screen's height; none: as designed.
    Timeline(Option<f32>),
    /// The timeline a step taller (1) or lower (−1).
    Taller(i32),
    /// Less time in the timeline, larger (1), or more of it (−1); the panel does it.
    Zoom(i32),
    /// Panels and type larger (1) or smaller (−1).
    Larger(i32),
    /// The dim theme on or off.
    Backstage,
    /// No moves between views and no flashing, or both again.
    Still,
    /// Look into this machine.
    Machine(Option<usize>),
    /// Stay with the machine that is looked into, or let it go.
    HoldMachine,
    /// Look into the next machine (1) or the one before (−1).
    NextMachine(i32),
    /// Draw this cue's cause chain.
    Chain(Option<usize>),
    /// Draw the cause chain of the cue at the playhead, or none.
    ChainHere,
    /// This goes wrong as well.
    Break(Box<Fault>),
    /// What usually goes wrong with the machine that is looked into goes wrong now.
    BreakNow,
    /// The fault of that place in the scenario does not happen.
    Mend(usize),
    /// The last fault of the scenario does not happen.
    MendLast,
    /// Take the last change of the night back.
    Undo,
    /// Make it again.
    Redo,
    /// Keep the night as a scenario beside the file it came from.
    Save,
    /// One night of the odds on the stage; none: what the file says.
    Night(Option<Arc<Scenario>>),
    /// The next of the worst nights of the odds; after the last, what the file says.
    NextWorst,
    /// Hold another night against this one, or none.
    Compare(Option<Against>),
    /// Hold the next of the other nights against this one; after the last, none.
    CompareNext,
    /// The other night over this one, or beside it.
    Over,
    /// To where the two nights part.
    Part,
    /// Come to the desk and call it from here; or leave the desk.
    Call,
    /// A key of the desk, by its name; while somebody calls.
    Key(&'static str),
    /// The next quality of the picture, round and round.
    Quality,
    /// Close the window.
    Quit,
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

/// Does what is wished of the playhead and the eye; the night's wishes are the session's.
pub(super) fn grant(wish: Wish, rehearsal: &Rehearsal, playhead: &mut Playhead, shown: &mut Shown) {
    match wish {
        Wish::Go(t) => go(playhead, rehearsal, t),
        Wish::By(d) => go(playhead, rehearsal, playhead.t_us.saturating_add(d)),
        Wish::Cue(step) => {
            let starts = rehearsal.run.cues.iter().filter_map(|c| c.started_us);
            step_to(starts, step, rehearsal, playhead);
        }
        Wish::Fault(step) => {
            let injected = rehearsal.run.faults.iter().filter_map(|f| f.began_us);
            let arisen = rehearsal.run.arisen.iter().map(|a| a.began_us);
            step_to(injected.chain(arisen), step, rehearsal, playhead);
        }
        Wish::Play => {
            let (back, end) = (playhead.speed < 0.0, end_us(rehearsal));
            if !playhead.playing && !back && playhead.t_us >= end {
                playhead.t_us = 0;
            } else if !playhead.playing && back && playhead.t_us <= 0 {
                playhead.t_us = end;
            }
            playhead.playing = !playhead.playing;
        }
        Wish::Speed(step) => {
            let now = SPEEDS.iter().position(|s| *s >= playhead.speed.abs() - 1e-9).unwrap_or(3);
            playhead.speed = stepped(&SPEEDS, now, step).copysign(playhead.speed);
        }
        Wish::Reverse => playhead.speed = -playhead.speed,
        Wish::Loop(cue) => {
            let round = cue.or_else(|| cue_at(rehearsal, playhead.t_us)).and_then(|c| round_of(rehearsal, c));
            let off = playhead.round.is_some() && (cue.is_none() || round == playhead.round);
            playhead.round = round.filter(|_| !off);
            if let Some((from, to)) = playhead.round
                && !(from..=to).contains(&playhead.t_us)
            {
                playhead.t_us = from;
            }
        }
        Wish::Look(view) => shown.view = view,
        Wish::Ghosts => shown.ghosts = !shown.ghosts,
        Wish::Panels => shown.panels = !shown.panels,
        Wish::Help => shown.help = !shown.help,
        Wish::Tab(tab) => {
            shown.tab = tab;
            shown.folded.side = false;
            shown.panels = true;
        }
        Wish::Fold(panel) => {
            let folded = match panel {
                Panel::Cues => &mut shown.folded.cues,
                Panel::Side => &mut shown.folded.side,
                Panel::Timeline => &mut shown.folded.timeline,
            };
            *folded = !*folded;
        }
        Wish::Timeline(share) => shown.tall = margins::want(shown, share),
        Wish::Taller(step) => shown.tall = margins::taller(shown, step),
        Wish::Zoom(step) => shown.zoom = shown.zoom.wrapping_add(step),
        Wish::Larger(step) => {
            let now = SCALES.iter().position(|s| *s >= shown.scale - 1e-3).unwrap_or(2);
            shown.scale = stepped(&SCALES, now, step);
        }
        Wish::Backstage => shown.backstage = !shown.backstage,
        Wish::Still => shown.still = !shown.still,
        Wish::Machine(machine) => shown.machine = machine.filter(|m| *m < rehearsal.show.machines.len()),
        Wish::NextMachine(step) => {
            let count = rehearsal.show.machines.len() as i64;
            let now = shown.machine.map_or(if step > 0 { -1 } else { 0 }, |m| m as i64);
            if count > 0 {
                shown.machine = usize::try_from((now + i64::from(step)).rem_euclid(count)).ok();
            }
        }
        Wish::Chain(cue) => shown.chain = cue.filter(|c| *c < rehearsal.show.cues.len()),
        Wish::ChainHere => {
            shown.chain = if shown.chain.is_some() { None } else { cue_at(rehearsal, playhead.t_us) };
        }
        Wish::Over => shown.over = !shown.over,
        // The session's, and the window's.
        Wish::Break(_)
        | Wish::BreakNow
        | Wish::Mend(_)
        | Wish::MendLast
        | Wish::Undo
        | Wish::Redo
        | Wish::Save
        | Wish::Night(_)
        | Wish::NextWorst
        | Wish::Compare(_)
        | Wish::CompareNext
        | Wish::HoldMachine
        | Wish::Part
        | Wish::Call
        | Wish::Key(_)
        | Wish::Quality
        | Wish::Quit => {}
    }
}

/// To an instant; a loop that is left is over.
fn go(playhead: &mut Playhead, rehearsal: &Rehearsal, t_us: i64) {
    playhead.t_us = t_us.clamp(0, end_us(rehearsal));
    if playhead.round.is_some_and(|(from, to)| !(from..=to).contains(&playhead.t_us)) {
        playhead.round = None;
    }
}

/// To the next of these instants (1), or the one before (−1).
fn step_to(instants: impl Iterator<Item = i64>, step: i32, rehearsal: &Rehearsal, playhead: &mut Playhead) {
    let t = playhead.t_us;
    // While time goes on, the one just passed is not "before".
    let to = if step > 0 { instants.filter(|s| *s > t).min() } else { instants.filter(|s| *s < t - 100_000).max() };
    if let Some(to) = to {
        go(playhead, rehearsal, to);
    }
}

fn stepped<T: Copy>(steps: &[T], now: usize, step: i32) -> T {
    let to = (now as i64 + i64::from(step)).clamp(0, steps.len() as i64 - 1);
    steps[to as usize]
}

/// The cue that started last by `t_us`; of several at once the first of the sheet.
pub(super) fn cue_at(rehearsal: &Rehearsal, t_us: i64) -> Option<usize> {
    let started = rehearsal.run.cues.iter().enumerate().filter_map(|(i, c)| Some((c.started_us?, i)));
    started.filter(|(at, _)| *at <= t_us).max_by_key(|(at, i)| (*at, std::cmp::Reverse(*i))).map(|(_, i)| i)
}

/// A cue with a moment before it and after, µs.
fn round_of(rehearsal: &Rehearsal, cue: usize) -> Option<(i64, i64)> {
    let times = rehearsal.run.cues.get(cue)?;
    let from = times.started_us?;
    let to = times.done_us.or(times.ended_us).unwrap_or(from).max(from);
    Some(((from - ROUND_ABOUT_US).max(0), (to + ROUND_ABOUT_US).min(end_us(rehearsal).max(from + 1))))
}

/// Where the playhead stops, µs.
pub(super) fn end_us(rehearsal: &Rehearsal) -> i64 {
    rehearsal.run.end_us.max(rehearsal.plan.end_us).max(1)
}

/// Everything that keys and panels wished for since the last frame, in that order.
fn grant_all(
    mut wishes: MessageReader<Wish>,
    stage: Res<OnStage>,
    mut playhead: ResMut<Playhead>,
    mut shown: ResMut<Shown>,
    mut session: ResMut<session::Session>,
    risk: Option<Res<session::Risk>>,
    quality: Res<Quality>,
    picked: Res<Picked>,
    books: Option<Res<Books>>,
    mut caller: Option<ResMut<Caller>>,
    mut commands: Commands,
    mut exit: MessageWriter<AppExit>,
) {
    for wish in wishes.read() {
        match wish {
            Wish::Quit => {
                exit.write(AppExit::Success);
            }
            Wish::Quality => shown.quality = Some(shown.quality.unwrap_or(*quality).next()),
            Wish::HoldMachine => shown.machine = if shown.machine.is_some() { None } else { picked.0 },
            Wish::Call if caller.is_some() => {
                let night = caller.as_mut().and_then(|caller| caller.leave_desk());
                commands.remove_resource::<Caller>();
                session.leave_desk(night);
                playhead.playing = false;
                playhead.speed = 1.0;
            }
            Wish::Call => match session.come_to_the_desk(&stage.0, playhead.t_us) {
                Ok(at) => commands.insert_resource(Caller::new(at)),
                Err(why) => session.say(Some(why)),
            },
            Wish::Part => {
                if let Some(at) = books.as_ref().and_then(|b| b.parts_us()) {
                    go(&mut playhead, &stage.0, at);
                }
            }
            _ => {}
        }
        if let Some(caller) = &mut caller {
            match wish {
                Wish::Break(fault) => caller.break_now(fault),
                Wish::BreakNow => {
                    let machine = shown.machine.or(picked.0).unwrap_or(0);
                    if let Some((name, machine)) = stage.0.show.machines.iter().nth(machine) {
                        caller.break_now(&Fault::new(name, session::usual(machine), FaultTime::At(0.0)));
                    }
                }
                _ => grant(wish.clone(), &stage.0, &mut playhead, &mut shown),
            }
            continue;
        }
        let next = match (wish, risk.as_ref().filter(|r| r.told.is_some())) {
            (Wish::NextWorst, Some(risk)) => Some(Wish::Night(risk.after(session.night()))),
            _ => None,
        };
        session.grant(next.as_ref().unwrap_or(wish), &stage.0, playhead.t_us, shown.machine.or(picked.0));
        grant(wish.clone(), &stage.0, &mut playhead, &mut shown);
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

/// Time goes on, or back.
pub(super) fn run_on(stage: Res<OnStage>, time: Res<Time<Real>>, mut playhead: ResMut<Playhead>) {
    if !playhead.playing {
        return;
    }
    // A slow renderer shows fewer frames, never a slower show; but a stall is not a jump.
    let seconds = time.delta_secs_f64().min(1.5) * playhead.speed;
    pass(&mut playhead, (seconds * 1e6) as i64, end_us(&stage.0));
}

/// So much time passes, µs; below 0 it goes back.
fn pass(playhead: &mut Playhead, by_us: i64, end: i64) {
    let (was, to) = (playhead.t_us, playhead.t_us.saturating_add(by_us));
    if let Some((from, until)) = playhead.round.filter(|(from, until)| from < until) {
        let leaves = if by_us > 0 { was <= until && to > until } else { was >= from && to < from };
        playhead.t_us = if leaves { from + (to - from).rem_euclid(until - from) } else { to.clamp(0, end) };
        return;
    }
    playhead.t_us = to.clamp(0, end);
    if (by_us > 0 && to >= end) || (by_us < 0 && to <= 0) {
        playhead.playing = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(t_us: i64, round: Option<(i64, i64)>) -> Playhead {
        Playhead { t_us, playing: true, speed: 1.0, round }
    }

    #[test]
    fn time_stops_at_either_end() {
        let mut p = at(900, None);
        pass(&mut p, 200, 1000);
        assert_eq!((p.t_us, p.playing), (1000, false));
        let mut p = at(100, None);
        pass(&mut p, -200, 1000);
        assert_eq!((p.t_us, p.playing), (0, false));
    }

    #[test]
    fn a_loop_goes_round_both_ways_and_is_reached_from_outside() {
        let round = Some((200, 300));
        let mut p = at(290, round);
        pass(&mut p, 30, 1000);
        assert_eq!((p.t_us, p.playing), (220, true));
        pass(&mut p, -30, 1000);
        assert_eq!(p.t_us, 290);
        let mut p = at(100, round);
        pass(&mut p, 150, 1000);
        assert_eq!(p.t_us, 250);
    }

    #[test]
    fn speeds_step_and_keep_their_direction() {
        let (mut p, mut shown) = (at(0, None), Shown::default());
        let show: crate::sheet::Show = ron::from_str("(title: \"\")").expect("a title is a show");
        let r = Rehearsal::as_written(show).expect("it names nothing");
        for (wish, speed) in [
            (Wish::Speed(1), 2.0),
            (Wish::Reverse, -2.0),
            (Wish::Speed(1), -5.0),
            (Wish::Speed(-9), -0.1),
            (Wish::Reverse, 0.1),
            (Wish::Speed(99), 60.0),
        ] {
            grant(wish, &r, &mut p, &mut shown);
            assert_eq!(p.speed, speed);
        }
    }
}
