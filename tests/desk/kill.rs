//! What must hold, 2: killed at any moment, what was called is in the log, and the rehearsal can be taken up.
//!
//! The binary plays the script at a pace and says every GO as it gives it. A test kills it (SIGKILL: nothing of it runs
//! after that) and holds the log against what it had said. What must be equal of a rehearsal that was killed and taken
//! up, and one that was not: every input of every take with its microsecond, and the fingerprint of the last take.
//!
//! The promise is 50 ms. A line counts as older than that by when it *arrived here*, which is later than when it was
//! said. Where this machine itself stood still for longer (seen by a thread that does nothing but sleep), that is added:
//! a machine that runs nobody also runs no writer.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use drytech::desk::{Input, log};
use drytech::engine::luck::{Purpose, uniform};

use crate::common::drytech;

/// What the issue promises.
const PROMISED: Duration = Duration::from_millis(50);

/// Seconds of the show in one of the clock.
const SPEED: f64 = 240.0;

/// The preview is some 15 minutes; kills are spread over it and a little more.
const LASTS: Duration = Duration::from_millis(4200);

const SCRIPT: &str = "tests/calls/preview.ron";

/// How often it is killed: `DRYTECH_KILLS`, or a few times.
fn kills() -> u64 {
    std::env::var("DRYTECH_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(8)
}

/// The longest that this machine stood still lately, in µs.
struct Heart {
    longest_us: Arc<AtomicU64>,
    over: Arc<AtomicBool>,
}

impl Heart {
    fn beating() -> Self {
        let (longest_us, over) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let (longest, stop) = (Arc::clone(&longest_us), Arc::clone(&over));
        std::thread::spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                let before = Instant::now();
                std::thread::sleep(Duration::from_millis(1));
                let stood = before.elapsed().saturating_sub(Duration::from_millis(1));
                longest.fetch_max(stood.as_micros() as u64, Ordering::Relaxed);
            }
        });
        Self { longest_us, over }
    }

    fn stop(&self) -> Duration {
        self.over.store(true, Ordering::Relaxed);
        Duration::from_micros(self.longest_us.load(Ordering::Relaxed))
    }
}

/// `1:02.3  LX 1, LX 2 GO`, as the log has it.
fn gos(log: &log::Log) -> Vec<String> {
    let said = |input: &Input| matches!(input, Input::Press(_)).then(|| input.to_string());
    log.takes.iter().flat_map(|t| t.inputs.iter().filter_map(|(_, i)| said(i))).collect()
}

fn read(path: &Path) -> Option<log::Log> {
    let bytes = std::fs::read(path).ok()?;
    match log::read(&bytes) {
        Ok(log) => Some(log),
        // Killed before its header was whole: nothing had been called.
        Err(_) if !bytes.contains(&b'\n') => None,
        Err(e) => panic!("{e}\n{}", String::from_utf8_lossy(&bytes)),
    }
}

/// Inputs of every take, and how the last one ends.
fn whole(path: &Path) -> (Vec<(String, i64, Vec<(i64, Input)>)>, String) {
    let log = read(path).expect("it is a log");
    let outcome = log::replay(&log).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(outcome.difference, None);
    (log.takes.into_iter().map(|t| (t.from, t.from_us, t.inputs)).collect(), outcome.fingerprint)
}

/// Plays, and is killed after a while. What it had said by when, and the machine's longest standstill.
fn killed(path: &Path, after: Duration) -> (Vec<(Instant, String)>, Instant, Duration) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_drytech"))
        .args(["call", "preview", "--headless", "--say", "--gremlin", "11", "--script", SCRIPT])
        .args(["--speed", &SPEED.to_string(), "--log"])
        .arg(path)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("NO_COLOR", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let heart = Heart::beating();
    let said = Arc::new(Mutex::new(Vec::new()));
    let stderr = child.stderr.take().expect("it was piped");
    let into = Arc::clone(&said);
    let reader = std::thread::spawn(move || {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            into.lock().expect("nobody panics with it").push((Instant::now(), line));
        }
    });
    std::thread::sleep(after);
    let at = Instant::now();
    child.kill().expect("it is ours to kill");
    child.wait().expect("it is over");
    let stood = heart.stop();
    reader.join().expect("it reads");
    let said = std::mem::take(&mut *said.lock().expect("nobody panics with it"));
    (said, at, stood)
}

#[test]
fn killed_at_any_moment_every_go_older_than_50_ms_is_in_the_log_and_it_is_taken_up() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let uninterrupted = folder.path().join("whole.jsonl");
    let log = uninterrupted.to_string_lossy().into_owned();
    let ran = drytech(&["call", "preview", "--headless", "--gremlin", "11", "--script", SCRIPT, "--log", &log]);
    assert_eq!(ran.code, 0, "{ran}");
    let wanted = whole(&uninterrupted);
    let (mut midway, mut promised, mut slow) = (0, 0, 0);
    for n in 0..kills() {
        let path = folder.path().join(format!("{n}.jsonl"));
        let log = path.to_string_lossy().into_owned();
        let after = LASTS.mul_f64(0.05 + 0.95 * uniform(200, Purpose::Chance, n, 0));
        let (said, at, stood) = killed(&path, after);
        let old = |t: &Instant| at.saturating_duration_since(*t) > PROMISED + stood;
        let said: Vec<(Instant, &str)> = said
            .iter()
            .filter_map(|(t, l)| Some((*t, l.split_once("  ")?.1)))
            .filter(|(_, l)| l.ends_with(" GO"))
            .collect();
        let must: Vec<&str> = said.iter().filter(|(t, _)| old(t)).map(|(_, l)| *l).collect();
        let Some(found) = read(&path) else {
            assert!(must.is_empty(), "kill {n}: {must:?} were called, and there is no log");
            continue;
        };
        let logged = gos(&found);
        assert!(
            logged.len() >= must.len() && must.iter().zip(&logged).all(|(m, l)| m == l),
            "kill {n} after {after:?}: {} GOs were older than {PROMISED:?} (and {stood:?} for the machine), {} are in the log",
            must.len(),
            logged.len(),
        );
        promised += must.len();
        midway += usize::from(!found.ended);
        slow += usize::from(stood > PROMISED);
        let replayed = drytech(&["replay", &log]);
        assert_eq!(replayed.code, 0, "kill {n} after {after:?}: {replayed}");
        if found.ended {
            continue;
        }
        let resumed = drytech(&["resume", &log, "--headless", "--script", SCRIPT]);
        assert_eq!(resumed.code, 0, "kill {n} after {after:?}: {resumed}");
        let now = whole(&path);
        assert_eq!(now.0, wanted.0, "kill {n} after {after:?}: other things were done");
        assert_eq!(now.1, wanted.1, "kill {n} after {after:?}: another fingerprint");
    }
    println!(
        "{} kills, {midway} of them midway: {promised} GOs that had to be in the log were; the machine stood still for \
         more than {PROMISED:?} in {slow}",
        kills()
    );
}
