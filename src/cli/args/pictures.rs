//! What the stage is opened and pictured with.

use std::path::PathBuf;

use clap::Args as ClapArgs;

/// `stage`.
#[derive(Debug, ClapArgs)]
pub struct Stage {
    /// Sheet, scenario, or the log of a run or rehearsal.
    pub file: PathBuf,
    /// The moment to begin at: seconds of run time, m:ss, a cue number or a beat's id, each with +S or -S behind it.
    #[arg(long, value_name = "T", default_value = "0", allow_negative_numbers = true)]
    pub at: String,
    /// Begin at rest.
    #[arg(long)]
    pub paused: bool,
    /// What may go wrong, and how often: what the risk panel (F10) draws its nights from; else `odds.ron` beside the sheet.
    #[arg(long, value_name = "ODDS")]
    pub odds: Option<PathBuf>,
    /// What every draw from the odds is a function of; 1 where not given.
    #[arg(long)]
    pub seed: Option<u64>,
    /// Scale the odds' rates: 2 is twice as often, 0 never.
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0, value_parser = super::strength)]
    pub strength: f64,
    /// Open this night of the odds, as `drytech run` does; U takes it back.
    #[arg(long, value_name = "I", requires = "odds")]
    pub night: Option<u64>,
    /// From where: house, desk, cutaway, plan or free.
    #[arg(long, default_value = "house")]
    pub view: String,
    /// How much the picture may cost: software, integrated or discrete; else as it was left, or as the adapter can.
    #[arg(long, value_name = "LEVEL", value_parser = quality)]
    pub quality: Option<crate::stage::Quality>,
    /// The window's width and height in pixels.
    #[arg(long, value_name = "WxH", default_value = "1280x720", value_parser = size)]
    pub size: (u32, u32),
    /// Write the window's state to a file whenever it changes, for tests.
    #[arg(long, value_name = "FILE", hide = true)]
    pub state_out: Option<PathBuf>,
}

/// `still`.
#[derive(Debug, ClapArgs)]
pub struct Still {
    /// Sheet, scenario, or the log of a run or rehearsal.
    pub file: PathBuf,
    /// The moment: seconds of run time, m:ss, a cue number or a beat's id (its start), each with +S or -S behind it;
    /// given again, another picture.
    #[arg(long, value_name = "T", required = true, allow_negative_numbers = true)]
    pub at: Vec<String>,
    /// Seconds to add to every moment.
    #[arg(long, value_name = "SECONDS", default_value_t = 0.0, allow_negative_numbers = true)]
    pub plus: f64,
    /// The picture to write; of several moments, a folder.
    #[arg(long, value_name = "PNG")]
    pub out: PathBuf,
    /// Width and height in pixels.
    #[arg(long, value_name = "WxH", default_value = "1280x720", value_parser = size)]
    pub size: (u32, u32),
    /// Leave out the ghosts of what was planned (--ghosts off).
    #[arg(long, conflicts_with = "ghosts", hide = true)]
    pub no_ghosts: bool,
    /// Leave out clock, cue list and timeline (--panels off).
    #[arg(long, conflicts_with = "panels", hide = true)]
    pub no_panels: bool,
    /// How the picture is taken.
    #[command(flatten)]
    pub picture: Picture,
}

/// `film`.
#[derive(Debug, ClapArgs)]
pub struct Film {
    /// Sheet, scenario, or the log of a run or rehearsal.
    pub file: PathBuf,
    /// The first moment: seconds of run time, m:ss, a cue number or a beat's id, each with +S or -S behind it.
    #[arg(long, value_name = "T", default_value = "0", allow_negative_numbers = true)]
    pub from: String,
    /// The end; the show's where not given.
    #[arg(long, value_name = "T", allow_negative_numbers = true)]
    pub to: Option<String>,
    /// Pictures per second.
    #[arg(long, default_value_t = 12.0, value_parser = rate)]
    pub fps: f64,
    /// Seconds of the run in a second of the film.
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0, value_parser = rate)]
    pub speed: f64,
    /// What to write: a .gif, an .mp4 (with ffmpeg), or a folder for PNGs, which is new or empty.
    #[arg(long, value_name = "OUT")]
    pub out: PathBuf,
    /// Width and height in pixels.
    #[arg(long, value_name = "WxH", default_value = "640x360", value_parser = size)]
    pub size: (u32, u32),
    /// How the pictures are taken.
    #[command(flatten)]
    pub picture: Picture,
}

/// What stills and films share.
#[derive(Debug, ClapArgs)]
pub struct Picture {
    /// house, desk, cutaway, plan or free.
    #[arg(long, default_value = "house")]
    pub view: String,
    /// Ghosts of what was planned.
    #[arg(long, value_name = "on|off", default_value = "on", value_parser = on_off, action = clap::ArgAction::Set)]
    pub ghosts: bool,
    /// Clock, cue list, timeline and the other panels.
    #[arg(long, value_name = "on|off", default_value = "on", value_parser = on_off, action = clap::ArgAction::Set)]
    pub panels: bool,
    /// What is on top of the panel at the right: inspector, faults, compare, notes, risk, or none.
    #[arg(long, default_value = "inspector")]
    pub tab: String,
    /// Look into this machine.
    #[arg(long, value_name = "NAME")]
    pub machine: Option<String>,
    /// Draw the cause chain of this cue.
    #[arg(long, value_name = "CUE")]
    pub chain: Option<String>,
    /// Of one night of a sweep: these odds, and --night.
    #[arg(long, value_name = "ODDS", requires = "night")]
    pub odds: Option<PathBuf>,
    /// Which night of the sweep.
    #[arg(long, value_name = "I", requires = "odds")]
    pub night: Option<u64>,
    /// The seed of the sweep; 1 where not given.
    #[arg(long, requires = "odds")]
    pub seed: Option<u64>,
    /// What the sweep scaled the rates by.
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0, value_parser = super::strength, requires = "odds")]
    pub strength: f64,
    /// The dim theme.
    #[arg(long)]
    pub backstage: bool,
    /// How much the picture may cost: software, integrated or discrete; else as the adapter can.
    #[arg(long, value_name = "LEVEL", value_parser = quality)]
    pub quality: Option<crate::stage::Quality>,
}

pub(super) fn quality(text: &str) -> Result<crate::stage::Quality, String> {
    text.parse().map_err(|e: crate::stage::UnknownQuality| e.to_string())
}

fn on_off(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("on or off".into()),
    }
}

fn rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if (0.01..=240.0).contains(&rate) => Ok(rate),
        _ => Err("a number from 0.01 to 240".into()),
    }
}

pub(super) fn size(text: &str) -> Result<(u32, u32), String> {
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
