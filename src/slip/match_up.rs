//! [`Planned`]: the plan's events made ready to be held against a run's, so that another night is matched in one pass.

use std::collections::BTreeMap;

use crate::run::{Run, What};

/// No event.
const NONE: u32 = u32::MAX;

/// For every kind of happening to every cue, beat or condition: the plan's first such event; and from each the next.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    first: First,
    /// Per event of the plan: the next of the same thing happening.
    next: Vec<u32>,
}

/// An event index per thing that can happen.
#[derive(Clone, Debug, Default)]
struct First {
    /// By kind, then by cue, beat, condition …
    dense: Vec<Vec<u32>>,
    /// What has a second number: actions of a cue after its first.
    rest: BTreeMap<What, u32>,
}

impl First {
    fn get(&self, what: What) -> u32 {
        match place(what) {
            Some((kind, i)) => self.dense.get(kind).and_then(|of| of.get(i)).copied().unwrap_or(NONE),
            None => self.rest.get(&what).copied().unwrap_or(NONE),
        }
    }

    fn set(&mut self, what: What, event: u32) {
        let Some((kind, i)) = place(what) else {
            self.rest.insert(what, event);
            return;
        };
        if self.dense.len() <= kind {
            self.dense.resize_with(kind + 1, Vec::new);
        }
        let of = &mut self.dense[kind];
        if of.len() <= i {
            of.resize(i + 1, NONE);
        }
        of[i] = event;
    }
}

impl Planned {
    pub(super) fn new(plan: &Run) -> Self {
        let mut first = First::default();
        let mut next = vec![NONE; plan.events.len()];
        // From the last to the first, so that what is there already comes next.
        for (i, e) in plan.events.iter().enumerate().rev() {
            next[i] = first.get(e.what);
            first.set(e.what, i as u32);
        }
        Self { first, next }
    }

    /// Each event's time less that of the same event of the plan: the same thing happening for the same time to the
    /// same cue, beat, action or condition.
    pub(super) fn slips(&self, plan: &Run, run: &Run) -> Vec<Option<i64>> {
        let mut due = self.first.clone();
        let slip = |e: &crate::run::Event| {
            let at = due.get(e.what);
            let planned = plan.events.get(at as usize)?;
            due.set(e.what, self.next[at as usize]);
            Some(e.at_us - planned.at_us)
        };
        run.events.iter().map(slip).collect()
    }
}

/// Where a happening is counted; none for what is counted one by one.
fn place(what: What) -> Option<(usize, usize)> {
    let (kind, i) = match what {
        What::GateOpened(i) => (0, i),
        What::GateHeld(i) => (1, i),
        What::GateSkipped(i) => (2, i),
        What::BeatStarted(i) => (3, i),
        What::BeatEnded(i) => (4, i),
        What::Abandoned(i) => (5, i),
        What::Standby(i) => (6, i),
        What::Called(i) => (7, i),
        What::Refused(i) => (8, i),
        What::Cut(i) => (9, i),
        What::Held(i) => (10, i),
        What::Started(i) => (11, i),
        What::ActionDone(i, 0) => (12, i),
        What::Done(i) => (13, i),
        What::Skipped(i) => (14, i),
        What::Failed(i) => (15, i),
        What::FaultBegan(i) => (16, i),
        What::FaultEnded(i) => (17, i),
        What::CallMade(i) => (18, i),
        What::BecameTrue(i) => (19, i),
        What::BecameFalse(i) => (20, i),
        What::HeatOut(i) => (21, i),
        What::HeatReady(i) => (22, i),
        What::TankEmpty(i) => (23, i),
        What::ChangeBegan(i, 0) => (24, i),
        What::ChangeWaits(i, 0) => (25, i),
        What::Stopped(i) => (26, i),
        What::ActionDone(..) | What::ChangeBegan(..) | What::ChangeWaits(..) => return None,
    };
    Some((kind, i as usize))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Event;

    fn run(events: &[(i64, What)]) -> Run {
        let event = |(at_us, what): &(i64, What)| Event { at_us: *at_us, what: *what, cause: None };
        Run { events: events.iter().map(event).collect(), ..Run::default() }
    }

    #[test]
    fn the_nth_time_is_held_against_the_nth_time() {
        let again = What::BecameTrue(3);
        let plan = run(&[(10, again), (20, What::ActionDone(1, 2)), (30, again)]);
        let night = run(&[(11, again), (25, What::ActionDone(1, 2)), (27, What::Held(0)), (37, again), (40, again)]);
        let slips = Planned::new(&plan).slips(&plan, &night);
        assert_eq!(slips, [Some(1), Some(5), None, Some(7), None]);
    }
}
