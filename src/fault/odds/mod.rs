//! [`Odds`]: what may go wrong over many nights — how often, how badly, for how long, in which state, and what else goes
//! with it. The language is docs/odds.md; the drawing is in `sweep/`.
//!
//! No base rate of failures per performance is published anywhere: a rate without a `source` is an assumption, and is
//! shown as one.

mod check;
pub(crate) mod grammar;
mod kind;
mod open;

pub use check::{check_odds, parse_odds};
pub use kind::{RiskLength, RiskStrength};
pub use open::{OpenedOdds, is_odds, odds_for, odds_of, odds_text, open_odds};

use serde::Deserialize;

use crate::sheet::FaultWord;

/// What may go wrong with a show, of a file `odds.ron` beside its sheet.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Odds {
    /// The sheet whose machines and people are named, in or below the file's own folder.
    pub show: String,
    /// For people.
    #[serde(default)]
    pub name: String,
    /// People who repair: each works on one thing at a time, and the rest waits.
    #[serde(default = "one_hand")]
    pub hands: u32,
    /// What may go wrong.
    #[serde(default)]
    pub risks: Vec<Risk>,
}

impl Default for Odds {
    fn default() -> Self {
        Self { show: String::new(), name: String::new(), hands: one_hand(), risks: Vec::new() }
    }
}

fn one_hand() -> u32 {
    1
}

/// One thing that may go wrong.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Risk {
    /// Its name in reports; `R1`, `R2` … by place where not given.
    #[serde(default)]
    pub id: String,
    /// A machine, `"caller"`, or (for `OperatorSlow`) a department's prefix.
    pub on: String,
    /// What goes wrong.
    pub what: FaultWord,
    /// How often.
    pub rate: Rate,
    /// The state in which alone it happens.
    #[serde(default)]
    pub needs: State,
    /// How badly, for kinds that have a factor, seconds or metres.
    #[serde(default)]
    pub strength: Option<Dist>,
    /// Seconds until it is over by itself.
    #[serde(default)]
    pub lasts: Option<Dist>,
    /// Seconds of a person's work until it is over, once one of the hands is free.
    #[serde(default)]
    pub repair: Option<Dist>,
    /// What goes with it at the same moment: one power feed, one network, one dresser.
    #[serde(default)]
    pub also: Vec<Hit>,
    /// Where the numbers are from; left out, or beginning with "assumption", they are nobody's measurement.
    #[serde(default)]
    pub source: String,
}

/// Something that goes wrong together with something else.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Hit {
    /// As of a risk.
    pub on: String,
    /// What goes wrong; it lasts as long as what it goes with.
    pub what: FaultWord,
    /// How badly.
    #[serde(default)]
    pub strength: Option<Dist>,
    /// Chance that it is taken along, 0 to 1.
    #[serde(default = "certain")]
    pub chance: f64,
}

fn certain() -> f64 {
    1.0
}

/// How often something goes wrong.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
pub enum Rate {
    /// So many times in a show on average, as Poisson has it, anywhere in the state it needs.
    PerShow(f64),
    /// The chance at each use, 0 to 1.
    PerUse(f64),
    /// So many times an average hour in the state it needs, as Poisson has it.
    PerHour(f64),
}

/// How a number is spread. Drawn numbers are kept within what the kind of fault allows (docs/odds.md).
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
pub enum Dist {
    /// Always the same.
    Fixed(f64),
    /// Anything between the two alike.
    Uniform(f64, f64),
    /// Log-normal, by its median and the standard deviation of its logarithm.
    LogNormal(f64, f64),
    /// Exponential, by its mean.
    Exponential(f64),
}

/// The state that something needs to go wrong.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
pub enum State {
    /// Any time.
    #[default]
    Always,
    /// While a cue works it; of a costume, a change into or out of it.
    InUse,
    /// A fog machine that has warmed up and, as planned, not cut out.
    Hot,
    /// A costume in a change into or out of it.
    QuickChange,
    /// A costume in a beat whose `needs` or `picture` asks for it.
    OnStage,
}

impl Odds {
    /// A risk's name in reports: its `id`, or `R1`, `R2` … by its place.
    pub fn risk_id(&self, i: usize) -> String {
        match self.risks.get(i) {
            Some(r) if !r.id.is_empty() => r.id.clone(),
            _ => format!("R{}", i + 1),
        }
    }

    /// How many risks rest on nobody's measurement.
    pub fn assumptions(&self) -> usize {
        self.risks.iter().filter(|r| r.is_assumption()).count()
    }
}

impl Risk {
    /// Whether nobody has measured its rate, strength and length.
    pub fn is_assumption(&self) -> bool {
        let source = self.source.trim();
        source.is_empty() || source.get(..10).is_some_and(|s| s.eq_ignore_ascii_case("assumption"))
    }

    /// What its luck hangs on: its id, else what goes wrong with what. Other risks that come and go do not touch it.
    pub fn luck_name(&self) -> String {
        if self.id.is_empty() { format!("{} {}", self.on, self.what.name()) } else { self.id.clone() }
    }
}
