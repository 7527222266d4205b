//! [`Field`]: how thick the air is in every place, as a function of the run and the instant.
//!
//! Three things add up: the stage's air at the simulated density, a low layer of it that hugs the floor, and at the outlet
//! of each machine a plume in which every distance shows what the machine gave when the fog that is there now came out. So
//! a drop-out is a gap, and the gap travels.

use bevy::prelude::*;

use crate::run::{MachineTrack, Run};
use crate::stage::geometry::{eased, grain};
use crate::stage::on_stage::Size;
use crate::stage::theatre;

/// Extinction per metre of the upper air at density 1: the backdrop is readable at 0.2 and veiled at 0.6.
const AIR: f32 = 0.13;
/// The same on the floor.
const LOW: f32 = 1.1;
/// The same at the outlet of a machine at full output that fills the stage at [`FILLS`].
const PLUME: f32 = 6.5;
/// What a low fog machine adds to the stage's density in a second of full output: a hazer's plume is as much thinner as
/// it gives less.
pub(super) const FILLS: f32 = 0.03;
/// How fast a plume leaves its outlet, metres per second.
const SPEED: f32 = 2.0;
/// How far it goes before the air has stopped it, metres.
const REACH: f32 = 7.4;

/// How far what comes out together is drawn apart on its way, as a share of the way, and how much of it is there.
const MIXES: [(f32, f32); 7] =
    [(-0.18, 0.06), (-0.12, 0.13), (-0.06, 0.2), (0.0, 0.22), (0.06, 0.2), (0.12, 0.13), (0.18, 0.06)];

/// A machine's outlet, in the renderer's axes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outlet {
    /// Which machine of the sheet.
    pub(super) machine: usize,
    /// Where the fog comes out.
    pub(super) place: Vec3,
    /// To which side: −1 or 1.
    pub(super) inward: f32,
    /// How much it gives beside a low fog machine: 1 is as much.
    pub(super) gives: f32,
}

/// How long ago what is so far from its outlet came out of it, seconds: the air stops it little by little.
fn age(far: f32) -> f32 {
    -REACH / SPEED * (1.0 - (far / REACH).clamp(0.0, 0.999)).ln()
}

/// The box of air that is marched through, in cells.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// Lower corner, renderer's axes.
    pub(super) low: Vec3,
    /// Upper corner.
    pub(super) high: Vec3,
    /// Cells across, up, deep.
    pub(super) cells: [u32; 3],
    /// Where fog comes out.
    pub(super) outlets: Vec<Outlet>,
}

impl Field {
    /// The air over a stage of that size.
    pub(super) fn over(s: Size, cells: [u32; 3], outlets: Vec<Outlet>) -> Self {
        let half = s.w * 0.5 + (theatre::wing(s) * 0.5).min(2.5);
        Self { low: Vec3::new(-half, 0.0, -(s.d - 0.2)), high: Vec3::new(half, s.h + 0.5, 0.25), cells, outlets }
    }

    /// Extinction per metre in every cell at `t_us`, x first, then up, then towards the house.
    pub(super) fn at(&self, run: &Run, t_us: i64, air_changes: f64) -> Vec<f32> {
        let [nx, ny, nz] = self.cells;
        let size = self.high - self.low;
        let place = |i: u32, n: u32, low: f32, long: f32| low + (i as f32 + 0.5) / n as f32 * long;
        let air = run.density.sample(t_us).max(0.0) as f32;
        // The air drifts with its changes, metres.
        let drift = (t_us as f64 * 1e-6 * 0.02 * (1.0 + air_changes.clamp(0.0, 60.0)) % 4096.0) as f32;
        let heights: Vec<f32> = (0..ny).map(|j| place(j, ny, self.low.y, size.y)).collect();
        let mut field = vec![0.0_f32; (nx * ny * nz) as usize];
        if air > 0.0005 {
            for k in 0..nz {
                let z = place(k, nz, self.low.z, size.z);
                let front = eased((self.high.z - z) / 0.9);
                for i in 0..nx {
                    let x = place(i, nx, self.low.x, size.x);
                    let side = eased((size.x * 0.5 - x.abs()) / 1.2) * front;
                    let top = 0.4 + 0.85 * billow(x * 0.55 + drift, z * 0.6, 1);
                    let wisp = [2, 3]
                        .map(|seed| billow(x * 0.4 + drift * (0.4 + 0.2 * seed as f32), z * 0.45 + drift * 0.2, seed));
                    let pool = self.outlets.iter().map(|o| pool(o, x, z)).fold(0.0, f32::max);
                    let lumps = billow(x * 0.95 + drift * 1.4, z * 0.9 - drift * 0.5, 4);
                    let thick = (0.45 + 1.1 * lumps) * (0.8 + 0.5 * pool);
                    for (j, y) in heights.iter().enumerate() {
                        let up = y / size.y;
                        let upper = AIR * (1.0 - 0.3 * up) * (0.7 + 0.6 * (wisp[0] + (wisp[1] - wisp[0]) * up));
                        let roof = eased((self.high.y - y) / 1.0);
                        let low = LOW * thick * (1.0 - eased((y - top * 0.25) / (top * 0.85)));
                        field[((k * ny + j as u32) * nx + i) as usize] = air * side * (upper * roof + low);
                    }
                }
            }
        }
        for outlet in &self.outlets {
            self.plume(run, t_us, *outlet, &mut field);
        }
        field
    }

    /// How far plumes are seen, metres.
    fn long(&self) -> f32 {
        ((self.high.x - self.low.x) * 0.6).min(REACH * 0.97)
    }

    /// The box that holds all plumes, whether or not they give fog now: lower and upper corner.
    pub(super) fn plumes(&self) -> (Vec3, Vec3) {
        let (mut low, mut high) = (Vec3::MAX, Vec3::MIN);
        for outlet in &self.outlets {
            let [a, b] = [-0.6, self.long()].map(|far| outlet.place + Vec3::X * outlet.inward * far);
            let wide = girth(self.long()).x * 1.7;
            low = low.min(a.min(b) - Vec3::Z * wide);
            high = high.max(a.max(b) + Vec3::new(0.0, girth(self.long()).y * 2.0, wide));
        }
        (low.with_y(0.0).max(self.low), high.min(self.high))
    }

    fn plume(&self, run: &Run, t_us: i64, outlet: Outlet, field: &mut [f32]) {
        let Some(MachineTrack::Fog { output, .. }) = run.machines.get(outlet.machine) else { return };
        let [nx, ny, nz] = self.cells;
        let size = self.high - self.low;
        let cell = size / Vec3::new(nx as f32, ny as f32, nz as f32);
        let long = self.long();
        let seed = 5 + outlet.machine as u32;
        // What is here now came out then; the further it has come, the more has mixed with what was before and after.
        let sample = |t: i64| if t < 0 { 0.0 } else { output.sample(t).max(0.0) as f32 };
        let given: Vec<f32> = (0..=AWAY)
            .map(|i| {
                let age = age(i as f32 / AWAY as f32 * long);
                let then = |mixed: f32| t_us - (f64::from(age * (1.0 + mixed)) * 1e6) as i64;
                MIXES.iter().map(|(mixed, weight)| weight * sample(then(*mixed))).sum()
            })
            .collect();
        if given.iter().all(|g| *g <= 0.0) {
            return;
        }
        // Billows roll with what they are made of, and slower as it slows.
        let gone = (t_us as f64 * 1e-6 * 0.55 % 4096.0) as f32;
        for i in 0..nx {
            let x = self.low.x + (i as f32 + 0.5) * cell.x;
            let far = (x - outlet.place.x) * outlet.inward;
            if far < -0.6 || far > long {
                continue;
            }
            let way = far.max(0.0);
            // No narrower than the field can hold without its cells being seen.
            let girth = girth(way).max(Vec2::new(cell.z * 1.15, cell.y * 1.15));
            let (wide, tall) = (girth.x, girth.y);
            // It falls to the floor, and drifts down to the house as it slows.
            let middle = Vec2::new(outlet.place.z + 0.07 * way, (outlet.place.y - 0.1 * way).max(tall * 0.5));
            let thin = (1.0 + 0.42 * way).powf(-0.9) * eased((long - far) / (long * 0.4)) * eased((far + 0.6) / 0.6);
            for k in 0..nz {
                let z = self.low.z + (k as f32 + 0.5) * cell.z;
                let dz = (z - middle.x) / wide;
                if dz.abs() > 2.0 {
                    continue;
                }
                for j in 0..ny {
                    let y = self.low.y + (j as f32 + 0.5) * cell.y;
                    let dy = (y - middle.y) / tall;
                    let round = dz * dz + dy * dy;
                    if round > 4.0 {
                        continue;
                    }
                    // Three slices of noise, turned against each other, make lumps and not sheets.
                    let lumps = 0.5 * billow((way - gone) * 1.35, z * 1.5 + 0.4 * y, seed)
                        + 0.5 * billow(y * 1.9 - gone * 0.3, (way - gone) * 1.2 + z, seed + 31);
                    // The edge is behind the axis, and ragged: a puff is round before.
                    let lag = way + 0.22 * wide * round.min(3.0) + 0.5 * (lumps - 0.5) * wide;
                    let at = (lag / long * AWAY as f32).clamp(0.0, AWAY as f32 - 1e-3);
                    let (n, part) = (at as usize, at.fract());
                    let output = given[n] + (given[n + 1] - given[n]) * part;
                    let core = ((1.28 * (-round).exp() - 0.62 * lumps) / 0.55).clamp(0.0, 1.0);
                    if core > 0.0 && output > 0.0 {
                        let thick = PLUME * outlet.gives * output * thin * core * core * (3.0 - 2.0 * core);
                        field[((k * ny + j) * nx + i) as usize] += thick;
                    }
                }
            }
        }
    }

    /// How much of the light from above, the left and the house gets to every cell through the fog before it, 0 to 1:
    /// this is what makes billows round.
    pub(super) fn shade(&self, thick: &[f32]) -> Vec<f32> {
        let [nx, ny, nz] = self.cells.map(|n| n as usize);
        let size = self.high - self.low;
        let cell = size / Vec3::new(nx as f32, ny as f32, nz as f32);
        // One cell up along the light: so many cells to the left and to the house.
        let (left, front) = (0.55 * cell.y / cell.x, 0.45 * cell.y / cell.z);
        let long = cell.y * 1.22;
        let mut through = vec![1.0_f32; thick.len()];
        let at = |i: usize, j: usize, k: usize| (k * ny + j) * nx + i;
        let mut out = vec![1.0_f32; nx * nz];
        for j in (0..ny.saturating_sub(1)).rev() {
            // What goes out below the cells of the layer above.
            for k in 0..nz {
                for i in 0..nx {
                    let n = at(i, j + 1, k);
                    let sigma = thick[n];
                    out[k * nx + i] = if sigma > 0.0 { through[n] * (-sigma * long * SHADE).exp() } else { through[n] };
                }
            }
            for k in 0..nz {
                let (k1, dk) = before(k as f32 + front, nz);
                let k2 = (k1 + 1).min(nz - 1);
                for i in 0..nx {
                    let (i1, di) = before(i as f32 - left, nx);
                    let i2 = (i1 + 1).min(nx - 1);
                    let row = |k: usize| out[k * nx + i1] + (out[k * nx + i2] - out[k * nx + i1]) * di;
                    let (near, far) = (row(k1), row(k2));
                    through[at(i, j, k)] = near + (far - near) * dk;
                }
            }
        }
        through
    }
}

/// Whether low fog lies here because a machine blows it here, 0 to 1.
fn pool(outlet: &Outlet, x: f32, z: f32) -> f32 {
    let far = (x - outlet.place.x) * outlet.inward - 0.55 * REACH;
    let aside = z - outlet.place.z - 0.6;
    outlet.gives.min(1.0) * (-(far / 3.4).powi(2) - (aside / 2.4).powi(2)).exp()
}

/// Places along a plume at which its output is asked for.
const AWAY: usize = 96;
/// How much of what fog takes from a ray of light is lost to what is behind it; the rest goes on another way.
const SHADE: f32 = 0.6;

/// The cell below a place between cells, and how far beyond it the place is.
fn before(at: f32, n: usize) -> (usize, f32) {
    let at = at.clamp(0.0, (n - 1) as f32);
    (at as usize, at.fract())
}

/// How wide and how tall a plume is so far from its outlet, metres from its axis.
fn girth(far: f32) -> Vec2 {
    Vec2::new(0.32 + 0.2 * far, 0.32 + 0.125 * far)
}

/// A non-negative number in half precision: sign, five bits of exponent, ten of fraction.
pub(super) fn half(v: f32) -> [u8; 2] {
    // Below the smallest normal number there is nothing to see; above 100 nothing to see through.
    let v = v.clamp(0.0, 100.0);
    let bits = if v < 6.2e-5 { 0 } else { (v.to_bits() >> 13) - (112 << 10) };
    (bits as u16).to_le_bytes()
}

/// Soft noise 0 to 1.
fn billow(x: f32, y: f32, seed: u32) -> f32 {
    let mut sum = 0.0;
    for (octave, weight) in [(1.0, 0.65), (2.3, 0.35)] {
        let (x, y) = (x * octave, y * octave);
        let (i, j) = (x.floor(), y.floor());
        let (u, v) = (eased(x - i), eased(y - j));
        let corner = |di: f32, dj: f32| {
            let n = ((i + di) as i32).wrapping_mul(92_821).wrapping_add(((j + dj) as i32).wrapping_mul(68_917));
            grain(n as u32 ^ seed.wrapping_mul(7_919))
        };
        let low = corner(0.0, 0.0) + (corner(1.0, 0.0) - corner(0.0, 0.0)) * u;
        let high = corner(0.0, 1.0) + (corner(1.0, 1.0) - corner(0.0, 1.0)) * u;
        sum += weight * (low + (high - low) * v);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{Piece, Track};

    #[test]
    fn half_precision_keeps_three_digits() {
        for v in [1e-4_f32, 0.0123, 0.15, 1.0, 3.7] {
            let bits = u32::from(u16::from_le_bytes(half(v)));
            let back = f32::from_bits((bits + (112 << 10)) << 13);
            assert!((back - v).abs() < v * 0.001, "{v} comes back as {back}");
        }
        assert_eq!(half(0.0), [0, 0]);
    }

    #[test]
    fn a_drop_out_is_a_gap_that_travels() {
        let mut output = Track::at(1.0);
        output.push(Piece::constant(10_000_000, 0.0));
        output.push(Piece::constant(12_000_000, 1.0));
        let fog = MachineTrack::Fog { commanded: Track::at(1.0), output, heat: Track::at(1.0), tank: None };
        let run = Run { machines: vec![fog], ..Run::default() };
        let s = Size { w: 12.0, d: 9.0, h: 7.0, grid: 16.0 };
        let outlet = Outlet { machine: 0, place: Vec3::new(-5.0, 0.24, -5.0), inward: 1.0, gives: 1.0 };
        let field = Field::over(s, [64, 32, 32], vec![outlet]);
        // Thickest in each slice across, so many metres from the outlet.
        let thick = |t_s: f32, far: f32| {
            let all = field.at(&run, (t_s * 1e6) as i64, 3.0);
            let i = ((outlet.place.x + far - field.low.x) / (field.high.x - field.low.x) * 64.0) as usize;
            all.iter().skip(i).step_by(64).fold(0.0_f32, |a, b| a.max(*b))
        };
        assert!(thick(9.9, 0.6) > 0.3, "before it there is fog at the outlet");
        assert!(thick(11.0, 0.6) == 0.0, "then there is none");
        assert!(thick(11.0, 3.0) > 0.2, "but further off what came out before is still there");
        assert!(thick(13.5, 0.6) > 0.3 && thick(13.5, 3.4) < 0.05, "then the gap is further off");
    }
}
