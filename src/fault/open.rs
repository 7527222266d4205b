//! Opens a sheet or a scenario with its sheet: [`open`], and [`open_text`] for what is not in a file.

use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use thiserror::Error;

use super::{Scenario, check_scenario, parse_scenario};
use crate::sheet::{self, Diagnostics, Finding, Show, Source};

/// A sheet, and what happens to it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Opened {
    /// The sheet.
    pub show: Show,
    /// The scenario; the default one where the file was a bare sheet.
    pub scenario: Scenario,
    /// Whether the file was a scenario.
    pub is_scenario: bool,
    /// The sheet's text.
    pub show_source: Source,
    /// The scenario's text.
    pub scenario_source: Option<Source>,
    /// What is probably not meant, in the sheet and in the scenario.
    pub warnings: Diagnostics,
}

/// Why a file was not opened.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The file itself could not be read.
    #[error("cannot read {path}: {reason}")]
    Unreadable {
        /// Its name as given.
        path: String,
        /// In words.
        reason: String,
    },
    /// It was read, and means nothing.
    #[error("{0}")]
    Broken(Diagnostics),
}

impl From<Diagnostics> for OpenError {
    fn from(problems: Diagnostics) -> Self {
        Self::Broken(problems)
    }
}

/// A folder of this name holds what a hunt found in the sheets of the folder above it: its scenarios name those.
pub const REGRESSIONS: &str = "regressions";

/// Opens a sheet, or a scenario with its sheet, and checks shape and sense of both. Reads no other file than `path` and
/// the scenario's `show`, which lies in or below the scenario's own folder; of a scenario in a folder called
/// [`REGRESSIONS`], in or below the folder above that.
///
/// # Errors
/// The file cannot be read, or it has errors; warnings come along with them.
pub fn open(path: &Path) -> Result<Opened, OpenError> {
    let source = source_of(path)?;
    let own = folder_of(path);
    let folder = &sheets_of(own);
    let mut opened = open_source(source, &|show| show_below(folder, show))?;
    // A scenario's sheet may lie further down; its models lie below the sheet.
    let sheet = Path::new(&opened.scenario.show);
    let of_sheet = if opened.is_scenario { sheet.parent().map(|p| folder.join(p)) } else { None };
    let folder = of_sheet.unwrap_or_else(|| own.to_owned());
    let missing = sheet::check::models(&opened.show, &opened.show_source, &|model| model_below(&folder, model));
    opened.warnings.append(missing);
    opened.show.folder = folder.canonicalize().ok();
    Ok(opened)
}

/// Where the sheets of a folder's scenarios are: there, or of [`REGRESSIONS`] in the folder above.
fn sheets_of(folder: &Path) -> PathBuf {
    let above = |p: &Path| p.parent().map(|p| if p.as_os_str().is_empty() { PathBuf::from(".") } else { p.to_owned() });
    let named = folder.file_name().is_some_and(|name| name == REGRESSIONS);
    // `drytech test .` from inside it: the name has to be asked for.
    let real = || folder.canonicalize().ok().filter(|p| p.file_name().is_some_and(|name| name == REGRESSIONS));
    let found = if named { above(folder) } else { real().and_then(|p| above(&p)) };
    found.unwrap_or_else(|| folder.to_owned())
}

/// Where the sheet of the scenario at `path` is, which names it `show`.
pub fn sheet_of(path: &Path, show: &str) -> PathBuf {
    sheets_of(folder_of(path)).join(show)
}

/// A file's text.
pub(super) fn source_of(path: &Path) -> Result<Source, OpenError> {
    let name = path.display().to_string();
    let bytes = read(path, false).map_err(|reason| OpenError::Unreadable { path: name.clone(), reason })?;
    Ok(Source::from_bytes(name, bytes)?)
}

/// The folder a file is in.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Whether `model` is a glTF binary below `folder`; in words why not.
fn model_below(folder: &Path, model: &str) -> Result<(), String> {
    let home = folder.canonicalize().map_err(|e| words(&e))?;
    let real = folder.join(model).canonicalize().map_err(|e| words(&e))?;
    if !real.starts_with(&home) {
        return Err("it is a link to a file outside the sheet's folder".to_owned());
    }
    if !real.is_file() {
        return Err("it is not a file".to_owned());
    }
    let mut head = [0_u8; 4];
    File::open(&real).and_then(|mut f| f.read_exact(&mut head)).map_err(|_| "it is no glTF binary".to_owned())?;
    if head == *b"glTF" { Ok(()) } else { Err("it is no glTF binary".to_owned()) }
}

/// As [`open`], without a file system: `named` gives the text of a scenario's `show`.
///
/// # Errors
/// It has errors, or `named` knows no such sheet.
pub fn open_text(name: &str, text: &str, named: &dyn Fn(&str) -> Option<String>) -> Result<Opened, OpenError> {
    open_source(Source::new(name, text), &|show| {
        named(show)
            .map(|text| Source::new(show, text))
            .ok_or_else(|| NoShow::Finding(("E0504", format!("there is no sheet \"{show}\""), None)))
    })
}

/// Why a scenario's sheet was not opened: a code, words and a hint for the place of its name, or its own problems.
pub(super) enum NoShow {
    Finding((&'static str, String, Option<String>)),
    Broken(Diagnostics),
}

type FindShow<'a> = &'a dyn Fn(&str) -> Result<Source, NoShow>;

fn open_source(source: Source, find: FindShow<'_>) -> Result<Opened, OpenError> {
    if sheet::is_odds(&source) {
        let at = sheet::span_of_field(&source, "show");
        let finding = Finding::new("E0015", at, "these are odds, not a sheet or a scenario")
            .label("expected `Show(…)` or `Scenario(…)`")
            .hint("odds say what may go wrong over many nights: `drytech sweep SHEET --odds ODDS`");
        return Err(Diagnostics::of(&source, vec![finding]).into());
    }
    if !sheet::is_scenario(&source)? {
        let (show, mut found) = sheet::parse_show(&source)?;
        found.append(sheet::check(&show, &source));
        if found.has_errors() {
            return Err(found.into());
        }
        return Ok(Opened {
            show,
            scenario: Scenario::default(),
            is_scenario: false,
            show_source: source,
            scenario_source: None,
            warnings: found,
        });
    }
    let (scenario, mut found) = parse_scenario(&source)?;
    let show_source = match within(&scenario.show).map_or_else(|why| Err(NoShow::Finding(why)), find) {
        Ok(show_source) => show_source,
        Err(NoShow::Broken(problems)) => return Err(problems.into()),
        Err(NoShow::Finding((code, message, hint))) => {
            let finding = Finding::new(code, sheet::span_of_field(&source, "show"), message)
                .label("the sheet this scenario is of")
                .maybe_hint(hint);
            found.append(Diagnostics::of(&source, vec![finding]));
            return Err(found.into());
        }
    };
    let (show, mut all) = sheet::parse_show(&show_source)?;
    all.append(sheet::check(&show, &show_source));
    found.append(check_scenario(&scenario, &source, &show));
    all.append(found);
    if all.has_errors() {
        return Err(all.into());
    }
    Ok(Opened { show, scenario, is_scenario: true, show_source, scenario_source: Some(source), warnings: all })
}

/// Whether a scenario may name this file at all.
pub(super) fn within(show: &str) -> Result<&str, (&'static str, String, Option<String>)> {
    let outside = |why: &str| {
        let hint = "name a file in or below the scenario's own folder, as in \"preview.ron\" or \"sheets/preview.ron\"";
        Err(("E0503", why.to_owned(), Some(hint.to_owned())))
    };
    // A sheet is the same on every system: what is a separator or a drive on one of them is none anywhere.
    if show.trim().is_empty() {
        return outside("`show` names no file");
    }
    if show.contains('\\') || show.contains(':') || show.contains('\0') {
        return outside("the sheet's name has a character that no portable file name has");
    }
    let path = Path::new(show);
    for part in path.components() {
        match part {
            Component::Normal(_) | Component::CurDir => {}
            Component::ParentDir => return outside("the sheet's name climbs out of the scenario's folder"),
            Component::RootDir | Component::Prefix(_) => return outside("the sheet's name is an absolute path"),
        }
    }
    Ok(show)
}

/// Reads the sheet `show` below `folder`, following no link out of it.
pub(super) fn show_below(folder: &Path, show: &str) -> Result<Source, NoShow> {
    let path = folder.join(show);
    let cannot = |reason: String| {
        NoShow::Finding(("E0504", format!("cannot read the sheet {}: {reason}", path.display()), None))
    };
    let home = folder.canonicalize().map_err(|e| cannot(words(&e)))?;
    let real = path.canonicalize().map_err(|e| cannot(words(&e)))?;
    if !real.starts_with(&home) {
        let message = format!("{} is a link to a file outside the scenario's folder", path.display());
        return Err(NoShow::Finding(("E0503", message, Some("copy the sheet into the folder".to_owned()))));
    }
    let bytes = read(&real, true).map_err(cannot)?;
    let name = path.strip_prefix(".").unwrap_or(&path).display().to_string();
    Source::from_bytes(name, bytes).map_err(NoShow::Broken)
}

/// A file's bytes, at most one more than a sheet may have.
fn read(path: &Path, only_a_file: bool) -> Result<Vec<u8>, String> {
    let about = path.metadata().map_err(|e| words(&e))?;
    if about.is_dir() {
        return Err("it is a folder".to_owned());
    }
    // A device or a pipe never ends, or never begins: nobody but the user may name one.
    if only_a_file && !about.is_file() {
        return Err("it is not a file".to_owned());
    }
    let mut bytes = Vec::new();
    let most = sheet::MAX_BYTES as u64 + 1;
    File::open(path).and_then(|f| f.take(most).read_to_end(&mut bytes)).map_err(|e| words(&e))?;
    Ok(bytes)
}

/// An I/O error as people say it.
fn words(e: &std::io::Error) -> String {
    match e.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => e.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{OpenError, open, open_text};

    const SHOW: &str = "Show(title: \"A\", script: [Scene(id: \"s\", beats: [Beat(id: \"b\", takes: 1.0)])])";

    fn codes(result: Result<super::Opened, OpenError>) -> Vec<&'static str> {
        match result {
            Ok(opened) => opened.warnings.iter().map(|d| d.code).collect(),
            Err(OpenError::Broken(problems)) => problems.iter().map(|d| d.code).collect(),
            Err(e) => panic!("{e}"),
        }
    }

    #[test]
    fn what_a_file_is_is_told_by_its_name_or_by_its_fields() {
        let named = |_: &str| Some(SHOW.to_owned());
        for (text, is_scenario) in [
            ("Show(title: \"A\")", false),
            ("#![enable(implicit_some)]\n// Scenario(\n/* Scenario( /* */ */ Show(title: \"A\")", false),
            ("(title: \"A\")", false),
            ("\u{feff} Scenario(show: \"a.ron\")", true),
            ("(decisions: {}, show: \"a.ron\")", true),
        ] {
            let opened = open_text("x.ron", text, &named).unwrap_or_else(|e| panic!("{e}"));
            assert_eq!(opened.is_scenario, is_scenario, "{text}");
            assert_eq!(opened.scenario_source.is_some(), is_scenario, "{text}");
        }
    }

    #[test]
    fn the_problems_of_a_scenario_and_of_its_sheet_come_together() {
        let scenario = "Scenario(show: \"a.ron\", calls: [Go(\"LX 9\", 1.0)])";
        let broken = SHOW.replace("1.0", "-1.0");
        assert_eq!(codes(open_text("x.ron", scenario, &|_| Some(broken.clone()))), ["E0302", "E0102"]);
        assert_eq!(codes(open_text("x.ron", scenario, &|_| None)), ["E0504"]);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_told_in_words() {
        let text = |path: &str| open(path.as_ref()).expect_err("there is nothing to read").to_string();
        assert_eq!(text("no/such.ron"), "cannot read no/such.ron: there is no such file");
        assert_eq!(text("src"), "cannot read src: it is a folder");
    }

    #[test]
    fn what_a_hunt_found_is_of_the_sheets_in_the_folder_above_and_of_no_others() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("cues/regressions")).expect("the folder is ours");
        std::fs::create_dir_all(at("cues/others")).expect("the folder is ours");
        for sheet in ["out.ron", "cues/in.ron"] {
            std::fs::write(at(sheet), SHOW).expect("the folder is ours");
        }
        let open_with = |file: &str, show: &str| {
            std::fs::write(at(file), format!("Scenario(show: \"{show}\")")).expect("the folder is ours");
            codes(open(&at(file)))
        };
        assert!(open_with("cues/regressions/a.ron", "in.ron").is_empty());
        assert_eq!(open_with("cues/regressions/a.ron", "out.ron"), ["E0504"]);
        assert_eq!(open_with("cues/regressions/a.ron", "../out.ron"), ["E0503"]);
        assert_eq!(open_with("cues/others/a.ron", "in.ron"), ["E0504"]);
    }

    #[cfg(unix)]
    #[test]
    fn no_link_leads_out_of_the_scenarios_folder() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let at = |name: &str| folder.path().join(name);
        let write = |name: &str, text: &str| std::fs::write(at(name), text).expect("the folder is ours");
        std::fs::create_dir_all(at("in/sheets")).expect("the folder is ours");
        write("out.ron", SHOW);
        write("in/sheets/in.ron", SHOW);
        std::os::unix::fs::symlink(at("out.ron"), at("in/link.ron")).expect("links can be made");
        std::os::unix::fs::symlink(at("in/sheets"), at("in/same")).expect("links can be made");
        let open_with = |show: &str| {
            write("in/s.ron", &format!("Scenario(show: \"{show}\")"));
            codes(open(&at("in/s.ron")))
        };
        assert!(open_with("sheets/in.ron").is_empty());
        assert!(open_with("./sheets/in.ron").is_empty());
        assert!(open_with("same/in.ron").is_empty());
        assert_eq!(open_with("link.ron"), ["E0503"]);
        assert_eq!(open_with("../out.ron"), ["E0503"]);
        assert_eq!(open_with(""), ["E0503"]);
        assert_eq!(open_with("sheets"), ["E0504"]);
        assert_eq!(open_with("none.ron"), ["E0504"]);
    }
}
