//! What a cue costs in a short sheet and in a very long one.

use std::hint::black_box;

use drytech::fault::{Fault, FaultKind, FaultTime, Scenario, open_text};
use drytech::sweep::Bench;

use crate::clock::{self, Lap};
use crate::generated::sheet;

/// Cues of the sheets.
const LENGTHS: [usize; 4] = [100, 1_000, 10_000, 100_000];

/// Cues in one measurement, whatever the sheet's length.
const CUES: usize = 100_000;

pub fn run() {
    println!("A night of a generated sheet with a slow winch, by its cues (one thread)");
    let open = |cues| open_text("generated.ron", &sheet(cues), &|_| None).expect("the sheet is good").show;
    let shows = LENGTHS.map(open);
    let benches = shows.each_ref().map(|show| Bench::new(show, Scenario::default()).expect("the sheet is good"));
    let slow = Fault::new("piece", FaultKind::Slow(0.7), FaultTime::At(60.0));
    let laps = benches.iter().zip(LENGTHS).map(|(bench, cues)| {
        let slow = [bench.compile(&slow).expect("the piece is there")];
        let mut worker = bench.worker();
        Lap::new(format!("{cues} cues"), move || {
            for _ in 0..CUES / cues {
                black_box(worker.night(&slow));
            }
        })
    });
    let mut of_100 = None;
    for lap in clock::interleaved(laps.collect()) {
        let ns = lap.us() * 1e3 / CUES as f64;
        let base = *of_100.get_or_insert(ns);
        println!("  {:>12} {ns:>8.1} ns a cue {:>6.2} × that of 100", lap.what, ns / base);
    }
}
