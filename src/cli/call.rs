//! `drytech call`: rehearsing with a person at the desk, or a script in her place; and `resume`, which takes a rehearsal
//! up where it stopped.

use std::path::Path;
use std::time::{Duration, Instant};

use super::args::{Call, Headless, Resume};
use super::{exit, open, write};
use crate::desk::log::{Recorder, Writer, desk_header, read, reopen};
use crate::desk::{self, Calling, Calls, Desk, Played, Refusal, Who, gremlin, open_calls, play};
use crate::engine::Options;
use crate::fault::{Fault, Opened, Scenario};
use crate::report;
use crate::sheet::Source;
use crate::slip::Rehearsal;

/// How long a paced rehearsal sleeps between looks at the clock.
const PACE: Duration = Duration::from_millis(5);

/// Rehearses with a person at the desk.
pub fn call(args: &Call) -> u8 {
    let mut opened = match open::open_or_refuse(&args.file) {
        Ok(opened) => opened,
        Err(code) => return code,
    };
    if let Some(seed) = args.seed {
        opened.scenario.seed = seed;
    }
    if let Some(seed) = args.gremlin {
        match surprises(&opened, seed, args) {
            Ok(faults) => {
                opened.scenario.faults.extend(faults);
            }
            Err(code) => return code,
        }
        opened.scenario.seed = args.seed.unwrap_or(seed);
    }
    if args.file.extension().is_some() && opened.scenario.show.is_empty() {
        opened.scenario.show = args.file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    }
    let mut desk = match Desk::new(opened.show.clone(), opened.scenario.clone(), args.guard) {
        Ok(desk) => desk,
        Err(e) => return refused(&e),
    };
    let calls = match script(args.how.script.as_deref(), &opened) {
        Ok(calls) => calls,
        Err(code) => return code,
    };
    let from = args.from.clone().or_else(|| calls.as_ref().map(|c| c.from.clone())).unwrap_or_default();
    let mut start_us = 0;
    if !from.trim().is_empty() {
        let place = desk.place(&from).and_then(|(us, name)| desk.begin_at(name, us).map(|()| us));
        match place {
            Ok(us) => start_us = us,
            Err(e) => return refused(&e),
        }
    }
    let recorder = match &args.log {
        None => None,
        Some(path) => match Writer::create(path, &desk_header(&opened.show_source.text, desk.base())) {
            Ok(writer) => Some(Recorder::new(writer)),
            Err(e) => {
                write::complain(&format!("cannot write {}: {e}", path.display()));
                if path.exists() {
                    write::say("\nhint: a log is never overwritten; name another file, or `drytech resume` this one");
                }
                return exit::USAGE;
            }
        },
    };
    if args.how.headless {
        return headless(desk, &calls.unwrap_or_default(), start_us, recorder, &args.how);
    }
    at_the_desk(args, &opened, desk, calls, start_us, recorder)
}

#[cfg(feature = "stage")]
fn at_the_desk(
    args: &Call,
    opened: &Opened,
    desk: Desk,
    calls: Option<Calls>,
    start_us: i64,
    recorder: Option<Recorder>,
) -> u8 {
    if calls.is_some() {
        write::complain("--script plays without a window: add --headless");
        return exit::USAGE;
    }
    let origin = open::origin(&args.file, opened);
    super::stage::desk(desk, recorder, origin, start_us, args)
}

#[cfg(not(feature = "stage"))]
fn at_the_desk(_: &Call, _: &Opened, _: Desk, _: Option<Calls>, _: i64, _: Option<Recorder>) -> u8 {
    write::complain("this drytech was built without its stage: a person needs the window");
    write::say("\nhint: --headless with --script plays a rehearsal without one");
    exit::USAGE
}

/// Takes a rehearsal up where it stopped.
pub fn resume(args: &Resume) -> u8 {
    let (log, bytes) = match open_log(&args.log) {
        Ok(both) => both,
        Err(code) => return code,
    };
    if !log.header.desk {
        write::complain(&format!("{} is the log of a run, not of a rehearsal at the desk", args.log.display()));
        write::say("\nhint: `drytech replay` runs it again, `drytech stage` opens it");
        return exit::USAGE;
    }
    let (desk, opened) = match reopen(&log) {
        Ok(both) => both,
        Err(e) => return unplayable(&args.log, &e),
    };
    let at_us = log.takes.last().map_or(0, |t| t.last_us);
    let writer = match Writer::append(&args.log, log.whole_bytes) {
        Ok(writer) => writer,
        Err(e) => {
            write::complain(&format!("cannot write {}: {e}", args.log.display()));
            return exit::USAGE;
        }
    };
    let recorder = Recorder::resumed(writer, &desk, &log);
    let take = desk.takes().len();
    write::say(&format!(
        "Taken up at {} of take {take} ({} {} in {} bytes of log)",
        report::words::clock(at_us),
        log.takes.iter().map(|t| t.inputs.len()).sum::<usize>(),
        "calls so far",
        bytes
    ));
    let calls = match script(args.how.script.as_deref(), &opened) {
        Ok(calls) => calls,
        Err(code) => return code,
    };
    if args.how.headless {
        return headless(desk, &calls.unwrap_or_default(), at_us, Some(recorder), &args.how);
    }
    #[cfg(feature = "stage")]
    return super::stage::desk_again(desk, recorder, &opened, at_us, args);
    #[cfg(not(feature = "stage"))]
    {
        drop(recorder);
        write::complain("this drytech was built without its stage: a person needs the window");
        write::say("\nhint: --headless with --script goes on without one");
        exit::USAGE
    }
}

/// Reads a log; says what is wrong and gives the exit code where it cannot be.
pub fn open_log(path: &Path) -> Result<(crate::desk::log::Log, usize), u8> {
    let bytes = std::fs::read(path).map_err(|e| {
        write::complain(&format!("cannot read {}: {e}", path.display()));
        exit::USAGE
    })?;
    match read(&bytes) {
        Ok(log) => {
            if let Some(torn) = &log.torn {
                write::say(&format!("{}: {torn}", path.display()));
            }
            Ok((log, bytes.len()))
        }
        Err(e) => {
            let column = e.column.map(|c| format!(":{c}")).unwrap_or_default();
            write::complain(&format!("{}:{}{column}: {}", path.display(), e.line, e.message));
            if let Some(hint) = &e.hint {
                write::say(&format!("\nhint: {hint}"));
            }
            Err(exit::USAGE)
        }
    }
}

/// A log that reads and means nothing.
pub fn unplayable(path: &Path, e: &crate::desk::log::ReplayError) -> u8 {
    use crate::desk::log::ReplayError;
    use crate::fault::OpenError;
    write::complain(&format!("{}: {e}", path.display()));
    if let ReplayError::Opening(OpenError::Broken(problems)) = e {
        write::say(&problems.render(true));
    }
    exit::USAGE
}

fn refused(e: &Refusal) -> u8 {
    write::complain(&e.to_string());
    exit::USAGE
}

/// The faults that lie in wait: a night of the odds, or what the gremlin picks.
fn surprises(opened: &Opened, seed: u64, args: &Call) -> Result<Vec<Fault>, u8> {
    let decided = Scenario { decisions: opened.scenario.decisions.clone(), ..Scenario::default() };
    let night = Rehearsal::with(opened.show.clone(), decided, Options { tracks: false }).map_err(|e| {
        write::complain(&e.to_string());
        exit::OUR_FAULT
    })?;
    let from = match &args.surprises {
        None => Vec::new(),
        Some(path) if open::is_odds(path) => {
            let odds = open::odds_or_refuse(path, opened)?;
            let drawn = odds.night(&opened.show, &night.plan, seed, 0, args.strength);
            // The automatic caller's mistakes are not made where a person calls.
            return Ok(drawn.into_iter().filter(|f| f.on != "caller").collect());
        }
        Some(path) => open::open_or_refuse(path)?.scenario.faults,
    };
    Ok(gremlin(&opened.show, &night.plan, seed, args.strength, &from))
}

/// The script, read and checked.
fn script(path: Option<&Path>, opened: &Opened) -> Result<Option<Calls>, u8> {
    let Some(path) = path else { return Ok(None) };
    let bytes = std::fs::read(path).map_err(|e| {
        write::complain(&format!("cannot read {}: {e}", path.display()));
        exit::USAGE
    })?;
    let source = Source::from_bytes(path.display().to_string(), bytes).map_err(|problems| {
        write::say(&problems.render(true));
        exit::USAGE
    })?;
    match open_calls(&source, &opened.show) {
        Ok((calls, warnings)) => {
            if !warnings.is_empty() {
                write::say(&warnings.render(true));
            }
            Ok(Some(calls))
        }
        Err(problems) => {
            write::say(&problems.render(true));
            Err(exit::USAGE)
        }
    }
}

/// A scripted rehearsal, in virtual time or at a pace.
fn headless(mut desk: Desk, calls: &Calls, start_us: i64, mut recorder: Option<Recorder>, how: &Headless) -> u8 {
    // Run time of the present take against the wall.
    let mut clock = (Instant::now(), start_us);
    let mut said = (desk.takes().len(), desk.take().inputs.len());
    let mut seen = |desk: &mut Desk, t_us: i64| {
        if said.0 != desk.takes().len() {
            said = (desk.takes().len(), desk.take().kept());
            clock = (Instant::now(), desk.take().from_us);
        }
        if let Some(recorder) = &mut recorder {
            let written = desk.earliest_us() - 1;
            recorder.catch_up(desk, written);
        }
        if how.say {
            for (at_us, input) in desk.take().inputs.iter().skip(said.1) {
                write::say(&format!("{}  {input}", report::words::clock(*at_us)));
            }
        }
        said.1 = desk.take().inputs.len();
        if let Some(speed) = how.speed {
            loop {
                let passed = clock.0.elapsed().as_secs_f64() * speed * 1e6;
                let now_us = clock.1 + passed as i64;
                if now_us >= t_us {
                    break;
                }
                if let Some(recorder) = &mut recorder {
                    recorder.catch_up(desk, now_us);
                }
                std::thread::sleep(PACE);
            }
        }
        if let Some(recorder) = &mut recorder {
            recorder.catch_up(desk, t_us);
        }
    };
    let played = play(&mut desk, calls, start_us, &mut seen);
    if let Some(mut recorder) = recorder {
        recorder.end(&mut desk, played.left_us);
        if let Some(why) = recorder.broken() {
            write::complain(&format!("the log is not whole: {why}"));
            return exit::OUR_FAULT;
        }
    }
    tell(&desk, &played, how)
}

/// Says how it went.
fn tell(desk: &Desk, played: &Played, how: &Headless) -> u8 {
    for (at_us, who, why) in &played.refused {
        let who = match who {
            Who::Step(i) => format!("step {}", i + 1),
            Who::Rest => "the book".to_owned(),
        };
        write::say(&format!("{}  {who}: {why}", report::words::clock(*at_us)));
    }
    for i in &played.never {
        write::say(&format!("step {}: its moment never came", i + 1));
    }
    let score = match desk::calling(desk, played.left_us) {
        Ok(score) => score,
        Err(e) => return refused(&e),
    };
    if let Err(code) = remember(how.history.as_deref(), desk, &score) {
        return code;
    }
    if how.json {
        match report::calling_json(desk, &score) {
            Ok(text) => write::stdout(&text),
            Err(e) => {
                write::complain(&format!("cannot write the score as JSON: {e}"));
                exit::OUR_FAULT
            }
        }
    } else {
        write::stdout(&report::calling_table(desk, &score))
    }
}

/// Adds the rehearsal to the history, if one is kept, and says where it is going.
pub fn remember(history: Option<&Path>, desk: &Desk, score: &Calling) -> Result<(), u8> {
    let Some(path) = history else { return Ok(()) };
    match report::history::add(path, desk, score) {
        Ok(trend) => {
            write::say(&trend);
            Ok(())
        }
        Err(e) => {
            write::complain(&format!("cannot write {}: {e}", path.display()));
            Err(exit::USAGE)
        }
    }
}
