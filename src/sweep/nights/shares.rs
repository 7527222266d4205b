//! [`Shares`]: blame over many nights. A night's slip and visible error are shared out among its faults (Shapley 1953,
//! `drytech blame`), and the shares are summed by what the faults were on, in whole microseconds. A night costs up to 2ⁿ
//! runs, so a sample of the nights is looked at: every so many, from the first.

use std::ops::Range;

use super::histogram::{Estimate, Z_95};
use super::{Sweep, drive};
use crate::engine::ScoreError;
use crate::engine::luck::night_seed;
use crate::sweep::blame::{divide, players};
use crate::sweep::{Bench, Watch};

/// Up to so many faults in a night every subset is run: 256 runs.
pub const EXACT_MAX: usize = 8;

/// Beyond that so many orders are drawn, each with its reverse: some 700 runs.
const PAIRS: u64 = 32;

/// Blame of a sample of nights, by what the faults were on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shares {
    /// Nights that were looked at.
    pub nights: u64,
    /// Each so many nights after the one before; the first is the first.
    pub step: u64,
    /// Of these nights, those in which orders were drawn, for there were too many faults.
    pub sampled: u64,
    /// Nights that were run for it.
    pub runs: u64,
    /// Of all nights looked at, µs. The parts of `lines`, and `without`, add up to it.
    pub slip: Part,
    /// Of all nights looked at.
    pub visible: Part,
    /// Slip of the same nights with no fault: luck and calls.
    pub slip_without: Part,
    /// Visible error of the same nights with no fault.
    pub visible_without: Part,
    /// Per machine, department or `caller`.
    pub lines: Vec<Line>,
}

/// Of what faults were on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// A machine, a department or `caller`.
    pub on: String,
    /// Nights with a fault on it.
    pub nights: u64,
    /// Its part of the slip.
    pub slip: Part,
    /// Its part of the visible error.
    pub visible: Part,
}

/// A sum over nights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// µs.
    pub us: i128,
    /// Sum of the squares of what each night has, µs².
    pub squares: i128,
}

impl Part {
    fn add(&mut self, us: i64) {
        self.us += i128::from(us);
        self.squares += i128::from(us) * i128::from(us);
    }

    fn join(&mut self, other: &Self) {
        self.us += other.us;
        self.squares += other.squares;
    }

    /// The mean of so many nights, with its 95 % interval; none of fewer than two.
    pub fn mean(&self, nights: u64) -> Option<Estimate> {
        if nights < 2 {
            return None;
        }
        let n = nights as f64;
        // n Σx² − (Σx)² in whole numbers: no cancellation.
        let spread = (i128::from(nights) * self.squares - self.us * self.us) as f64;
        let (mean, half) = (self.us as f64 / n, Z_95 * (spread / (n * (n - 1.0)) / n).sqrt());
        let whole = |us: f64| us.round() as i64;
        Some(Estimate { us: whole(mean), from_us: whole(mean - half), to_us: whole(mean + half) })
    }
}

impl Shares {
    fn new(step: u64, lines: Vec<Line>) -> Self {
        let none = Part::default();
        Self {
            nights: 0,
            step,
            sampled: 0,
            runs: 0,
            slip: none,
            visible: none,
            slip_without: none,
            visible_without: none,
            lines,
        }
    }

    fn join(&mut self, other: &Self) {
        self.nights += other.nights;
        self.sampled += other.sampled;
        self.runs += other.runs;
        self.slip.join(&other.slip);
        self.visible.join(&other.visible);
        self.slip_without.join(&other.slip_without);
        self.visible_without.join(&other.visible_without);
        for (a, b) in self.lines.iter_mut().zip(&other.lines) {
            a.nights += b.nights;
            a.slip.join(&b.slip);
            a.visible.join(&b.visible);
        }
    }

    /// The lines, the most to blame first: by slip, then by visible error.
    pub fn ranked(&self) -> Vec<&Line> {
        let mut lines: Vec<&Line> = self.lines.iter().filter(|l| l.nights > 0).collect();
        lines.sort_by_key(|l| std::cmp::Reverse((l.slip.us, l.visible.us)));
        lines
    }
}

impl Sweep<'_> {
    /// Shares out the blame for about `most` of the nights, evenly picked. The same at any number of threads.
    ///
    /// # Errors
    /// The odds name something the sheet does not have.
    pub fn shares(&self, nights: Range<u64>, most: u64, watch: &Watch) -> Result<Shares, ScoreError> {
        let mut base = self.bench.base.clone();
        let always = players(&base);
        base.faults.clear();
        let bench = Bench::new(self.bench.show, base)?;
        let step = (nights.end - nights.start).div_ceil(most.max(1)).max(1);
        let mut lines: Vec<Line> = Vec::new();
        for (on, _) in &self.swings[..self.swings.len() - 1] {
            if lines.iter().all(|l| l.on != *on) {
                lines.push(Line { on: on.clone(), ..Line::default() });
            }
        }
        let picked = (nights.end - nights.start).div_ceil(step);
        let see = |i: u64, (_, shares): &mut ((), Shares)| {
            let night = nights.start + i * step;
            let mut faults = always.clone();
            faults.extend(self.faults(night).into_iter().map(|d| d.fault));
            let on: Vec<Option<usize>> =
                faults.iter().map(|f| shares.lines.iter().position(|l| l.on == f.on)).collect();
            let compiled = faults.iter().map(|f| bench.compile(f)).collect::<Result<Vec<_>, _>>()?;
            let seed = night_seed(self.seed, night);
            count(&bench, seed, &compiled, &on, shares);
            Ok(())
        };
        let join = |a: &mut Shares, b: &Shares| a.join(b);
        let none = || Shares::new(step, lines.clone());
        drive(0..picked, watch, &|| ((), none()), &see, none(), &join, &|_| false)
    }
}

/// Shares out one night; `on` is the line of each fault.
fn count(
    bench: &Bench<'_>,
    seed: u64,
    faults: &[crate::engine::CompiledFault],
    on: &[Option<usize>],
    shares: &mut Shares,
) {
    let value = |set: &[&crate::engine::CompiledFault]| {
        bench.brief(Some(seed), set, |run| [run.end_us - bench.plan.end_us, run.totals.visible_error_us])
    };
    let none = value(&[]);
    let divided = divide(faults, &value, none, EXACT_MAX, PAIRS, seed);
    let mut of = vec![[0_i64; 2]; shares.lines.len()];
    let mut with = vec![false; shares.lines.len()];
    let mut total = none;
    for (i, line) in on.iter().enumerate() {
        for (k, total) in total.iter_mut().enumerate() {
            let us = divided.shares[k][i].0;
            *total += us;
            if let Some(line) = line {
                of[*line][k] += us;
                with[*line] = true;
            }
        }
    }
    shares.nights += 1;
    shares.sampled += u64::from(!divided.exact);
    shares.runs += divided.runs;
    shares.slip.add(total[0]);
    shares.visible.add(total[1]);
    shares.slip_without.add(none[0]);
    shares.visible_without.add(none[1]);
    for ((line, us), with) in shares.lines.iter_mut().zip(of).zip(with) {
        line.nights += u64::from(with);
        line.slip.add(us[0]);
        line.visible.add(us[1]);
    }
}
