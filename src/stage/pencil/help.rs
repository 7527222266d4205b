//! All keys, in columns.

use bevy_egui::egui::{self, Align2, Rect, Stroke, StrokeKind, pos2, vec2};

use super::page::font;
use crate::desk::keys as desk;
use crate::stage::keys::{KEYS, MOUSE};
use crate::stage::palette::{Status, pencil as ink};

/// A line of the help: a heading, or a key with what it does.
enum Line {
    About(&'static str),
    Key(&'static str, &'static str),
}

/// Keys that do the same beside the desk as elsewhere.
const BESIDE: [(&str, &str); 6] = [
    ("Ctrl+1 … Ctrl+5", "house, desk, cutaway, plan, free"),
    ("[ ]", "practice slower, faster: 0.5 to 2 times"),
    ("P G V W", "panels, ghosts, no moves and no flashing, why"),
    ("+ -", "larger, smaller"),
    ("?", "this"),
    ("Ctrl+L Ctrl+Q", "leave the desk; close the window"),
];

/// Draws the desk's keys over everything.
pub(super) fn at_the_desk(paint: &egui::Painter, screen: Rect) {
    // A run of keys by its first and last.
    let short = |keys: &'static str| match keys {
        "0 1 2 3 4 5 6 7 8 9 ." => "0 … 9 .",
        "F1 F2 F3 F4 F5 F6 F7 F8" => "F1 … F8",
        other => other,
    };
    let rows = desk::KEYS.iter().chain(&BESIDE);
    let row = ((screen.height() - 90.0) / (desk::KEYS.len() + BESIDE.len()) as f32).clamp(13.0, 24.0);
    let tall = row * (desk::KEYS.len() + BESIDE.len()) as f32 + 70.0;
    let chip = sheet(paint, screen, vec2(820.0, tall), "Keys at the desk");
    let clip = paint.with_clip_rect(chip.intersect(paint.clip_rect()));
    for (i, (keys, does)) in rows.enumerate() {
        let (left, y) = (chip.left() + 22.0, chip.top() + 56.0 + row * i as f32);
        clip.text(pos2(left, y), Align2::LEFT_CENTER, short(keys), font(ink::SMALL), Status::Now.colour());
        clip.text(pos2(left + 119.0, y), Align2::LEFT_CENTER, does, font(ink::SMALL), ink::INK);
    }
}

/// A sheet of the help, with its heading.
fn sheet(paint: &egui::Painter, screen: Rect, size: egui::Vec2, heading: &str) -> Rect {
    paint.rect_filled(screen, 0.0, ink::HALO.gamma_multiply(0.6));
    let chip = Rect::from_center_size(screen.center(), size.min(screen.size() - vec2(8.0, 8.0)));
    paint.rect_filled(chip, 6.0, ink::SLIP);
    paint.rect_stroke(chip, 6.0, Stroke::new(1.0, ink::RULE), StrokeKind::Inside);
    let at = chip.min + vec2(22.0, 24.0);
    paint.text(at, Align2::LEFT_CENTER, heading, font(ink::HEADING), ink::INK);
    chip
}

/// Draws them over everything.
pub(super) fn help(paint: &egui::Painter, screen: Rect) {
    let mut groups: Vec<Vec<Line>> = Vec::new();
    let all = KEYS.iter().map(|(about, keys)| (*about, *keys)).chain([("Mouse and fields", &MOUSE[..])]);
    for (about, keys) in all {
        let lines = keys.iter().map(|(key, does)| Line::Key(key, does));
        groups.push(std::iter::once(Line::About(about)).chain(lines).collect());
    }
    let lines: usize = groups.iter().map(|g| g.len() + 1).sum();
    let row = 20.0_f32.min((screen.height() - 70.0) / 12.0).max(13.0);
    let fits = ((screen.height() - 80.0) / row).floor().max(6.0) as usize;
    let columns = lines.div_ceil(fits).max(if screen.width() > 900.0 { 3 } else { 2 }).min(4);
    let most = lines.div_ceil(columns).min(fits);
    // Groups stay whole; the tallest column gives the height.
    let mut filled: Vec<Vec<Line>> = (0..columns).map(|_| Vec::new()).collect();
    let mut column = 0;
    for group in groups {
        if !filled[column].is_empty() && filled[column].len() + group.len() > most + 1 && column + 1 < columns {
            column += 1;
        }
        filled[column].extend(group);
    }
    let tallest = filled.iter().map(Vec::len).max().unwrap_or(0);
    let wide = ((screen.width() - 40.0) / columns as f32).min(372.0);
    let size = vec2(wide * columns as f32 + 24.0, tallest as f32 * row + 66.0);
    let chip = sheet(paint, screen, size, "Keys and mouse");
    for (i, lines) in filled.iter().enumerate() {
        let left = chip.left() + 22.0 + wide * i as f32;
        let clip = Rect::from_min_max(pos2(left, chip.top()), pos2(left + wide - 10.0, chip.bottom()));
        let paint = paint.with_clip_rect(clip.intersect(paint.clip_rect()));
        for (k, line) in lines.iter().enumerate() {
            let y = chip.top() + 54.0 + row * k as f32;
            match line {
                Line::About(about) => {
                    paint.text(pos2(left, y + 2.0), Align2::LEFT_CENTER, about, font(ink::BODY), ink::FAINT);
                }
                Line::Key(key, does) => {
                    let small = font(ink::SMALL);
                    paint.text(pos2(left, y), Align2::LEFT_CENTER, key, small.clone(), Status::Now.colour());
                    paint.text(pos2(left + 109.0, y), Align2::LEFT_CENTER, does, small, ink::INK);
                }
            }
        }
    }
}
