//! [`Vocabulary`]: what can go wrong in a sheet, by machine and person, with the moments and strengths worth trying.

use crate::fault::{CueStatus, Fault, FaultKind, FaultTime};
use crate::machine::micros;
use crate::run::Run;
use crate::sheet::{Action, Call, Condition, Machine, Show};

/// Seconds before a use that a fault of it begins.
pub const BEFORE_S: f64 = 2.0;

/// Of a use with no length of its own (a command that goes on), this far into it is late, s.
const LATE_S: f64 = 10.0;

/// Seconds of a fault that would else last to the end, where a part of it is enough.
const SPELL_S: f64 = 20.0;

/// What can go wrong with one machine or person.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Entry {
    /// The machine, `"caller"`, or a department's prefix.
    pub on: String,
    /// The machine's kind; `Caller` or `Operator` for people.
    pub kind: &'static str,
    /// Cues that use it, or beats that need it.
    pub uses: Vec<String>,
    /// When faults of it are tried.
    pub moments: Vec<FaultTime>,
    /// What is tried: each kind with its strengths, the weakest first.
    pub kinds: Vec<Vec<(FaultKind, Option<f64>)>>,
}

/// A single fault of the grid.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Candidate {
    /// The fault.
    pub fault: Fault,
    /// Which machine of the sheet; `None` for people.
    pub machine: Option<usize>,
    /// Place of its strength, 0 the weakest.
    pub strength: u32,
    /// The same for all strengths of one kind at one moment: such two are one fault and are not tried together.
    pub site: u32,
}

/// What can go wrong in a sheet: all that its machines and people make possible, as far as its own `vocabulary` lets it.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Vocabulary {
    /// Machines in sheet order, then the caller's cues, then operators.
    pub entries: Vec<Entry>,
}

/// A use of something in the plan: from, to, and its name.
struct Use {
    from_us: i64,
    to_us: i64,
    cue: Option<String>,
    name: String,
}

impl Vocabulary {
    /// Of a sheet, with its plan; `only` names the machines and people looked at, none for all.
    pub fn new(show: &Show, plan: &Run, only: &[String]) -> Self {
        let mut entries = Vec::new();
        for (name, machine) in show.machines.iter() {
            let uses = uses_of(show, plan, name, machine);
            if uses.is_empty() {
                continue;
            }
            let mut moments = Vec::new();
            for u in &uses {
                for moment in moments_of(show, plan, u) {
                    if !moments.contains(&moment) {
                        moments.push(moment);
                    }
                }
            }
            let uses = uses.into_iter().map(|u| u.name).collect();
            entries.push(Entry { on: name.to_owned(), kind: machine.kind(), uses, moments, kinds: kinds_of(machine) });
        }
        entries.extend(people(show, plan));
        for entry in &mut entries {
            if let Some(words) = show.vocabulary.get(&entry.on) {
                entry.kinds.retain(|kind| kind.iter().all(|(k, _)| words.iter().any(|w| w.to_string() == k.name())));
            }
        }
        entries.retain(|e| !e.kinds.is_empty());
        if !only.is_empty() {
            entries.retain(|e| only.contains(&e.on));
        }
        Self { entries }
    }

    /// Every single fault: each kind and strength of each machine or person at each moment.
    pub fn singles(&self, show: &Show) -> Vec<Candidate> {
        let mut out = Vec::new();
        let mut site = 0;
        for entry in &self.entries {
            let machine = show.machines.index_of(&entry.on);
            for moment in &entry.moments {
                for kind in &entry.kinds {
                    for (strength, (what, lasts)) in kind.iter().enumerate() {
                        let fault = Fault { lasts: *lasts, ..Fault::new(&entry.on, what.clone(), moment.clone()) };
                        out.push(Candidate { fault, machine, strength: strength as u32, site });
                    }
                    site += 1;
                }
            }
        }
        out
    }
}

fn kinds_of(machine: &Machine) -> Vec<Vec<(FaultKind, Option<f64>)>> {
    use FaultKind as K;
    let own = |list: &[FaultKind]| list.iter().map(|k| (k.clone(), None)).collect::<Vec<_>>();
    let spell = |kind: FaultKind| vec![(kind, Some(SPELL_S))];
    match machine {
        Machine::FogMachine(_) => vec![
            own(&[K::Dropout(5.0), K::Dropout(20.0)]),
            own(&[K::Stutter(1.0, 1.0, 20.0)]),
            own(&[K::Weak(0.7), K::Weak(0.4)]),
            spell(K::Cold),
            own(&[K::Dry]),
            spell(K::StuckOn),
            own(&[K::SignalLoss(5.0), K::SignalLoss(20.0)]),
        ],
        Machine::FlyingPiece(p) | Machine::Wagon(p) => {
            let mut kinds = vec![
                own(&[K::Slow(0.7), K::Slow(0.4)]),
                own(&[K::Jam(5.0), K::Jam(20.0)]),
                own(&[K::LateBrake(0.5), K::LateBrake(1.5)]),
                own(&[K::StopsShort(0.1), K::StopsShort(0.5)]),
                own(&[K::EStop(5.0), K::EStop(20.0)]),
            ];
            if p.axes.iter().any(|(_, a)| a.vertical && a.power.is_some()) {
                kinds.push(own(&[K::Overload(1.5), K::Overload(2.0)]));
            }
            kinds
        }
        // An EStop is a Jam here, and there is no brake to be late (rules 41, 42).
        Machine::Curtain(_) => vec![
            own(&[K::Slow(0.7), K::Slow(0.4)]),
            own(&[K::Jam(5.0), K::Jam(20.0)]),
            own(&[K::StopsShort(0.1), K::StopsShort(0.3)]),
        ],
        Machine::Costume(_) => vec![
            own(&[K::Slips]),
            own(&[K::Jams(5.0), K::Jams(15.0)]),
            own(&[K::NoDresser(10.0), K::NoDresser(30.0)]),
            own(&[K::WrongSide(5.0), K::WrongSide(15.0)]),
        ],
        Machine::LightRig(_) => {
            vec![own(&[K::Blackout(5.0), K::Blackout(20.0)]), own(&[K::Freeze(5.0), K::Freeze(20.0)])]
        }
        Machine::Sound(_) => vec![own(&[K::Late(1.0), K::Late(5.0)]), spell(K::Dead)],
    }
}

/// Whether an action works on the machine of that name.
pub(crate) fn works_on(action: &Action, name: &str, machine: &Machine) -> bool {
    match (action, machine) {
        (Action::Light(area, ..), Machine::LightRig(rig)) => rig.areas.0.iter().any(|(a, _)| a == area),
        _ => action.machine() == Some(name),
    }
}

/// Whether a condition asks for the costume.
pub(super) fn asks_for(condition: &Condition, costume: &str) -> bool {
    match condition {
        Condition::Worn(c) | Condition::Bare(c) => c == costume,
        Condition::All(list) | Condition::Any(list) => list.iter().any(|c| asks_for(c, costume)),
        Condition::Not(c) => asks_for(c, costume),
        _ => false,
    }
}

/// The cues of the plan that use a machine; of a costume, also the change out of it and the beats in which it is seen.
fn uses_of(show: &Show, plan: &Run, name: &str, machine: &Machine) -> Vec<Use> {
    let mut uses = Vec::new();
    for (i, cue) in show.cues.iter().enumerate() {
        let times = &plan.cues[i];
        let (Some(from), Some(CueStatus::Done)) = (times.started_us, times.status) else { continue };
        let to = times.done_us.unwrap_or(from);
        let out_of = |action: &Action| match (action, machine) {
            (Action::Change(who, ..), Machine::Costume(c)) => {
                *who == c.wearer && worn_before(show, plan, who, from) == Some(name)
            }
            _ => false,
        };
        if cue.go.iter().any(|a| works_on(a, name, machine) || out_of(a)) {
            let number = cue.number.clone();
            uses.push(Use { from_us: from, to_us: to, name: number.clone(), cue: Some(number) });
        }
    }
    if let Machine::Costume(_) = machine {
        for (i, (_, beat)) in show.beats().enumerate() {
            let seen = beat.needs.iter().chain(&beat.picture).any(|c| asks_for(c, name));
            if let (true, Some(from)) = (seen, plan.beats[i].start_us) {
                let to = plan.beats[i].end_us.unwrap_or(from);
                uses.push(Use { from_us: from, to_us: to, name: beat.id.clone(), cue: None });
            }
        }
    }
    uses.sort_by_key(|u| u.from_us);
    uses
}

/// What a wearer has on just before `at_us` of the plan.
pub(super) fn worn_before<'a>(show: &'a Show, plan: &Run, wearer: &str, at_us: i64) -> Option<&'a str> {
    let at_top = show.machines.iter().find_map(|(name, m)| match m {
        Machine::Costume(c) if c.worn && c.wearer == wearer => Some(name),
        _ => None,
    });
    let mut last = (i64::MIN, at_top);
    for (i, cue) in show.cues.iter().enumerate() {
        for action in &cue.go {
            if let (Action::Change(who, into, _), Some(from)) = (action, plan.cues[i].started_us)
                && who == wearer
                && from < at_us
                && from >= last.0
            {
                last = (from, Some(into));
            }
        }
    }
    last.1
}

/// Before the use, early in it, late in it.
fn moments_of(show: &Show, plan: &Run, u: &Use) -> Vec<FaultTime> {
    let length = (u.to_us - u.from_us) as f64 * 1e-6;
    let late = if length > 0.0 { tenth(0.8 * length) } else { LATE_S };
    let early = tenth(0.2 * length);
    let within = |s: f64| match &u.cue {
        Some(cue) => FaultTime::With(cue.clone(), s),
        None => FaultTime::On(u.name.clone(), s),
    };
    let mut out = Vec::new();
    out.extend(in_beat(show, plan, u.from_us - micros(BEFORE_S)));
    out.push(within(early));
    out.push(within(late));
    out
}

/// Seconds in tenths, down.
fn tenth(s: f64) -> f64 {
    (s * 10.0).floor() / 10.0
}

/// An instant of the plan as a time in the beat that plays then.
pub(crate) fn in_beat(show: &Show, plan: &Run, at_us: i64) -> Option<FaultTime> {
    let at = at_us.max(0);
    let beats = show.beats().enumerate().filter_map(|(i, (_, b))| Some((b, plan.beats[i].start_us?)));
    let (beat, start) = beats.filter(|(_, start)| *start <= at).last()?;
    Some(FaultTime::On(beat.id.clone(), tenth((at - start) as f64 * 1e-6)))
}

/// The caller's GOs and the operators.
fn people(show: &Show, plan: &Run) -> Vec<Entry> {
    let mut out = Vec::new();
    let from_the_top = vec![FaultTime::At(0.0)];
    let called = |i: usize| plan.cues[i].called_us.is_some();
    let mut uses = Vec::new();
    let mut kinds = Vec::new();
    for (i, cue) in show.cues.iter().enumerate() {
        if !called(i) || !matches!(cue.call, Call::On(..) | Call::At(_)) {
            continue;
        }
        let n = || cue.number.clone();
        uses.push(n());
        kinds.push(vec![(FaultKind::GoLate(n(), 2.0), None), (FaultKind::GoLate(n(), 10.0), None)]);
        kinds.push(vec![(FaultKind::GoMissed(n(), 30.0), None)]);
        kinds.push(vec![(FaultKind::GoEarly(n(), 2.0), None)]);
        if show.double_go_guard == 0.0 {
            kinds.push(vec![(FaultKind::GoTwice(n()), None)]);
        }
    }
    if !uses.is_empty() {
        out.push(Entry { on: "caller".into(), kind: "Caller", uses, moments: from_the_top.clone(), kinds });
    }
    for prefix in show.crew.keys() {
        let answers = |(i, c): &(usize, &crate::sheet::Cue)| {
            called(*i) && c.number.rsplit_once(' ').is_some_and(|(p, _)| p.trim_end() == prefix)
        };
        let uses: Vec<String> = show.cues.iter().enumerate().filter(answers).map(|(_, c)| c.number.clone()).collect();
        if !uses.is_empty() {
            let slow = |factor| (FaultKind::OperatorSlow(prefix.to_owned(), factor), None);
            let kinds = vec![vec![slow(3.0), slow(10.0)]];
            out.push(Entry { on: prefix.to_owned(), kind: "Operator", uses, moments: from_the_top.clone(), kinds });
        }
    }
    out
}
