//! Reads a scenario, and checks that it makes sense against its sheet.

use std::collections::BTreeMap;

use super::{Expect, Fault, FaultKind, FaultTime, Matrix, Scenario, ScriptedCall, VaryError, grammar};
use crate::sheet::check::{Law, Names, Path, Problems, ROOT, Want, condition, number};
use crate::sheet::{self, Diagnostics, Finding, Machine, Show, Source};

/// One on and off of a stuttering machine, s, below which nothing can stutter.
const STUTTER_MIN_S: f64 = 0.001;

/// Reads a scenario: its shape only. With it come the warnings.
///
/// # Errors
/// Every problem of shape that was found, by place.
pub fn parse_scenario(source: &Source) -> Result<(Scenario, Diagnostics), Diagnostics> {
    Ok((sheet::read(source, &grammar::SCENARIO)?, Diagnostics::default()))
}

/// Every problem of sense of `scenario`, which was read from `source`, against the sheet it is of: errors and warnings.
pub fn check_scenario(scenario: &Scenario, source: &Source, show: &Show) -> Diagnostics {
    // The sheet's own problems belong to the sheet.
    let mut names = Names::new(show, &mut Problems::default());
    let mut problems = Problems::default();
    let decisions = ROOT.field("decisions");
    for (decision, option) in scenario.decisions.iter() {
        let at = [&decisions.key_itself(decision), &decisions.key(decision)];
        names.option(decision, option, at, &mut problems);
    }
    let faults = ROOT.field("faults");
    for (i, f) in scenario.faults.iter().enumerate() {
        fault(f, &mut names, &faults.item(i), &mut problems);
    }
    ids(scenario, &faults, &mut problems);
    let calls = ROOT.field("calls");
    for (i, call) in scenario.calls.iter().enumerate() {
        let at = calls.item(i);
        let (time, at_time) = match call {
            ScriptedCall::Go(cue, t)
            | ScriptedCall::Skip(cue, t)
            | ScriptedCall::Standby(cue, t)
            | ScriptedCall::Fire(cue, t) => {
                names.cue(cue, &at.item(0), &mut problems);
                (*t, at.item(1))
            }
            ScriptedCall::Press(cues, t) => {
                for (i, cue) in cues.iter().enumerate() {
                    names.cue(cue, &at.item(0).item(i), &mut problems);
                }
                (*t, at.item(1))
            }
            ScriptedCall::Secure(costume, t) => {
                costume_named(costume, &names, &at.item(0), &mut problems);
                (*t, at.item(1))
            }
            ScriptedCall::Hold(t) | ScriptedCall::Resume(t) | ScriptedCall::FadeAll(t) | ScriptedCall::StopAll(t) => {
                (*t, at.item(0))
            }
        };
        number("t", time, Law::Seconds, &at_time, &mut problems);
    }
    if let Some(desk) = &scenario.desk {
        let at = ROOT.field("desk");
        number("from", desk.from, Law::Seconds, &at.field("from"), &mut problems);
        for (field, seconds) in [("until", desk.until), ("guard", desk.guard)] {
            if let Some(seconds) = seconds {
                number(field, seconds, Law::Seconds, &at.field(field), &mut problems);
            }
        }
    }
    let expect = ROOT.field("expect");
    for (i, e) in scenario.expect.iter().enumerate() {
        expectation(e, &mut names, &expect.item(i), &mut problems);
    }
    if let Some(vary) = &scenario.vary {
        let vary_at = ROOT.field("vary");
        let decisions = vary_at.field("decisions");
        for (i, decision) in vary.decisions.iter().enumerate() {
            names.decision(decision, &decisions.item(i), &mut problems);
        }
        let (field, label) = match Matrix::new(scenario, show) {
            Err(VaryError::NoSeeds(..)) => ("seeds", "expected (first, one past the last)"),
            Err(VaryError::TooMany) => ("faults", "fewer seeds, or fewer faults"),
            Err(VaryError::NoDecision(_)) | Ok(_) => ("", ""),
        };
        if !field.is_empty() {
            let message = if field == "seeds" { "`vary` has no seed" } else { "`vary` makes more nights than may be" };
            problems.add(&vary_at.field(field), Finding::new("E0505", 0..0, message).label(label));
        }
    }
    problems.placed(source)
}

/// Ids that are there twice; those left out are `F1`, `F2` … by place.
fn ids(scenario: &Scenario, faults: &Path<'_>, problems: &mut Problems) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (i, f) in scenario.faults.iter().enumerate().filter(|(_, f)| !f.id.is_empty()) {
        if seen.insert(&f.id, i).is_some() {
            let finding = Finding::new("E0204", 0..0, format!("the fault \"{}\" is there twice", f.id));
            problems.add(&faults.item(i).field("id"), finding.label("a fault before has this id"));
        }
    }
    for (i, _) in scenario.faults.iter().enumerate().filter(|(_, f)| f.id.is_empty()) {
        let by_place = format!("F{}", i + 1);
        if seen.contains_key(by_place.as_str()) {
            let message = format!("this fault is called \"{by_place}\" by its place, and so is another by its id");
            problems.add(&faults.item(i), Finding::new("W0010", 0..0, message).label("give it an id"));
        }
    }
}

/// A machine that is to be a costume.
pub(crate) fn costume_named(name: &str, names: &Names<'_>, at: &Path<'_>, problems: &mut Problems) {
    let Some(machine) = names.any_machine(name, at, problems) else { return };
    if !Want::Costume.fits(machine) {
        let what = Want::Costume.what();
        let message = format!("only {what} can be secured, and \"{name}\" is a {}", machine.kind());
        problems.add(at, Finding::new("E0501", 0..0, message).label(format!("expected {what}")));
    }
}

/// What a kind of fault works on.
enum On {
    Machine(Want),
    Rig,
    /// The caller's GO of a cue.
    Go,
    Operator,
}

/// A fault.
pub(crate) fn fault(f: &Fault, names: &mut Names<'_>, at: &Path<'_>, problems: &mut Problems) {
    let what = at.field("what");
    let on = kind(&f.what, names, &what, problems);
    let on_at = at.field("on");
    let by = f.what.name();
    match on {
        On::Machine(want) => {
            fits(f, by, want.what(), |m| want.fits(m), names, &on_at, problems);
        }
        On::Rig => fits(f, by, "a light rig", |m| matches!(m, Machine::LightRig(_)), names, &on_at, problems),
        On::Go => {
            if f.on != "caller" {
                let message = format!("`{by}` happens to the caller, not to \"{}\"", f.on);
                let finding = Finding::new("E0502", 0..0, message).label("expected \"caller\"");
                problems.add(&on_at, finding.hint("write `on: \"caller\"`"));
            }
        }
        On::Operator => operator(f, names, [&on_at, &what.item(0)], problems),
    }
    when(&f.when, names, &at.field("when"), problems);
    if let Some(lasts) = f.lasts {
        number("lasts", lasts, Law::Limit, &at.field("lasts"), problems);
        if f.what.own_length().is_some() || matches!(f.what, FaultKind::Slips) {
            let why = if f.what.own_length().is_some() { "has a length of its own" } else { "has no length" };
            let finding = Finding::new("W0008", 0..0, format!("`{by}` {why}")).label("no effect");
            problems.add(&at.field("lasts"), finding);
        }
    }
    number("chance", f.chance, Law::Level, &at.field("chance"), problems);
}

/// The numbers and names of a kind, and what it works on.
fn kind(kind: &FaultKind, names: &mut Names<'_>, at: &Path<'_>, problems: &mut Problems) -> On {
    let [first, second, third] = [at.item(0), at.item(1), at.item(2)];
    let mut of = |what: &str, x: f64, law: Law, at: &Path<'_>| number(what, x, law, at, problems);
    match kind {
        FaultKind::Dropout(s) | FaultKind::SignalLoss(s) => {
            of("for", *s, Law::Limit, &first);
            On::Machine(Want::Fog)
        }
        FaultKind::Stutter(on, off, seconds) => {
            of("on", *on, Law::Seconds, &first);
            of("off", *off, Law::Seconds, &second);
            of("for", *seconds, Law::Limit, &third);
            stutter(*on, *off, at, problems);
            On::Machine(Want::Fog)
        }
        FaultKind::Weak(factor) => {
            of("factor", *factor, Law::SomeAmount, &first);
            On::Machine(Want::Fog)
        }
        FaultKind::Cold | FaultKind::Dry | FaultKind::StuckOn => On::Machine(Want::Fog),
        FaultKind::Slow(factor) => {
            of("factor", *factor, Law::SomeAmount, &first);
            On::Machine(Want::Piece)
        }
        FaultKind::Overload(factor) => {
            of("factor", *factor, Law::SomeAmount, &first);
            On::Machine(Want::Piece)
        }
        FaultKind::Jam(s) | FaultKind::EStop(s) => {
            of("for", *s, Law::Limit, &first);
            On::Machine(Want::Piece)
        }
        FaultKind::LateBrake(s) => {
            of("seconds", *s, Law::Seconds, &first);
            On::Machine(Want::Piece)
        }
        FaultKind::StopsShort(m) => {
            of("metres", *m, Law::Amount, &first);
            On::Machine(Want::Piece)
        }
        FaultKind::Slips => On::Machine(Want::Costume),
        FaultKind::Jams(s) | FaultKind::WrongSide(s) => {
            of("seconds", *s, Law::Seconds, &first);
            On::Machine(Want::Costume)
        }
        FaultKind::NoDresser(s) => {
            of("for", *s, Law::Limit, &first);
            On::Machine(Want::Costume)
        }
        FaultKind::Blackout(s) | FaultKind::Freeze(s) => {
            of("for", *s, Law::Limit, &first);
            On::Rig
        }
        FaultKind::Late(s) => {
            of("seconds", *s, Law::Seconds, &first);
            On::Machine(Want::Sound)
        }
        FaultKind::Dead => On::Machine(Want::Sound),
        FaultKind::GoLate(cue, s) | FaultKind::GoMissed(cue, s) | FaultKind::GoEarly(cue, s) => {
            of("seconds", *s, Law::Seconds, &second);
            names.cue(cue, &first, problems);
            On::Go
        }
        FaultKind::GoTwice(cue) => {
            names.cue(cue, &first, problems);
            On::Go
        }
        FaultKind::OperatorSlow(_, factor) => {
            of("factor", *factor, Law::Amount, &second);
            On::Operator
        }
    }
}

fn stutter(on: f64, off: f64, at: &Path<'_>, problems: &mut Problems) {
    let round = on + off;
    if on < 0.0 || off < 0.0 || !round.is_finite() {
        return;
    }
    if crate::machine::micros(on).saturating_add(crate::machine::micros(off)) == 0 {
        let finding = Finding::new("E0303", 0..0, "`Stutter` is neither on nor off for any time");
        problems.add(at, finding.label("`on` + `off` must be above 0"));
    } else if round < STUTTER_MIN_S {
        let message = format!("`Stutter` switches absurdly often: every {round} s");
        problems.add(at, Finding::new("E0305", 0..0, message).label(format!("expected at least {STUTTER_MIN_S} s")));
    }
}

/// Whether the fault's machine is there, and of the kind that the fault happens to.
fn fits(
    f: &Fault,
    by: &str,
    what: &str,
    fit: impl Fn(&Machine) -> bool,
    names: &Names<'_>,
    at: &Path<'_>,
    problems: &mut Problems,
) {
    let Some(machine) = names.any_machine(&f.on, at, problems) else { return };
    // A curtain is an axis as well.
    let is_axis = what == Want::Piece.what() && matches!(machine, Machine::Curtain(_));
    if !fit(machine) && !is_axis {
        let message = format!("`{by}` happens to {what}, and \"{}\" is a {}", f.on, machine.kind());
        problems.add(at, Finding::new("E0501", 0..0, message).label(format!("expected {what}")));
    }
}

fn operator(f: &Fault, names: &Names<'_>, [on_at, department_at]: [&Path<'_>; 2], problems: &mut Problems) {
    let FaultKind::OperatorSlow(department, _) = &f.what else { return };
    let known = |d: &str| d == "caller" || names.department(d);
    for (d, at) in [(f.on.as_str(), on_at), (department.as_str(), department_at)] {
        if !known(d) {
            problems.unknown(at, "E0112", ("department", d), names.departments());
        }
    }
    if f.on != *department && f.on != "caller" && known(&f.on) && known(department) {
        let message = format!("the fault is on \"{}\" and speaks of \"{department}\"", f.on);
        let finding = Finding::new("W0013", 0..0, message).label(format!("it is {}'s operator who is slow", f.on));
        problems.add(department_at, finding);
    }
}

fn when(when: &FaultTime, names: &Names<'_>, at: &Path<'_>, problems: &mut Problems) {
    let [first, second] = [at.item(0), at.item(1)];
    match when {
        FaultTime::At(t) => number("t", *t, Law::Seconds, &first, problems),
        FaultTime::On(beat, after) => {
            names.beat(beat, &first, problems);
            number("after", *after, Law::Seconds, &second, problems);
        }
        FaultTime::With(cue, after) => {
            names.cue(cue, &first, problems);
            number("after", *after, Law::Seconds, &second, problems);
        }
    }
}

fn expectation(e: &Expect, names: &mut Names<'_>, at: &Path<'_>, problems: &mut Problems) {
    let [first, second, third] = [at.item(0), at.item(1), at.item(2)];
    match e {
        Expect::Slip(cue, _, under) => {
            names.cue(cue, &first, problems);
            number("under", *under, Law::Any, &third, problems);
        }
        Expect::ShowSlip(under) => number("under", *under, Law::Any, &first, problems),
        Expect::Visible(under) => number("under", *under, Law::Limit, &first, problems),
        Expect::Holds(_) => {}
        Expect::Status(cue, _) => {
            names.cue(cue, &first, problems);
        }
        Expect::Never(c) => condition(c, names, &first, problems),
        Expect::Within(cue, early, late) => {
            names.cue(cue, &first, problems);
            number("early", *early, Law::Limit, &second, problems);
            number("late", *late, Law::Limit, &third, problems);
        }
        Expect::Order(cues) => {
            for (i, cue) in cues.iter().enumerate() {
                names.cue(cue, &first.item(i), problems);
            }
        }
        Expect::Before(cue, other, by) => {
            names.cue(cue, &first, problems);
            names.cue(other, &second, problems);
            number("by", *by, Law::Seconds, &third, problems);
        }
        Expect::Density(min, beat) => {
            number("min", *min, Law::Amount, &first, problems);
            names.beat(beat, &second, problems);
        }
        Expect::Recovers(within) => number("within", *within, Law::Limit, &first, problems),
        Expect::Decided(decision, option) => names.option(decision, option, [&first, &second], problems),
        Expect::Stuck | Expect::NotStuck | Expect::Fingerprint(_) => {}
    }
}
