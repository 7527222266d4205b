//! Keeping a night as a scenario beside the file it came from.

use std::path::Path;

use super::Origin;
use crate::fault::{self, Scenario};
use crate::report::new_file;

/// Writes the night, and what it is of where that is in no file. Says where.
pub(super) fn keep(origin: &Origin, mut night: Scenario, title: &str) -> Result<String, String> {
    let cannot = |e: std::io::Error| format!("The night was not kept: {e}");
    if night.name.is_empty() {
        night.name = format!("{title}: a night made at the desk");
    }
    let folder = match &origin.file {
        Some(file) => file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")),
        None => Path::new("."),
    };
    let mut and_sheet = String::new();
    if night.show.is_empty() {
        night.show.clone_from(&origin.show);
    }
    if origin.file.is_none() {
        // What is built in is in no file; the scenario needs its sheet beside it.
        let there = std::fs::read_to_string(folder.join(&night.show)).is_ok_and(|text| text == origin.show_text);
        if !there {
            let stem = Path::new(&night.show).file_stem().and_then(|s| s.to_str()).unwrap_or("sheet");
            let sheet = new_file(folder, stem, "ron", 1, origin.show_text.as_bytes()).map_err(cannot)?;
            night.show = sheet.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            and_sheet = format!(", and its sheet as {}", night.show);
        }
    }
    let path = new_file(folder, &origin.name, "ron", 2, fault::to_ron(&night).as_bytes()).map_err(cannot)?;
    Ok(format!("Kept as {}{and_sheet}", path.display()))
}
