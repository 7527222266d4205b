//! What a rehearsal with a person at the desk is begun with, run again and taken up.

use std::path::PathBuf;

use clap::Args as ClapArgs;

#[cfg(feature = "stage")]
use super::pictures::{quality, size};

/// `call`.
#[derive(Debug, ClapArgs)]
pub struct Call {
    /// Sheet, or a scenario whose faults lie in wait.
    pub file: PathBuf,
    /// Write the run log (JSON lines) to this file as it happens; it never overwrites one.
    #[arg(long, value_name = "OUT")]
    pub log: Option<PathBuf>,
    /// Take it from this cue or beat.
    #[arg(long, value_name = "CUE|BEAT")]
    pub from: Option<String>,
    /// Let the gremlin in: surprise faults, drawn from this seed.
    #[arg(long, value_name = "SEED")]
    pub gremlin: Option<u64>,
    /// How many surprises, and how bad: 0 none, 1 some four in an evening, up to 10.
    #[arg(long, value_name = "DIAL", default_value_t = 1.0, value_parser = dial, requires = "gremlin")]
    pub strength: f64,
    /// What the gremlin draws from: an odds file, or a scenario's faults; else everything that can go wrong in the sheet.
    #[arg(long, value_name = "ODDS|SCENARIO", requires = "gremlin")]
    pub surprises: Option<PathBuf>,
    /// Refuse a second GO of a department within so many seconds; else as the sheet says, else 0.3.
    #[arg(long, value_name = "SECONDS", value_parser = guard)]
    pub guard: Option<f64>,
    /// Draw from this seed instead of the scenario's.
    #[arg(long)]
    pub seed: Option<u64>,
    /// Seconds of count-in before the show runs, at the beginning and at every Take it from.
    #[arg(long, value_name = "SECONDS", default_value_t = 3.0, value_parser = guard)]
    pub count_in: f64,
    /// How it is played without a window.
    #[command(flatten)]
    pub how: Headless,
    /// The window.
    #[cfg(feature = "stage")]
    #[command(flatten)]
    pub window: DeskWindow,
}

/// The desk's window.
#[cfg(feature = "stage")]
#[derive(Debug, ClapArgs)]
pub struct DeskWindow {
    /// The window's width and height in pixels.
    #[arg(long, value_name = "WxH", default_value = "1280x720", value_parser = size)]
    pub size: (u32, u32),
    /// How much the picture may cost: software, integrated or discrete; else as it was left, or as the adapter can.
    #[arg(long, value_name = "LEVEL", value_parser = quality)]
    pub quality: Option<crate::stage::Quality>,
    /// Write the window's state to a file whenever it changes, for tests.
    #[arg(long, value_name = "FILE", hide = true)]
    pub state_out: Option<PathBuf>,
}

/// A rehearsal without a window.
#[derive(Debug, ClapArgs)]
pub struct Headless {
    /// What is called, by time or by cue; else the book is read as written.
    #[arg(long, value_name = "CALLS", requires = "headless")]
    pub script: Option<PathBuf>,
    /// Play it here without a window, in virtual time.
    #[arg(long)]
    pub headless: bool,
    /// Practice speed: in the window from 0.5 to 2; with --headless, seconds of the show in one of the clock.
    #[arg(long, value_name = "FACTOR", value_parser = speed)]
    pub speed: Option<f64>,
    /// Say every call as it is made, on standard error.
    #[arg(long, requires = "headless")]
    pub say: bool,
    /// Print the score as JSON.
    #[arg(long, requires = "headless")]
    pub json: bool,
    /// Add the rehearsal to a history file, and say where it is going.
    #[arg(long, value_name = "FILE")]
    pub history: Option<PathBuf>,
}

fn dial(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(dial) if (0.0..=10.0).contains(&dial) => Ok(dial),
        _ => Err("a number from 0 to 10".into()),
    }
}

fn guard(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(s) if (0.0..=60.0).contains(&s) => Ok(s),
        _ => Err("seconds, from 0 to 60".into()),
    }
}

fn speed(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(s) if (0.01..=10_000.0).contains(&s) => Ok(s),
        _ => Err("a number from 0.01 to 10000".into()),
    }
}

/// `replay`.
#[derive(Debug, ClapArgs)]
pub struct Replay {
    /// A run log.
    pub log: PathBuf,
}

/// `resume`.
#[derive(Debug, ClapArgs)]
pub struct Resume {
    /// The log of a rehearsal; what is done now is added to it.
    pub log: PathBuf,
    /// How it is played without a window.
    #[command(flatten)]
    pub how: Headless,
    /// The window.
    #[cfg(feature = "stage")]
    #[command(flatten)]
    pub window: DeskWindow,
}
