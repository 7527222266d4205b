//! What can move, and how? A file per machine: its commands, its faults, its law in closed form, its exact crossing
//! times, and its sample at any instant.

pub mod air;
pub mod axis;
pub mod costume;
pub mod curve;
pub mod fog;
pub mod light;
pub mod sound;

/// Seconds in a microsecond.
pub const MICRO: f64 = 1e-6;

/// Standard gravity, m/s² (design §3.5: the power cap is power / (mass · 9.80665)).
pub const GRAVITY: f64 = 9.80665;

/// A time that never comes.
pub const NEVER: i64 = i64::MAX;

/// A duration in seconds as whole microseconds, half away from zero (rule 1). Saturates.
pub fn micros(seconds: f64) -> i64 {
    // As `round`, halves away from 0, without the call into the C library that it is on most processors.
    let us = seconds * 1e6;
    let whole = us as i64;
    let rest = us - whole as f64;
    whole.saturating_add(i64::from(rest >= 0.5)).saturating_sub(i64::from(rest <= -0.5))
}

/// Seconds between two instants.
pub fn seconds_between(from_us: i64, to_us: i64) -> f64 {
    (to_us - from_us) as f64 * MICRO
}

/// The instant `seconds` after `from_us`, or [`NEVER`] when that is not a time within reach.
pub fn after(from_us: i64, seconds: f64) -> i64 {
    if seconds.is_finite() && seconds < 1e12 { from_us.saturating_add(micros(seconds.max(0.0))) } else { NEVER }
}

#[cfg(test)]
mod tests {
    use super::micros;

    #[test]
    fn micros_are_rounded_as_round_does() {
        let mut s = 1.0e-9_f64;
        while s < 1e14 {
            for k in [-1.0, 1.0] {
                for near in [s, (s * 1e6).floor() * 1e-6, ((s * 1e6).floor() + 0.5) * 1e-6] {
                    let s = k * near;
                    assert_eq!(micros(s), (s * 1e6).round() as i64, "{s}");
                }
            }
            s *= 1.01;
        }
        for s in [
            0.0,
            -0.0,
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::MAX,
            0.5e-6,
            -0.5e-6,
            0.499_999_999_999_999_9e-6,
        ] {
            assert_eq!(micros(s), (s * 1e6).round() as i64, "{s}");
        }
    }
}
