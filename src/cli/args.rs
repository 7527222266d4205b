//! The command line as clap reads it.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};

/// Rehearse a cue sheet: run it, break a machine, and see what slips, by how much, why, and who in the house would
/// notice.
#[derive(Debug, Parser)]
#[command(
    name = "drytech",
    version,
    after_help = "With no command, drytech opens the Bombshell preview on the stage; with no display it runs it here.\n\
                  A FILE is a cue sheet or a scenario, or the name of one that is built in (drytech list).\n\n\
                  Exit codes: 0 all well, 1 the show fell short, 2 wrong input or usage, 3 our own fault."
)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open a sheet or scenario on the stage.
    #[cfg(feature = "stage")]
    Stage(Stage),
    /// Run it and print every cue with its slip and why.
    Run(Run),
    /// Check sheets and scenarios; all problems, with line and column.
    Check(Check),
    /// Say why a cue was late: its chain of causes.
    Why(Why),
    /// List the built-in sheets and scenarios, or print one.
    List(List),
    /// Render one moment of the stage to a PNG, without a window.
    #[cfg(feature = "stage")]
    Still(Still),
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// `stage`.
#[cfg(feature = "stage")]
#[derive(Debug, ClapArgs)]
pub struct Stage {
    /// Sheet or scenario.
    pub file: PathBuf,
}

/// `run`.
#[derive(Debug, ClapArgs)]
pub struct Run {
    /// Sheet or scenario.
    pub file: PathBuf,
    /// Print the run as JSON.
    #[arg(long)]
    pub json: bool,
    /// Write the run log (JSON lines: a header, then every event) to a file.
    #[arg(long, value_name = "OUT")]
    pub log: Option<PathBuf>,
    /// Draw from this seed instead of the scenario's.
    #[arg(long)]
    pub seed: Option<u64>,
}

/// `check`.
#[derive(Debug, ClapArgs)]
pub struct Check {
    /// Sheets and scenarios.
    #[arg(required_unless_present = "explain")]
    pub files: Vec<PathBuf>,
    /// Explain a code that check prints, like E0007.
    #[arg(long, value_name = "CODE")]
    pub explain: Option<String>,
}

/// `why`.
#[derive(Debug, ClapArgs)]
pub struct Why {
    /// Sheet or scenario.
    pub file: PathBuf,
    /// Cue number, like "LX 45".
    #[arg(required = true, num_args = 1..)]
    pub cue: Vec<String>,
}

/// `list`.
#[derive(Debug, ClapArgs)]
pub struct List {
    /// Print this one's text.
    pub name: Option<String>,
}

/// `still`.
#[cfg(feature = "stage")]
#[derive(Debug, ClapArgs)]
pub struct Still {
    /// Sheet or scenario.
    pub file: PathBuf,
    /// The moment: seconds of run time, a cue number or a beat's id (its start).
    #[arg(long, value_name = "T")]
    pub at: String,
    /// Seconds to add to the moment.
    #[arg(long, value_name = "SECONDS", default_value_t = 0.0, allow_negative_numbers = true)]
    pub plus: f64,
    /// The picture to write.
    #[arg(long, value_name = "PNG")]
    pub out: PathBuf,
    /// Width and height in pixels.
    #[arg(long, value_name = "WxH", default_value = "1280x720", value_parser = size)]
    pub size: (u32, u32),
    /// house, desk, cutaway or plan.
    #[arg(long, default_value = "house")]
    pub view: String,
    /// Leave out the ghosts of what was planned.
    #[arg(long)]
    pub no_ghosts: bool,
    /// Leave out clock, cue list and timeline.
    #[arg(long)]
    pub no_panels: bool,
}

#[cfg(feature = "stage")]
fn size(text: &str) -> Result<(u32, u32), String> {
    let read = || {
        let (w, h) = text.split_once(['x', 'X', '×'])?;
        Some((w.trim().parse().ok()?, h.trim().parse().ok()?))
    };
    match read() {
        Some((w, h)) if (16..=7680).contains(&w) && (16..=4320).contains(&h) => Ok((w, h)),
        Some(_) => Err("from 16x16 to 7680x4320".into()),
        None => Err("a size is WIDTHxHEIGHT, like 1280x720".into()),
    }
}
