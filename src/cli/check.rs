//! `drytech check`: what is wrong with a sheet, a scenario or odds, and where.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::fault::{self, OpenError};
use crate::sheet::{Diagnostics, codes};

/// All files are fine; they may have warnings.
const FINE: u8 = 0;
/// A file has errors.
const ERRORS: u8 = 1;
/// A file could not be read, or the call made no sense.
const UNUSABLE: u8 = 2;

/// Checks every file, or every `.ron` file of a folder; or explains a code. Problems go to `err`, a line per file to
/// `out`. Gives the exit code: 0 fine, 1 errors in a file, 2 a file that cannot be read or a code that there is not.
pub fn check(paths: &[PathBuf], explain: Option<&str>, out: &mut dyn Write, err: &mut dyn Write, colour: bool) -> u8 {
    // Nobody reads on where writing fails (`drytech check … | head`).
    run(paths, explain, out, err, colour).unwrap_or(UNUSABLE)
}

fn run(
    paths: &[PathBuf],
    explain: Option<&str>,
    out: &mut dyn Write,
    err: &mut dyn Write,
    colour: bool,
) -> io::Result<u8> {
    if let Some(code) = explain {
        return match codes::explain(code) {
            Some(text) => out.write_all(text.as_bytes()).map(|()| FINE),
            None => {
                let hint = codes::nearest(code).map_or(String::new(), |c| format!("; did you mean {c}?"));
                writeln!(err, "error: there is no code {code}{hint}")?;
                Ok(UNUSABLE)
            }
        };
    }
    if paths.is_empty() {
        writeln!(err, "error: no file to check")?;
        return Ok(UNUSABLE);
    }
    let mut worst = FINE;
    for path in paths {
        if path.is_dir() {
            let files = sheets_in(path);
            if files.is_empty() {
                writeln!(err, "error: no .ron file in {}", path.display())?;
                worst = UNUSABLE;
            }
            for file in files {
                worst = worst.max(one(&file, out, err, colour)?);
            }
        } else {
            worst = worst.max(one(path, out, err, colour)?);
        }
    }
    Ok(worst)
}

fn one(path: &Path, out: &mut dyn Write, err: &mut dyn Write, colour: bool) -> io::Result<u8> {
    let name = path.display().to_string();
    let opened = match fault::odds::is_odds(path) {
        true => fault::odds::open_odds(path).map(|opened| opened.warnings),
        false => fault::open(path).map(|opened| opened.warnings),
    };
    let (mut problems, code) = match opened {
        Ok(warnings) => (warnings, FINE),
        Err(OpenError::Broken(problems)) => (problems, ERRORS),
        Err(e @ OpenError::Unreadable { .. }) => {
            writeln!(err, "error: {e}")?;
            return Ok(UNUSABLE);
        }
    };
    // A scenario's sheet has its own line: its warnings are not said again for each scenario of it.
    problems.retain(|d| d.severity == crate::sheet::Severity::Error || d.source.name == name);
    say(&problems, err, colour)?;
    writeln!(out, "{name}: {}", problems.count())?;
    Ok(code)
}

fn say(problems: &Diagnostics, err: &mut dyn Write, colour: bool) -> io::Result<()> {
    if problems.is_empty() { Ok(()) } else { writeln!(err, "{}", problems.render(colour)) }
}

/// The `.ron` files of a folder, by name.
fn sheets_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = folder.read_dir() else { return Vec::new() };
    let mut files: Vec<_> =
        entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "ron")).collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::check;

    fn said(paths: &[&str], explain: Option<&str>) -> (u8, String, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let paths: Vec<_> = paths.iter().map(Into::into).collect();
        let code = check(&paths, explain, &mut out, &mut err, false);
        (code, String::from_utf8_lossy(&out).into_owned(), String::from_utf8_lossy(&err).into_owned())
    }

    #[test]
    fn problems_go_to_standard_error_and_a_line_per_file_to_standard_output() {
        let (code, out, err) = said(&["tests/bad/sheets/good.ron", "tests/bad/shape_unknown_fields.ron"], None);
        assert_eq!(code, 1);
        assert_eq!(out, "tests/bad/sheets/good.ron: no problems\ntests/bad/shape_unknown_fields.ron: 3 errors\n");
        assert!(err.contains("tests/bad/shape_unknown_fields.ron:7:5"), "{err}");
    }

    #[test]
    fn warnings_are_told_and_are_no_failure() {
        let (code, out, err) = said(&["tests/bad/warn_empty_script.ron"], None);
        assert_eq!((code, out.as_str()), (0, "tests/bad/warn_empty_script.ron: 1 warning\n"));
        assert!(err.starts_with("warning[W0007]"), "{err}");
    }

    #[test]
    fn what_cannot_be_read_and_codes_that_there_are_not_are_usage() {
        let (code, out, err) = said(&["no/such.ron", "tests/bad/twice_beat.ron"], None);
        assert_eq!((code, out.as_str()), (2, "tests/bad/twice_beat.ron: 1 error\n"));
        assert!(err.starts_with("error: cannot read no/such.ron: there is no such file\n"), "{err}");
        assert_eq!(said(&[], None).0, 2);
        assert_eq!(
            said(&[], Some("E007")),
            (2, String::new(), "error: there is no code E007; did you mean E0007?\n".into())
        );
        let (code, out, _) = said(&[], Some("e0007"));
        assert!(code == 0 && out.starts_with("E0007: unknown word"), "{out}");
    }

    #[test]
    fn a_folder_is_all_its_sheets() {
        let (code, out, _) = said(&["tests/bad"], None);
        assert_eq!(code, 1);
        assert!(out.lines().count() >= 50);
    }
}
