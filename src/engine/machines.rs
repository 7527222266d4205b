//! The machines at work: commands in, changes and truths out; what faults do to them, and what they write down.

use super::Engine;
use super::queue::{Job, Phase};
use super::score::{Atom, Ix, Place, Score};
use crate::fault::FaultKind;
use crate::machine::air::Air;
use crate::machine::axis::{self, Drive, Felt, Outcome};
use crate::machine::costume::{Change, CostumeTracks, Delay, Happened, Wardrobe};
use crate::machine::curve::Track;
use crate::machine::fog::{self, FogTracks, Fogger};
use crate::machine::light::{AreaTracks, Lamp};
use crate::machine::sound::Player;
use crate::machine::{NEVER, micros};
use crate::run::{Arisen, ArisenKind, MachineTrack, Run, What};
use crate::sheet::OnCold;

/// A play under way: when it will be done, and whose it is.
type Play = (i64, (Ix, Ix));

#[derive(Clone, Debug, Default)]
struct PieceState {
    /// The motion that is not done yet.
    action: Option<(Ix, Ix)>,
    /// Drives it still waits for.
    awaited: u64,
}

/// All machines of the show at work.
pub(super) struct Machines {
    foggers: Vec<Fogger>,
    drives: Vec<Drive>,
    pieces: Vec<PieceState>,
    air: Air,
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

    pub(super) fn schedule_all(&mut self) {
        self.touched.extend(0..self.wake_at.len() as Ix);
    }

    /// Whether every curtain of the show is Open; with no curtain, always (rule 54).
    pub(super) fn curtains_open(&mut self, score: &Score) -> bool {
        if std::mem::take(&mut self.curtains_moved) {
            self.all_open = score.pieces.iter().filter(|p| p.curtain).all(|p| self.drives[p.first as usize].is_at(1.0));
        }
        self.all_open
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
    pub(super) fn push_wakes(&mut self, cause: Option<Ix>) {
        while let Some(unit) = self.machines.touched.pop() {
            let next = self.machines.next_us(unit, self.now).max(self.now);
            if next != self.machines.wake_at[unit as usize] {
                self.machines.wake_at[unit as usize] = next;
                self.at(next, Phase::Machine, u64::from(unit), Job::Wake(unit), cause);
            }
        }
    }

    /// A machine changes by itself.
    pub(super) fn wake_machine(&mut self, unit: Ix, at_us: i64) {
        if self.machines.wake_at[unit as usize] != at_us {
            return;
        }
        self.machines.wake_at[unit as usize] = NEVER;
        self.machines.touched.push(unit);
        let (drive, lamp) = (self.machines.first_drive(), self.machines.first_lamp());
        match unit {
            AIR => {
                self.machines.air.wake(self.now);
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

    // Fog and air.

    pub(super) fn command_fog(&mut self, fogger: Ix, level: f64, for_us: Option<i64>, event: Ix) {
        let until = for_us.map_or(NEVER, |d| self.now.saturating_add(d));
        let m = &mut self.machines;
        let tracks = m.tracks.as_mut().map(|t| &mut t.fog[fogger as usize]);
        m.foggers[fogger as usize].command(self.now, level, until, tracks);
        self.fog_changed(fogger, Some(event));
    }

    fn wake_fogger(&mut self, fogger: Ix) {
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

    fn fog_changed(&mut self, fogger: Ix, cause: Option<Ix>) {
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
            let piece = self.machines.air.piece();
            if let Some(t) = &mut self.machines.tracks {
                t.density.push(piece);
            }
            self.machines.touch(AIR, cause);
            self.air_changed(cause);
        }
    }

    /// Which faults in force change what comes out (rule 56).
    fn blame_fog(&mut self, fogger: Ix, machine: Ix) {
        let mut in_force = 0;
        let mut any_felt = false;
        for i in 0..self.night.machine_faults[machine as usize].len() {
            let f = self.night.machine_faults[machine as usize][i];
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
            for i in 0..self.night.machine_faults[machine as usize].len() {
                let f = self.night.machine_faults[machine as usize][i] as usize;
                self.run.faults[f].took_effect |= self.fault_on[f];
            }
        }
    }

    /// A heater that ran empty and was never full again after a Cold ran empty because of it.
    fn blame_cold(&mut self, machine: Ix) {
        for i in 0..self.night.machine_faults[machine as usize].len() {
            let f = self.night.machine_faults[machine as usize][i] as usize;
            let cold = matches!(self.night.faults[f].what, FaultKind::Cold);
            self.run.faults[f].took_effect |= cold && self.run.faults[f].began_us.is_some();
        }
    }

    fn fog_strain(&self, machine: Ix, except: Option<Ix>) -> fog::Strain {
        let mut strain = fog::Strain::none();
        for f in &self.night.machine_faults[machine as usize] {
            if !self.fault_on[*f as usize] || Some(*f) == except {
                continue;
            }
            match self.night.faults[*f as usize].what {
                FaultKind::Weak(factor) => strain.weak *= factor,
                FaultKind::Dropout(_) | FaultKind::Dry => strain.blocked = true,
                FaultKind::Stutter(..) => {
                    strain.blocked |= self.machines.stutter_off.get(*f as usize).copied().unwrap_or(false);
                }
                FaultKind::Cold => strain.cold = true,
                FaultKind::StuckOn => strain.stuck_on = true,
                FaultKind::SignalLoss(_) => strain.no_signal = true,
                _ => {}
            }
        }
        strain
    }

    fn air_changed(&mut self, cause: Option<Ix>) {
        let cause = cause.or(self.machines.causes[AIR as usize]);
        let score = self.score;
        for (i, (_, _, atom)) in score.air_thresholds.iter().enumerate() {
            let holds = self.machines.air.thresholds[i].holds;
            self.set_atom(*atom, holds, cause);
        }
    }

    /// A stutter goes on or off.
    pub(super) fn stutter(&mut self, f: Ix) {
        if !self.fault_on[f as usize] {
            return;
        }
        let (FaultKind::Stutter(on, off, _), super::night::Target::Machine(machine, Place::Fogger(fogger))) =
            (&self.night.faults[f as usize].what, self.night.faults[f as usize].target)
        else {
            return;
        };
        let (on_us, off_us) = (micros(*on), micros(*off));
        let now_off = !self.machines.stutter_off[f as usize];
        self.machines.stutter_off[f as usize] = now_off;
        if on_us > 0 && off_us > 0 {
            let next = self.now + if now_off { off_us } else { on_us };
            self.at(next, Phase::Machine, (1 << 40) | u64::from(f), Job::Stutter(f), None);
        }
        self.restrain_fog(fogger, machine, None);
    }

    fn restrain_fog(&mut self, fogger: Ix, machine: Ix, event: Option<Ix>) {
        let strain = self.fog_strain(machine, None);
        let m = &mut self.machines;
        let tracks = m.tracks.as_mut().map(|t| &mut t.fog[fogger as usize]);
        m.foggers[fogger as usize].set_strain(self.now, &strain, tracks);
        self.fog_changed(fogger, event);
    }

    // Axes.

    pub(super) fn command_move(
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
        self.machines.pieces[piece as usize] =
            PieceState { action: Some(by), awaited: targets.iter().fold(0, |set, (axis, _)| set | (1 << axis)) };
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

    fn drive_changed(&mut self, drive: Ix, outcome: Outcome) {
        let piece = self.score.drives[drive as usize].0;
        let table = &self.score.pieces[piece as usize];
        let (machine, first) = (table.machine, table.first);
        self.machines.curtains_moved |= table.curtain;
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

    fn piece_at_rest(&self, piece: Ix) -> bool {
        let p = &self.score.pieces[piece as usize];
        (p.first..p.first + p.count).all(|d| self.machines.drives[d as usize].at_rest())
    }

    fn piece_truths(&mut self, piece: Ix, drive: Ix) {
        let score = self.score;
        let cause = self.machines.causes[(self.machines.first_drive() + drive) as usize];
        for atom in &score.pieces[piece as usize].atoms {
            let holds = self.machines.truth(score, &score.atoms[*atom as usize]);
            self.set_atom(*atom, holds, cause);
        }
    }

    fn piece_arrived(&mut self, piece: Ix) {
        let state = &mut self.machines.pieces[piece as usize];
        if state.awaited == 0
            && let Some(by) = state.action.take()
        {
            self.action_is_done(by);
        }
    }

    fn blame_axis(&mut self, machine: Ix, felt: Felt) {
        let mut overloaded = false;
        for i in 0..self.night.machine_faults[machine as usize].len() {
            let f = self.night.machine_faults[machine as usize][i] as usize;
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

    fn restrain_piece(&mut self, piece: Ix, machine: Ix, event: Ix, begins: bool) {
        let curtain = self.score.pieces[piece as usize].curtain;
        let mut strain = axis::Strain::default();
        for f in &self.night.machine_faults[machine as usize] {
            if !self.fault_on[*f as usize] {
                continue;
            }
            match self.night.faults[*f as usize].what {
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

    // Costumes.

    pub(super) fn command_change(&mut self, change: Change, event: Ix) {
        self.machines.wardrobe.change(change, self.now);
        self.machines.touch(WARDROBE, Some(event));
        self.wardrobe_changed();
    }

    pub(super) fn command_remove(&mut self, costume: Ix, over_us: i64, event: Ix) {
        self.machines.wardrobe.remove(costume as usize, self.now, over_us);
        self.machines.touch(WARDROBE, Some(event));
        self.wardrobe_changed();
    }

    pub(super) fn command_secure(&mut self, costume: Ix, event: Ix) {
        self.machines.wardrobe.secure(costume as usize, self.now);
        self.machines.touch(WARDROBE, Some(event));
        self.wardrobe_changed();
    }

    fn wardrobe_changed(&mut self) {
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

    fn blame_no_dresser(&mut self, costume: Ix) {
        let machine = self.score.costumes[costume as usize].0;
        for i in 0..self.night.machine_faults[machine as usize].len() {
            let f = self.night.machine_faults[machine as usize][i] as usize;
            if self.fault_on[f] && matches!(self.night.faults[f].what, FaultKind::NoDresser(_)) {
                self.run.faults[f].took_effect = true;
            }
        }
    }

    fn costume_fault(&mut self, f: Ix, machine: Ix, costume: Ix, event: Ix, begins: bool) {
        let at = costume as usize;
        match self.night.faults[f as usize].what {
            FaultKind::Slips if begins => {
                self.fault_on[f as usize] = false;
                self.run.faults[f as usize].ended_us = Some(self.now);
                self.machines.touch(WARDROBE, Some(event));
                self.run.faults[f as usize].took_effect = self.machines.wardrobe.slips(at, self.now);
            }
            FaultKind::NoDresser(_) => {
                let none = self.night.machine_faults[machine as usize].iter().any(|f| {
                    self.fault_on[*f as usize] && matches!(self.night.faults[*f as usize].what, FaultKind::NoDresser(_))
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

    // Light and sound.

    pub(super) fn command_light(&mut self, lamp: Ix, level: f64, over_us: i64, event: Ix) {
        let m = &mut self.machines;
        let tracks = m.tracks.as_mut().map(|t| &mut t.lamps[lamp as usize]);
        m.lamps[lamp as usize].fade(self.now, level, over_us, tracks);
        self.lamp_changed(lamp, Some(event));
        // A fade that cannot be seen is the fault's doing.
        if self.machines.lamps[lamp as usize].output(self.now) != level {
            self.blame_light(self.score.lamps[lamp as usize]);
        }
    }

    fn lamp_changed(&mut self, lamp: Ix, cause: Option<Ix>) {
        let unit = self.machines.first_lamp() + lamp;
        self.machines.touch(unit, cause);
        let cause = self.machines.causes[unit as usize];
        let score = self.score;
        for (i, (_, atom)) in score.lamp_thresholds[lamp as usize].iter().enumerate() {
            let holds = self.machines.lamps[lamp as usize].thresholds[i].holds;
            self.set_atom(*atom, holds, cause);
        }
    }

    fn blame_light(&mut self, machine: Ix) {
        for i in 0..self.night.machine_faults[machine as usize].len() {
            let f = self.night.machine_faults[machine as usize][i] as usize;
            self.run.faults[f].took_effect |= self.fault_on[f];
        }
    }

    fn restrain_rig(&mut self, f: Ix, machine: Ix, (first, count): (Ix, Ix), event: Ix, begins: bool) {
        let in_force = |black: bool| {
            self.night.machine_faults[machine as usize].iter().any(|f| {
                self.fault_on[*f as usize]
                    && match self.night.faults[*f as usize].what {
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
    pub(super) fn command_play(&mut self, player: Ix, seconds: f64, by: (Ix, Ix)) -> Option<i64> {
        let machine = self.score.players[player as usize];
        let done = self.machines.players[player as usize].play(self.now, seconds);
        if let Some(done) = done {
            self.machines.plays[player as usize].push((done, by));
        }
        for i in 0..self.night.machine_faults[machine as usize].len() {
            let f = self.night.machine_faults[machine as usize][i] as usize;
            self.run.faults[f].took_effect |= self.fault_on[f];
        }
        done
    }

    fn sound_fault(&mut self, f: Ix, machine: Ix, player: Ix, event: Ix) {
        let at = player as usize;
        let mut late_us = 0;
        let mut dead = false;
        for f in &self.night.machine_faults[machine as usize] {
            if self.fault_on[*f as usize] {
                match self.night.faults[*f as usize].what {
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

    // Faults.

    pub(super) fn machine_fault(&mut self, f: Ix, machine: Ix, place: Place, event: Ix, begins: bool) {
        match place {
            Place::Fogger(fogger) => {
                if let FaultKind::Stutter(on, off, _) = self.night.faults[f as usize].what {
                    self.machines.stutter_off.resize(self.night.faults.len(), false);
                    let (on_us, off_us) = (micros(on), micros(off));
                    self.machines.stutter_off[f as usize] = begins && on_us == 0 && off_us > 0;
                    if begins && on_us > 0 && off_us > 0 {
                        self.at(self.now + on_us, Phase::Machine, (1 << 40) | u64::from(f), Job::Stutter(f), None);
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

    // What arises by itself.

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
