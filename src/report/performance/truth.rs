//! Which conditions held when, replayed from the run's events and tracks.

use std::collections::BTreeMap;

use crate::run::{MachineTrack, Run, Track, What};
use crate::sheet::{Condition, Machine, Show};
use crate::slip::Rehearsal;

/// The truth of every condition of the sheet over the night.
pub(super) struct Truths<'a> {
    r: &'a Rehearsal,
    /// Per condition: what it was at the top, and when it turned.
    turns: Vec<(bool, Vec<i64>)>,
    /// Their places, by what they are called.
    places: BTreeMap<String, usize>,
}

impl<'a> Truths<'a> {
    pub(super) fn new(r: &'a Rehearsal) -> Self {
        let mut turns: Vec<(Option<bool>, Vec<i64>)> = vec![(None, Vec::new()); r.score.atom_text.len()];
        for event in &r.run.events {
            let (atom, becomes) = match event.what {
                What::BecameTrue(a) => (a, true),
                What::BecameFalse(a) => (a, false),
                _ => continue,
            };
            if let Some((first, at)) = turns.get_mut(atom as usize) {
                first.get_or_insert(!becomes);
                at.push(event.at_us);
            }
        }
        let turns = turns.into_iter().zip(&r.score.atom_text);
        let places = r.score.atom_text.iter().enumerate().map(|(i, c)| (c.to_string(), i)).collect();
        Self {
            r,
            places,
            turns: turns.map(|((first, at), c)| (first.unwrap_or_else(|| at_the_top(r, c)), at)).collect(),
        }
    }

    fn atom(&self, condition: &Condition) -> Option<usize> {
        self.places.get(&condition.to_string()).copied()
    }

    /// Whether a condition held once everything of the instant `t_us` had happened.
    pub(super) fn holds(&self, condition: &Condition, t_us: i64) -> bool {
        match condition {
            Condition::All(of) => of.iter().all(|c| self.holds(c, t_us)),
            Condition::Any(of) => of.iter().any(|c| self.holds(c, t_us)),
            Condition::Not(c) => !self.holds(c, t_us),
            atom => match self.atom(atom).map(|i| &self.turns[i]) {
                Some((first, at)) => *first ^ (at.partition_point(|t| *t <= t_us) % 2 == 1),
                None => at_the_top(self.r, atom),
            },
        }
    }

    /// When anything below a condition turned, in (from, to).
    fn turned(&self, condition: &Condition, from_us: i64, to_us: i64, out: &mut Vec<i64>) {
        match condition {
            Condition::All(of) | Condition::Any(of) => of.iter().for_each(|c| self.turned(c, from_us, to_us, out)),
            Condition::Not(c) => self.turned(c, from_us, to_us, out),
            atom => {
                let at = self.atom(atom).map(|i| self.turns[i].1.as_slice()).unwrap_or_default();
                out.extend(at.iter().filter(|t| (from_us + 1..to_us).contains(t)));
            }
        }
    }

    /// The stretches of [from, to) in which a condition did not hold.
    pub(super) fn unmet(&self, condition: &Condition, from_us: i64, to_us: i64) -> Vec<(i64, i64)> {
        let mut at = vec![from_us];
        self.turned(condition, from_us, to_us, &mut at);
        at.sort_unstable();
        at.dedup();
        let ends = at.iter().skip(1).copied().chain([to_us]);
        let mut out: Vec<(i64, i64)> = Vec::new();
        for (from, to) in at.iter().copied().zip(ends) {
            if self.holds(condition, from) || to <= from {
                continue;
            }
            match out.last_mut() {
                Some(last) if last.1 == from => last.1 = to,
                _ => out.push((from, to)),
            }
        }
        out
    }

    /// The places of what a condition is made of.
    fn below(&self, condition: &Condition, out: &mut Vec<usize>) {
        match condition {
            Condition::All(of) | Condition::Any(of) => of.iter().for_each(|c| self.below(c, out)),
            Condition::Not(c) => self.below(c, out),
            atom => out.extend(self.atom(atom)),
        }
    }

    /// The event at which something below a condition last turned at or before `t_us`, or first after it.
    pub(super) fn turn_near(&self, condition: &Condition, from_us: i64, to_us: i64) -> Option<u32> {
        let mut atoms = Vec::new();
        self.below(condition, &mut atoms);
        let below = |atom: u32| atoms.contains(&(atom as usize));
        let events = &self.r.run.events;
        let turns = |what: What| matches!(what, What::BecameTrue(a) | What::BecameFalse(a) if below(a));
        // What went wrong inside the picture tells more than what put it right, and that more than what came before.
        let inside = events
            .iter()
            .position(|e| e.at_us >= from_us && e.at_us < to_us && matches!(e.what, What::BecameFalse(a) if below(a)));
        let after = || events.iter().position(|e| e.at_us >= to_us && turns(e.what));
        let before = || events.iter().rposition(|e| e.at_us <= from_us && turns(e.what));
        inside.or_else(after).or_else(before).map(|i| i as u32)
    }
}

/// What a condition that never turned always was.
fn at_the_top(r: &Rehearsal, condition: &Condition) -> bool {
    let machine = |name: &str| r.show.machines.get(name);
    match condition {
        Condition::At(name, mark) => match machine(name) {
            Some(Machine::FlyingPiece(p) | Machine::Wagon(p)) => p.marks.get(mark).is_some_and(|m| {
                m.iter().all(|(axis, goal)| p.axes.get(axis).is_some_and(|a| (a.start - goal).abs() <= 0.05 + 1e-9))
            }),
            _ => false,
        },
        Condition::Open(name) => matches!(machine(name), Some(Machine::Curtain(c)) if c.start >= 0.95),
        Condition::Closed(name) => matches!(machine(name), Some(Machine::Curtain(c)) if c.start <= 0.05),
        Condition::Worn(name) => matches!(machine(name), Some(Machine::Costume(c)) if c.worn),
        Condition::Bare(name) => matches!(machine(name), Some(Machine::Costume(c)) if !c.worn),
        Condition::Density(least) | Condition::Lit(_, least) => *least <= 0.0,
        Condition::Clear(most) => *most >= 0.0,
        Condition::Chosen(d, option) => r.decisions().get(d).is_some_and(|taken| taken == option),
        Condition::Started(_) | Condition::Done(_) => false,
        Condition::All(of) => of.iter().all(|c| at_the_top(r, c)),
        Condition::Any(of) => of.iter().any(|c| at_the_top(r, c)),
        Condition::Not(c) => !at_the_top(r, c),
    }
}

/// The stretches in which every curtain of the show was open and at rest (rule 44); the whole night where there is none.
pub(super) fn curtains_open(show: &Show, run: &Run) -> Vec<(i64, i64)> {
    let mut open = vec![(0, run.until_us)];
    for track in &run.machines {
        let MachineTrack::Curtain { opening } = track else { continue };
        let pieces = opening.pieces();
        let still = pieces.iter().enumerate().filter(|(_, p)| p.v == 0.0 && p.a == 0.0 && (p.p - 1.0).abs() <= 0.05);
        let here: Vec<(i64, i64)> =
            still.map(|(i, p)| (p.start_us, pieces.get(i + 1).map_or(run.until_us, |n| n.start_us))).collect();
        open = open.iter().flat_map(|a| here.iter().filter_map(|b| both(*a, *b))).collect();
    }
    // Without tracks there is no telling.
    let untold = run.machines.is_empty() && show.machines.iter().any(|(_, m)| matches!(m, Machine::Curtain(_)));
    if untold { Vec::new() } else { open }
}

/// What two stretches have in common.
pub(super) fn both(a: (i64, i64), b: (i64, i64)) -> Option<(i64, i64)> {
    let (from, to) = (a.0.max(b.0), a.1.min(b.1));
    (from < to).then_some((from, to))
}

/// The least and greatest value of a track at the ends and joints of [from, to].
pub(super) fn extremes(track: &Track, from_us: i64, to_us: i64) -> (f64, f64) {
    let joints = track.pieces().iter().map(|p| p.start_us).filter(|t| (from_us..=to_us).contains(t));
    // Where two pieces meet, the one before may end lower than the one after begins.
    let at = joints.flat_map(|t| [t - 1, t]).chain([from_us, to_us]).filter(|t| (from_us..=to_us).contains(t));
    at.map(|t| track.sample(t)).fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
}
