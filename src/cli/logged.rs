//! A run log where a sheet or scenario may stand: its last take is the night.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use crate::desk::log::{Log, ReplayError, read, reopen};
use crate::desk::{Desk, calling};
use crate::fault::{OpenError, Opened};
use crate::report::performance;
use crate::run::log::KIND;

/// Whether the file is a run log, by how it begins.
pub fn is_log(path: &Path) -> bool {
    let mut head = [0_u8; 64];
    let read = File::open(path).and_then(|mut f| f.read(&mut head)).unwrap_or(0);
    let head = String::from_utf8_lossy(&head[..read]);
    head.starts_with('{') && head.contains(KIND)
}

/// The night of a log: of a rehearsal with several takes, the last. Where it was left before its end, the book is read
/// as written from there on.
pub fn open(path: &Path) -> Result<Opened, OpenError> {
    let (desk, opened, log) = open_desk(path)?;
    let Some(desk) = desk else { return Ok(opened) };
    let scenario = desk.scenario_of(desk.take()).map_err(|e| unreadable(path, &e.to_string()))?;
    let mut opened = Opened { scenario, is_scenario: true, ..opened };
    let left_us = log.takes.last().map_or(0, |t| t.last_us);
    if let Some(at) = opened.scenario.desk.as_mut().filter(|_| left_us < desk.night().run.end_us) {
        at.until = Some(left_us as f64 / 1e6);
    }
    Ok(opened)
}

/// How a rehearsal was called, for its report; none where nobody sat at the desk.
pub fn called(path: &Path) -> Option<performance::Calling> {
    let (desk, _, log) = open_desk(path).ok()?;
    let desk = desk?;
    let score = calling(&desk, log.takes.last()?.last_us).ok()?;
    let takes = score.takes.windows(2).map(|w| performance::Take { at_us: w[0].1, from: w[1].0.clone() });
    let cue = |c: &crate::desk::CueCall| performance::CalledCue {
        number: c.number.clone(),
        mark_us: c.mark_us,
        called_us: c.called_us,
        off_us: c.error_us,
        stood_by: c.warning_us.is_some(),
        verdict: c.verdict.word().to_owned(),
    };
    let answer = |a: &crate::desk::Answer| performance::Answer {
        fault: a.fault.clone(),
        began_us: a.began_us,
        noticed_after_us: a.noticed_us,
        action: a.action.clone(),
        cost_us: a.cost.map(|c| (c.slip_us, c.visible_us)),
        best: a.best.clone(),
        best_us: a.best_cost.slip_us,
        best_seen_us: a.best_cost.visible_us,
    };
    Some(performance::Calling {
        caller: String::new(),
        summary: score.summary(),
        cues: score.cues.iter().map(cue).collect(),
        answers: score.answers.iter().map(answer).collect(),
        refused: score.refused,
        missed: score.count(crate::desk::Verdict::Missed) as u32,
        takes: takes.collect(),
    })
}

fn open_desk(path: &Path) -> Result<(Option<Desk>, Opened, Log), OpenError> {
    let bytes = std::fs::read(path).map_err(|e| unreadable(path, &e.to_string()))?;
    let log = read(&bytes).map_err(|e| {
        let hint = e.hint.as_ref().map(|h| format!("\n\nhint: {h}")).unwrap_or_default();
        unreadable(path, &format!("{e}{hint}"))
    })?;
    let opened = |e: ReplayError| match e {
        ReplayError::Opening(e) => e,
        other => unreadable(path, &other.to_string()),
    };
    if log.header.desk {
        let (desk, header) = reopen(&log).map_err(opened)?;
        return Ok((Some(desk), header, log));
    }
    let mut header = crate::desk::log::open(&log).map_err(opened)?;
    header.scenario.seed = log.header.seed;
    Ok((None, header, log))
}

fn unreadable(path: &Path, reason: &str) -> OpenError {
    OpenError::Unreadable { path: path.display().to_string(), reason: reason.to_owned() }
}
