//! What a cue costs in a short sheet and in a very long one.

use std::hint::black_box;

use drytech::fault::{Fault, FaultKind, FaultTime, Scenario, open_text};
use drytech::sweep::Bench;

use crate::clock::{self, Lap};
use crate::generated::sheet;

pub fn run() {
    println!("A night of a generated sheet with a slow winch, by its cues (one thread)");
    let mut of_100 = None;
    for cues in [100, 1_000, 10_000, 100_000] {
        let opened = open_text("generated.ron", &sheet(cues), &|_| None).expect("the sheet is good");
        let bench = Bench::new(&opened.show, Scenario::default()).expect("the sheet is good");
        let slow = Fault::new("piece", FaultKind::Slow(0.7), FaultTime::At(60.0));
        let slow = [bench.compile(&slow).expect("the piece is there")];
        let mut worker = bench.worker();
        // As many cues in a measurement whatever the sheet's length.
        let nights = 100_000 / cues;
        let lap = Lap::new("night", || {
            for _ in 0..nights {
                black_box(worker.night(&slow));
            }
        });
        for lap in clock::interleaved(vec![lap]) {
            let ns = lap.us() * 1e3 / 100_000.0;
            let base = *of_100.get_or_insert(ns);
            println!("  {cues:>7} cues {ns:>8.1} ns a cue {:>6.2} × that of 100", ns / base);
        }
    }
}
