//! [`Scenario`]: what automated tests replay — a sheet, what goes wrong, who calls what, and what must come of it.

use serde::Deserialize;

use super::{Expect, Vary};
use crate::sheet::Map;

/// A scenario (design §3.6).
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The sheet's file, in or below the scenario's own folder.
    pub show: String,
    /// For people.
    #[serde(default)]
    pub name: String,
    /// What every random draw is a function of.
    #[serde(default)]
    pub seed: u64,
    /// Whether draws are at their median.
    #[serde(default)]
    pub luck: Luck,
    /// Decisions taken otherwise than by default.
    #[serde(default)]
    pub decisions: Map<String>,
    /// What goes wrong.
    #[serde(default)]
    pub faults: Vec<Fault>,
    /// What a person calls.
    #[serde(default)]
    pub calls: Vec<ScriptedCall>,
    /// A person sits at the desk: the cues she does not call are not called.
    #[serde(default)]
    pub desk: Option<Desk>,
    /// What must come of it.
    #[serde(default)]
    pub expect: Vec<Expect>,
    /// Many nights in one file: every combination of what is named here.
    #[serde(default)]
    pub vary: Option<Vary>,
}

/// How draws are made.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
pub enum Luck {
    /// Every draw at its median.
    #[default]
    Nominal,
    /// Every draw from the seed.
    Random,
}

/// A fault: which machine or person, what goes wrong, and when.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Its name in reports; `F1`, `F2` … by place where not given.
    #[serde(default)]
    pub id: String,
    /// A machine, `"caller"`, or (for `OperatorSlow`) a department's prefix.
    pub on: String,
    /// What goes wrong.
    pub what: FaultKind,
    /// When it begins.
    pub when: FaultTime,
    /// Seconds it lasts, for kinds with no length of their own; `None`: to the end of the run.
    #[serde(default)]
    pub lasts: Option<f64>,
    /// Chance that it happens at all, drawn once per run.
    #[serde(default = "certain")]
    pub chance: f64,
}

fn certain() -> f64 {
    1.0
}

/// When a fault begins (rule 55).
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[non_exhaustive]
pub enum FaultTime {
    /// Run time, seconds.
    At(f64),
    /// Seconds after the beat's actual start.
    On(String, #[serde(default)] f64),
    /// Seconds after the cue's actual start.
    With(String, #[serde(default)] f64),
}

/// What goes wrong (design §3.6; rules 11–13, 35, 40–43, 50–53).
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[non_exhaustive]
pub enum FaultKind {
    /// Fog: no output for so many seconds.
    Dropout(f64),
    /// Fog: output on, off, on, off … for so many seconds.
    Stutter(f64, f64, f64),
    /// Fog: the wanted level times a factor.
    Weak(f64),
    /// Fog: the heater is off.
    Cold,
    /// Fog: no fluid reaches the block.
    Dry,
    /// Fog: full output whatever is commanded.
    StuckOn,
    /// Fog: no control signal for so many seconds.
    SignalLoss(f64),
    /// Axis: speed times a factor.
    Slow(f64),
    /// Axis: stops dead for so many seconds.
    Jam(f64),
    /// Axis: the final brake begins so many seconds late.
    LateBrake(f64),
    /// Axis: stops so many metres short of its mark.
    StopsShort(f64),
    /// Axis: brakes to rest and stays so for so many seconds.
    EStop(f64),
    /// Axis: mass times a factor.
    Overload(f64),
    /// Costume: begins to slide off.
    Slips,
    /// Costume: a fastening jams; the change takes so many seconds longer.
    Jams(f64),
    /// Costume: nobody to dress it for so many seconds.
    NoDresser(f64),
    /// Costume: it waits on the wrong side; the change takes so many seconds longer.
    WrongSide(f64),
    /// Light: output 0 for so many seconds.
    Blackout(f64),
    /// Light: output stays what it was for so many seconds.
    Freeze(f64),
    /// Sound: plays so many seconds late.
    Late(f64),
    /// Sound: silent; what plays on it fails.
    Dead,
    /// Caller: GO so many seconds late.
    GoLate(String, f64),
    /// Caller: GO missed, and noticed so many seconds after.
    GoMissed(String, f64),
    /// Caller: GO so many seconds early.
    GoEarly(String, f64),
    /// Caller: a second GO at once, which the department's next cue takes.
    GoTwice(String),
    /// A department's operator reacts slower by a factor.
    OperatorSlow(String, f64),
}

impl FaultKind {
    /// The kind's name as the language spells it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Dropout(..) => "Dropout",
            Self::Stutter(..) => "Stutter",
            Self::Weak(..) => "Weak",
            Self::Cold => "Cold",
            Self::Dry => "Dry",
            Self::StuckOn => "StuckOn",
            Self::SignalLoss(..) => "SignalLoss",
            Self::Slow(..) => "Slow",
            Self::Jam(..) => "Jam",
            Self::LateBrake(..) => "LateBrake",
            Self::StopsShort(..) => "StopsShort",
            Self::EStop(..) => "EStop",
            Self::Overload(..) => "Overload",
            Self::Slips => "Slips",
            Self::Jams(..) => "Jams",
            Self::NoDresser(..) => "NoDresser",
            Self::WrongSide(..) => "WrongSide",
            Self::Blackout(..) => "Blackout",
            Self::Freeze(..) => "Freeze",
            Self::Late(..) => "Late",
            Self::Dead => "Dead",
            Self::GoLate(..) => "GoLate",
            Self::GoMissed(..) => "GoMissed",
            Self::GoEarly(..) => "GoEarly",
            Self::GoTwice(..) => "GoTwice",
            Self::OperatorSlow(..) => "OperatorSlow",
        }
    }

    /// The kind's own length in seconds, which wins over `lasts` (rule 45).
    pub fn own_length(&self) -> Option<f64> {
        match *self {
            Self::Dropout(s)
            | Self::Stutter(_, _, s)
            | Self::SignalLoss(s)
            | Self::Jam(s)
            | Self::EStop(s)
            | Self::NoDresser(s)
            | Self::Blackout(s)
            | Self::Freeze(s) => Some(s),
            _ => None,
        }
    }
}

/// The double-GO guard of a desk whose sheet has none, seconds. Users of show software call a guard a must, and set it
/// from 0.1 s up (facts.md, "Calling").
pub const DESK_GUARD_S: f64 = 0.3;

/// A person at the desk calls the show, not the automatic caller.
///
/// Up to `from` the run is the plan, to the microsecond: no fault, no luck, everything called on its mark. From there the
/// night's faults and luck are in force, and only she calls; what she does not call is Uncalled.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Desk {
    /// Where it is taken from: run time of the plan, seconds.
    #[serde(default)]
    pub from: f64,
    /// From this run time on, seconds, the automatic caller calls again what is then due; `None`: never.
    #[serde(default)]
    pub until: Option<f64>,
    /// Seconds within which a second GO of the same department is refused (rule 69); `None`: the sheet's, or
    /// [`DESK_GUARD_S`] where it has none.
    #[serde(default)]
    pub guard: Option<f64>,
}

/// What a person calls, and at what run time in seconds (rule 14).
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[non_exhaustive]
pub enum ScriptedCall {
    /// GO on the cue.
    Go(String, f64),
    /// Hold the show.
    Hold(f64),
    /// Go on after a Hold.
    Resume(f64),
    /// Skip the cue.
    Skip(String, f64),
    /// Standby for the cue. It changes nothing but that it was said.
    Standby(String, f64),
    /// GO at the desk on cues that are read together: guarded against a double GO (rule 69), where `Go` is not.
    Press(Vec<String>, f64),
    /// Start a cue that an interlock holds, although the interlock does not.
    Fire(String, f64),
    /// The performer saves the costume.
    Secure(String, f64),
    /// Everything that runs comes to a soft end, and the show holds.
    FadeAll(f64),
    /// Everything that runs stops where it is, and the show holds.
    StopAll(f64),
}

/// A point in a cue's life.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub enum Point {
    /// GO was given.
    Called,
    /// It began.
    Started,
    /// Its last action was done.
    Done,
}

/// How a cue ended.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub enum CueStatus {
    /// Its last action was done.
    Done,
    /// It was called or held and given up.
    Skipped,
    /// It started and never finished.
    Failed,
    /// Its call never came.
    Uncalled,
}
