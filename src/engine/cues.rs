//! Cues: interlocks, starts, what follows and hangs, giving up and failing (design §3.2; rules 5, 21–26).

use super::luck::{Purpose, log_normal};
use super::queue::Job;
use super::score::{Command, Ix};
use super::{CueState, Engine, Life};
use crate::fault::CueStatus;
use crate::machine::costume::Change;
use crate::run::What;

impl Engine<'_> {
    /// The cue would start now: it does, or an interlock holds it, or it was cut.
    pub(super) fn try_start(&mut self, cue: Ix, cause: Option<Ix>) {
        match self.cues[cue as usize].life {
            Life::Cut => self.give_up(cue, cause),
            Life::Waiting | Life::Called => {
                let watcher = self.score.watchers.needs(cue);
                if self.holds(watcher) {
                    self.start(cue, cause);
                    return;
                }
                let event = self.record(What::Held(cue), cause);
                self.cues[cue as usize].life = Life::Held;
                self.run.cues[cue as usize].held_us = Some(self.now);
                self.watch(watcher);
                if let Some(give_up_us) = self.score.cues[cue as usize].give_up_us {
                    let generation = self.cues[cue as usize].generation;
                    let at = self.now.saturating_add(give_up_us);
                    self.at(at, Job::GiveUp(cue, generation), Some(event));
                }
            }
            Life::Held | Life::Running | Life::Over => {}
        }
    }

    pub(super) fn start(&mut self, cue: Ix, cause: Option<Ix>) {
        let score = self.score;
        let law = &score.cues[cue as usize];
        let event = self.record(What::Started(cue), cause);
        let state = &mut self.cues[cue as usize];
        state.life = Life::Running;
        state.generation += 1;
        state.left = law.commands.len() as u32;
        state.counting = false;
        state.started_event = Some(event);
        self.run.cues[cue as usize].started_us = Some(self.now);
        self.unwatch(score.watchers.needs(cue));
        self.unwatch(score.watchers.when(cue));
        if let Some(atom) = score.started_atoms[cue as usize] {
            self.set_atom(atom, true, Some(event));
        }
        for (other, d) in &law.followers {
            self.chain(*other, self.now.saturating_add(*d), event);
        }
        // A fault at an instant is in force for a cue that starts at it (rule 2).
        for f in self.night.cue_faults.of(cue) {
            if let super::night::Begins::Cue(_, after) = self.night.faults[f as usize].begins {
                if after == 0 {
                    self.fault_begins(f, Some(event));
                } else {
                    self.schedule_fault(f, self.now.saturating_add(after), Some(event));
                }
            }
        }
        if law.commands.is_empty() {
            self.done(cue, event);
            return;
        }
        for (i, command) in law.commands.iter().enumerate() {
            self.command(cue, i as Ix, command, event);
        }
    }

    /// A cue that follows or hangs starts at `at_us`, unless something else has started or ended it.
    fn chain(&mut self, cue: Ix, at_us: i64, event: Ix) {
        if !matches!(self.cues[cue as usize].life, Life::Waiting | Life::Cut) {
            return;
        }
        self.cues[cue as usize].counting = true;
        let generation = self.cues[cue as usize].generation;
        self.at(at_us, Job::Start(cue, generation), Some(event));
    }

    fn command(&mut self, cue: Ix, action: Ix, command: &Command, event: Ix) {
        let by = (cue, action);
        let done_us = match command {
            Command::Fog { fogger, level, for_us } => {
                self.command_fog(*fogger, *level, *for_us, event);
                Some(self.now.saturating_add(for_us.unwrap_or(0)))
            }
            Command::Move { piece, targets, over_s } => {
                self.command_move(*piece, targets, *over_s, by, event);
                None
            }
            Command::Change { into, takes_us, spread } => {
                let mut luck = 1.0;
                if self.is_lucky() && *spread > 0.0 {
                    let key = self.score.cues[cue as usize].key;
                    luck = log_normal(self.night.seed, Purpose::Change, key, u64::from(action), *spread);
                }
                let change = Change { asked_us: self.now, by, into: *into as usize, takes_us: *takes_us, luck };
                self.command_change(change, event);
                None
            }
            Command::Remove { costume, over_us } => {
                self.command_remove(*costume, *over_us, event);
                Some(self.now.saturating_add(*over_us))
            }
            Command::Secure { costume } => {
                self.command_secure(*costume, event);
                Some(self.now + crate::machine::costume::SECURE_US)
            }
            Command::Light { lamp, level, over_us } => {
                self.command_light(*lamp, *level, *over_us, event);
                Some(self.now.saturating_add(*over_us))
            }
            Command::Play { player, seconds } => match self.command_play(*player, *seconds, by) {
                Some(done_us) => Some(done_us),
                None => {
                    self.fail(cue, Some(event));
                    None
                }
            },
            Command::Note => Some(self.now),
        };
        if let Some(at) = done_us {
            let generation = self.cues[cue as usize].generation;
            self.at(at, Job::ActionDone(cue, action, generation), Some(event));
        }
    }

    /// An action that a machine reports done happens in this instant's order (rule 2).
    pub(super) fn action_is_done(&mut self, by: (Ix, Ix)) {
        let CueState { started_event, generation, .. } = self.cues[by.0 as usize];
        self.at(self.now, Job::ActionDone(by.0, by.1, generation), started_event);
    }

    pub(super) fn action_done(&mut self, cue: Ix, action: Ix, cause: Option<Ix>) {
        let event = self.record(What::ActionDone(cue, action), cause);
        let state = &mut self.cues[cue as usize];
        state.left = state.left.saturating_sub(1);
        if state.left == 0 && state.life == Life::Running && !state.failed {
            self.done(cue, event);
        }
    }

    fn done(&mut self, cue: Ix, cause: Ix) {
        let event = self.record(What::Done(cue), Some(cause));
        self.cues[cue as usize].life = Life::Over;
        let times = &mut self.run.cues[cue as usize];
        times.done_us = Some(self.now);
        times.status = Some(CueStatus::Done);
        if let Some(atom) = self.score.done_atoms[cue as usize] {
            self.set_atom(atom, true, Some(event));
        }
        let score = self.score;
        for (other, d) in &score.cues[cue as usize].hangers {
            self.chain(*other, self.now.saturating_add(*d), event);
        }
    }

    /// Planned length; 0 in the plan itself and for a cue the plan did not finish (rule 22).
    fn planned_length_us(&self, cue: Ix) -> i64 {
        // What is taken from the plan has no plan of its own before that.
        let plan = self.plan.filter(|_| !self.in_plan());
        let planned = plan.and_then(|plan| plan.cues.get(cue as usize));
        planned.and_then(|t| Some(t.done_us? - t.started_us?)).unwrap_or(0)
    }

    /// Skipped: what follows or hangs runs as though it had started now and lasted its planned length (rule 22).
    pub(super) fn give_up(&mut self, cue: Ix, cause: Option<Ix>) {
        let event = self.record(What::Skipped(cue), cause);
        let state = &mut self.cues[cue as usize];
        state.life = Life::Over;
        state.generation += 1;
        self.unwatch(self.score.watchers.needs(cue));
        self.unwatch(self.score.watchers.when(cue));
        let times = &mut self.run.cues[cue as usize];
        times.status = Some(CueStatus::Skipped);
        times.ended_us = Some(self.now);
        let score = self.score;
        let length_us = self.planned_length_us(cue);
        for (other, d) in &score.cues[cue as usize].followers {
            self.chain(*other, self.now.saturating_add(*d), event);
        }
        for (other, d) in &score.cues[cue as usize].hangers {
            self.chain(*other, self.now.saturating_add(length_us).saturating_add(*d), event);
        }
    }

    /// Failed: no Done; what hangs on it runs as though it had lasted its planned length, but not before now (rule 22).
    pub(super) fn fail(&mut self, cue: Ix, cause: Option<Ix>) {
        if self.cues[cue as usize].failed || self.cues[cue as usize].life != Life::Running {
            return;
        }
        let event = self.record(What::Failed(cue), cause);
        self.cues[cue as usize].failed = true;
        let times = &mut self.run.cues[cue as usize];
        times.status = Some(CueStatus::Failed);
        times.ended_us = Some(self.now);
        let started = times.started_us.unwrap_or(self.now);
        let from = self.now.max(started.saturating_add(self.planned_length_us(cue)));
        let score = self.score;
        for (other, d) in &score.cues[cue as usize].hangers {
            self.chain(*other, from.saturating_add(*d), event);
        }
    }
}
