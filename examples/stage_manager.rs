//! For the stage manager: what will hurt tonight? Every single fault of the sheet, and the ten that make the show latest.
//!
//! `cargo run --no-default-features --example stage_manager -- cues/bombshell/preview.ron`

use std::error::Error;

use drytech::fault::{self, Scenario, fault_ron};
use drytech::report::words;
use drytech::slip::Rehearsal;
use drytech::sweep::{Bench, Vocabulary};

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).unwrap_or("cues/bombshell/preview.ron".into());
    let show = fault::open(file.as_ref())?.show;

    // One plan, thousands of nights against it.
    let bench = Bench::new(&show, Scenario::default())?;
    let mut nights = Vec::new();
    for candidate in Vocabulary::new(&show, &bench.plan, &[]).singles(&show) {
        let run = bench.night(&[&bench.compile(&candidate.fault)?]);
        // A show that never ends is later than any that does.
        let late_us = if run.stuck.is_some() { i64::MAX } else { run.end_us - bench.plan.end_us };
        nights.push((late_us, candidate.fault));
    }
    nights.sort_by_key(|(late_us, _)| std::cmp::Reverse(*late_us));
    let stuck = nights.iter().filter(|(late_us, _)| *late_us == i64::MAX).count();
    println!("{} things can go wrong one at a time; {stuck} of them stop the show for good.", nights.len());

    println!("\nOf the others, these ten make it latest:");
    for (late_us, fault) in nights.iter().skip(stuck).take(10) {
        println!("  {:>8} s  {}", words::slip(*late_us), fault_ron(fault));
    }

    // And why, for the worst of them.
    if let Some((_, worst)) = nights.get(stuck) {
        let night = Rehearsal::new(show, Scenario::default().with_fault(worst.clone()))?;
        let latest = (0..night.show.cues.len()).max_by_key(|cue| night.slip.cues[*cue].started_us);
        if let Some(cue) = latest {
            println!("\n{} is latest of all cues, because", night.show.cues[cue].number);
            for line in night.because(cue) {
                println!("  {line}");
            }
        }
    }
    Ok(())
}
