//! A curve about the playhead against plan.

use bevy_egui::egui::{self, Align2, Color32, Ui, vec2};
use egui_plot::{HLine, Line, LineStyle, PlotPoint, Span, Text, VLine};

use crate::run::Track;
use crate::stage::palette::{Status, pencil as ink};
use crate::stage::pencil::page::{Page, font, still_plot, text};

/// Seconds seen before and after now.
pub(super) const BEFORE_S: f64 = 30.0;
pub(super) const AFTER_S: f64 = 30.0;
/// Samples of a curve.
const SAMPLES: usize = 140;
/// Turns of a track that are hit exactly.
const TURNS_MAX: usize = 200;

/// One quantity over time.
pub(super) struct Chart<'a> {
    /// What it is: `lift`.
    pub(super) title: &'a str,
    /// Its unit.
    pub(super) unit: &'a str,
    /// Digits after the point.
    pub(super) digits: usize,
    /// As it went.
    pub(super) run: &'a Track,
    /// As planned.
    pub(super) plan: Option<&'a Track>,
    /// A second curve to hold it against, thin: what the desk wants.
    pub(super) wanted: Option<&'a Track>,
    /// Its rate of change instead of itself.
    pub(super) rate: bool,
    /// Always seen.
    pub(super) least: (f64, f64),
    /// Places with names.
    pub(super) marks: Vec<(&'a str, f64)>,
    /// Height, points.
    pub(super) tall: f32,
}

impl<'a> Chart<'a> {
    /// A quantity with a plan.
    pub(super) fn new(title: &'a str, unit: &'a str, run: &'a Track, plan: Option<&'a Track>) -> Self {
        let least = (f64::INFINITY, f64::NEG_INFINITY);
        Self { title, unit, digits: 2, run, plan, wanted: None, rate: false, least, marks: Vec::new(), tall: 86.0 }
    }

    fn value(&self, track: &Track, t: i64) -> f64 {
        if self.rate { track.rate(t) } else { track.sample(t) }
    }

    /// Values about now: seconds from now, and value. A turn of the track is hit from both sides.
    fn points(&self, track: &Track, t_us: i64) -> Vec<[f64; 2]> {
        let from = t_us - (BEFORE_S * 1e6) as i64;
        let to = t_us + (AFTER_S * 1e6) as i64;
        let step = ((to - from) / SAMPLES as i64).max(1);
        let mut at: Vec<i64> = (0..=SAMPLES as i64).map(|k| from + k * step).collect();
        let pieces = track.pieces();
        let first = pieces.partition_point(|p| p.start_us < from);
        for p in pieces.iter().skip(first).take(TURNS_MAX).take_while(|p| p.start_us <= to) {
            at.extend([p.start_us - 1, p.start_us]);
        }
        at.sort_unstable();
        at.dedup();
        let seconds = |t: i64| (t - t_us) as f64 * 1e-6;
        let finite = |p: &[f64; 2]| p[1].is_finite();
        at.into_iter().filter(|t| *t >= 0).map(|t| [seconds(t), self.value(track, t)]).filter(finite).collect()
    }

    /// Draws it with its value now.
    pub(super) fn show(self, ui: &mut Ui, page: &Page, bands: &[(f64, f64)]) {
        let t = page.t_us;
        let now = self.value(self.run, t);
        let planned = self.plan.map(|p| self.value(p, t));
        let off = planned.is_some_and(|p| (p - now).abs() > 0.005 * (1.0 + p.abs()));
        let colour = if off { Status::Late.colour() } else { ink::INK };
        let digits = self.digits;
        let signed = |x: f64| format!("{x:.digits$}").replace('-', "−");
        ui.horizontal(|ui| {
            ui.label(text(self.title, ink::SMALL, ink::FAINT));
            ui.label(text(format!("{} {}", signed(now), self.unit), ink::BODY, colour));
            if let Some(p) = planned.filter(|_| off) {
                let words = format!("planned {}", signed(p));
                ui.label(text(words, ink::SMALL, Status::Planned.colour()));
            }
        });
        let run = self.points(self.run, t);
        let plan = self.plan.map(|p| self.points(p, t)).unwrap_or_default();
        let wanted = self.wanted.map(|w| self.points(w, t)).unwrap_or_default();
        let (mut low, mut high) = self.least;
        for [_, y] in run.iter().chain(&plan).chain(&wanted) {
            low = low.min(*y);
            high = high.max(*y);
        }
        if !(low.is_finite() && high.is_finite()) {
            (low, high) = (0.0, 1.0);
        }
        let margin = ((high - low) * 0.08).max(1e-3 * (1.0 + high.abs()));
        let seen = (low - margin)..=(high + margin);
        let plot = still_plot(ui.id().with(("curve", self.title, self.rate)), self.tall)
            .x_grid_spacer(egui_plot::uniform_grid_spacer(|_| [10.0, 30.0, 60.0]));
        let marks: Vec<(String, f64)> =
            self.marks.iter().filter(|(_, y)| seen.contains(y)).map(|(n, y)| ((*n).to_owned(), *y)).collect();
        let bands = bands.to_vec();
        let response = plot.show(ui, move |plot| {
            plot.set_plot_bounds_x(-BEFORE_S..=AFTER_S);
            plot.set_plot_bounds_y(seen);
            for (from, to) in bands {
                plot.add(Span::new("", from..=to).fill(Status::Fault.faint(0.20)));
            }
            for (name, y) in marks {
                plot.add(HLine::new("", y).color(ink::RULE).width(1.0));
                let words = text(name, ink::SMALL, ink::FAINT);
                plot.text(Text::new("", PlotPoint::new(-BEFORE_S, y), words).anchor(Align2::LEFT_BOTTOM));
            }
            let curve = |points: Vec<[f64; 2]>, colour: Color32, width: f32, style: LineStyle| {
                Line::new("", points).color(colour).width(width).style(style)
            };
            plot.line(curve(wanted, ink::FAINT, 1.0, LineStyle::Solid));
            plot.line(curve(plan, Status::Planned.colour(), 1.5, LineStyle::Dashed { length: 5.0 }));
            plot.line(curve(run, colour, 1.8, LineStyle::Solid));
            plot.add(VLine::new("", 0.0).color(Status::Now.colour()).width(1.2));
            plot.add(egui_plot::Points::new("", vec![[0.0, now]]).radius(3.0).color(Status::Now.colour()));
        });
        let rect = response.response.rect;
        let paint = ui.painter_at(rect);
        paint.rect_stroke(rect, 0.0, egui::Stroke::new(0.5, ink::RULE), egui::StrokeKind::Inside);
        // Its range, legible over the curves.
        let inner = rect.shrink2(vec2(3.0, 1.0));
        let number = |at: egui::Pos2, align: Align2, value: f64| {
            let galley = paint.layout_no_wrap(signed(value), font(ink::SMALL), ink::FAINT);
            let chip = align.anchor_size(at, galley.size());
            paint.rect_filled(chip.expand2(vec2(2.0, -1.0)), 2.0, ink::CHIP);
            paint.galley(chip.min, galley, ink::FAINT);
        };
        if self.tall > 60.0 {
            number(inner.right_top(), Align2::RIGHT_TOP, high);
        }
        number(inner.right_bottom(), Align2::RIGHT_BOTTOM, low);
        ui.add_space(vec2(0.0, 3.0).y);
    }
}
