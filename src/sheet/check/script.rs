//! Decisions and beats; and what nobody uses.

use super::numbers::{Law, maybe, number};
use super::{Names, Path, Problems, condition, machines};
use crate::sheet::diagnostic::Finding;
use crate::sheet::{Machine, Show};

/// Every decision: its default is one of its options.
pub(super) fn decisions(show: &Show, root: &Path<'_>, problems: &mut Problems) {
    let decisions = root.field("decisions");
    for (name, d) in show.decisions.iter() {
        let at = decisions.key(name);
        if !d.options.contains(&d.default) {
            let what = format!("option of `{name}`");
            let options = d.options.iter().map(String::as_str);
            problems.unknown(&at.field("default"), "E0111", (&what, &d.default), options);
        }
        let options = at.field("options");
        for (i, option) in d.options.iter().enumerate() {
            if d.options[..i].contains(option) {
                let message = format!("the option \"{option}\" is there twice");
                problems.add(&options.item(i), Finding::new("W0011", 0..0, message).label("there already"));
            }
        }
    }
}

/// Every beat.
pub(super) fn beats(names: &mut Names<'_>, root: &Path<'_>, problems: &mut Problems) {
    let script = root.field("script");
    if names.beats.is_empty() {
        let finding = Finding::new("W0007", 0..0, "the script has no beat").label("the show is over as it begins");
        problems.add(&script, finding);
    }
    for (s, scene) in names.show.script.iter().enumerate() {
        let at = script.item(s);
        let beats = at.field("beats");
        for (b, beat) in scene.beats.iter().enumerate() {
            let at = beats.item(b);
            number("takes", beat.takes, Law::Seconds, &at.field("takes"), problems);
            number("spread", beat.spread, Law::Spread, &at.field("spread"), problems);
            maybe("vamp", beat.vamp, Law::SomeSeconds, &at, problems);
            maybe("patience", beat.patience, Law::Limit, &at, problems);
            for (what, list) in [("needs", &beat.needs), ("picture", &beat.picture)] {
                let list_at = at.field(what);
                for (i, c) in list.iter().enumerate() {
                    condition(c, names, &list_at.item(i), problems);
                }
            }
            let places = at.field("places");
            for (who, place) in beat.places.iter() {
                machines::position(Some(*place), &places.key(who), problems);
            }
            only(beat.only.as_ref(), names, &at, problems);
        }
    }
}

/// `only` of a beat or a cue.
pub(super) fn only(only: Option<&(String, String)>, names: &mut Names<'_>, of: &Path<'_>, problems: &mut Problems) {
    if let Some((decision, option)) = only {
        let at = of.field("only");
        names.option(decision, option, [&at.item(0), &at.item(1)], problems);
    }
}

/// Machines and decisions that no cue and no beat names.
pub(super) fn unused(names: &Names<'_>, root: &Path<'_>, problems: &mut Problems) {
    let machines = root.field("machines");
    for ((name, machine), used) in names.show.machines.iter().zip(&names.machines_used) {
        // A costume that nobody changes is worn, or hangs on its rail.
        if !used && !matches!(machine, Machine::Costume(_)) {
            let message = format!("no cue and no beat uses \"{name}\"");
            let finding = Finding::new("W0005", 0..0, message).label("never used");
            problems.add(&machines.key_itself(name), finding);
        }
    }
    let decisions = root.field("decisions");
    for ((name, _), used) in names.show.decisions.iter().zip(&names.decisions_used) {
        if !used {
            let message = format!("nothing depends on the decision \"{name}\"");
            let finding = Finding::new("W0006", 0..0, message).label("never asked");
            problems.add(&decisions.key_itself(name), finding);
        }
    }
}
