//! What is to be said about this instant, low over the pit: the critic's frame and what is wrong in words, holds, stage
//! waits and vamps that count up, and what the desk has to say.

use bevy_egui::egui::{self, Pos2, Rect, Shape, Stroke, StrokeKind, pos2, vec2};

use super::critic;
use super::page::{Page, clock, font, seconds};
use crate::run::{Span, What};
use crate::sheet::{Beat, Condition};
use crate::stage::palette::{Status, pencil as ink};

/// Length of the arms of the critic's corner brackets, points.
const ARM: f32 = 42.0;

/// The span about `t_us`: they are in order and do not overlap.
pub(super) fn inside(spans: &[Span], t_us: i64) -> Option<&Span> {
    let next = spans.partition_point(|s| s.from_us <= t_us);
    spans.get(next.checked_sub(1)?).filter(|s| t_us < s.to_us)
}

/// A line of notices: what, its size and colour.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Notice {
    /// The headline, and below it the particulars.
    pub(super) lines: Vec<String>,
    /// How it is coloured.
    pub(super) status: Status,
}

/// What there is to say now, the most pressing first.
pub(super) fn now(page: &Page) -> Vec<Notice> {
    let r = page.rehearsal;
    let t = page.t_us;
    let beat = |s: &Span| s.beat.and_then(|b| r.show.beats().nth(b as usize)).map(|(_, b)| b);
    let mut out = Vec::new();
    if let Some(wrong) = inside(&r.run.wrong, t) {
        let mut lines = vec![format!("WRONG PICTURE {}", seconds(t - wrong.from_us))];
        if let Some(beat) = beat(wrong) {
            lines.extend(what_is_wrong(page, beat, wrong));
        }
        out.push(Notice { lines, status: Status::VeryLate });
    }
    if let Some(hold) = inside(&r.run.holds, t) {
        let what = beat(hold).map(|b| format!(" · {} waits", b.id)).unwrap_or_default();
        let lines = vec![format!("SHOW HELD {}{what}", seconds(t - hold.from_us))];
        out.push(Notice { lines, status: Status::VeryLate });
    } else if let Some(wait) = inside(&r.run.waits, t) {
        let mut lines = vec![format!("STAGE WAIT {}", seconds(t - wait.from_us))];
        if let Some(beat) = beat(wait) {
            let unmet: Vec<String> =
                beat.needs.iter().filter(|c| critic::holds(page, c) == Some(false)).map(critic::words).collect();
            lines.push(format!("{} waits: {}", beat.id, unmet.join(", ")).trim_end_matches(": ").to_owned());
        }
        out.push(Notice { lines, status: Status::Late });
    } else if let Some(vamp) = vamping(page) {
        out.push(Notice { lines: vec![vamp], status: Status::Late });
    }
    out
}

/// The beat is over and the band goes round its last bars until the next can start.
fn vamping(page: &Page) -> Option<String> {
    let t = page.t_us;
    let ((_, next), played) = page.book.beats.seen(t, t).find(|((_, to), p)| p.vamp.is_some() && *to > t)?;
    let (since, bar) = played.vamp.filter(|(since, _)| *since <= t)?;
    let (_, beat) = page.rehearsal.show.beats().nth(played.beat as usize)?;
    let bars = (next - since + bar - 1) / bar.max(1);
    Some(format!("VAMP {} · bar {} of {bars} · {}", seconds(t - since), (t - since) / bar.max(1) + 1, beat.id))
}

/// The beat's picture, condition by condition, where the run can tell that it is false now; with since when.
fn what_is_wrong(page: &Page, beat: &Beat, wrong: &Span) -> Vec<String> {
    let line = |c: &Condition| format!("{} · since {}", critic::words(c), clock(since(page, c, wrong)));
    let lines: Vec<String> = beat.picture.iter().filter(|c| critic::holds(page, c) == Some(false)).map(line).collect();
    if lines.is_empty() { beat.picture.iter().map(critic::words).collect() } else { lines }
}

/// Since when a condition has been false: when it became so, or when the picture began to ask for it.
fn since(page: &Page, condition: &Condition, wrong: &Span) -> i64 {
    let r = page.rehearsal;
    let words = condition.to_string();
    let Some(atom) = page.book.conditions.iter().position(|c| *c == words) else { return wrong.from_us };
    let events = &r.run.events;
    let to = events.partition_point(|e| e.at_us <= page.t_us);
    let from = events.partition_point(|e| e.at_us < wrong.from_us);
    let became = events.get(from..to).unwrap_or_default().iter().rev();
    became.into_iter().find(|e| e.what == What::BecameFalse(atom as u32)).map_or(wrong.from_us, |e| e.at_us)
}

/// Draws them, low in `free`; gives back the places they take.
pub(super) fn notices(paint: &egui::Painter, page: &Page, free: Rect) -> Vec<Rect> {
    let mut taken = Vec::new();
    if inside(&page.rehearsal.run.wrong, page.t_us).is_some() {
        critics_frame(paint, free);
    }
    let mut floor = free.bottom() - 22.0;
    for notice in now(page) {
        let colour = notice.status.colour();
        let galleys: Vec<_> = notice
            .lines
            .iter()
            .enumerate()
            .map(|(i, line)| {
                let (size, colour) = if i == 0 { (ink::HEADING, colour) } else { (ink::BODY, ink::INK) };
                paint.layout(line.clone(), font(size), colour, (free.width() - 60.0).max(80.0))
            })
            .collect();
        let wide = galleys.iter().map(|g| g.size().x).fold(0.0, f32::max) + 24.0;
        let tall = galleys.iter().map(|g| g.size().y).sum::<f32>() + 8.0;
        let rect = Rect::from_min_max(
            pos2(free.center().x - wide * 0.5, floor - tall),
            pos2(free.center().x + wide * 0.5, floor),
        );
        if rect.top() < free.center().y {
            break;
        }
        paint.rect_filled(rect, 4.0, ink::CHIP);
        paint.rect_filled(rect.with_max_x(rect.left() + 3.0), 0.0, colour);
        let mut y = rect.top() + 4.0;
        for galley in galleys {
            let at: Pos2 = pos2(rect.center().x - galley.size().x * 0.5, y);
            y += galley.size().y;
            paint.galley(at, galley, colour);
        }
        floor = rect.top() - 5.0;
        taken.push(rect);
    }
    taken
}

/// A frame with corners: a shape as well as a colour.
fn critics_frame(paint: &egui::Painter, free: Rect) {
    let colour = Status::VeryLate.colour();
    let rect = free.shrink(3.0);
    paint.rect_stroke(rect, 0.0, Stroke::new(1.5, colour), StrokeKind::Inside);
    let arm = ARM.min(rect.width() * 0.2).min(rect.height() * 0.2);
    let heavy = Stroke::new(6.0, colour);
    let rect = rect.shrink(3.0);
    let corners = [
        (rect.left_top(), vec2(1.0, 1.0)),
        (rect.right_top(), vec2(-1.0, 1.0)),
        (rect.left_bottom(), vec2(1.0, -1.0)),
        (rect.right_bottom(), vec2(-1.0, -1.0)),
    ];
    for (at, way) in corners {
        let path = vec![at + vec2(way.x * arm, 0.0), at, at + vec2(0.0, way.y * arm)];
        paint.add(Shape::line(path, heavy));
    }
}

/// The file that was saved is broken: its diagnostic, in a box that leaves the stage's middle free.
pub(super) fn problem(paint: &egui::Painter, page: &Page, free: Rect) -> Option<Rect> {
    let text = page.desk.problem.as_ref()?;
    let wide = (free.width() - 60.0).clamp(120.0, 640.0);
    let lines: Vec<&str> = text.lines().take(9).collect();
    let galley = paint.layout(lines.join("\n"), egui::FontId::monospace(ink::SMALL), ink::INK, wide);
    let head = paint.layout_no_wrap(
        "the file is broken: the last good show goes on".to_owned(),
        font(ink::BODY),
        Status::VeryLate.colour(),
    );
    let size = vec2(galley.size().x.max(head.size().x) + 20.0, galley.size().y + head.size().y + 14.0);
    let rect = Rect::from_min_size(pos2(free.left() + 20.0, free.bottom() - size.y - 22.0), size);
    paint.rect_filled(rect, 4.0, ink::SLIP);
    paint.rect_stroke(rect, 4.0, Stroke::new(1.0, Status::VeryLate.colour()), StrokeKind::Inside);
    let below = head.size().y + 8.0;
    paint.galley(rect.min + vec2(10.0, 5.0), head, ink::INK);
    paint.galley(rect.min + vec2(10.0, below), galley, ink::INK);
    Some(rect)
}
