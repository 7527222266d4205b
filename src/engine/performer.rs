//! [`Performer`]: night after night in the same memory. Here a run begins and ends.

use super::cue_to_cue::Undisturbed;
use super::machines::Machines;
use super::queue::{Due, Queue};
use super::score::{Ix, Score};
use super::{CueState, Engine, Life, Night, Options};
use crate::fault::CueStatus;
use crate::machine::NEVER;
use crate::machine::costume::Happened;
use crate::run::{BeatTimes, CueTimes, FaultTimes, Run, Span, Totals};

/// Performs one score on many nights, in the same memory.
#[derive(Debug)]
pub struct Performer<'a> {
    pub(super) score: &'a Score,
    /// Whether events are written down.
    pub(super) events: bool,
    /// The night without faults, where only what differs from it is performed.
    pub(super) beside: Option<&'a Undisturbed>,
    pub(super) memory: Memory,
}

/// What a performer of one score leaves to the next one of the same score.
#[derive(Debug)]
pub struct Memory {
    /// All machines at the top of the show.
    pub(super) top: Machines,
    /// Every atom's truth then.
    pub(super) truth: Vec<bool>,
    pub(super) spare: Spare,
}

/// The memory of a run that is over.
#[derive(Debug, Default)]
pub(super) struct Spare {
    pub(super) run: Run,
    pub(super) queue: Queue,
    pub(super) kept: Vec<Due>,
    pub(super) cues: Vec<CueState>,
    pub(super) truth: Vec<bool>,
    pub(super) changed: Vec<Option<(i64, Ix)>>,
    pub(super) active: Vec<bool>,
    pub(super) is_dirty: Vec<bool>,
    pub(super) arisen_open: Vec<Option<Ix>>,
    pub(super) machines: Option<Machines>,
    pub(super) lists: Lists,
}

/// Short lists of a run that is over.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pub(super) fault_on: Vec<bool>,
    pub(super) fault_events: Vec<Option<Ix>>,
    pub(super) dirty: Vec<Ix>,
    pub(super) happened: Vec<Happened>,
    pub(super) atoms_below: Vec<Ix>,
    pub(super) to_do: Vec<(i64, u64)>,
}

impl<'a> Performer<'a> {
    /// What is written down of each run is in `options`.
    pub fn new(score: &'a Score, options: Options) -> Self {
        let top = Machines::new(score, options.tracks);
        let truth = top.first_truth(score);
        let memory = Memory { top, truth, spare: Spare::default() };
        Self { score, events: true, beside: None, memory }
    }

    /// Somebody who tells what became of the show, its beats, cues and faults, and no more. In their runs there are no
    /// standbys, no tracks, and of the events only those of patience that ran out and of cues that were given up, without
    /// their causes. All else is the same.
    pub fn brief(score: &'a Score) -> Self {
        Self { events: false, ..Self::new(score, Options { tracks: false }) }
    }

    /// As [`Performer::brief`]; where nobody makes calls and luck is at its medians, only what differs from the night
    /// without faults is performed, if that is there. `beside` was made with the plan that all nights will be performed
    /// with; `memory` is that of another such performer, if there is one.
    pub fn cue_to_cue(score: &'a Score, beside: Option<&'a Undisturbed>, memory: Option<Memory>) -> Self {
        match memory {
            Some(memory) => Self { score, events: false, beside, memory },
            None => Self { beside, ..Self::brief(score) },
        }
    }

    /// Whether no events are written down.
    pub fn is_brief(&self) -> bool {
        !self.events
    }

    /// Its memory, for another performer of the same score.
    pub fn into_memory(self) -> Memory {
        self.memory
    }

    /// Performs it once; as [`super::perform`].
    pub fn perform(&mut self, night: &Night, plan: Option<&Run>) -> Run {
        let mut engine = Engine::new(self, night, plan);
        if engine.begin_late() {
            engine.play_on();
        } else {
            engine.set_up(&self.memory.top, &self.memory.truth);
            engine.top_of_show();
            engine.play();
        }
        let (run, spare) = engine.finish();
        self.memory.spare = spare;
        run
    }

    /// Takes a run back that nobody needs any more: the next one is written into its memory.
    pub fn take_back(&mut self, run: Run) {
        self.memory.spare.run = run;
    }
}

impl<'a> Engine<'a> {
    /// An engine in a performer's memory, which nothing has been put into yet.
    pub(super) fn new<'p: 'a>(from: &mut Performer<'p>, night: &'a Night, plan: Option<&'a Run>) -> Self {
        let score = from.score;
        let Spare { run, queue, mut kept, cues, truth, changed, active, is_dirty, arisen_open, machines, lists } =
            std::mem::take(&mut from.memory.spare);
        kept.clear();
        let Lists { fault_on, fault_events, dirty, happened, atoms_below, to_do } = lists;
        let machines = machines.unwrap_or_else(|| from.memory.top.clone());
        Self {
            score,
            night,
            plan,
            events: from.events,
            beside: from.beside.filter(|beside| {
                plan.is_some() && night.goes_by_the_book() && beside.is_worth_while(night.faults.len())
            }),
            next_post: 0,
            run: Self::blank(score, night, from.events, run),
            now: 0,
            queue,
            kept,
            held_total: 0,
            held_since: None,
            hold_generation: 0,
            cues,
            fault_on: all(fault_on, night.faults.len(), false),
            changed: all(changed, if from.events { score.atoms.len() } else { 0 }, None),
            active,
            dirty,
            is_dirty: all(is_dirty, score.watchers.len(), false),
            playing: None,
            at_beat: 0,
            gate: None,
            patience_is_due: false,
            over: false,
            abandoned: false,
            curtains_open: false,
            unsettled: true,
            wrong_since: None,
            dead_since: None,
            picture_wrong: false,
            arisen_open: all(arisen_open, score.places.len(), None),
            waits_noted: std::collections::BTreeSet::new(),
            happened,
            atoms_below,
            to_do,
            fault_events: all(fault_events, night.faults.len(), None),
            last_beat_end: None,
            last_go: vec![i64::MIN / 2; if night.calls.is_empty() { 0 } else { score.departments.len() }],
            machines,
            truth,
        }
    }

    /// Everything as it is before the show.
    pub(super) fn set_up(&mut self, top: &Machines, truth: &[bool]) {
        let cue = CueState {
            life: Life::Waiting,
            generation: 0,
            left: 0,
            failed: false,
            due_us: NEVER,
            known_us: NEVER,
            go_us: NEVER,
            stood_by: false,
            started_event: None,
            counting: false,
        };
        self.queue.clear();
        self.cues.clear();
        self.cues.resize(self.score.cues.len(), cue);
        self.active.clear();
        self.active.resize(self.score.watchers.len(), false);
        self.machines.clone_from(top);
        self.truth.clear();
        self.truth.extend_from_slice(truth);
        self.curtains_open = self.machines.curtains_open(self.score);
    }

    /// A run of which nothing is known yet, in the memory of another.
    fn blank(score: &Score, night: &Night, with_events: bool, from: Run) -> Run {
        let Run { mut events, mut beats, cues, faults, mut arisen, mut holds, mut waits, mut wrong, .. } = from;
        beats.clear();
        beats.extend(score.beats.iter().map(|b| BeatTimes { present: b.present, ..BeatTimes::default() }));
        events.clear();
        if with_events {
            events.reserve(8 * score.cues.len() + 4 * score.beats.len());
        }
        arisen.clear();
        holds.clear();
        waits.clear();
        wrong.clear();
        Run {
            events,
            beats,
            cues: all(cues, score.cues.len(), CueTimes::default()),
            faults: all(faults, night.faults.len(), FaultTimes::default()),
            arisen,
            holds,
            waits,
            wrong,
            broken_nevers: vec![None; score.watchers.nevers as usize],
            marks: vec![None; if night.person.is_some() { score.cues.len() } else { 0 }],
            ..Run::default()
        }
    }

    /// The end of the run: statuses, totals (rules 5, 68).
    pub(super) fn finish(mut self) -> (Run, Spare) {
        if self.wrong_since.is_some() {
            self.close_wrong();
        }
        if let Some(since) = self.dead_since {
            self.run.totals.dead_air_us += self.now - since;
        }
        self.run.until_us = self.now;
        self.close_holds();
        let mut totals = Totals { held_us: held(&self.run.holds), ..self.run.totals };
        for (i, cue) in self.score.cues.iter().enumerate() {
            if !cue.present {
                continue;
            }
            let (state, times) = (self.cues[i], &mut self.run.cues[i]);
            let status = times.status.unwrap_or(match state.life {
                Life::Waiting | Life::Cut => CueStatus::Uncalled,
                Life::Called | Life::Held => CueStatus::Skipped,
                Life::Running | Life::Over => CueStatus::Failed,
            });
            if times.status.is_none() && status != CueStatus::Uncalled {
                times.ended_us = Some(self.now);
            }
            times.status = Some(status);
            totals.skipped += u32::from(status == CueStatus::Skipped);
            totals.uncalled += u32::from(status == CueStatus::Uncalled);
        }
        self.run.totals = totals;
        self.machines.write_tracks(self.score, &mut self.run);
        let spare = Spare {
            run: Run::default(),
            queue: self.queue,
            kept: self.kept,
            cues: self.cues,
            truth: self.truth,
            changed: self.changed,
            active: self.active,
            is_dirty: self.is_dirty,
            arisen_open: self.arisen_open,
            // Where tracks were written they went with the run.
            machines: Some(self.machines),
            lists: Lists {
                fault_on: self.fault_on,
                fault_events: self.fault_events,
                dirty: self.dirty,
                happened: self.happened,
                atoms_below: self.atoms_below,
                to_do: self.to_do,
            },
        };
        (self.run, spare)
    }

    fn close_holds(&mut self) {
        if let Some(since) = self.held_since {
            self.run.holds.push(Span { from_us: since, to_us: self.now, beat: None });
        }
    }
}

/// Run time in holds, never counted twice (rule 68).
fn held(holds: &[Span]) -> i64 {
    let mut spans: Vec<(i64, i64)> = holds.iter().map(|s| (s.from_us, s.to_us)).collect();
    spans.sort_unstable();
    let mut total = 0;
    let mut end = i64::MIN;
    for (from, to) in spans {
        total += (to - from.max(end)).max(0);
        end = end.max(to);
    }
    total
}

/// So many of one value, in the memory of what was there.
fn all<T: Clone>(mut list: Vec<T>, len: usize, value: T) -> Vec<T> {
    list.clear();
    list.resize(len, value);
    list
}
