//! `drytech stage` and `drytech still`: the rendered stage, in a window or in a picture.

use std::path::Path;

use super::args::{Call, DeskWindow, Headless, Picture, Resume, Stage, Still};
use super::certify::our_fault;
use super::sweep::OneNight;
use super::{call, embedded, exit, moment, open, run, sweep, write};
use crate::desk::Desk;
use crate::desk::log::Recorder;
use crate::engine::Options;
use crate::fault::Opened;
use crate::report;
use crate::sheet::nearest;
use crate::slip::Rehearsal;
use crate::stage::{self, StillOptions, Tab, View};

/// Opens the built-in preview in a window; why not, where that cannot be.
pub fn open_preview() -> Option<String> {
    if let Some(why) = stage::why_no_window() {
        return Some(why);
    }
    let (rehearsal, opened) = open::preview(Options::default()).ok()?;
    let mut origin = stage::Origin::new("preview.ron".as_ref(), &opened, true);
    origin.chances.text = open::built_in_odds(embedded::ALL[0].path.as_ref());
    stage::open_window(rehearsal, origin, stage::WindowOptions::default()).err().map(|e| e.to_string())
}

/// Opens a sheet or scenario in a window; with no display it is run in the terminal.
pub fn stage(args: &Stage) -> u8 {
    let (rehearsal, origin) = match on_stage(args) {
        Ok(both) => both,
        Err(code) => return code,
    };
    let view: View = match args.view.parse() {
        Ok(view) => view,
        Err(e) => {
            write::complain(&format!("--view: {e}"));
            return exit::USAGE;
        }
    };
    let Some(at_us) = moment::or_refuse(&rehearsal, "--at", &args.at) else { return exit::USAGE };
    let state_out = args.state_out.clone();
    let options =
        stage::WindowOptions { at_us, view, playing: !args.paused, size: args.size, quality: args.quality, state_out };
    let why_not = match stage::why_no_window() {
        Some(why) => why,
        None => match stage::open_window(rehearsal.clone(), origin, options) {
            Ok(()) => return exit::OK,
            Err(e) => e.to_string(),
        },
    };
    write::say(&format!("No stage: {why_not}. Running it here instead.\n"));
    match write::stdout(&report::table(&rehearsal)) {
        exit::OK => run::verdict(&rehearsal),
        code => code,
    }
}

/// What is opened: the file, or one night of the odds, and where it came from.
fn on_stage(args: &Stage) -> Result<(Rehearsal, stage::Origin), u8> {
    let (rehearsal, opened) = open::rehearse(&args.file, None, Options::default())?;
    let mut origin = open::origin(&args.file, &opened);
    origin.chances.seed = args.seed.unwrap_or(1);
    origin.chances.strength = args.strength;
    let Some(odds) = args.odds.as_deref() else { return Ok((rehearsal, origin)) };
    let (checked, source) = open::odds_and_text(odds, &opened)?;
    origin.chances.typed = odds.display().to_string();
    // What is built in is in no file, and is read from here.
    origin.chances.text = (!odds.exists()).then_some(source.text);
    let Some(night) = args.night else { return Ok((rehearsal, origin)) };
    let scenario = sweep::night_of(&opened, &checked, origin.chances.seed, args.strength, night)?;
    origin.base = Some(opened.scenario);
    let rehearsal = rehearsal.again(scenario).map_err(|e| our_fault(&e))?;
    Ok((rehearsal, origin))
}

/// A person at the desk, in the window; afterwards, how it went.
pub fn desk(desk: Desk, recorder: Option<Recorder>, origin: stage::Origin, at_us: i64, args: &Call) -> u8 {
    let log = args.log.clone();
    let how = DeskHow { count_in: args.count_in, how: &args.how, log, window: &args.window };
    at_the_desk(desk, recorder, origin, at_us, how)
}

/// The same, taken up where it stopped.
pub fn desk_again(desk: Desk, recorder: Recorder, opened: &Opened, at_us: i64, args: &Resume) -> u8 {
    let how = DeskHow { count_in: 3.0, how: &args.how, log: Some(args.log.clone()), window: &args.window };
    at_the_desk(desk, Some(recorder), stage::Origin::new(&args.log, opened, true), at_us, how)
}

struct DeskHow<'a> {
    count_in: f64,
    how: &'a Headless,
    log: Option<std::path::PathBuf>,
    window: &'a DeskWindow,
}

fn at_the_desk(desk: Desk, recorder: Option<Recorder>, origin: stage::Origin, at_us: i64, how: DeskHow) -> u8 {
    let shown = desk.scenario_of(desk.take()).map_err(|e| e.to_string()).and_then(|mut s| {
        // Nothing that lies in wait is on the stage before it happens.
        s.faults.clear();
        if let Some(desk) = &mut s.desk {
            desk.until = Some(at_us as f64 / 1e6);
        }
        Rehearsal::new(std::sync::Arc::clone(desk.show()), s).map_err(|e| e.to_string())
    });
    let rehearsal = match shown {
        Ok(rehearsal) => rehearsal,
        Err(e) => {
            write::complain(&e);
            return exit::OUR_FAULT;
        }
    };
    let options = stage::WindowOptions {
        at_us,
        size: how.window.size,
        quality: how.window.quality,
        state_out: how.window.state_out.clone(),
        ..stage::WindowOptions::default()
    };
    let at = stage::AtTheDesk {
        desk,
        recorder,
        at_us,
        count_in: std::time::Duration::from_secs_f64(how.count_in),
        speed: how.how.speed.unwrap_or(1.0).clamp(0.5, 2.0),
        finished: None,
        log: how.log,
    };
    let finished = match stage::why_no_window() {
        Some(why) => Err(why),
        None => stage::open_desk(rehearsal, origin, options, at).map_err(|e| e.to_string()),
    };
    match finished {
        Ok(Some(finished)) => {
            if let Some(why) = &finished.broken {
                write::complain(&format!("the log is not whole: {why}"));
            }
            match crate::desk::calling(&finished.desk, finished.left_us) {
                Ok(score) => match call::remember(how.how.history.as_deref(), &finished.desk, &score) {
                    Ok(()) => write::stdout(&report::calling_table(&finished.desk, &score)),
                    Err(code) => code,
                },
                Err(e) => {
                    write::complain(&e.to_string());
                    exit::OUR_FAULT
                }
            }
        }
        Ok(None) => exit::OK,
        Err(why) => {
            write::complain(&format!("no desk: {why}"));
            write::say("\nhint: a person needs the window; --headless plays a rehearsal without one (--script CALLS)");
            exit::USAGE
        }
    }
}

/// What is pictured: a file, or one night of its odds.
pub fn pictured(file: &Path, how: &Picture) -> Result<(Rehearsal, Opened), u8> {
    match how.odds.as_deref().zip(how.night) {
        Some((odds, night)) => {
            let one = OneNight { odds, seed: how.seed, strength: how.strength, night };
            sweep::night(file, one, Options::default())
        }
        None => open::rehearse(file, None, Options::default()),
    }
}

/// Renders moments to PNGs.
pub fn still(args: &Still) -> u8 {
    let (rehearsal, _) = match pictured(&args.file, &args.picture) {
        Ok(both) => both,
        Err(code) => return code,
    };
    let Some(how) = picture(&rehearsal, &args.picture) else { return exit::USAGE };
    let how = StillOptions {
        size: args.size,
        ghosts: how.ghosts && !args.no_ghosts,
        panels: how.panels && !args.no_panels,
        ..how
    };
    let mut options = Vec::new();
    for at in &args.at {
        let Some(at_us) = moment::or_refuse(&rehearsal, "--at", at) else { return exit::USAGE };
        let at_us = (at_us + crate::machine::micros(args.plus)).clamp(0, rehearsal.run.until_us);
        options.push(StillOptions { at_us, ..how });
    }
    let several = options.len() > 1;
    if several && let Err(e) = std::fs::create_dir_all(&args.out) {
        write::complain(&format!("cannot make the folder {}: {e}", args.out.display()));
        return exit::USAGE;
    }
    let pictures = match stage::still_many(&rehearsal, &options) {
        Ok(pictures) => pictures,
        Err(e) => {
            write::complain(&e.to_string());
            return exit::USAGE;
        }
    };
    for (i, (picture, o)) in pictures.iter().zip(&options).enumerate() {
        let png = match png(picture) {
            Ok(png) => png,
            Err(e) => {
                write::complain(&format!("cannot make a PNG: {e}"));
                return exit::OUR_FAULT;
            }
        };
        let out = if several { args.out.join(format!("{:02}.png", i + 1)) } else { args.out.clone() };
        if let Err(e) = write::file(&out, &png) {
            write::complain(&format!("cannot write {}: {e}", out.display()));
            return exit::USAGE;
        }
        write::say(&format!("{} at {}", out.display(), report::words::clock(o.at_us)));
    }
    exit::OK
}

/// A picture as a PNG.
pub fn png(picture: &image::RgbaImage) -> image::ImageResult<Vec<u8>> {
    let mut png = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png)?;
    Ok(png.into_inner())
}

/// How pictures are taken; a complaint where what was typed is not there.
pub fn picture(r: &Rehearsal, args: &Picture) -> Option<StillOptions> {
    let no = |flag: &str, why: String| {
        write::complain(&format!("{flag}: {why}"));
        None
    };
    let view: View = match args.view.parse() {
        Ok(view) => view,
        Err(e) => return no("--view", format!("{e}")),
    };
    let tab = match args.tab.trim() {
        "none" => None,
        name => match name.parse::<Tab>() {
            Ok(tab) => Some(tab),
            Err(e) => return no("--tab", format!("{e}, or none")),
        },
    };
    let machine = match &args.machine {
        None => None,
        Some(name) => match r.show.machines.index_of(name) {
            Some(machine) => Some(machine),
            None => {
                let near = nearest(name, r.show.machines.keys()).map(|n| format!(": did you mean {n}?"));
                return no("--machine", format!("the sheet has no machine {name}{}", near.unwrap_or_default()));
            }
        },
    };
    let chain = match &args.chain {
        None => None,
        Some(number) => match r.cue_index(number) {
            Some(cue) => Some(cue),
            None => {
                let near = nearest(number, r.show.cues.iter().map(|c| c.number.as_str()));
                let near = near.map(|n| format!(": did you mean {n}?")).unwrap_or_default();
                return no("--chain", format!("the sheet has no cue {number}{near}"));
            }
        },
    };
    let Picture { ghosts, panels, backstage, quality, .. } = *args;
    Some(StillOptions { view, ghosts, panels, tab, machine, chain, backstage, quality, ..StillOptions::default() })
}
