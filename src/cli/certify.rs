//! `drytech faults` and `drytech certify`: what can go wrong, and what of it breaks what is expected.

use std::time::Instant;

use super::args::{Certify, Faults};
use super::{exit, open, progress, threads, write};
use crate::engine::ScoreError;
use crate::fault::{Expect, Matrix, Opened, Scenario, Vary, fault_ron};
use crate::report::campaign::{self, Part};
use crate::sweep::{self, Bench, Vocabulary, Watch};

/// Combinations of decisions of one certificate.
const DECISIONS_MAX: u64 = 256;

/// What a campaign expects where nothing else is said: the show plays to its end, nobody holds it, and the house is out
/// within a minute of the plan.
fn by_default() -> Vec<Expect> {
    vec![Expect::NotStuck, Expect::Holds(0), Expect::ShowSlip(60.0)]
}

/// The sheet and scenario of a campaign, with what it expects.
pub fn base(opened: &Opened, expect: &[String]) -> Result<Scenario, u8> {
    let mut base = opened.scenario.clone();
    if !expect.is_empty() {
        base.expect = open::expectations(opened, expect)?;
    } else if base.expect.is_empty() {
        base.expect = by_default();
    }
    if base.expect.len() > sweep::EXPECT_MAX {
        write::complain(&format!("a campaign looks at {} expectations at most", sweep::EXPECT_MAX));
        return Err(exit::USAGE);
    }
    Ok(base)
}

/// Checking should have found it.
pub fn our_fault(e: &ScoreError) -> u8 {
    write::complain(&format!("{e}; this should have been found by the check: please tell us"));
    exit::OUR_FAULT
}

/// The vocabulary, narrowed to those named.
pub fn vocabulary(bench: &Bench<'_>, only: &[String]) -> Result<Vocabulary, u8> {
    let all = Vocabulary::new(bench.show, &bench.plan, &[]);
    let unknown = only.iter().find(|name| !all.entries.iter().any(|e| e.on == **name));
    if let Some(name) = unknown {
        write::complain(&format!("nothing called {name} can go wrong in this sheet"));
        let names = all.entries.iter().map(|e| e.on.as_str());
        match crate::sheet::nearest(name, names) {
            Some(near) => write::say(&format!("\nhint: did you mean {near}?")),
            None => write::say("\nhint: `drytech faults FILE` lists what can"),
        }
        return Err(exit::USAGE);
    }
    Ok(Vocabulary::new(bench.show, &bench.plan, only))
}

/// Lists what can go wrong.
pub fn faults(args: &Faults) -> u8 {
    let list = || -> Result<String, u8> {
        let opened = open::open_or_refuse(&args.file)?;
        let bench = Bench::new(&opened.show, opened.scenario.clone()).map_err(|e| our_fault(&e))?;
        let words = vocabulary(&bench, &args.on)?;
        Ok(if args.all {
            words.singles(&opened.show).iter().map(|c| fault_ron(&c.fault) + "\n").collect()
        } else {
            campaign::vocabulary(&opened.show, &words)
        })
    };
    match list() {
        Ok(text) => write::stdout(&text),
        Err(code) => code,
    }
}

/// Runs every fault, pair or triple; under every combination of decisions, if that is asked for.
pub fn certify(args: &Certify) -> u8 {
    let run = || -> Result<u8, u8> {
        let opened = open::open_or_refuse(&args.file)?;
        let base = base(&opened, &args.expect)?;
        let benches = nights(&opened, base, args.decisions)?
            .into_iter()
            .map(|base| Bench::new(&opened.show, base).map_err(|e| our_fault(&e)))
            .collect::<Result<Vec<_>, u8>>()?;
        let pool = threads::pool(args.threads)?;
        let began = Instant::now();
        let mut parts = Vec::new();
        for bench in &benches {
            let candidates = vocabulary(bench, &args.on)?.singles(&opened.show);
            let watch = Watch::default();
            let left = args.time.map(|all| all.saturating_sub(began.elapsed()));
            let found = progress::watched(&watch, left, "nights", || {
                pool.install(|| sweep::certify(bench, &candidates, args.faults, !args.no_prune, &watch))
            })
            .map_err(|e| our_fault(&e))?;
            parts.push(Part { bench, candidates, found });
        }
        // An option taken in one part was taken.
        let taken = parts.iter().map(|p| p.found.exercise.clone()).collect::<Vec<_>>();
        for part in &mut parts {
            taken.iter().for_each(|other| part.found.exercise.took(other));
        }
        let text = if args.json {
            campaign::certificates_json(&parts, args.faults).map_err(|e| {
                write::complain(&format!("cannot write the certificate as JSON: {e}"));
                exit::OUR_FAULT
            })?
        } else {
            campaign::certificates(&parts, args.faults, args.all)
        };
        let took = began.elapsed().as_secs_f64();
        let nights: u64 = parts.iter().map(|p| p.found.run).sum();
        write::say(&format!("{nights} nights in {took:.1} s, {:.0} a second", nights as f64 / took.max(1e-6)));
        let code = write::stdout(&text);
        Ok(if code == exit::OK && !parts.iter().all(|p| p.found.holds()) { exit::FELL_SHORT } else { code })
    };
    run().unwrap_or_else(|code| code)
}

/// The base under every combination of decisions, or as it is.
fn nights(opened: &Opened, base: Scenario, decisions: bool) -> Result<Vec<Scenario>, u8> {
    if !decisions || opened.show.decisions.is_empty() {
        return Ok(vec![base]);
    }
    let names = opened.show.decisions.keys().map(str::to_owned).collect();
    let vary = Some(Vary { decisions: names, ..Vary::default() });
    let matrix = Matrix::new(&Scenario { vary, ..base }, &opened.show).map_err(|e| {
        write::complain(&e.to_string());
        exit::USAGE
    })?;
    if matrix.len() > DECISIONS_MAX {
        write::complain(&format!("{} combinations of decisions are more than {DECISIONS_MAX}", matrix.len()));
        write::say("\nhint: name one of them at a time in a scenario's `decisions`, and certify that");
        return Err(exit::USAGE);
    }
    Ok(matrix.iter().map(|v| v.scenario).collect())
}
