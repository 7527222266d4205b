//! What happened? A [`Run`]: events with their causes, a track per machine, times of beats, cues and faults, and totals.
//!
//! A run is data. The stage is a function of it and a playhead; slip is the difference of two of them.

mod fingerprint;
pub mod log;
mod track;

pub use fingerprint::fingerprint;
pub use track::MachineTrack;

pub use crate::machine::costume::Dress;
pub use crate::machine::curve::{Piece, Track};

use crate::fault::CueStatus;

/// Everything that happened in one run of a show. Indices of beats, cues, machines are those of the sheet.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Run {
    /// The show's end, µs: the end of the last beat, or when it was abandoned (rules 3, 4).
    pub end_us: i64,
    /// When watching stopped, µs of run time.
    pub until_us: i64,
    /// Why the show never ended, if it did not.
    pub stuck: Option<Stuck>,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// Per beat of the sheet.
    pub beats: Vec<BeatTimes>,
    /// Per cue of the sheet.
    pub cues: Vec<CueTimes>,
    /// Per fault of the scenario.
    pub faults: Vec<FaultTimes>,
    /// What arose by itself: the sheet asked too much of a machine.
    pub arisen: Vec<Arisen>,
    /// Sums.
    pub totals: Totals,
    /// Per machine of the sheet; empty where tracks were not recorded.
    pub machines: Vec<MachineTrack>,
    /// Density of the stage's air.
    pub density: Track,
    /// Called holds and gate holds, µs of run time: from, to, and which.
    pub holds: Vec<Span>,
    /// Stage waits (no vamp), µs of run time, with the beat that was waited for.
    pub waits: Vec<Span>,
    /// When the picture was wrong with the curtain open, with the beat.
    pub wrong: Vec<Span>,
    /// Where a person calls: per cue, the mark at which the automatic caller would have given its GO, µs of run time;
    /// `None` for cues it does not call, or whose mark never came. Empty where nobody sits at the desk.
    pub marks: Vec<Option<i64>>,
    /// For each `Never` expectation, the first instant at whose end its condition was true.
    pub broken_nevers: Vec<Option<i64>>,
}

/// A stretch of run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// From, µs.
    pub from_us: i64,
    /// To, µs.
    pub to_us: i64,
    /// The beat it belongs to (played, waited for); `None` for a called hold.
    pub beat: Option<u32>,
}

/// Why a show never ended (rule 4).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stuck {
    /// The beat that was waited for, or was playing.
    pub beat: u32,
    /// Places in the beat's `needs` of the conditions still false.
    pub unmet: Vec<u32>,
    /// Whether it was a called hold that nobody ended, not a gate.
    pub in_hold: bool,
}

/// When a beat was played, µs of run time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BeatTimes {
    /// Whether it exists under the decisions taken.
    pub present: bool,
    /// Its start.
    pub start_us: Option<i64>,
    /// Its end.
    pub end_us: Option<i64>,
}

/// What became of a cue, µs of run time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CueTimes {
    /// How it ended; `None` for a cue absent under the decisions taken.
    pub status: Option<CueStatus>,
    /// Standby.
    pub standby_us: Option<i64>,
    /// GO.
    pub called_us: Option<i64>,
    /// When it was first Held by an interlock.
    pub held_us: Option<i64>,
    /// Start.
    pub started_us: Option<i64>,
    /// When its last action was done.
    pub done_us: Option<i64>,
    /// When it was given up or failed.
    pub ended_us: Option<i64>,
}

/// When a fault was in force, µs of run time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FaultTimes {
    /// When it began.
    pub began_us: Option<i64>,
    /// When it ended; `None` if it went on to the end of the run.
    pub ended_us: Option<i64>,
    /// Whether it changed a motion, output or level, a change's length, or a GO (rule 56).
    pub took_effect: bool,
}

/// Something that went wrong with no fault at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Arisen {
    /// The machine.
    pub machine: u32,
    /// What it was.
    pub what: ArisenKind,
    /// When it began, µs.
    pub began_us: i64,
    /// When it was over, µs.
    pub ended_us: Option<i64>,
}

/// What can go wrong with no fault: the sheet asked too much of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ArisenKind {
    /// The heater ran empty and the fogger stopped.
    CutOut,
    /// The heater ran empty and the fogger fell to what it can sustain.
    Ramp,
    /// The tank ran empty.
    TankEmpty,
    /// The winch's power kept a move below the axis's speed.
    Underpowered,
}

impl ArisenKind {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::CutOut => "CutOut",
            Self::Ramp => "Ramp",
            Self::TankEmpty => "TankEmpty",
            Self::Underpowered => "Underpowered",
        }
    }
}

/// The show's sums, µs unless said otherwise (design §5.1, rules 18 and 68).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Totals {
    /// Stage waits, show clock.
    pub stage_waits_us: i64,
    /// The part of them with every curtain open.
    pub dead_air_us: i64,
    /// Whole bars vamped.
    pub vamped_bars: u64,
    /// Gate holds and called holds.
    pub holds: u32,
    /// Run time in holds, never twice.
    pub held_us: i64,
    /// Run time with the picture wrong and every curtain open.
    pub visible_error_us: i64,
    /// Cues skipped.
    pub skipped: u32,
    /// Cues never called.
    pub uncalled: u32,
}

impl Totals {
    /// Adds what has come to `later` since `earlier`, of the sums that grow as the show goes on.
    pub(crate) fn add_since(&mut self, later: Self, earlier: Self) {
        self.stage_waits_us += later.stage_waits_us - earlier.stage_waits_us;
        self.dead_air_us += later.dead_air_us - earlier.dead_air_us;
        self.vamped_bars += later.vamped_bars - earlier.vamped_bars;
        self.holds += later.holds - earlier.holds;
        self.visible_error_us += later.visible_error_us - earlier.visible_error_us;
    }
}

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// When, µs of run time.
    pub at_us: i64,
    /// What.
    pub what: What,
    /// The event it waited for last; an index into the run's events.
    pub cause: Option<u32>,
}

/// What can happen. Numbers are indices of the sheet (cue, beat, machine) or scenario (fault, call).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum What {
    /// A beat's gate opened.
    GateOpened(u32),
    /// A gate kept the stage waiting too long and the caller held the show.
    GateHeld(u32),
    /// A gate kept the stage waiting too long and the beat started without it.
    GateSkipped(u32),
    /// A beat started.
    BeatStarted(u32),
    /// A beat ended.
    BeatEnded(u32),
    /// The show was abandoned.
    Abandoned(u32),
    /// A cue's standby was called.
    Standby(u32),
    /// GO.
    Called(u32),
    /// A second GO was refused by the guard.
    Refused(u32),
    /// A cue was cut before its call.
    Cut(u32),
    /// An interlock holds the cue.
    Held(u32),
    /// A cue started.
    Started(u32),
    /// One of a cue's actions was done: cue, action.
    ActionDone(u32, u32),
    /// A cue was done.
    Done(u32),
    /// A cue was given up.
    Skipped(u32),
    /// A cue failed.
    Failed(u32),
    /// A fault began.
    FaultBegan(u32),
    /// A fault ended.
    FaultEnded(u32),
    /// A scripted call was made.
    CallMade(u32),
    /// A cue was stopped by a fade-all or a stop-all: it is to come again.
    Stopped(u32),
    /// A condition became true: index of the condition in the score's atoms.
    BecameTrue(u32),
    /// A condition became false.
    BecameFalse(u32),
    /// A fogger's heater ran empty.
    HeatOut(u32),
    /// A fogger is ready again.
    HeatReady(u32),
    /// A fogger's tank ran empty.
    TankEmpty(u32),
    /// A quick change began: cue, action.
    ChangeBegan(u32, u32),
    /// A quick change waits for a dresser or for its wearer: cue, action.
    ChangeWaits(u32, u32),
}
