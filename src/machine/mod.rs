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
    (seconds * 1e6).round() as i64
}

/// Seconds between two instants.
pub fn seconds_between(from_us: i64, to_us: i64) -> f64 {
    (to_us - from_us) as f64 * MICRO
}

/// The instant `seconds` after `from_us`, or [`NEVER`] when that is not a time within reach.
pub fn after(from_us: i64, seconds: f64) -> i64 {
    if seconds.is_finite() && seconds < 1e12 { from_us.saturating_add(micros(seconds.max(0.0))) } else { NEVER }
}
