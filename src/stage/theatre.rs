//! The building: proscenium, apron, plank floor, seats and heads, legs and borders, cyclorama, grid and battens.

use bevy::asset::RenderAssetUsages;
use bevy::image::{ImageAddressMode, ImageFilterMode, ImageSampler, ImageSamplerDescriptor};
use bevy::light::NotShadowCaster;
use bevy::math::Affine2;
use bevy::prelude::*;
use bevy::render::render_resource::{Extent3d, TextureDimension, TextureFormat};

use super::geometry::{Shape, at, grain};
use super::on_stage::{OnStage, Shown, Size};
use super::palette::theatre as paint;
use super::view::View;
use super::{SetUp, SetUpSystems, StageSystems};

/// How far the apron comes out before the setting line, metres.
const APRON: f32 = 1.7;
/// Width of the wings on each side, metres.
const WING: f32 = 5.0;

/// Hidden when the theatre is cut open: from the cutaway, from above, or both.
#[derive(Component, Clone, Copy)]
enum CutAway {
    FromFront,
    FromAbove,
    Both,
}

/// The cyclorama, whose light is part of the run.
#[derive(Component)]
pub(super) struct Cyclorama;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(SetUp, build.in_set(SetUpSystems::Build)).add_systems(Update, cut_open.in_set(StageSystems::Draw));
}

fn cut_open(shown: Res<Shown>, mut parts: Query<(&CutAway, &mut Visibility)>) {
    for (cut, mut visibility) in &mut parts {
        let hidden = match cut {
            CutAway::FromFront => shown.view == View::Cutaway,
            CutAway::FromAbove => shown.view == View::Plan,
            // The prompt desk is where the wall is.
            CutAway::Both => matches!(shown.view, View::Cutaway | View::Plan | View::Desk),
        };
        visibility.set_if_neq(if hidden { Visibility::Hidden } else { Visibility::Inherited });
    }
}

fn build(
    mut commands: Commands,
    stage: Res<OnStage>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
    mut images: ResMut<Assets<Image>>,
) {
    let size = Size::from(&stage.0.show.stage);
    let blacks = materials.add(cloth(paint::BLACKS));
    let mut matte = |colour: Color, roughness: f32| {
        materials.add(StandardMaterial { base_color: colour, perceptual_roughness: roughness, ..default() })
    };
    let wall = matte(paint::WALL, 0.8);
    let steel = matte(paint::STEEL, 0.6);
    let seats = matte(paint::HOUSE, 0.9);
    let heads = matte(paint::HEADS, 0.85);
    let void = matte(paint::VOID, 1.0);
    let gilt = materials.add(StandardMaterial {
        base_color: paint::GILT,
        metallic: 0.85,
        perceptual_roughness: 0.38,
        ..default()
    });
    let lamps = materials.add(StandardMaterial {
        base_color: paint::BLACK,
        emissive: super::palette::dimmed(paint::PIT, 0.9),
        ..default()
    });
    let planks = materials.add(StandardMaterial {
        base_color_texture: Some(images.add(plank_texture())),
        perceptual_roughness: 0.42,
        reflectance: 0.45,
        uv_transform: Affine2::from_scale(Vec2::splat(1.0 / 2.4)),
        ..default()
    });
    let cyc = materials.add(StandardMaterial {
        base_color: paint::CYC,
        perceptual_roughness: 1.0,
        emissive_texture: Some(images.add(ground_row())),
        ..default()
    });

    let mut spawn = |shape: Shape, material: &Handle<StandardMaterial>, cut: Option<CutAway>, casts: bool| {
        let mut entity =
            commands.spawn((Mesh3d(meshes.add(shape.mesh())), MeshMaterial3d(material.clone()), Transform::default()));
        if let Some(cut) = cut {
            entity.insert(cut);
        }
        if !casts {
            entity.insert(NotShadowCaster);
        }
        entity.id()
    };

    spawn(floor(size), &planks, None, false);
    spawn(apron_edge(size), &gilt, None, false);
    spawn(proscenium_wall(size), &wall, Some(CutAway::Both), false);
    spawn(gilding(size), &gilt, Some(CutAway::Both), false);
    spawn(masking(size), &blacks, Some(CutAway::Both), false);
    spawn(house_floor(size), &void, Some(CutAway::FromFront), false);
    let (rows, people) = audience(size);
    spawn(rows, &seats, Some(CutAway::Both), false);
    spawn(people, &heads, Some(CutAway::Both), false);
    spawn(pit(size), &lamps, Some(CutAway::Both), false);
    spawn(walls(size), &blacks, Some(CutAway::FromAbove), false);
    spawn(grid(size), &steel, Some(CutAway::FromAbove), false);
    spawn(fly_gallery(size), &steel, Some(CutAway::FromAbove), false);
    let cyclorama = spawn(backcloth(size), &cyc, None, false);
    commands.entity(cyclorama).insert(Cyclorama);
}

/// Cloth: rough, and seen from both sides.
pub(super) fn cloth(colour: Color) -> StandardMaterial {
    StandardMaterial {
        base_color: colour,
        perceptual_roughness: 0.95,
        reflectance: 0.15,
        double_sided: true,
        cull_mode: None,
        ..default()
    }
}

fn floor(s: Size) -> Shape {
    let half = s.w * 0.5;
    // The stage itself, with the wings, and the apron's bow before it.
    let deep = s.d + 0.6;
    let shape = Shape::new().quad(at(0.0, deep * 0.5, 0.0), Vec3::X * (s.w + 2.0 * WING), Vec3::NEG_Z * deep, Vec3::Y);
    let apron = shape.surface(32, 4, |u, v| {
        let x = (u - 0.5) * 2.0 * (half + 0.9);
        at(x, (v - 1.0) * bow(x, half), 0.0)
    });
    apron.texture_from_above()
}

/// How far the apron comes out at `x`.
fn bow(x: f32, half: f32) -> f32 {
    0.7 + (APRON - 0.7) * (1.0 - (x / (half + 0.9)).powi(2)).max(0.0)
}

fn apron_edge(s: Size) -> Shape {
    let half = s.w * 0.5;
    Shape::new().surface(48, 3, |u, v| {
        let x = (u - 0.5) * 2.0 * (half + 0.9);
        let out = 0.07 * (v * std::f32::consts::PI).sin();
        at(x, -bow(x, half) - out, -0.22 + 0.24 * v)
    })
}

fn proscenium_wall(s: Size) -> Shape {
    let (half, front) = (s.w * 0.5 + 0.55, -0.75);
    let (side, top) = (9.0, s.grid + 2.0);
    let above = top - s.h - 0.55;
    let side_wall =
        |x: f32| (at(x * (half + side * 0.5), front + 0.2, top * 0.5 - 1.0), Vec3::new(side, top + 2.0, 0.4));
    let (l, r) = (side_wall(-1.0), side_wall(1.0));
    let mut shape = Shape::new()
        .cuboid(l.0, l.1)
        .cuboid(r.0, r.1)
        .cuboid(at(0.0, front + 0.2, s.h + 0.55 + above * 0.5), Vec3::new(half * 2.0, above, 0.4));
    // Pilasters and boxes catch the bounce.
    for side in [-1.0, 1.0] {
        for k in 0..3 {
            let x = side * (half + 0.75 + k as f32 * 1.5);
            shape = shape.cuboid(at(x, front - 0.12, s.h * 0.5), Vec3::new(0.34, s.h + 2.0, 0.24));
        }
    }
    shape
}

/// The frame: steps of moulding round the arch, a key block, capitals.
fn gilding(s: Size) -> Shape {
    let mut shape = Shape::new();
    let half = s.w * 0.5;
    // A moulding is a profile swept along the three sides of the opening.
    for (out, width, y, thick) in [
        (0.0_f32, 0.14_f32, -0.42_f32, 0.5_f32),
        (0.14, 0.09, -0.62, 0.34),
        (0.23, 0.22, -0.74, 0.2),
        (0.45, 0.1, -0.84, 0.3),
    ] {
        let centre = out + width * 0.5;
        let tall = s.h + out + width;
        for side in [-1.0, 1.0] {
            shape = shape.cuboid(at(side * (half + centre), y, tall * 0.5), Vec3::new(width, tall, thick));
        }
        shape = shape.cuboid(at(0.0, y, s.h + centre), Vec3::new(2.0 * (half + out), width, thick));
    }
    // Beads along the inner edge.
    let bead = Shape::new().ball(Vec3::ZERO, Vec3::splat(0.055));
    let n = (s.w / 0.28) as i32;
    for i in 0..=n {
        let x = -half + s.w * i as f32 / n as f32;
        shape = shape.with(&bead, Transform::from_translation(at(x, -0.86, s.h + 0.34)));
    }
    let m = (s.h / 0.28) as i32;
    for i in 1..=m {
        for side in [-1.0, 1.0] {
            let to = at(side * (half + 0.34), -0.86, s.h * i as f32 / m as f32);
            shape = shape.with(&bead, Transform::from_translation(to));
        }
    }
    // The cartouche over the middle.
    let scroll = |k: f32| at(k * 0.62, -0.95, s.h + 0.46 + 0.1 * (1.0 - k.abs()));
    shape = shape.ball(at(0.0, -0.95, s.h + 0.62), Vec3::new(0.62, 0.4, 0.16));
    for k in [-1.0, 1.0] {
        shape = shape.ball(scroll(k), Vec3::new(0.42, 0.18, 0.12)).ball(scroll(k * 1.9), Vec3::new(0.3, 0.12, 0.1));
        shape = shape.ball(at(k * (half + 0.34), -0.95, s.h + 0.36), Vec3::new(0.34, 0.34, 0.14));
        shape = shape.cuboid(at(k * (half + 0.3), -0.8, 0.25), Vec3::new(0.72, 0.5, 0.5));
    }
    shape
}

/// Legs and borders: what hides the wings and the fly loft from the house.
fn masking(s: Size) -> Shape {
    let half = s.w * 0.5;
    let mut shape = Shape::new();
    for k in 0..4 {
        let y = s.d * (0.13 + 0.235 * k as f32);
        let inner = half - 0.35 - 0.02 * k as f32;
        let low = s.h - 0.05 - 0.06 * k as f32;
        for side in [-1.0, 1.0] {
            shape = shape.surface(24, 1, |u, v| {
                let x = inner + u * 3.0;
                let fold = 0.06 * (u * 60.0).sin();
                at(side * x, y + fold * side, v * (s.h + 2.0))
            });
        }
        shape = shape.surface(96, 1, |u, v| {
            let x = (u - 0.5) * (s.w + 5.0);
            at(x, y - 0.15 + 0.05 * (x * 9.0).sin(), low + v * 2.6)
        });
    }
    shape
}

fn backcloth(s: Size) -> Shape {
    Shape::new().surface(24, 2, |u, v| {
        let x = (u - 0.5) * (s.w + 3.0);
        at(x, s.d - 0.25 * (u * 2.0 - 1.0).powi(2), v * (s.h + 3.0))
    })
}

fn walls(s: Size) -> Shape {
    let wide = s.w + 2.0 * WING;
    Shape::new()
        .quad(at(0.0, s.d + 0.5, s.grid * 0.5), Vec3::X * wide, Vec3::Y * s.grid, Vec3::Z)
        .quad(at(wide * 0.5, s.d * 0.5, s.grid * 0.5), Vec3::Z * (s.d + 1.0), Vec3::Y * s.grid, Vec3::NEG_X)
        .quad(at(0.0, s.d + 0.45, 0.12), Vec3::X * wide, Vec3::Y * 0.24, Vec3::Z)
}

/// The grid with its battens and their lines.
fn grid(s: Size) -> Shape {
    let wide = s.w + 3.0;
    let mut shape = Shape::new();
    for k in 0..9 {
        let y = s.d * (0.08 + 0.105 * k as f32);
        let z = s.grid - 0.2;
        shape = shape.cuboid(at(0.0, y, z), Vec3::new(s.w + 2.0 * WING, 0.12, 0.1));
        // A batten hangs below with the lanterns of every third.
        let trim = if k % 3 == 0 { s.h + 1.0 } else { s.grid - 2.4 - 0.35 * (k % 4) as f32 };
        shape = shape.bar(at(-wide * 0.5, y, trim), at(wide * 0.5, y, trim), 0.03, 0.03);
        for i in 0..5 {
            let x = (i as f32 / 4.0 - 0.5) * (wide - 1.0);
            shape = shape.bar(at(x, y, trim), at(x, y, z), 0.008, 0.008);
        }
        if k % 3 == 0 {
            for i in 0..9 {
                let x = (i as f32 / 8.0 - 0.5) * (s.w - 0.6);
                shape = shape.bar(at(x, y, trim - 0.1), at(x, y - 0.12, trim - 0.5), 0.09, 0.13);
            }
        }
    }
    shape
}

fn fly_gallery(s: Size) -> Shape {
    let x = s.w * 0.5 + WING - 0.9;
    let z = s.h + 2.0;
    Shape::new()
        .cuboid(at(x, s.d * 0.5, z), Vec3::new(1.8, 0.12, s.d))
        .bar(at(x - 0.9, 0.0, z + 1.0), at(x - 0.9, s.d, z + 1.0), 0.025, 0.025)
        .bar(at(x - 0.9, 0.0, z + 0.5), at(x - 0.9, s.d, z + 0.5), 0.02, 0.02)
}

fn house_floor(s: Size) -> Shape {
    Shape::new().quad(at(0.0, -12.0, -2.4), Vec3::X * (s.w + 16.0), Vec3::NEG_Z * 22.0, Vec3::Y).quad(
        at(0.0, -1.2, -1.3),
        Vec3::X * (s.w + 6.0),
        Vec3::Y * 2.2,
        Vec3::Z,
    )
}

/// Lamps on the stands of the pit; they never go out.
fn pit(s: Size) -> Shape {
    let mut shape = Shape::new();
    for k in 0..11 {
        let x = (k as f32 / 10.0 - 0.5) * s.w * 0.86;
        let y = -2.7 - 0.5 * grain(k + 60);
        shape = shape.ball(at(x, y, -0.78 + 0.1 * grain(k + 80)), Vec3::new(0.11, 0.018, 0.04));
    }
    shape
}

/// The first rows: seat backs, and the heads over them.
fn audience(s: Size) -> (Shape, Shape) {
    let head = Shape::new()
        .ball(Vec3::new(0.0, 0.0, 0.0), Vec3::new(0.105, 0.135, 0.12))
        .bar(Vec3::new(0.0, -0.22, 0.0), Vec3::new(0.0, -0.08, 0.0), 0.07, 0.055)
        .ball(Vec3::new(0.0, -0.4, 0.0), Vec3::new(0.24, 0.22, 0.14));
    let back = Shape::new().ball(Vec3::ZERO, Vec3::new(0.26, 0.42, 0.06));
    let (mut seats, mut people) = (Shape::new(), Shape::new());
    for row in 0..4 {
        let y = -5.2 - 1.05 * row as f32;
        let z = -0.02 + 0.27 * row as f32;
        let n = (s.w / 0.62) as i32 + 3;
        for i in 0..n {
            let seed = (row * 97 + i) as u32;
            let x = (i as f32 - (n - 1) as f32 * 0.5) * 0.62 + if row % 2 == 0 { 0.31 } else { 0.0 };
            seats = seats.with(&back, Transform::from_translation(at(x, y - 0.22, z - 0.5)));
            if grain(seed) < 0.12 {
                continue;
            }
            let by = Transform::from_translation(at(
                x + 0.08 * (grain(seed + 1) - 0.5),
                y + 0.06 * (grain(seed + 2) - 0.5),
                z - 0.06 * grain(seed + 3),
            ))
            .with_rotation(Quat::from_euler(
                EulerRot::YXZ,
                0.4 * (grain(seed + 4) - 0.5),
                0.15 * (grain(seed + 5) - 0.5),
                0.2 * (grain(seed + 6) - 0.5),
            ))
            .with_scale(Vec3::splat(0.95 + 0.15 * grain(seed + 7)));
            people = people.with(&head, by);
        }
    }
    (seats, people)
}

/// How light falls on a cyclorama from a row of lanterns at its foot: brightest low down, and never even.
fn ground_row() -> Image {
    const N: u32 = 128;
    let mut data = Vec::with_capacity((N * N * 4) as usize);
    for y in 0..N {
        let up = y as f32 / N as f32;
        for x in 0..N {
            let across = (x as f32 / N as f32 - 0.5) * 2.0;
            let scallop = 1.0 + 0.06 * (across * 22.0).cos() * (-up * 6.0).exp();
            let light = (0.30 + 0.70 * (-up * 2.6).exp()) * (1.0 - 0.35 * across * across) * scallop;
            let v = (light.clamp(0.0, 1.0) * 255.0) as u8;
            data.extend([v, v, v, 255]);
        }
    }
    let size = Extent3d { width: N, height: N, depth_or_array_layers: 1 };
    let format = TextureFormat::Rgba8Unorm;
    Image::new(size, TextureDimension::D2, data, format, RenderAssetUsages::RENDER_WORLD)
}

/// Sixteen planks, 15 cm each, with grain.
fn plank_texture() -> Image {
    const N: u32 = 512;
    let mut data = Vec::with_capacity((N * N * 4) as usize);
    let (dark, light, gap) = (paint::PLANK.to_srgba(), paint::PLANK_LIGHT.to_srgba(), paint::PLANK_GAP.to_srgba());
    for y in 0..N {
        for x in 0..N {
            let plank = x / (N / 16);
            let across = x % (N / 16);
            let joint = (y + plank * 173) % N;
            let tone = grain(plank + 40 * ((y + plank * 173) / N)) * 0.6;
            let fibre = 0.5 + 0.5 * ((x as f32 * 0.9 + 3.0 * (y as f32 * 0.012 + plank as f32).sin()) * 1.3).sin();
            let mix = (tone + 0.25 * fibre + 0.2 * grain(x * 7 + (y / 24) * 911)).clamp(0.0, 1.0);
            let c = if across == 0 || joint < 2 { gap } else { dark.mix(&light, mix) };
            data.extend([c.red, c.green, c.blue, 1.0].map(|v| (v * 255.0) as u8));
        }
    }
    let size = Extent3d { width: N, height: N, depth_or_array_layers: 1 };
    let mut image =
        Image::new(size, TextureDimension::D2, data, TextureFormat::Rgba8UnormSrgb, RenderAssetUsages::RENDER_WORLD);
    image.sampler = ImageSampler::Descriptor(ImageSamplerDescriptor {
        address_mode_u: ImageAddressMode::Repeat,
        address_mode_v: ImageAddressMode::Repeat,
        mag_filter: ImageFilterMode::Linear,
        min_filter: ImageFilterMode::Linear,
        ..default()
    });
    image
}
