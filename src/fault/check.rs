//! Reads a scenario, and checks that it makes sense against its sheet.

use super::Scenario;
use crate::sheet::{self, Diagnostics, Show, Source};

/// Reads a scenario: its shape only. With it come the warnings.
///
/// # Errors
/// Every problem of shape that was found, by place.
pub fn parse_scenario(source: &Source) -> Result<(Scenario, Diagnostics), Diagnostics> {
    Ok((sheet::read(source)?, Diagnostics::default()))
}

/// Every problem of sense of `scenario`, against the sheet it is of.
pub fn check_scenario(_scenario: &Scenario, _source: &Source, _show: &Show) -> Diagnostics {
    Diagnostics::default()
}
