//! The aeroplane: a propliner of the 1950s, three fins and four propellers, at nine tenths of the drawing.

use std::f32::consts::{PI, TAU};

use bevy::prelude::*;

use super::looks::{Built, Finish, Look, Moves};
use crate::stage::geometry::{Shape, smooth};
use crate::stage::palette::theatre as paint;

/// From drawing to stage.
const SCALE: f32 = 0.86;

/// Half-thickness of the hull along its length, nose at +x.
const HULL: [(f32, f32); 11] = [
    (0.03, -3.75),
    (0.13, -3.3),
    (0.25, -2.7),
    (0.40, -1.8),
    (0.50, -0.8),
    (0.53, 0.2),
    (0.53, 1.2),
    (0.50, 2.1),
    (0.41, 2.8),
    (0.24, 3.3),
    (0.02, 3.55),
];

/// The hull's radius and the height of its axis at `x`: it droops at the nose and rises to the fins.
fn hull(x: f32) -> (f32, f32) {
    let v = (0..=100).map(|i| i as f32 / 100.0).find(|v| smooth(&HULL, *v).1 >= x).unwrap_or(1.0);
    let rise = 0.34 * ((-x - 0.9).max(0.0) / 2.8).powi(2) - 0.16 * ((x - 1.6).max(0.0) / 1.9).powi(2);
    (smooth(&HULL, v).0, rise)
}

/// The plane, its nose to stage left and a little to the house.
pub(super) fn plane(colour: Option<Color>) -> Look {
    let skin = Finish::Metal(colour.unwrap_or(paint::ALUMINIUM), 0.32);
    let mut parts = vec![
        Built::new(body(), skin.clone()),
        Built::new(stripe(), Finish::Satin(paint::LIVERY)),
        Built::new(windows(), Finish::Glow(paint::WINDOW_LIT, 0.5, 1.6)),
        Built::new(dark(), Finish::Satin(paint::GLASS)),
        Built::new(lamps(), Finish::Glow(paint::LANDING_LIGHT, 0.25, 26.0)),
        Built::new(tips(1.0), Finish::Glow(paint::STARBOARD, 0.3, 6.0)),
        Built::new(tips(-1.0), Finish::Glow(paint::PORT, 0.3, 6.0)),
    ];
    for (x, z) in [(0.95, 1.35), (0.72, 2.55)] {
        for side in [-1.0, 1.0] {
            let centre = Vec3::new(x + 0.66, wing_height(z) - 0.02, z * side) * SCALE;
            parts.push(Built {
                shape: propeller(),
                finish: Finish::Metal(paint::STEEL, 0.4),
                moves: Moves::Spin(centre),
            });
            let disc: Vec<Vec2> = (0..40).map(|i| Vec2::from_angle(i as f32 / 40.0 * TAU) * 0.74 * SCALE).collect();
            let turned = Transform::from_rotation(Quat::from_rotation_y(PI * 0.5));
            parts.push(Built {
                shape: Shape::new().with(&Shape::new().cut_out(&disc, 0.004), turned),
                finish: Finish::Blur(paint::ALUMINIUM),
                moves: Moves::Spin(centre),
            });
        }
    }
    for part in &mut parts {
        if part.moves == Moves::With {
            let drawn = std::mem::take(&mut part.shape);
            part.shape = Shape::new().with(&drawn, Transform::from_scale(Vec3::splat(SCALE)));
        }
    }
    let tie = |z: f32| Vec3::new(0.25, wing_height(z) + 0.1, z) * SCALE;
    Look { yaw: -0.55, roll: 0.3, ..Look::hanging(parts, 1.0, vec![tie(-1.75), tie(1.75)], Some(2.5)) }
}

/// Height of the wing at `z` from the middle.
fn wing_height(z: f32) -> f32 {
    -0.2 + 0.1 * z.abs()
}

fn body() -> Shape {
    let mut shape = Shape::new().surface(28, 40, |u, v| {
        let (r, x) = smooth(&HULL, v);
        let (s, c) = (u * TAU).sin_cos();
        Vec3::new(x, hull(x).1 + r * c, r * s)
    });
    let wing = aerofoil((1.05, -0.85), (0.32, -0.36), 0.3, 4.35, wing_height);
    let tail = aerofoil((-2.85, -3.6), (-3.1, -3.5), 0.0, 1.55, |z| 0.42 + 0.06 * z);
    for side in [1.0, -1.0] {
        let flip = Transform::from_scale(Vec3::new(1.0, 1.0, side));
        shape = shape.with(&wing, flip).with(&tail, flip);
        for (x, z) in [(0.95, 1.35), (0.72, 2.55)] {
            shape = shape.with(&nacelle(), Transform::from_xyz(x, wing_height(z) - 0.02, z * side));
        }
        shape = shape.ball(Vec3::new(-3.3, 0.72, 1.5 * side), Vec3::new(0.42, 0.52, 0.045));
    }
    shape.ball(Vec3::new(-3.3, 0.9, 0.0), Vec3::new(0.4, 0.55, 0.045))
}

/// A wing from `root` to `tip` (leading and trailing x), between z of `from` and `to`, with rounded tips.
fn aerofoil(root: (f32, f32), tip: (f32, f32), from: f32, to: f32, height: impl Fn(f32) -> f32) -> Shape {
    Shape::new().surface(18, 14, |u, v| {
        let v = v.clamp(0.0, 1.0);
        let z = from + (to - from) * v;
        let round = (1.0 - v.powi(6)).max(0.0).sqrt();
        let (lead, trail) = (root.0 + (tip.0 - root.0) * v, root.1 + (tip.1 - root.1) * v);
        let (mid, half) = ((lead + trail) * 0.5, (lead - trail) * 0.5 * round);
        let (s, c) = (u * TAU).sin_cos();
        let thick = half * 0.16 * (0.55 + 0.45 * c);
        Vec3::new(mid + half * c, height(z) + thick * s + 0.02 * half, z)
    })
}

fn nacelle() -> Shape {
    let profile = [(0.02, -1.25), (0.12, -0.9), (0.19, -0.3), (0.235, 0.2), (0.235, 0.5), (0.2, 0.6), (0.12, 0.62)];
    Shape::new().surface(18, 20, |u, v| {
        let (r, x) = smooth(&profile, v);
        let (s, c) = (u * TAU).sin_cos();
        Vec3::new(x, r * c, r * s)
    })
}

fn propeller() -> Shape {
    let mut shape = Shape::new().ball(Vec3::new(0.02, 0.0, 0.0), Vec3::new(0.13, 0.075, 0.075) * SCALE);
    let blade = Shape::new().ball(Vec3::new(0.0, 0.36, 0.0) * SCALE, Vec3::new(0.024, 0.37, 0.062) * SCALE);
    for k in 0..3 {
        shape = shape.with(&blade, Transform::from_rotation(Quat::from_rotation_x(TAU * k as f32 / 3.0)));
    }
    shape
}

/// Landing lights: in the roots of the wings and under the nose.
fn lamps() -> Shape {
    let mut shape = Shape::new().ball(Vec3::new(3.38, -0.27, 0.0), Vec3::new(0.07, 0.06, 0.06));
    for z in [-0.78, 0.78_f32] {
        shape = shape.ball(Vec3::new(0.93, wing_height(z), z), Vec3::new(0.07, 0.06, 0.1));
    }
    shape
}

/// The lamp of a wing's tip.
fn tips(side: f32) -> Shape {
    Shape::new().ball(Vec3::new(0.05, wing_height(4.3) + 0.02, 4.28 * side), Vec3::new(0.09, 0.035, 0.05))
}

/// The airline's stripe along both sides to the nose, a band on the fins, and the anti-glare panel before the cockpit.
fn stripe() -> Shape {
    let mut shape = Shape::new();
    for side in [1.0, -1.0_f32] {
        shape = shape.surface(3, 60, |u, v| {
            let x = -3.45 + 6.2 * v.clamp(0.0, 1.0);
            let (r, axis) = hull(x);
            // Under the windows, as tall at the nose as at the tail.
            let tall = 0.115 / r.max(0.12);
            let angle = PI * 0.5 + (0.10 + tall * u) * if side > 0.0 { 1.0 } else { -1.0 };
            let angle = if side > 0.0 { angle } else { angle - PI };
            let out = r + 0.008;
            Vec3::new(x, axis + out * angle.cos() * side, side * out * (angle.sin() * side).abs())
        });
        shape = shape.ball(Vec3::new(-3.36, 1.02, 1.5 * side), Vec3::new(0.30, 0.13, 0.05));
    }
    shape.ball(Vec3::new(-3.36, 1.24, 0.0), Vec3::new(0.30, 0.13, 0.05))
}

/// Cabin windows.
fn windows() -> Shape {
    let mut shape = Shape::new();
    for side in [1.0, -1.0] {
        for k in 0..12 {
            let x = -2.0 + 0.36 * k as f32;
            let (r, axis) = hull(x);
            let up = 0.3 * r;
            let out = (r * r - up * up).sqrt();
            shape = shape.ball(Vec3::new(x, axis + up, side * out), Vec3::new(0.075, 0.085, 0.022));
        }
    }
    shape
}

/// Cockpit windows and the mouths of the cowls.
fn dark() -> Shape {
    let mut shape = Shape::new();
    for side in [1.0, -1.0_f32] {
        // Panes of the cockpit, from the side round to the front.
        for (x, turn, long) in [(2.62, 0.92, 0.13), (2.86, 0.80, 0.10), (3.03, 0.52, 0.07), (3.08, 0.17, 0.045)] {
            let (r, axis) = hull(x);
            let up = 0.60 * r;
            let z = side * (r * r - up * up).sqrt() * turn;
            shape = shape.ball(Vec3::new(x, axis + up * (1.0 + 0.1 * (1.0 - turn)), z), Vec3::new(long, 0.095, 0.085));
        }
        for (x, z) in [(0.95, 1.35), (0.72, 2.55)] {
            let mouth = Vec3::new(x + 0.615, wing_height(z) - 0.02, z * side);
            shape = shape.ball(mouth, Vec3::new(0.02, 0.15, 0.15));
        }
    }
    shape
}
