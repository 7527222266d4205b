//! Labels of ghosts, each with a hairline to its thing. They never overlap, keep off faces, and give way to the margin
//! with a leader.

use bevy_egui::egui::{self, Pos2, Rect, Shape, Stroke, pos2, vec2};

use super::page::{font, within};
use crate::stage::palette::{Status, pencil as ink};

/// Something that differs from plan, on the screen.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    /// What differs, and by how much.
    pub(super) words: String,
    /// Where it is, and where plan has it; `None` for what has no place.
    pub(super) at: Option<(Pos2, Pos2)>,
}

/// Places for labels of those sizes, in order: near their anchors where that is free, else in a column at the nearer
/// margin. `None` where there is no place at all.
pub(super) fn places(sizes: &[(egui::Vec2, Option<Pos2>)], free: Rect, taken: &[Rect]) -> Vec<Option<Rect>> {
    let room = free.shrink(6.0);
    let mut taken = taken.to_vec();
    let mut out = Vec::new();
    for (size, anchor) in sizes {
        let place = place(*size, *anchor, room, &taken);
        if let Some(rect) = place {
            taken.push(rect.expand(1.0));
        }
        out.push(place);
    }
    out
}

fn place(size: egui::Vec2, anchor: Option<Pos2>, room: Rect, taken: &[Rect]) -> Option<Rect> {
    if size.x > room.width() || size.y > room.height() {
        return None;
    }
    let is_free = |rect: &Rect| !taken.iter().any(|t| t.intersects(*rect)) && room.contains_rect(*rect);
    if let Some(a) = anchor {
        for far in [10.0, 24.0, 42.0] {
            for min in [
                a + vec2(far, -size.y - far * 0.4),
                a + vec2(far, far * 0.4),
                a + vec2(-far - size.x, -size.y - far * 0.4),
                a + vec2(-far - size.x, far * 0.4),
            ] {
                let rect = Rect::from_min_size(min, size);
                if is_free(&rect) {
                    return Some(rect);
                }
            }
        }
    }
    // Down the nearer margin, then the other.
    let right = anchor.is_some_and(|a| a.x > room.center().x);
    let start = anchor.map_or(room.top(), |a| a.y.min(room.bottom() - size.y).max(room.top()));
    for side in [right, !right] {
        let x = if side { room.right() - size.x } else { room.left() };
        let steps = (room.height() / (size.y + 3.0)) as usize + 1;
        for k in 0..2 * steps {
            let way = if k % 2 == 0 { 1.0 } else { -1.0 };
            let y = start + way * k.div_ceil(2) as f32 * (size.y + 3.0);
            let rect = Rect::from_min_size(pos2(x, y), size);
            if is_free(&rect) {
                return Some(rect);
            }
        }
    }
    None
}

/// Draws the labels within `free`, off what is `taken`.
pub(super) fn labels(paint: &egui::Painter, marks: &[Mark], free: Rect, taken: &[Rect]) {
    let colour = Status::Planned.colour();
    let pad = vec2(5.0, 2.0);
    let galleys: Vec<_> =
        marks.iter().map(|m| paint.layout_no_wrap(m.words.clone(), font(ink::BODY), colour)).collect();
    let sizes: Vec<_> = galleys
        .iter()
        .zip(marks)
        .map(|(g, m)| (g.size() + 2.0 * pad, m.at.map(|(_, there)| within(free.shrink(20.0), there))))
        .collect();
    for ((mark, galley), place) in marks.iter().zip(galleys).zip(places(&sizes, free, taken)) {
        let clip = paint.with_clip_rect(free);
        if let Some((here, there)) = mark.at {
            clip.line_segment([here, there], Stroke::new(1.0, colour));
            clip.circle_stroke(there, 4.0, Stroke::new(1.0, colour));
        }
        let Some(chip) = place else { continue };
        if let Some((_, there)) = mark.at {
            let near = chip.clamp(there);
            let leader = [within(free, there), near];
            clip.extend(Shape::dashed_line(&leader, Stroke::new(1.0, colour.gamma_multiply(0.7)), 4.0, 3.0));
        }
        paint.rect_filled(chip, 3.0, ink::CHIP);
        paint.galley(chip.min + pad, galley, colour);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_never_overlap_and_stay_in_the_picture() {
        let free = Rect::from_min_max(pos2(200.0, 0.0), pos2(900.0, 500.0));
        let clock = Rect::from_center_size(pos2(550.0, 50.0), vec2(300.0, 100.0));
        let all: Vec<_> =
            (0..24).map(|i| (vec2(150.0, 20.0), Some(pos2(500.0 + (i % 5) as f32 * 9.0, 200.0)))).collect();
        let found: Vec<Rect> = places(&all, free, &[clock]).into_iter().flatten().collect();
        assert_eq!(found.len(), 24, "there is room for all of them");
        for (i, a) in found.iter().enumerate() {
            assert!(free.contains_rect(*a) && !a.intersects(clock), "{a:?}");
            assert!(found[i + 1..].iter().all(|b| !b.intersects(*a)), "{a:?} overlaps");
        }
        let crowd: Vec<_> = (0..500).map(|_| (vec2(150.0, 20.0), None)).collect();
        assert!(places(&crowd, free, &[]).iter().any(Option::is_none), "there is not room for everything");
        assert_eq!(places(&[(vec2(9999.0, 9.0), None)], free, &[]), [None]);
    }
}
