//! The cues as comma-separated values, a row each, for a spreadsheet.

use super::say;
use super::{CueRow, Performance};
use crate::run::CueTimes;

const COLUMNS: [&str; 27] = [
    "cue",
    "department",
    "label",
    "call",
    "status",
    "note",
    "planned_called_s",
    "planned_started_s",
    "planned_done_s",
    "called_s",
    "started_s",
    "done_s",
    "called_slip_s",
    "started_slip_s",
    "done_slip_s",
    "own_s",
    "inherited_s",
    "early_s",
    "late_s",
    "out_of_tolerance",
    "because",
    "mark_s",
    "go_s",
    "off_ms",
    "stood_by",
    "verdict",
    "fingerprint",
];

pub(super) fn csv(p: &Performance) -> Result<String, csv::Error> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(COLUMNS)?;
    for cue in &p.cues {
        table.write_record(row(p, cue))?;
    }
    let bytes = table.into_inner().map_err(|e| e.into_error())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn row(p: &Performance, c: &CueRow) -> Vec<String> {
    let times = |t: &CueTimes| [t.called_us, t.started_us, t.done_us].map(seconds);
    let slips = [c.slip.called_us, c.slip.started_us, c.slip.done_us, c.slip.own_us, c.slip.inherited_us].map(seconds);
    let because: Vec<String> = c.because.iter().cloned().chain(say::cause(c)).collect();
    let call = p.calling.as_ref().and_then(|calling| calling.of(&c.number));
    let tolerance = |t: Option<f64>| t.map_or_else(String::new, |s| s.to_string());
    let mut out = vec![
        text(&c.number),
        text(&c.department),
        text(&c.label),
        text(&c.call),
        format!("{:?}", c.status),
        c.verdict.map_or("", super::CueVerdict::name).to_owned(),
    ];
    out.extend(times(&c.planned));
    out.extend(times(&c.actual));
    out.extend(slips);
    out.extend([tolerance(c.tolerance.0), tolerance(c.tolerance.1), c.slip.out_of_tolerance.to_string()]);
    out.push(text(&because.join("; ").replace('\u{a0}', " ")));
    out.extend([seconds(call.and_then(|c| c.mark_us)), seconds(call.and_then(|c| c.called_us))]);
    out.push(call.and_then(|c| c.off_us).map_or_else(String::new, |us| format!("{:.3}", us as f64 * 1e-3)));
    out.push(call.map_or_else(String::new, |c| c.stood_by.to_string()));
    out.push(call.map_or_else(String::new, |c| text(&c.verdict)));
    out.push(p.heading.fingerprint.clone());
    out
}

/// Seconds to the microsecond, exactly.
fn seconds(us: Option<i64>) -> String {
    let Some(us) = us else { return String::new() };
    let sign = if us < 0 { "-" } else { "" };
    let us = us.unsigned_abs();
    format!("{sign}{}.{:06}", us / 1_000_000, us % 1_000_000)
}

/// A text from the sheet: what a spreadsheet would take for a formula is given an apostrophe.
fn text(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{seconds, text};

    #[test]
    fn times_are_exact_and_texts_are_no_formulas() {
        assert_eq!(seconds(Some(-1_500_001)), "-1.500001");
        assert_eq!(seconds(None), "");
        assert_eq!(text("=1+1"), "'=1+1");
        assert_eq!(text("Plane in"), "Plane in");
    }
}
