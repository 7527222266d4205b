//! Panels with 10,000 cues against panels with 100: all panels of a frame, laid out and made into triangles.

use std::time::Instant;

use drytech::stage::measure_panels::{Panels, crowd};

/// Frames measured of each, the playhead moving from frame to frame.
const FRAMES: i64 = 240;
/// The screen, points.
const SCREEN: (f32, f32) = (1280.0, 720.0);

/// Seconds per frame, its median; and triangles of the last.
fn frame(panels: &mut Panels, from_us: i64, chain: Option<usize>) -> (f64, usize) {
    let mut triangles = 0;
    // The first frames make the fonts' picture.
    for k in 0..8 {
        triangles = panels.draw(from_us + k * 16_667, chain);
    }
    let mut took: Vec<f64> = (0..FRAMES)
        .map(|k| {
            let at = Instant::now();
            triangles = panels.draw(from_us + k * 16_667, chain);
            at.elapsed().as_secs_f64()
        })
        .collect();
    took.sort_by(f64::total_cmp);
    (took[took.len() / 2], triangles)
}

/// Measures and prints.
pub fn run() {
    println!("panels: all of a frame at 1280x720, laid out and tessellated, median of {FRAMES} frames");
    let mut small = None;
    for cues in [100, 10_000] {
        let night = match crowd(cues) {
            Ok(night) => night,
            Err(why) => {
                println!("  a night of {cues} cues: {why}");
                return;
            }
        };
        let middle = night.run.end_us / 2;
        let at = Instant::now();
        let mut panels = Panels::new(night, SCREEN);
        let looked_up = at.elapsed().as_secs_f64();
        let (plain, triangles) = frame(&mut panels, middle, None);
        let (chain, _) = frame(&mut panels, middle, Some(cues / 2));
        println!(
            "  {cues:>6} cues: {:.3} ms a frame ({triangles} triangles), {:.3} ms with a cause chain; {:.2} ms once a night",
            plain * 1e3,
            chain * 1e3,
            looked_up * 1e3
        );
        match small {
            None => small = Some((plain, chain)),
            Some((p, c)) => {
                println!("  ratio 10,000 / 100: {:.2}, with a cause chain {:.2}", plain / p, chain / c);
            }
        }
    }
}
