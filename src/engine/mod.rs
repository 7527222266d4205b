//! What happens next? The queue, the caller, the script, gates and interlocks: [`perform`] turns a score and a night
//! into a [`Run`].
//!
//! Pure: it reads no clock, file or global. Time is whole microseconds; machines move by closed form between events.

mod caller;
mod compile;
mod cue_to_cue;
mod cues;
mod desk;
mod listed;
pub mod luck;
mod machines;
mod night;
mod performer;
mod queue;
pub(crate) mod score;
mod script;

pub use cue_to_cue::Undisturbed;
pub use listed::{Lister, Listing, Shifts, Times, Unlisted, WIDE};
pub use night::{CompiledFault, Night, fault_id};
pub use performer::{Memory, Performer};
pub use score::{Score, ScoreError};

use crate::machine::{NEVER, costume};
use crate::run::{Event, Run, Span, Stuck, What};
use machines::Machines;
use queue::{Due, Job, Queue};
use score::Ix;
use script::Gate;

/// The engine's meaning of the language, raised whenever a run of the same sheet may come out different.
///
/// 2: of two events a standby waited for, its cause is the later one (rule 61); before, it was now the one, now the other.
pub const SEMANTICS: u32 = 2;

/// How long the run is watched after the show's end, µs (rule 3).
pub const AFTERWARDS_US: i64 = 600_000_000;

/// How long a gate or a called hold may keep the show before it is abandoned, µs (rule 4).
pub const ABANDON_US: i64 = 3_600_000_000;

/// What to write down of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether machines' tracks are recorded.
    pub tracks: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { tracks: true }
    }
}

/// Where a cue is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Life {
    /// Not called, not started.
    Waiting,
    /// Cut before its call: it will be given up when it would have started.
    Cut,
    /// GO was given.
    Called,
    /// An interlock holds it.
    Held,
    /// Started, not done.
    Running,
    /// Over: done, given up or failed.
    Over,
}

#[derive(Clone, Copy, Debug)]
struct CueState {
    life: Life,
    /// Raised when what was scheduled for it no longer counts.
    generation: u32,
    left: u32,
    failed: bool,
    /// Its GO is due at this show-clock time, and may be given from `known_us` on.
    due_us: i64,
    known_us: i64,
    /// When its GO is scheduled, show clock.
    go_us: i64,
    stood_by: bool,
    started_event: Option<Ix>,
    /// A count-down to its start is running: it follows or hangs on another cue.
    counting: bool,
}

/// What is written down even where nothing else is: that a gate ran out of patience, or a cue was given up.
fn is_told_briefly(what: What) -> bool {
    matches!(what, What::GateHeld(_) | What::GateSkipped(_) | What::Abandoned(_) | What::Skipped(_))
}

/// Performs the score on this night. `plan` is the run without faults; none when this is the plan itself (rule 22).
/// For many nights a [`Performer`] is faster.
pub fn perform(score: &Score, night: &Night, plan: Option<&Run>, options: Options) -> Run {
    Performer::new(score, options).perform(night, plan)
}

struct Engine<'a> {
    score: &'a Score,
    night: &'a Night,
    plan: Option<&'a Run>,
    /// Whether events are written down, with their causes, and standbys: nothing else comes of these (rules 7, 61).
    events: bool,
    /// The night without faults, where only what differs from it is performed, and its next post.
    beside: Option<&'a Undisturbed>,
    next_post: usize,
    run: Run,
    /// Run time.
    now: i64,
    queue: Queue,
    /// What a called hold keeps, by the show clock.
    kept: Vec<Due>,
    /// Run time less show clock while not held.
    held_total: i64,
    /// Since when a called hold lasts.
    held_since: Option<i64>,
    hold_generation: u32,
    cues: Vec<CueState>,
    machines: Machines,
    fault_on: Vec<bool>,
    /// Truth of every atom, and the event and instant of its last change.
    truth: Vec<bool>,
    changed: Vec<Option<(i64, Ix)>>,
    active: Vec<bool>,
    dirty: Vec<Ix>,
    is_dirty: Vec<bool>,
    playing: Option<Ix>,
    /// Place in `score.order` of the beat playing or waited for.
    at_beat: usize,
    gate: Option<Gate>,
    /// The gate's patience does not run yet.
    patience_is_due: bool,
    over: bool,
    abandoned: bool,
    curtains_open: bool,
    /// Something has happened to beats, gates or the clock that the end of the instant looks at.
    unsettled: bool,
    wrong_since: Option<i64>,
    dead_since: Option<i64>,
    picture_wrong: bool,
    /// Faults in force on a machine: open entries of what arose by itself.
    arisen_open: Vec<Option<Ix>>,
    waits_noted: std::collections::BTreeSet<(Ix, Ix)>,
    happened: Vec<costume::Happened>,
    /// Reused, so that nothing is allocated per event once warm.
    atoms_below: Vec<Ix>,
    to_do: Vec<(i64, u64)>,
    /// Per fault: the event with which it began.
    fault_events: Vec<Option<Ix>>,
    last_beat_end: Option<Ix>,
    /// Per department: the last GO that the desk's guard let pass.
    last_go: Vec<i64>,
}

impl<'a> Engine<'a> {
    fn record(&mut self, what: What, cause: Option<Ix>) -> Ix {
        if !self.events {
            if is_told_briefly(what) {
                self.run.events.push(Event { at_us: self.now, what, cause: None });
            }
            return 0;
        }
        self.run.events.push(Event { at_us: self.now, what, cause });
        self.run.events.len() as Ix - 1
    }

    /// The show clock: run time less called holds (rule 9).
    fn clock(&self) -> i64 {
        self.held_since.unwrap_or(self.now) - self.held_total
    }

    fn at(&mut self, at_us: i64, job: Job, cause: Option<Ix>) {
        if at_us < NEVER {
            self.queue.push(Due::new(at_us, job, cause));
        }
    }

    /// As [`Engine::at`], by the show clock.
    fn at_clock(&mut self, clock_us: i64, job: Job, cause: Option<Ix>) {
        if clock_us == NEVER {
            return;
        }
        match self.held_since {
            None => self.at(clock_us + self.held_total, job, cause),
            Some(_) => self.kept.push(Due::new(clock_us, job, cause)),
        }
    }

    /// The show clock stops, and what is due by it waits.
    fn stop_clock(&mut self) {
        self.held_since = Some(self.now);
        self.unsettled = true;
        let held_total = self.held_total;
        let kept = self.queue.take(Job::is_on_clock);
        self.kept.extend(kept.into_iter().map(|due| due.later(-held_total)));
    }

    /// The show clock goes on.
    fn start_clock(&mut self, since: i64) {
        self.held_since = None;
        self.unsettled = true;
        self.held_total += self.now - since;
        for due in std::mem::take(&mut self.kept) {
            self.queue.push(due.later(self.held_total));
        }
    }

    fn top_of_show(&mut self) {
        for i in 0..self.night.faults.len() {
            if let night::Begins::At(t) = self.night.faults[i].begins {
                self.schedule_fault(i as Ix, t, None);
            }
        }
        for (i, (t, _)) in self.night.calls.iter().enumerate() {
            self.at(*t, Job::Call(i as Ix), None);
        }
        for i in 0..self.score.cues.len() {
            let cue = &self.score.cues[i];
            if !cue.present {
                continue;
            }
            match cue.call {
                score::Called::At(t) => self.know_due(i as Ix, t, 0, None),
                score::Called::When => self.watch(self.score.watchers.when(i as Ix)),
                _ => {}
            }
        }
        for i in 0..self.score.watchers.nevers {
            self.watch(self.score.watchers.never(i));
        }
        self.machines.schedule_all();
        self.wait_for_next_beat(None);
        self.push_wakes(None);
    }

    /// Instant after instant, until nothing more can happen (rules 3, 4).
    fn play(&mut self) {
        // The top of the show is an instant even where nothing is due in it: conditions may hold already.
        self.instant();
        self.play_on();
    }

    fn play_on(&mut self) {
        while !self.abandoned && self.advance() {
            self.instant();
        }
    }

    /// Goes on to the next instant. False if there is none, or it is too late to be watched.
    fn advance(&mut self) -> bool {
        loop {
            let last = if self.over { self.run.end_us + AFTERWARDS_US } else { NEVER };
            match self.queue.peek().map(|due| due.at_us).filter(|next| *next <= last) {
                Some(next) if self.rejoins(next) => {}
                Some(next) => {
                    self.now = next;
                    return true;
                }
                // It is watched to the end, though nothing more may happen (rule 3).
                None if self.over => {
                    self.now = last;
                    return false;
                }
                None => return false,
            }
        }
    }

    /// Everything of one instant, in the order of rule 2; what it causes is put in the same order.
    fn instant(&mut self) {
        while !self.abandoned {
            let after_look = self.queue.peek().filter(|due| due.at_us <= self.now).map(Due::is_after_look);
            if after_look.unwrap_or(true)
                && (!self.dirty.is_empty() && self.look() || self.patience_is_due && self.patience_begins())
            {
                continue;
            }
            let Some(due) = after_look.and_then(|_| self.queue.pop()) else { break };
            self.do_job(due);
            if self.machines.any_touched() {
                self.push_wakes(due.cause());
            }
        }
        self.end_of_instant();
    }

    fn do_job(&mut self, due: Due) {
        let cause = due.cause();
        match due.job() {
            Job::FaultEnd(f) => self.fault_ends(f),
            Job::FaultBegin(f) => self.fault_begins(f, cause),
            Job::Stutter(f) => self.stutter(f),
            Job::Wake(id) => self.wake_machine(id, due.at_us),
            Job::ActionDone(c, a, generation) => {
                if self.cues[c as usize].generation == generation {
                    self.action_done(c, a, cause);
                }
            }
            Job::Call(i) => self.scripted_call(i),
            Job::BeatEnd(b) => self.beat_ends(b, cause),
            // At the desk, who has not said it has not said it.
            Job::Standby(_) if self.at_desk() => {}
            Job::Standby(c) => self.stand_by(c, cause),
            Job::Go(c, _) if self.at_desk() => self.mark_passes(c, cause),
            Job::Go(c, generation) => {
                if self.cues[c as usize].generation == generation && self.cues[c as usize].go_us <= self.clock() {
                    self.go_is_due(c, cause);
                }
            }
            Job::BeatStart(b) => self.beat_starts(b, cause),
            Job::Start(c, generation) => {
                if self.cues[c as usize].generation == generation {
                    self.try_start(c, cause);
                }
            }
            Job::GiveUp(c, generation) => {
                let cue = self.cues[c as usize];
                if cue.life == Life::Held && cue.generation == generation {
                    self.give_up(c, cause);
                }
            }
            Job::Patience(b) => self.patience_is_out(b),
            Job::Abandon(b) => self.abandon_gate(b),
            Job::HoldTooLong(generation) => {
                if self.held_since.is_some() && self.hold_generation == generation {
                    self.abandon(true);
                }
            }
        }
    }

    /// Starts to look at a watcher's condition; it is looked at once now, then when something it asks about changes.
    fn watch(&mut self, watcher: Ix) {
        self.active[watcher as usize] = true;
        self.mark(watcher);
    }

    fn unwatch(&mut self, watcher: Ix) {
        self.active[watcher as usize] = false;
    }

    fn mark(&mut self, watcher: Ix) {
        if self.active[watcher as usize] && !self.is_dirty[watcher as usize] {
            self.is_dirty[watcher as usize] = true;
            self.dirty.push(watcher);
        }
    }

    fn holds(&self, watcher: Ix) -> bool {
        self.score.roots[watcher as usize].is_none_or(|root| self.score.holds(root, &self.truth))
    }

    /// Sets an atom's truth; tells who looks at it.
    #[inline]
    fn set_atom(&mut self, atom: Ix, holds: bool, cause: Option<Ix>) {
        if self.truth[atom as usize] != holds {
            self.atom_changes(atom, holds, cause);
        }
    }

    fn atom_changes(&mut self, atom: Ix, holds: bool, cause: Option<Ix>) {
        self.truth[atom as usize] = holds;
        if atom < self.score.first_unheard {
            let what = if holds { What::BecameTrue(atom) } else { What::BecameFalse(atom) };
            let event = self.record(what, cause);
            if self.events {
                self.changed[atom as usize] = Some((self.now, event));
            }
        }
        let score = self.score;
        for watcher in &score.looked_at_by[atom as usize] {
            self.mark(*watcher);
        }
    }

    /// Looks at conditions: first the gate, then Held cues, then When cues, each in sheet order (rule 2). True if
    /// something opened; then it is looked again from the start.
    fn look(&mut self) -> bool {
        let first_picture = self.score.watchers.picture(0);
        let mut first: Option<Ix> = None;
        let mut kept = 0;
        for i in 0..self.dirty.len() {
            let watcher = self.dirty[i];
            if watcher >= first_picture {
                // Pictures and nevers are looked at when the instant is over.
                self.dirty[kept] = watcher;
                kept += 1;
            } else if self.active[watcher as usize] && self.holds(watcher) {
                first = Some(first.map_or(watcher, |f| f.min(watcher)));
                self.dirty[kept] = watcher;
                kept += 1;
            } else {
                self.is_dirty[watcher as usize] = false;
            }
        }
        self.dirty.truncate(kept);
        let Some(watcher) = first else { return false };
        let w = self.score.watchers;
        let cause = self.opened_by(watcher);
        self.unwatch(watcher);
        if watcher < w.beats {
            self.gate_opens(cause);
        } else if watcher < w.beats + w.cues {
            self.start(watcher - w.beats, cause);
        } else {
            let cue = watcher - w.beats - w.cues;
            let generation = self.cues[cue as usize].generation;
            self.at(self.now, Job::Start(cue, generation), cause);
        }
        self.push_wakes(None);
        true
    }

    /// The change at this instant that made a watcher's condition hold: of several, that of the cue first in the sheet
    /// (rule 61).
    fn opened_by(&mut self, watcher: Ix) -> Option<Ix> {
        let root = self.score.roots[watcher as usize].filter(|_| self.events)?;
        self.atoms_below.clear();
        self.score.atoms_below(root, &mut self.atoms_below);
        self.atoms_below
            .iter()
            .filter_map(|a| self.changed[*a as usize].filter(|(at, _)| *at == self.now).map(|(_, event)| event))
            .min_by_key(|event| (self.origin(*event), *event))
    }

    /// The cue an event goes back to.
    fn origin(&self, mut event: Ix) -> Ix {
        loop {
            let e = &self.run.events[event as usize];
            match (e.what, e.cause) {
                (What::Started(c) | What::Done(c) | What::Called(c), _) => return c,
                (_, Some(cause)) => event = cause,
                _ => return Ix::MAX,
            }
        }
    }

    /// What is looked at when an instant is over: pictures, nevers, dead air (rules 54, 63, 68).
    fn end_of_instant(&mut self) {
        if self.dirty.is_empty() && !self.unsettled && !self.machines.have_curtains_moved() {
            return;
        }
        self.unsettled = false;
        self.curtains_open = self.machines.curtains_open(self.score);
        let w = self.score.watchers;
        let first_never = w.never(0);
        for i in 0..self.dirty.len() {
            let watcher = self.dirty[i];
            self.is_dirty[watcher as usize] = false;
            if !self.active[watcher as usize] {
                continue;
            }
            if watcher >= first_never {
                let at = watcher - first_never;
                let watched = !self.over || self.now <= self.run.end_us;
                if watched && self.run.broken_nevers[at as usize].is_none() && self.holds(watcher) {
                    self.run.broken_nevers[at as usize] = Some(self.now);
                }
            } else {
                self.picture_wrong = !self.holds(watcher);
            }
        }
        self.dirty.clear();
        let wrong = self.playing.is_some() && self.picture_wrong && self.curtains_open;
        match (wrong, self.wrong_since) {
            (true, None) => self.wrong_since = Some(self.now),
            (false, Some(_)) => self.close_wrong(),
            _ => {}
        }
        let dead = self.curtains_open && self.held_since.is_none() && self.gate.as_ref().is_some_and(Gate::is_wait);
        match (dead, self.dead_since) {
            (true, None) => self.dead_since = Some(self.now),
            (false, Some(since)) => {
                self.run.totals.dead_air_us += self.now - since;
                self.dead_since = None;
            }
            _ => {}
        }
    }

    fn close_wrong(&mut self) {
        if let Some(since) = self.wrong_since.take() {
            self.run.totals.visible_error_us += self.now - since;
            let beat = self.score.order.get(self.at_beat).copied();
            self.run.wrong.push(Span { from_us: since, to_us: self.now, beat });
        }
    }

    fn abandon(&mut self, in_hold: bool) {
        let beat = self.score.order.get(self.at_beat).copied().unwrap_or(0);
        let unmet = match &self.gate {
            Some(gate) if !gate.is_open() => {
                let needs = &self.score.beats[beat as usize].needs;
                let unmet = needs.iter().enumerate().filter(|(_, n)| !self.score.holds(**n, &self.truth));
                unmet.map(|(i, _)| i as Ix).collect()
            }
            _ => Vec::new(),
        };
        self.record(What::Abandoned(beat), None);
        self.count_gate_at_end();
        self.run.stuck = Some(Stuck { beat, unmet, in_hold });
        self.abandoned = true;
        self.run.end_us = self.now;
    }
}
