//! What odds draw of a kind of fault: its strength, its length, whom it happens to ([`FaultWord`]).

use crate::fault::FaultKind;
use crate::sheet::FaultWord;

/// What a kind's strength is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RiskStrength {
    /// It has none.
    None,
    /// A factor up to 1: less is worse.
    Share,
    /// A factor: more is worse.
    Factor,
    /// Seconds.
    Seconds,
    /// Metres; of a curtain, a share of the travel.
    Metres,
}

/// How long a kind lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RiskLength {
    /// It has no length.
    None,
    /// It has one, which must be said.
    Needed,
    /// To the end of the run, unless something is said.
    Open,
}

/// What a kind happens to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Victim {
    Fog,
    Axis,
    Costume,
    Rig,
    Sound,
    Go,
    Operator,
}

impl Victim {
    /// With its article.
    pub(crate) fn what(self) -> &'static str {
        match self {
            Self::Fog => "a fog machine",
            Self::Axis => "a flying piece, a wagon or a curtain",
            Self::Costume => "a costume",
            Self::Rig => "a light rig",
            Self::Sound => "a sound system",
            Self::Go => "the caller",
            Self::Operator => "an operator",
        }
    }
}

/// Least and most of a drawn factor.
const FACTOR: (f64, f64) = (0.01, 100.0);
/// Least seconds of a stutter's on and off.
const STUTTER_MIN_S: f64 = 0.05;
/// Most seconds of anything drawn: a day.
const SECONDS_MAX: f64 = 86_400.0;
/// Most metres short.
const METRES_MAX: f64 = 100.0;

impl FaultWord {
    /// The kind's name as the language spells it.
    pub fn name(self) -> &'static str {
        self.fault(1.0, 1.0, "").name()
    }

    /// What its strength is.
    pub fn strength(self) -> RiskStrength {
        match self {
            Self::Weak | Self::Slow => RiskStrength::Share,
            Self::Overload | Self::OperatorSlow => RiskStrength::Factor,
            Self::StopsShort => RiskStrength::Metres,
            Self::Stutter
            | Self::LateBrake
            | Self::Jams
            | Self::WrongSide
            | Self::Late
            | Self::GoLate
            | Self::GoMissed
            | Self::GoEarly => RiskStrength::Seconds,
            _ => RiskStrength::None,
        }
    }

    /// How long it lasts.
    pub fn length(self) -> RiskLength {
        match self {
            Self::Slips | Self::GoLate | Self::GoMissed | Self::GoEarly | Self::GoTwice => RiskLength::None,
            Self::Dropout
            | Self::Stutter
            | Self::SignalLoss
            | Self::Jam
            | Self::EStop
            | Self::NoDresser
            | Self::Blackout
            | Self::Freeze => RiskLength::Needed,
            _ => RiskLength::Open,
        }
    }

    pub(crate) fn victim(self) -> Victim {
        match self {
            Self::Dropout | Self::Stutter | Self::Weak | Self::Cold | Self::Dry | Self::StuckOn | Self::SignalLoss => {
                Victim::Fog
            }
            Self::Slow | Self::Jam | Self::LateBrake | Self::StopsShort | Self::EStop | Self::Overload => Victim::Axis,
            Self::Slips | Self::Jams | Self::NoDresser | Self::WrongSide => Victim::Costume,
            Self::Blackout | Self::Freeze => Victim::Rig,
            Self::Late | Self::Dead => Victim::Sound,
            Self::GoLate | Self::GoMissed | Self::GoEarly | Self::GoTwice => Victim::Go,
            Self::OperatorSlow => Victim::Operator,
        }
    }

    /// A drawn strength, within what the kind allows.
    pub fn within(self, strength: f64) -> f64 {
        match self.strength() {
            RiskStrength::None => 0.0,
            RiskStrength::Share => strength.clamp(FACTOR.0, 1.0),
            RiskStrength::Factor => strength.clamp(FACTOR.0, FACTOR.1),
            RiskStrength::Seconds if self == Self::Stutter => strength.clamp(STUTTER_MIN_S, SECONDS_MAX),
            RiskStrength::Seconds => strength.clamp(0.0, SECONDS_MAX),
            RiskStrength::Metres => strength.clamp(0.0, METRES_MAX),
        }
    }

    /// The fault with its numbers: strength, seconds, and the cue or department that it is about. A stutter is on and off
    /// for `strength` seconds each.
    pub fn fault(self, strength: f64, seconds: f64, of: &str) -> FaultKind {
        let of = || of.to_owned();
        match self {
            Self::Dropout => FaultKind::Dropout(seconds),
            Self::Stutter => FaultKind::Stutter(strength, strength, seconds),
            Self::Weak => FaultKind::Weak(strength),
            Self::Cold => FaultKind::Cold,
            Self::Dry => FaultKind::Dry,
            Self::StuckOn => FaultKind::StuckOn,
            Self::SignalLoss => FaultKind::SignalLoss(seconds),
            Self::Slow => FaultKind::Slow(strength),
            Self::Jam => FaultKind::Jam(seconds),
            Self::LateBrake => FaultKind::LateBrake(strength),
            Self::StopsShort => FaultKind::StopsShort(strength),
            Self::EStop => FaultKind::EStop(seconds),
            Self::Overload => FaultKind::Overload(strength),
            Self::Slips => FaultKind::Slips,
            Self::Jams => FaultKind::Jams(strength),
            Self::NoDresser => FaultKind::NoDresser(seconds),
            Self::WrongSide => FaultKind::WrongSide(strength),
            Self::Blackout => FaultKind::Blackout(seconds),
            Self::Freeze => FaultKind::Freeze(seconds),
            Self::Late => FaultKind::Late(strength),
            Self::Dead => FaultKind::Dead,
            Self::GoLate => FaultKind::GoLate(of(), strength),
            Self::GoMissed => FaultKind::GoMissed(of(), strength),
            Self::GoEarly => FaultKind::GoEarly(of(), strength),
            Self::GoTwice => FaultKind::GoTwice(of()),
            Self::OperatorSlow => FaultKind::OperatorSlow(of(), strength),
        }
    }
}
