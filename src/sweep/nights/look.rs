//! What one night says: which chain made it late, when each gate had what it waited for, which change waited for a
//! dresser, and which costume was saved.

use crate::engine::Score;
use crate::engine::score::{Command, Node};
use crate::run::{Run, What};
use crate::slip::waited_for;

/// When something was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum There {
    /// From this instant on, µs.
    Since(i64),
    /// As far as the night tells, from the top.
    Always,
    /// Not at all.
    Not,
}

/// The beats and cues on the chain that made the show late, each once: from its end back to where nothing was late yet.
pub(super) fn late_chain(plan: &Run, run: &Run, on: &mut dyn FnMut(OnChain)) {
    let end = run.events.iter().rposition(|e| matches!(e.what, What::BeatEnded(_) | What::Abandoned(_)));
    let mut at = end.map(|i| i as u32);
    let slip = |a: Option<i64>, p: Option<i64>| Some(a? - p?);
    while let Some(event) = at {
        let what = run.events[event as usize].what;
        let (cue, beat) = (|c: u32| (&run.cues[c as usize], &plan.cues[c as usize]), |b: u32| b as usize);
        let late = match what {
            What::BeatStarted(b) => slip(run.beats[beat(b)].start_us, plan.beats[beat(b)].start_us),
            What::BeatEnded(b) => slip(run.beats[beat(b)].end_us, plan.beats[beat(b)].end_us),
            What::Started(c) => slip(cue(c).0.started_us, cue(c).1.started_us),
            What::Done(c) => slip(cue(c).0.done_us, cue(c).1.done_us),
            _ => None,
        };
        if late.is_some_and(|us| us <= 0) {
            return;
        }
        match what {
            What::BeatStarted(b)
            | What::BeatEnded(b)
            | What::GateOpened(b)
            | What::GateHeld(b)
            | What::Abandoned(b) => {
                on(OnChain::Beat(b as usize));
            }
            What::Called(c) | What::Started(c) | What::Done(c) | What::Held(c) | What::Skipped(c) | What::Failed(c) => {
                on(OnChain::Cue(c as usize));
            }
            What::ActionDone(c, _) | What::ChangeBegan(c, _) => on(OnChain::Cue(c as usize)),
            _ => {}
        }
        at = waited_for(&run.events, event);
    }
}

/// Something on the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnChain {
    Beat(usize),
    Cue(usize),
}

/// Each gate that opened: its beat, when, and when each thing it waits for was there.
pub(super) fn gates(score: &Score, run: &Run, each: &mut dyn FnMut(usize, i64, &[i64])) {
    let mut changed: Vec<Option<(bool, i64)>> = vec![None; score.atoms.len()];
    let mut before = 0;
    let mut inputs = Vec::new();
    for event in &run.events {
        match event.what {
            What::BecameTrue(a) => changed[a as usize] = Some((true, event.at_us)),
            What::BecameFalse(a) => changed[a as usize] = Some((false, event.at_us)),
            What::BeatEnded(_) => before = event.at_us,
            What::GateOpened(b) => {
                let needs = &score.beats[b as usize].needs;
                inputs.clear();
                inputs.push(before);
                inputs.extend(needs.iter().map(|n| match there(score, *n, true, &changed) {
                    There::Since(us) => us,
                    There::Always | There::Not => 0,
                }));
                each(b as usize, event.at_us, &inputs);
            }
            _ => {}
        }
    }
}

/// Since when a condition is as `wanted`.
fn there(score: &Score, node: u32, wanted: bool, changed: &[Option<(bool, i64)>]) -> There {
    let below = |from: u32, to: u32| {
        score.children[from as usize..to as usize].iter().map(|n| there(score, *n, wanted, changed))
    };
    match (score.nodes[node as usize], wanted) {
        (Node::Atom(a), _) => match changed[a as usize] {
            Some((holds, since)) if holds == wanted => There::Since(since),
            Some(_) => There::Not,
            None => There::Always,
        },
        (Node::Not(n), _) => there(score, n, !wanted, changed),
        (Node::All(from, to), true) | (Node::Any(from, to), false) => last(below(from, to)),
        (Node::Any(from, to), true) | (Node::All(from, to), false) => first(below(from, to)),
    }
}

/// When the last of them was there.
fn last(of: impl Iterator<Item = There>) -> There {
    let mut latest = There::Always;
    for one in of {
        latest = match (latest, one) {
            (_, There::Not) => return There::Not,
            (There::Since(a), There::Since(b)) => There::Since(a.max(b)),
            (There::Always, since) => since,
            (latest, _) => latest,
        };
    }
    latest
}

/// When the first of them was there. One that never changed may never have been there: it counts only where no other is.
fn first(of: impl Iterator<Item = There>) -> There {
    let mut earliest = There::Not;
    for one in of {
        earliest = match (earliest, one) {
            (There::Since(a), There::Since(b)) => There::Since(a.min(b)),
            (There::Since(a), _) => There::Since(a),
            (_, There::Since(b)) => There::Since(b),
            (There::Always, _) | (_, There::Always) => There::Always,
            (There::Not, There::Not) => There::Not,
        };
    }
    earliest
}

/// How long changes waited for a dresser, µs; not for their own wearer, who was in another change.
pub(super) fn dresser_waits(score: &Score, run: &Run) -> i64 {
    let mut waiting: Vec<(u32, u32, i64)> = Vec::new();
    let mut changing: Vec<(u32, u32, usize)> = Vec::new();
    let mut waited = 0;
    for event in &run.events {
        match event.what {
            What::ChangeWaits(c, a) => {
                let own = wearer(score, c, a);
                if !changing.iter().any(|(_, _, who)| Some(*who) == own) {
                    waiting.push((c, a, event.at_us));
                }
            }
            What::ChangeBegan(c, a) => {
                if let Some(i) = waiting.iter().position(|w| (w.0, w.1) == (c, a)) {
                    waited += event.at_us - waiting.swap_remove(i).2;
                }
                if let Some(who) = wearer(score, c, a) {
                    changing.push((c, a, who));
                }
            }
            What::ActionDone(c, a) if !changing.is_empty() => changing.retain(|w| (w.0, w.1) != (c, a)),
            _ => {}
        }
    }
    waited
}

/// Whose change an action is.
fn wearer(score: &Score, cue: u32, action: u32) -> Option<usize> {
    match score.cues[cue as usize].commands.get(action as usize)? {
        Command::Change { into, .. } => Some(score.costumes[*into as usize].1.wearer),
        _ => None,
    }
}

/// Whether somebody began to secure the costume of a machine at or after `since_us`.
pub(super) fn secured(score: &Score, run: &Run, machine: u32, since_us: i64) -> bool {
    let secures = |c: &crate::engine::score::Command| match c {
        Command::Secure { costume } => score.costumes[*costume as usize].0 == machine,
        _ => false,
    };
    let began = |i: usize| run.cues[i].started_us.is_some_and(|s| s >= since_us);
    (0..score.cues.len()).any(|i| began(i) && score.cues[i].commands.iter().any(secures))
}
