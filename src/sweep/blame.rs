//! [`blame`]: how much of a night's slip and visible error each of its faults is to blame for.
//!
//! A chain of causes says who was last; it cannot share blame out between two that would each have been enough. Shapley
//! values can (Shapley 1953): a fault's share is what it adds, averaged over all orders in which the faults could have come
//! in. Each value is a rerun of the night with some of the faults, so nothing is estimated where all subsets are run.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::Bench;
use crate::engine::luck::{self, Purpose};
use crate::engine::{CompiledFault, ScoreError, fault_id};
use crate::fault::{Fault, Scenario};
use crate::run::{Run, What};
use crate::sheet::Show;
use crate::slip::{Blamed, Rehearsal};

/// Up to so many faults, every subset is run.
pub const EXACT_MAX: usize = 12;

/// Most faults of a night that blame is shared out between.
pub const FAULTS_MAX: usize = 512;

/// Two-sided 95 % of a normal distribution.
const Z_95: f64 = 1.96;

/// What each fault of a night is to blame for.
#[derive(Clone, Debug, PartialEq)]
pub struct Blame {
    /// Per fault of the scenario.
    pub faults: Vec<Share>,
    /// Slip of the show's end.
    pub slip: Sum,
    /// Visible error.
    pub visible: Sum,
    /// Whether every subset was run; else orders were sampled.
    pub exact: bool,
    /// Orders that were sampled, two of each that was drawn: it and its reverse.
    pub orders: u64,
    /// Nights that were run.
    pub runs: u64,
}

/// Of what blame is shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    /// The slip of the show's end.
    Show,
    /// The slip of a cue's start.
    Cue(usize),
}

/// Of a whole night, µs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// With all faults. The shares and `without` add up to it.
    pub total_us: i64,
    /// With none of them: what luck and calls did.
    pub without_us: i64,
}

/// Of one fault, µs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Share {
    /// Its name.
    pub id: String,
    /// Its part of the slip of the show's end; below 0 where it saved time.
    pub slip_us: i64,
    /// Half of the 95 % interval of that; none where it is exact.
    pub slip_margin_us: Option<i64>,
    /// Its part of the visible error.
    pub visible_us: i64,
    /// Half of the 95 % interval of that.
    pub visible_margin_us: Option<i64>,
    /// What it does alone to the slip, beyond what none does.
    pub alone_slip_us: i64,
    /// What it does alone to the visible error.
    pub alone_visible_us: i64,
    /// What the plain cause chain of the show's end lays at its door: all that was lost at links it was at work at.
    pub chain_us: i64,
}

/// Slip and visible error of one run, µs.
pub(super) type Value = [i64; 2];

/// Shares out the blame for a scenario's night. Beyond [`EXACT_MAX`] faults so many orders (twice `pairs`) are drawn from
/// `seed`.
///
/// # Errors
/// A name the sheet does not have.
pub fn blame(show: &Show, scenario: &Scenario, pairs: u64, seed: u64) -> Result<Blame, ScoreError> {
    shared(show, scenario, Of::Show, pairs, seed).map(|(blame, _)| blame)
}

/// Orders drawn for [`blame_night`], each with its reverse, where there are too many faults.
const NIGHT_PAIRS: u64 = 100;

/// The blame of a night that was run, beside its causes: for the show's end, or for the start of a cue. None where there is
/// nothing to share out (fewer than two faults, a cue that has no slip in some of the runs), where there are too many
/// faults, and where a person sat at the desk: her calls answered these faults, and would be no answer to others.
pub fn blame_night(night: &Rehearsal, cue: Option<usize>) -> Option<Blame> {
    let scenario = &night.scenario;
    if !(2..=FAULTS_MAX).contains(&scenario.faults.len()) || scenario.desk.is_some() {
        return None;
    }
    let of = cue.map_or(Of::Show, Of::Cue);
    let shared = shared(&night.show, scenario, of, NIGHT_PAIRS, scenario.seed);
    // A rehearsal that ran names nothing that the sheet does not have.
    shared.ok().and_then(|(blame, whole)| whole.then_some(blame))
}

/// The blame, and whether every run had what it is for.
fn shared(show: &Show, scenario: &Scenario, of: Of, pairs: u64, seed: u64) -> Result<(Blame, bool), ScoreError> {
    let mut base = scenario.clone();
    base.expect.clear();
    base.faults = players(scenario);
    base.faults.truncate(FAULTS_MAX);
    let faults = std::mem::take(&mut base.faults);
    let bench = Bench::new(show, base.clone())?;
    let compiled = faults.iter().map(|f| bench.compile(f)).collect::<Result<Vec<_>, _>>()?;
    let missing = AtomicBool::new(false);
    let value = |set: &[&CompiledFault]| -> Value {
        bench.brief(None, set, |run| {
            let slip = match of {
                Of::Show => Some(run.end_us - bench.plan.end_us),
                Of::Cue(c) => cue_slip(run, &bench.plan, c),
            };
            if slip.is_none() {
                missing.store(true, Ordering::Relaxed);
            }
            [slip.unwrap_or(0), run.totals.visible_error_us]
        })
    };
    let n = faults.len();
    let none = value(&[]);
    let all = value(&compiled.iter().collect::<Vec<_>>());
    let alone: Vec<Value> = compiled.par_iter().map(|f| value(&[f])).collect();
    let Division { shares, exact, orders, runs } = divide(&compiled, &value, none, EXACT_MAX, pairs, seed);
    base.faults = faults;
    let night = Rehearsal::with(show.clone(), base.clone(), crate::engine::Options { tracks: false })?;
    let chain = chain_shares(&night, of, n);
    let share = |i: usize| Share {
        id: base.faults[i].id.clone(),
        slip_us: shares[0][i].0,
        slip_margin_us: shares[0][i].1,
        visible_us: shares[1][i].0,
        visible_margin_us: shares[1][i].1,
        alone_slip_us: alone[i][0] - none[0],
        alone_visible_us: alone[i][1] - none[1],
        chain_us: chain[i],
    };
    let sum = |k: usize| Sum { total_us: all[k], without_us: none[k] };
    let blame = Blame { faults: (0..n).map(share).collect(), slip: sum(0), visible: sum(1), exact, orders, runs };
    Ok((blame, !missing.into_inner()))
}

/// The faults of a scenario, each under the name it has there: it keeps it, and with it its luck, when those before it are
/// left out.
pub(super) fn players(scenario: &Scenario) -> Vec<Fault> {
    let mut faults = scenario.faults.clone();
    for (i, fault) in faults.iter_mut().enumerate() {
        fault.id = fault_id(scenario, i);
    }
    faults
}

fn cue_slip(run: &Run, plan: &Run, cue: usize) -> Option<i64> {
    Some(run.cues.get(cue)?.started_us? - plan.cues.get(cue)?.started_us?)
}

/// A night's slip and visible error, divided among its faults.
pub(super) struct Division {
    pub(super) shares: Shares,
    pub(super) exact: bool,
    pub(super) orders: u64,
    pub(super) runs: u64,
}

/// Divides what `value` says of a set of faults among them: over every subset up to `exact_max` of them, else over twice
/// `pairs` orders drawn from `seed`. `none` is the value of the empty set.
pub(super) fn divide(
    faults: &[CompiledFault],
    value: &(impl Fn(&[&CompiledFault]) -> Value + Sync),
    none: Value,
    exact_max: usize,
    pairs: u64,
    seed: u64,
) -> Division {
    let n = faults.len();
    if n <= exact_max {
        let values = subsets(faults, value);
        return Division { shares: exact_shares(&values, n), exact: true, orders: 0, runs: values.len() as u64 };
    }
    let pairs = pairs.max(1);
    let shares = sampled_shares(faults, value, none, pairs, seed);
    Division { shares, exact: false, orders: 2 * pairs, runs: 2 * pairs * n as u64 }
}

/// The value of every subset, by its bits.
fn subsets(faults: &[CompiledFault], value: &(impl Fn(&[&CompiledFault]) -> Value + Sync)) -> Vec<Value> {
    let of = |mask: usize| {
        let set: Vec<&CompiledFault> =
            faults.iter().enumerate().filter(|(i, _)| mask >> i & 1 == 1).map(|(_, f)| f).collect();
        value(&set)
    };
    (0..1_usize << faults.len()).into_par_iter().map(of).collect()
}

/// Shares of each value, and half their intervals.
pub(super) type Shares = [Vec<(i64, Option<i64>)>; 2];

/// Over every subset: what a fault adds to it, weighed by how many of the n! orders come by.
fn exact_shares(values: &[Value], n: usize) -> Shares {
    let factorial = |k: usize| (1..=k as i128).product::<i128>();
    let weights: Vec<i128> = (0..n).map(|s| factorial(s) * factorial(n - 1 - s)).collect();
    [0, 1].map(|k| {
        let mut sums = vec![0_i128; n];
        for (mask, without) in values.iter().enumerate() {
            for (i, sum) in sums.iter_mut().enumerate().filter(|(i, _)| mask >> i & 1 == 0) {
                let with = values[mask | 1 << i][k];
                *sum += weights[mask.count_ones() as usize] * i128::from(with - without[k]);
            }
        }
        rounded(&sums, factorial(n)).into_iter().map(|us| (us, None)).collect()
    })
}

/// Over drawn orders, each with its reverse: what a fault adds where it comes in.
fn sampled_shares(
    faults: &[CompiledFault],
    value: &(impl Fn(&[&CompiledFault]) -> Value + Sync),
    none: Value,
    pairs: u64,
    seed: u64,
) -> Shares {
    let n = faults.len();
    let one = |pair: u64| -> Vec<Value> {
        let mut order: Vec<usize> = (0..n).collect();
        for i in (1..n).rev() {
            let j = (luck::uniform(seed, Purpose::Blame, pair, i as u64) * (i + 1) as f64) as usize;
            order.swap(i, j.min(i));
        }
        let mut added = vec![[0; 2]; n];
        for _ in 0..2 {
            let (mut set, mut before) = (Vec::with_capacity(n), none);
            for i in &order {
                set.push(&faults[*i]);
                let now = value(&set);
                for k in 0..2 {
                    added[*i][k] += now[k] - before[k];
                }
                before = now;
            }
            order.reverse();
        }
        added
    };
    let drawn: Vec<Vec<Value>> = (0..pairs).into_par_iter().map(one).collect();
    [0, 1].map(|k| {
        let sums: Vec<i128> = (0..n).map(|i| drawn.iter().map(|d| i128::from(d[i][k])).sum()).collect();
        let margin = |i: usize| {
            let mean = sums[i] as f64 / pairs as f64;
            let squares: f64 = drawn.iter().map(|d| (d[i][k] as f64 - mean) * (d[i][k] as f64 - mean)).sum();
            let of_mean = (squares / (pairs.max(2) - 1) as f64 / pairs as f64).sqrt();
            // Of the sum of two orders: half of it is the share's.
            (Z_95 * of_mean / 2.0).ceil() as i64
        };
        let shares = rounded(&sums, 2 * i128::from(pairs));
        shares.into_iter().enumerate().map(|(i, us)| (us, Some(margin(i)))).collect()
    })
}

/// `sums / of` in whole numbers that add up to what they add up to: the largest remainders are rounded up, of equals the
/// first.
fn rounded(sums: &[i128], of: i128) -> Vec<i64> {
    let mut out: Vec<i64> = sums.iter().map(|s| s.div_euclid(of) as i64).collect();
    let mut order: Vec<usize> = (0..sums.len()).collect();
    order.sort_by_key(|i| std::cmp::Reverse(sums[*i].rem_euclid(of)));
    let left: i128 = sums.iter().map(|s| s.rem_euclid(of)).sum::<i128>() / of;
    for i in order.into_iter().take(left as usize) {
        out[i] += 1;
    }
    out
}

/// What the cause chain lays at the door of each fault.
fn chain_shares(night: &Rehearsal, of: Of, n: usize) -> Vec<i64> {
    let mut out = vec![0; n];
    let chain = match of {
        Of::Show => night.chain_from(last_event(night)),
        Of::Cue(cue) => night.chain(cue),
    };
    for link in chain {
        for blamed in &link.blamed {
            if let Blamed::Fault(i) = blamed {
                out[*i] += link.own_us;
            }
        }
    }
    out
}

/// The event with which the show ended.
fn last_event(night: &Rehearsal) -> Option<u32> {
    let ends = |what: What| matches!(what, What::BeatEnded(_) | What::Abandoned(_));
    night.run.events.iter().rposition(|e| ends(e.what)).map(|i| i as u32)
}

/// The cause chain of the show's end in words, newest first: the steps at which slip came or went.
pub fn end_chain(night: &Rehearsal) -> Vec<String> {
    let links = night.chain_from(last_event(night));
    links.iter().filter(|l| l.own_us != 0 || !l.blamed.is_empty()).map(|l| night.link_text(l)).collect()
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn shares_in_whole_microseconds_add_up() {
        assert_eq!(rounded(&[10, 10, 10], 3), [4, 3, 3]);
        assert_eq!(rounded(&[-1, 1], 2), [0, 0]);
        assert_eq!(rounded(&[-10, 10, 5, -5], 10), [-1, 1, 1, -1]);
        assert!(rounded(&[], 7).is_empty());
        assert_eq!(rounded(&[0, 7], 7), [0, 1]);
    }
}
