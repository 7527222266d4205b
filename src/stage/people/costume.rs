//! Costumes: what people wear, as shapes that slide down the figure and lie crumpled on the floor.

use std::f32::consts::TAU;

use bevy::asset::RenderAssetUsages;
use bevy::mesh::VertexAttributeValues;
use bevy::prelude::*;
use bevy::render::render_resource::{Extent3d, TextureDimension, TextureFormat};

use super::figure::{POSES, Pose, arm, girth, leg};
use super::{Figure, dress};
use crate::stage::geometry::{Shape, grain};
use crate::stage::on_stage::{OnStage, Playhead};
use crate::stage::palette::{self, theatre as paint};

/// A costume as it is drawn now.
#[derive(Component, Clone, Debug)]
pub(in crate::stage) struct Garment {
    /// Which machine of the sheet.
    pub(in crate::stage) machine: usize,
    /// 1 fully on to 0 on the floor.
    pub(in crate::stage) level: f32,
    /// Whether it is the one to be seen.
    pub(in crate::stage) seen: bool,
    worn: Vec<[f32; 3]>,
    normals: Vec<[f32; 3]>,
}

/// How a costume is cut and coloured.
#[derive(Clone)]
pub(super) struct Cut {
    kind: Kind,
    colour: Color,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Pleated,
    Suit,
    Sequins,
    Coat,
    Chorus,
}

impl Cut {
    /// The cut of that look; what nobody described is a suit.
    pub(super) fn of(look: Option<&str>, colour: Option<&str>) -> Self {
        let look = look.unwrap_or_default().to_ascii_lowercase();
        let has = |word: &str| look.contains(word);
        let (kind, usual) = if has("sequin") || has("gown") {
            (Kind::Sequins, paint::LIVERY)
        } else if has("trench") || has("coat") {
            (Kind::Coat, paint::PLYWOOD)
        } else if has("chorus") {
            (Kind::Chorus, paint::LEATHER)
        } else if has("dress") || has("pleat") {
            (Kind::Pleated, paint::WHITE_DRESS)
        } else {
            (Kind::Suit, paint::NAVY)
        };
        Self { kind, colour: palette::sheet_colour(colour).unwrap_or(usual) }
    }

    /// The garment and its trim.
    fn shapes(&self, pose: Pose) -> (Shape, Option<(Shape, Color)>) {
        match self.kind {
            Kind::Pleated => (pleated(), Some((band(1.095, 0.02, 0.02), self.colour))),
            Kind::Suit => {
                let front = Shape::new()
                    .surface(8, 6, |u, v| {
                        let wide = 0.012 + 0.06 * v;
                        let y = 1.12 + 0.36 * v;
                        Vec3::new((u - 0.5) * 2.0 * wide, y, girth(y).1 + 0.034 + 0.014 * (1.0 - v))
                    })
                    .ball(Vec3::new(0.0, 1.5, 0.06), Vec3::new(0.05, 0.02, 0.02));
                (suit(pose), Some((front, paint::SHIRT)))
            }
            Kind::Sequins => (sheath(), None),
            Kind::Coat => (coat(pose), Some((band(1.1, 0.045, 0.055), paint::WALNUT))),
            Kind::Chorus => (chorus(pose), Some((band(1.09, 0.04, 0.03), paint::GILT))),
        }
    }

    fn material(&self, images: &mut Assets<Image>) -> StandardMaterial {
        let cloth =
            StandardMaterial { base_color: self.colour, double_sided: true, cull_mode: None, ..Default::default() };
        match self.kind {
            Kind::Sequins => StandardMaterial {
                metallic: 0.85,
                perceptual_roughness: 0.5,
                metallic_roughness_texture: Some(images.add(sequins())),
                reflectance: 0.7,
                ..cloth
            },
            Kind::Pleated => {
                StandardMaterial { perceptual_roughness: 0.7, reflectance: 0.4, diffuse_transmission: 0.25, ..cloth }
            }
            Kind::Chorus => StandardMaterial { perceptual_roughness: 0.45, reflectance: 0.5, ..cloth },
            Kind::Suit | Kind::Coat => StandardMaterial { perceptual_roughness: 0.85, reflectance: 0.25, ..cloth },
        }
    }
}

/// Puts a costume, and its trim, on a figure.
pub(super) fn make(
    commands: &mut Commands,
    meshes: &mut Assets<Mesh>,
    (materials, images): (&mut Assets<StandardMaterial>, &mut Assets<Image>),
    figure: Entity,
    machine: usize,
    cut: &Cut,
    pose: usize,
) {
    let (main, trim) = cut.shapes(POSES[pose]);
    let main = (main, cut.material(images));
    let trim = trim.map(|(shape, colour)| {
        let cloth = StandardMaterial {
            base_color: colour,
            perceptual_roughness: 0.6,
            double_sided: true,
            cull_mode: None,
            ..default()
        };
        (shape, cloth)
    });
    for (shape, material) in std::iter::once(main).chain(trim) {
        let (worn, normals) = shape.points();
        let garment = Garment { machine, level: 1.0, seen: false, worn, normals };
        commands.spawn((
            Mesh3d(meshes.add(shape.mesh())),
            MeshMaterial3d(materials.add(material)),
            Transform::default(),
            Visibility::Hidden,
            garment,
            ChildOf(figure),
        ));
    }
}

/// Shows each costume as far on as the run says.
pub(super) fn wear(
    stage: Res<OnStage>,
    playhead: Res<Playhead>,
    mut garments: Query<(&mut Garment, &mut Visibility, &Mesh3d, &ChildOf)>,
    figures: Query<&Figure>,
    mut meshes: ResMut<Assets<Mesh>>,
) {
    for (mut garment, mut visibility, mesh, of) in &mut garments {
        let (level, seen) = dress(&stage.0.run, garment.machine, playhead.t_us);
        // What is put on slowly is not lying on the floor first.
        visibility.set_if_neq(if seen { Visibility::Inherited } else { Visibility::Hidden });
        if garment.seen != seen {
            garment.seen = seen;
        }
        if garment.level == level || !seen {
            continue;
        }
        garment.level = level;
        let seed = figures.get(of.parent()).map_or(0, |f| f.nth);
        if let Some(mut mesh) = meshes.get_mut(&mesh.0) {
            let slid: Vec<[f32; 3]> =
                garment.worn.iter().map(|p| slide(Vec3::from(*p), level, seed).to_array()).collect();
            mesh.insert_attribute(Mesh::ATTRIBUTE_POSITION, VertexAttributeValues::Float32x3(slid));
            if level >= 1.0 {
                mesh.insert_attribute(Mesh::ATTRIBUTE_NORMAL, garment.normals.clone());
            } else {
                mesh.compute_smooth_normals();
            }
        }
    }
}

/// Where a point of a garment is when it has slid down to `level`: over the hips it has to widen, and what reaches the
/// floor lies there in folds.
pub(in crate::stage) fn slide(p: Vec3, level: f32, seed: u32) -> Vec3 {
    if level >= 1.0 {
        return p;
    }
    let slid = 1.0 - level;
    let y = p.y - slid * 1.46;
    let around = p.x.atan2(p.z);
    let mut flat = Vec2::new(p.x, p.z);
    // Sleeves come in to the body.
    let (w, d) = girth(p.y.clamp(0.8, 1.45));
    let far = (flat.x / (w + 0.06)).abs().max((flat.y / (d + 0.1)).abs());
    if far > 1.0 && p.y > 0.9 {
        flat = flat.lerp(flat / far, (slid * 2.5).min(1.0));
    }
    // Never inside the body.
    let (bw, bd) = girth(y.clamp(0.86, 1.45));
    let inside = Vec2::new(flat.x / (bw + 0.018), flat.y / (bd + 0.03)).length();
    if inside < 1.0 && y > 0.5 {
        flat /= inside.max(0.2);
    }
    let fold = (around * 5.0 + p.y * 9.0).sin() * 0.5 + (around * 11.0 - p.y * 17.0 + seed as f32).sin() * 0.3;
    let heap = 0.07 + 0.05 * fold;
    if y >= heap {
        // Gathered above the heap: softer, with a wrinkle.
        let wrinkle = 0.02 * slid * (p.y * 40.0 + around * 3.0).sin();
        return Vec3::new(flat.x * (1.0 + wrinkle), y, flat.y * (1.0 + wrinkle));
    }
    // What reached the floor: the further it fell past it, the further out it lies.
    let fell = (heap - y).min(1.4);
    let ring = 0.13 + 0.3 * (fell / 1.4).powf(0.7) + 0.05 * fold;
    let out = Vec2::new(around.sin(), around.cos()) * ring;
    let edge = (1.0 - (ring - 0.12) / 0.4).clamp(0.15, 1.0);
    Vec3::new(out.x, (0.015 + (heap + 0.05) * edge).max(0.012), out.y)
}

/// A tube about the trunk from `low` to `high`, so much looser than the body.
fn close(low: f32, high: f32, loose: f32, more: impl Fn(f32) -> f32) -> Shape {
    Shape::new().surface(32, 20, |u, v| {
        let y = low + (high - low) * v;
        let (w, d) = girth(y.clamp(0.9, 1.46));
        let extra = loose + more(y);
        let (s, c) = (u * TAU).sin_cos();
        let chest = 0.035 * (1.0 - ((y - 1.31) / 0.1).powi(2)).max(0.0) * c.max(0.0);
        Vec3::new((w + extra) * s, y, (d + extra) * c + chest)
    })
}

fn band(y: f32, tall: f32, loose: f32) -> Shape {
    close(y - tall, y + tall, loose, |_| 0.0)
}

/// A skirt from the waist to the hem, with pleats.
fn skirt(waist: f32, hem: f32, wide: f32, pleats: f32, deep: f32) -> Shape {
    Shape::new().surface((pleats * 8.0) as u32, 14, |u, v| {
        let y = hem + (waist - hem) * v;
        let (w, d) = girth(waist);
        let down = 1.0 - v;
        let flare = down.powf(0.75);
        let pleat = 1.0 + deep * down.sqrt() * (u * TAU * pleats).sin();
        let (s, c) = (u * TAU).sin_cos();
        let sway = 1.0 + 0.06 * (u * TAU * 3.0 + 0.6).sin() * down;
        let (rx, rz) = (w + 0.015 + (wide - w) * flare, d + 0.02 + (wide * 0.94 - d) * flare);
        Vec3::new(rx * s * pleat * sway, y + 0.02 * down * (u * TAU * 2.0).sin(), rz * c * pleat * sway)
    })
}

fn pleated() -> Shape {
    let halter = |side: f32| (Vec3::new(side * 0.085, 1.36, 0.125), Vec3::new(side * 0.045, 1.51, 0.0));
    let mut shape = close(1.07, 1.38, 0.014, |_| 0.0).with(&skirt(1.1, 0.5, 0.46, 28.0, 0.055), Transform::IDENTITY);
    for side in [-1.0, 1.0] {
        let (a, b) = halter(side);
        shape = shape.bar(a, b, 0.055, 0.022);
    }
    shape
}

fn sleeves(shape: Shape, pose: Pose, loose: f32) -> Shape {
    let mut shape = shape;
    for side in [-1.0, 1.0] {
        let [shoulder, elbow, hand] = arm(pose, side);
        let cuff = elbow.lerp(hand, 0.9);
        shape = shape
            .ball(shoulder, Vec3::splat(0.066 + loose))
            .bar(shoulder, elbow, 0.058 + loose, 0.047 + loose)
            .ball(elbow, Vec3::splat(0.047 + loose))
            .bar(elbow, cuff, 0.047 + loose, 0.038 + loose);
    }
    shape
}

fn suit(pose: Pose) -> Shape {
    let jacket = close(0.8, 1.5, 0.028, |y| {
        0.03 * ((y - 1.3) / 0.15).clamp(0.0, 1.0) - 0.055 * ((y - 1.42) / 0.08).clamp(0.0, 1.0)
    });
    let mut shape = sleeves(jacket, pose, 0.006);
    for side in [-1.0, 1.0] {
        let [hip, knee, ankle, toe] = leg(side);
        let foot = ankle - Vec3::Y * 0.03;
        shape = shape
            .bar(hip, knee, 0.105, 0.082)
            .bar(knee, foot, 0.082, 0.072)
            .ball(knee, Vec3::splat(0.082))
            .ball(toe - Vec3::Z * 0.04, Vec3::new(0.05, 0.04, 0.1));
        // Lapels.
        let (a, b) = (Vec3::new(side * 0.02, 1.12, 0.135), Vec3::new(side * 0.095, 1.47, 0.1));
        shape = shape.bar(a, b, 0.02, 0.03);
    }
    shape
}

fn sheath() -> Shape {
    let profile = [
        (0.27, 0.09),
        (0.2, 0.3),
        (0.165, 0.5),
        (0.185, 0.8),
        (0.192, 0.94),
        (0.145, 1.06),
        (0.132, 1.13),
        (0.162, 1.27),
        (0.165, 1.38),
    ];
    Shape::new().surface(36, 40, |u, v| {
        let (r, y) = crate::stage::geometry::smooth(&profile, v);
        let (s, c) = (u * TAU).sin_cos();
        let chest = 0.035 * (1.0 - ((y - 1.31) / 0.1).powi(2)).max(0.0) * c.max(0.0);
        // A sweetheart neckline.
        let y = y + if v > 0.98 { 0.03 * (u * TAU * 2.0).cos() } else { 0.0 };
        Vec3::new(r * s, y, r * 0.8 * c + chest)
    })
}

fn coat(pose: Pose) -> Shape {
    let body = close(1.07, 1.49, 0.04, |y| -0.06 * ((y - 1.42) / 0.08).clamp(0.0, 1.0))
        .with(&skirt(1.1, 0.42, 0.3, 9.0, 0.035), Transform::IDENTITY);
    let mut shape = sleeves(body, pose, 0.012);
    for side in [-1.0, 1.0] {
        let (a, b) = (Vec3::new(side * 0.03, 1.14, 0.15), Vec3::new(side * 0.11, 1.48, 0.09));
        shape = shape.bar(a, b, 0.03, 0.045).ball(Vec3::new(side * 0.07, 1.52, 0.02), Vec3::new(0.05, 0.045, 0.08));
    }
    shape
}

fn chorus(pose: Pose) -> Shape {
    let mut shape = close(1.06, 1.4, 0.014, |_| 0.0).with(&skirt(1.09, 0.66, 0.36, 16.0, 0.06), Transform::IDENTITY);
    for side in [-1.0, 1.0] {
        let [shoulder, elbow, _] = arm(pose, side);
        shape = shape.bar(shoulder + Vec3::Y * 0.01, shoulder.lerp(elbow, 0.35), 0.078, 0.055);
    }
    shape
}

/// Roughness that differs from sequin to sequin.
fn sequins() -> Image {
    const N: u32 = 128;
    let mut data = Vec::with_capacity((N * N * 4) as usize);
    for y in 0..N {
        for x in 0..N {
            let rough = 0.12 + 0.88 * grain(x * 811 + y * 377).powf(0.6);
            data.extend([255, (rough * 255.0) as u8, (140.0 + 115.0 * grain(x * 31 + y * 97)) as u8, 255]);
        }
    }
    let size = Extent3d { width: N, height: N, depth_or_array_layers: 1 };
    Image::new(size, TextureDimension::D2, data, TextureFormat::Rgba8Unorm, RenderAssetUsages::RENDER_WORLD)
}
