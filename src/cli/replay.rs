//! `drytech replay`: a log is run again and compared event by event.

use super::args::Replay;
use super::call::{open_log, unplayable};
use super::{exit, write};
use crate::desk::log::{Outcome, replay as run_again};
use crate::engine::SEMANTICS;
use crate::run::log::EventLine;

/// Runs a log again: identical, or the first difference.
pub fn replay(args: &Replay) -> u8 {
    let (log, _) = match open_log(&args.log) {
        Ok(both) => both,
        Err(code) => return code,
    };
    let outcome = match run_again(&log) {
        Ok(outcome) => outcome,
        Err(e) => return unplayable(&args.log, &e),
    };
    if let Some(theirs) = outcome.semantics {
        write::say(&format!(
            "The log was written by an engine of semantics {theirs}, and this one is of {SEMANTICS}: differences are to be expected"
        ));
    }
    let Outcome { events, inputs, fingerprint, difference, .. } = &outcome;
    let printed = match difference {
        None => {
            let takes = log.takes.len();
            write::stdout(&format!(
                "identical: {events} events, {inputs} inputs, {takes} {}, fingerprint {fingerprint}\n",
                if takes == 1 { "take" } else { "takes" }
            ))
        }
        Some(d) => {
            let say = |e: &Option<EventLine>| e.as_ref().map_or("nothing more".to_owned(), ToString::to_string);
            let line = d.line.map(|l| format!(" (line {l})")).unwrap_or_default();
            write::stdout(&format!(
                "different after {events} equal events, in take {}\n  the log{line}: {}\n  now:{:w$} {}\n",
                d.take,
                say(&d.logged),
                "",
                say(&d.now),
                w = 3 + line.len(),
            ))
        }
    };
    match (printed, difference) {
        (exit::OK, None) => exit::OK,
        (exit::OK, Some(_)) => exit::FELL_SHORT,
        (code, _) => code,
    }
}
