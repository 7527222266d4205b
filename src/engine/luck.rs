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
    /// The seed of one night of many.
    Night = 6,
    /// Whether and how often a risk comes true.
    Risk = 7,
    /// When in its use or state it does.
    Moment = 8,
    /// How strong it is.
    Strength = 9,
    /// How long it lasts, or takes to repair.
    Length = 10,
    /// Whether it takes something else along.
    Along = 11,
    /// The order in which blame is shared out.
    Blame = 12,
    /// Which surprises a rehearsal has.
    Gremlin = 13,
    /// How a scripted person calls.
    Person = 14,
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

/// The seed of night `nth` of many: a pure function of the seed and the night.
pub fn night_seed(seed: u64, nth: u64) -> u64 {
    word(seed, Purpose::Night, 0, nth)
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
    fn the_seed_of_a_night_has_a_known_answer() {
        assert_eq!(night_seed(1, 0), mix(mix(mix(mix(1) ^ 6))));
        assert_ne!(night_seed(1, 0), night_seed(1, 1));
        assert_ne!(night_seed(1, 1), night_seed(2, 0));
    }

    #[test]
    fn a_log_normal_factor_has_median_one() {
        let above = (0..20_000).filter(|i| log_normal(7, Purpose::Beat, *i, 0, 0.3) > 1.0).count();
        assert!((9_700..10_300).contains(&above), "{above} of 20000 above the median");
    }
}
