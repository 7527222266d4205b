//! Reading the files again when they were saved in an editor: a thread looks at them a few times a second.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use crate::fault::{self, OpenError, Opened};

/// Between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(150);

/// Looks for which a file may be missing: an editor that saves by renaming takes it away for a moment.
const GONE_LOOKS: u32 = 8;

/// What was seen.
pub(super) enum Seen {
    /// The files were saved, and are good.
    Good(Box<Opened>),
    /// They were saved, and mean nothing: why, as `drytech check` says it.
    Broken(String),
}

/// The thread that looks; it ends when this is dropped.
pub(super) struct Watch {
    /// Held once: told by many is asked by one.
    seen: Mutex<Receiver<Seen>>,
    _alive: Arc<()>,
}

impl Watch {
    /// Looks at a sheet, or at a scenario and its sheet, from now on. `opened` is how they were read first.
    pub(super) fn over(path: &Path, show: Option<&str>) -> Self {
        let (tell, seen) = channel();
        let alive = Arc::new(());
        let theirs = Arc::downgrade(&alive);
        let mut look = Look::new(path.to_owned(), show);
        let looker = move || {
            while theirs.strong_count() > 0 {
                std::thread::sleep(LOOK_EVERY);
                if let Some(seen) = look.again()
                    && tell.send(seen).is_err()
                {
                    return;
                }
            }
        };
        // Without the thread nothing is read again, and that is all.
        let _ = std::thread::Builder::new().name("watch".to_owned()).spawn(looker);
        Self { seen: Mutex::new(seen), _alive: alive }
    }

    /// What was seen last, if anything since it was asked.
    pub(super) fn last(&self) -> Option<Seen> {
        self.seen.lock().ok().and_then(|seen| seen.try_iter().last())
    }
}

/// When a file was written, and its length; `None` while there is none.
type Stamp = Option<(SystemTime, u64)>;

/// What the thread knows.
struct Look {
    path: PathBuf,
    show: Option<PathBuf>,
    /// As they were when they were read.
    read: [Stamp; 2],
    /// As they were at the last look.
    last: [Stamp; 2],
    gone: u32,
}

impl Look {
    fn new(path: PathBuf, show: Option<&str>) -> Self {
        let show = show.map(|s| fault::sheet_of(&path, s));
        let mut look = Self { path, show, read: [None; 2], last: [None; 2], gone: 0 };
        look.read = look.stamps();
        look.last = look.read;
        look
    }

    fn stamps(&self) -> [Stamp; 2] {
        [stamp(&self.path), self.show.as_deref().and_then(stamp)]
    }

    /// Looks; what is new is told when it has been the same for two looks, so that nothing half-written is read.
    fn again(&mut self) -> Option<Seen> {
        let now = self.stamps();
        let at_rest = now == self.last;
        self.last = now;
        if !at_rest || now == self.read {
            return None;
        }
        let missing = now[0].is_none() || (self.show.is_some() && now[1].is_none());
        self.gone = if missing { self.gone + 1 } else { 0 };
        if missing && self.gone < GONE_LOOKS {
            return None;
        }
        self.read = now;
        Some(match fault::open(&self.path) {
            Ok(opened) => {
                let show = opened.is_scenario.then(|| fault::sheet_of(&self.path, &opened.scenario.show));
                if show != self.show {
                    // It is of another sheet now, which was read just now.
                    self.show = show;
                    self.read = self.stamps();
                    self.last = self.read;
                }
                Seen::Good(Box::new(opened))
            }
            Err(OpenError::Broken(problems)) => Seen::Broken(problems.render(false)),
            Err(e @ OpenError::Unreadable { .. }) => Seen::Broken(e.to_string()),
        })
    }
}

fn stamp(path: &Path) -> Stamp {
    let about = path.metadata().ok()?;
    Some((about.modified().ok()?, about.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOW: &str = "Show(title: \"A\", script: [Scene(id: \"s\", beats: [Beat(id: \"b\", takes: 1.0)])])";

    /// Looks until something is told, or so often.
    fn told(look: &mut Look, looks: usize) -> Option<String> {
        (0..looks).find_map(|_| look.again()).map(|seen| match seen {
            Seen::Good(opened) => opened.show.title,
            Seen::Broken(why) => why,
        })
    }

    #[test]
    fn both_files_are_seen_and_a_moment_without_one_is_not() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let at = |name: &str| folder.path().join(name);
        let write = |name: &str, text: &str| std::fs::write(at(name), text).expect("the folder is ours");
        write("sheet.ron", SHOW);
        write("night.ron", "Scenario(show: \"sheet.ron\")");
        let mut look = Look::new(at("night.ron"), Some("sheet.ron"));
        assert_eq!(told(&mut look, 3), None, "nothing has changed");

        write("sheet.ron", &SHOW.replace("\"A\"", "\"Longer\""));
        assert!(look.again().is_none(), "it may be half-written");
        assert_eq!(told(&mut look, 3).as_deref(), Some("Longer"));
        assert_eq!(told(&mut look, 3), None, "it is told once");

        std::fs::remove_file(at("night.ron")).expect("it was there");
        assert_eq!(told(&mut look, 4), None, "an editor may be renaming");
        write("new.ron", "Scenario(show: \"sheet.ron\", seed: 4)");
        std::fs::rename(at("new.ron"), at("night.ron")).expect("the folder is ours");
        assert_eq!(told(&mut look, 4).as_deref(), Some("Longer"));

        write("sheet.ron", "Show(title: ");
        let broken = told(&mut look, 4).expect("it is seen");
        assert!(broken.contains("sheet.ron:1:"), "{broken}");
        std::fs::remove_file(at("sheet.ron")).expect("it was there");
        let gone = told(&mut look, 20).expect("it is seen");
        assert!(gone.contains("E0504"), "{gone}");
    }

    #[test]
    fn the_sheet_of_what_a_hunt_found_is_in_the_folder_above() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let sheet = folder.path().join("sheet.ron");
        let kept = folder.path().join(fault::REGRESSIONS);
        std::fs::create_dir(&kept).expect("the folder is ours");
        std::fs::write(&sheet, SHOW).expect("the folder is ours");
        std::fs::write(kept.join("night.ron"), "Scenario(show: \"sheet.ron\")").expect("the folder is ours");
        let mut look = Look::new(kept.join("night.ron"), Some("sheet.ron"));
        std::fs::write(&sheet, SHOW.replace("\"A\"", "\"Longer\"")).expect("the folder is ours");
        assert_eq!(told(&mut look, 4).as_deref(), Some("Longer"));
    }
}
