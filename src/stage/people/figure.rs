//! The mannequin: eight heads tall, jointed enough to stand, a hand on a hip, an arm raised. No face.

use bevy::prelude::*;

use crate::stage::geometry::{Shape, smooth};

/// Where the hands are: (right, left), from the shoulder, with the elbow between.
#[derive(Clone, Copy)]
pub(super) struct Pose {
    right: [Vec3; 2],
    left: [Vec3; 2],
}

/// Standing; one arm raised; both arms out.
pub(super) const POSES: [Pose; 3] = [
    Pose {
        right: [Vec3::new(-0.27, 1.13, -0.04), Vec3::new(-0.2, 0.9, 0.08)],
        left: [Vec3::new(0.3, 1.14, -0.03), Vec3::new(0.16, 0.99, 0.12)],
    },
    Pose {
        right: [Vec3::new(-0.3, 1.14, -0.02), Vec3::new(-0.16, 0.98, 0.12)],
        left: [Vec3::new(0.38, 1.55, 0.03), Vec3::new(0.52, 1.8, 0.06)],
    },
    Pose {
        right: [Vec3::new(-0.42, 1.36, 0.02), Vec3::new(-0.64, 1.5, 0.08)],
        left: [Vec3::new(0.3, 1.14, -0.02), Vec3::new(0.16, 0.98, 0.12)],
    },
];

/// Half-width and height of the trunk, from the fork to the neck.
const TRUNK: [(f32, f32); 9] = [
    (0.08, 0.80),
    (0.165, 0.88),
    (0.172, 0.95),
    (0.135, 1.06),
    (0.118, 1.13),
    (0.145, 1.26),
    (0.175, 1.40),
    (0.14, 1.475),
    (0.05, 1.52),
];

/// Half-width and half-depth of a trunk or a garment close to it at height `y`.
pub(super) fn girth(y: f32) -> (f32, f32) {
    let v = (0..=48).map(|i| i as f32 / 48.0).find(|v| smooth(&TRUNK, *v).1 >= y).unwrap_or(1.0);
    let w = smooth(&TRUNK, v).0;
    let deep = if y > 1.15 { 0.72 } else { 0.78 };
    (w, w * deep)
}

/// Hip, knee and ankle of one side.
pub(super) fn leg(side: f32) -> [Vec3; 4] {
    let weight = if side > 0.0 { 0.0 } else { 0.035 };
    [
        Vec3::new(side * 0.088, 0.88, 0.0),
        Vec3::new(side * 0.095, 0.48, 0.015 + weight),
        Vec3::new(side * 0.1, 0.09, -0.01 + weight * 0.6),
        Vec3::new(side * 0.125, 0.035, 0.13 + weight * 0.6),
    ]
}

/// Shoulder, elbow and hand of one side.
pub(super) fn arm(pose: Pose, side: f32) -> [Vec3; 3] {
    let bent = if side > 0.0 { pose.left } else { pose.right };
    [Vec3::new(side * 0.185, 1.43, 0.0), bent[0], bent[1]]
}

/// The dummy itself.
pub(super) fn body(pose: Pose) -> Shape {
    let mut shape = Shape::new().surface(22, 30, |u, v| {
        let (_, y) = smooth(&TRUNK, v);
        let (w, d) = girth_at(v);
        let (s, c) = (u * std::f32::consts::TAU).sin_cos();
        let chest = 0.035 * (1.0 - ((y - 1.31) / 0.1).powi(2)).max(0.0) * c.max(0.0);
        Vec3::new(w * s, y, d * c + chest)
    });
    shape = shape
        .bar(Vec3::new(0.0, 1.48, -0.005), Vec3::new(0.0, 1.58, 0.01), 0.052, 0.045)
        .ball(Vec3::new(0.0, 1.655, 0.018), Vec3::new(0.076, 0.112, 0.092));
    for side in [-1.0, 1.0] {
        let [hip, knee, ankle, toe] = leg(side);
        shape = shape
            .bar(hip, knee, 0.092, 0.056)
            .ball(knee, Vec3::splat(0.057))
            .bar(knee, ankle, 0.057, 0.034)
            .ball(knee.lerp(ankle, 0.3) - Vec3::Z * 0.015, Vec3::new(0.054, 0.12, 0.056))
            .ball(ankle, Vec3::splat(0.038))
            .bar(ankle - Vec3::Y * 0.03, toe, 0.04, 0.03)
            .ball(toe, Vec3::new(0.036, 0.028, 0.05));
        let [shoulder, elbow, hand] = arm(pose, side);
        shape = shape
            .ball(shoulder, Vec3::new(0.058, 0.06, 0.055))
            .bar(shoulder, elbow, 0.047, 0.037)
            .ball(elbow, Vec3::splat(0.037))
            .bar(elbow, hand, 0.036, 0.024)
            .ball(hand + (hand - elbow).normalize_or_zero() * 0.05, Vec3::new(0.026, 0.045, 0.03));
    }
    shape
}

fn girth_at(v: f32) -> (f32, f32) {
    let (w, y) = smooth(&TRUNK, v);
    (w, w * if y > 1.15 { 0.72 } else { 0.78 })
}
