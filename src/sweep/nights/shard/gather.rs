//! [`Gathered`]: the shards of one sweep, all there, none twice, none of another sweep. One is added after the other, and
//! no more than the sum is kept.

use std::collections::BTreeMap;

use thiserror::Error;

use super::{Asked, Came, Part, Shard};
use crate::run::log::sha256;

/// Shards of a sweep, added up.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The first that came, and the name of its file; what came of all is added to it.
    all: Option<(String, Shard)>,
    /// What was added, by number.
    added: BTreeMap<u64, Added>,
}

#[derive(Debug)]
struct Added {
    name: String,
    sha256: String,
    is_done: bool,
}

/// A sweep that was run in shards.
#[derive(Debug)]
pub struct Merged {
    /// What it is of.
    pub of: Asked,
    /// How many shards it had.
    pub shards: u64,
    /// The file of one of them.
    pub name: String,
    /// What came of all nights.
    pub came: Came,
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
    /// They are of one sheet, and have not its lines.
    #[error("{first} and {second} have not the same cues, beats and machines, and yet are of one sheet")]
    Unlike {
        /// A file.
        first: String,
        /// Another.
        second: String,
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
    /// Adds a shard from a file of that name. The very same one may be added again.
    ///
    /// # Errors
    /// It is of another sweep than the others, or has the nights of one of them.
    pub fn add(&mut self, name: &str, shard: Shard) -> Result<(), GatherError> {
        let (part, sha256) = (shard.part, sha256(&shard.write().unwrap_or_default()));
        match &mut self.all {
            None => self.all = Some((name.to_owned(), shard)),
            Some((first, all)) => {
                let (first, second) = (first.clone(), name.to_owned());
                if let Some((what, a, b)) = all.difference(&shard) {
                    return Err(GatherError::Mixed { what, first: (first, a), second: (second, b) });
                }
                if let Some(there) = self.added.get(&part.number) {
                    let first = there.name.clone();
                    return if there.sha256 == sha256 {
                        Ok(())
                    } else {
                        Err(GatherError::Twice { part, first, second })
                    };
                }
                if !shard.came.fits(&all.came) {
                    return Err(GatherError::Unlike { first, second });
                }
                all.came.join(&shard.came);
            }
        }
        self.added.insert(part.number, Added { name: name.to_owned(), sha256, is_done: part.is_done() });
        Ok(())
    }

    /// The sweep.
    ///
    /// # Errors
    /// Shards are missing, or were not run to their end.
    pub fn finish(self) -> Result<Merged, GatherError> {
        let Some((name, Shard { part: Part { of: shards, .. }, of, came, .. })) = self.all else {
            return Err(GatherError::Nothing);
        };
        let left = |number| match self.added.get(&number) {
            None => Some(Left { number, begun: None }),
            Some(added) if added.is_done => None,
            Some(added) => Some(Left { number, begun: Some(added.name.clone()) }),
        };
        let left: Vec<Left> = (1..=shards).filter_map(left).collect();
        if left.is_empty() {
            Ok(Merged { of, shards, name, came })
        } else {
            Err(GatherError::Left { asked: Box::new(of), of: shards, left })
        }
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
