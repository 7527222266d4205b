//! What the engine costs, as ratios of things measured in one run (docs/bench.md tells the figures).
//!
//! `cargo bench --no-default-features --bench engine`. Nothing here asserts: a timing is read by a person.

mod clock;
mod night;

fn main() {
    night::run();
}
