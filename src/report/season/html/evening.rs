//! Drawings along the evening: how late cues are in it, and which beats are on the chain that makes it late.

use std::fmt::{self, Write};

use super::scale::{Axis, close, line, open, text};
use crate::report::performance::words::late;
use crate::report::season::{Told, say};
use crate::sweep::nights::histogram::Histogram;

const LEFT: f64 = 60.0;
const RIGHT: f64 = 832.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 230.0;

/// Shares of nights that the bands lie between.
const BANDS: [f64; 4] = [0.5, 0.8, 0.95, 0.99];

/// Nights in which a cue has to start for its line to say something.
const TELLING: u64 = 20;

/// Where an instant of the plan is.
fn x(told: &Told<'_>, us: i64) -> f64 {
    LEFT + (RIGHT - LEFT) * (us as f64 / told.bench.plan.end_us.max(1) as f64).clamp(0.0, 1.0)
}

fn nth(h: &Histogram, share: f64) -> i64 {
    h.nth(((h.count() as f64 * share).ceil() as u64).max(1))
}

/// Each cue in the order of the plan: when, and how late in so many nights; last the final curtain.
fn points(told: &Told<'_>) -> Vec<(i64, [i64; 4])> {
    let cues = told.bench.plan.cues.iter().zip(&told.season.cues);
    let of = |h: &Histogram| BANDS.map(|q| nth(h, q));
    let mut out: Vec<(i64, [i64; 4])> = cues
        .filter(|(_, line)| line.starts.count() >= TELLING)
        .filter_map(|(planned, line)| Some((planned.started_us?, of(&line.starts))))
        .collect();
    out.sort_by_key(|(at, _)| *at);
    out.push((told.bench.plan.end_us, of(&told.season.slip)));
    out
}

/// How late the cues are as the evening goes on.
pub(super) fn fan(out: &mut String, told: &Told<'_>) -> fmt::Result {
    if told.season.nights == 0 {
        return Ok(());
    }
    let points = points(told);
    let all = || points.iter().flat_map(|(_, q)| q.iter().copied());
    let axis = Axis::new((all().min().unwrap_or(0).min(0), all().max().unwrap_or(0).max(500_000)), (BOTTOM, TOP), 6);
    let about = "How late each cue starts against the plan, in the order of the plan: in half of the nights no later than the \
                 lowest line, in 80, 95 and 99 of 100 no later than the others.";
    open(out, "fan", BOTTOM + 26.0, "Lateness through the evening", about)?;
    scenes(out, told, BOTTOM)?;
    for (y, label) in axis.ticks() {
        line(out, "grid", (LEFT, y), (RIGHT, y))?;
        text(out, "quiet", (LEFT - 8.0, y + 4.0), "end", &label)?;
    }
    for (i, class) in ["fan three", "fan two", "fan one"].into_iter().enumerate() {
        let (upper, lower) = (3 - i, 2 - i);
        let forth = points.iter().map(|(at, q)| format!("{:.1} {:.1}", x(told, *at), axis.at(q[upper])));
        let back = points.iter().rev().map(|(at, q)| format!("{:.1} {:.1}", x(told, *at), axis.at(q[lower])));
        writeln!(out, "<path class=\"{class}\" d=\"M{}Z\"/>", forth.chain(back).collect::<Vec<_>>().join("L"))?;
    }
    let median = points.iter().map(|(at, q)| format!("{:.1} {:.1}", x(told, *at), axis.at(q[0])));
    writeln!(out, "<path class=\"curve\" d=\"M{}\"/>", median.collect::<Vec<_>>().join("L"))?;
    names(out, &axis, points.last().map_or([0; 4], |(_, q)| *q))?;
    close(out, "Every cue at its planned time; at the right edge the final curtain.")
}

/// The names of the lines, where they end: pushed apart where they would touch.
fn names(out: &mut String, axis: &Axis, last: [i64; 4]) -> fmt::Result {
    let mut above = f64::INFINITY;
    for (us, name) in last.into_iter().zip(["P50", "P80", "P95", "P99"]) {
        let y = (axis.at(us) + 4.0).min(above - 14.0);
        above = y;
        text(out, "", (RIGHT + 6.0, y), "start", &format!("{name} {}", late(us)))?;
    }
    Ok(())
}

/// The scenes, as stretches of the plan with their names where there is room.
fn scenes(out: &mut String, told: &Told<'_>, bottom: f64) -> fmt::Result {
    let mut at = 0;
    let mut shaded = false;
    for scene in &told.bench.show.script {
        let beats = &told.bench.plan.beats[at.min(told.bench.plan.beats.len())..];
        let beats = &beats[..scene.beats.len().min(beats.len())];
        at += scene.beats.len();
        let from = beats.iter().filter_map(|b| b.start_us).min();
        let to = beats.iter().filter_map(|b| b.end_us).max();
        let Some((from, to)) = from.zip(to) else { continue };
        let (a, b) = (x(told, from), x(told, to));
        if shaded {
            writeln!(
                out,
                "<rect class=\"scene\" x=\"{a:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\"/>",
                TOP - 22.0,
                b - a,
                bottom - TOP + 22.0
            )?;
        }
        shaded = !shaded;
        let title = if scene.title.is_empty() { &scene.id } else { &scene.title };
        let room = ((b - a - 4.0) / 7.2) as usize;
        if room >= 4 {
            let cut = crate::report::table::fit(title, room.min(title.chars().count()), false);
            text(out, "quiet", ((a + b) / 2.0, TOP - 9.0), "middle", cut.trim_end())?;
        }
    }
    for minute in 0..=told.bench.plan.end_us / 60_000_000 {
        let step = (told.bench.plan.end_us / 60_000_000 / 12 + 1).max(1);
        if minute % step == 0 {
            let x = x(told, minute * 60_000_000);
            line(out, "grid", (x, bottom), (x, bottom + 4.0))?;
            text(out, "quiet", (x, bottom + 18.0), "middle", &format!("{minute}:00"))?;
        }
    }
    Ok(())
}

/// How often each beat is on the chain of a late night, in the order of the script.
pub(super) fn beats(out: &mut String, told: &Told<'_>) -> fmt::Result {
    let n = told.season.nights.max(1);
    let most = told.season.beats.iter().copied().max().unwrap_or(0);
    if most == 0 {
        return Ok(());
    }
    let (top, bottom) = (TOP, 150.0);
    let about =
        "For each beat of the plan, the share of all nights in which it is on the chain that made the show late.";
    open(out, "beats", bottom + 26.0, "Beats on the chain that made it late", about)?;
    scenes(out, told, bottom)?;
    for percent in [0_u64, 50, 100] {
        let y = bottom - (bottom - top) * percent as f64 / 100.0;
        line(out, "grid", (LEFT, y), (RIGHT, y))?;
        text(out, "quiet", (LEFT - 8.0, y + 4.0), "end", &format!("{percent} %"))?;
    }
    for (((_, beat), planned), hits) in told.bench.show.beats().zip(&told.bench.plan.beats).zip(&told.season.beats) {
        let Some((from, to)) = planned.start_us.zip(planned.end_us) else { continue };
        let (a, b) = (x(told, from), x(told, to));
        let height = (bottom - top) * *hits as f64 / n as f64;
        writeln!(
            out,
            "<rect class=\"column\" x=\"{a:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{height:.1}\"><title>{}: {}</title></rect>",
            bottom - height,
            (b - a - 0.6).max(0.8),
            crate::report::page::Safe(&beat.id),
            say::share(*hits, n)
        )?;
    }
    close(
        out,
        "Share of all nights, in the order of the plan. What is late once stays on the chain to the end unless slack takes it up.",
    )
}
