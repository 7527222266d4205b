//! A season as CSV: a line for the show's end, visible error and dead air, then one for each cue and beat.

use std::fmt::Write as _;

use super::{QUANTILES, Told};
use crate::sweep::nights::histogram::Histogram;
use crate::sweep::nights::shares::{Line, Part};

/// The table, with a line of names at its head (RFC 4180). Microseconds; empty where there is nothing to tell.
pub fn csv(told: &Told<'_>) -> String {
    let mut out = String::from("what,name,nights,critical,never,least_us,mean_us,mean_from_us,mean_to_us");
    for (_, name) in QUANTILES {
        let q = name.to_lowercase();
        // Writing to a String cannot fail.
        let _ = write!(out, ",{q}_us,{q}_from_us,{q}_to_us");
    }
    out.push_str(",most_us\r\n");
    let (season, show) = (told.season, told.bench.show);
    for (what, h) in
        [("final curtain", &season.slip), ("wrong picture", &season.visible), ("dead air", &season.dead_air)]
    {
        line(&mut out, "show", what, ["", ""], Some(h));
    }
    for (cue, of) in show.cues.iter().zip(&season.cues) {
        line(&mut out, "cue", &cue.number, [&of.critical.to_string(), &of.never.to_string()], Some(&of.starts));
    }
    for ((_, beat), critical) in show.beats().zip(&season.beats) {
        line(&mut out, "beat", &beat.id, [&critical.to_string(), ""], None);
    }
    if let Some(shares) = told.shares {
        for of in shares.ranked() {
            blamed(&mut out, "blame of slip", of, &of.slip, shares.nights);
            blamed(&mut out, "blame of wrong picture", of, &of.visible, shares.nights);
        }
    }
    out
}

/// Blame has a mean and its interval, and no order statistics; nights are those that were looked at.
fn blamed(out: &mut String, what: &str, of: &Line, part: &Part, nights: u64) {
    let text = |us: Option<i64>| us.map_or(String::new(), |us| us.to_string());
    let e = part.mean(nights);
    let mean = [e.map(|e| e.us), e.map(|e| e.from_us), e.map(|e| e.to_us)].map(text).join(",");
    let rest = ",".repeat(3 * QUANTILES.len() + 1);
    let _ = write!(out, "{what},{},{nights},,,,{mean}{rest}\r\n", quoted(&of.on));
}

fn line(out: &mut String, what: &str, name: &str, [critical, never]: [&str; 2], of: Option<&Histogram>) {
    let nights = of.map_or(String::new(), |h| h.count().to_string());
    let text = |us: Option<i64>| us.map_or(String::new(), |us| us.to_string());
    let _ = write!(out, "{what},{},{nights},{critical},{never},{}", quoted(name), text(of.and_then(Histogram::least)));
    let estimates =
        std::iter::once(of.and_then(Histogram::mean)).chain(QUANTILES.map(|(q, _)| of.and_then(|h| h.quantile(q))));
    for e in estimates {
        let _ = write!(out, ",{},{},{}", text(e.map(|e| e.us)), text(e.map(|e| e.from_us)), text(e.map(|e| e.to_us)));
    }
    let _ = write!(out, ",{}\r\n", text(of.and_then(Histogram::most)));
}

/// A field in quotation marks where it needs them.
fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}
