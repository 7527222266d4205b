//! Running a log again, and taking it up where it stopped.

use thiserror::Error;

use super::{Log, LoggedTake, names};
use crate::desk::{Desk, Refusal};
use crate::engine::{Options, SEMANTICS};
use crate::fault::{OpenError, Opened, open_text};
use crate::run::fingerprint;
use crate::run::log::EventLine;
use crate::slip::Rehearsal;

/// Why a log cannot be run again at all.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReplayError {
    /// The sheet or scenario in it does not read.
    #[error("the sheet or the scenario in the header does not read")]
    Opening(#[source] OpenError),
    /// An input means nothing.
    #[error("line {line}: {refusal}")]
    Input {
        /// The line, from 1.
        line: usize,
        /// Why.
        refusal: Refusal,
    },
    /// A take begins nowhere.
    #[error("take {take}: {refusal}")]
    Take {
        /// The take, from 1.
        take: usize,
        /// Why.
        refusal: Refusal,
    },
}

/// The first event that the log and the run have not in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The take, from 1.
    pub take: usize,
    /// The line of the log, from 1, where the log has an event there.
    pub line: Option<usize>,
    /// What the log says.
    pub logged: Option<EventLine>,
    /// What happens now.
    pub now: Option<EventLine>,
}

/// What came of running a log again.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Events that were compared.
    pub events: usize,
    /// Inputs that were given.
    pub inputs: usize,
    /// The first difference; none: identical.
    pub difference: Option<Difference>,
    /// Another meaning of the language wrote it: differences are to be expected.
    pub semantics: Option<u32>,
    /// The fingerprint of the last take's run.
    pub fingerprint: String,
}

/// The sheet and the scenario in a log's header.
///
/// # Errors
/// They do not read any more.
pub fn open(log: &Log) -> Result<Opened, ReplayError> {
    let sheet = &log.header.sheet;
    match &log.header.scenario {
        None => open_text("the sheet in the log", sheet, &|_| None),
        Some(scenario) => open_text("the scenario in the log", scenario, &|_| Some(sheet.clone())),
    }
    .map_err(ReplayError::Opening)
}

/// The desk as a log left it; at which instant of run time that was is the last take's `last_us`.
///
/// # Errors
/// The log means nothing any more.
pub fn reopen(log: &Log) -> Result<(Desk, Opened), ReplayError> {
    let opened = open(log)?;
    let at = |take: usize| move |refusal: Refusal| ReplayError::Take { take: take + 1, refusal };
    let mut desk = Desk::new(opened.show.clone(), opened.scenario.clone(), None).map_err(at(0))?;
    for (i, take) in log.takes.iter().enumerate() {
        if i > 0 {
            desk.retake(log.takes[i - 1].last_us, take.from.clone(), take.from_us).map_err(at(i))?;
        } else if take.from_us > 0 {
            desk.begin_at(take.from.clone(), take.from_us).map_err(at(i))?;
        }
        for ((at_us, input), line) in take.inputs.iter().zip(&take.input_lines) {
            desk.give(*at_us, input.clone()).map_err(|refusal| ReplayError::Input { line: *line, refusal })?;
        }
    }
    if let Some(last) = log.takes.last() {
        desk.found_written(last.events.len(), last.whole_us);
    }
    Ok((desk, opened))
}

/// Runs a log again and compares it event by event.
///
/// # Errors
/// The log means nothing any more.
pub fn replay(log: &Log) -> Result<Outcome, ReplayError> {
    let mut outcome = Outcome {
        events: 0,
        inputs: log.takes.iter().map(|t| t.inputs.len()).sum(),
        difference: None,
        semantics: (log.header.semantics != SEMANTICS).then_some(log.header.semantics),
        fingerprint: String::new(),
    };
    if !log.header.desk {
        let opened = open(log)?;
        let mut scenario = opened.scenario;
        scenario.seed = log.header.seed;
        let options = Options { tracks: false };
        let night = Rehearsal::with(opened.show, scenario, options)
            .map_err(|e| ReplayError::Take { take: 1, refusal: Refusal::Score(e) })?;
        outcome.fingerprint = fingerprint(&night.plan, &night.run);
        if let Some(take) = log.takes.first() {
            outcome.compare(0, take, &night, 0);
        }
        return Ok(outcome);
    }
    let (desk, _) = reopen(log)?;
    for (i, (take, logged)) in desk.takes().iter().zip(&log.takes).enumerate() {
        let at = |refusal: Refusal| ReplayError::Take { take: i + 1, refusal };
        let scenario = desk.scenario_of(take).map_err(at)?;
        let night = desk.night().again(scenario).map_err(|e| at(Refusal::Score(e)))?;
        let first = night.run.events.partition_point(|e| e.at_us < take.from_us);
        outcome.compare(i, logged, &night, first);
        outcome.fingerprint = fingerprint(&night.plan, &night.run);
    }
    Ok(outcome)
}

impl Outcome {
    /// Compares a take's logged events with a run's from its `first` on.
    fn compare(&mut self, take: usize, logged: &LoggedTake, night: &Rehearsal, first: usize) {
        if self.difference.is_some() {
            return;
        }
        let names = names(night);
        let events = &night.run.events[first..];
        // Up to the last clock all must be there; after it, what the crash left of it.
        let must = events.partition_point(|e| e.at_us <= logged.whole_us);
        for i in 0..logged.events.len().max(must) {
            let now = events.get(i).map(|e| EventLine::new(e, &names));
            let was = logged.events.get(i);
            if was.map(|(_, e)| e) != now.as_ref() {
                let (line, was) = (was.map(|(line, _)| *line), was.map(|(_, e)| e.clone()));
                self.difference = Some(Difference { take: take + 1, line, logged: was, now });
                return;
            }
            self.events += 1;
        }
    }
}
