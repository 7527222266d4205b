//! A person calls the show: keys with their moment go to the desk, the desk's night goes on the stage, and the log is
//! kept level with both.
//!
//! On the stage is what has happened, and beyond it what will if everything from now on is called on its mark; surprises
//! that lie in wait are not shown before they happen.

mod clock;
mod page;
mod stamp;

use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use bevy::input::ButtonState;
use bevy::input::keyboard::{KeyboardFocusLost, KeyboardInput};
use bevy::prelude::*;
use bevy_egui::input::EguiWantsInput;

use super::StageSystems;
use super::keys::{self, Held};
use super::on_stage::{OnStage, Playhead};
use super::session::Session;
use super::transport::Wish;
use crate::desk::keys::{Done, Keyboard};
use crate::desk::log::Recorder;
use crate::desk::{Calling, Desk, Input};
use crate::engine::fault_id;
use crate::fault::{Scenario, ScriptedCall, fault_ron};
use crate::machine::micros;
use crate::run::What;
use clock::LiveClock;
pub(in crate::stage) use page::{Prompt, prompt};
use stamp::Stamps;

/// What may still reach the desk late is not written down yet: this much of the past stays open, of the wall's time.
const OPEN: Duration = Duration::from_millis(30);

/// The night on the stage is made for so much more than now, µs: what happens by itself is in it before it does, and
/// what a person would have to do is not, until she does it. Longer than a slow renderer takes to get another night.
const AHEAD_US: i64 = 2_000_000;

/// What a rehearsal came to, told when the window closes.
#[derive(Debug)]
pub struct Finished {
    /// The desk as it was left.
    pub desk: Desk,
    /// When, µs of the last take's run time.
    pub left_us: i64,
    /// Why the log is not whole, if it is not.
    pub broken: Option<String>,
}

/// How a person comes to the desk.
#[derive(Debug)]
pub struct AtTheDesk {
    /// The desk.
    pub desk: Desk,
    /// The log, if one is kept.
    pub recorder: Option<Recorder>,
    /// Where it begins, µs of run time.
    pub at_us: i64,
    /// Before it runs, at the beginning and at every Take it from.
    pub count_in: Duration,
    /// Seconds of the show in one of the clock.
    pub speed: f64,
    /// Who is told how it went.
    pub finished: Option<Sender<Finished>>,
    /// The log's name, for the panel.
    pub log: Option<PathBuf>,
}

/// The person at the desk.
#[derive(Resource)]
pub(super) struct Caller {
    pub(super) desk: Desk,
    keyboard: Keyboard,
    recorder: Option<Recorder>,
    clock: LiveClock,
    count_in: Duration,
    stamps: std::sync::Mutex<Stamps>,
    /// What the desk has to say.
    said: Option<String>,
    /// Raised with everything done.
    revision: u64,
    /// What the night on the stage was wished with: that, and how many faults have begun.
    wished: Option<(u64, usize)>,
    /// When the night on the stage says what did not happen, µs.
    stale_us: i64,
    /// How it is going, as of a revision and a second.
    score: Option<((u64, i64), Calling)>,
    /// Open decisions, as of a revision and a second.
    open: Option<((u64, i64), Vec<crate::desk::Open>)>,
    finished: Option<Sender<Finished>>,
    log: Option<PathBuf>,
}

impl Caller {
    /// Comes to the desk now.
    pub(super) fn new(at: AtTheDesk) -> Self {
        let clock = LiveClock::new(Instant::now() + at.count_in, at.at_us, at.speed);
        Self {
            desk: at.desk,
            keyboard: Keyboard::default(),
            recorder: at.recorder,
            clock,
            count_in: at.count_in,
            stamps: std::sync::Mutex::new(Stamps::listen()),
            said: None,
            revision: 0,
            wished: None,
            stale_us: i64::MAX,
            score: None,
            open: None,
            finished: at.finished,
            log: at.log,
        }
    }

    /// A key of the desk was pressed at a moment.
    fn press(&mut self, key: &str, moment: Instant) {
        let t_us = self.clock.at(moment).max(self.desk.earliest_us());
        match self.keyboard.press(&self.desk, t_us, key) {
            Ok(Some(Done::Input(input))) => self.give(t_us, input),
            Ok(Some(Done::TakeFrom(place))) => self.take_from(t_us, &place),
            Ok(Some(Done::Say(words))) => self.said = Some(words),
            Ok(None) => self.said = None,
            Err(refusal) => self.said = Some(refusal.to_string()),
        }
    }

    fn give(&mut self, t_us: i64, input: Input) {
        let words = input.to_string();
        match self.desk.give(t_us, input) {
            Ok(()) => {
                self.said = Some(words);
                self.revision += 1;
                // What was done is on its way to the disk before anything is drawn.
                let written_us = self.desk.earliest_us() - 1;
                self.catch_up(written_us);
            }
            Err(refusal) => self.said = Some(refusal.to_string()),
        }
    }

    fn take_from(&mut self, t_us: i64, place: &str) {
        self.catch_up(t_us);
        match self.desk.take_from(t_us, place) {
            Ok(from_us) => {
                self.clock = LiveClock::new(Instant::now() + self.count_in, from_us, self.clock.speed());
                self.said = Some(format!("Taking it from {}", self.desk.take().from));
                self.keyboard = Keyboard::default();
                self.revision += 1;
                self.catch_up(from_us - 1);
            }
            Err(refusal) => self.said = Some(refusal.to_string()),
        }
    }

    fn catch_up(&mut self, t_us: i64) {
        if let Some(recorder) = &mut self.recorder {
            recorder.catch_up(&mut self.desk, t_us);
        }
    }

    /// Something is broken by whoever sits at the fault palette.
    pub(super) fn break_now(&mut self, fault: &crate::fault::Fault) {
        let t_us = self.clock.at(Instant::now()).max(self.desk.earliest_us());
        self.give(t_us, Input::Break(fault_ron(fault)));
    }

    /// Practice faster (1) or slower (−1).
    pub(super) fn speed(&mut self, step: i32) {
        self.clock.step(Instant::now(), step);
    }

    /// How it is going; worked out again at most once in a second of the show.
    fn going(&mut self, t_us: i64) -> &Calling {
        let of = (self.revision, t_us / 1_000_000);
        if self.score.as_ref().is_some_and(|(last, _)| *last != of) {
            self.score = None;
        }
        let desk = &self.desk;
        let (_, calling) =
            self.score.get_or_insert_with(|| (of, crate::desk::calls_so_far(desk, t_us).unwrap_or_default()));
        calling
    }

    /// Decisions that can still be taken; asked of the engine at most once in a second of the show.
    fn open_at(&mut self, t_us: i64) -> Vec<crate::desk::Open> {
        let of = (self.revision, t_us / 1_000_000);
        if self.open.as_ref().is_none_or(|(last, _)| *last != of) {
            self.open = Some((of, self.desk.open_decisions(t_us)));
        }
        self.open.as_ref().map(|(_, open)| open.clone()).unwrap_or_default()
    }

    /// What a test may know of it.
    pub(super) fn told(&self, t_us: i64) -> serde_json::Value {
        let now = self.desk.now(t_us);
        let numbers = |list: Vec<usize>| -> Vec<&str> {
            list.into_iter().map(|c| self.desk.show().cues[c].number.as_str()).collect()
        };
        let with = |stand: crate::desk::Stand| -> Vec<usize> {
            (0..now.cues.len()).filter(|c| now.cues[*c].stand == stand).collect()
        };
        let lights: Vec<String> =
            now.lights(self.desk.night()).into_iter().map(|(name, l)| format!("{name} {}", l.word())).collect();
        let wall = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        serde_json::json!({
            "take": self.desk.takes().len(),
            "from": self.desk.take().from,
            "counting_in": self.clock.count_in(Instant::now()).is_some(),
            "holding": now.holding,
            "typed": self.keyboard.typed,
            "said": self.said,
            "lights": lights,
            "inputs": self.desk.take().inputs.len(),
            "refused": now.refused.len(),
            "stopped": numbers(with(crate::desk::Stand::Stopped)),
            "running": numbers(with(crate::desk::Stand::Running)),
            // Show and wall at one moment: do they keep together?
            "clock_us": self.clock.at(Instant::now()),
            "wall_us": wall.map_or(0, |d| d.as_micros() as u64),
        })
    }

    /// She leaves the desk: the log is ended. The night as she left it, with all that lay in wait; beyond that instant the
    /// book is read as it is written.
    pub(super) fn leave_desk(&mut self) -> Option<Scenario> {
        let left_us = self.clock.at(Instant::now()).max(self.desk.earliest_us());
        self.desk.leave(left_us);
        if let Some(mut recorder) = self.recorder.take() {
            recorder.end(&mut self.desk, left_us);
        }
        let mut night = self.desk.scenario_of(self.desk.take()).ok()?;
        if let Some(desk) = &mut night.desk {
            desk.until = Some(left_us as f64 / 1e6);
        }
        Some(night)
    }

    /// Faults that have begun at `t_us`, or are about to: the others are not shown.
    fn begun(&self, t_us: i64) -> impl Iterator<Item = bool> {
        let soon = t_us.saturating_add(AHEAD_US);
        self.desk.night().run.faults.iter().map(move |f| f.began_us.is_some_and(|b| b <= soon))
    }

    /// What the stage shows at `t_us`: what was done, the faults that have begun, and from now on the book as it is
    /// written.
    fn shown(&self, t_us: i64) -> Option<Scenario> {
        let mut scenario = self.desk.scenario_of(self.desk.take()).ok()?;
        let ids: Vec<String> = (0..scenario.faults.len()).map(|i| fault_id(&scenario, i)).collect();
        for (fault, id) in scenario.faults.iter_mut().zip(ids) {
            fault.id = id;
        }
        let mut begun = self.begun(t_us);
        scenario.faults.retain(|_| begun.next() == Some(true));
        if let Some(desk) = &mut scenario.desk {
            desk.until = Some((t_us.max(0) + AHEAD_US) as f64 / 1e6);
        }
        // In a hold nobody knows for how long: so that the rest of the evening can be seen, a moment.
        if self.desk.now(t_us).holding {
            scenario.calls.push(ScriptedCall::Resume((t_us + HOLDS_US) as f64 / 1e6));
        }
        Some(scenario)
    }
}

/// How long a hold is drawn to go on beyond now, µs.
const HOLDS_US: i64 = 5_000_000;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        Update,
        (press, tick, show)
            .chain()
            .after(super::transport::run_on)
            .in_set(StageSystems::Move)
            .run_if(resource_exists::<Caller>),
    )
    .add_systems(Last, leave.run_if(resource_exists::<Caller>));
}

/// Whether somebody calls the show.
pub(super) fn nobody(caller: Option<Res<Caller>>) -> bool {
    caller.is_none()
}

/// The desk's name for a key.
fn desk_key(key: KeyCode) -> Option<&'static str> {
    Some(match key {
        KeyCode::Space => "Space",
        KeyCode::Enter | KeyCode::NumpadEnter => "Enter",
        KeyCode::Escape => "Esc",
        KeyCode::Backspace => "Backspace",
        KeyCode::Digit0 | KeyCode::Numpad0 => "0",
        KeyCode::Digit1 | KeyCode::Numpad1 => "1",
        KeyCode::Digit2 | KeyCode::Numpad2 => "2",
        KeyCode::Digit3 | KeyCode::Numpad3 => "3",
        KeyCode::Digit4 | KeyCode::Numpad4 => "4",
        KeyCode::Digit5 | KeyCode::Numpad5 => "5",
        KeyCode::Digit6 | KeyCode::Numpad6 => "6",
        KeyCode::Digit7 | KeyCode::Numpad7 => "7",
        KeyCode::Digit8 | KeyCode::Numpad8 => "8",
        KeyCode::Digit9 | KeyCode::Numpad9 => "9",
        KeyCode::Period | KeyCode::NumpadDecimal => ".",
        KeyCode::F1 => "F1",
        KeyCode::F2 => "F2",
        KeyCode::F3 => "F3",
        KeyCode::F4 => "F4",
        KeyCode::F5 => "F5",
        KeyCode::F6 => "F6",
        KeyCode::F7 => "F7",
        KeyCode::F8 => "F8",
        KeyCode::KeyS => "S",
        KeyCode::KeyH => "H",
        KeyCode::KeyK => "K",
        KeyCode::KeyM => "M",
        KeyCode::KeyC => "C",
        KeyCode::KeyD => "D",
        KeyCode::KeyT => "T",
        KeyCode::KeyB => "B",
        _ => return None,
    })
}

/// Keys pressed and buttons clicked since the last frame, each at its own moment, in the order of these moments.
fn press(
    mut presses: MessageReader<KeyboardInput>,
    mut lost: MessageReader<KeyboardFocusLost>,
    mut held: Local<Held>,
    egui: Option<Res<EguiWantsInput>>,
    mut caller: ResMut<Caller>,
    mut wishes: ParamSet<(MessageReader<Wish>, MessageWriter<Wish>)>,
) {
    let now = Instant::now();
    if lost.read().count() > 0 {
        *held = Held::default();
    }
    let typing = egui.is_some_and(|e| e.wants_keyboard_input());
    let mut pressed: Vec<(Instant, &'static str)> = Vec::new();
    let mut others = Vec::new();
    for press in presses.read() {
        held.see(press);
        if press.state != ButtonState::Pressed || press.repeat {
            continue;
        }
        let stamp = caller.stamps.get_mut().map_or(now, |s| s.of(press.key_code, now));
        match desk_key(press.key_code).filter(|_| !held.ctrl()) {
            Some(key) if !typing => pressed.push((stamp, key)),
            _ if !typing => others.extend(keys::beside_the_desk(press.key_code, *held)),
            _ => {}
        }
    }
    for wish in wishes.p0().read() {
        match wish {
            Wish::Key(key) => pressed.push((now, key)),
            Wish::Speed(step) => caller.speed(*step),
            _ => {}
        }
    }
    pressed.sort_by_key(|(at, _)| *at);
    for (moment, key) in pressed {
        caller.press(key, moment);
    }
    wishes.p1().write_batch(others);
}

/// Time goes on by the clock on the wall.
fn tick(mut caller: ResMut<Caller>, mut playhead: ResMut<Playhead>) {
    let now = Instant::now();
    playhead.t_us = caller.clock.at(now);
    playhead.speed = caller.clock.speed();
    playhead.playing = caller.clock.count_in(now).is_none();
    playhead.round = None;
    let open_us = micros(OPEN.as_secs_f64() * caller.clock.speed());
    let written_us = playhead.t_us - open_us;
    caller.catch_up(written_us);
}

/// Wishes for the night that the stage is to show, when the one there is no longer it.
fn show(mut caller: ResMut<Caller>, mut session: ResMut<Session>, stage: Res<OnStage>, playhead: Res<Playhead>) {
    if stage.is_changed() {
        caller.stale_us = first_foretold(&stage.0).saturating_sub(AHEAD_US);
    }
    let now = (caller.revision, caller.begun(playhead.t_us).filter(|b| *b).count());
    let stale = playhead.t_us >= caller.stale_us;
    if caller.wished == Some(now) && !stale {
        return;
    }
    let Some(scenario) = caller.shown(playhead.t_us) else { return };
    caller.wished = Some(now);
    caller.stale_us = i64::MAX;
    session.call(scenario);
}

/// The first thing that a person would have to do for the night to go on as it is shown, µs.
fn first_foretold(night: &crate::slip::Rehearsal) -> i64 {
    let until = night.scenario.desk.and_then(|d| d.until).map_or(i64::MAX, micros);
    let hers = |w: What| matches!(w, What::Called(_) | What::Standby(_) | What::CallMade(_));
    let first = night.run.events.iter().find(|e| e.at_us >= until && hers(e.what));
    first.map_or(i64::MAX, |e| e.at_us)
}

/// The window closes: the log is ended, and who waits is told how it went.
fn leave(mut exit: MessageReader<AppExit>, mut caller: ResMut<Caller>) {
    if exit.read().count() == 0 {
        return;
    }
    let Some(finished) = caller.finished.take() else { return };
    let left_us = caller.clock.at(Instant::now()).max(caller.desk.earliest_us());
    let broken = caller.recorder.as_ref().and_then(Recorder::broken);
    // Nobody looks at it any more.
    drop(caller.leave_desk());
    let c = &mut *caller;
    // Nobody waits any more: nothing is lost by it.
    let _ = finished.send(Finished { desk: c.desk.clone(), left_us, broken });
}
