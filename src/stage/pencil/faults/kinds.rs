//! What can go wrong with a machine or a person: kinds, their strengths with units and ranges, and what they mean.

use crate::fault::FaultKind as K;
use crate::sheet::Machine;

/// A strength that can be set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Strength {
    /// What it is.
    pub(super) name: &'static str,
    /// Its unit.
    pub(super) unit: &'static str,
    /// Least and most that makes sense.
    pub(super) range: (f64, f64),
    /// What it is.
    pub(super) value: f64,
}

/// The kinds that happen to a machine, as strong as they usually are.
pub(super) fn of_machine(machine: &Machine) -> Vec<K> {
    match machine {
        Machine::FogMachine(_) => vec![
            K::Dropout(6.0),
            K::Stutter(1.0, 1.0, 20.0),
            K::Weak(0.5),
            K::Cold,
            K::Dry,
            K::StuckOn,
            K::SignalLoss(10.0),
        ],
        Machine::FlyingPiece(p) | Machine::Wagon(p) => {
            let mut kinds = vec![K::Slow(0.4), K::Jam(10.0), K::LateBrake(1.0), K::StopsShort(0.5), K::EStop(10.0)];
            if p.axes.iter().any(|(_, a)| a.vertical && a.power.is_some()) {
                kinds.push(K::Overload(1.5));
            }
            kinds
        }
        // An EStop is a Jam here, and there is no brake to be late.
        Machine::Curtain(_) => vec![K::Slow(0.4), K::Jam(10.0), K::StopsShort(0.3)],
        Machine::Costume(_) => vec![K::Slips, K::Jams(10.0), K::NoDresser(20.0), K::WrongSide(10.0)],
        Machine::LightRig(_) => vec![K::Blackout(5.0), K::Freeze(10.0)],
        Machine::Sound(_) => vec![K::Late(2.0), K::Dead],
    }
}

/// What the caller does to a cue.
pub(super) fn of_caller(cue: &str, guarded: bool) -> Vec<K> {
    let cue = || cue.to_owned();
    let mut kinds = vec![K::GoLate(cue(), 3.0), K::GoMissed(cue(), 20.0), K::GoEarly(cue(), 2.0)];
    if !guarded {
        kinds.push(K::GoTwice(cue()));
    }
    kinds
}

/// What an operator does.
pub(super) fn of_operator(department: &str) -> Vec<K> {
    vec![K::OperatorSlow(department.to_owned(), 3.0)]
}

/// The strengths of a kind, in its order.
pub(super) fn strengths(kind: &K) -> Vec<Strength> {
    let s = |name, unit, range, value| Strength { name, unit, range, value };
    match *kind {
        K::Dropout(x)
        | K::SignalLoss(x)
        | K::Jam(x)
        | K::EStop(x)
        | K::NoDresser(x)
        | K::Blackout(x)
        | K::Freeze(x) => {
            vec![s("for", "s", (0.5, 120.0), x)]
        }
        K::Stutter(on, off, long) => {
            vec![s("on", "s", (0.1, 10.0), on), s("off", "s", (0.1, 10.0), off), s("for", "s", (0.5, 120.0), long)]
        }
        K::Weak(x) => vec![s("output", "×", (0.05, 1.5), x)],
        K::Slow(x) => vec![s("speed", "×", (0.05, 1.0), x)],
        K::Overload(x) => vec![s("mass", "×", (1.0, 4.0), x)],
        K::LateBrake(x) => vec![s("late by", "s", (0.1, 5.0), x)],
        K::StopsShort(x) => vec![s("short by", "m", (0.05, 3.0), x)],
        K::Jams(x) | K::WrongSide(x) => vec![s("longer by", "s", (0.5, 60.0), x)],
        K::Late(x) | K::GoLate(_, x) => vec![s("late by", "s", (0.1, 60.0), x)],
        K::GoEarly(_, x) => vec![s("early by", "s", (0.1, 30.0), x)],
        K::GoMissed(_, x) => vec![s("noticed after", "s", (1.0, 120.0), x)],
        K::OperatorSlow(_, x) => vec![s("reaction", "×", (1.0, 20.0), x)],
        K::Cold | K::Dry | K::StuckOn | K::Slips | K::Dead | K::GoTwice(_) => Vec::new(),
    }
}

/// The same kind with other strengths; those left out stay.
pub(super) fn with(kind: &K, values: &[f64]) -> K {
    let was = strengths(kind);
    let v = |i: usize| values.get(i).copied().or(was.get(i).map(|s| s.value)).unwrap_or(0.0);
    match kind {
        K::Dropout(_) => K::Dropout(v(0)),
        K::Stutter(..) => K::Stutter(v(0), v(1), v(2)),
        K::Weak(_) => K::Weak(v(0)),
        K::SignalLoss(_) => K::SignalLoss(v(0)),
        K::Slow(_) => K::Slow(v(0)),
        K::Jam(_) => K::Jam(v(0)),
        K::LateBrake(_) => K::LateBrake(v(0)),
        K::StopsShort(_) => K::StopsShort(v(0)),
        K::EStop(_) => K::EStop(v(0)),
        K::Overload(_) => K::Overload(v(0)),
        K::Jams(_) => K::Jams(v(0)),
        K::NoDresser(_) => K::NoDresser(v(0)),
        K::WrongSide(_) => K::WrongSide(v(0)),
        K::Blackout(_) => K::Blackout(v(0)),
        K::Freeze(_) => K::Freeze(v(0)),
        K::Late(_) => K::Late(v(0)),
        K::GoLate(c, _) => K::GoLate(c.clone(), v(0)),
        K::GoMissed(c, _) => K::GoMissed(c.clone(), v(0)),
        K::GoEarly(c, _) => K::GoEarly(c.clone(), v(0)),
        K::OperatorSlow(d, _) => K::OperatorSlow(d.clone(), v(0)),
        K::Cold | K::Dry | K::StuckOn | K::Slips | K::Dead | K::GoTwice(_) => kind.clone(),
    }
}

/// The same of the caller's GO of another cue.
pub(super) fn of_cue(kind: K, cue: &str) -> K {
    let cue = cue.to_owned();
    match kind {
        K::GoLate(_, s) => K::GoLate(cue, s),
        K::GoMissed(_, s) => K::GoMissed(cue, s),
        K::GoEarly(_, s) => K::GoEarly(cue, s),
        K::GoTwice(_) => K::GoTwice(cue),
        other => other,
    }
}

/// The cue whose GO it is about.
pub(super) fn cue_of(kind: &K) -> Option<&str> {
    match kind {
        K::GoLate(c, _) | K::GoMissed(c, _) | K::GoEarly(c, _) | K::GoTwice(c) => Some(c),
        _ => None,
    }
}

/// Whether `lasts` says how long it goes on.
pub(super) fn can_last(kind: &K) -> bool {
    matches!(
        kind,
        K::Weak(_)
            | K::Cold
            | K::Dry
            | K::StuckOn
            | K::Slow(_)
            | K::LateBrake(_)
            | K::StopsShort(_)
            | K::Overload(_)
            | K::Late(_)
            | K::Dead
            | K::OperatorSlow(..)
    )
}

/// What it means, in words.
pub(super) fn means(kind: &K) -> String {
    match kind {
        K::Dropout(s) => format!("no fog comes out for {s:.1} s; the heater fills meanwhile"),
        K::Stutter(on, off, s) => format!("fog for {on:.1} s, none for {off:.1} s, and so on for {s:.1} s"),
        K::Weak(x) => format!("{:.0} % of what the desk wants comes out", x * 100.0),
        K::Cold => "the heater is off: no fog until it is hot again".to_owned(),
        K::Dry => "no fluid reaches the block: no fog".to_owned(),
        K::StuckOn => "full output, whatever the desk wants".to_owned(),
        K::SignalLoss(s) => format!("the desk is not heard for {s:.1} s"),
        K::Slow(x) => format!("moves at {:.0} % of its speed", x * 100.0),
        K::Jam(s) => format!("stops dead for {s:.1} s, then goes on"),
        K::LateBrake(s) => format!("brakes {s:.1} s late, overshoots and comes back"),
        K::StopsShort(m) => format!("stops {m:.2} m before its mark"),
        K::EStop(s) => format!("brakes to rest and stays so for {s:.1} s"),
        K::Overload(x) => format!("weighs {x:.1} times as much: the winch's power caps its speed"),
        K::Slips => "begins to slide off".to_owned(),
        K::Jams(s) => format!("a fastening jams: the change takes {s:.1} s longer"),
        K::NoDresser(s) => format!("nobody is there to dress it for {s:.1} s"),
        K::WrongSide(s) => format!("waits in the other wing: the change takes {s:.1} s longer"),
        K::Blackout(s) => format!("no light at all for {s:.1} s"),
        K::Freeze(s) => format!("the light stays as it is for {s:.1} s"),
        K::Late(s) => format!("plays {s:.1} s late"),
        K::Dead => "silent: what plays on it fails".to_owned(),
        K::GoLate(c, s) => format!("the GO of {c} comes {s:.1} s late"),
        K::GoMissed(c, s) => format!("the GO of {c} is forgotten, and noticed {s:.1} s later"),
        K::GoEarly(c, s) => format!("the GO of {c} comes {s:.1} s early"),
        K::GoTwice(c) => format!("a second GO follows that of {c}; the next cue takes it"),
        K::OperatorSlow(d, x) => format!("{d} answers a GO {x:.1} times as slowly"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_the_vocabulary_can_be_picked_and_keeps_its_strengths() {
        let sheet = r#"Show(
            title: "All kinds",
            machines: {
                "fog": FogMachine(),
                "plane": FlyingPiece(axes: { "lift": Axis(power: 900.0, vertical: true) }, marks: { "in": { "lift": 5.0 } }),
                "curtain": Curtain(takes: 4.0),
                "coat": Costume(wearer: "Ivy", worn: true),
                "gown": Costume(wearer: "Ivy"),
                "light": LightRig(areas: ["wash"]),
                "sound": Sound(),
            },
            crew: { "LX": Operator() },
            script: [Scene(id: "s", beats: [Beat(id: "b", takes: 60.0, needs: [Worn("coat")])])],
            cues: [
                Cue(number: "FOG 1", call: On("b"), go: [Fog("fog", 1.0, 5.0)]),
                Cue(number: "FLY 1", call: On("b"), go: [Fly("plane", "in")]),
                Cue(number: "TAB 1", call: On("b"), go: [Open("curtain")]),
                Cue(number: "WD 1", call: On("b"), go: [Change("Ivy", "gown")]),
                Cue(number: "LX 1", call: On("b"), go: [Light("wash", 1.0, 2.0)]),
                Cue(number: "SQ 1", call: On("b"), go: [Play("sound", 2.0)]),
            ],
        )"#;
        let opened = crate::fault::open_text("s.ron", sheet, &|_| None).expect("it opens");
        let r = crate::slip::Rehearsal::as_written(opened.show).expect("it runs");
        let all = crate::sweep::Vocabulary::new(&r.show, &r.plan, &[]);
        assert!(all.entries.len() >= 8, "machines, the caller and an operator: {}", all.entries.len());
        for entry in &all.entries {
            let offered = match r.show.machines.get(&entry.on) {
                Some(machine) => of_machine(machine),
                None if entry.on == "caller" => of_caller("LX 1", false),
                None => of_operator(&entry.on),
            };
            for (kind, _) in entry.kinds.iter().flatten() {
                assert!(offered.iter().any(|k| k.name() == kind.name()), "{} of {}", kind.name(), entry.on);
                let values: Vec<f64> = strengths(kind).iter().map(|s| s.value).collect();
                assert_eq!(with(kind, &values), *kind);
                assert!(!means(kind).is_empty());
            }
            for kind in &offered {
                for s in strengths(kind) {
                    assert!(s.range.0 <= s.value && s.value <= s.range.1, "{kind}: {s:?}");
                }
                assert!(!(can_last(kind) && kind.own_length().is_some()), "{kind} has a length of its own");
            }
        }
    }
}
