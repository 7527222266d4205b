//! Over the arch: the slip of the show right now, big, and beside it the cue light of the next GO.

use bevy_egui::egui::{self, Align2, Rect, pos2, vec2};

use super::cues::{Lamp, draw_lamp, lamp};
use super::page::{Page, State, countdown, font, signed, slip_now, slip_word, state_of};
use crate::stage::palette::pencil as ink;

/// Draws the slip clock at the top of `free`; gives back the place it takes.
pub(super) fn slip_clock(paint: &egui::Painter, page: &Page, free: Rect) -> Rect {
    if free.width() < 90.0 || free.height() < 70.0 {
        return Rect::NOTHING;
    }
    let (slip, of) = slip_now(page).unwrap_or((0, "the top of the show".to_owned()));
    let (status, word) = slip_word(slip);
    let size = if free.width() < 560.0 || free.height() < 330.0 { ink::COUNT } else { ink::CLOCK };
    let galley = paint.layout_no_wrap(signed(slip), font(size), status.colour());
    let under = paint.layout_no_wrap(format!("{word} · {of}"), font(ink::BODY), ink::INK);
    let wide = galley.size().x.max(under.size().x) + 28.0;
    let tall = galley.size().y + under.size().y;
    let chip = Rect::from_min_size(pos2(free.center().x - wide * 0.5, free.top() + 6.0), vec2(wide, tall));
    paint.rect_filled(chip, 6.0, ink::CHIP);
    let below = chip.top() + galley.size().y - 5.0;
    paint.galley(pos2(chip.center().x - galley.size().x * 0.5, chip.top() - 3.0), galley, status.colour());
    paint.galley(pos2(chip.center().x - under.size().x * 0.5, below), under, ink::INK);
    match light(paint, page, chip, free) {
        Some(beside) => chip.union(beside),
        None => chip,
    }
}

/// The cue light of the cue that stands by, or has just been called, at the right of the clock.
fn light(paint: &egui::Painter, page: &Page, clock: Rect, free: Rect) -> Option<Rect> {
    if page.calling.is_some() {
        // The console has every department's.
        return None;
    }
    let r = page.rehearsal;
    // A GO that was just given is more to look at than the next standby.
    let t = page.t_us;
    let last = page.book.goes.partition_point(|(at, _)| *at <= t).checked_sub(1).and_then(|i| page.book.goes.get(i));
    let given = last.filter(|(at, c)| t - at < 1_500_000 || state_of(r, *c as usize, t) == State::Called);
    let (at, cue) = given.copied().or_else(|| page.book.next_go(t))?;
    let shows = lamp(page, cue as usize);
    if shows == Lamp::Off {
        return None;
    }
    let number = &r.show.cues.get(cue as usize)?.number;
    let words = match shows {
        Lamp::Go => "GO".to_owned(),
        _ => countdown(at - t),
    };
    let colour = if shows == Lamp::Go { ink::CUE_GREEN } else { ink::CUE_RED };
    let upper = paint.layout_no_wrap(number.clone(), font(ink::BODY), ink::INK);
    let lower = paint.layout_no_wrap(words, font(ink::HEADING), colour);
    let wide = upper.size().x.max(lower.size().x).max(44.0) + 46.0;
    let chip = Rect::from_min_size(pos2(clock.right() + 6.0, clock.top()), vec2(wide, 46.0));
    if chip.right() > free.right() - 16.0 {
        return None;
    }
    paint.rect_filled(chip, 6.0, ink::CHIP);
    draw_lamp(paint, pos2(chip.left() + 20.0, chip.center().y), 10.0, shows);
    let left = chip.left() + 38.0;
    paint.galley(pos2(left, chip.top() + 3.0), upper, ink::INK);
    paint.text(pos2(left, chip.bottom() - 13.0), Align2::LEFT_CENTER, lower.text(), font(ink::HEADING), colour);
    Some(chip)
}
