//! [`Session`]: what was opened, what was done to it at the desk, and the nights that come of it.
//!
//! A night is worked out beside the frames and put on the stage when it is ready: the view never waits for it.

mod keep;
mod night;
mod risk;
#[cfg(test)]
mod tests;
mod watch;
mod work;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bevy::prelude::*;
use bevy::tasks::{AsyncComputeTaskPool, IoTaskPool, Task, block_on, poll_once};

use super::calling::AtTheDesk;
use super::on_stage::{Beside, Desk, OnStage, Playhead, Shown};
use super::pencil::Books;
use super::piece::Models;
use super::quality::Quality;
use super::transport::{Against, Wish, end_us};
use super::view::StageCamera;
use super::{SetUp, StageSystems};
use crate::engine::fault_id;
use crate::fault::{Fault, FaultTime, Opened, Scenario, sheet_of};
use crate::sheet::Show;
use crate::slip::Rehearsal;
use night::Edits;
pub(super) use night::usual;
pub(super) use risk::{NIGHTS, Risk};
#[cfg(test)]
pub(super) use risk::{Told as RiskTold, of_odds};
use watch::{Seen, Watch};
use work::{Job, Nights};

/// Most changes that can be taken back.
const UNDO_MAX: usize = 500;

/// What odds are called that nobody named.
const ODDS: &str = "odds.ron";

/// What nights are drawn from.
#[derive(Clone, Debug, PartialEq)]
pub struct Chances {
    /// The odds as they were named; empty where nobody named any.
    pub typed: String,
    /// Where they are, where nobody named any: beside the sheet.
    pub beside: Option<PathBuf>,
    /// Their text, where they are in no file.
    pub text: Option<String>,
    /// What every draw is a function of.
    pub seed: u64,
    /// What the rates are scaled by.
    pub strength: f64,
}

impl Default for Chances {
    fn default() -> Self {
        Self { typed: String::new(), beside: None, text: None, seed: 1, strength: 1.0 }
    }
}

/// Where a rehearsal came from: to read it again, and to keep a changed night beside it.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The file; `None` for what is built in.
    pub file: Option<PathBuf>,
    /// What a night that is kept is named after.
    pub name: String,
    /// The sheet, as a scenario beside it names it.
    pub show: String,
    /// The sheet's text.
    pub show_text: String,
    /// Warnings, as they were opened.
    pub warnings: Vec<String>,
    /// What the risk panel draws its nights from.
    pub chances: Chances,
    /// What the file says, where the rehearsal is one night of its odds.
    pub base: Option<Scenario>,
}

impl Origin {
    /// Of what was opened under that name; `built_in` for what is in no file.
    pub fn new(path: &Path, opened: &Opened, built_in: bool) -> Self {
        let name = path.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let own = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        Self {
            file: (!built_in).then(|| path.to_owned()),
            name,
            show: if opened.is_scenario { opened.scenario.show.clone() } else { own },
            show_text: opened.show_source.text.clone(),
            warnings: warnings(opened),
            chances: Chances { beside: (!built_in).then(|| beside(path, opened)), ..Chances::default() },
            base: None,
        }
    }
}

/// Where the odds of a file are, if there are any: beside it, or beside its sheet.
fn beside(path: &Path, opened: &Opened) -> PathBuf {
    let own = path.with_file_name(ODDS);
    if own.exists() || !opened.is_scenario { own } else { sheet_of(path, &opened.scenario.show).with_file_name(ODDS) }
}

fn warnings(opened: &Opened) -> Vec<String> {
    let one = |d: &crate::sheet::Diagnostic| format!("{}:{}: {}", d.source.name, d.line(), d.message);
    opened.warnings.iter().map(one).collect()
}

/// What a night is made of.
#[derive(Clone, Debug, Default)]
struct Made {
    base: Scenario,
    edits: Edits,
    undo: usize,
}

/// What was opened, and what was done to it.
#[derive(Resource, Default)]
pub(super) struct Session {
    origin: Origin,
    /// What the file says.
    base: Scenario,
    edits: Edits,
    undo: Vec<Edits>,
    redo: Vec<Edits>,
    against: Option<Against>,
    /// A sheet that was read again and is not on the stage yet.
    show: Option<Arc<Show>>,
    /// Whether the file was read again since the night on the stage was worked out.
    again: bool,
    /// What the night on the stage is made of.
    on_stage: Made,
    /// Raised with every change.
    wanted: u64,
    /// What of that is on the stage.
    settled: u64,
    job: Option<(u64, Task<Result<Nights, String>>)>,
    keeping: Option<Task<Result<String, String>>>,
    notice: Option<String>,
    watch: Option<Watch>,
}

impl Session {
    /// Of a rehearsal just opened.
    pub(super) fn new(origin: Origin, rehearsal: &Rehearsal) -> Self {
        let night = rehearsal.scenario.clone();
        let (base, edits) = match origin.base.clone() {
            // Taking it back leads to what the file says.
            Some(base) => (base, Edits::of_night(Some(Arc::new(night)))),
            None => (night, Edits::default()),
        };
        let undo: Vec<Edits> = (edits != Edits::default()).then(Edits::default).into_iter().collect();
        let show = (!base.show.is_empty()).then(|| base.show.clone());
        let watch = origin.file.as_deref().map(|file| Watch::over(file, show.as_deref()));
        let on_stage = Made { base: base.clone(), edits: edits.clone(), undo: undo.len() };
        Self { origin, base, edits, undo, on_stage, watch, ..Self::default() }
    }

    /// A person calls: this is the night as it stands.
    pub(super) fn call(&mut self, night: Scenario) {
        self.base = night;
        self.edits = Edits::default();
        self.watch = None;
        self.wanted += 1;
    }

    /// She has left the desk: the night is as she left it, and can be looked at and changed as any other.
    pub(super) fn leave_desk(&mut self, night: Option<Scenario>) {
        if let Some(night) = night {
            self.call(night);
        }
        self.undo.clear();
        self.redo.clear();
    }

    /// A desk for the night on the stage, taken from an instant of its plan; its log goes into the person's own folder.
    ///
    /// # Errors
    /// Why there can be none, in words.
    pub(super) fn come_to_the_desk(&mut self, now: &Rehearsal, t_us: i64) -> Result<AtTheDesk, String> {
        let night = self.edits.night(&self.base);
        let mut desk = crate::desk::Desk::new(Arc::clone(&now.show), night, None).map_err(|e| e.to_string())?;
        let at_us = t_us.clamp(0, now.plan.end_us);
        if at_us > 0 {
            desk.begin_at(crate::report::words::clock(at_us), at_us).map_err(|e| e.to_string())?;
        }
        let header = crate::desk::log::desk_header(&self.origin.show_text, desk.base());
        // A rehearsal that cannot be kept is still one.
        let kept = super::settings::rehearsal_log(&self.origin.name, &header);
        let (log, writer) = match kept {
            Ok((path, writer)) => (Some(path), Some(writer)),
            Err(why) => {
                self.notice = Some(format!("No log is kept: {why}"));
                (None, None)
            }
        };
        let recorder = writer.map(crate::desk::log::Recorder::new);
        let count_in = std::time::Duration::from_secs(3);
        Ok(AtTheDesk { desk, recorder, at_us, count_in, speed: 1.0, finished: None, log })
    }

    /// The night of the odds that is on the stage or will be.
    pub(super) fn night(&self) -> Option<&Scenario> {
        self.edits.of_odds()
    }

    /// There is something to say.
    pub(super) fn say(&mut self, word: Option<String>) {
        self.notice = word.or(self.notice.take());
    }

    /// Does what is wished of the night; `machine` is the one that is looked into.
    pub(super) fn grant(&mut self, wish: &Wish, now: &Rehearsal, t_us: i64, machine: Option<usize>) {
        match wish {
            Wish::Break(fault) => self.change(self.edits.clone().with(&self.base, (**fault).clone())),
            Wish::BreakNow => {
                if let Some((name, machine)) = now.show.machines.iter().nth(machine.unwrap_or(0)) {
                    let fault = Fault::new(name, night::usual(machine), FaultTime::At(t_us as f64 * 1e-6));
                    self.notice = Some(format!("{} on {name}, now", fault.what.name()));
                    self.change(self.edits.clone().with(&self.base, fault));
                } else {
                    self.notice = Some("The sheet has no machine to break".to_owned());
                }
            }
            // It is the scenario on the stage that was looked at.
            Wish::Mend(i) if *i < now.scenario.faults.len() => {
                let id = fault_id(&now.scenario, *i);
                self.change(self.edits.clone().without(&self.base, &id));
            }
            Wish::MendLast => {
                let scenario = self.edits.night(&self.base);
                if let Some(last) = scenario.faults.len().checked_sub(1) {
                    let id = fault_id(&scenario, last);
                    self.notice = Some(format!("{id} does not happen"));
                    self.change(self.edits.clone().without(&self.base, &id));
                }
            }
            Wish::Undo => {
                if let Some(before) = self.undo.pop() {
                    self.redo.push(std::mem::replace(&mut self.edits, before));
                    self.wanted += 1;
                }
            }
            Wish::Redo => {
                if let Some(after) = self.redo.pop() {
                    self.undo.push(std::mem::replace(&mut self.edits, after));
                    self.wanted += 1;
                }
            }
            Wish::Save if self.keeping.is_none() => {
                let (origin, night, title) =
                    (self.origin.clone(), self.edits.night(&self.base), now.show.title.clone());
                self.keeping = Some(IoTaskPool::get().spawn(async move { keep::keep(&origin, night, &title) }));
            }
            Wish::NextWorst => {
                self.notice = Some("No night of the odds was run: the risk panel (F10) runs them".to_owned())
            }
            Wish::Night(night) => self.change(Edits::of_night(night.clone())),
            Wish::Compare(against) => {
                self.against.clone_from(against);
                self.wanted += 1;
            }
            Wish::CompareNext => {
                let all = self.others(now);
                let next = match &self.against {
                    None => 0,
                    Some(against) => all.iter().position(|a| a == against).map_or(0, |i| i + 1),
                };
                self.against = all.into_iter().nth(next);
                self.wanted += 1;
            }
            _ => {}
        }
    }

    fn change(&mut self, to: Edits) {
        if to == self.edits {
            return;
        }
        self.undo.push(std::mem::replace(&mut self.edits, to));
        if self.undo.len() > UNDO_MAX {
            self.undo.remove(0);
        }
        self.redo.clear();
        self.wanted += 1;
    }

    /// The nights that can be held against this one.
    fn others(&self, now: &Rehearsal) -> Vec<Against> {
        let mut all = vec![Against::AsOpened, Against::NoFaults];
        let taken = now.decisions();
        for (name, decision) in now.show.decisions.iter() {
            let others = decision.options.iter().filter(|o| Some(*o) != taken.get(name));
            all.extend(others.map(|o| Against::Decided(name.to_owned(), o.clone())));
        }
        all
    }

    /// What an editor saved, as it was read.
    fn reread(&mut self, opened: Opened) {
        self.origin.warnings = warnings(&opened);
        if opened.show_source.text != self.origin.show_text {
            self.origin.show_text = opened.show_source.text;
            self.show = Some(Arc::new(opened.show));
        }
        if opened.is_scenario {
            self.origin.show.clone_from(&opened.scenario.show);
        }
        self.base = opened.scenario;
        self.again = true;
        self.wanted += 1;
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Risk>().add_systems(
        Update,
        (look_at_files, put_on_stage, requality, work, tell, risk::look)
            .chain()
            .before(StageSystems::Draw)
            .after(StageSystems::Move),
    );
}

fn look_at_files(mut session: ResMut<Session>, mut desk: ResMut<Desk>) {
    match session.watch.as_ref().and_then(Watch::last) {
        None => {}
        Some(Seen::Good(opened)) => {
            desk.problem = None;
            session.reread(*opened);
        }
        Some(Seen::Broken(why)) => desk.problem = Some(why),
    }
}

/// Starts to work out what is wished for, if it is not the night on the stage. What is no longer wished for is dropped.
fn work(mut session: ResMut<Session>, stage: Res<OnStage>, beside: Res<Beside>, books: Option<Res<Books>>) {
    let s = &mut *session;
    let under_way = s.job.as_ref().map(|(revision, _)| *revision);
    if s.settled == s.wanted || under_way == Some(s.wanted) {
        return;
    }
    let job = Job {
        now: Arc::clone(&stage.0),
        beside: beside.0.clone(),
        books: books.map(|b| b.clone()),
        show: s.show.clone(),
        base: s.base.clone(),
        edits: s.edits.clone(),
        against: s.against.clone(),
        again: s.again,
    };
    // Dropping the task before it is cancelling it.
    let before = s.job.replace((s.wanted, AsyncComputeTaskPool::get().spawn(async move { job.done() })));
    away(before);
}

/// Puts away what may be as large as a night, beside the frames.
fn away(what: impl Send + 'static) {
    AsyncComputeTaskPool::get().spawn(async move { drop(what) }).detach();
}

/// Puts a night that is ready on the stage. The same sheet: what is there stays; another: it is built anew.
fn put_on_stage(world: &mut World) {
    let Some(done) = ready(world) else { return };
    let old = Arc::clone(&world.resource::<OnStage>().0);
    let another_sheet = !Arc::ptr_eq(&old.show, &done.night.show);
    let end = end_us(&done.night);
    if !Arc::ptr_eq(&old, &done.night) {
        world.resource_mut::<OnStage>().0 = Arc::clone(&done.night);
    }
    let other = std::mem::replace(&mut world.resource_mut::<Beside>().0, done.beside);
    let there = world.get_resource_mut::<Books>();
    let books = there.zip(done.books).map(|(mut there, books)| std::mem::replace(&mut *there, books));
    let mut playhead = world.resource_mut::<Playhead>();
    playhead.t_us = playhead.t_us.clamp(0, end);
    if another_sheet {
        playhead.round = None;
        let mut shown = world.resource_mut::<Shown>();
        let machine = shown.machine.and_then(|m| old.show.machines.keys().nth(m));
        let cue = shown.chain.and_then(|c| old.show.cues.get(c));
        shown.machine = machine.and_then(|name| done.night.show.machines.index_of(name));
        shown.chain = cue.and_then(|cue| done.night.show.cues.iter().position(|c| c.number == cue.number));
        rebuild(world);
    }
    // A night of 10,000 cues takes its time to be put away, too.
    away((old, other, books));
}

/// The nights that were wished for, once they are worked out.
fn ready(world: &mut World) -> Option<Nights> {
    let mut session = world.resource_mut::<Session>();
    let s = &mut *session;
    let (revision, task) = s.job.as_mut()?;
    let outcome = block_on(poll_once(task))?;
    let revision = *revision;
    s.job = None;
    if revision != s.wanted {
        away(outcome);
        return None;
    }
    s.settled = s.wanted;
    let was_again = std::mem::take(&mut s.again);
    match outcome {
        Ok(done) => {
            s.show = None;
            s.edits = done.edits.clone();
            s.on_stage = Made { base: s.base.clone(), edits: s.edits.clone(), undo: s.undo.len() };
            if was_again {
                s.notice = Some(match done.left_out.as_slice() {
                    [] => format!("Read again: {}", s.origin.name),
                    left_out => format!("Read again; left out, as it no longer fits: {}", left_out.join("; ")),
                });
            }
            Some(done)
        }
        // What cannot be is not done: back to the night on the stage.
        Err(why) => {
            let made = s.on_stage.clone();
            (s.base, s.edits, s.show) = (made.base, made.edits, None);
            s.undo.truncate(made.undo);
            s.redo.clear();
            s.against = None;
            s.notice = Some(format!("Not done: {why}"));
            None
        }
    }
}

/// Another quality: what is on the stage is built again, because much of it is made for one.
fn requality(world: &mut World, mut last: Local<Option<Option<Quality>>>) {
    let wanted = world.resource::<Shown>().quality;
    // As it began, so it was built.
    let before = last.replace(wanted);
    if before.is_none_or(|before| before == wanted) {
        return;
    }
    if let Some(wanted) = wanted.filter(|w| w != world.resource::<Quality>()) {
        *world.resource_mut::<Quality>() = wanted;
        rebuild(world);
    }
}

/// Builds what is on the stage again.
pub(super) fn rebuild(world: &mut World) {
    strike(world);
    world.run_schedule(SetUp);
}

/// Takes everything off the stage but the eye.
fn strike(world: &mut World) {
    let mut all = world.query_filtered::<Entity, (With<Transform>, Without<StageCamera>)>();
    let all: Vec<Entity> = all.iter(world).collect();
    for entity in all {
        // A child goes with its parent.
        if let Ok(entity) = world.get_entity_mut(entity) {
            entity.despawn();
        }
    }
}

/// What there is to say about the night.
fn tell(mut session: ResMut<Session>, mut desk: ResMut<Desk>, models: Option<Res<Models>>) {
    if let Some(kept) = session.keeping.as_mut().and_then(|task| block_on(poll_once(task))) {
        session.keeping = None;
        session.notice = Some(kept.unwrap_or_else(|why| why));
    }
    let told = Desk {
        busy: session.settled != session.wanted,
        undo: session.undo.len(),
        redo: session.redo.len(),
        notice: session.notice.clone(),
        problem: desk.problem.clone(),
        warnings: session.origin.warnings.iter().chain(models.iter().flat_map(|m| &m.broken)).cloned().collect(),
    };
    desk.set_if_neq(told);
}
