//! Stuck or stopped rightly: who waits for what, for ever, is told apart from what a rule gave up.

use super::expect::{Evidence, s};
use super::{Blamed, Rehearsal};
use crate::fault::CueStatus;
use crate::run::What;

impl Evidence<'_> {
    /// Whether the show was abandoned or a cue is held for ever, and who waits for what.
    pub(super) fn stuck(&self) -> (bool, String) {
        let mut waits = Vec::new();
        if let Some(stuck) = &self.run.stuck {
            let (id, needs) = self.gate(stuck.beat, &stuck.unmet);
            waits.push(if stuck.in_hold {
                "the show waits in a hold that nobody ended".to_owned()
            } else {
                format!("{id} waits for {needs}")
            });
        }
        for cue in self.held_for_ever() {
            let c = &self.show.cues[cue];
            let needs: Vec<String> = c.needs.iter().map(ToString::to_string).collect();
            waits.push(format!("{} is held for ever by its interlock {}", c.number, needs.join(", ")));
        }
        if !waits.is_empty() {
            return (true, waits.join("; "));
        }
        let stopped = self.stopped_rightly();
        if stopped.is_empty() {
            return (false, format!("the show ended at {}", s(self.run.end_us)));
        }
        (false, format!("the show ended at {}; stopped by rule: {}", s(self.run.end_us), stopped.join(", ")))
    }

    fn gate(&self, beat: u32, unmet: &[u32]) -> (String, String) {
        let beat = self.show.beats().nth(beat as usize).map(|(_, b)| b);
        let needs: Vec<String> = beat
            .map(|b| unmet.iter().filter_map(|i| b.needs.get(*i as usize)).map(ToString::to_string).collect())
            .unwrap_or_default();
        (beat.map_or_else(String::new, |b| b.id.clone()), needs.join(", "))
    }

    /// Cues that an interlock holds to the end of the run, which no `give_up` and nobody gave up.
    pub(crate) fn held_for_ever(&self) -> Vec<usize> {
        let waits = |i: &usize| {
            let c = &self.run.cues[*i];
            c.status == Some(CueStatus::Skipped) && c.held_us.is_some() && c.started_us.is_none()
        };
        let given_up = |i: usize| self.run.events.iter().any(|e| e.what == What::Skipped(i as u32));
        (0..self.run.cues.len()).filter(waits).filter(|i| !given_up(*i)).collect()
    }

    /// What a rule of the sheet gave up: cues after their `give_up`, gates that were skipped.
    fn stopped_rightly(&self) -> Vec<String> {
        let text = |what: What| match what {
            What::Skipped(c) if self.run.cues[c as usize].held_us.is_some() => {
                Some(format!("{} given up", self.show.cues[c as usize].number))
            }
            What::GateSkipped(b) => Some(format!("{} started without its gate", self.gate(b, &[]).0)),
            _ => None,
        };
        self.run.events.iter().filter_map(|e| text(e.what)).collect()
    }
}

impl Rehearsal {
    /// Why a show is stuck: the faults at work on what is waited for, and how it came to the gate.
    pub(super) fn because_stuck(&self) -> Vec<String> {
        let mut out = Vec::new();
        for f in 0..self.scenario.faults.len() {
            if self.run.faults[f].took_effect {
                let times = self.run.faults[f];
                let until = times.ended_us.map_or("to the end of the run".to_owned(), |e| format!("to {}", s(e)));
                let from = times.began_us.map_or_else(String::new, |b| format!(" from {} {until}", s(b)));
                out.push(format!("{}{from}", self.blamed_text(&Blamed::Fault(f))));
            }
        }
        let abandoned = self.run.events.iter().rposition(|e| matches!(e.what, What::Abandoned(_) | What::GateHeld(_)));
        out.extend(self.telling(&self.chain_from(abandoned.map(|i| i as u32))));
        out
    }

    /// For every hold: what the gate needed, and how it came to open so late.
    pub(super) fn because_held(&self) -> Vec<String> {
        let mut out = Vec::new();
        for event in &self.run.events {
            let What::GateHeld(beat) = event.what else { continue };
            let about = self.show.beats().nth(beat as usize).map(|(_, b)| b);
            let needs: Vec<String> = about.map_or_else(Vec::new, |b| b.needs.iter().map(ToString::to_string).collect());
            let id = about.map_or("?", |b| b.id.as_str());
            out.push(format!("the caller held for {id} at {}, which needs {}", s(event.at_us), needs.join(", ")));
            let opened = self.run.events.iter().rposition(|e| e.what == What::GateOpened(beat));
            match opened {
                Some(i) => out.extend(self.telling(&self.chain_from(Some(i as u32)))),
                None => out.extend(self.because_stuck()),
            }
        }
        out
    }

    /// What a cue that never started was held by.
    pub(super) fn held_text(&self, cue: usize) -> Option<String> {
        let (c, times) = (&self.show.cues[cue], &self.run.cues[cue]);
        let held = times.held_us.filter(|_| times.started_us.is_none())?;
        let needs: Vec<String> = c.needs.iter().map(ToString::to_string).collect();
        Some(format!("{} was held from {} by its interlock {}", c.number, s(held), needs.join(", ")))
    }
}
