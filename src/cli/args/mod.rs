//! The command line as clap reads it.

mod desk;
#[cfg(feature = "stage")]
mod pictures;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args as ClapArgs, Parser, Subcommand};

#[cfg(feature = "stage")]
pub use desk::DeskWindow;
pub use desk::{Call, Headless, Replay, Resume};
#[cfg(feature = "stage")]
pub use pictures::{Film, Picture, Stage, Still};

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
    /// Rehearse calling it: a person at the desk, or a script in her place.
    Call(Call),
    /// Run a log again and compare it event by event; exit 1 unless identical.
    Replay(Replay),
    /// Take a rehearsal up where it stopped, or where it crashed.
    Resume(Resume),
    /// Check sheets, scenarios and odds; all problems, with line and column.
    Check(Check),
    /// Run every scenario that has an `expect`, and say which were missed.
    Test(Test),
    /// List what can go wrong in a sheet: its machines and people, each with its faults.
    Faults(Faults),
    /// Run every fault, every pair or every triple, and say which break what is expected.
    Certify(Certify),
    /// Search wild nights for what breaks what is expected; shrink it and keep it as a scenario.
    Hunt(Hunt),
    /// Run many nights drawn from odds: how late, how likely, because of what.
    Sweep(Sweep),
    /// Put the shards of a sweep together, and say what came of all its nights.
    Merge(Merge),
    /// Run it again, on 1, 2 and 8 threads, with tracks and without: it must be the same to the bit.
    Verify(Verify),
    /// Say why a cue was late: its chain of causes.
    Why(Why),
    /// Write the stage manager's performance report: text, a page to print, or a table.
    Report(Report),
    /// Say how much of a night's slip and visible error each fault is to blame for, by running it without them.
    Blame(Blame),
    /// List the built-in sheets and scenarios, or print one.
    List(List),
    /// Render one moment of the stage to a PNG, without a window.
    #[cfg(feature = "stage")]
    Still(Still),
    /// Render a stretch of the stage to a GIF, an MP4 or a folder of PNGs, without a window.
    #[cfg(feature = "stage")]
    Film(Film),
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// `run`.
#[derive(Debug, ClapArgs)]
pub struct Run {
    /// Sheet, scenario, or the log of a run or rehearsal.
    pub file: PathBuf,
    /// Print the run as JSON.
    #[arg(long)]
    pub json: bool,
    /// Write the run log (JSON lines: a header, then every event) to a file.
    #[arg(long, value_name = "OUT")]
    pub log: Option<PathBuf>,
    /// Draw from this seed instead of the scenario's; with --night, the seed of the sweep.
    #[arg(long)]
    pub seed: Option<u64>,
    /// Of a scenario that varies, run this one; `drytech test` names those that failed.
    #[arg(long, value_name = "NAME")]
    pub variant: Option<String>,
    /// Open one night of a sweep again: these odds, and --night.
    #[arg(long, value_name = "ODDS", requires = "night", conflicts_with = "variant")]
    pub odds: Option<PathBuf>,
    /// Which night of the sweep.
    #[arg(long, value_name = "I", requires = "odds")]
    pub night: Option<u64>,
    /// What the sweep scaled the rates by.
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0, value_parser = strength, requires = "odds")]
    pub strength: f64,
}

/// `test`.
#[derive(Debug, ClapArgs)]
pub struct Test {
    /// Scenarios, or folders of them; a bare sheet is not a test.
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// Write JUnit XML to a file.
    #[arg(long, value_name = "OUT")]
    pub junit: Option<PathBuf>,
    /// Print the outcome as JSON; the same files give the same bytes.
    #[arg(long)]
    pub json: bool,
    /// Only tests with this in their name.
    #[arg(long, value_name = "TEXT")]
    pub filter: Option<String>,
    /// Start no more tests after the first that fails.
    #[arg(long)]
    pub fail_fast: bool,
    /// Print the names of the tests and run none.
    #[arg(long)]
    pub list: bool,
    /// Run the Kth of N parts, from 1; which part a test is in depends on its name alone.
    #[arg(long, value_name = "K/N", value_parser = shard)]
    pub shard: Option<(u64, u64)>,
    /// Finding no test is all right.
    #[arg(long)]
    pub allow_empty: bool,
    /// Threads; one per core where not given.
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Real time a scenario may take.
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = duration)]
    pub deadline: Duration,
}

fn shard(text: &str) -> Result<(u64, u64), String> {
    let read = || {
        let (k, n) = text.split_once('/')?;
        Some((k.trim().parse::<u64>().ok()?, n.trim().parse::<u64>().ok()?))
    };
    match read() {
        Some((k, n)) if (1..=n).contains(&k) => Ok((k, n)),
        _ => Err("a part is K/N with K from 1 to N, like 2/3".into()),
    }
}

/// Seconds, or a number with ms, s, m or h.
fn duration(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let unit = text.find(|c: char| c.is_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(unit);
    let scale = match unit {
        "ms" => 1e-3,
        "" | "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        _ => f64::NAN,
    };
    let seconds = number.trim().parse::<f64>().unwrap_or(f64::NAN) * scale;
    let wrong = || "a time is a number with ms, s, m or h, like 60s".to_owned();
    if (0.0..=1e7).contains(&seconds) {
        Duration::try_from_secs_f64(seconds).map_err(|_| wrong())
    } else {
        Err(wrong())
    }
}

/// `check`.
#[derive(Debug, ClapArgs)]
pub struct Check {
    /// Sheets, scenarios and odds, or folders of them.
    #[arg(required_unless_present = "explain")]
    pub files: Vec<PathBuf>,
    /// Explain a code that check prints, like E0007.
    #[arg(long, value_name = "CODE")]
    pub explain: Option<String>,
}

/// `faults`.
#[derive(Debug, ClapArgs)]
pub struct Faults {
    /// Sheet, scenario, or the log of a run or rehearsal.
    pub file: PathBuf,
    /// Only of this machine, of "caller", or of a department (may be given again).
    #[arg(long, value_name = "NAME")]
    pub on: Vec<String>,
    /// Print every single fault as a scenario writes it.
    #[arg(long)]
    pub all: bool,
}

/// `certify`.
#[derive(Debug, ClapArgs)]
pub struct Certify {
    /// Sheet, or a scenario whose decisions, calls, faults and expectations every night has.
    pub file: PathBuf,
    /// Faults at once.
    #[arg(long, value_name = "1|2|3", default_value_t = 1, value_parser = faults_at_once)]
    pub faults: usize,
    /// What must hold, as a scenario writes it (may be given again); else the scenario's, else NotStuck, Holds(0),
    /// ShowSlip(60).
    #[arg(long, value_name = "EXPECTATION")]
    pub expect: Vec<String>,
    /// Only faults of this machine, of "caller", or of a department (may be given again).
    #[arg(long, value_name = "NAME")]
    pub on: Vec<String>,
    /// Under every combination of the options of the sheet's decisions, each a campaign of its own.
    #[arg(long)]
    pub decisions: bool,
    /// Run also the faults that cannot reach what is expected.
    #[arg(long)]
    pub no_prune: bool,
    /// Stop after this much real time in all; what is not exhausted is not certified.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub time: Option<Duration>,
    /// Show every kind of set and all that was never exercised.
    #[arg(long)]
    pub all: bool,
    /// Print the certificate as JSON, every minimal set in it.
    #[arg(long)]
    pub json: bool,
    /// Threads; one per core where not given.
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
}

fn faults_at_once(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(n) if (1..=crate::sweep::FAULTS_MAX).contains(&n) => Ok(n),
        _ => Err("1, 2 or 3".into()),
    }
}

/// `hunt`.
#[derive(Debug, ClapArgs)]
pub struct Hunt {
    /// Sheet, or a scenario whose decisions, calls, faults and expectations every night has.
    pub file: PathBuf,
    /// What every draw is a function of: the same seed hunts the same nights.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Nights to run.
    #[arg(long, value_name = "N")]
    pub runs: Option<u64>,
    /// Real time to run; 60s where neither is given.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub time: Option<Duration>,
    /// What must hold, as a scenario writes it (may be given again); else the scenario's, else NotStuck, Holds(0),
    /// ShowSlip(60).
    #[arg(long, value_name = "EXPECTATION")]
    pub expect: Vec<String>,
    /// Only faults of this machine, of "caller", or of a department (may be given again).
    #[arg(long, value_name = "NAME")]
    pub on: Vec<String>,
    /// Stop after this many weaknesses.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub max: usize,
    /// Keep nothing: say what was found and write no scenario.
    #[arg(long)]
    pub no_save: bool,
    /// Show all that was never exercised.
    #[arg(long)]
    pub all: bool,
    /// Threads; one per core where not given.
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
}

/// `sweep`.
#[derive(Debug, ClapArgs)]
#[command(
    override_usage = "drytech sweep [OPTIONS] --odds <ODDS> <FILE>\n       drytech sweep --resume <DIR> [--threads <N>]"
)]
pub struct Sweep {
    /// Sheet, or a scenario whose decisions, calls and faults every night has.
    #[arg(required_unless_present = "resume")]
    pub file: Option<PathBuf>,
    /// What nights are drawn from.
    #[command(flatten)]
    pub chances: Chances,
    /// Nights to run.
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub nights: u64,
    /// Run this sheet or scenario as well, under the same luck, and tell the difference.
    #[arg(long, value_name = "FILE2")]
    pub compare: Option<PathBuf>,
    /// Stop when the 95 % interval of the P95 is no wider than this.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub until: Option<Duration>,
    /// How it is told.
    #[command(flatten)]
    pub telling: Telling,
    /// Run the Kth of M shards, from 1, into --out; `auto` or `auto/M` reads K from Kubernetes, Slurm or GitLab
    /// (docs/odds.md).
    #[arg(long, value_name = "K/M|auto", value_parser = share, requires = "out")]
    pub shard: Option<Share>,
    /// Keep the nights in a folder, from where `drytech merge` tells them and --resume goes on.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["json", "csv", "html", "what_if", "blame"])]
    pub out: Option<PathBuf>,
    /// Go on with every shard in a folder that was not run to its end.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["file", "odds", "seed", "strength", "nights", "compare", "until",
        "json", "csv", "html", "what_if", "blame", "shard", "out"])]
    pub resume: Option<PathBuf>,
}

/// What nights are drawn from.
#[derive(Debug, ClapArgs)]
pub struct Chances {
    /// What may go wrong, and how often (docs/odds.md).
    #[arg(long, value_name = "ODDS", required_unless_present = "resume")]
    pub odds: Option<PathBuf>,
    /// What every draw is a function of; 1 where not given.
    #[arg(long)]
    pub seed: Option<u64>,
    /// Scale the rates: 2 is twice as often, 0 never.
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0, value_parser = strength)]
    pub strength: f64,
}

impl Chances {
    /// The seed.
    pub fn seed(&self) -> u64 {
        self.seed.unwrap_or(1)
    }
}

/// How many nights are told.
#[derive(Debug, ClapArgs)]
pub struct Telling {
    /// Print all of it as JSON; the same nights give the same bytes.
    #[arg(long)]
    pub json: bool,
    /// Write a line per cue and beat to a CSV file.
    #[arg(long, value_name = "OUT")]
    pub csv: Option<PathBuf>,
    /// Write the same table to a Parquet file.
    #[cfg(feature = "parquet")]
    #[arg(long, value_name = "OUT")]
    pub parquet: Option<PathBuf>,
    /// Write one self-contained page to a file: how late, how likely, because of what, what to do.
    #[arg(long, value_name = "OUT")]
    pub html: Option<PathBuf>,
    /// Run so many of the nights again without each of the worst risks, and with one dresser or one hand more; 10000 with
    /// --html, else none.
    #[arg(long, value_name = "N")]
    pub what_if: Option<u64>,
    /// Share out blame among the machines over so many of the nights, evenly picked; 2000 with --html, else none.
    #[arg(long, value_name = "N")]
    pub blame: Option<u64>,
    /// Threads; one per core where not given.
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
}

impl Telling {
    /// Nights that are run again with one thing otherwise.
    pub fn what_if(&self) -> u64 {
        self.what_if.unwrap_or(if self.html.is_some() { 10_000 } else { 0 })
    }

    /// Nights of which blame is shared out.
    pub fn blame(&self) -> u64 {
        self.blame.unwrap_or(if self.html.is_some() { 2_000 } else { 0 })
    }
}

/// Which shard of a sweep to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// This one of so many, from 1.
    Part(u64, u64),
    /// The one that the environment says; of so many, if that is said.
    Auto(Option<u64>),
}

fn share(text: &str) -> Result<Share, String> {
    let wrong = "a shard is K/M with K from 1 to M, like 2/3, or auto, or auto/M";
    match text.trim().split_once('/') {
        None if text.trim() == "auto" => Ok(Share::Auto(None)),
        Some(("auto", of)) => match of.trim().parse() {
            Ok(of) if of > 0 => Ok(Share::Auto(Some(of))),
            _ => Err(wrong.into()),
        },
        _ => shard(text).map(|(k, of)| Share::Part(k, of)).map_err(|_| wrong.into()),
    }
}

/// `merge`.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "It prints, to the byte, what one `drytech sweep` of all nights prints. The sheets and the odds are opened \
                  again, from where the sweep had them, and must be the same texts. Shards of different sweeps, or two of \
                  the same nights that differ, are refused with exit code 2; where some are missing or unfinished, the \
                  commands that run them are listed and the exit code is 1."
)]
pub struct Merge {
    /// Folders with shards in or below them, or shards themselves.
    #[arg(required = true, value_name = "DIR")]
    pub paths: Vec<PathBuf>,
    /// How it is told.
    #[command(flatten)]
    pub telling: Telling,
    /// Where the sheet or scenario is now.
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Where the one that it is compared with is now.
    #[arg(long, value_name = "FILE2")]
    pub compare: Option<PathBuf>,
    /// Where the odds are now.
    #[arg(long, value_name = "ODDS")]
    pub odds: Option<PathBuf>,
}

fn strength(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(factor) if (0.0..=crate::sweep::odds::STRENGTH_MAX).contains(&factor) => Ok(factor),
        _ => Err(format!("a number from 0 to {}", crate::sweep::odds::STRENGTH_MAX)),
    }
}

/// `verify`.
#[derive(Debug, ClapArgs)]
pub struct Verify {
    /// Sheet or scenario; of one that varies, every variant.
    pub file: PathBuf,
}

/// `why`.
#[derive(Debug, ClapArgs)]
pub struct Why {
    /// Sheet, scenario, or the log of a run or rehearsal.
    pub file: PathBuf,
    /// Cue number, like "LX 45".
    #[arg(required = true, num_args = 1..)]
    pub cue: Vec<String>,
}

/// `report`.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "A report of a bad night is a good report: the exit code is 0 however late the show was, and 2 where the \
                  input was wrong. (drytech test says whether a night fell short.)"
)]
pub struct Report {
    /// Sheet, scenario, or the log of a run or rehearsal.
    pub file: PathBuf,
    /// Write one self-contained page to a file: it prints on A4 and Letter, light and dark, without scripts.
    #[arg(long, value_name = "OUT")]
    pub html: Option<PathBuf>,
    /// Print plain text, 80 columns, to standard output; so does giving neither --html nor --csv.
    #[arg(long)]
    pub text: bool,
    /// Print a table of comma-separated values, a row per cue, to standard output.
    #[arg(long, conflicts_with = "text")]
    pub csv: bool,
    /// A date to put in the heading, as it is to be written; without it there is none.
    #[arg(long, value_name = "TEXT")]
    pub date: Option<String>,
    /// Draw from this seed instead of the scenario's.
    #[arg(long)]
    pub seed: Option<u64>,
    /// Of a scenario that varies, the night of this name; `drytech test` names those that failed.
    #[arg(long, value_name = "NAME")]
    pub variant: Option<String>,
}

/// `blame`.
#[derive(Debug, ClapArgs)]
pub struct Blame {
    /// Scenario with faults.
    pub file: PathBuf,
    /// Print it as JSON.
    #[arg(long)]
    pub json: bool,
    /// Draw from this seed instead of the scenario's.
    #[arg(long)]
    pub seed: Option<u64>,
    /// Of a scenario that varies, this one.
    #[arg(long, value_name = "NAME")]
    pub variant: Option<String>,
    /// With more than 12 faults: orders to draw, each with its reverse.
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub pairs: u64,
    /// Threads; one per core where not given.
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
}

/// `list`.
#[derive(Debug, ClapArgs)]
pub struct List {
    /// Print this one's text.
    pub name: Option<String>,
}
