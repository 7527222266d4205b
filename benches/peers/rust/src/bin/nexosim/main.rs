//! The network in NeXosim: `nexosim answers|time SHEET.json OUT|SECONDS one|many`.
//!
//! `one` is a single model which schedules its own events: no messages between models, what one writes for speed.
//! `many` is NeXosim as its guide teaches it: a model per cue, the stage manager and the dressers, joined by ports.
//! In both the bench is built once and performs night after night on one thread.

mod many;
mod one;

use std::path::Path;

use peers::{Answer, Dense, Failure, Peers};

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [job, path, last, style] = args.as_slice() else {
        return Err("nexosim answers|time SHEET.json LAST one|many".into());
    };
    let peers = Peers::read(Path::new(path))?;
    let nights = peers.dense();
    match style.as_str() {
        "one" => {
            let mut stage = one::Stage::new(peers.network, &nights)?;
            run(job, last, &nights, |night| stage.perform(night))
        }
        "many" => {
            let mut stage = many::Stage::new(&peers.network, &nights)?;
            run(job, last, &nights, |night| stage.perform(night))
        }
        _ => Err("a style is one or many".into()),
    }
}

/// Performs every night, known by its place, for the answers or for the clock.
fn run(
    job: &str,
    last: &str,
    nights: &[Dense],
    mut perform: impl FnMut(usize) -> Result<Answer, Failure>,
) -> Result<(), Failure> {
    let places: Vec<usize> = (0..nights.len()).collect();
    if job == "answers" {
        let answers: Result<Vec<_>, _> = places.iter().map(|night| perform(*night)).collect();
        peers::write(Path::new(last), answers?.into_iter())
    } else {
        peers::time(&places, last.parse()?, |night| perform(*night).expect("the answers were made of the same nights"));
        Ok(())
    }
}
