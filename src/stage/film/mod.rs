//! Films: many pictures of one run with one start of the renderer. Each is what a still of its instant is.

mod gif;
mod paintbox;

pub use gif::GifWriter;

use std::ops::ControlFlow;

use image::RgbaImage;

use super::StageError;
use super::still::{Headless, StillOptions};
use crate::slip::Rehearsal;

/// What to film.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FilmOptions {
    /// How each picture is taken; its instant does not count.
    pub still: StillOptions,
    /// The first instant, µs of run time.
    pub from_us: i64,
    /// The end, µs of run time; no picture is taken there. Before `from_us`, the film runs backwards.
    pub to_us: i64,
    /// Pictures per second of the film, above 0.
    pub fps: f64,
    /// Seconds of the run in a second of the film, above 0.
    pub speed: f64,
}

impl FilmOptions {
    /// The instants of its pictures, µs of run time; one at least.
    pub fn instants(&self) -> impl ExactSizeIterator<Item = i64> + use<> {
        let (from, to) = (self.from_us, self.to_us);
        let step = self.speed * 1e6 / self.fps;
        let count = ((to - from).unsigned_abs() as f64 / step - 1e-6).ceil().max(1.0);
        let sign = if to < from { -1.0 } else { 1.0 };
        (0..count as u32).map(move |i| from + (f64::from(i) * step * sign).round() as i64)
    }
}

/// Takes the pictures one by one and gives each away; breaking off ends the film and is no error.
///
/// # Errors
/// No graphics adapter, a size it cannot draw, a picture it never delivers, or Ctrl+C.
pub fn film(
    rehearsal: &Rehearsal,
    options: &FilmOptions,
    mut each: impl FnMut(RgbaImage) -> ControlFlow<()>,
) -> Result<(), StageError> {
    options.still.check()?;
    let mut camera = Headless::start(rehearsal, options.still.quality)?;
    for at_us in options.instants() {
        let picture = camera.take(StillOptions { at_us, ..options.still })?;
        if camera.interrupted() {
            return Err(StageError::Interrupted);
        }
        if each(picture).is_break() {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instants(from_us: i64, to_us: i64, fps: f64, speed: f64) -> Vec<i64> {
        FilmOptions { still: StillOptions::default(), from_us, to_us, fps, speed }.instants().collect()
    }

    #[test]
    fn instants_are_those_of_the_rate_and_do_not_drift() {
        assert_eq!(instants(1_000_000, 2_000_000, 4.0, 1.0), [1_000_000, 1_250_000, 1_500_000, 1_750_000]);
        assert_eq!(instants(0, 1_000_000, 2.0, 2.0), [0]);
        assert_eq!(instants(5, 5, 10.0, 1.0), [5]);
        assert_eq!(instants(1_000_000, 0, 2.0, 1.0), [1_000_000, 500_000]);
        assert_eq!(instants(0, 100_000_000, 3.0, 1.0)[299], 99_666_667);
    }
}
