//! The history of past rehearsals: a line each, and where they are going.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::desk::{Calling, Desk, Verdict};

/// One rehearsal.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Past {
    /// The show.
    pub show: String,
    /// Cues with a mark that was called or passed.
    pub marked: usize,
    /// Of those, on the mark.
    pub on_mark: usize,
    /// Missed.
    pub missed: usize,
    /// GOs without a standby.
    pub without_standby: usize,
    /// GOs that the guard refused.
    pub refused: u32,
    /// The median distance of a GO from its mark, µs.
    pub median_error_us: Option<i64>,
}

impl Past {
    /// Of a rehearsal just over.
    pub fn of(desk: &Desk, score: &Calling) -> Self {
        let count = |v| score.count(v);
        Self {
            show: desk.show().title.clone(),
            marked: count(Verdict::OnMark) + count(Verdict::Early) + count(Verdict::Late) + count(Verdict::Missed),
            on_mark: count(Verdict::OnMark),
            missed: count(Verdict::Missed),
            without_standby: score.without_standby(),
            refused: score.refused,
            median_error_us: score.median_error_us(),
        }
    }
}

/// The past rehearsals in a file; a line that does not read is left out.
///
/// # Errors
/// The file is there and cannot be read.
pub fn read(path: &Path) -> io::Result<Vec<Past>> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(e),
    };
    Ok(text.lines().filter_map(|l| serde_json::from_str(l).ok()).collect())
}

/// Adds a rehearsal to a file, and says where they are going.
///
/// # Errors
/// The file cannot be read or written.
pub fn add(path: &Path, desk: &Desk, score: &Calling) -> io::Result<String> {
    let now = Past::of(desk, score);
    let mut all = read(path)?;
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    let mut line = serde_json::to_string(&now)?;
    line.push('\n');
    // One write, so that a line is whole or not there.
    file.write_all(line.as_bytes())?;
    all.push(now);
    Ok(trend(&all))
}

/// Where the rehearsals of the last one's show are going.
pub fn trend(all: &[Past]) -> String {
    let Some(now) = all.last() else { return "There was no rehearsal yet.".to_owned() };
    let before: Vec<&Past> = all[..all.len() - 1].iter().filter(|p| p.show == now.show).collect();
    let n = before.len() + 1;
    if before.is_empty() {
        return format!("This was the first rehearsal of {} in the history.", now.show);
    }
    let share = |p: &Past| if p.marked == 0 { 0.0 } else { 100.0 * p.on_mark as f64 / p.marked as f64 };
    let mean = before.iter().map(|p| share(p)).sum::<f64>() / before.len() as f64;
    let mut line = format!(
        "Rehearsal {n} of {}: {:.0} % of the cues on the mark; {mean:.0} % on average before",
        now.show,
        share(now)
    );
    let medians: Vec<i64> = before.iter().filter_map(|p| p.median_error_us).collect();
    if let (Some(now), Some(last)) = (now.median_error_us, medians.last()) {
        line += &format!("; half of the GOs within {:.2} s, last time {:.2} s", now as f64 / 1e6, *last as f64 / 1e6);
    }
    line + "."
}
