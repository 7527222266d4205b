//! What a sheet says of its cues: [`Cue`], how it is called, what it does, what it needs.

use std::cmp::Ordering;
use std::fmt;

use serde::Deserialize;

/// A cue of the sheet (design §3.2).
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Cue {
    /// Department prefix and decimal number, `LX 12.5`; unique by value.
    pub number: String,
    /// What the prompt book says beside it.
    #[serde(default)]
    pub label: String,
    /// What starts it.
    pub call: Call,
    /// What it does.
    #[serde(default)]
    pub go: Vec<Action>,
    /// Interlocks: it is Held until they hold.
    #[serde(default)]
    pub needs: Vec<Condition>,
    /// Seconds of standby before the GO.
    #[serde(default = "ten")]
    pub standby: f64,
    /// Seconds it may be Held before it is Skipped; `None`: for ever.
    #[serde(default)]
    pub give_up: Option<f64>,
    /// How early its start may be, seconds; `None`: any.
    #[serde(default)]
    pub early: Option<f64>,
    /// How late its start may be, seconds; `None`: any.
    #[serde(default)]
    pub late: Option<f64>,
    /// `(decision, option)`: it exists only under that option.
    #[serde(default)]
    pub only: Option<(String, String)>,
    /// Cues of one group are read and called together.
    #[serde(default)]
    pub group: Option<String>,
}

/// About 10 s for a lighting cue (facts.md, Calling). Standby changes nothing else (rule 7).
fn ten() -> f64 {
    10.0
}

/// What starts a cue (design §3.2).
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[non_exhaustive]
pub enum Call {
    /// The caller says GO so many seconds into the beat.
    On(String, #[serde(default)] f64),
    /// The caller says GO at this show time, seconds.
    At(f64),
    /// Auto-continue: starts so many seconds after that cue starts.
    Follow(String, #[serde(default)] f64),
    /// Auto-follow: starts so many seconds after that cue is done.
    Hang(String, #[serde(default)] f64),
    /// Starts when the condition first becomes true.
    When(Condition),
    /// Only a person or a scripted call gives it.
    Hand,
}

/// What a cue commands (design §3.3).
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[non_exhaustive]
pub enum Action {
    /// Machine, level, seconds: a timed burst.
    Fog(String, f64, f64),
    /// Machine, level: until further notice.
    FogOn(String, f64),
    /// Machine.
    FogOff(String),
    /// Piece, mark, and optionally the seconds to take.
    Fly(String, String, #[serde(default)] Option<f64>),
    /// Curtain, and optionally the seconds to take.
    Open(String, #[serde(default)] Option<f64>),
    /// Curtain, and optionally the seconds to take.
    Close(String, #[serde(default)] Option<f64>),
    /// A quick change: wearer, costume to change into, and optionally the seconds it takes.
    Change(String, String, #[serde(default)] Option<f64>),
    /// A planned reveal: costume, seconds.
    Remove(String, f64),
    /// The performer saves the costume.
    Secure(String),
    /// Area, level, seconds.
    Light(String, f64, f64),
    /// Sound system, seconds.
    Play(String, f64),
    /// A note for people.
    Note(String),
}

impl Action {
    /// The machine it commands, by name; `None` for light, which commands an area, and for a note.
    pub fn machine(&self) -> Option<&str> {
        match self {
            Self::Fog(m, ..)
            | Self::FogOn(m, _)
            | Self::FogOff(m)
            | Self::Fly(m, ..)
            | Self::Open(m, _)
            | Self::Close(m, _)
            | Self::Change(_, m, _)
            | Self::Remove(m, _)
            | Self::Secure(m)
            | Self::Play(m, _) => Some(m),
            Self::Light(..) | Self::Note(_) => None,
        }
    }
}

/// Something that is true or false at an instant (design §3.4).
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[non_exhaustive]
pub enum Condition {
    /// Piece at rest within 0.05 m of the mark on every axis it names.
    At(String, String),
    /// Curtain at rest within 0.05 of open.
    Open(String),
    /// Curtain at rest within 0.05 of closed.
    Closed(String),
    /// Costume fully on.
    Worn(String),
    /// Costume fully off.
    Bare(String),
    /// Fog density at least this.
    Density(f64),
    /// Fog density at most this.
    Clear(f64),
    /// Area's output at least this.
    Lit(String, f64),
    /// The cue has started.
    Started(String),
    /// The cue is done.
    Done(String),
    /// The decision was taken so.
    Chosen(String, String),
    /// Every one of them.
    All(Vec<Condition>),
    /// At least one of them.
    Any(Vec<Condition>),
    /// Not that.
    Not(Box<Condition>),
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, name: &str, inner: &[Condition]| {
            write!(f, "{name}([")?;
            for (i, c) in inner.iter().enumerate() {
                write!(f, "{}{c}", if i > 0 { ", " } else { "" })?;
            }
            f.write_str("])")
        };
        match self {
            Self::At(m, k) => write!(f, "At({m:?}, {k:?})"),
            Self::Open(c) => write!(f, "Open({c:?})"),
            Self::Closed(c) => write!(f, "Closed({c:?})"),
            Self::Worn(c) => write!(f, "Worn({c:?})"),
            Self::Bare(c) => write!(f, "Bare({c:?})"),
            Self::Density(x) => write!(f, "Density({x})"),
            Self::Clear(x) => write!(f, "Clear({x})"),
            Self::Lit(a, x) => write!(f, "Lit({a:?}, {x})"),
            Self::Started(c) => write!(f, "Started({c:?})"),
            Self::Done(c) => write!(f, "Done({c:?})"),
            Self::Chosen(d, o) => write!(f, "Chosen({d:?}, {o:?})"),
            Self::All(c) => list(f, "All", c),
            Self::Any(c) => list(f, "Any", c),
            Self::Not(c) => write!(f, "Not({c})"),
        }
    }
}

/// A cue number read apart: department and decimal value. `12.10` equals `12.1` and comes before `12.5`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CueNumber {
    /// The department prefix, `LX`.
    pub prefix: String,
    whole: String,
    fraction: String,
}

impl CueNumber {
    /// Reads `PREFIX NUMBER`. The prefix may hold anything but white space at its ends; the number is `12` or `12.5`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (prefix, number) = text.rsplit_once(char::is_whitespace)?;
        let prefix = prefix.trim_end();
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if prefix.is_empty() || whole.is_empty() || !digits(whole) || !digits(fraction) || number.ends_with('.') {
            return None;
        }
        let whole = whole.trim_start_matches('0');
        Some(Self {
            prefix: prefix.to_owned(),
            whole: if whole.is_empty() { "0".into() } else { whole.to_owned() },
            fraction: fraction.trim_end_matches('0').to_owned(),
        })
    }
}

impl fmt::Display for CueNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.prefix, self.whole)?;
        if !self.fraction.is_empty() {
            write!(f, ".{}", self.fraction)?;
        }
        Ok(())
    }
}

impl Ord for CueNumber {
    fn cmp(&self, other: &Self) -> Ordering {
        self.prefix
            .cmp(&other.prefix)
            .then_with(|| self.whole.len().cmp(&other.whole.len()))
            .then_with(|| self.whole.cmp(&other.whole))
            // Decimal fractions without trailing zeros order as text.
            .then_with(|| self.fraction.cmp(&other.fraction))
    }
}

impl PartialOrd for CueNumber {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::CueNumber;

    fn n(s: &str) -> CueNumber {
        CueNumber::parse(s).unwrap_or_else(|| panic!("{s} is a number"))
    }

    #[test]
    fn cue_numbers_are_decimal_twelve_ten_is_twelve_one() {
        assert_eq!(n("LX 12.10"), n("LX 12.1"));
        assert!(n("LX 12.10") < n("LX 12.5"));
        assert!(n("LX 9") < n("LX 10"));
        assert!(n("LX 012") == n("LX 12"));
        assert!(n("FLY 90") < n("LX 1"));
        assert_eq!(n("LX 12.50").to_string(), "LX 12.5");
    }

    #[test]
    fn what_is_not_a_cue_number_is_refused() {
        for bad in ["", "LX", "12", "LX 1.", "LX .5", "LX 1.2.3", "LX -1", "LX one", "LX12"] {
            assert!(CueNumber::parse(bad).is_none(), "{bad}");
        }
    }
}
