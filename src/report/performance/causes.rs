//! Where the time went: the slip at the end of a cause chain, divided among what lost and won it. The parts add up.

use std::collections::BTreeMap;

use super::words;
use crate::run::What;
use crate::slip::{Blamed, Link, Rehearsal};

/// A part of a slip, and what it is owed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// What it is owed to, in words.
    pub what: String,
    /// The faults' names, where faults were at work.
    pub faults: Vec<String>,
    /// µs; lost is positive, made good negative.
    pub us: i64,
}

impl Share {
    /// The share's cause with its faults' names: `plane at 40 % of its speed (F1)`.
    pub fn text(&self) -> String {
        if self.faults.is_empty() { self.what.clone() } else { format!("{} ({})", self.what, self.faults.join(", ")) }
    }
}

/// What a cause is called, and the name of its fault.
pub(super) fn blamed(r: &Rehearsal, b: &Blamed) -> (String, Option<String>) {
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

/// The slip at the newest link of a chain, divided; root cause first.
pub(super) fn shares(r: &Rehearsal, chain: &[Link]) -> Vec<Share> {
    let mut parts: BTreeMap<(String, Vec<String>), (usize, i64)> = BTreeMap::new();
    for (i, link) in chain.iter().enumerate() {
        let cause = chain.get(i + 1);
        if link.slip_us.is_none() {
            break;
        }
        // What the plan does not have hands on no slip: its own blame stands for what came of it.
        let unplanned = cause.is_some_and(|c| c.slip_us.is_none());
        if link.own_us != 0 {
            let at_work = match cause {
                Some(c) if link.blamed.is_empty() && unplanned => &c.blamed,
                _ => &link.blamed,
            };
            let entry = parts.entry(named(r, link, at_work)).or_insert((i, 0));
            *entry = (i, entry.1 + link.own_us);
        }
        if unplanned {
            break;
        }
    }
    let mut out: Vec<(usize, Share)> = parts
        .into_iter()
        .filter(|(_, (_, us))| *us != 0)
        .map(|((what, faults), (i, us))| (i, Share { what, faults, us }))
        .collect();
    // A cause is as old as its oldest link.
    out.sort_by_key(|(i, _)| std::cmp::Reverse(*i));
    out.into_iter().map(|(_, share)| share).collect()
}

fn named(r: &Rehearsal, link: &Link, at_work: &[Blamed]) -> (String, Vec<String>) {
    let what = r.run.events[link.event as usize].what;
    if !at_work.is_empty() && link.own_us > 0 {
        let (words, names): (Vec<String>, Vec<Option<String>>) = at_work.iter().map(|b| blamed(r, b)).unzip();
        return (words.join(" and "), names.into_iter().flatten().collect());
    }
    let text = match what {
        What::BeatStarted(b) if link.own_us > 0 => {
            let held = r.run.events.iter().any(|e| e.what == What::GateHeld(b));
            if held { "starting again after the hold" } else { "waiting for the bar line" }
        }
        What::BeatEnded(_) => "scenes playing longer or shorter",
        What::ActionDone(..) | What::Done(_) => "moves and changes taking longer or shorter",
        What::Started(_) | What::Called(_) if link.own_us > 0 => "calls and the crew's answers",
        _ if link.own_us < 0 => "made good from slack",
        _ => "other waits",
    };
    (text.to_owned(), Vec::new())
}

/// The newest causes of a chain: faults and what arose, in words; none where nothing is to blame.
pub(super) fn newest(r: &Rehearsal, chain: &[Link]) -> Vec<String> {
    let at_work = chain.iter().find(|l| !l.blamed.is_empty()).map(|l| l.blamed.as_slice()).unwrap_or_default();
    at_work.iter().map(|b| text(r, b)).collect()
}

/// A cause with its fault's name.
pub(super) fn text(r: &Rehearsal, b: &Blamed) -> String {
    match blamed(r, b) {
        (what, Some(name)) => format!("{what} ({name})"),
        (what, None) => what,
    }
}
