//! A scripted rehearsal in virtual time: [`play`].

use super::calls::{Calls, Moment, Rest, Step, Who};
use super::keys::{Done, Keyboard};
use super::{Desk, Input, Refusal, seconds};
use crate::engine::luck::{Purpose, name_key, uniform};
use crate::fault::{FaultTime, fault_ron};
use crate::machine::micros;

/// Most things done in one scripted rehearsal: a script that takes it back for ever ends there.
const DONE_MAX: usize = 200_000;

/// Of somebody human, the share of cues called without a standby. An assumption.
const FORGOTTEN_STANDBY: f64 = 0.04;

/// What came of playing a script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Played {
    /// When it was left, µs of the last take's run time.
    pub left_us: i64,
    /// What was refused, with who wanted it and when, µs.
    pub refused: Vec<(i64, Who, Refusal)>,
    /// Steps whose moment never came.
    pub never: Vec<usize>,
}

/// Something that is to be done next.
enum Next {
    Step(usize),
    Give(Input),
}

/// Plays a script on a desk, in virtual time. `seen` is told of the desk after everything that was done, with the instant
/// up to which nothing more can be done.
pub fn play(desk: &mut Desk, calls: &Calls, start_us: i64, seen: &mut dyn FnMut(&mut Desk, i64)) -> Played {
    let mut player = Player {
        calls,
        keyboard: Keyboard::default(),
        step: 0,
        at_us: start_us,
        last_us: start_us,
        played: Played::default(),
    };
    player.skip_past(desk);
    for _ in 0..DONE_MAX {
        let Some((at_us, next)) = player.next(desk) else { break };
        seen(desk, at_us - 1);
        player.at_us = at_us;
        let (who, done) = match next {
            Next::Give(input) => (Who::Rest, desk.give(at_us, input).map(|()| true)),
            Next::Step(i) => {
                player.step = i + 1;
                player.last_us = at_us;
                (Who::Step(i), player.do_step(desk, i, seen))
            }
        };
        match done {
            Ok(true) => {}
            Ok(false) => {
                player.played.left_us = player.at_us;
                return player.over(desk, seen);
            }
            Err(refusal) => player.played.refused.push((at_us, who, refusal)),
        }
    }
    player.played.left_us = desk.night().run.end_us.max(player.at_us);
    player.over(desk, seen)
}

struct Player<'a> {
    calls: &'a Calls,
    keyboard: Keyboard,
    step: usize,
    at_us: i64,
    /// When the last step was done, whatever the rest has done since.
    last_us: i64,
    played: Played,
}

impl Player<'_> {
    fn over(mut self, desk: &mut Desk, seen: &mut dyn FnMut(&mut Desk, i64)) -> Played {
        let left = self.calls.steps.iter().enumerate().skip(self.step);
        self.played.never = left.filter(|(_, s)| s.moment().is_some()).map(|(i, _)| i).collect();
        let left_us = self.played.left_us;
        desk.leave(left_us);
        seen(desk, left_us);
        self.played
    }

    /// Steps that were done before the beginning are not done again: a rehearsal is taken up where it stopped. Done is
    /// what came before the present take, whose moment was before the beginning, or was the beginning where something
    /// had been done there. What had been typed is typed again.
    fn skip_past(&mut self, desk: &Desk) {
        let steps = &self.calls.steps;
        let takes = steps.iter().enumerate().filter(|(_, s)| is_a_take(s)).map(|(i, _)| i + 1);
        let before = desk.takes().len() - 1;
        let mut done = if before == 0 { 0 } else { takes.take(before).last().unwrap_or(0) };
        let mut here = desk.take().inputs[desk.take().kept()..].iter().filter(|(t, _)| *t == self.at_us).count();
        let mut last = (done > 0).then_some(desk.take().from_us);
        let mut last_done = last;
        for (i, step) in steps.iter().enumerate().skip(done) {
            let Some(moment) = step.moment() else { continue };
            let when = match moment {
                Moment::Then(s) => last.map(|l| l.saturating_add(micros(*s))),
                other => self.when(desk, other),
            };
            // No step is done before the one before it, and none after one whose moment is not known yet.
            let Some(at) = when.map(|t| t.max(last.unwrap_or(t))) else { break };
            last = Some(at);
            if at < self.at_us || (at == self.at_us && here > 0) {
                done = i + 1;
                here -= usize::from(at == self.at_us);
                last_done = Some(at);
            }
        }
        self.step = done;
        self.last_us = last_done.unwrap_or(self.at_us);
        for step in &steps[..done] {
            if let Step::Key(key, _) = step {
                self.keyboard.type_again(key);
            }
        }
    }

    /// What is to be done next, and when: a step of the script before what the rest calls at the same moment.
    fn next(&self, desk: &Desk) -> Option<(i64, Next)> {
        let earliest = self.at_us.max(desk.earliest_us());
        let steps = self.calls.steps.iter().enumerate().skip(self.step);
        let step = steps
            .filter_map(|(i, s)| Some((i, s.moment()?)))
            .next()
            .and_then(|(i, m)| Some((self.when(desk, m)?.max(earliest), Next::Step(i))));
        let rest = self.rest(desk, earliest);
        match (step, rest) {
            (Some(s), Some(r)) => Some(if r.0 < s.0 { r } else { s }),
            (s, r) => s.or(r),
        }
    }

    fn when(&self, desk: &Desk, moment: &Moment) -> Option<i64> {
        let run = &desk.night().run;
        let (from, after) = match moment {
            Moment::At(t) => (Some(0), *t),
            Moment::Then(t) => (Some(self.last_us), *t),
            Moment::Mark(cue, s) => (self.mark(desk, desk.cue(cue).ok()?), *s),
            Moment::With(cue, s) => (run.cues[desk.cue(cue).ok()?].started_us, *s),
            Moment::On(beat, s) => {
                let at = desk.show().beats().position(|(_, b)| b.id == *beat)?;
                (run.beats[at].start_us, *s)
            }
            Moment::Fault(id, s) => {
                let ids = 0..desk.night().scenario.faults.len();
                let at = ids.into_iter().find(|i| crate::engine::fault_id(&desk.night().scenario, *i) == *id)?;
                (run.faults[at].began_us, *s)
            }
        };
        Some(from?.saturating_add(micros(after)))
    }

    /// A cue's mark as the night now goes.
    fn mark(&self, desk: &Desk, cue: usize) -> Option<i64> {
        desk.night().run.marks.get(cue).copied().flatten()
    }

    /// What whoever calls the rest does next. Groups stand by together; the book's reader gives every GO on its own
    /// mark, and somebody human gives a group's together, on the mark of its first.
    fn rest(&self, desk: &Desk, earliest: i64) -> Option<(i64, Next)> {
        let (late, spread, reads_the_book) = match self.calls.rest {
            Rest::Nobody => return None,
            Rest::Book => (0.0, 0.0, true),
            Rest::Person(late, spread) => (late, spread, false),
        };
        let now = desk.now(earliest);
        if now.holding {
            // Nobody calls in a hold but who holds.
            return None;
        }
        let number = |c: usize| &desk.show().cues[c].number;
        let from_us = desk.take().from_us;
        let mut best: Option<(i64, Input)> = None;
        for group in &desk.book().groups {
            let to_come = |c: &usize| now.cues[*c].to_come() && !self.is_in_a_step(desk, *c);
            // What was missed while the show was elsewhere is not called after the fact.
            let marked = |c: usize| self.mark(desk, c).filter(|m| *m >= from_us).map(|m| (m, c));
            let hers: Vec<(i64, usize)> = group.cues.iter().copied().filter(to_come).filter_map(marked).collect();
            let Some(&(mark, first)) = hers.iter().min_by_key(|(m, _)| *m) else { continue };
            let key = name_key(number(first));
            let seed = desk.base().seed;
            // Near enough to how people scatter: three draws, of spread 1 together.
            let scatter: f64 = (0..3).map(|n| 2.0 * uniform(seed, Purpose::Person, key, n) - 1.0).sum();
            let mut go = mark.saturating_add(micros(late + spread * scatter));
            // What the guard has refused is called again when it lets it pass.
            let refused = now.refused.iter().filter(|(_, c)| *c as usize == first).map(|(t, _)| *t).max();
            go = go.max(refused.map_or(go, |t| t.saturating_add(desk.guard_us())));
            let standby_s = desk.show().cues[first].standby;
            let forgets = spread > 0.0 && uniform(seed, Purpose::Person, key, 7) < FORGOTTEN_STANDBY;
            let ready = forgets || hers.iter().all(|(_, c)| now.cues[*c].standby_us.is_some());
            let at = if ready { go } else { go.saturating_sub(micros(standby_s)) }.max(earliest);
            if best.as_ref().is_some_and(|(t, _)| *t <= at) {
                continue;
            }
            let goes = |m: i64| !reads_the_book || m == mark;
            let names =
                |all: bool| hers.iter().filter(|(m, _)| all || goes(*m)).map(|(_, c)| number(*c).clone()).collect();
            let input = if ready || at >= go { Input::Press(names(false)) } else { Input::Standby(names(true)) };
            best = Some((at, input));
        }
        best.map(|(at, input)| (at, Next::Give(input)))
    }

    /// Whether some step calls, skips or forgets the cue.
    fn is_in_a_step(&self, desk: &Desk, cue: usize) -> bool {
        let is = |number: &str| desk.cue(number).is_ok_and(|c| c == cue);
        self.calls.steps.iter().any(|s| match s {
            Step::Go(cues, _) | Step::Standby(cues, _) => cues.iter().any(|c| is(c)),
            Step::Skip(c, _) | Step::Forget(c) => is(c),
            _ => false,
        })
    }

    /// Does a step; false if it was the last.
    fn do_step(&mut self, desk: &mut Desk, i: usize, seen: &mut dyn FnMut(&mut Desk, i64)) -> Result<bool, Refusal> {
        let at_us = self.at_us;
        let input = match &self.calls.steps[i] {
            Step::Key(key, _) => match self.keyboard.press(desk, at_us, key)? {
                Some(Done::Input(input)) => input,
                Some(Done::TakeFrom(place)) => return self.take_from(desk, &place, seen),
                Some(Done::Say(_)) | None => return Ok(true),
            },
            Step::Standby(cues, _) => Input::Standby(cues.clone()),
            Step::Go(cues, _) => Input::Press(cues.clone()),
            Step::Hold(_) => Input::Hold,
            Step::Resume(_) => Input::Resume,
            Step::Skip(cue, _) => Input::Skip(cue.clone()),
            Step::Fire(cue, _) => Input::Fire(cue.clone()),
            Step::Secure(costume, _) => Input::Secure(costume.clone()),
            Step::Decide(decision, option, _) => Input::Decide(decision.clone(), option.clone()),
            Step::Break(fault, _) => {
                let now = crate::fault::Fault { when: FaultTime::At(seconds(at_us)), ..fault.clone() };
                Input::Break(fault_ron(&now))
            }
            Step::FadeAll(_) => Input::FadeAll,
            Step::StopAll(_) => Input::StopAll,
            Step::TakeFrom(place, _) => return self.take_from(desk, place, seen),
            Step::Forget(_) => return Ok(true),
            Step::Leave(_) => return Ok(false),
        };
        desk.give(at_us, input).map(|()| true)
    }

    fn take_from(
        &mut self,
        desk: &mut Desk,
        place: &str,
        seen: &mut dyn FnMut(&mut Desk, i64),
    ) -> Result<bool, Refusal> {
        seen(desk, self.at_us);
        self.at_us = desk.take_from(self.at_us, place)?;
        self.last_us = self.at_us;
        Ok(true)
    }
}

/// Whether a step takes it from somewhere.
fn is_a_take(step: &Step) -> bool {
    match step {
        Step::TakeFrom(..) => true,
        Step::Key(key, _) => key == "T" || key == "B",
        _ => false,
    }
}
