//! [`Gathered`]: the shards of one sweep, all there, none twice, none of another sweep.

use std::collections::BTreeMap;

use thiserror::Error;

use super::{Asked, Came, Part, Shard};

/// All shards of a sweep.
#[derive(Debug)]
pub struct Gathered {
    /// Each with the name of its file, by number.
    shards: Vec<(String, Shard)>,
}

/// Why shards do not make a sweep.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum GatherError {
    /// There is none.
    #[error("there is no shard")]
    Nothing,
    /// They are of different sweeps.
    #[error("shards of different sweeps: the {what} is {} in {}, and {} in {}", .first.1, .first.0, .second.1, .second.0)]
    Mixed {
        /// What they differ in.
        what: &'static str,
        /// A file, and what it is there.
        first: (String, String),
        /// Another, and what it is there.
        second: (String, String),
    },
    /// The same nights are there twice, and differ.
    #[error("{first} and {second} both have nights {} to {}, and differ", .part.from, .part.to.saturating_sub(1))]
    Twice {
        /// Which part both are.
        part: Part,
        /// A file.
        first: String,
        /// Another.
        second: String,
    },
    /// Some are missing, or not run to their end.
    #[error("{} of {of} shards {} missing or unfinished", .left.len(), if .left.len() == 1 { "is" } else { "are" })]
    Left {
        /// What the sweep is of.
        asked: Box<Asked>,
        /// How many shards it has.
        of: u64,
        /// Those to run.
        left: Vec<Left>,
    },
}

/// A shard that is to be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// Which.
    pub number: u64,
    /// The file that has the beginning of it.
    pub begun: Option<String>,
}

impl Gathered {
    /// Puts shards together, each with the name of its file. The very same shard may be there again.
    ///
    /// # Errors
    /// They are of different sweeps, have the same nights, or are not all.
    pub fn new(shards: impl IntoIterator<Item = (String, Shard)>) -> Result<Self, GatherError> {
        let mut all: BTreeMap<u64, (String, Shard)> = BTreeMap::new();
        let mut first: Option<(String, Shard)> = None;
        for (name, shard) in shards {
            let (first_name, one) = first.get_or_insert_with(|| (name.clone(), shard.clone()));
            if let Some((what, a, b)) = one.difference(&shard) {
                let (first, second) = ((first_name.clone(), a), (name, b));
                return Err(GatherError::Mixed { what, first, second });
            }
            match all.get(&shard.part.number) {
                Some((_, there)) if *there == shard => {}
                Some((there, _)) => {
                    return Err(GatherError::Twice { part: shard.part, first: there.clone(), second: name });
                }
                None => {
                    all.insert(shard.part.number, (name, shard));
                }
            }
        }
        let Some((_, Shard { part: Part { of, .. }, of: asked, .. })) = first else { return Err(GatherError::Nothing) };
        let left: Vec<Left> = (1..=of)
            .filter_map(|number| match all.get(&number) {
                None => Some(Left { number, begun: None }),
                Some((_, shard)) if shard.part.is_done() => None,
                Some((name, _)) => Some(Left { number, begun: Some(name.clone()) }),
            })
            .collect();
        if left.is_empty() {
            Ok(Self { shards: all.into_values().collect() })
        } else {
            Err(GatherError::Left { asked: Box::new(asked), of, left })
        }
    }

    /// The first, and the name of its file.
    pub fn first(&self) -> Option<(&str, &Shard)> {
        self.shards.first().map(|(name, shard)| (name.as_str(), shard))
    }

    /// How many shards there are.
    pub fn len(&self) -> usize {
        self.shards.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.shards.is_empty()
    }

    /// What came of all nights. `nothing` is no night yet of the sweep's sheets.
    ///
    /// # Errors
    /// The name of a shard that has not a line for each cue, beat and machine of the sheets.
    pub fn join(&self, nothing: Came) -> Result<Came, &str> {
        let mut all = nothing;
        for (name, shard) in &self.shards {
            if !shard.came.fits(&all) {
                return Err(name);
            }
            all.join(&shard.came);
        }
        Ok(all)
    }
}

impl Shard {
    /// What two shards of one sweep have to be the same in, and are not: the first such thing, and what it is in each.
    pub fn difference(&self, other: &Self) -> Option<(&'static str, String, String)> {
        let unlike = |what, a: &dyn ToString, b: &dyn ToString| {
            let (a, b) = (a.to_string(), b.to_string());
            (a != b).then_some((what, a, b))
        };
        self.of
            .difference(&other.of)
            .or_else(|| unlike("number of shards", &self.part.of, &other.part.of))
            .or_else(|| unlike("version of drytech", &self.drytech, &other.drytech))
    }
}
