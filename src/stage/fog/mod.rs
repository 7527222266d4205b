//! Fog: the stage's air at the simulated density, a low layer on the floor, a plume at each machine that shows its output.
//!
//! One cloud holds all of it ([`cloud`]); how thick it is where is worked out from the run for every instant ([`field`]).

mod cloud;
mod field;
mod machine;

use bevy::asset::RenderAssetUsages;
use bevy::camera::visibility::NoFrustumCulling;
use bevy::image::{ImageFilterMode, ImageSampler, ImageSamplerDescriptor};
use bevy::light::{NotShadowCaster, NotShadowReceiver};
use bevy::prelude::*;
use bevy::render::render_resource::{Extent3d, TextureDimension, TextureFormat};

use super::geometry::Shape;
use super::light::{Air, Lantern, Lit};
use super::on_stage::{OnStage, Playhead, Shown, Size};
use super::palette::theatre as paint;
use super::quality::Quality;
use super::view::View;
use super::{SetUp, SetUpSystems, StageSystems};
use crate::run::{MachineTrack, Run};
use crate::sheet::Machine;
use cloud::{Cloud, LAMPS, Lamp, March};
use field::{Field, Outlet};

/// A body of fog, and what makes it dense.
#[derive(Component, Clone, Debug)]
pub(super) struct Body {
    /// What it follows.
    pub(super) of: Of,
    /// Density of the air, or output of the machine, as drawn now.
    pub(super) drawn: f32,
}

/// What a body of fog follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// The density of the stage's air.
    Air,
    /// The output of a machine of the sheet.
    Machine(usize),
}

/// The cloud that all bodies are drawn in.
#[derive(Component)]
struct Drawn {
    field: Field,
    image: Handle<Image>,
    /// The instant its field was worked out for.
    at_us: Option<i64>,
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
    app.add_plugins(cloud::plugin)
        .add_systems(SetUp, (fill, machine::stand).in_set(SetUpSystems::Build))
        .add_systems(Update, (follow, thicken, light.after(Lit), machine::gauges).chain().in_set(StageSystems::Draw));
}

fn fill(
    mut commands: Commands,
    stage: Res<OnStage>,
    quality: Res<Quality>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut clouds: ResMut<Assets<Cloud>>,
    mut images: ResMut<Assets<Image>>,
) {
    let mut outlets = Vec::new();
    for (machine, _, m) in stage.machines() {
        let Machine::FogMachine(fog) = m else { continue };
        let (place, inward) = machine::outlet(fog);
        let gives = (fog.fill_rate as f32 / field::FILLS).clamp(0.08, 1.6);
        outlets.push(Outlet { machine, place, inward, gives });
        commands.spawn((Body { of: Of::Machine(machine), drawn: -1.0 }, Transform::default()));
    }
    if outlets.is_empty() {
        return;
    }
    commands.spawn((Body { of: Of::Air, drawn: -1.0 }, Transform::default()));
    let field = Field::over(Size::from(&stage.0.show.stage), quality.fog_cells(), outlets);
    let image = images.add(empty(field.cells));
    let march = March { low: field.low.extend(1.0), high: field.high.extend(0.0), ..default() };
    let cloud = clouds.add(Cloud { march, extinction: image.clone() });
    let (middle, size) = ((field.low + field.high) * 0.5, field.high - field.low);
    commands.spawn((
        Mesh3d(meshes.add(Shape::new().cuboid(Vec3::ZERO, size).mesh())),
        MeshMaterial3d(cloud),
        Transform::from_translation(middle),
        Visibility::Hidden,
        NoFrustumCulling,
        NotShadowCaster,
        NotShadowReceiver,
        Drawn { field, image, at_us: None },
    ));
}

/// A field with nothing in it yet.
fn empty(cells: [u32; 3]) -> Image {
    let [width, height, depth_or_array_layers] = cells;
    let size = Extent3d { width, height, depth_or_array_layers };
    let usage = RenderAssetUsages::MAIN_WORLD | RenderAssetUsages::RENDER_WORLD;
    let mut image = Image::new_fill(size, TextureDimension::D3, &[0; 4], TextureFormat::Rg16Float, usage);
    image.sampler = ImageSampler::Descriptor(ImageSamplerDescriptor {
        mag_filter: ImageFilterMode::Linear,
        min_filter: ImageFilterMode::Linear,
        ..default()
    });
    image
}

/// Each body is as dense as the run says.
fn follow(stage: Res<OnStage>, playhead: Res<Playhead>, mut bodies: Query<&mut Body>) {
    for mut body in &mut bodies {
        let now = match body.of {
            Of::Air => air_at(&stage.0.run, playhead.t_us),
            Of::Machine(machine) => output(&stage.0.run, machine, playhead.t_us),
        };
        if body.drawn != now {
            body.drawn = now;
        }
    }
}

/// Works out how thick the cloud is where, for the instant that is shown.
fn thicken(
    stage: Res<OnStage>,
    playhead: Res<Playhead>,
    mut drawn: Query<(&mut Drawn, &mut Visibility)>,
    mut images: ResMut<Assets<Image>>,
) {
    for (mut drawn, mut visibility) in &mut drawn {
        if drawn.at_us == Some(playhead.t_us) && !stage.is_changed() {
            continue;
        }
        drawn.at_us = Some(playhead.t_us);
        let thick = drawn.field.at(&stage.0.run, playhead.t_us, stage.0.show.stage.air_changes);
        let any = thick.iter().any(|v| *v > 0.0005);
        visibility.set_if_neq(if any { Visibility::Inherited } else { Visibility::Hidden });
        if any && let Some(mut image) = images.get_mut(&drawn.image) {
            let lit = drawn.field.shade(&thick);
            let both = thick.into_iter().zip(lit);
            image.data = Some(both.flat_map(|(t, l)| [field::half(t), field::half(l)]).flatten().collect());
        }
    }
}

/// Lights the cloud by the lanterns that throw most into it.
fn light(
    quality: Res<Quality>,
    air: Res<Air>,
    shown: Res<Shown>,
    lanterns: Query<(Entity, &Lantern, &SpotLight, &Transform)>,
    drawn: Query<(&Drawn, &MeshMaterial3d<Cloud>)>,
    mut clouds: ResMut<Assets<Cloud>>,
) {
    for (drawn, material) in &drawn {
        let middle = (drawn.field.low + drawn.field.high) * 0.5;
        let mut lamps: Vec<(f32, Entity, Lamp)> = lanterns
            .iter()
            .filter(|(_, lantern, spot, _)| spot.intensity > 0.0 && !lantern.follows_somebody())
            .map(|(entity, _, spot, at)| {
                let candela = spot.intensity / (4.0 * std::f32::consts::PI);
                let (outer, inner) = (spot.outer_angle.cos(), spot.inner_angle.cos());
                let c = spot.color.to_linear();
                let lamp = Lamp {
                    place: at.translation.extend(outer),
                    aim: at.forward().extend(1.0 / (inner - outer).max(1e-3)),
                    colour: (Vec3::new(c.red, c.green, c.blue) * candela * GIVES).extend(0.0),
                };
                (candela / at.translation.distance_squared(middle).max(1.0), entity, lamp)
            })
            .collect();
        lamps.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        lamps.truncate(quality.fog_lamps().min(LAMPS));
        let c = air.colour;
        // Fog at the very lens would outshine all else.
        let nearest = (drawn.field.high.x - drawn.field.low.x) * 0.1;
        // Where the building is cut open the fog is seen by working light as well.
        let working = if matches!(shown.view, View::Cutaway | View::Plan) { WORKING } else { 0.0 };
        let around = Vec3::new(c.red, c.green, c.blue) * air.lit * AROUND;
        let work = paint::WORK.to_linear();
        let work = Vec3::new(work.red, work.green, work.blue) * working;
        let (low, high) = drawn.field.plumes();
        let mut march = March {
            low: drawn.field.low.extend(quality.fog_steps() as f32),
            high: drawn.field.high.extend(lamps.len() as f32),
            around: (around * 0.5).extend(nearest * nearest),
            key: (around * 0.5).extend(0.0),
            work: work.extend(0.0),
            fine_low: low.extend(0.0),
            fine_high: high.extend(0.0),
            ..default()
        };
        for (slot, (_, _, lamp)) in march.lamps.iter_mut().zip(lamps) {
            *slot = lamp;
        }
        if clouds.get(&material.0).is_some_and(|cloud| cloud.march != march)
            && let Some(mut cloud) = clouds.get_mut(&material.0)
        {
            cloud.march = march;
        }
    }
}

/// How much of the light that falls on fog goes to the eye, per steradian, with what is scattered more than once.
const GIVES: f32 = 0.12;
/// Light in the air where a whole wash is on, beside that of the lanterns.
const AROUND: f32 = 38.0;
/// Light in the air from working light, where the building is cut open.
const WORKING: f32 = 900.0;
