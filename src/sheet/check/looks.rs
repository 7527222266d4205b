//! What things look like: names that the stage knows, and models of the show's own.

use super::{Path, Problems, ROOT};
use crate::sheet::diagnostic::Finding;
use crate::sheet::look::{COSTUMES, PIECES, not_below};
use crate::sheet::nearest::nearest_of;
use crate::sheet::{Diagnostics, Machine, Show, Source};

/// A machine's look, at the end of `path`.
pub(super) fn look(machine: &Machine, path: &Path<'_>, problems: &mut Problems) {
    let eye = machine.eye();
    if let Some(model) = eye.model {
        if let Some(why) = not_below(model) {
            let hint = "name a file in or below the sheet's own folder, as in Model(\"models/plane.glb\")";
            problems.add(path, Finding::new("E0506", 0..0, why).label("outside the sheet's folder").hint(hint));
        } else if !model.to_ascii_lowercase().ends_with(".glb") {
            let message = format!("\"{model}\" is no glTF binary by its name");
            problems.add(path, Finding::new("W0015", 0..0, message).label("expected a file that ends in `.glb`"));
        }
        return;
    }
    let known: &[(&str, &str)] = match machine {
        Machine::FlyingPiece(_) | Machine::Wagon(_) => &PIECES,
        Machine::Costume(_) => &COSTUMES,
        _ => return,
    };
    let Some(name) = eye.look else { return };
    let lower = name.to_lowercase();
    if known.iter().any(|(word, _)| lower.contains(word)) {
        return;
    }
    // One word of it is meant: the one that is nearest to a word that is known.
    let names = || known.iter().map(|(word, _)| *word);
    let near = lower.split_whitespace().find_map(|w| crate::sheet::nearest::did_you_mean(w, names()));
    let message = format!("no look is called \"{name}\"");
    let finding = Finding::new("W0014", 0..0, message).label("drawn as what nobody described");
    problems.add(path, finding.maybe_hint(near.or_else(|| nearest_of(&lower, names()))));
}

/// Models that are not there or are none, as `there` finds it: a path below the sheet's folder to what is wrong with it.
pub(crate) fn models(show: &Show, source: &Source, there: &dyn Fn(&str) -> Result<(), String>) -> Diagnostics {
    let mut problems = Problems::default();
    let machines = ROOT.field("machines");
    for (name, machine) in show.machines.iter() {
        let Some(model) = machine.eye().model else { continue };
        if not_below(model).is_some() || !model.to_ascii_lowercase().ends_with(".glb") {
            continue;
        }
        if let Err(why) = there(model) {
            let at = machines.key(name);
            let finding = Finding::new("W0015", 0..0, format!("the model \"{model}\" cannot be shown: {why}"));
            problems.add(&at.field("look"), finding.label("a plain box is drawn in its place"));
        }
    }
    problems.placed(source)
}
