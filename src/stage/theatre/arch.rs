//! The proscenium: a gilded frame swept from one profile, columns and boxes beside it, a cartouche and a pelmet over it.

use std::f32::consts::{PI, TAU};

use bevy::prelude::*;

use super::stuff::Stuff;
use super::{Part, Seen, module};
use crate::stage::geometry::{Shape, at};
use crate::stage::on_stage::Size;

/// Width of the gilded frame, in modules.
pub(super) const FRAME: f32 = 0.62;
/// The wall's face towards the house, metres upstage.
pub(super) const FACE: f32 = -0.8;

/// The frame's profile: out from the opening and forward from the wall, in modules.
const PROFILE: [(f32, f32); 25] = [
    (0.0, -0.5),
    (0.0, 0.10),
    (0.02, 0.14),
    (0.05, 0.165),
    (0.08, 0.165),
    (0.11, 0.14),
    (0.12, 0.10),
    (0.15, 0.08),
    (0.19, 0.075),
    (0.24, 0.09),
    (0.28, 0.13),
    (0.30, 0.18),
    (0.30, 0.23),
    (0.32, 0.265),
    (0.36, 0.29),
    (0.40, 0.29),
    (0.44, 0.265),
    (0.46, 0.22),
    (0.46, 0.17),
    (0.50, 0.15),
    (0.55, 0.15),
    (0.58, 0.13),
    (0.60, 0.09),
    (0.62, 0.06),
    (0.62, 0.0),
];

pub(super) fn parts(s: Size) -> Vec<Part> {
    let m = module(s);
    let mut parts = vec![
        Part::new(frame(s, m), Stuff::Gilt, Seen::UNCUT),
        Part::new(frame(s, m * 0.32), Stuff::Gilt, Seen::CUTAWAY),
        Part::new(ornament(s, m), Stuff::Gilt, Seen::UNCUT),
        Part::new(pelmet(s, m), Stuff::Velvet, Seen::UNCUT),
        Part::new(fringe(s, m), Stuff::Gilt, Seen::UNCUT),
    ];
    for side in [-1.0, 1.0] {
        let seen = if side < 0.0 { Seen::FROM_THE_FRONT } else { Seen::UNCUT };
        let (plaster, gilt) = columns(s, m, side);
        parts.push(Part::new(wall(s, m, side), Stuff::Wall, seen));
        parts.push(Part::new(plaster, Stuff::Plaster, seen));
        parts.push(Part::new(gilt, Stuff::Gilt, seen));
    }
    parts.push(Part::new(over_the_arch(s, m), Stuff::Wall, Seen::UNCUT));
    let (plaster, gilt) = frieze(s, m);
    parts.push(Part::new(plaster, Stuff::Plaster, Seen::UNCUT));
    parts.push(Part::new(gilt, Stuff::Gilt, Seen::UNCUT));
    parts
}

/// The profile swept along the three sides of the opening, mitred.
fn frame(s: Size, m: f32) -> Shape {
    let half = s.w * 0.5;
    let mut shape = Shape::new();
    for pair in PROFILE.windows(2) {
        let [(o0, f0), (o1, f1)] = [pair[0], pair[1]].map(|(o, f)| (o * m, FACE - f * m));
        let mix = |a: f32, b: f32, t: f32| a + (b - a) * t;
        shape = shape
            .surface(1, 1, |u, v| {
                let (o, y) = (mix(o1, o0, u), mix(f1, f0, u));
                at(-half - o, y, v * (s.h + o))
            })
            .surface(1, 1, |u, v| {
                let (o, y) = (mix(o0, o1, u), mix(f0, f1, u));
                at(half + o, y, v * (s.h + o))
            })
            .surface(1, 1, |u, v| {
                let (o, y) = (mix(o0, o1, v), mix(f0, f1, v));
                at((2.0 * u - 1.0) * (half + o), y, s.h + o)
            });
    }
    shape
}

/// A ball with few faces: ornament is many and small.
fn bead(radii: Vec3) -> Shape {
    Shape::new().surface(8, 5, |u, v| {
        let (s, c) = (u * TAU).sin_cos();
        let (h, r) = ((v - 0.5) * PI).sin_cos();
        Vec3::new(r * s, h, r * c) * radii
    })
}

/// Beads in the hollow of the frame, leaves on its outer flat, a rosette in each corner, the cartouche over the middle.
fn ornament(s: Size, m: f32) -> Shape {
    let half = s.w * 0.5;
    let mut shape = Shape::new();
    let pearl = bead(Vec3::splat(0.045 * m));
    let leaf = bead(Vec3::new(0.035, 0.085, 0.03) * m);
    for (ornament, out, forward, step) in [(&pearl, 0.2, 0.1, 0.17), (&leaf, 0.53, 0.16, 0.26)] {
        let (out, y) = (out * m, FACE - forward * m);
        let n = ((s.w + 2.0 * out) / (step * m)).clamp(4.0, 120.0) as i32;
        for i in 0..=n {
            let x = (i as f32 / n as f32 * 2.0 - 1.0) * (half + out);
            let lying = Transform::from_translation(at(x, y, s.h + out)).with_rotation(Quat::from_rotation_z(PI * 0.5));
            shape = shape.with(ornament, lying);
        }
        let n = ((s.h + out) / (step * m)).clamp(4.0, 80.0) as i32;
        for i in 1..n {
            for side in [-1.0, 1.0] {
                let z = (s.h + out) * i as f32 / n as f32;
                shape = shape.with(ornament, Transform::from_translation(at(side * (half + out), y, z)));
            }
        }
    }
    for side in [-1.0, 1.0] {
        let middle = at(side * (half + 0.31 * m), FACE - 0.3 * m, s.h + 0.31 * m);
        for k in 0..8 {
            let (sin, cos) = (k as f32 * TAU / 8.0).sin_cos();
            let petal = middle + Vec3::new(cos, sin, 0.0) * 0.2 * m;
            shape = shape.with(&bead(Vec3::new(0.11, 0.11, 0.07) * m), Transform::from_translation(petal));
        }
        shape = shape.with(&bead(Vec3::splat(0.12 * m)), Transform::from_translation(middle + Vec3::Z * 0.04 * m));
        // What the frame stands on.
        let foot = Vec3::new(0.78, 0.52, 0.5) * m;
        shape = shape.cuboid(at(side * (half + 0.31 * m), FACE - 0.16 * m, foot.y * 0.5), foot);
        let cap = Vec3::new(0.86, 0.1, 0.58) * m;
        shape = shape.cuboid(at(side * (half + 0.31 * m), FACE - 0.16 * m, foot.y), cap);
    }
    cartouche(shape, s, m)
}

/// A shield between scrolls, its lower edge over the pelmet.
fn cartouche(shape: Shape, s: Size, m: f32) -> Shape {
    let middle = |x: f32, z: f32| at(x * m, FACE - 0.36 * m, s.h + (0.36 + z) * m);
    let mut shape = shape
        .ball(middle(0.0, 0.05), Vec3::new(0.5, 0.62, 0.16) * m)
        .ball(middle(0.0, 0.05) + Vec3::Z * 0.1 * m, Vec3::new(0.34, 0.44, 0.12) * m);
    for side in [-1.0, 1.0] {
        let mut last = None;
        for k in 0..26 {
            // A scroll is a spiral that runs out into the frame.
            let t = k as f32 / 25.0;
            let turn = t * TAU * 1.35;
            let r = 0.34 * (1.0 - 0.75 * t);
            let p = middle(side * (0.86 - r * turn.cos()), 0.02 + r * turn.sin());
            if let Some(last) = last {
                shape = shape.bar(last, p, (0.085 - 0.05 * t) * m, (0.083 - 0.05 * t) * m);
            }
            last = Some(p);
        }
        for k in 0..7 {
            let x = side * (1.25 + 0.24 * k as f32);
            let leaf = bead(Vec3::new(0.16, 0.07 - 0.006 * k as f32, 0.06) * m);
            let tilt = Quat::from_rotation_z(side * (0.5 - 0.07 * k as f32));
            shape = shape.with(&leaf, Transform::from_translation(middle(x, 0.02)).with_rotation(tilt));
        }
    }
    shape
}

/// Swags to the pelmet, and how far each hangs.
fn swags(s: Size) -> f32 {
    (s.w / (1.7 * module(s))).round().clamp(3.0, 15.0)
}

/// How far the pelmet hangs at `u` across the opening, metres.
fn hang(s: Size, m: f32, u: f32) -> f32 {
    let n = swags(s);
    let within = (u * n).fract();
    let deep = (0.62 - 0.06 * (PI * u).sin()) * m;
    (0.34 * m + (deep - 0.3 * m) * (PI * within).sin().powf(0.8)).min(s.h * 0.2)
}

fn pelmet_at(s: Size, m: f32, u: f32, v: f32, out: f32) -> Vec3 {
    let n = swags(s);
    let within = (u * n).fract();
    let drop = hang(s, m, u);
    // Folds of a swag are arcs that hang parallel to its edge; between swags the cloth falls straight.
    let arcs = 0.035 * m * (v * 22.0).sin() * (PI * within).sin();
    let straight = 0.03 * m * (u * n * TAU * 3.0).cos() * (1.0 - (PI * within).sin());
    let belly = 0.1 * m * (PI * within).sin() * (1.0 - v);
    at(
        (u - 0.5) * (s.w + 0.1),
        FACE + 0.06 * m - arcs - straight - belly - out,
        s.h + 0.15 * m - (1.0 - v) * (drop + 0.15 * m),
    )
}

fn pelmet(s: Size, m: f32) -> Shape {
    let cells = (swags(s) * 16.0) as u32;
    Shape::new().surface(cells, 14, |u, v| pelmet_at(s, m, u.clamp(0.0, 0.99999), v, 0.0))
}

fn fringe(s: Size, m: f32) -> Shape {
    let cells = (swags(s) * 20.0) as u32;
    let mut shape = Shape::new().surface(cells, 2, |u, v| {
        let u = u.clamp(0.0, 0.99999);
        let strands = 0.012 * m * (u * s.w / m * 70.0).sin();
        pelmet_at(s, m, u, 0.0, 0.012 * m) + Vec3::new(0.0, (v - 1.0) * 0.13 * m, strands * (1.0 - v))
    });
    shape = shape.surface(cells, 3, |u, v| {
        let u = u.clamp(0.0, 0.99999);
        pelmet_at(s, m, u, 0.0, 0.02 * m + 0.02 * m * (v * PI).sin()) + Vec3::Y * (v - 0.5) * 0.05 * m
    });
    // A tassel between two swags.
    let n = swags(s) as i32;
    for i in 0..=n {
        let u = (i as f32 / n as f32).clamp(0.002, 0.9999);
        let p = pelmet_at(s, m, u, 0.0, 0.05 * m);
        shape = shape.with(&bead(Vec3::splat(0.055 * m)), Transform::from_translation(p)).bar(
            p - Vec3::Y * 0.24 * m,
            p - Vec3::Y * 0.03 * m,
            0.065 * m,
            0.03 * m,
        );
    }
    shape
}

/// The wall beside the frame, as far as the house goes.
fn wall(s: Size, m: f32, side: f32) -> Shape {
    let from = s.w * 0.5 + FRAME * m * 0.9;
    let wide = 9.0 * m + 3.0;
    let top = s.h + 4.0 * m;
    let x = side * (from + wide * 0.5);
    let mut shape = Shape::new()
        .quad(at(x, FACE, top * 0.5 - 1.5), Vec3::X * wide, Vec3::Y * (top + 3.0), Vec3::Z)
        .quad(at(x, FACE + 0.35, top * 0.5), Vec3::NEG_X * wide, Vec3::Y * top, Vec3::NEG_Z);
    // The house's side wall.
    let out = from + 3.9 * m;
    let long = s.w * 1.5;
    shape = shape.quad(
        at(side * out, FACE - long * 0.5, top * 0.5 - 1.5),
        Vec3::Z * long * side,
        Vec3::Y * (top + 3.0),
        Vec3::NEG_X * side,
    );
    shape
}

fn over_the_arch(s: Size, m: f32) -> Shape {
    let (wide, low, top) = (s.w + 2.0 * FRAME * m, s.h + FRAME * m * 0.9, s.grid.max(s.h + 4.0 * m) + 1.0);
    let tall = top - low;
    Shape::new().quad(at(0.0, FACE, low + tall * 0.5), Vec3::X * wide, Vec3::Y * tall, Vec3::Z).quad(
        at(0.0, FACE + 0.35, low + tall * 0.5),
        Vec3::NEG_X * wide,
        Vec3::Y * tall,
        Vec3::NEG_Z,
    )
}

/// Fluted columns at both ends of a bay, and in the bay two boxes, one over the other: plaster, and what is gilded of it.
fn columns(s: Size, m: f32, side: f32) -> (Shape, Shape) {
    let from = s.w * 0.5 + FRAME * m;
    let (mut plaster, mut gilt) = (Shape::new(), Shape::new());
    let tall = s.h + 0.2 * m;
    for x in [from + 0.36 * m, from + 2.62 * m] {
        let middle = at(side * x, FACE, 0.0);
        let r = 0.24 * m;
        plaster = plaster
            .surface(48, 1, |u, v| {
                // Flutes, and the least swelling.
                let flute = 1.0 - 0.09 * (u * PI * 11.0).sin().abs();
                let (sin, cos) = (PI * (u - 0.5)).sin_cos();
                let r = r * flute * (1.0 - 0.12 * v);
                middle + Vec3::new(r * sin, 0.9 * m + v * (tall - 1.5 * m), r * cos)
            })
            .cuboid(middle + Vec3::Y * 0.36 * m, Vec3::new(0.66, 0.72, 0.66) * m);
        gilt = gilt
            .cuboid(middle + Vec3::Y * 0.75 * m, Vec3::new(0.72, 0.08, 0.72) * m)
            .with(&bead(Vec3::new(0.3, 0.09, 0.3) * m), Transform::from_translation(middle + Vec3::Y * 0.85 * m));
        // The capital: a bell of leaves under a slab.
        let neck = middle + Vec3::Y * (tall - 0.62 * m);
        gilt = gilt.surface(24, 6, |u, v| {
            let (sin, cos) = (PI * (u - 0.5)).sin_cos();
            let leaf = 1.0 + 0.12 * (u * PI * 8.0).cos() * (1.0 - v);
            let r = (0.23 + 0.15 * v * v) * m * leaf;
            neck + Vec3::new(r * sin, v * 0.46 * m, r * cos)
        });
        gilt = gilt.cuboid(neck + Vec3::Y * 0.52 * m, Vec3::new(0.84, 0.12, 0.84) * m);
        for scroll in [-1.0, 1.0] {
            let p = neck + Vec3::new(scroll * 0.34 * m, 0.4 * m, 0.26 * m);
            gilt = gilt.with(&bead(Vec3::new(0.11, 0.11, 0.07) * m), Transform::from_translation(p));
        }
    }
    for tier in box_tiers(s) {
        let (p, g) = box_front(s, m, side, tier);
        plaster = plaster.with(&p, Transform::IDENTITY);
        gilt = gilt.with(&g, Transform::IDENTITY);
    }
    (plaster, gilt)
}

/// Heights of the boxes' floors, metres.
pub(super) fn box_tiers(s: Size) -> [f32; 2] {
    [s.h * 0.19, s.h * 0.56]
}

/// The middle of the boxes, metres from the middle of the stage.
pub(super) fn box_middle(s: Size) -> f32 {
    s.w * 0.5 + (FRAME + 1.49) * module(s)
}

/// The front of a box: a bowed parapet with gilded rails and a garland, and an arch over it.
fn box_front(s: Size, m: f32, side: f32, floor: f32) -> (Shape, Shape) {
    let middle = at(side * box_middle(s), FACE, floor);
    let tall = 0.85 * m;
    let round = |u: f32, r: f32, y: f32| {
        let (sin, cos) = (PI * 0.94 * (u - 0.5)).sin_cos();
        middle + Vec3::new(0.86 * m * r * sin, y, 0.72 * m * r * cos)
    };
    let plaster = Shape::new()
        .surface(26, 8, |u, v| round(u, 0.72 + 0.26 * (v * PI * 0.62).sin(), -0.25 * m + v * (tall + 0.25 * m)))
        .surface(20, 3, |u, v| round(u, 0.05 + 0.68 * v, -0.25 * m - 0.2 * m * (1.0 - v)));
    let mut gilt = Shape::new();
    for (y, thick) in [(tall, 0.06), (0.0, 0.05), (tall - 0.16 * m, 0.025)] {
        gilt = gilt.surface(26, 6, |u, v| {
            let (sin, cos) = (v * TAU).sin_cos();
            round(u, 1.0 + thick * cos * if y > tall - 0.1 { 1.3 } else { 0.8 }, y + thick * m * sin)
        });
    }
    // A garland in three loops.
    gilt = gilt.surface(36, 4, |u, v| {
        let (sin, cos) = (v * TAU).sin_cos();
        let loops = 0.2 * m * (u * PI * 3.0).sin().abs();
        round(u, 1.01 + 0.045 * cos, tall - 0.24 * m - loops + 0.035 * m * sin)
    });
    // The arch over the opening.
    let over = (s.h * 0.30).min(2.2 * m);
    gilt = gilt.surface(20, 4, |u, v| {
        let (sin, cos) = (PI * (u - 0.5)).sin_cos();
        let (b, d) = (v * TAU).sin_cos();
        let r = 0.78 * m + 0.06 * m * b;
        middle + Vec3::new(r * sin, over - 0.78 * m + r * cos * 0.8, 0.05 * m + 0.06 * m * d)
    });
    (plaster, gilt)
}

/// A band of panels over the arch, and the cornice.
fn frieze(s: Size, m: f32) -> (Shape, Shape) {
    let wide = s.w + 2.0 * (FRAME + 3.0) * m;
    let low = s.h + 0.85 * m;
    let plaster = Shape::new().cuboid(at(0.0, FACE, low + 0.55 * m), Vec3::new(wide, 0.8 * m, 0.1 * m));
    let mut gilt = Shape::new()
        .cuboid(at(0.0, FACE - 0.06 * m, low + 0.12 * m), Vec3::new(wide, 0.07 * m, 0.2 * m))
        .cuboid(at(0.0, FACE - 0.12 * m, low + 1.0 * m), Vec3::new(wide, 0.12 * m, 0.36 * m))
        .cuboid(at(0.0, FACE - 0.2 * m, low + 1.14 * m), Vec3::new(wide, 0.1 * m, 0.5 * m));
    let n = (wide / (0.34 * m)).clamp(6.0, 160.0) as i32;
    for i in 0..=n {
        let x = (i as f32 / n as f32 - 0.5) * wide * 0.99;
        gilt = gilt.cuboid(at(x, FACE - 0.16 * m, low + 0.88 * m), Vec3::new(0.12, 0.12, 0.24) * m);
    }
    (plaster, gilt)
}
