//! What fuzzing begins with and what it has found, through the same functions, on every `cargo test`: see fuzz/README.md.

#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::fs;
use std::path::{Path, PathBuf};

use drytech::fault;

fn files(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(root).into_iter().flatten().flatten().map(|e| e.path()).collect();
    files.retain(|f| f.is_file());
    files.sort();
    files
}

fn bytes(file: &Path) -> Vec<u8> {
    fs::read(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()))
}

#[test]
fn the_seeds_pass_the_fuzz_targets() {
    let folders = ["cues/bombshell", "tests/bad", "tests/bad/sheets", "tests/never_panics"];
    let seeds: Vec<PathBuf> = folders.iter().flat_map(|f| files(f)).collect();
    assert!(seeds.len() > 90, "only {} seeds", seeds.len());
    for seed in &seeds {
        targets::sheet(&bytes(seed));
        targets::scenario(&bytes(seed));
        if let Ok(opened) = fault::open(seed) {
            let expect: Vec<String> = opened.scenario.expect.iter().map(ToString::to_string).collect();
            targets::expectation(expect.join(", ").as_bytes());
        }
    }
    let desk = bytes(Path::new("tests/never_panics/desk.jsonl"));
    targets::log(&desk);
    // Torn anywhere, it is read up to there.
    for torn in (0..desk.len()).step_by(17) {
        targets::log(&desk[..torn]);
    }
}

#[test]
fn what_fuzzing_found_stays_mended() {
    let targets: [(&str, fn(&[u8])); 4] = [
        ("sheet", targets::sheet),
        ("scenario", targets::scenario),
        ("expectation", targets::expectation),
        ("log", targets::log),
    ];
    for (name, target) in targets {
        for found in files(&format!("fuzz/found/{name}")) {
            target(&bytes(&found));
        }
    }
}
