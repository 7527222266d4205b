//! A display without a screen (Xvfb), and what runs on it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

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
