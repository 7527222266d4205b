//! [`Exercise`]: what a campaign has seen happen, and so what it never saw.

use std::collections::{BTreeMap, BTreeSet};

use super::bench::Bench;
use crate::fault::Fault;
use crate::run::{Run, What};
use crate::sheet::OnTimeout;

/// What was seen to happen in some night.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exercise {
    /// Per cue: its interlock held it.
    held: Vec<bool>,
    /// Per cue: it was given up after its `give_up`.
    given_up: Vec<bool>,
    /// Per beat: its gate kept the show waiting.
    waited: Vec<bool>,
    /// Per beat: its patience ran out.
    timed_out: Vec<bool>,
    /// Kinds of faults, by what they are on: tried, and had an effect.
    kinds: BTreeMap<(String, &'static str), bool>,
    /// Decisions with an option that was taken.
    options: BTreeSet<(String, String)>,
    nights: u64,
}

impl Exercise {
    /// Nothing seen yet.
    pub fn new(bench: &Bench<'_>) -> Self {
        let (cues, beats) = (bench.show.cues.len(), bench.plan.beats.len());
        Self {
            held: vec![false; cues],
            given_up: vec![false; cues],
            waited: vec![false; beats],
            timed_out: vec![false; beats],
            kinds: BTreeMap::new(),
            options: bench.options().map(|(d, o)| (d.to_owned(), o.to_owned())).collect(),
            nights: 0,
        }
    }

    /// Looks at a night; `faults` are those besides the base's.
    pub fn see(&mut self, bench: &Bench<'_>, faults: &[&Fault], run: &Run) {
        self.nights += 1;
        for (i, cue) in run.cues.iter().enumerate() {
            self.held[i] |= cue.held_us.is_some();
        }
        for event in &run.events {
            match event.what {
                What::Skipped(c) => self.given_up[c as usize] |= run.cues[c as usize].held_us.is_some(),
                What::GateHeld(b) | What::GateSkipped(b) | What::Abandoned(b) => {
                    self.timed_out[b as usize] = true;
                    self.waited[b as usize] = true;
                }
                _ => {}
            }
        }
        for span in &run.waits {
            if let Some(b) = span.beat {
                self.waited[b as usize] = true;
            }
        }
        // A vamp waits in bars: the gate opened after the beat before was over.
        for (b, times) in run.beats.iter().enumerate() {
            let slipped = times.start_us.zip(bench.plan.beats[b].start_us).is_some_and(|(a, p)| a != p);
            self.waited[b] |= slipped && run.totals.vamped_bars > bench.plan.totals.vamped_bars;
        }
        let before = bench.base.faults.len();
        for (i, fault) in faults.iter().enumerate() {
            let effect = run.faults[before + i].took_effect;
            match self.kinds.get_mut(&(fault.on.clone(), fault.what.name())) {
                Some(seen) => *seen |= effect,
                None => {
                    self.kinds.insert((fault.on.clone(), fault.what.name()), effect);
                }
            }
        }
    }

    /// Puts two together.
    pub fn join(&mut self, other: Self) {
        let or = |a: &mut Vec<bool>, b: &[bool]| a.iter_mut().zip(b).for_each(|(a, b)| *a |= b);
        or(&mut self.held, &other.held);
        or(&mut self.given_up, &other.given_up);
        or(&mut self.waited, &other.waited);
        or(&mut self.timed_out, &other.timed_out);
        for (kind, effect) in other.kinds {
            *self.kinds.entry(kind).or_default() |= effect;
        }
        self.nights += other.nights;
        self.options.extend(other.options);
    }

    /// Counts what was decided in another campaign as seen; all else is each campaign's own.
    pub fn took(&mut self, other: &Self) {
        self.options.extend(other.options.iter().cloned());
    }

    /// What never happened, a line each.
    pub fn never(&self, bench: &Bench<'_>) -> Vec<String> {
        let mut out = Vec::new();
        let show = bench.show;
        let there = |i: usize| bench.plan.cues[i].status.is_some();
        for (i, cue) in show.cues.iter().enumerate().filter(|(i, _)| there(*i)) {
            let needs: Vec<String> = cue.needs.iter().map(ToString::to_string).collect();
            if !needs.is_empty() && !self.held[i] {
                out.push(format!("the interlock of {} never held it: {}", cue.number, needs.join(", ")));
            } else if cue.give_up.is_some() && !self.given_up[i] {
                out.push(format!("{} was held and never given up", cue.number));
            }
        }
        for (b, (_, beat)) in show.beats().enumerate().filter(|(b, _)| bench.plan.beats[*b].present) {
            let needs: Vec<String> = beat.needs.iter().map(ToString::to_string).collect();
            if !needs.is_empty() && !self.waited[b] {
                out.push(format!("the gate of {} never kept the show waiting: {}", beat.id, needs.join(", ")));
            } else if beat.on_timeout == OnTimeout::Skip && !self.timed_out[b] {
                out.push(format!("{} was never started without its gate", beat.id));
            }
        }
        for (name, decision) in show.decisions.iter() {
            let taken = |option: &str| self.options.contains(&(name.to_owned(), option.to_owned()));
            for option in decision.options.iter().filter(|o| !taken(o)) {
                out.push(format!("{name}: {option} was never taken"));
            }
        }
        for ((on, kind), effect) in &self.kinds {
            if !effect {
                out.push(format!("{kind} on {on} never had an effect"));
            }
        }
        out
    }
}
