//! [`Performer`]: night after night in the same memory.

use super::cue_to_cue::Undisturbed;
use super::machines::Machines;
use super::queue::{Due, Queue};
use super::score::{Ix, Score};
use super::{CueState, Engine, Night, Options};
use crate::machine::costume::Happened;
use crate::run::Run;

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
    /// without faults is performed. `undisturbed` was made with the plan that all nights will be performed with.
    /// `memory` is that of another such performer, if there is one.
    pub fn cue_to_cue(score: &'a Score, undisturbed: &'a Undisturbed, memory: Option<Memory>) -> Self {
        let beside = Some(undisturbed);
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

/// So many of one value, in the memory of what was there.
pub(super) fn all<T: Clone>(mut list: Vec<T>, len: usize, value: T) -> Vec<T> {
    list.clear();
    list.resize(len, value);
    list
}
