//! Machines that a person stops: a fade-all, or a stop-all.

use super::FIRST_FOGGER;
use crate::engine::Engine;
use crate::engine::score::Ix;
use crate::machine::NEVER;
use crate::machine::axis::Outcome;

/// How long sound takes to fade out in a fade-all, µs.
pub(in crate::engine) const FADE_OUT_US: i64 = 2_000_000;

impl Engine<'_> {
    /// Motions brake (softly) or stop dead, fog stops, sound fades out or is cut; in a stop-all fades of light stop where
    /// they are, in a fade-all they go on to their end, so that nobody stands in the dark.
    pub(in crate::engine) fn stop_machines(&mut self, softly: bool, event: Ix) {
        for piece in 0..self.machines.pieces.len() {
            self.machines.pieces[piece] = super::PieceState { moved_us: self.now, ..super::PieceState::default() };
        }
        for drive in 0..self.machines.drives.len() {
            let m = &mut self.machines;
            // What a fade-all is braking has nothing to do any more, and a stop-all stops it dead all the same.
            let brakes = !softly && m.drives[drive].moves();
            if !m.drives[drive].busy() && !brakes {
                continue;
            }
            let track = m.tracks.as_mut().map(|t| &mut t.drives[drive]);
            m.drives[drive].halt(self.now, softly, track);
            let unit = m.first_drive() + drive as Ix;
            m.touch(unit, Some(event));
            self.drive_changed(drive as Ix, Outcome::default());
        }
        for fogger in 0..self.machines.foggers.len() {
            let m = &mut self.machines;
            let tracks = m.tracks.as_mut().map(|t| &mut t.fog[fogger]);
            if m.foggers[fogger].command(self.now, 0.0, NEVER, tracks) {
                m.touch(FIRST_FOGGER + fogger as Ix, Some(event));
            }
            self.fog_changed(fogger as Ix, Some(event));
        }
        for lamp in 0..self.machines.lamps.len() {
            let m = &mut self.machines;
            if softly || !m.lamps[lamp].is_fading(self.now) {
                continue;
            }
            let level = m.lamps[lamp].desk(self.now);
            let tracks = m.tracks.as_mut().map(|t| &mut t.lamps[lamp]);
            m.lamps[lamp].fade(self.now, level, 0, tracks);
            self.lamp_changed(lamp as Ix, Some(event));
        }
        let silent_us = if softly { self.now + FADE_OUT_US } else { self.now };
        for player in 0..self.machines.players.len() {
            self.machines.players[player].cut(silent_us);
            self.machines.plays[player].clear();
        }
    }
}
