//! The run log: JSON lines, a header and then every event with its microsecond and its cause.

use std::fmt::Write as _;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Run, What};

/// The log's format. A reader refuses a newer one.
pub const FORMAT: u32 = 1;

/// What a log says first.
#[derive(Clone, Debug, Serialize)]
pub struct Header<'a> {
    /// Always `"drytech run log"`.
    pub kind: &'static str,
    /// [`FORMAT`].
    pub format: u32,
    /// The engine's meaning of the language.
    pub semantics: u32,
    /// The version that wrote it.
    pub drytech: &'static str,
    /// The sheet, whole.
    pub sheet: &'a str,
    /// SHA-256 of the sheet.
    pub sheet_sha256: String,
    /// The scenario, whole; `None` when the sheet ran as written.
    pub scenario: Option<&'a str>,
    /// SHA-256 of the scenario.
    pub scenario_sha256: Option<String>,
    /// The seed.
    pub seed: u64,
    /// The run's fingerprint.
    pub fingerprint: String,
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

#[derive(Serialize)]
struct Line<'a> {
    at_us: i64,
    event: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nth: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<u32>,
}

/// The whole log of a run as text.
///
/// # Errors
/// Only if serialising fails, which for these types it does not.
pub fn log(header: &Header, names: &Names, run: &Run) -> Result<String, serde_json::Error> {
    let mut out = serde_json::to_string(header)?;
    out.push('\n');
    for e in &run.events {
        let (event, of, nth) = describe(e.what, names);
        out += &serde_json::to_string(&Line { at_us: e.at_us, event, of, nth, cause: e.cause })?;
        out.push('\n');
    }
    Ok(out)
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
        What::BecameTrue(i) => ("became true", pick(k, i), None),
        What::BecameFalse(i) => ("became false", pick(k, i), None),
        What::HeatOut(i) => ("heat out", pick(m, i), None),
        What::HeatReady(i) => ("heat ready", pick(m, i), None),
        What::TankEmpty(i) => ("tank empty", pick(m, i), None),
        What::ChangeBegan(i, a) => ("change began", pick(c, i), Some(a)),
        What::ChangeWaits(i, a) => ("change waits", pick(c, i), Some(a)),
    }
}
