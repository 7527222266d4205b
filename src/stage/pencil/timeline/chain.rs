//! The cause chain as a line back through the lanes: time passes along a lane, and where one thing sets off another the
//! line goes over to it. It takes the colour of the slip it carries; a dot where slip came or went, with the seconds.

use bevy_egui::egui::{self, Align2, Color32, Pos2, Rect, Shape, Stroke, StrokeKind, pos2, vec2};

use super::scale::{Scale, Zones};
use crate::stage::palette::{Status, pencil as ink};
use crate::stage::pencil::page::{clock, font, signed, within};
use crate::stage::pencil::told::{Place, Step, Told, headline};

/// Steps nearer than this, points, are told together.
const KNOT: f32 = 14.0;

/// A step with its place.
struct Dot<'a> {
    at: Pos2,
    step: &'a Step,
}

/// The colour of so much slip.
fn heat(slip_us: Option<i64>) -> Color32 {
    slip_us.map_or(Status::Planned, Status::of_slip).colour()
}

/// Draws a chain; `pinned`: with words at its steps.
pub(super) fn chain(paint: &egui::Painter, told: &Told, s: &Scale, z: &Zones, pinned: bool) {
    // Oldest first, as time goes.
    let dots: Vec<Dot> =
        told.steps.iter().rev().map(|step| Dot { at: pos2(s.x(step.at_us), height(step.place, z)), step }).collect();
    let dots = thinned(dots);
    let mut segments: Vec<(Pos2, Pos2, Color32)> = Vec::new();
    for pair in dots.windows(2) {
        let [a, b] = pair else { continue };
        if !s.sees(a.step.at_us, b.step.at_us) {
            continue;
        }
        let (from, to) = (pos2(a.at.x.max(s.left - 8.0), a.at.y), pos2(b.at.x.min(s.right + 8.0), b.at.y));
        let colour = heat(a.step.slip_us.or(b.step.slip_us));
        let corner = pos2(to.x, from.y);
        segments.push((from, corner, colour));
        segments.push((corner, to, heat(b.step.slip_us)));
    }
    let mut shapes = Vec::new();
    let wide = if pinned { 2.5 } else { 2.0 };
    for (a, b, _) in &segments {
        shapes.push(Shape::line_segment([*a, *b], Stroke::new(wide + 4.0, ink::HALO)));
    }
    for (a, b, colour) in &segments {
        shapes.push(Shape::line_segment([*a, *b], Stroke::new(wide, *colour)));
    }
    for dot in dots.iter().filter(|d| s.sees(d.step.at_us, d.step.at_us)) {
        mark(&mut shapes, dot, pinned);
    }
    if let Some(last) = dots.last().filter(|d| s.sees(d.step.at_us, d.step.at_us)) {
        shapes.push(Shape::circle_stroke(last.at, 7.5, Stroke::new(1.5, ink::INK)));
    }
    paint.extend(shapes);
    if pinned {
        labels(paint, &dots, &segments, s, z);
    }
}

/// Without the steps that would lie on the one before them: a chain may have thousands.
fn thinned(dots: Vec<Dot>) -> Vec<Dot> {
    let last = dots.len().saturating_sub(1);
    let mut kept: Vec<Dot> = Vec::new();
    for (i, dot) in dots.into_iter().enumerate() {
        let moved = kept.last().is_none_or(|k| (k.at.x - dot.at.x).abs() >= 1.5 || k.at.y != dot.at.y && i < 400);
        if moved || i == last || dot.step.tells() {
            kept.push(dot);
        }
    }
    kept
}

fn height(place: Place, z: &Zones) -> f32 {
    match place {
        Place::Beats => z.track,
        Place::Lane(k, row) => {
            let (y, tall) = z.bar(k, row);
            y + tall * 0.5
        }
    }
}

/// A dot for a step: a disc where time was lost, a triangle down where some was won, a diamond where a fault was at work,
/// small where it only passed through.
fn mark(shapes: &mut Vec<Shape>, dot: &Dot, pinned: bool) {
    let (p, colour) = (dot.at, heat(dot.step.slip_us));
    if !dot.step.tells() {
        shapes.push(Shape::circle_filled(p, if pinned { 2.2 } else { 1.6 }, colour));
        return;
    }
    let r = if pinned { 5.0 } else { 4.0 };
    let edge = Stroke::new(1.5, ink::PAPER.to_opaque());
    let shape = if !dot.step.blamed.is_empty() {
        let r = r + 1.0;
        let points = vec![p - vec2(0.0, r), p + vec2(r, 0.0), p + vec2(0.0, r), p - vec2(r, 0.0)];
        Shape::convex_polygon(points, Status::Fault.colour(), edge)
    } else if dot.step.own_us < 0 {
        let points = vec![p + vec2(-r, -r * 0.8), p + vec2(r, -r * 0.8), p + vec2(0.0, r)];
        Shape::convex_polygon(points, Status::OnTime.colour(), edge)
    } else {
        Shape::Circle(egui::epaint::CircleShape { center: p, radius: r - 0.5, fill: colour, stroke: edge })
    };
    shapes.push(shape);
}

/// Whether a box is crossed by an upright or level line.
fn crossed(rect: Rect, a: Pos2, b: Pos2) -> bool {
    rect.intersects(Rect::from_two_pos(a, b).expand(1.0))
}

/// Steps at nearly one instant and place: a gate opens, the beat starts at the bar line, and so on.
struct Knot<'a> {
    at: Pos2,
    steps: Vec<&'a Step>,
}

impl Knot<'_> {
    /// What happened last here, and what it came to.
    fn title(&self) -> String {
        let Some(last) = self.steps.last() else { return String::new() };
        match last.slip_us {
            Some(us) => format!("{} {}", last.what, signed(us)),
            None => last.what.clone(),
        }
    }

    /// A line per step, oldest first: the seconds, why, and their colour.
    fn lines(&self) -> Vec<(String, Color32)> {
        let line = |s: &&Step| {
            let colour = if !s.blamed.is_empty() {
                Status::Fault.colour()
            } else if s.own_us < 0 {
                Status::OnTime.colour()
            } else {
                heat(Some(s.own_us))
            };
            let seconds = if s.own_us == 0 { String::new() } else { format!("{}  ", signed(s.own_us)) };
            (format!("{seconds}{}", s.why).trim_end().to_owned(), colour)
        };
        self.steps.iter().map(line).collect()
    }
}

/// The steps that tell, oldest first, those close together gathered.
fn knots<'a>(dots: &[Dot<'a>], s: &Scale) -> Vec<Knot<'a>> {
    let mut knots: Vec<Knot> = Vec::new();
    for dot in dots.iter().filter(|d| d.step.tells() && s.sees(d.step.at_us, d.step.at_us)) {
        match knots.last_mut() {
            Some(k) if dot.at.x - k.at.x < KNOT && k.steps.len() < 5 => {
                k.steps.push(dot.step);
                k.at.y = dot.at.y;
            }
            _ => knots.push(Knot { at: dot.at, steps: vec![dot.step] }),
        }
    }
    knots
}

/// Whether a straight line goes through a box.
fn passes(rect: Rect, a: Pos2, b: Pos2) -> bool {
    (0..=12).any(|k| rect.contains(a.lerp(b, k as f32 / 12.0)))
}

/// Words where slip came or went. They keep off each other, off the dots and, as far as they can, off the line; a
/// hairline leads back.
fn labels(paint: &egui::Painter, dots: &[Dot], segments: &[(Pos2, Pos2, Color32)], s: &Scale, z: &Zones) {
    let area = Rect::from_min_max(pos2(s.left + 1.0, z.beats.bottom() + 1.0), pos2(s.right - 1.0, z.lanes.bottom()));
    let knots = knots(dots, s);
    let mut taken: Vec<Rect> = knots.iter().map(|k| Rect::from_center_size(k.at, vec2(13.0, 13.0))).collect();
    for knot in knots {
        let title = paint.layout_no_wrap(knot.title(), font(ink::SMALL), ink::INK);
        let lines: Vec<_> = knot
            .lines()
            .into_iter()
            .map(|(words, colour)| (paint.layout_no_wrap(words, font(ink::SMALL), colour), colour))
            .collect();
        let row = title.size().y - 1.0;
        let wide = lines.iter().map(|(g, _)| g.size().x).fold(title.size().x, f32::max) + 12.0;
        let mut shown = lines.len();
        // What finds no place whole is told shorter.
        let rect = loop {
            let size = vec2(wide, row * (shown + 1) as f32 + 5.0);
            match put(knot.at, size, area, &taken, segments, 420.0) {
                Some(rect) => break Some(rect),
                None if shown > 1 => shown -= 1,
                None => break None,
            }
        };
        let Some(rect) = rect else { continue };
        taken.push(rect.expand(3.0));
        let colour = heat(knot.steps.last().and_then(|s| s.slip_us));
        let near = rect.clamp(knot.at);
        if near.distance(knot.at) > 7.0 {
            paint.line_segment([knot.at, near], Stroke::new(1.0, colour.gamma_multiply(0.8)));
        }
        paint.rect_filled(rect, 3.0, ink::SLIP);
        paint.rect_filled(rect.with_max_x(rect.left() + 3.0), 1.0, colour);
        paint.rect_stroke(rect, 3.0, Stroke::new(1.0, colour.gamma_multiply(0.4)), StrokeKind::Inside);
        let mut at = rect.min + vec2(8.0, 2.0);
        paint.galley(at, title, ink::INK);
        for (galley, colour) in lines.into_iter().take(shown) {
            at.y += row;
            paint.galley(at, galley, colour);
        }
    }
}

/// The best free place for a label of that size about a point, if there is one within `reach` points.
fn put(
    at: Pos2,
    size: egui::Vec2,
    area: Rect,
    taken: &[Rect],
    segments: &[(Pos2, Pos2, Color32)],
    reach: f32,
) -> Option<Rect> {
    if size.x > area.width() || size.y > area.height() {
        return None;
    }
    let room = Rect::from_min_max(area.min, area.max - size);
    let mut best: Option<(f32, Rect)> = None;
    let columns = [-size.x - 9.0, -size.x * 0.5, 9.0];
    for far in [9.0, 20.0, 34.0, 50.0, 70.0, 95.0, 125.0, 160.0, 200.0, 250.0, 310.0, 380.0] {
        if far > reach {
            break;
        }
        for (i, dx) in columns.into_iter().enumerate() {
            let side = if i == 1 { 0.0 } else { far - 9.0 };
            let dx = if i == 0 { dx - side * 0.6 } else { dx + side * 0.6 };
            for dy in [-size.y - far, -size.y * 0.5, far] {
                let min = pos2(at.x + dx, at.y + dy);
                let rect = Rect::from_min_size(within(room, min), size);
                if taken.iter().any(|t| t.intersects(rect)) {
                    continue;
                }
                let over = segments.iter().filter(|(a, b, _)| crossed(rect, *a, *b)).count();
                let near = rect.clamp(at);
                // A leader through another's words would be taken for theirs.
                let through = taken.iter().filter(|t| !t.contains(at) && passes(**t, at, near)).count();
                let off = near.distance(at) + rect.center().distance(at) * 0.15;
                let cost = off + over as f32 * 45.0 + through as f32 * 150.0;
                if best.is_none_or(|(least, _)| cost < least) {
                    best = Some((cost, rect));
                }
            }
        }
        if best.is_some_and(|(cost, _)| cost < far) {
            break;
        }
    }
    best.map(|(_, rect)| rect)
}

/// Whose chain it is and what the seconds are owed to, in one line over the lanes.
pub(super) fn header(paint: &egui::Painter, told: &Told, z: &Zones) {
    let rect = z.header;
    let y = rect.center().y - 1.0;
    let colour = heat(told.slip_us);
    let mut x = rect.left();
    let put = |words: String, size: f32, colour: Color32, x: &mut f32| {
        let galley = paint.layout_no_wrap(words, font(size), colour);
        let wide = galley.size().x;
        let fits = *x + wide < rect.right() - 70.0;
        if fits {
            paint.galley(pos2(*x, y - galley.size().y * 0.5), galley, colour);
            *x += wide;
        }
        fits
    };
    put(headline(told), ink::BODY, colour, &mut x);
    x += 14.0;
    if told.owed.is_empty() {
        put("nothing was lost on its way".to_owned(), ink::SMALL, ink::FAINT, &mut x);
    }
    for (name, us) in &told.owed {
        let colour = if *us < 0 { Status::OnTime.colour() } else { ink::INK };
        let before = x;
        if !put(format!("{} ", signed(*us)), ink::SMALL, colour, &mut x)
            || !put(format!("{name}   "), ink::SMALL, ink::FAINT, &mut x)
        {
            let at = pos2(before.min(rect.right() - 64.0), y);
            paint.text(at, Align2::LEFT_CENTER, "…", font(ink::SMALL), ink::FAINT);
            break;
        }
    }
}

/// The chain as a tooltip, newest first.
pub(super) fn tell(ui: &mut egui::Ui, told: &Told) {
    ui.set_max_width(430.0);
    ui.label(egui::RichText::new(headline(told)).size(ink::BODY).color(heat(told.slip_us)));
    let mut any = false;
    for step in told.steps.iter().filter(|s| s.tells()).take(12) {
        any = true;
        let words = format!("{}  {}", clock(step.at_us), step.words);
        let colour = if !step.blamed.is_empty() { Status::Fault.colour() } else { ink::INK };
        ui.label(egui::RichText::new(words).size(ink::SMALL).color(colour));
    }
    let more = told.because().count().saturating_sub(12);
    if more > 0 {
        ui.label(egui::RichText::new(format!("and {more} more")).size(ink::SMALL).color(ink::FAINT));
    }
    let words = if any { "right click, or Alt and click: draw it" } else { "as planned" };
    ui.label(egui::RichText::new(words).size(ink::SMALL).color(ink::FAINT));
}
