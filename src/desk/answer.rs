//! How she answered what went wrong: how soon, with what, and what it cost against the best that could have been done,
//! found by trying the alternatives in the engine from that state.

use super::score::s;
use super::{Input, Now, Refusal, Take, seconds};
use crate::engine::fault_id;
use crate::fault::{FaultKind, Scenario, ScriptedCall};
use crate::run::What;
use crate::sheet::{Action, Call, Machine, Show};
use crate::slip::Rehearsal;
use crate::sweep::works_on;

/// How long after a fault an action may still be an answer to it, µs: an assumption.
const ANSWER_US: i64 = 60_000_000;

/// Who did nothing would have noticed after this long, µs: a choice among several takes 0.38 s (facts.md), and a look
/// before it; an assumption.
const NOTICE_US: i64 = 2_000_000;

/// Cues whose skipping is tried.
const SKIPS_MAX: usize = 4;

/// What a way of answering makes of the evening, µs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// The show's slip.
    pub slip_us: i64,
    /// Visible error.
    pub visible_us: i64,
}

impl Cost {
    /// A second late weighs as much as a second seen wrong: an assumption.
    fn weight(self) -> i64 {
        self.slip_us.max(0).saturating_add(self.visible_us)
    }
}

/// How one fault was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The take, from 1.
    pub take: usize,
    /// The fault, in words.
    pub fault: String,
    /// When it began, µs of run time.
    pub began_us: i64,
    /// From its beginning to the first fitting action, µs; `None`: there was none.
    pub noticed_us: Option<i64>,
    /// What she did.
    pub action: String,
    /// What it comes to, with everything after it called on the mark; `None` where it was taken again.
    pub cost: Option<Cost>,
    /// The best that was found.
    pub best: String,
    /// What that comes to.
    pub best_cost: Cost,
    /// How many ways were tried.
    pub tried: usize,
}

impl Answer {
    /// What the answer cost against the best, µs of slip and of visible error.
    pub fn against_best(&self) -> Option<Cost> {
        let cost = self.cost?;
        let (slip_us, visible_us) =
            (cost.slip_us - self.best_cost.slip_us, cost.visible_us - self.best_cost.visible_us);
        Some(Cost { slip_us, visible_us })
    }

    /// In a line.
    pub fn line(&self) -> String {
        let soon = match self.noticed_us {
            Some(after) => format!("{} after {:.1} s", self.action, s(after)),
            None => self.action.clone(),
        };
        let cost = match self.against_best() {
            None => format!("the best way found: {}", self.best),
            Some(Cost { slip_us: 0, visible_us: 0 }) => format!("nothing better was found among {} ways", self.tried),
            Some(c) => format!(
                "{:+.1} s late and {:+.1} s seen against the best found: {}",
                s(c.slip_us),
                s(c.visible_us),
                self.best
            ),
        };
        format!("{}: {soon}; {cost}.", self.fault)
    }
}

/// How a take's faults were answered; `next` is where the take after it began.
pub(super) fn answers(
    number: usize,
    take: &Take,
    night: &Rehearsal,
    until_us: i64,
    next: Option<&str>,
) -> Result<Vec<Answer>, Refusal> {
    let mut out = Vec::new();
    for (f, times) in night.run.faults.iter().enumerate() {
        let Some(began_us) = times.began_us.filter(|b| times.took_effect && *b <= until_us) else { continue };
        let stretch_us =
            began_us..(times.ended_us.unwrap_or(began_us).max(began_us).saturating_add(ANSWER_US)).min(until_us);
        let fits = |i: &Input| fits(night, f, i);
        let mine: Vec<&(i64, Input)> =
            take.inputs.iter().filter(|(t, _)| stretch_us.contains(t) || *t == stretch_us.end).collect();
        let first = mine.iter().find(|(_, i)| fits(i));
        let again = next.filter(|_| take.left_us.is_some_and(|left| left <= stretch_us.end));
        let noticed = match (first, again) {
            (Some((t, _)), _) => Some(*t),
            (None, Some(_)) => take.left_us,
            (None, None) => None,
        };
        let try_us = noticed.unwrap_or(began_us.saturating_add(NOTICE_US));
        let base = up_to(take, night, began_us);
        let run = |calls: &[ScriptedCall]| -> Result<Cost, Refusal> {
            let mut scenario = base.clone();
            scenario.calls.extend_from_slice(calls);
            let r = night.again(scenario)?;
            Ok(Cost { slip_us: r.slip.show_us, visible_us: r.run.totals.visible_error_us })
        };
        let mut ways = vec![("wait".to_owned(), run(&[])?)];
        for (words, calls) in alternatives(night, f, began_us, try_us) {
            ways.push((words, run(&calls)?));
        }
        let hers: Vec<ScriptedCall> = mine
            .iter()
            .filter(|(_, i)| fits(i) || matches!(i, Input::Resume))
            .flat_map(|(t, i)| i.calls(seconds(*t)))
            .collect();
        let (action, cost) = match (first, again) {
            (Some((_, i)), _) => (i.to_string(), Some(run(&hers)?)),
            (None, Some(place)) => (format!("taken again from {place}"), None),
            (None, None) => ("no action".to_owned(), Some(ways[0].1)),
        };
        if let (Some(cost), Some(_)) = (cost, first) {
            ways.push((action.clone(), cost));
        }
        let tried = ways.len();
        // Of equals the first: to wait is the least trouble.
        let Some((best, best_cost)) = ways.into_iter().min_by_key(|(_, c)| c.weight()) else { continue };
        let fault = &night.scenario.faults[f];
        let fault = format!("{} {} on {}", fault_id(&night.scenario, f), fault.what.name(), fault.on);
        let noticed_us = noticed.map(|t| t - began_us);
        out.push(Answer { take: number, fault, began_us, noticed_us, action, cost, best, best_cost, tried });
    }
    Ok(out)
}

/// The night up to an instant, and the book after it.
fn up_to(take: &Take, night: &Rehearsal, t_us: i64) -> Scenario {
    let mut s = night.scenario.clone();
    s.calls = take.inputs.iter().filter(|(t, _)| *t < t_us).flat_map(|(t, i)| i.calls(seconds(*t))).collect();
    s.expect.clear();
    if let Some(desk) = &mut s.desk {
        desk.until = Some(seconds(t_us));
    }
    s
}

/// Whether an action can be an answer to a fault.
fn fits(night: &Rehearsal, fault: usize, input: &Input) -> bool {
    let on = &night.scenario.faults[fault].on;
    let uses = |number: &String| {
        night.cue_index(number).is_some_and(|c| night.show.cues[c].go.iter().any(|a| is_about(a, on, &night.show)))
    };
    match input {
        Input::Hold | Input::FadeAll | Input::StopAll => true,
        Input::Secure(costume) => costume == on,
        Input::Skip(cue) | Input::Fire(cue) => uses(cue) || needs(night, cue, on),
        // A cue that saves the costume, called by hand.
        Input::Press(cues) => cues.iter().filter_map(|n| night.cue_index(n)).any(|c| {
            let hand = matches!(night.show.cues[c].call, Call::Hand);
            hand && night.show.cues[c].go.iter().any(|a| is_about(a, on, &night.show))
        }),
        _ => false,
    }
}

fn needs(night: &Rehearsal, cue: &str, machine: &str) -> bool {
    let quoted = format!("\"{machine}\"");
    night.cue_index(cue).is_some_and(|c| night.show.cues[c].needs.iter().any(|n| n.to_string().contains(&quoted)))
}

/// Whether an action commands that machine; of a costume, also any change of its wearer.
fn is_about(action: &Action, name: &str, show: &Show) -> bool {
    show.machines.get(name).is_some_and(|machine| {
        let wearers = match (action, machine) {
            (Action::Change(who, ..), Machine::Costume(c)) => c.wearer == *who,
            _ => false,
        };
        wearers || works_on(action, name, machine)
    })
}

/// What else could have been done about a fault at `t_us`.
fn alternatives(night: &Rehearsal, fault: usize, began_us: i64, t_us: i64) -> Vec<(String, Vec<ScriptedCall>)> {
    let mut ways = Vec::new();
    let t = seconds(t_us);
    let about = &night.scenario.faults[fault];
    let ends = night.run.faults[fault].ended_us.filter(|e| *e > t_us);
    let hold = |until_us: i64| vec![ScriptedCall::Hold(t), ScriptedCall::Resume(seconds(until_us))];
    if let Some(end) = ends {
        ways.push((format!("hold until it is mended, {:.0} s", s(end - t_us)), hold(end)));
    }
    for wait in [5, 10, 20] {
        ways.push((format!("hold for {wait} s"), hold(t_us + wait * 1_000_000)));
    }
    if let Some(Machine::Costume(_)) = night.show.machines.get(&about.on) {
        let costume = about.on.clone();
        ways.push((format!("secure {costume}"), vec![ScriptedCall::Secure(costume, t)]));
    }
    let now = Now::at(night, t_us);
    let soon = |c: &usize| {
        let p = &night.plan.cues[*c];
        let planned = p.called_us.or(p.started_us);
        planned.is_some_and(|at| (began_us - ANSWER_US..t_us + ANSWER_US).contains(&at))
    };
    let to_skip = (0..night.show.cues.len())
        .filter(|c| !matches!(now.cues[*c].stand, super::Stand::Running | super::Stand::Over | super::Stand::Cut))
        .filter(|c| night.plan.cues[*c].status.is_some() && soon(c))
        .filter(|c| {
            let cue = &night.show.cues[*c];
            cue.go.iter().any(|a| is_about(a, &about.on, &night.show)) || needs(night, &cue.number, &about.on)
        });
    for c in to_skip.take(SKIPS_MAX) {
        let number = night.show.cues[c].number.clone();
        ways.push((format!("skip {number}"), vec![ScriptedCall::Skip(number.clone(), t)]));
    }
    let held = night.run.events.iter().find_map(|e| match e.what {
        What::Held(c) if e.at_us >= began_us && e.at_us < began_us + ANSWER_US => Some((e.at_us, c as usize)),
        _ => None,
    });
    if let Some((at, c)) = held.filter(|_| !matches!(about.what, FaultKind::Slips)) {
        let number = night.show.cues[c].number.clone();
        let t = seconds(at.max(t_us) + NOTICE_US);
        ways.push((format!("fire {number} past its interlock"), vec![ScriptedCall::Fire(number, t)]));
    }
    ways
}
