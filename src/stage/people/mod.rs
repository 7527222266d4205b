//! People: tailor's dummies where the beat places them, and what they wear.

mod costume;
mod figure;

use bevy::prelude::*;

use super::geometry::{Shape, at, eased, grain};
use super::on_stage::{OnStage, Playhead, Size, beat_at};
use super::palette::theatre as paint;
use super::piece::Scenery;
use super::{SetUp, SetUpSystems, StageSystems};
use crate::run::{Dress, MachineTrack, Run};
use crate::sheet::{Beat, Machine};
use crate::slip::Rehearsal;
use costume::Cut;
pub(super) use costume::Garment;

/// Seconds to walk from one place to the next.
const WALK_S: f32 = 2.4;

/// Somebody, or one of several who are called by one name.
#[derive(Component, Clone, Debug)]
pub(super) struct Figure {
    /// The name in the script.
    pub(super) who: String,
    nth: u32,
    of: u32,
}

/// How many people a name of the script means.
fn how_many(who: &str) -> u32 {
    match who.to_ascii_lowercase().as_str() {
        "chorus" | "ensemble" | "company" | "dancers" => 6,
        "press" | "crowd" | "guests" | "cast" => 4,
        _ => 1,
    }
}

pub(super) fn plugin(app: &mut App) {
    app.add_systems(SetUp, cast.in_set(SetUpSystems::Build))
        .add_systems(Update, (place, costume::wear).chain().in_set(StageSystems::Draw));
}

/// Everybody named in the script or by a costume, in order of appearance.
fn everybody(rehearsal: &Rehearsal) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut add = |name: &str| {
        if !names.iter().any(|n| n == name) {
            names.push(name.to_owned());
        }
    };
    for (_, beat) in rehearsal.show.beats() {
        beat.who.iter().for_each(|w| add(w));
    }
    for (_, m) in rehearsal.show.machines.iter() {
        if let Machine::Costume(c) = m {
            add(&c.wearer);
        }
    }
    names.truncate(60);
    names
}

fn cast(
    mut commands: Commands,
    stage: Res<OnStage>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
    mut images: ResMut<Assets<Image>>,
) {
    let linen = materials.add(StandardMaterial {
        base_color: paint::DUMMY,
        perceptual_roughness: 0.55,
        reflectance: 0.3,
        ..default()
    });
    let bodies: Vec<Handle<Mesh>> = figure::POSES.iter().map(|pose| meshes.add(figure::body(*pose).mesh())).collect();
    let stand = meshes.add(Shape::new().lathe(18, &[(0.0, 0.0), (0.17, 0.005), (0.16, 0.02), (0.0, 0.025)]).mesh());
    for who in everybody(&stage.0) {
        let of = how_many(&who);
        for nth in 0..of {
            let pose = if of > 1 { 1 + (nth % 2) as usize } else { 0 };
            let figure = Figure { who: who.clone(), nth, of };
            let root = commands
                .spawn((
                    figure,
                    Mesh3d(bodies[pose].clone()),
                    MeshMaterial3d(linen.clone()),
                    Transform::default(),
                    Visibility::Hidden,
                ))
                .id();
            commands.spawn((Mesh3d(stand.clone()), MeshMaterial3d(linen.clone()), ChildOf(root)));
            for (machine, _, m) in stage.machines() {
                let Machine::Costume(c) = m else { continue };
                if c.wearer == who {
                    let eye = m.eye();
                    let cut = Cut::of(eye.look, eye.colour);
                    let stuff = (&mut *materials, &mut *images);
                    costume::make(&mut commands, &mut meshes, stuff, root, machine, &cut, pose);
                }
            }
        }
    }
}

/// Where somebody stands in a run, in the renderer's axes; `None` when they are nowhere to be seen.
pub(super) fn where_is(rehearsal: &Rehearsal, run: &Run, who: &str, t_us: i64) -> Option<Vec3> {
    let s = Size::from(&rehearsal.show.stage);
    let in_beat = |beat: &Beat| {
        let n = beat.who.iter().position(|w| w == who)?;
        let spread = (n as f32 - (beat.who.len() as f32 - 1.0) * 0.5) * 1.3;
        Some(beat.places.get(who).map_or(Vec2::new(spread, 2.0), |p| Vec2::new(p.x as f32, p.y as f32)))
    };
    let edge = |p: Vec2| Vec2::new((s.w * 0.5 + 0.9).copysign(if p.x == 0.0 { -1.0 } else { p.x }), p.y.max(1.0));
    let playing = beat_at(rehearsal, run, t_us)?;
    let over = run.end_us <= t_us;
    let now = in_beat(playing.beat).filter(|_| !over);
    let before = playing.before.and_then(in_beat);
    let walked = (t_us - playing.since_us) as f32 * 1e-6 / WALK_S;
    let p = match (before, now) {
        (Some(a), Some(b)) => a.lerp(b, eased(walked)),
        (None, Some(b)) if playing.before.is_some() => edge(b).lerp(b, eased(walked)),
        (None, Some(b)) => b,
        (Some(a), None) if walked < 1.0 => a.lerp(edge(a), eased(walked)),
        _ => {
            // Being changed in the wing, on the side wardrobe is on.
            let changing = rehearsal.show.machines.iter().zip(&run.machines).any(|((_, m), track)| {
                matches!(m, Machine::Costume(c) if c.wearer == who)
                    && matches!(track.dress_at(t_us), Some(Dress::GoingOn | Dress::ComingOff))
            });
            if !changing {
                return None;
            }
            let nth = everybody(rehearsal).iter().position(|w| w == who).unwrap_or(0);
            Vec2::new(s.w * 0.5 + 2.2, 1.8 + 1.1 * (nth % 4) as f32)
        }
    };
    Some(at(p.x, p.y, 0.0))
}

fn place(
    stage: Res<OnStage>,
    playhead: Res<Playhead>,
    mut figures: Query<(&Figure, &mut Transform, &mut Visibility)>,
    scenery: Query<&Scenery>,
) {
    let run = &stage.0.run;
    for (figure, mut transform, mut visibility) in &mut figures {
        let Some(middle) = where_is(&stage.0, run, &figure.who, playhead.t_us) else {
            visibility.set_if_neq(Visibility::Hidden);
            continue;
        };
        visibility.set_if_neq(Visibility::Inherited);
        // Several stand in a line, a little uneven.
        let apart = (figure.nth as f32 - (figure.of as f32 - 1.0) * 0.5) * 0.78;
        let uneven = if figure.of > 1 { 0.5 * (grain(figure.nth * 7 + 3) - 0.5) } else { 0.0 };
        let mut p = middle + Vec3::new(apart, 0.0, uneven);
        for piece in &scenery {
            p.y = p.y.max(piece.floor_at(run, p, playhead.t_us));
        }
        // Everybody plays to the middle of the house.
        let turn = (-p.x * 0.055).clamp(-0.5, 0.5) + if figure.of > 1 { 0.2 * (grain(figure.nth) - 0.5) } else { 0.0 };
        let to = Transform::from_translation(p).with_rotation(Quat::from_rotation_y(turn));
        transform.set_if_neq(to);
    }
}

/// How much of a costume is on, and whether it is the one to be seen.
pub(super) fn dress(run: &Run, machine: usize, t_us: i64) -> (f32, bool) {
    match run.machines.get(machine) {
        Some(track @ MachineTrack::Costume { level, .. }) => {
            let seen = track.dress_at(t_us).is_some_and(|d| d != Dress::Waiting);
            (level.sample(t_us).clamp(0.0, 1.0) as f32, seen)
        }
        _ => (0.0, false),
    }
}
