//! The rig: every light area of the sheet as lanterns whose output is the run's, their beams in the haze, what glows.

use bevy::light::cluster::GlobalClusterSettings;
use bevy::light::{
    CascadeShadowConfigBuilder, DirectionalLightShadowMap, NotShadowCaster, NotShadowReceiver, VolumetricLight,
};
use bevy::prelude::*;

use super::fog::air_at;
use super::geometry::{Shape, at};
use super::on_stage::{OnStage, Playhead, Shown, Size, place};
use super::palette::{self, theatre as paint};
use super::people::where_is;
use super::piece::Glow;
use super::theatre::Cyclorama;
use super::veil::Veil;
use super::view::{View, lights};
use super::{SetUp, SetUpSystems, StageSystems};
use crate::run::{MachineTrack, Run};
use crate::sheet::{Area, Machine};

/// What an area is, by its `look` or else its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    House,
    Warmers,
    Wash,
    Cyc,
    Back,
    Side,
    Follow,
    Glow,
    Special,
}

impl Kind {
    fn of(name: &str, area: &Area) -> Self {
        let text = area.look.as_deref().unwrap_or(name).to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|w| text.contains(w));
        if has(&["house"]) {
            Self::House
        } else if has(&["warmer", "foots", "footlight"]) {
            Self::Warmers
        } else if has(&["cyc", "sky", "silhouette", "backdrop", "horizon"]) {
            Self::Cyc
        } else if has(&["wash", "front", "general", "cold", "cloth"]) {
            Self::Wash
        } else if has(&["moon", "back"]) {
            Self::Back
        } else if has(&["side", "boom"]) {
            Self::Side
        } else if has(&["_spot", "follow"]) || text == "spot" {
            Self::Follow
        } else if has(&["glow", "ghost", "lamp", "bedside", "practical", "mirror"]) {
            Self::Glow
        } else {
            Self::Special
        }
    }
}

/// A lantern of an area.
#[derive(Component, Clone, Debug)]
pub(super) struct Lantern {
    /// Which machine of the sheet.
    pub(super) machine: usize,
    /// Which of its areas.
    pub(super) area: usize,
    /// Output 0 to 1 as drawn now.
    pub(super) level: f32,
    /// Lumens at full.
    pub(super) full: f32,
    follows: Option<String>,
    wants_shadow: bool,
}

/// A beam in the haze.
#[derive(Component)]
struct Beam {
    of: Entity,
    material: Handle<Veil>,
    colour: LinearRgba,
}

/// Light that comes back from everything lit.
#[derive(Component)]
struct Bounce;

/// What everything lit throws into the air over the stage, in the mean of its colours: the fog is seen by it.
#[derive(Component)]
struct InTheAir;

pub(super) fn plugin(app: &mut App) {
    app.insert_resource(GlobalAmbientLight { color: paint::BOUNCE, brightness: 0.0, ..default() })
        .insert_resource(DirectionalLightShadowMap { size: 1024 })
        .add_systems(PreStartup, cluster_here)
        .add_systems(SetUp, rig.in_set(SetUpSystems::Build))
        .add_systems(Update, (follow, burn, show_beams, bounce, glow, cyc).chain().in_set(StageSystems::Draw));
}

/// Which light falls where is worked out here and not on the adapter: there it is a few frames late when lights come
/// on together, and a still has no frames to spare.
fn cluster_here(settings: Option<ResMut<GlobalClusterSettings>>) {
    if let Some(mut settings) = settings {
        settings.gpu_clustering = None;
    }
}

/// The output of an area in a run, 0 to 1.
pub(super) fn output(run: &Run, machine: usize, area: usize, t_us: i64) -> f32 {
    match run.machines.get(machine) {
        Some(MachineTrack::Light { output, .. }) => output.get(area).map_or(0.0, |o| o.sample(t_us) as f32),
        _ => 0.0,
    }
}

struct Fixture {
    from: Vec3,
    to: Vec3,
    lumens: f32,
    half_angle: f32,
    shadow: bool,
    beam: f32,
}

/// Where an area's lanterns hang and where they look.
fn fixtures(kind: Kind, area: &Area, nth: usize, s: Size) -> Vec<Fixture> {
    let (x, y, z) = place(area.at);
    let aim = at(x, y, z.unwrap_or(1.1));
    let side = if nth.is_multiple_of(2) { 1.0 } else { -1.0 };
    let fixture = |from: Vec3, lumens: f32, half_angle: f32| Fixture {
        from,
        to: aim,
        lumens,
        half_angle,
        shadow: false,
        beam: 0.0,
    };
    match kind {
        Kind::House | Kind::Cyc | Kind::Glow => vec![],
        Kind::Warmers => [-0.3, 0.3]
            .map(|k| Fixture { to: at(k * s.w, 0.0, s.h * 0.42), ..fixture(at(k * s.w, -3.6, 0.1), 3.2e6, 0.95) })
            .into(),
        Kind::Wash => vec![
            fixture(at(side * s.w * 0.45, -0.95 * s.w, s.h * 1.35), 2.1e7, 0.4),
            Fixture {
                to: at(x, y - 1.0, 0.6),
                beam: 0.25,
                ..fixture(at(x - side * s.w * 0.28, s.d * 0.72, s.h + 1.0), 4.5e6, 0.6)
            },
        ],
        Kind::Side => vec![fixture(at(side * (s.w * 0.5 + 0.6), y, 2.6), 3.0e6, 0.5)],
        Kind::Back => vec![Fixture {
            to: at(x * 0.4, y - 3.2, 0.9),
            shadow: true,
            beam: 0.8,
            ..fixture(at(x, s.d * 0.9, s.h + 0.6), 1.2e7, 0.36)
        }],
        Kind::Follow => vec![Fixture {
            shadow: true,
            beam: 0.35,
            ..fixture(at(side * s.w * 0.22, -1.15 * s.w, s.h * 1.5), 3.4e7, 0.07)
        }],
        Kind::Special => vec![Fixture {
            shadow: true,
            beam: 1.0,
            ..fixture(at(x + side * 1.6, (y - 2.6).max(0.5), s.h + 0.7), 1.1e7, 0.34)
        }],
    }
}

fn rig(
    mut commands: Commands,
    stage: Res<OnStage>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
    mut veils: ResMut<Assets<Veil>>,
) {
    let size = Size::from(&stage.0.show.stage);
    let wearers: Vec<&str> = stage
        .machines()
        .filter_map(|(_, _, m)| if let Machine::Costume(c) = m { Some(c.wearer.as_str()) } else { None })
        .collect();
    let cone = meshes.add(
        Shape::new()
            .surface(28, 6, |u, v| {
                let (sin, cos) = (u * std::f32::consts::TAU).sin_cos();
                Vec3::new(v * cos, v * sin, -v)
            })
            .mesh(),
    );
    let bulb = meshes.add(Shape::new().ball(Vec3::ZERO, Vec3::new(0.07, 0.09, 0.07)).mesh());
    for (machine, _, m) in stage.machines() {
        let Machine::LightRig(rig) = m else { continue };
        for (area, (name, sheet)) in rig.areas.0.iter().enumerate() {
            let kind = Kind::of(name, sheet);
            let colour = palette::sheet_colour(sheet.colour.as_deref()).unwrap_or(paint::TUNGSTEN);
            let lower = name.to_ascii_lowercase();
            let follows = (kind == Kind::Follow)
                .then(|| wearers.iter().find(|w| lower.starts_with(&w.to_ascii_lowercase())))
                .flatten()
                .map(|w| (*w).to_owned());
            let lantern = |full: f32, wants_shadow: bool| Lantern {
                machine,
                area,
                level: 0.0,
                full,
                follows: follows.clone(),
                wants_shadow,
            };
            for f in fixtures(kind, sheet, area, size) {
                let light = SpotLight {
                    color: colour,
                    intensity: 0.0,
                    range: 45.0,
                    outer_angle: f.half_angle,
                    inner_angle: f.half_angle * if kind == Kind::Follow { 0.82 } else { 0.35 },
                    shadow_maps_enabled: false,
                    ..default()
                };
                let spot = commands.spawn((
                    light,
                    Transform::from_translation(f.from).looking_at(f.to, Vec3::Y),
                    lantern(f.lumens, f.shadow),
                    lights(),
                ));
                if f.beam > 0.0 {
                    let of = spot.id();
                    let long = f.from.distance(f.to) * 1.15;
                    let wide = long * (f.half_angle * 0.8).tan();
                    let material =
                        veils.add(Veil { colour: LinearRgba::NONE, how: Vec4::new(1.0, 0.0, 0.6, 0.75), adds: true });
                    let beam = Beam { of, material: material.clone(), colour: palette::dimmed(colour, f.beam) };
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
            let (x, y, z) = place(sheet.at);
            let (from, lumens, range) = match kind {
                Kind::House => (at(0.0, -0.75 * size.w, size.h * 0.9), 1.2e7, 40.0),
                Kind::Glow if name.contains("chandelier") => (at(x, y, size.h - 1.3), 2.2e6, 14.0),
                Kind::Glow => (at(x, y, z.unwrap_or(1.6)), 4.0e5, 10.0),
                _ => continue,
            };
            let light = PointLight { color: colour, intensity: 0.0, range, radius: 0.1, ..default() };
            let point = commands.spawn((light, Transform::from_translation(from), lantern(lumens, false), lights()));
            if kind == Kind::Glow && !name.contains("chandelier") {
                let material = materials.add(StandardMaterial { base_color: paint::BLACK, ..default() });
                let glow = Glow { area: Some((machine, area)), colour, always: 0.0, full: 9.0 };
                let of = point.id();
                commands.spawn((
                    Mesh3d(bulb.clone()),
                    MeshMaterial3d(material),
                    Transform::default(),
                    NotShadowCaster,
                    glow,
                    ChildOf(of),
                ));
            }
        }
    }
    let middle = at(0.0, size.d * 0.15, size.h * 0.45);
    commands.spawn((
        PointLight { color: paint::BOUNCE, intensity: 0.0, range: 26.0, radius: 0.5, ..default() },
        Transform::from_translation(middle),
        Bounce,
        lights(),
    ));
    commands.spawn((
        DirectionalLight { illuminance: 0.0, shadow_maps_enabled: true, ..default() },
        CascadeShadowConfigBuilder { num_cascades: 1, maximum_distance: 420.0, ..default() }.build(),
        Transform::from_translation(at(0.0, 4.0, 9.0)).looking_at(at(0.0, 0.0, 0.0), Vec3::Y),
        VolumetricLight,
        InTheAir,
        lights(),
    ));
    // The conductor's lamp never goes out.
    commands.spawn((
        PointLight { color: paint::PIT, intensity: 60_000.0, range: 7.0, ..default() },
        Transform::from_translation(at(0.0, -2.7, -0.5)),
        lights(),
    ));
}

/// Follow spots follow.
fn follow(stage: Res<OnStage>, playhead: Res<Playhead>, mut spots: Query<(&Lantern, &mut Transform), With<SpotLight>>) {
    for (lantern, mut transform) in &mut spots {
        let Some(who) = &lantern.follows else { continue };
        if let Some(p) = where_is(&stage.0, &stage.0.run, who, playhead.t_us) {
            let aimed = transform.looking_at(p + Vec3::Y * 1.15, Vec3::Y);
            transform.set_if_neq(aimed);
        }
    }
}

fn burn(
    stage: Res<OnStage>,
    playhead: Res<Playhead>,
    mut lanterns: Query<(Entity, &mut Lantern, &mut Visibility, Option<&mut SpotLight>, Option<&mut PointLight>)>,
) {
    // Shadows are dear: the three brightest that want one have one.
    let mut wanted: Vec<(f32, Entity)> = Vec::new();
    for (entity, mut lantern, mut visibility, spot, point) in &mut lanterns {
        let level = output(&stage.0.run, lantern.machine, lantern.area, playhead.t_us).clamp(0.0, 1.0);
        if lantern.level != level {
            lantern.level = level;
        }
        // A dimmer's law: light falls faster than the fader.
        let lumens = lantern.full * level.powf(1.6);
        if let Some(mut light) = spot
            && light.intensity != lumens
        {
            light.intensity = lumens;
        }
        if let Some(mut light) = point
            && light.intensity != lumens
        {
            light.intensity = lumens;
        }
        visibility.set_if_neq(if level > 0.002 { Visibility::Inherited } else { Visibility::Hidden });
        if lantern.wants_shadow && level > 0.02 {
            wanted.push((level, entity));
        }
    }
    wanted.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    wanted.truncate(3);
    for (entity, _, _, spot, _) in &mut lanterns {
        let Some(mut light) = spot else { continue };
        let shadow = wanted.iter().any(|(_, e)| *e == entity);
        if light.shadow_maps_enabled != shadow {
            light.shadow_maps_enabled = shadow;
        }
    }
}

/// Beams are seen as far as there is haze to see them in.
fn show_beams(
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

fn bounce(
    stage: Res<OnStage>,
    shown: Res<Shown>,
    lanterns: Query<(&Lantern, Option<&SpotLight>, Option<&PointLight>), Without<Bounce>>,
    mut ambient: ResMut<GlobalAmbientLight>,
    mut lights: Query<&mut PointLight, (With<Bounce>, Without<Lantern>)>,
    mut air: Query<(&mut DirectionalLight, &mut Visibility), With<InTheAir>>,
) {
    // From every lantern its light, less for those that light little.
    let (mut lit, mut colour) = (0.0, LinearRgba::BLACK);
    for (lantern, spot, point) in &lanterns {
        let light = lantern.full * lantern.level.powf(1.6) / 4.0e7;
        lit += light;
        let of = spot.map(|s| s.color).or(point.map(|p| p.color)).unwrap_or(paint::TUNGSTEN);
        colour += palette::dimmed(of, light);
    }
    let mean = if lit > 0.0 { palette::scaled(colour, 1.0 / lit) } else { LinearRgba::WHITE };
    let lit = lit / (1.0 + 0.35 * lit);
    let depth = Size::from(&stage.0.show.stage).d / 9.0;
    // Where the house is cut open, working light.
    let working = if matches!(shown.view, View::Cutaway | View::Plan) { 240.0 } else { 0.0 };
    let brightness = 2.0 + 26.0 * lit + working;
    if ambient.brightness != brightness {
        ambient.brightness = brightness;
    }
    for mut light in &mut lights {
        light.intensity = 9.0e5 * lit * depth;
    }
    for (mut light, mut visibility) in &mut air {
        (light.illuminance, light.color) = (1.6 * lit.powf(0.6), mean.into());
        visibility.set_if_neq(if lit > 0.001 { Visibility::Inherited } else { Visibility::Hidden });
    }
}

/// What glows, glows with its area.
fn glow(
    stage: Res<OnStage>,
    playhead: Res<Playhead>,
    glowing: Query<(&Glow, &MeshMaterial3d<StandardMaterial>)>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    for (glow, material) in &glowing {
        let level = glow.area.map_or(0.0, |(m, a)| output(&stage.0.run, m, a, playhead.t_us).clamp(0.0, 1.0));
        let emissive = palette::dimmed(glow.colour, glow.always + glow.full * level);
        if materials.get(&material.0).is_some_and(|m| m.emissive != emissive)
            && let Some(mut m) = materials.get_mut(&material.0)
        {
            m.emissive = emissive;
        }
    }
}

/// The cyclorama shines in the sum of what is thrown at it.
fn cyc(
    stage: Res<OnStage>,
    playhead: Res<Playhead>,
    cloths: Query<&MeshMaterial3d<StandardMaterial>, With<Cyclorama>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    let mut light = LinearRgba::BLACK;
    for (machine, _, m) in stage.machines() {
        let Machine::LightRig(rig) = m else { continue };
        for (area, (name, sheet)) in rig.areas.0.iter().enumerate() {
            if Kind::of(name, sheet) == Kind::Cyc {
                let level = output(&stage.0.run, machine, area, playhead.t_us).clamp(0.0, 1.0);
                let colour = palette::sheet_colour(sheet.colour.as_deref()).unwrap_or(paint::CYC_LIGHT);
                light += palette::dimmed(colour, 0.62 * level.powf(1.5));
            }
        }
    }
    for material in &cloths {
        if materials.get(&material.0).is_some_and(|m| m.emissive != light)
            && let Some(mut m) = materials.get_mut(&material.0)
        {
            m.emissive = light;
        }
    }
}
