//! What goes wrong? Fault kinds per machine and per person, and the scenarios that use them.

mod check;
mod grammar;
mod open;
mod scenario;

pub use check::{check_scenario, parse_scenario};
pub use open::{OpenError, Opened, open, open_text};
pub use scenario::{CueStatus, Expect, Fault, FaultKind, FaultTime, Luck, Point, Scenario, ScriptedCall};
