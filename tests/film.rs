//! Films: each picture is the still of its instant, and what is written is whole or not there.
#![cfg(feature = "stage")]

use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use drytech::slip::Rehearsal;
use drytech::stage::{FilmOptions, StageError, StillOptions, film, still};

mod common;

/// What is said of a machine that can draw nothing.
const NO_ADAPTER: &str = "no graphics adapter";

fn files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let mut names: Vec<_> = entries.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_films_picture_is_the_still_of_its_instant_to_the_pixel() {
    let opened = drytech::fault::open("cues/bombshell/everything_goes_wrong.ron".as_ref()).expect("it is there");
    let r = Rehearsal::of(opened).expect("it runs");
    let fly = r.cue_index("FLY 8").and_then(|c| r.run.cues[c].started_us).expect("it flies");
    // Glyphs lie in the font's texture where they were first asked for, and are a rounding off: one level of 255.
    for (panels, levels) in [(false, 0), (true, 1)] {
        let how = StillOptions { size: (320, 180), panels, ghosts: panels, ..StillOptions::default() };
        let options =
            FilmOptions { still: how, from_us: fly + 11_000_000, to_us: fly + 15_000_000, fps: 1.0, speed: 1.0 };
        let mut pictures = Vec::new();
        let filmed = film(&r, &options, |picture| {
            pictures.push(picture);
            ControlFlow::Continue(())
        });
        match filmed {
            Ok(()) => {}
            Err(StageError::NoAdapter) => {
                println!("SKIPPED: {NO_ADAPTER}");
                return;
            }
            Err(e) => panic!("{e}"),
        }
        assert_eq!(pictures.len(), 4);
        let last = options.instants().last().expect("there are four");
        let alone = still(&r, StillOptions { at_us: last, ..how }).expect("it was drawn before");
        let off = pictures[3].iter().zip(alone.iter()).map(|(a, b)| a.abs_diff(*b)).max();
        assert!(
            off <= Some(levels),
            "with panels and labels {panels}: the film's last picture is off by {off:?} of 255"
        );
        assert_ne!(pictures[0], pictures[3], "and time goes on");
    }
}

#[test]
fn every_kind_of_film_is_written_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let out = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let shoot = |name: &str| {
        let out = out(name);
        common::drytech(&[
            "film",
            "plane_too_slow",
            "--from",
            "FLY 8",
            "--to",
            "FLY 8+1",
            "--fps",
            "2",
            "--size",
            "65x37",
            "--out",
            &out,
        ])
    };
    let first = shoot("pictures");
    if first.stderr.contains(NO_ADAPTER) {
        println!("SKIPPED: {NO_ADAPTER}");
        return;
    }
    assert_eq!(first.code, 0, "{first}");
    assert_eq!(files(&folder.path().join("pictures")), ["00001.png", "00002.png"]);
    let again = shoot("pictures");
    assert_eq!(again.code, 2, "what is there is not overwritten: {again}");

    let gif = shoot("film.gif");
    assert_eq!(gif.code, 0, "{gif}");
    let bytes = std::fs::read(out("film.gif")).expect("it was written");
    assert!(bytes.starts_with(b"GIF89a"));

    let mut expected = vec!["film.gif", "pictures"];
    let mp4 = shoot("film.mp4");
    if mp4.stderr.contains("there is no ffmpeg") {
        assert_eq!(mp4.code, 2, "{mp4}");
        println!("SKIPPED: no ffmpeg, so no .mp4");
    } else {
        assert_eq!(mp4.code, 0, "{mp4}");
        let bytes = std::fs::read(out("film.mp4")).expect("it was written");
        assert_eq!(&bytes[4..8], b"ftyp");
        expected.insert(1, "film.mp4");
    }
    assert_eq!(files(folder.path()), expected, "no temporary file is left");
}

#[cfg(target_os = "linux")]
#[test]
fn a_film_that_is_interrupted_leaves_nothing() {
    for out in ["film.gif", "film.mp4", "pictures"] {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let mut filming = Command::new(env!("CARGO_BIN_EXE_drytech"))
            .args(["film", "plane_too_slow", "--fps", "24", "--size", "64x36", "--out"])
            .arg(folder.path().join(out))
            .env_remove("DISPLAY")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        // Long enough to be at it, and never long enough for 20,000 pictures.
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(6) && filming.try_wait().is_ok_and(|ended| ended.is_none()) {
            std::thread::sleep(Duration::from_millis(50));
        }
        let pid = filming.id().to_string();
        let told = Command::new("kill").args(["-INT", &pid]).stderr(Stdio::null()).status();
        let ended = filming.wait_with_output().expect("it ends");
        let words = String::from_utf8_lossy(&ended.stderr);
        if words.contains(NO_ADAPTER) || words.contains("there is no ffmpeg") || told.is_err() {
            println!("SKIPPED: {words}");
            continue;
        }
        assert_eq!(ended.status.code(), Some(130), "{out}: {words}");
        assert!(words.contains("interrupted"), "{words}");
        assert!(files(folder.path()).is_empty(), "{out}: {:?}", files(folder.path()));
    }
}
