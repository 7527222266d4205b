//! Cues: how they are called, what they do.

use std::collections::BTreeSet;

use super::numbers::{Law, maybe, number};
use super::{Names, Path, Problems, Want, condition, script};
use crate::sheet::diagnostic::Finding;
use crate::sheet::nearest::did_you_mean;
use crate::sheet::{Action, Call, Machine};

/// Every cue.
pub(super) fn cues(names: &mut Names<'_>, root: &Path<'_>, problems: &mut Problems) {
    let cues = root.field("cues");
    let mut without_operator: BTreeSet<String> = BTreeSet::new();
    for (i, cue) in names.show.cues.iter().enumerate() {
        let at = cues.item(i);
        call(&cue.call, names, &at.field("call"), problems);
        let go = at.field("go");
        for (a, doing) in cue.go.iter().enumerate() {
            action(doing, names, &go.item(a), problems);
        }
        let needs = at.field("needs");
        for (n, c) in cue.needs.iter().enumerate() {
            condition(c, names, &needs.item(n), problems);
        }
        number("standby", cue.standby, Law::Limit, &at.field("standby"), problems);
        maybe("give_up", cue.give_up, Law::Limit, &at, problems);
        maybe("early", cue.early, Law::Limit, &at, problems);
        maybe("late", cue.late, Law::Limit, &at, problems);
        script::only(cue.only.as_ref(), names, &at, problems);

        // Only a cue that a person calls has somebody who reacts.
        let called = matches!(cue.call, Call::On(..) | Call::At(_) | Call::Hand);
        if let Some(number) = names.numbers[i].as_ref().filter(|_| called)
            && !names.show.crew.contains_key(&number.prefix)
            && without_operator.insert(number.prefix.clone())
        {
            let hint = did_you_mean(&number.prefix, names.show.crew.keys());
            let message = format!("the department {} has no operator in `crew`", number.prefix);
            let finding = Finding::new("W0001", 0..0, message).label("answers a GO at once").maybe_hint(hint);
            problems.add(&at.field("number"), finding);
        }
    }
}

fn call(call: &Call, names: &mut Names<'_>, at: &Path<'_>, problems: &mut Problems) {
    let first = at.item(0);
    let second = at.item(1);
    match call {
        Call::On(beat, after) => {
            names.beat(beat, &first, problems);
            number("after", *after, Law::Seconds, &second, problems);
        }
        Call::At(t) => number("t", *t, Law::Seconds, &first, problems),
        Call::Follow(cue, d) | Call::Hang(cue, d) => {
            names.cue(cue, &first, problems);
            number("d", *d, Law::Seconds, &second, problems);
        }
        Call::When(c) => condition(c, names, &first, problems),
        Call::Hand => {}
    }
}

fn action(action: &Action, names: &mut Names<'_>, at: &Path<'_>, problems: &mut Problems) {
    let [first, second, third] = [at.item(0), at.item(1), at.item(2)];
    let over = |x: Option<f64>, at: &Path<'_>, problems: &mut Problems| {
        if let Some(x) = x {
            number("over", x, Law::Seconds, at, problems);
        }
    };
    match action {
        Action::Fog(m, level, seconds) => {
            names.machine(m, Want::Fog, "Fog", &first, problems);
            number("level", *level, Law::Level, &second, problems);
            number("for", *seconds, Law::Seconds, &third, problems);
        }
        Action::FogOn(m, level) => {
            names.machine(m, Want::Fog, "FogOn", &first, problems);
            number("level", *level, Law::Level, &second, problems);
        }
        Action::FogOff(m) => {
            names.machine(m, Want::Fog, "FogOff", &first, problems);
        }
        Action::Fly(m, mark, x) => {
            names.mark(m, mark, "Fly", [&first, &second], problems);
            over(*x, &third, problems);
        }
        Action::Open(m, x) => {
            names.machine(m, Want::Curtain, "Open", &first, problems);
            over(*x, &second, problems);
        }
        Action::Close(m, x) => {
            names.machine(m, Want::Curtain, "Close", &first, problems);
            over(*x, &second, problems);
        }
        Action::Change(wearer, into, takes) => {
            change(wearer, into, names, at, problems);
            if let Some(takes) = takes {
                number("takes", *takes, Law::Seconds, &third, problems);
            }
        }
        Action::Remove(m, x) => {
            names.machine(m, Want::Costume, "Remove", &first, problems);
            number("over", *x, Law::Seconds, &second, problems);
        }
        Action::Secure(m) => {
            names.machine(m, Want::Costume, "Secure", &first, problems);
        }
        Action::Light(area, level, x) => {
            names.area(area, &first, problems);
            number("level", *level, Law::Level, &second, problems);
            number("over", *x, Law::Seconds, &third, problems);
        }
        Action::Play(m, seconds) => {
            names.machine(m, Want::Sound, "Play", &first, problems);
            number("seconds", *seconds, Law::Seconds, &second, problems);
        }
        Action::Note(_) => {}
    }
}

fn change(wearer: &str, into: &str, names: &mut Names<'_>, at: &Path<'_>, problems: &mut Problems) {
    let show = names.show;
    let costumes = || {
        show.machines.iter().filter_map(|(name, m)| if let Machine::Costume(c) = m { Some((name, c)) } else { None })
    };
    let second = at.item(1);
    let costume = names.machine(into, Want::Costume, "Change", &second, problems);
    if !costumes().any(|(_, c)| c.wearer == wearer) {
        problems.unknown(&at.item(0), "E0108", ("wearer", wearer), costumes().map(|(_, c)| c.wearer.as_str()));
    } else if let Some(Machine::Costume(c)) = costume
        && c.wearer != wearer
    {
        let own: Vec<_> = costumes().filter(|(_, c)| c.wearer == wearer).map(|(n, _)| format!("`{n}`")).collect();
        let message = format!("the costume \"{into}\" is {}'s, not {wearer}'s", c.wearer);
        let finding = Finding::new("E0109", 0..0, message).label(format!("{}'s costume", c.wearer));
        problems.add(&second, finding.hint(format!("{wearer} has {}", own.join(", "))));
    }
    // Into what is worn already takes nobody (rule 47).
    if show.dressers == 0 && matches!(costume, Some(Machine::Costume(c)) if !c.worn) {
        let finding = Finding::new("E0402", 0..0, "a quick change, and no dresser in the pool")
            .label("nobody ever makes it")
            .hint("give the show `dressers: 1` or more");
        problems.add(at, finding);
    }
}
