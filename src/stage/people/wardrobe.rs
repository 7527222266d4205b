//! How costumes are cut: the white pleated dress, the suit, the sequined gown, the trench coat, the chorus.
//!
//! Every [`Cut`] is sewn onto a [`Frame`], so it goes where the figure goes; sliding off is [`super::costume`]'s.

use std::f32::consts::{PI, TAU};

use bevy::prelude::*;

use super::figure::{Frame, shell};
use crate::stage::geometry::{Shape, grain, smooth};
use crate::stage::palette::{self, theatre as paint};

/// How a costume is cut and coloured.
#[derive(Clone, Debug)]
pub(super) struct Cut {
    /// Which cut.
    pub(super) kind: Kind,
    /// Its colour.
    pub(super) colour: Color,
}

/// The cuts that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A halter top and a skirt of pleats.
    Pleated,
    /// Jacket, shirt, tie and trousers.
    Suit,
    /// A floor-length sheath of sequins.
    Sequins,
    /// A belted coat with a collar; a hat with it for a gentleman.
    Coat,
    /// A short skirt, a plume.
    Chorus,
}

/// What the air does to a skirt: how far it lifts it, 0 to 1, and the instant, s.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Wind {
    /// 0 hangs to 1 flies.
    pub(super) lift: f32,
    /// Seconds, for its flutter; 0 where it hangs.
    pub(super) s: f32,
}

impl Cut {
    /// The cut of that look; what nobody described is a suit.
    pub(super) fn of(look: Option<&str>, colour: Option<&str>) -> Self {
        let look = look.unwrap_or_default().to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|w| look.contains(w));
        let (kind, usual) = if has(&["sequin", "gown"]) {
            (Kind::Sequins, paint::LIVERY)
        } else if has(&["trench", "coat"]) {
            (Kind::Coat, paint::PLYWOOD)
        } else if has(&["chorus"]) {
            (Kind::Chorus, paint::LEATHER)
        } else if has(&["dress", "pleat"]) {
            (Kind::Pleated, paint::WHITE_DRESS)
        } else {
            (Kind::Suit, paint::NAVY)
        };
        Self { kind, colour: palette::sheet_colour(colour).unwrap_or(usual) }
    }

    /// What somebody wears of whom the sheet says nothing: a plain dress or suit in one of a few quiet colours.
    pub(super) fn plain(lady: bool, which: u32) -> Self {
        let kind = if lady { Kind::Pleated } else { Kind::Suit };
        Self { kind, colour: paint::QUIET[which as usize % paint::QUIET.len()] }
    }

    /// Whether it is cut for a lady.
    pub(super) fn for_a_lady(&self) -> Option<bool> {
        match self.kind {
            Kind::Pleated | Kind::Sequins | Kind::Chorus => Some(true),
            Kind::Suit => Some(false),
            Kind::Coat => None,
        }
    }

    /// Sewn onto a figure.
    pub(super) fn sewn(&self, f: &Frame, wind: Wind) -> Shape {
        match self.kind {
            Kind::Pleated => pleated(f, self.colour, wind),
            Kind::Suit => suit(f, self.colour),
            Kind::Sequins => gown(f, self.colour),
            Kind::Coat => coat(f, self.colour, wind),
            Kind::Chorus => chorus(f, self.colour, wind),
        }
    }

    /// Its cloth.
    pub(super) fn material(&self) -> StandardMaterial {
        let cloth =
            StandardMaterial { base_color: Color::WHITE, double_sided: true, cull_mode: None, ..Default::default() };
        match self.kind {
            Kind::Sequins => StandardMaterial { metallic: 0.82, perceptual_roughness: 0.3, reflectance: 0.8, ..cloth },
            Kind::Pleated => {
                StandardMaterial { perceptual_roughness: 0.62, reflectance: 0.35, diffuse_transmission: 0.22, ..cloth }
            }
            Kind::Chorus => StandardMaterial { perceptual_roughness: 0.38, reflectance: 0.55, ..cloth },
            Kind::Suit | Kind::Coat => StandardMaterial { perceptual_roughness: 0.85, reflectance: 0.22, ..cloth },
        }
    }
}

/// A colour, darker.
fn shaded(colour: Color, by: f32) -> Color {
    palette::dimmed(colour, by).into()
}

struct Skirt {
    waist: f32,
    hem: f32,
    wide: f32,
    pleats: f32,
    deep: f32,
    /// 1: knife pleats; 0: soft folds.
    knife: f32,
}

/// A skirt from the waist to the hem that clears the legs.
fn skirt(shape: Shape, f: &Frame, s: &Skirt, colour: Color, wind: Wind) -> Shape {
    let middle = f.axis(s.hem);
    let fold = |u: f32| {
        let x = (u * s.pleats).rem_euclid(1.0);
        let knife = if x < 0.72 { x / 0.72 } else { (1.0 - x) / 0.28 };
        let soft = 0.5 + 0.5 * (u * TAU * s.pleats).sin();
        soft + (knife - soft) * s.knife
    };
    let cloth = |u: f32, v: f32| {
        let (around, down) = (u * TAU, (1.0 - v).clamp(0.0, 1.1));
        let from = f.on_trunk(s.waist, around, 0.014);
        let (sin, cos) = around.sin_cos();
        let flutter = (around * 2.0 + wind.s * 5.0).sin() + 0.6 * (around * 3.0 - wind.s * 7.3).sin();
        let lift = wind.lift * (0.8 + 0.22 * flutter);
        let sway = 1.0 + 0.05 * (u * TAU * 3.0 + 0.6).sin();
        let r = s.wide * sway * (1.0 + 0.32 * lift) + s.deep * (fold(u) - 0.5);
        let hem = s.hem + 0.62 * (s.waist - s.hem) * lift + 0.012 * (around * 2.0).sin();
        let to = Vec3::new(middle.x + r * sin, hem, middle.y + r * 0.94 * cos);
        // A bell: out over the hips first, then down.
        let out = down.powf(0.72 - 0.2 * lift.min(1.0));
        let bow = 0.22 * lift * (down * PI).sin();
        let near = s.deep * (fold(u) - 0.5) * 0.5 * (down * 6.0).min(1.0) * (1.0 - down);
        let p = Vec3::new(
            from.x + (to.x - from.x) * out + sin * near,
            from.y + (to.y - from.y) * down + bow,
            from.z + (to.z - from.z) * out + cos * near,
        );
        f.off_the_legs(p, 0.022)
    };
    let dark = |u: f32, v: f32| {
        let deep = (1.0 - v).clamp(0.0, 1.0).sqrt();
        1.0 - (0.62 * s.knife + 0.3) * deep * (1.0 - fold(u)).powf(1.3)
    };
    shape.shaded(((s.pleats * 5.0) as u32, 14), colour, cloth, dark)
}

/// A band round the trunk.
fn band(shape: Shape, f: &Frame, (low, high): (f32, f32), off: f32, colour: Color) -> Shape {
    shape.dye(colour).with(&shell(f, (low, high), |_, _| off, (28, 2)), Transform::IDENTITY)
}

fn pleated(f: &Frame, colour: Color, wind: Wind) -> Shape {
    // The bodice: gathered to the neck in front, low at the back.
    let top = |around: f32| {
        let c = around.cos();
        if c > 0.0 {
            let apart = (around.sin().abs() / 0.55).min(1.0);
            1.245 + 0.15 * apart * (1.0 - 0.35 * (around.sin().abs() - 0.55).max(0.0) / 0.45)
        } else {
            1.345 - 0.17 * (-c)
        }
    };
    let tuck = |u: f32| 0.5 + 0.5 * (u * TAU * 34.0).sin();
    let bodice = |u: f32, v: f32| {
        let around = u * TAU;
        f.on_trunk(1.115 + (top(around) - 1.115) * v, around, 0.012 + 0.004 * tuck(u))
    };
    let mut shape = Shape::new().shaded((102, 10), colour, bodice, |u, _| 0.78 + 0.22 * tuck(u));
    for side in [-1.0, 1.0_f32] {
        let strap: Vec<(Vec3, Vec2)> = vec![
            (f.on_trunk(1.30, side * 0.62, 0.012), Vec2::new(0.062, 0.014)),
            (f.on_trunk(1.39, side * 0.52, 0.012), Vec2::new(0.044, 0.012)),
            (f.on_trunk(1.47, side * 0.75, 0.012), Vec2::new(0.026, 0.010)),
            (f.on_trunk(1.50, side * 2.5, 0.014), Vec2::new(0.016, 0.010)),
        ];
        shape = shape.dye(colour).limb(&strap, f.trunk(1.4).1 * Vec3::Z, 8, 4);
    }
    let cut = Skirt { waist: 1.10, hem: 0.43, wide: 0.47, pleats: 26.0, deep: 0.075, knife: 1.0 };
    shape = skirt(shape, f, &cut, colour, wind);
    band(shape, f, (1.075, 1.135), 0.02, shaded(colour, 0.72))
}

/// Sleeves along both arms, and what shows at the wrist.
fn sleeves(mut shape: Shape, f: &Frame, colour: Color, loose: f32, cuff: Option<Color>) -> Shape {
    let build = if f.build.lady { 0.9 } else { 1.06 };
    for (i, [shoulder, elbow, wrist]) in f.arms.into_iter().enumerate() {
        let side = i as f32 * 2.0 - 1.0;
        let inner = f.trunk(1.40).0.lerp(shoulder, 0.55);
        let w = |r: f32| Vec2::splat(r * build + loose);
        let end = elbow.lerp(wrist, 0.92);
        let way = Vec3::new(side * 0.1, 0.1, 1.0);
        shape = shape.dye(colour).limb(
            &[
                (inner, w(0.055)),
                (shoulder + Vec3::Y * 0.012, w(0.064)),
                (shoulder.lerp(elbow, 0.45), w(0.053)),
                (elbow, w(0.046)),
                (elbow.lerp(wrist, 0.45), w(0.043)),
                (end, w(0.036)),
            ],
            way,
            12,
            3,
        );
        if let Some(cuff) = cuff {
            let w = Vec2::splat(0.033 * build + loose);
            shape = shape.dye(cuff).limb(&[(end.lerp(elbow, 0.03), w), (elbow.lerp(wrist, 1.0), w)], way, 10, 1);
        }
    }
    shape
}

fn trousers(mut shape: Shape, f: &Frame, colour: Color) -> Shape {
    let build = if f.build.lady { 0.95 } else { 1.05 };
    for [hip, knee, ankle, _] in f.legs {
        let front = (knee - (hip + ankle) * 0.5).try_normalize().filter(|n| n.z > -0.2).unwrap_or(Vec3::Z);
        let w = |x: f32, z: f32| Vec2::new(x, z) * build;
        shape = shape.dye(colour).limb(
            &[
                (hip + Vec3::Y * 0.05, w(0.085, 0.1)),
                (hip.lerp(knee, 0.25), w(0.097, 0.108)),
                (hip.lerp(knee, 0.7), w(0.08, 0.09)),
                (knee, w(0.073, 0.082)),
                (knee.lerp(ankle, 0.55), w(0.069, 0.08)),
                (ankle - Vec3::Y * 0.03 + front * 0.012, w(0.07, 0.088)),
            ],
            front,
            14,
            3,
        );
    }
    shape
}

fn suit(f: &Frame, colour: Color) -> Shape {
    let straight = |y: f32, around: f32, off: f32| {
        let hem = f.on_trunk(y.max(0.95), around, off);
        hem + f.trunk(0.95).1 * Vec3::Y * (y - y.max(0.95))
    };
    let jacket = |u: f32, v: f32| {
        let (y, around) = (0.80 + 0.675 * v, u * TAU);
        let pad = 0.026 * (1.0 - ((y - 1.42) / 0.05).powi(2)).max(0.0) * around.sin().abs();
        let skirts = 0.03 * ((0.95 - y) / 0.15).clamp(0.0, 1.0);
        // The fronts cut away below the button.
        let away = 0.10 * ((1.02 - y) / 0.22).clamp(0.0, 1.0).powi(2) * around.cos().max(0.0).powi(8);
        straight(y + away, around, 0.022 + pad + skirts)
    };
    let mut shape = trousers(Shape::new(), f, shaded(colour, 0.85));
    shape = shape.shaded((36, 26), colour, jacket, |u, v| {
        // The fronts overlap in a line, the back has its seam.
        let front = (u * TAU).cos();
        if v < 0.42 && front > 0.985 { 0.55 } else { 1.0 }
    });
    shape = sleeves(shape, f, colour, 0.008, Some(paint::SHIRT));
    // The shirt in the opening of the jacket, the tie on it, the lapels beside it.
    let opening = |y: f32| 0.05 + 0.43 * ((y - 1.13) / 0.34).clamp(0.0, 1.0);
    shape = shape.dye(paint::SHIRT).woven(8, 8, |u, v| {
        let y = 1.13 + 0.36 * v;
        f.on_trunk(y, (u - 0.5) * 2.0 * opening(y), 0.031 + 0.006 * (1.0 - (u - 0.5).abs() * 2.0))
    });
    let tie: Vec<(Vec3, Vec2)> = [(1.15, 0.024), (1.26, 0.022), (1.40, 0.015), (1.462, 0.02), (1.485, 0.016)]
        .map(|(y, w)| (f.on_trunk(y, 0.0, 0.04), Vec2::new(w, 0.007)))
        .into();
    shape = shape.dye(paint::TIE).limb(&tie, f.trunk(1.3).1 * Vec3::Z, 6, 2);
    for side in [-1.0, 1.0_f32] {
        shape = shape.dye(shaded(colour, 1.35)).woven(3, 10, |u, v| {
            let y = 1.11 + 0.37 * v;
            let wide = 0.05 + 0.30 * (v * 1.25).min(1.0).powf(1.4) * if v > 0.82 { 0.72 } else { 1.0 };
            f.on_trunk(y, side * (opening(y) - 0.03 + wide * u), 0.037 + 0.006 * (1.0 - u))
        });
        // A collar.
        let collar: Vec<(Vec3, Vec2)> = [(0.25, 1.472), (1.1, 1.492), (2.2, 1.512), (PI, 1.515)]
            .map(|(a, y)| (f.on_trunk(y, side * a, 0.022), Vec2::new(0.008, 0.026)))
            .into();
        shape = shape.dye(paint::SHIRT).limb(&collar, Vec3::Y, 6, 2);
    }
    let pocket = f.on_trunk(1.33, 0.62, 0.036);
    shape.dye(paint::SHIRT).ball(pocket, Vec3::new(0.024, 0.014, 0.008))
}

fn gown(f: &Frame, colour: Color) -> Shape {
    // Below the hips one column round both legs, a flare at the floor and a train behind.
    let foot = f.axis(0.03);
    let skirt = [(0.34, 0.015), (0.27, 0.10), (0.205, 0.24), (0.172, 0.42), (0.168, 0.62), (0.178, 0.80), (0.19, 0.93)];
    let cloth = |u: f32, v: f32| {
        let (around, v) = (u * TAU, v.clamp(0.0, 1.0));
        if v > 0.62 {
            let neck =
                0.03 * (around * 2.0).cos() * (around.cos() > 0.0) as u8 as f32 - 0.09 * (-around.cos()).max(0.0);
            let high = 1.385 + neck;
            let y = 0.93 + (high - 0.93) * (v - 0.62) / 0.38;
            return f.on_trunk(y, around, 0.011);
        }
        let (r, y) = smooth(&skirt, v / 0.62);
        let (sin, cos) = around.sin_cos();
        let hips = f.on_trunk(0.93, around, 0.011);
        let centre = f.axis(y).lerp(foot, 0.35 * (1.0 - v / 0.62));
        let train = 0.35 * (1.0 - y / 0.22).max(0.0).powi(2) * (-cos).max(0.0);
        let column = Vec3::new(centre.x + r * sin, y, centre.y + (r * 0.82 + train) * cos);
        let p = column.lerp(Vec3::new(hips.x, y, hips.z), ((y - 0.6) / 0.33).clamp(0.0, 1.0));
        f.off_the_legs(p, 0.02)
    };
    // Every sequin is a small mirror of its own.
    let (nu, nv) = (46_u32, 62_u32);
    let point = |i: u32, j: u32| cloth(i as f32 / nu as f32, j as f32 / nv as f32);
    let rows: Vec<Vec<Vec3>> = (0..=nv).map(|j| (0..=nu).map(|i| point(i, j)).collect()).collect();
    let (mut points, mut indices) = (Vec::new(), Vec::new());
    for j in 0..nv as usize {
        for i in 0..nu as usize {
            let [a, b, c, d] = [rows[j][i], rows[j][i + 1], rows[j + 1][i + 1], rows[j + 1][i]];
            let flat = (b - a).cross(d - a).try_normalize().unwrap_or(Vec3::Z);
            let (k, tilt) = ((j as u32) * 977 + i as u32 * 131, 0.75);
            let n = flat + tilt * Vec3::new(grain(k) - 0.5, grain(k + 5) - 0.5, grain(k + 9) - 0.5);
            let n = n.try_normalize().unwrap_or(flat);
            let base = points.len() as u32;
            points.extend([a, b, c, d].map(|p| (p, n, Vec2::ZERO)));
            indices.extend([base, base + 1, base + 2, base, base + 2, base + 3]);
        }
    }
    let mut shape = Shape::new().dye(colour).cells(&points, &indices);
    for side in [-1.0, 1.0_f32] {
        let strap: Vec<(Vec3, Vec2)> = [(1.38, 0.75), (1.45, 0.85), (1.455, 2.2), (1.36, 2.5)]
            .map(|(y, a)| (f.on_trunk(y, side * a, 0.012), Vec2::new(0.008, 0.005)))
            .into();
        shape = shape.limb(&strap, Vec3::Z, 6, 3);
    }
    shape
}

/// A soft hat on the head.
fn fedora(shape: Shape, f: &Frame, colour: Color) -> Shape {
    let (head, q) = f.head;
    let put = |p: Vec3| head + q * p;
    let ring = |r: f32, y: f32, u: f32| {
        let (s, c) = (u * TAU).sin_cos();
        Vec3::new(r * s * 0.9, y, r * c)
    };
    let shape = shape.dye(colour).woven(24, 3, |u, v| {
        let dip = 0.018 * (u * TAU * 2.0).cos() - 0.02 * (u * TAU).cos();
        put(ring(0.185 - 0.09 * v, 0.048 + dip * (1.0 - v), u))
    });
    let crown = [(0.098, 0.046), (0.097, 0.10), (0.088, 0.15), (0.06, 0.172), (0.0, 0.158)];
    let shape = shape.woven(20, 10, |u, v| {
        let (r, y) = smooth(&crown, v);
        put(ring(r, y - 0.012 * (v * v) * (u * TAU * 2.0).cos(), u))
    });
    shape.dye(paint::RIBBON).woven(20, 2, |u, v| put(ring(0.1, 0.052 + 0.028 * v, u)))
}

fn coat(f: &Frame, colour: Color, wind: Wind) -> Shape {
    let body = |_: f32, around: f32| 0.036 + 0.012 * around.sin().abs();
    let mut shape = trousers_if_gentleman(Shape::new(), f);
    shape = shape.dye(colour).with(&shell(f, (1.09, 1.478), body, (32, 16)), Transform::IDENTITY);
    let cut = Skirt { waist: 1.10, hem: 0.40, wide: 0.325, pleats: 9.0, deep: 0.05, knife: 0.0 };
    shape = skirt(shape, f, &cut, colour, wind);
    shape = sleeves(shape, f, colour, 0.018, None);
    shape = band(shape, f, (1.075, 1.135), 0.052, shaded(colour, 0.5));
    let buckle = f.on_trunk(1.105, 0.05, 0.062);
    shape = shape.dye(paint::GILT).cuboid(buckle, Vec3::new(0.055, 0.06, 0.012));
    // The end of the belt hangs; the fronts overlap; lapels lie open over a collar that stands.
    let end: Vec<(Vec3, Vec2)> = [(1.10, 0.30), (1.0, 0.36), (0.86, 0.38)]
        .map(|(y, a): (f32, f32)| {
            (f.on_trunk(y.max(0.95), a, 0.075) + Vec3::Y * (y - y.max(0.95)), Vec2::new(0.024, 0.006))
        })
        .into();
    shape = shape.dye(shaded(colour, 0.55)).limb(&end, Vec3::Z, 6, 2);
    for side in [-1.0, 1.0_f32] {
        shape = shape.dye(shaded(colour, 1.22)).woven(4, 10, |u, v| {
            let y = 1.15 + 0.345 * v;
            let inner = 0.04 + 0.24 * v;
            let wide = 0.52 * (v * 1.3).min(1.0).powf(1.3) * if v > 0.8 { 0.8 } else { 1.0 };
            f.on_trunk(y, side * (inner + wide * u), 0.05 + 0.012 * u)
        });
        let collar: Vec<(Vec3, Vec2)> = [(0.42, 1.465), (1.1, 1.505), (2.1, 1.535), (PI, 1.54)]
            .map(|(a, y)| (f.on_trunk(y, side * a, 0.042), Vec2::new(0.012, 0.052)))
            .into();
        shape = shape.dye(shaded(colour, 1.12)).limb(&collar, Vec3::Y, 8, 3);
        let shoulder = f.arms[usize::from(side > 0.0)][0];
        let neck = f.on_trunk(1.46, side * 1.4, 0.02);
        let strap =
            [(neck + Vec3::Y * 0.02, Vec2::new(0.014, 0.03)), (shoulder + Vec3::Y * 0.085, Vec2::new(0.012, 0.028))];
        shape = shape.dye(shaded(colour, 1.1)).limb(&strap, Vec3::Z, 6, 1);
        for k in 0..3 {
            let y = 1.17 + 0.085 * k as f32;
            let at = f.on_trunk(y, side * 0.30 + 0.05, 0.052);
            shape = shape.dye(paint::RIBBON).ball(at, Vec3::new(0.015, 0.015, 0.008));
        }
    }
    shape = shape.dye(paint::SHIRT).woven(6, 4, |u, v| {
        let y = 1.36 + 0.12 * v;
        f.on_trunk(y, (u - 0.5) * 0.7 * v, 0.046)
    });
    if f.build.lady { shape } else { fedora(shape, f, shaded(colour, 0.62)) }
}

fn trousers_if_gentleman(shape: Shape, f: &Frame) -> Shape {
    if f.build.lady { shape } else { trousers(shape, f, paint::NAVY) }
}

fn chorus(f: &Frame, colour: Color, wind: Wind) -> Shape {
    let sweetheart = |around: f32| 1.375 + 0.028 * (around * 2.0).cos() * (around.cos() > 0.0) as u8 as f32;
    let panel = |u: f32| 0.5 + 0.5 * (u * TAU * 8.0).cos();
    let mut shape = Shape::new().shaded(
        (48, 18),
        colour,
        |u, v| {
            let around = u * TAU;
            f.on_trunk(0.845 + (sweetheart(around) - 0.845) * v, around, 0.011)
        },
        |u, _| 0.7 + 0.3 * panel(u),
    );
    let cut = Skirt { waist: 1.085, hem: 0.82, wide: 0.36, pleats: 16.0, deep: 0.07, knife: 0.4 };
    shape = skirt(shape, f, &cut, colour, wind);
    shape = band(shape, f, (1.07, 1.125), 0.02, paint::GILT);
    shape = shape.dye(paint::GILT).with(&shell(f, (1.365, 1.385), |_, _| 0.016, (28, 1)), Transform::IDENTITY);
    for [_, elbow, wrist] in f.arms {
        // Long gloves.
        let w = |r: f32| Vec2::splat(r);
        shape = shape.dye(colour).limb(
            &[(elbow.lerp(wrist, -0.15), w(0.042)), (elbow.lerp(wrist, 0.3), w(0.039)), (wrist, w(0.028))],
            Vec3::Z,
            10,
            2,
        );
    }
    // A gold band and three plumes.
    let (head, q) = f.head;
    let put = |p: Vec3| head + q * p;
    shape = shape.dye(paint::GILT).woven(20, 2, |u, v| {
        let (s, c) = (u * TAU).sin_cos();
        put(Vec3::new(0.088 * s, 0.035 + 0.03 * v + 0.015 * c, 0.104 * c - 0.006))
    });
    for lean in [-0.32, 0.0, 0.32_f32] {
        let way =
            |t: f32| put(Vec3::new(lean * (0.08 + 0.55 * t), 0.08 + 0.30 * t * (1.0 - 0.22 * t), 0.05 - 0.17 * t * t));
        let feather: Vec<(Vec3, Vec2)> = [(0.0, 0.008), (0.3, 0.034), (0.65, 0.047), (0.9, 0.036), (1.05, 0.004)]
            .map(|(t, w)| (way(t), Vec2::new(w, 0.012)))
            .into();
        shape = shape.dye(paint::PLUME).limb(&feather, q * Vec3::Z, 8, 3);
    }
    shape
}
