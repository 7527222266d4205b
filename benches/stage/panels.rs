//! Panels with 10,000 cues against panels with 100.

pub fn run() {}
