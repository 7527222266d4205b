//! Flying pieces and wagons: each hangs or stands where its axes say.

mod looks;
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

/// A line from a point of a piece to the grid.
#[derive(Component)]
struct Wire {
    piece: Entity,
    from: Vec3,
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
        let (x, y, z) = place(piece.at);
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
        let steps = piece.look.as_deref().is_some_and(|l| l.to_ascii_lowercase().contains("stair"));
        Self {
            machine,
            home: Vec3::new(x, y, z.unwrap_or(0.0)),
            ways,
            yaw: look.yaw,
            roll: look.roll,
            flown,
            steps,
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

    /// Its transform in a run. What flies leans by its own acceleration over the last second or so.
    pub(super) fn transform(&self, run: &Run, t_us: i64) -> Transform {
        let p = self.place(run, t_us);
        let mut lean = Quat::IDENTITY;
        if self.flown {
            const OVER_US: i64 = 1_400_000;
            let push = |way: Way| {
                let axes = self.ways.iter().zip(self.axes(run)).filter(|(w, _)| **w == way);
                axes.map(|(_, a)| (a.rate(t_us) - a.rate(t_us - OVER_US)) as f32 / 1.4).sum::<f32>() / 9.8
            };
            lean = Quat::from_rotation_z(-2.2 * push(Way::Across)) * Quat::from_rotation_x(2.2 * push(Way::Upstage));
        }
        Transform::from_translation(at(p.x, p.y, p.z))
            .with_rotation(lean * Quat::from_rotation_y(self.yaw) * Quat::from_rotation_x(self.roll))
    }
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
    app.add_systems(SetUp, build.in_set(SetUpSystems::Build))
        .add_systems(Update, (fly, tie).chain().in_set(StageSystems::Draw));
}

fn build(
    mut commands: Commands,
    stage: Res<OnStage>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
    mut images: ResMut<Assets<Image>>,
) {
    let size = Size::from(&stage.0.show.stage);
    let line = meshes.add(Shape::new().bar(Vec3::ZERO, Vec3::Y, 0.012, 0.012).mesh());
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
        for from in look.wires {
            commands.spawn((
                Mesh3d(line.clone()),
                MeshMaterial3d(wire.clone()),
                Transform::default(),
                bevy::light::NotShadowCaster,
                Wire { piece: root, from },
            ));
        }
    }
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
    mut wires: Query<(&Wire, &mut Transform), Without<Scenery>>,
) {
    let grid = Size::from(&stage.0.show.stage).grid;
    for (wire, mut transform) in &mut wires {
        let Ok(piece) = pieces.get(wire.piece) else { continue };
        let from = piece.transform_point(wire.from);
        let to = Vec3::new(from.x, grid.max(from.y + 0.1), from.z);
        let by = Transform::from_translation(from).with_scale(Vec3::new(1.0, to.y - from.y, 1.0));
        transform.set_if_neq(by);
    }
}
