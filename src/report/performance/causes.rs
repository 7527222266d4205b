//! Where the time went: the slip at the end of a cause chain, divided among what lost and won it. The parts add up.

use super::night::Night;
use super::words;
use crate::fault::FaultKind;
use crate::run::What;
use crate::sheet::Condition;
use crate::slip::{Blamed, Link};

/// A part of a slip, and what it is owed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// What it is owed to, in words.
    pub what: String,
    /// The faults' names, where faults were at work.
    pub faults: Vec<String>,
    /// What was lost there, µs, before slack took some of it up and bars and restarts added to it.
    pub lost_us: i64,
    /// What was left of it, µs; early is negative.
    pub us: i64,
}

impl Share {
    /// The share's cause with its faults' names: `plane at 40 % of its speed (F1)`.
    pub fn text(&self) -> String {
        if self.faults.is_empty() { self.what.clone() } else { format!("{} ({})", self.what, self.faults.join(", ")) }
    }
}

/// What a cause is called, and the name of its fault.
pub(super) fn blamed(r: &Night, b: &Blamed) -> (String, Option<String>) {
    match b {
        Blamed::Fault(f) => {
            (words::fault(&r.show, &r.scenario.faults[*f]), Some(crate::engine::fault_id(&r.scenario, *f)))
        }
        Blamed::Arisen(a) => {
            let arisen = &r.run.arisen[*a];
            let name = r.show.machines.keys().nth(arisen.machine as usize).unwrap_or("?");
            (words::arisen(&r.show, name, arisen.what), None)
        }
    }
}

/// The slip at the newest link of a chain, divided; root cause first. Slack that took a delay up, and the bar line or the
/// restart that a gate adds, go with the delay before them: what is left of it is what it cost.
pub(super) fn shares(r: &Night, chain: &[Link]) -> Vec<Share> {
    let planned = chain.iter().position(|l| l.slip_us.is_none()).unwrap_or(chain.len());
    let mut out: Vec<Share> = Vec::new();
    let mut cause: Option<usize> = None;
    for i in (0..planned).rev().filter(|i| chain[*i].own_us != 0) {
        let link = &chain[i];
        // What the plan does not have hands on no slip: its own blame stands for what came of it.
        let before = chain.get(i + 1).filter(|c| c.slip_us.is_none());
        let mut blame = at_work(r, link);
        if blame.is_empty() {
            blame = before.map_or_else(Vec::new, |c| at_work(r, c));
        }
        let follows = blame.is_empty() && passes_on(r, link);
        let at = match cause.filter(|_| follows) {
            Some(at) => at,
            None => {
                let (what, faults) = named(r, link, &blame);
                match out.iter().position(|s| s.what == what && s.faults == faults) {
                    Some(at) => at,
                    None => {
                        out.push(Share { what, faults, lost_us: 0, us: 0 });
                        out.len() - 1
                    }
                }
            }
        };
        out[at].us += link.own_us;
        if !follows {
            out[at].lost_us += link.own_us;
            cause = Some(at);
        }
    }
    out.retain(|s| s.us != 0 || s.lost_us != 0);
    out
}

/// Whether a link only makes more or less of what was lost before it: a gate's slack, a bar line, a restart.
fn passes_on(r: &Night, link: &Link) -> bool {
    match r.run.events[link.event as usize].what {
        What::GateOpened(_) | What::BeatStarted(_) => true,
        What::Started(_) | What::Called(_) => link.own_us < 0,
        _ => false,
    }
}

/// The faults at work at a link, less those that had done all they do before it: a fastening jams once.
pub(super) fn at_work(r: &Night, link: &Link) -> Vec<Blamed> {
    let at = r.run.events[link.event as usize].at_us;
    let in_force = |b: &&Blamed| match b {
        Blamed::Fault(f) => {
            let once = matches!(r.scenario.faults[*f].what, FaultKind::Jams(_) | FaultKind::WrongSide(_));
            !once || r.spent[*f].is_none_or(|spent| at <= spent)
        }
        Blamed::Arisen(_) => true,
    };
    link.blamed.iter().filter(in_force).cloned().collect()
}

fn named(r: &Night, link: &Link, blame: &[Blamed]) -> (String, Vec<String>) {
    let what = r.run.events[link.event as usize].what;
    if let What::ActionDone(c, a) = what
        && let Some((busy, names)) = r.waited.get(&(c, a)).cloned()
    {
        return (busy, names);
    }
    if !blame.is_empty() && link.own_us > 0 {
        let (words, names): (Vec<String>, Vec<Option<String>>) = blame.iter().map(|b| blamed(r, b)).unzip();
        return (words.join(" and "), names.into_iter().flatten().collect());
    }
    let text = match what {
        What::BeatStarted(b) if link.own_us > 0 => {
            if r.held.contains(&b) {
                "starting again after the hold"
            } else {
                "waiting for the bar line"
            }
        }
        What::BeatEnded(b) if held_in(r, b) => "called holds",
        What::BeatEnded(_) => "scenes playing longer or shorter",
        What::ActionDone(..) | What::Done(_) => "moves and changes taking longer or shorter",
        What::Started(_) | What::Called(_) if link.own_us > 0 => "calls and the crew's answers",
        _ if link.own_us < 0 => "made good from slack",
        _ => "other waits",
    };
    (text.to_owned(), Vec::new())
}

/// Whether a hold was called while a beat played.
fn held_in(r: &Night, beat: u32) -> bool {
    let b = r.run.beats[beat as usize];
    let within = |from: i64| b.start_us.is_some_and(|s| s <= from) && b.end_us.is_none_or(|e| from < e);
    r.run.holds.iter().any(|h| h.beat.is_none() && within(h.from_us))
}

/// The faults that took effect on a machine within [from, to], in words.
pub(super) fn on_machine(r: &Night, name: &str, from_us: i64, to_us: i64) -> Vec<String> {
    let is = |i: &usize| {
        let t = r.run.faults[*i];
        r.scenario.faults[*i].on == name
            && t.took_effect
            && t.began_us.is_some_and(|b| b <= to_us)
            && t.ended_us.is_none_or(|e| e >= from_us)
    };
    (0..r.scenario.faults.len()).filter(is).map(|i| text(r, &Blamed::Fault(i))).collect()
}

/// The faults that took effect within [from, to] on what a condition looks at.
pub(super) fn on_what(r: &Night, condition: &Condition, from_us: i64, to_us: i64) -> Vec<String> {
    match condition {
        Condition::All(of) | Condition::Any(of) => of.iter().flat_map(|c| on_what(r, c, from_us, to_us)).collect(),
        Condition::Not(c) => on_what(r, c, from_us, to_us),
        Condition::At(m, _) | Condition::Open(m) | Condition::Closed(m) | Condition::Worn(m) | Condition::Bare(m) => {
            on_machine(r, m, from_us, to_us)
        }
        _ => Vec::new(),
    }
}

/// The newest causes of a chain: faults and what arose, in words; none where nothing is to blame.
pub(super) fn newest(r: &Night, chain: &[Link]) -> Vec<String> {
    let found = chain.iter().map(|l| at_work(r, l)).find(|blame| !blame.is_empty()).unwrap_or_default();
    found.iter().map(|b| text(r, b)).collect()
}

/// The newest links of an event's chain: back to the start of a beat, before which things are another stop's.
pub(super) fn near(r: &Night, event: Option<u32>) -> Vec<Link> {
    let starts = |l: &Link| matches!(r.run.events[l.event as usize].what, What::BeatStarted(_));
    let chain = r.chain_from(event);
    let upto = chain.iter().position(starts).unwrap_or(chain.len());
    chain.into_iter().take(upto).collect()
}

/// A cause with its fault's name.
pub(super) fn text(r: &Night, b: &Blamed) -> String {
    match blamed(r, b) {
        (what, Some(name)) => format!("{what} ({name})"),
        (what, None) => what,
    }
}
