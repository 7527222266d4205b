//! Light and sound at work in a run.

use crate::engine::Engine;
use crate::engine::score::Ix;
use crate::fault::FaultKind;
use crate::machine::micros;

impl Engine<'_> {
    pub(in crate::engine) fn command_light(&mut self, lamp: Ix, level: f64, over_us: i64, event: Ix) {
        let m = &mut self.machines;
        let tracks = m.tracks.as_mut().map(|t| &mut t.lamps[lamp as usize]);
        m.lamps[lamp as usize].fade(self.now, level, over_us, tracks);
        self.lamp_changed(lamp, Some(event));
        // A fade that cannot be seen is the fault's doing.
        if self.machines.lamps[lamp as usize].output(self.now) != level {
            self.blame_light(self.score.lamps[lamp as usize]);
        }
    }

    pub(in crate::engine) fn lamp_changed(&mut self, lamp: Ix, cause: Option<Ix>) {
        let score = self.score;
        if score.lamp_thresholds[lamp as usize].is_empty() {
            return;
        }
        let unit = self.machines.first_lamp() + lamp;
        self.machines.touch(unit, cause);
        let cause = self.machines.causes[unit as usize];
        for (i, (_, atom)) in score.lamp_thresholds[lamp as usize].iter().enumerate() {
            let holds = self.machines.lamps[lamp as usize].thresholds[i].holds;
            self.set_atom(*atom, holds, cause);
        }
    }

    pub(in crate::engine) fn blame_light(&mut self, machine: Ix) {
        for f in self.night.machine_faults.of(machine) {
            let f = f as usize;
            self.run.faults[f].took_effect |= self.fault_on[f];
        }
    }

    pub(in crate::engine) fn restrain_rig(
        &mut self,
        f: Ix,
        machine: Ix,
        (first, count): (Ix, Ix),
        event: Ix,
        begins: bool,
    ) {
        let in_force = |black: bool| {
            self.night.machine_faults.of(machine).any(|f| {
                self.fault_on[f as usize]
                    && match self.night.faults[f as usize].what {
                        FaultKind::Blackout(_) => black,
                        FaultKind::Freeze(_) => !black,
                        _ => false,
                    }
            })
        };
        let (black, freeze) = (in_force(true), in_force(false));
        for lamp in first..first + count {
            let m = &mut self.machines;
            let tracks = m.tracks.as_mut().map(|t| &mut t.lamps[lamp as usize]);
            let fading = m.lamps[lamp as usize].is_fading(self.now);
            if m.lamps[lamp as usize].set_strain(self.now, black, freeze, tracks) || (begins && fading) {
                self.run.faults[f as usize].took_effect = true;
            }
            let m = &self.machines.lamps[lamp as usize];
            if !self.fault_on[f as usize] && m.output(self.now) != m.desk(self.now) {
                // This one is over, and another goes on that keeps the light as it is.
                self.blame_light(machine);
            }
            self.lamp_changed(lamp, Some(event));
        }
    }

    /// When the play will be done; `None` on a dead system.
    pub(in crate::engine) fn command_play(&mut self, player: Ix, seconds: f64, by: (Ix, Ix)) -> Option<i64> {
        let machine = self.score.players[player as usize];
        let done = self.machines.players[player as usize].play(self.now, seconds);
        if let Some(done) = done {
            self.machines.plays[player as usize].push((done, by));
        }
        for f in self.night.machine_faults.of(machine) {
            let f = f as usize;
            self.run.faults[f].took_effect |= self.fault_on[f];
        }
        done
    }

    pub(in crate::engine) fn sound_fault(&mut self, f: Ix, machine: Ix, player: Ix, event: Ix) {
        let at = player as usize;
        let mut late_us = 0;
        let mut dead = false;
        for f in self.night.machine_faults.of(machine) {
            if self.fault_on[f as usize] {
                match self.night.faults[f as usize].what {
                    FaultKind::Late(s) => late_us += micros(s),
                    FaultKind::Dead => dead = true,
                    _ => {}
                }
            }
        }
        let goes_dead = dead && !self.machines.players[at].dead;
        self.machines.players[at].late_us = late_us;
        self.machines.players[at].dead = dead;
        if goes_dead {
            self.machines.players[at].cut(self.now);
            let plays = std::mem::take(&mut self.machines.plays[at]);
            for (done, by) in plays {
                if done >= self.now {
                    self.run.faults[f as usize].took_effect = true;
                    self.fail(by.0, Some(event));
                }
            }
        }
    }
}
