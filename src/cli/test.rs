//! `drytech test`: every scenario with an `expect` under the paths, in parallel.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::args::Test as Args;
use super::{exit, threads, write};
use crate::fault::{self, OpenError};
use crate::report::tests::{Outcome, Status, Tally, Test};
use crate::report::{junit, tests as report};
use crate::sheet::Source;
use crate::sweep;

/// A file that may be a test.
struct Found {
    name: String,
    path: PathBuf,
}

/// Runs the tests; the exit code says what came of them.
pub fn test(args: &Args) -> u8 {
    let mut found = Vec::new();
    for path in &args.paths {
        if let Err(why) = find(path, &mut found) {
            write::complain(&format!("cannot read {}: {why}", path.display()));
            return exit::USAGE;
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.path.cmp(&b.path)));
    found.dedup_by(|a, b| a.path == b.path);
    let (shard, of) = args.shard.unwrap_or((1, 1));
    let wanted = |f: &Found| {
        args.filter.as_ref().is_none_or(|s| f.name.contains(s.as_str())) && sweep::shard_of(&f.name, of) == shard - 1
    };
    found.retain(wanted);
    if args.list {
        let names: String = found.iter().map(|f| format!("{}\n", f.name)).collect();
        let code = write::stdout(&names);
        return if found.is_empty() && !args.allow_empty { nothing() } else { code };
    }
    if found.is_empty() {
        if args.allow_empty {
            write::say("no scenario to test");
            return exit::OK;
        }
        return nothing();
    }
    let began = Instant::now();
    let tests = match threads::pool(args.threads) {
        Ok(pool) => pool.install(|| run_all(&found, args)),
        Err(code) => return code,
    };
    finish(&tests, args, began.elapsed())
}

fn nothing() -> u8 {
    write::complain("no scenario with an `expect` was found");
    write::say("\nhint: a bare sheet is not a test; --allow-empty says that finding none is all right");
    exit::USAGE
}

fn finish(tests: &[Test], args: &Args, took: Duration) -> u8 {
    if let Some(path) = &args.junit {
        let written =
            junit::junit(tests, took).and_then(|text| write::file(path, text.as_bytes()).map_err(|e| e.to_string()));
        if let Err(e) = written {
            write::complain(&format!("cannot write {}: {e}", path.display()));
            return exit::USAGE;
        }
    }
    let printed = if args.json {
        match report::json(tests) {
            Ok(text) => write::stdout(&text),
            Err(e) => {
                write::complain(&format!("cannot write the tests as JSON: {e}"));
                exit::OUR_FAULT
            }
        }
    } else {
        let details: String = tests.iter().map(Test::details).collect();
        write::stdout(&format!("{details}{}", report::summary(tests, took)))
    };
    let tally = Tally::of(tests);
    match () {
        () if printed != exit::OK => printed,
        () if tally.errors > 0 => exit::USAGE,
        () if tally.failed > 0 => exit::FELL_SHORT,
        () => exit::OK,
    }
}

/// The tests at `path`: itself, or every scenario of a folder and those below.
fn find(path: &Path, out: &mut Vec<Found>) -> Result<(), String> {
    let about = path.metadata().map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        _ => e.to_string(),
    })?;
    if about.is_dir() {
        let before = out.len();
        walk(path, 0, out)?;
        for f in &mut out[before..] {
            f.name = name_in(path, &f.path);
            f.path = f.path.strip_prefix(".").unwrap_or(&f.path).to_owned();
        }
        return Ok(());
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if is_test(path, true)? {
        out.push(Found { name: name_in(folder, path), path: path.to_owned() });
    }
    Ok(())
}

/// Folders within folders; deeper than this is a loop of links.
const DEPTH_MAX: usize = 64;

fn walk(folder: &Path, depth: usize, out: &mut Vec<Found>) -> Result<(), String> {
    let entries = folder.read_dir().map_err(|e| e.to_string())?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    paths.sort();
    for path in paths {
        let hidden = path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
        if path.is_dir() && !hidden && depth < DEPTH_MAX {
            walk(&path, depth + 1, out)?;
        } else if path.extension().is_some_and(|e| e == "ron") && is_test(&path, false)? {
            out.push(Found { name: String::new(), path });
        }
    }
    Ok(())
}

/// The path from `folder`, without `.ron`; what lies in the folder itself has the folder's name before it.
fn name_in(folder: &Path, path: &Path) -> String {
    let inner = path.strip_prefix(folder).unwrap_or(path).with_extension("");
    let parts: Vec<_> = inner.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
    if parts.len() > 1 {
        return parts.join("/");
    }
    let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let own = whole.file_name().map(|n| n.to_string_lossy().into_owned());
    own.into_iter().chain(parts).collect::<Vec<_>>().join("/")
}

/// Whether a file is a scenario that expects something, or is broken and may be one. A file that was named and is
/// neither sheet nor scenario is broken; one that was met on the way (`odds.ron`) is something else.
fn is_test(path: &Path, named: bool) -> Result<bool, String> {
    let Ok(bytes) = std::fs::read(path) else { return Ok(true) };
    let Ok(source) = Source::from_bytes(path.display().to_string(), bytes) else { return Ok(named) };
    match crate::sheet::is_scenario(&source) {
        Ok(false) => Ok(false),
        Err(_) => Ok(named),
        Ok(true) => Ok(fault::parse_scenario(&source).map_or(true, |(scenario, _)| !scenario.expect.is_empty())),
    }
}

/// Results in order, printed as soon as all before them are there.
struct Board {
    done: Vec<Option<Test>>,
    printed: usize,
    quiet: bool,
}

impl Board {
    fn put(&mut self, at: usize, test: Test) {
        self.done[at] = Some(test);
        while let Some(Some(next)) = self.done.get(self.printed) {
            if !self.quiet && next.status() != Status::NotRun {
                let _ = write::stdout(&next.line());
            }
            self.printed += 1;
        }
    }
}

fn run_all(found: &[Found], args: &Args) -> Vec<Test> {
    let board = Mutex::new(Board { done: found.iter().map(|_| None).collect(), printed: 0, quiet: args.json });
    let stop = AtomicBool::new(false);
    found.par_iter().enumerate().for_each(|(i, f)| {
        let test = if stop.load(Ordering::Relaxed) {
            let (name, path) = (f.name.clone(), f.path.display().to_string());
            Test { name, path, title: String::new(), outcome: Outcome::NotRun, took: Duration::ZERO }
        } else {
            one(f, args.deadline)
        };
        if args.fail_fast && test.status() != Status::Pass {
            stop.store(true, Ordering::Relaxed);
        }
        board.lock().unwrap_or_else(std::sync::PoisonError::into_inner).put(i, test);
    });
    board.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).done.into_iter().flatten().collect()
}

/// Runs one test in a thread of its own, which is left behind if it does not come back in time.
fn one(found: &Found, deadline: Duration) -> Test {
    let began = Instant::now();
    let (send, receive) = mpsc::channel();
    let cancelled = Arc::new(AtomicBool::new(false));
    let (path, seen) = (found.path.clone(), Arc::clone(&cancelled));
    std::thread::spawn(move || {
        let _ = send.send(attempt(&path, &|| !seen.load(Ordering::Relaxed)));
    });
    let (title, outcome) = match receive.recv_timeout(deadline) {
        Ok(both) => both,
        Err(mpsc::RecvTimeoutError::Timeout) => {
            cancelled.store(true, Ordering::Relaxed);
            (String::new(), Outcome::Late(deadline))
        }
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            (String::new(), Outcome::Broken("it made drytech panic, which is our own fault: please tell us".into()))
        }
    };
    Test { name: found.name.clone(), path: found.path.display().to_string(), title, outcome, took: began.elapsed() }
}

fn attempt(path: &Path, keep_going: &dyn Fn() -> bool) -> (String, Outcome) {
    let opened = match fault::open(path) {
        Ok(opened) => opened,
        Err(OpenError::Broken(mut problems)) => {
            problems.retain(|d| d.severity == crate::sheet::Severity::Error);
            return (String::new(), Outcome::Broken(problems.render(false)));
        }
        Err(e @ OpenError::Unreadable { .. }) => return (String::new(), Outcome::Broken(e.to_string())),
    };
    let title = opened.scenario.name.clone();
    match sweep::trial(&opened.show, &opened.scenario, keep_going) {
        Ok(trial) => (title, Outcome::Ran(trial)),
        Err(e) => (title, Outcome::Broken(e.to_string())),
    }
}
