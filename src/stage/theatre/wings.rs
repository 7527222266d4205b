//! The stage house round the stage: brick walls and their cuts, and the prompt desk.

use bevy::prelude::*;

use super::stuff::Stuff;
use super::{Part, Seen, wing};
use crate::stage::geometry::{Shape, at};
use crate::stage::on_stage::Size;

/// Thickness of the walls, metres.
const THICK: f32 = 0.45;

pub(super) fn parts(s: Size) -> Vec<Part> {
    let (wood, iron, paper) = prompt_desk(s);
    vec![
        Part::new(walls(s), Stuff::Brick, Seen::NOT_ABOVE),
        Part::new(cut_faces(s), Stuff::Section, Seen::CUTAWAY),
        Part::new(ground_plan(s), Stuff::Section, Seen::PLAN),
        Part::new(wood, Stuff::Wood, Seen::BACKSTAGE),
        Part::new(iron, Stuff::Iron, Seen::BACKSTAGE),
        Part::new(paper, Stuff::Paper, Seen::BACKSTAGE),
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
}

/// The walls cut at the floor, for the view from above.
fn ground_plan(s: Size) -> Shape {
    let half = s.w * 0.5 + wing(s);
    let (near, far) = (-0.8, s.d + 0.6);
    let opening = s.w * 0.5 + 0.9;
    let slab = |x: f32, y: f32, wide: f32, deep: f32| {
        Shape::new().quad(at(x, y, 0.01), Vec3::X * wide, Vec3::NEG_Z * deep, Vec3::Y)
    };
    let mut shape = slab(0.0, far + THICK * 0.5, (half + THICK) * 2.0, THICK);
    for side in [-1.0, 1.0] {
        let x = side * (half + THICK * 0.5);
        shape = shape.with(&slab(x, (far + near) * 0.5, THICK, far - near), Transform::IDENTITY);
        // The proscenium wall.
        let x = side * (half + opening) * 0.5;
        shape = shape.with(&slab(x, near + 0.2, half - opening, 0.4), Transform::IDENTITY);
    }
    shape
}

/// Where the prompt desk stands: the middle of its top. Who sits at it looks across the stage.
pub(in crate::stage) fn desk(s: Size) -> Vec3 {
    let k = (s.w / 12.0).clamp(0.5, 1.2);
    at(-0.62 * s.w + 1.5 * k, -0.05 * s.d + 1.3 * k, 1.0)
}

/// How it is turned.
fn desk_turn() -> Quat {
    Quat::from_rotation_y(-0.86)
}

/// Places of the cue lights on its upright.
pub(in crate::stage) fn cue_lights(s: Size, n: usize) -> Vec<Vec3> {
    let across = |i: usize| ((i as f32 + 0.5) / n.max(1) as f32 - 0.5) * 0.86;
    (0..n).map(|i| desk(s) + desk_turn() * Vec3::new(across(i), 0.105, -0.235)).collect()
}

/// A desk with a slanted top, a script on it, a shaded lamp, and a panel of switches: wood, iron, paper.
fn prompt_desk(s: Size) -> (Shape, Shape, Shape) {
    let p = desk(s);
    let turn = desk_turn();
    let local = |v: Vec3| p + turn * v;
    let mut place = Transform::from_translation(p).with_rotation(turn);
    let slant = Quat::from_rotation_x(0.22);
    let wood = Shape::new()
        .cuboid(Vec3::new(0.0, -0.1, 0.0), Vec3::new(1.0, 0.05, 0.62))
        .cuboid(Vec3::new(-0.46, -0.56, 0.0), Vec3::new(0.05, 0.9, 0.56))
        .cuboid(Vec3::new(0.46, -0.56, 0.0), Vec3::new(0.05, 0.9, 0.56))
        .cuboid(Vec3::new(0.0, 0.03, -0.28), Vec3::new(1.0, 0.24, 0.05));
    let wood = Shape::new().with(&wood, place);
    let stem = Shape::new()
        .bar(Vec3::new(0.42, -0.08, -0.2), Vec3::new(0.4, 0.3, -0.16), 0.012, 0.012)
        .bar(Vec3::new(0.4, 0.3, -0.16), Vec3::new(0.2, 0.36, -0.06), 0.012, 0.012)
        .bar(Vec3::new(0.2, 0.36, -0.06), Vec3::new(0.17, 0.29, -0.02), 0.02, 0.08);
    let mut iron = Shape::new().with(&stem, place);
    // A row of switches below the cue lights.
    for i in 0..9 {
        let v = Vec3::new(-0.4 + 0.1 * i as f32, 0.02, -0.25);
        iron = iron.bar(local(v), local(v + Vec3::new(0.0, 0.02, 0.03)), 0.01, 0.006);
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
