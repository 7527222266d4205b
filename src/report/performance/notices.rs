//! The notices: what the house saw, as a critic would have written it. Every number in them is the run's.

use std::collections::BTreeMap;

use super::night::Night;
use super::truth::{Truths, extremes};
use super::{causes, scenes, stops, words};
use crate::fault::{Fault, FaultKind};
use crate::run::MachineTrack;
use crate::sheet::{Action, Beat, Condition, Machine, Scene};
use crate::slip::Blamed;

/// How long after a fog machine's fault the air still shows it, µs: about two half-lives of a stage with its extraction on.
const LINGERS_US: i64 = 300_000_000;

/// What the house saw in a beat, or while it waited for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The scene's title; its id where it has none.
    pub scene: String,
    /// The beat's id.
    pub beat: String,
    /// The beat's line; empty where it has none.
    pub line: String,
    /// Whether it was dead air, not a wrong picture.
    pub dead_air: bool,
    /// The stretches, µs of run time.
    pub stretches: Vec<(i64, i64)>,
    /// How many µs of them the plan has too: then nobody is to blame but the sheet.
    pub planned_us: i64,
    /// What was wrong, a sentence each.
    pub review: Vec<String>,
    /// What was to blame, in words.
    pub because: Vec<String>,
}

impl Notice {
    /// How long it was seen, µs.
    pub fn seen_us(&self) -> i64 {
        self.stretches.iter().map(|(a, b)| b - a).sum()
    }

    /// When it began, µs of run time.
    pub fn from_us(&self) -> i64 {
        self.stretches.first().map_or(0, |(from, _)| *from)
    }
}

/// What the house saw, in order.
pub(super) fn notices(r: &Night, truths: &Truths) -> Vec<Notice> {
    let beat = |b: u32| r.show.beats().nth(b as usize);
    let mut seen: BTreeMap<u32, Vec<(i64, i64)>> = BTreeMap::new();
    for span in r.run.wrong.iter().filter(|s| s.to_us > s.from_us) {
        seen.entry(span.beat.unwrap_or_default()).or_default().push((span.from_us, span.to_us));
    }
    let mut out: Vec<Notice> =
        seen.into_iter().filter_map(|(b, stretches)| Some(wrong(r, truths, b, beat(b)?, stretches))).collect();
    for wait in &r.run.waits {
        let stretches = stops::dead(r, wait);
        let Some((scene, beat)) = wait.beat.and_then(beat).filter(|_| !stretches.is_empty()) else { continue };
        let total: i64 = stretches.iter().map(|(a, b)| b - a).sum();
        let planned = r.plan.waits.iter().filter(|w| w.beat == wait.beat).map(|w| w.to_us - w.from_us).sum::<i64>();
        out.push(Notice {
            scene: scenes::title(scene),
            beat: beat.id.clone(),
            line: beat.line.clone(),
            dead_air: true,
            review: vec![format!("For {} the curtain was open and the show was not.", words::length(total))],
            planned_us: planned.min(total),
            because: Vec::new(),
            stretches,
        });
    }
    out.sort_by_key(Notice::from_us);
    out
}

fn wrong(r: &Night, truths: &Truths, index: u32, (scene, beat): (&Scene, &Beat), stretches: Vec<(i64, i64)>) -> Notice {
    let (mut review, mut because) = (Vec::new(), Vec::new());
    for condition in &beat.picture {
        let unmet: Vec<(i64, i64)> =
            stretches.iter().flat_map(|(from, to)| truths.unmet(condition, *from, *to)).collect();
        let (Some(first), Some(last)) = (unmet.first(), unmet.last()) else { continue };
        let total = unmet.iter().map(|(a, b)| b - a).sum();
        review.push(sentence(r, condition, total, &unmet));
        for cause in at_work(r, truths, condition, first.0, last.1) {
            if !because.contains(&cause) {
                because.push(cause);
            }
        }
    }
    let planned: i64 = r.plan.wrong.iter().filter(|w| w.beat == Some(index)).map(|w| w.to_us - w.from_us).sum();
    let seen: i64 = stretches.iter().map(|(a, b)| b - a).sum();
    if planned >= seen {
        because.clear();
    }
    Notice {
        scene: scenes::title(scene),
        beat: beat.id.clone(),
        line: beat.line.clone(),
        dead_air: false,
        stretches,
        planned_us: planned.min(seen),
        review,
        because,
    }
}

/// What was at work on what a condition looks at, in words.
fn at_work(r: &Night, truths: &Truths, condition: &Condition, from_us: i64, to_us: i64) -> Vec<String> {
    let fault = |i: usize| causes::text(r, &Blamed::Fault(i));
    let took_effect = |wanted: &dyn Fn(&Fault, i64, Option<i64>) -> bool| -> Vec<String> {
        let is = |i: &usize| {
            let t = r.run.faults[*i];
            t.took_effect && t.began_us.is_some_and(|b| b <= to_us && wanted(&r.scenario.faults[*i], b, t.ended_us))
        };
        (0..r.run.faults.len()).filter(is).map(fault).collect()
    };
    let found = match condition {
        // Fog that did not come is missing for minutes.
        Condition::Density(_) | Condition::Clear(_) => {
            let fog = |name: &str| matches!(r.show.machines.get(name), Some(Machine::FogMachine(_)));
            let recent = |_: i64, ended: Option<i64>| ended.is_none_or(|e| e >= from_us - LINGERS_US);
            let mut found = took_effect(&|f, b, e| fog(&f.on) && recent(b, e));
            for (i, a) in r.run.arisen.iter().enumerate() {
                let name = r.show.machines.keys().nth(a.machine as usize).unwrap_or_default();
                if fog(name) && a.began_us <= to_us && recent(a.began_us, a.ended_us) {
                    found.push(causes::text(r, &Blamed::Arisen(i)));
                }
            }
            found
        }
        Condition::Worn(name) => took_effect(&|f, b, _| {
            f.on == *name
                && f.what == FaultKind::Slips
                && b <= from_us
                && truths.unmet(condition, b, from_us) == whole(b, from_us)
        }),
        _ => Vec::new(),
    };
    if !found.is_empty() {
        return found;
    }
    let found = causes::newest(r, &causes::near(r, truths.turn_near(condition, from_us, to_us)));
    if !found.is_empty() {
        return found;
    }
    match condition {
        Condition::Lit(area, _) => unlit(r, area, to_us),
        other => causes::on_what(r, other, from_us, to_us),
    }
}

/// The cues that were to light an area by `to_us`, and never did.
fn unlit(r: &Night, area: &str, to_us: i64) -> Vec<String> {
    let lights = |i: &usize| r.show.cues[*i].go.iter().any(|a| matches!(a, Action::Light(l, ..) if l == area));
    let missing = |i: &usize| {
        r.run.cues[*i].started_us.is_none() && r.plan.cues[*i].started_us.is_some_and(|planned| planned <= to_us)
    };
    let cues = (0..r.show.cues.len()).filter(|i| r.run.cues[*i].status.is_some()).filter(missing).filter(lights);
    cues.map(|i| format!("{} did not come", r.show.cues[i].number)).collect()
}

/// All of [from, to), as stretches.
fn whole(from_us: i64, to_us: i64) -> Vec<(i64, i64)> {
    if from_us < to_us { vec![(from_us, to_us)] } else { Vec::new() }
}

/// What a critic writes of a condition that did not hold for `total_us`, in the stretches `unmet`.
fn sentence(r: &Night, condition: &Condition, total_us: i64, unmet: &[(i64, i64)]) -> String {
    let (show, t) = (&r.show, words::length(total_us));
    let track = |name: &str| show.machines.index_of(name).and_then(|i| r.run.machines.get(i));
    let least =
        |track: &crate::run::Track| unmet.iter().map(|(a, b)| extremes(track, *a, *b).0).fold(f64::INFINITY, f64::min);
    match condition {
        Condition::At(name, mark) => {
            let far = track(name).and_then(|track| farthest(r, name, mark, track, unmet));
            let far = far.map_or_else(String::new, |m| format!(", by up to {m:.1} m"));
            let on = words::sentence(&words::machine(show, name));
            format!("{on} missed its mark “{mark}”{far}, and the picture, for {t}.")
        }
        Condition::Worn(name) => {
            let costume = words::machine(show, name);
            let how = match track(name) {
                Some(MachineTrack::Costume { level, .. }) => {
                    let most = unmet.iter().map(|(a, b)| extremes(level, *a, *b - 1).1).fold(0.0, f64::max);
                    match (least(level) <= 1e-9, most <= 1e-9) {
                        (true, true) => "was off",
                        (true, false) => "was off, or on its way,",
                        (false, _) => "was neither on nor off",
                    }
                }
                _ => "was not on",
            };
            format!("{} {how} for {t} in front of everybody; the picture has it on.", words::sentence(&costume))
        }
        Condition::Bare(name) => {
            format!("{} stayed on for {t} where the picture has it off.", words::sentence(&words::machine(show, name)))
        }
        Condition::Density(wanted) => {
            let thin = least(&r.run.density);
            format!("Thin: fog of {wanted:.2} was promised, {thin:.2} was the least that came, and it was so for {t}.")
        }
        Condition::Clear(wanted) => {
            let thick = unmet.iter().map(|(a, b)| extremes(&r.run.density, *a, *b).1).fold(0.0, f64::max);
            format!(
                "Thick: fog of {thick:.2} where {wanted:.2} was to be the most; somewhere behind it, for {t}, the show."
            )
        }
        Condition::Lit(area, wanted) => {
            let dim = show.machines.iter().zip(&r.run.machines).find_map(|((_, m), track)| match (m, track) {
                (Machine::LightRig(rig), MachineTrack::Light { output, .. }) => {
                    let i = rig.areas.0.iter().position(|(n, _)| n == area)?;
                    output.get(i).map(&least)
                }
                _ => None,
            });
            let dim = dim.map_or_else(String::new, |x| format!(" and was as low as {}", words::percent(x)));
            format!(
                "Light “{}” was to be at {}{dim}: {t} in the wrong light.",
                words::plain(area),
                words::percent(*wanted)
            )
        }
        Condition::Open(name) => format!("{} was in the way for {t}.", words::sentence(&words::machine(show, name))),
        other => format!("For {t} the picture lacked this: {}.", words::wanted(show, other)),
    }
}

/// The farthest a piece was from its mark, metres, at the ends and joints of the stretches.
fn farthest(r: &Night, name: &str, mark: &str, track: &MachineTrack, unmet: &[(i64, i64)]) -> Option<f64> {
    let (Machine::FlyingPiece(p) | Machine::Wagon(p), MachineTrack::Piece { axes }) =
        (r.show.machines.get(name)?, track)
    else {
        return None;
    };
    let mark = p.marks.get(mark)?;
    let of_axis = |(axis, track): (&str, &crate::run::Track)| {
        let goal = mark.get(axis)?;
        let off = unmet.iter().map(|(a, b)| {
            let (low, high) = extremes(track, *a, *b);
            (low - goal).abs().max((high - goal).abs())
        });
        Some(off.fold(0.0, f64::max))
    };
    p.axes.keys().zip(axes).filter_map(of_axis).reduce(f64::max)
}
