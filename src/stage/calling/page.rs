//! [`Prompt`]: what the panels show of a rehearsal with a person at the desk, at one instant.

use std::sync::Arc;
use std::time::Instant;

use super::Caller;
use crate::desk::{Book, CueLight, Now, Open, Verdict};
use crate::run::Run;
use crate::slip::Rehearsal;

/// How long a refused GO is marked, µs.
const REFUSED_US: i64 = 1_500_000;

/// The desk at an instant.
#[derive(Clone, Debug, Default)]
pub(in crate::stage) struct Prompt {
    /// How things stand.
    pub(in crate::stage) now: Now,
    /// The prompt book.
    pub(in crate::stage) book: Arc<Book>,
    /// Per cue: when its GO is due as the night goes now, µs of run time; also one that has passed.
    pub(in crate::stage) due_us: Vec<Option<i64>>,
    /// The group that GO takes.
    pub(in crate::stage) next_go: Option<usize>,
    /// The group that Standby takes.
    pub(in crate::stage) next_standby: Option<usize>,
    /// Departments with their cue lights.
    pub(in crate::stage) lights: Vec<(String, CueLight)>,
    /// Digits typed.
    pub(in crate::stage) typed: String,
    /// The cue that Enter fires.
    pub(in crate::stage) asked: Option<String>,
    /// What the desk has to say.
    pub(in crate::stage) said: Option<String>,
    /// A GO was refused just now: of this cue.
    pub(in crate::stage) refused: Option<usize>,
    /// The decision whose moment comes.
    pub(in crate::stage) open: Option<Open>,
    /// Seconds left of the count-in.
    pub(in crate::stage) count_in_s: Option<f64>,
    /// Where the present take began, and its number.
    pub(in crate::stage) take: (usize, String),
    /// On the mark, early, late, missed; without standby; refused.
    pub(in crate::stage) counts: [usize; 6],
    /// The last calls: number, verdict, and how far off, µs.
    pub(in crate::stage) last: Vec<(String, Verdict, Option<i64>)>,
    /// The log: its name, or why it is not written.
    pub(in crate::stage) log: Option<Result<String, String>>,
    /// Practice speed.
    pub(in crate::stage) speed: f64,
    /// The bar of the beat that plays, and how far it is in it, 0 to 1; a second where the beat has no bar.
    pub(in crate::stage) bar: Option<(i64, f32)>,
}

/// A decision is asked for so long before its moment, µs of run time: an assumption.
const ASK_US: i64 = 90_000_000;

/// What the panels show at `t_us`. `stage` is the night on the stage.
pub(in crate::stage) fn prompt(caller: &mut Caller, stage: &Rehearsal, t_us: i64) -> Prompt {
    let soon = |o: &Open| o.until_us - t_us < ASK_US;
    // The first in the sheet whose moment comes; asked of the engine only while there is one to ask for.
    let open = if caller.desk.show().decisions.is_empty() { None } else { caller.open_at(t_us).into_iter().find(soon) };
    let now = caller.desk.now(t_us);
    let run = &caller.desk.night().run;
    let mark = |run: &Run, c: usize| run.marks.get(c).copied().flatten();
    let due = |c: usize| {
        let passed = mark(run, c).filter(|m| *m <= t_us);
        let to_come = || mark(&stage.run, c).or_else(|| stage.run.cues.get(c).and_then(|c| c.called_us));
        passed.or_else(|| to_come().filter(|at| *at >= t_us))
    };
    let due_us = (0..now.cues.len()).map(due).collect();
    let refused = now.refused.last().filter(|(at, _)| t_us - at < REFUSED_US).map(|(_, c)| *c as usize);
    let bar = now.beat.and_then(|b| {
        let since = run.beats.get(b as usize)?.start_us?;
        let vamp = caller.desk.show().beats().nth(b as usize)?.1.vamp;
        let bar_us = vamp.map_or(1_000_000, crate::machine::micros).max(1);
        let passed = (t_us - since).max(0);
        Some((passed / bar_us, (passed % bar_us) as f32 / bar_us as f32))
    });
    let log = caller.log.as_ref().map(|path| match caller.recorder.as_ref().and_then(|r| r.broken()) {
        Some(why) => Err(why),
        None => Ok(path.display().to_string()),
    });
    let lights = now.lights(caller.desk.night());
    let going = caller.going(t_us);
    let count = |v| going.count(v);
    let counts = [
        count(Verdict::OnMark),
        count(Verdict::Early),
        count(Verdict::Late),
        count(Verdict::Missed),
        going.without_standby(),
        going.refused as usize,
    ];
    let last = going.cues.iter().rev().take(5).map(|c| (c.number.clone(), c.verdict, c.error_us)).collect();
    let book = Arc::clone(caller.desk.book());
    Prompt {
        next_go: now.next_go(&book),
        next_standby: now.next_standby(&book),
        lights,
        typed: caller.keyboard.typed.clone(),
        asked: caller.keyboard.asked.clone(),
        said: caller.said.clone(),
        count_in_s: caller.clock.count_in(Instant::now()).map(|d| d.as_secs_f64()),
        take: (caller.desk.takes().len(), caller.desk.take().from.clone()),
        speed: caller.clock.speed(),
        now,
        book,
        due_us,
        refused,
        open,
        counts,
        last,
        log,
        bar,
    }
}
