//! Where an area's lanterns hang, where they look, and the iron they are made of.

use std::f32::consts::{PI, TAU};

use bevy::light::NotShadowCaster;
use bevy::prelude::*;

use super::beams::{Beam, cone};
use super::{Kind, Lantern, rigs};
use crate::sheet::{Area, Machine};
use crate::stage::geometry::{Shape, at};
use crate::stage::on_stage::{OnStage, Size, place};
use crate::stage::palette::{self, theatre as paint};
use crate::stage::piece::Glow;
use crate::stage::quality::Quality;
use crate::stage::theatre;
use crate::stage::veil::Veil;
use crate::stage::view::lights;

/// One lantern of an area.
struct Fixture {
    from: Vec3,
    to: Vec3,
    /// Lux at full, where it looks.
    lux: f32,
    /// Half the angle of its beam, radians.
    half_angle: f32,
    shadow: bool,
    /// How much of its beam is seen in haze.
    beam: f32,
    /// How cool (below 0) or saturated (above 0) it is beside the area's own colour.
    tint: f32,
}

/// Where an area's lanterns hang and where they look.
fn fixtures(kind: Kind, area: &Area, nth: usize, s: Size, thrifty: bool) -> Vec<Fixture> {
    let (x, y, z) = place(area.at);
    let aim = at(x, y, z.unwrap_or(1.2));
    let side = if nth.is_multiple_of(2) { 1.0 } else { -1.0 };
    let fixture = |from: Vec3, lux: f32, half_angle: f32| Fixture {
        from,
        to: aim,
        lux,
        half_angle,
        shadow: false,
        beam: 0.0,
        tint: 0.0,
    };
    // In the wings they stand between two legs.
    let boom = |side: f32, y: f32, z: f32| at(side * s.w * 0.48, theatre::between_legs(s, y), z.min(s.h * 0.6));
    // Over the stage they hang on the electrics.
    let trim = s.h + (0.16 * (s.grid - s.h)).min(1.1) - 0.35;
    match kind {
        Kind::House | Kind::Cyc | Kind::Glow => vec![],
        Kind::Warmers => [-0.3, 0.3]
            .map(|k| Fixture {
                to: at(k * s.w, 0.0, s.h * 0.42),
                ..fixture(at(k * s.w, -theatre::bow(s, k * s.w) - 1.6, 0.1), 7_500.0, 0.95)
            })
            .into(),
        Kind::Wash => {
            let front = |k: f32| Fixture {
                to: aim + at(k * 0.10 * s.w, 0.0, 0.2),
                ..fixture(at(k * s.w * 0.46, -0.9 * s.w, s.h * 1.25), 4_200.0, 0.40)
            };
            let mut wash = vec![
                // From the boom in the wing, cool.
                Fixture {
                    to: at(x - side * 0.5, y, 1.5),
                    tint: -0.55,
                    ..fixture(boom(side, y - 0.8, 2.6), 3_000.0, 0.62)
                },
                // From behind, saturated, with a beam.
                Fixture {
                    to: at(x, y - 1.0, 0.6),
                    beam: 0.3,
                    tint: 0.22,
                    ..fixture(at(x - side * s.w * 0.24, s.d * 0.74, trim), 4_500.0, 0.5)
                },
            ];
            if thrifty {
                wash.push(Fixture { lux: 8_400.0, half_angle: 0.42, ..front(0.0) });
            } else {
                wash.extend([front(1.0), front(-1.0)]);
            }
            wash
        }
        Kind::Side => vec![fixture(boom(side, y, 2.4), 6_500.0, 0.5), fixture(boom(-side, y, 2.4), 3_000.0, 0.5)],
        Kind::Back => vec![Fixture {
            to: at(x * 0.4, y - 3.2, 0.9),
            shadow: true,
            beam: 0.8,
            tint: 0.3,
            ..fixture(at(x, s.d * 0.9, trim), 11_000.0, 0.36)
        }],
        Kind::Follow => vec![Fixture {
            shadow: true,
            beam: 2.2,
            tint: WARM,
            ..fixture(at(side * s.w * 0.3, -1.1 * s.w, s.h * 1.55), 19_000.0, 1.15 / (1.5 * s.w).max(6.0))
        }],
        Kind::Special => vec![Fixture {
            shadow: true,
            beam: 0.9,
            ..fixture(at(x + side * 1.6, (y - 2.6).max(0.5), trim), 14_000.0, 0.32)
        }],
    }
}

/// The tint of a lantern whose arc is warmed.
const WARM: f32 = 9.0;

/// A colour made cooler or more itself.
fn tinted(colour: Color, by: f32) -> Color {
    let c = colour.to_linear();
    if by == WARM {
        return c.mix(&paint::TUNGSTEN.to_linear(), 0.35).into();
    }
    if by < 0.0 {
        return LinearRgba::from(colour).mix(&paint::COOL.to_linear(), -by).into();
    }
    let grey = (c.red + c.green + c.blue) / 3.0;
    let more = |v: f32| (grey + (v - grey) * (1.0 + 1.6 * by)).max(0.0);
    LinearRgba::rgb(more(c.red), more(c.green), more(c.blue)).into()
}

/// The housing of a lantern that looks along −z from its lens, with its yoke.
fn housing() -> Shape {
    Shape::new()
        .surface(12, 6, |u, v| {
            let (sin, cos) = (u * TAU).sin_cos();
            let r = if v < 0.7 { 0.1 + 0.02 * v } else { 0.114 * (1.0 - (v - 0.7) * 2.2) };
            Vec3::new(r * sin, r * cos, 0.46 * v)
        })
        .bar(Vec3::new(-0.14, 0.0, 0.14), Vec3::new(-0.14, 0.26, 0.14), 0.015, 0.015)
        .bar(Vec3::new(0.14, 0.0, 0.14), Vec3::new(0.14, 0.26, 0.14), 0.015, 0.015)
        .bar(Vec3::new(-0.14, 0.26, 0.14), Vec3::new(0.14, 0.26, 0.14), 0.015, 0.015)
}

fn lens() -> Shape {
    Shape::new().surface(14, 2, |u, v| {
        let (sin, cos) = (u * TAU).sin_cos();
        let r = 0.098 * (1.0 - v);
        Vec3::new(r * cos, r * sin, -0.012 * (v * PI * 0.5).sin())
    })
}

/// Hangs the rig of the sheet.
pub(super) fn hang(
    mut commands: Commands,
    stage: Res<OnStage>,
    quality: Res<Quality>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
    mut veils: ResMut<Assets<Veil>>,
) {
    let size = Size::from(&stage.0.show.stage);
    let wearers: Vec<&str> = stage
        .machines()
        .filter_map(|(_, _, m)| if let Machine::Costume(c) = m { Some(c.wearer.as_str()) } else { None })
        .collect();
    let beam_cone = meshes.add(cone().mesh());
    let bulb = meshes.add(Shape::new().ball(Vec3::ZERO, Vec3::new(0.07, 0.09, 0.07)).mesh());
    let (iron_shape, lens_shape) = (meshes.add(housing().mesh()), meshes.add(lens().mesh()));
    let iron = materials.add(StandardMaterial { base_color: paint::LANTERN, perceptual_roughness: 0.5, ..default() });
    for (machine, rig) in rigs(&stage.0.show) {
        for (area, (name, sheet)) in rig.areas.0.iter().enumerate() {
            let kind = Kind::of(name, sheet);
            let colour = palette::sheet_colour(sheet.colour.as_deref()).unwrap_or(paint::TUNGSTEN);
            let lower = name.to_ascii_lowercase();
            let follows = (kind == Kind::Follow)
                .then(|| wearers.iter().find(|w| lower.starts_with(&w.to_ascii_lowercase())))
                .flatten()
                .map(|w| (*w).to_owned());
            let lantern = |full: f32, share: f32, wants_shadow: bool| Lantern {
                machine,
                area,
                level: 0.0,
                full,
                share,
                follows: follows.clone(),
                wants_shadow,
            };
            let glass = materials.add(StandardMaterial { base_color: paint::BLACK, ..default() });
            for f in fixtures(kind, sheet, area, size, quality.thrifty()) {
                let colour = tinted(colour, f.tint);
                let far = f.from.distance(f.to).max(0.5);
                let light = SpotLight {
                    color: colour,
                    intensity: 0.0,
                    range: far * 1.55,
                    outer_angle: f.half_angle.min(1.4),
                    inner_angle: f.half_angle.min(1.4) * if kind == Kind::Follow { 0.94 } else { 0.3 },
                    shadow_maps_enabled: false,
                    shadow_depth_bias: 0.06,
                    ..default()
                };
                let share = f.lux / 20_000.0 * (f.half_angle / 0.4).powi(2).clamp(0.12, 1.0);
                let spot = commands
                    .spawn((
                        light,
                        Transform::from_translation(f.from).looking_at(f.to, Vec3::Y),
                        lantern(f.lux * far * far * 2.0 * TAU, share, f.shadow),
                        lights(),
                    ))
                    .id();
                // What hangs over the stage is iron with a lens that glows; its housing outlasts its light.
                if f.from.y > size.h * 0.9 && f.from.z < 0.0 {
                    let hung = Transform::from_translation(f.from).looking_at(f.to, Vec3::Y);
                    commands.spawn((Mesh3d(iron_shape.clone()), MeshMaterial3d(iron.clone()), hung, NotShadowCaster));
                    let glow = Glow { area: Some((machine, area)), colour, always: 0.0, full: 26.0 };
                    commands.spawn((
                        Mesh3d(lens_shape.clone()),
                        MeshMaterial3d(glass.clone()),
                        hung,
                        NotShadowCaster,
                        glow,
                    ));
                }
                if f.beam > 0.0 {
                    let long = far * 1.15;
                    let wide = long * (f.half_angle * if kind == Kind::Follow { 0.96 } else { 0.8 }).tan();
                    Beam::spawn(
                        &mut commands,
                        &mut veils,
                        &beam_cone,
                        spot,
                        (wide, long),
                        palette::dimmed(colour, f.beam),
                        // What is thrown from the house has come most of its way where the haze is.
                        if kind == Kind::Follow { 0.12 } else { 0.75 },
                    );
                }
            }
            let (x, y, z) = place(sheet.at);
            let wide = (size.w / 12.0).powi(2);
            let (from, lumens, range, share) = match kind {
                Kind::House => (at(0.0, -0.75 * size.w, size.h * 0.9), 1.2e7 * wide, size.w * 3.4, 0.3),
                Kind::Glow if name.contains("chandelier") => (at(x, y, size.h - 1.3), 2.2e6, 14.0, 0.1),
                Kind::Glow => (at(x, y, z.unwrap_or(1.6)), 4.0e5, 10.0, 0.02),
                _ => continue,
            };
            let light = PointLight { color: colour, intensity: 0.0, range, radius: 0.1, ..default() };
            let point = commands
                .spawn((light, Transform::from_translation(from), lantern(lumens, share, false), lights()))
                .id();
            if kind == Kind::Glow && !name.contains("chandelier") {
                let glow = Glow { area: Some((machine, area)), colour, always: 0.0, full: 9.0 };
                commands.spawn((
                    Mesh3d(bulb.clone()),
                    MeshMaterial3d(glass.clone()),
                    Transform::default(),
                    NotShadowCaster,
                    glow,
                    ChildOf(point),
                ));
            }
        }
    }
}
