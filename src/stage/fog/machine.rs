//! The fog machine itself: its case, and beside it how hot its block is and how much fluid is left.

use bevy::light::NotShadowCaster;
use bevy::prelude::*;

use crate::run::MachineTrack;
use crate::sheet::Machine;
use crate::stage::geometry::{Shape, at};
use crate::stage::on_stage::{OnStage, Playhead, Shown, place};
use crate::stage::palette::{self, theatre as paint};
use crate::stage::view::View;

/// How tall the column of heat is when the block is hot, metres.
const TALL: f32 = 1.3;

/// A column whose height is the run's.
#[derive(Component, Clone, Copy)]
pub(super) struct Gauge {
    machine: usize,
    of: Of,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Heat,
    Tank,
    /// The glass round both.
    Glass,
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
    let column = meshes.add(Shape::new().bar(Vec3::ZERO, Vec3::Y, 0.085, 0.085).mesh());
    let jacket = meshes.add(Shape::new().bar(Vec3::ZERO, Vec3::Y, 0.11, 0.11).mesh());
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
        let has_tank = fog.tank.is_some();
        for (of, dx) in [(Of::Heat, -0.12), (Of::Tank, 0.16)] {
            if of == Of::Tank && !has_tank {
                continue;
            }
            let base = Transform::from_translation(foot + Vec3::new(dx - inward * 0.75, 0.0, 0.0));
            let own = materials.add(StandardMaterial { base_color: paint::BLACK, ..default() });
            commands.spawn((
                Mesh3d(column.clone()),
                MeshMaterial3d(own),
                base,
                Visibility::Hidden,
                NotShadowCaster,
                Gauge { machine, of },
            ));
            commands.spawn((
                Mesh3d(jacket.clone()),
                MeshMaterial3d(glass.clone()),
                base.with_scale(Vec3::new(1.0, TALL, 1.0)),
                Visibility::Hidden,
                NotShadowCaster,
                Gauge { machine, of: Of::Glass },
            ));
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
        if !cut || gauge.of == Of::Glass {
            continue;
        }
        let Some(MachineTrack::Fog { heat, tank, .. }) = stage.0.run.machines.get(gauge.machine) else { continue };
        let (level, light) = if gauge.of == Of::Heat {
            let heat = heat.sample(playhead.t_us).clamp(0.0, 1.0) as f32;
            // From a dull red to orange.
            (heat, palette::dimmed(paint::EMBER, 0.25 + 0.2 * heat) + palette::dimmed(paint::FLAME, 0.4 * heat * heat))
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
