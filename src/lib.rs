//! Dry Tech: a stage production tech-cue simulator.
//!
//! A run is data, and the stage is a function of it: a cue sheet and a scenario go through a pure engine and come out as
//! events with causes and machine tracks, which the stage draws, slip measures and reports tell.
//!
//! The rooms, each using only those above it: [`sheet`] (what is planned?), [`machine`] (what can move, and how?),
//! [`fault`] (what goes wrong?), [`run`] (what happened?), [`engine`] (what happens next?), [`slip`] (how late, why, who
//! saw it?), [`sweep`] (what happens over many nights?), then [`report`], `link`, `stage` and [`cli`].

pub mod cli;
pub mod engine;
pub mod fault;
pub mod machine;
pub mod report;
pub mod run;
pub mod sheet;
pub mod slip;
#[cfg(feature = "stage")]
pub mod stage;
pub mod sweep;
