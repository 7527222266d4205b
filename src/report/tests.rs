//! Tests as people and programs read them: a line per scenario, failures with their reasons, a summary; and JSON.

use std::fmt::Write as _;
use std::time::Duration;

use serde::Serialize;

use super::palette;
use super::table::{BOLD, DIM, ink, painted};
use super::words::count;
use crate::fault::Expect;
use crate::slip::Verdict;
use crate::sweep::{NightVerdicts, Trial};

/// A scenario that was to be tested.
#[derive(Clone, Debug)]
pub struct Test {
    /// Folder and name, without `.ron`.
    pub name: String,
    /// The file as it was named.
    pub path: String,
    /// What the scenario calls itself.
    pub title: String,
    /// What came of it.
    pub outcome: Outcome,
    /// Real time. Never in the JSON: the same tests give the same bytes.
    pub took: Duration,
}

/// What came of a test.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It was run.
    Ran(Trial),
    /// It took longer than its deadline.
    Late(Duration),
    /// It could not be run: why, in words (diagnostics, over several lines).
    Broken(String),
    /// It was not run, as an earlier one failed.
    NotRun,
}

/// How a test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Every expectation of every night was met.
    Pass,
    /// One was not, or it was too late.
    Fail,
    /// It could not be run.
    Error,
    /// It was left out.
    NotRun,
}

impl Test {
    /// How it ended.
    pub fn status(&self) -> Status {
        match &self.outcome {
            Outcome::Ran(trial) if trial.failed == 0 => Status::Pass,
            Outcome::Ran(_) | Outcome::Late(_) => Status::Fail,
            Outcome::Broken(_) => Status::Error,
            Outcome::NotRun => Status::NotRun,
        }
    }

    /// The line to copy that shows it again.
    pub fn again(&self, variant: &str) -> String {
        let path = quoted(&self.path);
        if variant.is_empty() {
            format!("drytech run {path}")
        } else {
            format!("drytech run {path} --variant {}", quoted(variant))
        }
    }

    /// `        PASS [   0.001s] bombshell/plane_too_slow`.
    pub fn line(&self) -> String {
        let (word, colour) = match (&self.outcome, self.status()) {
            (_, Status::Pass) => ("PASS", palette::ON_TIME),
            (Outcome::Late(_), _) => ("TIMEOUT", palette::VERY_LATE),
            (_, Status::Fail) => ("FAIL", palette::VERY_LATE),
            (_, Status::Error) => ("ERROR", palette::VERY_LATE),
            (_, Status::NotRun) => ("NOT RUN", palette::SKIPPED),
        };
        let nights = match &self.outcome {
            Outcome::Ran(t) if t.of > 1 && t.failed > 0 => {
                format!(" ({} of {} failed)", t.failed, count(t.nights, "variant"))
            }
            Outcome::Ran(t) if t.of > 1 => format!(" ({})", count(t.nights, "variant")),
            _ => String::new(),
        };
        let word = painted(&format!("{word:>12}"), ink(colour).bold());
        format!("{word} [{:>8.3}s] {}{nights}\n", self.took.as_secs_f64(), self.name)
    }

    /// What went wrong, over several lines; nothing for a test that passed.
    pub fn details(&self) -> String {
        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = self.write_details(&mut out);
        out
    }

    fn write_details(&self, out: &mut String) -> std::fmt::Result {
        if matches!(self.status(), Status::Pass | Status::NotRun) {
            return Ok(());
        }
        let title = if self.title.is_empty() { String::new() } else { format!(": {}", self.title) };
        writeln!(out, "\n{}{title}", painted(&self.name, BOLD))?;
        match &self.outcome {
            Outcome::Ran(trial) => {
                for night in &trial.shown {
                    self.write_night(out, night)?;
                }
                let more = trial.failed.saturating_sub(trial.shown.len() as u64);
                if more > 0 {
                    writeln!(out, "  … and {more} more of its variants")?;
                }
            }
            Outcome::Late(deadline) => {
                writeln!(out, "  not over after {} s of real time", deadline.as_secs_f64())?;
                writeln!(out, "  {}  {}", painted("again", DIM), self.again(""))?;
            }
            Outcome::Broken(why) => {
                for line in why.trim_end().lines() {
                    writeln!(out, "  {line}")?;
                }
                writeln!(out, "  {}  drytech check {}", painted("again", DIM), quoted(&self.path))?;
            }
            Outcome::NotRun => {}
        }
        Ok(())
    }

    fn write_night(&self, out: &mut String, night: &NightVerdicts) -> std::fmt::Result {
        if !night.variant.is_empty() {
            writeln!(out, "  [{}]", night.variant)?;
        }
        for (expect, verdict) in missed(night) {
            writeln!(out, "  {} {expect}", painted("expected", ink(palette::VERY_LATE)))?;
            writeln!(out, "     found {}", verdict.found)?;
            for (i, line) in verdict.because.iter().enumerate() {
                let head = if i == 0 { "because" } else { "" };
                writeln!(out, "   {head:7} {}", painted(line, ink(palette::FAULT)))?;
            }
        }
        writeln!(out, "     {} {}", painted("again", DIM), self.again(&night.variant))
    }
}

/// The expectations a night missed.
pub fn missed(night: &NightVerdicts) -> impl Iterator<Item = &(Expect, Verdict)> {
    night.verdicts.iter().filter(|(_, v)| !v.met)
}

/// A word as a shell wants it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+=,:@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// How many ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// That were run or tried.
    pub run: u64,
    /// That passed.
    pub passed: u64,
    /// That failed or were late.
    pub failed: u64,
    /// That could not be run.
    pub errors: u64,
    /// That were left out after a failure.
    pub not_run: u64,
    /// Nights in all.
    pub nights: u64,
}

impl Tally {
    /// Counts them.
    pub fn of(tests: &[Test]) -> Self {
        let mut t = Self::default();
        for test in tests {
            match test.status() {
                Status::Pass => t.passed += 1,
                Status::Fail => t.failed += 1,
                Status::Error => t.errors += 1,
                Status::NotRun => t.not_run += 1,
            }
            if let Outcome::Ran(trial) = &test.outcome {
                t.nights += trial.nights;
            }
        }
        t.run = t.passed + t.failed + t.errors;
        t
    }
}

/// The last lines.
pub fn summary(tests: &[Test], took: Duration) -> String {
    let t = Tally::of(tests);
    let bad = t.failed + t.errors > 0;
    let colour = if bad { palette::VERY_LATE } else { palette::ON_TIME };
    let mut parts = vec![painted(&format!("{} passed", t.passed), ink(palette::ON_TIME))];
    for (n, word) in [(t.failed, "failed"), (t.errors, "could not be run"), (t.not_run, "not run")] {
        if n > 0 {
            parts.push(painted(&format!("{n} {word}"), ink(palette::VERY_LATE)));
        }
    }
    let nights = if t.nights > t.run { format!(" ({} nights)", t.nights) } else { String::new() };
    format!(
        "────────────\n{} [{:>8.3}s] {} run{nights}: {}\n",
        painted(&format!("{:>12}", "Summary"), ink(colour).bold()),
        took.as_secs_f64(),
        count(t.run, "scenario"),
        parts.join(", ")
    )
}

#[derive(Serialize)]
struct Json<'a> {
    tests: Vec<TestJson<'a>>,
    summary: Tally,
}

#[derive(Serialize)]
struct TestJson<'a> {
    name: &'a str,
    path: &'a str,
    scenario: &'a str,
    status: &'static str,
    nights: u64,
    failed_nights: u64,
    error: Option<&'a str>,
    shown: Vec<NightJson<'a>>,
}

#[derive(Serialize)]
struct NightJson<'a> {
    variant: &'a str,
    again: String,
    expect: Vec<ExpectJson<'a>>,
}

#[derive(Serialize)]
struct ExpectJson<'a> {
    expect: String,
    met: bool,
    found: &'a str,
    because: &'a [String],
}

/// All of them as JSON. No real time in it: the same files give the same bytes.
///
/// # Errors
/// Only if serialising fails, which for these types it does not.
pub fn json(tests: &[Test]) -> Result<String, serde_json::Error> {
    let one = |test: &Test| -> (u64, u64, usize) {
        match &test.outcome {
            Outcome::Ran(t) => (t.nights, t.failed, t.shown.len()),
            _ => (0, 0, 0),
        }
    };
    let tests_json = tests.iter().map(|test| {
        let (nights, failed_nights, _) = one(test);
        let shown = match &test.outcome {
            Outcome::Ran(t) => t.shown.as_slice(),
            _ => &[],
        };
        TestJson {
            name: &test.name,
            path: &test.path,
            scenario: &test.title,
            status: match (&test.outcome, test.status()) {
                (Outcome::Late(_), _) => "timeout",
                (_, Status::Pass) => "pass",
                (_, Status::Fail) => "fail",
                (_, Status::Error) => "error",
                (_, Status::NotRun) => "not run",
            },
            nights,
            failed_nights,
            error: if let Outcome::Broken(why) = &test.outcome { Some(why) } else { None },
            shown: shown
                .iter()
                .map(|night| NightJson {
                    variant: &night.variant,
                    again: test.again(&night.variant),
                    expect: night
                        .verdicts
                        .iter()
                        .map(|(e, v)| ExpectJson {
                            expect: e.to_string(),
                            met: v.met,
                            found: &v.found,
                            because: &v.because,
                        })
                        .collect(),
                })
                .collect(),
        }
    });
    let mut text = serde_json::to_string_pretty(&Json { tests: tests_json.collect(), summary: Tally::of(tests) })?;
    text.push('\n');
    Ok(text)
}
