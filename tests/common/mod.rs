//! Runs the binary as people do, and what several tests ask of a run.
#![allow(dead_code, reason = "each test binary uses some of it")]

use std::fmt;
use std::path::Path;
use std::process::Command;

use drytech::run::{Run, What};

/// What came of a command.
pub struct Ran {
    /// Its exit code.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let trimmed = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        let (out, err) = (trimmed(&self.stdout), trimmed(&self.stderr));
        write!(f, "exit code: {}\n----- stdout -----\n{out}\n----- stderr -----\n{err}", self.code)
    }
}

/// Runs `drytech` in the repository's root, without colours and without a display.
pub fn drytech(args: &[&str]) -> Ran {
    drytech_in(Path::new(env!("CARGO_MANIFEST_DIR")), args)
}

/// Runs `drytech` in a folder.
pub fn drytech_in(folder: &Path, args: &[&str]) -> Ran {
    let out = Command::new(env!("CARGO_BIN_EXE_drytech"))
        .args(args)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .output()
        .expect("the binary runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = out.status.code().expect("it ends by itself");
    Ran { code, stdout: text(&out.stdout), stderr: text(&out.stderr) }
}

/// A temporary folder with a copy of `cues/bombshell` in it.
pub fn preview_in_a_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let to = folder.path().join("bombshell");
    std::fs::create_dir(&to).expect("it is made");
    let from = concat!(env!("CARGO_MANIFEST_DIR"), "/cues/bombshell");
    for entry in std::fs::read_dir(from).expect("the shows are there") {
        let path = entry.expect("an entry").path();
        std::fs::copy(&path, to.join(path.file_name().expect("a name"))).expect("it is copied");
    }
    folder
}

/// What a brief run tells of a whole one.
pub fn briefly(mut run: Run) -> Run {
    let told = |w: What| matches!(w, What::GateHeld(_) | What::GateSkipped(_) | What::Abandoned(_) | What::Skipped(_));
    run.events.retain(|e| told(e.what));
    run.events.iter_mut().for_each(|e| e.cause = None);
    run.cues.iter_mut().for_each(|c| c.standby_us = None);
    run
}
