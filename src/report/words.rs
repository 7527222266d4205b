//! Times and slips as people write them.

/// Show time as `12:07.4`, or `1:02:07.4` from an hour on.
pub fn clock(us: i64) -> String {
    let tenths = (us + 50_000).div_euclid(100_000);
    let (s, t) = (tenths / 10, tenths % 10);
    if s >= 3600 {
        format!("{}:{:02}:{:02}.{t}", s / 3600, s / 60 % 60, s % 60)
    } else {
        format!("{}:{:02}.{t}", s / 60, s % 60)
    }
}

/// A slip with its sign, three decimals: `+3.417`.
pub fn slip(us: i64) -> String {
    format!("{:+.3}", us as f64 * 1e-6)
}

/// A duration in seconds, one decimal: `3.4 s`.
pub fn seconds(us: i64) -> String {
    format!("{:.1} s", us as f64 * 1e-6)
}

/// `1 hold`, `2 holds`.
pub fn count(n: u64, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_a_stage_manager_writes_them() {
        assert_eq!(clock(727_400_000), "12:07.4");
        assert_eq!(clock(3_727_449_999), "1:02:07.4");
        assert_eq!(clock(0), "0:00.0");
        assert_eq!(slip(-1_500_000), "-1.500");
        assert_eq!(slip(0), "+0.000");
        assert_eq!(count(1, "hold"), "1 hold");
    }
}
