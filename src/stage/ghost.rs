//! Ghosts: where plan says a thing should be now, as a faint double beside what is there, and by how much it is off.
//!
//! With another night held over this one ([`Beside`]), the doubles are that night's. Every part of the scene brings its own
//! double ([`Ghostly`]): pieces here, curtains in `curtain.rs`, people and what they wear in `people/`.

use bevy::light::{NotShadowCaster, NotShadowReceiver};
use bevy::prelude::*;

use super::curtain;
use super::on_stage::{Beside, OnStage, Playhead, Shown};
use super::palette;
use super::people;
use super::piece::{Meshes, Part, Scenery};
use super::veil::Veil;
use super::{SetUp, SetUpSystems, StageSystems};
use crate::run::{MachineTrack, Run, Track};
use crate::sheet::Machine;
use crate::slip::Rehearsal;

/// A piece further from its planned place than this has a ghost, metres; what is less is not to be seen.
const APART_M: f32 = 0.08;
/// A curtain or a costume further from plan than this has one.
pub(super) const APART: f64 = 0.03;

/// A double, not a thing.
#[derive(Component)]
pub(super) struct Ghostly;

/// The double of a piece of scenery.
#[derive(Component)]
pub(super) struct Ghost {
    /// Whose double it is.
    pub(super) of: Entity,
    /// Which machine of the sheet.
    pub(super) machine: usize,
}

pub(super) fn plugin(app: &mut App) {
    app.add_systems(SetUp, double.in_set(SetUpSystems::Double)).add_systems(Update, haunt.in_set(StageSystems::Draw));
}

/// What this night is held against: the other night, if it is drawn over this one, else the plan.
pub(super) fn held_against<'a>(stage: &'a OnStage, beside: &'a Beside, shown: &Shown) -> (&'a Rehearsal, &'a Run) {
    match &beside.0 {
        Some(other) if shown.over => (other, &other.run),
        _ => (&stage.0, &stage.0.plan),
    }
}

/// What doubles are drawn with: an outline, and a fifth of the planned colour.
pub(super) fn veil() -> Veil {
    Veil { colour: palette::GHOST.to_linear(), how: Vec4::new(0.2, 0.95, 2.2, 0.0), adds: false }
}

fn double(mut commands: Commands, pieces: Query<(Entity, &Meshes, &Scenery)>, mut veils: ResMut<Assets<Veil>>) {
    let veil = veils.add(veil());
    for (of, meshes, scenery) in &pieces {
        let ghost = Ghost { of, machine: scenery.machine };
        let root = commands.spawn((ghost, Ghostly, Transform::default(), Visibility::Hidden)).id();
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
    (stage, beside, shown, playhead): (Res<OnStage>, Res<Beside>, Res<Shown>, Res<Playhead>),
    pieces: Query<&Scenery>,
    mut ghosts: Query<(&Ghost, &mut Transform, &mut Visibility, &Children)>,
    mut parts: Query<(&Part, &mut Transform), Without<Ghost>>,
) {
    let ((_, other), run, t) = (held_against(&stage, &beside, &shown), &stage.0.run, playhead.t_us);
    for (ghost, mut transform, mut visibility, children) in &mut ghosts {
        let Ok(scenery) = pieces.get(ghost.of) else { continue };
        let seen = shown.ghosts && off(scenery, other, run, t) > APART_M;
        visibility.set_if_neq(if seen { Visibility::Inherited } else { Visibility::Hidden });
        if !seen {
            continue;
        }
        transform.set_if_neq(scenery.transform(other, t));
        for child in children {
            if let Ok((part, mut at)) = parts.get_mut(*child) {
                at.set_if_neq(part.transform(scenery, other, t));
            }
        }
    }
}

/// How far a piece is from where the other run has it, metres: its place, or its door.
fn off(scenery: &Scenery, other: &Run, run: &Run, t_us: i64) -> f32 {
    let door = (scenery.door(other, t_us) - scenery.door(run, t_us)).abs();
    scenery.place(other, t_us).distance(scenery.place(run, t_us)).max(door)
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

/// How late a track is now: until the run gets to where plan is. Seconds; `None` where it does not within two minutes.
fn late_by(other: &Track, run: &Track, t_us: i64) -> Option<f64> {
    let goal = other.sample(t_us);
    // Looked for in steps of a tenth: what is said is no finer.
    (0..1200).map(|k| k as f64 * 0.1).find(|s| {
        let when = t_us + (s * 1e6) as i64;
        (run.sample(when) - goal).abs() < 0.06
    })
}

/// `2.4 m · 3.1 s late`.
fn words(name: &str, by: &str, late: Option<f64>) -> String {
    match late.filter(|s| *s >= 0.1) {
        Some(s) => format!("{name} {by} · {s:.1} s late"),
        None => format!("{name} {by}"),
    }
}

/// What differs at `t_us` from the plan, or from the night held over this one, in sheet order: pieces, curtains, and
/// costumes that somebody has on.
pub(super) fn apart(
    (other, against): (&Rehearsal, &Run),
    tonight: &Rehearsal,
    scenery: &[&Scenery],
    t_us: i64,
) -> Vec<Apart> {
    let run = &tonight.run;
    let mut found = Vec::new();
    for (i, (name, m)) in tonight.show.machines.iter().enumerate() {
        match (m, against.machines.get(i), run.machines.get(i)) {
            (
                Machine::FlyingPiece(_) | Machine::Wagon(_),
                Some(MachineTrack::Piece { axes: p }),
                Some(MachineTrack::Piece { axes: r }),
            ) => {
                let Some(piece) = scenery.iter().find(|s| s.machine == i) else { continue };
                let metres = off(piece, against, run, t_us);
                if metres <= APART_M {
                    continue;
                }
                let mut late = p.iter().zip(r).map(|(p, r)| late_by(p, r, t_us));
                let late = late.try_fold(0.0_f64, |worst, l| Some(worst.max(l?)));
                let up = Vec3::Y * piece.top;
                let at = |run: &Run| piece.transform(run, t_us).translation + up;
                found.push(Apart {
                    words: words(name, &format!("{metres:.1} m"), late),
                    here: at(run),
                    there: at(against),
                });
            }
            (
                Machine::Curtain(c),
                Some(MachineTrack::Curtain { opening: p }),
                Some(MachineTrack::Curtain { opening: r }),
            ) => {
                let (planned, now) = (p.sample(t_us), r.sample(t_us));
                if (planned - now).abs() <= APART {
                    continue;
                }
                let by = format!("{:.0} %", (planned - now).abs() * 100.0);
                let edge = |opening: f64| curtain::edge(tonight, c, opening as f32);
                found.push(Apart {
                    words: words(name, &by, late_by(p, r, t_us)),
                    here: edge(now),
                    there: edge(planned),
                });
            }
            (
                Machine::Costume(c),
                Some(MachineTrack::Costume { level: p, .. }),
                Some(MachineTrack::Costume { level: r, .. }),
            ) => {
                let ((on, is), (planned, should)) = (people::dress(run, i, t_us), people::dress(against, i, t_us));
                // What comes off is told by what should be on.
                if !should || (is && f64::from((on - planned).abs()) <= APART) {
                    continue;
                }
                let here = people::where_is(tonight, run, &c.wearer, t_us);
                let there = people::where_is(other, against, &c.wearer, t_us);
                // Somebody who is nowhere to be seen wears what they like.
                let (Some(a), Some(b)) = (here.or(there), there.or(here)) else { continue };
                let by = f64::from((planned - if is { on } else { 0.0 }).abs()) * 100.0;
                let late = late_by(p, r, t_us);
                let chest = Vec3::Y * 1.45;
                found.push(Apart {
                    words: words(name, &format!("{by:.0} %"), late),
                    here: a + chest,
                    there: b + chest,
                });
            }
            _ => {}
        }
    }
    found
}
