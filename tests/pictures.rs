//! A few pictures of the stage and of its panels, held against those in `tests/pictures/` with tolerance. Only where
//! llvmpipe draws: other renderers round, filter and light a little otherwise.
#![cfg(feature = "stage")]

use std::path::{Path, PathBuf};

use drytech::slip::Rehearsal;
use drytech::stage::{StillOptions, Tab, View, adapter_name, still_many};
use image::{RgbaImage, imageops};

/// Writes the pictures anew instead of holding against them.
const UPDATE: &str = "DRYTECH_UPDATE_PICTURES";

/// The renderer the pictures were drawn with.
const ADAPTER: &str = "llvmpipe";

/// Mean difference of a channel, of 255, and the part of pixels that may be off by more than [`FAR`].
const MEAN_MAX: f64 = 1.5;
const FAR_PART_MAX: f64 = 0.01;
const FAR: u8 = 32;

/// A picture, and what of it is held against the one that is kept.
struct Shot {
    name: &'static str,
    how: StillOptions,
    /// Left, top, width and height, pixels; the whole where there is none.
    part: Option<(u32, u32, u32, u32)>,
}

fn shots(r: &Rehearsal) -> Vec<Shot> {
    let start = |number: &str| {
        r.cue_index(number).and_then(|c| r.run.cues[c].started_us).unwrap_or_else(|| panic!("{number} was played"))
    };
    let late = start("FLY 8") + 13_500_000;
    let small = StillOptions { size: (288, 162), at_us: late, panels: false, ..StillOptions::default() };
    let desk = StillOptions { size: (960, 540), panels: true, ..small };
    let stage = |name, how| Shot { name, how, part: None };
    let panel = |name, how, part| Shot { name, how, part: Some(part) };
    let faults = StillOptions { tab: Some(Tab::Faults), ..desk };
    let chain = StillOptions { chain: r.cue_index("LX 99"), ..desk };
    vec![
        stage("plane_late", small),
        stage("plane_late_cutaway", StillOptions { view: View::Cutaway, ..small }),
        stage("plane_late_plan", StillOptions { view: View::Plan, ghosts: false, ..small }),
        panel("cue_stack", desk, (0, 0, 200, 350)),
        panel("timeline_with_chain", chain, (0, 270, 400, 270)),
        panel("faults", faults, (730, 0, 230, 350)),
        panel("inspector", desk, (730, 0, 230, 350)),
        panel("help", StillOptions { help: true, ..desk }, (30, 60, 330, 300)),
    ]
}

/// Mean difference of a channel, and the part of pixels that are far off.
fn difference(a: &RgbaImage, b: &RgbaImage) -> (f64, f64) {
    let (mut sum, mut far) = (0_u64, 0_u64);
    for (a, b) in a.pixels().zip(b.pixels()) {
        let off = [0, 1, 2].map(|c| a[c].abs_diff(b[c]));
        sum += off.iter().map(|o| u64::from(*o)).sum::<u64>();
        far += u64::from(off.iter().any(|o| *o > FAR));
    }
    let pixels = f64::from(a.width()) * f64::from(a.height());
    (sum as f64 / (pixels * 3.0), far as f64 / pixels)
}

#[test]
fn the_stage_and_its_panels_look_as_they_did() {
    match adapter_name() {
        Some(name) if name.contains(ADAPTER) => {}
        other => {
            println!("SKIPPED: the pictures are {ADAPTER}'s, and here draws {}", other.unwrap_or("nothing".into()));
            return;
        }
    }
    let opened = drytech::fault::open("cues/bombshell/everything_goes_wrong.ron".as_ref()).expect("it is there");
    let r = Rehearsal::of(opened).expect("it runs");
    let shots = shots(&r);
    let how: Vec<StillOptions> = shots.iter().map(|s| s.how).collect();
    let pictures = still_many(&r, &how).expect("there is an adapter");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures");
    let new = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    std::fs::create_dir_all(&new).expect("the target folder is ours");
    let mut wrong = Vec::new();
    for (shot, picture) in shots.iter().zip(&pictures) {
        let drawn = match shot.part {
            Some((x, y, w, h)) => imageops::crop_imm(picture, x, y, w, h).to_image(),
            None => picture.clone(),
        };
        let kept = folder.join(format!("{}.png", shot.name));
        if std::env::var_os(UPDATE).is_some() {
            std::fs::create_dir_all(&folder).expect("the repository is ours");
            image::DynamicImage::from(drawn).to_rgb8().save(&kept).expect("the repository is ours");
            let bytes = kept.metadata().expect("it was written").len();
            assert!(bytes < 80_000, "{} has {bytes} bytes: a picture that is kept is smaller", kept.display());
            continue;
        }
        let at = new.join(format!("{}.png", shot.name));
        let why = match image::open(&kept) {
            Err(e) => Some(format!("cannot be read: {e}")),
            Ok(kept) if kept.width() != drawn.width() || kept.height() != drawn.height() => {
                Some("is of another size".to_owned())
            }
            Ok(kept) => {
                let (mean, far) = difference(&kept.to_rgba8(), &drawn);
                println!("{}: off by {mean:.3} of 255 in the mean, {:.2} % far off", shot.name, far * 100.0);
                (mean > MEAN_MAX || far > FAR_PART_MAX)
                    .then(|| format!("is off by {mean:.2} of 255 in the mean, {:.1} % of it far off", far * 100.0))
            }
        };
        if let Some(why) = why {
            drawn.save(&at).expect("the target folder is ours");
            wrong.push(format!("{} {why}\n  as it is now: {}", kept.display(), at.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\n\nLook at both. If the new one is right: {UPDATE}=1 cargo test --test pictures, and commit tests/pictures/.",
        wrong.join("\n")
    );
}
