//! The colours of the pencil: statuses from the Okabe–Ito set, the same on stage, timeline, panels and reports
//! (look.md). Never colour alone: a word or a shape goes with each.

/// Red, green, blue.
pub type Rgb = (u8, u8, u8);

/// Where plan says a thing should be.
pub const PLANNED: Rgb = (0x56, 0xB4, 0xE9);
/// On time.
pub const ON_TIME: Rgb = (0x00, 0x9E, 0x73);
/// Late.
pub const LATE: Rgb = (0xE6, 0x9F, 0x00);
/// Very late, or held.
pub const VERY_LATE: Rgb = (0xD5, 0x5E, 0x00);
/// Skipped, or never called.
pub const SKIPPED: Rgb = (0x99, 0x99, 0x99);
/// A fault.
pub const FAULT: Rgb = (0xCC, 0x79, 0xA7);
/// Now.
pub const NOW: Rgb = (0xF0, 0xE4, 0x42);

/// From this slip on a thing is very late, µs.
pub const VERY_LATE_US: i64 = 5_000_000;

/// The colour of a slip.
pub fn of_slip(slip_us: Option<i64>) -> Rgb {
    match slip_us {
        None => SKIPPED,
        Some(us) if us.abs() < 50_000 => ON_TIME,
        Some(us) if us < VERY_LATE_US => LATE,
        Some(_) => VERY_LATE,
    }
}
