//! [`Told`]: a cause chain with the place of each step in the lanes, and in words.

use super::book::Book;
use super::page::signed;
use crate::run::What;
use crate::slip::{Blamed, Link, Rehearsal};

/// Whose chain it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Focus {
    /// A cue, by its place in the sheet.
    Cue(u32),
    /// A beat's start, by its place in the script.
    Beat(u32),
    /// The end of the show.
    End,
}

/// Where a step is in the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Among the beats.
    Beats,
    /// In a lane: which, and which row of it.
    Lane(usize, u8),
}

/// One step of a chain.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Step {
    /// When, µs.
    pub(super) at_us: i64,
    /// How late, where the plan has it; µs.
    pub(super) slip_us: Option<i64>,
    /// Lost (or, below 0, won) here, µs.
    pub(super) own_us: i64,
    /// Where.
    pub(super) place: Place,
    /// What happened, in a few words.
    pub(super) what: String,
    /// Why it got later or earlier here, in a few words; empty where it did not.
    pub(super) why: String,
    /// The whole step in words.
    pub(super) words: String,
    /// What was at work.
    pub(super) blamed: Vec<Blamed>,
}

impl Step {
    /// Whether slip came or went here.
    pub(super) fn tells(&self) -> bool {
        self.own_us != 0 || !self.blamed.is_empty()
    }
}

/// A cause chain.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Told {
    /// What it is about: `LX 99 Ghost light`.
    pub(super) title: String,
    /// How late that is, µs.
    pub(super) slip_us: Option<i64>,
    /// Newest first, back to the top of the show.
    pub(super) steps: Vec<Step>,
    /// Seconds by what they are owed to, the most first: words and µs.
    pub(super) owed: Vec<(String, i64)>,
}

impl Told {
    /// The chain of a cue or beat.
    pub(super) fn new(r: &Rehearsal, book: &Book, focus: Focus) -> Self {
        let (title, links) = match focus {
            Focus::Cue(c) => {
                let cue = r.show.cues.get(c as usize);
                let title = cue.map(|c| format!("{} {}", c.number, c.label)).unwrap_or_default();
                let there = (c as usize) < r.slip.cues.len();
                (title, if there { r.chain(c as usize) } else { Vec::new() })
            }
            Focus::Beat(b) => {
                let title = r.show.beats().nth(b as usize).map(|(_, b)| b.id.clone()).unwrap_or_default();
                let started = r.run.events.iter().rposition(|e| e.what == What::BeatStarted(b));
                (title, r.chain_from(started.map(|e| e as u32)))
            }
            Focus::End => {
                let over = r.run.events.iter().rposition(|e| matches!(e.what, What::BeatEnded(_)));
                ("the end of the show".to_owned(), r.chain_from(over.map(|e| e as u32)))
            }
        };
        let steps: Vec<Step> = links.iter().map(|l| step(r, book, l)).collect();
        let slip_us = steps.first().and_then(|s| s.slip_us);
        Self { title: title.trim_end().to_owned(), slip_us, owed: owed(r, &steps), steps }
    }

    /// The steps at which slip came or went, in words, newest first.
    pub(super) fn because(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().filter(|s| s.tells()).map(|s| s.words.as_str())
    }

    /// From the first step at which slip came or went to the last of all, µs; from the last but a little where none did.
    pub(super) fn stretch(&self) -> Option<(i64, i64)> {
        let last = self.steps.first()?.at_us;
        let first = self.steps.iter().rev().find(|s| s.tells()).map_or(last, |s| s.at_us);
        Some((first, last))
    }
}

fn step(r: &Rehearsal, book: &Book, link: &Link) -> Step {
    let event = r.run.events[link.event as usize];
    let what = r.event_text(link.event as usize);
    let why = if !link.blamed.is_empty() {
        link.blamed.iter().map(|b| blame(r, b)).collect::<Vec<_>>().join(", ")
    } else if link.own_us < 0 {
        "slack".to_owned()
    } else if link.own_us > 0 {
        match event.what {
            What::BeatStarted(_) => "to the bar line".to_owned(),
            What::GateSkipped(_) => "patience ran out".to_owned(),
            _ => String::new(),
        }
    } else {
        String::new()
    };
    Step {
        at_us: event.at_us,
        slip_us: link.slip_us,
        own_us: link.own_us,
        place: place(book, event.what),
        what,
        why,
        words: r.link_text(link),
        blamed: link.blamed.clone(),
    }
}

/// `F1 Slow plane`.
fn blame(r: &Rehearsal, blamed: &Blamed) -> String {
    match blamed {
        Blamed::Fault(_) => r.blamed_text(blamed).replacen(" on ", " · ", 1),
        Blamed::Arisen(_) => r.blamed_text(blamed).replacen(" of ", " · ", 1),
    }
}

fn place(book: &Book, what: What) -> Place {
    let cue = |c: u32| book.seats.get(c as usize).map_or(Place::Beats, |s| Place::Lane(s.lane as usize, s.row));
    match what {
        What::Standby(c)
        | What::Called(c)
        | What::Refused(c)
        | What::Cut(c)
        | What::Held(c)
        | What::Started(c)
        | What::ActionDone(c, _)
        | What::Done(c)
        | What::Skipped(c)
        | What::Failed(c)
        | What::ChangeBegan(c, _)
        | What::ChangeWaits(c, _) => cue(c),
        What::HeatOut(m) | What::HeatReady(m) | What::TankEmpty(m) => {
            let lane = book.lane_of_machine.get(m as usize).copied().flatten();
            lane.map_or(Place::Beats, |l| Place::Lane(l, 0))
        }
        // The gate, or a condition it waits for: where the script is.
        _ => Place::Beats,
    }
}

/// What the seconds are owed to, by fault; what is owed to none is named for what it is.
fn owed(r: &Rehearsal, steps: &[Step]) -> Vec<(String, i64)> {
    let mut sums: Vec<(String, i64)> = Vec::new();
    for s in steps.iter().filter(|s| s.own_us != 0) {
        let to = match s.blamed.first() {
            Some(b) => blame(r, b),
            None if s.own_us < 0 => "slack".to_owned(),
            None if !s.why.is_empty() => s.why.clone(),
            None => "people".to_owned(),
        };
        match sums.iter_mut().find(|(name, _)| *name == to) {
            Some((_, us)) => *us += s.own_us,
            None => sums.push((to, s.own_us)),
        }
    }
    sums.sort_by_key(|(_, us)| -us);
    sums
}

/// What the chain is about in one line: `LX 99 Ghost light · +50.0 s`.
pub(super) fn headline(told: &Told) -> String {
    match told.slip_us {
        Some(us) => format!("{} · {}", told.title, signed(us)),
        None => format!("{} · not planned", told.title),
    }
}
