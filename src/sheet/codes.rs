//! Every problem's stable code, and what it means: `drytech check --explain E0007`.

/// The explanation of a code, in a few lines for people.
pub fn explain(_code: &str) -> Option<&'static str> {
    None
}

/// The code nearest to one that there is not.
pub fn nearest(_wrong: &str) -> Option<&'static str> {
    None
}
