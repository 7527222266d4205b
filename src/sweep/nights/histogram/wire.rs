//! A histogram in a file: only the bins that are not empty, and whole numbers that no reader rounds.

use serde::{Deserialize, Serialize};

use super::Histogram;
use crate::sweep::nights::shard::{FARTHEST_US, NIGHTS_MAX, whole};

/// What is written. A bin is its place, and how many are in it.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wire {
    bits: u32,
    count: u64,
    #[serde(with = "whole")]
    sum: i128,
    #[serde(with = "whole")]
    squares: i128,
    least: Option<i64>,
    most: Option<i64>,
    bins: Vec<(i32, u64)>,
}

impl From<Histogram> for Wire {
    fn from(h: Histogram) -> Self {
        let bins = h.counts.iter().enumerate().filter(|(_, n)| **n > 0).map(|(i, n)| (h.first + i as i32, *n));
        Self {
            bits: h.bits,
            count: h.count,
            sum: h.sum,
            squares: h.squares,
            least: h.least(),
            most: h.most(),
            bins: bins.collect(),
        }
    }
}

impl TryFrom<Wire> for Histogram {
    type Error = &'static str;

    /// Whatever is let in can be joined and told without a number that does not fit.
    fn try_from(wire: Wire) -> Result<Self, Self::Error> {
        if !(2..=16).contains(&wire.bits) {
            return Err("a histogram has 2 to 16 bits");
        }
        let mut h = Self::new(wire.bits);
        let (Some(least), Some(most)) = (wire.least, wire.most) else {
            let nothing = wire.count == 0 && wire.sum == 0 && wire.squares == 0 && wire.bins.is_empty();
            return if nothing && wire.least == wire.most { Ok(h) } else { Err("a histogram of nothing has numbers") };
        };
        if least > most || least < -FARTHEST_US || most > FARTHEST_US {
            return Err("a histogram's least and most are none");
        }
        let ends = wire.bins.first().zip(wire.bins.last());
        if ends.is_none_or(|(first, last)| (first.0, last.0) != (h.bin(least), h.bin(most))) {
            return Err("a histogram's bins do not go from its least to its most");
        }
        if !wire.bins.is_sorted_by(|a, b| a.0 < b.0) {
            return Err("a histogram's bins are out of order");
        }
        let all = wire.bins.iter().try_fold(0_u64, |sum, (_, n)| (*n > 0).then(|| sum.checked_add(*n)).flatten());
        if all != Some(wire.count) || wire.count > NIGHTS_MAX {
            return Err("a histogram's bins do not add up to its count");
        }
        let (n, farthest) = (i128::from(wire.count), i128::from(least.abs().max(most.abs())));
        let in_range = (n * i128::from(least)..=n * i128::from(most)).contains(&wire.sum);
        if !in_range || !(0..=n * farthest * farthest).contains(&wire.squares) {
            return Err("a histogram's sums are not those of its bins");
        }
        (h.count, h.sum, h.squares, h.least, h.most) = (wire.count, wire.sum, wire.squares, least, most);
        wire.bins.iter().for_each(|(bin, n)| h.put(*bin, *n));
        Ok(h)
    }
}
