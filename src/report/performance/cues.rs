//! The cues: every one for the table, and by department those that are worth a line.

use std::collections::{BTreeMap, BTreeSet};

use super::causes::{self, Share};
use super::night::Night;
use super::words::{self, TELLING_US};
use crate::fault::CueStatus;
use crate::run::{CueTimes, What};
use crate::sheet::{Action, Call, CueNumber};
use crate::slip::{CueSlip, Link};

/// One cue of the night.
#[derive(Clone, Debug, PartialEq)]
pub struct CueRow {
    /// Its number.
    pub number: String,
    /// Its department's prefix.
    pub department: String,
    /// Its label.
    pub label: String,
    /// What starts it, as the sheet writes it.
    pub call: String,
    /// How it ended.
    pub status: CueStatus,
    /// Planned times.
    pub planned: CueTimes,
    /// Actual times.
    pub actual: CueTimes,
    /// The difference.
    pub slip: CueSlip,
    /// Its tolerance: early and late, seconds.
    pub tolerance: (Option<f64>, Option<f64>),
    /// What became of it that is worth a line; `None` where only the show made it late, or nothing did.
    pub verdict: Option<CueVerdict>,
    /// What its slip is owed to, root cause first; the parts add up to its slip (of its end where that differs).
    pub shares: Vec<Share>,
    /// Why it did not happen, or why it is told at all where no slip says so.
    pub because: Vec<String>,
}

/// What became of a cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CueVerdict {
    /// It was given up.
    Skipped,
    /// It started and did not finish.
    Failed,
    /// Its call never came.
    Uncalled,
    /// It started later than the show made it.
    Late,
    /// It started earlier than planned.
    Early,
    /// It started in time and took longer.
    DoneLate,
    /// It was done sooner than planned.
    DoneEarly,
    /// It is not in the plan, and was called.
    Unplanned,
}

impl CueVerdict {
    /// In a word or two.
    pub fn name(self) -> &'static str {
        match self {
            Self::Skipped => "skipped",
            Self::Failed => "failed",
            Self::Uncalled => "uncalled",
            Self::Late => "late",
            Self::Early => "early",
            Self::DoneLate => "done late",
            Self::DoneEarly => "done early",
            Self::Unplanned => "not in the plan",
        }
    }
}

/// A department's cues.
#[derive(Clone, Debug, PartialEq)]
pub struct Department {
    /// Its prefix.
    pub prefix: String,
    /// Where its operator sits; empty where the sheet names none.
    pub post: String,
    /// How many cues it had.
    pub cues: usize,
    /// How many were as planned, within a twentieth of a second.
    pub on_time: usize,
    /// How many were late or early only because the show was, and by how much at the least and the most, µs.
    pub carried: Option<(usize, i64, i64)>,
    /// How many the show never reached, because it was given up before them.
    pub unreached: usize,
    /// Places in the table of cues of those worth a line, in the order they came.
    pub noted: Vec<usize>,
}

/// Every cue that exists under the decisions taken, in sheet order.
pub(super) fn rows(r: &Night) -> Vec<CueRow> {
    (0..r.show.cues.len()).filter_map(|i| row(r, i)).collect()
}

fn row(r: &Night, i: usize) -> Option<CueRow> {
    let (cue, actual, planned, slip) = (&r.show.cues[i], r.run.cues[i], r.plan.cues[i], r.slip.cues[i]);
    let status = actual.status?;
    let verdict = verdict(status, &planned, &slip);
    let chain = if r.is_on_time(i) { Vec::new() } else { r.chain(i) };
    let mut because = Vec::new();
    if matches!(verdict, Some(CueVerdict::Skipped | CueVerdict::Failed | CueVerdict::Uncalled)) {
        because.extend(why_not(r, i, status));
        because.extend(at_work(r, i, &chain));
    }
    Some(CueRow {
        number: cue.number.clone(),
        department: CueNumber::parse(&cue.number).map_or_else(String::new, |n| n.prefix),
        label: cue.label.clone(),
        call: call(&cue.call),
        status,
        planned,
        actual,
        slip,
        tolerance: (cue.early, cue.late),
        verdict,
        shares: causes::shares(r, &chain),
        because,
    })
}

/// What kept a cue from happening: the faults on what it commands while it went on; else the newest of its chain.
fn at_work(r: &Night, i: usize, chain: &[Link]) -> Vec<String> {
    let times = &r.run.cues[i];
    let (Some(from), true) = (times.started_us, times.status == Some(CueStatus::Failed)) else {
        return causes::newest(r, chain);
    };
    let to = times.ended_us.unwrap_or(r.run.until_us);
    let machines: BTreeSet<&str> = r.show.cues[i].go.iter().filter_map(Action::machine).collect();
    machines.into_iter().flat_map(|m| causes::on_machine(r, m, from, to)).collect()
}

fn verdict(status: CueStatus, planned: &CueTimes, slip: &CueSlip) -> Option<CueVerdict> {
    let longer = slip.done_us.zip(slip.started_us).map_or(0, |(d, s)| d - s);
    let own = slip.own_us.unwrap_or(0);
    match status {
        CueStatus::Uncalled if planned.status == Some(CueStatus::Uncalled) => None,
        CueStatus::Skipped => Some(CueVerdict::Skipped),
        CueStatus::Failed if planned.status != Some(CueStatus::Failed) => Some(CueVerdict::Failed),
        CueStatus::Uncalled => Some(CueVerdict::Uncalled),
        _ if planned.started_us.is_none() => Some(CueVerdict::Unplanned),
        // What waits in slack is not early: only what is before its planned time is.
        _ if own >= TELLING_US => Some(CueVerdict::Late),
        _ if own <= -TELLING_US && slip.started_us.is_some_and(|s| s <= -TELLING_US) => Some(CueVerdict::Early),
        _ if longer >= TELLING_US => Some(CueVerdict::DoneLate),
        _ if longer <= -TELLING_US && slip.done_us.is_some_and(|d| d <= -TELLING_US) => Some(CueVerdict::DoneEarly),
        _ => None,
    }
}

fn call(call: &Call) -> String {
    match call {
        Call::On(beat, after) => format!("On({beat:?}, {after})"),
        Call::At(t) => format!("At({t})"),
        Call::Follow(cue, d) => format!("Follow({cue:?}, {d})"),
        Call::Hang(cue, d) => format!("Hang({cue:?}, {d})"),
        Call::When(c) => format!("When({c})"),
        Call::Hand => "Hand".to_owned(),
    }
}

/// Why a cue did not happen, as far as it is to be seen.
fn why_not(r: &Night, i: usize, status: CueStatus) -> Option<String> {
    let (cue, times) = (&r.show.cues[i], &r.run.cues[i]);
    let happened = |what: What| r.run.events.iter().any(|e| e.what == what);
    let needs = || words::listed(&cue.needs.iter().map(|c| words::wanted(&r.show, c)).collect::<Vec<_>>());
    match status {
        CueStatus::Skipped if times.held_us.is_some() => {
            let given_up = if happened(What::Skipped(i as u32)) { "given up" } else { "still held at the end" };
            Some(format!("{given_up}, waiting for {}", needs()))
        }
        CueStatus::Skipped if happened(What::Cut(i as u32)) => Some("cut by the caller".to_owned()),
        CueStatus::Skipped => Some("given up".to_owned()),
        CueStatus::Failed if times.ended_us.is_some_and(|e| e < r.run.until_us) => None,
        CueStatus::Failed => Some("not done when the night was over".to_owned()),
        CueStatus::Uncalled => match &cue.call {
            Call::On(beat, _) => {
                let played = r.show.beats().position(|(_, b)| b.id == *beat).and_then(|b| r.run.beats[b].start_us);
                Some(if played.is_none() { format!("{beat} was never played") } else { "never called".to_owned() })
            }
            Call::Follow(c, _) | Call::Hang(c, _) => Some(format!("{c} never came")),
            Call::When(c) => Some(format!("it never came to {}", words::wanted(&r.show, c))),
            Call::At(_) | Call::Hand => Some("never called".to_owned()),
        },
        CueStatus::Done => None,
    }
}

/// The cues by department: those with an operator first, in the sheet's order.
pub(super) fn departments(r: &Night, rows: &[CueRow]) -> Vec<Department> {
    let order = |prefix: &str| r.show.crew.index_of(prefix).unwrap_or(usize::MAX);
    let mut by: BTreeMap<(usize, &str), Department> = BTreeMap::new();
    let mut places: Vec<usize> = (0..rows.len()).collect();
    let when = |c: &CueRow| c.actual.started_us.or(c.actual.ended_us).or(c.planned.started_us).unwrap_or(i64::MAX);
    places.sort_by_key(|i| (when(&rows[*i]), *i));
    for i in places {
        let row = &rows[i];
        let department = by.entry((order(&row.department), &row.department)).or_insert_with(|| Department {
            prefix: row.department.clone(),
            post: r.show.crew.get(&row.department).map_or_else(String::new, |o| o.post.clone()),
            cues: 0,
            on_time: 0,
            carried: None,
            unreached: 0,
            noted: Vec::new(),
        });
        department.cues += 1;
        let off = row.slip.started_us.into_iter().chain(row.slip.done_us).max_by_key(|us| us.abs()).unwrap_or(0);
        if row.verdict == Some(CueVerdict::Uncalled) && r.run.stuck.is_some() {
            department.unreached += 1;
        } else if row.verdict.is_some() {
            department.noted.push(i);
        } else if off.abs() >= TELLING_US {
            let (n, least, most) = department.carried.unwrap_or((0, off, off));
            department.carried = Some((n + 1, least.min(off), most.max(off)));
        } else {
            department.on_time += 1;
        }
    }
    by.into_values().collect()
}
