//! Reads a sheet and a scenario and rehearses them.

use drytech::slip::Rehearsal;
use ron::Options;
use ron::extensions::Extensions;
use serde::de::DeserializeOwned;

/// Rehearses a sheet under a scenario; both are whole RON texts.
pub fn rehearse(show: &str, scenario: &str) -> Rehearsal {
    Rehearsal::new(read::<drytech::sheet::Show>(show), read(scenario))
        .unwrap_or_else(|e| panic!("{e}\n{show}\n{scenario}"))
}

fn read<T: DeserializeOwned>(text: &str) -> T {
    let ron = Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
    ron.from_str(text).unwrap_or_else(|e| panic!("{e}\n{text}"))
}
