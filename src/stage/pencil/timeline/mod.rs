//! The timeline: a lane per department, planned bars outlined, actual ones filled, the difference hatched, faults behind,
//! beats above; and why a thing was late, as a line back through the lanes. Only what is seen is drawn.

mod beats;
mod chain;
mod lanes;
mod scale;

use bevy_egui::egui::{self, CursorIcon, Pos2, Rangef, Rect, Sense, Shape, Stroke, Tooltip, Ui, pos2, vec2};

use super::book::Book;
use super::page::{Page, Wishes, clock, font, seconds, tip};
use super::told::Focus;
use crate::slip::{Blamed, Rehearsal};
use crate::stage::on_stage::Holds;
use crate::stage::palette::{Status, pencil as ink};
use crate::stage::transport::{Wish, end_us};
use scale::{Scale, Zones};

/// Points that a second has at first.
const POINTS_PER_S: f32 = 8.0;
/// Least and most seconds seen.
const SECONDS: (f64, f64) = (2.0, 100_000.0);

/// How high it is when everything it holds can be read, points.
pub(super) fn needs(holds: Holds) -> f32 {
    scale::needs(holds.lanes, holds.lines) + 2.0 * super::spread::INSET.y
}

/// What a night's timeline has to hold.
pub(super) fn holds(book: &Book) -> Holds {
    let lines = match book.bands.len() {
        0 => 0,
        1..=3 => 1,
        _ => 2,
    };
    Holds { lanes: book.lanes.len(), lines }
}

/// A night with what is looked up of it.
pub(super) struct Night<'a> {
    r: &'a Rehearsal,
    book: &'a Book,
    t_us: i64,
}

/// What somebody did to the window on time; the rest follows the playhead.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Held {
    /// Seconds seen, once zoomed.
    seconds: Option<f64>,
    /// The left edge, once panned, µs.
    from_us: Option<i64>,
    /// The chain that was pinned then.
    chain: Option<usize>,
    /// The zoom by keys that is done.
    zoom: i32,
}

/// The timeline about the playhead, and under it the whole night.
pub(super) fn timeline(ui: &mut Ui, page: &Page, wishes: &mut Wishes) {
    let rect = ui.available_rect_before_wrap();
    if rect.width() < 90.0 || rect.height() < 40.0 {
        return;
    }
    let response = ui.allocate_rect(rect, Sense::click_and_drag());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Other, true, "timeline"));
    let night = Night { r: page.rehearsal, book: page.book, t_us: page.t_us };
    let other = page.beside.zip(page.beside_book).map(|(r, book)| Night { r, book, t_us: page.t_us });
    let pinned = page.shown.chain.map(|c| page.book.told(page.rehearsal, Focus::Cue(c as u32)));
    // Two nights, one above the other on one time axis.
    let (upper, lower) = match &other {
        Some(_) if !page.shown.over => {
            let middle = rect.top() + (rect.height() - 12.0) * 0.5;
            (rect.with_max_y(middle), Some(rect.with_min_y(middle + 2.0)))
        }
        _ => (rect, None),
    };
    let end = end_us(page.rehearsal).max(page.beside.map_or(0, end_us));
    let mut zones = Zones::new(upper, night.book.lanes.len(), pinned.is_some(), 0);
    let id = ui.id().with("window on time");
    let mut held: Held = ui.data(|d| d.get_temp(id)).unwrap_or_default();
    if held.chain != page.shown.chain {
        held = Held { chain: page.shown.chain, zoom: page.shown.zoom, ..Held::default() };
    }
    let about = pinned.as_ref().and_then(|told| told.stretch());
    let edges = (zones.lanes.left(), zones.lanes.right());
    let mut near = window(&held, page, end, about, edges);
    steer(ui, &response, &mut held, &mut near, page, end, about, edges, &zones);
    ui.data_mut(|d| d.insert_temp(id, held));
    let bands = night.book.bands.seen(near.from_us, near.to_us).take(9).count();
    zones = Zones::new(upper, night.book.lanes.len(), pinned.is_some(), bands);
    zones.rows = lanes::rows(&night, &near);
    let far = Scale { from_us: 0, to_us: end, ..near };

    let paint = ui.painter_at(rect);
    let pointer = response.hover_pos();
    let hover = pointer.and_then(|p| focus_at(&night, &near, &zones, p));
    let over = other.as_ref().filter(|_| page.shown.over);
    one_night(&paint, &night, over, &near, &zones, pinned.is_some() || hover.is_some());
    beats::whole_night(&paint, &night, &far, &near, &zones);
    if let (Some(rect), Some(other)) = (lower, &other) {
        let mut z = Zones::new(rect, other.book.lanes.len(), false, 0);
        z.rows = lanes::rows(other, &near);
        one_night(&paint, other, None, &near, &z, false);
        beats::whole_night(&paint, other, &far, &near, &z);
        let at = pos2(z.ruler.left() - 5.0, z.ruler.center().y);
        paint.text(at, egui::Align2::RIGHT_CENTER, "other", font(ink::SMALL), ink::INK);
        playhead(&paint, page, &near, &z);
    }
    round(&paint, page, &near, &zones);
    playhead(&paint, page, &near, &zones);
    if let Some(told) = &pinned {
        let clip = Rect::from_min_max(pos2(near.left - 2.0, upper.top()), pos2(near.right + 2.0, upper.bottom()));
        chain::chain(&paint.with_clip_rect(clip), told, &near, &zones, true);
        chain::header(&paint, told, &zones);
        let close = Rect::from_min_max(pos2(near.right - 60.0, upper.top()), pos2(near.right, upper.top() + 20.0));
        let button = egui::Button::new(egui::RichText::new("close ×").size(ink::SMALL).color(ink::FAINT)).frame(false);
        if tip(ui.put(close, button), "no cause chain", &Wish::Chain(None)).clicked() {
            wishes.push(Wish::Chain(None));
        }
    }
    hovered(ui, &paint, page, &night, hover, pointer, &near, &zones);
    act(ui, &response, page, &night, &near, &far, &zones, wishes);
}

/// All that one night has in its zones.
fn one_night(paint: &egui::Painter, night: &Night, over: Option<&Night>, s: &Scale, z: &Zones, told: bool) {
    let clip = Rect::from_min_max(pos2(s.left, z.ruler.top()), pos2(s.right, z.night.top()));
    let inside = paint.with_clip_rect(clip.intersect(paint.clip_rect()));
    lanes::gutter(paint, night, z);
    beats::ruler(&inside, s, z);
    lanes::behind(&inside, night, s, z);
    // What a chain does not touch steps back.
    lanes::bars(&inside, night, s, z, if told { 0.45 } else { 1.0 });
    if let Some(other) = over {
        lanes::outlines(&inside, other, night, s, z);
    }
    beats::beats(&inside, night, s, z);
    beats::faults(&inside, night, s, z);
}

/// The stretch of time that is seen.
fn window(held: &Held, page: &Page, end: i64, about: Option<(i64, i64)>, (left, right): (f32, f32)) -> Scale {
    let whole = (end + 2_000_000).max(1);
    let (mut from, wide) = match (held.seconds, about) {
        (None, Some((first, last))) => {
            // A pinned chain is seen whole.
            let margin = ((last - first) / 14).max(4_000_000);
            let wide = last - first + 2 * margin;
            // A short one is seen among what was about it.
            let least = (f64::from((right - left) / POINTS_PER_S) * 1e6) as i64;
            let more = (least - wide).max(0);
            (first - margin - more * 2 / 3, wide + more)
        }
        _ => {
            let seconds = held.seconds.unwrap_or(f64::from((right - left) / POINTS_PER_S));
            let wide = ((seconds * 1e6) as i64).clamp(1_000_000, whole);
            (page.t_us - wide * 2 / 5, wide)
        }
    };
    if let Some(at) = held.from_us {
        from = at;
    }
    let wide = wide.min(whole);
    from = from.clamp(-1_000_000, (end + 1_000_000 - wide).max(-1_000_000));
    Scale { from_us: from, to_us: from + wide, left, right }
}

/// Wheel: zoom about the pointer. Drag, or wheel with Shift: pan. Double click on the times: follow the playhead again.
fn steer(
    ui: &Ui,
    response: &egui::Response,
    held: &mut Held,
    near: &mut Scale,
    page: &Page,
    end: i64,
    about: Option<(i64, i64)>,
    edges: (f32, f32),
    z: &Zones,
) {
    let before = *held;
    if response.contains_pointer() {
        let (wheel, modifiers) = ui.input(|i| (i.smooth_scroll_delta(), i.modifiers));
        let sideways = if modifiers.shift && wheel.x == 0.0 { wheel.y } else { wheel.x };
        if sideways != 0.0 {
            held.from_us = Some(near.from_us - near.us_of(sideways));
            held.seconds.get_or_insert((near.to_us - near.from_us) as f64 * 1e-6);
        } else if wheel.y != 0.0
            && let Some(p) = response.hover_pos()
        {
            let wide = (near.to_us - near.from_us) as f64 * 1e-6;
            let seconds = (wide * (1.0 - f64::from(wheel.y) * 0.004).clamp(0.3, 3.0)).clamp(SECONDS.0, SECONDS.1);
            let share = f64::from((p.x - near.left) / (near.right - near.left).max(1.0));
            held.seconds = Some(seconds);
            held.from_us = Some(near.t(p.x) - (share * seconds * 1e6) as i64);
        }
    }
    let steps = page.shown.zoom.wrapping_sub(held.zoom);
    if steps != 0 {
        held.zoom = page.shown.zoom;
        // About the playhead, where it is seen.
        let wide = (near.to_us - near.from_us) as f64;
        let seconds = (wide * 1e-6 * libm::pow(0.8, f64::from(steps.clamp(-40, 40)))).clamp(SECONDS.0, SECONDS.1);
        let middle = if near.sees(page.t_us, page.t_us) { page.t_us } else { near.from_us + (wide * 0.5) as i64 };
        if held.from_us.is_some() || about.is_some() {
            held.from_us = Some(middle - ((middle - near.from_us) as f64 / wide * seconds * 1e6) as i64);
        }
        held.seconds = Some(seconds);
    }
    let began = ui.input(|i| i.pointer.press_origin());
    let on_lanes = began.is_some_and(|p| p.y > z.ruler.bottom() && p.y < z.night.top());
    if response.dragged() && on_lanes {
        let dx = response.drag_delta().x;
        if dx != 0.0 {
            held.seconds.get_or_insert((near.to_us - near.from_us) as f64 * 1e-6);
            held.from_us = Some(near.from_us - near.us_of(dx));
        }
    }
    if response.double_clicked() {
        *held = Held { chain: held.chain, zoom: held.zoom, ..Held::default() };
    }
    // Time that runs out of what was panned to is followed again.
    if page.playing && held.from_us.is_some() && !near.sees(page.t_us, page.t_us) {
        held.from_us = None;
    }
    if *held != before {
        *near = window(held, page, end, about, edges);
    }
}

fn focus_at(night: &Night, s: &Scale, z: &Zones, p: Pos2) -> Option<Focus> {
    if p.x < s.left || p.x > s.right {
        return None;
    }
    if z.beats.y_range().contains(p.y) {
        let t = s.t(p.x);
        return night.book.beats.seen(t, t).last().map(|(_, b)| Focus::Beat(b.beat));
    }
    lanes::cue_at(night, s, z, p).map(Focus::Cue)
}

/// What is under the pointer: its chain as a thin line, and in words.
fn hovered(
    ui: &Ui,
    paint: &egui::Painter,
    page: &Page,
    night: &Night,
    hover: Option<Focus>,
    pointer: Option<Pos2>,
    s: &Scale,
    z: &Zones,
) {
    let Some(p) = pointer else { return };
    let layer = ui.layer_id();
    let id = ui.id().with("told");
    if let Some(focus) = hover {
        ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
        let told = page.book.told(page.rehearsal, focus);
        if page.shown.chain.is_none() {
            let clip = Rect::from_min_max(pos2(s.left - 2.0, z.ruler.top()), pos2(s.right + 2.0, z.night.top()));
            chain::chain(&paint.with_clip_rect(clip), &told, s, z, false);
        }
        Tooltip::always_open(ui.ctx().clone(), layer, id, egui::PopupAnchor::Pointer)
            .gap(14.0)
            .show(|ui| chain::tell(ui, &told));
        return;
    }
    if !(z.faults.contains(p) || z.lane_at(p.y).is_some()) {
        return;
    }
    let t = s.t(p.x);
    let lane = z.lane_at(p.y);
    let near = s.us_of(5.0);
    let found = night.book.bands.seen(t - near, t + near).filter(|(_, b)| lane.is_none() || b.lane == lane).last();
    if let Some(((from, to), band)) = found {
        let until = if band.open { "to the end".to_owned() } else { format!("{} long", seconds(to - from)) };
        let words = match band.of {
            Blamed::Fault(i) => {
                let blame = page.book.blame(page.rehearsal, i).map_or_else(String::new, |b| format!("\n{b}"));
                format!("{} on {}\nfrom {}, {until}{blame}", band.name, band.on, clock(*from))
            }
            Blamed::Arisen(_) => {
                format!("{} on {}: the sheet asked too much\nfrom {}, {until}", band.name, band.on, clock(*from))
            }
        };
        Tooltip::always_open(ui.ctx().clone(), layer, id, egui::PopupAnchor::Pointer).gap(14.0).show(|ui| {
            ui.label(egui::RichText::new(words).size(ink::SMALL).color(Status::Fault.colour()));
        });
    }
}

/// Clicks and drags that are wishes.
fn act(
    ui: &Ui,
    response: &egui::Response,
    page: &Page,
    night: &Night,
    near: &Scale,
    far: &Scale,
    z: &Zones,
    wishes: &mut Wishes,
) {
    let Some(p) = response.interact_pointer_pos() else { return };
    let alt = ui.input(|i| i.modifiers.alt);
    if response.secondary_clicked() || (response.clicked() && alt) {
        let cue = lanes::cue_at(night, near, z, p).map(|c| c as usize);
        // Once more: away with it.
        wishes.push(Wish::Chain(cue.filter(|c| page.shown.chain != Some(*c))));
        return;
    }
    let began = ui.input(|i| i.pointer.press_origin()).unwrap_or(p);
    let on_night = began.y >= z.night.top() - 2.0 && began.y <= z.night.bottom() + 2.0;
    let on_times = z.ruler.expand(1.0).y_range().contains(began.y);
    if on_night && (response.clicked() || response.dragged()) {
        wishes.push(Wish::Go(far.t(p.x).max(0)));
    } else if response.clicked() || (on_times && response.dragged()) {
        wishes.push(Wish::Go(near.t(p.x).max(0)));
    }
}

/// Now, through everything.
fn playhead(paint: &egui::Painter, page: &Page, s: &Scale, z: &Zones) {
    if !s.sees(page.t_us, page.t_us) {
        return;
    }
    let x = s.x(page.t_us);
    let colour = Status::Now.colour();
    paint.vline(x, Rangef::new(z.ruler.top() + 4.0, z.faults.bottom()), Stroke::new(1.5, colour));
    let top = z.ruler.top() + 2.0;
    let head = vec![pos2(x - 5.0, top), pos2(x + 5.0, top), pos2(x, top + 8.0)];
    paint.add(Shape::convex_polygon(head, colour, Stroke::NONE));
}

/// The stretch that is played again and again.
fn round(paint: &egui::Painter, page: &Page, s: &Scale, z: &Zones) {
    let Some((from, to)) = page.round.filter(|(a, b)| s.sees(*a, *b)) else { return };
    let band = s.span(from, to, z.ruler.top(), z.ruler.height());
    paint.rect_filled(band, 0.0, Status::Now.faint(0.22));
    for x in [band.left(), band.right()] {
        paint.vline(x, Rangef::new(z.ruler.top(), z.lanes.bottom()), Stroke::new(1.0, Status::Now.faint(0.6)));
    }
    let at = band.left_center() + vec2(4.0, 0.0);
    paint.text(at, egui::Align2::LEFT_CENTER, "loop", font(ink::SMALL), Status::Now.colour());
}
