//! The lanes: planned bars outlined, actual ones filled, the difference hatched, faults behind.

use bevy_egui::egui::{self, Align2, Color32, Pos2, Rect, Shape, Stroke, StrokeKind, pos2, vec2};

use super::Night;
use super::scale::{GUTTER, Scale, Zones};
use crate::stage::palette::{self, Status, pencil as ink};
use crate::stage::pencil::book::{Bar, Lane};
use crate::stage::pencil::page::font;

/// A slip below this is not hatched, µs: it would be a smear.
const HATCHED_US: i64 = 500_000;
/// More bars than this in one lane are drawn a point apart at most.
const CROWD: usize = 600;

/// The departments' names beside their lanes.
pub(super) fn gutter(paint: &egui::Painter, night: &Night, z: &Zones) {
    for (k, lane) in night.book.lanes.iter().enumerate() {
        let rect = z.lane(k);
        let full = Rect::from_min_max(pos2(rect.left() - GUTTER + 2.0, rect.top()), rect.max);
        if k % 2 == 0 {
            paint.rect_filled(full, 0.0, ink::ROW.gamma_multiply(0.35));
        }
        let hue = Rect::from_min_size(full.min + vec2(0.0, 1.0), vec2(3.0, (rect.height() - 2.0).max(1.0)));
        paint.rect_filled(hue, 0.0, palette::department(&lane.name));
        if rect.height() >= 9.0 {
            let at = pos2(hue.right() + 4.0, rect.center().y);
            let clip = paint.with_clip_rect(full.with_max_x(rect.left() - 2.0).intersect(paint.clip_rect()));
            clip.text(at, Align2::LEFT_CENTER, &lane.name, font(ink::SMALL), ink::FAINT);
        }
    }
}

/// What is behind the bars: faults at work, in the lane of their machine.
pub(super) fn behind(paint: &egui::Painter, night: &Night, s: &Scale, z: &Zones) {
    for ((from, to), band) in night.book.bands.seen(s.from_us, s.to_us) {
        let Some(lane) = band.lane else { continue };
        let rect = z.lane(lane);
        // What lasts to the end of the run fades: it would else colour everything.
        let long = band.open || to - from > 90_000_000;
        let box_ = s.span(*from, *to, rect.top(), rect.height());
        paint.rect_filled(box_, 0.0, Status::Fault.faint(if long { 0.12 } else { 0.30 }));
        paint.vline(s.x(*from), rect.y_range(), Stroke::new(1.5, Status::Fault.colour()));
        if !band.open {
            paint.vline(s.x(*to), rect.y_range(), Stroke::new(1.0, Status::Fault.faint(0.7)));
        }
    }
}

/// The bars. `strength` is 1, or less where a chain is to stand out; `over` draws the outline of another night's.
pub(super) fn bars(paint: &egui::Painter, night: &Night, s: &Scale, z: &Zones, strength: f32) {
    let mut shapes = Vec::new();
    for (k, lane) in night.book.lanes.iter().enumerate() {
        let crowd = lane.bars.begin_in(s.from_us, s.to_us) > CROWD;
        let mut free = f32::MIN;
        for ((from, to), bar) in seen(lane, s, crowd) {
            let x = s.x(*from);
            if crowd && x < free && s.x(*to) - x < 2.0 {
                continue;
            }
            free = x + 1.5;
            let (y, tall) = z.bar(k, bar.row);
            one(&mut shapes, bar, s, y, tall, night.t_us, strength);
        }
    }
    paint.extend(shapes);
}

/// Rows that the bars of each lane need, of those that are seen.
pub(super) fn rows(night: &Night, s: &Scale) -> Vec<u8> {
    let of = |lane: &Lane| {
        if lane.rows == 1 || lane.bars.begin_in(s.from_us, s.to_us) > CROWD {
            return lane.rows;
        }
        lane.bars.seen(s.from_us, s.to_us).map(|(_, b)| b.row + 1).max().unwrap_or(1)
    };
    night.book.lanes.iter().map(of).collect()
}

/// The bars that are seen; of a crowd one per point, found by jumps.
fn seen<'a>(lane: &'a Lane, s: &'a Scale, crowd: bool) -> Box<dyn Iterator<Item = &'a ((i64, i64), Bar)> + 'a> {
    if !crowd {
        return Box::new(lane.bars.seen(s.from_us, s.to_us));
    }
    let step = s.us_of(1.5).max(1);
    let mut next = lane.bars.from(s.from_us);
    Box::new(std::iter::from_fn(move || {
        let item = lane.bars.get(next).filter(|((from, _), _)| *from <= s.to_us)?;
        next = lane.bars.from(item.0.0.saturating_add(step)).max(next + 1);
        Some(item)
    }))
}

fn one(shapes: &mut Vec<Shape>, bar: &Bar, s: &Scale, y: f32, tall: f32, t_us: i64, strength: f32) {
    if let Some((from, to)) = bar.actual.filter(|(a, b)| s.sees(*a, *b)) {
        // What is still to come is fainter than what has happened.
        let alpha = if from > t_us { 0.5 } else { 0.95 } * strength;
        let inset = (tall * 0.16).min(2.0);
        let rect = s.span(from, to, y + inset, tall - 2.0 * inset);
        shapes.push(Shape::rect_filled(rect, 1.0, bar.status.faint(alpha)));
    }
    if let Some((from, to)) = bar.planned.filter(|(a, b)| s.sees(*a, *b)) {
        let stroke = Stroke::new(1.0, Status::Planned.faint(0.85 * strength.max(0.4)));
        shapes.push(Shape::rect_stroke(s.span(from, to, y, tall), 1.0, stroke, StrokeKind::Inside));
    }
    if let (Some((was, _)), Some((is, _))) = (bar.planned, bar.actual)
        && (is - was).abs() > HATCHED_US
    {
        let (a, b) = (was.min(is), was.max(is));
        let band = (tall * 0.4).clamp(2.0, 7.0);
        let rect = s.span(a, b, y + (tall - band) * 0.5, band);
        hatch(shapes, rect, s, bar.status.faint(0.6 * strength), 5.0);
    }
    if let Some(at) = bar.given_up.filter(|at| s.sees(*at, *at)) {
        let (p, r) = (pos2(s.x(at), y + tall * 0.5), (tall * 0.3).clamp(2.0, 4.0));
        let stroke = Stroke::new(1.5, Status::Skipped.colour());
        shapes.push(Shape::line_segment([p - vec2(r, r), p + vec2(r, r)], stroke));
        shapes.push(Shape::line_segment([p - vec2(r, -r), p + vec2(r, -r)], stroke));
    }
}

/// Outlines of another night's bars, dashed.
pub(super) fn outlines(paint: &egui::Painter, other: &Night, own: &Night, s: &Scale, z: &Zones) {
    let mut shapes = Vec::new();
    for lane in &other.book.lanes {
        let Some(k) = own.book.lanes.iter().position(|l| l.name == lane.name) else { continue };
        let crowd = lane.bars.begin_in(s.from_us, s.to_us) > CROWD;
        for (_, bar) in seen(lane, s, crowd) {
            let Some((from, to)) = bar.actual.filter(|(a, b)| s.sees(*a, *b)) else { continue };
            let (y, tall) = z.bar(k, bar.row);
            let r = s.span(from, to, y, tall);
            let path = [r.left_top(), r.right_top(), r.right_bottom(), r.left_bottom(), r.left_top()];
            shapes.extend(Shape::dashed_line(&path, Stroke::new(1.0, ink::INK), 3.0, 2.0));
        }
    }
    paint.extend(shapes);
}

/// Slanted lines in a box, as far as it is seen; `gap` points apart.
pub(super) fn hatch(shapes: &mut Vec<Shape>, rect: Rect, s: &Scale, colour: Color32, gap: f32) {
    let (left, right) = (rect.left().max(s.left), rect.right().min(s.right));
    if right - left < 1.0 {
        return;
    }
    let tall = rect.height();
    // On a grid of the screen, so that neighbours match.
    let mut x = ((left - tall) / gap).floor() * gap;
    while x < right {
        let (a, b) = (x.max(left), (x + tall).min(right));
        if b > a {
            let y = |at: f32| rect.bottom() - (at - x);
            shapes.push(Shape::line_segment([pos2(a, y(a)), pos2(b, y(b))], Stroke::new(1.0, colour)));
        }
        x += gap;
    }
}

/// The cue under the pointer.
pub(super) fn cue_at(night: &Night, s: &Scale, z: &Zones, p: Pos2) -> Option<u32> {
    let k = z.lane_at(p.y)?;
    let lane = night.book.lanes.get(k)?;
    let near = s.us_of(4.0);
    let t = s.t(p.x);
    let off = |stretch: Option<(i64, i64)>| stretch.map(|(a, b)| (a - t).max(t - b).max(0));
    let found = lane.bars.seen(t - near, t + near).take(200).filter_map(|(_, bar)| {
        let far = off(bar.actual).into_iter().chain(off(bar.planned).map(|f| f + near / 8)).min();
        let far = far.or(bar.given_up.map(|at| (at - t).abs())).filter(|f| *f <= near)?;
        let (y, tall) = z.bar(k, bar.row);
        let beside = if (y..=y + tall).contains(&p.y) { 0 } else { near * 2 };
        // Of two that overlap the shorter: else it could not be pointed at.
        let length = bar.actual.or(bar.planned).map_or(0, |(a, b)| b - a);
        Some((far + beside, length, bar.cue))
    });
    found.min().map(|(_, _, cue)| cue)
}
