//! `drytech run`: headless, as a table or as JSON; and `drytech` with no command.

use super::args::{Check, Run};
use super::{exit, open, sweep, write};
use crate::desk::log::run_log;
use crate::engine::Options;
use crate::fault::Opened;
use crate::report;
use crate::slip::Rehearsal;

/// Runs a sheet or scenario and prints it.
pub fn run(args: &Run) -> u8 {
    let opened = match args.odds.as_deref().zip(args.night) {
        Some((odds, night)) => {
            let one = sweep::OneNight { odds, seed: args.seed, strength: args.strength, night };
            sweep::night(&args.file, one, Options { tracks: false })
        }
        None => open::rehearse_variant(&args.file, args.seed, args.variant.as_deref(), Options { tracks: false }),
    };
    let (rehearsal, opened) = match opened {
        Ok(both) => both,
        Err(code) => return code,
    };
    if let Some(path) = &args.log {
        let written = log_text(&rehearsal, &opened)
            .map_err(|e| e.to_string())
            .and_then(|text| write::file(path, text.as_bytes()).map_err(|e| e.to_string()));
        if let Err(e) = written {
            write::complain(&format!("cannot write {}: {e}", path.display()));
            return exit::USAGE;
        }
    }
    let printed = if args.json {
        match report::json(&rehearsal) {
            Ok(text) => write::stdout(&text),
            Err(e) => {
                write::complain(&format!("cannot write the run as JSON: {e}"));
                exit::OUR_FAULT
            }
        }
    } else {
        write::stdout(&report::table(&rehearsal))
    };
    if printed != exit::OK { printed } else { verdict(&rehearsal) }
}

/// Whether the show fell short: it got stuck, or missed what its scenario expects.
pub fn verdict(r: &Rehearsal) -> u8 {
    if r.run.stuck.is_some() || r.verdicts().iter().any(|v| !v.met) { exit::FELL_SHORT } else { exit::OK }
}

fn log_text(r: &Rehearsal, opened: &Opened) -> Result<String, serde_json::Error> {
    run_log(r, &opened.show_source.text, opened.scenario_source.as_ref().map(|s| s.text.as_str()))
}

/// `drytech check`.
pub fn check(args: &Check) -> u8 {
    let colour = anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
    super::check::check(&args.files, args.explain.as_deref(), &mut anstream::stdout(), &mut anstream::stderr(), colour)
}

/// No command: the preview on the stage; where that cannot be, in the terminal, saying why.
pub fn preview() -> u8 {
    #[cfg(feature = "stage")]
    let why_not = super::stage::open_preview();
    #[cfg(not(feature = "stage"))]
    let why_not = Some("this drytech was built without its stage".to_owned());
    let Some(why_not) = why_not else { return exit::OK };
    write::say(&format!("No stage: {why_not}. Running the preview here instead.\n"));
    match open::preview(Options { tracks: false }) {
        Ok((rehearsal, _)) => match write::stdout(&report::table(&rehearsal)) {
            exit::OK => verdict(&rehearsal),
            code => code,
        },
        Err(code) => code,
    }
}
