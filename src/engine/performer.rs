//! [`Performer`]: night after night in the same memory.

use super::machines::Machines;
use super::queue::Queue;
use super::score::{Ix, Score};
use super::{CueState, Engine, Night, Options};
use crate::run::Run;

/// Performs one score on many nights, in the same memory.
#[derive(Debug)]
pub struct Performer<'a> {
    pub(super) score: &'a Score,
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
    pub(super) clock_queue: Queue,
    pub(super) cues: Vec<CueState>,
    pub(super) changed: Vec<Option<(i64, Ix)>>,
    pub(super) active: Vec<bool>,
    pub(super) is_dirty: Vec<bool>,
    pub(super) arisen_open: Vec<Option<Ix>>,
    pub(super) machines: Option<Machines>,
}

impl<'a> Performer<'a> {
    /// What is written down of each run is in `options`.
    pub fn new(score: &'a Score, options: Options) -> Self {
        let top = Machines::new(score, options.tracks);
        let truth = top.first_truth(score);
        Self { score, top, truth, spare: Spare::default() }
    }

    /// Performs it once; as [`super::perform`].
    pub fn perform(&mut self, night: &Night, plan: Option<&Run>) -> Run {
        let mut engine = Engine::new(self, night, plan);
        engine.top_of_show();
        engine.play();
        let (run, spare) = engine.finish();
        self.spare = spare;
        run
    }

    /// Takes a run back that nobody needs any more: the next one is written into its memory.
    pub fn take_back(&mut self, run: Run) {
        self.spare.run = run;
    }
}

/// So many of one value, in the memory of what was there.
pub(super) fn all<T: Clone>(mut list: Vec<T>, len: usize, value: T) -> Vec<T> {
    list.clear();
    list.resize(len, value);
    list
}
