//! Dry Tech: a stage production tech-cue simulator.
//!
//! A run is data, and the stage is a function of it: a cue sheet and a scenario go through a pure engine and come out as
//! events with causes and machine tracks, which the stage draws, slip measures and reports tell.
//!
//! The rooms, each using only those above it: [`sheet`] (what is planned?), [`machine`] (what can move, and how?),
//! [`fault`] (what goes wrong?), [`run`] (what happened?), [`engine`] (what happens next?), [`slip`] (how late, why, who
//! saw it?), [`sweep`] (what happens over many nights?), [`desk`] (who calls?), then [`report`], `link`, `stage` and [`cli`].
//!
//! ```
//! use drytech::{fault, slip::Rehearsal};
//!
//! let sheet = r#"Show(
//!     title: "One landing",
//!     machines: { "plane": FlyingPiece(axes: { "lift": Axis(start: 10.0) }, marks: { "in": { "lift": 0.0 } }) },
//!     script: [Scene(id: "s", beats: [Beat(id: "call", takes: 20.0)])],
//!     cues: [Cue(number: "FLY 1", call: On("call"), go: [Fly("plane", "in")])],
//! )"#;
//! let scenario = r#"Scenario(show: "s.ron", faults: [Fault(on: "plane", what: Jam(5.0), when: With("FLY 1", 3.0))])"#;
//! let opened = fault::open_text("night.ron", scenario, &|_| Some(sheet.to_owned()))?;
//! let night = Rehearsal::new(opened.show, opened.scenario)?;
//! assert!(night.slip.cues[0].done_us > Some(5_000_000), "five seconds in the jam, and a new start after it");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! In code, a scenario is put together link by link, and asked what came of it:
//!
//! ```
//! use drytech::fault::{self, Expect, Fault, FaultKind, FaultTime, Scenario};
//! use drytech::slip::Rehearsal;
//!
//! let show = fault::open("cues/bombshell/preview.ron".as_ref())?.show;
//! let jam = Fault::new("plane", FaultKind::Jam(5.0), FaultTime::With("FLY 8".into(), 2.0));
//! let scenario = Scenario::default().with_fault(jam).expecting(Expect::NotStuck).expecting(Expect::ShowSlip(60.0));
//! let night = Rehearsal::new(show, scenario)?;
//! assert!(night.verdicts().iter().all(|v| v.met));
//! assert!(night.run.faults[0].took_effect);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

/// The README, so that its Rust is tested.
#[doc = include_str!("../README.md")]
#[cfg(doctest)]
pub struct Readme;

/// The guide to testing, so that its Rust is tested.
#[doc = include_str!("../docs/testing.md")]
#[cfg(doctest)]
pub struct Testing;

/// The guide to the performance report, so that its Rust is tested.
#[doc = include_str!("../docs/report.md")]
#[cfg(doctest)]
pub struct PerformanceReport;
/// The guide to odds, so that its Rust is tested.
#[doc = include_str!("../docs/odds.md")]
#[cfg(doctest)]
pub struct OddsGuide;

pub mod cli;
pub mod desk;
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
