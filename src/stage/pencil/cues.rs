//! The cue stack: the count-down to the next GO, what runs, and the cues in the order they happen. Only the rows that are
//! seen are drawn.

use bevy_egui::egui::{self, Align2, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, Ui, pos2, vec2};

use super::page::{Page, State, Wishes, begins, countdown, font, seconds, signed, slip_word, state_of};
use crate::sheet::Cue;
use crate::stage::palette::{self, Status, pencil as ink};
use crate::stage::transport::Wish;

/// Height of a row, points.
const ROW: f32 = 35.0;
/// Height of the count-down.
const HEAD: f32 = 84.0;
/// Height of the line of what runs and is not in sight.
const RUNNING: f32 = 20.0;
/// Height of the field in which a cue is looked for.
const FIND: f32 = 23.0;
/// How long a cue light flashes at standby until the crew has acknowledged, µs. The crew always does.
const FLASHES_US: i64 = 2_000_000;

/// How far the list was scrolled from where the playhead has it, and at which instant.
#[derive(Clone, Copy, Default)]
struct Scrolled {
    rows: f32,
    at_us: i64,
}

/// What a cue light shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lamp {
    /// Nothing.
    Off,
    /// Standby, not acknowledged: flashes; whether it is lit now.
    Flashing(bool),
    /// Standby.
    Steady,
    /// GO.
    Go,
}

/// The cue light of a cue: flashing red, steady red, green (facts.md, Calling).
pub(super) fn lamp(page: &Page, cue: usize) -> Lamp {
    let t = page.t_us;
    match state_of(page.rehearsal, cue, t) {
        State::StandingBy => {
            let since = page.rehearsal.run.cues.get(cue).and_then(|c| c.standby_us).map_or(0, |s| t - s);
            // Twice a second of the clock on the wall, however fast the show goes.
            let half = (250_000.0 * page.speed.abs().max(1.0)) as i64;
            if since >= FLASHES_US {
                Lamp::Steady
            } else {
                Lamp::Flashing(page.shown.still || (since / half.max(1)) % 2 == 0)
            }
        }
        State::Held => Lamp::Steady,
        State::Called | State::Running => Lamp::Go,
        _ => Lamp::Off,
    }
}

/// Draws a cue light: a ring, a disc with a ring, a disc with a bright middle. The shape says it as well as the colour.
pub(super) fn draw_lamp(paint: &egui::Painter, at: Pos2, radius: f32, lamp: Lamp) {
    let ring = |colour| Shape::circle_stroke(at, radius, Stroke::new(1.5, colour));
    match lamp {
        Lamp::Off => paint.add(ring(ink::CUE_OFF)),
        Lamp::Flashing(false) => paint.add(ring(ink::CUE_RED)),
        Lamp::Flashing(true) => paint.add(Shape::circle_filled(at, radius, ink::CUE_RED)),
        Lamp::Steady => {
            paint.add(Shape::circle_filled(at, radius * 0.55, ink::CUE_RED));
            paint.add(ring(ink::CUE_RED))
        }
        Lamp::Go => {
            let r = radius * 1.15;
            let wedge = vec![at + vec2(-r * 0.7, -r), at + vec2(r, 0.0), at + vec2(-r * 0.7, r)];
            paint.add(Shape::convex_polygon(wedge, ink::CUE_GREEN, Stroke::NONE))
        }
    };
}

/// The stack, with the playhead two fifths from its top.
pub(super) fn cues(ui: &mut Ui, page: &Page, wishes: &mut Wishes) {
    let rect = ui.available_rect_before_wrap();
    if rect.width() < 60.0 || rect.height() < ROW {
        return;
    }
    let tall = rect.height() > 300.0;
    let head = if tall { HEAD } else { HEAD - 26.0 };
    let mut list = rect.with_min_y(rect.top() + head);
    if tall {
        list.max.y -= FIND;
    }
    let paint = ui.painter_at(rect);
    next_go(&paint, page, rect.with_max_y(list.top() - 4.0), tall);
    if page.book.order.is_empty() {
        paint.text(list.center_top() + vec2(0.0, 24.0), Align2::CENTER_CENTER, "no cues", font(ink::BODY), ink::FAINT);
        return;
    }
    if tall {
        find(ui, page, Rect::from_min_max(pos2(rect.left(), list.bottom() + 3.0), rect.max), wishes);
    }
    let now = page.book.begun(page.t_us);
    let rows = (list.height() / ROW).floor().max(1.0) as usize;
    let id = ui.id().with("scrolled");
    let mut scrolled: Scrolled = ui.data(|d| d.get_temp(id)).unwrap_or_default();
    if scrolled.at_us != page.t_us {
        scrolled = Scrolled { rows: 0.0, at_us: page.t_us };
    }
    let all = page.book.order.len();
    let most = all.saturating_sub(rows);
    let home = now.saturating_sub(rows * 2 / 5).min(most);
    if ui.rect_contains_pointer(list) {
        let wheel = ui.input(|i| i.smooth_scroll_delta().y);
        if wheel != 0.0 {
            scrolled.rows = (scrolled.rows - wheel / ROW).clamp(-(home as f32), (most - home) as f32);
        }
    }
    ui.data_mut(|d| d.insert_temp(id, scrolled));
    let first = (home as f32 + scrolled.rows).round().clamp(0.0, most as f32) as usize;
    let next = page.book.next_go(page.t_us).map(|(_, c)| c);
    let shown = page.book.order.get(first..(first + rows).min(all)).unwrap_or_default();
    let list = elsewhere(&paint, page, list, shown);
    for (k, cue) in shown.iter().enumerate() {
        let top = list.top() + k as f32 * ROW;
        let row = Rect::from_min_size(pos2(list.left(), top), vec2(list.width(), ROW - 2.0));
        if row.bottom() > list.bottom() + 1.0 {
            break;
        }
        let cue = *cue as usize;
        let before = (first + k).checked_sub(1).and_then(|b| page.book.order.get(b));
        draw(&paint, row, page, cue, before.map(|b| *b as usize), next == Some(cue as u32));
        if first + k == now {
            now_line(&paint, row);
        }
        touch(ui, row, page, cue, wishes);
    }
    // How much of the stack is seen, as a hairline.
    if all > rows {
        let share = |n: usize| list.top() + list.height() * n as f32 / all as f32;
        let thumb = egui::Rangef::new(share(first), share(first + rows).max(share(first) + 8.0));
        paint.vline(rect.right() - 1.0, thumb, Stroke::new(2.0, ink::RULE));
    }
}

/// A field: number or words of a cue, and Enter goes to the next that has them.
fn find(ui: &mut Ui, page: &Page, rect: Rect, wishes: &mut Wishes) {
    let id = ui.id().with("find a cue");
    let mut words: String = ui.data(|d| d.get_temp(id)).unwrap_or_default();
    let hint = egui::RichText::new("find a cue  ( / )").size(ink::SMALL).color(ink::FAINT);
    let edit =
        egui::TextEdit::singleline(&mut words).id(id).hint_text(hint).font(font(ink::SMALL)).text_color(ink::INK);
    let response =
        ui.put(rect, edit.desired_width(rect.width() - 8.0)).on_hover_text("number or words of a cue, then Enter (/)");
    let enter = ui.input(|i| i.key_pressed(egui::Key::Enter));
    let wanted = words.trim().trim_end_matches('?').to_owned();
    if response.lost_focus() && enter && !wanted.is_empty() {
        match found(page, &wanted) {
            Some(at) => wishes.push(Wish::Go(at)),
            None => words = format!("{wanted}?"),
        }
    }
    if !ui.ctx().egui_wants_keyboard_input() && ui.input(|i| i.key_pressed(egui::Key::Slash) && i.modifiers.is_none()) {
        response.request_focus();
        words.clear();
    }
    ui.data_mut(|d| d.insert_temp(id, words));
}

/// When the next cue begins that is called so, or has those words; from the top again after the last.
fn found(page: &Page, words: &str) -> Option<i64> {
    let r = page.rehearsal;
    let some_time = |c: usize| Some(begins(r, c)).filter(|at| *at < i64::MAX);
    if let Some(at) = r.cue_index(words).and_then(some_time) {
        return Some(at);
    }
    let words = words.to_lowercase();
    let has = |c: &&u32| {
        let cue = r.show.cues.get(**c as usize);
        cue.is_some_and(|c| c.label.to_lowercase().contains(&words) || c.number.to_lowercase().starts_with(&words))
    };
    let now = page.book.begun(page.t_us).min(page.book.order.len());
    let (before, after) = page.book.order.split_at(now);
    after.iter().chain(before).find(has).and_then(|c| some_time(*c as usize))
}

/// What runs and is not in sight, in one line; gives back what is left of the place.
fn elsewhere(paint: &egui::Painter, page: &Page, list: Rect, shown: &[u32]) -> Rect {
    let away: Vec<((i64, i64), u32)> =
        page.book.under_way(page.t_us).filter(|(_, c)| !shown.contains(c)).take(3).collect();
    if away.is_empty() || list.height() < 5.0 * ROW {
        return list;
    }
    let mut words = Vec::new();
    for ((_, to), cue) in away.iter().rev() {
        if let Some(cue) = page.rehearsal.show.cues.get(*cue as usize) {
            words.push(format!("{} {}", cue.number, seconds(to - page.t_us)));
        }
    }
    let at = pos2(list.left() + 10.0, list.top() + RUNNING * 0.5 - 2.0);
    let words = format!("▶ still {}", words.join(" · "));
    paint.text(at, Align2::LEFT_CENTER, words, font(ink::SMALL), Status::Now.colour());
    list.with_min_y(list.top() + RUNNING)
}

fn now_line(paint: &egui::Painter, row: Rect) {
    let y = row.top() - 1.0;
    let colour = Status::Now.colour();
    paint.hline(row.x_range(), y, Stroke::new(1.5, colour));
    let tip = vec![pos2(row.left(), y - 4.0), pos2(row.left() + 6.0, y), pos2(row.left(), y + 4.0)];
    paint.add(Shape::convex_polygon(tip, colour, Stroke::NONE));
}

/// The count-down to the next GO.
fn next_go(paint: &egui::Painter, page: &Page, rect: Rect, tall: bool) {
    let r = page.rehearsal;
    let (left, right) = (rect.left() + 10.0, rect.right() - 8.0);
    paint.rect_filled(rect, 3.0, ink::ROW.gamma_multiply(0.55));
    let Some((at, cue)) = page.book.next_go(page.t_us) else {
        paint.text(pos2(left, rect.center().y), Align2::LEFT_CENTER, "no GO to come", font(ink::BODY), ink::FAINT);
        return;
    };
    let Some(sheet) = r.show.cues.get(cue as usize) else { return };
    let (light, left_us) = (lamp(page, cue as usize), at - page.t_us);
    let colour = if left_us <= 5_000_000 { Status::Now.colour() } else { ink::INK };
    let mut y = rect.top() + 12.0;
    paint.text(pos2(left, y), Align2::LEFT_CENTER, "next GO", font(ink::SMALL), ink::FAINT);
    let word = match light {
        Lamp::Flashing(_) | Lamp::Steady => "standby",
        _ => "",
    };
    paint.text(pos2(right, y), Align2::RIGHT_CENTER, word, font(ink::SMALL), ink::CUE_RED);
    y += 23.0;
    draw_lamp(paint, pos2(left + 7.0, y), 7.0, light);
    paint.text(pos2(left + 24.0, y), Align2::LEFT_CENTER, &sheet.number, font(ink::HEADING), ink::INK);
    paint.text(pos2(right, y), Align2::RIGHT_CENTER, countdown(left_us), font(ink::COUNT), colour);
    if tall {
        y += 25.0;
        let clip = paint.with_clip_rect(rect.shrink2(vec2(8.0, 0.0)).intersect(paint.clip_rect()));
        clip.text(pos2(left, y), Align2::LEFT_CENTER, &sheet.label, font(ink::BODY), ink::INK);
    }
    // From standby to GO as a line that runs out.
    let standby = r.run.cues.get(cue as usize).and_then(|c| c.standby_us).unwrap_or(at - 10_000_000);
    let share = (left_us as f32 / (at - standby).max(1) as f32).clamp(0.0, 1.0);
    let line = Rect::from_min_max(pos2(left, rect.bottom() - 6.0), pos2(right, rect.bottom() - 3.0));
    paint.rect_filled(line, 1.0, ink::RULE);
    paint.rect_filled(line.with_max_x(line.left() + line.width() * share), 1.0, colour);
}

/// A row can be clicked: go there; with Alt or the right button: its cause chain.
fn touch(ui: &Ui, row: Rect, page: &Page, cue: usize, wishes: &mut Wishes) {
    let r = page.rehearsal;
    let Some(sheet) = r.show.cues.get(cue) else { return };
    let response = ui.interact(row, ui.id().with(("cue", cue)), Sense::click());
    response.widget_info(|| {
        let words = format!("{} {}, {}", sheet.number, sheet.label, told_state(page, cue, false));
        egui::WidgetInfo::labeled(egui::WidgetType::Button, true, words)
    });
    if response.secondary_clicked() || (response.clicked() && ui.input(|i| i.modifiers.alt)) {
        wishes.push(Wish::Chain(Some(cue).filter(|c| page.shown.chain != Some(*c))));
    } else if response.clicked() {
        let at = begins(r, cue);
        if at < i64::MAX {
            wishes.push(Wish::Go(at));
        }
    }
    if response.hovered() {
        ui.painter_at(row).rect_stroke(row, 2.0, Stroke::new(1.0, ink::RULE), StrokeKind::Inside);
        response.on_hover_text(hint(sheet));
    }
}

fn hint(sheet: &Cue) -> String {
    let group = sheet.group.as_ref().map(|g| format!(" · {g}")).unwrap_or_default();
    format!("{} {}{group}\nclick: go there (, .) · right click: why it is late (W)", sheet.number, sheet.label)
}

/// What a cue is doing, in a word or two.
fn told_state(page: &Page, cue: usize, next: bool) -> String {
    let r = page.rehearsal;
    let state = state_of(r, cue, page.t_us);
    let times = r.run.cues.get(cue);
    match state {
        State::Running => match times.and_then(|c| c.done_us) {
            Some(done) => format!("{} left", seconds(done - page.t_us)),
            None => "running".to_owned(),
        },
        State::Waiting if next => "next".to_owned(),
        _ => state.words().0.to_owned(),
    }
}

fn draw(paint: &egui::Painter, row: Rect, page: &Page, cue: usize, before: Option<usize>, next: bool) {
    let r = page.rehearsal;
    let Some(sheet) = r.show.cues.get(cue) else { return };
    let state = state_of(r, cue, page.t_us);
    let lively = matches!(state, State::Running | State::Held | State::StandingBy | State::Called);
    if lively || next {
        paint.rect_filled(row, 2.0, ink::ROW);
    }
    if page.shown.chain == Some(cue) {
        paint.rect_stroke(row, 2.0, Stroke::new(1.0, Status::Planned.colour()), StrokeKind::Inside);
    }
    let lane = page.book.seats.get(cue).and_then(|s| page.book.lanes.get(s.lane as usize));
    let gutter = Rect::from_min_size(row.min, vec2(3.0, row.height()));
    paint.rect_filled(gutter, 0.0, palette::department(lane.map_or("", |l| l.name.as_str())));
    // Cues that are called together hang together.
    let grouped = |other: Option<usize>| {
        sheet.group.is_some() && other.and_then(|o| r.show.cues.get(o)).is_some_and(|o| o.group == sheet.group)
    };
    if grouped(before) {
        paint.vline(
            row.left() + 6.0,
            egui::Rangef::new(row.top() - 14.0, row.top() + 12.0),
            Stroke::new(1.0, ink::FAINT),
        );
    }
    let colour = match state {
        State::Running | State::Called => Status::Now.colour(),
        State::StandingBy => ink::CUE_RED,
        State::Held | State::Failed => Status::VeryLate.colour(),
        State::Skipped => Status::Skipped.colour(),
        State::Done | State::Waiting | State::Absent => ink::FAINT,
    };
    let strong = if matches!(state, State::Done | State::Absent) { ink::FAINT } else { ink::INK };
    let (upper, lower) = (row.top() + 10.0, row.top() + 25.0);
    let (left, right) = (row.left() + 26.0, row.right() - 7.0);
    match state {
        State::Done | State::Skipped | State::Failed | State::Absent => {
            let mark = if state == State::Absent { "–" } else { state.words().1 };
            paint.text(pos2(row.left() + 14.0, upper), Align2::CENTER_CENTER, mark, font(ink::SMALL), colour);
        }
        _ => draw_lamp(paint, pos2(row.left() + 14.0, upper), 5.0, lamp(page, cue)),
    }
    paint.text(pos2(left, upper), Align2::LEFT_CENTER, &sheet.number, font(ink::BODY), strong);
    let started = r.run.cues.get(cue).and_then(|c| c.started_us).filter(|s| *s <= page.t_us);
    let slip = r.slip.cues.get(cue).and_then(|s| s.started_us).filter(|_| started.is_some());
    let begins = begins(r, cue);
    if let Some(slip) = slip {
        paint.text(pos2(right, upper), Align2::RIGHT_CENTER, signed(slip), font(ink::BODY), slip_word(slip).0.colour());
    } else if begins < i64::MAX && state != State::Absent {
        let wait = begins - page.t_us;
        let words = if wait > 0 { format!("in {}", countdown(wait)) } else { super::page::clock(begins) };
        paint.text(pos2(right, upper), Align2::RIGHT_CENTER, words, font(ink::SMALL), ink::FAINT);
    }
    let word = told_state(page, cue, next);
    let word = paint.layout_no_wrap(word, font(ink::SMALL), colour);
    let wide = word.size().x;
    paint.galley(pos2(right - wide, lower - word.size().y * 0.5), word, colour);
    let room = row.with_max_x(right - wide - 6.0);
    let label = paint.with_clip_rect(room.intersect(paint.clip_rect()));
    let drawn = label.text(pos2(left, lower), Align2::LEFT_CENTER, &sheet.label, font(ink::SMALL), strong);
    if let Some(group) = sheet.group.as_ref().filter(|_| !grouped(before)) {
        let at = pos2(drawn.right() + 7.0, lower);
        label.text(at, Align2::LEFT_CENTER, group, font(ink::SMALL), ink::FAINT);
    }
    if state == State::Running
        && let Some((from, to)) = r.run.cues.get(cue).and_then(|c| c.started_us.zip(c.done_us))
    {
        let share = ((page.t_us - from) as f32 / (to - from).max(1) as f32).clamp(0.0, 1.0);
        let line = Rect::from_min_max(pos2(row.left() + 3.0, row.bottom() - 2.0), row.max);
        paint.rect_filled(line, 0.0, ink::RULE);
        paint.rect_filled(line.with_max_x(line.left() + line.width() * share), 0.0, Status::Now.colour());
    }
}
