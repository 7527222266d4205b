//! Times of things that take turns, so that what else the machine does falls on all of them alike.

use std::time::{Duration, Instant};

/// Rounds of every measurement.
pub const ROUNDS: usize = 15;

/// Something to be measured.
pub struct Lap<'a> {
    pub what: String,
    once: Box<dyn FnMut() + 'a>,
    took: Vec<Duration>,
}

impl<'a> Lap<'a> {
    pub fn new(what: impl Into<String>, once: impl FnMut() + 'a) -> Self {
        Self { what: what.into(), once: Box::new(once), took: Vec::new() }
    }

    /// The best of its times, µs: whatever else ran can only have made it longer.
    pub fn us(&self) -> f64 {
        self.took.iter().min().map_or(0.0, |d| d.as_secs_f64() * 1e6)
    }
}

/// Runs all of them in turn, round after round; the first round only warms up.
pub fn interleaved(mut laps: Vec<Lap<'_>>) -> Vec<Lap<'_>> {
    for round in 0..=ROUNDS {
        for lap in &mut laps {
            let began = Instant::now();
            (lap.once)();
            if round > 0 {
                lap.took.push(began.elapsed());
            }
        }
    }
    laps
}
