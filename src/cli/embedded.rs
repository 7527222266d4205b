//! The sheets inside the binary, so that an installed `drytech` runs with no files beside it.

/// A file of `cues/`, by its path there.
pub struct Embedded {
    /// `bombshell/preview.ron`.
    pub path: &'static str,
    /// Its text.
    pub text: &'static str,
}

macro_rules! embed {
    ($($path:literal),* $(,)?) => {
        &[$(Embedded { path: $path, text: include_str!(concat!("../../cues/", $path)) }),*]
    };
}

/// All of them; the first is what `drytech` opens.
pub const ALL: &[Embedded] = embed![
    "bombshell/preview.ron",
    "bombshell/as_written.ron",
    "bombshell/fog_drops_out.ron",
    "bombshell/greedy_fog.ron",
    "bombshell/fog_runs_cold.ron",
    "bombshell/plane_too_slow.ron",
    "bombshell/plane_overloaded.ron",
    "bombshell/dress_slides_off_keep.ron",
    "bombshell/dress_slides_off_reveal.ron",
    "bombshell/everything_goes_wrong.ron",
    "bombshell/caller_has_a_bad_night.ron",
    "bombshell/go_twice.ron",
    "bombshell/cloth_stops_short.ron",
    "bombshell/plane_stops_short.ron",
    "bombshell/dress_slips_in_the_wing.ron",
    "bombshell/fog_machine_dry.ron",
    "bombshell/nightmare.ron",
    "bombshell/nightmare_interlocked.ron",
    "bombshell/odds.ron",
];

/// The file of that path, written with or without `cues/`, `bombshell/` and `.ron`.
pub fn find(name: &str) -> Option<&'static Embedded> {
    let name = name.trim_start_matches("./").trim_start_matches("cues/").trim_end_matches(".ron");
    ALL.iter().find(|e| {
        let path = e.path.trim_end_matches(".ron");
        path == name || path.trim_start_matches("bombshell/") == name
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sheet_in_the_folder_is_embedded() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/cues/bombshell");
        for entry in std::fs::read_dir(folder).expect("the folder is there") {
            let name = entry.expect("it can be read").file_name().into_string().expect("plain names");
            if name.ends_with(".ron") {
                assert!(find(&name).is_some(), "{name} is not embedded");
            }
        }
    }

    #[test]
    fn a_sheet_is_found_by_any_of_its_names() {
        for name in ["preview", "bombshell/preview", "cues/bombshell/preview.ron", "preview.ron"] {
            assert_eq!(find(name).map(|e| e.path), Some("bombshell/preview.ron"), "{name}");
        }
        assert!(find("hamlet").is_none());
    }
}
