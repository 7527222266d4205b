//! The air of one well-mixed stage: density c with dc/dt = Σ fill_rate·u − (air_changes/3600)·c (design §3.5; decay law:
//! facts.md, "decay of a well-mixed room").

use super::curve::Piece;
use super::{NEVER, after, seconds_between};

/// How near to a threshold counts as touching it when a piece begins (rule 70).
const TOUCH: f64 = 1e-7;

/// So many conditions [`Air::truths`] can tell of.
pub const TRUTHS_MAX: usize = 64;

/// Which side of a threshold is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// `Density(min)`: at least.
    AtLeast,
    /// `Clear(max)`: at most.
    AtMost,
}

/// A density that some condition asks about.
#[derive(Clone, Copy, Debug)]
pub struct Threshold {
    /// The density.
    pub at: f64,
    /// Which side is true.
    pub side: Side,
    /// Whether it is true now.
    pub holds: bool,
    crosses_us: i64,
}

/// Something that happened to the air: what it was given, or a threshold it crossed, and what is true after it.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// When.
    pub at_us: i64,
    /// The new source; `None` at a crossing.
    pub source: Option<f64>,
    /// [`Air::truths`] after it.
    pub truths: u64,
}

/// The stage's air.
#[derive(Debug)]
pub struct Air {
    /// Air changes per second.
    k: f64,
    source: f64,
    density: f64,
    since_us: i64,
    /// What conditions ask.
    pub thresholds: Vec<Threshold>,
    next_us: i64,
    /// At a crossing the density is the threshold's, exactly (rule 1).
    crossed: (i64, f64),
}

/// What conditions ask is cloned into the memory of what was there.
impl Clone for Air {
    fn clone(&self) -> Self {
        Self { thresholds: self.thresholds.clone(), ..*self }
    }

    fn clone_from(&mut self, from: &Self) {
        let mut thresholds = std::mem::take(&mut self.thresholds);
        thresholds.clone_from(&from.thresholds);
        *self = Self { thresholds, ..*from };
    }
}

impl Air {
    /// Clear air.
    pub fn new(air_changes: f64, thresholds: impl IntoIterator<Item = (Side, f64)>) -> Self {
        let thresholds = thresholds
            .into_iter()
            .map(|(side, at)| {
                let holds = match side {
                    Side::AtLeast => at <= TOUCH,
                    Side::AtMost => at >= -TOUCH,
                };
                Threshold { at, side, holds, crosses_us: NEVER }
            })
            .collect();
        Self {
            k: air_changes / 3600.0,
            source: 0.0,
            density: 0.0,
            since_us: 0,
            thresholds,
            next_us: NEVER,
            crossed: (NEVER, 0.0),
        }
    }

    /// Density now.
    pub fn density(&self, now: i64) -> f64 {
        if self.crossed.0 == now {
            return self.crossed.1;
        }
        let t = seconds_between(self.since_us, now);
        if self.k > 0.0 {
            let even = self.source / self.k;
            even + (self.density - even) * libm::exp(-self.k * t)
        } else {
            self.density + self.source * t
        }
    }

    /// The piece in force, for the track.
    pub fn piece(&self) -> Piece {
        if self.k > 0.0 {
            let even = self.source / self.k;
            Piece { start_us: self.since_us, lead_s: 0.0, p: even, v: self.density - even, a: 0.0, decay: self.k }
        } else {
            Piece::line(self.since_us, self.density, self.source)
        }
    }

    /// When a threshold is next crossed.
    pub fn next_us(&self) -> i64 {
        self.next_us
    }

    /// What of the conditions is true: a bit each of the first [`TRUTHS_MAX`].
    pub fn truths(&self) -> u64 {
        self.thresholds.iter().take(TRUTHS_MAX).enumerate().fold(0, |all, (i, th)| all | u64::from(th.holds) << i)
    }

    /// Whether after this both do the same, whatever was before.
    pub fn will_do_as(&self, other: &Self) -> bool {
        let asked = |a: &Threshold, b: &Threshold| (a.holds, a.crosses_us) == (b.holds, b.crosses_us);
        (self.source, self.density, self.since_us) == (other.source, other.density, other.since_us)
            && self.thresholds.iter().zip(&other.thresholds).all(|(a, b)| asked(a, b))
    }

    /// The summed source Σ fill_rate·u changes. False if it does not (no piece begins, rule 66).
    pub fn set_source(&mut self, now: i64, source: f64) -> bool {
        if source == self.source {
            return false;
        }
        self.density = self.density(now);
        self.crossed = (NEVER, 0.0);
        self.since_us = now;
        self.source = source;
        let rate = source - self.k * self.density;
        for i in 0..self.thresholds.len() {
            let th = self.thresholds[i];
            let leaving = match th.side {
                Side::AtLeast => rate < 0.0,
                Side::AtMost => rate > 0.0,
            };
            let touching = (self.density - th.at).abs() <= TOUCH;
            if touching && !leaving {
                self.thresholds[i].holds = true;
                self.thresholds[i].crosses_us = NEVER;
            } else {
                // True and leaving, or false and coming; otherwise it is never crossed in this piece.
                self.thresholds[i].crosses_us = if th.holds == leaving { self.crossing(th.at, rate) } else { NEVER };
            }
        }
        self.find_next();
        true
    }

    /// When the present piece crosses `at`.
    fn crossing(&self, at: f64, rate: f64) -> i64 {
        if rate == 0.0 {
            return NEVER;
        }
        let gap = at - self.density;
        if gap == 0.0 || gap.signum() != rate.signum() {
            // On it, or past it by the rounding of an instant: at once. (Far on the other side it cannot be: `holds` says so.)
            return self.since_us;
        }
        let t = if self.k > 0.0 {
            let even = self.source / self.k;
            let ratio = (at - even) / (self.density - even);
            if ratio <= 0.0 {
                return NEVER;
            }
            -libm::log(ratio) / self.k
        } else {
            gap / self.source
        };
        after(self.since_us, t)
    }

    /// Goes up to `until_us` through what happened to other air; `steps` are what came after now. Where its own truths
    /// would change otherwise than the other's it stops and tells when.
    pub fn follow(&mut self, steps: &[Step], until_us: i64) -> Option<i64> {
        for step in steps.iter().take_while(|s| s.at_us <= until_us) {
            let crosses = self.next_us() == step.at_us;
            if self.next_us() < step.at_us || step.source.is_none() && !crosses {
                return Some(self.next_us().min(step.at_us));
            }
            match step.source {
                Some(source) => {
                    self.set_source(step.at_us, source);
                }
                None => self.wake(step.at_us),
            }
            if self.truths() != step.truths {
                return Some(step.at_us);
            }
        }
        (self.next_us() <= until_us).then_some(self.next_us())
    }

    fn find_next(&mut self) {
        self.next_us = self.thresholds.iter().map(|t| t.crosses_us).min().unwrap_or(NEVER);
    }

    /// Flips the thresholds crossed now.
    pub fn wake(&mut self, now: i64) {
        for th in &mut self.thresholds {
            if th.crosses_us <= now {
                th.holds = !th.holds;
                th.crosses_us = NEVER;
                self.crossed = (now, th.at);
            }
        }
        self.find_next();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn density_crosses_where_the_closed_form_says() {
        // fill 0.03/s, 3 air changes: c = 36·(1 − e^(−t/1200)); c = 0.2 at −1200·ln(1 − 0.2/36) s.
        let mut air = Air::new(3.0, [(Side::AtLeast, 0.2), (Side::AtMost, 0.1)]);
        assert!(!air.thresholds[0].holds && air.thresholds[1].holds);
        air.set_source(1_000_000, 0.03);
        let at = |c: f64| 1_000_000 + (-1200.0 * libm::log(1.0 - c / 36.0) * 1e6).round() as i64;
        assert_eq!(air.next_us(), at(0.1));
        air.wake(air.next_us());
        assert!(!air.thresholds[1].holds);
        assert_eq!(air.next_us(), at(0.2));
    }

    #[test]
    fn with_no_air_change_density_is_a_straight_line() {
        let mut air = Air::new(0.0, [(Side::AtLeast, 0.3)]);
        air.set_source(0, 0.03);
        assert_eq!(air.next_us(), 10_000_000);
        air.wake(10_000_000);
        assert!(air.thresholds[0].holds);
        air.set_source(10_000_000, 0.0);
        assert!(air.thresholds[0].holds, "it stays where it is");
    }
}
