//! A fault injected into a night of 10,000 cues, against a frame at 60 Hz: what the core works out, and all that the
//! desk does of it before the night is on the stage.

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use drytech::fault::{self, Fault, FaultKind, FaultTime, Scenario};
use drytech::slip::Rehearsal;
use drytech::stage::measure_panels::look_up;

use crate::generated::sheet;

/// A frame at 60 Hz.
const FRAME_MS: f64 = 1000.0 / 60.0;

const TIMES: usize = 31;

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1e3
}

fn time(mut once: impl FnMut()) -> f64 {
    once();
    let clocked = |_| {
        let began = Instant::now();
        once();
        began.elapsed()
    };
    median((0..TIMES).map(clocked).collect())
}

pub fn run() {
    println!("A fault injected at the desk (a frame at 60 Hz is {FRAME_MS:.1} ms; medians of {TIMES})");
    println!("(\"books\": what the panels look up of it and of another night beside it; all of it beside the frames)");
    let mut of_100 = None;
    for cues in [100, 1000, 10_000] {
        let opened = fault::open_text("generated.ron", &sheet(cues), &|_| None).expect("the sheet is good");
        let whole = time(|| {
            black_box(Rehearsal::new(opened.show.clone(), Scenario::default()).expect("it runs"));
        });
        let night = Arc::new(Rehearsal::new(opened.show.clone(), Scenario::default()).expect("it runs"));
        let middle = cues as f64;
        for (what, on, kind) in [
            ("a winch slows", "piece", FaultKind::Slow(0.4)),
            ("a winch jams", "piece", FaultKind::Jam(5.0)),
            ("fog drops out", "fog", FaultKind::Dropout(6.0)),
        ] {
            let scenario = Scenario::default().with_fault(Fault::new(on, kind, FaultTime::At(middle)));
            let again = time(|| {
                black_box(night.again(scenario.clone()).expect("it runs"));
            });
            let (before, after) = (Arc::clone(&night), Arc::new(night.again(scenario.clone()).expect("it runs")));
            let books = time(|| look_up(&after, &before));
            let all = again + books;
            let base = *of_100.get_or_insert(all);
            println!(
                "  {cues:>6} cues, {what:<13} run and slip {again:>6.2} ms + books {books:>6.2} ms = {all:>6.2} ms  {:>5.2} frames  {:>6.1} × 100 cues  (from nothing: {whole:.1} ms)",
                all / FRAME_MS,
                all / base,
            );
        }
    }
}
