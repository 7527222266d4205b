//! The prompt book: the cues a person calls, in the order she reads them, with those that are read together.

use crate::run::Run;
use crate::sheet::{Call, Show};

/// Cues that a person reads and calls together; often one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Cues of the sheet.
    pub cues: Vec<usize>,
    /// When the plan gives their GO, µs; `None` for what only a person calls.
    pub planned_us: Option<i64>,
}

/// The prompt book of a sheet under the decisions taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    /// In reading order: by planned GO; what the plan does not call (`Hand`) stands after the cue before it in the sheet.
    pub groups: Vec<Group>,
}

impl Book {
    /// The book of a sheet whose plan is known. Cues that are absent under the decisions taken are not in it.
    pub fn new(show: &Show, plan: &Run) -> Self {
        let mut last = 0;
        let mut entries: Vec<(i64, usize)> = Vec::new();
        for (i, cue) in show.cues.iter().enumerate() {
            let Some(times) = plan.cues.get(i).filter(|c| c.status.is_some()) else { continue };
            match (&cue.call, times.called_us) {
                (Call::On(..) | Call::At(_), Some(at)) => {
                    last = at;
                    entries.push((at, i));
                }
                (Call::Hand, _) => entries.push((last, i)),
                _ => last = times.started_us.unwrap_or(last),
            }
        }
        // Stable: at one moment, the sheet's order.
        entries.sort_by_key(|(at, _)| *at);
        let mut groups: Vec<Group> = Vec::new();
        for (_, i) in entries {
            let name = show.cues[i].group.as_deref().filter(|g| !g.is_empty());
            let planned_us = plan.cues[i].called_us;
            let same = |g: &&mut Group| name.is_some() && show.cues[g.cues[0]].group.as_deref() == name;
            match groups.last_mut().filter(same) {
                Some(group) => group.cues.push(i),
                None => groups.push(Group { cues: vec![i], planned_us }),
            }
        }
        Self { groups }
    }
}
