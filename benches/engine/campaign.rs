//! Campaigns on the preview, on one thread and on two.

use std::hint::black_box;

use drytech::fault::odds::odds_for;
use drytech::fault::{Expect, Scenario, open};
use drytech::sweep::{Bench, Enough, Sweep, Vocabulary, Watch, certify};
use rayon::prelude::*;

use crate::clock::{self, Lap};

/// Nights of a sweep in one measurement: enough blocks for two threads to share.
const NIGHTS: u64 = 16_384;

/// How often some numbers are summed up in one measurement.
const ROUNDS_OF_SUMS: u64 = 16_384;

pub fn run() {
    let opened = open("cues/bombshell/preview.ron".as_ref()).expect("the preview opens");
    let expect = vec![Expect::NotStuck, Expect::Holds(0), Expect::ShowSlip(60.0)];
    let bench = Bench::new(&opened.show, Scenario { expect, ..Scenario::default() }).expect("the preview is good");
    let candidates = Vocabulary::new(&opened.show, &bench.plan, &[]).singles(&opened.show);
    let (odds, _, _) = odds_for("cues/bombshell/odds.ron".as_ref(), &opened.show).expect("the odds are good");
    let season = Bench::new(&opened.show, Scenario::default()).expect("the preview is good");
    let sweep = Sweep::new(&season, &odds, 1, 1.0);
    let pools = [1, 2].map(|n| rayon::ThreadPoolBuilder::new().num_threads(n).build().expect("threads start"));
    let singles = certify(&bench, &candidates, 1, true, &Watch::default()).expect("the preview is good").run;
    let mut laps = Vec::new();
    for (i, pool) in pools.iter().enumerate() {
        let (bench, candidates, sweep) = (&bench, &candidates, &sweep);
        laps.push((
            singles,
            Lap::new(format!("certify, every single fault, {} thread(s)", i + 1), move || {
                pool.install(|| black_box(certify(bench, candidates, 1, true, &Watch::default()).expect("it runs")));
            }),
        ));
        laps.push((
            NIGHTS,
            Lap::new(format!("sweep, {} thread(s)", i + 1), move || {
                pool.install(|| {
                    black_box(sweep.nights(0..NIGHTS, Enough::default(), &Watch::default()).expect("it runs"));
                });
            }),
        ));
    }
    for (i, pool) in pools.iter().enumerate() {
        laps.push((
            ROUNDS_OF_SUMS,
            Lap::new(format!("sums, {} thread(s)", i + 1), move || {
                pool.install(|| black_box((0..ROUNDS_OF_SUMS).into_par_iter().map(sums).sum::<u64>()));
            }),
        ));
    }
    println!("Campaigns on the preview");
    let (nights, laps): (Vec<u64>, Vec<Lap<'_>>) = laps.into_iter().unzip();
    let rates: Vec<f64> = clock::interleaved(laps)
        .iter()
        .zip(nights)
        .map(|(lap, nights)| {
            let rate = nights as f64 / lap.us() * 1e6;
            println!("  {:<44} {nights:>6} times {rate:>9.0} a second", lap.what);
            rate
        })
        .collect();
    let both = |at: usize, of: usize| rates[at] / rates[of];
    println!("  two threads / one: certify {:.2}, sweep {:.2}, sums {:.2}", both(2, 0), both(3, 1), both(5, 4));
}

/// Work that shares nothing and looks at no memory: what a second core is worth here.
fn sums(of: u64) -> u64 {
    (0..4_000_u64).fold(of, |sum, i| black_box(sum).rotate_left(7).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ i)
}
