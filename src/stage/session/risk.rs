//! [`Risk`]: many nights of the odds, run beside the frames while somebody looks at what comes of them.
//!
//! A thread of its own runs them with half of the cores, so that neither a frame nor a night that is being worked out waits for
//! it. It rests while the panel is folded away, goes on where it was, and ends with the window. Every number is the sweep's.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use bevy::prelude::*;

use super::{Chances, ODDS, Session};
use crate::fault::odds::{self, Odds};
use crate::fault::{OpenError, Scenario};
use crate::report::season::{self, Brief};
use crate::sheet::{Show, Source};
use crate::stage::calling::Caller;
use crate::stage::on_stage::{OnStage, Shown, Tab};
use crate::sweep::nights::what_if::WhatIfs;
use crate::sweep::{Bench, Enough, Sweep, Watch};

/// Nights that are run.
pub(in crate::stage) const NIGHTS: u64 = 4096;
/// Nights that each core runs before it is told how it stands.
const PART: u64 = 256;
/// Nights that are run again with one thing otherwise.
const AGAIN: u64 = 1024;

/// A night that can be put on the stage.
#[derive(Clone, Debug)]
pub(in crate::stage) struct Worst {
    /// Its slip; of a night in which the house saw most its visible error, µs.
    pub(in crate::stage) us: i64,
    /// Whether it is there for what the house saw.
    pub(in crate::stage) seen: bool,
    /// The night.
    pub(in crate::stage) night: Arc<Scenario>,
}

/// What came of the nights so far.
#[derive(Clone, Debug)]
pub(in crate::stage) struct Told {
    /// In curves and lines.
    pub(in crate::stage) brief: Brief,
    /// The worst of them.
    pub(in crate::stage) worst: Vec<Worst>,
    /// What they were drawn from: the odds' name, and the seed.
    pub(in crate::stage) from: String,
    /// Whether there is nothing more to come.
    pub(in crate::stage) whole: bool,
}

/// What the risk panel shows.
#[derive(Resource, Default)]
pub(in crate::stage) struct Risk {
    /// What came of the nights so far.
    pub(in crate::stage) told: Option<Arc<Told>>,
    /// Why there are no nights.
    pub(in crate::stage) problem: Option<String>,
    of: Option<(Arc<Show>, Scenario)>,
    open: bool,
    campaign: Option<Campaign>,
}

impl Risk {
    /// No nights: why, in words.
    pub(in crate::stage) fn none(why: &str) -> Self {
        Self { problem: Some(why.to_owned()), ..Self::default() }
    }

    /// The worst night after that one, or the first; none after the last.
    pub(in crate::stage) fn after(&self, night: Option<&Scenario>) -> Option<Arc<Scenario>> {
        let worst = &self.told.as_ref()?.worst;
        // A night may be there twice: for how late it is, and for what the house saw.
        let mut nights: Vec<&Arc<Scenario>> = Vec::new();
        for w in worst {
            if nights.iter().all(|n| n.name != w.night.name) {
                nights.push(&w.night);
            }
        }
        let next = night.map_or(0, |night| nights.iter().position(|n| n.name == night.name).map_or(0, |i| i + 1));
        nights.get(next).map(|n| Arc::clone(n))
    }
}

#[cfg(test)]
impl Risk {
    /// Of these nights.
    pub(in crate::stage) fn told(told: Arc<Told>) -> Self {
        Self { told: Some(told), ..Self::default() }
    }
}

/// All nights of odds, run here and now.
#[cfg(test)]
pub(in crate::stage) fn of_odds(show: Show, odds: &str) -> Result<Told, String> {
    let chances = Chances { text: Some(odds.to_owned()), ..Chances::default() };
    let (tell, seen) = channel();
    let task = Task { show: Arc::new(show), base: Scenario::default(), chances };
    task.run(&AtomicBool::new(false), &Watch::default(), &tell)?;
    seen.try_iter().last().unwrap_or_else(|| Err("no night was run".to_owned()))
}

/// The thread that runs them.
struct Campaign {
    thread: JoinHandle<()>,
    rests: Arc<AtomicBool>,
    watch: Arc<Watch>,
    /// Held once: told by many is asked by one.
    seen: Mutex<Receiver<Result<Told, String>>>,
}

impl Drop for Campaign {
    fn drop(&mut self) {
        self.watch.stop.store(true, Ordering::Relaxed);
        self.thread.thread().unpark();
    }
}

impl Campaign {
    fn begin(task: Task) -> Result<Self, String> {
        let (tell, seen) = channel();
        let (rests, watch) = (Arc::new(AtomicBool::new(false)), Arc::new(Watch::default()));
        let (its_rests, its_watch) = (Arc::clone(&rests), Arc::clone(&watch));
        let work = move || {
            if let Err(why) = task.run(&its_rests, &its_watch, &tell) {
                // Nobody may be there to hear it any more.
                let _ = tell.send(Err(why));
            }
        };
        let thread = std::thread::Builder::new().name("risk".to_owned()).spawn(work).map_err(|e| e.to_string())?;
        Ok(Self { thread, rests, watch, seen: Mutex::new(seen) })
    }

    fn rest(&self, rests: bool) {
        if self.rests.swap(rests, Ordering::Relaxed) && !rests {
            self.thread.thread().unpark();
        }
    }
}

/// What is to be run.
struct Task {
    show: Arc<Show>,
    base: Scenario,
    chances: Chances,
}

impl Task {
    fn run(&self, rests: &AtomicBool, watch: &Watch, tell: &Sender<Result<Told, String>>) -> Result<(), String> {
        let odds = open(&self.chances, &self.show)?;
        let cores = std::thread::available_parallelism().map_or(1, |n| (n.get() / 2).max(1));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(cores).build().map_err(|e| e.to_string())?;
        // How late is asked, not whether this or that was met.
        let base = Scenario { expect: Vec::new(), ..self.base.clone() };
        let bench = Bench::new(&self.show, base).map_err(|e| e.to_string())?;
        let sweep = Sweep::new(&bench, &odds, self.chances.seed, self.chances.strength);
        let mut season = sweep.nights(0..0, Enough::default(), watch).map_err(|e| e.to_string())?;
        let told = |season: &crate::sweep::Season, what_if: Option<&WhatIfs>| {
            let told = season::Told {
                bench: &bench,
                sweep: &sweep,
                odds: &odds,
                season,
                seed: self.chances.seed,
                strength: self.chances.strength,
                asked: NIGHTS,
                typed: ("", ODDS),
                what_if,
                shares: None,
            };
            self.told(season::brief(&told), &sweep, &odds, what_if.is_some())
        };
        while season.nights < NIGHTS {
            let to = NIGHTS.min(season.nights + PART * cores as u64);
            let part = pool.install(|| sweep.nights(season.nights..to, Enough::default(), watch));
            season.join(&part.map_err(|e| e.to_string())?);
            if stopped(rests, watch) || tell.send(Ok(told(&season, None))).is_err() {
                return Ok(());
            }
        }
        let what_if = pool.install(|| sweep.what_if(&odds, &season, AGAIN, watch)).map_err(|e| e.to_string())?;
        // Nobody may be there to hear it any more.
        let _ = tell.send(Ok(told(&season, Some(&what_if))));
        Ok(())
    }

    fn told(&self, brief: Brief, sweep: &Sweep<'_>, odds: &Odds, whole: bool) -> Told {
        let night = |(us, i): &(i64, u64), seen: bool| {
            let mut night = sweep.night(*i);
            night.expect.clone_from(&self.base.expect);
            Worst { us: *us, seen, night: Arc::new(night) }
        };
        let worst = brief.latest.iter().map(|w| night(w, false)).chain(brief.seen.iter().map(|w| night(w, true)));
        let name = if odds.name.is_empty() { ODDS } else { odds.name.as_str() };
        let strength = match self.chances.strength {
            1.0 => String::new(),
            strength => format!(", strength {strength}"),
        };
        let from = format!("{name}, seed {}{strength}", self.chances.seed);
        Told { worst: worst.collect(), brief, from, whole }
    }
}

/// Waits while nobody looks; whether it is over.
fn stopped(rests: &AtomicBool, watch: &Watch) -> bool {
    let over = || watch.stop.load(Ordering::Relaxed);
    while rests.load(Ordering::Relaxed) && !over() {
        std::thread::park();
    }
    over()
}

/// The odds that were named, or those beside the sheet, for the sheet as it is now.
fn open(chances: &Chances, show: &Show) -> Result<Odds, String> {
    let named = Path::new(&chances.typed);
    let read = match (&chances.text, &chances.beside) {
        (Some(text), _) => odds::odds_of(&Source::new(ODDS, text.as_str()), show).map(|(odds, _)| odds),
        (None, _) if !chances.typed.is_empty() => odds::odds_for(named, show).map(|(odds, ..)| odds),
        (None, Some(beside)) if beside.exists() => odds::odds_for(beside, show).map(|(odds, ..)| odds),
        (None, Some(beside)) => {
            return Err(format!("There are no odds: neither {} nor --odds ODDS.", beside.display()));
        }
        (None, None) => return Err("There are no odds: --odds ODDS names some.".to_owned()),
    };
    read.map_err(|e| match e {
        OpenError::Broken(problems) => problems.render(false),
        e @ OpenError::Unreadable { .. } => e.to_string(),
    })
}

/// Runs nights while somebody looks; begins anew where the sheet, or what every night has, is another.
pub(super) fn look(
    session: Res<Session>,
    stage: Res<OnStage>,
    shown: Res<Shown>,
    caller: Option<Res<Caller>>,
    mut risk: ResMut<Risk>,
) {
    let open = shown.panels && shown.tab == Tab::Risk && !shown.folded.side && caller.is_none();
    if let Some(campaign) = &risk.campaign {
        campaign.rest(!open);
    }
    if open && !risk.open && risk.problem.is_some() {
        // Whoever comes back may have seen to it.
        risk.of = None;
    }
    risk.open = open;
    if !open || session.settled != session.wanted {
        return;
    }
    let same = risk.of.as_ref().is_some_and(|(show, base)| Arc::ptr_eq(show, &stage.0.show) && *base == session.base);
    if !same {
        let (show, base) = (Arc::clone(&stage.0.show), session.base.clone());
        let task = Task { show: Arc::clone(&show), base: base.clone(), chances: session.origin.chances.clone() };
        *risk = Risk { of: Some((show, base)), open, ..Risk::default() };
        match Campaign::begin(task) {
            Ok(campaign) => risk.campaign = Some(campaign),
            Err(why) => risk.problem = Some(format!("No night is run: {why}")),
        }
    }
    let news = risk.campaign.as_ref().and_then(|c| c.seen.lock().ok()?.try_iter().last());
    match news {
        None => {}
        Some(Ok(told)) => risk.told = Some(Arc::new(told)),
        Some(Err(why)) => risk.problem = Some(why),
    }
}
