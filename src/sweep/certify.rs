//! [`certify`]: every single fault, then every pair, then every three: which sets break what is expected, and is that
//! all of them?

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::prelude::*;

use super::bench::{Bench, Missed};
use super::exercise::Exercise;
use super::reach::{is_about_times, movers};
use super::vocabulary::Candidate;
use crate::engine::{CompiledFault, ScoreError};
use crate::fault::Fault;

/// Most faults at once.
pub const FAULTS_MAX: usize = 3;

/// Places of candidates, ascending.
pub type Set = Vec<u32>;

/// What a campaign found.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Certificate {
    /// Single faults in the space.
    pub singles: u64,
    /// Of those, faults that cannot reach what is expected, and so are not run, alone or with others.
    pub out_of_reach: u64,
    /// Nights to run in all, and those that were: equal where the space was exhausted.
    pub space: u64,
    /// Nights that were run.
    pub run: u64,
    /// Sets that need no run: a part of them breaks every expectation already.
    pub covered: u64,
    /// What no fault at all breaks already.
    pub broken_by_none: Missed,
    /// Minimal sets, by size and then by place, each with what it breaks and no part of it does.
    pub broken: Vec<(Set, Missed)>,
    /// What was and was not seen.
    pub exercise: Exercise,
}

impl Certificate {
    /// Whether every night of the space was run.
    pub fn is_exhausted(&self) -> bool {
        self.run == self.space
    }

    /// Whether every expectation held in the whole space.
    pub fn holds(&self) -> bool {
        self.is_exhausted() && self.broken.is_empty() && self.broken_by_none == 0
    }
}

/// How a campaign is watched and stopped.
#[derive(Debug, Default)]
pub struct Watch {
    /// Nights that were run so far.
    pub run: AtomicU64,
    /// Nights to run, as far as known: grows with each size of sets.
    pub space: AtomicU64,
    /// Set it, and the campaign ends with what it has.
    pub stop: AtomicBool,
    /// How it stands, in words.
    note: Mutex<String>,
}

impl Watch {
    /// Says how it stands.
    pub fn tell(&self, note: String) {
        if let Ok(mut at) = self.note.lock() {
            *at = note;
        }
    }

    /// How it stands, as was last said.
    pub fn note(&self) -> String {
        self.note.lock().map(|n| n.clone()).unwrap_or_default()
    }
}

/// Runs every set of at most `size` of the candidates. With `prune`, faults that cannot reach what is expected are set
/// aside.
///
/// # Errors
/// A candidate names something the sheet does not have.
pub fn certify(
    bench: &Bench<'_>,
    candidates: &[Candidate],
    size: usize,
    prune: bool,
    watch: &Watch,
) -> Result<Certificate, ScoreError> {
    let compiled = candidates.iter().map(|c| bench.compile(&c.fault)).collect::<Result<Vec<_>, _>>()?;
    let prune = prune && bench.base.expect.iter().all(is_about_times);
    let moves = movers(&bench.score);
    let reaches = |c: &Candidate| !prune || c.machine.is_none_or(|m| moves[m]);
    let within: Vec<u32> = (0..candidates.len() as u32).filter(|i| reaches(&candidates[*i as usize])).collect();
    let none = bench.missed(&[], &bench.night(&[]));
    let campaign = Campaign { bench, candidates, compiled: &compiled, watch, wanted: bench.all() & !none };
    let mut found = Certificate {
        singles: candidates.len() as u64,
        out_of_reach: (candidates.len() - within.len()) as u64,
        broken_by_none: none,
        exercise: Exercise::new(bench),
        ..Certificate::default()
    };
    // What a set breaks, its parts' included: a bigger set need not break that again.
    let mut known: BTreeMap<Set, Missed> = BTreeMap::new();
    for k in 1..=size.min(FAULTS_MAX) {
        let (sets, covered) = campaign.count(&within, k, &known);
        found.covered += covered;
        found.space += sets;
        watch.space.store(found.space, Ordering::Relaxed);
        let part = campaign.run_all(&within, k, &known);
        found.run += part.run;
        found.exercise.join(part.exercise);
        for (set, mask) in part.broken {
            known.insert(set.clone(), mask);
            found.broken.push((set, mask));
        }
    }
    Ok(found)
}

struct Campaign<'a> {
    bench: &'a Bench<'a>,
    candidates: &'a [Candidate],
    compiled: &'a [CompiledFault],
    watch: &'a Watch,
    wanted: Missed,
}

struct Part {
    broken: Vec<(Set, Missed)>,
    run: u64,
    exercise: Exercise,
}

impl Campaign<'_> {
    /// What a set could break that no part of it does.
    fn wanted(&self, set: &[u32], known: &BTreeMap<Set, Missed>) -> Missed {
        let mut wanted = self.wanted;
        for (i, a) in set.iter().enumerate() {
            if set.len() > 1 {
                wanted &= !known.get(&[*a][..]).copied().unwrap_or(0);
            }
            if set.len() > 2 {
                for b in &set[i + 1..] {
                    wanted &= !known.get(&[*a, *b][..]).copied().unwrap_or(0);
                }
            }
        }
        wanted
    }

    /// All sets of `k` that begin with `first`, in order; two strengths of one fault are no set.
    fn sets(&self, within: &[u32], first: usize, k: usize, each: &mut dyn FnMut(&[u32])) {
        let mut set = vec![within[first]];
        self.grow(within, first, k, &mut set, each);
    }

    fn grow(&self, within: &[u32], last: usize, k: usize, set: &mut Vec<u32>, each: &mut dyn FnMut(&[u32])) {
        if set.len() == k {
            each(set);
            return;
        }
        for next in last + 1..within.len() {
            let site = self.candidates[within[next] as usize].site;
            if set.iter().any(|c| self.candidates[*c as usize].site == site) {
                continue;
            }
            set.push(within[next]);
            self.grow(within, next, k, set, each);
            set.pop();
        }
    }

    /// How many sets are to be run, and how many are covered.
    fn count(&self, within: &[u32], k: usize, known: &BTreeMap<Set, Missed>) -> (u64, u64) {
        (0..within.len())
            .into_par_iter()
            .map(|first| {
                let (mut run, mut covered) = (0, 0);
                self.sets(within, first, k, &mut |set| match self.wanted(set, known) {
                    0 => covered += 1,
                    _ => run += 1,
                });
                (run, covered)
            })
            .reduce(|| (0, 0), |a, b| (a.0 + b.0, a.1 + b.1))
    }

    fn run_all(&self, within: &[u32], k: usize, known: &BTreeMap<Set, Missed>) -> Part {
        let parts = (0..within.len()).into_par_iter().map_init(
            || self.bench.brief_worker(),
            |worker, first| {
                let mut part = Part { broken: Vec::new(), run: 0, exercise: Exercise::new(self.bench) };
                self.sets(within, first, k, &mut |set| {
                    let wanted = self.wanted(set, known);
                    if wanted == 0 || self.watch.stop.load(Ordering::Relaxed) {
                        return;
                    }
                    let compiled: Vec<&CompiledFault> = set.iter().map(|i| &self.compiled[*i as usize]).collect();
                    let faults: Vec<&Fault> = set.iter().map(|i| &self.candidates[*i as usize].fault).collect();
                    let run = worker.night(compiled.iter().copied());
                    let broken = self.bench.missed(&faults, run) & wanted;
                    part.exercise.see(self.bench, &faults, run);
                    part.run += 1;
                    self.watch.run.fetch_add(1, Ordering::Relaxed);
                    if broken != 0 {
                        part.broken.push((set.to_vec(), broken));
                    }
                });
                part
            },
        );
        // In order, so that the threads cannot change what is said.
        let parts: Vec<Part> = parts.collect();
        let mut all = Part { broken: Vec::new(), run: 0, exercise: Exercise::new(self.bench) };
        for part in parts {
            all.broken.extend(part.broken);
            all.run += part.run;
            all.exercise.join(part.exercise);
        }
        all
    }
}
