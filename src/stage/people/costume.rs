//! Costumes on their wearers: shapes that go where the figure goes, slide down it and lie crumpled on the floor.

use bevy::mesh::VertexAttributeValues;
use bevy::prelude::*;

use super::figure::{Frame, Pose, girth};
use super::wardrobe::{Cut, Wind};
use crate::stage::geometry::Shape;

/// A costume as it is drawn now, tonight or in plan.
#[derive(Component, Clone, Debug)]
pub(in crate::stage) struct Garment {
    /// Which machine of the sheet; `None` for what somebody wears of whom the sheet says nothing.
    pub(in crate::stage) machine: Option<usize>,
    /// 1 fully on to 0 on the floor.
    pub(in crate::stage) level: f32,
    /// Whether it is the one to be seen.
    pub(in crate::stage) seen: bool,
    /// Whether it is a double: where plan has it.
    pub(in crate::stage) ghost: bool,
    /// How it is cut.
    pub(super) cut: Cut,
    /// As it was drawn last.
    pub(super) drawn: Option<(Pose, Wind, f32)>,
}

/// A garment on a figure, slid down to `level`.
pub(super) fn hung(cut: &Cut, f: &Frame, wind: Wind, level: f32, seed: u32) -> Shape {
    let mut shape = cut.sewn(f, wind);
    if level < 1.0 {
        shape.move_points(|p| slide(p, f, level, seed));
    }
    shape
}

/// Puts a shape where a mesh was.
pub(super) fn redraw(mesh: &mut Mesh, shape: &Shape, slid: bool) {
    let (points, normals) = shape.points();
    mesh.insert_attribute(Mesh::ATTRIBUTE_POSITION, VertexAttributeValues::Float32x3(points));
    if let Some(colours) = shape.colours() {
        mesh.insert_attribute(Mesh::ATTRIBUTE_COLOR, colours);
    }
    if slid {
        mesh.compute_smooth_normals();
    } else {
        mesh.insert_attribute(Mesh::ATTRIBUTE_NORMAL, normals);
    }
}

/// How far down cloth has come at `level`: it is held up by the hips a while, and then it falls.
fn drop(level: f32) -> f32 {
    1.46 * (1.0 - level).clamp(0.0, 1.0).powf(2.5)
}

/// Where a point of a garment is when it has slid down to `level`: gathered where it passes the hips, and what reaches
/// the floor lies there in folds.
fn slide(p: Vec3, f: &Frame, level: f32, seed: u32) -> Vec3 {
    let slid = (1.0 - level).clamp(0.0, 1.0);
    let (head, _) = f.head;
    if p.y > head.y - 0.02 && p.distance(head) < 0.5 {
        // Hats and plumes are off first: out of the way, in the head.
        return head;
    }
    // The top gathers: the higher a point was, the further it has come down.
    // What reached above the bust comes to lie with the rest of the edge.
    let high = ((p.y - 1.0) / 0.45).clamp(0.0, 1.0);
    let loose = (slid * 4.0).min(1.0);
    let held = p.y - 0.8 * loose * (p.y - 1.2).max(0.0);
    let y = held - drop(level);
    let from = f.axis(p.y);
    let off = Vec2::new(p.x, p.z) - from;
    let around = off.x.atan2(off.y);
    let (w, d) = girth(f.build.lady, p.y.clamp(0.86, 1.42));
    let mut flat = off;
    // Sleeves come in to the body.
    let far = (flat.x / (w + 0.09)).abs().max((flat.y / (d + 0.14)).abs());
    if far > 1.0 && p.y > 0.95 {
        flat = flat.lerp(flat / far, (slid * 2.5).min(1.0));
    }
    // Never inside the body.
    let (bw, bd) = girth(f.build.lady, y.clamp(0.9, 1.42));
    let (bw, bd) = if y < 0.9 { (0.165, 0.12) } else { (bw, bd) };
    let inside = Vec2::new(flat.x / (bw + 0.02), flat.y / (bd + 0.035)).length();
    if inside < 1.0 && y > 0.3 {
        flat /= inside.max(0.2);
    }
    let fold = (around * 5.0 + p.y * 9.0).sin() * 0.5 + (around * 11.0 - p.y * 17.0 + seed as f32).sin() * 0.3;
    let heap = 0.085 + 0.055 * fold;
    if y >= heap {
        // Gathered above the heap: rolled where the top turns over, softer below.
        let roll = 0.035 * (slid * 3.0).min(1.0) * high * (p.y * 55.0 + around * 2.0).sin().abs();
        let wrinkle =
            1.0 + (0.012 + 0.04 * high) * (slid * 2.0).min(1.0) * (p.y * 34.0 + around * 3.0 + seed as f32).sin();
        let out = flat.try_normalize().unwrap_or(Vec2::Y) * roll;
        let to = f.axis(y);
        return Vec3::new(to.x + flat.x * wrinkle + out.x, y, to.y + flat.y * wrinkle + out.y);
    }
    // What reached the floor: the further it fell past it, the further out it lies.
    let fell = (heap - y).min(1.4);
    let ring = 0.14 + 0.33 * (fell / 1.4).powf(0.7) + 0.06 * fold;
    let out = Vec2::new(around.sin(), around.cos()) * ring + f.axis(0.0);
    let edge = (1.0 - (ring - 0.13) / 0.42).clamp(0.12, 1.0);
    Vec3::new(out.x, (0.015 + (heap + 0.06) * edge).max(0.012), out.y)
}
