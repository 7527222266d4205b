//! The stage manager's performance report. [`Performance`] is the facts of a night, and is all that the renderers see:
//! [`Performance::text`] for a terminal or an e-mail, [`Performance::html`] for a page one hands to a producer,
//! [`Performance::csv`] for a table of the cues.
//!
//! It is a function of a [`Rehearsal`] and nothing else: it reads no clock, so the same night gives the same bytes.
//!
//! ```
//! use drytech::{fault, report::performance::Performance, slip::Rehearsal};
//!
//! let opened = fault::open("cues/bombshell/plane_too_slow.ron".as_ref())?;
//! let night = Rehearsal::new(opened.show, opened.scenario)?;
//! let report = Performance::new(&night, None);
//! let parts: i64 = report.summary.shares.iter().map(|s| s.us).sum();
//! assert_eq!(parts, report.summary.late_us, "the causes of the lateness add up to it");
//! assert!(report.html().starts_with("<!DOCTYPE html>"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod blame;
mod calling;
mod causes;
mod csv;
mod cues;
mod faults;
mod html;
mod machines;
mod night;
mod notices;
mod say;
mod scenes;
mod stops;
mod summary;
mod text;
mod timeline;
mod truth;
mod wardrobe;
pub(super) mod words;

pub use blame::{BlameLine, Blamed};
pub use calling::{Answer, CalledCue, Calling, Take};
pub use causes::Share;
pub use cues::{CueRow, CueVerdict, Department};
pub use faults::FaultNote;
pub use machines::{MachineNote, Machines, Move};
pub use notices::Notice;
pub use scenes::SceneTimes;
pub use stops::{Stop, StopKind};
pub use summary::Summary;
pub use timeline::{Mark, Stretch, Timeline};
pub use wardrobe::{ComingUndone, QuickChange, Wardrobe};

use crate::run::{What, fingerprint};
use crate::slip::Rehearsal;

/// What the report says first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    /// The show.
    pub show: String,
    /// Which performance; empty where the sheet does not say.
    pub performance: String,
    /// The scenario's name; `as written` for a bare sheet.
    pub scenario: String,
    /// The seed.
    pub seed: u64,
    /// The run's fingerprint.
    pub fingerprint: String,
    /// The decisions taken, each with whose it was: question or name, option, by.
    pub decisions: Vec<(String, String, String)>,
    /// The date as somebody wrote it; nobody looks at a clock.
    pub date: Option<String>,
}

/// The performance report of a night, as facts.
#[derive(Clone, Debug, PartialEq)]
pub struct Performance {
    /// Show, performance, scenario, seed, fingerprint.
    pub heading: Heading,
    /// How late, because of what, who noticed.
    pub summary: Summary,
    /// Up, down and running times.
    pub scenes: Vec<SceneTimes>,
    /// Stage waits, vamps and holds.
    pub stops: Vec<Stop>,
    /// Cues by department.
    pub departments: Vec<Department>,
    /// Quick changes, and what came undone.
    pub wardrobe: Wardrobe,
    /// Moves, fog, light and sound.
    pub machines: Machines,
    /// What the house saw.
    pub notices: Vec<Notice>,
    /// Faults, injected and arisen.
    pub faults: Vec<FaultNote>,
    /// How a person called it; `None` where nobody did.
    pub calling: Option<Calling>,
    /// The faults' shares of it, where they were shared out ([`Performance::blamed`]).
    pub blame: Option<Blamed>,
    /// The evening, ready to be drawn.
    pub timeline: Timeline,
    /// Every cue that exists under the decisions taken, in sheet order.
    pub cues: Vec<CueRow>,
}

impl Performance {
    /// The report of a rehearsal, made with tracks (the default of [`crate::engine::Options`]): without them nothing is said
    /// of where pieces stopped, what came undone and when the curtain was open.
    pub fn new(r: &Rehearsal, calling: Option<Calling>) -> Self {
        let r = &night::Night::new(r);
        let truths = truth::Truths::new(r);
        let end = r.run.events.iter().rposition(|e| matches!(e.what, What::BeatEnded(_)));
        let shares = match r.run.stuck {
            None => causes::shares(r, &r.chain_from(end.map(|i| i as u32))),
            Some(_) => Vec::new(),
        };
        let (cues, notices, stops) = (cues::rows(r), notices::notices(r, &truths), stops::stops(r, &truths));
        let departments = cues::departments(r, &cues);
        let faults = faults::faults(r, &shares, &notices);
        Self {
            heading: heading(r),
            summary: summary::summary(r, shares, &departments, &cues, &notices, &stops),
            scenes: scenes::scenes(r),
            departments,
            wardrobe: wardrobe::wardrobe(r),
            machines: machines::machines(r),
            timeline: timeline::timeline(r, &cues, &stops, &notices, &faults),
            stops,
            notices,
            faults,
            blame: None,
            calling,
            cues,
        }
    }

    /// With a date, as it is to be written.
    pub fn dated(mut self, date: impl Into<String>) -> Self {
        self.heading.date = Some(date.into());
        self
    }

    /// With blame shared out among the faults of that rehearsal, where there are several: a run for every subset of them.
    pub fn blamed(mut self, r: &Rehearsal) -> Self {
        self.blame = Blamed::of(r);
        self
    }

    /// As plain text, 80 columns.
    pub fn text(&self) -> String {
        text::text(self)
    }

    /// As one page of HTML that is also XML: no script, and nothing from anywhere else.
    pub fn html(&self) -> String {
        html::html(self)
    }

    /// As a table of comma-separated values, a row per cue: times in seconds of run time to the microsecond.
    ///
    /// # Errors
    /// Only if writing to memory fails, which it does not.
    pub fn csv(&self) -> Result<String, ::csv::Error> {
        csv::csv(self)
    }
}

fn heading(r: &Rehearsal) -> Heading {
    let taken = r.decisions();
    let decision = |(name, d): (&str, &crate::sheet::Decision)| {
        let question = if d.question.is_empty() { words::plain(name) } else { d.question.clone() };
        (question, taken.get(name).cloned().unwrap_or_default(), d.by.clone())
    };
    Heading {
        show: r.show.title.clone(),
        performance: r.show.performance.clone(),
        scenario: if r.scenario.name.is_empty() { "as written".to_owned() } else { r.scenario.name.clone() },
        seed: r.scenario.seed,
        fingerprint: fingerprint(&r.plan, &r.run),
        decisions: r.show.decisions.iter().map(decision).collect(),
        date: None,
    }
}
