//! The prompt book: the script with its GO marks, scrolling with the show; each department's marks in its own column.

use bevy_egui::egui::{self, Align2, Rect, Stroke, Ui, pos2, vec2};

use super::cues::{Lamp, draw_lamp};
use super::page::{Page, Wishes, countdown, font, signed, text, tip};
use crate::desk::{CueLight, Group, Stand};
use crate::stage::calling::Prompt;
use crate::stage::palette::{self, Status, pencil as ink};
use crate::stage::transport::Wish;

/// Height of what GO takes, points.
const HEAD: f32 = 96.0;
/// Points for a second of the show.
const SECOND: f32 = 9.0;
/// Where now is, as a share of the list's height.
const NOW: f32 = 0.34;
/// Height of a mark's line.
const LINE: f32 = 17.0;
/// Width of a department's column.
const COLUMN: f32 = 7.5;
/// The script's share of the width; the marks have the rest.
const SCRIPT: f32 = 0.44;

/// Draws a cue light as the crew see it.
pub(super) fn light(paint: &egui::Painter, at: egui::Pos2, radius: f32, light: CueLight, page: &Page) {
    let lamp = match light {
        CueLight::Off => Lamp::Off,
        CueLight::Flashing => {
            // Twice a second of the clock on the wall, however fast the show goes.
            let half = (250_000.0 * page.speed.abs().max(0.25)) as i64;
            Lamp::Flashing(page.shown.still || (page.t_us / half.max(1)) % 2 == 0)
        }
        CueLight::Steady => Lamp::Steady,
        CueLight::Green => Lamp::Go,
    };
    draw_lamp(paint, at, radius, lamp);
}

/// The book.
pub(super) fn prompt(ui: &mut Ui, page: &Page, desk: &Prompt, wishes: &mut Wishes) {
    super::side::style(ui);
    let rect = ui.available_rect_before_wrap();
    if rect.width() < 60.0 || rect.height() < 2.0 * LINE {
        return;
    }
    let head = rect.with_max_y(rect.top() + HEAD.min(rect.height() * 0.4));
    next(ui, page, desk, head, wishes);
    let list = rect.with_min_y(head.bottom() + 4.0);
    let paint = ui.painter_at(list);
    let now_y = list.top() + list.height() * NOW;
    let y_of = |t: i64| now_y + (t - page.t_us) as f32 * 1e-6 * SECOND;
    let t_of = |y: f32| page.t_us + ((y - now_y) / SECOND * 1e6) as i64;
    let (from, to) = (t_of(list.top() - 40.0), t_of(list.bottom() + 10.0));
    script(&paint, page, list, &y_of, from, to);
    marks(&paint, page, desk, list, &y_of, from, to);
    let colour = Status::Now.colour();
    paint.hline(list.x_range(), now_y, Stroke::new(1.5, colour));
    let tip = vec![pos2(list.left(), now_y - 5.0), pos2(list.left() + 7.0, now_y), pos2(list.left(), now_y + 5.0)];
    paint.add(egui::Shape::convex_polygon(tip, colour, Stroke::NONE));
}

/// What GO takes, large: its cues, its light, and the time to its mark or since.
fn next(ui: &mut Ui, page: &Page, desk: &Prompt, rect: Rect, wishes: &mut Wishes) {
    let paint = ui.painter_at(rect);
    let refused = desk.refused.is_some();
    let fill = if refused { Status::VeryLate.faint(0.55) } else { ink::ROW.gamma_multiply(0.55) };
    paint.rect_filled(rect, 3.0, fill);
    let (left, right) = (rect.left() + 10.0, rect.right() - 8.0);
    let Some(group) = desk.next_go.and_then(|i| desk.book.groups.get(i)) else {
        paint.text(rect.center(), Align2::CENTER_CENTER, "no cue to come", font(ink::BODY), ink::FAINT);
        return;
    };
    let stands_by = group.cues.iter().any(|c| desk.now.cues[*c].standby_us.is_some());
    let word = match (refused, stands_by) {
        (true, _) => "DOUBLE GO: refused",
        (false, true) => "GO takes (Space)",
        (false, false) => "next · no standby yet (S)",
    };
    paint.text(
        pos2(left, rect.top() + 12.0),
        Align2::LEFT_CENTER,
        word,
        font(ink::SMALL),
        if refused { ink::INK } else { ink::FAINT },
    );
    let cues = names(page, group);
    let first = group.cues[0];
    let shows = match (stands_by, desk.now.cues[first].standby_us) {
        (true, Some(said)) if page.t_us - said < 400_000 => CueLight::Flashing,
        (true, _) => CueLight::Steady,
        (false, _) => CueLight::Off,
    };
    let y = rect.top() + 36.0;
    light(&paint, pos2(left + 7.0, y), 7.0, shows, page);
    let clip = paint.with_clip_rect(rect.with_max_x(right - 66.0).intersect(paint.clip_rect()));
    clip.text(pos2(left + 22.0, y), Align2::LEFT_CENTER, cues, font(ink::HEADING), ink::INK);
    if let Some(due) = desk.due_us.get(first).copied().flatten() {
        let left_us = due - page.t_us;
        let (words, colour) = if left_us >= 0 {
            (countdown(left_us), if left_us <= 5_000_000 { Status::Now.colour() } else { ink::INK })
        } else {
            (signed(-left_us).trim_end_matches(" s").to_owned(), Status::Late.colour())
        };
        paint.text(pos2(right, y), Align2::RIGHT_CENTER, words, font(ink::COUNT), colour);
    } else {
        paint.text(pos2(right, y), Align2::RIGHT_CENTER, "by hand", font(ink::BODY), ink::FAINT);
    }
    if let Some(label) = page.rehearsal.show.cues.get(first).map(|c| c.label.as_str()) {
        let clip = paint.with_clip_rect(rect.shrink2(vec2(8.0, 0.0)).intersect(paint.clip_rect()));
        clip.text(pos2(left, rect.top() + 60.0), Align2::LEFT_CENTER, label, font(ink::BODY), ink::INK);
    }
    let row = Rect::from_min_max(pos2(left - 4.0, rect.bottom() - 25.0), pos2(right, rect.bottom() - 3.0));
    let mut buttons =
        ui.new_child(egui::UiBuilder::new().max_rect(row).layout(egui::Layout::left_to_right(egui::Align::Center)));
    for (words, key, does) in [
        ("GO", "Space", "GO"),
        ("Standby", "S", "standby for the next"),
        ("Back", "B", "back one cue"),
        ("Hold", "H", "hold, and resume"),
    ] {
        let button =
            egui::Button::new(text(words, ink::SMALL, if key == "Space" { Status::OnTime.colour() } else { ink::INK }));
        if tip(buttons.add(button), does, &Wish::Key(key)).clicked() {
            wishes.push(Wish::Key(key));
        }
    }
}

/// The numbers of a group.
pub(super) fn names(page: &Page, group: &Group) -> String {
    let numbers = group.cues.iter().filter_map(|c| page.rehearsal.show.cues.get(*c));
    numbers.map(|c| c.number.as_str()).collect::<Vec<_>>().join(" · ")
}

/// The beats, with their lines.
fn script(paint: &egui::Painter, page: &Page, list: Rect, y_of: &impl Fn(i64) -> f32, from: i64, to: i64) {
    let wide = list.width() * SCRIPT;
    for ((since, until), played) in page.book.beats.seen(from, to) {
        let (top, bottom) = (y_of(*since), y_of(*until));
        paint.hline(list.left()..=list.left() + wide, top, Stroke::new(1.0, ink::RULE));
        let Some((_, beat)) = page.rehearsal.show.beats().nth(played.beat as usize) else { continue };
        let now = (*since..*until).contains(&page.t_us);
        let colour = if now { ink::INK } else { ink::FAINT };
        let mut words =
            egui::text::LayoutJob { wrap: egui::text::TextWrapping::wrap_at_width(wide - 10.0), ..Default::default() };
        words.append(&played.name, 0.0, egui::TextFormat::simple(font(ink::SMALL), Status::Planned.colour()));
        if !beat.line.is_empty() {
            words.append(&format!("\n{}", beat.line), 0.0, egui::TextFormat::simple(font(ink::SMALL), colour));
        }
        let galley = paint.layout_job(words);
        // The words of a beat that began above stay in sight while it plays.
        let y = (top + 2.0).max(list.top() + 2.0).min(bottom - galley.size().y - 2.0).max(top + 2.0);
        let clip = Rect::from_min_max(pos2(list.left(), top), pos2(list.left() + wide, bottom - 1.0));
        paint.with_clip_rect(clip.intersect(list)).galley(pos2(list.left() + 8.0, y), galley, colour);
    }
}

/// The GO marks, a line each; what stands too close gives way downwards with a leader.
fn marks(
    paint: &egui::Painter,
    page: &Page,
    desk: &Prompt,
    list: Rect,
    y_of: &impl Fn(i64) -> f32,
    from: i64,
    to: i64,
) {
    let left = list.left() + list.width() * SCRIPT;
    let columns = desk.lights.len();
    let first = left + 8.0;
    let words = first + columns as f32 * COLUMN + 4.0;
    for i in 0..columns {
        let x = first + (i as f32 + 0.5) * COLUMN;
        paint.vline(x, list.y_range(), Stroke::new(1.0, ink::RULE.gamma_multiply(0.6)));
    }
    let mut all: Vec<(i64, &Group)> = Vec::new();
    for group in &desk.book.groups {
        let due = group.cues.first().and_then(|c| desk.due_us.get(*c).copied().flatten());
        let at = group.cues.first().and_then(|c| desk.now.cues[*c].called_us).or(due);
        all.extend(at.filter(|at| (from..=to).contains(at)).map(|at| (at, group)));
    }
    all.sort_by_key(|(at, _)| *at);
    let mut free = f32::MIN;
    for (at, group) in all {
        let mark = y_of(at);
        let y = mark.max(free);
        free = y + LINE;
        let Some(cue) = group.cues.first().and_then(|c| desk.now.cues.get(*c)) else { continue };
        let passed = desk.due_us[group.cues[0]].is_some_and(|m| m <= page.t_us);
        let (colour, sign) = match cue.stand {
            Stand::Called | Stand::Running => (ink::CUE_GREEN, "▶"),
            Stand::Held => (Status::VeryLate.colour(), "■"),
            Stand::Over => (ink::FAINT, "✔"),
            Stand::Cut => (Status::Skipped.colour(), "×"),
            Stand::ToCome | Stand::Stopped if passed => (Status::Late.colour(), "!"),
            Stand::Stopped => (Status::VeryLate.colour(), "⟲"),
            Stand::ToCome if cue.standby_us.is_some() => (ink::CUE_RED, "○"),
            Stand::ToCome => (ink::INK, "·"),
        };
        if y - mark > 1.0 {
            let leader = [pos2(left, mark), pos2(left + 6.0, y)];
            paint.line_segment(leader, Stroke::new(1.0, ink::RULE));
        }
        paint.hline(left..=left + 6.0, mark, Stroke::new(1.5, colour));
        for c in &group.cues {
            let department = page.rehearsal.score.cues[*c].department as usize;
            let name = desk.lights.get(department).map_or("", |(name, _)| name.as_str());
            let at = pos2(first + (department as f32 + 0.5) * COLUMN, y);
            paint.circle_filled(at, 3.5, palette::department(name));
        }
        let clip = paint.with_clip_rect(list.with_min_x(words - 2.0).intersect(paint.clip_rect()));
        clip.text(pos2(words, y), Align2::LEFT_CENTER, sign, font(ink::SMALL), colour);
        clip.text(pos2(words + 14.0, y), Align2::LEFT_CENTER, names(page, group), font(ink::SMALL), colour);
    }
}
