//! What is planned? The RON sheet language: its types, loading, checking, and diagnostics with line and column.
//!
//! The most important type is [`Show`]. Field names are the language (design §3) and are never renamed.

mod cue;
mod machines;
mod map;
mod show;

pub use cue::{Action, Call, Condition, Cue, CueNumber};
pub use machines::{
    Area, Areas, Axis, Costume, Curtain, CurtainStyle, Eye, Fastening, FogMachine, LightRig, Machine, OnCold,
    OnSignalLoss, Piece, Position, Sound,
};
pub use map::Map;
pub use show::{Beat, Decision, OnTimeout, Operator, Scene, Show, Stage};
