//! `drytech report`: the stage manager's performance report of a night.

use super::args::Report;
use super::{exit, logged, open, write};
use crate::engine::Options;
use crate::report::performance::Performance;

/// Writes the report. That the night was a bad one is what a report is for: it is not a failure.
pub fn report(args: &Report) -> u8 {
    // Where pieces stopped and what came off is in the tracks.
    let opened = open::rehearse_variant(&args.file, args.seed, args.variant.as_deref(), Options { tracks: true });
    let mut performance = match opened {
        Ok((rehearsal, _)) => {
            let called = if logged::is_log(&args.file) { logged::called(&args.file) } else { None };
            Performance::new(&rehearsal, called).blamed(&rehearsal)
        }
        Err(code) => return code,
    };
    if let Some(date) = &args.date {
        performance = performance.dated(date.as_str());
    }
    if let Some(path) = &args.html {
        if let Err(e) = write::file(path, performance.html().as_bytes()) {
            write::complain(&format!("cannot write {}: {e}", path.display()));
            return exit::USAGE;
        }
        write::say(&format!("The report is in {}.", path.display()));
    }
    if args.csv {
        return match performance.csv() {
            Ok(table) => write::stdout(&table),
            Err(e) => {
                write::complain(&format!("cannot write the table: {e}"));
                exit::OUR_FAULT
            }
        };
    }
    if args.text || args.html.is_none() { write::stdout(&performance.text()) } else { exit::OK }
}
