//! `drytech stage` and `drytech still`: the rendered stage, in a window or in a picture.

use super::args::{Stage, Still};
use super::{exit, open, run, write};
use crate::engine::Options;
use crate::report;
use crate::slip::Rehearsal;
use crate::stage::{self, StillOptions, View};

/// Opens the built-in preview in a window; why not, where that cannot be.
pub fn open_preview() -> Option<String> {
    if let Some(why) = stage::why_no_window() {
        return Some(why);
    }
    let (rehearsal, opened) = open::preview(Options::default()).ok()?;
    let origin = stage::Origin::new("preview.ron".as_ref(), &opened, true);
    stage::open_window(rehearsal, origin, stage::WindowOptions::default()).err().map(|e| e.to_string())
}

/// Opens a sheet or scenario in a window; with no display it is run in the terminal.
pub fn stage(args: &Stage) -> u8 {
    let (rehearsal, opened) = match open::rehearse(&args.file, None, Options::default()) {
        Ok(both) => both,
        Err(code) => return code,
    };
    let origin = open::origin(&args.file, &opened);
    let why_not = match stage::why_no_window() {
        Some(why) => why,
        None => match stage::open_window(rehearsal.clone(), origin, stage::WindowOptions::default()) {
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

/// Renders one moment to a PNG.
pub fn still(args: &Still) -> u8 {
    let view: View = match args.view.parse() {
        Ok(view) => view,
        Err(e) => {
            write::complain(&format!("--view {}: {e}", args.view));
            return exit::USAGE;
        }
    };
    let (rehearsal, _) = match open::rehearse(&args.file, None, Options::default()) {
        Ok(both) => both,
        Err(code) => return code,
    };
    let Some(at_us) = moment(&rehearsal, &args.at) else {
        write::complain(&format!("--at {}: neither seconds, nor a cue or a beat that was played", args.at));
        return exit::USAGE;
    };
    let at_us = (at_us + crate::machine::micros(args.plus)).clamp(0, rehearsal.run.until_us);
    let options = StillOptions { at_us, size: args.size, view, ghosts: !args.no_ghosts, panels: !args.no_panels };
    let picture = match stage::still(&rehearsal, options) {
        Ok(picture) => picture,
        Err(e) => {
            write::complain(&e.to_string());
            return exit::USAGE;
        }
    };
    let mut png = std::io::Cursor::new(Vec::new());
    if let Err(e) = picture.write_to(&mut png, image::ImageFormat::Png) {
        write::complain(&format!("cannot make a PNG: {e}"));
        return exit::OUR_FAULT;
    }
    match write::file(&args.out, png.get_ref()) {
        Ok(()) => {
            write::say(&format!("{} at {}", args.out.display(), report::words::clock(at_us)));
            exit::OK
        }
        Err(e) => {
            write::complain(&format!("cannot write {}: {e}", args.out.display()));
            exit::USAGE
        }
    }
}

/// A moment of the run: seconds, or the start of a cue or beat.
fn moment(r: &Rehearsal, at: &str) -> Option<i64> {
    if let Ok(seconds) = at.parse::<f64>() {
        return (seconds.is_finite() && seconds >= 0.0).then(|| crate::machine::micros(seconds));
    }
    if let Some(cue) = r.cue_index(at) {
        let times = r.run.cues[cue];
        return times.started_us.or(times.held_us).or(times.called_us);
    }
    let beat = r.show.beats().position(|(_, b)| b.id == at)?;
    r.run.beats[beat].start_us
}
