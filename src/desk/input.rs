//! [`Input`]: what a person does at the desk. Everything she does is one of these, at a microsecond.

use serde::{Deserialize, Serialize};

use crate::fault::ScriptedCall;

/// Something done at the desk.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[non_exhaustive]
pub enum Input {
    /// Standby for cues that are read together.
    Standby(Vec<String>),
    /// GO for cues that are called together: one press, under the guard of rule 69.
    Press(Vec<String>),
    /// Hold the show (rule 9).
    Hold,
    /// Go on after a hold.
    Resume,
    /// Skip a cue (rule 14).
    Skip(String),
    /// Start a cue that its interlock holds.
    Fire(String),
    /// The performer saves the costume.
    Secure(String),
    /// Everything that runs comes to a soft end, and the show holds.
    FadeAll,
    /// Everything that runs stops where it is, and the show holds.
    StopAll,
    /// A decision is taken: which, and the option.
    Decide(String, String),
    /// Somebody at the fault palette breaks something now: the fault as the language writes it.
    Break(String),
}

impl Input {
    /// The engine's calls for it, at `t` seconds; none where it is no call.
    pub(super) fn calls(&self, t: f64) -> Vec<ScriptedCall> {
        match self {
            Self::Standby(cues) => cues.iter().map(|c| ScriptedCall::Standby(c.clone(), t)).collect(),
            Self::Press(cues) => vec![ScriptedCall::Press(cues.clone(), t)],
            Self::Hold => vec![ScriptedCall::Hold(t)],
            Self::Resume => vec![ScriptedCall::Resume(t)],
            Self::Skip(cue) => vec![ScriptedCall::Skip(cue.clone(), t)],
            Self::Fire(cue) => vec![ScriptedCall::Fire(cue.clone(), t)],
            Self::Secure(costume) => vec![ScriptedCall::Secure(costume.clone(), t)],
            Self::FadeAll => vec![ScriptedCall::FadeAll(t)],
            Self::StopAll => vec![ScriptedCall::StopAll(t)],
            Self::Decide(..) | Self::Break(_) => Vec::new(),
        }
    }
}

/// As it is said.
impl std::fmt::Display for Input {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Standby(cues) => write!(f, "Standby {}", cues.join(", ")),
            Self::Press(cues) => write!(f, "{} GO", cues.join(", ")),
            Self::Hold => f.write_str("Hold, please"),
            Self::Resume => f.write_str("Thank you, we go on"),
            Self::Skip(cue) => write!(f, "Skip {cue}"),
            Self::Fire(cue) => write!(f, "{cue} fired past its interlock"),
            Self::Secure(costume) => write!(f, "Secure {costume}"),
            Self::FadeAll => f.write_str("Fade all"),
            Self::StopAll => f.write_str("Stop all"),
            Self::Decide(decision, option) => write!(f, "{decision}: {option}"),
            Self::Break(fault) => write!(f, "Broken: {fault}"),
        }
    }
}
