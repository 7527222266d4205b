//! Recovery: once the last fault is over, how soon is the show back on plan?

use super::expect::{Evidence, Finding, s};
use crate::engine::fault_id;
use crate::fault::FaultKind;
use crate::machine::micros;

/// What is less off than this is on time, µs: nobody sees or hears a twentieth of a second.
pub const ON_TIME_US: i64 = 50_000;

impl Evidence<'_> {
    /// From `within` seconds after the end of the last fault that had an effect, every beat and cue that was planned or
    /// comes is on time: within its own `early` and `late` where it has them, else within [`ON_TIME_US`].
    pub(super) fn recovers(&self, within: f64) -> Finding {
        let (over, fault) = match self.last_fault_over() {
            Ok(Some(over)) => over,
            Ok(None) => return (true, "no fault had an effect".into()),
            Err(why) => return (false, why),
        };
        if self.run.stuck.is_some() {
            return (false, "the show got stuck".into());
        }
        let from = over.saturating_add(micros(within));
        let mut last: Option<(i64, String)> = None;
        let mut off = |at: i64, what: String| {
            if last.as_ref().is_none_or(|(then, _)| *then < at) {
                last = Some((at, what));
            }
        };
        for (i, (_, beat)) in self.show.beats().enumerate() {
            if let (Some(a), Some(p)) = (self.run.beats[i].start_us, self.plan.beats[i].start_us)
                && (a - p).abs() > ON_TIME_US
            {
                off(a, format!("{} started {:+.3} s", beat.id, (a - p) as f64 * 1e-6));
            }
        }
        for (i, cue) in self.show.cues.iter().enumerate() {
            let early = cue.early.map_or(ON_TIME_US, micros);
            let late = cue.late.map_or(ON_TIME_US, micros);
            match (self.run.cues[i].started_us, self.plan.cues[i].started_us) {
                (Some(a), Some(p)) if a - p < -early || a - p > late => {
                    off(a, format!("{} started {:+.3} s", cue.number, (a - p) as f64 * 1e-6));
                }
                (None, Some(p)) => off(p, format!("{} never started", cue.number)),
                _ => {}
            }
        }
        match last {
            Some((at, what)) if at > from => (false, format!("{} after {fault} was over: {what}", s(at - over))),
            Some((at, _)) => (true, format!("on time from {} after {fault} was over", s((at - over).max(0)))),
            None => (true, "never off plan".into()),
        }
    }

    /// When the last fault that had an effect was over, and its name. What acts on one thing once is over when it begins;
    /// a late or missed GO is over when it is given.
    fn last_fault_over(&self) -> Result<Option<(i64, String)>, String> {
        let mut last: Option<(i64, String)> = None;
        for (i, fault) in self.scenario.faults.iter().enumerate() {
            let times = self.run.faults[i];
            let Some(began) = times.began_us.filter(|_| times.took_effect) else { continue };
            let name = format!("{} {}", fault_id(self.scenario, i), fault.what.name());
            let over = match &fault.what {
                FaultKind::GoLate(c, _)
                | FaultKind::GoMissed(c, _)
                | FaultKind::GoEarly(c, _)
                | FaultKind::GoTwice(c) => self.cue(c).and_then(|c| self.run.cues[c].called_us).unwrap_or(began),
                FaultKind::Slips | FaultKind::Jams(_) | FaultKind::WrongSide(_) | FaultKind::LateBrake(_) => began,
                _ => match times.ended_us {
                    Some(over) => over,
                    None => return Err(format!("{name} is never over: give it a length, or `lasts`")),
                },
            };
            if last.as_ref().is_none_or(|(then, _)| *then < over) {
                last = Some((over, name));
            }
        }
        Ok(last)
    }
}
