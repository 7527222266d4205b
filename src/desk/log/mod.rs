//! Whole run logs: written as it happens ([`Writer`]), read back ([`read`]), run again ([`replay`]), taken up where they
//! stopped ([`reopen`]).

mod read;
mod record;
mod replay;
mod write;

pub use read::{Log, LogError, LoggedTake, read};
pub use record::Recorder;
pub use replay::{Difference, Outcome, ReplayError, open, reopen, replay};
pub use write::{Writer, desk_header, line, run_log};

use serde::{Deserialize, Serialize};

use super::Input;
use crate::engine::fault_id;
use crate::run::log::{EventLine, Names};
use crate::slip::Rehearsal;

/// A line of a log, after its header.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// A take begins.
    Take(TakeLine),
    /// Something is done at the desk.
    Input(InputLine),
    /// Something happens.
    Event(EventLine),
    /// So much time has passed: everything up to here is written.
    Clock(ClockLine),
    /// It was ended here by the person at the desk, and not by a crash.
    End(EndLine),
}

/// A take begins.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TakeLine {
    /// Its number, from 1.
    pub take: usize,
    /// Where it is taken from, in words.
    pub from: String,
    /// The plan's run time there, µs.
    pub from_us: i64,
}

/// Something done at the desk.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct InputLine {
    /// When it was done, µs of the take's run time.
    pub at_us: i64,
    /// What.
    pub input: Input,
}

/// So much time has passed.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ClockLine {
    /// Up to here every event is in the log, µs of the take's run time.
    pub clock_us: i64,
}

/// The end of a log.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EndLine {
    /// When, µs of the take's run time.
    pub end_us: i64,
}

/// Names for the numbers of a night's events.
pub fn names(r: &Rehearsal) -> Names {
    Names {
        cues: r.show.cues.iter().map(|c| c.number.clone()).collect(),
        beats: r.show.beats().map(|(_, b)| b.id.clone()).collect(),
        machines: r.show.machines.keys().map(str::to_owned).collect(),
        faults: (0..r.scenario.faults.len()).map(|i| fault_id(&r.scenario, i)).collect(),
        conditions: r.conditions(),
    }
}
