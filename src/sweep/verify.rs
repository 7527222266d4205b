//! [`verify`]: the same night again, on more threads, with tracks and without, must be the same to the bit.

use rayon::prelude::*;

use super::TrialError;
use crate::engine::Options;
use crate::fault::{Matrix, Scenario};
use crate::run::{Run, fingerprint};
use crate::sheet::Show;
use crate::slip::Rehearsal;

/// Thread counts that are tried.
pub const THREADS: [usize; 3] = [1, 2, 8];

/// What came of verifying.
#[derive(Clone, Debug, PartialEq)]
pub struct Verified {
    /// Per night: which variant, and the fingerprint of its first run.
    pub nights: Vec<(String, String)>,
    /// Runs in all.
    pub runs: u64,
    /// The first run that came out otherwise.
    pub differs: Option<Difference>,
}

/// A run that came out otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Which variant; empty where the scenario does not vary.
    pub variant: String,
    /// How it was run: `again`, `on 8 threads`, `without tracks`.
    pub how: String,
    /// The first run's fingerprint, and this one's.
    pub fingerprints: (String, String),
    /// What differs first: the same place of both runs, in words.
    pub first: String,
}

/// Runs every night of the scenario twice, on 1, 2 and 8 threads, and without tracks.
///
/// # Errors
/// The scenario makes no sense against the sheet.
pub fn verify(show: &Show, scenario: &Scenario) -> Result<Verified, TrialError> {
    let matrix = Matrix::new(scenario, show)?;
    let mut nights = Vec::new();
    let mut runs = 0;
    for variant in matrix.iter() {
        let night = |tracks: bool| Rehearsal::with(show.clone(), variant.scenario.clone(), Options { tracks });
        let first = night(true)?;
        let hash = fingerprint(&first.plan, &first.run);
        nights.push((variant.name.clone(), hash.clone()));
        let mut compare = |how: &str, other: &Rehearsal, tracks: bool| {
            runs += 1;
            differ(&first, other, tracks).map(|what| Difference {
                variant: variant.name.clone(),
                how: how.to_owned(),
                fingerprints: (hash.clone(), fingerprint(&other.plan, &other.run)),
                first: what,
            })
        };
        let mut differs = compare("again", &night(true)?, true).or(compare("without tracks", &night(false)?, false));
        for threads in THREADS {
            // More runs than threads, so that each has some to do.
            let runs = (0..2 * threads).into_par_iter().map(|_| night(true));
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            let all: Vec<Rehearsal> = match pool {
                Ok(pool) => pool.install(|| runs.collect::<Result<_, _>>())?,
                // No more threads to be had: what there is must do.
                Err(_) => runs.collect::<Result<_, _>>()?,
            };
            for one in &all {
                differs = differs.or(compare(&format!("on {threads} threads"), one, true));
            }
        }
        if differs.is_some() {
            return Ok(Verified { nights, runs, differs });
        }
    }
    Ok(Verified { nights, runs, differs: None })
}

/// What differs first between two runs of one night.
fn differ(a: &Rehearsal, b: &Rehearsal, tracks: bool) -> Option<String> {
    let in_run = |which: &str, x: &Run, y: &Run| {
        let events = x.events.len().max(y.events.len());
        let at = (0..events).find(|i| x.events.get(*i) != y.events.get(*i));
        if let Some(i) = at {
            let word = |run: &Run, r: &Rehearsal| match run.events.get(i) {
                Some(e) if which == "run" => format!("{} at {} µs", r.event_text(i), e.at_us),
                Some(e) => format!("{:?} at {} µs", e.what, e.at_us),
                None => "nothing more".to_owned(),
            };
            return Some(format!("event {} of the {which}: {}, and then {}", i + 1, word(x, a), word(y, b)));
        }
        let same = if tracks {
            x == y
        } else {
            let bare = |r: &Run| Run { machines: Vec::new(), density: Default::default(), ..r.clone() };
            bare(x) == bare(y)
        };
        (!same).then(|| format!("the events of the {which} are the same; its times, totals or tracks are not"))
    };
    in_run("plan", &a.plan, &b.plan).or_else(|| in_run("run", &a.run, &b.run))
}
