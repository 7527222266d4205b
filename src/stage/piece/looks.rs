//! What a piece looks like: parts with a finish each, chosen by the sheet's `look`.

use bevy::prelude::*;

use super::{plane, scenery};
use crate::sheet::{Machine, Show};
use crate::stage::geometry::Shape;
use crate::stage::on_stage::Size;
use crate::stage::palette;
use crate::stage::theatre::cloth;

/// What a piece is made of.
pub(in crate::stage) struct Look {
    /// Its parts.
    pub(in crate::stage) parts: Vec<Built>,
    /// Where wires to the grid hold it, about its own centre.
    pub(in crate::stage) wires: Vec<Vec3>,
    /// How it is turned to the house, radians.
    pub(in crate::stage) yaw: f32,
    /// How it leans about its own x axis, radians; towards the house is positive.
    pub(in crate::stage) roll: f32,
    /// Height of its upper edge over its own centre, metres.
    pub(in crate::stage) top: f32,
    /// How far over its centre the batten is that it hangs on, metres; `None` where its own pipe is one, or it stands.
    pub(in crate::stage) batten: Option<f32>,
    /// Where somebody sits at it.
    pub(in crate::stage) seat: Option<Vec3>,
}

/// One mesh of a piece.
pub(in crate::stage) struct Built {
    /// Its shape.
    pub(in crate::stage) shape: Shape,
    /// What it is painted with.
    pub(in crate::stage) finish: Finish,
    /// How it moves on the piece.
    pub(in crate::stage) moves: Moves,
}

/// How a part moves on its piece.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::stage) enum Moves {
    /// Not.
    With,
    /// Turns about the piece's x axis at this place.
    Spin(Vec3),
    /// Slides out to this side (−1 or 1) as the door opens.
    Door(f32),
}

/// What a part is painted with.
#[derive(Clone)]
pub(in crate::stage) enum Finish {
    /// Painted plywood, cloth, leather.
    Matte(Color),
    /// Varnished, polished.
    Satin(Color),
    /// Metal of this colour and roughness.
    Metal(Color, f32),
    /// Glows in this colour, so much of it always and so much with the area that is named after the look.
    Glow(Color, f32, f32),
    /// What turns too fast to be seen: a breath of this colour.
    Blur(Color),
    /// A painted cloth.
    Painted(Image),
}

/// A part that glows with an area of the rig.
#[derive(Component, Clone, Debug)]
pub(in crate::stage) struct Glow {
    /// Machine and area.
    pub(in crate::stage) area: Option<(usize, usize)>,
    /// Colour.
    pub(in crate::stage) colour: Color,
    /// Light it always gives.
    pub(in crate::stage) always: f32,
    /// Light at the area's full level.
    pub(in crate::stage) full: f32,
}

impl Finish {
    /// As a material.
    pub(in crate::stage) fn material(&self, images: &mut Assets<Image>) -> StandardMaterial {
        match self {
            Self::Matte(c) => cloth(*c),
            Self::Satin(c) => {
                StandardMaterial { base_color: *c, perceptual_roughness: 0.35, reflectance: 0.5, ..default() }
            }
            Self::Metal(c, rough) => {
                StandardMaterial { base_color: *c, metallic: 0.75, perceptual_roughness: *rough, ..default() }
            }
            Self::Glow(c, always, _) => StandardMaterial {
                base_color: palette::dimmed(*c, 0.8).into(),
                emissive: palette::dimmed(*c, *always),
                perceptual_roughness: 0.9,
                double_sided: true,
                cull_mode: None,
                ..default()
            },
            Self::Blur(c) => StandardMaterial {
                base_color: c.with_alpha(0.05),
                alpha_mode: AlphaMode::Blend,
                perceptual_roughness: 0.6,
                double_sided: true,
                cull_mode: None,
                ..default()
            },
            Self::Painted(image) => StandardMaterial {
                base_color_texture: Some(images.add(image.clone())),
                perceptual_roughness: 1.0,
                reflectance: 0.1,
                double_sided: true,
                cull_mode: None,
                ..default()
            },
        }
    }

    /// What it glows with, if it does.
    pub(in crate::stage) fn glow(&self, show: &Show, look: Option<&str>) -> Option<Glow> {
        let Self::Glow(colour, always, full) = *self else { return None };
        Some(Glow { area: look.and_then(|l| area_named(show, l)), colour, always, full })
    }
}

/// The first area of any rig whose name has this word in it.
pub(in crate::stage) fn area_named(show: &Show, word: &str) -> Option<(usize, usize)> {
    let word = word.to_ascii_lowercase();
    show.machines.iter().enumerate().find_map(|(m, (_, machine))| match machine {
        Machine::LightRig(rig) => {
            let found = rig.areas.0.iter().position(|(name, _)| name.to_ascii_lowercase().contains(&word));
            found.map(|a| (m, a))
        }
        _ => None,
    })
}

impl Built {
    /// A part that moves with its piece.
    pub(in crate::stage) fn new(shape: Shape, finish: Finish) -> Self {
        Self { shape, finish, moves: Moves::With }
    }
}

impl Look {
    /// Something that stands.
    pub(super) fn standing(parts: Vec<Built>, top: f32) -> Self {
        Self { parts, wires: vec![], yaw: 0.0, roll: 0.0, top, batten: None, seat: None }
    }

    /// Something that hangs by wires from a batten so far over its centre.
    pub(super) fn hanging(parts: Vec<Built>, top: f32, wires: Vec<Vec3>, batten: Option<f32>) -> Self {
        Self { parts, wires, yaw: 0.0, roll: 0.0, top, batten, seat: None }
    }

    /// The look of that name, or a decent box.
    pub(in crate::stage) fn of(name: Option<&str>, colour: Option<Color>, size: Size, flown: bool) -> Self {
        let name = name.unwrap_or_default().to_ascii_lowercase();
        let is = |word: &str| name.contains(word);
        if is("plane") {
            plane::plane(colour)
        } else if is("moon") {
            scenery::moon(colour)
        } else if is("drop") || is("cloth") {
            scenery::drop(colour, size)
        } else if is("chandelier") {
            scenery::chandelier(colour)
        } else if is("stair") {
            scenery::staircase(colour, size)
        } else if is("desk") || is("table") {
            scenery::desk(colour)
        } else if is("wall") || is("door") {
            scenery::wall(colour, size, is("wall"))
        } else {
            scenery::crate_or_flat(colour, flown)
        }
    }
}
