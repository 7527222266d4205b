//! The fly loft: grid, battens on their lines, head blocks, arbors with their locking rail, the gallery, the roof.

use bevy::prelude::*;

use super::stuff::Stuff;
use super::{Part, Seen, wing};
use crate::stage::geometry::{Shape, at, grain};
use crate::stage::on_stage::Size;

pub(super) fn parts(s: Size) -> Vec<Part> {
    let (steel, iron) = line_sets(s);
    vec![
        Part::new(grid(s), Stuff::Steel, Seen::NOT_ABOVE),
        Part::new(steel, Stuff::Steel, Seen::NOT_ABOVE),
        Part::new(iron, Stuff::Iron, Seen::NOT_ABOVE),
        Part::new(arbors(s), Stuff::Iron, Seen::NOT_ABOVE),
        Part::new(gallery(s), Stuff::Wood, Seen::NOT_ABOVE),
        Part::new(rails(s), Stuff::Steel, Seen::NOT_ABOVE),
        Part::new(trusses(s), Stuff::Steel, Seen::CUTAWAY),
    ]
}

/// Where the line sets are, metres upstage.
fn sets(s: Size) -> Vec<f32> {
    let n = (s.d / 0.95).round().clamp(3.0, 24.0) as i32;
    (0..n).map(|k| s.d * (0.07 + 0.85 * k as f32 / (n - 1) as f32)).collect()
}

/// Slats of the grid, and the beams they lie on.
fn grid(s: Size) -> Shape {
    let wide = s.w + 2.0 * wing(s);
    let mut shape = Shape::new();
    for y in sets(s) {
        shape = shape.cuboid(at(0.0, y, s.grid - 0.06), Vec3::new(wide, 0.1, 0.16));
        shape = shape.cuboid(at(0.0, y + 0.34, s.grid), Vec3::new(wide, 0.04, 0.1));
        shape = shape.cuboid(at(0.0, y - 0.34, s.grid), Vec3::new(wide, 0.04, 0.1));
    }
    for k in 0..=6 {
        let x = (k as f32 / 6.0 - 0.5) * (wide - 0.3);
        shape = shape.cuboid(at(x, s.d * 0.5, s.grid + 0.14), Vec3::new(0.14, 0.2, s.d));
    }
    shape
}

/// Battens with their lines (steel), and the lanterns on every third (iron).
fn line_sets(s: Size) -> (Shape, Shape) {
    let wide = s.w + 0.2 * wing(s);
    let (mut steel, mut iron) = (Shape::new(), Shape::new());
    let block = s.w * 0.5 + wing(s) - 0.35;
    for (k, y) in sets(s).into_iter().enumerate() {
        let electric = k % 3 == 1;
        let loft = s.grid - s.h;
        let trim =
            if electric { s.h + (0.16 * loft).min(1.1) } else { s.grid - loft * (0.16 + 0.2 * grain(k as u32 + 5)) };
        steel = steel.bar(at(-wide * 0.5, y, trim), at(wide * 0.5, y, trim), 0.028, 0.028);
        for i in 0..5 {
            let x = (i as f32 / 4.0 - 0.5) * (wide - 1.0);
            steel = steel.cuboid(at(x, y, (trim + s.grid) * 0.5), Vec3::new(0.014, s.grid - trim, 0.014));
            // Over the loft block, and along under the roof to the head block.
            iron = iron.cuboid(at(x, y, s.grid + 0.13), Vec3::new(0.1, 0.22, 0.05));
            steel = steel
                .cuboid(at((x + block) * 0.5, y + 0.02 * i as f32, s.grid + 0.24), Vec3::new(block - x, 0.012, 0.012));
        }
        iron = iron.cuboid(at(block, y, s.grid + 0.2), Vec3::new(0.34, 0.4, 0.12));
        if electric {
            steel = steel.bar(at(-wide * 0.5, y, trim - 0.3), at(wide * 0.5, y, trim - 0.3), 0.02, 0.02);
        }
    }
    (steel, iron)
}

/// Arbors on the wall: each as far down as its batten is up.
fn arbors(s: Size) -> Shape {
    let x = s.w * 0.5 + wing(s) - 0.22;
    let loft = s.grid - s.h;
    let mut shape = Shape::new();
    for (k, y) in sets(s).into_iter().enumerate() {
        let up =
            if k % 3 == 1 { (0.16 * loft).min(1.1) + s.h } else { s.grid - loft * (0.16 + 0.2 * grain(k as u32 + 5)) };
        let z = (s.grid + 1.2 - up).clamp(1.6, s.grid - 1.0);
        shape = shape
            .cuboid(at(x, y, z), Vec3::new(0.16, 1.5, 0.14))
            .cuboid(at(x, y, s.grid * 0.5), Vec3::new(0.012, s.grid, 0.012))
            .cuboid(at(x, y + 0.12, s.grid * 0.5), Vec3::new(0.03, s.grid, 0.03))
            // The rope lock and its handle.
            .cuboid(at(x - 0.1, y, 1.15), Vec3::new(0.12, 0.22, 0.08))
            .bar(at(x - 0.14, y, 1.2), at(x - 0.2, y, 1.42), 0.014, 0.014);
    }
    shape.bar(at(x - 0.08, 0.2, 1.02), at(x - 0.08, s.d - 0.2, 1.02), 0.05, 0.05)
}

/// How high the gallery is, metres.
fn gallery_at(s: Size) -> f32 {
    (s.h + 1.6).min(s.grid - 0.8)
}

fn gallery(s: Size) -> Shape {
    let x = s.w * 0.5 + wing(s) - 0.85;
    Shape::new().cuboid(at(x, s.d * 0.5, gallery_at(s)), Vec3::new(1.5, 0.12, s.d + 0.4))
}

/// Railings of the gallery, brackets below it, and the ladder up.
fn rails(s: Size) -> Shape {
    let (x, z) = (s.w * 0.5 + wing(s) - 1.55, gallery_at(s));
    let wall = s.w * 0.5 + wing(s) - 0.1;
    let mut shape = Shape::new();
    for up in [0.5, 1.05] {
        shape = shape.bar(at(x, 0.0, z + up), at(x, s.d, z + up), 0.022, 0.022);
    }
    let n = (s.d / 1.2).round().clamp(2.0, 20.0) as i32;
    for i in 0..=n {
        let y = s.d * i as f32 / n as f32;
        shape = shape.bar(at(x, y, z), at(x, y, z + 1.05), 0.02, 0.02);
        shape = shape.bar(at(x + 0.1, y, z - 0.06), at(wall, y, z - 0.95), 0.035, 0.035);
    }
    let rungs = (z / 0.3) as i32;
    let y = s.d - 0.5;
    for i in 0..rungs.min(80) {
        shape = shape.bar(at(x, y - 0.2, i as f32 * 0.3), at(x, y + 0.2, i as f32 * 0.3), 0.012, 0.012);
    }
    for side in [-0.2, 0.2] {
        shape = shape.bar(at(x, y + side, 0.0), at(x, y + side, z + 0.6), 0.02, 0.02);
    }
    shape
}

/// What carries the roof.
fn trusses(s: Size) -> Shape {
    let half = s.w * 0.5 + wing(s);
    let (low, high) = (s.grid + 0.55, s.grid + 1.35);
    let mut shape = Shape::new();
    for k in 0..4 {
        let y = 0.2 + (s.d - 0.1) * k as f32 / 3.0;
        shape = shape.bar(at(-half, y, low), at(half, y, low), 0.06, 0.06).bar(
            at(-half, y, high),
            at(half, y, high),
            0.06,
            0.06,
        );
        let n = (half / 0.8).round().clamp(4.0, 30.0) as i32;
        for i in 0..n {
            let x = |i: i32| (i as f32 / n as f32 * 2.0 - 1.0) * half;
            let (a, b) = if i % 2 == 0 { (low, high) } else { (high, low) };
            shape = shape.bar(at(x(i), y, a), at(x(i + 1), y, b), 0.035, 0.035);
        }
    }
    shape
}
