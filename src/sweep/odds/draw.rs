//! The draws themselves: which risks come true, when, how strongly and for how long; and who repairs what first.

use super::windows::{Window, windows};
use crate::engine::luck::{self, Purpose, name_key};
use crate::fault::Fault;
use crate::fault::odds::{Dist, Odds, Rate, Risk, RiskLength};
use crate::machine::micros;
use crate::run::Run;
use crate::sheet::Show;

/// Most that rates may be scaled by.
pub const STRENGTH_MAX: f64 = 100.0;

/// Most times one risk comes true in a night: nothing sensible has as many, and a night must have an end.
const TIMES_MAX: u64 = 1000;

/// Most seconds that anything drawn lasts: a day.
const SECONDS_MAX: f64 = 86_400.0;

/// Odds loaded for one sheet and its plan.
#[derive(Clone, Debug)]
pub struct Dice<'a> {
    odds: &'a Odds,
    show: &'a Show,
    plan: &'a Run,
    loaded: Vec<Loaded>,
}

#[derive(Clone, Debug)]
struct Loaded {
    id: String,
    key: u64,
    windows: Vec<Window>,
    /// Of all windows, µs.
    length_us: i64,
}

/// A fault of a night, and the risk that came true.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// The fault.
    pub fault: Fault,
    /// The risk, by its place in the odds.
    pub risk: usize,
    /// When it would begin if all else went as planned, µs.
    pub planned_us: i64,
}

/// A risk that came true.
struct Struck {
    risk: usize,
    window: Window,
    at_us: i64,
    /// What its further draws hang on.
    key: u64,
    nth: u64,
    /// Seconds it lasts, where that is known.
    seconds: Option<f64>,
    /// How many times it did before.
    before: usize,
}

impl<'a> Dice<'a> {
    /// Loads odds, which were checked against the sheet, for its plan.
    pub fn new(odds: &'a Odds, show: &'a Show, plan: &'a Run) -> Self {
        let load = |(i, risk): (usize, &Risk)| {
            let windows = windows(show, plan, risk, matches!(risk.rate, Rate::PerUse(_)));
            let length_us = windows.iter().map(Window::length_us).sum();
            Loaded { id: odds.risk_id(i), key: name_key(&risk.luck_name()), windows, length_us }
        };
        Self { odds, show, plan, loaded: odds.risks.iter().enumerate().map(load).collect() }
    }

    /// The faults of one night; as [`Odds::night`].
    pub fn night(&self, seed: u64, night: u64, strength: f64) -> Vec<Fault> {
        self.draw(seed, night, strength).into_iter().map(|d| d.fault).collect()
    }

    /// The faults of one night, each with its risk, by their moment in the plan.
    pub fn draw(&self, seed: u64, night: u64, strength: f64) -> Vec<Drawn> {
        let seed = luck::night_seed(seed, night);
        let mut struck = Vec::new();
        for i in 0..self.loaded.len() {
            self.strike(i, seed, strength.clamp(0.0, STRENGTH_MAX), &mut struck);
        }
        struck.sort_by_key(|s| s.at_us);
        self.repair(seed, &mut struck);
        let mut out = Vec::with_capacity(struck.len());
        for s in &struck {
            self.faults(seed, s, &mut out);
        }
        out
    }

    /// How often a risk comes true in a show on average, if all goes as planned.
    pub fn times(&self, risk: usize) -> f64 {
        let loaded = &self.loaded[risk];
        match self.odds.risks[risk].rate {
            Rate::PerUse(chance) => chance * loaded.windows.len() as f64,
            Rate::PerShow(times) if loaded.windows.is_empty() => 0.0 * times,
            Rate::PerShow(times) => times,
            Rate::PerHour(times) => times * loaded.length_us as f64 / 3.6e9,
        }
    }

    /// Whether and when a risk comes true.
    fn strike(&self, i: usize, seed: u64, strength: f64, out: &mut Vec<Struck>) {
        let loaded = &self.loaded[i];
        let first = out.len();
        let push = |window: Window, at_us: i64, key: u64, nth: u64, out: &mut Vec<Struck>| {
            let before = out.len() - first;
            out.push(Struck { risk: i, window, at_us, key, nth, seconds: None, before });
        };
        if let Rate::PerUse(chance) = self.odds.risks[i].rate {
            // As if there were `strength` times as many uses.
            let chance = 1.0 - libm::pow(1.0 - chance, strength);
            for window in &loaded.windows {
                let key = loaded.key ^ window.key.rotate_left(17);
                if luck::uniform(seed, Purpose::Risk, key, 0) < chance {
                    let into = luck::uniform(seed, Purpose::Moment, key, 0) * window.length_us() as f64;
                    push(*window, window.from_us + into as i64, key, 0, out);
                }
            }
            return;
        }
        // Poisson: the waits between one and the next are exponential. More strength only brings more and sooner.
        let mean = self.times(i) * strength;
        let mut waited = 0.0;
        for nth in 0..TIMES_MAX {
            waited -= libm::log(1.0 - luck::uniform(seed, Purpose::Risk, loaded.key, nth));
            if waited > mean {
                return;
            }
            let share = luck::uniform(seed, Purpose::Moment, loaded.key, nth);
            if let Some((window, at_us)) = loaded.at(share) {
                push(window, at_us, loaded.key, nth, out);
            }
        }
    }

    /// How long each lasts: by itself, or until a hand was free and has done its work. Served in the order of the plan.
    fn repair(&self, seed: u64, struck: &mut [Struck]) {
        let mut free_us = vec![0_i64; self.odds.hands as usize];
        for s in struck {
            let risk = &self.odds.risks[s.risk];
            let draw = |dist: Dist| sample(dist, seed, Purpose::Length, s.key, s.nth).clamp(0.0, SECONDS_MAX);
            s.seconds = match (risk.lasts, risk.repair) {
                (Some(lasts), _) => Some(draw(lasts)),
                (None, Some(work)) => free_us.iter_mut().min().map(|free| {
                    let done_us = s.at_us.max(*free) + micros(draw(work));
                    *free = done_us;
                    (done_us - s.at_us) as f64 * 1e-6
                }),
                (None, None) => None,
            };
        }
    }

    /// The faults of a risk that came true: its own, and what it takes along.
    fn faults(&self, seed: u64, s: &Struck, out: &mut Vec<Drawn>) {
        let risk = &self.odds.risks[s.risk];
        let when = s.window.time(self.show, self.plan, s.at_us);
        let of = s.window.go().map_or(risk.on.as_str(), |c| &self.show.cues[c].number);
        let id = match s.before {
            0 => self.loaded[s.risk].id.clone(),
            n => format!("{}.{}", self.loaded[s.risk].id, n + 1),
        };
        let strength = |dist: Option<Dist>, nth: u64| {
            dist.map_or(1.0, |d| sample(d, seed, Purpose::Strength, s.key ^ nth.rotate_left(40), s.nth))
        };
        let mut push = |id: String, on: &str, kind: crate::sheet::FaultWord, drawn: f64, of: &str| {
            let what = kind.fault(kind.within(drawn), s.seconds.unwrap_or(0.0), of);
            let lasts = s.seconds.filter(|_| kind.length() == RiskLength::Open);
            let fault = Fault { id, lasts, ..Fault::new(on, what, when.clone()) };
            out.push(Drawn { fault, risk: s.risk, planned_us: s.at_us });
        };
        push(id.clone(), &risk.on, risk.what, strength(risk.strength, 0), of);
        for (i, hit) in risk.also.iter().enumerate() {
            let nth = i as u64 + 1;
            let key = s.key ^ name_key(&hit.on).rotate_left(31);
            if luck::uniform(seed, Purpose::Along, key, s.nth) < hit.chance {
                push(format!("{id}/{}", hit.on), &hit.on, hit.what, strength(hit.strength, nth), &hit.on);
            }
        }
    }
}

impl Loaded {
    /// The moment at a share, 0 to 1, of all windows laid end to end; of windows that take no time, one of them.
    fn at(&self, share: f64) -> Option<(Window, i64)> {
        if self.length_us == 0 {
            let i = (share * self.windows.len() as f64) as usize;
            return self.windows.get(i).map(|w| (*w, w.from_us));
        }
        let mut left = (share * self.length_us as f64) as i64;
        for window in &self.windows {
            if left < window.length_us() {
                return Some((*window, window.from_us + left));
            }
            left -= window.length_us();
        }
        None
    }
}

/// A number of a distribution.
fn sample(dist: Dist, seed: u64, purpose: Purpose, key: u64, nth: u64) -> f64 {
    match dist {
        Dist::Fixed(value) => value,
        Dist::Uniform(from, to) => from + (to - from) * luck::uniform(seed, purpose, key, nth),
        Dist::LogNormal(median, sigma) => median * luck::log_normal(seed, purpose, key, nth, sigma),
        Dist::Exponential(mean) => -mean * libm::log(1.0 - luck::uniform(seed, purpose, key, nth)),
    }
}
