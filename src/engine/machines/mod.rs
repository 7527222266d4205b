//! The machines at work: commands in, changes and truths out; what faults do to them, and what they write down.

mod axes;
mod foggers;
mod light_sound;
mod stop;
mod wardrobe;

use super::Engine;
use super::queue::Job;
use super::score::{Atom, Ix, PieceTable, Place, Score};
use crate::fault::FaultKind;
use crate::machine::air::{self, Air};
use crate::machine::axis::Drive;
use crate::machine::costume::{CostumeTracks, Wardrobe};
use crate::machine::curve::Track;
use crate::machine::fog::{FogTracks, Fogger};
use crate::machine::light::{AreaTracks, Lamp};
use crate::machine::sound::Player;
use crate::machine::{NEVER, micros};
use crate::run::{Arisen, ArisenKind, MachineTrack, Run};

/// A play under way: when it will be done, and whose it is.
type Play = (i64, (Ix, Ix));

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct PieceState {
    /// The motion that is not done yet.
    action: Option<(Ix, Ix)>,
    /// Drives it still waits for.
    awaited: u64,
    /// When it was last commanded or changed by itself.
    moved_us: i64,
}

impl Default for PieceState {
    fn default() -> Self {
        Self { action: None, awaited: 0, moved_us: i64::MIN }
    }
}

/// All machines of the show at work.
#[derive(Debug)]
pub(in crate::engine) struct Machines {
    foggers: Vec<Fogger>,
    drives: Vec<Drive>,
    pieces: Vec<PieceState>,
    air: Air,
    /// What happens to the air, where somebody wants to know.
    air_steps: Option<Vec<air::Step>>,
    lamps: Vec<Lamp>,
    wardrobe: Wardrobe,
    players: Vec<Player>,
    plays: Vec<Vec<Play>>,
    /// Whether the stutter of a fault is in its off part.
    stutter_off: Vec<bool>,
    tracks: Option<Tracks>,
    /// Per unit that can wake: when it is scheduled to, and the event that last changed it.
    wake_at: Vec<i64>,
    causes: Vec<Option<Ix>>,
    touched: Vec<Ix>,
    curtains_moved: bool,
    all_open: bool,
}

#[derive(Clone, Debug, Default)]
struct Tracks {
    fog: Vec<FogTracks>,
    drives: Vec<Track>,
    lamps: Vec<AreaTracks>,
    costumes: Vec<CostumeTracks>,
    density: Track,
}

/// What each list has is cloned into the memory of what was there.
impl Clone for Machines {
    fn clone(&self) -> Self {
        Self {
            foggers: self.foggers.clone(),
            drives: self.drives.clone(),
            pieces: self.pieces.clone(),
            air: self.air.clone(),
            air_steps: self.air_steps.clone(),
            lamps: self.lamps.clone(),
            wardrobe: self.wardrobe.clone(),
            players: self.players.clone(),
            plays: self.plays.clone(),
            stutter_off: self.stutter_off.clone(),
            tracks: self.tracks.clone(),
            wake_at: self.wake_at.clone(),
            causes: self.causes.clone(),
            touched: self.touched.clone(),
            curtains_moved: self.curtains_moved,
            all_open: self.all_open,
        }
    }

    fn clone_from(&mut self, from: &Self) {
        self.foggers.clone_from(&from.foggers);
        self.drives.clone_from(&from.drives);
        self.pieces.clone_from(&from.pieces);
        self.air.clone_from(&from.air);
        self.air_steps.clone_from(&from.air_steps);
        self.lamps.clone_from(&from.lamps);
        self.wardrobe.clone_from(&from.wardrobe);
        self.players.clone_from(&from.players);
        self.plays.clone_from(&from.plays);
        self.stutter_off.clone_from(&from.stutter_off);
        self.tracks.clone_from(&from.tracks);
        self.wake_at.clone_from(&from.wake_at);
        self.causes.clone_from(&from.causes);
        self.touched.clone_from(&from.touched);
        (self.curtains_moved, self.all_open) = (from.curtains_moved, from.all_open);
    }
}

/// What can wake by itself: the air, the wardrobe, then foggers, drives, lamps.
const AIR: Ix = 0;
const WARDROBE: Ix = 1;
const FIRST_FOGGER: Ix = 2;

impl Machines {
    pub(super) fn new(score: &Score, tracks: bool) -> Self {
        let foggers: Vec<Fogger> = score.foggers.iter().map(|(_, f)| Fogger::new(f)).collect();
        let drives: Vec<Drive> = score.drives.iter().map(|(_, law)| Drive::new(*law)).collect();
        let lamps: Vec<Lamp> =
            score.lamp_thresholds.iter().map(|list| Lamp::new(list.iter().map(|(at, _)| *at))).collect();
        let laws: Vec<_> = score.costumes.iter().map(|(_, law)| *law).collect();
        let wardrobe = Wardrobe::new(&laws, score.wearers, score.dressers);
        let air = Air::new(score.air_changes, score.air_thresholds.iter().map(|(side, at, _)| (*side, *at)));
        let units = FIRST_FOGGER as usize + foggers.len() + drives.len() + lamps.len();
        let tracks = tracks.then(|| {
            let mut costumes = vec![CostumeTracks::default(); laws.len()];
            for (i, t) in costumes.iter_mut().enumerate() {
                wardrobe.record(i, 0, t);
            }
            Tracks {
                fog: foggers.iter().map(Fogger::tracks).collect(),
                drives: drives.iter().map(|d| Track::at(d.sample(0).0)).collect(),
                lamps: vec![AreaTracks { output: Track::at(0.0), desk: Track::at(0.0) }; lamps.len()],
                costumes,
                density: Track::at(0.0),
            }
        });
        Self {
            pieces: vec![PieceState::default(); score.pieces.len()],
            players: vec![Player::default(); score.players.len()],
            plays: vec![Vec::new(); score.players.len()],
            stutter_off: Vec::new(),
            air_steps: None,
            wake_at: vec![NEVER; units],
            causes: vec![None; units],
            touched: Vec::new(),
            curtains_moved: true,
            all_open: false,
            foggers,
            drives,
            air,
            lamps,
            wardrobe,
            tracks,
        }
    }

    /// Every atom's truth at the top of the show.
    pub(super) fn first_truth(&self, score: &Score) -> Vec<bool> {
        score.atoms.iter().map(|atom| self.truth(score, atom)).collect()
    }

    fn truth(&self, score: &Score, atom: &Atom) -> bool {
        match atom {
            Atom::At { piece, marks } => {
                let first = score.pieces[*piece as usize].first;
                marks.iter().all(|(axis, at)| self.drives[(first + axis) as usize].is_at(*at))
            }
            Atom::Worn(c) => self.wardrobe.is_worn(*c as usize),
            Atom::Bare(c) => self.wardrobe.is_bare(*c as usize),
            Atom::Air(i) => self.air.thresholds[*i as usize].holds,
            Atom::Lit(lamp, i) => self.lamps[*lamp as usize].thresholds[*i as usize].holds,
            Atom::Started(_) | Atom::Done(_) => false,
            Atom::Constant(b) => *b,
        }
    }

    /// Whether anything has changed that may wake at another time than was scheduled.
    pub(super) fn any_touched(&self) -> bool {
        !self.touched.is_empty()
    }

    pub(super) fn schedule_all(&mut self) {
        self.touched.extend(0..self.wake_at.len() as Ix);
    }

    /// Whether [`Machines::curtains_open`] has to be asked again.
    pub(super) fn have_curtains_moved(&self) -> bool {
        self.curtains_moved
    }

    /// Whether every curtain of the show is Open; with no curtain, always (rule 54).
    pub(super) fn curtains_open(&mut self, score: &Score) -> bool {
        if std::mem::take(&mut self.curtains_moved) {
            self.all_open = score.pieces.iter().filter(|p| p.curtain).all(|p| self.drives[p.first as usize].is_at(1.0));
        }
        self.all_open
    }

    /// When a piece was last commanded or changed by itself; in the far past where it never was.
    pub(in crate::engine) fn moved_us(&self, piece: Ix) -> i64 {
        self.pieces[piece as usize].moved_us
    }

    /// Whether after `now` both do the same, whatever was before. Pieces that are `strained` here need only stand where the
    /// others stand; the air need only have got the same.
    pub(in crate::engine) fn will_do_as(
        &self,
        other: &Self,
        score: &Score,
        now: i64,
        strained: &dyn Fn(Ix) -> bool,
    ) -> bool {
        let pieces = |(i, p): (usize, &PieceTable)| {
            let (a, b) = (&self.pieces[i], &other.pieces[i]);
            let drives = p.first as usize..(p.first + p.count) as usize;
            let as_strained = !strained(i as Ix);
            (a.action, a.awaited) == (b.action, b.awaited)
                && drives.into_iter().all(|d| self.drives[d].will_do_as(&other.drives[d], as_strained))
        };
        let to_come =
            |plays: &[Play]| -> Vec<Play> { plays.iter().copied().filter(|(done, _)| *done >= now).collect() };
        score.pieces.iter().enumerate().all(pieces)
            && self.foggers.iter().zip(&other.foggers).all(|(a, b)| a.will_do_as(b, now))
            && (self.air.thresholds.len() <= air::TRUTHS_MAX || self.air.will_do_as(&other.air))
            && self.lamps.iter().zip(&other.lamps).all(|(a, b)| a.will_do_as(b, now))
            && self.wardrobe == other.wardrobe
            && self.players.iter().zip(&other.players).all(|(a, b)| (a.late_us, a.dead) == (b.late_us, b.dead))
            && self.plays.iter().zip(&other.plays).all(|(a, b)| to_come(a) == to_come(b))
    }

    /// Has it told what happens to the air.
    pub(in crate::engine) fn watch_air(&mut self) {
        self.air_steps = Some(Vec::new());
    }

    pub(in crate::engine) fn take_air_steps(&mut self) -> Vec<air::Step> {
        self.air_steps.take().unwrap_or_default()
    }

    /// The air where it has something else behind it than the others' air.
    pub(in crate::engine) fn own_air(&self, other: &Self) -> Option<Air> {
        (!self.air.will_do_as(&other.air)).then(|| self.air.clone())
    }

    /// Has this air from now on.
    pub(in crate::engine) fn set_air(&mut self, air: Air) {
        self.air = air;
        self.wake_at[AIR as usize] = NEVER;
        self.touch(AIR, None);
    }

    fn note_air(&mut self, at_us: i64, source: Option<f64>) {
        if let Some(steps) = &mut self.air_steps {
            steps.push(air::Step { at_us, source, truths: self.air.truths() });
        }
    }

    /// Takes over the state of others, but for pieces that are `strained`: nobody has touched those.
    pub(in crate::engine) fn take_over(&mut self, from: &Self, score: &Score, strained: &dyn Fn(Ix) -> bool) {
        // Nothing stutters, and nothing is left to be looked at.
        self.stutter_off.clear();
        self.touched.clear();
        let first_drive = self.first_drive() as usize;
        for (i, p) in score.pieces.iter().enumerate() {
            if !strained(i as Ix) {
                self.pieces[i] = from.pieces[i];
                for d in p.first as usize..(p.first + p.count) as usize {
                    self.drives[d].clone_from(&from.drives[d]);
                    self.wake_at[first_drive + d] = from.wake_at[first_drive + d];
                }
            }
        }
        self.foggers.clone_from(&from.foggers);
        self.air.clone_from(&from.air);
        self.lamps.clone_from(&from.lamps);
        self.wardrobe.clone_from(&from.wardrobe);
        self.players.clone_from(&from.players);
        self.plays.clone_from(&from.plays);
        let first_lamp = self.first_lamp() as usize;
        self.wake_at[..first_drive].copy_from_slice(&from.wake_at[..first_drive]);
        self.wake_at[first_lamp..].copy_from_slice(&from.wake_at[first_lamp..]);
        (self.curtains_moved, self.all_open) = (from.curtains_moved, from.all_open);
    }

    fn first_drive(&self) -> Ix {
        FIRST_FOGGER + self.foggers.len() as Ix
    }

    fn first_lamp(&self) -> Ix {
        self.first_drive() + self.drives.len() as Ix
    }

    fn touch(&mut self, unit: Ix, cause: Option<Ix>) {
        self.touched.push(unit);
        if cause.is_some() {
            self.causes[unit as usize] = cause;
        }
    }

    fn next_us(&self, unit: Ix, now: i64) -> i64 {
        let (drive, lamp) = (self.first_drive(), self.first_lamp());
        match unit {
            AIR => self.air.next_us(),
            WARDROBE => self.wardrobe.next_us(now),
            u if u < drive => self.foggers[(u - FIRST_FOGGER) as usize].next_us(),
            u if u < lamp => self.drives[(u - drive) as usize].next_us(),
            u => self.lamps[(u - lamp) as usize].next_us(),
        }
    }

    /// Hands the tracks to the run.
    pub(super) fn write_tracks(&mut self, score: &Score, run: &mut Run) {
        let Some(mut tracks) = self.tracks.take() else { return };
        let Self { players, .. } = self;
        let mut take = |place: &Place| match *place {
            Place::Fogger(i) => {
                let t = std::mem::take(&mut tracks.fog[i as usize]);
                let has_tank = score.foggers[i as usize].1.tank.is_some();
                MachineTrack::Fog {
                    commanded: t.commanded,
                    output: t.output,
                    heat: t.heat,
                    tank: has_tank.then_some(t.tank),
                }
            }
            Place::Piece(i) => {
                let p = &score.pieces[i as usize];
                let mut axes: Vec<Track> =
                    (p.first..p.first + p.count).map(|d| std::mem::take(&mut tracks.drives[d as usize])).collect();
                if p.curtain {
                    MachineTrack::Curtain { opening: axes.pop().unwrap_or_default() }
                } else {
                    MachineTrack::Piece { axes }
                }
            }
            Place::Costume(i) => {
                let t = std::mem::take(&mut tracks.costumes[i as usize]);
                MachineTrack::Costume { level: t.level, state: t.state }
            }
            Place::Rig(first, count) => {
                let areas = (first..first + count).map(|l| std::mem::take(&mut tracks.lamps[l as usize]));
                let (output, desk) = areas.map(|t| (t.output, t.desk)).unzip();
                MachineTrack::Light { output, desk }
            }
            Place::Player(i) => MachineTrack::Sound { plays: std::mem::take(&mut players[i as usize].plays) },
        };
        run.machines = score.places.iter().map(&mut take).collect();
        run.density = tracks.density;
    }
}

impl Engine<'_> {
    /// Schedules what has changed since the last job.
    pub(in crate::engine) fn push_wakes(&mut self, cause: Option<Ix>) {
        while let Some(unit) = self.machines.touched.pop() {
            let next = self.machines.next_us(unit, self.now).max(self.now);
            if next != self.machines.wake_at[unit as usize] {
                self.machines.wake_at[unit as usize] = next;
                self.at(next, Job::Wake(unit), cause);
            }
        }
    }

    /// A machine changes by itself.
    pub(in crate::engine) fn wake_machine(&mut self, unit: Ix, at_us: i64) {
        if self.machines.wake_at[unit as usize] != at_us {
            return;
        }
        self.machines.wake_at[unit as usize] = NEVER;
        self.machines.touched.push(unit);
        let (drive, lamp) = (self.machines.first_drive(), self.machines.first_lamp());
        match unit {
            AIR => {
                self.machines.air.wake(self.now);
                self.machines.note_air(self.now, None);
                self.air_changed(None);
            }
            WARDROBE => {
                self.machines.wardrobe.wake(self.now);
                self.wardrobe_changed();
            }
            u if u < drive => self.wake_fogger(u - FIRST_FOGGER),
            u if u < lamp => {
                let i = u - drive;
                let m = &mut self.machines;
                let track = m.tracks.as_mut().map(|t| &mut t.drives[i as usize]);
                let outcome = m.drives[i as usize].wake(self.now, track);
                self.drive_changed(i, outcome);
            }
            u => {
                self.machines.lamps[(u - lamp) as usize].wake(self.now);
                self.lamp_changed(u - lamp, None);
            }
        }
    }

    pub(in crate::engine) fn machine_fault(&mut self, f: Ix, machine: Ix, place: Place, event: Ix, begins: bool) {
        match place {
            Place::Fogger(fogger) => {
                if let FaultKind::Stutter(on, off, _) = self.night.faults[f as usize].what {
                    self.machines.stutter_off.resize(self.night.faults.len(), false);
                    let (on_us, off_us) = (micros(on), micros(off));
                    self.machines.stutter_off[f as usize] = begins && on_us == 0 && off_us > 0;
                    if begins && on_us > 0 && off_us > 0 {
                        self.at(self.now + on_us, Job::Stutter(f), None);
                    }
                }
                self.restrain_fog(fogger, machine, Some(event));
            }
            Place::Piece(piece) => self.restrain_piece(piece, machine, event, begins),
            Place::Costume(costume) => self.costume_fault(f, machine, costume, event, begins),
            Place::Rig(first, count) => self.restrain_rig(f, machine, (first, count), event, begins),
            Place::Player(player) => self.sound_fault(f, machine, player, event),
        }
    }

    fn arises(&mut self, machine: Ix, what: ArisenKind) {
        if self.arisen_open[machine as usize].is_none() {
            self.arisen_open[machine as usize] = Some(self.run.arisen.len() as Ix);
            self.run.arisen.push(Arisen { machine, what, began_us: self.now, ended_us: None });
        }
    }

    fn subsides(&mut self, machine: Ix) {
        if let Some(i) = self.arisen_open[machine as usize].take() {
            self.run.arisen[i as usize].ended_us = Some(self.now);
        }
    }
}
