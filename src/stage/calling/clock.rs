//! The show's time against the wall's: worked out from one moment, so that it never drifts, however slow the frames.

use std::time::{Duration, Instant};

/// Practice speeds.
pub(in crate::stage) const SPEEDS: [f64; 6] = [0.5, 0.75, 1.0, 1.25, 1.5, 2.0];

/// Which instant of run time it is at a moment of the wall clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::stage) struct LiveClock {
    since: Instant,
    from_us: i64,
    speed: f64,
}

impl LiveClock {
    /// The show is at `from_us` at `since`, which may be to come: until then it counts in.
    pub(in crate::stage) fn new(since: Instant, from_us: i64, speed: f64) -> Self {
        Self { since, from_us, speed }
    }

    /// The instant of run time, µs; during the count-in, where it will begin.
    pub(in crate::stage) fn at(&self, moment: Instant) -> i64 {
        let passed = moment.saturating_duration_since(self.since).as_secs_f64();
        self.from_us + (passed * self.speed * 1e6) as i64
    }

    /// What is left of the count-in.
    pub(in crate::stage) fn count_in(&self, moment: Instant) -> Option<Duration> {
        Some(self.since.saturating_duration_since(moment)).filter(|d| !d.is_zero())
    }

    /// Seconds of the show in one of the wall.
    pub(in crate::stage) fn speed(&self) -> f64 {
        self.speed
    }

    /// From now on at another speed, a step faster (1) or slower (−1).
    pub(in crate::stage) fn step(&mut self, moment: Instant, step: i32) {
        let place = SPEEDS.iter().position(|s| *s >= self.speed - 1e-9).unwrap_or(2) as i64;
        let to = SPEEDS[(place + i64::from(step)).clamp(0, SPEEDS.len() as i64 - 1) as usize];
        *self = Self { since: self.since.max(moment), from_us: self.at(moment), speed: to };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_counts_in_and_then_keeps_time() {
        let now = Instant::now();
        let s = Duration::from_secs;
        let clock = LiveClock::new(now + s(3), 10_000_000, 2.0);
        assert_eq!(clock.at(now), 10_000_000);
        assert_eq!(clock.count_in(now + s(1)), Some(s(2)));
        assert_eq!(clock.count_in(now + s(3)), None);
        assert_eq!(clock.at(now + s(4)), 12_000_000);
    }

    #[test]
    fn another_speed_goes_on_from_where_it_is() {
        let now = Instant::now();
        let s = Duration::from_secs;
        let mut clock = LiveClock::new(now, 0, 1.0);
        clock.step(now + s(10), -1);
        assert_eq!(clock.speed(), 0.75);
        assert_eq!(clock.at(now + s(14)), 13_000_000);
        clock.step(now + s(14), 99);
        assert_eq!(clock.speed(), 2.0);
    }
}
