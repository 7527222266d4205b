//! One night of the preview: what it costs whole, by the cue and by the event.

use std::hint::black_box;

use drytech::engine::CompiledFault;
use drytech::fault::odds::odds_for;
use drytech::fault::{Scenario, open};
use drytech::sweep::{Bench, Dice};

use crate::clock::{self, Lap};

/// Nights that are run in one measurement.
const NIGHTS: u64 = 1000;

/// Nights whose instructions are counted.
const COUNTED: u64 = 499;

/// The nights that are counted, and nothing else that runs often: for callgrind, which is told to look at
/// `Performer::perform` only. Briefly told, two nights without faults come on top.
pub fn count(briefly: bool) {
    let opened = open("cues/bombshell/preview.ron".as_ref()).expect("the preview opens");
    let bench = Bench::new(&opened.show, Scenario::default()).expect("the preview is good");
    let (odds, _, _) = odds_for("cues/bombshell/odds.ron".as_ref(), &opened.show).expect("the odds are good");
    let dice = Dice::new(&odds, &opened.show, &bench.plan);
    let mut worker = if briefly { bench.brief_worker() } else { bench.worker() };
    for night in 0..COUNTED {
        let drawn = dice.draw(1, night, 1.0);
        let faults: Vec<CompiledFault> =
            drawn.iter().map(|d| bench.compile(&d.fault).expect("the odds were checked")).collect();
        black_box(worker.night(&faults));
    }
    println!("{COUNTED} nights and the plan");
}

pub fn run() {
    let opened = open("cues/bombshell/preview.ron".as_ref()).expect("the preview opens");
    let bench = Bench::new(&opened.show, Scenario::default()).expect("the preview is good");
    let (odds, _, _) = odds_for("cues/bombshell/odds.ron".as_ref(), &opened.show).expect("the odds are good");
    let dice = Dice::new(&odds, &opened.show, &bench.plan);
    let compile = |night| -> Vec<CompiledFault> {
        let drawn = dice.draw(1, night, 1.0);
        drawn.iter().map(|d| bench.compile(&d.fault).expect("the odds were checked")).collect()
    };
    let faults: Vec<Vec<CompiledFault>> = (0..NIGHTS).map(compile).collect();
    let cues = opened.show.cues.len() as f64;
    let events: usize = faults.iter().map(|f| bench.night(&f.iter().collect::<Vec<_>>()).events.len()).sum();
    let events = events as f64 / NIGHTS as f64;
    let struck: usize = faults.iter().map(Vec::len).sum();
    println!(
        "A night of the preview: {cues} cues, {events:.0} events and {:.1} faults on average ({NIGHTS} nights, one thread)",
        struck as f64 / NIGHTS as f64
    );
    let (mut one, mut two) = (bench.worker(), bench.worker());
    let (mut three, mut four) = (bench.brief_worker(), bench.brief_worker());
    let median = Lap::new("faults drawn, luck at its medians", || {
        for f in &faults {
            black_box(one.night(f));
        }
    });
    let random = Lap::new("faults drawn, luck drawn", || {
        for (i, f) in faults.iter().enumerate() {
            black_box(two.drawn(i as u64, f));
        }
    });
    let brief = Lap::new("told briefly, luck at its medians", || {
        for f in &faults {
            black_box(three.night(f));
        }
    });
    let brief_random = Lap::new("told briefly, luck drawn", || {
        for (i, f) in faults.iter().enumerate() {
            black_box(four.drawn(i as u64, f));
        }
    });
    let draw = Lap::new("the drawing of the faults alone", || {
        for i in 0..NIGHTS {
            black_box(dice.draw(1, i, 1.0));
        }
    });
    for lap in clock::interleaved(vec![median, random, brief, brief_random, draw]) {
        let us = lap.us() / NIGHTS as f64;
        println!(
            "  {:<36} {us:>7.2} µs  {:>6.2} µs for 100 cues  {:>6.1} ns an event",
            lap.what,
            us / cues * 100.0,
            us / events * 1e3
        );
    }
}
