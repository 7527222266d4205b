//! The house: rows of seats and the heads over them, the boxes' people and lamps, the pit with its stands and conductor.

use std::f32::consts::{PI, TAU};

use bevy::prelude::*;

use super::arch::{FACE, FRAME, box_middle, box_tiers};
use super::deck::front;
use super::stuff::Stuff;
use super::{Part, Seen, module};
use crate::stage::geometry::{Shape, at, grain};
use crate::stage::on_stage::Size;

/// Rows with people drawn round; in a large house those behind them are outlines, which nobody can tell from there.
const ROWS: usize = 5;
/// Rows drawn at most.
const ROWS_MOST: usize = 52;

/// Rows are so far apart, and each is so much higher than the one before it, metres.
const ROW: (f32, f32) = (0.92, 0.12);
/// The floor of the first row, metres.
const FLOOR: f32 = -1.2;

/// `kept` are places of people of the show who sit in the house: nobody else has those seats.
pub(super) fn parts(s: Size, kept: &[Vec2]) -> Vec<Part> {
    let (seats, trim, people) = rows(s, kept);
    let (stands, paper) = stands(s);
    vec![
        Part::new(seats, Stuff::Velvet, Seen::UNCUT),
        Part::new(trim, Stuff::Wood, Seen::UNCUT),
        Part::new(people, Stuff::People, Seen::UNCUT),
        Part::new(in_the_boxes(s), Stuff::People, Seen::UNCUT),
        Part::new(box_backs(s), Stuff::Void, Seen::UNCUT),
        Part::new(box_drapes(s), Stuff::Velvet, Seen::UNCUT),
        Part::new(sconces(s), Stuff::Lamp, Seen::UNCUT),
        Part::new(floor(s), Stuff::Void, Seen::UNCUT),
        Part::new(stands, Stuff::Iron, Seen::UNCUT),
        Part::new(paper, Stuff::Paper, Seen::UNCUT),
        Part::new(players(s), Stuff::People, Seen::UNCUT),
        Part::new(rail(s), Stuff::Wood, Seen::UNCUT),
    ]
}

/// How deep the pit is from the apron to its rail, metres.
fn pit_deep(s: Size) -> f32 {
    (s.w * 0.14).clamp(0.3, 3.0)
}

/// Whether there is room for players; on a small stage a conductor would stand in everybody's way.
fn has_pit(s: Size) -> bool {
    s.w >= 6.0
}

/// Where the pit's rail is, metres upstage.
fn pit_rail(s: Size) -> f32 {
    -front(s) - pit_deep(s)
}

/// Where somebody sits whose place is in the house: metres upstage, and the floor there. `None` on this side of the pit's
/// rail.
pub(in crate::stage) fn house_seat(s: Size, y: f32) -> Option<(f32, f32)> {
    let first = pit_rail(s) - 0.75;
    let row = ((first - y) / ROW.0).round().clamp(0.0, ROWS as f32 - 1.0);
    (y < pit_rail(s)).then_some((first - ROW.0 * row, FLOOR + ROW.1 * row))
}

/// Where the conductor stands.
pub(in crate::stage) fn conductor(s: Size) -> Vec3 {
    at(0.0, pit_rail(s) + 0.35, -1.15)
}

fn head(turn: f32, nod: f32, scale: f32, hair: f32) -> Shape {
    let blob = |shape: Shape, centre: Vec3, radii: Vec3, nu: u32, nv: u32| {
        shape.surface(nu, nv, |u, v| {
            let (s, c) = (u * TAU).sin_cos();
            let (h, r) = ((v - 0.5) * PI).sin_cos();
            centre + Vec3::new(r * s, h, r * c) * radii
        })
    };
    let mut shape = blob(Shape::new(), Vec3::ZERO, Vec3::new(0.098, 0.13, 0.115), 9, 6);
    // Hair: a bob, a bun, a bald man.
    if hair > 0.7 {
        shape = blob(shape, Vec3::new(0.0, 0.09, 0.07), Vec3::splat(0.07), 7, 4);
    } else if hair > 0.35 {
        shape = blob(shape, Vec3::new(0.0, 0.01, 0.03), Vec3::new(0.125, 0.15, 0.12), 9, 5);
    }
    shape = shape.surface(6, 1, |u, v| {
        let (s, c) = (u * TAU).sin_cos();
        Vec3::new(0.055 * s, -0.24 + 0.14 * v, 0.055 * c)
    });
    shape = blob(shape, Vec3::new(0.0, -0.43, 0.0), Vec3::new(0.24, 0.25, 0.13), 10, 5);
    let turned = Quat::from_euler(EulerRot::YXZ, turn, nod, 0.25 * turn);
    Shape::new().with(&shape, Transform::from_rotation(turned).with_scale(Vec3::splat(scale)))
}

/// Somebody from behind and from afar.
fn outline() -> Shape {
    let disc = |shape: Shape, middle: Vec3, wide: f32, tall: f32| {
        shape.surface(8, 1, |u, v| {
            let (sin, cos) = (u * TAU).sin_cos();
            middle + Vec3::new(wide * cos, tall * sin, 0.03 * (1.0 - v)) * Vec3::new(1.0 - v, 1.0 - v, 1.0)
        })
    };
    let head = disc(Shape::new(), Vec3::ZERO, 0.1, 0.14);
    disc(head, Vec3::new(0.0, -0.42, -0.02), 0.25, 0.27)
}

/// Seats, their wood, and who sits in them.
fn rows(s: Size, kept: &[Vec2]) -> (Shape, Shape, Shape) {
    let heads: Vec<Shape> = (0..7)
        .map(|k| head(0.5 * (grain(k) - 0.5), 0.2 * (grain(k + 9) - 0.5), 0.94 + 0.12 * grain(k + 18), grain(k + 27)))
        .collect();
    let back = Shape::new().surface(6, 3, |u, v| {
        let (x, y) = (u * 2.0 - 1.0, v);
        let round = (1.0 - 0.18 * x * x) * (0.62 * y);
        Vec3::new(0.27 * x, -0.98 + round, 0.05 * (1.0 - x * x) * (v * PI).sin() + 0.03)
    });
    let crest = Shape::new().surface(6, 4, |u, v| {
        let x = u * 2.0 - 1.0;
        let (sin, cos) = (v * TAU).sin_cos();
        Vec3::new(0.27 * x, -0.98 + 0.62 * (1.0 - 0.18 * x * x) + 0.025 * sin, 0.035 + 0.025 * cos)
    });
    let (mut seats, mut trim, mut people) = (Shape::new(), Shape::new(), Shape::new());
    let flat = outline();
    let first = pit_rail(s) - 0.75;
    // So many rows that the frame ends before they do.
    let rows = (((1.35 - 0.5) * s.w - 7.0) / ROW.0).clamp(ROWS as f32, ROWS_MOST as f32) as usize;
    for row in 0..rows {
        let y = first - ROW.0 * row as f32;
        if y < -1.35 * s.w + 2.2 {
            break;
        }
        let z = 0.16 + ROW.1 * row.min(ROWS) as f32;
        let n = ((s.w + 3.0) / 0.6).min(110.0) as i32;
        let round = row < ROWS;
        if !round {
            // One long back for all of them.
            let wide = n as f32 * 0.6;
            seats = seats.quad(at(0.0, y - 0.2, z - 0.7), Vec3::X * wide, Vec3::Y * 0.56, Vec3::Z);
        }
        for i in 0..n {
            let seed = (row as i32 * 97 + i) as u32;
            let x = (i as f32 - (n - 1) as f32 * 0.5) * 0.6 + if row % 2 == 0 { 0.3 } else { 0.0 };
            let place = Transform::from_translation(at(x, y - 0.2, z));
            if round {
                seats = seats.with(&back, place);
                trim = trim.with(&crest, place);
            }
            if grain(seed) < 0.1 || kept.iter().any(|k| (k.x - x).abs() < 0.45 && (k.y - y).abs() < 0.5 * ROW.0) {
                continue;
            }
            let by = Transform::from_translation(at(
                x + 0.08 * (grain(seed + 1) - 0.5),
                y + 0.06 * (grain(seed + 2) - 0.5),
                z - 0.07 * grain(seed + 3),
            ));
            let who = if round { &heads[(grain(seed + 4) * 6.99) as usize] } else { &flat };
            people = people.with(who, by);
        }
    }
    (seats, trim, people)
}

fn floor(s: Size) -> Shape {
    let (wide, long) = (s.w + 9.0 * module(s), 1.35 * s.w + 6.0);
    let edge = pit_rail(s);
    Shape::new()
        .quad(at(0.0, edge - long * 0.5, FLOOR), Vec3::X * wide, Vec3::NEG_Z * long, Vec3::Y)
        .quad(at(0.0, -1.0 + (edge + 1.0) * 0.5, -2.5), Vec3::X * wide, Vec3::NEG_Z * (pit_deep(s) + 3.0), Vec3::Y)
        .quad(at(0.0, edge, -1.8), Vec3::X * wide, Vec3::Y * 1.6, Vec3::NEG_Z)
}

/// Two guests in each box, where it is large enough for them.
fn in_the_boxes(s: Size) -> Shape {
    let m = module(s);
    let mut shape = Shape::new();
    if m < 0.6 {
        return shape;
    }
    for (k, floor) in box_tiers(s).into_iter().enumerate() {
        for side in [-1.0_f32, 1.0] {
            for i in 0..2 {
                let seed = (k * 4 + i) as u32 + if side > 0.0 { 40 } else { 0 };
                let x = side * box_middle(s) + (i as f32 - 0.5) * 0.62 + 0.1 * grain(seed);
                let guest = head(-side * (0.5 + 0.4 * grain(seed + 3)), 0.1, 1.0, grain(seed + 5));
                let by = Transform::from_translation(at(x, FACE - 0.3 * m, floor + 0.85 * m + 0.28));
                shape = shape.with(&guest, by);
            }
        }
    }
    shape
}

/// The dark of a box behind its people.
fn box_backs(s: Size) -> Shape {
    let m = module(s);
    let mut shape = Shape::new();
    for floor in box_tiers(s) {
        let over = (s.h * 0.30).min(2.2 * m);
        for side in [-1.0, 1.0] {
            let middle = at(side * box_middle(s), FACE - 0.02, floor);
            shape = shape.surface(12, 2, |u, v| {
                let x = u * 2.0 - 1.0;
                let top = over - 0.7 * m + 0.66 * m * (1.0 - x * x).max(0.0).sqrt();
                middle + Vec3::new(x * 0.76 * m, v * top, 0.0)
            });
        }
    }
    shape
}

/// Drapes drawn to both sides of a box, and a cushion on its rail.
fn box_drapes(s: Size) -> Shape {
    let m = module(s);
    let over = (s.h * 0.30).min(2.2 * m);
    let mut shape = Shape::new();
    for floor in box_tiers(s) {
        for side in [-1.0, 1.0] {
            let middle = at(side * box_middle(s), FACE - 0.08 * m, floor);
            for hand in [-1.0_f32, 1.0] {
                shape = shape.surface(20, 10, |u, v| {
                    // Tied back at a third of its height.
                    let waist = 1.0 - 0.62 * (-((v - 0.42) * 5.0).powi(2)).exp();
                    let x = hand * m * (0.78 - 0.4 * u * waist * (1.0 - 0.3 * v));
                    middle + Vec3::new(x, v * (over - 0.12 * m), 0.05 * m * (u * 28.0).sin())
                });
            }
            shape = shape.surface(20, 4, |u, v| {
                let (sin, cos) = (PI * 0.94 * (u - 0.5)).sin_cos();
                let (b, d) = (v * TAU).sin_cos();
                let r = 0.98 + 0.08 * d;
                middle + Vec3::new(0.86 * m * r * sin, 0.9 * m + 0.045 * m * b, 0.08 * m + 0.72 * m * r * cos)
            });
        }
    }
    shape
}

/// Places of the small lamps beside the boxes, for the light they throw.
pub(in crate::stage) fn box_lamps(s: Size) -> Vec<Vec3> {
    let m = module(s);
    let mut places = Vec::new();
    for floor in box_tiers(s) {
        for side in [-1.0, 1.0] {
            places.push(at(side * (s.w * 0.5 + (FRAME + 0.36) * m), FACE - 0.44 * m, floor + 1.15 * m));
            places.push(at(side * (s.w * 0.5 + (FRAME + 2.62) * m), FACE - 0.44 * m, floor + 1.15 * m));
        }
    }
    places
}

fn sconces(s: Size) -> Shape {
    let m = module(s);
    let mut shape = Shape::new();
    for place in box_lamps(s) {
        for x in [-0.09, 0.09] {
            let p = place + Vec3::new(x * m, 0.0, 0.0);
            shape = shape.surface(6, 4, |u, v| {
                let (sin, cos) = (u * TAU).sin_cos();
                let r = 0.035 * m * (PI * (0.15 + 0.85 * v)).sin();
                p + Vec3::new(r * sin, (v - 0.5) * 0.14 * m, r * cos)
            });
        }
    }
    shape
}

/// Music stands in the pit: iron, and the lit paper on them.
fn stands(s: Size) -> (Shape, Shape) {
    let (mut iron, mut paper) = (Shape::new(), Shape::new());
    for (p, turn) in desks(s) {
        let page = Quat::from_rotation_y(turn) * Quat::from_rotation_x(-0.6);
        let (a, b) = (page * Vec3::X * 0.44, page * Vec3::Y * 0.3);
        paper = paper.quad(p, a, b, page * Vec3::Z).quad(p, a, -b, page * Vec3::NEG_Z);
        let low = p - page * Vec3::Z * 0.02;
        iron = iron.quad(low - page * Vec3::Y * 0.03, a * 1.15, b * 1.3, page * Vec3::Z);
        iron = iron.bar(p - Vec3::Y * 1.0, p - Vec3::Y * 0.05, 0.015, 0.015);
    }
    (iron, paper)
}

/// Where the stands are and how they are turned.
fn desks(s: Size) -> Vec<(Vec3, f32)> {
    if !has_pit(s) {
        return vec![];
    }
    let n = ((s.w * 0.8 / 1.15) as i32).clamp(2, 24);
    let mut desks = Vec::new();
    for row in 0..2 {
        for i in 0..n {
            let x = (i as f32 - (n - 1) as f32 * 0.5) * 1.15 + 0.5 * row as f32;
            if x.abs() < 0.7 {
                continue;
            }
            let y = pit_rail(s) + pit_deep(s) * (0.36 + 0.36 * row as f32) + 0.2 * grain((i + row * 31) as u32);
            desks.push((at(x, y, -0.82 - 0.14 * row as f32), (-x * 0.12).clamp(-0.9, 0.9)));
        }
    }
    // The conductor's own.
    desks.push((conductor(s) + Vec3::new(0.0, 0.98, -0.42), 0.0));
    desks
}

/// Who plays, and who conducts: an arm with the baton up.
fn players(s: Size) -> Shape {
    let mut shape = Shape::new();
    for (k, (p, turn)) in desks(s).into_iter().enumerate() {
        let seed = k as u32 + 300;
        let back = Quat::from_rotation_y(turn) * Vec3::new(0.0, 0.0, -0.5);
        let player = head(turn + 0.4 * (grain(seed) - 0.5), -0.15, 1.0, grain(seed + 1));
        shape = shape.with(&player, Transform::from_translation(p + back + Vec3::Y * (0.12 + 0.1 * grain(seed + 2))));
    }
    if !has_pit(s) {
        return shape;
    }
    let foot = conductor(s);
    let chest = foot + Vec3::Y * 1.25;
    shape = shape
        .with(&head(0.1, -0.1, 1.04, 0.4), Transform::from_translation(foot + Vec3::Y * 1.62))
        .bar(foot, chest, 0.17, 0.2);
    for (side, lift) in [(-1.0, 0.42), (1.0, 0.12)] {
        let shoulder = foot + Vec3::new(side * 0.21, 1.38, 0.0);
        let elbow = shoulder + Vec3::new(side * 0.26, -0.1 + lift * 0.3, -0.12);
        let hand = elbow + Vec3::new(side * 0.12, lift, -0.16);
        shape = shape.bar(shoulder, elbow, 0.07, 0.055).bar(elbow, hand, 0.052, 0.035);
        if side < 0.0 {
            shape = shape.bar(hand, hand + Vec3::new(0.12, 0.34, -0.1), 0.008, 0.004);
        }
    }
    shape
}

/// The wall between the pit and the first row, with a rail on it.
fn rail(s: Size) -> Shape {
    let y = pit_rail(s);
    let wide = s.w + 1.4;
    Shape::new().cuboid(at(0.0, y - 0.06, -0.75), Vec3::new(wide, 0.9, 0.06)).surface(24, 6, |u, v| {
        let (b, d) = (v * TAU).sin_cos();
        at((u - 0.5) * wide, y - 0.06 - 0.07 * d, -0.28 + 0.05 * b)
    })
}
