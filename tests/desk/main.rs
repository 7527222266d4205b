//! A person at the desk (issue 4): takes, causality, the run log and what becomes of it, the score, scripts, keys.

#[path = "../common/mod.rs"]
mod common;

mod house;
mod keys;
mod kill;
mod log_format;
mod replays;
mod score;
mod script;
mod takes;
