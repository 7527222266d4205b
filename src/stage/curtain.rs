//! The house curtain: red velvet whose folds gather as it travels. One cloth per curtain of the sheet.

use std::f32::consts::{PI, TAU};

use bevy::asset::RenderAssetUsages;
use bevy::mesh::{Indices, PrimitiveTopology};
use bevy::prelude::*;

use super::geometry::at;
use super::on_stage::{OnStage, Playhead, Shown, Size};
use super::palette::{self, theatre as paint};
use super::view::View;
use super::{SetUp, SetUpSystems, StageSystems};
use crate::run::MachineTrack;
use crate::sheet::{CurtainStyle, Machine};

/// Cells across and down one cloth.
const ACROSS: u32 = 260;
const DOWN: u32 = 24;

/// A curtain's cloth as it hangs now.
#[derive(Component, Clone, Debug)]
pub(super) struct Cloth {
    /// Which machine of the sheet.
    pub(super) machine: usize,
    /// 0 closed to 1 open.
    pub(super) opening: f32,
    /// Openings per second.
    pub(super) rate: f32,
    style: CurtainStyle,
    size: Size,
    y: f32,
}

pub(super) fn plugin(app: &mut App) {
    app.add_systems(SetUp, hang.in_set(SetUpSystems::Build)).add_systems(Update, draw.in_set(StageSystems::Draw));
}

fn hang(
    mut commands: Commands,
    stage: Res<OnStage>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    for (machine, _, m) in stage.machines() {
        let Machine::Curtain(curtain) = m else { continue };
        let cloth = Cloth {
            machine,
            opening: -1.0,
            rate: 0.0,
            style: curtain.style,
            size: Size::from(&stage.0.show.stage),
            y: curtain.at.map_or(-0.42, |p| p.y as f32),
        };
        let velvet = StandardMaterial {
            base_color: palette::sheet_colour(m.eye().colour).unwrap_or(paint::VELVET),
            perceptual_roughness: 0.62,
            reflectance: 0.28,
            double_sided: true,
            cull_mode: None,
            ..default()
        };
        commands.spawn((
            Mesh3d(meshes.add(flat())),
            MeshMaterial3d(materials.add(velvet)),
            Transform::default(),
            Visibility::default(),
            bevy::camera::visibility::NoFrustumCulling,
            cloth,
        ));
    }
}

fn draw(
    stage: Res<OnStage>,
    playhead: Res<Playhead>,
    shown: Res<Shown>,
    mut cloths: Query<(&mut Cloth, &Mesh3d, &mut Visibility)>,
    mut meshes: ResMut<Assets<Mesh>>,
) {
    for (mut cloth, mesh, mut visibility) in &mut cloths {
        // The prompt desk stands where an open curtain is gathered, and looks past it.
        let past = shown.view == View::Desk && cloth.opening > 0.95;
        visibility.set_if_neq(if past { Visibility::Hidden } else { Visibility::Inherited });
        let Some(MachineTrack::Curtain { opening }) = stage.0.run.machines.get(cloth.machine) else { continue };
        let (now, rate) = (opening.sample(playhead.t_us) as f32, opening.rate(playhead.t_us) as f32);
        if now == cloth.opening && rate == cloth.rate {
            continue;
        }
        (cloth.opening, cloth.rate) = (now, rate);
        if let Some(mut mesh) = meshes.get_mut(&mesh.0) {
            drape(&cloth, &mut mesh);
        }
    }
}

/// Two halves of cloth, not yet hung.
fn flat() -> Mesh {
    let row = ACROSS + 1;
    let points = (2 * row * (DOWN + 1)) as usize;
    let mut indices = Vec::with_capacity((12 * ACROSS * DOWN) as usize);
    for half in 0..2 {
        let base = half * row * (DOWN + 1);
        for j in 0..DOWN {
            for i in 0..ACROSS {
                let a = base + j * row + i;
                // The right half runs the other way: its front is still its front.
                let (b, c) = if half == 0 { (a + 1, a + row) } else { (a + row, a + 1) };
                indices.extend([a, b, c, c, b, a + row + 1]);
            }
        }
    }
    Mesh::new(PrimitiveTopology::TriangleList, RenderAssetUsages::default())
        .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, vec![[0.0; 3]; points])
        .with_inserted_attribute(Mesh::ATTRIBUTE_NORMAL, vec![[0.0, 0.0, 1.0]; points])
        .with_inserted_attribute(Mesh::ATTRIBUTE_UV_0, vec![[0.0; 2]; points])
        .with_inserted_indices(Indices::U32(indices))
}

/// Hangs the cloth as its opening says.
fn drape(cloth: &Cloth, mesh: &mut Mesh) {
    let mut positions = Vec::with_capacity((2 * (ACROSS + 1) * (DOWN + 1)) as usize);
    let mut normals = Vec::with_capacity(positions.capacity());
    for side in [-1.0, 1.0] {
        let (du, dv) = (0.4 / ACROSS as f32, 0.4 / DOWN as f32);
        for j in 0..=DOWN {
            for i in 0..=ACROSS {
                let (u, v) = (i as f32 / ACROSS as f32, j as f32 / DOWN as f32);
                let p = cloth.point(side, u, v);
                let a = cloth.point(side, u + du, v) - cloth.point(side, u - du, v);
                let b = cloth.point(side, u, v + dv) - cloth.point(side, u, v - dv);
                let n = a.cross(b).try_normalize().unwrap_or(Vec3::Z);
                positions.push(p.to_array());
                normals.push((n * n.z.signum()).to_array());
            }
        }
    }
    mesh.insert_attribute(Mesh::ATTRIBUTE_POSITION, positions);
    mesh.insert_attribute(Mesh::ATTRIBUTE_NORMAL, normals);
}

impl Cloth {
    /// Where the point (u from the outer edge to the middle, v from the floor up) of one half hangs.
    fn point(&self, side: f32, u: f32, v: f32) -> Vec3 {
        let s = self.size;
        let (open, tall) = (self.opening.clamp(0.0, 1.0), s.h + 0.7);
        let outer = s.w * 0.5 + 0.9;
        // Fourteen folds to a half, deeper the more cloth there is to lose.
        let fold = |gather: f32, u: f32| {
            let phase = u * TAU * 14.0;
            (0.06 + 0.2 * gather) * (phase.sin() + 0.25 * (phase * 0.5 + 1.3).sin())
        };
        match self.style {
            CurtainStyle::Traveller => {
                let inner = -0.12 + open * (s.w * 0.5 + 0.1);
                let x = outer + (inner - outer) * u;
                // The hem follows the track late, by a fifth of a second, most at the leading edge.
                let lag = -0.22 * self.rate * s.w * 0.5 * (1.0 - v).powi(2) * u;
                at(side * (x + lag), self.y + fold(open, u) * (1.0 - 0.25 * v), v * tall)
            }
            CurtainStyle::Guillotine => {
                let x = outer - (outer + 0.02) * u;
                let hem = open * (s.h + 0.3);
                at(side * x, self.y + fold(0.1, u), hem + v * tall)
            }
            CurtainStyle::Tableau => {
                let x = outer - (outer - 0.02) * u;
                // The inner hem is drawn up and out along a diagonal.
                let pull = open * (1.0 - v) * u * u;
                let lift = pull * (s.h - 0.4) + 0.35 * open * (PI * u).sin() * (1.0 - v);
                at(
                    side * (x + pull * (s.w * 0.5 - 0.4)),
                    self.y + fold(open * (1.0 - v), u),
                    (v * tall + lift).min(tall),
                )
            }
            CurtainStyle::Austrian => {
                let x = outer - (outer - 0.02) * u;
                let hem = open * (s.h - 0.2);
                let swag = 0.45 * open.sqrt() * (u * PI * 5.0).sin().abs();
                let z = hem + swag + v * (tall - hem - swag);
                let bunch = 0.16 * open * (v * PI * 12.0).sin();
                at(side * x, self.y + fold(0.2 * open, u) + bunch, z)
            }
        }
    }
}
