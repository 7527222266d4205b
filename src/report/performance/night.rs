//! A rehearsal with what the report looks up again and again, found once: a long show has tens of thousands of events.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use super::wardrobe;
use crate::run::{Run, What};
use crate::slip::Rehearsal;

/// A cue and one of its actions.
pub(super) type Place = (u32, u32);

/// The rehearsal, and what is looked up in it.
pub(super) struct Night<'a> {
    r: &'a Rehearsal,
    /// When actions were done, tonight: the event and its instant.
    pub(super) done: BTreeMap<Place, (u32, i64)>,
    /// The same as planned.
    pub(super) planned: BTreeMap<Place, (u32, i64)>,
    /// Per fault that acts on one change: when it had done so.
    pub(super) spent: Vec<Option<i64>>,
    /// Changes that waited: for which other, and the faults on that one.
    pub(super) waited: BTreeMap<Place, (String, Vec<String>)>,
    /// Gates at which the show was held.
    pub(super) held: BTreeSet<u32>,
}

impl<'a> Night<'a> {
    pub(super) fn new(r: &'a Rehearsal) -> Self {
        let held = r.run.events.iter().filter_map(|e| if let What::GateHeld(b) = e.what { Some(b) } else { None });
        let mut night = Self {
            r,
            done: done(&r.run),
            planned: done(&r.plan),
            spent: (0..r.scenario.faults.len()).map(|f| wardrobe::spent_us(r, f)).collect(),
            waited: BTreeMap::new(),
            held: held.collect(),
        };
        night.waited = wardrobe::waited(&night);
        night
    }
}

impl Deref for Night<'_> {
    type Target = Rehearsal;

    fn deref(&self) -> &Rehearsal {
        self.r
    }
}

fn done(run: &Run) -> BTreeMap<Place, (u32, i64)> {
    let done = run.events.iter().enumerate().filter_map(|(i, e)| match e.what {
        What::ActionDone(c, a) => Some(((c, a), (i as u32, e.at_us))),
        _ => None,
    });
    done.collect()
}
