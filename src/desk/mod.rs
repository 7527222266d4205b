//! Who calls? A person at the desk: [`Desk`] takes what she does, stamped with its microsecond, and has the night that
//! comes of it. Her calls are input to the same engine, so a rehearsal is a run that replays to the bit.
//!
//! Pure: it reads no clock. Who holds it says at which instant of run time something was done. The one file that is
//! written as it happens is the run log's ([`log::Writer`]).

mod answer;
mod book;
mod calls;
mod decide;
mod gremlin;
mod input;
pub mod keys;
pub mod log;
mod now;
mod player;
mod score;

use std::sync::Arc;

use thiserror::Error;

pub use answer::{Answer, Cost};
pub use book::{Book, Group};
pub use calls::{Calls, Moment, Rest, Step, Who, open_calls};
pub use decide::Open;
pub use gremlin::gremlin;
pub use input::Input;
pub use now::{CueLight, CueNow, Now, Stand, departments};
pub use player::{Played, play};
pub use score::{Calling, CueCall, ON_MARK_US, Verdict, calling, calls_so_far};

use crate::engine::{Options, ScoreError};
use crate::fault::{self, Scenario};
use crate::machine::micros;
use crate::sheet::Show;
use crate::slip::Rehearsal;

/// Why something at the desk was not done; in words for the person at it.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The sheet has no such cue, beat, costume, decision or option.
    #[error("the sheet has no {0} \"{1}\"{2}")]
    Unknown(&'static str, String, String),
    /// The cue cannot be called: it has been, or it is not in tonight's show.
    #[error("{0} {1}")]
    NotNow(String, &'static str),
    /// What rests on the decision has begun.
    #[error("it is too late to decide {0}: {1} rests on it")]
    TooLate(String, String),
    /// A fault that means nothing.
    #[error("that is no fault of this sheet: {0}")]
    NoFault(String),
    /// Stamped before what has been written down already.
    #[error("{0} µs is before {1} µs, up to which the night is written down")]
    Past(i64, i64),
    /// There is nothing to do it to.
    #[error("{0}")]
    Nothing(&'static str),
    /// The engine does not know a name.
    #[error(transparent)]
    Score(#[from] ScoreError),
}

/// One stretch of a rehearsal: from where it was taken, and what was done in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Take {
    /// Where it was taken from, in words: a cue, a beat, or the top.
    pub from: String,
    /// The plan's run time there, µs. Up to it the run is the plan.
    pub from_us: i64,
    /// What was done, in order, µs of run time.
    pub inputs: Vec<(i64, Input)>,
    /// When it was left for another take, or altogether, µs of run time.
    pub left_us: Option<i64>,
    kept: usize,
}

impl Take {
    fn new(from: impl Into<String>, from_us: i64) -> Self {
        Self { from: from.into(), from_us, inputs: Vec::new(), left_us: None, kept: 0 }
    }

    /// How many of its inputs were done in takes before it, and still hold.
    pub fn kept(&self) -> usize {
        self.kept
    }
}

/// A person at the desk.
#[derive(Clone, Debug)]
pub struct Desk {
    show: Arc<Show>,
    base: Scenario,
    takes: Vec<Take>,
    night: Rehearsal,
    book: Arc<Book>,
    /// Up to here, µs of run time of the present take, the night is written down and can no longer change.
    written_us: i64,
    /// How many of the night's events are written down, or are the plan's.
    written: usize,
}

impl Desk {
    /// At the top of the show. `base` says which faults lie in wait, the seed, luck and decisions; calls and desk in it
    /// are the desk's own from here on.
    ///
    /// # Errors
    /// A name the sheet does not have.
    pub fn new(show: impl Into<Arc<Show>>, base: Scenario, guard_s: Option<f64>) -> Result<Self, Refusal> {
        let show = show.into();
        let guard = guard_s.or(base.desk.and_then(|d| d.guard));
        let desk = Some(fault::Desk { guard, ..fault::Desk::default() });
        let base = Scenario { desk, calls: Vec::new(), vary: None, ..base };
        let night = Rehearsal::with(Arc::clone(&show), base.clone(), Options { tracks: false })?;
        let book = Arc::new(Book::new(&show, &night.plan));
        let takes = vec![Take::new("the top", 0)];
        Ok(Self { show, base, takes, night, book, written_us: -1, written: 0 })
    }

    /// The sheet.
    pub fn show(&self) -> &Arc<Show> {
        &self.show
    }

    /// What lay in wait before anybody did anything.
    pub fn base(&self) -> &Scenario {
        &self.base
    }

    /// Within how long a second GO of a department is refused, µs (rule 69).
    pub fn guard_us(&self) -> i64 {
        let own = self.base.desk.and_then(|d| d.guard);
        let sheets = Some(self.show.double_go_guard).filter(|g| *g > 0.0);
        micros(own.or(sheets).unwrap_or(fault::DESK_GUARD_S))
    }

    /// The night of the present take, without tracks: what has happened, and what will if nothing more is done.
    pub fn night(&self) -> &Rehearsal {
        &self.night
    }

    /// The prompt book under the decisions taken.
    pub fn book(&self) -> &Arc<Book> {
        &self.book
    }

    /// All takes; the last is the present one.
    pub fn takes(&self) -> &[Take] {
        &self.takes
    }

    /// The present take.
    pub fn take(&self) -> &Take {
        // There is always one: `new` makes the first.
        &self.takes[self.takes.len() - 1]
    }

    /// How things stand, µs of run time.
    pub fn now(&self, t_us: i64) -> Now {
        Now::at(&self.night, t_us)
    }

    /// The scenario of a take: what lay in wait, and everything done in it.
    ///
    /// # Errors
    /// A fault that means nothing.
    pub fn scenario_of(&self, take: &Take) -> Result<Scenario, Refusal> {
        let mut s = self.base.clone();
        if let Some(desk) = &mut s.desk {
            desk.from = seconds(take.from_us);
        }
        for (n, (at_us, input)) in take.inputs.iter().enumerate() {
            s.calls.extend(input.calls(seconds(*at_us)));
            match input {
                Input::Decide(decision, option) => {
                    s.decisions.insert(decision.clone(), option.clone());
                }
                Input::Break(text) => {
                    let mut fault = read_fault(text)?;
                    fault.when = fault::FaultTime::At(seconds(*at_us));
                    if fault.id.is_empty() {
                        fault.id = format!("now {}", n + 1);
                    }
                    s.faults.push(fault);
                }
                _ => {}
            }
        }
        Ok(s)
    }

    /// Something is done at `at_us` of the present take's run time.
    ///
    /// # Errors
    /// It cannot be done, in words; nothing has changed then.
    pub fn give(&mut self, at_us: i64, input: Input) -> Result<(), Refusal> {
        if at_us <= self.written_us {
            return Err(Refusal::Past(at_us, self.written_us));
        }
        self.may(at_us, &input)?;
        let mut take = self.take().clone();
        let done = take.inputs[take.kept..].partition_point(|(t, _)| *t <= at_us);
        take.inputs.insert(take.kept + done, (at_us, input));
        let scenario = self.scenario_of(&take)?;
        self.night = self.night.again(scenario)?;
        self.read_up();
        let last = self.takes.len() - 1;
        self.takes[last] = take;
        Ok(())
    }

    /// Up to here the night is written down: nothing can be done any more at or before it. What has happened since the
    /// last time is to be written: the range of the night's events.
    pub fn write_up_to(&mut self, t_us: i64) -> std::ops::Range<usize> {
        let from = self.written;
        let t_us = t_us.max(self.written_us);
        let to = self.night.run.events.partition_point(|e| e.at_us <= t_us).max(from);
        (self.written_us, self.written) = (t_us, to);
        from..to
    }

    /// So many events of the present take were found in a log, and everything up to an instant.
    pub(super) fn found_written(&mut self, events: usize, whole_us: i64) {
        self.written = (self.written + events).min(self.night.run.events.len());
        let last = self.written.checked_sub(1).and_then(|i| self.night.run.events.get(i)).map_or(-1, |e| e.at_us);
        self.written_us = self.written_us.max(whole_us).max(if events > 0 { last } else { -1 });
    }

    /// The earliest instant at which something can still be done, µs.
    pub fn earliest_us(&self) -> i64 {
        self.written_us.saturating_add(1)
    }

    /// Takes it, at `left_us` of the present take's run time, from a cue or a beat: a new take begins, in which machines
    /// have the state the plan has there, exactly. The instant is the plan's: a called cue's GO, another cue's start, a
    /// beat's start.
    ///
    /// # Errors
    /// There is no such cue or beat, or the plan never comes to it.
    pub fn take_from(&mut self, left_us: i64, place: &str) -> Result<i64, Refusal> {
        let (from_us, name) = self.place(place)?;
        self.retake(left_us, name, from_us)?;
        Ok(from_us)
    }

    /// The present take is left, and another begins at `from_us` of the plan.
    pub(super) fn retake(&mut self, left_us: i64, from: String, from_us: i64) -> Result<(), Refusal> {
        let inputs = self.kept();
        let take = Take { kept: inputs.len(), inputs, ..Take::new(from, from_us) };
        let last = self.takes.len() - 1;
        self.show_take(&take)?;
        self.takes[last].left_us = Some(left_us);
        self.takes.push(take);
        Ok(())
    }

    /// The first take begins there and not at the top; nothing has been done yet.
    ///
    /// # Errors
    /// The engine does not know a name.
    pub fn begin_at(&mut self, from: String, from_us: i64) -> Result<(), Refusal> {
        let take = Take::new(from, from_us);
        self.show_take(&take)?;
        self.takes = vec![take];
        Ok(())
    }

    /// The rehearsal is left at this instant.
    pub fn leave(&mut self, at_us: i64) {
        let last = self.takes.len() - 1;
        self.takes[last].left_us = Some(at_us);
    }

    fn show_take(&mut self, take: &Take) -> Result<(), Refusal> {
        let scenario = self.scenario_of(take)?;
        self.night = self.night.again(scenario)?;
        self.read_up();
        self.written_us = take.from_us - 1;
        self.written = self.night.run.events.partition_point(|e| e.at_us < take.from_us);
        Ok(())
    }

    /// The prompt book of the night's plan, where a decision has made that another.
    fn read_up(&mut self) {
        let book = Book::new(&self.show, &self.night.plan);
        if *self.book != book {
            self.book = Arc::new(book);
        }
    }

    /// The instant of the plan that a cue or a beat stands for, µs, and its name.
    ///
    /// # Errors
    /// There is no such cue or beat, or the plan never comes to it.
    pub fn place(&self, place: &str) -> Result<(i64, String), Refusal> {
        let place = place.trim();
        let plan = &self.night.plan;
        if place.is_empty() || place.eq_ignore_ascii_case("top") || place.eq_ignore_ascii_case("the top") {
            return Ok((0, "the top".to_owned()));
        }
        if let Some(cue) = self.night.cue_index(place) {
            let times = plan.cues[cue];
            let number = self.show.cues[cue].number.clone();
            return match times.called_us.or(times.started_us) {
                Some(at) => Ok((at, number)),
                None => Err(Refusal::NotNow(number, "has no place in the plan: take it from the cue before it")),
            };
        }
        if let Some(beat) = self.show.beats().position(|(_, b)| b.id == place) {
            return match plan.beats[beat].start_us {
                Some(at) => Ok((at, place.to_owned())),
                None => Err(Refusal::NotNow(place.to_owned(), "is not played under the decisions taken")),
            };
        }
        let names =
            self.show.cues.iter().map(|c| c.number.as_str()).chain(self.show.beats().map(|(_, b)| b.id.as_str()));
        Err(Refusal::Unknown("cue or beat", place.to_owned(), meant(place, names)))
    }

    /// The cue before the last one that was called, or the top: where Back one cue takes it from.
    pub fn one_back(&self, t_us: i64) -> String {
        let now = self.now(t_us);
        let called = |g: &Group| g.cues.iter().any(|c| now.cues[*c].called_us.is_some());
        let before = self.book.groups.iter().rposition(called).and_then(|last| {
            // At the cue itself, or the one before it if it has just been taken from there.
            let just_there = self.book.groups[last].planned_us == Some(self.take().from_us);
            if just_there { last.checked_sub(1) } else { Some(last) }
        });
        match before.and_then(|i| self.book.groups[i].cues.first()) {
            Some(cue) if self.night.plan.cues[*cue].called_us.is_some() => self.show.cues[*cue].number.clone(),
            _ => "the top".to_owned(),
        }
    }

    /// What of the present take another take begins with: decisions that were taken.
    fn kept(&self) -> Vec<(i64, Input)> {
        self.take().inputs.iter().filter(|(_, i)| matches!(i, Input::Decide(..))).cloned().collect()
    }

    /// Whether it can be done.
    fn may(&self, at_us: i64, input: &Input) -> Result<(), Refusal> {
        let cue = |number: &str| self.cue(number);
        match input {
            Input::Standby(cues) | Input::Press(cues) => {
                if cues.is_empty() {
                    return Err(Refusal::Nothing("no cue is to come"));
                }
                let now = self.now(at_us);
                let indices: Result<Vec<usize>, Refusal> = cues.iter().map(|c| cue(c)).collect();
                let free = |c: &usize| now.cues[*c].to_come() || now.cues[*c].stand == Stand::Held;
                if !indices?.iter().any(free) {
                    return Err(Refusal::NotNow(cues.join(", "), "has been called, or is over"));
                }
                Ok(())
            }
            Input::Skip(number) => {
                let now = self.now(at_us).cues[cue(number)?];
                if matches!(now.stand, Stand::Running | Stand::Over | Stand::Cut) {
                    return Err(Refusal::NotNow(number.clone(), "has started, or is over"));
                }
                Ok(())
            }
            Input::Fire(number) => {
                let now = self.now(at_us).cues[cue(number)?];
                if now.stand == Stand::Held {
                    Ok(())
                } else {
                    Err(Refusal::NotNow(number.clone(), "is held by no interlock"))
                }
            }
            Input::Secure(costume) => {
                let costumes = || {
                    let is = |m: &crate::sheet::Machine| matches!(m, crate::sheet::Machine::Costume(_));
                    self.show.machines.iter().filter(move |(_, m)| is(m)).map(|(name, _)| name)
                };
                if costumes().any(|c| c == costume) {
                    Ok(())
                } else {
                    Err(Refusal::Unknown("costume", costume.clone(), meant(costume, costumes())))
                }
            }
            Input::Hold if self.now(at_us).holding => Err(Refusal::Nothing("the show is holding already")),
            Input::Resume if !self.now(at_us).holding => Err(Refusal::Nothing("the show is not holding")),
            Input::Decide(decision, option) => self.may_decide(at_us, decision, option),
            Input::Break(text) => self.may_break(text),
            Input::Hold | Input::Resume | Input::FadeAll | Input::StopAll => Ok(()),
        }
    }

    fn may_break(&self, text: &str) -> Result<(), Refusal> {
        let fault = read_fault(text)?;
        let one = Scenario::default().with_fault(fault);
        let source = crate::sheet::Source::new("the fault", fault::to_ron(&one));
        let found = fault::check_scenario(&one, &source, &self.show);
        match found.errors().next() {
            None => Ok(()),
            Some(d) => Err(Refusal::NoFault(d.message.clone())),
        }
    }

    /// The cue of that number, by value.
    ///
    /// # Errors
    /// There is none.
    pub fn cue(&self, number: &str) -> Result<usize, Refusal> {
        self.night.cue_index(number).ok_or_else(|| {
            let names = self.show.cues.iter().map(|c| c.number.as_str());
            Refusal::Unknown("cue", number.to_owned(), meant(number, names))
        })
    }
}

/// Run time as the language says it.
pub(crate) fn seconds(us: i64) -> f64 {
    let s = us as f64 / 1e6;
    debug_assert_eq!(micros(s), us, "every microsecond of a night has its own double");
    s
}

/// `; did you mean X?`
fn meant<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> String {
    crate::sheet::nearest(name, names).map(|near| format!("; did you mean {near}?")).unwrap_or_default()
}

/// A fault as the language writes it.
fn read_fault(text: &str) -> Result<fault::Fault, Refusal> {
    let options = ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
    options.from_str(text).map_err(|e| Refusal::NoFault(e.code.to_string()))
}
