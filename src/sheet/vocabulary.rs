//! [`FaultWord`]: the kinds of faults by their names, with which a sheet narrows what campaigns try on
//! its machines, and odds say what may happen.

use serde::Deserialize;

use super::Machine;

/// A kind of fault, without strength or moment. The words are those of `what` in a scenario.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum FaultWord {
    /// Fog: no output for a while.
    Dropout,
    /// Fog: output on and off.
    Stutter,
    /// Fog: less than the wanted level.
    Weak,
    /// Fog: the heater is off.
    Cold,
    /// Fog: no fluid reaches the block.
    Dry,
    /// Fog: full output whatever is commanded.
    StuckOn,
    /// Fog: no control signal.
    SignalLoss,
    /// Axis: slower.
    Slow,
    /// Axis: stops dead for a while.
    Jam,
    /// Axis: the final brake begins late.
    LateBrake,
    /// Axis: stops short of its mark.
    StopsShort,
    /// Axis: brakes to rest and stays so for a while.
    EStop,
    /// Axis: heavier.
    Overload,
    /// Costume: begins to slide off.
    Slips,
    /// Costume: a fastening jams.
    Jams,
    /// Costume: nobody to dress it.
    NoDresser,
    /// Costume: it waits on the wrong side.
    WrongSide,
    /// Light: no output.
    Blackout,
    /// Light: the output stays what it was.
    Freeze,
    /// Sound: plays late.
    Late,
    /// Sound: silent.
    Dead,
    /// Caller: a late GO.
    GoLate,
    /// Caller: a GO missed, and noticed later.
    GoMissed,
    /// Caller: an early GO.
    GoEarly,
    /// Caller: a second GO at once.
    GoTwice,
    /// Operator: reacts slower.
    OperatorSlow,
}

impl FaultWord {
    /// Whether it can happen to this machine.
    pub fn fits(self, machine: &Machine) -> bool {
        match machine {
            Machine::FogMachine(_) => matches!(
                self,
                Self::Dropout | Self::Stutter | Self::Weak | Self::Cold | Self::Dry | Self::StuckOn | Self::SignalLoss
            ),
            Machine::FlyingPiece(_) | Machine::Wagon(_) | Machine::Curtain(_) => matches!(
                self,
                Self::Slow | Self::Jam | Self::LateBrake | Self::StopsShort | Self::EStop | Self::Overload
            ),
            Machine::Costume(_) => matches!(self, Self::Slips | Self::Jams | Self::NoDresser | Self::WrongSide),
            Machine::LightRig(_) => matches!(self, Self::Blackout | Self::Freeze),
            Machine::Sound(_) => matches!(self, Self::Late | Self::Dead),
        }
    }

    /// Whether it can happen to the person who calls the show.
    pub fn fits_caller(self) -> bool {
        matches!(self, Self::GoLate | Self::GoMissed | Self::GoEarly | Self::GoTwice | Self::OperatorSlow)
    }

    /// Whether it can happen to a department's operator.
    pub fn fits_operator(self) -> bool {
        self == Self::OperatorSlow
    }
}

impl std::fmt::Display for FaultWord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(self, f)
    }
}
