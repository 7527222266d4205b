//! What a sheet says of the show as a whole: [`Show`], its script, crew and decisions.

use std::path::PathBuf;

use serde::Deserialize;

use super::{Condition, Cue, FaultWord, Machine, Map, Position};

/// A cue sheet (design §3; defaults: rule 59). Times are seconds, lengths metres, masses kilograms, levels 0 to 1.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Show {
    /// The show's title.
    pub title: String,
    /// Which performance: `"Preview 3"`.
    #[serde(default)]
    pub performance: String,
    /// The stage's size and air.
    #[serde(default)]
    pub stage: Stage,
    /// A stage wait longer than this makes the caller hold the show.
    #[serde(default = "thirty")]
    pub patience: f64,
    /// From the gate opening after a hold until the show plays again.
    #[serde(default = "forty_five")]
    pub restart: f64,
    /// Above 0, the second GO of a GoTwice is refused (rule 69).
    #[serde(default)]
    pub double_go_guard: f64,
    /// Who answers a GO, by cue-number prefix.
    #[serde(default)]
    pub crew: Map<Operator>,
    /// Dressers in the pool.
    #[serde(default = "one")]
    pub dressers: u32,
    /// The machines by name.
    #[serde(default)]
    pub machines: Map<Machine>,
    /// What somebody decides during the show, by name.
    #[serde(default)]
    pub decisions: Map<Decision>,
    /// The script, in playing order.
    #[serde(default)]
    pub script: Vec<Scene>,
    /// The cues.
    #[serde(default)]
    pub cues: Vec<Cue>,
    /// Which kinds of faults campaigns try on a machine, on `"caller"` or on a department; on those not named, all that
    /// there are. No effect on a run.
    #[serde(default)]
    pub vocabulary: Map<Vec<FaultWord>>,
    /// The folder it was opened from, where models are; `None` for a sheet that is in no file. Not part of the language.
    #[serde(skip)]
    pub folder: Option<PathBuf>,
}

impl Show {
    /// All beats with their scene, in playing order.
    pub fn beats(&self) -> impl Iterator<Item = (&Scene, &Beat)> {
        self.script.iter().flat_map(|s| s.beats.iter().map(move |b| (s, b)))
    }
}

fn thirty() -> f64 {
    30.0
}

fn forty_five() -> f64 {
    45.0
}

fn one() -> u32 {
    1
}

/// The stage's size, metres, and its air.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Stage {
    /// Proscenium width.
    pub width: f64,
    /// From the setting line to the back wall.
    pub depth: f64,
    /// Proscenium height.
    pub height: f64,
    /// Height of the grid.
    pub grid: f64,
    /// Air changes per hour; thins the fog.
    pub air_changes: f64,
}

impl Default for Stage {
    fn default() -> Self {
        Self { width: 12.0, depth: 9.0, height: 7.0, grid: 16.0, air_changes: 3.0 }
    }
}

/// Somebody who answers a GO.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Operator {
    /// Where they sit (for people).
    #[serde(default)]
    pub post: String,
    /// Median seconds from GO to press.
    #[serde(default = "quarter")]
    pub reaction: f64,
    /// Sigma of the log-normal draw around it (0: no draw).
    #[serde(default)]
    pub spread: f64,
}

fn quarter() -> f64 {
    0.25
}

/// Something somebody decides; a scenario may choose, else the default holds.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The question, for people.
    #[serde(default)]
    pub question: String,
    /// Whose decision it is.
    #[serde(default)]
    pub by: String,
    /// What may be chosen.
    pub options: Vec<String>,
    /// What is chosen when nobody says.
    pub default: String,
}

/// A scene: beats that belong together.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Scene {
    /// Unique in the show.
    pub id: String,
    /// For people.
    #[serde(default)]
    pub title: String,
    /// In playing order.
    #[serde(default)]
    pub beats: Vec<Beat>,
}

/// A stretch of the script (design §3.1).
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Beat {
    /// Unique in the show.
    pub id: String,
    /// Median length, seconds.
    pub takes: f64,
    /// Sigma of the log-normal draw around it (0: no draw).
    #[serde(default)]
    pub spread: f64,
    /// Bar length, seconds: the beat may be prolonged in whole bars while the next beat's needs are unmet.
    #[serde(default)]
    pub vamp: Option<f64>,
    /// The gate: conditions without which the beat does not start.
    #[serde(default)]
    pub needs: Vec<Condition>,
    /// What the audience should see true for the whole beat.
    #[serde(default)]
    pub picture: Vec<Condition>,
    /// How long the gate may keep the stage waiting, seconds; the show's where not given.
    #[serde(default)]
    pub patience: Option<f64>,
    /// What happens then.
    #[serde(default)]
    pub on_timeout: OnTimeout,
    /// The line that is spoken (for people).
    #[serde(default)]
    pub line: String,
    /// Performers on stage (for the eye).
    #[serde(default)]
    pub who: Vec<String>,
    /// Where they stand (for the eye).
    #[serde(default)]
    pub places: Map<Position>,
    /// `(decision, option)`: the beat exists only under that option.
    #[serde(default)]
    pub only: Option<(String, String)>,
}

/// What happens when a gate's patience is out.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
pub enum OnTimeout {
    /// The caller holds the show until the gate opens.
    #[default]
    Hold,
    /// The beat starts with its gate unmet.
    Skip,
}
