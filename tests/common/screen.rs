//! A display without a screen (Xvfb), and what runs on it.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A software renderer on a busy machine draws a frame in a second or two.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// A child that ends with its owner.
pub struct Owned(pub Child);

impl Drop for Owned {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Owned {
    /// Whether it has ended within that time.
    pub fn ended_within(&mut self, time: Duration) -> bool {
        let began = Instant::now();
        loop {
            if matches!(self.0.try_wait(), Ok(Some(_))) {
                return true;
            }
            if began.elapsed() >= time {
                return false;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// A display without a screen; `None` where there is no Xvfb.
pub fn display() -> Option<(Owned, String)> {
    let mut xvfb = Command::new("Xvfb");
    // It finds a free number itself, and tells it.
    xvfb.args(["-displayfd", "1", "-screen", "0", "960x540x24", "-nolisten", "tcp"]);
    let mut xvfb = Owned(xvfb.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?);
    let mut number = String::new();
    BufReader::new(xvfb.0.stdout.take()?).read_line(&mut number).ok()?;
    let number = number.trim();
    (!number.is_empty()).then(|| (xvfb, format!(":{number}")))
}

/// Whether a tool is installed.
pub fn there(tool: &str) -> bool {
    Command::new(tool).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// A window, and a hand at its keys.
pub struct Desk {
    pub window: Owned,
    display: String,
    folder: PathBuf,
}

impl Desk {
    /// Opens `drytech` with these arguments; what it keeps is kept in a folder.
    pub fn open(display: &str, folder: &Path, args: &[&str]) -> Self {
        let file = |name: &str| std::fs::File::create(folder.join(name)).expect("the folder is ours");
        let window = Command::new(env!("CARGO_BIN_EXE_drytech"))
            .args(args)
            .arg("--state-out")
            .arg(folder.join("state.json"))
            .env("DISPLAY", display)
            .env("DRYTECH_CONFIG", folder.join("config"))
            .env("XDG_RUNTIME_DIR", folder)
            .env("NO_COLOR", "1")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("WAYLAND_SOCKET")
            .stdout(file("printed.txt"))
            .stderr(file("errors.txt"))
            .spawn()
            .expect("the binary runs");
        Self { window: Owned(window), display: display.to_owned(), folder: folder.to_owned() }
    }

    /// What it said on standard error.
    pub fn words(&self) -> String {
        std::fs::read_to_string(self.folder.join("errors.txt")).unwrap_or_default()
    }

    /// What it printed.
    pub fn printed(&self) -> String {
        std::fs::read_to_string(self.folder.join("printed.txt")).unwrap_or_default()
    }

    fn state(&self) -> Option<Value> {
        serde_json::from_str(&std::fs::read_to_string(self.folder.join("state.json")).ok()?).ok()
    }

    /// Waits until it is so; never longer than patience lasts.
    pub fn until(&mut self, what: &str, so: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        loop {
            if let Some(state) = self.state().filter(&so) {
                return state;
            }
            if let Ok(Some(code)) = self.window.0.try_wait() {
                panic!("it ended ({code}) before {what}: {}", self.words());
            }
            let state = self.state();
            assert!(began.elapsed() < PATIENCE, "never {what}: {state:?}\n{}", self.words());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Runs xdotool on its display.
    pub fn xdotool(&self, args: &[&str]) -> String {
        let out =
            Command::new("xdotool").args(args).env("DISPLAY", &self.display).output().expect("it was found before");
        String::from_utf8_lossy(&out.stdout).trim().to_owned()
    }

    /// Presses keys, one after the other and fast.
    pub fn press(&self, keys: &[&str]) {
        self.xdotool(&[&["key", "--delay", "15"], keys].concat());
    }

    /// A picture of its display.
    pub fn picture(&self, to: &Path) -> image::RgbaImage {
        let shot = Command::new("import").args(["-window", "root"]).arg(to).env("DISPLAY", &self.display).status();
        assert!(shot.expect("it was found before").success(), "no picture of the display");
        image::open(to).expect("it is a PNG").to_rgba8()
    }
}
