//! `drytech hunt`: wild nights, shrunk to what matters and kept as scenarios that `drytech test` runs.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::args::Hunt;
use super::certify::{base, our_fault, vocabulary};
use super::{exit, open, progress, threads, write};
use crate::fault::{Expect, Opened, REGRESSIONS, Scenario, fault_ron, to_ron};
use crate::report::campaign;
use crate::run::log::sha256;
use crate::sweep::{self, Bench, Bounds, Found, Watch};

/// Hunts.
pub fn hunt(args: &Hunt) -> u8 {
    let run = || -> Result<u8, u8> {
        let opened = open::open_or_refuse(&args.file)?;
        let bench = Bench::new(&opened.show, base(&opened, &args.expect)?).map_err(|e| our_fault(&e))?;
        let words = vocabulary(&bench, &args.on)?;
        let pool = threads::pool(args.threads)?;
        let (watch, began) = (Watch::default(), Instant::now());
        // Without a number of nights it is the time that ends it.
        let bounds = Bounds { seed: args.seed, nights: args.runs.unwrap_or(u64::MAX), found: args.max };
        let limit = args.time.or(args.runs.is_none().then_some(std::time::Duration::from_secs(60)));
        if let Some(runs) = args.runs {
            watch.space.store(runs, std::sync::atomic::Ordering::Relaxed);
        }
        let tell = |found: &Found| {
            let text = tell(&bench, found, args, &opened);
            let _ = write::stdout(&text);
        };
        let bag = progress::watched(&watch, limit, "nights", || {
            pool.install(|| sweep::hunt(&bench, &words, bounds, &watch, &tell))
        })
        .map_err(|e| our_fault(&e))?;
        let took = began.elapsed().as_secs_f64();
        write::say(&format!(
            "{} nights in {took:.1} s, {:.0} a second",
            bag.nights,
            bag.nights as f64 / took.max(1e-6)
        ));
        let code = write::stdout(&campaign::bag(&bench, &bag, args.all));
        Ok(if code == exit::OK && !bag.found.is_empty() { exit::FELL_SHORT } else { code })
    };
    run().unwrap_or_else(|code| code)
}

/// Keeps a failure, and says what it is.
fn tell(bench: &Bench<'_>, found: &Found, args: &Hunt, opened: &Opened) -> String {
    let expect: Vec<Expect> = found.expects.iter().map(|e| bench.base.expect[*e].clone()).collect();
    let names = expect.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let mut text = format!("FOUND {names} broken by");
    text += &match found.faults.len() {
        1 => " one fault".to_owned(),
        n => format!(" {n} faults"),
    };
    text += &format!(" (night {}, which had {})\n", found.night, found.drawn);
    for fault in &found.faults {
        text += &format!("    {}\n", fault_ron(fault));
    }
    if args.no_save || !args.file.exists() {
        return text;
    }
    let faults: Vec<_> = found.faults.iter().collect();
    let name = format!("Found by hunt --seed {}, night {}", args.seed, found.night);
    let mut scenario = bench.scenario(&faults, &name, expect);
    // The base's faults stand first, and have their ids.
    for (i, fault) in scenario.faults.iter_mut().enumerate().filter(|(_, f)| f.id.is_empty()) {
        fault.id = format!("F{}", i + 1);
    }
    if !opened.is_scenario {
        scenario.show = args.file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    }
    let (path, body) = regression(&args.file, &scenario, opened.is_scenario);
    let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all).map_err(|e| e.to_string());
    match folder.and_then(|()| write::file(&path, body.as_bytes()).map_err(|e| e.to_string())) {
        Ok(()) => text + &format!("    saved; again: drytech run {}\n", path.display()),
        Err(e) => {
            write::complain(&format!("cannot write {}: {e}", path.display()));
            text
        }
    }
}

/// Where a failure is kept, and how: in the folder of regressions beside the file that was hunted.
fn regression(file: &Path, scenario: &Scenario, of_scenario: bool) -> (PathBuf, String) {
    let ron = to_ron(scenario);
    // The same failure found again is the same file.
    let faults: String = scenario.faults.iter().map(fault_ron).collect();
    let expect: String = scenario.expect.iter().map(ToString::to_string).collect();
    let hash = sha256(&format!("{faults}{expect}"));
    let stem = Path::new(&scenario.show).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let folder = file.parent().unwrap_or(Path::new(""));
    let kept = format!("{stem}-{}.ron", &hash[..8]);
    // What is found in a regression is kept beside it.
    let is_there = of_scenario && folder.ends_with(REGRESSIONS);
    let path = if is_there { folder.join(kept) } else { folder.join(REGRESSIONS).join(kept) };
    let body = format!(
        "// Found and shrunk by `drytech hunt`. It fails until the sheet has an answer to it; then it keeps it from coming back.\n{ron}"
    );
    (path, body)
}
