//! [`Vary`]: many nights in one scenario, and the [`Matrix`] of them.

use serde::Deserialize;
use thiserror::Error;

use super::Scenario;
use crate::sheet::Show;

/// What a scenario is tried with: every combination.
///
/// `vary: Vary(decisions: ["reveal"], seeds: (0, 64), faults: Subsets)` is both options of the decision, times 64 seeds,
/// times every subset of the faults.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Vary {
    /// Decisions tried with each of their options.
    pub decisions: Vec<String>,
    /// Seeds from the first up to, and not with, the second. They change something where `luck` is `Random` or a fault
    /// has a `chance`.
    pub seeds: Option<(u64, u64)>,
    /// Which of the faults together.
    pub faults: VaryFaults,
}

/// Which of a scenario's faults are tried together.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[non_exhaustive]
pub enum VaryFaults {
    /// All of them.
    #[default]
    All,
    /// One after the other, each alone.
    Each,
    /// Every subset, none of them and all of them included.
    Subsets,
}

/// Variants a scenario may have.
pub const MAX_VARIANTS: u64 = 1 << 20;

/// A matrix that cannot be made.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum VaryError {
    /// `vary` names a decision that the sheet has not.
    #[error("`vary` names the decision \"{0}\", which the sheet does not have")]
    NoDecision(String),
    /// The second seed is not after the first.
    #[error("`vary` has no seed from {0} up to {1}: write (first, one past the last)")]
    NoSeeds(u64, u64),
    /// More nights than anybody waits for.
    #[error("`vary` makes more than {MAX_VARIANTS} variants: fewer seeds, or fewer faults under Subsets")]
    TooMany,
}

/// The nights a scenario stands for.
#[derive(Clone, Debug)]
pub struct Matrix {
    base: Scenario,
    varies: bool,
    decisions: Vec<(String, Vec<String>)>,
    first_seed: u64,
    seeds: u64,
    faults: VaryFaults,
    fault_sets: u64,
    len: u64,
}

/// One night of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// What is particular to it: `reveal=keep,seed=3,faults=F1+F2`; empty where the scenario does not vary.
    pub name: String,
    /// The scenario, without `vary`.
    pub scenario: Scenario,
}

impl Matrix {
    /// The nights `scenario` stands for: one, where it has no `vary`.
    ///
    /// # Errors
    /// It names a decision the sheet has not, has no seed, or stands for more than [`MAX_VARIANTS`].
    pub fn new(scenario: &Scenario, show: &Show) -> Result<Self, VaryError> {
        let mut base = scenario.clone();
        let Some(vary) = base.vary.take() else {
            let (first_seed, faults) = (base.seed, VaryFaults::All);
            let decisions = Vec::new();
            return Ok(Self { base, varies: false, decisions, first_seed, seeds: 1, faults, fault_sets: 1, len: 1 });
        };
        // A fault keeps its name, and with it its luck, when those before it are left out.
        for (i, fault) in base.faults.iter_mut().enumerate() {
            if fault.id.is_empty() {
                fault.id = format!("F{}", i + 1);
            }
        }
        let (first_seed, seeds) = match vary.seeds {
            None => (base.seed, 1),
            Some((from, to)) if from < to => (from, to - from),
            Some((from, to)) => return Err(VaryError::NoSeeds(from, to)),
        };
        let count = base.faults.len();
        let fault_sets = match vary.faults {
            VaryFaults::All => 1,
            VaryFaults::Each => count.max(1) as u64,
            VaryFaults::Subsets if count <= 20 => 1 << count,
            VaryFaults::Subsets => return Err(VaryError::TooMany),
        };
        let mut decisions = Vec::new();
        for name in &vary.decisions {
            let d = show.decisions.get(name).ok_or_else(|| VaryError::NoDecision(name.clone()))?;
            decisions.push((name.clone(), d.options.clone()));
        }
        let sizes = decisions.iter().map(|(_, options)| options.len() as u64).chain([seeds, fault_sets]);
        let len = sizes.fold(1_u64, u64::saturating_mul);
        if len > MAX_VARIANTS {
            return Err(VaryError::TooMany);
        }
        Ok(Self { base, varies: true, decisions, first_seed, seeds, faults: vary.faults, fault_sets, len })
    }

    /// How many nights.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there is none, as under a decision without options.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The `i`th night, from 0: decisions turn slowest, faults fastest.
    ///
    /// # Panics
    /// `i` is not less than [`Matrix::len`].
    pub fn nth(&self, i: u64) -> Variant {
        assert!(i < self.len, "night {i} of {}", self.len);
        let mut scenario = self.base.clone();
        if !self.varies {
            return Variant { name: String::new(), scenario };
        }
        let mut parts = Vec::new();
        let set = i % self.fault_sets;
        let mut rest = i / self.fault_sets;
        scenario.seed = self.first_seed + rest % self.seeds;
        rest /= self.seeds;
        for (name, options) in self.decisions.iter().rev() {
            let option = &options[(rest % options.len() as u64) as usize];
            rest /= options.len() as u64;
            parts.push(format!("{name}={option}"));
            scenario.decisions.insert(name.clone(), option.clone());
        }
        parts.reverse();
        if self.seeds > 1 {
            parts.push(format!("seed={}", scenario.seed));
        }
        if self.faults != VaryFaults::All {
            let kept = |k: usize| match self.faults {
                VaryFaults::Each => k as u64 == set,
                _ => set >> k & 1 == 1,
            };
            let mut k = 0;
            scenario.faults.retain(|_| {
                k += 1;
                kept(k - 1)
            });
            let ids: Vec<&str> = scenario.faults.iter().map(|f| f.id.as_str()).collect();
            parts.push(format!("faults={}", if ids.is_empty() { "none".to_owned() } else { ids.join("+") }));
        }
        Variant { name: parts.join(","), scenario }
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = Variant> + '_ {
        (0..self.len).map(|i| self.nth(i))
    }

    /// The night of that name.
    pub fn find(&self, name: &str) -> Option<Variant> {
        self.iter().find(|v| v.name == name)
    }
}
