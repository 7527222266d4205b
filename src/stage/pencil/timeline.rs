//! The timeline: a lane per department, planned bars outlined, actual ones filled, faults behind, beats on top.

use bevy_egui::egui::{self, Align2, FontId, Rect, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use super::page::{Page, Wishes, begins, clock, signed, slip_word};
use crate::engine::fault_id;
use crate::run::CueTimes;
use crate::sheet::CueNumber;
use crate::stage::palette::{self, Status, pencil as ink};
use crate::stage::transport::{Wish, end_us};

/// Seconds seen at first.
const WINDOW_S: f64 = 150.0;
/// Width of the gutter with the departments' names, points.
const GUTTER: f32 = 44.0;

/// From instants to places.
struct Scale {
    from_us: i64,
    to_us: i64,
    lanes: Rect,
}

impl Scale {
    fn x(&self, t_us: i64) -> f32 {
        let share = (t_us - self.from_us) as f64 / (self.to_us - self.from_us).max(1) as f64;
        self.lanes.left() + self.lanes.width() * share.clamp(-0.5, 1.5) as f32
    }

    fn t(&self, x: f32) -> i64 {
        let share = f64::from((x - self.lanes.left()) / self.lanes.width().max(1.0));
        self.from_us + (share * (self.to_us - self.from_us) as f64) as i64
    }

    fn span(&self, from: i64, to: i64, y: f32, tall: f32) -> Rect {
        let (a, b) = (self.x(from), self.x(to));
        Rect::from_min_max(pos2(a, y), pos2(b.max(a + 2.0), y + tall))
    }

    fn sees(&self, from: i64, to: i64) -> bool {
        from <= self.to_us && to >= self.from_us
    }
}

/// The timeline about the playhead, and under it the whole night.
pub(super) fn timeline(ui: &mut Ui, page: &Page, wishes: &mut Wishes) {
    let rect = ui.available_rect_before_wrap();
    let response = ui.allocate_rect(rect, Sense::click_and_drag());
    let id = ui.id().with("seconds seen");
    let mut seconds: f64 = ui.data(|d| d.get_temp(id)).unwrap_or(WINDOW_S);
    if response.hovered() {
        let wheel = ui.input(|i| i.smooth_scroll_delta.y);
        if wheel != 0.0 {
            seconds = (seconds * (1.0 - f64::from(wheel) * 0.004)).clamp(5.0, 4000.0);
            ui.data_mut(|d| d.insert_temp(id, seconds));
        }
    }
    let end = end_us(page.rehearsal);
    let wide = ((seconds * 1e6) as i64).min(end + 2_000_000);
    let from_us = (page.t_us - wide * 2 / 5).clamp(-1_000_000, (end + 1_000_000 - wide).max(-1_000_000));
    let (below, gap) = (13.0, 5.0);
    let lanes = Rect::from_min_max(
        pos2(rect.left() + GUTTER, rect.top()),
        pos2(rect.right() - 4.0, rect.bottom() - below - gap),
    );
    let near = Scale { from_us, to_us: from_us + wide, lanes };
    let far = Scale {
        from_us: 0,
        to_us: end,
        lanes: Rect::from_min_max(pos2(lanes.left(), rect.bottom() - below), pos2(lanes.right(), rect.bottom() - 2.0)),
    };
    let paint = ui.painter_at(rect);
    lanes_near(&paint, page, &near);
    night(&paint, page, &far, &near);
    if let Some(p) = response.interact_pointer_pos()
        && (response.clicked() || response.dragged())
    {
        let scale = if p.y >= far.lanes.top() - 3.0 { &far } else { &near };
        // Dragging the near scale would run away under the pointer.
        if response.clicked() || p.y >= far.lanes.top() - 3.0 {
            wishes.push(Wish::Go(scale.t(p.x)));
        }
    }
}

/// Departments in their fixed order, then the sheet's others.
fn departments(page: &Page) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    for cue in &page.rehearsal.show.cues {
        if let Some((prefix, _)) = cue.number.rsplit_once(' ')
            && !seen.iter().any(|s| s == prefix)
        {
            seen.push(prefix.to_owned());
        }
    }
    let fixed = ["LX", "SQ", "FLY", "DECK", "FOG", "WD", "SPOT", "TAB"];
    seen.sort_by_key(|p| fixed.iter().position(|f| f == p).unwrap_or(fixed.len()));
    seen.truncate(12);
    seen
}

fn lanes_near(paint: &egui::Painter, page: &Page, s: &Scale) {
    let r = page.rehearsal;
    let names = departments(page);
    let top = s.lanes.top();
    let beats = 17.0;
    let lane = ((s.lanes.height() - beats) / names.len().max(1) as f32).min(22.0);
    let small = FontId::proportional(ink::SMALL);
    let inside = paint.with_clip_rect(s.lanes);
    // Faults and what arose, behind everything.
    for (i, f) in r.run.faults.iter().enumerate().filter(|(_, f)| f.took_effect) {
        let Some(began) = f.began_us else { continue };
        let what = r.scenario.faults.get(i).map_or("", |f| f.what.name());
        let words = format!("{} {what}", fault_id(&r.scenario, i));
        let at = |x: f32| pos2(x.max(s.lanes.left()) + 3.0, s.lanes.bottom() - 7.0 - 12.0 * (i % 3) as f32);
        // What lasts to the end of the run would colour everything: it has its beginning marked.
        let ended = f.ended_us.unwrap_or(began);
        if s.sees(began, ended) {
            let band = s.span(began, ended, top + beats, s.lanes.height() - beats);
            inside.rect_filled(band, 0.0, Status::Fault.faint(0.2));
            inside.vline(band.left(), band.y_range(), Stroke::new(1.0, Status::Fault.colour()));
            inside.text(at(band.left()), Align2::LEFT_CENTER, words, small.clone(), Status::Fault.colour());
        }
    }
    for w in r.run.wrong.iter().filter(|w| s.sees(w.from_us, w.to_us)) {
        let band = s.span(w.from_us, w.to_us, top + beats - 3.0, 3.0);
        inside.rect_filled(band, 0.0, Status::VeryLate.colour());
    }
    for (k, (_, beat)) in r.show.beats().enumerate() {
        let Some(times) = r.run.beats.get(k) else { continue };
        let Some(start) = times.start_us else { continue };
        let end = times.end_us.unwrap_or(r.run.until_us);
        if !s.sees(start, end) {
            continue;
        }
        let band = s.span(start, end, top, beats - 4.0).shrink2(vec2(0.5, 0.0));
        inside.rect_filled(band, 1.0, ink::ROW);
        let words = inside.with_clip_rect(band.intersect(s.lanes));
        let at = pos2(band.left().max(s.lanes.left()) + 4.0, band.center().y);
        words.text(at, Align2::LEFT_CENTER, &beat.id, small.clone(), ink::INK);
    }
    for (spans, colour) in [(&r.run.waits, Status::Late.colour()), (&r.run.holds, Status::VeryLate.colour())] {
        for w in spans.iter().filter(|w| s.sees(w.from_us, w.to_us)) {
            hatch(&inside, s.span(w.from_us, w.to_us, top, beats - 4.0), colour);
        }
    }
    for (k, name) in names.iter().enumerate() {
        let y = top + beats + k as f32 * lane;
        paint.hline(s.lanes.x_range(), y, Stroke::new(0.5, ink::RULE));
        let gutter = Rect::from_min_size(pos2(s.lanes.left() - GUTTER + 2.0, y + 2.0), vec2(3.0, lane - 4.0));
        paint.rect_filled(gutter, 0.0, palette::department(name));
        let at = pos2(gutter.right() + 4.0, y + lane * 0.5);
        paint.text(at, Align2::LEFT_CENTER, name, FontId::proportional(11.0), ink::FAINT);
    }
    let margin = 180_000_000;
    let first = page.order.partition_point(|c| begins(r, *c as usize) < s.from_us - margin);
    for cue in page.order[first..].iter().map(|c| *c as usize) {
        if begins(r, cue) > s.to_us + margin {
            break;
        }
        let Some(sheet) = r.show.cues.get(cue) else { continue };
        let Some(number) = CueNumber::parse(&sheet.number) else { continue };
        let Some(k) = names.iter().position(|n| *n == number.prefix) else { continue };
        let y = top + beats + k as f32 * lane + 2.0;
        bar(&inside, page, cue, s, y, lane - 4.0);
    }
    let x = s.x(page.t_us);
    paint.vline(x, s.lanes.y_range(), Stroke::new(1.5, Status::Now.colour()));
    // Every so many seconds a mark.
    let seconds = (s.to_us - s.from_us) as f64 * 1e-6;
    let step = [1, 5, 10, 30, 60, 300, 600].into_iter().find(|k| seconds / f64::from(*k) < 13.0).unwrap_or(1800);
    let step = i64::from(step) * 1_000_000;
    let mut t = s.from_us.div_euclid(step) * step + step;
    while t < s.to_us {
        inside.vline(s.x(t), egui::Rangef::new(top + beats, s.lanes.bottom()), Stroke::new(0.5, ink::RULE));
        t += step;
    }
}

fn bar(paint: &egui::Painter, page: &Page, cue: usize, s: &Scale, y: f32, tall: f32) {
    let r = page.rehearsal;
    let span = |c: &CueTimes| c.started_us.map(|from| (from, c.done_us.or(c.ended_us).unwrap_or(r.run.until_us)));
    let planned = r.plan.cues.get(cue).and_then(span);
    let actual = r.run.cues.get(cue).and_then(span);
    if let Some((from, to)) = planned.filter(|(a, b)| s.sees(*a, *b)) {
        let stroke = Stroke::new(1.0, Status::Planned.faint(0.8));
        paint.rect_stroke(s.span(from, to, y, tall), 1.0, stroke, StrokeKind::Inside);
    }
    if let Some((from, to)) = actual.filter(|(a, b)| s.sees(*a, *b)) {
        let slip = r.slip.cues.get(cue);
        let worst = slip.map_or(0, |s| s.done_us.into_iter().chain(s.started_us).map(i64::abs).max().unwrap_or(0));
        let (status, _) = slip_word(worst);
        let late = from > page.t_us;
        let band = s.span(from, to, y + 2.0, tall - 4.0);
        paint.rect_filled(band, 1.0, status.faint(if late { 0.45 } else { 0.95 }));
        if let Some((was, _)) = planned
            && (from - was).abs() > 500_000
        {
            hatch(paint, s.span(was.min(from), was.max(from), y + tall * 0.5 - 2.0, 4.0), status.colour());
        }
    }
    if let Some(at) = r.run.cues.get(cue).and_then(|c| c.ended_us.filter(|_| c.started_us.is_none()))
        && s.sees(at, at)
    {
        let p = pos2(s.x(at), y + tall * 0.5);
        paint.text(p, Align2::CENTER_CENTER, "✖", FontId::proportional(ink::SMALL), Status::Skipped.colour());
    }
}

/// Slanted lines in a rectangle.
fn hatch(paint: &egui::Painter, rect: Rect, colour: egui::Color32) {
    let rect = rect.intersect(paint.clip_rect());
    if rect.width() < 1.0 {
        return;
    }
    let paint = paint.with_clip_rect(rect);
    let mut x = rect.left() - rect.height();
    while x < rect.right() {
        paint.line_segment([pos2(x, rect.bottom()), pos2(x + rect.height(), rect.top())], Stroke::new(1.0, colour));
        x += 4.0;
    }
}

/// The whole night in one strip.
fn night(paint: &egui::Painter, page: &Page, far: &Scale, near: &Scale) {
    let r = page.rehearsal;
    paint.rect_filled(far.lanes, 2.0, ink::ROW);
    let (y, tall) = (far.lanes.top(), far.lanes.height());
    for f in r.run.faults.iter().filter(|f| f.took_effect) {
        if let Some(began) = f.began_us {
            let ended = f.ended_us.unwrap_or(far.to_us).min(began + 20_000_000);
            paint.rect_filled(far.span(began, ended, y + tall * 0.5, tall * 0.5), 0.0, Status::Fault.faint(0.8));
        }
    }
    for w in &r.run.wrong {
        paint.rect_filled(far.span(w.from_us, w.to_us, y, tall * 0.4), 0.0, Status::VeryLate.colour());
    }
    let window = far.span(near.from_us.max(0), near.to_us.min(far.to_us), y, tall);
    paint.rect_stroke(window, 1.0, Stroke::new(1.0, ink::FAINT), StrokeKind::Inside);
    paint.vline(far.x(page.t_us), egui::Rangef::new(y - 2.0, y + tall + 2.0), Stroke::new(2.0, Status::Now.colour()));
    let at = pos2(far.lanes.left() - 4.0, far.lanes.center().y);
    paint.text(at, Align2::RIGHT_CENTER, "night", FontId::proportional(11.0), ink::FAINT);
    let words = format!("{} · show {}", clock(far.to_us), signed(r.slip.show_us));
    let at = pos2(far.lanes.right() - 4.0, far.lanes.center().y);
    paint.text(at, Align2::RIGHT_CENTER, words, FontId::proportional(11.0), ink::FAINT);
}
