//! Ghosts: where plan says a thing should be now, as a faint double beside what is there.

use bevy::light::{NotShadowCaster, NotShadowReceiver};
use bevy::prelude::*;

use super::on_stage::{OnStage, Playhead, Shown};
use super::palette;
use super::people;
use super::piece::{Meshes, Part, Scenery};
use super::veil::Veil;
use super::{SetUp, SetUpSystems, StageSystems};
use crate::run::{MachineTrack, Track};
use crate::sheet::Machine;
use crate::slip::Rehearsal;

/// A piece further from its planned place than this has a ghost, metres; what is less is not to be seen.
const APART_M: f32 = 0.08;
/// A curtain or a costume further from plan than this is told of.
const APART: f64 = 0.03;

/// The double of a piece of scenery.
#[derive(Component)]
struct Ghost {
    of: Entity,
}

pub(super) fn plugin(app: &mut App) {
    app.add_systems(SetUp, double.in_set(SetUpSystems::Double)).add_systems(Update, haunt.in_set(StageSystems::Draw));
}

fn double(mut commands: Commands, pieces: Query<(Entity, &Meshes)>, mut veils: ResMut<Assets<Veil>>) {
    let colour = palette::GHOST.to_linear();
    let veil = veils.add(Veil { colour, how: Vec4::new(0.2, 0.95, 2.2, 0.0), adds: false });
    for (of, meshes) in &pieces {
        let root = commands.spawn((Ghost { of }, Transform::default(), Visibility::Hidden)).id();
        for (mesh, moves) in &meshes.0 {
            commands.spawn((
                Mesh3d(mesh.clone()),
                MeshMaterial3d(veil.clone()),
                Transform::default(),
                NotShadowCaster,
                NotShadowReceiver,
                Part { moves: *moves },
                ChildOf(root),
            ));
        }
    }
}

fn haunt(
    stage: Res<OnStage>,
    playhead: Res<Playhead>,
    shown: Res<Shown>,
    pieces: Query<&Scenery>,
    mut ghosts: Query<(&Ghost, &mut Transform, &mut Visibility, &Children)>,
    mut parts: Query<(&Part, &mut Transform), Without<Ghost>>,
) {
    let (plan, run, t) = (&stage.0.plan, &stage.0.run, playhead.t_us);
    for (ghost, mut transform, mut visibility, children) in &mut ghosts {
        let Ok(scenery) = pieces.get(ghost.of) else { continue };
        let off = scenery.place(plan, t).distance(scenery.place(run, t));
        let off = off.max((scenery.door(plan, t) - scenery.door(run, t)).abs());
        let seen = shown.ghosts && off > APART_M;
        visibility.set_if_neq(if seen { Visibility::Inherited } else { Visibility::Hidden });
        if !seen {
            continue;
        }
        transform.set_if_neq(scenery.transform(plan, t));
        for child in children {
            if let Ok((part, mut at)) = parts.get_mut(*child) {
                at.set_if_neq(part.transform(scenery, plan, t));
            }
        }
    }
}

/// Something that differs from plan now: what a label says, and the two places it joins.
#[derive(Clone, Debug)]
pub(super) struct Apart {
    /// Words: what, how far, how late.
    pub(super) words: String,
    /// Where it is, in the renderer's axes.
    pub(super) here: Vec3,
    /// Where plan says it should be.
    pub(super) there: Vec3,
}

/// How late a track is now: how long ago plan was where the run is, or until the run gets to where plan is. Seconds.
fn late_by(plan: &Track, run: &Track, t_us: i64) -> Option<f64> {
    let goal = plan.sample(t_us);
    // Looked for in steps of a tenth: what is drawn is no finer.
    (0..1200).map(|k| k as f64 * 0.1).find(|s| {
        let when = t_us + (s * 1e6) as i64;
        (run.sample(when) - goal).abs() < 0.06
    })
}

/// What differs from plan at `t_us`, in sheet order.
pub(super) fn apart(rehearsal: &Rehearsal, scenery: &[&Scenery], t_us: i64) -> Vec<Apart> {
    let (plan, run) = (&rehearsal.plan, &rehearsal.run);
    let mut found = Vec::new();
    for piece in scenery {
        let (here, there) = (piece.transform(run, t_us).translation, piece.transform(plan, t_us).translation);
        let metres = here.distance(there).max((piece.door(plan, t_us) - piece.door(run, t_us)).abs());
        if metres <= APART_M {
            continue;
        }
        let name = rehearsal.show.machines.keys().nth(piece.machine).unwrap_or("?");
        let late = match (plan.machines.get(piece.machine), run.machines.get(piece.machine)) {
            (Some(MachineTrack::Piece { axes: p }), Some(MachineTrack::Piece { axes: r })) => {
                p.iter().zip(r).map(|(p, r)| late_by(p, r, t_us)).try_fold(0.0_f64, |worst, l| Some(worst.max(l?)))
            }
            _ => None,
        };
        let mut words = format!("{name} {metres:.1} m");
        if let Some(s) = late.filter(|s| *s >= 0.1) {
            words += &format!(" · {s:.1} s late");
        }
        let up = Vec3::Y * piece.top;
        found.push(Apart { words, here: here + up, there: there + up });
    }
    found
}

/// What differs from plan and has no place to draw a double: curtains, and costumes that are on their wearers.
pub(super) fn apart_in_words(rehearsal: &Rehearsal, t_us: i64) -> Vec<(String, Option<Vec3>)> {
    let (plan, run) = (&rehearsal.plan, &rehearsal.run);
    let mut found = Vec::new();
    for (i, (name, m)) in rehearsal.show.machines.iter().enumerate() {
        match (m, plan.machines.get(i), run.machines.get(i)) {
            (
                Machine::Curtain(_),
                Some(MachineTrack::Curtain { opening: p }),
                Some(MachineTrack::Curtain { opening: r }),
            ) => {
                let (p, r) = (p.sample(t_us), r.sample(t_us));
                if (p - r).abs() > APART {
                    found.push((format!("{name} {:.0} % open · planned {:.0} %", r * 100.0, p * 100.0), None));
                }
            }
            (Machine::Costume(c), _, Some(_)) => {
                let ((on, seen), (planned, should)) = (people::dress(run, i, t_us), people::dress(plan, i, t_us));
                if seen && should && f64::from((on - planned).abs()) > APART {
                    let place = people::where_is(rehearsal, run, &c.wearer, t_us);
                    let words = format!("{name} {:.0} % on · planned {:.0} %", on * 100.0, planned * 100.0);
                    found.push((words, place.map(|p| p + Vec3::Y * 1.5)));
                }
            }
            _ => {}
        }
    }
    found
}
