//! What goes wrong? Fault kinds per machine and per person, and the scenarios that use them.

mod scenario;

pub use scenario::{CueStatus, Expect, Fault, FaultKind, FaultTime, Luck, Point, Scenario, ScriptedCall};
