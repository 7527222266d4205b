//! A fault injected into a night of 10,000 cues, against a frame at 60 Hz.

pub fn run() {}
