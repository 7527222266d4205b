//! A session in a real window: keys pressed on a display without a screen (Xvfb), and the state that comes of them.
#![cfg(all(feature = "stage", target_os = "linux"))]

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

mod common;
#[path = "common/screen.rs"]
mod screen;

use screen::{Desk, PATIENCE, display, there};

/// The preview, at rest in its flight.
fn open(display: &str, folder: &Path, file: &Path) -> Desk {
    let file = file.to_string_lossy();
    Desk::open(display, folder, &["stage", &file, "--at", "FLY 8+8", "--paused", "--size", "960x540"])
}

#[test]
fn a_window_shows_the_pixels_of_a_still() {
    if !there("import") {
        println!("SKIPPED: no import of ImageMagick");
        return;
    }
    let Some((_xvfb, display)) = display() else {
        println!("SKIPPED: no Xvfb");
        return;
    };
    let folder = common::preview_in_a_folder();
    let at = |name: &str| folder.path().join(name);
    // A still knows no moves and no flashing.
    std::fs::create_dir(at("config")).expect("the folder is ours");
    std::fs::write(at("config/desk.ron"), "(still: true)").expect("the folder is ours");
    let file = at("bombshell/plane_too_slow.ron");
    let mut desk = open(&display, folder.path(), &file);
    if desk.window.ended_within(Duration::from_secs(3)) && desk.words().contains("No stage") {
        println!("SKIPPED: {}", desk.words().lines().next().unwrap_or_default());
        return;
    }
    desk.until("seen", |s| s["seen"] == true);
    let (file, out) = (file.to_string_lossy().into_owned(), at("still.png"));
    let size = ["--at", "FLY 8+8", "--size", "960x540", "--out"];
    let still = common::drytech(&[&["still", &file], size.as_slice(), &[&out.to_string_lossy()]].concat());
    assert_eq!(still.code, 0, "{still}");
    let still = image::open(&out).expect("it is a PNG").to_rgba8();
    let off = |window: &image::RgbaImage| window.iter().zip(still.iter()).map(|(a, b)| a.abs_diff(*b)).max();
    // The screen may be a frame behind what was seen.
    let began = Instant::now();
    let mut worst = off(&desk.picture(&at("window.png")));
    while worst > Some(1) && began.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(500));
        worst = off(&desk.picture(&at("window.png")));
    }
    assert!(worst <= Some(1), "the window is off by {worst:?} of 255");
}

#[test]
fn a_session_of_keys_leaves_the_expected_state() {
    if !there("xdotool") || !there("import") {
        println!("SKIPPED: no xdotool, or no import of ImageMagick");
        return;
    }
    let Some((_xvfb, display)) = display() else {
        println!("SKIPPED: no Xvfb");
        return;
    };
    let folder = common::preview_in_a_folder();
    let at = |name: &str| folder.path().join(name);
    let file = at("bombshell/plane_too_slow.ron");
    let mut desk = open(&display, folder.path(), &file);
    if desk.window.ended_within(Duration::from_secs(3)) && desk.words().contains("No stage") {
        println!("SKIPPED: {}", desk.words().lines().next().unwrap_or_default());
        return;
    }
    let first = desk.until("drawn", |s| s["seen"] == true);
    let window = desk.xdotool(&["search", "--name", "Dry Tech"]);
    desk.xdotool(&["windowfocus", window.lines().next().unwrap_or_default()]);
    let t = |s: &Value| s["t_us"].as_i64().unwrap_or(-1);
    let start = t(&first);
    assert_eq!((first["playing"].as_bool(), first["view"].as_str()), (Some(false), Some("house")));

    // Scrub: every press counts, however many come within a frame.
    desk.press(&["Right", "Right", "Right", "Left", "shift+Right"]);
    desk.until("12 s on", |s| t(s) == start + 12_000_000);
    desk.press(&["shift+Left", "Left", "Left"]);
    desk.until("back", |s| t(s) == start);

    // View, speed, help, panels.
    desk.press(&["3", "bracketright", "bracketright", "h"]);
    desk.until("cutaway at 5×, with help", |s| {
        s["view"] == "cutaway" && s["speed"] == 5.0 && s["help"] == true && s["seen"] == true
    });
    desk.picture(&at("help.png"));
    desk.press(&["h", "r"]);
    desk.until("the other way, without help", |s| s["speed"] == -5.0 && s["help"] == false);
    desk.press(&["r", "bracketleft", "bracketleft", "1"]);
    desk.until("as it was", |s| s["speed"] == 1.0 && s["view"] == "house");

    // Play, and stop.
    desk.press(&["space"]);
    desk.until("time goes on", |s| s["playing"] == true && t(s) > start);
    desk.press(&["space"]);
    desk.until("time stands", |s| s["playing"] == false);
    desk.press(&["comma"]);
    let cue = t(&desk.until("at a cue", |s| t(s) < start));

    // A fault now: the night is another, the playhead is where it was.
    let faults = |s: &Value| s["faults"].as_array().map_or(0, Vec::len);
    let end = |s: &Value| s["end_us"].as_i64().unwrap_or(-1);
    let before = end(&first);
    desk.press(&["n", "n"]);
    let machine = desk.until("a machine is looked into", |s| s["machine"].is_string())["machine"].clone();
    desk.press(&["b"]);
    let broken = desk.until("it breaks", |s| faults(s) == 2 && s["busy"] == false);
    assert_eq!((t(&broken), broken["undo"].as_i64()), (cue, Some(1)), "{machine} breaks");
    desk.press(&["u"]);
    let mended = desk.until("it is taken back", |s| faults(s) == 1 && s["busy"] == false);
    assert_eq!((end(&mended), mended["redo"].as_i64()), (before, Some(1)));
    desk.press(&["y", "s"]);
    desk.until("it is kept", |s| s["notice"].as_str().is_some_and(|n| n.starts_with("Kept")));
    assert!(at("bombshell/plane_too_slow_2.ron").exists(), "beside the file it came from");

    // An editor breaks the sheet, and mends it.
    let sheet = at("bombshell/preview.ron");
    let text = std::fs::read_to_string(&sheet).expect("it was copied");
    std::fs::write(&sheet, text.replacen("title: \"Bombshell\"", "title: Bombshell", 1)).expect("the folder is ours");
    desk.until("the problem is shown", |s| s["problem"].as_str().is_some_and(|p| p.contains("preview.ron")));
    std::fs::write(&sheet, text.replacen("\"Bombshell\"", "\"Bombshell again\"", 1)).expect("the folder is ours");
    let again = desk.until("read again", |s| s["title"] == "Bombshell again" && s["busy"] == false);
    assert_eq!((faults(&again), again["problem"].is_null()), (2, true), "what was broken at the desk stays so");

    // Many nights of the odds beside the sheet, and the worst of them on the stage.
    desk.press(&["F10"]);
    desk.until("nights are run", |s| s["nights"].as_u64().is_some_and(|n| n > 0));
    desk.press(&["t"]);
    desk.until("one of them is there", |s| s["night"].as_str().is_some_and(|n| n.starts_with("Night ")));
    desk.press(&["u", "F2"]);
    desk.until("and taken back", |s| faults(s) == 2 && s["tab"] == "inspector" && s["busy"] == false);

    // The picture: dark at its edges, and there is something on the stage and in the panels.
    desk.until("it can be seen", |s| s["seen"] == true);
    let picture = desk.picture(&at("window.png"));
    if let Some(keep) = std::env::var_os("DRYTECH_WINDOW_PICTURES") {
        for name in ["window.png", "help.png"] {
            std::fs::copy(at(name), Path::new(&keep).join(name)).expect("the folder for pictures is there");
        }
    }
    let bright = picture.pixels().filter(|p| p.0[..3].iter().any(|c| *c > 150)).count();
    assert!(bright > 2000, "panels and stage can be seen: {bright} bright pixels");

    // The desk is as it was left when it is opened again.
    desk.press(&["d", "q"]);
    let began = Instant::now();
    while !desk.window.ended_within(Duration::from_millis(50)) {
        assert!(began.elapsed() < PATIENCE, "it does not close: {}", desk.words());
    }
    let words = desk.words();
    assert!(!words.contains("panicked"), "{words}");
    assert_eq!(desk.printed(), "", "standard output is data, and a window has none");
    let settings = std::fs::read_to_string(at("config/desk.ron")).expect("settings were kept");
    assert!(settings.contains("backstage: true"), "{settings}");
}
