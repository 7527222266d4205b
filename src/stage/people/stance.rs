//! How people stand, walk, sing, dance, bow, sit and work: a [`Pose`] for what they do, as a function of the instant.

use std::f32::consts::TAU;

use bevy::prelude::*;

use super::figure::Pose;
use crate::stage::geometry::eased;

/// What somebody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Stands, one weight-bearing leg; several ways of it.
    Stand(u32),
    /// Sings out, an arm raised.
    Sing,
    /// Waves.
    Wave,
    /// Dances on the spot; which of several in a line.
    Dance(u32),
    /// Kicks in a line.
    Kick(u32),
    /// Bows.
    Bow,
    /// Sits.
    Sit,
    /// Is being dressed.
    Dressed,
    /// Loses what they wear.
    Oh,
    /// Covers what is bare.
    Hold,
    /// Stoops for what lies on the floor, and pulls it up.
    Save,
    /// Works at somebody's fastenings; the one at the back, the one at the hem.
    Fasten(bool),
    /// Lets a skirt blow about.
    Blown,
}

/// The pose of an act, `s` seconds into it.
pub(super) fn pose(act: Act, lady: bool, s: f32) -> Pose {
    match act {
        Act::Stand(way) => stand(way, lady),
        Act::Sing => sing(lady, s),
        Act::Wave => wave(s),
        Act::Dance(nth) => dance(nth, s),
        Act::Kick(nth) => kick(nth, s),
        Act::Bow => bow(s),
        Act::Sit => sit(),
        Act::Dressed => {
            let mut p = Pose::REST;
            p.arms = [[v(-0.75, -0.55, 0.1), v(-0.35, -0.2, 0.9)], [v(0.75, -0.55, 0.1), v(0.35, -0.2, 0.9)]];
            p.head = Vec2::new(0.0, 0.12);
            p
        }
        Act::Oh => oh(s),
        Act::Hold => hold(),
        Act::Save => save(s),
        Act::Fasten(low) => fasten(low, s),
        Act::Blown => blown(s),
    }
}

fn v(x: f32, y: f32, z: f32) -> Vec3 {
    Vec3::new(x, y, z)
}

/// Weight on the right leg: hips out to that side, shoulders the other way, the left foot before.
fn contrapposto(much: f32) -> Pose {
    let mut p = Pose::REST;
    p.hips = v(-0.045, -0.006, 0.0) * much;
    p.pelvis = v(0.0, 0.10, 0.11) * much;
    p.chest = v(-0.03, -0.10, -0.075) * much;
    p.feet = [v(-0.075, 0.085, -0.02), v(0.13, 0.085, 0.10)];
    p.toes = [Vec2::new(0.15, 0.0), Vec2::new(0.42, 0.06)];
    p
}

fn stand(way: u32, lady: bool) -> Pose {
    let mut p = contrapposto(if lady { 1.15 } else { 0.7 });
    if !lady {
        p.feet = [v(-0.12, 0.085, -0.01), v(0.15, 0.085, 0.05)];
    }
    match (way % 4, lady) {
        // A hand on the hip, the other arm long.
        (0, true) => {
            p.arms = [[v(-0.72, -0.62, -0.28), v(0.82, -0.45, 0.42)], [v(0.26, -0.96, -0.02), v(0.24, -0.93, 0.26)]];
        }
        // Fingertips together before her.
        (1, true) => {
            p.arms = [[v(-0.4, -0.88, -0.05), v(0.62, -0.35, 0.62)], [v(0.4, -0.88, -0.05), v(-0.62, -0.32, 0.62)]];
        }
        // One arm out a little, palm to the house.
        (2, true) => {
            p.arms = [[v(-0.24, -0.95, -0.1), v(-0.1, -0.95, 0.25)], [v(0.55, -0.78, 0.1), v(0.72, -0.45, 0.5)]];
        }
        (_, true) => {
            p.arms = [[v(-0.68, -0.66, -0.25), v(0.8, -0.5, 0.4)], [v(0.7, -0.66, -0.22), v(-0.8, -0.48, 0.42)]];
        }
        // A hand in the pocket.
        (0, false) => {
            p.arms = [[v(-0.36, -0.9, -0.2), v(0.22, -0.9, 0.34)], [v(0.2, -0.97, -0.04), v(0.06, -0.96, 0.24)]];
        }
        // Hands behind.
        (1, false) => {
            p.arms = [[v(-0.34, -0.88, -0.3), v(0.62, -0.6, -0.45)], [v(0.34, -0.88, -0.3), v(-0.62, -0.6, -0.45)]];
        }
        // A hand at the lapel.
        (2, false) => {
            p.arms = [[v(-0.3, -0.93, 0.02), v(0.55, 0.45, 0.65)], [v(0.2, -0.97, -0.06), v(0.08, -0.96, 0.22)]];
        }
        (_, false) => {
            p.arms = [[v(-0.24, -0.96, 0.0), v(-0.02, -0.9, 0.4)], [v(0.3, -0.9, 0.1), v(-0.1, -0.2, 0.95)]];
        }
    }
    p
}

fn sing(lady: bool, s: f32) -> Pose {
    let mut p = contrapposto(if lady { 1.1 } else { 0.6 });
    let breath = (s * TAU / 4.6).sin();
    let reach = 0.5 + 0.5 * (s * TAU / 9.2).sin();
    p.chest.x = -0.10 - 0.025 * breath;
    p.head.y = 0.16 + 0.05 * breath;
    p.arms = [
        [v(-0.5, -0.8, 0.2), v(0.05, 0.1 + 0.1 * breath, 0.95)],
        [v(0.8, 0.1 + 0.35 * reach, 0.25), v(0.72, 0.62 + 0.25 * reach, 0.25)],
    ];
    p
}

fn wave(s: f32) -> Pose {
    let mut p = contrapposto(1.0);
    let side = 0.45 * (s * TAU / 1.1).sin();
    p.arms = [[v(-0.7, -0.64, -0.26), v(0.82, -0.46, 0.42)], [v(0.86, 0.28, 0.12), v(0.22 + side, 0.95, 0.1)]];
    p.head = Vec2::new(0.2, 0.1);
    p
}

fn dance(nth: u32, s: f32) -> Pose {
    // Step, touch, step, touch, in 1.2 s a side.
    let beat = s / 2.4 + if nth % 2 == 1 { 0.5 } else { 0.0 };
    let sway = (beat * TAU).sin();
    let touch = (beat * TAU * 2.0).cos() * 0.5 + 0.5;
    let mut p = Pose::REST;
    p.hips = v(0.075 * sway, -0.02 - 0.02 * touch, 0.0);
    p.pelvis = v(0.0, 0.14 * sway, -0.13 * sway);
    p.chest = v(-0.04, -0.16 * sway, 0.11 * sway);
    let free = |side: f32| (-sway * side).max(0.0);
    p.feet = [
        v(-0.11 - 0.12 * free(-1.0), 0.085 + 0.015 * free(-1.0), 0.11 * free(-1.0)),
        v(0.11 + 0.12 * free(1.0), 0.085 + 0.015 * free(1.0), 0.11 * free(1.0)),
    ];
    p.toes = [Vec2::new(0.3, 0.25 * free(-1.0)), Vec2::new(0.3, 0.25 * free(1.0))];
    let up = 0.18 + 0.42 * sway;
    let down = 0.18 - 0.42 * sway;
    p.arms = [[v(-0.92, down, 0.15), v(-0.72, down + 0.42, 0.32)], [v(0.92, up, 0.15), v(0.72, up + 0.42, 0.32)]];
    p.head = Vec2::new(0.2 * sway, 0.08);
    p
}

/// The line kicks as one: up on one, down on two, the legs by turns.
fn kick(nth: u32, s: f32) -> Pose {
    let beat = s / 0.92;
    let up = (beat.fract() * TAU * 0.5).sin().powf(0.8);
    let right = (beat as u32).is_multiple_of(2);
    let mut p = Pose::REST;
    p.hips = v(-0.03, 0.012 * up, -0.05 * up);
    p.pelvis = v(-0.24 * up, 0.0, 0.10 * up);
    p.chest = v(-0.05 - 0.06 * up, 0.0, -0.02);
    // Out before the line, and high: on a circle about the hip, as legs are.
    let high = (1.0 + 0.03 * (nth % 3) as f32) * up * 2.6;
    let way = v(0.38 * up, -high.cos(), high.sin()).normalize_or_zero();
    p.feet[1] = v(0.075, 0.93, 0.0) + way * 0.87;
    p.toes[1] = Vec2::new(0.1, -0.5 * up);
    p.feet[0] = v(-0.06, 0.085 + 0.01 * up, 0.0);
    // Arms behind the neighbours' backs.
    p.arms = [[v(-0.88, -0.36, -0.24), v(-0.98, -0.1, -0.1)], [v(0.88, -0.36, -0.24), v(0.98, -0.1, -0.1)]];
    p.head = Vec2::new(0.0, 0.14);
    if right { p.mirrored() } else { p }
}

fn bow(s: f32) -> Pose {
    // Down for a second and a half, up again, and once more.
    let t = (s / 5.0).fract() * 5.0;
    let down = eased(t / 1.1) * (1.0 - eased((t - 2.4) / 1.2));
    let mut p = contrapposto(0.5);
    p.pelvis.x += 0.32 * down;
    p.chest = v(0.95 * down, 0.0, 0.0) + p.chest;
    p.hips.z -= 0.10 * down;
    p.head = Vec2::new(0.0, -0.25 * down);
    let arms = [[v(-0.45, -0.86, 0.1), v(0.5, -0.3, 0.7)], [v(0.62, -0.75, -0.1), v(0.75, -0.62, -0.1)]];
    p.arms = [
        [p.arms[0][0].lerp(arms[0][0], down), p.arms[0][1].lerp(arms[0][1], down)],
        [p.arms[1][0].lerp(arms[1][0], down), p.arms[1][1].lerp(arms[1][1], down)],
    ];
    p
}

fn sit() -> Pose {
    let mut p = Pose::REST;
    p.hips = v(0.0, -0.345, -0.05);
    p.pelvis.x = -0.1;
    p.chest.x = 0.06;
    p.feet = [v(-0.12, 0.085, 0.42), v(0.13, 0.085, 0.36)];
    p.arms = [[v(-0.3, -0.75, 0.6), v(0.35, 0.05, 0.93)], [v(0.3, -0.75, 0.6), v(-0.3, 0.08, 0.93)]];
    p
}

/// A gasp: the knees together, one hand to the cheek, the other after what is going.
fn oh(s: f32) -> Pose {
    let gasp = eased(s / 0.45);
    let mut p = contrapposto(1.0);
    p.hips = v(-0.05, -0.035, -0.02);
    p.pelvis = v(0.10, 0.16, 0.12);
    p.chest = v(-0.06, -0.12, -0.12);
    p.feet = [v(-0.07, 0.085, 0.0), v(0.085, 0.11, 0.10)];
    p.toes = [Vec2::new(0.05, 0.0), Vec2::new(-0.35, 0.35)];
    p.head = Vec2::new(0.16, -0.2);
    p.arms = [[v(-0.78, -0.56, 0.28), v(-0.42, -0.86, 0.3)], [v(0.72, -0.42, 0.4), v(-0.5, 0.82, 0.26)]];
    stand(0, true).lerp(&p, gasp)
}

fn hold() -> Pose {
    let mut p = contrapposto(1.0);
    p.arms = [[v(-0.45, -0.78, 0.35), v(0.8, 0.42, 0.35)], [v(0.45, -0.8, 0.32), v(-0.84, 0.3, 0.4)]];
    p.chest.x = 0.06;
    p.head = Vec2::new(0.1, -0.12);
    p
}

/// Down in half a second, up again in a second and a half.
fn save(s: f32) -> Pose {
    let mut low = hold();
    low.hips = v(0.0, -0.30, -0.16);
    low.pelvis = v(0.45, 0.0, 0.0);
    low.chest = v(1.15, 0.0, 0.0);
    low.arms = [[v(-0.2, -0.85, 0.5), v(0.1, -0.9, 0.3)], [v(0.2, -0.85, 0.5), v(-0.1, -0.9, 0.3)]];
    low.head = Vec2::new(0.0, 0.35);
    hold().lerp(&low, eased(s / 0.5) * (1.0 - eased((s - 0.6) / 1.3)))
}

/// With the legs kept close, as a sheath keeps them.
pub(super) fn in_a_sheath(mut p: Pose) -> Pose {
    for (foot, rest) in p.feet.iter_mut().zip(Pose::REST.feet) {
        let off = *foot - rest;
        *foot = rest + v(off.x * 0.25, off.y * 0.4, off.z * 0.42);
    }
    p.hips *= 0.6;
    p
}

fn fasten(low: bool, s: f32) -> Pose {
    let busy = (s * TAU / 0.8).sin();
    let mut p = Pose::REST;
    if low {
        // On one knee at the hem.
        p.hips = v(0.0, -0.40, -0.08);
        p.pelvis.x = 0.1;
        p.chest = v(0.28, 0.0, 0.0);
        p.feet = [v(-0.12, 0.10, -0.42), v(0.13, 0.085, 0.16)];
        p.toes = [Vec2::new(0.0, 0.9), Vec2::new(0.1, 0.0)];
        p.arms = [
            [v(-0.2, -0.55, 0.75), v(0.2, -0.1 + 0.1 * busy, 0.95)],
            [v(0.2, -0.5, 0.8), v(-0.2, -0.15 - 0.1 * busy, 0.95)],
        ];
        p.head.y = -0.1;
        return p;
    }
    p.pelvis.x = 0.08;
    p.chest = v(0.24, 0.0, 0.0);
    p.feet = [v(-0.11, 0.085, -0.06), v(0.13, 0.085, 0.12)];
    p.arms = [
        [v(-0.24, -0.66, 0.62), v(0.25, 0.12 + 0.1 * busy, 0.95)],
        [v(0.24, -0.66, 0.62), v(-0.25, 0.2 - 0.1 * busy, 0.95)],
    ];
    p.head.y = -0.3;
    p
}

/// Over the grating: a hand to keep the pleats down, the other in the air.
fn blown(s: f32) -> Pose {
    let t = (s * TAU / 3.1).sin();
    let mut p = contrapposto(1.1);
    p.pelvis.x = 0.14;
    p.chest = v(0.10, -0.12, -0.10 + 0.03 * t);
    p.feet = [v(-0.09, 0.085, -0.02), v(0.10, 0.10, 0.14)];
    p.toes[1] = Vec2::new(-0.2, 0.25);
    p.arms = [[v(-0.3, -0.86, 0.34), v(0.3, -0.86, 0.38)], [v(0.7, -0.5, 0.2), v(0.6, 0.5 + 0.1 * t, 0.45)]];
    p.head = Vec2::new(-0.2, 0.16);
    p
}

/// A step of a walk: `far` metres walked in all, `fast` 0 standing to 1 walking.
pub(super) fn walking(at_rest: &Pose, far: f32, fast: f32, lady: bool) -> Pose {
    let stride = if lady { 1.25 } else { 1.45 };
    let phase = far / stride * TAU;
    let (s, c) = phase.sin_cos();
    let mut p = Pose::REST;
    p.hips = v(0.02 * s, -0.035 + 0.018 * (2.0 * phase).cos(), 0.0);
    p.pelvis = v(0.02, -0.12 * c, if lady { 0.07 * s } else { 0.03 * s });
    p.chest = v(0.02, 0.14 * c, -0.03 * s);
    let foot = |side: f32, ph: f32| {
        let (s, c) = ph.sin_cos();
        // On the floor while it goes back, lifted while it comes forward.
        let lift = (-s).max(0.0);
        (
            v(side * 0.075, 0.085 + 0.11 * lift, 0.30 * c),
            Vec2::new(0.12, 0.45 * lift * (0.4 - c) + 0.12 * (-c).max(0.0)),
        )
    };
    let ((a, ta), (b, tb)) = (foot(-1.0, phase), foot(1.0, phase + TAU * 0.5));
    p.feet = [a, b];
    p.toes = [ta, tb];
    p.arms = [
        [v(-0.2, -0.95, -0.34 * c), v(-0.06, -0.9, 0.28 - 0.3 * c)],
        [v(0.2, -0.95, 0.34 * c), v(0.06, -0.9, 0.28 + 0.3 * c)],
    ];
    at_rest.lerp(&p, fast)
}
