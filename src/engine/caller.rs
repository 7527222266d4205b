//! The caller: standby, GO, and a person's scripted calls (design §3.2; rules 7–14), and when faults begin and end.

use super::luck::{Purpose, log_normal};
use super::night::{CallJob, Target};
use super::queue::Job;
use super::score::{Called, Ix};
use super::{ABANDON_US, Engine, Life};
use crate::fault::FaultKind;
use crate::machine::micros;
use crate::run::{Span, What};

impl Engine<'_> {
    /// A cue's GO is now known to be due at `due_us`, and may not be given before `known_us` (show clock, rule 11).
    pub(super) fn know_due(&mut self, cue: Ix, due_us: i64, known_us: i64, cause: Option<Ix>) {
        let state = &mut self.cues[cue as usize];
        state.due_us = due_us;
        state.known_us = known_us;
        state.started_event = cause;
        if let Called::At(_) = self.score.cues[cue as usize].call {
            self.plan_standby(cue, due_us, cause);
        }
        self.schedule_go(cue, cause);
    }

    /// Schedules the GO for the caller's faults now in force.
    fn schedule_go(&mut self, cue: Ix, cause: Option<Ix>) {
        let state = self.cues[cue as usize];
        let go_us = state.due_us.saturating_add(self.go_shift_us(cue)).max(state.known_us).max(self.clock());
        self.cues[cue as usize].go_us = go_us;
        self.at_clock(go_us, Job::Go(cue, state.generation), cause);
    }

    /// L + M − E of rule 11.
    fn go_shift_us(&self, cue: Ix) -> i64 {
        if self.at_desk() {
            // These are faults of the automatic caller.
            return 0;
        }
        let faults = self.night.go_faults.of(cue).filter(|f| self.fault_on[*f as usize]);
        faults.fold(0_i64, |sum, f| match self.night.faults[f as usize].what {
            FaultKind::GoLate(_, s) | FaultKind::GoMissed(_, s) => sum.saturating_add(micros(s)),
            FaultKind::GoEarly(_, s) => sum.saturating_sub(micros(s)),
            _ => sum,
        })
    }

    pub(super) fn plan_standby(&mut self, cue: Ix, expected_us: i64, cause: Option<Ix>) {
        if self.events && !self.cues[cue as usize].stood_by {
            let at = expected_us.saturating_sub(self.score.cues[cue as usize].standby_us).max(self.clock());
            self.at_clock(at, Job::Standby(cue), cause);
        }
    }

    pub(super) fn stand_by(&mut self, cue: Ix, cause: Option<Ix>) {
        if self.events && !self.cues[cue as usize].stood_by && self.is_to_come(cue) {
            self.cues[cue as usize].stood_by = true;
            self.run.cues[cue as usize].standby_us = Some(self.now);
            self.record(What::Standby(cue), cause);
        }
    }

    /// The moment of a called cue's GO has come.
    pub(super) fn go_is_due(&mut self, cue: Ix, cause: Option<Ix>) {
        match self.cues[cue as usize].life {
            Life::Waiting => {
                if self.cues[cue as usize].due_us != self.clock() {
                    self.blame_go_faults(cue);
                }
                self.give_go(cue, cause, true);
            }
            Life::Cut => {
                // Given up at the instant it would have tried to start (rule 14).
                let start = self.now.saturating_add(self.reaction_us(cue));
                let generation = self.cues[cue as usize].generation;
                self.at(start, Job::Start(cue, generation), cause);
            }
            _ => {}
        }
    }

    fn blame_go_faults(&mut self, cue: Ix) {
        for f in self.night.go_faults.of(cue) {
            let f = f as usize;
            let shifts = !matches!(self.night.faults[f].what, FaultKind::GoTwice(_));
            if shifts && self.fault_on[f] {
                self.run.faults[f].took_effect = true;
            }
        }
    }

    /// GO.
    pub(super) fn give_go(&mut self, cue: Ix, cause: Option<Ix>, passes_on: bool) {
        self.stand_by(cue, cause);
        let event = self.record(What::Called(cue), cause);
        let reaction_us = self.reaction_us(cue);
        let state = &mut self.cues[cue as usize];
        state.life = Life::Called;
        state.generation += 1;
        let generation = state.generation;
        self.run.cues[cue as usize].called_us = Some(self.now);
        self.unwatch(self.score.watchers.when(cue));
        self.unwatch(self.score.watchers.needs(cue));
        let start = self.now.saturating_add(reaction_us);
        self.at(start, Job::Start(cue, generation), Some(event));
        if passes_on {
            self.go_twice(cue, event);
        }
    }

    /// A second GO goes to the department's next cue that a person calls (rule 12).
    fn go_twice(&mut self, cue: Ix, event: Ix) {
        let twice = self.night.go_faults.of(cue).find(|f| {
            self.fault_on[*f as usize] && matches!(self.night.faults[*f as usize].what, FaultKind::GoTwice(_))
        });
        let Some(fault) = twice else { return };
        let law = &self.score.cues[cue as usize];
        let after = &self.score.departments[law.department as usize][law.place as usize + 1..];
        let next = after.iter().copied().find(|c| {
            let called = matches!(self.score.cues[*c as usize].call, Called::On | Called::At(_) | Called::Hand);
            called && self.is_to_come(*c)
        });
        let Some(next) = next else { return };
        if self.score.double_go_guard > 0.0 {
            self.record(What::Refused(next), Some(event));
        } else {
            self.run.faults[fault as usize].took_effect = true;
            self.give_go(next, Some(event), false);
        }
    }

    /// From GO to start (rule 13).
    fn reaction_us(&mut self, cue: Ix) -> i64 {
        let law = &self.score.cues[cue as usize];
        let mut reaction = law.reaction;
        if self.is_lucky() && law.spread > 0.0 {
            reaction *= log_normal(self.night.seed, Purpose::Reaction, law.key, 0, law.spread);
        }
        let mut slowed = reaction;
        for f in &self.night.slow_operators {
            let f = *f as usize;
            let fault = &self.night.faults[f];
            let FaultKind::OperatorSlow(_, factor) = fault.what else { continue };
            let hers = match fault.target {
                Target::Everybody => true,
                Target::Department(d) => d == law.department,
                _ => false,
            };
            if hers && self.fault_on[f] {
                slowed *= factor;
                self.run.faults[f].took_effect |= slowed != reaction;
            }
        }
        micros(slowed)
    }

    pub(super) fn scripted_call(&mut self, i: Ix) {
        if self.in_plan() {
            return;
        }
        let night = self.night;
        match &night.calls[i as usize].1 {
            CallJob::Go(cue) => {
                let cue = *cue;
                if self.may_be_called(cue) {
                    let event = self.record(What::CallMade(i), None);
                    self.give_go(cue, Some(event), true);
                }
            }
            CallJob::Skip(cue) if self.score.cues[*cue as usize].present => match self.cues[*cue as usize].life {
                Life::Called | Life::Held => {
                    let event = self.record(What::CallMade(i), None);
                    self.give_up(*cue, Some(event));
                }
                Life::Waiting => {
                    let event = self.record(What::CallMade(i), None);
                    self.record(What::Cut(*cue), Some(event));
                    self.cues[*cue as usize].life = Life::Cut;
                }
                _ => {}
            },
            CallJob::Skip(_) => {}
            CallJob::Hold => {
                if self.held_since.is_none() && !self.over {
                    let event = self.record(What::CallMade(i), None);
                    self.hold(event);
                }
            }
            CallJob::Resume => {
                if let Some(since) = self.held_since {
                    self.record(What::CallMade(i), None);
                    self.start_clock(since);
                    self.run.holds.push(Span { from_us: since, to_us: self.now, beat: None });
                }
            }
            CallJob::Standby(cue) => self.stand_by_at_desk(i, *cue),
            CallJob::Press(cues) => self.press(i, cues),
            CallJob::Fire(cue) => self.fire(i, *cue),
            CallJob::Secure(costume) => {
                let event = self.record(What::CallMade(i), None);
                self.command_secure(*costume, event);
            }
            CallJob::FadeAll => self.stop_all(i, true),
            CallJob::StopAll => self.stop_all(i, false),
        }
    }

    /// A called hold begins (rule 9).
    pub(super) fn hold(&mut self, event: Ix) {
        self.stop_clock();
        self.hold_generation += 1;
        self.run.totals.holds += 1;
        let job = Job::HoldTooLong(self.hold_generation);
        self.at(self.now + ABANDON_US, job, Some(event));
    }

    pub(super) fn schedule_fault(&mut self, f: Ix, at_us: i64, cause: Option<Ix>) {
        self.at(at_us, Job::FaultBegin(f), cause);
    }

    pub(super) fn fault_begins(&mut self, f: Ix, cause: Option<Ix>) {
        if self.in_plan() {
            return;
        }
        let fault = &self.night.faults[f as usize];
        if !fault.happens(self.night.seed) || self.run.faults[f as usize].began_us.is_some() {
            return;
        }
        let event = self.record(What::FaultBegan(f), cause);
        self.fault_events[f as usize] = Some(event);
        self.run.faults[f as usize].began_us = Some(self.now);
        self.fault_on[f as usize] = true;
        if let Some(for_us) = fault.for_us {
            let end = self.now.saturating_add(for_us);
            self.at(end, Job::FaultEnd(f), Some(event));
        }
        self.fault_changes(f, event, true);
    }

    pub(super) fn fault_ends(&mut self, f: Ix) {
        let event = self.record(What::FaultEnded(f), self.fault_events[f as usize]);
        self.run.faults[f as usize].ended_us = Some(self.now);
        self.fault_on[f as usize] = false;
        self.fault_changes(f, event, false);
    }

    fn fault_changes(&mut self, f: Ix, event: Ix, begins: bool) {
        match self.night.faults[f as usize].target {
            Target::Machine(machine, place) => self.machine_fault(f, machine, place, event, begins),
            Target::Go(cue) => {
                let state = self.cues[cue as usize];
                let scheduled = state.due_us < crate::machine::NEVER;
                if scheduled && matches!(state.life, Life::Waiting | Life::Cut) {
                    // A lateness that ends when the GO is overdue has made it so.
                    let shifts = !matches!(self.night.faults[f as usize].what, FaultKind::GoTwice(_));
                    self.run.faults[f as usize].took_effect |= !begins && shifts && state.due_us < self.clock();
                    let cause = state.started_event;
                    self.schedule_go(cue, cause);
                }
            }
            Target::Department(_) | Target::Everybody | Target::Nobody => {}
        }
    }
}
