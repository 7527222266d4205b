//! Opening what was named: a file, or a sheet inside the binary.

use std::path::Path;

use super::{embedded, exit, logged, write};
use crate::engine::{Options, ScoreError};
use crate::fault::odds::{self, Odds};
use crate::fault::{self, Expect, Matrix, OpenError, Opened};
use crate::sheet::{Source, nearest};
use crate::slip::Rehearsal;

/// Opens a file; where there is none of that name, the built-in one.
fn open(path: &Path) -> Result<Opened, OpenError> {
    if !path.exists()
        && let Some(found) = path.to_str().and_then(embedded::find)
    {
        return open_embedded(found);
    }
    if logged::is_log(path) { logged::open(path) } else { fault::open(path) }
}

/// Opens a built-in sheet or scenario.
fn open_embedded(file: &embedded::Embedded) -> Result<Opened, OpenError> {
    let folder = Path::new(file.path).parent().unwrap_or(Path::new(""));
    fault::open_text(file.path, file.text, &|show| {
        let path = folder.join(show);
        embedded::ALL.iter().find(|e| Path::new(e.path) == path).map(|e| e.text.to_owned())
    })
}

/// Where what was opened came from, for the desk.
#[cfg(feature = "stage")]
pub fn origin(path: &Path, opened: &Opened) -> crate::stage::Origin {
    let mut origin = crate::stage::Origin::new(path, opened, !path.exists());
    if !path.exists() {
        origin.chances.text = path.to_str().and_then(embedded::find).and_then(|e| built_in_odds(e.path.as_ref()));
    }
    origin
}

/// The odds beside a built-in sheet or scenario.
#[cfg(feature = "stage")]
pub fn built_in_odds(path: &Path) -> Option<String> {
    let beside = path.with_file_name("odds.ron");
    embedded::ALL.iter().find(|e| Path::new(e.path) == beside).map(|e| e.text.to_owned())
}

/// Opens and runs what was named; says what is wrong and gives the exit code where it cannot.
pub fn rehearse(path: &Path, seed: Option<u64>, options: Options) -> Result<(Rehearsal, Opened), u8> {
    rehearse_variant(path, seed, None, options)
}

/// As [`rehearse`]; of a scenario that varies, the variant of that name.
pub fn rehearse_variant(
    path: &Path,
    seed: Option<u64>,
    variant: Option<&str>,
    options: Options,
) -> Result<(Rehearsal, Opened), u8> {
    let opened = open(path);
    let Some(wanted) = variant else { return rehearse_opened(opened, path, seed, options) };
    let mut opened = opened.map_err(|e| refuse(&e, path))?;
    let matrix = Matrix::new(&opened.scenario, &opened.show).map_err(|e| {
        write::complain(&format!("{}: {e}", path.display()));
        exit::USAGE
    })?;
    match matrix.find(wanted) {
        Some(found) => opened.scenario = found.scenario,
        None => {
            write::complain(&format!("{} has no variant {wanted}", path.display()));
            let names: Vec<String> = matrix.iter().take(4096).map(|v| v.name).filter(|n| !n.is_empty()).collect();
            match nearest(wanted, names.iter().map(String::as_str)) {
                Some(near) => write::say(&format!("\nhint: did you mean {near}?")),
                None if names.is_empty() => write::say("\nhint: it has no `vary`, so it is one night"),
                None => write::say(&format!("\nhint: its first is {}", names[0])),
            }
            return Err(exit::USAGE);
        }
    }
    rehearse_opened(Ok(opened), path, seed, options)
}

/// Opens what was named and says its warnings; says what is wrong and gives the exit code where it cannot.
pub fn open_or_refuse(path: &Path) -> Result<Opened, u8> {
    let opened = open(path).map_err(|e| refuse(&e, path))?;
    if !opened.warnings.is_empty() {
        write::say(&opened.warnings.render(true));
    }
    Ok(opened)
}

/// Whether what was named is odds: a file, or one inside the binary.
pub fn is_odds(path: &Path) -> bool {
    let built_in = if path.exists() { None } else { path.to_str().and_then(embedded::find) };
    match built_in {
        Some(file) => crate::sheet::is_odds(&Source::new(file.path, file.text)),
        None => odds::is_odds(path),
    }
}

/// Odds for a sheet that is open, from a file; where there is none of that name, the built-in ones. Says their warnings;
/// says what is wrong and gives the exit code where it cannot.
pub fn odds_or_refuse(path: &Path, opened: &Opened) -> Result<Odds, u8> {
    odds_and_text(path, opened).map(|(odds, _)| odds)
}

/// As [`odds_or_refuse`], with their text.
pub fn odds_and_text(path: &Path, opened: &Opened) -> Result<(Odds, Source), u8> {
    let built_in = if path.exists() { None } else { path.to_str().and_then(embedded::find) };
    let read = match built_in {
        Some(file) => {
            let source = Source::new(file.path, file.text);
            odds::odds_of(&source, &opened.show).map(|(odds, warnings)| (odds, source, warnings))
        }
        None => odds::odds_for(path, &opened.show),
    };
    let (odds, source, warnings) = read.map_err(|e| refuse(&e, path))?;
    if !warnings.is_empty() {
        write::say(&warnings.render(true));
    }
    Ok((odds, source))
}

/// Expectations that were typed, read and checked against the sheet.
pub fn expectations(opened: &Opened, typed: &[String]) -> Result<Vec<Expect>, u8> {
    let text = format!("Scenario(show: \"sheet.ron\", expect: [{}])", typed.join(", "));
    let sheet = |_: &str| Some(opened.show_source.text.clone());
    match fault::open_text("--expect", &text, &sheet) {
        Ok(read) => Ok(read.scenario.expect),
        Err(OpenError::Broken(mut problems)) => {
            problems.retain(|d| d.source.name == "--expect");
            write::say(&problems.render(true));
            Err(exit::USAGE)
        }
        Err(e) => {
            write::complain(&e.to_string());
            Err(exit::USAGE)
        }
    }
}

/// Runs the built-in preview.
pub fn preview(options: Options) -> Result<(Rehearsal, Opened), u8> {
    let file = &embedded::ALL[0];
    rehearse_opened(open_embedded(file), Path::new(file.path), None, options)
}

fn rehearse_opened(
    opened: Result<Opened, OpenError>,
    path: &Path,
    seed: Option<u64>,
    options: Options,
) -> Result<(Rehearsal, Opened), u8> {
    let mut opened = opened.map_err(|e| refuse(&e, path))?;
    if !opened.warnings.is_empty() {
        write::say(&opened.warnings.render(true));
    }
    if let Some(seed) = seed {
        opened.scenario.seed = seed;
    }
    match Rehearsal::with(opened.show.clone(), opened.scenario.clone(), options) {
        Ok(rehearsal) => Ok((rehearsal, opened)),
        // Checking should have found it.
        Err(e @ ScoreError::Unknown { .. }) => {
            write::complain(&format!(
                "{}: {e}; this should have been found by the check: please tell us",
                path.display()
            ));
            Err(exit::OUR_FAULT)
        }
    }
}

fn refuse(error: &OpenError, path: &Path) -> u8 {
    match error {
        OpenError::Broken(problems) => write::say(&problems.render(true)),
        OpenError::Unreadable { .. } => {
            write::complain(&error.to_string());
            if !path.exists() {
                write::say("\nhint: `drytech list` names the sheets that are built in");
            }
        }
    }
    exit::USAGE
}
