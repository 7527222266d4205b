//! One model for the whole show.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use nexosim::model::{BuildContext, Context, Model, ProtoModel, schedulable};
use nexosim::ports::{EventSource, QuerySource};
use nexosim::simulation::{EventId, Mailbox, QueryId, SimInit, Simulation};
use nexosim::time::MonotonicTime;
use peers::{Answer, Dense, Failure, Network, Watched};
use serde::{Deserialize, Serialize};

/// The bench, set up once.
pub struct Stage {
    simulation: Simulation,
    begin: EventId<usize>,
    answer: QueryId<(), Answer>,
}

impl Stage {
    /// Builds it.
    pub fn new(network: Network, nights: &[Dense]) -> Result<Self, Failure> {
        let mailbox = Mailbox::new();
        let mut bench = SimInit::with_num_threads(1);
        let begin = EventSource::new().connect(Show::begin, &mailbox).register(&mut bench);
        let answer = QuerySource::new().connect(Show::answer, &mailbox).register(&mut bench);
        let show = NewShow { network, nights: nights.to_vec() };
        let simulation = bench.add_model(show, mailbox, "show").init(MonotonicTime::EPOCH)?;
        Ok(Self { simulation, begin, answer })
    }

    /// Performs a night.
    pub fn perform(&mut self, night: usize) -> Result<Answer, Failure> {
        self.simulation.process_event(&self.begin, night)?;
        self.simulation.run()?;
        Ok(self.simulation.process_query(&self.answer, ())?)
    }
}

/// What a show is made from.
struct NewShow {
    network: Network,
    nights: Vec<Dense>,
}

impl ProtoModel for NewShow {
    type Model = Show;

    fn build(self, _: &mut BuildContext<Self>) -> (Show, Arc<House>) {
        let watched = Watched::new(&self.network);
        (Show::default(), Arc::new(House { network: self.network, nights: self.nights, watched }))
    }
}

/// What does not change.
struct House {
    network: Network,
    nights: Vec<Dense>,
    watched: Watched,
}

/// The show tonight. An event carries its time since the top of the show, so that nobody has to look at the clock.
#[derive(Default, Serialize, Deserialize)]
struct Show {
    night: usize,
    starts: Vec<u64>,
    dones: Vec<u64>,
    end: u64,
    /// Per cue: needs not yet met, and whether it waits for them.
    left: Vec<u32>,
    held: Vec<bool>,
    /// Per beat: needs not yet met.
    gate_left: Vec<usize>,
    /// The beat played or waited for; since when, if waited for.
    beat: usize,
    waits_since: Option<u64>,
    free: u32,
    waiting: VecDeque<usize>,
}

#[Model(type Env = Arc<House>)]
impl Show {
    /// A night begins.
    async fn begin(&mut self, night: usize, cx: &Context<Self>, house: &mut Arc<House>) {
        let network = &house.network;
        self.night = night;
        self.starts.resize(network.cues.len(), 0);
        self.dones.resize(network.cues.len(), 0);
        self.left.clone_from(&house.watched.needs);
        self.held.clear();
        self.held.resize(network.cues.len(), false);
        self.gate_left.clear();
        self.gate_left.extend(network.beats.iter().map(|b| b.needs.len()));
        self.beat = 0;
        self.free = network.dressers;
        self.wait_for_beat(0, house, cx);
    }

    /// What became of it.
    async fn answer(&mut self) -> Answer {
        Answer { end: self.end, cues: self.starts.iter().copied().zip(self.dones.iter().copied()).collect() }
    }

    fn wait_for_beat(&mut self, now: u64, house: &House, cx: &Context<Self>) {
        self.waits_since = Some(now);
        match self.gate_left.get(self.beat) {
            None => self.end = now,
            Some(0) => self.gate_opens(now, house, cx),
            Some(_) => {}
        }
    }

    fn gate_opens(&mut self, now: u64, house: &House, cx: &Context<Self>) {
        let Some(since) = self.waits_since.take() else { return };
        let bar = self.beat.checked_sub(1).map_or(0, |before| house.network.beats[before].bar);
        let start = if bar == 0 { now } else { since + (now - since).next_multiple_of(bar) };
        if start == now {
            self.start_beat(now, house, cx);
        } else {
            let _ = cx.schedule_event(Duration::from_micros(start - now), schedulable!(Self::beat_starts), start);
        }
    }

    #[nexosim(schedulable)]
    fn beat_starts(&mut self, now: u64, cx: &Context<Self>, house: &mut Arc<House>) {
        self.start_beat(now, house, cx);
    }

    fn start_beat(&mut self, now: u64, house: &House, cx: &Context<Self>) {
        let beat = &house.network.beats[self.beat];
        for (cue, after) in &beat.cues {
            let go = after + house.nights[self.night].late[*cue] + house.network.cues[*cue].reaction;
            self.count_down(*cue, now, go, house, cx);
        }
        let end = now + beat.takes;
        let _ = cx.schedule_event(Duration::from_micros(beat.takes), schedulable!(Self::beat_ends), end);
    }

    #[nexosim(schedulable)]
    fn beat_ends(&mut self, now: u64, cx: &Context<Self>, house: &mut Arc<House>) {
        self.beat += 1;
        self.wait_for_beat(now, house, cx);
    }

    /// The cue would start in so long. NeXosim schedules nothing for the present instant: that is done at once.
    fn count_down(&mut self, cue: usize, now: u64, wait: u64, house: &House, cx: &Context<Self>) {
        if wait == 0 {
            self.start_or_hold(cue, now, house, cx);
        } else {
            let _ = cx.schedule_event(Duration::from_micros(wait), schedulable!(Self::try_start), (cue, now + wait));
        }
    }

    #[nexosim(schedulable)]
    fn try_start(&mut self, (cue, now): (usize, u64), cx: &Context<Self>, house: &mut Arc<House>) {
        self.start_or_hold(cue, now, house, cx);
    }

    fn start_or_hold(&mut self, cue: usize, now: u64, house: &House, cx: &Context<Self>) {
        if self.left[cue] == 0 {
            self.start(cue, now, house, cx);
        } else {
            self.held[cue] = true;
        }
    }

    fn start(&mut self, cue: usize, now: u64, house: &House, cx: &Context<Self>) {
        let law = &house.network.cues[cue];
        self.starts[cue] = now;
        for (other, d) in &law.followers {
            self.count_down(*other, now, *d, house, cx);
        }
        if law.costume.is_empty() {
            self.end_in(cue, now, law.takes, house, cx);
        } else {
            self.waiting.push_back(cue);
            self.dress(now, house, cx);
        }
        for other in &house.watched.by_start[cue] {
            self.met(*other, now, house, cx);
        }
    }

    /// Whoever is free goes to whoever has waited longest.
    fn dress(&mut self, now: u64, house: &House, cx: &Context<Self>) {
        while self.free > 0 {
            let Some(cue) = self.waiting.pop_front() else { return };
            self.free -= 1;
            let takes = house.network.cues[cue].takes + house.nights[self.night].jams[cue];
            self.end_in(cue, now, takes, house, cx);
        }
    }

    fn end_in(&mut self, cue: usize, now: u64, takes: u64, house: &House, cx: &Context<Self>) {
        if takes == 0 {
            self.end_cue(cue, now, house, cx);
        } else {
            let _ = cx.schedule_event(Duration::from_micros(takes), schedulable!(Self::done), (cue, now + takes));
        }
    }

    #[nexosim(schedulable)]
    fn done(&mut self, (cue, now): (usize, u64), cx: &Context<Self>, house: &mut Arc<House>) {
        self.end_cue(cue, now, house, cx);
    }

    fn end_cue(&mut self, cue: usize, now: u64, house: &House, cx: &Context<Self>) {
        let law = &house.network.cues[cue];
        self.dones[cue] = now;
        if !law.costume.is_empty() {
            self.free += 1;
            self.dress(now, house, cx);
        }
        for (other, d) in &law.hangers {
            self.count_down(*other, now, *d, house, cx);
        }
        for beat in &house.watched.by_gate[cue] {
            self.gate_left[*beat] -= 1;
            if *beat == self.beat && self.gate_left[*beat] == 0 {
                self.gate_opens(now, house, cx);
            }
        }
        for other in &house.watched.by_done[cue] {
            self.met(*other, now, house, cx);
        }
    }

    fn met(&mut self, cue: usize, now: u64, house: &House, cx: &Context<Self>) {
        self.left[cue] -= 1;
        if self.held[cue] && self.left[cue] == 0 {
            self.start(cue, now, house, cx);
        }
    }
}
