//! A session at the desk without a window: keys in, nights out.

use std::path::Path;
use std::time::{Duration, Instant};

use bevy::input::keyboard::{Key, KeyboardInput};
use bevy::input::{ButtonState, InputPlugin};
use bevy::prelude::*;

use super::*;
use crate::fault::{self, FaultKind};
use crate::stage::piece::Scenery;
use crate::stage::{scene, transport};

const SHEET: &str = r#"Show(
    title: "A landing",
    machines: { "plane": FlyingPiece(axes: { "lift": Axis(start: 10.0) }, marks: { "in": { "lift": 0.0 } }) },
    decisions: { "d": Decision(options: ["a", "b"], default: "a") },
    script: [Scene(id: "s", beats: [Beat(id: "b", takes: 30.0)])],
    cues: [Cue(number: "FLY 1", call: On("b", 5.0), go: [Fly("plane", "in")])],
)"#;

const NIGHT: &str = r#"Scenario(show: "sheet.ron", name: "A night", faults: [
    Fault(on: "plane", what: Slow(0.5), when: At(0.0)),
])"#;

/// A desk, and the folder of its files.
struct DeskApp {
    app: App,
    folder: tempfile::TempDir,
}

impl DeskApp {
    fn open() -> Self {
        Self::of(SHEET, NIGHT)
    }

    fn of(sheet: &str, night: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let path = folder.path().join("night.ron");
        std::fs::write(folder.path().join("sheet.ron"), sheet).expect("the folder is ours");
        std::fs::write(&path, night).expect("the folder is ours");
        let opened = fault::open(&path).expect("the night is good");
        let origin = Origin::new(&path, &opened, false);
        let rehearsal = Rehearsal::of(opened).expect("the night is good");
        let mut app = App::new();
        app.add_plugins((MinimalPlugins, AssetPlugin::default(), TransformPlugin, InputPlugin))
            .init_asset::<Mesh>()
            .init_asset::<Image>()
            .init_asset::<StandardMaterial>()
            .insert_resource(Session::new(origin, &rehearsal));
        scene(&mut app, Arc::new(rehearsal), 6_000_000);
        app.add_plugins((transport::plugin, plugin));
        app.update();
        Self { app, folder }
    }

    fn file(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.file(name), text).expect("the folder is ours");
    }

    fn press(&mut self, key: KeyCode) {
        self.hold(key, ButtonState::Pressed);
        self.hold(key, ButtonState::Released);
    }

    fn hold(&mut self, key_code: KeyCode, state: ButtonState) {
        let (logical_key, window) = (Key::Dead(None), Entity::PLACEHOLDER);
        let press = KeyboardInput { key_code, logical_key, state, text: None, repeat: false, window };
        self.app.world_mut().write_message(press);
    }

    fn wish(&mut self, wish: Wish) {
        self.app.world_mut().write_message(wish);
    }

    fn desk(&self) -> Desk {
        self.app.world().resource::<Desk>().clone()
    }

    fn run(&self) -> Arc<Rehearsal> {
        Arc::clone(&self.app.world().resource::<OnStage>().0)
    }

    fn faults(&self) -> usize {
        self.run().run.faults.len()
    }

    fn pieces(&mut self) -> usize {
        self.app.world_mut().query::<&Scenery>().iter(self.app.world()).count()
    }

    /// Frames until it is so.
    fn until(&mut self, what: &str, so: impl Fn(&mut Self) -> bool) {
        let began = Instant::now();
        loop {
            self.app.update();
            if so(self) {
                return;
            }
            assert!(began.elapsed() < Duration::from_secs(30), "never {what}: {:?}", self.desk());
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn settle(&mut self) {
        self.app.update();
        self.until("settled", |d| !d.desk().busy);
    }
}

#[test]
fn a_fault_now_is_made_taken_back_and_made_again_by_keys_with_the_playhead_where_it_was() {
    let mut d = DeskApp::open();
    let end = d.run().run.end_us;
    d.press(KeyCode::KeyB);
    d.app.update();
    assert_eq!((d.desk().busy, d.desk().undo), (true, 1), "it is being worked out");
    d.settle();
    assert_eq!(d.faults(), 2);
    assert!(d.run().run.faults[1].took_effect, "the plane jams in flight");
    assert_eq!(d.app.world().resource::<Playhead>().t_us, 6_000_000);
    assert_eq!(d.pieces(), 1, "what is on the stage stays there");
    d.press(KeyCode::KeyU);
    d.settle();
    assert_eq!((d.faults(), d.run().run.end_us), (1, end));
    d.press(KeyCode::KeyY);
    d.press(KeyCode::KeyX);
    d.press(KeyCode::KeyX);
    d.settle();
    assert_eq!((d.faults(), d.desk().undo, d.desk().redo), (0, 3, 0));
    d.wish(Wish::Undo);
    d.settle();
    assert_eq!(d.run().scenario.faults[0].what, FaultKind::Slow(0.5));
}

#[test]
fn a_fault_that_the_sheet_refuses_is_said_and_not_done() {
    let mut d = DeskApp::open();
    let now = FaultTime::At(1.0);
    d.wish(Wish::Break(Box::new(Fault::new("plane", FaultKind::Jam(1.0), now.clone()))));
    d.settle();
    d.wish(Wish::Break(Box::new(Fault::new("plane", FaultKind::Dropout(1.0), now))));
    d.settle();
    assert_eq!((d.faults(), d.desk().undo), (2, 1));
    let notice = d.desk().notice.expect("it is said");
    assert!(notice.contains("Dropout"), "{notice}");
}

#[test]
fn a_night_is_kept_beside_its_file_and_is_the_same_when_it_is_opened() {
    let mut d = DeskApp::open();
    d.press(KeyCode::KeyB);
    d.press(KeyCode::KeyS);
    d.settle();
    d.until("kept", |d| d.desk().notice.is_some_and(|n| n.starts_with("Kept")));
    let kept = fault::open(&d.file("night_2.ron")).expect("it can be opened");
    assert_eq!(kept.scenario, d.run().scenario);
    assert_eq!(std::fs::read_to_string(d.file("night.ron")).expect("it is there"), NIGHT, "nothing is overwritten");
}

#[test]
fn another_night_is_held_against_this_one() {
    let mut d = DeskApp::open();
    let beside = |d: &DeskApp| d.app.world().resource::<Beside>().0.clone();
    d.press(KeyCode::KeyB);
    d.press(KeyCode::KeyK);
    d.settle();
    assert_eq!(beside(&d).map(|b| b.run.faults.len()), Some(1), "as opened");
    d.press(KeyCode::KeyK);
    d.settle();
    assert_eq!(beside(&d).map(|b| b.run.faults.len()), Some(0), "without faults");
    d.press(KeyCode::KeyK);
    d.settle();
    assert_eq!(beside(&d).and_then(|b| b.decisions().get("d").cloned()).as_deref(), Some("b"));
    d.press(KeyCode::KeyK);
    d.settle();
    assert!(beside(&d).is_none());
}

#[test]
fn what_an_editor_saves_is_put_on_the_stage_and_what_is_broken_is_not() {
    let mut d = DeskApp::open();
    d.press(KeyCode::KeyB);
    d.settle();
    d.write("sheet.ron", "Show(title: ");
    d.until("broken", |d| d.desk().problem.is_some());
    assert_eq!((d.run().show.title.as_str(), d.faults()), ("A landing", 2), "the last good show goes on");

    let second = "\"moon\": FlyingPiece(axes: { \"lift\": Axis(start: 9.0) }), \"plane\":";
    d.write("sheet.ron", &SHEET.replace("A landing", "Two landings").replace("\"plane\":", second));
    d.until("read again", |d| d.run().show.title == "Two landings");
    assert_eq!((d.desk().problem, d.faults(), d.pieces()), (None, 2, 2));
    assert_eq!(d.desk().undo, 1, "it can still be taken back");

    // The plane is struck from the sheet, and the file's own fault with it.
    d.write("night.ron", &NIGHT.replace("Fault(on: \"plane\", what: Slow(0.5), when: At(0.0)),", ""));
    d.until("without its fault", |d| d.faults() == 1);
    let moon = SHEET.replace("\"plane\"", "\"moon\"").replace("A landing", "A moon");
    d.write("new.ron", &moon);
    std::fs::rename(d.file("new.ron"), d.file("sheet.ron")).expect("the folder is ours");
    d.until("the moon", |d| d.run().show.title == "A moon");
    assert_eq!((d.faults(), d.pieces()), (0, 1));
    let notice = d.desk().notice.expect("it is said");
    assert!(notice.contains("no longer fits") && notice.contains("plane"), "{notice}");
    assert!(Path::new(&d.file("night.ron")).exists());
}

const ODDS: &str = r#"Odds(show: "sheet.ron", hands: 1, risks: [
    Risk(on: "plane", what: Jam, rate: PerUse(0.3), repair: LogNormal(15.0, 0.6)),
])"#;

#[test]
fn many_nights_are_run_while_the_panel_is_open_and_the_worst_of_them_is_put_on_the_stage() {
    let mut d = DeskApp::open();
    let told = |d: &DeskApp| d.app.world().resource::<Risk>().told.clone();
    let problem = |d: &DeskApp| d.app.world().resource::<Risk>().problem.clone();
    d.press(KeyCode::KeyT);
    d.settle();
    assert!(d.desk().notice.is_some_and(|n| n.contains("F10")) && told(&d).is_none(), "nobody asked for nights yet");
    d.press(KeyCode::F10);
    d.until("without odds", |d| problem(d).is_some());
    assert!(problem(&d).is_some_and(|p| p.contains("odds.ron")), "it says where they would be");

    // Odds that are broken are told as they are; good ones are there when somebody looks again, and the sheet is another.
    d.write("odds.ron", &ODDS.replace("plane", "plain"));
    d.press(KeyCode::F2);
    d.app.update();
    d.press(KeyCode::F10);
    d.until("broken odds", |d| problem(d).is_some_and(|p| p.contains("plain")));
    d.write("odds.ron", ODDS);
    d.write("sheet.ron", &SHEET.replace("A landing", "Two landings"));
    d.until("all nights", |d| told(d).is_some_and(|t| t.whole));
    assert_eq!((problem(&d), d.run().show.title.as_str()), (None, "Two landings"));
    let of = told(&d).expect("they were run");
    assert_eq!((of.brief.nights, of.brief.answers.len(), of.brief.assumed), (4096, 4, true));
    let (first, second) = (&of.worst[0], &of.worst[1]);
    let end = d.run().plan.end_us;
    d.press(KeyCode::KeyT);
    d.settle();
    assert_eq!(d.run().scenario, *first.night);
    assert_eq!((d.run().run.end_us - end, d.desk().undo), (first.us, 1), "as late as the sweep says");
    d.press(KeyCode::KeyT);
    d.press(KeyCode::KeyB);
    d.settle();
    assert_eq!(d.run().scenario.faults.len(), second.night.faults.len() + 1, "it can be changed as any other");
    d.press(KeyCode::KeyK);
    d.settle();
    let beside = d.app.world().resource::<Beside>().0.clone();
    assert_eq!(beside.map(|b| b.run.faults.len()), Some(1), "as opened is what the file says");
    for _ in 0..3 {
        d.press(KeyCode::KeyU);
    }
    d.settle();
    assert_eq!((d.run().scenario.name.as_str(), d.faults()), ("A night", 1));

    // Folded away nothing is run, and what was run is kept.
    d.press(KeyCode::F2);
    d.write("sheet.ron", SHEET);
    d.until("read again", |d| d.run().show.title == "A landing");
    d.settle();
    assert!(told(&d).is_some_and(|t| Arc::ptr_eq(&t, &of)));
}

#[test]
fn a_night_of_odds_that_was_opened_is_taken_back_to_what_the_file_says() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let opened = fault::open_text("night.ron", NIGHT, &|_| Some(SHEET.to_owned())).expect("the night is good");
    let (base, show) = (opened.scenario.clone(), opened.show.clone());
    let mut origin = Origin::new(&folder.path().join("night.ron"), &opened, true);
    origin.base = Some(base.clone());
    let jam = Fault::new("plane", FaultKind::Jam(3.0), FaultTime::At(1.0));
    let night = Scenario { name: "Night 7 of seed 1".to_owned(), ..base.clone().with_fault(jam) };
    let night = Rehearsal::new(show, night).expect("it runs");
    let mut session = Session::new(origin, &night);
    assert_eq!((session.edits.night(&session.base), session.undo.len()), (night.scenario.clone(), 1));
    session.grant(&Wish::Undo, &night, 0, None);
    assert_eq!(session.edits.night(&session.base), base);
}

#[test]
fn every_key_does_no_harm_to_an_empty_show() {
    let mut d = DeskApp::of("Show(title: \"\")", "Scenario(show: \"sheet.ron\")");
    for held in [None, Some(KeyCode::ShiftLeft), Some(KeyCode::ControlLeft)] {
        for key in crate::stage::keys::ALL {
            // Closing is the window's.
            if key == KeyCode::KeyQ {
                continue;
            }
            if let Some(held) = held {
                d.hold(held, ButtonState::Pressed);
            }
            d.press(key);
            if let Some(held) = held {
                d.hold(held, ButtonState::Released);
            }
            d.app.update();
        }
    }
    d.settle();
    assert_eq!((d.faults(), d.desk().undo), (0, 0));
}

#[test]
fn a_night_of_10_000_cues_and_its_books_are_worked_out_beside_the_frames() {
    let mut cues = String::new();
    for c in 0..10_000 {
        cues += &format!("Cue(number: \"FLY {}\", call: At({}.0), go: [Fly(\"plane\", \"in\")]),\n", c + 1, c / 8);
    }
    let from = SHEET.find("Cue(").expect("it has a cue");
    let sheet = format!("{}{cues}],\n)", &SHEET[..from]);
    let mut d = DeskApp::of(&sheet, "Scenario(show: \"sheet.ron\")");
    // The panels' books, and nobody who would read them up on a frame.
    let books = Books::default().about(&d.run(), None);
    d.app.insert_resource(books);
    let about = |d: &DeskApp| {
        let world = d.app.world();
        let (stage, beside) = (world.resource::<OnStage>(), world.resource::<Beside>());
        world.resource::<Books>().are_about(&stage.0, beside.0.as_ref())
    };
    for (key, faults, beside) in [(KeyCode::KeyB, 1, false), (KeyCode::KeyK, 1, true), (KeyCode::KeyB, 2, true)] {
        let before = d.run();
        d.press(key);
        d.app.update();
        // The frame that is asked waits for nothing: it goes on with the night there was.
        assert!(d.desk().busy && std::ptr::eq(&*d.run(), &*before), "the night is worked out beside the frame");
        let began = Instant::now();
        while d.desk().busy {
            d.app.update();
            assert!(about(&d), "the night comes with its books");
            assert!(began.elapsed() < Duration::from_secs(60), "it never comes");
        }
        assert_eq!((d.faults(), d.app.world().resource::<Beside>().0.is_some()), (faults, beside));
    }
}
