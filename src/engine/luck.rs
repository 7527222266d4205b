//! Luck: every draw is a pure function of (seed, what it is for, which one), never of the order of drawing (design §4).

use std::f64::consts::TAU;

/// What a draw is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The length of a beat.
    Beat = 1,
    /// An operator's reaction to one cue's GO.
    Reaction = 2,
    /// The length of a quick change.
    Change = 3,
    /// Whether a fault happens.
    Chance = 4,
    /// What a campaign tries.
    Campaign = 5,
    /// Which surprises a rehearsal has.
    Gremlin = 6,
    /// How a scripted person calls.
    Person = 7,
}

/// One step of SplitMix64 (Steele, Lea, Flood 2014): a bijection that mixes all bits.
fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// What a name contributes to its draws: FNV-1a, 64 bits. A name keeps its luck when others come and go.
pub fn name_key(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3))
}

fn word(seed: u64, purpose: Purpose, key: u64, nth: u64) -> u64 {
    mix(mix(mix(mix(seed) ^ purpose as u64) ^ key) ^ nth)
}

/// A draw in [0, 1).
pub fn uniform(seed: u64, purpose: Purpose, key: u64, nth: u64) -> f64 {
    (word(seed, purpose, key, nth) >> 11) as f64 / (1_u64 << 53) as f64
}

/// A log-normal factor of median 1 (Box–Muller on two keyed draws).
pub fn log_normal(seed: u64, purpose: Purpose, key: u64, nth: u64, sigma: f64) -> f64 {
    let a = 1.0 - uniform(seed, purpose, key, 2 * nth);
    let b = uniform(seed, purpose, key, 2 * nth + 1);
    let z = (-2.0 * libm::log(a)).sqrt() * libm::cos(TAU * b);
    libm::exp(sigma * z)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_have_known_answers() {
        assert_eq!(mix(0), 0xe220_a839_7b1d_cdaf, "SplitMix64's first output for seed 0");
        assert_eq!(name_key("a"), 0xaf63_dc4c_8601_ec8c, "FNV-1a's published value");
    }

    #[test]
    fn a_log_normal_factor_has_median_one() {
        let above = (0..20_000).filter(|i| log_normal(7, Purpose::Beat, *i, 0, 0.3) > 1.0).count();
        assert!((9_700..10_300).contains(&above), "{above} of 20000 above the median");
    }
}
