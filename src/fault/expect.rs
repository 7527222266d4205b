//! [`Expect`]: what a scenario says must come of it (rule 63, docs/testing.md).

use serde::Deserialize;

use super::{CueStatus, Point};
use crate::sheet::Condition;

/// What must come of a scenario. All are positional (rule 57).
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[non_exhaustive]
pub enum Expect {
    /// The cue's slip at that point is at most so many seconds.
    Slip(String, Point, f64),
    /// The show ends at most so many seconds late.
    ShowSlip(f64),
    /// At most so many seconds of visible error.
    Visible(f64),
    /// At most so many holds.
    Holds(u32),
    /// The cue ended so.
    Status(String, CueStatus),
    /// The condition is never true at the end of an instant.
    Never(Condition),
    /// The cue starts at most so many seconds early, and so many late.
    Within(String, f64, f64),
    /// The cues start, in this order; two may start at one instant.
    Order(Vec<String>),
    /// The first cue starts at least so many seconds before the second.
    Before(String, String, #[serde(default)] f64),
    /// The fog is at least this dense for the whole of the beat, sampled exactly.
    Density(f64, String),
    /// The show is abandoned, or a cue is still held by its interlock when watching stops.
    Stuck,
    /// Neither.
    NotStuck,
    /// From so many seconds after the last fault is over, every beat and cue is on time again.
    Recovers(f64),
    /// The decision was taken so.
    Decided(String, String),
    /// Plan and run come out to the bit as they did when this was written.
    Fingerprint(String),
}

impl Expect {
    /// Whether its verdict needs the machines' tracks.
    pub fn needs_tracks(&self) -> bool {
        matches!(self, Self::Density(..))
    }

    /// Whether its verdict needs the run's events.
    pub fn needs_events(&self) -> bool {
        matches!(self, Self::Fingerprint(_))
    }

    /// The cues it names, in order.
    pub fn cues(&self) -> Vec<&str> {
        match self {
            Self::Slip(c, ..) | Self::Status(c, _) | Self::Within(c, ..) => vec![c],
            Self::Before(a, b, _) => vec![a, b],
            Self::Order(cues) => cues.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }
}

impl std::fmt::Display for Expect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Slip(cue, point, under) => write!(f, "Slip({cue:?}, {point:?}, {under:?})"),
            Self::ShowSlip(under) => write!(f, "ShowSlip({under:?})"),
            Self::Visible(under) => write!(f, "Visible({under:?})"),
            Self::Holds(n) => write!(f, "Holds({n})"),
            Self::Status(cue, status) => write!(f, "Status({cue:?}, {status:?})"),
            Self::Never(c) => write!(f, "Never({c})"),
            Self::Within(cue, early, late) => write!(f, "Within({cue:?}, {early:?}, {late:?})"),
            Self::Order(cues) => write!(f, "Order({cues:?})"),
            Self::Before(a, b, by) => write!(f, "Before({a:?}, {b:?}, {by:?})"),
            Self::Density(min, beat) => write!(f, "Density({min:?}, {beat:?})"),
            Self::Stuck => f.write_str("Stuck"),
            Self::NotStuck => f.write_str("NotStuck"),
            Self::Recovers(within) => write!(f, "Recovers({within:?})"),
            Self::Decided(decision, option) => write!(f, "Decided({decision:?}, {option:?})"),
            Self::Fingerprint(hash) => write!(f, "Fingerprint({hash:?})"),
        }
    }
}
