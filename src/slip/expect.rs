//! Expectations: what a scenario says must come of it, and what came (rule 63, docs/testing.md).

use super::Rehearsal;
use crate::engine::Score;
use crate::fault::{Expect, Point, Scenario};
use crate::machine::curve::Track;
use crate::machine::micros;
use crate::run::{Run, What, fingerprint};
use crate::sheet::{CueNumber, Show};

/// One expectation's outcome.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Verdict {
    /// Whether it was met.
    pub met: bool,
    /// What came, in words.
    pub found: String,
    /// Where it was not met: why, newest first. Empty where nothing is to blame.
    pub because: Vec<String>,
}

/// What a verdict is given on. A rehearsal has it all; a campaign has one plan and many runs.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// The sheet.
    pub show: &'a Show,
    /// What went wrong.
    pub scenario: &'a Scenario,
    /// The sheet compiled.
    pub score: &'a Score,
    /// The run without faults.
    pub plan: &'a Run,
    /// What happened.
    pub run: &'a Run,
}

/// Met or not, and what was found.
pub(super) type Finding = (bool, String);

/// Seconds, with three decimals, of whole microseconds.
pub(super) fn s(us: i64) -> String {
    format!("{:.3} s", us as f64 * 1e-6)
}

impl Rehearsal {
    /// The outcome of every expectation, in order.
    pub fn verdicts(&self) -> Vec<Verdict> {
        let found = self.evidence().findings();
        let mut nevers = self.run.broken_nevers.iter();
        let judged = self.scenario.expect.iter().zip(found);
        judged
            .map(|(expect, (met, found))| {
                let broken = if let Expect::Never(_) = expect { nevers.next().copied().flatten() } else { None };
                let because = if met { Vec::new() } else { self.because_of(expect, broken) };
                Verdict { met, found, because }
            })
            .collect()
    }

    /// What verdicts are given on.
    pub fn evidence(&self) -> Evidence<'_> {
        Evidence { show: &self.show, scenario: &self.scenario, score: &self.score, plan: &self.plan, run: &self.run }
    }

    /// Why an expectation was missed; a `Never` at `broken`.
    fn because_of(&self, expect: &Expect, broken: Option<i64>) -> Vec<String> {
        let last = |wanted: &dyn Fn(What) -> bool| {
            self.run.events.iter().rposition(|e| wanted(e.what)).map(|i| self.telling(&self.chain_from(Some(i as u32))))
        };
        match expect {
            Expect::ShowSlip(_) | Expect::Recovers(_) if self.run.stuck.is_none() => {
                last(&|w| matches!(w, What::BeatEnded(_))).unwrap_or_default()
            }
            Expect::ShowSlip(_) | Expect::Recovers(_) | Expect::NotStuck => self.because_stuck(),
            Expect::Holds(_) => self.because_held(),
            Expect::Visible(_) => self.because_seen(),
            Expect::Density(..) => self.fog_at_fault(),
            Expect::Never(_) => {
                let then = self.run.events.iter().rposition(|e| {
                    Some(e.at_us) == broken && matches!(e.what, What::BecameTrue(_) | What::BecameFalse(_))
                });
                then.map_or_else(Vec::new, |i| {
                    let mut out = vec![self.event_text(i)];
                    out.extend(self.telling(&self.chain_from(Some(i as u32))));
                    out.dedup();
                    out
                })
            }
            _ => {
                let mut out = Vec::new();
                for cue in expect.cues().iter().filter_map(|c| self.cue_index(c)) {
                    for line in self.held_text(cue).into_iter().chain(self.because(cue)) {
                        if !out.contains(&line) {
                            out.push(line);
                        }
                    }
                }
                out
            }
        }
    }

    /// Which beats showed a wrong picture, and for how long.
    fn because_seen(&self) -> Vec<String> {
        let mut beats: Vec<(Option<u32>, i64)> = Vec::new();
        for span in &self.run.wrong {
            let length = span.to_us - span.from_us;
            match beats.iter_mut().find(|(b, _)| *b == span.beat) {
                Some((_, sum)) => *sum += length,
                None => beats.push((span.beat, length)),
            }
        }
        let text = |(beat, us): (Option<u32>, i64)| {
            let about = beat.and_then(|b| self.show.beats().nth(b as usize)).map(|(_, b)| b);
            let id = about.map_or("?", |b| b.id.as_str());
            let pictures = about.map(|b| b.picture.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
            format!("{id}: wrong for {} of {}", s(us), pictures.unwrap_or_default())
        };
        beats.into_iter().map(text).chain(self.took_effect()).collect()
    }

    /// The faults that changed anything.
    fn took_effect(&self) -> impl Iterator<Item = String> + '_ {
        let faults = (0..self.scenario.faults.len()).filter(|f| self.run.faults[*f].took_effect);
        faults.map(|f| self.blamed_text(&super::Blamed::Fault(f)))
    }

    fn fog_at_fault(&self) -> Vec<String> {
        let is_fog =
            |m: usize| matches!(self.show.machines.iter().nth(m), Some((_, crate::sheet::Machine::FogMachine(_))));
        let faults = (0..self.scenario.faults.len())
            .filter(|f| self.run.faults[*f].took_effect)
            .filter(|f| self.show.machines.index_of(&self.scenario.faults[*f].on).is_some_and(is_fog))
            .map(super::Blamed::Fault);
        let arisen = (0..self.run.arisen.len())
            .filter(|a| is_fog(self.run.arisen[*a].machine as usize))
            .map(super::Blamed::Arisen);
        faults.chain(arisen).map(|b| self.blamed_text(&b)).collect()
    }

    /// A cue's index by its number, in any spelling.
    pub fn cue_index(&self, number: &str) -> Option<usize> {
        cue_index(&self.show, number)
    }
}

pub(super) fn cue_index(show: &Show, number: &str) -> Option<usize> {
    show.cues.iter().position(|c| c.number == number).or_else(|| {
        let wanted = CueNumber::parse(number)?;
        show.cues.iter().position(|c| CueNumber::parse(&c.number).as_ref() == Some(&wanted))
    })
}

impl Evidence<'_> {
    /// Per expectation of the scenario: whether it was met, and what was found.
    pub fn findings(&self) -> Vec<(bool, String)> {
        let mut nevers = self.run.broken_nevers.iter();
        self.scenario.expect.iter().map(|e| self.judge(e, &mut nevers)).collect()
    }

    pub(super) fn cue(&self, number: &str) -> Option<usize> {
        cue_index(self.show, number)
    }

    fn slip(&self, cue: &str, point: Point) -> Option<i64> {
        let i = self.cue(cue)?;
        let (a, p) = (&self.run.cues[i], &self.plan.cues[i]);
        let (a, p) = match point {
            Point::Called => (a.called_us, p.called_us),
            Point::Started => (a.started_us, p.started_us),
            Point::Done => (a.done_us, p.done_us),
        };
        Some(a? - p?)
    }

    fn judge(&self, expect: &Expect, nevers: &mut dyn Iterator<Item = &Option<i64>>) -> Finding {
        let at_most = |value: i64, under: f64, what: &str| {
            (value <= micros(under), format!("{what} {:+.3} s", value as f64 * 1e-6))
        };
        match expect {
            Expect::Slip(cue, point, under) => match self.slip(cue, *point) {
                Some(us) => at_most(us, *under, "slip"),
                None => (false, self.no_slip(cue)),
            },
            Expect::Within(cue, early, late) => match self.slip(cue, Point::Started) {
                Some(us) => {
                    let met = us >= -micros(*early) && us <= micros(*late);
                    (met, format!("slip {:+.3} s", us as f64 * 1e-6))
                }
                None => (false, self.no_slip(cue)),
            },
            Expect::ShowSlip(_) if self.run.stuck.is_some() => (false, "the show got stuck".into()),
            Expect::ShowSlip(under) => at_most(self.run.end_us - self.plan.end_us, *under, "slip of the show"),
            Expect::Visible(under) => at_most(self.run.totals.visible_error_us, *under, "visible error"),
            Expect::Holds(n) => {
                let holds = self.run.totals.holds;
                (holds <= *n, format!("{holds} hold{}", if holds == 1 { "" } else { "s" }))
            }
            Expect::Status(cue, status) => {
                let found = self.cue(cue).and_then(|i| self.run.cues[i].status);
                (found == Some(*status), found.map_or("absent under these decisions".into(), |s| format!("{s:?}")))
            }
            Expect::Never(_) => match nevers.next().copied().flatten() {
                None => (true, "it never was".into()),
                Some(at) => (false, format!("true at {}", s(at))),
            },
            Expect::Order(cues) => self.order(cues),
            Expect::Before(a, b, by) => self.before(a, b, *by),
            Expect::Density(min, beat) => self.density(*min, beat),
            Expect::Stuck => {
                let (stuck, words) = self.stuck();
                (stuck, words)
            }
            Expect::NotStuck => {
                let (stuck, words) = self.stuck();
                (!stuck, words)
            }
            Expect::Recovers(within) => self.recovers(*within),
            Expect::Decided(decision, option) => {
                let taken = self.show.decisions.get(decision);
                let taken = taken.map(|d| self.scenario.decisions.get(decision).unwrap_or(&d.default));
                match taken {
                    Some(taken) => (taken == option, format!("{decision}: {taken}")),
                    None => (false, format!("the sheet has no decision {decision:?}")),
                }
            }
            Expect::Fingerprint(wanted) => {
                let found = fingerprint(self.plan, self.run);
                let met = found == *wanted;
                let words = if met {
                    "the same".to_owned()
                } else {
                    format!("{found}; if the change is meant, write Fingerprint({found:?})")
                };
                (met, words)
            }
        }
    }

    fn no_slip(&self, cue: &str) -> String {
        let Some(i) = self.cue(cue) else { return format!("the sheet has no cue {cue:?}") };
        match self.run.cues[i].status {
            None => "no slip: it is absent under these decisions".into(),
            Some(status) => format!("no slip: it is {status:?}, so it did not happen on both sides"),
        }
    }

    /// When a cue started, or why it has no start.
    fn start(&self, cue: &str) -> Result<i64, String> {
        let i = self.cue(cue).ok_or_else(|| format!("the sheet has no cue {cue:?}"))?;
        self.run.cues[i].started_us.ok_or_else(|| format!("{cue} never started"))
    }

    fn order(&self, cues: &[String]) -> Finding {
        let mut before: Option<(&str, i64)> = None;
        for cue in cues {
            let at = match self.start(cue) {
                Ok(at) => at,
                Err(why) => return (false, why),
            };
            if let Some((other, then)) = before
                && at < then
            {
                return (false, format!("{cue} started {} before {other}", s(then - at)));
            }
            before = Some((cue, at));
        }
        (true, "in this order".into())
    }

    fn before(&self, first: &str, second: &str, by: f64) -> Finding {
        match (self.start(first), self.start(second)) {
            (Ok(a), Ok(b)) if b >= a => (b - a >= micros(by), format!("{} before", s(b - a))),
            (Ok(a), Ok(b)) => (false, format!("{} after", s(a - b))),
            (Err(why), _) | (_, Err(why)) => (false, why),
        }
    }

    fn density(&self, min: f64, beat: &str) -> Finding {
        let Some(i) = self.show.beats().position(|(_, b)| b.id == beat) else {
            return (false, format!("the sheet has no beat {beat:?}"));
        };
        let times = self.run.beats[i];
        let Some(from) = times.start_us else {
            return (false, format!("{beat} was not played"));
        };
        let to = times.end_us.unwrap_or(self.run.end_us);
        let (least, at) = least(&self.run.density, from, to);
        // Rule 70: what is within 1e-7 of the threshold touches it.
        (least >= min - 1e-7, format!("{least:.3} at its thinnest, {} into {beat}", s(at - from)))
    }
}

/// The least value of a track in [from, to], and when. Exact: between two pieces a quantity turns at most once.
pub(super) fn least(track: &Track, from_us: i64, to_us: i64) -> (f64, i64) {
    let mut least = (track.sample(from_us), from_us);
    let mut see = |value: f64, at: i64| {
        if value < least.0 {
            least = (value, at);
        }
    };
    see(track.sample(to_us), to_us);
    let pieces = track.pieces();
    for (i, piece) in pieces.iter().enumerate() {
        let begins = piece.start_us.max(from_us);
        let ends = pieces.get(i + 1).map_or(to_us, |next| next.start_us).min(to_us);
        if begins > ends {
            continue;
        }
        see(piece.value(begins), begins);
        see(piece.value(ends), ends);
        if piece.decay == 0.0 && piece.a != 0.0 {
            let turns = piece.start_us + micros(-piece.v / piece.a - piece.lead_s);
            if (begins..=ends).contains(&turns) {
                see(piece.value(turns), turns);
            }
        }
    }
    least
}
