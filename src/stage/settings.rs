//! [`Settings`]: how somebody likes their desk. Kept in their configuration folder from one time to the next; pictures
//! without a window know nothing of it.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bevy::prelude::*;
use serde::{Deserialize, Serialize};

use super::on_stage::{Folded, Shown, Tab, Tall};
use crate::desk::log::Writer;
use crate::report::whole_file;
use crate::run::log::Header;

/// The folder to use instead of the person's own.
const FOLDER: &str = "DRYTECH_CONFIG";

/// A change is written when there was no other for so long.
const AT_REST: Duration = Duration::from_millis(700);

/// How somebody likes their desk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Settings {
    scale: f32,
    backstage: bool,
    still: bool,
    ghosts: bool,
    panels: bool,
    folded: Folded,
    tab: Tab,
    timeline: Tall,
    /// By its name; none is the adapter's.
    quality: Option<String>,
}

/// A new log for a rehearsal, in the person's folder of rehearsals.
///
/// # Errors
/// There is no such folder, or it cannot be written to; in words.
pub(super) fn rehearsal_log(name: &str, header: &Header) -> Result<(PathBuf, Writer), String> {
    let folder = folder().ok_or("there is no folder for them")?.join("rehearsals");
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let name = if name.is_empty() { "rehearsal" } else { name };
    for n in 1..10_000 {
        let path = folder.join(format!("{name}-{n}.jsonl"));
        match Writer::create(&path, header) {
            Ok(writer) => return Ok((path, writer)),
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(format!("{}: {e}", path.display())),
        }
    }
    Err(format!("{} is full", folder.display()))
}

impl Default for Settings {
    fn default() -> Self {
        Self::of(&Shown::default())
    }
}

impl Settings {
    fn of(shown: &Shown) -> Self {
        Self {
            scale: shown.scale,
            backstage: shown.backstage,
            still: shown.still,
            ghosts: shown.ghosts,
            panels: shown.panels,
            folded: shown.folded,
            tab: shown.tab,
            timeline: shown.tall,
            quality: shown.quality.map(|q| q.name().to_owned()),
        }
    }

    fn apply(&self, shown: &mut Shown) {
        // A scale that no key leads to would not be left by one.
        shown.scale = if self.scale.is_finite() { self.scale.clamp(0.75, 2.0) } else { 1.0 };
        shown.backstage = self.backstage;
        shown.still = self.still;
        shown.ghosts = self.ghosts;
        shown.panels = self.panels;
        shown.folded = self.folded;
        shown.tab = self.tab;
        shown.tall = self.timeline;
        shown.quality = self.quality.as_deref().and_then(|name| name.parse().ok());
    }

    /// What the file says; a word about one that means nothing.
    fn read(path: &Path) -> (Self, Option<String>) {
        let Ok(text) = std::fs::read_to_string(path) else { return (Self::default(), None) };
        match ron::from_str(&text) {
            Ok(settings) => (settings, None),
            Err(e) => (Self::default(), Some(format!("Settings are as at first: {}: {e}", path.display()))),
        }
    }

    fn write(&self, path: &Path) -> Result<(), String> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|e| e.to_string())?;
        }
        let text = ron::ser::to_string_pretty(self, ron::ser::PrettyConfig::default()).map_err(|e| e.to_string())?;
        whole_file(path, text.as_bytes()).map_err(|e| e.to_string())
    }
}

/// The file, and what it says.
#[derive(Resource)]
struct Kept {
    path: PathBuf,
    says: Settings,
    /// Since when it is out of date.
    since: Option<(Instant, Settings)>,
}

fn folder() -> Option<PathBuf> {
    match std::env::var_os(FOLDER).filter(|f| !f.is_empty()) {
        Some(folder) => Some(PathBuf::from(folder)),
        None => Some(directories::ProjectDirs::from("", "", "drytech")?.config_dir().to_owned()),
    }
}

fn path() -> Option<PathBuf> {
    Some(folder()?.join("desk.ron"))
}

/// Puts the desk as it was left, and keeps how it is left. What there is to say about that.
pub(super) fn add(app: &mut App) -> Option<String> {
    let path = path()?;
    let (says, word) = Settings::read(&path);
    if let Some(mut shown) = app.world_mut().get_resource_mut::<Shown>() {
        says.apply(&mut shown);
    }
    app.insert_resource(Kept { path, says, since: None }).add_systems(Last, keep);
    word
}

/// Writes what has changed, when it has come to rest or the window closes.
fn keep(shown: Res<Shown>, mut kept: ResMut<Kept>, mut exits: MessageReader<AppExit>) {
    let closing = exits.read().count() > 0;
    if !shown.is_changed() && kept.since.is_none() && !closing {
        return;
    }
    let now = Settings::of(&shown);
    if now == kept.says {
        kept.since = None;
        return;
    }
    let at_rest = match &kept.since {
        Some((since, as_then)) if *as_then == now => since.elapsed() >= AT_REST,
        _ => {
            kept.since = Some((Instant::now(), now.clone()));
            false
        }
    };
    if at_rest || closing {
        // Where nothing can be written nothing is kept, and the show goes on.
        let _ = now.write(&kept.path);
        kept.says = now;
        kept.since = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_what_is_broken_is_said() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let path = folder.path().join("drytech/desk.ron");
        assert_eq!(Settings::read(&path), (Settings::default(), None), "there is none yet");
        let liked = Settings { scale: 1.5, backstage: true, tab: Tab::Faults, ..Settings::default() };
        let liked = Settings { timeline: Tall { usual: Some(0.4), crowded: None }, ..liked };
        liked.write(&path).expect("the folder is ours");
        assert_eq!(Settings::read(&path), (liked, None));
        std::fs::write(&path, "(scale: 1.25, of_another_version: 3)").expect("the folder is ours");
        assert_eq!(Settings::read(&path).0.scale, 1.25, "what another version knows is left alone");
        std::fs::write(&path, "(scale: ").expect("the folder is ours");
        let (settings, word) = Settings::read(&path);
        assert_eq!(settings, Settings::default());
        assert!(word.is_some_and(|w| w.contains("desk.ron")));
    }

    #[test]
    fn a_scale_out_of_reach_is_brought_back() {
        let mut shown = Shown::default();
        for (scale, is) in [(99.0, 2.0), (f32::NAN, 1.0), (0.0, 0.75)] {
            Settings { scale, ..Settings::default() }.apply(&mut shown);
            assert_eq!(shown.scale, is);
        }
    }
}
