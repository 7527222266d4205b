//! What stopped the show: stage waits, vamps and holds, each with what it waited for.

use super::night::Night;
use super::truth::{Truths, both, curtains_open};
use super::{causes, words};
use crate::run::{Span, What};

/// How the show waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopKind {
    /// The band vamped so many whole bars.
    Vamp(u64),
    /// The stage waited.
    Wait,
    /// Patience ran out at a gate, and the show was held.
    GateHold,
    /// The hold was called.
    CalledHold,
}

impl StopKind {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vamp(_) => "vamp",
            Self::Wait => "stage wait",
            Self::GateHold => "hold at the gate",
            Self::CalledHold => "called hold",
        }
    }
}

/// A stretch in which the show did not go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// How it waited.
    pub kind: StopKind,
    /// From, µs of run time.
    pub from_us: i64,
    /// To, µs of run time.
    pub to_us: i64,
    /// The part of it that was dead air (a stage wait with every curtain open), µs.
    pub dead_us: i64,
    /// The beat that was waited for, or that was playing when the hold was called; its id.
    pub beat: String,
    /// What had to come, in words. Empty for a called hold, and where the gate opened at once.
    pub waited_for: Vec<String>,
    /// What was to blame, in words.
    pub because: Vec<String>,
}

/// All of them, in order.
pub(super) fn stops(r: &Night, truths: &Truths) -> Vec<Stop> {
    let mut out = vamps(r, truths);
    for wait in &r.run.waits {
        out.push(Stop {
            dead_us: dead(r, wait).iter().map(|(a, b)| b - a).sum(),
            ..at_gate(r, truths, wait, StopKind::Wait)
        });
    }
    for hold in &r.run.holds {
        out.push(match hold.beat {
            Some(_) => at_gate(r, truths, hold, StopKind::GateHold),
            None => called(r, hold),
        });
    }
    out.sort_by_key(|s| (s.from_us, s.to_us));
    out
}

/// The parts of a stage wait with every curtain open and no called hold (rule 68).
pub(super) fn dead(r: &Night, wait: &Span) -> Vec<(i64, i64)> {
    let open = curtains_open(&r.show, &r.run);
    let mut parts: Vec<(i64, i64)> = open.iter().filter_map(|o| both(*o, (wait.from_us, wait.to_us))).collect();
    for hold in r.run.holds.iter().filter(|h| h.beat.is_none()) {
        let outside = |(from, to): (i64, i64)| {
            let before = both((from, to), (i64::MIN, hold.from_us));
            let after = both((from, to), (hold.to_us, i64::MAX));
            before.into_iter().chain(after)
        };
        parts = parts.into_iter().flat_map(outside).collect();
    }
    parts
}

fn at_gate(r: &Night, truths: &Truths, span: &Span, kind: StopKind) -> Stop {
    let index = span.beat.unwrap_or_default();
    let beat = r.show.beats().nth(index as usize).map(|(_, b)| b);
    let unmet = beat.map(|b| b.needs.iter().filter(|c| !truths.holds(c, span.from_us)).collect::<Vec<_>>());
    let unmet = unmet.unwrap_or_default();
    let opened = r.run.events.iter().rposition(|e| e.what == What::GateOpened(index)).map(|i| i as u32);
    let mut because = causes::newest(r, &causes::near(r, opened));
    if because.is_empty() {
        // It never opened, or nothing on the way to it is to blame: what is wrong with what was waited for?
        let near = unmet.iter().filter_map(|c| truths.turn_near(c, span.from_us, span.to_us));
        because = near.flat_map(|e| causes::newest(r, &causes::near(r, Some(e)))).collect();
        because.dedup();
    }
    if because.is_empty() {
        because = unmet.iter().flat_map(|c| causes::on_what(r, c, span.from_us, span.to_us)).collect();
    }
    Stop {
        kind,
        from_us: span.from_us,
        to_us: span.to_us,
        dead_us: 0,
        beat: beat.map_or_else(String::new, |b| b.id.clone()),
        waited_for: unmet.into_iter().map(|c| words::wanted(&r.show, c)).collect(),
        because,
    }
}

fn called(r: &Night, hold: &Span) -> Stop {
    let playing = r.run.beats.iter().rposition(|b| b.start_us.is_some_and(|s| s <= hold.from_us));
    let beat = playing.and_then(|b| r.show.beats().nth(b)).map(|(_, b)| b.id.clone());
    Stop {
        kind: StopKind::CalledHold,
        from_us: hold.from_us,
        to_us: hold.to_us,
        dead_us: 0,
        beat: beat.unwrap_or_default(),
        waited_for: Vec::new(),
        because: Vec::new(),
    }
}

/// The vamps: from the end of a vamping beat to the next beat, or to the hold or Skip that ended it (rules 17, 18).
fn vamps(r: &Night, truths: &Truths) -> Vec<Stop> {
    let vamp = |b: usize| r.show.beats().nth(b).and_then(|(_, b)| b.vamp).map(crate::machine::micros);
    let mut out = Vec::new();
    let mut vamping: Option<(i64, i64)> = None;
    for event in &r.run.events {
        let (beat, at) = match event.what {
            What::BeatEnded(b) => {
                vamping = vamp(b as usize).map(|bar| (event.at_us, bar));
                continue;
            }
            What::GateHeld(b) | What::GateSkipped(b) | What::BeatStarted(b) | What::Abandoned(b) => (b, event.at_us),
            _ => continue,
        };
        let Some((from_us, bar_us)) = vamping.take() else { continue };
        let bars = (at - from_us - called_between(r, from_us, at)) / bar_us;
        if at > from_us {
            let span = Span { from_us, to_us: at, beat: Some(beat) };
            out.push(at_gate(r, truths, &span, StopKind::Vamp(bars as u64)));
        }
    }
    out
}

/// Run time of called holds in [from, to).
fn called_between(r: &Night, from_us: i64, to_us: i64) -> i64 {
    let called = r.run.holds.iter().filter(|h| h.beat.is_none());
    called.filter_map(|h| both((h.from_us, h.to_us), (from_us, to_us))).map(|(a, b)| b - a).sum()
}
