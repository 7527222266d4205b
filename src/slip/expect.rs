//! Expectations: what a scenario says must come of it, and what came (rule 63).

use super::Rehearsal;
use crate::fault::{Expect, Point};
use crate::machine::micros;
use crate::sheet::CueNumber;

/// One expectation's outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Whether it was met.
    pub met: bool,
    /// What came, in words.
    pub found: String,
}

impl Rehearsal {
    /// The outcome of every expectation, in order.
    pub fn verdicts(&self) -> Vec<Verdict> {
        let mut nevers = self.run.broken_nevers.iter();
        self.scenario.expect.iter().map(|e| self.verdict(e, &mut nevers)).collect()
    }

    fn verdict(&self, expect: &Expect, nevers: &mut dyn Iterator<Item = &Option<i64>>) -> Verdict {
        let at_most = |value: i64, under: f64, what: &str| Verdict {
            met: value <= micros(under),
            found: format!("{what} {:+.3} s", value as f64 * 1e-6),
        };
        match expect {
            Expect::Slip(cue, point, under) => {
                let slip = self.cue_index(cue).and_then(|i| {
                    let s = self.slip.cues[i];
                    match point {
                        Point::Called => s.called_us,
                        Point::Started => s.started_us,
                        Point::Done => s.done_us,
                    }
                });
                match slip {
                    Some(us) => at_most(us, *under, "slip"),
                    None => Verdict { met: false, found: "no slip: it did not happen on both sides".into() },
                }
            }
            Expect::ShowSlip(_) if self.run.stuck.is_some() => {
                Verdict { met: false, found: "the show got stuck".into() }
            }
            Expect::ShowSlip(under) => at_most(self.slip.show_us, *under, "slip of the show"),
            Expect::Visible(under) => at_most(self.run.totals.visible_error_us, *under, "visible error"),
            Expect::Holds(n) => {
                let holds = self.run.totals.holds;
                Verdict { met: holds <= *n, found: format!("{holds} holds") }
            }
            Expect::Status(cue, status) => {
                let found = self.cue_index(cue).and_then(|i| self.run.cues[i].status);
                let words = found.map_or("absent under these decisions".into(), |s| format!("{s:?}"));
                Verdict { met: found == Some(*status), found: words }
            }
            Expect::Never(_) => match nevers.next().copied().flatten() {
                None => Verdict { met: true, found: "it never was".into() },
                Some(at) => Verdict { met: false, found: format!("true at {:.3} s", at as f64 * 1e-6) },
            },
        }
    }

    /// A cue's index by its number, in any spelling.
    pub fn cue_index(&self, number: &str) -> Option<usize> {
        self.show.cues.iter().position(|c| c.number == number).or_else(|| {
            let wanted = CueNumber::parse(number)?;
            self.show.cues.iter().position(|c| CueNumber::parse(&c.number).as_ref() == Some(&wanted))
        })
    }
}
