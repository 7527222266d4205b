//! The evening as lines and stretches, ready to be drawn.

use super::night::Night;
use super::truth::curtains_open;
use super::words::TELLING_US;
use super::{CueRow, CueVerdict, FaultNote, Notice, Stop};
use crate::fault::{CueStatus, FaultKind};

/// A stretch with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// What it is.
    pub name: String,
    /// From, µs of run time.
    pub from_us: i64,
    /// To, µs of run time.
    pub to_us: i64,
}

/// A cue worth a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its number.
    pub cue: String,
    /// When, µs of run time.
    pub at_us: i64,
    /// What became of it.
    pub verdict: CueVerdict,
}

/// The evening, µs of run time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// The end of what is drawn.
    pub end_us: i64,
    /// The scenes' beats as planned: one list per scene, with its title.
    pub planned: Vec<(String, Vec<Stretch>)>,
    /// The same as they were played.
    pub actual: Vec<(String, Vec<Stretch>)>,
    /// How late the show was: from each instant on, µs.
    pub late: Vec<(i64, i64)>,
    /// When the curtain was open.
    pub open: Vec<(i64, i64)>,
    /// Whether the show has a curtain.
    pub has_curtain: bool,
    /// Faults that took effect, and what arose.
    pub faults: Vec<Stretch>,
    /// Cues worth a mark.
    pub marks: Vec<Mark>,
}

pub(super) fn timeline(
    r: &Night,
    cues: &[CueRow],
    stops: &[Stop],
    notices: &[Notice],
    faults: &[FaultNote],
) -> Timeline {
    let last = stops.iter().map(|s| s.to_us).chain(notices.iter().flat_map(|n| n.stretches.iter().map(|s| s.1)));
    let whole = last.chain([r.run.end_us, r.plan.end_us]).max().unwrap_or(1).max(1);
    // An hour in a hold that nobody ended would leave no place for the evening.
    let waits = stops.last().filter(|_| r.run.stuck.is_some()).map(|s| s.from_us + r.plan.end_us / 8);
    let end_us = waits.map_or(whole, |t| t.max(r.plan.end_us).clamp(1, whole));
    let is_curtain = |m: &crate::sheet::Machine| matches!(m, crate::sheet::Machine::Curtain(_));
    let within = |(from, to): (i64, i64)| (from < end_us).then_some((from, to.min(end_us)));
    Timeline {
        end_us,
        planned: scenes(r, &r.plan),
        actual: scenes(r, &r.run),
        late: lateness(r),
        open: curtains_open(&r.show, &r.run).into_iter().filter_map(within).collect(),
        has_curtain: r.show.machines.iter().any(|(_, m)| is_curtain(m)),
        faults: faults.iter().enumerate().filter_map(|(i, f)| fault(r, i, f, end_us)).collect(),
        marks: cues
            .iter()
            .filter(|c| r.run.stuck.is_none() || c.status != CueStatus::Uncalled)
            .filter_map(mark)
            .filter(|m| m.at_us <= end_us)
            .collect(),
    }
}

/// When a fault was at work: of one that acts once, when it did.
fn fault(r: &Night, i: usize, f: &FaultNote, end_us: i64) -> Option<Stretch> {
    let began = f.began_us.filter(|b| f.took_effect && *b < end_us)?;
    let name = if f.id.is_empty() { f.what.clone() } else { f.id.clone() };
    let ended = f.ended_us.unwrap_or(end_us).min(end_us);
    let (from_us, to_us) = match r.scenario.faults.get(i).map(|f| &f.what) {
        Some(
            FaultKind::GoLate(c, _) | FaultKind::GoMissed(c, _) | FaultKind::GoEarly(c, _) | FaultKind::GoTwice(c),
        ) => {
            let cue = r.cue_index(c);
            let given = cue.and_then(|c| r.run.cues[c].called_us).filter(|at| *at < end_us).unwrap_or(began);
            (given, given)
        }
        Some(FaultKind::Jams(_) | FaultKind::WrongSide(_)) => {
            (began, r.spent[i].map_or(ended, |spent| spent.min(ended)))
        }
        _ => (began, ended),
    };
    Some(Stretch { name, from_us, to_us })
}

fn scenes(r: &Night, run: &crate::run::Run) -> Vec<(String, Vec<Stretch>)> {
    let mut at = 0;
    let mut out = Vec::new();
    for scene in &r.show.script {
        let played = scene.beats.iter().zip(&run.beats[at..at + scene.beats.len()]).filter_map(|(beat, times)| {
            let from_us = times.start_us?;
            // Where the show was given up in a beat, it goes on to there.
            Some(Stretch { name: beat.id.clone(), from_us, to_us: times.end_us.unwrap_or(run.end_us) })
        });
        let played: Vec<Stretch> = played.collect();
        at += scene.beats.len();
        if !played.is_empty() {
            out.push((super::scenes::title(scene), played));
        }
    }
    out
}

/// How late the beats were, as steps; to the end of the show.
fn lateness(r: &Night) -> Vec<(i64, i64)> {
    let mut out = vec![(0, 0)];
    for (i, times) in r.run.beats.iter().enumerate() {
        for (at, planned) in [(times.start_us, r.plan.beats[i].start_us), (times.end_us, r.plan.beats[i].end_us)] {
            if let (Some(at), Some(planned)) = (at, planned) {
                out.push((at, at - planned));
            }
        }
    }
    out
}

fn mark(cue: &CueRow) -> Option<Mark> {
    let verdict = cue.verdict?;
    let t = &cue.actual;
    let at_us = match (verdict, cue.status) {
        (CueVerdict::DoneLate | CueVerdict::DoneEarly, _) => t.done_us,
        (_, CueStatus::Uncalled) => cue.planned.started_us,
        _ => t.started_us.or(t.ended_us).or(t.held_us),
    }?;
    // What is a hair's breadth off is in the notes, not in the picture.
    let off = cue.slip.done_us.or(cue.slip.started_us);
    let telling = off.is_none_or(|us| us.abs() >= TELLING_US);
    telling.then(|| Mark { cue: cue.number.clone(), at_us, verdict })
}
