//! drytech at the peers' work: `ours answers|time|check|about SHEET.json LAST [brief|listed]`: by the sweep's path, told
//! briefly, or as a list.

use std::path::Path;

use drytech::engine::{CompiledFault, Shifts, Times, Unlisted, WIDE};
use drytech::fault::{self, Fault, FaultKind, FaultTime, Scenario};
use drytech::run::{Run, What};
use drytech::sweep::Bench;
use peers::{Answer, Failure, Network, Night, Peers};

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (job, path, last, style) = match args.as_slice() {
        [job, path, last] => (job, path, last, ""),
        [job, path, last, style] if style == "brief" || style == "listed" => (job, path, last, style.as_str()),
        _ => return Err("ours answers|time|check|about SHEET.json LAST [brief|listed]".into()),
    };
    let path = Path::new(path);
    if job == "check" {
        return check(path, last.parse()?);
    }
    let peers = Peers::read(path)?;
    let show = fault::open(&path.with_extension("ron"))?.show;
    let bench = Bench::new(&show, Scenario::default())?;
    let nights: Result<Vec<_>, _> = peers.nights.iter().map(|n| compile(&bench, &peers.network, n)).collect();
    let nights = nights?;
    let nights: Vec<Vec<&CompiledFault>> = nights.iter().map(|n| n.iter().collect()).collect();
    if style == "listed" {
        return list(&bench, &nights, job, last);
    }
    let mut worker = if style == "brief" { bench.brief_worker() } else { bench.worker() };
    let mut perform = |night: &Vec<&CompiledFault>| std::mem::take(worker.night(night.iter().copied()));
    match job.as_str() {
        "answers" => {
            let answers: Result<Vec<_>, _> = nights.iter().map(|n| answer(&perform(n))).collect();
            peers::write(Path::new(last), answers?.into_iter())?;
        }
        "about" => println!("{}", about(path, &nights.iter().map(&mut perform).collect::<Vec<Run>>())),
        _ => {
            peers::time(&nights, last.parse()?, |night: &Vec<&CompiledFault>| {
                std::hint::black_box(worker.night(night.iter().copied()));
            });
        }
    }
    Ok(())
}

/// The same by the list: blocks of nights side by side, from what each of them shifts to its times.
fn list(bench: &Bench, nights: &[Vec<&CompiledFault>], job: &str, last: &str) -> Result<(), Failure> {
    let listing = bench.listing()?;
    let shifts = nights.iter().map(|n| listing.shifts(&bench.to_come(n.iter().copied())));
    let shifts = shifts.collect::<Result<Vec<Shifts>, Unlisted>>()?;
    let mut lister = listing.lister::<WIDE>();
    let cues = bench.show.cues.len();
    if job == "answers" {
        let mut answers = Vec::new();
        for block in shifts.chunks(WIDE) {
            lister.nights(block);
            for i in 0..block.len() {
                answers.push(listed_answer(&lister.times(i).ok_or("a night is missing")?, cues)?);
            }
        }
        return peers::write(Path::new(last), answers.into_iter());
    }
    if !shifts.len().is_multiple_of(WIDE) {
        return Err(format!("timed are blocks of {WIDE} nights").into());
    }
    let blocks: Vec<&[Shifts]> = shifts.chunks(WIDE).collect();
    peers::time_blocks(&blocks, WIDE, last.parse()?, |block| {
        lister.nights(block);
        std::hint::black_box(&lister);
    });
    Ok(())
}

fn listed_answer(times: &Times<'_, WIDE>, cues: usize) -> Result<Answer, Failure> {
    let pair = |i: usize| Ok((time(times.started_us(i))?, time(times.done_us(i))?));
    let cues: Result<Vec<_>, Failure> = (0..cues).map(pair).collect();
    Ok(Answer { end: time(Some(times.end_us()))?, cues: cues? })
}

fn time(us: Option<i64>) -> Result<u64, Failure> {
    Ok(u64::try_from(us.ok_or("a cue was not done")?)?)
}

/// How much waiting there is in a night, in words.
fn about(path: &Path, runs: &[Run]) -> String {
    let a_night = |total: usize| total as f64 / runs.len() as f64;
    let events = |of: fn(What) -> bool| a_night(runs.iter().flat_map(|r| &r.events).filter(|e| of(e.what)).count());
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    format!(
        "- `{name}`, a night: {:.0} faults, {:.1} bars vamped, {:.1} other waits at a gate, \
         {:.1} cues held, {:.1} changes that wait for a dresser.",
        a_night(runs.iter().map(|r| r.faults.len()).sum()),
        a_night(runs.iter().map(|r| r.totals.vamped_bars as usize).sum()),
        a_night(runs.iter().map(|r| r.waits.len()).sum()),
        events(|what| matches!(what, What::Held(_))),
        events(|what| matches!(what, What::ChangeWaits(..))),
    )
}

/// What `drytech check` says of the sheet and of the first nights as scenarios: nothing may be wrong, or doubtful.
fn check(path: &Path, scenarios: usize) -> Result<(), Failure> {
    let files = (0..scenarios).map(|i| format!("night{i}.ron")).chain(["ron".to_owned()]);
    for file in files {
        let opened = fault::open(&path.with_extension(file))?;
        if !opened.warnings.is_empty() {
            return Err(opened.warnings.render(false).into());
        }
    }
    Ok(())
}

fn compile(bench: &Bench, network: &Network, night: &Night) -> Result<Vec<CompiledFault>, Failure> {
    let seconds = |us: u64| us as f64 / 1e6;
    let late = night.late.iter().map(|(cue, us)| {
        let what = FaultKind::GoLate(network.cues[*cue].number.clone(), seconds(*us));
        Fault::new("caller", what, FaultTime::At(0.0))
    });
    let jams = night
        .jams
        .iter()
        .map(|(cue, us)| Fault::new(&network.cues[*cue].costume, FaultKind::Jams(seconds(*us)), FaultTime::At(0.0)));
    late.chain(jams).map(|fault| Ok(bench.compile(&fault)?)).collect()
}

fn answer(run: &Run) -> Result<Answer, Failure> {
    if run.stuck.is_some() || run.totals.holds > 0 {
        return Err("a gate held the show: not a night that can be compared".into());
    }
    let cues: Result<Vec<_>, Failure> = run.cues.iter().map(|c| Ok((time(c.started_us)?, time(c.done_us)?))).collect();
    Ok(Answer { end: time(Some(run.end_us))?, cues: cues? })
}
