//! What is due: jobs ordered by instant, then by the order within an instant (rule 2).

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::score::Ix;

/// The order within one instant (rule 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    FaultEnd,
    FaultBegin,
    Machine,
    ActionDone,
    Call,
    BeatEnd,
    Standby,
    Go,
    BeatStart,
    Start,
    /// Where conditions are looked at; no job has this phase.
    Look,
    GiveUp,
    Patience,
    Abandon,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    FaultEnd(Ix),
    FaultBegin(Ix),
    /// A stutter goes on or off.
    Stutter(Ix),
    /// A machine changes by itself.
    Wake(Ix),
    /// Cue, action, generation.
    ActionDone(Ix, Ix, u32),
    Call(Ix),
    BeatEnd(Ix),
    Standby(Ix),
    /// Cue, generation.
    Go(Ix, u32),
    BeatStart(Ix),
    /// Cue, generation.
    Start(Ix, u32),
    GiveUp(Ix, u32),
    Patience(Ix),
    Abandon(Ix),
    /// A called hold has lasted too long; its generation.
    HoldTooLong(u32),
}

/// A job and when it is due, with the event it waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    pub at_us: i64,
    pub phase: Phase,
    /// Order within the phase.
    pub key: u64,
    pub job: Job,
    pub cause: Option<Ix>,
}

impl Due {
    fn rank(&self) -> (i64, Phase, u64) {
        (self.at_us, self.phase, self.key)
    }
}

impl Ord for Due {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Jobs by when they are due.
#[derive(Clone, Debug, Default)]
pub struct Queue(BinaryHeap<Reverse<Due>>);

impl Queue {
    pub fn push(&mut self, due: Due) {
        self.0.push(Reverse(due));
    }

    pub fn peek(&self) -> Option<&Due> {
        self.0.peek().map(|r| &r.0)
    }

    pub fn pop(&mut self) -> Option<Due> {
        self.0.pop().map(|r| r.0)
    }
}
