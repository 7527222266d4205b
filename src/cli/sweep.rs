//! `drytech sweep`: many nights drawn from odds.

use std::path::Path;
use std::time::Instant;

use super::args::{Sweep as Args, Telling};
use super::certify::our_fault;
use super::{exit, open, progress, shards, threads, write};
use crate::engine::Options;
use crate::fault::odds::Odds;
use crate::fault::{Opened, Scenario, to_ron};
use crate::report::season::{self, Told};
use crate::sheet::Source;
use crate::slip::Rehearsal;
use crate::sweep::nights::shares::Shares;
use crate::sweep::nights::what_if::WhatIfs;
use crate::sweep::{Bench, Came, Enough, Paired, Season, Sweep, Watch, shard};

/// Runs many nights, and says what came of them.
pub fn sweep(args: &Args) -> u8 {
    let ran = match (&args.resume, &args.out) {
        (Some(folder), _) => shards::resume(folder, args.telling.threads),
        (None, Some(folder)) => shards::run(args, folder),
        (None, None) => run(args),
    };
    ran.unwrap_or_else(|code| code)
}

fn bench(opened: &Opened) -> Result<Bench<'_>, u8> {
    let mut base = opened.scenario.clone();
    // A sweep asks how late, not whether this or that was met.
    base.expect.clear();
    Bench::new(&opened.show, base).map_err(|e| our_fault(&e))
}

/// The files of a sweep.
#[derive(Clone, Copy, Debug)]
pub struct Files<'a> {
    /// The sheet or scenario.
    pub file: &'a Path,
    /// The one it is compared with.
    pub compare: Option<&'a Path>,
    /// The odds.
    pub odds: &'a Path,
}

impl<'a> Files<'a> {
    /// Those that were typed. The command line has seen to it that they were.
    pub fn typed(args: &'a Args) -> Result<Self, u8> {
        match (&args.file, &args.chances.odds) {
            (Some(file), Some(odds)) => Ok(Self { file, compare: args.compare.as_deref(), odds }),
            _ => {
                write::complain("a sweep is of a FILE and of --odds");
                Err(exit::USAGE)
            }
        }
    }
}

/// A sheet, and its odds.
pub struct Side {
    /// The sheet and what every night has.
    pub opened: Opened,
    /// What may go wrong with it.
    pub odds: Odds,
}

/// All that a sweep is of, opened.
pub struct Sides {
    /// The first.
    pub first: Side,
    /// The one it is compared with.
    pub second: Option<Side>,
    /// The odds' text.
    pub odds_source: Source,
}

/// A sheet, set up to be swept.
#[derive(Clone, Copy)]
pub struct Swept<'a> {
    bench: &'a Bench<'a>,
    odds: &'a Odds,
    /// Its nights.
    pub sweep: &'a Sweep<'a>,
}

impl Sides {
    /// Opens the files and says their warnings; says what is wrong and gives the exit code where it cannot.
    pub fn open(files: Files<'_>) -> Result<Self, u8> {
        let opened = open::open_or_refuse(files.file)?;
        let second = files.compare.map(open::open_or_refuse).transpose()?;
        let (odds, odds_source) = open::odds_and_text(files.odds, &opened)?;
        let side = |opened: Opened| -> Result<Side, u8> {
            let odds = open::odds_or_refuse(files.odds, &opened)?;
            Ok(Side { opened, odds })
        };
        Ok(Self { first: Side { opened, odds }, second: second.map(side).transpose()?, odds_source })
    }

    /// Sets them up, and does something with them.
    pub fn swept<T>(
        &self,
        seed: u64,
        strength: f64,
        work: impl FnOnce(Swept<'_>, Option<Swept<'_>>) -> Result<T, u8>,
    ) -> Result<T, u8> {
        let first_bench = bench(&self.first.opened)?;
        let first = Sweep::new(&first_bench, &self.first.odds, seed, strength);
        let first = Swept { bench: &first_bench, odds: &self.first.odds, sweep: &first };
        let Some(other) = &self.second else { return work(first, None) };
        let second_bench = bench(&other.opened)?;
        let second = Sweep::new(&second_bench, &other.odds, seed, strength);
        work(first, Some(Swept { bench: &second_bench, odds: &other.odds, sweep: &second }))
    }
}

fn run(args: &Args) -> Result<u8, u8> {
    let files = Files::typed(args)?;
    let sides = Sides::open(files)?;
    let pool = threads::pool(args.telling.threads)?;
    let (seed, strength) = (args.chances.seed(), args.chances.strength);
    let enough = Enough { until_us: args.until.map(|d| i64::try_from(d.as_micros()).unwrap_or(i64::MAX)) };
    sides.swept(seed, strength, |first, second| {
        let (watch, began) = (Watch::default(), Instant::now());
        progress::end_on_interrupt();
        let came = progress::watched(&watch, None, "nights", || {
            pool.install(|| shard::came(first.sweep, second.map(|s| s.sweep), 0..args.nights, enough, &watch))
        });
        let came = came.map_err(|e| our_fault(&e))?;
        let took = began.elapsed().as_secs_f64();
        let name = |path: &Path, else_say: &str| path.to_str().unwrap_or(else_say).to_owned();
        let named = Named {
            file: name(files.file, "FILE"),
            compare: files.compare.map(|path| name(path, "FILE")).unwrap_or_default(),
            odds: name(files.odds, "ODDS"),
            seed,
            strength,
            nights: args.nights,
        };
        let code = tell(&args.telling, &named, first, second, &came)?;
        let rate = came.season.nights as f64 / took.max(1e-6);
        write::say(&format!("{} nights in {took:.1} s, {rate:.0} a second", came.season.nights));
        Ok(if code == exit::OK && progress::interrupted() { exit::INTERRUPTED } else { code })
    })
}

/// What was asked for, as it is told.
pub struct Named {
    /// The file, as it was typed.
    pub file: String,
    /// The one it is compared with; empty where there is none.
    pub compare: String,
    /// The odds.
    pub odds: String,
    /// What every draw is a function of.
    pub seed: u64,
    /// What the rates are scaled by.
    pub strength: f64,
    /// Nights.
    pub nights: u64,
}

/// Prints what came of the nights, whoever ran them.
pub fn tell(
    telling: &Telling,
    named: &Named,
    first: Swept<'_>,
    second: Option<Swept<'_>>,
    came: &Came,
) -> Result<u8, u8> {
    let (what_if, shares) = threads::pool(telling.threads)?.install(|| deeper(telling, first, &came.season))?;
    let one = told(named, &named.file, first, &came.season);
    let one = Told { what_if: what_if.as_ref(), shares: shares.as_ref(), ..one };
    let rest = second.zip(came.against.as_ref());
    let two = rest.map(|(swept, against)| (told(named, &named.compare, swept, &against.season), &against.paired));
    print(telling, &one, two.as_ref())
}

/// What is asked of the nights once they are there: each with one thing otherwise, and who is to blame. Nothing of a sweep
/// that was ended early: whoever pressed Ctrl+C wants what there is.
fn deeper(telling: &Telling, of: Swept<'_>, season: &Season) -> Result<(Option<WhatIfs>, Option<Shares>), u8> {
    let wanted = |n: u64| Some(n.min(season.nights)).filter(|n| *n > 0 && !progress::interrupted());
    let again = |n: u64| {
        let watch = Watch::default();
        progress::watched(&watch, None, "nights again", || of.sweep.what_if(of.odds, season, n, &watch))
    };
    let blamed = |n: u64| {
        let watch = Watch::default();
        progress::watched(&watch, None, "nights blamed", || of.sweep.shares(0..season.nights, n, &watch))
    };
    let what_if = wanted(telling.what_if()).map(again).transpose().map_err(|e| our_fault(&e))?;
    let shares = wanted(telling.blame()).map(blamed).transpose().map_err(|e| our_fault(&e))?;
    Ok((what_if, shares))
}

fn told<'a>(named: &'a Named, file: &'a str, of: Swept<'a>, season: &'a crate::sweep::Season) -> Told<'a> {
    Told {
        bench: of.bench,
        sweep: of.sweep,
        odds: of.odds,
        season,
        seed: named.seed,
        strength: named.strength,
        asked: named.nights,
        typed: (file, &named.odds),
        what_if: None,
        shares: None,
    }
}

fn print(telling: &Telling, one: &Told<'_>, two: Option<&(Told<'_>, &Paired)>) -> Result<u8, u8> {
    if let Some(path) = &telling.csv {
        write::file(path, season::csv(one).as_bytes()).map_err(|e| {
            write::complain(&format!("cannot write {}: {e}", path.display()));
            exit::USAGE
        })?;
    }
    #[cfg(feature = "parquet")]
    if let Some(path) = &telling.parquet {
        let table = season::parquet(one).map_err(|e| {
            write::complain(&format!("cannot write the nights as Parquet: {e}"));
            exit::OUR_FAULT
        })?;
        write::file(path, &table).map_err(|e| {
            write::complain(&format!("cannot write {}: {e}", path.display()));
            exit::USAGE
        })?;
    }
    if let Some(path) = &telling.html {
        let page = season::html(one, two.map(|(told, paired)| (told, *paired)));
        write::file(path, page.as_bytes()).map_err(|e| {
            write::complain(&format!("cannot write {}: {e}", path.display()));
            exit::USAGE
        })?;
        write::say(&format!("The risk report is in {}.", path.display()));
    }
    if telling.json {
        let text = season::json(one, two.map(|(told, paired)| (told, *paired))).map_err(|e| {
            write::complain(&format!("cannot write the nights as JSON: {e}"));
            exit::OUR_FAULT
        })?;
        return Ok(write::stdout(&text));
    }
    let mut text = season::season(one);
    if let Some((told, paired)) = two {
        text = format!("{}\n{}\n{}", season::paired(one, told, paired), text, season::season(told));
    }
    Ok(write::stdout(&text))
}

/// Which night of which odds.
#[derive(Clone, Copy, Debug)]
pub struct OneNight<'a> {
    /// The odds.
    pub odds: &'a Path,
    /// What every draw is a function of; 1 where not given.
    pub seed: Option<u64>,
    /// What the rates are scaled by.
    pub strength: f64,
    /// Which night.
    pub night: u64,
}

/// One night of the odds, as a scenario.
pub fn night_of(opened: &Opened, odds: &Odds, seed: u64, strength: f64, night: u64) -> Result<Scenario, u8> {
    let bench = bench(opened)?;
    let mut scenario = Sweep::new(&bench, odds, seed, strength).night(night);
    scenario.expect.clone_from(&opened.scenario.expect);
    Ok(scenario)
}

/// One night of a sweep, as a scenario of its own.
pub fn night(file: &Path, one: OneNight<'_>, options: Options) -> Result<(Rehearsal, Opened), u8> {
    let mut opened = open::open_or_refuse(file)?;
    let odds = open::odds_or_refuse(one.odds, &opened)?;
    let mut scenario = night_of(&opened, &odds, one.seed.unwrap_or(1), one.strength, one.night)?;
    if scenario.show.is_empty() {
        scenario.show = file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    }
    opened.scenario_source = Some(Source::new("night", to_ron(&scenario).as_str()));
    let rehearsal = Rehearsal::with(opened.show.clone(), scenario.clone(), options);
    opened.scenario = scenario;
    Ok((rehearsal.map_err(|e| our_fault(&e))?, opened))
}
