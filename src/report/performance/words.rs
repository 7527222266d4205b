//! The words of the report: times as a stage manager writes them, machines and conditions as people name them.

use crate::fault::{Fault, FaultKind};
use crate::report::words::clock;
use crate::run::ArisenKind;
use crate::sheet::{Condition, Machine, Show};

/// From this on, µs, a difference is worth a line: a twentieth of a second, which nobody sees or hears.
pub(super) const TELLING_US: i64 = crate::slip::ON_TIME_US;

/// Seconds with a sign and one decimal: `+3.4 s`, `−0.5 s`; from a minute on as a clock: `+1:04.2`.
pub(in crate::report) fn late(us: i64) -> String {
    let rounded = (us.abs() + 50_000) / 100_000;
    let sign = if us < 0 && rounded > 0 { '−' } else { '+' };
    if rounded >= 600 { format!("{sign}{}", clock(us.abs())) } else { format!("{sign}{}", length(us.abs())) }
}

/// A length with one decimal, and a space that does not break: `3.4 s`; from a minute on as a clock: `1:04.2`.
pub(in crate::report) fn length(us: i64) -> String {
    let tenths = (us + 50_000).div_euclid(100_000);
    if tenths >= 600 { clock(us) } else { format!("{}.{}\u{a0}s", tenths / 10, tenths % 10) }
}

/// A time, or a dash where there is none.
pub(super) fn time(us: Option<i64>) -> String {
    us.map_or_else(|| "–".to_owned(), clock)
}

/// A difference, or a dash where there is none.
pub(super) fn late_or_dash(us: Option<i64>) -> String {
    us.map_or_else(|| "–".to_owned(), late)
}

/// Several things as a sentence lists them: `a, b and c`.
pub(in crate::report) fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// A text with its first letter large.
pub(in crate::report) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What people call a machine: a costume by its wearer and look, anything else by its name without underscores.
pub(in crate::report) fn machine(show: &Show, name: &str) -> String {
    match show.machines.get(name) {
        Some(Machine::Costume(c)) => {
            let alike = |m: &Machine| matches!(m, Machine::Costume(o) if o.wearer == c.wearer && o.look == c.look);
            let alone = show.machines.iter().filter(|(_, m)| alike(m)).count() == 1;
            match &c.look {
                Some(look) if alone => format!("{}'s {look}", c.wearer),
                _ => format!("{}'s {}", c.wearer, plain(name)),
            }
        }
        _ => plain(name),
    }
}

/// A name without underscores.
pub(in crate::report) fn plain(name: &str) -> String {
    name.replace('_', " ")
}

/// A level as a percentage.
pub(super) fn percent(level: f64) -> String {
    format!("{:.0}\u{a0}%", level * 100.0)
}

/// What is asked for, in words that follow "waits for" or "asks for".
pub(super) fn wanted(show: &Show, condition: &Condition) -> String {
    let list = |of: &[Condition], word: &str| of.iter().map(|c| wanted(show, c)).collect::<Vec<_>>().join(word);
    match condition {
        Condition::At(m, mark) => format!("{} at “{mark}”", machine(show, m)),
        Condition::Open(m) => format!("{} open", machine(show, m)),
        Condition::Closed(m) => format!("{} closed", machine(show, m)),
        Condition::Worn(m) => format!("{} on", machine(show, m)),
        Condition::Bare(m) => format!("{} off", machine(show, m)),
        Condition::Density(d) => format!("fog of {d:.2}"),
        Condition::Clear(d) => format!("fog thinner than {d:.2}"),
        Condition::Lit(area, level) => format!("light “{}” at {}", plain(area), percent(*level)),
        Condition::Started(c) => format!("{c} started"),
        Condition::Done(c) => format!("{c} done"),
        Condition::Chosen(d, o) => format!("“{o}” for {}", plain(d)),
        Condition::All(of) => list(of, " and "),
        Condition::Any(of) => list(of, " or "),
        Condition::Not(c) => format!("not {}", wanted(show, c)),
    }
}

fn s(seconds: f64) -> String {
    let text = format!("{seconds:.1}");
    format!("{}\u{a0}s", text.strip_suffix(".0").unwrap_or(&text))
}

/// A fault in few words, without its name: `plane at 40 % of its speed`.
pub(super) fn fault(show: &Show, fault: &Fault) -> String {
    let on = || machine(show, &fault.on);
    match &fault.what {
        FaultKind::Dropout(t) => format!("{} dropped out for {}", on(), s(*t)),
        FaultKind::Stutter(_, _, t) => format!("{} stuttered for {}", on(), s(*t)),
        FaultKind::Weak(f) => format!("{} at {} of its output", on(), percent(*f)),
        FaultKind::Cold => format!("{} heater off", on()),
        FaultKind::Dry => format!("{} got no fluid", on()),
        FaultKind::StuckOn => format!("{} stuck on", on()),
        FaultKind::SignalLoss(t) => format!("{} lost its signal for {}", on(), s(*t)),
        FaultKind::Slow(f) => format!("{} at {} of its speed", on(), percent(*f)),
        FaultKind::Jam(t) => format!("{} jammed for {}", on(), s(*t)),
        FaultKind::LateBrake(t) => format!("{} braked {} late", on(), s(*t)),
        FaultKind::StopsShort(m) if matches!(show.machines.get(&fault.on), Some(Machine::Curtain(_))) => {
            format!("{} stopped {} short", on(), percent(*m))
        }
        FaultKind::StopsShort(m) => format!("{} stopped {m:.2}\u{a0}m short", on()),
        FaultKind::EStop(t) => format!("{} stopped by E-stop for {}", on(), s(*t)),
        FaultKind::Overload(f) => format!("{} loaded {f:.2} times", on()),
        FaultKind::Slips => format!("{} slipped", on()),
        FaultKind::Jams(t) => format!("{}: a fastening jammed, {}", on(), s(*t)),
        FaultKind::NoDresser(t) => format!("{}: no dresser for {}", on(), s(*t)),
        FaultKind::WrongSide(t) => format!("{} on the wrong side, {}", on(), s(*t)),
        FaultKind::Blackout(t) => format!("{} blacked out for {}", on(), s(*t)),
        FaultKind::Freeze(t) => format!("{} froze for {}", on(), s(*t)),
        FaultKind::Late(t) => format!("{} played {} late", on(), s(*t)),
        FaultKind::Dead => format!("{} dead", on()),
        FaultKind::GoLate(c, t) => format!("GO for {c} {} late", s(*t)),
        FaultKind::GoMissed(c, t) => format!("GO for {c} missed, noticed after {}", s(*t)),
        FaultKind::GoEarly(c, t) => format!("GO for {c} {} early", s(*t)),
        FaultKind::GoTwice(c) => format!("GO for {c} given twice"),
        FaultKind::OperatorSlow(_, f) if fault.on == "caller" => format!("every operator {f:.1} times as slow"),
        FaultKind::OperatorSlow(_, f) => format!("{} operator {f:.1} times as slow", fault.on),
    }
}

/// What arose by itself, in few words.
pub(super) fn arisen(show: &Show, name: &str, what: ArisenKind) -> String {
    let on = machine(show, name);
    match what {
        ArisenKind::CutOut => format!("{on} ran out of heat and cut out"),
        ArisenKind::Ramp => format!("{on} ran out of heat and fell to what it can sustain"),
        ArisenKind::TankEmpty => format!("{on} tank empty"),
        ArisenKind::Underpowered => format!("{on} winch short of power"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_carry_their_sign_and_lengths_do_not() {
        assert_eq!(late(50_000_000), "+50.0\u{a0}s");
        assert_eq!(late(-1_500_000), "−1.5\u{a0}s");
        assert_eq!(late(-40_000), "+0.0\u{a0}s");
        assert_eq!(late(0), "+0.0\u{a0}s");
        assert_eq!(late(-64_200_000), "−1:04.2");
        assert_eq!(length(59_960_000), "1:00.0");
        assert_eq!(length(400_000), "0.4\u{a0}s");
        assert_eq!(listed(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!(sentence("élan"), "Élan");
    }
}
