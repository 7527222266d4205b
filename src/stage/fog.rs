//! Fog as lit volumes: the stage's air at the simulated density, a low layer on the floor, a plume at each machine.
//!
//! Volumes are the renderer's own ray march. Two of its habits are met here: a volume attenuates light by its own
//! radius, which is taken out again so that large volumes are not black, and a volume that has no fog still costs a
//! march, so it is put away under the building.

use bevy::asset::RenderAssetUsages;
use bevy::image::{ImageAddressMode, ImageFilterMode, ImageSampler, ImageSamplerDescriptor};
use bevy::light::FogVolume;
use bevy::prelude::*;
use bevy::render::render_resource::{Extent3d, TextureDimension, TextureFormat};

use super::geometry::{Shape, at, eased, grain};
use super::on_stage::{OnStage, Playhead, Size, place};
use super::palette::theatre as paint;
use super::{SetUp, SetUpSystems, StageSystems};
use crate::run::{MachineTrack, Run};
use crate::sheet::Machine;

/// Extinction per metre of the upper air at density 1: the backdrop is readable at 0.2 and veiled at 0.6.
const AIR: f32 = 0.15;
/// The same on the floor.
const LOW: f32 = 0.6;
/// The same at the outlet of a machine at full output.
const PLUME: f32 = 1.0;

/// How much of the air's light the fog gives back: that light itself is far too faint to be seen on anything else.
const LIT: f32 = 1300.0;

/// A body of fog, and what makes it dense.
#[derive(Component, Clone, Debug)]
pub(super) struct Body {
    /// What it follows.
    pub(super) of: Of,
    /// Density of the air, or output of the machine, as drawn now.
    pub(super) drawn: f32,
    /// Extinction per metre at 1.
    full: f32,
    /// How much it shines, beside other bodies.
    lit: f32,
    /// Where it is when there is any.
    home: Transform,
}

/// What a body of fog follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// The density of the stage's air.
    Air,
    /// The output of a machine of the sheet.
    Machine(usize),
}

/// Density of the stage's air.
pub(super) fn air_at(run: &Run, t_us: i64) -> f32 {
    run.density.sample(t_us) as f32
}

/// Real output of a fog machine.
fn output(run: &Run, machine: usize, t_us: i64) -> f32 {
    match run.machines.get(machine) {
        Some(MachineTrack::Fog { output, .. }) => output.sample(t_us) as f32,
        _ => 0.0,
    }
}

pub(super) fn plugin(app: &mut App) {
    app.add_systems(SetUp, fill.in_set(SetUpSystems::Build)).add_systems(Update, draw.in_set(StageSystems::Draw));
}

fn fill(
    mut commands: Commands,
    stage: Res<OnStage>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
    mut images: ResMut<Assets<Image>>,
) {
    let s = Size::from(&stage.0.show.stage);
    if !stage.machines().any(|(_, _, m)| matches!(m, Machine::FogMachine(_))) {
        return;
    }
    let case = materials.add(StandardMaterial { base_color: paint::LANTERN, perceptual_roughness: 0.5, ..default() });
    let mut body = |of: Of, (full, lit): (f32, f32), texture: Handle<Image>, home: Transform| {
        let fog = FogVolume {
            fog_color: paint::FOG,
            density_texture: Some(texture),
            density_factor: 0.0,
            absorption: 0.12,
            scattering: 0.88,
            scattering_asymmetry: 0.2,
            ..default()
        };
        commands.spawn((fog, Body { of, drawn: -1.0, full, lit, home }, home, Visibility::default()));
    };
    let air = images.add(volume([4, 32, 4], |_, v, _| 1.0 - 0.55 * eased(v * 1.1)));
    let low = images.add(volume([64, 24, 48], |u, v, w| {
        let top = 0.42 + 0.3 * billow(u * 5.0, w * 4.0, 1);
        let edge = 1.0 - eased((v - top * 0.35) / (top * 0.65));
        edge * (0.7 + 0.3 * billow(u * 11.0, w * 9.0 + v * 3.0, 2))
    }));
    let middle = |z: f32, tall: f32| {
        Transform::from_translation(at(0.0, s.d * 0.5, z + tall * 0.5)).with_scale(Vec3::new(
            s.w + 1.6,
            tall,
            s.d - 0.5,
        ))
    };
    body(Of::Air, (AIR, 0.5), air, middle(0.02, s.h + 0.4));
    body(Of::Air, (LOW, 1.5), low, middle(0.01, 1.5));
    let plume = images.add(volume([48, 24, 24], |u, v, w| {
        // From the outlet at u = 0, widening and thinning, its foot on the floor.
        let wide = 0.1 + 0.36 * u.powf(0.8);
        let (dy, dz) = ((v - 0.14 - 0.3 * u * u) / (wide * 1.1), (w - 0.5) / wide);
        let core = (1.0 - (dy * dy + dz * dz)).max(0.0);
        let curl = 0.35 + 0.65 * billow(u * 9.0 + v * 4.0, w * 7.0 - v * 3.0, 3);
        core.powf(0.8) * curl * (1.0 - 0.75 * u) * eased(u * 14.0) * eased((1.0 - u) * 4.0)
    }));
    for (machine, _, m) in stage.machines() {
        let Machine::FogMachine(fog) = m else { continue };
        let (x, y, z) = place(fog.at);
        let (z, inward) = (z.unwrap_or(0.0), if x > 0.0 { -1.0 } else { 1.0 });
        let long = 4.6;
        let home = Transform::from_translation(at(x + inward * (0.3 + long * 0.5), y, z + 0.85))
            .with_scale(Vec3::new(long, 1.7, 2.6))
            .with_rotation(Quat::from_rotation_y(if inward > 0.0 { 0.0 } else { std::f32::consts::PI }));
        body(Of::Machine(machine), (PLUME, 1.7), plume.clone(), home);
    }
    for (_, _, m) in stage.machines() {
        let Machine::FogMachine(fog) = m else { continue };
        let (x, y, z) = place(fog.at);
        let inward = if x > 0.0 { -1.0 } else { 1.0 };
        let shape = Shape::new().cuboid(Vec3::new(0.0, 0.2, 0.0), Vec3::new(0.55, 0.36, 0.38)).bar(
            Vec3::new(inward * 0.25, 0.24, 0.0),
            Vec3::new(inward * 0.42, 0.24, 0.0),
            0.07,
            0.09,
        );
        commands.spawn((
            Mesh3d(meshes.add(shape.mesh())),
            MeshMaterial3d(case.clone()),
            Transform::from_translation(at(x, y, z.unwrap_or(0.0))),
        ));
    }
}

fn draw(stage: Res<OnStage>, playhead: Res<Playhead>, mut bodies: Query<(&mut Body, &mut FogVolume, &mut Transform)>) {
    // The air drifts with its changes: metres a second are lost in the texture's own scale.
    let drift = (playhead.t_us as f64 * 1e-6 * 0.0012 * (1.0 + stage.0.show.stage.air_changes.min(60.0))) as f32;
    for (mut body, mut fog, mut transform) in &mut bodies {
        let (now, drifts) = match body.of {
            Of::Air => (air_at(&stage.0.run, playhead.t_us), true),
            Of::Machine(machine) => (output(&stage.0.run, machine, playhead.t_us), false),
        };
        if body.drawn != now {
            body.drawn = now;
        }
        let density = body.full * now.max(0.0);
        let seen = density > 0.004;
        let home = if seen { body.home } else { Transform::from_xyz(0.0, -900.0, 0.0).with_scale(Vec3::splat(0.1)) };
        transform.set_if_neq(home);
        fog.density_factor = density;
        let radius = (body.home.scale * 0.5).length();
        fog.light_intensity = body.lit * LIT * (density * radius * 0.8).exp().min(20.0);
        if drifts {
            fog.density_texture_offset = Vec3::new(drift.fract(), 0.0, (drift * 0.37).fract());
        }
    }
}

/// A texture of densities 0 to 1 over (u, v up, w).
fn volume(size: [u32; 3], f: impl Fn(f32, f32, f32) -> f32) -> Image {
    let mut data = Vec::with_capacity((size[0] * size[1] * size[2]) as usize);
    let middle = |i: u32, n: u32| (i as f32 + 0.5) / n as f32;
    for k in 0..size[2] {
        for j in 0..size[1] {
            for i in 0..size[0] {
                let d = f(middle(i, size[0]), middle(j, size[1]), middle(k, size[2]));
                data.push((d.clamp(0.0, 1.0) * 255.0) as u8);
            }
        }
    }
    let extent = Extent3d { width: size[0], height: size[1], depth_or_array_layers: size[2] };
    let mut image =
        Image::new(extent, TextureDimension::D3, data, TextureFormat::R8Unorm, RenderAssetUsages::RENDER_WORLD);
    image.sampler = ImageSampler::Descriptor(ImageSamplerDescriptor {
        address_mode_u: ImageAddressMode::Repeat,
        address_mode_w: ImageAddressMode::Repeat,
        mag_filter: ImageFilterMode::Linear,
        min_filter: ImageFilterMode::Linear,
        ..default()
    });
    image
}

/// Soft noise 0 to 1.
fn billow(x: f32, y: f32, seed: u32) -> f32 {
    let mut sum = 0.0;
    for (octave, weight) in [(1.0, 0.6), (2.1, 0.4)] {
        let (x, y) = (x * octave, y * octave);
        let (i, j) = (x.floor(), y.floor());
        let (u, v) = (eased(x - i), eased(y - j));
        let corner = |di: f32, dj: f32| grain(((i + di) as i32 * 92_821 + (j + dj) as i32 * 68_917) as u32 ^ seed);
        let low = corner(0.0, 0.0) + (corner(1.0, 0.0) - corner(0.0, 0.0)) * u;
        let high = corner(0.0, 1.0) + (corner(1.0, 1.0) - corner(0.0, 1.0)) * u;
        sum += weight * (low + (high - low) * v);
    }
    sum
}
