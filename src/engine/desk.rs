//! A person at the desk: what she calls, and what the automatic caller leaves to her (scenario field `desk`).
//!
//! Up to where the show is taken from, the run is the plan; from there on a called cue's GO is hers to give.

use super::score::{Command, Ix};
use super::{Engine, Life};
use crate::run::What;

impl Engine<'_> {
    /// Whether this instant is before the moment the show is taken from: everything goes as planned.
    pub(super) fn in_plan(&self) -> bool {
        self.night.person.is_some_and(|p| self.now < p.from_us)
    }

    /// Whether a person calls at this instant.
    pub(super) fn at_desk(&self) -> bool {
        self.night.person.is_some_and(|p| (p.from_us..p.until_us).contains(&self.now))
    }

    /// Whether draws are made.
    pub(super) fn is_lucky(&self) -> bool {
        self.night.random && !self.in_plan()
    }

    /// The moment at which the automatic caller would give the cue's GO: it is written down, and left to her.
    pub(super) fn mark_passes(&mut self, cue: Ix, cause: Option<Ix>) {
        let at = cue as usize;
        if self.run.marks[at].is_some() || self.cues[at].due_us > self.clock() {
            return;
        }
        self.run.marks[at] = Some(self.now);
        if self.cues[at].life == Life::Cut {
            self.go_is_due(cue, cause);
        }
    }

    /// Whether a person may give the cue's GO now. A Held cue that nobody called may still be called; it then waits for
    /// its needs again (rule 14).
    pub(super) fn may_be_called(&self, cue: Ix) -> bool {
        let held_uncalled =
            self.cues[cue as usize].life == Life::Held && self.run.cues[cue as usize].called_us.is_none();
        self.is_to_come(cue) || held_uncalled
    }

    pub(super) fn stand_by_at_desk(&mut self, i: Ix, cue: Ix) {
        if !self.cues[cue as usize].stood_by && self.is_to_come(cue) {
            let event = self.record(What::CallMade(i), None);
            self.stand_by(cue, Some(event));
        }
    }

    /// GO for cues that are read together. The guard is asked once per department: it is one press (rule 69).
    pub(super) fn press(&mut self, i: Ix, cues: &[Ix]) {
        let event = self.record(What::CallMade(i), None);
        let guard_us = self.night.person.map_or(0, |p| p.guard_us);
        let department = |engine: &Self, cue: Ix| engine.score.cues[cue as usize].department as usize;
        let last: Vec<i64> = cues.iter().map(|c| self.last_go[department(self, *c)]).collect();
        for (cue, last) in cues.iter().zip(last) {
            if self.now - last < guard_us {
                self.record(What::Refused(*cue), Some(event));
            } else if self.may_be_called(*cue) {
                let department = department(self, *cue);
                self.last_go[department] = self.now;
                // What the GO waited for is its place in the book, if it has come; that she gave it late is the cue's own.
                let due = self.cues[*cue as usize].started_event;
                self.give_go(*cue, due.or(Some(event)), true);
            }
        }
    }

    /// Starts a Held cue although its needs do not hold.
    pub(super) fn fire(&mut self, i: Ix, cue: Ix) {
        if self.cues[cue as usize].life == Life::Held {
            let event = self.record(What::CallMade(i), None);
            self.start(cue, Some(event));
        }
    }

    /// Everything that runs stops, softly or at once, count-downs too; the stopped cues are to come again, and the show
    /// holds. What people do is not stopped: a quick change, a removal, a costume being saved go on, and so do the cues
    /// they belong to.
    pub(super) fn stop_all(&mut self, i: Ix, softly: bool) {
        let event = self.record(What::CallMade(i), None);
        let score = self.score;
        for cue in 0..score.cues.len() as Ix {
            let state = self.cues[cue as usize];
            let people =
                |c: &Command| matches!(c, Command::Change { .. } | Command::Remove { .. } | Command::Secure { .. });
            let stops = match state.life {
                Life::Called | Life::Held => true,
                Life::Running => !score.cues[cue as usize].commands.iter().any(people),
                Life::Waiting => state.counting,
                Life::Cut | Life::Over => false,
            };
            if stops {
                self.put_back(cue, event);
            }
        }
        self.stop_machines(softly, event);
        if self.held_since.is_none() && !self.over {
            self.hold(event);
        }
    }

    /// A stopped cue is to come again, as though it had never been called.
    fn put_back(&mut self, cue: Ix, event: Ix) {
        let at = cue as usize;
        let stopped = self.record(What::Stopped(cue), Some(event));
        let state = &mut self.cues[at];
        state.life = Life::Waiting;
        state.generation += 1;
        (state.left, state.failed, state.counting, state.stood_by) = (0, false, false, false);
        state.started_event = None;
        self.run.cues[at] = Default::default();
        self.unwatch(self.score.watchers.needs(cue));
        if let Some(atom) = self.score.started_atoms[at] {
            self.set_atom(atom, false, Some(stopped));
        }
    }
}
