//! The faults of the night: injected and arisen, and what each cost.

use super::causes::{self, Share};
use super::night::Night;
use super::notices::Notice;
use crate::engine::fault_id;
use crate::slip::Blamed;

/// A fault, or what arose by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultNote {
    /// Its name; empty for what arose by itself.
    pub id: String,
    /// What it was, in words.
    pub what: String,
    /// When it began, µs of run time; `None` where its moment or its chance never came.
    pub began_us: Option<i64>,
    /// When it ended, µs of run time; `None` where it went on to the end, or never began.
    pub ended_us: Option<i64>,
    /// Whether it changed anything (rule 56).
    pub took_effect: bool,
    /// Whether the scenario has it, not the sheet's own demands.
    pub injected: bool,
    /// What it cost the show's end, µs: its share of the slip (a share that two faults have is told at both).
    pub cost_us: i64,
    /// For how long the house saw something it is to blame for, µs.
    pub seen_us: i64,
}

pub(super) fn faults(r: &Night, shares: &[Share], notices: &[Notice]) -> Vec<FaultNote> {
    let seen = |text: &String| notices.iter().filter(|n| n.because.contains(text)).map(Notice::seen_us).sum();
    let injected = r.run.faults.iter().enumerate().map(|(i, t)| {
        let blamed = Blamed::Fault(i);
        let (what, _) = causes::blamed(r, &blamed);
        let id = fault_id(&r.scenario, i);
        FaultNote {
            cost_us: shares.iter().filter(|s| s.faults.contains(&id)).map(|s| s.us).sum(),
            seen_us: seen(&causes::text(r, &blamed)),
            id,
            what,
            began_us: t.began_us,
            ended_us: t.ended_us,
            took_effect: t.took_effect,
            injected: true,
        }
    });
    let arisen = r.run.arisen.iter().enumerate().map(|(i, a)| {
        let blamed = Blamed::Arisen(i);
        let (what, _) = causes::blamed(r, &blamed);
        FaultNote {
            cost_us: shares.iter().filter(|s| s.faults.is_empty() && s.what == what).map(|s| s.us).sum(),
            seen_us: seen(&what),
            id: String::new(),
            what,
            began_us: Some(a.began_us),
            ended_us: a.ended_us,
            took_effect: true,
            injected: false,
        }
    });
    injected.chain(arisen).collect()
}
