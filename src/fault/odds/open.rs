//! Opens an odds file: [`open_odds`] with the sheet it names, [`odds_for`] for a sheet that is open already.

use std::path::Path;

use super::{Odds, check_odds, parse_odds};
use crate::fault::OpenError;
use crate::fault::open::{NoShow, folder_of, show_below, source_of, within};
use crate::sheet::{self, Diagnostics, Finding, Show, Source};

/// Odds, and the sheet they are of.
#[derive(Clone, Debug)]
pub struct OpenedOdds {
    /// What may go wrong.
    pub odds: Odds,
    /// Their text.
    pub source: Source,
    /// The sheet they name.
    pub show: Show,
    /// What is probably not meant, in the sheet and in the odds.
    pub warnings: Diagnostics,
}

/// Opens odds with the sheet they name, which lies in or below their own folder, and checks both.
///
/// # Errors
/// A file cannot be read, or it has errors; warnings come along with them.
pub fn open_odds(path: &Path) -> Result<OpenedOdds, OpenError> {
    let source = source_of(path)?;
    let folder = folder_of(path);
    with_show(source, &|show| show_below(folder, show))
}

/// Whether a file can be read and is odds.
pub fn is_odds(path: &Path) -> bool {
    source_of(path).is_ok_and(|source| sheet::is_odds(&source))
}

/// As [`open_odds`], without a file system: `named` gives the text of the odds' `show`.
///
/// # Errors
/// They have errors, or `named` knows no such sheet.
pub fn odds_text(name: &str, text: &str, named: &dyn Fn(&str) -> Option<String>) -> Result<OpenedOdds, OpenError> {
    with_show(Source::new(name, text), &|show| {
        named(show)
            .map(|text| Source::new(show, text))
            .ok_or_else(|| NoShow::Finding(("E0504", format!("there is no sheet \"{show}\""), None)))
    })
}

/// Opens odds for a sheet that is open already, whatever sheet they name themselves.
///
/// # Errors
/// The file cannot be read, has errors, or names what this sheet does not have.
pub fn odds_for(path: &Path, show: &Show) -> Result<(Odds, Source, Diagnostics), OpenError> {
    let source = source_of(path)?;
    let (odds, warnings) = odds_of(&source, show)?;
    Ok((odds, source, warnings))
}

/// Reads odds and checks them against a sheet.
///
/// # Errors
/// They have errors, or name what this sheet does not have.
pub fn odds_of(source: &Source, show: &Show) -> Result<(Odds, Diagnostics), OpenError> {
    let odds = parse_odds(source)?;
    let found = check_odds(&odds, source, show);
    if found.has_errors() { Err(found.into()) } else { Ok((odds, found)) }
}

fn with_show(source: Source, find: &dyn Fn(&str) -> Result<Source, NoShow>) -> Result<OpenedOdds, OpenError> {
    let odds = parse_odds(&source)?;
    let show_source = match within(&odds.show).map_or_else(|why| Err(NoShow::Finding(why)), find) {
        Ok(show_source) => show_source,
        Err(NoShow::Broken(problems)) => return Err(problems.into()),
        Err(NoShow::Finding((code, message, hint))) => {
            let finding = Finding::new(code, sheet::span_of_field(&source, "show"), message)
                .label("the sheet these odds are of")
                .maybe_hint(hint);
            return Err(Diagnostics::of(&source, vec![finding]).into());
        }
    };
    let (show, mut all) = sheet::parse_show(&show_source)?;
    all.append(sheet::check(&show, &show_source));
    all.append(check_odds(&odds, &source, &show));
    if all.has_errors() {
        return Err(all.into());
    }
    Ok(OpenedOdds { odds, source, show, warnings: all })
}
