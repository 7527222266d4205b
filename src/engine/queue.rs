//! What is due: jobs ordered by instant, then by the order within an instant (rule 2).

use std::cmp::Reverse;
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

const PHASES: [Phase; 14] = [
    Phase::FaultEnd,
    Phase::FaultBegin,
    Phase::Machine,
    Phase::ActionDone,
    Phase::Call,
    Phase::BeatEnd,
    Phase::Standby,
    Phase::Go,
    Phase::BeatStart,
    Phase::Start,
    Phase::Look,
    Phase::GiveUp,
    Phase::Patience,
    Phase::Abandon,
];

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    FaultEnd(Ix),
    FaultBegin(Ix),
    /// A machine changes by itself.
    Wake(Ix),
    /// A stutter goes on or off.
    Stutter(Ix),
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

impl Job {
    /// Its phase, its place in it, and what else belongs to it. Of two of one phase the cue (and action), machine or fault
    /// first in the sheet comes first.
    fn order(self) -> (Phase, u64, u32) {
        match self {
            Self::FaultEnd(f) => (Phase::FaultEnd, f.into(), 0),
            Self::FaultBegin(f) => (Phase::FaultBegin, f.into(), 0),
            Self::Wake(unit) => (Phase::Machine, unit.into(), 0),
            Self::Stutter(f) => (Phase::Machine, STUTTER | u64::from(f), 0),
            Self::ActionDone(cue, action, generation) => {
                (Phase::ActionDone, u64::from(cue) << ACTION_BITS | u64::from(action), generation)
            }
            Self::Call(i) => (Phase::Call, i.into(), 0),
            Self::BeatEnd(b) => (Phase::BeatEnd, b.into(), 0),
            Self::Standby(c) => (Phase::Standby, c.into(), 0),
            Self::Go(c, generation) => (Phase::Go, c.into(), generation),
            Self::BeatStart(b) => (Phase::BeatStart, b.into(), 0),
            Self::Start(c, generation) => (Phase::Start, c.into(), generation),
            Self::GiveUp(c, generation) => (Phase::GiveUp, c.into(), generation),
            Self::Patience(b) => (Phase::Patience, 0, b),
            Self::Abandon(b) => (Phase::Abandon, 0, b),
            Self::HoldTooLong(generation) => (Phase::Abandon, 1, generation),
        }
    }

    /// Whether it is due by the show clock: it waits while a called hold lasts (rule 9).
    pub fn is_on_clock(self) -> bool {
        matches!(
            self,
            Self::BeatEnd(_)
                | Self::Standby(_)
                | Self::Go(..)
                | Self::BeatStart(_)
                | Self::Patience(_)
                | Self::Abandon(_)
        )
    }
}

/// A job and when it is due, with the event it waited for. There are many: it is packed.
#[derive(Clone, Copy, Debug)]
pub struct Due {
    /// Run time, µs.
    pub at_us: i64,
    /// Phase and place in it: the phase in the upper four bits.
    rank: u64,
    /// What else belongs to the job.
    also: u32,
    cause: u32,
}

/// Where the place within a phase ends in a rank.
const PHASE_BIT: u32 = 60;
/// Where the action ends in the place of an action.
const ACTION_BITS: u32 = 28;
/// What sets stutters apart from wakes.
const STUTTER: u64 = 1 << 40;
const NO_CAUSE: u32 = u32::MAX;

impl Due {
    pub fn new(at_us: i64, job: Job, cause: Option<Ix>) -> Self {
        let (phase, place, also) = job.order();
        Self { at_us, rank: (phase as u64) << PHASE_BIT | place, also, cause: cause.unwrap_or(NO_CAUSE) }
    }

    pub fn cause(&self) -> Option<Ix> {
        (self.cause != NO_CAUSE).then_some(self.cause)
    }

    pub fn job(&self) -> Job {
        let place = self.rank & ((1 << PHASE_BIT) - 1);
        let ix = place as Ix;
        match PHASES[(self.rank >> PHASE_BIT) as usize] {
            Phase::FaultEnd => Job::FaultEnd(ix),
            Phase::FaultBegin => Job::FaultBegin(ix),
            Phase::Machine if place >= STUTTER => Job::Stutter(ix),
            Phase::Machine => Job::Wake(ix),
            Phase::ActionDone => {
                Job::ActionDone((place >> ACTION_BITS) as Ix, ix & ((1 << ACTION_BITS) - 1), self.also)
            }
            Phase::Call | Phase::Look => Job::Call(ix),
            Phase::BeatEnd => Job::BeatEnd(ix),
            Phase::Standby => Job::Standby(ix),
            Phase::Go => Job::Go(ix, self.also),
            Phase::BeatStart => Job::BeatStart(ix),
            Phase::Start => Job::Start(ix, self.also),
            Phase::GiveUp => Job::GiveUp(ix, self.also),
            Phase::Patience => Job::Patience(self.also),
            Phase::Abandon if place == 0 => Job::Abandon(self.also),
            Phase::Abandon => Job::HoldTooLong(self.also),
        }
    }

    /// The same job so much later, µs.
    pub fn later(self, by_us: i64) -> Self {
        Self { at_us: self.at_us.saturating_add(by_us), ..self }
    }

    /// The order within its instant.
    pub fn rank(&self) -> u64 {
        self.rank
    }

    /// Whether it comes after conditions are looked at.
    pub fn is_after_look(&self) -> bool {
        self.rank >= (Phase::Look as u64) << PHASE_BIT
    }

    /// As `self < other`: most often the instants tell.
    fn is_before(&self, other: &Self) -> bool {
        self.at_us < other.at_us || self.at_us == other.at_us && self < other
    }

    fn key(&self) -> i128 {
        i128::from(self.at_us) << 64 | i128::from(self.rank)
    }
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Due {}

/// What is due twice at one instant is done for the event that it waited for last (rule 61).
impl Ord for Due {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key()).then_with(|| other.cause().cmp(&self.cause()))
    }
}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Most jobs that are kept sorted; half of them are the nearest ones again when there are more.
const NEAR_MAX: usize = 48;

/// Jobs by when they are due. The nearest are kept sorted, since most of what is put in is due soon and comes near the
/// end of a short list; what is further away waits in a heap, so that a sheet of any length costs no more.
#[derive(Debug, Default)]
pub struct Queue {
    /// The last is due first; all are due before what is far.
    near: Vec<Due>,
    far: BinaryHeap<Reverse<Due>>,
}

/// What each list has is cloned into the memory of what was there.
impl Clone for Queue {
    fn clone(&self) -> Self {
        Self { near: self.near.clone(), far: self.far.clone() }
    }

    fn clone_from(&mut self, from: &Self) {
        self.near.clone_from(&from.near);
        self.far.clone_from(&from.far);
    }
}

impl Queue {
    /// All that is in it, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &Due> {
        self.near.iter().chain(self.far.iter().map(|far| &far.0))
    }

    pub fn clear(&mut self) {
        self.near.clear();
        self.far.clear();
    }

    /// Takes out what `which` picks, in no order.
    pub fn take(&mut self, which: impl Fn(Job) -> bool) -> Vec<Due> {
        let all: Vec<Due> = self.iter().copied().collect();
        let (out, stay): (Vec<Due>, Vec<Due>) = all.into_iter().partition(|due| which(due.job()));
        self.clear();
        stay.into_iter().for_each(|due| self.push(due));
        out
    }

    pub fn push(&mut self, due: Due) {
        if self.far.peek().is_some_and(|far| far.0.is_before(&due)) {
            self.far.push(Reverse(due));
            return;
        }
        let place = self.near.iter().rposition(|d| !d.is_before(&due)).map_or(0, |i| i + 1);
        self.near.insert(place, due);
        if self.near.len() > NEAR_MAX {
            self.far.extend(self.near.drain(..NEAR_MAX / 2).map(Reverse));
        }
    }

    pub fn peek(&self) -> Option<&Due> {
        self.near.last().or_else(|| self.far.peek().map(|far| &far.0))
    }

    pub fn pop(&mut self) -> Option<Due> {
        if self.near.is_empty() {
            let nearest = std::iter::from_fn(|| self.far.pop().map(|far| far.0)).take(NEAR_MAX / 2);
            self.near.extend(nearest);
            self.near.reverse();
        }
        self.near.pop()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_come_out_by_instant_then_phase_then_place() {
        let mut queue = Queue::default();
        let mut all: Vec<Due> = Vec::new();
        // A jumble with many ties of the instant, more than are kept near.
        for i in 0..500_u32 {
            let at = i64::from(i * 7919 % 97);
            let job = if i % 3 == 0 { Job::Go(i, 0) } else { Job::ActionDone(i, i % 5, 0) };
            all.push(Due::new(at, job, None));
        }
        let mut out = Vec::new();
        for (i, due) in all.iter().enumerate() {
            queue.push(*due);
            if i % 4 == 3 {
                out.push(queue.pop().map(|d| d.key()));
            }
        }
        while let Some(due) = queue.pop() {
            out.push(Some(due.key()));
        }
        assert_eq!(out.len(), all.len());
        // From where nothing more is put in, they come in order.
        assert!(out[125..].is_sorted());
        let (mut got, mut put): (Vec<_>, Vec<_>) = (out.clone(), all.iter().map(|d| Some(d.key())).collect());
        got.sort();
        put.sort();
        assert_eq!(got, put, "nothing is lost");
    }

    #[test]
    fn a_job_comes_out_as_it_was_put_in() {
        let far = u32::MAX;
        let jobs = [
            Job::FaultEnd(far),
            Job::FaultBegin(3),
            Job::Wake(far),
            Job::Stutter(far),
            Job::Stutter(0),
            Job::ActionDone(far, (1 << ACTION_BITS) - 1, far),
            Job::ActionDone(7, 0, 1),
            Job::Call(far),
            Job::BeatEnd(far),
            Job::Standby(far),
            Job::Go(far, 9),
            Job::BeatStart(far),
            Job::Start(far, 9),
            Job::GiveUp(far, 9),
            Job::Patience(far),
            Job::Abandon(far),
            Job::HoldTooLong(far),
        ];
        for job in jobs {
            let due = Due::new(5, job, Some(4));
            assert_eq!((due.job(), due.cause()), (job, Some(4)));
        }
        assert_eq!(Due::new(5, Job::Call(1), None).cause(), None);
        assert!(PHASES.iter().enumerate().all(|(i, phase)| *phase as usize == i));
        assert_eq!(std::mem::size_of::<Due>(), 24);
    }

    #[test]
    fn conditions_are_looked_at_between_starts_and_giving_up() {
        assert!(!Due::new(0, Job::Start(u32::MAX, 0), None).is_after_look());
        assert!(Due::new(0, Job::GiveUp(0, 0), None).is_after_look());
    }
}
