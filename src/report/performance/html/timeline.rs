//! The evening as a drawing: lateness, the plan above what was played, the curtain, what the house saw, the faults.

use std::fmt::{self, Write};

use super::lanes::stacked;
use super::legend::{LEGEND, PATTERNS};
use crate::report::page::Safe;
use crate::report::performance::words::{late, length};
use crate::report::performance::{CueVerdict, Mark, Performance, Stop, StopKind, Stretch};
use crate::report::words::clock;

/// Width of the drawing, and where time begins and ends in it.
const WIDTH: f64 = 912.0;
pub(super) const LEFT: f64 = 92.0;
pub(super) const RIGHT: f64 = 904.0;

/// Heights, from above.
const AXIS: f64 = 12.0;
const CURVE_TOP: f64 = 34.0;
const CURVE_BOTTOM: f64 = 98.0;
const MARKS: f64 = 112.0;
const PLANNED: f64 = 150.0;
const ACTUAL: f64 = 190.0;
const LANE: f64 = 20.0;
const CURTAIN: f64 = 214.0;
const SEEN: f64 = 228.0;
pub(super) const FAULTS: f64 = 262.0;
pub(super) const FAULT_LANE: f64 = 16.0;

/// Most things of one kind that are drawn.
const DRAWN_MAX: usize = 400;

/// How wide a letter is, about.
pub(super) const LETTER: f64 = 6.2;

/// A scale, and what is drawn to it.
pub(super) struct Drawing<'a> {
    p: &'a Performance,
    end: f64,
}

/// The figure with its legend.
pub(super) fn timeline(out: &mut String, p: &Performance) -> fmt::Result {
    let drawing = Drawing { p, end: p.timeline.end_us as f64 };
    let (lanes, left_out) = stacked(&p.timeline.faults, |us| drawing.x(us));
    let height = FAULTS + FAULT_LANE * lanes.len().max(1) as f64 + 6.0;
    out.push_str("<figure>\n<div class=\"scroll\">\n");
    writeln!(
        out,
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"evening-title evening-desc\">"
    )?;
    out.push_str("<title id=\"evening-title\">The evening</title>\n");
    writeln!(out, "<desc id=\"evening-desc\">{}</desc>", Safe(&p.summary.sentences.join(" ")))?;
    out.push_str(PATTERNS);
    drawing.axis(out, height)?;
    drawing.lateness(out)?;
    drawing.marks(out)?;
    drawing.script(out)?;
    drawing.seen(out)?;
    drawing.faults(out, &lanes, left_out)?;
    out.push_str("</svg>\n</div>\n");
    out.push_str(LEGEND);
    out.push_str("</figure>\n");
    Ok(())
}

impl Drawing<'_> {
    /// Where an instant is.
    pub(super) fn x(&self, us: i64) -> f64 {
        LEFT + (RIGHT - LEFT) * (us as f64 / self.end).clamp(0.0, 1.0)
    }

    /// A stretch as a block, which says what it is under the pointer.
    pub(super) fn block(
        &self,
        out: &mut String,
        class: &str,
        fill: &str,
        (from_us, to_us): (i64, i64),
        (y, height): (f64, f64),
        title: &str,
    ) -> fmt::Result {
        let (x, width) = (self.x(from_us), (self.x(to_us) - self.x(from_us)).max(1.5));
        let fill = if fill.is_empty() { String::new() } else { format!(" fill=\"url(#{fill})\"") };
        writeln!(
            out,
            "<rect class=\"{class}\"{fill} x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"><title>{}</title></rect>",
            Safe(title)
        )
    }

    fn axis(&self, out: &mut String, height: f64) -> fmt::Result {
        let step = [10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200].into_iter();
        let step = step.map(|s| s * 1_000_000_i64).find(|s| self.end / *s as f64 <= 12.0).unwrap_or(14_400_000_000);
        let mut at = 0;
        while at <= self.p.timeline.end_us {
            let x = self.x(at);
            writeln!(
                out,
                "<line class=\"grid\" x1=\"{x:.1}\" y1=\"{}\" x2=\"{x:.1}\" y2=\"{height:.1}\"/>",
                AXIS + 4.0
            )?;
            let label = clock(at);
            let label = label.strip_suffix(".0").unwrap_or(&label);
            let anchor = if x > RIGHT - 20.0 { "end" } else { "middle" };
            writeln!(out, "<text class=\"quiet\" x=\"{x:.1}\" y=\"{AXIS}\" text-anchor=\"{anchor}\">{label}</text>")?;
            at += step;
        }
        Ok(())
    }

    /// The name of a lane, left of it.
    pub(super) fn gutter(&self, out: &mut String, text: &str, y: f64) -> fmt::Result {
        writeln!(
            out,
            "<text class=\"quiet\" x=\"{}\" y=\"{y:.1}\" text-anchor=\"end\">{}</text>",
            LEFT - 8.0,
            Safe(text)
        )
    }

    /// How late the show was, as it went on.
    fn lateness(&self, out: &mut String) -> fmt::Result {
        let steps = &self.p.timeline.late;
        let (least, most) = steps.iter().fold((0, 1_000_000), |(a, b), (_, us)| (a.min(*us), b.max(*us)));
        let y = |us: i64| CURVE_BOTTOM - (CURVE_BOTTOM - CURVE_TOP) * (us - least) as f64 / (most - least) as f64;
        let (mut line, mut last) = (String::new(), 0);
        for (i, (at, us)) in steps.iter().enumerate() {
            let x = self.x(*at);
            if i == 0 {
                write!(line, "M{x:.1} {:.1}", y(*us))?;
            } else if *us != last || i + 1 == steps.len() {
                // It grew while nothing was played, between the beat before and this one.
                write!(line, "L{x:.1} {:.1}", y(*us))?;
            } else if steps.get(i + 1).is_some_and(|(_, next)| next != us) {
                write!(line, "L{x:.1} {:.1}", y(*us))?;
            }
            last = *us;
        }
        let (end, zero) = (self.x(steps.last().map_or(0, |(at, _)| *at)), y(0));
        writeln!(out, "<path class=\"area\" d=\"{line}L{end:.1} {zero:.1}L{LEFT} {zero:.1}Z\"/>")?;
        writeln!(out, "<line class=\"drift\" x1=\"{LEFT}\" y1=\"{zero:.1}\" x2=\"{RIGHT}\" y2=\"{zero:.1}\"/>")?;
        writeln!(out, "<path class=\"curve\" d=\"{line}\"/>")?;
        self.gutter(out, "how late", CURVE_TOP + 8.0)?;
        self.gutter(out, "0", zero + 4.0)?;
        let peak = steps.iter().max_by_key(|(at, us)| (*us, *at));
        if let Some((at, us)) = peak.filter(|(_, us)| *us > 0) {
            let (x, y) = (self.x(*at), y(*us) - 5.0);
            writeln!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"end\">{}</text>", late(*us))?;
        }
        Ok(())
    }

    /// Cues worth a line; labels give way to each other.
    fn marks(&self, out: &mut String) -> fmt::Result {
        self.gutter(out, "cues", MARKS + 9.0)?;
        let mut marks: Vec<&Mark> = self.p.timeline.marks.iter().collect();
        marks.sort_by_key(|m| m.at_us);
        let mut free = [LEFT, LEFT];
        for m in marks.iter().take(DRAWN_MAX) {
            let x = self.x(m.at_us);
            let (a, b, c, d) = (x - 5.0, x + 5.0, MARKS, MARKS + 9.0);
            let (class, path) = match m.verdict {
                CueVerdict::Late | CueVerdict::DoneLate => {
                    ("fill-late mark", format!("M{x:.1} {c}L{b:.1} {d}H{a:.1}Z"))
                }
                CueVerdict::Early | CueVerdict::DoneEarly | CueVerdict::Unplanned => {
                    ("fill-planned mark", format!("M{x:.1} {d}L{b:.1} {c}H{a:.1}Z"))
                }
                _ => ("mark", format!("M{a:.1} {c}L{b:.1} {d}M{b:.1} {c}L{a:.1} {d}")),
            };
            writeln!(
                out,
                "<path class=\"{class}\" d=\"{path}\"><title>{} {}</title></path>",
                Safe(&m.cue),
                m.verdict.name()
            )?;
            let half = m.cue.chars().count() as f64 * LETTER / 2.0;
            let at = (x - half).max(LEFT).min(RIGHT - 2.0 * half);
            if let Some(row) = free.iter().position(|f| *f <= at) {
                free[row] = at + 2.0 * half + 8.0;
                let y = MARKS + 21.0 + 11.0 * row as f64;
                writeln!(out, "<text x=\"{at:.1}\" y=\"{y:.1}\">{}</text>", Safe(&m.cue))?;
            }
        }
        Ok(())
    }

    /// The script: planned above, played below, lines from one to the other, and what lies between the beats.
    fn script(&self, out: &mut String) -> fmt::Result {
        let t = &self.p.timeline;
        self.gutter(out, "planned", PLANNED + 14.0)?;
        self.gutter(out, "played", ACTUAL + 14.0)?;
        for stop in self.p.stops.iter().take(DRAWN_MAX) {
            self.stop(out, stop)?;
        }
        self.scenes(out, &t.planned, PLANNED, "plan")?;
        self.scenes(out, &t.actual, ACTUAL, "played")?;
        for (title, beats) in &t.actual {
            let planned = t.planned.iter().find(|(planned, _)| planned == title);
            if let (Some((_, planned)), Some(first)) = (planned, beats.first())
                && let Some(then) = planned.first()
            {
                let (a, b) = (self.x(then.from_us), self.x(first.from_us));
                writeln!(
                    out,
                    "<line class=\"drift\" x1=\"{a:.1}\" y1=\"{}\" x2=\"{b:.1}\" y2=\"{ACTUAL}\"/>",
                    PLANNED + LANE
                )?;
            }
        }
        if t.has_curtain {
            self.gutter(out, "curtain open", CURTAIN + 7.0)?;
            for (from, to) in t.open.iter().take(DRAWN_MAX) {
                self.block(
                    out,
                    "curtain",
                    "",
                    (*from, *to),
                    (CURTAIN, 5.0),
                    &format!("the curtain is open from {}", clock(*from)),
                )?;
            }
        }
        Ok(())
    }

    fn scenes(&self, out: &mut String, scenes: &[(String, Vec<Stretch>)], y: f64, class: &str) -> fmt::Result {
        for (title, beats) in scenes {
            let (Some(first), Some(last)) = (beats.first(), beats.last()) else { continue };
            // Beat by beat where what lies between them is to be seen; as one block where nothing does.
            let mut from = first.from_us;
            for (i, beat) in beats.iter().enumerate() {
                let next = beats.get(i + 1);
                if next.is_none_or(|n| n.from_us > beat.to_us) {
                    let about = format!("{title}, {} to {}", clock(from), clock(beat.to_us));
                    self.block(out, class, "", (from, beat.to_us), (y, LANE), &about)?;
                    from = next.map_or(beat.to_us, |n| n.from_us);
                } else {
                    let x = self.x(beat.to_us);
                    writeln!(out, "<line class=\"beat\" x1=\"{x:.1}\" y1=\"{y}\" x2=\"{x:.1}\" y2=\"{}\"/>", y + LANE)?;
                }
            }
            let (a, b) = (self.x(first.from_us), self.x(last.to_us));
            let fits = ((b - a - 6.0) / LETTER).max(0.0) as usize;
            let text: String = match title.chars().count() <= fits {
                true => title.clone(),
                false if fits >= 5 => title.chars().take(fits - 1).chain(['…']).collect(),
                false => continue,
            };
            if class == "plan" {
                writeln!(out, "<text x=\"{:.1}\" y=\"{:.1}\">{}</text>", a + 4.0, y + 14.0, Safe(&text))?;
            }
        }
        Ok(())
    }

    fn stop(&self, out: &mut String, stop: &Stop) -> fmt::Result {
        let about = format!("{} before {}, {}", stop.kind.name(), stop.beat, length(stop.to_us - stop.from_us));
        let (class, fill) = match stop.kind {
            StopKind::Vamp(_) => ("edge-late", "vamp"),
            StopKind::Wait => ("edge-very", "wait"),
            StopKind::GateHold | StopKind::CalledHold => ("fill-very bar", ""),
        };
        self.block(out, class, fill, (stop.from_us, stop.to_us), (ACTUAL, LANE), &about)?;
        let (a, b) = (self.x(stop.from_us), self.x(stop.to_us));
        let goes_on = stop.to_us > self.p.timeline.end_us;
        if goes_on {
            let until = format!("to {} →", clock(stop.to_us));
            let (x, y) = (RIGHT, ACTUAL - 4.0);
            writeln!(out, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"end\">{until}</text>")?;
        }
        if fill.is_empty() && b - a > 34.0 {
            writeln!(
                out,
                "<text class=\"on\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">HOLD</text>",
                (a + b) / 2.0,
                ACTUAL + 14.0
            )?;
        }
        Ok(())
    }

    /// What the house saw, over a word where there is place for it.
    fn seen(&self, out: &mut String) -> fmt::Result {
        self.gutter(out, "the house saw", SEEN + 12.0)?;
        // Stretches that touch are one to the house.
        let mut together: Vec<(i64, i64)> = Vec::new();
        for notice in &self.p.notices {
            let meant = notice.planned_us >= notice.seen_us();
            let (class, fill) = match (notice.dead_air, meant) {
                (true, _) => ("edge-very", "dead"),
                (false, true) => ("bar", "meant"),
                (false, false) => ("fill-very bar", ""),
            };
            for (from, to) in notice.stretches.iter().take(DRAWN_MAX) {
                let what = if notice.dead_air { "dead air" } else { "wrong picture" };
                let about = format!("{what}, {} in {}", length(to - from), notice.beat);
                self.block(out, class, fill, (*from, *to), (SEEN, 14.0), &about)?;
                match together.last_mut() {
                    Some(last) if last.1 == *from => last.1 = *to,
                    _ => together.push((*from, *to)),
                }
            }
        }
        let mut free = LEFT;
        for (from, to) in together {
            let text = length(to - from);
            let half = text.chars().count() as f64 * LETTER / 2.0;
            let middle = (self.x(from) + self.x(to)) / 2.0;
            if middle - half >= free && middle + half <= RIGHT {
                free = middle + half + 6.0;
                writeln!(out, "<text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{text}</text>", SEEN + 25.0)?;
            }
        }
        Ok(())
    }
}
