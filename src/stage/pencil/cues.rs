//! The cue list: what happened, what is happening, what is next. Only the rows that are seen are drawn.

use bevy_egui::egui::{self, Align2, FontId, Rect, Sense, Ui, pos2, vec2};

use super::page::{Page, State, Wishes, begins, clock, signed, slip_word, state_of};
use crate::sheet::CueNumber;
use crate::stage::palette::{self, Status, pencil as ink};
use crate::stage::transport::Wish;

/// Height of a row, points.
const ROW: f32 = 34.0;

/// The list, with the playhead a third from its top.
pub(super) fn cues(ui: &mut Ui, page: &Page, wishes: &mut Wishes) {
    let r = page.rehearsal;
    let rect = ui.available_rect_before_wrap();
    let response = ui.allocate_rect(rect, Sense::click());
    let paint = ui.painter_at(rect);
    let now = page.order.partition_point(|c| begins(r, *c as usize) <= page.t_us);
    let rows = (rect.height() / ROW).floor().max(1.0) as usize;
    let first = now.saturating_sub(rows * 2 / 5).min(page.order.len().saturating_sub(rows));
    let next = page.order.get(now).map(|c| *c as usize);
    for (k, cue) in page.order.iter().skip(first).take(rows).enumerate() {
        let cue = *cue as usize;
        let top = rect.top() + k as f32 * ROW;
        let row = Rect::from_min_size(pos2(rect.left(), top), vec2(rect.width(), ROW - 2.0));
        draw(&paint, row, page, cue, next == Some(cue));
        if first + k == now {
            paint.hline(rect.x_range(), top - 1.0, egui::Stroke::new(1.5, Status::Now.colour()));
        }
        if response.clicked() && response.interact_pointer_pos().is_some_and(|p| row.contains(p)) {
            let at = begins(r, cue);
            if at < i64::MAX {
                wishes.push(Wish::Go(at));
            }
        }
    }
}

fn draw(paint: &egui::Painter, row: Rect, page: &Page, cue: usize, next: bool) {
    let r = page.rehearsal;
    let Some(sheet) = r.show.cues.get(cue) else { return };
    let state = state_of(r, cue, page.t_us);
    if matches!(state, State::Running | State::Held | State::StandingBy | State::Called) || next {
        paint.rect_filled(row, 2.0, ink::ROW);
    }
    let prefix = CueNumber::parse(&sheet.number).map(|n| n.prefix).unwrap_or_default();
    let gutter = Rect::from_min_size(row.min, vec2(3.0, row.height()));
    paint.rect_filled(gutter, 0.0, palette::department(&prefix));
    let colour = match state {
        State::Running | State::Called => Status::Now.colour(),
        State::StandingBy => Status::Planned.colour(),
        State::Held | State::Failed => Status::VeryLate.colour(),
        State::Skipped => Status::Skipped.colour(),
        State::Done => ink::FAINT,
        State::Waiting | State::Absent => ink::FAINT,
    };
    let strong = if matches!(state, State::Done | State::Absent) { ink::FAINT } else { ink::INK };
    let (small, mono) = (FontId::proportional(ink::SMALL), FontId::monospace(ink::BODY));
    let left = row.left() + 10.0;
    let (word, mark) = state.words();
    let word = if next && word.is_empty() { "next" } else { word };
    paint.text(pos2(left, row.top() + 9.0), Align2::LEFT_CENTER, mark, small.clone(), colour);
    paint.text(pos2(left + 15.0, row.top() + 9.0), Align2::LEFT_CENTER, &sheet.number, mono.clone(), strong);
    let started = r.run.cues.get(cue).and_then(|c| c.started_us).filter(|s| *s <= page.t_us);
    let slip = r.slip.cues.get(cue).and_then(|s| s.started_us).filter(|_| started.is_some());
    let right = row.right() - 6.0;
    if let Some(slip) = slip {
        let (status, _) = slip_word(slip);
        paint.text(pos2(right, row.top() + 9.0), Align2::RIGHT_CENTER, signed(slip), mono, status.colour());
    } else if begins(r, cue) < i64::MAX {
        let wait = begins(r, cue) - page.t_us;
        if wait > 0 && wait < 120_000_000 && state != State::Absent {
            let words = format!("in {:.0} s", wait as f64 * 1e-6);
            paint.text(pos2(right, row.top() + 9.0), Align2::RIGHT_CENTER, words, small.clone(), ink::FAINT);
        } else {
            let at = clock(begins(r, cue));
            paint.text(pos2(right, row.top() + 9.0), Align2::RIGHT_CENTER, at, small.clone(), ink::FAINT);
        }
    }
    paint.text(pos2(right, row.top() + 24.0), Align2::RIGHT_CENTER, word, small, colour);
    let room = row.with_max_x(right - 54.0);
    let label = paint.with_clip_rect(room.intersect(paint.clip_rect()));
    label.text(
        pos2(left + 15.0, row.top() + 24.0),
        Align2::LEFT_CENTER,
        &sheet.label,
        FontId::proportional(ink::SMALL),
        strong,
    );
}
