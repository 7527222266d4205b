//! The first ten seconds: how late, because of what, and who noticed.

use super::causes::Share;
use super::night::Night;
use super::notices::Notice;
use super::words::{self, TELLING_US, late, length, listed};
use super::{CueRow, CueVerdict, Department, Stop};
use crate::report::words::{clock, count};
use crate::run::Totals;
use crate::slip::Blamed;

/// What the night came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The show's end, µs of run time.
    pub end_us: i64,
    /// When it was to end, µs.
    pub planned_end_us: i64,
    /// How late it ended, µs.
    pub late_us: i64,
    /// What the show waited for when it was given up; `None` where it ended.
    pub stuck: Option<String>,
    /// The sums of the run.
    pub totals: Totals,
    /// Visible error the plan has too, µs: then it is meant.
    pub planned_visible_us: i64,
    /// Cues outside the tolerance the sheet gives them.
    pub out_of_tolerance: u32,
    /// Cues worth a line in the notes.
    pub noted: usize,
    /// What the lateness is owed to, root cause first; the parts add up to it. Empty for a show that was given up.
    pub shares: Vec<Share>,
    /// How late, because of what, who noticed: a sentence each.
    pub sentences: Vec<String>,
}

pub(super) fn summary(
    r: &Night,
    shares: Vec<Share>,
    departments: &[Department],
    cues: &[CueRow],
    notices: &[Notice],
    stops: &[Stop],
) -> Summary {
    let stuck = stuck(r);
    let mut sentences = vec![how_late(r, stuck.as_deref())];
    sentences.extend(because(r, &shares, stops));
    sentences.push(noticed(r, notices));
    sentences.extend(cues_short(cues));
    Summary {
        end_us: r.run.end_us,
        planned_end_us: r.plan.end_us,
        late_us: r.slip.show_us,
        stuck,
        totals: r.run.totals,
        planned_visible_us: r.plan.totals.visible_error_us,
        out_of_tolerance: r.slip.out_of_tolerance,
        noted: departments.iter().map(|d| d.noted.len()).sum(),
        shares,
        sentences,
    }
}

fn stuck(r: &Night) -> Option<String> {
    let stuck = r.run.stuck.as_ref()?;
    let beat = r.show.beats().nth(stuck.beat as usize).map(|(_, b)| b)?;
    if stuck.in_hold {
        return Some(format!("in a hold at {} that nobody ended", beat.id));
    }
    let unmet = stuck.unmet.iter().filter_map(|i| beat.needs.get(*i as usize));
    let unmet: Vec<String> = unmet.map(|c| words::wanted(&r.show, c)).collect();
    Some(format!("at {}, waiting for {}", beat.id, listed(&unmet)))
}

fn how_late(r: &Night, stuck: Option<&str>) -> String {
    let (end, planned) = (clock(r.run.end_us), clock(r.plan.end_us));
    match (stuck, r.slip.show_us) {
        (Some(why), _) => format!("The show did not reach its end: it was given up at {end}, {why}."),
        (None, us) if us.abs() < TELLING_US => format!("Down at {end}, as planned."),
        (None, us) if us > 0 => format!("Down at {end}, {} late (planned {planned}).", length(us)),
        (None, us) => format!("Down at {end}, {} early (planned {planned}).", length(-us)),
    }
}

fn because(r: &Night, shares: &[Share], stops: &[Stop]) -> Option<String> {
    if r.run.stuck.is_some() {
        let mut at_work = stops.last().map(|s| s.because.clone()).unwrap_or_default();
        if at_work.is_empty() {
            let in_effect = (0..r.scenario.faults.len()).filter(|i| r.run.faults[*i].took_effect);
            at_work.extend(in_effect.map(|i| super::causes::text(r, &Blamed::Fault(i))));
        }
        return (!at_work.is_empty()).then(|| format!("At work: {}.", listed(&at_work)));
    }
    if r.slip.show_us.abs() < TELLING_US {
        return None;
    }
    let part = |s: &&Share| format!("{} {}", s.text(), late(s.us));
    let mut by_size: Vec<&Share> = shares.iter().filter(|s| s.us.abs() >= TELLING_US).collect();
    by_size.sort_by_key(|s| std::cmp::Reverse(s.us.abs()));
    let rest: i64 = shares.iter().map(|s| s.us).sum::<i64>() - by_size.iter().take(4).map(|s| s.us).sum::<i64>();
    let mut parts: Vec<String> = by_size.iter().take(4).map(part).collect();
    if rest.abs() >= TELLING_US {
        parts.push(format!("the rest {}", late(rest)));
    }
    Some(format!("Because: {}.", parts.join("; ")))
}

fn noticed(r: &Night, notices: &[Notice]) -> String {
    let t = &r.run.totals;
    if t.visible_error_us == 0 && t.dead_air_us == 0 {
        return "The house noticed nothing: no wrong picture, no dead air.".to_owned();
    }
    let mut parts = Vec::new();
    if t.visible_error_us > 0 {
        let beats = notices.iter().filter(|n| !n.dead_air).count() as u64;
        let longest = notices.iter().filter(|n| !n.dead_air).max_by_key(|n| n.seen_us());
        let longest = longest.filter(|_| beats > 1);
        let longest =
            longest.map_or_else(String::new, |n| format!(", longest in {} ({})", n.beat, length(n.seen_us())));
        let planned = match r.plan.totals.visible_error_us {
            0 => "",
            p if p >= t.visible_error_us => "; it is planned so",
            _ => "; a part of it is planned so",
        };
        let seen = length(t.visible_error_us);
        parts.push(format!("The house saw a wrong picture for {seen} in {}{longest}{planned}", count(beats, "beat")));
    }
    if t.dead_air_us > 0 {
        let lead = if parts.is_empty() { "The house sat through" } else { "and sat through" };
        parts.push(format!("{lead} {} of dead air", length(t.dead_air_us)));
    }
    format!("{}.", parts.join(", "))
}

fn cues_short(cues: &[CueRow]) -> Option<String> {
    let of = |v: CueVerdict| cues.iter().filter(|c| c.verdict == Some(v)).count();
    let kinds = [CueVerdict::Skipped, CueVerdict::Failed, CueVerdict::Uncalled];
    let parts: Vec<String> =
        kinds.into_iter().filter(|v| of(*v) > 0).map(|v| format!("{} {}", of(v), v.name())).collect();
    (!parts.is_empty()).then(|| format!("Cues that did not happen as written: {}.", listed(&parts)))
}
