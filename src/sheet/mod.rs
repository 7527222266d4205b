//! What is planned? The RON sheet language: its types, loading, checking, and diagnostics with line and column.
//!
//! The most important type is [`Show`]. Field names are the language (design §3) and are never renamed.

pub(crate) mod check;
pub mod codes;
mod cue;
mod diagnostic;
pub(crate) mod grammar;
mod load;
pub mod look;
mod machines;
mod map;
mod nearest;
mod parse;
mod reader;
pub(crate) mod shape;
mod show;
mod spans;
mod vocabulary;

pub use check::check;
pub use cue::{Action, Call, Condition, Cue, CueNumber};
pub(crate) use diagnostic::Finding;
pub use diagnostic::{Diagnostic, Diagnostics, MAX_BYTES, Severity, Source};
pub(crate) use load::{is_odds, is_scenario, span_of_field};
pub use look::Look;
pub use machines::{
    Area, Areas, Axis, Costume, Curtain, CurtainStyle, Eye, Fastening, FogMachine, LightRig, Machine, OnCold,
    OnSignalLoss, Piece, Position, Sound,
};
pub use map::Map;
pub(crate) use nearest::nearest;
pub(crate) use parse::read;
pub use parse::{MAX_CUES, parse_show};
pub use show::{Beat, Decision, OnTimeout, Operator, Scene, Show, Stage};
pub use vocabulary::FaultWord;
