//! What the Rust peers share: a network and its nights read from JSON, answers written, nights timed.
//!
//! An answer is, per night, the show's end and every cue's start and done, whole microseconds, as little-endian i64.

use std::error::Error;
use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use serde::Deserialize;

/// Anything that went wrong.
pub type Failure = Box<dyn Error>;

/// A network and its nights.
#[derive(Deserialize)]
pub struct Peers {
    /// The network.
    pub network: Network,
    /// The nights.
    pub nights: Vec<Night>,
}

/// A cue network; times are microseconds, cues go by their place in the sheet.
#[derive(Deserialize)]
pub struct Network {
    /// How many dressers there are.
    pub dressers: u32,
    /// The beats in order.
    pub beats: Vec<Beat>,
    /// The cues in order.
    pub cues: Vec<Cue>,
}

/// A beat.
#[derive(Deserialize)]
pub struct Beat {
    /// Its length.
    pub takes: u64,
    /// The bar of the vamp after it; 0: none.
    pub bar: u64,
    /// The cues whose Done its gate needs.
    pub needs: Vec<usize>,
    /// The cues called on it, and how long after its start.
    pub cues: Vec<(usize, u64)>,
}

/// A cue.
#[derive(Deserialize)]
pub struct Cue {
    /// Its number.
    pub number: String,
    /// From GO to start.
    pub reaction: u64,
    /// From start (of a change: from the dresser's coming) to done.
    pub takes: u64,
    /// The costume it changes into, for one dresser; empty: no change.
    pub costume: String,
    /// Its interlock: cues that must be done.
    pub done_needs: Vec<usize>,
    /// Its interlock: cues that must have started.
    pub started_needs: Vec<usize>,
    /// What follows it, and how long after its start.
    pub followers: Vec<(usize, u64)>,
    /// What hangs on it, and how long after its end.
    pub hangers: Vec<(usize, u64)>,
}

/// What goes wrong on a night.
#[derive(Deserialize)]
pub struct Night {
    /// Cues whose GO is late, and by how much.
    pub late: Vec<(usize, u64)>,
    /// Changes that a jam lengthens, and by how much.
    pub jams: Vec<(usize, u64)>,
}

/// A night with a number per cue.
#[derive(Clone, Debug, Default)]
pub struct Dense {
    /// How late its GO is.
    pub late: Vec<u64>,
    /// By how much a jam lengthens it.
    pub jams: Vec<u64>,
}

/// What became of a night.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The show's end.
    pub end: u64,
    /// Every cue's start and done.
    pub cues: Vec<(u64, u64)>,
}

impl Peers {
    /// Reads a network and its nights.
    ///
    /// # Errors
    /// No such file, or it says something else.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        Ok(serde_json::from_str(&std::fs::read_to_string(path)?)?)
    }

    /// The nights with a number per cue.
    pub fn dense(&self) -> Vec<Dense> {
        let spread = |list: &[(usize, u64)]| {
            let mut all = vec![0; self.network.cues.len()];
            list.iter().for_each(|(cue, us)| all[*cue] = *us);
            all
        };
        self.nights.iter().map(|n| Dense { late: spread(&n.late), jams: spread(&n.jams) }).collect()
    }
}

/// Per cue, who waits for what.
pub struct Watched {
    /// How many needs a cue has.
    pub needs: Vec<u32>,
    /// Cues that wait for its start.
    pub by_start: Vec<Vec<usize>>,
    /// Cues that wait for its end.
    pub by_done: Vec<Vec<usize>>,
    /// Beats that wait for its end.
    pub by_gate: Vec<Vec<usize>>,
}

impl Watched {
    /// Turns the needs of a network round.
    pub fn new(network: &Network) -> Self {
        let empty = || vec![Vec::new(); network.cues.len()];
        let mut all = Self { needs: Vec::new(), by_start: empty(), by_done: empty(), by_gate: empty() };
        for (i, cue) in network.cues.iter().enumerate() {
            all.needs.push((cue.done_needs.len() + cue.started_needs.len()) as u32);
            cue.started_needs.iter().for_each(|other| all.by_start[*other].push(i));
            cue.done_needs.iter().for_each(|other| all.by_done[*other].push(i));
        }
        for (i, beat) in network.beats.iter().enumerate() {
            beat.needs.iter().for_each(|cue| all.by_gate[*cue].push(i));
        }
        all
    }
}

/// Writes the answers.
///
/// # Errors
/// It cannot be written.
pub fn write(path: &Path, answers: impl Iterator<Item = Answer>) -> Result<(), Failure> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    for answer in answers {
        let cues = answer.cues.iter().flat_map(|(start, done)| [*start, *done]);
        for us in std::iter::once(answer.end).chain(cues) {
            file.write_all(&(us as i64).to_le_bytes())?;
        }
    }
    Ok(file.flush()?)
}

/// Performs the nights again and again for so many seconds; prints how many, and in how long.
pub fn time<N, A>(nights: &[N], seconds: f64, perform: impl FnMut(&N) -> A) {
    time_blocks(nights, 1, seconds, perform);
}

/// The same for blocks of so many nights.
pub fn time_blocks<N, A>(nights: &[N], size: usize, seconds: f64, mut perform: impl FnMut(&N) -> A) {
    const CHUNK: usize = 8;
    let mut round = nights.iter().cycle();
    let mut chunk = || round.by_ref().take(CHUNK).for_each(|night| drop(black_box(perform(night))));
    chunk();
    let (mut done, begun, limit) = (0, Instant::now(), Duration::from_secs_f64(seconds));
    let took = loop {
        chunk();
        done += CHUNK * size;
        let took = begun.elapsed();
        if took >= limit {
            break took;
        }
    };
    println!("{done} {}", took.as_secs_f64());
}
