//! Working out a night beside the frames: a [`Job`] goes to another thread and comes back as [`Nights`].

use std::sync::Arc;

use super::night::Edits;
use crate::fault::Scenario;
use crate::sheet::Show;
use crate::slip::Rehearsal;
use crate::stage::pencil::Books;
use crate::stage::transport::Against;

/// What is to be worked out.
#[derive(Clone)]
pub(super) struct Job {
    /// The night on the stage; what has not changed is taken from it.
    pub(super) now: Arc<Rehearsal>,
    /// The other night, if there is one.
    pub(super) beside: Option<Arc<Rehearsal>>,
    /// What the panels look up of both, where there are panels.
    pub(super) books: Option<Books>,
    /// A sheet that was read again.
    pub(super) show: Option<Arc<Show>>,
    /// What the file says.
    pub(super) base: Scenario,
    /// What was done to it.
    pub(super) edits: Edits,
    /// The night to hold against it.
    pub(super) against: Option<Against>,
    /// Whether the file was read again: then a fault that does not fit is left out, and else it is refused.
    pub(super) again: bool,
}

/// What came of it.
#[derive(Clone)]
pub(super) struct Nights {
    /// The night.
    pub(super) night: Arc<Rehearsal>,
    /// The other.
    pub(super) beside: Option<Arc<Rehearsal>>,
    /// What the panels look up of both, where there are panels.
    pub(super) books: Option<Books>,
    /// What was done to the night, less what did not fit.
    pub(super) edits: Edits,
    /// What did not fit, in words.
    pub(super) left_out: Vec<String>,
}

impl Job {
    /// Works it out.
    ///
    /// # Errors
    /// Why there is no such night, in words.
    pub(super) fn done(mut self) -> Result<Nights, String> {
        let show = self.show.clone().unwrap_or_else(|| Arc::clone(&self.now.show));
        let left_out = self.edits.fit(&show);
        if let Some(why) = left_out.first().filter(|_| !self.again) {
            return Err(why.clone());
        }
        let scenario = self.edits.night(&self.base);
        let night = if self.show.is_some() {
            Arc::new(Rehearsal::new(show, scenario.clone()).map_err(|e| e.to_string())?)
        } else if scenario == self.now.scenario {
            Arc::clone(&self.now)
        } else {
            Arc::new(self.now.again(scenario.clone()).map_err(|e| e.to_string())?)
        };
        let other = self.against.as_ref().map(|a| other(a, &self.base, scenario));
        let beside = match other {
            None => None,
            Some(other) if other == night.scenario => Some(Arc::clone(&night)),
            Some(other) => {
                let as_it_was = self.beside.filter(|b| b.scenario == other && Arc::ptr_eq(&b.show, &night.show));
                match as_it_was {
                    Some(beside) => Some(beside),
                    None => Some(Arc::new(night.again(other).map_err(|e| e.to_string())?)),
                }
            }
        };
        let books = self.books.map(|b| b.about(&night, beside.as_ref()));
        Ok(Nights { night, beside, books, edits: self.edits, left_out })
    }
}

/// The scenario of the night to hold against this one.
fn other(against: &Against, base: &Scenario, mut now: Scenario) -> Scenario {
    match against {
        Against::AsOpened => Scenario { vary: None, ..base.clone() },
        Against::NoFaults => {
            now.faults.clear();
            now
        }
        Against::Decided(decision, option) => {
            now.decisions.insert(decision.clone(), option.clone());
            now
        }
    }
}
