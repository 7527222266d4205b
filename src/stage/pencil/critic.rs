//! The critic: which conditions of a picture are false at an instant, sampled from the run's tracks, and in words.

use super::page::Page;
use crate::run::MachineTrack;
use crate::sheet::{Condition, Machine};

/// Whether a condition holds now as far as the tracks tell; `None` where they do not.
pub(super) fn holds(page: &Page, condition: &Condition) -> Option<bool> {
    let (r, t) = (page.rehearsal, page.t_us);
    let track = |name: &str| {
        let i = r.show.machines.index_of(name)?;
        r.run.machines.get(i).map(|m| (i, m))
    };
    let cue = |number: &str| r.show.cues.iter().position(|c| c.number == number).and_then(|i| r.run.cues.get(i));
    match condition {
        Condition::At(name, mark) => {
            let Some(Machine::FlyingPiece(p) | Machine::Wagon(p)) = r.show.machines.get(name) else { return None };
            let (_, MachineTrack::Piece { axes }) = track(name)? else { return None };
            let mark = p.marks.get(mark)?;
            Some(p.axes.keys().zip(axes).all(|(axis, a)| {
                mark.get(axis).is_none_or(|goal| (a.sample(t) - goal).abs() <= 0.05 && a.rate(t).abs() < 1e-6)
            }))
        }
        Condition::Open(name) | Condition::Closed(name) => {
            let (_, MachineTrack::Curtain { opening }) = track(name)? else { return None };
            let goal = if matches!(condition, Condition::Open(_)) { 1.0 } else { 0.0 };
            Some((opening.sample(t) - goal).abs() <= 0.05)
        }
        Condition::Worn(name) | Condition::Bare(name) => {
            let (_, MachineTrack::Costume { level, .. }) = track(name)? else { return None };
            let on = level.sample(t);
            Some(if matches!(condition, Condition::Worn(_)) { on >= 1.0 - 1e-9 } else { on <= 1e-9 })
        }
        Condition::Density(min) => Some(r.run.density.sample(t) >= *min),
        Condition::Clear(max) => Some(r.run.density.sample(t) <= *max),
        Condition::Lit(area, min) => r.show.machines.iter().enumerate().find_map(|(i, (_, m))| {
            let Machine::LightRig(rig) = m else { return None };
            let k = rig.areas.0.iter().position(|(n, _)| n == area)?;
            let MachineTrack::Light { output, .. } = r.run.machines.get(i)? else { return None };
            Some(output.get(k)?.sample(t) >= *min - 1e-9)
        }),
        Condition::Started(c) => Some(cue(c)?.started_us.is_some_and(|s| s <= t)),
        Condition::Done(c) => Some(cue(c)?.done_us.is_some_and(|s| s <= t)),
        Condition::Chosen(d, option) => {
            let chosen = r.scenario.decisions.get(d).or_else(|| r.show.decisions.get(d).map(|d| &d.default))?;
            Some(chosen == option)
        }
        Condition::All(of) => {
            let all: Option<Vec<bool>> = of.iter().map(|c| holds(page, c)).collect();
            all.map(|a| a.into_iter().all(|h| h))
        }
        Condition::Any(of) => {
            let all: Option<Vec<bool>> = of.iter().map(|c| holds(page, c)).collect();
            all.map(|a| a.into_iter().any(|h| h))
        }
        Condition::Not(c) => holds(page, c).map(|h| !h),
    }
}

/// What is missing when a condition is false.
pub(super) fn words(condition: &Condition) -> String {
    match condition {
        Condition::At(m, mark) => format!("{m} is not at {mark}"),
        Condition::Open(m) => format!("{m} is not open"),
        Condition::Closed(m) => format!("{m} is not closed"),
        Condition::Worn(m) => format!("{m} is not on"),
        Condition::Bare(m) => format!("{m} is not off"),
        Condition::Density(d) => format!("fog is below {d:.2}"),
        Condition::Clear(d) => format!("fog is above {d:.2}"),
        Condition::Lit(a, l) => format!("{a} is below {l:.1}"),
        Condition::Started(c) => format!("{c} has not started"),
        Condition::Done(c) => format!("{c} is not done"),
        other => format!("not so: {other}"),
    }
}
