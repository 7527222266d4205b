//! Who is to blame: the lateness at the end and the wrong picture, shared out among the night's faults.

use super::words;
use crate::engine::fault_id;
use crate::slip::Rehearsal;
use crate::sweep::{Blame, blame_night};

/// A night's faults, each with its share (Shapley 1953; `drytech blame`). The most to blame for the slip first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blamed {
    /// Per fault.
    pub lines: Vec<BlameLine>,
    /// Slip with no fault: luck and calls, µs.
    pub slip_without_us: i64,
    /// Slip of the night, µs: the lines and what is without them add up to it.
    pub slip_us: i64,
    /// Visible error with no fault, µs.
    pub visible_without_us: i64,
    /// Visible error of the night, µs.
    pub visible_us: i64,
    /// How many nights were run for it, and whether that was every subset of the faults.
    pub how: (u64, bool),
}

/// A fault's share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlameLine {
    /// The fault in words, and its name.
    pub fault: String,
    /// Its part of the slip at the end, µs; below 0 where it saved time.
    pub slip_us: i64,
    /// What it would do alone, µs.
    pub alone_us: i64,
    /// Its part of the visible error, µs.
    pub visible_us: i64,
}

impl Blamed {
    /// Of a night with several faults that nobody answered at the desk; see [`blame_night`].
    pub(super) fn of(r: &Rehearsal) -> Option<Self> {
        blame_night(r, None).map(|blame| Self::new(r, &blame))
    }

    fn new(r: &Rehearsal, blame: &Blame) -> Self {
        let faults = blame.faults.iter().zip(&r.scenario.faults).enumerate();
        let line = |(i, (share, fault)): (usize, (&crate::sweep::Share, &crate::fault::Fault))| BlameLine {
            fault: format!("{} ({})", words::fault(&r.show, fault), fault_id(&r.scenario, i)),
            slip_us: share.slip_us,
            alone_us: share.alone_slip_us,
            visible_us: share.visible_us,
        };
        let mut lines: Vec<BlameLine> = faults.map(line).collect();
        lines.sort_by_key(|l| std::cmp::Reverse((l.slip_us, l.visible_us)));
        Self {
            lines,
            slip_without_us: blame.slip.without_us,
            slip_us: blame.slip.total_us,
            visible_without_us: blame.visible.without_us,
            visible_us: blame.visible.total_us,
            how: (blame.runs, blame.exact),
        }
    }

    /// How it was found, in words.
    pub(super) fn how(&self) -> String {
        let of = if self.how.1 { "every subset of the faults" } else { "drawn orders of the faults" };
        format!("Each fault’s part of the whole, on average over all orders in which they could have come in ({of}).")
    }

    /// Whether there is anything that no fault did.
    pub(super) fn has_rest(&self) -> bool {
        self.slip_without_us != 0 || self.visible_without_us != 0
    }
}
