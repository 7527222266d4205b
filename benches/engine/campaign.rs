//! Campaigns on the preview, on one thread and on two.

use std::hint::black_box;

use drytech::fault::odds::odds_for;
use drytech::fault::{Expect, Scenario, open};
use drytech::sweep::{Bench, Enough, Sweep, Vocabulary, Watch, certify};

use crate::clock::{self, Lap};

/// Nights of a sweep in one measurement: enough blocks for two threads to share.
const NIGHTS: u64 = 16_384;

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
    println!("Campaigns on the preview");
    let (nights, laps): (Vec<u64>, Vec<Lap<'_>>) = laps.into_iter().unzip();
    let rates: Vec<f64> = clock::interleaved(laps)
        .iter()
        .zip(nights)
        .map(|(lap, nights)| {
            let rate = nights as f64 / lap.us() * 1e6;
            println!("  {:<44} {nights:>6} nights {rate:>9.0} a second", lap.what);
            rate
        })
        .collect();
    println!("  two threads / one: certify {:.2}, sweep {:.2}", rates[2] / rates[0], rates[3] / rates[1]);
}
