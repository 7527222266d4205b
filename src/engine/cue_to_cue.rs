//! Cue to cue: of a night only what its faults change is performed.
//!
//! A technical rehearsal skips from cue to cue and leaves out what goes as it always goes. So does this: the night without
//! faults is performed once, and its state kept at [`Post`]s along it. A faulty night begins at the last post before its
//! first fault. As soon as at a post it will go on as the undisturbed night does ([`Engine::will_go_as`]), it goes on from
//! the last post before something differs again; what lies between is taken over.
//!
//! It is for brief runs of the automatic caller with luck at its medians. They come out as though performed whole
//! (`tests/properties.rs`).

use super::machines::Machines;
use super::night::{Begins, Fault, Target};
use super::queue::{Due, Job, Queue};
use super::score::{Called, Ix, Place, Score};
use super::script::Gate;
use super::{CueState, Engine, Life, Night, Performer};
use crate::machine::NEVER;
use crate::machine::air::{Air, Step};
use crate::run::{CueTimes, Run, Totals};

/// Most posts that are kept, and the most memory for them, bytes.
const POSTS_MAX: usize = 96;
const MEMORY_MAX: usize = 32 << 20;

/// To go from one post to another that is so many further on costs less than to perform what lies between.
const HOP_MIN: usize = 4;

/// The night without faults, and its state at posts along it.
#[derive(Debug)]
pub struct Undisturbed {
    run: Run,
    posts: Vec<Post>,
    /// Per cue: when its GO becomes known to be due (rule 11).
    known_us: Vec<i64>,
    /// Per cue: the first and the last of its times.
    cue_spans: Vec<(i64, i64)>,
    /// What happens to the air.
    air: Vec<Step>,
}

/// The state of the undisturbed night between two instants.
#[derive(Debug)]
struct Post {
    /// The instant that is over.
    at_us: i64,
    queue: Queue,
    /// The jobs in it that count, in order.
    to_do: Vec<(i64, u64)>,
    cues: Vec<CueState>,
    machines: Machines,
    truth: Vec<bool>,
    active: Vec<bool>,
    playing: Option<Ix>,
    at_beat: usize,
    gate: Option<Gate>,
    over: bool,
    curtains_open: bool,
    wrong_since: Option<i64>,
    dead_since: Option<i64>,
    picture_wrong: bool,
    arisen_open: Vec<Option<Ix>>,
    told: Told,
}

/// How much of a run had been told.
#[derive(Clone, Copy, Debug, Default)]
struct Told {
    totals: Totals,
    events: usize,
    arisen: usize,
    holds: usize,
    waits: usize,
    wrong: usize,
}

impl Told {
    fn of(run: &Run) -> Self {
        Self {
            totals: run.totals,
            events: run.events.len(),
            arisen: run.arisen.len(),
            holds: run.holds.len(),
            waits: run.waits.len(),
            wrong: run.wrong.len(),
        }
    }
}

impl Undisturbed {
    /// Performs the night without faults beside its plan. A show that is abandoned without any fault has no posts.
    pub fn new(score: &Score, plan: &Run) -> Self {
        let night = Night::perfect();
        let mut performer = Performer::brief(score);
        let mut instants = 0_usize;
        let (run, air) = watch(&mut performer, &night, plan, |_, _| instants += 1);
        let state = std::mem::size_of::<Post>()
            + score.cues.len() * (2 * std::mem::size_of::<CueState>())
            + (score.drives.len() + score.foggers.len() + score.lamps.len()) * 512;
        let most = (MEMORY_MAX / state).clamp(2, POSTS_MAX);
        let every = instants.div_ceil(most).max(1);
        let mut posts = Vec::new();
        let mut nth = 0;
        watch(&mut performer, &night, plan, |engine, at_us| {
            nth += 1;
            // The last is where the watching ends: who gets there is through.
            if !engine.abandoned && (nth % every == 0 || nth == instants) {
                posts.push(Post::of(engine, at_us));
            }
        });
        if run.stuck.is_some() {
            posts.clear();
        }
        let mut known_us = vec![NEVER; score.cues.len()];
        for (beat, times) in score.beats.iter().zip(&run.beats) {
            for (cue, _) in &beat.cues {
                known_us[*cue as usize] = times.start_us.unwrap_or(NEVER);
            }
        }
        for (known, cue) in known_us.iter_mut().zip(&score.cues) {
            if let Called::At(_) = cue.call {
                *known = i64::MIN;
            }
        }
        let span = |c: &CueTimes| {
            let times = || [c.called_us, c.held_us, c.started_us, c.done_us, c.ended_us].into_iter().flatten();
            (times().min().unwrap_or(NEVER), times().max().unwrap_or(NEVER))
        };
        let cue_spans = run.cues.iter().map(span).collect();
        Self { run, posts, known_us, cue_spans, air }
    }

    /// Air that is not the undisturbed night's at post `from` goes through what happens to that, to post `to` at most: the
    /// last post up to which the same is true of both, and the air there.
    fn follow(&self, own: &Air, from: usize, to: usize) -> (usize, Option<Air>) {
        let steps = &self.air[self.air.partition_point(|s| s.at_us <= self.posts[from].at_us)..];
        let mut air = own.clone();
        let Some(differs_us) = air.follow(steps, self.posts[to].at_us) else { return (to, Some(air)) };
        let to = self.last_before(differs_us).unwrap_or(from);
        let mut air = own.clone();
        air.follow(steps, self.posts[to].at_us);
        (to, Some(air))
    }

    /// Whether it is worth while to look for what a night of so many faults has in common with this one: whether between
    /// two of them there is twice what a hop needs.
    pub(super) fn is_worth_while(&self, faults: usize) -> bool {
        2 * HOP_MIN * faults <= self.posts.len()
    }

    /// The last post before `until_us`.
    fn last_before(&self, until_us: i64) -> Option<usize> {
        self.posts.partition_point(|p| p.at_us < until_us).checked_sub(1)
    }
}

/// Whether a piece is under a fault.
fn is_strained(score: &Score, night: &Night, fault_on: &[bool], piece: Ix) -> bool {
    night.machine_faults.of(score.pieces[piece as usize].machine).any(|f| fault_on[f as usize])
}

/// Performs a night, and looks at it after every instant.
fn watch(
    performer: &mut Performer<'_>,
    night: &Night,
    plan: &Run,
    mut look: impl FnMut(&Engine<'_>, i64),
) -> (Run, Vec<Step>) {
    let mut engine = Engine::new(performer, night, Some(plan));
    engine.set_up(&performer.memory.top, &performer.memory.truth);
    engine.machines.watch_air();
    engine.top_of_show();
    loop {
        engine.instant();
        let at_us = engine.now;
        let goes_on = !engine.abandoned && engine.advance();
        look(&engine, if goes_on { at_us } else { engine.now });
        if !goes_on {
            break;
        }
    }
    let air = engine.machines.take_air_steps();
    let (run, spare) = engine.finish();
    performer.memory.spare = spare;
    (run, air)
}

impl Post {
    /// Nothing of an engine is forgotten: it is what a night keeps to itself, or nothing between two instants.
    fn of(engine: &Engine<'_>, at_us: i64) -> Self {
        let Engine {
            // The same in all nights.
            score: _,
            plan: _,
            events: _,
            beside: _,
            next_post: _,
            // The night's own.
            night: _,
            fault_on: _,
            run,
            now: _,
            // Nobody makes calls.
            held_total: _,
            held_since: _,
            kept: _,
            hold_generation: _,
            last_go: _,
            // Only within an instant, or for events.
            dirty: _,
            is_dirty: _,
            changed: _,
            patience_is_due: _,
            unsettled: _,
            waits_noted: _,
            happened: _,
            atoms_below: _,
            to_do: _,
            fault_events: _,
            last_beat_end: _,
            abandoned: _,
            queue,
            cues,
            machines,
            truth,
            active,
            playing,
            at_beat,
            gate,
            over,
            curtains_open,
            wrong_since,
            dead_since,
            picture_wrong,
            arisen_open,
        } = engine;
        let mut to_do = Vec::new();
        engine.list_to_do(&mut to_do);
        Self {
            at_us,
            queue: queue.clone(),
            to_do,
            cues: cues.clone(),
            machines: machines.clone(),
            truth: truth.clone(),
            active: active.clone(),
            playing: *playing,
            at_beat: *at_beat,
            gate: *gate,
            over: *over,
            curtains_open: *curtains_open,
            wrong_since: *wrong_since,
            dead_since: *dead_since,
            picture_wrong: *picture_wrong,
            arisen_open: arisen_open.clone(),
            told: Told::of(run),
        }
    }
}

impl CueState {
    /// Whether both cues will do the same.
    fn will_do_as(&self, other: &Self) -> bool {
        let to_come = |c: &Self| (c.left, c.failed, c.due_us, c.known_us, c.go_us, c.counting);
        self.life == other.life && (self.life == Life::Over || to_come(self) == to_come(other))
    }
}

impl Engine<'_> {
    /// Begins where the night begins to differ. False if that is at the top of the show.
    pub(super) fn begin_late(&mut self) -> bool {
        let Some(beside) = self.beside else { return false };
        let differs_us = self.differs_us(beside, i64::MIN);
        let Some(to) = beside.last_before(differs_us) else { return false };
        self.take_over(beside, None, to);
        true
    }

    /// Between two instants, of which the next one is at `next_us`: where the night will go on as the undisturbed one
    /// does, it goes on from where it differs again. False if it does not.
    pub(super) fn rejoins(&mut self, next_us: i64) -> bool {
        let Some(beside) = self.beside else { return false };
        while let Some(post) = beside.posts.get(self.next_post).filter(|p| p.at_us < next_us) {
            let at = self.next_post;
            self.next_post += 1;
            let differs_us = self.differs_us(beside, post.at_us);
            let Some(to) = beside.last_before(differs_us).filter(|to| *to > at) else { continue };
            if to < at + HOP_MIN {
                // Nor is it worth while from the posts between.
                self.next_post = to + 1;
                continue;
            }
            // How long it is watched depends on when it was over.
            let ends = !self.over || self.run.end_us == beside.run.end_us;
            if !ends || !self.will_go_as(post) {
                continue;
            }
            let to = beside.posts[..=to].partition_point(|p| self.leaves_alone(&p.machines, post.at_us)) - 1;
            let (to, air) = match self.machines.own_air(&post.machines) {
                Some(own) => beside.follow(&own, at, to),
                None => (to, None),
            };
            if to >= at + HOP_MIN {
                self.take_over(beside, Some(at), to);
                if let Some(air) = air {
                    self.machines.set_air(air);
                    self.push_wakes(None);
                }
                return true;
            }
        }
        false
    }

    /// Until when, after `now`, no fault makes a difference, if the state is that of the undisturbed night; pieces that a
    /// fault keeps in force are another matter.
    fn differs_us(&self, beside: &Undisturbed, now: i64) -> i64 {
        (0..self.night.faults.len()).map(|f| self.fault_differs_us(beside, f, now)).min().unwrap_or(NEVER)
    }

    fn fault_differs_us(&self, beside: &Undisturbed, f: usize, now: i64) -> i64 {
        let fault = &self.night.faults[f];
        let times = self.run.faults[f];
        let Some(began) = times.began_us else {
            let due = self.fault_due_us(fault, Some(&beside.run));
            return due.filter(|_| fault.happens(self.night.seed)).unwrap_or(NEVER);
        };
        if !self.fault_on[f] {
            return NEVER;
        }
        let differs = match fault.target {
            // It is what its costume's state says it is: spent, or felt.
            Target::Machine(_, Place::Piece(_) | Place::Costume(_)) | Target::Nobody => NEVER,
            Target::Machine(..) | Target::Department(_) | Target::Everybody => i64::MIN,
            Target::Go(cue) => match beside.run.cues[cue as usize].called_us {
                Some(called) if called <= now => NEVER,
                _ => beside.known_us[cue as usize],
            },
        };
        differs.min(fault.for_us.map_or(NEVER, |for_us| began.saturating_add(for_us)))
    }

    /// When a fault that has not begun is due, if what it begins with has happened, or will as in the `undisturbed` run.
    fn fault_due_us(&self, fault: &Fault, undisturbed: Option<&Run>) -> Option<i64> {
        let trigger = |of: &dyn Fn(&Run) -> Option<i64>| of(&self.run).or_else(|| undisturbed.and_then(of));
        let (trigger, after) = match fault.begins {
            Begins::At(t) => (Some(0), t),
            Begins::Beat(b, after) => (trigger(&|run| run.beats[b as usize].start_us), after),
            Begins::Cue(c, after) => (trigger(&|run| run.cues[c as usize].started_us), after),
        };
        trigger.map(|t: i64| t.saturating_add(after))
    }

    /// Whether nothing has moved the pieces that are under a fault since `since_us`.
    fn leaves_alone(&self, machines: &Machines, since_us: i64) -> bool {
        let pieces = self.night.machine_faults.all().filter(|(_, f)| self.fault_on[*f as usize]);
        pieces.filter_map(|(m, _)| self.score.places.get(m as usize)).all(|place| match place {
            Place::Piece(p) => machines.moved_us(*p) <= since_us,
            _ => true,
        })
    }

    /// Whether the night will go on as the undisturbed one does from this post on, until a fault makes a difference.
    fn will_go_as(&mut self, post: &Post) -> bool {
        let same = (self.at_beat, self.playing, self.gate, self.over)
            == (post.at_beat, post.playing, post.gate, post.over)
            && (self.picture_wrong, self.curtains_open) == (post.picture_wrong, post.curtains_open)
            && (self.wrong_since, self.dead_since) == (post.wrong_since, post.dead_since)
            && self.truth == post.truth
            && self.active == post.active
            && self.cues.iter().zip(&post.cues).all(|(a, b)| a.will_do_as(b))
            && self.arisen_open.iter().zip(&post.arisen_open).all(|(a, b)| a.is_some() == b.is_some())
            && self.machines.will_do_as(&post.machines, self.score, post.at_us, &|piece| {
                is_strained(self.score, self.night, &self.fault_on, piece)
            });
        if !same {
            return false;
        }
        let mut to_do = std::mem::take(&mut self.to_do);
        self.list_to_do(&mut to_do);
        let same = to_do == post.to_do;
        self.to_do = to_do;
        same
    }

    /// The jobs that count and do not follow from the rest of the state, in order. A GO follows from its cue, a wake from
    /// its machine, patience from its gate; what faults do is each night's own.
    fn list_to_do(&self, out: &mut Vec<(i64, u64)>) {
        out.clear();
        let counts = |due: &&Due| match due.job() {
            Job::BeatEnd(_) | Job::BeatStart(_) => true,
            Job::ActionDone(c, _, generation) => self.cues[c as usize].generation == generation,
            Job::Start(c, generation) => {
                let cue = self.cues[c as usize];
                cue.generation == generation && matches!(cue.life, Life::Waiting | Life::Cut | Life::Called)
            }
            Job::GiveUp(c, generation) => {
                let cue = self.cues[c as usize];
                cue.generation == generation && cue.life == Life::Held
            }
            _ => false,
        };
        out.extend(self.queue.iter().filter(counts).map(|due| (due.at_us, due.rank())));
        out.sort_unstable();
        out.dedup();
    }

    /// Takes over what the undisturbed night does from post `from` (or from the top) to post `to`.
    fn take_over(&mut self, beside: &Undisturbed, from: Option<usize>, to: usize) {
        let told = from.map_or_else(Told::default, |i| beside.posts[i].told);
        let since_us = from.map_or(i64::MIN, |i| beside.posts[i].at_us);
        let post = &beside.posts[to];
        self.take_over_times(beside, since_us, post.at_us);
        self.take_over_sums(&beside.run, told, from.map(|i| &beside.posts[i]), post);

        self.now = post.at_us;
        self.next_post = to + 1;
        self.queue.clone_from(&post.queue);
        self.cues.clone_from(&post.cues);
        self.truth.clone_from(&post.truth);
        self.active.clone_from(&post.active);
        let (score, night, fault_on) = (self.score, self.night, &self.fault_on);
        self.machines.take_over(&post.machines, score, &|piece| is_strained(score, night, fault_on, piece));
        (self.playing, self.at_beat, self.gate) = (post.playing, post.at_beat, post.gate);
        (self.over, self.curtains_open) = (post.over, post.curtains_open);
        (self.wrong_since, self.dead_since) = (post.wrong_since, post.dead_since);
        (self.picture_wrong, self.patience_is_due, self.unsettled) = (post.picture_wrong, false, false);
        if post.over {
            self.run.end_us = beside.run.end_us;
        }
        self.schedule_faults_again();
    }

    /// The times of beats and cues that lie after `since_us` and not after `until_us`.
    fn take_over_times(&mut self, beside: &Undisturbed, since_us: i64, until_us: i64) {
        let undisturbed = &beside.run;
        let between = |t: Option<i64>| t.is_some_and(|t| since_us < t && t <= until_us);
        let take = |mine: &mut Option<i64>, its: Option<i64>| {
            if between(its) {
                *mine = its;
            }
        };
        for (mine, its) in self.run.beats.iter_mut().zip(&undisturbed.beats) {
            take(&mut mine.start_us, its.start_us);
            take(&mut mine.end_us, its.end_us);
        }
        for ((mine, its), (first, last)) in self.run.cues.iter_mut().zip(&undisturbed.cues).zip(&beside.cue_spans) {
            if *last <= since_us || *first > until_us {
                continue;
            }
            take(&mut mine.called_us, its.called_us);
            take(&mut mine.held_us, its.held_us);
            take(&mut mine.started_us, its.started_us);
            take(&mut mine.done_us, its.done_us);
            take(&mut mine.ended_us, its.ended_us);
            if between(its.done_us) || between(its.ended_us) {
                mine.status = its.status;
            }
        }
        for (mine, its) in self.run.broken_nevers.iter_mut().zip(&undisturbed.broken_nevers) {
            if mine.is_none() {
                take(mine, *its);
            }
        }
    }

    /// Sums, and lists of what happened, from one post to another.
    fn take_over_sums(&mut self, undisturbed: &Run, told: Told, from: Option<&Post>, post: &Post) {
        let run = &mut self.run;
        let until = post.told;
        run.events.extend_from_slice(&undisturbed.events[told.events..until.events]);
        run.holds.extend_from_slice(&undisturbed.holds[told.holds..until.holds]);
        run.waits.extend_from_slice(&undisturbed.waits[told.waits..until.waits]);
        run.wrong.extend_from_slice(&undisturbed.wrong[told.wrong..until.wrong]);
        run.totals.add_since(until.totals, told.totals);

        // What had arisen before is over when it was over in the undisturbed night; what arises between is taken over.
        let before = run.arisen.len();
        let end = |at: usize| undisturbed.arisen[at].ended_us.filter(|t| *t <= post.at_us);
        for (machine, open) in self.arisen_open.iter_mut().enumerate() {
            let its = from.and_then(|from| from.arisen_open[machine]);
            if let (Some(mine), Some(its)) = (*open, its) {
                run.arisen[mine as usize].ended_us = end(its as usize);
            }
            *open = match post.arisen_open[machine] {
                Some(new) if new as usize >= told.arisen => Some((before + new as usize - told.arisen) as Ix),
                Some(_) => *open,
                None => None,
            };
        }
        for at in told.arisen..until.arisen {
            run.arisen.push(crate::run::Arisen { ended_us: end(at), ..undisturbed.arisen[at] });
        }
    }

    /// The queues are the undisturbed night's: beginnings and ends of faults that were due are put in again.
    fn schedule_faults_again(&mut self) {
        for f in 0..self.night.faults.len() {
            let fault = &self.night.faults[f];
            let due = match (self.run.faults[f].began_us, fault.for_us) {
                (Some(began), Some(for_us)) if self.fault_on[f] => {
                    Some((began.saturating_add(for_us), Job::FaultEnd(f as Ix)))
                }
                (Some(_), _) => None,
                (None, _) => {
                    self.fault_due_us(fault, None).filter(|t| *t > self.now).map(|t| (t, Job::FaultBegin(f as Ix)))
                }
            };
            if let Some((at_us, job)) = due {
                self.at(at_us, job, None);
            }
        }
    }
}
