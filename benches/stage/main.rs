//! What the stage costs, as ratios of two things measured in one run (docs/bench.md tells the figures).
//!
//! `cargo bench --bench stage`. Nothing here asserts: a timing is read by a person.

mod frame;
#[path = "../generated/mod.rs"]
mod generated;
mod panels;
mod recompute;

fn main() {
    frame::run();
    panels::run();
    recompute::run();
}
