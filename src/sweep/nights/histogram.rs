//! [`Histogram`]: how often what came, in whole numbers, so that neither the order of the nights nor their division among
//! threads and machines can change a digit. Its memory has a limit that has nothing to do with how many there are.

mod wire;

use serde::{Deserialize, Serialize};

/// Two-sided 95 % of a normal distribution.
pub const Z_95: f64 = 1.959_963_984_540_054;

/// Counts of whole microseconds, kept to the millisecond up to 2^`bits` ms, and to a part in 2^(`bits` − 1) above.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(into = "wire::Wire", try_from = "wire::Wire")]
pub struct Histogram {
    bits: u32,
    /// The bin of `counts[0]`.
    first: i32,
    counts: Vec<u64>,
    count: u64,
    sum: i128,
    squares: i128,
    least: i64,
    most: i64,
}

/// A number with the 95 % interval around it, µs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// The number.
    pub us: i64,
    /// From.
    pub from_us: i64,
    /// To.
    pub to_us: i64,
}

/// A share, 0 to 1, with the 95 % interval around it (Wilson 1927).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chance {
    /// The share.
    pub share: f64,
    /// From.
    pub from: f64,
    /// To.
    pub to: f64,
}

impl Chance {
    /// `hits` of `of`.
    pub fn of(hits: u64, of: u64) -> Self {
        if of == 0 {
            return Self { share: 0.0, from: 0.0, to: 1.0 };
        }
        let (n, p) = (of as f64, hits as f64 / of as f64);
        let z2 = Z_95 * Z_95;
        let middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
        let half = Z_95 / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
        // Where nothing, or everything, was a hit, rounding may leave the share outside by a hair.
        Self { share: p, from: (middle - half).clamp(0.0, p), to: (middle + half).clamp(p, 1.0) }
    }
}

/// n Σx² − (Σx)² in whole numbers, where nothing cancels; of more than whole numbers can hold, nearly.
pub(super) fn spread(n: u64, sum: i128, squares: i128) -> f64 {
    match i128::from(n).checked_mul(squares).zip(sum.checked_mul(sum)) {
        Some((a, b)) => a.saturating_sub(b) as f64,
        None => n as f64 * squares as f64 - sum as f64 * sum as f64,
    }
}

impl Histogram {
    /// Nothing counted yet. 11 bits are fine, 8 are small.
    pub fn new(bits: u32) -> Self {
        let bits = bits.clamp(2, 16);
        Self { bits, first: 0, counts: Vec::new(), count: 0, sum: 0, squares: 0, least: i64::MAX, most: i64::MIN }
    }

    /// Counts one.
    pub fn add(&mut self, us: i64) {
        self.put(self.bin(us), 1);
        self.count += 1;
        self.sum += i128::from(us);
        self.squares += i128::from(us) * i128::from(us);
        self.least = self.least.min(us);
        self.most = self.most.max(us);
    }

    /// Puts another one's counts to these.
    pub fn join(&mut self, other: &Self) {
        debug_assert_eq!(self.bits, other.bits, "histograms of one kind");
        for (i, n) in other.counts.iter().enumerate().filter(|(_, n)| **n > 0) {
            self.put(other.first + i as i32, *n);
        }
        self.count += other.count;
        self.sum += other.sum;
        self.squares += other.squares;
        self.least = self.least.min(other.least);
        self.most = self.most.max(other.most);
    }

    fn put(&mut self, bin: i32, n: u64) {
        if self.counts.is_empty() {
            self.first = bin;
        }
        if bin < self.first {
            let more = (self.first - bin) as usize;
            self.counts.splice(0..0, std::iter::repeat_n(0, more));
            self.first = bin;
        }
        let at = (bin - self.first) as usize;
        if at >= self.counts.len() {
            self.counts.resize(at + 1, 0);
        }
        self.counts[at] += n;
    }

    fn bin(&self, us: i64) -> i32 {
        let ms = (us.unsigned_abs() + 500) / 1000;
        let length = 64 - ms.leading_zeros();
        let bin = if length <= self.bits {
            ms as i32
        } else {
            let shift = length - self.bits;
            let half = 1_i32 << (self.bits - 1);
            half * (shift as i32 + 1) + (ms >> shift) as i32 - half
        };
        if us < 0 { -bin } else { bin }
    }

    /// The middle of a bin, µs.
    fn middle(&self, bin: i32) -> i64 {
        let size = bin.unsigned_abs();
        let half = 1_u32 << (self.bits - 1);
        let ms = if size < 2 * half {
            i64::from(size)
        } else {
            let shift = size / half - 1;
            (i64::from(size % half + half) << shift) + (1_i64 << (shift - 1))
        };
        if bin < 0 { -1000 * ms } else { 1000 * ms }
    }

    /// How fine it is.
    pub fn bits(&self) -> u32 {
        self.bits
    }

    /// How many were counted.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Their sum, µs.
    pub fn sum(&self) -> i128 {
        self.sum
    }

    /// The sum of their squares, µs².
    pub fn squares(&self) -> i128 {
        self.squares
    }

    /// The least, exactly, µs.
    pub fn least(&self) -> Option<i64> {
        (self.count > 0).then_some(self.least)
    }

    /// The most, exactly, µs.
    pub fn most(&self) -> Option<i64> {
        (self.count > 0).then_some(self.most)
    }

    /// The mean, with the interval that the normal distribution gives.
    pub fn mean(&self) -> Option<Estimate> {
        if self.count == 0 {
            return None;
        }
        let n = self.count as f64;
        let mean = self.sum as f64 / n;
        let spread = spread(self.count, self.sum, self.squares);
        let half = if self.count > 1 { Z_95 * (spread / (n * (n - 1.0)) / n).sqrt() } else { 0.0 };
        Some(Estimate {
            us: mean.round() as i64,
            from_us: (mean - half).round() as i64,
            to_us: (mean + half).round() as i64,
        })
    }

    /// The value of which `share`, 0 to 1, lie at or below it, to the bin; with the interval that the order statistics
    /// give (the binomial distribution of how many lie below the true value, by its normal approximation). None while
    /// there are too few for the interval.
    pub fn quantile(&self, share: f64) -> Option<Estimate> {
        if self.count == 0 {
            return None;
        }
        let n = self.count as f64;
        let half = Z_95 * (n * share * (1.0 - share)).sqrt();
        let (low, high) = ((n * share - half).floor(), (n * share + half).ceil() + 1.0);
        if low < 1.0 || high > n {
            return None;
        }
        let of = |rank: f64| self.nth(rank as u64);
        Some(Estimate { us: of((n * share).ceil().max(1.0)), from_us: of(low), to_us: of(high) })
    }

    /// The value of a rank, from 1, to the bin.
    pub fn nth(&self, rank: u64) -> i64 {
        let mut below = 0;
        for (i, n) in self.counts.iter().enumerate() {
            below += n;
            if below >= rank {
                return self.middle(self.first + i as i32).clamp(self.least, self.most);
            }
        }
        self.most
    }

    /// How many are at most `us`, to the bin.
    pub fn at_most(&self, us: i64) -> u64 {
        let last = self.bin(us);
        let within = self.counts.iter().enumerate().take_while(|(i, _)| self.first + *i as i32 <= last);
        within.map(|(_, n)| n).sum()
    }

    /// Every bin that is not empty: its middle, µs, and how many.
    pub fn bins(&self) -> impl Iterator<Item = (i64, u64)> + '_ {
        let bins = self.counts.iter().enumerate().filter(|(_, n)| **n > 0);
        bins.map(|(i, n)| (self.middle(self.first + i as i32), *n))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[i64]) -> Histogram {
        let mut h = Histogram::new(8);
        values.iter().for_each(|v| h.add(*v));
        h
    }

    #[test]
    fn a_value_is_kept_to_the_millisecond_and_then_to_a_part_in_many() {
        for bits in [8, 11] {
            let h = Histogram::new(bits);
            let mut last = i32::MIN;
            for ms in -3_000_000..3_000_000_i64 {
                let bin = h.bin(1000 * ms);
                assert!(bin == last || bin == last + 1 || last == i32::MIN, "{ms} ms: bins without a gap");
                last = bin;
                let off = (h.middle(bin) - 1000 * ms).abs();
                let most = if ms.abs() < 1 << bits { 0 } else { (1000 * ms.abs()) >> (bits - 1) };
                assert!(off <= most, "{ms} ms is off by {off} µs of {most}");
            }
        }
    }

    #[test]
    fn zero_is_zero_and_what_is_a_hair_off_is_so_too() {
        let h = of(&[0, 400, -400]);
        assert_eq!(h.nth(2), 0);
        assert_eq!((h.least(), h.most(), h.sum()), (Some(-400), Some(400), 0));
    }

    #[test]
    fn joined_in_any_order_they_are_the_same() {
        let values: Vec<i64> = (0..500).map(|i| (i * 7_919_i64 % 1000 - 300) * 12_345).collect();
        let whole = of(&values);
        for cut in [1, 100, 499] {
            let (mut a, b) = (of(&values[..cut]), of(&values[cut..]));
            let mut c = b.clone();
            c.join(&a);
            a.join(&b);
            let mut nothing = Histogram::new(8);
            nothing.join(&a);
            let bins = |h: &Histogram| h.bins().collect::<Vec<_>>();
            for h in [&a, &c, &nothing] {
                assert_eq!(bins(h), bins(&whole));
                assert_eq!((h.count(), h.sum(), h.mean()), (whole.count(), whole.sum(), whole.mean()));
            }
        }
    }

    #[test]
    fn quantiles_are_order_statistics_and_need_enough_of_them() {
        let h = of(&(1..=100).map(|i| i * 1000).collect::<Vec<_>>());
        let median = h.quantile(0.5).expect("100 are enough for a median");
        assert_eq!((median.us, median.from_us, median.to_us), (50_000, 40_000, 61_000));
        assert_eq!(h.quantile(0.99), None);
        assert_eq!(h.at_most(25_000), 25);
        assert_eq!(of(&[]).mean(), None);
    }

    #[test]
    fn a_share_has_its_interval() {
        let half = Chance::of(50, 100);
        // Wilson's interval of 50 in 100: 0.4038 to 0.5962.
        assert!((half.from - 0.4038).abs() < 1e-4 && (half.to - 0.5962).abs() < 1e-4);
        assert_eq!(Chance::of(0, 10).from, 0.0);
        assert_eq!(Chance::of(10, 10).to, 1.0);
    }
}
