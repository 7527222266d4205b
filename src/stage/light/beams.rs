//! Beams in the haze: a cone of light per lantern that has one, seen as far as there is haze to see it in.

use bevy::light::{NotShadowCaster, NotShadowReceiver};
use bevy::prelude::*;

use super::Lantern;
use crate::stage::fog::air_at;
use crate::stage::geometry::Shape;
use crate::stage::on_stage::{OnStage, Playhead};
use crate::stage::veil::Veil;

/// A beam in the haze.
#[derive(Component)]
pub(super) struct Beam {
    of: Entity,
    material: Handle<Veil>,
    colour: LinearRgba,
}

/// A cone from its tip at the origin along −z, one metre long and wide.
pub(super) fn cone() -> Shape {
    Shape::new().surface(28, 6, |u, v| {
        let (sin, cos) = (u * std::f32::consts::TAU).sin_cos();
        Vec3::new(v * cos, v * sin, -v)
    })
}

impl Beam {
    /// Gives a lantern its beam, so wide at its end and so long, metres, and how much it fades on its way, 0 to 1.
    pub(super) fn spawn(
        commands: &mut Commands,
        veils: &mut Assets<Veil>,
        cone: &Handle<Mesh>,
        of: Entity,
        (wide, long): (f32, f32),
        colour: LinearRgba,
        fades: f32,
    ) {
        let how = Vec4::new(1.0, 0.0, 0.6, fades);
        let material = veils.add(Veil { colour: LinearRgba::NONE, how, adds: true });
        let beam = Self { of, material: material.clone(), colour };
        commands.spawn((
            Mesh3d(cone.clone()),
            MeshMaterial3d(material),
            Transform::from_scale(Vec3::new(wide, wide, long)),
            Visibility::Hidden,
            NotShadowCaster,
            NotShadowReceiver,
            ChildOf(of),
            beam,
        ));
    }
}

/// Beams are seen as far as there is haze to see them in.
pub(super) fn show(
    stage: Res<OnStage>,
    playhead: Res<Playhead>,
    lanterns: Query<&Lantern>,
    mut beams: Query<(&Beam, &mut Visibility)>,
    mut veils: ResMut<Assets<Veil>>,
) {
    let haze = air_at(&stage.0.run, playhead.t_us);
    let seen = 1.0 - (-7.0 * haze).exp();
    for (beam, mut visibility) in &mut beams {
        let level = lanterns.get(beam.of).map_or(0.0, |l| l.level);
        let alpha = 0.2 * seen * level.powf(1.4);
        visibility.set_if_neq(if alpha > 0.002 { Visibility::Inherited } else { Visibility::Hidden });
        let colour = beam.colour.with_alpha(alpha);
        if veils.get(&beam.material).is_some_and(|v| v.colour != colour)
            && let Some(mut veil) = veils.get_mut(&beam.material)
        {
            veil.colour = colour;
        }
    }
}
