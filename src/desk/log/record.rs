//! [`Recorder`]: keeps a log level with a desk.

use super::{ClockLine, EndLine, EventLine, InputLine, Line, Log, TakeLine, Writer, names};
use crate::desk::{Desk, Input};

/// How often the log says that time has passed where nothing else happens, µs of run time.
const CLOCK_US: i64 = 1_000_000;

/// Keeps a log level with a desk: what was done is handed over at once, what happened as its instant passes.
#[derive(Debug)]
pub struct Recorder {
    writer: Writer,
    takes: usize,
    /// Inputs of the present take that are in the log, and what it began with.
    inputs: Vec<(i64, Input)>,
    clock_us: i64,
}

impl Recorder {
    /// For a log that has its header and nothing else.
    pub fn new(writer: Writer) -> Self {
        Self { writer, takes: 0, inputs: Vec::new(), clock_us: -1 }
    }

    /// For a log that is taken up where it stopped; if that was before its first take, the take is still to be written.
    pub fn resumed(writer: Writer, desk: &Desk, log: &Log) -> Self {
        let clock_us = log.takes.last().map_or(-1, |t| t.whole_us);
        Self { writer, takes: log.takes.len(), inputs: desk.take().inputs.clone(), clock_us }
    }

    /// Writes what was done since the last time, and what has happened up to `t_us`, which can no longer change then.
    pub fn catch_up(&mut self, desk: &mut Desk, t_us: i64) {
        let mut lines = Vec::new();
        while self.takes < desk.takes().len() {
            if let Some(left_us) = self.takes.checked_sub(1).and_then(|before| desk.takes()[before].left_us) {
                lines.push(Line::Clock(ClockLine { clock_us: left_us }));
            }
            let take = &desk.takes()[self.takes];
            let line = TakeLine { take: self.takes + 1, from: take.from.clone(), from_us: take.from_us };
            lines.push(Line::Take(line));
            self.takes += 1;
            // What it begins with was done before.
            self.inputs = take.inputs[..take.kept()].to_vec();
            self.clock_us = take.from_us;
        }
        let given = &desk.take().inputs;
        if given.len() != self.inputs.len() {
            // What was stamped before others stands before them, but comes to the log after them.
            let mut logged = self.inputs.iter().peekable();
            for now in given {
                if logged.next_if(|was| *was == now).is_none() {
                    lines.push(Line::Input(InputLine { at_us: now.0, input: now.1.clone() }));
                }
            }
            self.inputs.clone_from(given);
        }
        let events = desk.write_up_to(t_us);
        if !events.is_empty() {
            let names = names(desk.night());
            let events = &desk.night().run.events[events];
            lines.extend(events.iter().map(|e| Line::Event(EventLine::new(e, &names))));
        }
        if t_us >= self.clock_us + CLOCK_US {
            self.clock_us = t_us;
            lines.push(Line::Clock(ClockLine { clock_us: t_us }));
        }
        self.writer.write(&lines);
    }

    /// The rehearsal is over, and not by a crash.
    pub fn end(&mut self, desk: &mut Desk, t_us: i64) {
        self.catch_up(desk, t_us);
        self.writer.write(&[Line::End(EndLine { end_us: t_us })]);
    }

    /// Why nothing is written any more, if so.
    pub fn broken(&self) -> Option<String> {
        self.writer.broken()
    }
}
