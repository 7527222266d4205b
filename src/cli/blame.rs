//! `drytech blame`: how much of a night each of its faults is to blame for.

use super::args::Blame;
use super::certify::our_fault;
use super::{exit, open, threads, write};
use crate::engine::Options;
use crate::{report, sweep};

/// Shares out the blame for a scenario's slip and visible error.
pub fn blame(args: &Blame) -> u8 {
    run(args).unwrap_or_else(|code| code)
}

fn run(args: &Blame) -> Result<u8, u8> {
    let (night, _) = open::rehearse_variant(&args.file, args.seed, args.variant.as_deref(), Options { tracks: false })?;
    if night.scenario.faults.is_empty() {
        write::complain(&format!("{} has no fault to blame", args.file.display()));
        write::say("\nhint: blame is for a scenario with `faults`");
        return Err(exit::USAGE);
    }
    if night.scenario.faults.len() > sweep::BLAME_FAULTS_MAX {
        write::complain(&format!("blame is shared out between {} faults at most", sweep::BLAME_FAULTS_MAX));
        return Err(exit::USAGE);
    }
    let pool = threads::pool(args.threads)?;
    let shared = pool.install(|| sweep::blame(&night.show, &night.scenario, args.pairs, night.scenario.seed));
    let shared = shared.map_err(|e| our_fault(&e))?;
    if !args.json {
        return Ok(write::stdout(&report::blame(&night, &shared)));
    }
    match report::blame_json(&night, &shared) {
        Ok(text) => Ok(write::stdout(&text)),
        Err(e) => {
            write::complain(&format!("cannot write the blame as JSON: {e}"));
            Err(exit::OUR_FAULT)
        }
    }
}
