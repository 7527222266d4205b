//! A season of nights as people read it.

mod brief;
mod csv;
mod deeper;
mod html;
mod json;
#[cfg(feature = "parquet")]
mod parquet;
mod say;

pub use brief::{Brief, brief};
pub use csv::csv;
pub use html::html;
pub use json::json;
#[cfg(feature = "parquet")]
pub use parquet::parquet;

use std::fmt::Write as _;

use super::palette;
use super::table::{BOLD, DIM, fit, ink, painted};
use super::words::{clock, count, seconds, slip};
use crate::fault::odds::Odds;
use crate::sweep::nights::histogram::{Chance, Estimate, Histogram};
use crate::sweep::nights::season::{Swing, WORST, certain_us};
use crate::sweep::nights::shares::Shares;
use crate::sweep::nights::what_if::WhatIfs;
use crate::sweep::{Bench, Paired, Season, Sweep};

/// Shares of nights that are told.
pub const QUANTILES: [(f64, &str); 5] = [(0.5, "P50"), (0.8, "P80"), (0.9, "P90"), (0.95, "P95"), (0.99, "P99")];

/// Slips of which it is told how likely the night is not to be later, s.
const WITHIN_S: [i64; 7] = [0, 5, 15, 30, 60, 120, 300];

/// Lines of each list.
const SHOWN: usize = 10;

/// A season, and what it is of.
#[derive(Debug)]
pub struct Told<'a> {
    /// The sheet and what every night has.
    pub bench: &'a Bench<'a>,
    /// The nights.
    pub sweep: &'a Sweep<'a>,
    /// The odds.
    pub odds: &'a Odds,
    /// What came of them.
    pub season: &'a Season,
    /// What every draw was a function of.
    pub seed: u64,
    /// What the rates were scaled by.
    pub strength: f64,
    /// Nights that were asked for.
    pub asked: u64,
    /// The file's name, and the odds', as they were typed.
    pub typed: (&'a str, &'a str),
    /// The same nights with one thing otherwise, where they were run.
    pub what_if: Option<&'a WhatIfs>,
    /// Blame of a sample of the nights, where it was shared out.
    pub shares: Option<&'a Shares>,
}

impl Told<'_> {
    /// The show's title.
    fn title(&self) -> String {
        let show = self.bench.show;
        if show.performance.is_empty() { show.title.clone() } else { format!("{}, {}", show.title, show.performance) }
    }

    /// What the odds rest on.
    fn footing(&self) -> String {
        let (all, guesses) = (self.odds.risks.len(), self.odds.assumptions());
        match guesses {
            0 => format!("{} with a source each.", count(all as u64, "risk")),
            n if n == all => {
                format!("ASSUMED: all {} are assumptions; no rate here was measured.", count(all as u64, "risk"))
            }
            n => format!("ASSUMED: {n} of {} are assumptions, and so is what follows.", count(all as u64, "risk")),
        }
    }

    /// The line that opens a night again.
    fn again(&self, night: u64) -> String {
        let (file, odds) = self.typed;
        let strength = if self.strength == 1.0 { String::new() } else { format!(" --strength {}", self.strength) };
        format!("drytech run {file} --odds {odds} --seed {}{strength} --night {night}", self.seed)
    }

    /// The tornado: what is wrong, with what it adds to the mean night. First what adds most for certain.
    fn tornado(&self) -> Vec<(&(String, &'static str), &Swing, Option<Estimate>)> {
        let of = |i: usize| {
            let swing = &self.season.swings[i];
            (&self.sweep.swings()[i], swing, self.season.adds(swing))
        };
        self.sweep.ranked(self.season).into_iter().map(of).collect()
    }
}

/// What came of the nights.
pub fn season(told: &Told<'_>) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write_season(&mut out, told);
    out
}

fn write_season(out: &mut String, told: &Told<'_>) -> std::fmt::Result {
    let season = told.season;
    let scenario = match told.bench.base.name.as_str() {
        "" => "as written",
        name => name,
    };
    writeln!(out, "{} · {scenario} · {} of seed {}", painted(&told.title(), BOLD), nights(season.nights), told.seed)?;
    if season.nights < told.asked {
        writeln!(out, "{}", painted(&format!("It ended before the {} that were asked for.", nights(told.asked)), DIM))?;
    }
    let named = if told.odds.name.is_empty() { told.typed.1 } else { told.odds.name.as_str() };
    writeln!(out, "Odds: {named}. {}\n", painted(&told.footing(), ink(palette::FAULT)))?;
    spreads(out, season)?;
    within(out, season)?;
    tornado(out, told)?;
    deeper::write(out, told)?;
    critical(out, told)?;
    gates(out, told)?;
    costumes(out, told)?;
    worst(out, told)
}

fn nights(n: u64) -> String {
    count(n, "night")
}

fn spreads(out: &mut String, season: &Season) -> std::fmt::Result {
    let heads: String = QUANTILES.iter().map(|(_, name)| format!("{name:>10}")).collect();
    writeln!(out, "{}", painted(&format!("{:15}{:>10}{heads}{:>10}", "seconds", "mean", "worst"), DIM))?;
    for (name, h) in
        [("final curtain", &season.slip), ("wrong picture", &season.visible), ("dead air", &season.dead_air)]
    {
        spread(out, name, h)?;
    }
    let t = season;
    writeln!(
        out,
        "\n{} · {} held · {} skipped · {} that took effect",
        format_args!("{} in {}", count(t.holds, "hold"), nights(t.nights_held)),
        seconds((t.held_us / i128::from(t.nights.max(1))) as i64) + " a night",
        count(t.skipped, "cue"),
        count(t.faults, "fault"),
    )?;
    if t.stuck > 0 {
        let share = percent(Chance::of(t.stuck, t.nights));
        writeln!(out, "{}", painted(&format!("{} never ended: {share}", nights(t.stuck)), ink(palette::VERY_LATE)))?;
    }
    writeln!(out)
}

/// A line of numbers, and one of their intervals.
fn spread(out: &mut String, name: &str, h: &Histogram) -> std::fmt::Result {
    let columns: Vec<Option<Estimate>> =
        std::iter::once(h.mean()).chain(QUANTILES.iter().map(|(q, _)| h.quantile(*q))).collect();
    let number = |e: &Option<Estimate>| e.map_or("–".to_owned(), |e| slip(e.us));
    let numbers: String = columns.iter().map(|e| format!("{:>10}", number(e))).collect();
    let worst = h.most().map_or("–".to_owned(), slip);
    writeln!(out, "{}{numbers}{worst:>10}", fit(name, 15, false))?;
    for (label, of) in [("  from", (|e| e.from_us) as fn(Estimate) -> i64), ("  to", |e| e.to_us)] {
        let edges: String =
            columns.iter().map(|e| format!("{:>10}", e.map_or("–".to_owned(), |e| slip(of(e))))).collect();
        writeln!(out, "{}", painted(&format!("{label:15}{edges}"), DIM))?;
    }
    Ok(())
}

/// `12.3 % (11.9 to 12.7)`.
fn percent(chance: Chance) -> String {
    format!("{:.1} % ({:.1} to {:.1})", 100.0 * chance.share, 100.0 * chance.from, 100.0 * chance.to)
}

fn within(out: &mut String, season: &Season) -> std::fmt::Result {
    writeln!(out, "{}", painted("no later than", DIM))?;
    for s in WITHIN_S {
        let chance = Chance::of(season.slip.at_most(s * 1_000_000), season.slip.count());
        let bar = "█".repeat((40.0 * chance.share).round() as usize);
        let text = format!(
            "{:>13}  {:>5.1} %  {}",
            format!("+{s} s"),
            100.0 * chance.share,
            painted(&bar, ink(palette::PLANNED))
        );
        writeln!(out, "{}", text.trim_end())?;
    }
    writeln!(out)
}

fn tornado(out: &mut String, told: &Told<'_>) -> std::fmt::Result {
    let (season, all) = (told.season, told.tornado());
    let shown: Vec<_> = all.iter().filter_map(|(name, s, adds)| Some((name, s, (*adds)?))).take(SHOWN).collect();
    if shown.is_empty() {
        return Ok(());
    }
    let head = format!("{:28}{:>9}{:>11}{:>11}{:>11}", "what makes it late", "nights", "with it", "without", "adds");
    writeln!(out, "{}", painted(&head, DIM))?;
    let most = shown.iter().map(|(_, _, adds)| certain_us(*adds)).max().unwrap_or(1).max(1);
    for ((on, what), swing, adds) in shown {
        let mean = |sum: i128, n: u64| (sum as f64 / n as f64).round() as i64;
        let (with, rest) = (swing.nights, season.nights - swing.nights);
        let bar = "█".repeat((certain_us(adds) as f64 / most as f64 * 20.0).round() as usize);
        let line = format!(
            "{}{with:>9}{:>11}{:>11}{:>11} {:8}{}",
            fit(&format!("{on} · {what}"), 28, false),
            slip(mean(swing.slip_us, with)),
            slip(mean(season.slip.sum() - swing.slip_us, rest)),
            slip(adds.us),
            format!("±{:.3}", (adds.to_us - adds.us) as f64 * 1e-6),
            painted(&bar, ink(palette::LATE)),
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    let how = "seconds of slip; adds: to the mean of all nights, ± 95 %; the bar is what is certain of it";
    writeln!(out, "{}\n", painted(how, DIM))
}

fn critical(out: &mut String, told: &Told<'_>) -> std::fmt::Result {
    let (season, show) = (told.season, told.bench.show);
    writeln!(
        out,
        "{}, {}",
        nights(season.late),
        format_args!("{} late", percent(Chance::of(season.late, season.nights)))
    )?;
    let share = |n: u64| 100.0 * n as f64 / season.nights.max(1) as f64;
    let mut cues: Vec<(u64, usize)> = season.cues.iter().map(|c| c.critical).zip(0..).filter(|(n, _)| *n > 0).collect();
    cues.sort_by_key(|(n, i)| (std::cmp::Reverse(*n), *i));
    let mut beats: Vec<(u64, usize)> = season.beats.iter().copied().zip(0..).filter(|(n, _)| *n > 0).collect();
    beats.sort_by_key(|(n, i)| (std::cmp::Reverse(*n), *i));
    if cues.is_empty() && beats.is_empty() {
        return writeln!(out);
    }
    let head = format!("{:34}{:>8}{:>10}{:>10}", "on the chain that made it late", "nights", "P50", "P95");
    writeln!(out, "{}", painted(&head, DIM))?;
    for (n, i) in cues.iter().take(SHOWN) {
        let cue = &show.cues[*i];
        let at = |q: f64| season.cues[*i].starts.quantile(q).map_or("–".to_owned(), |e| slip(e.us));
        let name = fit(&format!("{} {}", cue.number, cue.label), 34, false);
        writeln!(out, "{name}{:>6.1} %{:>10}{:>10}", share(*n), at(0.5), at(0.95))?;
    }
    let names: Vec<&str> = show.beats().map(|(_, b)| b.id.as_str()).collect();
    let told_beats: Vec<String> = beats
        .iter()
        .take(SHOWN)
        .map(|(n, i)| format!("{} {:.1} %", names.get(*i).unwrap_or(&"?"), share(*n)))
        .collect();
    writeln!(out, "beats: {}\n", told_beats.join(", "))
}

fn gates(out: &mut String, told: &Told<'_>) -> std::fmt::Result {
    let names: Vec<&str> = told.bench.show.beats().map(|(_, b)| b.id.as_str()).collect();
    let mut all: Vec<(i64, usize)> = Vec::new();
    for (i, gate) in told.season.gates.iter().enumerate() {
        all.extend(gate.merge_bias_us().filter(|us| *us >= 1000).map(|us| (us, i)));
    }
    all.sort_by_key(|(us, i)| (std::cmp::Reverse(*us), *i));
    if all.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "{}",
        painted("merge bias: how much later than the latest of what it waits for a gate opens on average", DIM)
    )?;
    for (us, i) in all.iter().take(SHOWN) {
        writeln!(out, "{}{:>10} s", fit(names.get(*i).unwrap_or(&"?"), 34, false), slip(*us))?;
    }
    writeln!(out)
}

fn costumes(out: &mut String, told: &Told<'_>) -> std::fmt::Result {
    let names = told.bench.show.machines.keys();
    let mut any = false;
    for (name, c) in names.zip(&told.season.costumes).filter(|(_, c)| c.slipped > 0) {
        any = true;
        writeln!(out, "{name} slipped {}: {} saved, {} lost", times(c.slipped), c.saved, c.slipped - c.saved)?;
    }
    if any { writeln!(out) } else { Ok(()) }
}

fn times(n: u64) -> String {
    if n == 1 { "once".to_owned() } else { format!("{n} times") }
}

fn worst(out: &mut String, told: &Told<'_>) -> std::fmt::Result {
    writeln!(out, "{}", painted("the latest nights, and how to open them again", DIM))?;
    for (us, night) in told.season.worst.iter().take(3) {
        writeln!(out, "{:>10} s  {}", slip(*us), told.again(*night))?;
    }
    writeln!(out, "{}", painted("the nights in which the house saw most", DIM))?;
    for (us, night) in told.season.worst_seen.iter().take(WORST.min(2)) {
        writeln!(out, "{:>12}  {}", seconds(*us), told.again(*night))?;
    }
    Ok(())
}

/// What two sheets under the same luck differ by.
pub fn paired(first: &Told<'_>, second: &Told<'_>, paired: &Paired) -> String {
    let mut out = String::new();
    let _ = write_paired(&mut out, first, second, paired);
    out
}

fn write_paired(out: &mut String, first: &Told<'_>, second: &Told<'_>, paired: &Paired) -> std::fmt::Result {
    writeln!(out, "{}", painted(&format!("{} against {}", second.typed.0, first.typed.0), BOLD))?;
    writeln!(out, "{} under the same luck; the second less the first:\n", nights(paired.slip.count()))?;
    let heads: String = QUANTILES.iter().map(|(_, name)| format!("{name:>10}")).collect();
    writeln!(out, "{}", painted(&format!("{:15}{:>10}{heads}{:>10}", "seconds", "mean", "most"), DIM))?;
    spread(out, "slip", &paired.slip)?;
    spread(out, "final curtain", &paired.end)?;
    spread(out, "wrong picture", &paired.visible)?;
    let n = paired.slip.count();
    let planned = second.bench.plan.end_us - first.bench.plan.end_us;
    writeln!(
        out,
        "\nplanned {} and {}: {} s",
        clock(first.bench.plan.end_us),
        clock(second.bench.plan.end_us),
        slip(planned)
    )?;
    writeln!(
        out,
        "later against its plan in {}, earlier in {}, the same in the rest",
        percent(Chance::of(paired.later, n)),
        percent(Chance::of(paired.earlier, n))
    )
}
