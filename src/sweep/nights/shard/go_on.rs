//! Running what is left of a shard, block by block.

use std::ops::Range;
use std::sync::atomic::Ordering;

use super::{Against, Came, Shard};
use crate::engine::ScoreError;
use crate::sweep::Watch;
use crate::sweep::nights::{BLOCK, Enough, Sweep};

/// What came of nights of one sheet, or of two.
///
/// # Errors
/// The odds name something one of the sheets does not have.
pub fn came(
    first: &Sweep<'_>,
    second: Option<&Sweep<'_>>,
    nights: Range<u64>,
    enough: Enough,
    watch: &Watch,
) -> Result<Came, ScoreError> {
    Ok(match second {
        None => Came { season: first.nights(nights, enough, watch)?, against: None },
        Some(second) => {
            let (season, other, paired) = first.against(second, nights, enough, watch)?;
            Came { season, against: Some(Against { season: other, paired }) }
        }
    })
}

impl Shard {
    /// Runs what is left. After each block of nights `keep` may write it down; it says whether to go on. What comes of
    /// it does not depend on how often it was stopped.
    ///
    /// # Errors
    /// The odds name something one of the sheets does not have.
    pub fn go_on(
        &mut self,
        first: &Sweep<'_>,
        second: Option<&Sweep<'_>>,
        watch: &Watch,
        keep: &mut dyn FnMut(&Self) -> bool,
    ) -> Result<(), ScoreError> {
        let left = self.part.left();
        watch.space.store(left.end - left.start, Ordering::Relaxed);
        let mut from = left.start;
        while from < left.end && !watch.stop.load(Ordering::Relaxed) {
            let to = left.end.min(from + BLOCK);
            let block = came(first, second, from..to, Enough::default(), watch)?;
            if block.season.nights < to - from {
                // It was stopped in between: part of a block is no place to go on from.
                break;
            }
            self.came.join(&block);
            self.part.done += to - from;
            // The watch is to tell of all nights, not of the last block.
            Enough::default().of(&self.came.season, watch);
            from = to;
            if !keep(self) {
                break;
            }
        }
        Ok(())
    }
}
