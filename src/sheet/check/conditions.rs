//! Conditions: the names in them, and their numbers.

use super::numbers::{Law, number};
use super::{Names, Path, Problems, Want};
use crate::sheet::Condition;

/// Checks a condition and all that it is made of.
pub(crate) fn condition(c: &Condition, names: &mut Names<'_>, at: &Path<'_>, problems: &mut Problems) {
    let first = at.item(0);
    let second = at.item(1);
    match c {
        Condition::At(piece, mark) => names.mark(piece, mark, "At", [&first, &second], problems),
        Condition::Open(m) => {
            names.machine(m, Want::Curtain, "Open", &first, problems);
        }
        Condition::Closed(m) => {
            names.machine(m, Want::Curtain, "Closed", &first, problems);
        }
        Condition::Worn(m) => {
            names.machine(m, Want::Costume, "Worn", &first, problems);
        }
        Condition::Bare(m) => {
            names.machine(m, Want::Costume, "Bare", &first, problems);
        }
        Condition::Density(x) => number("density", *x, Law::Amount, &first, problems),
        Condition::Clear(x) => number("density", *x, Law::Amount, &first, problems),
        Condition::Lit(area, level) => {
            names.area(area, &first, problems);
            number("level", *level, Law::Level, &second, problems);
        }
        Condition::Started(cue) | Condition::Done(cue) => {
            names.cue(cue, &first, problems);
        }
        Condition::Chosen(decision, option) => names.option(decision, option, [&first, &second], problems),
        Condition::All(list) | Condition::Any(list) => {
            for (i, c) in list.iter().enumerate() {
                condition(c, names, &first.item(i), problems);
            }
        }
        Condition::Not(c) => condition(c, names, &first, problems),
    }
}
