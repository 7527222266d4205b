//! What is written over the stage: the slip clock, what is wrong with the picture, waits and holds, ghosts' labels, help.

use bevy_egui::egui::{self, Align2, FontId, Pos2, Rect, Stroke, StrokeKind, Vec2, pos2, vec2};

use super::page::{Page, signed, slip_now, slip_word};
use crate::run::Span;
use crate::stage::keys::{KEYS, MOUSE};
use crate::stage::on_stage::beat_at;
use crate::stage::palette::{Status, pencil as ink};

/// About where the slip clock is; labels give way to it.
pub(super) fn slip_clock_rect(free: Rect) -> Rect {
    Rect::from_center_size(pos2(free.center().x, free.top() + 56.0), vec2(300.0, 104.0))
}

/// The slip of the show right now, big, over the arch.
pub(super) fn slip_clock(paint: &egui::Painter, page: &Page, free: Rect) {
    let Some((slip, of)) = slip_now(page) else { return };
    let (status, word) = slip_word(slip);
    let at = pos2(free.center().x, free.top() + 8.0);
    let size = if free.width() < 620.0 { ink::CLOCK * 0.6 } else { ink::CLOCK };
    let galley = paint.layout_no_wrap(signed(slip), FontId::monospace(size), status.colour());
    let under = format!("{word} · {of}");
    let lower = paint.layout_no_wrap(under, FontId::proportional(ink::BODY), ink::INK);
    let wide = galley.size().x.max(lower.size().x) + 28.0;
    let tall = galley.size().y + lower.size().y + 6.0;
    let chip = Rect::from_min_size(pos2(at.x - wide * 0.5, at.y), vec2(wide, tall));
    paint.rect_filled(chip, 6.0, ink::CHIP);
    paint.galley(pos2(at.x - galley.size().x * 0.5, chip.top()), galley.clone(), status.colour());
    paint.galley(pos2(at.x - lower.size().x * 0.5, chip.top() + galley.size().y), lower, ink::INK);
}

fn inside(spans: &[Span], t_us: i64) -> Option<&Span> {
    spans.iter().find(|s| s.from_us <= t_us && t_us < s.to_us)
}

/// The critic's frame while the picture is wrong, with what is wrong in words; and what the stage waits for.
pub(super) fn notices(paint: &egui::Painter, page: &Page, free: Rect) {
    let r = page.rehearsal;
    let beat = |s: &Span| s.beat.and_then(|b| r.show.beats().nth(b as usize)).map(|(_, b)| b);
    let mut lines: Vec<(String, Status)> = Vec::new();
    if let Some(wrong) = inside(&r.run.wrong, page.t_us) {
        paint.rect_stroke(free.shrink(2.0), 0.0, Stroke::new(4.0, Status::VeryLate.colour()), StrokeKind::Inside);
        let since = (page.t_us - wrong.from_us) as f64 * 1e-6;
        let what = beat(wrong).map(|b| what_is_wrong(page, b)).unwrap_or_default();
        lines.push((format!("WRONG PICTURE {since:.1} s · {what}"), Status::VeryLate));
    }
    if let Some(hold) = inside(&r.run.holds, page.t_us) {
        let since = (page.t_us - hold.from_us) as f64 * 1e-6;
        let what = beat(hold).map(|b| format!(" · waiting for {}", b.id)).unwrap_or_default();
        lines.push((format!("SHOW HELD {since:.1} s{what}"), Status::VeryLate));
    } else if let Some(wait) = inside(&r.run.waits, page.t_us) {
        let since = (page.t_us - wait.from_us) as f64 * 1e-6;
        let what = beat(wait).map(|b| format!(" · for {}", b.id)).unwrap_or_default();
        lines.push((format!("STAGE WAIT {since:.1} s{what}"), Status::Late));
    } else if let Some(vamp) = vamping(page) {
        lines.push((vamp, Status::Late));
    }
    for (i, (words, status)) in lines.iter().enumerate() {
        let galley = paint.layout_no_wrap(words.clone(), FontId::proportional(ink::HEADING), status.colour());
        let at = pos2(free.center().x - galley.size().x * 0.5, free.bottom() - 34.0 - 30.0 * i as f32);
        paint.rect_filled(Rect::from_min_size(at, galley.size()).expand2(vec2(10.0, 4.0)), 3.0, ink::CHIP);
        paint.galley(at, galley, status.colour());
    }
}

/// The beat is past its planned length and goes round its last bars.
fn vamping(page: &Page) -> Option<String> {
    let r = page.rehearsal;
    let playing = beat_at(r, &r.run, page.t_us)?;
    playing.beat.vamp?;
    let planned = r.plan.beats.get(playing.index).and_then(|b| Some(b.end_us? - b.start_us?))?;
    let over = page.t_us - playing.since_us - planned;
    let ended = r.run.beats.get(playing.index).and_then(|b| b.end_us).is_some_and(|e| e <= page.t_us);
    (over > 0 && !ended).then(|| format!("VAMP {} · {}", signed(over), playing.beat.id))
}

/// The beat's picture, condition by condition, where the run can tell that it is false now.
fn what_is_wrong(page: &Page, beat: &crate::sheet::Beat) -> String {
    let false_now: Vec<String> = beat
        .picture
        .iter()
        .filter(|c| super::critic::holds(page, c) == Some(false))
        .map(super::critic::words)
        .collect();
    if false_now.is_empty() {
        let all: Vec<String> = beat.picture.iter().map(super::critic::words).collect();
        return all.join(", ");
    }
    false_now.join(", ")
}

/// Labels of ghosts, each with a hairline from the thing to where plan has it; they give way to each other.
pub(super) fn labels(paint: &egui::Painter, marks: &[(String, Option<(Pos2, Pos2)>)], free: Rect, clock: Rect) {
    let mut taken: Vec<Rect> = vec![clock];
    let colour = Status::Planned.colour();
    for (words, at) in marks {
        let galley = paint.layout_no_wrap(words.clone(), FontId::proportional(ink::BODY), colour);
        let anchor = at.map_or(pos2(free.left() + 14.0, free.top() + 110.0), |(_, there)| {
            // A window may leave the stage no room at all.
            let room = free.shrink2((free.size() * 0.5).max(Vec2::ZERO).min(vec2(30.0, 30.0)));
            there.max(room.min).min(room.max.max(room.min)) + vec2(12.0, -16.0)
        });
        let mut chip = Rect::from_min_size(anchor, galley.size()).expand2(vec2(5.0, 2.0));
        if chip.right() > free.right() {
            chip = chip.translate(vec2(free.right() - chip.right() - 6.0, 0.0));
        }
        while taken.iter().any(|t| t.intersects(chip)) && chip.bottom() < free.bottom() {
            chip = chip.translate(vec2(0.0, chip.height() + 2.0));
        }
        taken.push(chip);
        if let Some((here, there)) = at {
            paint.line_segment([*here, *there], Stroke::new(1.0, colour));
            paint.circle_stroke(*there, 4.0, Stroke::new(1.0, colour));
            paint.line_segment([*there, chip.left_center()], Stroke::new(0.5, colour));
        }
        paint.rect_filled(chip, 3.0, ink::CHIP);
        paint.galley(chip.min + vec2(5.0, 2.0), galley, colour);
    }
}

/// The keys.
pub(super) fn help(paint: &egui::Painter, screen: Rect) {
    let (wide, row) = (480.0, 18.0);
    let rows: usize = KEYS.iter().map(|(_, keys)| keys.len() + 1).sum::<usize>() + MOUSE.len();
    let tall = row * rows as f32 + 40.0;
    let chip = Rect::from_center_size(screen.center(), vec2(wide, tall));
    paint.rect_filled(chip, 6.0, ink::PAPER);
    paint.rect_stroke(chip, 6.0, Stroke::new(1.0, ink::RULE), StrokeKind::Inside);
    let left = chip.left() + 22.0;
    let mut y = chip.top() + 24.0;
    let mut line = |key: &str, does: &str| {
        let key_colour = if does.is_empty() { ink::FAINT } else { Status::Now.colour() };
        paint.text(pos2(left, y), Align2::LEFT_CENTER, key, FontId::monospace(ink::SMALL), key_colour);
        paint.text(pos2(left + 130.0, y), Align2::LEFT_CENTER, does, FontId::proportional(ink::SMALL), ink::INK);
        y += row;
    };
    for (about, keys) in KEYS {
        line(about, "");
        for (key, does) in keys {
            line(key, does);
        }
    }
    for (key, does) in MOUSE {
        line(key, does);
    }
}
