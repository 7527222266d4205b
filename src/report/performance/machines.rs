//! Automation notes: moves that were not as planned, and what foggers, light and sound did that they were not to.

use super::night::Night;
use super::words::TELLING_US;
use super::{causes, words};
use crate::run::{ArisenKind, MachineTrack};
use crate::sheet::{Action, Machine};
use crate::slip::Blamed;

/// A move of a flying piece, a wagon or a curtain that was not as planned.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// Its cue.
    pub cue: String,
    /// The machine, in words.
    pub machine: String,
    /// Where to: a mark, open or closed.
    pub to: String,
    /// When it was to arrive, µs of run time.
    pub planned_us: Option<i64>,
    /// When it arrived, µs of run time; `None` where it never did.
    pub arrived_us: Option<i64>,
    /// How late it was, µs.
    pub late_us: Option<i64>,
    /// How much longer the move itself took, µs.
    pub longer_us: Option<i64>,
    /// Where it came to rest off its mark, metres (of a curtain: of its travel); `None` where it did not.
    pub short: Option<f64>,
    /// What was at work on it, in words.
    pub because: Vec<String>,
}

/// Something a machine did, or did not do, apart from its moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MachineNote {
    /// The machine, in words.
    pub machine: String,
    /// Its kind, as the sheet spells it.
    pub kind: &'static str,
    /// What it was, in words, with its fault's name.
    pub what: String,
    /// From, µs of run time.
    pub from_us: i64,
    /// To, µs of run time; `None` where it went on to the end.
    pub to_us: Option<i64>,
    /// Whether the plan has it too: then the sheet asks too much of the machine every night.
    pub planned: bool,
}

/// What the machines did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Machines {
    /// How many moves were commanded tonight.
    pub moves: usize,
    /// Those that were not as planned, in the order of their cues' starts.
    pub noted: Vec<Move>,
    /// Fog machines: drop-outs, cut-outs, tanks; and winches short of power.
    pub automation: Vec<MachineNote>,
    /// Light and sound.
    pub light_and_sound: Vec<MachineNote>,
}

pub(super) fn machines(r: &Night) -> Machines {
    let (moves, noted) = moves(r);
    let (light_and_sound, automation) =
        notes(r).into_iter().partition(|n: &MachineNote| matches!(n.kind, "LightRig" | "Sound"));
    Machines { moves, noted, automation, light_and_sound }
}

fn moves(r: &Night) -> (usize, Vec<Move>) {
    let mut count = 0;
    let mut out = Vec::new();
    for (c, cue) in r.show.cues.iter().enumerate() {
        let started = r.run.cues[c].started_us;
        for (a, action) in cue.go.iter().enumerate() {
            let (name, to) = match action {
                Action::Fly(m, mark, _) => (m, format!("“{mark}”")),
                Action::Open(m, _) => (m, "open".to_owned()),
                Action::Close(m, _) => (m, "closed".to_owned()),
                _ => continue,
            };
            let Some(started) = started else { continue };
            count += 1;
            let place = (c as u32, a as u32);
            let (night, plan) = (r.done.get(&place).copied(), r.planned.get(&place).copied());
            let arrived = night.map(|(_, at)| at);
            let late = arrived.zip(plan).map(|(at, (_, p))| at - p);
            let longer = late.zip(r.slip.cues[c].started_us).map(|(l, s)| l - s);
            let short = arrived.and_then(|at| short_of(r, name, action, at));
            let as_planned = longer.is_some_and(|l| l.abs() < TELLING_US) && short.is_none();
            if as_planned {
                continue;
            }
            let link = r.chain_from(night.map(|(e, _)| e));
            let mut because: Vec<String> = link
                .first()
                .map(|l| causes::at_work(r, l).iter().map(|b| causes::text(r, b)).collect())
                .unwrap_or_default();
            if because.is_empty() {
                because = causes::on_machine(r, name, started, arrived.unwrap_or(r.run.until_us));
            }
            out.push((
                started,
                Move {
                    cue: cue.number.clone(),
                    machine: words::machine(&r.show, name),
                    to,
                    planned_us: plan.map(|(_, at)| at),
                    arrived_us: arrived,
                    late_us: late,
                    longer_us: longer,
                    short,
                    because,
                },
            ));
        }
    }
    out.sort_by_key(|(at, _)| *at);
    (count, out.into_iter().map(|(_, m)| m).collect())
}

/// How far off its goal a machine is at an instant: the farthest axis, where it is more than a mark allows; nothing where
/// it was sent elsewhere in the meantime.
fn short_of(r: &Night, name: &str, action: &Action, at_us: i64) -> Option<f64> {
    let track = r.run.machines.get(r.show.machines.index_of(name)?)?;
    let off = match (action, r.show.machines.get(name)?, track) {
        (Action::Fly(_, mark, _), Machine::FlyingPiece(p) | Machine::Wagon(p), MachineTrack::Piece { axes }) => {
            let mark = p.marks.get(mark)?;
            let still = axes.iter().all(|a| a.rate(at_us).abs() < 1e-6);
            let goals = p.axes.keys().zip(axes).filter_map(|(axis, a)| Some((mark.get(axis)? - a.sample(at_us)).abs()));
            goals.fold(0.0, f64::max) * f64::from(still)
        }
        (Action::Open(..), _, MachineTrack::Curtain { opening }) if opening.rate(at_us) == 0.0 => {
            (1.0 - opening.sample(at_us)).abs()
        }
        (Action::Close(..), _, MachineTrack::Curtain { opening }) if opening.rate(at_us) == 0.0 => {
            opening.sample(at_us).abs()
        }
        _ => return None,
    };
    (off > 0.05 + 1e-9).then_some(off)
}

fn notes(r: &Night) -> Vec<MachineNote> {
    let mut out = Vec::new();
    for (i, fault) in r.scenario.faults.iter().enumerate() {
        let (times, machine) = (r.run.faults[i], r.show.machines.get(&fault.on));
        let (Some(from_us), Some(machine)) = (times.began_us.filter(|_| times.took_effect), machine) else { continue };
        if matches!(machine, Machine::FogMachine(_) | Machine::LightRig(_) | Machine::Sound(_)) {
            out.push(MachineNote {
                machine: words::machine(&r.show, &fault.on),
                kind: machine.kind(),
                what: causes::text(r, &Blamed::Fault(i)),
                from_us,
                to_us: times.ended_us,
                planned: false,
            });
        }
    }
    for (i, a) in r.run.arisen.iter().enumerate() {
        let Some((name, machine)) = r.show.machines.iter().nth(a.machine as usize) else { continue };
        let planned = r.plan.arisen.iter().any(|p| p.machine == a.machine && p.what == a.what);
        // A winch at its rated load is so every night, and its moves say what came of it.
        if a.what == ArisenKind::Underpowered && planned {
            continue;
        }
        out.push(MachineNote {
            machine: words::machine(&r.show, name),
            kind: machine.kind(),
            what: causes::text(r, &Blamed::Arisen(i)),
            from_us: a.began_us,
            to_us: a.ended_us,
            planned,
        });
    }
    out.sort_by_key(|n| n.from_us);
    out
}
