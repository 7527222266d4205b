//! Writing a log: a thread of its own writes every line as it comes, and another asks the disk to keep it.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, TrySendError, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use super::{Line, names};
use crate::engine::SEMANTICS;
use crate::fault::{Scenario, to_ron};
use crate::run::fingerprint;
use crate::run::log::{EventLine, FORMAT, Header, KIND, sha256};
use crate::slip::Rehearsal;

/// The header of a rehearsal with a person at the desk: the sheet, and what lay in wait.
pub fn desk_header(sheet: &str, base: &Scenario) -> Header {
    let mut base = base.clone();
    if base.show.is_empty() {
        "sheet.ron".clone_into(&mut base.show);
    }
    Header { desk: true, ..header(sheet, Some(to_ron(&base)), base.seed) }
}

fn header(sheet: &str, scenario: Option<String>, seed: u64) -> Header {
    Header {
        kind: KIND.to_owned(),
        format: FORMAT,
        semantics: SEMANTICS,
        drytech: env!("CARGO_PKG_VERSION").to_owned(),
        sheet: sheet.to_owned(),
        sheet_sha256: sha256(sheet),
        scenario_sha256: scenario.as_deref().map(sha256),
        scenario,
        seed,
        fingerprint: None,
        desk: false,
    }
}

/// The whole log of a run that is over, as text. `sheet` and `scenario` are the texts it was read from.
///
/// # Errors
/// Only if serialising fails, which for these types it does not.
pub fn run_log(r: &Rehearsal, sheet: &str, scenario: Option<&str>) -> Result<String, serde_json::Error> {
    let fingerprint = Some(fingerprint(&r.plan, &r.run));
    let header = Header { fingerprint, ..header(sheet, scenario.map(str::to_owned), r.scenario.seed) };
    let mut out = serde_json::to_string(&header)?;
    out.push('\n');
    let names = names(r);
    for e in &r.run.events {
        out += &serde_json::to_string(&EventLine::new(e, &names))?;
        out.push('\n');
    }
    Ok(out)
}

/// A line as it is in the file, with its end.
///
/// # Errors
/// Only if serialising fails, which for these types it does not.
pub fn line(line: &Line) -> Result<String, serde_json::Error> {
    let mut text = match line {
        Line::Take(l) => serde_json::to_string(l),
        Line::Input(l) => serde_json::to_string(l),
        Line::Event(l) => serde_json::to_string(l),
        Line::Clock(l) => serde_json::to_string(l),
        Line::End(l) => serde_json::to_string(l),
    }?;
    text.push('\n');
    Ok(text)
}

/// Writes a log as it happens. What is handed to it is in the file within milliseconds, whatever becomes of this process,
/// and on the disk as soon as the disk can.
#[derive(Debug)]
pub struct Writer {
    lines: Option<Sender<String>>,
    thread: Option<JoinHandle<()>>,
    broken: Arc<Mutex<Option<String>>>,
}

impl Writer {
    /// A new log. It never overwrites a file.
    ///
    /// # Errors
    /// The file is there, or cannot be made.
    pub fn create(path: &Path, header: &Header) -> io::Result<Self> {
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        let mut text = serde_json::to_string(header)?;
        text.push('\n');
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        Ok(Self::to(file))
    }

    /// Goes on with a log; what is after its first `whole` bytes is a torn line, and is cut off.
    ///
    /// # Errors
    /// The file cannot be written to.
    pub fn append(path: &Path, whole: u64) -> io::Result<Self> {
        let mut file = OpenOptions::new().write(true).open(path)?;
        file.set_len(whole)?;
        io::Seek::seek(&mut file, io::SeekFrom::End(0))?;
        Ok(Self::to(file))
    }

    fn to(file: File) -> Self {
        let (lines, inbox) = channel();
        let broken = Arc::new(Mutex::new(None));
        let told = Arc::clone(&broken);
        let thread = std::thread::spawn(move || {
            if let Err(e) = write_all(file, &inbox)
                && let Ok(mut told) = told.lock()
            {
                *told = Some(e.to_string());
            }
        });
        Self { lines: Some(lines), thread: Some(thread), broken }
    }

    /// Writes lines: they come to the file together.
    pub fn write(&self, lines: &[Line]) {
        let text: String = lines.iter().filter_map(|l| line(l).ok()).collect();
        if let Some(to) = self.lines.as_ref().filter(|_| !text.is_empty()) {
            // If the thread is gone it has said why.
            let _ = to.send(text);
        }
    }

    /// Why it no longer writes, if it does not.
    pub fn broken(&self) -> Option<String> {
        self.broken.lock().ok().and_then(|b| b.clone())
    }
}

/// Everything handed over is written before it goes.
impl Drop for Writer {
    fn drop(&mut self) {
        self.lines = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Writes what comes, at once. That the disk keeps it is another thread's business: a slow disk delays no line.
fn write_all(mut file: File, inbox: &Receiver<String>) -> io::Result<()> {
    let (written, to_keep) = sync_channel::<()>(1);
    let kept = file.try_clone()?;
    let keeper = std::thread::spawn(move || {
        while to_keep.recv().is_ok() {
            kept.sync_data()?;
        }
        kept.sync_data()
    });
    let all = loop {
        let Ok(mut text) = inbox.recv() else { break Ok(()) };
        while let Ok(more) = inbox.try_recv() {
            text += &more;
        }
        if let Err(e) = file.write_all(text.as_bytes()) {
            break Err(e);
        }
        // Where it is still keeping what came before, it will keep this after it.
        if let Err(TrySendError::Disconnected(())) = written.try_send(()) {
            break Ok(());
        }
    };
    drop(written);
    let kept = keeper.join().unwrap_or_else(|_| Err(io::Error::other("the thread that keeps the log is gone")));
    all.and(kept)
}
