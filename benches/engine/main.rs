//! What the engine costs, as ratios of things measured in one run (docs/bench.md tells the figures).
//!
//! `cargo bench --no-default-features --bench engine`, all of it or the parts that are named. Nothing here asserts: a
//! timing is read by a person. `count` is for callgrind, and runs only where it is named.

mod campaign;
mod clock;
#[path = "../generated/mod.rs"]
mod generated;
mod growth;
mod load;
mod night;

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    if asked.iter().any(|a| a == "count") {
        return night::count(asked.iter().any(|a| a == "briefly"));
    }
    for (name, part) in
        [("night", night::run as fn()), ("growth", growth::run), ("load", load::run), ("campaign", campaign::run)]
    {
        if asked.is_empty() || asked.iter().any(|a| a == name) {
            part();
        }
    }
}
