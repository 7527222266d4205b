//! Costumes and quick changes at work in a run.

use super::WARDROBE;
use crate::engine::Engine;
use crate::engine::score::Ix;
use crate::fault::FaultKind;
use crate::machine::costume::{Change, Delay, Happened};
use crate::machine::micros;
use crate::run::What;

impl Engine<'_> {
    pub(in crate::engine) fn command_change(&mut self, change: Change, event: Ix) {
        self.machines.wardrobe.change(change, self.now);
        self.machines.touch(WARDROBE, Some(event));
        self.wardrobe_changed();
    }

    pub(in crate::engine) fn command_remove(&mut self, costume: Ix, over_us: i64, event: Ix) {
        self.machines.wardrobe.remove(costume as usize, self.now, over_us);
        self.machines.touch(WARDROBE, Some(event));
        self.wardrobe_changed();
    }

    pub(in crate::engine) fn command_secure(&mut self, costume: Ix, event: Ix) {
        self.machines.wardrobe.secure(costume as usize, self.now);
        self.machines.touch(WARDROBE, Some(event));
        self.wardrobe_changed();
    }

    pub(in crate::engine) fn wardrobe_changed(&mut self) {
        let score = self.score;
        let cause = self.machines.causes[WARDROBE as usize];
        let mut happened = std::mem::take(&mut self.happened);
        std::mem::swap(&mut happened, &mut self.machines.wardrobe.happened);
        for h in happened.drain(..) {
            match h {
                Happened::Began(change) => {
                    let asked = self.cues[change.by.0 as usize].started_event;
                    self.record(What::ChangeBegan(change.by.0, change.by.1), asked);
                }
                Happened::Waits(change, nobody) => {
                    if let Some(costume) = nobody {
                        self.blame_no_dresser(costume as Ix);
                    }
                    if self.waits_noted.insert(change.by) {
                        let asked = self.cues[change.by.0 as usize].started_event;
                        self.record(What::ChangeWaits(change.by.0, change.by.1), asked);
                    }
                }
                Happened::Done(change) => self.action_is_done(change.by),
                Happened::Felt(f) => self.run.faults[f as usize].took_effect = true,
                Happened::Moved(costume) => {
                    let m = &mut self.machines;
                    if let Some(t) = &mut m.tracks {
                        m.wardrobe.record(costume, self.now, &mut t.costumes[costume]);
                    }
                    for atom in &score.costume_atoms[costume] {
                        let holds = self.machines.truth(score, &score.atoms[*atom as usize]);
                        self.set_atom(*atom, holds, cause);
                    }
                }
            }
        }
        self.happened = happened;
    }

    pub(in crate::engine) fn blame_no_dresser(&mut self, costume: Ix) {
        let machine = self.score.costumes[costume as usize].0;
        for f in self.night.machine_faults.of(machine) {
            let f = f as usize;
            if self.fault_on[f] && matches!(self.night.faults[f].what, FaultKind::NoDresser(_)) {
                self.run.faults[f].took_effect = true;
            }
        }
    }

    pub(in crate::engine) fn costume_fault(&mut self, f: Ix, machine: Ix, costume: Ix, event: Ix, begins: bool) {
        let at = costume as usize;
        match self.night.faults[f as usize].what {
            FaultKind::Slips if begins => {
                self.fault_on[f as usize] = false;
                self.run.faults[f as usize].ended_us = Some(self.now);
                self.machines.touch(WARDROBE, Some(event));
                self.run.faults[f as usize].took_effect = self.machines.wardrobe.slips(at, self.now);
            }
            FaultKind::NoDresser(_) => {
                let none = self.night.machine_faults.of(machine).any(|f| {
                    self.fault_on[f as usize] && matches!(self.night.faults[f as usize].what, FaultKind::NoDresser(_))
                });
                self.machines.wardrobe.set_no_dresser(at, none);
                self.machines.touch(WARDROBE, None);
            }
            FaultKind::Jams(s) if begins => {
                self.machines.wardrobe.jam(at, Delay { fault: f, by_us: micros(s) });
                self.machines.touch(WARDROBE, None);
            }
            FaultKind::WrongSide(s) if begins => {
                self.machines.wardrobe.wrong_side(at, Delay { fault: f, by_us: micros(s) });
            }
            FaultKind::Jams(_) | FaultKind::WrongSide(_) => self.machines.wardrobe.forget_delay(at, f),
            _ => {}
        }
        self.wardrobe_changed();
    }
}
