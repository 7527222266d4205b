//! What goes wrong? Fault kinds per machine and per person, the scenarios that use them, and the [`odds`] of them.

mod build;
mod check;
mod expect;
pub(crate) mod grammar;
pub mod odds;
mod open;
mod scenario;
mod vary;
mod write;

pub use check::{check_scenario, parse_scenario};
pub(crate) use check::{costume_named, fault as check_fault};
pub use expect::Expect;
pub use open::{OpenError, Opened, REGRESSIONS, open, open_text, sheet_of};
pub use scenario::{CueStatus, DESK_GUARD_S, Desk, Fault, FaultKind, FaultTime, Luck, Point, Scenario, ScriptedCall};
pub use vary::{MAX_VARIANTS, Matrix, Variant, Vary, VaryError, VaryFaults};
pub use write::{fault_ron, to_ron};
