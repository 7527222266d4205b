//! The building: auditorium, proscenium, deck, masking, fly loft and wings, in metres from the sheet's `Stage`.
//!
//! Each room gives [`Part`]s; what is of one stuff and seen from the same places becomes one mesh.

mod arch;
mod auditorium;
mod deck;
mod flies;
mod masking;
mod stuff;
mod wings;

use bevy::light::NotShadowCaster;
use bevy::prelude::*;

use super::geometry::Shape;
use super::on_stage::{OnStage, Shown, Size};
use super::view::View;
use super::{SetUp, SetUpSystems, StageSystems};
pub(super) use stuff::cloth;
use stuff::{Stuff, materials};

/// The views a part of the building is seen from; from the others it is cut away.
#[derive(Component, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen(u8);

impl Seen {
    /// From everywhere.
    const ALWAYS: Self = Self(0b11111);
    /// The house and its arch: not where the theatre is cut open.
    pub(super) const UNCUT: Self = Self(0b10011);
    /// The same, and not from the prompt desk, which stands there.
    const FROM_THE_FRONT: Self = Self(0b10001);
    /// Not from above.
    const NOT_ABOVE: Self = Self(0b10111);
    /// Where the theatre is cut open from the front.
    const CUTAWAY: Self = Self(0b00100);
    /// From above only.
    const PLAN: Self = Self(0b01000);
    /// From behind the arch.
    pub(super) const BACKSTAGE: Self = Self(0b11110);

    fn from(self, view: View) -> bool {
        let bit = View::ALL.iter().position(|v| *v == view).unwrap_or(0);
        self.0 & (1 << bit) != 0
    }
}

/// A piece of the building.
struct Part {
    shape: Shape,
    of: Stuff,
    seen: Seen,
}

impl Part {
    fn new(shape: Shape, of: Stuff, seen: Seen) -> Self {
        Self { shape, of, seen }
    }
}

/// The cyclorama, whose light is part of the run.
#[derive(Component)]
pub(super) struct Cyclorama;

/// Small lamps of the house, which burn low in a show and brighter with the house light.
#[derive(Component)]
pub(super) struct HouseLamps;

/// Width of the wing on each side, metres.
pub(super) fn wing(s: Size) -> f32 {
    (s.w * 0.42).clamp(3.4, 12.0)
}

/// How large ornament is: 1 on a stage seven metres high.
pub(super) fn module(s: Size) -> f32 {
    (s.h / 7.0).min(s.w / 9.0).clamp(0.25, 4.0)
}

pub(super) use auditorium::{box_lamps, conductor, house_seat};
pub(super) use deck::bow;
pub(super) use masking::between_legs;
pub(super) use wings::{cue_lights, desk, wardrobe};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(SetUp, build.in_set(SetUpSystems::Build)).add_systems(Update, cut_open.in_set(StageSystems::Draw));
}

fn cut_open(shown: Res<Shown>, mut parts: Query<(&Seen, &mut Visibility)>) {
    for (seen, mut visibility) in &mut parts {
        visibility.set_if_neq(if seen.from(shown.view) { Visibility::Inherited } else { Visibility::Hidden });
    }
}

fn build(
    mut commands: Commands,
    stage: Res<OnStage>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut assets: ResMut<Assets<StandardMaterial>>,
    mut images: ResMut<Assets<Image>>,
) {
    let size = Size::from(&stage.0.show.stage);
    let mut parts: Vec<Part> = Vec::new();
    let places =
        stage.0.show.beats().flat_map(|(_, b)| b.places.iter().map(|(_, p)| Vec2::new(p.x as f32, p.y as f32)));
    let kept: Vec<Vec2> =
        places.filter_map(|p| auditorium::house_seat(size, p.y).map(|(y, _)| Vec2::new(p.x, y))).take(200).collect();
    let rooms = [arch::parts, deck::parts, masking::parts, flies::parts, wings::parts];
    for part in rooms.into_iter().flat_map(|room| room(size)).chain(auditorium::parts(size, &kept)) {
        match parts.iter_mut().find(|p| p.of == part.of && p.seen == part.seen) {
            Some(same) => same.shape = std::mem::take(&mut same.shape).with(&part.shape, Transform::IDENTITY),
            None => parts.push(part),
        }
    }
    let made = materials(&mut assets, &mut images);
    for Part { shape, of, seen } in parts {
        let material = made[of as usize].clone();
        // The building has no shadow: no lantern stands where one would be seen.
        let what = (Mesh3d(meshes.add(shape.mesh())), MeshMaterial3d(material), Transform::default());
        let mut entity = commands.spawn((what, NotShadowCaster, seen));
        match of {
            Stuff::Cyc => {
                entity.insert(Cyclorama);
            }
            Stuff::Lamp => {
                entity.insert(HouseLamps);
            }
            _ => {}
        }
    }
}
