//! Shapes built in code: [`Shape`] collects surfaces and becomes one mesh.
//!
//! Everything here is in the renderer's axes: x to stage left, y up, z towards the audience. [`at`] brings a place of the
//! sheet (x to stage left, y upstage, z up) over.

use std::f32::consts::TAU;

use bevy::asset::RenderAssetUsages;
use bevy::mesh::{Indices, PrimitiveTopology};
use bevy::prelude::*;

/// A place of the sheet, metres: x to stage left, y upstage from the setting line, z up.
pub(super) fn at(x: f32, y: f32, z: f32) -> Vec3 {
    Vec3::new(x, z, -y)
}

/// Surfaces on their way to one mesh.
#[derive(Clone, Default)]
pub(super) struct Shape {
    positions: Vec<[f32; 3]>,
    normals: Vec<[f32; 3]>,
    uvs: Vec<[f32; 2]>,
    indices: Vec<u32>,
    /// Points from each of these on have that colour; none, and the material alone colours it.
    dyes: Vec<(u32, [f32; 4])>,
}

impl Shape {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// The surface `f(u, v)` for u and v in 0..1, in `nu` by `nv` cells, with smooth normals.
    pub(super) fn surface(mut self, nu: u32, nv: u32, f: impl Fn(f32, f32) -> Vec3) -> Self {
        let base = self.positions.len() as u32;
        let step = 0.25 / nu.max(nv) as f32;
        for j in 0..=nv {
            for i in 0..=nu {
                let (u, v) = (i as f32 / nu as f32, j as f32 / nv as f32);
                let du = f(u + step, v) - f(u - step, v);
                let dv = f(u, v + step) - f(u, v - step);
                self.positions.push(f(u, v).to_array());
                self.normals.push(du.cross(dv).try_normalize().unwrap_or(Vec3::Y).to_array());
                self.uvs.push([u, v]);
            }
        }
        self.stitched(base, nu, nv)
    }

    /// What is added from now on has this colour, times the material's.
    pub(super) fn dye(mut self, colour: Color) -> Self {
        self.dyes.push((self.positions.len() as u32, colour.to_linear().to_f32_array()));
        self
    }

    /// Points and triangles as they are: each point with its normal and texture.
    pub(super) fn cells(mut self, points: &[(Vec3, Vec3, Vec2)], indices: &[u32]) -> Self {
        let base = self.positions.len() as u32;
        for (p, n, uv) in points {
            self.positions.push(p.to_array());
            self.normals.push(n.to_array());
            self.uvs.push(uv.to_array());
        }
        self.indices.extend(indices.iter().map(|i| base + i));
        self
    }

    /// A smooth limb through points, each with its half-widths across and fore-and-aft; `front` tells which way fore is.
    pub(super) fn limb(mut self, along: &[(Vec3, Vec2)], front: Vec3, sides: u32, steps: u32) -> Self {
        let (base, rows) = (self.positions.len() as u32, (along.len().max(2) as u32 - 1) * steps);
        let curve = |v: f32| {
            let last = along.len() - 1;
            let s = v.clamp(0.0, 1.0) * last as f32;
            let i = (s as usize).min(last.saturating_sub(1));
            let t = s - i as f32;
            let p = |k: isize| along[(i as isize + k).clamp(0, last as isize) as usize];
            let (a, b, c, d) = (p(-1), p(0), p(1), p(2));
            let at = b.0
                + 0.5
                    * t
                    * (c.0 - a.0 + t * (2.0 * a.0 - 5.0 * b.0 + 4.0 * c.0 - d.0 + t * (3.0 * (b.0 - c.0) + d.0 - a.0)));
            // Widths are eased, not bent: a spline would make them overshoot at the ends.
            (at, b.1.lerp(c.1, t * t * (3.0 - 2.0 * t)))
        };
        let mut side = Vec3::X;
        for j in 0..=rows {
            let v = j as f32 / rows as f32;
            let (at, wide) = curve(v);
            let way = curve(v + 0.02).0 - curve(v - 0.02).0;
            let way = way.try_normalize().unwrap_or(Vec3::Y);
            // Carried along from where it began: a limb that bends forward does not twist.
            let from = if j == 0 { way.cross(front) } else { side };
            side = (from - way * from.dot(way)).try_normalize().unwrap_or_else(|| way.any_orthonormal_vector());
            let fore = side.cross(way);
            for i in 0..=sides {
                let u = i as f32 / sides as f32;
                let (s, c) = (u * TAU).sin_cos();
                let n = side * (s * wide.y) + fore * (c * wide.x);
                self.positions.push((at + side * (s * wide.x) + fore * (c * wide.y)).to_array());
                self.normals.push(n.try_normalize().unwrap_or(way.normalize_or_zero()).to_array());
                self.uvs.push([u, v]);
            }
        }
        self.stitched(base, sides, rows)
    }

    /// As [`Self::surface`], every point as much darker than `colour` as `shade` (1: not) says.
    pub(super) fn shaded(
        mut self,
        (nu, nv): (u32, u32),
        colour: Color,
        f: impl Fn(f32, f32) -> Vec3,
        shade: impl Fn(f32, f32) -> f32,
    ) -> Self {
        let c = colour.to_linear().to_f32_array();
        let mut at = self.positions.len() as u32;
        for j in 0..=nv {
            for i in 0..=nu {
                let k = shade(i as f32 / nu as f32, j as f32 / nv as f32);
                self.dyes.push((at, [c[0] * k, c[1] * k, c[2] * k, c[3]]));
                at += 1;
            }
        }
        self.woven(nu, nv, f).dye(colour)
    }

    /// As [`Self::surface`], but asks `f` once for each point: normals come from its neighbours. For cloth that is made anew
    /// as it moves.
    pub(super) fn woven(mut self, nu: u32, nv: u32, f: impl Fn(f32, f32) -> Vec3) -> Self {
        let (base, row) = (self.positions.len() as u32, nu as usize + 1);
        let mut grid = Vec::with_capacity(row * (nv as usize + 1));
        for j in 0..=nv {
            for i in 0..=nu {
                grid.push(f(i as f32 / nu as f32, j as f32 / nv as f32));
            }
        }
        for j in 0..=nv as usize {
            // Cloth that goes all the way round has no edge where it meets.
            let round = grid[j * row].distance_squared(grid[j * row + nu as usize]) < 1e-8;
            for i in 0..row {
                let at = |i: usize, j: usize| grid[j * row + i];
                let (before, after) = match i {
                    0 if round => (at(nu as usize - 1, j), at(1, j)),
                    i if i == nu as usize && round => (at(i - 1, j), at(1, j)),
                    i => (at(i.saturating_sub(1), j), at((i + 1).min(nu as usize), j)),
                };
                let up = at(i, (j + 1).min(nv as usize)) - at(i, j.saturating_sub(1));
                self.positions.push(at(i, j).to_array());
                self.normals.push((after - before).cross(up).try_normalize().unwrap_or(Vec3::Y).to_array());
                self.uvs.push([i as f32 / nu as f32, j as f32 / nv as f32]);
            }
        }
        self.stitched(base, nu, nv)
    }

    /// Triangles over `nu` by `nv` cells of points in rows, the first of them at `base`.
    fn stitched(mut self, base: u32, nu: u32, nv: u32) -> Self {
        let row = nu + 1;
        for j in 0..nv {
            for i in 0..nu {
                let a = base + j * row + i;
                self.indices.extend([a, a + 1, a + row, a + row, a + 1, a + row + 1]);
            }
        }
        self
    }

    /// A box of `size` about `centre`; its texture is in metres.
    pub(super) fn cuboid(mut self, centre: Vec3, size: Vec3) -> Self {
        for (n, a, b) in [
            (Vec3::X, Vec3::NEG_Z, Vec3::Y),
            (Vec3::NEG_X, Vec3::Z, Vec3::Y),
            (Vec3::Y, Vec3::X, Vec3::NEG_Z),
            (Vec3::NEG_Y, Vec3::X, Vec3::Z),
            (Vec3::Z, Vec3::X, Vec3::Y),
            (Vec3::NEG_Z, Vec3::NEG_X, Vec3::Y),
        ] {
            self = self.quad(centre + n * size * 0.5, a * size, b * size, n);
        }
        self
    }

    /// A flat rectangle about `centre` along `a` and `b`, facing `n`; its texture is in metres.
    pub(super) fn quad(mut self, centre: Vec3, a: Vec3, b: Vec3, n: Vec3) -> Self {
        let base = self.positions.len() as u32;
        for (u, v) in [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)] {
            self.positions.push((centre + a * u + b * v).to_array());
            self.normals.push(n.to_array());
            self.uvs.push([(u + 0.5) * a.length(), (0.5 - v) * b.length()]);
        }
        self.indices.extend([base, base + 1, base + 2, base, base + 2, base + 3]);
        self
    }

    /// A body of revolution about the y axis: (radius, y) from bottom to top.
    pub(super) fn lathe(self, segments: u32, profile: &[(f32, f32)]) -> Self {
        let rows = (profile.len() as u32 - 1) * 4;
        self.surface(segments, rows, |u, v| {
            let (r, y) = smooth(profile, v);
            Vec3::new(r * (u * TAU).sin(), y, r * (u * TAU).cos())
        })
    }

    /// A tapered round bar from `a` to `b`.
    pub(super) fn bar(self, a: Vec3, b: Vec3, ra: f32, rb: f32) -> Self {
        let along = (b - a).try_normalize().unwrap_or(Vec3::Y);
        let side = along.any_orthonormal_vector();
        let other = along.cross(side);
        self.surface(10, 1, |u, v| {
            let (s, c) = (u * TAU).sin_cos();
            a.lerp(b, v) + (other * s + side * c) * (ra + (rb - ra) * v)
        })
    }

    /// An ellipsoid.
    pub(super) fn ball(self, centre: Vec3, radii: Vec3) -> Self {
        self.surface(16, 10, |u, v| {
            let (s, c) = (u * TAU).sin_cos();
            let (h, r) = ((v - 0.5) * std::f32::consts::PI).sin_cos();
            centre + Vec3::new(r * s, h, r * c) * radii
        })
    }

    /// A flat outline in the xy plane, seen from both sides, `thick` deep, fanned from its first point.
    pub(super) fn cut_out(mut self, outline: &[Vec2], thick: f32) -> Self {
        for (z, n) in [(thick * 0.5, Vec3::Z), (-thick * 0.5, Vec3::NEG_Z)] {
            let base = self.positions.len() as u32;
            for p in outline {
                self.positions.push([p.x, p.y, z]);
                self.normals.push(n.to_array());
                self.uvs.push([p.x, p.y]);
            }
            for i in 1..outline.len() as u32 - 1 {
                let tri = if z > 0.0 { [base, base + i, base + i + 1] } else { [base, base + i + 1, base + i] };
                self.indices.extend(tri);
            }
        }
        self
    }

    /// Adds another shape, moved.
    pub(super) fn with(mut self, other: &Shape, by: Transform) -> Self {
        let base = self.positions.len() as u32;
        let flip = by.scale.x * by.scale.y * by.scale.z < 0.0;
        for (p, n) in other.positions.iter().zip(&other.normals) {
            self.positions.push(by.transform_point(Vec3::from_array(*p)).to_array());
            let n = by.rotation * (Vec3::from_array(*n) / by.scale);
            self.normals.push(n.try_normalize().unwrap_or(Vec3::Y).to_array());
        }
        self.uvs.extend_from_slice(&other.uvs);
        self.dyes.extend(other.dyes.iter().map(|(from, colour)| (base + from, *colour)));
        for tri in other.indices.chunks_exact(3) {
            let (b, c) = if flip { (tri[2], tri[1]) } else { (tri[1], tri[2]) };
            self.indices.extend([base + tri[0], base + b, base + c]);
        }
        self
    }

    /// Texture from above, in metres, for everything that lies flat.
    pub(super) fn texture_from_above(mut self) -> Self {
        for (uv, p) in self.uvs.iter_mut().zip(&self.positions) {
            *uv = [p[0], p[2]];
        }
        self
    }

    /// Its points and their normals.
    pub(super) fn points(&self) -> (Vec<[f32; 3]>, Vec<[f32; 3]>) {
        (self.positions.clone(), self.normals.clone())
    }

    /// Moves every point; its normals are no longer true.
    pub(super) fn move_points(&mut self, to: impl Fn(Vec3) -> Vec3) {
        for p in &mut self.positions {
            *p = to(Vec3::from_array(*p)).to_array();
        }
    }

    /// The colour of every point, if any was dyed.
    pub(super) fn colours(&self) -> Option<Vec<[f32; 4]>> {
        let mut dyes = self.dyes.iter().peekable();
        dyes.peek()?;
        let mut now = [1.0; 4];
        let of = |i: usize| {
            while let Some((_, colour)) = dyes.next_if(|(from, _)| *from as usize <= i) {
                now = *colour;
            }
            now
        };
        Some((0..self.positions.len()).map(of).collect())
    }

    /// As a mesh.
    pub(super) fn mesh(self) -> Mesh {
        let mut mesh = Mesh::new(PrimitiveTopology::TriangleList, RenderAssetUsages::default());
        if let Some(colours) = self.colours() {
            mesh.insert_attribute(Mesh::ATTRIBUTE_COLOR, colours);
        }
        mesh.with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, self.positions)
            .with_inserted_attribute(Mesh::ATTRIBUTE_NORMAL, self.normals)
            .with_inserted_attribute(Mesh::ATTRIBUTE_UV_0, self.uvs)
            .with_inserted_indices(Indices::U32(self.indices))
    }
}

/// A smooth curve through the points, at v in 0..1.
pub(super) fn smooth(points: &[(f32, f32)], v: f32) -> (f32, f32) {
    let last = points.len() - 1;
    let s = v.clamp(0.0, 1.0) * last as f32;
    let i = (s as usize).min(last.saturating_sub(1));
    let t = s - i as f32;
    let p = |k: isize| points[(i as isize + k).clamp(0, last as isize) as usize];
    let (a, b, c, d) = (p(-1), p(0), p(1), p(2));
    let spline = |a: f32, b: f32, c: f32, d: f32| {
        b + 0.5 * t * (c - a + t * (2.0 * a - 5.0 * b + 4.0 * c - d + t * (3.0 * (b - c) + d - a)))
    };
    (spline(a.0, b.0, c.0, d.0).max(0.0), spline(a.1, b.1, c.1, d.1))
}

/// A number in 0..1 that is always the same for the same `n`; for grain and variation, never for what happens.
pub(super) fn grain(n: u32) -> f32 {
    let mut x = n.wrapping_mul(0x9E37_79B9) ^ 0x85EB_CA6B;
    x = (x ^ (x >> 15)).wrapping_mul(0x2C1B_3C6D);
    x = (x ^ (x >> 12)).wrapping_mul(0x297A_2D39);
    ((x ^ (x >> 15)) & 0xFFFF) as f32 / 65535.0
}

/// Eases 0..1 with rest at both ends.
pub(super) fn eased(t: f32) -> f32 {
    let t = t.clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}
