//! The house rules: which folder names which, and that the core is pure (design §2, style.md).

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, each using only those above it.
const ROOMS: [&str; 12] =
    ["sheet", "machine", "fault", "run", "engine", "slip", "sweep", "desk", "report", "link", "stage", "cli"];

/// The last room of the core.
const CORE: usize = 6;

/// The only places of the core that open files.
const LOADING: [&str; 2] = ["src/sheet/load.rs", "src/fault/open.rs"];

fn sources(room: &str) -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, out: &mut Vec<(PathBuf, String)>) {
        let mut entries: Vec<_> =
            fs::read_dir(folder).expect("the folder reads").map(|e| e.expect("the entry reads").path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(&path).expect("the file reads");
                out.push((path, text));
            }
        }
    }
    let mut out = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room);
    if folder.exists() {
        walk(&folder, &mut out);
    }
    out
}

/// A file's code: no comments, no tests at its end.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or(text);
    text.lines().map(|l| l.split("//").next().unwrap_or(l)).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_room_uses_only_the_rooms_above_it() {
    let mut wrong = Vec::new();
    for (i, room) in ROOMS.iter().enumerate() {
        for (path, text) in sources(room) {
            let code = code(&text);
            for below in &ROOMS[i + 1..] {
                if code.contains(&format!("crate::{below}::")) || code.contains(&format!("crate::{below};")) {
                    wrong.push(format!("{} uses {below}/", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_room_of_the_library_is_known_here() {
    let lib = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs")).expect("lib.rs reads");
    for line in lib.lines().filter_map(|l| l.trim().strip_prefix("pub mod ")) {
        let room = line.trim_end_matches(';');
        assert!(ROOMS.contains(&room), "src/{room}/ has no place in the table of design §2");
    }
}

#[test]
fn the_core_names_no_shell_no_clock_and_no_hash_order() {
    let banned = [
        "bevy",
        "egui",
        "winit",
        "wgpu",
        "clap",
        "anstream",
        "std::time",
        "Instant",
        "SystemTime",
        "HashMap",
        "HashSet",
        "std::env",
        "thread_local",
        "static mut",
        "println!",
        "eprintln!",
    ];
    let mut wrong = Vec::new();
    for room in &ROOMS[..=CORE] {
        for (path, text) in sources(room) {
            let code = code(&text);
            for name in banned.iter().filter(|name| code.contains(**name)) {
                wrong.push(format!("{} names {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_core_opens_files_only_where_it_loads() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for room in &ROOMS[..=CORE] {
        for (path, text) in sources(room) {
            let here = path.strip_prefix(root).expect("it is below the root").to_string_lossy().replace('\\', "/");
            let opens = code(&text).contains("std::fs");
            assert!(!opens || LOADING.contains(&here.as_str()), "{here} opens files");
        }
    }
}
