//! Drawings of bars: the tornado, blame, criticality, merge bias. A row is a name, a bar with its interval, and numbers.

use std::fmt::{self, Write};

use super::scale::{Axis, close, line, open, text};
use crate::report::season::{Told, say};
use crate::report::table::fit;
use crate::sweep::nights::histogram::{Chance, Estimate};
use crate::sweep::nights::season::certain_us;
use crate::sweep::nights::shares::{Line, Part, Shares};

/// Where bars begin and end.
const LEFT: f64 = 286.0;
const ROW: f64 = 23.0;
const TOP: f64 = 26.0;

/// Letters of a row's name.
const NAME: usize = 42;

/// Rows of a drawing.
const ROWS: usize = 12;

/// A row: its name, its bar and the bar's interval, its numbers.
struct Row {
    name: String,
    bar: Estimate,
    numbers: Vec<String>,
}

/// A drawing of bars. Columns of numbers stand right of it, each with its head.
struct Bars<'a> {
    id: &'a str,
    name: &'a str,
    about: &'a str,
    class: &'a str,
    columns: &'a [&'a str],
    caption: &'a str,
}

/// Width of a column of numbers.
const COLUMN: f64 = 84.0;

impl Bars<'_> {
    fn draw(&self, out: &mut String, rows: &[Row]) -> fmt::Result {
        let right = super::scale::WIDTH - 8.0 - COLUMN * self.columns.len() as f64;
        let from = rows.iter().map(|r| r.bar.from_us.min(r.bar.us)).min().unwrap_or(0).min(0);
        let to = rows.iter().map(|r| r.bar.to_us.max(r.bar.us)).max().unwrap_or(0).max(0);
        let axis = Axis::new((from, to), (LEFT, right - 14.0), 5);
        let bottom = TOP + ROW * rows.len() as f64;
        open(out, self.id, bottom + 24.0, self.name, self.about)?;
        for (x, label) in axis.ticks() {
            line(out, "grid", (x, TOP - 4.0), (x, bottom))?;
            text(out, "quiet", (x, bottom + 16.0), "middle", &label)?;
        }
        for (i, head) in self.columns.iter().enumerate() {
            text(out, "quiet", (right + COLUMN * (i + 1) as f64, TOP - 11.0), "end", head)?;
        }
        for (i, row) in rows.iter().enumerate() {
            self.row(out, &axis, row, (TOP + ROW * i as f64, right))?;
        }
        let zero = axis.at(0);
        line(out, "zero", (zero, TOP - 4.0), (zero, bottom))?;
        close(out, self.caption)
    }

    fn row(&self, out: &mut String, axis: &Axis, row: &Row, (y, right): (f64, f64)) -> fmt::Result {
        let base = y + 15.5;
        text(
            out,
            "",
            (LEFT - 10.0, base),
            "end",
            fit(&row.name, NAME.min(row.name.chars().count()), false).trim_end(),
        )?;
        let (a, b) = (axis.at(row.bar.us.min(0)), axis.at(row.bar.us.max(0)));
        writeln!(
            out,
            "<rect class=\"bar {}\" x=\"{a:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\"/>",
            self.class,
            y + 4.0,
            (b - a).max(1.0),
            ROW - 8.0
        )?;
        if row.bar.from_us != row.bar.to_us {
            let (from, to, middle) = (axis.at(row.bar.from_us), axis.at(row.bar.to_us), y + ROW / 2.0);
            writeln!(
                out,
                "<path class=\"whisker\" d=\"M{from:.1} {0:.1}V{1:.1}M{from:.1} {middle:.1}H{to:.1}M{to:.1} {0:.1}V{1:.1}\"/>",
                middle - 4.0,
                middle + 4.0
            )?;
        }
        for (i, number) in row.numbers.iter().enumerate() {
            text(out, "", (right + COLUMN * (i + 1) as f64, base), "end", number)?;
        }
        Ok(())
    }
}

fn head(out: &mut String, title: &str, lead: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "<section class=\"keep\">\n<h2>{title}</h2>\n<p class=\"soft lead\">{lead}</p>");
}

/// What makes it late: machine by machine, kind by kind.
pub(super) fn tornado(out: &mut String, told: &Told<'_>) -> fmt::Result {
    let season = told.season;
    let mean = |sum: i128, n: u64| say::bare((sum as f64 / n.max(1) as f64).round() as i64);
    let rows: Vec<Row> = told
        .tornado()
        .into_iter()
        .filter_map(|((on, what), swing, adds)| {
            // What goes with earlier nights makes none late.
            let bar = adds.filter(|e| e.us > 0)?;
            let rest = season.nights - swing.nights;
            let numbers = vec![
                say::share(swing.nights, season.nights),
                mean(swing.slip_us, swing.nights),
                mean(season.slip.sum() - swing.slip_us, rest),
                say::bare(bar.us),
            ];
            Some(Row { name: say::risk(told.bench.show, on, what), bar, numbers })
        })
        .take(ROWS)
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    head(out, "Because of what", "What each machine and kind of fault adds to the mean night, the most certain first.");
    Bars {
        id: "tornado",
        name: "What makes it late",
        about: "What each machine and kind of fault adds to the slip of the mean night.",
        class: "fill-late",
        columns: &["nights", "with it, s", "without, s", "adds, s"],
        caption: "How often, times how much later the nights with it are than those without; the whisker is the 95 % interval.",
    }
    .draw(out, &rows)?;
    out.push_str("</section>\n");
    Ok(())
}

/// Who is to blame: for the slip, and for the wrong picture.
pub(super) fn blame(out: &mut String, told: &Told<'_>) -> fmt::Result {
    let Some(shares) = told.shares.filter(|s| s.nights > 1 && !s.ranked().is_empty()) else { return Ok(()) };
    let how = match (shares.step, shares.sampled) {
        (1, 0) => "every night, every subset of its faults".to_owned(),
        (step, 0) => format!("one night in {step}, every subset of its faults"),
        (step, n) => {
            format!("one night in {step}, every subset of its faults, or in {} drawn orders of them", say::nights(n))
        }
    };
    let lead = format!(
        "Each night’s lateness and wrong picture shared out among what failed in it (Shapley), on average over {}: {how}.",
        say::nights(shares.nights)
    );
    head(out, "Who is to blame", &lead);
    parts(
        out,
        told,
        shares,
        ("blame-slip", "fill-late", "Of the final curtain’s slip"),
        |l| l.slip,
        shares.slip_without,
    )?;
    out.push_str("</section>\n<section class=\"keep\">\n");
    let visible = shares.visible_without;
    parts(out, told, shares, ("blame-seen", "fill-very", "Of the wrong picture"), |l| l.visible, visible)?;
    out.push_str("</section>\n");
    Ok(())
}

fn parts(
    out: &mut String,
    told: &Told<'_>,
    shares: &Shares,
    (id, class, name): (&str, &str, &str),
    of: impl Fn(&Line) -> Part,
    without: Part,
) -> fmt::Result {
    let mut rows: Vec<(i128, Row)> = Vec::new();
    for l in shares.ranked() {
        let Some(bar) = of(l).mean(shares.nights).filter(|e| e.us.abs() >= 500) else { continue };
        let numbers = vec![say::share(l.nights, shares.nights), say::bare(bar.us)];
        rows.push((of(l).us, Row { name: say::on(told.bench.show, &l.on), bar, numbers }));
    }
    rows.sort_by_key(|(us, _)| std::cmp::Reverse(us.abs()));
    let mut rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).take(ROWS - 1).collect();
    if let Some(bar) = without.mean(shares.nights).filter(|e| e.us.abs() >= 500) {
        rows.push(Row {
            name: "Luck and calls, no fault".to_owned(),
            bar,
            numbers: vec!["–".to_owned(), say::bare(bar.us)],
        });
    }
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "<h3>{name}</h3>")?;
    let about = "The mean share of each machine, department and of the caller.";
    Bars {
        id,
        name,
        about,
        class,
        columns: &["nights", "a night, s"],
        caption: "Seconds of a mean night, with the 95 % interval.",
    }
    .draw(out, &rows)
}

/// Which cues are on the chain that made it late.
pub(super) fn critical(out: &mut String, told: &Told<'_>) -> fmt::Result {
    let (season, show) = (told.season, told.bench.show);
    let mut hits: Vec<(u64, usize)> = season.cues.iter().map(|c| c.critical).zip(0..).filter(|(n, _)| *n > 0).collect();
    hits.sort_by_key(|(n, i)| (std::cmp::Reverse(*n), *i));
    if hits.is_empty() {
        return Ok(());
    }
    // Shares are drawn on the same paper as times: a hundredth is a second.
    let scaled = |share: f64| (share * 1e8).round() as i64;
    let rows: Vec<Row> = hits
        .into_iter()
        .take(ROWS)
        .map(|(n, i)| {
            let chance = Chance::of(n, season.nights);
            let bar = Estimate { us: scaled(chance.share), from_us: scaled(chance.from), to_us: scaled(chance.to) };
            let at = |q: f64| season.cues[i].starts.quantile(q).map_or_else(|| "–".to_owned(), |e| say::bare(e.us));
            let cue = &show.cues[i];
            Row {
                name: format!("{} {}", cue.number, cue.label),
                bar,
                numbers: vec![say::share(n, season.nights), at(0.5), at(0.95)],
            }
        })
        .collect();
    let lead = "The share of all nights in which a cue or a beat is on the chain that made the show late: back from the final \
                curtain to where nothing was late yet.";
    head(out, "What the lateness hangs on", lead);
    share_bars(out, &rows)?;
    out.push_str("</section>\n");
    Ok(())
}

/// Bars of shares, which have an axis of their own.
fn share_bars(out: &mut String, rows: &[Row]) -> fmt::Result {
    let columns = ["nights", "its P50, s", "its P95, s"];
    let right = super::scale::WIDTH - 8.0 - COLUMN * columns.len() as f64;
    let most = rows.iter().map(|r| r.bar.to_us).max().unwrap_or(0) as f64 * 1e-8;
    let step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25].into_iter().find(|s| most <= s * 5.0).unwrap_or(0.25);
    let steps = (most / step).ceil().max(1.0);
    let x = |share: f64| LEFT + (right - 14.0 - LEFT) * share / (step * steps);
    let bottom = TOP + ROW * rows.len() as f64;
    open(
        out,
        "critical",
        bottom + 24.0,
        "Cues on the chain",
        "The share of nights in which each cue is on the chain.",
    )?;
    for i in 0..=steps as u32 {
        let share = step * f64::from(i);
        line(out, "grid", (x(share), TOP - 4.0), (x(share), bottom))?;
        text(out, "quiet", (x(share), bottom + 16.0), "middle", &format!("{:.0} %", 100.0 * share))?;
    }
    for (i, head) in columns.iter().enumerate() {
        text(out, "quiet", (right + COLUMN * (i + 1) as f64, TOP - 11.0), "end", head)?;
    }
    let drawing = Bars { id: "", name: "", about: "", class: "fill-very", columns: &columns, caption: "" };
    let axis = Axis::exact((0, (step * steps * 1e8) as i64), (LEFT, right - 14.0));
    for (i, row) in rows.iter().enumerate() {
        drawing.row(out, &axis, row, (TOP + ROW * i as f64, right))?;
    }
    line(out, "zero", (LEFT, TOP - 4.0), (LEFT, bottom))?;
    close(out, "Share of all nights, with the 95 % interval; beside it how late the cue itself starts.")
}

/// How much later gates open than the latest of what they wait for.
pub(super) fn gates(out: &mut String, told: &Told<'_>) -> fmt::Result {
    let gates = told.bench.show.beats().zip(&told.season.gates);
    let mut rows: Vec<(i64, Row)> = gates
        .filter_map(|((_, beat), gate)| {
            let us = gate.merge_bias_us().filter(|us| *us >= 1000)?;
            let bar = Estimate { us, from_us: us, to_us: us };
            let waits = gate.inputs_us.len().saturating_sub(1);
            let numbers = vec![waits.to_string(), say::bare(us)];
            Some((us, Row { name: beat.id.clone(), bar, numbers }))
        })
        .collect();
    rows.sort_by_key(|(us, _)| std::cmp::Reverse(*us));
    let rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).take(ROWS).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let lead = "How much later a gate opens on average than the latest of the averages of what it waits for: why the mean \
                night is later than the plan though each part is on time on average.";
    head(out, "Merge bias at the gates", lead);
    Bars {
        id: "gates",
        name: "Merge bias",
        about: "The merge bias of each gate.",
        class: "fill-planned",
        columns: &["needs", "bias, s"],
        caption: "Each gate by the beat it opens; gates below a millisecond are left out.",
    }
    .draw(out, &rows)?;
    out.push_str("</section>\n");
    Ok(())
}

/// The paired difference of two sheets.
pub(super) fn paired(out: &mut String, of: &[(&str, Option<Estimate>)]) -> fmt::Result {
    let rows: Vec<Row> = of
        .iter()
        .filter_map(|(name, e)| {
            let bar = (*e)?;
            let numbers = vec![say::bare(bar.us), if certain_us(bar) > 0 { "yes" } else { "no" }.to_owned()];
            Some(Row { name: (*name).to_owned(), bar, numbers })
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    Bars {
        id: "paired",
        name: "The difference of pairs",
        about: "The mean of the differences, with its interval.",
        class: "fill-planned",
        columns: &["mean, s", "certain"],
        caption: "The second less the first, the mean over all pairs of nights, with the 95 % interval.",
    }
    .draw(out, &rows)
}
