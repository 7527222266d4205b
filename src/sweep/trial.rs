//! [`trial`]: every night a scenario stands for, against what it expects.

use thiserror::Error;

use crate::engine::luck::name_key;
use crate::engine::{Options, ScoreError};
use crate::fault::{Expect, Matrix, Scenario, VaryError};
use crate::sheet::Show;
use crate::slip::{Rehearsal, Verdict};

/// What came of all nights of a scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trial {
    /// Nights that were run.
    pub nights: u64,
    /// Nights that missed an expectation.
    pub failed: u64,
    /// Nights the scenario stands for; more than `nights` where it was stopped.
    pub of: u64,
    /// The only night; or of many, the first [`SHOWN`] that failed.
    pub shown: Vec<NightVerdicts>,
}

/// Failed nights that are kept with their verdicts.
pub const SHOWN: usize = 5;

/// A night's verdicts.
#[derive(Clone, Debug, PartialEq)]
pub struct NightVerdicts {
    /// Which variant; empty where the scenario does not vary.
    pub variant: String,
    /// Every expectation, with what came of it.
    pub verdicts: Vec<(Expect, Verdict)>,
}

/// A scenario that cannot be tried.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TrialError {
    /// Its `vary` makes no sense.
    #[error(transparent)]
    Vary(#[from] VaryError),
    /// It names something the sheet does not have.
    #[error(transparent)]
    Score(#[from] ScoreError),
}

/// Runs every night of `scenario`, in order, while `keep_going` says so.
///
/// # Errors
/// The scenario makes no sense against the sheet.
pub fn trial(show: &Show, scenario: &Scenario, keep_going: &dyn Fn() -> bool) -> Result<Trial, TrialError> {
    let matrix = Matrix::new(scenario, show)?;
    let mut trial = Trial { of: matrix.len(), ..Trial::default() };
    for variant in matrix.iter() {
        if !keep_going() {
            break;
        }
        let night = Rehearsal::with(show.clone(), variant.scenario, Options { tracks: false })?;
        let verdicts = night.verdicts();
        let failed = verdicts.iter().any(|v| !v.met);
        trial.nights += 1;
        trial.failed += u64::from(failed);
        if matrix.len() == 1 || (failed && trial.shown.len() < SHOWN) {
            let verdicts = night.scenario.expect.into_iter().zip(verdicts).collect();
            trial.shown.push(NightVerdicts { variant: variant.name, verdicts });
        }
    }
    Ok(trial)
}

/// Which shard of `of` a test belongs to, from 0. A function of its name alone: others may come and go.
pub fn shard_of(name: &str, of: u64) -> u64 {
    // FNV's low bits are weak; its high ones, folded in, are not.
    let key = name_key(name);
    (key ^ key >> 32) % of.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_keeps_its_shard_and_every_shard_gets_its_share() {
        assert_eq!(shard_of("bombshell/plane_too_slow", 3), shard_of("bombshell/plane_too_slow", 3));
        let mut shares = [0; 4];
        for i in 0..1000 {
            shares[shard_of(&format!("folder/test_{i}"), 4) as usize] += 1;
        }
        assert!(shares.iter().all(|n| (150..350).contains(n)), "{shares:?}");
    }
}
