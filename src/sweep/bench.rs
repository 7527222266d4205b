//! [`Bench`]: one sheet, one plan, many nights. The score is compiled once; a night records no tracks unless asked.

use std::sync::{Mutex, OnceLock};

use crate::engine::{
    self, CompiledFault, Listing, Memory, Night, Options, Performer, Score, ScoreError, Undisturbed, Unlisted,
};
use crate::fault::{Expect, Fault, Scenario};
use crate::run::Run;
use crate::sheet::Show;
use crate::slip::Evidence;

/// What many nights have in common.
#[derive(Debug)]
pub struct Bench<'a> {
    /// The sheet.
    pub show: &'a Show,
    /// What every night has: decisions, seed, calls, and faults that are always there.
    pub base: Scenario,
    /// The sheet compiled.
    pub score: Score,
    /// The run without faults.
    pub plan: Run,
    start: Night,
    options: Options,
    /// The night without faults, once somebody asks for it.
    undisturbed: OnceLock<Undisturbed>,
    /// Memory of brief nights that nobody is using.
    idle: Mutex<Vec<Memory>>,
}

/// Runs night after night of a bench in the same memory: one for each thread.
#[derive(Debug)]
pub struct Worker<'a> {
    bench: &'a Bench<'a>,
    performer: Performer<'a>,
    run: Run,
}

impl Worker<'_> {
    /// A night with these faults besides those of the base.
    pub fn night<'f>(&mut self, faults: impl IntoIterator<Item = &'f CompiledFault>) -> &mut Run {
        self.perform(self.bench.start.clone(), faults)
    }

    /// A night with these faults besides those of the base, every draw from `seed`.
    pub fn drawn<'f>(&mut self, seed: u64, faults: impl IntoIterator<Item = &'f CompiledFault>) -> &mut Run {
        self.perform(self.bench.start.clone().drawn_from(seed), faults)
    }

    fn perform<'f>(&mut self, mut night: Night, faults: impl IntoIterator<Item = &'f CompiledFault>) -> &mut Run {
        faults.into_iter().for_each(|fault| night.add(fault));
        self.performer.take_back(std::mem::take(&mut self.run));
        self.run = self.performer.perform(&night, Some(&self.bench.plan));
        &mut self.run
    }
}

/// Which of the expectations were missed, a bit each.
pub type Missed = u64;

/// Most expectations a campaign looks at.
pub const EXPECT_MAX: usize = 64;

impl<'a> Bench<'a> {
    /// Sets up; `base.expect` is what is looked at, [`EXPECT_MAX`] of them at most.
    ///
    /// # Errors
    /// A name the sheet does not have.
    pub fn new(show: &'a Show, mut base: Scenario) -> Result<Self, ScoreError> {
        base.expect.truncate(EXPECT_MAX);
        base.vary = None;
        let nevers: Vec<_> =
            base.expect.iter().filter_map(|e| if let Expect::Never(c) = e { Some(c.clone()) } else { None }).collect();
        let score = Score::new(show, &base.decisions, &nevers)?;
        let options = Options { tracks: base.expect.iter().any(Expect::needs_tracks) };
        let plan = engine::perform(&score, &Night::perfect(), None, options);
        let start = Night::new(&score, show, &base)?;
        Ok(Self { show, base, score, plan, start, options, undisturbed: OnceLock::new(), idle: Mutex::default() })
    }

    /// Every decision, and the option in force.
    pub fn options(&self) -> impl Iterator<Item = (&str, &str)> {
        let chosen = |name: &str| self.base.decisions.get(name);
        self.show.decisions.iter().map(move |(name, d)| (name, chosen(name).unwrap_or(&d.default).as_str()))
    }

    /// Compiles a fault.
    ///
    /// # Errors
    /// A name the sheet does not have.
    pub fn compile(&self, fault: &Fault) -> Result<CompiledFault, ScoreError> {
        CompiledFault::new(&self.score, self.show, fault, &fault.id)
    }

    /// A night with these faults besides those of the base. For many nights use a [`Worker`].
    pub fn night(&self, faults: &[&CompiledFault]) -> Run {
        std::mem::take(self.worker().night(faults.iter().copied()))
    }

    /// As [`Bench::night`], every draw from `seed`.
    pub fn drawn(&self, seed: u64, faults: &[&CompiledFault]) -> Run {
        std::mem::take(self.worker().drawn(seed, faults.iter().copied()))
    }

    /// The sheet as a list, where only times are asked for: much faster than any [`Worker`], if nothing in the sheet waits.
    ///
    /// # Errors
    /// Something waits.
    pub fn listing(&self) -> Result<Listing, Unlisted> {
        Listing::new(&self.score)
    }

    /// A night with these faults besides those of the base, not performed yet: what [`Listing::shifts`] asks for.
    pub fn to_come<'f>(&self, faults: impl IntoIterator<Item = &'f CompiledFault>) -> Night {
        let mut night = self.start.clone();
        faults.into_iter().for_each(|fault| night.add(fault));
        night
    }

    /// Somebody who runs night after night.
    pub fn worker(&self) -> Worker<'_> {
        Worker { bench: self, performer: Performer::new(&self.score, self.options), run: Run::default() }
    }

    /// Somebody who runs night after night and tells what became of the show, its beats, cues and faults: without standbys,
    /// tracks, and all events but those of patience that ran out and of cues that were given up. Where luck is at its
    /// medians only what differs from the night without faults is performed, which is several times as fast as a
    /// [`Bench::worker`]. Where an expectation asks for more, it is one.
    pub fn brief_worker(&self) -> Worker<'_> {
        self.brief_worker_with(None)
    }

    fn brief_worker_with(&self, memory: Option<Memory>) -> Worker<'_> {
        let asks_for_more = |e: &Expect| e.needs_tracks() || e.needs_events();
        if self.base.expect.iter().any(asks_for_more) {
            return self.worker();
        }
        let perform = || Undisturbed::new(&self.score, &self.plan);
        let undisturbed = self.start.goes_by_the_book().then(|| self.undisturbed.get_or_init(perform));
        let performer = Performer::cue_to_cue(&self.score, undisturbed, memory);
        Worker { bench: self, performer, run: Run::default() }
    }

    /// Looks at one night of a [`Bench::brief_worker`], with every draw from `seed` where there is one; for those who cannot
    /// keep a worker.
    pub fn brief<T>(&self, seed: Option<u64>, faults: &[&CompiledFault], look: impl FnOnce(&Run) -> T) -> T {
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        let mut worker = self.brief_worker_with(idle);
        let faults = faults.iter().copied();
        let found = look(match seed {
            Some(seed) => worker.drawn(seed, faults),
            None => worker.night(faults),
        });
        if worker.performer.is_brief() {
            worker.performer.take_back(worker.run);
            if let Ok(mut idle) = self.idle.lock() {
                idle.push(worker.performer.into_memory());
            }
        }
        found
    }

    /// Which expectations that run missed. `faults` are those of the night.
    pub fn missed(&self, faults: &[&Fault], run: &Run) -> Missed {
        let mut scenario = None;
        // What has happened is told by the run; only what speaks of faults needs to know them by name.
        let asks = self.base.expect.iter().any(|e| matches!(e, Expect::Recovers(_)));
        if asks {
            let mut with = self.base.clone();
            with.faults.extend(faults.iter().map(|f| (*f).clone()));
            scenario = Some(with);
        }
        let scenario = scenario.as_ref().unwrap_or(&self.base);
        let evidence = Evidence { show: self.show, scenario, score: &self.score, plan: &self.plan, run };
        let findings = evidence.findings();
        findings.iter().enumerate().fold(0, |mask, (i, (met, _))| mask | u64::from(!met) << i)
    }

    /// All expectations, a bit each.
    pub fn all(&self) -> Missed {
        match self.base.expect.len() {
            EXPECT_MAX => Missed::MAX,
            n => (1 << n) - 1,
        }
    }

    /// The night as a scenario that says what it is.
    pub fn scenario(&self, faults: &[&Fault], name: &str, expect: Vec<Expect>) -> Scenario {
        let mut scenario = self.base.clone();
        scenario.name = name.to_owned();
        scenario.faults.extend(faults.iter().map(|f| (*f).clone()));
        scenario.expect = expect;
        scenario
    }
}
