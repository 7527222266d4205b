//! Where people are, and on their way to: in their places on stage, walking between them, in the wing for a quick change.

use bevy::prelude::*;

use crate::run::{Dress, MachineTrack, Run};
use crate::sheet::{Beat, Machine};
use crate::slip::Rehearsal;
use crate::stage::geometry::{at, eased, grain};
use crate::stage::on_stage::{Playing, Size, beat_at};
use crate::stage::theatre;

/// Metres per second of somebody who walks, and of somebody who has far to go.
const WALK: (f32, f32) = (1.5, 2.6);

/// A night at an instant.
#[derive(Clone, Copy)]
pub(super) struct Now<'a> {
    /// The sheet and its nights.
    pub(super) rehearsal: &'a Rehearsal,
    /// Which of them.
    pub(super) run: &'a Run,
    /// µs of run time.
    pub(super) t_us: i64,
    /// The beat.
    pub(super) playing: Option<Playing<'a>>,
}

/// Where somebody is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spot {
    /// In the sheet's axes, metres.
    pub(super) at: Vec2,
    /// Where to, if they walk.
    pub(super) heading: Vec2,
    /// 0 standing to 1 walking.
    pub(super) fast: f32,
    /// Metres walked on this way.
    pub(super) far: f32,
    /// In the wing, for a change.
    pub(super) in_wing: bool,
}

impl Spot {
    fn still(at: Vec2) -> Self {
        Self { at, heading: Vec2::ZERO, fast: 0.0, far: 0.0, in_wing: false }
    }

    /// As the renderer counts.
    pub(super) fn here(&self) -> Vec3 {
        at(self.at.x, self.at.y, 0.0)
    }
}

/// How many people a name of the script means.
pub(super) fn how_many(who: &str) -> u32 {
    match who.to_ascii_lowercase().as_str() {
        "chorus" | "ensemble" | "company" | "dancers" => 6,
        "press" | "crowd" | "guests" | "cast" => 4,
        _ => 1,
    }
}

/// What a beat is about, in small letters: its name and its line.
pub(super) fn about(beat: &Beat) -> String {
    format!("{} {}", beat.id, beat.line).to_ascii_lowercase()
}

impl<'a> Now<'a> {
    /// A run at an instant.
    pub(super) fn new(rehearsal: &'a Rehearsal, run: &'a Run, t_us: i64) -> Self {
        Self { rehearsal, run, t_us, playing: beat_at(rehearsal, run, t_us) }
    }

    /// Seconds into the beat.
    pub(super) fn beat_s(&self) -> f32 {
        self.playing.map_or(0.0, |p| (self.t_us - p.since_us) as f32 * 1e-6)
    }

    /// Where one of those that are called so is; `None` when nowhere to be seen.
    pub(super) fn spot(&self, who: &str, nth: u32) -> Option<Spot> {
        let playing = self.playing?;
        let size = Size::from(&self.rehearsal.show.stage);
        let over = self.run.end_us <= self.t_us;
        let now = place_in(playing.beat, who, nth).filter(|_| !over);
        let before = playing.before.and_then(|b| place_in(b, who, nth));
        let edge = |p: Vec2| {
            Vec2::new((size.w * 0.5 + 1.6).copysign(if p.x == 0.0 { -1.0 } else { p.x }), p.y.clamp(1.0, size.d - 1.0))
        };
        let into = self.beat_s();
        let wing = self.station(who);
        match (before, now) {
            (Some(a), Some(b)) => Some(walk(a, b, into)),
            (None, Some(b)) if playing.before.is_some() => {
                let from = if self.changes_within(who, playing.since_us - 25_000_000, playing.since_us) {
                    wing
                } else {
                    edge(b)
                };
                Some(walk(from, b, into))
            }
            (None, Some(b)) => Some(Spot::still(b)),
            (Some(a), None)
                if nth == 0 && self.changes_within(who, playing.since_us, playing.since_us + 15_000_000) =>
            {
                let spot = walk(a, wing, into);
                Some(Spot { in_wing: spot.fast == 0.0, ..spot })
            }
            (Some(a), None) => Some(walk(a, edge(a), into)).filter(|s| s.fast > 0.0),
            (None, None) => {
                let there = nth == 0 && self.changes_within(who, self.t_us - 8_000_000, self.t_us + 6_000_000);
                there.then(|| Spot { in_wing: true, ..Spot::still(wing) })
            }
        }
    }

    /// Whether a quick change of theirs is under way between two instants.
    fn changes_within(&self, who: &str, from_us: i64, to_us: i64) -> bool {
        let mut costumes = costumes_of(self.rehearsal, who);
        costumes.any(|i| going_on(self.run, i).any(|(from, to)| from <= to_us && to >= from_us))
    }

    /// Where somebody is changed: where their costumes wait, if the sheet says; else in the wing at stage left.
    pub(super) fn station(&self, who: &str) -> Vec2 {
        let show = &self.rehearsal.show;
        let size = Size::from(&show.stage);
        let mut nth = 0;
        let mut seen: Vec<&str> = Vec::new();
        for (_, m) in show.machines.iter() {
            let Machine::Costume(c) = m else { continue };
            if c.wearer == who {
                if let Some(p) = c.at {
                    return Vec2::new(p.x as f32, p.y as f32);
                }
            } else if !seen.contains(&c.wearer.as_str()) && costumes_of(self.rehearsal, &c.wearer).nth(1).is_some() {
                // Wearers of one costume are never changed, and take no room.
                seen.push(&c.wearer);
                nth += u32::from(
                    show.machines.iter().take_while(|(_, m)| !worn_by(m, who)).any(|(_, m)| worn_by(m, &c.wearer)),
                );
            }
        }
        let floor = theatre::wardrobe(size);
        Vec2::new(floor.x - 0.5, -floor.z - 1.6 + 2.1 * (nth % 3) as f32)
    }
}

fn worn_by(machine: &Machine, who: &str) -> bool {
    matches!(machine, Machine::Costume(c) if c.wearer == who)
}

/// The machines that are somebody's costumes.
pub(super) fn costumes_of<'a>(rehearsal: &'a Rehearsal, who: &'a str) -> impl Iterator<Item = usize> + 'a {
    rehearsal.show.machines.iter().enumerate().filter(move |(_, (_, m))| worn_by(m, who)).map(|(i, _)| i)
}

/// From when to when a costume is being put on; `i64::MAX` where that never ends.
pub(super) fn going_on(run: &Run, machine: usize) -> impl Iterator<Item = (i64, i64)> + '_ {
    let state: &[(i64, Dress)] = match run.machines.get(machine) {
        Some(MachineTrack::Costume { state, .. }) => state,
        _ => &[],
    };
    (0..state.len())
        .filter(|i| state[*i].1 == Dress::GoingOn)
        .map(|i| (state[i].0, state.get(i + 1).map_or(i64::MAX, |(at, _)| *at)))
}

/// Until when a costume is put on by a change that began at `from_us`.
pub(super) fn put_on_by(run: &Run, machine: usize, from_us: i64) -> Option<i64> {
    let Some(MachineTrack::Costume { state, .. }) = run.machines.get(machine) else { return None };
    let next = state.partition_point(|(at, _)| *at <= from_us);
    let (at, dress) = *state.get(next.checked_sub(1)?)?;
    (at == from_us && dress == Dress::GoingOn).then(|| state.get(next).map_or(i64::MAX, |(at, _)| *at))
}

fn walk(from: Vec2, to: Vec2, seconds: f32) -> Spot {
    let (way, far) = (to - from, from.distance(to));
    if far < 0.05 {
        return Spot::still(to);
    }
    let pace = if far > 5.0 { WALK.1 } else { WALK.0 };
    let x = (seconds / (far / pace).max(0.7)).clamp(0.0, 1.0);
    let on = eased(x);
    let fast = (4.0 * x * (1.0 - x)).sqrt().min(1.0);
    Spot { at: from + way * on, heading: way / far, fast, far: far * on, in_wing: false }
}

/// Where a beat places somebody, in the sheet's axes.
fn place_in(beat: &Beat, who: &str, nth: u32) -> Option<Vec2> {
    let n = beat.who.iter().position(|w| w == who)?;
    let of = how_many(who);
    let spread = (n as f32 - (beat.who.len() as f32 - 1.0) * 0.5) * 1.3;
    let middle = beat.places.get(who).map_or(Vec2::new(spread, 2.0), |p| Vec2::new(p.x as f32, p.y as f32));
    if of == 1 {
        return Some(middle);
    }
    let about = about(beat);
    let line = ["kick", "bow", "line", "button"].iter().any(|w| about.contains(w));
    // Several find room among those who have a place of their own.
    let taken: Vec<Vec2> = beat
        .places
        .iter()
        .filter(|(w, _)| *w != who && how_many(w) == 1)
        .map(|(_, p)| Vec2::new(p.x as f32, p.y as f32))
        .collect();
    let mut left = nth;
    let apart = if line { 0.74 } else { 0.92 };
    for k in 0..40_u32 {
        let (row, k) = if line { (0, k) } else { (k % 2, k / 2) };
        let side = if k % 2 == 0 { 1.0 } else { -1.0 };
        let column = k.div_ceil(2) as f32 * side + 0.5 * row as f32;
        let loose = if line {
            Vec2::ZERO
        } else {
            Vec2::new(grain(k * 7 + row * 31 + 3) - 0.5, grain(k * 13 + row + 1) - 0.5) * 0.34
        };
        let p = middle + Vec2::new(column * apart, row as f32 * 0.85) + loose;
        if taken.iter().all(|t| t.distance(p) > 0.62) {
            if left == 0 {
                return Some(p);
            }
            left -= 1;
        }
    }
    Some(middle)
}

/// Everybody named in the script or by a costume, in order of appearance.
pub(super) fn everybody(rehearsal: &Rehearsal) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut add = |name: &str| {
        if names.len() < 60 && !names.iter().any(|n| n == name) {
            names.push(name.to_owned());
        }
    };
    for (_, beat) in rehearsal.show.beats() {
        beat.who.iter().for_each(|w| add(w));
    }
    for (_, m) in rehearsal.show.machines.iter() {
        if let Machine::Costume(c) = m {
            add(&c.wearer);
        }
    }
    names
}
