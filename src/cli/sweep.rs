//! `drytech sweep`: many nights drawn from odds.

use std::path::Path;
use std::time::Instant;

use super::args::{Chances, Run, Sweep as Args};
use super::certify::our_fault;
use super::{exit, open, progress, threads, write};
use crate::engine::Options;
use crate::fault::odds::Odds;
use crate::fault::{Opened, to_ron};
use crate::report::season::{self, Told};
use crate::sheet::Source;
use crate::slip::Rehearsal;
use crate::sweep::nights::shares::Shares;
use crate::sweep::nights::what_if::WhatIfs;
use crate::sweep::{Bench, Enough, Paired, Season, Sweep, Watch};

/// Runs many nights, and says what came of them.
pub fn sweep(args: &Args) -> u8 {
    run(args).unwrap_or_else(|code| code)
}

fn bench(opened: &Opened) -> Result<Bench<'_>, u8> {
    let mut base = opened.scenario.clone();
    // A sweep asks how late, not whether this or that was met.
    base.expect.clear();
    Bench::new(&opened.show, base).map_err(|e| our_fault(&e))
}

fn run(args: &Args) -> Result<u8, u8> {
    let opened = open::open_or_refuse(&args.file)?;
    let second = args.compare.as_deref().map(open::open_or_refuse).transpose()?;
    let odds = open::odds_or_refuse(&args.chances.odds, &opened)?;
    let second_odds = second.as_ref().map(|s| open::odds_or_refuse(&args.chances.odds, s)).transpose()?;
    let first_bench = bench(&opened)?;
    let second_bench = second.as_ref().map(bench).transpose()?;
    let pool = threads::pool(args.threads)?;
    let (seed, strength) = (args.chances.seed(), args.chances.strength);
    let first = Sweep::new(&first_bench, &odds, seed, strength);
    let against = second_bench.as_ref().zip(second_odds.as_ref());
    let against = against.map(|(bench, odds)| Sweep::new(bench, odds, seed, strength));
    let enough = Enough { until_us: args.until.map(|d| i64::try_from(d.as_micros()).unwrap_or(i64::MAX)) };
    let (watch, began) = (Watch::default(), Instant::now());
    progress::end_on_interrupt();
    let came = progress::watched(&watch, None, "nights", || {
        pool.install(|| match &against {
            None => first.nights(0..args.nights, enough, &watch).map(|season| (season, None)),
            Some(second) => first
                .against(second, 0..args.nights, enough, &watch)
                .map(|(season, other, paired)| (season, Some((other, paired)))),
        })
    });
    let (season, other) = came.map_err(|e| our_fault(&e))?;
    let took = began.elapsed().as_secs_f64();
    let (what_if, shares) = pool.install(|| deeper(args, &first, &odds, &season))?;
    let told = |sweep, bench, odds, season, file| Told {
        bench,
        sweep,
        odds,
        season,
        seed,
        strength,
        asked: args.nights,
        typed: (file, args.chances.odds.to_str().unwrap_or("ODDS")),
        what_if: None,
        shares: None,
    };
    let name = |path: &'_ Path| path.to_str().unwrap_or("FILE").to_owned();
    let (file, file_2) = (name(&args.file), args.compare.as_deref().map(name).unwrap_or_default());
    let one = told(&first, &first_bench, &odds, &season, &file);
    let one = Told { what_if: what_if.as_ref(), shares: shares.as_ref(), ..one };
    let rest = other.as_ref().zip(against.as_ref().zip(second_bench.as_ref().zip(second_odds.as_ref())));
    let two = rest.map(|((other, paired), (sweep, (bench, odds)))| (told(sweep, bench, odds, other, &file_2), paired));
    let code = print(args, &one, two.as_ref())?;
    let rate = season.nights as f64 / took.max(1e-6);
    write::say(&format!("{} nights in {took:.1} s, {rate:.0} a second", season.nights));
    Ok(if code == exit::OK && progress::interrupted() { exit::INTERRUPTED } else { code })
}

/// What is asked of the nights once they are there: each with one thing otherwise, and who is to blame. Nothing of a sweep
/// that was ended early: whoever pressed Ctrl+C wants what there is.
fn deeper(
    args: &Args,
    sweep: &Sweep<'_>,
    odds: &Odds,
    season: &Season,
) -> Result<(Option<WhatIfs>, Option<Shares>), u8> {
    let wanted = |n: u64| Some(n.min(season.nights)).filter(|n| *n > 0 && !progress::interrupted());
    let again = |n: u64| {
        let watch = Watch::default();
        progress::watched(&watch, None, "nights again", || sweep.what_if(odds, season, n, &watch))
    };
    let blamed = |n: u64| {
        let watch = Watch::default();
        progress::watched(&watch, None, "nights blamed", || sweep.shares(0..season.nights, n, &watch))
    };
    let what_if = wanted(args.what_if()).map(again).transpose().map_err(|e| our_fault(&e))?;
    let shares = wanted(args.blame()).map(blamed).transpose().map_err(|e| our_fault(&e))?;
    Ok((what_if, shares))
}

fn print(args: &Args, one: &Told<'_>, two: Option<&(Told<'_>, &Paired)>) -> Result<u8, u8> {
    if let Some(path) = &args.csv {
        write::file(path, season::csv(one).as_bytes()).map_err(|e| {
            write::complain(&format!("cannot write {}: {e}", path.display()));
            exit::USAGE
        })?;
    }
    if let Some(path) = &args.html {
        let page = season::html(one, two.map(|(told, paired)| (told, *paired)));
        write::file(path, page.as_bytes()).map_err(|e| {
            write::complain(&format!("cannot write {}: {e}", path.display()));
            exit::USAGE
        })?;
        write::say(&format!("The risk report is in {}.", path.display()));
    }
    if args.json {
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

/// One night of a sweep, as a scenario of its own.
pub fn night(args: &Run, chances: &Chances, night: u64) -> Result<(Rehearsal, Opened), u8> {
    let mut opened = open::open_or_refuse(&args.file)?;
    let odds = open::odds_or_refuse(&chances.odds, &opened)?;
    let mut scenario = {
        let bench = bench(&opened)?;
        Sweep::new(&bench, &odds, chances.seed(), chances.strength).scenario(night)
    };
    scenario.name = format!("Night {night} of seed {}", chances.seed());
    scenario.expect.clone_from(&opened.scenario.expect);
    if scenario.show.is_empty() {
        scenario.show = args.file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    }
    opened.scenario_source = Some(Source::new("night", to_ron(&scenario).as_str()));
    let rehearsal = Rehearsal::with(opened.show.clone(), scenario.clone(), Options { tracks: false });
    opened.scenario = scenario;
    Ok((rehearsal.map_err(|e| our_fault(&e))?, opened))
}
