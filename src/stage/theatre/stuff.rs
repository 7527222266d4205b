//! What the building is made of: [`Stuff`], its materials and its textures.

use bevy::asset::RenderAssetUsages;
use bevy::image::{ImageAddressMode, ImageFilterMode, ImageSampler, ImageSamplerDescriptor};
use bevy::math::Affine2;
use bevy::prelude::*;
use bevy::render::render_resource::{Extent3d, TextureDimension, TextureFormat};

use crate::stage::geometry::{eased, grain};
use crate::stage::palette::{self, theatre as paint};

/// A material of the building.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stuff {
    /// Gold leaf over plaster.
    Gilt,
    /// Painted plaster, ivory.
    Plaster,
    /// The red walls of the house.
    Wall,
    /// Red velvet: pelmet, cushions, seats.
    Velvet,
    /// Legs and borders.
    Blacks,
    /// The stage floor.
    Planks,
    /// Battens, lines, grid.
    Steel,
    /// The stage house.
    Brick,
    /// What a cut wall shows.
    Section,
    /// Heads and shoulders.
    People,
    /// Nothing to be seen there.
    Void,
    /// Furniture.
    Wood,
    /// Small warm lamps.
    Lamp,
    /// Lit paper on stands and on the prompt desk.
    Paper,
    /// The cyclorama.
    Cyc,
    /// Lantern housings and other black metal.
    Iron,
}

/// Number of stuffs.
const STUFFS: usize = Stuff::Iron as usize + 1;

/// Cloth: rough, and seen from both sides.
pub(in crate::stage) fn cloth(colour: Color) -> StandardMaterial {
    StandardMaterial {
        base_color: colour,
        perceptual_roughness: 0.95,
        reflectance: 0.15,
        double_sided: true,
        cull_mode: None,
        ..default()
    }
}

fn matte(colour: Color, roughness: f32) -> StandardMaterial {
    StandardMaterial { base_color: colour, perceptual_roughness: roughness, reflectance: 0.3, ..default() }
}

fn glowing(colour: Color, light: f32) -> StandardMaterial {
    StandardMaterial { base_color: paint::BLACK, emissive: palette::dimmed(colour, light), ..default() }
}

/// The materials in the order of [`Stuff`].
pub(super) fn materials(
    assets: &mut Assets<StandardMaterial>,
    images: &mut Assets<Image>,
) -> [Handle<StandardMaterial>; STUFFS] {
    let scaled = |metres: f32| Affine2::from_scale(Vec2::splat(1.0 / metres));
    let gilt =
        StandardMaterial { metallic: 0.35, perceptual_roughness: 0.42, reflectance: 0.7, ..matte(paint::GILT, 0.4) };
    let velvet = StandardMaterial { perceptual_roughness: 0.7, reflectance: 0.3, ..cloth(paint::VELVET) };
    let planks = StandardMaterial {
        base_color_texture: Some(images.add(planks())),
        perceptual_roughness: 0.34,
        reflectance: 0.5,
        uv_transform: scaled(2.4),
        ..default()
    };
    let brick = StandardMaterial {
        base_color_texture: Some(images.add(bricks())),
        perceptual_roughness: 0.95,
        reflectance: 0.2,
        uv_transform: scaled(2.0),
        ..default()
    };
    let cyc = StandardMaterial {
        base_color: paint::CYC,
        perceptual_roughness: 1.0,
        reflectance: 0.0,
        emissive_texture: Some(images.add(ground_row())),
        ..default()
    };
    [
        gilt,
        matte(paint::PLASTER, 0.7),
        matte(paint::WALL, 0.8),
        velvet,
        cloth(paint::BLACKS),
        planks,
        matte(paint::STEEL, 0.6),
        brick,
        matte(paint::SECTION, 0.9),
        matte(paint::HEADS, 0.85),
        matte(paint::VOID, 1.0),
        matte(paint::WALNUT, 0.5),
        glowing(paint::PIT, 2.2),
        glowing(paint::PAPER_LIT, 0.5),
        cyc,
        matte(paint::LANTERN, 0.5),
    ]
    .map(|m| assets.add(m))
}

/// How light falls on a cyclorama from a row of lanterns at its foot and another at its head: brightest low down, deeper
/// in hue towards the top, and never even.
fn ground_row() -> Image {
    const N: u32 = 128;
    let mut data = Vec::with_capacity((N * N * 4) as usize);
    for y in 0..N {
        let up = y as f32 / N as f32;
        for x in 0..N {
            let across = (x as f32 / N as f32 - 0.5) * 2.0;
            let scallop = 1.0 + 0.05 * (across * 24.0).cos() * (-up * 7.0).exp();
            let foot = (-up * 3.0).exp();
            let head = 0.1 * (-(1.0 - up) * 3.0).exp();
            let light = (0.08 + 0.92 * foot + head) * (1.0 - 0.42 * across * across) * scallop;
            // Low down it is pale, high up only what is deepest in the colour is left.
            let deep = eased(up * 1.5);
            let rgb = [light * (1.0 - 0.45 * deep), light * (1.0 - 0.38 * deep), light * (1.0 - 0.05 * deep)];
            data.extend(rgb.map(|v| (v.clamp(0.0, 1.0) * 255.0) as u8));
            data.push(255);
        }
    }
    let size = Extent3d { width: N, height: N, depth_or_array_layers: 1 };
    let format = TextureFormat::Rgba8Unorm;
    Image::new(size, TextureDimension::D2, data, format, RenderAssetUsages::RENDER_WORLD)
}

/// Sixteen planks, 15 cm each, with grain.
fn planks() -> Image {
    const N: u32 = 512;
    let (dark, light, gap) = (paint::PLANK.to_srgba(), paint::PLANK_LIGHT.to_srgba(), paint::PLANK_GAP.to_srgba());
    tiled(N, |x, y| {
        let plank = x / (N / 16);
        let across = x % (N / 16);
        let joint = (y + plank * 173) % N;
        let tone = grain(plank + 40 * ((y + plank * 173) / N)) * 0.6;
        let fibre = 0.5 + 0.5 * ((x as f32 * 0.9 + 3.0 * (y as f32 * 0.012 + plank as f32).sin()) * 1.3).sin();
        let mix = (tone + 0.25 * fibre + 0.2 * grain(x * 7 + (y / 24) * 911)).clamp(0.0, 1.0);
        if across == 0 || joint < 2 { gap } else { dark.mix(&light, mix) }
    })
}

/// Bricks in running bond, sixteen courses to two metres.
fn bricks() -> Image {
    const N: u32 = 256;
    let (dark, light, joint) = (paint::BRICK.to_srgba(), paint::BRICK_PALE.to_srgba(), paint::MORTAR.to_srgba());
    tiled(N, |x, y| {
        let course = y / 16;
        let along = (x + 16 * (course % 2)) % N;
        if y % 16 < 2 || along % 32 < 2 {
            return joint;
        }
        let tone = grain(along / 32 + course * 57) * 0.8 + 0.2 * grain(x * 13 + y * 101);
        dark.mix(&light, tone)
    })
}

fn tiled(n: u32, colour: impl Fn(u32, u32) -> Srgba) -> Image {
    let mut data = Vec::with_capacity((n * n * 4) as usize);
    for y in 0..n {
        for x in 0..n {
            let c = colour(x, y);
            data.extend([c.red, c.green, c.blue, 1.0].map(|v| (v * 255.0) as u8));
        }
    }
    let size = Extent3d { width: n, height: n, depth_or_array_layers: 1 };
    let format = TextureFormat::Rgba8UnormSrgb;
    let mut image = Image::new(size, TextureDimension::D2, data, format, RenderAssetUsages::RENDER_WORLD);
    image.sampler = ImageSampler::Descriptor(ImageSamplerDescriptor {
        address_mode_u: ImageAddressMode::Repeat,
        address_mode_v: ImageAddressMode::Repeat,
        mag_filter: ImageFilterMode::Linear,
        min_filter: ImageFilterMode::Linear,
        ..default()
    });
    image
}
