//! The stage floor, the apron with its bow and its footlights, and what is below in a section.

use std::f32::consts::PI;

use bevy::prelude::*;

use super::stuff::Stuff;
use super::{Part, Seen, module, wing};
use crate::stage::geometry::{Shape, at};
use crate::stage::on_stage::Size;

/// How far the apron comes out before the setting line in the middle, metres.
pub(super) fn front(s: Size) -> f32 {
    (s.w * 0.16).clamp(1.2, 2.6)
}

/// How far the apron comes out at `x`.
pub(in crate::stage) fn bow(s: Size, x: f32) -> f32 {
    let least = 1.15_f32.min(front(s));
    least + (front(s) - least) * (1.0 - (x / (s.w * 0.5 + 0.9)).powi(2)).max(0.0)
}

pub(super) fn parts(s: Size) -> Vec<Part> {
    vec![
        Part::new(floor(s), Stuff::Planks, Seen::ALWAYS),
        Part::new(lip(s), Stuff::Gilt, Seen::ALWAYS),
        Part::new(riser(s), Stuff::Wood, Seen::UNCUT),
        Part::new(shades(s), Stuff::Gilt, Seen::ALWAYS),
        Part::new(cut_edges(s), Stuff::Section, Seen::CUTAWAY),
        Part::new(posts(s), Stuff::Wood, Seen::CUTAWAY),
        Part::new(below(s), Stuff::Brick, Seen::CUTAWAY),
    ]
}

fn floor(s: Size) -> Shape {
    // The stage itself, with the wings, and the apron's bow before it.
    let deep = s.d + 0.6;
    let shape =
        Shape::new().quad(at(0.0, deep * 0.5, 0.0), Vec3::X * (s.w + 2.0 * wing(s)), Vec3::NEG_Z * deep, Vec3::Y);
    let half = s.w * 0.5 + 0.9;
    let apron = shape.surface(32, 4, |u, v| {
        let x = (u - 0.5) * 2.0 * half;
        at(x, (v - 1.0) * bow(s, x), 0.0)
    });
    apron.texture_from_above()
}

/// The gilded edge of the apron.
fn lip(s: Size) -> Shape {
    let half = s.w * 0.5 + 0.9;
    Shape::new().surface(48, 5, |u, v| {
        let x = (u - 0.5) * 2.0 * half;
        let out = 0.06 * (v * PI).sin();
        at(x, -bow(s, x) - out, -0.16 + 0.18 * v)
    })
}

/// Below the lip: panelled wood down to the pit.
fn riser(s: Size) -> Shape {
    let half = s.w * 0.5 + 0.9;
    let panels = (s.w / 0.9).round().max(3.0);
    Shape::new().surface((panels * 8.0) as u32, 6, |u, v| {
        let x = (u - 0.5) * 2.0 * half;
        let stile = ((u * panels * PI).sin().abs() * 5.0).min(1.0) * ((v * PI).sin() * 3.0).min(1.0);
        at(x, -bow(s, x) + 0.06 + 0.05 * stile, -1.5 + 1.34 * v)
    })
}

/// Places of the footlights along the bow, metres across.
pub(in crate::stage) fn footlights(s: Size) -> Vec<f32> {
    let n = (s.w / 0.8).round().clamp(3.0, 40.0) as i32;
    (0..n).map(|i| ((i as f32 + 0.5) / n as f32 - 0.5) * s.w * 0.92).collect()
}

/// Their shades: scallop shells with their backs to the house.
fn shades(s: Size) -> Shape {
    let m = module(s).clamp(0.5, 1.4);
    let mut shape = Shape::new();
    for x in footlights(s) {
        let p = at(x, -bow(s, x) + 0.12, 0.0);
        let shell = Shape::new().surface(14, 4, |u, v| {
            let (sin, cos) = (PI * u).sin_cos();
            let rib = 1.0 - 0.07 * (u * PI * 7.0).cos().abs();
            let r = 0.17 * m * rib * v;
            p + Vec3::new(-r * cos, r * sin * 0.9, 0.05 * m * (1.0 - v * v))
        });
        shape = shape.with(&shell, Transform::IDENTITY);
    }
    shape
}

/// How deep the trap room is, metres.
fn trap_deep(s: Size) -> f32 {
    (s.h * 0.3).clamp(1.0, 2.4)
}

/// The cut faces of the floor.
fn cut_edges(s: Size) -> Shape {
    let half = s.w * 0.5 + wing(s);
    let deep = s.d + 0.6;
    let slab = 0.22;
    let low = trap_deep(s);
    Shape::new()
        .quad(at(-half, deep * 0.5, -slab * 0.5), Vec3::Z * deep, Vec3::Y * slab, Vec3::NEG_X)
        .quad(at(0.0, -0.01, -slab * 0.5), Vec3::X * half * 2.0, Vec3::Y * slab, Vec3::Z)
        // The trap room's floor and the cut through it.
        .quad(at(0.0, deep * 0.5, -low), Vec3::X * half * 2.0, Vec3::NEG_Z * deep, Vec3::Y)
        .quad(at(0.0, 0.0, -low - 0.15), Vec3::X * half * 2.0, Vec3::Y * 0.3, Vec3::Z)
        .quad(at(-half, deep * 0.5, -low - 0.15), Vec3::Z * deep, Vec3::Y * 0.3, Vec3::NEG_X)
}

/// Posts and joists of the trap room.
fn posts(s: Size) -> Shape {
    let half = s.w * 0.5 + wing(s);
    let low = trap_deep(s);
    let mut shape = Shape::new();
    let across = (half * 2.0 / 2.6).round().clamp(3.0, 24.0) as i32;
    let deep = (s.d / 2.6).round().clamp(2.0, 12.0) as i32;
    for i in 0..=across {
        let x = (i as f32 / across as f32 * 2.0 - 1.0) * (half - 0.15);
        for k in 0..=deep {
            let y = 0.12 + (s.d + 0.2) * k as f32 / deep as f32;
            shape = shape.cuboid(at(x, y, -low * 0.5 - 0.1), Vec3::new(0.16, low - 0.2, 0.16));
        }
    }
    for k in 0..=deep {
        let y = 0.12 + (s.d + 0.2) * k as f32 / deep as f32;
        shape = shape.cuboid(at(0.0, y, -0.34), Vec3::new(half * 2.0, 0.24, 0.12));
    }
    shape
}

fn below(s: Size) -> Shape {
    let half = s.w * 0.5 + wing(s);
    let low = trap_deep(s);
    Shape::new().quad(at(0.0, s.d + 0.55, -low * 0.5), Vec3::X * half * 2.0, Vec3::Y * low, Vec3::Z).quad(
        at(half, s.d * 0.5 + 0.3, -low * 0.5),
        Vec3::Z * (s.d + 0.6),
        Vec3::Y * low,
        Vec3::NEG_X,
    )
}
