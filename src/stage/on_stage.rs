//! What is on the stage ([`OnStage`]) and where we are in it ([`Playhead`]): all that the drawing systems read.

use std::sync::Arc;

use bevy::prelude::*;
use serde::{Deserialize, Serialize};

use super::quality::Quality;
use super::view::View;
use crate::run::Run;
use crate::sheet::{Beat, Position, Stage};
use crate::slip::Rehearsal;

/// The rehearsal that is shown.
#[derive(Resource, Clone)]
pub(super) struct OnStage(pub(super) Arc<Rehearsal>);

impl OnStage {
    /// Machines of the sheet with their places in it.
    pub(super) fn machines(&self) -> impl Iterator<Item = (usize, &str, &crate::sheet::Machine)> {
        self.0.show.machines.iter().enumerate().map(|(i, (name, m))| (i, name, m))
    }
}

/// Another night to hold against the one that is shown, if there is one.
#[derive(Resource, Clone, Default)]
pub(super) struct Beside(pub(super) Option<Arc<Rehearsal>>);

/// The instant that is shown, and how time goes on from it.
#[derive(Resource, Clone, Debug)]
pub(super) struct Playhead {
    /// µs of run time.
    pub(super) t_us: i64,
    /// Whether time goes on.
    pub(super) playing: bool,
    /// Show seconds per second; below 0 time goes back.
    pub(super) speed: f64,
    /// A stretch that is played again and again, µs.
    pub(super) round: Option<(i64, i64)>,
}

impl Playhead {
    /// At rest at an instant.
    pub(super) fn at(t_us: i64) -> Self {
        Self { t_us, playing: false, speed: 1.0, round: None }
    }
}

/// What is shown beside the theatre, and from where.
#[derive(Resource, Clone, Debug)]
pub(super) struct Shown {
    /// The eye's place.
    pub(super) view: View,
    /// Whether the planned state is drawn beside the actual.
    pub(super) ghosts: bool,
    /// Whether panels are drawn.
    pub(super) panels: bool,
    /// Which of them are folded away.
    pub(super) folded: Folded,
    /// Which sheet of the panel at the right is on top.
    pub(super) tab: Tab,
    /// The machine that is looked into, by its place in the sheet.
    pub(super) machine: Option<usize>,
    /// The cue whose cause chain is drawn, by its place in the sheet.
    pub(super) chain: Option<usize>,
    /// Whether the other night is drawn over this one (as ghosts) and not beside it.
    pub(super) over: bool,
    /// Whether there is another night to hold against this one; the panels keep it so.
    pub(super) beside: bool,
    /// How tall the timeline is.
    pub(super) tall: Tall,
    /// How often the timeline was brought closer by a key, less how often farther.
    pub(super) zoom: i32,
    /// What the timeline has to hold; the panels keep it so.
    pub(super) holds: Holds,
    /// Whether the keys are explained.
    pub(super) help: bool,
    /// Size of panels and type, 1 as designed.
    pub(super) scale: f32,
    /// The dim theme for a desk in the wing.
    pub(super) backstage: bool,
    /// No moves between views, no flashing.
    pub(super) still: bool,
    /// How much the picture may cost, where it is not the adapter that says.
    pub(super) quality: Option<Quality>,
}

impl Default for Shown {
    fn default() -> Self {
        Self {
            view: View::House,
            ghosts: true,
            panels: true,
            folded: Folded::default(),
            tab: Tab::Inspector,
            machine: None,
            chain: None,
            over: false,
            beside: false,
            tall: Tall::default(),
            zoom: 0,
            holds: Holds::default(),
            help: false,
            scale: 1.0,
            backstage: false,
            still: false,
            quality: None,
        }
    }
}

/// The machine that the inspector shows, chosen or by itself: what "this machine" means to a key.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Picked(pub(super) Option<usize>);

/// A panel that folds away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Panel {
    /// The cue stack, at the left.
    Cues,
    /// Inspector, faults, comparison and notes, at the right.
    Side,
    /// The timeline, below.
    Timeline,
}

/// Which panels are folded away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Folded {
    /// The cue stack.
    pub(super) cues: bool,
    /// The panel at the right.
    pub(super) side: bool,
    /// The timeline.
    pub(super) timeline: bool,
}

/// How tall the timeline is, as somebody wants it: shares of the screen's height. None: as designed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Tall {
    /// As it mostly is.
    pub(super) usual: Option<f32>,
    /// With a cause chain, or with two nights one above the other.
    pub(super) crowded: Option<f32>,
}

/// What the timeline has to hold, for its height.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Holds {
    /// Lanes.
    pub(super) lanes: usize,
    /// Lines of faults' names.
    pub(super) lines: usize,
}

/// The sheets of the panel at the right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tab {
    /// One machine, against plan.
    #[default]
    Inspector,
    /// What goes wrong tonight, and what else could.
    Faults,
    /// Another night beside this one.
    Compare,
    /// Notes of the sheet, warnings, what was said by the machine.
    Notes,
    /// Many nights of the odds: how late, how likely, because of what.
    Risk,
}

impl Tab {
    /// All of them, in the order of keys F2 to F5, and F10.
    pub const ALL: [Self; 5] = [Self::Inspector, Self::Faults, Self::Compare, Self::Notes, Self::Risk];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Inspector => "inspector",
            Self::Faults => "faults",
            Self::Compare => "compare",
            Self::Notes => "notes",
            Self::Risk => "risk",
        }
    }
}

/// A name that is no sheet of the panel at the right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no sheet is called \"{0}\": inspector, faults, compare, notes or risk")]
pub struct UnknownTab(String);

impl std::str::FromStr for Tab {
    type Err = UnknownTab;

    fn from_str(name: &str) -> Result<Self, UnknownTab> {
        let found = Self::ALL.into_iter().find(|t| t.name().eq_ignore_ascii_case(name.trim()));
        found.ok_or_else(|| UnknownTab(name.to_owned()))
    }
}

/// The stage's size as the renderer counts, metres.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    /// Proscenium width.
    pub(super) w: f32,
    /// Setting line to back wall.
    pub(super) d: f32,
    /// Proscenium height.
    pub(super) h: f32,
    /// Height of the grid.
    pub(super) grid: f32,
}

impl From<&Stage> for Size {
    fn from(stage: &Stage) -> Self {
        let metres = |v: f64, least: f32| (v as f32).clamp(least, 200.0);
        let h = metres(stage.height, 2.0);
        Self { w: metres(stage.width, 3.0), d: metres(stage.depth, 3.0), h, grid: metres(stage.grid, 2.0).max(h + 1.0) }
    }
}

/// A place of the sheet as x, y and z if it was given.
pub(super) fn place(position: Option<Position>) -> (f32, f32, Option<f32>) {
    position.map_or((0.0, 2.0, None), |p| (p.x as f32, p.y as f32, p.z.map(|z| z as f32)))
}

/// The beat being played at `t_us` with its place in the script, its start, and the one played before it.
pub(super) fn beat_at<'a>(rehearsal: &'a Rehearsal, run: &Run, t_us: i64) -> Option<Playing<'a>> {
    let started = |i: usize| run.beats.get(i).and_then(|b| b.start_us).filter(|s| *s <= t_us);
    let mut now: Option<Playing<'a>> = None;
    for (i, (_, beat)) in rehearsal.show.beats().enumerate() {
        if let Some(since_us) = started(i) {
            now = Some(Playing { beat, since_us, before: now.map(|p| p.beat) });
        }
    }
    now
}

/// A beat being played.
#[derive(Clone, Copy)]
pub(super) struct Playing<'a> {
    /// The beat.
    pub(super) beat: &'a Beat,
    /// When it started, µs of run time.
    pub(super) since_us: i64,
    /// The beat before it.
    pub(super) before: Option<&'a Beat>,
}

/// What was done to the night at the desk since it was opened, and what there is to say about it.
#[derive(Resource, Clone, Debug, Default, PartialEq)]
pub(super) struct Desk {
    /// Whether a night is being worked out.
    pub(super) busy: bool,
    /// How many changes can be taken back.
    pub(super) undo: usize,
    /// How many that were taken back can be made again.
    pub(super) redo: usize,
    /// Said last: saved where, reloaded what.
    pub(super) notice: Option<String>,
    /// What is wrong with the file that was saved in an editor; the last good show goes on.
    pub(super) problem: Option<String>,
    /// Warnings of the files, as they were opened.
    pub(super) warnings: Vec<String>,
}
