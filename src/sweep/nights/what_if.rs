//! [`WhatIf`]: the same nights under the same luck, but for one thing: a risk that is not there, a dresser or a person who
//! repairs more. What that would change is the difference of each pair of nights, and so nearly free of luck; a difference
//! of means between nights with a fault and nights without, which the tornado is, can only say where to look.

use super::histogram::Histogram;
use super::season::{FINE, Paired, Season, certain_us};
use super::{DRESSERS, Sweep, drive};
use crate::engine::ScoreError;
use crate::fault::Scenario;
use crate::fault::odds::{Odds, Rate};
use crate::run::Run;
use crate::sheet::Show;
use crate::sweep::{Bench, Watch, Worker};

/// Risks that are left out, each by itself, for what they add to the slip.
const FOR_SLIP: usize = 3;

/// And for what they add to the visible error.
const FOR_VISIBLE: usize = 2;

/// What is otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// These never go wrong: on what, and what. What goes with them at the same moment does not either.
    Without(Vec<(String, &'static str)>),
    /// One dresser more.
    Dresser,
    /// One more of the hands that repair while the show runs.
    Hand,
}

/// What would be otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhatIf {
    /// What is otherwise.
    pub change: Change,
    /// How late the show ends then, against the plan as it is.
    pub slip: Histogram,
    /// Visible error then.
    pub visible: Histogram,
    /// Then, less as it is.
    pub paired: Paired,
}

/// The nights as they are, and what else they could be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhatIfs {
    /// Slip as it is, of the nights that were run again.
    pub slip: Histogram,
    /// Visible error as it is.
    pub visible: Histogram,
    /// Each change, in the order of the tornado; then what one could hire.
    pub changes: Vec<WhatIf>,
}

impl Sweep<'_> {
    /// What the tornado tells, by what adds most to the mean slip for certain: places in [`Sweep::swings`].
    pub fn ranked(&self, season: &Season) -> Vec<usize> {
        let mut all: Vec<usize> = (0..self.swings.len().min(season.swings.len())).collect();
        let rank = |i: &usize| season.adds(&season.swings[*i]).map(|e| (certain_us(e), e.us.abs()));
        all.sort_by_key(|i| std::cmp::Reverse(rank(i)));
        all
    }

    /// What would be worth trying: the first of the tornado, each and together, what adds most to the visible error, and
    /// what there could be more of.
    fn changes(&self, odds: &Odds, season: &Season) -> Vec<Change> {
        let worth = |i: &&usize| {
            let swing = &season.swings[**i];
            self.swings[**i].0 != DRESSERS.0 && season.adds(swing).is_some_and(|e| e.from_us > 0)
        };
        let picked: Vec<usize> = self.ranked(season).iter().filter(worth).take(FOR_SLIP).copied().collect();
        let mut seen: Vec<(i128, usize)> = (0..self.swings.len())
            .filter(|i| self.swings[*i].0 != DRESSERS.0)
            .map(|i| (seen_excess(season, i), i))
            .filter(|(us, _)| *us > 0)
            .collect();
        seen.sort_by_key(|(us, i)| (std::cmp::Reverse(*us), *i));
        let seen = seen.into_iter().map(|(_, i)| i).take(FOR_VISIBLE).filter(|i| !picked.contains(i));
        let without = |i: &usize| Change::Without(vec![self.swings[*i].clone()]);
        let mut out: Vec<Change> = picked.iter().map(without).collect();
        if picked.len() > 1 {
            out.push(Change::Without(picked.iter().map(|i| self.swings[*i].clone()).collect()));
        }
        out.extend(seen.map(|i| without(&i)));
        if season.swings.last().is_some_and(|dressers| dressers.nights > 0) {
            out.push(Change::Dresser);
        }
        if odds.risks.iter().any(|r| r.repair.is_some()) {
            out.push(Change::Hand);
        }
        out
    }

    /// Runs nights from the first on again, with each change that is worth trying. The same at any number of threads.
    ///
    /// # Errors
    /// The odds name something the sheet does not have.
    pub fn what_if(&self, odds: &Odds, season: &Season, nights: u64, watch: &Watch) -> Result<WhatIfs, ScoreError> {
        let changes = self.changes(odds, season);
        let worlds: Vec<World> = changes.iter().map(|c| World::new(c, self.bench, odds)).collect();
        let benches =
            worlds.iter().map(|w| Bench::new(&w.show, w.base.clone())).collect::<Result<Vec<Bench<'_>>, _>>()?;
        let others: Vec<Sweep<'_>> =
            benches.iter().zip(&worlds).map(|(b, w)| Sweep::new(b, &w.odds, self.seed, self.strength)).collect();
        let h = || Histogram::new(FINE);
        let nothing =
            |change: &Change| WhatIf { change: change.clone(), slip: h(), visible: h(), paired: Paired::default() };
        let none = || WhatIfs { slip: h(), visible: h(), changes: changes.iter().map(nothing).collect() };
        type Workers<'w> = (Worker<'w>, Vec<Worker<'w>>);
        let workers = || (self.bench.worker(), others.iter().map(|o| o.bench.worker()).collect());
        let new = || (workers(), none());
        let see = |i: u64, ((own, theirs), all): &mut (Workers<'_>, WhatIfs)| {
            let drawn = self.faults(i);
            let run = self.run(i, &drawn, own)?;
            let plan = &self.bench.plan;
            all.slip.add(run.end_us - plan.end_us);
            all.visible.add(run.totals.visible_error_us);
            let worlds = others.iter().zip(theirs).zip(&worlds);
            for (((other, worker), world), what_if) in worlds.zip(&mut all.changes) {
                let faults = other.faults(i);
                // The same faults in the same show are the same night.
                let same = world.same && faults.iter().map(|d| &d.fault).eq(drawn.iter().map(|d| &d.fault));
                if same {
                    what_if.count(plan, run, run);
                } else {
                    what_if.count(plan, run, other.run(i, &faults, worker)?);
                }
            }
            Ok(())
        };
        drive(0..nights, watch, &new, &see, none(), &|a: &mut WhatIfs, b: &WhatIfs| a.join(b), &|_| false)
    }
}

/// How much more visible error nights with it have than the mean night, summed over those nights, µs.
fn seen_excess(season: &Season, swing: usize) -> i128 {
    let (swing, n) = (&season.swings[swing], i128::from(season.nights.max(1)));
    swing.visible_us - season.visible.sum() * i128::from(swing.nights) / n
}

/// A show, its nights and its odds with one thing otherwise.
struct World {
    show: Show,
    base: Scenario,
    odds: Odds,
    /// Whether only the odds are.
    same: bool,
}

impl World {
    fn new(change: &Change, bench: &Bench<'_>, odds: &Odds) -> Self {
        let (mut show, mut base, mut odds) = (bench.show.clone(), bench.base.clone(), odds.clone());
        let mut same = true;
        match change {
            Change::Without(all) => {
                let gone = |on: &str, what: &str| all.iter().any(|(o, w)| o == on && *w == what);
                // Nothing is taken out of its list: by its place hang the names, and with them the luck, of the others.
                for risk in &mut odds.risks {
                    if gone(&risk.on, risk.what.name()) {
                        risk.rate = Rate::PerShow(0.0);
                    }
                    let hits = risk.also.iter_mut().filter(|h| gone(&h.on, h.what.name()));
                    hits.for_each(|h| h.chance = 0.0);
                }
                let there = base.faults.len();
                base.faults = crate::sweep::blame::players(&base);
                base.faults.retain(|f| !gone(&f.on, f.what.name()));
                same = base.faults.len() == there;
            }
            Change::Dresser => {
                show.dressers = show.dressers.saturating_add(1);
                same = false;
            }
            Change::Hand => odds.hands = odds.hands.saturating_add(1),
        }
        Self { show, base, odds, same }
    }
}

impl WhatIf {
    fn count(&mut self, plan: &Run, is: &Run, would_be: &Run) {
        let by_us = would_be.end_us - is.end_us;
        self.slip.add(would_be.end_us - plan.end_us);
        self.visible.add(would_be.totals.visible_error_us);
        self.paired.slip.add(by_us);
        self.paired.end.add(by_us);
        self.paired.visible.add(would_be.totals.visible_error_us - is.totals.visible_error_us);
        self.paired.later += u64::from(by_us > 0);
        self.paired.earlier += u64::from(by_us < 0);
    }
}

impl WhatIfs {
    fn join(&mut self, other: &Self) {
        self.slip.join(&other.slip);
        self.visible.join(&other.visible);
        for (a, b) in self.changes.iter_mut().zip(&other.changes) {
            a.slip.join(&b.slip);
            a.visible.join(&b.visible);
            a.paired.join(&b.paired);
        }
    }
}
