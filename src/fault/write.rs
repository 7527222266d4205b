//! A scenario written as a person would: [`to_ron`]. Read again, it is the same.

use std::fmt::Write as _;

use super::{Desk, Fault, FaultKind, FaultTime, Luck, Scenario, ScriptedCall, VaryFaults};

impl std::fmt::Display for FaultKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = self.name();
        match self {
            Self::Cold | Self::Dry | Self::StuckOn | Self::Slips | Self::Dead => f.write_str(name),
            Self::Stutter(on, off, length) => write!(f, "{name}({on:?}, {off:?}, {length:?})"),
            Self::GoTwice(cue) => write!(f, "{name}({cue:?})"),
            Self::GoLate(of, x) | Self::GoMissed(of, x) | Self::GoEarly(of, x) | Self::OperatorSlow(of, x) => {
                write!(f, "{name}({of:?}, {x:?})")
            }
            Self::Dropout(x)
            | Self::Weak(x)
            | Self::SignalLoss(x)
            | Self::Slow(x)
            | Self::Jam(x)
            | Self::LateBrake(x)
            | Self::StopsShort(x)
            | Self::EStop(x)
            | Self::Overload(x)
            | Self::Jams(x)
            | Self::NoDresser(x)
            | Self::WrongSide(x)
            | Self::Blackout(x)
            | Self::Freeze(x)
            | Self::Late(x) => write!(f, "{name}({x:?})"),
        }
    }
}

impl std::fmt::Display for FaultTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::At(t) => write!(f, "At({t:?})"),
            Self::On(beat, after) if *after == 0.0 => write!(f, "On({beat:?})"),
            Self::With(cue, after) if *after == 0.0 => write!(f, "With({cue:?})"),
            Self::On(beat, after) => write!(f, "On({beat:?}, {after:?})"),
            Self::With(cue, after) => write!(f, "With({cue:?}, {after:?})"),
        }
    }
}

impl std::fmt::Display for ScriptedCall {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Go(cue, t) => write!(f, "Go({cue:?}, {t:?})"),
            Self::Skip(cue, t) => write!(f, "Skip({cue:?}, {t:?})"),
            Self::Hold(t) => write!(f, "Hold({t:?})"),
            Self::Resume(t) => write!(f, "Resume({t:?})"),
            Self::Standby(cue, t) => write!(f, "Standby({cue:?}, {t:?})"),
            Self::Press(cues, t) => write!(f, "Press({cues:?}, {t:?})"),
            Self::Fire(cue, t) => write!(f, "Fire({cue:?}, {t:?})"),
            Self::Secure(costume, t) => write!(f, "Secure({costume:?}, {t:?})"),
            Self::FadeAll(t) => write!(f, "FadeAll({t:?})"),
            Self::StopAll(t) => write!(f, "StopAll({t:?})"),
        }
    }
}

impl std::fmt::Display for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut parts = Vec::new();
        if self.from != 0.0 {
            parts.push(format!("from: {:?}", self.from));
        }
        if let Some(until) = self.until {
            parts.push(format!("until: {until:?}"));
        }
        if let Some(guard) = self.guard {
            parts.push(format!("guard: {guard:?}"));
        }
        write!(f, "Desk({})", parts.join(", "))
    }
}

/// A fault as the language writes it: `Fault(on: "plane", what: Jam(5.0), when: With("FLY 8", 2.0))`.
pub fn fault_ron(fault: &Fault) -> String {
    let mut out = String::from("Fault(");
    if !fault.id.is_empty() {
        put(&mut out, format_args!("id: {:?}, ", fault.id));
    }
    put(&mut out, format_args!("on: {:?}, what: {}, when: {}", fault.on, fault.what, fault.when));
    if let Some(lasts) = fault.lasts {
        put(&mut out, format_args!(", lasts: {lasts:?}"));
    }
    if fault.chance != 1.0 {
        put(&mut out, format_args!(", chance: {:?}", fault.chance));
    }
    out.push(')');
    out
}

/// The scenario as a file that a person can read; what is as by default is left out.
pub fn to_ron(scenario: &Scenario) -> String {
    let s = scenario;
    let mut out = String::from("Scenario(\n");
    put(&mut out, format_args!("    show: {:?},\n", s.show));
    if !s.name.is_empty() {
        put(&mut out, format_args!("    name: {:?},\n", s.name));
    }
    if s.seed != 0 {
        put(&mut out, format_args!("    seed: {},\n", s.seed));
    }
    if s.luck == Luck::Random {
        out.push_str("    luck: Random,\n");
    }
    if !s.decisions.is_empty() {
        let entries: Vec<String> = s.decisions.iter().map(|(k, v)| format!("{k:?}: {v:?}")).collect();
        put(&mut out, format_args!("    decisions: {{ {} }},\n", entries.join(", ")));
    }
    list(&mut out, "faults", s.faults.iter().map(fault_ron));
    list(&mut out, "calls", s.calls.iter().map(ToString::to_string));
    if let Some(desk) = &s.desk {
        put(&mut out, format_args!("    desk: {desk},\n"));
    }
    list(&mut out, "expect", s.expect.iter().map(ToString::to_string));
    if let Some(vary) = &s.vary {
        let mut parts = Vec::new();
        if !vary.decisions.is_empty() {
            parts.push(format!("decisions: {:?}", vary.decisions));
        }
        if let Some((from, to)) = vary.seeds {
            parts.push(format!("seeds: ({from}, {to})"));
        }
        if vary.faults != VaryFaults::All {
            parts.push(format!("faults: {:?}", vary.faults));
        }
        put(&mut out, format_args!("    vary: Vary({}),\n", parts.join(", ")));
    }
    out.push_str(")\n");
    out
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = out.write_fmt(text);
}

fn list(out: &mut String, field: &str, items: impl ExactSizeIterator<Item = String>) {
    if items.len() == 0 {
        return;
    }
    put(out, format_args!("    {field}: [\n"));
    for item in items {
        put(out, format_args!("        {item},\n"));
    }
    out.push_str("    ],\n");
}
