//! How late, why, who saw it? [`Rehearsal`] runs a sheet as planned and as it went, and [`Slip`] is the difference.
//!
//! Slip is never estimated: it is one run's times less the other's, cue by cue (design §4).

mod cause;
mod expect;
mod match_up;
mod recover;
mod stuck;

use std::sync::Arc;

pub use cause::{Blamed, Link};
pub use expect::{Evidence, Verdict};
pub use recover::ON_TIME_US;

use crate::engine::{self, Night, Options, Score, ScoreError};
use crate::fault::{Expect, Scenario};
use crate::run::{Event, Run, What};
use crate::sheet::{Condition, Map, Show};
use match_up::Planned;

/// A sheet and a scenario with the plan, what happened, and the difference.
#[derive(Clone, Debug)]
pub struct Rehearsal {
    /// The sheet; nights of the same sheet share it.
    pub show: Arc<Show>,
    /// What went wrong, and who called what.
    pub scenario: Scenario,
    /// The sheet compiled under the scenario's decisions.
    pub score: Arc<Score>,
    /// The same sheet with no faults, no calls, every draw at its median (rule 28).
    pub plan: Arc<Run>,
    /// What happened.
    pub run: Run,
    /// Run less plan.
    pub slip: Slip,
    /// The plan's events, made ready to be held against a run's.
    planned: Arc<Planned>,
    options: Options,
}

impl Rehearsal {
    /// Runs plan and night.
    ///
    /// # Errors
    /// A name that the sheet does not have; check the sheet first to have them all, with their places.
    pub fn new(show: impl Into<Arc<Show>>, scenario: Scenario) -> Result<Self, ScoreError> {
        Self::with(show, scenario, Options::default())
    }

    /// Runs plan and night, with tracks or without.
    ///
    /// # Errors
    /// As [`Rehearsal::new`].
    pub fn with(show: impl Into<Arc<Show>>, scenario: Scenario, options: Options) -> Result<Self, ScoreError> {
        let show = show.into();
        // Some expectations are about what machines did.
        let options = Options { tracks: options.tracks || scenario.expect.iter().any(Expect::needs_tracks) };
        let compile = if scenario.desk.is_some() { Score::at_desk } else { Score::new };
        let score = compile(&show, &scenario.decisions, &nevers(&scenario))?;
        let night = Night::new(&score, &show, &scenario)?;
        let plan = engine::perform(&score, &Night::perfect(), None, options);
        let planned = Planned::new(&plan);
        let run = engine::perform(&score, &night, Some(&plan), options);
        let slip = Slip::new(&score, &plan, &planned, &run);
        let (score, plan, planned) = (Arc::new(score), Arc::new(plan), Arc::new(planned));
        Ok(Self { show, scenario, score, plan, run, slip, planned, options })
    }

    /// Another night of the same sheet. Where the decisions are the same, so is the plan, and only the night is run.
    ///
    /// # Errors
    /// As [`Rehearsal::new`].
    pub fn again(&self, scenario: Scenario) -> Result<Self, ScoreError> {
        let old = &self.scenario;
        let same_plan = scenario.decisions == old.decisions
            && scenario.desk.is_some() == old.desk.is_some()
            && nevers(&scenario) == nevers(old)
            && (self.options.tracks || !scenario.expect.iter().any(Expect::needs_tracks));
        if !same_plan {
            return Self::with(Arc::clone(&self.show), scenario, self.options);
        }
        let night = Night::new(&self.score, &self.show, &scenario)?;
        let run = engine::perform(&self.score, &night, Some(&self.plan), self.options);
        let slip = Slip::new(&self.score, &self.plan, &self.planned, &run);
        Ok(Self {
            show: Arc::clone(&self.show),
            scenario,
            score: Arc::clone(&self.score),
            plan: Arc::clone(&self.plan),
            run,
            slip,
            planned: Arc::clone(&self.planned),
            options: self.options,
        })
    }

    /// The sheet as written: no scenario, every decision at its default.
    ///
    /// # Errors
    /// As [`Rehearsal::new`].
    pub fn as_written(show: impl Into<Arc<Show>>) -> Result<Self, ScoreError> {
        Self::new(show, Scenario::default())
    }

    /// What was opened: [`crate::fault::open`].
    ///
    /// # Errors
    /// As [`Rehearsal::new`].
    pub fn of(opened: crate::fault::Opened) -> Result<Self, ScoreError> {
        Self::new(opened.show, opened.scenario)
    }

    /// The conditions that events speak of, in words, by their number: those of the sheet. What only expectations ask
    /// about leaves no events.
    pub fn conditions(&self) -> Vec<String> {
        self.score.atom_text.iter().take(self.score.first_unheard as usize).map(ToString::to_string).collect()
    }

    /// The options in force, decision by decision.
    pub fn decisions(&self) -> Map<String> {
        let chosen = |(name, d): (&str, &crate::sheet::Decision)| {
            (name.to_owned(), self.scenario.decisions.get(name).unwrap_or(&d.default).clone())
        };
        self.show.decisions.iter().map(chosen).collect()
    }
}

/// The difference of two runs, in µs; late is positive. Indices are those of the sheet.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Slip {
    /// Of the show's end.
    pub show_us: i64,
    /// Per cue.
    pub cues: Vec<CueSlip>,
    /// Per beat: of its start.
    pub beats: Vec<Option<i64>>,
    /// Cues out of their tolerance (rule 62).
    pub out_of_tolerance: u32,
    /// Per event of the run: its slip, where the plan has the same event.
    pub events: Vec<Option<i64>>,
    /// Per cue: the event at which it started, or was given up or failed without starting.
    pub(crate) starts: Vec<Option<u32>>,
    /// Per cue: the event at which it was done.
    pub(crate) ends: Vec<Option<u32>>,
}

/// Slip of one cue, µs. What happened on one side only has none (rule 29).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CueSlip {
    /// Of its GO.
    pub called_us: Option<i64>,
    /// Of its start.
    pub started_us: Option<i64>,
    /// Of its end.
    pub done_us: Option<i64>,
    /// It got later here: the start's slip less what it inherited.
    pub own_us: Option<i64>,
    /// It was late when it got here: the slip of what the start waited for.
    pub inherited_us: Option<i64>,
    /// Whether its start is outside `early` and `late`.
    pub out_of_tolerance: bool,
}

impl Slip {
    fn new(score: &Score, plan: &Run, planned: &Planned, run: &Run) -> Self {
        let events = planned.slips(plan, run);
        let diff = |a: Option<i64>, p: Option<i64>| Some(a? - p?);
        let mut starts: Vec<Option<u32>> = vec![None; run.cues.len()];
        let mut ends = starts.clone();
        for (i, e) in run.events.iter().enumerate() {
            match e.what {
                What::Started(c) => starts[c as usize] = Some(i as u32),
                What::Done(c) => ends[c as usize] = Some(i as u32),
                What::Skipped(c) | What::Failed(c) if run.cues[c as usize].started_us.is_none() => {
                    starts[c as usize] = Some(i as u32);
                }
                _ => {}
            }
        }
        let mut slip = Self { show_us: run.end_us - plan.end_us, events, starts, ends, ..Self::default() };
        for (i, (actual, planned)) in run.cues.iter().zip(&plan.cues).enumerate() {
            let mut cue = CueSlip {
                called_us: diff(actual.called_us, planned.called_us),
                started_us: diff(actual.started_us, planned.started_us),
                done_us: diff(actual.done_us, planned.done_us),
                ..CueSlip::default()
            };
            if let (Some(started), Some(event)) = (cue.started_us, slip.starts[i]) {
                let inherited = waited_for(&run.events, event).and_then(|c| slip.events[c as usize]).unwrap_or(0);
                cue.inherited_us = Some(inherited);
                cue.own_us = Some(started - inherited);
            }
            let law = &score.cues[i];
            cue.out_of_tolerance = law.present
                && match (cue.started_us, planned.started_us) {
                    (Some(s), _) => law.early_us.is_some_and(|e| s < -e) || law.late_us.is_some_and(|l| s > l),
                    (None, planned) => planned.is_some(),
                };
            slip.out_of_tolerance += u32::from(cue.out_of_tolerance);
            slip.cues.push(cue);
        }
        slip.beats = run.beats.iter().zip(&plan.beats).map(|(a, p)| diff(a.start_us, p.start_us)).collect();
        slip
    }
}

/// The conditions that must never hold.
fn nevers(scenario: &Scenario) -> Vec<Condition> {
    let never = |e: &Expect| if let Expect::Never(c) = e { Some(c.clone()) } else { None };
    scenario.expect.iter().filter_map(never).collect()
}

/// What a cue's start waited for last: the event's cause; a cue's own GO is part of the cue, so what the GO waited for.
pub(crate) fn waited_for(events: &[Event], start: u32) -> Option<u32> {
    let e = &events[start as usize];
    let cause = e.cause?;
    match (e.what, events[cause as usize].what) {
        (What::Started(c), What::Called(go)) if c == go => events[cause as usize].cause,
        _ => Some(cause),
    }
}
