//! The fog machine itself: its case, and beside it how hot its block is and how much fluid is left.

use bevy::light::NotShadowCaster;
use bevy::prelude::*;

use crate::run::MachineTrack;
use crate::sheet::Machine;
use crate::stage::geometry::{Shape, at};
use crate::stage::on_stage::{OnStage, Playhead, Shown, place};
use crate::stage::palette::{self, theatre as paint};
use crate::stage::view::View;

/// How tall a column is when the block is hot or the tank is full, metres.
const TALL: f32 = 2.5;
/// How thick a column is, metres from its axis.
const THICK: f32 = 0.17;
/// How far apart two columns stand, metres.
const APART: f32 = 0.74;

/// A column whose height is the run's, or what stands round it.
#[derive(Component, Clone, Copy)]
pub(super) struct Gauge {
    machine: usize,
    of: Of,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Heat,
    Tank,
    /// Glass, board and marks.
    Board,
}

/// Where the outlet of a machine is, and to which side it blows.
pub(super) fn outlet(fog: &crate::sheet::FogMachine) -> (Vec3, f32) {
    let (x, y, z) = place(fog.at);
    let inward = if x > 0.0 { -1.0 } else { 1.0 };
    (at(x, y, z.unwrap_or(0.0)) + Vec3::new(inward * 0.45, 0.26, 0.0), inward)
}

/// Puts the machines of the sheet where they stand.
pub(super) fn stand(
    mut commands: Commands,
    stage: Res<OnStage>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    let case = materials.add(StandardMaterial { base_color: paint::LANTERN, perceptual_roughness: 0.5, ..default() });
    let glass = materials.add(StandardMaterial {
        base_color: paint::GLASS_PALE,
        alpha_mode: AlphaMode::Blend,
        perceptual_roughness: 0.2,
        ..default()
    });
    let column = meshes.add(Shape::new().bar(Vec3::ZERO, Vec3::Y, THICK, THICK).mesh());
    let jacket = meshes.add(Shape::new().bar(Vec3::ZERO, Vec3::Y * TALL, THICK + 0.03, THICK + 0.03).mesh());
    let board = materials.add(StandardMaterial { base_color: paint::BOARD, perceptual_roughness: 0.9, ..default() });
    let chalk = materials.add(StandardMaterial {
        base_color: paint::CHALK,
        emissive: palette::dimmed(paint::CHALK, 0.22),
        ..default()
    });
    for (machine, _, m) in stage.machines() {
        let Machine::FogMachine(fog) = m else { continue };
        let (x, y, z) = place(fog.at);
        let inward = if x > 0.0 { -1.0 } else { 1.0 };
        let shape = Shape::new()
            .cuboid(Vec3::new(0.0, 0.21, 0.0), Vec3::new(0.6, 0.36, 0.4))
            .cuboid(Vec3::new(0.0, 0.41, 0.0), Vec3::new(0.5, 0.04, 0.3))
            .bar(Vec3::new(-0.2, 0.4, 0.0), Vec3::new(-0.2, 0.52, 0.0), 0.014, 0.014)
            .bar(Vec3::new(0.2, 0.4, 0.0), Vec3::new(0.2, 0.52, 0.0), 0.014, 0.014)
            .bar(Vec3::new(-0.2, 0.52, 0.0), Vec3::new(0.2, 0.52, 0.0), 0.018, 0.018)
            .bar(Vec3::new(inward * 0.28, 0.26, 0.0), Vec3::new(inward * 0.45, 0.26, 0.0), 0.07, 0.1);
        let foot = at(x, y, z.unwrap_or(0.0));
        commands.spawn((
            Mesh3d(meshes.add(shape.mesh())),
            MeshMaterial3d(case.clone()),
            Transform::from_translation(foot),
        ));
        // Behind the case, and turned to the eye that sees the building cut open.
        let facing = Quat::from_rotation_y((-0.34_f32).atan2(1.0));
        let behind = Transform::from_translation(foot + Vec3::new(-inward * 0.1, 0.0, -0.5)).with_rotation(facing);
        let mut still = |mesh: Handle<Mesh>, of: &Handle<StandardMaterial>, by: Transform| {
            let look = (Mesh3d(mesh), MeshMaterial3d(of.clone()), by, Visibility::Hidden, NotShadowCaster);
            commands.spawn((look, Gauge { machine, of: Of::Board }));
        };
        let columns: &[Of] = if fog.tank.is_some() { &[Of::Heat, Of::Tank] } else { &[Of::Heat] };
        let first = -0.5 * APART * (columns.len() - 1) as f32;
        let wide = APART * columns.len() as f32 + 0.1;
        let back = Vec3::new(0.0, TALL * 0.5, -THICK - 0.06);
        let plate = Shape::new().cuboid(back, Vec3::new(wide, TALL + 0.3, 0.06));
        still(meshes.add(plate.mesh()), &board, behind);
        let mut marks = Shape::new();
        for (k, of) in columns.iter().enumerate() {
            let x = first + APART * k as f32;
            let mut mark = |level: f32, long: f32| {
                let middle = Vec3::new(x - THICK - 0.04 - long * 0.5, level * TALL, -THICK);
                marks = std::mem::take(&mut marks).cuboid(middle, Vec3::new(long, 0.045, 0.03));
            };
            for quarter in 0..=4 {
                mark(quarter as f32 * 0.25, if quarter % 2 == 0 { 0.13 } else { 0.08 });
            }
            let place = behind * Transform::from_xyz(x, 0.0, 0.0);
            still(jacket.clone(), &glass, place);
            if *of == Of::Heat {
                // Where a machine that has gone cold gives fog again.
                let level = fog.ready_at.clamp(0.0, 1.0) as f32 * TALL;
                let both = Vec3::new(x + THICK + 0.09, level, -THICK);
                marks = std::mem::take(&mut marks).cuboid(both, Vec3::new(0.14, 0.08, 0.03));
            }
        }
        still(meshes.add(marks.mesh()), &chalk, behind);
        for (k, of) in columns.iter().enumerate() {
            let place = behind * Transform::from_xyz(first + APART * k as f32, 0.0, 0.0);
            let own = materials.add(StandardMaterial { base_color: paint::BLACK, ..default() });
            let look = (Mesh3d(column.clone()), MeshMaterial3d(own), place, Visibility::Hidden, NotShadowCaster);
            commands.spawn((look, Gauge { machine, of: *of }));
        }
    }
}

/// Heat and fluid as the run says, where the building is cut open.
pub(super) fn gauges(
    stage: Res<OnStage>,
    playhead: Res<Playhead>,
    shown: Res<Shown>,
    mut gauges: Query<(&Gauge, &mut Transform, &mut Visibility, &MeshMaterial3d<StandardMaterial>)>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    let cut = matches!(shown.view, View::Cutaway | View::Plan);
    for (gauge, mut transform, mut visibility, material) in &mut gauges {
        visibility.set_if_neq(if cut { Visibility::Inherited } else { Visibility::Hidden });
        if !cut || gauge.of == Of::Board {
            continue;
        }
        let Some(MachineTrack::Fog { heat, tank, .. }) = stage.0.run.machines.get(gauge.machine) else { continue };
        let (level, light) = if gauge.of == Of::Heat {
            let heat = heat.sample(playhead.t_us).clamp(0.0, 1.0) as f32;
            // From a dull red to orange.
            (heat, palette::dimmed(paint::EMBER, 0.3) + palette::dimmed(paint::FLAME, 0.9 * heat * heat))
        } else {
            let full = stage.machines().nth(gauge.machine).and_then(|(_, _, m)| match m {
                Machine::FogMachine(fog) => fog.tank,
                _ => None,
            });
            let left = tank.as_ref().map_or(1.0, |t| t.sample(playhead.t_us) / full.unwrap_or(1.0).max(1e-9));
            (left.clamp(0.0, 1.0) as f32, palette::dimmed(paint::FLUID, 1.1))
        };
        let to = Vec3::new(1.0, (level * TALL).max(0.01), 1.0);
        if transform.scale != to {
            transform.scale = to;
        }
        if materials.get(&material.0).is_some_and(|m| m.emissive != light)
            && let Some(mut m) = materials.get_mut(&material.0)
        {
            m.emissive = light;
        }
    }
}
