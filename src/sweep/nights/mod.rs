//! [`Sweep`]: many nights drawn from odds. Night *i* is a pure function of (sheet, odds, seed, *i*), and what is kept of it
//! are whole numbers: order, threads and shards cannot change a digit, and memory does not grow with the nights.

pub mod histogram;
mod look;
pub mod season;
pub mod shard;
pub mod shares;
pub mod what_if;

use std::ops::Range;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::bench::{Bench, Worker};
use super::certify::Watch;
use super::odds::{Dice, Drawn};
use crate::engine::ScoreError;
use crate::engine::luck::night_seed;
use crate::fault::odds::Odds;
use crate::fault::{FaultKind, Luck, Scenario};
use crate::run::Run;
use crate::slip::ON_TIME_US;
use look::OnChain;
use season::{Gate, Paired, Season, keep_worst};

/// Nights between two looks at whether it is enough. A sweep that is stopped ends with a whole number of these, so that
/// it could be had again.
pub const BLOCK: u64 = 4096;

/// Nights that one thread takes at a time.
const PART: u64 = 256;

/// Many nights of one sheet.
#[derive(Debug)]
pub struct Sweep<'a> {
    bench: &'a Bench<'a>,
    dice: Dice<'a>,
    seed: u64,
    strength: f64,
    /// What the tornado tells apart: on what, and what; the last is waiting for a dresser.
    swings: Vec<(String, &'static str)>,
    /// How long changes wait for dressers in the plan, µs.
    planned_waits_us: i64,
}

/// What the tornado calls waiting for a dresser.
pub const DRESSERS: (&str, &str) = ("dressers", "waited for");

/// When a sweep is over before its last night.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Enough {
    /// When the 95 % interval of the slip's P95 is no wider, µs.
    pub until_us: Option<i64>,
}

impl<'a> Sweep<'a> {
    /// Nights of the bench's sheet with its base's decisions, calls and faults, and what the odds add. `strength` scales
    /// the rates.
    pub fn new(bench: &'a Bench<'a>, odds: &'a Odds, seed: u64, strength: f64) -> Self {
        let dice = Dice::new(odds, bench.show, &bench.plan);
        let mut swings: Vec<(String, &'static str)> = Vec::new();
        let of_odds = odds.risks.iter().flat_map(|r| {
            std::iter::once((r.on.clone(), r.what.name())).chain(r.also.iter().map(|h| (h.on.clone(), h.what.name())))
        });
        let of_base = bench.base.faults.iter().map(|f| (f.on.clone(), f.what.name()));
        for one in of_base.chain(of_odds).chain([(DRESSERS.0.to_owned(), DRESSERS.1)]) {
            if !swings.contains(&one) {
                swings.push(one);
            }
        }
        let planned_waits_us = look::dresser_waits(&bench.score, &bench.plan);
        Self { bench, dice, seed, strength, swings, planned_waits_us }
    }

    /// What the tornado tells apart: on what, and what.
    pub fn swings(&self) -> &[(String, &'static str)] {
        &self.swings
    }

    /// The faults that night `i` adds to those of the base.
    pub fn faults(&self, i: u64) -> Vec<Drawn> {
        self.dice.draw(self.seed, i, self.strength)
    }

    /// Night `i` as a scenario, to open again.
    pub fn scenario(&self, i: u64) -> Scenario {
        let mut scenario = self.bench.base.clone();
        scenario.luck = Luck::Random;
        scenario.seed = night_seed(self.seed, i);
        scenario.faults.extend(self.faults(i).into_iter().map(|d| d.fault));
        scenario
    }

    /// Night `i` as a scenario that says which night it is.
    pub fn night(&self, i: u64) -> Scenario {
        let mut scenario = self.scenario(i);
        scenario.name = format!("Night {i} of seed {}", self.seed);
        scenario
    }

    /// No night yet.
    fn nothing(&self) -> Season {
        let bench = self.bench;
        let gate = |b: &crate::engine::score::Beat| match b.needs.len() {
            0 => Gate::default(),
            n => Gate { inputs_us: vec![0; n + 1], ..Gate::default() },
        };
        let gates = bench.score.beats.iter().map(gate).collect();
        Season::new(bench.show.cues.len(), gates, self.swings.len(), bench.show.machines.len())
    }

    /// Runs night `i` and counts it.
    fn see<'w>(&self, i: u64, worker: &'w mut Worker<'_>, season: &mut Season) -> Result<&'w Run, ScoreError> {
        let drawn = self.faults(i);
        let run = self.run(i, &drawn, worker)?;
        self.count(i, &drawn, run, season);
        Ok(run)
    }

    /// Runs night `i`.
    fn run<'w>(&self, i: u64, drawn: &[Drawn], worker: &'w mut Worker<'_>) -> Result<&'w Run, ScoreError> {
        let compiled = drawn.iter().map(|d| self.bench.compile(&d.fault)).collect::<Result<Vec<_>, _>>()?;
        Ok(worker.drawn(night_seed(self.seed, i), &compiled))
    }

    fn count(&self, night: u64, drawn: &[Drawn], run: &Run, season: &mut Season) {
        let (bench, t) = (self.bench, run.totals);
        let slip_us = run.end_us - bench.plan.end_us;
        season.nights += 1;
        season.stuck += u64::from(run.stuck.is_some());
        season.slip.add(slip_us);
        season.visible.add(t.visible_error_us);
        season.dead_air.add(t.dead_air_us);
        season.holds += u64::from(t.holds);
        season.nights_held += u64::from(t.holds > 0);
        season.held_us += i128::from(t.held_us);
        season.skipped += u64::from(t.skipped);
        keep_worst(&mut season.worst, (slip_us, night));
        keep_worst(&mut season.worst_seen, (t.visible_error_us, night));
        for (i, (actual, planned)) in run.cues.iter().zip(&bench.plan.cues).enumerate() {
            match (actual.started_us, planned.started_us) {
                (Some(a), Some(p)) => season.cues[i].starts.add(a - p),
                (None, Some(_)) => season.cues[i].never += 1,
                _ => {}
            }
        }
        look::gates(&bench.score, run, &mut |beat, open_us, inputs| {
            let gate = &mut season.gates[beat];
            if gate.inputs_us.len() == inputs.len() {
                gate.opened += 1;
                gate.open_us += i128::from(open_us);
                gate.inputs_us.iter_mut().zip(inputs).for_each(|(sum, us)| *sum += i128::from(*us));
            }
        });
        self.count_faults(drawn, run, slip_us, season);
        if slip_us > ON_TIME_US {
            season.late += 1;
            count_chain(&bench.plan, run, season);
        }
    }

    /// What went wrong, and how late and how ugly the night was with it.
    fn count_faults(&self, drawn: &[Drawn], run: &Run, slip_us: i64, season: &mut Season) {
        let faults = self.bench.base.faults.iter().chain(drawn.iter().map(|d| &d.fault));
        let mut struck = vec![false; self.swings.len()];
        for (fault, times) in faults.zip(&run.faults).filter(|(_, t)| t.took_effect) {
            season.faults += 1;
            let name = fault.what.name();
            if let Some(i) = self.swings.iter().position(|(on, what)| *on == fault.on && *what == name) {
                struck[i] = true;
            }
            if let (FaultKind::Slips, Some(began), Some(m)) =
                (&fault.what, times.began_us, self.bench.show.machines.index_of(&fault.on))
            {
                season.costumes[m].slipped += 1;
                season.costumes[m].saved += u64::from(look::secured(&self.bench.score, run, m as u32, began));
            }
        }
        let dressers = self.swings.len() - 1;
        struck[dressers] = look::dresser_waits(&self.bench.score, run) > self.planned_waits_us;
        for (swing, _) in season.swings.iter_mut().zip(&struck).filter(|(_, struck)| **struck) {
            swing.nights += 1;
            swing.slip_us += i128::from(slip_us);
            swing.squares += i128::from(slip_us) * i128::from(slip_us);
            swing.visible_us += i128::from(run.totals.visible_error_us);
        }
    }

    /// Runs nights. What came of them is the same at any number of threads.
    ///
    /// # Errors
    /// The odds name something the sheet does not have.
    pub fn nights(&self, nights: Range<u64>, enough: Enough, watch: &Watch) -> Result<Season, ScoreError> {
        let new = || (self.bench.worker(), self.nothing());
        let see = |i: u64, (worker, season): &mut (Worker<'_>, Season)| self.see(i, worker, season).map(|_| ());
        let join = |a: &mut Season, b: &Season| a.join(b);
        drive(nights, watch, &new, &see, self.nothing(), &join, &|season| enough.of(season, watch))
    }

    /// Runs nights of two sheets under the same luck: what came of each, and of the pairs.
    ///
    /// # Errors
    /// The odds name something one of the sheets does not have.
    pub fn against(
        &self,
        other: &Sweep<'_>,
        nights: Range<u64>,
        enough: Enough,
        watch: &Watch,
    ) -> Result<(Season, Season, Paired), ScoreError> {
        type Three = (Season, Season, Paired);
        type Two<'w> = (Worker<'w>, Worker<'w>);
        let nothing = || (self.nothing(), other.nothing(), Paired::default());
        let new = || ((self.bench.worker(), other.bench.worker()), nothing());
        let see = |i: u64, ((first, second), (a, b, paired)): &mut (Two<'_>, Three)| {
            let (one, two) = (self.see(i, first, a)?, other.see(i, second, b)?);
            let slip = |run: &Run, of: &Sweep<'_>| run.end_us - of.bench.plan.end_us;
            let by_us = slip(two, other) - slip(one, self);
            paired.slip.add(by_us);
            paired.end.add(two.end_us - one.end_us);
            paired.visible.add(two.totals.visible_error_us - one.totals.visible_error_us);
            paired.later += u64::from(by_us > 0);
            paired.earlier += u64::from(by_us < 0);
            Ok(())
        };
        let join = |a: &mut Three, b: &Three| {
            a.0.join(&b.0);
            a.1.join(&b.1);
            a.2.join(&b.2);
        };
        drive(nights, watch, &new, &see, nothing(), &join, &|all| enough.of(&all.0, watch))
    }
}

impl Enough {
    /// Tells the watch how it stands; whether it is enough.
    fn of(self, season: &Season, watch: &Watch) -> bool {
        let seconds = |us: i64| us as f64 * 1e-6;
        let (median, p95) = (season.slip.quantile(0.5), season.slip.quantile(0.95));
        if let (Some(median), Some(p95)) = (median, p95) {
            watch.tell(format!("P50 {:+.1} s, P95 {:+.1} s", seconds(median.us), seconds(p95.us)));
        }
        self.until_us.zip(p95).is_some_and(|(until, p95)| p95.to_us - p95.from_us <= until)
    }
}

/// The beats and cues on the chain of a late night, each once.
fn count_chain(plan: &Run, run: &Run, season: &mut Season) {
    let mut seen: Vec<OnChain> = Vec::with_capacity(64);
    look::late_chain(plan, run, &mut |one| {
        if !seen.contains(&one) {
            seen.push(one);
        }
    });
    for one in seen {
        match one {
            OnChain::Beat(b) => season.beats[b] += 1,
            OnChain::Cue(c) => season.cues[c].critical += 1,
        }
    }
}

/// Runs nights block by block, each block divided among the threads; after each it is asked whether that was enough.
/// `new` is whoever runs a part of a block and what came of it, as yet nothing; `all` is that too, for what is joined.
fn drive<W, T: Send>(
    nights: Range<u64>,
    watch: &Watch,
    new: &(impl Fn() -> (W, T) + Sync),
    see: &(impl Fn(u64, &mut (W, T)) -> Result<(), ScoreError> + Sync),
    mut all: T,
    join: &impl Fn(&mut T, &T),
    enough: &impl Fn(&T) -> bool,
) -> Result<T, ScoreError> {
    watch.space.fetch_max(nights.end - nights.start, Ordering::Relaxed);
    let mut from = nights.start;
    while from < nights.end && !watch.stop.load(Ordering::Relaxed) {
        let to = nights.end.min(from + BLOCK);
        let parts: Vec<u64> = (from..to).step_by(PART as usize).collect();
        let part = |first: &u64| -> Result<T, ScoreError> {
            let mut part = new();
            let last = to.min(first + PART);
            for i in *first..last {
                see(i, &mut part)?;
            }
            watch.run.fetch_add(last - first, Ordering::Relaxed);
            Ok(part.1)
        };
        for part in parts.par_iter().map(part).collect::<Vec<_>>() {
            join(&mut all, &part?);
        }
        from = to;
        if enough(&all) {
            break;
        }
    }
    Ok(all)
}
