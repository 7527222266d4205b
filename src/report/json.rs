//! A run as JSON, in the shape of design §5.1. Keys are only ever added.

use serde::Serialize;

use crate::engine::fault_id;
use crate::run::fingerprint;
use crate::slip::Rehearsal;

#[derive(Serialize)]
struct Report {
    show: String,
    performance: String,
    scenario: Option<String>,
    seed: u64,
    fingerprint: String,
    end_us: i64,
    stuck: Option<StuckAt>,
    totals: Totals,
    beats: Vec<Beat>,
    cues: Vec<Cue>,
    faults: Vec<Fault>,
    decisions: std::collections::BTreeMap<String, String>,
}

#[derive(Serialize)]
struct StuckAt {
    beat: String,
    unmet: Vec<String>,
    in_hold: bool,
}

#[derive(Serialize)]
struct Totals {
    show_slip_us: i64,
    stage_waits_us: i64,
    dead_air_us: i64,
    vamped_bars: u64,
    holds: u32,
    held_us: i64,
    visible_error_us: i64,
    skipped: u32,
    uncalled: u32,
    out_of_tolerance: u32,
}

#[derive(Serialize)]
struct BeatSpan {
    start_us: Option<i64>,
    end_us: Option<i64>,
}

#[derive(Serialize)]
struct Beat {
    id: String,
    planned: BeatSpan,
    actual: BeatSpan,
    slip_us: Option<i64>,
}

#[derive(Serialize)]
struct CueTimes {
    called_us: Option<i64>,
    started_us: Option<i64>,
    done_us: Option<i64>,
}

#[derive(Serialize)]
struct CueSlip {
    called: Option<i64>,
    started: Option<i64>,
    done: Option<i64>,
}

#[derive(Serialize)]
struct Cue {
    number: String,
    status: String,
    planned: CueTimes,
    actual: CueTimes,
    slip_us: CueSlip,
    own_us: Option<i64>,
    inherited_us: Option<i64>,
    out_of_tolerance: bool,
    because: Vec<String>,
}

#[derive(Serialize)]
struct Fault {
    id: String,
    on: String,
    what: String,
    began_us: Option<i64>,
    ended_us: Option<i64>,
    injected: bool,
    took_effect: bool,
}

/// The rehearsal as pretty-printed JSON with a newline at its end.
///
/// # Errors
/// Only if serialising fails, which for these types it does not.
pub fn json(r: &Rehearsal) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(&report(r))?;
    text.push('\n');
    Ok(text)
}

fn report(r: &Rehearsal) -> Report {
    let (plan, run, t) = (&r.plan, &r.run, &r.run.totals);
    let beat_id = |b: u32| r.show.beats().nth(b as usize).map_or_else(String::new, |(_, b)| b.id.clone());
    let beats = r.show.beats().enumerate().filter(|(i, _)| run.beats[*i].present).map(|(i, (_, beat))| Beat {
        id: beat.id.clone(),
        planned: BeatSpan { start_us: plan.beats[i].start_us, end_us: plan.beats[i].end_us },
        actual: BeatSpan { start_us: run.beats[i].start_us, end_us: run.beats[i].end_us },
        slip_us: r.slip.beats[i],
    });
    let cues = r.show.cues.iter().enumerate().filter_map(|(i, cue)| {
        let (planned, actual, slip) = (&plan.cues[i], &run.cues[i], &r.slip.cues[i]);
        let times = |c: &crate::run::CueTimes| CueTimes {
            called_us: c.called_us,
            started_us: c.started_us,
            done_us: c.done_us,
        };
        Some(Cue {
            number: cue.number.clone(),
            status: format!("{:?}", actual.status?),
            planned: times(planned),
            actual: times(actual),
            slip_us: CueSlip { called: slip.called_us, started: slip.started_us, done: slip.done_us },
            own_us: slip.own_us,
            inherited_us: slip.inherited_us,
            out_of_tolerance: slip.out_of_tolerance,
            because: r.because(i),
        })
    });
    let injected = r.scenario.faults.iter().enumerate().map(|(i, f)| Fault {
        id: fault_id(&r.scenario, i),
        on: f.on.clone(),
        what: f.what.name().to_owned(),
        began_us: run.faults[i].began_us,
        ended_us: run.faults[i].ended_us,
        injected: true,
        took_effect: run.faults[i].took_effect,
    });
    let arisen = run.arisen.iter().map(|a| {
        let machine = r.show.machines.keys().nth(a.machine as usize).unwrap_or_default();
        Fault {
            id: format!("{machine}@{:.3}", a.began_us as f64 * 1e-6),
            on: machine.to_owned(),
            what: a.what.name().to_owned(),
            began_us: Some(a.began_us),
            ended_us: a.ended_us,
            injected: false,
            took_effect: true,
        }
    });
    Report {
        show: r.show.title.clone(),
        performance: r.show.performance.clone(),
        scenario: (!r.scenario.name.is_empty()).then(|| r.scenario.name.clone()),
        seed: r.scenario.seed,
        fingerprint: fingerprint(plan, run),
        end_us: run.end_us,
        stuck: run.stuck.as_ref().map(|s| {
            let needs = r.show.beats().nth(s.beat as usize).map(|(_, b)| b.needs.as_slice()).unwrap_or_default();
            let unmet = s.unmet.iter().filter_map(|i| needs.get(*i as usize)).map(ToString::to_string).collect();
            StuckAt { beat: beat_id(s.beat), unmet, in_hold: s.in_hold }
        }),
        totals: Totals {
            show_slip_us: r.slip.show_us,
            stage_waits_us: t.stage_waits_us,
            dead_air_us: t.dead_air_us,
            vamped_bars: t.vamped_bars,
            holds: t.holds,
            held_us: t.held_us,
            visible_error_us: t.visible_error_us,
            skipped: t.skipped,
            uncalled: t.uncalled,
            out_of_tolerance: r.slip.out_of_tolerance,
        },
        beats: beats.collect(),
        cues: cues.collect(),
        faults: injected.chain(arisen).collect(),
        decisions: r.decisions().iter().map(|(k, v)| (k.to_owned(), v.clone())).collect(),
    }
}

/// `Bombshell, Preview 3`.
pub fn title(r: &Rehearsal) -> String {
    match r.show.performance.as_str() {
        "" => r.show.title.clone(),
        performance => format!("{}, {performance}", r.show.title),
    }
}
