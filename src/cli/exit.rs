//! Exit codes (design §5).

/// All well.
pub const OK: u8 = 0;
/// The show fell short: it got stuck, missed its `expect`, or `check` found errors.
pub const FELL_SHORT: u8 = 1;
/// The input or the usage was wrong, so nothing was run.
pub const USAGE: u8 = 2;
/// Our own fault.
pub const OUR_FAULT: u8 = 3;
/// Somebody pressed Ctrl+C, as shells count it.
pub const INTERRUPTED: u8 = 130;
