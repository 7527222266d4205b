//! A foggy frame of the stage against a bare scene with the same lights, triangles and fog steps; the first frame likewise.
//!
//! `SIZES=640x360,1920x1080 FRAMES=60 QUALITY=discrete cargo bench --bench stage` for a graphics card.

use std::time::Instant;

use drytech::slip::Rehearsal;
use drytech::stage::Quality;
use drytech::stage::measure::Renderer;

/// Frames that are drawn and not counted: caches fill and pipelines are made.
const WARM_UP: usize = 3;

pub fn run() {
    let sizes = std::env::var("SIZES").unwrap_or_else(|_| "640x360".to_owned());
    let frames = std::env::var("FRAMES").ok().and_then(|n| n.parse().ok()).unwrap_or(24_usize).max(2);
    let quality: Option<Quality> = std::env::var("QUALITY").ok().and_then(|q| q.parse().ok());
    let sizes = sizes.split(',').filter_map(|s| {
        let (w, h) = s.trim().split_once('x')?;
        Some((w.parse().ok()?, h.parse().ok()?))
    });
    for size in sizes {
        if let Err(why) = measure(size, frames, quality) {
            println!("frame {}x{}: {why}", size.0, size.1);
            return;
        }
    }
}

fn preview() -> Result<Rehearsal, String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/cues/bombshell/everything_goes_wrong.ron");
    let opened = drytech::fault::open(path.as_ref()).map_err(|e| e.to_string())?;
    Rehearsal::of(opened).map_err(|e| e.to_string())
}

fn measure(size: (u32, u32), frames: usize, quality: Option<Quality>) -> Result<(), String> {
    let rehearsal = preview()?;
    // The thickest air of the night, a little later: a machine gives, and the curtain is open.
    let at_us = (0..rehearsal.run.end_us / 1_000_000)
        .map(|s| s * 1_000_000)
        .max_by(|a, b| rehearsal.run.density.sample(*a).total_cmp(&rehearsal.run.density.sample(*b)))
        .unwrap_or(0);
    let began = Instant::now();
    let mut stage = Renderer::stage(&rehearsal, at_us, size, quality).map_err(|e| e.to_string())?;
    stage.frame();
    let first = began.elapsed().as_secs_f64();
    let began = Instant::now();
    let mut cube = Renderer::cube(size).map_err(|e| e.to_string())?;
    cube.frame();
    let least = began.elapsed().as_secs_f64();
    drop(cube);
    let (mut bare, lights, triangles) = stage.bare(size, false).map_err(|e| e.to_string())?;
    // The same with its depth drawn first, as the stage does: then only what is seen is lit.
    let (mut thrifty, ..) = stage.bare(size, true).map_err(|e| e.to_string())?;
    for _ in 0..WARM_UP {
        stage.frame();
        bare.frame();
        thrifty.frame();
    }
    let (mut ours, mut theirs, mut thrift) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..frames {
        ours.push(stage.frame());
        theirs.push(bare.frame());
        thrift.push(thrifty.frame());
    }
    let at = |all: &mut Vec<f64>, share: f64| {
        all.sort_by(f64::total_cmp);
        all[((all.len() - 1) as f64 * share).round() as usize] * 1e3
    };
    let (width, height) = size;
    println!(
        "frame {width}x{height} on {}, {} quality, {} fog steps, {lights} lights, {triangles} triangles, density {:.2}",
        stage.adapter(),
        stage.quality().name(),
        stage.fog_steps(),
        rehearsal.run.density.sample(at_us),
    );
    for (name, all) in [("stage", &mut ours), ("bare scene", &mut theirs), ("bare scene, depth first", &mut thrift)] {
        println!("  {name:<23} median {:8.2} ms   p99 {:8.2} ms   of {frames}", at(all, 0.5), at(all, 0.99));
    }
    let [ours, theirs, thrift] = [&mut ours, &mut theirs, &mut thrift].map(|all| at(all, 0.5));
    println!("  ratio of medians {:.2}; to the one with its depth first {:.2}", ours / theirs, ours / thrift);
    println!("  first frame {first:.2} s, of a cube {least:.2} s: ratio {:.2}", first / least);
    Ok(())
}
