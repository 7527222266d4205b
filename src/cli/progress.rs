//! How far a campaign has come, on standard error, where somebody looks at it.

use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::sweep::Watch;

/// Whether somebody pressed Ctrl+C.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl+C ends what is watched, with what it has; pressed again, it ends the program.
pub fn end_on_interrupt() {
    let again = || {
        if INTERRUPTED.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(super::exit::INTERRUPTED));
        }
    };
    // Where the system has no such thing, Ctrl+C ends the program at once, as ever.
    let _ = ctrlc::set_handler(again);
}

/// Whether Ctrl+C ended what was watched.
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// Runs `work` with a line about `watch` that is kept up to date, and stops it after `limit`.
pub fn watched<T: Send>(watch: &Watch, limit: Option<Duration>, what: &str, work: impl FnOnce() -> T + Send) -> T {
    let over = AtomicBool::new(false);
    let began = Instant::now();
    let shown = std::io::stderr().is_terminal();
    std::thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            let mut seen = Instant::now();
            while !over.load(Ordering::Relaxed) {
                std::thread::park_timeout(Duration::from_millis(50));
                if interrupted() || limit.is_some_and(|l| began.elapsed() >= l) {
                    watch.stop.store(true, Ordering::Relaxed);
                }
                if shown && seen.elapsed() >= Duration::from_millis(200) {
                    seen = Instant::now();
                    show(watch, began.elapsed(), limit, what);
                }
            }
        });
        let out = work();
        over.store(true, Ordering::Relaxed);
        watcher.thread().unpark();
        if shown {
            let _ = write!(anstream::stderr(), "\r\x1b[K");
        }
        out
    })
}

fn show(watch: &Watch, elapsed: Duration, limit: Option<Duration>, what: &str) {
    let run = watch.run.load(Ordering::Relaxed);
    let space = watch.space.load(Ordering::Relaxed);
    let rate = run as f64 / elapsed.as_secs_f64().max(1e-3);
    let of = if space > 0 { format!(" of {space}") } else { String::new() };
    let by_space = (space > 0 && rate > 0.0).then(|| space.saturating_sub(run) as f64 / rate);
    let by_time = limit.map(|l| l.saturating_sub(elapsed).as_secs_f64());
    let left = [by_space, by_time].into_iter().flatten().fold(f64::INFINITY, f64::min);
    let left = if left.is_finite() { format!(", {left:.0} s left") } else { String::new() };
    let note = watch.note();
    let note = if note.is_empty() { note } else { format!(" · {note}") };
    let _ = write!(anstream::stderr(), "\r\x1b[K{run}{of} {what}, {rate:.0} a second{left}{note}");
}
