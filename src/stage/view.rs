//! [`View`]: where the eye is, and the camera that sits there.

use std::str::FromStr;

use bevy::anti_alias::fxaa::Fxaa;
use bevy::camera::visibility::RenderLayers;
use bevy::camera::{Exposure, Hdr, ShadowLodOrigin, SubCameraView};
use bevy::core_pipeline::prepass::DepthPrepass;
use bevy::core_pipeline::tonemapping::{DebandDither, Tonemapping};
use bevy::light::ShadowFilteringMethod;
use bevy::post_process::bloom::Bloom;
use bevy::prelude::*;

use super::geometry::{at, eased};
use super::on_stage::{OnStage, Shown, Size};
use super::{StageSystems, palette, theatre};

/// Where the eye is (look.md, Views).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// From the tenth row.
    #[default]
    House,
    /// From the prompt desk in the wing.
    Desk,
    /// The proscenium wall cut away, the whole fly loft in frame.
    Cutaway,
    /// From above.
    Plan,
    /// Round the centre of the stage, with the mouse.
    Free,
}

impl View {
    /// All of them, in the order of keys 1 to 5.
    pub const ALL: [Self; 5] = [Self::House, Self::Desk, Self::Cutaway, Self::Plan, Self::Free];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::House => "house",
            Self::Desk => "desk",
            Self::Cutaway => "cutaway",
            Self::Plan => "plan",
            Self::Free => "free",
        }
    }
}

/// A name that is no view.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no view is called \"{0}\": house, desk, cutaway, plan or free")]
pub struct UnknownView(String);

impl FromStr for View {
    type Err = UnknownView;

    fn from_str(name: &str) -> Result<Self, UnknownView> {
        let found = Self::ALL.into_iter().find(|v| v.name().eq_ignore_ascii_case(name.trim()));
        found.ok_or_else(|| UnknownView(name.to_owned()))
    }
}

/// Seconds a move between views takes.
const MOVE_S: f32 = 0.8;

/// How the free view is turned: angles in radians, distance as a factor.
#[derive(Resource, Clone, Copy)]
pub(super) struct Orbit {
    /// Round the vertical, 0 from the house.
    pub(super) turn: f32,
    /// Above the horizon.
    pub(super) lift: f32,
    /// Distance, 1 is about the house's.
    pub(super) far: f32,
}

impl Default for Orbit {
    fn default() -> Self {
        Self { turn: 0.45, lift: 0.22, far: 1.0 }
    }
}

/// Where the eye is and what it looks at, in the renderer's axes, with its vertical angle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Eye {
    to: Vec3,
    /// Unit vector from what it looks at to the eye.
    back: Vec3,
    /// How far the eye is from it, metres.
    far: f32,
    /// How tall the frame is there, metres.
    tall: f32,
    up: Vec3,
}

impl Eye {
    fn looking(from: Vec3, to: Vec3, angle_degrees: f32) -> Self {
        let far = from.distance(to).max(0.01);
        let tall = 2.0 * far * (angle_degrees.to_radians() * 0.5).tan();
        Self { to, back: (from - to) / far, far, tall, up: Vec3::Y }
    }

    /// A lens so long that it is orthographic to the eye: beams and the fog's march need a perspective.
    fn long(to: Vec3, back: Vec3, tall: f32, up: Vec3) -> Self {
        Self { to, back: back.normalize_or(Vec3::Y), far: (tall * 12.0).max(60.0), tall, up }
    }

    /// The eye of a view. `aspect` is the picture's width over its height.
    pub(super) fn of(view: View, s: Size, orbit: Orbit, aspect: f32) -> Self {
        let aspect = aspect.max(0.2);
        match view {
            View::House => Self::looking(at(0.0, -1.35 * s.w, 0.55 * s.h), at(0.0, 0.3 * s.d, 0.38 * s.h), 34.0),
            View::Desk => Self::looking(at(-0.62 * s.w, -0.05 * s.d, 1.7), at(0.1 * s.w, 0.45 * s.d, 0.3 * s.h), 58.0),
            View::Cutaway => {
                let to = at(0.0, 0.5 * s.d, s.grid * 0.5 - 0.1);
                let tall = (s.grid + 6.4).max((s.w + 2.0 * theatre::wing(s) + 5.0) / aspect);
                Self::long(to, Vec3::new(-0.34, 0.17, 1.0), tall, Vec3::Y)
            }
            View::Plan => {
                let tall = (s.d + 6.0).max((s.w + 2.0 * theatre::wing(s) + 1.0) / aspect);
                Self::long(at(0.0, s.d * 0.42, 0.0), Vec3::Y, tall, Vec3::NEG_Z)
            }
            View::Free => {
                let to = at(0.0, 0.4 * s.d, 0.35 * s.h);
                let turned = Quat::from_euler(EulerRot::YXZ, orbit.turn, -orbit.lift, 0.0) * Vec3::Z;
                Self::looking(to + turned * 1.6 * s.w * orbit.far, to, 38.0)
            }
        }
    }

    /// On the way from one eye to another. Between a long lens and a short one the frame keeps its size while the eye
    /// comes closer: distance and height go by ratios, direction along a circle.
    fn lerp(self, other: Self, t: f32) -> Self {
        let ratio = |a: f32, b: f32| a * (b / a).powf(t);
        let turn = Quat::from_rotation_arc(self.back, other.back);
        Self {
            to: self.to.lerp(other.to, t),
            back: Quat::IDENTITY.slerp(turn, t) * self.back,
            far: ratio(self.far, other.far),
            tall: ratio(self.tall, other.tall),
            up: self.up.lerp(other.up, t).try_normalize().unwrap_or(Vec3::Y),
        }
    }

    /// Its vertical angle, radians.
    fn angle(self) -> f32 {
        2.0 * (self.tall * 0.5 / self.far).atan()
    }

    fn transform(self) -> Transform {
        Transform::from_translation(self.to + self.back * self.far).looking_at(self.to, self.up)
    }

    /// How near and how far there is something to see, metres.
    fn depth(self, s: Size) -> (f32, f32) {
        // Half of all there is, and the house behind.
        let reach = s.w * 2.2 + s.d + s.grid + 10.0;
        ((self.far - reach).max(0.1), self.far + reach)
    }
}

/// The camera, and the move it is in.
#[derive(Component, Default)]
pub(super) struct StageCamera {
    at: Option<(View, Eye)>,
    from: Option<Eye>,
    moved_s: f32,
}

/// The layer that has the lights on it and nothing else.
const LIGHTS: usize = 7;

/// The layers of every light: the stage's own, and the one a camera looks at that is to know the lights and draw nothing.
pub(super) fn lights() -> RenderLayers {
    RenderLayers::from_layers(&[0, LIGHTS])
}

/// What a camera sees that is to know the lights and draw nothing.
pub(super) fn only_lights() -> RenderLayers {
    RenderLayers::layer(LIGHTS)
}

/// What the stage's camera sees: the stage, and lights that only it knows.
pub(super) fn everything() -> RenderLayers {
    lights()
}

/// Everything the stage's camera is, but its target.
pub(super) fn camera() -> impl Bundle {
    (
        StageCamera::default(),
        everything(),
        Camera3d::default(),
        Camera { clear_color: ClearColorConfig::Custom(palette::theatre::VOID), ..default() },
        Hdr,
        Msaa::Off,
        Fxaa::default(),
        Tonemapping::AcesFitted,
        DebandDither::Enabled,
        // Fixed: a blackout must be black.
        Exposure { ev100: 9.0 },
        Bloom { intensity: 0.11, ..Bloom::NATURAL },
        // The fog's march ends where something stands.
        DepthPrepass,
        ShadowLodOrigin,
        ShadowFilteringMethod::Gaussian,
    )
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Orbit>().add_systems(Update, look.in_set(StageSystems::Draw));
}

fn look(
    stage: Res<OnStage>,
    shown: Res<Shown>,
    orbit: Res<Orbit>,
    time: Res<Time<Real>>,
    mut cameras: Query<(&mut StageCamera, &mut Transform, &mut Projection, &mut Camera)>,
) {
    for (mut camera, mut transform, mut projection, mut lens) in &mut cameras {
        let whole = lens.logical_viewport_size().unwrap_or(Vec2::new(16.0, 9.0));
        // With panels the picture is in what they leave free, and goes on behind them.
        let mut size = whole;
        let mut shift = None;
        if shown.panels && whole.x > 100.0 {
            let m = super::pencil::margins::of(whole.x, whole.y, &shown);
            size = (whole - Vec2::new(m.left + m.right, m.bottom + m.bar + m.top)).max(Vec2::splat(40.0));
            let corner = Vec2::new(m.left, m.top);
            let scale = 10.0;
            shift = Some(SubCameraView {
                full_size: (size * scale).as_uvec2(),
                offset: -corner * scale,
                size: (whole * scale).as_uvec2(),
            });
        }
        let as_was = match (&lens.sub_camera_view, &shift) {
            (Some(a), Some(b)) => a.full_size == b.full_size && a.offset == b.offset && a.size == b.size,
            (None, None) => true,
            _ => false,
        };
        if !as_was {
            lens.sub_camera_view = shift;
        }
        let size_of_stage = Size::from(&stage.0.show.stage);
        let goal = Eye::of(shown.view, size_of_stage, *orbit, size.x / size.y.max(1.0));
        match camera.at {
            Some((view, eye)) if view != shown.view => {
                camera.from = Some(eye);
                camera.moved_s = 0.0;
            }
            Some(_) => camera.moved_s += time.delta_secs(),
            None => camera.moved_s = MOVE_S,
        }
        let eye = match camera.from {
            Some(from) if camera.moved_s < MOVE_S && !shown.still => from.lerp(goal, eased(camera.moved_s / MOVE_S)),
            _ => goal,
        };
        camera.at = Some((shown.view, eye));
        transform.set_if_neq(eye.transform());
        let (near, far) = eye.depth(size_of_stage);
        if let Projection::Perspective(p) = &mut *projection
            && (p.fov != eye.angle() || p.near != near || p.far != far)
        {
            (p.fov, p.near, p.far) = (eye.angle(), near, far);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_any_two_views_the_eye_goes_smoothly() {
        let s = Size { w: 12.0, d: 9.0, h: 7.0, grid: 16.0 };
        for a in View::ALL {
            for b in View::ALL {
                let [a, b] = [a, b].map(|v| Eye::of(v, s, Orbit::default(), 16.0 / 9.0));
                let ends = [a.lerp(b, 0.0), a.lerp(b, 1.0)];
                for (end, goal) in ends.iter().zip([a, b]) {
                    let apart = end.transform().translation.distance(goal.transform().translation);
                    assert!(apart < 0.01 * goal.far, "it begins and ends where it should: {apart} m off");
                }
                let mut last = a;
                for k in 1..=40 {
                    let eye = a.lerp(b, k as f32 / 40.0);
                    assert!(eye.transform().is_finite(), "half way there is an eye: {eye:?}");
                    let (near, far) = eye.depth(s);
                    assert!(near < eye.far && eye.far < far, "what it looks at is in its depth");
                    assert!(last.to.distance(eye.to) < 0.5 && last.back.distance(eye.back) < 0.12, "no jumps");
                    last = eye;
                }
            }
        }
    }

    #[test]
    fn the_house_is_seen_as_the_art_direction_says() {
        let s = Size { w: 10.0, d: 8.0, h: 6.0, grid: 14.0 };
        let eye = Eye::of(View::House, s, Orbit::default(), 1.6);
        assert!(eye.transform().translation.distance(at(0.0, -13.5, 3.3)) < 1e-3);
        assert!((eye.angle().to_degrees() - 34.0).abs() < 1e-3);
    }
}
