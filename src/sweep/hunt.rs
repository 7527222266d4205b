//! [`hunt`]: wild nights beyond pairs. Each run draws its own few kinds of faults and their weights (swarm testing: Groce
//! and others, 2012), so that what is rare together comes together; what fails is shrunk to what matters.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::bench::Bench;
use super::certify::Watch;
use super::exercise::Exercise;
use super::shrink::shrink;
use super::vocabulary::{Entry, Vocabulary};
use crate::engine::luck::{Purpose, uniform};
use crate::engine::{CompiledFault, ScoreError};
use crate::fault::{Fault, FaultTime};

/// Nights that are drawn together: what one of them found changes what the next ones draw.
const BATCH: u64 = 256;

/// Most faults of a night.
const FAULTS_MAX: f64 = 8.0;

/// A failure, shrunk.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Which expectations it breaks, by their place; the first is what it was shrunk for.
    pub expects: Vec<usize>,
    /// What is left of its faults.
    pub faults: Vec<Fault>,
    /// Faults it was drawn with.
    pub drawn: usize,
    /// Which night of the hunt it was.
    pub night: u64,
}

/// What a hunt brought home.
#[derive(Clone, Debug, Default)]
pub struct Bag {
    /// Failures, each of another kind, in the order they were found.
    pub found: Vec<Found>,
    /// Nights that were run, shrinking not counted.
    pub nights: u64,
    /// Nights that failed.
    pub failed: u64,
    /// What was and was not seen.
    pub exercise: Exercise,
}

/// What a failure is: the expectation, and of one fault its kind, of several the machines and people.
type Signature = (usize, BTreeSet<String>);

/// `Jam on plane`, `GoTwice DECK 1`.
fn kind(fault: &Fault) -> String {
    match fault.what.cue() {
        Some(cue) => format!("{} {cue}", fault.what.name()),
        None => format!("{} on {}", fault.what.name(), fault.on),
    }
}

fn signature(expect: usize, faults: &[Fault]) -> Signature {
    let place = |f: &Fault| f.what.cue().map_or_else(|| f.on.clone(), str::to_owned);
    match faults {
        [one] => (expect, BTreeSet::from([kind(one)])),
        many => (expect, many.iter().map(place).collect()),
    }
}

/// Whether a night holds a failure that is known already.
fn is_known(known: &[Signature], expect: usize, faults: &[Fault]) -> bool {
    let mut all = signature(expect, faults).1;
    all.extend(faults.iter().map(kind));
    all.extend(faults.iter().map(|f| f.on.clone()));
    known.iter().any(|(e, set)| *e == expect && set.is_subset(&all))
}

/// How far a hunt goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// What every draw is a function of.
    pub seed: u64,
    /// Nights to run.
    pub nights: u64,
    /// Failures to find.
    pub found: usize,
}

/// Draws and runs nights up to the bounds or until the watch says stop. Night `i` is a function of the seed, of `i`, and of
/// what the batches before it found; never of threads or time.
///
/// # Errors
/// A fault of the vocabulary names something the sheet does not have.
pub fn hunt(
    bench: &Bench<'_>,
    words: &Vocabulary,
    bounds: Bounds,
    watch: &Watch,
    tell: &(dyn Fn(&Found) + Sync),
) -> Result<Bag, ScoreError> {
    let none = bench.missed(&[], &bench.night(&[]));
    let looked_for = bench.all() & !none;
    let mut bag = Bag { exercise: Exercise::new(bench), ..Bag::default() };
    let mut known: Vec<Signature> = Vec::new();
    let mut at = 0;
    let seed = bounds.seed;
    while at < bounds.nights && bag.found.len() < bounds.found && !watch.stop.load(Ordering::Relaxed) && looked_for != 0
    {
        let to = bounds.nights.min(at + BATCH);
        // What breaks things alone is known by now, and hides what does it together.
        let alone: BTreeSet<&String> =
            known.iter().filter(|(_, set)| set.len() == 1).flat_map(|(_, set)| set).collect();
        let nights: Vec<Night> = (at..to)
            .into_par_iter()
            .map(|i| night(bench, words, &alone, seed, i, &watch.stop))
            .collect::<Result<Vec<_>, _>>()?;
        watch.run.fetch_add(to - at, Ordering::Relaxed);
        for (i, night) in (at..to).zip(nights) {
            bag.exercise.join(night.exercise);
            bag.nights += u64::from(night.run);
            let broken = night.broken & looked_for;
            bag.failed += u64::from(broken != 0);
            for expect in (0..bench.base.expect.len()).filter(|e| broken >> e & 1 == 1) {
                // A night that holds a known failure has most likely just that.
                if is_known(&known, expect, &night.faults) || bag.found.len() == bounds.found {
                    continue;
                }
                let faults = shrink(bench, &night.faults, expect)?;
                // What is shrunk for one expectation breaks others besides.
                let also = breaks(bench, &faults)? & looked_for & !(1 << expect);
                let others = (0..bench.base.expect.len()).filter(|e| also >> e & 1 == 1);
                let others = others.filter(|e| !is_known(&known, *e, &faults));
                let expects: Vec<usize> = std::iter::once(expect).chain(others).collect();
                known.extend(expects.iter().map(|e| signature(*e, &faults)));
                let found = Found { expects, faults, drawn: night.faults.len(), night: i };
                tell(&found);
                bag.found.push(found);
            }
        }
        at = to;
    }
    Ok(bag)
}

/// What these faults break.
fn breaks(bench: &Bench<'_>, faults: &[Fault]) -> Result<u64, ScoreError> {
    let compiled = faults.iter().map(|f| bench.compile(f)).collect::<Result<Vec<CompiledFault>, _>>()?;
    let (compiled, faults) = (compiled.iter().collect::<Vec<_>>(), faults.iter().collect::<Vec<_>>());
    Ok(bench.brief(None, &compiled, |run| bench.missed(&faults, run)))
}

struct Night {
    faults: Vec<Fault>,
    broken: u64,
    exercise: Exercise,
    run: bool,
}

fn night(
    bench: &Bench<'_>,
    words: &Vocabulary,
    alone: &BTreeSet<&String>,
    seed: u64,
    i: u64,
    stop: &AtomicBool,
) -> Result<Night, ScoreError> {
    let mut exercise = Exercise::new(bench);
    if stop.load(Ordering::Relaxed) {
        return Ok(Night { faults: Vec::new(), broken: 0, exercise, run: false });
    }
    let faults = draw(words, alone, &mut Draws { seed, run: i, nth: 0 });
    let compiled = faults.iter().map(|f| bench.compile(f)).collect::<Result<Vec<CompiledFault>, _>>()?;
    let by_ref: Vec<&Fault> = faults.iter().collect();
    let broken = bench.brief(None, &compiled.iter().collect::<Vec<_>>(), |run| {
        exercise.see(bench, &by_ref, run);
        bench.missed(&by_ref, run)
    });
    Ok(Night { faults, broken, exercise, run: true })
}

/// Draws of one night, one after the other; each keyed by seed, night and place.
struct Draws {
    seed: u64,
    run: u64,
    nth: u64,
}

impl Draws {
    /// In [0, 1).
    fn next(&mut self) -> f64 {
        self.nth += 1;
        uniform(self.seed, Purpose::Campaign, self.run, self.nth)
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[((self.next() * list.len() as f64) as usize).min(list.len() - 1)]
    }
}

/// The faults of a night: first which kinds at all and how heavily, then how many, then each with its moment.
fn draw(words: &Vocabulary, alone: &BTreeSet<&String>, draws: &mut Draws) -> Vec<Fault> {
    let share = 0.1 + 0.8 * draws.next();
    let mut swarm: Vec<(f64, &Entry, usize)> = Vec::new();
    for entry in &words.entries {
        // Of a caller's hundred cues as many as of a machine's six kinds.
        let each = (share * 6.0 / entry.kinds.len() as f64).min(share);
        for k in 0..entry.kinds.len() {
            let (taken, weight) = (draws.next() < each, draws.next());
            let like = || kind(&Fault::new(&entry.on, entry.kinds[k][0].0.clone(), FaultTime::At(0.0)));
            if taken && !alone.contains(&like()) {
                swarm.push((weight * weight, entry, k));
            }
        }
    }
    if swarm.is_empty() {
        return Vec::new();
    }
    let total: f64 = swarm.iter().map(|(w, ..)| w).sum();
    let count = 1 + (FAULTS_MAX * draws.next()) as usize;
    let mut faults: Vec<Fault> = Vec::new();
    for _ in 0..count {
        let mut left = draws.next() * total;
        let chosen = swarm.iter().find(|(w, ..)| {
            left -= w;
            left < 0.0
        });
        let (_, entry, kind) = chosen.unwrap_or(&swarm[0]);
        let (what, lasts) = draws.pick(&entry.kinds[*kind]);
        // From about a fifth to five times what the vocabulary has.
        let by = libm::exp(3.2 * (draws.next() - 0.5));
        let when = jittered(draws.pick(&entry.moments), draws.next());
        let lasts = lasts.map(|s| tenth(s * by));
        // A person who is slow is so for the night: twice slow is only slower.
        let person = matches!(when, FaultTime::At(_));
        if person
            && faults.iter().any(|f| f.on == entry.on && f.what.name() == what.name() && f.what.cue() == what.cue())
        {
            continue;
        }
        faults.push(Fault { lasts, ..Fault::new(&entry.on, what.scaled(by), when) });
    }
    faults
}

fn tenth(s: f64) -> f64 {
    ((s * 10.0).round() / 10.0).max(0.1)
}

/// A moment, up to three seconds earlier or seven later.
fn jittered(when: &FaultTime, draw: f64) -> FaultTime {
    let shifted = |after: f64| tenth((after + 10.0 * draw - 3.0).max(0.1));
    match when {
        FaultTime::At(t) if *t == 0.0 => when.clone(),
        FaultTime::At(t) => FaultTime::At(shifted(*t)),
        FaultTime::On(beat, after) => FaultTime::On(beat.clone(), shifted(*after)),
        FaultTime::With(cue, after) => FaultTime::With(cue.clone(), shifted(*after)),
    }
}
