//! When something may go wrong: the stretches of the plan in which a machine is used, hot, changed or seen.

use crate::engine::luck::name_key;
use crate::fault::odds::{Risk, State};
use crate::fault::{CueStatus, FaultTime};
use crate::machine::micros;
use crate::run::{ArisenKind, Run};
use crate::sheet::{Action, Call, FaultWord, Machine, Show};
use crate::sweep::vocabulary::{asks_for, works_on, worn_before};

/// A stretch of the plan, µs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Window {
    pub(super) from_us: i64,
    pub(super) to_us: i64,
    pub(super) anchor: Anchor,
    /// What its luck hangs on: the cue or beat.
    pub(super) key: u64,
}

/// What a moment in a window moves with, when the night is not as planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    /// The beat that plays then.
    Clock,
    /// The cue, by its place: from its start.
    Cue(usize),
    /// The beat, by its place: from its start.
    Beat(usize),
    /// The caller's GO of a cue, by its place; a fault of the GO itself.
    Go(usize),
    /// The moment at which the caller's GO of a cue is due; a fault of who answers.
    Answer(usize),
}

/// A GO fault is there from the top: one that begins after the GO does nothing (rule 11).
const FROM_THE_TOP: FaultTime = FaultTime::At(0.0);

impl Window {
    pub(super) fn length_us(&self) -> i64 {
        self.to_us - self.from_us
    }

    /// The moment `at_us` of the plan, in a way that moves with the night.
    pub(super) fn time(&self, show: &Show, plan: &Run, at_us: i64) -> FaultTime {
        let seconds = |us: i64| us as f64 * 1e-6;
        match self.anchor {
            Anchor::Cue(c) => FaultTime::With(show.cues[c].number.clone(), seconds(at_us - self.from_us)),
            Anchor::Beat(b) => on_beat(show, b, seconds(at_us - self.from_us)),
            Anchor::Go(_) => FROM_THE_TOP,
            Anchor::Answer(c) => match &show.cues[c].call {
                Call::On(beat, after) => FaultTime::On(beat.clone(), *after),
                _ => FaultTime::At(seconds(at_us)),
            },
            Anchor::Clock => {
                let mut starts = plan.beats.iter().enumerate().filter_map(|(i, b)| Some((i, b.start_us?)));
                match starts.rfind(|(_, start)| *start <= at_us) {
                    Some((beat, start)) => on_beat(show, beat, seconds(at_us - start)),
                    None => FaultTime::At(seconds(at_us)),
                }
            }
        }
    }

    /// The cue a fault of the GO is about.
    pub(super) fn go(&self) -> Option<usize> {
        if let Anchor::Go(c) = self.anchor { Some(c) } else { None }
    }
}

fn on_beat(show: &Show, beat: usize, after: f64) -> FaultTime {
    let id = show.beats().nth(beat).map_or_else(String::new, |(_, b)| b.id.clone());
    FaultTime::On(id, after)
}

/// The windows of a risk's rate: for `per_use` its uses, else the time in the state it needs.
pub(super) fn windows(show: &Show, plan: &Run, risk: &Risk, per_use: bool) -> Vec<Window> {
    let person = show.machines.get(&risk.on).is_none();
    let machine = show.machines.get(&risk.on);
    let uses = || match machine {
        Some(machine) => uses(show, plan, &risk.on, machine, risk.what),
        None => answers(show, plan, &risk.on, risk.what),
    };
    let whole = || vec![Window { from_us: 0, to_us: plan.end_us, anchor: Anchor::Clock, key: 0 }];
    match risk.needs {
        State::OnStage => on_stage(show, plan, &risk.on),
        State::QuickChange => changes(show, plan, &risk.on, machine, true),
        State::Hot => {
            let hot = hot(show, plan, &risk.on);
            if !per_use {
                return hot;
            }
            let within = |w: &Window| hot.iter().any(|h| h.from_us <= w.from_us && w.from_us < h.to_us);
            uses().into_iter().filter(within).collect()
        }
        State::InUse => uses(),
        State::Always if per_use || (person && risk.what != FaultWord::OperatorSlow) => uses(),
        State::Always => whole(),
    }
}

/// Each cue that works the machine, from its start until it is done; fog that is left on, until the next command.
fn uses(show: &Show, plan: &Run, name: &str, machine: &Machine, what: FaultWord) -> Vec<Window> {
    match (machine, what) {
        (Machine::Costume(_), FaultWord::Slips) => return on_stage(show, plan, name),
        // A dresser who is not there and a costume on the wrong side matter to the change into it (rules 49, 50).
        (Machine::Costume(_), _) => return changes(show, plan, name, Some(machine), what == FaultWord::Jams),
        _ => {}
    }
    let mut out = Vec::new();
    for (i, cue) in show.cues.iter().enumerate() {
        let times = &plan.cues[i];
        let (Some(from_us), Some(CueStatus::Done)) = (times.started_us, times.status) else { continue };
        let Some(action) = cue.go.iter().find(|a| works_on(a, name, machine)) else { continue };
        let to_us = match action {
            Action::Fog(_, _, seconds) => from_us + micros(*seconds),
            Action::FogOn(..) => next_command(show, plan, name, machine, from_us),
            Action::FogOff(_) => continue,
            _ => times.done_us.unwrap_or(from_us),
        };
        out.push(Window { from_us, to_us, anchor: Anchor::Cue(i), key: name_key(&cue.number) });
    }
    out.sort_by_key(|w| w.from_us);
    out
}

/// When the machine is next commanded after `at_us`; else the show's end.
fn next_command(show: &Show, plan: &Run, name: &str, machine: &Machine, at_us: i64) -> i64 {
    let works = |i: &usize| show.cues[*i].go.iter().any(|a| works_on(a, name, machine));
    let starts = (0..show.cues.len()).filter(works).filter_map(|i| plan.cues[i].started_us);
    starts.filter(|s| *s > at_us).min().unwrap_or(plan.end_us).max(at_us)
}

/// Changes into the costume; with `both`, also those out of it.
fn changes(show: &Show, plan: &Run, name: &str, machine: Option<&Machine>, both: bool) -> Vec<Window> {
    let Some(Machine::Costume(costume)) = machine else { return Vec::new() };
    let mut out = Vec::new();
    for (i, cue) in show.cues.iter().enumerate() {
        let times = &plan.cues[i];
        let (Some(from_us), Some(to_us)) = (times.started_us, times.done_us) else { continue };
        let touches = cue.go.iter().any(|a| match a {
            Action::Change(who, into, _) if *who == costume.wearer => {
                into == name || both && worn_before(show, plan, who, from_us) == Some(name)
            }
            _ => false,
        });
        if touches {
            out.push(Window { from_us, to_us, anchor: Anchor::Cue(i), key: name_key(&cue.number) });
        }
    }
    out.sort_by_key(|w| w.from_us);
    out
}

/// Beats that ask for the costume.
fn on_stage(show: &Show, plan: &Run, name: &str) -> Vec<Window> {
    let asks = |b: &crate::sheet::Beat| b.needs.iter().chain(&b.picture).any(|c| asks_for(c, name));
    let played = |(i, b): (usize, &crate::sheet::Beat)| {
        let (from_us, to_us) = (plan.beats[i].start_us?, plan.beats[i].end_us?);
        asks(b).then(|| Window { from_us, to_us, anchor: Anchor::Beat(i), key: name_key(&b.id) })
    };
    show.beats().map(|(_, b)| b).enumerate().filter_map(played).collect()
}

/// From when it has warmed up to the show's end, less what it was cut out.
fn hot(show: &Show, plan: &Run, name: &str) -> Vec<Window> {
    let (Some(Machine::FogMachine(fog)), Some(place)) = (show.machines.get(name), show.machines.index_of(name)) else {
        return Vec::new();
    };
    let mut from_us = micros(fog.powered_at + fog.warm_up).max(0);
    let mut out = Vec::new();
    let mut close = |from_us: i64, to_us: i64| {
        if to_us > from_us {
            out.push(Window { from_us, to_us, anchor: Anchor::Clock, key: 0 });
        }
    };
    for cold in plan.arisen.iter().filter(|a| a.machine as usize == place && a.what == ArisenKind::CutOut) {
        close(from_us, cold.began_us.min(plan.end_us));
        from_us = from_us.max(cold.ended_us.unwrap_or(plan.end_us));
    }
    close(from_us, plan.end_us);
    out
}

/// The GOs of the plan: the caller's, or those a department answers.
fn answers(show: &Show, plan: &Run, on: &str, what: FaultWord) -> Vec<Window> {
    let mut out = Vec::new();
    for (i, cue) in show.cues.iter().enumerate() {
        let Some(at) = plan.cues[i].called_us else { continue };
        let prefix = cue.number.rsplit_once(' ').map_or("", |(p, _)| p.trim_end());
        let anchor = match what {
            FaultWord::OperatorSlow if on != "caller" && on != prefix => continue,
            FaultWord::OperatorSlow => Anchor::Answer(i),
            _ => Anchor::Go(i),
        };
        out.push(Window { from_us: at, to_us: at, anchor, key: name_key(&cue.number) });
    }
    out.sort_by_key(|w| w.from_us);
    out
}
