//! Wardrobe notes: quick changes with their dressers, and what came off that was not meant to.

use std::collections::{BTreeMap, BTreeSet};

use super::night::{Night, Place};
use super::truth::both;
use super::{causes, words};
use crate::fault::FaultKind;
use crate::run::{Dress, MachineTrack, Run, What};
use crate::sheet::{Action, Machine};
use crate::slip::{Blamed, Rehearsal};

/// A quick change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuickChange {
    /// Its cue.
    pub cue: String,
    /// Who changed.
    pub wearer: String,
    /// Into what, in words.
    pub into: String,
    /// When it was asked for, µs of run time; `None` where it never was.
    pub asked_us: Option<i64>,
    /// How long it waited for a dresser or for its wearer, µs.
    pub waited_us: i64,
    /// How many dressers it had: two where two were free, one where the cue states its time (rule 47).
    pub dressers: u32,
    /// How long it took from its beginning, µs; `None` where it was never done.
    pub took_us: Option<i64>,
    /// How long it was to take, µs.
    pub planned_us: Option<i64>,
    /// How late it was done, µs.
    pub late_us: Option<i64>,
    /// The faults at work on it, in words.
    pub because: Vec<String>,
}

/// A costume that came off on its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComingUndone {
    /// The costume, in words.
    pub costume: String,
    /// Whose it is.
    pub wearer: String,
    /// When it began to slide, µs of run time.
    pub at_us: i64,
    /// When it was all the way off, µs; `None` where it never was.
    pub off_us: Option<i64>,
    /// When its wearer had it safe again, or was changed out of it, µs; `None` where it stayed so.
    pub safe_us: Option<i64>,
    /// How: by which cue it was secured, or that it was changed.
    pub how: String,
    /// For how long the house saw a wrong picture while it was so, µs.
    pub seen_us: i64,
    /// The fault's name; empty where there is none.
    pub because: Vec<String>,
}

/// What wardrobe has to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wardrobe {
    /// The quick changes, in the order they were asked for.
    pub changes: Vec<QuickChange>,
    /// What came undone, in order.
    pub undone: Vec<ComingUndone>,
    /// Dressers in the pool.
    pub dressers: u32,
}

pub(super) fn wardrobe(r: &Night) -> Wardrobe {
    Wardrobe { changes: changes(r), undone: undone(r), dressers: r.show.dressers }
}

/// When a change was asked for, began, and was done.
#[derive(Clone, Copy, Default)]
struct Times {
    asked_us: Option<i64>,
    began_us: Option<i64>,
    done_us: Option<i64>,
    done_event: Option<u32>,
}

fn times(run: &Run) -> BTreeMap<(u32, u32), Times> {
    let mut out: BTreeMap<(u32, u32), Times> = BTreeMap::new();
    for (i, e) in run.events.iter().enumerate() {
        match e.what {
            What::ChangeWaits(c, a) => {
                out.entry((c, a)).or_default().asked_us.get_or_insert(e.at_us);
            }
            What::ChangeBegan(c, a) => {
                let times = out.entry((c, a)).or_default();
                times.asked_us.get_or_insert(e.at_us);
                times.began_us = Some(e.at_us);
            }
            What::ActionDone(c, a) => {
                let times = out.entry((c, a)).or_default();
                times.done_us = Some(e.at_us);
                times.done_event = Some(i as u32);
            }
            _ => {}
        }
    }
    out
}

fn changes(r: &Night) -> Vec<QuickChange> {
    let (night, plan) = (times(&r.run), times(&r.plan));
    let helped = dressers(r, &night);
    let mut out = Vec::new();
    for (c, cue) in r.show.cues.iter().enumerate() {
        if r.run.cues[c].status.is_none() {
            continue;
        }
        for (a, action) in cue.go.iter().enumerate() {
            let Action::Change(wearer, into, _) = action else { continue };
            let key = (c as u32, a as u32);
            let t = night.get(&key).copied().unwrap_or_default();
            let p = plan.get(&key).copied().unwrap_or_default();
            if t.asked_us.is_none() && p.asked_us.is_none() {
                continue;
            }
            let span = |t: &Times| Some(t.done_us? - t.began_us?);
            let chain = r.chain_from(t.done_event);
            let here = chain.first().map(|l| causes::at_work(r, l)).unwrap_or_default();
            let mut because: Vec<String> = here.iter().map(|b| causes::text(r, b)).collect();
            because.extend(no_dresser(r, into, &t));
            because.extend(r.waited.get(&key).map(|(busy, names)| match names.as_slice() {
                [] => busy.clone(),
                names => format!("{busy} ({})", names.join(", ")),
            }));
            out.push(QuickChange {
                cue: cue.number.clone(),
                wearer: wearer.clone(),
                into: words::machine(&r.show, into),
                asked_us: t.asked_us,
                waited_us: t.began_us.or(r.run.until_us.into()).zip(t.asked_us).map_or(0, |(b, a)| b - a),
                dressers: helped.get(&key).copied().unwrap_or(0),
                took_us: span(&t),
                planned_us: span(&p),
                late_us: t.done_us.zip(p.done_us).map(|(a, p)| a - p),
                because,
            });
        }
    }
    out.sort_by_key(|c| c.asked_us.unwrap_or(i64::MAX));
    out
}

/// What changes that had to wait waited for: the change that was done when each began, and the faults on that one.
pub(super) fn waited(r: &Night) -> BTreeMap<Place, (String, Vec<String>)> {
    let change = |c: u32, a: u32| matches!(r.show.cues[c as usize].go.get(a as usize), Some(Action::Change(..)));
    let mut waiting: BTreeSet<Place> = BTreeSet::new();
    // A change that waits begins at the instant at which the other is done, which is written down after it.
    let freed: BTreeMap<i64, (u32, u32)> =
        r.done.iter().filter(|((c, a), _)| change(*c, *a)).map(|((c, _), (event, at))| (*at, (*event, *c))).collect();
    let mut out = BTreeMap::new();
    for e in &r.run.events {
        match e.what {
            What::ChangeWaits(c, a) => {
                waiting.insert((c, a));
            }
            What::ChangeBegan(c, a) if waiting.remove(&(c, a)) => {
                let Some((event, busy)) = freed.get(&e.at_us) else { continue };
                let chain = r.chain_from(Some(*event));
                let blame = chain.first().map(|l| causes::at_work(r, l)).unwrap_or_default();
                let names = blame.iter().filter_map(|b| causes::blamed(r, b).1).collect();
                out.insert((c, a), (format!("dressers still at {}", r.show.cues[*busy as usize].number), names));
            }
            _ => {}
        }
    }
    out
}

/// When a fault that acts on one change had done so: at the end of the first change out of or into its costume.
pub(super) fn spent_us(r: &Rehearsal, fault: usize) -> Option<i64> {
    if !matches!(r.scenario.faults[fault].what, FaultKind::Jams(_) | FaultKind::WrongSide(_)) {
        return None;
    }
    let (name, began) = (&r.scenario.faults[fault].on, r.run.faults[fault].began_us?);
    let Some(Machine::Costume(costume)) = r.show.machines.get(name) else { return None };
    let worn =
        r.show.machines.iter().find(|(_, m)| matches!(m, Machine::Costume(c) if c.wearer == costume.wearer && c.worn));
    let mut present = worn.map(|(n, _)| n.to_owned());
    for event in &r.run.events {
        let What::ActionDone(c, a) = event.what else { continue };
        let Some(Action::Change(wearer, into, _)) = r.show.cues[c as usize].go.get(a as usize) else { continue };
        if *wearer != costume.wearer {
            continue;
        }
        if event.at_us >= began && (into == name || present.as_ref() == Some(name)) {
            return Some(event.at_us);
        }
        present = Some(into.clone());
    }
    None
}

/// A NoDresser fault that kept a change waiting.
fn no_dresser(r: &Night, into: &str, t: &Times) -> Option<String> {
    let waited = t.asked_us.zip(t.began_us).filter(|(a, b)| a < b)?;
    let at = r.scenario.faults.iter().enumerate().position(|(i, f)| {
        let times = r.run.faults[i];
        matches!(f.what, FaultKind::NoDresser(_))
            && f.on == into
            && times.took_effect
            && times.began_us.is_some_and(|b| both((b, times.ended_us.unwrap_or(i64::MAX)), waited).is_some())
    })?;
    Some(causes::text(r, &Blamed::Fault(at)))
}

/// How many dressers each change had, as the rules give them out (rules 47, 49).
fn dressers(r: &Night, night: &BTreeMap<(u32, u32), Times>) -> BTreeMap<(u32, u32), u32> {
    let mut out = BTreeMap::new();
    let mut busy: Vec<(i64, u32)> = Vec::new();
    for event in &r.run.events {
        let What::ChangeBegan(c, a) = event.what else { continue };
        let stated = matches!(r.show.cues[c as usize].go.get(a as usize), Some(Action::Change(_, _, Some(_))));
        let until = night.get(&(c, a)).and_then(|t| t.done_us).unwrap_or(i64::MAX);
        busy.retain(|(until, _)| *until > event.at_us);
        let free = r.show.dressers.saturating_sub(busy.iter().map(|(_, n)| n).sum());
        // What is worn already is done at once, with nobody.
        let here = if until == event.at_us { 0 } else { free.min(if stated { 1 } else { 2 }) };
        busy.push((until, here));
        out.insert((c, a), here);
    }
    out
}

fn undone(r: &Night) -> Vec<ComingUndone> {
    let mut out = Vec::new();
    for (i, (name, machine)) in r.show.machines.iter().enumerate() {
        let (Machine::Costume(costume), Some(MachineTrack::Costume { level, state })) =
            (machine, r.run.machines.get(i))
        else {
            continue;
        };
        for (k, (at_us, dress)) in state.iter().enumerate() {
            if *dress != Dress::Sliding {
                continue;
            }
            let later = &state[k + 1..];
            let saved = later.iter().find(|(_, d)| matches!(d, Dress::Securing | Dress::ComingOff | Dress::Waiting));
            let safe_us = saved.and_then(|(at, d)| match d {
                Dress::Securing => later.iter().find(|(t, d)| t > at && *d != Dress::Securing).map(|(t, _)| *t),
                _ => Some(*at),
            });
            let until = safe_us.unwrap_or(r.run.end_us);
            let off = level.pieces().iter().map(|p| p.start_us).find(|t| t > at_us && level.sample(*t) <= 1e-9);
            let wrong = r.run.wrong.iter().filter_map(|w| both((w.from_us, w.to_us), (*at_us, until)));
            out.push(ComingUndone {
                costume: words::machine(&r.show, name),
                wearer: costume.wearer.clone(),
                at_us: *at_us,
                off_us: off.filter(|t| *t <= saved.map_or(i64::MAX, |(at, _)| *at)),
                safe_us,
                how: saved.map_or_else(
                    || "it stayed so".to_owned(),
                    |(at, d)| match d {
                        Dress::Securing => secured(r, name, *at),
                        _ => "changed out of it".to_owned(),
                    },
                ),
                seen_us: wrong.map(|(a, b)| b - a).sum(),
                because: slipped(r, name, *at_us),
            });
        }
    }
    out.sort_by_key(|u| u.at_us);
    out
}

fn secured(r: &Night, costume: &str, at_us: i64) -> String {
    let does = |i: &usize| {
        r.run.cues[*i].started_us == Some(at_us)
            && r.show.cues[*i].go.iter().any(|a| matches!(a, Action::Secure(c) if c == costume))
    };
    match (0..r.show.cues.len()).find(does) {
        Some(i) => format!("secured by its wearer, {}", r.show.cues[i].number),
        None => "secured by its wearer".to_owned(),
    }
}

fn slipped(r: &Night, costume: &str, at_us: i64) -> Vec<String> {
    let is = |i: &usize| {
        let f = &r.scenario.faults[*i];
        f.on == costume && f.what == FaultKind::Slips && r.run.faults[*i].began_us == Some(at_us)
    };
    (0..r.scenario.faults.len()).filter(is).map(|i| crate::engine::fault_id(&r.scenario, i)).collect()
}
