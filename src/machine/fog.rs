//! A heated fogger: what the desk commands, what the heater allows, what comes out.
//!
//! Law: heat h in 0..1, dh/dt = (sustain − u)·drain, held at 1, drain = 1/(endurance·(1 − sustain)) (design §3.5; rules
//! 30–35, 66, 71). Full output empties a full heater in 30 s, 30 % can go on for ever, an idle heater refills in 70 s:
//! facts.md, "Fog and haze" (Antari manuals; the refill is derived).

use super::curve::{Piece, Track};
use super::{NEVER, after, micros, seconds_between};
use crate::sheet::{FogMachine, OnCold, OnSignalLoss};

/// What the faults in force make of a fogger.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Strain {
    /// Product of the Weak factors.
    pub weak: f64,
    /// Whether a Dropout or a Dry is in force, or a Stutter in its off part.
    pub blocked: bool,
    /// Whether a Cold is in force.
    pub cold: bool,
    /// Whether a StuckOn is in force.
    pub stuck_on: bool,
    /// Whether a SignalLoss is in force.
    pub no_signal: bool,
}

impl Strain {
    /// Nothing wrong.
    pub fn none() -> Self {
        Self { weak: 1.0, ..Self::default() }
    }
}

/// Something a fogger did by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// The heater ran empty.
    HeatOut,
    /// It is ready to give fog again.
    Ready,
    /// The tank ran empty.
    TankEmpty,
}

/// Where a fogger's curves are written.
#[derive(Clone, Debug, Default)]
pub struct FogTracks {
    /// Level the desk commands.
    pub commanded: Track,
    /// Real output.
    pub output: Track,
    /// Heater.
    pub heat: Track,
    /// Fluid left, ml.
    pub tank: Track,
}

/// One fogger at work.
#[derive(Clone, Debug)]
pub struct Fogger {
    /// Density per second at full output.
    pub fill_rate: f64,
    lag_us: i64,
    sustain: f64,
    drain: f64,
    ready_at: f64,
    flow: f64,
    has_tank: bool,
    on_cold: OnCold,
    on_signal_loss: OnSignalLoss,
    strain: Strain,
    /// What the desk commands, and until when.
    level: f64,
    level_until_us: i64,
    held_level: f64,
    received: f64,
    lag_until_us: i64,
    warm_at_us: i64,
    warm: bool,
    /// No output until the heater is ready.
    cut: bool,
    /// That is so because the heater was off, not because it ran empty.
    was_cold: bool,
    /// The heater has not been full since a Cold.
    pub owes_heat: bool,
    empty: bool,
    /// The piece in force.
    since_us: i64,
    heat: f64,
    heat_rate: f64,
    fluid: f64,
    output: f64,
    heat_event_us: i64,
    tank_event_us: i64,
    /// When it is ready again its heat is `ready_at`, exactly (rule 1).
    crossed_us: i64,
}

impl Fogger {
    /// The machine at the top of the show, with no command.
    pub fn new(sheet: &FogMachine) -> Self {
        let warm_at_us = micros(sheet.powered_at).saturating_add(micros(sheet.warm_up));
        let warm = warm_at_us <= 0;
        let mut fogger = Self {
            fill_rate: sheet.fill_rate,
            lag_us: micros(sheet.lag),
            sustain: sheet.sustain,
            drain: 1.0 / (sheet.endurance * (1.0 - sheet.sustain)),
            ready_at: sheet.ready_at,
            flow: sheet.flow,
            has_tank: sheet.tank.is_some(),
            on_cold: sheet.on_cold,
            on_signal_loss: sheet.on_signal_loss,
            strain: Strain::none(),
            level: 0.0,
            level_until_us: NEVER,
            held_level: 0.0,
            received: 0.0,
            lag_until_us: NEVER,
            warm_at_us: if warm { NEVER } else { warm_at_us },
            warm,
            cut: false,
            was_cold: false,
            owes_heat: false,
            empty: sheet.tank.is_some_and(|t| t <= 0.0),
            since_us: 0,
            heat: if warm { 1.0 } else { 0.0 },
            heat_rate: 0.0,
            fluid: sheet.tank.unwrap_or(0.0),
            output: 0.0,
            heat_event_us: NEVER,
            tank_event_us: NEVER,
            crossed_us: NEVER,
        };
        fogger.set_rate();
        fogger
    }

    /// Real output now, 0 to 1.
    pub fn output(&self) -> f64 {
        self.output
    }

    /// Heat now, 0 to 1.
    pub fn heat(&self, now: i64) -> f64 {
        if self.crossed_us == now {
            return self.ready_at;
        }
        (self.heat + self.heat_rate * seconds_between(self.since_us, now)).clamp(0.0, 1.0)
    }

    fn fluid(&self, now: i64) -> f64 {
        if self.empty {
            return 0.0;
        }
        (self.fluid - self.flow * self.output * seconds_between(self.since_us, now)).max(0.0)
    }

    /// Whether after `now` both do the same, whatever was before.
    pub fn will_do_as(&self, other: &Self, now: i64) -> bool {
        let told = |f: &Self| (f.level, f.level_until_us, f.received, f.lag_until_us, f.warm_at_us);
        let heater = |f: &Self| (f.warm, f.cut, f.was_cold, f.owes_heat, f.heat_event_us);
        let full = |f: &Self| !f.cut && f.heat_rate >= 0.0 && f.heat(now) >= 1.0;
        let piece = |f: &Self| (f.since_us, f.heat, f.heat_rate);
        let tank = |f: &Self| (f.empty, f.tank_event_us);
        let fluid = !self.has_tank
            || if self.output == 0.0 {
                self.fluid(now) == other.fluid(now)
            } else {
                (self.since_us, self.fluid) == (other.since_us, other.fluid)
            };
        told(self) == told(other)
            && self.output == other.output
            && heater(self) == heater(other)
            && (full(self) && full(other) || piece(self) == piece(other))
            && tank(self) == tank(other)
            && fluid
            && self.strain == other.strain
            && (!self.strain.no_signal || self.held_level == other.held_level)
    }

    /// When it next changes by itself.
    pub fn next_us(&self) -> i64 {
        let lag = if self.lag_until_us == NEVER { NEVER } else { self.lag_until_us };
        self.level_until_us.min(lag).min(self.warm_at_us).min(self.heat_event_us).min(self.tank_event_us)
    }

    /// The desk commands a level until `until_us` ([`NEVER`]: until further notice). Replaces level and end (rule 30).
    pub fn command(&mut self, now: i64, level: f64, until_us: i64, tracks: Option<&mut FogTracks>) -> bool {
        self.level = level;
        self.level_until_us = if level > 0.0 { until_us } else { NEVER };
        self.update(now, tracks)
    }

    /// The faults in force have changed. True if the real output did.
    pub fn set_strain(&mut self, now: i64, strain: &Strain, tracks: Option<&mut FogTracks>) -> bool {
        let was_cold = self.strain.cold;
        if strain.no_signal && !self.strain.no_signal {
            self.held_level = self.received;
        }
        self.strain.clone_from(strain);
        if strain.cold != was_cold {
            // The heater goes off, or on again at nothing; either way no output until it is ready.
            self.heat = 0.0;
            self.crossed_us = NEVER;
            self.fluid = self.fluid(now);
            self.since_us = now;
            self.cut |= self.warm;
            self.was_cold = self.cut;
            self.owes_heat = true;
            self.set_rate();
            return self.update_with(now, 0.0, true, tracks);
        }
        self.update(now, tracks)
    }

    /// Does what is due now; tells what happened, and whether the real output changed.
    pub fn wake(&mut self, now: i64, mut tracks: Option<&mut FogTracks>) -> (Option<Happened>, bool) {
        let mut happened = None;
        let mut changed = false;
        // What the heater and the tank reach now comes before what the desk ends now.
        if self.heat_event_us <= now {
            self.heat_event_us = NEVER;
            if self.cut {
                self.cut = false;
                self.was_cold = false;
                happened = Some(Happened::Ready);
                self.crossed_us = now;
                changed |= self.update_with(now, self.ready_at, false, tracks.as_deref_mut());
            } else {
                happened = Some(Happened::HeatOut);
                self.cut = self.on_cold == OnCold::CutOut;
                changed |= self.update_with(now, 0.0, false, tracks.as_deref_mut());
            }
        }
        if self.tank_event_us <= now {
            self.tank_event_us = NEVER;
            self.empty = true;
            happened = Some(Happened::TankEmpty);
            changed |= self.update(now, tracks.as_deref_mut());
        }
        if self.warm_at_us <= now {
            self.warm_at_us = NEVER;
            self.warm = true;
            // Cold wins over the heat at the end of the warm-up (rule 71).
            self.cut = self.strain.cold;
            self.was_cold = self.cut;
            self.heat = if self.strain.cold { 0.0 } else { 1.0 };
            self.since_us = now;
            self.set_rate();
            changed |= self.update_with(now, self.heat, true, tracks.as_deref_mut());
        }
        if self.level_until_us <= now {
            self.level_until_us = NEVER;
            self.level = 0.0;
            changed |= self.update(now, tracks.as_deref_mut());
        }
        if self.lag_until_us <= now {
            self.lag_until_us = NEVER;
            changed |= self.update(now, tracks);
        }
        (happened, changed)
    }

    /// The output there would be now under other faults; heater, lag and tank as they are.
    pub fn output_under(&self, now: i64, strain: &Strain) -> f64 {
        if self.was_cold && !strain.cold {
            // With no Cold the heater would not have been off.
            let hot = Self { cut: false, ..self.clone() };
            return hot.output_with(now, 1.0, strain);
        }
        self.output_with(now, self.heat(now), strain)
    }

    /// Whether fog is wanted that a heater which was off does not give yet.
    pub fn misses_heat(&self, now: i64) -> bool {
        let hot = Self { cut: false, ..self.clone() };
        self.was_cold && hot.output_with(now, 1.0, &self.strain) > 0.0
    }

    /// The level the machine receives from the desk (rule 35).
    fn received_under(&self, strain: &Strain) -> f64 {
        match (strain.no_signal, self.on_signal_loss) {
            (false, _) => self.level,
            (true, OnSignalLoss::ShutDown) => 0.0,
            (true, OnSignalLoss::HoldLast) => self.held_level,
        }
    }

    fn output_with(&self, now: i64, heat: f64, strain: &Strain) -> f64 {
        let received = self.received_under(strain);
        let (wanted, lagging) = if strain.stuck_on {
            (strain.weak, false)
        } else {
            (received * strain.weak, self.lag_until_us > now && self.lag_until_us != NEVER)
        };
        if strain.blocked || strain.cold || !self.warm || self.cut || self.empty || lagging {
            0.0
        } else if self.on_cold == OnCold::Ramp && heat <= 0.0 {
            wanted.min(self.sustain)
        } else {
            wanted
        }
    }

    fn update(&mut self, now: i64, tracks: Option<&mut FogTracks>) -> bool {
        let heat = self.heat(now);
        self.update_with(now, heat, false, tracks)
    }

    /// Works out the real output; `heat` is the heater's value now. A new piece begins when the output changes (rule 66).
    fn update_with(&mut self, now: i64, heat: f64, anew: bool, tracks: Option<&mut FogTracks>) -> bool {
        let received = self.received_under(&self.strain);
        if received <= 0.0 {
            self.lag_until_us = NEVER;
        } else if self.received <= 0.0 && self.lag_us > 0 {
            self.lag_until_us = now.saturating_add(self.lag_us);
        }
        self.received = received;
        let output = self.output_with(now, heat, &self.strain);
        let changed = output != self.output;
        self.owes_heat &= self.strain.cold || heat < 1.0;
        if changed {
            self.fluid = self.fluid(now);
            self.heat = heat;
            self.crossed_us = NEVER;
            self.since_us = now;
            self.output = output;
            self.set_rate();
        }
        if let Some(tracks) = tracks {
            tracks.commanded.push(Piece::constant(now, self.level));
            if changed || anew {
                self.record(now, tracks);
            }
        }
        changed
    }

    fn set_rate(&mut self) {
        let off = !self.warm || self.strain.cold;
        self.heat_rate = if off { 0.0 } else { (self.sustain - self.output) * self.drain };
        if self.heat >= 1.0 && self.heat_rate > 0.0 {
            self.heat_rate = 0.0;
        }
        self.heat_event_us = if self.cut && self.heat_rate > 0.0 {
            after(self.since_us, (self.ready_at - self.heat) / self.heat_rate)
        } else if !self.cut && self.heat_rate < 0.0 {
            after(self.since_us, self.heat / -self.heat_rate)
        } else {
            NEVER
        };
        self.tank_event_us = if self.has_tank && !self.empty && self.flow * self.output > 0.0 {
            after(self.since_us, self.fluid / (self.flow * self.output))
        } else {
            NEVER
        };
    }

    fn record(&self, now: i64, tracks: &mut FogTracks) {
        tracks.output.push(Piece::constant(now, self.output));
        tracks.heat.push(Piece::line(now, self.heat, self.heat_rate));
        if self.heat_rate > 0.0 && self.heat < 1.0 {
            let full = after(now, (1.0 - self.heat) / self.heat_rate);
            if full > now && full < NEVER {
                tracks.heat.push(Piece::constant(full, 1.0));
            }
        }
        if self.has_tank {
            tracks.tank.push(Piece::line(now, self.fluid, -self.flow * self.output));
        }
    }

    /// The curves at the top of the show.
    pub fn tracks(&self) -> FogTracks {
        let mut tracks = FogTracks { commanded: Track::at(0.0), ..FogTracks::default() };
        self.record(0, &mut tracks);
        tracks
    }

    /// Whether what is wanted now exceeds what the empty heater gives (for telling what arose by itself).
    pub fn starved(&self, now: i64) -> bool {
        self.cut || (self.on_cold == OnCold::Ramp && self.heat(now) <= 0.0 && self.heat_rate <= 0.0 && self.warm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full_burst(sheet: FogMachine) -> Fogger {
        let mut f = Fogger::new(&sheet);
        f.command(0, 1.0, NEVER, None);
        assert_eq!(f.next_us(), micros(sheet.lag));
        f.wake(micros(sheet.lag), None);
        f
    }

    #[test]
    fn full_output_empties_a_full_heater_in_thirty_seconds_and_it_is_ready_thirty_five_later() {
        let mut f = full_burst(FogMachine::default());
        assert_eq!(f.output(), 1.0);
        assert_eq!(f.next_us(), 30_700_000);
        assert_eq!(f.wake(30_700_000, None), (Some(Happened::HeatOut), true));
        assert_eq!(f.output(), 0.0);
        assert_eq!(f.next_us(), 65_700_000);
        assert_eq!(f.wake(65_700_000, None), (Some(Happened::Ready), true));
        assert_eq!(f.output(), 1.0, "what is still commanded comes out again, without lag");
    }

    #[test]
    fn rule_32_a_ramp_falls_to_what_it_can_sustain() {
        let mut f = full_burst(FogMachine { on_cold: OnCold::Ramp, ..FogMachine::default() });
        f.wake(30_700_000, None);
        assert_eq!(f.output(), 0.3);
        f.command(40_000_000, 0.1, NEVER, None);
        assert_eq!(f.output(), 0.1, "below sustain: it heats again");
        f.command(50_000_000, 0.9, NEVER, None);
        assert_eq!(f.output(), 0.9, "given in full until the heater is empty again");
    }

    #[test]
    fn an_idle_heater_refills_in_seventy_seconds() {
        let mut f = full_burst(FogMachine::default());
        f.wake(30_700_000, None);
        f.command(30_700_000, 0.0, NEVER, None);
        assert!((f.heat(30_700_000 + 35_000_000) - 0.5).abs() < 1e-9);
        assert!((f.heat(30_700_000 + 70_000_000) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn rule_34_an_empty_tank_is_dry() {
        let mut f = full_burst(FogMachine { tank: Some(5.0), ..FogMachine::default() });
        assert_eq!(f.next_us(), 5_700_000);
        assert_eq!(f.wake(5_700_000, None), (Some(Happened::TankEmpty), true));
        assert_eq!(f.output(), 0.0);
    }
}
