//! Looks other than the plane: moon, painted drop, chandelier, staircase, desk, wall with a door, and a decent box.

use std::f32::consts::TAU;

use bevy::asset::RenderAssetUsages;
use bevy::prelude::*;
use bevy::render::render_resource::{Extent3d, TextureDimension, TextureFormat};

use super::looks::{Built, Finish, Look, Moves};
use crate::stage::geometry::{Shape, grain};
use crate::stage::on_stage::Size;
use crate::stage::palette::theatre as paint;

/// Rise and going of the staircase's steps, metres, and how many.
pub(in crate::stage) const STEP: (f32, f32, u32) = (0.19, 0.3, 9);
/// Half its width, metres.
pub(in crate::stage) const STAIR_HALF: f32 = 2.0;

pub(super) fn moon(colour: Option<Color>) -> Look {
    let r = 1.15;
    let disc: Vec<Vec2> = (0..64).map(|i| Vec2::from_angle(i as f32 / 64.0 * TAU) * r).collect();
    let mut seas = Shape::new();
    for (x, y, a, b) in
        [(-0.35, 0.3, 0.34, 0.26), (0.2, 0.42, 0.2, 0.15), (0.35, -0.1, 0.26, 0.3), (-0.2, -0.42, 0.3, 0.16)]
    {
        let sea: Vec<Vec2> =
            (0..28).map(|i| Vec2::from_angle(i as f32 / 28.0 * TAU) * Vec2::new(a, b) + Vec2::new(x, y)).collect();
        seas = seas.cut_out(&sea, 0.09);
    }
    let face = colour.unwrap_or(paint::WINDOW_LIT);
    let parts = vec![
        Built::new(Shape::new().cut_out(&disc, 0.08), Finish::Glow(face, 0.02, 1.15)),
        Built::new(seas, Finish::Glow(face, 0.012, 0.72)),
    ];
    Look::hanging(parts, r, vec![Vec3::new(-0.6, 0.95, 0.0), Vec3::new(0.6, 0.95, 0.0)], Some(r + 1.6))
}

/// A street at dusk, painted on a cloth that fills the arch.
pub(super) fn drop(colour: Option<Color>, s: Size) -> Look {
    let (wide, tall) = (s.w + 1.2, s.h + 0.2);
    let cloth = Shape::new().surface(40, 1, |u, v| {
        let x = (u - 0.5) * wide;
        Vec3::new(x, (v - 0.5) * tall, 0.03 * (x * 1.9).sin())
    });
    let pipe = Shape::new()
        .bar(Vec3::new(-wide * 0.5, tall * 0.5, 0.0), Vec3::new(wide * 0.5, tall * 0.5, 0.0), 0.035, 0.035)
        .bar(Vec3::new(-wide * 0.5, -tall * 0.5, 0.0), Vec3::new(wide * 0.5, -tall * 0.5, 0.0), 0.03, 0.03);
    let parts = vec![
        Built::new(cloth, Finish::Painted(street(colour.unwrap_or(paint::CYC)))),
        Built::new(pipe, Finish::Metal(paint::STEEL, 0.6)),
    ];
    let wires = (0..4).map(|i| Vec3::new((i as f32 / 3.0 - 0.5) * (wide - 1.0), tall * 0.5, 0.0)).collect();
    Look::hanging(parts, tall * 0.5, wires, None)
}

/// The painting: a sky in the cloth's colour, houses before houses, lit windows, a pavement.
fn street(colour: Color) -> Image {
    const W: u32 = 768;
    const H: u32 = 448;
    let sky = colour.to_srgba();
    let dusk = paint::WINDOW_LIT.to_srgba();
    let brick = paint::WALL.to_srgba();
    let stone = paint::CYC.to_srgba();
    let lamp = paint::WINDOW_LIT.to_srgba();
    let mut data = Vec::with_capacity((W * H * 4) as usize);
    for y in 0..H {
        // Texture rows run from the cloth's foot up.
        let up = y as f32 / H as f32;
        for x in 0..W {
            let mut c = sky.mix(&dusk, (0.75 - up).clamp(0.0, 0.6)) * (0.75 + 0.25 * (1.0 - up));
            for layer in 0..3_u32 {
                let width = [58, 84, 122][layer as usize];
                let shifted = x + layer * 31;
                let house = shifted / width + layer * 50;
                let roof = [0.56, 0.46, 0.38][layer as usize] + 0.26 * (grain(house) - 0.35);
                let (wx, wy) = (shifted % width, y);
                if up < roof && up > 0.09 {
                    let shade = 0.36 + 0.2 * layer as f32 + 0.15 * grain(house + 7);
                    c = sky.mix(&brick, 0.35 + 0.25 * layer as f32 + 0.3 * (grain(house + 3) - 0.5)) * shade;
                    let cell = 18 + 6 * layer;
                    let (cx, cy) = (wx % cell, wy % (cell + 8));
                    let pane = cx > cell / 3 && cx < cell - 2 && cy > 8 && cy < cell + 2;
                    let away = roof - up > 0.045 && wx > 4 && wx < width - 4;
                    if pane && away {
                        let lit = grain(house * 131 + (wx / cell) * 17 + (wy / (cell + 8)) * 29) > 0.62;
                        c = if lit { lamp * (0.8 + 0.2 * grain(house)) } else { brick * 0.25 };
                    }
                    if roof - up < 0.012 || wx < 2 {
                        c = stone * (0.28 + 0.16 * layer as f32);
                    }
                }
            }
            if up <= 0.09 {
                c = stone * (0.34 + 0.1 * grain((x / 48) + 900) + if y % 14 == 0 { -0.08 } else { 0.0 });
            }
            let brush = 0.94 + 0.06 * grain((x / 3) * 57 + (y / 5) * 1013);
            data.extend([c.red, c.green, c.blue].map(|v| (v.clamp(0.0, 1.0) * brush * 255.0) as u8));
            data.push(255);
        }
    }
    let size = Extent3d { width: W, height: H, depth_or_array_layers: 1 };
    Image::new(size, TextureDimension::D2, data, TextureFormat::Rgba8UnormSrgb, RenderAssetUsages::RENDER_WORLD)
}

pub(super) fn chandelier(colour: Option<Color>) -> Look {
    let brass = colour.unwrap_or(paint::GILT);
    let mut frame = Shape::new().lathe(
        20,
        &[
            (0.0, -0.75),
            (0.1, -0.66),
            (0.05, -0.5),
            (0.2, -0.35),
            (0.09, -0.1),
            (0.06, 0.3),
            (0.16, 0.5),
            (0.04, 0.7),
            (0.03, 1.0),
        ],
    );
    let (mut bulbs, mut drops) = (Shape::new(), Shape::new());
    for (arms, reach, low) in [(12, 1.25_f32, -0.1_f32), (8, 0.75, 0.3)] {
        for k in 0..arms {
            let a = k as f32 / arms as f32 * TAU;
            let out = |r: f32, y: f32| Vec3::new(r * a.sin(), y, r * a.cos());
            frame = frame
                .bar(out(0.06, low + 0.05), out(reach * 0.55, low - 0.2), 0.022, 0.018)
                .bar(out(reach * 0.55, low - 0.2), out(reach, low), 0.018, 0.018)
                .ball(out(reach, low + 0.01), Vec3::new(0.07, 0.02, 0.07))
                .bar(out(reach, low), out(reach, low + 0.14), 0.025, 0.02);
            bulbs = bulbs.ball(out(reach, low + 0.2), Vec3::new(0.045, 0.075, 0.045));
            for j in 0..5 {
                let r = reach * (0.3 + 0.15 * j as f32);
                drops = drops.ball(out(r, low - 0.34 + 0.05 * (j as f32 - 2.0).abs()), Vec3::new(0.022, 0.055, 0.022));
            }
        }
    }
    let parts = vec![
        Built::new(frame, Finish::Metal(brass, 0.28)),
        Built::new(bulbs, Finish::Glow(paint::TUNGSTEN, 0.01, 14.0)),
        Built::new(drops, Finish::Glow(paint::CYC, 0.0, 0.7)),
    ];
    Look::hanging(parts, 1.0, vec![Vec3::new(0.0, 1.0, 0.0)], Some(2.4))
}

/// A show staircase: broad steps with lit risers between two balustrades, leading up away from the house.
pub(super) fn staircase(colour: Option<Color>, _s: Size) -> Look {
    let (rise, going, steps) = STEP;
    let (mut treads, mut risers, mut rails) = (Shape::new(), Shape::new(), Shape::new());
    for k in 0..steps {
        let kf = k as f32;
        let half = STAIR_HALF - 0.05 * kf;
        let z = -(kf - 3.0) * going;
        let deep = if k + 1 == steps { 1.2 } else { going };
        let top = rise * (kf + 1.0);
        let back = z - deep * 0.5;
        treads = treads.cuboid(Vec3::new(0.0, top - 0.03, back + 0.02), Vec3::new(half * 2.0, 0.06, deep + 0.04));
        risers =
            risers.cuboid(Vec3::new(0.0, (top - 0.06) * 0.5, back), Vec3::new(half * 2.0 - 0.04, top - 0.06, deep));
        for side in [-1.0, 1.0] {
            let foot = Vec3::new(side * (half - 0.07), top, z - 0.14);
            rails = rails.bar(foot, foot + Vec3::Y * 0.75, 0.025, 0.02).ball(foot + Vec3::Y * 0.4, Vec3::splat(0.05));
        }
    }
    let end = |k: f32, side: f32| {
        Vec3::new(side * (STAIR_HALF - 0.05 * k - 0.07), rise * (k + 1.0) + 0.77, -(k - 3.0) * going - 0.14)
    };
    for side in [-1.0, 1.0] {
        rails = rails.bar(end(0.0, side), end(steps as f32 - 1.0, side), 0.05, 0.05);
        rails = rails.bar(end(0.0, side) - Vec3::Y * 0.96, end(0.0, side) + Vec3::Y * 0.12, 0.09, 0.07);
        rails = rails.ball(end(0.0, side) + Vec3::Y * 0.22, Vec3::splat(0.13));
    }
    let wood = colour.unwrap_or(paint::PLYWOOD);
    let parts = vec![
        Built::new(treads, Finish::Satin(wood)),
        Built::new(risers, Finish::Glow(wood, 0.0, 0.1)),
        Built::new(rails, Finish::Metal(paint::GILT, 0.35)),
    ];
    Look::standing(parts, 2.6)
}

pub(super) fn desk(colour: Option<Color>) -> Look {
    let wood = colour.unwrap_or(paint::WALNUT);
    let mut body = Shape::new()
        .cuboid(Vec3::new(0.0, 0.76, 0.0), Vec3::new(1.9, 0.06, 0.95))
        .cuboid(Vec3::new(0.0, 0.42, 0.36), Vec3::new(1.7, 0.56, 0.04));
    let mut brass = Shape::new();
    for side in [-1.0, 1.0] {
        body = body.cuboid(Vec3::new(side * 0.66, 0.39, 0.0), Vec3::new(0.48, 0.68, 0.84));
        body = body.cuboid(Vec3::new(side * 0.66, 0.04, 0.0), Vec3::new(0.54, 0.08, 0.9));
        for k in 0..3 {
            let y = 0.2 + 0.2 * k as f32;
            body = body.cuboid(Vec3::new(side * 0.66, y, 0.43), Vec3::new(0.4, 0.16, 0.02));
            brass = brass.ball(Vec3::new(side * 0.66, y, 0.45), Vec3::new(0.05, 0.012, 0.015));
        }
    }
    body = body.cuboid(Vec3::new(0.0, 0.42, 0.385), Vec3::new(0.66, 0.4, 0.02));
    // A chair behind, a lamp and papers on it.
    let chair = Shape::new()
        .cuboid(Vec3::new(0.0, 0.48, -0.75), Vec3::new(0.56, 0.1, 0.52))
        .ball(Vec3::new(0.0, 0.95, -1.0), Vec3::new(0.32, 0.46, 0.08))
        .bar(Vec3::new(0.0, 0.0, -0.75), Vec3::new(0.0, 0.45, -0.75), 0.2, 0.04);
    let papers = Shape::new()
        .cuboid(Vec3::new(-0.1, 0.795, 0.05), Vec3::new(0.5, 0.012, 0.36))
        .cuboid(Vec3::new(-0.55, 0.81, 0.1), Vec3::new(0.24, 0.05, 0.3));
    brass = brass
        .lathe(14, &[(0.0, 0.79), (0.12, 0.8), (0.1, 0.83), (0.02, 0.86), (0.018, 1.12)])
        .cuboid(Vec3::new(0.0, 1.13, 0.0), Vec3::new(0.3, 0.012, 0.03));
    let brass = Shape::new().with(&brass, Transform::from_xyz(0.62, 0.0, 0.0));
    let shade = Shape::new().bar(Vec3::new(0.46, 1.1, 0.05), Vec3::new(0.78, 1.1, 0.05), 0.07, 0.07);
    let parts = vec![
        Built::new(body, Finish::Satin(wood)),
        Built::new(chair, Finish::Matte(paint::LEATHER)),
        Built::new(papers, Finish::Matte(paint::SHIRT)),
        Built::new(brass, Finish::Metal(paint::GILT, 0.3)),
        Built::new(shade, Finish::Glow(paint::WINDOW_LIT, 0.01, 3.5)),
    ];
    Look { yaw: -0.28, seat: Some(Vec3::new(0.0, 0.0, -0.72)), ..Look::standing(parts, 1.3) }
}

/// A panelled wall with double doors, or the doors in their frame alone.
pub(super) fn wall(colour: Option<Color>, s: Size, whole: bool) -> Look {
    let paint_on = colour.unwrap_or(paint::SHIRT);
    let (half, tall) = if whole { ((s.w * 0.165).max(1.3), s.h * 0.52) } else { (1.3, 2.7) };
    let (door, head) = (0.85, 2.35);
    let mut flat = Shape::new();
    for side in [-1.0, 1.0] {
        flat = flat.cuboid(Vec3::new(side * (half + door) * 0.5, tall * 0.5, 0.0), Vec3::new(half - door, tall, 0.1));
    }
    flat = flat.cuboid(Vec3::new(0.0, (tall + head) * 0.5, 0.0), Vec3::new(door * 2.0, tall - head, 0.1));
    let mut trim = Shape::new()
        .cuboid(Vec3::new(0.0, tall - 0.1, 0.08), Vec3::new(half * 2.0, 0.2, 0.12))
        .cuboid(Vec3::new(0.0, head + 0.08, 0.08), Vec3::new(door * 2.0 + 0.4, 0.16, 0.1));
    for side in [-1.0, 1.0] {
        trim = trim.cuboid(Vec3::new(side * (door + 0.08), head * 0.5, 0.08), Vec3::new(0.16, head, 0.08));
        trim = trim.cuboid(Vec3::new(side * (half + door) * 0.5, 0.12, 0.07), Vec3::new(half - door, 0.24, 0.06));
        let panels = ((half - door) / 1.1) as i32;
        for k in 0..panels {
            let x = side * (door + (k as f32 + 0.5) * (half - door) / panels as f32);
            let wide = (half - door) / panels as f32 - 0.3;
            for (y, h) in [(0.62, 0.6), ((tall + 1.0) * 0.5, tall - 1.5)] {
                for (dx, dy, w, hh) in [
                    (0.0, h * 0.5, wide, 0.05),
                    (0.0, -h * 0.5, wide, 0.05),
                    (wide * 0.5, 0.0, 0.05, h),
                    (-wide * 0.5, 0.0, 0.05, h),
                ] {
                    trim = trim.cuboid(Vec3::new(x + dx, y + dy, 0.065), Vec3::new(w, hh, 0.03));
                }
            }
        }
    }
    let mut parts = vec![Built::new(flat, Finish::Matte(paint_on)), Built::new(trim, Finish::Satin(paint::SHIRT))];
    for side in [-1.0, 1.0] {
        let leaf = Shape::new()
            .cuboid(Vec3::new(side * door * 0.5, head * 0.5, -0.1), Vec3::new(door, head, 0.06))
            .cuboid(Vec3::new(side * door * 0.5, head * 0.72, -0.06), Vec3::new(door - 0.3, head * 0.4, 0.03))
            .cuboid(Vec3::new(side * door * 0.5, head * 0.24, -0.06), Vec3::new(door - 0.3, head * 0.3, 0.03))
            .ball(Vec3::new(side * 0.1, 1.05, -0.03), Vec3::splat(0.045));
        parts.push(Built { shape: leaf, finish: Finish::Satin(paint::WALNUT), moves: Moves::Door(side) });
    }
    Look::standing(parts, tall)
}

/// What nobody described: a crate with battens if it stands, a framed flat if it flies.
pub(super) fn crate_or_flat(colour: Option<Color>, flown: bool) -> Look {
    let wood = colour.unwrap_or(paint::PLYWOOD);
    let (size, middle) = if flown { (Vec3::new(2.4, 2.4, 0.12), 0.0) } else { (Vec3::new(1.4, 1.2, 1.0), 0.6) };
    let centre = Vec3::Y * middle;
    let body = Shape::new().cuboid(centre, size * 0.97);
    let mut frame = Shape::new();
    let half = size * 0.5;
    for a in [-1.0, 1.0] {
        for b in [-1.0, 1.0] {
            frame = frame
                .cuboid(centre + Vec3::new(0.0, a * half.y, b * half.z), Vec3::new(size.x, 0.08, 0.08))
                .cuboid(centre + Vec3::new(a * half.x, 0.0, b * half.z), Vec3::new(0.08, size.y, 0.08))
                .cuboid(centre + Vec3::new(a * half.x, b * half.y, 0.0), Vec3::new(0.08, 0.08, size.z));
        }
    }
    let wires = if flown { vec![Vec3::new(-half.x, half.y, 0.0), Vec3::new(half.x, half.y, 0.0)] } else { vec![] };
    let parts = vec![Built::new(body, Finish::Matte(wood)), Built::new(frame, Finish::Satin(paint::WALNUT))];
    let top = middle + half.y;
    if flown { Look::hanging(parts, top, wires, Some(top + 1.4)) } else { Look::standing(parts, top) }
}
