//! The desk in a real window: a scene called with real keys on a display without a screen (Xvfb), and the log, the score
//! and the picture that come of it.
#![cfg(all(feature = "stage", target_os = "linux"))]

use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::Value;

mod common;
#[path = "common/screen.rs"]
mod screen;

use screen::{Desk, PATIENCE, display, there};

/// From a key sent to a key stamped, µs, on a machine that does much besides; a frame here may last ten times as long.
const PRESS_US: i64 = 250_000;

/// Seconds of the show against seconds of the wall; `DRYTECH_LIVE_SECONDS` asks for more.
const LIVE_S: u64 = 10;

const SHEET: &str = r##"Show(
    title: "One scene",
    stage: Stage(width: 8.0, depth: 6.0, height: 5.0, grid: 11.0),
    crew: { "LX": Operator(post: "Light board", reaction: 0.3), "FLY": Operator(post: "Fly floor", reaction: 0.5) },
    machines: {
        "cloth": FlyingPiece(axes: { "lift": Axis(start: 8.0, speed: 0.5, accel: 0.5, vertical: true) },
            marks: { "in": { "lift": 0.0 }, "out": { "lift": 8.0 } }, look: "cloth"),
        "light": LightRig(areas: ["wash"]),
    },
    script: [Scene(id: "s", title: "The scene", beats: [
        Beat(id: "s.top", takes: 30.0, line: "IVY  Is anybody there?"),
        Beat(id: "s.end", takes: 60.0, line: "TOM  Only the fly floor."),
    ])],
    cues: [
        Cue(number: "LX 1", label: "Lights up", call: On("s.top", 12.0), go: [Light("wash", 0.8, 2.0)]),
        Cue(number: "LX 2", label: "A little more", call: On("s.end", 0.0), go: [Light("wash", 1.0, 2.0)]),
        Cue(number: "FLY 1", label: "Cloth in", call: On("s.top", 20.0), go: [Fly("cloth", "in")]),
    ],
)"##;

/// Somebody calls the scene.
fn open(display: &str, folder: &Path, log: &Path) -> Desk {
    let sheet = folder.join("scene.ron");
    std::fs::write(&sheet, SHEET).expect("the folder is ours");
    let (sheet, log) = (sheet.to_string_lossy(), log.to_string_lossy());
    Desk::open(display, folder, &["call", &sheet, "--size", "960x540", "--count-in", "5", "--log", &log])
}

/// Waits until the show is at `t_us`, then presses; when that was, µs of run time.
fn press_at(desk: &Desk, clock: &Clock, t_us: i64, keys: &[&str]) -> i64 {
    while clock.now_us() < t_us {
        std::thread::sleep(Duration::from_millis(1));
    }
    let pressed = clock.now_us();
    desk.press(keys);
    pressed
}

/// The show's time by the wall's, from one pair of both.
struct Clock {
    wall_us: i64,
    show_us: i64,
}

impl Clock {
    fn of(state: &Value) -> Self {
        let of = |key: &str| state["calling"][key].as_i64().expect("the state tells it");
        Self { wall_us: of("wall_us"), show_us: of("clock_us") }
    }

    fn now_us(&self) -> i64 {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_micros() as i64;
        self.show_us + wall - self.wall_us
    }
}

fn inputs(log: &Path) -> Vec<(i64, Value)> {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines = text.lines().filter_map(|l| serde_json::from_str::<Value>(l).ok());
    lines.filter_map(|l| Some((l["at_us"].as_i64()?, l.get("input")?.clone()))).collect()
}

#[test]
fn a_scene_called_with_real_keys() {
    if !there("xdotool") || !there("import") {
        println!("SKIPPED: no xdotool, or no import of ImageMagick");
        return;
    }
    let Some((_xvfb, display)) = display() else {
        println!("SKIPPED: no Xvfb");
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let log = folder.path().join("scene.jsonl");
    let mut desk = open(&display, folder.path(), &log);
    if desk.window.ended_within(Duration::from_secs(3)) && desk.words().contains("no desk") {
        println!("SKIPPED: {}", desk.words().lines().next().unwrap_or_default());
        return;
    }
    desk.until("drawn", |s| s["calling"]["clock_us"].is_i64());
    let window = desk.xdotool(&["search", "--name", "Dry Tech"]);
    desk.xdotool(&["windowfocus", window.lines().next().unwrap_or_default()]);
    let running = desk.until("it runs", |s| s["calling"]["counting_in"] == false && s["focused"] == true);
    let clock = Clock::of(&running);
    assert!(clock.now_us() < 11_000_000, "the count-in is over too long ago for this test: a very busy machine");

    // Standby, and GO on the mark: stamped when it was pressed, though a frame may last much longer.
    let stood_by = press_at(&desk, &clock, clock.now_us(), &["s"]);
    let go = press_at(&desk, &clock, 12_000_000, &["space"]);
    desk.until("it is called", |s| s["calling"]["inputs"] == 2);
    // The next of the same department at once: a double GO.
    press_at(&desk, &clock, 15_000_000, &["s"]);
    let twice = press_at(&desk, &clock, 20_000_000, &["space", "F1"]);
    let shown = desk.until("both are seen", |s| s["calling"]["inputs"] == 5);
    assert_eq!(shown["calling"]["refused"], 0, "another department is another GO: {shown}");
    press_at(&desk, &clock, clock.now_us(), &["F1"]);

    let given = inputs(&log);
    let near = |at: i64, pressed: i64| (-20_000..PRESS_US).contains(&(at - pressed));
    assert_eq!(given[0].1, serde_json::json!({ "Standby": ["LX 1"] }));
    assert!(near(given[0].0, stood_by), "stamped {} µs after the press", given[0].0 - stood_by);
    assert_eq!(given[1].1, serde_json::json!({ "Press": ["LX 1"] }));
    assert!(near(given[1].0, go), "stamped {} µs after the press", given[1].0 - go);
    assert_eq!(given[3].1, serde_json::json!({ "Press": ["FLY 1"] }));
    assert!(near(given[3].0, twice), "stamped {} µs after the press", given[3].0 - twice);
    assert_eq!(given[4].1, serde_json::json!({ "Press": ["LX 2"] }));

    // The cloth is on its way: Esc Esc stops it where it is.
    let running = |s: &Value| s["calling"]["running"].as_array().is_some_and(|r| r.iter().any(|c| c == "FLY 1"));
    desk.until("the cloth flies", running);
    desk.picture(&folder.path().join("desk.png"));
    desk.press(&["Escape", "Escape"]);
    let stopped = desk.until("it is stopped", |s| s["calling"]["stopped"].as_array().is_some_and(|s| !s.is_empty()));
    assert_eq!(stopped["calling"]["holding"], true, "and the show holds");
    assert!(stopped["calling"]["stopped"].as_array().is_some_and(|s| s.iter().any(|c| c == "FLY 1")));
    let words: Vec<String> = inputs(&log).iter().map(|(_, i)| i.to_string()).collect();
    assert!(words.ends_with(&["\"FadeAll\"".to_owned(), "\"StopAll\"".to_owned()]), "{words:?}");
    // On again, and twice in a moment: the guard takes the second.
    desk.press(&["h"]);
    desk.until("it goes on", |s| s["calling"]["holding"] == false);
    desk.press(&["F2", "F2"]);
    let picture = folder.path().join("refused.png");
    desk.until("the cloth is called again", |s| s["calling"]["running"].as_array().is_some_and(|r| !r.is_empty()));

    // Show and wall keep together, however slow the frames.
    let live = std::env::var("DRYTECH_LIVE_SECONDS").ok().and_then(|s| s.parse().ok()).unwrap_or(LIVE_S);
    let until = clock.now_us() + live as i64 * 1_000_000;
    let later = desk.until("time has passed", |s| s["calling"]["clock_us"].as_i64().is_some_and(|t| t > until));
    let later = Clock::of(&later);
    let apart = (later.show_us - clock.show_us) - (later.wall_us - clock.wall_us);
    assert!(apart.abs() < 16_667, "after {live} s, show and wall are {apart} µs apart");

    let seen = desk.picture(&picture);
    if let Some(keep) = std::env::var_os("DRYTECH_WINDOW_PICTURES") {
        for name in ["desk.png", "refused.png"] {
            std::fs::copy(folder.path().join(name), Path::new(&keep).join(name)).expect("the folder is there");
        }
    }
    let bright = seen.pixels().filter(|p| p.0[..3].iter().any(|c| *c > 150)).count();
    assert!(bright > 1500, "the book and the console can be seen: {bright} bright pixels");

    desk.press(&["ctrl+q"]);
    let began = Instant::now();
    while !desk.window.ended_within(Duration::from_millis(50)) {
        assert!(began.elapsed() < PATIENCE, "it does not close: {}", desk.words());
    }
    let words = desk.words();
    assert!(!words.contains("panicked"), "{words}");
    // The score, the log, the replay.
    let score = desk.printed();
    assert!(score.contains("One scene · the calling of it") && score.contains("LX 1"), "{score}");
    let replayed = common::drytech(&["replay", &log.to_string_lossy()]);
    assert_eq!(replayed.code, 0, "{replayed}");
    assert!(replayed.stdout.starts_with("identical"), "{replayed}");
    let text = std::fs::read_to_string(&log).expect("it was written");
    assert!(text.lines().last().is_some_and(|l| l.starts_with("{\"end_us\"")), "it was left, and did not crash");
}
