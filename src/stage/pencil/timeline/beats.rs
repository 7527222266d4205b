//! Above the lanes: the times, and the beats with vamps, stage waits and holds. Below them: the faults' names, and the
//! whole night in one strip.

use bevy_egui::egui::{self, Align2, Rangef, Rect, Shape, Stroke, StrokeKind, pos2, vec2};

use super::Night;
use super::lanes::hatch;
use super::scale::{FAULTS, Scale, Zones};
use crate::run::Span;
use crate::stage::palette::{Status, pencil as ink};
use crate::stage::pencil::page::{clock, font, seconds, signed};

/// Seconds between marks that read well.
const STEPS: [i64; 12] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];

/// How far a fault's name may be from where it begins, points.
const SHIFTED: f32 = 150.0;

/// The times, and hairlines down through the lanes.
pub(super) fn ruler(paint: &egui::Painter, s: &Scale, z: &Zones) {
    let wide = (s.right - s.left).max(1.0);
    let room = ((s.to_us - s.from_us) as f64 * 1e-6 * 64.0 / f64::from(wide)) as i64;
    let step = STEPS.into_iter().find(|k| *k >= room).unwrap_or(room.max(3600)) * 1_000_000;
    let mut t = s.from_us.div_euclid(step) * step;
    let mut shapes = Vec::new();
    while t <= s.to_us {
        let x = s.x(t);
        if t >= 0 && x >= s.left {
            let tick = Rangef::new(z.ruler.bottom() - 4.0, z.ruler.bottom());
            shapes.push(Shape::vline(x, tick, Stroke::new(1.0, ink::FAINT)));
            shapes.push(Shape::vline(x, z.lanes.y_range(), Stroke::new(0.5, ink::RULE)));
            let words = if step >= 1_000_000 { whole(t) } else { clock(t) };
            paint.text(pos2(x + 3.0, z.ruler.center().y), Align2::LEFT_CENTER, words, font(ink::SMALL), ink::FAINT);
        }
        t += step;
    }
    paint.extend(shapes);
}

/// `12:07`.
fn whole(us: i64) -> String {
    let clock = clock(us);
    clock.split_once('.').map_or(clock.clone(), |(w, _)| w.to_owned())
}

/// The beats, the bars that were vamped, waits and holds, and when the picture was wrong.
pub(super) fn beats(paint: &egui::Painter, night: &Night, s: &Scale, z: &Zones) {
    let r = night.r;
    let rect = z.beats;
    let mut shapes = Vec::new();
    for ((from, to), played) in night.book.beats.seen(s.from_us, s.to_us) {
        let box_ = s.span(*from, *to, rect.top(), rect.height() - 3.0).shrink2(vec2(0.5, 0.0));
        shapes.push(Shape::rect_filled(box_, 1.0, ink::ROW));
        if let Some((was, _)) = played.planned.filter(|(was, _)| (was - from).abs() > 500_000) {
            // Where it was planned to start.
            let tick = Rangef::new(rect.top(), rect.top() + 4.0);
            shapes.push(Shape::vline(s.x(was), tick, Stroke::new(1.5, Status::Planned.colour())));
        }
        if played.opens_scene {
            shapes.push(Shape::vline(box_.left(), rect.y_range(), Stroke::new(2.0, ink::FAINT)));
        }
        if let Some((since, bar)) = played.vamp {
            let vamp = s.span(since, *to, rect.top(), rect.height() - 3.0);
            shapes.push(Shape::rect_filled(vamp, 0.0, Status::Late.faint(0.30)));
            // A tick per bar, unless they would run together.
            let mut t = since;
            while t <= *to && s.x(t + bar) - s.x(t) >= 3.0 {
                let tick = Rangef::new(vamp.bottom() - 6.0, vamp.bottom());
                shapes.push(Shape::vline(s.x(t), tick, Stroke::new(1.0, Status::Late.colour())));
                t += bar;
            }
        }
    }
    for w in seen(&r.run.waits, s) {
        let wait = s.span(w.from_us, w.to_us, rect.top(), rect.height() - 3.0);
        shapes.push(Shape::rect_filled(wait, 0.0, Status::Late.faint(0.18)));
        hatch(&mut shapes, wait, s, Status::Late.colour(), 5.0);
    }
    for h in seen(&r.run.holds, s) {
        let hold = s.span(h.from_us, h.to_us, rect.top(), rect.height() - 3.0);
        shapes.push(Shape::rect_filled(hold, 0.0, Status::VeryLate.faint(0.55)));
        shapes.push(Shape::rect_stroke(hold, 0.0, Stroke::new(1.0, Status::VeryLate.colour()), StrokeKind::Inside));
    }
    for w in seen(&r.run.wrong, s) {
        let band = s.span(w.from_us, w.to_us, rect.bottom() - 2.5, 2.5);
        shapes.push(Shape::rect_filled(band, 0.0, Status::VeryLate.colour()));
    }
    paint.extend(shapes);
    // Words last, each in its own box.
    let words = |from: i64, to: i64, words: &str, colour: egui::Color32| {
        let box_ = s.span(from, to, rect.top(), rect.height() - 3.0);
        let (left, right) = (box_.left().max(s.left), box_.right().min(s.right));
        if right - left < 26.0 {
            return;
        }
        let clip = Rect::from_min_max(pos2(left, rect.top()), pos2(right - 1.0, rect.bottom()));
        let at = pos2(left + 4.0, box_.center().y);
        let clipped = paint.with_clip_rect(clip.intersect(paint.clip_rect()));
        clipped.text(at, Align2::LEFT_CENTER, words, font(ink::SMALL), colour);
    };
    // Beats too short to be named: the scenes are.
    let count = night.book.beats.begin_in(s.from_us, s.to_us).max(1);
    let crowded = (s.right - s.left) / count as f32 <= 46.0;
    if crowded {
        scenes(&words, night, s);
    }
    for ((from, to), played) in night.book.beats.seen(s.from_us, s.to_us).filter(|_| !crowded) {
        let until = played.vamp.map_or(*to, |(since, _)| since);
        words(*from, until, &played.name, ink::INK);
        if let Some((since, bar)) = played.vamp {
            let bars = (*to - since + bar - 1) / bar.max(1);
            words(since, *to, &format!("vamp {bars}"), Status::Late.colour());
        }
    }
    for w in seen(&r.run.waits, s) {
        words(w.from_us, w.to_us, &format!("wait {}", seconds(w.to_us - w.from_us)), ink::INK);
    }
    for h in seen(&r.run.holds, s) {
        words(h.from_us, h.to_us, &format!("HELD {}", seconds(h.to_us - h.from_us)), ink::INK);
    }
}

/// The scenes' names, each over its beats.
fn scenes(words: &dyn Fn(i64, i64, &str, egui::Color32), night: &Night, s: &Scale) {
    let mut open: Option<(i64, i64, &str)> = None;
    let tell = |scene: Option<(i64, i64, &str)>| {
        if let Some((from, to, title)) = scene {
            words(from, to, title, ink::INK);
        }
    };
    for ((from, to), played) in night.book.beats.seen(s.from_us, s.to_us) {
        match &mut open {
            Some(scene) if !played.opens_scene => scene.1 = *to,
            _ => {
                tell(open.take());
                open = Some((*from, *to, played.scene.as_str()));
            }
        }
    }
    tell(open);
}

/// The spans that are seen: they are in order and do not overlap.
fn seen<'a>(spans: &'a [Span], s: &Scale) -> &'a [Span] {
    let first = spans.partition_point(|w| w.to_us < s.from_us);
    let last = spans.partition_point(|w| w.from_us <= s.to_us);
    spans.get(first..last).unwrap_or_default()
}

/// The faults' names, each where it begins, in as many lines as there are.
pub(super) fn faults(paint: &egui::Painter, night: &Night, s: &Scale, z: &Zones) {
    let lines = ((z.faults.height() / FAULTS) as usize).min(4);
    if lines == 0 {
        return;
    }
    let mut free = vec![f32::MIN; lines];
    let gutter = pos2(z.faults.left() - 5.0, z.faults.top() + FAULTS * 0.5);
    if night.book.bands.len() > 0 {
        let clip = paint.with_clip_rect(z.faults.expand2(vec2(super::scale::GUTTER, 0.0)));
        clip.text(gutter, Align2::RIGHT_CENTER, "faults", font(ink::SMALL), Status::Fault.faint(0.9));
    }
    let mut unnamed = 0;
    for ((from, to), band) in night.book.bands.seen(s.from_us, s.to_us) {
        let x = s.x(*from).max(s.left);
        // What has all but gone needs no name.
        if *from < s.from_us && *to < s.from_us + s.us_of(SHIFTED) {
            let end = Rect::from_min_max(pos2(x, z.faults.top() + 1.0), pos2(s.x(*to), z.faults.bottom() - 1.0));
            paint.rect_filled(end, 0.0, Status::Fault.faint(0.26));
            continue;
        }
        let words = format!("{} · {}", band.name, band.on);
        let galley = paint.layout_no_wrap(words, font(ink::SMALL), Status::Fault.colour());
        // Where no line is free, the words come after those before them.
        let least = (0..lines).min_by(|a, b| free[*a].total_cmp(&free[*b])).unwrap_or(0);
        let line = free.iter().position(|f| *f < x).unwrap_or(least);
        let start = x.max(free[line]);
        if start - x > SHIFTED {
            paint.vline(x, z.faults.y_range(), Stroke::new(1.0, Status::Fault.faint(0.6)));
            unnamed += 1;
            continue;
        }
        let y = z.faults.top() + FAULTS * line as f32;
        let end = s.x(*to).min(s.right).max(x + 2.0);
        let bar = Rect::from_min_max(pos2(x, y + 1.0), pos2(end, y + FAULTS - 1.0));
        paint.rect_filled(bar, 1.0, Status::Fault.faint(if band.open { 0.14 } else { 0.26 }));
        if *from >= s.from_us {
            paint.vline(x, Rangef::new(y + 1.0, y + FAULTS - 1.0), Stroke::new(2.0, Status::Fault.colour()));
        }
        free[line] = start + galley.size().x + 12.0;
        let at = pos2(start + 5.0, y + FAULTS * 0.5 - galley.size().y * 0.5);
        if start > x {
            let under = Rect::from_min_size(at, galley.size()).expand2(vec2(3.0, -1.0));
            paint.rect_filled(under, 1.0, ink::SLIP);
            paint.hline(Rangef::new(x, at.x - 3.0), y + FAULTS - 2.0, Stroke::new(1.0, Status::Fault.colour()));
        }
        paint.galley(at, galley, Status::Fault.colour());
    }
    if unnamed > 0 {
        let more = paint.layout_no_wrap(format!("+{unnamed} more"), font(ink::SMALL), Status::Fault.colour());
        let at = pos2(s.right - more.size().x - 4.0, z.faults.bottom() - FAULTS * 0.5 - more.size().y * 0.5);
        paint.rect_filled(Rect::from_min_size(at, more.size()).expand2(vec2(4.0, -1.0)), 1.0, ink::SLIP);
        paint.galley(at, more, Status::Fault.colour());
    }
}

/// The whole night in one strip: beats' scenes, faults, wrong pictures, what is seen above, and now.
pub(super) fn whole_night(paint: &egui::Painter, night: &Night, far: &Scale, near: &Scale, z: &Zones) {
    let rect = z.night;
    let (y, tall) = (rect.top(), rect.height());
    let mut shapes = vec![Shape::rect_filled(rect, 2.0, ink::ROW)];
    for ((from, _), played) in night.book.beats.seen(far.from_us, far.to_us) {
        if played.opens_scene {
            shapes.push(Shape::vline(far.x(*from), rect.y_range(), Stroke::new(1.0, ink::RULE)));
        }
    }
    for ((from, to), band) in night.book.bands.seen(far.from_us, far.to_us).take(2000) {
        let to = if band.open { (*to).min(from + 15_000_000) } else { *to };
        shapes.push(Shape::rect_filled(
            far.span(*from, to, y + tall * 0.55, tall * 0.45),
            0.0,
            Status::Fault.faint(0.8),
        ));
    }
    for w in night.r.run.wrong.iter().take(2000) {
        shapes.push(Shape::rect_filled(far.span(w.from_us, w.to_us, y, tall * 0.4), 0.0, Status::VeryLate.colour()));
    }
    let window = far.span(near.from_us.max(far.from_us), near.to_us.min(far.to_us), y, tall);
    shapes.push(Shape::rect_stroke(window, 1.0, Stroke::new(1.0, ink::INK), StrokeKind::Inside));
    let now = Rangef::new(y - 2.0, y + tall + 1.0);
    shapes.push(Shape::vline(far.x(night.t_us), now, Stroke::new(2.0, Status::Now.colour())));
    paint.extend(shapes);
    let at = pos2(rect.left() - 5.0, rect.center().y);
    paint.text(at, Align2::RIGHT_CENTER, "night", font(ink::SMALL), ink::FAINT);
    let words = format!("{} · show {}", clock(far.to_us), signed(night.r.slip.show_us));
    let at = pos2(rect.right() - 4.0, rect.center().y);
    paint.text(at, Align2::RIGHT_CENTER, words, font(ink::SMALL), ink::FAINT);
}
