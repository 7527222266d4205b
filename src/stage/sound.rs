//! What sounds and what is called: a loudspeaker in the pit that is lit while it plays, and the cue lights of the prompt desk.

use bevy::light::NotShadowCaster;
use bevy::prelude::*;

use super::geometry::{Shape, at};
use super::on_stage::{OnStage, Playhead, Size, place};
use super::palette::{self, theatre as paint};
use super::theatre::{self, Seen};
use super::{SetUp, SetUpSystems, StageSystems};
use crate::run::{MachineTrack, Run};
use crate::sheet::Machine;

/// How long a cue light stays green after its GO, µs.
const GREEN_US: i64 = 2_500_000;
/// Departments the prompt desk has lights for.
const DEPARTMENTS: usize = 9;

/// The lamps of a loudspeaker.
#[derive(Component)]
struct Lit {
    machine: usize,
}

/// The cue light of a department.
#[derive(Component)]
struct CueLight {
    /// Its cues, by their places in the sheet.
    cues: Vec<usize>,
}

pub(super) fn plugin(app: &mut App) {
    app.add_systems(SetUp, stand.in_set(SetUpSystems::Build))
        .add_systems(Update, (sound, call).in_set(StageSystems::Draw));
}

/// Plays of a sound system that are heard at `t_us`.
pub(super) fn heard(run: &Run, machine: usize, t_us: i64) -> usize {
    match run.machines.get(machine) {
        Some(MachineTrack::Sound { plays }) => {
            plays.iter().filter(|(from, to, sounds)| *sounds && *from <= t_us && t_us < *to).count()
        }
        _ => 0,
    }
}

/// What a department's cue light shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signal {
    Out,
    /// Standby.
    Red,
    /// GO.
    Green,
}

fn signal(run: &Run, cues: &[usize], t_us: i64) -> Signal {
    let mut signal = Signal::Out;
    for times in cues.iter().filter_map(|i| run.cues.get(*i)) {
        let go = times.called_us.or(times.started_us);
        if go.is_some_and(|go| go <= t_us && t_us < go + GREEN_US) {
            return Signal::Green;
        }
        let over = go.or(times.ended_us).unwrap_or(i64::MAX);
        if times.standby_us.is_some_and(|s| s <= t_us) && t_us < over {
            signal = Signal::Red;
        }
    }
    signal
}

fn stand(
    mut commands: Commands,
    stage: Res<OnStage>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    let s = Size::from(&stage.0.show.stage);
    let case = materials.add(StandardMaterial { base_color: paint::LANTERN, perceptual_roughness: 0.6, ..default() });
    let dark = || StandardMaterial { base_color: paint::BLACK, perceptual_roughness: 0.4, ..default() };
    for (machine, _, m) in stage.machines() {
        let Machine::Sound(sound) = m else { continue };
        let (x, y, _) = place(sound.at);
        // In the pit, beside the conductor and not behind him.
        let x = if x.abs() < 0.12 * s.w { 0.2 * s.w } else { x.clamp(-0.5 * s.w, 0.5 * s.w) };
        let out = theatre::bow(s, x);
        let y = if sound.at.is_some() { y.min(-out - 0.35) } else { -out - 0.35 };
        let foot = Transform::from_translation(at(x, y.max(-out - 1.2), -1.0));
        let cabinet = Shape::new().cuboid(Vec3::Y * 0.4, Vec3::new(0.52, 0.84, 0.36));
        let rims = Shape::new().bar(Vec3::new(0.0, 0.26, 0.18), Vec3::new(0.0, 0.26, 0.2), 0.2, 0.2).bar(
            Vec3::new(0.0, 0.62, 0.18),
            Vec3::new(0.0, 0.62, 0.2),
            0.09,
            0.09,
        );
        commands.spawn((
            Mesh3d(meshes.add(cabinet.mesh())),
            MeshMaterial3d(case.clone()),
            foot,
            NotShadowCaster,
            Seen::UNCUT,
        ));
        commands.spawn((
            Mesh3d(meshes.add(rims.mesh())),
            MeshMaterial3d(case.clone()),
            foot,
            NotShadowCaster,
            Seen::UNCUT,
        ));
        let mut lamps = Shape::new();
        for k in 0..5 {
            let p = Vec3::new((k as f32 - 2.0) * 0.09, 0.79, 0.185);
            lamps = lamps.cuboid(p, Vec3::new(0.055, 0.04, 0.02));
        }
        // Seen from the house, where the cabinet's front is turned to.
        commands.spawn((
            Mesh3d(meshes.add(lamps.mesh())),
            MeshMaterial3d(materials.add(dark())),
            foot,
            NotShadowCaster,
            Seen::UNCUT,
            Lit { machine },
        ));
    }
    let mut departments: Vec<(&str, Vec<usize>)> = Vec::new();
    for (i, cue) in stage.0.show.cues.iter().enumerate() {
        let prefix = cue.number.split_whitespace().next().unwrap_or_default();
        if let Some((_, cues)) = departments.iter_mut().find(|(p, _)| *p == prefix) {
            cues.push(i);
        } else if departments.len() < DEPARTMENTS {
            departments.push((prefix, vec![i]));
        }
    }
    let bulb = meshes.add(Shape::new().ball(Vec3::ZERO, Vec3::splat(0.024)).mesh());
    let places = theatre::cue_lights(s, departments.len());
    for ((_, cues), place) in departments.into_iter().zip(places) {
        commands.spawn((
            Mesh3d(bulb.clone()),
            MeshMaterial3d(materials.add(dark())),
            Transform::from_translation(place),
            NotShadowCaster,
            Seen::BACKSTAGE,
            CueLight { cues },
        ));
    }
}

fn sound(
    stage: Res<OnStage>,
    playhead: Res<Playhead>,
    lamps: Query<(&Lit, &MeshMaterial3d<StandardMaterial>)>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    for (lit, material) in &lamps {
        // Two that sound together are brighter than one.
        let light = match heard(&stage.0.run, lit.machine, playhead.t_us) {
            0 => LinearRgba::BLACK,
            1 => palette::dimmed(paint::SOUNDS, 2.5),
            _ => palette::dimmed(paint::SOUNDS, 5.0),
        };
        shine(&mut materials, material, light);
    }
}

fn call(
    stage: Res<OnStage>,
    playhead: Res<Playhead>,
    lamps: Query<(&CueLight, &MeshMaterial3d<StandardMaterial>)>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    for (lamp, material) in &lamps {
        let light = match signal(&stage.0.run, &lamp.cues, playhead.t_us) {
            Signal::Out => palette::dimmed(paint::CUE_RED, 0.02),
            Signal::Red => palette::dimmed(paint::CUE_RED, 4.0),
            Signal::Green => palette::dimmed(paint::CUE_GREEN, 4.0),
        };
        shine(&mut materials, material, light);
    }
}

fn shine(materials: &mut Assets<StandardMaterial>, of: &MeshMaterial3d<StandardMaterial>, emissive: LinearRgba) {
    if materials.get(&of.0).is_some_and(|m| m.emissive != emissive)
        && let Some(mut m) = materials.get_mut(&of.0)
    {
        m.emissive = emissive;
    }
}
