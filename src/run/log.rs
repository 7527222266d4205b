//! The run log: JSON lines, a header and then what was done and what happened, as it happens. This room knows the lines;
//! who sits at the desk reads and writes whole logs.
//!
//! A log is a header, then one line per happening: a take begins, an input is given, an event happens, time has passed,
//! the end. Format 1 had only header and events, and is read too.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Event, What};

/// The log's format. A reader refuses a newer one.
pub const FORMAT: u32 = 2;

/// What every header's `kind` says.
pub const KIND: &str = "drytech run log";

/// What a log says first. Keys are only ever added.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Header {
    /// Always [`KIND`].
    pub kind: String,
    /// [`FORMAT`] of who wrote it.
    pub format: u32,
    /// The engine's meaning of the language.
    pub semantics: u32,
    /// The version that wrote it.
    pub drytech: String,
    /// The sheet, whole.
    pub sheet: String,
    /// SHA-256 of the sheet.
    pub sheet_sha256: String,
    /// The scenario, whole; `None` when the sheet ran as written.
    pub scenario: Option<String>,
    /// SHA-256 of the scenario.
    pub scenario_sha256: Option<String>,
    /// The seed.
    pub seed: u64,
    /// The run's fingerprint, where the run was over before it was written.
    #[serde(default)]
    pub fingerprint: Option<String>,
    /// Whether a person called it at the desk: then inputs and takes follow.
    #[serde(default)]
    pub desk: bool,
}

/// An event in a log.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EventLine {
    /// When, µs of run time.
    pub at_us: i64,
    /// What, in words.
    pub event: String,
    /// To which cue, beat, machine, fault or condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Which action or call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<u32>,
    /// The number, from 0, of the event it waited for among the take's events; those before it was taken are the plan's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<u32>,
}

impl EventLine {
    /// An event with names for its numbers.
    pub fn new(e: &Event, names: &Names) -> Self {
        let (event, of, nth) = describe(e.what, names);
        Self { at_us: e.at_us, event: event.to_owned(), of: of.map(str::to_owned), nth, cause: e.cause }
    }
}

impl std::fmt::Display for EventLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} µs: {}", self.at_us, self.event)?;
        if let Some(of) = &self.of {
            write!(f, " {of}")?;
        }
        if let Some(nth) = self.nth {
            write!(f, " #{}", nth + 1)?;
        }
        match self.cause {
            Some(cause) => write!(f, " (because of event {cause})"),
            None => Ok(()),
        }
    }
}

/// SHA-256 of a text, in hexadecimal.
pub fn sha256(text: &str) -> String {
    let mut out = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// Names for the numbers of a run's events, so that a log reads without its sheet.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Cue numbers.
    pub cues: Vec<String>,
    /// Beat ids.
    pub beats: Vec<String>,
    /// Machine names.
    pub machines: Vec<String>,
    /// Fault ids.
    pub faults: Vec<String>,
    /// Conditions.
    pub conditions: Vec<String>,
}

fn describe(what: What, names: &Names) -> (&'static str, Option<&str>, Option<u32>) {
    fn pick(list: &[String], i: u32) -> Option<&str> {
        list.get(i as usize).map(String::as_str)
    }
    let (c, b, m, f, k) = (&names.cues, &names.beats, &names.machines, &names.faults, &names.conditions);
    match what {
        What::GateOpened(i) => ("gate opened", pick(b, i), None),
        What::GateHeld(i) => ("gate held", pick(b, i), None),
        What::GateSkipped(i) => ("gate skipped", pick(b, i), None),
        What::BeatStarted(i) => ("beat started", pick(b, i), None),
        What::BeatEnded(i) => ("beat ended", pick(b, i), None),
        What::Abandoned(i) => ("abandoned", pick(b, i), None),
        What::Standby(i) => ("standby", pick(c, i), None),
        What::Called(i) => ("called", pick(c, i), None),
        What::Refused(i) => ("refused", pick(c, i), None),
        What::Cut(i) => ("cut", pick(c, i), None),
        What::Held(i) => ("held", pick(c, i), None),
        What::Started(i) => ("started", pick(c, i), None),
        What::ActionDone(i, a) => ("action done", pick(c, i), Some(a)),
        What::Done(i) => ("done", pick(c, i), None),
        What::Skipped(i) => ("skipped", pick(c, i), None),
        What::Failed(i) => ("failed", pick(c, i), None),
        What::FaultBegan(i) => ("fault began", pick(f, i), None),
        What::FaultEnded(i) => ("fault ended", pick(f, i), None),
        What::CallMade(i) => ("call made", None, Some(i)),
        What::Stopped(i) => ("stopped", pick(c, i), None),
        What::BecameTrue(i) => ("became true", pick(k, i), None),
        What::BecameFalse(i) => ("became false", pick(k, i), None),
        What::HeatOut(i) => ("heat out", pick(m, i), None),
        What::HeatReady(i) => ("heat ready", pick(m, i), None),
        What::TankEmpty(i) => ("tank empty", pick(m, i), None),
        What::ChangeBegan(i, a) => ("change began", pick(c, i), Some(a)),
        What::ChangeWaits(i, a) => ("change waits", pick(c, i), Some(a)),
    }
}
