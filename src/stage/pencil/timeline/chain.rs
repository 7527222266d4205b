//! The cause chain as a line back through the lanes: time passes along a lane, and where one thing sets off another the
//! line goes over to it. It takes the colour of the slip it carries; a dot where slip came or went, with the seconds.

use bevy_egui::egui::{self, Align2, Color32, Pos2, Rect, Shape, Stroke, StrokeKind, pos2, vec2};

use super::Night;
use super::scale::{Scale, Zones};
use crate::stage::palette::{Status, pencil as ink};
use crate::stage::pencil::page::{clock, font, signed};
use crate::stage::pencil::told::{Place, Step, Told, headline};

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
pub(super) fn chain(paint: &egui::Painter, night: &Night, told: &Told, s: &Scale, z: &Zones, pinned: bool) {
    // Oldest first, as time goes.
    let dots: Vec<Dot> = told
        .steps
        .iter()
        .rev()
        .map(|step| Dot { at: pos2(s.x(step.at_us), height(night, step.place, z)), step })
        .collect();
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

fn height(night: &Night, place: Place, z: &Zones) -> f32 {
    match place {
        Place::Beats => z.beats.center().y - 1.5,
        Place::Lane(k, row) => {
            let (y, tall) = z.bar(k, row, night.book.lanes.get(k).map_or(1, |l| l.rows));
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

/// Words at the steps at which slip came or went. They keep off each other, off the dots and, as far as they can, off the
/// line; a hairline leads back.
fn labels(paint: &egui::Painter, dots: &[Dot], segments: &[(Pos2, Pos2, Color32)], s: &Scale, z: &Zones) {
    let area = Rect::from_min_max(pos2(s.left + 1.0, z.beats.bottom() + 1.0), pos2(s.right - 1.0, z.lanes.bottom()));
    let told: Vec<&Dot> = dots.iter().filter(|d| d.step.tells() && s.sees(d.step.at_us, d.step.at_us)).collect();
    let mut taken: Vec<Rect> = told.iter().map(|d| Rect::from_center_size(d.at, vec2(13.0, 13.0))).collect();
    // What cost most gets the best place.
    let mut order: Vec<&Dot> = told.clone();
    order.sort_by_key(|d| -d.step.own_us.abs());
    for dot in order {
        let step = dot.step;
        let colour = if step.own_us < 0 { Status::OnTime.colour() } else { heat(Some(step.own_us)) };
        let first = if step.own_us == 0 { step.why.clone() } else { format!("{} {}", signed(step.own_us), step.why) };
        let head = paint.layout_no_wrap(first.trim_end().to_owned(), font(ink::SMALL), colour);
        let under = paint.layout_no_wrap(step.what.clone(), font(ink::SMALL), ink::FAINT);
        let full = vec2(head.size().x.max(under.size().x), head.size().y + under.size().y - 2.0) + vec2(10.0, 4.0);
        let short = head.size() + vec2(10.0, 3.0);
        let place = put(dot.at, full, area, &taken, segments, 420.0)
            .map(|rect| (rect, true))
            .or_else(|| put(dot.at, short, area, &taken, segments, 420.0).map(|rect| (rect, false)));
        let Some((rect, whole)) = place else { continue };
        taken.push(rect.expand(2.0));
        let near = rect.clamp(dot.at);
        if near.distance(dot.at) > 7.0 {
            paint.line_segment([dot.at, near], Stroke::new(1.0, ink::FAINT));
        }
        paint.rect_filled(rect, 3.0, ink::SLIP);
        paint.rect_stroke(rect, 3.0, Stroke::new(1.0, colour.gamma_multiply(0.55)), StrokeKind::Inside);
        let at = rect.min + vec2(5.0, if whole { 2.0 } else { 1.5 });
        let below = at + vec2(0.0, head.size().y - 2.0);
        paint.galley(at, head, colour);
        if whole {
            paint.galley(below, under, ink::FAINT);
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
                let rect = Rect::from_min_size(room.clamp(min), size);
                if taken.iter().any(|t| t.intersects(rect)) {
                    continue;
                }
                let over = segments.iter().filter(|(a, b, _)| crossed(rect, *a, *b)).count();
                let cost = rect.clamp(at).distance(at) + rect.center().distance(at) * 0.15 + over as f32 * 60.0;
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
