//! `drytech why`: the cause chain of a cue's slip.

use super::args::Why;
use super::{exit, open, write};
use crate::engine::Options;
use crate::report;
use crate::sheet::nearest;

/// Prints why a cue was late.
pub fn why(args: &Why) -> u8 {
    let (rehearsal, _) = match open::rehearse(&args.file, None, Options { tracks: false }) {
        Ok(both) => both,
        Err(code) => return code,
    };
    // "LX 45" and LX 45 are the same thing to a shell user.
    let number = args.cue.join(" ");
    match rehearsal.cue_index(&number) {
        Some(cue) => write::stdout(&report::why(&rehearsal, cue)),
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
