//! `drytech why`: the cause chain of a cue's slip.

use super::args::Why;
use super::{exit, open, write};
use crate::engine::Options;
use crate::sheet::nearest;
use crate::{report, sweep};

/// Prints why a cue was late.
pub fn why(args: &Why) -> u8 {
    let (rehearsal, _) = match open::rehearse(&args.file, None, Options { tracks: false }) {
        Ok(both) => both,
        Err(code) => return code,
    };
    // "LX 45" and LX 45 are the same thing to a shell user.
    let number = args.cue.join(" ");
    match rehearsal.cue_index(&number) {
        Some(cue) => {
            let mut text = report::why(&rehearsal, cue);
            // What was on time is nobody's fault.
            let late = rehearsal.slip.cues[cue].started_us.is_some_and(|us| us != 0);
            if let Some(blame) = Some(cue).filter(|_| late).and_then(|c| sweep::blame_night(&rehearsal, Some(c))) {
                text.push_str(&report::why_blame(&rehearsal, &blame));
            }
            write::stdout(&text)
        }
        None => {
            write::complain(&format!("there is no cue {number} in {}", args.file.display()));
            let numbers = rehearsal.show.cues.iter().map(|c| c.number.as_str());
            if let Some(near) = nearest(&number, numbers) {
                write::say(&format!("\nhint: did you mean {near}?"));
            }
            exit::USAGE
        }
    }
}
