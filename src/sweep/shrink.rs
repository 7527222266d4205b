//! [`shrink`]: from a night that breaks something to the least that breaks it: fewer faults, then weaker and shorter
//! ones, then rounder moments.

use super::bench::Bench;
use crate::engine::{CompiledFault, ScoreError};
use crate::fault::{Fault, FaultKind, FaultTime};

/// Seconds people write, shortest first.
const SECONDS: [f64; 14] = [0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0];
const SHARES: [f64; 9] = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1];
const FACTORS: [f64; 8] = [1.2, 1.5, 2.0, 3.0, 4.0, 5.0, 8.0, 10.0];
const METRES: [f64; 6] = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0];

/// Rounds of making weaker and rounder, after which it is good enough.
const ROUNDS_MAX: usize = 4;

impl FaultKind {
    /// The kind with its strength `by` times as great; of a factor, its distance from 1.
    #[must_use]
    pub fn scaled(&self, by: f64) -> Self {
        let hundredths = |x: f64| ((x * 100.0).round() / 100.0).max(0.01);
        let factor = |x: f64| if x < 1.0 { 1.0 / (1.0 + (1.0 / x - 1.0) * by) } else { 1.0 + (x - 1.0) * by };
        self.map(|x| hundredths(x * by), |x| hundredths(factor(x)))
    }

    /// The kind with its strength mapped: seconds and metres by one, factors by the other.
    fn map(&self, amount: impl Fn(f64) -> f64, factor: impl Fn(f64) -> f64) -> Self {
        match self {
            Self::Dropout(s) => Self::Dropout(amount(*s)),
            Self::Stutter(on, off, s) => Self::Stutter(*on, *off, amount(*s)),
            Self::Weak(f) => Self::Weak(factor(*f)),
            Self::SignalLoss(s) => Self::SignalLoss(amount(*s)),
            Self::Slow(f) => Self::Slow(factor(*f)),
            Self::Jam(s) => Self::Jam(amount(*s)),
            Self::LateBrake(s) => Self::LateBrake(amount(*s)),
            Self::StopsShort(m) => Self::StopsShort(amount(*m)),
            Self::EStop(s) => Self::EStop(amount(*s)),
            Self::Overload(f) => Self::Overload(factor(*f)),
            Self::Jams(s) => Self::Jams(amount(*s)),
            Self::NoDresser(s) => Self::NoDresser(amount(*s)),
            Self::WrongSide(s) => Self::WrongSide(amount(*s)),
            Self::Blackout(s) => Self::Blackout(amount(*s)),
            Self::Freeze(s) => Self::Freeze(amount(*s)),
            Self::Late(s) => Self::Late(amount(*s)),
            Self::GoLate(c, s) => Self::GoLate(c.clone(), amount(*s)),
            Self::GoMissed(c, s) => Self::GoMissed(c.clone(), amount(*s)),
            Self::GoEarly(c, s) => Self::GoEarly(c.clone(), amount(*s)),
            Self::OperatorSlow(d, f) => Self::OperatorSlow(d.clone(), factor(*f)),
            Self::Cold | Self::Dry | Self::StuckOn | Self::Slips | Self::Dead | Self::GoTwice(_) => self.clone(),
        }
    }

    /// The cue whose GO it is about.
    pub fn cue(&self) -> Option<&str> {
        match self {
            Self::GoLate(c, _) | Self::GoMissed(c, _) | Self::GoEarly(c, _) | Self::GoTwice(c) => Some(c),
            _ => None,
        }
    }

    /// Its strength, where it has one.
    fn strength(&self) -> Option<f64> {
        let seen = std::cell::Cell::new(None);
        let see = |x: f64| {
            seen.set(Some(x));
            x
        };
        let _ = self.map(see, see);
        seen.get()
    }

    /// The strengths people write, the weakest first.
    fn ladder(&self) -> &'static [f64] {
        match self {
            Self::Weak(_) | Self::Slow(_) => &SHARES,
            Self::Overload(_) | Self::OperatorSlow(..) => &FACTORS,
            Self::StopsShort(_) => &METRES,
            _ => &SECONDS,
        }
    }
}

/// The least that still breaks the expectation at `expect`.
///
/// # Errors
/// A fault names something the sheet does not have.
pub fn shrink(bench: &Bench<'_>, faults: &[Fault], expect: usize) -> Result<Vec<Fault>, ScoreError> {
    let breaks = |faults: &[Fault]| -> Result<bool, ScoreError> {
        let compiled = faults.iter().map(|f| bench.compile(f)).collect::<Result<Vec<CompiledFault>, _>>()?;
        let (compiled, faults) = (compiled.iter().collect::<Vec<_>>(), faults.iter().collect::<Vec<_>>());
        Ok(bench.brief(None, &compiled, |run| bench.missed(&faults, run)) >> expect & 1 == 1)
    };
    let mut least = merged(fewer(faults, &breaks)?, &breaks)?;
    for _ in 0..ROUNDS_MAX {
        let before = least.clone();
        for i in 0..least.len() {
            for change in [weaker, shorter, rounder] {
                for simpler in change(&least[i]) {
                    let mut trial = least.clone();
                    trial[i] = simpler;
                    if breaks(&trial)? {
                        least = trial;
                        break;
                    }
                }
            }
        }
        if least == before {
            break;
        }
    }
    // Weaker, one may do without another.
    let mut least = fewer(&least, &breaks)?;
    for (i, fault) in least.iter_mut().enumerate() {
        fault.id = format!("F{}", i + 1);
    }
    Ok(least)
}

/// Fewer faults: ddmin (Zeller and Hildebrandt, 2002), down to a set none of which can be left out.
fn fewer(faults: &[Fault], breaks: &dyn Fn(&[Fault]) -> Result<bool, ScoreError>) -> Result<Vec<Fault>, ScoreError> {
    let mut set = faults.to_vec();
    let mut parts = 2;
    while set.len() > 1 {
        let size = set.len().div_ceil(parts);
        let mut smaller = None;
        for from in (0..set.len()).step_by(size) {
            let to = (from + size).min(set.len());
            let without: Vec<Fault> = set[..from].iter().chain(&set[to..]).cloned().collect();
            if !without.is_empty() && breaks(&without)? {
                smaller = Some(without);
                break;
            }
        }
        match smaller {
            Some(without) => {
                set = without;
                parts = (parts - 1).max(2);
            }
            None if size == 1 => break,
            None => parts = (parts * 2).min(set.len()),
        }
    }
    Ok(set)
}

/// One fault of a machine in the place of several, where it may be as strong and early as people write it.
fn merged(
    mut faults: Vec<Fault>,
    breaks: &dyn Fn(&[Fault]) -> Result<bool, ScoreError>,
) -> Result<Vec<Fault>, ScoreError> {
    let mut i = 0;
    while i < faults.len() {
        let on = faults[i].on.clone();
        let of_it: Vec<usize> = (0..faults.len()).filter(|k| faults[*k].on == on).collect();
        let machine = faults[i].what.cue().is_none();
        let mut found = None;
        if machine && of_it.len() > 1 && of_it[0] == i {
            let strongest = |f: &Fault| {
                let most = f.what.ladder().last().copied().unwrap_or(1.0);
                Fault { what: f.what.map(|_| most, |_| most), lasts: None, ..f.clone() }
            };
            for what in &of_it {
                for when in &of_it {
                    let one = Fault { when: faults[*when].when.clone(), ..strongest(&faults[*what]) };
                    let others = faults.iter().filter(|f| f.on != on).cloned();
                    let trial: Vec<Fault> = others.chain([one]).collect();
                    if found.is_none() && breaks(&trial)? {
                        found = Some(trial);
                    }
                }
            }
        }
        match found {
            Some(trial) => (faults, i) = (trial, 0),
            None => i += 1,
        }
    }
    Ok(faults)
}

/// The same fault with less strength, the weakest first.
fn weaker(fault: &Fault) -> Vec<Fault> {
    let Some(now) = fault.what.strength() else { return Vec::new() };
    let shares = fault.what.ladder()[0] < 1.0 && fault.what.ladder()[0] > *fault.what.ladder().last().unwrap_or(&0.0);
    let less = |x: &&f64| if shares { **x > now } else { **x < now };
    let steps = fault.what.ladder().iter().filter(less).copied();
    // A little stronger, if that is rounder.
    let rounder = if shares { (now * 10.0).floor() / 10.0 } else { now.ceil() };
    let rounder = (rounder > 0.0 && rounder != now).then_some(rounder);
    steps.chain(rounder).map(|x| Fault { what: fault.what.map(|_| x, |_| x), ..fault.clone() }).collect()
}

/// The same fault for less time.
fn shorter(fault: &Fault) -> Vec<Fault> {
    let whole_night = matches!(
        fault.what,
        FaultKind::Slips
            | FaultKind::Jams(_)
            | FaultKind::WrongSide(_)
            | FaultKind::GoLate(..)
            | FaultKind::GoMissed(..)
            | FaultKind::GoEarly(..)
            | FaultKind::GoTwice(_)
            | FaultKind::OperatorSlow(..)
    );
    if fault.what.own_length().is_some() || whole_night {
        return Vec::new();
    }
    let less = |s: &&f64| fault.lasts.is_none_or(|now| **s < now);
    SECONDS.iter().filter(less).map(|s| Fault { lasts: Some(*s), ..fault.clone() }).collect()
}

/// The same fault at a rounder moment near it.
fn rounder(fault: &Fault) -> Vec<Fault> {
    let to = |after: f64| -> Vec<f64> {
        let steps = [10.0, 5.0, 1.0, 0.5];
        let near = steps.iter().flat_map(|s| [(after / s).round() * s, (after / s).floor() * s]);
        let roundness = |x: f64| steps.iter().position(|s| x % s == 0.0).unwrap_or(steps.len());
        let mine = if after == 0.0 { 0 } else { 1 + roundness(after) };
        let mut out: Vec<f64> = Vec::new();
        for x in std::iter::once(0.0).chain(near) {
            let rounder = if x == 0.0 { 0 } else { 1 + roundness(x) } < mine;
            if rounder && x >= 0.0 && !out.contains(&x) {
                out.push(x);
            }
        }
        out
    };
    let with = |when: FaultTime| Fault { when, ..fault.clone() };
    match &fault.when {
        FaultTime::At(t) => to(*t).into_iter().map(|t| with(FaultTime::At(t))).collect(),
        FaultTime::On(beat, a) => to(*a).into_iter().map(|a| with(FaultTime::On(beat.clone(), a))).collect(),
        FaultTime::With(cue, a) => to(*a).into_iter().map(|a| with(FaultTime::With(cue.clone(), a))).collect(),
    }
}
