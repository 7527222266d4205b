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
const LOW: f32 = 0.95;
/// The same at the outlet of a machine at full output.
const PLUME: f32 = 3.2;
/// How fast a plume moves away from its outlet, metres per second.
const SPEED: f32 = 1.2;

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
                    let thick = 0.65 + 0.7 * billow(x * 1.3 + drift * 1.4, z * 1.2 - drift * 0.5, 4);
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

    fn plume(&self, run: &Run, t_us: i64, outlet: Outlet, field: &mut [f32]) {
        let Some(MachineTrack::Fog { output, .. }) = run.machines.get(outlet.machine) else { return };
        let [nx, ny, nz] = self.cells;
        let size = self.high - self.low;
        let cell = size / Vec3::new(nx as f32, ny as f32, nz as f32);
        let long = (size.x * 0.62).min(7.5);
        let gone = (t_us as f64 * 1e-6 * f64::from(SPEED) % 4096.0) as f32;
        for i in 0..nx {
            let x = self.low.x + (i as f32 + 0.5) * cell.x;
            let far = (x - outlet.place.x) * outlet.inward;
            if far < -cell.x || far > long {
                continue;
            }
            let far = far.max(0.0);
            // What is here now came out then; the further it has come, the more has mixed with what was before and after.
            let then = |mixed: f32| t_us - (f64::from(far / SPEED * (1.0 + mixed)) * 1e6) as i64;
            let sample = |t: i64| if t < 0 { 0.0 } else { output.sample(t).max(0.0) as f32 };
            let given = MIXES.iter().map(|(mixed, weight)| weight * sample(then(*mixed))).sum::<f32>();
            if given <= 0.0 {
                continue;
            }
            let wide = (0.2 + 0.14 * far).max(cell.z * 0.8);
            let tall = (0.17 + 0.09 * far).max(cell.y * 0.8);
            // It falls to the floor, and drifts down to the house as it slows.
            let middle = Vec2::new(outlet.place.z + 0.09 * far, (outlet.place.y - 0.05 * far).max(tall * 0.55));
            let thin = (1.0 + 0.75 * far).powf(-0.9) * eased((long - far) / (long * 0.45));
            for k in 0..nz {
                let z = self.low.z + (k as f32 + 0.5) * cell.z;
                let dz = (z - middle.x) / wide;
                if dz.abs() > 2.4 {
                    continue;
                }
                let curl = 0.45 + 1.1 * billow((far - gone) * 1.9, z * 2.3 + far, 5 + outlet.machine as u32);
                for j in 0..ny {
                    let y = self.low.y + (j as f32 + 0.5) * cell.y;
                    let dy = (y - middle.y) / tall;
                    let core = (-(dz * dz + dy * dy)).exp();
                    if core > 0.01 {
                        field[((k * ny + j) * nx + i) as usize] += PLUME * given * thin * core * curl;
                    }
                }
            }
        }
    }
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
        let outlet = Outlet { machine: 0, place: Vec3::new(-5.0, 0.24, -5.0), inward: 1.0 };
        let field = Field::over(s, [64, 32, 32], vec![outlet]);
        // Thickest in each slice across, so many metres from the outlet.
        let thick = |t_s: f32, far: f32| {
            let all = field.at(&run, (t_s * 1e6) as i64, 3.0);
            let i = ((outlet.place.x + far - field.low.x) / (field.high.x - field.low.x) * 64.0) as usize;
            all.iter().skip(i).step_by(64).fold(0.0_f32, |a, b| a.max(*b))
        };
        assert!(thick(9.9, 0.6) > 0.3, "before it there is fog at the outlet");
        assert!(thick(11.0, 0.6) == 0.0, "then there is none");
        assert!(thick(11.0, 2.4) > 0.2, "but further off what came out before is still there");
        assert!(thick(13.5, 0.6) > 0.3 && thick(13.5, 2.6) == 0.0, "then the gap is further off");
    }
}
