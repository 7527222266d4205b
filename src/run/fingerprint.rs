//! The fingerprint: one hash over everything a run says, the same on every platform.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::Run;

/// SHA-256 over the events, times and totals of `plan` and `run`, as 32 hexadecimal digits.
///
/// Tracks are left out: they follow from the events, and need not be recorded.
pub fn fingerprint(plan: &Run, run: &Run) -> String {
    let mut hash = Sha256::new();
    for one in [plan, run] {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = write!(text, "{} {} {:?} {:?}", one.end_us, one.until_us, one.stuck, one.totals);
        for e in &one.events {
            let _ = write!(text, "\n{} {:?} {:?}", e.at_us, e.what, e.cause);
        }
        for c in &one.cues {
            let _ = write!(text, "\n{c:?}");
        }
        for b in &one.beats {
            let _ = write!(text, "\n{b:?}");
        }
        for f in &one.faults {
            let _ = write!(text, "\n{f:?}");
        }
        for a in &one.arisen {
            let _ = write!(text, "\n{a:?}");
        }
        hash.update(text.as_bytes());
        hash.update([0]);
    }
    let mut out = String::with_capacity(32);
    for byte in hash.finalize().iter().take(16) {
        let _ = write!(out, "{byte:02x}");
    }
    out
}
