//! [`Shard`]: a part of a sweep's nights, and what came of them, as text. Shards that were run anywhere join to what one
//! run of all nights gives, to the bit ([`Gathered`]); one that was killed goes on where it was written last.

mod check;
mod gather;
mod go_on;
mod numbers;
mod text;

pub use gather::{GatherError, Gathered, Left, Merged};
pub use go_on::came;
pub(crate) use numbers::{whole, wholes};
pub use text::ShardError;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::Sweep;
use super::season::{Paired, Season};

/// The file's format, which is also that of what is counted: a reader refuses any other.
pub const FORMAT: u32 = 1;

/// What every shard's `kind` says.
pub const KIND: &str = "drytech sweep shard";

/// Most nights of a sweep in shards: so many of two years each still add up in whole numbers.
pub const NIGHTS_MAX: u64 = 8_000_000_000;

/// Most shards of a sweep.
pub const SHARDS_MAX: u64 = 100_000;

/// Farthest from nothing that a number of one night may be, µs: two years.
pub(crate) const FARTHEST_US: i64 = 1 << 46;

/// A part of a sweep's nights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shard {
    /// The `CARGO_PKG_VERSION` of who ran it.
    pub drytech: String,
    /// What the sweep is of.
    pub of: Asked,
    /// Which part.
    pub part: Part,
    /// What came of those nights that were run.
    pub came: Came,
}

/// What a sweep is of: all that decides what its nights are, and the names it was called with.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The engine's meaning of the language.
    pub semantics: u32,
    /// The sheet or scenario.
    pub first: Base,
    /// What it is compared with.
    pub second: Option<Base>,
    /// The odds' file, as it was typed.
    pub odds: String,
    /// SHA-256 of the odds.
    pub odds_sha256: String,
    /// What every draw is a function of.
    pub seed: u64,
    /// What the rates are scaled by, as the shortest text that is exactly that number.
    pub strength: String,
    /// Nights of the whole sweep.
    pub nights: u64,
}

/// A sheet, or a scenario with its sheet: what every night has.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Base {
    /// The file, as it was typed.
    pub file: String,
    /// SHA-256 of the sheet.
    pub sheet_sha256: String,
    /// SHA-256 of the scenario, decisions and all; `None` when the sheet ran as written.
    pub scenario_sha256: Option<String>,
}

/// Which part of a sweep a shard is.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// From 1.
    pub number: u64,
    /// Of how many.
    pub of: u64,
    /// Its first night.
    pub from: u64,
    /// The night after its last.
    pub to: u64,
    /// Nights that were run, from its first on.
    pub done: u64,
}

/// What came of nights of one sheet, or of two under the same luck.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Came {
    /// Of the first sheet.
    pub season: Season,
    /// Of the second, and of the pairs.
    pub against: Option<Against>,
}

/// What came of the second sheet.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Against {
    /// Of the second sheet.
    pub season: Season,
    /// Of the pairs.
    pub paired: Paired,
}

impl Part {
    /// The `number`-th of so many parts of so many nights, with none run yet. Parts are as long as one another, but for
    /// one night. None unless `number` is from 1 to `of`, and `of` no more than the nights and [`SHARDS_MAX`].
    pub fn new(number: u64, of: u64, nights: u64) -> Option<Self> {
        let inside = (1..=of).contains(&number) && of <= nights.min(SHARDS_MAX) && nights <= NIGHTS_MAX;
        // Within the limits a product of the two fits.
        let cut = |k: u64| nights * k / of;
        inside.then(|| Self { number, of, from: cut(number - 1), to: cut(number), done: 0 })
    }

    /// Whether all its nights were run.
    pub fn is_done(&self) -> bool {
        self.done == self.to - self.from
    }

    /// The nights that are left.
    pub fn left(&self) -> Range<u64> {
        self.from + self.done..self.to
    }

    /// What its file is called, so that a listing has them in order.
    pub fn file_name(&self) -> String {
        let width = self.of.to_string().len();
        format!("shard-{:0width$}-of-{}.jsonl", self.number, self.of)
    }
}

impl Came {
    /// No night yet, of these sweeps.
    pub fn nothing(first: &Sweep<'_>, second: Option<&Sweep<'_>>) -> Self {
        let against = second.map(|s| Against { season: s.nothing(), paired: Paired::default() });
        Self { season: first.nothing(), against }
    }

    /// Puts another one's nights, of the same sheets and odds, to these.
    pub fn join(&mut self, other: &Self) {
        self.season.join(&other.season);
        if let Some((a, b)) = self.against.as_mut().zip(other.against.as_ref()) {
            a.season.join(&b.season);
            a.paired.join(&b.paired);
        }
    }
}

impl Asked {
    /// The strength as a number; [`Shard::read`] lets in nothing that is none.
    pub fn strength(&self) -> f64 {
        self.strength.parse().unwrap_or(1.0)
    }

    /// What both have to be the same in, and are not: the first such thing, and what it is in each.
    pub fn difference(&self, other: &Self) -> Option<(&'static str, String, String)> {
        // The beginning of a hash is enough to tell two apart by eye.
        let shown = |text: String| match text.char_indices().nth(12) {
            Some((end, _)) if text.len() == 64 => format!("{}…", &text[..end]),
            _ => text,
        };
        let mut pairs = self.told().into_iter().zip(other.told());
        pairs.find(|((_, a), (_, b))| a != b).map(|((what, a), (_, b))| (what, shown(a), shown(b)))
    }

    /// Everything that decides what the nights are. Names are left out: the same text may be called differently.
    fn told(&self) -> Vec<(&'static str, String)> {
        let none = || "none".to_owned();
        let scenario = |n: &Base| n.scenario_sha256.clone().unwrap_or_else(none);
        let second = self.second.as_ref();
        vec![
            ("engine semantics", self.semantics.to_string()),
            ("sheet (SHA-256)", self.first.sheet_sha256.clone()),
            ("scenario (SHA-256)", scenario(&self.first)),
            ("sheet that is compared (SHA-256)", second.map_or_else(none, |n| n.sheet_sha256.clone())),
            ("scenario that is compared (SHA-256)", second.map_or_else(none, scenario)),
            ("odds (SHA-256)", self.odds_sha256.clone()),
            ("seed", self.seed.to_string()),
            ("strength", self.strength.clone()),
            ("number of nights", self.nights.to_string()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_follow_each_other_and_are_as_long_but_for_one_night() {
        for (nights, of) in [(1, 1), (7, 7), (20, 7), (4096, 3), (NIGHTS_MAX, SHARDS_MAX)] {
            let mut next = 0;
            for number in 1..=of {
                let part = Part::new(number, of, nights).expect("it is inside");
                assert_eq!(part.from, next, "{number} of {of}");
                let length = part.to - part.from;
                assert!(length == nights / of || length == nights / of + 1, "{number} of {of}: {length}");
                next = part.to;
            }
            assert_eq!(next, nights);
        }
        for (number, of, nights) in [(0, 1, 9), (2, 1, 9), (1, 10, 9), (1, 0, 9), (1, SHARDS_MAX + 1, NIGHTS_MAX)] {
            assert_eq!(Part::new(number, of, nights), None, "{number} of {of}, {nights} nights");
        }
        assert_eq!(Part::new(3, 12, 99).expect("it is inside").file_name(), "shard-03-of-12.jsonl");
    }
}
