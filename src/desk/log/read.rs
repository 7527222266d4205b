//! Reading a log. A torn last line is dropped with a note; anything else wrong is refused with its line.

use serde::de::DeserializeOwned;
use serde_json::Value;
use thiserror::Error;

use super::{ClockLine, EndLine, Input, InputLine, TakeLine};
use crate::run::log::{EventLine, FORMAT, Header, KIND, sha256};

/// Why a log is refused, with its line from 1.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("line {line}: {message}")]
pub struct LogError {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, where it is known.
    pub column: Option<usize>,
    /// What is wrong with it.
    pub message: String,
    /// What may help.
    pub hint: Option<String>,
}

/// A take as it was logged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LoggedTake {
    /// Where it was taken from, in words.
    pub from: String,
    /// The plan's run time there, µs.
    pub from_us: i64,
    /// What was done, µs of run time.
    pub inputs: Vec<(i64, Input)>,
    /// What happened, each with its line in the file.
    pub events: Vec<(usize, EventLine)>,
    /// Up to here every event is in the log, µs.
    pub whole_us: i64,
    /// The last instant the log speaks of, µs.
    pub last_us: i64,
    /// Line of its inputs, for messages.
    pub input_lines: Vec<usize>,
}

/// A log.
#[derive(Clone, Debug, PartialEq)]
pub struct Log {
    /// What it says first.
    pub header: Header,
    /// Its takes; a run without a desk is one.
    pub takes: Vec<LoggedTake>,
    /// Whether it was ended by the person at the desk, or was over before it was written.
    pub ended: bool,
    /// What was dropped at its end, for the reader to know.
    pub torn: Option<String>,
    /// How many bytes of it are whole lines.
    pub whole_bytes: u64,
}

/// Reads a log.
///
/// # Errors
/// The first thing that is wrong, with its line.
pub fn read(bytes: &[u8]) -> Result<Log, LogError> {
    // What the disk did not get any more is a line without its end.
    let whole = bytes.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
    let torn = (whole < bytes.len()).then(|| {
        let lost = bytes.len() - whole;
        format!("the last line was torn ({lost} bytes without their end) and is left out")
    });
    // Every line has its end: what is after the last one is none.
    let mut lines = bytes[..whole.saturating_sub(1)].split(|b| *b == b'\n').enumerate();
    let Some((_, first)) = lines.next().filter(|_| whole > 0) else {
        return Err(refuse(1, "there is not one whole line: this is no run log"));
    };
    let header = read_header(first)?;
    let mut reader = Reader { header, takes: Vec::new(), ended: false };
    for (i, bytes) in lines {
        reader.line(i + 1, bytes)?;
    }
    let Reader { header, mut takes, ended } = reader;
    if !header.desk {
        let last = takes.pop().unwrap_or_default();
        let whole_us = if header.fingerprint.is_some() { i64::MAX } else { last.whole_us };
        takes.push(LoggedTake { whole_us, ..last });
    }
    let ended = ended || header.fingerprint.is_some();
    Ok(Log { header, takes, ended, torn, whole_bytes: whole as u64 })
}

fn refuse(line: usize, message: impl Into<String>) -> LogError {
    LogError { line, column: None, message: message.into(), hint: None }
}

fn json<T: DeserializeOwned>(line: usize, bytes: &[u8]) -> Result<T, LogError> {
    serde_json::from_slice(bytes).map_err(|e| {
        let mut message = e.to_string();
        // The line it counts is always the first.
        if let Some(at) = message.rfind(" at line ") {
            message.truncate(at);
        }
        let column = (e.column() > 0).then(|| e.column());
        LogError { column, ..refuse(line, message) }
    })
}

fn read_header(bytes: &[u8]) -> Result<Header, LogError> {
    let about: Value = json(1, bytes)?;
    if about.get("kind").and_then(Value::as_str) != Some(KIND) {
        let hint = Some("a log begins with a header that says what it is; is this a sheet or a scenario?".to_owned());
        return Err(LogError { hint, ..refuse(1, "this is no run log") });
    }
    match about.get("format").and_then(Value::as_u64) {
        Some(format) if format > u64::from(FORMAT) => {
            let by = about.get("drytech").and_then(Value::as_str).unwrap_or("a newer drytech");
            let hint = Some(format!("it was written by drytech {by}: use that version, or a newer one"));
            let message = format!("the log is of format {format}, and this drytech reads up to {FORMAT}");
            return Err(LogError { hint, ..refuse(1, message) });
        }
        Some(_) => {}
        None => return Err(refuse(1, "the header does not say which `format` it is of")),
    }
    let header: Header = json(1, bytes)?;
    let scenario_fits = header.scenario.as_deref().map(sha256) == header.scenario_sha256;
    for (fits, what) in [(sha256(&header.sheet) == header.sheet_sha256, "sheet"), (scenario_fits, "scenario")] {
        if !fits {
            let message = format!("the {what} in the header is not the one it was written with: its SHA-256 differs");
            let hint = Some("the log was changed after it was written; nothing it says can be relied on".to_owned());
            return Err(LogError { hint, ..refuse(1, message) });
        }
    }
    Ok(header)
}

struct Reader {
    header: Header,
    takes: Vec<LoggedTake>,
    ended: bool,
}

impl Reader {
    fn line(&mut self, line: usize, bytes: &[u8]) -> Result<(), LogError> {
        let about: Value = json(line, bytes)?;
        let has = |key: &str| about.get(key).is_some();
        // A desk's log that was ended may be taken up again.
        self.ended = false;
        if has("take") {
            let l: TakeLine = json(line, bytes)?;
            if l.take != self.takes.len() + 1 {
                let message = format!("take {} comes after take {}", l.take, self.takes.len());
                return Err(refuse(line, message));
            }
            let (from, from_us) = (l.from, l.from_us);
            if from_us < 0 {
                return Err(refuse(line, "a take begins before the top of the show"));
            }
            let (whole_us, last_us) = (from_us - 1, from_us);
            self.takes.push(LoggedTake { from, from_us, whole_us, last_us, ..LoggedTake::default() });
            return Ok(());
        }
        if self.takes.is_empty() && !self.header.desk {
            self.takes.push(LoggedTake { whole_us: -1, ..LoggedTake::default() });
        }
        let Some(take) = self.takes.last_mut() else {
            return Err(refuse(line, "the first take is missing before this line"));
        };
        if has("input") {
            let l: InputLine = json(line, bytes)?;
            if l.at_us <= take.whole_us {
                let message = format!(
                    "an input at {} µs, but everything up to {} µs had been written before it",
                    l.at_us, take.whole_us
                );
                return Err(refuse(line, message));
            }
            take.last_us = take.last_us.max(l.at_us);
            take.inputs.push((l.at_us, l.input));
            take.input_lines.push(line);
        } else if has("event") {
            let l: EventLine = json(line, bytes)?;
            let before = take.events.last().map_or(i64::MIN, |(_, e)| e.at_us).max(take.whole_us);
            if l.at_us < before {
                return Err(refuse(line, format!("an event at {} µs comes after one at {before} µs", l.at_us)));
            }
            take.last_us = take.last_us.max(l.at_us);
            take.events.push((line, l));
        } else if has("clock_us") {
            let l: ClockLine = json(line, bytes)?;
            if l.clock_us < take.whole_us {
                return Err(refuse(line, "the clock goes back"));
            }
            take.whole_us = l.clock_us;
            take.last_us = take.last_us.max(l.clock_us);
        } else if has("end_us") {
            let l: EndLine = json(line, bytes)?;
            take.whole_us = take.whole_us.max(l.end_us);
            take.last_us = take.last_us.max(l.end_us);
            self.ended = true;
        } else {
            let hint = "a line has `take`, `input`, `event`, `clock_us` or `end_us`".to_owned();
            return Err(LogError { hint: Some(hint), ..refuse(line, "this line says nothing that a log says") });
        }
        Ok(())
    }
}
