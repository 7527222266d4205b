//! The quick-change place in the wing: dressers at work, a rail with what is not worn, a mirror with bulbs.

use std::f32::consts::TAU;

use bevy::prelude::*;

use super::figure::{self, Build, Frame, Pose};
use super::place::{Now, costumes_of, everybody};
use super::stance::{self, Act};
use super::wardrobe::{Cut, Kind};
use super::{DRAWN_PER_S, TALL, costume, wood};
use crate::run::{Dress, Run, What};
use crate::sheet::Action;
use crate::slip::Rehearsal;
use crate::stage::geometry::{Shape, at};
use crate::stage::on_stage::{OnStage, Playhead};
use crate::stage::palette::{dimmed, theatre as paint};

/// Dressers that are drawn; a show with more has them elsewhere.
const DRESSERS_MAX: u32 = 8;

/// One of the show's dressers.
#[derive(Component, Clone, Debug)]
pub(super) struct Dresser {
    nth: u32,
    drawn: Option<Pose>,
}

/// A costume on the rail while nobody wears it.
#[derive(Component)]
pub(super) struct OnRail {
    machine: usize,
}

/// A quick change as it was done: who did it, for whom, from when to when.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Attended {
    /// Whose change it is.
    pub(super) wearer: String,
    /// Which of the show's dressers do it: those that were free, two at most (rules 47, 49).
    pub(super) dressers: Vec<u32>,
    /// µs.
    pub(super) from_us: i64,
    /// µs; `i64::MAX` where it never ends.
    pub(super) to_us: i64,
}

/// The quick changes of a run with their dressers, as the rules give them out: one where the cue states a time, else two
/// if two are free.
pub(super) fn attended(rehearsal: &Rehearsal, run: &Run) -> Vec<Attended> {
    let mut done: Vec<Attended> = Vec::new();
    let mut busy: Vec<(u32, i64)> = Vec::new();
    for event in &run.events {
        let What::ChangeBegan(cue, action) = event.what else { continue };
        let action = rehearsal.show.cues.get(cue as usize).and_then(|c| c.go.get(action as usize));
        let Some(Action::Change(wearer, into, takes)) = action else { continue };
        let machine = rehearsal.show.machines.iter().position(|(name, _)| name == into);
        let to_us = machine.and_then(|m| super::place::put_on_by(run, m, event.at_us)).unwrap_or(event.at_us);
        busy.retain(|(_, until)| *until > event.at_us);
        let free = (0..rehearsal.show.dressers.min(64)).filter(|d| !busy.iter().any(|(b, _)| b == d));
        let dressers: Vec<u32> = free.take(if takes.is_some() { 1 } else { 2 }).collect();
        busy.extend(dressers.iter().map(|d| (*d, to_us)));
        done.push(Attended { wearer: wearer.clone(), dressers, from_us: event.at_us, to_us });
    }
    done
}

/// The quick changes of tonight.
#[derive(Resource, Default)]
pub(super) struct Tonight {
    changes: Vec<Attended>,
    rail: Vec2,
}

pub(super) fn set(
    mut commands: Commands,
    stage: Res<OnStage>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    let show = &stage.0.show;
    let wearers: Vec<String> =
        everybody(&stage.0).into_iter().filter(|who| costumes_of(&stage.0, who).nth(1).is_some()).collect();
    let now = Now::new(&stage.0, &stage.0.plan, 0);
    let Some(first) = wearers.first().map(|who| now.station(who)) else {
        commands.insert_resource(Tonight::default());
        return;
    };
    // The rail stands behind, away from the stage.
    let side = if first.x < 0.0 { -1.0 } else { 1.0 };
    let rail = first + Vec2::new(1.35 * side, 1.6);
    commands.insert_resource(Tonight { changes: Vec::new(), rail });
    let crew = materials.add(wood());
    let build = Build { lady: false, wig: 2, tall: TALL * 0.98, crew: true };
    let rest = meshes.add(figure::dummy(&Frame::new(&Pose::REST, build)).mesh());
    for nth in 0..show.dressers.min(DRESSERS_MAX) {
        commands.spawn((
            Dresser { nth, drawn: None },
            Mesh3d(if nth == 0 {
                rest.clone()
            } else {
                meshes.add(figure::dummy(&Frame::new(&Pose::REST, build)).mesh())
            }),
            MeshMaterial3d(crew.clone()),
            Transform::default(),
            Visibility::Inherited,
        ));
    }
    let hung: Vec<usize> = wearers.iter().flat_map(|who| costumes_of(&stage.0, who)).take(24).collect();
    let long = (0.22 * hung.len() as f32).clamp(1.2, 4.0);
    let place = at(rail.x, rail.y, 0.0);
    let steel = materials.add(StandardMaterial {
        base_color: paint::WIRE,
        metallic: 0.8,
        perceptual_roughness: 0.35,
        ..default()
    });
    commands.spawn((
        Mesh3d(meshes.add(rail_frame(long).mesh())),
        MeshMaterial3d(steel),
        Transform::from_translation(place),
    ));
    let cloth = StandardMaterial { perceptual_roughness: 0.8, double_sided: true, cull_mode: None, ..default() };
    let cloth = materials.add(cloth);
    for (i, machine) in hung.iter().enumerate() {
        let Some((_, m)) = show.machines.iter().nth(*machine) else { continue };
        let eye = m.eye();
        let cut = Cut::of(eye.look, eye.colour);
        let z = (i as f32 + 0.5) / hung.len() as f32 - 0.5;
        commands.spawn((
            OnRail { machine: *machine },
            Mesh3d(meshes.add(on_a_hanger(&cut).mesh())),
            MeshMaterial3d(cloth.clone()),
            Transform::from_translation(place + Vec3::new(0.0, 1.66, z * (long - 0.2))),
            Visibility::Hidden,
        ));
    }
    let (frame, glass, bulbs) = mirror();
    let wall = place + Vec3::new(0.75 * side, 0.0, long * 0.5 + 0.55);
    let turned = Transform::from_translation(wall).with_rotation(Quat::from_rotation_y(-side * 1.9));
    let wood = StandardMaterial { base_color: paint::WALNUT, perceptual_roughness: 0.4, ..default() };
    let silver = StandardMaterial {
        base_color: paint::ALUMINIUM,
        metallic: 0.95,
        perceptual_roughness: 0.12,
        reflectance: 0.8,
        ..default()
    };
    let glow = StandardMaterial { base_color: paint::TUNGSTEN, emissive: dimmed(paint::TUNGSTEN, 3.0), ..default() };
    for (shape, material) in [(frame, wood), (glass, silver), (bulbs, glow)] {
        commands.spawn((Mesh3d(meshes.add(shape.mesh())), MeshMaterial3d(materials.add(material)), turned));
    }
}

/// A clothes rail on castors, along z.
fn rail_frame(long: f32) -> Shape {
    let half = long * 0.5 + 0.12;
    let mut shape = Shape::new().bar(Vec3::new(0.0, 1.7, -half), Vec3::new(0.0, 1.7, half), 0.018, 0.018);
    for end in [-half, half] {
        shape = shape.bar(Vec3::new(0.0, 0.12, end), Vec3::new(0.0, 1.7, end), 0.018, 0.018);
        shape = shape.bar(Vec3::new(-0.26, 0.12, end), Vec3::new(0.26, 0.12, end), 0.02, 0.02);
        for x in [-0.26, 0.26] {
            shape = shape.ball(Vec3::new(x, 0.05, end), Vec3::new(0.05, 0.05, 0.025));
        }
    }
    shape.bar(Vec3::new(0.0, 0.16, -half), Vec3::new(0.0, 0.16, half), 0.014, 0.014)
}

/// A costume on its hanger, from the rail down, edge on to the rail.
fn on_a_hanger(cut: &Cut) -> Shape {
    let (long, wide) = match cut.kind {
        Kind::Pleated => (1.12, 0.36),
        Kind::Sequins => (1.42, 0.20),
        Kind::Coat => (1.15, 0.27),
        Kind::Suit => (0.95, 0.25),
        Kind::Chorus => (0.72, 0.30),
    };
    let folds = if cut.kind == Kind::Pleated { 9.0 } else { 4.0 };
    let outline = move |v: f32| match v {
        v if v < 0.12 => 0.06 + 0.16 * (v / 0.12).sqrt(),
        v if v < 0.40 => 0.22 - 0.05 * ((v - 0.12) / 0.28),
        v => 0.17 + (wide - 0.17) * ((v - 0.40) / 0.60).powf(0.8),
    };
    Shape::new().dye(paint::STEEL).bar(Vec3::new(0.0, 0.06, 0.0), Vec3::new(0.0, -0.06, 0.0), 0.006, 0.006).shaded(
        (40, 12),
        cut.colour,
        |u, v| {
            let (s, c) = (u * TAU).sin_cos();
            let deep = 0.045 + 0.02 * v * (u * TAU * folds).sin();
            Vec3::new(outline(v) * s, -0.06 - long * v, deep * c * (0.4 + v))
        },
        |u, v| 1.0 - 0.35 * v * (0.5 - 0.5 * (u * TAU * folds).sin()),
    )
}

/// A mirror on a stand, with bulbs round it.
fn mirror() -> (Shape, Shape, Shape) {
    let mut frame = Shape::new()
        .cuboid(Vec3::new(0.0, 1.35, -0.03), Vec3::new(0.86, 1.06, 0.05))
        .cuboid(Vec3::new(0.0, 0.76, 0.12), Vec3::new(0.95, 0.05, 0.4));
    for x in [-0.42, 0.42] {
        frame = frame.cuboid(Vec3::new(x, 0.38, 0.12), Vec3::new(0.06, 0.76, 0.36));
    }
    let glass = Shape::new().quad(Vec3::new(0.0, 1.35, 0.0), Vec3::X * 0.6, Vec3::Y * 0.8, Vec3::Z);
    let mut bulbs = Shape::new();
    for k in 0..5 {
        let y = 0.98 + 0.185 * k as f32;
        for x in [-0.365, 0.365] {
            bulbs = bulbs.ball(Vec3::new(x, y, 0.03), Vec3::splat(0.034));
        }
    }
    for x in [-0.18, 0.0, 0.18] {
        bulbs = bulbs.ball(Vec3::new(x, 1.81, 0.03), Vec3::splat(0.034));
    }
    (frame, glass, bulbs)
}

/// Dressers go to who is being changed; what is not worn hangs on the rail.
pub(super) fn work(
    (stage, playhead): (Res<OnStage>, Res<Playhead>),
    mut tonight: ResMut<Tonight>,
    mut dressers: Query<(&mut Dresser, &mut Transform, &Mesh3d)>,
    mut rail: Query<(&OnRail, &mut Visibility)>,
    mut meshes: ResMut<Assets<Mesh>>,
) {
    if stage.is_changed() || playhead.is_added() {
        tonight.changes = attended(&stage.0, &stage.0.run);
    }
    let (run, t_us) = (&stage.0.run, playhead.t_us);
    let now = Now::new(&stage.0, run, t_us);
    for (mut dresser, mut transform, mesh) in &mut dressers {
        // At work from a little before to a little after, else beside the rail.
        const READY_US: i64 = 1_500_000;
        let job = tonight.changes.iter().find(|c| {
            c.dressers.contains(&dresser.nth) && c.from_us - READY_US <= t_us && t_us < c.to_us.saturating_add(READY_US)
        });
        let build = Build { lady: dresser.nth % 2 == 1, wig: 2 + dresser.nth, tall: TALL * 0.97, crew: true };
        let (p, facing, pose) = match job {
            Some(job) => {
                let station = now.spot(&job.wearer, 0).filter(|s| s.in_wing).map_or(now.station(&job.wearer), |s| s.at);
                let second = job.dressers.first() != Some(&dresser.nth);
                let off = if second { Vec2::new(-0.42, -0.46) } else { Vec2::new(0.55, 0.22) };
                let at_work = job.from_us <= t_us && t_us < job.to_us;
                let s = ((t_us - job.from_us) as f32 * 1e-6 * DRAWN_PER_S).round() / DRAWN_PER_S;
                let low = second && (t_us - job.from_us) % 7_000_000 < 4_500_000;
                let act = if at_work { Act::Fasten(low) } else { Act::Stand(1) };
                (station + off, (-off.x).atan2(off.y), stance::pose(act, build.lady, s + dresser.nth as f32 * 0.3))
            }
            None => {
                let p = tonight.rail + Vec2::new(-0.55 * tonight.rail.x.signum(), 0.5 - 0.75 * dresser.nth as f32);
                (p, -1.2 * tonight.rail.x.signum(), stance::pose(Act::Stand(dresser.nth + 1), build.lady, 0.0))
            }
        };
        let to = Transform::from_translation(at(p.x, p.y, 0.0))
            .with_rotation(Quat::from_rotation_y(facing))
            .with_scale(Vec3::splat(build.tall));
        transform.set_if_neq(to);
        if dresser.drawn != Some(pose) {
            dresser.drawn = Some(pose);
            if let Some(mut mesh) = meshes.get_mut(&mesh.0) {
                costume::redraw(&mut mesh, &figure::dummy(&Frame::new(&pose, build)), false);
            }
        }
    }
    for (costume, mut visibility) in &mut rail {
        let waits = run.machines.get(costume.machine).and_then(|m| m.dress_at(t_us)) == Some(Dress::Waiting);
        visibility.set_if_neq(if waits { Visibility::Inherited } else { Visibility::Hidden });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_dressers_share_a_change_and_the_next_takes_who_is_left() {
        let sheet = r#"Show(
            title: "Changes", dressers: 3,
            machines: {
                "coat": Costume(wearer: "Ivy", worn: true), "gown": Costume(wearer: "Ivy"),
                "suit": Costume(wearer: "Karen", worn: true), "robe": Costume(wearer: "Karen"),
                "cape": Costume(wearer: "Tom", worn: true), "wig": Costume(wearer: "Tom"),
            },
            script: [Scene(id: "s", beats: [Beat(id: "b", takes: 60.0)])],
            cues: [
                Cue(number: "WD 1", call: On("b", 1.0), go: [Change("Ivy", "gown")]),
                Cue(number: "WD 2", call: On("b", 2.0), go: [Change("Karen", "robe")]),
                Cue(number: "WD 3", call: On("b", 30.0), go: [Change("Tom", "wig", 8.0)]),
            ],
        )"#;
        let opened = crate::fault::open_text("s.ron", sheet, &|_| None).expect("it opens");
        let r = Rehearsal::new(opened.show, opened.scenario).expect("it runs");
        let found: Vec<(String, Vec<u32>)> = attended(&r, &r.run).into_iter().map(|c| (c.wearer, c.dressers)).collect();
        let expected = [("Ivy", vec![0, 1]), ("Karen", vec![2]), ("Tom", vec![0])];
        assert_eq!(found, expected.map(|(who, d)| (who.to_owned(), d)));
        let karen = attended(&r, &r.run)[1].clone();
        // Alone she takes 4 + 6 s.
        assert_eq!(karen.to_us - karen.from_us, 10_000_000);
    }
}
