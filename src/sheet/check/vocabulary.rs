//! `vocabulary`: whom it names, and whether what it lets happen can happen to them.

use super::{Names, Path, Problems};
use crate::sheet::diagnostic::Finding;

/// Every entry of a sheet's own vocabulary of faults.
pub(super) fn vocabulary(names: &Names<'_>, root: &Path<'_>, problems: &mut Problems) {
    let vocabulary = root.field("vocabulary");
    for (on, words) in names.show.vocabulary.iter() {
        let machine = names.show.machines.get(on);
        let (caller, operator) = (on == "caller", names.department(on));
        if machine.is_none() && !caller && !operator {
            let all = names.show.machines.keys().chain(names.departments()).chain(["caller"]);
            problems.unknown(&vocabulary.key_itself(on), "E0114", ("machine or department", on), all);
            continue;
        }
        let at = vocabulary.key(on);
        for (i, word) in words.iter().enumerate() {
            let fits = machine.is_some_and(|m| word.fits(m))
                || (caller && word.fits_caller())
                || (operator && word.fits_operator());
            if !fits {
                let who = machine.map_or("a person".to_owned(), |m| format!("a {}", m.kind()));
                let message = format!("`{word}` does not happen to \"{on}\", which is {who}");
                problems.add(&at.item(i), Finding::new("E0501", 0..0, message).label("cannot happen there"));
            }
        }
    }
}
