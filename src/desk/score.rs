//! The calling score: [`calling`]. Kind words, and a number behind each of them.

use super::answer::{Answer, answers};
use super::{Book, Desk, Input, Refusal, Take};
use crate::run::What;
use crate::sheet::Call;
use crate::slip::Rehearsal;

/// A GO this near to its mark is on it, µs. What an audience cannot tell from a good night: an assumption; a cue's own
/// `early` and `late` count where they are narrower.
pub const ON_MARK_US: i64 = 250_000;

/// What the crew makes of a cue that was stopped and called again.
const AGAIN: &str = "stopped, and called again";

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Within [`ON_MARK_US`] of its mark.
    OnMark,
    /// Before it.
    Early,
    /// After it.
    Late,
    /// Its mark passed, and nobody called it.
    Missed,
    /// Called, and the book has no mark for it.
    ByHand,
}

impl Verdict {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::OnMark => "on the mark",
            Self::Early => "early",
            Self::Late => "late",
            Self::Missed => "missed",
            Self::ByHand => "by hand",
        }
    }
}

/// How a cue was called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CueCall {
    /// The take, from 1.
    pub take: usize,
    /// The cue's number.
    pub number: String,
    /// Where the book had its GO that night, µs of run time.
    pub mark_us: Option<i64>,
    /// Her GO, µs.
    pub called_us: Option<i64>,
    /// GO less mark, µs: late is positive.
    pub error_us: Option<i64>,
    /// What became of it.
    pub verdict: Verdict,
    /// How long before the GO the standby was said, µs; `None`: it was not.
    pub warning_us: Option<i64>,
    /// GOs for it that the guard refused.
    pub refused: u32,
    /// What the crew would have made of it.
    pub crew: String,
}

/// How a rehearsal was called.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calling {
    /// Where each take was taken from, and when it was left, µs.
    pub takes: Vec<(String, i64)>,
    /// Every cue that was called, or whose mark passed, in the order of the evening.
    pub cues: Vec<CueCall>,
    /// What went wrong, and what she did about it.
    pub answers: Vec<Answer>,
    /// GOs that the guard refused.
    pub refused: u32,
    /// Holds, stops and fades that she called.
    pub stops: u32,
    /// The last take's slip at the show's end, µs, where it came to it.
    pub show_slip_us: Option<i64>,
}

/// How it is going: the present take's calls alone, without what was done about faults. Cheap enough for every second.
///
/// # Errors
/// As [`calling`].
pub fn calls_so_far(desk: &Desk, until_us: i64) -> Result<Calling, Refusal> {
    let mut calling = Calling::default();
    calling.takes.push((desk.take().from.clone(), until_us));
    calling.score(1, desk.take(), desk.night(), until_us);
    Ok(calling)
}

/// Scores a rehearsal, all its takes. `until_us` is where the present take has come to.
///
/// # Errors
/// A take that means nothing, which one that was played does not.
pub fn calling(desk: &Desk, until_us: i64) -> Result<Calling, Refusal> {
    let mut calling = Calling::default();
    let last = desk.takes().len() - 1;
    for (i, take) in desk.takes().iter().enumerate() {
        let night = if i == last { desk.night().clone() } else { desk.night().again(desk.scenario_of(take)?)? };
        let until_us = if i == last { until_us } else { take.left_us.unwrap_or(until_us) };
        calling.takes.push((take.from.clone(), until_us));
        calling.score(i + 1, take, &night, until_us);
        let next = desk.takes().get(i + 1).map(|t| t.from.as_str());
        calling.answers.extend(answers(i + 1, take, &night, until_us, next)?);
        let over = night.run.stuck.is_none() && until_us >= night.run.end_us;
        calling.show_slip_us = over.then_some(night.slip.show_us);
    }
    Ok(calling)
}

impl Calling {
    fn score(&mut self, take_number: usize, take: &Take, night: &Rehearsal, until_us: i64) {
        let stops = |i: &Input| matches!(i, Input::Hold | Input::FadeAll | Input::StopAll);
        self.stops += take.inputs.iter().filter(|(t, i)| *t <= until_us && stops(i)).count() as u32;
        let mut refused = vec![0_u32; night.run.cues.len()];
        for e in night.run.events.iter().filter(|e| e.at_us <= until_us) {
            if let What::Refused(c) = e.what {
                refused[c as usize] += 1;
                self.refused += 1;
            }
        }
        let book = Book::new(&night.show, &night.plan);
        let now = super::Now::at(night, until_us);
        let mut rows: Vec<(i64, CueCall)> = Vec::new();
        let mark = |c: usize| night.run.marks.get(c).copied().flatten().filter(|m| *m >= take.from_us);
        for (c, group) in book.groups.iter().flat_map(|g| g.cues.iter().map(move |c| (*c, g))) {
            let gos = gos(night, c, take.from_us..=until_us);
            // What went in one press with the first of its group is held against the mark of that; else against its own.
            let first = group.cues[0];
            let together = gos.first().is_some_and(|(go, _)| {
                night.run.events.iter().any(|e| e.at_us == *go && e.what == What::Called(first as u32))
            });
            let marks = mark(c).map(|own| mark(first).filter(|_| together).unwrap_or(own));
            let over = night.run.cues[c].ended_us.is_some_and(|t| t <= until_us);
            let cut = now.cues[c].stand == super::Stand::Cut || (gos.is_empty() && over);
            let cue = &night.show.cues[c];
            let missed = gos.is_empty() && !cut && matches!(cue.call, Call::On(..) | Call::At(_));
            let calls = gos.iter().map(|(go, standby)| (Some(*go), *standby)).chain(missed.then_some((None, None)));
            for (nth, (called_us, standby_us)) in calls.enumerate() {
                // Stopped and called again: for that the book has no mark.
                let mark_us = marks.filter(|_| nth == 0);
                let error_us = called_us.zip(mark_us).map(|(go, mark)| go - mark);
                let verdict = match (called_us, error_us) {
                    (Some(_), Some(e)) => judged(cue, e),
                    (Some(_), None) => Verdict::ByHand,
                    (None, _) if mark_us.is_some_and(|m| m <= until_us) => Verdict::Missed,
                    (None, _) => continue,
                };
                let warning_us = standby_us.zip(called_us).map(|(s, go)| go - s).filter(|w| *w > 0);
                let refused = if nth == 0 { refused[c] } else { 0 };
                let crew =
                    if nth == 0 { crew(night, c, verdict, error_us, warning_us, refused) } else { AGAIN.to_owned() };
                let (take, number) = (take_number, cue.number.clone());
                let row = CueCall { take, number, mark_us, called_us, error_us, verdict, warning_us, refused, crew };
                rows.push((called_us.or(mark_us).unwrap_or(0), row));
            }
        }
        rows.sort_by_key(|(at, _)| *at);
        self.cues.extend(rows.into_iter().map(|(_, row)| row));
    }

    /// How many calls had that verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.cues.iter().filter(|c| c.verdict == verdict).count()
    }

    /// Cues called without a standby.
    pub fn without_standby(&self) -> usize {
        let again = |c: &CueCall| c.crew == AGAIN;
        self.cues.iter().filter(|c| c.called_us.is_some() && c.warning_us.is_none() && !again(c)).count()
    }

    /// The median distance of a GO from its mark, µs, early and late alike; `None` where nothing with a mark was called.
    pub fn median_error_us(&self) -> Option<i64> {
        let mut errors: Vec<i64> = self.cues.iter().filter_map(|c| c.error_us).map(i64::abs).collect();
        errors.sort_unstable();
        errors.get(errors.len() / 2).copied()
    }

    /// The median lateness of a GO, µs: early is negative. Whether she leans.
    pub fn lean_us(&self) -> Option<i64> {
        let mut errors: Vec<i64> = self.cues.iter().filter_map(|c| c.error_us).collect();
        errors.sort_unstable();
        errors.get(errors.len() / 2).copied()
    }

    /// What a teacher reads: a few lines, every one with its number.
    pub fn summary(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let (on, early, late, missed) = (
            self.count(Verdict::OnMark),
            self.count(Verdict::Early),
            self.count(Verdict::Late),
            self.count(Verdict::Missed),
        );
        let marked = on + early + late + missed;
        if marked == 0 && self.cues.is_empty() {
            lines.push("Nothing was called, and no mark passed.".to_owned());
            return lines;
        }
        lines.push(format!(
            "{on} of {marked} {} on the mark (within {:.2} s); {early} early, {late} late, {missed} missed.",
            plural(marked, "cue", "cues"),
            s(ON_MARK_US)
        ));
        if let (Some(median), Some(lean)) = (self.median_error_us(), self.lean_us()) {
            let leans = match lean {
                l if l > 80_000 => format!("; you lean late, by {:.2} s", s(l)),
                l if l < -80_000 => format!("; you lean early, by {:.2} s", s(-l)),
                _ => "; you lean neither way".to_owned(),
            };
            lines.push(format!("Half of your GOs were within {:.2} s{leans}.", s(median)));
        }
        match self.without_standby() {
            0 => lines.push("Every GO had its standby.".to_owned()),
            n => lines.push(format!("{n} {} had no standby: the crew was guessing.", plural(n, "GO", "GOs"))),
        }
        if self.refused > 0 {
            let n = self.refused as usize;
            lines.push(format!("The guard caught {n} double {}.", plural(n, "GO", "GOs")));
        }
        let worst = self.cues.iter().filter(|c| c.verdict == Verdict::Late).max_by_key(|c| c.error_us);
        if let Some(worst) = worst.filter(|w| w.error_us > Some(1_000_000)) {
            lines.push(format!("The one to go over: {}, {:+.1} s.", worst.number, s(worst.error_us.unwrap_or(0))));
        }
        for a in &self.answers {
            lines.push(a.line());
        }
        if let Some(slip) = self.show_slip_us {
            lines.push(format!("The final curtain came {:+.1} s against the plan.", s(slip)));
        }
        lines
    }
}

/// The cue's GOs in a stretch, each with its standby, µs; more than one where it was stopped in between.
fn gos(night: &Rehearsal, cue: usize, us: std::ops::RangeInclusive<i64>) -> Vec<(i64, Option<i64>)> {
    let (mut gos, mut standby_us) = (Vec::new(), None);
    for e in night.run.events.iter().take_while(|e| e.at_us <= *us.end()) {
        match e.what {
            What::Standby(c) if c as usize == cue => standby_us = Some(e.at_us),
            What::Called(c) if c as usize == cue && us.contains(&e.at_us) => gos.push((e.at_us, standby_us)),
            What::Stopped(c) if c as usize == cue => standby_us = None,
            _ => {}
        }
    }
    gos
}

/// Seconds.
pub(super) fn s(us: i64) -> f64 {
    us as f64 / 1e6
}

fn plural<'a>(n: usize, one: &'a str, many: &'a str) -> &'a str {
    if n == 1 { one } else { many }
}

/// Against the mark, and against the cue's own tolerance where that is narrower.
fn judged(cue: &crate::sheet::Cue, error_us: i64) -> Verdict {
    let own = |t: Option<f64>| t.map_or(ON_MARK_US, crate::machine::micros).min(ON_MARK_US);
    if error_us > own(cue.late) {
        Verdict::Late
    } else if error_us < -own(cue.early) {
        Verdict::Early
    } else {
        Verdict::OnMark
    }
}

/// What the crew would have made of it.
fn crew(
    night: &Rehearsal,
    cue: usize,
    verdict: Verdict,
    error_us: Option<i64>,
    warning_us: Option<i64>,
    refused: u32,
) -> String {
    let law = &night.score.cues[cue];
    let prefix = &night.score.department_names[law.department as usize];
    let post = night.show.crew.get(prefix).map(|o| o.post.as_str()).filter(|p| !p.is_empty());
    let post = post.unwrap_or(prefix);
    let reaction_us = crate::machine::micros(law.reaction);
    let mut words = Vec::new();
    match verdict {
        Verdict::Missed => return format!("{post}: still looking at the cue light"),
        Verdict::Late if error_us > Some(2_000_000) => {
            words.push(format!("a finger on it for {:.1} s", s(error_us.unwrap_or(0))));
        }
        Verdict::Early if error_us < Some(-2_000_000) => words.push("ahead of the actors".to_owned()),
        _ => {}
    }
    match warning_us {
        None => words.push("no warning".to_owned()),
        Some(w) if w < reaction_us => {
            words.push(format!("the light was still flashing, {:.1} s after standby", s(w)));
        }
        Some(w) if w > 120_000_000 => words.push(format!("stood by for {:.0} minutes", s(w) / 60.0)),
        Some(_) => {}
    }
    if refused > 0 {
        let times = if refused > 1 { format!(", {refused} times") } else { String::new() };
        words.push(format!("a second GO was refused{times}"));
    }
    if words.is_empty() {
        return String::new();
    }
    format!("{post}: {}", words.join("; "))
}
