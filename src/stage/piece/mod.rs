//! Flying pieces and wagons: each hangs or stands where its axes say.

mod looks;
mod model;
mod plane;
mod scenery;

use bevy::prelude::*;

use super::geometry::{Shape, at};
use super::on_stage::{OnStage, Playhead, Size, place};
use super::palette::{self, theatre as paint};
use super::{SetUp, SetUpSystems, StageSystems};
use crate::run::{MachineTrack, Run};
use crate::sheet::{Machine, Piece};
pub(super) use looks::{Glow, Look, Moves};
pub(super) use model::{Models, files};

/// A piece of scenery as it is drawn now.
#[derive(Component, Clone, Debug)]
pub(super) struct Scenery {
    /// Which machine of the sheet.
    pub(super) machine: usize,
    /// Where it would be with every axis at 0, in the sheet's axes.
    home: Vec3,
    ways: Vec<Way>,
    yaw: f32,
    roll: f32,
    flown: bool,
    steps: bool,
    seat: Option<Vec3>,
    /// How far up from `home` its upper edge is; labels hang there.
    pub(super) top: f32,
}

/// The meshes of a piece, so that its ghost can have the same.
#[derive(Component, Clone)]
pub(super) struct Meshes(pub(super) Vec<(Handle<Mesh>, Moves)>);

/// A part that moves on the piece.
#[derive(Component, Clone, Copy)]
pub(super) struct Part {
    /// How.
    pub(super) moves: Moves,
}

/// What holds a flown piece: its batten, which flies with it, and lines.
#[derive(Component, Clone, Copy)]
struct Rigging {
    piece: Entity,
    part: Rig,
}

#[derive(Clone, Copy)]
enum Rig {
    /// The pipe itself: half its length, and how far over the piece's centre.
    Batten(f32, f32),
    /// A wire from this place of the piece up to the batten.
    Wire(Vec3, f32),
    /// A line of the batten, so far to the left of its middle, up to the grid.
    Line(f32, f32),
}

/// What an axis moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// To stage left.
    Across,
    /// Upstage.
    Upstage,
    /// Up.
    Up,
    /// The leaves of a door.
    Door,
}

impl Scenery {
    fn new(machine: usize, piece: &Piece, flown: bool, look: &Look) -> Self {
        // What has no place is behind the people, each in a plane of its own.
        let (x, y, z) = match piece.at {
            Some(_) => place(piece.at),
            None => (0.0, 3.4 + 0.8 * (machine % 5) as f32, None),
        };
        let ways: Vec<Way> = piece
            .axes
            .iter()
            .map(|(name, axis)| {
                let name = name.to_ascii_lowercase();
                if axis.vertical {
                    Way::Up
                } else if name.contains("door") {
                    Way::Door
                } else if name.contains("depth") || name.contains("up") {
                    Way::Upstage
                } else {
                    Way::Across
                }
            })
            .collect();
        let steps =
            piece.look.as_ref().and_then(|l| l.name()).is_some_and(|l| l.to_ascii_lowercase().contains("stair"));
        Self {
            machine,
            home: Vec3::new(x, y, z.unwrap_or(0.0)),
            ways,
            yaw: look.yaw,
            roll: look.roll,
            flown,
            steps,
            seat: look.seat,
            top: look.top,
        }
    }

    fn axes<'a>(&self, run: &'a Run) -> &'a [crate::run::Track] {
        match run.machines.get(self.machine) {
            Some(MachineTrack::Piece { axes }) => axes,
            _ => &[],
        }
    }

    /// Where it is in a run, in the sheet's axes.
    pub(super) fn place(&self, run: &Run, t_us: i64) -> Vec3 {
        let mut p = self.home;
        for (way, axis) in self.ways.iter().zip(self.axes(run)) {
            let v = axis.sample(t_us) as f32;
            match way {
                Way::Across => p.x += v,
                Way::Upstage => p.y += v,
                Way::Up => p.z += v,
                Way::Door => {}
            }
        }
        p
    }

    /// How far its door is open, metres.
    pub(super) fn door(&self, run: &Run, t_us: i64) -> f32 {
        let mut pairs = self.ways.iter().zip(self.axes(run));
        pairs.find(|(way, _)| **way == Way::Door).map_or(0.0, |(_, axis)| axis.sample(t_us) as f32)
    }

    /// How high somebody stands who stands at `p` (in the renderer's axes): on its steps, if it has any there.
    pub(super) fn floor_at(&self, run: &Run, p: Vec3, t_us: i64) -> f32 {
        if !self.steps {
            return 0.0;
        }
        let here = self.place(run, t_us);
        let (rise, going, n) = scenery::STEP;
        let (x, z) = (p.x - here.x, p.z + here.y);
        let k = (3.0 - z / going).floor();
        let back = -(n as f32 - 4.0) * going - 1.2;
        if x.abs() > scenery::STAIR_HALF || k < 0.0 || z < back { 0.0 } else { rise * (k.min(n as f32 - 1.0) + 1.0) }
    }

    /// Whether it hangs.
    pub(super) fn flies(&self) -> bool {
        self.flown
    }

    /// How fast it goes, m/s.
    pub(super) fn speed(&self, run: &Run, t_us: i64) -> f32 {
        let axes = self.ways.iter().zip(self.axes(run)).filter(|(way, _)| **way != Way::Door);
        axes.map(|(_, axis)| (axis.rate(t_us) as f32).powi(2)).sum::<f32>().sqrt()
    }

    /// Where somebody sits at it, in the renderer's axes, and which way they face: a desk has a chair behind it.
    pub(super) fn seat(&self, run: &Run, t_us: i64) -> Option<(Vec3, f32)> {
        let back = self.seat?;
        let by = self.transform(run, t_us);
        Some((by.transform_point(back), self.yaw))
    }

    /// Its transform in a run: its place to the millimetre, and what flies leans by how it swings.
    pub(super) fn transform(&self, run: &Run, t_us: i64) -> Transform {
        let p = self.place(run, t_us);
        let mut lean = Quat::IDENTITY;
        if self.flown {
            let swing = |way: Way| {
                let axes = self.ways.iter().zip(self.axes(run)).filter(|(w, _)| **w == way);
                axes.map(|(_, axis)| swing(axis, t_us)).sum::<f32>().clamp(-0.5, 0.5)
            };
            lean = Quat::from_rotation_z(swing(Way::Across)) * Quat::from_rotation_x(-swing(Way::Upstage));
        }
        Transform::from_translation(at(p.x, p.y, p.z))
            .with_rotation(lean * Quat::from_rotation_y(self.yaw) * Quat::from_rotation_x(self.roll))
    }
}

/// How a load on wires leans behind its batten, radians: a damped pendulum's answer to the axis's acceleration over the
/// last eight seconds. With h(s) = e^(−ζωs)·sin(ωs), the lean is −1/(Lω)·∫ a(t−s)·h(s) ds; by parts that is an integral over
/// the axis's speed, which has no jumps to miss between two looks.
fn swing(axis: &crate::run::Track, t_us: i64) -> f32 {
    const WIRE_M: f32 = 2.3;
    const DAMPING: f32 = 0.16;
    const STEPS: i64 = 160;
    const STEP_US: i64 = 50_000;
    let omega = (9.81 / WIRE_M).sqrt();
    let sum = (0..STEPS).fold(0.0, |sum, k| {
        let ago_us = k * STEP_US + STEP_US / 2;
        let s = ago_us as f32 * 1e-6;
        let answer = (-DAMPING * omega * s).exp() * ((omega * s).cos() - DAMPING * (omega * s).sin()) * omega;
        sum + axis.rate(t_us - ago_us) as f32 * answer
    });
    -sum * STEP_US as f32 * 1e-6 / (WIRE_M * omega)
}

impl Part {
    /// Where the part is on its piece.
    pub(super) fn transform(&self, scenery: &Scenery, run: &Run, t_us: i64) -> Transform {
        match self.moves {
            Moves::With => Transform::IDENTITY,
            Moves::Spin(centre) => {
                let turned = (t_us as f64 * 1e-6 * 2.3).fract() as f32 * std::f32::consts::TAU;
                Transform::from_translation(centre).with_rotation(Quat::from_rotation_x(turned))
            }
            Moves::Door(side) => Transform::from_xyz(side * 0.5 * scenery.door(run, t_us), 0.0, 0.0),
        }
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Models>()
        .add_systems(SetUp, build.in_set(SetUpSystems::Build))
        .add_systems(Update, (model::arrive, fly, tie).chain().in_set(StageSystems::Draw));
}

fn build(
    mut commands: Commands,
    stage: Res<OnStage>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
    mut images: ResMut<Assets<Image>>,
    (server, gltfs): (Res<AssetServer>, Option<Res<Assets<bevy::gltf::Gltf>>>),
) {
    let size = Size::from(&stage.0.show.stage);
    let line = meshes.add(Shape::new().bar(Vec3::ZERO, Vec3::Y, 0.011, 0.011).mesh());
    let pipe = meshes.add(Shape::new().bar(Vec3::ZERO, Vec3::Y, 0.032, 0.032).mesh());
    let wire = materials.add(StandardMaterial {
        base_color: paint::WIRE,
        metallic: 0.6,
        perceptual_roughness: 0.5,
        ..default()
    });
    for (machine, _, m) in stage.machines() {
        let (piece, flown) = match m {
            Machine::FlyingPiece(p) => (p, true),
            Machine::Wagon(p) => (p, false),
            _ => continue,
        };
        let eye = m.eye();
        let look = Look::of(eye.look, palette::sheet_colour(eye.colour), size, flown);
        let scenery = Scenery::new(machine, piece, flown, &look);
        let coming = model::ask(&server, gltfs.as_deref(), &stage.0, eye.model);
        let mut shared = Vec::new();
        let root = commands.spawn((scenery, Transform::default(), Visibility::default())).id();
        for part in look.parts {
            let mesh = meshes.add(part.shape.mesh());
            shared.push((mesh.clone(), part.moves));
            let material = materials.add(part.finish.material(&mut images));
            let child = (Mesh3d(mesh), MeshMaterial3d(material), Transform::default(), Part { moves: part.moves });
            let child = commands.spawn((child, ChildOf(root))).id();
            if let Some(glow) = part.finish.glow(&stage.0.show, eye.look) {
                commands.entity(child).insert(glow);
            }
        }
        commands.entity(root).insert(Meshes(shared));
        if let Some(coming) = coming {
            commands.entity(root).insert(coming);
        }
        for part in rigging(&look.wires, look.batten) {
            commands.spawn((
                Mesh3d(if matches!(part, Rig::Batten(..)) { pipe.clone() } else { line.clone() }),
                MeshMaterial3d(wire.clone()),
                Transform::default(),
                bevy::light::NotShadowCaster,
                Rigging { piece: root, part },
            ));
        }
    }
}

/// The batten a piece hangs on, its wires, and the lines of the batten.
fn rigging(wires: &[Vec3], batten: Option<f32>) -> Vec<Rig> {
    if wires.is_empty() {
        return Vec::new();
    }
    let half = wires.iter().map(|w| w.x.hypot(w.z)).fold(0.0, f32::max) + 0.9;
    // Without a batten of its own a piece brings its pipe with it, and the lines go straight up.
    let Some(above) = batten else {
        return wires.iter().map(|w| Rig::Line(w.x, w.y)).collect();
    };
    let mut parts = vec![Rig::Batten(half, above)];
    parts.extend(wires.iter().map(|w| Rig::Wire(*w, above)));
    parts.extend([-0.92, 0.0, 0.92].map(|x| Rig::Line(x * half, above)));
    parts
}

fn fly(
    stage: Res<OnStage>,
    playhead: Res<Playhead>,
    mut pieces: Query<(&Scenery, &mut Transform)>,
    mut parts: Query<(&Part, &ChildOf, &mut Transform), Without<Scenery>>,
) {
    let run = &stage.0.run;
    for (scenery, mut transform) in &mut pieces {
        transform.set_if_neq(scenery.transform(run, playhead.t_us));
    }
    for (part, of, mut transform) in &mut parts {
        if let Ok((scenery, _)) = pieces.get(of.parent()) {
            transform.set_if_neq(part.transform(scenery, run, playhead.t_us));
        }
    }
}

fn tie(
    stage: Res<OnStage>,
    pieces: Query<&Transform, With<Scenery>>,
    mut riggings: Query<(&Rigging, &mut Transform), Without<Scenery>>,
) {
    let grid = Size::from(&stage.0.show.stage).grid;
    for (rigging, mut transform) in &mut riggings {
        let Ok(piece) = pieces.get(rigging.piece) else { continue };
        let over = |above: f32| piece.translation + Vec3::Y * above.min((grid - piece.translation.y - 0.15).max(0.1));
        let between = |from: Vec3, to: Vec3| {
            let way = to - from;
            let turned = Quat::from_rotation_arc(Vec3::Y, way.try_normalize().unwrap_or(Vec3::Y));
            Transform { translation: from, rotation: turned, scale: Vec3::new(1.0, way.length().max(0.01), 1.0) }
        };
        transform.set_if_neq(match rigging.part {
            Rig::Batten(half, above) => {
                let middle = over(above);
                between(middle - Vec3::X * half, middle + Vec3::X * half)
            }
            Rig::Wire(from, above) => {
                let low = piece.transform_point(from);
                between(low, Vec3::new(low.x, over(above).y, over(above).z))
            }
            Rig::Line(x, above) => {
                let low = over(above) + Vec3::X * x;
                between(low, Vec3::new(low.x, grid.max(low.y + 0.05), low.z))
            }
        });
    }
}
