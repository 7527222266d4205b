//! The S-curve: how likely the night is to be no later than so much. The drawings are laid by hand, as the performance
//! report's are: a plotting library's SVG has its colours and its font in it, so it cannot be dark where the reader's screen
//! is, and its labels are where a font on the machine that drew them put them.

use std::fmt::{self, Write};

use crate::report::page::Safe;
use crate::report::performance::words::late;
use crate::report::season::{Told, say};
use crate::sweep::nights::histogram::{Chance, Histogram};

/// Width of every drawing.
pub(super) const WIDTH: f64 = 912.0;

const LEFT: f64 = 52.0;
const RIGHT: f64 = 860.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 254.0;
const HEIGHT: f64 = 292.0;

/// Steps of an axis of time, µs.
const STEPS: [i64; 19] = [
    1_000,
    10_000,
    50_000,
    100_000,
    200_000,
    500_000,
    1_000_000,
    2_000_000,
    5_000_000,
    10_000_000,
    15_000_000,
    30_000_000,
    60_000_000,
    120_000_000,
    300_000_000,
    600_000_000,
    1_800_000_000,
    3_600_000_000,
    36_000_000_000,
];

/// A stretch of slip on a stretch of paper.
pub(super) struct Axis {
    from_us: i64,
    to_us: i64,
    step_us: i64,
    from: f64,
    to: f64,
}

impl Axis {
    /// From at most `from_us` to at least `to_us`, whole steps, about `ticks` of them.
    pub(super) fn new((from_us, to_us): (i64, i64), (from, to): (f64, f64), ticks: i64) -> Self {
        let length = (to_us - from_us).max(1_000);
        let step_us = STEPS.into_iter().find(|s| length <= s * ticks).unwrap_or(36_000_000_000);
        let down = from_us.div_euclid(step_us) * step_us;
        let up = -((-to_us).div_euclid(step_us)) * step_us;
        Self { from_us: down, to_us: up.max(down + step_us), step_us, from, to }
    }

    /// From exactly here to exactly there.
    pub(super) fn exact((from_us, to_us): (i64, i64), (from, to): (f64, f64)) -> Self {
        Self { from_us, to_us: to_us.max(from_us + 1), step_us: to_us - from_us, from, to }
    }

    /// Where a slip is; what is beyond is at the edge.
    pub(super) fn at(&self, us: i64) -> f64 {
        let share = (us - self.from_us) as f64 / (self.to_us - self.from_us) as f64;
        self.from + (self.to - self.from) * share.clamp(0.0, 1.0)
    }

    /// Every tick: where, and what it says.
    pub(super) fn ticks(&self) -> impl Iterator<Item = (f64, String)> + '_ {
        let n = (self.to_us - self.from_us) / self.step_us;
        (0..=n).map(|i| self.from_us + i * self.step_us).map(|us| (self.at(us), self.label(us)))
    }

    fn label(&self, us: i64) -> String {
        if us == 0 {
            return "0".to_owned();
        }
        let sign = if us < 0 { '−' } else { '+' };
        let (s, us) = (us.abs() / 1_000_000, us.abs());
        match self.step_us {
            step if us >= 60_000_000 && step >= 1_000_000 => format!("{sign}{}:{:02}", s / 60, s % 60),
            step if step >= 1_000_000 => format!("{sign}{s} s"),
            step if step >= 100_000 => format!("{sign}{:.1} s", us as f64 * 1e-6),
            step if step >= 10_000 => format!("{sign}{:.2} s", us as f64 * 1e-6),
            _ => format!("{sign}{:.3} s", us as f64 * 1e-6),
        }
    }
}

/// A figure's beginning: its name for who cannot see it, and what it shows.
pub(super) fn open(out: &mut String, id: &str, height: f64, name: &str, about: &str) -> fmt::Result {
    out.push_str("<figure>\n<div class=\"scroll\">\n");
    writeln!(
        out,
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\">\n\
         <title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-desc\">{}</desc>",
        Safe(name),
        Safe(about)
    )
}

/// And its end, with a line under it.
pub(super) fn close(out: &mut String, caption: &str) -> fmt::Result {
    writeln!(out, "</svg>\n</div>\n<figcaption>{}</figcaption>\n</figure>", Safe(caption))
}

pub(super) fn text(out: &mut String, class: &str, (x, y): (f64, f64), anchor: &str, text: &str) -> fmt::Result {
    writeln!(out, "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>", Safe(text))
}

pub(super) fn line(out: &mut String, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) -> fmt::Result {
    writeln!(out, "<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>")
}

/// What is drawn of an S-curve, from and to, µs. The last half per cent of nights would take most of the paper: they are told
/// in words.
pub(in crate::report::season) fn edges(slips: &[&Histogram]) -> (i64, i64) {
    let rank = |h: &Histogram, q: f64| h.nth(((h.count() as f64 * q).ceil() as u64).max(1));
    let most = slips.iter().map(|h| rank(h, 0.995)).max().unwrap_or(0).max(1_000_000);
    let least = slips.iter().map(|h| rank(h, 0.005)).min().unwrap_or(0).min(0);
    (least, most)
}

/// The S-curve of the final curtain; of two sheets, both.
pub(super) fn s_curve(out: &mut String, told: &Told<'_>, second: Option<&Told<'_>>) -> fmt::Result {
    let slips: Vec<&Histogram> =
        std::iter::once(&told.season.slip).chain(second.map(|s| &s.season.slip)).filter(|h| h.count() > 0).collect();
    let Some(first) = slips.first().copied() else { return Ok(()) };
    let axis = Axis::new(edges(&slips), (LEFT, RIGHT), 14);
    let about = "The share of nights whose final curtain is no later than so much against the plan.";
    open(out, "s-curve", HEIGHT, "How likely the night is to be no later", about)?;
    grid(out, &axis)?;
    band(out, &axis, first)?;
    for (i, h) in slips.iter().enumerate().rev() {
        writeln!(out, "<path class=\"{}\" d=\"{}\"/>", ["curve", "curve other"][i], path(&axis, h))?;
    }
    marks(out, &axis, first)?;
    let beyond = first.count() - first.at_most(axis.to_us);
    let mut caption = format!("Every one of {}, sorted", say::nights(first.count()));
    if beyond > 0 {
        let most = late(first.most().unwrap_or(0));
        caption = format!("{caption}; {} beyond the edge, the latest {most}", say::nights(beyond));
    }
    caption.push_str(". The band is the 95 % interval.");
    if let Some(second) = second {
        caption = format!("{caption} Dashed: {}.", second.typed.0);
    }
    close(out, &caption)
}

fn y(share: f64) -> f64 {
    BOTTOM - (BOTTOM - TOP) * share
}

fn grid(out: &mut String, axis: &Axis) -> fmt::Result {
    for percent in [0, 25, 50, 75, 100] {
        let y = y(f64::from(percent) / 100.0);
        line(out, "grid", (LEFT, y), (RIGHT, y))?;
        text(out, "quiet", (LEFT - 8.0, y + 4.0), "end", &format!("{percent} %"))?;
    }
    for (x, label) in axis.ticks() {
        line(out, "grid", (x, TOP), (x, BOTTOM + 4.0))?;
        text(out, "quiet", (x, BOTTOM + 18.0), "middle", &label)?;
    }
    let zero = axis.at(0);
    line(out, "zero", (zero, TOP), (zero, BOTTOM + 4.0))?;
    text(
        out,
        "quiet",
        ((LEFT + RIGHT) / 2.0, BOTTOM + 35.0),
        "middle",
        "final curtain no later than … against the plan",
    )
}

/// What is cumulated, thinned to what paper can show: slips and how many nights are no later.
fn steps(axis: &Axis, h: &Histogram) -> Vec<(f64, u64)> {
    let mut out: Vec<(f64, u64)> = Vec::new();
    let mut below = 0;
    for (us, n) in h.bins() {
        below += n;
        let x = axis.at(us);
        match out.last_mut() {
            Some(last) if x - last.0 < 0.5 => last.1 = below,
            _ => out.push((x, below)),
        }
    }
    out
}

fn path(axis: &Axis, h: &Histogram) -> String {
    let n = h.count().max(1) as f64;
    let mut d = format!("M{LEFT} {BOTTOM}");
    for (x, below) in steps(axis, h).into_iter().filter(|(x, _)| *x < RIGHT) {
        // Writing to a String cannot fail.
        let _ = write!(d, "L{x:.1} {:.1}", y(below as f64 / n));
    }
    let last = h.at_most(axis.to_us) as f64 / n;
    let _ = write!(d, "L{RIGHT} {:.1}", y(last));
    d
}

fn band(out: &mut String, axis: &Axis, h: &Histogram) -> fmt::Result {
    let points: Vec<(f64, Chance)> = steps(axis, h).into_iter().map(|(x, n)| (x, Chance::of(n, h.count()))).collect();
    if points.len() < 2 {
        return Ok(());
    }
    let upper = points.iter().map(|(x, c)| format!("{x:.1} {:.1}", y(c.to)));
    let lower = points.iter().rev().map(|(x, c)| format!("{x:.1} {:.1}", y(c.from)));
    let d = upper.chain(lower).collect::<Vec<_>>().join("L");
    writeln!(out, "<path class=\"band\" d=\"M{d}Z\"/>")
}

/// The quantiles on the curve, each with its name; where two would stand in each other's way, the first.
fn marks(out: &mut String, axis: &Axis, h: &Histogram) -> fmt::Result {
    let mut taken: Vec<(f64, f64)> = Vec::new();
    let mut labels = Vec::new();
    for (share, name) in [(0.5, "P50"), (0.95, "P95"), (0.8, "P80"), (0.99, "P99")] {
        let Some(e) = h.quantile(share) else { continue };
        let (x, y) = (axis.at(e.us), y(share));
        if taken.iter().any(|(a, b)| (x - a).abs() < 110.0 && (y - b).abs() < 24.0) || x > RIGHT - 4.0 {
            continue;
        }
        taken.push((x, y));
        line(out, "drop", (x, y), (x, BOTTOM))?;
        labels.push((x, y, format!("{name}  {}", late(e.us))));
    }
    // Above every line.
    for (x, y, label) in labels {
        writeln!(out, "<circle class=\"dot\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4.5\"/>")?;
        let (at, anchor) = if x > RIGHT - 110.0 { (x - 9.0, "end") } else { (x + 10.0, "start") };
        text(out, "strong", (at, y + 19.0), anchor, &label)?;
    }
    Ok(())
}
