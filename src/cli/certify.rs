//! `drytech faults` and `drytech certify`: what can go wrong, and what of it breaks what is expected.

use std::time::Instant;

use super::args::{Certify, Faults};
use super::{exit, open, progress, threads, write};
use crate::engine::ScoreError;
use crate::fault::{Expect, Opened, Scenario, fault_ron};
use crate::report::campaign;
use crate::sweep::{self, Bench, Vocabulary, Watch};

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

/// Runs every fault, pair or triple.
pub fn certify(args: &Certify) -> u8 {
    let run = || -> Result<u8, u8> {
        let opened = open::open_or_refuse(&args.file)?;
        let bench = Bench::new(&opened.show, base(&opened, &args.expect)?).map_err(|e| our_fault(&e))?;
        let candidates = vocabulary(&bench, &args.on)?.singles(&opened.show);
        let pool = threads::pool(args.threads)?;
        let (watch, began) = (Watch::default(), Instant::now());
        let found = progress::watched(&watch, args.time, "nights", || {
            pool.install(|| sweep::certify(&bench, &candidates, args.faults, !args.no_prune, &watch))
        })
        .map_err(|e| our_fault(&e))?;
        let text = if args.json {
            campaign::certificate_json(&bench, &candidates, &found, args.faults).map_err(|e| {
                write::complain(&format!("cannot write the certificate as JSON: {e}"));
                exit::OUR_FAULT
            })?
        } else {
            campaign::certificate(&bench, &candidates, &found, args.faults, args.all)
        };
        let took = began.elapsed().as_secs_f64();
        let rate = found.run as f64 / took.max(1e-6);
        write::say(&format!("{} nights in {took:.1} s, {rate:.0} a second", found.run));
        let code = write::stdout(&text);
        Ok(if code == exit::OK && !found.holds() { exit::FELL_SHORT } else { code })
    };
    run().unwrap_or_else(|code| code)
}
