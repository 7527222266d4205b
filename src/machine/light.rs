//! A light area: linear fades by the clock, and what blackouts and freezes make of them (rule 52).

use super::curve::{Piece, Track};
use super::{MICRO, NEVER, after, seconds_between};

/// A level that some condition asks about: `Lit(area, min)`.
#[derive(Clone, Copy, Debug)]
pub struct Threshold {
    /// The level.
    pub at: f64,
    /// Whether the desk's level is at least that.
    desk: bool,
    /// Whether the output is.
    pub holds: bool,
    /// Whether the output was when it froze.
    frozen: bool,
    crosses_us: i64,
}

/// Where an area's curves are written.
#[derive(Clone, Debug, Default)]
pub struct AreaTracks {
    /// The real output.
    pub output: Track,
    /// What the desk wants.
    pub desk: Track,
}

/// One light area at work.
#[derive(Debug)]
pub struct Lamp {
    from: f64,
    to: f64,
    since_us: i64,
    until_us: i64,
    black: bool,
    frozen: Option<f64>,
    /// At a crossing the level is the threshold's, exactly (rule 1).
    crossed: (i64, f64),
    /// What conditions ask.
    pub thresholds: Vec<Threshold>,
}

/// What conditions ask is cloned into the memory of what was there.
impl Clone for Lamp {
    fn clone(&self) -> Self {
        Self { thresholds: self.thresholds.clone(), ..*self }
    }

    fn clone_from(&mut self, from: &Self) {
        let mut thresholds = std::mem::take(&mut self.thresholds);
        thresholds.clone_from(&from.thresholds);
        *self = Self { thresholds, ..*from };
    }
}

impl Lamp {
    /// Out.
    pub fn new(thresholds: impl IntoIterator<Item = f64>) -> Self {
        let thresholds = thresholds
            .into_iter()
            .map(|at| Threshold { at, desk: 0.0 >= at, holds: 0.0 >= at, frozen: false, crosses_us: NEVER })
            .collect();
        Self {
            from: 0.0,
            to: 0.0,
            since_us: 0,
            until_us: 0,
            black: false,
            frozen: None,
            crossed: (NEVER, 0.0),
            thresholds,
        }
    }

    /// What the desk wants now.
    pub fn desk(&self, now: i64) -> f64 {
        if self.crossed.0 == now {
            return self.crossed.1;
        }
        if now >= self.until_us {
            return self.to;
        }
        let share = (now - self.since_us) as f64 / (self.until_us - self.since_us) as f64;
        self.from + (self.to - self.from) * share
    }

    /// The real output now.
    pub fn output(&self, now: i64) -> f64 {
        if self.black { 0.0 } else { self.frozen.unwrap_or_else(|| self.desk(now)) }
    }

    /// Whether a fade is under way.
    pub fn is_fading(&self, now: i64) -> bool {
        now < self.until_us && self.from != self.to
    }

    /// Whether after `now` both do the same, whatever was before.
    pub fn will_do_as(&self, other: &Self, now: i64) -> bool {
        let over = now >= self.until_us && now >= other.until_us;
        let fade = |l: &Self| (l.from, l.since_us, l.until_us);
        let asked = |a: &Threshold, b: &Threshold| {
            let frozen = self.frozen.is_none() || a.frozen == b.frozen;
            frozen && (a.desk, a.holds, a.crosses_us) == (b.desk, b.holds, b.crosses_us)
        };
        self.to == other.to
            && (over || fade(self) == fade(other))
            && (self.black, self.frozen) == (other.black, other.frozen)
            && self.thresholds.iter().zip(&other.thresholds).all(|(a, b)| asked(a, b))
    }

    /// When a threshold is next crossed.
    pub fn next_us(&self) -> i64 {
        self.thresholds.iter().map(|t| t.crosses_us).min().unwrap_or(NEVER)
    }

    /// A fade from the present level begins; of no length, it jumps.
    pub fn fade(&mut self, now: i64, to: f64, over_us: i64, tracks: Option<&mut AreaTracks>) {
        let from = self.desk(now);
        self.crossed = (NEVER, 0.0);
        self.from = from;
        self.to = to;
        self.since_us = now;
        self.until_us = now.saturating_add(over_us);
        for th in &mut self.thresholds {
            th.crosses_us = NEVER;
            let will = to >= th.at;
            if over_us == 0 || from == to {
                th.desk = will;
            } else if will != th.desk {
                th.crosses_us = after(now, (th.at - from) / (to - from) * over_us as f64 * MICRO);
            }
        }
        self.show();
        self.record(now, tracks);
    }

    /// Flips the thresholds crossed now.
    pub fn wake(&mut self, now: i64) {
        for th in &mut self.thresholds {
            if th.crosses_us <= now {
                th.desk = !th.desk;
                th.crosses_us = NEVER;
                self.crossed = (now, th.at);
            }
        }
        self.show();
    }

    /// The faults in force have changed. True if the output did.
    pub fn set_strain(&mut self, now: i64, black: bool, freeze: bool, tracks: Option<&mut AreaTracks>) -> bool {
        let before = self.output(now);
        if !freeze {
            self.frozen = None;
        } else if self.frozen.is_none() {
            self.frozen = Some(before);
            for th in &mut self.thresholds {
                th.frozen = th.holds;
            }
        }
        self.black = black;
        self.show();
        self.record(now, tracks);
        self.output(now) != before
    }

    /// Brings the output's truths up to date.
    fn show(&mut self) {
        let (black, frozen) = (self.black, self.frozen.is_some());
        for th in &mut self.thresholds {
            th.holds = match (black, frozen) {
                (true, _) => 0.0 >= th.at,
                (false, true) => th.frozen,
                (false, false) => th.desk,
            };
        }
    }

    fn record(&self, now: i64, tracks: Option<&mut AreaTracks>) {
        let Some(tracks) = tracks else { return };
        let at = self.desk(now);
        let fade = |track: &mut Track| {
            if self.until_us > now {
                track.push(Piece::line(now, at, (self.to - at) / seconds_between(now, self.until_us)));
                track.push(Piece::constant(self.until_us, self.to));
            } else {
                track.push(Piece::constant(now, at));
            }
        };
        fade(&mut tracks.desk);
        if self.black || self.frozen.is_some() {
            tracks.output.push(Piece::constant(now, self.output(now)));
        } else {
            fade(&mut tracks.output);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fade_crosses_at_its_share_of_the_time() {
        let mut lamp = Lamp::new([0.25]);
        lamp.fade(0, 1.0, 4_000_000, None);
        assert_eq!(lamp.next_us(), 1_000_000);
        lamp.wake(1_000_000);
        assert!(lamp.thresholds[0].holds);
        lamp.fade(2_000_000, 0.0, 1_000_000, None);
        assert_eq!(lamp.next_us(), 2_500_000);
    }

    #[test]
    fn rule_52_fades_go_on_under_a_blackout_and_a_freeze() {
        let mut lamp = Lamp::new([0.5]);
        lamp.fade(0, 1.0, 10_000_000, None);
        lamp.set_strain(2_000_000, false, true, None);
        assert!((lamp.output(6_000_000) - 0.2).abs() < 1e-12);
        lamp.wake(5_000_000);
        assert!(!lamp.thresholds[0].holds, "frozen at 0.2");
        lamp.set_strain(6_000_000, true, true, None);
        assert_eq!(lamp.output(6_000_000), 0.0, "blackout beats freeze");
        lamp.set_strain(8_000_000, false, false, None);
        assert!((lamp.output(8_000_000) - 0.8).abs() < 1e-12);
        assert!(lamp.thresholds[0].holds);
    }
}
