//! Legs, borders and the cyclorama: what hides the wings and the fly loft from the house, and what the stage ends in.

use super::stuff::Stuff;
use super::{Part, Seen};
use crate::stage::geometry::{Shape, at};
use crate::stage::on_stage::Size;

/// Sets of legs, each with its border.
const SETS: i32 = 4;

pub(super) fn parts(s: Size) -> Vec<Part> {
    vec![
        // From the prompt desk one looks in between the near legs; in the section they are on the side that is cut off.
        Part::new(legs(s, -1.0), Stuff::Blacks, Seen::FROM_THE_FRONT),
        Part::new(legs(s, 1.0), Stuff::Blacks, Seen::UNCUT),
        Part::new(borders(s), Stuff::Blacks, Seen::UNCUT),
        Part::new(cyclorama(s), Stuff::Cyc, Seen::ALWAYS),
    ]
}

/// Where the `k`th set hangs, metres upstage.
fn set(s: Size, k: i32) -> f32 {
    s.d * (0.13 + 0.235 * k as f32)
}

/// The middle of the gap between two sets that is nearest to `y`, metres upstage.
pub(in crate::stage) fn between_legs(s: Size, y: f32) -> f32 {
    let k = ((y / s.d - 0.13) / 0.235 - 0.5).round().clamp(0.0, SETS as f32 - 1.0);
    s.d * (0.13 + 0.235 * (k + 0.5))
}

fn legs(s: Size, side: f32) -> Shape {
    let mut shape = Shape::new();
    for k in 0..SETS {
        let y = set(s, k);
        let inner = s.w * 0.5 - 0.03 * s.w - 0.02 * k as f32;
        shape = shape.surface(28, 1, |u, v| {
            let x = inner + u * (0.25 * s.w).clamp(1.0, 6.0);
            let fold = 0.06 * (u * 60.0).sin();
            at(side * x, y + fold * side, v * (s.h + 2.0).min(s.grid))
        });
    }
    shape
}

fn borders(s: Size) -> Shape {
    let mut shape = Shape::new();
    for k in 0..SETS {
        let y = set(s, k) - 0.15;
        let low = s.h - 0.05 - 0.06 * k as f32;
        let tall = 2.6_f32.min(s.grid - low);
        shape = shape.surface(96, 1, |u, v| {
            let x = (u - 0.5) * (s.w + 5.0);
            at(x, y + 0.05 * (x * 9.0).sin(), low + v * tall)
        });
    }
    shape
}

fn cyclorama(s: Size) -> Shape {
    Shape::new().surface(24, 2, |u, v| {
        let x = (u - 0.5) * (s.w + 3.0);
        at(x, s.d - 0.25 * (u * 2.0 - 1.0).powi(2), v * (s.h + 1.6).min(s.grid - 0.3))
    })
}
