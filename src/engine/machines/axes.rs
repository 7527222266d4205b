//! Flying pieces, wagons and curtains at work in a run.

use super::PieceState;
use crate::engine::Engine;
use crate::engine::score::Ix;
use crate::fault::FaultKind;
use crate::machine::axis::{self, Felt, Outcome};
use crate::run::ArisenKind;

impl Engine<'_> {
    pub(in crate::engine) fn command_move(
        &mut self,
        piece: Ix,
        targets: &[(Ix, f64)],
        over_s: Option<f64>,
        by: (Ix, Ix),
        event: Ix,
    ) {
        // A motion is done at the moment a later command to the same machine is given (rule 26).
        if let Some(old) = self.machines.pieces[piece as usize].action.take() {
            self.action_is_done(old);
        }
        let first = self.score.pieces[piece as usize].first;
        let awaited = targets.iter().fold(0, |set, (axis, _)| set | (1 << axis));
        self.machines.pieces[piece as usize] = PieceState { action: Some(by), awaited, moved_us: self.now };
        for (axis, target) in targets {
            let i = first + axis;
            let m = &mut self.machines;
            let track = m.tracks.as_mut().map(|t| &mut t.drives[i as usize]);
            let outcome = m.drives[i as usize].command(self.now, *target, over_s, track);
            let unit = m.first_drive() + i;
            m.touch(unit, Some(event));
            self.drive_changed(i, outcome);
        }
        self.piece_arrived(piece);
    }

    pub(in crate::engine) fn drive_changed(&mut self, drive: Ix, outcome: Outcome) {
        let piece = self.score.drives[drive as usize].0;
        let table = &self.score.pieces[piece as usize];
        let (machine, first) = (table.machine, table.first);
        self.machines.curtains_moved |= table.curtain;
        self.machines.pieces[piece as usize].moved_us = self.now;
        let felt = std::mem::take(&mut self.machines.drives[drive as usize].felt);
        if felt != Felt::default() {
            self.blame_axis(machine, felt);
        }
        if outcome.arrived {
            self.machines.pieces[piece as usize].awaited &= !(1 << (drive - first));
            self.piece_arrived(piece);
        }
        if self.machines.drives[drive as usize].at_rest() && self.piece_at_rest(piece) {
            self.subsides(machine);
        }
        self.piece_truths(piece, drive);
    }

    pub(in crate::engine) fn piece_at_rest(&self, piece: Ix) -> bool {
        let p = &self.score.pieces[piece as usize];
        (p.first..p.first + p.count).all(|d| self.machines.drives[d as usize].at_rest())
    }

    pub(in crate::engine) fn piece_truths(&mut self, piece: Ix, drive: Ix) {
        let score = self.score;
        let cause = self.machines.causes[(self.machines.first_drive() + drive) as usize];
        for atom in &score.pieces[piece as usize].atoms {
            let holds = self.machines.truth(score, &score.atoms[*atom as usize]);
            self.set_atom(*atom, holds, cause);
        }
    }

    pub(in crate::engine) fn piece_arrived(&mut self, piece: Ix) {
        let state = &mut self.machines.pieces[piece as usize];
        if state.awaited == 0
            && let Some(by) = state.action.take()
        {
            self.action_is_done(by);
        }
    }

    pub(in crate::engine) fn blame_axis(&mut self, machine: Ix, felt: Felt) {
        let mut overloaded = false;
        for f in self.night.machine_faults.of(machine) {
            let f = f as usize;
            let on = self.fault_on[f];
            let felt_it = match self.night.faults[f].what {
                FaultKind::Slow(_) => on && felt.slow,
                FaultKind::Overload(_) => {
                    overloaded |= on;
                    on && felt.overload
                }
                // Whether it was in force when the brake was due; it may be over by now.
                FaultKind::LateBrake(_) => felt.late_at_us.is_some_and(|due| {
                    let times = self.run.faults[f];
                    times.began_us.is_some_and(|b| b <= due) && times.ended_us.is_none_or(|e| e > due)
                }),
                FaultKind::StopsShort(_) => on && felt.short,
                FaultKind::Jam(_) | FaultKind::EStop(_) => on && felt.stop,
                _ => false,
            };
            self.run.faults[f].took_effect |= felt_it;
        }
        if felt.underpowered && !overloaded {
            self.arises(machine, ArisenKind::Underpowered);
        }
    }

    pub(in crate::engine) fn restrain_piece(&mut self, piece: Ix, machine: Ix, event: Ix, begins: bool) {
        let curtain = self.score.pieces[piece as usize].curtain;
        let mut strain = axis::Strain::default();
        for f in self.night.machine_faults.of(machine) {
            if !self.fault_on[f as usize] {
                continue;
            }
            match self.night.faults[f as usize].what {
                FaultKind::Slow(factor) => strain.slow *= factor,
                FaultKind::Overload(factor) => strain.overload *= factor,
                FaultKind::LateBrake(s) => strain.late_s += s,
                FaultKind::StopsShort(m) => strain.short += m,
                FaultKind::Jam(_) => strain.jam = true,
                FaultKind::EStop(_) if curtain => strain.jam = true,
                FaultKind::EStop(_) => strain.estop = true,
                _ => {}
            }
        }
        let (first, count) = {
            let p = &self.score.pieces[piece as usize];
            (p.first, p.count)
        };
        for i in first..first + count {
            let m = &mut self.machines;
            let track = m.tracks.as_mut().map(|t| &mut t.drives[i as usize]);
            let outcome = m.drives[i as usize].set_strain(self.now, strain, track);
            // One stop is over and another goes on: that one keeps it now.
            m.drives[i as usize].felt.stop |= !begins && m.drives[i as usize].is_kept();
            let unit = m.first_drive() + i;
            // The command stays the cause of where it goes; with none, the fault is.
            let cause = if m.causes[unit as usize].is_none() { Some(event) } else { None };
            m.touch(unit, cause);
            self.drive_changed(i, outcome);
        }
    }
}
