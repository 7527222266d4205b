//! A model per cue, one for the script, one for the dressers; what waits for what is a connection.
//!
//! A message says which night it is. Nothing is reset between nights: whoever has started is as it was before.

use std::collections::VecDeque;
use std::time::Duration;

use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::{EventQueueReader, EventSinkReader, EventSource, Output, SinkState, event_queue};
use nexosim::simulation::{EventId, Mailbox, SimInit, Simulation};
use nexosim::time::MonotonicTime;
use peers::{Answer, Dense, Failure, Network};
use serde::{Deserialize, Serialize};

/// The bench, set up once.
pub struct Stage {
    simulation: Simulation,
    begin: EventId<usize>,
    cues: EventQueueReader<Times>,
    end: EventQueueReader<MonotonicTime>,
    count: usize,
}

/// A cue, its start and its done.
type Times = (usize, MonotonicTime, MonotonicTime);

impl Stage {
    /// Builds it.
    pub fn new(network: &Network, nights: &[Dense]) -> Result<Self, Failure> {
        let mut cues: Vec<Cue> = (0..network.cues.len()).map(|i| Cue::new(i, network, nights)).collect();
        let mut script = Script::new(network);
        let mut dressers = Dressers { free: network.dressers, ..Dressers::default() };
        let boxes: Vec<Mailbox<Cue>> = cues.iter().map(|_| Mailbox::new()).collect();
        let (script_box, dressers_box) = (Mailbox::new(), Mailbox::new());
        let (times, times_read) = event_queue(SinkState::Enabled);
        let (end, end_read) = event_queue(SinkState::Enabled);

        script.end.connect_sink(end);
        for (beat, outputs) in network.beats.iter().zip(&mut script.go) {
            for ((cue, _), output) in beat.cues.iter().zip(outputs) {
                output.connect(Cue::go, &boxes[*cue]);
            }
            for cue in &beat.needs {
                let at = script.needs_of.len();
                script.needs_of.push(script.placed);
                cues[*cue].done.map_connect(move |_| at, Script::need_met, &script_box);
            }
            script.placed += 1;
        }
        for (i, law) in network.cues.iter().enumerate() {
            for (other, d) in law.followers.iter().copied() {
                cues[i].started.map_connect(move |night| (*night, d), Cue::count_down, &boxes[other]);
            }
            if !law.costume.is_empty() {
                let place = dressers.served.len();
                dressers.served.push(Output::new());
                dressers.served[place].connect(Cue::dress, &boxes[i]);
                cues[i].request.map_connect(move |night| (place, *night), Dressers::request, &dressers_box);
                cues[i].release.connect(Dressers::release, &dressers_box);
            }
            for (other, d) in law.hangers.iter().copied() {
                cues[i].done.map_connect(move |night| (*night, d), Cue::count_down, &boxes[other]);
            }
            law.started_needs.iter().for_each(|other| cues[*other].started.connect(Cue::met, &boxes[i]));
            law.done_needs.iter().for_each(|other| cues[*other].done.connect(Cue::met, &boxes[i]));
            cues[i].times.connect_sink(times.clone());
        }

        let mut bench = SimInit::with_num_threads(1);
        let begin = EventSource::new().connect(Script::begin, &script_box).register(&mut bench);
        for (cue, mailbox) in cues.into_iter().zip(boxes) {
            bench = bench.add_model(cue, mailbox, "cue");
        }
        let bench = bench.add_model(script, script_box, "script").add_model(dressers, dressers_box, "dressers");
        let simulation = bench.init(MonotonicTime::EPOCH)?;
        Ok(Self { simulation, begin, cues: times_read, end: end_read, count: network.cues.len() })
    }

    /// Performs a night.
    pub fn perform(&mut self, night: usize) -> Result<Answer, Failure> {
        let top = self.simulation.time();
        let since = |time: MonotonicTime| time.duration_since(top).as_micros() as u64;
        self.simulation.process_event(&self.begin, night)?;
        self.simulation.run()?;
        let mut answer = Answer { end: 0, cues: vec![(0, 0); self.count] };
        while let Some((cue, start, done)) = self.cues.try_read() {
            answer.cues[cue] = (since(start), since(done));
        }
        answer.end = since(self.end.try_read().ok_or("the show has no end")?);
        Ok(answer)
    }
}

/// The stage manager: beats, their gates and bar lines, and the GOs.
#[derive(Serialize, Deserialize)]
struct Script {
    takes: Vec<u64>,
    bars: Vec<u64>,
    needs: Vec<usize>,
    /// Per need, in order of connection: the beat whose it is.
    needs_of: Vec<usize>,
    placed: usize,
    /// Per beat: its cues.
    go: Vec<Vec<Output<usize>>>,
    end: Output<MonotonicTime>,
    night: usize,
    beat: usize,
    left: Vec<usize>,
    waits_since: Option<MonotonicTime>,
}

#[Model]
impl Script {
    fn new(network: &Network) -> Self {
        let needs: Vec<usize> = network.beats.iter().map(|b| b.needs.len()).collect();
        Self {
            takes: network.beats.iter().map(|b| b.takes).collect(),
            bars: network.beats.iter().map(|b| b.bar).collect(),
            left: needs.clone(),
            needs,
            needs_of: Vec::new(),
            placed: 0,
            go: network.beats.iter().map(|b| b.cues.iter().map(|_| Output::new()).collect()).collect(),
            end: Output::new(),
            night: 0,
            beat: 0,
            waits_since: None,
        }
    }

    /// A night begins.
    async fn begin(&mut self, night: usize, cx: &Context<Self>) {
        self.night = night;
        self.beat = 0;
        self.wait_for_beat(cx).await;
    }

    /// One of a gate's needs is met.
    async fn need_met(&mut self, need: usize, cx: &Context<Self>) {
        let beat = self.needs_of[need];
        self.left[beat] -= 1;
        if beat == self.beat && self.left[beat] == 0 && self.waits_since.is_some() {
            self.gate_opens(cx).await;
        }
    }

    async fn wait_for_beat(&mut self, cx: &Context<Self>) {
        match self.left.get(self.beat) {
            None => self.end.send(cx.time()).await,
            Some(left) => {
                self.waits_since = Some(cx.time());
                if *left == 0 {
                    self.gate_opens(cx).await;
                }
            }
        }
    }

    async fn gate_opens(&mut self, cx: &Context<Self>) {
        self.left[self.beat] = self.needs[self.beat];
        let Some(since) = self.waits_since.take() else { return };
        let bar = self.beat.checked_sub(1).map_or(0, |before| self.bars[before]);
        let waited = cx.time().duration_since(since).as_micros() as u64;
        let wait = if bar == 0 { 0 } else { waited.next_multiple_of(bar) - waited };
        if wait == 0 {
            self.start_beat((), cx).await;
        } else {
            let _ = cx.schedule_event(Duration::from_micros(wait), schedulable!(Self::start_beat), ());
        }
    }

    #[nexosim(schedulable)]
    async fn start_beat(&mut self, _: (), cx: &Context<Self>) {
        for cue in &mut self.go[self.beat] {
            cue.send(self.night).await;
        }
        let takes = Duration::from_micros(self.takes[self.beat]);
        let _ = cx.schedule_event(takes, schedulable!(Self::end_beat), ());
    }

    #[nexosim(schedulable)]
    async fn end_beat(&mut self, _: (), cx: &Context<Self>) {
        self.beat += 1;
        self.wait_for_beat(cx).await;
    }
}

/// A cue.
#[derive(Serialize, Deserialize)]
struct Cue {
    place: usize,
    /// From the start of its beat to its start, if its GO is not late.
    after: u64,
    takes: u64,
    changes: bool,
    needs: u32,
    /// Per night.
    late: Vec<u64>,
    jams: Vec<u64>,
    started: Output<usize>,
    done: Output<usize>,
    request: Output<usize>,
    release: Output<usize>,
    times: Output<Times>,
    left: u32,
    held: Option<usize>,
    start: MonotonicTime,
}

#[Model]
impl Cue {
    fn new(place: usize, network: &Network, nights: &[Dense]) -> Self {
        let law = &network.cues[place];
        let after = network.beats.iter().flat_map(|b| &b.cues).find(|(cue, _)| *cue == place).map_or(0, |(_, a)| *a);
        let needs = (law.done_needs.len() + law.started_needs.len()) as u32;
        Self {
            place,
            after: after + law.reaction,
            takes: law.takes,
            changes: !law.costume.is_empty(),
            needs,
            late: nights.iter().map(|n| n.late[place]).collect(),
            jams: nights.iter().map(|n| n.jams[place]).collect(),
            started: Output::new(),
            done: Output::new(),
            request: Output::new(),
            release: Output::new(),
            times: Output::new(),
            left: needs,
            held: None,
            start: MonotonicTime::EPOCH,
        }
    }

    /// Its beat has begun.
    async fn go(&mut self, night: usize, cx: &Context<Self>) {
        self.count_down((night, self.after + self.late[night]), cx).await;
    }

    /// It would start in so long. NeXosim schedules nothing for the present instant: that is done at once.
    async fn count_down(&mut self, (night, wait): (usize, u64), cx: &Context<Self>) {
        if wait == 0 {
            self.try_start(night, cx).await;
        } else {
            let _ = cx.schedule_event(Duration::from_micros(wait), schedulable!(Self::try_start), night);
        }
    }

    /// One of its needs is met.
    async fn met(&mut self, _: usize, cx: &Context<Self>) {
        self.left -= 1;
        if self.left == 0
            && let Some(night) = self.held.take()
        {
            self.start_now(night, cx).await;
        }
    }

    #[nexosim(schedulable)]
    async fn try_start(&mut self, night: usize, cx: &Context<Self>) {
        if self.left == 0 {
            self.start_now(night, cx).await;
        } else {
            self.held = Some(night);
        }
    }

    async fn start_now(&mut self, night: usize, cx: &Context<Self>) {
        self.left = self.needs;
        self.start = cx.time();
        self.started.send(night).await;
        if self.changes {
            self.request.send(night).await;
        } else {
            self.end_in(night, self.takes, cx).await;
        }
    }

    /// A dresser has come.
    async fn dress(&mut self, night: usize, cx: &Context<Self>) {
        self.end_in(night, self.takes + self.jams[night], cx).await;
    }

    async fn end_in(&mut self, night: usize, takes: u64, cx: &Context<Self>) {
        if takes == 0 {
            self.end(night, cx).await;
        } else {
            let _ = cx.schedule_event(Duration::from_micros(takes), schedulable!(Self::end), night);
        }
    }

    #[nexosim(schedulable)]
    async fn end(&mut self, night: usize, cx: &Context<Self>) {
        self.times.send((self.place, self.start, cx.time())).await;
        if self.changes {
            self.release.send(night).await;
        }
        self.done.send(night).await;
    }
}

/// The dressers: whoever is free goes to whoever has waited longest.
#[derive(Default, Serialize, Deserialize)]
struct Dressers {
    free: u32,
    waiting: VecDeque<(usize, usize)>,
    /// Per change.
    served: Vec<Output<usize>>,
}

#[Model]
impl Dressers {
    /// A change asks for a dresser.
    async fn request(&mut self, change: (usize, usize)) {
        self.waiting.push_back(change);
        self.serve().await;
    }

    /// A change lets its dresser go.
    async fn release(&mut self, _: usize) {
        self.free += 1;
        self.serve().await;
    }

    async fn serve(&mut self) {
        while self.free > 0 {
            let Some((change, night)) = self.waiting.pop_front() else { return };
            self.free -= 1;
            self.served[change].send(night).await;
        }
    }
}
