//! [`Night`]: what is particular to one run — faults, calls, luck — compiled against a score.

use super::luck::{Purpose, name_key, uniform};
use super::score::{Ix, Place, Score, ScoreError};
use crate::fault::{DESK_GUARD_S, FaultKind, FaultTime, Luck, Scenario, ScriptedCall};
use crate::machine::micros;
use crate::sheet::{CueNumber, Show};

/// When a fault begins, compiled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Begins {
    At(i64),
    Beat(Ix, i64),
    Cue(Ix, i64),
}

/// What a fault acts on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Target {
    Machine(Ix, Place),
    /// The caller's GO of a cue.
    Go(Ix),
    /// A department's operator.
    Department(Ix),
    /// All operators.
    Everybody,
    /// A department nobody calls in this sheet.
    Nobody,
}

/// A fault, compiled.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fault {
    pub(crate) what: FaultKind,
    pub(crate) target: Target,
    pub(crate) begins: Begins,
    pub(crate) for_us: Option<i64>,
    pub(crate) chance: f64,
    pub(crate) key: u64,
}

impl Fault {
    /// Whether it happens at all in a night of this seed.
    pub(crate) fn happens(&self, seed: u64) -> bool {
        self.chance >= 1.0 || uniform(seed, Purpose::Chance, self.key, 0) < self.chance
    }
}

/// A scripted call, compiled.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum CallJob {
    Go(Ix),
    Hold,
    Resume,
    Skip(Ix),
    Standby(Ix),
    Press(Vec<Ix>),
    Fire(Ix),
    /// Index of the costume in the table of costumes.
    Secure(Ix),
    FadeAll,
    StopAll,
}

/// A person at the desk, compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    /// Up to here the run is the plan.
    pub(crate) from_us: i64,
    /// From here on the automatic caller calls again.
    pub(crate) until_us: i64,
    /// Within this a second GO of a department is refused.
    pub(crate) guard_us: i64,
}

/// One run's particulars.
#[derive(Clone, Debug, Default)]
pub struct Night {
    pub(crate) seed: u64,
    pub(crate) random: bool,
    pub(crate) faults: Vec<Fault>,
    pub(crate) calls: Vec<(i64, CallJob)>,
    /// Who calls, where it is not the automatic caller.
    pub(crate) person: Option<Person>,
    /// By cue: faults that act on its GO.
    pub(crate) go_faults: ByPlace,
    /// By machine: its faults.
    pub(crate) machine_faults: ByPlace,
    /// By beat, and by cue: faults that begin with it.
    pub(crate) beat_faults: ByPlace,
    pub(crate) cue_faults: ByPlace,
    pub(crate) slow_operators: Vec<Ix>,
}

/// Faults by the cue, beat or machine they have to do with: a night has few, so there is no table to be made for it.
#[derive(Clone, Debug, Default)]
pub(crate) struct ByPlace(Vec<(Ix, Ix)>);

impl ByPlace {
    fn add(&mut self, place: Ix, fault: Ix) {
        let at = self.0.partition_point(|one| *one < (place, fault));
        self.0.insert(at, (place, fault));
    }

    /// All of them: place and fault, by place and then in the scenario's order.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Ix, Ix)> + '_ {
        self.0.iter().copied()
    }

    /// The faults of a place, in the scenario's order.
    pub(crate) fn of(&self, place: Ix) -> impl Iterator<Item = Ix> + '_ {
        let from = self.0.partition_point(|(p, _)| *p < place);
        self.0[from..].iter().take_while(move |(p, _)| *p == place).map(|(_, fault)| *fault)
    }
}

impl Night {
    /// No fault, no call, every draw at its median: what the plan is run with (rule 28).
    pub fn perfect() -> Self {
        Self::default()
    }

    /// Luck is drawn from this seed.
    pub fn drawn_from(mut self, seed: u64) -> Self {
        (self.seed, self.random) = (seed, true);
        self
    }

    /// Whether nobody makes calls, and every draw is at its median.
    pub(crate) fn goes_by_the_book(&self) -> bool {
        !self.random && self.calls.is_empty() && self.person.is_none()
    }

    /// Adds a fault; its place in the run's faults is the number of those before it.
    pub fn add(&mut self, fault: &CompiledFault) {
        let ix = self.faults.len() as Ix;
        let CompiledFault(fault) = fault;
        match fault.target {
            Target::Go(c) => self.go_faults.add(c, ix),
            Target::Machine(m, _) => self.machine_faults.add(m, ix),
            Target::Department(_) | Target::Everybody | Target::Nobody => self.slow_operators.push(ix),
        }
        match fault.begins {
            Begins::At(_) => {}
            Begins::Beat(b, _) => self.beat_faults.add(b, ix),
            Begins::Cue(c, _) => self.cue_faults.add(c, ix),
        }
        self.faults.push(fault.clone());
    }

    /// Compiles a scenario's faults and calls.
    ///
    /// # Errors
    /// A name the sheet does not have.
    pub fn new(score: &Score, show: &Show, scenario: &Scenario) -> Result<Self, ScoreError> {
        let mut night = Self::perfect();
        night.seed = scenario.seed;
        night.random = scenario.luck == Luck::Random;
        for (i, f) in scenario.faults.iter().enumerate() {
            night.add(&CompiledFault::new(score, show, f, &fault_id(scenario, i))?);
        }
        let cue = |number: &str| find_cue(show, number);
        for call in &scenario.calls {
            night.calls.push(match call {
                ScriptedCall::Go(c, t) => (micros(*t), CallJob::Go(cue(c)?)),
                ScriptedCall::Skip(c, t) => (micros(*t), CallJob::Skip(cue(c)?)),
                ScriptedCall::Hold(t) => (micros(*t), CallJob::Hold),
                ScriptedCall::Resume(t) => (micros(*t), CallJob::Resume),
                ScriptedCall::Standby(c, t) => (micros(*t), CallJob::Standby(cue(c)?)),
                ScriptedCall::Press(cues, t) => {
                    let cues: Result<Vec<Ix>, ScoreError> = cues.iter().map(|c| cue(c)).collect();
                    (micros(*t), CallJob::Press(cues?))
                }
                ScriptedCall::Fire(c, t) => (micros(*t), CallJob::Fire(cue(c)?)),
                ScriptedCall::Secure(costume, t) => {
                    let place = show.machines.index_of(costume).and_then(|m| score.places.get(m));
                    match place {
                        Some(Place::Costume(c)) => (micros(*t), CallJob::Secure(*c)),
                        _ => return Err(unknown("costume", costume)),
                    }
                }
                ScriptedCall::FadeAll(t) => (micros(*t), CallJob::FadeAll),
                ScriptedCall::StopAll(t) => (micros(*t), CallJob::StopAll),
            });
        }
        night.person = scenario.desk.map(|desk| {
            let sheets = if score.double_go_guard > 0.0 { score.double_go_guard } else { DESK_GUARD_S };
            Person {
                from_us: micros(desk.from),
                until_us: desk.until.map_or(crate::machine::NEVER, micros),
                guard_us: micros(desk.guard.unwrap_or(sheets)),
            }
        });
        Ok(night)
    }
}

/// A fault compiled against a score: a campaign puts many nights together from few of them.
#[derive(Clone, Debug)]
pub struct CompiledFault(Fault);

impl CompiledFault {
    /// Compiles a fault; `id` is what its luck hangs on.
    ///
    /// # Errors
    /// A name the sheet does not have.
    pub fn new(score: &Score, show: &Show, f: &crate::fault::Fault, id: &str) -> Result<Self, ScoreError> {
        let target = match &f.what {
            FaultKind::GoLate(c, _) | FaultKind::GoMissed(c, _) | FaultKind::GoEarly(c, _) | FaultKind::GoTwice(c) => {
                Target::Go(find_cue(show, c)?)
            }
            FaultKind::OperatorSlow(..) if f.on == "caller" => Target::Everybody,
            FaultKind::OperatorSlow(..) => {
                let at = score.department_names.iter().position(|d| *d == f.on);
                at.map_or(Target::Nobody, |d| Target::Department(d as Ix))
            }
            _ => {
                let m = show.machines.index_of(&f.on).ok_or_else(|| unknown("machine", &f.on))?;
                Target::Machine(m as Ix, score.places[m])
            }
        };
        let begins = match &f.when {
            FaultTime::At(t) => Begins::At(micros(*t)),
            FaultTime::On(id, a) => {
                let at = show.beats().position(|(_, b)| b.id == *id);
                Begins::Beat(at.map(|i| i as Ix).ok_or_else(|| unknown("beat", id))?, micros(*a))
            }
            FaultTime::With(c, a) => Begins::Cue(find_cue(show, c)?, micros(*a)),
        };
        let for_us = match f.what {
            FaultKind::Slips => None,
            _ => f.what.own_length().or(f.lasts).map(micros),
        };
        Ok(Self(Fault { what: nameless(&f.what), target, begins, for_us, chance: f.chance, key: name_key(id) }))
    }
}

/// The kind without the name it goes by, which is the target now: to copy a fault into a night must cost nothing.
fn nameless(what: &FaultKind) -> FaultKind {
    match what {
        FaultKind::GoLate(_, s) => FaultKind::GoLate(String::new(), *s),
        FaultKind::GoMissed(_, s) => FaultKind::GoMissed(String::new(), *s),
        FaultKind::GoEarly(_, s) => FaultKind::GoEarly(String::new(), *s),
        FaultKind::GoTwice(_) => FaultKind::GoTwice(String::new()),
        FaultKind::OperatorSlow(_, factor) => FaultKind::OperatorSlow(String::new(), *factor),
        other => other.clone(),
    }
}

fn unknown(kind: &'static str, name: &str) -> ScoreError {
    ScoreError::Unknown { kind, name: name.to_owned() }
}

fn find_cue(show: &Show, number: &str) -> Result<Ix, ScoreError> {
    let at = show.cues.iter().position(|c| c.number == number).or_else(|| {
        let n = CueNumber::parse(number)?;
        show.cues.iter().position(|c| CueNumber::parse(&c.number).as_ref() == Some(&n))
    });
    at.map(|i| i as Ix).ok_or_else(|| unknown("cue", number))
}

/// A fault's name in reports: its `id`, or `F1`, `F2` … by its place.
pub fn fault_id(scenario: &Scenario, i: usize) -> String {
    match scenario.faults.get(i) {
        Some(f) if !f.id.is_empty() => f.id.clone(),
        _ => format!("F{}", i + 1),
    }
}
