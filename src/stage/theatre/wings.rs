//! The stage house round the stage: brick walls and their cuts, the prompt desk, the corner where dressers work.

use bevy::prelude::*;

use super::stuff::Stuff;
use super::{Part, Seen, wing};
use crate::stage::geometry::{Shape, at, grain};
use crate::stage::on_stage::Size;

/// Thickness of the walls, metres.
const THICK: f32 = 0.45;

pub(super) fn parts(s: Size) -> Vec<Part> {
    let (wood, iron, paper) = prompt_desk(s);
    let (rail, clothes, mirror, lamps) = dressers(s);
    vec![
        Part::new(walls(s), Stuff::Brick, Seen::NOT_ABOVE),
        Part::new(cut_faces(s), Stuff::Section, Seen::CUT),
        Part::new(wood, Stuff::Wood, Seen::BACKSTAGE),
        Part::new(iron, Stuff::Iron, Seen::BACKSTAGE),
        Part::new(paper, Stuff::Paper, Seen::BACKSTAGE),
        Part::new(rail, Stuff::Steel, Seen::ALWAYS),
        Part::new(clothes, Stuff::Velvet, Seen::ALWAYS),
        Part::new(mirror, Stuff::Wood, Seen::ALWAYS),
        Part::new(lamps, Stuff::Lamp, Seen::BACKSTAGE),
    ]
}

/// How high the stage house is, metres.
fn top(s: Size) -> f32 {
    s.grid + 1.6
}

/// Seen from inside only: the near ones are cut away by looking at their backs.
fn walls(s: Size) -> Shape {
    let (half, tall) = (s.w * 0.5 + wing(s), top(s));
    Shape::new()
        .quad(at(0.0, s.d + 0.6, tall * 0.5), Vec3::X * half * 2.0, Vec3::Y * tall, Vec3::Z)
        .quad(at(half, s.d * 0.5 + 0.1, tall * 0.5), Vec3::Z * (s.d + 1.0), Vec3::Y * tall, Vec3::NEG_X)
        .quad(at(-half, s.d * 0.5 + 0.1, tall * 0.5), Vec3::NEG_Z * (s.d + 1.0), Vec3::Y * tall, Vec3::X)
}

/// What the section shows of the walls.
fn cut_faces(s: Size) -> Shape {
    let (half, tall) = (s.w * 0.5 + wing(s), top(s));
    let low = -0.2;
    let z = (tall + low) * 0.5;
    let high = tall - low;
    let y = -0.4;
    let far = s.d + 0.6;
    Shape::new()
        // The wall at the far side, cut by the plane of the proscenium; its top.
        .quad(at(half + THICK * 0.5, y, z), Vec3::X * THICK, Vec3::Y * high, Vec3::Z)
        .quad(at(half + THICK * 0.5, (far + y) * 0.5, tall), Vec3::X * THICK, Vec3::NEG_Z * (far - y), Vec3::Y)
        // The back wall, cut where the near side wall is taken off; its top.
        .quad(at(-half, far + THICK * 0.5, z), Vec3::Z * THICK, Vec3::Y * high, Vec3::NEG_X)
        .quad(at(THICK * 0.5, far + THICK * 0.5, tall), Vec3::X * (half * 2.0 + THICK), Vec3::NEG_Z * THICK, Vec3::Y)
        // The near wall's foot, for the plan.
        .quad(at(-half - THICK * 0.5, (far + y) * 0.5, 0.0), Vec3::X * THICK, Vec3::NEG_Z * (far - y), Vec3::Y)
        .quad(at(-half - THICK * 0.5, y, -0.1), Vec3::X * THICK, Vec3::Y * 0.2, Vec3::Z)
}

/// Where the prompt desk stands: the middle of its top.
pub(in crate::stage) fn desk(s: Size) -> Vec3 {
    at(-0.62 * s.w + 0.95, -0.05 * s.d + 0.78, 1.02)
}

/// A desk with a slanted top, a script on it, a shaded lamp, and a panel of switches: wood, iron, paper.
fn prompt_desk(s: Size) -> (Shape, Shape, Shape) {
    let p = desk(s);
    // It is turned to the stage; who sits at it looks across.
    let turn = Quat::from_rotation_y(-1.05);
    let local = |v: Vec3| p + turn * v;
    let mut place = Transform::from_translation(p).with_rotation(turn);
    let slant = Quat::from_rotation_x(0.22);
    let wood = Shape::new()
        .cuboid(Vec3::new(0.0, -0.1, 0.0), Vec3::new(1.0, 0.05, 0.62))
        .cuboid(Vec3::new(-0.46, -0.56, 0.0), Vec3::new(0.05, 0.9, 0.56))
        .cuboid(Vec3::new(0.46, -0.56, 0.0), Vec3::new(0.05, 0.9, 0.56))
        .cuboid(Vec3::new(0.0, 0.1, -0.28), Vec3::new(1.0, 0.36, 0.05));
    let wood = Shape::new().with(&wood, place);
    let stem = Shape::new()
        .bar(Vec3::new(0.34, -0.08, -0.2), Vec3::new(0.34, 0.34, -0.16), 0.012, 0.012)
        .bar(Vec3::new(0.34, 0.34, -0.16), Vec3::new(0.1, 0.4, -0.04), 0.012, 0.012)
        .bar(Vec3::new(0.1, 0.4, -0.04), Vec3::new(0.08, 0.33, 0.0), 0.02, 0.09);
    let mut iron = Shape::new().with(&stem, place);
    // Switches in rows on the upright.
    for i in 0..8 {
        for k in 0..2 {
            let v = Vec3::new(-0.42 + 0.1 * i as f32, 0.02 + 0.09 * k as f32, -0.24);
            iron = iron.bar(local(v), local(v + Vec3::new(0.0, 0.02, 0.03)), 0.01, 0.006);
        }
    }
    place.rotation = turn * slant;
    let page = Shape::new().quad(Vec3::new(-0.2, -0.03, 0.04), Vec3::X * 0.3, Vec3::NEG_Z * 0.38, Vec3::Y).quad(
        Vec3::new(0.11, -0.03, 0.04),
        Vec3::X * 0.3,
        Vec3::NEG_Z * 0.38,
        Vec3::Y,
    );
    let paper = Shape::new().with(&page, place);
    (wood, iron, paper)
}

/// Where wardrobe works: the middle of its floor.
pub(in crate::stage) fn wardrobe(s: Size) -> Vec3 {
    at(s.w * 0.5 + (wing(s) * 0.62).min(3.4), (0.38 * s.d).min(3.4), 0.0)
}

/// A rail of costumes, a dressing table with its mirror, and the lamps round that: steel, cloth, wood, lamps.
fn dressers(s: Size) -> (Shape, Shape, Shape, Shape) {
    let p = wardrobe(s);
    let out = (s.w * 0.5 + wing(s) - 0.55 - p.x).max(0.4);
    let x = p.x + out - 0.25;
    let rail = |dz: f32| Vec3::new(x, 1.75, p.z + dz);
    let mut steel = Shape::new().bar(rail(-1.1), rail(1.1), 0.02, 0.02);
    for dz in [-1.1, 1.1] {
        steel = steel.bar(rail(dz) - Vec3::Y * 1.7, rail(dz), 0.02, 0.02);
        steel = steel.bar(rail(dz) + Vec3::new(-0.3, -1.7, 0.0), rail(dz) + Vec3::new(0.3, -1.7, 0.0), 0.03, 0.03);
    }
    let mut clothes = Shape::new();
    for i in 0..11 {
        let dz = -1.0 + 0.2 * i as f32;
        let long = 0.9 + 0.5 * grain(i + 700);
        clothes = clothes.surface(8, 4, |u, v| {
            let wide = 0.2 + 0.07 * (1.0 - v) + 0.015 * (u * 40.0).sin();
            let (sin, cos) = (u * std::f32::consts::TAU).sin_cos();
            rail(dz) + Vec3::new(wide * sin, -0.06 - long * (1.0 - v), 0.055 * cos)
        });
    }
    let table = p + Vec3::new(out - 0.35, 0.0, -2.1);
    let wood = Shape::new()
        .cuboid(table + Vec3::Y * 0.74, Vec3::new(0.5, 0.05, 1.2))
        .cuboid(table + Vec3::new(0.0, 0.37, -0.55), Vec3::new(0.45, 0.74, 0.05))
        .cuboid(table + Vec3::new(0.0, 0.37, 0.55), Vec3::new(0.45, 0.74, 0.05))
        .cuboid(table + Vec3::new(0.24, 1.25, 0.0), Vec3::new(0.04, 0.9, 1.1))
        .cuboid(table + Vec3::new(-0.55, 0.24, 0.0), Vec3::new(0.4, 0.48, 0.4));
    let mut lamps = Shape::new();
    for i in 0..5 {
        for dz in [-0.5, 0.5] {
            let q = table + Vec3::new(0.2, 0.88 + 0.19 * i as f32, dz);
            lamps = lamps.surface(6, 4, |u, v| {
                let (sin, cos) = (u * std::f32::consts::TAU).sin_cos();
                let (h, r) = ((v - 0.5) * std::f32::consts::PI).sin_cos();
                q + Vec3::new(r * sin, h, r * cos) * 0.035
            });
        }
    }
    (steel, clothes, wood, lamps)
}
