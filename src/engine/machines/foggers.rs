//! Foggers and the air at work in a run.

use super::AIR;
use super::FIRST_FOGGER;
use crate::engine::Engine;
use crate::engine::queue::Job;
use crate::engine::score::Ix;
use crate::engine::score::Place;
use crate::fault::FaultKind;
use crate::machine::NEVER;
use crate::machine::fog;
use crate::machine::micros;
use crate::run::ArisenKind;
use crate::run::What;
use crate::sheet::OnCold;

impl Engine<'_> {
    pub(in crate::engine) fn command_fog(&mut self, fogger: Ix, level: f64, for_us: Option<i64>, event: Ix) {
        let until = for_us.map_or(NEVER, |d| self.now.saturating_add(d));
        let m = &mut self.machines;
        let tracks = m.tracks.as_mut().map(|t| &mut t.fog[fogger as usize]);
        m.foggers[fogger as usize].command(self.now, level, until, tracks);
        self.fog_changed(fogger, Some(event));
    }

    pub(in crate::engine) fn wake_fogger(&mut self, fogger: Ix) {
        let m = &mut self.machines;
        let tracks = m.tracks.as_mut().map(|t| &mut t.fog[fogger as usize]);
        let (happened, _) = m.foggers[fogger as usize].wake(self.now, tracks);
        let (machine, sheet) = &self.score.foggers[fogger as usize];
        let (machine, ramp) = (*machine, sheet.on_cold == OnCold::Ramp);
        let cause = self.machines.causes[(FIRST_FOGGER + fogger) as usize];
        match happened {
            Some(fog::Happened::HeatOut) => {
                if self.machines.foggers[fogger as usize].owes_heat {
                    self.blame_cold(machine);
                }
                self.record(What::HeatOut(machine), cause);
                self.arises(machine, if ramp { ArisenKind::Ramp } else { ArisenKind::CutOut });
            }
            Some(fog::Happened::Ready) => {
                self.record(What::HeatReady(machine), cause);
                self.subsides(machine);
            }
            Some(fog::Happened::TankEmpty) => {
                self.record(What::TankEmpty(machine), cause);
                self.subsides(machine);
                self.arises(machine, ArisenKind::TankEmpty);
                self.arisen_open[machine as usize] = None;
            }
            None => {}
        }
        self.fog_changed(fogger, cause);
    }

    pub(in crate::engine) fn fog_changed(&mut self, fogger: Ix, cause: Option<Ix>) {
        self.machines.touch(FIRST_FOGGER + fogger, cause);
        let (machine, sheet) = &self.score.foggers[fogger as usize];
        let machine = *machine;
        if sheet.on_cold == OnCold::Ramp
            && self.arisen_open[machine as usize].is_some()
            && !self.machines.foggers[fogger as usize].starved(self.now)
        {
            self.subsides(machine);
        }
        self.blame_fog(fogger, machine);
        let source = self.machines.foggers.iter().map(|f| f.fill_rate * f.output()).sum();
        if self.machines.air.set_source(self.now, source) {
            self.machines.note_air(self.now, Some(source));
            let piece = self.machines.air.piece();
            if let Some(t) = &mut self.machines.tracks {
                t.density.push(piece);
            }
            self.machines.touch(AIR, cause);
            self.air_changed(cause);
        }
    }

    /// Which faults in force change what comes out (rule 56).
    pub(in crate::engine) fn blame_fog(&mut self, fogger: Ix, machine: Ix) {
        let mut in_force = 0;
        let mut any_felt = false;
        for f in self.night.machine_faults.of(machine) {
            let times = self.run.faults[f as usize];
            if times.began_us.is_none() {
                continue;
            }
            let one = &self.machines.foggers[fogger as usize];
            let felt = if self.fault_on[f as usize] {
                in_force += 1;
                one.output_under(self.now, &self.fog_strain(machine, Some(f))) != one.output()
            } else {
                // A heater that was off is felt until it is hot again.
                matches!(self.night.faults[f as usize].what, FaultKind::Cold) && one.misses_heat(self.now)
            };
            any_felt |= felt;
            self.run.faults[f as usize].took_effect |= felt;
        }
        let one = &self.machines.foggers[fogger as usize];
        if !any_felt && in_force > 1 && one.output_under(self.now, &fog::Strain::none()) != one.output() {
            // Each would do without the others: then it is all of them.
            for f in self.night.machine_faults.of(machine) {
                let f = f as usize;
                self.run.faults[f].took_effect |= self.fault_on[f];
            }
        }
    }

    /// A heater that ran empty and was never full again after a Cold ran empty because of it.
    pub(in crate::engine) fn blame_cold(&mut self, machine: Ix) {
        for f in self.night.machine_faults.of(machine) {
            let f = f as usize;
            let cold = matches!(self.night.faults[f].what, FaultKind::Cold);
            self.run.faults[f].took_effect |= cold && self.run.faults[f].began_us.is_some();
        }
    }

    pub(in crate::engine) fn fog_strain(&self, machine: Ix, except: Option<Ix>) -> fog::Strain {
        let mut strain = fog::Strain::none();
        for f in self.night.machine_faults.of(machine) {
            if !self.fault_on[f as usize] || Some(f) == except {
                continue;
            }
            match self.night.faults[f as usize].what {
                FaultKind::Weak(factor) => strain.weak *= factor,
                FaultKind::Dropout(_) | FaultKind::Dry => strain.blocked = true,
                FaultKind::Stutter(..) => {
                    strain.blocked |= self.machines.stutter_off.get(f as usize).copied().unwrap_or(false);
                }
                FaultKind::Cold => strain.cold = true,
                FaultKind::StuckOn => strain.stuck_on = true,
                FaultKind::SignalLoss(_) => strain.no_signal = true,
                _ => {}
            }
        }
        strain
    }

    pub(in crate::engine) fn air_changed(&mut self, cause: Option<Ix>) {
        let cause = cause.or(self.machines.causes[AIR as usize]);
        let score = self.score;
        for (i, (_, _, atom)) in score.air_thresholds.iter().enumerate() {
            let holds = self.machines.air.thresholds[i].holds;
            self.set_atom(*atom, holds, cause);
        }
    }

    /// A stutter goes on or off.
    pub(in crate::engine) fn stutter(&mut self, f: Ix) {
        if !self.fault_on[f as usize] {
            return;
        }
        let (FaultKind::Stutter(on, off, _), crate::engine::night::Target::Machine(machine, Place::Fogger(fogger))) =
            (&self.night.faults[f as usize].what, self.night.faults[f as usize].target)
        else {
            return;
        };
        let (on_us, off_us) = (micros(*on), micros(*off));
        let now_off = !self.machines.stutter_off[f as usize];
        self.machines.stutter_off[f as usize] = now_off;
        if on_us > 0 && off_us > 0 {
            let next = self.now + if now_off { off_us } else { on_us };
            self.at(next, Job::Stutter(f), None);
        }
        self.restrain_fog(fogger, machine, None);
    }

    pub(in crate::engine) fn restrain_fog(&mut self, fogger: Ix, machine: Ix, event: Option<Ix>) {
        let strain = self.fog_strain(machine, None);
        let m = &mut self.machines;
        let tracks = m.tracks.as_mut().map(|t| &mut t.fog[fogger as usize]);
        m.foggers[fogger as usize].set_strain(self.now, &strain, tracks);
        self.fog_changed(fogger, event);
    }
}
