//! The house curtain: red velvet whose folds gather as it travels. One cloth per curtain of the sheet.

use std::f32::consts::{PI, TAU};

use bevy::asset::RenderAssetUsages;
use bevy::light::{NotShadowCaster, NotShadowReceiver};
use bevy::mesh::{Indices, PrimitiveTopology};
use bevy::prelude::*;

use super::geometry::at;
use super::ghost::{self, Ghostly};
use super::on_stage::{Beside, OnStage, Playhead, Shown, Size};
use super::palette::{self, theatre as paint};
use super::view::View;
use super::{SetUp, SetUpSystems, StageSystems};
use crate::run::{MachineTrack, Track};
use crate::sheet::{Curtain, CurtainStyle, Machine};
use crate::slip::Rehearsal;

/// Cells across and down one cloth.
const ACROSS: u32 = 240;
const DOWN: u32 = 24;
/// Height of the fringe, metres.
const FRINGE_M: f32 = 0.26;

/// A curtain's cloth as it hangs now.
#[derive(Component, Clone, Debug)]
pub(super) struct Cloth {
    /// Which machine of the sheet.
    pub(super) machine: usize,
    /// 0 closed to 1 open.
    pub(super) opening: f32,
    /// How far the hem is behind the track: openings.
    pub(super) lag: f32,
    /// Whether it is a double: how plan has it.
    pub(super) ghost: bool,
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
    mut veils: ResMut<Assets<super::veil::Veil>>,
) {
    let veil = veils.add(ghost::veil());
    for (machine, _, m) in stage.machines() {
        let Machine::Curtain(curtain) = m else { continue };
        let velvet = StandardMaterial {
            base_color: Color::WHITE,
            perceptual_roughness: 0.72,
            reflectance: 0.32,
            double_sided: true,
            cull_mode: None,
            ..default()
        };
        let colour = palette::sheet_colour(m.eye().colour).unwrap_or(paint::VELVET);
        for ghost in [false, true] {
            let cloth = Cloth {
                machine,
                opening: -1.0,
                lag: 0.0,
                ghost,
                style: curtain.style,
                size: Size::from(&stage.0.show.stage),
                y: depth(curtain),
            };
            let hung = (
                Mesh3d(meshes.add(flat(colour))),
                Transform::default(),
                Visibility::Hidden,
                bevy::camera::visibility::NoFrustumCulling,
                cloth,
            );
            let mut hung = commands.spawn(hung);
            if ghost {
                hung.insert((MeshMaterial3d(veil.clone()), Ghostly, NotShadowCaster, NotShadowReceiver));
            } else {
                hung.insert(MeshMaterial3d(materials.add(velvet.clone())));
            }
        }
    }
}

/// How far upstage it hangs, metres.
fn depth(curtain: &Curtain) -> f32 {
    curtain.at.map_or(-0.42, |p| p.y as f32)
}

/// The middle of the edge of a curtain that is so far open, for a label: the leading edge at the left, or the hem.
pub(super) fn edge(rehearsal: &Rehearsal, curtain: &Curtain, opening: f32) -> Vec3 {
    let size = Size::from(&rehearsal.show.stage);
    match curtain.style {
        CurtainStyle::Traveller => at(opening * size.w * 0.5, depth(curtain), size.h * 0.45),
        _ => at(0.0, depth(curtain), opening * size.h),
    }
}

/// How far the hem hangs behind the track at an instant, in openings: cloth answers the track late, and swings a little
/// after it has stopped. The track's speed over the last two seconds, each instant less by a damped swing.
fn lag(opening: &Track, t_us: i64) -> f32 {
    const STEP_US: i64 = 80_000;
    (0..28).fold(0.0, |sum, k| {
        let s = (k as f32 + 0.5) * STEP_US as f32 * 1e-6;
        let answer = (-2.4 * s).exp() * (4.4 * s).cos();
        sum + opening.rate(t_us - k * STEP_US - STEP_US / 2) as f32 * answer * STEP_US as f32 * 1e-6
    })
}

fn draw(
    (stage, beside, shown, playhead): (Res<OnStage>, Res<Beside>, Res<Shown>, Res<Playhead>),
    mut cloths: Query<(&mut Cloth, &Mesh3d, &mut Visibility)>,
    mut meshes: ResMut<Assets<Mesh>>,
) {
    let (_, other) = ghost::held_against(&stage, &beside, &shown);
    for (mut cloth, mesh, mut visibility) in &mut cloths {
        let of = |run: &'_ crate::run::Run| match run.machines.get(cloth.machine) {
            Some(MachineTrack::Curtain { opening }) => {
                (opening.sample(playhead.t_us) as f32, lag(opening, playhead.t_us))
            }
            _ => (0.0, 0.0),
        };
        let (now, late) = of(if cloth.ghost { other } else { &stage.0.run });
        // The prompt desk stands where an open curtain is gathered and looks past it; a section is cut through it.
        let past = matches!(shown.view, View::Desk | View::Cutaway) && now > 0.95;
        let doubled = !cloth.ghost || (shown.ghosts && (of(&stage.0.run).0 - now).abs() > ghost::APART as f32);
        visibility.set_if_neq(if past || !doubled { Visibility::Hidden } else { Visibility::Inherited });
        if !doubled || (now == cloth.opening && late == cloth.lag) {
            continue;
        }
        (cloth.opening, cloth.lag) = (now, late);
        if let Some(mut mesh) = meshes.get_mut(&mesh.0) {
            drape(&cloth, &mut mesh);
        }
    }
}

/// How far up a row of the cloth is, 0 at the floor to 1 at the track: the fringe has rows of its own.
fn row(j: u32, tall: f32) -> f32 {
    let fringe = (FRINGE_M / tall).min(0.2);
    match j {
        0 => 0.0,
        1 => fringe,
        // A seam: gold ends here.
        2 => fringe * 1.06,
        _ => fringe * 1.06 + (1.0 - fringe * 1.06) * (j - 2) as f32 / (DOWN - 2) as f32,
    }
}

/// Two halves of cloth, not yet hung: velvet with a gold fringe.
fn flat(colour: Color) -> Mesh {
    let row = ACROSS + 1;
    let points = (2 * row * (DOWN + 1)) as usize;
    let mut indices = Vec::with_capacity((12 * ACROSS * DOWN) as usize);
    let mut colours = Vec::with_capacity(points);
    let (velvet, gold) = (colour.to_linear(), paint::FRINGE.to_linear());
    for half in 0..2 {
        let base = half * row * (DOWN + 1);
        for j in 0..=DOWN {
            for i in 0..=ACROSS {
                // Down in a fold there is less light; the fringe is strands.
                let deep = 0.42 + 0.58 * (0.5 + 0.5 * fold(i as f32 / ACROSS as f32)).clamp(0.0, 1.0);
                let strand = if i % 2 == 0 { 1.0 } else { 0.55 };
                let c = match j {
                    0 => palette::scaled(gold, strand * deep),
                    1 => palette::scaled(gold, deep),
                    _ => palette::scaled(velvet, deep),
                };
                colours.push(c.to_f32_array());
            }
        }
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
        .with_inserted_attribute(Mesh::ATTRIBUTE_COLOR, colours)
        .with_inserted_indices(Indices::U32(indices))
}

/// How far a point of the cloth is before the others by its fold, −1 to 1. Fifteen folds to a half, no two alike.
fn fold(u: f32) -> f32 {
    let phase = u * TAU * 15.0;
    let wave = (phase + 0.5 * (u * 23.0).sin()).sin();
    // Round before, sharp behind: velvet is heavy.
    let round = wave.signum() * wave.abs().powf(0.7);
    (0.82 + 0.18 * (u * 41.0).sin()) * round
}

/// Hangs the cloth as its opening says. Every point is asked for once: normals come from its neighbours.
fn drape(cloth: &Cloth, mesh: &mut Mesh) {
    let wide = ACROSS as usize + 1;
    let mut positions = Vec::with_capacity(2 * wide * (DOWN as usize + 1));
    let mut normals = Vec::with_capacity(positions.capacity());
    let tall = cloth.tall();
    let folds: Vec<f32> = (0..=ACROSS).map(|i| fold(i as f32 / ACROSS as f32)).collect();
    for side in [-1.0, 1.0] {
        let grid: Vec<Vec3> = (0..=DOWN)
            .flat_map(|j| (0..=ACROSS).map(move |i| (i, j)))
            .map(|(i, j)| cloth.point(side, i as f32 / ACROSS as f32, row(j, tall), folds[i as usize]))
            .collect();
        for j in 0..=DOWN as usize {
            for i in 0..wide {
                let at = |i: usize, j: usize| grid[j * wide + i];
                let a = at((i + 1).min(wide - 1), j) - at(i.saturating_sub(1), j);
                let b = at(i, (j + 1).min(DOWN as usize)) - at(i, j.saturating_sub(1));
                let n = a.cross(b).try_normalize().unwrap_or(Vec3::Z);
                positions.push(at(i, j).to_array());
                normals.push((n * n.z.signum()).to_array());
            }
        }
    }
    mesh.insert_attribute(Mesh::ATTRIBUTE_POSITION, positions);
    mesh.insert_attribute(Mesh::ATTRIBUTE_NORMAL, normals);
}

impl Cloth {
    /// From the floor to the track, metres.
    fn tall(&self) -> f32 {
        self.size.h + 0.7
    }

    /// Where the point (u from the outer edge to the middle, v from the floor up) of one half hangs.
    fn point(&self, side: f32, u: f32, v: f32, fold: f32) -> Vec3 {
        let s = self.size;
        let (open, tall) = (self.opening.clamp(0.0, 1.0), self.tall());
        let outer = s.w * 0.5 + 0.9;
        // Folds are the deeper the more cloth there is to lose.
        let deep = |gather: f32| (0.075 + 0.2 * gather) * fold;
        let low = (1.0 - v).powi(2);
        match self.style {
            CurtainStyle::Traveller => {
                let inner = -0.12 + open * (s.w * 0.5 + 0.1);
                let x = outer + (inner - outer) * u;
                // The hem follows the track late, most at the leading edge, and the folds lean with it.
                let lag = -2.4 * self.lag * s.w * 0.5 * low * (0.25 + 0.75 * u);
                let lean = 0.10 * self.lag * s.w * low * (u * 17.0).sin();
                // Held together at the track, full at the floor.
                at(side * (x + lag), self.y + deep(open) * (1.0 - 0.35 * v) + lean, v * tall)
            }
            CurtainStyle::Guillotine => {
                let x = outer - (outer + 0.02) * u;
                let hem = open * (s.h + 0.3);
                let swing = 0.9 * self.lag * low;
                at(side * x, self.y + deep(0.1) + swing * (u * 5.0).sin(), hem + v * tall - 0.6 * self.lag * low)
            }
            CurtainStyle::Tableau => {
                let x = outer - (outer - 0.02) * u;
                // The inner hem is drawn up and out along a diagonal; what is drawn up hangs in a swag below it.
                // Fully open it still frames the arch.
                let up = 0.76 * open;
                let hem = up * u * u * (s.h - 0.4) + 0.12 * up * (PI * u).sin();
                let pull = up * (1.0 - v) * u * u * (s.w * 0.5 - 0.4);
                let full = up * (PI * v).sin() * u;
                at(
                    side * (x + pull - 0.8 * self.lag * low * u),
                    self.y + deep(up * (1.0 - v)) + 0.25 * full,
                    hem + v * (tall - hem) - 0.45 * full,
                )
            }
            CurtainStyle::Austrian => {
                let x = outer - (outer - 0.02) * u;
                let hem = open * (s.h - 0.2);
                let swags = (u * PI * 5.0).sin().abs();
                // Between its cords the hem hangs in a bow, and what has come up lies in soft rolls.
                let swag = (0.12 + 0.5 * open.sqrt()) * (1.0 - swags) * low.sqrt();
                let z = hem - 0.8 * self.lag * low + swag + v * (tall - hem - swag);
                let bunch = 0.22 * open * (v * PI * 9.0).sin() * (0.35 + 0.65 * swags);
                at(side * x, self.y + deep(0.15 * open) + bunch, z)
            }
        }
    }
}
