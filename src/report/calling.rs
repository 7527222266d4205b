//! The calling score, as a table for a teacher and as JSON.

use std::fmt::Write as _;

use serde_json::json;

use super::words::clock;
use crate::desk::{Calling, Desk, Verdict};

/// The score in words and a table.
pub fn calling_table(desk: &Desk, score: &Calling) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let show = desk.show();
    let _ = writeln!(out, "{} · the calling of it", show.title);
    if score.takes.len() > 1 {
        for (i, (from, left_us)) in score.takes.iter().enumerate() {
            let _ = writeln!(out, "take {}: from {from} to {}", i + 1, clock(*left_us));
        }
    }
    let _ = writeln!(out);
    for line in score.summary() {
        let _ = writeln!(out, "  {line}");
    }
    if score.cues.is_empty() {
        return out;
    }
    let _ =
        writeln!(out, "\n{:<10} {:>10} {:>10} {:>9} {:>9}  {:<12} the crew", "cue", "mark", "GO", "off", "standby", "");
    let mut take = 1;
    for c in &score.cues {
        if c.take != take {
            take = c.take;
            let _ = writeln!(out, "— take {take}, from {}", score.takes[take - 1].0);
        }
        let time = |t: Option<i64>| t.map_or("—".to_owned(), clock);
        let off = c.error_us.map_or("—".to_owned(), |e| format!("{:+.3}", e as f64 / 1e6));
        let warning = match (c.warning_us, c.called_us) {
            (Some(w), _) => format!("{:.1}", w as f64 / 1e6),
            (None, Some(_)) => "none".to_owned(),
            (None, None) => "—".to_owned(),
        };
        let line = format!(
            "{:<10} {:>10} {:>10} {off:>9} {warning:>9}  {:<12} {}",
            c.number,
            time(c.mark_us),
            time(c.called_us),
            c.verdict.word(),
            c.crew
        );
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out
}

/// The score as JSON. Times are µs; keys are only ever added.
///
/// # Errors
/// Only if serialising fails, which for these types it does not.
pub fn calling_json(desk: &Desk, score: &Calling) -> Result<String, serde_json::Error> {
    let cues: Vec<_> = score
        .cues
        .iter()
        .map(|c| {
            json!({ "take": c.take, "number": c.number, "mark_us": c.mark_us, "called_us": c.called_us,
                    "error_us": c.error_us, "verdict": c.verdict.word(), "warning_us": c.warning_us,
                    "refused": c.refused, "crew": c.crew })
        })
        .collect();
    let answers: Vec<_> = score
        .answers
        .iter()
        .map(|a| {
            let cost = a.cost.map(|c| json!({ "slip_us": c.slip_us, "visible_us": c.visible_us }));
            json!({ "take": a.take, "fault": a.fault, "began_us": a.began_us, "noticed_us": a.noticed_us,
                    "action": a.action, "cost": cost, "best": a.best, "tried": a.tried,
                    "best_cost": { "slip_us": a.best_cost.slip_us, "visible_us": a.best_cost.visible_us } })
        })
        .collect();
    let takes: Vec<_> = score.takes.iter().map(|(from, left_us)| json!({ "from": from, "left_us": left_us })).collect();
    let count = |v: Verdict| score.count(v);
    let all = json!({
        "show": desk.show().title,
        "seed": desk.base().seed,
        "summary": score.summary(),
        "totals": { "on_mark": count(Verdict::OnMark), "early": count(Verdict::Early), "late": count(Verdict::Late),
                    "missed": count(Verdict::Missed), "by_hand": count(Verdict::ByHand),
                    "without_standby": score.without_standby(), "refused": score.refused, "stops": score.stops,
                    "median_error_us": score.median_error_us(), "lean_us": score.lean_us(),
                    "show_slip_us": score.show_slip_us },
        "takes": takes,
        "cues": cues,
        "answers": answers,
    });
    Ok(serde_json::to_string_pretty(&all)? + "\n")
}
