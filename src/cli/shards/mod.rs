//! `drytech sweep --out` and `--resume`: a shard of a sweep in a file, which is written again and again while its
//! nights run, so that one that is killed goes on from there.

mod auto;
mod files;
pub mod merge;

use std::path::Path;
use std::time::{Duration, Instant};

use super::args::Sweep as Args;
use super::certify::our_fault;
use super::sweep::{Files, Sides, Swept};
use super::{exit, logged, progress, threads, write};
use crate::engine::SEMANTICS;
use crate::fault::Opened;
use crate::run::log::sha256;
use crate::sweep::shard::{Asked, Base, NIGHTS_MAX, Part, SHARDS_MAX};
use crate::sweep::{Came, Shard, Watch};
use files::{keep, read, refuse, shown};

/// Real time between two writings of a shard that runs: what is lost when it is killed.
const KEPT_EVERY: Duration = Duration::from_secs(3);

/// The version that writes.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Runs a shard into a folder. Where it is there already, it goes on.
pub fn run(args: &Args, folder: &Path) -> Result<u8, u8> {
    let files = Files::typed(args)?;
    let part = part(args)?;
    let sides = Sides::open(files)?;
    let of = asked(&files, &sides, args)?;
    std::fs::create_dir_all(folder).map_err(|e| {
        write::complain(&format!("cannot make the folder {}: {e}", folder.display()));
        exit::USAGE
    })?;
    let path = folder.join(part.file_name());
    let there = if path.exists() { Some(read(&path)?) } else { None };
    if let Some(there) = &there {
        same_sweep(&path, there, &of)?;
        same_texts(&path, &there.of, &of, &sides)?;
    }
    go_on(&path, there, part, of, &sides, args.telling.threads)
}

/// Goes on with every shard in or below a folder that was not run to its end.
pub fn resume(folder: &Path, threads: Option<usize>) -> Result<u8, u8> {
    let mut left = 0;
    for path in files::find(&[folder.to_owned()])? {
        let shard = read(&path)?;
        if shard.part.is_done() {
            continue;
        }
        left += 1;
        let of = &shard.of;
        let (file, odds) = (Path::new(&of.first.file), Path::new(&of.odds));
        let files = Files { file, compare: of.second.as_ref().map(|s| Path::new(&s.file)), odds };
        let sides = Sides::open(files)?;
        same_texts(&path, of, of, &sides)?;
        let (part, of) = (shard.part, of.clone());
        let code = go_on(&path, Some(shard), part, of, &sides, threads)?;
        if code != exit::OK {
            return Ok(code);
        }
    }
    if left == 0 {
        write::say(&format!("every shard in {} was run to its end", folder.display()));
        write::say(&format!("\nhint: `drytech merge {}` tells them, or what is missing", shown(folder)));
    }
    Ok(exit::OK)
}

/// Which shard is to be run.
fn part(args: &Args) -> Result<Part, u8> {
    if args.until.is_some() {
        let hint = "run --nights without --until, or without --out";
        return Err(refuse("a shard cannot know when all of them together are enough", hint));
    }
    let env = |name: &str| std::env::var(name).ok();
    let (number, of) = auto::part_of(args.shard, &env).map_err(|(message, hint)| refuse(&message, &hint))?;
    Part::new(number, of, args.nights).ok_or_else(|| {
        if args.nights > NIGHTS_MAX {
            let message = format!("{} nights are too many for shards", args.nights);
            return refuse(&message, &format!("{NIGHTS_MAX} at most; another --seed has other nights"));
        }
        let message = format!("{} nights cannot be divided into {of} shards", args.nights);
        refuse(&message, &format!("no more shards than nights, and {SHARDS_MAX} at most"))
    })
}

/// What the sweep is of.
fn asked(files: &Files<'_>, sides: &Sides, args: &Args) -> Result<Asked, u8> {
    let second = files.compare.zip(sides.second.as_ref());
    Ok(Asked {
        semantics: SEMANTICS,
        first: base(files.file, &sides.first.opened)?,
        second: second.map(|(path, side)| base(path, &side.opened)).transpose()?,
        odds: plain(files.odds)?.to_owned(),
        odds_sha256: sha256(&sides.odds_source.text),
        seed: args.chances.seed(),
        strength: args.chances.strength.to_string(),
        nights: args.nights,
    })
}

fn plain(path: &Path) -> Result<&str, u8> {
    let message = || format!("{} is not a name that can be written down in a shard", path.display());
    path.to_str().ok_or_else(|| refuse(&message(), "call the file something in UTF-8"))
}

fn base(path: &Path, opened: &Opened) -> Result<Base, u8> {
    Ok(Base {
        file: plain(path)?.to_owned(),
        sheet_sha256: sha256(&opened.show_source.text),
        scenario_sha256: scenario_sha256(path, opened),
    })
}

/// SHA-256 of a scenario. Of a log, which says more than its scenario, of the log.
fn scenario_sha256(path: &Path, opened: &Opened) -> Option<String> {
    if logged::is_log(path) {
        return std::fs::read(path).ok().map(|bytes| sha256(&String::from_utf8_lossy(&bytes)));
    }
    opened.scenario_source.as_ref().map(|s| sha256(&s.text))
}

/// Refuses to go on with a shard of another sweep.
fn same_sweep(path: &Path, there: &Shard, of: &Asked) -> Result<(), u8> {
    // Whether the texts are the same is another question.
    let typed = |a: &Asked| (a.seed, a.strength.clone(), a.nights, a.second.is_some());
    if typed(&there.of) == typed(of) {
        return Ok(());
    }
    let (what, then, now) = there.of.difference(of).unwrap_or_default();
    let message = format!("{} is of another sweep: the {what} is {then} there, and {now} here", path.display());
    Err(refuse(&message, "write into another folder with --out"))
}

/// Refuses to go on with a shard, or to tell one, of other texts than those that are open, or of another engine.
fn same_texts(path: &Path, there: &Asked, of: &Asked, sides: &Sides) -> Result<(), u8> {
    let (at, hint) = (path.display(), "put it back as it was; or run the sweep anew, in another folder");
    if there.semantics != SEMANTICS {
        let message = format!("{at} was run by an engine of semantics {}, and this is {SEMANTICS}", there.semantics);
        return Err(refuse(&message, "use the drytech that it was run with; or run the sweep anew, in another folder"));
    }
    let mut texts: Vec<(&str, String, Option<String>, Option<String>)> = Vec::new();
    let second = there.second.as_ref().zip(of.second.as_ref()).zip(sides.second.as_ref());
    let all = [((&there.first, &of.first), &sides.first)].into_iter().chain(second);
    for ((then, named), side) in all {
        let (opened, file) = (&side.opened, Path::new(&named.file));
        let sheet = Some(sha256(&opened.show_source.text));
        texts.push(("sheet", opened.show_source.name.to_string(), Some(then.sheet_sha256.clone()), sheet));
        let scenario = scenario_sha256(file, opened);
        texts.push(("scenario", named.file.clone(), then.scenario_sha256.clone(), scenario));
    }
    let odds = (Some(there.odds_sha256.clone()), Some(sha256(&sides.odds_source.text)));
    texts.push(("odds", sides.odds_source.name.to_string(), odds.0, odds.1));
    match texts.into_iter().find(|(_, _, then, now)| then != now) {
        None => Ok(()),
        Some((what, name, _, _)) => {
            let message = format!("{name} is not the {what} that {at} is of: its text has changed (SHA-256)");
            Err(refuse(&message, hint))
        }
    }
}

/// Runs what is left of a shard, or all of it.
fn go_on(
    path: &Path,
    there: Option<Shard>,
    part: Part,
    of: Asked,
    sides: &Sides,
    threads: Option<usize>,
) -> Result<u8, u8> {
    let at = path.display();
    if let Some(there) = there.as_ref().filter(|t| t.drytech != VERSION) {
        let message = format!("{at} was begun by drytech {}, and this is {VERSION}", there.drytech);
        return Err(refuse(&message, "go on with the drytech that began it; or remove it and run it again"));
    }
    sides.swept(of.seed, of.strength(), |first, second| {
        let nothing = Came::nothing(first.sweep, second.map(|s| s.sweep));
        let shard = match there {
            Some(there) if there.came.fits(&nothing) => there,
            Some(_) => return Err(misfit(path)),
            None => {
                let shard = Shard { drytech: VERSION.to_owned(), of, part, came: nothing };
                // Before the first night: a folder that cannot be written to is known at once.
                keep(path, &shard)?;
                shard
            }
        };
        rest(path, shard, first, second, threads)
    })
}

fn misfit(path: &Path) -> u8 {
    let message = format!("{} has not the cues, beats and machines of its sheet", path.display());
    refuse(&message, "remove it and run its shard again")
}

/// Runs what is left, and keeps it again and again.
fn rest(
    path: &Path,
    mut shard: Shard,
    first: Swept<'_>,
    second: Option<Swept<'_>>,
    threads: Option<usize>,
) -> Result<u8, u8> {
    let Part { number, of, from, to, done } = shard.part;
    let (name, folder) = (format!("shard {number} of {of}"), path.parent().unwrap_or(Path::new(".")));
    let hint =
        || write::say(&format!("\nhint: `drytech merge {}` tells them once all shards are there", shown(folder)));
    if shard.part.is_done() {
        write::say(&format!("{name}: {} has its {} nights already", path.display(), to - from));
        hint();
        return Ok(exit::OK);
    }
    if done > 0 {
        write::say(&format!("{name}: going on after {done} of {} nights", to - from));
    }
    let pool = threads::pool(threads)?;
    let (watch, began) = (Watch::default(), Instant::now());
    let mut kept: Option<Instant> = None;
    let mut cannot = None;
    progress::end_on_interrupt();
    let ran = progress::watched(&watch, None, "nights", || {
        pool.install(|| {
            shard.go_on(first.sweep, second.map(|s| s.sweep), &watch, &mut |shard| {
                if kept.is_none_or(|at| at.elapsed() >= KEPT_EVERY) {
                    kept = Some(Instant::now());
                    cannot = keep(path, shard).err();
                }
                cannot.is_none()
            })
        })
    });
    ran.map_err(|e| our_fault(&e))?;
    if let Some(code) = cannot {
        return Err(code);
    }
    keep(path, &shard)?;
    let (ran, took) = (shard.part.done - done, began.elapsed().as_secs_f64());
    let rate = ran as f64 / took.max(1e-6);
    write::say(&format!(
        "{name}: nights {from} to {} in {}; {ran} nights in {took:.1} s, {rate:.0} a second",
        (from + shard.part.done).saturating_sub(1),
        path.display()
    ));
    if shard.part.is_done() {
        hint();
        return Ok(exit::OK);
    }
    write::say(&format!("\nhint: `drytech sweep --resume {}` goes on", shown(folder)));
    Ok(exit::INTERRUPTED)
}
