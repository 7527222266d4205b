//! A season as JSON. Keys are only ever added; there is no real time in it, so the same nights give the same bytes.

use serde::Serialize;

use super::{QUANTILES, Told};
use crate::sweep::Paired;
use crate::sweep::nights::histogram::{Estimate, Histogram};
use crate::sweep::nights::shares::{Part, Shares};
use crate::sweep::nights::what_if::{Change as Changed, WhatIfs};

#[derive(Serialize)]
struct Report {
    show: String,
    scenario: String,
    seed: u64,
    strength: f64,
    nights: u64,
    asked: u64,
    odds: OddsTold,
    planned_end_us: i64,
    slip: Spread,
    visible_error: Spread,
    dead_air: Spread,
    /// Slip and how many nights are no later than that.
    s_curve: Vec<(i64, u64)>,
    late: u64,
    stuck: u64,
    holds: u64,
    nights_held: u64,
    held_us: i64,
    skipped: u64,
    faults: u64,
    cues: Vec<Cue>,
    beats: Vec<Beat>,
    gates: Vec<Gate>,
    tornado: Vec<Swing>,
    costumes: Vec<Costume>,
    worst: Vec<Night>,
    worst_visible_error: Vec<Night>,
    #[serde(skip_serializing_if = "Option::is_none")]
    what_if: Option<WhatIf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    blame: Option<Blame>,
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<Against>,
}

#[derive(Serialize)]
struct WhatIf {
    nights: u64,
    slip: Spread,
    visible_error: Spread,
    changes: Vec<Change>,
}

#[derive(Serialize)]
struct Change {
    change: String,
    /// What never goes wrong then, where that is the change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    without: Vec<(String, &'static str)>,
    slip: Spread,
    visible_error: Spread,
    /// The change's nights less the same nights as they are.
    slip_difference: Spread,
    visible_error_difference: Spread,
    later: u64,
    earlier: u64,
}

#[derive(Serialize)]
struct Blame {
    nights: u64,
    every: u64,
    sampled: u64,
    runs: u64,
    slip: Parted,
    visible_error: Parted,
    on: Vec<BlamedOn>,
}

#[derive(Serialize)]
struct Parted {
    total_us: String,
    without_faults_us: String,
}

#[derive(Serialize)]
struct BlamedOn {
    on: String,
    nights: u64,
    slip_us: String,
    slip_mean: Option<Interval>,
    visible_error_us: String,
    visible_error_mean: Option<Interval>,
}

#[derive(Serialize)]
struct OddsTold {
    name: String,
    risks: usize,
    assumptions: usize,
}

#[derive(Serialize)]
struct Spread {
    count: u64,
    sum_us: String,
    least_us: Option<i64>,
    most_us: Option<i64>,
    mean: Option<Interval>,
    quantiles: Vec<Quantile>,
}

#[derive(Serialize)]
struct Interval {
    us: i64,
    from_us: i64,
    to_us: i64,
}

#[derive(Serialize)]
struct Quantile {
    share: f64,
    at: Option<Interval>,
}

#[derive(Serialize)]
struct Cue {
    number: String,
    never: u64,
    critical: u64,
    started: Spread,
}

#[derive(Serialize)]
struct Beat {
    id: String,
    critical: u64,
}

#[derive(Serialize)]
struct Gate {
    beat: String,
    opened: u64,
    merge_bias_us: Option<i64>,
}

#[derive(Serialize)]
struct Swing {
    on: String,
    what: &'static str,
    nights: u64,
    slip_with_us: Option<i64>,
    slip_without_us: Option<i64>,
    adds: Option<Interval>,
}

#[derive(Serialize)]
struct Costume {
    machine: String,
    slipped: u64,
    saved: u64,
}

#[derive(Serialize)]
struct Night {
    night: u64,
    us: i64,
}

#[derive(Serialize)]
struct Against {
    file: String,
    slip: Spread,
    end: Spread,
    visible_error: Spread,
    later: u64,
    earlier: u64,
    season: Box<Report>,
}

/// The season as JSON; with what it was compared with.
///
/// # Errors
/// Never, but for what JSON has no words for.
pub fn json(told: &Told<'_>, against: Option<(&Told<'_>, &Paired)>) -> Result<String, serde_json::Error> {
    let mut report = report(told);
    report.against = against.map(|(second, paired)| Against {
        file: second.typed.0.to_owned(),
        slip: spread(&paired.slip),
        end: spread(&paired.end),
        visible_error: spread(&paired.visible),
        later: paired.later,
        earlier: paired.earlier,
        season: Box::new(self::report(second)),
    });
    let mut text = serde_json::to_string_pretty(&report)?;
    text.push('\n');
    Ok(text)
}

fn report(told: &Told<'_>) -> Report {
    let (season, show) = (told.season, told.bench.show);
    let beats: Vec<&str> = show.beats().map(|(_, b)| b.id.as_str()).collect();
    let night = |(us, night): &(i64, u64)| Night { night: *night, us: *us };
    let mean = |sum: i128, n: u64| (n > 0).then(|| (sum as f64 / n as f64).round() as i64);
    let mut below = 0;
    let s_curve = season.slip.bins().map(|(us, n)| {
        below += n;
        (us, below)
    });
    Report {
        show: told.title(),
        scenario: told.bench.base.name.clone(),
        seed: told.seed,
        strength: told.strength,
        nights: season.nights,
        asked: told.asked,
        odds: OddsTold {
            name: told.odds.name.clone(),
            risks: told.odds.risks.len(),
            assumptions: told.odds.assumptions(),
        },
        planned_end_us: told.bench.plan.end_us,
        slip: spread(&season.slip),
        visible_error: spread(&season.visible),
        dead_air: spread(&season.dead_air),
        s_curve: s_curve.collect(),
        late: season.late,
        stuck: season.stuck,
        holds: season.holds,
        nights_held: season.nights_held,
        held_us: season.held_us as i64,
        skipped: season.skipped,
        faults: season.faults,
        cues: show
            .cues
            .iter()
            .zip(&season.cues)
            .map(|(cue, line)| Cue {
                number: cue.number.clone(),
                never: line.never,
                critical: line.critical,
                started: spread(&line.starts),
            })
            .collect(),
        beats: beats.iter().zip(&season.beats).map(|(id, n)| Beat { id: (*id).to_owned(), critical: *n }).collect(),
        gates: beats
            .iter()
            .zip(&season.gates)
            .filter(|(_, g)| !g.inputs_us.is_empty())
            .map(|(id, g)| Gate { beat: (*id).to_owned(), opened: g.opened, merge_bias_us: g.merge_bias_us() })
            .collect(),
        tornado: told
            .tornado()
            .into_iter()
            .map(|((on, what), swing, adds)| Swing {
                on: on.clone(),
                what,
                nights: swing.nights,
                slip_with_us: mean(swing.slip_us, swing.nights),
                slip_without_us: mean(season.slip.sum() - swing.slip_us, season.nights - swing.nights),
                adds: adds.map(interval),
            })
            .collect(),
        costumes: show
            .machines
            .keys()
            .zip(&season.costumes)
            .filter(|(_, c)| c.slipped > 0)
            .map(|(m, c)| Costume { machine: m.to_owned(), slipped: c.slipped, saved: c.saved })
            .collect(),
        worst: season.worst.iter().map(night).collect(),
        worst_visible_error: season.worst_seen.iter().map(night).collect(),
        what_if: told.what_if.map(what_if),
        blame: told.shares.map(blame),
        against: None,
    }
}

fn what_if(all: &WhatIfs) -> WhatIf {
    let change = |of: &crate::sweep::nights::what_if::WhatIf| Change {
        change: match of.change {
            Changed::Without(..) => "without".to_owned(),
            Changed::Dresser => "one dresser more".to_owned(),
            Changed::Hand => "one hand more to repair".to_owned(),
        },
        without: match &of.change {
            Changed::Without(all) => all.clone(),
            _ => Vec::new(),
        },
        slip: spread(&of.slip),
        visible_error: spread(&of.visible),
        slip_difference: spread(&of.paired.slip),
        visible_error_difference: spread(&of.paired.visible),
        later: of.paired.later,
        earlier: of.paired.earlier,
    };
    WhatIf {
        nights: all.slip.count(),
        slip: spread(&all.slip),
        visible_error: spread(&all.visible),
        changes: all.changes.iter().map(change).collect(),
    }
}

fn blame(shares: &Shares) -> Blame {
    let parted = |total: Part, without: Part| Parted {
        total_us: total.us.to_string(),
        without_faults_us: without.us.to_string(),
    };
    let on = shares.ranked().into_iter().map(|line| BlamedOn {
        on: line.on.clone(),
        nights: line.nights,
        slip_us: line.slip.us.to_string(),
        slip_mean: line.slip.mean(shares.nights).map(interval),
        visible_error_us: line.visible.us.to_string(),
        visible_error_mean: line.visible.mean(shares.nights).map(interval),
    });
    Blame {
        nights: shares.nights,
        every: shares.step,
        sampled: shares.sampled,
        runs: shares.runs,
        slip: parted(shares.slip, shares.slip_without),
        visible_error: parted(shares.visible, shares.visible_without),
        on: on.collect(),
    }
}

fn interval(e: Estimate) -> Interval {
    Interval { us: e.us, from_us: e.from_us, to_us: e.to_us }
}

fn spread(h: &Histogram) -> Spread {
    Spread {
        count: h.count(),
        sum_us: h.sum().to_string(),
        least_us: h.least(),
        most_us: h.most(),
        mean: h.mean().map(interval),
        quantiles: QUANTILES.iter().map(|(q, _)| Quantile { share: *q, at: h.quantile(*q).map(interval) }).collect(),
    }
}
