//! The mannequin: eight heads tall, turned wood and a linen trunk, jointed enough to stand, walk, sit, sing, bow and kick.
//!
//! A [`Pose`] says what the joints do; [`Frame`] is where that puts them; [`dummy`] is the figure that hangs on it. All of
//! it in the figure's own metres: y up from the floor, z to where it faces, x to its left.

use std::f32::consts::{PI, TAU};

use bevy::prelude::*;

use crate::stage::geometry::{Shape, smooth};
use crate::stage::palette::theatre as paint;

/// Thigh, shin, upper arm and forearm, metres.
const LIMBS: [f32; 4] = [0.435, 0.425, 0.285, 0.255];
/// Height of the hips' joints and of the waist over the floor.
const HIPS: f32 = 0.925;
const WAIST: f32 = 1.11;
/// Height of the ankle.
const ANKLE: f32 = 0.085;

/// What the joints do. Of pairs the first is the right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pose {
    /// The hips from where they rest, metres.
    pub(super) hips: Vec3,
    /// Forward, round and to the left, radians.
    pub(super) pelvis: Vec3,
    /// Likewise of the chest.
    pub(super) chest: Vec3,
    /// The head: round and up, radians, from where the figure faces.
    pub(super) head: Vec2,
    /// Which way upper arm and forearm point, by the chest.
    pub(super) arms: [[Vec3; 2]; 2],
    /// Where the ankles are.
    pub(super) feet: [Vec3; 2],
    /// Toes: outwards, and down, radians.
    pub(super) toes: [Vec2; 2],
}

/// How somebody is built, who they are by the hair, and their share of everything else that tells people apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Build {
    /// A narrow waist and heels, or broad shoulders.
    pub(super) lady: bool,
    /// Which of the wigs.
    pub(super) wig: u32,
    /// Size, 1 as drawn.
    pub(super) tall: f32,
    /// Turned wood; else somebody in the blacks of the crew.
    pub(super) crew: bool,
}

impl Pose {
    /// Arms down, feet side by side.
    pub(super) const REST: Self = Self {
        hips: Vec3::ZERO,
        pelvis: Vec3::ZERO,
        chest: Vec3::ZERO,
        head: Vec2::ZERO,
        arms: [
            [Vec3::new(-0.16, -0.98, -0.06), Vec3::new(-0.04, -0.97, 0.22)],
            [Vec3::new(0.16, -0.98, -0.06), Vec3::new(0.04, -0.97, 0.22)],
        ],
        feet: [Vec3::new(-0.095, ANKLE, 0.0), Vec3::new(0.095, ANKLE, 0.0)],
        toes: [Vec2::new(0.25, 0.0), Vec2::new(0.25, 0.0)],
    };

    /// So much of the way to another.
    pub(super) fn lerp(&self, to: &Self, t: f32) -> Self {
        if t <= 0.0 {
            return *self;
        }
        let two = |a: [Vec3; 2], b: [Vec3; 2]| [a[0].lerp(b[0], t), a[1].lerp(b[1], t)];
        Self {
            hips: self.hips.lerp(to.hips, t),
            pelvis: self.pelvis.lerp(to.pelvis, t),
            chest: self.chest.lerp(to.chest, t),
            head: self.head.lerp(to.head, t),
            arms: [two(self.arms[0], to.arms[0]), two(self.arms[1], to.arms[1])],
            feet: two(self.feet, to.feet),
            toes: [self.toes[0].lerp(to.toes[0], t), self.toes[1].lerp(to.toes[1], t)],
        }
    }

    /// Left for right.
    pub(super) fn mirrored(&self) -> Self {
        let m = |v: Vec3| Vec3::new(-v.x, v.y, v.z);
        let turned = |v: Vec3| Vec3::new(v.x, -v.y, -v.z);
        let arm = |a: [Vec3; 2]| [m(a[0]), m(a[1])];
        Self {
            hips: m(self.hips),
            pelvis: turned(self.pelvis),
            chest: turned(self.chest),
            head: Vec2::new(-self.head.x, self.head.y),
            arms: [arm(self.arms[1]), arm(self.arms[0])],
            feet: [m(self.feet[1]), m(self.feet[0])],
            toes: [self.toes[1], self.toes[0]],
        }
    }
}

/// Half-width and half-depth of the trunk by height at rest.
const LADY: [(f32, f32); 13] = [
    (0.07, 0.83),
    (0.135, 0.86),
    (0.168, 0.91),
    (0.176, 0.955),
    (0.158, 1.02),
    (0.122, 1.09),
    (0.112, 1.13),
    (0.127, 1.20),
    (0.148, 1.28),
    (0.156, 1.36),
    (0.140, 1.425),
    (0.080, 1.475),
    (0.046, 1.50),
];
const GENTLEMAN: [(f32, f32); 13] = [
    (0.07, 0.83),
    (0.130, 0.86),
    (0.155, 0.91),
    (0.160, 0.955),
    (0.150, 1.02),
    (0.140, 1.09),
    (0.140, 1.13),
    (0.152, 1.20),
    (0.172, 1.28),
    (0.184, 1.36),
    (0.168, 1.425),
    (0.095, 1.475),
    (0.052, 1.50),
];

/// Where everything is.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    /// How it is built.
    pub(super) build: Build,
    hips: Vec3,
    pelvis: Quat,
    waist: Vec3,
    chest: Quat,
    /// The head's middle, and how it is turned.
    pub(super) head: (Vec3, Quat),
    /// Shoulder, elbow, wrist of the right and the left.
    pub(super) arms: [[Vec3; 3]; 2],
    /// Hip, knee, ankle and tip of the foot.
    pub(super) legs: [[Vec3; 4]; 2],
}

/// Turned forward, round, and to the left.
fn turned(by: Vec3) -> Quat {
    Quat::from_euler(EulerRot::YXZ, by.y, by.x, -by.z)
}

impl Frame {
    /// Puts the joints where the pose has them.
    pub(super) fn new(pose: &Pose, build: Build) -> Self {
        let hips = Vec3::Y * HIPS + pose.hips;
        let (pelvis, chest) = (turned(pose.pelvis), turned(pose.chest));
        let waist = hips + pelvis * (Vec3::Y * (WAIST - HIPS));
        let broad = if build.lady { 0.158 } else { 0.192 };
        let up = |y: f32| waist + chest * (Vec3::Y * (y - WAIST));
        let arm = |i: usize| {
            let side = i as f32 * 2.0 - 1.0;
            let shoulder = up(1.425) + chest * Vec3::new(side * broad, 0.0, -0.008);
            let [a, b] = pose.arms[i].map(|d| chest * d.normalize_or_zero());
            let elbow = shoulder + a * LIMBS[2];
            [shoulder, elbow, elbow + b * LIMBS[3]]
        };
        let leg = |i: usize| {
            let side = i as f32 * 2.0 - 1.0;
            let hip = hips + pelvis * Vec3::new(side * 0.086, -0.005, 0.0);
            let toes = Quat::from_euler(EulerRot::YXZ, side * pose.toes[i].x, pose.toes[i].y, 0.0);
            let pole = Quat::from_rotation_y(side * pose.toes[i].x * 0.7) * Vec3::Z;
            let (thigh, shin) = (LIMBS[0], LIMBS[1]);
            let way = pose.feet[i] - hip;
            let far = way.length().clamp(0.2, thigh + shin - 0.001);
            let along = way.try_normalize().unwrap_or(Vec3::NEG_Y);
            let bend = (thigh * thigh - shin * shin + far * far) / (2.0 * far);
            let out = (pole - along * pole.dot(along)).try_normalize().unwrap_or(Vec3::Z);
            let knee = hip + along * bend + out * (thigh * thigh - bend * bend).max(0.0).sqrt();
            let ankle = hip + along * far;
            [hip, knee, ankle, ankle + toes * Vec3::new(0.0, -0.055, 0.145)]
        };
        let head = chest * Quat::from_euler(EulerRot::YXZ, pose.head.x, -pose.head.y, 0.0);
        let neck = up(1.515) + chest * (Vec3::Z * 0.01);
        Self {
            build,
            hips,
            pelvis,
            waist,
            chest,
            head: (neck + head * Vec3::new(0.0, 0.135, 0.018), head),
            arms: [arm(0), arm(1)],
            legs: [leg(0), leg(1)],
        }
    }

    /// The trunk at a height of the figure at rest: its middle there, and how it is turned.
    pub(super) fn trunk(&self, y: f32) -> (Vec3, Quat) {
        let t = ((y - 1.0) / 0.22).clamp(0.0, 1.0);
        let t = t * t * (3.0 - 2.0 * t);
        let below = self.hips + self.pelvis * (Vec3::Y * (y - HIPS));
        let above = self.waist + self.chest * (Vec3::Y * (y - WAIST));
        (below.lerp(above, t), self.pelvis.slerp(self.chest, t))
    }

    /// A point so much off the trunk's surface, at `around` (0 in front, a quarter to its left).
    pub(super) fn on_trunk(&self, y: f32, around: f32, off: f32) -> Vec3 {
        let (middle, q) = self.trunk(y);
        let (w, d) = girth(self.build.lady, y);
        let (s, c) = around.sin_cos();
        middle + q * Vec3::new((w + off) * s, 0.0, (d + off) * c + bust(self.build.lady, y, around))
    }

    /// The axis of the whole figure at a height over the floor, for cloth that has left its place.
    pub(super) fn axis(&self, y: f32) -> Vec2 {
        if y >= HIPS {
            let p = self.trunk(y).0;
            return Vec2::new(p.x, p.z);
        }
        let t = (y / HIPS).clamp(0.0, 1.0);
        let feet = (self.legs[0][2] + self.legs[1][2]) * 0.5;
        Vec2::new(feet.x, feet.z).lerp(Vec2::new(self.hips.x, self.hips.z), t)
    }

    /// Pushes a point of a skirt out of the legs, with so much air.
    pub(super) fn off_the_legs(&self, mut p: Vec3, air: f32) -> Vec3 {
        for [hip, knee, ankle, _] in self.legs {
            for (a, b, ra, rb) in [(hip, knee, 0.085, 0.062), (knee, ankle, 0.062, 0.045)] {
                let ab = b - a;
                let t = ((p - a).dot(ab) / ab.length_squared().max(1e-6)).clamp(0.0, 1.0);
                let (near, least) = (a + ab * t, ra + (rb - ra) * t + air);
                let off = p - near;
                if off.length_squared() < least * least {
                    let way = Vec3::new(off.x, off.y * 0.5, off.z);
                    p = near + way.try_normalize().unwrap_or(Vec3::Z) * least;
                }
            }
        }
        p
    }
}

/// Half-width and half-depth of the trunk at a height.
pub(super) fn girth(lady: bool, y: f32) -> (f32, f32) {
    let profile = if lady { &LADY } else { &GENTLEMAN };
    let last = profile.len() - 1;
    let i = profile.iter().position(|(_, h)| *h >= y).unwrap_or(last).max(1);
    let ((_, a), (_, b)) = (profile[i - 1], profile[i]);
    let v = (i as f32 - 1.0 + ((y - a) / (b - a)).clamp(0.0, 1.0)) / last as f32;
    let w = smooth(profile, v).0;
    (w, w * if y > 1.15 { 0.66 } else { 0.72 } + if y > 1.4 { 0.01 } else { 0.0 })
}

/// How much the chest comes forward.
fn bust(lady: bool, y: f32, around: f32) -> f32 {
    if !lady {
        return 0.012 * (1.0 - ((y - 1.32) / 0.14).powi(2)).max(0.0) * around.cos().max(0.0);
    }
    let swell = (1.0 - ((y - 1.325) / 0.085).powi(2)).max(0.0);
    let apart = (1.0 - ((around.abs() - 0.55) / 0.75).powi(2)).max(0.0);
    0.036 * swell * apart * around.cos().max(0.0)
}

/// The surface of the trunk between two heights, so much looser than the body.
pub(super) fn shell(f: &Frame, (low, high): (f32, f32), off: impl Fn(f32, f32) -> f32, cells: (u32, u32)) -> Shape {
    Shape::new().woven(cells.0, cells.1, |u, v| {
        let (y, around) = (low + (high - low) * v, u * TAU);
        f.on_trunk(y, around, off(y, around))
    })
}

/// The dummy itself, dyed.
pub(super) fn dummy(f: &Frame) -> Shape {
    let wood = if f.build.crew { paint::CREW_SKIN } else { paint::DUMMY };
    let linen = if f.build.crew { paint::BLACKS_WORN } else { paint::LINEN };
    // Linen to a heart-shaped edge over the bust, turned wood above it.
    let heart = |around: f32| 1.325 + 0.03 * (around * 2.0).cos() * f32::from(u8::from(around.cos() > 0.0));
    let part = |v: f32, around: f32, (low, high): (f32, f32)| f.on_trunk(low + (high - low) * v, around, 0.0);
    let mut shape = Shape::new()
        .dye(linen)
        .woven(24, 22, |u, v| part(v, u * TAU, (0.83, heart(u * TAU))))
        .dye(if f.build.crew { linen } else { wood })
        .woven(24, 9, |u, v| part(v, u * TAU, (heart(u * TAU), 1.5)));
    let (head, q) = f.head;
    let (low, _) = f.trunk(1.47);
    let neck = if f.build.lady { 0.046 } else { 0.056 };
    shape = shape.dye(wood).limb(
        &[(low, Vec2::splat(neck * 1.25)), (low.lerp(head, 0.4), Vec2::splat(neck)), (head, Vec2::splat(neck * 0.95))],
        Vec3::Z,
        12,
        3,
    );
    // An egg: the face is its plain front, the chin its narrow end.
    shape = shape.surface(18, 14, |u, v| {
        let (s, c) = (u * TAU).sin_cos();
        let (h, r) = ((v - 0.5) * PI).sin_cos();
        let jaw = 1.0 - 0.3 * (-h).max(0.0).powf(1.4);
        head + q * Vec3::new(r * s * 0.073 * jaw, h * 0.112, r * c * 0.09 * jaw + 0.012 * (-h).max(0.0))
    });
    shape = wig(shape, f);
    for i in 0..2 {
        let side = i as f32 * 2.0 - 1.0;
        let [hip, knee, ankle, toe] = f.legs[i];
        let front = (knee - (hip + ankle) * 0.5).try_normalize().filter(|n| n.z > -0.2).unwrap_or(Vec3::Z);
        let slim = if f.build.lady { 0.94 } else { 1.06 };
        let at = |a: Vec3, b: Vec3, t: f32, back: f32| a.lerp(b, t) - front * back;
        let wide = |x: f32, z: f32| Vec2::new(x, z) * slim;
        shape = shape.dye(if f.build.crew { paint::BLACKS_WORN } else { wood }).limb(
            &[
                (hip + Vec3::Y * 0.02, wide(0.07, 0.075)),
                (at(hip, knee, 0.22, 0.0), wide(0.081, 0.09)),
                (at(hip, knee, 0.62, -0.008), wide(0.066, 0.073)),
                (knee, wide(0.05, 0.053)),
                (at(knee, ankle, 0.3, 0.014), wide(0.053, 0.06)),
                (at(knee, ankle, 0.68, 0.004), wide(0.038, 0.041)),
                (ankle, wide(0.027, 0.032)),
            ],
            front,
            12,
            3,
        );
        shape = foot(shape, f, ankle, toe);
        let [shoulder, elbow, wrist] = f.arms[i];
        let way = (wrist - elbow).normalize_or_zero();
        let arm = if f.build.lady { 0.9 } else { 1.08 };
        let w = |r: f32| Vec2::splat(r * arm);
        let inner = f.trunk(1.40).0.lerp(shoulder, 0.62);
        shape = shape.dye(if f.build.crew { paint::BLACKS_WORN } else { wood }).limb(
            &[
                (inner + Vec3::Y * 0.01, w(0.05)),
                (shoulder, w(0.056)),
                (shoulder.lerp(elbow, 0.4), w(0.046)),
                (elbow, w(0.036)),
                (elbow.lerp(wrist, 0.3), w(0.038)),
                (wrist, w(0.024)),
            ],
            Vec3::new(side * 0.1, 0.1, 1.0),
            10,
            3,
        );
        let palm = (f.chest * Vec3::NEG_X * side).normalize_or_zero();
        shape = shape
            .dye(wood)
            .limb(
                &[
                    (wrist, Vec2::new(0.024, 0.02)),
                    (wrist + way * 0.06, Vec2::new(0.036, 0.015)),
                    (wrist + way * 0.115, Vec2::new(0.03, 0.012)),
                    (wrist + way * 0.17, Vec2::new(0.01, 0.006)),
                ],
                palm,
                8,
                2,
            )
            .ball(wrist + way * 0.06 + Vec3::Z * 0.028, Vec3::new(0.013, 0.02, 0.016));
    }
    shape
}

fn foot(shape: Shape, f: &Frame, ankle: Vec3, toe: Vec3) -> Shape {
    let way = (toe - ankle).normalize_or_zero();
    let sole = Vec3::new(way.x, 0.0, way.z).normalize_or_zero();
    let heel = ankle - sole * 0.045 - Vec3::Y * 0.03;
    let shape = shape.dye(if f.build.crew { paint::BLACK } else { paint::SHOE }).limb(
        &[
            (heel, Vec2::new(0.02, 0.02)),
            (ankle.lerp(toe, 0.2) - Vec3::Y * 0.012, Vec2::new(0.036, 0.03)),
            (ankle.lerp(toe, 0.75) - Vec3::Y * 0.008, Vec2::new(0.042, 0.022)),
            (toe + way * 0.05 - Vec3::Y * 0.004, Vec2::new(0.014, 0.01)),
        ],
        Vec3::Y,
        8,
        3,
    );
    let floor = Vec3::new(heel.x, (heel.y - 0.055).max(0.0), heel.z);
    if f.build.lady { shape.bar(floor, heel, 0.009, 0.018) } else { shape.bar(floor, heel, 0.03, 0.03) }
}

/// A carved wig: waves to the jaw for a lady, a side parting for a gentleman.
fn wig(shape: Shape, f: &Frame) -> Shape {
    let (head, q) = f.head;
    let hair = paint::WIGS[f.build.wig as usize % paint::WIGS.len()];
    let put = |p: Vec3| head + q * p;
    if !f.build.lady {
        return shape.dye(hair).surface(18, 12, |u, v| {
            let (s, c) = (u * TAU).sin_cos();
            let (h, r) = ((v * 0.5) * PI).sin_cos();
            // Low at the nape, high over the forehead.
            let low = -0.045 + 0.08 * c.max(0.0);
            put(Vec3::new(r * s * 0.079, low + h * (0.122 - low), r * c * 0.096 - 0.006))
        });
    }
    let wave = |u: f32, v: f32| 1.0 + 0.045 * (u * TAU * 6.0 + v * 5.0).sin() * (1.0 - v);
    shape.dye(hair).woven(28, 14, |u, v| {
        let (s, c) = (u * TAU).sin_cos();
        let (h, r) = ((v * 0.5) * PI).sin_cos();
        // Open before the face, to the jaw beside it, off the neck behind.
        let before = ((c - 0.35) / 0.5).clamp(0.0, 1.0);
        let low = -0.06 + 0.115 * before;
        let full = (1.0 + 0.16 * (1.0 - v) * (1.0 - before)) * wave(u, v);
        put(Vec3::new(r * s * 0.084 * full, low + h * (0.126 - low), (r * c * 0.098 - 0.014) * full))
    })
}
