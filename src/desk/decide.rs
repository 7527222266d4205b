//! Decisions at the desk: when their moment comes, and when it is too late.

use super::{Desk, Refusal, meant};
use crate::run::What;
use crate::slip::Rehearsal;

/// A decision that can still be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// Its name in the sheet.
    pub name: String,
    /// What is asked.
    pub question: String,
    /// Who decides.
    pub by: String,
    /// The options.
    pub options: Vec<String>,
    /// What holds if nothing is said.
    pub standing: String,
    /// The last instant at which it can be taken, µs of run time.
    pub until_us: i64,
}

impl Desk {
    /// Decisions that can still be taken at `t_us`, with the moment at which what rests on them begins.
    pub fn open_decisions(&self, t_us: i64) -> Vec<Open> {
        let taken = self.night.decisions();
        let mut open = Vec::new();
        for (name, d) in self.show.decisions.iter() {
            let standing = taken.get(name).unwrap_or(&d.default).clone();
            let others = d.options.iter().filter(|o| **o != standing);
            let until_us = others.filter_map(|o| self.parts_at(name, o)).map(|(at, _)| at).min();
            let Some(until_us) = until_us.filter(|at| *at > t_us) else { continue };
            let (question, by, options) = (d.question.clone(), d.by.clone(), d.options.clone());
            open.push(Open { name: name.to_owned(), question, by, options, standing, until_us });
        }
        open
    }

    /// Whether the decision can be taken so at `at_us`: the night up to then must be the same either way.
    pub(super) fn may_decide(&self, at_us: i64, decision: &str, option: &str) -> Result<(), Refusal> {
        let Some(d) = self.show.decisions.get(decision) else {
            let near = meant(decision, self.show.decisions.keys());
            return Err(Refusal::Unknown("decision", decision.to_owned(), near));
        };
        if !d.options.iter().any(|o| o == option) {
            let near = meant(option, d.options.iter().map(String::as_str));
            return Err(Refusal::Unknown("option", option.to_owned(), near));
        }
        match self.parts_at(decision, option) {
            Some((at, what)) if at <= at_us => Err(Refusal::TooLate(decision.to_owned(), what)),
            _ => Ok(()),
        }
    }

    /// The first instant at which the night would go another way under that option, and what happens there.
    fn parts_at(&self, decision: &str, option: &str) -> Option<(i64, String)> {
        let mut scenario = self.night.scenario.clone();
        if self.night.decisions().get(decision).is_some_and(|o| o == option) {
            return None;
        }
        scenario.decisions.insert(decision.to_owned(), option.to_owned());
        let other = self.night.again(scenario).ok()?;
        first_difference(&self.night, &other)
    }
}

/// The first event that one night has and the other has not; conditions are told by their words, since their numbers
/// change with the decisions.
fn first_difference(a: &Rehearsal, b: &Rehearsal) -> Option<(i64, String)> {
    let same = |x: &crate::run::Event, y: &crate::run::Event| {
        let what = match (x.what, y.what) {
            (What::BecameTrue(i), What::BecameTrue(j)) | (What::BecameFalse(i), What::BecameFalse(j)) => {
                a.score.atom_text.get(i as usize) == b.score.atom_text.get(j as usize)
            }
            (p, q) => p == q,
        };
        x.at_us == y.at_us && what
    };
    let (x, y) = (&a.run.events, &b.run.events);
    let at = x.iter().zip(y).position(|(x, y)| !same(x, y)).unwrap_or(x.len().min(y.len()));
    match (x.get(at), y.get(at)) {
        (None, None) => None,
        (Some(e), None) => Some((e.at_us, a.event_text(at))),
        (None, Some(e)) => Some((e.at_us, b.event_text(at))),
        (Some(e), Some(f)) if e.at_us <= f.at_us => Some((e.at_us, a.event_text(at))),
        (_, Some(f)) => Some((f.at_us, b.event_text(at))),
    }
}
