//! [`Brief`]: a season in a few curves and lines, for whoever draws them themselves.

use super::html::{scale, top};
use super::{Told, say};
use crate::sweep::nights::histogram::{Chance, Estimate, Histogram};

/// Points of the S-curve, at most.
const POINTS: i64 = 240;
/// Lines of a list.
const LINES: usize = 8;
/// Of the nights in which the house saw most.
const SEEN: usize = 3;

/// What a panel shows of a season.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Brief {
    /// Nights.
    pub nights: u64,
    /// The four questions of the risk report, each with its answer.
    pub answers: Vec<(&'static str, String)>,
    /// What the odds rest on.
    pub footing: String,
    /// Whether any of them is an assumption.
    pub assumed: bool,
    /// Slip of the final curtain, µs, and the share of nights that are no later; by their slip.
    pub curve: Vec<(i64, f64)>,
    /// What of the curve is worth drawing, from and to, µs.
    pub edges: (i64, i64),
    /// Shares of nights, by name, with the slip that they are no later than.
    pub marks: Vec<(&'static str, f64, Estimate)>,
    /// What makes it late: what, in which share of nights, and what it adds to the mean night; the most certain first.
    pub tornado: Vec<(String, String, Estimate)>,
    /// Cues on the chain that made a night late, and in which share of all nights.
    pub critical: Vec<(String, Chance)>,
    /// The latest nights: slip, µs, and which.
    pub latest: Vec<(i64, u64)>,
    /// The nights in which the house saw most: visible error, µs, and which.
    pub seen: Vec<(i64, u64)>,
}

/// A season in short.
pub fn brief(told: &Told<'_>) -> Brief {
    let (season, show) = (told.season, told.bench.show);
    let edges = scale::edges(&[&season.slip]);
    let marks = [("P50", 0.5), ("P95", 0.95)];
    let marks = marks.into_iter().filter_map(|(name, q)| Some((name, q, season.slip.quantile(q)?)));
    let tornado = told.tornado().into_iter().filter_map(|((on, what), swing, adds)| {
        // What goes with earlier nights makes none late.
        let adds = adds.filter(|e| e.us > 0)?;
        Some((say::risk(show, on, what), say::share(swing.nights, season.nights), adds))
    });
    let mut critical: Vec<(u64, usize)> =
        season.cues.iter().map(|c| c.critical).zip(0..).filter(|(n, _)| *n > 0).collect();
    critical.sort_by_key(|(n, i)| (std::cmp::Reverse(*n), *i));
    let critical = critical.into_iter().take(LINES).filter_map(|(n, i)| {
        let cue = show.cues.get(i)?;
        Some((format!("{} {}", cue.number, cue.label).trim_end().to_owned(), Chance::of(n, season.nights)))
    });
    Brief {
        nights: season.nights,
        answers: answers(told),
        footing: told.footing(),
        assumed: told.odds.assumptions() > 0,
        curve: curve(&season.slip, edges),
        edges,
        marks: marks.collect(),
        tornado: tornado.take(LINES).collect(),
        critical: critical.collect(),
        latest: season.worst.clone(),
        seen: season.worst_seen.iter().copied().filter(|(us, _)| *us > 0).take(SEEN).collect(),
    }
}

/// A line for each question; the last has none before the nights were run again with one thing otherwise.
fn answers(told: &Told<'_>) -> Vec<(&'static str, String)> {
    let asked = if told.what_if.is_some() { 4 } else { 3 };
    let line = |figures: &[(String, String)]| {
        figures.iter().map(|(figure, what)| format!("{figure} {what}")).collect::<Vec<_>>().join(" · ")
    };
    top::cards(told).iter().take(asked).map(|card| (card.question, line(&card.figures))).collect()
}

/// Slips and shares, thinned to what a panel can show.
fn curve(slip: &Histogram, (from, to): (i64, i64)) -> Vec<(i64, f64)> {
    let (n, step) = (slip.count().max(1) as f64, ((to - from) / POINTS).max(1));
    let mut out: Vec<(i64, f64)> = Vec::new();
    let mut below = 0;
    for (us, count) in slip.bins().take_while(|(us, _)| *us <= to) {
        below += count;
        let share = below as f64 / n;
        match out.last_mut() {
            Some(last) if us - last.0 < step => last.1 = share,
            _ => out.push((us, share)),
        }
    }
    out
}
